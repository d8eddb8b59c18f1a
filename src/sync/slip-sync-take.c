/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Gives staged frames to the workspace's log, in order, and writes down which heads are done with.
 * A member may be admitted by frames that came in the same run, so this goes round until nothing
 * moves. */

#include "sync/slip-sync-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "store/slip-blobs.h"

typedef struct
{
  SlipSyncSession *session;
  const char *replica;
  GPtrArray *staged; /* frames of the replica */
  GPtrArray *ready;  /* frames that can be taken now */
  gboolean ahead;
  guint64 held;
  guint64 matched;
  SlipStagedHead *head;
  SlipSegment *segment;
  const char *name;
  const SlipHash *hash;
} TakeJob;

static int
compare_frames (gconstpointer a, gconstpointer b)
{
  const SlipFrame *left = *(SlipFrame *const *) a;
  const SlipFrame *right = *(SlipFrame *const *) b;

  if (left->seq != right->seq)
    return left->seq < right->seq ? -1 : 1;
  return memcmp (left->hash.bytes, right->hash.bytes, SLIP_HASH_BYTES);
}

/* Sorts what is staged into held (dropped), ready and waiting for a gap to close. */
static gboolean
sort_job (SlipDatabase *db, gpointer data, GError **error)
{
  TakeJob *job = data;
  gboolean own = strcmp (job->replica, job->session->replica) == 0;
  guint64 next = slip_sync_held (db, job->replica) + 1;

  g_ptr_array_sort (job->staged, compare_frames);
  for (guint i = 0; i < job->staged->len;)
    {
      SlipFrame *frame = g_ptr_array_index (job->staged, i);

      if (slip_sync_holds (db, job->replica, frame->seq, &frame->hash))
        {
          job->matched = MAX (job->matched, frame->seq);
          g_ptr_array_remove_index (job->staged, i);
          continue;
        }
      if (own)
        {
          job->ahead = TRUE;
          i++;
          continue;
        }
      if (frame->seq > next)
        break;
      if (frame->seq == next)
        next++;
      g_ptr_array_add (job->ready, slip_frame_ref (frame));
      g_ptr_array_remove_index (job->staged, i);
    }
  job->held = next - 1;
  return TRUE;
}

static void
unref_frame (gpointer frame)
{
  slip_frame_unref (frame);
}

/* Problems of what was received, not of this machine. */
static gboolean
is_their_fault (GError *error)
{
  return g_error_matches (error, SLIP_ERROR, SLIP_ERROR_CORRUPT) ||
         g_error_matches (error, SLIP_ERROR, SLIP_ERROR_INVALID) ||
         g_error_matches (error, SLIP_ERROR, SLIP_ERROR_BAD_SIGNATURE) ||
         g_error_matches (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED) ||
         g_error_matches (error, SLIP_ERROR, SLIP_ERROR_TOO_NEW) ||
         g_error_matches (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE);
}

/* Takes what is ready of one replica. @moved tells whether anything was. */
static gboolean
take_replica (SlipSyncSession *session, const char *replica, GPtrArray *staged, gboolean *moved,
              gboolean *ahead)
{
  g_autoptr (GPtrArray) ready = g_ptr_array_new_with_free_func (unref_frame);
  TakeJob job = { .session = session, .replica = replica, .staged = staged, .ready = ready };
  SlipSyncCounts counts = { 0 };
  GError *local = NULL;
  guint taken = 0;

  if (!slip_sync_session_run (session, sort_job, &job))
    return FALSE;
  if (job.ahead)
    {
      *ahead = TRUE;
      session->matched = MAX (session->matched, job.matched);
      return TRUE;
    }
  if (ready->len == 0)
    return TRUE;
  if (session->peer->progress != NULL)
    {
      g_autofree char *text = g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE, "Taking in %u frame", "Taking in %u frames", ready->len),
          ready->len);

      session->peer->progress (session->peer, text);
    }
  if (!session->peer->ingest (session->peer, ready, &taken, &counts, &local))
    {
      g_autofree char *text = NULL;

      if (!is_their_fault (local))
        {
          session->failure = local;
          return FALSE;
        }
      if (g_error_matches (local, SLIP_ERROR, SLIP_ERROR_TOO_LARGE))
        /* The files are in order: whoever was revoked may fill the store, and nobody else's work waits for that. */
        g_ptr_array_add (session->stats->notices, g_strdup (local->message));
      else
        {
          text = g_strdup_printf (
              _ ("Frames of %s from number %" PRIu64 " on were set aside: %s"), replica,
              taken < ready->len ? ((SlipFrame *) g_ptr_array_index (ready, taken))->seq
                                 : (guint64) 0,
              local->message);
          slip_sync_session_problem (session, text);
          session->set_aside++;
          if (session->first_damage == NULL)
            session->first_damage = g_strdup (text);
        }
      g_hash_table_add (session->blocked, g_strdup (replica));
      g_error_free (local);
    }
  *moved = *moved || taken > 0;
  session->stats->ops_received += counts.ops;
  session->stats->conflicts += counts.conflicts;
  return TRUE;
}

