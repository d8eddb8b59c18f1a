/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A withheld op is as if it had never come, on every machine, whenever it came there or not; what it
 * had replaced is replaced by the op that asked for it, which names that as any op does. So the
 * tables depend on nothing but the ops that are left. The rule: src/core/README.md, section 4. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-frame.h"
#include "core/slip-hash.h"
#include "store/slip-fold-private.h"
#include "store/slip-log.h"
#include "store/slip-purging.h"

/* Names that fit into one op beside the reason. */
#define MAX_NAMES 1024

static gboolean
can_be_withheld (const SlipOp *op)
{
  static const char *const kinds[] = { SLIP_OP_SET, SLIP_OP_SET_BLOB, SLIP_OP_ATTACH,
                                       SLIP_OP_PUT, SLIP_OP_DROP,     SLIP_OP_PROPOSE,
                                       NULL };

  return g_strv_contains (kinds, op->kind);
}

static gboolean
fail_kind (const SlipOp *op, GError **error)
{
  g_autofree char *text = slip_op_name_to_string (&op->name);

  g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
               _ ("operation %s is of the kind “%s”, which can't be withheld: only values and "
                  "proposals can"),
               text, op->kind);
  return FALSE;
}

/* NULL without error when it is not held. */
static SlipOp *
load_op (SlipDatabase *database, const SlipOpName *name, gint64 *seq, gboolean *counts,
         GError **error)
{
  g_autoptr (SlipQuery) query = NULL;
  g_autoptr (GBytes) bytes = NULL;

  query = slip_database_query (database, error,
                               "SELECT bytes, seq, counts FROM op WHERE replica = ? AND clock = ?",
                               "si", name->replica, (gint64) name->clock);
  if (query == NULL || !slip_query_next (query, error))
    return NULL;
  bytes = slip_query_bytes (query, 0);
  *seq = slip_query_int (query, 1);
  *counts = slip_query_int (query, 2);
  return slip_op_decode (bytes, name->replica, error);
}

static gboolean
is_dangling (SlipDatabase *database, const SlipOpName *name)
{
  return slip_database_get_int (database, 0,
                                "SELECT 1 FROM dangling WHERE replica = ? AND clock = ?", "si",
                                name->replica, (gint64) name->clock);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return slip_op_name_compare (a, b);
}

/* What stays replaced when the op is gone: itself and what it replaced. An op that doesn't count
 * replaces nothing by itself, only through others that name it. */
static GArray *
names_to_keep (SlipDatabase *database, SlipOp *op, gboolean counts)
{
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (SlipOpName));

  if (!counts && !is_dangling (database, &op->name))
    return g_steal_pointer (&names);
  g_array_append_val (names, op->name);
  if (fold_may_replace (op) && op->replaces->len > 0)
    g_array_append_vals (names, op->replaces->data, op->replaces->len);
  g_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

static SlipOp *
do_withhold (SlipDatabase *database, const SlipOpName *name, const char *reason, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean counts = TRUE;
  gint64 seq = 0;
  g_autoptr (SlipOp) op = load_op (database, name, &seq, &counts, &failure);
  g_autoptr (SlipOp) asking = NULL;
  g_autoptr (GArray) names = NULL;
  guint8 replica[SLIP_REPLICA_BYTES];
  char row[SLIP_ID_LENGTH + 1];
  const char *field;

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  if (op == NULL)
    {
      g_autofree char *text = slip_op_name_to_string (name);

      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("operation %s is not here; sync, or look its name up in the log again"),
                   text);
      return NULL;
    }
  if (!can_be_withheld (op))
    {
      fail_kind (op, error);
      return NULL;
    }
  slip_op_id (op, 0, row);
  field = slip_op_text (op, 1);
  slip_base32_decode (name->replica, replica, sizeof replica);
  names = names_to_keep (database, op, counts);
  for (guint from = 0; from == 0 || from < names->len; from += MAX_NAMES)
    {
      g_clear_pointer (&asking, slip_op_unref);
      asking = slip_log_do (database, SLIP_OP_WITHHOLD, SLIP_UNKNOWN_IGNORE, op->record,
                            names->len > 0 ? &g_array_index (names, SlipOpName, from) : NULL,
                            MIN (MAX_NAMES, names->len - from),
                            g_variant_new ("(@ayts@ays)",
                                           g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, replica,
                                                                      sizeof replica, 1),
                                           name->clock, reason, slip_op_id_variant (row), field),
                            error);
      if (asking == NULL)
        return NULL;
    }
  return g_steal_pointer (&asking);
}

