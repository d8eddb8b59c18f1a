/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* An open document that changes: what is taken back and done again, what others write meanwhile, what follows from what,
 * and a table of very many rows. */

#include <string.h>

#include "core/slip-id.h"
#include "forms/slip-choices.h"
#include "slip-test-session.h"
#include "store/slip-values.h"

#define PURPOSE "scope/purpose"
#define COST "scope/cost"
#define BACKUP "backup_and_rollback/backup"
#define MANY 10000

static SlipFormSession *
open_plan (Fixture *fixture)
{
  return open_session (fixture->team->people[PM], fixture->plan);
}

static void
undo (SlipFormSession *session)
{
  slip_form_session_undo (session);
  settle_session (session);
}

static void
redo (SlipFormSession *session)
{
  slip_form_session_redo (session);
  settle_session (session);
}

static void
assert_text (SlipFormSession *session, const char *path, const char *text)
{
  g_assert_cmpstr (get_field (session, path)->stored, ==, text);
  g_assert_cmpstr (get_field (session, path)->text, ==, text);
  g_assert_false (get_field (session, path)->conflict);
}

/* The first row of the tasks. */
static char *
first_task (SlipFormSession *session)
{
  g_autofree char *path = row_path (session, "tasks", 0, "seq");

  return g_strndup (path + strlen ("tasks/"), SLIP_ID_LENGTH);
}

/* == undo == */

static void
test_undo (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);
  g_autofree char *purpose = g_strdup (slip_form_session_get_text (session, PURPOSE));
  g_autofree char *cost = g_strdup (slip_form_session_get_text (session, COST));
  g_autofree char *label = NULL;
  g_autofree char *again = NULL;

  g_assert_false (slip_form_session_get_can_undo (session));
  g_assert_null (slip_form_session_get_undo_label (session));
  undo (session);
  set_field_in (session, PURPOSE, "One");
  set_field_in (session, COST, "17");
  set_field_in (session, PURPOSE, "Two");
  g_assert_true (slip_form_session_get_can_undo (session));
  g_assert_false (slip_form_session_get_can_redo (session));
  label = slip_form_session_get_undo_label (session);
  g_assert_cmpstr (label, ==, "Undo Typing in “Purpose”");

  undo (session);
  assert_text (session, PURPOSE, "One");
  undo (session);
  assert_text (session, COST, cost);
  undo (session);
  assert_text (session, PURPOSE, purpose);
  g_assert_false (slip_form_session_get_can_undo (session));
  again = slip_form_session_get_redo_label (session);
  g_assert_cmpstr (again, ==, "Redo Typing in “Purpose”");

  redo (session);
  assert_text (session, PURPOSE, "One");
  redo (session);
  assert_text (session, COST, "17");
  /* What is being typed is taken back first, and then there is nothing to do again. */
  slip_form_session_type (session, PURPOSE, "Three");
  undo (session);
  assert_text (session, PURPOSE, "One");
  g_assert_true (slip_form_session_get_can_redo (session));
  set_field_in (session, PURPOSE, "Four");
  g_assert_false (slip_form_session_get_can_redo (session));
  redo (session);
  assert_text (session, PURPOSE, "Four");
  g_assert_null (last_error (session));
  g_assert_cmpint (count_drafts (session), ==, 0);
  close_session (session);
}

static void
test_undo_at_once (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);
  g_autofree char *purpose = g_strdup (slip_form_session_get_text (session, PURPOSE));

  slip_form_session_set (session, PURPOSE, "One");
  slip_form_session_set (session, COST, "17");
  slip_form_session_undo (session);
  slip_form_session_undo (session);
  slip_form_session_redo (session);
  settle_session (session);
  assert_text (session, PURPOSE, "One");
  g_assert_cmpstr (slip_form_session_get_text (session, COST), !=, "17");
  undo (session);
  assert_text (session, PURPOSE, purpose);
  close_session (session);
}

