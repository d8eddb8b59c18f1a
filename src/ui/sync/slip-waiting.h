/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Documents that wait for the signature of this copy's person, and telling of those that a sync brought. */

#pragma once

#include <gtk/gtk.h>

#include "ui/sync/slip-sync-scheduler.h"

G_BEGIN_DECLS

/* (transfer full) (element-type utf8 utf8): ids and titles of the documents that could be signed now. For a thread. */
GHashTable *slip_waiting_list (SlipWorkspace *workspace, GError **error);

#define SLIP_TYPE_WAITING (slip_waiting_get_type ())
G_DECLARE_FINAL_TYPE (SlipWaiting, slip_waiting, SLIP, WAITING, GObject)

/* Notifies when a sync brings something while @window isn't in front; "app.show-document" opens it. */
SlipWaiting *slip_waiting_new (GtkWindow *window, SlipWorkspace *workspace,
                               SlipSyncScheduler *scheduler);

G_END_DECLS
