/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A cell of a table: shows a field, and is where it is edited. Only rows in sight have cells; they go from row to row as
 * the list scrolls. */

#pragma once

#include <gtk/gtk.h>

#include "workspace/slip-form-rows.h"

G_BEGIN_DECLS

#define SLIP_TYPE_TABLE_CELL (slip_table_cell_get_type ())
G_DECLARE_FINAL_TYPE (SlipTableCell, slip_table_cell, SLIP, TABLE_CELL, GtkWidget)

/* SlipTableCell::step (int direction, gboolean edit): the person goes on to the cell beside it
 * SlipTableCell::entered: the keyboard is in it
 *
 * @wrap: a text may take more than a line, where the rows may be of different heights */
GtkWidget *slip_table_cell_new (SlipFormRows *rows, SlipFormNode *field, gboolean wrap);
/* @row: (nullable): NULL: no row */
void slip_table_cell_set_row (SlipTableCell *self, SlipFormRow *row);
SlipFormRow *slip_table_cell_get_row (SlipTableCell *self);
SlipFormNode *slip_table_cell_get_field (SlipTableCell *self);
/* Begins to edit, or says why it can't be. */
void slip_table_cell_edit (SlipTableCell *self);

G_END_DECLS
