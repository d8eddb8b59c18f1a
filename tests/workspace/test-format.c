/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Workspaces that an older Slipway wrote: format-1.tar.xz holds two that share a store; Quentin's has an op that it
 * never sent. format-2.tar.xz holds one whose release began before releases followed a version of the process: three stages of
 * it are approved, the change plan is missing, and whoever wrote a document approved it, too. format-3.tar.xz holds one by a
 * program that knew no comments, with two that a colleague's newer one made: a concern of the liaison's about the plan, and a
 * comment. format-4.tar.xz holds one by a program that didn't heed what a newer one asks of it: an op of a kind that nobody knows
 * yet makes the plan read-only, and a field was set in it afterwards. format-5.tar.xz holds one by a program that knew fewer kinds of
 * turns, with a question about the plan, which was answered. */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "slip-test-folder.h"
#include "workspace/slip-comments.h"
#include "workspace/slip-definitions.h"
#include "workspace/slip-gates.h"
#include "workspace/slip-processing.h"
#include "workspace/slip-turns.h"

typedef struct
{
  char *dir;
  char *petra;
  char *quentin;
  char *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *name = data != NULL ? data : "format-1";
  g_autofree char *file = g_strconcat (name, ".tar.xz", NULL);
  g_autofree char *archive = g_test_build_filename (G_TEST_DIST, "workspace", file, NULL);
  g_autoptr (GError) error = NULL;
  const char *argv[] = { "tar", "-xJf", archive, "-C", NULL, NULL };
  int status = 1;

  fixture->dir = g_dir_make_tmp ("slipway-test-XXXXXX", &error);
  g_assert_no_error (error);
  argv[4] = fixture->dir;
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  fixture->petra = g_build_filename (fixture->dir, name, "petra", NULL);
  fixture->quentin = g_build_filename (fixture->dir, name, "quentin", NULL);
  fixture->store = g_build_filename (fixture->dir, name, "store", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  remove_tree (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->petra);
  g_free (fixture->quentin);
  g_free (fixture->store);
}

static void
sync_with (SlipWorkspace *workspace, const char *store)
{
  g_autoptr (GError) error = NULL;

  slip_workspace_set_remote (workspace, store, NULL, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
  sync_alone (workspace);
}

static void
test_opens_with_everything (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipWorkspace) petra = open_workspace (fixture->petra);
  g_autofree char *backup = g_build_filename (fixture->petra, "workspace.db.format-1.backup", NULL);
  g_autoptr (GPtrArray) documents = NULL;
  guint approved = 0;
  guint conflicts = 0;

  g_assert_true (g_file_test (backup, G_FILE_TEST_EXISTS));
  assert_verifies (petra);
  documents = slip_workspace_list_documents (petra, NULL, NULL);
  g_assert_cmpuint (documents->len, >, 0);
  for (guint i = 0; i < documents->len; i++)
    {
      SlipDocumentInfo *info = g_ptr_array_index (documents, i);

      approved += g_str_has_prefix (info->status, "approved");
      conflicts += info->conflict ? 1 : 0;
    }
  g_assert_cmpuint (approved, ==, 1);
  g_assert_cmpuint (conflicts, ==, 1);
}

static void
test_rebuilt_is_the_same (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipWorkspace) petra = open_workspace (fixture->petra);
  SlipRebuildReport report = { 0 };
  g_autoptr (GError) error = NULL;

  slip_workspace_rebuild (petra, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (report.difference, ==, NULL);
}

static void
test_syncs_with_the_old_store (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipWorkspace) petra = open_workspace (fixture->petra);
  g_autoptr (SlipWorkspace) quentin = open_workspace (fixture->quentin);

  /* What Quentin never sent goes out. */
  sync_with (quentin, fixture->store);
  sync_with (petra, fixture->store);
  sync_with (quentin, fixture->store);
  sync_with (petra, fixture->store);
  {
    g_autofree char *here = digest_of (petra);
    g_autofree char *there = digest_of (quentin);

    g_assert_cmpstr (here, ==, there);
  }
  assert_verifies (petra);
  assert_verifies (quentin);
}

/* Killed at any moment of the migration, the next try does all of it. */
static void
test_killed_migration_is_done_by_the_next (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 8; i++)
    {
      GPid pid = start_program ("-C", fixture->petra, "info", NULL);

      g_usleep ((gulong) g_test_rand_int_range (0, 40 * 1000));
      kill (pid, SIGKILL);
      wait_for_program (pid);
    }
  test_opens_with_everything (fixture, data);
}

