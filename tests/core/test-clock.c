/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The clock grows whatever wall time does, and no peer can drag it far ahead. */

#include "core/slip-clock.h"

#define NOW G_GINT64_CONSTANT (1700000000000)

static void
test_follows_wall_time (void)
{
  SlipClock clock = slip_clock_tick (0, NOW);

  g_assert_cmpint (slip_clock_ms (clock), ==, NOW);
  g_assert_cmpuint (clock, ==, (SlipClock) NOW << 16);
  clock = slip_clock_tick (clock, NOW + 5);
  g_assert_cmpint (slip_clock_ms (clock), ==, NOW + 5);
}

static void
test_grows_strictly (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  SlipClock last = 0;
  gint64 now = NOW;

  for (int i = 0; i < 200000; i++)
    {
      SlipClock next;

      now += g_rand_int_range (rand, -3, 4);
      next = slip_clock_tick (last, now);
      g_assert_cmpuint (next, >, last);
      g_assert_cmpint (slip_clock_ms (next), >=, now);
      last = next;
    }
}

static void
test_goes_on_when_set_back (void)
{
  SlipClock last = slip_clock_tick (0, NOW);
  SlipClock next = slip_clock_tick (last, NOW - 1000000);

  g_assert_cmpuint (next, ==, last + 1);
  g_assert_cmpuint (slip_clock_tick (last, -5), ==, last + 1);
}

static void
test_full_counter_runs_over (void)
{
  SlipClock full = (SlipClock) NOW << 16 | 0xffff;

  g_assert_cmpuint (slip_clock_tick (full, NOW), ==, (SlipClock) (NOW + 1) << 16);
}

static void
test_fits_signed_integers (void)
{
  g_assert_cmpuint (slip_clock_tick (0, G_MAXINT64), <=, G_MAXINT64);
}

static void
test_follows_a_peer (void)
{
  SlipClock mine = slip_clock_tick (0, NOW);
  SlipClock ahead = slip_clock_tick (0, NOW + SLIP_CLOCK_MAX_AHEAD_MS);
  SlipClock behind = slip_clock_tick (0, NOW - 1);
  gboolean far = TRUE;

  g_assert_cmpuint (slip_clock_observe (mine, ahead, NOW, &far), ==, ahead);
  g_assert_false (far);
  g_assert_cmpuint (slip_clock_observe (mine, behind, NOW, &far), ==, mine);
  g_assert_false (far);
  g_assert_cmpuint (slip_clock_observe (mine, ahead, NOW, NULL), ==, ahead);
}

static void
test_far_ahead_peer_is_not_followed (void)
{
  SlipClock mine = slip_clock_tick (0, NOW);
  SlipClock ahead = slip_clock_tick (0, NOW + SLIP_CLOCK_MAX_AHEAD_MS + 1);
  gboolean far = FALSE;

  g_assert_cmpuint (slip_clock_observe (mine, ahead, NOW, &far), ==, mine);
  g_assert_true (far);
  far = FALSE;
  g_assert_cmpuint (slip_clock_observe (mine, G_MAXUINT64, NOW, &far), ==, mine);
  g_assert_true (far);
}

static void
test_environment_fixes_now (void)
{
  g_setenv ("SOURCE_DATE_MS", "1700000000123", TRUE);
  g_assert_cmpint (slip_now_ms (), ==, NOW + 123);
  g_setenv ("SOURCE_DATE_MS", "soon", TRUE);
  g_assert_cmpint (slip_now_ms (), >, NOW);
  g_unsetenv ("SOURCE_DATE_MS");
  g_assert_cmpint (slip_now_ms (), >, NOW);
}

static void
test_utc_offset_in_utc (void)
{
  g_assert_cmpint (slip_utc_offset_minutes (NOW), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/clock/follows-wall-time", test_follows_wall_time);
  g_test_add_func ("/core/clock/grows-strictly", test_grows_strictly);
  g_test_add_func ("/core/clock/goes-on-when-set-back", test_goes_on_when_set_back);
  g_test_add_func ("/core/clock/full-counter-runs-over", test_full_counter_runs_over);
  g_test_add_func ("/core/clock/fits-signed-integers", test_fits_signed_integers);
  g_test_add_func ("/core/clock/follows-a-peer", test_follows_a_peer);
  g_test_add_func ("/core/clock/far-ahead-peer-is-not-followed",
                   test_far_ahead_peer_is_not_followed);
  g_test_add_func ("/core/clock/environment-fixes-now", test_environment_fixes_now);
  g_test_add_func ("/core/clock/utc-offset-in-utc", test_utc_offset_in_utc);
  return g_test_run ();
}
