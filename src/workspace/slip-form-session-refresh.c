/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* When a session looks at its record. One look at a time; what is asked for meanwhile makes one more. */

#include "workspace/slip-form-session-private.h"
#include "workspace/slip-thread.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* Another record changed: many may in a moment, and most don't matter here. */
#define LATE_MS 500
/* Rows around one that somebody asks for. */
#define ROWS_AROUND 40
/* To take over more would hold up a frame. */
#define ROWS_AT_ONCE 40

static void schedule (SlipFormSession *self, gboolean late);

/* == looking == */

typedef struct
{
  GWeakRef session; /* who closes a document doesn't wait for it */
  SlipWorkspace *workspace;
  SlipFormLook *look;
} Run;

static void
free_run (gpointer data)
{
  Run *run = data;

  g_weak_ref_clear (&run->session);
  g_object_unref (run->workspace);
  slip_form_look_free (run->look);
  g_free (run);
}

static void
run_look (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Run *run = data;
  GError *error = NULL;

  if (slip_form_look_run (run->look, slip_workspace_reader (run->workspace), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Rows that the worker is about to add can't be read yet. */
static gboolean
wants_rows (SlipFormSession *self)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->wanted);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    if (!g_hash_table_contains (self->adding, row))
      return TRUE;
  return FALSE;
}

static void
on_looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = g_task_get_task_data (G_TASK (result));
  g_autoptr (SlipFormSession) self = g_weak_ref_get (&run->session);
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error) && self != NULL)
    {
      g_hash_table_remove_all (self->reading);
      if (run->look->first)
        slip_form_session_answer_load (self, error);
      else
        {
          /* The next one reads all anew. */
          self->n_ops = -1;
          self->look_wanted = TRUE;
          slip_form_session_fail (self, error->message);
        }
    }
  if (self == NULL || self->disposed)
    return;
  self->looking = FALSE;
  if (error != NULL)
    return;
  slip_form_session_take_look (self, run->look);
  if (self->form != NULL && (self->look_wanted || wants_rows (self)))
    schedule (self, FALSE);
}

/* @shown: only those that somebody has an object of, else the others */
static void
take_wanted (SlipFormSession *self, gboolean shown)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->wanted);
  while (g_hash_table_size (self->reading) < ROWS_AT_ONCE &&
         g_hash_table_iter_next (&iter, &row, NULL))
    {
      const SlipFormRowCells *known = g_hash_table_lookup (self->rows, row);

      if (g_hash_table_contains (self->adding, row) ||
          g_hash_table_contains (self->objects, row) != shown)
        continue;
      if (known == NULL || !known->read)
        g_hash_table_add (self->reading, g_strdup (row));
      g_hash_table_iter_remove (&iter);
    }
}

static void
ask_for_rows (SlipFormSession *self, SlipFormLook *look)
{
  GHashTableIter iter;
  gpointer row;

  take_wanted (self, TRUE);
  take_wanted (self, FALSE);
  if (look->whole)
    {
      g_hash_table_iter_init (&iter, self->rows);
      while (g_hash_table_iter_next (&iter, &row, NULL))
        if (!g_hash_table_contains (self->adding, row))
          g_hash_table_add (self->reading, g_strdup (row));
    }
  g_hash_table_iter_init (&iter, self->reading);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    g_ptr_array_add (look->rows, g_strdup (row));
}

static void
ask_for_whole (SlipFormSession *self, SlipFormLook *look)
{
  GHashTableIter iter;
  gpointer value;

  look->n_ops = self->n_ops;
  look->tables = self->tables != NULL ? g_hash_table_ref (self->tables) : NULL;
  g_ptr_array_extend (look->dirty, self->dirty, NULL, NULL);
  g_ptr_array_set_size (self->dirty, 0);
  self->look_wanted = FALSE;
  g_hash_table_iter_init (&iter, self->fields);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const SlipFormField *field = value;

      if (field->cell != NULL)
        g_hash_table_insert (look->before, field->cell->path, slip_form_cell_ref (field->cell));
    }
  for (guint i = 0; i < self->lists->len; i++)
    g_ptr_array_add (look->lists, slip_form_rows_ask (g_ptr_array_index (self->lists, i)));
}

