/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A finished report goes into its file whole or not at all. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Writes @bytes to a temporary file beside @path and renames it. What exists and is no regular
 * file (a pipe, a device) is written into. Returns FALSE with NO_SPACE, READ_ONLY, NOT_FOUND or
 * FAILED, naming the file. */
gboolean slip_report_write_file (const char *path, GBytes *bytes, GError **error);

G_END_DECLS
