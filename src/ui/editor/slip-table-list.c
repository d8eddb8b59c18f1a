/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* One list model, two ways to show it. Widgets are made for rows in sight only. */

#define G_LOG_DOMAIN "slipway"

#include "ui/editor/slip-table-list.h"

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/editor/slip-table-cell.h"
#include "ui/editor/slip-table-facts.h"
#include "ui/editor/slip-table-paste.h"
#include "ui/editor/slip-table-row.h"

/* Below, cells would be too small to read. */
#define MIN_WIDTH 420
#define MIN_COLUMN_WIDTH 130

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
  char *
      wanted; /* nullable: id of the row that was added: goes to its first field when it is there */
  SlipFormRow *awaited; /* nullable: that row, while it is read */
  gulong awaiting;
  SlipFormNode *probed; /* see on_sorted_cb() */
  guint idle;
  guint most;
  gboolean inline_cells;
  SlipFormNode *sort; /* nullable: the table's own order */
};

G_DEFINE_FINAL_TYPE (SlipTableList, slip_table_list, GTK_TYPE_BOX)

static guint open_signal;

enum
{
  PROP_SORT = 1,
  N_PROPERTIES
};
static GParamSpec *properties[N_PROPERTIES];

static SlipFormSession *
get_session (SlipTableList *self)
{
  return slip_form_rows_get_session (self->rows);
}

SlipFormRow *
slip_table_list_get_selected (SlipTableList *self)
{
  SlipFormRow *row = gtk_single_selection_get_selected_item (self->selection);

  return row != NULL ? g_object_ref (row) : NULL;
}

/* == where the keyboard is == */

static SlipTableCell *
find_cell (SlipTableList *self, const char *row, SlipFormNode *field)
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

static void
scroll_to (SlipTableList *self, guint place)
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
  scroll_to (self, place);
  row = g_list_model_get_item (G_LIST_MODEL (self->selection), place);
  next = row != NULL ? find_cell (self, slip_form_row_get_id (row),
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

static void go_to_wanted_later (SlipTableList *self);

static void
forget_wanted (SlipTableList *self)
{
  g_clear_pointer (&self->wanted, g_free);
  g_clear_signal_handler (&self->awaiting, self->awaited);
  g_clear_object (&self->awaited);
}

/* Nothing can be typed into a field that was not read yet. */
static gboolean
is_read (SlipTableList *self, SlipFormRow *row, SlipFormNode *field)
{
  const SlipFieldState *state = slip_form_row_get_field (row, field->name);

  if (state != NULL && state->loaded)
    return TRUE;
  if (self->awaited == NULL)
    {
      self->awaited = g_object_ref (row);
      self->awaiting = g_signal_connect_object (row, "changed", G_CALLBACK (go_to_wanted_later),
                                                self, G_CONNECT_SWAPPED);
    }
  return FALSE;
}

/* The row that was added is in the list: on to its first field. */
static void
go_to_wanted (SlipTableList *self)
{
  guint place = self->wanted != NULL ? slip_form_rows_find (self->rows, self->wanted) : G_MAXUINT;
  SlipFormNode *field = g_ptr_array_index (self->table->children, 0);
  g_autoptr (SlipFormRow) row = NULL;
  SlipTableCell *cell;

  if (place == G_MAXUINT)
    return;
  row = g_list_model_get_item (G_LIST_MODEL (self->rows), place);
  if (!is_read (self, row, field))
    return;
  if (!self->inline_cells || place >= g_list_model_get_n_items (G_LIST_MODEL (self->selection)))
    {
      /* What is not in sight in the section has its page. */
      forget_wanted (self);
      g_signal_emit (self, open_signal, 0, row);
      return;
    }
  scroll_to (self, place);
  cell = find_cell (self, self->wanted, field);
  if (cell == NULL)
    return;
  forget_wanted (self);
  gtk_widget_grab_focus (GTK_WIDGET (cell));
  if (field->type != SLIP_FIELD_CHOICE && field->type != SLIP_FIELD_BOOLEAN)
    slip_table_cell_edit (cell);
}

static gboolean
on_idle_cb (gpointer data)
{
  SlipTableList *self = data;

  self->idle = 0;
  go_to_wanted (self);
  return G_SOURCE_REMOVE;
}

static void
go_to_wanted_later (SlipTableList *self)
{
  if (self->wanted != NULL && self->idle == 0)
    self->idle = g_idle_add (on_idle_cb, self);
}

gboolean
slip_table_list_can_move (SlipTableList *self)
{
  return slip_form_session_get_read_only (get_session (self)) == NULL && self->sort == NULL;
}

/* == what is done with rows == */

static void
on_add_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipTableList *self = SLIP_TABLE_LIST (widget);

  /* It would hide a row in which nothing stands yet. */
  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (self->search_bar), FALSE);
  forget_wanted (self);
  self->wanted = slip_form_session_add_row (
      get_session (self), slip_form_rows_get_path (self->rows), SLIP_ROW_LAST, NULL);
  go_to_wanted_later (self);
}

