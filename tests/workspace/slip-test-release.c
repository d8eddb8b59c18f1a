/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "slip-test-release.h"

#include "store/slip-values.h"
#include "workspace/slip-workspace-private.h"

void
set_up_shipped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  set_clock (GATE_NOW);
  if (begin_as (fixture, "shipped"))
    return;
  set_up (fixture, data);
  g_free (slip_workspace_tailor (fixture->team->people[PM], fixture->release, "change-plan", FALSE,
                                 "All were trained for 1.4.", NULL, TEAM_PASSPHRASE, &error));
  g_assert_no_error (error);
  team_settle (fixture->team);
  keep_as (fixture, "shipped");
}

void
set_up_acceptance (Fixture *fixture, gconstpointer data)
{
  set_clock (GATE_NOW);
  if (begin_as (fixture, "acceptance"))
    return;
  set_up_shipped (fixture, data);
  approve_plan (fixture);
  fixture->procedure =
      team_import (fixture->team, PM, fixture->release, "installation-procedure.xml");
  team_settle (fixture->team);
  approve_procedure (fixture);
  fixture->checklist = team_import (fixture->team, QA, fixture->release, "uat-checklist.xml");
  team_settle (fixture->team);
  keep_as (fixture, "acceptance");
}

/* What the sample's files can't say: that the AI-IRB reviewed the package as it stands. */
static void
name_package (Fixture *fixture, const char *approval)
{
  SlipDatabase *db = slip_workspace_reader (fixture->team->people[IRB]);
  g_autoptr (SlipForm) form = slip_forms_for_record (db, approval, NULL);
  g_autoptr (SlipScope) scope = slip_scope_new (db, form, approval);
  g_autofree char *hash =
      slip_scope_get_value (scope, slip_form_find (form, "evidence/package_hash"), "", NULL);
  g_autoptr (GPtrArray) rows = slip_values_rows (db, approval, "irb/reviews", "", NULL);
  g_autofree char *row = rows->len > 0 ? g_strdup (g_ptr_array_index (rows, 0))
                                       : add_row (fixture, IRB, approval, "irb/reviews");

  set_cell (fixture, IRB, approval, "irb/reviews", row, "package_hash", hash);
  team_settle (fixture->team);
}

static void
waive_the_rest (Fixture *fixture)
{
  g_autoptr (SlipGateReport) report = gate (fixture, IRB, NULL);

  for (guint i = 0; i < report->gate->lines->len; i++)
    {
      const SlipGateLine *line = g_ptr_array_index (report->gate->lines, i);

      if (line->criterion != NULL && line->criterion->waivable &&
          (line->state == SLIP_CRITERION_NOT_MET || line->state == SLIP_CRITERION_UNKNOWN))
        waive (fixture, IRB, line->criterion->id, "2026-10-21T00:00:00+02:00");
    }
  team_settle (fixture->team);
}

char *
reach_go (Fixture *fixture)
{
  /* It wasn't asked for, and the approval measures it. */
  g_autofree char *training = team_import (fixture->team, PM, fixture->release, "change-plan.xml");
  char *approval;

  team_settle (fixture->team);
  sign_synced (fixture, PM, training, "project-manager");
  sign_synced (fixture, QA, training, "technical-support");
  sign_synced (fixture, QA, training, "qa-lead");
  sign_synced (fixture, IRB, training, "ai-irb-liaison");
  sign_synced (fixture, IRB, fixture->checklist, "operations-manager");
  sign_synced (fixture, QA, fixture->checklist, "user-representative");
  sign_synced (fixture, QA, fixture->checklist, "qa-lead");
  g_free (team_import (fixture->team, IRB, fixture->release, "monitoring-log.xml"));
  team_settle (fixture->team);
  waive_the_rest (fixture);
  approval = team_import (fixture->team, PM, fixture->release, "final-approval.xml");
  team_settle (fixture->team);
  name_package (fixture, approval);
  sign_synced (fixture, IRB, approval, "ai-irb-liaison");
  sign_synced (fixture, PM, approval, "development-lead");
  sign_synced (fixture, QA, approval, "qa-lead");
  sign_synced (fixture, IRB, approval, "operations-manager");
  sign_synced (fixture, PM, approval, "project-manager");
  sign_synced (fixture, PM, approval, "program-manager");
  team_settle (fixture->team);
  g_free (decide (fixture, PM, SLIP_DECISION_CONDITIONAL));
  team_settle (fixture->team);
  return approval;
}

void
meet (Fixture *fixture, gconstpointer order)
{
  for (guint i = 0; i < fixture->team->n; i++)
    team_sync (fixture->team, order == NULL ? i : fixture->team->n - 1 - i);
  agree_on_all (fixture);
}

SlipStageState
stage_state (Fixture *fixture, guint person, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipStages) stages =
      slip_workspace_stages (fixture->team->people[person], fixture->release, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < stages->stages->len; i++)
    {
      const SlipStageInfo *info = g_ptr_array_index (stages->stages, i);

      if (g_str_equal (info->stage->id, id))
        return info->state;
    }
  g_assert_not_reached ();
}

char *
say_no (Fixture *fixture, guint person, const char *document, const char *role)
{
  g_autoptr (GError) error = NULL;
  char *hash = sign (fixture, person, document, role, "concerns", &error);

  g_assert_no_error (error);
  return hash;
}

char *
cell (Fixture *fixture, guint person, const char *document, const char *row, const char *field)
{
  return slip_values_text (slip_workspace_reader (fixture->team->people[person]), document, row,
                           field, NULL);
}

char *
row_with (Fixture *fixture, guint person, const char *document, const char *table,
          const char *parent, const char *field, const char *value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = slip_values_rows (
      slip_workspace_reader (fixture->team->people[person]), document, table, parent, &error);

  g_assert_no_error (error);
  for (guint i = rows->len; i > 0; i--)
    {
      g_autofree char *text =
          cell (fixture, person, document, g_ptr_array_index (rows, i - 1), field);

      if (g_strcmp0 (text, value) == 0)
        return g_strdup (g_ptr_array_index (rows, i - 1));
    }
  g_error ("no row of %s has “%s” in %s", table, value, field);
}

char *
add_row (Fixture *fixture, guint person, const char *document, const char *table)
{
  g_autoptr (GError) error = NULL;
  char *row = slip_workspace_add_row (fixture->team->people[person], document, table, &error);

  g_assert_no_error (error);
  return row;
}

void
set_cell (Fixture *fixture, guint person, const char *document, const char *table, const char *row,
          const char *field, const char *value)
{
  g_autofree char *path = g_strdup_printf ("%s/%s/%s", table, row, field);

  set_in (fixture, person, document, path, value);
}

SlipCriterionState
criterion_state (Fixture *fixture, guint person, const char *stage, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipGateReport) report =
      slip_workspace_gate (fixture->team->people[person], fixture->release, stage, 0, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < report->gate->lines->len; i++)
    {
      const SlipGateLine *line = g_ptr_array_index (report->gate->lines, i);

      if (g_strcmp0 (line->criterion != NULL ? line->criterion->id : line->form, id) == 0)
        return line->state;
    }
  g_error ("the gate of %s has no line “%s”", stage, id);
}
