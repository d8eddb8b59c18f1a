/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The derived tables made anew: all ops of the log once more, in the order of their names. */

#include "store/slip-fold-private.h"
#include "store/slip-touched.h"

/* The search index is made anew as a whole: also a damaged one is mended so. */
static gboolean
clear_search (SlipDatabase *database, GError **error)
{
  g_autofree char *sql = NULL;

  sql = slip_database_get_text (database, error,
                                "SELECT sql FROM sqlite_schema WHERE name = 'search'", "");
  return sql != NULL && slip_database_script (database, "DROP TABLE search", error) &&
         slip_database_script (database, sql, error) &&
         slip_database_script (database,
                               "INSERT INTO search (search, rank) VALUES ('automerge', 0);"
                               "INSERT INTO search (search, rank) VALUES ('crisismerge', 512)",
                               error);
}

static gboolean
fold_everything (SlipDatabase *database, gboolean roster, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) ops = NULL;

  if (!clear_search (database, error) ||
      !slip_database_script (database,
                             "DELETE FROM value; DELETE FROM row; DELETE FROM record;"
                             "DELETE FROM dangling; DELETE FROM definition; DELETE FROM statement;"
                             "DELETE FROM invitation; DELETE FROM blob_want; DELETE FROM blob_text;"
                             "DELETE FROM proposal; DELETE FROM revise; DELETE FROM follow;"
                             "DELETE FROM comment; DELETE FROM reply; DELETE FROM said;"
                             "DELETE FROM purge",
                             error) ||
      (roster &&
       !slip_database_script (
           database,
           "DELETE FROM member; DELETE FROM member_key; DELETE FROM member_role;"
           "DELETE FROM deputy; DELETE FROM removal; DELETE FROM cut; DELETE FROM endorsement",
           error)))
    return FALSE;

  ops = slip_database_query (database, error, "SELECT replica, seq, bytes, counts FROM op", "");
  if (ops == NULL)
    return FALSE;
  while (slip_query_next (ops, &failure))
    {
      g_autoptr (GBytes) bytes = slip_query_bytes (ops, 2);
      g_autoptr (SlipOp) op = slip_op_decode (bytes, slip_query_text (ops, 0), error);

      if (op == NULL ||
          !(slip_query_int (ops, 3) ? slip_fold_op (database, op, slip_query_int (ops, 1), error)
                                    : fold_apart (database, op, slip_query_int (ops, 1), error)))
        return FALSE;
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  return slip_database_script (
      database,
      "DELETE FROM dangling WHERE EXISTS (SELECT 1 FROM op"
      " WHERE op.replica = dangling.replica AND op.clock = dangling.clock AND op.counts)",
      error);
}

gboolean
fold_rebuild (SlipDatabase *database, gboolean roster, GError **error)
{
  Fold *fold = fold_get (database);
  gboolean done;

  if (!slip_database_begin (database, error))
    return FALSE;
  /* What is noted for the index belongs to values that are thrown away. */
  g_array_set_size (fold->dirty, 0);
  fold->flushed = 0;
  fold->asked_dangling = FALSE;
  fold->calm = FALSE;
  slip_touched_add (database, "");
  fold_changes (fold, "");
  fold->rebuilding = TRUE;
  done = fold_everything (database, roster, error);
  fold->rebuilding = FALSE;
  if (done && slip_database_commit (database, error))
    return TRUE;
  slip_database_rollback (database);
  return FALSE;
}

gboolean
slip_fold_rebuild (SlipDatabase *database, GError **error)
{
  return fold_rebuild (database, TRUE, error);
}
