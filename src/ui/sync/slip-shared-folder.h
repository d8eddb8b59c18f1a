/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The dialogue for the folder that a workspace is shared through: where it is, and who logs in. */

#pragma once

#include <adwaita.h>

#include "ui/sync/slip-sync-scheduler.h"

G_BEGIN_DECLS

/* @scheduler hears of what is changed. Nothing happens before it knows what is set now. */
void slip_shared_folder_present (GtkWindow *parent, SlipWorkspace *workspace,
                                 SlipSyncScheduler *scheduler);

G_END_DECLS
