/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Connections to read a database from any thread: each thread has one of its own. */

#pragma once

#include "store/slip-database.h"

G_BEGIN_DECLS

typedef struct _SlipReaders SlipReaders;

SlipReaders *slip_readers_new (const char *path);
/* Closes all connections. No thread may use one any more. */
void slip_readers_free (SlipReaders *readers);

/**
 * slip_readers_get:
 *
 * Returns: (transfer none): the calling thread's connection, which no other thread may use. It is opened when the thread
 *   asks for the first time. When that fails, what is returned holds nothing, and every query on it fails with the reason;
 *   the next call tries again. Valid as long as the thread and @readers live.
 */
SlipDatabase *slip_readers_get (SlipReaders *readers);

/* Whether the calling thread has a connection; opens it. */
gboolean slip_readers_open (SlipReaders *readers, GError **error);

/* How many connections are open: those of threads, and those that wait for one. */
guint slip_readers_count (SlipReaders *readers);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipReaders, slip_readers_free)

G_END_DECLS
