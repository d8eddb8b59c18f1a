/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Words that all areas say alike. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer none): how the window says a document's state, which the engine calls @status ("in review"). */
const char *slip_words_status (const char *status);

/* (transfer none): @text, which @formula gave, in the reader's language when it is a document's state or a word that stands in
 * @formula. */
const char *slip_words_calculated (const char *formula, const char *text);

/* (transfer full): @text with the days and times in it, which are calculated as computers write them (RFC 3339), as people
 * read them: each in the zone that stands in it. */
char *slip_words_times (const char *text);

G_END_DECLS
