/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * slip_focus_new_widget:
 * @widget: that was just put into a page
 *
 * Gives it the keyboard at once, and brings it into sight as soon as it has a place: what is not laid out yet can't be scrolled
 * to, and GTK would show the page's top instead.
 */
void slip_focus_new_widget (GtkWidget *widget);

G_END_DECLS
