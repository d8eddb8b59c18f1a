/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* After the approval: amendments and revisions. Scenarios over copies that sync in different orders; all have to tell the
 * same in the end. */

#include <string.h>

#include "process/slip-approved.h"
#include "slip-test-fixture.h"
#include "store/slip-log.h"
#include "workspace/slip-workspace-private.h"

/* == approval freezes == */

static void
test_later_edits_wait_and_are_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipSignoff) state = NULL;
  SlipFieldChange *change;

  approve_plan (fixture);
  set (fixture, IRB, "rollback/minutes", "77");
  agree (fixture, fixture->plan, "amended");
  state = signoff (fixture, QA, fixture->plan);
  g_assert_cmpuint (state->amendments->len, ==, 1);
  change = g_ptr_array_index (state->amendments, 0);
  g_assert_cmpstr (change->path, ==, "rollback/minutes");
  g_assert_cmpstr (change->new, ==, "77");
  g_assert_nonnull (state->approved);

  /* Put back, nothing waits any more. */
  set (fixture, IRB, "rollback/minutes", change->old);
  agree (fixture, fixture->plan, "approved");
}

static void
test_exports_write_the_approved_revision (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *first = NULL;
  g_autofree char *draft = NULL;
  g_autofree char *note = NULL;
  g_autofree char *no_note = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  approve_plan (fixture);
  before = export_text (fixture, fixture->plan, SLIP_EXPORT_RECORD, 0, &no_note);
  g_assert_null (no_note);
  g_assert_nonnull (strstr (before, "revision=\"1\""));
  g_assert_nonnull (strstr (before, "<status calculated=\"yes\">approved</status>"));
  g_assert_nonnull (strstr (before, "<version calculated=\"yes\">1</version>"));
  set (fixture, IRB, "rollback/minutes", "77");
  team_settle (fixture->team);
  after = export_text (fixture, fixture->plan, SLIP_EXPORT_RECORD, 0, &note);
  g_assert_nonnull (note);
  g_assert_nonnull (strstr (note, "1 change"));
  g_assert_cmpstr (before, ==, after);
  first = export_text (fixture, fixture->plan, SLIP_EXPORT_DRAFT, 1, NULL);
  g_assert_cmpstr (before, ==, first);
  draft = export_text (fixture, fixture->plan, SLIP_EXPORT_DRAFT, 0, NULL);
  g_assert_nonnull (strstr (draft, "<minutes>77</minutes>"));
  g_assert_nonnull (strstr (draft, "<status calculated=\"yes\">amended</status>"));

  path = team_path (fixture->team, "out.xml");
  g_assert_false (slip_workspace_export_as (fixture->team->people[PM], fixture->plan,
                                            SLIP_EXPORT_RECORD, 2, TRUE, path, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

static void
test_a_record_shows_what_its_last_signer_saw_of_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autofree char *record = NULL;
  g_autofree char *draft = NULL;

  approve_plan (fixture);
  set_in (fixture, PM, fixture->release, "about/title", "Renamed since");
  team_settle (fixture->team);
  record = export_text (fixture, fixture->plan, SLIP_EXPORT_RECORD, 0, NULL);
  draft = export_text (fixture, fixture->plan, SLIP_EXPORT_DRAFT, 0, NULL);
  g_assert_nonnull (strstr (draft, "<release calculated=\"yes\">Renamed since</release>"));
  g_assert_null (strstr (record, "<release calculated=\"yes\">Renamed since</release>"));
  g_assert_nonnull (strstr (record, "<release calculated=\"yes\">Claims Triage</release>"));
}

static char *
dossier_text (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  xmlDoc *dossier = slip_approved_dossier (slip_workspace_reader (fixture->team->people[PM]),
                                           fixture->release, &error);
  xmlChar *memory = NULL;
  int size = 0;
  char *text;

  g_assert_no_error (error);
  xmlDocDumpMemory (dossier, &memory, &size);
  text = g_strndup ((const char *) memory, (gsize) size);
  xmlFree (memory);
  xmlFreeDoc (dossier);
  return text;
}

static void
test_gates_read_approved_revisions_alone (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = dossier_text (fixture);
  g_autofree char *after = NULL;

  g_assert_nonnull (strstr (before, "approved=\"no\""));
  g_assert_null (strstr (before, "<rollback>"));
  approve_plan (fixture);
  set (fixture, IRB, "rollback/minutes", "77");
  team_settle (fixture->team);
  after = dossier_text (fixture);
  g_assert_nonnull (strstr (after, "<rollback>"));
  g_assert_null (strstr (after, "<minutes>77</minutes>"));
}

static void
test_signing_past_amendments_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  approve_plan (fixture);
  set (fixture, IRB, "rollback/minutes", "77");
  g_assert_null (sign (fixture, IRB, fixture->plan, "operations-manager", "approve", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_assert_nonnull (strstr (error->message, "slipwayctl revise "));
}

/* == revise == */

static void
test_a_revision_takes_its_course (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipSignoff) state = NULL;
  g_autofree char *text = NULL;
  g_autofree char *old = NULL;
  SlipRevision *second;

  approve_plan (fixture);
  set (fixture, IRB, "rollback/minutes", "77");
  team_settle (fixture->team);
  g_assert_cmpuint (revise (fixture, PM, fixture->plan, NULL), ==, 2);
  agree (fixture, fixture->plan, "in revision");

  /* What covers the change is open, the rest is carried over. */
  state = signoff (fixture, PM, fixture->plan);
  g_assert_cmpint (slot_state (state, "feasibility"), ==, SLIP_SLOT_OPEN);
  g_assert_cmpint (slot_state (state, "approval"), ==, SLIP_SLOT_OPEN);
  g_assert_cmpint (slot_state (state, "resources"), ==, SLIP_SLOT_APPROVED);
  g_assert_cmpint (slot_state (state, "test-coverage"), ==, SLIP_SLOT_APPROVED);
  g_assert_cmpint (slot_state (state, "compliance"), ==, SLIP_SLOT_APPROVED);
  g_clear_pointer (&state, slip_signoff_free);

  sign_synced (fixture, IRB, fixture->plan, "operations-manager");
  agree (fixture, fixture->plan, "in revision");
  sign_synced (fixture, PM, fixture->plan, "project-manager");
  agree (fixture, fixture->plan, "approved");
  state = signoff (fixture, QA, fixture->plan);
  g_assert_cmpuint (state->revisions->len, ==, 2);
  second = g_ptr_array_index (state->revisions, 1);
  g_assert_cmpstr (second->started->reason, ==, "The window moved.");
  g_assert_cmpuint (second->basis->len, ==, 5);
  text = export_text (fixture, fixture->plan, SLIP_EXPORT_RECORD, 0, NULL);
  g_assert_nonnull (strstr (text, "<minutes>77</minutes>"));
  g_assert_nonnull (strstr (text, "<version calculated=\"yes\">2</version>"));
  old = export_text (fixture, fixture->plan, SLIP_EXPORT_RECORD, 1, NULL);
  g_assert_null (strstr (old, "<minutes>77</minutes>"));
  g_assert_nonnull (strstr (old, "superseded"));
}

static void
test_revise_is_refused_where_there_is_nothing_to_revise (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (
      slip_workspace_revise (fixture->team->people[PM], fixture->plan, "Why not", NULL, &error), ==,
      0);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_clear_error (&error);
  approve_plan (fixture);
  g_assert_cmpuint (
      slip_workspace_revise (fixture->team->people[PM], fixture->plan, " ", NULL, &error), ==, 0);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_clear_error (&error);
  revise (fixture, PM, fixture->plan, NULL);
  g_assert_cmpuint (
      slip_workspace_revise (fixture->team->people[PM], fixture->plan, "Again", NULL, &error), ==,
      0);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS);
}

static gboolean
make_revise (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  g_autoptr (SlipOp) op = slip_log_do (db, SLIP_OP_REVISE, SLIP_UNKNOWN_RECORD_READ_ONLY, data,
                                       NULL, 0, g_variant_new ("(s)", "mine now"), error);

  return op != NULL;
}

static void
test_who_may_not_revise_is_refused_and_does_not_count (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipSignoff) state = NULL;
  g_autoptr (GError) error = NULL;

  approve_procedure (fixture);
  g_assert_cmpuint (
      slip_workspace_revise (fixture->team->people[QA], fixture->procedure, "mine", NULL, &error),
      ==, 0);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);

  /* A program that doesn't ask. */
  slip_workspace_edit (fixture->team->people[QA], make_revise, fixture->procedure, &error);
  g_assert_no_error (error);
  agree (fixture, fixture->procedure, "approved");
  state = signoff (fixture, PM, fixture->procedure);
  g_assert_cmpuint (state->revises->len, ==, 1);
  g_assert_nonnull (((SlipRevise *) g_ptr_array_index (state->revises, 0))->refused);
}

