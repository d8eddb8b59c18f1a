/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Blobs in parts. The hash is the name, so a blob is stored once and checked whenever it is read
 * whole. Parts of one blob all have the size of the first, save the last. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-hash.h"
#include "store/slip-blobs-private.h"
#include "store/slip-blobs.h"
#include "store/slip-fold-private.h"
#include "store/slip-purging.h"

/* The blob is here: nobody waits for it any more. */
gboolean
slip_blob_note_whole (SlipDatabase *database, const char *hash, guint64 size, SlipBlobPlace place,
                      GError **error)
{
  return slip_database_run (database, error,
                            "INSERT INTO blob (hash, size, place) VALUES (?, ?, ?) ON CONFLICT "
                            "(hash) DO UPDATE SET place = excluded.place",
                            "sii", hash, (gint64) size, (gint64) place) &&
         slip_database_run (database, error, "DELETE FROM blob_want WHERE hash = ?", "s", hash) &&
         slip_database_run (database, error, "DELETE FROM blob_coming WHERE hash = ?", "s", hash) &&
         slip_database_run (database, error, "DELETE FROM standing WHERE whole = 0", "") &&
         fold_search_blob (database, hash, error);
}

static gboolean
insert_parts (SlipDatabase *database, const char *hash, GBytes *bytes, GError **error)
{
  gsize size = g_bytes_get_size (bytes);

  if (!slip_database_run (database, error, "DELETE FROM blob_part WHERE hash = ?", "s", hash))
    return FALSE;
  for (gsize at = 0, n = 0; at < size; at += SLIP_BLOB_PART_BYTES, n++)
    {
      g_autoptr (GBytes) part = NULL;

      part = g_bytes_new_from_bytes (bytes, at, MIN (SLIP_BLOB_PART_BYTES, size - at));
      if (!slip_database_run (database, error,
                              "INSERT INTO blob_part (hash, n, bytes) VALUES (?, ?, ?)", "sib",
                              hash, (gint64) n, part))
        return FALSE;
    }
  return TRUE;
}

gboolean
slip_blobs_put (SlipDatabase *database, GBytes *bytes, char **hash_hex, GError **error)
{
  g_autofree char *hash = slip_hash_hex_of (bytes);

  if (slip_blobs_has (database, hash))
    {
      if (!slip_blobs_set_attached (database, hash, FALSE, error))
        return FALSE;
    }
  else if (!slip_blobs_is_purged (database, hash))
    {
      if (!slip_database_begin (database, error))
        return FALSE;
      if (!insert_parts (database, hash, bytes, error) ||
          !slip_blob_note_whole (database, hash, g_bytes_get_size (bytes), SLIP_BLOB_IN_TABLE,
                                 error) ||
          !slip_database_commit (database, error))
        {
          slip_database_rollback (database);
          return FALSE;
        }
    }
  if (hash_hex != NULL)
    *hash_hex = g_steal_pointer (&hash);
  return TRUE;
}

/* Calls @func for each part, in order; the bytes stay SQLite's. */
typedef void (*PartFunc) (const guint8 *data, gsize length, gpointer user_data);

static gboolean
each_piece (SlipDatabase *database, const char *hash, guint64 size, PartFunc func,
            gpointer user_data, GCancellable *cancellable, GError **error)
{
  for (guint64 at = 0; at < size;)
    {
      gsize length = MIN (size - at, SLIP_BLOB_PART_BYTES);
      g_autoptr (GBytes) piece = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      piece = slip_blob_file_read (database, hash, at, length, error);
      if (piece == NULL)
        return FALSE;
      func (g_bytes_get_data (piece, NULL), length, user_data);
      at += length;
    }
  return TRUE;
}

static gboolean
each_part (SlipDatabase *database, const char *hash, PartFunc func, gpointer user_data,
           GCancellable *cancellable, GError **error)
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

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (length > 0)
        func (data, length, user_data);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static void
append_part (const guint8 *data, gsize length, gpointer user_data)
{
  g_byte_array_append (user_data, data, length);
}

typedef struct
{
  SlipHasher *hasher;
  guint64 size;
} Sum;

static void
sum_part (const guint8 *data, gsize length, gpointer user_data)
{
  Sum *sum = user_data;

  slip_hasher_add (sum->hasher, data, length);
  sum->size += length;
}

static SlipBlobPlace
place_of (SlipDatabase *database, const char *hash)
{
  return (SlipBlobPlace) slip_database_get_int (database, SLIP_BLOB_IN_TABLE,
                                                "SELECT place FROM blob WHERE hash = ?", "s", hash);
}

