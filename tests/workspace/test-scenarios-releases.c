/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Branches of the SOP from user acceptance on: an item fails and is tried again, the release is planned anew, it is rolled
 * back, and the next one begins with what this one left. Each by several people who work offline and sync in different
 * orders. */

#include <string.h>

#include "slip-test-release.h"
#include "store/slip-values.h"
#include "workspace/slip-workspace-private.h"

#define ITEM "U-30"
#define SERVICE "claims-triage-service"
#define BUILD "6c1f0a9d3e5b7c2d8f4a1b6e9c3d5f7a2b4c6d8e0f1a3b5c7d9e1f2a4b6c8d0e"

/* An attempt at the item, as it was run by the testers. Returns its row. */
static char *
try_item (Fixture *fixture, const char *checklist, const char *status, const char *actual,
          const char *defect)
{
  g_autofree char *item = row_with (fixture, QA, checklist, "items", "", "id", ITEM);
  g_autofree char *table = g_strdup_printf ("items/%s/attempts", item);
  char *row = add_row (fixture, QA, checklist, table);

  set_cell (fixture, QA, checklist, table, row, "tester", "Emre Yıldız");
  set_cell (fixture, QA, checklist, table, row, "actual", actual);
  if (defect != NULL)
    set_cell (fixture, QA, checklist, table, row, "defect", defect);
  set_cell (fixture, QA, checklist, table, row, "status", status);
  return row;
}

static char *
log_defect (Fixture *fixture, const char *checklist)
{
  char *row = add_row (fixture, QA, checklist, "defects");

  set_cell (fixture, QA, checklist, "defects", row, "id", "D-10");
  set_cell (fixture, QA, checklist, "defects", row, "title", "Two claims come twice");
  set_cell (fixture, QA, checklist, "defects", row, "severity", "critical");
  set_cell (fixture, QA, checklist, "defects", row, "found_by", "Emre Yıldız");
  set_cell (fixture, QA, checklist, "defects", row, "at", "2026-10-17T20:10:00+02:00");
  set_cell (fixture, QA, checklist, "defects", row, "owner", "Claims Platform team");
  set_cell (fixture, QA, checklist, "defects", row, "status", "open");
  return row;
}

static void
close_defect (Fixture *fixture, const char *checklist, const char *defect)
{
  g_autofree char *item = row_with (fixture, QA, checklist, "items", "", "id", ITEM);

  set_cell (fixture, QA, checklist, "defects", defect, "fix_version", "2.0.0-rc.3");
  set_cell (fixture, QA, checklist, "defects", defect, "retest", item);
  set_cell (fixture, QA, checklist, "defects", defect, "status", "closed");
}

/* Hash of what stands in the slot, "" when nothing does. */
static char *
signature_in (Fixture *fixture, guint person, const char *document, const char *slot)
{
  g_autoptr (SlipSignoff) state = signoff (fixture, person, document);

  for (guint i = 0; i < state->slots->len; i++)
    {
      const SlipSlotStatus *status = g_ptr_array_index (state->slots, i);

      if (g_str_equal (status->name, slot))
        return g_strdup (status->signature != NULL ? status->signature->hash : "");
    }
  g_assert_not_reached ();
}

