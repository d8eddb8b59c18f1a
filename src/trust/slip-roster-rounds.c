/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Which of the removals that are at odds with each other stand. In each round the set is judged as if one removal after
 * the other had struck; what has no effect then, that removal attacks. One that stands is settled for good, what it
 * strikes is void, and the next round judges what is left: so the rounds end, and they never ask in which order
 * statements came. */

#include "trust/slip-roster-private.h"

#include <string.h>

/* A removal that is not settled, and what would be if it struck. */
typedef struct
{
  guint node;
  guint depth;
  guint supporters;
  guint8 *undone; /* a byte a node: a removal that has effect now, and hadn't then */
  guint *
      supporters_of; /* a node: how many would still support it, were only what isn't a removal struck */
  gboolean attacked;
} Candidate;

static void
candidate_free (gpointer data)
{
  Candidate *candidate = data;

  g_free (candidate->undone);
  g_free (candidate->supporters_of);
  g_free (candidate);
}

/* Marks in @voided what @removal strikes, except what is in @settled (nullable) and, with @but_removals, removals.
 * Returns whether there was any. */
static gboolean
strike (SlipRosterState *state, guint removal, guint8 *voided, const guint8 *settled,
        gboolean but_removals)
{
  gboolean any = FALSE;

  for (guint i = 0; i < state->nodes->len; i++)
    if (voided[i] == 0 && !(settled != NULL && settled[i]) &&
        slip_roster_strikes (state, removal, i) &&
        !(but_removals && slip_roster_node (state, i)->removes))
      {
        voided[i] = SLIP_ROSTER_STRUCK;
        any = TRUE;
      }
  return any;
}

/* The removals with effect that would strike anything. */
static GPtrArray *
find_candidates (SlipRosterState *state, const guint8 *voided, const guint8 *settled)
{
  GPtrArray *candidates = g_ptr_array_new_with_free_func (candidate_free);

  for (guint i = 0; i < state->nodes->len; i++)
    {
      g_autofree guint8 *trial = NULL;
      Candidate *candidate;

      if (settled[i] || !slip_roster_has_effect (state, SLIP_ROSTER_GENESIS, i))
        continue;
      trial = g_memdup2 (voided, state->nodes->len);
      if (!strike (state, i, trial, NULL, FALSE))
        continue;
      candidate = g_new0 (Candidate, 1);
      candidate->node = i;
      candidate->depth = slip_roster_node (state, i)->depth;
      candidate->supporters = slip_roster_count_supporters (state, SLIP_ROSTER_GENESIS, i);
      g_ptr_array_add (candidates, candidate);
    }
  return candidates;
}

static void
try_candidate (SlipRosterState *state, Candidate *candidate, const guint8 *voided)
{
  guint n = state->nodes->len;
  g_autofree guint8 *effect = g_new0 (guint8, n);
  g_autofree guint8 *all = g_memdup2 (voided, n);
  g_autofree guint8 *grants = g_memdup2 (voided, n);

  slip_roster_evaluate (state, voided);
  for (guint i = 0; i < n; i++)
    effect[i] = slip_roster_has_effect (state, SLIP_ROSTER_GENESIS, i);
  strike (state, candidate->node, all, NULL, FALSE);
  strike (state, candidate->node, grants, NULL, TRUE);
  candidate->undone = g_new0 (guint8, n);
  candidate->supporters_of = g_new0 (guint, n);

  slip_roster_evaluate (state, all);
  for (guint i = 0; i < n; i++)
    candidate->undone[i] = effect[i] && i != candidate->node &&
                           !slip_roster_has_effect (state, SLIP_ROSTER_GENESIS, i);
  slip_roster_evaluate (state, grants);
  for (guint i = 0; i < n; i++)
    if (slip_roster_has_effect (state, SLIP_ROSTER_GENESIS, i))
      candidate->supporters_of[i] = slip_roster_count_supporters (state, SLIP_ROSTER_GENESIS, i);
}

/* Negative: @a stands. */
static int
compare (const Candidate *a, guint supporters_a, const Candidate *b, guint supporters_b)
{
  if (supporters_a != supporters_b)
    return supporters_a > supporters_b ? -1 : 1;
  if (a->depth != b->depth)
    return a->depth < b->depth ? -1 : 1;
  return a->node < b->node ? -1 : 1;
}

