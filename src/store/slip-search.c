/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Asking the search index. The words that a person types are put into quotes, so that no character
 * of theirs means anything to FTS5. */

#define G_LOG_DOMAIN "slip-store"

#include <string.h>

#include "store/slip-fold-private.h"
#include "store/slip-search.h"

void
slip_hit_free (SlipHit *hit)
{
  if (hit == NULL)
    return;
  g_free (hit->record);
  g_free (hit->row);
  g_free (hit->field);
  g_free (hit->snippet);
  g_free (hit);
}

/* "one" "two"* out of what was typed; NULL when there is no word. */
static char *
make_query (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GString) query = g_string_new (NULL);
  gboolean in_word = FALSE;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isalnum (c) || g_unichar_ismark (c))
        {
          if (!in_word)
            g_string_append (query, query->len > 0 ? " \"" : "\"");
          g_string_append_unichar (query, c);
          in_word = TRUE;
        }
      else if (in_word)
        {
          g_string_append_c (query, '"');
          in_word = FALSE;
        }
    }
  if (query->len == 0)
    return NULL;
  g_string_append (query, in_word ? "\"*" : "*");
  return g_string_free (g_steal_pointer (&query), FALSE);
}

GPtrArray *
slip_search_find (SlipDatabase *database, const char *text, guint limit, GError **error)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_hit_free);
  g_autofree char *words = make_query (text);
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = NULL;

  if (words == NULL)
    return g_steal_pointer (&hits);
  if (database->depth > 0 && !slip_fold_flush (database, error))
    return NULL;
  query = slip_database_query (
      database, error,
      "SELECT v.record, v.row, v.field,"
      " snippet (search, 0, '" SLIP_SEARCH_MARK_BEGIN "', '" SLIP_SEARCH_MARK_END "', '…', 16)"
      " FROM search JOIN value v ON v.n = search.rowid"
      " LEFT JOIN row r ON r.record = v.record AND r.id = v.row"
      " LEFT JOIN record d ON d.id = v.record"
      " WHERE search MATCH ? AND coalesce (r.dead, 0) = 0 AND coalesce (d.dead, 0) = 0"
      " ORDER BY rank, search.rowid LIMIT ?",
      "si", words, (gint64) limit);
  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &failure))
    {
      SlipHit *hit = g_new0 (SlipHit, 1);

      hit->record = g_strdup (slip_query_text (query, 0));
      hit->row = g_strdup (slip_query_text (query, 1));
      hit->field = g_strdup (slip_query_text (query, 2));
      hit->snippet = g_utf8_make_valid (slip_query_text (query, 3), -1);
      g_ptr_array_add (hits, hit);
    }
  if (failure == NULL)
    return g_steal_pointer (&hits);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

gboolean
slip_search_check (SlipDatabase *database, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gint64 missing;

  if (database->depth > 0 && !slip_fold_flush (database, error))
    return FALSE;
  if (!slip_database_script (database, "INSERT INTO search (search) VALUES ('integrity-check')",
                             &failure))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                   "%s: the search index is damaged; run “rebuild” (%s)", database->path,
                   failure->message);
      return FALSE;
    }
  missing = slip_database_get_int (
      database, -1,
      "SELECT (SELECT count(*) FROM value WHERE n NOT IN (SELECT rowid FROM search)"
      "  AND ((kind IN ('v', 'p') AND value <> '')"
      "   OR (kind = 'a' AND value NOT GLOB '* * ')"
      "   OR (kind = 'b' AND EXISTS (SELECT 1 FROM blob WHERE hash = value AND size > 0))))"
      " + (SELECT count(*) FROM search WHERE rowid NOT IN (SELECT n FROM value))",
      "");
  if (missing == 0)
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
               "%s: the search index does not fit the texts in %" G_GINT64_FORMAT
               " places; run “rebuild”",
               database->path, missing);
  return FALSE;
}
