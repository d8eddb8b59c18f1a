/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "process/slip-gate.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "forms/slip-xml.h"

typedef struct
{
  SlipGate *gate;
  SlipEvidence *evidence;
  GPtrArray *waivers;
  GPtrArray *tailorings;
  GPtrArray *concerns;
  gint64 now_ms;
} Asking;

static void
line_free (gpointer data)
{
  SlipGateLine *line = data;

  g_free (line->form);
  g_free (line->record);
  g_free (line->why);
  g_free (line->waits_for);
  g_free (line->silent);
  g_free (line);
}

/* == documents == */

/* Whether approved revisions of all forms are there; else which is not, and how it stands. */
static gboolean
is_approved (Asking *asking, const char *form, char **why)
{
  xmlNode *document = slip_evidence_get_document (asking->evidence, form);
  g_autofree char *approved = document != NULL ? slip_xml_attribute (document, "approved") : NULL;
  g_autofree char *missing = document != NULL ? slip_xml_attribute (document, "missing") : NULL;

  if (document != NULL && approved == NULL && missing == NULL)
    return TRUE;
  if (why == NULL)
    return FALSE;
  if (document == NULL)
    *why = g_strdup (_ ("There is no such document yet."));
  else if (missing != NULL)
    *why = g_strdup (_ ("A part of it has not arrived yet."));
  else
    *why = g_strdup (_ ("It isn't approved."));
  return FALSE;
}

static char *
record_of (Asking *asking, const char *at)
{
  g_autofree char *form = g_strndup (at, strcspn (at, "/"));
  xmlNode *document = slip_evidence_get_document (asking->evidence, form);

  return document != NULL ? slip_xml_attribute (document, "id") : NULL;
}

const SlipTailoring *
slip_tailoring_find (GPtrArray *tailorings, const char *form)
{
  const SlipTailoring *newest = NULL;

  for (guint i = 0; tailorings != NULL && i < tailorings->len; i++)
    {
      const SlipTailoring *tailoring = g_ptr_array_index (tailorings, i);

      if (g_str_equal (tailoring->form, form))
        newest = tailoring;
    }
  return newest;
}

static SlipReply
is_required (Asking *asking, const SlipStageDocument *document, char **why)
{
  const SlipTailoring *tailoring = slip_tailoring_find (asking->tailorings, document->form);

  if (tailoring != NULL)
    return tailoring->required ? SLIP_REPLY_YES : SLIP_REPLY_NO;
  if (document->required == NULL)
    return SLIP_REPLY_YES;
  return slip_question_ask (document->required, asking->evidence, why);
}

/* What can't be told because a path says nothing; a document that isn't approved says nothing at all. What the reader of
 * questions says instead of a path stands in @why alone. */
static void
set_silent (Asking *asking, SlipGateLine *line, const char *open)
{
  gsize length = strspn (open, "abcdefghijklmnopqrstuvwxyz0123456789-");
  g_autofree char *form = g_strndup (open, length);

  if (open[length] != '/')
    return;
  line->silent = g_strdup (open);
  if (!is_approved (asking, form, NULL))
    line->waits_for = g_steal_pointer (&form);
}

/* What is made up for has to be there by a day; without a window nobody can say which. */
static void
say_until_when (Asking *asking, const SlipProcess *process, SlipGateLine *line)
{
  g_autofree char *end = slip_question_tell (process->window_end, asking->evidence);
  g_autoptr (GDateTime) closes = g_date_time_new_from_iso8601 (end, NULL);
  g_autoptr (GDateTime) due =
      closes != NULL ? g_date_time_add_days (closes, (int) process->approval_days) : NULL;
  g_autofree char *day = due != NULL ? g_date_time_format (due, "%Y-%m-%d") : NULL;
  g_autofree char *why = line->why;

  if (day == NULL)
    line->why = g_steal_pointer (&why);
  else if (g_date_time_to_unix (due) * 1000 <= asking->now_ms)
    line->why = g_strdup_printf (_ ("%s It had to be by %s."), why, day);
  else
    line->why = g_strdup_printf (_ ("%s It has to be by %s."), why, day);
}

