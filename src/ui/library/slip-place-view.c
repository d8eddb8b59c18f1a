/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* GtkListView's own single click would also select whatever the pointer is over; so a click is watched for here. */

#include "ui/library/slip-place-view.h"

typedef struct
{
  char *icon;
  SlipPlaceFunc go;
  gpointer widget;
} Setup;

static void
setup_free (gpointer data)
{
  Setup *setup = data;

  g_free (setup->icon);
  g_free (setup);
}

/* What a list item's child shows. */
typedef struct
{
  GtkLabel *title;
  GtkLabel *text;
  GtkLabel *note;
} Parts;

static GtkLabel *
append_label (GtkWidget *box, const char *style, gboolean long_text)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  /* A narrow list stays narrow. */
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  if (long_text)
    {
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_lines (GTK_LABEL (label), 2);
    }
  if (style != NULL)
    {
      gtk_widget_add_css_class (label, style);
      gtk_widget_add_css_class (label, "dim-label");
    }
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
on_released_cb (GtkGestureClick *gesture, int n_press, double x, double y, GtkListItem *item)
{
  GtkWidget *child = gtk_list_item_get_child (item);
  Setup *setup = g_object_get_data (G_OBJECT (item), "slip-setup");

  if (n_press == 1 && child != NULL && gtk_widget_contains (child, x, y) &&
      gtk_list_item_get_item (item) != NULL)
    setup->go (setup->widget, gtk_list_item_get_item (item));
}

static void
on_setup_cb (GtkListItemFactory *factory, GtkListItem *item, Setup *setup)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, setup->icon != NULL ? 0 : 3);
  GtkGesture *click = gtk_gesture_click_new ();
  Parts *parts = g_new0 (Parts, 1);
  gboolean long_text = setup->icon == NULL;

  if (setup->icon != NULL)
    gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (setup->icon));
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  parts->title = append_label (texts, NULL, long_text);
  parts->text = append_label (texts, long_text ? "body" : "caption", long_text);
  parts->note = append_label (texts, "caption", FALSE);
  gtk_box_append (GTK_BOX (box), texts);
  if (long_text)
    gtk_widget_add_css_class (GTK_WIDGET (parts->title), "heading");
  gtk_widget_add_controller (box, GTK_EVENT_CONTROLLER (click));
  g_signal_connect (click, "released", G_CALLBACK (on_released_cb), item);
  g_object_set_data (G_OBJECT (item), "slip-setup", setup);
  g_object_set_data_full (G_OBJECT (box), "slip-parts", parts, g_free);
  gtk_list_item_set_child (item, box);
}

static void
fill (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static void
on_bind_cb (GtkListItemFactory *factory, GtkListItem *item, Setup *setup)
{
  SlipPlace *place = gtk_list_item_get_item (item);
  GtkWidget *child = gtk_list_item_get_child (item);
  GtkWidget *row = gtk_widget_get_parent (child);
  Parts *parts = g_object_get_data (G_OBJECT (child), "slip-parts");

  fill (parts->title, slip_place_get_title (place));
  fill (parts->text, slip_place_get_text (place));
  fill (parts->note, slip_place_get_note (place));
  if (row == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  slip_place_get_title (place), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  *slip_place_get_note (place) != '\0'
                                      ? slip_place_get_note (place)
                                      : slip_place_get_text (place),
                                  -1);
}

static void
on_activate_cb (GtkListView *view, guint position, Setup *setup)
{
  g_autoptr (SlipPlace) place =
      g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (view)), position);

  if (place != NULL)
    setup->go (setup->widget, place);
}

void
slip_place_view_set_up (GtkListView *view, const char *icon, SlipPlaceFunc go, gpointer widget)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  Setup *setup = g_new0 (Setup, 1);

  setup->icon = g_strdup (icon);
  setup->go = go;
  setup->widget = widget;
  /* The factory may live a little longer than the view. */
  g_object_set_data_full (G_OBJECT (factory), "slip-setup", setup, setup_free);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_cb), setup);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cb), setup);
  g_signal_connect (view, "activate", G_CALLBACK (on_activate_cb), setup);
  gtk_list_view_set_factory (view, factory);
}
