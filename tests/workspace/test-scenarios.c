/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The branches of the SOP's sequence diagram, each by several people who work offline and sync in different orders: whatever
 * came first, all say the same in the end, of each stage, each signature, the gate and the decision. */

#include <string.h>

#include "core/slip-datetime.h"
#include "slip-test-release.h"

/* == stages and turns == */

/* A list of documents says the same as For Me: what the stage keeps waiting waits for nobody yet. */
static guint
slots_to_sign (Fixture *fixture, guint person, const char *document)
{
  g_auto (SlipDocumentState) state = { 0 };
  g_autoptr (GError) error = NULL;

  slip_workspace_describe_document (fixture->team->people[person], document, &state, &error);
  g_assert_no_error (error);
  return state.slots;
}

static void
test_stages_follow_from_signatures (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (stage_state (fixture, QA, "plan"), ==, SLIP_STAGE_OPEN);
  g_assert_cmpint (stage_state (fixture, QA, "installation"), ==, SLIP_STAGE_WAITING);
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_SIGN, "Deployment plan"));
  g_assert_false (waits_for (fixture, IRB, SLIP_TURN_SIGN, NULL));
  g_assert_cmpuint (slots_to_sign (fixture, PM, fixture->plan), ==, 1);
  g_assert_cmpuint (slots_to_sign (fixture, IRB, fixture->procedure), ==, 0);
  approve_plan (fixture);
  g_assert_cmpint (stage_state (fixture, QA, "plan"), ==, SLIP_STAGE_OVER);
  g_assert_cmpint (stage_state (fixture, QA, "installation"), ==, SLIP_STAGE_OPEN);
  g_assert_true (waits_for (fixture, IRB, SLIP_TURN_SIGN, "Installation procedure"));
  g_assert_cmpuint (slots_to_sign (fixture, IRB, fixture->procedure), ==, 1);
  g_assert_cmpuint (slots_to_sign (fixture, QA, fixture->procedure), ==, 0);
  /* Quentin's turn comes after operations. */
  g_assert_false (waits_for (fixture, QA, SLIP_TURN_SIGN, NULL));
  approve_procedure (fixture);
  g_assert_cmpint (stage_state (fixture, QA, "decision"), ==, SLIP_STAGE_OPEN);
  g_assert_false (waits_for (fixture, PM, SLIP_TURN_DECIDE, NULL));
  /* Nothing waits for a signature, and the gate doesn't let it: who decides hears of it. */
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_MEND, NULL));
  waive (fixture, IRB, "rollback-tested", "2026-10-21T00:00:00+02:00");
  team_settle (fixture->team);
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_DECIDE, NULL));
  g_assert_false (waits_for (fixture, PM, SLIP_TURN_MEND, NULL));
  g_assert_false (waits_for (fixture, QA, SLIP_TURN_DECIDE, NULL));
  g_free (decide (fixture, PM, SLIP_DECISION_CONDITIONAL));
  team_settle (fixture->team);
  g_assert_false (waits_for (fixture, PM, SLIP_TURN_DECIDE, NULL));
  g_assert_cmpint (stage_state (fixture, QA, "decision"), ==, SLIP_STAGE_OVER);
  g_assert_true (waits_for (fixture, IRB, SLIP_TURN_WRITE, NULL));
  /* Who answers for a waiver hears of it in its last days. */
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_WAIVER, NULL));
  meet (fixture, data);
}

/* Nobody signs a revision that lacks something: it waits for who writes it. */
static void
test_an_incomplete_revision_waits_for_its_writers (Fixture *fixture, gconstpointer data)
{
  approve_plan (fixture);
  revise (fixture, PM, fixture->plan, NULL);
  set (fixture, PM, "schedule/window_end", "");
  meet (fixture, data);
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_WRITE, "Deployment plan"));
  g_assert_false (waits_for (fixture, PM, SLIP_TURN_SIGN, "Deployment plan"));
  set (fixture, PM, "schedule/window_end", "2026-10-18T10:00:00+02:00");
  meet (fixture, data);
  g_assert_false (waits_for (fixture, PM, SLIP_TURN_WRITE, "Deployment plan"));
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_SIGN, "Deployment plan"));
}

