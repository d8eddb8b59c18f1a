/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Conflicts between values of two or three machines: what is listed, and that settling one leaves all of them with the
 * same state. */

#include "core/slip-clock.h"
#include "slip-test-conflicts.h"
#include "store/slip-values.h"
#include "workspace/slip-workspace-private.h"

/* == values == */

static void
test_a_side_is_taken (Fixture *fixture, gconstpointer data)
{
  gint64 minute = 60 * 1000;
  gint64 now = slip_now_ms ();
  g_autoptr (GPtrArray) list = NULL;
  const SlipOpenConflict *conflict;

  /* What is typed first is the later one: nothing but clocks counts. */
  set_at (fixture, 2, "rollback/minutes", "60", now + 2 * minute);
  set_at (fixture, 0, "rollback/minutes", "45", now + minute);
  team_settle (fixture->team);
  list = conflicts (fixture, 1);
  conflict = only (list);
  g_assert_cmpint (conflict->kind, ==, SLIP_CONFLICT_VALUE);
  g_assert_cmpstr (conflict->record, ==, fixture->plan);
  g_assert_cmpstr (conflict->path, ==, "rollback/minutes");
  g_assert_cmpstr (conflict->label, ==, "Rollback › Time to roll back");
  g_assert_cmpstr (conflict->type, ==, "number");
  g_assert_cmpuint (conflict->sides->len, ==, 2);
  g_assert_cmpstr (side (conflict, 0)->name, ==, "Petra Lindqvist");
  g_assert_cmpstr (side (conflict, 0)->text, ==, "45");
  g_assert_cmpstr (side (conflict, 1)->name, ==, "Irina Brandt");
  g_assert_cmpint (side (conflict, 0)->shown + side (conflict, 1)->shown, ==, 1);
  settle (fixture, 1, "rollback/minutes", SLIP_RESOLVE_TAKE, "1");
  assert_settled (fixture);
  assert_text (fixture, "", "rollback/minutes", "45");
}

static void
test_a_value_of_ones_own_settles (Fixture *fixture, gconstpointer data)
{
  set (fixture, 0, "rollback/minutes", "45");
  set (fixture, 1, "rollback/minutes", "50");
  set (fixture, 2, "rollback/minutes", "60");
  team_settle (fixture->team);
  settle_fails (fixture, 1, "rollback/minutes", SLIP_RESOLVE_VALUE, "an hour", SLIP_ERROR_INVALID);
  settle_fails (fixture, 1, "rollback/minutes", SLIP_RESOLVE_TAKE, "4", SLIP_ERROR_NOT_FOUND);
  settle_fails (fixture, 1, "rollback/minutes", SLIP_RESOLVE_MERGED, NULL, SLIP_ERROR_INVALID);
  settle_fails (fixture, 1, "rollback/minutes", SLIP_RESOLVE_KEEP, NULL, SLIP_ERROR_INVALID);
  settle (fixture, 1, "rollback/minutes", SLIP_RESOLVE_VALUE, "55");
  assert_settled (fixture);
  assert_text (fixture, "", "rollback/minutes", "55");
}

static void
test_equal_values_stand_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) list = NULL;

  set (fixture, 0, "rollback/minutes", "45");
  set (fixture, 1, "rollback/minutes", "45");
  set (fixture, 2, "rollback/minutes", "60");
  team_settle (fixture->team);
  list = conflicts (fixture, 0);
  g_assert_cmpuint (only (list)->sides->len, ==, 2);
  settle (fixture, 0, "rollback/minutes", SLIP_RESOLVE_TAKE, "2");
  assert_settled (fixture);
}

static void
test_a_person_is_called_by_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) list = NULL;

  set (fixture, 0, "rollback/decider", "Quentin Adeyemi");
  set (fixture, 2, "rollback/decider", "Petra Lindqvist");
  team_settle (fixture->team);
  list = conflicts (fixture, 1);
  g_assert_cmpstr (side_of (fixture, only (list), 0)->text, ==, "Quentin Adeyemi");
  g_assert_cmpstr (side_of (fixture, only (list), 0)->value, !=, "Quentin Adeyemi");
  settle (fixture, 1, "rollback/decider", SLIP_RESOLVE_VALUE, "Irina Brandt");
  assert_settled (fixture);
}

static void
test_what_is_no_conflict_says_so (Fixture *fixture, gconstpointer data)
{
  settle_fails (fixture, 0, "rollback/minutes", SLIP_RESOLVE_VALUE, "45", SLIP_ERROR_NOT_FOUND);
  settle_fails (fixture, 0, "no/such/thing", SLIP_RESOLVE_TAKE, "1", SLIP_ERROR_NOT_FOUND);
  settle_fails (fixture, 0, "", SLIP_RESOLVE_KEEP, NULL, SLIP_ERROR_NOT_FOUND);
}

