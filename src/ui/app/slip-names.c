/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The windows for shortcuts and about come from the toolkits, which left out names in the releases of 2022. */

#include "ui/app/slip-names.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static void
name (GtkWidget *widget, const char *text)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

void
slip_names_set (GtkWidget *widget, const char *text)
{
  /* GTK 4.8 says the label behind the name, GTK 4.18 instead of it. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  name (widget, text);
}

void
slip_names_set_tooltip (GtkWidget *widget, const char *text)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) != 0)
    gtk_widget_set_tooltip_text (widget, text);
}

void
slip_names_complete (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    {
      GtkWidget *child = gtk_button_get_child (GTK_BUTTON (widget));

      /* The version in about, and the magnifying glass of the shortcuts. */
      if (GTK_IS_LABEL (child))
        name (widget, gtk_label_get_label (GTK_LABEL (child)));
      else if (GTK_IS_TOGGLE_BUTTON (widget) && GTK_IS_IMAGE (child))
        name (widget, _ ("Search"));
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    slip_names_complete (child);
}

/* == choices == */

static void
name_item (GtkWidget *widget, const char *text)
{
  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkListItemWidget"))
    name (widget, text);
  /* The list that pops up names its own. */
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_POPOVER (child))
      name_item (child, text);
}

static void
on_choice_cb (AdwComboRow *row)
{
  gpointer item = adw_combo_row_get_selected_item (row);

  if (GTK_IS_STRING_OBJECT (item))
    name_item (GTK_WIDGET (row), gtk_string_object_get_string (item));
}

void
slip_names_follow_choice (AdwComboRow *row)
{
  g_signal_connect_after (row, "notify::selected-item", G_CALLBACK (on_choice_cb), NULL);
  g_signal_connect_after (row, "notify::model", G_CALLBACK (on_choice_cb), NULL);
  g_signal_connect_after (row, "map", G_CALLBACK (on_choice_cb), NULL);
  on_choice_cb (row);
}

void
slip_names_mend (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    {
      GtkButton *button = GTK_BUTTON (widget);

      /* The label beside the property names it, too. */
      if (gtk_button_get_label (button) != NULL && gtk_button_get_use_underline (button))
        gtk_accessible_reset_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL);
      else if (gtk_button_get_label (button) == NULL &&
               gtk_widget_get_ancestor (widget, ADW_TYPE_PASSWORD_ENTRY_ROW) != NULL)
        name (widget, _ ("Show or Hide"));
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    slip_names_mend (child);
}
