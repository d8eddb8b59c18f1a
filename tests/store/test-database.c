/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Opening what is there, what is not there, and what is somebody else's; migrations; transactions;
 * a full disk. */

#include <sys/stat.h>

#include "store-test.h"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("slipway-test-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "workspace.db", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  GDir *dir = g_dir_open (f->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (f->folder, name, NULL);

      g_unlink (path);
    }
  g_dir_close (dir);
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

static SlipDatabase *
open_ok (Fixture *f, SlipDatabaseFlags flags)
{
  g_autoptr (GError) error = NULL;
  SlipDatabase *database = slip_database_open (f->path, flags, &error);

  g_assert_no_error (error);
  return database;
}

static void
assert_refused (Fixture *f, SlipDatabaseFlags flags, int code)
{
  g_autoptr (GError) error = NULL;
  SlipDatabase *database = slip_database_open (f->path, flags, &error);

  g_assert_null (database);
  g_assert_error (error, SLIP_ERROR, code);
  g_assert_nonnull (strstr (error->message, f->path));
}

static void
run_sqlite (Fixture *f, const char *sql)
{
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open (f->path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (handle);
}

static void
test_new_is_set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (SlipDatabase) db = open_ok (f, SLIP_DATABASE_CREATE);
  g_autofree char *journal = slip_database_get_text (db, NULL, "PRAGMA journal_mode", "");

  g_assert_cmpstr (journal, ==, "wal");
  g_assert_cmpint (slip_database_get_int (db, 0, "PRAGMA synchronous", ""), ==, 2);
  g_assert_cmpint (slip_database_get_int (db, 0, "PRAGMA foreign_keys", ""), ==, 1);
  g_assert_cmpint (slip_database_get_int (db, 0, "PRAGMA application_id", ""), ==,
                   SLIP_DATABASE_APPLICATION_ID);
  g_assert_cmpint (slip_database_get_int (db, 0, "PRAGMA user_version", ""), >=, 1);
}

static void
test_what_was_written_is_there_again (Fixture *f, gconstpointer data)
{
  SlipDatabase *db = open_ok (f, SLIP_DATABASE_CREATE);
  g_autofree char *value = NULL;

  g_assert_true (slip_meta_set (db, "name", "Claims", NULL));
  slip_database_close (db);
  db = open_ok (f, SLIP_DATABASE_READ_ONLY);
  value = slip_meta_get (db, "name");
  g_assert_cmpstr (value, ==, "Claims");
  slip_database_close (db);
}

static void
test_missing_and_existing (Fixture *f, gconstpointer data)
{
  assert_refused (f, SLIP_DATABASE_WRITE, SLIP_ERROR_NOT_FOUND);
  slip_database_close (open_ok (f, SLIP_DATABASE_CREATE));
  assert_refused (f, SLIP_DATABASE_CREATE, SLIP_ERROR_EXISTS);
}

static void
test_interrupted_creation_can_be_repeated (Fixture *f, gconstpointer data)
{
  g_assert_true (g_file_set_contents (f->path, "", 0, NULL));
  assert_refused (f, SLIP_DATABASE_WRITE, SLIP_ERROR_NOT_FOUND);
  slip_database_close (open_ok (f, SLIP_DATABASE_CREATE));
}

static void
test_newer_is_refused (Fixture *f, gconstpointer data)
{
  slip_database_close (open_ok (f, SLIP_DATABASE_CREATE));
  run_sqlite (f, "PRAGMA user_version = 9000");
  assert_refused (f, SLIP_DATABASE_WRITE, SLIP_ERROR_TOO_NEW);
  assert_refused (f, SLIP_DATABASE_READ_ONLY, SLIP_ERROR_TOO_NEW);
}

static void
test_foreign_is_refused_and_left_alone (Fixture *f, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length_before, length_after;

  run_sqlite (f, "CREATE TABLE other (a)");
  g_file_get_contents (f->path, &before, &length_before, NULL);
  assert_refused (f, SLIP_DATABASE_WRITE, SLIP_ERROR_INVALID);
  g_file_get_contents (f->path, &after, &length_after, NULL);
  g_assert_cmpmem (before, length_before, after, length_after);

  g_assert_true (
      g_file_set_contents (f->path, "just some text that is no database at all", -1, NULL));
  assert_refused (f, SLIP_DATABASE_WRITE, SLIP_ERROR_INVALID);
  assert_refused (f, SLIP_DATABASE_CREATE, SLIP_ERROR_INVALID);
}

