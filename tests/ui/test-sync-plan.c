/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* When the window syncs, on a clock of its own. */

#include "ui/sync/slip-sync-plan.h"

#define S G_TIME_SPAN_SECOND
#define START (1000 * S)

/* A plan whose last sync began and ended at START. */
static SlipSyncPlan
settled (SlipSyncOutcome outcome)
{
  SlipSyncPlan plan = { 0 };

  slip_sync_plan_begin (&plan, START);
  slip_sync_plan_end (&plan, START, outcome);
  return plan;
}

static void
test_regular (void)
{
  SlipSyncPlan plan = { 0 };

  g_assert_cmpint (slip_sync_plan_due (&plan), <=, START);
  plan = settled (SLIP_SYNC_WENT_WELL);
  g_assert_cmpint (slip_sync_plan_due (&plan), ==, START + 60 * S);
}

static void
test_changes (void)
{
  SlipSyncPlan plan = settled (SLIP_SYNC_WENT_WELL);

  slip_sync_plan_changed (&plan, START + 10 * S);
  g_assert_cmpint (slip_sync_plan_due (&plan), ==, START + 12 * S);
  /* Who types on does not put it off for ever. */
  for (int i = 1; i < 20; i++)
    slip_sync_plan_changed (&plan, START + 10 * S + i * S / 2);
  g_assert_cmpint (slip_sync_plan_due (&plan), ==, START + 15 * S);
  slip_sync_plan_begin (&plan, START + 15 * S);
  slip_sync_plan_end (&plan, START + 16 * S, SLIP_SYNC_WENT_WELL);
  g_assert_cmpint (slip_sync_plan_due (&plan), ==, START + 76 * S);
  slip_sync_plan_changed (&plan, START + 20 * S);
  g_assert_cmpint (slip_sync_plan_due (&plan), ==, START + 22 * S);
}

static void
test_focus (void)
{
  SlipSyncPlan plan = settled (SLIP_SYNC_WENT_WELL);

  slip_sync_plan_focused (&plan, START + 3 * S);
  g_assert_cmpint (slip_sync_plan_due (&plan), ==, START + 10 * S);
  slip_sync_plan_focused (&plan, START + 4 * S);
  g_assert_cmpint (slip_sync_plan_due (&plan), ==, START + 10 * S);
  plan = settled (SLIP_SYNC_WENT_WELL);
  slip_sync_plan_focused (&plan, START + 30 * S);
  g_assert_cmpint (slip_sync_plan_due (&plan), ==, START + 30 * S);
}

static void
test_failures (void)
{
  static const int minutes[] = { 2, 4, 8, 15, 15, 15 };
  SlipSyncPlan plan = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (minutes); i++)
    {
      slip_sync_plan_begin (&plan, START);
      slip_sync_plan_end (&plan, START, SLIP_SYNC_FAILED);
      g_assert_cmpint (slip_sync_plan_due (&plan), ==, START + minutes[i] * 60 * S);
    }
  /* A change alone brings no sooner try; the network does, and all is as in the beginning after it went well. */
  slip_sync_plan_changed (&plan, START + S);
  g_assert_cmpint (slip_sync_plan_due (&plan), ==, START + 15 * 60 * S);
  slip_sync_plan_network (&plan, START + 2 * S);
  g_assert_cmpint (slip_sync_plan_due (&plan), ==, START + 3 * S);
  slip_sync_plan_begin (&plan, START + 3 * S);
  slip_sync_plan_end (&plan, START + 3 * S, SLIP_SYNC_WENT_WELL);
  g_assert_cmpint (slip_sync_plan_due (&plan), ==, START + 63 * S);
}

static void
test_refused (void)
{
  SlipSyncPlan plan = settled (SLIP_SYNC_NEEDS_PERSON);

  slip_sync_plan_changed (&plan, START + S);
  slip_sync_plan_focused (&plan, START + 60 * S);
  slip_sync_plan_network (&plan, START + 61 * S);
  g_assert_cmpint (slip_sync_plan_due (&plan), ==, G_MAXINT64);
  slip_sync_plan_reset (&plan);
  g_assert_cmpint (slip_sync_plan_due (&plan), <, START + 63 * S);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync-plan/regular", test_regular);
  g_test_add_func ("/sync-plan/changes", test_changes);
  g_test_add_func ("/sync-plan/focus", test_focus);
  g_test_add_func ("/sync-plan/failures", test_failures);
  g_test_add_func ("/sync-plan/refused", test_refused);
  return g_test_run ();
}
