/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* One row: buttons that record a result where there are attempts, its fields, the tables in it. The next and the previous
 * row take the place of this one, so that Back always leads to the list. */

#include "ui/editor/slip-table-page.h"

#include <glib/gi18n.h>

#include "ui/editor/slip-editor-parts.h"
#include "ui/editor/slip-field-row.h"
#include "ui/editor/slip-table-facts.h"
#include "ui/editor/slip-table-verdicts.h"
#include "ui/editor/slip-table-view.h"

struct _SlipTableRowPage
{
  SlipPage parent_instance;
  SlipFormRows *rows;
  SlipFormRow *row;
  gulong changed;
  GtkWidget *body; /* AdwBin */
  GtkWidget *previous;
  GtkWidget *next;
  guint focusing;
  gboolean focused;
  GtkWidget *first; /* nullable: row of the first field that can be filled */
};

G_DEFINE_FINAL_TYPE (SlipTableRowPage, slip_table_row_page, SLIP_TYPE_PAGE)

static gboolean
on_focus_cb (gpointer data)
{
  SlipTableRowPage *self = data;

  self->focusing = 0;
  if (self->first != NULL && slip_field_row_focus (SLIP_FIELD_ROW (self->first)))
    self->focused = TRUE;
  return G_SOURCE_REMOVE;
}

/* Once, when the page is there and its fields were read. */
static void
focus_first (SlipTableRowPage *self)
{
  SlipFormNode *table = slip_form_rows_get_table (self->rows);
  const SlipFieldState *state = slip_form_row_get_field (
      self->row, ((SlipFormNode *) g_ptr_array_index (table->children, 0))->name);

  if (self->focused || self->focusing != 0 || !gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      state == NULL || !state->loaded)
    return;
  self->focusing = g_idle_add (on_focus_cb, self);
}

/* Not merely out of the filter. */
static gboolean
is_deleted (SlipTableRowPage *self)
{
  SlipFormNode *table = slip_form_rows_get_table (self->rows);
  const SlipFieldState *state = slip_form_row_get_field (
      self->row, ((SlipFormNode *) g_ptr_array_index (table->children, 0))->name);

  return slip_form_rows_is_loaded (self->rows) && state != NULL && !state->loaded &&
         slip_form_rows_find (self->rows, slip_form_row_get_id (self->row)) == G_MAXUINT;
}

/* A number alone says little: what it is about goes with it. */
static char *
make_title (SlipTableRowPage *self)
{
  SlipFormNode *table = slip_form_rows_get_table (self->rows);
  g_autofree char *name = slip_table_row_name (self->rows, self->row);

  for (guint i = 0; name[strspn (name, "0123456789")] == '\0' && i < table->children->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (table->children, i);
      const SlipFieldState *state = slip_form_row_get_field (self->row, node->name);

      if (node->kind == SLIP_NODE_FIELD &&
          (node->type == SLIP_FIELD_TEXT || node->type == SLIP_FIELD_LONG_TEXT) && state != NULL &&
          state->loaded && state->display != NULL && *state->display != '\0')
        {
          g_autofree char *line = g_strndup (state->display, strcspn (state->display, "\n"));

          return g_strdup_printf ("%s · %s", name, line);
        }
    }
  return g_steal_pointer (&name);
}

static void
update (SlipTableRowPage *self)
{
  guint place = slip_form_rows_find (self->rows, slip_form_row_get_id (self->row));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  g_autofree char *name = make_title (self);
  g_autofree char *where =
      place != G_MAXUINT
          /* Translators: "Items, 3 of 120" */
          ? g_strdup_printf (_ ("%s, %u of %u"),
                             slip_form_node_label (slip_form_rows_get_table (self->rows)),
                             place + 1, n)
          : NULL;
  gboolean deleted = is_deleted (self);
  const char *banner = deleted ? _ ("This row was deleted.")
                       : slip_table_is_kept (self->rows, self->row)
                           ? _ ("This row is kept as it was recorded. What is filled in can't be "
                                "changed; add another row instead.")
                           : NULL;

  slip_page_set_title (SLIP_PAGE (self), name);
  slip_page_set_subtitle (SLIP_PAGE (self), where);
  gtk_widget_set_sensitive (self->previous, place != G_MAXUINT && place > 0);
  gtk_widget_set_sensitive (self->next, place != G_MAXUINT && place + 1 < n);
  gtk_widget_set_sensitive (self->body, !deleted);
  slip_page_set_banner (SLIP_PAGE (self), banner, NULL, NULL);
  focus_first (self);
}

