/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-audit-tasks.h. */

#include "ui/audit/slip-audit-tasks.h"

#include <glib/gi18n.h>

#include "ui/app/slip-choice-row.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-task-dialog.h"
#include "ui/app/slip-typed.h"
#include "ui/people/slip-passphrase.h"
#include "ui/people/slip-people-tasks.h"

/* Lives as long as the dialogue. */
typedef struct
{
  SlipTaskDialog *dialog;
  SlipWorkspace *workspace;
  SlipAuditChoice *choice;
  AdwComboRow *format;     /* of an export */
  GtkEditable *comment;    /* of a review */
  GtkEditable *passphrase; /* of a review */
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->workspace);
  slip_audit_choice_free (task->choice);
  g_free (task);
}

/* What a thread gets. */
typedef struct
{
  SlipWorkspace *workspace;
  SlipAuditChoice choice;
  SlipTrailFormat format;
  char *path;
  char *comment;
  SlipPassphrase *passphrase;
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->workspace);
  g_free (job->choice.record);
  g_free (job->choice.person);
  g_free (job->choice.field);
  g_free (job->path);
  g_free (job->comment);
  slip_passphrase_free (job->passphrase);
  g_free (job);
}

static Job *
job_new (Task *task)
{
  Job *job = g_new0 (Job, 1);

  job->workspace = g_object_ref (task->workspace);
  job->choice = *task->choice;
  job->choice.record = g_strdup (task->choice->record);
  job->choice.person = g_strdup (task->choice->person);
  job->choice.field = g_strdup (task->choice->field);
  return job;
}

static Task *
task_new (GtkWidget *parent, SlipWorkspace *workspace, SlipAuditChoice *choice, const char *title,
          const char *verb, void (*apply) (Task *))
{
  Task *task = g_new0 (Task, 1);

  task->dialog = slip_task_dialog_new (parent, title, verb);
  task->workspace = g_object_ref (workspace);
  task->choice = choice;
  g_object_set_data_full (G_OBJECT (task->dialog), "slip-task", task, task_free);
  g_signal_connect_swapped (task->dialog, "apply", G_CALLBACK (apply), task);
  return task;
}

/* == export == */

static const struct
{
  SlipTrailFormat format;
  const char *name;
  const char *file;
} formats[] = {
  { SLIP_TRAIL_CSV, N_ ("CSV, for spreadsheets"), "audit-trail.csv" },
  { SLIP_TRAIL_XML, N_ ("XML, to check and archive"), "audit-trail.xml" },
};

static gboolean
write_piece (const char *bytes, gsize length, gpointer stream, GError **error)
{
  return g_output_stream_write_all (stream, bytes, length, NULL, NULL, error);
}

/* Whole or not at all: the stream replaces the file when it is closed. */
static gpointer
write_export (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  SlipTrailFilter filter = slip_audit_choice_filter (&job->choice);
  g_autoptr (GFile) file = g_file_new_for_path (job->path);
  g_autoptr (GFileOutputStream) stream =
      g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, cancellable, error);
  g_autoptr (GCancellable) stop = NULL;
  guint64 n = 0;

  if (stream == NULL)
    return NULL;
  if (slip_workspace_export_trail (job->workspace, &filter, job->format, write_piece, stream, &n,
                                   error))
    return g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, error) ? job : NULL;
  /* Closed when cancelled, it leaves what was there before. */
  stop = g_cancellable_new ();
  g_cancellable_cancel (stop);
  g_output_stream_close (G_OUTPUT_STREAM (stream), stop, NULL);
  return NULL;
}

static void
on_exported_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  const Job *job = data;
  g_autofree char *name = g_filename_display_basename (job->path);
  g_autofree char *text = g_strdup_printf (_ ("“%s” was saved."), name);

  slip_feedback_toast (slip_task_dialog_get_parent (owner), text);
}