SlipOp *
slip_log_do_withhold (SlipDatabase *database, const SlipOpName *name, const char *reason,
                      GError **error)
{
  g_autoptr (SlipOp) asking = NULL;

  if (!slip_database_begin (database, error))
    return NULL;
  asking = do_withhold (database, name, reason, error);
  if (asking != NULL && slip_database_commit (database, error))
    return g_steal_pointer (&asking);
  slip_database_rollback (database);
  return NULL;
}

/* Stores a frame anew without the op, if it holds it. */
static gboolean
withhold_in_frame (SlipDatabase *database, gint64 row, GBytes *bytes, const SlipOp *op,
                   GError **error)
{
  g_autoptr (SlipFrame) frame = slip_frame_decode (bytes, error);
  g_autofree gboolean *keep = NULL;
  g_autoptr (GBytes) without = NULL;
  gboolean any = FALSE;

  if (frame == NULL)
    return FALSE;
  keep = g_new (gboolean, frame->ops->len);
  for (guint i = 0; i < frame->ops->len; i++)
    {
      const SlipOp *one = g_ptr_array_index (frame->ops, i);

      keep[i] = one == NULL || !slip_op_name_equal (&one->name, &op->name);
      any |= !keep[i];
    }
  if (!any)
    return TRUE;
  without = slip_frame_withhold (frame, keep, error);
  return without != NULL &&
         slip_database_run (database, error, "UPDATE frame SET bytes = ?, size = ? WHERE rowid = ?",
                            "bii", without, (gint64) g_bytes_get_size (without), row);
}

/* The frame that holds the op ends with its clock or a later one, the frame before it ends earlier;
 * forks may hold it, too. */
static gboolean
withhold_in_frames (SlipDatabase *database, const SlipOp *op, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (SlipQuery) query = slip_database_query (
      database, error,
      "SELECT rowid FROM frame WHERE replica = ?1 AND clock >= ?2 AND (fork = 1 OR seq ="
      " (SELECT min (seq) FROM frame WHERE replica = ?1 AND clock >= ?2 AND fork = 0))",
      "si", op->name.replica, (gint64) op->name.clock);

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &failure))
    {
      gint64 row = slip_query_int (query, 0);

      g_array_append_val (rows, row);
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  for (guint i = 0; i < rows->len; i++)
    {
      gint64 row = g_array_index (rows, gint64, i);
      g_autoptr (SlipQuery) one = slip_database_query (
          database, error, "SELECT bytes FROM frame WHERE rowid = ?", "i", row);
      g_autoptr (GBytes) bytes = NULL;

      if (one == NULL || !slip_query_next (one, error))
        return FALSE;
      bytes = slip_query_bytes (one, 0);
      g_clear_pointer (&one, slip_query_end);
      if (!withhold_in_frame (database, row, bytes, op, error))
        return FALSE;
    }
  return TRUE;
}

