/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Which files go to the store: frames that are on no segment yet, small blobs beside them, large
 * ones in parts, and the head that names it all. Names are stored before anything is sent; the same
 * name always gets the same bytes. */

#include "sync/slip-sync-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_PREVIOUS 8
#define MAX_ASKED 32

typedef struct
{
  SlipSyncSession *session;
  SlipSyncEvent *event;
  SlipSyncCut cut;
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

/* Own segments that are not known to be on the store, and when all is fetched again those that are listed, too. */
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
      if (job->session->read_all && g_strcmp0 (slip_query_text (query, 5), "confirmed") == 0)
        g_ptr_array_add (job->event->check,
                         slip_sync_file_new (SLIP_REMOTE_SEGMENTS, slip_query_text (query, 0),
                                             slip_query_int (query, 3)));
      if (job->session->read_all || g_strcmp0 (slip_query_text (query, 5), "confirmed") != 0)
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
      tail = slip_sync_cut_load (db, session, session->replica, covered + 1, last, NULL, error);
      if (tail == NULL)
        return FALSE;
      for (guint i = 0; i < tail->frames->len; i++)
        g_ptr_array_add (head->tail, g_bytes_ref (g_ptr_array_index (tail->frames, i)));
    }
  if (!add_texts (db, head->previous, error,
                  "SELECT name FROM head WHERE replica = ? ORDER BY number DESC LIMIT ?",
                  session->replica, MAX_PREVIOUS) ||
      !add_texts (db, head->damaged, error,
                  "SELECT path FROM damaged WHERE asked >= 0 AND path NOT LIKE '%/' || ? || '-%' "
                  "ORDER BY path LIMIT ?",
                  session->replica, MAX_ASKED))
    return FALSE;
  g_clear_pointer (&session->head_name, g_free);
  g_clear_pointer (&session->head_bytes, g_bytes_unref);
  session->head_bytes = slip_head_encode (head, session->peer->device_secret, &session->head_name);
  session->sent_after = last;
  memcpy (key.bytes, head->device, sizeof key.bytes);
  device = slip_hash_to_hex (&key);
  if (job->cut.purged)
    {
      g_autofree char *below = g_strdup_printf ("%" G_GUINT64_FORMAT, head->number);

      if (!slip_meta_set (db, SLIP_META_SYNC_HEADS_BELOW, below, error))
        return FALSE;
    }
  g_ptr_array_add (job->event->files, slip_sync_file_new (SLIP_REMOTE_HEADS, session->head_name,
                                                          g_bytes_get_size (session->head_bytes)));
  return slip_database_run (db, error,
                            "INSERT INTO head (name, replica, number, size, last, device, state) "
                            "VALUES (?, ?, ?, ?, ?, ?, 'made')",
                            "ssiiis", session->head_name, session->replica, (gint64) head->number,
                            (gint64) g_bytes_get_size (session->head_bytes), (gint64) last,
                            device) &&
         slip_database_run (db, error, "UPDATE damaged SET asked = 1 WHERE asked = 0", "");
}

/* All own heads but the newest two, those that somebody can't read, and segments that were
 * merged. After a purge all but the newest: that one always stays, whatever was noted. */
static gboolean
add_old (SlipDatabase *db, OutgoingJob *job, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *below = slip_meta_get (db, SLIP_META_SYNC_HEADS_BELOW);
  guint heads;

  if (!add_texts (
          db, names, error,
          "SELECT name FROM head WHERE replica = ?1 AND (number < ?2 OR name NOT IN (SELECT name "
          "FROM "
          "head WHERE replica = ?1 ORDER BY number DESC LIMIT 2)) AND number < (SELECT max "
          "(number) FROM head WHERE replica = ?1) ORDER BY number DESC LIMIT 1000",
          job->session->replica, below != NULL ? g_ascii_strtoll (below, NULL, 10) : 0) ||
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

/* What has to go goes at once, however many files these are. */
static gboolean
count_old (OutgoingJob *job)
{
  job->event->compacted = job->cut.merged || job->cut.purged;
  for (guint i = 0; i < job->event->old->len && !job->event->compacted; i++)
    job->event->compacted = g_str_equal (
        ((SlipSyncFile *) g_ptr_array_index (job->event->old, i))->folder, SLIP_REMOTE_BLOBS);
  return TRUE;
}

static gboolean
prepare (SlipDatabase *db, OutgoingJob *job, GError **error)
{
  SlipSyncSession *session = job->session;
  const char *replica = session->replica;
  g_autofree char *max = slip_meta_get (db, SLIP_META_SYNC_CONTAINER);
  g_autofree char *state = NULL;
  g_autoptr (SlipHead) head = slip_head_new ();
  guint64 last = slip_sync_held (db, replica);
  guint64 covered = 0;
  gint64 head_last;

  job->cut.session = session;
  job->cut.back = job->event->back;
  job->cut.max = max != NULL ? g_ascii_strtoll (max, NULL, 10) : SLIP_SEGMENT_MAX_BYTES;
  job->cut.max = CLAMP (job->cut.max, SLIP_SEGMENT_MIN_BYTES, SLIP_SEGMENT_MAX_BYTES);
  if (!slip_sync_purge_segments (db, &job->cut, error) ||
      !slip_sync_cut_tail (db, &job->cut, &covered, error) ||
      !slip_sync_cut_merge (db, &job->cut, error) ||
      !slip_sync_parts_prepare (db, session, job->cut.max, job->event, error) ||
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
      (g_strcmp0 (state, "confirmed") != 0 || (guint64) head_last < last || job->cut.made ||
       slip_database_get_int (
           db, 0,
           "SELECT count (*) FROM damaged WHERE asked = 0 AND path NOT LIKE '%/' || ? || '-%'", "s",
           replica) > 0) &&
      !add_head (db, job, head, covered, last, error))
    return FALSE;
  return add_old (db, job, error) && slip_sync_purge_parts (db, session, job->event->old, error) &&
         count_old (job);
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
  event->check = g_ptr_array_new_with_free_func (file_free);
  event->old = g_ptr_array_new_with_free_func (file_free);
  if (session->too_small)
    {
      slip_answer_set (&event->answer, SLIP_ANSWER_TOO_LARGE, 413,
                       _ ("The store takes no files of 256 KiB"));
      return TRUE;
    }
  if (!session->peer->seal (session->peer, &session->failure))
    return FALSE;
  return slip_sync_session_run (session, prepare_job, &job);
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
    {
      job->bytes = slip_sync_parts_load (db, job->session, job->name, error);
      return job->bytes != NULL;
    }
  if (slip_segment_parse_name (job->name, replica, &first, &last))
    segment = slip_sync_cut_load (db, job->session, replica, first, last, job->name, error);
  if (segment == NULL)
    return FALSE;
  job->bytes = slip_segment_encode (segment, &name, &hash);
  if (!g_str_equal (name, job->name))
    {
      g_clear_pointer (&job->bytes, g_bytes_unref);
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
          _ ("Own frames of %s are not in workspace.db as they were sent; run `slipwayctl verify`"),
          job->name);
      return FALSE;
    }
  return TRUE;
}

/**
 * slip_sync_outgoing_load:
 *
 * Returns: (transfer full): the bytes of an own file, the same each time; %NULL when the database
 *   failed
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
