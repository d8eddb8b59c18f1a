/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Whose turn it is in a release: from where its stages stand, from its signatures, and from what its gate says. */

#include "core/slip-datetime.h"
#include "forms/slip-check.h"
#include "store/slip-values.h"
#include "workspace/slip-revisions-private.h"
#include "workspace/slip-turns-private.h"
#include "workspace/slip-workspace-private.h"

#define MS_PER_DAY (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
/* So long before a waiver ends, who answers for it is told. */
#define NOTICE_MS (7 * MS_PER_DAY)
/* Who keeps a document current: a field of the header that every form includes. */
#define OWNER "header/owner"

typedef struct
{
  SlipDatabase *db;
  const char *release;
  SlipReleaseView *view;
  SlipStages *stages;
  gint64 now_ms;
  gint64 window_start; /* ms; 0: the plan doesn't say */
  gint64 window_end;
  gint64 good_until;
  GPtrArray *turns;
} Finding;

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

static SlipFoundTurn *
add (Finding *finding, SlipTurnKind kind, const char *role, const char *person, gint64 due_ms)
{
  SlipFoundTurn *turn = g_new0 (SlipFoundTurn, 1);

  turn->kind = kind;
  turn->release = g_strdup (finding->release);
  turn->role = g_strdup (role);
  turn->person = g_strdup (person);
  turn->record = g_strdup ("");
  turn->form = g_strdup ("");
  turn->slot = g_strdup ("");
  turn->detail = g_strdup ("");
  turn->due_ms = due_ms;
  g_ptr_array_add (finding->turns, turn);
  return turn;
}

static SlipFoundTurn *
add_of (Finding *finding, SlipTurnKind kind, const char *role, const char *person, gint64 due_ms,
        const SlipStageEntry *entry, const char *detail)
{
  SlipFoundTurn *turn = add (finding, kind, role, person, due_ms);

  g_free (turn->record);
  turn->record = g_strdup (entry->record != NULL ? entry->record : "");
  g_free (turn->form);
  turn->form = g_strdup (entry->document->form);
  g_free (turn->detail);
  turn->detail = g_strdup (detail);
  return turn;
}

/* For whoever fills the form; of one that anybody fills, for who owns the stage. */
static void
add_for_writers (Finding *finding, SlipTurnKind kind, gint64 due_ms, const SlipStage *stage,
                 const SlipStageEntry *entry, const char *detail)
{
  g_autofree char *digest =
      entry->form == NULL ? slip_forms_in_force (finding->db, entry->document->form, NULL) : NULL;
  g_autoptr (SlipForm) form = entry->form != NULL ? slip_form_ref (entry->form)
                              : digest != NULL    ? slip_forms_get (finding->db, digest, NULL)
                                                  : NULL;
  GStrv roles = form != NULL ? slip_form_get_root (form)->fills : NULL;

  roles = roles != NULL ? roles : stage->owners;
  for (gsize i = 0; roles[i] != NULL; i++)
    add_of (finding, kind, roles[i], "", due_ms, entry, detail);
}

/* == documents == */

static void
add_to_sign (Finding *finding, SlipTurnKind kind, const char *role, const char *person,
             gint64 due_ms, const SlipStageEntry *entry, const SlipFormSlot *slot)
{
  SlipFoundTurn *turn = add_of (finding, kind, role, person, due_ms, entry, slot->meaning);

  g_free (turn->slot);
  turn->slot = g_strdup (slot->name);
}

