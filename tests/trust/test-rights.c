/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a sign-off is worth when rights were taken away or lent: what came before still counts, late work that was honest
 * can be endorsed. */

#include <string.h>

#include "signature-fixture.h"

static guint64
newest_clock (Fixture *fixture)
{
  return slip_database_get_int (fixture->db, 0, "SELECT max (clock) FROM statement", "");
}

/* Puts a roster statement of Ada's after all that counts. */
static char *
put_roster (Fixture *fixture, SlipStatement *statement)
{
  char *hash;

  g_strfreev (statement->after);
  statement->after = slip_roster_tips (fixture->db, NULL);
  hash = put_statement (fixture->db, statement, fixture->ada);
  g_assert_true (slip_roster_fold (fixture->db, NULL));
  slip_statement_unref (statement);
  return hash;
}

/* Ada takes Bo's role away; what came in the frames up to @last of the replica still counts. */
static char *
withdraw_role (Fixture *fixture, guint64 last)
{
  SlipStatement *statement = make_statement (SLIP_STATEMENT_ROLES, fixture->genesis, fixture->ada);

  g_strlcpy (statement->roles->person, fixture->bo->person, sizeof statement->roles->person);
  statement->roles->withdraw = g_strdupv ((char **) qa_lead);
  statement->roles->reason = g_strdup ("moved on");
  if (last > 0)
    slip_statement_add_last (statement, fixture->ada->replica, last,
                             "00000000000000000000000000000000000000000000000000000000000000aa");
  return put_roster (fixture, statement);
}

/* All statements of these tests stand in the log of one replica; their frames are what the test says. */
static char *
sign_in_frame (Fixture *fixture, guint64 seq)
{
  g_autoptr (SlipStatement) statement =
      make_sign_off (fixture->genesis, fixture->bo, fixture->record, "qa-lead");
  char *hash = put_statement (fixture->db, statement, fixture->bo);

  g_assert_true (slip_database_run (
      fixture->db, NULL, "UPDATE statement SET seq = ? WHERE hash = ?", "is", seq, hash));
  return hash;
}

/* An endorsement would change nothing; who tries it is told so. */
static void
assert_not_endorsable (Fixture *fixture, const char *hash)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (slip_roster_endorse_sign_off (fixture->db, hash, "why not", fixture->ada->person,
                                               fixture->ada->signing, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
}

static void
test_role_withdrawn (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hash = sign_in_frame (fixture, 7);
  g_autofree char *withdrawal = withdraw_role (fixture, 7);

  assert_good (fixture, NULL);
  g_assert_false (slip_roster_holds (fixture->db, fixture->bo->person, "qa-lead"));
  g_assert_true (
      slip_roster_held (fixture->db, fixture->bo->person, "qa-lead", fixture->ada->replica, 7));
  g_assert_false (
      slip_roster_held (fixture->db, fixture->bo->person, "qa-lead", fixture->ada->replica, 8));
}

/* Whatever time it claims: it came after the last frame that counts. */
static void
test_role_withdrawn_before (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hash = sign_in_frame (fixture, 8);
  g_autofree char *withdrawal = withdraw_role (fixture, 7);

  assert_late (fixture, "the role qa-lead was withdrawn");
}

static void
endorse (Fixture *fixture, const char *hash)
{
  g_autoptr (GError) error = NULL;
  SlipStatement *statement = slip_roster_endorse_sign_off (
      fixture->db, hash, "she was on a train", fixture->ada->person, fixture->ada->signing, &error);
  g_autofree char *endorsement = NULL;

  g_assert_no_error (error);
  endorsement = put_roster (fixture, statement);
  assert_good (fixture, endorsement);
}

static void
test_endorsed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hash = sign_in_frame (fixture, 8);
  g_autofree char *withdrawal = withdraw_role (fixture, 7);

  endorse (fixture, hash);
}

/* A removal that was seen needn't have had effect yet, so even that accuses nobody. */
static void
test_knew (Fixture *fixture, gconstpointer data)
{
  g_autofree char *withdrawal = withdraw_role (fixture, 7);
  g_autoptr (SlipStatement) statement =
      make_sign_off (fixture->genesis, fixture->bo, fixture->record, "qa-lead");
  g_autofree char *hash = NULL;

  slip_statement_add_seen (statement, fixture->ada->replica, newest_clock (fixture));
  hash = put_statement (fixture->db, statement, fixture->bo);
  assert_late (fixture, "was withdrawn");
}

