/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Files that somebody names: anything may be there. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * slip_outside_file_read:
 * @max: bytes; of what is larger no more is read
 *
 * The whole of a file, or of a pipe. Any thread.
 *
 * Returns: (transfer full): %NULL with NOT_FOUND (none there, a folder, no right to read it), INVALID (a device or socket:
 *   it has no end, or waits for somebody), TOO_LARGE, or CANCELLED
 */
GBytes *slip_outside_file_read (GFile *file, gsize max, GCancellable *cancellable, GError **error);

G_END_DECLS
