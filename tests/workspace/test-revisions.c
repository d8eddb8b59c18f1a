/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* After the approval: amendments, revisions, carry-over, withdrawals, proposals. Each sentence of design.md 5 a
 * scenario over copies that sync in different orders; all have to tell the same in the end. */

#include <string.h>

#include "core/slip-hash.h"
#include "process/slip-approved.h"
#include "slip-test-team.h"
#include "store/slip-log.h"
#include "workspace/slip-workspace-private.h"

enum
{
  PM, /* project and program manager, development lead; founder */
  QA, /* QA lead, user representative, technical support */
  IRB /* AI-IRB liaison, operations manager */
};

typedef struct
{
  Team *team;
  char *release;
  char *plan;
  char *procedure; /* filled by the development lead */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->team = team_new (3);
  fixture->release = slip_workspace_new_release (fixture->team->people[PM], "Triage", &error);
  g_assert_no_error (error);
  fixture->plan = team_import (fixture->team, PM, fixture->release, "deployment-plan.xml");
  fixture->procedure =
      team_import (fixture->team, PM, fixture->release, "installation-procedure.xml");
  team_settle (fixture->team);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->release);
  g_free (fixture->plan);
  g_free (fixture->procedure);
  team_free (fixture->team);
}

/* == small steps == */

static void
set (Fixture *fixture, guint person, const char *document, const char *path, const char *value)
{
  g_autoptr (GError) error = NULL;

  slip_workspace_set_field (fixture->team->people[person], document, path, value, &error);
  g_assert_no_error (error);
}

static char *
sign (Fixture *fixture, guint person, const char *document, const char *role, const char *verdict,
      GError **error)
{
  return slip_workspace_sign (fixture->team->people[person], document, role, verdict,
                              g_str_equal (verdict, "approve") ? "" : "why", TEAM_PASSPHRASE,
                              error);
}

/* Signs without a sync. Returns the statement. */
static char *
sign_here (Fixture *fixture, guint person, const char *document, const char *role)
{
  g_autoptr (GError) error = NULL;
  char *hash = sign (fixture, person, document, role, "approve", &error);

  g_assert_no_error (error);
  return hash;
}

static void
sign_synced (Fixture *fixture, guint person, const char *document, const char *role)
{
  g_autofree char *hash = NULL;

  team_sync (fixture->team, person);
  hash = sign_here (fixture, person, document, role);
  team_sync (fixture->team, person);
}

static void
sign_plan_but_last (Fixture *fixture)
{
  sign_synced (fixture, PM, fixture->plan, "program-manager");
  sign_synced (fixture, IRB, fixture->plan, "operations-manager");
  sign_synced (fixture, QA, fixture->plan, "qa-lead");
  sign_synced (fixture, IRB, fixture->plan, "ai-irb-liaison");
}

static void
approve_plan (Fixture *fixture)
{
  sign_plan_but_last (fixture);
  sign_synced (fixture, PM, fixture->plan, "project-manager");
  team_settle (fixture->team);
}

static void
approve_procedure (Fixture *fixture)
{
  sign_synced (fixture, IRB, fixture->procedure, "operations-manager");
  sign_synced (fixture, QA, fixture->procedure, "qa-lead");
  team_settle (fixture->team);
}

static guint
revise (Fixture *fixture, guint person, const char *document, guint *taken_up)
{
  g_autoptr (GError) error = NULL;
  guint number = slip_workspace_revise (fixture->team->people[person], document,
                                        "The window moved.", taken_up, &error);

  g_assert_no_error (error);
  return number;
}

static SlipSignoff *
signoff (Fixture *fixture, guint person, const char *document)
{
  g_autoptr (GError) error = NULL;
  SlipSignoff *result =
      slip_workspace_get_signoff (fixture->team->people[person], document, &error);

  g_assert_no_error (error);
  return result;
}

