/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The bytes of attachments: one file a blob, in the folder beside the database. The tables say which parts of
 * it are there. Files are made and removed only inside a transaction that writes, so that two programs never
 * do it at once. */

#pragma once

#include "store/slip-database-private.h"

G_BEGIN_DECLS

/* Whether @database has a folder to keep files in; one in memory has not. */
gboolean slip_blob_files_possible (SlipDatabase *database);
/* Makes an empty file, of mode 0600; what was there is gone. */
gboolean slip_blob_file_make (SlipDatabase *database, const char *hash, GError **error);
gboolean slip_blob_file_write (SlipDatabase *database, const char *hash, guint64 offset,
                               GBytes *bytes, GError **error);
/* (transfer full): exactly @length bytes. NULL with CORRUPT when they are not there. */
GBytes *slip_blob_file_read (SlipDatabase *database, const char *hash, guint64 offset, gsize length,
                             GError **error);
/* Bytes of the file; -1 when there is none. */
gint64 slip_blob_file_size (SlipDatabase *database, const char *hash);
/* The file survives a loss of power from here on. */
gboolean slip_blob_file_settle (SlipDatabase *database, const char *hash, GError **error);
/* The file is gone when it returns TRUE; that it wasn't there is fine. */
gboolean slip_blob_file_remove (SlipDatabase *database, const char *hash, GError **error);
/* Inside a transaction: the file goes when it is committed. */
void slip_blob_file_remove_later (SlipDatabase *database, const char *hash);
/* The outermost transaction ended. */
void slip_blob_files_leave (SlipDatabase *database, gboolean committed);
/* Removes files that no table knows: a program died, or a transaction was undone. */
void slip_blob_files_sweep (SlipDatabase *database);

G_END_DECLS