/* No room for the backup (a folder stands in its way): the database stays as it was. */
static void
test_failing_backup_leaves_the_old_format (Fixture *fixture, gconstpointer data)
{
  g_autofree char *database = g_build_filename (fixture->petra, "workspace.db", NULL);
  g_autofree char *target = g_strconcat (database, ".format-1.backup", NULL);
  g_autofree char *inside = g_build_filename (target, "in-the-way", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;

  g_mkdir_with_parents (inside, 0700);
  workspace = slip_workspace_open (fixture->petra, &error);
  g_assert_null (workspace);
  g_assert_nonnull (error);
  g_assert_null (strchr (error->message, '\n'));
  remove_tree (target);
  test_opens_with_everything (fixture, data);
}

static char *
release_of (SlipWorkspace *workspace)
{
  g_autoptr (GPtrArray) releases = slip_workspace_list_releases (workspace, NULL);

  g_assert_cmpuint (releases->len, ==, 1);
  return g_strdup (((SlipReleaseInfo *) g_ptr_array_index (releases, 0))->id);
}

static guint
count_approved (SlipWorkspace *workspace)
{
  g_autoptr (GPtrArray) documents = slip_workspace_list_documents (workspace, NULL, NULL);
  guint n = 0;

  for (guint i = 0; i < documents->len; i++)
    n += g_str_equal (((SlipDocumentInfo *) g_ptr_array_index (documents, i))->status, "approved");
  return n;
}

/* An order that nobody knew takes no approval away. */
static void
test_keeps_what_was_approved_before_there_was_an_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipWorkspace) petra = open_workspace (fixture->petra);
  g_autofree char *backup = g_build_filename (fixture->petra, "workspace.db.format-2.backup", NULL);
  g_autofree char *release = release_of (petra);
  g_autoptr (SlipProcess) process = NULL;
  gboolean pinned = TRUE;

  g_assert_true (g_file_test (backup, G_FILE_TEST_EXISTS));
  assert_verifies (petra);
  g_assert_cmpuint (count_approved (petra), ==, 5);
  process = slip_workspace_release_process (petra, release, &pinned, NULL);
  g_assert_nonnull (process);
  g_assert_false (pinned);
}

/* Moving it is somebody's decision, who sees before what it does. */
static void
test_is_asked_for_the_order_once_it_follows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipWorkspace) petra = open_workspace (fixture->petra);
  g_autofree char *release = release_of (petra);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes =
      slip_workspace_follow_preview (petra, release, SLIP_PROCESS_DEFAULT, &error);
  gboolean told = FALSE;

  g_assert_no_error (error);
  for (guint i = 0; i < changes->len; i++)
    told |= strstr (g_ptr_array_index (changes, i), "change-plan") != NULL;
  g_assert_true (told);
  g_assert_cmpuint (count_approved (petra), ==, 5);
  g_assert_true (slip_workspace_follow (petra, release, SLIP_PROCESS_DEFAULT, &error));
  g_assert_no_error (error);
  /* The plan and two lessons, which wait for no stage. */
  g_assert_cmpuint (count_approved (petra), ==, 3);
  assert_verifies (petra);
}

/* What the older program kept without knowing it blocks now. */
static void
test_comments_that_were_kept_are_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipWorkspace) petra = open_workspace (fixture->petra);
  g_autofree char *backup = g_build_filename (fixture->petra, "workspace.db.format-3.backup", NULL);
  g_autofree char *release = release_of (petra);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipThreads) threads = slip_workspace_list_threads (petra, release, &error);
  g_autoptr (SlipGateReport) gate = NULL;
  guint concerns = 0;

  g_assert_no_error (error);
  g_assert_true (g_file_test (backup, G_FILE_TEST_EXISTS));
  assert_verifies (petra);
  g_assert_cmpuint (threads->infos->len, ==, 2);
  g_assert_cmpuint (threads->discussions->blocking->len, ==, 1);
  gate = slip_workspace_gate (petra, release, NULL, 0, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < gate->gate->lines->len; i++)
    concerns += ((SlipGateLine *) g_ptr_array_index (gate->gate->lines, i))->concern != NULL;
  g_assert_cmpuint (concerns, ==, 1);
}

static void
test_older_store_takes_comments (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipWorkspace) petra = open_workspace (fixture->petra);
  g_autofree char *release = release_of (petra);
  g_autoptr (GPtrArray) documents = slip_workspace_list_documents (petra, release, NULL);
  const SlipDocumentInfo *plan = g_ptr_array_index (documents, 0);
  const SlipComment what = { plan->id, NULL, SLIP_TOPIC_QUESTION, NULL, "When?" };
  g_autoptr (GError) error = NULL;
  g_autofree char *thread = slip_workspace_comment (petra, &what, &error);

  g_assert_no_error (error);
  g_assert_nonnull (thread);
  sync_with (petra, fixture->store);
  assert_verifies (petra);
}

/* What was written against it stays; nothing more is. */
static void
test_what_a_newer_program_asked_is_heeded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipWorkspace) petra = open_workspace (fixture->petra);
  g_autofree char *backup = g_build_filename (fixture->petra, "workspace.db.format-4.backup", NULL);
  g_autofree char *release = release_of (petra);
  g_autoptr (GPtrArray) documents = slip_workspace_list_documents (petra, release, NULL);
  const SlipDocumentInfo *plan = g_ptr_array_index (documents, 0);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_test (backup, G_FILE_TEST_EXISTS));
  assert_verifies (petra);
  g_assert_cmpuint (documents->len, ==, 1);
  g_assert_false (slip_workspace_set_field (petra, plan->id, "scope/purpose", "More", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_TOO_NEW);
  sync_with (petra, fixture->store);
  assert_verifies (petra);
}

