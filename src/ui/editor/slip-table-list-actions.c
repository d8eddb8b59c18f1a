/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a person does with the rows of a table, by menu, button and key. */

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/editor/slip-table-facts.h"
#include "ui/editor/slip-table-list-private.h"
#include "ui/editor/slip-table-paste.h"
#include "ui/editor/slip-table-row.h"

/* == the row that was added == */

void
slip_table_list_forget_wanted (SlipTableList *self)
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
      self->awaiting = g_signal_connect_object (
          row, "changed", G_CALLBACK (slip_table_list_go_to_wanted_later), self, G_CONNECT_SWAPPED);
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
      slip_table_list_forget_wanted (self);
      slip_table_list_open (self, row);
      return;
    }
  slip_table_list_scroll_to (self, place);
  cell = slip_table_list_find_cell (self, self->wanted, field);
  if (cell == NULL)
    return;
  slip_table_list_forget_wanted (self);
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

void
slip_table_list_go_to_wanted_later (SlipTableList *self)
{
  if (self->wanted != NULL && self->idle == 0)
    self->idle = g_idle_add (on_idle_cb, self);
}

/* == what is done with rows == */

static void
on_add_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipTableList *self = SLIP_TABLE_LIST (widget);

  /* It would hide a row in which nothing stands yet. */
  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (self->search_bar), FALSE);
  slip_table_list_forget_wanted (self);
  self->wanted =
      slip_form_session_add_row (slip_form_rows_get_session (self->rows),
                                 slip_form_rows_get_path (self->rows), SLIP_ROW_LAST, NULL);
  slip_table_list_go_to_wanted_later (self);
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
  slip_form_session_delete_row (slip_form_rows_get_session (self->rows),
                                slip_form_row_get_id (row));
  slip_feedback_toast_action (widget, said, _ ("Undo"), "win.undo");
}

static void
move (SlipTableList *self, int by)
{
  g_autoptr (SlipFormRow) row = slip_table_list_get_selected (self);
  g_autoptr (SlipFormRow) other = NULL;
  guint place;

  if (row == NULL)
    return;
  place = slip_form_rows_find (self->rows, slip_form_row_get_id (row));
  if (place == G_MAXUINT || (by < 0 && place == 0))
    return;
  other = g_list_model_get_item (G_LIST_MODEL (self->rows), by < 0 ? place - 1 : place + 1);
  if (other != NULL)
    slip_form_session_move_row (slip_form_rows_get_session (self->rows), slip_form_row_get_id (row),
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
    slip_table_list_open (self, row);
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

void
slip_table_list_update_actions (SlipTableList *self)
{
  gboolean writable = slip_table_list_can_change (self);
  gboolean movable = slip_table_list_can_move (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.add", writable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.paste", writable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.delete", writable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.move-up", movable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "table.move-down", movable);
}

/* == menus == */

static GMenu *
make_row_menu (void)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _ ("_Open Row"), "table.open");
  g_menu_append (menu, _ ("Move _Up"), "table.move-up");
  g_menu_append (menu, _ ("Move _Down"), "table.move-down");
  g_menu_append (menu, _ ("_Delete"), "table.delete");
  return menu;
}

static gboolean
on_menu_over_cb (gpointer data)
{
  SlipTableList *self = data;

  self->menu_over = 0;
  g_clear_object (&self->menu_row);
  return G_SOURCE_REMOVE;
}

/* What was chosen is done after this. Meanwhile the pointer has come to some other row, as far as GTK knows, and rows are
 * selected by that. The keyboard would be given to whatever scrolls around the list. */
static void
on_menu_closed_cb (SlipTableList *self)
{
  if (self->menu_over == 0)
    self->menu_over = g_idle_add (on_menu_over_cb, self);
  if (self->before_menu != NULL && gtk_widget_get_mapped (self->before_menu))
    gtk_widget_grab_focus (self->before_menu);
  g_clear_weak_pointer (&self->before_menu);
}

