/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Writing a file so that neither a full disk nor a crash leaves half a report. */

#include "report/slip-report-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/slip-error.h"

static gboolean
fail (GError **error, const char *path, int number)
{
  SlipError code = SLIP_ERROR_FAILED;
  const char *advice = _ ("choose another place");

  switch (number)
    {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      code = SLIP_ERROR_NO_SPACE;
      advice = _ ("make room or choose another disk");
      break;
    case EACCES:
    case EPERM:
    case EROFS:
      code = SLIP_ERROR_READ_ONLY;
      advice = _ ("choose a folder that you may write to");
      break;
    case ENOENT:
    case ENOTDIR:
      code = SLIP_ERROR_NOT_FOUND;
      advice = _ ("make the folder first");
      break;
    default:
      break;
    }
  g_set_error (error, SLIP_ERROR, code, _ ("can't write the report %s: %s; %s"), path,
               g_strerror (number), advice);
  return FALSE;
}

/* Returns 0 or an errno. */
static int
write_all (int fd, GBytes *bytes)
{
  gsize length;
  const guint8 *at = g_bytes_get_data (bytes, &length);

  while (length > 0)
    {
      gssize n = write (fd, at, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return errno;
      at += n;
      length -= (gsize) n;
    }
  return 0;
}

static gboolean
write_into (const char *path, GBytes *bytes, GError **error)
{
  int fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);
  int number;

  if (fd < 0)
    return fail (error, path, errno);
  number = write_all (fd, bytes);
  if (close (fd) != 0 && number == 0)
    number = errno;
  return number == 0 || fail (error, path, number);
}

gboolean
slip_report_write_file (const char *path, GBytes *bytes, GError **error)
{
  g_autofree char *temporary = NULL;
  struct stat info;
  mode_t mode = 0666;
  int fd;
  int number;

  if (stat (path, &info) == 0)
    {
      if (S_ISDIR (info.st_mode))
        return fail (error, path, EISDIR);
      if (!S_ISREG (info.st_mode))
        return write_into (path, bytes, error);
      mode = info.st_mode & 0777;
    }
  temporary = g_strconcat (path, ".XXXXXX", NULL);
  fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, (int) mode);
  if (fd < 0)
    return fail (error, path, errno);
  number = write_all (fd, bytes);
  if (number == 0 && fsync (fd) != 0 && errno != EINVAL)
    number = errno;
  if (close (fd) != 0 && number == 0)
    number = errno;
  if (number == 0 && g_rename (temporary, path) != 0)
    number = errno;
  if (number == 0)
    return TRUE;
  g_unlink (temporary);
  return fail (error, path, number);
}
