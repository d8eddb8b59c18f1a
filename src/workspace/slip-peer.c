/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the workspace lends to sync: its worker, its keys, and the rule what may enter the log. */

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/slip-text.h"
#include "store/slip-fold.h"
#include "store/slip-log.h"
#include "store/slip-touched.h"
#include "store/slip-values.h"
#include "trust/slip-roster.h"
#include "workspace/slip-people-private.h"
#include "workspace/slip-purge-private.h"
#include "workspace/slip-replica.h"
#include "workspace/slip-syncing-private.h"
#include "workspace/slip-workspace-private.h"

/* Longest transaction of sync, but for its commit, which takes about as long again. */
#define BATCH_US (2 * 1000)

typedef struct
{
  SlipSyncJob func;
  gpointer data;
} SyncJob;

static gboolean
run_job (SlipDatabase *db, gpointer data, GCancellable *cancellable, GError **error)
{
  SyncJob *job = data;

  return job->func (db, job->data, error);
}

static gboolean
peer_run (SlipSyncPeer *peer, SlipSyncJob job, gpointer job_data, GError **error)
{
  SlipPeer *self = peer->data;
  SyncJob work = { job, job_data };

  /* A check of the store only reads. */
  if (self->self->worker == NULL)
    return job (slip_workspace_reader (self->self), job_data, error);
  return slip_worker_run (self->self->worker, SLIP_PRIORITY_SYNC, run_job, &work, self->cancellable,
                          error);
}

static gboolean
in_transaction (SlipDatabase *db, gboolean done, GError **error)
{
  if (done && slip_database_commit (db, error))
    return TRUE;
  slip_database_rollback (db);
  return FALSE;
}

static gboolean
seal_job (SlipDatabase *db, gpointer data, GError **error)
{
  SlipPeer *self = data;

  return slip_database_begin (db, error) &&
         in_transaction (db, slip_workspace_seal (self->self, db, error), error);
}

static gboolean
peer_seal (SlipSyncPeer *peer, GError **error)
{
  if (peer->copied)
    {
      /* slip_workspace_sync() knows what to do. */
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CANCELLED,
                   _ ("this folder is a copy and has no replica id of its own yet"));
      return FALSE;
    }
  return peer_run (peer, seal_job, peer->data, error);
}

typedef struct
{
  SlipPeer *self;
  GPtrArray *frames;
  guint taken;
  SlipSyncCounts *counts;
  gint64 end;        /* of the transaction, monotonic time */
  gboolean gave_way; /* the last transaction was undone for an edit */
} Ingest;

/* A person may only speak for themselves: every op of a frame is by the owner of the device that signed it. */
static gboolean
check_authors (SlipDatabase *db, SlipFrame *frame, GError **error)
{
  g_autofree char *key = slip_key_to_hex (frame->device);
  g_autofree char *person = slip_roster_device (db, key);

  if (person == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   _ ("frame %" PRIu64 " of %s is signed by a device of nobody who is admitted"),
                   frame->seq, frame->replica);
      return FALSE;
    }
  for (guint i = 0; i < frame->ops->len; i++)
    {
      SlipOp *op = g_ptr_array_index (frame->ops, i);

      if (op != NULL && !g_str_equal (op->person, person))
        {
          g_set_error (
              error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
              _ ("frame %" PRIu64
                 " of %s holds an op in the name of somebody else than its device's owner"),
              frame->seq, frame->replica);
          return FALSE;
        }
    }
  return TRUE;
}

/* A clock that is far ahead is no reason to refuse anything, but its owner should know. */
static void
note_clock (SlipPeer *self, SlipFrame *frame, const char *device)
{
  gint64 ahead = slip_clock_ms (frame->clock) - slip_now_ms ();
  gint64 *known = g_hash_table_lookup (self->ahead, device);

  if (ahead > SLIP_CLOCK_MAX_AHEAD_MS && (known == NULL || *known < ahead))
    g_hash_table_insert (self->ahead, g_strdup (device), g_memdup2 (&ahead, sizeof ahead));
}

/* To undo what came in is faster than to commit it, and costs a few milliseconds of sync's time. Not twice in a row: who
 * edits on and on must not keep sync from ever coming to an end. */
static gboolean
gives_way (Ingest *work)
{
  return !work->gave_way && slip_worker_has_edits (work->self->self->worker);
}

