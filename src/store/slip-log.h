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
#include "store/slip-purging.h"

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

/* Kinds of ops that this program folds, in the words of the index op_newer: else the question for others would go through the
 * whole log. */
#define SLIP_LOG_KNOWN_KINDS                                                                       \
  "'set', 'add', 'put', 'drop', 'set-blob', 'attach', 'move', 'delete', "                          \
  "'keep', 'release', 'document', 'define', 'statement', 'invite', 'join', 'propose', "            \
  "'revise', 'purge', 'withhold', 'discard', 'follow', 'comment', 'reply'"

/**
 * slip_log_why_read_only: (slip-log-newer.c)
 * @record: (nullable): id; %NULL: what belongs to none
 *
 * Whether an op that counts and whose kind this program doesn't know asks that nothing of the record, or of the whole
 * workspace, be changed without knowing it.
 *
 * Returns: (transfer full) (nullable): one line; %NULL when nothing does
 */
char *slip_log_why_read_only (SlipDatabase *database, const char *record);

/**
 * slip_log_do:
 *
 * slip_log_make_op() and slip_log_append(), in the caller's transaction (which the caller rolls
 * back on failure) or in one of its own. Fails with TOO_NEW as slip_log_why_read_only() says.
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

/* Frames that don't count: at most so many a replica, and so many bytes of all. */
#define SLIP_LOG_MAX_APART_FRAMES 4096
#define SLIP_LOG_MAX_APART_BYTES (64 * 1024 * 1024)

/**
 * slip_log_add_frame:
 * @counts: what the roster says of its device (slip_roster_frame_counts())
 *
 * Stores a frame of another replica (or one of our own from a store that is ahead of us) and, when
 * it counts, folds its ops. One that doesn't count is kept apart: its ops are stored and not folded,
 * roster statements, invitations and joinings excepted, which the roster judges itself; at most
 * SLIP_LOG_MAX_APART_FRAMES of a replica, and SLIP_LOG_MAX_APART_BYTES of all (TOO_LARGE beyond).
 * A frame that is held already changes nothing, save that ops that were missing in it are taken
 * from this one, unless they were withheld by an op. Another content under a held number is a fork:
 * it is kept with fork = 1, and those of its ops whose names are taken are not folded. Fails with
 * CORRUPT when the frame before it is not held or is not the one that it names, and with INVALID
 * when the frame is of another workspace.
 */
gboolean slip_log_add_frame (SlipDatabase *database, SlipFrame *frame, gboolean counts,
                             GError **error);

/* Whether it is enough for now. */
typedef gboolean (*SlipStopFunc) (gpointer data);

/**
 * slip_log_add_frame_until:
 * @stop: (nullable): asked between two ops
 * @done: (out): whether the frame is all there
 *
 * As slip_log_add_frame(), but a frame of thousands of ops need not be one transaction. Stopped, it is there in part: the
 * frame, and so many of its ops. Which and how many is kept with them (meta "taking"), so the same call goes on there,
 * also after a crash; a call for another frame, or slip_log_finish_frame(), takes the rest first. Until then
 * slip_log_get_vector() and what is sealed name the frame before it: nothing claims to have seen what wasn't there yet.
 * As before every frame the caller seals before each call.
 */
gboolean slip_log_add_frame_until (SlipDatabase *database, SlipFrame *frame, gboolean counts,
                                   SlipStopFunc stop, gpointer stop_data, gboolean *done,
                                   GError **error);

/**
 * slip_log_finish_frame:
 *
 * Takes the rest of a frame that is there in part, if there is one. The caller seals before.
 */
gboolean slip_log_finish_frame (SlipDatabase *database, GError **error);

/**
 * slip_log_is_taking:
 * @replica: (out) (transfer full) (optional): whose frame it is
 * @seq: (out) (optional): its number
 * @next: (out) (optional): how many of its ops are in the log (withheld ones included)
 *
 * Returns: TRUE when a frame is there in part
 */
gboolean slip_log_is_taking (SlipDatabase *database, char **replica, guint64 *seq, guint *next);

/* Whether frame @seq of @replica, signed by @device (public key, hexadecimal), counts. */
typedef gboolean (*SlipCountsFunc) (SlipDatabase *database, const char *device, const char *replica,
                                    guint64 seq, gpointer data);

/**
 * slip_log_recount:
 * @changed: (out) (optional): TRUE when the log was folded again
 *
 * Asks for every frame whether it counts, after the roster has changed. Where an answer is another
 * than before, the frame's ops are taken in or kept apart, and the whole log is folded again
 * (slip_fold_rebuild(): the caller folds the roster after it). One transaction.
 */
gboolean slip_log_recount (SlipDatabase *database, SlipCountsFunc func, gpointer data,
                           gboolean *changed, GError **error);

/**
 * slip_log_needs_refold:
 *
 * Returns: TRUE when the derived tables have to be made anew, after a change of their format
 */
gboolean slip_log_needs_refold (SlipDatabase *database);

/**
 * slip_log_refold_if_needed:
 *
 * Makes the derived tables anew, once, when slip_log_needs_refold(). The roster's are emptied, too:
 * the caller asks before, and folds the roster after it in the same transaction.
 */
gboolean slip_log_refold_if_needed (SlipDatabase *database, GError **error);

/**
 * slip_log_get_vector:
 *
 * Returns: (transfer full) (element-type SlipSeen): the newest frame of each replica that is here as a whole, ordered
 * by replica
 */
GArray *slip_log_get_vector (SlipDatabase *database, GError **error);

/**
 * slip_log_outbox_size:
 *
 * Returns: how many own ops wait for a frame
 */
gint64 slip_log_outbox_size (SlipDatabase *database);

G_END_DECLS
