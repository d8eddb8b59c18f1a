/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Whose turn it is in a release: from where its stages stand, from its signatures and its review threads. */

#include "core/slip-datetime.h"
#include "forms/slip-check.h"
#include "store/slip-values.h"
#include "workspace/slip-revisions-private.h"
#include "workspace/slip-turns-find-private.h"
#include "workspace/slip-workspace-private.h"

#define MS_PER_DAY (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
/* Who keeps a document current: a field of the header that every form includes. */
#define OWNER "header/owner"

void
slip_found_turn_free (SlipFoundTurn *turn)
{
  g_free (turn->release);
  g_free (turn->role);
  g_free (turn->person);
  g_free (turn->record);
  g_free (turn->form);
  g_free (turn->slot);
  g_free (turn->detail);
  g_free (turn);
}

/* == one turn == */

SlipFoundTurn *
slip_finding_add (SlipFinding *finding, SlipTurnKind kind, const char *role, const char *person,
                  gint64 due_ms, const char *detail)
{
  SlipFoundTurn *turn = g_new0 (SlipFoundTurn, 1);

  turn->kind = kind;
  turn->release = g_strdup (finding->release);
  turn->role = g_strdup (role);
  turn->person = g_strdup (person);
  turn->record = g_strdup ("");
  turn->form = g_strdup ("");
  turn->slot = g_strdup ("");
  turn->detail = g_strdup (detail);
  turn->due_ms = due_ms;
  g_ptr_array_add (finding->turns, turn);
  return turn;
}

static void
add_of (SlipFinding *finding, SlipTurnKind kind, const char *role, const char *person,
        gint64 due_ms, const SlipStageEntry *entry, const char *slot, const char *detail)
{
  SlipFoundTurn *turn = slip_finding_add (finding, kind, role, person, due_ms, detail);

  g_free (turn->record);
  turn->record = g_strdup (entry->record != NULL ? entry->record : "");
  g_free (turn->form);
  turn->form = g_strdup (entry->document->form);
  g_free (turn->slot);
  turn->slot = g_strdup (slot);
}

void
slip_finding_add_for_writers (SlipFinding *finding, SlipTurnKind kind, gint64 due_ms,
                              const SlipStage *stage, const SlipStageEntry *entry, const char *slot,
                              const char *detail)
{
  g_autofree char *digest =
      entry->form == NULL ? slip_forms_in_force (finding->db, entry->document->form, NULL) : NULL;
  g_autoptr (SlipForm) form = entry->form != NULL ? slip_form_ref (entry->form)
                              : digest != NULL    ? slip_forms_get (finding->db, digest, NULL)
                                                  : NULL;
  GStrv roles = form != NULL ? slip_form_get_root (form)->fills : NULL;

  roles = roles != NULL ? roles : stage->owners;
  for (gsize i = 0; roles[i] != NULL; i++)
    add_of (finding, kind, roles[i], "", due_ms, entry, slot, detail);
}

/* == documents == */

static void
add_to_sign (SlipFinding *finding, SlipTurnKind kind, const char *role, const char *person,
             gint64 due_ms, const SlipStageEntry *entry, const SlipFormSlot *slot)
{
  add_of (finding, kind, role, person, due_ms, entry, slot->name, slot->meaning);
}

/* The maker and the owner sign where any role does. */
static void
add_for_authors (SlipFinding *finding, const SlipFormSlot *slot, gint64 due_ms,
                 const SlipStageEntry *entry)
{
  g_autofree char *owner = slip_values_text (finding->db, entry->record, "", OWNER, NULL);
  g_autofree char *maker = slip_database_get_text (
      finding->db, NULL, "SELECT person FROM record WHERE id = ?", "s", entry->record);

  if (maker != NULL)
    add_to_sign (finding, SLIP_TURN_SIGN, "", maker, due_ms, entry, slot);
  if (owner != NULL && *owner != '\0' && g_strcmp0 (owner, maker) != 0)
    add_to_sign (finding, SLIP_TURN_SIGN, "", owner, due_ms, entry, slot);
}

