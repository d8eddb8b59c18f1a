/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the files about attachments and purges share with sync and edits. */

#pragma once

#include "sync/slip-sync.h"
#include "workspace/slip-attachments.h"
#include "workspace/slip-workspace-private.h"

G_BEGIN_DECLS

/* "all", "small" or "none"; not set: small. */
#define SLIP_META_ATTACHMENTS "attachments"

/* The field or table at @path, and the living row that holds it (slip-edit.c). */
SlipFormNode *slip_edit_find_cell (SlipDatabase *db, SlipRecord *record, const char *path,
                                   char **row, GError **error);

/* Up to which size attachments come with a sync; -1: none. */
gint64 slip_attachments_limit (SlipDatabase *db);

/* Throws away parts of files that were never attached to the end, unless somebody attaches or syncs just now;
 * @all: also looks for parts that nothing names (slip-abandoned.c). */
void slip_abandoned_clean (SlipWorkspace *self, gboolean all);
/* The same but for @digest, whose parts nobody throws away until the file descriptor is closed; -1 when the folder
 * can't be opened. */
int slip_abandoned_hold (SlipWorkspace *self, const char *digest);

/* A line for a person: which attachment (or text) waits for its owner. */
char *slip_attachments_waiting (SlipDatabase *db, const char *digest);

/* Fetches these attachments, and nothing else; fills in @stats (slip-syncing.c). */
gboolean slip_workspace_fetch_blobs (SlipWorkspace *self, const char *const *digests,
                                     SlipBytesFunc progress, gpointer progress_data,
                                     SlipSyncStats *stats, GCancellable *cancellable,
                                     GError **error);

G_END_DECLS
