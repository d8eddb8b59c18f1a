/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the workspace lends to sync: its worker, its keys, and the rule what may enter the log. And the
 * address of the store, whose password lies in a file of its own that only the owner reads. */

#define G_LOG_DOMAIN "slipway"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/slip-text.h"
#include "store/slip-log.h"
#include "store/slip-values.h"
#include "sync/slip-sync.h"
#include "trust/slip-roster.h"
#include "workspace/slip-replica.h"
#include "workspace/slip-workspace-private.h"

/* Longest transaction of sync, so that a person's edit never waits longer (design.md 2). */
#define BATCH_US (40 * 1000)

/* == the remote == */

typedef struct
{
  const char *url;
  const char *user;
  gboolean cleartext;
} RemoteSettings;

static gboolean
store_remote (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  RemoteSettings *settings = data;

  return slip_meta_set (db, SLIP_META_REMOTE, settings->url, error) &&
         slip_meta_set (db, SLIP_META_USER, settings->user != NULL ? settings->user : "", error) &&
         slip_meta_set (db, SLIP_META_CLEARTEXT, settings->cleartext ? "yes" : "no", error);
}

static gboolean
write_password (SlipWorkspace *self, const char *password, GError **error)
{
  g_autofree char *path = slip_workspace_path (self, SLIP_WORKSPACE_REMOTE);

  if (password == NULL)
    {
      if (g_unlink (path) != 0 && errno != ENOENT)
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED, "can't remove “%s”: %s", path,
                       g_strerror (errno));
          return FALSE;
        }
      return TRUE;
    }
  return g_file_set_contents_full (path, password, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

static SlipRemote *
open_remote (SlipWorkspace *self, GError **error)
{
  g_autofree char *url = slip_meta_get (self->reader, SLIP_META_REMOTE);
  g_autofree char *workspace = slip_meta_get (self->reader, SLIP_META_WORKSPACE);
  g_autofree char *user = slip_meta_get (self->reader, SLIP_META_USER);
  g_autofree char *cleartext = slip_meta_get (self->reader, SLIP_META_CLEARTEXT);
  g_autofree char *path = slip_workspace_path (self, SLIP_WORKSPACE_REMOTE);
  g_autofree char *password = NULL;

  if (url == NULL || *url == '\0')
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   "this workspace has no shared folder; “slipwayctl remote set URL” names one");
      return NULL;
    }
  g_file_get_contents (path, &password, NULL, NULL);
  return slip_remote_new_for_url (url, workspace, user != NULL && *user != '\0' ? user : NULL,
                                  password, g_strcmp0 (cleartext, "yes") == 0, error);
}

/* A path is kept absolute: the next command may run in another folder. */
static char *
absolute_address (const char *url)
{
  g_autofree char *path = NULL;

  if (g_uri_peek_scheme (url) != NULL && !g_str_has_prefix (url, "file:"))
    return g_strdup (url);
  path = g_str_has_prefix (url, "file:") ? g_filename_from_uri (url, NULL, NULL) : NULL;
  return g_canonicalize_filename (path != NULL ? path : url, NULL);
}

gboolean
slip_workspace_set_remote (SlipWorkspace *self, const char *url, const char *user,
                           const char *password, gboolean allow_cleartext, GError **error)
{
  g_autofree char *address = *url != '\0' ? absolute_address (url) : g_strdup ("");
  g_autofree char *workspace = slip_meta_get (self->reader, SLIP_META_WORKSPACE);
  RemoteSettings settings = { address, user, allow_cleartext };
  g_autoptr (SlipRemote) remote =
      slip_remote_new_for_url (address, workspace, user, password, allow_cleartext, error);

  return remote != NULL && slip_remote_set_up (remote, NULL, error) &&
         write_password (self, password, error) &&
         slip_workspace_edit (self, store_remote, &settings, error);
}

gboolean
slip_workspace_check_remote (SlipWorkspace *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (SlipRemote) remote = open_remote (self, error);

  return remote != NULL && slip_remote_look (remote, cancellable, error);
}

/* == the peer == */

