/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Simple Markdown as labels, one below the other: what a report prints, to be read before it is signed. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * slip_report_text_new:
 * @text: (nullable): whatever people typed
 * @width_chars: how wide it wants to be, in characters; -1: as wide as it gets
 * @max_width_chars: the same, at most
 *
 * HTML stays text, links show where they lead and can't be followed.
 */
GtkWidget *slip_report_text_new (const char *text, int width_chars, int max_width_chars);

G_END_DECLS
