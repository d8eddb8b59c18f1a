/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* All five look alike: who or what it is about, what has to be chosen, and the passphrase. What differs stands in kinds[]. */

#include "ui/people/slip-people-tasks.h"

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-names.h"
#include "ui/app/slip-task-dialog.h"
#include "ui/app/slip-typed.h"
#include "ui/people/slip-passphrase.h"
#include "ui/people/slip-role-checks.h"

typedef enum
{
  TASK_ADMIT,
  TASK_ROLES,
  TASK_REVOKE,
  TASK_REVOKE_DEVICE,
  TASK_ENDORSE,
} TaskKind;

/* Lives as long as the dialogue. */
typedef struct
{
  TaskKind kind;
  SlipTaskDialog *dialog;
  SlipWorkspace *workspace;
  char *id;
  char *name;
  GStrv held;            /* nullable: roles held now */
  SlipRoleChecks *roles; /* nullable */
  gboolean needs_role;
  GtkCheckButton *compared; /* nullable */
  GtkEditable *reason;      /* nullable */
  gboolean needs_reason;
  GtkEditable *passphrase;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->workspace);
  g_free (task->id);
  g_free (task->name);
  g_strfreev (task->held);
  g_free (task);
}

/* == the work == */

typedef struct
{
  TaskKind kind;
  SlipWorkspace *workspace;
  char *id;
  char *name;
  GStrv grant;
  GStrv withdraw;
  char *reason;
  SlipPassphrase *passphrase;
  char *note;
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->workspace);
  g_free (job->id);
  g_free (job->name);
  g_strfreev (job->grant);
  g_strfreev (job->withdraw);
  g_free (job->reason);
  slip_passphrase_free (job->passphrase);
  g_free (job->note);
  g_free (job);
}

static gboolean
do_job (Job *job, GError **error)
{
  const char *const *grant = (const char *const *) job->grant;
  const char *const *withdraw = (const char *const *) job->withdraw;

  switch (job->kind)
    {
    case TASK_ADMIT:
      return slip_workspace_admit (job->workspace, job->id, grant, job->passphrase, error);
    case TASK_ROLES:
      return slip_workspace_change_roles (job->workspace, job->id, grant, withdraw, job->reason,
                                          job->passphrase, &job->note, error);
    case TASK_REVOKE:
      return slip_workspace_revoke (job->workspace, job->id, job->reason, job->passphrase,
                                    &job->note, error);
    case TASK_REVOKE_DEVICE:
      return slip_workspace_revoke_device (job->workspace, job->id, job->reason, job->passphrase,
                                           &job->note, error);
    case TASK_ENDORSE:
    default:
      return slip_workspace_endorse (job->workspace, job->id, job->reason, job->passphrase, NULL,
                                     error);
    }
}

static gpointer
work (gpointer data, GCancellable *cancellable, GError **error)
{
  return do_job (data, error) ? data : NULL;
}

static char *
describe_done (const Job *job)
{
  switch (job->kind)
    {
    case TASK_ADMIT:
      return g_strdup_printf (_ ("%s is admitted"), job->name);
    case TASK_ROLES:
      return g_strdup_printf (_ ("Roles of %s changed"), job->name);
    case TASK_REVOKE:
      return g_strdup_printf (_ ("%s is revoked"), job->name);
    case TASK_REVOKE_DEVICE:
      return g_strdup_printf (_ ("A device of %s is revoked"), job->name);
    case TASK_ENDORSE:
    default:
      return g_strdup_printf (_ ("Changes of %s are taken in"), job->name);
    }
}

static void
on_done_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  GtkWidget *parent = slip_task_dialog_get_parent (owner);
  Job *job = data;
  g_autofree char *text = describe_done (job);

  if (job->note != NULL)
    {
      g_autoptr (GError) note = g_error_new_literal (SLIP_ERROR, SLIP_ERROR_FAILED, job->note);

      slip_feedback_error (parent, _ ("This Has No Effect Yet"), note);
    }
  else
    slip_feedback_toast (parent, text);
}

/* == the dialogue == */

/* Those of @a that aren't in @b. */
static GStrv
without (GStrv a, GStrv b)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; a != NULL && a[i] != NULL; i++)
    if (b == NULL || !g_strv_contains ((const char *const *) b, a[i]))
      g_strv_builder_add (builder, a[i]);
  return g_strv_builder_end (builder);
}