static gboolean
carried_job (SlipDatabase *db, gpointer data, GError **error)
{
  TakeJob *job = data;

  for (guint i = 0; i < job->segment->blobs->len; i++)
    {
      g_autofree char *hash = NULL;
      GBytes *blob = g_ptr_array_index (job->segment->blobs, i);

      /* What is held stays as it was noted here. */
      if (job->session->read_all)
        {
          g_autofree char *held = slip_hash_hex_of (blob);

          if (slip_blobs_has (db, held))
            continue;
        }
      if (!slip_blobs_put (db, blob, &hash, error) ||
          !slip_database_run (
              db, error,
              "INSERT OR IGNORE INTO blob_sent (hash, size, part_size, segment, state) "
              "VALUES (?, ?, 0, ?, 'there')",
              "sis", hash, (gint64) g_bytes_get_size (blob), job->name))
        return FALSE;
    }
  return TRUE;
}

/* Blobs go before the frames that came with them: frames that are held never make a segment be read
 * again. */
static gboolean
take_carried (SlipSyncSession *session)
{
  for (guint i = 0; i < session->segments->len; i++)
    {
      TakeJob job = { .session = session,
                      .segment = g_ptr_array_index (session->segments, i),
                      .name = g_ptr_array_index (session->segment_names, i) };

      if (job.segment->blobs->len > 0 && !slip_sync_session_run (session, carried_job, &job))
        return FALSE;
    }
  return TRUE;
}

static gboolean
segment_job (SlipDatabase *db, gpointer data, GError **error)
{
  TakeJob *job = data;
  g_autofree char *path = g_strconcat (SLIP_REMOTE_SEGMENTS "/", job->name, NULL);
  g_autofree char *hex = slip_hash_to_hex (job->hash);

  /* A segment of our own under a name that we did not know is as good as confirmed. */
  return slip_database_run (
             db, error,
             "INSERT OR IGNORE INTO segment (name, replica, first, last, size, hash, state) "
             "VALUES (?, ?, ?, ?, 0, ?, 'read')",
             "ssiis", job->name, job->segment->replica, (gint64) job->segment->first,
             (gint64) job->segment->last, hex) &&
         slip_database_run (db, error, "DELETE FROM damaged WHERE path = ?", "s", path);
}

static gboolean
note_segments (SlipSyncSession *session)
{
  SlipHash zero = { { 0 } };

  for (guint i = 0; i < session->segments->len; i++)
    {
      TakeJob job = { .session = session,
                      .segment = g_ptr_array_index (session->segments, i),
                      .name = g_ptr_array_index (session->segment_names, i),
                      .hash = &zero };

      for (guint n = 0; n < session->heads->len; n++)
        {
          SlipStagedHead *staged = g_ptr_array_index (session->heads, n);

          g_hash_table_remove (staged->needs, job.name);
        }
      if (strcmp (job.segment->replica, session->replica) != 0 &&
          !slip_sync_session_run (session, segment_job, &job))
        return FALSE;
    }
  g_ptr_array_set_size (session->segments, 0);
  g_ptr_array_set_size (session->segment_names, 0);
  return TRUE;
}

static guint64
last_frame (SlipHead *head)
{
  guint64 covered =
      head->segments->len > 0
          ? ((SlipSegmentRef *) g_ptr_array_index (head->segments, head->segments->len - 1))->last
          : 0;

  return covered + head->tail->len;
}

static gboolean
head_job (SlipDatabase *db, gpointer data, GError **error)
{
  TakeJob *job = data;
  SlipHead *head = job->head->head;
  gboolean own = strcmp (head->replica, job->session->replica) == 0;
  g_autofree char *path = g_strconcat (SLIP_REMOTE_HEADS "/", job->head->name, NULL);

  if (!job->ahead && slip_sync_held (db, head->replica) < last_frame (head))
    return TRUE;
  job->matched = 1;
  return slip_database_run (
             db, error,
             "INSERT OR REPLACE INTO head (name, replica, number, size, last, device, state) "
             "VALUES (?, ?, ?, ?, ?, ?, ?)",
             "ssiiiss", job->head->name, head->replica, (gint64) head->number, job->head->size,
             (gint64) last_frame (head), job->head->device, own ? "confirmed" : "read") &&
         slip_database_run (db, error, "DELETE FROM damaged WHERE path = ?", "s", path) &&
         (own || slip_database_run (db, error, "DELETE FROM head WHERE replica = ? AND number < ?",
                                    "si", head->replica, (gint64) head->number - 8));
}

