/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The sidebar: the workspace's releases and its other pages, and the search over everything. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_TYPE_SIDEBAR (slip_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (SlipSidebar, slip_sidebar, SLIP, SIDEBAR, AdwBin)

/* @workspace: (nullable). Its newest release is opened once it is known, if no page is open then. */
void slip_sidebar_set_workspace (SlipSidebar *self, SlipWorkspace *workspace);
/* Marks where the window is: id of a release, or name of an action: "win.show-lessons"; %NULL: elsewhere. */
void slip_sidebar_select (SlipSidebar *self, const char *place);
/* Puts the cursor into the search entry. */
void slip_sidebar_search (SlipSidebar *self);

G_END_DECLS
