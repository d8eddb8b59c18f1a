/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Files in fields. They go into the workspace part by part and are named by the hash of their bytes;
 * sync brings small ones at once and larger ones when somebody asks. */

#pragma once

#include <gio/gio.h>

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/* Largest file that can be attached. */
#define SLIP_ATTACHMENT_MAX_BYTES ((guint64) 2 * 1024 * 1024 * 1024)
/* Attachments up to this size come with each sync, larger ones on demand (policy "small"). */
#define SLIP_ATTACHMENT_SMALL_BYTES (1024 * 1024)

/**
 * SlipBytesFunc:
 * @done: bytes so far
 * @total: bytes in all, as far as it is known
 *
 * Progress by bytes; called on the thread that does the work, at most every 100 ms and at the end.
 */
typedef void (*SlipBytesFunc) (guint64 done, guint64 total, gpointer data);

typedef enum
{
  SLIP_ATTACHMENT_HERE,
  SLIP_ATTACHMENT_PARTLY, /* some of its parts are here */
  SLIP_ATTACHMENT_AWAY,   /* on the store, or on its way there */
  SLIP_ATTACHMENT_PURGED,
} SlipAttachmentState;

/**
 * SlipAttachmentInfo:
 * @path: of the field: table/ROWID/field
 * @name: of the file, as it was attached
 * @size: bytes, as its attacher says
 * @digest: BLAKE2b-256, 64 hexadecimal digits: what `b2sum -l 256` prints
 * @arrived: bytes that are here
 * @purged: (nullable): "removed on DATE by NAME: REASON"
 */
typedef struct
{
  char *record;
  char *path;
  char *name;
  gint64 size;
  char *digest;
  SlipAttachmentState state;
  guint64 arrived;
  char *purged;
} SlipAttachmentInfo;
void slip_attachment_info_free (SlipAttachmentInfo *info);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipAttachmentInfo, slip_attachment_info_free)

/* "here", "partly", "away", "purged"; stays. */
const char *slip_attachment_state_name (SlipAttachmentState state);

/**
 * slip_workspace_list_attachments:
 * @record: a document or release; of a release the attachments of all its documents
 *
 * Returns: (transfer full) (element-type SlipAttachmentInfo): current ones, by record and path;
 *   NULL with NOT_FOUND or AMBIGUOUS
 */
GPtrArray *slip_workspace_list_attachments (SlipWorkspace *self, const char *record,
                                            GError **error);

/**
 * slip_workspace_attach:
 * @path: of a field for files
 * @file: name of a file
 * @progress: (nullable)
 *
 * Reads the file part by part into the workspace and puts it into the field. Nothing changes unless
 * all of it was read and it stayed the same meanwhile. Fails with NOT_FOUND, INVALID (not a regular
 * file; a name that can't be kept; not a field for files), TOO_LARGE, NO_SPACE (asked before),
 * CONFLICT (the file changed while it was read), NOT_ALLOWED (these bytes were purged), CANCELLED.
 */
gboolean slip_workspace_attach (SlipWorkspace *self, const char *record, const char *path,
                                const char *file, SlipBytesFunc progress, gpointer progress_data,
                                GCancellable *cancellable, GError **error);

/**
 * slip_workspace_get_attachment:
 * @to: name of the file to write; replaced whole or not at all
 *
 * Writes the field's file, fetched from the store when it is not here, compared with its hash. Fails
 * with NOT_FOUND (no file in the field; on its way; purged, with the date and reason), EXISTS (@to is
 * a folder), CORRUPT, NO_SPACE, and as slip_workspace_sync() does.
 */
gboolean slip_workspace_get_attachment (SlipWorkspace *self, const char *record, const char *path,
                                        const char *to, SlipBytesFunc progress,
                                        gpointer progress_data, GCancellable *cancellable,
                                        GError **error);

/**
 * SlipFetchReport:
 * @attachments: how many the release has, purged ones not counted
 * @fetched: how many came
 * @waiting: of those that are still away, a line each: what it is, and why
 */
typedef struct
{
  guint attachments;
  guint fetched;
  guint64 bytes_received;
  GStrv waiting;
} SlipFetchReport;
void slip_fetch_report_clear (SlipFetchReport *report);

/**
 * slip_workspace_fetch:
 *
 * Fetches all attachments of a release that are not here. What is not on the store yet is no
 * failure: @report->waiting names it.
 */
gboolean slip_workspace_fetch (SlipWorkspace *self, const char *release, SlipFetchReport *report,
                               SlipBytesFunc progress, gpointer progress_data,
                               GCancellable *cancellable, GError **error);

/* Which attachments come with a sync of this copy: all, small (the default) or none; kept. Texts and contents always
 * do. INVALID for any other @name. */
gboolean slip_workspace_set_attachment_policy (SlipWorkspace *self, const char *name,
                                               GError **error);

G_END_DECLS
