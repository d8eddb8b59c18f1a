/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What would change is read each time another version is chosen; only then can it be followed. The dialogue comes when the
 * first answer is there, as high as that. */

#include "ui/process/slip-follow.h"

#include <glib/gi18n.h>

#include "ui/app/slip-choice-row.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-task-dialog.h"
#include "ui/review/slip-review-words.h"
#include "workspace/slip-processing.h"

/* Lives as long as the dialogue. */
typedef struct
{
  SlipTaskDialog *dialog;
  SlipWorkspace *workspace;
  char *release;
  GPtrArray *offered; /* nullable (element-type SlipProcessInfo) */
  AdwComboRow *version;
  GtkWidget *changes;    /* what would change */
  GCancellable *looking; /* nullable: nothing is being looked at */
  gboolean known;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  if (task->looking != NULL)
    g_cancellable_cancel (task->looking);
  g_clear_object (&task->looking);
  g_object_unref (task->workspace);
  g_clear_pointer (&task->offered, g_ptr_array_unref);
  g_free (task->release);
  g_free (task);
}

static Task *
task_of (gpointer dialog)
{
  return g_object_get_data (dialog, "slip-task");
}

/* What a thread gets. */
typedef struct
{
  SlipWorkspace *workspace;
  char *release;
  char *digest; /* nullable: of the list */
} Question;

static Question *
question_new (Task *task, const char *digest)
{
  Question *question = g_new0 (Question, 1);

  question->workspace = g_object_ref (task->workspace);
  question->release = g_strdup (task->release);
  question->digest = g_strdup (digest);
  return question;
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->workspace);
  g_free (question->release);
  g_free (question->digest);
  g_free (question);
}

/* == what would change == */

static gpointer
look (gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *question = data;

  return slip_workspace_follow_preview (question->workspace, question->release, question->digest,
                                        error);
}

static void
clear_changes (Task *task)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (task->changes)) != NULL)
    gtk_box_remove (GTK_BOX (task->changes), child);
}

/* @why: nothing can be followed. */
static void
show_problem (Task *task, const char *why)
{
  slip_task_dialog_set_missing (task->dialog, why);
  gtk_window_present (GTK_WINDOW (task->dialog));
}

static const SlipProcessInfo *
get_chosen (Task *task)
{
  guint chosen = adw_combo_row_get_selected (task->version);

  return task->offered != NULL && chosen < task->offered->len
             ? g_ptr_array_index (task->offered, chosen)
             : NULL;
}

static void
show_changes (Task *task, GPtrArray *lines)
{
  const SlipProcessInfo *info = get_chosen (task);

  gtk_box_append (GTK_BOX (task->changes), slip_review_label (info != NULL && info->in_force
                                                                  ? _ ("In force for new releases")
                                                                  : _ ("An earlier version"),
                                                              "dim-label"));
  gtk_box_append (GTK_BOX (task->changes),
                  slip_review_heading (_ ("What Would Change"), "heading"));
  for (guint i = 0; i < lines->len; i++)
    gtk_box_append (GTK_BOX (task->changes),
                    slip_review_label (g_ptr_array_index (lines, i), "slip-note"));
  if (lines->len == 0)
    gtk_box_append (GTK_BOX (task->changes),
                    slip_review_label (_ ("Nothing but the version."), "dim-label"));
  slip_task_dialog_set_missing (task->dialog, NULL);
  slip_task_dialog_fit (task->dialog);
  gtk_window_present (GTK_WINDOW (task->dialog));
}

static void
on_looked_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  Task *task = task_of (owner);

  clear_changes (task);
  task->known = result != NULL;
  if (result != NULL)
    show_changes (task, result);
  else
    {
      g_autofree char *why = slip_feedback_sentence (error);

      show_problem (task, why);
    }
}

static void
on_chosen_cb (Task *task)
{
  const SlipProcessInfo *info = get_chosen (task);

  if (task->looking != NULL)
    g_cancellable_cancel (task->looking);
  g_clear_object (&task->looking);
  task->known = FALSE;
  clear_changes (task);
  if (info == NULL)
    return;
  slip_task_dialog_set_missing (task->dialog, _ ("Looking what would change…"));
  task->looking = g_cancellable_new ();
  slip_work_read (task->dialog, look, question_new (task, info->digest), question_free,
                  on_looked_cb, (GDestroyNotify) g_ptr_array_unref, task->looking);
}