/* Two settle the same conflict at once, otherwise: that is a new one, between these two. */
static void
test_two_settlements_are_a_new_conflict (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) list = NULL;

  set (fixture, 0, "rollback/minutes", "45");
  set (fixture, 2, "rollback/minutes", "60");
  team_settle (fixture->team);
  before = conflicts (fixture, 0);
  settle (fixture, 0, "rollback/minutes", SLIP_RESOLVE_TAKE,
          side_of (fixture, only (before), 2)->op);
  settle (fixture, 1, "rollback/minutes", SLIP_RESOLVE_VALUE, "50");
  team_settle (fixture->team);
  list = conflicts (fixture, 2);
  g_assert_cmpuint (only (list)->sides->len, ==, 2);
  g_assert_cmpstr (side_of (fixture, only (list), 0)->text, ==, "60");
  g_assert_cmpstr (side_of (fixture, only (list), 1)->text, ==, "50");
  settle (fixture, 2, "rollback/minutes", SLIP_RESOLVE_TAKE, side_of (fixture, only (list), 0)->op);
  assert_settled (fixture);
  assert_text (fixture, "", "rollback/minutes", "60");
}

static void
test_what_was_not_seen_is_not_replaced (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) rest = NULL;
  g_autoptr (GError) error = NULL;
  const char *seen[3] = { NULL };

  set (fixture, 0, "rollback/minutes", "45");
  set (fixture, 1, "rollback/minutes", "50");
  set (fixture, 2, "rollback/minutes", "60");
  team_sync (fixture->team, 1);
  team_sync (fixture->team, 0);
  list = conflicts (fixture, 0);
  seen[0] = side (only (list), 0)->op;
  seen[1] = side (only (list), 1)->op;
  g_assert_cmpuint (only (list)->sides->len, ==, 2);
  team_sync (fixture->team, 2);
  team_sync (fixture->team, 0);
  slip_workspace_resolve_conflict (fixture->team->people[0], fixture->plan, "rollback/minutes",
                                   SLIP_RESOLVE_VALUE, "47", seen, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  rest = conflicts (fixture, 1);
  g_assert_cmpuint (only (rest)->sides->len, ==, 2);
  g_assert_cmpstr (side_of (fixture, only (rest), 2)->text, ==, "60");
  g_assert_cmpstr (side_of (fixture, only (rest), 0)->text, ==, "47");
}

static void
test_who_does_not_fill_does_not_settle (Fixture *fixture, gconstpointer data)
{
  g_autofree char *uat = team_import (fixture->team, 1, fixture->release, "uat-checklist.xml");
  SlipWorkspace *petra = fixture->team->people[0];
  SlipWorkspace *quentin = fixture->team->people[1];
  g_autoptr (GError) error = NULL;

  team_settle (fixture->team);
  set_raw (petra, uat, "", "summary/rationale", "hers");
  set_raw (quentin, uat, "", "summary/rationale", "his");
  team_settle (fixture->team);
  g_assert_false (slip_workspace_resolve_conflict (petra, uat, "summary/rationale",
                                                   SLIP_RESOLVE_TAKE, "1", NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  slip_workspace_resolve_conflict (quentin, uat, "summary/rationale", SLIP_RESOLVE_TAKE, "1", NULL,
                                   &error);
  g_assert_no_error (error);
  assert_settled (fixture);
}

static void
test_a_file_is_taken (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = team_path (fixture->team, "one.txt");
  g_autofree char *two = team_path (fixture->team, "two.txt");
  g_autoptr (GPtrArray) list = NULL;

  g_file_set_contents (one, "1", -1, NULL);
  g_file_set_contents (two, "2", -1, NULL);
  set (fixture, 0, "rollback/evidence", one);
  set (fixture, 2, "rollback/evidence", two);
  team_settle (fixture->team);
  list = conflicts (fixture, 1);
  g_assert_cmpstr (side_of (fixture, only (list), 0)->text, ==, "one.txt");
  settle_fails (fixture, 1, "rollback/evidence", SLIP_RESOLVE_VALUE, "x", SLIP_ERROR_INVALID);
  settle (fixture, 1, "rollback/evidence", SLIP_RESOLVE_TAKE,
          side_of (fixture, only (list), 2)->op);
  assert_settled (fixture);
  assert_text (fixture, "", "rollback/evidence", "two.txt");
}

/* == long text == */

static void
test_a_long_text_is_merged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) list = NULL;
  const SlipOpenConflict *conflict;

  set (fixture, 0, "scope/purpose", "one\ntwo\nthree\nfour\nfive");
  team_settle (fixture->team);
  set (fixture, 0, "scope/purpose", "ONE\ntwo\nthree\nfour\nfive");
  set (fixture, 1, "scope/purpose", "one\ntwo\nTHREE\nfour\nfive");
  set (fixture, 2, "scope/purpose", "one\ntwo\nthree\nfour\nFIVE");
  team_settle (fixture->team);
  list = conflicts (fixture, 2);
  conflict = only (list);
  g_assert_cmpint (conflict->kind, ==, SLIP_CONFLICT_TEXT);
  g_assert_cmpstr (conflict->base, ==, "one\ntwo\nthree\nfour\nfive");
  g_assert_cmpuint (conflict->unmerged, ==, 0);
  g_assert_cmpstr (conflict->merged, ==, "ONE\ntwo\nTHREE\nfour\nFIVE");
  settle (fixture, 2, "scope/purpose", SLIP_RESOLVE_MERGED, NULL);
  assert_settled (fixture);
  assert_text (fixture, "", "scope/purpose", "ONE\ntwo\nTHREE\nfour\nFIVE");
}