static void
ask_for_document (Asking *asking, const SlipProcess *process, const SlipStage *stage,
                  const SlipStageDocument *document)
{
  SlipGateLine *line = g_new0 (SlipGateLine, 1);
  g_autofree char *open = NULL;
  SlipReply required = is_required (asking, document, &open);

  line->stage = stage;
  line->form = g_strdup (document->form);
  line->record = record_of (asking, document->form);
  if (required == SLIP_REPLY_NO)
    line->state = SLIP_CRITERION_NOT_APPLICABLE;
  else if (required == SLIP_REPLY_UNKNOWN)
    {
      line->state = SLIP_CRITERION_UNKNOWN;
      line->why =
          g_strdup_printf (_ ("Whether it is needed can't be told: %s says nothing."), open);
      set_silent (asking, line, open);
    }
  else
    line->state = is_approved (asking, document->form, &line->why) ? SLIP_CRITERION_MET
                                                                   : SLIP_CRITERION_NOT_MET;
  if (line->state == SLIP_CRITERION_NOT_MET && process->approval_days > 0 &&
      slip_process_is_release (process, stage))
    say_until_when (asking, process, line);
  g_ptr_array_add (asking->gate->lines, line);
}

/* == criteria == */

/* The waiver that holds longest; without one that holds, the last that expired. */
static const SlipWaiver *
waiver_of (Asking *asking, const char *criterion)
{
  const SlipWaiver *best = NULL;

  for (guint i = 0; asking->waivers != NULL && i < asking->waivers->len; i++)
    {
      const SlipWaiver *waiver = g_ptr_array_index (asking->waivers, i);

      if (g_str_equal (waiver->criterion, criterion) &&
          (best == NULL || waiver->until_ms > best->until_ms))
        best = waiver;
    }
  return best;
}

static SlipCriterionState
answer (Asking *asking, const SlipCriterion *criterion, SlipGateLine *line)
{
  g_autofree char *open = NULL;
  SlipReply answer;

  for (gsize i = 0; criterion->needs[i] != NULL; i++)
    {
      g_autofree char *how = NULL;

      if (is_approved (asking, criterion->needs[i], &how))
        continue;
      line->why = g_strdup_printf ("%s: %s", criterion->needs[i], how);
      line->waits_for = g_strdup (criterion->needs[i]);
      return SLIP_CRITERION_UNKNOWN;
    }
  if (criterion->when != NULL)
    {
      answer = slip_question_ask (criterion->when, asking->evidence, &open);
      if (answer == SLIP_REPLY_NO)
        return SLIP_CRITERION_NOT_APPLICABLE;
    }
  else
    answer = SLIP_REPLY_YES;
  if (answer == SLIP_REPLY_YES)
    {
      g_clear_pointer (&open, g_free);
      answer = slip_question_ask (criterion->test, asking->evidence, &open);
    }
  if (answer == SLIP_REPLY_UNKNOWN)
    {
      line->why = g_strdup_printf (_ ("It can't be answered: %s says nothing."), open);
      set_silent (asking, line, open);
    }
  return answer == SLIP_REPLY_YES  ? SLIP_CRITERION_MET
         : answer == SLIP_REPLY_NO ? SLIP_CRITERION_NOT_MET
                                   : SLIP_CRITERION_UNKNOWN;
}

static void
ask_criterion (Asking *asking, const SlipStage *stage, const SlipCriterion *criterion)
{
  SlipGateLine *line = g_new0 (SlipGateLine, 1);

  line->stage = stage;
  line->criterion = criterion;
  line->record = record_of (asking, criterion->at);
  line->state = answer (asking, criterion, line);
  if (line->state == SLIP_CRITERION_NOT_MET || line->state == SLIP_CRITERION_UNKNOWN)
    {
      line->waiver = waiver_of (asking, criterion->id);
      if (line->waiver != NULL && criterion->waivable && line->waiver->until_ms > asking->now_ms)
        line->state = SLIP_CRITERION_WAIVED;
    }
  g_ptr_array_add (asking->gate->lines, line);
}

/* A document that was signed under an exception is approved, and the gate shows that there was one. */
static void
show_exceptions (Asking *asking, const SlipProcess *process, const SlipStage *stage)
{
  for (guint i = 0; i < process->separations->len; i++)
    {
      const SlipSeparation *separation = g_ptr_array_index (process->separations, i);
      const SlipWaiver *waiver = waiver_of (asking, separation->id);
      SlipGateLine *line;

      if (waiver == NULL || slip_process_stage_of (process, separation->form) != stage)
        continue;
      line = g_new0 (SlipGateLine, 1);
      line->stage = stage;
      line->separation = separation;
      line->form = g_strdup (separation->form);
      line->record = record_of (asking, separation->form);
      line->waiver = waiver;
      line->state = SLIP_CRITERION_WAIVED;
      g_ptr_array_add (asking->gate->lines, line);
    }
}