/* How many waivers end, and whether this is one of them. */
static guint
count_ending (Fixture *fixture, guint person, const char *criterion, gboolean *has)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) turns =
      slip_workspace_for_me (fixture->team->people[person], 0, NULL, &error);
  guint n = 0;

  g_assert_no_error (error);
  *has = FALSE;
  for (guint i = 0; i < turns->len; i++)
    {
      const SlipTurn *turn = g_ptr_array_index (turns, i);

      n += turn->kind == SLIP_TURN_WAIVER;
      *has |= turn->kind == SLIP_TURN_WAIVER && strstr (turn->why, criterion) != NULL;
    }
  return n;
}

/* Petra answers for both. */
static void
test_each_waiver_that_ends_is_told (Fixture *fixture, gconstpointer data)
{
  gboolean separation;
  gboolean tested;

  g_assert_true (waits_for (fixture, PM, SLIP_TURN_WAIVER, NULL));
  g_assert_cmpuint (count_ending (fixture, PM, "Who wrote the plan", &separation), ==, 2);
  g_assert_cmpuint (count_ending (fixture, PM, "The roll-back was tested", &tested), ==, 2);
  g_assert_true (separation && tested);
  /* Signed again for longer, one of them ends no more. */
  waive (fixture, IRB, "rollback-tested", "2026-11-10T00:00:00+01:00");
  team_settle (fixture->team);
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_WAIVER, NULL));
  g_assert_cmpuint (count_ending (fixture, PM, "Who wrote the plan", &separation), ==, 1);
  g_assert_true (separation);
}

/* What is kept from one question to the next is never what was. */
static void
test_turns_are_those_of_now (Fixture *fixture, gconstpointer data)
{
  g_autofree char *quentin = team_id (fixture->team, QA);
  g_autoptr (GError) error = NULL;

  approve_plan (fixture);
  g_assert_true (waits_for (fixture, IRB, SLIP_TURN_SIGN, "Installation procedure"));
  sign_synced (fixture, IRB, fixture->procedure, "operations-manager");
  g_assert_false (waits_for (fixture, IRB, SLIP_TURN_SIGN, "Installation procedure"));
  team_sync (fixture->team, QA);
  g_assert_true (waits_for (fixture, QA, SLIP_TURN_SIGN, "Installation procedure"));
  /* Also by who may sign: Petra's deputy sees what waits for Petra. */
  approve_procedure (fixture);
  waive (fixture, IRB, "rollback-tested", "2026-10-21T00:00:00+02:00");
  team_settle (fixture->team);
  g_assert_false (waits_for (fixture, QA, SLIP_TURN_DECIDE, NULL));
  slip_workspace_name_deputy (fixture->team->people[PM], "program-manager", quentin,
                              ms_of ("2026-10-18T12:00:00+02:00"), TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  g_assert_true (waits_for (fixture, QA, SLIP_TURN_DECIDE, NULL));
  set_clock ("2026-10-18T12:00:01+02:00");
  g_assert_false (waits_for (fixture, QA, SLIP_TURN_DECIDE, NULL));
}

/* == concerns == */

static void
test_concern_rework_second_review (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hash = NULL;

  sign_synced (fixture, PM, fixture->plan, "program-manager");
  team_settle (fixture->team);
  /* Irina objects while Quentin, who doesn't know, approves. */
  hash = say_no (fixture, IRB, fixture->plan, "ai-irb-liaison");
  g_free (sign_here (fixture, QA, fixture->plan, "qa-lead"));
  meet (fixture, data);
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_REWORK, "Deployment plan"));
  g_assert_false (waits_for (fixture, IRB, SLIP_TURN_ANSWER, NULL));
  set (fixture, PM, "scope/purpose", "With a sample read each week.");
  meet (fixture, data);
  /* The resources come first again, as they cover what was changed. */
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_SIGN, "Deployment plan"));
  sign_synced (fixture, PM, fixture->plan, "program-manager");
  meet (fixture, data);
  g_assert_true (waits_for (fixture, IRB, SLIP_TURN_ANSWER, "Deployment plan"));
  g_assert_false (waits_for (fixture, PM, SLIP_TURN_REWORK, NULL));
  approve_plan (fixture);
  g_assert_cmpint (stage_state (fixture, IRB, "plan"), ==, SLIP_STAGE_OVER);
  meet (fixture, data);
}

