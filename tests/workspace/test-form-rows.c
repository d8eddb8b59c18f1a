/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The rows of a table in an open document: read, filtered, sorted, pasted. */

#include <string.h>

#include "slip-test-fixture.h"
#include "workspace/slip-form-session-private.h"

#define MANY 10000

#define WAIT_FOR(condition)                                                                        \
  while (!(condition))                                                                             \
  g_main_context_iteration (NULL, TRUE)

/* == steps == */

static void
on_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static SlipFormSession *
open_plan (Fixture *fixture, guint person)
{
  SlipFormSession *session = slip_form_session_new (fixture->team->people[person], fixture->plan);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  slip_form_session_load_async (session, NULL, on_done_cb, &result);
  WAIT_FOR (result != NULL);
  slip_form_session_load_finish (session, result, &error);
  g_assert_no_error (error);
  return session;
}

static void
flush (SlipFormSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  slip_form_session_flush_async (session, NULL, on_done_cb, &result);
  WAIT_FOR (result != NULL);
  slip_form_session_flush_finish (session, result, &error);
  g_assert_no_error (error);
}

static void
settle (SlipFormRows *rows)
{
  WAIT_FOR (slip_form_rows_is_loaded (rows));
}

static guint
count_rows (SlipFormRows *rows)
{
  return g_list_model_get_n_items (G_LIST_MODEL (rows));
}

static SlipFormRow *
at (SlipFormRows *rows, guint place)
{
  SlipFormRow *row = g_list_model_get_item (G_LIST_MODEL (rows), place);

  g_assert_nonnull (row);
  return row;
}

/* What a cell shows, waiting until it was read. */
static char *
shown (SlipFormRows *rows, guint place, const char *field)
{
  g_autoptr (SlipFormRow) row = at (rows, place);

  WAIT_FOR (slip_form_row_get_field (row, field)->loaded);
  return g_strdup (slip_form_row_get_field (row, field)->display);
}

static void
assert_shows (SlipFormRows *rows, guint place, const char *field, const char *text)
{
  g_autofree char *found = shown (rows, place, field);

  g_assert_cmpstr (found, ==, text);
}

static guint
paste (SlipFormSession *session, const char *table, SlipRowPlace place, const char *other,
       const char *text, GPtrArray **problems, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  guint n = 0;

  slip_form_session_paste_rows_async (session, table, place, other, text, on_done_cb, &result);
  WAIT_FOR (result != NULL);
  return slip_form_session_paste_rows_finish (session, result, &n, problems, error) ? n : 0;
}

static guint
paste_well (SlipFormSession *session, const char *table, const char *text)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  guint n = paste (session, table, SLIP_ROW_LAST, NULL, text, &problems, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
  return n;
}

/* == reading == */

static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipFormSession) session = open_plan (fixture, PM);
  g_autoptr (SlipFormRows) rows = slip_form_rows_new (session, "tasks");
  g_autoptr (SlipFormRows) again = slip_form_rows_new (session, "tasks");
  g_autoptr (SlipFormRow) first = NULL;
  g_autoptr (SlipFormRow) other = NULL;

  g_assert_null (slip_form_rows_new (session, "nothing"));
  g_assert_null (slip_form_rows_new (session, "scope"));
  g_assert_null (slip_form_rows_new (session, "tasks/aaaaaaaaaaaaaaaaaaaaaaaaaa"));
  g_assert_cmpuint (count_rows (rows), ==, 0);
  g_assert_false (slip_form_rows_is_loaded (rows));
  settle (rows);
  settle (again);
  g_assert_cmpuint (count_rows (rows), >, 10);
  g_assert_cmpuint (slip_form_rows_get_total (rows), ==, count_rows (rows));
  assert_shows (rows, 0, "seq", "T01");
  assert_shows (rows, 1, "seq", "T02");
  first = at (rows, 0);
  other = at (again, 0);
  g_assert_true (first == other);
  g_assert_cmpstr (slip_form_row_get_name (first), ==, "T01");
  g_assert_true (g_str_has_prefix (slip_form_row_get_path (first), "tasks/"));
  g_assert_cmpuint (slip_form_rows_find (rows, slip_form_row_get_id (first)), ==, 0);
  g_assert_cmpuint (slip_form_rows_find (rows, "nothing"), ==, G_MAXUINT);
}