static void
add_slot (SlipFinding *finding, SlipScope *scope, SlipFormSlot *slot, const SlipSlotStatus *status,
          gint64 due_ms, const SlipStageEntry *entry)
{
  const SlipSignature *stale = status->stale;
  SlipSlotStatus *before = NULL;

  /* Where a "no" stands, it isn't the turn of who said it. */
  if (status->state != SLIP_SLOT_OPEN || slot->optional ||
      slip_slot_before (entry->form, entry->signoff, slot, &before) != NULL ||
      (slot->relevant != NULL && slip_scope_slot_is_relevant (scope, slot, NULL) == 0))
    return;
  if (stale != NULL && stale->verdict != SLIP_VERDICT_APPROVE)
    add_to_sign (finding, SLIP_TURN_ANSWER, "", stale->person, due_ms, entry, slot);
  else if (g_str_equal (slot->role, "*"))
    add_for_authors (finding, slot, due_ms, entry);
  else
    add_to_sign (finding, SLIP_TURN_SIGN, slot->role, "", due_ms, entry, slot);
}

/* (nullable): what stands against the document. @rejects: no concerns */
static const SlipSignature *
find_no (const SlipSignoff *signoff, gboolean rejects)
{
  for (guint i = 0; i < signoff->slots->len; i++)
    {
      const SlipSlotStatus *status = g_ptr_array_index (signoff->slots, i);

      if (status->state == SLIP_SLOT_REJECTED || (!rejects && status->state == SLIP_SLOT_CONCERNS))
        return status->signature;
    }
  return NULL;
}

static gboolean
is_ready (SlipFinding *finding, const SlipStageEntry *entry, char **problems)
{
  g_autoptr (GPtrArray) list = slip_check_document (finding->db, entry->form, entry->record, NULL);

  if (list == NULL || list->len == 0)
    return list != NULL;
  *problems = g_strdup_printf ("%u", list->len);
  return FALSE;
}

/* Then nobody's approval would count; who has to answer and who has to close it hear of it. */
static gboolean
is_blocked (SlipFinding *finding, const SlipStageEntry *entry)
{
  GPtrArray *blocking = finding->view->rulings->discussions->blocking;

  for (guint i = 0; i < blocking->len; i++)
    if (slip_discussion_is_against (g_ptr_array_index (blocking, i), finding->view->process,
                                    entry->record, entry->document->form))
      return TRUE;
  return FALSE;
}

static void
add_signers (SlipFinding *finding, gint64 due_ms, const SlipStageEntry *entry)
{
  g_autoptr (SlipScope) scope = slip_scope_new (finding->db, entry->form, entry->record);
  GPtrArray *slots = slip_form_get_slots (entry->form);

  for (guint i = 0; i < slots->len; i++)
    add_slot (finding, scope, g_ptr_array_index (slots, i),
              g_ptr_array_index (entry->signoff->slots, i), due_ms, entry);
}

static void
look_at_document (SlipFinding *finding, const SlipStage *stage, const SlipStageEntry *entry,
                  gint64 due_ms)
{
  const SlipSignoff *signoff = entry->signoff;
  const SlipSignature *no = signoff != NULL ? find_no (signoff, FALSE) : NULL;
  g_autofree char *problems = NULL;

  if (signoff == NULL)
    return;
  if (signoff->proposals->len > 0)
    {
      g_autofree char *n = g_strdup_printf ("%u", signoff->proposals->len);

      slip_finding_add_for_writers (finding, SLIP_TURN_PROPOSALS, 0, stage, entry, "", n);
    }
  if (slip_signoff_waits_for_revision (signoff))
    {
      slip_finding_add_for_writers (finding, SLIP_TURN_AMENDED, 0, stage, entry, "", "");
      return;
    }
  if (no != NULL)
    {
      g_autofree char *detail = g_strdup_printf ("%s: %s", no->name, no->comment);

      slip_finding_add_for_writers (finding, SLIP_TURN_REWORK, due_ms, stage, entry, "", detail);
    }
  if (signoff->approved != NULL && signoff->revising == NULL)
    return;
  /* Also while others sign already, or a revision goes on: what lacks something is signed by nobody. */
  if (!is_ready (finding, entry, &problems))
    {
      slip_finding_add_for_writers (finding, SLIP_TURN_WRITE, due_ms, stage, entry, "",
                                    problems != NULL ? problems : "");
      return;
    }
  if (!is_blocked (finding, entry))
    add_signers (finding, due_ms, entry);
}

