/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the files of SlipTableList share: the list itself, its cells (slip-table-list-cells.c) and what is done with its rows
 * (slip-table-list-actions.c). */

#pragma once

#include "ui/editor/slip-table-cell.h"
#include "ui/editor/slip-table-list.h"

G_BEGIN_DECLS

struct _SlipTableList
{
  GtkBox parent_instance;
  SlipFormRows *rows;
  SlipFormNode *table;
  GtkSingleSelection *selection;
  GPtrArray *cells; /* (element-type SlipTableCell): those that show a row */
  GtkWidget *search_bar;
  GtkWidget *search;
  GtkWidget *scroller;
  GtkWidget *list; /* nullable: GtkColumnView or GtkListView */
  GtkWidget *nothing;
  GtkWidget *menu;        /* nullable: of the row that was clicked last */
  SlipFormRow *menu_row;  /* nullable: that row, as long as the menu may act on it */
  guint menu_over;        /* source: see on_menu_closed_cb() */
  GtkWidget *before_menu; /* weak: what had the keyboard */
  /* nullable: id of the row that was added: goes to its first field when it is there */
  char *wanted;
  SlipFormRow *awaited; /* nullable: that row, while it is read */
  gulong awaiting;
  SlipFormNode *probed; /* see on_sorted_cb() */
  guint idle;
  guint most;
  gboolean inline_cells;
  SlipFormNode *sort; /* nullable: the table's own order */
};

/* slip-table-list.c */
/* Its page is wanted. */
void slip_table_list_open (SlipTableList *self, SlipFormRow *row);
/* @field: (nullable): NULL: the table's own order */
void slip_table_list_sort_by (SlipTableList *self, SlipFormNode *field, gboolean descending);
/* @unbind: (nullable) */
GtkListItemFactory *slip_table_list_make_factory (SlipTableList *self, SlipFormNode *field,
                                                  gpointer setup, gpointer bind, gpointer unbind);

/* slip-table-list-cells.c */
/* (nullable) (transfer none): only what is in sight has cells. */
SlipTableCell *slip_table_list_find_cell (SlipTableList *self, const char *row,
                                          SlipFormNode *field);
void slip_table_list_scroll_to (SlipTableList *self, guint place);
GtkWidget *slip_table_list_make_columns (SlipTableList *self);
/* The same as a click on a heading. */
void slip_table_list_set_sort (SlipTableList *self, const char *name);

/* slip-table-list-actions.c */
void slip_table_list_install_actions (GtkWidgetClass *widget_class);
void slip_table_list_update_actions (SlipTableList *self);
/* The menu of a row opens with the other button and with the menu key. */
void slip_table_list_add_row_menu (SlipTableList *self);
/* On to the row that was added, once it is there. */
void slip_table_list_go_to_wanted_later (SlipTableList *self);
void slip_table_list_forget_wanted (SlipTableList *self);

G_END_DECLS
