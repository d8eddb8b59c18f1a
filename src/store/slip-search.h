/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Full text search over every value that is shown or stands as a sibling, and over what was said in review threads (FTS5).
 * What a person types is taken as words, never as query language. */

#pragma once

#include "store/slip-database.h"

G_BEGIN_DECLS

/* Around each match in a snippet (STX and ETX: normalised text can't contain them). */
#define SLIP_SEARCH_MARK_BEGIN "\x02"
#define SLIP_SEARCH_MARK_END "\x03"

/**
 * SlipHit:
 * @record: id of the record
 * @row: id of the row, "" for the record's own fields
 * @field: the field
 * @thread: (nullable): id of the thread in which it was said; then it is about @field; %NULL of a value
 * @snippet: the text around the matches, these between SLIP_SEARCH_MARK_BEGIN and
 * SLIP_SEARCH_MARK_END
 *
 * A place where the words were found.
 */
typedef struct
{
  char *record;
  char *row;
  char *field;
  char *thread;
  char *snippet;
} SlipHit;

void slip_hit_free (SlipHit *hit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipHit, slip_hit_free)

/**
 * slip_search_find:
 * @text: what a person typed: all words have to occur, the last one may be a beginning
 * @limit: at most so many
 *
 * Returns: (transfer full) (element-type SlipHit): the best first; empty when @text has no word
 */
GPtrArray *slip_search_find (SlipDatabase *database, const char *text, guint limit, GError **error);

/**
 * slip_search_check:
 *
 * FTS5's own integrity check, and one row for each text value. CORRUPT when the index is damaged:
 * rebuild.
 */
gboolean slip_search_check (SlipDatabase *database, GError **error);

/**
 * slip_search_get_unmerged:
 *
 * Returns: how many transactions of this connection added to the index since its parts were last put together
 */
guint slip_search_get_unmerged (SlipDatabase *database);

/**
 * slip_search_merge:
 *
 * Each transaction adds a part to the index, and an index of many parts is slow to search. This puts a little of them
 * together, in a transaction of its own of about a millisecond; again until slip_search_get_unmerged() is 0. No other
 * transaction does, so that nobody's edit takes the time for it.
 */
gboolean slip_search_merge (SlipDatabase *database, GError **error);

G_END_DECLS
