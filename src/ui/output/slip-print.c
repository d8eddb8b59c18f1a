/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The reports are made in a thread; they are laid out for the chosen paper a piece at a time, so that the window lives
 * meanwhile. */

#include "ui/output/slip-print.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "report/slip-report-pages.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-work.h"
#include "ui/output/slip-output.h"

#define STEPS 20 /* rows between two turns of the main loop */

/* One printing, from the question to the last page. */
typedef struct
{
  SlipWorkspace *workspace;
  char *record;
  SlipOutputSubject *subject; /* nullable */
  SlipExportWhat what;
  GPtrArray *reports; /* (element-type SlipReport) */
  GPtrArray *pages;   /* (element-type SlipReportPages): as many, for the paper at hand */
} Job;

static void
job_free (Job *job)
{
  /* Pages read their report. */
  g_ptr_array_unref (job->pages);
  g_ptr_array_unref (job->reports);
  g_clear_pointer (&job->subject, slip_output_subject_free);
  g_object_unref (job->workspace);
  g_free (job->record);
  g_free (job);
}

static Job *
job_new (SlipWorkspace *workspace, const char *record)
{
  Job *job = g_new0 (Job, 1);

  job->workspace = g_object_ref (workspace);
  job->record = g_strdup (record);
  job->reports = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_report_free);
  job->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_report_pages_free);
  return job;
}

/* == on paper == */

static void
on_begin_cb (GtkPrintOperation *operation, GtkPrintContext *context, Job *job)
{
  g_ptr_array_set_size (job->pages, 0);
  for (guint i = 0; i < job->reports->len; i++)
    g_ptr_array_add (job->pages, slip_report_pages_new (g_ptr_array_index (job->reports, i),
                                                        gtk_print_context_get_width (context),
                                                        gtk_print_context_get_height (context)));
}

static gboolean
on_paginate_cb (GtkPrintOperation *operation, GtkPrintContext *context, Job *job)
{
  guint n = 0;

  for (guint i = 0; i < job->pages->len; i++)
    {
      SlipReportPages *pages = g_ptr_array_index (job->pages, i);

      if (!slip_report_pages_paginate (pages, STEPS))
        return FALSE;
      n += slip_report_pages_get_n (pages);
    }
  gtk_print_operation_set_n_pages (operation, (int) MAX (n, 1));
  return TRUE;
}

static void
on_draw_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, Job *job)
{
  guint left = (guint) page;

  for (guint i = 0; i < job->pages->len; i++)
    {
      SlipReportPages *pages = g_ptr_array_index (job->pages, i);

      if (left < slip_report_pages_get_n (pages))
        {
          slip_report_pages_draw (pages, left, gtk_print_context_get_cairo_context (context));
          return;
        }
      left -= slip_report_pages_get_n (pages);
    }
}

static void
on_done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, GtkWindow *parent)
{
  g_autoptr (GError) error = NULL;

  if (result != GTK_PRINT_OPERATION_RESULT_ERROR)
    return;
  gtk_print_operation_get_error (operation, &error);
  slip_feedback_error (GTK_WIDGET (parent), _ ("The Document Could Not Be Printed"), error);
}

static void
on_operation_gone_cb (gpointer data, GObject *operation)
{
  job_free (data);
}

/* Takes @job. */
static void
print (GtkWindow *parent, Job *job)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GtkPrintSettings) settings = gtk_print_settings_new ();
  g_autoptr (GError) error = NULL;

  gtk_print_operation_set_job_name (operation, job->subject->name);
  /* Who prints into a file gets one of that name proposed. */
  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_BASENAME, job->subject->name);
  gtk_print_operation_set_print_settings (operation, settings);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  /* A report has margins of its own. */
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_show_progress (operation, TRUE);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect (operation, "begin-print", G_CALLBACK (on_begin_cb), job);
  g_signal_connect (operation, "paginate", G_CALLBACK (on_paginate_cb), job);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw_cb), job);
  g_signal_connect_object (operation, "done", G_CALLBACK (on_done_cb), parent, 0);
  g_object_weak_ref (G_OBJECT (operation), on_operation_gone_cb, job);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent,
                               &error) == GTK_PRINT_OPERATION_RESULT_ERROR)
    slip_feedback_error (GTK_WIDGET (parent), _ ("The Document Could Not Be Printed"), error);
}

