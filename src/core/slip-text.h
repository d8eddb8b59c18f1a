/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What enters as text: Unicode NFC, decimals, dates, and the keys that order rows. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* NFC, line ends as \n, without control characters that XML 1.0 can't carry. NULL with INVALID when it is not UTF-8. */
char    *slip_text_normalise (const char *text, GError **error);

/* Decimal text: canonical ("-0.5", no exponent, no leading plus or zeros), at most 15 significant digits and
 * @decimals places (-1: any). NULL with INVALID otherwise. */
char    *slip_decimal_parse  (const char *text, int decimals, GError **error);
/* Rounds half-even, on the decimal digits of the shortest text that reads back as @value. "" for NaN and infinity. */
char    *slip_decimal_round  (double value, int decimals);
int      slip_decimal_compare (const char *a, const char *b);

/* "2026-03-14"; checked against the calendar. */
gboolean slip_date_is_valid     (const char *text);
/* RFC 3339 with an offset or Z: "2026-03-14T22:00:00+01:00". */
gboolean slip_datetime_is_valid (const char *text);
/* Milliseconds since the epoch of a date (00:00 UTC) or date-time. */
gboolean slip_datetime_to_ms    (const char *text, gint64 *ms);
char    *slip_datetime_format   (gint64 ms, int utc_offset_minutes);

/* A key strictly between two others in byte order; NULL is "no neighbour". */
char    *slip_position_between  (const char *before, const char *after);

/* Three-way line merge. Returns the merged text; @conflicts tells how many places need a person (both sides stand there
 * between marks). */
char    *slip_merge_lines (const char *base, const char *mine, const char *theirs, guint *conflicts);

/* The lower and upper bound of the Wilson score interval (95 %, z = 1.959964). FALSE when n = 0. */
gboolean slip_wilson (double passed, double n, double *low, double *high);

G_END_DECLS
