/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A text with a button beside it, or below it where it would have less than half of the width, or be a narrow column: in narrow
 * windows, with large text, in languages with long words. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * slip_aside_new:
 * @text: wraps
 * @button: of its natural size
 *
 * Returns: (transfer floating): with the two in it
 */
GtkWidget *slip_aside_new (GtkWidget *text, GtkWidget *button);

G_END_DECLS
