/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "slip-test-gate.h"
#include "workspace/slip-definitions.h"

#include <string.h>

#include "core/slip-datetime.h"
#include "core/slip-hash.h"
#include "slip-test-turns.h"

gint64
ms_of (const char *time)
{
  gint64 ms = 0;

  g_assert_true (slip_datetime_to_ms (time, &ms));
  return ms;
}

void
set_clock (const char *time)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, ms_of (time));

  g_setenv ("SOURCE_DATE_MS", text, TRUE);
}

/* == set up == */

char *
put_variant (Fixture *fixture, guint person, const char *from, const char *to)
{
  g_autofree char *source =
      g_test_build_filename (G_TEST_DIST, "workspace", "short-process.xml", NULL);
  g_autofree char *path = team_path (fixture->team, "process.xml");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *text = NULL;
  g_autoptr (GString) changed = NULL;
  g_autoptr (GError) error = NULL;
  char *digest;

  g_file_get_contents (source, &text, NULL, &error);
  g_assert_no_error (error);
  changed = g_string_new (text);
  if (from != NULL)
    g_assert_cmpuint (g_string_replace (changed, from, to, 0), >, 0);
  g_file_set_contents (path, changed->str, -1, &error);
  g_assert_no_error (error);
  digest = slip_workspace_put_process (fixture->team->people[person], file, &error);
  g_assert_no_error (error);
  return digest;
}

void
set_up_gate (Fixture *fixture, gconstpointer data)
{
  g_autofree char *digest = NULL;
  g_autoptr (GError) error = NULL;

  set_clock (GATE_NOW);
  if (begin_as (fixture, "gate"))
    return;
  set_up (fixture, data);
  digest = put_variant (fixture, PM, NULL, NULL);
  slip_workspace_follow (fixture->team->people[PM], fixture->release, digest, &error);
  g_assert_no_error (error);
  fixture->procedure =
      team_import (fixture->team, PM, fixture->release, "installation-procedure.xml");
  team_settle (fixture->team);
  waive (fixture, IRB, "plan-second-person", "2026-10-21T00:00:00+02:00");
  team_settle (fixture->team);
  keep_as (fixture, "gate");
}

void
approve_both (Fixture *fixture)
{
  approve_plan (fixture);
  approve_procedure (fixture);
}

void
set_up_ready (Fixture *fixture, gconstpointer data)
{
  set_clock (GATE_NOW);
  if (begin_as (fixture, "ready"))
    return;
  set_up_gate (fixture, data);
  approve_both (fixture);
  waive (fixture, IRB, "rollback-tested", "2026-10-21T00:00:00+02:00");
  team_settle (fixture->team);
  keep_as (fixture, "ready");
}

void
set_up_go (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hash = NULL;

  set_clock (GATE_NOW);
  if (begin_as (fixture, "go"))
    return;
  set_up_ready (fixture, data);
  hash = decide (fixture, PM, SLIP_DECISION_CONDITIONAL);
  team_settle (fixture->team);
  keep_as (fixture, "go");
}

/* == steps == */

char *
try_decide (Fixture *fixture, guint person, SlipDecision decision, GError **error)
{
  const SlipDecide what = { fixture->release, decision, "As discussed.", NULL, 0 };

  return slip_workspace_decide (fixture->team->people[person], &what, TEAM_PASSPHRASE, error);
}

char *
decide (Fixture *fixture, guint person, SlipDecision decision)
{
  g_autoptr (GError) error = NULL;
  char *hash = try_decide (fixture, person, decision, &error);

  g_assert_no_error (error);
  return hash;
}

char *
try_waive (Fixture *fixture, guint person, const char *criterion, const char *until, GError **error)
{
  const SlipWaive what = {
    .release = fixture->release,
    .criterion = criterion,
    .reason = "We are three.",
    .owner = "Petra Lindqvist",
    .control = "Quentin reads all of it.",
    .until_ms = ms_of (until),
  };

  return slip_workspace_waive (fixture->team->people[person], &what, TEAM_PASSPHRASE, error);
}

void
waive (Fixture *fixture, guint person, const char *criterion, const char *until)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = try_waive (fixture, person, criterion, until, &error);

  g_assert_no_error (error);
}

/* == what is said == */

SlipGateReport *
gate (Fixture *fixture, guint person, const char *at)
{
  g_autoptr (GError) error = NULL;
  SlipGateReport *report = slip_workspace_gate (fixture->team->people[person], fixture->release,
                                                NULL, at != NULL ? ms_of (at) : 0, &error);

  g_assert_no_error (error);
  return report;
}

gboolean
is_open (Fixture *fixture, guint person, const char *at)
{
  g_autoptr (SlipGateReport) report = gate (fixture, person, at);

  return report->open;
}

gboolean
mentions (GPtrArray *lines, const char *words)
{
  for (guint i = 0; i < lines->len; i++)
    if (strstr (g_ptr_array_index (lines, i), words) != NULL)
      return TRUE;
  return FALSE;
}

