/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The engine writes the file whole or not at all, and replaces nothing but an older backup of the same workspace. */

#include "ui/output/slip-back-up.h"

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-work.h"
#include "ui/output/slip-output.h"

#define SUFFIX ".backup"
#define PATIENCE_MS 1000 /* what takes no longer needs no word */

typedef struct
{
  GtkWindow *parent;
  SlipWorkspace *workspace;
  GtkFileChooserNative *chooser; /* nullable */
  char *path;
  guint patience_id;
} BackUp;

static void
back_up_free (BackUp *self)
{
  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_clear_object (&self->chooser);
  g_object_unref (self->workspace);
  g_object_unref (self->parent);
  g_free (self->path);
  g_free (self);
}

static gpointer
write_it (gpointer data, GCancellable *cancellable, GError **error)
{
  const BackUp *self = data;

  return slip_workspace_backup (self->workspace, self->path, TRUE, NULL, error) ? data : NULL;
}

static void
on_written_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  const BackUp *self = data;
  g_autofree char *name = g_filename_display_basename (self->path);
  g_autofree char *text = NULL;

  if (result == NULL)
    {
      slip_feedback_error (GTK_WIDGET (self->parent), _ ("The Backup Could Not Be Written"), error);
      return;
    }
  /* Translators: %s is the name of a file */
  text = g_strdup_printf (_ ("“%s” was saved. Keep it like a key: it holds yours."), name);
  slip_feedback_toast (GTK_WIDGET (self->parent), text);
}

static gboolean
on_patience_cb (gpointer data)
{
  BackUp *self = data;

  self->patience_id = 0;
  slip_feedback_toast (GTK_WIDGET (self->parent), _ ("Backing up…"));
  return G_SOURCE_REMOVE;
}

static void
on_chosen_cb (GtkNativeDialog *chooser, int response, BackUp *self)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser))
                               : NULL;

  self->path = file != NULL ? g_file_get_path (file) : NULL;
  if (self->path == NULL)
    {
      if (file != NULL)
        slip_feedback_toast (GTK_WIDGET (self->parent), _ ("Choose a place on this computer."));
      back_up_free (self);
      return;
    }
  self->patience_id = g_timeout_add (PATIENCE_MS, on_patience_cb, self);
  slip_work_long (self->parent, write_it, self, (GDestroyNotify) back_up_free, on_written_cb, NULL,
                  NULL);
}

void
slip_back_up (GtkWindow *parent, SlipWorkspace *workspace)
{
  BackUp *self = g_new0 (BackUp, 1);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *title = slip_workspace_get_info (workspace, "name", NULL);
  g_autofree char *text = g_strdup_printf ("%s %s", title != NULL ? title : "", date);
  g_autofree char *safe = slip_output_file_name (text);
  g_autofree char *name = g_strconcat (safe, SUFFIX, NULL);

  self->parent = g_object_ref (parent);
  self->workspace = g_object_ref (workspace);
  self->chooser = gtk_file_chooser_native_new (_ ("Back Up"), parent, GTK_FILE_CHOOSER_ACTION_SAVE,
                                               _ ("_Save"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect (self->chooser, "response", G_CALLBACK (on_chosen_cb), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}
