/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Asking the search index. The words that a person types are put into quotes, so that no character
 * of theirs means anything to FTS5. */

#include <glib/gi18n-lib.h>
#include <inttypes.h>
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
  g_free (hit->thread);
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

/* Numbers of the values that fit best, best first, as JSON, so that the next statement can take them; NULL on failure. */
static char *
find_best (SlipDatabase *database, const char *words, gint64 limit, guint *n, GError **error)
{
  g_autoptr (GString) best = g_string_new ("[");
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      database, error, "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rank, rowid LIMIT ?",
      "si", words, limit);

  if (query == NULL)
    return NULL;
  *n = 0;
  while (slip_query_next (query, &failure))
    g_string_append_printf (best, "%s%" G_GINT64_FORMAT, (*n)++ > 0 ? "," : "",
                            slip_query_int (query, 0));
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  g_string_append_c (best, ']');
  return g_string_free (g_steal_pointer (&best), FALSE);
}

/* Columns 4 and 5: the name of the op that began it; NULL of a value. */
static char *
read_thread (SlipQuery *query)
{
  SlipOpName name = { .clock = (guint64) slip_query_int (query, 5) };

  if (name.clock == 0)
    return NULL;
  g_strlcpy (name.replica, slip_query_text (query, 4), sizeof name.replica);
  return slip_op_name_to_string (&name);
}

/* What of @best lives. Only for those a snippet is made: that takes longer than to find and rank a value. The index is
 * asked for all that match (hence the + sign) because it would begin anew for each number. */
static GPtrArray *
read_hits (SlipDatabase *database, const char *words, const char *best, gint64 limit,
           GError **error)
{
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_hit_free);
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      database, error,
      "WITH best AS MATERIALIZED (SELECT value AS n, key AS place FROM json_each (?2)),"
      " found AS MATERIALIZED (SELECT rowid AS n, snippet (search, 0, '" SLIP_SEARCH_MARK_BEGIN
      "', '" SLIP_SEARCH_MARK_END "', '…', 16) AS snippet FROM search"
      "  WHERE search MATCH ?1 AND +rowid IN (SELECT n FROM best))"
      " SELECT v.record, v.row, v.field, found.snippet, '', 0, best.place"
      " FROM best JOIN found ON found.n = best.n JOIN value v ON v.n = best.n"
      " LEFT JOIN row r ON r.record = v.record AND r.id = v.row"
      " LEFT JOIN record d ON d.id = v.record"
      " WHERE coalesce (r.dead, 0) = 0 AND coalesce (d.dead, 0) = 0"
      /* What was said about a row that was deleted since stays said. */
      " UNION ALL SELECT c.record, c.row, c.field, found.snippet, c.replica, c.clock, best.place"
      " FROM best JOIN found ON found.n = best.n JOIN said s ON s.n = -best.n"
      " JOIN comment c ON c.replica = s.thread_replica AND c.clock = s.thread_clock"
      " LEFT JOIN record d ON d.id = c.record WHERE coalesce (d.dead, 0) = 0"
      " ORDER BY 7 LIMIT ?3",
      "ssi", words, best, limit);

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &failure))
    {
      SlipHit *hit = g_new0 (SlipHit, 1);

      hit->record = g_strdup (slip_query_text (query, 0));
      hit->row = g_strdup (slip_query_text (query, 1));
      hit->field = g_strdup (slip_query_text (query, 2));
      hit->thread = read_thread (query);
      hit->snippet = g_utf8_make_valid (slip_query_text (query, 3), -1);
      g_ptr_array_add (hits, hit);
    }
  if (failure == NULL)
    return g_steal_pointer (&hits);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

GPtrArray *
slip_search_find (SlipDatabase *database, const char *text, guint limit, GError **error)
{
  g_autofree char *words = make_query (text);

  if (words == NULL)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) slip_hit_free);
  if (database->depth > 0 && !slip_fold_flush (database, error))
    return NULL;
  /* Of the best, some may be deleted: then there have to be more. */
  for (gint64 wanted = limit;; wanted *= 8)
    {
      guint n = 0;
      g_autofree char *best = find_best (database, words, wanted, &n, error);
      g_autoptr (GPtrArray) hits =
          best != NULL ? read_hits (database, words, best, limit, error) : NULL;

      if (hits == NULL || hits->len >= limit || n < wanted)
        return g_steal_pointer (&hits);
    }
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
                   _ ("%s: the search index is damaged; run “rebuild” (%s)"), database->path,
                   failure->message);
      return FALSE;
    }
  missing = slip_database_get_int (
      database, -1,
      "SELECT (SELECT count(*) FROM value WHERE n NOT IN (SELECT rowid FROM search)"
      "  AND ((kind IN ('v', 'p') AND value <> '')"
      "   OR (kind = 'a' AND value NOT GLOB '* * ')"
      "   OR (kind = 'b' AND EXISTS (SELECT 1 FROM blob WHERE hash = value AND size > 0))))"
      " + (SELECT count(*) FROM said s LEFT JOIN comment c USING (replica, clock)"
      "  LEFT JOIN reply y USING (replica, clock) WHERE -s.n NOT IN (SELECT rowid FROM search)"
      "  AND coalesce (c.text, y.text, '') <> '')"
      " + (SELECT count(*) FROM search WHERE rowid NOT IN (SELECT n FROM value)"
      "  AND -rowid NOT IN (SELECT n FROM said))",
      "");
  if (missing == 0)
    return TRUE;
  g_set_error (
      error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
      _ ("%s: the search index does not fit the texts in %" PRId64 " places; run “rebuild”"),
      database->path, missing);
  return FALSE;
}