static void
test_two_revises_at_once_start_one_revision (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipSignoff) state = NULL;

  approve_plan (fixture);
  g_assert_cmpuint (revise (fixture, PM, fixture->plan, NULL), ==, 2);
  g_assert_cmpuint (revise (fixture, QA, fixture->plan, NULL), ==, 2);
  agree (fixture, fixture->plan, "in revision");
  set (fixture, IRB, "rollback/minutes", "77");
  sign_synced (fixture, IRB, fixture->plan, "operations-manager");
  sign_synced (fixture, PM, fixture->plan, "project-manager");
  agree (fixture, fixture->plan, "approved");
  state = signoff (fixture, QA, fixture->plan);
  g_assert_cmpuint (state->revisions->len, ==, 2);
}

/* QA, offline, changes the plan and signs it, while the last one approves what all the others saw. */
static void
sign_apart (Fixture *fixture, gboolean late, char **stray)
{
  g_autofree char *approval = NULL;

  sign_plan_but_last (fixture);
  team_settle (fixture->team);
  if (late)
    approval = sign_here (fixture, PM, fixture->plan, "project-manager");
  set (fixture, QA, "foa/foa_reason", "Another reason than the one that was read.");
  *stray = sign_here (fixture, QA, fixture->plan, "qa-lead");
  if (!late)
    approval = sign_here (fixture, PM, fixture->plan, "project-manager");
}

