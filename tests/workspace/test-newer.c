/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a colleague's newer Slipway writes and this one doesn't know: it is kept and sent on, and says itself what may be done
 * without knowing it. */

#include <string.h>

#include "slip-test-fixture.h"
#include "store/slip-log.h"
#include "workspace/slip-workspace-private.h"

/* Quentin's program is newer. */
static void
write_newer (Fixture *fixture, SlipUnknown on_unknown, const char *record)
{
  g_autofree char *path = g_build_filename (slip_workspace_get_dir (fixture->team->people[QA]),
                                            SLIP_WORKSPACE_DATABASE, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipOp) op = NULL;
  SlipDatabase *db = slip_database_open (path, SLIP_DATABASE_WRITE, &error);

  g_assert_no_error (error);
  op = slip_log_do (db, "teleport", on_unknown, record, NULL, 0, g_variant_new ("(s)", "there"),
                    &error);
  g_assert_no_error (error);
  slip_database_close (db);
  team_reopen (fixture->team, QA);
  team_settle (fixture->team);
}

static gboolean
may_set (Fixture *fixture, guint person, const char *record, const char *path)
{
  g_autoptr (GError) error = NULL;

  if (slip_workspace_set_field (fixture->team->people[person], record, path, "More.", &error))
    return TRUE;
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_TOO_NEW);
  g_assert_nonnull (strstr (error->message, "teleport"));
  return FALSE;
}

static void
test_what_may_be_ignored_is (Fixture *fixture, gconstpointer data)
{
  write_newer (fixture, SLIP_UNKNOWN_IGNORE, fixture->plan);
  g_assert_true (may_set (fixture, PM, fixture->plan, "scope/purpose"));
  team_verify (fixture->team);
}

static void
test_a_record_is_only_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  write_newer (fixture, SLIP_UNKNOWN_RECORD_READ_ONLY, fixture->plan);
  for (guint i = 0; i < fixture->team->n; i++)
    g_assert_false (may_set (fixture, i, fixture->plan, "scope/purpose"));
  g_assert_null (sign (fixture, PM, fixture->plan, "program-manager", "concerns", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_TOO_NEW);
  /* All else goes on, and what is there is read, sent and checked. */
  g_assert_true (may_set (fixture, PM, fixture->release, "about/description"));
  team_settle (fixture->team);
  g_assert_true (shows (fixture, IRB, "<purpose"));
  team_verify (fixture->team);
}

static void
test_a_workspace_is_only_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  write_newer (fixture, SLIP_UNKNOWN_WORKSPACE_READ_ONLY, NULL);
  g_assert_false (may_set (fixture, PM, fixture->plan, "scope/purpose"));
  g_assert_false (may_set (fixture, IRB, fixture->release, "about/description"));
  g_assert_null (slip_workspace_new_release (fixture->team->people[PM], "Next", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_TOO_NEW);
  team_settle (fixture->team);
  team_verify (fixture->team);
}

/* The index that finds such ops has the words of the question: else each edit would go through the whole log. */
static void
test_it_is_found_by_index (Fixture *fixture, gconstpointer data)
{
  SlipDatabase *db = slip_workspace_reader (fixture->team->people[PM]);
  g_autoptr (SlipQuery) plan = slip_database_query (
      db, NULL,
      "EXPLAIN QUERY PLAN SELECT 1 FROM op WHERE kind NOT IN (" SLIP_LOG_KNOWN_KINDS
      ") AND record = 'x'",
      "");

  g_assert_nonnull (plan);
  g_assert_true (slip_query_next (plan, NULL));
  g_assert_nonnull (strstr (slip_query_text (plan, 3), "op_newer"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/newer/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("what-may-be-ignored-is", test_what_may_be_ignored_is);
  ADD ("a-record-is-only-read", test_a_record_is_only_read);
  ADD ("a-workspace-is-only-read", test_a_workspace_is_only_read);
  ADD ("it-is-found-by-index", test_it_is_found_by_index);
#undef ADD
  return g_test_run ();
}
