/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Whose signature a document waits for. */

#include "slip-test-fixture.h"
#include "ui/sync/slip-waiting.h"

static gboolean
waits_for (Fixture *fixture, guint person)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) waiting = slip_waiting_list (fixture->team->people[person], &error);

  g_assert_no_error (error);
  return g_hash_table_contains (waiting, fixture->plan);
}

static void
test_plan (Fixture *fixture, gconstpointer data)
{
  sign_plan_but_last (fixture);
  team_settle (fixture->team);
  g_assert_true (waits_for (fixture, PM));
  g_assert_false (waits_for (fixture, QA));
  g_assert_false (waits_for (fixture, IRB));
}

static void
test_approved (Fixture *fixture, gconstpointer data)
{
  approve_plan (fixture);
  g_assert_false (waits_for (fixture, PM));
  /* Amended: signed after the next revision has begun. */
  set (fixture, PM, "scope/purpose", "Another purpose");
  g_assert_false (waits_for (fixture, PM));
  revise (fixture, PM, fixture->plan, NULL);
  g_assert_true (waits_for (fixture, PM));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/waiting/plan", Fixture, NULL, set_up, test_plan, tear_down);
  g_test_add ("/waiting/approved", Fixture, NULL, set_up, test_approved, tear_down);
  return g_test_run ();
}