static void
add_documents (Fixture *fixture, guint person, GPtrArray *lines)
{
  SlipWorkspace *workspace = fixture->team->people[person];
  g_autoptr (GPtrArray) documents =
      slip_workspace_list_documents (workspace, fixture->release, NULL);

  for (guint i = 0; i < documents->len; i++)
    {
      const SlipDocumentInfo *info = g_ptr_array_index (documents, i);
      g_autoptr (SlipSignoff) state = slip_workspace_get_signoff (workspace, info->id, NULL);

      for (guint j = 0; j < state->signatures->len; j++)
        {
          const SlipSignature *signature = g_ptr_array_index (state->signatures, j);

          if (!signature->valid)
            g_ptr_array_add (lines, g_strdup (signature->reason));
        }
    }
}

GPtrArray *
objections (Fixture *fixture, guint person, const char *at)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) follows =
      slip_workspace_list_follows (fixture->team->people[person], fixture->release, NULL);
  g_autoptr (GPtrArray) processes =
      slip_workspace_list_processes (fixture->team->people[person], NULL);
  g_autoptr (SlipGateReport) report = gate (fixture, person, at);

  add_documents (fixture, person, lines);
  for (guint i = 0; i < follows->len; i++)
    if (((SlipFollow *) g_ptr_array_index (follows, i))->refused != NULL)
      g_ptr_array_add (lines, g_strdup (((SlipFollow *) g_ptr_array_index (follows, i))->refused));
  for (guint i = 0; i < processes->len; i++)
    if (((SlipProcessInfo *) g_ptr_array_index (processes, i))->refused != NULL)
      g_ptr_array_add (lines,
                       g_strdup (((SlipProcessInfo *) g_ptr_array_index (processes, i))->refused));
  for (guint i = 0; i < report->rulings->all->len; i++)
    {
      const SlipRulingState *state = g_ptr_array_index (report->rulings->all, i);

      if (state->refused != NULL)
        g_ptr_array_add (lines, g_strdup (state->refused));
    }
  for (guint i = 0; i < report->reasons->len; i++)
    g_ptr_array_add (lines,
                     g_strdup (((SlipGoReason *) g_ptr_array_index (report->reasons, i))->text));
  return lines;
}

static void
tell_stages (Fixture *fixture, guint person, GString *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipStages) stages =
      slip_workspace_stages (fixture->team->people[person], fixture->release, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < stages->stages->len; i++)
    {
      const SlipStageInfo *info = g_ptr_array_index (stages->stages, i);

      g_string_append_printf (text, "%s %s", info->stage->id, slip_stage_state_name (info->state));
      for (guint j = 0; j < info->entries->len; j++)
        {
          const SlipStageEntry *entry = g_ptr_array_index (info->entries, j);

          g_string_append_printf (text, " %s=%s%s", entry->document->form,
                                  entry->status != NULL ? entry->status : "-",
                                  entry->required ? "" : "?");
          for (guint k = 0; entry->signoff != NULL && k < entry->signoff->signatures->len; k++)
            {
              const SlipSignature *signature = g_ptr_array_index (entry->signoff->signatures, k);

              g_string_append_printf (text, " %.8s:%d", signature->hash, signature->valid);
            }
        }
      g_string_append_c (text, '\n');
    }
}

char *
standing_of (Fixture *fixture, guint person)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (SlipGateReport) report = gate (fixture, person, NULL);
  g_autoptr (GPtrArray) lines = objections (fixture, person, NULL);

  tell_stages (fixture, person, text);
  g_string_append_printf (text, "%s %d %.12s\n", slip_gate_result_name (report->gate->result),
                          report->open, report->process->digest);
  for (guint i = 0; i < report->gate->lines->len; i++)
    {
      const SlipGateLine *line = g_ptr_array_index (report->gate->lines, i);

      g_string_append_printf (text, "%s=%s ",
                              line->criterion != NULL ? line->criterion->id
                              : line->concern != NULL ? line->concern->id
                                                      : line->form,
                              slip_criterion_state_name (line->state));
    }
  for (guint i = 0; i < report->rulings->all->len; i++)
    {
      const SlipRulingState *state = g_ptr_array_index (report->rulings->all, i);

      g_string_append_printf (text, "\n%.8s %s%s", state->signature->hash,
                              state->refused != NULL ? state->refused : "counts",
                              report->rulings->standing == state ? " and stands" : "");
    }
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "\n%s", (const char *) g_ptr_array_index (lines, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
agree_on_all (Fixture *fixture)
{
  g_autofree char *first = NULL;

  team_settle (fixture->team);
  first = standing_of (fixture, 0);
  for (guint i = 1; i < fixture->team->n; i++)
    {
      g_autofree char *other = standing_of (fixture, i);

      g_assert_cmpstr (first, ==, other);
    }
}

gboolean
waits_for (Fixture *fixture, guint person, SlipTurnKind kind, const char *title)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) turns = NULL;

  check_turns (fixture->team->people[person]);
  turns = slip_workspace_for_me (fixture->team->people[person], 0, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < turns->len; i++)
    {
      const SlipTurn *turn = g_ptr_array_index (turns, i);

      if (turn->kind == kind && (title == NULL || strstr (turn->title, title) != NULL))
        return TRUE;
    }
  return FALSE;
}