/* What the person's list says of the turn. */
static gboolean
is_told (Fixture *fixture, guint person, SlipTurnKind kind, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) turns =
      slip_workspace_for_me (fixture->team->people[person], 0, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < turns->len; i++)
    {
      const SlipTurn *turn = g_ptr_array_index (turns, i);

      if (turn->kind == kind && strstr (turn->why, words) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* The fix: another build in the plan. */
static void
put_build (Fixture *fixture)
{
  g_autofree char *row = row_with (fixture, PM, fixture->plan, "artefacts", "", "name", SERVICE);

  set_cell (fixture, PM, fixture->plan, "artefacts", row, "version", "2.0.0-rc.3");
  set_cell (fixture, PM, fixture->plan, "artefacts", row, "digest", BUILD);
}

/* Quentin's item fails and he refuses; Petra, who heard of it, mends the build; Irina looks at the environment. None of
 * them knows yet what the others do. Returns the defect. */
static char *
fail_and_mend (Fixture *fixture, const char *checklist, gconstpointer order)
{
  char *defect = log_defect (fixture, checklist);
  g_autoptr (GError) error = NULL;

  g_free (try_item (fixture, checklist, "fail", "62 proposals for 60 claims.", defect));
  set_in (fixture, QA, checklist, "summary/decision", "fix");
  g_free (sign (fixture, QA, checklist, "user-representative", "reject", &error));
  g_assert_no_error (error);
  revise (fixture, PM, fixture->plan, NULL);
  put_build (fixture);
  g_free (sign_here (fixture, IRB, checklist, "operations-manager"));
  meet (fixture, order);
  return defect;
}

static void
test_a_failed_item_is_mended_and_tried_again (Fixture *fixture, gconstpointer data)
{
  const char *checklist = fixture->checklist;
  g_autofree char *approval = signature_in (fixture, IRB, fixture->plan, "approval");
  g_autofree char *coverage = signature_in (fixture, IRB, fixture->plan, "test-coverage");
  g_autofree char *defect = fail_and_mend (fixture, checklist, data);
  g_autofree char *item = row_with (fixture, QA, checklist, "items", "", "id", ITEM);
  g_autofree char *failed =
      row_with (fixture, QA, checklist, "items/attempts", item, "status", "fail");
  g_autofree char *table = g_strdup_printf ("items/%s/attempts", item);
  g_autofree char *path = g_strdup_printf ("%s/%s/status", table, failed);
  g_autofree char *approval_after = NULL;
  g_autofree char *coverage_after = NULL;
  g_autofree char *passed = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (stage_state (fixture, IRB, "uat"), ==, SLIP_STAGE_OPEN);
  g_assert_true (waits_for (fixture, QA, SLIP_TURN_REWORK, "UAT checklist"));
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_REPLAN, "Deployment plan"));
  /* Only who vouches for the artefacts signs the plan again. */
  g_assert_true (waits_for (fixture, QA, SLIP_TURN_SIGN, "Deployment plan"));
  g_assert_false (waits_for (fixture, PM, SLIP_TURN_SIGN, "Deployment plan"));
  g_assert_false (waits_for (fixture, IRB, SLIP_TURN_SIGN, "Deployment plan"));
  /* Petra says in which build it is mended, while Quentin signs for that build. */
  set_cell (fixture, PM, checklist, "defects", defect, "fix_version", "2.0.0-rc.3");
  set_cell (fixture, PM, checklist, "defects", defect, "status", "fixed");
  g_free (sign_here (fixture, QA, fixture->plan, "qa-lead"));
  meet (fixture, data);
  agree (fixture, fixture->plan, "approved");
  approval_after = signature_in (fixture, IRB, fixture->plan, "approval");
  coverage_after = signature_in (fixture, IRB, fixture->plan, "test-coverage");
  g_assert_cmpstr (approval, ==, approval_after);
  g_assert_cmpstr (coverage, !=, coverage_after);
  /* The failed attempt stays as it was; the retest is one more, on the mended build. */
  g_assert_false (
      slip_workspace_set_field (fixture->team->people[QA], checklist, path, "pass", &error));
  g_assert_nonnull (error);
  passed = try_item (fixture, checklist, "pass", "60 of 60 in order.", NULL);
  close_defect (fixture, checklist, defect);
  set_in (fixture, QA, checklist, "summary/decision", "conditional");
  g_free (sign_here (fixture, QA, checklist, "user-representative"));
  g_free (sign_here (fixture, QA, checklist, "qa-lead"));
  meet (fixture, data);
  agree (fixture, checklist, "approved");
  for (guint i = 0; i < fixture->team->n; i++)
    {
      g_autofree char *status = cell (fixture, i, checklist, failed, "status");
      g_autofree char *then = cell (fixture, i, checklist, failed, "build");
      g_autofree char *now = cell (fixture, i, checklist, passed, "build");

      g_assert_cmpstr (status, ==, "fail");
      g_assert_nonnull (strstr (then, "5b4bd59a52d7"));
      g_assert_nonnull (strstr (now, "6c1f0a9d3e5b"));
      g_assert_cmpint (stage_state (fixture, i, "uat"), ==, SLIP_STAGE_OVER);
      g_assert_cmpint (criterion_state (fixture, i, "uat", "build-tested"), ==, SLIP_CRITERION_MET);
      g_assert_cmpint (criterion_state (fixture, i, "uat", "uat-must-pass"), ==,
                       SLIP_CRITERION_MET);
      g_assert_cmpint (criterion_state (fixture, i, "uat", "no-critical-defect"), ==,
                       SLIP_CRITERION_MET);
    }
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_WRITE, "Final"));
  g_assert_false (waits_for (fixture, PM, SLIP_TURN_REPLAN, NULL));
}

