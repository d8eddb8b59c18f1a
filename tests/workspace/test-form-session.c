/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A document that is open for editing: what is read, typed, kept as a draft, and what goes into the log. */

#include "slip-test-session.h"

#include "store/slip-drafts.h"
#include "store/slip-values.h"

#define PURPOSE "scope/purpose"
#define COST "scope/cost"

static SlipFormSession *
open_plan (Fixture *fixture)
{
  return open_session (fixture->team->people[PM], fixture->plan);
}

static char *
read_draft (SlipFormSession *session, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drafts = slip_drafts_list (
      slip_workspace_reader (slip_form_session_get_workspace (session)), session->record, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < drafts->len; i++)
    {
      const SlipDraft *draft = g_ptr_array_index (drafts, i);

      if (*draft->row == '\0' && g_str_equal (draft->field, path))
        return g_strdup (draft->value);
    }
  return NULL;
}

static gboolean
is_draft (SlipFormSession *session, const char *path, const char *text)
{
  g_autofree char *draft = read_draft (session, path);

  return g_strcmp0 (draft, text) == 0;
}

/* == reading == */

static void
test_load (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);
  const SlipFieldState *state;

  g_assert_cmpstr (slip_form_get_id (slip_form_session_get_form (session)), ==, "deployment-plan");
  g_assert_nonnull (strstr (slip_form_session_get_title (session), "-DP-"));
  g_assert_null (slip_form_session_get_read_only (session));
  g_assert_false (slip_form_session_get_saving (session));

  state = get_field (session, COST);
  g_assert_true (state->loaded);
  g_assert_true (state->required);
  g_assert_true (state->relevant);
  g_assert_true (state->fills);
  g_assert_null (state->how);
  g_assert_cmpint (state->progress, ==, SLIP_PROGRESS_SAVED);
  g_assert_cmpstr (state->text, ==, state->stored);
  g_assert_cmpstr (state->text, !=, "");

  /* Calculated; a code by its text; a section. */
  state = get_field (session, "header/status");
  g_assert_nonnull (state->how);
  g_assert_cmpstr (state->text, ==, "draft");
  state = get_field (session, "scope/release_type");
  g_assert_cmpstr (state->text, ==, "major");
  g_assert_cmpstr (state->display, ==, "Major");
  state = get_field (session, "scope");
  g_assert_true (state->loaded);
  g_assert_true (state->relevant);

  g_assert_null (slip_form_session_get_field (session, "scope/nothing"));
  g_assert_null (slip_form_session_get_field (session, "purpose"));
  g_assert_null (slip_form_session_get_field (session, "tasks/nowhere/minutes"));
  g_assert_cmpstr (slip_form_session_get_text (session, "scope/nothing"), ==, "");
  close_session (session);
}

static void
on_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = slip_id_new ();
  SlipFormSession *session = slip_form_session_new (fixture->team->people[PM], id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  slip_form_session_load_async (session, NULL, on_ready_cb, &result);
  WAIT_UNTIL (result != NULL);
  g_assert_false (slip_form_session_load_finish (session, result, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_assert_false (slip_form_session_is_loaded (session));
  g_clear_object (&result);
  g_object_unref (session);
}

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);
  g_autofree char *seq = row_path (session, "tasks", 0, "seq");
  g_autofree char *minutes = row_path (session, "tasks", 0, "minutes");
  g_autofree char *tenth = row_path (session, "tasks", 9, "seq");
  g_autoptr (SlipFormRows) rows = slip_form_rows_new (session, "tasks");
  g_autoptr (SlipFormRow) row = NULL;
  guint before;

  g_assert_null (slip_form_rows_new (session, "scope"));
  WAIT_UNTIL (slip_form_rows_is_loaded (rows));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), >, 20);
  row = g_list_model_get_item (G_LIST_MODEL (rows), 0);
  g_assert_true (g_str_has_prefix (seq, slip_form_row_get_path (row)));

  /* Cells are read when somebody asks, and those around with them. */
  settle_session (session);
  before = session->n_looks;
  g_assert_false (get_field (session, seq)->loaded);
  g_assert_cmpstr (get_row_field (session, seq)->text, ==, "T01");
  g_assert_cmpstr (get_field (session, minutes)->text, ==, "30");
  g_assert_true (get_field (session, tenth)->loaded);
  g_assert_cmpstr (slip_form_row_get_name (row), ==, "T01");
  g_assert_cmpuint (session->n_looks, ==, before + 1);
  settle_session (session);
  g_clear_object (&row);
  g_clear_object (&rows);
  close_session (session);
}

