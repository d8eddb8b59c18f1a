/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* kill -9 at any moment of the whole job; running it again loses nothing and doubles nothing. */

#include <signal.h>

#include "slip-test-folder.h"
#include "workspace/slip-gates.h"

/* The sanitizers take several times as long, and have nothing to say of a program that was killed. */
#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 1
#else
#define ROUNDS 3
#endif
/* Each goes on where the one before was killed, so that together they come through the whole job. */
#define KILLS 8

typedef struct
{
  guint documents;
  guint members;
  guint statements;
  guint store_problems;
} Outcome;

static void
look (const char *dir, Outcome *outcome)
{
  g_autofree char *path = g_build_filename (dir, "irb", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipWorkspace) workspace = slip_workspace_open (path, &error);
  g_autoptr (GPtrArray) documents = NULL;
  g_autoptr (GPtrArray) members = NULL;
  g_auto (GStrv) problems = NULL;
  SlipVerifyReport report = { 0 };

  g_assert_no_error (error);
  documents = slip_workspace_list_documents (workspace, NULL, &error);
  g_assert_no_error (error);
  members = slip_workspace_list_members (workspace, &error);
  g_assert_no_error (error);
  slip_workspace_verify (workspace, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (report.problem, ==, NULL);
  slip_workspace_check_store (workspace, &problems, NULL, &error);
  g_assert_no_error (error);
  outcome->documents = documents->len;
  outcome->members = members->len;
  outcome->statements = report.statements;
  outcome->store_problems = g_strv_length (problems);
  slip_verify_report_clear (&report);
}

/* The concern, the failed item and its retest, the waiver, and the Go with conditions; all but one lesson is approved. */
static void
check_story (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "irb", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipWorkspace) workspace = slip_workspace_open (path, &error);
  g_autoptr (GPtrArray) releases = NULL;
  g_autoptr (GPtrArray) documents = NULL;
  g_autoptr (SlipGateReport) report = NULL;
  guint approved = 0;
  guint concerns = 0;
  guint rejected = 0;

  g_assert_no_error (error);
  releases = slip_workspace_list_releases (workspace, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (releases->len, ==, 1);
  report = slip_workspace_gate (
      workspace, ((SlipReleaseInfo *) g_ptr_array_index (releases, 0))->id, NULL, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->rulings->waivers->len, ==, 1);
  g_assert_nonnull (report->rulings->standing);
  g_assert_cmpint (report->rulings->standing->signature->statement->ruling->decision, ==,
                   SLIP_DECISION_CONDITIONAL);
  documents = slip_workspace_list_documents (workspace, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < documents->len; i++)
    {
      const SlipDocumentInfo *info = g_ptr_array_index (documents, i);
      g_autoptr (SlipSignoff) signoff = slip_workspace_get_signoff (workspace, info->id, &error);

      g_assert_no_error (error);
      approved += g_str_equal (info->status, "approved");
      for (guint j = 0; j < signoff->signatures->len; j++)
        {
          const SlipSignature *signature = g_ptr_array_index (signoff->signatures, j);

          concerns += signature->verdict == SLIP_VERDICT_CONCERNS;
          rejected += signature->verdict == SLIP_VERDICT_REJECT;
        }
    }
  g_assert_cmpuint (approved, ==, 11);
  g_assert_cmpuint (concerns, ==, 1);
  g_assert_cmpuint (rejected, ==, 1);
}

static void
test_killed_demo_is_finished_by_the_next (void)
{
  g_autofree char *whole = g_dir_make_tmp ("slipway-test-XXXXXX", NULL);
  gint64 begin = g_get_monotonic_time ();
  gint64 length;
  Outcome expected;

  g_assert_cmpint (wait_for_program (start_program ("demo", whole, NULL)), ==, 0);
  length = g_get_monotonic_time () - begin;
  look (whole, &expected);
  g_assert_cmpuint (expected.documents, ==, 12);
  g_assert_cmpuint (expected.store_problems, ==, 0);
  check_story (whole);
  remove_tree (whole);

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autofree char *dir = g_dir_make_tmp ("slipway-test-XXXXXX", NULL);
      Outcome outcome;

      for (guint j = 0; j < KILLS; j++)
        {
          GPid pid = start_program ("demo", dir, NULL);

          g_usleep (g_test_rand_int_range (0, (gint32) (2 * length / KILLS)));
          kill (pid, SIGKILL);
          wait_for_program (pid);
        }
      g_assert_cmpint (wait_for_program (start_program ("demo", dir, NULL)), ==, 0);
      look (dir, &outcome);
      g_assert_cmpuint (outcome.documents, ==, expected.documents);
      g_assert_cmpuint (outcome.members, ==, expected.members);
      g_assert_cmpuint (outcome.statements, ==, expected.statements);
      g_assert_cmpuint (outcome.store_problems, ==, 0);
      check_story (dir);
      remove_tree (dir);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crash/killed-demo-is-finished-by-the-next",
                   test_killed_demo_is_finished_by_the_next);
  return g_test_run ();
}
