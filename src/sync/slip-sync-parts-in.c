/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Parts of blobs that come from the store. Each goes into the database as it is, a few in one
 * transaction, so that a cut in the middle costs nothing that had arrived, and memory holds a few
 * parts however large the blob is. */

#include "sync/slip-sync-private.h"

#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

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

/* The file of part @n of a blob cut into parts of @level. */
static SlipSyncFile *
part_file (SlipSyncSession *session, const SlipHash *hash, guint level, guint32 n)
{
  SlipPartKey key = { *hash, level, n };
  char *name = slip_part_name (session->peer->secret, hash, slip_sync_part_size (level), n);

  g_hash_table_replace (session->parts, name, g_memdup2 (&key, sizeof key));
  return slip_sync_file_new (SLIP_REMOTE_BLOBS, name, -1);
}

static guint32
count_parts (guint64 size, guint32 part_size)
{
  return MAX (1, (size + part_size - 1) / part_size);
}

static gsize
length_of (guint64 size, guint32 part_size, guint32 n)
{
  guint64 at = (guint64) n * part_size;

  return at < size ? MIN (part_size, size - at) : 0;
}

/* == what is wanted == */

typedef struct
{
  char *hex;
  gint64 size; /* as the op says that attached it */
} Wanted;

static void
wanted_clear (gpointer data)
{
  g_free (((Wanted *) data)->hex);
}

typedef struct
{
  SlipSyncSession *session;
  GPtrArray *files;
  GArray *wanted; /* of Wanted */
  gint64 n;
} WantJob;

static gboolean
texts_job (SlipDatabase *db, gpointer data, GError **error)
{
  WantJob *job = data;
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error, "SELECT hash FROM blob_want WHERE size < 0 ORDER BY hash", "");
  GError *local = NULL;

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local))
    {
      SlipHash hash;

      if (slip_hash_from_hex (&hash, slip_query_text (query, 0)))
        g_ptr_array_add (job->files, part_file (job->session, &hash, 0, 0));
    }
  if (local != NULL)
    g_propagate_error (error, local);
  return local == NULL;
}

/**
 * slip_sync_parts_texts:
 *
 * Returns: (transfer full) (element-type SlipSyncFile): the first parts of all texts that are wanted
 */
GPtrArray *
slip_sync_parts_texts (SlipSyncSession *session)
{
  WantJob job = { .session = session,
                  .files = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_file_free) };

  slip_sync_session_run (session, texts_job, &job);
  return job.files;
}

static gboolean
is_asked_for (SlipSyncSession *session, const char *hex, gint64 size)
{
  if (session->options->fetch != NULL)
    return g_strv_contains (session->options->fetch, hex);
  return size <= session->options->attachments;
}

static gboolean
files_job (SlipDatabase *db, gpointer data, GError **error)
{
  WantJob *job = data;
  g_autoptr (SlipQuery) query =
      slip_database_query (db, error,
                           job->session->options->fetch != NULL
                               ? "SELECT hash, size FROM blob_want ORDER BY hash"
                               : "SELECT hash, size FROM blob_want WHERE size >= 0 ORDER BY hash",
                           "");
  GError *local = NULL;

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local))
    {
      Wanted wanted = { NULL, slip_query_int (query, 1) };

      if (!is_asked_for (job->session, slip_query_text (query, 0), wanted.size))
        continue;
      wanted.hex = g_strdup (slip_query_text (query, 0));
      g_array_append_val (job->wanted, wanted);
    }
  if (local != NULL)
    g_propagate_error (error, local);
  return local == NULL;
}

static GArray *
load_wanted (SlipSyncSession *session)
{
  WantJob job = { .session = session, .wanted = g_array_new (FALSE, TRUE, sizeof (Wanted)) };

  g_array_set_clear_func (job.wanted, wanted_clear);
  slip_sync_session_run (session, files_job, &job);
  return job.wanted;
}

