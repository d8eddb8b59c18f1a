/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Which parts of blobs are to be read: of texts, whose size nobody knows before the first one came, and of attachments that
 * the person wants. */

#include "sync/slip-sync-private.h"

#include <string.h>

#include "store/slip-blobs.h"

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
        g_ptr_array_add (job->files, slip_sync_part_file (job->session, &hash, 0, 0, 0));
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
  const char *hex;
  guint64 size;
  GByteArray *held; /* a byte a part */
  guint32 coming;   /* part size of what came in an earlier run; 0 */
  guint64 arrived;
} HeldJob;

static gboolean
held_job (SlipDatabase *db, gpointer data, GError **error)
{
  HeldJob *job = data;

  return slip_sync_parts_held (db, job->hex, job->size, job->held, &job->coming, &job->arrived,
                               error);
}

/* The level that the store has the blob at: of which most parts are listed that are not here. */
static guint
find_level (SlipSyncSession *session, const SlipHash *hash, HeldJob *job, guint32 *listed)
{
  guint best = 0;

  *listed = 0;
  for (guint level = 0; slip_sync_part_size (level) != 0; level++)
    {
      guint32 part_size = slip_sync_part_size (level);
      guint32 n_parts = slip_sync_part_count (job->size, part_size);
      guint32 there = 0;

      for (guint32 n = 0; n < n_parts; n++)
        {
          g_autofree char *name = slip_part_name (session->peer->secret, hash, part_size, n);

          if (slip_sync_part_is_there (session, name,
                                       slip_sync_part_length (job->size, part_size, n)) ||
              (part_size == job->coming && job->held->data[n]))
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
  g_autoptr (GByteArray) held = g_byte_array_new ();
  HeldJob job = { wanted->hex, MAX (wanted->size, 0), held, 0, 0 };
  guint32 part_size, n_parts, listed;
  gboolean all = TRUE;
  SlipHash hash;
  guint level;

  if (!slip_hash_from_hex (&hash, wanted->hex) || job.size > SLIP_BLOB_MAX_BYTES ||
      !slip_sync_session_run (session, held_job, &job))
    return;
  level = find_level (session, &hash, &job, &listed);
  part_size = slip_sync_part_size (level);
  n_parts = slip_sync_part_count (job.size, part_size);
  slip_sync_session_bytes (session, part_size == job.coming ? job.arrived : 0, job.size);
  for (guint32 n = 0; n < n_parts; n++)
    {
      SlipSyncFile *file;

      if (part_size == job.coming && held->data[n])
        continue;
      file = slip_sync_part_file (session, &hash, job.size, level, n);
      if (slip_sync_part_is_there (session, file->name,
                                   slip_sync_part_length (job.size, part_size, n)))
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

void
slip_sync_parts_want (SlipSyncSession *session, SlipSyncEvent *event)
{
  g_autoptr (GArray) wanted = load_wanted (session);

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
