/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a page about a document's signatures shows: who changed what waits for a revision, and what may be done with it. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-datetime.h"
#include "store/slip-values.h"
#include "workspace/slip-review.h"
#include "workspace/slip-revisions-private.h"

static void
author_free (SlipChangeAuthor *author)
{
  if (author == NULL)
    return;
  g_free (author->name);
  g_free (author->time);
  g_free (author);
}

static void
proposal_free (SlipOpenProposal *proposal)
{
  slip_proposal_info_free (proposal->info);
  g_free (proposal->op);
  g_free (proposal->now);
  g_free (proposal);
}

void
slip_signatures_free (SlipSignatures *signatures)
{
  g_free (signatures->document);
  g_free (signatures->title);
  g_free (signatures->person);
  g_clear_pointer (&signatures->signoff, slip_signoff_free);
  g_clear_pointer (&signatures->signers, g_ptr_array_unref);
  g_clear_pointer (&signatures->withdrawals, g_ptr_array_unref);
  g_clear_pointer (&signatures->amendments, g_ptr_array_unref);
  g_clear_pointer (&signatures->authors, g_ptr_array_unref);
  g_clear_pointer (&signatures->proposals, g_ptr_array_unref);
  g_free (signatures);
}

/* == who == */

/* The register that a change is about: of a row what made, moved or deleted it. */
static GPtrArray *
values_of (SlipDatabase *db, SlipForm *form, const char *record, const SlipFieldChange *change)
{
  static const char *const fields[] = {
    [SLIP_CHANGE_ADDED] = SLIP_FIELD_ADD,
    [SLIP_CHANGE_DELETED] = SLIP_FIELD_DELETE,
    [SLIP_CHANGE_MOVED] = SLIP_FIELD_POSITION,
  };
  g_autofree char *row = NULL;
  SlipFormNode *node;

  if (change->kind == SLIP_CHANGE_SECTION ||
      (node = slip_form_find_cell (form, change->path, &row, NULL)) == NULL)
    return NULL;
  return slip_values_get (
      db, record, row, change->kind == SLIP_CHANGE_SET ? node->cell : fields[change->kind], NULL);
}

static SlipChangeAuthor *
find_author (SlipDatabase *db, SlipForm *form, const char *record, const SlipFieldChange *change)
{
  g_autoptr (GPtrArray) values = values_of (db, form, record, change);
  const SlipValue *value;
  SlipChangeAuthor *author;

  if (values == NULL || values->len == 0)
    return NULL;
  value = g_ptr_array_index (values, 0);
  author = g_new0 (SlipChangeAuthor, 1);
  author->name = slip_person_name (db, value->person);
  author->time = slip_datetime_format (value->wall_ms, value->utc_offset);
  return author;
}

/* == proposals == */

static char *
proposal_name (const SlipProposal *proposal)
{
  return g_strdup_printf ("%s:%016" G_GINT64_MODIFIER "x", proposal->replica, proposal->clock);
}

/* The list for people and the one with what is stored have the same order. */
static GPtrArray *
list_proposals (SlipWorkspace *self, SlipRecord *record, SlipSignoff *signoff, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) proposal_free);
  g_autoptr (GPtrArray) infos = slip_workspace_list_proposals (self, record->id, error);

  if (infos == NULL)
    return NULL;
  for (guint i = 0; i < signoff->proposals->len && i < infos->len; i++)
    {
      const SlipProposal *proposal = g_ptr_array_index (signoff->proposals, i);
      SlipOpenProposal *open = g_new0 (SlipOpenProposal, 1);
      g_autofree char *now =
          slip_values_text (db, record->id, proposal->row, proposal->field, NULL);

      open->info = g_ptr_array_index (infos, i);
      infos->pdata[i] = NULL;
      open->op = proposal_name (proposal);
      open->may_answer = proposal->node != NULL && slip_fills (db, proposal->node);
      open->now = proposal->node != NULL && now != NULL
                      ? slip_form_display_value (db, record->id, proposal->node, now)
                      : g_strdup (now != NULL ? now : "");
      g_ptr_array_add (list, open);
    }
  g_ptr_array_set_free_func (infos, NULL);
  for (guint i = list->len; i < infos->len; i++)
    slip_proposal_info_free (g_ptr_array_index (infos, i));
  return g_steal_pointer (&list);
}

typedef struct
{
  const char *document;
  const char *op;
  gboolean take;
} Answer;

static SlipProposal *
find_proposal (GPtrArray *proposals, const char *op)
{
  for (guint i = 0; i < proposals->len; i++)
    {
      SlipProposal *proposal = g_ptr_array_index (proposals, i);
      g_autofree char *name = proposal_name (proposal);

      if (g_str_equal (name, op))
        return proposal;
    }
  return NULL;
}