/* Those of the older program knew fewer kinds. */
static void
test_turns_are_found_anew (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipWorkspace) petra = open_workspace (fixture->petra);
  g_autoptr (GError) error = NULL;
  guint total = 0;
  g_autoptr (GPtrArray) turns = slip_workspace_for_me (petra, 100, &total, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (total, ==, 1);
  g_assert_cmpint (((SlipTurn *) g_ptr_array_index (turns, 0))->kind, ==, SLIP_TURN_WRITE);
}

/* The number of its kind is another one now. */
static void
test_kinds_of_turns_are_those_of_now (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipWorkspace) petra = open_workspace (fixture->petra);
  g_autofree char *backup = g_build_filename (fixture->petra, "workspace.db.format-5.backup", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) turns = slip_workspace_for_me (petra, 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_file_test (backup, G_FILE_TEST_EXISTS));
  assert_verifies (petra);
  g_assert_cmpuint (turns->len, ==, 3);
  g_assert_cmpint (((SlipTurn *) g_ptr_array_index (turns, 0))->kind, ==, SLIP_TURN_REPLY);
  g_assert_cmpint (((SlipTurn *) g_ptr_array_index (turns, 1))->kind, ==, SLIP_TURN_WRITE);
  g_assert_cmpint (((SlipTurn *) g_ptr_array_index (turns, 2))->kind, ==, SLIP_TURN_WRITE);
}

/* Whoever made the workspace put in what that Slipway brought: that is nobody's own. */
static void
test_what_it_brought_is_nobodys_own (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipWorkspace) petra = open_workspace (fixture->petra);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) forms = slip_workspace_list_own_forms (petra, &error);
  g_autoptr (GPtrArray) processes = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (forms->len, ==, 0);
  processes = slip_workspace_list_processes (petra, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < processes->len; i++)
    g_assert_cmpstr (((SlipProcessInfo *) g_ptr_array_index (processes, i))->person, ==, "");
}

/* What was said before search looked there. */
static void
test_what_was_said_is_found (Fixture *fixture, gconstpointer data)
{
  static const char *const words[] = { "marmalade", "tangerine" };
  g_autoptr (SlipWorkspace) petra = open_workspace (fixture->petra);
  g_autofree char *release = release_of (petra);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipThreads) threads = slip_workspace_list_threads (petra, release, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (threads->infos->len, ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (GPtrArray) found = slip_workspace_search (petra, words[i], 10, &error);
      const SlipThreadInfo *info = g_ptr_array_index (threads->infos, 0);

      g_assert_no_error (error);
      g_assert_cmpuint (found->len, ==, 1);
      g_assert_cmpstr (((SlipSearchResult *) g_ptr_array_index (found, 0))->thread, ==,
                       info->discussion->id);
      g_assert_cmpstr (((SlipSearchResult *) g_ptr_array_index (found, 0))->path, ==,
                       "scope/purpose");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/format/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("opens-with-everything", test_opens_with_everything);
  ADD ("rebuilt-is-the-same", test_rebuilt_is_the_same);
  ADD ("syncs-with-the-old-store", test_syncs_with_the_old_store);
  ADD ("killed-migration-is-done-by-the-next", test_killed_migration_is_done_by_the_next);
  ADD ("what-it-brought-is-nobodys-own", test_what_it_brought_is_nobodys_own);
  ADD ("failing-backup-leaves-the-old-format", test_failing_backup_leaves_the_old_format);
#undef ADD
#define ADD(name, func) g_test_add ("/format/" name, Fixture, "format-2", set_up, func, tear_down)
  ADD ("keeps-what-was-approved-before-there-was-an-order",
       test_keeps_what_was_approved_before_there_was_an_order);
  ADD ("is-asked-for-the-order-once-it-follows", test_is_asked_for_the_order_once_it_follows);
#undef ADD
#define ADD(name, func) g_test_add ("/format/" name, Fixture, "format-3", set_up, func, tear_down)
  ADD ("comments-that-were-kept-are-there", test_comments_that_were_kept_are_there);
  ADD ("older-store-takes-comments", test_older_store_takes_comments);
  ADD ("format-3-rebuilt-is-the-same", test_rebuilt_is_the_same);
#undef ADD
#define ADD(name, func) g_test_add ("/format/" name, Fixture, "format-4", set_up, func, tear_down)
  ADD ("what-a-newer-program-asked-is-heeded", test_what_a_newer_program_asked_is_heeded);
  ADD ("what-format-4-brought-is-nobodys-own", test_what_it_brought_is_nobodys_own);
  ADD ("turns-are-found-anew", test_turns_are_found_anew);
  ADD ("format-4-rebuilt-is-the-same", test_rebuilt_is_the_same);
#undef ADD
#define ADD(name, func) g_test_add ("/format/" name, Fixture, "format-5", set_up, func, tear_down)
  ADD ("kinds-of-turns-are-those-of-now", test_kinds_of_turns_are_those_of_now);
  ADD ("what-was-said-is-found", test_what_was_said_is_found);
  ADD ("format-5-rebuilt-is-the-same", test_rebuilt_is_the_same);
#undef ADD
  return g_test_run ();
}