static void
test_undo_rows (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);
  g_autoptr (SlipFormRows) rows = slip_form_rows_new (session, "tasks");
  g_autofree char *first = first_task (session);
  g_autofree char *seq = g_strconcat ("tasks/", first, "/seq", NULL);
  g_autofree char *row = NULL;
  g_autofree char *its = NULL;
  g_autofree char *label = NULL;
  guint total;

  WAIT_UNTIL (slip_form_rows_is_loaded (rows));
  total = slip_form_rows_get_total (rows);

  /* Added, filled, moved; all of it back and again. */
  row = slip_form_session_add_row (session, "tasks", SLIP_ROW_LAST, NULL);
  its = g_strconcat ("tasks/", row, "/seq", NULL);
  set_field_in (session, its, "T99");
  slip_form_session_move_row (session, row, SLIP_ROW_BEFORE, first);
  settle_session (session);
  g_assert_cmpuint (slip_form_rows_find (rows, row), ==, 0);
  label = slip_form_session_get_undo_label (session);
  g_assert_cmpstr (label, ==, "Undo Moving a Row of “Tasks”");
  undo (session);
  g_assert_cmpuint (slip_form_rows_find (rows, row), ==, total);
  undo (session);
  g_assert_cmpstr (get_field (session, its)->stored, ==, "");
  undo (session);
  g_assert_cmpuint (slip_form_rows_find (rows, row), ==, G_MAXUINT);
  g_assert_false (slip_form_session_get_can_undo (session));
  redo (session);
  redo (session);
  redo (session);
  g_assert_cmpuint (slip_form_rows_find (rows, row), ==, 0);
  g_assert_cmpstr (get_field (session, its)->stored, ==, "T99");

  /* Deleted with what was being typed in it. */
  slip_form_session_type (session, seq, "T01x");
  slip_form_session_delete_row (session, first);
  settle_session (session);
  g_assert_cmpuint (slip_form_rows_find (rows, first), ==, G_MAXUINT);
  undo (session);
  g_assert_cmpuint (slip_form_rows_find (rows, first), ==, 1);
  assert_text (session, seq, "T01x");
  undo (session);
  assert_text (session, seq, "T01");
  redo (session);
  redo (session);
  g_assert_cmpuint (slip_form_rows_find (rows, first), ==, G_MAXUINT);
  g_assert_null (last_error (session));
  g_clear_object (&rows);
  close_session (session);
}

/* Never over what somebody else did. */
static void
test_undo_refused (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);
  g_autofree char *row = NULL;
  g_autofree char *its = NULL;

  row = slip_form_session_add_row (session, "tasks", SLIP_ROW_LAST, NULL);
  its = g_strconcat ("tasks/", row, "/task", NULL);
  settle_session (session);
  set_field_in (session, PURPOSE, "Mine");
  team_settle (fixture->team);
  set (fixture, QA, PURPOSE, "Theirs");
  set (fixture, QA, its, "Theirs");
  team_settle (fixture->team);
  settle_session (session);
  assert_text (session, PURPOSE, "Theirs");

  undo (session);
  assert_text (session, PURPOSE, "Theirs");
  g_assert_nonnull (last_error (session));
  g_assert_nonnull (strstr (last_error (session), "“Scope › Purpose”"));
  /* The row that was added is not taken away with somebody's work. */
  undo (session);
  g_assert_cmpstr (get_row_field (session, its)->stored, ==, "Theirs");
  g_assert_false (slip_form_session_get_can_undo (session));
  close_session (session);
}

/* == others == */

