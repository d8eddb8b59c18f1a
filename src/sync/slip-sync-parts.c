/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* How blobs are cut into parts, and which parts are here or on the store: what the ways in and out share. */

#include "sync/slip-sync-private.h"

#include <string.h>

#include "store/slip-blobs.h"

static const guint32 part_sizes[] = { SLIP_PART_BYTES, SLIP_PART_BYTES / 2, SLIP_PART_BYTES / 4 };

/* Into how large parts blobs are cut: the smaller, the less the server takes; 0 beyond the last
 * level. */
guint32
slip_sync_part_size (guint level)
{
  return level < G_N_ELEMENTS (part_sizes) ? part_sizes[level] : 0;
}

/* Beyond the last level for a size that is none. */
guint
slip_sync_part_level (guint32 part_size)
{
  guint level = 0;

  while (slip_sync_part_size (level) != 0 && slip_sync_part_size (level) != part_size)
    level++;
  return level;
}

guint32
slip_sync_part_count (guint64 size, guint32 part_size)
{
  return MAX (1, (size + part_size - 1) / part_size);
}

gsize
slip_sync_part_length (guint64 size, guint32 part_size, guint32 n)
{
  guint64 at = (guint64) n * part_size;

  return at < size ? MIN (part_size, size - at) : 0;
}

/* The file of part @n of a blob cut into parts of @level. */
SlipSyncFile *
slip_sync_part_file (SlipSyncSession *session, const SlipHash *hash, guint64 size, guint level,
                     guint32 n)
{
  SlipPartKey key = { *hash, level, n, size };
  char *name = slip_part_name (session->peer->secret, hash, slip_sync_part_size (level), n);

  g_hash_table_replace (session->parts, name, g_memdup2 (&key, sizeof key));
  return slip_sync_file_new (SLIP_REMOTE_BLOBS, name, -1);
}

/**
 * slip_sync_parts_held:
 * @held: gets a byte a part, 1 for those that are here; untouched when none came
 * @part_size: (out): into which the blob is cut that is coming in; 0 when none of this size is
 * @arrived: (out): bytes that are here
 *
 * What came of a blob in earlier runs. Inside a job.
 */
gboolean
slip_sync_parts_held (SlipDatabase *db, const char *hex, guint64 size, GByteArray *held,
                      guint32 *part_size, guint64 *arrived, GError **error)
{
  g_autoptr (SlipQuery) query = NULL;
  guint64 coming = 0;

  *arrived = 0;
  if (!slip_blobs_coming (db, hex, &coming, part_size, NULL) || coming != size)
    {
      *part_size = 0;
      return TRUE;
    }
  query = slip_database_query (db, error, "SELECT n FROM blob_part WHERE hash = ?", "s", hex);
  g_byte_array_set_size (held, slip_sync_part_count (size, *part_size));
  memset (held->data, 0, held->len);
  while (query != NULL && slip_query_next (query, NULL))
    {
      guint64 n = slip_query_int (query, 0);

      if (n >= held->len)
        continue;
      held->data[n] = 1;
      *arrived += slip_sync_part_length (size, *part_size, (guint32) n);
    }
  return query != NULL;
}

gboolean
slip_sync_part_is_there (SlipSyncSession *session, const char *name, gsize length)
{
  gsize size = GPOINTER_TO_SIZE (g_hash_table_lookup (session->there, name));

  /* 1: listed, without its size. */
  return size == 1 || (size > 1 && size - 1 == slip_part_file_size (length));
}