static void
start_look (SlipFormSession *self)
{
  Run *run = g_new0 (Run, 1);
  SlipFormLook *look = slip_form_look_new (self->record);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_looked_cb, NULL);

  look->first = self->form == NULL;
  look->whole = look->first || self->look_wanted;
  look->serial = ++self->n_looks;
  if (self->form != NULL)
    look->form = slip_form_ref (self->form);
  if (look->whole)
    ask_for_whole (self, look);
  ask_for_rows (self, look);
  self->looking = TRUE;
  g_weak_ref_init (&run->session, self);
  run->workspace = g_object_ref (self->workspace);
  run->look = look;
  g_task_set_task_data (task, run, free_run);
  slip_thread_run (task, run_look);
}

/* == when == */

static gboolean
on_look_cb (gpointer data)
{
  SlipFormSession *self = data;

  g_clear_pointer (&self->look_source, g_source_unref);
  if (!self->looking)
    start_look (self);
  return G_SOURCE_REMOVE;
}

void
slip_form_session_stop_looking (SlipFormSession *self)
{
  if (self->look_source == NULL)
    return;
  g_source_destroy (self->look_source);
  g_clear_pointer (&self->look_source, g_source_unref);
}

static void
schedule (SlipFormSession *self, gboolean late)
{
  if (self->looking || self->disposed || (self->look_source != NULL && (late || !self->look_late)))
    return;
  slip_form_session_stop_looking (self);
  self->look_late = late;
  self->look_source = late ? g_timeout_source_new (LATE_MS) : g_idle_source_new ();
  g_source_set_priority (self->look_source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (self->look_source, "slip-form-session");
  g_source_set_callback (self->look_source, on_look_cb, self, NULL);
  g_source_attach (self->look_source, self->context);
}

void
slip_form_session_refresh (SlipFormSession *self, SlipFormNode *changed)
{
  if (self->form == NULL)
    return;
  if (changed != NULL)
    {
      self->check_wanted = TRUE;
      if (!g_ptr_array_find (self->dirty, changed, NULL))
        g_ptr_array_add (self->dirty, changed);
    }
  self->look_wanted = TRUE;
  schedule (self, FALSE);
}

void
slip_form_session_refresh_late (SlipFormSession *self)
{
  self->check_wanted = TRUE;
  self->look_wanted = TRUE;
  schedule (self, TRUE);
}

void
slip_form_session_want_row (SlipFormSession *self, const char *row)
{
  g_autoptr (GHashTable) around = NULL;
  GHashTableIter iter;
  gpointer id;

  if (g_hash_table_contains (self->reading, row) || g_hash_table_contains (self->wanted, row))
    return;
  around = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < self->lists->len; i++)
    slip_form_rows_want_around (g_ptr_array_index (self->lists, i), row, ROWS_AROUND, around);
  g_hash_table_iter_init (&iter, around);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      const SlipFormRowCells *cells = g_hash_table_lookup (self->rows, id);

      if ((cells == NULL || !cells->read) && !g_hash_table_contains (self->reading, id))
        g_hash_table_add (self->wanted, g_strdup (id));
    }
  g_hash_table_add (self->wanted, g_strdup (row));
  if (!g_hash_table_contains (self->adding, row))
    schedule (self, FALSE);
}

/* == the first time == */

void
slip_form_session_load_async (SlipFormSession *self, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, slip_form_session_load_async);
  g_ptr_array_add (self->load_tasks, task);
  if (self->form != NULL)
    slip_form_session_answer_load (self, NULL);
  else
    schedule (self, FALSE);
}

gboolean
slip_form_session_load_finish (SlipFormSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
