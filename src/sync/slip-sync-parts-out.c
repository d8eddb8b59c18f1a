/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Own blobs that have files of their own on the store: which parts are to be put, which are there. A
 * blob counts as "sent" before its first part goes, so that a run that was cut off is followed by
 * one that looks into the folder and puts only the rest. */

#include "sync/slip-sync-private.h"

#include "store/slip-blobs.h"

/* Up to this size all parts are put again when the first one was found altered. */
#define PUT_WHOLE_AGAIN_BYTES (32 * 1024 * 1024)

static gboolean
query_failed (GError *local, GError **error)
{
  if (local == NULL)
    return FALSE;
  g_propagate_error (error, local);
  return TRUE;
}

typedef struct
{
  SlipSyncSession *session;
  SlipSyncEvent *event;
  const char *name;
} PartsJob;

/* Adds the parts of one blob that are not on the store. */
static void
add_missing (SlipDatabase *db, PartsJob *job, const char *hex, guint64 size, guint32 part_size)
{
  SlipSyncSession *session = job->session;
  gboolean again =
      slip_database_get_int (db, 0, "SELECT count (*) FROM part_again WHERE hash = ?", "s", hex);
  SlipPartKey key = { .level = slip_sync_part_level (part_size) };

  session->again = session->again || again;
  if (!slip_hash_from_hex (&key.hash, hex) || slip_sync_part_size (key.level) == 0)
    return;
  for (key.n = 0; key.n < slip_sync_part_count (size, part_size); key.n++)
    {
      gsize length = slip_sync_part_length (size, part_size, key.n);
      char *name = slip_part_name (session->peer->secret, &key.hash, part_size, key.n);

      if (slip_sync_part_is_there (session, name, length) &&
          !(again && slip_database_get_int (
                         db, 0, "SELECT count (*) FROM part_again WHERE hash = ? AND n = ?", "si",
                         hex, (gint64) key.n)))
        {
          slip_sync_session_bytes (session, length, 0);
          g_free (name);
          continue;
        }
      g_ptr_array_add (job->event->files,
                       slip_sync_file_new (SLIP_REMOTE_BLOBS, name, slip_part_file_size (length)));
      g_hash_table_replace (session->parts, name, g_memdup2 (&key, sizeof key));
    }
}

/* Texts and contents go before the head: who reads a document has to have them. */
static gboolean
give_out_texts (SlipDatabase *db, SlipSyncSession *session, SlipSyncEvent *event, GError **error)
{
  PartsJob job = { session, event, NULL };
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error,
      "SELECT hash, s.size, part_size FROM blob_sent s JOIN blob USING (hash) WHERE segment = '' "
      "AND NOT attached AND state IN ('made', 'sent') ORDER BY hash",
      "");
  GError *local = NULL;

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local))
    add_missing (db, &job, slip_query_text (query, 0), slip_query_int (query, 1),
                 slip_query_int (query, 2));
  if (query_failed (local, error))
    return FALSE;
  g_clear_pointer (&query, slip_query_end);
  return slip_database_run (db, error,
                            "UPDATE blob_sent SET state = 'sent' WHERE segment = '' AND state = "
                            "'made' AND hash IN (SELECT hash FROM blob WHERE NOT attached)",
                            "");
}

gboolean
slip_sync_parts_prepare (SlipDatabase *db, SlipSyncSession *session, gint64 max,
                         SlipSyncEvent *event, GError **error)
{
  guint level = max >= 1024 * 1024 ? 0 : max >= 512 * 1024 ? 1 : 2;

  if (!slip_database_run (
          db, error,
          "INSERT INTO blob_sent (hash, size, part_size, segment, state) "
          "SELECT hash, size, ?, '', 'made' FROM blob WHERE hash NOT IN (SELECT hash "
          "FROM blob_sent)",
          "i", (gint64) slip_sync_part_size (level)))
    return FALSE;
  event->parts = slip_database_get_int (
      db, 0,
      "SELECT 1 FROM blob_sent JOIN blob USING (hash) WHERE segment = '' AND attached AND "
      "state IN ('made', 'sent') LIMIT 1",
      "");
  event->doubt = slip_database_get_int (
      db, 0,
      "SELECT 1 FROM blob_sent JOIN blob USING (hash) WHERE segment = '' AND attached AND "
      "state = 'sent' LIMIT 1",
      "");
  session->stats->files_done = 0;
  session->stats->files_total = slip_database_get_int (
      db, 0, "SELECT sum (size) FROM blob_sent WHERE segment = '' AND state IN ('made', 'sent')",
      "");
  g_clear_pointer (&session->cursor, g_free);
  return give_out_texts (db, session, event, error);
}

