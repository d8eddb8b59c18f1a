/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A row for a day and a time of this place: typed, or the day picked from a calendar. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SLIP_TYPE_WHEN_ROW (slip_when_row_get_type ())
G_DECLARE_FINAL_TYPE (SlipWhenRow, slip_when_row, SLIP, WHEN_ROW, AdwEntryRow)

/**
 * slip_when_row_get_time:
 * @time: (out) (transfer full) (nullable): %NULL when nothing is typed
 *
 * Returns: FALSE when what is typed is no time
 */
gboolean slip_when_row_get_time (SlipWhenRow *self, GDateTime **time);
/* The same for the end of something: a day without a time lasts until its end. */
gboolean slip_when_row_get_end (SlipWhenRow *self, GDateTime **time);

G_END_DECLS