gboolean
slip_sync_parts_wanted (SlipSyncSession *session)
{
  g_autoptr (GArray) wanted = NULL;

  if (session->options->attachments < 0)
    return FALSE;
  wanted = load_wanted (session);
  return wanted->len > 0;
}

/* == which parts to read == */

typedef struct
{
  SlipSyncSession *session;
  const char *hex;
  SlipStagedBlob *staged;
  guint32 coming; /* part size of what came in an earlier run; 0 */
  guint64 arrived;
} BlobJob;

static gboolean
held_job (SlipDatabase *db, gpointer data, GError **error)
{
  BlobJob *job = data;
  g_autoptr (SlipQuery) query = NULL;
  guint64 size = 0;

  if (!slip_blobs_coming (db, job->hex, &size, &job->coming, NULL) || size != job->staged->size)
    {
      job->coming = 0;
      return TRUE;
    }
  query = slip_database_query (db, error, "SELECT n FROM blob_part WHERE hash = ?", "s", job->hex);
  g_byte_array_set_size (job->staged->held, count_parts (size, job->coming));
  memset (job->staged->held->data, 0, job->staged->held->len);
  while (query != NULL && slip_query_next (query, NULL))
    if ((guint64) slip_query_int (query, 0) < job->staged->held->len)
      {
        job->staged->held->data[slip_query_int (query, 0)] = 1;
        job->arrived += length_of (size, job->coming, (guint32) slip_query_int (query, 0));
      }
  return query != NULL;
}

/* The level that the store has the blob at: of which most parts are listed that are not here. */
static guint
find_level (SlipSyncSession *session, const SlipHash *hash, BlobJob *job, guint32 *listed)
{
  guint best = 0;

  *listed = 0;
  for (guint level = 0; slip_sync_part_size (level) != 0; level++)
    {
      guint32 part_size = slip_sync_part_size (level);
      guint32 n_parts = count_parts (job->staged->size, part_size);
      guint32 there = 0;

      for (guint32 n = 0; n < n_parts; n++)
        {
          g_autofree char *name = slip_part_name (session->peer->secret, hash, part_size, n);

          if (slip_sync_part_is_there (session, name,
                                       length_of (job->staged->size, part_size, n)) ||
              (part_size == job->coming && job->staged->held->data[n]))
            there++;
        }
      /* Whole at one level, or further on than at the others; what came stays when it is equal. */
      if (there * (guint64) part_size > *listed * (guint64) slip_sync_part_size (best) ||
          (part_size == job->coming &&
           there * (guint64) part_size >= *listed * (guint64) slip_sync_part_size (best)))
        {
          best = level;
          *listed = there;
        }
    }
  return best;
}

/* Adds the parts of one attachment that are on the store and not here. */
static void
want_one (SlipSyncSession *session, const Wanted *wanted, GPtrArray *files)
{
  g_autofree SlipStagedBlob *staged = g_new0 (SlipStagedBlob, 1);
  g_autoptr (GByteArray) held = g_byte_array_new ();
  BlobJob job = { session, wanted->hex, staged, 0, 0 };
  guint32 part_size, n_parts, listed;
  gboolean all = TRUE;
  SlipHash hash;
  guint level;

  staged->size = MAX (wanted->size, 0);
  staged->held = held;
  if (!slip_hash_from_hex (&hash, wanted->hex) || staged->size > SLIP_BLOB_MAX_BYTES ||
      !slip_sync_session_run (session, held_job, &job))
    return;
  level = find_level (session, &hash, &job, &listed);
  part_size = slip_sync_part_size (level);
  n_parts = count_parts (staged->size, part_size);
  slip_sync_session_bytes (session, part_size == job.coming ? job.arrived : 0, staged->size);
  for (guint32 n = 0; n < n_parts; n++)
    {
      SlipSyncFile *file;

      if (part_size == job.coming && held->data[n])
        continue;
      file = part_file (session, &hash, level, n);
      if (slip_sync_part_is_there (session, file->name, length_of (staged->size, part_size, n)))
        g_ptr_array_add (files, file);
      else
        {
          all = FALSE;
          slip_sync_file_free (file);
        }
    }
  if (!all)
    slip_sync_session_waiting (session, wanted->hex);
}

