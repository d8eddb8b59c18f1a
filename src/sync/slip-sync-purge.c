/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Taking what was purged off the store: each machine deletes its own files that hold it, and only
 * those. Segments that carry a purged blob or a withheld op are cut anew, as compaction does (put, read
 * back, named in a new head, confirmed, and only then are the old ones deleted, with all older heads);
 * parts of purged blobs are deleted. */

#include "sync/slip-sync-private.h"

#include <string.h>

#include "store/slip-purging.h"

static gboolean
query_failed (GError *local, GError **error)
{
  if (local == NULL)
    return FALSE;
  g_propagate_error (error, local);
  return TRUE;
}

static gboolean
add_names (SlipDatabase *db, GPtrArray *names, GError **error, const char *sql, const char *replica,
           gint64 seq)
{
  g_autoptr (SlipQuery) query = slip_database_query (db, error, sql, "si", replica, seq);
  GError *local = NULL;

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local))
    if (!g_ptr_array_find_with_equal_func (names, slip_query_text (query, 0), g_str_equal, NULL))
      g_ptr_array_add (names, g_strdup (slip_query_text (query, 0)));
  return !query_failed (local, error);
}

/* Own segments that hold an op which is withheld by now; each op is looked at once. */
static gboolean
add_withheld (SlipDatabase *db, SlipSyncCut *cut, GPtrArray *names, GError **error)
{
  const char *replica = cut->session->replica;
  g_autoptr (GPtrArray) list = NULL;

  if (slip_database_get_int (db, 0,
                             "SELECT count (*) FROM purge WHERE target LIKE ? || ':%' AND "
                             "target NOT IN (SELECT target FROM recut)",
                             "s", replica) == 0)
    return TRUE;
  list = slip_purging_list (db, FALSE, error);
  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    {
      SlipAsked *asked = g_ptr_array_index (list, i);
      gint64 seq;

      if (!asked->done || asked->name.clock == 0 || strcmp (asked->name.replica, replica) != 0 ||
          slip_database_get_int (db, 0, "SELECT count (*) FROM recut WHERE target = ?", "s",
                                 asked->target) > 0)
        continue;
      seq = slip_database_get_int (
          db, 0, "SELECT min (seq) FROM frame WHERE replica = ? AND fork = 0 AND clock >= ?", "si",
          replica, (gint64) asked->name.clock);
      if (!add_names (db, names, error,
                      "SELECT name FROM segment WHERE replica = ?1 AND state <> 'old' AND ?2 "
                      "BETWEEN first AND last",
                      replica, seq) ||
          !slip_database_run (db, error, "INSERT OR IGNORE INTO recut (target) VALUES (?)", "s",
                              asked->target))
        return FALSE;
      cut->purged = cut->made = TRUE;
    }
  return TRUE;
}

/* Inside a job, before anything else is cut: the blobs of old segments can't be loaded any more. */
gboolean
slip_sync_purge_segments (SlipDatabase *db, SlipSyncCut *cut, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (slip_database_get_int (db, 0, "SELECT count (*) FROM purge", "") == 0 &&
      slip_database_get_int (db, 0, "SELECT count (*) FROM purged", "") == 0)
    return TRUE;
  if (!add_names (db, names, error,
                  "SELECT DISTINCT s.name FROM purged JOIN blob_sent b USING (hash) JOIN segment s "
                  "ON s.name = b.segment WHERE s.replica = ?1 AND s.state <> 'old' AND ?2 = 0",
                  cut->session->replica, 0) ||
      !add_withheld (db, cut, names, error) ||
      !slip_database_run (
          db, error,
          "DELETE FROM blob_sent WHERE hash IN (SELECT hash FROM purged) AND (state "
          "= 'there' OR segment <> '')",
          ""))
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    {
      if (!slip_sync_cut_again (db, cut, g_ptr_array_index (names, i), error))
        return FALSE;
      cut->purged = cut->made = cut->merged = TRUE;
    }
  return TRUE;
}

/* Parts of purged blobs that this machine put, in whatever size it tried. */
gboolean
slip_sync_purge_parts (SlipDatabase *db, SlipSyncSession *session, GPtrArray *old, GError **error)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error,
      "SELECT hash, b.size, part_size FROM blob_sent b JOIN purged USING (hash) WHERE segment = ''",
      "");
  g_autofree char *shrunk = slip_meta_get (db, SLIP_META_SYNC_CONTAINER);
  GError *local = NULL;

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local))
    {
      guint64 size = slip_query_int (query, 1);
      SlipPartKey key = { 0 };
      guint count = 0;

      if (!slip_hash_from_hex (&key.hash, slip_query_text (query, 0)))
        continue;
      for (key.level = 0; slip_sync_part_size (key.level) != 0; key.level++)
        {
          guint32 part_size = slip_sync_part_size (key.level);

          if (shrunk == NULL && part_size != slip_query_int (query, 2))
            continue;
          for (key.n = 0; key.n == 0 || (guint64) key.n * part_size < size; key.n++)
            {
              char *name = slip_part_name (session->peer->secret, &key.hash, part_size, key.n);

              g_ptr_array_add (old, slip_sync_file_new (SLIP_REMOTE_BLOBS, name, -1));
              g_hash_table_replace (session->parts, name, g_memdup2 (&key, sizeof key));
              count++;
            }
        }
      g_hash_table_replace (session->removing, g_strdup (slip_query_text (query, 0)),
                            GUINT_TO_POINTER (count));
    }
  return !query_failed (local, error);
}

/* Inside a job: the part is off the store. With the last one the blob is forgotten. */
gboolean
slip_sync_purge_removed (SlipDatabase *db, SlipSyncSession *session, const char *name,
                         GError **error)
{
  SlipPartKey *key = g_hash_table_lookup (session->parts, name);
  g_autofree char *hex = key != NULL ? slip_hash_to_hex (&key->hash) : NULL;
  guint left = hex != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (session->removing, hex)) : 0;

  if (left == 0)
    return TRUE;
  g_hash_table_replace (session->removing, g_strdup (hex), GUINT_TO_POINTER (left - 1));
  return left > 1 ||
         slip_database_run (db, error,
                            "DELETE FROM blob_sent WHERE hash = ? AND hash IN (SELECT hash FROM "
                            "purged)",
                            "s", hex);
}