/* == decisions == */

static void
test_delayed_then_a_new_window (Fixture *fixture, gconstpointer data)
{
  g_autofree char *deferred = decide (fixture, PM, SLIP_DECISION_DEFERRED);

  meet (fixture, data);
  g_assert_false (is_open (fixture, QA, NULL));
  g_assert_false (waits_for (fixture, PM, SLIP_TURN_DECIDE, NULL));
  revise (fixture, PM, fixture->plan, NULL);
  set (fixture, PM, "schedule/window_start", "2026-10-19T20:00:00+02:00");
  set (fixture, PM, "schedule/window_end", "2026-10-20T04:00:00+02:00");
  team_settle (fixture->team);
  /* What the window doesn't touch keeps its signatures. */
  g_free (sign_here (fixture, PM, fixture->plan, "program-manager"));
  team_settle (fixture->team);
  g_free (sign_here (fixture, IRB, fixture->plan, "operations-manager"));
  team_settle (fixture->team);
  g_free (sign_here (fixture, PM, fixture->plan, "project-manager"));
  meet (fixture, data);
  g_assert_cmpint (stage_state (fixture, QA, "plan"), ==, SLIP_STAGE_OVER);
  /* What the deferral was about has changed: it is asked for anew. */
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_DECIDE, NULL));
  set_clock ("2026-10-19T21:00:00+02:00");
  g_free (decide (fixture, PM, SLIP_DECISION_CONDITIONAL));
  meet (fixture, data);
  g_assert_true (is_open (fixture, QA, NULL));
  g_assert_false (is_open (fixture, QA, GATE_NOW));
}

static void
test_the_more_careful_of_two_stands (Fixture *fixture, gconstpointer data)
{
  static const char *const role[] = { "program-manager", NULL };
  g_autofree char *irina = team_id (fixture->team, IRB);
  g_autoptr (GError) error = NULL;

  slip_workspace_change_roles (fixture->team->people[PM], irina, role, NULL, "Both may.",
                               TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  g_free (decide (fixture, PM, SLIP_DECISION_CONDITIONAL));
  g_free (decide (fixture, IRB, SLIP_DECISION_NO_GO));
  meet (fixture, data);
  g_assert_false (is_open (fixture, QA, NULL));
  /* Who knows of both decides anew. */
  g_free (decide (fixture, IRB, SLIP_DECISION_CONDITIONAL));
  meet (fixture, data);
  g_assert_true (is_open (fixture, QA, NULL));
}

static void
test_an_emergency_stop_ends_it_all (Fixture *fixture, gconstpointer data)
{
  static const char *const role[] = { "program-manager", NULL };
  g_autofree char *irina = team_id (fixture->team, IRB);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (GError) error = NULL;

  slip_workspace_change_roles (fixture->team->people[PM], irina, role, NULL, "Both may.",
                               TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  first = decide (fixture, PM, SLIP_DECISION_CONDITIONAL);
  meet (fixture, data);
  second = decide (fixture, PM, SLIP_DECISION_CONDITIONAL);
  meet (fixture, data);
  g_assert_true (is_open (fixture, QA, NULL));
  /* Petra stops it; Irina, who doesn't know, gives Go once more. */
  g_free (slip_workspace_unsign (fixture->team->people[PM], second, "The cluster burns.",
                                 TEAM_PASSPHRASE, &error));
  g_assert_no_error (error);
  g_free (decide (fixture, IRB, SLIP_DECISION_CONDITIONAL));
  meet (fixture, data);
  /* The first doesn't come back, and the third didn't know. */
  g_assert_false (is_open (fixture, QA, NULL));
  g_free (decide (fixture, IRB, SLIP_DECISION_CONDITIONAL));
  meet (fixture, data);
  g_assert_true (is_open (fixture, QA, NULL));
}

static void
test_a_stray_edit_on_release_night (Fixture *fixture, gconstpointer data)
{
  g_assert_true (is_open (fixture, QA, NULL));
  set (fixture, PM, "rollback/minutes", "95");
  set (fixture, QA, "foa/foa_reason", "One more word.");
  meet (fixture, data);
  g_assert_true (is_open (fixture, QA, NULL));
  g_assert_false (waits_for (fixture, PM, SLIP_TURN_DECIDE_AGAIN, NULL));
  /* But a new approved revision does, visibly. */
  revise (fixture, PM, fixture->plan, NULL);
  g_assert_true (is_open (fixture, QA, NULL));
  approve_plan (fixture);
  meet (fixture, data);
  g_assert_false (is_open (fixture, QA, NULL));
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_DECIDE_AGAIN, NULL));
}

