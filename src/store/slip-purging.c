/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Blobs that go for good, and what was asked to go. Ops: slip-withhold.c. */

#include <string.h>

#include "store/slip-blob-files-private.h"
#include "store/slip-fold-private.h"
#include "store/slip-purging.h"

void
slip_asked_free (SlipAsked *asked)
{
  if (asked == NULL)
    return;
  g_free (asked->target);
  g_free (asked->reason);
  g_free (asked);
}

/* == blobs == */

/* Texts of the blob that the search knows of are looked at again before the commit, and aren't
 * there. The index keeps the words of what was removed until it is merged. */
static gboolean
forget_text (SlipDatabase *database, const char *hash, GError **error)
{
  Fold *fold = fold_get (database);
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      database, error, "SELECT n FROM value WHERE kind = 'b' AND value = ?", "s", hash);
  gboolean any = FALSE;

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &failure))
    {
      fold_search_note (fold, slip_query_int (query, 0), 'b', TRUE);
      any = TRUE;
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (any)
    fold_search_merge (database);
  return slip_fold_flush (database, error);
}

static gboolean
purge_blob (SlipDatabase *database, const char *hash, GError **error)
{
  /* Killed in between, the next sync removes it. */
  slip_blob_file_remove_later (database, hash);
  return slip_database_wipe (database, error) &&
         slip_database_run (database, error, "INSERT OR IGNORE INTO purged (hash) VALUES (?)", "s",
                            hash) &&
         slip_database_run (database, error, "DELETE FROM blob_part WHERE hash = ?", "s", hash) &&
         slip_database_run (database, error, "DELETE FROM blob_coming WHERE hash = ?", "s", hash) &&
         slip_database_run (database, error, "DELETE FROM blob WHERE hash = ?", "s", hash) &&
         slip_database_run (database, error, "DELETE FROM blob_want WHERE hash = ?", "s", hash) &&
         forget_text (database, hash, error) &&
         slip_database_run (database, error, "DELETE FROM blob_text WHERE hash = ?", "s", hash);
}

gboolean
slip_blobs_purge (SlipDatabase *database, const char *hash_hex, GError **error)
{
  if (slip_blobs_is_purged (database, hash_hex))
    return TRUE;
  if (!slip_database_begin (database, error))
    return FALSE;
  if (purge_blob (database, hash_hex, error) && slip_database_commit (database, error))
    return TRUE;
  slip_database_rollback (database);
  return FALSE;
}

gboolean
slip_blobs_is_purged (SlipDatabase *database, const char *hash_hex)
{
  return slip_database_get_int (database, 0, "SELECT 1 FROM purged WHERE hash = ?", "s", hash_hex);
}

/* == what was asked == */

gboolean
slip_purging_is_done (SlipDatabase *database, const char *target)
{
  SlipOpName name;

  if (!slip_op_name_from_string (target, &name))
    return slip_blobs_is_purged (database, target);
  return !slip_database_get_int (database, 0, "SELECT 1 FROM op WHERE replica = ? AND clock = ?",
                                 "si", name.replica, (gint64) name.clock);
}

GPtrArray *
slip_purging_list (SlipDatabase *database, gboolean waiting, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_asked_free);
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query =
      slip_database_query (database, error,
                           "SELECT replica, clock, target, purge.person, wall, reason, op.seq"
                           " FROM purge JOIN op USING (replica, clock) ORDER BY clock, replica",
                           "");

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &failure))
    {
      g_autoptr (SlipAsked) asked = g_new0 (SlipAsked, 1);

      g_strlcpy (asked->op.replica, slip_query_text (query, 0), sizeof asked->op.replica);
      asked->op.clock = slip_query_int (query, 1);
      asked->target = g_strdup (slip_query_text (query, 2));
      g_strlcpy (asked->person, slip_query_text (query, 3), sizeof asked->person);
      asked->wall_ms = slip_query_int (query, 4);
      asked->reason = g_strdup (slip_query_text (query, 5));
      asked->seq = slip_query_int (query, 6);
      slip_op_name_from_string (asked->target, &asked->name); /* fails for a hash */
      asked->done = slip_purging_is_done (database, asked->target);
      if (!waiting || !asked->done)
        g_ptr_array_add (list, g_steal_pointer (&asked));
    }
  if (failure == NULL)
    return g_steal_pointer (&list);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}