static gboolean
beats (const Candidate *a, const Candidate *b)
{
  return !b->undone[a->node] ||
         compare (a, b->supporters_of[a->node], b, a->supporters_of[b->node]) < 0;
}

/* The one that stands next. */
static const Candidate *
choose (GPtrArray *candidates)
{
  const Candidate *best = NULL;

  for (guint i = 0; i < candidates->len; i++)
    {
      const Candidate *by = g_ptr_array_index (candidates, i);

      for (guint j = 0; j < candidates->len; j++)
        {
          Candidate *candidate = g_ptr_array_index (candidates, j);

          if (i != j && by->undone[candidate->node] && beats (by, candidate))
            candidate->attacked = TRUE;
        }
    }
  for (guint i = 0; i < candidates->len; i++)
    {
      const Candidate *candidate = g_ptr_array_index (candidates, i);

      if (best == NULL || (best->attacked && !candidate->attacked) ||
          (best->attacked == candidate->attacked &&
           compare (candidate, candidate->supporters, best, best->supporters) < 0))
        best = candidate;
    }
  return best;
}

/* What attacks a settled removal comes too late. */
static gboolean
void_latecomers (SlipRosterState *state, GPtrArray *candidates, guint8 *voided,
                 const guint8 *settled)
{
  gboolean any = FALSE;

  for (guint i = 0; i < candidates->len; i++)
    {
      const Candidate *candidate = g_ptr_array_index (candidates, i);

      for (guint j = 0; j < state->nodes->len; j++)
        if (settled[j] && candidate->undone[j])
          {
            voided[candidate->node] = SLIP_ROSTER_STRUCK;
            any = TRUE;
          }
    }
  return any;
}

/* Rounds until nothing is left to strike; what is void in @voided stays so. */
static void
run_rounds (SlipRosterState *state, guint8 *voided)
{
  g_autofree guint8 *settled = g_new0 (guint8, state->nodes->len + 1);

  for (;;)
    {
      g_autoptr (GPtrArray) candidates = NULL;
      gboolean again = FALSE;
      guint chosen;

      slip_roster_evaluate (state, voided);
      for (guint i = 0; i < state->nodes->len; i++)
        if (settled[i] && slip_roster_has_effect (state, SLIP_ROSTER_GENESIS, i))
          again |= strike (state, i, voided, settled, FALSE);
      if (again)
        continue;
      candidates = find_candidates (state, voided, settled);
      if (candidates->len == 0)
        return;
      for (guint i = 0; i < candidates->len; i++)
        try_candidate (state, g_ptr_array_index (candidates, i), voided);
      if (void_latecomers (state, candidates, voided, settled))
        continue;
      chosen = choose (candidates)->node;
      settled[chosen] = 1;
      slip_roster_evaluate (state, voided);
      strike (state, chosen, voided, settled, FALSE);
    }
}

/* Takes back all that removed the most senior of those who ever were administrators. */
static void
keep_last (SlipRosterState *state, guint8 *fixed)
{
  const char *person = slip_roster_most_senior (state, SLIP_ROSTER_GENESIS, TRUE);
  const GArray *about = g_hash_table_lookup (state->about, person);

  for (guint i = 0; about != NULL && i < about->len; i++)
    {
      guint index = g_array_index (about, guint, i);

      if (slip_roster_has_effect (state, SLIP_ROSTER_GENESIS, index))
        fixed[index] = SLIP_ROSTER_LAST;
    }
}

void
slip_roster_settle (SlipRosterState *state)
{
  g_autofree guint8 *fixed = g_new0 (guint8, state->nodes->len + 1);

  for (;;)
    {
      g_autofree guint8 *voided = g_memdup2 (fixed, state->nodes->len + 1);

      run_rounds (state, voided);
      if (slip_roster_most_senior (state, SLIP_ROSTER_GENESIS, FALSE) != NULL)
        break;
      keep_last (state, fixed);
    }
  slip_roster_evaluate_could (state);
  for (guint i = 0; i < state->nodes->len; i++)
    {
      SlipRosterNode *node = slip_roster_node (state, i);

      if (node->outcome == SLIP_ROSTER_NOT_ALLOWED && node->could)
        node->outcome = SLIP_ROSTER_VOID;
    }
}