static void
test_damage_is_named (Fixture *f, gconstpointer data)
{
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  SlipDatabase *db;
  gsize length;

  slip_database_close (open_ok (f, SLIP_DATABASE_CREATE));
  g_file_get_contents (f->path, &contents, &length, NULL);
  g_assert_cmpuint (length, >, 8192);
  memset (contents + 100, 0xa5, length - 100);
  g_assert_true (g_file_set_contents (f->path, contents, length, NULL));
  db = slip_database_open (f->path, SLIP_DATABASE_WRITE, &error);
  g_assert_null (db);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, f->path));
}

static void
test_reader_can_not_write (Fixture *f, gconstpointer data)
{
  g_autoptr (SlipDatabase) db = NULL;
  g_autoptr (GError) error = NULL;

  slip_database_close (open_ok (f, SLIP_DATABASE_CREATE));
  db = open_ok (f, SLIP_DATABASE_READ_ONLY);
  g_assert_false (slip_meta_set (db, "name", "x", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_READ_ONLY);
}

static void
test_full_disk_changes_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (SlipDatabase) db = open_ok (f, SLIP_DATABASE_CREATE);
  g_autoptr (GError) error = NULL;
  g_autofree char *big = g_strnfill (400000, 'x');
  g_autofree char *name = NULL;

  g_assert_true (slip_meta_set (db, "name", "before", NULL));
  g_assert_true (slip_database_script (db, "PRAGMA max_page_count = 1", NULL));
  g_assert_true (slip_database_begin (db, NULL));
  g_assert_true (slip_database_begin (db, NULL));
  g_assert_false (slip_meta_set (db, "name", big, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NO_SPACE);
  slip_database_rollback (db);
  slip_database_rollback (db);
  name = slip_meta_get (db, "name");
  g_assert_cmpstr (name, ==, "before");
}

static void
test_second_writer_is_told (Fixture *f, gconstpointer data)
{
  g_autoptr (SlipDatabase) first = open_ok (f, SLIP_DATABASE_CREATE);
  g_autoptr (SlipDatabase) second = open_ok (f, SLIP_DATABASE_WRITE);
  g_autoptr (GError) error = NULL;

  sqlite3_busy_timeout (second->handle, 0);
  g_assert_true (slip_database_begin (first, NULL));
  g_assert_false (slip_database_begin (second, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_BUSY);
  slip_database_rollback (first);
  g_assert_true (slip_database_begin (second, NULL));
  g_assert_true (slip_database_commit (second, NULL));
}

static void
test_transactions_nest (Fixture *f, gconstpointer data)
{
  g_autoptr (SlipDatabase) db = open_ok (f, SLIP_DATABASE_CREATE);
  g_autofree char *outer = NULL;
  g_autofree char *inner = NULL;

  slip_database_begin (db, NULL);
  slip_meta_set (db, "outer", "1", NULL);
  slip_database_begin (db, NULL);
  slip_meta_set (db, "inner", "1", NULL);
  slip_database_rollback (db);
  g_assert_true (slip_database_commit (db, NULL));
  outer = slip_meta_get (db, "outer");
  inner = slip_meta_get (db, "inner");
  g_assert_cmpstr (outer, ==, "1");
  g_assert_null (inner);
}

static const char *
two_formats (guint n)
{
  return n == 1   ? "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID"
         : n == 2 ? "ALTER TABLE meta ADD COLUMN note TEXT; CREATE TABLE fresh (a)"
                  : NULL;
}

static const char *
one_format (guint n)
{
  return n == 1 ? two_formats (1) : NULL;
}

static const char *
broken_second (guint n)
{
  return n == 2 ? "CREATE TABLE fresh (a); INSERT INTO nowhere VALUES (1)" : one_format (n);
}

static SlipDatabase *
open_old (Fixture *f, SlipDatabaseFlags flags)
{
  g_autoptr (GError) error = NULL;
  SlipDatabase *db = slip_database_open_with (f->path, flags, one_format, &error);

  g_assert_no_error (error);
  return db;
}

static void
test_migration_keeps_data_and_a_backup (Fixture *f, gconstpointer data)
{
  g_autofree char *backup = g_strconcat (f->path, ".format-1.backup", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *value = NULL;
  g_autofree char *saved = NULL;
  SlipDatabase *db = open_old (f, SLIP_DATABASE_CREATE);

  slip_meta_set (db, "name", "kept", NULL);
  slip_database_close (db);
  db = slip_database_open_with (f->path, SLIP_DATABASE_WRITE, two_formats, &error);
  g_assert_no_error (error);
  g_assert_cmpint (slip_database_get_int (db, 0, "PRAGMA user_version", ""), ==, 2);
  value = slip_meta_get (db, "name");
  g_assert_cmpstr (value, ==, "kept");
  slip_database_close (db);

  db = slip_database_open_with (backup, SLIP_DATABASE_READ_ONLY, one_format, &error);
  g_assert_no_error (error);
  saved = slip_meta_get (db, "name");
  g_assert_cmpstr (saved, ==, "kept");
  slip_database_close (db);
}

static void
test_failed_migration_changes_nothing (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  SlipDatabase *db;

  slip_database_close (open_old (f, SLIP_DATABASE_CREATE));
  db = slip_database_open_with (f->path, SLIP_DATABASE_WRITE, broken_second, &error);
  g_assert_null (db);
  g_assert_nonnull (error);
  db = open_old (f, SLIP_DATABASE_WRITE);
  g_assert_cmpint (slip_database_get_int (db, 0, "PRAGMA user_version", ""), ==, 1);
  g_assert_cmpint (
      slip_database_get_int (db, 9, "SELECT count(*) FROM sqlite_schema WHERE name = 'fresh'", ""),
      ==, 0);
  slip_database_close (db);
}

static void
test_reader_does_not_migrate (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  SlipDatabase *db;

  slip_database_close (open_old (f, SLIP_DATABASE_CREATE));
  db = slip_database_open_with (f->path, SLIP_DATABASE_READ_ONLY, two_formats, &error);
  g_assert_null (db);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_READ_ONLY);
}

/* Of the database and of what SQLite makes beside it. */
static void
assert_modes (Fixture *f, int mode)
{
  static const char *const ends[] = { "", "-wal", "-shm" };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (f->path, ends[i], NULL);
      GStatBuf info;

      g_assert_cmpint (g_stat (path, &info), ==, 0);
      g_assert_cmpint (info.st_mode & 0777, ==, mode);
    }
}

static void
test_nobody_else_may_read (Fixture *f, gconstpointer data)
{
  mode_t before = umask (0);
  SlipDatabase *db = open_ok (f, SLIP_DATABASE_CREATE);

  assert_modes (f, 0600);
  slip_database_close (db);
  /* Whoever opens it to others has a reason. */
  g_assert_cmpint (g_chmod (f->path, 0640), ==, 0);
  db = open_ok (f, SLIP_DATABASE_WRITE);
  assert_modes (f, 0640);
  slip_database_close (db);
  umask (before);
}

/* An older program left that to the umask. */
static void
test_migration_closes_to_others (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  SlipDatabase *db;

  slip_database_close (open_old (f, SLIP_DATABASE_CREATE));
  g_assert_cmpint (g_chmod (f->path, 0644), ==, 0);
  db = slip_database_open_with (f->path, SLIP_DATABASE_WRITE, two_formats, &error);
  g_assert_no_error (error);
  assert_modes (f, 0600);
  slip_database_close (db);
}

#define add(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/database/new-is-set-up", test_new_is_set_up);
  add ("/database/written-is-there-again", test_what_was_written_is_there_again);
  add ("/database/missing-and-existing", test_missing_and_existing);
  add ("/database/interrupted-creation", test_interrupted_creation_can_be_repeated);
  add ("/database/newer-is-refused", test_newer_is_refused);
  add ("/database/foreign-is-left-alone", test_foreign_is_refused_and_left_alone);
  add ("/database/damage-is-named", test_damage_is_named);
  add ("/database/reader-can-not-write", test_reader_can_not_write);
  add ("/database/full-disk-changes-nothing", test_full_disk_changes_nothing);
  add ("/database/second-writer-is-told", test_second_writer_is_told);
  add ("/database/transactions-nest", test_transactions_nest);
  add ("/database/migration-keeps-data", test_migration_keeps_data_and_a_backup);
  add ("/database/failed-migration", test_failed_migration_changes_nothing);
  add ("/database/reader-does-not-migrate", test_reader_does_not_migrate);
  add ("/database/nobody-else-may-read", test_nobody_else_may_read);
  add ("/database/migration-closes-to-others", test_migration_closes_to_others);
  return g_test_run ();
}
