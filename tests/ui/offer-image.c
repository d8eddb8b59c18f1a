/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Another program that has copied an image: offer-image FILE.png puts it on the clipboard, says so, and stays. */

#include <gtk/gtk.h>

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GtkWidget *window;

  if (argc != 2)
    return 2;
  gtk_init ();
  texture = gdk_texture_new_from_filename (argv[1], &error);
  if (texture == NULL)
    g_error ("%s", error->message);
  window = gtk_window_new ();
  gtk_widget_realize (window);
  gdk_clipboard_set_texture (gtk_widget_get_clipboard (window), texture);
  g_print ("offered\n");
  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
}