gboolean
slip_blob_fail_not_here (const char *hash, GError **error)
{
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
               _ ("the content %s has not arrived yet; sync, and try again"), hash);
  return FALSE;
}

static gboolean
fail_altered (SlipDatabase *database, const char *hash, GError **error)
{
  if (place_of (database, hash) != SLIP_BLOB_IN_TABLE)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                   _ ("the file of the content %s was altered; sync fetches it again"), hash);
      return FALSE;
    }
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
               _ ("%s: the content %s was altered; put a backup of the database in its place"),
               database->path, hash);
  return FALSE;
}

/* Whether the stored parts are @size bytes that have the hash that names them. */
gboolean
slip_blob_parts_fit (SlipDatabase *database, const char *hash, guint64 size, SlipBlobPlace place,
                     GCancellable *cancellable, GError **error)
{
  g_autoptr (SlipHasher) hasher = slip_hasher_new ();
  Sum sum = { hasher, 0 };
  SlipHash found, named;

  if (place == SLIP_BLOB_IN_TABLE
          ? !each_part (database, hash, sum_part, &sum, cancellable, error)
          : !each_piece (database, hash, size, sum_part, &sum, cancellable, error))
    return FALSE;
  slip_hasher_finish (hasher, &found);
  if (sum.size == size && slip_hash_from_hex (&named, hash) && slip_hash_equal (&found, &named))
    return TRUE;
  return fail_altered (database, hash, error);
}

GBytes *
slip_blobs_get (SlipDatabase *database, const char *hash_hex, GError **error)
{
  gint64 size = slip_blobs_size (database, hash_hex);
  g_autoptr (GByteArray) whole = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *hash = NULL;

  if (size < 0)
    {
      slip_blob_fail_not_here (hash_hex, error);
      return NULL;
    }
  whole = g_byte_array_new ();
  if (place_of (database, hash_hex) == SLIP_BLOB_IN_TABLE
          ? !each_part (database, hash_hex, append_part, whole, NULL, error)
          : !each_piece (database, hash_hex, size, append_part, whole, NULL, error))
    return NULL;
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&whole));
  hash = slip_hash_hex_of (bytes);
  if (!g_str_equal (hash, hash_hex))
    {
      fail_altered (database, hash_hex, error);
      return NULL;
    }
  return g_steal_pointer (&bytes);
}

gboolean
slip_blobs_has (SlipDatabase *database, const char *hash_hex)
{
  gint64 size = slip_database_get_int (
      database, -1,
      "SELECT iif (place = 0, -2, iif (place = 1, size, -1)) FROM blob WHERE hash = ?", "s",
      hash_hex);

  return size == -2 || (size >= 0 && slip_blob_file_size (database, hash_hex) == size);
}

gint64
slip_blobs_size (SlipDatabase *database, const char *hash_hex)
{
  return slip_database_get_int (database, -1, "SELECT size FROM blob WHERE hash = ?", "s",
                                hash_hex);
}

gboolean
slip_blobs_set_attached (SlipDatabase *database, const char *hash_hex, gboolean attached,
                         GError **error)
{
  return slip_database_run (database, error,
                            "UPDATE blob SET attached = ?1 WHERE hash = ?2 AND attached <> ?1",
                            "is", (gint64) (attached ? 1 : 0), hash_hex);
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

/* A part in the tables. */
GBytes *
slip_blob_load_part (SlipDatabase *database, const char *hash, guint64 n, GError **error)
{
  g_autoptr (SlipQuery) query =
      slip_database_query (database, error, "SELECT bytes FROM blob_part WHERE hash = ? AND n = ?",
                           "si", hash, (gint64) n);
  g_autoptr (GError) failure = NULL;

  if (query == NULL)
    return NULL;
  if (slip_query_next (query, &failure))
    return slip_query_bytes (query, 0);
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  else
    fail_altered (database, hash, error);
  return NULL;
}

GBytes *
slip_blobs_read (SlipDatabase *database, const char *hash_hex, guint64 offset, gsize length,
                 GError **error)
{
  gint64 size = slip_blobs_size (database, hash_hex);
  gint64 part_size;
  g_autoptr (GByteArray) piece = NULL;

  if (size < 0)
    {
      slip_blob_fail_not_here (hash_hex, error);
      return NULL;
    }
  if (offset >= (guint64) size)
    return g_bytes_new (NULL, 0);
  if (place_of (database, hash_hex) != SLIP_BLOB_IN_TABLE)
    return slip_blob_file_read (database, hash_hex, offset, MIN (length, (guint64) size - offset),
                                error);
  part_size = slip_database_get_int (
      database, 0, "SELECT length (bytes) FROM blob_part WHERE hash = ? AND n = 0", "s", hash_hex);
  if (part_size <= 0)
    {
      fail_altered (database, hash_hex, error);
      return NULL;
    }
  length = MIN (length, (guint64) size - offset);
  while (length > 0)
    {
      g_autoptr (GBytes) part = slip_blob_load_part (database, hash_hex, offset / part_size, error);
      gsize skip = offset % part_size;
      gsize there, take;

      if (part == NULL)
        return NULL;
      there = g_bytes_get_size (part);
      if (there <= skip)
        {
          fail_altered (database, hash_hex, error);
          return NULL;
        }
      take = MIN (there - skip, length);
      /* Mostly one part is asked for, whole. */
      if (piece == NULL && take == length)
        return skip == 0 && take == there ? g_steal_pointer (&part)
                                          : g_bytes_new_from_bytes (part, skip, take);
      if (piece == NULL)
        piece = g_byte_array_new ();
      g_byte_array_append (piece, (const guint8 *) g_bytes_get_data (part, NULL) + skip, take);
      offset += take;
      length -= take;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&piece));
}

