/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-table-row.h. */

#include "ui/editor/slip-table-row.h"

#include <glib/gi18n.h>

#include "ui/app/slip-names.h"
#include "ui/editor/slip-table-facts.h"
#include "ui/editor/slip-table-list.h"

struct _SlipTableRow
{
  GtkGrid parent_instance;
  SlipFormRows *rows;
  SlipFormRow *row; /* nullable */
  gulong changed;
  GPtrArray *facts;
  GtkWidget *title;
  GtkWidget *subtitle;
  GtkWidget *state;
  GtkWidget *mark;
};

G_DEFINE_FINAL_TYPE (SlipTableRow, slip_table_row, GTK_TYPE_GRID)

/* == dragging == */

static const char *
get_dragged (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), "slip-row");
}

void
slip_table_drag_set_row (GtkWidget *widget, SlipFormRow *row)
{
  g_object_set_data_full (G_OBJECT (widget), "slip-row",
                          row != NULL ? g_strdup (slip_form_row_get_id (row)) : NULL, g_free);
}

static GdkContentProvider *
on_prepare_cb (GtkDragSource *source, double x, double y, SlipFormRows *rows)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  GtkWidget *list = gtk_widget_get_ancestor (widget, SLIP_TYPE_TABLE_LIST);
  g_autofree char *what = NULL;

  if (get_dragged (widget) == NULL || list == NULL ||
      !slip_table_list_can_move (SLIP_TABLE_LIST (list)))
    return NULL;
  /* With the table: what is dropped in another one is not taken. */
  what =
      g_strconcat ("slipway-row:", slip_form_rows_get_path (rows), ":", get_dragged (widget), NULL);
  return gdk_content_provider_new_typed (G_TYPE_STRING, what);
}

static void
on_drag_begin_cb (GtkDragSource *source)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr (GdkPaintable) icon = gtk_widget_paintable_new (widget);

  gtk_drag_source_set_icon (source, icon, 0, 0);
}

static gboolean
on_drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, SlipFormRows *rows)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));
  g_autofree char *prefix = g_strconcat ("slipway-row:", slip_form_rows_get_path (rows), ":", NULL);
  const char *what = g_value_get_string (value);
  const char *here = get_dragged (widget);

  if (here == NULL || what == NULL || !g_str_has_prefix (what, prefix) ||
      g_str_equal (what + strlen (prefix), here))
    return FALSE;
  slip_form_session_move_row (
      slip_form_rows_get_session (rows), what + strlen (prefix),
      y < gtk_widget_get_height (widget) / 2.0 ? SLIP_ROW_BEFORE : SLIP_ROW_AFTER, here);
  return TRUE;
}

void
slip_table_drag_add (GtkWidget *widget, SlipFormRows *rows, gboolean source)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_MOVE);

  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop_cb), rows, 0);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
  if (source)
    {
      GtkDragSource *drag = gtk_drag_source_new ();

      gtk_drag_source_set_actions (drag, GDK_ACTION_MOVE);
      g_signal_connect_object (drag, "prepare", G_CALLBACK (on_prepare_cb), rows, 0);
      g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin_cb), NULL);
      gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
    }
}

/* == what is shown == */

static char *
describe (SlipTableRow *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->facts->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (self->facts, i);
      const SlipFieldState *state = slip_form_row_get_field (self->row, node->name);

      g_autofree char *shown = NULL;

      if (state == NULL || !state->loaded || !state->relevant || *state->display == '\0')
        continue;
      shown = slip_table_show (state);
      if (text->len > 0)
        g_string_append (text, " · ");
      if (node->type == SLIP_FIELD_NUMBER || node->type == SLIP_FIELD_BOOLEAN)
        g_string_append_printf (text, "%s: ", slip_form_node_label (node));
      g_string_append (text, shown);
      if (node->unit != NULL && !g_str_has_suffix (shown, node->unit))
        g_string_append_printf (text, " %s", node->unit);
    }
  g_strdelimit (text->str, "\n", ' ');
  return g_steal_pointer (&text->str);
}

/* The keyboard is in the item of the list, which has no name of its own. */
static void
name_item (SlipTableRow *self, const char *name, const char *facts, const char *problem)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autoptr (GString) said = g_string_new (name);

  if (item == NULL)
    return;
  if (slip_form_row_is_loaded (self->row) && gtk_widget_get_visible (self->state))
    g_string_append_printf (said, ", %s", gtk_label_get_label (GTK_LABEL (self->state)));
  if (*facts != '\0')
    g_string_append_printf (said, ", %s", facts);
  if (problem != NULL)
    g_string_append_printf (said, ", %s", problem);
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, said->str,
                                  -1);
}

/* Unlike a label's, its alignment doesn't follow the direction of the window, and Pango turns it round for a text that goes
 * from right to left itself, or has no letters. */