/* == the reports == */

static gboolean
add_report (Job *job, const char *document, GError **error)
{
  SlipReport *report =
      slip_workspace_make_report (job->workspace, document, job->what, 0, TRUE, error);

  if (report == NULL)
    return FALSE;
  g_ptr_array_add (job->reports, report);
  return TRUE;
}

static gpointer
make_reports (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  g_autoptr (GPtrArray) documents = NULL;

  if (!job->subject->is_release)
    return add_report (job, job->record, error) ? job : NULL;
  documents = slip_workspace_list_documents (job->workspace, job->record, error);
  for (guint i = 0; documents != NULL && i < documents->len; i++)
    if (!add_report (job, ((SlipDocumentInfo *) g_ptr_array_index (documents, i))->id, error))
      return NULL;
  if (documents != NULL && documents->len == 0)
    g_set_error_literal (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                         _ ("there is no document in this release yet"));
  return documents != NULL && documents->len > 0 ? job : NULL;
}

/* A thread's work is freed after it was told: what is to go on is another job with the same in it. */
static Job *
job_steal (Job *job)
{
  Job *stolen = job_new (job->workspace, job->record);

  stolen->what = job->what;
  stolen->subject = g_steal_pointer (&job->subject);
  g_ptr_array_unref (stolen->reports);
  stolen->reports = g_steal_pointer (&job->reports);
  job->reports = g_ptr_array_new ();
  return stolen;
}

static void
on_reports_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  if (result != NULL)
    print (GTK_WINDOW (owner), job_steal (data));
  else
    slip_feedback_error (GTK_WIDGET (owner), _ ("The Document Could Not Be Printed"), error);
}

/* Takes @job. */
static void
begin (GtkWindow *parent, Job *job, SlipExportWhat what)
{
  job->what = what;
  slip_work_read (parent, make_reports, job, (GDestroyNotify) job_free, on_reports_cb, NULL, NULL);
}

/* == which version == */

static void
on_answer_cb (AdwMessageDialog *dialog, const char *response, Job *job)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (dialog));

  if (parent == NULL || g_str_equal (response, "cancel"))
    job_free (job);
  else
    begin (parent, job,
           g_str_equal (response, "approved") ? SLIP_EXPORT_RECORD : SLIP_EXPORT_DRAFT);
}

/* Takes @job. */
static void
ask (GtkWindow *parent, Job *job)
{
  GtkWidget *dialog = adw_message_dialog_new (
      parent, _ ("Print Which Version?"), _ ("The document was changed since it was approved."));
  AdwMessageDialog *question = ADW_MESSAGE_DIALOG (dialog);

  adw_message_dialog_add_responses (question, "cancel", _ ("_Cancel"), "now", _ ("As It Is _Now"),
                                    "approved", _ ("As _Approved"), NULL);
  adw_message_dialog_set_response_appearance (question, "approved", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (question, "approved");
  adw_message_dialog_set_close_response (question, "cancel");
  g_signal_connect (question, "response", G_CALLBACK (on_answer_cb), job);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gpointer
read_subject (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->subject = slip_output_subject_read (job->workspace, job->record, error);
  return job->subject;
}

static void
on_subject_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  GtkWindow *parent = owner;
  Job *job;

  if (result == NULL)
    {
      slip_feedback_error (GTK_WIDGET (parent), _ ("The Document Could Not Be Printed"), error);
      return;
    }
  job = job_steal (data);
  if (job->subject->is_changed)
    ask (parent, job);
  else
    begin (parent, job, SLIP_EXPORT_RECORD);
}

void
slip_print (GtkWindow *parent, SlipWorkspace *workspace, const char *record)
{
  slip_work_read (parent, read_subject, job_new (workspace, record), (GDestroyNotify) job_free,
                  on_subject_cb, NULL, NULL);
}
