/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Pages of a table: all its rows, and one row with its fields and the tables in it. */

#pragma once

#include "ui/app/slip-page.h"
#include "workspace/slip-form-rows.h"

G_BEGIN_DECLS

#define SLIP_TYPE_TABLE_PAGE (slip_table_page_get_type ())
G_DECLARE_FINAL_TYPE (SlipTablePage, slip_table_page, SLIP, TABLE_PAGE, SlipPage)
SlipPage *slip_table_page_new (SlipFormSession *session, const char *table);

#define SLIP_TYPE_TABLE_ROW_PAGE (slip_table_row_page_get_type ())
G_DECLARE_FINAL_TYPE (SlipTableRowPage, slip_table_row_page, SLIP, TABLE_ROW_PAGE, SlipPage)
SlipPage *slip_table_row_page_new (SlipFormRows *rows, SlipFormRow *row);

/* Opens the row's page in the window of @widget. */
void slip_table_open_row (GtkWidget *widget, SlipFormRows *rows, SlipFormRow *row);
/* Pages of a table have "page.undo" and "page.redo" as the editor has. */
void slip_table_add_undo (GtkWidget *page, SlipFormSession *session);

G_END_DECLS