static void
on_delete_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipTableList *self = SLIP_TABLE_LIST (widget);
  g_autoptr (SlipFormRow) row = slip_table_list_get_selected (self);
  g_autofree char *called = NULL;
  g_autofree char *said = NULL;

  if (row == NULL)
    return;
  if (slip_table_is_kept (self->rows, row))
    {
      slip_feedback_toast (widget, _ ("This row is kept as it was recorded"));
      return;
    }
  called = slip_table_row_name (self->rows, row);
  said = g_strdup_printf (_ ("“%s” deleted"), called);
  slip_form_session_delete_row (get_session (self), slip_form_row_get_id (row));
  slip_feedback_toast_action (widget, said, _ ("Undo"), "win.undo");
}

static void
move (SlipTableList *self, int by)
{
  guint place = gtk_single_selection_get_selected (self->selection);
  g_autoptr (SlipFormRow) row = slip_table_list_get_selected (self);
  g_autoptr (SlipFormRow) other = NULL;

  if (row == NULL || (by < 0 && place == 0))
    return;
  other = g_list_model_get_item (G_LIST_MODEL (self->rows), by < 0 ? place - 1 : place + 1);
  if (other != NULL)
    slip_form_session_move_row (get_session (self), slip_form_row_get_id (row),
                                by < 0 ? SLIP_ROW_BEFORE : SLIP_ROW_AFTER,
                                slip_form_row_get_id (other));
}

static void
on_move_up_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  move (SLIP_TABLE_LIST (widget), -1);
}

static void
on_move_down_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  move (SLIP_TABLE_LIST (widget), 1);
}

static void
on_paste_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  slip_table_paste (widget, SLIP_TABLE_LIST (widget)->rows);
}

static void
on_open_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipTableList *self = SLIP_TABLE_LIST (widget);
  g_autoptr (SlipFormRow) row = slip_table_list_get_selected (self);

  if (row != NULL)
    g_signal_emit (self, open_signal, 0, row);
}

static void
on_find_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  slip_table_list_find (SLIP_TABLE_LIST (widget));
}

void
slip_table_list_find (SlipTableList *self)
{
  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (self->search_bar), TRUE);
  gtk_widget_grab_focus (self->search);
}

/* Rows are moved in the table's own order only. */
static void
update_actions (SlipTableList *self)
{
  const SlipFieldState *state =
      slip_form_session_get_field (get_session (self), slip_form_rows_get_path (self->rows));
  /* Rows are made by who fills the table; unlike values they can't be proposed. */
  gboolean writable = slip_form_session_get_read_only (get_session (self)) == NULL &&
                      (state == NULL || !state->loaded || state->fills);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.add", writable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.paste", writable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.delete", writable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.move-up",
                                 writable && self->sort == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.move-down",
                                 writable && self->sort == NULL);
}

static void
on_writable_cb (SlipTableList *self)
{
  update_actions (self);
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
  go_to_wanted_later (self);
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
sort_by (SlipTableList *self, SlipFormNode *field, gboolean descending)
{
  self->sort = field;
  slip_form_rows_set_order (self->rows, field != NULL ? field->name : NULL, descending);
  update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT]);
}

