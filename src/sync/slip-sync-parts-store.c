/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Parts that came, on the database's worker: each is stored as it is, so that a cut in the middle costs nothing that had
 * arrived; the whole is hashed on the way, and is a blob only when it fits its hash. */

#include "sync/slip-container-private.h"
#include "sync/slip-sync-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "store/slip-blobs.h"

/* Stored parts that are read again beside one that came. */
#define CATCH_UP_MAX 8

void
slip_staged_blob_free (SlipStagedBlob *staged)
{
  g_clear_pointer (&staged->held, g_byte_array_unref);
  g_clear_pointer (&staged->hasher, slip_hasher_free);
  g_clear_pointer (&staged->unchecked, g_array_unref);
  g_free (staged);
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
  staged->unchecked = g_array_new (FALSE, TRUE, sizeof (SlipUncheckedPart));
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
                       slip_sync_part_file (session, &pending->part->blob, 0, pending->level, n));
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
  result->text = g_strdup_printf (_ ("The file %s on the store was altered (the whole that it is a "
                                     "part of does not fit its hash)"),
                                  result->name);
}

/* A part that came altered is to come again. */
static gboolean
drop_part (SlipDatabase *db, SlipSyncSession *session, SlipStagedBlob *staged,
           SlipPendingPart *last, SlipUncheckedPart *unchecked, GError **error)
{
  GError *local = NULL;

  if (!slip_blobs_drop_part (db, last->hex, unchecked->n, error))
    return FALSE;
  staged->held->data[unchecked->n] = 0;
  staged->left++;
  if (unchecked->result == NULL)
    {
      /* Its turn is over in this run. */
      session->blob_set_aside = TRUE;
      return TRUE;
    }
  slip_container_fail (&local, unchecked->result->name, _ ("its bytes do not fit its checksum"));
  slip_sync_intake_bad (unchecked->result, local);
  return TRUE;
}

/* The whole does not fit its hash: which parts came altered? */
static gboolean
drop_altered_parts (SlipDatabase *db, SlipSyncSession *session, SlipStagedBlob *staged,
                    SlipPendingPart *last, GError **error)
{
  for (guint i = 0; i < staged->unchecked->len; i++)
    {
      SlipUncheckedPart *unchecked = &g_array_index (staged->unchecked, SlipUncheckedPart, i);
      g_autoptr (SlipPart) part = slip_part_new ();

      part->workspace = session->peer->workspace;
      part->blob = last->part->blob;
      part->size = staged->size;
      part->part_size = staged->part_size;
      part->n = unchecked->n;
      part->bytes = slip_blobs_get_part (db, last->hex, unchecked->n, error);
      if (part->bytes == NULL)
        return FALSE;
      if (!slip_part_fits (part, &unchecked->footer) &&
          !drop_part (db, session, staged, last, unchecked, error))
        return FALSE;
    }
  g_array_set_size (staged->unchecked, 0);
  /* Hashed anew, from the first on. */
  staged->next = 0;
  g_clear_pointer (&staged->hasher, slip_hasher_free);
  staged->hasher = slip_hasher_new ();
  return TRUE;
}

