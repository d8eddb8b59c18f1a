/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Sync as a person asks for it, fetching files, and the check of the store: one run of slip_sync_run() or
 * slip_store_check() with this workspace as the peer, and what came of it in words. */

#include <string.h>
#include <unistd.h>

#include "workspace/slip-attachments-private.h"
#include "workspace/slip-syncing-private.h"
#include "workspace/slip-workspace-private.h"

void
slip_sync_report_clear (SlipSyncReport *report)
{
  g_clear_pointer (&report->problems, g_strfreev);
  g_clear_pointer (&report->notices, g_strfreev);
}

static GStrv
lines_of (GPtrArray *texts)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; texts != NULL && i < texts->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (texts, i));
  return g_strv_builder_end (builder);
}

/* Only so that the copy gets its replica id. */
static gboolean
change_nothing (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  return TRUE;
}

typedef struct
{
  SlipBytesFunc func; /* nullable */
  gpointer data;
} Watching;

static void
on_bytes_moved_cb (gpointer data, guint64 done, guint64 total)
{
  Watching *watching = data;

  if (watching->func != NULL)
    watching->func (done, total, watching->data);
}

static gboolean
run_once (SlipWorkspace *self, SlipSyncPeer *peer, SlipRemote *remote, gboolean again,
          SlipSyncStats *stats, GCancellable *cancellable, GError **error)
{
  Watching watching = { NULL };
  SlipSyncOptions options = { .patience_ms = SLIP_SYNC_PATIENCE_MS,
                              .attachments = slip_attachments_limit (slip_workspace_reader (self)),
                              .again = again,
                              .bytes = on_bytes_moved_cb,
                              .bytes_data = &watching };

  /* Who sets another function meanwhile waits for the next sync. */
  g_mutex_lock (&self->lock);
  watching.func = self->bytes_func;
  watching.data = self->bytes_data;
  g_mutex_unlock (&self->lock);
  return slip_sync_run (peer, remote, &options, stats, cancellable, error);
}

/* A copy looks at the store first: what its original sent since need not be issued again. Where that shows nothing new,
 * it gets its own name before it sends. */
static gboolean
run_sync (SlipWorkspace *self, SlipSyncPeer *peer, SlipRemote *remote, gboolean again,
          SlipSyncStats *stats, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (run_once (self, peer, remote, again, stats, cancellable, &local_error))
    return TRUE;
  if (!peer->copied || !g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_CANCELLED) ||
      g_cancellable_is_cancelled (cancellable))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  slip_sync_stats_clear (stats);
  peer->copied = FALSE;
  return slip_workspace_edit (self, change_nothing, NULL, error) &&
         run_once (self, peer, remote, again, stats, cancellable, error);
}

/* What is wanted and not on the store yet is no problem: it comes later. */
static void
add_waiting_files (SlipDatabase *db, GPtrArray *digests, GPtrArray *lines)
{
  for (guint i = 0; digests != NULL && i < digests->len; i++)
    g_ptr_array_add (lines, slip_attachments_waiting (db, g_ptr_array_index (digests, i)));
}

void
slip_workspace_set_progress (SlipWorkspace *self,
                             void (*func) (guint64 done, guint64 total, gpointer data),
                             gpointer data)
{
  g_mutex_lock (&self->lock);
  self->bytes_func = func;
  self->bytes_data = data;
  g_mutex_unlock (&self->lock);
}

