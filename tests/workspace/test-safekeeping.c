/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Copies that have to be as good as the original, and leftovers that have to go: what is restored after a purge
 * delivers, a copy goes on beside its original, a damaged workspace takes no good backup's place, and killed attachments leave nothing. */

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "slip-test-fixture.h"
#include "store/slip-database.h"
#include "workspace/slip-attachments.h"
#include "workspace/slip-care.h"
#include "workspace/slip-purge.h"

#define SECRET "the-password-is-Tr0ub4dor&3-and-nobody-may-know"

/* == after a purge == */

static void
test_restored_after_a_purge_delivers (Fixture *f, gconstpointer data)
{
  SlipWorkspace *first = f->team->people[0];
  g_autofree char *path = team_path (f->team, "a.backup");
  g_autofree char *dir = team_path (f->team, "restored");
  g_autofree char *op = NULL;
  g_autofree char *made = NULL;
  g_autoptr (SlipPurgePlan) plan = NULL;
  g_autoptr (SlipWorkspace) restored = NULL;
  g_autoptr (GPtrArray) releases = NULL;
  g_autoptr (GError) error = NULL;
  guint found = 0;

  set_field (first, f->plan, "scope/purpose", SECRET);
  /* Heads by the dozen: the purge counts from the newest. */
  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *title = g_strdup_printf ("Title %u", i);

      set_field (first, f->plan, "header/title", title);
      sync_alone (first);
    }
  {
    g_autofree char *file = g_build_filename (f->dir, "workspace.db", NULL);
    g_autoptr (SlipDatabase) db = slip_database_open (file, SLIP_DATABASE_READ_ONLY, &error);

    op = slip_database_get_text (
        db, &error, "SELECT replica || ':' || printf ('%x', clock) FROM value WHERE value = ?", "s",
        SECRET);
    g_assert_nonnull (op);
  }
  plan = slip_workspace_plan_purge (first, op, TRUE, &error);
  g_assert_no_error (error);
  slip_workspace_purge (first, plan, "personal data", &error);
  g_assert_no_error (error);
  sync_alone (first);
  sync_alone (first);
  g_assert_cmpint (count (f->dir, "SELECT count (*) FROM meta WHERE key = 'sync-heads-below'"), ==,
                   1);

  slip_workspace_backup (first, path, FALSE, NULL, &error);
  g_assert_no_error (error);
  slip_workspace_restore (path, dir, NULL, NULL, &error);
  g_assert_no_error (error);
  restored = slip_workspace_open (dir, &error);
  g_assert_no_error (error);
  made = slip_workspace_new_release (restored, "Not lost", &error);
  g_assert_no_error (error);
  sync_alone (restored);
  sync_alone (restored);
  /* What was noted under the old name is gone with it. */
  g_assert_cmpint (count (dir, "SELECT count (*) FROM meta WHERE key = 'sync-heads-below'"), ==, 0);
  g_assert_cmpint (count (dir, "SELECT count (*) FROM recut"), ==, 0);
  team_sync (f->team, 1);
  releases = slip_workspace_list_releases (f->team->people[1], &error);
  for (guint i = 0; i < releases->len; i++)
    if (g_str_equal (((SlipReleaseInfo *) g_ptr_array_index (releases, i))->id, made))
      found++;
  g_assert_cmpuint (found, ==, 1);
}

/* Whatever was noted wrongly: the newest head is never deleted. */
static void
test_newest_head_stays (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *made = NULL;
  g_autoptr (GPtrArray) releases = NULL;

  tamper (f->dir, "INSERT INTO meta (key, value) VALUES ('sync-heads-below', '1000000')");
  made = slip_workspace_new_release (f->team->people[0], "Not lost", &error);
  g_assert_no_error (error);
  team_sync (f->team, 0);
  team_sync (f->team, 0);
  team_sync (f->team, 1);
  releases = slip_workspace_list_releases (f->team->people[1], &error);
  g_assert_cmpuint (releases->len, ==, 2);
}

/* == another folder == */

static gboolean
has_release (SlipWorkspace *workspace, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) releases = slip_workspace_list_releases (workspace, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < releases->len; i++)
    if (g_str_equal (((SlipReleaseInfo *) g_ptr_array_index (releases, i))->id, id))
      return TRUE;
  return FALSE;
}

