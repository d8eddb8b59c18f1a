/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Conflicts about rows and records, moved, deleted and changed at a time: what is listed, and that settling one leaves all
 * copies with the same state. */

#include <string.h>

#include "slip-test-conflicts.h"
#include "store/slip-values.h"
#include "workspace/slip-workspace-private.h"

/* == rows == */

static char *
add_row (Fixture *fixture, guint person, const char *what)
{
  g_autoptr (GError) error = NULL;
  char *row =
      slip_workspace_add_row (fixture->team->people[person], fixture->plan, "dependencies", &error);
  g_autofree char *path = g_strdup_printf ("dependencies/%s/what", row);

  g_assert_no_error (error);
  set (fixture, person, path, what);
  return row;
}

static void
move (Fixture *fixture, guint person, const char *row, const char *before)
{
  g_autoptr (GError) error = NULL;

  slip_workspace_move_row (fixture->team->people[person], fixture->plan, row, before, &error);
  g_assert_no_error (error);
}

static char *
order (Fixture *fixture, guint person)
{
  g_autoptr (GPtrArray) rows =
      slip_values_rows (slip_workspace_reader (fixture->team->people[person]), fixture->plan,
                        "dependencies", "", NULL);

  g_ptr_array_add (rows, NULL);
  return g_strjoinv (" ", (char **) rows->pdata);
}

static void
test_concurrent_moves_are_listed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *a = add_row (fixture, 0, "a");
  g_autofree char *b = add_row (fixture, 0, "b");
  g_autofree char *c = add_row (fixture, 0, "c");
  g_autofree char *path = g_strdup_printf ("dependencies/%s", c);
  g_autofree char *wanted = NULL;
  g_autoptr (GPtrArray) list = NULL;
  const SlipOpenConflict *conflict;

  team_settle (fixture->team);
  move (fixture, 0, c, a);
  move (fixture, 2, c, b);
  team_settle (fixture->team);
  list = conflicts (fixture, 1);
  conflict = only (list);
  g_assert_cmpint (conflict->kind, ==, SLIP_CONFLICT_MOVE);
  g_assert_cmpstr (conflict->path, ==, path);
  g_assert_cmpuint (conflict->sides->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_nonnull (strstr (side (conflict, i)->text, "before "));
  settle_fails (fixture, 1, path, SLIP_RESOLVE_VALUE, "i", SLIP_ERROR_INVALID);
  settle (fixture, 1, path, SLIP_RESOLVE_TAKE, side_of (fixture, conflict, 0)->op);
  assert_settled (fixture);
  wanted = order (fixture, 0);
  g_assert_nonnull (strstr (wanted, c));
  g_assert_true (strstr (wanted, c) < strstr (wanted, a));
  for (guint i = 1; i < 3; i++)
    {
      g_autofree char *other = order (fixture, i);

      g_assert_cmpstr (other, ==, wanted);
    }
}

/* A row that one deleted while another changed it: @data is "keep" or "delete". */
static void
test_a_deleted_row_that_was_changed (Fixture *fixture, gconstpointer data)
{
  gboolean keep = g_str_equal (data, "keep");
  g_autofree char *row = add_row (fixture, 0, "the first text");
  g_autofree char *path = g_strdup_printf ("dependencies/%s", row);
  g_autofree char *shortened = g_strndup (path, strlen ("dependencies/") + 6);
  g_autofree char *field = g_strdup_printf ("dependencies/%s/what", row);
  g_autofree char *rows = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  const SlipOpenConflict *conflict;

  team_settle (fixture->team);
  slip_workspace_delete_row (fixture->team->people[1], fixture->plan, row, &error);
  g_assert_no_error (error);
  set (fixture, 2, field, "an edit that nobody had seen");
  team_settle (fixture->team);
  list = conflicts (fixture, 0);
  conflict = only (list);
  g_assert_cmpint (conflict->kind, ==, SLIP_CONFLICT_DELETE);
  g_assert_cmpstr (conflict->path, ==, path);
  g_assert_cmpuint (conflict->sides->len, ==, 2);
  g_assert_cmpstr (side_of (fixture, conflict, 1)->name, ==, "Quentin Adeyemi");
  g_assert_cmpstr (side_of (fixture, conflict, 1)->text, ==, "deleted");
  g_assert_cmpstr (side_of (fixture, conflict, 2)->name, ==, "Irina Brandt");
  g_assert_nonnull (strstr (side_of (fixture, conflict, 2)->text, "an edit that nobody had seen"));
  settle_fails (fixture, 0, path, SLIP_RESOLVE_TAKE, "1", SLIP_ERROR_INVALID);
  settle (fixture, 0, shortened, keep ? SLIP_RESOLVE_KEEP : SLIP_RESOLVE_DELETE, NULL);
  assert_settled (fixture);
  rows = order (fixture, 2);
  g_assert_cmpint (strstr (rows, row) != NULL, ==, keep);
}

