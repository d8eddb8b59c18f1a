/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Full text search over every value that is shown or stands as a sibling (FTS5). What a person
 * types is taken as words, never as query language. */

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

G_END_DECLS