static void
on_sorted_cb (SlipTableList *self, GtkSorterChange change, GtkSorter *sorter)
{
  GtkOrdering order;

  self->probed = NULL;
  order = gtk_sorter_compare (sorter, self, self->scroller);
  sort_by (self, self->probed, order == GTK_ORDERING_LARGER);
}

/* Headers can't be reached with the keyboard, and a list has none: the menu sorts as well. */
static void
set_sort (SlipTableList *self, const char *name)
{
  SlipFormNode *field = *name != '\0' ? slip_form_node_child (self->table, name) : NULL;
  g_autoptr (GtkColumnViewColumn) column = NULL;
  guint place;

  if (field == self->sort)
    return;
  if (!self->inline_cells)
    {
      sort_by (self, field, FALSE);
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

static GtkListItemFactory *
make_factory (SlipTableList *self, SlipFormNode *field, gpointer setup, gpointer bind,
              gpointer unbind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_object_set_data (G_OBJECT (factory), "slip-field", field);
  g_signal_connect_object (factory, "setup", setup, self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", bind, self, G_CONNECT_SWAPPED);
  if (unbind != NULL)
    g_signal_connect_object (factory, "unbind", unbind, self, G_CONNECT_SWAPPED);
  return factory;
}

static GtkWidget *
make_columns (SlipTableList *self)
{
  GtkColumnView *view =
      GTK_COLUMN_VIEW (gtk_column_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection))));
  GtkColumnViewColumn *handles = gtk_column_view_column_new (
      NULL, make_factory (self, NULL, on_handle_setup_cb, on_handle_bind_cb, NULL));

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
          title, make_factory (self, field, on_cell_setup_cb, on_cell_bind_cb, on_cell_unbind_cb));
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

/* == list == */

static void
on_row_setup_cb (SlipTableList *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, slip_table_row_new (self->rows));
}

static void
on_row_bind_cb (SlipTableList *self, GtkListItem *item)
{
  slip_table_row_set_row (SLIP_TABLE_ROW (gtk_list_item_get_child (item)),
                          gtk_list_item_get_item (item));
}

static void
on_row_unbind_cb (SlipTableList *self, GtkListItem *item)
{
  slip_table_row_set_row (SLIP_TABLE_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
on_row_activated_cb (SlipTableList *self, guint place)
{
  g_autoptr (SlipFormRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), place);

  if (row != NULL)
    g_signal_emit (self, open_signal, 0, row);
}

static GtkWidget *
make_list (SlipTableList *self)
{
  GtkWidget *view = gtk_list_view_new (
      g_object_ref (GTK_SELECTION_MODEL (self->selection)),
      make_factory (self, NULL, on_row_setup_cb, on_row_bind_cb, on_row_unbind_cb));

  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (view), TRUE);
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (view), TRUE);
  g_signal_connect_object (view, "activate", G_CALLBACK (on_row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  return view;
}

/* == both == */

static void
show_rows (SlipTableList *self)
{
  g_ptr_array_set_size (self->cells, 0);
  self->list = self->inline_cells ? make_columns (self) : make_list (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  slip_form_node_label (self->table), -1);
  if (self->most == 0 && !self->inline_cells)
    {
      GtkWidget *clamp = adw_clamp_scrollable_new ();

      adw_clamp_scrollable_set_maximum_size (ADW_CLAMP_SCROLLABLE (clamp), 860);
      adw_clamp_scrollable_set_child (ADW_CLAMP_SCROLLABLE (clamp), self->list);
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), clamp);
    }
  else
    gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->list);
}

static gboolean
on_width_cb (gpointer data)
{
  SlipTableList *self = data;

  self->idle = 0;
  self->inline_cells = !self->inline_cells;
  sort_by (self, NULL, FALSE);
  show_rows (self);
  go_to_wanted_later (self);
  return G_SOURCE_REMOVE;
}

static void
slip_table_list_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SlipTableList *self = SLIP_TABLE_LIST (widget);
  int needed = MAX (MIN_WIDTH, MIN_COLUMN_WIDTH * (int) self->table->children->len);
  gboolean wide = width >= needed && slip_table_fits_inline (self->table);

  /* Not now: widgets that are being allocated can't be replaced. */
  if (wide != self->inline_cells && self->idle == 0)
    self->idle = g_idle_add (on_width_cb, self);
}

