/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Files of attachments. SQLite would write each byte twice, in pages of 4 KiB; a disk takes them in one go. */

#include "store/slip-blob-files-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/slip-hash.h"
#include "store/slip-blobs.h"

gboolean
slip_blob_files_possible (SlipDatabase *database)
{
  return !g_str_equal (database->path, ":memory:");
}

char *
slip_blobs_file_name (const char *hash_hex)
{
  return g_strdup_printf (SLIP_BLOBS_FOLDER "/%.2s/%s", hash_hex, hash_hex);
}

gboolean
slip_blobs_parse_file_name (const char *name, char hash_hex[SLIP_HASH_HEX + 1])
{
  const char *last = strrchr (name, '/');
  g_autofree char *again = NULL;

  if (last == NULL || strlen (last + 1) != SLIP_HASH_HEX ||
      strspn (last + 1, "0123456789abcdef") != SLIP_HASH_HEX)
    return FALSE;
  again = slip_blobs_file_name (last + 1);
  if (!g_str_equal (again, name))
    return FALSE;
  g_strlcpy (hash_hex, last + 1, SLIP_HASH_HEX + 1);
  return TRUE;
}

static char *
path_of (SlipDatabase *database, const char *hash)
{
  g_autofree char *folder = g_path_get_dirname (database->path);
  g_autofree char *name = slip_blobs_file_name (hash);

  return g_build_filename (folder, name, NULL);
}

static gboolean fail (int code, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
fail (int code, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, SLIP_ERROR,
                       code == ENOSPC || code == EDQUOT                   ? SLIP_ERROR_NO_SPACE
                       : code == EROFS || code == EACCES || code == EPERM ? SLIP_ERROR_READ_ONLY
                                                                          : SLIP_ERROR_FAILED,
                       message);
  return FALSE;
}

static gboolean
fail_missing (const char *path, GError **error)
{
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
               _ ("“%s” is missing or was cut; sync fetches it again"), path);
  return FALSE;
}

gboolean
slip_blob_file_make (SlipDatabase *database, const char *hash, GError **error)
{
  g_autofree char *path = path_of (database, hash);
  g_autofree char *folder = g_path_get_dirname (path);
  int fd;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail (errno, error, _ ("can't make “%s”: %s"), folder, g_strerror (errno));
  g_unlink (path);
  fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail (errno, error, _ ("can't make “%s”: %s"), path, g_strerror (errno));
  close (fd);
  return TRUE;
}

gboolean
slip_blob_file_write (SlipDatabase *database, const char *hash, guint64 offset, GBytes *bytes,
                      GError **error)
{
  g_autofree char *path = path_of (database, hash);
  int fd = g_open (path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0);
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  int code = fd < 0 ? errno : 0;

  while (length > 0 && code == 0)
    {
      ssize_t n = pwrite (fd, data, length, (off_t) offset);

      if (n < 0 && errno != EINTR)
        code = errno;
      if (n <= 0)
        continue;
      data += n;
      offset += n;
      length -= n;
    }
  if (fd >= 0 && close (fd) != 0 && code == 0)
    code = errno;
  return code == 0 || fail (code, error, _ ("can't write “%s”: %s"), path, g_strerror (code));
}

gboolean
slip_blobs_read_file (const char *path, guint64 offset, gpointer to, gsize length, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0);
  int code = fd < 0 ? errno : 0;
  gsize got = 0;

  while (got < length && code == 0)
    {
      ssize_t n = pread (fd, (guint8 *) to + got, length - got, (off_t) (offset + got));

      if (n < 0 && errno != EINTR)
        code = errno;
      if (n == 0)
        code = ENOENT;
      if (n > 0)
        got += n;
    }
  if (fd >= 0)
    close (fd);
  if (code == 0)
    return TRUE;
  if (code == ENOENT || code == ENOTDIR || code == ELOOP || code == EIO)
    return fail_missing (path, error);
  return fail (code, error, _ ("can't read “%s”: %s"), path, g_strerror (code));
}

GBytes *
slip_blob_file_read (SlipDatabase *database, const char *hash, guint64 offset, gsize length,
                     GError **error)
{
  g_autofree char *path = path_of (database, hash);
  g_autofree guint8 *data = g_malloc (MAX (length, 1));

  if (!slip_blobs_read_file (path, offset, data, length, error))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&data), length);
}

gint64
slip_blob_file_size (SlipDatabase *database, const char *hash)
{
  g_autofree char *path = path_of (database, hash);
  GStatBuf info;

  return g_lstat (path, &info) == 0 && S_ISREG (info.st_mode) ? (gint64) info.st_size : -1;
}

static gboolean
sync_path (const char *path, int flags, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | flags, 0);
  int code = fd < 0 || fsync (fd) != 0 ? errno : 0;

  if (fd >= 0)
    close (fd);
  return code == 0 || fail (code, error, _ ("can't write “%s”: %s"), path, g_strerror (code));
}

gboolean
slip_blob_file_settle (SlipDatabase *database, const char *hash, GError **error)
{
  g_autofree char *path = path_of (database, hash);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *above = g_path_get_dirname (folder);
  g_autofree char *top = g_path_get_dirname (above);

  return sync_path (path, O_NOFOLLOW, error) && sync_path (folder, O_DIRECTORY, error) &&
         sync_path (above, O_DIRECTORY, error) && sync_path (top, O_DIRECTORY, error);
}

gboolean
slip_blob_file_remove (SlipDatabase *database, const char *hash, GError **error)
{
  g_autofree char *path = path_of (database, hash);

  return !slip_blob_files_possible (database) || g_unlink (path) == 0 || errno == ENOENT ||
         errno == ENOTDIR ||
         fail (errno, error, _ ("can't remove “%s”: %s"), path, g_strerror (errno));
}

void
slip_blob_file_remove_later (SlipDatabase *database, const char *hash)
{
  if (database->leaving == NULL)
    database->leaving = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (database->leaving, g_strdup (hash));
}

void
slip_blob_files_leave (SlipDatabase *database, gboolean committed)
{
  g_autoptr (GPtrArray) leaving = g_steal_pointer (&database->leaving);

  /* What can't be removed now is no table's any more, and swept at the next sync. */
  for (guint i = 0; committed && leaving != NULL && i < leaving->len; i++)
    slip_blob_file_remove (database, g_ptr_array_index (leaving, i), NULL);
}

static void
sweep_folder (SlipDatabase *database, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (strlen (name) == SLIP_HASH_HEX &&
          !slip_database_get_int (database, 1,
                                  "SELECT EXISTS (SELECT 1 FROM blob WHERE hash = ?1 AND place > 0)"
                                  " OR EXISTS (SELECT 1 FROM blob_coming WHERE hash = ?1 AND "
                                  "place > 0)",
                                  "s", name))
        g_unlink (path);
    }
}

void
slip_blob_files_sweep (SlipDatabase *database)
{
  g_autofree char *folder = g_path_get_dirname (database->path);
  g_autofree char *path = g_build_filename (folder, SLIP_BLOBS_FOLDER, NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_return_if_fail (database->depth > 0);

  if (slip_blob_files_possible (database))
    dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (strlen (name) == 2)
        sweep_folder (database, child);
    }
}