static gboolean
give_out (SlipDatabase *db, PartsJob *job, GError **error)
{
  SlipSyncSession *session = job->session;
  g_autoptr (SlipQuery) query =
      slip_database_query (db, error,
                           "SELECT hash, s.size, part_size FROM blob_sent s JOIN blob USING "
                           "(hash) WHERE segment = '' AND attached AND state IN ('made', 'sent') "
                           "AND hash > ? ORDER BY hash",
                           "s", session->cursor != NULL ? session->cursor : "");
  GError *local = NULL;

  if (query == NULL)
    return FALSE;
  while (job->event->files->len < SLIP_SYNC_BATCH_PARTS && slip_query_next (query, &local))
    {
      g_free (session->cursor);
      session->cursor = g_strdup (slip_query_text (query, 0));
      add_missing (db, job, session->cursor, slip_query_int (query, 1), slip_query_int (query, 2));
    }
  if (query_failed (local, error))
    return FALSE;
  g_clear_pointer (&query, slip_query_end);
  return session->cursor == NULL ||
         slip_database_run (db, error,
                            "UPDATE blob_sent SET state = 'sent' WHERE segment = '' AND "
                            "state = 'made' AND hash <= ? AND hash IN (SELECT hash FROM blob "
                            "WHERE attached)",
                            "s", session->cursor);
}

static gboolean
next_job (SlipDatabase *db, gpointer data, GError **error)
{
  if (!slip_database_begin (db, error))
    return FALSE;
  if (!give_out (db, data, error))
    {
      slip_database_rollback (db);
      return FALSE;
    }
  return slip_database_commit (db, error);
}

void
slip_sync_parts_next (SlipSyncSession *session, SlipSyncEvent *event)
{
  PartsJob job = { session, event, NULL };

  event->kind = SLIP_SYNC_PARTS;
  event->files = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_file_free);
  slip_sync_session_run (session, next_job, &job);
}

GBytes *
slip_sync_parts_load (SlipDatabase *db, SlipSyncSession *session, const char *name, GError **error)
{
  SlipPartKey *key = g_hash_table_lookup (session->parts, name);
  g_autofree char *hex = slip_hash_to_hex (&key->hash);
  g_autoptr (SlipPart) part = slip_part_new ();
  gint64 size = slip_blobs_size (db, hex);

  /* What goes out once need not stay in memory. */
  if (!slip_database_script (db, "PRAGMA cache_size = -4096", error))
    return NULL;
  part->workspace = session->peer->workspace;
  part->blob = key->hash;
  part->size = MAX (size, 0);
  part->part_size = slip_sync_part_size (key->level);
  part->n = key->n;
  part->bytes =
      slip_blobs_read (db, hex, (guint64) part->n * part->part_size, part->part_size, error);
  return part->bytes != NULL ? slip_part_encode (part) : NULL;
}

static gboolean
put_job (SlipDatabase *db, gpointer data, GError **error)
{
  PartsJob *job = data;
  SlipPartKey *key = g_hash_table_lookup (job->session->parts, job->name);
  g_autofree char *hex = slip_hash_to_hex (&key->hash);

  return slip_database_run (db, error, "DELETE FROM part_again WHERE hash = ? AND n = ?", "si", hex,
                            (gint64) key->n);
}

gboolean
slip_sync_parts_put (SlipSyncSession *session, const char *name, gsize size)
{
  PartsJob job = { session, NULL, name };

  g_hash_table_replace (session->there, g_strdup (name), GSIZE_TO_POINTER (size + 1));
  slip_sync_session_bytes (session, size, 0);
  return !session->again || slip_sync_session_run (session, put_job, &job);
}

