/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Files that came from the store: checked whole, then staged in memory. Nothing reaches the log
 * from here, and nothing of a file of which one byte is wrong is ever used. */

#include "sync/slip-sync-private.h"

#include <string.h>

#include "store/slip-blobs.h"

#define MAX_BLOB_BYTES ((guint64) 2 * 1024 * 1024 * 1024)

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
slip_staged_blob_free (SlipStagedBlob *staged)
{
  g_clear_pointer (&staged->parts, g_ptr_array_unref);
  g_free (staged);
}

static void
set_bad (SlipSyncResult *result, GError *error)
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

          g_set_error (error, SLIP_ERROR, code, "The file %s on the store holds a bad frame: %s",
                       file, local->message);
          return NULL;
        }
      g_ptr_array_add (frames, frame);
      if (first == 0)
        first = frame->seq;
      if (strcmp (frame->replica, replica) != 0 || frame->seq != first + i ||
          !slip_hash_equal (&frame->workspace, &session->peer->workspace))
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                       "The file %s on the store holds frames that do not belong in it", file);
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
  GBytes *blob;
  const char *hash;
  gint64 part_size;
  GPtrArray *files;
} IntakeJob;

/* Which segments the head leads to: those that hold frames that we don't, and all when it is of
 * another history. */
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
          (own || ref->last <= held))
        continue;
      if (!own && !fork && ref->last <= held)
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
                       "The file %s on the store holds frames that do not belong in it",
                       staged->name);
          g_clear_pointer (&frames, g_ptr_array_unref);
        }
    }
  if (frames == NULL)
    {
      set_bad (result, local);
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
      set_bad (result, local);
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
                   "The file %s on the store has another length than its head says", result->name);
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
                       "The file %s on the store holds frames of a device that nobody admitted",
                       result->name);
          g_clear_pointer (&frames, g_ptr_array_unref);
        }
    }
  if (frames == NULL)
    {
      set_bad (result, local);
      return;
    }
  result->verdict = SLIP_SYNC_FILE_GOOD;
  stage_frames (session, frames);
  g_ptr_array_add (session->segments, g_steal_pointer (&segment));
  g_ptr_array_add (session->segment_names, g_strdup (result->name));
}

/* The file of part @n of a blob cut into parts of @level. */
static SlipSyncFile *
part_file (SlipSyncSession *session, const SlipHash *hash, guint level, guint32 n)
{
  SlipPartKey key = { *hash, level, n };
  char *name = slip_part_name (session->peer->secret, hash, slip_sync_part_size (level), n);

  g_hash_table_replace (session->parts, name, g_memdup2 (&key, sizeof key));
  return slip_sync_file_new (SLIP_REMOTE_BLOBS, name, -1);
}

static gboolean
wanted_job (SlipDatabase *db, gpointer data, GError **error)
{
  IntakeJob *job = data;
  g_auto (GStrv) wanted = slip_blobs_wanted (db);

  for (guint i = 0; wanted != NULL && wanted[i] != NULL; i++)
    {
      SlipHash hash;

      if (slip_hash_from_hex (&hash, wanted[i]))
        g_ptr_array_add (job->files, part_file (job->session, &hash, 0, 0));
    }
  return TRUE;
}

/**
 * slip_sync_intake_wanted:
 *
 * Returns: (transfer full) (element-type SlipSyncFile): the first parts of all blobs that are
 *   wanted
 */
GPtrArray *
slip_sync_intake_wanted (SlipSyncSession *session)
{
  IntakeJob job = { .session = session,
                    .files =
                        g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_file_free) };

  slip_sync_session_run (session, wanted_job, &job);
  return job.files;
}

static gboolean
blob_job (SlipDatabase *db, gpointer data, GError **error)
{
  IntakeJob *job = data;
  gsize size = g_bytes_get_size (job->blob);
  SlipHash hash;

  /* Nobody needs to put it again. */
  slip_hash_bytes (&hash, job->blob);
  for (guint level = 0; slip_sync_part_size (level) != 0; level++)
    for (guint32 n = 0; n == 0 || (guint64) n * slip_sync_part_size (level) < size; n++)
      {
        g_autofree char *name =
            slip_part_name (job->session->peer->secret, &hash, slip_sync_part_size (level), n);
        g_autofree char *path = g_strconcat (SLIP_REMOTE_BLOBS "/", name, NULL);

        if (!slip_database_run (db, error, "DELETE FROM damaged WHERE path = ?", "s", path))
          return FALSE;
      }
  return slip_blobs_put (db, job->blob, NULL, error) &&
         slip_database_run (
             db, error,
             "INSERT OR IGNORE INTO blob_sent (hash, size, part_size, segment, state) "
             "VALUES (?, ?, ?, '', 'there')",
             "sii", job->hash, (gint64) g_bytes_get_size (job->blob), job->part_size);
}

