/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What other programs write into the folder of a workspace that is open here. */

#pragma once

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/* Emits "changed" with "" when another program wrote since the last call, or since the workspace was opened. A question of
 * microseconds that waits for what is being written: for a thread. */
void slip_workspace_look_for_others (SlipWorkspace *self);

G_END_DECLS