static gboolean
is_enough (gpointer data)
{
  Ingest *work = data;

  return g_get_monotonic_time () > work->end || slip_worker_has_edits (work->self->self->worker);
}

/* Frames after a revocation come in, too: kept apart, until an administrator endorses them. */
static gboolean
take_frame (Ingest *work, SlipDatabase *db, SlipFrame *frame, gboolean whole, gboolean *done,
            GError **error)
{
  g_autofree char *device = slip_key_to_hex (frame->device);

  if (!check_authors (db, frame, error) ||
      !slip_log_add_frame_until (db, frame,
                                 slip_roster_frame_counts (db, device, frame->replica, frame->seq),
                                 whole ? NULL : is_enough, work, done, error))
    return FALSE;
  note_clock (work->self, frame, device);
  return TRUE;
}

static gboolean
concerns_roster (SlipFrame *frame)
{
  for (guint i = 0; i < frame->ops->len; i++)
    {
      SlipOp *op = g_ptr_array_index (frame->ops, i);

      if (op != NULL && slip_roster_concerns (op))
        return TRUE;
    }
  return FALSE;
}

/* Seal what is ours, then as much as fits in the time. @taken, @ops: of frames that are complete by that. */
static gboolean
ingest_some (SlipDatabase *db, Ingest *work, guint *taken, guint64 *ops, GError **error)
{
  gboolean roster = FALSE, done = TRUE;

  work->end = g_get_monotonic_time () + BATCH_US;
  if (!slip_workspace_seal (work->self->self, db, error))
    return FALSE;
  while (*taken < work->frames->len)
    {
      SlipFrame *frame = g_ptr_array_index (work->frames, *taken);

      roster = concerns_roster (frame);
      if (!take_frame (work, db, frame, roster, &done, error))
        {
          /* Those before it stay. */
          if (*taken == work->taken)
            return FALSE;
          g_clear_error (error);
          roster = FALSE;
          break;
        }
      if (!done)
        break;
      *ops += frame->ops->len;
      ++*taken;
      /* After a change of the roster the next frame may be judged differently. */
      if (roster || is_enough (work))
        break;
    }
  return gives_way (work) ||
         ((!roster || slip_workspace_refold_roster (work->self->self, db, error)) &&
          slip_purge_apply (db, error) && slip_fold_flush (db, error));
}

static gboolean
ingest (SlipDatabase *db, Ingest *work, GError **error)
{
  guint taken = work->taken;
  guint64 ops = 0;
  gboolean done;

  if (!slip_database_begin (db, error))
    return FALSE;
  done = ingest_some (db, work, &taken, &ops, error);
  if (done && gives_way (work))
    {
      slip_database_rollback (db);
      work->gave_way = TRUE;
      return TRUE;
    }
  if (!in_transaction (db, done, error))
    return FALSE;
  work->counts->frames += taken - work->taken;
  work->counts->ops += ops;
  work->taken = taken;
  work->gave_way = FALSE;
  return TRUE;
}

/* What comes from the store can come again: such a transaction needs not wait for the disk. Before anything of ours is
 * sent, sync keeps its names in one that does, and all before it with that (src/sync/README.md). */
static gboolean
ingest_job (SlipDatabase *db, gpointer data, GError **error)
{
  gboolean done;

  if (!slip_database_wait_for_disk (db, FALSE, error))
    return FALSE;
  done = ingest (db, data, error);
  return slip_database_wait_for_disk (db, TRUE, done ? error : NULL) && done;
}

/* What an earlier sync had begun when it was cut off. */
static gboolean
finish_job (SlipDatabase *db, gpointer data, GError **error)
{
  SlipPeer *self = data;

  return !slip_log_is_taking (db, NULL, NULL, NULL) ||
         (slip_database_begin (db, error) &&
          in_transaction (db,
                          slip_workspace_seal (self->self, db, error) &&
                              slip_log_finish_frame (db, error) && slip_purge_apply (db, error),
                          error));
}

static gboolean
peer_ingest (SlipSyncPeer *peer, GPtrArray *frames, guint *taken, SlipSyncCounts *counts,
             GError **error)
{
  Ingest work = { peer->data, frames, 0, counts };
  gboolean done = TRUE;

  while (done && work.taken < frames->len)
    {
      done = peer_run (peer, ingest_job, &work, error);
      slip_worker_pause (work.self->self->worker);
    }
  *taken = work.taken;
  return done;
}

