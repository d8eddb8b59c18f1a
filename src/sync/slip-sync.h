/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* One sync of one workspace with one store: drives the state machine (slip-sync-machine.h), gives
 * its requests to a remote and its local work to the workspace. Blocks; belongs on a thread of its
 * own. */

#pragma once

#include "core/slip-frame.h"
#include "store/slip-database.h"
#include "sync/slip-remote.h"

G_BEGIN_DECLS

typedef struct _SlipSyncPeer SlipSyncPeer;

/* A piece of work with the writing connection. It makes its own transaction, short ones. */
typedef gboolean (*SlipSyncJob) (SlipDatabase *database, gpointer job_data, GError **error);

/* What an ingest changed. */
typedef struct
{
  guint64 frames;
  guint64 ops;
  guint64 conflicts; /* registers that came to hold more than one value */
} SlipSyncCounts;

/**
 * SlipSyncPeer:
 * @data: for the callbacks
 * @workspace: hash of the genesis
 * @secret: 32 bytes from the invitation: key the names of blobs
 * @device_secret: Ed25519 secret key of this device (64 bytes): signs heads
 * @run: runs @job on the database worker with the writing connection, and waits
 * @seal: turns the outbox into frames (slip_log_seal()), in a transaction; where this device was revoked
 *   the outbox stays as it is
 * @ingest: takes @frames (element-type SlipFrame; one replica, rising numbers, devices that are
 *   known) into the log: seals the outbox first, then slip_log_add_frame() in transactions of at
 *   most about 50 ms, then folds the roster when statements came. What came after a revocation is kept
 *   apart, and TOO_LARGE tells that too much is. Adds to @counts. On failure
 *   @taken tells how many of them were taken; those stay.
 * @stranger: offers the first frame (at most 4 KiB) of a device that is not known; FALSE only when
 *   storing failed
 * @device_known: whether the device with this public key (64 hex) is, or was until it was revoked, a
 *   member's; asked again after each ingest
 * @new_replica: the store holds frames of our replica that this database never made (a restored
 *   backup, a second copy of the folder). Seals, draws a new replica id, and issues again under it
 *   all ops of own frames after @sent (the newest own frame known to be on the store), all in one
 *   transaction; the frames after @sent are dropped. Sync then takes the store's frames of the old
 *   replica as foreign ones.
 * @progress: (nullable): a line for a person
 * @concurrent: @run may also be called on another thread of sync, which stores parts while others come in
 * @copied: this database is a copy of another one that may live on: a new replica id is drawn before anything is taken in;
 *   @new_replica clears it. Where the store has nothing new, @seal has to fail instead of making frames.
 * @arriving: (nullable) (element-type SlipFrame): set while @new_replica runs: frames of the old replica on the store that
 *   are not held; their ops need not be issued again
 *
 * What the workspace lends to sync. All callbacks are called on the thread that called
 * slip_sync_run(), save @run where it is @concurrent. The replica is read from meta "replica".
 */
struct _SlipSyncPeer
{
  gpointer data;
  SlipHash workspace;
  guint8 secret[32];
  const guint8 *device_secret;

  gboolean (*run) (SlipSyncPeer *peer, SlipSyncJob job, gpointer job_data, GError **error);
  gboolean (*seal) (SlipSyncPeer *peer, GError **error);
  gboolean (*ingest) (SlipSyncPeer *peer, GPtrArray *frames, guint *taken, SlipSyncCounts *counts,
                      GError **error);
  gboolean (*stranger) (SlipSyncPeer *peer, SlipFrame *first, GError **error);
  gboolean (*device_known) (SlipSyncPeer *peer, const char *key_hex);
  gboolean (*new_replica) (SlipSyncPeer *peer, guint64 sent, GError **error);
  void (*progress) (SlipSyncPeer *peer, const char *text);

  gboolean concurrent;
  gboolean copied;
  GPtrArray *arriving;
};

/**
 * SlipSyncStats:
 * @requests: to the remote, a challenge for a password included
 * @bytes_sent: of bodies; headers are not counted
 * @ops_sent: own ops that came to be on the store
 * @ops_received: others' ops that were taken into the log
 * @conflicts: registers that came to hold more than one value
 * @confirmed: TRUE when a listing showed all that this machine has put
 * @problems: (element-type utf8): what was set aside, a line each
 * @notices: (element-type utf8): what a person should know although nothing is wrong, a line each
 * @waiting: (element-type utf8): digests of what is wanted here and not on the store yet: its owner's
 *   next sync sends it
 * @files_done: bytes of blobs that were moved, or found moved
 * @files_total: bytes of blobs that this run is about
 */
