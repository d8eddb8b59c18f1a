/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A world for property tests: a few replicas that work at random, partly apart, with clocks that
 * disagree, on few rows, so that they meet. */

#pragma once

#include "store-test.h"

#define N_REPLICAS 3
#define N_STEPS 120
#ifndef N_ROWS
#define N_DOCUMENTS 2
#define N_ROWS 6
#endif

typedef struct
{
  GRand *random;
  Replica *replicas[N_REPLICAS];
  char *documents[N_DOCUMENTS];
  char *rows[N_ROWS]; /* few, so that replicas meet on them */
  GArray *names;      /* of all ops made */
  GHashTable *typed;  /* token → SlipOpName */
} World;

G_GNUC_UNUSED static guint
pick (World *world, guint n)
{
  return g_rand_int_range (world->random, 0, n);
}

G_GNUC_UNUSED static void
set_clock (World *world)
{
  gint64 now = 1774000000000 + g_rand_int_range (world->random, 0, 20 * 60 * 1000);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, now);

  g_setenv ("SOURCE_DATE_MS", text, TRUE);
}

G_GNUC_UNUSED static World *
world_new (guint seed)
{
  World *world = g_new0 (World, 1);

  world->random = g_rand_new_with_seed (seed);
  for (guint i = 0; i < N_REPLICAS; i++)
    world->replicas[i] = replica_new (i + 1);
  for (guint i = 0; i < N_DOCUMENTS; i++)
    world->documents[i] = fixed_id (100 + i, SLIP_ID_BYTES);
  for (guint i = 0; i < N_ROWS; i++)
    world->rows[i] = fixed_id (200 + i, SLIP_ID_BYTES);
  world->names = g_array_new (FALSE, FALSE, sizeof (SlipOpName));
  world->typed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return world;
}

G_GNUC_UNUSED static void
world_free (World *world)
{
  for (guint i = 0; i < N_REPLICAS; i++)
    replica_free (world->replicas[i]);
  for (guint i = 0; i < N_DOCUMENTS; i++)
    g_free (world->documents[i]);
  for (guint i = 0; i < N_ROWS; i++)
    g_free (world->rows[i]);
  g_rand_free (world->random);
  g_array_unref (world->names);
  g_hash_table_unref (world->typed);
  g_free (world);
}

/* What an honest program replaces; now and then any ops at all, also ones that are not here. */
G_GNUC_UNUSED static GArray *
choose_replaced (World *world, Replica *self, const char *document, const char *row,
                 const char *field)
{
  GArray *names = current (self, document, row, field);

  if (pick (world, 12) == 0)
    for (guint i = 0; i < 2 && world->names->len > 0; i++)
      {
        SlipOpName name = g_array_index (world->names, SlipOpName, pick (world, world->names->len));
        gboolean there = FALSE;

        for (guint j = 0; j < names->len; j++)
          there |= slip_op_name_equal (&name, &g_array_index (names, SlipOpName, j));
        if (!there)
          g_array_append_val (names, name);
      }
  return names;
}

G_GNUC_UNUSED static void
note_typed (World *world, const char *token, SlipOpName name)
{
  g_hash_table_insert (world->typed, g_strdup (token), g_memdup2 (&name, sizeof name));
}

G_GNUC_UNUSED static SlipOpName
set_something (World *world, Replica *self, const char *document, const char *row)
{
  static const char *const fields[] = { "task", "minutes", "scope/purpose" };
  const char *field = fields[pick (world, 3)];
  g_autofree char *token = g_strdup_printf ("token%u", world->names->len);
  SlipOpName name;

  name =
      replica_do (self, SLIP_OP_SET, document, choose_replaced (world, self, document, row, field),
                  g_variant_new ("(@ayss)", slip_op_id_variant (row), field, token));
  note_typed (world, token, name);
  return name;
}

G_GNUC_UNUSED static SlipOpName
put_something (World *world, Replica *self, const char *document, const char *row)
{
  g_autofree char *token = g_strdup_printf ("member%u", world->names->len);
  gboolean common = pick (world, 2) == 0;
  SlipOpName name;

  name = replica_do (
      self, SLIP_OP_PUT, document, NULL,
      g_variant_new ("(@ayss)", slip_op_id_variant (row), "tags", common ? "common" : token));
  if (!common)
    note_typed (world, token, name);
  return name;
}

G_GNUC_UNUSED static SlipOpName
drop_something (World *world, Replica *self, const char *document, const char *row)
{
  GArray *names = slip_values_names (self->db, document, row, "tags", "common", NULL);

  return replica_do (self, SLIP_OP_DROP, document, names,
                     g_variant_new ("(@ayss)", slip_op_id_variant (row), "tags", "common"));
}