static void
test_texts_that_touch_the_same_line_need_a_person (Fixture *fixture, gconstpointer data)
{
  gint64 minute = 60 * 1000;
  gint64 now = slip_now_ms ();
  g_autoptr (GPtrArray) list = NULL;
  const SlipOpenConflict *conflict;

  set (fixture, 0, "scope/purpose", "one\ntwo");
  team_settle (fixture->team);
  set_at (fixture, 0, "scope/purpose", "one\nher two", now + minute);
  set_at (fixture, 2, "scope/purpose", "one\nthe other two", now + 2 * minute);
  team_settle (fixture->team);
  list = conflicts (fixture, 1);
  conflict = only (list);
  g_assert_cmpuint (conflict->unmerged, ==, 1);
  g_assert_cmpstr (conflict->merged, ==,
                   "one\n<<<<<<< Petra Lindqvist\nher two\n=======\nthe other two\n"
                   ">>>>>>> Irina Brandt\n");
  settle_fails (fixture, 1, "scope/purpose", SLIP_RESOLVE_MERGED, NULL, SLIP_ERROR_CONFLICT);
  settle (fixture, 1, "scope/purpose", SLIP_RESOLVE_VALUE, "one\nboth twos");
  assert_settled (fixture);
  assert_text (fixture, "", "scope/purpose", "one\nboth twos");
}

static void
test_a_very_long_text_is_taken_by_its_blob (Fixture *fixture, gconstpointer data)
{
  g_autofree char *padding = g_strnfill (80000, 'x');
  g_autofree char *first = g_strconcat (padding, "\nfirst", NULL);
  g_autofree char *second = g_strconcat (padding, "\nsecond", NULL);
  g_autoptr (GPtrArray) list = NULL;

  set (fixture, 0, "scope/purpose", first);
  set (fixture, 2, "scope/purpose", second);
  team_settle (fixture->team);
  list = conflicts (fixture, 1);
  settle (fixture, 1, "scope/purpose", SLIP_RESOLVE_TAKE, side_of (fixture, only (list), 2)->op);
  assert_settled (fixture);
  assert_text (fixture, "", "scope/purpose", second);
}

static void
test_sets_are_no_conflict (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *lesson = slip_workspace_new_document (fixture->team->people[0], fixture->release,
                                                         "lessons-learned", NULL, &error);

  g_assert_no_error (error);
  team_settle (fixture->team);
  set_in (fixture, 0, lesson, "lesson/impact", "cost\nquality");
  set_in (fixture, 2, lesson, "lesson/impact", "cost\nschedule");
  assert_settled (fixture);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *members = slip_values_text (slip_workspace_reader (fixture->team->people[i]),
                                                   lesson, "", "lesson/impact", NULL);

      g_assert_cmpstr (members, ==, "cost\nquality\nschedule");
    }
}

static void
test_conflicts_of_one_document (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  set (fixture, 0, "rollback/minutes", "45");
  set (fixture, 2, "rollback/minutes", "60");
  team_settle (fixture->team);
  list = slip_workspace_list_conflicts (fixture->team->people[1], fixture->release, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 0);
  g_clear_pointer (&list, g_ptr_array_unref);
  list = slip_workspace_list_conflicts (fixture->team->people[1], fixture->plan, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
  g_clear_pointer (&list, g_ptr_array_unref);
  list = slip_workspace_list_conflicts (fixture->team->people[1], "nosuchrecord", &error);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, data, func)                                                                      \
  g_test_add ("/conflicts/" name, Fixture, data, set_up, func, tear_down)
  ADD ("a-side-is-taken", NULL, test_a_side_is_taken);
  ADD ("a-value-of-ones-own-settles", NULL, test_a_value_of_ones_own_settles);
  ADD ("equal-values-stand-once", NULL, test_equal_values_stand_once);
  ADD ("a-person-is-called-by-name", NULL, test_a_person_is_called_by_name);
  ADD ("what-is-none-says-so", NULL, test_what_is_no_conflict_says_so);
  ADD ("two-settlements-are-a-new-one", NULL, test_two_settlements_are_a_new_conflict);
  ADD ("what-was-not-seen-is-not-replaced", NULL, test_what_was_not_seen_is_not_replaced);
  ADD ("who-does-not-fill-does-not-settle", NULL, test_who_does_not_fill_does_not_settle);
  ADD ("a-file-is-taken", NULL, test_a_file_is_taken);
  ADD ("a-long-text-is-merged", NULL, test_a_long_text_is_merged);
  ADD ("the-same-line-needs-a-person", NULL, test_texts_that_touch_the_same_line_need_a_person);
  ADD ("a-very-long-text-is-taken", NULL, test_a_very_long_text_is_taken_by_its_blob);
  ADD ("sets-are-none", NULL, test_sets_are_no_conflict);
  ADD ("of-one-document", NULL, test_conflicts_of_one_document);
#undef ADD
  return g_test_run ();
}
