/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The Wilson interval against published values. */

#include <math.h>

#include "core/slip-wilson.h"

static void
assert_interval (double passed, double n, double low, double high)
{
  double got_low = -1, got_high = -1;

  g_assert_true (slip_wilson (passed, n, &got_low, &got_high));
  g_assert_cmpfloat_with_epsilon (got_low, low, 0.00005);
  g_assert_cmpfloat_with_epsilon (got_high, high, 0.00005);
}

/* R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine
 * 17 (1998), table I, method 3. */
static void
test_published_values (void)
{
  assert_interval (81, 263, 0.2553, 0.3662);
  assert_interval (15, 148, 0.0624, 0.1605);
  assert_interval (0, 20, 0.0000, 0.1611);
  assert_interval (1, 29, 0.0061, 0.1718);
}

static void
test_bounds_are_exact_at_the_ends (void)
{
  double low, high;

  g_assert_true (slip_wilson (0, 7, &low, &high));
  g_assert_true (low == 0);
  g_assert_true (slip_wilson (7, 7, &low, &high));
  g_assert_true (high == 1);
}

static void
test_interval_holds_the_rate (void)
{
  for (int n = 1; n <= 60; n++)
    for (int k = 0; k <= n; k++)
      {
        double low, high, mirrored_low, mirrored_high;

        g_assert_true (slip_wilson (k, n, &low, &high));
        g_assert_true (low >= 0 && low <= (double) k / n && (double) k / n <= high && high <= 1);
        g_assert_true (slip_wilson (n - k, n, &mirrored_low, &mirrored_high));
        g_assert_cmpfloat_with_epsilon (low, 1 - mirrored_high, 1e-12);
      }
}

static void
test_nothing_to_say (void)
{
  double low = 5;

  g_assert_false (slip_wilson (0, 0, &low, NULL));
  g_assert_false (slip_wilson (3, 2, &low, NULL));
  g_assert_false (slip_wilson (-1, 2, &low, NULL));
  g_assert_false (slip_wilson (NAN, 2, &low, NULL));
  g_assert_false (slip_wilson (1, INFINITY, &low, NULL));
  g_assert_true (low == 5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/wilson/published-values", test_published_values);
  g_test_add_func ("/core/wilson/bounds-are-exact-at-the-ends", test_bounds_are_exact_at_the_ends);
  g_test_add_func ("/core/wilson/interval-holds-the-rate", test_interval_holds_the_rate);
  g_test_add_func ("/core/wilson/nothing-to-say", test_nothing_to_say);
  return g_test_run ();
}