static void
test_a_copy_and_its_original_both_go_on (Fixture *f, gconstpointer data)
{
  SlipWorkspace *first = f->team->people[0];
  g_autofree char *above = team_path (f->team, "elsewhere");
  g_autofree char *dir = g_build_filename (above, "claims", NULL);
  g_autofree char *of_original = NULL;
  g_autofree char *of_copy = NULL;
  g_autofree char *again = NULL;
  g_autoptr (SlipWorkspace) copy = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) listing = NULL;

  g_assert_cmpint (g_mkdir (above, 0700), ==, 0);
  set_field (first, f->plan, "scope/purpose", "Never synced");
  g_assert_true (slip_workspace_copy (first, dir, NULL, &error));
  g_assert_no_error (error);
  /* No backup stays beside it. */
  listing = g_dir_open (above, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (listing), ==, "claims");
  g_assert_null (g_dir_read_name (listing));
  copy = slip_workspace_open (dir, &error);
  g_assert_no_error (error);
  of_copy = slip_workspace_new_release (copy, "Of the copy", &error);
  g_assert_no_error (error);
  of_original = slip_workspace_new_release (first, "Of the original", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      sync_alone (copy);
      sync_alone (first);
      team_sync (f->team, 1);
    }
  g_assert_true (has_release (f->team->people[1], of_copy));
  g_assert_true (has_release (f->team->people[1], of_original));
  g_assert_cmpint (
      count (dir, "SELECT count (*) FROM value WHERE shown = 1 AND value = 'Never synced'"), ==, 1);
  g_assert_false (slip_workspace_copy (first, dir, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS);
}

/* == damage == */

static const char *const damages[] = {
  "DELETE FROM frame WHERE rowid = (SELECT min (rowid) FROM frame WHERE seq = 1)",
  "DELETE FROM frame WHERE rowid = (SELECT rowid FROM frame ORDER BY seq DESC LIMIT 1)",
  "UPDATE frame SET bytes = CAST (substr (bytes, 1, length (bytes) / 2) || x'ff00ff00ff' || substr "
  "(bytes, length (bytes) / 2 + 6) AS BLOB) WHERE rowid = (SELECT max (rowid) FROM frame)",
  NULL /* pages of the file */
};

/* Spoils the pages of a table, so that only a look at the file tells. */
static void
spoil_pages (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "workspace.db", NULL);
  g_autofree char *bytes = NULL;
  gint64 root = count (dir, "SELECT rootpage FROM sqlite_schema WHERE name = 'value'");
  gint64 size = count (dir, "PRAGMA page_size");
  gsize length;

  g_assert_cmpint (root, >, 1);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_cmpint (length, >, root * size);
  memset (bytes + (root - 1) * size + 8, 0xa5, size - 8);
  g_assert_true (g_file_set_contents (path, bytes, length, NULL));
}

static void
damage (Fixture *f, const char *dir, const char *sql)
{
  if (sql != NULL)
    tamper (dir, sql);
  else
    spoil_pages (dir);
}

