/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What holds for every history in which some frames don't count and some ops are withheld: the
 * tables depend on the set of ops that count and are left, never on the order in which frames came,
 * on when it was known what counts, or on whether a copy had seen what is withheld. Each seed is a
 * test of its own. */

/* Fewer than elsewhere: so that ops are replaced over and over, also through those that don't
 * count. */
#define N_DOCUMENTS 1
#define N_ROWS 2

#include "fold-model.h"

/* A seed says the same in each build. Without sanitizers all are tried, for what the tables say; with them, which takes six
 * times as long, enough of them to come through all of the code, for what it does to memory. */
#ifdef __SANITIZE_ADDRESS__
#define N_SEEDS 8
#else
#define N_SEEDS 20
#endif

/* For each replica: the last frame that counts, and an endorsed one behind it. */
typedef struct
{
  World *world;
  guint64 cut[N_REPLICAS];
  guint64 endorsed[N_REPLICAS];
  GHashTable *always; /* "replica:seq" of frames that count whatever the cut says */
} Rule;

static gboolean
counts (SlipDatabase *db, const char *device, const char *replica, guint64 seq, gpointer data)
{
  Rule *rule = data;
  g_autofree char *key = g_strdup_printf ("%s:%" G_GUINT64_FORMAT, replica, seq);

  g_assert_cmpuint (strlen (device), ==, 64);
  if (rule->always != NULL && g_hash_table_contains (rule->always, key))
    return TRUE;
  for (guint i = 0; i < N_REPLICAS; i++)
    if (g_str_equal (rule->world->replicas[i]->replica, replica))
      return seq <= rule->cut[i] || seq == rule->endorsed[i];
  return TRUE;
}

static gboolean
frame_counts (Rule *rule, SlipFrame *frame)
{
  static const char device[] = "0000000000000000000000000000000000000000000000000000000000000000";

  return counts (NULL, device, frame->replica, frame->seq, rule);
}

static void
rule_draw (Rule *rule, GPtrArray *const *frames)
{
  for (guint i = 0; i < N_REPLICAS; i++)
    {
      rule->cut[i] = pick (rule->world, frames[i]->len + 1);
      rule->endorsed[i] = pick (rule->world, frames[i]->len + 2);
    }
}

typedef enum
{
  TELL_RIGHT,  /* each frame is known to count or not when it comes */
  TELL_RANDOM, /* that turns out later */
} Telling;

static void
apply_withholding (SlipDatabase *db)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) asked = slip_purging_list (db, TRUE, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < asked->len; i++)
    {
      const SlipAsked *one = g_ptr_array_index (asked, i);

      if (one->name.clock == 0)
        slip_blobs_purge (db, one->target, &error);
      else
        slip_log_withhold (db, &one->name, &error);
      g_assert_no_error (error);
    }
}

/* Frames into a new copy: random order across replicas, repeated at random. @other (may be NULL): the
 * same frames in another form, of which one is chosen each time. @withhold: at random moments, what
 * was asked for is done. */
static Replica *
take_in (Rule *rule, GPtrArray *const *frames, GPtrArray *const *other, Telling telling,
         gboolean withhold)
{
  World *world = rule->world;
  Replica *copy = replica_new (50);
  guint next[N_REPLICAS] = { 0 };
  guint left = 0;

  for (guint i = 0; i < N_REPLICAS; i++)
    left += frames[i]->len;
  while (left > 0)
    {
      g_autoptr (GError) error = NULL;
      guint i = pick (world, N_REPLICAS);
      guint at = next[i];
      SlipFrame *frame;

      if (next[i] == 0 && frames[i]->len == 0)
        continue;
      if (at == frames[i]->len || (at > 0 && pick (world, 4) == 0))
        at = pick (world, at);
      frame = g_ptr_array_index (other != NULL && pick (world, 2) ? other[i] : frames[i], at);
      slip_log_add_frame (copy->db, frame,
                          telling == TELL_RIGHT ? frame_counts (rule, frame) : pick (world, 2) == 0,
                          &error);
      g_assert_no_error (error);
      if (withhold && pick (world, 8) == 0)
        apply_withholding (copy->db);
      if (at == next[i])
        {
          next[i]++;
          left--;
        }
    }
  return copy;
}

static gboolean
recount (SlipDatabase *db, Rule *rule)
{
  g_autoptr (GError) error = NULL;
  gboolean changed = FALSE;

  slip_log_recount (db, counts, rule, &changed, &error);
  g_assert_no_error (error);
  return changed;
}