static gboolean
stranger_job (SlipDatabase *db, gpointer data, GError **error)
{
  SlipFrame *frame = data;
  g_autoptr (GError) local_error = NULL;

  if (!slip_database_begin (db, error))
    return FALSE;
  slip_touched_add (db, "");
  if (!slip_strangers_add (db, frame, &local_error))
    {
      slip_database_rollback (db);
      /* Whoever has no invitation is not heard; that is no failure of ours. */
      g_debug ("a stranger's request is passed over: %s", local_error->message);
      return TRUE;
    }
  return in_transaction (db, TRUE, error);
}

static gboolean
peer_stranger (SlipSyncPeer *peer, SlipFrame *first, GError **error)
{
  return peer_run (peer, stranger_job, first, error);
}

typedef struct
{
  const char *key;
  char *person;
} Known;

static gboolean
known_job (SlipDatabase *db, gpointer data, GError **error)
{
  Known *work = data;

  work->person = slip_roster_device (db, work->key);
  return TRUE;
}

/* What a transaction that is about to be committed admits counts already. */
static gboolean
peer_device_known (SlipSyncPeer *peer, const char *key_hex)
{
  Known work = { key_hex, NULL };
  gboolean known = peer_run (peer, known_job, &work, NULL) && work.person != NULL;

  g_free (work.person);
  return known;
}

typedef struct
{
  SlipPeer *self;
  guint64 sent;
} Renew;

static gboolean
renew_job (SlipDatabase *db, gpointer data, GError **error)
{
  Renew *work = data;

  SlipWorkspace *workspace = work->self->self;

  return slip_database_begin (db, error) &&
         in_transaction (db,
                         slip_replica_renew (db, workspace->device->secret, work->sent,
                                             work->self->peer.arriving, error) &&
                             slip_meta_set (db, SLIP_META_HOME, workspace->home, error),
                         error);
}

static gboolean
peer_new_replica (SlipSyncPeer *peer, guint64 sent, GError **error)
{
  Renew work = { peer->data, sent };

  if (!peer_run (peer, renew_job, &work, error))
    return FALSE;
  slip_workspace_come_home (work.self->self, peer->copied);
  peer->copied = FALSE;
  return TRUE;
}

gboolean
slip_peer_init (SlipPeer *peer, SlipWorkspace *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *workspace = slip_meta_get (slip_workspace_reader (self), SLIP_META_WORKSPACE);
  g_autofree char *secret = slip_meta_get (slip_workspace_reader (self), SLIP_META_SECRET);

  memset (peer, 0, sizeof *peer);
  if (!slip_workspace_can_read (self, error))
    return FALSE;
  if (workspace == NULL || secret == NULL ||
      !slip_base32_decode (workspace, peer->peer.workspace.bytes, SLIP_HASH_BYTES) ||
      !slip_key_from_hex (secret, peer->peer.secret))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                   _ ("the workspace's id or secret is damaged; restore a backup"));
      return FALSE;
    }
  peer->self = self;
  peer->cancellable = cancellable;
  peer->notices = g_ptr_array_new_with_free_func (g_free);
  peer->ahead = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  peer->peer.data = peer;
  peer->peer.device_secret = self->device->secret;
  peer->peer.run = peer_run;
  peer->peer.seal = peer_seal;
  peer->peer.ingest = peer_ingest;
  peer->peer.stranger = peer_stranger;
  peer->peer.device_known = peer_device_known;
  peer->peer.new_replica = peer_new_replica;
  peer->peer.concurrent = self->worker != NULL;
  peer->peer.copied = g_atomic_int_get (&self->at_home) == SLIP_HOME_OTHER;
  return TRUE;
}

void
slip_peer_clear (SlipPeer *peer)
{
  g_clear_pointer (&peer->notices, g_ptr_array_unref);
  g_clear_pointer (&peer->ahead, g_hash_table_unref);
}

/* "3 minutes", "2 hours", "5 days" */
static char *
format_span (gint64 ms)
{
  guint minutes = (guint) (ms / (60 * 1000));

  if (minutes < 2 * 60)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u minute", "%u minutes", minutes),
                            minutes);
  if (minutes < 2 * 24 * 60)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u hour", "%u hours", minutes / 60),
                            minutes / 60);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u day", "%u days", minutes / (24 * 60)),
                          minutes / (24 * 60));
}

