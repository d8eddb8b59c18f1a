/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Conflicts of every shape between two or three machines: what is listed, and that settling one leaves all of them with
 * the same state. */

#include <string.h>

#include "core/slip-clock.h"
#include "slip-test-team.h"
#include "store/slip-log.h"
#include "store/slip-values.h"
#include "workspace/slip-workspace-private.h"

typedef struct
{
  Team *team;
  char *release;
  char *plan;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->team = team_new (3);
  fixture->release = slip_workspace_new_release (fixture->team->people[0], "Claims Triage", &error);
  g_assert_no_error (error);
  fixture->plan = team_import (fixture->team, 0, fixture->release, "deployment-plan.xml");
  team_settle (fixture->team);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->release);
  g_free (fixture->plan);
  team_free (fixture->team);
}

static void
set (Fixture *fixture, guint person, const char *path, const char *value)
{
  gint64 before = slip_now_ms ();
  g_autoptr (GError) error = NULL;

  /* Of two ops within a millisecond chance says which is shown first. */
  while (slip_now_ms () == before)
    g_thread_yield ();
  slip_workspace_set_field (fixture->team->people[person], fixture->plan, path, value, &error);
  g_assert_no_error (error);
}

/* == ops that no command makes, or not for this person == */

typedef struct
{
  const char *record;
  const char *row;
  const char *field;
  const char *value;
} Raw;

static gboolean
write_raw (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Raw *raw = data;

  return slip_write_value (db, raw->record, raw->row, raw->field, raw->value, error);
}

static void
set_raw (SlipWorkspace *workspace, const char *record, const char *row, const char *field,
         const char *value)
{
  Raw raw = { record, row, field, value };
  g_autoptr (GError) error = NULL;

  slip_workspace_edit (workspace, write_raw, &raw, &error);
  g_assert_no_error (error);
}

static gboolean
delete_raw (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Raw *raw = data;
  g_autoptr (GArray) names =
      slip_values_names (db, raw->record, raw->row, SLIP_FIELD_DELETE, NULL, error);
  g_autoptr (SlipOp) op =
      slip_log_do (db, SLIP_OP_DELETE, SLIP_UNKNOWN_RECORD_READ_ONLY, raw->record,
                   (const SlipOpName *) (gpointer) names->data, names->len,
                   g_variant_new ("(@ay)", slip_op_id_variant (raw->row)), error);

  return op != NULL;
}

static void
remove_raw (SlipWorkspace *workspace, const char *record, const char *row)
{
  Raw raw = { record, row, NULL, NULL };
  g_autoptr (GError) error = NULL;

  slip_workspace_edit (workspace, delete_raw, &raw, &error);
  g_assert_no_error (error);
}

/* == what is listed == */

/* The open conflicts as @person has them; the report of a sync says the same number. */
static GPtrArray *
conflicts (Fixture *fixture, guint person)
{
  g_autoptr (GError) error = NULL;
  SlipSyncReport report = { 0 };
  GPtrArray *list = NULL;

  slip_workspace_sync (fixture->team->people[person], &report, NULL, &error);
  g_assert_no_error (error);
  list = slip_workspace_list_conflicts (fixture->team->people[person], NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.conflicts, ==, list->len);
  slip_sync_report_clear (&report);
  return list;
}

static SlipOpenConflict *
only (GPtrArray *list)
{
  g_assert_cmpuint (list->len, ==, 1);
  return g_ptr_array_index (list, 0);
}

static const SlipConflictSide *
side (const SlipOpenConflict *conflict, guint n)
{
  g_assert_cmpuint (n, <, conflict->sides->len);
  return g_ptr_array_index (conflict->sides, n);
}

static void
settle (Fixture *fixture, guint person, const char *path, SlipResolution how, const char *value)
{
  g_autoptr (GError) error = NULL;

  slip_workspace_resolve_conflict (fixture->team->people[person], fixture->plan, path, how, value,
                                   NULL, &error);
  g_assert_no_error (error);
}

