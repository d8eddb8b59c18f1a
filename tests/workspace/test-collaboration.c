/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Several people, offline and in any order: what they type is kept, what they sign counts or says why not. */

#include <string.h>

#include "core/slip-hash.h"
#include "slip-test-fixture.h"
#include "store/slip-log.h"
#include "workspace/slip-workspace-private.h"

/* == edits == */

static void
test_concurrent_values_are_both_kept (Fixture *fixture, gconstpointer data)
{
  SlipSyncReport report = { 0 };

  set (fixture, 0, "rollback/minutes", "45");
  set (fixture, 2, "rollback/minutes", "60");
  team_settle (fixture->team);
  slip_workspace_sync (fixture->team->people[1], &report, NULL, NULL);
  g_assert_cmpuint (report.conflicts, ==, 1);
  slip_sync_report_clear (&report);
  set (fixture, 1, "rollback/minutes", "50");
  team_settle (fixture->team);
  slip_workspace_sync (fixture->team->people[0], &report, NULL, NULL);
  g_assert_cmpuint (report.conflicts, ==, 0);
  slip_sync_report_clear (&report);
  for (guint i = 0; i < 3; i++)
    g_assert_true (shows (fixture, i, "<minutes>50</minutes>"));
}

static void
test_equal_concurrent_values_are_no_conflict (Fixture *fixture, gconstpointer data)
{
  SlipSyncReport report = { 0 };

  set (fixture, 0, "rollback/minutes", "70");
  set (fixture, 2, "rollback/minutes", "70");
  team_settle (fixture->team);
  slip_workspace_sync (fixture->team->people[1], &report, NULL, NULL);
  g_assert_cmpuint (report.conflicts, ==, 0);
  slip_sync_report_clear (&report);
}

static void
test_an_unseen_edit_keeps_a_deleted_row (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *row =
      slip_workspace_add_row (fixture->team->people[0], fixture->plan, "dependencies", &error);
  g_autofree char *path = g_strdup_printf ("dependencies/%s/what", row);

  g_assert_no_error (error);
  set (fixture, 0, path, "the first text");
  team_settle (fixture->team);
  slip_workspace_delete_row (fixture->team->people[1], fixture->plan, row, &error);
  g_assert_no_error (error);
  set (fixture, 2, path, "an edit that nobody had seen");
  team_settle (fixture->team);
  for (guint i = 0; i < 3; i++)
    g_assert_true (shows (fixture, i, "an edit that nobody had seen"));

  /* Who has seen both may delete it for good. */
  slip_workspace_delete_row (fixture->team->people[0], fixture->plan, row, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  for (guint i = 0; i < 3; i++)
    g_assert_false (shows (fixture, i, "an edit that nobody had seen"));
}

static void
test_import_twice_changes_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = team_digest (fixture->team, 0);
  g_autofree char *again = team_import (fixture->team, 0, fixture->release, "deployment-plan.xml");
  g_autofree char *after = team_digest (fixture->team, 0);

  g_assert_cmpstr (again, ==, fixture->plan);
  g_assert_cmpstr (before, ==, after);
}

static void
test_import_that_fails_leaves_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = team_digest (fixture->team, 0);
  g_autofree char *after = NULL;
  g_autofree char *path = team_path (fixture->team, "bad.xml");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path,
                       "<deployment-plan><scope><purpose>fine</purpose>\n<cost>much</cost></scope>"
                       "</deployment-plan>",
                       -1, NULL);
  g_assert_null (slip_workspace_import (fixture->team->people[0], fixture->release, file, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "line 2"));
  after = team_digest (fixture->team, 0);
  g_assert_cmpstr (before, ==, after);
}

/* == signatures == */

static void
test_all_slots_make_an_approved_revision (Fixture *fixture, gconstpointer data)
{
  approve_plan (fixture);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (SlipSignoff) state = signoff (fixture, i, fixture->plan);

      g_assert_cmpstr (state->status, ==, "approved");
      g_assert_cmpuint (state->revisions->len, ==, 1);
    }
}

static void
test_an_edit_after_approval_is_an_amendment (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipSignoff) state = NULL;

  approve_plan (fixture);
  set (fixture, 2, "rollback/minutes", "90");
  team_settle (fixture->team);
  state = signoff (fixture, 0, fixture->plan);
  g_assert_cmpstr (state->status, ==, "amended");
  g_assert_cmpuint (state->revisions->len, ==, 1);
}