static const char *
find_missing (Task *task)
{
  g_auto (GStrv) roles = task->roles != NULL ? slip_role_checks_get_roles (task->roles) : NULL;

  if (task->compared != NULL && !gtk_check_button_get_active (task->compared))
    return _ ("Compare the fingerprint first.");
  if (task->needs_role && roles[0] == NULL)
    return _ ("Choose a role.");
  if (task->kind == TASK_ROLES && g_strv_length (roles) == g_strv_length (task->held))
    {
      g_auto (GStrv) changed = without (roles, task->held);

      if (changed[0] == NULL)
        return _ ("Choose other roles.");
    }
  if (task->needs_reason)
    {
      g_autofree char *reason = slip_typed_text (task->reason);

      if (*reason == '\0')
        return _ ("Give a reason.");
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
  g_auto (GStrv) roles = task->roles != NULL ? slip_role_checks_get_roles (task->roles) : NULL;
  Job *job = g_new0 (Job, 1);

  job->kind = task->kind;
  job->workspace = g_object_ref (task->workspace);
  job->id = g_strdup (task->id);
  job->name = g_strdup (task->name);
  job->grant = without (roles, task->held);
  job->withdraw = without (task->roles != NULL ? task->held : NULL, roles);
  job->reason = task->reason != NULL ? g_strdup (gtk_editable_get_text (task->reason)) : NULL;
  job->passphrase = slip_passphrase_read (task->passphrase);
  slip_task_dialog_run (task->dialog, _ ("Signing…"), work, job, (GDestroyNotify) job_free,
                        on_done_cb, NULL);
}

static Task *
task_new (TaskKind kind, GtkWidget *parent, SlipWorkspace *workspace, const char *id,
          const char *name, const char *title, const char *verb)
{
  Task *task = g_new0 (Task, 1);

  task->kind = kind;
  task->dialog = slip_task_dialog_new (parent, title, verb);
  task->workspace = g_object_ref (workspace);
  task->id = g_strdup (id);
  task->name = g_strdup (name);
  g_object_set_data_full (G_OBJECT (task->dialog), "slip-task", task, task_free);
  g_signal_connect_swapped (task->dialog, "apply", G_CALLBACK (on_apply_cb), task);
  return task;
}

static void
add_roles (Task *task, const char *title)
{
  task->roles = slip_role_checks_new (title, NULL);
  for (guint i = 0; task->held != NULL && task->held[i] != NULL; i++)
    slip_role_checks_set_active (task->roles, task->held[i], TRUE);
  g_signal_connect_swapped (task->roles, "changed", G_CALLBACK (on_changed_cb), task);
  slip_task_dialog_add (task->dialog, GTK_WIDGET (task->roles));
}

/* Reason, if there is to be one, and passphrase; then it is shown. */
static void
present (Task *task, const char *reason)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row;

  if (reason != NULL)
    {
      row = g_object_new (ADW_TYPE_ENTRY_ROW, "title", reason, "activates-default", TRUE, NULL);
      task->reason = GTK_EDITABLE (row);
      g_signal_connect_swapped (row, "changed", G_CALLBACK (on_changed_cb), task);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  row = slip_passphrase_row_new (_ ("Your Passphrase"));
  task->passphrase = GTK_EDITABLE (row);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (on_changed_cb), task);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  slip_task_dialog_add (task->dialog, group);
  on_changed_cb (task);
  if (task->compared != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (task->compared));
  else if (task->roles != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (task->roles));
  else
    gtk_widget_grab_focus (task->reason != NULL ? GTK_WIDGET (task->reason)
                                                : GTK_WIDGET (task->passphrase));
  gtk_window_present (GTK_WINDOW (task->dialog));
}

/* == admitting == */

static void
add_fingerprint (Task *task, const SlipPersonInfo *person)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  g_autofree char *name = NULL;
  g_autofree char *text = slip_people_words_fingerprint (person->fingerprint);
  g_autofree char *description = g_strdup_printf (
      _ ("Anybody who got hold of the invitation can ask in the name of %s. Let the person read "
         "the fingerprint to you, by phone or face to face."),
      person->name);

  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("The person reads the same"));
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  /* Translators: of a control, for screen readers: its field, and which part of it. "Purpose, Preview". */
  name = g_strdup_printf (_ ("%s, %s"), _ ("The person reads the same"), person->fingerprint);
  slip_names_set (check, name);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  task->compared = GTK_CHECK_BUTTON (check);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (on_changed_cb), task);
  slip_task_dialog_add (task->dialog, group);
}