static void
test_filter (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipFormSession) session = open_plan (fixture, PM);
  g_autoptr (SlipFormRows) rows = slip_form_rows_new (session, "tasks");
  guint total;

  settle (rows);
  total = count_rows (rows);
  /* All words, in any field, in any case. */
  slip_form_rows_set_filter (rows, " t06  FULL ");
  g_assert_false (slip_form_rows_is_loaded (rows));
  settle (rows);
  g_assert_cmpuint (count_rows (rows), ==, 1);
  g_assert_cmpuint (slip_form_rows_get_total (rows), ==, total);
  assert_shows (rows, 0, "seq", "T06");
  /* References by what people see: T04 is undone by R06. */
  slip_form_rows_set_filter (rows, "r06");
  settle (rows);
  g_assert_cmpuint (count_rows (rows), >=, 2);
  assert_shows (rows, 0, "seq", "T04");
  slip_form_rows_set_filter (rows, "no row has this");
  settle (rows);
  g_assert_cmpuint (count_rows (rows), ==, 0);
  slip_form_rows_set_filter (rows, "  ");
  settle (rows);
  g_assert_cmpuint (count_rows (rows), ==, total);
}

static void
test_sort (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipFormSession) session = open_plan (fixture, PM);
  g_autoptr (SlipFormRows) rows = slip_form_rows_new (session, "tasks");
  guint n;

  settle (rows);
  n = count_rows (rows) + 3;
  g_assert_cmpuint (paste_well (session, "tasks", "No.\tMinutes\nX9\t100\nX10\t9\nX11\t"), ==, 3);
  WAIT_FOR (count_rows (rows) == n);
  for (guint descending = 0; descending < 2; descending++)
    {
      double before = descending ? G_MAXDOUBLE : 0;

      slip_form_rows_set_order (rows, "minutes", descending);
      settle (rows);
      g_assert_cmpuint (count_rows (rows), ==, n);
      for (guint i = 0; i < n - 1; i++)
        {
          g_autoptr (SlipFormRow) row = at (rows, i);
          g_autofree char *text = shown (rows, i, "minutes");
          double minutes = g_ascii_strtod (slip_form_row_get_field (row, "minutes")->text, NULL);

          g_assert_cmpstr (text, !=, "");
          if (descending)
            g_assert_cmpfloat (minutes, <=, before);
          else
            g_assert_cmpfloat (minutes, >=, before);
          before = minutes;
        }
      assert_shows (rows, n - 1, "seq", "X11");
    }
  /* Numbers in names as numbers. */
  slip_form_rows_set_order (rows, "seq", TRUE);
  settle (rows);
  assert_shows (rows, 0, "seq", "X11");
  assert_shows (rows, 1, "seq", "X10");
  assert_shows (rows, 2, "seq", "X9");
  slip_form_rows_set_order (rows, NULL, FALSE);
  settle (rows);
  assert_shows (rows, 0, "seq", "T01");
}

/* == changes == */

typedef struct
{
  guint position, removed, added, n;
} Change;

static void
on_items_changed_cb (Change *change, guint position, guint removed, guint added)
{
  *change = (Change){ position, removed, added, change->n + 1 };
}

static void
on_rows_changed_cb (guint *n, const char *path)
{
  g_assert_cmpstr (path, ==, "tasks");
  (*n)++;
}

