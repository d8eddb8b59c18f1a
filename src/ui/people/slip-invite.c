/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* An invitation is a file for one person. What to do with it is said when it is there. */

#include <adwaita.h>
#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-task-dialog.h"
#include "ui/people/slip-invitation-words.h"
#include "ui/people/slip-people-tasks.h"

/* == where a file goes == */

typedef struct
{
  SlipSaveFunc func;
  gpointer data;
} Choice;

static void
on_place_cb (GtkNativeDialog *chooser, int response, gpointer data)
{
  Choice *choice = data;
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    choice->func (path, choice->data);
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

void
slip_people_choose_place (GtkWidget *widget, const char *title, const char *name, SlipSaveFunc func,
                          gpointer data)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      title, GTK_WINDOW (gtk_widget_get_root (widget)), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  Choice *choice = g_new0 (Choice, 1);

  choice->func = func;
  choice->data = data;
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect_data (chooser, "response", G_CALLBACK (on_place_cb), choice,
                         (GClosureNotify) (void (*) (void)) g_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* == inviting == */

typedef struct
{
  SlipWorkspace *workspace;
  char *path;
} Invite;

static void
invite_free (Invite *invite)
{
  g_object_unref (invite->workspace);
  g_free (invite->path);
  g_free (invite);
}

static gpointer
write_invitation (gpointer data, GCancellable *cancellable, GError **error)
{
  Invite *invite = data;

  return slip_workspace_invite (invite->workspace, invite->path, error)
             ? slip_invitation_words_read (invite->path, error)
             : NULL;
}

static void
add_row (GtkWidget *group, const char *title, const char *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (row, "property");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
on_invited_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  const SlipInvitationWords *words = result;
  Invite *invite = data;
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *shown = g_filename_display_name (invite->path);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("The Invitation Is Ready"));
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      _ ("Give the file to one person, on a way that others don't read. Once the person has asked "
         "to join and synced, the request shows here under People."));
  add_row (group, _ ("File"), shown);
  add_row (group, _ ("Fingerprint of the Workspace"), words->fingerprint);
  slip_task_dialog_show_result (owner, group);
}

/* Lives as long as the dialogue. */
typedef struct
{
  SlipTaskDialog *dialog;
  SlipWorkspace *workspace;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *self = data;

  g_object_unref (self->workspace);
  g_free (self);
}

static void
on_place_chosen_cb (const char *path, gpointer data)
{
  Asking *self = data;
  Invite *invite = g_new0 (Invite, 1);

  invite->workspace = g_object_ref (self->workspace);
  invite->path = g_strdup (path);
  slip_task_dialog_run (self->dialog, _ ("Writing the invitation…"), write_invitation, invite,
                        (GDestroyNotify) invite_free, on_invited_cb,
                        (GDestroyNotify) slip_invitation_words_free);
}

static void
on_apply_cb (Asking *self)
{
  slip_people_choose_place (GTK_WIDGET (self->dialog), _ ("Save the Invitation"),
                            "slipway.invitation", on_place_chosen_cb, self);
}

void
slip_people_invite (GtkWidget *parent, SlipWorkspace *workspace, gboolean shared)
{
  Asking *self = g_new0 (Asking, 1);

  self->dialog = slip_task_dialog_new (parent, _ ("Invite Somebody"), _ ("_Save…"));
  self->workspace = g_object_ref (workspace);
  g_object_set_data_full (G_OBJECT (self->dialog), "slip-invite", self, asking_free);
  g_signal_connect_swapped (self->dialog, "apply", G_CALLBACK (on_apply_cb), self);
  slip_task_dialog_add_text (
      self->dialog,
      _ ("An invitation is a file with which one person asks to join. Nobody comes in by the file "
         "alone: you admit the person afterwards, with the roles that you choose."));
  if (!shared)
    slip_task_dialog_add_text (
        self->dialog, _ ("This workspace has no shared folder yet. Set it up first, so that "
                         "the invitation says where it is."));
  gtk_window_present (GTK_WINDOW (self->dialog));
}
