/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Where each stage of a release and each of its documents stands. */

#include "core/slip-datetime.h"
#include "process/slip-stage-order.h"
#include "workspace/slip-gates-private.h"
#include "workspace/slip-turns-private.h"
#include "workspace/slip-workspace-private.h"

static void
entry_free (gpointer data)
{
  SlipStageEntry *entry = data;

  g_clear_pointer (&entry->signoff, slip_signoff_free);
  g_clear_pointer (&entry->form, slip_form_unref);
  g_free (entry->record);
  g_free (entry->number);
  g_free (entry->title);
  g_free (entry->unknown);
  g_free (entry->tailored);
  g_free (entry->tailored_by);
  g_free (entry);
}

static void
info_free (gpointer data)
{
  SlipStageInfo *info = data;

  g_ptr_array_unref (info->entries);
  g_free (info->reason);
  g_free (info);
}

void
slip_stages_free (SlipStages *stages)
{
  g_clear_pointer (&stages->process, slip_process_unref);
  g_clear_pointer (&stages->stages, g_ptr_array_unref);
  g_free (stages);
}

const char *
slip_stage_state_name (SlipStageState state)
{
  static const char *const names[] = { "waiting", "open", "over", "skipped" };

  return names[state];
}

/* == documents == */

typedef struct
{
  SlipDatabase *db;
  const char *release;
  SlipReleaseView *view;
  SlipEvidence *evidence;
  SlipStageOrder *order; /* nullable */
} Looking;

static void
find_required (Looking *looking, SlipStageEntry *entry)
{
  const SlipTailoring *tailoring =
      slip_tailoring_find (looking->view->rulings->tailorings, entry->document->form);
  g_autofree char *why = NULL;

  entry->required = TRUE;
  if (tailoring != NULL)
    {
      entry->required = tailoring->required;
      entry->tailored = g_strdup (tailoring->reason);
      entry->tailored_by = g_strdup (tailoring->signer);
    }
  else if (entry->document->required != NULL)
    switch (slip_question_ask (entry->document->required, looking->evidence, &why))
      {
      case SLIP_REPLY_NO:
        entry->required = FALSE;
        break;
      case SLIP_REPLY_UNKNOWN:
        entry->unknown = g_steal_pointer (&why);
        break;
      case SLIP_REPLY_YES:
      default:
        break;
      }
}

static SlipStageEntry *
add_entry (Looking *looking, SlipStageInfo *info, const SlipStageDocument *document)
{
  SlipStageEntry *entry = g_new0 (SlipStageEntry, 1);

  entry->document = document;
  entry->number = g_strdup ("");
  entry->title = g_strdup ("");
  find_required (looking, entry);
  g_ptr_array_add (info->entries, entry);
  return entry;
}

static gboolean
load_entry (Looking *looking, SlipStageEntry *entry, const char *record, const char *number,
            GError **error)
{
  g_autoptr (GError) failure = NULL;

  entry->record = g_strdup (record);
  g_free (entry->number);
  entry->number = g_strdup (number);
  g_free (entry->title);
  entry->title = slip_record_title (looking->db, record);
  entry->form = slip_forms_for_record (looking->db, record, &failure);
  if (entry->form == NULL)
    return TRUE;
  entry->signoff =
      slip_signoff_load_under (looking->db, entry->form, record, looking->order, error);
  if (entry->signoff == NULL)
    return FALSE;
  entry->status = entry->signoff->status;
  return TRUE;
}

static gboolean
load_documents (Looking *looking, SlipStageInfo *info, const SlipStageDocument *document,
                GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      looking->db, error,
      "SELECT id, number FROM record WHERE kind = 'document' AND release = ? AND form = ? AND NOT "
      "dead ORDER BY clock, replica",
      "ss", looking->release, document->form);

  while (query != NULL && slip_query_next (query, &failure))
    {
      g_ptr_array_add (found, g_strdup (slip_query_text (query, 0)));
      g_ptr_array_add (found, g_strdup (slip_query_text (query, 1)));
    }
  if (query == NULL || failure != NULL)
    {
      if (failure != NULL)
        g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  g_clear_pointer (&query, slip_query_end);
  if (found->len == 0)
    add_entry (looking, info, document);
  for (guint i = 0; i < found->len; i += 2)
    if (!load_entry (looking, add_entry (looking, info, document), g_ptr_array_index (found, i),
                     g_ptr_array_index (found, i + 1), error))
      return FALSE;
  return TRUE;
}

