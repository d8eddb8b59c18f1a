/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Segments of own frames: cut when the tail has outgrown the head, merged when a head would list
 * too many. A segment is written down here by its range and the blobs that it carries; its bytes
 * are made again from the database whenever they are needed. */

#include "sync/slip-sync-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "store/slip-blobs.h"

/* A frame or a small blob that waits for a segment. */
typedef struct
{
  guint64 seq;
  char *hash;
  gint64 size;
} Waiting;

static void
waiting_clear (gpointer data)
{
  g_free (((Waiting *) data)->hash);
}

static gboolean
query_failed (GError *local, GError **error)
{
  if (local == NULL)
    return FALSE;
  g_propagate_error (error, local);
  return TRUE;
}

static GArray *
load_waiting (SlipQuery *query, GError **error)
{
  g_autoptr (SlipQuery) owned = query;
  g_autoptr (GArray) array = g_array_new (FALSE, TRUE, sizeof (Waiting));
  GError *local = NULL;

  if (query == NULL)
    return NULL;
  g_array_set_clear_func (array, waiting_clear);
  while (slip_query_next (query, &local))
    {
      Waiting waiting = { slip_query_int (query, 0), g_strdup (slip_query_text (query, 1)),
                          slip_query_int (query, 2) };

      g_array_append_val (array, waiting);
    }
  if (query_failed (local, error))
    return NULL;
  return g_steal_pointer (&array);
}

/* Frames first … last of @replica, and the blobs that the segment @name (nullable) carries. */
SlipSegment *
slip_sync_cut_load (SlipDatabase *db, SlipSyncSession *session, const char *replica, guint64 first,
                    guint64 last, const char *name, GError **error)
{
  g_autoptr (SlipSegment) segment = slip_segment_new ();
  g_autoptr (SlipQuery) frames = NULL;
  g_autoptr (SlipQuery) blobs = NULL;
  GError *local = NULL;

  segment->workspace = session->peer->workspace;
  g_strlcpy (segment->replica, replica, sizeof segment->replica);
  segment->first = first;
  segment->last = last;
  frames = slip_database_query (db, error,
                                "SELECT bytes FROM frame WHERE replica = ? AND fork = 0 AND seq "
                                "BETWEEN ? AND ? ORDER BY seq",
                                "sii", replica, (gint64) first, (gint64) last);
  if (frames == NULL)
    return NULL;
  while (slip_query_next (frames, &local))
    g_ptr_array_add (segment->frames, slip_query_bytes (frames, 0));
  if (query_failed (local, error))
    return NULL;
  if (segment->frames->len != last - first + 1)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                   _ ("Own frames between %" PRIu64 " and %" PRIu64
                      " are missing in workspace.db; run `slipwayctl verify`"),
                   first, last);
      return NULL;
    }
  if (name == NULL)
    return g_steal_pointer (&segment);
  blobs = slip_database_query (
      db, error, "SELECT hash FROM blob_sent WHERE segment = ? ORDER BY hash", "s", name);
  if (blobs == NULL)
    return NULL;
  while (slip_query_next (blobs, &local))
    {
      GBytes *blob = slip_blobs_get (db, slip_query_text (blobs, 0), error);

      if (blob == NULL)
        return NULL;
      g_ptr_array_add (segment->blobs, blob);
    }
  if (query_failed (local, error))
    return NULL;
  return g_steal_pointer (&segment);
}

/* Writes down a segment of own frames, with @blobs (element-type Waiting); its bytes are made again
 * when it is sent. */
static gboolean
add_segment (SlipDatabase *db, SlipSyncSession *session, guint64 first, guint64 last,
             GPtrArray *blobs, GPtrArray *back, GError **error)
{
  g_autoptr (SlipSegment) segment = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *name = NULL;
  g_autofree char *hex = NULL;
  SlipHash hash;

  segment = slip_sync_cut_load (db, session, session->replica, first, last, NULL, error);
  if (segment == NULL)
    return FALSE;
  for (guint i = 0; i < blobs->len; i++)
    {
      Waiting *waiting = g_ptr_array_index (blobs, i);
      GBytes *blob = slip_blobs_get (db, waiting->hash, error);

      if (blob == NULL)
        return FALSE;
      g_ptr_array_add (segment->blobs, blob);
    }
  bytes = slip_segment_encode (segment, &name, &hash);
  hex = slip_hash_to_hex (&hash);
  if (!slip_database_run (
          db, error,
          "INSERT OR REPLACE INTO segment (name, replica, first, last, size, hash, state) "
          "VALUES (?, ?, ?, ?, ?, ?, 'made')",
          "ssiiis", name, session->replica, (gint64) first, (gint64) last,
          (gint64) g_bytes_get_size (bytes), hex))
    return FALSE;
  for (guint i = 0; i < blobs->len; i++)
    {
      Waiting *waiting = g_ptr_array_index (blobs, i);

      if (!slip_database_run (
              db, error,
              "INSERT OR REPLACE INTO blob_sent (hash, size, part_size, segment, state) "
              "VALUES (?, ?, 0, ?, 'made')",
              "sis", waiting->hash, waiting->size, name))
        return FALSE;
    }
  if (back != NULL)
    g_ptr_array_add (back,
                     slip_sync_file_new (SLIP_REMOTE_SEGMENTS, name, g_bytes_get_size (bytes)));
  return TRUE;
}

