/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-gate-tasks.h: what is signed is one reason, as when something is taken back. */

#include "ui/process/slip-gate-tasks.h"

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-work.h"
#include "ui/people/slip-passphrase.h"
#include "ui/review/slip-reason-dialog.h"

typedef struct
{
  SlipWorkspace *workspace;
  char *release;
  char *form;
  gboolean needed;
  char *reason;     /* nullable: until it was given */
  char *passphrase; /* likewise */
} Job;

static Job *
job_new (SlipWorkspace *workspace, const char *release, const char *form, gboolean needed)
{
  Job *job = g_new0 (Job, 1);

  job->workspace = g_object_ref (workspace);
  job->release = g_strdup (release);
  job->form = g_strdup (form);
  job->needed = needed;
  return job;
}

static void
job_free (Job *job)
{
  g_object_unref (job->workspace);
  g_free (job->release);
  g_free (job->form);
  g_free (job->reason);
  slip_passphrase_free (job->passphrase);
  g_free (job);
}

static gpointer
sign_tailoring (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return slip_workspace_tailor (job->workspace, job->release, job->form, job->needed, job->reason,
                                NULL, job->passphrase, error);
}

static void
on_signed_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipReasonDialog *dialog = owner;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (dialog));

  if (result != NULL && parent != NULL)
    slip_feedback_toast (GTK_WIDGET (parent), _ ("Tailoring signed"));
  slip_reason_dialog_finish (dialog, error);
}

static void
on_submitted_cb (SlipReasonDialog *dialog, const char *reason, const char *passphrase,
                 gpointer data)
{
  const Job *plan = data;
  Job *job = job_new (plan->workspace, plan->release, plan->form, plan->needed);

  job->reason = g_strdup (reason);
  job->passphrase = g_strdup (passphrase);
  slip_work_edit (dialog, sign_tailoring, job, (GDestroyNotify) job_free, on_signed_cb, g_free,
                  slip_reason_dialog_get_cancellable (dialog));
}

void
slip_gate_tailor (GtkWidget *parent, SlipWorkspace *workspace, const SlipGateFound *found,
                  const char *form, gboolean needed)
{
  g_autofree char *text = g_strdup_printf (
      needed ? _ ("You sign that this release has to have this document, whatever the process "
                  "says: %s")
             : _ ("You sign that this release doesn't have to have this document, whatever the "
                  "process says: %s"),
      slip_gate_found_form (found, form));
  SlipReasonDialog *dialog = slip_reason_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (parent)),
      needed ? _ ("Document Needed") : _ ("Document Not Needed"), text, _ ("_Sign"), TRUE);

  g_signal_connect_data (dialog, "submitted", G_CALLBACK (on_submitted_cb),
                         job_new (workspace, found->report->release, form, needed),
                         (GClosureNotify) (void (*) (void)) job_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