static void
test_counts (gconstpointer data)
{
  World *world = world_new (1000 + GPOINTER_TO_UINT (data));
  Rule rule = { world };
  g_autofree char *expected = NULL;
  g_autoptr (Replica) first = NULL;
  g_autoptr (Model) model = NULL;
  GPtrArray *frames[N_REPLICAS];

  for (guint i = 0; i < 120; i++)
    step (world);
  everybody_pulls (world);
  for (guint i = 0; i < N_REPLICAS; i++)
    frames[i] = frames_of (world->replicas[i]->db, world->replicas[i]->replica, 1);
  rule_draw (&rule, frames);

  first = take_in (&rule, frames, NULL, TELL_RIGHT, FALSE);
  expected = dump_of (first->db);
  check_replica (first, expected);
  model = model_new (frames, counts, &rule);
  check_model (model, first->db);
  g_assert_false (recount (first->db, &rule));
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (Replica) copy =
          take_in (&rule, frames, NULL, i < 2 ? TELL_RIGHT : TELL_RANDOM, FALSE);

      recount (copy->db, &rule);
      check_replica (copy, expected);
    }
  /* Those who took everything in for good learn it last. */
  for (guint i = 0; i < N_REPLICAS; i++)
    {
      recount (world->replicas[i]->db, &rule);
      check_replica (world->replicas[i], expected);
    }

  for (guint i = 0; i < N_REPLICAS; i++)
    g_ptr_array_unref (frames[i]);
  world_free (world);
}

/* Frames that hold an op that asks count always: else nothing would be withheld. */
static GHashTable *
frames_that_ask (GPtrArray *const *frames)
{
  GHashTable *always = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < N_REPLICAS; i++)
    for (guint j = 0; j < frames[i]->len; j++)
      {
        SlipFrame *frame = g_ptr_array_index (frames[i], j);

        for (guint k = 0; k < frame->ops->len; k++)
          if (g_str_equal (((SlipOp *) g_ptr_array_index (frame->ops, k))->kind, SLIP_OP_WITHHOLD))
            g_hash_table_add (
                always, g_strdup_printf ("%s:%" G_GUINT64_FORMAT, frame->replica, frame->seq));
      }
  return always;
}

static void
test_withheld (gconstpointer data)
{
  World *world = world_new (2000 + GPOINTER_TO_UINT (data));
  gboolean everything_counts = GPOINTER_TO_UINT (data) % 2 == 0;
  Rule rule = { world };
  g_autofree char *expected = NULL;
  g_autoptr (Replica) first = NULL;
  GPtrArray *frames[N_REPLICAS], *without[N_REPLICAS];
  guint missing = 0;

  for (guint i = 0; i < 120; i++)
    step (world);
  everybody_pulls (world);
  for (guint i = 0; i < 20; i++)
    {
      SlipOpName name;

      withhold_something (world, world->replicas[pick (world, N_REPLICAS)], &name);
    }
  everybody_pulls (world);
  for (guint i = 0; i < N_REPLICAS; i++)
    frames[i] = frames_of (world->replicas[i]->db, world->replicas[i]->replica, 1);
  rule_draw (&rule, frames);
  for (guint i = 0; i < N_REPLICAS && everything_counts; i++)
    rule.cut[i] = G_MAXUINT64;
  rule.always = frames_that_ask (frames);

  /* Saw everything, then withheld. */
  first = take_in (&rule, frames, NULL, TELL_RIGHT, FALSE);
  apply_withholding (first->db);
  expected = dump_of (first->db);
  check_replica (first, expected);
  for (guint i = 0; i < N_REPLICAS; i++)
    {
      without[i] = frames_of (first->db, world->replicas[i]->replica, 1);
      g_assert_cmpuint (without[i]->len, ==, frames[i]->len);
      for (guint j = 0; j < without[i]->len; j++)
        {
          SlipFrame *frame = g_ptr_array_index (without[i], j);

          for (guint k = 0; k < frame->ops->len; k++)
            missing += g_ptr_array_index (frame->ops, k) == NULL;
        }
    }
  g_assert_cmpuint (missing, >, 0);

  for (guint i = 0; i < 6; i++)
    {
      /* Withheld here and there on the way; never saw it; got one or the other. */
      GPtrArray *const *all = i < 2 ? frames : without;
      GPtrArray *const *other = i < 4 ? NULL : frames;
      g_autoptr (Replica) copy =
          take_in (&rule, all, other, i % 2 ? TELL_RIGHT : TELL_RANDOM, i < 2 && i % 2);

      recount (copy->db, &rule);
      apply_withholding (copy->db);
      check_replica (copy, expected);
    }

  for (guint i = 0; i < N_REPLICAS; i++)
    {
      g_ptr_array_unref (frames[i]);
      g_ptr_array_unref (without[i]);
    }
  g_hash_table_unref (rule.always);
  world_free (world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint seed = 1; seed <= N_SEEDS; seed++)
    {
      g_autofree char *first = g_strdup_printf ("/fold/counts/%u", seed);
      g_autofree char *second = g_strdup_printf ("/fold/withheld/%u", seed);

      g_test_add_data_func (first, GUINT_TO_POINTER (seed), test_counts);
      g_test_add_data_func (second, GUINT_TO_POINTER (seed), test_withheld);
    }
  return g_test_run ();
}