typedef struct
{
  guint64 requests;
  guint64 bytes_sent;
  guint64 bytes_received;
  guint64 ops_sent;
  guint64 ops_received;
  guint64 conflicts;
  gboolean confirmed;
  GPtrArray *problems;
  GPtrArray *notices;
  GPtrArray *waiting;
  guint64 files_done;
  guint64 files_total;
} SlipSyncStats;

void slip_sync_stats_clear (SlipSyncStats *stats);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SlipSyncStats, slip_sync_stats_clear)

/* How long a sync waits in all before it gives up for now. */
#define SLIP_SYNC_PATIENCE_MS (20 * 1000)
/* Attachments of any size. */
#define SLIP_SYNC_ALL_ATTACHMENTS G_MAXINT64
/* Attachments up to this size come with every sync, unless a person says otherwise. */
#define SLIP_SYNC_SMALL_ATTACHMENTS (1024 * 1024)

/* How a sync goes. */
typedef struct
{
  guint32 seed;       /* of waiting times and temporary choices; 0 draws one */
  gint64 patience_ms; /* longest waiting in all before it gives up for now; SLIP_SYNC_PATIENCE_MS */
  /* (nullable): waits; FALSE when cancelled. NULL waits really. */
  gboolean (*wait) (gpointer wait_data, gint64 ms, GCancellable *cancellable);
  gpointer wait_data;
  /* Attachments up to this many bytes are pulled; -1: none. Texts always are. */
  gint64 attachments;
  /* (nullable): only these attachments (digests) are pulled, and nothing else is done. */
  const char *const *fetch;
  /* Everything is read again, and own files that are not on the store as they should be are put again. A sync that
   * is cut meanwhile goes on with it at the next one. */
  gboolean again;
  /* (nullable): progress by bytes of blobs, about ten times a second. */
  void (*bytes) (gpointer bytes_data, guint64 done, guint64 total);
  gpointer bytes_data;
} SlipSyncOptions;

/* The next sync asks for all wanted blobs, also when nothing new is on the store. */
gboolean slip_sync_look_for_blobs (SlipDatabase *database, GError **error);

/**
 * slip_sync_run:
 * @options: what the caller sets
 * @stats: (out caller-allocates): filled in also when it fails
 *
 * Pulls what is new, pushes what is not there, confirms, cleans up. What can't be read is set aside
 * and named, everything else is done first. Errors: AUTH (user, password), NOT_ALLOWED, OFFLINE
 * (later), NOT_WEBDAV, NOT_FOUND (the folder moved), NO_SPACE, READ_ONLY (pulled, but nothing can
 * be pushed), TOO_LARGE, CORRUPT (files on the store are altered or incomplete; the message names
 * the first, @stats->problems all), CANCELLED. Whatever happens, nothing local is lost, and running
 * it again is safe.
 *
 * Returns: TRUE when both sides have everything
 */
gboolean slip_sync_run (SlipSyncPeer *peer, SlipRemote *remote, const SlipSyncOptions *options,
                        SlipSyncStats *stats, GCancellable *cancellable, GError **error);

/**
 * slip_sync_disown:
 * @replica: this copy's, which it is about to give up
 *
 * In the caller's transaction: what the tables say about own files on the store becomes that of somebody else's.
 */
gboolean slip_sync_disown (SlipDatabase *db, const char *replica, GError **error);

/**
 * slip_store_check:
 * @findings: (out) (transfer full) (element-type utf8): what is missing, altered, unknown or purged (and still
 *   there), a line each, beginning with that word
 *
 * Reads every file on the store and compares it with its name, its footer, what heads name and what
 * this copy holds. Changes nothing.
 *
 * Returns: TRUE when it could be done (look at @findings); FALSE with the errors of slip_sync_run()
 */
gboolean slip_store_check (SlipSyncPeer *peer, SlipRemote *remote, GPtrArray **findings,
                           SlipSyncStats *stats, GCancellable *cancellable, GError **error);

G_END_DECLS
