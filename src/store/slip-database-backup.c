/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A copy of the database while others write: read over a connection of its own, written beside the
 * target, synced to the disk and only then given its name. */

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "store/slip-database-private.h"

static gboolean
fail (const char *target, gboolean full, gboolean denied, const char *why, GError **error)
{
  if (full)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NO_SPACE,
                 _ ("%s: there is no space for the backup; free some, or choose another disk"),
                 target);
  else if (denied)
    g_set_error (
        error, SLIP_ERROR, SLIP_ERROR_READ_ONLY,
        _ ("%s: the backup can't be written there (%s); choose a folder that you may write to"),
        target, why);
  else
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED,
                 _ ("%s: the backup could not be written (%s); choose another place"), target, why);
  return FALSE;
}

static gboolean
fail_errno (const char *target, GError **error)
{
  int code = errno;

  return fail (target, code == ENOSPC || code == EDQUOT,
               code == EROFS || code == EACCES || code == EPERM, g_strerror (code), error);
}

static gboolean
sync_path (const char *path, const char *target, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);

  if (fd >= 0 && fsync (fd) == 0 && close (fd) == 0)
    return TRUE;
  fail_errno (target, error);
  if (fd >= 0)
    close (fd);
  return FALSE;
}

/* Makes the empty file, which nobody else may read. */
static gboolean
make_empty (const char *path, const char *target, GError **error)
{
  int fd;

  g_unlink (path);
  fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail_errno (target, error);
  close (fd);
  return TRUE;
}

/* @from: NULL for what has no file. The copy is one file, without a log beside it. */
static int
copy_into (SlipDatabase *database, sqlite3 *from, sqlite3 *to)
{
  sqlite3_backup *backup;
  int code;

  backup = sqlite3_backup_init (to, "main", from != NULL ? from : database->handle, "main");
  if (backup == NULL)
    return sqlite3_extended_errcode (to);
  sqlite3_backup_step (backup, -1);
  code = sqlite3_backup_finish (backup);
  if (code == SQLITE_OK)
    code = sqlite3_exec (to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
  return code;
}

static gboolean
copy_to (SlipDatabase *database, const char *partial, const char *target, GError **error)
{
  gboolean in_memory = g_str_equal (database->path, ":memory:");
  sqlite3 *from = NULL, *to = NULL;
  int code = SQLITE_OK;

  if (!in_memory)
    code = slip_database_connect (database, SQLITE_OPEN_READONLY, &from);
  if (code != SQLITE_OK)
    {
      sqlite3_close (from);
      return slip_database_fail (database, code, error);
    }
  code = sqlite3_open_v2 (partial, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
  if (code == SQLITE_OK)
    code = copy_into (database, from, to);
  sqlite3_close (from);
  if (sqlite3_close (to) != SQLITE_OK)
    g_warn_if_reached ();
  if (code == SQLITE_OK)
    return TRUE;
  if ((code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_BUSY ||
      (code & 0xff) == SQLITE_NOTADB)
    return slip_database_fail (database, code, error);
  return fail (target, (code & 0xff) == SQLITE_FULL || slip_database_disk_is_full (partial),
               (code & 0xff) == SQLITE_READONLY, sqlite3_errstr (code), error);
}

/**
 * slip_database_backup:
 * @path: name of the file to write
 *
 * See the header. Runs on the connection's thread, and as long as it takes to copy the file.
 */
gboolean
slip_database_backup (SlipDatabase *database, const char *path, GError **error)
{
  g_autofree char *partial = g_strconcat (path, ".part", NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  if (!make_empty (partial, path, error))
    return FALSE;
  if (copy_to (database, partial, path, error) && sync_path (partial, path, error))
    {
      if (g_rename (partial, path) == 0)
        return sync_path (folder, path, error);
      fail_errno (path, error);
    }
  g_unlink (partial);
  return FALSE;
}
