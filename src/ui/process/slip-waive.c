/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-gate-tasks.h: the waiver. The decision stands in slip-decide.c. */

#include "ui/process/slip-gate-tasks.h"

#include <glib/gi18n.h>

#include "ui/app/slip-choice-row.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-task-dialog.h"
#include "ui/app/slip-typed.h"
#include "ui/library/slip-when-row.h"
#include "ui/people/slip-passphrase.h"
#include "workspace/slip-people.h"

/* Lives as long as the dialogue. */
typedef struct
{
  SlipTaskDialog *dialog;
  SlipWorkspace *workspace;
  char *release;
  char *criterion;
  GPtrArray *owners; /* ids */
  GtkEditable *reason;
  GtkEditable *control;
  AdwComboRow *owner;
  SlipWhenRow *until;
  GtkEditable *passphrase;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->workspace);
  g_free (task->release);
  g_free (task->criterion);
  g_ptr_array_unref (task->owners);
  g_free (task);
}

/* What a thread gets. */
typedef struct
{
  SlipWorkspace *workspace;
  char *release;
  char *criterion;
  char *reason;
  char *control;
  char *owner;
  gint64 until_ms;
  SlipPassphrase *passphrase;
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->workspace);
  g_free (job->release);
  g_free (job->criterion);
  g_free (job->reason);
  g_free (job->control);
  g_free (job->owner);
  slip_passphrase_free (job->passphrase);
  g_free (job);
}

static gpointer
sign_waiver (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  const SlipWaive waive = { .release = job->release,
                            .criterion = job->criterion,
                            .reason = job->reason,
                            .owner = job->owner,
                            .control = job->control,
                            .until_ms = job->until_ms };

  return slip_workspace_waive (job->workspace, &waive, job->passphrase, error);
}

static void
on_signed_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  slip_feedback_toast (slip_task_dialog_get_parent (owner), _ ("Waiver signed"));
}

static gboolean
is_empty (GtkEditable *entry)
{
  g_autofree char *text = slip_typed_text (entry);

  return *text == '\0';
}

static const char *
find_missing (Task *task)
{
  g_autoptr (GDateTime) until = NULL;
  gboolean good = slip_when_row_get_end (task->until, &until);

  if (is_empty (task->reason))
    return _ ("Give a reason.");
  if (is_empty (task->control))
    return _ ("Say what is done instead.");
  if (adw_combo_row_get_selected (task->owner) >= task->owners->len)
    return _ ("Choose who answers for it.");
  if (!good)
    return _ ("Not a time: write 2026-03-14, or 2026-03-14 18:00.");
  if (until == NULL)
    return _ ("Say until when it holds.");
  return *gtk_editable_get_text (task->passphrase) == '\0' ? _ ("Type your passphrase.") : NULL;
}

static void
on_changed_cb (Task *task)
{
  slip_task_dialog_set_missing (task->dialog, find_missing (task));
}

static void
on_apply_cb (Task *task)
{
  Job *job = g_new0 (Job, 1);
  g_autoptr (GDateTime) until = NULL;

  slip_when_row_get_end (task->until, &until);
  job->workspace = g_object_ref (task->workspace);
  job->release = g_strdup (task->release);
  job->criterion = g_strdup (task->criterion);
  job->reason = g_strdup (gtk_editable_get_text (task->reason));
  job->control = g_strdup (gtk_editable_get_text (task->control));
  job->owner =
      g_strdup (g_ptr_array_index (task->owners, adw_combo_row_get_selected (task->owner)));
  job->until_ms = g_date_time_to_unix (until) * 1000;
  job->passphrase = slip_passphrase_read (task->passphrase);
  slip_task_dialog_run (task->dialog, _ ("Signing…"), sign_waiver, job, (GDestroyNotify) job_free,
                        on_signed_cb, g_free);
}

/* == the dialogue == */

