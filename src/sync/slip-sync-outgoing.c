/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Which files go to the store: frames that are on no segment yet, small blobs beside them, large ones in parts, and
 * the head that names it all. Names are stored before anything is sent; the same name always gets the same bytes. */

#include "sync/slip-sync-private.h"

#include <string.h>

#include "store/slip-blobs.h"

#define MAX_PREVIOUS 8
#define MAX_ASKED 32

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

typedef struct
{
  SlipSyncSession *session;
  SlipSyncEvent *event;
  gint64 container_max;
  gboolean new_segments;
  const char *folder;
  const char *name;
  GBytes *bytes;
} OutgoingJob;

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
static SlipSegment *
load_segment (SlipDatabase *db, SlipSyncSession *session, const char *replica, guint64 first,
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
                   "Own frames between %" G_GUINT64_FORMAT " and %" G_GUINT64_FORMAT
                   " are missing in workspace.db; run `slipwayctl verify`",
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

/* Writes down a segment of own frames, with @blobs (element-type Waiting); its bytes are made again when it is sent. */
static gboolean
add_segment (SlipDatabase *db, SlipSyncSession *session, guint64 first, guint64 last,
             GPtrArray *blobs, GPtrArray *back, GError **error)
{
  g_autoptr (SlipSegment) segment = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *name = NULL;
  g_autofree char *hex = NULL;
  SlipHash hash;

  segment = load_segment (db, session, session->replica, first, last, NULL, error);
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

/* Cuts the tail's @frames into segments; small @blobs ride along, in the first ones that have room for them. */
static gboolean
cut_segments (SlipDatabase *db, OutgoingJob *job, GArray *frames, GArray *blobs, GError **error)
{
  gint64 room = job->container_max - 4096;
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
      if (!add_segment (db, job->session, first->seq, last, carried, NULL, error))
        return FALSE;
      job->new_segments = TRUE;
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
merge (SlipDatabase *db, OutgoingJob *job, GArray *live, guint from, guint to, GError **error)
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
  job->new_segments = TRUE;
  job->event->compacted = TRUE;
  return add_segment (db, job->session, g_array_index (live, Live, from).first,
                      g_array_index (live, Live, to - 1).last, carried, job->event->back, error);
}

/* A head lists at most SLIP_HEAD_MAX_SEGMENTS: neighbours are merged, as many as fit into a file. */
static gboolean
compact (SlipDatabase *db, OutgoingJob *job, GError **error)
{
  g_autoptr (GArray) live = g_array_new (FALSE, TRUE, sizeof (Live));
  g_autoptr (SlipQuery) query = NULL;
  GError *local = NULL;
  guint from = 0;

  g_array_set_clear_func (live, live_clear);
  query = slip_database_query (db, error,
                               "SELECT name, first, last, size FROM segment WHERE replica = ? AND "
                               "state <> 'old' ORDER BY first",
                               "s", job->session->replica);
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

      while (to < live->len && size + g_array_index (live, Live, to).size < job->container_max)
        size += g_array_index (live, Live, to++).size;
      if (to > from + 1 && !merge (db, job, live, from, to, error))
        return FALSE;
      from = to;
    }
  return TRUE;
}

/* Blobs with files of their own: those that no segment carries. */
static gboolean
add_parts (SlipDatabase *db, OutgoingJob *job, GError **error)
{
  guint level = job->container_max >= 1024 * 1024 ? 0 : job->container_max >= 512 * 1024 ? 1 : 2;
  g_autoptr (GArray) blobs = NULL;
  g_autoptr (SlipQuery) query = NULL;
  GError *local = NULL;

  if (!slip_database_run (
          db, error,
          "INSERT INTO blob_sent (hash, size, part_size, segment, state) "
          "SELECT hash, size, ?, '', 'made' FROM blob WHERE hash NOT IN (SELECT hash "
          "FROM blob_sent)",
          "i", (gint64) slip_sync_part_size (level)))
    return FALSE;
  query = slip_database_query (db, error,
                               "SELECT hash, size, part_size FROM blob_sent WHERE segment = '' AND "
                               "state IN ('made', 'sent')",
                               "");
  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local))
    {
      guint64 size = slip_query_int (query, 1);
      guint32 part_size = slip_query_int (query, 2);
      SlipPartKey key = { 0 };

      if (!slip_hash_from_hex (&key.hash, slip_query_text (query, 0)) || part_size == 0)
        continue;
      for (key.level = 0; slip_sync_part_size (key.level) != part_size && key.level < 3;)
        key.level++;
      for (key.n = 0; key.n == 0 || (guint64) key.n * part_size < size; key.n++)
        {
          char *name = slip_part_name (job->session->peer->secret, &key.hash, part_size, key.n);

          g_ptr_array_add (
              job->event->files,
              slip_sync_file_new (
                  SLIP_REMOTE_BLOBS, name,
                  slip_part_file_size (MIN (part_size, size - (guint64) key.n * part_size))));
          g_hash_table_replace (job->session->parts, name, g_memdup2 (&key, sizeof key));
        }
    }
  return !query_failed (local, error);
}

