/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* How a session writes: jobs that the database worker does in the order in which they were given, what waits for the last
 * of them, and the rows and files that a person adds. */

#include "workspace/slip-form-session-private.h"

#include <string.h>

#include "core/slip-id.h"
#include "workspace/slip-attachments-private.h"
#include "workspace/slip-thread.h"

/* == jobs == */

SlipFormJob *
slip_form_job_new (SlipFormSession *self, SlipFormJobFunc func, SlipFormJobDone done)
{
  SlipFormJob *job = g_new0 (SlipFormJob, 1);

  job->session = g_object_ref (self);
  job->form = slip_form_ref (self->form);
  job->record = g_strdup (self->record);
  job->func = func;
  job->done = done;
  return job;
}

static void
free_job (SlipFormJob *job)
{
  slip_form_unref (job->form);
  g_free (job->record);
  g_free (job->path);
  g_free (job->row);
  g_free (job->text);
  g_free (job->start);
  g_free (job->other);
  g_clear_pointer (&job->names, g_array_unref);
  g_clear_pointer (&job->lines, g_ptr_array_unref);
  g_clear_pointer (&job->problems, g_ptr_array_unref);
  g_clear_pointer (&job->deed, slip_form_deed_free);
  g_clear_object (&job->task);
  g_object_unref (job->session);
  g_free (job);
}

static gint64
count_ops (SlipDatabase *db, const char *record)
{
  return slip_database_get_int (db, 0, "SELECT count (*) FROM op WHERE record = ?", "s", record);
}

/* On the worker. */
static gboolean
run_job (SlipWorkspace *workspace, SlipDatabase *db, gpointer data, GError **error)
{
  SlipFormJob *job = data;
  g_autoptr (SlipRecord) record = NULL;

  if (job->draft)
    return job->func (job, db, NULL, error);
  record = slip_record_load (db, job->record, error);
  if (record == NULL)
    return FALSE;
  job->ops_before = count_ops (db, job->record);
  if (!job->func (job, db, record, error))
    return FALSE;
  job->ops_after = count_ops (db, job->record);
  return TRUE;
}

static void
on_job_run_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  SlipFormJob *job = data;
  SlipFormSession *self = job->session;
  g_autoptr (GError) error = NULL;

  slip_workspace_edit_finish (self->workspace, result, &error);
  self->n_writes--;
  self->n_jobs--;
  /* Where somebody else wrote meanwhile, or a look has seen more, the next look finds out. */
  if (error == NULL && !job->draft && self->n_ops == job->ops_before)
    self->n_ops = job->ops_after;
  if (error != NULL)
    g_clear_pointer (&job->deed, slip_form_deed_free);
  job->done (self, job, error);
  if (job->deed != NULL)
    slip_form_session_remember (self, g_steal_pointer (&job->deed));
  if (self->changed_meanwhile)
    {
      self->changed_meanwhile = FALSE;
      slip_form_session_refresh (self, NULL);
    }
  slip_form_session_go_on (self);
  slip_form_session_update_saving (self);
  free_job (job);
}

void
slip_form_job_run (SlipFormJob *job)
{
  SlipFormSession *self = job->session;

  self->n_writes++;
  self->n_jobs++;
  slip_workspace_edit_async (self->workspace, run_job, job, on_job_run_cb, job);
  slip_form_session_update_saving (self);
}

/* == when all is written == */

typedef struct
{
  SlipFormAction action;
  gpointer data;
} Waiting;

void
slip_form_session_when_written (SlipFormSession *self, SlipFormAction action, gpointer data)
{
  Waiting *waiting = g_new (Waiting, 1);

  *waiting = (Waiting){ action, data };
  g_queue_push_tail (&self->waiting, waiting);
  slip_form_session_go_on (self);
}

void
slip_form_session_go_on (SlipFormSession *self)
{
  while (self->n_writes == 0 && !g_queue_is_empty (&self->waiting))
    {
      g_autofree Waiting *waiting = g_queue_pop_head (&self->waiting);

      waiting->action (self, waiting->data);
    }
}

/* == rows == */

static void
on_row_done (SlipFormSession *self, SlipFormJob *job, GError *error)
{
  g_hash_table_remove (self->adding, job->row);
  if (error != NULL)
    slip_form_session_fail (self, error->message);
  slip_form_session_refresh (self, job->node);
}

