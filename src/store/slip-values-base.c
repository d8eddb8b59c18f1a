/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What concurrent texts started from. The tables hold only what is live, so the log is walked
 * backwards: from each live value over what it replaced, until all of them meet. */

#include <string.h>

#include "core/slip-hash.h"
#include "store/slip-blobs.h"
#include "store/slip-fold-private.h"
#include "store/slip-values.h"

/* So many ops are looked at for each live value: what lies further back is no help to a person. */
#define MAX_STEPS 4096

typedef struct
{
  SlipDatabase *database;
  const char *record;
  const char *row;
  const char *field;
  GHashTable *met; /* SlipOpName → how many of the live values came over it */
} Walk;

static guint
name_hash (gconstpointer data)
{
  const SlipOpName *name = data;

  return g_str_hash (name->replica) ^ (guint) name->clock ^ (guint) (name->clock >> 32);
}

static gboolean
name_equal (gconstpointer a, gconstpointer b)
{
  return slip_op_name_equal (a, b);
}

/* The op, when it set this register; NULL without error when it is not held, or did something
 * else. */
static SlipOp *
load_setter (Walk *walk, const SlipOpName *name, GError **error)
{
  g_autoptr (SlipQuery) query = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (SlipOp) op = NULL;
  char row[SLIP_ID_LENGTH + 1];
  const char *field;

  query = slip_database_query (walk->database, error,
                               "SELECT bytes FROM op WHERE replica = ? AND clock = ?"
                               " AND record = ? AND kind IN ('set', 'set-blob', 'attach')",
                               "sis", name->replica, (gint64) name->clock, walk->record);
  if (query == NULL || !slip_query_next (query, error))
    return NULL;
  bytes = slip_query_bytes (query, 0);
  op = slip_op_decode (bytes, name->replica, error);
  if (op == NULL || !fold_locate (op, row, &field) || !g_str_equal (row, walk->row) ||
      !g_str_equal (field, walk->field))
    return NULL;
  return g_steal_pointer (&op);
}

/* Counts every op that @from replaced, itself or through others, once. */
static gboolean
walk_back (Walk *walk, const SlipOpName *from, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (name_hash, name_equal, g_free, NULL);
  g_autoptr (GArray) next = g_array_new (FALSE, FALSE, sizeof (SlipOpName));

  g_array_append_vals (next, from, 1);
  for (guint at = 0; at < next->len && at < MAX_STEPS; at++)
    {
      /* The array may move while it grows. */
      SlipOpName name = g_array_index (next, SlipOpName, at);
      g_autoptr (GError) failure = NULL;
      g_autoptr (SlipOp) op = load_setter (walk, &name, &failure);

      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      if (op == NULL)
        continue;
      if (at > 0)
        {
          guint n = GPOINTER_TO_UINT (g_hash_table_lookup (walk->met, &name));

          g_hash_table_insert (walk->met, g_memdup2 (&name, sizeof name), GUINT_TO_POINTER (n + 1));
        }
      for (guint i = 0; i < op->replaces->len; i++)
        {
          const SlipOpName *replaced = &g_array_index (op->replaces, SlipOpName, i);

          if (g_hash_table_add (seen, g_memdup2 (replaced, sizeof *replaced)))
            g_array_append_vals (next, replaced, 1);
        }
    }
  return TRUE;
}

/* The text that the op set. */
static char *
text_of (Walk *walk, const SlipOpName *name, GError **error)
{
  g_autoptr (SlipOp) op = load_setter (walk, name, error);
  SlipValue value = { .kind = SLIP_VALUE_BLOB };
  char hash[SLIP_HASH_HEX + 1];

  if (op == NULL)
    return NULL;
  if (g_str_equal (op->kind, SLIP_OP_SET) || g_str_equal (op->kind, SLIP_OP_ATTACH))
    return g_strdup (slip_op_text (op, 2));
  slip_op_hex (op, 2, hash);
  value.value = hash;
  return slip_value_resolve (walk->database, &value, error);
}

char *
slip_values_base (SlipDatabase *database, const char *record, const char *row, const char *field,
                  GError **error)
{
  g_autoptr (GPtrArray) values = slip_values_get (database, record, row, field, error);
  g_autoptr (GHashTable) met = g_hash_table_new_full (name_hash, name_equal, g_free, NULL);
  Walk walk = { database, record, row, field, met };
  const SlipOpName *newest = NULL;
  GHashTableIter iter;
  gpointer name, count;

  if (values == NULL)
    return NULL;
  for (guint i = 0; i < values->len; i++)
    {
      const SlipValue *value = g_ptr_array_index (values, i);

      if (!walk_back (&walk, &value->name, error))
        return NULL;
    }
  g_hash_table_iter_init (&iter, met);
  while (g_hash_table_iter_next (&iter, &name, &count))
    if (GPOINTER_TO_UINT (count) == values->len &&
        (newest == NULL || slip_op_name_compare (newest, name) < 0))
      newest = name;
  return values->len < 2 || newest == NULL ? NULL : text_of (&walk, newest, error);
}