static void
test_a_signature_over_a_change_without_a_revise_does_not_count (Fixture *fixture,
                                                                gconstpointer data)
{
  g_autoptr (SlipSignoff) state = NULL;
  g_autofree char *stray = NULL;
  SlipSignature *signature;

  sign_apart (fixture, GPOINTER_TO_INT (data), &stray);
  agree (fixture, fixture->plan, "amended");
  state = signoff (fixture, IRB, fixture->plan);
  g_assert_cmpuint (state->revisions->len, ==, 1);
  signature = find_signature (state, stray);
  g_assert_false (signature->valid);
  g_assert_nonnull (strstr (signature->reason, "no revision was started"));
}

static void
test_a_concern_after_the_approval_takes_it_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *concern = NULL;
  g_autofree char *text = NULL;
  g_autofree char *note = NULL;
  g_autoptr (GError) error = NULL;

  approve_plan (fixture);
  concern = sign (fixture, IRB, fixture->plan, "ai-irb-liaison", "concerns", &error);
  g_assert_no_error (error);
  agree (fixture, fixture->plan, "approval withdrawn");
  text = export_text (fixture, fixture->plan, SLIP_EXPORT_RECORD, 0, &note);
  g_assert_nonnull (note);
  g_assert_nonnull (strstr (text, "approval withdrawn"));
  sign_synced (fixture, IRB, fixture->plan, "ai-irb-liaison");
  agree (fixture, fixture->plan, "approved");
}

/* QA's laptop is an hour behind: the signature counts all the same, and the log tells. */
static void
test_a_claimed_time_that_the_log_refutes_is_told (Fixture *fixture, gconstpointer data)
{
  g_autofree char *behind =
      g_strdup_printf ("%" G_GINT64_FORMAT, g_get_real_time () / 1000 - 60 * 60 * 1000);
  g_autofree char *hash = NULL;
  g_autoptr (SlipSignoff) state = NULL;

  sign_synced (fixture, PM, fixture->plan, "program-manager");
  sign_synced (fixture, IRB, fixture->plan, "operations-manager");
  sign_synced (fixture, IRB, fixture->plan, "ai-irb-liaison");
  team_sync (fixture->team, QA);
  g_setenv ("SOURCE_DATE_MS", behind, TRUE);
  hash = sign_here (fixture, QA, fixture->plan, "qa-lead");
  g_unsetenv ("SOURCE_DATE_MS");
  team_sync (fixture->team, QA);
  sign_synced (fixture, PM, fixture->plan, "project-manager");
  agree (fixture, fixture->plan, "approved");
  state = signoff (fixture, IRB, fixture->plan);
  g_assert_true (slip_signature_time_is_doubtful (find_signature (state, hash)));
}