/* (nullable): "items", "items/ROW/attempts"; not "items/ROW". @parent: (out): the row above, "" at the top. */
static SlipFormNode *
find_table (SlipFormSession *self, const char *path, char **parent)
{
  const char *name = strrchr (path, '/');
  SlipFormNode *node =
      self->form != NULL ? slip_form_find_cell (self->form, path, parent, NULL) : NULL;

  name = name != NULL ? name + 1 : path;
  return node != NULL && node->kind == SLIP_NODE_TABLE && strcmp (name, node->name) == 0 &&
                 (node->table != NULL) == (**parent != '\0')
             ? node
             : NULL;
}

static gboolean
refuse_read_only (SlipFormSession *self)
{
  if (self->read_only != NULL)
    slip_form_session_fail (self, self->read_only);
  return self->form == NULL || self->read_only != NULL;
}

char *
slip_form_session_add_row (SlipFormSession *self, const char *table, SlipRowPlace place,
                           const char *other)
{
  g_autofree char *parent = NULL;
  SlipFormNode *node = find_table (self, table, &parent);
  SlipFormJob *job;

  if (node == NULL || refuse_read_only (self))
    return NULL;
  job = slip_form_job_new (self, slip_form_job_add_row, on_row_done);
  job->node = node;
  job->path = g_strdup (table);
  job->row = slip_id_new ();
  job->start = g_steal_pointer (&parent);
  job->place = other != NULL ? place : SLIP_ROW_LAST;
  job->other = g_strdup (other);
  g_hash_table_add (self->adding, g_strdup (job->row));
  parent = g_strdup (job->row);
  slip_form_job_run (job);
  return g_steal_pointer (&parent);
}

/* What is being typed in the row comes back with it. */
static void
leave_row (SlipFormSession *self, const char *row)
{
  const SlipFormRowCells *cells = g_hash_table_lookup (self->rows, row);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; cells != NULL && i < cells->fields->len; i++)
    g_ptr_array_add (paths,
                     g_strdup (((SlipFormField *) g_ptr_array_index (cells->fields, i))->path));
  for (guint i = 0; i < paths->len; i++)
    slip_form_session_leave (self, g_ptr_array_index (paths, i));
}

void
slip_form_session_delete_row (SlipFormSession *self, const char *row)
{
  SlipFormJob *job;

  if (refuse_read_only (self))
    return;
  leave_row (self, row);
  job = slip_form_job_new (self, slip_form_job_delete_row, on_row_done);
  job->row = g_strdup (row);
  slip_form_job_run (job);
}

void
slip_form_session_move_row (SlipFormSession *self, const char *row, SlipRowPlace place,
                            const char *other)
{
  SlipFormJob *job;

  if (refuse_read_only (self) || g_strcmp0 (row, other) == 0)
    return;
  job = slip_form_job_new (self, slip_form_job_move_row, on_row_done);
  job->row = g_strdup (row);
  job->place = other != NULL ? place : SLIP_ROW_LAST;
  job->other = g_strdup (other);
  slip_form_job_run (job);
}

/* == files == */

typedef struct
{
  SlipWorkspace *workspace;
  GMainContext *context;
  char *record;
  SlipFormNode *node;
  SlipForm *form;
  char *path;
  char *row;
  char *file;
  SlipBytesFunc progress;
  gpointer progress_data;
  SlipFormDeed *deed;
  GMutex lock; /* of what follows */
  guint64 bytes;
  guint64 total;
  gboolean told;
  gboolean over;
} Attach;

static void
clear_attach (gpointer data)
{
  Attach *attach = data;

  g_object_unref (attach->workspace);
  g_main_context_unref (attach->context);
  g_clear_pointer (&attach->deed, slip_form_deed_free);
  slip_form_unref (attach->form);
  g_free (attach->record);
  g_free (attach->path);
  g_free (attach->row);
  g_free (attach->file);
  g_mutex_clear (&attach->lock);
}

static void
release_attach (gpointer data)
{
  g_atomic_rc_box_release_full (data, clear_attach);
}

static gboolean
on_progress_cb (gpointer data)
{
  Attach *attach = data;
  guint64 bytes, total;
  gboolean over;

  g_mutex_lock (&attach->lock);
  bytes = attach->bytes;
  total = attach->total;
  over = attach->over;
  attach->told = TRUE;
  g_mutex_unlock (&attach->lock);
  if (!over)
    attach->progress (bytes, total, attach->progress_data);
  return G_SOURCE_REMOVE;
}

