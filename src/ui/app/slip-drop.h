/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Files that are dropped on something that takes one. Main thread. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* (transfer full): for files; connect to "drop". */
GtkDropTarget *slip_drop_target_new (void);
/* (transfer full) (nullable): the first of what was dropped; @others: whether there is more. */
GFile *slip_drop_get_first (const GValue *value, gboolean *others);
/* In a toast: which of several was taken. */
void slip_drop_tell_which (GtkWidget *widget, GFile *taken);

G_END_DECLS
