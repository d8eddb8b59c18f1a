/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Care of the data: rebuilding, backups, copied folders, and several programs at one workspace. */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zip.h>

#include "slip-test-team.h"
#include "store/slip-database.h"

static void
copy_folder (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_mkdir_with_parents (to, 0700);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);
      g_autofree char *data = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (source, &data, &length, NULL));
      g_assert_true (g_file_set_contents (target, data, length, NULL));
    }
}

typedef struct
{
  Team *team;
  char *dir; /* of the first one's workspace */
  char *release;
  char *plan;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->team = team_new (2);
  fixture->dir = g_strdup (slip_workspace_get_dir (fixture->team->people[0]));
  fixture->release = slip_workspace_new_release (fixture->team->people[0], "Release", &error);
  g_assert_no_error (error);
  fixture->plan = team_import (fixture->team, 0, fixture->release, "deployment-plan.xml");
  team_settle (fixture->team);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->dir);
  g_free (fixture->release);
  g_free (fixture->plan);
  team_free (fixture->team);
}

static SlipWorkspace *
open_workspace (const char *dir)
{
  g_autoptr (GError) error = NULL;
  SlipWorkspace *workspace = slip_workspace_open (dir, &error);

  g_assert_no_error (error);
  return workspace;
}

static void
set (SlipWorkspace *workspace, const char *record, const char *path, const char *value)
{
  g_autoptr (GError) error = NULL;

  slip_workspace_set_field (workspace, record, path, value, &error);
  g_assert_no_error (error);
}

static void
sync_alone (SlipWorkspace *workspace)
{
  SlipSyncReport report = { 0 };
  g_autoptr (GError) error = NULL;

  slip_workspace_sync (workspace, &report, NULL, &error);
  g_assert_no_error (error);
  slip_sync_report_clear (&report);
}

static char *
digest_of (SlipWorkspace *workspace)
{
  g_autoptr (GError) error = NULL;
  char *digest = slip_workspace_state_digest (workspace, &error);

  g_assert_no_error (error);
  return digest;
}

