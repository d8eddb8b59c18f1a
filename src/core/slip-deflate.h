/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Compression of what is signed beforehand: capped, and with a check of its own, as a few bits of a
 * deflate stream can be altered without any effect. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GBytes *slip_deflate (GBytes *bytes);
GBytes *slip_inflate (GBytes *bytes, gsize limit, GError **error);

G_END_DECLS
