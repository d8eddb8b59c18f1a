/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What is said is an edit of its own: it needs no passphrase, and goes out with the next sync. */

#include "ui/review/slip-comment-dialog.h"

#include <glib/gi18n.h>

#include "process/slip-roles.h"
#include "ui/app/slip-choice-row.h"
#include "ui/app/slip-feedback.h"
#include "ui/app/slip-names.h"
#include "ui/app/slip-task-dialog.h"
#include "ui/review/slip-review-words.h"

#define TEXT_HEIGHT 96
/* Whose concerns block where the process says nothing else: so a liaison raises one as such. */
#define LIAISON "ai-irb-liaison"

/* Lives as long as the dialogue. */
typedef struct
{
  SlipTaskDialog *dialog;
  SlipWorkspace *workspace;
  char *document; /* nullable: of a thread that is to begin */
  char *path;
  char *thread; /* nullable: that is there */
  SlipSaidAct act;
  gboolean may_be_empty;
  GStrv roles;
  AdwComboRow *kind; /* nullable, as role */
  AdwComboRow *role; /* "none", then @roles */
  GtkTextView *text;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->workspace);
  g_free (task->document);
  g_free (task->path);
  g_free (task->thread);
  g_strfreev (task->roles);
  g_free (task);
}

/* What a thread gets. */
typedef struct
{
  SlipWorkspace *workspace;
  char *document;
  char *path;
  char *thread;
  SlipSaidAct act;
  SlipTopic topic;
  char *role; /* nullable: the one that fits */
  char *text;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->workspace);
  g_free (job->document);
  g_free (job->path);
  g_free (job->thread);
  g_free (job->role);
  g_free (job->text);
  g_free (job);
}

static gpointer
say (gpointer data, GCancellable *cancellable, GError **error)
{
  const Job *job = data;
  const SlipComment comment = { job->document, job->path, job->topic, job->role, job->text };

  if (job->thread == NULL)
    return slip_workspace_comment (job->workspace, &comment, error);
  return slip_workspace_reply (job->workspace, job->thread, job->act, job->role, job->text, error)
             ? g_strdup (job->thread)
             : NULL;
}

static void
on_said_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  const Job *job = data;

  slip_feedback_toast (slip_task_dialog_get_parent (owner),
                       job->thread == NULL            ? _ ("Comment added")
                       : job->act == SLIP_SAID_CLOSE  ? _ ("Thread closed")
                       : job->act == SLIP_SAID_REOPEN ? _ ("Thread opened again")
                                                      : _ ("Reply added"));
}

static void
on_apply_cb (Task *task)
{
  Job *job = g_new0 (Job, 1);
  guint role = task->role != NULL ? adw_combo_row_get_selected (task->role) : 0;

  job->workspace = g_object_ref (task->workspace);
  job->document = g_strdup (task->document);
  job->path = g_strdup (task->path);
  job->thread = g_strdup (task->thread);
  job->act = task->act;
  job->topic = task->kind != NULL ? adw_combo_row_get_selected (task->kind) : SLIP_TOPIC_COMMENT;
  if (task->thread == NULL)
    job->role = g_strdup (role == 0 ? "" : task->roles[role - 1]);
  job->text = slip_review_text (task->text);
  slip_task_dialog_run (task->dialog, _ ("Saving…"), say, job, job_free, on_said_cb, g_free);
}

static void
on_changed_cb (Task *task)
{
  g_autofree char *text = g_strstrip (slip_review_text (task->text));

  slip_task_dialog_set_missing (
      task->dialog, *text != '\0' || task->may_be_empty ? NULL : _ ("Write what is to be said."));
}

/* A concern is raised for a role. */
static void
on_kind_cb (Task *task)
{
  guint selected = adw_combo_row_get_selected (task->role);

  if (adw_combo_row_get_selected (task->kind) != SLIP_TOPIC_CONCERN || selected != 0)
    return;
  for (guint i = 0; task->roles[i] != NULL; i++)
    if (selected == 0 || g_str_equal (task->roles[i], LIAISON))
      selected = i + 1;
  adw_combo_row_set_selected (task->role, selected);
}

/* == the dialogue == */

