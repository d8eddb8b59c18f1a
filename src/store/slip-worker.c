/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* One thread and two queues. The writing connection never leaves this thread, so nothing above
 * needs a lock for it. */

#include "store/slip-checkpointer.h"

#include <glib/gi18n-lib.h>
#include "store/slip-database-private.h"
#include "store/slip-search.h"
#include "store/slip-worker.h"

#define N_PRIORITIES (SLIP_PRIORITY_SYNC + 1)

typedef struct
{
  SlipWorkerFunc func;
  gpointer data;
  GCancellable *cancellable;
  GTask *task; /* of an asynchronous job; NULL when somebody waits for it */

  gboolean done;
  gboolean result;
  GError *error;
} Job;

struct _SlipWorker
{
  SlipDatabase *database;
  SlipCheckpointer *checkpointer;
  GThread *thread;
  GMutex lock;
  GCond changed; /* a job came, a job is done, or the end */
  GQueue queues[N_PRIORITIES];
  gboolean ending;
  gboolean tidying; /* sync waits meanwhile; of the thread alone */
};

/* Parts of the search index from which on they are put together before sync goes on. */
#define MANY_PARTS 64

static Job *
next_job (SlipWorker *worker)
{
  guint end = worker->tidying ? SLIP_PRIORITY_SYNC : N_PRIORITIES;

  for (guint i = 0; i < end; i++)
    if (!g_queue_is_empty (&worker->queues[i]))
      return g_queue_pop_head (&worker->queues[i]);
  return NULL;
}

/* Whether parts of the search index wait to be put together. */
static gboolean
is_untidy (SlipWorker *worker)
{
  guint parts = slip_search_get_unmerged (worker->database);

  worker->tidying = parts > 0 && (worker->tidying || parts >= MANY_PARTS);
  return parts > 0;
}

/* Nothing is lost when the index stays as it is, so that what goes wrong is for the next job to find. */
static void
tidy (SlipWorker *worker)
{
  g_autoptr (GError) error = NULL;
  gboolean done = slip_database_wait_for_disk (worker->database, FALSE, &error) &&
                  slip_search_merge (worker->database, &error);

  if (!slip_database_wait_for_disk (worker->database, TRUE, done ? &error : NULL) || !done)
    g_debug ("the search index stays in parts: %s", error->message);
}

/* A job that leaves a transaction open must not spoil the next one. */
static gboolean
run_func (SlipWorker *worker, SlipWorkerFunc func, gpointer data, GCancellable *cancellable,
          GError **error)
{
  SlipDatabase *database = worker->database;
  guint depth = database->depth;
  gboolean result, left_open = FALSE;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  result = func (database, data, cancellable, error);
  while (database->depth > depth)
    {
      left_open = TRUE;
      slip_database_rollback (database);
    }
  if (left_open && result)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED,
                   _ ("%s: a job did not end its transaction; nothing of it was kept"),
                   database->path);
      return FALSE;
    }
  return result;
}

static void
finish_job (SlipWorker *worker, Job *job)
{
  if (job->task == NULL)
    {
      g_mutex_lock (&worker->lock);
      job->done = TRUE;
      g_cond_broadcast (&worker->changed);
      g_mutex_unlock (&worker->lock);
      return;
    }
  if (job->error != NULL)
    g_task_return_error (job->task, job->error);
  else
    g_task_return_boolean (job->task, job->result);
  g_object_unref (job->task);
  g_clear_object (&job->cancellable);
  g_free (job);
}

static gpointer
worker_main (gpointer data)
{
  SlipWorker *worker = data;

  for (;;)
    {
      gboolean untidy = is_untidy (worker);
      Job *job;

      g_mutex_lock (&worker->lock);
      while ((job = next_job (worker)) == NULL && !untidy && !worker->ending)
        g_cond_wait (&worker->changed, &worker->lock);
      g_mutex_unlock (&worker->lock);
      if (job == NULL && !untidy)
        return NULL;
      if (job == NULL)
        {
          tidy (worker);
          continue;
        }
      job->result = run_func (worker, job->func, job->data, job->cancellable, &job->error);
      finish_job (worker, job);
    }
}

static void
push_job (SlipWorker *worker, SlipPriority priority, Job *job)
{
  g_mutex_lock (&worker->lock);
  g_queue_push_tail (&worker->queues[priority], job);
  g_cond_broadcast (&worker->changed);
  g_mutex_unlock (&worker->lock);
}

SlipWorker *
slip_worker_new (SlipDatabase *database)
{
  SlipWorker *worker = g_new0 (SlipWorker, 1);

  worker->database = database;
  g_mutex_init (&worker->lock);
  g_cond_init (&worker->changed);
  for (guint i = 0; i < N_PRIORITIES; i++)
    g_queue_init (&worker->queues[i]);
  worker->checkpointer = slip_checkpointer_new (database);
  worker->thread = g_thread_new ("slip-database", worker_main, worker);
  return worker;
}

void
slip_worker_free (SlipWorker *worker)
{
  if (worker == NULL)
    return;
  g_mutex_lock (&worker->lock);
  worker->ending = TRUE;
  g_cond_broadcast (&worker->changed);
  g_mutex_unlock (&worker->lock);
  g_thread_join (worker->thread);
  slip_checkpointer_free (worker->checkpointer);
  slip_database_close (worker->database);
  g_mutex_clear (&worker->lock);
  g_cond_clear (&worker->changed);
  g_free (worker);
}

gboolean
slip_worker_run (SlipWorker *worker, SlipPriority priority, SlipWorkerFunc func, gpointer data,
                 GCancellable *cancellable, GError **error)
{
  Job job = { .func = func, .data = data, .cancellable = cancellable };

  if (g_thread_self () == worker->thread)
    return run_func (worker, func, data, cancellable, error);

  push_job (worker, priority, &job);
  g_mutex_lock (&worker->lock);
  while (!job.done)
    g_cond_wait (&worker->changed, &worker->lock);
  g_mutex_unlock (&worker->lock);
  if (job.error != NULL)
    g_propagate_error (error, job.error);
  return job.result;
}

void
slip_worker_run_async (SlipWorker *worker, SlipPriority priority, SlipWorkerFunc func,
                       gpointer data, GDestroyNotify data_free, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (job->task, slip_worker_run_async);
  /* What the job did stands, even when it was cancelled meanwhile. */
  g_task_set_check_cancellable (job->task, FALSE);
  g_task_set_task_data (job->task, data, data_free);
  job->func = func;
  job->data = data;
  job->cancellable = cancellable ? g_object_ref (cancellable) : NULL;
  push_job (worker, priority, job);
}

gboolean
slip_worker_run_finish (SlipWorker *worker, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
slip_worker_pause (SlipWorker *worker)
{
  slip_checkpointer_wait (worker->checkpointer);
}

gboolean
slip_worker_has_edits (SlipWorker *worker)
{
  gboolean waiting;

  g_mutex_lock (&worker->lock);
  waiting = !g_queue_is_empty (&worker->queues[SLIP_PRIORITY_EDIT]);
  g_mutex_unlock (&worker->lock);
  return waiting;
}