static gboolean
answer (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  const Answer *args = data;
  g_autoptr (SlipRecord) record = slip_record_load (db, args->document, error);
  g_autoptr (GPtrArray) proposals =
      record != NULL ? slip_proposals_load (db, record->form, record->id, error) : NULL;
  SlipProposal *proposal = proposals != NULL ? find_proposal (proposals, args->op) : NULL;
  g_autofree char *now = NULL;
  g_autoptr (GError) failure = NULL;

  if (proposals == NULL)
    return FALSE;
  if (proposal == NULL || proposal->node == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("the proposal was answered already, or taken back"));
      return FALSE;
    }
  if (!slip_fills_check (db, proposal->node, error))
    return FALSE;
  if (args->take)
    return slip_keep_check_value (db, record, proposal->row, proposal->node, proposal->value,
                                  error) &&
           slip_write_stored (db, record, proposal->row, proposal->node, proposal->value, error);
  /* The same again: it answers what was proposed instead. */
  now = slip_values_text (db, record->id, proposal->row, proposal->field, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  return slip_write_stored (db, record, proposal->row, proposal->node, now != NULL ? now : "",
                            error);
}

gboolean
slip_workspace_answer_proposal (SlipWorkspace *self, const char *document, const char *op,
                                gboolean take, GError **error)
{
  g_autofree char *id = slip_workspace_resolve (self, SLIP_RECORD_DOCUMENT, document, error);
  Answer args = { id, op, take };

  return id != NULL && slip_workspace_edit (self, answer, &args, error);
}

/* == all of it == */

static gboolean
may_revise (SlipDatabase *db, SlipRecord *record, SlipSignoff *signoff, const char *person)
{
  SlipRevision *last = slip_signoff_last_revision (signoff);

  return (last != NULL || signoff->proposals->len > 0) &&
         (signoff->revising == NULL || signoff->proposals->len > 0) &&
         slip_signoff_may_revise (db, record->form, record->id, last, person, slip_now_ms ());
}

SlipSignatures *
slip_workspace_get_signatures (SlipWorkspace *self, const char *document, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autofree char *id = slip_workspace_resolve (self, SLIP_RECORD_DOCUMENT, document, error);
  g_autoptr (SlipRecord) record = id != NULL ? slip_record_load (db, id, error) : NULL;
  g_autoptr (SlipSignatures) all = g_new0 (SlipSignatures, 1);

  if (record == NULL || (all->signoff = slip_signoff_load (db, record->form, id, error)) == NULL ||
      (all->withdrawals = slip_workspace_list_withdrawals (self, id, error)) == NULL ||
      (all->amendments = slip_workspace_list_amendments (self, id, error)) == NULL ||
      (all->proposals = list_proposals (self, record, all->signoff, error)) == NULL)
    return NULL;
  all->document = g_steal_pointer (&id);
  all->title = slip_record_title (db, all->document);
  all->person = slip_meta_get (db, SLIP_META_PERSON);
  all->may_revise = may_revise (db, record, all->signoff, all->person);
  all->signers = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < all->signoff->signatures->len; i++)
    g_ptr_array_add (all->signers,
                     slip_workspace_signer (self, g_ptr_array_index (all->signoff->signatures, i)));
  all->authors = g_ptr_array_new_with_free_func ((GDestroyNotify) author_free);
  for (guint i = 0; i < all->amendments->len; i++)
    g_ptr_array_add (all->authors, find_author (db, record->form, all->document,
                                                g_ptr_array_index (all->amendments, i)));
  return g_steal_pointer (&all);
}

/* == what it means for who edits it == */

SlipApproval *
slip_workspace_get_approval (SlipWorkspace *self, const char *document, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autofree char *id = slip_workspace_resolve (self, SLIP_RECORD_DOCUMENT, document, error);
  g_autoptr (SlipRecord) record = id != NULL ? slip_record_load (db, id, error) : NULL;
  g_autoptr (SlipSignoff) signoff =
      record != NULL ? slip_signoff_load (db, record->form, id, error) : NULL;
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  SlipApproval *approval;

  if (signoff == NULL)
    return NULL;
  approval = g_new0 (SlipApproval, 1);
  approval->is_frozen = signoff->revisions->len > 0 && signoff->revising == NULL;
  approval->is_approved = approval->is_frozen && signoff->approved != NULL;
  approval->may_revise = approval->is_frozen && may_revise (db, record, signoff, person);
  approval->proposals = signoff->proposals->len;
  approval->amendments = signoff->amendments->len;
  for (guint i = 0; i < signoff->slots->len; i++)
    {
      const SlipSlotStatus *slot = g_ptr_array_index (signoff->slots, i);

      approval->signatures += slot->standing != NULL ? slot->standing->len : 0;
    }
  return approval;
}
