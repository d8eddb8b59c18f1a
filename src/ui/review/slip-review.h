/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The window's actions that this area brings. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* For SlipWindow's class; slip-window.h lists them. */
void slip_review_install_actions (GtkWidgetClass *window_class);

G_END_DECLS
