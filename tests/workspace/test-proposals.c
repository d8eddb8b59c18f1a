/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Who doesn't fill a field proposes, whoever that is; who fills it answers, and an executed test stays as it was. */

#include "slip-test-fixture.h"

static void
test_who_does_not_fill_it_proposes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipSignoff) state = NULL;
  g_autofree char *approved = NULL;

  approve_procedure (fixture);
  set_in (fixture, QA, fixture->procedure, "backup_and_rollback/backup", "Twice a day.");
  agree (fixture, fixture->procedure, "approved");
  state = signoff (fixture, PM, fixture->procedure);
  g_assert_cmpuint (state->proposals->len, ==, 1);
  for (guint i = 0; i < 3; i++)
    g_assert_true (shows_in (fixture, i, fixture->procedure,
                             "proposed=\"Twice a day.\" by=\"Quentin Adeyemi\""));
  approved = export_text (fixture, fixture->procedure, SLIP_EXPORT_RECORD, 0, NULL);
  g_assert_null (strstr (approved, "Twice a day."));

  /* The same again is no second one, and the newest of a person's stands. */
  set_in (fixture, QA, fixture->procedure, "backup_and_rollback/backup", "Twice a day.");
  set_in (fixture, QA, fixture->procedure, "backup_and_rollback/backup", "Thrice a day.");
  g_clear_pointer (&state, slip_signoff_free);
  state = signoff (fixture, QA, fixture->procedure);
  g_assert_cmpuint (state->proposals->len, ==, 1);
}

static void
test_who_fills_it_answers_by_setting_it (Fixture *fixture, gconstpointer data)
{
  set_in (fixture, QA, fixture->procedure, "backup_and_rollback/backup", "Twice a day.");
  set_in (fixture, IRB, fixture->procedure, "backup_and_rollback/backup", "Never.");
  team_settle (fixture->team);
  set_in (fixture, PM, fixture->procedure, "backup_and_rollback/backup", "Every night.");
  agree (fixture, fixture->procedure, "draft");
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (shows_in (fixture, i, fixture->procedure, "Every night."));
      g_assert_false (shows_in (fixture, i, fixture->procedure, "proposed="));
    }
}

static void
test_an_answer_without_a_change_is_one (Fixture *fixture, gconstpointer data)
{
  set_in (fixture, PM, fixture->procedure, "backup_and_rollback/backup", "Every night.");
  team_settle (fixture->team);
  set_in (fixture, QA, fixture->procedure, "backup_and_rollback/backup", "Twice a day.");
  team_settle (fixture->team);
  set_in (fixture, PM, fixture->procedure, "backup_and_rollback/backup", "Every night.");
  agree (fixture, fixture->procedure, "draft");
  g_assert_false (shows_in (fixture, QA, fixture->procedure, "proposed="));
}

static void
test_a_proposal_that_was_not_seen_still_waits (Fixture *fixture, gconstpointer data)
{
  set_in (fixture, QA, fixture->procedure, "backup_and_rollback/backup", "Twice a day.");
  set_in (fixture, PM, fixture->procedure, "backup_and_rollback/backup", "Every night.");
  agree (fixture, fixture->procedure, "draft");
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (shows_in (fixture, i, fixture->procedure, ">Every night.<"));
      g_assert_true (shows_in (fixture, i, fixture->procedure, "proposed=\"Twice a day.\""));
    }
}

static void
test_a_revise_takes_proposals_up (Fixture *fixture, gconstpointer data)
{
  guint taken_up = 0;

  approve_procedure (fixture);
  set_in (fixture, QA, fixture->procedure, "backup_and_rollback/backup", "Twice a day.");
  team_settle (fixture->team);
  g_assert_cmpuint (revise (fixture, PM, fixture->procedure, &taken_up), ==, 2);
  g_assert_cmpuint (taken_up, ==, 1);
  agree (fixture, fixture->procedure, "in revision");
  g_assert_true (shows_in (fixture, IRB, fixture->procedure, ">Twice a day.<"));
  g_assert_false (shows_in (fixture, IRB, fixture->procedure, "proposed="));
}

static void
test_proposals_for_a_draft_are_taken_up_too (Fixture *fixture, gconstpointer data)
{
  guint taken_up = 0;

  set_in (fixture, QA, fixture->procedure, "backup_and_rollback/backup", "Twice a day.");
  team_settle (fixture->team);
  g_assert_cmpuint (revise (fixture, PM, fixture->procedure, &taken_up), ==, 1);
  g_assert_cmpuint (taken_up, ==, 1);
  agree (fixture, fixture->procedure, "draft");
  g_assert_true (shows_in (fixture, IRB, fixture->procedure, ">Twice a day.<"));
}

