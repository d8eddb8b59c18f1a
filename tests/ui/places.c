/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The Slipway authors */

/* Loaded into the program that a test drives (LD_PRELOAD), it mends where GTK says that things are.
 *
 * GTK 4.10 and later add up where each widget lies in its parent, from edge to edge, and leave out what the parents have
 * between their edge and what is in them: whoever clicks there clicks something else. The answers are given as GTK 4.8
 * gave them: from where a widget's contents begin to where its window's do. */

#include <dlfcn.h>
#include <gtk/gtk.h>

G_GNUC_BEGIN_IGNORE_DEPRECATIONS

/* A page of a stack is no widget; it lies where its child does. */
static GtkWidget *
widget_of (GtkAccessible *accessible)
{
  g_autoptr (GtkAccessible) child = NULL;

  if (accessible == NULL || GTK_IS_WIDGET (accessible))
    return (GtkWidget *) accessible;
  child = gtk_accessible_get_first_accessible_child (accessible);
  return GTK_IS_WIDGET (child) ? (GtkWidget *) child : NULL;
}

static GVariant *
place_of (GtkWidget *widget)
{
  GtkWidget *root = (GtkWidget *) gtk_widget_get_root (widget);
  graphene_point_t place;

  if (root == NULL || !gtk_widget_compute_point (widget, root, graphene_point_zero (), &place))
    return NULL;
  return g_variant_new ("((iiii))", (int) place.x, (int) place.y, gtk_widget_get_width (widget),
                        gtk_widget_get_height (widget));
}

G_MODULE_EXPORT void
g_dbus_method_invocation_return_value (GDBusMethodInvocation *invocation, GVariant *value)
{
  static void (*answer) (GDBusMethodInvocation *, GVariant *) = NULL;

  if (answer == NULL)
    *(void **) &answer = dlsym (RTLD_NEXT, "g_dbus_method_invocation_return_value");
  if (g_strcmp0 (g_dbus_method_invocation_get_interface_name (invocation),
                 "org.a11y.atspi.Component") == 0 &&
      g_strcmp0 (g_dbus_method_invocation_get_method_name (invocation), "GetExtents") == 0)
    {
      GtkATContext *context = g_dbus_method_invocation_get_user_data (invocation);
      GtkWidget *widget = widget_of (gtk_at_context_get_accessible (context));
      GVariant *place = widget != NULL ? place_of (widget) : NULL;

      if (place != NULL)
        {
          g_variant_unref (g_variant_ref_sink (value));
          value = place;
        }
    }
  answer (invocation, value);
}

G_GNUC_END_IGNORE_DEPRECATIONS
