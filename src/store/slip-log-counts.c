/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What counts. Frames of a device that was revoked before them are kept, so that they can be
 * endorsed and everybody can see them; they change nothing in the tables. Rules: design.md 6. */

#include "store/slip-fold-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include "store/slip-log-private.h"

gboolean
slip_log_check_apart (SlipDatabase *database, SlipFrame *frame, GError **error)
{
  gint64 n = slip_database_get_int (database, 0,
                                    "SELECT count(*) FROM frame INDEXED BY frame_kept_apart"
                                    " WHERE replica = ? AND counts = 0",
                                    "s", frame->replica);
  gint64 size = slip_database_get_int (
      database, 0, "SELECT sum(size) FROM frame INDEXED BY frame_kept_apart WHERE counts = 0", "");

  if (n < SLIP_LOG_MAX_APART_FRAMES &&
      size + (gint64) g_bytes_get_size (frame->bytes) <= SLIP_LOG_MAX_APART_BYTES)
    return TRUE;
  g_set_error (
      error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE,
      _ ("frame %" PRIu64
         " of replica %s is not taken in: its device was revoked, and too many such frames "
         "are kept already; endorse those that are honest work, or remove its files from the "
         "store"),
      frame->seq, frame->replica);
  return FALSE;
}

gboolean
slip_log_take_op (SlipDatabase *database, SlipOp *op, gint64 seq, gboolean counts, gboolean *refold,
                  GError **error)
{
  gboolean added, same;

  if (!slip_log_insert_op (database, op, seq, counts, &added, &same, error))
    return FALSE;
  if (added)
    return counts ? slip_fold_op (database, op, seq, error) : fold_apart (database, op, seq, error);
  /* Of a name that is taken the first op stays. The same op may stand in two frames, of a fork. */
  if (!same || !counts ||
      slip_database_get_int (database, 1, "SELECT counts FROM op WHERE replica = ? AND clock = ?",
                             "si", op->name.replica, (gint64) op->name.clock))
    return TRUE;
  *refold = TRUE;
  return slip_database_run (database, error,
                            "UPDATE op SET counts = 1 WHERE replica = ? AND clock = ?", "si",
                            op->name.replica, (gint64) op->name.clock);
}

/* A frame and what the roster says of it now. */
typedef struct
{
  gint64 row;
  char replica[SLIP_REPLICA_LENGTH + 1];
  gint64 seq;
  gboolean counts;
} Flip;

/* The frames whose answer is another one than before. */
static GArray *
load_flips (SlipDatabase *database, SlipCountsFunc func, gpointer data, GError **error)
{
  g_autoptr (GArray) flips = g_array_new (FALSE, TRUE, sizeof (Flip));
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      database, error, "SELECT rowid, replica, seq, counts, device FROM frame", "");

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &failure))
    {
      Flip flip = { slip_query_int (query, 0) };

      g_strlcpy (flip.replica, slip_query_text (query, 1), sizeof flip.replica);
      flip.seq = slip_query_int (query, 2);
      flip.counts = !!func (database, slip_query_text (query, 4), flip.replica, flip.seq, data);
      if (flip.counts != (slip_query_int (query, 3) != 0))
        g_array_append_val (flips, flip);
    }
  if (failure == NULL)
    return g_steal_pointer (&flips);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

/* Where a replica's frames fork, an op may stand in several of them: it counts when one of them
 * does. */
static gboolean
recount_fork (SlipDatabase *database, const char *replica, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = NULL;

  if (!slip_database_run (database, error,
                          "UPDATE op SET counts = 0 WHERE replica = ? AND seq IS NOT NULL", "s",
                          replica))
    return FALSE;
  query = slip_database_query (
      database, error, "SELECT bytes FROM frame WHERE replica = ? AND counts = 1", "s", replica);
  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &failure))
    {
      g_autoptr (GBytes) bytes = slip_query_bytes (query, 0);
      g_autoptr (SlipFrame) frame = slip_frame_decode (bytes, error);

      if (frame == NULL)
        return FALSE;
      for (guint i = 0; i < frame->ops->len; i++)
        {
          SlipOp *op = g_ptr_array_index (frame->ops, i);

          if (op != NULL &&
              !slip_database_run (database, error,
                                  "UPDATE op SET counts = 1 WHERE replica = ?"
                                  " AND clock = ? AND bytes = ?",
                                  "sib", op->name.replica, (gint64) op->name.clock, op->bytes))
            return FALSE;
        }
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
write_flips (SlipDatabase *database, GArray *flips, GError **error)
{
  g_autoptr (GHashTable) forked = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer replica;

  for (guint i = 0; i < flips->len; i++)
    {
      const Flip *flip = &g_array_index (flips, Flip, i);

      if (!slip_database_run (database, error, "UPDATE frame SET counts = ? WHERE rowid = ?", "ii",
                              (gint64) flip->counts, flip->row) ||
          !slip_database_run (database, error,
                              "UPDATE op SET counts = ?1 WHERE replica = ?2 AND seq = ?3"
                              " AND clock <= (SELECT clock FROM frame WHERE rowid = ?4)"
                              " AND clock > coalesce ((SELECT clock FROM frame WHERE replica = ?2"
                              "  AND seq = ?3 - 1 AND fork = 0), 0)",
                              "isii", (gint64) flip->counts, flip->replica, flip->seq, flip->row))
        return FALSE;
      if (slip_database_get_int (database, 0,
                                 "SELECT 1 FROM frame WHERE replica = ? AND fork = 1 LIMIT 1", "s",
                                 flip->replica))
        g_hash_table_add (forked, (char *) flip->replica);
    }
  g_hash_table_iter_init (&iter, forked);
  while (g_hash_table_iter_next (&iter, &replica, NULL))
    if (!recount_fork (database, replica, error))
      return FALSE;
  return TRUE;
}

static gboolean
recount (SlipDatabase *database, SlipCountsFunc func, gpointer data, gboolean *any, GError **error)
{
  g_autoptr (GArray) flips = load_flips (database, func, data, error);

  if (flips == NULL)
    return FALSE;
  *any = flips->len > 0;
  return !*any || (write_flips (database, flips, error) && fold_rebuild (database, TRUE, error));
}

gboolean
slip_log_recount (SlipDatabase *database, SlipCountsFunc func, gpointer data, gboolean *changed,
                  GError **error)
{
  gboolean any = FALSE;

  if (!slip_database_begin (database, error))
    return FALSE;
  if (recount (database, func, data, &any, error) && slip_database_commit (database, error))
    {
      if (changed != NULL)
        *changed = any;
      return TRUE;
    }
  slip_database_rollback (database);
  return FALSE;
}

gboolean
slip_log_needs_refold (SlipDatabase *database)
{
  return slip_database_get_int (database, 0, "SELECT 1 FROM meta WHERE key = 'refold'", "");
}

gboolean
slip_log_refold_if_needed (SlipDatabase *database, GError **error)
{
  if (!slip_log_needs_refold (database))
    return TRUE;
  if (!slip_database_begin (database, error))
    return FALSE;
  /* Another program may have been faster while this one waited. */
  if ((!slip_log_needs_refold (database) ||
       (fold_rebuild (database, TRUE, error) && slip_meta_set (database, "refold", NULL, error))) &&
      slip_database_commit (database, error))
    return TRUE;
  slip_database_rollback (database);
  return FALSE;
}
