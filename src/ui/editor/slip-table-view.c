/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Shows a few rows at their natural height, so that nothing scrolls inside what scrolls. More have a page. */

#include "ui/editor/slip-table-view.h"

#include <glib/gi18n.h>

#include "ui/app/slip-aside.h"
#include "ui/app/slip-names.h"
#include "ui/app/slip-stalls.h"
#include "ui/app/slip-window.h"
#include "ui/editor/slip-editor-parts.h"
#include "ui/editor/slip-table-list.h"
#include "ui/editor/slip-table-page.h"

#define MAX_ROWS 8

struct _SlipTableView
{
  AdwBin parent_instance;
  SlipFormSession *session;
  SlipFormRows *rows;
  GtkWidget *count;
  GtkWidget *problem;
  GtkWidget *list;
  GtkWidget *empty;
  GtkWidget *all;
};

G_DEFINE_FINAL_TYPE (SlipTableView, slip_table_view, ADW_TYPE_BIN)

static void
on_count_cb (SlipTableView *self)
{
  guint total = slip_form_rows_get_total (self->rows);
  g_autofree char *count = g_strdup_printf ("%'u", total);
  g_autofree char *spoken =
      g_strdup_printf (g_dngettext (NULL, "%'u row", "%'u rows", total), total);
  g_autofree char *all =
      g_strdup_printf (g_dngettext (NULL, "_Show All %'u Row", "_Show All %'u Rows", total), total);

  gtk_label_set_label (GTK_LABEL (self->count), count);
  slip_names_set_tooltip (self->count, spoken);
  gtk_widget_set_visible (self->count, total > 0);
  gtk_button_set_label (GTK_BUTTON (self->all), all);
  gtk_widget_set_visible (self->all, total > MAX_ROWS);
  gtk_widget_set_visible (self->empty, total == 0 && slip_form_rows_is_loaded (self->rows));
}

static void
on_loaded_cb (SlipTableView *self)
{
  on_count_cb (self);
  slip_stalls_mark (GTK_WIDGET (self), "rows");
}

static void
on_field_changed_cb (SlipTableView *self)
{
  const SlipFieldState *state =
      slip_form_session_get_field (self->session, slip_form_rows_get_path (self->rows));

  gboolean rows =
      state != NULL && state->problem != NULL && state->problem_kind == SLIP_PROBLEM_ROWS;

  gtk_widget_set_visible (GTK_WIDGET (self), state == NULL || !state->loaded || state->relevant);
  gtk_widget_set_visible (self->problem, rows);
  gtk_label_set_label (
      GTK_LABEL (self->empty),
      slip_table_list_can_change (SLIP_TABLE_LIST (self->list))
          ? _ ("No rows yet. Add one with Ctrl+Enter, or paste them from a spreadsheet.")
          : _ ("No rows yet."));
  if (rows)
    gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (self->problem)), state->problem);
}

static void
on_open_cb (SlipTableView *self, SlipFormRow *row)
{
  slip_table_open_row (GTK_WIDGET (self), self->rows, row);
}

static void
on_all_cb (SlipTableView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (SLIP_IS_WINDOW (root))
    slip_window_push (SLIP_WINDOW (root),
                      slip_table_page_new (self->session, slip_form_rows_get_path (self->rows)));
}

static void
slip_table_view_finalize (GObject *object)
{
  SlipTableView *self = SLIP_TABLE_VIEW (object);

  g_clear_object (&self->rows);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (slip_table_view_parent_class)->finalize (object);
}

static void
slip_table_view_class_init (SlipTableViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_table_view_finalize;
}

static void
slip_table_view_init (SlipTableView *self)
{
}

static GtkWidget *
make_heading (SlipTableView *self, SlipFormNode *table)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = slip_editor_label (slip_form_node_label (table), "heading");
  GtkWidget *add = gtk_button_new_with_mnemonic (_ ("_Add"));
  g_autofree char *name = g_strdup_printf (_ ("Add a Row to %s"), slip_form_node_label (table));
  g_autofree char *more = g_strdup_printf (_ ("Rows of %s"), slip_form_node_label (table));
  GtkWidget *menu_button = slip_editor_menu_button ("view-more-symbolic", more);
  g_autoptr (GMenuModel) menu = slip_table_list_make_menu (SLIP_TABLE_LIST (self->list));

  self->count = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->count, "slip-state");
  gtk_widget_set_valign (self->count, GTK_ALIGN_CENTER);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (menu_button), menu);
  gtk_widget_add_css_class (menu_button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (add), "table.add");
  gtk_accessible_update_property (GTK_ACCESSIBLE (add), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, name,
                                  -1);
  /* The number stands right behind it. */
  gtk_label_set_width_chars (GTK_LABEL (title), -1);
  gtk_box_append (GTK_BOX (words), title);
  gtk_box_append (GTK_BOX (words), self->count);
  gtk_box_append (GTK_BOX (buttons), add);
  gtk_box_append (GTK_BOX (buttons), menu_button);
  return slip_aside_new (words, buttons);
}

/* The heading stands in the list widget, where its actions are. */
static void
fill (SlipTableView *self)
{
  SlipFormNode *table = slip_form_rows_get_table (self->rows);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *words;

  gtk_box_append (GTK_BOX (box), make_heading (self, table));
  if (*slip_form_node_hint (table) != '\0')
    gtk_box_append (GTK_BOX (box), slip_editor_label (slip_form_node_hint (table), "dim-label"));
  self->problem = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (self->problem), gtk_image_new_from_icon_name ("dialog-error-symbolic"));
  words = slip_editor_label (NULL, "error");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (self->problem), words);
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_box_append (GTK_BOX (box), self->problem);
  self->empty = slip_editor_label (NULL, "dim-label");
  gtk_box_append (GTK_BOX (box), self->empty);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_box_prepend (GTK_BOX (self->list), box);
  self->all = gtk_button_new_with_mnemonic ("");
  gtk_button_set_use_underline (GTK_BUTTON (self->all), TRUE);
  gtk_widget_set_margin_top (self->all, 6);
  g_signal_connect_swapped (self->all, "clicked", G_CALLBACK (on_all_cb), self);
  gtk_box_append (GTK_BOX (self->list), self->all);
  adw_bin_set_child (ADW_BIN (self), self->list);
}

GtkWidget *
slip_table_view_new (SlipFormSession *session, const char *table_path)
{
  SlipTableView *self = g_object_new (SLIP_TYPE_TABLE_VIEW, NULL);
  g_autofree char *detailed = g_strconcat ("field-changed::", table_path, NULL);

  self->session = g_object_ref (session);
  self->rows = slip_form_rows_new (session, table_path);
  g_return_val_if_fail (self->rows != NULL, g_object_ref_sink (GTK_WIDGET (self)));
  self->list = slip_table_list_new (self->rows, MAX_ROWS);
  fill (self);
  g_signal_connect_object (self->list, "open", G_CALLBACK (on_open_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rows, "items-changed", G_CALLBACK (on_count_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rows, "notify::loaded", G_CALLBACK (on_loaded_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, detailed, G_CALLBACK (on_field_changed_cb), self,
                           G_CONNECT_SWAPPED);
  on_count_cb (self);
  on_field_changed_cb (self);
  return GTK_WIDGET (self);
}