/* Bo is revoked; what he sent in frames up to 7 counts. Returns the hash of the revocation. */
static char *
revoke_bo (Fixture *fixture)
{
  SlipStatement *statement =
      make_statement (SLIP_STATEMENT_REVOCATION, fixture->genesis, fixture->ada);

  g_strlcpy (statement->revocation->person, fixture->bo->person,
             sizeof statement->revocation->person);
  statement->revocation->reason = g_strdup ("left");
  slip_statement_add_last (statement, fixture->ada->replica, 7,
                           "00000000000000000000000000000000000000000000000000000000000000aa");
  return put_roster (fixture, statement);
}

static char *
endorse_frames (Fixture *fixture, guint64 first, guint64 last, const char *frame)
{
  SlipStatement *statement =
      make_statement (SLIP_STATEMENT_ENDORSEMENT, fixture->genesis, fixture->ada);

  g_strlcpy (statement->endorsement->replica, fixture->ada->replica,
             sizeof statement->endorsement->replica);
  statement->endorsement->first = first;
  statement->endorsement->last = last;
  g_strlcpy (statement->endorsement->frame, frame, sizeof statement->endorsement->frame);
  statement->endorsement->reason = g_strdup ("honest");
  return put_roster (fixture, statement);
}

static void
test_revoked (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hash = sign_in_frame (fixture, 8);
  g_autofree char *device = slip_key_to_hex (fixture->bo->device->public);
  g_autofree char *revocation = revoke_bo (fixture);
  g_autofree char *endorsement = NULL;

  assert_late (fixture, "its key was revoked");
  g_assert_true (slip_roster_frame_counts (fixture->db, device, fixture->ada->replica, 7));
  g_assert_false (slip_roster_frame_counts (fixture->db, device, fixture->ada->replica, 8));
  g_assert_false (slip_roster_frame_counts (fixture->db, device, fixture->bo->replica, 1));

  endorsement = endorse_frames (fixture, 8, 8, revocation);
  assert_good (fixture, endorsement);
  g_assert_true (slip_roster_frame_counts (fixture->db, device, fixture->ada->replica, 8));
  g_assert_false (slip_roster_frame_counts (fixture->db, device, fixture->ada->replica, 9));
}

/* Only the frames that an endorsement names are endorsed, none before and none after them. */
static void
test_beside_an_endorsement (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hash = sign_in_frame (fixture, 10);
  g_autofree char *revocation = revoke_bo (fixture);
  g_autofree char *before = endorse_frames (fixture, 8, 9, revocation);
  g_autofree char *after = endorse_frames (fixture, 11, 12, revocation);
  g_autofree char *fitting = NULL;

  assert_late (fixture, "its key was revoked");
  fitting = endorse_frames (fixture, 10, 10, revocation);
  assert_good (fixture, fitting);
}

static void
test_taken_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hash = sign_in_frame (fixture, 3);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipStatement) withdrawal =
      slip_withdrawal_new (fixture->db, fixture->record, hash, "I read the wrong plan",
                           fixture->bo->person, "Bo", fixture->bo->signing, &error);
  g_autoptr (SlipSignature) signature = NULL;
  g_autofree char *by = NULL;

  g_assert_no_error (error);
  g_assert_null (slip_withdrawal_new (fixture->db, fixture->record, hash, "No",
                                      fixture->ada->person, "Ada", fixture->ada->signing, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  by = put_statement (fixture->db, withdrawal, fixture->bo);
  signature = only_signature (fixture);
  g_assert_false (signature->valid);
  g_assert_nonnull (strstr (signature->reason, "took it back: I read the wrong plan"));
  g_assert_cmpint (signature->withdrawn->time_ms, ==, withdrawal->time_ms);
  slip_signature_verify_all (fixture->db, NULL, &error);
  g_assert_no_error (error);
}

/* Another person's withdrawal takes nothing back. */
static void
test_not_taken_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hash = sign_in_frame (fixture, 3);
  g_autoptr (SlipStatement) forged =
      make_statement (SLIP_STATEMENT_WITHDRAWAL, fixture->genesis, fixture->ada);
  g_autofree char *by = NULL;

  g_strlcpy (forged->withdrawal->record, fixture->record, sizeof forged->withdrawal->record);
  g_strlcpy (forged->withdrawal->sign_off, hash, sizeof forged->withdrawal->sign_off);
  forged->withdrawal->reason = g_strdup ("No");
  by = put_statement (fixture->db, forged, fixture->ada);
  assert_good (fixture, NULL);
}