/* The same with an edit two tables further down, and with the inner row. */
static void
test_a_deleted_row_with_work_inside (Fixture *fixture, gconstpointer data)
{
  gboolean inner = g_str_equal (data, "inner");
  g_autofree char *uat = team_import (fixture->team, 1, fixture->release, "uat-checklist.xml");
  SlipWorkspace *petra = fixture->team->people[0];
  SlipWorkspace *quentin = fixture->team->people[1];
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *path = NULL;
  g_autofree char *label = NULL;
  g_autoptr (GError) error = NULL;
  const SlipOpenConflict *conflict;
  const char *item, *step;
  gboolean dead = TRUE;

  team_settle (fixture->team);
  items = slip_values_rows (slip_workspace_reader (petra), uat, "items", "", NULL);
  item = g_ptr_array_index (items, 0);
  steps = slip_values_rows (slip_workspace_reader (petra), uat, "items/steps", item, NULL);
  step = g_ptr_array_index (steps, 0);
  remove_raw (petra, uat, inner ? step : item);
  set_raw (quentin, uat, step, "action", "unseen");
  team_settle (fixture->team);

  list = conflicts (fixture, 2);
  conflict = only (list);
  path = inner ? g_strdup_printf ("items/%s/steps/%s", item, step)
               : g_strdup_printf ("items/%s", item);
  g_assert_cmpint (conflict->kind, ==, SLIP_CONFLICT_DELETE);
  g_assert_cmpstr (conflict->path, ==, path);
  g_assert_true (g_str_has_prefix (conflict->label, "Items › U-"));
  g_assert_cmpuint (conflict->sides->len, ==, 2);
  slip_workspace_resolve_conflict (quentin, uat, path, SLIP_RESOLVE_KEEP, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_settled (fixture);
  slip_values_row_info (slip_workspace_reader (fixture->team->people[2]), uat, step, NULL, NULL,
                        NULL, &dead, NULL);
  g_assert_false (dead);
}

/* Two cells of a nested row, each with its own conflict, listed by their whole path. */
static void
test_nested_cells_are_settled_by_path (Fixture *fixture, gconstpointer data)
{
  g_autofree char *uat = team_import (fixture->team, 1, fixture->release, "uat-checklist.xml");
  SlipWorkspace *petra = fixture->team->people[0];
  SlipWorkspace *quentin = fixture->team->people[1];
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  team_settle (fixture->team);
  items = slip_values_rows (slip_workspace_reader (petra), uat, "items", "", NULL);
  steps = slip_values_rows (slip_workspace_reader (petra), uat, "items/steps",
                            g_ptr_array_index (items, 0), NULL);
  set_raw (petra, uat, g_ptr_array_index (steps, 0), "action", "hers");
  set_raw (quentin, uat, g_ptr_array_index (steps, 0), "action", "his");
  set_raw (petra, uat, g_ptr_array_index (steps, 0), "expected", "hers");
  set_raw (quentin, uat, g_ptr_array_index (steps, 0), "expected", "his");
  team_settle (fixture->team);
  list = conflicts (fixture, 1);
  g_assert_cmpuint (list->len, ==, 2);
  for (guint i = 0; i < list->len; i++)
    {
      const SlipOpenConflict *conflict = g_ptr_array_index (list, i);

      slip_workspace_resolve_conflict (quentin, uat, conflict->path, SLIP_RESOLVE_TAKE,
                                       side (conflict, 1)->op, NULL, &error);
      g_assert_no_error (error);
    }
  assert_settled (fixture);
}

/* A whole record: @data is "keep" or "delete". */
static void
test_a_deleted_record_that_was_changed (Fixture *fixture, gconstpointer data)
{
  gboolean keep = g_str_equal (data, "keep");
  g_autoptr (GPtrArray) list = NULL;
  const SlipOpenConflict *conflict;

  remove_raw (fixture->team->people[1], fixture->plan, "");
  set (fixture, 2, "scope/purpose", "unseen");
  team_settle (fixture->team);
  list = conflicts (fixture, 0);
  conflict = only (list);
  g_assert_cmpint (conflict->kind, ==, SLIP_CONFLICT_DELETE);
  g_assert_cmpstr (conflict->path, ==, "");
  g_assert_cmpstr (conflict->type, ==, "record");
  g_assert_cmpuint (conflict->sides->len, ==, 2);
  settle (fixture, 0, "", keep ? SLIP_RESOLVE_KEEP : SLIP_RESOLVE_DELETE, NULL);
  assert_settled (fixture);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (slip_database_get_int (slip_workspace_reader (fixture->team->people[i]), -1,
                                            "SELECT dead FROM record WHERE id = ?", "s",
                                            fixture->plan),
                     ==, !keep);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, data, func)                                                                      \
  g_test_add ("/conflicts-rows/" name, Fixture, data, set_up, func, tear_down)
  ADD ("concurrent-moves-are-listed", NULL, test_concurrent_moves_are_listed);
  ADD ("a-deleted-row-is-kept", "keep", test_a_deleted_row_that_was_changed);
  ADD ("a-deleted-row-is-deleted", "delete", test_a_deleted_row_that_was_changed);
  ADD ("a-deleted-row-with-work-inside", "outer", test_a_deleted_row_with_work_inside);
  ADD ("a-deleted-nested-row", "inner", test_a_deleted_row_with_work_inside);
  ADD ("nested-cells-by-path", NULL, test_nested_cells_are_settled_by_path);
  ADD ("a-deleted-record-is-kept", "keep", test_a_deleted_record_that_was_changed);
  ADD ("a-deleted-record-is-deleted", "delete", test_a_deleted_record_that_was_changed);
#undef ADD
  return g_test_run ();
}