gboolean
slip_blobs_check (SlipDatabase *database, const char *hash_hex, GCancellable *cancellable,
                  GError **error)
{
  gint64 size = slip_blobs_size (database, hash_hex);

  if (size < 0)
    return slip_blob_fail_not_here (hash_hex, error);
  return slip_blob_parts_fit (database, hash_hex, size, place_of (database, hash_hex), cancellable,
                              error);
}

gboolean
slip_blobs_bulk (SlipDatabase *database, gboolean bulk, GError **error)
{
  return slip_database_wait_for_disk (database, !bulk, error) &&
         slip_database_script (
             database, bulk ? "PRAGMA cache_size = -4096" : "PRAGMA cache_size = -65536", error);
}

gboolean
slip_blobs_settle (SlipDatabase *database, const char *hash_hex, GError **error)
{
  if (slip_database_get_int (database, 0,
                             "SELECT place FROM blob WHERE hash = ?1 UNION ALL SELECT place FROM "
                             "blob_coming WHERE hash = ?1",
                             "s", hash_hex) != SLIP_BLOB_IN_FILE)
    return TRUE;
  return slip_blob_file_settle (database, hash_hex, error);
}

/* == files == */

static GStrv
list_files (SlipDatabase *database, const char *sql)
{
  g_autoptr (GStrvBuilder) hashes = g_strv_builder_new ();
  g_autoptr (SlipQuery) query = slip_database_query (database, NULL, sql, "");

  while (query != NULL && slip_query_next (query, NULL))
    g_strv_builder_add (hashes, slip_query_text (query, 0));
  return g_strv_builder_end (hashes);
}

char *
slip_blobs_path (SlipDatabase *database, const char *hash_hex)
{
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;

  if (place_of (database, hash_hex) != SLIP_BLOB_IN_FILE)
    return NULL;
  folder = g_path_get_dirname (database->path);
  name = slip_blobs_file_name (hash_hex);
  return g_build_filename (folder, name, NULL);
}

GStrv
slip_blobs_files (SlipDatabase *database)
{
  return list_files (database, "SELECT hash FROM blob WHERE place = 1 ORDER BY hash");
}

gboolean
slip_blobs_lose (SlipDatabase *database, const char *hash_hex, GError **error)
{
  return slip_database_run (
      database, error, "UPDATE blob SET place = 2 WHERE hash = ? AND place = 1", "s", hash_hex);
}

static gboolean
mend (SlipDatabase *database, gboolean *lost, GError **error)
{
  g_auto (GStrv) hashes = list_files (database, "SELECT hash FROM blob WHERE place > 0");

  for (guint i = 0; hashes[i] != NULL; i++)
    {
      if (slip_blobs_has (database, hashes[i]))
        continue;
      *lost = TRUE;
      if (!slip_database_run (database, error, "DELETE FROM blob WHERE hash = ?", "s", hashes[i]))
        return FALSE;
    }
  slip_blob_files_sweep (database);
  /* What names them is found by folding again; it happens next to never. */
  return !*lost || fold_rebuild (database, FALSE, error);
}

gboolean
slip_blobs_mend (SlipDatabase *database, gboolean *lost, GError **error)
{
  *lost = FALSE;
  if (!slip_blob_files_possible (database))
    return TRUE;
  if (!slip_database_begin (database, error))
    return FALSE;
  if (mend (database, lost, error) && slip_database_commit (database, error))
    return TRUE;
  slip_database_rollback (database);
  return FALSE;
}