/* Bo names Ada as deputy for his role; both times are after the genesis. */
static void
name_deputy (Fixture *fixture, gint64 at_ms, gint64 until_ms)
{
  g_autoptr (SlipStatement) deputy =
      make_statement (SLIP_STATEMENT_DEPUTY, fixture->genesis, fixture->bo);
  g_autofree char *hash = NULL;

  deputy->after = slip_roster_tips (fixture->db, NULL);
  g_strlcpy (deputy->deputy->person, fixture->ada->person, sizeof deputy->deputy->person);
  deputy->deputy->role = g_strdup ("qa-lead");
  slip_statement_set_time (deputy, fixture->genesis->time_ms + at_ms, 60);
  slip_statement_set_until (deputy, fixture->genesis->time_ms + until_ms, 60);
  hash = put_statement (fixture->db, deputy, fixture->bo);
  g_assert_true (slip_roster_fold (fixture->db, NULL));
}

/* Ada is deputy for an hour. */
static SlipStatement *
sign_as_deputy (Fixture *fixture, gint64 after_ms)
{
  SlipStatement *statement;

  name_deputy (fixture, 0, 3600000);
  statement = make_sign_off (fixture->genesis, fixture->ada, fixture->record, "qa-lead");
  slip_statement_set_time (statement, fixture->genesis->time_ms + after_ms, 60);
  return statement;
}

static void
test_deputy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement = sign_as_deputy (fixture, 1800000);
  g_autofree char *hash = put_statement (fixture->db, statement, fixture->ada);
  g_autoptr (SlipSignature) signature = only_signature (fixture);

  g_assert_cmpstr (signature->reason, ==, NULL);
  g_assert_true (signature->valid);
  g_assert_cmpstr (signature->holder, ==, fixture->bo->person);
}

static void
test_deputy_over (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement = sign_as_deputy (fixture, 7200000);
  g_autofree char *hash = put_statement (fixture->db, statement, fixture->ada);

  assert_late (fixture, "was a deputy only until");
  assert_not_endorsable (fixture, hash);
}

/* Bo shortens the time; Ada, who hasn't heard of it, signs. */
static void
test_deputy_shortened (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement = sign_as_deputy (fixture, 1800000);
  g_autofree char *hash = put_statement (fixture->db, statement, fixture->ada);
  g_autoptr (SlipSignature) signature = NULL;

  name_deputy (fixture, 1200000, 600000);
  assert_late (fixture, "an administrator can endorse it");
  assert_late (fixture, "was a deputy only until");
  endorse (fixture, hash);
  signature = only_signature (fixture);
  g_assert_cmpstr (signature->holder, ==, fixture->bo->person);
  assert_not_endorsable (fixture, hash);
}

/* A deputy's counts no longer than the holder's would, and is endorsed like it. */
static void
test_deputy_of_former_holder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement = sign_as_deputy (fixture, 1800000);
  g_autofree char *hash = put_statement (fixture->db, statement, fixture->ada);
  g_autofree char *withdrawal = withdraw_role (fixture, 0);

  assert_late (fixture, "the role qa-lead was withdrawn");
  endorse (fixture, hash);
}

/* Who signed as a deputy named by somebody who was losing the role at that time was honest. */
static void
test_deputy_struck (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) tips = slip_roster_tips (fixture->db, NULL);
  g_autoptr (SlipStatement) statement = sign_as_deputy (fixture, 1800000);
  g_autofree char *hash = put_statement (fixture->db, statement, fixture->ada);
  SlipStatement *taken = make_statement (SLIP_STATEMENT_ROLES, fixture->genesis, fixture->ada);
  g_autofree char *withdrawal = NULL;

  g_strlcpy (taken->roles->person, fixture->bo->person, sizeof taken->roles->person);
  taken->roles->withdraw = g_strdupv ((char **) qa_lead);
  taken->roles->reason = g_strdup ("moved on");
  taken->after = g_steal_pointer (&tips);
  withdrawal = put_statement (fixture->db, taken, fixture->ada);
  slip_statement_unref (taken);
  g_assert_true (slip_roster_fold (fixture->db, NULL));
  assert_late (fixture, "doesn't hold the role qa-lead");
  assert_not_endorsable (fixture, hash);
}