static void
test_a_slot_keeps_its_signature_where_its_sections_stand (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipSignoff) state = NULL;
  guint kept = 0;

  approve_plan (fixture);
  set (fixture, 2, "rollback/minutes", "90");
  state = signoff (fixture, 2, fixture->plan);
  for (guint i = 0; i < state->slots->len; i++)
    kept += ((SlipSlotStatus *) g_ptr_array_index (state->slots, i))->state == SLIP_SLOT_APPROVED;
  g_assert_cmpuint (kept, >, 0);
  g_assert_cmpuint (kept, <, state->slots->len);
}

static void
test_a_concern_stands_until_it_is_answered (Fixture *fixture, gconstpointer data)
{
  g_autofree char *concern = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipSignoff) state = NULL;

  concern = sign (fixture, 2, fixture->plan, "ai-irb-liaison", "concerns", &error);
  g_assert_no_error (error);
  team_sync (fixture->team, 2);
  team_sync (fixture->team, 0);
  state = signoff (fixture, 0, fixture->plan);
  for (guint i = 0; i < state->slots->len; i++)
    {
      SlipSlotStatus *slot = g_ptr_array_index (state->slots, i);

      if (g_str_equal (slot->role, "ai-irb-liaison"))
        g_assert_cmpint (slot->state, ==, SLIP_SLOT_CONCERNS);
    }
  approve_plan (fixture);
  g_clear_pointer (&state, slip_signoff_free);
  state = signoff (fixture, 0, fixture->plan);
  g_assert_cmpstr (state->status, ==, "approved");
}

