/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Parts of blobs that come from the store. Each goes into the database as it is, a few in one
 * transaction, so that a cut in the middle costs nothing that had arrived, and memory holds a few
 * parts however large the blob is. */

#include "sync/slip-sync-private.h"

#include <string.h>

#include "store/slip-blobs.h"

/* Parts that are stored in one transaction. */
#define PENDING_MAX 8
/* Stored parts that are read again beside one that came. */
#define CATCH_UP_MAX 8

void
slip_staged_blob_free (SlipStagedBlob *staged)
{
  g_clear_pointer (&staged->held, g_byte_array_unref);
  g_clear_pointer (&staged->hasher, slip_hasher_free);
  g_free (staged);
}

void
slip_pending_part_free (SlipPendingPart *pending)
{
  g_free (pending->hex);
  slip_part_free (pending->part);
  g_free (pending);
}

/* A text whose first part is not there at this level. */
static void
part_is_missing (SlipSyncSession *session, SlipPartKey *key, const char *hex,
                 SlipSyncResult *result)
{
  /* A server that takes only small files has it in smaller parts. */
  if (key->n == 0 && slip_sync_part_size (key->level + 1) != 0 &&
      !g_hash_table_contains (session->asked, hex))
    g_ptr_array_add (result->needs, slip_sync_part_file (session, &key->hash, key->level + 1, 0));
  else
    slip_sync_session_waiting (session, hex);
}

void
slip_sync_parts_take (SlipSyncSession *session, GBytes *bytes, SlipSyncResult *result)
{
  SlipPartKey *key = g_hash_table_lookup (session->parts, result->name);
  g_autofree char *hex = slip_hash_to_hex (&key->hash);
  SlipPendingPart *pending;
  GError *local = NULL;
  SlipPart *part;

  if (result->needs == NULL)
    result->needs = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_file_free);
  if (bytes == NULL)
    {
      part_is_missing (session, key, hex, result);
      return;
    }
  part = slip_part_decode (bytes, result->name, session->peer->secret, &session->peer->workspace,
                           &local);
  if (part != NULL && (part->size > SLIP_BLOB_MAX_BYTES || part->part_size == 0 ||
                       part->n >= slip_sync_part_count (part->size, part->part_size) ||
                       g_bytes_get_size (part->bytes) !=
                           slip_sync_part_length (part->size, part->part_size, part->n)))
    {
      g_set_error (
          &local, SLIP_ERROR, SLIP_ERROR_CORRUPT,
          "The file %s on the store was altered (it is no part of the whole that it names)",
          result->name);
      g_clear_pointer (&part, slip_part_free);
    }
  if (part == NULL)
    {
      slip_sync_intake_bad (result, local);
      return;
    }
  result->verdict = SLIP_SYNC_FILE_GOOD;
  pending = g_new0 (SlipPendingPart, 1);
  pending->hex = g_steal_pointer (&hex);
  pending->part = part;
  pending->level = key->level;
  pending->result = result;
  g_ptr_array_add (session->pending, pending);
  if (session->pending->len >= PENDING_MAX)
    slip_sync_parts_flush (session);
}

/* The first part of a blob in this run: which others are here? */
static SlipStagedBlob *
stage_blob (SlipDatabase *db, SlipSyncSession *session, SlipPendingPart *pending, GError **error)
{
  guint32 n_parts = slip_sync_part_count (pending->part->size, pending->part->part_size);
  SlipStagedBlob *staged = g_new0 (SlipStagedBlob, 1);
  guint32 coming;
  guint64 arrived;

  staged->size = pending->part->size;
  staged->part_size = pending->part->part_size;
  staged->held = g_byte_array_new ();
  staged->hasher = slip_hasher_new ();
  g_hash_table_insert (session->blobs, g_strdup (pending->hex), staged);
  if (!slip_blobs_begin (db, pending->hex, staged->size, staged->part_size, error) ||
      !slip_sync_parts_held (db, pending->hex, staged->size, staged->held, &coming, &arrived,
                             error))
    return NULL;
  for (guint32 n = 0; n < n_parts; n++)
    staged->left += !staged->held->data[n];
  staged->resumed = staged->left < n_parts;
  /* Of an attachment it is known which parts are there; a text's others are asked for now. */
  for (guint32 n = 0; n < n_parts && !g_hash_table_contains (session->asked, pending->hex); n++)
    if (n != pending->part->n && !staged->held->data[n])
      g_ptr_array_add (pending->result->needs,
                       slip_sync_part_file (session, &pending->part->blob, pending->level, n));
  return staged;
}

