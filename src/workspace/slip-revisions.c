/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Starting a revision, and looking back: what a signer saw, what changed since. */

#include <glib/gi18n-lib.h>

#include "workspace/slip-revisions.h"

#include <string.h>

#include "core/slip-hash.h"
#include "core/slip-text.h"
#include "forms/slip-instance.h"
#include "forms/slip-removed.h"
#include "store/slip-blobs.h"
#include "store/slip-log.h"
#include "store/slip-values.h"
#include "workspace/slip-revisions-private.h"
#include "workspace/slip-workspace-private.h"

/* Like a statement's comment: enough to say why, too little to hide a document in. */
#define REASON_MAX_BYTES (4 * 1024)
#define PREFIX_MIN 4

char *
slip_clean_reason (const char *reason, GError **error)
{
  g_autofree char *text = slip_text_normalise (reason, error);

  if (text == NULL)
    return NULL;
  g_strstrip (text);
  if (*text == '\0')
    {
      g_set_error_literal (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                           _ ("a reason is needed that says why"));
      return NULL;
    }
  if (strlen (text) > REASON_MAX_BYTES)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE,
                   _ ("the reason is over the limit of %d KiB"), REASON_MAX_BYTES / 1024);
      return NULL;
    }
  return g_steal_pointer (&text);
}

/* == revise == */

typedef struct
{
  const char *document;
  const char *reason;
  guint revision;
  guint taken_up;
} Revise;

static gboolean
check_revise (SlipDatabase *db, SlipRecord *record, SlipSignoff *signoff, GError **error)
{
  SlipRevision *last = slip_signoff_last_revision (signoff);
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);

  if (!slip_signoff_may_revise (db, record->form, record->id, last, person, slip_now_ms ()))
    {
      GStrv fills = slip_form_get_root (record->form)->fills;
      g_autofree char *roles = fills != NULL ? g_strjoinv (", ", fills) : g_strdup ("anyone");

      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
          _ ("you can't start a revision of %s: its owner can, the project-manager, and who "
             "fills it (%s)"),
          record->number, roles);
      return FALSE;
    }
  if (last == NULL && signoff->proposals->len == 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("%s was never approved, so there is no revision to start: just change it"),
                   record->number);
      return FALSE;
    }
  if (signoff->revising != NULL && signoff->proposals->len == 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS,
                   _ ("revision %u of %s was started already, by %s: %s"), last->number + 1,
                   record->number, signoff->revising->name, signoff->revising->reason);
      return FALSE;
    }
  return TRUE;
}

/* Each proposal becomes an ordinary change; of several for one field the newest wins, and the others are answered by it.
 * One's own go along only where one fills the field: else a proposal would be a way around that. */
static gboolean
take_up (SlipDatabase *db, SlipRecord *record, SlipSignoff *signoff, guint *taken_up,
         GError **error)
{
  g_autoptr (GHashTable) newest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  GHashTableIter iter;
  SlipProposal *proposal;

  for (guint i = 0; i < signoff->proposals->len; i++)
    {
      g_autofree char *key = NULL;
      SlipProposal *other;

      proposal = g_ptr_array_index (signoff->proposals, i);
      key = g_strconcat (proposal->row, "\n", proposal->field, NULL);
      other = g_hash_table_lookup (newest, key);
      if (proposal->node != NULL &&
          (g_strcmp0 (proposal->person, person) != 0 || slip_fills (db, proposal->node)) &&
          (other == NULL || other->clock < proposal->clock))
        g_hash_table_insert (newest, g_steal_pointer (&key), proposal);
    }
  g_hash_table_iter_init (&iter, newest);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &proposal))
    {
      /* It was checked when it was proposed; one that isn't of its field's type shows as a problem, as any value does. */
      if (!slip_write_stored (db, record, proposal->row, proposal->node, proposal->value, error))
        return FALSE;
      (*taken_up)++;
    }
  return TRUE;
}