/* Cy is admitted by Bo, whose own right is struck: neither pretended. */
static void
test_admission_struck (Fixture *fixture, gconstpointer data)
{
  static const char *const admin[] = { SLIP_ROLE_ADMINISTRATOR, NULL };
  SlipStatement *grant = make_statement (SLIP_STATEMENT_ROLES, fixture->genesis, fixture->ada);
  SlipStatement *revocation =
      make_statement (SLIP_STATEMENT_REVOCATION, fixture->genesis, fixture->ada);
  g_autoptr (SlipStatement) admission =
      make_admission (fixture->genesis, fixture->bo, fixture->eve, qa_lead, NULL);
  g_autoptr (SlipStatement) statement =
      make_sign_off (fixture->genesis, fixture->eve, fixture->record, "qa-lead");
  g_autofree char *granted = NULL;
  g_autofree char *admitted = NULL;
  g_autofree char *revoked = NULL;
  g_autofree char *hash = NULL;
  GStrv tips;

  g_strlcpy (grant->roles->person, fixture->bo->person, sizeof grant->roles->person);
  grant->roles->grant = g_strdupv ((char **) admin);
  grant->roles->reason = g_strdup ("she helps");
  granted = put_roster (fixture, grant);
  tips = slip_roster_tips (fixture->db, NULL);
  admission->after = g_strdupv (tips);
  admitted = put_statement (fixture->db, admission, fixture->bo);
  g_assert_true (slip_roster_fold (fixture->db, NULL));
  hash = put_statement (fixture->db, statement, fixture->eve);
  assert_good (fixture, NULL);

  g_strlcpy (revocation->revocation->person, fixture->bo->person,
             sizeof revocation->revocation->person);
  revocation->revocation->reason = g_strdup ("left");
  revocation->after = tips;
  revoked = put_statement (fixture->db, revocation, fixture->ada);
  slip_statement_unref (revocation);
  g_assert_true (slip_roster_fold (fixture->db, NULL));
  assert_late (fixture, "its key was never admitted");
}

/* The claimed time is good, but the signer had seen what Bo did much later. */
static void
test_deputy_back_dated (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement = sign_as_deputy (fixture, 1800000);
  gint64 late = fixture->genesis->time_ms + 7200000;
  g_autoptr (GError) error = NULL;
  SlipClock clock = slip_clock_tick (0, late);
  g_autoptr (GBytes) rubbish = make_rubbish ();
  g_autoptr (SlipOp) op = slip_op_new (fixture->bo->replica, clock, late, 60, fixture->bo->person,
                                       SLIP_OP_STATEMENT, SLIP_UNKNOWN_IGNORE, "", NULL, 0,
                                       slip_statement_op_content (rubbish, rubbish), &error);
  g_autofree char *hash = NULL;
  g_autoptr (SlipSignature) signature = NULL;

  g_assert_no_error (error);
  g_assert_true (slip_database_run (
      fixture->db, NULL,
      "INSERT INTO op (replica, clock, seq, record, person, kind, bytes) VALUES (?, ?, 1, '', ?, "
      "'statement', ?)",
      "sisb", fixture->bo->replica, (gint64) clock, fixture->bo->person, op->bytes));
  slip_statement_add_seen (statement, fixture->bo->replica, clock);
  hash = put_statement (fixture->db, statement, fixture->ada);
  signature = only_signature (fixture);
  g_assert_cmpint (signature->not_before_ms, ==, late);
  assert_late (fixture, "the log proves that it was signed after");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/trust/rights/up-to-the-last-frame-a-withdrawn-role-counts", test_role_withdrawn);
  ADD ("/trust/rights/after-the-last-frame-it-does-not", test_role_withdrawn_before);
  ADD ("/trust/rights/honest-late-work-is-endorsed", test_endorsed);
  ADD ("/trust/rights/who-had-seen-the-withdrawal-does-not-count", test_knew);
  ADD ("/trust/rights/a-revoked-person-s-count-up-to-the-last-frame", test_revoked);
  ADD ("/trust/rights/what-an-endorsement-does-not-name-stays-out", test_beside_an_endorsement);
  ADD ("/trust/rights/a-signer-takes-it-back", test_taken_back);
  ADD ("/trust/rights/nobody-else-takes-it-back", test_not_taken_back);
  ADD ("/trust/rights/a-deputy-signs-for-the-holder", test_deputy);
  ADD ("/trust/rights/not-when-the-deputy-s-time-is-over", test_deputy_over);
  ADD ("/trust/rights/a-deputy-who-had-not-heard-of-it-is-endorsed", test_deputy_shortened);
  ADD ("/trust/rights/a-deputy-of-a-former-holder-is-endorsed", test_deputy_of_former_holder);
  ADD ("/trust/rights/a-deputy-named-by-a-former-holder-is-not-accused", test_deputy_struck);
  ADD ("/trust/rights/who-was-admitted-in-vain-is-not-accused", test_admission_struck);
  ADD ("/trust/rights/not-when-the-log-proves-a-later-time", test_deputy_back_dated);
#undef ADD
  return g_test_run ();
}
