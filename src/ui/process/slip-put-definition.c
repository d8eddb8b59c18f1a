/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A file is read as soon as it is chosen or dropped, so that what is wrong in it is said before anything is done. The
 * dialogue comes when it is known what there is, as high as that. */

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-names.h"
#include "ui/app/slip-task-dialog.h"
#include "ui/people/slip-file-row.h"
#include "ui/process/slip-follow.h"
#include "ui/process/slip-save-definition.h"
#include "workspace/slip-processing.h"

/* Lives as long as the dialogue. */
typedef struct
{
  SlipTaskDialog *dialog;
  SlipWorkspace *workspace;
  GtkWidget *there; /* a group: processes */
  GtkWidget *forms; /* a group: forms that were put in, then those that come with Slipway */
  GtkWidget *own;   /* a group for @file, which only administrators see */
  SlipFileRow *file;
  gboolean may;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->workspace);
  g_free (task);
}

/* == those that there are == */

typedef struct
{
  GPtrArray *processes;
  GPtrArray *own;   /* (element-type SlipDefinition): forms */
  GPtrArray *forms; /* (element-type SlipFormInfo): all */
  gboolean may;
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;

  g_clear_pointer (&found->processes, g_ptr_array_unref);
  g_clear_pointer (&found->own, g_ptr_array_unref);
  g_clear_pointer (&found->forms, g_ptr_array_unref);
  g_free (found);
}

static gpointer
read_found (gpointer data, GCancellable *cancellable, GError **error)
{
  Found *found = g_new0 (Found, 1);

  found->processes = slip_workspace_list_processes (data, error);
  if (found->processes != NULL)
    found->own = slip_workspace_list_own_forms (data, error);
  if (found->own != NULL)
    found->forms = slip_workspace_list_forms (data, error);
  if (found->forms == NULL)
    {
      found_free (found);
      return NULL;
    }
  found->may = slip_workspace_may_define (data);
  return found;
}

/* @about: (nullable) */
static GtkWidget *
new_row (Task *task, const char *what, const char *id, const char *digest, const char *title,
         const char *about)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  if (about != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), about);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_suffix (
      ADW_ACTION_ROW (row),
      slip_save_definition_button (task->dialog, task->workspace, what, id, digest, title));
  return row;
}

static void
add_process (Task *task, const SlipProcessInfo *info)
{
  g_autofree char *title =
      g_strdup_printf (_ ("%s, version %u"), slip_process_text (info->title), info->version);
  g_autofree char *from = *info->person != '\0' ? g_strdup_printf (_ ("Put in by %s"), info->person)
                                                : g_strdup (_ ("Comes with Slipway"));
  g_autofree char *releases = g_strdup_printf (
      ngettext ("%u release follows it", "%u releases follow it", info->n_releases),
      info->n_releases);
  g_autofree char *about = g_strdup_printf ("%s · %s · %s", info->code, from, releases);
  g_autofree char *refused =
      info->refused != NULL ? g_strdup_printf (_ ("%s\nDoesn't count: %s"), about, info->refused)
                            : g_strdup (about);

  adw_preferences_group_add (
      ADW_PREFERENCES_GROUP (task->there),
      new_row (task, SLIP_DEFINITION_PROCESS, info->id, info->digest, title, refused));
}

static void
add_form (Task *task, const SlipDefinition *form)
{
  /* Translators: the title of a form and its version. */
  g_autofree char *title =
      g_strdup_printf (_ ("%s, version %s"), slip_form_text (form->title), form->version);
  g_autofree char *from = g_strdup_printf (_ ("Put in by %s"), form->person);

  adw_preferences_group_add (
      ADW_PREFERENCES_GROUP (task->forms),
      new_row (task, SLIP_DEFINITION_FORM, form->id, form->digest, title, from));
}

static gboolean
is_among (GPtrArray *own, const SlipFormInfo *form)
{
  for (guint i = 0; i < own->len; i++)
    if (g_str_equal (((SlipDefinition *) g_ptr_array_index (own, i))->digest, form->definition))
      return TRUE;
  return FALSE;
}

/* They are many, and of interest to who writes another one. */
static void
add_shipped_forms (Task *task, const Found *found)
{
  GtkWidget *list = adw_expander_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (list), _ ("Forms That Come with Slipway"));
  slip_names_set (list, _ ("Forms That Come with Slipway"));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (list), _ ("To begin one of your own with"));
  for (guint i = 0; i < found->forms->len; i++)
    {
      const SlipFormInfo *form = g_ptr_array_index (found->forms, i);
      g_autofree char *title = g_strdup_printf (_ ("%s, version %s"), form->title, form->version);

      if (!is_among (found->own, form))
        adw_expander_row_add_row (
            ADW_EXPANDER_ROW (list),
            new_row (task, SLIP_DEFINITION_FORM, form->id, form->definition, title, NULL));
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (task->forms), list);
}

static void on_checked_cb (Task *task);