/* Own segments that are not known to be on the store. */
static gboolean
add_segments (SlipDatabase *db, OutgoingJob *job, SlipHead *head, GError **error)
{
  g_autoptr (SlipQuery) query =
      slip_database_query (db, error,
                           "SELECT name, first, last, size, hash, state FROM segment WHERE replica "
                           "= ? AND state <> 'old' "
                           "ORDER BY first",
                           "s", job->session->replica);
  GError *local = NULL;

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local))
    {
      SlipHash hash;

      if (!slip_hash_from_hex (&hash, slip_query_text (query, 4)))
        continue;
      g_ptr_array_add (head->segments,
                       slip_segment_ref_new (slip_query_text (query, 0), slip_query_int (query, 1),
                                             slip_query_int (query, 2), slip_query_int (query, 3),
                                             &hash));
      if (g_strcmp0 (slip_query_text (query, 5), "confirmed") != 0)
        g_ptr_array_add (job->event->files,
                         slip_sync_file_new (SLIP_REMOTE_SEGMENTS, slip_query_text (query, 0),
                                             slip_query_int (query, 3)));
    }
  return !query_failed (local, error);
}

static gboolean
add_texts (SlipDatabase *db, GPtrArray *to, GError **error, const char *sql, const char *value,
           gint64 limit)
{
  g_autoptr (SlipQuery) query = slip_database_query (db, error, sql, "si", value, limit);
  GError *local = NULL;

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local))
    g_ptr_array_add (to, g_strdup (slip_query_text (query, 0)));
  return !query_failed (local, error);
}

/* Makes the head @number and puts it last among the files. */
static gboolean
add_head (SlipDatabase *db, OutgoingJob *job, SlipHead *head, guint64 covered, guint64 last,
          GError **error)
{
  SlipSyncSession *session = job->session;
  g_autofree char *text = slip_meta_get (db, SLIP_META_SYNC_NUMBER);
  g_autofree char *device = NULL;
  g_autoptr (SlipSegment) tail = NULL;
  guint64 number;
  SlipHash key;

  number = slip_database_get_int (db, 0, "SELECT max (number) FROM head WHERE replica = ?", "s",
                                  session->replica);
  number = MAX (number, session->listed_number);
  if (text != NULL)
    number = MAX (number, g_ascii_strtoull (text, NULL, 10));
  head->workspace = session->peer->workspace;
  g_strlcpy (head->replica, session->replica, sizeof head->replica);
  head->number = number + 1;
  if (last > covered)
    {
      tail = load_segment (db, session, session->replica, covered + 1, last, NULL, error);
      if (tail == NULL)
        return FALSE;
      for (guint i = 0; i < tail->frames->len; i++)
        g_ptr_array_add (head->tail, g_bytes_ref (g_ptr_array_index (tail->frames, i)));
    }
  if (!add_texts (db, head->previous, error,
                  "SELECT name FROM head WHERE replica = ? ORDER BY number DESC LIMIT ?",
                  session->replica, MAX_PREVIOUS) ||
      !add_texts (
          db, head->damaged, error,
          "SELECT path FROM damaged WHERE path NOT LIKE '%/' || ? || '-%' ORDER BY path LIMIT ?",
          session->replica, MAX_ASKED))
    return FALSE;
  g_clear_pointer (&session->head_name, g_free);
  g_clear_pointer (&session->head_bytes, g_bytes_unref);
  session->head_bytes = slip_head_encode (head, session->peer->device_secret, &session->head_name);
  session->sent_after = last;
  memcpy (key.bytes, head->device, sizeof key.bytes);
  device = slip_hash_to_hex (&key);
  g_ptr_array_add (job->event->files, slip_sync_file_new (SLIP_REMOTE_HEADS, session->head_name,
                                                          g_bytes_get_size (session->head_bytes)));
  return slip_database_run (db, error,
                            "INSERT INTO head (name, replica, number, size, last, device, state) "
                            "VALUES (?, ?, ?, ?, ?, ?, 'made')",
                            "ssiiis", session->head_name, session->replica, (gint64) head->number,
                            (gint64) g_bytes_get_size (session->head_bytes), (gint64) last,
                            device) &&
         slip_database_run (db, error, "UPDATE damaged SET asked = 1", "");
}