/* Nobody needs to put it again. */
static gboolean
forget_damage (SlipDatabase *db, SlipSyncSession *session, SlipPart *part, GError **error)
{
  if (slip_database_get_int (db, 0, "SELECT count (*) FROM damaged", "") == 0)
    return TRUE;
  for (guint level = 0; slip_sync_part_size (level) != 0; level++)
    for (guint32 n = 0; n < slip_sync_part_count (part->size, slip_sync_part_size (level)); n++)
      {
        g_autofree char *name =
            slip_part_name (session->peer->secret, &part->blob, slip_sync_part_size (level), n);

        if (!slip_database_run (db, error,
                                "DELETE FROM damaged WHERE path IN ('" SLIP_REMOTE_BLOBS
                                "/' || ?1, '" SLIP_SYNC_MISSING_PREFIX "' || ?1)",
                                "s", name))
          return FALSE;
      }
  return TRUE;
}

static void
set_altered (SlipSyncResult *result)
{
  result->verdict = SLIP_SYNC_FILE_BAD;
  g_free (result->text);
  result->text = g_strdup_printf ("The file %s on the store was altered (the whole that it is a "
                                  "part of does not fit its hash)",
                                  result->name);
}

/* All parts are here: is it what its name says? */
static gboolean
finish_blob (SlipDatabase *db, SlipSyncSession *session, SlipStagedBlob *staged,
             SlipPendingPart *pending, GError **error)
{
  gboolean checked = staged->next == staged->held->len;
  g_autoptr (GError) local = NULL;
  SlipHash found;

  if (checked)
    {
      slip_hasher_finish (staged->hasher, &found);
      if (!slip_hash_equal (&found, &pending->part->blob))
        g_set_error_literal (&local, SLIP_ERROR, SLIP_ERROR_CORRUPT, "");
    }
  if (local == NULL && !slip_blobs_finish (db, pending->hex, checked, &local) &&
      !g_error_matches (local, SLIP_ERROR, SLIP_ERROR_CORRUPT))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (local != NULL)
    {
      /* Perhaps what came in an earlier run is not what came then: the next one fetches all of it. */
      if (staged->resumed)
        session->blob_set_aside = TRUE;
      else
        set_altered (pending->result);
      return slip_blobs_drop (db, pending->hex, error);
    }
  return forget_damage (db, session, pending->part, error) &&
         slip_database_run (
             db, error,
             "INSERT OR IGNORE INTO blob_sent (hash, size, part_size, segment, state) "
             "VALUES (?, ?, ?, '', 'there')",
             "sii", pending->hex, (gint64) staged->size, (gint64) staged->part_size);
}

/* The whole is hashed as it comes in; parts that came out of order, or in an earlier run, are read
 * again, a few at a time. */
