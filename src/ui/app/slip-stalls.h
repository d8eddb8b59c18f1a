/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* How long the main thread is busy at a stretch, for measurements (tests/bench/bench-window). */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Where the environment variable SLIPWAY_STALLS names a file: writes a line "BEGIN LENGTH" there, in µs of the monotonic
 * clock, for each stretch between two waits of the main loop that took longer than a millisecond. A frame can't be
 * later than the longest of them. Call it before the main loop runs. */
void slip_stalls_watch (void);
/* Writes a line "TIME @what" when what @widget shows now has been drawn. Does nothing unless somebody watches. */
void slip_stalls_mark (GtkWidget *widget, const char *what);

G_END_DECLS