/* All own heads but the newest two, those that somebody can't read, and segments that were merged. */
static gboolean
add_old (SlipDatabase *db, OutgoingJob *job, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  guint heads;

  if (!add_texts (
          db, names, error,
          "SELECT name FROM head WHERE replica = ? ORDER BY number DESC LIMIT 1000 OFFSET ?",
          job->session->replica, 2) ||
      !add_texts (db, names, error,
                  "SELECT name FROM (SELECT name, state FROM head WHERE replica = ? ORDER BY "
                  "number DESC LIMIT "
                  "?) WHERE state = 'damaged'",
                  job->session->replica, 2))
    return FALSE;
  heads = names->len;
  /* Names that never came to be on the store. One that did is read and known again. */
  if (!slip_database_run (
          db, error,
          "DELETE FROM head WHERE replica = ?1 AND number < (SELECT max (number) - 16 "
          "FROM head WHERE replica = ?1)",
          "s", job->session->replica))
    return FALSE;
  if (!add_texts (db, names, error,
                  "SELECT name FROM segment WHERE replica = ? AND state = 'old' LIMIT ?",
                  job->session->replica, 1000))
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (job->event->old,
                     slip_sync_file_new (i < heads ? SLIP_REMOTE_HEADS : SLIP_REMOTE_SEGMENTS,
                                         g_ptr_array_index (names, i), -1));
  return TRUE;
}

static gboolean
prepare (SlipDatabase *db, OutgoingJob *job, GError **error)
{
  SlipSyncSession *session = job->session;
  const char *replica = session->replica;
  g_autofree char *max = slip_meta_get (db, SLIP_META_SYNC_CONTAINER);
  g_autofree char *state = NULL;
  g_autoptr (GArray) frames = NULL;
  g_autoptr (GArray) blobs = NULL;
  g_autoptr (SlipHead) head = slip_head_new ();
  guint64 last = slip_sync_held (db, replica);
  guint64 covered = 0;
  gint64 tail = 0;
  gint64 head_last;

  job->container_max = max != NULL ? g_ascii_strtoll (max, NULL, 10) : SLIP_SEGMENT_MAX_BYTES;
  job->container_max = CLAMP (job->container_max, SLIP_SEGMENT_MIN_BYTES, SLIP_SEGMENT_MAX_BYTES);
  covered = slip_database_get_int (
      db, 0, "SELECT max (last) FROM segment WHERE replica = ? AND state <> 'old'", "s", replica);
  frames =
      load_waiting (slip_database_query (db, error,
                                         "SELECT seq, NULL, size FROM frame WHERE replica = ? AND "
                                         "fork = 0 AND seq > ? ORDER BY seq",
                                         "si", replica, (gint64) covered),
                    error);
  if (frames == NULL)
    return FALSE;
  blobs = load_waiting (
      slip_database_query (db, error,
                           "SELECT 0, hash, size FROM blob WHERE size BETWEEN 1 AND ? AND "
                           "hash NOT IN (SELECT hash FROM blob_sent) ORDER BY hash",
                           "i", (gint64) SLIP_BLOB_MAX_CARRIED),
      error);
  if (blobs == NULL)
    return FALSE;
  for (guint i = 0; i < frames->len; i++)
    tail += g_array_index (frames, Waiting, i).size;
  if (frames->len > 0 && (tail > SLIP_HEAD_MAX_TAIL || blobs->len > 0))
    {
      if (!cut_segments (db, job, frames, blobs, error))
        return FALSE;
      covered = last;
    }
  if (!compact (db, job, error) || !add_parts (db, job, error) ||
      !add_segments (db, job, head, error))
    return FALSE;

  state = slip_database_get_text (
      db, NULL, "SELECT state FROM head WHERE replica = ? ORDER BY number DESC LIMIT 1", "s",
      replica);
  head_last = slip_database_get_int (
      db, 0, "SELECT last FROM head WHERE replica = ? ORDER BY number DESC LIMIT 1", "s", replica);
  session->sent_before = slip_database_get_int (
      db, 0, "SELECT max (last) FROM head WHERE replica = ? AND state = 'confirmed'", "s", replica);
  if (last > 0 &&
      (g_strcmp0 (state, "confirmed") != 0 || (guint64) head_last < last || job->new_segments ||
       slip_database_get_int (
           db, 0,
           "SELECT count (*) FROM damaged WHERE asked = 0 AND path NOT LIKE '%/' || ? || '-%'", "s",
           replica) > 0) &&
      !add_head (db, job, head, covered, last, error))
    return FALSE;
  return add_old (db, job, error);
}