static void
settle_fails (Fixture *fixture, guint person, const char *path, SlipResolution how,
              const char *value, int code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = team_digest (fixture->team, person);
  g_autofree char *after = NULL;

  g_assert_false (slip_workspace_resolve_conflict (fixture->team->people[person], fixture->plan,
                                                   path, how, value, NULL, &error));
  g_assert_error (error, SLIP_ERROR, code);
  after = team_digest (fixture->team, person);
  g_assert_cmpstr (before, ==, after);
}

/* Nobody has an open conflict, and all hold the same. */
static void
assert_settled (Fixture *fixture)
{
  team_settle (fixture->team);
  for (guint i = 0; i < fixture->team->n; i++)
    {
      g_autoptr (GPtrArray) list = conflicts (fixture, i);

      g_assert_cmpuint (list->len, ==, 0);
    }
}

static char *
text_of (Fixture *fixture, guint person, const char *row, const char *field)
{
  return slip_values_text (fixture->team->people[person]->reader, fixture->plan, row, field, NULL);
}

static void
assert_text (Fixture *fixture, const char *row, const char *field, const char *wanted)
{
  for (guint i = 0; i < fixture->team->n; i++)
    {
      g_autofree char *text = text_of (fixture, i, row, field);

      g_assert_cmpstr (text, ==, wanted);
    }
}

/* == values == */

static void
test_a_side_is_taken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) list = NULL;
  const SlipOpenConflict *conflict;

  set (fixture, 0, "rollback/minutes", "45");
  set (fixture, 2, "rollback/minutes", "60");
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
  g_assert_cmpstr (side (only (list), 0)->text, ==, "Quentin Adeyemi");
  g_assert_cmpstr (side (only (list), 0)->value, !=, "Quentin Adeyemi");
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
  g_autoptr (GPtrArray) list = NULL;

  set (fixture, 0, "rollback/minutes", "45");
  set (fixture, 2, "rollback/minutes", "60");
  team_settle (fixture->team);
  settle (fixture, 0, "rollback/minutes", SLIP_RESOLVE_TAKE, "2");
  settle (fixture, 1, "rollback/minutes", SLIP_RESOLVE_VALUE, "50");
  team_settle (fixture->team);
  list = conflicts (fixture, 2);
  g_assert_cmpuint (only (list)->sides->len, ==, 2);
  g_assert_cmpstr (side (only (list), 0)->text, ==, "60");
  g_assert_cmpstr (side (only (list), 1)->text, ==, "50");
  settle (fixture, 2, "rollback/minutes", SLIP_RESOLVE_TAKE, "1");
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
  g_assert_cmpstr (side (only (rest), 0)->text, ==, "60");
  g_assert_cmpstr (side (only (rest), 1)->text, ==, "47");
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
  g_assert_cmpstr (side (only (list), 0)->text, ==, "one.txt");
  settle_fails (fixture, 1, "rollback/evidence", SLIP_RESOLVE_VALUE, "x", SLIP_ERROR_INVALID);
  settle (fixture, 1, "rollback/evidence", SLIP_RESOLVE_TAKE, "2");
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
  g_autoptr (GPtrArray) list = NULL;
  const SlipOpenConflict *conflict;

  set (fixture, 0, "scope/purpose", "one\ntwo");
  team_settle (fixture->team);
  set (fixture, 0, "scope/purpose", "one\nher two");
  set (fixture, 2, "scope/purpose", "one\nthe other two");
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

  set (fixture, 0, "scope/purpose", first);
  set (fixture, 2, "scope/purpose", second);
  team_settle (fixture->team);
  settle (fixture, 1, "scope/purpose", SLIP_RESOLVE_TAKE, "2");
  assert_settled (fixture);
  assert_text (fixture, "", "scope/purpose", second);
}

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
  g_autoptr (GPtrArray) rows = slip_values_rows (fixture->team->people[person]->reader,
                                                 fixture->plan, "dependencies", "", NULL);

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
  g_assert_nonnull (strstr (side (conflict, 0)->text, "before "));
  settle_fails (fixture, 1, path, SLIP_RESOLVE_VALUE, "i", SLIP_ERROR_INVALID);
  settle (fixture, 1, path, SLIP_RESOLVE_TAKE, "1");
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
  g_assert_cmpstr (side (conflict, 0)->name, ==, "Quentin Adeyemi");
  g_assert_cmpstr (side (conflict, 0)->text, ==, "deleted");
  g_assert_cmpstr (side (conflict, 1)->name, ==, "Irina Brandt");
  g_assert_nonnull (strstr (side (conflict, 1)->text, "an edit that nobody had seen"));
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
  items = slip_values_rows (petra->reader, uat, "items", "", NULL);
  item = g_ptr_array_index (items, 0);
  steps = slip_values_rows (petra->reader, uat, "items/steps", item, NULL);
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
  slip_values_row_info (fixture->team->people[2]->reader, uat, step, NULL, NULL, NULL, &dead, NULL);
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
  items = slip_values_rows (petra->reader, uat, "items", "", NULL);
  steps = slip_values_rows (petra->reader, uat, "items/steps", g_ptr_array_index (items, 0), NULL);
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
    g_assert_cmpint (slip_database_get_int (fixture->team->people[i]->reader, -1,
                                            "SELECT dead FROM record WHERE id = ?", "s",
                                            fixture->plan),
                     ==, !keep);
}