typedef struct
{
  SlipSyncPeer peer;
  SlipWorkspace *self;
  GCancellable *cancellable;
} Peer;

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
  Peer *self = peer->data;
  SyncJob work = { job, job_data };

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
  Peer *self = data;

  return slip_database_begin (db, error) &&
         in_transaction (db, slip_log_seal (db, self->self->device->secret, error), error);
}

static gboolean
peer_seal (SlipSyncPeer *peer, GError **error)
{
  return peer_run (peer, seal_job, peer->data, error);
}

typedef struct
{
  Peer *self;
  GPtrArray *frames;
  guint taken;
  SlipSyncCounts *counts;
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
                   "frame %" G_GUINT64_FORMAT
                   " of %s is signed by a device of nobody who is admitted",
                   frame->seq, frame->replica);
      return FALSE;
    }
  for (guint i = 0; i < frame->ops->len; i++)
    {
      SlipOp *op = g_ptr_array_index (frame->ops, i);

      if (op != NULL && !g_str_equal (op->person, person))
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                       "frame %" G_GUINT64_FORMAT
                       " of %s holds an op in the name of somebody else than its device's owner",
                       frame->seq, frame->replica);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
add_waiting (SlipDatabase *db, GError **error)
{
  g_autoptr (GPtrArray) frames = slip_strangers_take_admitted (db, error);

  for (guint i = 0; frames != NULL && i < frames->len; i++)
    if (!slip_log_add_frame (db, g_ptr_array_index (frames, i), TRUE, error))
      return FALSE;
  return frames != NULL;
}

/* One short transaction: seal what is ours, then as many whole frames as fit in the time. */
static gboolean
ingest_some (SlipDatabase *db, Ingest *work, GError **error)
{
  gint64 end = g_get_monotonic_time () + BATCH_US;
  gboolean roster = FALSE;
  guint taken = work->taken;
  guint64 ops = 0;

  if (!slip_log_seal (db, work->self->self->device->secret, error))
    return FALSE;
  while (taken < work->frames->len)
    {
      SlipFrame *frame = g_ptr_array_index (work->frames, taken);

      if (!check_authors (db, frame, error) || !slip_log_add_frame (db, frame, TRUE, error))
        {
          /* Those before it stay. */
          if (taken == work->taken)
            return FALSE;
          g_clear_error (error);
          break;
        }
      for (guint i = 0; i < frame->ops->len; i++)
        {
          SlipOp *op = g_ptr_array_index (frame->ops, i);

          roster |= op != NULL && slip_roster_concerns (op);
        }
      ops += frame->ops->len;
      taken++;
      /* After a change of the roster the next frame may be judged differently. */
      if (roster || g_get_monotonic_time () > end ||
          slip_worker_has_edits (work->self->self->worker))
        break;
    }
  if (roster && (!slip_roster_fold (db, error) || !add_waiting (db, error)))
    return FALSE;
  work->counts->frames += taken - work->taken;
  work->counts->ops += ops;
  work->taken = taken;
  return TRUE;
}

static gboolean
ingest_job (SlipDatabase *db, gpointer data, GError **error)
{
  return slip_database_begin (db, error) &&
         in_transaction (db, ingest_some (db, data, error), error);
}

