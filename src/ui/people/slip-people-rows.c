/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-people-rows.h. */

#include "ui/people/slip-people-rows.h"

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-names.h"

GtkWidget *
slip_people_column_new (GtkWidget **column)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  gtk_widget_set_margin_top (*column, 24);
  gtk_widget_set_margin_bottom (*column, 24);
  gtk_widget_set_margin_start (*column, 12);
  gtk_widget_set_margin_end (*column, 12);
  adw_clamp_set_child (ADW_CLAMP (clamp), *column);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  return scrolled;
}

void
slip_people_clear (GtkWidget *column)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (column)) != NULL)
    gtk_box_remove (GTK_BOX (column), child);
}

GtkWidget *
slip_people_group_new (GtkWidget *column, const char *title, const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *escaped_title = g_markup_escape_text (title != NULL ? title : "", -1);
  g_autofree char *escaped = g_markup_escape_text (description != NULL ? description : "", -1);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), escaped_title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), escaped);
  gtk_box_append (GTK_BOX (column), group);
  return group;
}

static GtkWidget *
add_row (GtkWidget *group, const char *title, const char *subtitle_markup)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *escaped = g_markup_escape_text (title, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), escaped);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle_markup);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

GtkWidget *
slip_people_add_person (GtkWidget *group, const char *name, const char *title, const char *markup)
{
  GtkWidget *row = add_row (group, title, markup);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row), adw_avatar_new (32, name, TRUE));
  return row;
}

GtkWidget *
slip_people_add_text (GtkWidget *group, const char *title, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  return add_row (group, title, escaped);
}

/* == fingerprints == */

static void
on_copy_cb (GtkWidget *button, gpointer data)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (button),
                          g_object_get_data (G_OBJECT (button), "slip-text"));
  slip_feedback_toast (button, _ ("Copied"));
}

void
slip_people_add_fingerprint (GtkWidget *group, const char *fingerprint)
{
  g_autofree char *markup = g_markup_printf_escaped ("<tt>%s</tt>", fingerprint);
  GtkWidget *row = add_row (group, _ ("Fingerprint"), markup);
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Copy"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Copy"), -1);
  g_object_set_data_full (G_OBJECT (button), "slip-text", g_strdup (fingerprint), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_copy_cb), NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

/* == actions == */

void
slip_people_make_link (GtkWidget *row, const char *action, GVariant *target)
{
  GtkWidget *image = gtk_image_new_from_icon_name ("go-next-symbolic");

  adw_action_row_add_suffix (ADW_ACTION_ROW (row), image);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (row), target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), action);
}

GtkWidget *
slip_people_add_action (GtkWidget *group, const char *title, const char *subtitle,
                        const char *action, GVariant *target)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (row), target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), action);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

GtkWidget *
slip_people_add_button (GtkWidget *row, const char *label, const char *whom)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  whom, -1);
  slip_names_mend (button);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return button;
}
