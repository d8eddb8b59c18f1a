/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The one thread that writes to the database. A person's edit goes before anything that sync wants;
 * within a class jobs run in the order they came. */

#pragma once

#include "store/slip-database.h"

G_BEGIN_DECLS

typedef struct _SlipWorker SlipWorker;

typedef enum
{
  SLIP_PRIORITY_EDIT = 0,
  SLIP_PRIORITY_SYNC = 1,
} SlipPriority;

/**
 * SlipWorkerFunc:
 * @database: the writing connection; owned by the worker
 *
 * A job. It runs on the worker's thread, should take at most 50 ms when it works for sync, and ends
 * its own transactions: what it leaves open is rolled back and fails the job.
 *
 * Returns: TRUE; FALSE with @error set
 */
typedef gboolean (*SlipWorkerFunc) (SlipDatabase *database, gpointer data,
                                    GCancellable *cancellable, GError **error);

/**
 * slip_worker_new:
 * @database: (transfer full): the connection; from here on only the worker uses it
 *
 * Returns: (transfer full): a worker with its thread running
 */
SlipWorker *slip_worker_new (SlipDatabase *database);

/**
 * slip_worker_free:
 *
 * Waits for the jobs that are queued, then ends the thread and closes the connection. Not from the
 * worker's thread.
 */
void slip_worker_free (SlipWorker *worker);

/**
 * slip_worker_run:
 *
 * Runs @func on the worker's thread and waits for it. Called on the worker's own thread it runs
 * @func at once (so that jobs can be composed). Fails with G_IO_ERROR_CANCELLED when @cancellable
 * was cancelled before the job began. Any thread.
 */
gboolean slip_worker_run (SlipWorker *worker, SlipPriority priority, SlipWorkerFunc func,
                          gpointer data, GCancellable *cancellable, GError **error);

/**
 * slip_worker_run_async:
 * @data_free: (nullable): frees @data when the job has run (on either thread)
 *
 * As slip_worker_run(), without waiting. @callback runs in the thread-default main context of the
 * caller.
 */
void slip_worker_run_async (SlipWorker *worker, SlipPriority priority, SlipWorkerFunc func,
                            gpointer data, GDestroyNotify data_free, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);

/**
 * slip_worker_run_finish:
 *
 * Returns: what the job returned
 */
gboolean slip_worker_run_finish (SlipWorker *worker, GAsyncResult *result, GError **error);

/**
 * slip_worker_pause:
 *
 * To be called between two jobs of many that write much, from the thread that waits for them: lets the write-ahead log be
 * copied into the database when it has become too long. Edits run meanwhile.
 */
void slip_worker_pause (SlipWorker *worker);

/**
 * slip_worker_has_edits:
 *
 * Returns: TRUE when edits wait: a job of sync that can pause should end its batch. Any thread.
 */
gboolean slip_worker_has_edits (SlipWorker *worker);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipWorker, slip_worker_free)

G_END_DECLS
