/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Looks whether another program wrote into the workspace that is open (a terminal beside the window, a second window):
 * whenever the window gets the focus, and every few seconds while it has it. Pages hear of it by the workspace's "changed". When the
 * workspace's folder was moved or deleted the window says so, once. */

#pragma once

#include <gtk/gtk.h>

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_TYPE_WATCH (slip_watch_get_type ())
G_DECLARE_FINAL_TYPE (SlipWatch, slip_watch, SLIP, WATCH, GObject)

/* For as long as it lives. */
SlipWatch *slip_watch_new (GtkWindow *window, SlipWorkspace *workspace);

G_END_DECLS
