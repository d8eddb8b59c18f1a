/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Files that came from the store: checked whole, then staged in memory. Nothing reaches the log
 * from here, and nothing of a file of which one byte is wrong is ever used. */

#include "sync/slip-sync-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
slip_staged_head_free (SlipStagedHead *staged)
{
  g_free (staged->name);
  g_free (staged->device);
  g_clear_pointer (&staged->head, slip_head_free);
  g_hash_table_unref (staged->needs);
  g_free (staged);
}

void
slip_sync_intake_bad (SlipSyncResult *result, GError *error)
{
  /* Files of other workspaces and of newer programs are whole, just not for us. */
  result->verdict = g_error_matches (error, SLIP_ERROR, SLIP_ERROR_TOO_NEW) ||
                            g_error_matches (error, SLIP_ERROR, SLIP_ERROR_INVALID)
                        ? SLIP_SYNC_FILE_ELSE
                        : SLIP_SYNC_FILE_BAD;
  g_free (result->text);
  result->text = g_strdup (error->message);
  g_error_free (error);
}

static void
unref_frame (gpointer frame)
{
  slip_frame_unref (frame);
}

/* Decodes @bytes as frames of @replica, the first of number @first (0: any). */
static GPtrArray *
decode_frames (SlipSyncSession *session, GPtrArray *bytes, const char *replica, guint64 first,
               const char *file, GError **error)
{
  g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func (unref_frame);

  for (guint i = 0; i < bytes->len; i++)
    {
      g_autoptr (GError) local = NULL;
      SlipFrame *frame = slip_frame_decode (g_ptr_array_index (bytes, i), &local);

      if (frame == NULL)
        {
          int code = g_error_matches (local, SLIP_ERROR, SLIP_ERROR_TOO_NEW) ? SLIP_ERROR_TOO_NEW
                                                                             : SLIP_ERROR_CORRUPT;

          g_set_error (error, SLIP_ERROR, code,
                       _ ("The file %s on the store holds a bad frame: %s"), file, local->message);
          return NULL;
        }
      g_ptr_array_add (frames, frame);
      if (first == 0)
        first = frame->seq;
      if (strcmp (frame->replica, replica) != 0 || frame->seq != first + i ||
          !slip_hash_equal (&frame->workspace, &session->peer->workspace))
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                       _ ("The file %s on the store holds frames that do not belong in it"), file);
          return NULL;
        }
    }
  return g_steal_pointer (&frames);
}

static void
stage_frames (SlipSyncSession *session, GPtrArray *frames)
{
  for (guint i = 0; i < frames->len; i++)
    {
      SlipFrame *frame = g_ptr_array_index (frames, i);
      GPtrArray *of = g_hash_table_lookup (session->frames, frame->replica);
      gboolean there = FALSE;

      if (of == NULL)
        {
          of = g_ptr_array_new_with_free_func (unref_frame);
          g_hash_table_insert (session->frames, g_strdup (frame->replica), of);
        }
      for (guint n = 0; n < of->len && !there; n++)
        there = slip_hash_equal (&((SlipFrame *) g_ptr_array_index (of, n))->hash, &frame->hash);
      if (!there)
        g_ptr_array_add (of, slip_frame_ref (frame));
    }
}

static gboolean
known_device (SlipSyncSession *session, const guint8 *device)
{
  SlipHash key;
  g_autofree char *hex = NULL;

  memcpy (key.bytes, device, sizeof key.bytes);
  hex = slip_hash_to_hex (&key);
  return session->peer->device_known (session->peer, hex);
}

typedef struct
{
  SlipSyncSession *session;
  SlipStagedHead *staged;
  GPtrArray *frames;
  SlipSyncResult *result;
} IntakeJob;

/* Which segments the head leads to: those that hold frames that we don't, and all when it is of
 * another history, or when all is fetched again (own ones are compared where they would be put). */