static void
test_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipFormSession) session = open_plan (fixture, PM);
  g_autoptr (SlipFormRows) rows = slip_form_rows_new (session, "tasks");
  g_autoptr (SlipFormRow) first = NULL;
  g_autoptr (SlipFormRow) second = NULL;
  g_autoptr (SlipFormRow) third = NULL;
  g_autoptr (SlipFormRow) now = NULL;
  g_autofree char *added = NULL;
  Change change = { 0 };
  guint n, told = 0;

  settle (rows);
  n = count_rows (rows);
  first = at (rows, 0);
  second = at (rows, 1);
  third = at (rows, 2);
  g_signal_connect_swapped (rows, "items-changed", G_CALLBACK (on_items_changed_cb), &change);
  g_signal_connect_swapped (session, "rows-changed", G_CALLBACK (on_rows_changed_cb), &told);

  slip_form_session_delete_row (session, slip_form_row_get_id (second));
  WAIT_FOR (count_rows (rows) == n - 1);
  g_assert_cmpuint (change.position, ==, 1);
  g_assert_cmpuint (change.removed, ==, 1);
  g_assert_cmpuint (change.added, ==, 0);
  g_assert_cmpuint (told, >, 0);
  now = at (rows, 1);
  g_assert_true (now == third);
  g_clear_object (&now);

  added =
      slip_form_session_add_row (session, "tasks", SLIP_ROW_BEFORE, slip_form_row_get_id (third));
  WAIT_FOR (count_rows (rows) == n);
  g_assert_cmpuint (slip_form_rows_find (rows, added), ==, 1);
  g_assert_cmpuint (change.position, ==, 1);
  g_assert_cmpuint (change.added, ==, 1);

  slip_form_session_move_row (session, slip_form_row_get_id (first), SLIP_ROW_AFTER, added);
  WAIT_FOR (slip_form_rows_find (rows, added) == 0);
  g_assert_cmpuint (change.position, ==, 0);
  g_assert_cmpuint (change.removed, ==, 2);
  g_assert_cmpuint (change.added, ==, 2);
  now = at (rows, 1);
  g_assert_true (now == first);
  g_assert_cmpuint (slip_form_rows_find (rows, slip_form_row_get_id (first)), ==, 1);

  for (guint i = 0; i < 3; i++)
    {
      flush (session);
      g_assert_true (slip_form_session_get_can_undo (session));
      slip_form_session_undo (session);
      flush (session);
    }
  WAIT_FOR (slip_form_rows_find (rows, slip_form_row_get_id (second)) == 1);
  g_assert_cmpuint (slip_form_rows_find (rows, slip_form_row_get_id (first)), ==, 0);
  g_assert_cmpuint (slip_form_rows_find (rows, added), ==, G_MAXUINT);
}

/* == pasting == */

static void
test_paste (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipFormSession) session = open_plan (fixture, PM);
  g_autoptr (SlipFormRows) rows = slip_form_rows_new (session, "environments");
  g_autofree char *label = NULL;
  guint n;

  settle (rows);
  n = count_rows (rows);
  /* In the order of the form; quoted as spreadsheets do; choices as they are shown. */
  g_assert_cmpuint (paste_well (session, "environments",
                                "alpha\tProduction\t\"Ada \"\"A\"\" Byron\"\t2026-10-01\r\n"
                                "\r\n"
                                "beta\tproduction\tBo\t1.10.2026\r\n"),
                    ==, 2);
  WAIT_FOR (count_rows (rows) == n + 2);
  assert_shows (rows, n, "name", "alpha");
  assert_shows (rows, n, "owner", "Ada \"A\" Byron");
  assert_shows (rows, n + 1, "name", "beta");
  for (guint i = n; i < n + 2; i++)
    {
      g_autoptr (SlipFormRow) row = at (rows, i);

      WAIT_FOR (slip_form_row_get_field (row, "ready_by")->loaded);
      g_assert_cmpstr (slip_form_row_get_field (row, "ready_by")->stored, ==, "2026-10-01");
      g_assert_cmpstr (slip_form_row_get_field (row, "type")->stored, ==, "production");
    }
  /* In any order under headings: labels or names. */
  g_assert_cmpuint (
      paste_well (session, "environments", "Owner\tname\tMirrors production\nCy\tgamma\tYes\n"), ==,
      1);
  WAIT_FOR (count_rows (rows) == n + 3);
  assert_shows (rows, n + 2, "name", "gamma");
  assert_shows (rows, n + 2, "owner", "Cy");

  label = slip_form_session_get_undo_label (session);
  g_assert_nonnull (strstr (label, "Pasting"));
  slip_form_session_undo (session);
  WAIT_FOR (count_rows (rows) == n + 2);
  flush (session);
  slip_form_session_undo (session);
  WAIT_FOR (count_rows (rows) == n);
  flush (session);
  slip_form_session_redo (session);
  WAIT_FOR (count_rows (rows) == n + 2);
  assert_shows (rows, n, "name", "alpha");
}

