/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A backup of the workspace into one file. */

#pragma once

#include <gtk/gtk.h>

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/* Asks where to, writes it in a thread, and tells. */
void slip_back_up (GtkWindow *parent, SlipWorkspace *workspace);

G_END_DECLS