static void
set_line (GtkWidget *line, const char *text)
{
  g_autoptr (PangoLayout) layout = NULL;
  PangoLayoutLine *first;

  gtk_inscription_set_text (GTK_INSCRIPTION (line), text);
  if (gtk_widget_get_direction (line) != GTK_TEXT_DIR_RTL)
    return;
  layout = gtk_widget_create_pango_layout (line, text);
  first = pango_layout_get_line_readonly (layout, 0);
  gtk_inscription_set_xalign (
      GTK_INSCRIPTION (line),
      pango_layout_line_get_resolved_direction (first) == PANGO_DIRECTION_LTR ? 1 : 0);
}

static void
update (SlipTableRow *self)
{
  SlipFormNode *result = slip_table_get_result (slip_form_rows_get_table (self->rows));
  const SlipFieldState *state;
  g_autofree char *first = NULL;
  g_autofree char *name = NULL;
  g_autofree char *facts = NULL;
  g_autofree char *said = NULL;
  guint problems;

  if (self->row == NULL)
    return;
  /* Who drags the scrollbar passes many rows that aren't read yet: another text would make each be laid out anew, twice. */
  gtk_widget_set_opacity (GTK_WIDGET (self), slip_form_row_is_loaded (self->row) ? 1 : 0);
  if (!slip_form_row_is_loaded (self->row))
    {
      name_item (self, "…", "", NULL);
      return;
    }
  name = slip_table_row_name (self->rows, self->row);
  facts = describe (self);
  set_line (self->title, name);
  set_line (self->subtitle, facts);
  gtk_widget_set_visible (self->subtitle, *facts != '\0');
  state = result != NULL ? slip_form_row_get_field (self->row, result->name) : NULL;
  gtk_widget_set_visible (self->state, state != NULL && state->loaded && state->display != NULL &&
                                           *state->display != '\0');
  if (state != NULL && state->loaded)
    gtk_label_set_label (GTK_LABEL (self->state), state->display);
  problems = slip_table_count_problems (self->rows, self->row, &first);
  gtk_widget_set_visible (self->mark, problems > 0);
  if (problems == 1)
    said = g_steal_pointer (&first);
  else if (problems > 1)
    said = g_strdup_printf (g_dngettext (NULL, "%u problem", "%u problems", problems), problems);
  slip_names_set_tooltip (self->mark, said);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->mark), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  said != NULL ? said : "", -1);
  name_item (self, name, facts, said);
}

void
slip_table_row_set_row (SlipTableRow *self, SlipFormRow *row)
{
  if (row == self->row)
    return;
  if (self->row != NULL)
    g_signal_handler_disconnect (self->row, self->changed);
  g_set_object (&self->row, row);
  slip_table_drag_set_row (GTK_WIDGET (self), row);
  if (row != NULL)
    self->changed = g_signal_connect_swapped (row, "changed", G_CALLBACK (update), self);
  update (self);
}

SlipFormRow *
slip_table_row_get_row (SlipTableRow *self)
{
  return self->row;
}

static void
slip_table_row_dispose (GObject *object)
{
  SlipTableRow *self = SLIP_TABLE_ROW (object);

  slip_table_row_set_row (self, NULL);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->facts, g_ptr_array_unref);
  G_OBJECT_CLASS (slip_table_row_parent_class)->dispose (object);
}

static void
slip_table_row_class_init (SlipTableRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = slip_table_row_dispose;
}

/* An inscription is as large whatever it says: another row's words in it need no new layout of the list. */
static GtkWidget *
make_line (void)
{
  GtkWidget *line = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (line), 0);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (line),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  return line;
}

static void
add (SlipTableRow *self, GtkWidget *part, int column, int row, int rows)
{
  gtk_grid_attach (GTK_GRID (self), part, column, row, 1, rows);
}

/* While somebody scrolls, each widget of each row gets its style anew: there are as few as possible, and the arrow at the
 * end is the row's background. */
static void
slip_table_row_init (SlipTableRow *self)
{
  gtk_grid_set_column_spacing (GTK_GRID (self), 12);
  gtk_grid_set_row_spacing (GTK_GRID (self), 2);
  gtk_widget_add_css_class (GTK_WIDGET (self), "slip-table-row");
  self->title = make_line ();
  gtk_widget_set_hexpand (self->title, TRUE);
  self->subtitle = make_line ();
  gtk_widget_add_css_class (self->subtitle, "dim-label");
  gtk_widget_add_css_class (self->subtitle, "caption");
  self->mark = gtk_image_new_from_icon_name ("dialog-error-symbolic");
  self->state = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->state, "slip-state");
  gtk_widget_set_valign (self->state, GTK_ALIGN_CENTER);
  add (self, self->title, 0, 0, 1);
  add (self, self->subtitle, 0, 1, 1);
  add (self, self->mark, 1, 0, 2);
  add (self, self->state, 2, 0, 2);
}

GtkWidget *
slip_table_row_new (SlipFormRows *rows)
{
  SlipTableRow *self = g_object_new (SLIP_TYPE_TABLE_ROW, NULL);

  self->rows = g_object_ref (rows);
  self->facts = slip_table_list_facts (slip_form_rows_get_table (rows));
  slip_table_drag_add (GTK_WIDGET (self), rows, TRUE);
  return GTK_WIDGET (self);
}
