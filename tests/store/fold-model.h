/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the tables have to say, told another way: straight from all frames and from which of them
 * count, with no thought for the order in which they came. */

#pragma once

#include "fold-world.h"

/* A value that is live; of an add both the place and the position. */
typedef struct
{
  SlipOp *op;
  guint64 seq;
  char row[SLIP_ID_LENGTH + 1];
  gboolean deletes;
} Live;

typedef struct
{
  GPtrArray *const *frames;
  GHashTable *counted; /* "replica:clock" → SlipOp, of those that count */
  GHashTable *apart;   /* of those that don't → SlipOp */
  GHashTable *gone;    /* that an op that counts replaces, at once or through such ones */
  GPtrArray *live;     /* Live */
  GHashTable *parents; /* "record row" → the newest add that counts */
} Model;

G_GNUC_UNUSED static char *
key_of (const SlipOpName *name)
{
  return g_strdup_printf ("%s:%" G_GUINT64_FORMAT, name->replica, name->clock);
}

G_GNUC_UNUSED static void
model_free (Model *self)
{
  g_hash_table_unref (self->counted);
  g_hash_table_unref (self->apart);
  g_hash_table_unref (self->gone);
  g_hash_table_unref (self->parents);
  g_ptr_array_unref (self->live);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Model, model_free)

static void
model_spread (Model *self, const SlipOp *op)
{
  if (g_str_equal (op->kind, SLIP_OP_PROPOSE))
    return;
  for (guint i = 0; i < op->replaces->len; i++)
    {
      char *key = key_of (&g_array_index (op->replaces, SlipOpName, i));
      SlipOp *through = g_hash_table_lookup (self->apart, key);

      if (g_hash_table_add (self->gone, key) && through != NULL)
        model_spread (self, through);
    }
}

static gboolean
is_one_of (const SlipOp *op, const char *const *kinds)
{
  return g_strv_contains (kinds, op->kind);
}

static void
model_live (Model *self, SlipOp *op, guint64 seq)
{
  static const char *const in_rows[] = { SLIP_OP_SET,  SLIP_OP_ATTACH, SLIP_OP_PUT, SLIP_OP_ADD,
                                         SLIP_OP_MOVE, SLIP_OP_DELETE, NULL };
  static const char *const in_records[] = { SLIP_OP_DOCUMENT, SLIP_OP_DISCARD, SLIP_OP_STATEMENT,
                                            NULL };
  static const char *const stay[] = { SLIP_OP_ADD, SLIP_OP_DOCUMENT, SLIP_OP_STATEMENT, NULL };
  g_autofree char *key = key_of (&op->name);
  Live *live;

  if (!is_one_of (op, in_rows) && !is_one_of (op, in_records))
    return;
  if (g_hash_table_contains (self->gone, key) && !is_one_of (op, stay))
    return;
  live = g_new0 (Live, 1);
  live->op = op;
  live->seq = seq;
  if (is_one_of (op, in_rows))
    slip_op_id (op, 0, live->row);
  live->deletes = g_str_equal (op->kind, SLIP_OP_DELETE) || g_str_equal (op->kind, SLIP_OP_DISCARD);
  g_ptr_array_add (self->live, live);
  if (g_str_equal (op->kind, SLIP_OP_ADD))
    {
      char *place = g_strdup_printf ("%s %s", op->record, live->row);
      SlipOp *other = g_hash_table_lookup (self->parents, place);

      if (other == NULL || slip_op_name_compare (&other->name, &op->name) < 0)
        g_hash_table_insert (self->parents, place, op);
      else
        g_free (place);
    }
}

/* @frames: of each replica, all from the first on; they have to stay. */
G_GNUC_UNUSED static Model *
model_new (GPtrArray *const *frames, SlipCountsFunc counts, gpointer data)
{
  static const char device[] = "0000000000000000000000000000000000000000000000000000000000000000";
  Model *self = g_new0 (Model, 1);

  self->frames = frames;
  self->counted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->apart = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->parents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->live = g_ptr_array_new_with_free_func (g_free);
  for (guint pass = 0; pass < 3; pass++)
    for (guint i = 0; i < N_REPLICAS; i++)
      for (guint j = 0; j < frames[i]->len; j++)
        {
          SlipFrame *frame = g_ptr_array_index (frames[i], j);
          gboolean in = counts (NULL, device, frame->replica, frame->seq, data);

          for (guint k = 0; k < frame->ops->len; k++)
            {
              SlipOp *op = g_ptr_array_index (frame->ops, k);

              if (pass == 0)
                g_hash_table_insert (in ? self->counted : self->apart, key_of (&op->name), op);
              if (pass == 1 && in)
                model_spread (self, op);
              if (pass == 2 && in)
                model_live (self, op, frame->seq);
            }
        }
  return self;
}