static void
test_rows_are_for_those_who_fill_the_table (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *qa = fixture->team->people[QA];
  g_autofree char *row =
      slip_workspace_add_row (fixture->team->people[PM], fixture->procedure, "steps", NULL);
  g_autofree char *review = NULL;
  g_autoptr (GError) error = NULL;

  team_settle (fixture->team);
  g_assert_null (slip_workspace_add_row (qa, fixture->procedure, "steps", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_assert_nonnull (strstr (error->message, "development-lead"));
  g_clear_error (&error);
  g_assert_false (slip_workspace_delete_row (qa, fixture->procedure, row, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  review = slip_workspace_add_row (qa, fixture->procedure, "document_review", &error);
  g_assert_no_error (error);
}

static void
test_administrators_are_no_exception (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipSignoff) state = NULL;

  /* The founder administers, but doesn't fill the operations review. */
  set_in (fixture, PM, fixture->procedure, "operations_review/comment", "All fine.");
  state = signoff (fixture, PM, fixture->procedure);
  g_assert_cmpuint (state->proposals->len, ==, 1);
}

static void
test_an_import_proposes_field_by_field (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = team_path (fixture->team, "change.xml");
  g_autofree char *text = g_strdup_printf (
      "<installation-procedure id=\"%s\"><backup_and_rollback><backup>Twice a day.</backup>"
      "</backup_and_rollback></installation-procedure>",
      fixture->procedure);
  g_autofree char *id = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  id = slip_workspace_import (fixture->team->people[QA], fixture->release, file, &error);
  g_assert_no_error (error);
  g_assert_true (shows_in (fixture, QA, fixture->procedure, "proposed=\"Twice a day.\""));

  g_free (text);
  text = g_strdup_printf ("<installation-procedure id=\"%s\"><steps><step/></steps>"
                          "</installation-procedure>",
                          fixture->procedure);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  g_assert_null (slip_workspace_import (fixture->team->people[QA], fixture->release, file, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
}

static void
test_an_executed_attempt_stays_as_it_was (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *qa = fixture->team->people[QA];
  g_autofree char *uat =
      slip_workspace_new_document (qa, fixture->release, "uat-checklist", NULL, NULL);
  g_autofree char *item = slip_workspace_add_row (qa, uat, "items", NULL);
  g_autofree char *table = g_strdup_printf ("items/%s/attempts", item);
  g_autofree char *attempt = slip_workspace_add_row (qa, uat, table, NULL);
  g_autofree char *status = g_strdup_printf ("%s/%s/status", table, attempt);
  g_autofree char *actual = g_strdup_printf ("%s/%s/actual", table, attempt);
  g_autoptr (GError) error = NULL;

  set_in (fixture, QA, uat, status, "not-run");
  set_in (fixture, QA, uat, status, "fail");
  set_in (fixture, QA, uat, actual, "It said no."); /* what was left empty may be filled in */
  g_assert_false (slip_workspace_set_field (qa, uat, status, "pass", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  g_assert_false (slip_workspace_set_field (qa, uat, actual, "It said yes.", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  g_assert_false (slip_workspace_delete_row (qa, uat, attempt, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  g_assert_false (slip_workspace_delete_row (qa, uat, item, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function, data)                                                                  \
  g_test_add ("/proposals/" name, Fixture, data, set_up_with_procedure, function, tear_down)
  ADD ("proposal", test_who_does_not_fill_it_proposes, NULL);
  ADD ("proposal-answered", test_who_fills_it_answers_by_setting_it, NULL);
  ADD ("proposal-declined", test_an_answer_without_a_change_is_one, NULL);
  ADD ("proposal-unseen", test_a_proposal_that_was_not_seen_still_waits, NULL);
  ADD ("proposal-taken-up", test_a_revise_takes_proposals_up, NULL);
  ADD ("proposal-for-a-draft", test_proposals_for_a_draft_are_taken_up_too, NULL);
  ADD ("rows", test_rows_are_for_those_who_fill_the_table, NULL);
  ADD ("administrators", test_administrators_are_no_exception, NULL);
  ADD ("import", test_an_import_proposes_field_by_field, NULL);
  ADD ("kept-attempt", test_an_executed_attempt_stays_as_it_was, NULL);
#undef ADD
  return g_test_run ();
}
