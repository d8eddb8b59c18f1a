/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Parts of blobs that come from the store: looked at, gathered, and a few of them given to the database's worker while
 * the next ones come in. So memory holds a few parts however large the blob is. */

#include "sync/slip-sync-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "store/slip-blobs.h"

/* Parts that are stored in one transaction. */
#define PENDING_MAX 8

void
slip_pending_part_free (SlipPendingPart *pending)
{
  g_free (pending->hex);
  g_clear_pointer (&pending->part, slip_part_free);
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
    g_ptr_array_add (result->needs,
                     slip_sync_part_file (session, &key->hash, 0, key->level + 1, 0));
  else
    slip_sync_session_waiting (session, hex);
}

static gboolean flush (SlipSyncSession *session);

static SlipPart *
decode_part (SlipSyncSession *session, GBytes *bytes, const char *name, GError **error)
{
  g_autoptr (SlipPart) part =
      slip_part_decode (bytes, name, session->peer->secret, &session->peer->workspace, error);

  if (part == NULL)
    return NULL;
  if (part->size <= SLIP_BLOB_MAX_BYTES && part->part_size > 0 &&
      part->n < slip_sync_part_count (part->size, part->part_size) &&
      g_bytes_get_size (part->bytes) ==
          slip_sync_part_length (part->size, part->part_size, part->n))
    return g_steal_pointer (&part);
  g_set_error (
      error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
      _ ("The file %s on the store was altered (it is no part of the whole that it names)"), name);
  return NULL;
}

/* A part of an attachment that says of itself what it should: its bytes are hashed once, with the whole. */
static gboolean
peek_part (SlipSyncSession *session, SlipPartKey *key, GBytes *bytes, SlipPendingPart *pending)
{
  guint32 part_size = slip_sync_part_size (key->level);
  g_autoptr (SlipPart) part = slip_part_new ();

  part->workspace = session->peer->workspace;
  part->blob = key->hash;
  part->size = key->size;
  part->part_size = part_size;
  part->n = key->n;
  if (key->size == 0 || !slip_part_peek (part, slip_sync_part_length (key->size, part_size, key->n),
                                         bytes, &pending->footer))
    return FALSE;
  pending->part = g_steal_pointer (&part);
  return TRUE;
}

void
slip_sync_parts_take (SlipSyncSession *session, GBytes *bytes, SlipSyncResult *result)
{
  SlipPartKey *key = g_hash_table_lookup (session->parts, result->name);
  g_autofree char *hex = slip_hash_to_hex (&key->hash);
  SlipPendingPart *pending;
  GError *local = NULL;

  if (result->needs == NULL)
    result->needs = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_file_free);
  if (bytes == NULL)
    {
      part_is_missing (session, key, hex, result);
      return;
    }
  pending = g_new0 (SlipPendingPart, 1);
  pending->hex = g_steal_pointer (&hex);
  pending->level = key->level;
  pending->result = result;
  if (!peek_part (session, key, bytes, pending))
    {
      pending->checked = TRUE;
      pending->part = decode_part (session, bytes, result->name, &local);
    }
  if (pending->part == NULL)
    {
      slip_pending_part_free (pending);
      slip_sync_intake_bad (result, local);
      return;
    }
  result->verdict = SLIP_SYNC_FILE_GOOD;
  g_ptr_array_add (session->pending, pending);
  if (session->pending->len >= PENDING_MAX)
    flush (session);
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
  if (!slip_sync_parts_store (db, batch->session, batch->pending, error))
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
    session->failure =
        batch->error != NULL
            ? g_steal_pointer (&batch->error)
            : g_error_new_literal (SLIP_ERROR, SLIP_ERROR_FAILED,
                                   _ ("The database did not do its part of the sync"));
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
static gboolean
flush (SlipSyncSession *session)
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

void
slip_sync_parts_end (SlipSyncSession *session)
{
  GHashTableIter iter;
  gpointer staged;

  if (session->failure == NULL)
    flush (session);
  slip_sync_parts_join (session);
  g_hash_table_iter_init (&iter, session->blobs);
  while (g_hash_table_iter_next (&iter, NULL, &staged))
    {
      GArray *unchecked = ((SlipStagedBlob *) staged)->unchecked;

      for (guint i = 0; i < unchecked->len; i++)
        g_array_index (unchecked, SlipUncheckedPart, i).result = NULL;
    }
}
