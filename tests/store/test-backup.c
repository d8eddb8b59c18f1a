/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Copies of a database: while others write, on a full disk, before a migration; and reading one
 * where nothing can be written. */

#include <sys/stat.h>
#include <unistd.h>

#include "store-test.h"

typedef struct
{
  char *folder;
  char *path;
  char *copy;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("slipway-test-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "workspace.db", NULL);
  f->copy = g_build_filename (f->folder, "copy", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  GDir *dir = g_dir_open (f->folder, 0, NULL);
  const char *name;

  g_chmod (f->folder, 0700);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (f->folder, name, NULL);

      g_unlink (path);
    }
  g_dir_close (dir);
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->path);
  g_free (f->copy);
}

static SlipDatabase *
open_ok (const char *path, SlipDatabaseFlags flags)
{
  g_autoptr (GError) error = NULL;
  SlipDatabase *db = slip_database_open (path, flags, &error);

  g_assert_no_error (error);
  return db;
}

static void
assert_name (const char *path, const char *expected)
{
  g_autoptr (SlipDatabase) db = open_ok (path, SLIP_DATABASE_READ_ONLY);
  g_autofree char *name = slip_meta_get (db, "name");

  g_assert_cmpstr (name, ==, expected);
}

static void
test_copy_is_whole_and_private (Fixture *f, gconstpointer data)
{
  g_autoptr (SlipDatabase) db = open_ok (f->path, SLIP_DATABASE_CREATE);
  g_autofree char *log = g_strconcat (f->copy, "-wal", NULL);
  g_autofree char *partial = g_strconcat (f->copy, ".part", NULL);
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  slip_meta_set (db, "name", "kept", &error);
  g_assert_true (g_file_set_contents (f->copy, "in the way", -1, &error));
  slip_database_backup (db, f->copy, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (f->copy, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (partial, G_FILE_TEST_EXISTS));
  assert_name (f->copy, "kept");
}

/* What is not committed is in no copy, whoever makes it; and nobody waits for it. */
static void
test_copy_while_others_write (Fixture *f, gconstpointer data)
{
  g_autoptr (SlipDatabase) db = open_ok (f->path, SLIP_DATABASE_CREATE);
  g_autoptr (SlipDatabase) other = NULL;
  g_autoptr (GError) error = NULL;

  slip_meta_set (db, "name", "committed", &error);
  other = open_ok (f->path, SLIP_DATABASE_READ_ONLY);
  slip_database_begin (db, &error);
  slip_meta_set (db, "name", "not yet", &error);
  slip_database_backup (other, f->copy, &error);
  g_assert_no_error (error);
  assert_name (f->copy, "committed");
  slip_database_backup (db, f->copy, &error);
  g_assert_no_error (error);
  assert_name (f->copy, "committed");
  g_assert_true (slip_database_commit (db, &error));
  slip_database_backup (other, f->copy, &error);
  g_assert_no_error (error);
  assert_name (f->copy, "not yet");
}

static void
test_copy_of_what_is_in_memory (Fixture *f, gconstpointer data)
{
  g_autoptr (SlipDatabase) db = open_ok (":memory:", SLIP_DATABASE_CREATE);
  g_autoptr (GError) error = NULL;

  slip_meta_set (db, "name", "kept", &error);
  slip_database_backup (db, f->copy, &error);
  g_assert_no_error (error);
  assert_name (f->copy, "kept");
}

static void
test_copy_to_nowhere (Fixture *f, gconstpointer data)
{
  g_autoptr (SlipDatabase) db = open_ok (f->path, SLIP_DATABASE_CREATE);
  g_autofree char *nowhere = g_build_filename (f->folder, "missing", "copy", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (slip_database_backup (db, nowhere, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, nowhere));
  g_clear_error (&error);
  g_assert_false (slip_database_backup (db, "/proc/copy", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_FAILED);
}

static const char first_format[] = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT)";
static const char second_format[] = "INSERT INTO meta (key, value) VALUES ('second', 'yes')";
static const char third_format[] = "INSERT INTO meta (key, value) VALUES ('third', 'yes')";

static const char *
one_format (guint n)
{
  return n == 1 ? first_format : NULL;
}

static const char *
three_formats (guint n)
{
  return n == 1 ? first_format : n == 2 ? second_format : n == 3 ? third_format : NULL;
}

static gint64
format_of (const char *path)
{
  sqlite3_stmt *statement = NULL;
  sqlite3 *handle = NULL;
  gint64 format;

  g_assert_cmpint (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (handle, "PRAGMA user_version", -1, &statement, NULL), ==,
                   SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  format = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (handle);
  return format;
}

static gpointer
migrate_thread (gpointer data)
{
  g_autoptr (GError) error = NULL;
  SlipDatabase *db = slip_database_open_with (data, SLIP_DATABASE_WRITE, three_formats, &error);

  g_assert_no_error (error);
  slip_database_close (db);
  return NULL;
}

/* Several programs open an old workspace at once: each step is made once, from a copy of what was
 * there before it. */
static void
test_each_migration_copies_once (Fixture *f, gconstpointer data)
{
  g_autofree char *first = g_strconcat (f->path, ".format-1.backup", NULL);
  g_autofree char *second = g_strconcat (f->path, ".format-2.backup", NULL);
  g_autoptr (GError) error = NULL;
  GThread *threads[4];

  slip_database_close (slip_database_open_with (f->path, SLIP_DATABASE_CREATE, one_format, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("migrate", migrate_thread, f->path);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (format_of (first), ==, 1);
  g_assert_cmpint (format_of (second), ==, 2);
  g_assert_cmpint (format_of (f->path), ==, 3);
}

/* A new one has nothing to copy. */
static void
test_new_is_not_copied (Fixture *f, gconstpointer data)
{
  g_autofree char *first = g_strconcat (f->path, ".format-1.backup", NULL);
  g_autoptr (SlipDatabase) db = open_ok (f->path, SLIP_DATABASE_CREATE);

  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));
  g_assert_false (slip_log_needs_refold (db));
}

/* Runs @func where the folder can't be written to; root may everything, so as nobody. */
static void
in_read_only_folder (Fixture *f, void (*func) (const char *path))
{
  const char *path = g_getenv ("SLIP_TEST_PATH");

  if (g_test_subprocess ())
    {
      g_rmdir (f->folder);
      if (geteuid () == 0 && setresuid (65534, 65534, 65534) != 0)
        g_assert_not_reached ();
      func (path);
      _exit (0);
    }
  g_chmod (f->folder, 0555);
  g_setenv ("SLIP_TEST_PATH", f->path, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_unsetenv ("SLIP_TEST_PATH");
  g_test_trap_assert_passed ();
}

static void
read_there (const char *path)
{
  g_autoptr (GError) error = NULL;
  SlipDatabase *db;

  assert_name (path, "kept");
  db = slip_database_open (path, SLIP_DATABASE_WRITE, &error);
  g_assert_null (db);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_READ_ONLY);
}

static void
test_read_in_read_only_folder (Fixture *f, gconstpointer data)
{
  if (!g_test_subprocess ())
    {
      SlipDatabase *db = open_ok (f->path, SLIP_DATABASE_CREATE);

      slip_meta_set (db, "name", "kept", NULL);
      slip_database_close (db);
      g_chmod (f->path, 0444);
    }
  in_read_only_folder (f, read_there);
}

static void
refuse_there (const char *path)
{
  g_autoptr (GError) error = NULL;
  SlipDatabase *db = slip_database_open (path, SLIP_DATABASE_READ_ONLY, &error);

  g_assert_null (db);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_READ_ONLY);
  g_assert_nonnull (strstr (error->message, "-wal"));
}

/* What waits in the log can't be read without writing: better no answer than an old one. */
static void
test_waiting_changes_are_not_overlooked (Fixture *f, gconstpointer data)
{
  if (!g_test_subprocess ())
    {
      g_autofree char *log = g_strconcat (f->path, "-wal", NULL);
      g_autofree char *bytes = NULL;
      g_autoptr (GError) error = NULL;
      gsize length;
      SlipDatabase *db = open_ok (f->path, SLIP_DATABASE_CREATE);

      slip_meta_set (db, "name", "kept", NULL);
      g_assert_true (g_file_get_contents (log, &bytes, &length, &error));
      slip_database_close (db);
      g_assert_true (g_file_set_contents (log, bytes, length, &error));
      g_chmod (f->path, 0444);
      g_chmod (log, 0444);
    }
  in_read_only_folder (f, refuse_there);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define add(name, func) g_test_add ("/backup/" name, Fixture, NULL, set_up, func, tear_down)
  add ("copy-is-whole-and-private", test_copy_is_whole_and_private);
  add ("copy-while-others-write", test_copy_while_others_write);
  add ("copy-of-what-is-in-memory", test_copy_of_what_is_in_memory);
  add ("copy-to-nowhere", test_copy_to_nowhere);
  add ("each-migration-copies-once", test_each_migration_copies_once);
  add ("new-is-not-copied", test_new_is_not_copied);
  add ("read-in-read-only-folder", test_read_in_read_only_folder);
  add ("waiting-changes-are-not-overlooked", test_waiting_changes_are_not_overlooked);
#undef add
  return g_test_run ();
}
