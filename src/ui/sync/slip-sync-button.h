/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The button that says where the sync stands, and its popover with all that there is to know and do about it. */

#pragma once

#include <adwaita.h>

#include "ui/sync/slip-sync-scheduler.h"

G_BEGIN_DECLS

#define SLIP_TYPE_SYNC_BUTTON (slip_sync_button_get_type ())
G_DECLARE_FINAL_TYPE (SlipSyncButton, slip_sync_button, SLIP, SYNC_BUTTON, AdwBin)

/* @scheduler: (nullable) */
void slip_sync_button_set_scheduler (SlipSyncButton *self, SlipSyncScheduler *scheduler);

G_END_DECLS
