/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The rows of a table and what is done with them: cells where they fit, else a list whose rows open a page. Stands in the
 * section (the first few rows) and on a page of its own (all). */

#pragma once

#include <adwaita.h>

#include "workspace/slip-form-rows.h"

G_BEGIN_DECLS

#define SLIP_TYPE_TABLE_LIST (slip_table_list_get_type ())
G_DECLARE_FINAL_TYPE (SlipTableList, slip_table_list, SLIP, TABLE_LIST, GtkBox)

/* @most: how many rows are shown; 0: all, scrolled.
 *
 * SlipTableList::open (SlipFormRow): its page is wanted */
GtkWidget *slip_table_list_new (SlipFormRows *rows, guint most);
/* Shows the entry that filters, and goes there. */
void slip_table_list_find (SlipTableList *self);
/* Rows are made, moved and deleted by who fills the table; unlike values they can't be proposed. */
gboolean slip_table_list_can_change (SlipTableList *self);
/* Rows are moved in the table's own order only. */
gboolean slip_table_list_can_move (SlipTableList *self);
/* Puts the keyboard into the rows. */
gboolean slip_table_list_focus (SlipTableList *self);
/* (transfer full): what can be done with the rows, for a menu button in the list widget. */
GMenuModel *slip_table_list_make_menu (SlipTableList *self);
/* The row whose menu was opened or that is selected. (transfer full) (nullable) */
SlipFormRow *slip_table_list_get_selected (SlipTableList *self);

G_END_DECLS
