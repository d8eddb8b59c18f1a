/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The widgets that all types of fields have, around the control of each type. */

#include <glib/gi18n.h>

#include "ui/editor/slip-editor-parts.h"
#include "ui/editor/slip-field-row-private.h"
#include "ui/editor/slip-field-words.h"

/* == menus == */

static void
on_menu_cb (GtkMenuButton *button, gpointer data)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  const char *const items[][2] = {
    { _ ("_Comments"), "field.comments" },
    { _ ("_History"), "field.history" },
    { _ ("_Discard Typed Text"), "field.discard" },
    { _ ("_Clear"), "field.clear" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (items[i][0], items[i][1]);

      g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static void
on_proposals_cb (GtkMenuButton *button, gpointer data)
{
  SlipFieldRow *self = data;

  gtk_menu_button_set_popover (
      button, slip_field_list_proposals (
                  self, slip_form_session_get_field (slip_field_row_get_session (self),
                                                     slip_field_row_get_path (self))));
}

/* == lines == */

void
slip_field_row_set_line (GtkWidget *line, const char *text)
{
  gtk_widget_set_visible (line, text != NULL);
  if (text != NULL)
    gtk_label_set_label (GTK_LABEL (g_object_get_data (G_OBJECT (line), "words")), text);
}

static GtkWidget *
make_line (const char *icon, const char *style)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);
  GtkWidget *words = slip_editor_label (NULL, NULL);

  gtk_widget_set_valign (image, GTK_ALIGN_START);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_add_css_class (line, style);
  gtk_widget_add_css_class (line, "slip-field-line");
  gtk_box_append (GTK_BOX (line), image);
  gtk_box_append (GTK_BOX (line), words);
  g_object_set_data (G_OBJECT (line), "words", words);
  gtk_widget_set_visible (line, FALSE);
  return line;
}

static GtkWidget *
make_head (SlipFieldRow *self)
{
  SlipFieldRowPrivate *priv = slip_field_row_get_parts (self);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  priv->label = slip_editor_label (NULL, "slip-field-label");
  priv->required = gtk_label_new (_ ("Required"));
  gtk_widget_add_css_class (priv->required, "caption");
  gtk_widget_add_css_class (priv->required, "dim-label");
  priv->proposals = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (priv->proposals), "dialog-information-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (priv->proposals), on_proposals_cb, self,
                                         NULL);
  gtk_widget_set_tooltip_text (priv->proposals, _ ("A proposal waits."));
  priv->suffix = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  priv->menu = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (priv->menu), "view-more-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (priv->menu), on_menu_cb, self, NULL);
  gtk_widget_set_tooltip_text (priv->menu, _ ("More"));
  gtk_widget_add_css_class (priv->menu, "flat");
  gtk_widget_add_css_class (priv->menu, "slip-field-menu");
  gtk_widget_add_css_class (priv->proposals, "flat");
  gtk_widget_set_valign (priv->menu, GTK_ALIGN_START);
  gtk_widget_set_valign (priv->proposals, GTK_ALIGN_START);
  gtk_widget_set_valign (priv->suffix, GTK_ALIGN_START);
  gtk_widget_set_valign (priv->required, GTK_ALIGN_START);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  priv->hint = slip_editor_label (NULL, "dim-label");
  gtk_widget_add_css_class (priv->hint, "caption");
  gtk_box_append (GTK_BOX (words), priv->label);
  gtk_box_append (GTK_BOX (words), priv->hint);
  gtk_box_append (GTK_BOX (head), words);
  gtk_box_append (GTK_BOX (head), priv->required);
  gtk_box_append (GTK_BOX (head), priv->proposals);
  gtk_box_append (GTK_BOX (head), priv->suffix);
  gtk_box_append (GTK_BOX (head), priv->menu);
  return head;
}

void
slip_field_row_make_parts (SlipFieldRow *self)
{
  SlipFieldRowPrivate *priv = slip_field_row_get_parts (self);

  priv->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (priv->box, "slip-field");
  priv->note = slip_editor_label (NULL, "dim-label");
  priv->proposed = slip_editor_label (
      _ ("You don't fill this field. What you write is kept as a proposal."), "dim-label");
  priv->problem = make_line ("dialog-error-symbolic", "error");
  priv->conflict = make_line ("dialog-warning-symbolic", "warning");
  priv->resolve = gtk_button_new_with_mnemonic (_ ("_Resolve…"));
  gtk_widget_set_valign (priv->resolve, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (gtk_widget_get_first_child (priv->conflict), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (priv->note, "caption");
  gtk_widget_add_css_class (priv->proposed, "caption");
  gtk_widget_set_visible (priv->note, FALSE);
  gtk_widget_set_visible (priv->proposed, FALSE);
  gtk_box_append (GTK_BOX (priv->conflict), priv->resolve);
  gtk_box_append (GTK_BOX (priv->box), make_head (self));
  gtk_box_append (GTK_BOX (priv->box), priv->note);
  gtk_box_append (GTK_BOX (priv->box), priv->proposed);
  gtk_box_append (GTK_BOX (priv->box), priv->problem);
  gtk_box_append (GTK_BOX (priv->box), priv->conflict);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), priv->box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
}