static void
test_paste_between (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipFormSession) session = open_plan (fixture, PM);
  g_autoptr (SlipFormRows) rows = slip_form_rows_new (session, "tasks");
  g_autoptr (SlipFormRow) second = NULL;
  g_autoptr (GError) error = NULL;

  settle (rows);
  second = at (rows, 1);
  g_assert_cmpuint (paste (session, "tasks", SLIP_ROW_BEFORE, slip_form_row_get_id (second),
                           "A1\tone\nA2\ttwo\nA3\tthree", NULL, &error),
                    ==, 3);
  g_assert_no_error (error);
  WAIT_FOR (slip_form_rows_find (rows, slip_form_row_get_id (second)) == 4);
  assert_shows (rows, 1, "seq", "A1");
  assert_shows (rows, 2, "seq", "A2");
  assert_shows (rows, 3, "seq", "A3");
}

static void
test_paste_problems (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipFormSession) session = open_plan (fixture, PM);
  g_autoptr (SlipFormRows) rows = slip_form_rows_new (session, "tasks");
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GPtrArray) more = NULL;
  g_autoptr (GError) error = NULL;
  const SlipPasteProblem *problem;
  const SlipFieldState *state;
  guint n;

  settle (rows);
  n = count_rows (rows);
  g_assert_cmpuint (
      paste (session, "tasks", SLIP_ROW_LAST, NULL,
             "No.\tMinutes\tColour\tTask\nX1\t12,5 x\tred\tone\nX2\t25 min\t\ttwo\tmore", &problems,
             &error),
      ==, 2);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 3);
  problem = g_ptr_array_index (problems, 0);
  g_assert_cmpuint (problem->line, ==, 1);
  g_assert_cmpuint (problem->column, ==, 3);
  g_assert_cmpstr (problem->text, ==, "Colour");
  g_assert_null (problem->path);
  problem = g_ptr_array_index (problems, 2);
  g_assert_cmpuint (problem->line, ==, 3);
  g_assert_cmpuint (problem->column, ==, 5);
  g_assert_cmpstr (problem->text, ==, "more");
  problem = g_ptr_array_index (problems, 1);
  g_assert_cmpuint (problem->line, ==, 2);
  g_assert_cmpuint (problem->column, ==, 2);
  g_assert_cmpstr (problem->text, ==, "12,5 x");
  g_assert_true (g_str_has_suffix (problem->path, "/minutes"));

  /* It stands there as if it had been typed. */
  state = slip_form_session_get_field (session, problem->path);
  g_assert_cmpstr (state->text, ==, "12,5 x");
  g_assert_cmpint (state->progress, ==, SLIP_PROGRESS_REFUSED);
  g_assert_nonnull (state->problem);
  WAIT_FOR (count_rows (rows) == n + 2);
  assert_shows (rows, n, "seq", "X1");
  assert_shows (rows, n, "minutes", "12,5 x");
  {
    g_autoptr (SlipFormRow) row = at (rows, n + 1);

    WAIT_FOR (slip_form_row_get_field (row, "minutes")->loaded);
    g_assert_cmpstr (slip_form_row_get_field (row, "minutes")->stored, ==, "25");
  }
  /* Undo takes what was kept as well. */
  WAIT_FOR (!slip_form_session_get_saving (session));
  slip_form_session_undo (session);
  WAIT_FOR (count_rows (rows) == n);
  flush (session);

  /* Nothing is added of what can't be. */
  g_assert_cmpuint (paste (session, "tasks", SLIP_ROW_LAST, NULL, " \n\t\n", NULL, &error), ==, 0);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_cmpuint (
      paste (session, "tasks", SLIP_ROW_BEFORE, "aaaaaaaaaaaaaaaaaaaaaaaaaa", "X1", NULL, &error),
      ==, 0);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  flush (session);
  g_assert_cmpuint (count_rows (rows), ==, n);
}