/* Puts the parts together when all are there. */
static void
finish_blob (SlipSyncSession *session, SlipStagedBlob *staged, const char *hex,
             SlipSyncResult *result)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autoptr (GBytes) blob = NULL;
  IntakeJob job = { .session = session, .hash = hex, .part_size = staged->part_size };
  SlipHash found;

  for (guint i = 0; i < staged->parts->len; i++)
    if (g_ptr_array_index (staged->parts, i) == NULL)
      return;
  for (guint i = 0; i < staged->parts->len; i++)
    {
      GBytes *part = g_ptr_array_index (staged->parts, i);

      g_byte_array_append (all, g_bytes_get_data (part, NULL), g_bytes_get_size (part));
    }
  blob = g_byte_array_free_to_bytes (g_steal_pointer (&all));
  slip_hash_bytes (&found, blob);
  if (!slip_hash_equal (&found, &staged->hash))
    {
      result->verdict = SLIP_SYNC_FILE_BAD;
      result->text =
          g_strdup_printf ("The file %s on the store was altered (the whole that it is a part "
                           "of does not fit its hash)",
                           result->name);
    }
  else
    {
      job.blob = blob;
      slip_sync_session_run (session, blob_job, &job);
    }
  g_hash_table_remove (session->blobs, hex);
}

static void
unref_part (gpointer bytes)
{
  if (bytes != NULL)
    g_bytes_unref (bytes);
}

void
slip_sync_intake_part (SlipSyncSession *session, GBytes *bytes, SlipSyncResult *result)
{
  SlipPartKey *key = g_hash_table_lookup (session->parts, result->name);
  g_autofree char *hex = slip_hash_to_hex (&key->hash);
  GError *local = NULL;
  g_autoptr (SlipPart) part = NULL;
  SlipStagedBlob *staged;

  result->needs = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_file_free);
  if (bytes == NULL)
    {
      /* A server that takes only small files has it in smaller parts. */
      if (key->n == 0 && slip_sync_part_size (key->level + 1) != 0)
        g_ptr_array_add (result->needs, part_file (session, &key->hash, key->level + 1, 0));
      else
        {
          g_autofree char *name =
              slip_part_name (session->peer->secret, &key->hash, SLIP_PART_BYTES, key->n);

          result->text =
              g_strdup_printf ("A file with the digest %s is not on the store; whoever put "
                               "it there is asked to put it again",
                               hex);
          session->blob_set_aside = TRUE;
          slip_sync_store_damaged (session, SLIP_REMOTE_BLOBS, name);
        }
      return;
    }
  part = slip_part_decode (bytes, result->name, session->peer->secret, &session->peer->workspace,
                           &local);
  if (part != NULL && part->size > MAX_BLOB_BYTES)
    {
      g_set_error (&local, SLIP_ERROR, SLIP_ERROR_CORRUPT, "The file %s is part of one over 2 GiB",
                   result->name);
      g_clear_pointer (&part, slip_part_free);
    }
  if (part == NULL)
    {
      set_bad (result, local);
      return;
    }
  result->verdict = SLIP_SYNC_FILE_GOOD;
  staged = g_hash_table_lookup (session->blobs, hex);
  if (staged == NULL)
    {
      guint64 n = MAX (1, (part->size + part->part_size - 1) / part->part_size);

      staged = g_new0 (SlipStagedBlob, 1);
      staged->hash = part->blob;
      staged->size = part->size;
      staged->part_size = part->part_size;
      staged->parts = g_ptr_array_new_with_free_func (unref_part);
      g_ptr_array_set_size (staged->parts, n);
      g_hash_table_insert (session->blobs, g_strdup (hex), staged);
      for (guint32 i = 1; i < n; i++)
        g_ptr_array_add (result->needs, part_file (session, &key->hash, key->level, i));
    }
  if (part->size != staged->size || part->n >= staged->parts->len)
    {
      result->verdict = SLIP_SYNC_FILE_BAD;
      result->text = g_strdup_printf ("The file %s on the store was altered", result->name);
      return;
    }
  if (g_ptr_array_index (staged->parts, part->n) == NULL)
    g_ptr_array_index (staged->parts, part->n) = g_bytes_ref (part->bytes);
  finish_blob (session, staged, hex, result);
}
