/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A plain directory as a store: a mounted share, a folder that another program syncs, a USB
 * stick. */

#pragma once

#include "sync/slip-remote.h"

G_BEGIN_DECLS

#define SLIP_TYPE_REMOTE_DIRECTORY (slip_remote_directory_get_type ())
G_DECLARE_FINAL_TYPE (SlipRemoteDirectory, slip_remote_directory, SLIP, REMOTE_DIRECTORY, GObject)

/**
 * slip_remote_directory_new:
 * @path: an absolute path; it need not exist yet, the directory above it must
 * @workspace: id of the workspace
 *
 * Files appear whole: written under a temporary name that readers pass over, synced to the disk,
 * renamed.
 *
 * Returns: (transfer full): the remote
 */
SlipRemote *slip_remote_directory_new (const char *path, const char *workspace);

G_END_DECLS