/* == typing == */

static void
test_type (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);
  gint64 ops = count_ops (session);
  g_autofree char *stored = g_strdup (get_field (session, PURPOSE)->stored);

  count_told (session, PURPOSE);
  slip_form_session_type (session, PURPOSE, "Fewer");
  g_assert_cmpuint (count_told (session, PURPOSE), ==, 1);
  g_assert_true (slip_form_session_get_saving (session));
  slip_form_session_type (session, PURPOSE, "Fewer calls");
  g_assert_cmpint (get_field (session, PURPOSE)->progress, ==, SLIP_PROGRESS_TYPING);
  g_assert_cmpstr (get_field (session, PURPOSE)->text, ==, "Fewer calls");
  g_assert_cmpstr (get_field (session, PURPOSE)->stored, ==, stored);
  WAIT_UNTIL (is_draft (session, PURPOSE, "Fewer calls"));
  g_assert_cmpint (count_ops (session), ==, ops);

  slip_form_session_leave (session, PURPOSE);
  g_assert_cmpint (get_field (session, PURPOSE)->progress, ==, SLIP_PROGRESS_SAVING);
  g_assert_cmpstr (get_field (session, PURPOSE)->text, ==, "Fewer calls");
  WAIT_UNTIL (get_field (session, PURPOSE)->progress == SLIP_PROGRESS_SAVED);
  g_assert_cmpstr (get_field (session, PURPOSE)->stored, ==, "Fewer calls");
  g_assert_cmpint (count_ops (session), ==, ops + 1);
  g_assert_cmpint (count_drafts (session), ==, 0);
  g_assert_false (slip_form_session_get_saving (session));
  g_assert_true (shows (fixture, PM, "Fewer calls"));

  /* Back to where it was is no change. */
  slip_form_session_type (session, PURPOSE, "Fewer calls.");
  slip_form_session_type (session, PURPOSE, "Fewer calls");
  flush_session (session);
  g_assert_cmpint (count_ops (session), ==, ops + 1);
  g_assert_cmpint (count_drafts (session), ==, 0);
  close_session (session);
}

/* Typing goes on while the last text is on its way into the log. */
static void
test_type_on (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);
  gint64 ops = count_ops (session);

  slip_form_session_type (session, PURPOSE, "One");
  slip_form_session_leave (session, PURPOSE);
  slip_form_session_type (session, PURPOSE, "One and two");
  slip_form_session_leave (session, PURPOSE);
  slip_form_session_type (session, PURPOSE, "One and two and three");
  g_assert_cmpstr (slip_form_session_get_text (session, PURPOSE), ==, "One and two and three");
  settle_session (session);
  g_assert_cmpstr (slip_form_session_get_text (session, PURPOSE), ==, "One and two and three");
  g_assert_cmpstr (get_field (session, PURPOSE)->stored, ==, "One and two");
  flush_session (session);
  g_assert_cmpstr (get_field (session, PURPOSE)->stored, ==, "One and two and three");
  g_assert_false (get_field (session, PURPOSE)->conflict);
  g_assert_cmpint (count_ops (session), ==, ops + 3);
  close_session (session);
}

static void
test_rest (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);

  slip_form_session_set_pauses (session, 5, 20);
  slip_form_session_type (session, PURPOSE, "Left alone");
  WAIT_UNTIL (g_str_equal (get_field (session, PURPOSE)->stored, "Left alone"));
  g_assert_cmpint (get_field (session, PURPOSE)->progress, ==, SLIP_PROGRESS_SAVED);
  close_session (session);
}

