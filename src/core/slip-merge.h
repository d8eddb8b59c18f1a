/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The three-way merge that is offered for long text; a person commits what it proposes. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SLIP_MERGE_MARK_MINE "<<<<<<< mine\n"
#define SLIP_MERGE_MARK_MIDDLE "=======\n"
#define SLIP_MERGE_MARK_THEIRS ">>>>>>> theirs\n"

/* Three-way line merge. Returns the merged text; @conflicts tells how many places need a person
 * (both sides stand there between marks). */
char *slip_merge_lines (const char *base, const char *mine, const char *theirs, guint *conflicts);

G_END_DECLS
