/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* All rows of a table, in the whole window. */

#include "ui/editor/slip-table-page.h"

#include <glib/gi18n.h>

#include "ui/app/slip-window.h"
#include "ui/editor/slip-editor-parts.h"
#include "ui/editor/slip-table-list.h"

struct _SlipTablePage
{
  SlipPage parent_instance;
  SlipFormRows *rows;
  GtkWidget *list;
  gboolean focused;
};

G_DEFINE_FINAL_TYPE (SlipTablePage, slip_table_page, SLIP_TYPE_PAGE)

void
slip_table_open_row (GtkWidget *widget, SlipFormRows *rows, SlipFormRow *row)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  if (SLIP_IS_WINDOW (root))
    slip_window_push (SLIP_WINDOW (root), slip_table_row_page_new (rows, row));
}

/* Always enabled: what is on its way into the log can be taken back as well. */
void
slip_table_add_undo (GtkWidget *page, SlipFormSession *session)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  const struct
  {
    const char *name;
    GCallback done;
  } actions[] = {
    { "undo", G_CALLBACK (slip_form_session_undo) },
    { "redo", G_CALLBACK (slip_form_session_redo) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (actions[i].name, NULL);

      g_signal_connect_object (action, "activate", actions[i].done, session, G_CONNECT_SWAPPED);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  gtk_widget_insert_action_group (page, "page", G_ACTION_GROUP (group));
}

static void
on_open_cb (SlipTablePage *self, SlipFormRow *row)
{
  slip_table_open_row (GTK_WIDGET (self), self->rows, row);
}

static void
on_count_cb (SlipTablePage *self)
{
  guint total = slip_form_rows_get_total (self->rows);
  guint shown = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  g_autofree char *text =
      shown == total ? g_strdup_printf (g_dngettext (NULL, "%'u row", "%'u rows", total), total)
                     : g_strdup_printf (_ ("%'u of %'u rows"), shown, total);

  slip_page_set_subtitle (SLIP_PAGE (self), text);
}

static gboolean
slip_table_page_find (SlipPage *page)
{
  slip_table_list_find (SLIP_TABLE_LIST (SLIP_TABLE_PAGE (page)->list));
  return TRUE;
}

static void
slip_table_page_leave (SlipPage *page)
{
  SlipTablePage *self = SLIP_TABLE_PAGE (page);

  slip_form_session_leave (slip_form_rows_get_session (self->rows),
                           slip_form_rows_get_path (self->rows));
}

static void
slip_table_page_map (GtkWidget *widget)
{
  SlipTablePage *self = SLIP_TABLE_PAGE (widget);

  GTK_WIDGET_CLASS (slip_table_page_parent_class)->map (widget);
  self->focused = slip_table_list_focus (SLIP_TABLE_LIST (self->list));
}

/* When the rows come later than the page. */
static void
on_loaded_cb (SlipTablePage *self)
{
  if (!self->focused && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->focused = slip_table_list_focus (SLIP_TABLE_LIST (self->list));
}

static void
slip_table_page_finalize (GObject *object)
{
  g_clear_object (&SLIP_TABLE_PAGE (object)->rows);
  G_OBJECT_CLASS (slip_table_page_parent_class)->finalize (object);
}

static const char *
slip_table_page_get_help (SlipPage *page)
{
  return "tables";
}

static void
slip_table_page_class_init (SlipTablePageClass *klass)
{
  SLIP_PAGE_CLASS (klass)->get_help = slip_table_page_get_help;
  G_OBJECT_CLASS (klass)->finalize = slip_table_page_finalize;
  GTK_WIDGET_CLASS (klass)->map = slip_table_page_map;
  SLIP_PAGE_CLASS (klass)->find = slip_table_page_find;
  SLIP_PAGE_CLASS (klass)->leave = slip_table_page_leave;
}

static void
slip_table_page_init (SlipTablePage *self)
{
}

static GtkWidget *
make_buttons (SlipTablePage *self)
{
  const struct
  {
    const char *icon;
    const char *label;
    const char *action;
  } buttons[] = {
    { "list-add-symbolic", _ ("Add Row"), "table.add" },
    { "edit-paste-symbolic", _ ("Paste Rows from a Spreadsheet"), "table.paste" },
    { "edit-find-symbolic", _ ("Filter Rows"), "table.find" },
  };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autoptr (GMenuModel) menu = slip_table_list_make_menu (SLIP_TABLE_LIST (self->list));
  g_autofree char *name = g_strdup_printf (
      _ ("Rows of %s"), slip_form_node_label (slip_form_rows_get_table (self->rows)));
  GtkWidget *more;

  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      GtkWidget *button = slip_editor_button (buttons[i].icon, buttons[i].label, buttons[i].action);

      gtk_widget_add_css_class (button, "flat");
      gtk_box_append (GTK_BOX (box), button);
    }
  more = slip_editor_menu_button ("view-more-symbolic", name);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (more), menu);
  gtk_widget_add_css_class (more, "flat");
  gtk_box_append (GTK_BOX (box), more);
  return box;
}

SlipPage *
slip_table_page_new (SlipFormSession *session, const char *table)
{
  SlipTablePage *self = g_object_new (SLIP_TYPE_TABLE_PAGE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar;

  self->rows = slip_form_rows_new (session, table);
  self->list = slip_table_list_new (self->rows, 0);
  slip_page_set_title (SLIP_PAGE (self),
                       slip_form_node_label (slip_form_rows_get_table (self->rows)));
  slip_table_add_undo (GTK_WIDGET (self), session);
  /* The buttons stand in the list, where their actions are. */
  bar = make_buttons (self);
  gtk_widget_add_css_class (bar, "toolbar");
  gtk_box_prepend (GTK_BOX (self->list), bar);
  gtk_widget_set_vexpand (self->list, TRUE);
  gtk_box_append (GTK_BOX (box), self->list);
  slip_page_set_content (SLIP_PAGE (self), box);
  g_signal_connect_object (self->list, "open", G_CALLBACK (on_open_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rows, "items-changed", G_CALLBACK (on_count_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rows, "notify::loaded", G_CALLBACK (on_count_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rows, "notify::loaded", G_CALLBACK (on_loaded_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  on_count_cb (self);
  return SLIP_PAGE (self);
}
