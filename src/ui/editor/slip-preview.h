/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Simple Markdown, as it will be printed. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Replaces what is in @buffer. HTML stays text, links show where they lead, nothing is loaded. */
void slip_preview_render (GtkTextBuffer *buffer, const char *text);

G_END_DECLS
