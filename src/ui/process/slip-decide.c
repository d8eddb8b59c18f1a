/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-gate-tasks.h: the decision about Go. What the gate doesn't let can be chosen, and the dialogue says why it can't be
 * signed: a Go that is greyed out would tell nobody what is missing. */

#include "ui/process/slip-gate-tasks.h"

#include <glib/gi18n.h>

#include "ui/app/slip-choice-row.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-task-dialog.h"
#include "ui/app/slip-typed.h"
#include "ui/library/slip-when-row.h"
#include "ui/people/slip-passphrase.h"
#include "ui/process/slip-dissents.h"
#include "ui/process/slip-process-words.h"

static const SlipDecision decisions[] = { SLIP_DECISION_GO, SLIP_DECISION_CONDITIONAL,
                                          SLIP_DECISION_NO_GO, SLIP_DECISION_DEFERRED };

/* Lives as long as the dialogue. */
typedef struct
{
  SlipTaskDialog *dialog;
  SlipWorkspace *workspace;
  char *release;
  SlipGateResult result;
  guint open; /* what there is to mend */
  AdwComboRow *decision;
  GtkEditable *rationale;
  SlipWhenRow *until;
  SlipDissents *dissents;
  GtkEditable *passphrase;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->workspace);
  g_free (task->release);
  g_free (task);
}

/* What a thread gets. */
typedef struct
{
  SlipWorkspace *workspace;
  char *release;
  SlipDecision decision;
  char *rationale;
  GPtrArray *dissent;
  gint64 until_ms;
  SlipPassphrase *passphrase;
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->workspace);
  g_free (job->release);
  g_free (job->rationale);
  g_ptr_array_unref (job->dissent);
  slip_passphrase_free (job->passphrase);
  g_free (job);
}

static gpointer
sign_decision (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  const SlipDecide decide = { .release = job->release,
                              .decision = job->decision,
                              .rationale = job->rationale,
                              .dissent = job->dissent,
                              .until_ms = job->until_ms };

  return slip_workspace_decide (job->workspace, &decide, job->passphrase, error);
}

static void
on_signed_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  slip_feedback_toast (slip_task_dialog_get_parent (owner), _ ("Decision signed"));
}

/* == what is chosen == */

static SlipDecision
get_decision (Task *task)
{
  return decisions[MIN (adw_combo_row_get_selected (task->decision), G_N_ELEMENTS (decisions) - 1)];
}

static gboolean
lets (SlipDecision decision)
{
  return decision == SLIP_DECISION_GO || decision == SLIP_DECISION_CONDITIONAL;
}

/* (transfer full) (nullable) */
static char *
find_refusal (Task *task, SlipDecision decision)
{
  if (!lets (decision))
    return NULL;
  if (task->result == SLIP_GATE_NO_GO)
    return g_strdup_printf (
        ngettext ("The gate doesn't let it: %u thing is missing. No-Go and deferral are possible.",
                  "The gate doesn't let it: %u things are missing. No-Go and deferral are "
                  "possible.",
                  task->open),
        task->open);
  if (task->result == SLIP_GATE_CONDITIONAL && decision == SLIP_DECISION_GO)
    return g_strdup (_ ("Something is waived, so the gate lets only a Go with conditions."));
  return NULL;
}

static char *
find_missing (Task *task)
{
  SlipDecision decision = get_decision (task);
  g_autofree char *rationale = slip_typed_text (task->rationale);
  g_autoptr (GDateTime) until = NULL;
  char *refusal = find_refusal (task, decision);

  if (refusal != NULL)
    return refusal;
  if (*rationale == '\0')
    return g_strdup (_ ("Say why."));
  if (lets (decision) && !slip_when_row_get_end (task->until, &until))
    return g_strdup (_ ("Not a time: write 2026-03-14, or 2026-03-14 18:00."));
  if (slip_dissents_get_missing (task->dissents) != NULL)
    return g_strdup (slip_dissents_get_missing (task->dissents));
  return *gtk_editable_get_text (task->passphrase) == '\0' ? g_strdup (_ ("Type your passphrase."))
                                                           : NULL;
}

static void
on_changed_cb (Task *task)
{
  g_autofree char *missing = find_missing (task);

  gtk_widget_set_visible (GTK_WIDGET (task->until), lets (get_decision (task)));
  slip_task_dialog_set_missing (task->dialog, missing);
}

