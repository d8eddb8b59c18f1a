/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A row that names a file: chosen with its button, or dropped on it. A file is looked into at once, in a thread; the row
 * says what it is, or why it is of no use. Signal "checked": the answer is there, or another file is being looked into. */

#pragma once

#include <adwaita.h>

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_TYPE_FILE_ROW (slip_file_row_get_type ())
G_DECLARE_FINAL_TYPE (SlipFileRow, slip_file_row, SLIP, FILE_ROW, AdwActionRow)

/* In a thread: what is in the file at @path; NULL with @error set. @workspace: (nullable): as
 * slip_file_row_set_workspace() was told. */
typedef gpointer (*SlipFileCheck) (SlipWorkspace *workspace, const char *path,
                                   GCancellable *cancellable, GError **error);
/* (transfer full): the same in words. */
typedef char *(*SlipFileDescribe) (gpointer result);

SlipFileRow *slip_file_row_new (const char *title, SlipFileCheck check, SlipFileDescribe describe,
                                GDestroyNotify result_free);
/* That the file is for. */
void slip_file_row_set_workspace (SlipFileRow *self, SlipWorkspace *workspace);
void slip_file_row_set_file (SlipFileRow *self, GFile *file);
/* Opens the file chooser. */
void slip_file_row_choose (SlipFileRow *self);

/* No file was chosen yet. */
gboolean slip_file_row_is_empty (SlipFileRow *self);
/* It is being looked into. */
gboolean slip_file_row_is_checking (SlipFileRow *self);
/* (transfer none) (nullable): what @check found; NULL while it looks, and when the file is of no use. */
gpointer slip_file_row_get_result (SlipFileRow *self);
/* (transfer none) (nullable) */
const char *slip_file_row_get_path (SlipFileRow *self);

G_END_DECLS