/* == deleting == */

static void
assert_stays (Fixture *fixture, guint person, gboolean flagged)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  if (flagged)
    slip_workspace_resolve_conflict (fixture->team->people[person], fixture->procedure, "",
                                     SLIP_RESOLVE_DELETE, NULL, NULL, &error);
  else
    slip_workspace_delete_document (fixture->team->people[person], fixture->procedure, "a mistake",
                                    &error);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_assert_nonnull (strstr (error->message, "what is approved stays"));
  g_clear_error (&error);
  list = slip_workspace_list_documents (fixture->team->people[person], fixture->release, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 2);
}

static void
test_what_is_approved_is_not_deleted (Fixture *fixture, gconstpointer data)
{
  g_autofree char *last = NULL;
  g_autofree char *withdrawal = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (GError) error = NULL;

  /* The last approval and the delete don't know of each other. */
  sign_synced (fixture, IRB, fixture->procedure, "operations-manager");
  team_settle (fixture->team);
  slip_workspace_delete_document (fixture->team->people[PM], fixture->procedure, NULL, &error);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  slip_workspace_delete_document (fixture->team->people[PM], fixture->procedure, "a mistake",
                                  &error);
  g_assert_no_error (error);
  last = sign_here (fixture, QA, fixture->procedure, "qa-lead");
  team_settle (fixture->team);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (SlipSignoff) state = signoff (fixture, i, fixture->procedure);

      g_assert_nonnull (state->approved);
      g_clear_pointer (&conflicts, g_ptr_array_unref);
      conflicts =
          slip_workspace_list_conflicts (fixture->team->people[i], fixture->procedure, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (conflicts->len, ==, 1);
    }
  assert_stays (fixture, PM, TRUE);
  slip_workspace_resolve_conflict (fixture->team->people[PM], fixture->procedure, "",
                                   SLIP_RESOLVE_KEEP, NULL, NULL, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  assert_stays (fixture, PM, FALSE);

  /* An approval that was taken back hinders nobody. */
  withdrawal = slip_workspace_unsign (fixture->team->people[QA], last, "I misread it",
                                      TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  slip_workspace_delete_document (fixture->team->people[PM], fixture->procedure, "a mistake",
                                  &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GPtrArray) list =
          slip_workspace_list_documents (fixture->team->people[i], fixture->release, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (list->len, ==, 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function, data)                                                                  \
  g_test_add ("/revisions/" name, Fixture, data, set_up_with_procedure, function, tear_down)
  ADD ("amendments-wait", test_later_edits_wait_and_are_told, NULL);
  ADD ("exports", test_exports_write_the_approved_revision, NULL);
  ADD ("as-seen", test_a_record_shows_what_its_last_signer_saw_of_elsewhere, NULL);
  ADD ("gates", test_gates_read_approved_revisions_alone, NULL);
  ADD ("deleting", test_what_is_approved_is_not_deleted, NULL);
  ADD ("signing-past-amendments", test_signing_past_amendments_is_refused, NULL);
  ADD ("revision", test_a_revision_takes_its_course, NULL);
  ADD ("nothing-to-revise", test_revise_is_refused_where_there_is_nothing_to_revise, NULL);
  ADD ("who-may-not-revise", test_who_may_not_revise_is_refused_and_does_not_count, NULL);
  ADD ("two-revises", test_two_revises_at_once_start_one_revision, NULL);
  ADD ("signed-apart-before", test_a_signature_over_a_change_without_a_revise_does_not_count,
       GINT_TO_POINTER (FALSE));
  ADD ("signed-apart-after", test_a_signature_over_a_change_without_a_revise_does_not_count,
       GINT_TO_POINTER (TRUE));
  ADD ("concern", test_a_concern_after_the_approval_takes_it_back, NULL);
  ADD ("claimed-time", test_a_claimed_time_that_the_log_refutes_is_told, NULL);
#undef ADD
  return g_test_run ();
}