/* A crash comes at any time: what was typed before the last pause is there, and what it replaces is what the person saw. */
static void
test_drop (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);
  g_autofree char *minutes = row_path (session, "tasks", 0, "minutes");

  slip_form_session_type (session, PURPOSE, "Half a sen");
  WAIT_UNTIL (is_draft (session, PURPOSE, "Half a sen"));
  slip_form_session_type (session, minutes, "2");
  slip_form_session_type (session, minutes, "25 or so");
  slip_form_session_type (session, PURPOSE, "Half a sentence");
  /* Not even the pause is over. */
  drop_session (session);
  team_reopen (fixture->team, PM);

  session = open_plan (fixture);
  g_assert_cmpstr (slip_form_session_get_text (session, PURPOSE), ==, "Half a sentence");
  g_assert_cmpint (get_field (session, PURPOSE)->progress, ==, SLIP_PROGRESS_TYPING);
  g_assert_cmpstr (slip_form_session_get_text (session, minutes), ==, "25 or so");
  g_assert_cmpint (get_field (session, minutes)->progress, ==, SLIP_PROGRESS_REFUSED);
  g_assert_cmpstr (get_field (session, minutes)->stored, ==, "30");
  g_assert_nonnull (find_problem (session, minutes));
  slip_form_session_discard (session, minutes);
  g_assert_cmpstr (slip_form_session_get_text (session, minutes), ==, "30");
  g_assert_null (find_problem (session, minutes));
  flush_session (session);
  g_assert_cmpstr (get_field (session, PURPOSE)->stored, ==, "Half a sentence");
  g_assert_cmpint (count_drafts (session), ==, 0);
  close_session (session);
}

static gboolean
on_key_cb (gpointer session)
{
  g_autofree char *text = g_strconcat (slip_form_session_get_text (session, PURPOSE), "x", NULL);

  slip_form_session_type (session, PURPOSE, text);
  return G_SOURCE_CONTINUE;
}

/* Who types without a pause has a draft all the same. */
static void
test_no_pause (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);
  guint keys;

  slip_form_session_set_pauses (session, 1000, 3600 * 1000);
  slip_form_session_type (session, PURPOSE, "A");
  WAIT_UNTIL (is_draft (session, PURPOSE, "A"));
  keys = g_timeout_add (20, on_key_cb, session);
  WAIT_UNTIL (!is_draft (session, PURPOSE, "A"));
  g_source_remove (keys);
  close_session (session);
}

static void
test_invalid (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);
  gint64 ops = count_ops (session);
  guint problems = slip_form_session_count_problems (session, "scope");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SlipFormProblem *problem;

  g_assert_true (slip_form_session_is_checked (session));
  count_told (session, "problems");
  slip_form_session_type (session, COST, "many");
  g_assert_cmpuint (count_told (session, "problems"), ==, 1);
  g_assert_nonnull (get_field (session, COST)->problem);
  g_assert_cmpint (get_field (session, COST)->problem_kind, ==, SLIP_PROBLEM_TYPE);
  problem = find_problem (session, COST);
  g_assert_nonnull (problem);
  g_assert_cmpint (slip_form_problem_get_kind (problem), ==, SLIP_PROBLEM_TYPE);
  g_assert_cmpstr (slip_form_problem_get_section (problem), ==, "scope");
  g_assert_cmpstr (slip_form_problem_get_label (problem), ==, "Scope › Cost of the deployment");
  g_assert_cmpuint (slip_form_session_count_problems (session, "scope"), ==, problems + 1);

  slip_form_session_flush_async (session, NULL, on_ready_cb, &result);
  WAIT_UNTIL (result != NULL);
  g_assert_false (slip_form_session_flush_finish (session, result, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_assert_cmpint (get_field (session, COST)->progress, ==, SLIP_PROGRESS_REFUSED);
  g_assert_cmpstr (get_field (session, COST)->text, ==, "many");
  settle_session (session);
  g_assert_true (is_draft (session, COST, "many"));
  g_assert_cmpint (count_ops (session), ==, ops);

  /* Mended. */
  slip_form_session_type (session, COST, "12.5");
  g_assert_null (find_problem (session, COST));
  flush_session (session);
  g_assert_cmpstr (get_field (session, COST)->stored, ==, "12.5");
  g_assert_null (get_field (session, COST)->problem);
  g_assert_cmpint (count_drafts (session), ==, 0);
  g_assert_cmpuint (slip_form_session_count_problems (session, "scope"), ==, problems);
  g_clear_object (&result);
  close_session (session);
}

/* The check says what only the whole tells. */
static void
test_check (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);
  guint filled, required, filled_before, all, all_filled;

  g_assert_null (find_problem (session, PURPOSE));
  slip_form_session_get_completeness (session, "scope", &filled_before, &required);
  g_assert_cmpuint (filled_before, ==, required);
  g_assert_cmpuint (required, >=, 7);

  set_field_in (session, PURPOSE, "");
  g_assert_cmpint (slip_form_problem_get_kind (find_problem (session, PURPOSE)), ==,
                   SLIP_PROBLEM_REQUIRED);
  g_assert_cmpint (get_field (session, PURPOSE)->problem_kind, ==, SLIP_PROBLEM_REQUIRED);
  slip_form_session_get_completeness (session, "scope", &filled, &required);
  g_assert_cmpuint (filled, ==, filled_before - 1);
  slip_form_session_get_completeness (session, NULL, &all_filled, &all);
  g_assert_cmpuint (all, >, required);

  /* What is missing is being typed. */
  slip_form_session_type (session, PURPOSE, "S");
  g_assert_null (find_problem (session, PURPOSE));
  g_assert_null (get_field (session, PURPOSE)->problem);
  slip_form_session_discard (session, PURPOSE);
  g_assert_nonnull (find_problem (session, PURPOSE));

  set_field_in (session, COST, "-1");
  g_assert_cmpint (get_field (session, COST)->problem_kind, ==, SLIP_PROBLEM_CONSTRAINT);
  g_assert_cmpstr (get_field (session, COST)->problem, ==, "The cost can't be below 0.");
  close_session (session);
}

