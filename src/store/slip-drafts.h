/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Drafts: what a person is typing and has not left yet. A row beside the log, written at each
 * pause, so that a crash loses little; what the coming op replaces is fixed at the first keystroke
 * (design.md 3). */

#pragma once

#include "core/slip-op.h"
#include "store/slip-database.h"

G_BEGIN_DECLS

/**
 * SlipDraft:
 * @started: first keystroke, milliseconds since the epoch
 * @changed: last one
 *
 * An open edit.
 */
typedef struct
{
  char *record;
  char *row;
  char *field;
  char *value;
  gint64 started;
  gint64 changed;
} SlipDraft;

void slip_draft_free (SlipDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipDraft, slip_draft_free)

/**
 * slip_drafts_start:
 * @seen: (nullable) (element-type SlipOpName): what the coming op will replace: the ops behind what the person saw; %NULL:
 *   the live values of the register
 *
 * Fixes what the op of an open edit will replace; leaves a draft that is there alone.
 */
gboolean slip_drafts_start (SlipDatabase *database, const char *record, const char *row,
                            const char *field, GArray *seen, GError **error);

/**
 * slip_drafts_set:
 *
 * Writes the text of an open edit, which the first call starts.
 */
gboolean slip_drafts_set (SlipDatabase *database, const char *record, const char *row,
                          const char *field, const char *value, GError **error);

/**
 * slip_drafts_list:
 * @record: (nullable): only of this record
 *
 * Returns: (transfer full) (element-type SlipDraft): the open edits, oldest first
 */
GPtrArray *slip_drafts_list (SlipDatabase *database, const char *record, GError **error);

/**
 * slip_drafts_commit:
 *
 * Makes the draft an op (set; set-blob for a text over SLIP_OP_MAX_TEXT) and removes it, in one
 * transaction. A draft whose text is the only live value already makes no op. Fails with NOT_FOUND
 * when there is no draft.
 *
 * Returns: TRUE; @op (out) (optional) (transfer full) (nullable) is the op that was made
 */
gboolean slip_drafts_commit (SlipDatabase *database, const char *record, const char *row,
                             const char *field, SlipOp **op, GError **error);

/**
 * slip_drafts_discard:
 *
 * Forgets a draft; no error when there is none.
 */
gboolean slip_drafts_discard (SlipDatabase *database, const char *record, const char *row,
                              const char *field, GError **error);

G_END_DECLS
