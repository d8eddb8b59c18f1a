/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Line merges: what only one side changed wins, and nothing is lost where both did. */

#include <string.h>

#include "core/slip-merge.h"

static void
assert_merge (const char *base, const char *mine, const char *theirs, const char *expected,
              guint expected_conflicts)
{
  guint conflicts = 99;
  g_autofree char *merged = slip_merge_lines (base, mine, theirs, "mine", "theirs", &conflicts);

  g_assert_cmpstr (merged, ==, expected);
  g_assert_cmpuint (conflicts, ==, expected_conflicts);
}

static void
test_simple_merges (void)
{
  assert_merge ("", "", "", "", 0);
  assert_merge ("a\n", "a\n", "a\n", "a\n", 0);
  assert_merge ("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n", 0);
  assert_merge ("a\nb\nc\n", "a\nc\n", "a\nb\nc\nd\n", "a\nc\nd\n", 0);
  assert_merge ("a\nb\n", "a\nx\nb\n", "a\nx\nb\n", "a\nx\nb\n", 0);
  assert_merge ("a\nb\nc", "a\nb\nc", "a\nB\nc", "a\nB\nc", 0);
  assert_merge ("", "new\n", "", "new\n", 0);
  assert_merge ("old\n", "", "old\n", "", 0);
}

static void
test_conflict_shows_both (void)
{
  assert_merge ("a\nb\nc\n", "a\nmine\nc\n", "a\ntheirs\nc\n",
                "a\n<<<<<<< mine\nmine\n=======\ntheirs\n>>>>>>> theirs\nc\n", 1);
  assert_merge ("a\nb", "a\nmine", "a\ntheirs",
                "a\n<<<<<<< mine\nmine\n=======\ntheirs\n>>>>>>> theirs\n", 1);
  assert_merge ("b", "", "theirs", "<<<<<<< mine\n=======\ntheirs\n>>>>>>> theirs\n", 1);
}

/* A text of @n lines, each of few kinds, so that lines repeat. */
static GPtrArray *
random_lines (GRand *rand, int n)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (int i = 0; i < n; i++)
    g_ptr_array_add (lines, g_strdup_printf ("line %d\n", g_rand_int_range (rand, 0, 12)));
  return lines;
}

static char *
join (GPtrArray *lines)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    g_string_append (text, g_ptr_array_index (lines, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Changes, inserts or removes a line between @from and @to. */
static void
edit (GPtrArray *lines, GRand *rand, guint from, guint to)
{
  guint at = (guint) g_rand_int_range (rand, (gint32) from, (gint32) to);
  int what = g_rand_int_range (rand, 0, 3);

  if (what != 0)
    g_ptr_array_insert (lines, (int) at, g_strdup_printf ("new %u\n", g_rand_int (rand)));
  if (what != 1)
    g_ptr_array_remove_index (lines, at + (what != 0 ? 1 : 0));
}

static void
test_identical_sides_merge_clean (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);

  for (int i = 0; i < 500; i++)
    {
      g_autoptr (GPtrArray) a = random_lines (rand, g_rand_int_range (rand, 0, 40));
      g_autoptr (GPtrArray) b = random_lines (rand, g_rand_int_range (rand, 0, 40));
      g_autofree char *base = join (a);
      g_autofree char *side = join (b);

      assert_merge (base, side, side, side, 0);
    }
}

static void
test_one_sided_edits_win (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);

  for (int i = 0; i < 500; i++)
    {
      g_autoptr (GPtrArray) a = random_lines (rand, g_rand_int_range (rand, 0, 40));
      g_autoptr (GPtrArray) b = random_lines (rand, g_rand_int_range (rand, 0, 40));
      g_autofree char *base = join (a);
      g_autofree char *side = join (b);

      assert_merge (base, side, base, side, 0);
      assert_merge (base, base, side, side, 0);
    }
}