/* Sets never are in conflict: what each put is there, what each took away is what they had seen. */
static void
test_sets_are_no_conflict (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *lesson = slip_workspace_new_document (fixture->team->people[0], fixture->release,
                                                         "lessons-learned", NULL, &error);

  g_assert_no_error (error);
  team_settle (fixture->team);
  slip_workspace_set_field (fixture->team->people[0], lesson, "lesson/impact", "cost\nquality",
                            &error);
  g_assert_no_error (error);
  slip_workspace_set_field (fixture->team->people[2], lesson, "lesson/impact", "cost\nschedule",
                            &error);
  g_assert_no_error (error);
  assert_settled (fixture);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *members =
          slip_values_text (fixture->team->people[i]->reader, lesson, "", "lesson/impact", NULL);

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

static void
add (const char *name, gconstpointer data, void (*func) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/conflicts/", name, NULL);

  g_test_add (path, Fixture, data, set_up, func, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("a-side-is-taken", NULL, test_a_side_is_taken);
  add ("a-value-of-ones-own-settles", NULL, test_a_value_of_ones_own_settles);
  add ("equal-values-stand-once", NULL, test_equal_values_stand_once);
  add ("a-person-is-called-by-name", NULL, test_a_person_is_called_by_name);
  add ("what-is-none-says-so", NULL, test_what_is_no_conflict_says_so);
  add ("two-settlements-are-a-new-one", NULL, test_two_settlements_are_a_new_conflict);
  add ("what-was-not-seen-is-not-replaced", NULL, test_what_was_not_seen_is_not_replaced);
  add ("who-does-not-fill-does-not-settle", NULL, test_who_does_not_fill_does_not_settle);
  add ("a-file-is-taken", NULL, test_a_file_is_taken);
  add ("a-long-text-is-merged", NULL, test_a_long_text_is_merged);
  add ("the-same-line-needs-a-person", NULL, test_texts_that_touch_the_same_line_need_a_person);
  add ("a-very-long-text-is-taken", NULL, test_a_very_long_text_is_taken_by_its_blob);
  add ("concurrent-moves-are-listed", NULL, test_concurrent_moves_are_listed);
  add ("a-deleted-row-is-kept", "keep", test_a_deleted_row_that_was_changed);
  add ("a-deleted-row-is-deleted", "delete", test_a_deleted_row_that_was_changed);
  add ("a-deleted-row-with-work-inside", "outer", test_a_deleted_row_with_work_inside);
  add ("a-deleted-nested-row", "inner", test_a_deleted_row_with_work_inside);
  add ("nested-cells-by-path", NULL, test_nested_cells_are_settled_by_path);
  add ("a-deleted-record-is-kept", "keep", test_a_deleted_record_that_was_changed);
  add ("a-deleted-record-is-deleted", "delete", test_a_deleted_record_that_was_changed);
  add ("sets-are-none", NULL, test_sets_are_no_conflict);
  add ("of-one-document", NULL, test_conflicts_of_one_document);
  return g_test_run ();
}
