/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What holds for every history: several replicas work at random, partly apart, with clocks that
 * disagree. Whatever the order, the repetition and the split into frames in which their ops arrive,
 * the tables are equal; nothing typed is lost; a rebuild changes nothing; the search index is
 * sound. Each seed is a test of its own. */

#include "fold-world.h"

/* A seed says the same in each build. Without sanitizers all are tried, for what the tables say; with them, which takes six
 * times as long, enough of them to come through all of the code, for what it does to memory. */
#ifdef __SANITIZE_ADDRESS__
#define N_SEEDS 15
#else
#define N_SEEDS 40
#endif

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
