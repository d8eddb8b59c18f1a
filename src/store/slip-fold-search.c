/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The search index follows the tables value and said, in batches: FTS5 is fast when rows come in order of
 * their number and slow when deletes are mixed in. So the fold only notes what it touched, and
 * before the commit all deletes are written, then all inserts. What is written is read from the
 * table, so that an undone savepoint does no harm. */

#include <string.h>

#include "store/slip-blobs.h"
#include "store/slip-fold-private.h"
#include "store/slip-search.h"

/* Of the index, in one step of putting its parts together. */
#define MERGE_PAGES 8

/* Texts, members of sets, and what files and texts in blobs hold; not positions, nor why somebody
 * deleted it. */
static gboolean
is_searched (char kind)
{
  return kind == 'v' || kind == 'p' || kind == 'a' || kind == 'b';
}

/* Notes that value @n, of @kind, was inserted, or (@was_there) taken out. */
void
fold_search_note (Fold *fold, gint64 n, char kind, gboolean was_there)
{
  FoldDirty dirty = { n, was_there };

  if (fold->search && is_searched (kind))
    g_array_append_val (fold->dirty, dirty);
}

gboolean
fold_search_said (Fold *fold, const SlipOpName *name, const SlipOpName *thread, GError **error)
{
  if (!fold_run (fold, FOLD_SAID, error, "sisi", name->replica, (gint64) name->clock,
                 thread->replica, (gint64) thread->clock))
    return FALSE;
  if (sqlite3_changes (fold->database->handle) > 0)
    fold_search_note (fold, -sqlite3_last_insert_rowid (fold->database->handle), 'v', FALSE);
  return TRUE;
}

static int
compare_dirty (gconstpointer a, gconstpointer b)
{
  const FoldDirty *first = a, *second = b;

  if (first->n != second->n)
    return first->n < second->n ? -1 : 1;
  /* What may be in the index first, so that one look tells. */
  return second->was_there - first->was_there;
}

/* What is to be found of a value: its text, its file's name, or the text of its blob (if that is
 * here). */
static gboolean
index_one (Fold *fold, gint64 n, GError **error)
{
  sqlite3_stmt *select = n < 0 ? fold_bind (fold, FOLD_SEARCH_SAID, error, "i", -n)
                               : fold_bind (fold, FOLD_SEARCH_TEXT, error, "i", n);
  g_autoptr (GBytes) blob = NULL;
  sqlite3_stmt *insert;
  const char *kind, *text;
  gsize length;
  int found;

  if (select == NULL || (found = fold_step (fold, select, error)) < 0)
    return FALSE;
  if (found == 0)
    return TRUE;

  kind = (const char *) sqlite3_column_text (select, 0);
  text = (const char *) sqlite3_column_text (select, 1);
  length = sqlite3_column_bytes (select, 1);
  /* The number may be another value's by now. */
  if (!is_searched (*kind))
    text = NULL;
  else if (*kind == 'a')
    {
      for (int i = 0; i < 2 && text != NULL; i++)
        if ((text = strchr (text, ' ')) != NULL)
          text++;
      length = text ? strlen (text) : 0;
    }
  else if (*kind == 'b')
    {
      blob = slip_blobs_get (fold->database, text, NULL);
      if (blob == NULL && !fold_run (fold, FOLD_SEARCH_WAIT, error, "si", text, n))
        {
          sqlite3_reset (select);
          return FALSE;
        }
      text = blob ? g_bytes_get_data (blob, &length) : NULL;
    }
  if (text == NULL || length == 0)
    {
      sqlite3_reset (select);
      return TRUE;
    }

  insert = fold_bind (fold, FOLD_SEARCH_INSERT, error, "i", n);
  if (insert == NULL)
    return FALSE;
  sqlite3_bind_text (insert, 2, text, length, SQLITE_STATIC);
  found = fold_step (fold, insert, error);
  sqlite3_reset (select);
  return found >= 0;
}

/* Writes what was noted. Deletes first, each pass in growing order. */
gboolean
fold_search_flush (Fold *fold, GError **error)
{
  FoldDirty *dirty;
  guint n = 0;

  if (fold->flushed == fold->dirty->len)
    return TRUE;

  /* Sorted in place: entries that were written already only make for a second look. */
  if (fold->undone || fold->flushed > 0)
    for (guint i = 0; i < fold->dirty->len; i++)
      g_array_index (fold->dirty, FoldDirty, i).was_there = TRUE;
  g_array_sort (fold->dirty, compare_dirty);
  dirty = (FoldDirty *) (gpointer) fold->dirty->data;
  for (guint i = 0; i < fold->dirty->len; i++)
    if (n == 0 || dirty[n - 1].n != dirty[i].n)
      dirty[n++] = dirty[i];
  g_array_set_size (fold->dirty, n);

  for (guint i = 0; i < n; i++)
    if (dirty[i].was_there && !fold_run (fold, FOLD_SEARCH_REMOVE, error, "i", dirty[i].n))
      return FALSE;
  for (guint i = 0; i < n; i++)
    if (!index_one (fold, dirty[i].n, error))
      return FALSE;
  fold->flushed = n;
  fold->unmerged++;
  return TRUE;
}

guint
slip_search_get_unmerged (SlipDatabase *database)
{
  return database->fold != NULL ? fold_get (database)->unmerged : 0;
}

gboolean
slip_search_merge (SlipDatabase *database, GError **error)
{
  int before = sqlite3_total_changes (database->handle);
  gboolean done =
      slip_database_run (database, error, "INSERT INTO search (search, rank) VALUES ('merge', ?)",
                         "i", (gint64) MERGE_PAGES);

  /* FTS5 changes two rows at least when it has anything to do. What failed is tried again after the next one. */
  if (!done || sqlite3_total_changes (database->handle) - before < 2)
    fold_get (database)->unmerged = 0;
  return done;
}

void
fold_search_merge (SlipDatabase *database)
{
  fold_get (database)->merge = TRUE;
}

gboolean
fold_search_blob (SlipDatabase *database, const char *hash, GError **error)
{
  Fold *fold = fold_get (database);
  sqlite3_stmt *select = fold_bind (fold, FOLD_SEARCH_BLOB, error, "s", hash);
  int found;

  if (select == NULL)
    return FALSE;
  while ((found = fold_step (fold, select, error)) > 0)
    fold_search_note (fold, sqlite3_column_int64 (select, 0), 'b', TRUE);
  return found == 0 && fold_run (fold, FOLD_SEARCH_ARRIVED, error, "s", hash);
}