G_GNUC_UNUSED static SlipOpName
add_something (World *world, Replica *self, const char *document, const char *row)
{
  /* Also below itself and in circles: that must do no harm. */
  const char *parent = pick (world, 2) == 0 ? "" : world->rows[pick (world, N_ROWS)];
  char position[2] = { 'a' + pick (world, 26), '\0' };

  return do_add (self, document, row, parent, *parent ? "tasks/steps" : "tasks", position);
}

G_GNUC_UNUSED static SlipOpName
make_statement (World *world, Replica *self, const char *document)
{
  g_autofree char *text = g_strdup_printf ("<statement n=\"%u\"/>", world->names->len);
  guint8 signature[64] = { 1 };

  return replica_do (
      self, SLIP_OP_STATEMENT, document, NULL,
      g_variant_new ("(@ay@ay)",
                     g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, text, strlen (text), 1),
                     g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, signature, 64, 1)));
}

G_GNUC_UNUSED static SlipOpName
define_something (World *world, Replica *self)
{
  g_autofree char *text = g_strdup_printf ("form %u", world->names->len);
  GArray *names = g_array_new (FALSE, FALSE, sizeof (SlipOpName));
  SlipHash hash;

  slip_hash_data (&hash, text, strlen (text));
  if (world->names->len > 0 && pick (world, 2) == 0)
    g_array_append_val (names,
                        g_array_index (world->names, SlipOpName, pick (world, world->names->len)));
  return replica_do (self, SLIP_OP_DEFINE, "", names,
                     g_variant_new ("(ss@ay)", "form", "plan", hash_variant (&hash)));
}

G_GNUC_UNUSED static SlipOpName
attach_something (World *world, Replica *self, const char *document, const char *row)
{
  g_autofree char *name = g_strdup_printf ("file%u.log", world->names->len);
  SlipHash hash;

  slip_hash_data (&hash, name, strlen (name));
  return replica_do (self, SLIP_OP_ATTACH, document,
                     choose_replaced (world, self, document, row, "evidence"),
                     g_variant_new ("(@ayss"
                                    "t@ay)",
                                    slip_op_id_variant (row), "evidence", name, (guint64) 5,
                                    hash_variant (&hash)));
}

G_GNUC_UNUSED static SlipOpName
propose_something (World *world, Replica *self, const char *document, const char *row)
{
  g_autofree char *token = g_strdup_printf ("proposal%u", world->names->len);

  return replica_do (self, SLIP_OP_PROPOSE, document,
                     choose_replaced (world, self, document, row, "task"),
                     g_variant_new ("(@ayss)", slip_op_id_variant (row), "task", token));
}

/* The register is set by somebody who has seen a proposal. */
G_GNUC_UNUSED static SlipOpName
accept_something (World *world, Replica *self, const char *document, const char *row)
{
  GArray *names = current (self, document, row, "task");
  g_autofree char *token = g_strdup_printf ("token%u", world->names->len);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipQuery) query = NULL;
  SlipOpName name = { 0 };

  query = slip_database_query (self->db, &error,
                               "SELECT replica, clock FROM proposal WHERE record = ? AND row = ?",
                               "ss", document, row);
  g_assert_no_error (error);
  while (slip_query_next (query, &error))
    {
      g_strlcpy (name.replica, slip_query_text (query, 0), sizeof name.replica);
      name.clock = slip_query_int (query, 1);
      g_array_append_val (names, name);
    }
  g_assert_no_error (error);
  g_clear_pointer (&query, slip_query_end);
  name = replica_do (self, SLIP_OP_SET, document, names,
                     g_variant_new ("(@ayss)", slip_op_id_variant (row), "task", token));
  note_typed (world, token, name);
  return name;
}

/* Also to what is no comment, and to what has not arrived: the fold only notes it. */
G_GNUC_UNUSED static SlipOpName
reply_to_something (World *world, Replica *self, const char *document, const char *text)
{
  static const char *const acts[] = { "reply", "close", "reopen" };
  guint8 replica[SLIP_REPLICA_BYTES] = { 0 };
  SlipOpName thread = { .clock = 1 };

  if (world->names->len > 0)
    {
      thread = g_array_index (world->names, SlipOpName, pick (world, world->names->len));
      g_assert_true (slip_base32_decode (thread.replica, replica, sizeof replica));
    }
  return replica_do (
      self, SLIP_OP_REPLY, document, NULL,
      g_variant_new ("(@aytsss)",
                     g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, replica, sizeof replica, 1),
                     (guint64) thread.clock, acts[pick (world, 3)], "", text));
}