/* Who plans hears of it as long as it stands; a concern is mended in the checklist. */
static void
test_a_rejected_acceptance_is_told_to_who_plans (Fixture *fixture, gconstpointer data)
{
  g_autofree char *rejection = NULL;
  g_autoptr (GError) error = NULL;

  g_free (say_no (fixture, IRB, fixture->checklist, "operations-manager"));
  team_settle (fixture->team);
  g_assert_true (waits_for (fixture, QA, SLIP_TURN_REWORK, "UAT checklist"));
  g_assert_false (waits_for (fixture, PM, SLIP_TURN_REPLAN, NULL));
  rejection = sign (fixture, QA, fixture->checklist, "user-representative", "reject", &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_REPLAN, "Deployment plan"));
  g_assert_true (waits_for (fixture, IRB, SLIP_TURN_REPLAN, "Deployment plan"));
  g_assert_true (is_told (fixture, PM, SLIP_TURN_REPLAN, "UAT Checklist was rejected"));
  g_assert_true (is_told (fixture, PM, SLIP_TURN_REPLAN, "Quentin"));
  g_free (slip_workspace_unsign (fixture->team->people[QA], rejection, "It was the test data.",
                                 TEAM_PASSPHRASE, &error));
  g_assert_no_error (error);
  team_settle (fixture->team);
  g_assert_false (waits_for (fixture, PM, SLIP_TURN_REPLAN, NULL));
  g_assert_true (waits_for (fixture, QA, SLIP_TURN_REWORK, "UAT checklist"));
}

/* The users can't work with it, and all sign that it is so: the decision is put off, and the plan is written anew, with
 * another window. */
static void
test_acceptance_asks_for_another_plan (Fixture *fixture, gconstpointer data)
{
  const char *checklist = fixture->checklist;
  g_autofree char *defect = log_defect (fixture, checklist);
  g_autofree char *compliance = signature_in (fixture, QA, fixture->plan, "compliance");
  g_autofree char *compliance_after = NULL;

  g_free (try_item (fixture, checklist, "fail", "The desks can't work with it.", defect));
  set_in (fixture, QA, checklist, "summary/decision", "re-plan");
  set_in (fixture, QA, checklist, "summary/rationale", "The queue needs two weeks more.");
  team_settle (fixture->team);
  g_free (sign_here (fixture, IRB, checklist, "operations-manager"));
  team_settle (fixture->team);
  g_free (sign_here (fixture, QA, checklist, "user-representative"));
  g_free (sign_here (fixture, QA, checklist, "qa-lead"));
  meet (fixture, data);
  agree (fixture, checklist, "approved");
  g_assert_cmpint (criterion_state (fixture, IRB, "uat", "uat-decision"), ==,
                   SLIP_CRITERION_NOT_MET);
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_MEND, NULL));
  g_assert_false (waits_for (fixture, QA, SLIP_TURN_MEND, NULL));
  /* Petra defers and plans anew; Quentin already mends the checklist. */
  g_free (decide (fixture, PM, SLIP_DECISION_DEFERRED));
  g_assert_false (waits_for (fixture, PM, SLIP_TURN_MEND, NULL));
  revise (fixture, PM, fixture->plan, NULL);
  set (fixture, PM, "schedule/window_start", "2026-10-17T22:00:00+02:00");
  set (fixture, PM, "schedule/window_end", "2026-10-18T10:00:00+02:00");
  revise (fixture, QA, checklist, NULL);
  g_free (try_item (fixture, checklist, "pass", "60 of 60 in order.", NULL));
  close_defect (fixture, checklist, defect);
  set_in (fixture, QA, checklist, "summary/decision", "conditional");
  g_free (sign_here (fixture, QA, checklist, "user-representative"));
  g_free (sign_here (fixture, QA, checklist, "qa-lead"));
  meet (fixture, data);
  agree (fixture, checklist, "approved");
  /* What was deferred has changed, and one item is still blocked. */
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_MEND, NULL));
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_SIGN, "Deployment plan"));
  g_free (sign_here (fixture, PM, fixture->plan, "program-manager"));
  meet (fixture, data);
  g_free (sign_here (fixture, IRB, fixture->plan, "operations-manager"));
  meet (fixture, data);
  g_free (sign_here (fixture, PM, fixture->plan, "project-manager"));
  meet (fixture, data);
  agree (fixture, fixture->plan, "approved");
  /* What the window doesn't touch was not signed again. */
  compliance_after = signature_in (fixture, QA, fixture->plan, "compliance");
  g_assert_cmpstr (compliance, ==, compliance_after);
  g_assert_cmpint (stage_state (fixture, IRB, "uat"), ==, SLIP_STAGE_OVER);
  g_assert_cmpint (criterion_state (fixture, IRB, "uat", "uat-decision"), ==, SLIP_CRITERION_MET);
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_WRITE, "Final"));
}

