/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* GTK would hand over the first of several without a word about the others. */

#include "ui/app/slip-drop.h"

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"

GtkDropTarget *
slip_drop_target_new (void)
{
  return gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
}

GFile *
slip_drop_get_first (const GValue *value, gboolean *others)
{
  g_autoptr (GSList) files = NULL;

  *others = FALSE;
  if (!G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return NULL;
  files = gdk_file_list_get_files (g_value_get_boxed (value));
  if (files == NULL)
    return NULL;
  *others = files->next != NULL;
  return g_object_ref (files->data);
}

void
slip_drop_tell_which (GtkWidget *widget, GFile *taken)
{
  g_autofree char *name = g_file_get_basename (taken);
  g_autofree char *shown = g_filename_display_name (name);
  g_autofree char *text = g_strdup_printf (_ ("One file at a time: only “%s” is taken."), shown);

  slip_feedback_toast (widget, text);
}
