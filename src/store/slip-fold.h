/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The fold: turns ops into the tables that everything else reads. Any order of arrival and any
 * repetition give the same tables, so they can be thrown away and made again from the log. Rules:
 * design.md 3. */

#pragma once

#include "core/slip-op.h"
#include "store/slip-database.h"

G_BEGIN_DECLS

/**
 * slip_fold_op:
 * @seq: the frame that holds @op; 0 for an own op in the outbox
 *
 * Applies an op that is (or is just being) stored in the table op. Runs in the caller's
 * transaction. An op whose kind is not known is left alone; one of a known kind whose content makes
 * no sense is left alone, too: it stays in the log and does no harm. Call it once for each op:
 * slip_log_append() and slip_log_add_frame() see to that.
 */
gboolean slip_fold_op (SlipDatabase *database, SlipOp *op, gint64 seq, GError **error);

/**
 * slip_fold_rebuild:
 *
 * Clears the derived tables (the roster's too; the caller folds that again) and folds every op of
 * the log, in one transaction.
 */
gboolean slip_fold_rebuild (SlipDatabase *database, GError **error);

/**
 * slip_fold_dump:
 *
 * Returns: (transfer full): the derived tables as text, ordered, without what is different from
 * copy to copy:
 *   two copies that hold the same ops give the same text (when both have sealed their outbox)
 */
char *slip_fold_dump (SlipDatabase *database, GError **error);

/**
 * slip_fold_open_beside:
 * @source: a connection to the database; not used after the call
 *
 * Opens a database in memory that has derived tables of its own (empty) and reads everything else (log, blobs,
 * settings) out of the file of @source, which it can't write to: the log can be folded beside the tables that are in
 * use. Without the search index. A transaction on it sees one state of the file. Of the same thread as any connection.
 *
 * Returns: (transfer full): the connection
 */
SlipDatabase *slip_fold_open_beside (SlipDatabase *source, GError **error);

/**
 * slip_fold_compare_beside:
 * @beside: from slip_fold_open_beside(), folded
 * @difference: (out) (transfer full) (nullable): the line of the dump that is only in one of both; NULL when the tables
 *   in memory and those in the file are equal
 *
 * Compares what slip_fold_dump() would print, without printing or sorting it.
 */
gboolean slip_fold_compare_beside (SlipDatabase *beside, char **difference, GError **error);

/**
 * slip_fold_set_search:
 *
 * Whether this connection keeps the search index while it folds (it does unless told otherwise).
 * For measurements: what was folded without is found again only after slip_fold_rebuild().
 */
void slip_fold_set_search (SlipDatabase *database, gboolean enabled);

/**
 * slip_fold_flush:
 *
 * Writes the search rows that wait in memory. slip_database_commit() does it by itself before the
 * outermost commit; whoever searches inside a transaction calls it first (slip_search_find() does).
 */
gboolean slip_fold_flush (SlipDatabase *database, GError **error);

G_END_DECLS
