/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Keys that order rows. A new one fits between any two, so that moving a row changes no other row.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SLIP_POSITION_MAX 1024

/* A key strictly between two others in byte order; NULL is "no neighbour". */
char *slip_position_between (const char *before, const char *after);
gboolean slip_position_is_valid (const char *text);

G_END_DECLS
