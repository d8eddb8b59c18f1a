/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The dialogue of the workspace's shared folder. Nothing is kept that the server refuses. */

#include "ui/sync/slip-shared-folder.h"

#include <glib/gi18n.h>

#include "ui/app/slip-task-dialog.h"
#include "ui/sync/slip-credentials.h"
#include "ui/sync/slip-folder-group.h"
#include "ui/sync/slip-sync-words.h"

/* Lives as long as the dialogue. */
typedef struct
{
  SlipTaskDialog *dialog;
  SlipFolderGroup *folder;
  SlipWorkspace *workspace;
  SlipSyncScheduler *scheduler;
} SharedFolder;

static void
shared_folder_free (gpointer data)
{
  SharedFolder *self = data;

  g_object_unref (self->workspace);
  g_object_unref (self->scheduler);
  g_free (self);
}

/* == saving == */

typedef struct
{
  SlipWorkspace *workspace;
  SlipSyncScheduler *scheduler;
  char *url;
  char *user;               /* nullable */
  SlipPassphrase *password; /* nullable */
  gboolean cleartext;
} Settings;

static void
settings_free (Settings *settings)
{
  slip_passphrase_free (settings->password);
  g_free (settings->user);
  g_free (settings->url);
  g_object_unref (settings->scheduler);
  g_object_unref (settings->workspace);
  g_free (settings);
}

static gpointer
store (gpointer data, GCancellable *cancellable, GError **error)
{
  Settings *settings = data;
  g_autoptr (SlipSyncState) before = slip_workspace_get_sync_state (settings->workspace, NULL);

  if (!slip_workspace_set_remote (settings->workspace, settings->url, settings->user,
                                  settings->password, settings->cleartext, cancellable, error))
    {
      slip_sync_words_mend (*error);
      return NULL;
    }
  slip_credentials_settle (settings->workspace, NULL);
  /* The old one's password serves nobody any more. */
  if (before != NULL &&
      (!g_str_equal (before->url, settings->url) || g_strcmp0 (before->user, settings->user) != 0))
    slip_credentials_forget (settings->workspace, before->url, before->user, NULL);
  return settings;
}

static void
on_stored_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  slip_sync_scheduler_settings_changed (((const Settings *) data)->scheduler);
}

static void
on_apply_cb (SharedFolder *self)
{
  Settings *settings;

  if (slip_folder_group_is_saved (self->folder))
    {
      gtk_window_close (GTK_WINDOW (self->dialog));
      return;
    }
  settings = g_new0 (Settings, 1);
  settings->workspace = g_object_ref (self->workspace);
  settings->scheduler = g_object_ref (self->scheduler);
  settings->url = slip_folder_group_read_address (self->folder);
  settings->user = slip_folder_group_read_user (self->folder);
  settings->password = slip_folder_group_read_password (self->folder);
  settings->cleartext = slip_folder_group_get_cleartext (self->folder);
  slip_task_dialog_run_long (self->dialog, _ ("Setting up the shared folder…"), store, settings,
                             (GDestroyNotify) settings_free, on_stored_cb, NULL);
}

/* == the dialogue == */

/* Whoever saves doesn't wait for the answer to what was typed last: saving asks, too. */
static void
on_changed_cb (SharedFolder *self)
{
  g_autofree char *address = slip_folder_group_read_address (self->folder);

  slip_task_dialog_set_missing (self->dialog,
                                address == NULL ? _ ("Give the address of a shared folder.")
                                : slip_folder_group_has_mistake (self->folder) ? ""
                                                                               : NULL);
  /* An address on a server asks for a user and a password, too. */
  slip_task_dialog_fit (self->dialog);
}

void
slip_shared_folder_present (GtkWindow *parent, SlipWorkspace *workspace,
                            SlipSyncScheduler *scheduler)
{
  const SlipSyncState *state = slip_sync_scheduler_get_state (scheduler);
  const GError *error = slip_sync_scheduler_get_error (scheduler);
  SharedFolder *self;

  if (state == NULL)
    return;
  self = g_new0 (SharedFolder, 1);
  self->dialog = slip_task_dialog_new (GTK_WIDGET (parent), _ ("Shared Folder"), _ ("_Save"));
  g_object_set_data_full (G_OBJECT (self->dialog), "slip-shared-folder", self, shared_folder_free);
  self->workspace = g_object_ref (workspace);
  self->scheduler = g_object_ref (scheduler);
  self->folder = g_object_new (SLIP_TYPE_FOLDER_GROUP, NULL);
  slip_folder_group_set_saved (self->folder, state);
  slip_task_dialog_add (self->dialog, GTK_WIDGET (self->folder));
  g_signal_connect_swapped (self->folder, "changed", G_CALLBACK (on_changed_cb), self);
  g_signal_connect_swapped (self->dialog, "apply", G_CALLBACK (on_apply_cb), self);
  on_changed_cb (self);
  slip_folder_group_focus (self->folder,
                           error != NULL && slip_sync_words_remedy (error) == SLIP_REMEDY_PASSWORD);
  gtk_window_present (GTK_WINDOW (self->dialog));
}