static void
test_others (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);
  g_autofree char *minutes = row_path (session, "tasks", 0, "minutes");
  g_autofree char *row = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (get_row_field (session, minutes)->stored, ==, "30");
  settle_session (session);
  count_told (session, COST);
  count_told (session, PURPOSE);
  count_told (session, minutes);
  count_told (session, "tasks");
  set (fixture, QA, PURPOSE, "Theirs");
  set (fixture, QA, minutes, "35");
  row = slip_workspace_add_row (fixture->team->people[QA], fixture->plan, "tasks", &error);
  g_assert_no_error (error);
  team_sync (fixture->team, QA);
  team_sync (fixture->team, PM);
  settle_session (session);
  assert_text (session, PURPOSE, "Theirs");
  assert_text (session, minutes, "35");
  g_assert_cmpuint (count_told (session, PURPOSE), ==, 1);
  g_assert_cmpuint (count_told (session, minutes), ==, 1);
  g_assert_cmpuint (count_told (session, COST), ==, 0);
  g_assert_cmpuint (count_told (session, "tasks"), ==, 1);
  close_session (session);
}

/* What an edit replaces is what the person saw at the first keystroke. */
static void
test_conflict (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);

  slip_form_session_type (session, PURPOSE, "Mi");
  settle_session (session);
  set (fixture, QA, PURPOSE, "Theirs");
  team_sync (fixture->team, QA);
  team_sync (fixture->team, PM);
  settle_session (session);
  g_assert_cmpstr (get_field (session, PURPOSE)->text, ==, "Mi");
  g_assert_cmpstr (get_field (session, PURPOSE)->stored, ==, "Theirs");
  slip_form_session_type (session, PURPOSE, "Mine");
  flush_session (session);
  g_assert_true (get_field (session, PURPOSE)->conflict);
  g_assert_cmpstr (get_field (session, PURPOSE)->text, ==, "Mine");
  g_assert_nonnull (strstr (get_field (session, PURPOSE)->others, "Theirs"));
  g_assert_cmpint (get_field (session, PURPOSE)->problem_kind, ==, SLIP_PROBLEM_CONFLICT);
  g_assert_cmpint (slip_form_problem_get_kind (find_problem (session, PURPOSE)), ==,
                   SLIP_PROBLEM_CONFLICT);

  /* Undoing would drop theirs. */
  undo (session);
  g_assert_true (get_field (session, PURPOSE)->conflict);
  /* Settled by saying what stands there. */
  set_field_in (session, PURPOSE, "Mine");
  assert_text (session, PURPOSE, "Mine");
  g_assert_null (find_problem (session, PURPOSE));
  team_settle (fixture->team);
  settle_session (session);
  assert_text (session, PURPOSE, "Mine");
  close_session (session);
}

/* What is typed there later doesn't settle it. */
static void
test_conflict_and_draft (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);

  slip_form_session_type (session, COST, "1");
  settle_session (session);
  set (fixture, QA, COST, "9");
  team_sync (fixture->team, QA);
  team_sync (fixture->team, PM);
  settle_session (session);
  slip_form_session_type (session, COST, "10");
  flush_session (session);
  g_assert_cmpuint (slip_form_session_count_kind (session, NULL, SLIP_PROBLEM_CONFLICT), ==, 1);

  slip_form_session_type (session, COST, "many");
  g_assert_true (slip_form_session_is_typing (session));
  g_assert_cmpuint (slip_form_session_count_kind (session, "scope", SLIP_PROBLEM_CONFLICT), ==, 1);
  g_assert_cmpuint (slip_form_session_count_kind (session, "scope", SLIP_PROBLEM_TYPE), ==, 1);
  slip_form_session_leave (session, COST);
  count_told (session, COST);
  settle_session (session);
  g_assert_cmpuint (count_told (session, COST), >, 0);
  g_assert_false (slip_form_session_is_typing (session));
  g_assert_true (slip_form_session_has_drafts (session));
  g_assert_cmpuint (slip_form_session_count_kind (session, NULL, SLIP_PROBLEM_CONFLICT), ==, 1);

  slip_form_session_discard (session, COST);
  settle_session (session);
  g_assert_false (slip_form_session_has_drafts (session));
  g_assert_cmpuint (slip_form_session_count_kind (session, "scope", SLIP_PROBLEM_TYPE), ==, 0);
  g_assert_cmpuint (slip_form_session_count_kind (session, NULL, SLIP_PROBLEM_CONFLICT), ==, 1);
  close_session (session);
}

