/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Somebody is revoked and doesn't hear of it: he works on, and so do the others on the same things,
 * some before and some after they heard. His frames come in here and there, are kept apart or count
 * for a while, are endorsed one by one, and at last he is admitted again and all go on together.
 * The tables are equal everywhere, whenever each workspace heard what; a rebuild changes nothing; and
 * they say what the set of frames that count says (fold-model.h). Each seed is a test of its own. */

#define N_DOCUMENTS 2
#define N_ROWS 3

#include "fold-model.h"

/* A seed says the same in each build. Without sanitizers all are tried, for what the tables say; with them, which takes six
 * times as long, enough of them to come through all of the code, for what it does to memory. */
#ifdef __SANITIZE_ADDRESS__
#define N_SEEDS 5
#else
#define N_SEEDS 12
#endif
#define N_RULES 6 /* one after the other, of one revocation */

#define REVOKED 2 /* the replica */

/* His frames that don't count: those in between, unless they are endorsed. */
typedef struct
{
  guint64 last;   /* that counts */
  guint64 resume; /* from the next on they count again; none before the person is back */
  GArray *endorsed;
} Rule;

typedef struct
{
  World *world;
  GPtrArray *rules;        /* Rule: what was decided, in turn */
  guint known[N_REPLICAS]; /* so many of them each workspace has heard */
  GPtrArray *held;         /* all revocations before, as they ended: Rule */
} Story;

static void
rule_free (gpointer data)
{
  Rule *rule = data;

  g_array_unref (rule->endorsed);
  g_free (rule);
}

static Rule *
rule_new (guint64 last)
{
  Rule *rule = g_new0 (Rule, 1);

  rule->last = last;
  rule->resume = G_MAXUINT64;
  rule->endorsed = g_array_new (FALSE, FALSE, sizeof (guint64));
  return rule;
}

static gboolean
rule_allows (const Rule *rule, guint64 seq)
{
  gboolean allowed = seq <= rule->last || seq > rule->resume;

  for (guint i = 0; i < rule->endorsed->len; i++)
    allowed |= g_array_index (rule->endorsed, guint64, i) == seq;
  return allowed;
}

/* What somebody knows who has heard the first @n decisions. */
typedef struct
{
  Story *story;
  guint n;
} View;

static gboolean
counts (SlipDatabase *db, const char *device, const char *replica, guint64 seq, gpointer data)
{
  const View *view = data;
  const Story *story = view->story;
  gboolean allowed = TRUE;

  if (!g_str_equal (replica, story->world->replicas[REVOKED]->replica))
    return TRUE;
  for (guint i = 0; i < story->held->len; i++)
    allowed &= rule_allows (g_ptr_array_index (story->held, i), seq);
  return allowed &&
         (view->n == 0 || rule_allows (g_ptr_array_index (story->rules, view->n - 1), seq));
}

static void
recount (Story *story, SlipDatabase *db, guint n)
{
  g_autoptr (GError) error = NULL;
  View view = { story, n };

  slip_log_recount (db, counts, &view, NULL, &error);
  g_assert_no_error (error);
}

static void
take (Story *story, SlipDatabase *db, SlipFrame *frame, guint n)
{
  g_autoptr (GError) error = NULL;
  View view = { story, n };

  slip_log_add_frame (db, frame, counts (db, "", frame->replica, frame->seq, &view), &error);
  g_assert_no_error (error);
}

/* Workspace @i takes in up to @max frames of @from. */
static void
pull (Story *story, guint i, guint from, guint max)
{
  Replica *self = story->world->replicas[i];
  Replica *other = story->world->replicas[from];
  g_autoptr (GPtrArray) frames = NULL;

  if (i == from)
    return;
  replica_seal (other);
  replica_seal (self);
  frames = frames_of (other->db, other->replica, held_of (self->db, other->replica) + 1);
  for (guint j = 0; j < frames->len && j < max; j++)
    take (story, self->db, g_ptr_array_index (frames, j), story->known[i]);
}

/* Also with edits that are in no frame yet. */
static void
hear (Story *story, guint i, guint n)
{
  story->known[i] = n;
  recount (story, story->world->replicas[i]->db, n);
}

/* The next decision: his frames from some moment on don't count; one more is endorsed, or one
 * endorsement falls (its author was revoked); at the end he is back. */
static void
decide (Story *story)
{
  World *world = story->world;
  Replica *revoked = world->replicas[REVOKED];
  guint64 made = MAX (held_of (revoked->db, revoked->replica), 1);
  Rule *before, *rule;

  if (story->rules->len == 0)
    {
      g_ptr_array_add (story->rules, rule_new (made - MIN (made, pick (world, 3))));
      return;
    }
  before = g_ptr_array_index (story->rules, story->rules->len - 1);
  rule = rule_new (before->last);
  g_array_append_vals (rule->endorsed, before->endorsed->data, before->endorsed->len);
  if (rule->endorsed->len > 0 && pick (world, 4) == 0)
    g_array_remove_index (rule->endorsed, pick (world, rule->endorsed->len));
  for (guint i = 0; i < 2 && made > rule->last; i++)
    {
      guint64 seq = rule->last + 1 + pick (world, made - rule->last);

      g_array_append_val (rule->endorsed, seq);
    }
  if (story->rules->len == N_RULES - 1)
    rule->resume = made;
  g_ptr_array_add (story->rules, rule);
}

