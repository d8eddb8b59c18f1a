/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-people-tasks.h: naming a deputy, and ending it before its day. Both are the same statement; ending it says a time
 * that is past. */

#include "ui/people/slip-people-tasks.h"

#include <glib/gi18n.h>

#include "core/slip-clock.h"
#include "process/slip-roles.h"
#include "ui/app/slip-choice-row.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-task-dialog.h"
#include "ui/library/slip-when-row.h"
#include "ui/people/slip-passphrase.h"

/* Lives as long as the dialogue. */
typedef struct
{
  SlipTaskDialog *dialog;
  SlipWorkspace *workspace;
  GStrv roles;    /* to choose from */
  GPtrArray *ids; /* of whom to choose from */
  AdwComboRow
      *role; /* nullable: nothing is chosen when one is ended; likewise @person and @until */
  AdwComboRow *person;
  SlipWhenRow *until;
  GtkEditable *passphrase;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->workspace);
  g_strfreev (task->roles);
  g_ptr_array_unref (task->ids);
  g_free (task);
}

/* What a thread gets. */
typedef struct
{
  SlipWorkspace *workspace;
  char *role;
  char *person;
  gint64 until_ms;
  gboolean ends;
  SlipPassphrase *passphrase;
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->workspace);
  g_free (job->role);
  g_free (job->person);
  slip_passphrase_free (job->passphrase);
  g_free (job);
}

static gpointer
work (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  return slip_workspace_name_deputy (job->workspace, job->role, job->person, job->until_ms,
                                     job->passphrase, error)
             ? data
             : NULL;
}

static void
on_done_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  const Job *job = data;

  slip_feedback_toast (slip_task_dialog_get_parent (owner),
                       job->ends ? _ ("The deputy may no longer sign") : _ ("Deputy named"));
}

/* == the dialogue == */

static const char *
find_missing (Task *task)
{
  g_autoptr (GDateTime) until = NULL;

  if (task->until != NULL)
    {
      if (adw_combo_row_get_selected (task->person) >= task->ids->len)
        return _ ("Choose who.");
      if (!slip_when_row_get_end (task->until, &until))
        return _ ("Not a time: write 2026-03-14, or 2026-03-14 18:00.");
      if (until == NULL)
        return _ ("Say until when.");
      if (g_date_time_to_unix (until) * 1000 <= slip_now_ms ())
        return _ ("That time is over.");
    }
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

  job->ends = task->until == NULL;
  job->workspace = g_object_ref (task->workspace);
  job->role = g_strdup (task->roles[job->ends ? 0 : adw_combo_row_get_selected (task->role)]);
  job->person = g_strdup (
      g_ptr_array_index (task->ids, job->ends ? 0 : adw_combo_row_get_selected (task->person)));
  job->until_ms = slip_now_ms () - 1;
  if (!job->ends && slip_when_row_get_end (task->until, &until))
    job->until_ms = g_date_time_to_unix (until) * 1000;
  job->passphrase = slip_passphrase_read (task->passphrase);
  slip_task_dialog_run (task->dialog, _ ("Signing…"), work, job, (GDestroyNotify) job_free,
                        on_done_cb, NULL);
}

static Task *
task_new (GtkWidget *parent, SlipWorkspace *workspace, const char *title, const char *verb)
{
  Task *task = g_new0 (Task, 1);

  task->dialog = slip_task_dialog_new (parent, title, verb);
  task->workspace = g_object_ref (workspace);
  task->ids = g_ptr_array_new_with_free_func (g_free);
  g_object_set_data_full (G_OBJECT (task->dialog), "slip-task", task, task_free);
  g_signal_connect_swapped (task->dialog, "apply", G_CALLBACK (on_apply_cb), task);
  return task;
}

static AdwComboRow *
add_choice (Task *task, GtkWidget *group, const char *title, GtkStringList *list)
{
  AdwComboRow *row = slip_choice_row_new (title, list);

  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (on_changed_cb), task);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (row));
  return row;
}

static void
present (Task *task, GtkWidget *group)
{
  GtkWidget *passphrase = slip_passphrase_row_new (_ ("Your Passphrase"));

  task->passphrase = GTK_EDITABLE (passphrase);
  g_signal_connect_swapped (passphrase, "changed", G_CALLBACK (on_changed_cb), task);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), passphrase);
  slip_task_dialog_add (task->dialog, group);
  on_changed_cb (task);
  gtk_widget_grab_focus (task->role != NULL ? GTK_WIDGET (task->role) : passphrase);
  gtk_window_present (GTK_WINDOW (task->dialog));
}

GStrv
slip_people_deputy_roles (const SlipPersonInfo *person)
{
  g_autoptr (GStrvBuilder) roles = g_strv_builder_new ();

  for (guint i = 0; person->roles[i] != NULL; i++)
    if (!g_str_equal (person->roles[i], "administrator") &&
        !g_str_equal (person->roles[i], "auditor"))
      g_strv_builder_add (roles, person->roles[i]);
  return g_strv_builder_end (roles);
}

void
slip_people_name_deputy (GtkWidget *parent, SlipWorkspace *workspace, const SlipPersonInfo *self,
                         GPtrArray *members)
{
  Task *task = task_new (parent, workspace, _ ("Name a Deputy"), _ ("_Name"));
  GtkWidget *group = adw_preferences_group_new ();
  g_autoptr (GtkStringList) roles = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  task->roles = slip_people_deputy_roles (self);
  for (guint i = 0; task->roles[i] != NULL; i++)
    gtk_string_list_append (roles, slip_role_name (task->roles[i]));
  for (guint i = 0; i < members->len; i++)
    {
      const SlipPersonInfo *member = g_ptr_array_index (members, i);

      if (member->pending || member->revoked != NULL || member->is_self)
        continue;
      g_ptr_array_add (task->ids, g_strdup (member->id));
      gtk_string_list_append (names, member->name);
    }
  slip_task_dialog_add_text (task->dialog,
                             _ ("Until then the deputy may sign in this role, and each signature "
                                "says that it was as your deputy. You may go on signing, too."));
  task->until = SLIP_WHEN_ROW (
      g_object_new (SLIP_TYPE_WHEN_ROW, "title", _ ("Until, Such as 2026-12-05"), NULL));
  task->role = add_choice (task, group, _ ("Role"), roles);
  task->person = add_choice (task, group, _ ("Deputy"), names);
  g_signal_connect_swapped (task->until, "changed", G_CALLBACK (on_changed_cb), task);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (task->until));
  present (task, group);
}

void
slip_people_end_deputy (GtkWidget *parent, SlipWorkspace *workspace, const SlipDeputyInfo *deputy)
{
  Task *task = task_new (parent, workspace, _ ("End a Deputy"), _ ("_End"));
  const char *const roles[] = { deputy->role, NULL };
  g_autofree char *text = g_strdup_printf (
      _ ("From now on %s no longer signs for you as %s. What was signed before stays valid."),
      deputy->name, slip_role_name (deputy->role));

  task->roles = g_strdupv ((GStrv) roles);
  g_ptr_array_add (task->ids, g_strdup (deputy->person));
  slip_task_dialog_add_text (task->dialog, text);
  present (task, adw_preferences_group_new ());
}