static void
add_clocks (SlipPeer *peer, SlipDatabase *db, GPtrArray *lines)
{
  GHashTableIter iter;
  gpointer device;
  gpointer ms;

  g_hash_table_iter_init (&iter, peer->ahead);
  while (g_hash_table_iter_next (&iter, &device, &ms))
    {
      g_autofree char *person = slip_roster_device (db, device);
      g_autofree char *name = slip_person_name (db, person != NULL ? person : "");
      g_autofree char *span = format_span (*(gint64 *) ms);

      g_ptr_array_add (lines,
                       /* Translators: a person, such as “3 minutes”, and the beginning of a key. */
                       g_strdup_printf (_ ("the clock of %s is %s ahead of this computer's; one "
                                           "of both is wrong (device %.8s)"),
                                        name, span, (char *) device));
    }
}

/* What a person should know, although nothing went wrong. */
static gboolean
list_notices (SlipDatabase *db, gpointer data, GError **error)
{
  SlipPeer *peer = data;
  GPtrArray *lines = peer->notices;

  slip_people_add_own (peer->self, db, lines);
  slip_people_add_kept_apart (db, lines);
  slip_people_add_refused (db, lines);
  add_clocks (peer, db, lines);
  return TRUE;
}

/* Our clock was ahead, and was set right since: under the old name the next op would have to be even later. */
static gboolean
leave_the_future (SlipDatabase *db, gpointer data, GError **error)
{
  SlipPeer *peer = data;
  SlipWorkspace *self = peer->self;
  g_autofree char *device = slip_key_to_hex (self->device->public);
  g_autofree char *text = slip_meta_get (db, SLIP_META_CLOCK);
  g_autofree char *clock = NULL;
  g_autofree char *span = NULL;
  gint64 limit = slip_now_ms () + SLIP_CLOCK_MAX_AHEAD_MS;
  gint64 ahead = slip_clock_ms (text != NULL ? g_ascii_strtoull (text, NULL, 10) : 0) - limit;

  if (ahead <= 0 || !slip_roster_key_counts (db, device))
    return TRUE;
  clock = g_strdup_printf ("%" G_GINT64_FORMAT,
                           slip_database_get_int (db, 0,
                                                  "SELECT max (clock) FROM frame WHERE clock < ?",
                                                  "i", limit << 16));
  if (!slip_database_begin (db, error) ||
      !in_transaction (db,
                       slip_workspace_seal (self, db, error) &&
                           slip_meta_set (db, SLIP_META_CLOCK, clock, error) &&
                           slip_home_renew (db, self->home, self->device->secret, error),
                       error))
    return FALSE;
  span = format_span (ahead + SLIP_CLOCK_MAX_AHEAD_MS);
  g_ptr_array_add (
      peer->notices,
      /* Translators: %s is such as “3 minutes”. */
      g_strdup_printf (_ ("this computer's clock was %s ahead; this copy goes on under a "
                          "new replica id"),
                       span));
  return TRUE;
}

gboolean
slip_peer_prepare (SlipPeer *peer, GError **error)
{
  return peer_run (&peer->peer, finish_job, peer, error) &&
         peer_run (&peer->peer, leave_the_future, peer, error);
}

void
slip_peer_list_notices (SlipPeer *peer)
{
  peer_run (&peer->peer, list_notices, peer, NULL);
}

/* When another program syncs, that one goes on with it. */
void
slip_workspace_finish_frame (SlipWorkspace *self)
{
  g_autofree char *path = slip_workspace_path (self, SLIP_WORKSPACE_DEVICE_KEY);
  g_autoptr (GError) local_error = NULL;
  SlipPeer peer = { .peer = { .data = &peer }, .self = self };
  int fd;

  if (self->worker == NULL || g_atomic_int_get (&self->at_home) == SLIP_HOME_OTHER ||
      !slip_log_is_taking (slip_workspace_reader (self), NULL, NULL, NULL) ||
      (fd = open (path, O_RDONLY | O_CLOEXEC)) < 0)
    return;
  if (flock (fd, LOCK_EX | LOCK_NB) == 0 && !peer_run (&peer.peer, finish_job, &peer, &local_error))
    g_debug ("the next sync has to go on where the last one was cut off: %s", local_error->message);
  close (fd);
}