/* A row that somebody deletes while another is open in it. */
static void
test_deleted_row (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);
  g_autofree char *row = first_task (session);
  g_autofree char *minutes = g_strconcat ("tasks/", row, "/minutes", NULL);
  g_autoptr (GError) error = NULL;

  get_row_field (session, minutes);
  slip_form_session_type (session, minutes, "x");
  settle_session (session);
  slip_workspace_delete_row (fixture->team->people[QA], fixture->plan, row, &error);
  g_assert_no_error (error);
  team_sync (fixture->team, QA);
  team_sync (fixture->team, PM);
  settle_session (session);
  g_assert_false (get_field (session, minutes)->loaded);
  settle_session (session);
  flush_session (session);
  close_session (session);
}

/* == what follows == */

static void
test_relevance (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);
  guint answered, all = session->answered;

  g_assert_false (get_field (session, "scope/hotfix_of")->relevant);
  count_told (session, "scope/hotfix_of");
  answered = session->answered;
  set_field_in (session, "scope/release_type", "hotfix");
  g_assert_true (get_field (session, "scope/hotfix_of")->relevant);
  g_assert_true (get_field (session, "scope/hotfix_of")->required);
  g_assert_cmpuint (count_told (session, "scope/hotfix_of"), >=, 1);
  /* Only what depends on it, and what looks elsewhere, is answered anew. */
  g_assert_cmpuint (session->answered - answered, <, all);
  answered = session->answered;
  set_field_in (session, "scope/out_of_scope", "Much");
  g_assert_cmpuint (session->answered - answered, <, all - 3);

  /* A table; and what is calculated. */
  g_assert_cmpstr (slip_form_session_get_text (session, "applicability/ops_rigour_mandatory"), ==,
                   "yes");
  g_assert_true (get_field (session, "applicability/regulatory_approvals")->relevant);
  set_field_in (session, "applicability/regulated", "no");
  g_assert_false (get_field (session, "applicability/regulatory_approvals")->relevant);
  set_field_in (session, "applicability/critical", "no");
  set_field_in (session, "applicability/enterprise_scale", "no");
  g_assert_cmpstr (slip_form_session_get_text (session, "applicability/ops_rigour_mandatory"), ==,
                   "no");
  g_assert_false (get_field (session, "applicability/waiver")->relevant);
  close_session (session);
}

static void
test_calculated_in_rows (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);
  g_autofree char *row = slip_form_session_add_row (session, "risks", SLIP_ROW_LAST, NULL);
  g_autofree char *likelihood = g_strconcat ("risks/", row, "/likelihood", NULL);
  g_autofree char *impact = g_strconcat ("risks/", row, "/impact", NULL);
  g_autofree char *score = g_strconcat ("risks/", row, "/score", NULL);

  slip_form_session_set (session, likelihood, "3");
  slip_form_session_set (session, impact, "4");
  WAIT_UNTIL (g_str_equal (slip_form_session_get_text (session, score), "12"));
  set_field_in (session, impact, "5");
  g_assert_cmpstr (slip_form_session_get_text (session, score), ==, "15");
  set_field_in (session, impact, "9");
  g_assert_cmpint (get_field (session, impact)->problem_kind, ==, SLIP_PROBLEM_CONSTRAINT);
  g_assert_cmpstr (get_field (session, impact)->problem, ==, "Give an impact from 1 to 5.");
  close_session (session);
}

/* == who may == */