static void
open_row_menu (SlipTableList *self, const GdkRectangle *at)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->menu == NULL)
    {
      g_autoptr (GMenu) menu = make_row_menu ();

      self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ ("Row"), -1);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
      g_signal_connect_swapped (self->menu, "closed", G_CALLBACK (on_menu_closed_cb), self);
    }
  g_set_weak_pointer (&self->before_menu, gtk_root_get_focus (root));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), at);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* (transfer none) (nullable): what shows the row, in a widget that the list made. */
static SlipFormRow *
find_row_in (GtkWidget *widget)
{
  SlipFormRow *found = NULL;

  if (SLIP_IS_TABLE_ROW (widget))
    return slip_table_row_get_row (SLIP_TABLE_ROW (widget));
  if (SLIP_IS_TABLE_CELL (widget))
    return slip_table_cell_get_row (SLIP_TABLE_CELL (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_row_in (child);
  return found;
}

/* (transfer none) (nullable) */
static SlipFormRow *
find_row_around (SlipTableList *self, GtkWidget *widget)
{
  SlipFormRow *row = NULL;

  if (widget == NULL || !gtk_widget_is_ancestor (widget, self->list))
    return NULL;
  /* Up to the widget of the whole row; the list itself holds others. */
  for (; row == NULL && widget != self->list && !GTK_IS_LIST_VIEW (widget);
       widget = gtk_widget_get_parent (widget))
    row = find_row_in (widget);
  return row;
}

/* The menu that opens now is about the row there. FALSE when @widget is in none. */
static gboolean
select_row_around (SlipTableList *self, GtkWidget *widget)
{
  SlipFormRow *row = find_row_around (self, widget);
  guint place =
      row != NULL ? slip_form_rows_find (self->rows, slip_form_row_get_id (row)) : G_MAXUINT;

  if (place >= g_list_model_get_n_items (G_LIST_MODEL (self->selection)))
    return FALSE;
  gtk_single_selection_set_selected (self->selection, place);
  g_clear_handle_id (&self->menu_over, g_source_remove);
  g_set_object (&self->menu_row, row);
  return TRUE;
}

static void
on_pressed_cb (SlipTableList *self, int n, double x, double y, GtkGesture *gesture)
{
  if (!select_row_around (self, gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT)))
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  open_row_menu (self, &(GdkRectangle){ (int) x, (int) y, 1, 1 });
}

void
slip_table_list_add_row_menu (SlipTableList *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

/* Below what has the keyboard. The keyboard comes to a row without selecting it, with Tab and after Back. */
static void
on_menu_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipTableList *self = SLIP_TABLE_LIST (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  double x, y;

  if (!select_row_around (self, focus) ||
      !gtk_widget_translate_coordinates (focus, widget, 0, 0, &x, &y))
    return;
  open_row_menu (self, &(GdkRectangle){ (int) x, (int) y, gtk_widget_get_width (focus),
                                        gtk_widget_get_height (focus) });
}

GMenuModel *
slip_table_list_make_menu (SlipTableList *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) row = make_row_menu ();
  g_autoptr (GMenu) rows = g_menu_new ();
  g_autoptr (GMenu) sort = g_menu_new ();

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

void
slip_table_list_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_property_action (widget_class, "table.sort", "sort");
  gtk_widget_class_install_action (widget_class, "table.open", NULL, on_open_cb);
  gtk_widget_class_install_action (widget_class, "table.add", NULL, on_add_cb);
  gtk_widget_class_install_action (widget_class, "table.delete", NULL, on_delete_cb);
  gtk_widget_class_install_action (widget_class, "table.move-up", NULL, on_move_up_cb);
  gtk_widget_class_install_action (widget_class, "table.move-down", NULL, on_move_down_cb);
  gtk_widget_class_install_action (widget_class, "table.paste", NULL, on_paste_cb);
  gtk_widget_class_install_action (widget_class, "table.find", NULL, on_find_cb);
  gtk_widget_class_install_action (widget_class, "table.menu", NULL, on_menu_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "table.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "table.menu",
                                       NULL);
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
