/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What holds for every history: several replicas work at random, partly apart, with clocks that
 * disagree. Whatever the order, the repetition and the split into frames in which their ops arrive,
 * the tables are equal; nothing typed is lost; a rebuild changes nothing; the search index is
 * sound. Each seed is a test of its own. */

#include "store-test.h"

#define N_REPLICAS 3
#define N_STEPS 120
#define N_SEEDS 40
#define N_DOCUMENTS 2
#define N_ROWS 6

typedef struct
{
  GRand *random;
  Replica *replicas[N_REPLICAS];
  char *documents[N_DOCUMENTS];
  char *rows[N_ROWS]; /* few, so that replicas meet on them */
  GArray *names;      /* of all ops made */
  GHashTable *typed;  /* token → SlipOpName */
} World;

static guint
pick (World *world, guint n)
{
  return g_rand_int_range (world->random, 0, n);
}

static void
set_clock (World *world)
{
  gint64 now = 1774000000000 + g_rand_int_range (world->random, 0, 20 * 60 * 1000);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, now);

  g_setenv ("SOURCE_DATE_MS", text, TRUE);
}

static World *
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

static void
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
static GArray *
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

static void
note_typed (World *world, const char *token, SlipOpName name)
{
  g_hash_table_insert (world->typed, g_strdup (token), g_memdup2 (&name, sizeof name));
}

static SlipOpName
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

static SlipOpName
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

static SlipOpName
drop_something (World *world, Replica *self, const char *document, const char *row)
{
  GArray *names = slip_values_names (self->db, document, row, "tags", "common", NULL);

  return replica_do (self, SLIP_OP_DROP, document, names,
                     g_variant_new ("(@ayss)", slip_op_id_variant (row), "tags", "common"));
}

static SlipOpName
add_something (World *world, Replica *self, const char *document, const char *row)
{
  /* Also below itself and in circles: that must do no harm. */
  const char *parent = pick (world, 2) == 0 ? "" : world->rows[pick (world, N_ROWS)];
  char position[2] = { 'a' + pick (world, 26), '\0' };

  return do_add (self, document, row, parent, *parent ? "tasks/steps" : "tasks", position);
}

static SlipOpName
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

static SlipOpName
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

static SlipOpName
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

static void
step (World *world)
{
  Replica *self = world->replicas[pick (world, N_REPLICAS)];
  const char *document = world->documents[pick (world, N_DOCUMENTS)];
  const char *row = pick (world, 4) == 0 ? "" : world->rows[pick (world, N_ROWS)];
  const char *inner = world->rows[pick (world, N_ROWS)];
  SlipOpName name;

  set_clock (world);
  switch (pick (world, 20))
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
    default:
      name = set_something (world, self, document, row);
      break;
    }
  g_array_append_val (world->names, name);
}

static void
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
static Replica *
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

/* The same ops in other frames: each frame is cut at random, what it had seen stays with its first
 * piece. */
typedef struct
{
  World *world;
  GPtrArray *const *old;
  GPtrArray *pieces[N_REPLICAS];
  GArray *last[N_REPLICAS]; /* index of the last piece of each old frame */
} Recut;

static guint
replica_index (World *world, const char *name)
{
  for (guint i = 0; i < N_REPLICAS; i++)
    if (g_str_equal (world->replicas[i]->replica, name))
      return i;
  g_assert_not_reached ();
}

static void
recut_until (Recut *recut, guint replica, guint n_old)
{
  World *world = recut->world;
  SlipHash workspace;

  workspace_hash (&workspace);
  while (recut->last[replica]->len < n_old)
    {
      SlipFrame *old = g_ptr_array_index (recut->old[replica], recut->last[replica]->len);
      g_autoptr (GArray) seen = g_array_new (FALSE, FALSE, sizeof (SlipSeen));
      GPtrArray *pieces = recut->pieces[replica];
      guint index;

      for (guint i = 0; i < old->seen->len; i++)
        {
          SlipSeen item = g_array_index (old->seen, SlipSeen, i);
          guint other = replica_index (world, item.replica);
          SlipFrame *frame;

          recut_until (recut, other, item.seq);
          index = g_array_index (recut->last[other], guint, item.seq - 1);
          frame = g_ptr_array_index (recut->pieces[other], index);
          item.seq = frame->seq;
          item.hash = frame->hash;
          g_array_append_val (seen, item);
        }
      for (guint from = 0; from < old->ops->len;)
        {
          guint n = 1 + pick (world, old->ops->len - from);
          g_autoptr (GPtrArray) ops = g_ptr_array_new ();
          g_autoptr (GError) error = NULL;
          SlipFrame *prev = pieces->len > 0 ? g_ptr_array_index (pieces, pieces->len - 1) : NULL;
          SlipFrame *piece;

          for (guint i = from; i < from + n; i++)
            g_ptr_array_add (ops, g_ptr_array_index (old->ops, i));
          piece =
              slip_frame_new (&workspace, old->replica, pieces->len + 1, prev ? &prev->hash : NULL,
                              seen, ops, world->replicas[replica]->secret, NULL, &error);
          g_assert_no_error (error);
          g_ptr_array_add (pieces, piece);
          g_array_set_size (seen, 0);
          from += n;
        }
      index = pieces->len - 1;
      g_array_append_val (recut->last[replica], index);
    }
}