static gboolean
needs_job (SlipDatabase *db, gpointer data, GError **error)
{
  IntakeJob *job = data;
  SlipHead *head = job->staged->head;
  gboolean own = strcmp (head->replica, job->session->replica) == 0;
  guint64 held = slip_sync_held (db, head->replica);
  gboolean fork = FALSE;

  for (guint i = 0; i < job->frames->len && !fork; i++)
    {
      SlipFrame *frame = g_ptr_array_index (job->frames, i);

      fork = frame->seq <= held && !slip_sync_holds (db, head->replica, frame->seq, &frame->hash);
    }
  for (guint i = 0; i < head->segments->len; i++)
    {
      SlipSegmentRef *ref = g_ptr_array_index (head->segments, i);

      if (slip_database_get_int (db, 0, "SELECT count (*) FROM segment WHERE name = ?", "s",
                                 ref->name) > 0 &&
          (own || (ref->last <= held && !job->session->read_all)))
        continue;
      if (!own && !fork && ref->last <= held && !job->session->read_all)
        continue;
      g_hash_table_add (job->staged->needs, g_strdup (ref->name));
      g_ptr_array_add (job->result->needs,
                       slip_sync_file_new (SLIP_REMOTE_SEGMENTS, ref->name, ref->size));
    }
  return TRUE;
}

static gboolean
stranger_job (SlipDatabase *db, gpointer data, GError **error)
{
  IntakeJob *job = data;
  SlipStagedHead *staged = job->staged;

  return slip_database_run (
      db, error,
      "INSERT OR REPLACE INTO head (name, replica, number, size, last, device, state) "
      "VALUES (?, ?, ?, ?, 0, ?, 'stranger')",
      "ssiis", staged->name, staged->head->replica, (gint64) staged->head->number, staged->size,
      staged->device);
}

/* A stranger's first frame is a request to join; nothing else of a stranger is read. */
static gboolean
offer_stranger (SlipSyncSession *session, SlipStagedHead *staged, SlipSyncResult *result)
{
  IntakeJob job = { .session = session, .staged = staged };
  GBytes *first = staged->head->tail->len > 0 ? g_ptr_array_index (staged->head->tail, 0) : NULL;

  result->verdict = SLIP_SYNC_FILE_STRANGER;
  staged->stranger = TRUE;
  if (first != NULL && staged->head->segments->len == 0 &&
      g_bytes_get_size (first) <= SLIP_STRANGER_MAX_BYTES)
    {
      g_autoptr (SlipFrame) frame = slip_frame_decode (first, NULL);

      if (frame != NULL && frame->seq == 1 && strcmp (frame->replica, staged->head->replica) == 0 &&
          slip_hash_equal (&frame->workspace, &session->peer->workspace) &&
          !session->peer->stranger (session->peer, frame, &session->failure))
        return FALSE;
    }
  return slip_sync_session_run (session, stranger_job, &job);
}

/**
 * slip_sync_intake_stage_head:
 * @result: gets the verdict, the segments to read and the heads that this one supersedes
 *
 * Stages the frames of a head of a known device.
 *
 * Returns: FALSE when the database failed
 */
gboolean
slip_sync_intake_stage_head (SlipSyncSession *session, SlipStagedHead *staged,
                             SlipSyncResult *result)
{
  IntakeJob job = { .session = session, .staged = staged, .result = result };
  g_autoptr (GPtrArray) frames = NULL;
  GError *local = NULL;

  frames =
      decode_frames (session, staged->head->tail, staged->head->replica, 0, staged->name, &local);
  for (guint i = 0; frames != NULL && i < frames->len; i++)
    {
      SlipFrame *frame = g_ptr_array_index (frames, i);
      guint64 covered = staged->head->segments->len > 0
                            ? ((SlipSegmentRef *) g_ptr_array_index (
                                   staged->head->segments, staged->head->segments->len - 1))
                                  ->last
                            : 0;

      if ((i == 0 && frame->seq != covered + 1) ||
          memcmp (frame->device, staged->head->device, SLIP_KEY_BYTES) != 0)
        {
          g_set_error (&local, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                       _ ("The file %s on the store holds frames that do not belong in it"),
                       staged->name);
          g_clear_pointer (&frames, g_ptr_array_unref);
        }
    }
  if (frames == NULL)
    {
      slip_sync_intake_bad (result, local);
      return TRUE;
    }
  result->verdict = SLIP_SYNC_FILE_GOOD;
  g_clear_pointer (&result->needs, g_ptr_array_unref);
  result->needs = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_file_free);
  g_clear_pointer (&result->previous, g_ptr_array_unref);
  result->previous = g_ptr_array_ref (staged->head->previous);
  job.frames = frames;
  staged->stranger = FALSE;
  staged->staged = TRUE;
  stage_frames (session, frames);
  return slip_sync_session_run (session, needs_job, &job) &&
         slip_sync_store_asked (session, staged->head->damaged);
}

