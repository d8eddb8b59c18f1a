/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* One SQLite connection: transactions nest, and every failure becomes a GError that names the file and what to do. Opening and
 * migrating: slip-database-open.c; questions: slip-database-query.c. */

#include "store/slip-blob-files-private.h"
#include "store/slip-checkpointer.h"
#include "store/slip-database-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* SQLite calls a log that it can't make or lengthen a failing disk; mostly the disk is full. */
gboolean
slip_database_disk_is_full (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  struct statvfs info;

  return statvfs (folder, &info) == 0 && info.f_bavail < 16;
}

/* Whether the file is there and nothing may be written beside it: reading takes that, too. */
static gboolean
is_fixed (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return g_file_test (path, G_FILE_TEST_EXISTS) && g_access (folder, W_OK) != 0;
}

gboolean
slip_database_fail (SlipDatabase *database, int code, GError **error)
{
  const char *path = database->path;
  const char *detail = database->handle ? sqlite3_errmsg (database->handle) : sqlite3_errstr (code);

  if (((code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN) &&
      slip_database_disk_is_full (path))
    code = SQLITE_FULL;
  /* Our own statements fit the format: where they don't, somebody was at the tables. */
  if ((code & 0xff) == SQLITE_ERROR &&
      (g_str_has_prefix (detail, "no such table") || g_str_has_prefix (detail, "no such column")))
    code = SQLITE_CORRUPT;
  switch (code & 0xff)
    {
    case SQLITE_FULL:
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NO_SPACE,
                   _ ("%s: the disk is full; nothing was changed, free some space and try again"),
                   path);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_BUSY,
                   _ ("%s: another program is writing to the workspace; try again when it is done"),
                   path);
      break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_READ_ONLY,
          _ ("%s: the workspace can't be written to; check the permissions of the file and "
             "of its folder"),
          path);
      break;
    case SQLITE_NOTADB:
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_INVALID,
          _ ("%s: not a Slipway workspace database; choose another folder, or put a backup in "
             "its place"),
          path);
      break;
    case SQLITE_CORRUPT:
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
          _ ("%s: the database is damaged (%s); put a backup in its place, or join anew and "
             "sync"),
          path, detail);
      break;
    case SQLITE_CANTOPEN:
      if (is_fixed (path))
        g_set_error (error, SLIP_ERROR, SLIP_ERROR_READ_ONLY,
                     _ ("“%s” can't be opened, since nothing can be written in its folder; allow "
                        "that, or copy the folder to where you may write"),
                     path);
      else
        g_set_error (
            error, SLIP_ERROR, SLIP_ERROR_FAILED,
            _ ("%s: the database can't be opened (%s); check that the folder is there and may "
               "be written to"),
            path, detail);
      break;
    case SQLITE_TOOBIG:
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE, _ ("%s: a value is too large (%s)"),
                   path, detail);
      break;
    case SQLITE_IOERR:
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED,
                   _ ("%s: the disk failed to read or write (%s); check it before going on"), path,
                   detail);
      break;
    default:
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED, "%s: %s", path, detail);
      break;
    }
  return FALSE;
}

/**
 * slip_database_close:
 *
 * Rolls back what is open and closes the connection. All queries have to be given back before.
 */
void
slip_database_close (SlipDatabase *database)
{
  if (database == NULL)
    return;

  while (database->depth > 0)
    slip_database_rollback (database);
  if (database->fold != NULL)
    database->hooks->free (database->fold);
  g_clear_pointer (&database->queries, g_hash_table_unref);
  if (sqlite3_close (database->handle) != SQLITE_OK)
    {
      g_critical ("%s: closed while statements were in use", database->path);
      sqlite3_close_v2 (database->handle);
    }
  slip_touched_free (database->touched);
  g_clear_error (&database->failure);
  g_free (database->path);
  g_free (database);
}

gboolean
slip_database_fail_unopened (SlipDatabase *database, GError **error)
{
  if (database->failure == NULL)
    return FALSE;
  if (error != NULL)
    g_propagate_error (error, g_error_copy (database->failure));
  return TRUE;
}

/**
 * slip_database_script:
 *
 * Runs statements one after the other, without values and without looking at rows.
 */
gboolean
slip_database_script (SlipDatabase *database, const char *sql, GError **error)
{
  int code;

  if (slip_database_fail_unopened (database, error))
    return FALSE;
  code = sqlite3_exec (database->handle, sql, NULL, NULL, NULL);
  if (code != SQLITE_OK)
    return slip_database_fail (database, code, error);
  return TRUE;
}