/* What a copy tells of a document, in one text. */
static char *
tell (Fixture *fixture, guint person, const char *document)
{
  g_autoptr (SlipSignoff) state = signoff (fixture, person, document);
  GString *text = g_string_new (state->status);

  for (guint i = 0; i < state->revisions->len; i++)
    {
      SlipRevision *revision = g_ptr_array_index (state->revisions, i);

      g_string_append_printf (text, "\nrevision %u %s %s %u %s", revision->number,
                              revision->content, revision->completion->hash, revision->basis->len,
                              revision->taken_back != NULL ? revision->taken_back->hash : "-");
    }
  for (guint i = 0; i < state->slots->len; i++)
    {
      SlipSlotStatus *slot = g_ptr_array_index (state->slots, i);

      g_string_append_printf (text, "\nslot %s %d %s", slot->name, slot->state,
                              slot->signature != NULL ? slot->signature->hash : "-");
    }
  for (guint i = 0; i < state->signatures->len; i++)
    {
      SlipSignature *signature = g_ptr_array_index (state->signatures, i);

      g_string_append_printf (text, "\nsignature %s %d %s", signature->hash, signature->valid,
                              signature->reason != NULL ? signature->reason : "");
    }
  for (guint i = 0; i < state->revises->len; i++)
    {
      SlipRevise *one = g_ptr_array_index (state->revises, i);

      g_string_append_printf (text, "\nrevise %s %u %s", one->name, one->revision,
                              one->refused != NULL ? one->refused : "");
    }
  g_string_append_printf (text, "\n%u amendments, %u proposals", state->amendments->len,
                          state->proposals->len);
  return g_string_free (text, FALSE);
}

/* Syncs until all have all; they must tell the same, with this status. */
static void
agree (Fixture *fixture, const char *document, const char *status)
{
  g_autofree char *first = NULL;

  team_settle (fixture->team);
  first = tell (fixture, 0, document);
  for (guint i = 1; i < fixture->team->n; i++)
    {
      g_autofree char *other = tell (fixture, i, document);

      g_assert_cmpstr (first, ==, other);
    }
  if (!g_str_has_prefix (first, status) || first[strlen (status)] != '\n')
    g_error ("wanted status “%s”: %s", status, first);
}

static char *
export_text (Fixture *fixture, const char *document, SlipExportWhat what, guint revision,
             char **note)
{
  g_autofree char *path = team_path (fixture->team, "out.xml");
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  slip_workspace_export_as (fixture->team->people[PM], document, what, revision, path, note,
                            &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static SlipSignature *
find_signature (SlipSignoff *state, const char *hash)
{
  for (guint i = 0; i < state->signatures->len; i++)
    {
      SlipSignature *signature = g_ptr_array_index (state->signatures, i);

      if (g_str_equal (signature->hash, hash))
        return signature;
    }
  g_assert_not_reached ();
}

static SlipSlotState
slot_state (SlipSignoff *state, const char *name)
{
  for (guint i = 0; i < state->slots->len; i++)
    {
      SlipSlotStatus *slot = g_ptr_array_index (state->slots, i);

      if (g_str_equal (slot->name, name))
        return slot->state;
    }
  g_assert_not_reached ();
}

/* == approval freezes == */

static void
test_later_edits_wait_and_are_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipSignoff) state = NULL;
  SlipFieldChange *change;

  approve_plan (fixture);
  set (fixture, IRB, fixture->plan, "rollback/minutes", "77");
  agree (fixture, fixture->plan, "amended");
  state = signoff (fixture, QA, fixture->plan);
  g_assert_cmpuint (state->amendments->len, ==, 1);
  change = g_ptr_array_index (state->amendments, 0);
  g_assert_cmpstr (change->path, ==, "rollback/minutes");
  g_assert_cmpstr (change->new, ==, "77");
  g_assert_nonnull (state->approved);

  /* Put back, nothing waits any more. */
  set (fixture, IRB, fixture->plan, "rollback/minutes", change->old);
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
  set (fixture, IRB, fixture->plan, "rollback/minutes", "77");
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
                                            SLIP_EXPORT_RECORD, 2, path, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

static void
test_a_record_shows_what_its_last_signer_saw_of_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autofree char *record = NULL;
  g_autofree char *draft = NULL;

  approve_plan (fixture);
  set (fixture, PM, fixture->release, "about/title", "Renamed since");
  team_settle (fixture->team);
  record = export_text (fixture, fixture->plan, SLIP_EXPORT_RECORD, 0, NULL);
  draft = export_text (fixture, fixture->plan, SLIP_EXPORT_DRAFT, 0, NULL);
  g_assert_nonnull (strstr (draft, "<release calculated=\"yes\">Renamed since</release>"));
  g_assert_null (strstr (record, "<release calculated=\"yes\">Renamed since</release>"));
  g_assert_nonnull (strstr (record, "<release calculated=\"yes\">Triage</release>"));
}

