/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Rows as cells in columns: where the keyboard goes from cell to cell, and the order that headings ask for. */

#include <glib/gi18n.h>

#include "ui/editor/slip-table-facts.h"
#include "ui/editor/slip-table-list-private.h"
#include "ui/editor/slip-table-row.h"

/* == where the keyboard is == */

SlipTableCell *
slip_table_list_find_cell (SlipTableList *self, const char *row, SlipFormNode *field)
{
  for (guint i = 0; i < self->cells->len; i++)
    {
      SlipTableCell *cell = g_ptr_array_index (self->cells, i);

      if (slip_table_cell_get_field (cell) == field && slip_table_cell_get_row (cell) != NULL &&
          g_str_equal (slip_form_row_get_id (slip_table_cell_get_row (cell)), row))
        return cell;
    }
  return NULL;
}

void
slip_table_list_scroll_to (SlipTableList *self, guint place)
{
  GtkWidget *view = self->list;

  /* The rows of a column view are a list view inside it. */
  if (GTK_IS_COLUMN_VIEW (view))
    for (view = gtk_widget_get_first_child (view); view != NULL && !GTK_IS_LIST_VIEW (view);)
      view = gtk_widget_get_next_sibling (view);
  if (view != NULL)
    gtk_widget_activate_action (view, "list.scroll-to-item", "u", place);
}

static void
on_step_cb (SlipTableList *self, int direction, gboolean edit, SlipTableCell *cell)
{
  guint n = self->table->children->len;
  guint place =
      slip_form_rows_find (self->rows, slip_form_row_get_id (slip_table_cell_get_row (cell)));
  guint column = 0;
  guint rows = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  g_autoptr (SlipFormRow) row = NULL;
  SlipTableCell *next;

  g_ptr_array_find (self->table->children, slip_table_cell_get_field (cell), &column);
  if (place == G_MAXUINT || (direction > 0 && column == n - 1 && place + 1 >= rows) ||
      (direction < 0 && column == 0 && place == 0))
    {
      gtk_widget_grab_focus (GTK_WIDGET (cell));
      return;
    }
  if (direction > 0 && column == n - 1)
    {
      place++;
      column = 0;
    }
  else if (direction < 0 && column == 0)
    {
      place--;
      column = n - 1;
    }
  else
    column += (guint) direction;
  slip_table_list_scroll_to (self, place);
  row = g_list_model_get_item (G_LIST_MODEL (self->selection), place);
  next = row != NULL ? slip_table_list_find_cell (self, slip_form_row_get_id (row),
                                                  g_ptr_array_index (self->table->children, column))
                     : NULL;
  if (next == NULL)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (next));
  if (edit && next != cell && self->table->children->len > 1)
    {
      g_autofree char *why =
          slip_table_why_fixed (self->rows, row, g_ptr_array_index (self->table->children, column));
      SlipFieldType type = slip_table_cell_get_field (next)->type;

      /* A menu that opens by itself would be in the way. */
      if (why == NULL && type != SLIP_FIELD_CHOICE && type != SLIP_FIELD_BOOLEAN)
        slip_table_cell_edit (next);
    }
}

static void
on_entered_cb (SlipTableList *self, SlipTableCell *cell)
{
  SlipFormRow *row = slip_table_cell_get_row (cell);
  guint place =
      row != NULL ? slip_form_rows_find (self->rows, slip_form_row_get_id (row)) : G_MAXUINT;

  if (place < g_list_model_get_n_items (G_LIST_MODEL (self->selection)))
    gtk_single_selection_set_selected (self->selection, place);
}

/* == cells == */