/* == rows == */

static void
test_row_edits (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);
  g_autoptr (SlipFormRows) rows = slip_form_rows_new (session, "tasks");
  g_autofree char *row = NULL;
  g_autofree char *seq = NULL;
  g_autofree char *first = row_path (session, "tasks", 0, "seq");
  g_autofree char *first_row = g_strndup (first + strlen ("tasks/"), SLIP_ID_LENGTH);
  guint total;

  WAIT_UNTIL (slip_form_rows_is_loaded (rows));
  total = slip_form_rows_get_total (rows);
  g_assert_null (slip_form_session_add_row (session, "scope", SLIP_ROW_LAST, NULL));
  row = slip_form_session_add_row (session, "tasks", SLIP_ROW_AFTER, first_row);
  seq = g_strconcat ("tasks/", row, "/seq", NULL);
  /* At once, though the row is only on its way. */
  slip_form_session_set (session, seq, "T01b");
  g_assert_cmpstr (slip_form_session_get_text (session, seq), ==, "T01b");
  count_told (session, "tasks");
  settle_session (session);
  g_assert_cmpuint (count_told (session, "tasks"), ==, 1);
  g_assert_cmpstr (get_field (session, seq)->stored, ==, "T01b");
  g_assert_cmpuint (slip_form_rows_get_total (rows), ==, total + 1);
  g_assert_cmpuint (slip_form_rows_find (rows, row), ==, 1);

  slip_form_session_move_row (session, row, SLIP_ROW_BEFORE, first_row);
  settle_session (session);
  g_assert_cmpuint (slip_form_rows_find (rows, row), ==, 0);
  slip_form_session_delete_row (session, row);
  settle_session (session);
  g_assert_cmpuint (slip_form_rows_find (rows, row), ==, G_MAXUINT);
  g_assert_cmpuint (slip_form_rows_get_total (rows), ==, total);
  g_assert_false (get_field (session, seq)->loaded);
  g_clear_object (&rows);
  settle_session (session);

  /* Without a list. */
  count_told (session, "tasks");
  slip_form_session_delete_row (session, first_row);
  settle_session (session);
  g_assert_cmpuint (count_told (session, "tasks"), ==, 1);
  close_session (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func)                                                                            \
  g_test_add ("/form-session/" path, Fixture, NULL, set_up_two, func, tear_down)
  ADD ("load", test_load);
  ADD ("unknown", test_unknown);
  ADD ("rows", test_rows);
  ADD ("type", test_type);
  ADD ("type-on", test_type_on);
  ADD ("rest", test_rest);
  ADD ("drop", test_drop);
  ADD ("no-pause", test_no_pause);
  ADD ("invalid", test_invalid);
  ADD ("check", test_check);
  ADD ("row-edits", test_row_edits);
#undef ADD
  return g_test_run ();
}