void
slip_sync_intake_head (SlipSyncSession *session, GBytes *bytes, SlipSyncResult *result)
{
  GError *local = NULL;
  SlipHead *head = slip_head_decode (bytes, result->name, &session->peer->workspace, &local);
  SlipStagedHead *staged;
  SlipHash key;

  if (head == NULL)
    {
      slip_sync_intake_bad (result, local);
      return;
    }
  /* A head that is read again in the same run replaces what was staged of it. */
  for (guint i = 0; i < session->heads->len; i++)
    if (g_str_equal (((SlipStagedHead *) g_ptr_array_index (session->heads, i))->name,
                     result->name))
      {
        g_ptr_array_remove_index (session->heads, i);
        break;
      }
  staged = g_new0 (SlipStagedHead, 1);
  staged->name = g_strdup (result->name);
  staged->size = g_bytes_get_size (bytes);
  staged->head = head;
  memcpy (key.bytes, head->device, sizeof key.bytes);
  staged->device = slip_hash_to_hex (&key);
  staged->needs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_ptr_array_add (session->heads, staged);
  if (strcmp (head->replica, session->replica) == 0 || known_device (session, head->device))
    slip_sync_intake_stage_head (session, staged, result);
  else
    offer_stranger (session, staged, result);
}

/* The head that led to the segment, and what it says of it. */
static SlipSegmentRef *
find_ref (SlipSyncSession *session, const char *name)
{
  for (guint i = 0; i < session->heads->len; i++)
    {
      SlipStagedHead *staged = g_ptr_array_index (session->heads, i);

      if (!g_hash_table_contains (staged->needs, name))
        continue;
      for (guint n = 0; n < staged->head->segments->len; n++)
        {
          SlipSegmentRef *ref = g_ptr_array_index (staged->head->segments, n);

          if (g_str_equal (ref->name, name))
            return ref;
        }
    }
  return NULL;
}

void
slip_sync_intake_segment (SlipSyncSession *session, GBytes *bytes, SlipSyncResult *result)
{
  GError *local = NULL;
  g_autoptr (SlipSegment) segment =
      slip_segment_decode (bytes, result->name, &session->peer->workspace, &local);
  g_autoptr (GPtrArray) frames = NULL;
  SlipSegmentRef *ref = find_ref (session, result->name);

  if (segment != NULL && ref != NULL && ref->size != g_bytes_get_size (bytes))
    {
      g_set_error (&local, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                   _ ("The file %s on the store has another length than its head says"),
                   result->name);
      g_clear_pointer (&segment, slip_segment_free);
    }
  if (segment != NULL)
    frames = decode_frames (session, segment->frames, segment->replica, segment->first,
                            result->name, &local);
  for (guint i = 0; frames != NULL && i < frames->len; i++)
    {
      SlipFrame *frame = g_ptr_array_index (frames, i);

      if (strcmp (frame->replica, session->replica) != 0 && !known_device (session, frame->device))
        {
          g_set_error (&local, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                       _ ("The file %s on the store holds frames of a device that nobody admitted"),
                       result->name);
          g_clear_pointer (&frames, g_ptr_array_unref);
        }
    }
  if (frames == NULL)
    {
      slip_sync_intake_bad (result, local);
      return;
    }
  result->verdict = SLIP_SYNC_FILE_GOOD;
  stage_frames (session, frames);
  g_ptr_array_add (session->segments, g_steal_pointer (&segment));
  g_ptr_array_add (session->segment_names, g_strdup (result->name));
}