static void
fill (SlipTableRowPage *self)
{
  SlipFormNode *table = slip_form_rows_get_table (self->rows);
  SlipFormSession *session = slip_form_rows_get_session (self->rows);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *verdicts = slip_table_verdicts_new (self->rows, self->row);
  GtkWidget *group = NULL;

  self->first = NULL;
  gtk_widget_add_css_class (box, "slip-table-body");
  if (verdicts != NULL)
    gtk_box_append (GTK_BOX (box), verdicts);
  for (guint i = 0; i < table->children->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (table->children, i);
      g_autofree char *path = slip_form_row_get_field_path (self->row, node->name);
      GtkWidget *row;

      if (node->kind == SLIP_NODE_TABLE)
        {
          gtk_box_append (GTK_BOX (box), slip_table_view_new (session, path));
          group = NULL;
          continue;
        }
      if (group == NULL)
        {
          group = adw_preferences_group_new ();
          gtk_box_append (GTK_BOX (box), group);
        }
      row = slip_field_row_new (session, path);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
      if (self->first == NULL && node->calculate == NULL)
        self->first = row;
    }
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  adw_bin_set_child (ADW_BIN (self->body), scroller);
}

static void
show_row (SlipTableRowPage *self, SlipFormRow *row)
{
  if (self->row != NULL)
    {
      slip_form_session_leave (slip_form_rows_get_session (self->rows),
                               slip_form_row_get_path (self->row));
      g_signal_handler_disconnect (self->row, self->changed);
    }
  g_set_object (&self->row, row);
  self->changed =
      g_signal_connect_object (row, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  fill (self);
  update (self);
}

static void
go (SlipTableRowPage *self, int by)
{
  guint place = slip_form_rows_find (self->rows, slip_form_row_get_id (self->row));
  g_autoptr (SlipFormRow) row = NULL;

  if (place == G_MAXUINT || (by < 0 && place == 0))
    return;
  row = g_list_model_get_item (G_LIST_MODEL (self->rows), by < 0 ? place - 1 : place + 1);
  if (row != NULL)
    show_row (self, row);
}

static void
on_previous_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  go (SLIP_TABLE_ROW_PAGE (widget), -1);
}

static void
on_next_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  go (SLIP_TABLE_ROW_PAGE (widget), 1);
}

static void
slip_table_row_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (slip_table_row_page_parent_class)->map (widget);
  focus_first (SLIP_TABLE_ROW_PAGE (widget));
}

static void
slip_table_row_page_leave (SlipPage *page)
{
  SlipTableRowPage *self = SLIP_TABLE_ROW_PAGE (page);

  slip_form_session_leave (slip_form_rows_get_session (self->rows),
                           slip_form_row_get_path (self->row));
}

static void
slip_table_row_page_finalize (GObject *object)
{
  SlipTableRowPage *self = SLIP_TABLE_ROW_PAGE (object);

  g_clear_handle_id (&self->focusing, g_source_remove);
  g_clear_object (&self->row);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (slip_table_row_page_parent_class)->finalize (object);
}

static const char *
slip_table_row_page_get_help (SlipPage *page)
{
  return "tables";
}

static void
slip_table_row_page_class_init (SlipTableRowPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  SLIP_PAGE_CLASS (klass)->get_help = slip_table_row_page_get_help;
  G_OBJECT_CLASS (klass)->finalize = slip_table_row_page_finalize;
  widget_class->map = slip_table_row_page_map;
  SLIP_PAGE_CLASS (klass)->leave = slip_table_row_page_leave;
  gtk_widget_class_install_action (widget_class, "row.previous", NULL, on_previous_cb);
  gtk_widget_class_install_action (widget_class, "row.next", NULL, on_next_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Up, GDK_CONTROL_MASK,
                                       "row.previous", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Down, GDK_CONTROL_MASK,
                                       "row.next", NULL);
}

static void
slip_table_row_page_init (SlipTableRowPage *self)
{
  GtkWidget *ends = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->body = adw_bin_new ();
  self->previous = slip_editor_button ("go-up-symbolic", _ ("Previous Row"), "row.previous");
  self->next = slip_editor_button ("go-down-symbolic", _ ("Next Row"), "row.next");
  gtk_box_append (GTK_BOX (ends), self->previous);
  gtk_box_append (GTK_BOX (ends), self->next);
  g_object_set (self, "content", self->body, "end", ends, NULL);
}

SlipPage *
slip_table_row_page_new (SlipFormRows *rows, SlipFormRow *row)
{
  SlipTableRowPage *self = g_object_new (SLIP_TYPE_TABLE_ROW_PAGE, NULL);

  self->rows = g_object_ref (rows);
  slip_table_add_undo (GTK_WIDGET (self), slip_form_rows_get_session (rows));
  g_signal_connect_object (rows, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  show_row (self, row);
  return SLIP_PAGE (self);
}