/* A blob is confirmed when all its parts are listed. */
gboolean
slip_sync_parts_note (SlipDatabase *db, SlipSyncSession *session, GPtrArray *entries,
                      GError **error)
{
  g_autoptr (SlipQuery) query = NULL;
  g_autoptr (GPtrArray) there = g_ptr_array_new_with_free_func (g_free);
  GError *local = NULL;

  g_hash_table_remove_all (session->there);
  g_clear_pointer (&session->cursor, g_free);
  for (guint i = 0; i < entries->len; i++)
    {
      SlipRemoteEntry *entry = g_ptr_array_index (entries, i);

      g_hash_table_replace (session->there, g_strdup (entry->name),
                            GSIZE_TO_POINTER (MAX (entry->size, 0) + 1));
    }
  query = slip_database_query (
      db, error,
      "SELECT hash, size, part_size FROM blob_sent WHERE segment = '' AND state <> 'there'"
      " AND hash NOT IN (SELECT hash FROM part_again)",
      "");
  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local))
    {
      SlipHash hash;
      guint64 size = slip_query_int (query, 1);
      guint32 part_size = slip_query_int (query, 2);
      gboolean all = slip_hash_from_hex (&hash, slip_query_text (query, 0)) && part_size > 0;

      for (guint32 n = 0; all && n < slip_sync_part_count (size, part_size); n++)
        {
          g_autofree char *name = slip_part_name (session->peer->secret, &hash, part_size, n);

          all = slip_sync_part_is_there (session, name, slip_sync_part_length (size, part_size, n));
        }
      if (all)
        g_ptr_array_add (there, g_strdup (slip_query_text (query, 0)));
    }
  if (query_failed (local, error))
    return FALSE;
  for (guint i = 0; i < there->len; i++)
    if (!slip_database_run (db, error, "UPDATE blob_sent SET state = 'confirmed' WHERE hash = ?",
                            "s", g_ptr_array_index (there, i)))
      return FALSE;
  return TRUE;
}

/* The own blob that has a part of this name, and which part it is. */
static char *
find_part (SlipDatabase *db, SlipSyncSession *session, const char *name, guint32 *found_n,
           GError **error)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error,
      "SELECT hash, size, part_size FROM blob_sent WHERE segment = '' AND state <> 'there'", "");
  GError *local = NULL;

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &local))
    {
      SlipHash hash;
      guint64 size = slip_query_int (query, 1);
      guint32 part_size = slip_query_int (query, 2);

      if (!slip_hash_from_hex (&hash, slip_query_text (query, 0)) || part_size == 0)
        continue;
      for (guint32 n = 0; n < slip_sync_part_count (size, part_size); n++)
        {
          g_autofree char *part = slip_part_name (session->peer->secret, &hash, part_size, n);
          g_autofree char *first =
              slip_part_name (session->peer->secret, &hash, SLIP_PART_BYTES, n);

          /* Who misses it can't know into how large parts it is cut, and asks for large ones. */
          if (g_str_equal (part, name) || g_str_equal (first, name))
            {
              *found_n = n;
              return g_strdup (slip_query_text (query, 0));
            }
        }
    }
  if (local != NULL)
    g_propagate_error (error, local);
  return NULL;
}

/* Who reads a text stops at its first part when that is altered, and can't say how the others are. */
static gboolean
put_again (SlipDatabase *db, const char *hex, guint32 n, GError **error)
{
  guint32 last = n;

  if (n == 0)
    last = slip_database_get_int (db, 0,
                                  "SELECT (size - 1) / part_size FROM blob_sent WHERE hash = ? AND "
                                  "size BETWEEN 1 AND ?",
                                  "si", hex, (gint64) PUT_WHOLE_AGAIN_BYTES);
  for (; n <= last; n++)
    if (!slip_database_run (db, error,
                            "INSERT OR IGNORE INTO part_again (hash, n) SELECT ?1, ?2 FROM "
                            "blob_sent WHERE hash = ?1 AND state <> 'made'",
                            "si", hex, (gint64) n))
      return FALSE;
  return TRUE;
}

gboolean
slip_sync_parts_asked (SlipDatabase *db, SlipSyncSession *session, const char *name,
                       gboolean missing, GError **error)
{
  g_autoptr (GError) local = NULL;
  guint32 n = 0;
  g_autofree char *hex = find_part (db, session, name, &n, &local);

  if (hex == NULL)
    {
      if (local == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  /* What was never confirmed goes anyway. */
  return (missing || put_again (db, hex, n, error)) &&
         slip_database_run (
             db, error,
             "UPDATE blob_sent SET state = 'sent' WHERE hash = ? AND state = 'confirmed'", "s",
             hex);
}