/* Edits in different parts, unchanged distinct lines between them. */
static void
test_disjoint_edits_merge_clean (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (10);

  for (int i = 0; i < 500; i++)
    {
      g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GPtrArray) one = NULL;
      g_autoptr (GPtrArray) two = NULL;
      g_autoptr (GPtrArray) both = NULL;
      g_autofree char *base = NULL;
      g_autofree char *mine = NULL;
      g_autofree char *theirs = NULL;
      g_autofree char *expected = NULL;
      guint32 seed_two = g_rand_int (rand), seed_one = g_rand_int (rand);
      g_autoptr (GRand) rand_one = g_rand_new_with_seed (seed_one);
      g_autoptr (GRand) rand_two = g_rand_new_with_seed (seed_two);

      for (int k = 0; k < 30; k++)
        g_ptr_array_add (lines, g_strdup_printf ("line %d\n", k));
      one = g_ptr_array_copy (lines, (GCopyFunc) (void *) g_strdup, NULL);
      two = g_ptr_array_copy (lines, (GCopyFunc) (void *) g_strdup, NULL);
      both = g_ptr_array_copy (lines, (GCopyFunc) (void *) g_strdup, NULL);
      g_ptr_array_set_free_func (one, g_free);
      g_ptr_array_set_free_func (two, g_free);
      g_ptr_array_set_free_func (both, g_free);
      edit (two, rand_two, 18, 30);
      edit (one, rand_one, 0, 15);
      g_rand_set_seed (rand_two, seed_two);
      g_rand_set_seed (rand_one, seed_one);
      edit (both, rand_two, 18, 30);
      edit (both, rand_one, 0, 15);
      base = join (lines);
      mine = join (one);
      theirs = join (two);
      expected = join (both);
      assert_merge (base, mine, theirs, expected, 0);
      assert_merge (base, theirs, mine, expected, 0);
    }
}

/* Every line that a side added stands in the result, whatever the conflicts. */
static void
test_no_added_line_is_lost (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (int i = 0; i < 500; i++)
    {
      g_autoptr (GPtrArray) a = random_lines (rand, 20);
      g_autoptr (GPtrArray) b = random_lines (rand, 20);
      g_autoptr (GPtrArray) c = random_lines (rand, 20);
      g_autofree char *base = join (a);
      g_autofree char *mine = NULL;
      g_autofree char *theirs = NULL;
      g_autofree char *merged = NULL;
      guint conflicts;

      g_ptr_array_insert (b, g_rand_int_range (rand, 0, 21), g_strdup ("only mine\n"));
      g_ptr_array_insert (c, g_rand_int_range (rand, 0, 21), g_strdup ("only theirs\n"));
      mine = join (b);
      theirs = join (c);
      merged = slip_merge_lines (base, mine, theirs, "mine", "theirs", &conflicts);
      g_assert_nonnull (strstr (merged, "only mine\n"));
      g_assert_nonnull (strstr (merged, "only theirs\n"));
    }
}

/* Texts with nothing in common are over the limit of the exact search, and still merge. */
static void
test_large_texts (void)
{
  g_autoptr (GString) base = g_string_new (NULL);
  g_autoptr (GString) mine = g_string_new (NULL);

  for (int i = 0; i < 20000; i++)
    {
      g_string_append_printf (base, "%d\n", i);
      g_string_append_printf (mine, "%d\n", -i);
    }
  assert_merge (base->str, mine->str, base->str, mine->str, 0);
  assert_merge (base->str, base->str, base->str, base->str, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/merge/simple-merges", test_simple_merges);
  g_test_add_func ("/core/merge/conflict-shows-both", test_conflict_shows_both);
  g_test_add_func ("/core/merge/identical-sides-merge-clean", test_identical_sides_merge_clean);
  g_test_add_func ("/core/merge/one-sided-edits-win", test_one_sided_edits_win);
  g_test_add_func ("/core/merge/disjoint-edits-merge-clean", test_disjoint_edits_merge_clean);
  g_test_add_func ("/core/merge/no-added-line-is-lost", test_no_added_line_is_lost);
  g_test_add_func ("/core/merge/large-texts", test_large_texts);
  return g_test_run ();
}
