/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The write-ahead log's way into the database, beside those who write. */

#pragma once

#include "store/slip-database-private.h"

G_BEGIN_DECLS

/**
 * slip_checkpointer_new:
 *
 * From now on no commit on @database copies the log; a thread does, when it is long. Freed before the database.
 *
 * Returns: (transfer full): the thread's handle
 */
SlipCheckpointer *slip_checkpointer_new (SlipDatabase *database);
void slip_checkpointer_free (SlipCheckpointer *self);

/**
 * slip_checkpointer_wait:
 *
 * For those who write much and can wait, between two transactions and on another thread than the one that writes: returns
 * once a log that has become too long was copied.
 */
void slip_checkpointer_wait (SlipCheckpointer *self);

/* Copies the log of @database and empties it: what was deleted leaves the disk. */
void slip_checkpointer_empty (SlipDatabase *database);

G_END_DECLS
