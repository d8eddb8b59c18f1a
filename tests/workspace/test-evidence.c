/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What documents calculate from others that were really signed: an approved revision is evidence, a draft and a later
 * edit are none, and all copies tell the same. And the rows that a new document begins with. */

#include <string.h>

#include "forms/slip-cells.h"
#include "forms/slip-check.h"
#include "slip-test-fixture.h"
#include "store/slip-blobs.h"
#include "workspace/slip-workspace-private.h"

static char *
new_document (Fixture *fixture, guint person, const char *form, const char *from)
{
  g_autoptr (GError) error = NULL;
  char *id = slip_workspace_new_document (fixture->team->people[person], fixture->release, form,
                                          from, &error);

  g_assert_no_error (error);
  return id;
}

static char *
get (Fixture *fixture, guint person, const char *document, const char *path)
{
  SlipDatabase *db = slip_workspace_reader (fixture->team->people[person]);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipForm) form = slip_forms_for_record (db, document, &error);
  g_autoptr (SlipScope) scope = slip_scope_new (db, form, document);
  char *value = slip_scope_get_value (scope, slip_form_find (form, path), "", &error);

  g_assert_no_error (error);
  return value;
}

static void
expect (Fixture *fixture, guint person, const char *document, const char *path, const char *value)
{
  g_autofree char *found = get (fixture, person, document, path);

  g_assert_cmpstr (found, ==, value);
}