/* Heads whose frames are all in the log, and those that they supersede, need not be read again. */
static gboolean
note_heads (SlipSyncSession *session)
{
  for (guint i = 0; i < session->heads->len; i++)
    {
      SlipStagedHead *staged = g_ptr_array_index (session->heads, i);
      GPtrArray *waiting = g_hash_table_lookup (session->frames, staged->head->replica);
      TakeJob job = { .session = session, .head = staged };

      if (staged->stranger || !staged->staged || g_hash_table_size (staged->needs) > 0 ||
          (waiting != NULL && waiting->len > 0) ||
          g_hash_table_contains (session->blocked, staged->head->replica))
        continue;
      if (!slip_sync_session_run (session, head_job, &job))
        return FALSE;
      if (job.matched == 0)
        continue;
      for (guint n = 0; n < session->heads->len; n++)
        {
          SlipStagedHead *older = g_ptr_array_index (session->heads, n);

          if (g_ptr_array_find_with_equal_func (staged->head->previous, older->name, g_str_equal,
                                                NULL))
            {
              TakeJob other = { .session = session, .head = older, .ahead = TRUE };

              if (!slip_sync_session_run (session, head_job, &other))
                return FALSE;
              g_hash_table_remove_all (older->needs);
            }
        }
    }
  return TRUE;
}

static gboolean
is_superseded (SlipSyncSession *session, SlipStagedHead *head)
{
  for (guint i = 0; i < session->heads->len; i++)
    {
      SlipStagedHead *other = g_ptr_array_index (session->heads, i);

      if (other != head &&
          g_ptr_array_find_with_equal_func (other->head->previous, head->name, g_str_equal, NULL))
        return TRUE;
    }
  return FALSE;
}

/* Heads of strangers whom the frames just taken have admitted. */
static gboolean
admit (SlipSyncSession *session, SlipSyncEvent *event, gboolean *moved)
{
  for (guint i = 0; i < session->heads->len; i++)
    {
      SlipStagedHead *staged = g_ptr_array_index (session->heads, i);
      SlipSyncResult *result;

      if (!staged->stranger || !session->peer->device_known (session->peer, staged->device))
        continue;
      result = slip_sync_result_new (SLIP_REMOTE_HEADS, staged->name);
      if (!slip_sync_intake_stage_head (session, staged, result))
        {
          slip_sync_result_free (result);
          return FALSE;
        }
      staged->stranger = FALSE;
      *moved = TRUE;
      if (result->verdict == SLIP_SYNC_FILE_GOOD && !is_superseded (session, staged))
        g_ptr_array_add (event->results, result);
      else
        {
          if (result->text != NULL)
            slip_sync_session_problem (session, result->text);
          slip_sync_result_free (result);
        }
    }
  return TRUE;
}

/* A copy takes nothing in under the name of its original: what it has not sent had seen nothing of it. */
static gboolean
take_as_copy (SlipSyncSession *session, SlipSyncEvent *event)
{
  GPtrArray *staged = g_hash_table_lookup (session->frames, session->replica);
  g_autoptr (GPtrArray) ready = g_ptr_array_new_with_free_func (unref_frame);
  TakeJob job = {
    .session = session, .replica = session->replica, .staged = staged, .ready = ready
  };

  if (staged != NULL && !slip_sync_session_run (session, sort_job, &job))
    return FALSE;
  session->matched = MAX (session->matched, job.matched);
  event->ahead = TRUE;
  return TRUE;
}

/**
 * slip_sync_take:
 *
 * Takes all staged frames that follow on what is held, and fills in @event (TAKEN).
 *
 * Returns: FALSE when this machine failed
 */
gboolean
slip_sync_take (SlipSyncSession *session, SlipSyncEvent *event)
{
  gboolean moved = TRUE;

  event->kind = SLIP_SYNC_TAKEN;
  event->results = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_result_free);
  if (!take_carried (session))
    return FALSE;
  if (session->peer->copied)
    return take_as_copy (session, event);
  while (moved && !event->ahead)
    {
      g_autoptr (GList) replicas = g_hash_table_get_keys (session->frames);

      moved = FALSE;
      replicas = g_list_sort (replicas, (GCompareFunc) strcmp);
      for (GList *l = replicas; l != NULL; l = l->next)
        {
          GPtrArray *staged = g_hash_table_lookup (session->frames, l->data);

          if (g_hash_table_contains (session->blocked, l->data))
            continue;
          if (!take_replica (session, l->data, staged, &moved, &event->ahead))
            return FALSE;
        }
      if (!admit (session, event, &moved))
        return FALSE;
    }
  if (event->ahead)
    return TRUE;
  if (!note_segments (session) || !note_heads (session))
    return FALSE;
  event->files = slip_sync_parts_texts (session);
  event->wanted = session->files_wanted = slip_sync_parts_wanted (session);
  return session->failure == NULL &&
         ((event->files->len == 0 && !event->wanted) || slip_sync_store_blobs_open (session, TRUE));
}