/* The others work and hear; he only works. */
static void
live_apart (Story *story)
{
  World *world = story->world;

  for (guint i = 0; i < 90; i++)
    {
      guint who = pick (world, N_REPLICAS);

      if (i % (90 / N_RULES) == 0)
        {
          decide (story);
          hear (story, 0, story->rules->len);
        }
      switch (who == REVOKED ? G_MAXUINT : pick (world, 8))
        {
        case 0:
        case 1:
          pull (story, who, pick (world, N_REPLICAS), 1 + pick (world, 3));
          break;
        case 2:
          if (story->known[who] < story->rules->len)
            hear (story, who, story->known[who] + 1);
          break;
        default:
          step_of (world, world->replicas[who], FALSE);
          if (who == REVOKED && pick (world, 3) == 0)
            replica_seal (world->replicas[who]);
          break;
        }
    }
}

/* Frames into a new copy: in random order across replicas, while decisions are heard, too, after the
 * first @known, some late and some not at all before the last. */
static Replica *
take_in (Story *story, GPtrArray *const *frames, guint known)
{
  World *world = story->world;
  Replica *copy = replica_new (50);
  guint next[N_REPLICAS] = { 0 };
  guint left = 0;

  for (guint i = 0; i < N_REPLICAS; i++)
    left += frames[i]->len;
  while (left > 0)
    {
      guint i = pick (world, N_REPLICAS);

      if (next[i] == frames[i]->len)
        continue;
      take (story, copy->db, g_ptr_array_index (frames[i], next[i]++), known);
      left--;
      if (known < story->rules->len && pick (world, 12) == 0)
        recount (story, copy->db, ++known);
    }
  if (known < story->rules->len)
    recount (story, copy->db, story->rules->len);
  return copy;
}

/* Everybody hears everything, and has the same. */
static void
meet (Story *story)
{
  World *world = story->world;
  View view = { story, story->rules->len };
  g_autofree char *expected = NULL;
  g_autoptr (Model) model = NULL;
  GPtrArray *frames[N_REPLICAS];

  for (guint i = 0; i < N_REPLICAS; i++)
    replica_seal (world->replicas[i]);
  for (guint i = 0; i < N_REPLICAS; i++)
    for (guint j = 0; j < N_REPLICAS; j++)
      pull (story, i, j, G_MAXUINT);
  for (guint i = 0; i < N_REPLICAS; i++)
    {
      hear (story, i, story->rules->len);
      frames[i] = frames_of (world->replicas[i]->db, world->replicas[i]->replica, 1);
    }

  expected = dump_of (world->replicas[0]->db);
  model = model_new (frames, counts, &view);
  check_model (model, world->replicas[0]->db);
  for (guint i = 0; i < N_REPLICAS; i++)
    check_replica (world->replicas[i], expected);
  for (guint i = 0; i < 3; i++)
    {
      guint known = i == 0 ? story->rules->len : pick (world, story->rules->len);
      g_autoptr (Replica) copy = take_in (story, frames, known);

      check_replica (copy, expected);
    }
  for (guint i = 0; i < N_REPLICAS; i++)
    g_ptr_array_unref (frames[i]);
}

/* The revocation is over: what it came to holds from now on for everybody. */
static void
settle (Story *story)
{
  g_ptr_array_add (story->held, g_ptr_array_steal_index (story->rules, story->rules->len - 1));
  g_ptr_array_set_size (story->rules, 0);
  for (guint i = 0; i < N_REPLICAS; i++)
    story->known[i] = 0;
}

static void
test_endorse (gconstpointer data)
{
  World *world = world_new (3000 + GPOINTER_TO_UINT (data));
  Story story = { world };

  story.rules = g_ptr_array_new_with_free_func (rule_free);
  story.held = g_ptr_array_new_with_free_func (rule_free);
  for (guint i = 0; i < 40; i++)
    step (world);
  for (guint round = 0; round < 2; round++)
    {
      live_apart (&story);
      meet (&story);
      settle (&story);
    }
  g_ptr_array_unref (story.rules);
  g_ptr_array_unref (story.held);
  world_free (world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint seed = 1; seed <= N_SEEDS; seed++)
    {
      g_autofree char *path = g_strdup_printf ("/fold/endorse/%u", seed);

      g_test_add_data_func (path, GUINT_TO_POINTER (seed), test_endorse);
    }
  return g_test_run ();
}