static void
test_a_draft_is_no_evidence (Fixture *fixture, gconstpointer data)
{
  g_autofree char *approval = new_document (fixture, PM, "final-approval", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *elsewhere = NULL;
  g_autofree char *index = NULL;

  expect (fixture, PM, approval, "measured/risks",
          "not known: the deployment plan is not approved");
  expect (fixture, PM, approval, "evidence/package_hash", "");
  approve_plan (fixture);
  before = get (fixture, PM, approval, "evidence/package_hash");
  g_assert_cmpuint (strlen (before), ==, 64);
  elsewhere = get (fixture, IRB, approval, "evidence/package_hash");
  g_assert_cmpstr (before, ==, elsewhere);
  expect (fixture, QA, approval, "measured/plan", "met: approved");
  expect (fixture, QA, approval, "measured/rollback", "met: rehearsed on 2026-09-24, 75 minutes");

  /* An edit waits as an amendment; nothing that was measured moves. */
  set (fixture, PM, "rollback/minutes", "77");
  team_settle (fixture->team);
  expect (fixture, IRB, approval, "measured/rollback", "met: rehearsed on 2026-09-24, 75 minutes");
  after = get (fixture, IRB, approval, "evidence/package_hash");
  g_assert_cmpstr (before, ==, after);
  index = get (fixture, IRB, approval, "evidence/index");
  g_assert_nonnull (strstr (index, "Deployment Plan: amended, revision 1\n   - content "));
  g_assert_nonnull (strstr (index, "ai-irb-liaison: approve"));
}

static void
test_a_new_revision_is_another_package (Fixture *fixture, gconstpointer data)
{
  g_autofree char *approval = new_document (fixture, PM, "final-approval", NULL);
  g_autofree char *review = new_document (fixture, PM, "post-implementation-review", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  approve_plan (fixture);
  before = get (fixture, PM, approval, "evidence/package_hash");
  revise (fixture, PM, fixture->plan, NULL);
  set (fixture, PM, "schedule/window_end", "2026-10-18T05:00:00+02:00");
  approve_plan (fixture);
  after = get (fixture, PM, approval, "evidence/package_hash");
  g_assert_cmpstr (before, !=, after);
  expect (fixture, PM, approval, "evidence/window_end", "2026-10-18T05:00:00+02:00");
  /* On time is measured against what was approved first. */
  expect (fixture, PM, review, "planned_vs_actual/baseline_end", "2026-10-18T04:00:00+02:00");
  expect (fixture, PM, review, "planned_vs_actual/planned_end", "2026-10-18T05:00:00+02:00");
  expect (fixture, PM, review, "planned_vs_actual/changed_plans", "2");
}

/* == the rows that a new document begins with == */

static guint
count_rows (Fixture *fixture, const char *document, const char *table)
{
  g_autoptr (SlipCells) cells =
      slip_cells_new (slip_workspace_reader (fixture->team->people[PM]), document);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = slip_cells_get_rows (cells, table, "", &error);

  g_assert_no_error (error);
  return rows->len;
}

static void
test_a_new_document_begins_with_rows (Fixture *fixture, gconstpointer data)
{
  g_autofree char *approval = new_document (fixture, PM, "final-approval", NULL);
  g_autofree char *handover = new_document (fixture, PM, "operational-handover", NULL);
  g_autofree char *copy = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  g_assert_cmpuint (count_rows (fixture, approval, "criteria"), ==, 23);
  g_assert_cmpuint (count_rows (fixture, handover, "package"), ==, 7);
  g_assert_true (shows_in (fixture, PM, approval, "<text>Unit tests passed</text>"));
  /* Defaults are written, too. */
  g_assert_true (shows_in (fixture, PM, approval, "<measure>judged</measure>"));
  /* A copy brings its own. */
  copy = new_document (fixture, PM, "operational-handover", handover);
  g_assert_cmpuint (count_rows (fixture, copy, "package"), ==, 7);
}

/* == the samples of the later stages == */

/* What only a workspace can say; data/sample/README.md. */
static gboolean
is_expected (const char *path)
{
  static const char *const expected[] = { "timing/go",
                                          "documents_finalised",
                                          "lessons",
                                          "completion/staging_removal_test",
                                          "completion/irb_clearance",
                                          "decision/decision",
                                          NULL };

  return g_strv_contains (expected, path) || g_str_has_prefix (path, "criteria/") ||
         (g_str_has_prefix (path, "irb/reviews/") && g_str_has_suffix (path, "/package_hash"));
}

static void
test_samples_are_in_order (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "change-plan.xml",          "foa-beta-record.xml",
                                       "uat-checklist.xml",        "installation-procedure.xml",
                                       "monitoring-log.xml",       "final-approval.xml",
                                       "release-record.xml",       "post-implementation-review.xml",
                                       "operational-handover.xml", "maturity-assessment.xml",
                                       "decommissioning-plan.xml", NULL };

  approve_plan (fixture);
  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autofree char *id = team_import (fixture->team, PM, fixture->release, names[i]);
      SlipDatabase *db = slip_workspace_reader (fixture->team->people[PM]);
      g_autoptr (GError) error = NULL;
      g_autoptr (SlipForm) form = slip_forms_for_record (db, id, &error);
      g_autoptr (GPtrArray) problems = slip_check_document (db, form, id, &error);

      g_assert_no_error (error);
      for (guint j = 0; j < problems->len; j++)
        {
          SlipProblem *problem = g_ptr_array_index (problems, j);

          if (!is_expected (problem->path))
            g_error ("%s: %s: %s", names[i], problem->path, problem->message);
        }
    }
}

/* == a form that the workspace was never given == */

static gboolean
forget_form (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  return slip_database_run (db, error, "DELETE FROM blob WHERE hash = ?", "s", data);
}

/* A workspace that an older program made: what a newer one ships goes into it with the first document. */
static void
test_a_document_brings_its_form_along (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipForm) form = slip_forms_get_shipped ("release-record", &error);
  const char *digest = slip_form_get_digest (form);
  SlipWorkspace *workspace = fixture->team->people[PM];
  g_autofree char *record = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_assert_true (slip_workspace_edit (workspace, forget_form, (gpointer) digest, &error));
  g_assert_no_error (error);
  g_assert_null (slip_blobs_get (slip_workspace_reader (workspace), digest, NULL));
  record = new_document (fixture, PM, "release-record", NULL);
  bytes = slip_blobs_get (slip_workspace_reader (workspace), digest, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/workspace/evidence/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("a-draft-is-no-evidence", test_a_draft_is_no_evidence);
  ADD ("a-new-revision-is-another-package", test_a_new_revision_is_another_package);
  ADD ("a-new-document-begins-with-rows", test_a_new_document_begins_with_rows);
  ADD ("a-document-brings-its-form-along", test_a_document_brings_its_form_along);
  ADD ("samples-are-in-order", test_samples_are_in_order);
#undef ADD
  return g_test_run ();
}
