/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The workspace comes first, its shared folder second: where the second fails the first stays, and the window says so. */

#include "ui/start/slip-create.h"

#include <glib/gi18n.h>

#include "core/slip-error.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-settings.h"
#include "ui/app/slip-task-dialog.h"
#include "ui/app/slip-typed.h"
#include "ui/people/slip-role-checks.h"
#include "ui/sync/slip-folder-group.h"
#include "ui/sync/slip-sync-words.h"
#include "workspace/slip-workspace.h"

/* Lives as long as the dialogue. */
typedef struct
{
  SlipTaskDialog *dialog;
  GtkEditable *name;
  GtkEditable *person;
  SlipRoleChecks *roles;
  SlipNewPassphrase *passphrase;
  SlipFolderGroup *folder;
} Create;

typedef struct
{
  char *dir;
  char *name;
  char *person;
  GStrv roles;
  SlipPassphrase *passphrase;
  char *address; /* nullable */
  char *user;
  SlipPassphrase *password;
  gboolean cleartext;
  GError *folder_error;
} Making;

static void
making_free (Making *making)
{
  g_free (making->dir);
  g_free (making->name);
  g_free (making->person);
  g_strfreev (making->roles);
  slip_passphrase_free (making->passphrase);
  g_free (making->address);
  g_free (making->user);
  slip_passphrase_free (making->password);
  g_clear_error (&making->folder_error);
  g_free (making);
}

static gpointer
make (gpointer data, GCancellable *cancellable, GError **error)
{
  Making *making = data;
  g_autoptr (SlipWorkspace) workspace =
      slip_workspace_create (making->dir, making->name, making->person,
                             (const char *const *) making->roles, making->passphrase, error);

  if (workspace == NULL)
    return NULL;
  /* Who cancels now has a workspace, and no shared folder yet. */
  if (making->address != NULL &&
      !slip_workspace_set_remote (workspace, making->address, making->user, making->password,
                                  making->cleartext, cancellable, &making->folder_error))
    slip_sync_words_mend (making->folder_error);
  return making;
}

static void
on_made_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  GtkWidget *parent = slip_task_dialog_get_parent (owner);
  Making *making = data;

  gtk_widget_activate_action (parent, "win.open-workspace", "s", making->dir);
  if (g_error_matches (making->folder_error, SLIP_ERROR, SLIP_ERROR_CANCELLED))
    slip_feedback_toast (parent, _ ("The workspace is made; its shared folder is not set up"));
  else if (making->folder_error != NULL)
    slip_feedback_error (parent, _ ("The Shared Folder Could Not Be Set Up"), making->folder_error);
}

static void
on_changed_cb (Create *self)
{
  g_autofree char *name = slip_typed_text (self->name);
  g_autofree char *person = slip_typed_text (self->person);
  const char *missing = NULL;

  if (*name == '\0')
    missing = _ ("Give the workspace a name.");
  else if (*person == '\0')
    missing = _ ("Give your own name.");
  else
    missing = slip_new_passphrase_get_missing (self->passphrase);
  if (missing == NULL)
    missing = slip_folder_group_get_missing (self->folder);
  slip_task_dialog_set_missing (self->dialog, missing);
}

static void
on_apply_cb (Create *self)
{
  Making *making = g_new0 (Making, 1);

  making->name = slip_typed_text (self->name);
  making->person = slip_typed_text (self->person);
  making->dir = slip_settings_folder_for (making->name);
  making->roles = slip_role_checks_get_roles (self->roles);
  making->passphrase = slip_new_passphrase_read (self->passphrase);
  making->address = slip_folder_group_read_address (self->folder);
  making->user = slip_folder_group_read_user (self->folder);
  making->password = slip_folder_group_read_password (self->folder);
  making->cleartext = slip_folder_group_get_cleartext (self->folder);
  slip_task_dialog_run_long (self->dialog, _ ("Making the workspace…"), make, making,
                             (GDestroyNotify) making_free, on_made_cb, NULL);
}

static GtkEditable *
add_entry (GtkWidget *group, const char *title)
{
  GtkWidget *row =
      g_object_new (ADW_TYPE_ENTRY_ROW, "title", title, "activates-default", TRUE, NULL);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return GTK_EDITABLE (row);
}

void
slip_create_present (GtkWidget *parent)
{
  Create *self = g_new0 (Create, 1);
  GtkWidget *names = adw_preferences_group_new ();
  const char *real_name = g_get_real_name ();

  self->dialog = slip_task_dialog_new (parent, _ ("Create a Workspace"), _ ("C_reate"));
  g_object_set_data_full (G_OBJECT (self->dialog), "slip-create", self, g_free);
  self->name = add_entry (names, _ ("Name of the Workspace"));
  self->person = add_entry (names, _ ("Your Name"));
  if (!g_str_equal (real_name, "Unknown") && !g_str_equal (real_name, g_get_user_name ()))
    gtk_editable_set_text (self->person, real_name);
  self->roles = slip_role_checks_new (_ ("Your Roles"), _ ("You can change them later."));
  slip_role_checks_set_active (self->roles, "administrator", TRUE);
  slip_role_checks_lock (self->roles, "administrator", _ ("Whoever makes a workspace is one"));
  self->passphrase = slip_new_passphrase_new (_ ("Passphrase"));
  self->folder = g_object_new (SLIP_TYPE_FOLDER_GROUP, NULL);
  slip_task_dialog_add (self->dialog, names);
  slip_task_dialog_add (self->dialog, GTK_WIDGET (self->passphrase));
  slip_task_dialog_add (self->dialog, GTK_WIDGET (self->roles));
  slip_task_dialog_add (self->dialog, GTK_WIDGET (self->folder));
  g_signal_connect_swapped (self->name, "changed", G_CALLBACK (on_changed_cb), self);
  g_signal_connect_swapped (self->person, "changed", G_CALLBACK (on_changed_cb), self);
  g_signal_connect_swapped (self->passphrase, "changed", G_CALLBACK (on_changed_cb), self);
  g_signal_connect_swapped (self->folder, "changed", G_CALLBACK (on_changed_cb), self);
  g_signal_connect_swapped (self->dialog, "apply", G_CALLBACK (on_apply_cb), self);
  on_changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
  gtk_window_present (GTK_WINDOW (self->dialog));
}
