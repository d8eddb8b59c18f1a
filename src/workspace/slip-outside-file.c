/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "workspace/slip-outside-file.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "core/slip-error.h"

#define STEP (64 * 1024)

static gboolean
is_endless (GFile *file)
{
  const char *path = g_file_peek_path (file);
  GStatBuf status;

  return path != NULL && g_stat (path, &status) == 0 &&
         (S_ISCHR (status.st_mode) || S_ISBLK (status.st_mode) || S_ISSOCK (status.st_mode));
}

/* Takes @problem. */
static void
fail (const char *name, GError *problem, GError **error)
{
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, problem);
      return;
    }
  g_set_error (
      error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, _ ("can't read “%s”: %s"), name,
      g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)      ? _ ("there is no such file")
      : g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY) ? _ ("it is a folder")
      : g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED)
          ? _ ("you have no right to")
          : problem->message);
  g_error_free (problem);
}

GBytes *
slip_outside_file_read (GFile *file, gsize max, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GInputStream) stream = NULL;
  g_autofree guint8 *step = g_malloc (STEP);
  gssize n = 0;
  GError *problem = NULL;

  if (is_endless (file))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("can't read “%s”: it is no regular file"), name);
      return NULL;
    }
  stream = G_INPUT_STREAM (g_file_read (file, cancellable, &problem));
  while (stream != NULL && bytes->len <= max &&
         (n = g_input_stream_read (stream, step, STEP, cancellable, &problem)) > 0)
    g_byte_array_append (bytes, step, (guint) n);
  if (problem != NULL)
    {
      fail (name, problem, error);
      return NULL;
    }
  if (bytes->len > max)
    {
      g_autofree char *limit = g_format_size_full (max, G_FORMAT_SIZE_IEC_UNITS);

      g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE, _ ("“%s” is over the limit of %s"),
                   name, limit);
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
