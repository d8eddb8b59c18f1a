/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Three kinds of threads: a few for reads, one for edits, whose queue keeps their order, and some for what takes long and
 * has to end cleanly. */

#include "ui/app/slip-work.h"

#include "workspace/slip-thread.h"

typedef struct
{
  GWeakRef owner;
  SlipWorkFunc func;
  gpointer data;
  GDestroyNotify data_free;
  SlipWorkDone done;
  GDestroyNotify result_free;
  GCancellable *cancellable;
  gboolean is_read;
  gpointer result;
  GError *error;
} Work;

static GThreadPool *edits;
static GThreadPool *reads;
static GThreadPool *longs;
/* Edits and long work that wait or run and can be stopped; of the main thread. */
static GHashTable *stoppable; /* (element-type Work) */
static int ending;

static void
work_free (Work *work)
{
  if (work->result != NULL && work->result_free != NULL)
    work->result_free (work->result);
  if (work->data_free != NULL)
    work->data_free (work->data);
  g_clear_error (&work->error);
  g_clear_object (&work->cancellable);
  g_weak_ref_clear (&work->owner);
  g_free (work);
}

static gboolean
on_finished_cb (gpointer data)
{
  Work *work = data;
  g_autoptr (GObject) owner = g_weak_ref_get (&work->owner);

  if (stoppable != NULL)
    g_hash_table_remove (stoppable, work);
  if (owner != NULL && work->done != NULL &&
      !(work->is_read && g_cancellable_is_cancelled (work->cancellable)))
    work->done (owner, work->result, work->error, work->data);
  work_free (work);
  return G_SOURCE_REMOVE;
}

static void
run (gpointer item, gpointer user_data)
{
  Work *work = item;

  if (work->cancellable != NULL)
    g_cancellable_push_current (work->cancellable);
  if (!(work->is_read && g_atomic_int_get (&ending)) &&
      !g_cancellable_set_error_if_cancelled (work->cancellable, &work->error))
    work->result = work->func (work->data, work->cancellable, &work->error);
  if (work->cancellable != NULL)
    g_cancellable_pop_current (work->cancellable);
  /* As urgent as other events, and after those of GTK that were there first. */
  g_idle_add_full (G_PRIORITY_DEFAULT, on_finished_cb, work, NULL);
}

static Work *
work_new (gpointer owner, SlipWorkFunc func, gpointer data, GDestroyNotify data_free,
          SlipWorkDone done, GDestroyNotify result_free, GCancellable *cancellable)
{
  Work *work = g_new0 (Work, 1);

  g_weak_ref_init (&work->owner, owner);
  work->func = func;
  work->data = data;
  work->data_free = data_free;
  work->done = done;
  work->result_free = result_free;
  work->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  return work;
}

static Work *
stop_at_end (Work *work)
{
  if (work->cancellable == NULL)
    return work;
  if (stoppable == NULL)
    stoppable = g_hash_table_new (NULL, NULL);
  g_hash_table_add (stoppable, work);
  return work;
}

/* @pool: made when it is first needed, with so many threads. */
static void
push (GThreadPool **pool, int threads, gboolean exclusive, Work *work)
{
  if (*pool == NULL)
    *pool = g_thread_pool_new (run, NULL, threads, exclusive, NULL);
  g_thread_pool_push (*pool, work, NULL);
}

void
slip_work_read (gpointer owner, SlipWorkFunc func, gpointer data, GDestroyNotify data_free,
                SlipWorkDone done, GDestroyNotify result_free, GCancellable *cancellable)
{
  Work *work = work_new (owner, func, data, data_free, done, result_free, cancellable);

  work->is_read = TRUE;
  push (&reads, 4, FALSE, work);
}

void
slip_work_edit (gpointer owner, SlipWorkFunc func, gpointer data, GDestroyNotify data_free,
                SlipWorkDone done, GDestroyNotify result_free, GCancellable *cancellable)
{
  push (&edits, 1, TRUE,
        stop_at_end (work_new (owner, func, data, data_free, done, result_free, cancellable)));
}

void
slip_work_long (gpointer owner, SlipWorkFunc func, gpointer data, GDestroyNotify data_free,
                SlipWorkDone done, GDestroyNotify result_free, GCancellable *cancellable)
{
  push (&longs, 2, FALSE,
        stop_at_end (work_new (owner, func, data, data_free, done, result_free, cancellable)));
}

static void
wait_for (GThreadPool **pool)
{
  if (*pool != NULL)
    g_thread_pool_free (g_steal_pointer (pool), FALSE, TRUE);
}

void
slip_work_end (void)
{
  GHashTableIter iter;
  gpointer work;

  g_atomic_int_set (&ending, TRUE);
  if (stoppable != NULL)
    {
      g_hash_table_iter_init (&iter, stoppable);
      while (g_hash_table_iter_next (&iter, &work, NULL))
        g_cancellable_cancel (((Work *) work)->cancellable);
    }
  wait_for (&longs);
  wait_for (&edits);
  wait_for (&reads);
  slip_thread_wait ();
  g_atomic_int_set (&ending, FALSE);
}