static Task *
make_task (GtkWidget *parent, SlipWorkspace *workspace, const char *title, const char *verb)
{
  Task *task = g_new0 (Task, 1);

  task->dialog = slip_task_dialog_new (parent, title, verb);
  task->workspace = g_object_ref (workspace);
  g_object_set_data_full (G_OBJECT (task->dialog), "slip-task", task, task_free);
  g_signal_connect_swapped (task->dialog, "apply", G_CALLBACK (on_apply_cb), task);
  return task;
}

static AdwComboRow *
add_choice (AdwPreferencesGroup *group, const char *title, GtkStringList *words)
{
  AdwComboRow *row = slip_choice_row_new (title, words);

  adw_preferences_group_add (group, GTK_WIDGET (row));
  return row;
}

static void
add_choices (Task *task)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  g_autoptr (GtkStringList) kinds = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) roles = gtk_string_list_new (NULL);

  /* In the order of SlipTopic. */
  gtk_string_list_append (kinds, _ ("Comment"));
  gtk_string_list_append (kinds, _ ("Question"));
  gtk_string_list_append (kinds, _ ("Concern"));
  gtk_string_list_append (roles, _ ("No role"));
  for (guint i = 0; task->roles[i] != NULL; i++)
    gtk_string_list_append (roles, slip_role_name (task->roles[i]));
  task->kind = add_choice (group, _ ("Kind"), kinds);
  task->role = add_choice (group, _ ("In the Role"), roles);
  g_signal_connect_swapped (task->kind, "notify::selected", G_CALLBACK (on_kind_cb), task);
  slip_task_dialog_add (task->dialog, GTK_WIDGET (group));
}

static void
add_text (Task *task)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  task->text = GTK_TEXT_VIEW (view);
  gtk_text_view_set_wrap_mode (task->text, GTK_WRAP_WORD_CHAR);
  /* Tab leads on, as everywhere in a dialogue. */
  gtk_text_view_set_accepts_tab (task->text, FALSE);
  gtk_text_view_set_left_margin (task->text, 9);
  gtk_text_view_set_right_margin (task->text, 9);
  gtk_text_view_set_top_margin (task->text, 9);
  gtk_text_view_set_bottom_margin (task->text, 9);
  slip_names_set (view, _ ("Text"));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), TEXT_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_add_css_class (scroller, "card");
  gtk_widget_set_overflow (scroller, GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (gtk_text_view_get_buffer (task->text), "changed",
                            G_CALLBACK (on_changed_cb), task);
  slip_task_dialog_add (task->dialog, scroller);
}

static void
present (Task *task)
{
  on_changed_cb (task);
  gtk_widget_grab_focus (GTK_WIDGET (task->text));
  gtk_window_present (GTK_WINDOW (task->dialog));
}

void
slip_comment_dialog_begin (GtkWidget *parent, SlipWorkspace *workspace, const char *document,
                           const char *path, const char *label, const char *const *roles)
{
  Task *task = make_task (parent, workspace, _ ("Add a Comment"), _ ("_Add"));

  task->document = g_strdup (document);
  task->path = g_strdup (path);
  task->roles = g_strdupv ((char **) roles);
  if (label != NULL && *label != '\0')
    slip_task_dialog_add_text (task->dialog, label);
  slip_task_dialog_add_text (task->dialog, _ ("A concern is closed by the role that raised it."));
  add_choices (task);
  add_text (task);
  present (task);
}

void
slip_comment_dialog_go_on (GtkWidget *parent, SlipWorkspace *workspace,
                           const SlipThreadInfo *thread, SlipSaidAct act)
{
  static const struct
  {
    const char *title;
    const char *verb;
  } words[] = {
    [SLIP_SAID_REPLY] = { N_ ("Reply"), N_ ("_Reply") },
    [SLIP_SAID_CLOSE] = { N_ ("Close the Thread"), N_ ("_Close Thread") },
    [SLIP_SAID_REOPEN] = { N_ ("Open the Thread Again"), N_ ("_Open Again") },
  };
  Task *task = make_task (parent, workspace, _ (words[act].title), _ (words[act].verb));
  g_autofree char *line = slip_discussion_summary (thread->discussion);

  task->thread = g_strdup (thread->discussion->id);
  task->act = act;
  task->may_be_empty = act != SLIP_SAID_REPLY && thread->discussion->topic != SLIP_TOPIC_CONCERN;
  slip_task_dialog_add_text (task->dialog, line);
  add_text (task);
  present (task);
}