static gboolean
prepare_job (SlipDatabase *db, gpointer data, GError **error)
{
  if (!slip_database_begin (db, error))
    return FALSE;
  if (!prepare (db, data, error))
    {
      slip_database_rollback (db);
      return FALSE;
    }
  return slip_database_commit (db, error);
}

/**
 * slip_sync_outgoing_prepare:
 *
 * Seals the outbox and fills in @event (PREPARED). FALSE when the database failed.
 */
gboolean
slip_sync_outgoing_prepare (SlipSyncSession *session, SlipSyncEvent *event)
{
  OutgoingJob job = { .session = session, .event = event };
  GDestroyNotify file_free = (GDestroyNotify) slip_sync_file_free;

  event->kind = SLIP_SYNC_PREPARED;
  event->files = g_ptr_array_new_with_free_func (file_free);
  event->back = g_ptr_array_new_with_free_func (file_free);
  event->old = g_ptr_array_new_with_free_func (file_free);
  if (session->too_small)
    {
      slip_answer_set (&event->answer, SLIP_ANSWER_TOO_LARGE, 413,
                       "The store takes no files of 256 KiB");
      return TRUE;
    }
  if (!session->peer->seal (session->peer, &session->failure))
    return FALSE;
  return slip_sync_session_run (session, prepare_job, &job);
}

static gboolean
load_part (SlipDatabase *db, OutgoingJob *job, GError **error)
{
  SlipPartKey *key = g_hash_table_lookup (job->session->parts, job->name);
  g_autofree char *hex = slip_hash_to_hex (&key->hash);
  g_autoptr (GBytes) blob = slip_blobs_get (db, hex, error);
  g_autoptr (SlipPart) part = slip_part_new ();
  gsize offset;

  if (blob == NULL)
    return FALSE;
  part->workspace = job->session->peer->workspace;
  part->blob = key->hash;
  part->size = g_bytes_get_size (blob);
  part->part_size = slip_sync_part_size (key->level);
  part->n = key->n;
  offset = (gsize) part->n * part->part_size;
  part->bytes = g_bytes_new_from_bytes (blob, offset, MIN (part->part_size, part->size - offset));
  job->bytes = slip_part_encode (part);
  return TRUE;
}

static gboolean
load_job (SlipDatabase *db, gpointer data, GError **error)
{
  OutgoingJob *job = data;
  char replica[SLIP_REPLICA_LENGTH + 1];
  guint64 first, last;
  g_autoptr (SlipSegment) segment = NULL;
  g_autofree char *name = NULL;
  SlipHash hash;

  if (g_str_equal (job->folder, SLIP_REMOTE_BLOBS))
    return load_part (db, job, error);
  if (slip_segment_parse_name (job->name, replica, &first, &last))
    segment = load_segment (db, job->session, replica, first, last, job->name, error);
  if (segment == NULL)
    return FALSE;
  job->bytes = slip_segment_encode (segment, &name, &hash);
  if (!g_str_equal (name, job->name))
    {
      g_clear_pointer (&job->bytes, g_bytes_unref);
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
          "Own frames of %s are not in workspace.db as they were sent; run `slipwayctl verify`",
          job->name);
      return FALSE;
    }
  return TRUE;
}

/**
 * slip_sync_outgoing_load:
 *
 * Returns: (transfer full): the bytes of an own file, the same each time; %NULL when the database failed
 */
GBytes *
slip_sync_outgoing_load (SlipSyncSession *session, const char *folder, const char *name)
{
  OutgoingJob job = { .session = session, .folder = folder, .name = name };

  if (g_str_equal (folder, SLIP_REMOTE_HEADS))
    return g_bytes_ref (session->head_bytes);
  if (!slip_sync_session_run (session, load_job, &job))
    return NULL;
  return job.bytes;
}