/* What belongs to the roster, and what is in tables of its own. */
G_GNUC_UNUSED static SlipOpName
note_something (World *world, Replica *self, const char *document)
{
  g_autofree char *text = g_strdup_printf ("reason %u", world->names->len);
  SlipHash hash;

  slip_hash_data (&hash, text, strlen (text));
  switch (pick (world, 7))
    {
    case 0:
      return make_statement (world, self, NULL);
    case 4:
      return replica_do (self, SLIP_OP_COMMENT, document, NULL,
                         g_variant_new ("(@ayssss)", slip_op_id_variant (NULL), "scope/purpose",
                                        "concern", "ai-irb-liaison", text));
    case 5:
      return reply_to_something (world, self, document, text);
    case 3:
      return replica_do (self, SLIP_OP_FOLLOW, document, NULL,
                         g_variant_new ("(@ay)", hash_variant (&hash)));
    case 1:
      return replica_do (self, SLIP_OP_INVITE, NULL, NULL,
                         g_variant_new ("(@ay)", hash_variant (&hash)));
    case 2:
      return replica_do (self, SLIP_OP_PURGE, NULL, NULL,
                         g_variant_new ("(@ays)", hash_variant (&hash), text));
    default:
      return replica_do (self, SLIP_OP_REVISE, document, NULL, g_variant_new ("(s)", text));
    }
}

/* Somebody asks that a value or a proposal goes. FALSE: nothing was found that could. */
G_GNUC_UNUSED static gboolean
withhold_something (World *world, Replica *self, SlipOpName *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipOp) op = NULL;

  if (world->names->len == 0)
    return FALSE;
  op = slip_log_do_withhold (
      self->db, &g_array_index (world->names, SlipOpName, pick (world, world->names->len)),
      "secret", &error);
  if (op == NULL)
    {
      g_assert_true (g_error_matches (error, SLIP_ERROR, SLIP_ERROR_INVALID) ||
                     g_error_matches (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND));
      return FALSE;
    }
  *name = op->name;
  return TRUE;
}

/* @pulls: now and then it takes in frames, which all count. */
G_GNUC_UNUSED static void
step_of (World *world, Replica *self, gboolean pulls)
{
  const char *document = world->documents[pick (world, N_DOCUMENTS)];
  const char *row = pick (world, 4) == 0 ? "" : world->rows[pick (world, N_ROWS)];
  const char *inner = world->rows[pick (world, N_ROWS)];
  SlipOpName name;

  set_clock (world);
  switch (pulls ? pick (world, 25) : 3 + pick (world, 22))
    {
    case 0:
    case 1:
    case 2:
      replica_pull (self, world->replicas[pick (world, N_REPLICAS)], 1 + pick (world, 3));
      return;
    case 3:
      replica_seal (self);
      return;
    case 4:
      name = do_document (self, document);
      break;
    case 5:
    case 6:
    case 7:
      name = add_something (world, self, document, inner);
      break;
    case 8:
      name = replica_do (
          self, SLIP_OP_MOVE, document,
          choose_replaced (world, self, document, inner, SLIP_FIELD_POSITION),
          g_variant_new ("(@ays)", slip_op_id_variant (inner), pick (world, 2) ? "k" : "s"));
      break;
    case 9:
    case 10:
      if (pick (world, 12) == 0)
        name = do_discard (self, document, "made twice");
      else
        name = do_delete (self, document, pick (world, 6) == 0 ? "" : inner);
      break;
    case 11:
      name = do_keep (self, document, row);
      break;
    case 12:
      name = put_something (world, self, document, row);
      break;
    case 13:
      name = drop_something (world, self, document, row);
      break;
    case 14:
      name =
          pick (world, 2) ? make_statement (world, self, document) : define_something (world, self);
      break;
    case 15:
      name = attach_something (world, self, document, row);
      break;
    case 16:
    case 17:
      name = propose_something (world, self, document, row);
      break;
    case 18:
      name = accept_something (world, self, document, row);
      break;
    case 19:
      name = note_something (world, self, document);
      break;
    case 20:
      if (!withhold_something (world, self, &name))
        return;
      break;
    default:
      name = set_something (world, self, document, row);
      break;
    }
  g_array_append_val (world->names, name);
}

G_GNUC_UNUSED static void
step (World *world)
{
  step_of (world, world->replicas[pick (world, N_REPLICAS)], TRUE);
}