static gint
compare_waiting (gconstpointer a, gconstpointer b)
{
  const Waiting *left = *(Waiting *const *) a;
  const Waiting *right = *(Waiting *const *) b;

  return g_strcmp0 (left->hash, right->hash);
}

/* Cuts the tail's @frames into segments; small @blobs ride along, in the first ones that have room
 * for them. */
static gboolean
cut_segments (SlipDatabase *db, SlipSyncCut *cut, GArray *frames, GArray *blobs, GError **error)
{
  gint64 room = cut->max - 4096;
  guint next_blob = 0;
  guint next_frame = 0;

  while (next_frame < frames->len)
    {
      g_autoptr (GPtrArray) carried = g_ptr_array_new ();
      Waiting *first = &g_array_index (frames, Waiting, next_frame);
      gint64 size = first->size;
      guint64 last = first->seq;

      next_frame++;
      while (next_blob < blobs->len)
        {
          Waiting *blob = &g_array_index (blobs, Waiting, next_blob);

          if (size + blob->size + 8 > room)
            break;
          size += blob->size + 8;
          g_ptr_array_add (carried, blob);
          next_blob++;
        }
      while (next_frame < frames->len)
        {
          Waiting *frame = &g_array_index (frames, Waiting, next_frame);

          if (size + frame->size + 8 > room)
            break;
          size += frame->size + 8;
          last = frame->seq;
          next_frame++;
        }
      g_ptr_array_sort (carried, compare_waiting);
      if (!add_segment (db, cut->session, first->seq, last, carried, NULL, error))
        return FALSE;
      cut->made = TRUE;
    }
  return TRUE;
}

typedef struct
{
  char *name;
  guint64 first;
  guint64 last;
  gint64 size;
} Live;

static void
live_clear (gpointer data)
{
  g_free (((Live *) data)->name);
}

/* Merges the live segments @run [from, to). */
static gboolean
merge (SlipDatabase *db, SlipSyncCut *cut, GArray *live, guint from, guint to, GError **error)
{
  g_autoptr (GArray) blobs = g_array_new (FALSE, TRUE, sizeof (Waiting));
  g_autoptr (GPtrArray) carried = g_ptr_array_new ();
  GError *local = NULL;

  g_array_set_clear_func (blobs, waiting_clear);
  for (guint i = from; i < to; i++)
    {
      Live *one = &g_array_index (live, Live, i);
      g_autoptr (SlipQuery) query = slip_database_query (
          db, error, "SELECT hash, size FROM blob_sent WHERE segment = ?", "s", one->name);

      if (query == NULL)
        return FALSE;
      while (slip_query_next (query, &local))
        {
          Waiting waiting = { 0, g_strdup (slip_query_text (query, 0)), slip_query_int (query, 1) };

          g_array_append_val (blobs, waiting);
        }
      if (query_failed (local, error))
        return FALSE;
    }
  for (guint i = from; i < to; i++)
    if (!slip_database_run (db, error, "UPDATE segment SET state = 'old' WHERE name = ?", "s",
                            g_array_index (live, Live, i).name))
      return FALSE;
  for (guint i = 0; i < blobs->len; i++)
    g_ptr_array_add (carried, &g_array_index (blobs, Waiting, i));
  g_ptr_array_sort (carried, compare_waiting);
  cut->made = TRUE;
  cut->merged = TRUE;
  return add_segment (db, cut->session, g_array_index (live, Live, from).first,
                      g_array_index (live, Live, to - 1).last, carried, cut->back, error);
}