static void
test_proposals (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *theirs = open_session (fixture->team->people[QA], fixture->procedure);
  SlipFormSession *mine = open_session (fixture->team->people[PM], fixture->procedure);
  g_autofree char *before = g_strdup (slip_form_session_get_text (mine, BACKUP));
  const SlipProposal *proposal;

  g_assert_true (get_field (mine, BACKUP)->fills);
  g_assert_false (get_field (theirs, BACKUP)->fills);
  slip_form_session_type (theirs, BACKUP, "Twice a day.");
  flush_session (theirs);
  assert_text (theirs, BACKUP, before);
  g_assert_cmpuint (get_field (theirs, BACKUP)->proposals->len, ==, 1);
  g_assert_cmpint (count_drafts (theirs), ==, 0);
  g_assert_false (slip_form_session_get_can_undo (theirs));
  team_settle (fixture->team);
  settle_session (mine);
  g_assert_cmpuint (get_field (mine, BACKUP)->proposals->len, ==, 1);
  proposal = g_ptr_array_index (get_field (mine, BACKUP)->proposals, 0);
  g_assert_cmpstr (proposal->value, ==, "Twice a day.");

  /* To leave it at that is an answer. */
  set_field_in (mine, BACKUP, before);
  g_assert_null (get_field (mine, BACKUP)->proposals);
  team_settle (fixture->team);
  settle_session (theirs);
  g_assert_null (get_field (theirs, BACKUP)->proposals);

  /* Rows are for those who fill the table. */
  g_free (slip_form_session_add_row (theirs, "steps", SLIP_ROW_LAST, NULL));
  settle_session (theirs);
  g_assert_nonnull (last_error (theirs));
  close_session (theirs);
  close_session (mine);
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);
  g_autoptr (GError) error = NULL;
  gint64 ops;

  slip_workspace_delete_document (fixture->team->people[PM], fixture->plan, "made twice", &error);
  g_assert_no_error (error);
  WAIT_UNTIL (slip_form_session_get_read_only (session) != NULL);
  g_assert_nonnull (strstr (slip_form_session_get_read_only (session), "made twice"));
  settle_session (session);
  ops = count_ops (session);
  slip_form_session_set (session, PURPOSE, "More");
  g_assert_cmpstr (last_error (session), ==, slip_form_session_get_read_only (session));
  g_assert_null (slip_form_session_add_row (session, "tasks", SLIP_ROW_LAST, NULL));
  slip_form_session_undo (session);
  flush_session (session);
  g_assert_cmpint (count_ops (session), ==, ops);
  slip_workspace_restore_document (fixture->team->people[PM], fixture->plan, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (slip_form_session_get_read_only (session) == NULL);
  set_field_in (session, PURPOSE, "More");
  assert_text (session, PURPOSE, "More");
  close_session (session);
}

/* == choices == */

static void
on_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GPtrArray *
list_choices (SlipFormSession *session, const char *path, const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *choices;

  slip_form_session_list_choices_async (session, path, text, NULL, on_ready_cb, &result);
  WAIT_UNTIL (result != NULL);
  choices = slip_form_session_list_choices_finish (session, result, &error);
  g_assert_no_error (error);
  return choices;
}

static void
assert_one (SlipFormSession *session, const char *path, const char *text, const char *display,
            const char *detail)
{
  g_autoptr (GPtrArray) choices = list_choices (session, path, text);
  const SlipFormChoice *choice;

  g_assert_cmpuint (choices->len, ==, 1);
  choice = g_ptr_array_index (choices, 0);
  g_assert_cmpstr (choice->display, ==, display);
  g_assert_nonnull (strstr (choice->detail, detail));
  /* Named at once. */
  slip_form_session_set (session, path, choice->value);
  g_assert_cmpstr (get_field (session, path)->display, ==, display);
  settle_session (session);
  assert_text (session, path, choice->value);
  g_assert_cmpstr (get_field (session, path)->display, ==, display);
}

