/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Content that goes for good: blobs that were purged, ops that are withheld. Hashes, names and
 * signatures stay. Whether the one who asked may do so is the business of the layers above. The
 * bytes leave the database's file, its free pages and its write-ahead log with the commit of the
 * outermost transaction (the log at the latest when nobody reads any more). */

#pragma once

#include "core/slip-op.h"
#include "store/slip-database.h"

G_BEGIN_DECLS

/**
 * slip_blobs_purge:
 * @hash_hex: BLAKE2b-256 of the bytes, whether they are here or not
 *
 * Removes a blob's bytes, also parts that are still coming in and what the search knows of its text,
 * and remembers its hash: it is not wanted or stored again. Once more changes nothing.
 */
gboolean slip_blobs_purge (SlipDatabase *database, const char *hash_hex, GError **error);

/**
 * slip_blobs_is_purged:
 *
 * Returns: TRUE when the blob was purged
 */
gboolean slip_blobs_is_purged (SlipDatabase *database, const char *hash_hex);

/**
 * slip_log_do_withhold:
 * @name: an op that is held
 * @reason: why its content goes
 *
 * Puts the op (kind withhold) into the outbox that asks everybody to withhold @name. So that what
 * @name had replaced stays replaced, the new op replaces it, too (src/core/README.md). The content
 * is still there: slip_log_withhold() is the next step. Fails with NOT_FOUND, INVALID (only values
 * and proposals can be withheld, else the log would lose its structure) or TOO_LARGE.
 *
 * Returns: (transfer full): the op as stored
 */
SlipOp *slip_log_do_withhold (SlipDatabase *database, const SlipOpName *name, const char *reason,
                              GError **error);

/**
 * slip_log_withhold:
 * @name: an op that an op of kind withhold in the log names
 *
 * Removes an op's content: its frames are stored anew with the op's salted hash in its place (their
 * signatures still hold), the op is forgotten, and the tables are as if it had never come. Once more
 * changes nothing. Fails with NOT_FOUND when no op asks for it, with INVALID when @name is not of a
 * kind that can be withheld, and with BUSY when it waits in the outbox: slip_log_seal() first.
 */
gboolean slip_log_withhold (SlipDatabase *database, const SlipOpName *name, GError **error);

/**
 * SlipAsked:
 * @op: the op that asks
 * @target: hash of a blob, or name of an op (slip_op_name_to_string())
 * @name: that op; clock 0 for a blob
 * @person: who asks
 * @reason: why
 * @done: it was purged or is withheld here; an op that never came counts as withheld
 *
 * A counted op of kind purge or withhold.
 */
typedef struct
{
  SlipOpName op;
  char *target;
  SlipOpName name;
  char person[SLIP_ID_LENGTH + 1];
  gint64 wall_ms;
  gint64 seq;
  char *reason;
  gboolean done;
} SlipAsked;

void slip_asked_free (SlipAsked *asked);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipAsked, slip_asked_free)

/**
 * slip_purging_is_done:
 * @target: hash of a blob, or name of an op, as of a #SlipAsked
 *
 * Returns: TRUE when that content is not here, and won't be stored again
 */
gboolean slip_purging_is_done (SlipDatabase *database, const char *target);

/**
 * slip_purging_list:
 * @waiting: only those that are not done: what the layer above has to judge after each intake
 *
 * Returns: (transfer full) (element-type SlipAsked): what was asked to go, oldest first
 */
GPtrArray *slip_purging_list (SlipDatabase *database, gboolean waiting, GError **error);

G_END_DECLS
