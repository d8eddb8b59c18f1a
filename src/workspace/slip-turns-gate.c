/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Whose turn it is by what the gate, the decision and the waivers of a release say. */

#include "process/slip-signoff-private.h"
#include "workspace/slip-turns-find-private.h"

#define MS_PER_DAY (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
/* So long before a waiver ends, who answers for it is told. */
#define NOTICE_MS (7 * MS_PER_DAY)

static void
until (SlipFinding *finding, gint64 ms)
{
  if (ms > finding->now_ms)
    finding->good_until = MIN (finding->good_until, ms);
}

/* What was let has happened: whether the Go holds any longer is nobody's turn. What is approved afterwards can't tell; but
 * when the window is over, it has happened, or somebody decides anew. */
static gboolean
is_released (SlipFinding *finding)
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
ask_for_decision (SlipFinding *finding, const SlipGateReport *report)
{
  const char *role = finding->view->process->go_role;
  gint64 due = finding->window_start;
  guint unmet = count_unmet (report);

  if (report->gate->result != SLIP_GATE_NO_GO)
    slip_finding_add (finding, SLIP_TURN_DECIDE, role, "", due,
                      slip_gate_result_name (report->gate->result));
  else if (unmet > 0)
    {
      g_autofree char *n = g_strdup_printf ("%u", unmet);

      slip_finding_add (finding, SLIP_TURN_MEND, role, "", due, n);
    }
}

static void
look_at_decision (SlipFinding *finding, const SlipStageInfo *info)
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
  reason = g_ptr_array_index (reasons, 0);
  turn = slip_finding_add (finding, SLIP_TURN_DECIDE_AGAIN, process->go_role, "",
                           finding->window_start, reason->text);
  g_free (turn->form);
  turn->form = g_strdup (reason->form != NULL ? reason->form : "");
}

/* What an emergency let before it was approved is answered for by who gave Go, until its approval is there. */
static void
look_at_approval (SlipFinding *finding, const SlipStageInfo *info)
{
  const SlipProcess *process = finding->view->process;
  g_autoptr (SlipGateReport) report = NULL;
  g_autofree char *n = NULL;
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
  n = g_strdup_printf ("%u", missing);
  slip_finding_add (finding, SLIP_TURN_MAKE_UP, process->go_role, "",
                    slip_finding_due (finding, info->stage), n);
}

/* As the process says it, not yet translated. */
static const char *
say_waived (const SlipProcess *process, const char *id)
{
  const SlipCriterion *criterion = slip_process_find_criterion (process, id, NULL);
  const SlipSeparation *separation = slip_process_find_separation (process, id);

  return criterion != NULL ? criterion->text : separation != NULL ? separation->text : id;
}

/* Whether another waiver of the same criterion is in force for longer: then nothing ends with this one. */
static gboolean
is_prolonged (const SlipRulings *rulings, guint which)
{
  const SlipRulingState *one = g_ptr_array_index (rulings->all, which);
  const SlipRuling *ruling = one->signature->statement->ruling;

  for (guint i = 0; i < rulings->all->len; i++)
    {
      const SlipRulingState *state = g_ptr_array_index (rulings->all, i);
      const SlipRuling *other = state->signature->statement->ruling;

      if (i == which || state->refused != NULL ||
          state->signature->statement->type != SLIP_STATEMENT_WAIVER ||
          !g_str_equal (other->criterion, ruling->criterion))
        continue;
      if (other->until_ms > ruling->until_ms || (other->until_ms == ruling->until_ms && i > which))
        return TRUE;
    }
  return FALSE;
}

static void
look_at_waivers (SlipFinding *finding)
{
  const SlipRulings *rulings = finding->view->rulings;

  for (guint i = 0; i < rulings->all->len; i++)
    {
      const SlipRulingState *state = g_ptr_array_index (rulings->all, i);
      const SlipRuling *ruling = state->signature->statement->ruling;
      SlipFoundTurn *turn;

      if (state->refused != NULL || state->signature->statement->type != SLIP_STATEMENT_WAIVER ||
          is_prolonged (rulings, i))
        continue;
      until (finding, ruling->until_ms);
      until (finding, ruling->until_ms - NOTICE_MS);
      if (ruling->until_ms - NOTICE_MS > finding->now_ms)
        continue;
      turn = slip_finding_add (finding, SLIP_TURN_WAIVER, "", ruling->owner, ruling->until_ms,
                               say_waived (finding->view->process, ruling->criterion));
      g_free (turn->slot);
      turn->slot = g_strdup (ruling->criterion);
    }
}