static char *
dossier_text (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  xmlDoc *dossier =
      slip_approved_dossier (fixture->team->people[PM]->reader, fixture->release, &error);
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
  set (fixture, IRB, fixture->plan, "rollback/minutes", "77");
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
  set (fixture, IRB, fixture->plan, "rollback/minutes", "77");
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
  set (fixture, IRB, fixture->plan, "rollback/minutes", "77");
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
  set (fixture, IRB, fixture->plan, "rollback/minutes", "77");
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
  set (fixture, QA, fixture->plan, "foa/foa_reason", "Another reason than the one that was read.");
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

/* == withdrawal == */

static void
test_a_withdrawal_takes_the_approval_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipSignoff) state = NULL;
  g_autoptr (GPtrArray) withdrawals = NULL;
  g_autofree char *approval = NULL;
  g_autofree char *withdrawal = NULL;
  g_autoptr (GError) error = NULL;

  sign_plan_but_last (fixture);
  team_sync (fixture->team, PM);
  approval = sign_here (fixture, PM, fixture->plan, "project-manager");
  agree (fixture, fixture->plan, "approved");
  g_assert_null (slip_workspace_unsign (fixture->team->people[QA], approval, "not mine",
                                        TEAM_PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  g_assert_null (
      slip_workspace_unsign (fixture->team->people[PM], approval, "wrong key", "wrong", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);
  withdrawal = slip_workspace_unsign (fixture->team->people[PM], approval,
                                      "The budget was\nwithdrawn.", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  g_assert_null (slip_workspace_unsign (fixture->team->people[PM], approval, "twice",
                                        TEAM_PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS);
  g_clear_error (&error);

  agree (fixture, fixture->plan, "approval withdrawn");
  state = signoff (fixture, IRB, fixture->plan);
  g_assert_cmpuint (state->revisions->len, ==, 1);
  g_assert_null (state->approved);
  g_assert_cmpint (slot_state (state, "approval"), ==, SLIP_SLOT_OPEN);
  g_assert_false (find_signature (state, approval)->valid);
  withdrawals = slip_workspace_list_withdrawals (fixture->team->people[IRB], fixture->plan, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (withdrawals->len, ==, 1);
  g_assert_null (((SlipWithdrawalInfo *) g_ptr_array_index (withdrawals, 0))->refused);

  /* The same content, signed again: the same revision is approved again. */
  sign_synced (fixture, PM, fixture->plan, "project-manager");
  agree (fixture, fixture->plan, "approved");
  g_clear_pointer (&state, slip_signoff_free);
  state = signoff (fixture, QA, fixture->plan);
  g_assert_cmpuint (state->revisions->len, ==, 1);
}

static void
test_a_withdrawal_at_the_same_time_keeps_from_approving (Fixture *fixture, gconstpointer data)
{
  g_autofree char *coverage = NULL;
  g_autofree char *withdrawal = NULL;
  g_autofree char *approval = NULL;
  g_autoptr (GError) error = NULL;

  sign_synced (fixture, PM, fixture->plan, "program-manager");
  sign_synced (fixture, IRB, fixture->plan, "operations-manager");
  team_sync (fixture->team, QA);
  coverage = sign_here (fixture, QA, fixture->plan, "qa-lead");
  team_sync (fixture->team, QA);
  sign_synced (fixture, IRB, fixture->plan, "ai-irb-liaison");
  team_settle (fixture->team);
  approval = sign_here (fixture, PM, fixture->plan, "project-manager");
  withdrawal = slip_workspace_unsign (fixture->team->people[QA], coverage, "I had not read it all",
                                      TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  agree (fixture, fixture->plan, "approval withdrawn");
}

/* == who answers a "no" == */

/* Of the lesson, in its slot for any role. */
static char *
sign_author (Fixture *fixture, guint person, const char *lesson, const char *role,
             const char *verdict)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipSigned) done = NULL;

  done = slip_workspace_sign_slot (fixture->team->people[person], lesson, role, "author", verdict,
                                   "As I saw it.", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&done->statement);
}

static char *
import_lesson (Fixture *fixture)
{
  char *lesson = team_import (fixture->team, PM, fixture->release, "lessons-learned-1.xml");
  g_autofree char *petra = team_id (fixture->team, PM);

  set (fixture, PM, lesson, "follow_up/owner", petra);
  team_settle (fixture->team);
  return lesson;
}

static void
test_a_reject_stands_until_its_signer_answers (Fixture *fixture, gconstpointer data)
{
  gboolean withdraw = GPOINTER_TO_INT (data);
  g_autofree char *lesson = import_lesson (fixture);
  g_autofree char *reject = NULL;
  g_autofree char *other = NULL;
  g_autofree char *coverage = NULL;
  g_autofree char *answer = NULL;
  g_autoptr (SlipSignoff) state = NULL;
  g_autoptr (GError) error = NULL;

  reject = sign_author (fixture, PM, lesson, "development-lead", "reject");
  team_settle (fixture->team);
  other = sign_author (fixture, IRB, lesson, "operations-manager", "approve");
  agree (fixture, lesson, "in review");
  state = signoff (fixture, QA, lesson);
  g_assert_cmpint (slot_state (state, "author"), ==, SLIP_SLOT_REJECTED);
  g_assert_true (slip_signoff_stands (state, find_signature (state, reject)));
  g_assert_null (sign (fixture, QA, lesson, "qa-lead", "approve", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);

  answer = withdraw ? slip_workspace_unsign (fixture->team->people[PM], reject, "Answered",
                                             TEAM_PASSPHRASE, &error)
                    : sign_author (fixture, PM, lesson, "development-lead", "approve");
  g_assert_no_error (error);
  team_settle (fixture->team);
  sign_synced (fixture, QA, lesson, "qa-lead");
  sign_synced (fixture, PM, lesson, "program-manager");
  agree (fixture, lesson, "approved");
}

/* Neither knew of the other: the "no" stands, and what was approved over it isn't. */
static void
test_a_reject_at_the_same_time_stands (Fixture *fixture, gconstpointer data)
{
  g_autofree char *lesson = import_lesson (fixture);
  g_autofree char *reject = NULL;
  g_autofree char *approval = NULL;
  g_autofree char *answer = NULL;
  g_autoptr (GError) error = NULL;

  approval = sign_author (fixture, PM, lesson, "development-lead", "approve");
  reject = sign_author (fixture, IRB, lesson, "operations-manager", "reject");
  team_sync (fixture->team, PM);
  sign_synced (fixture, QA, lesson, "qa-lead");
  sign_synced (fixture, PM, lesson, "program-manager");
  team_settle (fixture->team);
  {
    g_autoptr (SlipSignoff) state = signoff (fixture, QA, lesson);

    g_assert_cmpint (slot_state (state, "author"), ==, SLIP_SLOT_REJECTED);
    g_assert_null (state->approved);
  }
  answer = slip_workspace_unsign (fixture->team->people[IRB], reject, "I had read another lesson",
                                  TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  agree (fixture, lesson, "approved");
}

/* An approval by the auditor in the slot for any role, by a program that doesn't ask. */
static gboolean
sign_as_auditor (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  const SlipSignature *model = data;
  g_autofree char *path = slip_workspace_path (self, SLIP_WORKSPACE_SIGNING_KEY);
  g_autoptr (SlipSigningKey) key = slip_signing_key_open (path, TEAM_PASSPHRASE, error);
  g_autoptr (SlipStatement) statement = slip_statement_parse (model->text, error);
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (SlipOp) op = NULL;

  g_assert_nonnull (statement);
  g_strlcpy (statement->person, person, sizeof statement->person);
  memcpy (statement->key, key->public, SLIP_KEY_BYTES);
  slip_statement_set_time (statement, slip_now_ms (), 0);
  g_free (statement->name);
  statement->name = slip_person_name (db, person);
  g_free (statement->sign_off->role);
  statement->sign_off->role = g_strdup ("auditor");
  statement->sign_off->verdict = SLIP_VERDICT_APPROVE;
  if (!slip_statement_write (statement, error))
    return FALSE;
  signature = slip_statement_sign (statement->text, key);
  op = slip_log_do (db, SLIP_OP_STATEMENT, SLIP_UNKNOWN_RECORD_READ_ONLY, model->record, NULL, 0,
                    slip_statement_op_content (statement->text, signature), error);
  return op != NULL;
}

static void
test_an_auditor_signs_nothing (Fixture *fixture, gconstpointer data)
{
  static const char *const auditor[] = { "auditor", NULL };
  g_autofree char *lesson = import_lesson (fixture);
  g_autofree char *irina = team_id (fixture->team, IRB);
  g_autofree char *model = NULL;
  g_autoptr (SlipSignoff) state = NULL;
  g_autoptr (SlipSignoff) after = NULL;
  g_autoptr (GError) error = NULL;
  SlipSignature *forged;

  slip_workspace_change_roles (fixture->team->people[PM], irina, auditor, NULL, "She looks.",
                               TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  g_assert_null (sign (fixture, IRB, lesson, "auditor", "approve", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  model = sign_author (fixture, PM, lesson, "development-lead", "reject");
  team_settle (fixture->team);
  state = signoff (fixture, IRB, lesson);
  slip_workspace_edit (fixture->team->people[IRB], sign_as_auditor, find_signature (state, model),
                       &error);
  g_assert_no_error (error);
  agree (fixture, lesson, "in review");
  after = signoff (fixture, QA, lesson);
  g_assert_cmpuint (after->signatures->len, ==, 2);
  forged = g_ptr_array_index (after->signatures, 1);
  g_assert_cmpstr (forged->role, ==, "auditor");
  g_assert_false (forged->valid);
  g_assert_cmpstr (forged->reason, ==, "the auditor signs nothing");
}

/* == what was seen, what changed == */

static void
assert_digest (GBytes *bytes, const char *expected)
{
  g_autofree char *digest = slip_hash_hex_of (bytes);

  g_assert_cmpstr (digest, ==, expected);
}

static void
test_what_was_seen_is_kept_byte_for_byte (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *other = fixture->team->people[IRB];
  g_autoptr (SlipSignoff) state = NULL;
  g_autofree char *hash = sign_here (fixture, PM, fixture->plan, "program-manager");
  g_autofree char *prefix = g_strndup (hash, 8);
  g_autoptr (GBytes) statement = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GBytes) snapshot = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GError) error = NULL;
  SlipSignature *signature;

  set (fixture, PM, fixture->plan, "scope/purpose", "Quite another purpose.");
  agree (fixture, fixture->plan, "draft");
  state = signoff (fixture, IRB, fixture->plan);
  signature = find_signature (state, hash);
  statement = slip_workspace_seen (other, prefix, SLIP_SEEN_STATEMENT, &error);
  g_assert_no_error (error);
  content = slip_workspace_seen (other, prefix, SLIP_SEEN_CONTENT, &error);
  g_assert_no_error (error);
  snapshot = slip_workspace_seen (other, prefix, SLIP_SEEN_SNAPSHOT, &error);
  g_assert_no_error (error);
  assert_digest (statement, hash);
  assert_digest (content, signature->content);
  assert_digest (snapshot, signature->snapshot);
  g_assert_null (g_strstr_len (g_bytes_get_data (snapshot, NULL), g_bytes_get_size (snapshot),
                               "Quite another purpose"));

  changes = slip_workspace_changed (other, prefix, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (changes->len, ==, 1);
  g_assert_cmpstr (((SlipFieldChange *) g_ptr_array_index (changes, 0))->path, ==, "scope/purpose");
  g_assert_null (slip_workspace_seen (other, "abc", SLIP_SEEN_CONTENT, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
}

static void
test_signing_again_tells_what_changed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = sign_here (fixture, PM, fixture->plan, "program-manager");
  g_autofree char *since = NULL;
  g_autofree char *second = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (SlipSignoff) state = NULL;
  g_autoptr (GError) error = NULL;

  set (fixture, PM, fixture->plan, "scope/purpose", "Quite another purpose.");
  changes = slip_workspace_sign_preview (fixture->team->people[PM], fixture->plan,
                                         "program-manager", NULL, &since, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (since, ==, first);
  g_assert_cmpuint (changes->len, ==, 1);
  second = sign_here (fixture, PM, fixture->plan, "program-manager");
  state = signoff (fixture, PM, fixture->plan);
  g_assert_cmpint (slot_state (state, "resources"), ==, SLIP_SLOT_APPROVED);
}

/* == proposals == */

static gboolean
shows (Fixture *fixture, guint person, const char *document, const char *text)
{
  g_autoptr (GBytes) bytes = slip_workspace_show (fixture->team->people[person], document, NULL);

  return g_strstr_len (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text) != NULL;
}

static void
test_who_does_not_fill_it_proposes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipSignoff) state = NULL;
  g_autofree char *approved = NULL;

  approve_procedure (fixture);
  set (fixture, QA, fixture->procedure, "backup_and_rollback/backup", "Twice a day.");
  agree (fixture, fixture->procedure, "approved");
  state = signoff (fixture, PM, fixture->procedure);
  g_assert_cmpuint (state->proposals->len, ==, 1);
  for (guint i = 0; i < 3; i++)
    g_assert_true (
        shows (fixture, i, fixture->procedure, "proposed=\"Twice a day.\" by=\"Quentin Adeyemi\""));
  approved = export_text (fixture, fixture->procedure, SLIP_EXPORT_RECORD, 0, NULL);
  g_assert_null (strstr (approved, "Twice a day."));

  /* The same again is no second one, and the newest of a person's stands. */
  set (fixture, QA, fixture->procedure, "backup_and_rollback/backup", "Twice a day.");
  set (fixture, QA, fixture->procedure, "backup_and_rollback/backup", "Thrice a day.");
  g_clear_pointer (&state, slip_signoff_free);
  state = signoff (fixture, QA, fixture->procedure);
  g_assert_cmpuint (state->proposals->len, ==, 1);
}

static void
test_who_fills_it_answers_by_setting_it (Fixture *fixture, gconstpointer data)
{
  set (fixture, QA, fixture->procedure, "backup_and_rollback/backup", "Twice a day.");
  set (fixture, IRB, fixture->procedure, "backup_and_rollback/backup", "Never.");
  team_settle (fixture->team);
  set (fixture, PM, fixture->procedure, "backup_and_rollback/backup", "Every night.");
  agree (fixture, fixture->procedure, "draft");
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (shows (fixture, i, fixture->procedure, "Every night."));
      g_assert_false (shows (fixture, i, fixture->procedure, "proposed="));
    }
}

static void
test_an_answer_without_a_change_is_one (Fixture *fixture, gconstpointer data)
{
  set (fixture, PM, fixture->procedure, "backup_and_rollback/backup", "Every night.");
  team_settle (fixture->team);
  set (fixture, QA, fixture->procedure, "backup_and_rollback/backup", "Twice a day.");
  team_settle (fixture->team);
  set (fixture, PM, fixture->procedure, "backup_and_rollback/backup", "Every night.");
  agree (fixture, fixture->procedure, "draft");
  g_assert_false (shows (fixture, QA, fixture->procedure, "proposed="));
}

static void
test_a_proposal_that_was_not_seen_still_waits (Fixture *fixture, gconstpointer data)
{
  set (fixture, QA, fixture->procedure, "backup_and_rollback/backup", "Twice a day.");
  set (fixture, PM, fixture->procedure, "backup_and_rollback/backup", "Every night.");
  agree (fixture, fixture->procedure, "draft");
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (shows (fixture, i, fixture->procedure, ">Every night.<"));
      g_assert_true (shows (fixture, i, fixture->procedure, "proposed=\"Twice a day.\""));
    }
}

static void
test_a_revise_takes_proposals_up (Fixture *fixture, gconstpointer data)
{
  guint taken_up = 0;

  approve_procedure (fixture);
  set (fixture, QA, fixture->procedure, "backup_and_rollback/backup", "Twice a day.");
  team_settle (fixture->team);
  g_assert_cmpuint (revise (fixture, PM, fixture->procedure, &taken_up), ==, 2);
  g_assert_cmpuint (taken_up, ==, 1);
  agree (fixture, fixture->procedure, "in revision");
  g_assert_true (shows (fixture, IRB, fixture->procedure, ">Twice a day.<"));
  g_assert_false (shows (fixture, IRB, fixture->procedure, "proposed="));
}

static void
test_proposals_for_a_draft_are_taken_up_too (Fixture *fixture, gconstpointer data)
{
  guint taken_up = 0;

  set (fixture, QA, fixture->procedure, "backup_and_rollback/backup", "Twice a day.");
  team_settle (fixture->team);
  g_assert_cmpuint (revise (fixture, PM, fixture->procedure, &taken_up), ==, 1);
  g_assert_cmpuint (taken_up, ==, 1);
  agree (fixture, fixture->procedure, "draft");
  g_assert_true (shows (fixture, IRB, fixture->procedure, ">Twice a day.<"));
}

static void
test_rows_are_for_those_who_fill_the_table (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *qa = fixture->team->people[QA];
  g_autofree char *row =
      slip_workspace_add_row (fixture->team->people[PM], fixture->procedure, "steps", NULL);
  g_autofree char *review = NULL;
  g_autoptr (GError) error = NULL;

  team_settle (fixture->team);
  g_assert_null (slip_workspace_add_row (qa, fixture->procedure, "steps", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_assert_nonnull (strstr (error->message, "development-lead"));
  g_clear_error (&error);
  g_assert_false (slip_workspace_delete_row (qa, fixture->procedure, row, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  review = slip_workspace_add_row (qa, fixture->procedure, "document_review", &error);
  g_assert_no_error (error);
}

static void
test_administrators_are_no_exception (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipSignoff) state = NULL;

  /* The founder administers, but doesn't fill the operations review. */
  set (fixture, PM, fixture->procedure, "operations_review/comment", "All fine.");
  state = signoff (fixture, PM, fixture->procedure);
  g_assert_cmpuint (state->proposals->len, ==, 1);
}

static void
test_an_import_proposes_field_by_field (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = team_path (fixture->team, "change.xml");
  g_autofree char *text = g_strdup_printf (
      "<installation-procedure id=\"%s\"><backup_and_rollback><backup>Twice a day.</backup>"
      "</backup_and_rollback></installation-procedure>",
      fixture->procedure);
  g_autofree char *id = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  id = slip_workspace_import (fixture->team->people[QA], fixture->release, file, &error);
  g_assert_no_error (error);
  g_assert_true (shows (fixture, QA, fixture->procedure, "proposed=\"Twice a day.\""));

  g_free (text);
  text = g_strdup_printf ("<installation-procedure id=\"%s\"><steps><step/></steps>"
                          "</installation-procedure>",
                          fixture->procedure);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  g_assert_null (slip_workspace_import (fixture->team->people[QA], fixture->release, file, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
}

/* == deputies, forged withdrawals, kept rows == */

static void
test_a_deputy_signs_for_the_holder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *deputy = slip_workspace_get_info (fixture->team->people[QA], "person", NULL);
  g_autofree char *holder = slip_workspace_get_info (fixture->team->people[PM], "person", NULL);
  g_autoptr (SlipSignoff) state = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (sign (fixture, QA, fixture->plan, "program-manager", "approve", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  slip_workspace_name_deputy (fixture->team->people[PM], "program-manager", deputy,
                              G_GINT64_CONSTANT (4070908800000), TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  hash = sign_here (fixture, QA, fixture->plan, "program-manager");
  agree (fixture, fixture->plan, "in review");
  state = signoff (fixture, IRB, fixture->plan);
  g_assert_true (find_signature (state, hash)->valid);
  g_assert_cmpstr (find_signature (state, hash)->holder, ==, holder);
}

typedef struct
{
  const char *record;
  const char *sign_off;
} Forgery;

/* A withdrawal of somebody else's sign-off, well signed by its forger. */
static gboolean
forge_withdrawal (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Forgery *forgery = data;
  g_autofree char *path = slip_workspace_path (self, SLIP_WORKSPACE_SIGNING_KEY);
  g_autoptr (SlipSigningKey) key = slip_signing_key_open (path, TEAM_PASSPHRASE, error);
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  g_autofree char *workspace = slip_meta_get (db, SLIP_META_WORKSPACE);
  g_autoptr (SlipStatement) statement = slip_statement_new (SLIP_STATEMENT_WITHDRAWAL);
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (SlipOp) op = NULL;

  g_strlcpy (statement->workspace, workspace, sizeof statement->workspace);
  g_strlcpy (statement->person, person, sizeof statement->person);
  statement->name = slip_person_name (db, person);
  memcpy (statement->key, key->public, SLIP_KEY_BYTES);
  slip_statement_set_time (statement, g_get_real_time () / 1000, 0);
  g_strlcpy (statement->withdrawal->record, forgery->record, sizeof statement->withdrawal->record);
  g_strlcpy (statement->withdrawal->sign_off, forgery->sign_off,
             sizeof statement->withdrawal->sign_off);
  statement->withdrawal->reason = g_strdup ("I don't like it");
  if (!slip_statement_write (statement, error))
    return FALSE;
  signature = slip_statement_sign (statement->text, key);
  op = slip_log_do (db, SLIP_OP_STATEMENT, SLIP_UNKNOWN_RECORD_READ_ONLY, forgery->record, NULL, 0,
                    slip_statement_op_content (statement->text, signature), error);
  return op != NULL;
}

static void
test_a_withdrawal_by_another_person_does_not_count (Fixture *fixture, gconstpointer data)
{
  g_autofree char *approval = NULL;
  g_autoptr (GPtrArray) withdrawals = NULL;
  g_autoptr (GError) error = NULL;
  Forgery forgery;

  sign_plan_but_last (fixture);
  team_sync (fixture->team, PM);
  approval = sign_here (fixture, PM, fixture->plan, "project-manager");
  team_settle (fixture->team);
  forgery = (Forgery){ fixture->plan, approval };
  slip_workspace_edit (fixture->team->people[QA], forge_withdrawal, &forgery, &error);
  g_assert_no_error (error);
  agree (fixture, fixture->plan, "approved");
  withdrawals = slip_workspace_list_withdrawals (fixture->team->people[IRB], fixture->plan, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (withdrawals->len, ==, 1);
  g_assert_nonnull (((SlipWithdrawalInfo *) g_ptr_array_index (withdrawals, 0))->refused);
}

static void
test_an_executed_attempt_stays_as_it_was (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *qa = fixture->team->people[QA];
  g_autofree char *uat =
      slip_workspace_new_document (qa, fixture->release, "uat-checklist", NULL, NULL);
  g_autofree char *item = slip_workspace_add_row (qa, uat, "items", NULL);
  g_autofree char *table = g_strdup_printf ("items/%s/attempts", item);
  g_autofree char *attempt = slip_workspace_add_row (qa, uat, table, NULL);
  g_autofree char *status = g_strdup_printf ("%s/%s/status", table, attempt);
  g_autofree char *actual = g_strdup_printf ("%s/%s/actual", table, attempt);
  g_autoptr (GError) error = NULL;

  set (fixture, QA, uat, status, "not-run");
  set (fixture, QA, uat, status, "fail");
  set (fixture, QA, uat, actual, "It said no."); /* what was left empty may be filled in */
  g_assert_false (slip_workspace_set_field (qa, uat, status, "pass", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  g_assert_false (slip_workspace_set_field (qa, uat, actual, "It said yes.", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  g_assert_false (slip_workspace_delete_row (qa, uat, attempt, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  g_assert_false (slip_workspace_delete_row (qa, uat, item, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
}

/* == speed == */

/* Seconds of work of this thread: what else the machine does at the time is no part of it. */
static double
work (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

/* The least of several tries. */
static double
time_signoff (Fixture *fixture, guint signatures)
{
  double least = G_MAXDOUBLE;

  for (guint i = 0; i < 10; i++)
    {
      double start = work ();
      g_autoptr (SlipSignoff) state = signoff (fixture, PM, fixture->plan);

      least = MIN (least, work () - start);
      g_assert_cmpuint (state->signatures->len, ==, signatures);
    }
  return least;
}

/* What one signature costs must not grow with those that are there. */
static void
test_fifty_signatures_are_judged_quickly (Fixture *fixture, gconstpointer data)
{
  double ten = 0, fifty;

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *value = g_strdup_printf ("Purpose number %u.", i);
      g_autofree char *hash = NULL;

      set (fixture, PM, fixture->plan, "scope/purpose", value);
      hash = sign_here (fixture, PM, fixture->plan, "program-manager");
      if (i + 1 == 10)
        ten = time_signoff (fixture, 10);
    }
  fifty = time_signoff (fixture, 50);
  g_test_message ("10 signatures in %.1f ms, 50 in %.1f ms", ten * 1000, fifty * 1000);
  g_assert_cmpfloat (fifty, <, ten * 10);
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

#define ADD(name, function, data)                                                                  \
  g_test_add ("/workspace/revisions/" name, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
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
  ADD ("withdrawal", test_a_withdrawal_takes_the_approval_back, NULL);
  ADD ("withdrawal-at-once", test_a_withdrawal_at_the_same_time_keeps_from_approving, NULL);
  ADD ("reject-answered", test_a_reject_stands_until_its_signer_answers, GINT_TO_POINTER (FALSE));
  ADD ("reject-withdrawn", test_a_reject_stands_until_its_signer_answers, GINT_TO_POINTER (TRUE));
  ADD ("reject-at-once", test_a_reject_at_the_same_time_stands, NULL);
  ADD ("auditor", test_an_auditor_signs_nothing, NULL);
  ADD ("seen", test_what_was_seen_is_kept_byte_for_byte, NULL);
  ADD ("signing-again", test_signing_again_tells_what_changed, NULL);
  ADD ("proposal", test_who_does_not_fill_it_proposes, NULL);
  ADD ("proposal-answered", test_who_fills_it_answers_by_setting_it, NULL);
  ADD ("proposal-declined", test_an_answer_without_a_change_is_one, NULL);
  ADD ("proposal-unseen", test_a_proposal_that_was_not_seen_still_waits, NULL);
  ADD ("proposal-taken-up", test_a_revise_takes_proposals_up, NULL);
  ADD ("proposal-for-a-draft", test_proposals_for_a_draft_are_taken_up_too, NULL);
  ADD ("rows", test_rows_are_for_those_who_fill_the_table, NULL);
  ADD ("administrators", test_administrators_are_no_exception, NULL);
  ADD ("import", test_an_import_proposes_field_by_field, NULL);
  ADD ("deputy", test_a_deputy_signs_for_the_holder, NULL);
  ADD ("forged-withdrawal", test_a_withdrawal_by_another_person_does_not_count, NULL);
  ADD ("kept-attempt", test_an_executed_attempt_stays_as_it_was, NULL);
  ADD ("speed", test_fifty_signatures_are_judged_quickly, NULL);
  return g_test_run ();
}
