/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Slow things off the main thread. Reads run side by side in threads; edits run one after the other, in the order in
 * which they were asked for. What comes back is given to the main thread, and to nobody when the owner is gone. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SlipWorkFunc:
 *
 * The work, in a thread of its own: no widget may be touched here.
 *
 * Returns: (transfer full) (nullable): the result; %NULL with @error set when it failed
 */
typedef gpointer (*SlipWorkFunc) (gpointer data, GCancellable *cancellable, GError **error);

/**
 * SlipWorkDone:
 * @owner: the object that was given
 * @result: (nullable): freed after the call; steal what is to stay by taking a reference
 * @error: (nullable): why it failed
 * @data: what the work was given
 *
 * On the main thread. Not called when @owner was finalised, or a read was cancelled. Who cancels an edit or long work hears
 * what came of it: CANCELLED, or a result when it was too late.
 */
typedef void (*SlipWorkDone) (gpointer owner, gpointer result, const GError *error, gpointer data);

/**
 * slip_work_read:
 * @owner: (type GObject.Object): not kept alive by the work
 * @data: (nullable): for @func and @done
 * @data_free: (nullable): frees @data after @done; on the main thread
 * @done: (nullable)
 * @result_free: (nullable): frees the result
 * @cancellable: (nullable)
 *
 * Runs @func beside other reads. Main thread.
 */
void slip_work_read (gpointer owner, SlipWorkFunc func, gpointer data, GDestroyNotify data_free,
                     SlipWorkDone done, GDestroyNotify result_free, GCancellable *cancellable);

/**
 * slip_work_edit:
 *
 * As slip_work_read(), after all edits that were asked for earlier. An edit is done even when its owner has gone
 * meanwhile. @cancellable is the thread's current one while @func runs (slip-key-file.h looks at it). Main thread.
 */
void slip_work_edit (gpointer owner, SlipWorkFunc func, gpointer data, GDestroyNotify data_free,
                     SlipWorkDone done, GDestroyNotify result_free, GCancellable *cancellable);

/**
 * slip_work_long:
 *
 * As slip_work_read(), for what writes, takes long and keeps no edit waiting: @func clears away what it began when it is
 * stopped, and the program's end waits for it. Main thread.
 */
void slip_work_long (gpointer owner, SlipWorkFunc func, gpointer data, GDestroyNotify data_free,
                     SlipWorkDone done, GDestroyNotify result_free, GCancellable *cancellable);

/**
 * slip_work_end:
 *
 * Returns when nothing of this runs any more: all edits and long work that were asked for have been carried out, what can be
 * cancelled is cancelled, and reads that have not begun are dropped. Also waits for what slip_thread_run() was asked for.
 * No @done function has been called then. For the end of the program alone.
 */
void slip_work_end (void);

G_END_DECLS
