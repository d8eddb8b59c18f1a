/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Backups and copied folders: whole or refused, and never two that write under one name. */

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <zip.h>

#include "slip-test-fixture.h"

/* == copies == */

static void
assert_no_fork (const char *dir)
{
  g_assert_cmpint (count (dir, "SELECT count (*) FROM frame WHERE fork = 1"), ==, 0);
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

  slip_workspace_restore (path, dir, &info, NULL, &error);
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
  g_assert_false (slip_workspace_restore (path, fixture->dir, NULL, NULL, &error));
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
      if (slip_workspace_restore (bad, dir, NULL, NULL, &error))
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
      g_assert_false (slip_workspace_restore (path, dir, NULL, NULL, &error));
      g_assert_error (error, SLIP_ERROR, cases[i].code);
      g_clear_error (&error);
      g_assert_false (g_file_test (dir, G_FILE_TEST_EXISTS));
    }
  g_assert_false (slip_workspace_restore ("/nowhere/at.all", dir, NULL, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

/* Nothing of it is left, and it can be restored into the same folder afterwards. */
static void
test_cancelled_restore_leaves_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = team_path (fixture->team, "a.backup");
  g_autofree char *dir = team_path (fixture->team, "restored");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SlipWorkspace) restored = NULL;
  g_auto (SlipBackupInfo) info = { NULL };
  g_autoptr (GError) error = NULL;

  backup (fixture->team->people[0], path, FALSE);
  g_cancellable_cancel (cancellable);
  g_assert_false (slip_backup_read_info (path, &info, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (slip_workspace_restore (path, dir, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (dir, G_FILE_TEST_EXISTS));
  restored = restore (path, dir);
  assert_verifies (restored);
}

static void
test_backup_while_another_program_writes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = team_path (fixture->team, "a.backup");
  g_autofree char *dir = team_path (fixture->team, "restored");

  for (guint i = 0; i < 4; i++)
    {
      GPid pids[3];
      g_autoptr (SlipWorkspace) restored = NULL;

      for (guint n = 0; n < 3; n++)
        pids[n] = start_program ("-C", fixture->dir, "field", "add", fixture->plan, "tasks", NULL);
      backup (fixture->team->people[0], path, TRUE);
      for (guint n = 0; n < 3; n++)
        g_assert_cmpint (wait_for_program (pids[n]), ==, 0);
      restored = restore (path, dir);
      assert_verifies (restored);
      g_clear_object (&restored);
      remove_tree (dir);
    }
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
  set_field (fixture->team->people[0], fixture->plan, "scope/purpose", "Moved house");
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
  set_field (a, fixture->plan, "scope/purpose", "Common purpose");
  sync_alone (a);
  if (unsent)
    set_field (a, fixture->plan, "scope/in_scope", "Waiting anteater");
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
        set_field (a, fixture->plan, "scope/purpose", "Original aardvark");
        break;
      case 'E':
        set_field (b, fixture->plan, "scope/out_of_scope", "Copied badger");
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

  set_field (team->people[0], fixture->plan, "scope/purpose", "Unsent when it was backed up");
  backup (team->people[0], path, FALSE);
  set_field (team->people[0], fixture->plan, "scope/purpose", "Newer than the backup");
  team_settle (team);
  ops = count (fixture->dir, "SELECT count (*) FROM op");
  restored = restore (path, dir);
  sync_alone (restored);
  g_assert_cmpint (count (dir, "SELECT count (*) FROM op"), ==, ops);
  set_field (restored, fixture->plan, "scope/out_of_scope", "Work of the restored copy");
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

  set_field (team->people[0], fixture->plan, "scope/purpose", "Unsent echidna");
  backup (team->people[0], path, FALSE);
  restored = restore (path, dir);
  sync_alone (restored);
  team_sync (team, 1);
  g_assert_true (has_text (team->people[1], "echidna"));
  assert_verifies (team->people[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/copies/" name, Fixture, NULL, set_up_two, func, tear_down)
  ADD ("restored-is-what-was-backed-up", test_restored_is_what_was_backed_up);
  ADD ("nothing-is-overwritten", test_nothing_is_overwritten);
  ADD ("damaged-backups-are-refused", test_damaged_backups_are_refused);
  ADD ("foreign-archives-are-refused", test_foreign_archives_are_refused);
  ADD ("cancelled-restore-leaves-nothing", test_cancelled_restore_leaves_nothing);
  ADD ("backup-while-another-program-writes", test_backup_while_another_program_writes);
  ADD ("moved-folder-is-no-copy", test_moved_folder_is_no_copy);
  ADD ("copies-go-on-without-a-fork", test_copies_go_on_without_a_fork);
  ADD ("restored-takes-in-what-was-sent-since", test_restored_takes_in_what_was_sent_since);
  ADD ("restored-sends-what-was-never-sent", test_restored_sends_what_was_never_sent);
#undef ADD
  return g_test_run ();
}