void
slip_people_admit (GtkWidget *parent, SlipWorkspace *workspace, const SlipPersonInfo *person,
                   gboolean needs_role)
{
  g_autofree char *title = g_strdup_printf (_ ("Admit %s"), person->name);
  /* Several requests may wait in one name: the fingerprint tells them apart. */
  Task *task = task_new (TASK_ADMIT, parent, workspace, person->fingerprint, person->name, title,
                         _ ("_Admit"));

  add_fingerprint (task, person);
  task->needs_role = needs_role;
  if (needs_role)
    add_roles (task, _ ("Roles"));
  else
    slip_task_dialog_add_text (task->dialog,
                               person->asks == SLIP_ASKS_DEVICE
                                   ? _ ("This is another device of a member. The roles stay.")
                                   : _ ("This is a new key of a member. The roles stay."));
  present (task, NULL);
}

/* == roles == */

void
slip_people_change_roles (GtkWidget *parent, SlipWorkspace *workspace, const SlipPersonInfo *person,
                          gboolean last_administrator)
{
  g_autofree char *title = g_strdup_printf (_ ("Roles of %s"), person->name);
  Task *task =
      task_new (TASK_ROLES, parent, workspace, person->id, person->name, title, _ ("Cha_nge"));

  task->held = g_strdupv (person->roles);
  add_roles (task, "");
  if (last_administrator)
    slip_role_checks_lock (task->roles, "administrator", _ ("The only administrator stays one"));
  present (task, _ ("Reason (May Be Left Empty)"));
}

/* == revoking and endorsing == */

void
slip_people_revoke (GtkWidget *parent, SlipWorkspace *workspace, const SlipPersonInfo *person)
{
  g_autofree char *title = g_strdup_printf (_ ("Revoke %s"), person->name);
  Task *task =
      task_new (TASK_REVOKE, parent, workspace, person->id, person->name, title, _ ("_Revoke"));
  g_autofree char *text = g_strdup_printf (
      _ ("From now on nothing counts that %s writes or signs, on any device. What was done before "
         "stays. Copies that %s has can't be taken away: change the password of the shared folder, "
         "too."),
      person->name, person->name);

  task->needs_reason = TRUE;
  slip_task_dialog_set_destructive (task->dialog);
  slip_task_dialog_add_text (task->dialog, text);
  present (task, _ ("Reason"));
}

void
slip_people_revoke_device (GtkWidget *parent, SlipWorkspace *workspace,
                           const SlipDeviceInfo *device)
{
  g_autofree char *title = g_strdup_printf (_ ("Revoke a Device of %s"), device->name);
  Task *task = task_new (TASK_REVOKE_DEVICE, parent, workspace, device->key, device->name, title,
                         _ ("_Revoke"));
  g_autofree char *text = g_strdup_printf (
      _ ("From now on nothing counts that comes from device %.8s. Other devices of %s go on."),
      device->key, device->name);

  task->needs_reason = TRUE;
  slip_task_dialog_set_destructive (task->dialog);
  slip_task_dialog_add_text (task->dialog, text);
  present (task, _ ("Reason"));
}

void
slip_people_endorse (GtkWidget *parent, SlipWorkspace *workspace, const char *id, const char *name,
                     guint n)
{
  g_autofree char *title = g_strdup_printf (_ ("Late Work of %s"), name);
  Task *task = task_new (TASK_ENDORSE, parent, workspace, id, name, title, _ ("_Take In"));
  g_autofree char *text = g_strdup_printf (
      g_dngettext (NULL,
                   "%u change came after the revocation and doesn't count. If you know that it is "
                   "honest work, take it in.",
                   "%u changes came after the revocation and don't count. If you know that they "
                   "are honest work, take them in.",
                   n),
      n);

  slip_task_dialog_add_text (task->dialog, text);
  present (task, _ ("Reason (May Be Left Empty)"));
}
