/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What is told where a content was purged: a purge leaves the proof that something stood there. */

#pragma once

#include "store/slip-database.h"

G_BEGIN_DECLS

/**
 * slip_removed_note:
 * @target: digest of a blob, or name of an op (slip_op_name_to_string())
 *
 * Only what an administrator asked for, and what is gone here, counts as removed.
 *
 * Returns: (transfer full) (nullable): "removed on 2026-03-14 by Ada Moss: reason"; %NULL when it was not purged
 */
char *slip_removed_note (SlipDatabase *db, const char *target);

/**
 * slip_removed_words:
 *
 * As slip_removed_note(), which goes into what is written; this one goes into messages, in the reader's language.
 *
 * Returns: (transfer full) (nullable): the note
 */
char *slip_removed_words (SlipDatabase *db, const char *target);

/**
 * slip_removed_load:
 *
 * What was typed in @record and withheld since.
 *
 * Returns: (transfer full) (nullable): "row\nfield" → note as of slip_removed_note(); %NULL when there is none
 */
GHashTable *slip_removed_load (SlipDatabase *db, const char *record);

G_END_DECLS
