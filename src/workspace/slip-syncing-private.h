/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Between a sync as a person asks for it (slip-syncing.c), what the workspace lends to it (slip-peer.c), and where the
 * store is (slip-remote-settings.c). */

#pragma once

#include "sync/slip-sync.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/* (transfer full): NOT_FOUND when the workspace has none. */
SlipRemote *slip_workspace_open_remote (SlipWorkspace *self, GError **error);

typedef struct
{
  SlipSyncPeer peer;
  SlipWorkspace *self;
  GCancellable *cancellable;
  GPtrArray *notices; /* lines */
  GHashTable *ahead;  /* device (hex) → gint64 *: ms by which its clock is ahead */
} SlipPeer;

/* Fails with CORRUPT. Clear it where that worked. */
gboolean slip_peer_init (SlipPeer *peer, SlipWorkspace *self, GCancellable *cancellable,
                         GError **error);
void slip_peer_clear (SlipPeer *peer);
/* Before a sync, not of a copy: finishes a frame that was cut off, and leaves a replica id whose clock was ahead. */
gboolean slip_peer_prepare (SlipPeer *peer, GError **error);
/* Adds to its notices what a person should know, although nothing went wrong. */
void slip_peer_list_notices (SlipPeer *peer);

/* What became of a sync, for slip_workspace_get_sync_state(): an edit (SlipEditFunc), and of one that failed. */
gboolean slip_sync_state_note_done (SlipWorkspace *self, SlipDatabase *db, gpointer data,
                                    GError **error);
void slip_sync_state_note_failed (SlipWorkspace *self, const GError *failure);

G_END_DECLS
