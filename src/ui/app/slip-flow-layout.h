/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Children beside each other, each as wide as it likes, and below each other where there is no room: for a few buttons. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SLIP_TYPE_FLOW_LAYOUT (slip_flow_layout_get_type ())
G_DECLARE_FINAL_TYPE (SlipFlowLayout, slip_flow_layout, SLIP, FLOW_LAYOUT, GtkLayoutManager)

/* A box whose children flow. */
GtkWidget *slip_flow_box_new (void);
/* Where the label of @button may be longer than a narrow window is wide: it goes on below. */
void slip_flow_wrap_button (GtkWidget *button);

G_END_DECLS
