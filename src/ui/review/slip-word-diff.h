/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The words in which two texts differ, marked so that it can be seen without colour: what went is struck out, what came
 * is underlined. */

#pragma once

#include <pango/pango.h>

G_BEGIN_DECLS

/* @before_marks, @after_marks: (out) (transfer full). Texts that are long, or share little, are marked as a whole. */
void slip_word_diff (const char *before, const char *after, PangoAttrList **before_marks,
                     PangoAttrList **after_marks);

G_END_DECLS