static void
test_a_deputy_until_the_day (Fixture *fixture, gconstpointer data)
{
  g_autofree char *quentin = team_id (fixture->team, QA);
  g_autoptr (GError) error = NULL;

  slip_workspace_name_deputy (fixture->team->people[PM], "program-manager", quentin,
                              ms_of ("2026-10-17T22:00:00+02:00"), TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  g_free (decide (fixture, QA, SLIP_DECISION_CONDITIONAL));
  meet (fixture, data);
  g_assert_true (is_open (fixture, IRB, NULL));
  set_clock ("2026-10-17T22:00:01+02:00");
  g_assert_null (try_decide (fixture, QA, SLIP_DECISION_NO_GO, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
}

/* == what our own programs refuse == */

static void
test_go_needs_the_gate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (try_decide (fixture, PM, SLIP_DECISION_CONDITIONAL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  g_assert_null (try_waive (fixture, IRB, "window", "2026-10-21T00:00:00+02:00", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  g_assert_null (try_waive (fixture, IRB, "rollback-tested", "2027-10-21T00:00:00+02:00", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (try_waive (fixture, QA, "rollback-tested", "2026-10-21T00:00:00+02:00", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  g_assert_null (sign (fixture, IRB, fixture->procedure, "operations-manager", "approve", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_assert_nonnull (strstr (error->message, "out of order"));
}

static void
test_waivers_let_only_a_conditional_go (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (try_decide (fixture, PM, SLIP_DECISION_GO, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  g_assert_null (try_decide (fixture, QA, SLIP_DECISION_CONDITIONAL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
}

/* Irina tailors the procedure away while its approval is on the way. */
static void
test_tailoring_decides_what_is_needed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  approve_plan (fixture);
  g_free (slip_workspace_tailor (fixture->team->people[PM], fixture->release,
                                 "installation-procedure", FALSE, "Nothing is installed.", NULL,
                                 TEAM_PASSPHRASE, &error));
  g_assert_no_error (error);
  g_free (sign_here (fixture, IRB, fixture->procedure, "operations-manager"));
  meet (fixture, data);
  g_assert_cmpint (stage_state (fixture, QA, "installation"), ==, SLIP_STAGE_OVER);
  g_assert_null (slip_workspace_tailor (fixture->team->people[QA], fixture->release,
                                        "installation-procedure", TRUE, "It is.", NULL,
                                        TEAM_PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
}

/* A version that another copy doesn't know yet. */
static void
test_moving_to_another_version (Fixture *fixture, gconstpointer data)
{
  g_autofree char *digest = put_variant (fixture, PM, "severity=\"high\"", "severity=\"critical\"");
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GError) error = NULL;

  changes =
      slip_workspace_follow_preview (fixture->team->people[PM], fixture->release, digest, &error);
  g_assert_no_error (error);
  g_assert_true (mentions (changes, "The roll-back was tested"));
  g_assert_true (mentions (changes, "decision"));
  g_assert_true (is_open (fixture, PM, NULL));
  slip_workspace_follow (fixture->team->people[PM], fixture->release, digest, &error);
  g_assert_no_error (error);
  g_free (sign_here (fixture, QA, fixture->procedure, "qa-lead"));
  meet (fixture, data);
  g_assert_false (is_open (fixture, QA, NULL));
}

/* Forms are named as people know them. */
static void
test_moving_names_documents (Fixture *fixture, gconstpointer data)
{
  g_autofree char *digest = put_variant (fixture, PM, "<document form=\"release-record\"/>", "");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes =
      slip_workspace_follow_preview (fixture->team->people[PM], fixture->release, digest, &error);

  g_assert_no_error (error);
  g_assert_true (mentions (changes, "Document that isn't asked for any more: Release Record"));
}

/* == the short way == */

static void
set_up_hotfix (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  set_clock (GATE_NOW);
  set_up (fixture, data);
  slip_workspace_follow (fixture->team->people[PM], fixture->release, "hotfix-1220-01-ai", &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
}

/* What the gate of a stage says of the one form that isn't approved. */
static gboolean
gate_says (Fixture *fixture, guint person, const char *stage, const char *form, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipGateReport) report =
      slip_workspace_gate (fixture->team->people[person], fixture->release, stage, 0, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < report->gate->lines->len; i++)
    {
      const SlipGateLine *line = g_ptr_array_index (report->gate->lines, i);

      if (g_strcmp0 (line->form, form) == 0)
        return line->why != NULL && strstr (line->why, words) != NULL;
    }
  return FALSE;
}

static gboolean
is_overdue (Fixture *fixture, guint person, const char *form)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) turns =
      slip_workspace_for_me (fixture->team->people[person], 0, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < turns->len; i++)
    {
      const SlipTurn *turn = g_ptr_array_index (turns, i);

      if (g_strcmp0 (turn->form, form) == 0)
        return turn->overdue;
    }
  g_assert_not_reached ();
}

static void
test_a_hotfix_is_approved_afterwards (Fixture *fixture, gconstpointer data)
{
  static const char *const made_up[] = { "installation-procedure", "uat-checklist",
                                         "final-approval", "release-record" };
  g_autoptr (GError) error = NULL;

  approve_plan (fixture);
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_DECIDE, NULL));
  /* Nothing of acceptance is there, and nothing of it is asked before. */
  g_free (decide (fixture, PM, SLIP_DECISION_GO));
  meet (fixture, data);
  g_assert_true (is_open (fixture, QA, NULL));
  g_assert_cmpint (stage_state (fixture, QA, "release"), ==, SLIP_STAGE_OPEN);
  g_assert_true (
      gate_says (fixture, QA, "release", "uat-checklist", "It has to be by 2026-10-28."));
  g_assert_false (is_overdue (fixture, QA, "uat-checklist"));
  g_assert_false (waits_for (fixture, PM, SLIP_TURN_MAKE_UP, NULL));
  /* Once the window is over, who let it sees to it that it is approved. */
  set_clock ("2026-10-18T04:00:01+02:00");
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_MAKE_UP, NULL));
  g_assert_false (waits_for (fixture, QA, SLIP_TURN_MAKE_UP, NULL));
  /* The Go has done its work; what is made up for has not. */
  set_clock ("2026-10-28T05:00:00+02:00");
  g_assert_true (
      gate_says (fixture, QA, "release", "uat-checklist", "It had to be by 2026-10-28."));
  g_assert_true (is_overdue (fixture, QA, "uat-checklist"));
  g_assert_false (waits_for (fixture, PM, SLIP_TURN_DECIDE_AGAIN, NULL));
  g_assert_false (is_open (fixture, QA, NULL));
  g_assert_true (waits_for (fixture, PM, SLIP_TURN_MAKE_UP, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (made_up); i++)
    {
      g_free (slip_workspace_tailor (fixture->team->people[PM], fixture->release, made_up[i], FALSE,
                                     "It is in the ticket.", NULL, TEAM_PASSPHRASE, &error));
      g_assert_no_error (error);
    }
  meet (fixture, data);
  g_assert_false (waits_for (fixture, PM, SLIP_TURN_MAKE_UP, NULL));
}

static void
test_a_release_begins_under_a_process (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *workspace = fixture->team->people[QA];
  g_autoptr (GError) error = NULL;
  g_autofree char *id =
      slip_workspace_new_release_under (workspace, "Mend it", "hotfix-1220-01-ai", &error);
  g_autoptr (SlipProcess) process = NULL;
  gboolean pinned = FALSE;

  g_assert_no_error (error);
  process = slip_workspace_release_process (workspace, id, &pinned, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (process->id, ==, "hotfix-1220-01-ai");
  g_assert_true (pinned);
  g_assert_null (slip_workspace_new_release_under (workspace, "No", "nix", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

/* == branches of the shipped process == */

/* The first use is left out with a reason; a plan that asks for it brings its stage back. */
static void
test_the_first_use_is_skipped_or_needed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipGateReport) report = NULL;
  g_autoptr (GError) error = NULL;

  approve_plan (fixture);
  meet (fixture, data);
  g_assert_cmpint (stage_state (fixture, QA, "foa"), ==, SLIP_STAGE_SKIPPED);
  revise (fixture, PM, fixture->plan, NULL);
  set (fixture, PM, "foa/foa_needed", "yes");
  set (fixture, PM, "foa/foa_reason", "Swedish claims go first.");
  team_settle (fixture->team);
  /* What is approved says no, and what is proposed changes nothing. */
  g_assert_cmpint (stage_state (fixture, QA, "foa"), ==, SLIP_STAGE_SKIPPED);
  approve_plan (fixture);
  meet (fixture, data);
  g_assert_cmpint (stage_state (fixture, QA, "foa"), ==, SLIP_STAGE_OPEN);
  g_assert_true (waits_for (fixture, QA, SLIP_TURN_WRITE, "FOA"));
  report = slip_workspace_gate (fixture->team->people[QA], fixture->release, "foa", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (report->gate->result, ==, SLIP_GATE_NO_GO);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ONE(name, begin, func)                                                                     \
  g_test_add ("/scenarios/" name, Fixture, NULL, begin, func, tear_down)
/* The order decides what is the same everywhere, not what memory is lost. */
#ifdef __SANITIZE_ADDRESS__
#define ADD ONE
#else
#define ADD(name, begin, func)                                                                     \
  ONE (name, begin, func);                                                                         \
  g_test_add ("/scenarios/" name "/the-other-way-round", Fixture, "", begin, func, tear_down)
#endif
  ADD ("stages-follow-from-signatures", set_up_gate, test_stages_follow_from_signatures);
  ADD ("incomplete-revision-waits-for-its-writers", set_up_gate,
       test_an_incomplete_revision_waits_for_its_writers);
  ONE ("turns-are-those-of-now", set_up_gate, test_turns_are_those_of_now);
  ONE ("each-waiver-that-ends-is-told", set_up_ready, test_each_waiver_that_ends_is_told);
  ADD ("concern-rework-second-review", set_up_gate, test_concern_rework_second_review);
  ADD ("delayed-then-a-new-window", set_up_ready, test_delayed_then_a_new_window);
  ADD ("the-more-careful-of-two-stands", set_up_ready, test_the_more_careful_of_two_stands);
  ADD ("an-emergency-stop-ends-it-all", set_up_ready, test_an_emergency_stop_ends_it_all);
  ADD ("a-stray-edit-on-release-night", set_up_go, test_a_stray_edit_on_release_night);
  ADD ("a-deputy-until-the-day", set_up_ready, test_a_deputy_until_the_day);
  ONE ("go-needs-the-gate", set_up_gate, test_go_needs_the_gate);
  ONE ("waivers-let-only-a-conditional-go", set_up_ready, test_waivers_let_only_a_conditional_go);
  ADD ("tailoring-decides-what-is-needed", set_up_gate, test_tailoring_decides_what_is_needed);
  ADD ("moving-to-another-version", set_up_go, test_moving_to_another_version);
  ADD ("moving-names-documents", set_up, test_moving_names_documents);
  ADD ("a-hotfix-is-approved-afterwards", set_up_hotfix, test_a_hotfix_is_approved_afterwards);
  ONE ("a-release-begins-under-a-process", set_up, test_a_release_begins_under_a_process);
  ADD ("the-first-use-is-skipped-or-needed", set_up_shipped,
       test_the_first_use_is_skipped_or_needed);
  return g_test_run ();
}
