/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Small files with secrets in them: written complete or not at all, mode 0600, read into locked memory. */

#pragma once

#include "core/slip-error.h"

G_BEGIN_DECLS

/* Bytes in locked memory; wiped when freed. There is always a NUL after them. */
typedef struct
{
  guint8 *data;
  gsize length;
  gsize size;
} SlipSecretBuffer;

SlipSecretBuffer *slip_secret_buffer_new (gsize size);
void slip_secret_buffer_free (SlipSecretBuffer *buffer);
/* What doesn't fit is a programmer's mistake. */
void slip_secret_buffer_append (SlipSecretBuffer *buffer, const char *text);
void slip_secret_buffer_append_hex (SlipSecretBuffer *buffer, const guint8 *bytes, gsize length);

/* NULL with NOT_FOUND, TOO_LARGE, or FAILED. @what names the file in messages ("The key file"). */
SlipSecretBuffer *slip_private_file_read (const char *path, gsize max, const char *what,
                                          GError **error);
/* @replace FALSE: EXISTS when @path is there. Else NO_SPACE, READ_ONLY or FAILED. */
gboolean slip_private_file_write (const char *path, const void *data, gsize length,
                                  gboolean replace, const char *what, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipSecretBuffer, slip_secret_buffer_free)

G_END_DECLS