/* All parts are here: is it what its name says? */
static gboolean
check_whole (SlipDatabase *db, SlipStagedBlob *staged, SlipPendingPart *last, gboolean *fits,
             GError **error)
{
  gboolean checked = staged->next == staged->held->len;
  g_autoptr (GError) local = NULL;
  SlipHash found;

  *fits = TRUE;
  if (checked)
    {
      slip_hasher_finish (staged->hasher, &found);
      *fits = slip_hash_equal (&found, &last->part->blob);
    }
  if (!*fits || slip_blobs_finish (db, last->hex, checked, &local))
    return TRUE;
  *fits = FALSE;
  if (g_error_matches (local, SLIP_ERROR, SLIP_ERROR_CORRUPT))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
finish_blob (SlipDatabase *db, SlipSyncSession *session, SlipStagedBlob *staged,
             SlipPendingPart *last, GError **error)
{
  gboolean fits;

  if (!check_whole (db, staged, last, &fits, error))
    return FALSE;
  if (fits)
    return forget_damage (db, session, last->part, error) &&
           slip_database_run (
               db, error,
               "INSERT OR IGNORE INTO blob_sent (hash, size, part_size, segment, state) "
               "VALUES (?, ?, ?, '', 'there')",
               "sii", last->hex, (gint64) staged->size, (gint64) staged->part_size);
  if (!drop_altered_parts (db, session, staged, last, error))
    return FALSE;
  if (staged->left > 0)
    return TRUE;
  /* Perhaps what came in an earlier run is not what came then: the next one fetches all of it. */
  if (staged->resumed)
    session->blob_set_aside = TRUE;
  else
    set_altered (last->result);
  return slip_blobs_drop (db, last->hex, error);
}

/* Parts that came out of order, or in an earlier run, are read again, a few at a time. */
static gboolean
catch_up (SlipDatabase *db, SlipStagedBlob *staged, const char *hex, GError **error)
{
  for (guint i = 0;
       i < CATCH_UP_MAX && staged->next < staged->held->len && staged->held->data[staged->next];
       i++, staged->next++)
    {
      g_autoptr (GBytes) bytes = slip_blobs_get_part (db, hex, staged->next, error);

      if (bytes == NULL)
        return FALSE;
      slip_hasher_add (staged->hasher, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
  return TRUE;
}

typedef struct
{
  SlipHasher *hasher;
  GBytes *bytes;
} Piece;

static gpointer
hash_pieces (gpointer data)
{
  GArray *pieces = data;

  for (guint i = 0; i < pieces->len; i++)
    {
      Piece *piece = &g_array_index (pieces, Piece, i);

      slip_hasher_add (piece->hasher, g_bytes_get_data (piece->bytes, NULL),
                       g_bytes_get_size (piece->bytes));
    }
  return NULL;
}

/* Adds the part to @pieces when the parts before it were hashed. */
static gboolean
stage_part (SlipDatabase *db, SlipSyncSession *session, SlipPendingPart *pending, GArray *pieces,
            GError **error)
{
  SlipStagedBlob *staged = g_hash_table_lookup (session->blobs, pending->hex);
  SlipPart *part = pending->part;

  if (slip_blobs_has (db, pending->hex))
    return TRUE;
  if (staged == NULL && (staged = stage_blob (db, session, pending, error)) == NULL)
    return FALSE;
  if (part->size != staged->size || part->part_size != staged->part_size)
    {
      set_altered (pending->result);
      return TRUE;
    }
  pending->staged = staged;
  if (part->n == staged->next && !staged->held->data[part->n])
    {
      Piece piece = { staged->hasher, part->bytes };

      g_array_append_val (pieces, piece);
      staged->next++;
    }
  return TRUE;
}

static gboolean
write_part (SlipDatabase *db, SlipPendingPart *pending, GError **error)
{
  SlipStagedBlob *staged = pending->staged;
  SlipPart *part = pending->part;

  if (staged == NULL || staged->held->data[part->n])
    return TRUE;
  if (!slip_blobs_add_part (db, pending->hex, part->n, part->bytes, error))
    return FALSE;
  staged->held->data[part->n] = 1;
  staged->left--;
  if (!pending->checked)
    {
      SlipUncheckedPart unchecked = { part->n, pending->footer, pending->result };

      g_array_append_val (staged->unchecked, unchecked);
    }
  return TRUE;
}

static gboolean
finish_part (SlipDatabase *db, SlipSyncSession *session, SlipPendingPart *pending, GError **error)
{
  /* Not the part's: it ends with the blob. */
  SlipStagedBlob *staged = g_hash_table_lookup (session->blobs, pending->hex);

  if (staged == NULL || pending->staged == NULL)
    return TRUE;
  if (!catch_up (db, staged, pending->hex, error))
    return FALSE;
  if (staged->left > 0)
    return TRUE;
  if (!finish_blob (db, session, staged, pending, error))
    return FALSE;
  if (staged->left == 0)
    g_hash_table_remove (session->blobs, pending->hex);
  return TRUE;
}

gboolean
slip_sync_parts_store (SlipDatabase *db, SlipSyncSession *session, GPtrArray *parts, GError **error)
{
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  gboolean done = TRUE;
  GThread *hashing;

  for (guint i = 0; i < parts->len; i++)
    if (!stage_part (db, session, g_ptr_array_index (parts, i), pieces, error))
      return FALSE;
  /* The whole is hashed beside the writing. */
  hashing = g_thread_new ("slip-hash", hash_pieces, pieces);
  for (guint i = 0; i < parts->len && done; i++)
    done = write_part (db, g_ptr_array_index (parts, i), error);
  g_thread_join (hashing);
  for (guint i = parts->len; i > 0 && done; i--)
    done = finish_part (db, session, g_ptr_array_index (parts, i - 1), error);
  return done;
}
