/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Things to be compared: beside each other where the window is wide enough, else one below the other. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SLIP_TYPE_SIDES (slip_sides_get_type ())
G_DECLARE_FINAL_TYPE (SlipSides, slip_sides, SLIP, SIDES, GtkWidget)

GtkWidget *slip_sides_new (void);
/* @child: (transfer full) */
void slip_sides_append (SlipSides *self, GtkWidget *child);

G_END_DECLS