static void
assert_verifies (SlipWorkspace *workspace)
{
  SlipVerifyReport report = { 0 };
  g_autoptr (GError) error = NULL;

  slip_workspace_verify (workspace, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (report.problem, ==, NULL);
  slip_verify_report_clear (&report);
}

static void
tamper (const char *dir, const char *sql)
{
  g_autofree char *path = g_build_filename (dir, "workspace.db", NULL);
  g_autoptr (GError) error = NULL;
  SlipDatabase *db = slip_database_open (path, SLIP_DATABASE_WRITE, &error);

  g_assert_no_error (error);
  slip_database_script (db, sql, &error);
  g_assert_no_error (error);
  slip_database_close (db);
}

static gint64
count (const char *dir, const char *sql)
{
  g_autofree char *path = g_build_filename (dir, "workspace.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipDatabase) db = slip_database_open (path, SLIP_DATABASE_READ_ONLY, &error);

  g_assert_no_error (error);
  return slip_database_get_int (db, -1, sql, "");
}

static GPid
start (const char *dir, const char *const *words)
{
  g_autofree char *program =
      g_test_build_filename (G_TEST_BUILT, "..", "src", "cli", "slipwayctl", NULL);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GPid pid;

  g_ptr_array_add (argv, program);
  g_ptr_array_add (argv, (char *) "-C");
  g_ptr_array_add (argv, (char *) dir);
  for (gsize i = 0; words[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) words[i]);
  g_ptr_array_add (argv, NULL);
  g_spawn_async (NULL, (char **) argv->pdata, NULL,
                 G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  return pid;
}

static int
wait_for (GPid pid)
{
  int status = 0;

  while (waitpid (pid, &status, 0) < 0)
    g_assert_cmpint (errno, ==, EINTR);
  g_spawn_close_pid (pid);
  return status;
}

/* == rebuild == */

static void
test_rebuild_gives_the_same_tables (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *workspace = fixture->team->people[0];
  g_autofree char *before = digest_of (workspace);
  g_autofree char *after = NULL;
  SlipRebuildReport report = { 0 };
  g_autoptr (GError) error = NULL;

  slip_workspace_rebuild (workspace, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (report.difference, ==, NULL);
  g_assert_true (report.equal);
  g_assert_cmpuint (report.ops, >, 100);
  after = digest_of (workspace);
  g_assert_cmpstr (before, ==, after);
  assert_verifies (workspace);
}

static void
test_rebuild_mends_tables (Fixture *fixture, gconstpointer data)
{
  static const char *const damages[] = {
    "UPDATE value SET value = 'altered' WHERE field = 'scope/purpose'",
    "DELETE FROM row",
    "DELETE FROM member WHERE name LIKE 'Q%'",
    "DELETE FROM search",
  };
  g_autofree char *before = digest_of (fixture->team->people[0]);

  for (gsize i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      SlipRebuildReport report = { 0 };
      g_autoptr (GError) error = NULL;
      g_autofree char *after = NULL;

      tamper (fixture->dir, damages[i]);
      slip_workspace_rebuild (fixture->team->people[0], &report, &error);
      g_assert_no_error (error);
      /* The index is no part of the dump. */
      g_assert_cmpint (report.equal, ==, i == 3);
      if (i == 0)
        g_assert_nonnull (strstr (report.difference, "scope/purpose"));
      after = digest_of (fixture->team->people[0]);
      g_assert_cmpstr (before, ==, after);
      assert_verifies (fixture->team->people[0]);
      slip_rebuild_report_clear (&report);
    }
}

static void
test_killed_rebuild_leaves_the_tables (Fixture *fixture, gconstpointer data)
{
  static const char *const words[] = { "rebuild", NULL };
  g_autofree char *before = digest_of (fixture->team->people[0]);
  gint64 begin = g_get_monotonic_time ();
  gint32 length;

  g_clear_object (&fixture->team->people[0]);
  g_assert_cmpint (wait_for (start (fixture->dir, words)), ==, 0);
  length = (gint32) (g_get_monotonic_time () - begin);
  for (guint i = 0; i < 10; i++)
    {
      GPid pid = start (fixture->dir, words);
      g_autoptr (SlipWorkspace) workspace = NULL;
      g_autofree char *after = NULL;

      g_usleep ((gulong) g_test_rand_int_range (0, length));
      kill (pid, SIGKILL);
      wait_for (pid);
      workspace = open_workspace (fixture->dir);
      after = digest_of (workspace);
      g_assert_cmpstr (before, ==, after);
    }
  fixture->team->people[0] = open_workspace (fixture->dir);
  assert_verifies (fixture->team->people[0]);
}

/* == backup == */

static void
backup (SlipWorkspace *workspace, const char *path, gboolean replace)
{
  g_autoptr (GError) error = NULL;

  slip_workspace_backup (workspace, path, replace, NULL, &error);
  g_assert_no_error (error);
}

static SlipWorkspace *
restore (const char *path, const char *dir)
{
  g_auto (SlipBackupInfo) info = { NULL };
  g_autoptr (GError) error = NULL;

  slip_workspace_restore (path, dir, &info, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info.name, ==, "Test workspace");
  return open_workspace (dir);
}

static void
test_restored_is_what_was_backed_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = team_path (fixture->team, "a.backup");
  g_autofree char *dir = team_path (fixture->team, "restored");
  g_autofree char *before = digest_of (fixture->team->people[0]);
  g_autofree char *after = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (SlipWorkspace) restored = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GError) error = NULL;
  struct stat info;

  backup (fixture->team->people[0], path, FALSE);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  restored = restore (path, dir);
  after = digest_of (restored);
  g_assert_cmpstr (before, ==, after);
  assert_verifies (restored);
  g_assert_true (slip_workspace_is_copy (restored));
  /* The keys came along. */
  hash = slip_workspace_sign (restored, fixture->plan, "program-manager", "approve", "",
                              TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  g_assert_false (slip_workspace_is_copy (restored));
  g_clear_object (&restored);
  files = list_tree (dir);
  g_assert_cmpuint (files->len, ==, 3);
  for (guint i = 0; i < files->len; i++)
    {
      g_assert_cmpint (g_stat (g_ptr_array_index (files, i), &info), ==, 0);
      g_assert_cmpint (info.st_mode & 0077, ==, 0);
    }
}

static void
test_nothing_is_overwritten (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = team_path (fixture->team, "a.backup");
  g_autofree char *text = team_path (fixture->team, "thesis.txt");
  g_autofree char *held = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (Team) other = team_new (1);

  backup (fixture->team->people[0], path, FALSE);
  g_assert_false (slip_workspace_backup (fixture->team->people[0], path, FALSE, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS);
  g_clear_error (&error);
  backup (fixture->team->people[0], path, TRUE);
  /* Of another workspace, or something else altogether. */
  g_assert_false (slip_workspace_backup (other->people[0], path, TRUE, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (text, "years of work", -1, NULL));
  g_assert_false (slip_workspace_backup (fixture->team->people[0], text, TRUE, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (g_file_get_contents (text, &held, NULL, NULL));
  g_assert_cmpstr (held, ==, "years of work");
  /* Nor a workspace by restoring. */
  g_assert_false (slip_workspace_restore (path, fixture->dir, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS);
}

static void
test_damaged_backups_are_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = team_path (fixture->team, "a.backup");
  g_autofree char *bad = team_path (fixture->team, "bad.backup");
  g_autofree char *dir = team_path (fixture->team, "restored");
  g_autofree char *bytes = NULL;
  g_autofree char *before = digest_of (fixture->team->people[0]);
  gsize length;

  backup (fixture->team->people[0], path, FALSE);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (GError) error = NULL;
      gsize cut = i % 2 == 0 ? (gsize) g_test_rand_int_range (0, (gint32) length) : length;
      gsize at = (gsize) g_test_rand_int_range (0, (gint32) length);

      bytes[at] ^= 4;
      g_assert_true (g_file_set_contents (bad, bytes, (gssize) cut, NULL));
      bytes[at] ^= 4;
      if (slip_workspace_restore (bad, dir, NULL, &error))
        {
          /* A date within the archive, say: then all is as it was. */
          g_autoptr (SlipWorkspace) workspace = open_workspace (dir);
          g_autofree char *after = digest_of (workspace);

          g_assert_cmpint (i % 2, ==, 1);
          g_assert_cmpstr (before, ==, after);
          g_clear_object (&workspace);
          remove_tree (dir);
          continue;
        }
      g_assert_true (g_error_matches (error, SLIP_ERROR, SLIP_ERROR_CORRUPT) ||
                     g_error_matches (error, SLIP_ERROR, SLIP_ERROR_INVALID) ||
                     g_error_matches (error, SLIP_ERROR, SLIP_ERROR_TOO_NEW));
      g_assert_null (strchr (error->message, '\n'));
      g_assert_false (g_file_test (dir, G_FILE_TEST_EXISTS));
    }
}

/* Writes an archive of our own making: a manifest, and one more entry. */
static void
write_zip (const char *path, const char *manifest, const char *name, const char *bytes)
{
  zip_t *archive = zip_open (path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

  if (manifest != NULL)
    zip_file_add (archive, "manifest.json",
                  zip_source_buffer (archive, manifest, strlen (manifest), 0), 0);
  zip_file_add (archive, name, zip_source_buffer (archive, bytes, strlen (bytes), 0), 0);
  g_assert_cmpint (zip_close (archive), ==, 0);
}

static void
test_foreign_archives_are_refused (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *manifest;
    const char *name;
    int code;
  } cases[] = {
    { NULL, "readme.txt", SLIP_ERROR_INVALID },
    { "{}", "../../outside", SLIP_ERROR_CORRUPT },
    { "{}", "/tmp/outside", SLIP_ERROR_CORRUPT },
    { "{}", "workspace.db", SLIP_ERROR_CORRUPT },
    { "[1, 2", "workspace.db", SLIP_ERROR_CORRUPT },
    { "{ \"slipway-backup\": 2 }", "workspace.db", SLIP_ERROR_TOO_NEW },
    { "{ \"slipway-backup\": 1, \"files\": { \"workspace.db\": { \"size\": -5 } } }",
      "workspace.db", SLIP_ERROR_CORRUPT },
    { "{ \"slipway-backup\": 1, \"files\": 7 }", "workspace.db", SLIP_ERROR_CORRUPT },
  };
  g_autofree char *path = team_path (fixture->team, "foreign.zip");
  g_autofree char *dir = team_path (fixture->team, "restored");
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      write_zip (path, cases[i].manifest, cases[i].name, "whatever");
      g_assert_false (slip_workspace_restore (path, dir, NULL, &error));
      g_assert_error (error, SLIP_ERROR, cases[i].code);
      g_clear_error (&error);
      g_assert_false (g_file_test (dir, G_FILE_TEST_EXISTS));
    }
  g_assert_false (slip_workspace_restore ("/nowhere/at.all", dir, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

static void
test_backup_while_another_program_writes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = team_path (fixture->team, "a.backup");
  g_autofree char *dir = team_path (fixture->team, "restored");

  for (guint i = 0; i < 4; i++)
    {
      const char *words[] = { "field", "add", fixture->plan, "tasks", NULL };
      GPid pids[3];
      g_autoptr (SlipWorkspace) restored = NULL;

      for (guint n = 0; n < 3; n++)
        pids[n] = start (fixture->dir, words);
      backup (fixture->team->people[0], path, TRUE);
      for (guint n = 0; n < 3; n++)
        g_assert_cmpint (wait_for (pids[n]), ==, 0);
      restored = restore (path, dir);
      assert_verifies (restored);
      g_clear_object (&restored);
      remove_tree (dir);
    }
}

/* == copies == */

static void
assert_no_fork (const char *dir)
{
  g_assert_cmpint (count (dir, "SELECT count (*) FROM frame WHERE fork = 1"), ==, 0);
}

static void
test_moved_folder_is_no_copy (Fixture *fixture, gconstpointer data)
{
  g_autofree char *moved = team_path (fixture->team, "moved");
  g_autofree char *before = slip_workspace_get_info (fixture->team->people[0], "replica", NULL);
  g_autofree char *after = NULL;

  g_clear_object (&fixture->team->people[0]);
  g_assert_cmpint (g_rename (fixture->dir, moved), ==, 0);
  fixture->team->people[0] = open_workspace (moved);
  g_assert_false (slip_workspace_is_copy (fixture->team->people[0]));
  set (fixture->team->people[0], fixture->plan, "scope/purpose", "Moved house");
  team_settle (fixture->team);
  after = slip_workspace_get_info (fixture->team->people[0], "replica", NULL);
  g_assert_cmpstr (before, ==, after);
}

static gboolean
has_text (SlipWorkspace *workspace, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = slip_workspace_search (workspace, text, 10, &error);

  g_assert_no_error (error);
  return found->len > 0;
}

static void
count_notice (SlipWorkspace *workspace, const char *text, gpointer data)
{
  (*(guint *) data)++;
}

/* What each copy does, in every order: e and s are edit and sync of the original, E and S of the copy. */
static void
run_copies (Fixture *fixture, const char *order, gboolean unsent)
{
  g_autofree char *first = team_path (fixture->team, "first");
  g_autofree char *second = team_path (fixture->team, "second");
  g_autoptr (SlipWorkspace) a = NULL;
  g_autoptr (SlipWorkspace) b = NULL;
  guint notices = 0;

  /* Of the fixture's workspace itself nothing is changed: each round works on copies, the first of which got its own
   * name. */
  g_clear_object (&fixture->team->people[0]);
  copy_folder (fixture->dir, first);
  a = open_workspace (first);
  set (a, fixture->plan, "scope/purpose", "Common purpose");
  sync_alone (a);
  if (unsent)
    set (a, fixture->plan, "scope/in_scope", "Waiting anteater");
  g_clear_object (&a);
  copy_folder (first, second);
  a = open_workspace (first);
  b = open_workspace (second);
  g_signal_connect (b, "notice", G_CALLBACK (count_notice), &notices);
  g_assert_false (slip_workspace_is_copy (a));
  g_assert_true (slip_workspace_is_copy (b));

  for (gsize i = 0; order[i] != '\0'; i++)
    switch (order[i])
      {
      case 'e':
        set (a, fixture->plan, "scope/purpose", "Original aardvark");
        break;
      case 'E':
        set (b, fixture->plan, "scope/out_of_scope", "Copied badger");
        break;
      case 's':
        sync_alone (a);
        break;
      default:
        sync_alone (b);
        break;
      }
  for (guint i = 0; i < 2; i++)
    {
      sync_alone (a);
      sync_alone (b);
    }
  {
    g_autofree char *here = digest_of (a);
    g_autofree char *there = digest_of (b);

    g_assert_cmpstr (here, ==, there);
  }
  g_assert_cmpuint (notices, ==, 1);
  g_assert_true (has_text (b, "aardvark"));
  g_assert_true (has_text (a, "badger"));
  g_assert_true (!unsent || (has_text (a, "anteater") && has_text (b, "anteater")));
  assert_verifies (a);
  assert_verifies (b);
  assert_no_fork (first);
  assert_no_fork (second);
  g_clear_object (&a);
  g_clear_object (&b);
  remove_tree (first);
  remove_tree (second);
  fixture->team->people[0] = open_workspace (fixture->dir);
}

static void
test_copies_go_on_without_a_fork (Fixture *fixture, gconstpointer data)
{
  static const char *const orders[] = { "eEsS",   "eEsS", "esES", "EeSs", "ESes", "EeSs",
                                        "eEsSeE", "SEes", "seES", "EseS", "eSEs" };

  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    for (int unsent = 0; unsent < 2; unsent++)
      {
        g_test_message ("%s%s", orders[i], unsent ? " with unsent work" : "");
        run_copies (fixture, orders[i], unsent);
      }
}

/* What the original sent after the backup is not issued again, and does not come back as a conflict. */
static void
test_restored_takes_in_what_was_sent_since (Fixture *fixture, gconstpointer data)
{
  Team *team = fixture->team;
  g_autofree char *path = team_path (team, "a.backup");
  g_autofree char *dir = team_path (team, "restored");
  g_autoptr (SlipWorkspace) restored = NULL;
  g_autoptr (GPtrArray) documents = NULL;
  gint64 ops;

  set (team->people[0], fixture->plan, "scope/purpose", "Unsent when it was backed up");
  backup (team->people[0], path, FALSE);
  set (team->people[0], fixture->plan, "scope/purpose", "Newer than the backup");
  team_settle (team);
  ops = count (fixture->dir, "SELECT count (*) FROM op");
  restored = restore (path, dir);
  sync_alone (restored);
  g_assert_cmpint (count (dir, "SELECT count (*) FROM op"), ==, ops);
  set (restored, fixture->plan, "scope/out_of_scope", "Work of the restored copy");
  sync_alone (restored);
  team_settle (team);
  sync_alone (restored);
  {
    g_autofree char *here = digest_of (restored);
    g_autofree char *there = digest_of (team->people[0]);

    g_assert_cmpstr (here, ==, there);
  }
  documents = slip_workspace_list_documents (restored, NULL, NULL);
  g_assert_false (((SlipDocumentInfo *) g_ptr_array_index (documents, 0))->conflict);
  assert_no_fork (dir);
  assert_verifies (restored);
}

/* The original is lost: what it never sent is in the backup, and goes out. */
static void
test_restored_sends_what_was_never_sent (Fixture *fixture, gconstpointer data)
{
  Team *team = fixture->team;
  g_autofree char *path = team_path (team, "a.backup");
  g_autofree char *dir = team_path (team, "restored");
  g_autoptr (SlipWorkspace) restored = NULL;

  set (team->people[0], fixture->plan, "scope/purpose", "Unsent echidna");
  backup (team->people[0], path, FALSE);
  restored = restore (path, dir);
  sync_alone (restored);
  team_sync (team, 1);
  g_assert_true (has_text (team->people[1], "echidna"));
  assert_verifies (team->people[1]);
}

/* == several programs == */

static void
test_two_programs_edit_at_a_time (Fixture *fixture, gconstpointer data)
{
  const char *words[] = { "field", "add", fixture->plan, "tasks", NULL };
  const char *sync[] = { "sync", NULL };
  gint64 before = count (fixture->dir, "SELECT count (*) FROM row WHERE tbl = 'tasks'");
  g_autoptr (GError) error = NULL;
  GPid pids[6];

  for (guint i = 0; i < 3; i++)
    {
      for (guint n = 0; n < 6; n++)
        pids[n] = start (fixture->dir, n < 4 ? words : sync);
      /* And this one. */
      g_free (slip_workspace_add_row (fixture->team->people[0], fixture->plan, "tasks", &error));
      g_assert_no_error (error);
      for (guint n = 0; n < 6; n++)
        g_assert_cmpint (wait_for (pids[n]), ==, 0);
    }
  g_assert_cmpint (count (fixture->dir, "SELECT count (*) FROM row WHERE tbl = 'tasks'"), ==,
                   before + 15);
  team_settle (fixture->team);
  assert_no_fork (fixture->dir);
  assert_verifies (fixture->team->people[0]);
}

static void
test_readers_stay_beside_a_rebuild (Fixture *fixture, gconstpointer data)
{
  const char *words[] = { "rebuild", NULL };

  for (guint i = 0; i < 3; i++)
    {
      GPid pid = start (fixture->dir, words);
      int status;

      do
        {
          g_autoptr (GPtrArray) list =
              slip_workspace_list_documents (fixture->team->people[0], NULL, NULL);

          g_assert_nonnull (list);
          g_assert_cmpuint (list->len, ==, 1);
        }
      while (waitpid (pid, &status, WNOHANG) == 0);
      g_assert_cmpint (status, ==, 0);
      g_spawn_close_pid (pid);
    }
}

/* == nothing can be written == */

/* As somebody who may read and not write (root may do all), in a program of its own: threads don't survive a
 * fork. */
#define LOOK "--look-as-guest"

static int
look (const char *dir)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  SlipVerifyReport report = { 0 };

  if (geteuid () == 0 && (setgid (65534) != 0 || setuid (65534) != 0))
    return 10;
  workspace = slip_workspace_open (dir, &error);
  if (workspace == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 11;
    }
  if (!slip_workspace_is_read_only (workspace))
    return 12;
  list = slip_workspace_list_documents (workspace, NULL, &error);
  if (list == NULL || list->len != 1)
    return 13;
  if (!slip_workspace_verify (workspace, &report, &error) || report.problem != NULL)
    {
      g_printerr ("%s\n", error != NULL ? error->message : report.problem);
      return 14;
    }
  slip_verify_report_clear (&report);
  g_free (slip_workspace_new_release (workspace, "No", &error));
  return g_error_matches (error, SLIP_ERROR, SLIP_ERROR_READ_ONLY) ? 0 : 15;
}

static int
look_as_guest (const char *dir)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  const char *argv[] = { self, LOOK, dir, NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  return WIFEXITED (status) ? WEXITSTATUS (status) : 99;
}

static void
test_read_only_workspace_can_be_read (Fixture *fixture, gconstpointer data)
{
  g_autofree char *database = g_build_filename (fixture->dir, "workspace.db", NULL);
  g_autofree char *device = g_build_filename (fixture->dir, "device.key", NULL);

  g_clear_object (&fixture->team->people[0]);
  g_chmod (fixture->team->dir, 0755);
  g_chmod (database, 0444);
  g_chmod (device, 0444);
  g_chmod (fixture->dir, 0555);
  g_assert_cmpint (look_as_guest (fixture->dir), ==, 0);
  g_chmod (fixture->dir, 0700);
  g_chmod (database, 0600);
  g_chmod (device, 0600);
  fixture->team->people[0] = open_workspace (fixture->dir);
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], LOOK))
    return look (argv[2]);
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/care/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("rebuild-gives-the-same-tables", test_rebuild_gives_the_same_tables);
  ADD ("rebuild-mends-tables", test_rebuild_mends_tables);
  ADD ("killed-rebuild-leaves-the-tables", test_killed_rebuild_leaves_the_tables);
  ADD ("restored-is-what-was-backed-up", test_restored_is_what_was_backed_up);
  ADD ("nothing-is-overwritten", test_nothing_is_overwritten);
  ADD ("damaged-backups-are-refused", test_damaged_backups_are_refused);
  ADD ("foreign-archives-are-refused", test_foreign_archives_are_refused);
  ADD ("backup-while-another-program-writes", test_backup_while_another_program_writes);
  ADD ("moved-folder-is-no-copy", test_moved_folder_is_no_copy);
  ADD ("copies-go-on-without-a-fork", test_copies_go_on_without_a_fork);
  ADD ("restored-takes-in-what-was-sent-since", test_restored_takes_in_what_was_sent_since);
  ADD ("restored-sends-what-was-never-sent", test_restored_sends_what_was_never_sent);
  ADD ("two-programs-edit-at-a-time", test_two_programs_edit_at_a_time);
  ADD ("readers-stay-beside-a-rebuild", test_readers_stay_beside_a_rebuild);
  ADD ("read-only-workspace-can-be-read", test_read_only_workspace_can_be_read);
  return g_test_run ();
}
