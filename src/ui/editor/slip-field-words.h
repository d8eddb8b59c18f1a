/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What is said about fields in words of the window, and a few questions about them. */

#pragma once

#include "ui/editor/slip-field-row.h"

G_BEGIN_DECLS

/* (transfer full): what is wrong with the value, without names of paths. */
char *slip_field_explain (const SlipFieldState *state);
/* (transfer full) (nullable): what a field takes instead of what is no value of its type. */
char *slip_field_explain_type (const SlipFormNode *node);
/* Fields that can't be emptied with the keyboard have an item for it. */
gboolean slip_field_can_clear (SlipFormNode *node);
/* Whether the widget's window has the action "win.NAME". */
gboolean slip_field_window_has (GtkWidget *widget, const char *name);
/* (transfer full): a popover with what others propose for the field, and the buttons that answer. */
GtkWidget *slip_field_list_proposals (SlipFieldRow *row, const SlipFieldState *state);

G_END_DECLS