G_GNUC_UNUSED static void
everybody_pulls (World *world)
{
  for (guint i = 0; i < N_REPLICAS; i++)
    replica_seal (world->replicas[i]);
  for (guint i = 0; i < N_REPLICAS; i++)
    for (guint j = 0; j < N_REPLICAS; j++)
      if (i != j)
        replica_pull (world->replicas[i], world->replicas[j], G_MAXUINT);
}

/* Frames of all replicas into a new copy: random order across replicas, repeated at random. */
G_GNUC_UNUSED static Replica *
replay (World *world, GPtrArray *const *frames)
{
  Replica *copy = replica_new (50);
  guint next[N_REPLICAS] = { 0 };
  guint left = 0;

  for (guint i = 0; i < N_REPLICAS; i++)
    left += frames[i]->len;
  while (left > 0)
    {
      g_autoptr (GError) error = NULL;
      guint i = pick (world, N_REPLICAS);
      guint at;

      if (next[i] == 0 && frames[i]->len == 0)
        continue;
      at = next[i];
      if (at == frames[i]->len || (at > 0 && pick (world, 3) == 0))
        at = pick (world, at);
      slip_log_add_frame (copy->db, g_ptr_array_index (frames[i], at), TRUE, &error);
      g_assert_no_error (error);
      if (at == next[i])
        {
          next[i]++;
          left--;
        }
    }
  return copy;
}

/* Names that some op says it replaces, as "replica:clock". */
G_GNUC_UNUSED static GHashTable *
all_replaced (SlipDatabase *db)
{
  GHashTable *replaced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipQuery) query =
      slip_database_query (db, &error, "SELECT replica, bytes FROM op", "");

  g_assert_no_error (error);
  while (slip_query_next (query, &error))
    {
      g_autoptr (GBytes) bytes = slip_query_bytes (query, 1);
      g_autoptr (SlipOp) op = slip_op_decode (bytes, slip_query_text (query, 0), &error);

      g_assert_no_error (error);
      /* A proposal only says what it is about. */
      for (guint i = 0; i < op->replaces->len && !g_str_equal (op->kind, SLIP_OP_PROPOSE); i++)
        {
          const SlipOpName *name = &g_array_index (op->replaces, SlipOpName, i);

          g_hash_table_add (replaced,
                            g_strdup_printf ("%s:%" G_GUINT64_FORMAT, name->replica, name->clock));
        }
    }
  return replaced;
}

/* Every text is a live value, or an op says that it replaces it: and never both. */
G_GNUC_UNUSED static void
check_nothing_lost (World *world, SlipDatabase *db)
{
  g_autoptr (GHashTable) replaced = all_replaced (db);
  GHashTableIter iter;
  gpointer token, data;

  g_hash_table_iter_init (&iter, world->typed);
  while (g_hash_table_iter_next (&iter, &token, &data))
    {
      const SlipOpName *name = data;
      g_autofree char *key = g_strdup_printf ("%s:%" G_GUINT64_FORMAT, name->replica, name->clock);
      gint64 live = slip_database_get_int (
          db, 0, "SELECT count(*) FROM value WHERE value = ? AND replica = ? AND clock = ?", "ssi",
          token, name->replica, (gint64) name->clock);

      g_assert_cmpint (live, ==, g_hash_table_contains (replaced, key) ? 0 : 1);
    }
}

/* In each register just one value is in front: the newest. */
G_GNUC_UNUSED static void
check_shown (SlipDatabase *db)
{
  g_assert_cmpint (
      slip_database_get_int (db, -1,
                             "SELECT count(*) FROM (SELECT 1 FROM value WHERE kind <> 'p'"
                             " GROUP BY record, row, field HAVING sum (shown) <> 1)",
                             ""),
      ==, 0);
  g_assert_cmpint (
      slip_database_get_int (db, -1,
                             "SELECT count(*) FROM value a JOIN value b USING (record, row, field)"
                             " WHERE a.kind <> 'p' AND b.kind <> 'p' AND a.shown = 1"
                             " AND (b.clock, b.replica) > (a.clock, a.replica)",
                             ""),
      ==, 0);
}

G_GNUC_UNUSED static void
check_rebuild (SlipDatabase *db, const char *before)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *after = NULL;

  slip_fold_rebuild (db, &error);
  g_assert_no_error (error);
  after = dump_of (db);
  assert_same_dump (before, after);
}

/* Tables, search and what is shown are as @expected says, and as folding again makes them. */
G_GNUC_UNUSED static void
check_replica (Replica *self, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dump = dump_of (self->db);

  assert_same_dump (expected, dump);
  slip_search_check (self->db, &error);
  g_assert_no_error (error);
  check_shown (self->db);
  check_rebuild (self->db, expected);
}