/* Parts come and go by the hundred: their memory is used again, instead of given back and cleared anew. */
static void
keep_memory (void)
{
#ifdef __GLIBC__
  mallopt (M_MMAP_THRESHOLD, 4 * 1024 * 1024);
  mallopt (M_TRIM_THRESHOLD, 32 * 1024 * 1024);
  mallopt (M_TOP_PAD, 4 * 1024 * 1024);
#endif
}

void
slip_sync_parts_want (SlipSyncSession *session, SlipSyncEvent *event)
{
  g_autoptr (GArray) wanted = load_wanted (session);

  keep_memory ();
  event->kind = SLIP_SYNC_WANTED;
  event->files = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_file_free);
  for (guint i = 0; i < wanted->len && event->files->len < SLIP_SYNC_BATCH_PARTS; i++)
    {
      Wanted *one = &g_array_index (wanted, Wanted, i);

      if (g_hash_table_add (session->asked, g_strdup (one->hex)))
        want_one (session, one, event->files);
    }
  if (event->files->len == 0)
    session->files_wanted = FALSE;
}

/* == what came == */

/* A text whose first part is not there at this level. */
static void
part_is_missing (SlipSyncSession *session, SlipPartKey *key, const char *hex,
                 SlipSyncResult *result)
{
  /* A server that takes only small files has it in smaller parts. */
  if (key->n == 0 && slip_sync_part_size (key->level + 1) != 0 &&
      !g_hash_table_contains (session->asked, hex))
    g_ptr_array_add (result->needs, part_file (session, &key->hash, key->level + 1, 0));
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
  if (part != NULL &&
      (part->size > SLIP_BLOB_MAX_BYTES || part->part_size == 0 ||
       part->n >= count_parts (part->size, part->part_size) ||
       g_bytes_get_size (part->bytes) != length_of (part->size, part->part_size, part->n)))
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
  guint32 n_parts = count_parts (pending->part->size, pending->part->part_size);
  SlipStagedBlob *staged = g_new0 (SlipStagedBlob, 1);
  BlobJob job = { session, pending->hex, staged, 0, 0 };

  staged->size = pending->part->size;
  staged->part_size = pending->part->part_size;
  staged->held = g_byte_array_new ();
  staged->hasher = slip_hasher_new ();
  g_hash_table_insert (session->blobs, g_strdup (pending->hex), staged);
  if (!slip_blobs_begin (db, pending->hex, staged->size, staged->part_size, error) ||
      !held_job (db, &job, error))
    return NULL;
  for (guint32 n = 0; n < n_parts; n++)
    staged->left += !staged->held->data[n];
  staged->resumed = staged->left < n_parts;
  /* Of an attachment it is known which parts are there; a text's others are asked for now. */
  for (guint32 n = 0; n < n_parts && !g_hash_table_contains (session->asked, pending->hex); n++)
    if (n != pending->part->n && !staged->held->data[n])
      g_ptr_array_add (pending->result->needs,
                       part_file (session, &pending->part->blob, pending->level, n));
  return staged;
}

/* Nobody needs to put it again. */
static gboolean
forget_damage (SlipDatabase *db, SlipSyncSession *session, SlipPart *part, GError **error)
{
  if (slip_database_get_int (db, 0, "SELECT count (*) FROM damaged", "") == 0)
    return TRUE;
  for (guint level = 0; slip_sync_part_size (level) != 0; level++)
    for (guint32 n = 0; n < count_parts (part->size, slip_sync_part_size (level)); n++)
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