static void
on_cell_setup_cb (SlipTableList *self, GtkListItem *item, GtkSignalListItemFactory *factory)
{
  SlipFormNode *field = g_object_get_data (G_OBJECT (factory), "slip-field");
  GtkWidget *cell = slip_table_cell_new (self->rows, field, self->most == 0);

  g_signal_connect_object (cell, "step", G_CALLBACK (on_step_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cell, "entered", G_CALLBACK (on_entered_cb), self, G_CONNECT_SWAPPED);
  gtk_list_item_set_child (item, cell);
}

static void
on_cell_bind_cb (SlipTableList *self, GtkListItem *item)
{
  SlipTableCell *cell = SLIP_TABLE_CELL (gtk_list_item_get_child (item));

  slip_table_cell_set_row (cell, gtk_list_item_get_item (item));
  g_ptr_array_add (self->cells, cell);
  slip_table_list_go_to_wanted_later (self);
}

static void
on_cell_unbind_cb (SlipTableList *self, GtkListItem *item)
{
  SlipTableCell *cell = SLIP_TABLE_CELL (gtk_list_item_get_child (item));

  g_ptr_array_remove_fast (self->cells, cell);
  slip_table_cell_set_row (cell, NULL);
}

/* A column view doesn't tell (before GTK 4.10) by which column it is sorted: it is asked to compare two things, and the
 * column that is asked first notes that it was. The session sorts, in a thread. */
static int
probe (gconstpointer a, gconstpointer b, gpointer field)
{
  SlipTableList *self = (gpointer) a;

  if (SLIP_IS_TABLE_LIST (self) && self->probed == NULL)
    self->probed = field;
  return -1;
}

static void
on_sorted_cb (SlipTableList *self, GtkSorterChange change, GtkSorter *sorter)
{
  GtkOrdering order;

  self->probed = NULL;
  order = gtk_sorter_compare (sorter, self, self->scroller);
  slip_table_list_sort_by (self, self->probed, order == GTK_ORDERING_LARGER);
}

/* Headers can't be reached with the keyboard, and a list has none: the menu sorts as well. */
void
slip_table_list_set_sort (SlipTableList *self, const char *name)
{
  SlipFormNode *field = *name != '\0' ? slip_form_node_child (self->table, name) : NULL;
  g_autoptr (GtkColumnViewColumn) column = NULL;
  guint place;

  if (field == self->sort)
    return;
  if (!self->inline_cells)
    {
      slip_table_list_sort_by (self, field, FALSE);
      return;
    }
  /* The first one has the handles. */
  if (field != NULL && g_ptr_array_find (self->table->children, field, &place))
    column = g_list_model_get_item (gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->list)),
                                    place + 1);
  gtk_column_view_sort_by_column (GTK_COLUMN_VIEW (self->list), column, GTK_SORT_ASCENDING);
}

static void
on_handle_setup_cb (SlipTableList *self, GtkListItem *item)
{
  GtkWidget *handle = gtk_image_new_from_icon_name ("list-drag-handle-symbolic");

  gtk_widget_add_css_class (handle, "dim-label");
  gtk_widget_add_css_class (handle, "slip-table-handle");
  gtk_widget_set_tooltip_text (handle, _ ("Drag to move, or Alt+Up and Alt+Down"));
  slip_table_drag_add (handle, self->rows, TRUE);
  gtk_list_item_set_child (item, handle);
}

static void
on_handle_bind_cb (SlipTableList *self, GtkListItem *item)
{
  slip_table_drag_set_row (gtk_list_item_get_child (item), gtk_list_item_get_item (item));
}

GtkWidget *
slip_table_list_make_columns (SlipTableList *self)
{
  GtkColumnView *view =
      GTK_COLUMN_VIEW (gtk_column_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection))));
  GtkColumnViewColumn *handles = gtk_column_view_column_new (
      NULL, slip_table_list_make_factory (self, NULL, on_handle_setup_cb, on_handle_bind_cb, NULL));

  gtk_column_view_append_column (view, handles);
  g_object_unref (handles);
  for (guint i = 0; i < self->table->children->len; i++)
    {
      SlipFormNode *field = g_ptr_array_index (self->table->children, i);
      g_autofree char *title =
          field->unit != NULL
              ? g_strdup_printf ("%s (%s)", slip_form_node_label (field), field->unit)
              : g_strdup (slip_form_node_label (field));
      GtkColumnViewColumn *column = gtk_column_view_column_new (
          title, slip_table_list_make_factory (self, field, on_cell_setup_cb, on_cell_bind_cb,
                                               on_cell_unbind_cb));
      g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (probe, field, NULL));

      gtk_column_view_column_set_sorter (column, sorter);
      gtk_column_view_column_set_resizable (column, TRUE);
      gtk_column_view_column_set_expand (column, field->type == SLIP_FIELD_TEXT);
      gtk_column_view_append_column (view, column);
      g_object_unref (column);
    }
  gtk_column_view_set_reorderable (view, FALSE);
  gtk_column_view_set_show_column_separators (view, TRUE);
  gtk_column_view_set_show_row_separators (view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (view), "data-table");
  g_signal_connect_object (gtk_column_view_get_sorter (view), "changed", G_CALLBACK (on_sorted_cb),
                           self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (view);
}
