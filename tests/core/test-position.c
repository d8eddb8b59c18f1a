/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Keys that order rows: there is always a place between, and keys stay short. */

#include <string.h>

#include "core/slip-position.h"

/* Inserts @n keys, each at the place that @choose gives for a list of that length; returns the
 * longest key's length. */
static gsize
insert_many (guint n, guint (*choose) (guint length, GRand *rand))
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);
  gsize longest = 0;

  for (guint i = 0; i < n; i++)
    {
      guint at = choose (keys->len, rand);
      const char *before = at > 0 ? g_ptr_array_index (keys, at - 1) : NULL;
      const char *after = at < keys->len ? g_ptr_array_index (keys, at) : NULL;
      char *key = slip_position_between (before, after);

      g_assert_true (slip_position_is_valid (key));
      if (before != NULL)
        g_assert_cmpstr (before, <, key);
      if (after != NULL)
        g_assert_cmpstr (key, <, after);
      longest = MAX (longest, strlen (key));
      g_ptr_array_insert (keys, (int) at, key);
    }
  for (guint i = 1; i < keys->len; i++)
    g_assert_cmpstr (g_ptr_array_index (keys, i - 1), <, g_ptr_array_index (keys, i));
  return longest;
}

static guint
choose_end (guint length, GRand *rand)
{
  return length;
}

static guint
choose_start (guint length, GRand *rand)
{
  return 0;
}

static guint
choose_random (guint length, GRand *rand)
{
  return (guint) g_rand_int_range (rand, 0, (gint32) length + 1);
}

/* A paste between two rows: each after the one before, in front of the same last row. */
static guint
choose_before_last (guint length, GRand *rand)
{
  return length > 1 ? length - 1 : length;
}

static guint
choose_after_first (guint length, GRand *rand)
{
  return length > 0 ? 1 : 0;
}

/* The narrowest that can be asked for: always between the two newest. */
static guint
choose_zigzag (guint length, GRand *rand)
{
  return length / 2;
}

static void
test_appended_rows (void)
{
  g_assert_cmpuint (insert_many (10000, choose_end), <=, 5);
}

static void
test_prepended_rows (void)
{
  g_assert_cmpuint (insert_many (10000, choose_start), <=, 5);
}

static void
test_random_rows (void)
{
  g_assert_cmpuint (insert_many (10000, choose_random), <=, 24);
}

static void
test_rows_pasted_between (void)
{
  g_assert_cmpuint (insert_many (10000, choose_before_last), <=, 6);
  g_assert_cmpuint (insert_many (10000, choose_after_first), <=, 6);
}

static void
test_zigzag (void)
{
  g_assert_cmpuint (insert_many (200, choose_zigzag), <=, 200);
}

static void
test_starts_in_the_middle (void)
{
  g_autofree char *first = slip_position_between (NULL, NULL);
  g_autofree char *next = slip_position_between (first, NULL);
  g_autofree char *before = slip_position_between (NULL, first);

  g_assert_cmpstr (first, ==, "i");
  g_assert_cmpstr (next, ==, "i1");
  g_assert_cmpstr (before, ==, "hz");
}

/* Between any two valid keys there is one, whoever made them. */
static void
test_between_any_two (void)
{
  const char letters[] = "01hijyz";
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (int i = 0; i < 100000; i++)
    {
      char keys[2][8];
      g_autofree char *between = NULL;
      const char *low, *high;

      for (int k = 0; k < 2; k++)
        {
          int length = g_rand_int_range (rand, 1, 7);

          for (int c = 0; c < length; c++)
            keys[k][c] = letters[g_rand_int_range (rand, 0, 7)];
          keys[k][length] = '\0';
          if (keys[k][length - 1] == '0')
            keys[k][length - 1] = '1';
        }
      low = strcmp (keys[0], keys[1]) <= 0 ? keys[0] : keys[1];
      high = low == keys[0] ? keys[1] : keys[0];
      between = slip_position_between (low, high);
      g_assert_true (slip_position_is_valid (between));
      g_assert_cmpstr (low, <, between);
      if (strcmp (low, high) != 0)
        g_assert_cmpstr (between, <, high);
    }
}

static void
test_extreme_keys (void)
{
  const char *keys[] = {
    "1",  "01", "0001", "z", "zzz", "yzzzzzzzzzzzzzzzzz", "1000000000000000001",
    "11", "h1", "iz",   "i", "0z"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *above = slip_position_between (keys[i], NULL);
      g_autofree char *below = slip_position_between (NULL, keys[i]);

      g_assert_true (slip_position_is_valid (above));
      g_assert_true (slip_position_is_valid (below));
      g_assert_cmpstr (below, <, keys[i]);
      g_assert_cmpstr (keys[i], <, above);
    }
}

static void
test_other_text_is_no_key (void)
{
  g_autofree char *longest = g_strnfill (SLIP_POSITION_MAX, 'a');
  g_autofree char *too_long = g_strnfill (SLIP_POSITION_MAX + 1, 'a');

  g_assert_false (slip_position_is_valid (NULL));
  g_assert_false (slip_position_is_valid (""));
  g_assert_false (slip_position_is_valid ("0"));
  g_assert_false (slip_position_is_valid ("a0"));
  g_assert_false (slip_position_is_valid ("A"));
  g_assert_false (slip_position_is_valid ("a b"));
  g_assert_true (slip_position_is_valid ("0a"));
  g_assert_true (slip_position_is_valid (longest));
  g_assert_false (slip_position_is_valid (too_long));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/position/appended-rows", test_appended_rows);
  g_test_add_func ("/core/position/prepended-rows", test_prepended_rows);
  g_test_add_func ("/core/position/random-rows", test_random_rows);
  g_test_add_func ("/core/position/rows-pasted-between", test_rows_pasted_between);
  g_test_add_func ("/core/position/zigzag", test_zigzag);
  g_test_add_func ("/core/position/starts-in-the-middle", test_starts_in_the_middle);
  g_test_add_func ("/core/position/between-any-two", test_between_any_two);
  g_test_add_func ("/core/position/extreme-keys", test_extreme_keys);
  g_test_add_func ("/core/position/other-text-is-no-key", test_other_text_is_no_key);
  return g_test_run ();
}