/* The tables without the numbers of frames, which do depend on the split. */
static char *
dump_without_frames (SlipDatabase *db)
{
  g_autoptr (GError) error = NULL;

  slip_database_script (db, "UPDATE value SET seq = 0; UPDATE statement SET seq = 0", &error);
  g_assert_no_error (error);
  return dump_of (db);
}

static void
check_any_split (World *world, GPtrArray *const *frames)
{
  Recut recut = { world, frames };
  g_autoptr (Replica) whole = NULL;
  g_autoptr (Replica) cut = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  for (guint i = 0; i < N_REPLICAS; i++)
    {
      recut.pieces[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_frame_unref);
      recut.last[i] = g_array_new (FALSE, FALSE, sizeof (guint));
    }
  for (guint i = 0; i < N_REPLICAS; i++)
    recut_until (&recut, i, frames[i]->len);
  whole = replay (world, frames);
  cut = replay (world, recut.pieces);
  first = dump_without_frames (whole->db);
  second = dump_without_frames (cut->db);
  assert_same_dump (first, second);
  for (guint i = 0; i < N_REPLICAS; i++)
    {
      g_ptr_array_unref (recut.pieces[i]);
      g_array_unref (recut.last[i]);
    }
}

/* Names that some op says it replaces, as "replica:clock". */
static GHashTable *
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
      for (guint i = 0; i < op->replaces->len; i++)
        {
          const SlipOpName *name = &g_array_index (op->replaces, SlipOpName, i);

          g_hash_table_add (replaced,
                            g_strdup_printf ("%s:%" G_GUINT64_FORMAT, name->replica, name->clock));
        }
    }
  return replaced;
}

/* Every text is a live value, or an op says that it replaces it: and never both. */
static void
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
static void
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

static void
check_rebuild (SlipDatabase *db, const char *before)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *after = NULL;

  slip_fold_rebuild (db, &error);
  g_assert_no_error (error);
  after = dump_of (db);
  assert_same_dump (before, after);
}

static void
test_seed (gconstpointer data)
{
  World *world = world_new (GPOINTER_TO_UINT (data));
  g_autofree char *expected = NULL;
  GPtrArray *frames[N_REPLICAS];
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_STEPS; i++)
    step (world);
  everybody_pulls (world);

  expected = dump_of (world->replicas[0]->db);
  for (guint i = 0; i < N_REPLICAS; i++)
    {
      SlipDatabase *db = world->replicas[i]->db;
      g_autofree char *dump = dump_of (db);

      assert_same_dump (expected, dump);
      check_nothing_lost (world, db);
      check_shown (db);
      slip_search_check (db, &error);
      g_assert_no_error (error);
      check_rebuild (db, expected);
      slip_search_check (db, &error);
      g_assert_no_error (error);
      frames[i] = frames_of (db, world->replicas[i]->replica, 1);
    }
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (Replica) copy = replay (world, frames);
      g_autofree char *dump = dump_of (copy->db);

      assert_same_dump (expected, dump);
      slip_search_check (copy->db, &error);
      g_assert_no_error (error);
      check_rebuild (copy->db, expected);
    }
  check_any_split (world, frames);

  for (guint i = 0; i < N_REPLICAS; i++)
    g_ptr_array_unref (frames[i]);
  world_free (world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint seed = 1; seed <= N_SEEDS; seed++)
    {
      g_autofree char *path = g_strdup_printf ("/fold/properties/%u", seed);

      g_test_add_data_func (path, GUINT_TO_POINTER (seed), test_seed);
    }
  return g_test_run ();
}
