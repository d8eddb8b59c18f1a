/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A database that was restored from a backup, or a folder that was copied to a second laptop, goes on under
 * numbers that another copy has used. Its unsent work is issued again under a new name. */

#include "workspace/slip-replica.h"

#include <string.h>

#include "store/slip-fold.h"
#include "store/slip-log.h"
#include "trust/slip-roster.h"
#include "workspace/slip-people-private.h"

/* The ops that never left, oldest first. */
static GPtrArray *
load_unsent (SlipDatabase *db, const char *replica, guint64 sent, GError **error)
{
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_op_unref);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error,
      "SELECT bytes FROM op WHERE replica = ? AND (seq IS NULL OR seq > ?) ORDER BY clock", "si",
      replica, (gint64) sent);

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &local_error))
    {
      g_autoptr (GBytes) bytes = slip_query_bytes (query, 0);
      SlipOp *op = slip_op_decode (bytes, replica, error);

      if (op == NULL)
        return NULL;
      g_ptr_array_add (ops, op);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  return g_steal_pointer (&ops);
}

static gboolean
forget_unsent (SlipDatabase *db, const char *replica, guint64 sent, GError **error)
{
  return slip_database_run (db, error,
                            "DELETE FROM op WHERE replica = ? AND (seq IS NULL OR seq > ?)", "si",
                            replica, (gint64) sent) &&
         slip_database_run (db, error, "DELETE FROM frame WHERE replica = ? AND seq > ?", "si",
                            replica, (gint64) sent) &&
         slip_database_run (db, error, "DELETE FROM seen WHERE replica = ? AND seq > ?", "si",
                            replica, (gint64) sent);
}

/* The old op under its new name; what it replaces is named anew where that was issued again, too. @secret: (nullable):
 * of a device that was revoked, which seals nothing. */
static gboolean
issue_again (SlipDatabase *db, SlipOp *old, GHashTable *clocks, const guint8 *secret,
             GError **error)
{
  g_autoptr (GArray) replaces = g_array_new (FALSE, TRUE, sizeof (SlipOpName));
  g_autoptr (GVariant) content = slip_op_content (old);
  g_autofree char *replica = slip_meta_get (db, "replica");
  g_autoptr (SlipOp) made = NULL;
  g_autoptr (SlipOp) op = NULL;
  guint64 *key;

  for (guint i = 0; i < old->replaces->len; i++)
    {
      SlipOpName name = g_array_index (old->replaces, SlipOpName, i);
      guint64 *now = g_str_equal (name.replica, old->name.replica)
                         ? g_hash_table_lookup (clocks, &name.clock)
                         : NULL;

      if (now != NULL)
        {
          g_strlcpy (name.replica, replica, sizeof name.replica);
          name.clock = *now;
        }
      g_array_append_val (replaces, name);
    }
  /* Another copy may send the original yet: it must not stand beside what came after. */
  if (!g_str_equal (old->kind, SLIP_OP_JOIN))
    g_array_append_val (replaces, old->name);
  /* Ticks the clock; the time that the person saw is kept. */
  made = slip_log_make_op (
      db, old->kind, old->on_unknown, *old->record != '\0' ? old->record : NULL,
      (const SlipOpName *) (gpointer) replaces->data, replaces->len, content, error);
  if (made == NULL)
    return FALSE;
  op = slip_op_new (replica, made->name.clock, old->wall_ms, old->utc_offset, old->person,
                    old->kind, old->on_unknown, *old->record != '\0' ? old->record : NULL,
                    (const SlipOpName *) (gpointer) replaces->data, replaces->len, content, error);
  if (op == NULL || !slip_log_append (db, op, error))
    return FALSE;
  key = g_memdup2 (&old->name.clock, sizeof old->name.clock);
  g_hash_table_insert (clocks, key, g_memdup2 (&op->name.clock, sizeof op->name.clock));

  /* A request to join is a frame of its own. */
  return secret == NULL || !g_str_equal (old->kind, SLIP_OP_JOIN) ||
         slip_log_seal (db, secret, error);
}

/* The clocks of ops that come back in frames of the store. */
static GHashTable *
clocks_of (GPtrArray *frames)
{
  GHashTable *clocks = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; frames != NULL && i < frames->len; i++)
    {
      SlipFrame *frame = g_ptr_array_index (frames, i);

      for (guint n = 0; n < frame->ops->len; n++)
        {
          SlipOp *op = g_ptr_array_index (frame->ops, n);

          if (op != NULL)
            g_hash_table_add (clocks, g_memdup2 (&op->name.clock, sizeof op->name.clock));
        }
    }
  return clocks;
}

gboolean
slip_replica_renew (SlipDatabase *db, const guint8 *secret, guint64 sent, GPtrArray *arriving,
                    GError **error)
{
  g_autofree char *old = slip_meta_get (db, "replica");
  g_autofree char *replica = slip_replica_new ();
  g_autoptr (GHashTable) clocks =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr (GHashTable) coming = clocks_of (arriving);
  g_autoptr (GPtrArray) ops = load_unsent (db, old, sent, error);

  /* Asked before the roster's tables are emptied. What was done here stays in the outbox, as slip_workspace_seal()
   * has it. */
  if (slip_people_is_revoked (db, secret))
    secret = NULL;
  if (ops == NULL || !forget_unsent (db, old, sent, error) ||
      !slip_meta_set (db, "replica", replica, error) || !slip_fold_rebuild (db, error))
    return FALSE;
  for (guint i = 0; i < ops->len; i++)
    {
      SlipOp *op = g_ptr_array_index (ops, i);

      if (!g_hash_table_contains (coming, &op->name.clock) &&
          !issue_again (db, op, clocks, secret, error))
        return FALSE;
    }
  if (secret != NULL && !slip_log_seal (db, secret, error))
    return FALSE;
  return slip_roster_fold (db, error);
}
