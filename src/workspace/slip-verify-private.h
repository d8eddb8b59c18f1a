/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the parts of verification share. */

#pragma once

#include "core/slip-hash.h"
#include "workspace/slip-workspace-private.h"

G_BEGIN_DECLS

/* A run of verification; on one thread, with a connection of its own that sees one state of the database. */
typedef struct
{
  SlipWorkspace *of;
  SlipDatabase *db; /* one state of it */
  SlipVerifyReport *report;
  SlipHash workspace;
  char *own; /* this copy's replica */
} SlipVerify;

/* Notes what is wrong; always FALSE. */
gboolean slip_verify_wrong (SlipVerify *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Frames, their order and authors, what they had seen, and that the log holds their ops and nothing else. FALSE when
 * something is wrong, or with @error set. */
gboolean slip_verify_frames (SlipVerify *self, GError **error);

/* Adds a line for each thing in the log that is whole and doesn't count. */
void slip_verify_notes (SlipWorkspace *workspace, SlipDatabase *db, GPtrArray *lines);

G_END_DECLS