static void
on_count_cb (SlipTableList *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->rows)) > 0;

  gtk_widget_set_visible (self->scroller, any);
  gtk_widget_set_visible (self->nothing, !any && slip_form_rows_is_loaded (self->rows) &&
                                             slip_form_rows_get_total (self->rows) > 0);
  go_to_wanted_later (self);
}

gboolean
slip_table_list_focus (SlipTableList *self)
{
  return gtk_widget_get_visible (self->scroller) &&
         gtk_widget_child_focus (self->list, GTK_DIR_TAB_FORWARD);
}

static void
on_search_changed_cb (SlipTableList *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));

  slip_form_rows_set_filter (self->rows, *text != '\0' ? text : NULL);
}

static void
on_stop_search_cb (SlipTableList *self)
{
  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (self->search_bar), FALSE);
  gtk_widget_grab_focus (self->list);
}

static void
slip_table_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SlipTableList *self = SLIP_TABLE_LIST (object);

  if (id == PROP_SORT)
    g_value_set_string (value, self->sort != NULL ? self->sort->name : "");
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
slip_table_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  const char *name = g_value_get_string (value);

  if (id == PROP_SORT)
    set_sort (SLIP_TABLE_LIST (object), name != NULL ? name : "");
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

GMenuModel *
slip_table_list_make_menu (SlipTableList *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) row = g_menu_new ();
  g_autoptr (GMenu) rows = g_menu_new ();
  g_autoptr (GMenu) sort = g_menu_new ();

  g_menu_append (row, _ ("_Open Row"), "table.open");
  g_menu_append (row, _ ("Move _Up"), "table.move-up");
  g_menu_append (row, _ ("Move _Down"), "table.move-down");
  g_menu_append (row, _ ("_Delete"), "table.delete");
  g_menu_append (rows, _ ("_Paste Rows from a Spreadsheet"), "table.paste");
  g_menu_append (rows, _ ("_Filter Rows"), "table.find");
  g_menu_append (sort, _ ("As in the Table"), "table.sort::");
  for (guint i = 0; i < self->table->children->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (self->table->children, i);
      g_autoptr (GMenuItem) item = NULL;

      if (node->kind != SLIP_NODE_FIELD || node->type == SLIP_FIELD_FILE)
        continue;
      item = g_menu_item_new (slip_form_node_label (node), NULL);
      g_menu_item_set_action_and_target (item, "table.sort", "s", node->name);
      g_menu_append_item (sort, item);
    }
  g_menu_append_submenu (rows, _ ("_Sort By"), G_MENU_MODEL (sort));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (row));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (rows));
  return G_MENU_MODEL (menu);
}

static void
slip_table_list_dispose (GObject *object)
{
  SlipTableList *self = SLIP_TABLE_LIST (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  forget_wanted (self);
  g_clear_object (&self->selection);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (slip_table_list_parent_class)->dispose (object);
}

static void
slip_table_list_finalize (GObject *object)
{
  g_ptr_array_unref (SLIP_TABLE_LIST (object)->cells);
  G_OBJECT_CLASS (slip_table_list_parent_class)->finalize (object);
}

/* The sizes are watched by a widget of no height. */
#define SLIP_TYPE_TABLE_RULER (slip_table_ruler_get_type ())
G_DECLARE_FINAL_TYPE (SlipTableRuler, slip_table_ruler, SLIP, TABLE_RULER, GtkWidget)
struct _SlipTableRuler
{
  GtkWidget parent_instance;
};
G_DEFINE_FINAL_TYPE (SlipTableRuler, slip_table_ruler, GTK_TYPE_WIDGET)

static void
slip_table_ruler_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  slip_table_list_size_allocate (gtk_widget_get_parent (widget), width, height, baseline);
}

static void
slip_table_ruler_class_init (SlipTableRulerClass *klass)
{
  GTK_WIDGET_CLASS (klass)->size_allocate = slip_table_ruler_size_allocate;
}