static gboolean
revise (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Revise *args = data;
  g_autoptr (SlipRecord) record = slip_record_load (db, args->document, error);
  g_autoptr (SlipSignoff) signoff = NULL;
  g_autoptr (SlipOp) op = NULL;

  if (record == NULL ||
      (signoff = slip_signoff_load (db, record->form, record->id, error)) == NULL ||
      !check_revise (db, record, signoff, error))
    return FALSE;
  op = slip_log_do (db, SLIP_OP_REVISE, SLIP_UNKNOWN_RECORD_READ_ONLY, record->id, NULL, 0,
                    g_variant_new ("(s)", args->reason), error);
  args->revision = signoff->revisions->len + 1;
  return op != NULL && take_up (db, record, signoff, &args->taken_up, error);
}

guint
slip_workspace_revise (SlipWorkspace *self, const char *document, const char *reason,
                       guint *taken_up, GError **error)
{
  g_autofree char *id = slip_workspace_resolve (self, SLIP_RECORD_DOCUMENT, document, error);
  g_autofree char *text = NULL;
  Revise args = { id, NULL, 0, 0 };

  if (id == NULL || (text = slip_clean_reason (reason, error)) == NULL)
    return 0;
  args.reason = text;
  if (!slip_workspace_edit (self, revise, &args, error))
    return 0;
  if (taken_up != NULL)
    *taken_up = args.taken_up;
  return args.revision;
}

/* == looking back == */

SlipSignature *
slip_sign_off_find (SlipDatabase *db, const char *prefix, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (prefix, -1);
  g_autofree char *end = g_strconcat (lower, "~", NULL);
  g_autofree char *found = NULL;
  g_autoptr (SlipQuery) query = NULL;

  if (strlen (lower) < PREFIX_MIN || strspn (lower, "0123456789abcdef") != strlen (lower))
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_INVALID,
          _ ("“%s” is no statement; “slipwayctl document history” lists them by the beginning "
             "of their hash, at least %d digits"),
          prefix, PREFIX_MIN);
      return NULL;
    }
  query = slip_database_query (
      db, error,
      "SELECT DISTINCT hash FROM statement WHERE hash >= ? AND hash < ? AND record <> '' LIMIT 2",
      "ss", lower, end);
  if (query == NULL)
    return NULL;
  if (!slip_query_next (query, NULL))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, _ ("there is no sign-off “%s”"),
                   prefix);
      return NULL;
    }
  found = g_strdup (slip_query_text (query, 0));
  if (slip_query_next (query, NULL))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_AMBIGUOUS,
                   _ ("“%s” fits more than one statement; type more of the hash"), prefix);
      return NULL;
    }
  return slip_signature_get (db, found, error);
}

/* The sign-off with its text read; a statement of another type is refused. */
static SlipSignature *
find_readable (SlipDatabase *db, const char *statement, GError **error)
{
  g_autoptr (SlipSignature) signature = slip_sign_off_find (db, statement, error);

  if (signature == NULL)
    return NULL;
  if (signature->statement == NULL || signature->statement->sign_off == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   signature->statement == NULL
                       ? _ ("%.12s… is no sign-off that this program can read")
                       : _ ("%.12s… is no sign-off"),
                   signature->hash);
      return NULL;
    }
  return g_steal_pointer (&signature);
}

GBytes *
slip_review_blob (SlipDatabase *db, const char *hash, GError **error)
{
  GError *local_error = NULL;
  GBytes *bytes = *hash != '\0' ? slip_blobs_get (db, hash, &local_error) : NULL;
  g_autofree char *removed = bytes == NULL ? slip_removed_words (db, hash) : NULL;

  if (bytes != NULL)
    return bytes;
  if (local_error != NULL && !g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND))
    g_propagate_error (error, local_error);
  else
    {
      g_clear_error (&local_error);
      if (removed != NULL)
        /* Translators: %s is such as “removed on 2026-03-14 by Ada: personal data”. */
        g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, _ ("this content is gone: %s"),
                     removed);
      else
        g_set_error_literal (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                             *hash != '\0' ? _ ("this content has not arrived yet; sync first")
                                           : _ ("this content was not kept with that sign-off"));
    }
  return NULL;
}