gboolean
slip_sync_cut_again (SlipDatabase *db, SlipSyncCut *cut, const char *name, GError **error)
{
  g_autoptr (GPtrArray) carried = g_ptr_array_new ();
  g_autoptr (GArray) blobs = NULL;
  gint64 first =
      slip_database_get_int (db, 0, "SELECT first FROM segment WHERE name = ?", "s", name);
  gint64 last = slip_database_get_int (db, 0, "SELECT last FROM segment WHERE name = ?", "s", name);

  blobs =
      load_waiting (slip_database_query (db, error,
                                         "SELECT 0, hash, size FROM blob_sent WHERE segment = ? "
                                         "AND hash NOT IN (SELECT hash FROM purged) ORDER BY "
                                         "hash",
                                         "s", name),
                    error);
  if (blobs == NULL ||
      !slip_database_run (db, error, "UPDATE segment SET state = 'old' WHERE name = ?", "s", name))
    return FALSE;
  for (guint i = 0; i < blobs->len; i++)
    g_ptr_array_add (carried, &g_array_index (blobs, Waiting, i));
  return add_segment (db, cut->session, first, last, carried, cut->back, error);
}

/* A head lists at most SLIP_HEAD_MAX_SEGMENTS: neighbours are merged, as many as fit into a
 * file. */
gboolean
slip_sync_cut_merge (SlipDatabase *db, SlipSyncCut *cut, GError **error)
{
  g_autoptr (GArray) live = g_array_new (FALSE, TRUE, sizeof (Live));
  g_autoptr (SlipQuery) query = NULL;
  GError *local = NULL;
  guint from = 0;

  g_array_set_clear_func (live, live_clear);
  query = slip_database_query (db, error,
                               "SELECT name, first, last, size FROM segment WHERE replica = ? AND "
                               "state <> 'old' ORDER BY first",
                               "s", cut->session->replica);
  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local))
    {
      Live one = { g_strdup (slip_query_text (query, 0)), slip_query_int (query, 1),
                   slip_query_int (query, 2), slip_query_int (query, 3) };

      g_array_append_val (live, one);
    }
  if (query_failed (local, error))
    return FALSE;
  g_clear_pointer (&query, slip_query_end);
  if (live->len <= SLIP_HEAD_MAX_SEGMENTS)
    return TRUE;
  while (from < live->len)
    {
      gint64 size = g_array_index (live, Live, from).size;
      guint to = from + 1;

      while (to < live->len && size + g_array_index (live, Live, to).size < cut->max)
        size += g_array_index (live, Live, to++).size;
      if (to > from + 1 && !merge (db, cut, live, from, to, error))
        return FALSE;
      from = to;
    }
  return TRUE;
}

/**
 * slip_sync_cut_tail:
 * @covered: (out): the newest own frame that is in a segment now
 *
 * Puts own frames that are in no segment yet into new ones when they have outgrown the head, or
 * when small blobs wait to go with them.
 */
gboolean
slip_sync_cut_tail (SlipDatabase *db, SlipSyncCut *cut, guint64 *covered, GError **error)
{
  const char *replica = cut->session->replica;
  g_autoptr (GArray) frames = NULL;
  g_autoptr (GArray) blobs = NULL;
  gint64 tail = 0;

  *covered = slip_database_get_int (
      db, 0, "SELECT max (last) FROM segment WHERE replica = ? AND state <> 'old'", "s", replica);
  frames =
      load_waiting (slip_database_query (db, error,
                                         "SELECT seq, NULL, size FROM frame WHERE replica = ? AND "
                                         "fork = 0 AND seq > ? ORDER BY seq",
                                         "si", replica, (gint64) *covered),
                    error);
  if (frames == NULL)
    return FALSE;
  blobs =
      load_waiting (slip_database_query (
                        db, error,
                        "SELECT 0, hash, size FROM blob WHERE size BETWEEN 1 AND "
                        "iif (attached, ?, ?) AND hash NOT IN (SELECT hash FROM blob_sent) "
                        "ORDER BY hash",
                        "ii", (gint64) SLIP_ATTACHMENT_MAX_CARRIED, (gint64) SLIP_BLOB_MAX_CARRIED),
                    error);
  if (blobs == NULL)
    return FALSE;
  for (guint i = 0; i < frames->len; i++)
    tail += g_array_index (frames, Waiting, i).size;
  if (frames->len == 0 || (tail <= SLIP_HEAD_MAX_TAIL && blobs->len == 0))
    return TRUE;
  *covered = g_array_index (frames, Waiting, frames->len - 1).seq;
  return cut_segments (db, cut, frames, blobs, error);
}
