/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Numbers as decimal text, so that they are the same on every machine and after every rounding. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SLIP_DECIMAL_DIGITS 15

/* Decimal text: canonical ("-0.5", no exponent, no leading plus or zeros), at most 15 significant
 * digits and
 * @decimals places (-1: any). NULL with INVALID otherwise. */
char *slip_decimal_parse (const char *text, int decimals, GError **error);
/* Rounds half-even, on the decimal digits of the shortest text that reads back as @value. "" for
 * NaN and infinity. */
char *slip_decimal_round (double value, int decimals);
int slip_decimal_compare (const char *a, const char *b);

G_END_DECLS