/* == the versions == */

/* All but the one that it follows. */
static gpointer
list (gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *question = data;
  gboolean pinned = FALSE;
  g_autoptr (SlipProcess) now =
      slip_workspace_release_process (question->workspace, question->release, &pinned, error);
  g_autoptr (GPtrArray) all =
      now != NULL ? slip_workspace_list_processes (question->workspace, error) : NULL;
  g_autoptr (GPtrArray) offered =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_process_info_free);

  if (all == NULL)
    return NULL;
  while (all->len > 0)
    {
      g_autoptr (SlipProcessInfo) info = g_ptr_array_steal_index (all, 0);
      /* Mostly the newest version of the same process is what one moves to. */
      int place = info->in_force && g_str_equal (info->id, now->id) ? 0 : -1;

      if (info->refused == NULL && !(pinned && g_str_equal (info->digest, now->digest)))
        g_ptr_array_insert (offered, place, g_steal_pointer (&info));
    }
  return g_steal_pointer (&offered);
}

static void
on_listed_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  Task *task = task_of (owner);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  if (result == NULL)
    {
      g_autofree char *why = slip_feedback_sentence (error);

      show_problem (task, why);
      return;
    }
  task->offered = g_ptr_array_ref (result);
  for (guint i = 0; i < task->offered->len; i++)
    {
      const SlipProcessInfo *info = g_ptr_array_index (task->offered, i);
      /* Translators: the title of a process, and its version's number */
      g_autofree char *name =
          g_strdup_printf (_ ("%s %u"), slip_process_text (info->title), info->version);

      gtk_string_list_append (names, name);
    }
  adw_combo_row_set_model (task->version, G_LIST_MODEL (names));
  gtk_widget_set_sensitive (GTK_WIDGET (task->version), task->offered->len > 0);
  if (task->offered->len == 0)
    show_problem (task, _ ("There is no other version."));
}

/* == following == */

static gpointer
follow (gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;

  return slip_workspace_follow (question->workspace, question->release, question->digest, error)
             ? data
             : NULL;
}

static void
on_followed_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  slip_feedback_toast (slip_task_dialog_get_parent (owner),
                       _ ("The release follows the other version"));
}

static void
on_apply_cb (Task *task)
{
  const SlipProcessInfo *info = get_chosen (task);

  if (info != NULL && task->known)
    slip_task_dialog_run (task->dialog, _ ("Moving the release…"), follow,
                          question_new (task, info->digest), question_free, on_followed_cb, NULL);
}

void
slip_process_follow (GtkWidget *parent, SlipWorkspace *workspace, const char *release)
{
  Task *task = g_new0 (Task, 1);
  GtkWidget *group = adw_preferences_group_new ();

  task->dialog = slip_task_dialog_new (parent, _ ("Follow Another Version"), _ ("_Follow"));
  task->workspace = g_object_ref (workspace);
  task->release = g_strdup (release);
  task->version = slip_choice_row_new (_ ("Process"), NULL);
  task->changes = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  g_object_set_data_full (G_OBJECT (task->dialog), "slip-task", task, task_free);
  g_signal_connect_swapped (task->dialog, "apply", G_CALLBACK (on_apply_cb), task);
  slip_task_dialog_add_text (task->dialog,
                             _ ("A release keeps the version of the process that it began with, "
                                "until somebody moves it."));
  gtk_widget_set_sensitive (GTK_WIDGET (task->version), FALSE);
  g_signal_connect_swapped (task->version, "notify::selected", G_CALLBACK (on_chosen_cb), task);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (task->version));
  slip_task_dialog_add (task->dialog, group);
  slip_task_dialog_add (task->dialog, task->changes);
  slip_task_dialog_set_missing (task->dialog, "");
  slip_work_read (task->dialog, list, question_new (task, NULL), question_free, on_listed_cb,
                  (GDestroyNotify) g_ptr_array_unref, NULL);
}
