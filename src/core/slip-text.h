/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What enters as text. This header brings along those of all plain text forms: decimals, dates, the
 * keys that order rows, line merges, and the Wilson interval. */

#pragma once

#include <glib.h>

#include "core/slip-datetime.h"
#include "core/slip-decimal.h"
#include "core/slip-merge.h"
#include "core/slip-position.h"
#include "core/slip-wilson.h"

G_BEGIN_DECLS

/* NFC, line ends as \n, without control characters that XML 1.0 can't carry. NULL with INVALID when
 * it is not UTF-8. */
char *slip_text_normalise (const char *text, GError **error);

/* Whether valid UTF-8 holds only what slip_text_normalise() leaves, NFC aside. */
gboolean slip_text_is_clean (const char *text);
/* As much of @text (nullable, any bytes) as can be shown; what is no text is U+FFFD. */
void slip_text_append_shown (GString *target, const char *text);
/* For g_ptr_array_sort() of texts: by their bytes. */
int slip_text_compare (gconstpointer a, gconstpointer b);
/* To be called before there are threads that read numbers. */
void slip_text_prepare_numbers (void);

G_END_DECLS
