/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "ui/process/slip-save-definition.h"

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/people/slip-people-tasks.h"

/* Lives as long as the button. */
typedef struct
{
  SlipTaskDialog *dialog; /* unowned; holds the button */
  SlipWorkspace *workspace;
  const char *what;
  char *id;
  char *digest;
} Saving;

static void
saving_free (gpointer data, GClosure *closure)
{
  Saving *saving = data;

  g_object_unref (saving->workspace);
  g_free (saving->id);
  g_free (saving->digest);
  g_free (saving);
}

/* == writing == */

typedef struct
{
  SlipWorkspace *workspace;
  const char *what;
  char *digest;
  char *path;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->workspace);
  g_free (job->digest);
  g_free (job->path);
  g_free (job);
}

static gpointer
save (gpointer data, GCancellable *cancellable, GError **error)
{
  const Job *job = data;

  return slip_workspace_save_definition (job->workspace, job->what, job->digest, job->path, error)
             ? g_path_get_basename (job->path)
             : NULL;
}

static void
on_saved_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  g_autofree char *text = NULL;

  if (error != NULL)
    text = slip_feedback_sentence (error);
  slip_task_dialog_set_error (owner, text);
  if (error != NULL)
    return;
  /* Translators: the name of a file */
  text = g_strdup_printf (_ ("Saved as %s"), (const char *) result);
  slip_feedback_toast (slip_task_dialog_get_parent (owner), text);
}

/* == the button == */

static void
on_place_cb (const char *path, gpointer data)
{
  const Saving *saving = data;
  Job *job = g_new0 (Job, 1);

  job->workspace = g_object_ref (saving->workspace);
  job->what = saving->what;
  job->digest = g_strdup (saving->digest);
  job->path = g_strdup (path);
  slip_work_read (saving->dialog, save, job, job_free, on_saved_cb, g_free, NULL);
}

static void
on_clicked_cb (GtkButton *button, gpointer data)
{
  Saving *saving = data;
  g_autofree char *name = g_strconcat (saving->id, ".xml", NULL);

  slip_people_choose_place (GTK_WIDGET (button), _ ("Save a Copy"), name, on_place_cb, saving);
}

GtkWidget *
slip_save_definition_button (SlipTaskDialog *dialog, SlipWorkspace *workspace, const char *what,
                             const char *id, const char *digest, const char *title)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("document-save-symbolic");
  g_autofree char *label = g_strdup_printf (_ ("Save a Copy of %s"), title);
  Saving *saving = g_new0 (Saving, 1);

  saving->dialog = dialog;
  saving->workspace = g_object_ref (workspace);
  saving->what = what;
  saving->id = g_strdup (id);
  saving->digest = g_strdup (digest);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Save a Copy…"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_data (button, "clicked", G_CALLBACK (on_clicked_cb), saving, saving_free, 0);
  return button;
}