/* In the thread that reads the file. */
static void
on_bytes (guint64 done, guint64 total, gpointer data)
{
  Attach *attach = data;
  g_autoptr (GSource) told = NULL;
  gboolean waits;

  g_mutex_lock (&attach->lock);
  waits = !attach->told;
  attach->bytes = done;
  attach->total = total;
  attach->told = FALSE;
  g_mutex_unlock (&attach->lock);
  if (waits)
    return;
  told = g_idle_source_new ();
  g_source_set_priority (told, G_PRIORITY_DEFAULT);
  g_source_set_callback (told, on_progress_cb, g_atomic_rc_box_acquire (attach), release_attach);
  g_source_attach (told, attach->context);
}

static void
run_attach (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Attach *attach = data;
  SlipDatabase *db = slip_workspace_reader (attach->workspace);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gboolean alone;
  GError *error = NULL;

  before = slip_form_read_stored (db, attach->record, attach->row, attach->node, &alone, &error);
  if (before == NULL ||
      !slip_workspace_attach (attach->workspace, attach->record, attach->path, attach->file,
                              attach->progress != NULL ? on_bytes : NULL, attach, cancellable,
                              &error))
    {
      g_task_return_error (task, error);
      return;
    }
  after = slip_form_read_stored (db, attach->record, attach->row, attach->node, &alone, NULL);
  if (after != NULL)
    attach->deed = slip_form_deed_new_typing (attach->node, attach->row, before, after);
  g_task_return_boolean (task, TRUE);
}

static void
on_attached_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) outer = data;
  SlipFormSession *self = g_task_get_source_object (outer);
  Attach *attach = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;

  g_mutex_lock (&attach->lock);
  attach->over = TRUE;
  g_mutex_unlock (&attach->lock);
  self->n_writes--;
  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (attach->deed != NULL)
        slip_form_session_remember (self, g_steal_pointer (&attach->deed));
      slip_form_session_refresh (self, attach->node);
      g_task_return_boolean (outer, TRUE);
    }
  else
    g_task_return_error (outer, error);
  slip_form_session_go_on (self);
  slip_form_session_update_saving (self);
}

/* The row may be one that is being added. The thread has a task of its own, which may be dropped there: the session must
 * not be. */
static void
start_attach (SlipFormSession *self, gpointer data)
{
  GTask *outer = data;
  Attach *attach = g_task_get_task_data (outer);
  g_autoptr (GTask) task = g_task_new (NULL, g_task_get_cancellable (outer), on_attached_cb, outer);

  self->n_writes++;
  slip_form_session_update_saving (self);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_atomic_rc_box_acquire (attach), release_attach);
  slip_thread_run (task, run_attach);
}

void
slip_form_session_attach_async (SlipFormSession *self, const char *path, const char *file,
                                SlipBytesFunc progress, gpointer progress_data,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  SlipFormField *field = slip_form_session_make_field (self, path);
  Attach *attach;

  g_task_set_source_tag (task, slip_form_session_attach_async);
  g_task_set_check_cancellable (task, FALSE);
  if (field == NULL || self->read_only != NULL)
    {
      g_task_return_new_error (task, SLIP_ERROR,
                               field != NULL ? SLIP_ERROR_NOT_ALLOWED : SLIP_ERROR_NOT_FOUND, "%s",
                               field != NULL ? self->read_only : path);
      g_object_unref (task);
      return;
    }
  attach = g_atomic_rc_box_new0 (Attach);
  attach->workspace = g_object_ref (self->workspace);
  attach->context = g_main_context_ref (self->context);
  attach->record = g_strdup (self->record);
  attach->form = slip_form_ref (self->form);
  attach->node = field->node;
  attach->path = g_strdup (path);
  attach->row = g_strdup (field->row);
  attach->file = g_strdup (file);
  attach->progress = progress;
  attach->progress_data = progress_data;
  attach->told = TRUE;
  g_mutex_init (&attach->lock);
  g_task_set_task_data (task, attach, release_attach);
  slip_form_session_when_written (self, start_attach, task);
}

gboolean
slip_form_session_attach_finish (SlipFormSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
