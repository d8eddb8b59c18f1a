/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Blobs that come in part by part, and go on where they were cut off. Of a blob in a file, blob_part says which
 * parts have arrived, without bytes, until it is whole. */

#include "store/slip-blobs-private.h"
#include "store/slip-purging.h"

typedef struct
{
  guint64 size;
  guint32 part_size;
  SlipBlobPlace place;
} Coming;

static gboolean
load_coming (SlipDatabase *database, const char *hash, Coming *coming)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      database, NULL, "SELECT size, part_size, place FROM blob_coming WHERE hash = ?", "s", hash);

  if (query == NULL || !slip_query_next (query, NULL))
    return FALSE;
  coming->size = slip_query_int (query, 0);
  coming->part_size = slip_query_int (query, 1);
  coming->place = (SlipBlobPlace) slip_query_int (query, 2);
  return TRUE;
}

/* Texts are searched, and stay where all else is that is read often. */
static SlipBlobPlace
choose_place (SlipDatabase *database, const char *hash, guint64 size)
{
  return size > SLIP_BLOBS_IN_TABLES_MAX && slip_blob_files_possible (database) &&
                 slip_database_get_int (database, 0, "SELECT size FROM blob_want WHERE hash = ?",
                                        "s", hash) >= 0
             ? SLIP_BLOB_IN_FILE
             : SLIP_BLOB_IN_TABLE;
}

gboolean
slip_blobs_begin (SlipDatabase *database, const char *hash_hex, guint64 size, guint32 part_size,
                  GError **error)
{
  guint64 held_size = 0;
  guint32 held_part = 0;
  SlipBlobPlace place;

  if (slip_blobs_has (database, hash_hex))
    return TRUE;
  if (slip_blobs_coming (database, hash_hex, &held_size, &held_part, NULL) && held_size == size &&
      held_part == part_size)
    return slip_database_run (database, error, "UPDATE blob_coming SET started = ? WHERE hash = ?",
                              "is", g_get_real_time () / 1000, hash_hex);
  place = choose_place (database, hash_hex, size);
  return slip_blobs_drop (database, hash_hex, error) &&
         (place == SLIP_BLOB_IN_TABLE || slip_blob_file_make (database, hash_hex, error)) &&
         slip_database_run (database, error,
                            "INSERT INTO blob_coming (hash, size, part_size, started, place) "
                            "VALUES (?, ?, ?, ?, ?)",
                            "siiii", hash_hex, (gint64) size, (gint64) part_size,
                            g_get_real_time () / 1000, (gint64) place);
}

gboolean
slip_blobs_add_part (SlipDatabase *database, const char *hash_hex, guint32 n, GBytes *bytes,
                     GError **error)
{
  g_autoptr (GBytes) none = NULL;
  Coming coming = { 0 };

  /* Another program was faster. */
  if (slip_blobs_has (database, hash_hex))
    return TRUE;
  if (load_coming (database, hash_hex, &coming) && coming.place == SLIP_BLOB_IN_FILE)
    {
      if (!slip_blob_file_write (database, hash_hex, (guint64) n * coming.part_size, bytes, error))
        return FALSE;
      bytes = none = g_bytes_new (NULL, 0);
    }
  return slip_database_run (database, error,
                            "INSERT OR REPLACE INTO blob_part (hash, n, bytes) VALUES (?, ?, ?)",
                            "sib", hash_hex, (gint64) n, bytes);
}

GBytes *
slip_blobs_get_part (SlipDatabase *database, const char *hash_hex, guint64 n, GError **error)
{
  Coming coming = { 0 };
  guint64 at;

  if (!load_coming (database, hash_hex, &coming) || coming.place == SLIP_BLOB_IN_TABLE)
    return slip_blob_load_part (database, hash_hex, n, error);
  at = MIN (n * coming.part_size, coming.size);
  return slip_blob_file_read (database, hash_hex, at, MIN (coming.part_size, coming.size - at),
                              error);
}

gboolean
slip_blobs_drop_part (SlipDatabase *database, const char *hash_hex, guint32 n, GError **error)
{
  return slip_database_run (database, error, "DELETE FROM blob_part WHERE hash = ? AND n = ?", "si",
                            hash_hex, (gint64) n);
}

gboolean
slip_blobs_coming (SlipDatabase *database, const char *hash_hex, guint64 *size, guint32 *part_size,
                   guint64 *arrived)
{
  Coming coming = { 0 };

  if (!load_coming (database, hash_hex, &coming))
    return FALSE;
  /* What the tables know of is in the file, unless somebody took it. */
  if (coming.place == SLIP_BLOB_IN_FILE &&
      slip_blob_file_size (database, hash_hex) <
          slip_database_get_int (
              database, 0, "SELECT min (?2, (max (n) + 1) * ?3) FROM blob_part WHERE hash = ?1",
              "sii", hash_hex, (gint64) coming.size, (gint64) coming.part_size))
    return FALSE;
  if (size != NULL)
    *size = coming.size;
  if (part_size != NULL)
    *part_size = coming.part_size;
  if (arrived != NULL)
    *arrived = slip_database_get_int (
        database, 0, "SELECT sum (max (0, min (?3, ?2 - n * ?3))) FROM blob_part WHERE hash = ?1",
        "sii", hash_hex, (gint64) coming.size, (gint64) coming.part_size);
  return TRUE;
}

gboolean
slip_blobs_finish (SlipDatabase *database, const char *hash_hex, gboolean checked, GError **error)
{
  Coming coming = { 0 };

  if (slip_blobs_has (database, hash_hex))
    return TRUE;
  /* It was purged while its last parts were under way. */
  if (slip_blobs_is_purged (database, hash_hex))
    return slip_blobs_drop (database, hash_hex, error);
  if (!load_coming (database, hash_hex, &coming))
    return slip_blob_fail_not_here (hash_hex, error);
  if (!checked && !slip_blob_parts_fit (database, hash_hex, coming.size, coming.place, NULL, error))
    return FALSE;
  /* The file says it all. */
  if (coming.place == SLIP_BLOB_IN_FILE &&
      !slip_database_run (database, error, "DELETE FROM blob_part WHERE hash = ?", "s", hash_hex))
    return FALSE;
  return slip_blob_note_whole (database, hash_hex, coming.size, coming.place, error);
}

gboolean
slip_blobs_drop (SlipDatabase *database, const char *hash_hex, GError **error)
{
  if (slip_blobs_has (database, hash_hex))
    return TRUE;
  return slip_blob_file_remove (database, hash_hex, error) &&
         slip_database_run (database, error, "DELETE FROM blob_part WHERE hash = ?", "s",
                            hash_hex) &&
         slip_database_run (database, error, "DELETE FROM blob_coming WHERE hash = ?", "s",
                            hash_hex);
}
