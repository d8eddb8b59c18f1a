/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The difference of two lists of lines: Myers, An O(ND) Difference Algorithm (1986). */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @match: for each of the @n_a lines of @a the number of the line of @b that it is, or -1 */
void slip_diff (const guint *a, gsize n_a, const guint *b, gsize n_b, gssize *match);

G_END_DECLS