/* == rolled back == */

/* The record of a night that went back, up to its last signature. @from: (nullable): that of an earlier attempt */
static char *
record_roll_back (Fixture *fixture, const char *approval, const char *from)
{
  static const char *const said[][2] = {
    { "timing/actual_start", "2026-10-17T20:05:00+02:00" },
    { "timing/actual_end", "2026-10-17T20:55:00+02:00" },
    { "outcome/outcome", "rolled-back" },
    { "outcome/stable_at", "2026-10-17T20:55:00+02:00" },
    { "outcome/rollback_trigger", "The queue stood still for ten minutes." },
    { "outcome/rollback_decider", "Irina Brandt" },
    { "outcome/rollback_start", "2026-10-17T20:30:00+02:00" },
    { "outcome/rollback_end", "2026-10-17T20:50:00+02:00" },
    { "outcome/rollback_verified", "yes" },
  };
  g_autoptr (GError) error = NULL;
  char *record = from == NULL
                     ? team_import (fixture->team, IRB, fixture->release, "release-record.xml")
                     : slip_workspace_new_document (fixture->team->people[IRB], fixture->release,
                                                    "release-record", from, &error);

  g_assert_no_error (error);
  set_in (fixture, IRB, record, "timing/go", approval);
  for (gsize i = 0; i < G_N_ELEMENTS (said); i++)
    set_in (fixture, IRB, record, said[i][0], said[i][1]);
  sign_synced (fixture, IRB, record, "operations-manager");
  sign_synced (fixture, QA, record, "qa-lead");
  sign_synced (fixture, PM, record, "development-lead");
  team_settle (fixture->team);
  return record;
}