gboolean
slip_database_wipe (SlipDatabase *database, GError **error)
{
  g_return_val_if_fail (database->depth > 0, FALSE);

  if (database->wiping)
    return TRUE;
  database->overwrote = slip_database_get_int (database, 0, "PRAGMA secure_delete", "");
  if (!slip_database_run (database, error, "PRAGMA secure_delete = ON", ""))
    return FALSE;
  database->wiping = TRUE;
  return TRUE;
}

/* What was deleted may still stand in the log of a transaction before: it is emptied. When somebody
 * reads, the next one who closes the database does it. */
static void
finish_wiping (SlipDatabase *database, gboolean committed)
{
  database->wiping = FALSE;
  if (committed)
    slip_checkpointer_empty (database);
  if (!database->overwrote)
    sqlite3_exec (database->handle, "PRAGMA secure_delete = OFF", NULL, NULL, NULL);
}

/**
 * slip_database_begin:
 *
 * Begins a transaction (IMMEDIATE; one that reads on a connection that only reads), or a savepoint in
 * the one that is open. Fails with BUSY when
 * another program keeps writing for longer than the time-out.
 */
gboolean
slip_database_begin (SlipDatabase *database, GError **error)
{
  char sql[32] = "BEGIN IMMEDIATE";

  /* Who only reads sees one state, and keeps nobody from writing. */
  if (sqlite3_db_readonly (database->handle, "main") == 1)
    g_strlcpy (sql, "BEGIN", sizeof sql);
  if (database->depth > 0)
    g_snprintf (sql, sizeof sql, "SAVEPOINT s%u", database->depth);
  if (!slip_database_run (database, error, sql, ""))
    return FALSE;
  database->depth++;
  return TRUE;
}

/**
 * slip_database_commit:
 *
 * Ends the innermost transaction. When that fails, the transaction is still open: the caller rolls
 * back, as after any other failure.
 */
gboolean
slip_database_commit (SlipDatabase *database, GError **error)
{
  char sql[32] = "COMMIT";

  g_return_val_if_fail (database->depth > 0, FALSE);

  if (sqlite3_get_autocommit (database->handle))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED,
                   _ ("%s: the transaction was already undone after an earlier failure; try again"),
                   database->path);
      return FALSE;
    }
  if (database->depth > 1)
    g_snprintf (sql, sizeof sql, "RELEASE s%u", database->depth - 1);
  else if (database->fold != NULL && !database->hooks->before_commit (database, error))
    return FALSE;
  if (!slip_database_run (database, error, sql, ""))
    return FALSE;

  database->depth--;
  if (database->depth == 0 && database->fold != NULL)
    database->hooks->after_end (database, TRUE);
  if (database->depth == 0)
    {
      slip_blob_files_leave (database, TRUE);
      slip_touched_end (database, TRUE);
    }
  if (database->depth == 0 && database->wiping)
    finish_wiping (database, TRUE);
  return TRUE;
}

/**
 * slip_database_rollback:
 *
 * Undoes the innermost transaction.
 */
void
slip_database_rollback (SlipDatabase *database)
{
  g_return_if_fail (database->depth > 0);

  database->depth--;
  /* After a full disk and the like SQLite has undone everything by itself. */
  if (!sqlite3_get_autocommit (database->handle))
    {
      char sql[64] = "ROLLBACK";

      if (database->depth > 0)
        g_snprintf (sql, sizeof sql, "ROLLBACK TO s%u; RELEASE s%u", database->depth,
                    database->depth);
      if (sqlite3_exec (database->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        g_warning ("%s: %s", database->path, sqlite3_errmsg (database->handle));
    }
  if (database->fold != NULL)
    database->hooks->after_end (database, database->depth == 0);
  if (database->depth == 0)
    {
      slip_blob_files_leave (database, FALSE);
      slip_touched_end (database, FALSE);
    }
  if (database->depth == 0 && database->wiping)
    finish_wiping (database, FALSE);
}

/**
 * slip_database_wait_for_disk:
 *
 * Whether the next commits wait until the disk has what they wrote (they do unless told otherwise). One that waits takes
 * along those before it: the log is written in order. Not within a transaction.
 */
gboolean
slip_database_wait_for_disk (SlipDatabase *database, gboolean wait, GError **error)
{
  return slip_database_script (
      database, wait ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", error);
}