static gboolean
sync_with (SlipWorkspace *self, gboolean again, SlipSyncReport *report, GCancellable *cancellable,
           GError **error)
{
  g_autoptr (SlipRemote) remote = slip_workspace_open_remote (self, error);
  g_auto (SlipSyncStats) stats = { 0 };
  g_autoptr (GError) failure = NULL;
  SlipPeer peer;
  gboolean done;
  int lock;

  memset (report, 0, sizeof *report);
  if (remote == NULL || !slip_peer_init (&peer, self, cancellable, error))
    {
      report->problems = lines_of (NULL);
      report->notices = lines_of (NULL);
      return FALSE;
    }
  lock = slip_workspace_lock_sync (self, cancellable, &failure);
  /* A copy seals nothing under the name that it came with. */
  done = lock >= 0 && (peer.peer.copied || slip_peer_prepare (&peer, &failure)) &&
         run_sync (self, &peer.peer, remote, again, &stats, cancellable, &failure);
  if (lock >= 0)
    close (lock);
  /* A copy that got its own name is told of it, whatever became of the rest. */
  slip_workspace_tell (self);
  /* Where content came of what was known by name already. */
  if (stats.files_done > 0)
    slip_announcer_changed (self->announcer, "");
  report->requests = stats.requests;
  report->bytes_sent = stats.bytes_sent;
  report->bytes_received = stats.bytes_received;
  report->files_done = stats.files_done;
  report->files_total = stats.files_total;
  report->ops_sent = stats.ops_sent;
  report->ops_received = stats.ops_received;
  report->problems = lines_of (stats.problems);
  report->conflicts = slip_conflicts_count (slip_workspace_reader (self));
  slip_peer_list_notices (&peer);
  for (guint i = 0; stats.notices != NULL && i < stats.notices->len; i++)
    g_ptr_array_add (peer.notices, g_strdup (g_ptr_array_index (stats.notices, i)));
  add_waiting_files (slip_workspace_reader (self), stats.waiting, peer.notices);
  report->notices = lines_of (peer.notices);
  slip_peer_clear (&peer);
  if (done)
    return slip_workspace_edit (self, slip_sync_state_note_done, NULL, error);
  /* Whoever stops a sync knows why it did not go well. */
  if (!g_cancellable_is_cancelled (cancellable))
    slip_sync_state_note_failed (self, failure);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

gboolean
slip_workspace_sync (SlipWorkspace *self, SlipSyncReport *report, GCancellable *cancellable,
                     GError **error)
{
  return sync_with (self, FALSE, report, cancellable, error);
}

gboolean
slip_workspace_sync_again (SlipWorkspace *self, SlipSyncReport *report, GCancellable *cancellable,
                           GError **error)
{
  return sync_with (self, TRUE, report, cancellable, error);
}

gboolean
slip_workspace_fetch_blobs (SlipWorkspace *self, const char *const *digests, SlipBytesFunc progress,
                            gpointer progress_data, SlipSyncStats *stats, GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (SlipRemote) remote = slip_workspace_open_remote (self, error);
  Watching watching = { progress, progress_data };
  SlipSyncOptions options = { .patience_ms = SLIP_SYNC_PATIENCE_MS,
                              .fetch = digests,
                              .bytes = on_bytes_moved_cb,
                              .bytes_data = &watching };
  SlipPeer peer;
  gboolean done;
  int lock;

  if (remote == NULL || !slip_peer_init (&peer, self, cancellable, error))
    return FALSE;
  lock = slip_workspace_lock_sync (self, cancellable, error);
  done = lock >= 0 && slip_sync_run (&peer.peer, remote, &options, stats, cancellable, error);
  if (stats->files_done > 0)
    slip_announcer_changed (self->announcer, "");
  if (lock >= 0)
    close (lock);
  slip_peer_clear (&peer);
  return done;
}

gboolean
slip_workspace_check_store (SlipWorkspace *self, GStrv *problems, GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (SlipRemote) remote = slip_workspace_open_remote (self, error);
  g_auto (SlipSyncStats) stats = { 0 };
  g_autoptr (GPtrArray) findings = NULL;
  SlipPeer peer;

  gboolean done;

  if (remote == NULL || !slip_peer_init (&peer, self, cancellable, error))
    return FALSE;
  done = slip_store_check (&peer.peer, remote, &findings, &stats, cancellable, error);
  if (done)
    *problems = lines_of (findings);
  slip_peer_clear (&peer);
  return done;
}
