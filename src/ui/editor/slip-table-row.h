/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A row of a table that is too wide for cells, or stands in a narrow window: what it is called, a few facts, where it
 * stands. Its fields are on a page of their own. */

#pragma once

#include <gtk/gtk.h>

#include "workspace/slip-form-rows.h"

G_BEGIN_DECLS

#define SLIP_TYPE_TABLE_ROW (slip_table_row_get_type ())
G_DECLARE_FINAL_TYPE (SlipTableRow, slip_table_row, SLIP, TABLE_ROW, GtkGrid)

GtkWidget *slip_table_row_new (SlipFormRows *rows);
/* @row: (nullable) */
void slip_table_row_set_row (SlipTableRow *self, SlipFormRow *row);
/* (transfer none) (nullable) */
SlipFormRow *slip_table_row_get_row (SlipTableRow *self);

/* Lets @widget be dragged by hand, and rows be dropped on it; the row is what slip_table_drag_set_row() said last. */
void slip_table_drag_add (GtkWidget *widget, SlipFormRows *rows, gboolean source);
void slip_table_drag_set_row (GtkWidget *widget, SlipFormRow *row);

G_END_DECLS
