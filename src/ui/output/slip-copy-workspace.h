/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A copy of a workspace in a folder that takes writes. */

#pragma once

#include <gtk/gtk.h>

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/* Asks for the folder that the copy is to be in, makes it there in a thread, and opens it. Main thread. */
void slip_copy_workspace (GtkWindow *parent, SlipWorkspace *workspace);

G_END_DECLS