GBytes *
slip_workspace_seen (SlipWorkspace *self, const char *statement, SlipSeenPart part, GError **error)
{
  g_autoptr (SlipSignature) signature =
      part == SLIP_SEEN_STATEMENT
          ? slip_sign_off_find (slip_workspace_reader (self), statement, error)
          : find_readable (slip_workspace_reader (self), statement, error);

  if (signature == NULL)
    return NULL;
  if (part == SLIP_SEEN_STATEMENT)
    return g_bytes_ref (signature->text);
  return part == SLIP_SEEN_CONTENT
             ? slip_review_blob (slip_workspace_reader (self), signature->content, error)
             : slip_review_blob (slip_workspace_reader (self), signature->snapshot, error);
}

/* People and rows by their names. */
static char *
name_value (SlipDatabase *db, SlipForm *form, const char *record, const SlipFieldChange *change,
            const char *value, const char *text)
{
  SlipFormNode *node =
      change->kind == SLIP_CHANGE_SET ? slip_form_find (form, change->field) : NULL;

  if (value == NULL || *value == '\0' || node == NULL ||
      (node->type != SLIP_FIELD_PERSON && node->type != SLIP_FIELD_REFERENCE))
    return g_strdup (text);
  return slip_form_display_value (db, record, node, value);
}

void
slip_changes_name (SlipDatabase *db, SlipForm *form, const char *record, GPtrArray *changes)
{
  for (guint i = 0; i < changes->len; i++)
    {
      SlipFieldChange *change = g_ptr_array_index (changes, i);
      char *old = name_value (db, form, record, change, change->old, change->old_text);
      char *new = name_value (db, form, record, change, change->new, change->new_text);

      g_free (change->old_text);
      g_free (change->new_text);
      change->old_text = old;
      change->new_text = new;
    }
}

GPtrArray *
slip_changes_since (SlipDatabase *db, const SlipSignature *signature, GError **error)
{
  g_autoptr (SlipForm) form = slip_forms_for_record (db, signature->record, error);
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) now = NULL;
  GPtrArray *changes;

  if (form == NULL || (before = slip_review_blob (db, signature->content, error)) == NULL ||
      (now = slip_instance_content (db, form, signature->record, NULL, error)) == NULL)
    return NULL;
  changes = slip_contents_diff (form, before, now, error);
  /* What it doesn't cover was not signed. */
  for (guint i = changes != NULL ? changes->len : 0; i > 0; i--)
    {
      SlipFieldChange *change = g_ptr_array_index (changes, i - 1);

      if (change->section != NULL && slip_signature_section (signature, change->section) == NULL)
        g_ptr_array_remove_index (changes, i - 1);
    }
  if (changes != NULL)
    slip_changes_name (db, form, signature->record, changes);
  return changes;
}

GPtrArray *
slip_workspace_changed (SlipWorkspace *self, const char *statement, GError **error)
{
  g_autoptr (SlipSignature) signature =
      find_readable (slip_workspace_reader (self), statement, error);

  return signature != NULL ? slip_changes_since (slip_workspace_reader (self), signature, error)
                           : NULL;
}

/* == lists == */

void
slip_proposal_info_free (SlipProposalInfo *info)
{
  g_free (info->path);
  g_free (info->label);
  g_free (info->value);
  g_free (info->person);
  g_free (info->time);
  g_free (info);
}

GPtrArray *
slip_workspace_list_proposals (SlipWorkspace *self, const char *record, GError **error)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_proposal_info_free);
  g_autofree char *id = slip_workspace_resolve (
      self, SLIP_RECORD_RELEASE | SLIP_RECORD_DOCUMENT | SLIP_RECORD_DELETED, record, error);
  g_autoptr (SlipForm) form = NULL;
  g_autoptr (GPtrArray) proposals = NULL;

  if (id == NULL ||
      (form = slip_forms_for_record (slip_workspace_reader (self), id, error)) == NULL ||
      (proposals = slip_proposals_load (slip_workspace_reader (self), form, id, error)) == NULL)
    return NULL;
  for (guint i = 0; i < proposals->len; i++)
    {
      SlipProposal *proposal = g_ptr_array_index (proposals, i);
      SlipProposalInfo *info = g_new0 (SlipProposalInfo, 1);

      info->path =
          slip_cell_path (slip_workspace_reader (self), id, proposal->row, proposal->field);
      info->label =
          slip_cell_label (slip_workspace_reader (self), form, id, proposal->row, proposal->field);
      info->value = proposal->node != NULL
                        ? slip_form_display_value (slip_workspace_reader (self), id, proposal->node,
                                                   proposal->value)
                        : g_strdup (proposal->value);
      info->person = g_strdup (proposal->name);
      info->time = slip_datetime_format (proposal->wall_ms, proposal->utc_offset);
      g_ptr_array_add (list, info);
    }
  return g_steal_pointer (&list);
}

