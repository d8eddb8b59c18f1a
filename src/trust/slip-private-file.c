/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Small files with secrets in them. GKeyFile and g_file_get_contents() would leave copies of secrets in
 * the heap, so these few functions read and write through locked memory. */

#include "trust/slip-private-file.h"
#include "core/slip-hash.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

SlipSecretBuffer *
slip_secret_buffer_new (gsize size)
{
  SlipSecretBuffer *buffer = g_new0 (SlipSecretBuffer, 1);

  slip_sodium_init ();
  buffer->data = sodium_malloc (size + 1);
  if (buffer->data == NULL)
    g_error ("No memory for a secret of %" G_GSIZE_FORMAT " bytes", size);
  buffer->data[0] = 0;
  buffer->size = size;
  return buffer;
}

void
slip_secret_buffer_free (SlipSecretBuffer *buffer)
{
  if (buffer == NULL)
    return;
  sodium_free (buffer->data);
  g_free (buffer);
}

void
slip_secret_buffer_append (SlipSecretBuffer *buffer, const char *text)
{
  gsize length = strlen (text);

  g_return_if_fail (length <= buffer->size - buffer->length);
  memcpy (buffer->data + buffer->length, text, length + 1);
  buffer->length += length;
}

void
slip_secret_buffer_append_hex (SlipSecretBuffer *buffer, const guint8 *bytes, gsize length)
{
  g_return_if_fail (2 * length <= buffer->size - buffer->length);
  sodium_bin2hex ((char *) buffer->data + buffer->length, 2 * length + 1, bytes, length);
  buffer->length += 2 * length;
}

static void
set_error_from_errno (GError **error, int saved_errno, const char *what, const char *path,
                      gboolean writing)
{
  SlipError code = SLIP_ERROR_FAILED;

  if (saved_errno == ENOENT)
    code = SLIP_ERROR_NOT_FOUND;
  else if (saved_errno == EEXIST)
    code = SLIP_ERROR_EXISTS;
  else if (saved_errno == ENOSPC || saved_errno == EDQUOT)
    code = SLIP_ERROR_NO_SPACE;
  else if (saved_errno == EACCES || saved_errno == EROFS || saved_errno == EPERM)
    code = SLIP_ERROR_READ_ONLY;
  /* Translators: “The key file” or “The invitation”, where it is, and why. */
  g_set_error (error, SLIP_ERROR, code,
               writing ? _ ("%s %s can't be written: %s") : _ ("%s %s can't be read: %s"), what,
               path, g_strerror (saved_errno));
}

SlipSecretBuffer *
slip_private_file_read (const char *path, gsize max, const char *what, GError **error)
{
  /* One byte more than allowed, so that a file over the limit shows. */
  g_autoptr (SlipSecretBuffer) buffer = slip_secret_buffer_new (max + 1);
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gssize n = 0;

  if (fd < 0)
    {
      set_error_from_errno (error, errno, what, path, FALSE);
      return NULL;
    }
  do
    {
      n = read (fd, buffer->data + buffer->length, buffer->size - buffer->length);
      if (n > 0)
        buffer->length += n;
    }
  while ((n < 0 && errno == EINTR) || (n > 0 && buffer->length < buffer->size));
  if (n < 0)
    {
      set_error_from_errno (error, errno, what, path, FALSE);
      close (fd);
      return NULL;
    }
  close (fd);
  if (buffer->length > max)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE,
                   /* Translators: “The key file” or “The invitation”, and where it is. */
                   _ ("%s %s is larger than %zu bytes, so it isn't one"), what, path, max);
      return NULL;
    }
  buffer->data[buffer->length] = 0;
  return g_steal_pointer (&buffer);
}

/* Gives @temporary the name @path. Where links work, nothing that appeared meanwhile is overwritten. */
static gboolean
put_in_place (const char *temporary, const char *path, gboolean replace)
{
  if (replace)
    return g_rename (temporary, path) == 0;
  if (link (temporary, path) == 0)
    {
      g_unlink (temporary);
      return TRUE;
    }
  if (errno == EEXIST)
    return FALSE;
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      errno = EEXIST;
      return FALSE;
    }
  return g_rename (temporary, path) == 0;
}

static gboolean
write_all (int fd, const guint8 *data, gsize length)
{
  while (length > 0)
    {
      gssize n = write (fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      data += n;
      length -= n;
    }
  return fsync (fd) == 0;
}

gboolean
slip_private_file_write (const char *path, const void *data, gsize length, gboolean replace,
                         const char *what, GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  gboolean written;
  int saved_errno = 0;
  int fd;

  if (!replace && g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS,
                   /* Translators: “The key file” or “The invitation”, and where it is. */
                   _ ("%s %s is there already; move it away first"), what, path);
      return FALSE;
    }
  fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      set_error_from_errno (error, errno, what, path, TRUE);
      return FALSE;
    }
  written = write_all (fd, data, length);
  saved_errno = errno;
  if (close (fd) != 0 && written)
    {
      written = FALSE;
      saved_errno = errno;
    }
  if (written && !put_in_place (temporary, path, replace))
    {
      written = FALSE;
      saved_errno = errno;
    }
  if (!written)
    {
      g_unlink (temporary);
      set_error_from_errno (error, saved_errno, what, path, TRUE);
      return FALSE;
    }

  /* The name itself has to survive a power cut too. */
  fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (fd >= 0)
    {
      fsync (fd);
      close (fd);
    }
  return TRUE;
}
