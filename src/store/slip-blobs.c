/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Blobs in parts. The hash is the name, so a blob is stored once and checked whenever it is
 * read. */

#define G_LOG_DOMAIN "slip-store"

#include "core/slip-hash.h"
#include "store/slip-blobs.h"
#include "store/slip-fold-private.h"

static gboolean
insert_parts (SlipDatabase *database, const char *hash, GBytes *bytes, GError **error)
{
  gsize size = g_bytes_get_size (bytes);

  for (gsize at = 0, n = 0; at < size; at += SLIP_BLOB_PART_BYTES, n++)
    {
      g_autoptr (GBytes) part = NULL;

      part = g_bytes_new_from_bytes (bytes, at, MIN (SLIP_BLOB_PART_BYTES, size - at));
      if (!slip_database_run (database, error,
                              "INSERT OR REPLACE INTO blob_part (hash, n, bytes) VALUES (?, ?, ?)",
                              "sib", hash, (gint64) n, part))
        return FALSE;
    }
  return TRUE;
}

gboolean
slip_blobs_put (SlipDatabase *database, GBytes *bytes, char **hash_hex, GError **error)
{
  g_autofree char *hash = slip_hash_hex_of (bytes);

  if (!slip_blobs_has (database, hash))
    {
      if (!slip_database_begin (database, error))
        return FALSE;
      if (!insert_parts (database, hash, bytes, error) ||
          !slip_database_run (database, error, "INSERT INTO blob (hash, size) VALUES (?, ?)", "si",
                              hash, (gint64) g_bytes_get_size (bytes)) ||
          !slip_database_run (database, error, "DELETE FROM blob_want WHERE hash = ?", "s", hash) ||
          !fold_search_blob (database, hash, error) || !slip_database_commit (database, error))
        {
          slip_database_rollback (database);
          return FALSE;
        }
    }
  if (hash_hex != NULL)
    *hash_hex = g_steal_pointer (&hash);
  return TRUE;
}

static gboolean
read_parts (SlipDatabase *database, const char *hash, GByteArray *whole, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) parts = slip_database_query (
      database, error, "SELECT bytes FROM blob_part WHERE hash = ? ORDER BY n", "s", hash);

  if (parts == NULL)
    return FALSE;
  while (slip_query_next (parts, &failure))
    {
      g_autoptr (GBytes) part = slip_query_bytes (parts, 0);
      gsize length;
      const guint8 *data = g_bytes_get_data (part, &length);

      if (length > 0)
        g_byte_array_append (whole, data, length);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

GBytes *
slip_blobs_get (SlipDatabase *database, const char *hash_hex, GError **error)
{
  g_autoptr (GByteArray) whole = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *hash = NULL;

  if (!slip_blobs_has (database, hash_hex))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   "the content %s has not arrived yet; sync, and try again", hash_hex);
      return NULL;
    }
  whole = g_byte_array_new ();
  if (!read_parts (database, hash_hex, whole, error))
    return NULL;
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&whole));
  hash = slip_hash_hex_of (bytes);
  if (!g_str_equal (hash, hash_hex))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                   "%s: the content %s was altered; put a backup of the database in its place",
                   database->path, hash_hex);
      return NULL;
    }
  return g_steal_pointer (&bytes);
}

gboolean
slip_blobs_has (SlipDatabase *database, const char *hash_hex)
{
  return slip_database_get_int (database, 0, "SELECT 1 FROM blob WHERE hash = ?", "s", hash_hex);
}

GStrv
slip_blobs_wanted (SlipDatabase *database)
{
  g_autoptr (GStrvBuilder) wanted = g_strv_builder_new ();
  g_autoptr (SlipQuery) query =
      slip_database_query (database, NULL, "SELECT hash FROM blob_want ORDER BY hash", "");

  while (query != NULL && slip_query_next (query, NULL))
    g_strv_builder_add (wanted, slip_query_text (query, 0));
  return g_strv_builder_end (wanted);
}