/* A column too many is told once, however many lines have it. */
static void
test_paste_surplus (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipFormSession) session = open_plan (fixture, PM);
  g_autoptr (SlipFormRows) rows = slip_form_rows_new (session, "environments");
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  guint last = 0;

  settle (rows);
  g_assert_cmpuint (paste (session, "environments", SLIP_ROW_LAST, NULL,
                           "\t\t\t\t\t\t\t\t\t\t\tl\n\t\t\t\t\t\t\t\t\t\t\tl\tm", &problems,
                           &error),
                    ==, 2);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 2);
  for (guint i = 0; i < problems->len; i++)
    {
      const SlipPasteProblem *problem = g_ptr_array_index (problems, i);

      g_assert_null (problem->path);
      g_assert_cmpuint (problem->column, >, last);
      last = problem->column;
    }
  g_assert_cmpuint (last, ==, 13);
  flush (session);
}

/* == many == */

static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipFormSession) session = open_plan (fixture, PM);
  g_autoptr (SlipFormRows) rows = slip_form_rows_new (session, "schedule/milestones");
  g_autoptr (GString) text = g_string_new (NULL);
  guint n;

  settle (rows);
  n = count_rows (rows);
  for (guint i = 0; i < MANY; i++)
    g_string_append_printf (text, "M%u\t2026-%02u-%02u\n", i, i % 12 + 1, i % 28 + 1);
  g_assert_cmpuint (paste_well (session, "schedule/milestones", text->str), ==, MANY);
  WAIT_FOR (count_rows (rows) == n + MANY);
  assert_shows (rows, n + 5000, "name", "M5000");
  assert_shows (rows, n + MANY - 1, "name", "M9999");
  /* Only windows of rows were read. */
  g_assert_cmpuint (g_hash_table_size (session->rows), <, 1000);
  g_assert_cmpuint (g_hash_table_size (session->objects), <, 1000);
  slip_form_rows_set_filter (rows, "m99");
  slip_form_rows_set_order (rows, "name", TRUE);
  settle (rows);
  g_assert_cmpuint (count_rows (rows), ==, 111);
  assert_shows (rows, 0, "name", "M9999");
  assert_shows (rows, 110, "name", "M99");
  slip_form_rows_set_filter (rows, "m4321");
  settle (rows);
  g_assert_cmpuint (count_rows (rows), ==, 1);
  assert_shows (rows, 0, "name", "M4321");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/form-rows/order", Fixture, NULL, set_up_two, test_order, tear_down);
  g_test_add ("/form-rows/filter", Fixture, NULL, set_up_two, test_filter, tear_down);
  g_test_add ("/form-rows/sort", Fixture, NULL, set_up_two, test_sort, tear_down);
  g_test_add ("/form-rows/changes", Fixture, NULL, set_up_two, test_changes, tear_down);
  g_test_add ("/form-rows/paste", Fixture, NULL, set_up_two, test_paste, tear_down);
  g_test_add ("/form-rows/paste-between", Fixture, NULL, set_up_two, test_paste_between, tear_down);
  g_test_add ("/form-rows/paste-surplus", Fixture, NULL, set_up_two, test_paste_surplus, tear_down);
  g_test_add ("/form-rows/paste-problems", Fixture, NULL, set_up_two, test_paste_problems,
              tear_down);
  g_test_add ("/form-rows/many", Fixture, NULL, set_up_two, test_many, tear_down);
  return g_test_run ();
}
