/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The copy gets a folder of its own in the one that is chosen, named like the workspace: so nothing that stands there is
 * touched. */

#include "ui/output/slip-copy-workspace.h"

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-settings.h"
#include "ui/app/slip-work.h"
#include "workspace/slip-care.h"

typedef struct
{
  GtkWindow *parent;
  SlipWorkspace *workspace;
  GtkFileChooserNative *chooser;
  char *dir; /* nullable: until it is chosen */
} Copy;

static void
copy_free (Copy *self)
{
  g_object_unref (self->chooser);
  g_object_unref (self->workspace);
  g_object_unref (self->parent);
  g_free (self->dir);
  g_free (self);
}

static gpointer
make (gpointer data, GCancellable *cancellable, GError **error)
{
  const Copy *self = data;

  return slip_workspace_copy (self->workspace, self->dir, cancellable, error) ? data : NULL;
}

static void
on_made_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  const Copy *self = data;

  if (result != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->parent), "win.open-workspace", "s", self->dir);
  else
    slip_feedback_error (GTK_WIDGET (self->parent), _ ("The Workspace Could Not Be Copied"), error);
}

static void
on_chosen_cb (GtkNativeDialog *chooser, int response, Copy *self)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser))
                               : NULL;
  g_autofree char *above = file != NULL ? g_file_get_path (file) : NULL;
  g_autofree char *name = slip_workspace_get_info (self->workspace, "name", NULL);

  if (above == NULL)
    {
      if (file != NULL)
        slip_feedback_toast (GTK_WIDGET (self->parent), _ ("Choose a place on this computer."));
      copy_free (self);
      return;
    }
  self->dir = slip_settings_folder_in (above, name != NULL ? name : "");
  slip_feedback_toast (GTK_WIDGET (self->parent), _ ("Copying…"));
  slip_work_long (self->parent, make, self, (GDestroyNotify) copy_free, on_made_cb, NULL, NULL);
}

void
slip_copy_workspace (GtkWindow *parent, SlipWorkspace *workspace)
{
  Copy *self = g_new0 (Copy, 1);

  self->parent = g_object_ref (parent);
  self->workspace = g_object_ref (workspace);
  self->chooser = gtk_file_chooser_native_new (_ ("Copy to Another Folder"), parent,
                                               GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                               _ ("C_opy Here"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect (self->chooser, "response", G_CALLBACK (on_chosen_cb), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}