gint64
slip_finding_due (SlipFinding *finding, const SlipStage *stage)
{
  const SlipProcess *process = finding->view->process;
  const SlipStage *go = slip_process_find_stage (process, process->go_stage);
  guint days =
      slip_process_is_release (process, stage) ? process->approval_days : process->review_days;

  if (!slip_process_is_after (process, stage, go))
    return finding->window_start;
  return finding->window_end != 0 ? finding->window_end + days * MS_PER_DAY : 0;
}

/* The document of the form that gates ask. */
static const SlipStageEntry *
find_entry (SlipFinding *finding, const char *form, const SlipStage **stage)
{
  for (guint i = 0; i < finding->stages->stages->len; i++)
    {
      const SlipStageInfo *info = g_ptr_array_index (finding->stages->stages, i);

      for (guint j = 0; j < info->entries->len; j++)
        {
          const SlipStageEntry *entry = g_ptr_array_index (info->entries, j);

          if (!g_str_equal (entry->document->form, form))
            continue;
          *stage = info->stage;
          return entry;
        }
    }
  return NULL;
}

/* Who fills what may have to be planned again hears of it, too, as long as the rejection stands (SOP 8.3, 8.4: mended and tried
 * again, or planned anew). */
static void
look_at_rejection (SlipFinding *finding, const SlipStageEntry *entry)
{
  const char *form = entry->document->replan;
  const SlipSignature *no = entry->signoff != NULL ? find_no (entry->signoff, TRUE) : NULL;
  const SlipStage *stage;
  const SlipStageEntry *plan;
  g_autofree char *detail = NULL;

  if (form == NULL || no == NULL)
    return;
  plan = find_entry (finding, form, &stage);
  if (plan == NULL || plan->record == NULL)
    return;
  detail = g_strdup_printf ("%s: %s", no->name, no->comment);
  slip_finding_add_for_writers (finding, SLIP_TURN_REPLAN, finding->window_start, stage, plan,
                                entry->record, detail);
}

static void
look_at_stage (SlipFinding *finding, const SlipStageInfo *info)
{
  gint64 due = slip_finding_due (finding, info->stage);

  if (info->state == SLIP_STAGE_SKIPPED)
    return;
  for (guint i = 0; i < info->entries->len; i++)
    {
      const SlipStageEntry *entry = g_ptr_array_index (info->entries, i);

      look_at_rejection (finding, entry);
      if (info->state == SLIP_STAGE_WAITING && !entry->document->anytime)
        continue;
      if (entry->record != NULL)
        look_at_document (finding, info->stage, entry, entry->document->anytime ? 0 : due);
      else if (entry->required && info->state == SLIP_STAGE_OPEN)
        slip_finding_add_for_writers (finding, SLIP_TURN_WRITE, due, info->stage, entry, "", "");
    }
}

/* == review threads == */

static void
add_thread (SlipFinding *finding, SlipTurnKind kind, const char *role, const char *person,
            const SlipDiscussion *thread)
{
  g_autofree char *line = slip_discussion_line (thread);
  SlipFoundTurn *turn = slip_finding_add (finding, kind, role, person, 0, line);

  g_free (turn->record);
  turn->record = g_strdup (thread->record);
  g_free (turn->form);
  turn->form = g_strdup (thread->form);
  g_free (turn->slot);
  turn->slot = g_strdup (thread->id);
}

