/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Dates and date-times as text (RFC 3339), checked against the calendar. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "2026-03-14"; checked against the calendar. */
gboolean slip_date_is_valid (const char *text);
/* RFC 3339 with an offset or Z: "2026-03-14T22:00:00+01:00". */
gboolean slip_datetime_is_valid (const char *text);
/* Milliseconds since the epoch of a date (00:00 UTC) or date-time. */
gboolean slip_datetime_to_ms (const char *text, gint64 *ms);
char *slip_datetime_format (gint64 ms, int utc_offset_minutes);

G_END_DECLS