static gboolean
hash_on (SlipDatabase *db, SlipStagedBlob *staged, SlipPendingPart *pending, GError **error)
{
  for (guint i = 0;
       i < CATCH_UP_MAX && staged->next < staged->held->len && staged->held->data[staged->next];
       i++, staged->next++)
    {
      g_autoptr (GBytes) bytes = NULL;

      if (staged->next == pending->part->n)
        bytes = g_bytes_ref (pending->part->bytes);
      else
        bytes = slip_blobs_get_part (db, pending->hex, staged->next, error);
      if (bytes == NULL)
        return FALSE;
      slip_hasher_add (staged->hasher, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
  return TRUE;
}

static gboolean
store_part (SlipDatabase *db, SlipSyncSession *session, SlipPendingPart *pending, GError **error)
{
  SlipStagedBlob *staged = g_hash_table_lookup (session->blobs, pending->hex);
  SlipPart *part = pending->part;
  gboolean done;

  if (slip_blobs_has (db, pending->hex))
    return TRUE;
  if (staged == NULL && (staged = stage_blob (db, session, pending, error)) == NULL)
    return FALSE;
  if (part->size != staged->size || part->part_size != staged->part_size)
    {
      set_altered (pending->result);
      return TRUE;
    }
  if (!staged->held->data[part->n])
    {
      if (!slip_blobs_add_part (db, pending->hex, part->n, part->bytes, error))
        return FALSE;
      staged->held->data[part->n] = 1;
      staged->left--;
    }
  if (!hash_on (db, staged, pending, error))
    return FALSE;
  if (staged->left > 0)
    return TRUE;
  done = finish_blob (db, session, staged, pending, error);
  g_hash_table_remove (session->blobs, pending->hex);
  return done;
}

static int
compare_pending (gconstpointer a, gconstpointer b)
{
  const SlipPendingPart *left = *(SlipPendingPart *const *) a;
  const SlipPendingPart *right = *(SlipPendingPart *const *) b;
  int order = strcmp (left->hex, right->hex);

  if (order != 0)
    return order;
  return left->part->n < right->part->n ? -1 : left->part->n > right->part->n;
}

struct _SlipPartBatch
{
  SlipSyncSession *session;
  GPtrArray *pending;
  GThread *thread;
  gboolean done;
  GError *error;
};

static gboolean
store_all (SlipDatabase *db, SlipPartBatch *batch, GError **error)
{
  if (!slip_database_begin (db, error))
    return FALSE;
  for (guint i = 0; i < batch->pending->len; i++)
    if (!store_part (db, batch->session, g_ptr_array_index (batch->pending, i), error))
      {
        slip_database_rollback (db);
        return FALSE;
      }
  return slip_database_commit (db, error);
}

static gboolean
store_parts (SlipDatabase *db, gpointer data, GError **error)
{
  gboolean done = slip_blobs_bulk (db, TRUE, error) && store_all (db, data, error);

  return slip_blobs_bulk (db, FALSE, done ? error : NULL) && done;
}

static gpointer
batch_main (gpointer data)
{
  SlipPartBatch *batch = data;
  SlipSyncPeer *peer = batch->session->peer;

  batch->done = peer->run (peer, store_parts, batch, &batch->error);
  return NULL;
}

/* Ends a batch: what became of it is the session's. */
static gboolean
batch_end (SlipPartBatch *batch)
{
  SlipSyncSession *session = batch->session;
  gboolean done = batch->done;
  guint64 bytes = 0;

  for (guint i = 0; i < batch->pending->len; i++)
    bytes +=
        g_bytes_get_size (((SlipPendingPart *) g_ptr_array_index (batch->pending, i))->part->bytes);
  g_ptr_array_unref (batch->pending);
  if (!done && session->failure == NULL)
    session->failure = batch->error != NULL
                           ? g_steal_pointer (&batch->error)
                           : g_error_new_literal (SLIP_ERROR, SLIP_ERROR_FAILED,
                                                  "The database did not do its part of the sync");
  g_clear_error (&batch->error);
  g_free (batch);
  if (done)
    slip_sync_session_bytes (session, bytes, 0);
  return done;
}

gboolean
slip_sync_parts_join (SlipSyncSession *session)
{
  SlipPartBatch *batch = g_steal_pointer (&session->storing);

  if (batch == NULL)
    return TRUE;
  g_thread_join (batch->thread);
  return batch_end (batch);
}

/* Parts of attachments change nothing that the reading thread looks at before they are stored; those of texts
 * may ask for others. */
static gboolean
may_run_beside (SlipSyncSession *session)
{
  if (!session->peer->concurrent)
    return FALSE;
  for (guint i = 0; i < session->pending->len; i++)
    if (!g_hash_table_contains (session->asked,
                                ((SlipPendingPart *) g_ptr_array_index (session->pending, i))->hex))
      return FALSE;
  return TRUE;
}

/* Stores what came, while others come in where that is possible. */
gboolean
slip_sync_parts_flush (SlipSyncSession *session)
{
  SlipPartBatch *batch;
  gboolean beside;

  if (session->pending->len == 0)
    return TRUE;
  if (!slip_sync_parts_join (session))
    return FALSE;
  /* In order, so that the whole is hashed as it comes in. */
  g_ptr_array_sort (session->pending, compare_pending);
  batch = g_new0 (SlipPartBatch, 1);
  batch->session = session;
  beside = may_run_beside (session);
  batch->pending = session->pending;
  session->pending = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_pending_part_free);
  if (beside)
    {
      session->storing = batch;
      batch->thread = g_thread_new ("slip-parts", batch_main, batch);
      return TRUE;
    }
  batch_main (batch);
  return batch_end (batch);
}