/* == another attempt == */

/* Whether an approved record says that what was let is over. */
static gboolean
has_ended (SlipFinding *finding)
{
  const SlipProcess *process = finding->view->process;
  SlipReply reply = SLIP_REPLY_NO;

  g_mutex_lock (&finding->view->lock);
  if (process->ended != NULL)
    reply = slip_question_ask (process->ended, finding->view->evidence, NULL);
  g_mutex_unlock (&finding->view->lock);
  return reply == SLIP_REPLY_YES;
}

/* Whether somebody records the attempt that @decision lets: in a revision of the record that says how the last one ended, or
 * in a record of its own, which nobody had approved when it was decided. */
static gboolean
is_recorded (const SlipStageEntry *entry, const SlipRulingState *decision)
{
  const SlipSignoff *signoff = entry->signoff;
  const SlipSignature *completion;

  if (entry->record == NULL || signoff == NULL)
    return FALSE;
  if (signoff->approved == NULL || signoff->revising != NULL)
    return TRUE;
  completion = signoff->approved->completion;
  return !slip_signature_had_seen (decision->signature, completion->replica, completion->clock);
}

/* (nullable): the document that has to be revised for the new attempt; NULL when somebody took that up. */
static const SlipStageEntry *
find_record (const SlipStageInfo *info, const char *form, const SlipRulingState *decision)
{
  const SlipStageEntry *found = NULL;

  for (guint i = 0; i < info->entries->len; i++)
    {
      const SlipStageEntry *entry = g_ptr_array_index (info->entries, i);

      if (!g_str_equal (entry->document->form, form))
        continue;
      if (is_recorded (entry, decision))
        return NULL;
      if (found == NULL)
        found = entry;
    }
  return found != NULL && found->record != NULL ? found : NULL;
}

/* The record says that what was let is over, and a Go that was given since lets another attempt: then who fills it writes down
 * how that one goes. */
static void
look_at_attempt (SlipFinding *finding, const SlipStageInfo *info)
{
  const SlipProcess *process = finding->view->process;
  const SlipRulings *rulings = finding->view->rulings;
  g_autoptr (SlipGateReport) report = NULL;
  g_autoptr (GPtrArray) reasons = NULL;
  const SlipBoundCompletion *end;
  const SlipStageEntry *entry;

  if (rulings->standing == NULL || !has_ended (finding))
    return;
  report = slip_release_view_gate (finding->view, finding->release,
                                   slip_process_find_stage (process, process->go_stage),
                                   finding->now_ms);
  reasons = slip_go_check (rulings, report->gate, report->bound, finding->now_ms, FALSE);
  end = report->bound->ends->len > 0 ? g_ptr_array_index (report->bound->ends, 0) : NULL;
  entry = end != NULL ? find_record (info, end->form, rulings->standing) : NULL;
  if (reasons->len > 0 || entry == NULL)
    return;
  until (finding, rulings->standing->signature->statement->ruling->until_ms);
  slip_finding_add_for_writers (finding, SLIP_TURN_ATTEMPT, finding->window_end, info->stage, entry,
                                "", "");
}

void
slip_finding_look_at_gate (SlipFinding *finding, gboolean over)
{
  const SlipProcess *process = finding->view->process;

  for (guint i = 0; i < finding->stages->stages->len; i++)
    {
      const SlipStageInfo *info = g_ptr_array_index (finding->stages->stages, i);
      gboolean release = slip_process_is_release (process, info->stage);

      if (!over && info->state != SLIP_STAGE_WAITING &&
          g_str_equal (info->stage->id, process->go_stage))
        look_at_decision (finding, info);
      if (process->approval_days > 0 && release)
        look_at_approval (finding, info);
      if (release)
        look_at_attempt (finding, info);
    }
  if (!over)
    look_at_waivers (finding);
}
