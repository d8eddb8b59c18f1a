/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Between blobs that are here (slip-blobs.c), those that come in (slip-blobs-coming.c), and their files. */

#pragma once

#include "store/slip-blob-files-private.h"
#include "store/slip-blobs.h"

G_BEGIN_DECLS

/* Where the bytes of a blob are: the columns "place". */
typedef enum
{
  SLIP_BLOB_IN_TABLE,
  SLIP_BLOB_IN_FILE,
  SLIP_BLOB_LOST, /* in a file that was altered */
} SlipBlobPlace;

/* The blob is here: nobody waits for it any more. */
gboolean slip_blob_note_whole (SlipDatabase *database, const char *hash, guint64 size,
                               SlipBlobPlace place, GError **error);
/* Do size and hash of all parts together fit? CORRUPT when they don't. */
gboolean slip_blob_parts_fit (SlipDatabase *database, const char *hash, guint64 size,
                              SlipBlobPlace place, GCancellable *cancellable, GError **error);
/* A part in the tables. */
GBytes *slip_blob_load_part (SlipDatabase *database, const char *hash, guint64 n, GError **error);
/* FALSE, with NOT_FOUND. */
gboolean slip_blob_fail_not_here (const char *hash, GError **error);

G_END_DECLS
