/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The log: every op once, the frames that carry them, and the outbox of ops that wait for a frame.
 * Rules: docs in src/core/README.md (bytes) and design.md 3 (order, causality). All functions run
 * on the thread that owns the connection, inside the caller's transaction or one of their own. */

#pragma once

#include "core/slip-frame.h"
#include "core/slip-op.h"
#include "store/slip-database.h"

G_BEGIN_DECLS

/**
 * slip_log_make_op:
 * @replaces: (array length=n_replaces) (nullable): names of the ops that it replaces
 * @content: the content, of the type that @kind has; consumed if floating
 *
 * Makes an op of this copy's replica and person (meta "replica" and "person"), and ticks the stored
 * clock (meta "clock"). The op is not stored yet. Fails with INVALID when the workspace has no
 * replica or person, or as
 * slip_op_new() does.
 *
 * Returns: (transfer full): the op
 */
SlipOp *slip_log_make_op (SlipDatabase *database, const char *kind, SlipUnknown on_unknown,
                          const char *record, const SlipOpName *replaces, gsize n_replaces,
                          GVariant *content, GError **error);

/**
 * slip_log_append:
 *
 * Stores an own op in the outbox and folds it, in the caller's transaction (which the caller rolls
 * back on failure) or in one of its own. An op that is held already is left alone; the same name
 * with other bytes fails with CORRUPT.
 */
gboolean slip_log_append (SlipDatabase *database, SlipOp *op, GError **error);

/**
 * slip_log_do:
 *
 * slip_log_make_op() and slip_log_append(), in the caller's transaction (which the caller rolls
 * back on failure) or in one of its own.
 *
 * Returns: (transfer full): the op as stored
 */
SlipOp *slip_log_do (SlipDatabase *database, const char *kind, SlipUnknown on_unknown,
                     const char *record, const SlipOpName *replaces, gsize n_replaces,
                     GVariant *content, GError **error);

/**
 * slip_log_seal:
 * @secret: the device's Ed25519 secret key, SLIP_SECRET_BYTES
 *
 * Turns the outbox into signed frames of at most SLIP_FRAME_MAX_BYTES and stores their exact bytes;
 * an empty outbox makes none. Needs meta "workspace" (base32 of the workspace's hash). Before a
 * foreign frame is added the caller seals: so an op had seen just what its frame says.
 */
gboolean slip_log_seal (SlipDatabase *database, const guint8 *secret, GError **error);

/**
 * slip_log_add_frame:
 *
 * Stores a frame of another replica (or one of our own from a store that is ahead of us) that
 * counts, and folds its ops. A frame that is held already changes nothing. Another content under a
 * held number is a fork: it is kept with fork = 1, and those of its ops whose names are taken are
 * not folded. Fails with CORRUPT when the frame before it is not held or is not the one that it
 * names, and with INVALID when the frame is of another workspace.
 */
gboolean slip_log_add_frame (SlipDatabase *database, SlipFrame *frame, GError **error);

/**
 * slip_log_get_vector:
 *
 * Returns: (transfer full) (element-type SlipSeen): the newest held frame of each replica, ordered
 * by replica
 */
GArray *slip_log_get_vector (SlipDatabase *database, GError **error);

/**
 * slip_log_outbox_size:
 *
 * Returns: how many own ops wait for a frame
 */
gint64 slip_log_outbox_size (SlipDatabase *database);

/**
 * slip_log_count_forks:
 *
 * Returns: how many frames stand under a number that another frame has too
 */
gint64 slip_log_count_forks (SlipDatabase *database);

G_END_DECLS
