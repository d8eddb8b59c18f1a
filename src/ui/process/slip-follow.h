/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The dialogues about processes: which version a release follows, and putting an organisation's own one into the workspace. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/* @release: id. Says what would change before anything does. */
void slip_process_follow (GtkWidget *parent, SlipWorkspace *workspace, const char *release);
/* == in slip-put-definition.c == */

/* Lists those that there are; an administrator puts another one in force. */
void slip_process_put (GtkWidget *parent, SlipWorkspace *workspace);

G_END_DECLS
