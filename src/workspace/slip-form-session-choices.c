/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a field may be set to, found in a thread while a person types. */

#include "forms/slip-choices.h"

#include <glib/gi18n-lib.h>
#include "process/slip-roles.h"
#include "workspace/slip-form-session-private.h"
#include "workspace/slip-thread.h"

#define MOST_CHOICES 50

typedef struct
{
  SlipWorkspace *workspace;
  SlipForm *form;
  SlipFormNode *node;
  char *record;
  char *text;
} Run;

static void
free_run (gpointer data)
{
  Run *run = data;

  g_object_unref (run->workspace);
  slip_form_unref (run->form);
  g_free (run->record);
  g_free (run->text);
  g_free (run);
}

/* Of persons the forms know their roles by id. */
static void
name_roles (GPtrArray *choices)
{
  for (guint i = 0; i < choices->len; i++)
    {
      SlipFormChoice *choice = g_ptr_array_index (choices, i);
      g_auto (GStrv) ids = g_strsplit (choice->detail, ", ", -1);
      g_autoptr (GPtrArray) names = g_ptr_array_new ();

      for (guint j = 0; ids[j] != NULL; j++)
        g_ptr_array_add (names, (gpointer) slip_role_name (ids[j]));
      g_ptr_array_add (names, NULL);
      g_free (choice->detail);
      choice->detail = g_strjoinv (", ", (char **) names->pdata);
    }
}

static void
run_list (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Run *run = data;
  GError *error = NULL;
  GPtrArray *choices = slip_form_list_choices (slip_workspace_reader (run->workspace), run->record,
                                               run->node, run->text, MOST_CHOICES, &error);

  if (choices != NULL && run->node->type == SLIP_FIELD_PERSON)
    name_roles (choices);
  if (choices != NULL)
    g_task_return_pointer (task, choices, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/* One of them is going to be set. */
static void
remember_names (SlipFormSession *self, GPtrArray *choices)
{
  g_hash_table_remove_all (self->names);
  for (guint i = 0; i < choices->len; i++)
    {
      const SlipFormChoice *choice = g_ptr_array_index (choices, i);

      g_hash_table_replace (self->names, g_strdup (choice->value), g_strdup (choice->display));
    }
}

static void
on_listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) outer = data;
  GError *error = NULL;
  GPtrArray *choices = g_task_propagate_pointer (G_TASK (result), &error);

  if (choices != NULL)
    remember_names (g_task_get_source_object (outer), choices);
  if (choices != NULL)
    g_task_return_pointer (outer, choices, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (outer, error);
}

void
slip_form_session_list_choices_async (SlipFormSession *self, const char *path, const char *text,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) outer = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) task = NULL;
  SlipFormField *field = slip_form_session_make_field (self, path);
  Run *run;

  g_task_set_source_tag (outer, slip_form_session_list_choices_async);
  if (field == NULL || field->node->kind != SLIP_NODE_FIELD)
    {
      g_task_return_new_error (outer, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                               _ ("the document has no field “%s”"), path);
      return;
    }
  run = g_new0 (Run, 1);
  run->workspace = g_object_ref (self->workspace);
  run->form = slip_form_ref (self->form);
  run->node = field->node;
  run->record = g_strdup (self->record);
  run->text = g_strdup (text);
  /* A task may be dropped in its thread; the session must not be. */
  task = g_task_new (NULL, cancellable, on_listed_cb, g_steal_pointer (&outer));
  g_task_set_task_data (task, run, free_run);
  slip_thread_run (task, run_list);
}

GPtrArray *
slip_form_session_list_choices_finish (SlipFormSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