static void
on_place_cb (const char *path, gpointer data)
{
  Task *task = data;
  Job *job = job_new (task);

  job->path = g_strdup (path);
  job->format = formats[adw_combo_row_get_selected (task->format)].format;
  slip_task_dialog_run (task->dialog, _ ("Exporting…"), write_export, job,
                        (GDestroyNotify) job_free, on_exported_cb, NULL);
}

static void
on_export_cb (Task *task)
{
  slip_people_choose_place (GTK_WIDGET (task->dialog), _ ("Export the Audit Trail"),
                            formats[adw_combo_row_get_selected (task->format)].file, on_place_cb,
                            task);
}

void
slip_audit_export (GtkWidget *parent, SlipWorkspace *workspace, SlipAuditChoice *choice)
{
  Task *task = task_new (parent, workspace, choice, _ ("Export the Audit Trail"), _ ("_Save…"),
                         on_export_cb);
  GtkWidget *group = adw_preferences_group_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    gtk_string_list_append (list, _ (formats[i].name));
  task->format = slip_choice_row_new (_ ("Format"), list);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (task->format));
  slip_task_dialog_add_text (task->dialog,
                             _ ("All entries that fit the filter are written, the oldest first."));
  slip_task_dialog_add (task->dialog, group);
  slip_task_dialog_set_missing (task->dialog, NULL);
  gtk_window_present (GTK_WINDOW (task->dialog));
}

/* == reviews == */

static gpointer
sign_review (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  SlipTrailFilter filter = slip_audit_choice_filter (&job->choice);

  return slip_workspace_review_trail (job->workspace, &filter, job->comment, job->passphrase,
                                      error);
}

static void
on_signed_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  slip_feedback_toast (slip_task_dialog_get_parent (owner), _ ("Review signed"));
}

static void
on_sign_cb (Task *task)
{
  Job *job = job_new (task);

  job->comment = g_strdup (gtk_editable_get_text (task->comment));
  job->passphrase = slip_passphrase_read (task->passphrase);
  slip_task_dialog_run (task->dialog, _ ("Signing…"), sign_review, job, (GDestroyNotify) job_free,
                        on_signed_cb, g_free);
}

static void
on_typed_cb (Task *task)
{
  g_autofree char *comment = slip_typed_text (task->comment);

  slip_task_dialog_set_missing (task->dialog, *comment == '\0' ? _ ("Say what you found.")
                                              : *gtk_editable_get_text (task->passphrase) == '\0'
                                                  ? _ ("Type your passphrase.")
                                                  : NULL);
}

void
slip_audit_sign_review (GtkWidget *parent, SlipWorkspace *workspace, SlipAuditChoice *choice,
                        guint n)
{
  Task *task = task_new (parent, workspace, choice, _ ("Sign a Review"), _ ("_Sign"), on_sign_cb);
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *comment = adw_entry_row_new ();
  GtkWidget *passphrase = slip_passphrase_row_new (_ ("Your Passphrase"));
  g_autofree char *text = g_strdup_printf (
      ngettext ("You sign that you have reviewed exactly this %u entry of the audit trail. It is "
                "kept with your signature.",
                "You sign that you have reviewed exactly these %u entries of the audit trail. They "
                "are kept with your signature.",
                n),
      n);

  task->comment = GTK_EDITABLE (comment);
  task->passphrase = GTK_EDITABLE (passphrase);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (comment), _ ("What You Found"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), comment);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), passphrase);
  g_signal_connect_swapped (comment, "changed", G_CALLBACK (on_typed_cb), task);
  g_signal_connect_swapped (passphrase, "changed", G_CALLBACK (on_typed_cb), task);
  slip_task_dialog_add_text (task->dialog, text);
  slip_task_dialog_add (task->dialog, group);
  on_typed_cb (task);
  gtk_widget_grab_focus (comment);
  gtk_window_present (GTK_WINDOW (task->dialog));
}
