/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* One list model, two ways to show it. Widgets are made for rows in sight only. */

#include "ui/editor/slip-table-list-private.h"

#include <glib/gi18n.h>

#include "ui/editor/slip-table-facts.h"
#include "ui/editor/slip-table-row.h"

/* Below, cells would be too small to read; pixels, with text of the usual size. */
#define MIN_WIDTH 420
#define MIN_COLUMN_WIDTH 130

G_DEFINE_FINAL_TYPE (SlipTableList, slip_table_list, GTK_TYPE_BOX)

static guint open_signal;

enum
{
  PROP_SORT = 1,
  N_PROPERTIES
};
static GParamSpec *properties[N_PROPERTIES];

SlipFormRow *
slip_table_list_get_selected (SlipTableList *self)
{
  SlipFormRow *row = self->menu_row != NULL
                         ? self->menu_row
                         : gtk_single_selection_get_selected_item (self->selection);

  return row != NULL ? g_object_ref (row) : NULL;
}

void
slip_table_list_open (SlipTableList *self, SlipFormRow *row)
{
  g_signal_emit (self, open_signal, 0, row);
}

gboolean
slip_table_list_can_change (SlipTableList *self)
{
  SlipFormSession *session = slip_form_rows_get_session (self->rows);
  const SlipFieldState *state =
      slip_form_session_get_field (session, slip_form_rows_get_path (self->rows));

  return slip_form_session_get_read_only (session) == NULL &&
         (state == NULL || !state->loaded || state->fills);
}

gboolean
slip_table_list_can_move (SlipTableList *self)
{
  return slip_table_list_can_change (self) && self->sort == NULL;
}

void
slip_table_list_sort_by (SlipTableList *self, SlipFormNode *field, gboolean descending)
{
  self->sort = field;
  slip_form_rows_set_order (self->rows, field != NULL ? field->name : NULL, descending);
  slip_table_list_update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT]);
}

GtkListItemFactory *
slip_table_list_make_factory (SlipTableList *self, SlipFormNode *field, gpointer setup,
                              gpointer bind, gpointer unbind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_object_set_data (G_OBJECT (factory), "slip-field", field);
  g_signal_connect_object (factory, "setup", setup, self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", bind, self, G_CONNECT_SWAPPED);
  if (unbind != NULL)
    g_signal_connect_object (factory, "unbind", unbind, self, G_CONNECT_SWAPPED);
  return factory;
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
    slip_table_list_open (self, row);
}

static GtkWidget *
make_list (SlipTableList *self)
{
  GtkWidget *view = gtk_list_view_new (
      g_object_ref (GTK_SELECTION_MODEL (self->selection)),
      slip_table_list_make_factory (self, NULL, on_row_setup_cb, on_row_bind_cb, on_row_unbind_cb));

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
  self->list = self->inline_cells ? slip_table_list_make_columns (self) : make_list (self);
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
  slip_table_list_sort_by (self, NULL, FALSE);
  show_rows (self);
  slip_table_list_go_to_wanted_later (self);
  return G_SOURCE_REMOVE;
}

static double
get_text_scale (GtkWidget *widget)
{
  int dpi = 0;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);
  return MAX (dpi / (96.0 * PANGO_SCALE), 1);
}

static void
slip_table_list_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SlipTableList *self = SLIP_TABLE_LIST (widget);
  int needed = MAX (MIN_WIDTH, MIN_COLUMN_WIDTH * (int) self->table->children->len);
  gboolean wide = width >= needed * get_text_scale (widget) && slip_table_fits_inline (self->table);

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
  slip_table_list_go_to_wanted_later (self);
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
    slip_table_list_set_sort (SLIP_TABLE_LIST (object), name != NULL ? name : "");
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
slip_table_list_dispose (GObject *object)
{
  SlipTableList *self = SLIP_TABLE_LIST (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  slip_table_list_forget_wanted (self);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_handle_id (&self->menu_over, g_source_remove);
  g_clear_object (&self->menu_row);
  g_clear_weak_pointer (&self->before_menu);
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
  slip_table_list_install_actions (widget_class);
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
  slip_table_list_add_row_menu (self);
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
  g_signal_connect_object (slip_form_rows_get_session (self->rows), "notify::read-only",
                           G_CALLBACK (slip_table_list_update_actions), self, G_CONNECT_SWAPPED);
  detailed = g_strconcat ("field-changed::", slip_form_rows_get_path (rows), NULL);
  g_signal_connect_object (slip_form_rows_get_session (self->rows), detailed,
                           G_CALLBACK (slip_table_list_update_actions), self, G_CONNECT_SWAPPED);
  show_rows (self);
  slip_table_list_update_actions (self);
  on_count_cb (self);
  return GTK_WIDGET (self);
}
