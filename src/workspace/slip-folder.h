/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A workspace's folder comes into being whole or not at all: its files are put together in a folder of their own in it,
 * and moved out, the database last. */

#pragma once

#include "core/slip-error.h"

G_BEGIN_DECLS

/* Only one program at a time makes a workspace in a folder. */
typedef struct _SlipFolderLock SlipFolderLock;

/* Makes @dir if need be. NULL with BUSY, NO_SPACE, READ_ONLY or FAILED. */
SlipFolderLock *slip_folder_lock (const char *dir, GError **error);
/* A folder that was made by slip_folder_lock() goes, too, if it is empty. */
void slip_folder_lock_free (SlipFolderLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipFolderLock, slip_folder_lock_free)

/* (transfer full): the folder to put the files in. EXISTS when @dir holds a workspace, or keys that we didn't leave. */
char *slip_folder_begin (const char *dir, GError **error);
/* Moves the files into place. */
gboolean slip_folder_end (const char *dir, const char *staging, GError **error);
/* Removes what was put together so far. */
void slip_folder_discard (const char *staging);

G_END_DECLS
