/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The window's actions that write or print. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* win.export ("s" id of a document or release), win.print (the same), win.back-up; for SlipWindow's class. */
void slip_output_install_actions (GtkWidgetClass *window_class);

G_END_DECLS