static void
test_damaged_workspace_is_not_backed_up (Fixture *f, gconstpointer data)
{
  g_autofree char *path = team_path (f->team, "a.backup");
  g_autofree char *dir = team_path (f->team, "restored");
  g_autofree char *before = NULL;
  gsize before_length;
  g_autoptr (GError) error = NULL;

  slip_workspace_backup (f->team->people[0], path, FALSE, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &before, &before_length, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr (SlipWorkspace) workspace = NULL;
      g_autofree char *now = NULL;
      gsize length;

      g_test_message ("%s", damages[i] != NULL ? damages[i] : "pages");
      slip_workspace_restore (path, dir, NULL, NULL, &error);
      g_assert_no_error (error);
      damage (f, dir, damages[i]);
      workspace = slip_workspace_open (dir, &error);
      if (workspace != NULL)
        g_assert_false (slip_workspace_backup (workspace, path, TRUE, NULL, &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT);
      g_assert_null (strchr (error->message, '\n'));
      g_test_message ("%s", error->message);
      g_clear_error (&error);
      g_assert_true (g_file_get_contents (path, &now, &length, NULL));
      g_assert_cmpmem (now, length, before, before_length);
      g_clear_object (&workspace);
      remove_tree (dir);
    }
}

/* == killed attachments == */

static void
make_file (Fixture *f, const char *name, guint seed)
{
  g_autofree char *path = team_path (f->team, name);
  g_autofree guint32 *words = g_new (guint32, 8 * 1024 * 1024);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  for (guint i = 0; i < 8 * 1024 * 1024; i++)
    words[i] = g_rand_int (rand);
  g_assert_true (g_file_set_contents (path, (const char *) words, 32 * 1024 * 1024, NULL));
}

/* Starts to attach a file and kills that once parts of it are stored. */
static void
kill_attaching (Fixture *f, const char *name)
{
  g_autofree char *file = team_path (f->team, name);
  GPid pid;
  int status = 0;

  pid = start_program ("-C", f->dir, "field", "attach", f->plan, "rollback/evidence", file, NULL);
  while (count (f->dir, "SELECT count (*) FROM blob_coming") == 0 &&
         waitpid (pid, &status, WNOHANG) == 0)
    g_thread_yield ();
  kill (pid, SIGKILL);
  while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
    ;
  g_spawn_close_pid (pid);
}

static void
test_killed_attachments_leave_nothing (Fixture *f, gconstpointer data)
{
  SlipRebuildReport report = { 0 };
  g_autoptr (GError) error = NULL;

  make_file (f, "a.bin", 1);
  kill_attaching (f, "a.bin");
  g_assert_cmpint (count (f->dir, "SELECT count (*) FROM blob_coming"), ==, 1);
  /* What a pull brings is waited for. */
  tamper (f->dir, "INSERT INTO blob_coming (hash, size, part_size, started) VALUES ('ab', 9, 9, 1);"
                  "INSERT INTO blob_want (hash, size) VALUES ('ab', 9);"
                  "INSERT INTO blob_part (hash, n, bytes) VALUES ('ab', 0, x'00');"
                  /* And this is named nowhere. */
                  "INSERT INTO blob_part (hash, n, bytes) VALUES ('cd', 0, x'00')");
  team_reopen (f->team, 0);
  g_assert_cmpint (count (f->dir, "SELECT count (*) FROM blob_coming"), ==, 1);
  g_assert_cmpint (count (f->dir, "SELECT count (*) FROM blob_part WHERE hash = 'ab'"), ==, 1);
  g_assert_cmpint (count (f->dir, "SELECT count (*) FROM blob_part WHERE hash NOT IN (SELECT hash "
                                  "FROM blob) AND hash <> 'ab' AND hash <> 'cd'"),
                   ==, 0);
  slip_workspace_rebuild (f->team->people[0], &report, &error);
  g_assert_no_error (error);
  slip_rebuild_report_clear (&report);
  g_assert_cmpint (count (f->dir, "SELECT count (*) FROM blob_part WHERE hash = 'cd'"), ==, 0);
}

/* Parts of a file that is being attached are nobody else's to throw away. */
static void
test_attaching_is_left_alone (Fixture *f, gconstpointer data)
{
  g_autofree char *file = team_path (f->team, "a.bin");
  int status = 0;
  GPid pid;

  make_file (f, "a.bin", 2);
  pid = start_program ("-C", f->dir, "field", "attach", f->plan, "rollback/evidence", file, NULL);
  while (waitpid (pid, &status, WNOHANG) == 0)
    team_reopen (f->team, 0);
  g_spawn_close_pid (pid);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  g_assert_cmpint (count (f->dir, "SELECT count (*) FROM blob WHERE size = 33554432"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func)                                                                            \
  g_test_add ("/safekeeping/" name, Fixture, NULL, set_up_two, func, tear_down)
  ADD ("restored-after-a-purge-delivers", test_restored_after_a_purge_delivers);
  ADD ("a-copy-and-its-original-both-go-on", test_a_copy_and_its_original_both_go_on);
  ADD ("newest-head-stays", test_newest_head_stays);
  ADD ("damaged-workspace-is-not-backed-up", test_damaged_workspace_is_not_backed_up);
  ADD ("killed-attachments-leave-nothing", test_killed_attachments_leave_nothing);
  ADD ("attaching-is-left-alone", test_attaching_is_left_alone);
#undef ADD
  return g_test_run ();
}