static void
test_choices (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *workspace = fixture->team->people[PM];
  g_autofree char *lessons = NULL;
  g_autofree char *release = NULL;
  g_autofree char *task = NULL;
  g_autoptr (GPtrArray) choices = NULL;
  g_autoptr (GError) error = NULL;
  const SlipFormChoice *choice;
  SlipFormSession *session;

  release = slip_workspace_new_release (workspace, "Claims Triage 1.4", &error);
  g_assert_no_error (error);
  lessons =
      slip_workspace_new_document (workspace, fixture->release, "lessons-learned", NULL, &error);
  g_assert_no_error (error);
  session = open_plan (fixture);

  choices = list_choices (session, "rollback/decider", "");
  g_assert_cmpuint (choices->len, ==, 2);
  assert_one (session, "rollback/decider", "quen", "Quentin Adeyemi", "QA Lead");
  assert_one (session, "rollback/decider", "development lindq", "Petra Lindqvist", "");
  assert_one (session, "rollback/point_of_no_return", "t03", "T03", "Open the bridge");
  assert_one (session, "scope/hotfix_of", "triage 1.4", "Claims Triage 1.4", "");
  g_clear_pointer (&choices, g_ptr_array_unref);
  choices = list_choices (session, "rollback/point_of_no_return", "nothing like that");
  g_assert_cmpuint (choices->len, ==, 0);

  /* In a row; documents. */
  task = row_path (session, "tasks", 0, "rollback_task");
  get_row_field (session, task);
  assert_one (session, task, "t04 web", "T04", "Switch web");
  close_session (session);
  session = open_session (workspace, lessons);
  g_clear_pointer (&choices, g_ptr_array_unref);
  choices = list_choices (session, "follow_up/template_change", "deployment plan");
  g_assert_cmpuint (choices->len, ==, 1);
  choice = g_ptr_array_index (choices, 0);
  g_assert_cmpstr (choice->value, ==, fixture->plan);
  g_assert_cmpstr (choice->detail, ==, "Deployment Plan · Claims Triage");
  close_session (session);
}

/* == files == */

static void
on_bytes (guint64 done, guint64 total, gpointer data)
{
  g_assert_true (g_main_context_is_owner (NULL));
  *(guint64 *) data = done;
}

static void
test_attach (Fixture *fixture, gconstpointer data)
{
  SlipFormSession *session = open_plan (fixture);
  g_autofree char *file = team_path (fixture->team, "protocol.txt");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) failed = NULL;
  g_autoptr (GError) error = NULL;
  guint64 bytes = 0;

  g_file_set_contents (file, "All went well.\n", -1, &error);
  g_assert_no_error (error);
  slip_form_session_attach_async (session, "rollback/evidence", file, on_bytes, &bytes, NULL,
                                  on_ready_cb, &result);
  g_assert_true (slip_form_session_get_saving (session));
  WAIT_UNTIL (result != NULL);
  g_assert_true (slip_form_session_attach_finish (session, result, &error));
  g_assert_no_error (error);
  settle_session (session);
  g_assert_cmpstr (get_field (session, "rollback/evidence")->display, ==, "protocol.txt");
  undo (session);
  g_assert_cmpstr (get_field (session, "rollback/evidence")->display, !=, "protocol.txt");
  redo (session);
  g_assert_cmpstr (get_field (session, "rollback/evidence")->display, ==, "protocol.txt");
  set_field_in (session, "rollback/evidence", "");
  assert_text (session, "rollback/evidence", "");

  slip_form_session_attach_async (session, "rollback/evidence", "/nowhere/file", NULL, NULL, NULL,
                                  on_ready_cb, &failed);
  WAIT_UNTIL (failed != NULL);
  g_assert_false (slip_form_session_attach_finish (session, failed, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_assert_false (slip_form_session_get_saving (session));
  g_clear_object (&result);
  g_clear_object (&failed);
  close_session (session);
}

/* == very many rows == */

static gboolean
add_many (SlipWorkspace *workspace, SlipDatabase *db, gpointer record_id, GError **error)
{
  g_autoptr (SlipRecord) record = slip_record_load (db, record_id, error);
  SlipFormNode *table = record != NULL ? slip_form_find (record->form, "tasks") : NULL;

  if (table == NULL)
    return FALSE;
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *row = slip_edit_add_row (db, record, table, "", NULL, NULL, error);
      g_autofree char *seq = g_strdup_printf ("M%05u", i);

      if (row == NULL || !slip_write_value (db, record->id, row, "seq", seq, error) ||
          !slip_write_value (db, record->id, row, "task", "One of many", error) ||
          !slip_write_value (db, record->id, row, "minutes", "5", error))
        return FALSE;
    }
  return TRUE;
}

