/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "forms/slip-removed.h"

#include <glib/gi18n-lib.h>

#include "store/slip-purging.h"
#include "trust/slip-roster.h"

#define ADMINISTRATOR "administrator"

/* The line about one op that asked, which @query stands on: person, wall, reason, printed name, target. */
static char *
note_of (SlipDatabase *db, SlipQuery *query, gboolean translate)
{
  const char *person = slip_query_text (query, 0);
  gint64 wall_ms = slip_query_int (query, 1);
  const char *name = slip_query_text (query, 3);
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *day = NULL;

  if (!slip_purging_is_done (db, slip_query_text (query, 4)) ||
      !slip_roster_has_role (db, person, ADMINISTRATOR, wall_ms))
    return NULL;
  time = g_date_time_new_from_unix_utc (wall_ms / 1000);
  day = time != NULL ? g_date_time_format (time, "%Y-%m-%d") : g_strdup ("?");
  name = name != NULL ? name : person;
  /* Translators: a day, a person and a reason. */
  return translate
             ? g_strdup_printf (_ ("removed on %s by %s: %s"), day, name,
                                slip_query_text (query, 2))
             : g_strdup_printf ("removed on %s by %s: %s", day, name, slip_query_text (query, 2));
}

#define COLUMNS                                                                                    \
  "p.person, p.wall, p.reason, (SELECT name FROM member m WHERE m.person = p.person), p.target"

static char *
find_note (SlipDatabase *db, const char *target, gboolean translate)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      db, NULL, "SELECT " COLUMNS " FROM purge p WHERE target = ? ORDER BY clock, replica", "s",
      target);
  char *note = NULL;

  while (note == NULL && query != NULL && slip_query_next (query, NULL))
    note = note_of (db, query, translate);
  return note;
}

char *
slip_removed_note (SlipDatabase *db, const char *target)
{
  return find_note (db, target, FALSE);
}

char *
slip_removed_words (SlipDatabase *db, const char *target)
{
  return find_note (db, target, TRUE);
}

GHashTable *
slip_removed_load (SlipDatabase *db, const char *record)
{
  g_autoptr (SlipQuery) query =
      slip_database_query (db, NULL,
                           "SELECT " COLUMNS ", p.row, p.field FROM purge p WHERE record = ? "
                           "ORDER BY clock DESC, replica DESC",
                           "s", record);
  GHashTable *notes = NULL;

  while (query != NULL && slip_query_next (query, NULL))
    {
      g_autofree char *key =
          g_strconcat (slip_query_text (query, 5), "\n", slip_query_text (query, 6), NULL);
      char *note;

      if (notes == NULL)
        notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      /* The newest one is told. */
      if (g_hash_table_contains (notes, key) || (note = note_of (db, query, FALSE)) == NULL)
        continue;
      g_hash_table_insert (notes, g_steal_pointer (&key), note);
    }
  return notes;
}
