/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The window's actions of this area: each opens a page or a dialogue. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* win.show-for-me, win.show-gate ("(ss)" release, stage or ""), win.follow-process ("s" release), win.show-processes; for
 * SlipWindow's class. */
void slip_process_install_actions (GtkWidgetClass *window_class);

G_END_DECLS