/* Settles, and tells how long the main thread was busy at most. */
static gint64
settle_and_measure (SlipFormSession *session)
{
  gint64 longest = 0;

  for (guint quiet = 0; quiet < 2;)
    {
      gint64 begin = g_get_monotonic_time ();

      if (g_main_context_iteration (NULL, FALSE))
        longest = MAX (longest, g_get_monotonic_time () - begin);
      else
        g_thread_yield ();
      quiet = session->n_writes == 0 && !session->looking && session->look_source == NULL &&
                      !session->checking
                  ? quiet + 1
                  : 0;
    }
  return longest;
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipFormRows) rows = NULL;
  SlipFormSession *session;
  gint64 begin, opened, saved, busy;
  guint known;

  slip_workspace_edit (fixture->team->people[PM], add_many, fixture->plan, &error);
  g_assert_no_error (error);
  begin = g_get_monotonic_time ();
  session = open_plan (fixture);
  opened = g_get_monotonic_time () - begin;
  rows = slip_form_rows_new (session, "tasks");
  WAIT_UNTIL (slip_form_rows_is_loaded (rows));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), >, MANY);

  /* From one end to the other: what was read long ago is forgotten. */
  for (guint i = 0; i < MANY; i += 100)
    {
      g_autoptr (SlipFormRow) row = g_list_model_get_item (G_LIST_MODEL (rows), i);

      WAIT_UNTIL (slip_form_row_get_field (row, "seq")->loaded);
    }
  settle_session (session);
  known = g_hash_table_size (session->rows);
  g_assert_cmpuint (known, <=, 400);
  begin = g_get_monotonic_time ();
  slip_form_session_set (session, PURPOSE, "Fewer");
  WAIT_UNTIL (get_field (session, PURPOSE)->progress == SLIP_PROGRESS_SAVED);
  saved = g_get_monotonic_time () - begin;
  busy = settle_and_measure (session);
  g_test_message ("opened and checked after %" G_GINT64_FORMAT " ms, saved and read back after "
                  "%" G_GINT64_FORMAT " ms, main thread busy for at most %" G_GINT64_FORMAT
                  " us, %u rows known, %u problems",
                  opened / 1000, saved / 1000, busy, known,
                  slip_form_session_count_problems (session, NULL));
  assert_text (session, PURPOSE, "Fewer");
  g_clear_object (&rows);
  close_session (session);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func)                                                                            \
  g_test_add ("/form-changes/" path, Fixture, NULL, set_up_two, func, tear_down)
  ADD ("undo", test_undo);
  ADD ("undo-at-once", test_undo_at_once);
  ADD ("undo-rows", test_undo_rows);
  ADD ("undo-refused", test_undo_refused);
  ADD ("others", test_others);
  ADD ("conflict", test_conflict);
  ADD ("conflict-and-draft", test_conflict_and_draft);
  ADD ("deleted-row", test_deleted_row);
  ADD ("relevance", test_relevance);
  ADD ("calculated-in-rows", test_calculated_in_rows);
  ADD ("read-only", test_read_only);
  ADD ("choices", test_choices);
  ADD ("attach", test_attach);
  ADD ("many", test_many);
#undef ADD
  g_test_add ("/form-changes/proposals", Fixture, NULL, set_up_with_procedure, test_proposals,
              tear_down);
  return g_test_run ();
}
