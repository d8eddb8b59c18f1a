/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The three-way merge that is offered for long text; a person commits what it proposes. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Each begins a line; a side's name and the line's end follow. */
#define SLIP_MERGE_MARK_MINE "<<<<<<< "
#define SLIP_MERGE_MARK_MIDDLE "=======\n"
#define SLIP_MERGE_MARK_THEIRS ">>>>>>> "

/* Three-way line merge. Returns the merged text; @conflicts tells how many places need a person
 * (both sides stand there between marks that name them). */
char *slip_merge_lines (const char *base, const char *mine, const char *theirs, const char *my_name,
                        const char *their_name, guint *conflicts);

G_END_DECLS
