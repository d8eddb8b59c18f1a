/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Syncs one workspace: by itself when the plan (slip-sync-plan.h) says so, and when asked. One sync at a time, in a
 * thread. It lives on the main thread and knows no widget. */

#pragma once

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_TYPE_SYNC_SCHEDULER (slip_sync_scheduler_get_type ())
G_DECLARE_FINAL_TYPE (SlipSyncScheduler, slip_sync_scheduler, SLIP, SYNC_SCHEDULER, GObject)

typedef enum
{
  SLIP_SYNC_UNKNOWN, /* its settings are being read */
  SLIP_SYNC_NOT_SET_UP,
  SLIP_SYNC_IDLE,    /* nothing waits */
  SLIP_SYNC_WAITING, /* there are changes to send */
  SLIP_SYNC_RUNNING,
  SLIP_SYNC_OFFLINE, /* no error: all waits until the network or the server is back */
  SLIP_SYNC_ERROR,
} SlipSyncStatus;

/* Property "automatic": whether it syncs without being asked. Signal "updated": anything of what is below changed. Signal
 * "synced" (received): a sync went well, and brought so many changes. */
SlipSyncScheduler *slip_sync_scheduler_new (SlipWorkspace *workspace);
/* Called in a thread, now and before each sync: it gives the workspace what a sync needs. */
typedef void (*SlipSyncPrepare) (SlipWorkspace *workspace, GCancellable *cancellable);
void slip_sync_scheduler_set_prepare (SlipSyncScheduler *self, SlipSyncPrepare prepare);
/* No more syncs; the one that runs is cancelled. */
void slip_sync_scheduler_stop (SlipSyncScheduler *self);

/* A person asks for it: now, whatever failed before. Nothing happens while one runs. */
void slip_sync_scheduler_sync (SlipSyncScheduler *self);
/* The same, and everything is fetched again. */
void slip_sync_scheduler_sync_again (SlipSyncScheduler *self);
void slip_sync_scheduler_cancel (SlipSyncScheduler *self);
/* The window got the focus. */
void slip_sync_scheduler_focus (SlipSyncScheduler *self);
/* The address, user or password is another one: syncs, also when it doesn't by itself. */
void slip_sync_scheduler_settings_changed (SlipSyncScheduler *self);

SlipSyncStatus slip_sync_scheduler_get_status (SlipSyncScheduler *self);
/* (nullable): as of the last look at the workspace */
const SlipSyncState *slip_sync_scheduler_get_state (SlipSyncScheduler *self);
/* (nullable): why the last sync failed; cleared by one that succeeds. */
const GError *slip_sync_scheduler_get_error (SlipSyncScheduler *self);
/* What the last sync that got through told; all zero before. */
const SlipSyncReport *slip_sync_scheduler_get_report (SlipSyncScheduler *self);
/* Bytes of files, while one runs; @total is 0 while nothing is known. */
void slip_sync_scheduler_get_progress (SlipSyncScheduler *self, guint64 *done, guint64 *total);

G_END_DECLS
