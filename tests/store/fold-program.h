/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Bytes read as a history: four make an op, of any kind, on few rows, that says it replaces any
 * others, also such as nobody honest would name. Whatever the bytes, all orders of arrival and a
 * rebuild give the same tables. */

#pragma once

#include "core/slip-hash.h"
#include "store/slip-fold.h"
#include "store/slip-log-private.h"

#define PROGRAM_MAX_OPS 48
#define PROGRAM_REPLICAS 3

typedef struct
{
  SlipOp *op;
  gboolean counts;
} ProgramOp;

static void
program_op_clear (gpointer data)
{
  slip_op_unref (((ProgramOp *) data)->op);
}

static char *
program_id (guint n, gsize size)
{
  guint8 bytes[SLIP_ID_BYTES] = { (guint8) n };

  return slip_base32_encode (bytes, size);
}

static SlipOpName
program_name (guint n)
{
  g_autofree char *replica = program_id (1 + n % PROGRAM_REPLICAS, SLIP_REPLICA_BYTES);
  SlipOpName name = { .clock = 1000 + n };

  g_strlcpy (name.replica, replica, sizeof name.replica);
  return name;
}

static GVariant *
program_content (guint8 what, guint8 where, const char **kind, gboolean *record)
{
  g_autofree char *row = program_id (10 + where % 3, SLIP_ID_BYTES);
  g_autofree char *parent = program_id (10 + where / 3 % 3, SLIP_ID_BYTES);
  const char *in = where % 5 == 0 ? "" : row;
  guint8 raw[64] = { where };
  SlipHash hash = { { where } };
  GVariant *bytes = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, hash.bytes, SLIP_HASH_BYTES, 1);
  GVariant *signature = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, raw, sizeof raw, 1);
  GVariant *replica = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, raw, SLIP_REPLICA_BYTES, 1);
  g_autoptr (GVariant) owned = g_variant_ref_sink (bytes);
  g_autoptr (GVariant) owned_signature = g_variant_ref_sink (signature);
  g_autoptr (GVariant) owned_replica = g_variant_ref_sink (replica);

  *record = TRUE;
  switch (what % 19)
    {
    case 0:
      *kind = SLIP_OP_ADD;
      return g_variant_new ("(@ay@ayss)", slip_op_id_variant (row),
                            slip_op_id_variant (where & 64 ? parent : ""), "t", "i");
    case 1:
      *kind = SLIP_OP_MOVE;
      return g_variant_new ("(@ays)", slip_op_id_variant (row), "k");
    case 2:
      *kind = SLIP_OP_DELETE;
      return g_variant_new ("(@ay)", slip_op_id_variant (in));
    case 3:
      *kind = SLIP_OP_KEEP;
      return g_variant_new ("(@ay)", slip_op_id_variant (in));
    case 4:
      *kind = SLIP_OP_PUT;
      return g_variant_new ("(@ayss)", slip_op_id_variant (in), "tags", "m");
    case 5:
      *kind = SLIP_OP_DROP;
      return g_variant_new ("(@ayss)", slip_op_id_variant (in), "tags", "m");
    case 6:
      *kind = SLIP_OP_PROPOSE;
      return g_variant_new ("(@ayss)", slip_op_id_variant (in), "f", "proposed");
    case 7:
      *kind = SLIP_OP_RELEASE;
      return g_variant_new ("()");
    case 8:
      *kind = SLIP_OP_REVISE;
      return g_variant_new ("(s)", "why");
    case 9:
      *record = FALSE;
      *kind = SLIP_OP_DEFINE;
      return g_variant_new ("(ss@ay)", "form", "plan", bytes);
    case 10:
      *record = FALSE;
      *kind = SLIP_OP_PURGE;
      return g_variant_new ("(@ays)", bytes, "why");
    case 11:
      *kind = SLIP_OP_WITHHOLD;
      return g_variant_new ("(@ayts@ays)", replica, (guint64) 1000 + where, "why",
                            slip_op_id_variant (in), "f");
    case 12:
      *record = where & 1;
      *kind = SLIP_OP_STATEMENT;
      return g_variant_new ("(@ay@ay)", bytes, signature);
    case 18:
      *kind = SLIP_OP_DISCARD;
      return g_variant_new ("(s)", "made twice");
    case 13:
      *kind = SLIP_OP_SET_BLOB;
      return g_variant_new ("(@ays@ay)", slip_op_id_variant (in), "f", bytes);
    default:
      *kind = SLIP_OP_SET;
      return g_variant_new ("(@ayss)", slip_op_id_variant (in), where & 32 ? "f" : "g",
                            where & 64 ? "same" : row);
    }
}

