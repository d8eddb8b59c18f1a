/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The windows for shortcuts and about come from the toolkits, which left out names in the releases of 2022. */

#define G_LOG_DOMAIN "slipway"

#include "ui/app/slip-names.h"

#include <glib/gi18n.h>

static void
name (GtkWidget *widget, const char *text)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
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