/* Texts, members and proposals: live just when they count and nothing replaced them. */
static void
check_texts (Model *self, SlipDatabase *db)
{
  static const char *const kinds[] = { SLIP_OP_SET, SLIP_OP_PUT, SLIP_OP_ATTACH, SLIP_OP_PROPOSE,
                                       NULL };

  for (guint pass = 0; pass < 2; pass++)
    {
      GHashTableIter iter;
      gpointer key, data;

      g_hash_table_iter_init (&iter, pass == 0 ? self->counted : self->apart);
      while (g_hash_table_iter_next (&iter, &key, &data))
        {
          SlipOp *op = data;
          gint64 live;

          if (!is_one_of (op, kinds))
            continue;
          live = slip_database_get_int (
              db, 0,
              g_str_equal (op->kind, SLIP_OP_PROPOSE)
                  ? "SELECT count(*) FROM proposal WHERE replica = ? AND clock = ?"
                  : "SELECT count(*) FROM value WHERE replica = ? AND clock = ?",
              "si", op->name.replica, (gint64) op->name.clock);
          g_assert_cmpint (live, ==, pass == 0 && !g_hash_table_contains (self->gone, key));
        }
    }
}

/* How much of @other the author of frame @seq of @replica had. */
static guint64
model_seen (Model *self, const char *replica, guint64 seq, const char *other)
{
  guint64 most = 0;

  for (guint i = 0; i < N_REPLICAS; i++)
    for (guint j = 0; j < self->frames[i]->len; j++)
      {
        SlipFrame *frame = g_ptr_array_index (self->frames[i], j);

        if (!g_str_equal (frame->replica, replica) || frame->seq > seq)
          continue;
        for (guint k = 0; k < frame->seen->len; k++)
          if (g_str_equal (g_array_index (frame->seen, SlipSeen, k).replica, other))
            most = MAX (most, g_array_index (frame->seen, SlipSeen, k).seq);
      }
  return most;
}

static gboolean
model_covers (Model *self, const Live *deletion, const Live *value)
{
  if (g_str_equal (deletion->op->name.replica, value->op->name.replica))
    return value->op->name.clock < deletion->op->name.clock;
  return value->seq <=
         model_seen (self, deletion->op->name.replica, deletion->seq, value->op->name.replica);
}

/* Rows may stand below each other in circles. */
static gboolean
is_at_or_below (Model *self, const char *record, const char *row, const char *top)
{
  g_autofree char *at = g_strdup (row);

  for (guint i = 0; i <= N_ROWS + 1; i++)
    {
      g_autofree char *place = g_strdup_printf ("%s %s", record, at);
      SlipOp *add = g_hash_table_lookup (self->parents, place);
      char parent[SLIP_ID_LENGTH + 1];

      if (g_str_equal (at, top))
        return TRUE;
      if (add == NULL || *at == '\0')
        return FALSE;
      slip_op_id (add, 1, parent);
      g_free (at);
      at = g_strdup (parent);
    }
  return FALSE;
}

/* What its own deletes say: "alive", "dead" or "flagged". */
static const char *
model_state (Model *self, const char *record, const char *row)
{
  gboolean any = FALSE, flagged = FALSE;

  for (guint i = 0; i < self->live->len; i++)
    {
      const Live *value = g_ptr_array_index (self->live, i);
      gboolean covered = FALSE;

      if (!g_str_equal (value->op->record, record))
        continue;
      if (value->deletes)
        {
          any |= g_str_equal (value->row, row);
          continue;
        }
      /* A signature is the record's, no row's. */
      if (*row != '\0' && (g_str_equal (value->op->kind, SLIP_OP_STATEMENT) ||
                           !is_at_or_below (self, record, value->row, row)))
        continue;
      for (guint j = 0; j < self->live->len && !covered; j++)
        {
          const Live *deletion = g_ptr_array_index (self->live, j);

          covered = deletion->deletes && g_str_equal (deletion->op->record, record) &&
                    g_str_equal (deletion->row, row) && model_covers (self, deletion, value);
        }
      flagged |= !covered;
    }
  return !any ? "alive" : flagged ? "flagged" : "dead";
}

static void
check_rows (Model *self, SlipDatabase *db)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipQuery) query =
      slip_database_query (db, &error,
                           "SELECT record, id, dead, flagged FROM row UNION ALL SELECT id, '', "
                           "dead, flagged FROM record",
                           "");
  guint rows = 0;

  while (slip_query_next (query, &error))
    {
      const char *record = slip_query_text (query, 0);
      const char *row = slip_query_text (query, 1);
      const char *own = model_state (self, record, row);
      gboolean dead = g_str_equal (own, "dead");
      GHashTableIter iter;
      gpointer place;

      rows += *row != '\0';
      g_hash_table_iter_init (&iter, self->parents);
      while (*row != '\0' && !dead && g_hash_table_iter_next (&iter, &place, NULL))
        if (g_str_has_prefix (place, record))
          {
            const char *above = strchr (place, ' ') + 1;

            dead = is_at_or_below (self, record, row, above) &&
                   g_str_equal (model_state (self, record, above), "dead");
          }
      g_assert_cmpint (slip_query_int (query, 2), ==, dead);
      g_assert_cmpint (slip_query_int (query, 3), ==, g_str_equal (own, "flagged"));
    }
  g_assert_no_error (error);
  g_assert_cmpuint (rows, ==, g_hash_table_size (self->parents));
}

/* Whether the tables say the same. */
G_GNUC_UNUSED static void
check_model (Model *self, SlipDatabase *db)
{
  check_texts (self, db);
  check_rows (self, db);
}
