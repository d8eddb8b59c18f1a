/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a signature is worth: who may give it and take it back, that a "no" stands until its signer answers, and that what
 * was seen is kept byte for byte. */

#include <string.h>

#include "core/slip-hash.h"
#include "slip-test-fixture.h"
#include "store/slip-log.h"
#include "workspace/slip-workspace-private.h"

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
set_clock (gint64 ms)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, ms);

  g_setenv ("SOURCE_DATE_MS", text, TRUE);
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
  /* Neither has seen the other: the clocks tell which came first. */
  set_clock (g_get_real_time () / 1000 + 10000);
  approval = sign_here (fixture, PM, fixture->plan, "project-manager");
  set_clock (g_get_real_time () / 1000 + 20000);
  withdrawal = slip_workspace_unsign (fixture->team->people[QA], coverage, "I had not read it all",
                                      TEAM_PASSPHRASE, &error);
  g_unsetenv ("SOURCE_DATE_MS");
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

  set_in (fixture, PM, lesson, "follow_up/owner", petra);
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
  g_free (statement->role);
  statement->role = g_strdup ("auditor");
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

  set (fixture, PM, "scope/purpose", "Quite another purpose.");
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

  set (fixture, PM, "scope/purpose", "Quite another purpose.");
  changes = slip_workspace_sign_preview (fixture->team->people[PM], fixture->plan,
                                         "program-manager", NULL, &since, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (since, ==, first);
  g_assert_cmpuint (changes->len, ==, 1);
  second = sign_here (fixture, PM, fixture->plan, "program-manager");
  state = signoff (fixture, PM, fixture->plan);
  g_assert_cmpint (slot_state (state, "resources"), ==, SLIP_SLOT_APPROVED);
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

      set (fixture, PM, "scope/purpose", value);
      hash = sign_here (fixture, PM, fixture->plan, "program-manager");
      if (i + 1 == 10)
        ten = time_signoff (fixture, 10);
    }
  fifty = time_signoff (fixture, 50);
  g_test_message ("10 signatures in %.1f ms, 50 in %.1f ms", ten * 1000, fifty * 1000);
  g_assert_cmpfloat (fifty, <, ten * 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function, data)                                                                  \
  g_test_add ("/signing/" name, Fixture, data, set_up, function, tear_down)
  ADD ("withdrawal", test_a_withdrawal_takes_the_approval_back, NULL);
  ADD ("withdrawal-at-once", test_a_withdrawal_at_the_same_time_keeps_from_approving, NULL);
  ADD ("reject-answered", test_a_reject_stands_until_its_signer_answers, GINT_TO_POINTER (FALSE));
  ADD ("reject-withdrawn", test_a_reject_stands_until_its_signer_answers, GINT_TO_POINTER (TRUE));
  ADD ("reject-at-once", test_a_reject_at_the_same_time_stands, NULL);
  ADD ("auditor", test_an_auditor_signs_nothing, NULL);
  ADD ("seen", test_what_was_seen_is_kept_byte_for_byte, NULL);
  ADD ("signing-again", test_signing_again_tells_what_changed, NULL);
  ADD ("deputy", test_a_deputy_signs_for_the_holder, NULL);
  ADD ("forged-withdrawal", test_a_withdrawal_by_another_person_does_not_count, NULL);
  ADD ("speed", test_fifty_signatures_are_judged_quickly, NULL);
#undef ADD
  return g_test_run ();
}