/* Whether the ops that ask replace all that the op replaced, so that nothing comes back. */
static gboolean
stays_replaced (SlipDatabase *database, const SlipOp *op, const char *target, gboolean *result,
                GError **error)
{
  g_autoptr (GHashTable) named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) failure = NULL;
  g_autofree char *own = slip_op_name_to_string (&op->name);
  g_autoptr (SlipQuery) query = slip_database_query (
      database, error,
      "SELECT op.replica, op.bytes FROM purge JOIN op USING (replica, clock) WHERE target = ?", "s",
      target);

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &failure))
    {
      g_autoptr (GBytes) bytes = slip_query_bytes (query, 1);
      g_autoptr (SlipOp) asking = slip_op_decode (bytes, slip_query_text (query, 0), error);

      if (asking == NULL)
        return FALSE;
      for (guint i = 0; i < asking->replaces->len; i++)
        g_hash_table_add (
            named, slip_op_name_to_string (&g_array_index (asking->replaces, SlipOpName, i)));
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  *result = g_hash_table_contains (named, own);
  for (guint i = 0; i < op->replaces->len && fold_may_replace (op) && *result; i++)
    {
      g_autofree char *key = slip_op_name_to_string (&g_array_index (op->replaces, SlipOpName, i));

      *result = g_hash_table_contains (named, key);
    }
  return TRUE;
}

/* The blob that the op named is wanted no more, unless another op that counts names it, by its
 * bytes or (a statement) by its digits. */
static gboolean
want_no_more (SlipDatabase *database, const SlipOp *op, GError **error)
{
  gboolean file = g_str_equal (op->kind, SLIP_OP_ATTACH);
  guint part = file ? 4 : 2;
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (GBytes) digits = NULL;
  char hash[SLIP_HASH_HEX + 1];

  if (!file && !g_str_equal (op->kind, SLIP_OP_SET_BLOB))
    return TRUE;
  slip_op_hex (op, part, hash);
  raw = g_bytes_new (op->parts[part].data, op->parts[part].size);
  digits = g_bytes_new (hash, strlen (hash));
  return slip_database_run (database, error,
                            "DELETE FROM blob_want WHERE hash = ?1 AND NOT EXISTS (SELECT 1 FROM op"
                            " WHERE counts = 1 AND (instr (bytes, ?2) OR instr (bytes, ?3)))",
                            "sbb", hash, raw, digits);
}

/* Takes the op out of the tables. The roster needs no look: its statements can't be withheld. */
static gboolean
forget_op (SlipDatabase *database, SlipOp *op, gboolean counts, const char *target, GError **error)
{
  gboolean as_before = FALSE;

  if (!counts)
    as_before = !is_dangling (database, &op->name);
  else if (!stays_replaced (database, op, target, &as_before, error))
    return FALSE;
  if (!slip_database_run (database, error, "DELETE FROM op WHERE replica = ? AND clock = ?", "si",
                          op->name.replica, (gint64) op->name.clock))
    return FALSE;
  if (!as_before)
    return fold_rebuild (database, FALSE, error);
  if (!counts)
    return TRUE;
  fold_get (database)->asked_dangling = FALSE;
  return slip_database_run (database, error,
                            "INSERT OR IGNORE INTO dangling (replica, clock) VALUES (?, ?)", "si",
                            op->name.replica, (gint64) op->name.clock) &&
         want_no_more (database, op, error) && slip_fold_flush (database, error);
}

static gboolean
withhold (SlipDatabase *database, const SlipOpName *name, GError **error)
{
  g_autofree char *target = slip_op_name_to_string (name);
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipOp) op = NULL;
  gboolean counts = TRUE;
  gint64 seq = 0;

  if (!slip_database_get_int (database, 0, "SELECT 1 FROM purge WHERE target = ?", "s", target))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("no operation in the log asks to withhold %s; purge it with a reason"),
                   target);
      return FALSE;
    }
  op = load_op (database, name, &seq, &counts, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (op == NULL)
    return TRUE;
  if (!can_be_withheld (op))
    return fail_kind (op, error);
  if (seq == 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_BUSY,
                   _ ("operation %s still waits for its frame; seal it first"), target);
      return FALSE;
    }
  fold_search_merge (database);
  return slip_database_wipe (database, error) && withhold_in_frames (database, op, error) &&
         forget_op (database, op, counts, target, error);
}

gboolean
slip_log_withhold (SlipDatabase *database, const SlipOpName *name, GError **error)
{
  if (!slip_database_begin (database, error))
    return FALSE;
  if (withhold (database, name, error) && slip_database_commit (database, error))
    return TRUE;
  slip_database_rollback (database);
  return FALSE;
}