void
slip_withdrawal_info_free (SlipWithdrawalInfo *info)
{
  g_free (info->statement);
  g_free (info->sign_off);
  g_free (info->name);
  g_free (info->time);
  g_free (info->reason);
  g_free (info->refused);
  g_free (info);
}

/* Why a withdrawal has no effect; NULL when it has. */
static char *
judge_withdrawal (GPtrArray *signatures, const SlipStatement *statement, const char *hash)
{
  for (guint i = 0; i < signatures->len; i++)
    {
      SlipSignature *signature = g_ptr_array_index (signatures, i);
      g_autofree char *withdrawn =
          signature->withdrawn != NULL ? slip_hash_to_hex (&signature->withdrawn->hash) : NULL;

      if (g_strcmp0 (withdrawn, hash) == 0)
        return NULL;
      if (g_ascii_strcasecmp (signature->hash, statement->withdrawal->sign_off) != 0)
        continue;
      if (!g_str_equal (signature->person, statement->person))
        return g_strdup (_ ("it is about another person's sign-off"));
      return g_strdup (withdrawn != NULL ? _ ("the sign-off was withdrawn by another one")
                                         : _ ("it doesn't hold: its signature, key or workspace"));
    }
  return g_strdup (_ ("the sign-off that it names isn't here"));
}

GPtrArray *
slip_workspace_list_withdrawals (SlipWorkspace *self, const char *document, GError **error)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_withdrawal_info_free);
  g_autofree char *id =
      slip_workspace_resolve (self, SLIP_RECORD_DOCUMENT | SLIP_RECORD_DELETED, document, error);
  g_autoptr (GPtrArray) signatures =
      id != NULL ? slip_signatures_for (slip_workspace_reader (self), id, error) : NULL;
  g_autoptr (SlipQuery) query =
      signatures != NULL
          ? slip_database_query (
                slip_workspace_reader (self), error,
                "SELECT hash, text FROM statement WHERE record = ? GROUP BY hash ORDER BY clock, "
                "replica",
                "s", id)
          : NULL;

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, NULL))
    {
      g_autoptr (GBytes) text = slip_query_bytes (query, 1);
      g_autoptr (SlipStatement) statement = slip_statement_parse (text, NULL);
      SlipWithdrawalInfo *info;

      if (statement == NULL || statement->withdrawal == NULL)
        continue;
      info = g_new0 (SlipWithdrawalInfo, 1);
      info->statement = g_strdup (slip_query_text (query, 0));
      info->sign_off = g_strdup (statement->withdrawal->sign_off);
      info->name = g_strdup (statement->name);
      info->time = g_strdup (statement->time);
      info->reason = g_strdup (statement->withdrawal->reason);
      info->refused = judge_withdrawal (signatures, statement, info->statement);
      g_ptr_array_add (list, info);
    }
  return g_steal_pointer (&list);
}

GPtrArray *
slip_workspace_list_amendments (SlipWorkspace *self, const char *document, GError **error)
{
  g_autofree char *id =
      slip_workspace_resolve (self, SLIP_RECORD_DOCUMENT | SLIP_RECORD_DELETED, document, error);
  g_autoptr (SlipForm) form =
      id != NULL ? slip_forms_for_record (slip_workspace_reader (self), id, error) : NULL;
  g_autoptr (SlipSignoff) signoff =
      form != NULL ? slip_signoff_load (slip_workspace_reader (self), form, id, error) : NULL;

  if (signoff == NULL)
    return NULL;
  slip_changes_name (slip_workspace_reader (self), form, id, signoff->amendments);
  return g_ptr_array_ref (signoff->amendments);
}

char *
slip_workspace_person_name (SlipWorkspace *self, const char *person)
{
  return slip_person_name (slip_workspace_reader (self), person);
}