static void
on_found_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  Task *task = g_object_get_data (owner, "slip-task");
  const Found *found = result;

  if (found == NULL)
    {
      g_autofree char *why = slip_feedback_sentence (error);

      slip_task_dialog_set_missing (task->dialog, why);
      gtk_window_present (GTK_WINDOW (task->dialog));
      return;
    }
  /* Earlier versions matter to the releases that follow them, which say so. */
  for (guint i = 0; i < found->processes->len; i++)
    {
      const SlipProcessInfo *info = g_ptr_array_index (found->processes, i);

      if (info->in_force || info->refused != NULL)
        add_process (task, info);
    }
  for (guint i = 0; i < found->own->len; i++)
    add_form (task, g_ptr_array_index (found->own, i));
  add_shipped_forms (task, found);
  task->may = found->may;
  gtk_widget_set_visible (task->own, task->may);
  on_checked_cb (task);
  gtk_window_present (GTK_WINDOW (task->dialog));
}

/* == the file == */

static gpointer
check (SlipWorkspace *workspace, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  return slip_workspace_read_definition (workspace, file, cancellable, error);
}

static gboolean
is_form (const SlipDefinition *definition)
{
  return g_str_equal (definition->what, SLIP_DEFINITION_FORM);
}

static char *
describe (gpointer result)
{
  const SlipDefinition *definition = result;
  guint n = definition->n_parts;
  g_autofree char *parts = is_form (definition)
                               ? g_strdup_printf (ngettext ("%u section", "%u sections", n), n)
                               : g_strdup_printf (ngettext ("%u stage", "%u stages", n), n);

  if (is_form (definition))
    /* Translators: the title of a form, its version, and "7 sections" */
    return g_strdup_printf (_ ("Form: %s, version %s, %s"), slip_form_text (definition->title),
                            definition->version, parts);
  /* Translators: the title of a process, its version, and "7 stages" */
  return g_strdup_printf (_ ("Process: %s, version %s, %s"), slip_process_text (definition->title),
                          definition->version, parts);
}

static void
on_checked_cb (Task *task)
{
  const char *missing = NULL;

  if (!task->may)
    missing = _ ("An administrator puts processes and forms in.");
  else if (slip_file_row_is_empty (task->file))
    missing = _ ("Choose a file, or drop one on the row.");
  else if (slip_file_row_is_checking (task->file) || slip_file_row_get_result (task->file) == NULL)
    /* The row says it. */
    missing = "";
  slip_task_dialog_set_missing (task->dialog, missing);
  slip_task_dialog_fit (task->dialog);
}

/* == putting it in == */

typedef struct
{
  SlipWorkspace *workspace;
  GFile *file;
  gboolean is_form;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->workspace);
  g_object_unref (job->file);
  g_free (job);
}

static gpointer
put (gpointer data, GCancellable *cancellable, GError **error)
{
  const Job *job = data;

  return slip_workspace_put_definition (job->workspace, job->file, error);
}

static void
on_put_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  const Job *job = data;

  slip_feedback_toast (slip_task_dialog_get_parent (owner),
                       job->is_form ? _ ("In force for documents that are made from now on")
                                    : _ ("In force for releases that begin from now on"));
}

static void
on_apply_cb (Task *task)
{
  Job *job = g_new0 (Job, 1);

  job->workspace = g_object_ref (task->workspace);
  job->file = g_file_new_for_path (slip_file_row_get_path (task->file));
  job->is_form = is_form (slip_file_row_get_result (task->file));
  slip_task_dialog_run (task->dialog, _ ("Putting it in…"), put, job, job_free, on_put_cb, g_free);
}

void
slip_process_put (GtkWidget *parent, SlipWorkspace *workspace)
{
  Task *task = g_new0 (Task, 1);

  task->dialog = slip_task_dialog_new (parent, _ ("Processes and Forms"), _ ("_Put In"));
  task->workspace = g_object_ref (workspace);
  task->there = adw_preferences_group_new ();
  task->forms = adw_preferences_group_new ();
  task->own = adw_preferences_group_new ();
  task->file =
      slip_file_row_new (_ ("Another One"), check, describe, (GDestroyNotify) slip_definition_free);
  slip_file_row_set_workspace (task->file, workspace);
  g_object_set_data_full (G_OBJECT (task->dialog), "slip-task", task, task_free);
  g_signal_connect_swapped (task->dialog, "apply", G_CALLBACK (on_apply_cb), task);
  g_signal_connect_swapped (task->file, "checked", G_CALLBACK (on_checked_cb), task);
  slip_task_dialog_add_text (task->dialog,
                             _ ("New releases begin with one of these processes. Releases on their "
                                "way keep theirs, until somebody moves them; documents keep the "
                                "form that they began with."));
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (task->there), _ ("Processes"));
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (task->forms), _ ("Forms"));
  gtk_widget_set_visible (task->own, FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (task->own), GTK_WIDGET (task->file));
  slip_task_dialog_add (task->dialog, task->there);
  slip_task_dialog_add (task->dialog, task->forms);
  slip_task_dialog_add (task->dialog, task->own);
  slip_task_dialog_set_missing (task->dialog, "");
  slip_work_read (task->dialog, read_found, g_object_ref (workspace), g_object_unref, on_found_cb,
                  found_free, NULL);
}