static void
test_signing_refuses_what_is_not_allowed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sign (fixture, 0, fixture->plan, "qa-lead", "approve", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  g_assert_null (sign (fixture, 0, fixture->plan, "project-manager", "approve", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  g_assert_null (sign (fixture, 0, fixture->plan, "program-manager", "maybe", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (slip_workspace_sign (fixture->team->people[0], fixture->plan, "program-manager",
                                      "approve", NULL, "wrong", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);
  set (fixture, 0, "scope/purpose", "");
  g_assert_null (sign (fixture, 0, fixture->plan, "program-manager", "approve", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CONFLICT);
}

static void
test_conflicts_forbid_any_signature (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  set (fixture, 0, "scope/purpose", "One");
  set (fixture, 1, "scope/purpose", "Other");
  team_settle (fixture->team);
  g_assert_null (sign (fixture, 2, fixture->plan, "ai-irb-liaison", "concerns", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CONFLICT);
}

/* == definitions == */

static gboolean
define_other_form (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  g_autoptr (GBytes) bytes = slip_forms_shipped_bytes ("lessons-learned", error);
  g_autofree char *digest = slip_hash_hex_of (bytes);
  g_autoptr (SlipOp) op = NULL;
  SlipHash hash;

  slip_hash_from_hex (&hash, digest);
  op = slip_log_do (
      db, SLIP_OP_DEFINE, SLIP_UNKNOWN_WORKSPACE_READ_ONLY, NULL, NULL, 0,
      g_variant_new ("(ss@ay)", "form", "deployment-plan",
                     g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, hash.bytes, sizeof hash, 1)),
      error);
  return op != NULL;
}

static void
test_only_an_administrator_puts_a_form_in_force (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) before =
      slip_workspace_form_definition (fixture->team->people[0], "deployment-plan", &error);

  slip_workspace_edit (fixture->team->people[1], define_other_form, NULL, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GBytes) after =
          slip_workspace_form_definition (fixture->team->people[i], "deployment-plan", &error);

      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (before, after));
    }
}

/* == restored and copied workspaces == */

static void
on_notice_cb (SlipWorkspace *workspace, const char *text, guint *notices)
{
  g_assert_nonnull (strstr (text, "this folder is a copy"));
  g_assert_nonnull (strstr (text, "a replica id of its own"));
  ++*notices;
}

/* @data: whether something is typed after the restore, before the first sync. Either way the person is told once, by
 * whatever writes first. */
static void
test_a_restored_database_loses_and_doubles_nothing (Fixture *fixture, gconstpointer data)
{
  gboolean typed = GPOINTER_TO_INT (data);
  g_autofree char *dir = g_strdup (slip_workspace_get_dir (fixture->team->people[0]));
  g_autofree char *database = g_build_filename (dir, "workspace.db", NULL);
  g_autofree char *backup = team_path (fixture->team, "backup.db");
  g_autofree char *replica = NULL;
  g_autofree char *renewed = NULL;
  SlipSyncReport report = { 0 };
  guint notices = 0;
  g_autoptr (GError) error = NULL;

  /* A backup, then work that is sent, then the backup again, and other work. */
  g_clear_object (&fixture->team->people[0]);
  copy_file (database, backup);
  fixture->team->people[0] = slip_workspace_open (dir, &error);
  g_assert_no_error (error);
  set (fixture, 0, "scope/out_of_scope", "sent before the disk broke");
  team_sync (fixture->team, 0);
  g_clear_object (&fixture->team->people[0]);
  copy_file (backup, database);
  fixture->team->people[0] = slip_workspace_open (dir, &error);
  g_assert_no_error (error);
  g_signal_connect (fixture->team->people[0], "notice", G_CALLBACK (on_notice_cb), &notices);
  replica = slip_workspace_get_info (fixture->team->people[0], "replica", NULL);
  if (typed)
    {
      set (fixture, 0, "scope/in_scope", "typed after the restore");
      g_assert_cmpuint (notices, ==, 1);
    }
  set (fixture, 1, "rollback/method", "typed by a colleague");
  slip_workspace_sync (fixture->team->people[0], &report, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (notices, ==, 1);
  g_assert_cmpuint (g_strv_length (report.problems), ==, 0); /* nothing is wrong on the store */
  slip_sync_report_clear (&report);
  if (!typed)
    set (fixture, 0, "scope/in_scope", "typed after the restore");
  team_settle (fixture->team);
  renewed = slip_workspace_get_info (fixture->team->people[0], "replica", NULL);
  g_assert_cmpstr (replica, !=, renewed);
  for (guint i = 0; i < 3; i++)
    {
      SlipVerifyReport verified = { 0 };

      g_assert_true (shows (fixture, i, "sent before the disk broke"));
      g_assert_true (shows (fixture, i, "typed after the restore"));
      g_assert_true (shows (fixture, i, "typed by a colleague"));
      slip_workspace_verify (fixture->team->people[i], &verified, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (verified.problem, ==, NULL);
      slip_verify_report_clear (&verified);
    }
}

static void
test_an_emptied_store_fills_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  SlipSyncReport report = { 0 };
  g_autoptr (GError) error = NULL;

  approve_plan (fixture);
  before = team_digest (fixture->team, 1);
  remove_tree (fixture->team->store);
  slip_workspace_sync (fixture->team->people[0], &report, NULL, &error);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND); /* the folder moved; never a deletion */
  g_clear_error (&error);
  slip_sync_report_clear (&report);
  slip_workspace_set_remote (fixture->team->people[0], fixture->team->store, NULL, NULL, FALSE,
                             NULL, &error);
  g_assert_no_error (error);
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < 3; i++)
      {
        /* Says what it found, and goes on. */
        slip_workspace_sync (fixture->team->people[i], &report, NULL, &error);
        g_assert_no_error (error);
        g_assert_cmpuint (g_strv_length (report.problems), ==, round == 0 ? 1 : 0);
        slip_sync_report_clear (&report);
      }
  team_settle (fixture->team);
  after = team_digest (fixture->team, 1);
  g_assert_cmpstr (before, ==, after);
}

static void
add (const char *name, void (*func) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, func, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("/collaboration/concurrent-values-are-both-kept", test_concurrent_values_are_both_kept);
  add ("/collaboration/equal-values-are-no-conflict", test_equal_concurrent_values_are_no_conflict);
  add ("/collaboration/unseen-edit-keeps-a-deleted-row", test_an_unseen_edit_keeps_a_deleted_row);
  add ("/collaboration/import-twice-changes-nothing", test_import_twice_changes_nothing);
  add ("/collaboration/failed-import-leaves-nothing", test_import_that_fails_leaves_nothing);
  add ("/collaboration/slots-make-a-revision", test_all_slots_make_an_approved_revision);
  add ("/collaboration/edit-after-approval-is-an-amendment",
       test_an_edit_after_approval_is_an_amendment);
  add ("/collaboration/untouched-slots-stay-signed",
       test_a_slot_keeps_its_signature_where_its_sections_stand);
  add ("/collaboration/concern-stands-until-answered", test_a_concern_stands_until_it_is_answered);
  add ("/collaboration/signing-refuses", test_signing_refuses_what_is_not_allowed);
  add ("/collaboration/conflicts-forbid-signing", test_conflicts_forbid_any_signature);
  add ("/collaboration/only-administrators-define-forms",
       test_only_an_administrator_puts_a_form_in_force);
  g_test_add ("/collaboration/restored-database/typed", Fixture, GINT_TO_POINTER (TRUE), set_up,
              test_a_restored_database_loses_and_doubles_nothing, tear_down);
  g_test_add ("/collaboration/restored-database/synced", Fixture, GINT_TO_POINTER (FALSE), set_up,
              test_a_restored_database_loses_and_doubles_nothing, tear_down);
  add ("/collaboration/emptied-store", test_an_emptied_store_fills_again);
  return g_test_run ();
}