static gboolean
peer_ingest (SlipSyncPeer *peer, GPtrArray *frames, guint *taken, SlipSyncCounts *counts,
             GError **error)
{
  Ingest work = { peer->data, frames, 0, counts };
  gboolean done = TRUE;

  while (done && work.taken < frames->len)
    done = peer_run (peer, ingest_job, &work, error);
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

static gboolean
peer_device_known (SlipSyncPeer *peer, const char *key_hex)
{
  Peer *self = peer->data;
  g_autofree char *person = slip_roster_device (self->self->reader, key_hex);

  return person != NULL;
}

typedef struct
{
  Peer *self;
  guint64 sent;
} Renew;

static gboolean
renew_job (SlipDatabase *db, gpointer data, GError **error)
{
  Renew *work = data;

  return slip_database_begin (db, error) &&
         in_transaction (
             db, slip_replica_renew (db, work->self->self->device->secret, work->sent, error),
             error);
}

static gboolean
peer_new_replica (SlipSyncPeer *peer, guint64 sent, GError **error)
{
  Renew work = { peer->data, sent };

  return peer_run (peer, renew_job, &work, error);
}

static gboolean
peer_init (Peer *peer, SlipWorkspace *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *workspace = slip_meta_get (self->reader, SLIP_META_WORKSPACE);
  g_autofree char *secret = slip_meta_get (self->reader, SLIP_META_SECRET);

  memset (peer, 0, sizeof *peer);
  if (!slip_base32_decode (workspace, peer->peer.workspace.bytes, SLIP_HASH_BYTES) ||
      !slip_key_from_hex (secret, peer->peer.secret))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                   "the workspace's id or secret is damaged; restore a backup");
      return FALSE;
    }
  peer->self = self;
  peer->cancellable = cancellable;
  peer->peer.data = peer;
  peer->peer.device_secret = self->device->secret;
  peer->peer.run = peer_run;
  peer->peer.seal = peer_seal;
  peer->peer.ingest = peer_ingest;
  peer->peer.stranger = peer_stranger;
  peer->peer.device_known = peer_device_known;
  peer->peer.new_replica = peer_new_replica;
  return TRUE;
}

/* == sync == */

void
slip_sync_report_clear (SlipSyncReport *report)
{
  g_clear_pointer (&report->problems, g_strfreev);
}

static GStrv
lines_of (GPtrArray *texts)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; texts != NULL && i < texts->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (texts, i));
  return g_strv_builder_end (builder);
}

/* Registers with more than one value, and rows that one deleted while another worked on them. Most values stand
 * alone: the index on shown ones finds the others without a look at each record. */
static guint
count_conflicts (SlipDatabase *db)
{
  g_autoptr (SlipQuery) query =
      slip_database_query (db, NULL,
                           "SELECT DISTINCT record FROM value WHERE shown = 0 UNION SELECT record "
                           "FROM row WHERE flagged "
                           "UNION SELECT id FROM record WHERE flagged",
                           "");
  guint n = 0;

  while (query != NULL && slip_query_next (query, NULL))
    {
      g_autoptr (GPtrArray) conflicts =
          slip_values_conflicts (db, slip_query_text (query, 0), NULL);

      n += conflicts != NULL ? conflicts->len : 0;
    }
  return n;
}

static gboolean
note_synced (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, slip_now_ms ());

  return slip_meta_set (db, SLIP_META_SYNCED, now, error);
}

gboolean
slip_workspace_sync (SlipWorkspace *self, SlipSyncReport *report, GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (SlipRemote) remote = open_remote (self, error);
  g_auto (SlipSyncStats) stats = { 0 };
  Peer peer;
  gboolean done;

  memset (report, 0, sizeof *report);
  if (remote == NULL || !peer_init (&peer, self, cancellable, error))
    {
      report->problems = lines_of (NULL);
      return FALSE;
    }
  done = slip_sync_run (&peer.peer, remote, &stats, cancellable, error);
  report->requests = stats.requests;
  report->bytes_sent = stats.bytes_sent;
  report->bytes_received = stats.bytes_received;
  report->ops_sent = stats.ops_sent;
  report->ops_received = stats.ops_received;
  report->problems = lines_of (stats.problems);
  report->conflicts = count_conflicts (self->reader);
  return done && slip_workspace_edit (self, note_synced, NULL, error);
}

gboolean
slip_workspace_check_store (SlipWorkspace *self, GStrv *problems, GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (SlipRemote) remote = open_remote (self, error);
  g_auto (SlipSyncStats) stats = { 0 };
  g_autoptr (GPtrArray) findings = NULL;
  Peer peer;

  if (remote == NULL || !peer_init (&peer, self, cancellable, error) ||
      !slip_store_check (&peer.peer, remote, &findings, &stats, cancellable, error))
    return FALSE;
  *problems = lines_of (findings);
  return TRUE;
}