/* == stages == */

/* Of each form that has to be there, one is approved: the first one, which gates ask. */
static gboolean
is_complete (const SlipStageInfo *info)
{
  const char *before = NULL;

  for (guint i = 0; i < info->entries->len; i++)
    {
      const SlipStageEntry *entry = g_ptr_array_index (info->entries, i);

      if (before == entry->document->form || !entry->required || entry->document->anytime)
        continue;
      before = entry->document->form;
      if (entry->signoff == NULL || entry->signoff->approved == NULL)
        return FALSE;
    }
  return TRUE;
}

static SlipStageInfo *
find_info (SlipStages *stages, const char *id)
{
  for (guint i = 0; i < stages->stages->len; i++)
    {
      SlipStageInfo *info = g_ptr_array_index (stages->stages, i);

      if (g_str_equal (info->stage->id, id))
        return info;
    }
  return NULL;
}

static gboolean
lets_go (const SlipReleaseView *view)
{
  const SlipRulingState *standing = view->rulings->standing;
  SlipDecision decision;

  if (standing == NULL)
    return FALSE;
  decision = standing->signature->statement->ruling->decision;
  return decision == SLIP_DECISION_GO || decision == SLIP_DECISION_CONDITIONAL;
}

static SlipStageState
find_state (Looking *looking, SlipStages *stages, SlipStageInfo *info)
{
  const SlipStage *stage = info->stage;

  if (slip_stage_is_skipped (stage, looking->evidence, &info->reason))
    return SLIP_STAGE_SKIPPED;
  for (gsize i = 0; stage->after != NULL && stage->after[i] != NULL; i++)
    {
      const SlipStageInfo *before = find_info (stages, stage->after[i]);

      if (before->state != SLIP_STAGE_OVER && before->state != SLIP_STAGE_SKIPPED)
        return SLIP_STAGE_WAITING;
    }
  return is_complete (info) &&
                 (!g_str_equal (stage->id, stages->process->go_stage) || lets_go (looking->view))
             ? SLIP_STAGE_OVER
             : SLIP_STAGE_OPEN;
}

static gboolean
load_stage (Looking *looking, SlipStages *stages, const SlipStage *stage, GError **error)
{
  SlipStageInfo *info = g_new0 (SlipStageInfo, 1);

  info->stage = stage;
  info->entries = g_ptr_array_new_with_free_func (entry_free);
  g_ptr_array_add (stages->stages, info);
  for (guint i = 0; i < stage->documents->len; i++)
    if (!load_documents (looking, info, g_ptr_array_index (stage->documents, i), error))
      return FALSE;
  info->state = find_state (looking, stages, info);
  return TRUE;
}

SlipStages *
slip_stages_load (SlipDatabase *db, const char *release, SlipReleaseView *view, GError **error)
{
  g_autoptr (SlipStages) stages = g_new0 (SlipStages, 1);
  g_autofree char *now = slip_datetime_format (slip_now_ms (), 0);
  g_autoptr (SlipStageOrder) order =
      view->pinned ? slip_stage_order_new_under (db, release, view->process, error) : NULL;
  Looking looking = { db, release, view, view->evidence, order };
  gboolean done = TRUE;

  stages->process = slip_process_ref (view->process);
  stages->pinned = view->pinned;
  stages->stages = g_ptr_array_new_with_free_func (info_free);
  g_mutex_lock (&view->lock);
  slip_evidence_set_now (view->evidence, now);
  for (guint i = 0; done && i < stages->process->stages->len; i++)
    done = load_stage (&looking, stages, g_ptr_array_index (stages->process->stages, i), error);
  g_mutex_unlock (&view->lock);
  return done ? g_steal_pointer (&stages) : NULL;
}

SlipStages *
slip_workspace_stages (SlipWorkspace *self, const char *release, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autofree char *id = slip_workspace_resolve (self, SLIP_RECORD_RELEASE, release, error);
  g_autoptr (SlipReleaseView) view = id != NULL ? slip_release_view_get (self, id, error) : NULL;
  SlipStages *stages;

  if (view == NULL || !slip_database_begin (db, error))
    return NULL;
  stages = slip_stages_load (db, id, view, error);
  slip_database_rollback (db);
  return stages;
}