/* Nothing takes the place of an answer to a concern. */
static void
show_concerns (Asking *asking, const SlipProcess *process, const SlipStage *asked,
               const SlipStage *stage)
{
  for (guint i = 0; asking->concerns != NULL && i < asking->concerns->len; i++)
    {
      const SlipDiscussion *concern = g_ptr_array_index (asking->concerns, i);
      SlipGateLine *line;

      if (slip_discussion_stage (concern, process, asked) != stage)
        continue;
      line = g_new0 (SlipGateLine, 1);
      line->stage = stage;
      line->concern = concern;
      line->form = g_strdup (concern->form);
      line->record = g_strdup (concern->record);
      line->why = slip_discussion_summary (concern);
      line->state = SLIP_CRITERION_NOT_MET;
      g_ptr_array_add (asking->gate->lines, line);
    }
}

/* == the gate == */

gboolean
slip_stage_is_skipped (const SlipStage *stage, SlipEvidence *evidence, char **reason)
{
  if (reason != NULL)
    *reason = NULL;
  if (stage->skip == NULL || slip_question_ask (stage->skip, evidence, NULL) != SLIP_REPLY_YES)
    return FALSE;
  if (reason != NULL)
    *reason = slip_question_tell (stage->skip_reason, evidence);
  return TRUE;
}

static void
ask_stage (Asking *asking, const SlipProcess *process, const SlipStage *asked,
           const SlipStage *stage)
{
  show_concerns (asking, process, asked, stage);
  if (slip_stage_is_skipped (stage, asking->evidence, NULL))
    {
      g_ptr_array_add (asking->gate->skipped, (gpointer) stage);
      return;
    }
  for (guint i = 0; i < stage->documents->len; i++)
    ask_for_document (asking, process, stage, g_ptr_array_index (stage->documents, i));
  for (guint i = 0; i < stage->criteria->len; i++)
    ask_criterion (asking, stage, g_ptr_array_index (stage->criteria, i));
  show_exceptions (asking, process, stage);
}

static SlipGateResult
sum_up (GPtrArray *lines)
{
  SlipGateResult result = SLIP_GATE_GO;

  for (guint i = 0; i < lines->len; i++)
    {
      const SlipGateLine *line = g_ptr_array_index (lines, i);

      if (line->state == SLIP_CRITERION_NOT_MET || line->state == SLIP_CRITERION_UNKNOWN)
        return SLIP_GATE_NO_GO;
      if (line->state == SLIP_CRITERION_WAIVED)
        result = SLIP_GATE_CONDITIONAL;
    }
  return result;
}

SlipGate *
slip_gate_ask (const SlipProcess *process, const SlipStage *stage, SlipEvidence *evidence,
               GPtrArray *waivers, GPtrArray *tailorings, GPtrArray *concerns, gint64 now_ms)
{
  SlipGate *gate = g_new0 (SlipGate, 1);
  Asking asking = { gate, evidence, waivers, tailorings, concerns, now_ms };

  gate->lines = g_ptr_array_new_with_free_func (line_free);
  gate->skipped = g_ptr_array_new ();
  for (guint i = 0; i < process->stages->len; i++)
    {
      SlipStage *one = g_ptr_array_index (process->stages, i);

      if (one == stage || slip_process_is_after (process, stage, one))
        ask_stage (&asking, process, stage, one);
    }
  gate->result = sum_up (gate->lines);
  return gate;
}

void
slip_gate_free (SlipGate *gate)
{
  g_ptr_array_unref (gate->lines);
  g_ptr_array_unref (gate->skipped);
  g_free (gate);
}

const char *
slip_gate_result_name (SlipGateResult result)
{
  static const char *const names[] = { "no-go", "conditional", "go" };

  return names[result];
}

const char *
slip_criterion_state_name (SlipCriterionState state)
{
  static const char *const names[] = { "not-met", "unknown", "waived", "met", "not-applicable" };

  return names[state];
}