static void
on_apply_cb (Task *task)
{
  Job *job = g_new0 (Job, 1);
  g_autoptr (GDateTime) until = NULL;

  job->workspace = g_object_ref (task->workspace);
  job->release = g_strdup (task->release);
  job->decision = get_decision (task);
  job->rationale = slip_typed_text (task->rationale);
  job->dissent = slip_dissents_read (task->dissents);
  if (lets (job->decision) && slip_when_row_get_end (task->until, &until) && until != NULL)
    job->until_ms = g_date_time_to_unix (until) * 1000;
  job->passphrase = slip_passphrase_read (task->passphrase);
  slip_task_dialog_run (task->dialog, _ ("Signing…"), sign_decision, job, (GDestroyNotify) job_free,
                        on_signed_cb, g_free);
}

/* == the dialogue == */

static GtkEditable *
add_row (Task *task, AdwPreferencesGroup *group, GtkWidget *row)
{
  g_signal_connect_swapped (row, "changed", G_CALLBACK (on_changed_cb), task);
  adw_preferences_group_add (group, row);
  return GTK_EDITABLE (row);
}

static GtkWidget *
make_entry (const char *title)
{
  return g_object_new (ADW_TYPE_ENTRY_ROW, "title", title, NULL);
}

static void
say_what (Task *task, const SlipGateFound *found)
{
  const SlipBound *bound = found->report->bound;
  g_autofree char *text = g_strdup_printf (
      ngettext (
          "A Go is bound to what is approved now: %u revision, the artefacts and the window. "
          "When one of them changes, it doesn't hold any more.",
          "A Go is bound to what is approved now: %u revisions, the artefacts and the window. "
          "When one of them changes, it doesn't hold any more.",
          bound->revisions->len),
      bound->revisions->len);

  slip_task_dialog_add_text (task->dialog, text);
}

static void
add_decision (Task *task, AdwPreferencesGroup *group)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (decisions); i++)
    gtk_string_list_append (list, slip_process_words_decision (decisions[i]).words);
  task->decision = slip_choice_row_new (_ ("Decision"), list);
  adw_combo_row_set_selected (task->decision, task->result == SLIP_GATE_GO            ? 0
                                              : task->result == SLIP_GATE_CONDITIONAL ? 1
                                                                                      : 2);
  adw_preferences_group_add (group, GTK_WIDGET (task->decision));
}

void
slip_gate_decide (GtkWidget *parent, SlipWorkspace *workspace, const SlipGateFound *found)
{
  Task *task = g_new0 (Task, 1);
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  AdwPreferencesGroup *last = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  guint waiting;
  g_autofree char *until =
      g_strdup_printf (ngettext ("Until (If Empty: %u Hour)", "Until (If Empty: %u Hours)",
                                 found->report->process->go_hours),
                       found->report->process->go_hours);

  task->dialog = slip_task_dialog_new (parent, _ ("Decide about Go"), _ ("_Sign"));
  task->workspace = g_object_ref (workspace);
  task->release = g_strdup (found->report->release);
  task->result = found->report->gate->result;
  task->open = slip_gate_found_count_open (found, &waiting);
  g_object_set_data_full (G_OBJECT (task->dialog), "slip-task", task, task_free);
  g_signal_connect_swapped (task->dialog, "apply", G_CALLBACK (on_apply_cb), task);
  say_what (task, found);
  add_decision (task, group);
  task->rationale = add_row (task, group, make_entry (_ ("Rationale")));
  task->until = SLIP_WHEN_ROW (
      add_row (task, group, g_object_new (SLIP_TYPE_WHEN_ROW, "title", until, NULL)));
  task->dissents = slip_dissents_new ();
  g_signal_connect_swapped (task->dissents, "changed", G_CALLBACK (on_changed_cb), task);
  g_signal_connect_swapped (task->dissents, "resized", G_CALLBACK (slip_task_dialog_fit),
                            task->dialog);
  task->passphrase = add_row (task, last, slip_passphrase_row_new (_ ("Your Passphrase")));
  g_signal_connect_swapped (task->decision, "notify::selected", G_CALLBACK (on_changed_cb), task);
  slip_task_dialog_add (task->dialog, GTK_WIDGET (group));
  slip_task_dialog_add (task->dialog, GTK_WIDGET (task->dissents));
  slip_task_dialog_add (task->dialog, GTK_WIDGET (last));
  on_changed_cb (task);
  gtk_widget_grab_focus (GTK_WIDGET (task->decision));
  gtk_window_present (GTK_WINDOW (task->dialog));
}