static void
slip_table_ruler_init (SlipTableRuler *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

static void
slip_table_list_class_init (SlipTableListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = slip_table_list_get_property;
  G_OBJECT_CLASS (klass)->set_property = slip_table_list_set_property;
  G_OBJECT_CLASS (klass)->dispose = slip_table_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = slip_table_list_finalize;
  open_signal = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 1, SLIP_TYPE_FORM_ROW);
  properties[PROP_SORT] = g_param_spec_string (
      "sort", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPERTIES, properties);
  gtk_widget_class_install_property_action (widget_class, "table.sort", "sort");
  gtk_widget_class_install_action (widget_class, "table.open", NULL, on_open_cb);
  gtk_widget_class_install_action (widget_class, "table.add", NULL, on_add_cb);
  gtk_widget_class_install_action (widget_class, "table.delete", NULL, on_delete_cb);
  gtk_widget_class_install_action (widget_class, "table.move-up", NULL, on_move_up_cb);
  gtk_widget_class_install_action (widget_class, "table.move-down", NULL, on_move_down_cb);
  gtk_widget_class_install_action (widget_class, "table.paste", NULL, on_paste_cb);
  gtk_widget_class_install_action (widget_class, "table.find", NULL, on_find_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "table.add",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "table.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "table.move-up",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "table.move-down",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "table.paste",
                                       NULL);
}

static void
slip_table_list_init (SlipTableList *self)
{
  self->cells = g_ptr_array_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_append (GTK_BOX (self), g_object_new (SLIP_TYPE_TABLE_RULER, NULL));
  self->search = gtk_search_entry_new ();
  self->search_bar = gtk_search_bar_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Filter Rows"), -1);
  gtk_search_bar_set_child (GTK_SEARCH_BAR (self->search_bar), self->search);
  gtk_search_bar_connect_entry (GTK_SEARCH_BAR (self->search_bar), GTK_EDITABLE (self->search));
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (on_search_changed_cb),
                            self);
  g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (on_stop_search_cb), self);
  self->nothing = gtk_label_new (_ ("No row has these words."));
  gtk_widget_add_css_class (self->nothing, "dim-label");
  gtk_widget_set_visible (self->nothing, FALSE);
  gtk_widget_set_margin_top (self->nothing, 24);
  gtk_widget_set_margin_bottom (self->nothing, 24);
  self->scroller = gtk_scrolled_window_new ();
  gtk_box_append (GTK_BOX (self), self->search_bar);
  gtk_box_append (GTK_BOX (self), self->nothing);
  gtk_box_append (GTK_BOX (self), self->scroller);
}

GtkWidget *
slip_table_list_new (SlipFormRows *rows, guint most)
{
  SlipTableList *self = g_object_new (SLIP_TYPE_TABLE_LIST, NULL);
  GListModel *model = g_object_ref (G_LIST_MODEL (rows));
  g_autofree char *detailed = NULL;

  self->rows = g_object_ref (rows);
  self->table = slip_form_rows_get_table (rows);
  self->most = most;
  if (most > 0)
    model = G_LIST_MODEL (gtk_slice_list_model_new (model, 0, most));
  self->selection = gtk_single_selection_new (model);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_EXTERNAL,
                                  most > 0 ? GTK_POLICY_NEVER : GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (self->scroller, most == 0);
  if (most > 0)
    {
      gtk_widget_add_css_class (self->scroller, "slip-table");
      gtk_widget_set_overflow (self->scroller, GTK_OVERFLOW_HIDDEN);
    }
  g_signal_connect_object (rows, "items-changed", G_CALLBACK (on_count_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (rows, "notify::loaded", G_CALLBACK (on_count_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (get_session (self), "notify::read-only", G_CALLBACK (on_writable_cb),
                           self, G_CONNECT_SWAPPED);
  detailed = g_strconcat ("field-changed::", slip_form_rows_get_path (rows), NULL);
  g_signal_connect_object (get_session (self), detailed, G_CALLBACK (on_writable_cb), self,
                           G_CONNECT_SWAPPED);
  show_rows (self);
  on_writable_cb (self);
  on_count_cb (self);
  return GTK_WIDGET (self);
}