/* NULL when an op can't say that. */
static SlipOp *
program_op (guint n, const guint8 *bytes)
{
  SlipOpName name = program_name (n);
  g_autofree char *person = program_id (9, SLIP_ID_BYTES);
  g_autofree char *record = program_id (8, SLIP_ID_BYTES);
  SlipOpName replaces[2] = { program_name (bytes[2] % PROGRAM_MAX_OPS),
                             program_name (bytes[3] % PROGRAM_MAX_OPS) };
  gsize n_replaces = bytes[2] >= 192 ? 0 : bytes[3] >= 128 ? 1 : 2;
  const char *kind;
  gboolean in_record;
  GVariant *content = program_content (bytes[0] >> 1, bytes[1], &kind, &in_record);

  if (n_replaces == 2 && slip_op_name_compare (&replaces[0], &replaces[1]) > 0)
    {
      SlipOpName first = replaces[1];

      replaces[1] = replaces[0];
      replaces[0] = first;
    }
  return slip_op_new (name.replica, name.clock, 1774000000000, 0, person, kind, SLIP_UNKNOWN_IGNORE,
                      in_record ? record : NULL, replaces, n_replaces, content, NULL);
}

static char *
program_dump (SlipDatabase *db)
{
  g_autoptr (GError) error = NULL;
  char *dump = slip_fold_dump (db, &error);

  g_assert_no_error (error);
  return dump;
}

/* Folds in the order that starts at @from and goes by @stride, and makes all anew. */
static char *
program_run (SlipDatabase *db, GArray *ops, guint from, guint stride)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *again = NULL;
  char *dump;

  slip_database_begin (db, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < ops->len; i++)
    {
      ProgramOp *one = &g_array_index (ops, ProgramOp, (from + (gsize) i * stride) % ops->len);
      gboolean refold = FALSE;

      slip_log_take_op (db, one->op, 1, one->counts, &refold, &error);
      g_assert_no_error (error);
      g_assert_false (refold);
    }
  dump = program_dump (db);
  slip_fold_rebuild (db, &error);
  g_assert_no_error (error);
  again = program_dump (db);
  g_assert_cmpstr (dump, ==, again);
  slip_database_rollback (db);
  return dump;
}

static void
program_check (SlipDatabase *db, const guint8 *data, gsize size)
{
  g_autoptr (GArray) ops = g_array_new (FALSE, FALSE, sizeof (ProgramOp));
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  g_array_set_clear_func (ops, program_op_clear);
  for (guint n = 0; n < PROGRAM_MAX_OPS && (n + 1) * 4 <= size; n++)
    {
      ProgramOp one = { program_op (n, data + 4 * n), data[4 * n] & 1 };

      if (one.op != NULL)
        g_array_append_val (ops, one);
    }
  if (ops->len < 2)
    return;
  first = program_run (db, ops, 0, 1);
  last = program_run (db, ops, ops->len - 1, ops->len - 1);
  g_assert_cmpstr (first, ==, last);
  /* A stride that meets all of them: a prime above their number. */
  g_free (last);
  last = program_run (db, ops, data[0] % ops->len, 53 + 6 * (data[1] % 2));
  g_assert_cmpstr (first, ==, last);
}