/* For whoever fills the form, or owns its stage; where that is nobody's duty, for who made the document. */
static void
add_for_drafters (SlipFinding *finding, const SlipDiscussion *thread)
{
  g_autoptr (SlipForm) form = slip_forms_for_record (finding->db, thread->record, NULL);
  const SlipStage *stage = slip_process_stage_of (finding->view->process, thread->form);
  GStrv roles = form != NULL ? slip_form_get_root (form)->fills : NULL;
  g_autofree char *maker = NULL;

  roles = roles == NULL && stage != NULL ? stage->owners : roles;
  for (gsize i = 0; roles != NULL && roles[i] != NULL; i++)
    add_thread (finding, SLIP_TURN_REPLY, roles[i], "", thread);
  if (roles != NULL)
    return;
  maker = slip_database_get_text (finding->db, NULL, "SELECT person FROM record WHERE id = ?", "s",
                                  thread->record);
  if (maker != NULL)
    add_thread (finding, SLIP_TURN_REPLY, "", maker, thread);
}

static void
look_at_threads (SlipFinding *finding)
{
  GPtrArray *all = finding->view->rulings->discussions->all;

  for (guint i = 0; i < all->len; i++)
    {
      const SlipDiscussion *thread = g_ptr_array_index (all, i);

      if (thread->deleted && !thread->blocks)
        continue;
      if (thread->waits == SLIP_WAITS_FOR_ANSWER)
        add_for_drafters (finding, thread);
      else if (thread->waits == SLIP_WAITS_FOR_CLOSE)
        add_thread (finding, SLIP_TURN_CLOSE, thread->role,
                    *thread->role == '\0' ? slip_discussion_first (thread)->person : "", thread);
    }
}

/* == all of it == */

static gint64
read_time (const SlipQuestion *question, SlipEvidence *evidence)
{
  g_autofree char *text = slip_question_tell ((SlipQuestion *) question, evidence);
  gint64 ms = 0;

  return slip_datetime_to_ms (text, &ms) ? ms : 0;
}

static void
read_window (SlipFinding *finding)
{
  SlipEvidence *evidence = finding->view->evidence;

  g_mutex_lock (&finding->view->lock);
  finding->window_start = read_time (finding->view->process->window_start, evidence);
  finding->window_end = read_time (finding->view->process->window_end, evidence);
  g_mutex_unlock (&finding->view->lock);
}

/* Once all stages are over, no time ends anything any more. */
static gboolean
is_over (const SlipStages *stages)
{
  for (guint i = 0; i < stages->stages->len; i++)
    {
      const SlipStageInfo *info = g_ptr_array_index (stages->stages, i);

      if (info->state != SLIP_STAGE_OVER && info->state != SLIP_STAGE_SKIPPED)
        return FALSE;
    }
  return TRUE;
}

GPtrArray *
slip_turns_find (SlipDatabase *db, const char *release, gint64 now_ms, gint64 *good_until,
                 GError **error)
{
  g_autoptr (SlipReleaseView) view = slip_release_view_load (db, release, error);
  g_autoptr (SlipStages) stages = view != NULL ? slip_stages_load (db, release, view, error) : NULL;
  SlipFinding finding = { db, release, view, stages, now_ms };
  gboolean over = stages != NULL && is_over (stages);

  if (stages == NULL)
    return NULL;
  finding.turns = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_found_turn_free);
  finding.good_until = over ? G_MAXINT64 : now_ms + MS_PER_DAY;
  read_window (&finding);
  for (guint i = 0; i < stages->stages->len; i++)
    look_at_stage (&finding, g_ptr_array_index (stages->stages, i));
  look_at_threads (&finding);
  slip_finding_look_at_gate (&finding, over);
  *good_until = finding.good_until;
  return finding.turns;
}
