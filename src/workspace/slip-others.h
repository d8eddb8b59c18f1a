/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What other programs write into the folder of a workspace that is open here. */

#pragma once

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/**
 * slip_workspace_look_for_others:
 *
 * Emits "changed" with "" when another program wrote since the last call, or since the workspace was opened. A question of
 * microseconds that waits for what is being written: for a thread.
 *
 * Returns: FALSE with NOT_FOUND when another program moved or deleted the workspace: what is written from then on may be lost
 */
gboolean slip_workspace_look_for_others (SlipWorkspace *self, GError **error);

G_END_DECLS
