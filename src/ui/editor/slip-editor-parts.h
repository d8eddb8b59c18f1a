/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Small widgets that the editor's areas make in code: labels that wrap, buttons that are only an icon. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @style: (nullable): a style class. It begins at the start, and breaks long words too. */
GtkWidget *slip_editor_label (const char *text, const char *style);
/* @label: what it says as its tooltip and to screen readers
 * @action: what it does */
GtkWidget *slip_editor_button (const char *icon, const char *label, const char *action);
/* The same with a menu or popover that is set later. */
GtkWidget *slip_editor_menu_button (const char *icon, const char *label);

G_END_DECLS
