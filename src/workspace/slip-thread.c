/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "workspace/slip-thread.h"

/* As many as GTask begins with. */
#define THREADS 10

typedef struct
{
  GTask *task;
  GTaskThreadFunc func;
} Run;

static GMutex mutex;
static GThreadPool *pool;

static void
run (gpointer data, gpointer user_data)
{
  Run *self = data;

  self->func (self->task, g_task_get_source_object (self->task), g_task_get_task_data (self->task),
              g_task_get_cancellable (self->task));
  g_object_unref (self->task);
  g_free (self);
}

void
slip_thread_run (GTask *task, GTaskThreadFunc func)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  Run *self = g_new (Run, 1);

  self->task = g_object_ref (task);
  self->func = func;
  if (pool == NULL)
    pool = g_thread_pool_new (run, NULL, THREADS, FALSE, NULL);
  g_thread_pool_push (pool, self, NULL);
}

void
slip_thread_wait (void)
{
  GThreadPool *ended;

  g_mutex_lock (&mutex);
  ended = g_steal_pointer (&pool);
  g_mutex_unlock (&mutex);
  if (ended != NULL)
    g_thread_pool_free (ended, FALSE, TRUE);
}