/* Who fills the record writes down the next attempt, in a record of its own or in a revision. */
static void
check_attempt (Fixture *fixture, const char *record)
{
  g_autofree char *other = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (waits_for (fixture, IRB, SLIP_TURN_ATTEMPT, "Release record"));
  g_assert_false (waits_for (fixture, PM, SLIP_TURN_ATTEMPT, NULL));
  other = slip_workspace_new_document (fixture->team->people[IRB], fixture->release,
                                       "release-record", NULL, &error);
  g_assert_no_error (error);
  g_assert_false (waits_for (fixture, IRB, SLIP_TURN_ATTEMPT, NULL));
  slip_workspace_delete_document (fixture->team->people[IRB], other, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (waits_for (fixture, IRB, SLIP_TURN_ATTEMPT, NULL));
  revise (fixture, IRB, record, NULL);
  g_assert_false (waits_for (fixture, IRB, SLIP_TURN_ATTEMPT, NULL));
}

/* It went back again, as a record of its own says: the first one still says what the Go knew. */
static void
check_second_attempt (Fixture *fixture, const char *approval, const char *record)
{
  g_autofree char *second = record_roll_back (fixture, approval, record);

  g_assert_true (is_open (fixture, QA, NULL));
  g_free (sign_here (fixture, PM, second, "project-manager"));
  team_settle (fixture->team);
  agree (fixture, second, "approved");
  for (guint i = 0; i < fixture->team->n; i++)
    {
      g_autoptr (GPtrArray) lines = objections (fixture, i, NULL);

      g_assert_false (is_open (fixture, i, NULL));
      g_assert_true (mentions (lines, "it takes another Go"));
    }
}

/* The release is taken back within its window. Quentin, deputy for the Go, gives it once more without knowing how it ended. */
static void
test_a_go_lets_one_attempt (Fixture *fixture, gconstpointer data)
{
  g_autofree char *quentin = team_id (fixture->team, QA);
  g_autofree char *approval = reach_go (fixture);
  g_autofree char *record = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (is_open (fixture, QA, NULL));
  record = record_roll_back (fixture, approval, NULL);
  slip_workspace_name_deputy (fixture->team->people[PM], "program-manager", quentin,
                              ms_of ("2026-10-18T12:00:00+02:00"), TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  /* As long as nobody answers for the record, it says nothing. */
  g_assert_true (is_open (fixture, QA, NULL));
  g_free (sign_here (fixture, PM, record, "project-manager"));
  g_free (decide (fixture, QA, SLIP_DECISION_CONDITIONAL));
  g_assert_false (is_open (fixture, PM, NULL));
  g_assert_true (is_open (fixture, QA, NULL));
  meet (fixture, data);
  agree (fixture, record, "approved");
  for (guint i = 0; i < fixture->team->n; i++)
    {
      g_autoptr (GPtrArray) lines = objections (fixture, i, NULL);

      g_assert_false (is_open (fixture, i, NULL));
      g_assert_true (mentions (lines, "it takes another Go"));
      g_assert_cmpint (stage_state (fixture, i, "release"), ==, SLIP_STAGE_OVER);
      g_assert_cmpint (stage_state (fixture, i, "post-implementation"), ==, SLIP_STAGE_OPEN);
    }
  /* What comes next is to look back, and nobody is urged to try again. */
  g_assert_true (waits_for (fixture, QA, SLIP_TURN_WRITE, "Post-Implementation"));
  g_assert_false (waits_for (fixture, PM, SLIP_TURN_DECIDE_AGAIN, NULL));
  /* Who knows how it ended may let another attempt. */
  g_assert_false (waits_for (fixture, IRB, SLIP_TURN_ATTEMPT, NULL));
  g_free (decide (fixture, QA, SLIP_DECISION_CONDITIONAL));
  meet (fixture, data);
  g_assert_true (is_open (fixture, IRB, NULL));
  check_attempt (fixture, record);
  check_second_attempt (fixture, approval, record);
}

/* == the next release == */

static char *
document_of (Fixture *fixture, guint person, const char *release, const char *form)
{
  g_autoptr (GPtrArray) list =
      slip_workspace_list_documents (fixture->team->people[person], release, NULL);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const SlipDocumentInfo *info = g_ptr_array_index (list, i);

      if (g_str_equal (info->form, form))
        return g_strdup (info->id);
    }
  return NULL;
}

/* While the first is on its way to Go, Irina edits its plan, Quentin begins the next one with what it has, and Petra takes
 * part. */
static void
test_a_release_begins_with_an_earlier_one (Fixture *fixture, gconstpointer data)
{
  const char *checklist = fixture->checklist;
  g_autofree char *first = g_strdup (fixture->release);
  g_autofree char *next = NULL;
  g_autofree char *plan = NULL;
  g_autofree char *copy = NULL;
  g_autoptr (GError) error = NULL;

  next = slip_workspace_new_release_from (fixture->team->people[QA], "Claims Triage 2.1", NULL,
                                          first, &error);
  g_assert_no_error (error);
  set (fixture, PM, "rollback/minutes", "95");
  g_free (sign_here (fixture, IRB, checklist, "operations-manager"));
  meet (fixture, data);
  /* The earlier one goes its way. */
  g_assert_cmpint (stage_state (fixture, IRB, "uat"), ==, SLIP_STAGE_OPEN);
  g_assert_cmpint (stage_state (fixture, IRB, "installation"), ==, SLIP_STAGE_OVER);
  g_free (fixture->release);
  fixture->release = g_strdup (next);
  agree_on_all (fixture);
  plan = document_of (fixture, IRB, next, "deployment-plan");
  copy = document_of (fixture, IRB, next, "uat-checklist");
  g_assert_nonnull (plan);
  g_assert_nonnull (copy);
  for (guint i = 0; i < fixture->team->n; i++)
    {
      SlipDatabase *db = slip_workspace_reader (fixture->team->people[i]);
      g_autofree char *previous = cell (fixture, i, next, "", "about/previous");
      g_autofree char *title = cell (fixture, i, plan, "", "header/title");
      g_autofree char *purpose = cell (fixture, i, plan, "", "scope/purpose");
      g_autofree char *window = cell (fixture, i, plan, "", "schedule/window_start");
      g_autofree char *minutes = cell (fixture, i, plan, "", "rollback/minutes");
      g_autofree char *artefact = row_with (fixture, i, plan, "artefacts", "", "name", SERVICE);
      g_autofree char *digest = cell (fixture, i, plan, artefact, "digest");
      g_autofree char *item = row_with (fixture, i, copy, "items", "", "id", ITEM);
      g_autofree char *criterion = cell (fixture, i, copy, item, "acceptance_ref");
      g_autoptr (GPtrArray) attempts = slip_values_rows (db, copy, "items/attempts", item, NULL);
      g_autoptr (GPtrArray) steps = slip_values_rows (db, copy, "items/steps", item, NULL);
      g_autoptr (GPtrArray) criteria = slip_values_rows (db, plan, "acceptance", "", NULL);
      g_autoptr (SlipSignoff) state = signoff (fixture, i, plan);

      g_assert_cmpstr (previous, ==, first);
      g_assert_cmpstr (title, ==, "Claims Triage 2.1: Deployment Plan");
      g_assert_nonnull (purpose);
      g_assert_cmpstr (minutes, ==, "75");
      g_assert_cmpuint (steps->len, >, 0);
      g_assert_true (g_ptr_array_find_with_equal_func (criteria, criterion, g_str_equal, NULL));
      /* What was about the earlier one alone. */
      g_assert_null (window);
      g_assert_null (digest);
      g_assert_cmpuint (attempts->len, ==, 0);
      g_assert_cmpuint (state->signatures->len, ==, 0);
      g_assert_cmpint (stage_state (fixture, i, "plan"), ==, SLIP_STAGE_OPEN);
      g_assert_cmpint (stage_state (fixture, i, "uat"), ==, SLIP_STAGE_WAITING);
      g_assert_null (document_of (fixture, i, next, "release-record"));
      g_assert_false (is_open (fixture, i, NULL));
    }
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_WRITE, "Claims Triage 2.1"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ONE(name, begin, func)                                                                     \
  g_test_add ("/scenarios-releases/" name, Fixture, NULL, begin, func, tear_down)
/* The order decides what is the same everywhere, not what memory is lost. */
#ifdef __SANITIZE_ADDRESS__
#define ADD ONE
#else
#define ADD(name, begin, func)                                                                     \
  ONE (name, begin, func);                                                                         \
  g_test_add ("/scenarios-releases/" name "/the-other-way-round", Fixture, "", begin, func,        \
              tear_down)
#endif
  ADD ("a-failed-item-is-mended-and-tried-again", set_up_acceptance,
       test_a_failed_item_is_mended_and_tried_again);
  ONE ("a-rejected-acceptance-is-told-to-who-plans", set_up_acceptance,
       test_a_rejected_acceptance_is_told_to_who_plans);
  ADD ("acceptance-asks-for-another-plan", set_up_acceptance,
       test_acceptance_asks_for_another_plan);
  ADD ("a-go-lets-one-attempt", set_up_acceptance, test_a_go_lets_one_attempt);
  ADD ("a-release-begins-with-an-earlier-one", set_up_acceptance,
       test_a_release_begins_with_an_earlier_one);
  return g_test_run ();
}