/* The maker and the owner sign where any role does. */
static void
add_for_authors (Finding *finding, const SlipFormSlot *slot, gint64 due_ms,
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
add_slot (Finding *finding, SlipScope *scope, SlipFormSlot *slot, const SlipSlotStatus *status,
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

static const SlipSignature *
find_no (const SlipSignoff *signoff)
{
  for (guint i = 0; i < signoff->slots->len; i++)
    {
      const SlipSlotStatus *status = g_ptr_array_index (signoff->slots, i);

      if (status->state == SLIP_SLOT_REJECTED || status->state == SLIP_SLOT_CONCERNS)
        return status->signature;
    }
  return NULL;
}

static gboolean
is_ready (Finding *finding, const SlipStageEntry *entry, char **problems)
{
  g_autoptr (GPtrArray) list = slip_check_document (finding->db, entry->form, entry->record, NULL);

  if (list == NULL || list->len == 0)
    return list != NULL;
  *problems = g_strdup_printf ("%u", list->len);
  return FALSE;
}

static void
add_signers (Finding *finding, gint64 due_ms, const SlipStageEntry *entry)
{
  g_autoptr (SlipScope) scope = slip_scope_new (finding->db, entry->form, entry->record);
  GPtrArray *slots = slip_form_get_slots (entry->form);

  for (guint i = 0; i < slots->len; i++)
    add_slot (finding, scope, g_ptr_array_index (slots, i),
              g_ptr_array_index (entry->signoff->slots, i), due_ms, entry);
}

static void
look_at_document (Finding *finding, const SlipStage *stage, const SlipStageEntry *entry,
                  gint64 due_ms)
{
  const SlipSignoff *signoff = entry->signoff;
  const SlipSignature *no = signoff != NULL ? find_no (signoff) : NULL;
  g_autofree char *problems = NULL;

  if (signoff == NULL)
    return;
  if (signoff->proposals->len > 0)
    {
      g_autofree char *n = g_strdup_printf ("%u", signoff->proposals->len);

      add_for_writers (finding, SLIP_TURN_PROPOSALS, 0, stage, entry, n);
    }
  if (slip_signoff_waits_for_revision (signoff))
    {
      add_for_writers (finding, SLIP_TURN_AMENDED, 0, stage, entry, "");
      return;
    }
  if (no != NULL)
    {
      g_autofree char *detail = g_strdup_printf ("%s: %s", no->name, no->comment);

      add_for_writers (finding, SLIP_TURN_REWORK, due_ms, stage, entry, detail);
    }
  if (signoff->approved != NULL && signoff->revising == NULL)
    return;
  if (g_str_equal (signoff->status, "draft") && !is_ready (finding, entry, &problems))
    {
      add_for_writers (finding, SLIP_TURN_WRITE, due_ms, stage, entry,
                       problems != NULL ? problems : "");
      return;
    }
  add_signers (finding, due_ms, entry);
}

/* Before Go: until the window opens; the release itself: until it closes, or what is made up for afterwards is due; after it:
 * until the review is due. */
static gint64
due_of (Finding *finding, const SlipStage *stage)
{
  const SlipProcess *process = finding->view->process;
  const SlipStage *go = slip_process_find_stage (process, process->go_stage);
  guint days =
      slip_process_is_release (process, stage) ? process->approval_days : process->review_days;

  if (!slip_process_is_after (process, stage, go))
    return finding->window_start;
  return finding->window_end != 0 ? finding->window_end + days * MS_PER_DAY : 0;
}

static void
look_at_stage (Finding *finding, const SlipStageInfo *info)
{
  gint64 due = due_of (finding, info->stage);

  if (info->state == SLIP_STAGE_SKIPPED)
    return;
  for (guint i = 0; i < info->entries->len; i++)
    {
      const SlipStageEntry *entry = g_ptr_array_index (info->entries, i);

      if (info->state == SLIP_STAGE_WAITING && !entry->document->anytime)
        continue;
      if (entry->record != NULL)
        look_at_document (finding, info->stage, entry, entry->document->anytime ? 0 : due);
      else if (entry->required && info->state == SLIP_STAGE_OPEN)
        add_for_writers (finding, SLIP_TURN_WRITE, due, info->stage, entry, "");
    }
}

/* == review threads == */

static void
add_thread (Finding *finding, SlipTurnKind kind, const char *role, const char *person,
            const SlipDiscussion *thread)
{
  SlipFoundTurn *turn = add (finding, kind, role, person, 0);

  g_free (turn->record);
  turn->record = g_strdup (thread->record);
  g_free (turn->form);
  turn->form = g_strdup (thread->form);
  g_free (turn->slot);
  turn->slot = g_strdup (thread->id);
  g_free (turn->detail);
  turn->detail = slip_discussion_line (thread);
}

/* For whoever fills the form, or owns its stage; where that is nobody's duty, for who made the document. */
static void
add_for_drafters (Finding *finding, const SlipDiscussion *thread)
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
look_at_threads (Finding *finding)
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

/* == the gate == */

static void
until (Finding *finding, gint64 ms)
{
  if (ms > finding->now_ms)
    finding->good_until = MIN (finding->good_until, ms);
}

/* What was let has happened: whether the Go holds any longer is nobody's turn. What is approved afterwards can't tell; but
 * when the window is over, it has happened, or somebody decides anew. */
static gboolean
is_released (Finding *finding)
{
  const SlipProcess *process = finding->view->process;

  if (process->approval_days > 0)
    {
      until (finding, finding->window_end);
      return finding->window_end != 0 && finding->now_ms >= finding->window_end;
    }
  for (guint i = 0; i < finding->stages->stages->len; i++)
    {
      const SlipStageInfo *info = g_ptr_array_index (finding->stages->stages, i);

      if (info->state == SLIP_STAGE_OVER && slip_process_is_release (process, info->stage))
        return TRUE;
    }
  return FALSE;
}

/* What no document's signers are waited for any more, and keeps the Go from being given. */
static guint
count_unmet (const SlipGateReport *report)
{
  guint n = 0;

  for (guint i = 0; i < report->gate->lines->len; i++)
    {
      const SlipGateLine *line = g_ptr_array_index (report->gate->lines, i);

      n += line->criterion != NULL && line->stage != report->stage && line->waits_for == NULL &&
           (line->state == SLIP_CRITERION_NOT_MET || line->state == SLIP_CRITERION_UNKNOWN);
    }
  return n;
}

/* Whether a decision is asked for: there is none, or it let nothing and what it was about has changed since. */
static gboolean
is_undecided (const SlipRulings *rulings, const SlipGateReport *report)
{
  const SlipRuling *ruling;

  if (rulings->standing == NULL)
    return TRUE;
  ruling = rulings->standing->signature->statement->ruling;
  return (ruling->decision == SLIP_DECISION_NO_GO || ruling->decision == SLIP_DECISION_DEFERRED) &&
         !slip_go_knows (rulings->standing, report->bound);
}

static void
ask_for_decision (Finding *finding, const SlipGateReport *report)
{
  const char *role = finding->view->process->go_role;
  gint64 due = finding->window_start;
  guint unmet = count_unmet (report);
  SlipFoundTurn *turn;

  if (report->gate->result != SLIP_GATE_NO_GO)
    {
      turn = add (finding, SLIP_TURN_DECIDE, role, "", due);
      g_free (turn->detail);
      turn->detail = g_strdup (slip_gate_result_name (report->gate->result));
    }
  else if (unmet > 0)
    {
      turn = add (finding, SLIP_TURN_MEND, role, "", due);
      g_free (turn->detail);
      turn->detail = g_strdup_printf ("%u", unmet);
    }
}

static void
look_at_decision (Finding *finding, const SlipStageInfo *info)
{
  const SlipProcess *process = finding->view->process;
  const SlipRulings *rulings = finding->view->rulings;
  g_autoptr (SlipGateReport) report =
      slip_release_view_gate (finding->view, finding->release, info->stage, finding->now_ms);
  g_autoptr (GPtrArray) reasons = NULL;
  const SlipRuling *ruling;
  const SlipGoReason *reason;
  SlipFoundTurn *turn;

  if (info->state == SLIP_STAGE_OPEN && is_undecided (rulings, report))
    ask_for_decision (finding, report);
  if (rulings->standing == NULL || is_released (finding))
    return;
  ruling = rulings->standing->signature->statement->ruling;
  if (ruling->decision != SLIP_DECISION_GO && ruling->decision != SLIP_DECISION_CONDITIONAL)
    return;
  until (finding, ruling->until_ms);
  reasons = slip_go_check (rulings, report->gate, report->bound, finding->now_ms, FALSE);
  if (reasons->len == 0)
    return;
  turn = add (finding, SLIP_TURN_DECIDE_AGAIN, process->go_role, "", finding->window_start);
  reason = g_ptr_array_index (reasons, 0);
  g_free (turn->form);
  turn->form = g_strdup (reason->form != NULL ? reason->form : "");
  g_free (turn->detail);
  turn->detail = g_strdup (reason->text);
}

/* What an emergency let before it was approved is answered for by who gave Go, until its approval is there. */
static void
look_at_approval (Finding *finding, const SlipStageInfo *info)
{
  const SlipProcess *process = finding->view->process;
  g_autoptr (SlipGateReport) report = NULL;
  SlipFoundTurn *turn;
  guint missing = 0;

  until (finding, finding->window_end);
  if (info->state != SLIP_STAGE_OPEN || finding->window_end == 0 ||
      finding->now_ms < finding->window_end)
    return;
  report = slip_release_view_gate (finding->view, finding->release, info->stage, finding->now_ms);
  for (guint i = 0; i < report->gate->lines->len; i++)
    {
      const SlipGateLine *line = g_ptr_array_index (report->gate->lines, i);

      missing += line->stage == info->stage &&
                 (line->state == SLIP_CRITERION_NOT_MET || line->state == SLIP_CRITERION_UNKNOWN);
    }
  turn = add (finding, SLIP_TURN_MAKE_UP, process->go_role, "", due_of (finding, info->stage));
  g_free (turn->detail);
  turn->detail = g_strdup_printf ("%u", missing);
}

/* As the process says it, not yet translated. */
static const char *
say_waived (const SlipProcess *process, const char *id)
{
  const SlipCriterion *criterion = slip_process_find_criterion (process, id, NULL);
  const SlipSeparation *separation = slip_process_find_separation (process, id);

  return criterion != NULL ? criterion->text : separation != NULL ? separation->text : id;
}

static void
look_at_waivers (Finding *finding)
{
  const SlipRulings *rulings = finding->view->rulings;

  for (guint i = 0; i < rulings->all->len; i++)
    {
      const SlipRulingState *state = g_ptr_array_index (rulings->all, i);
      const SlipRuling *ruling = state->signature->statement->ruling;
      SlipFoundTurn *turn;

      if (state->refused != NULL || state->signature->statement->type != SLIP_STATEMENT_WAIVER)
        continue;
      until (finding, ruling->until_ms);
      until (finding, ruling->until_ms - NOTICE_MS);
      if (ruling->until_ms - NOTICE_MS > finding->now_ms)
        continue;
      turn = add (finding, SLIP_TURN_WAIVER, "", ruling->owner, ruling->until_ms);
      g_free (turn->detail);
      turn->detail = g_strdup (say_waived (finding->view->process, ruling->criterion));
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
read_window (Finding *finding)
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
  Finding finding = { db, release, view, stages, now_ms };
  gboolean over = stages != NULL && is_over (stages);

  if (stages == NULL)
    return NULL;
  finding.turns = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_found_turn_free);
  finding.good_until = over ? G_MAXINT64 : now_ms + MS_PER_DAY;
  read_window (&finding);
  for (guint i = 0; i < stages->stages->len; i++)
    {
      const SlipStageInfo *info = g_ptr_array_index (stages->stages, i);

      look_at_stage (&finding, info);
      if (!over && info->state != SLIP_STAGE_WAITING &&
          g_str_equal (info->stage->id, view->process->go_stage))
        look_at_decision (&finding, info);
      if (view->process->approval_days > 0 && slip_process_is_release (view->process, info->stage))
        look_at_approval (&finding, info);
    }
  look_at_threads (&finding);
  if (!over)
    look_at_waivers (&finding);
  *good_until = finding.good_until;
  return finding.turns;
}