static GtkEditable *
add_entry (Task *task, AdwPreferencesGroup *group, const char *title)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ENTRY_ROW, "title", title, NULL);

  g_signal_connect_swapped (row, "changed", G_CALLBACK (on_changed_cb), task);
  adw_preferences_group_add (group, row);
  return GTK_EDITABLE (row);
}

/* Whoever signs it answers for it, until somebody else is chosen. */
static void
add_owner (Task *task, AdwPreferencesGroup *group, const SlipGateFound *found)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint me = 0;

  for (guint i = 0; found->members != NULL && i < found->members->len; i++)
    {
      const SlipPersonInfo *info = g_ptr_array_index (found->members, i);

      if (info->pending || info->revoked != NULL)
        continue;
      if (info->is_self)
        me = task->owners->len;
      g_ptr_array_add (task->owners, g_strdup (info->id));
      gtk_string_list_append (names, info->name);
    }
  task->owner = slip_choice_row_new (_ ("Who Answers for It"), names);
  adw_combo_row_set_selected (task->owner, me);
  g_signal_connect_swapped (task->owner, "notify::selected", G_CALLBACK (on_changed_cb), task);
  adw_preferences_group_add (group, GTK_WIDGET (task->owner));
}

static void
say_what (Task *task, const SlipGateFound *found)
{
  const SlipProcess *process = found->report->process;
  const SlipCriterion *criterion = slip_process_find_criterion (process, task->criterion, NULL);
  const SlipSeparation *separation = slip_process_find_separation (process, task->criterion);
  g_autofree char *text = g_strdup_printf (
      ngettext ("You sign that the release may go on without this, for at most %u day: “%s”",
                "You sign that the release may go on without this, for at most %u days: “%s”",
                process->waiver_days),
      process->waiver_days,
      slip_process_text (criterion != NULL    ? criterion->text
                         : separation != NULL ? separation->text
                                              : ""));

  slip_task_dialog_add_text (task->dialog, text);
}

void
slip_gate_waive (GtkWidget *parent, SlipWorkspace *workspace, const SlipGateFound *found,
                 const char *criterion)
{
  Task *task = g_new0 (Task, 1);
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  GtkWidget *passphrase = slip_passphrase_row_new (_ ("Your Passphrase"));

  task->dialog =
      slip_task_dialog_new (parent,
                            slip_process_find_separation (found->report->process, criterion) != NULL
                                ? _ ("Allow an Exception")
                                : _ ("Waive a Criterion"),
                            _ ("_Sign"));
  task->workspace = g_object_ref (workspace);
  task->release = g_strdup (found->report->release);
  task->criterion = g_strdup (criterion);
  task->owners = g_ptr_array_new_with_free_func (g_free);
  task->passphrase = GTK_EDITABLE (passphrase);
  g_object_set_data_full (G_OBJECT (task->dialog), "slip-task", task, task_free);
  g_signal_connect_swapped (task->dialog, "apply", G_CALLBACK (on_apply_cb), task);
  say_what (task, found);
  task->reason = add_entry (task, group, _ ("Reason"));
  task->control = add_entry (task, group, _ ("What Is Done Instead"));
  /* Looked at with each change from here on, when all is there. */
  task->until = SLIP_WHEN_ROW (
      g_object_new (SLIP_TYPE_WHEN_ROW, "title", _ ("Until, Such as 2026-12-05 18:00"), NULL));
  add_owner (task, group, found);
  g_signal_connect_swapped (task->until, "changed", G_CALLBACK (on_changed_cb), task);
  g_signal_connect_swapped (passphrase, "changed", G_CALLBACK (on_changed_cb), task);
  adw_preferences_group_add (group, GTK_WIDGET (task->until));
  adw_preferences_group_add (group, passphrase);
  slip_task_dialog_add (task->dialog, GTK_WIDGET (group));
  on_changed_cb (task);
  gtk_widget_grab_focus (GTK_WIDGET (task->reason));
  gtk_window_present (GTK_WINDOW (task->dialog));
}
