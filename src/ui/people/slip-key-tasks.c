/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Dialogues about one's own signing key: take it along, another passphrase, a new one for who forgot it. */

#include <adwaita.h>
#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-task-dialog.h"
#include "ui/people/slip-file-row.h"
#include "ui/people/slip-invitation-words.h"
#include "ui/people/slip-passphrase.h"
#include "ui/people/slip-people-tasks.h"

/* Lives as long as the dialogue; each has some of the widgets. */
typedef struct
{
  SlipTaskDialog *dialog;
  SlipWorkspace *workspace;
  SlipFileRow *invitation;
  GtkEditable *passphrase;
  SlipNewPassphrase *new_passphrase;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->workspace);
  g_free (task);
}

typedef struct
{
  SlipWorkspace *workspace;
  char *path;
  SlipPassphrase *passphrase;
  SlipPassphrase *new_passphrase;
} Job;

static Job *
job_new (Task *task, const char *path)
{
  Job *job = g_new0 (Job, 1);

  job->workspace = g_object_ref (task->workspace);
  job->path = g_strdup (path);
  if (task->passphrase != NULL)
    job->passphrase = slip_passphrase_read (task->passphrase);
  if (task->new_passphrase != NULL)
    job->new_passphrase = slip_new_passphrase_read (task->new_passphrase);
  return job;
}

static void
job_free (Job *job)
{
  g_object_unref (job->workspace);
  g_free (job->path);
  slip_passphrase_free (job->passphrase);
  slip_passphrase_free (job->new_passphrase);
  g_free (job);
}

static void
on_changed_cb (Task *task)
{
  const char *missing = NULL;

  if (task->invitation != NULL && slip_file_row_get_result (task->invitation) == NULL)
    missing = slip_file_row_is_empty (task->invitation)      ? _ ("Choose the new invitation.")
              : slip_file_row_is_checking (task->invitation) ? _ ("The file is being checked…")
                                                             : _ ("Choose another file.");
  else if (task->passphrase != NULL && *gtk_editable_get_text (task->passphrase) == '\0')
    missing = _ ("Type your passphrase.");
  else if (task->new_passphrase != NULL)
    missing = slip_new_passphrase_get_missing (task->new_passphrase);
  slip_task_dialog_set_missing (task->dialog, missing);
}

static Task *
task_new (GtkWidget *parent, SlipWorkspace *workspace, const char *title, const char *verb,
          void (*apply) (Task *))
{
  Task *task = g_new0 (Task, 1);

  task->dialog = slip_task_dialog_new (parent, title, verb);
  task->workspace = g_object_ref (workspace);
  g_object_set_data_full (G_OBJECT (task->dialog), "slip-task", task, task_free);
  g_signal_connect_swapped (task->dialog, "apply", G_CALLBACK (apply), task);
  return task;
}

static void
add_passphrase (Task *task)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = slip_passphrase_row_new (_ ("Your Passphrase"));

  task->passphrase = GTK_EDITABLE (row);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (on_changed_cb), task);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  slip_task_dialog_add (task->dialog, group);
}

static void
add_new_passphrase (Task *task)
{
  task->new_passphrase = slip_new_passphrase_new (_ ("New Passphrase"));
  g_signal_connect_swapped (task->new_passphrase, "changed", G_CALLBACK (on_changed_cb), task);
  slip_task_dialog_add (task->dialog, GTK_WIDGET (task->new_passphrase));
}

static void
present (Task *task)
{
  on_changed_cb (task);
  if (task->passphrase != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (task->passphrase));
  gtk_window_present (GTK_WINDOW (task->dialog));
}

/* == taking it along == */

static gpointer export(gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return slip_workspace_export_identity (job->workspace, job->path, job->passphrase, error) ? job
                                                                                            : NULL;
}

static void
on_exported_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  slip_feedback_toast (slip_task_dialog_get_parent (owner), _ ("Identity exported"));
}

static void
on_export_place_cb (const char *path, gpointer data)
{
  Task *task = data;

  slip_task_dialog_run (task->dialog, _ ("Exporting…"), export, job_new (task, path),
                        (GDestroyNotify) job_free, on_exported_cb, NULL);
}

static void
on_export_cb (Task *task)
{
  slip_people_choose_place (GTK_WIDGET (task->dialog), _ ("Export Identity"), "slipway.identity",
                            on_export_place_cb, task);
}

void
slip_people_export_identity (GtkWidget *parent, SlipWorkspace *workspace)
{
  Task *task = task_new (parent, workspace, _ ("Export Identity"), _ ("_Save…"), on_export_cb);

  slip_task_dialog_add_text (
      task->dialog,
      _ ("With this file and an invitation you join on another device as the same person. It holds "
         "your signing key, sealed with your passphrase: carry it yourself, and delete it "
         "afterwards."));
  add_passphrase (task);
  present (task);
}

/* == another passphrase == */

static gpointer
change (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return slip_workspace_change_passphrase (job->workspace, job->passphrase, job->new_passphrase,
                                           error)
             ? job
             : NULL;
}

static void
on_change_done_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  slip_feedback_toast (slip_task_dialog_get_parent (owner), _ ("Passphrase changed"));
}

static void
on_change_cb (Task *task)
{
  slip_task_dialog_run (task->dialog, _ ("Changing…"), change, job_new (task, NULL),
                        (GDestroyNotify) job_free, on_change_done_cb, NULL);
}

void
slip_people_change_passphrase (GtkWidget *parent, SlipWorkspace *workspace)
{
  Task *task = task_new (parent, workspace, _ ("Change Passphrase"), _ ("Cha_nge"), on_change_cb);

  slip_task_dialog_add_text (task->dialog,
                             _ ("On this device. Other devices keep the one that they "
                                "have."));
  add_passphrase (task);
  add_new_passphrase (task);
  present (task);
}

/* == forgotten == */

static gpointer
check (SlipWorkspace *workspace, const char *path, GCancellable *cancellable, GError **error)
{
  return slip_invitation_words_read (path, error);
}

static char *
describe (gpointer found)
{
  return g_strdup (((const SlipInvitationWords *) found)->name);
}

static gpointer
renew (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return slip_workspace_renew_key (job->workspace, job->path, job->new_passphrase, error) ? job
                                                                                          : NULL;
}

static void
on_renewed_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  gtk_widget_activate_action (slip_task_dialog_get_parent (owner), "win.sync", NULL);
}

static void
on_renew_cb (Task *task)
{
  slip_task_dialog_run (task->dialog, _ ("Making a new key…"), renew,
                        job_new (task, slip_file_row_get_path (task->invitation)),
                        (GDestroyNotify) job_free, on_renewed_cb, NULL);
}

void
slip_people_renew_key (GtkWidget *parent, SlipWorkspace *workspace)
{
  Task *task =
      task_new (parent, workspace, _ ("Forgotten Passphrase"), _ ("Make New _Key"), on_renew_cb);
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      _ ("Nobody can open your key without its passphrase, so you get a new key. Ask an "
         "administrator for a new invitation, and to admit the new key afterwards. What you signed "
         "stays good."));
  task->invitation = slip_file_row_new (_ ("Invitation"), check, describe,
                                        (GDestroyNotify) slip_invitation_words_free);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (task->invitation));
  g_signal_connect_swapped (task->invitation, "checked", G_CALLBACK (on_changed_cb), task);
  slip_task_dialog_add (task->dialog, group);
  add_new_passphrase (task);
  present (task);
}
