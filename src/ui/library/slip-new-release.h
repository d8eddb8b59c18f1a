/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The dialogue that makes a release. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_TYPE_NEW_RELEASE (slip_new_release_get_type ())
G_DECLARE_FINAL_TYPE (SlipNewRelease, slip_new_release, SLIP, NEW_RELEASE, AdwWindow)

/* The window shows the release when it is made. */
void slip_new_release_present (GtkWindow *parent, SlipWorkspace *workspace);

G_END_DECLS
