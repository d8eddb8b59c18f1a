/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A sign-off holds only for its bytes, its key, its person, its role and its record; verify names the first
 * one that doesn't. */

#include "trust-fixture.h"

#include "trust/slip-signature.h"

#include <string.h>

static const char *const roles[] = { "qa-lead", NULL };

typedef struct
{
  GRand *random;
  Actor *ada;
  Actor *bo;
  Actor *eve;
  SlipGenesis *genesis;
  SlipDatabase *db;
  char *record;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) admission = NULL;
  g_autofree char *hash = NULL;

  fixture->random = g_rand_new_with_seed (5);
  fixture->ada = actor_new (fixture->random, "Ada");
  fixture->bo = actor_new (fixture->random, "Bo");
  fixture->eve = actor_new (fixture->random, "Eve");
  fixture->genesis = make_genesis (fixture->ada);
  fixture->db = make_workspace (fixture->genesis, fixture->ada);
  fixture->record = slip_id_new ();
  admission = make_admission (fixture->genesis, fixture->ada, fixture->bo, roles, NULL);
  hash = put_statement (fixture->db, admission, fixture->ada);
  g_assert_true (slip_roster_fold (fixture->db, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->record);
  slip_database_close (fixture->db);
  slip_genesis_free (fixture->genesis);
  actor_free (fixture->eve);
  actor_free (fixture->bo);
  actor_free (fixture->ada);
  g_rand_free (fixture->random);
}

/* As long as a signature, which is all that the log asks. */
static GBytes *
make_rubbish (void)
{
  return g_bytes_new_take (g_strnfill (SLIP_SIGNATURE_BYTES, 'r'), SLIP_SIGNATURE_BYTES);
}

static SlipSignature *
only_signature (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) signatures = slip_signatures_for (fixture->db, fixture->record, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (signatures->len, ==, 1);
  return g_ptr_array_steal_index (signatures, 0);
}

static void
assert_verified (Fixture *fixture, guint n)
{
  g_autoptr (GError) error = NULL;
  guint found = 0;

  slip_signature_verify_all (fixture->db, &found, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found, ==, n);
}

/* The only sign-off doesn't hold, and verify names it. */
static void
assert_wrong (Fixture *fixture, const char *why, int code)
{
  g_autoptr (SlipSignature) signature = only_signature (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_false (signature->valid);
  g_assert_nonnull (strstr (signature->reason, why));
  g_assert_false (slip_signature_verify_all (fixture->db, NULL, &error));
  g_assert_error (error, SLIP_ERROR, code);
  g_assert_nonnull (strstr (error->message, signature->hash));
  g_assert_nonnull (strstr (error->message, why));
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_good (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement =
      make_sign_off (fixture->genesis, fixture->bo, fixture->record, "qa-lead");
  g_autofree char *hash = put_statement (fixture->db, statement, fixture->bo);
  g_autofree char *fingerprint = slip_key_fingerprint (fixture->bo->signing->public);
  g_autoptr (SlipSignature) signature = only_signature (fixture);
  g_autoptr (SlipSignature) again = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (signature->reason);
  g_assert_true (signature->valid);
  g_assert_cmpstr (signature->hash, ==, hash);
  g_assert_cmpstr (signature->name, ==, "Bo");
  g_assert_cmpstr (signature->person, ==, fixture->bo->person);
  g_assert_cmpstr (signature->role, ==, "qa-lead");
  g_assert_cmpstr (signature->slot, ==, "ops-feasibility");
  g_assert_cmpint (signature->verdict, ==, SLIP_VERDICT_APPROVE);
  g_assert_cmpstr (signature->meaning, ==, "Feasible as planned");
  g_assert_cmpstr (signature->fingerprint, ==, fingerprint);
  g_assert_cmpstr (slip_signature_section (signature, "scope"), ==, signature->content);
  g_assert_null (slip_signature_section (signature, "tasks"));
  assert_verified (fixture, 2);

  again = slip_signature_get (fixture->db, hash, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->record, ==, fixture->record);
  g_assert_null (slip_signature_get (fixture->db, fixture->record, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

static void
test_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement =
      make_sign_off (fixture->genesis, fixture->bo, fixture->record, "qa-lead");
  g_autoptr (SlipSignature) signature = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (GBytes) rubbish = make_rubbish ();

  g_assert_true (slip_statement_write (statement, NULL));
  put_bytes (fixture->db, fixture->record, statement->text, rubbish);
  hash = put_statement (fixture->db, statement, fixture->bo);
  put_bytes (fixture->db, fixture->record, statement->text, rubbish);
  signature = only_signature (fixture);
  g_assert_true (signature->valid);
}

static void
test_bad_signature (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement =
      make_sign_off (fixture->genesis, fixture->bo, fixture->record, "qa-lead");
  g_autofree char *hash = put_statement (fixture->db, statement, fixture->eve);

  assert_wrong (fixture, "doesn't fit", SLIP_ERROR_BAD_SIGNATURE);
}

static void
test_unknown_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement =
      make_sign_off (fixture->genesis, fixture->eve, fixture->record, "qa-lead");
  g_autofree char *hash = put_statement (fixture->db, statement, fixture->eve);

  assert_wrong (fixture, "never admitted", SLIP_ERROR_NOT_ALLOWED);
}

static void
test_other_person (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement =
      make_sign_off (fixture->genesis, fixture->ada, fixture->record, "project-manager");
  g_autofree char *hash = NULL;

  memcpy (statement->key, fixture->bo->signing->public, SLIP_KEY_BYTES);
  hash = put_statement (fixture->db, statement, fixture->bo);
  assert_wrong (fixture, "another person's", SLIP_ERROR_NOT_ALLOWED);
}

static void
test_other_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement =
      make_sign_off (fixture->genesis, fixture->bo, fixture->record, "qa-lead");
  g_autofree char *hash = NULL;

  g_free (statement->name);
  statement->name = g_strdup ("Ada");
  hash = put_statement (fixture->db, statement, fixture->bo);
  assert_wrong (fixture, "admitted as “Bo”", SLIP_ERROR_NOT_ALLOWED);
}

/* It doesn't count, but there is nothing wrong with it. */
static void
assert_late (Fixture *fixture, const char *why)
{
  g_autoptr (SlipSignature) signature = only_signature (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_false (signature->valid);
  g_assert_nonnull (strstr (signature->reason, why));
  slip_signature_verify_all (fixture->db, NULL, &error);
  g_assert_no_error (error);
}

static void
test_role_not_held (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement =
      make_sign_off (fixture->genesis, fixture->bo, fixture->record, "project-manager");
  g_autofree char *hash = put_statement (fixture->db, statement, fixture->bo);

  assert_wrong (fixture, "doesn't hold the role project-manager", SLIP_ERROR_NOT_ALLOWED);
}

static void
test_role_before_grant (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement =
      make_sign_off (fixture->genesis, fixture->bo, fixture->record, "qa-lead");
  g_autofree char *hash = NULL;

  slip_statement_set_time (statement, fixture->genesis->time_ms - 3600000, 0);
  hash = put_statement (fixture->db, statement, fixture->bo);
  assert_late (fixture, "at the time");
}

/* A signer whose clock is an hour slow, but who had seen the admission. */
static void
test_seen_grant (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement =
      make_sign_off (fixture->genesis, fixture->bo, fixture->record, "qa-lead");
  guint64 clock = slip_database_get_int (fixture->db, 0, "SELECT max (clock) FROM statement", "");
  g_autofree char *hash = NULL;
  g_autoptr (SlipSignature) signature = NULL;

  slip_statement_set_time (statement, fixture->genesis->time_ms - 3600000, 0);
  slip_statement_add_frontier (statement, fixture->ada->replica, clock);
  hash = put_statement (fixture->db, statement, fixture->bo);
  signature = only_signature (fixture);
  g_assert_true (signature->valid);
}

static void
test_other_record (Fixture *fixture, gconstpointer data)
{
  g_autofree char *other = slip_id_new ();
  g_autoptr (SlipStatement) statement =
      make_sign_off (fixture->genesis, fixture->bo, other, "qa-lead");
  g_autoptr (GBytes) signature = NULL;

  g_assert_true (slip_statement_write (statement, NULL));
  signature = slip_statement_sign (statement->text, fixture->bo->signing);
  put_bytes (fixture->db, fixture->record, statement->text, signature);
  assert_wrong (fixture, "another record", SLIP_ERROR_CORRUPT);
}

static void
test_other_workspace (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipGenesis) other = make_genesis (fixture->ada);
  g_autoptr (SlipStatement) statement =
      make_sign_off (other, fixture->bo, fixture->record, "qa-lead");
  g_autofree char *hash = put_statement (fixture->db, statement, fixture->bo);

  assert_wrong (fixture, "another workspace", SLIP_ERROR_CORRUPT);
}

static void
test_altered_in_place (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement =
      make_sign_off (fixture->genesis, fixture->bo, fixture->record, "qa-lead");
  g_autofree char *hash = put_statement (fixture->db, statement, fixture->bo);

  g_assert_true (
      slip_database_run (fixture->db, NULL,
                         "UPDATE statement SET text = CAST (replace (CAST (text AS TEXT), "
                         "'approve', 'reject') AS BLOB) WHERE record = ?",
                         "s", fixture->record));
  assert_wrong (fixture, "altered", SLIP_ERROR_CORRUPT);
}

static void
test_rubbish (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) rubbish = make_rubbish ();

  put_bytes (fixture->db, fixture->record, rubbish, rubbish);
  assert_wrong (fixture, "no statement", SLIP_ERROR_CORRUPT);
}

static void
test_altered_roster (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  assert_verified (fixture, 1);
  g_assert_true (slip_database_run (fixture->db, NULL,
                                    "INSERT INTO member_role (person, role, since, admission) "
                                    "VALUES (?, 'program-manager', 0, '')",
                                    "s", fixture->bo->person));
  g_assert_false (slip_signature_verify_all (fixture->db, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, "program-manager"));
}

static void
test_pretender (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement =
      make_admission (fixture->genesis, fixture->bo, fixture->eve, roles, NULL);
  g_autofree char *hash = put_statement (fixture->db, statement, fixture->bo);
  g_autoptr (GError) error = NULL;

  g_assert_true (slip_roster_fold (fixture->db, NULL));
  g_assert_false (slip_signature_verify_all (fixture->db, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_assert_nonnull (strstr (error->message, hash));
}

/* == rights that were taken away == */

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
  slip_statement_free (statement);
  return hash;
}

/* Ada takes Bo's role away; what came in the frames up to @last of the replica still counts. */
static char *
withdraw_role (Fixture *fixture, guint64 last)
{
  SlipStatement *statement = make_statement (SLIP_STATEMENT_ROLES, fixture->genesis, fixture->ada);

  g_strlcpy (statement->roles->person, fixture->bo->person, sizeof statement->roles->person);
  statement->roles->withdraw = g_strdupv ((char **) roles);
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
assert_good (Fixture *fixture, const char *endorsement)
{
  g_autoptr (SlipSignature) signature = only_signature (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (signature->reason, ==, NULL);
  g_assert_true (signature->valid);
  g_assert_cmpstr (signature->endorsed, ==, endorsement);
  slip_signature_verify_all (fixture->db, NULL, &error);
  g_assert_no_error (error);
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
test_endorsed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hash = sign_in_frame (fixture, 8);
  g_autofree char *withdrawal = withdraw_role (fixture, 7);
  g_autoptr (GError) error = NULL;
  SlipStatement *statement = slip_roster_endorse_sign_off (
      fixture->db, hash, "she was on a train", fixture->ada->person, fixture->ada->signing, &error);
  g_autofree char *endorsement = NULL;

  g_assert_no_error (error);
  endorsement = put_roster (fixture, statement);
  assert_good (fixture, endorsement);
}

/* A removal that was seen needn't have had effect yet, so even that accuses nobody. */
static void
test_knew (Fixture *fixture, gconstpointer data)
{
  g_autofree char *withdrawal = withdraw_role (fixture, 7);
  g_autoptr (SlipStatement) statement =
      make_sign_off (fixture->genesis, fixture->bo, fixture->record, "qa-lead");
  g_autofree char *hash = NULL;

  slip_statement_add_frontier (statement, fixture->ada->replica, newest_clock (fixture));
  hash = put_statement (fixture->db, statement, fixture->bo);
  assert_late (fixture, "was withdrawn");
}

static void
test_revoked (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hash = sign_in_frame (fixture, 8);
  SlipStatement *statement =
      make_statement (SLIP_STATEMENT_REVOCATION, fixture->genesis, fixture->ada);
  g_autofree char *device = slip_key_to_hex (fixture->bo->device->public);
  g_autofree char *revocation = NULL;
  g_autofree char *endorsement = NULL;

  g_strlcpy (statement->revocation->person, fixture->bo->person,
             sizeof statement->revocation->person);
  statement->revocation->reason = g_strdup ("left");
  slip_statement_add_last (statement, fixture->ada->replica, 7,
                           "00000000000000000000000000000000000000000000000000000000000000aa");
  revocation = put_roster (fixture, statement);
  assert_late (fixture, "its key was revoked");
  g_assert_true (slip_roster_frame_counts (fixture->db, device, fixture->ada->replica, 7));
  g_assert_false (slip_roster_frame_counts (fixture->db, device, fixture->ada->replica, 8));
  g_assert_false (slip_roster_frame_counts (fixture->db, device, fixture->bo->replica, 1));

  statement = make_statement (SLIP_STATEMENT_ENDORSEMENT, fixture->genesis, fixture->ada);
  g_strlcpy (statement->endorsement->replica, fixture->ada->replica,
             sizeof statement->endorsement->replica);
  statement->endorsement->first = 8;
  statement->endorsement->last = 8;
  g_strlcpy (statement->endorsement->frame, revocation, sizeof statement->endorsement->frame);
  statement->endorsement->reason = g_strdup ("honest");
  endorsement = put_roster (fixture, statement);
  assert_good (fixture, endorsement);
  g_assert_true (slip_roster_frame_counts (fixture->db, device, fixture->ada->replica, 8));
  g_assert_false (slip_roster_frame_counts (fixture->db, device, fixture->ada->replica, 9));
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
  SlipStatement *roles_statement =
      make_statement (SLIP_STATEMENT_ROLES, fixture->genesis, fixture->ada);
  g_autofree char *withdrawal = NULL;

  g_strlcpy (roles_statement->roles->person, fixture->bo->person,
             sizeof roles_statement->roles->person);
  roles_statement->roles->withdraw = g_strdupv ((char **) roles);
  roles_statement->roles->reason = g_strdup ("moved on");
  roles_statement->after = g_steal_pointer (&tips);
  withdrawal = put_statement (fixture->db, roles_statement, fixture->ada);
  slip_statement_free (roles_statement);
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
      make_admission (fixture->genesis, fixture->bo, fixture->eve, roles, NULL);
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
  slip_statement_free (revocation);
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
  slip_statement_add_frontier (statement, fixture->bo->replica, clock);
  hash = put_statement (fixture->db, statement, fixture->ada);
  signature = only_signature (fixture);
  g_assert_cmpint (signature->not_before_ms, ==, late);
  assert_late (fixture, "the log proves that it was signed after");
}

static void
test_review (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *digest = slip_key_to_hex (fixture->bo->device->public);
  g_autoptr (SlipStatement) review =
      slip_trail_review_new (fixture->db, digest, "since March", "", fixture->bo->person, "Bo",
                             fixture->bo->signing, &error);
  g_autoptr (SlipStatement) other = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *stolen = NULL;

  g_assert_no_error (error);
  hash = put_statement (fixture->db, review, fixture->bo);
  assert_verified (fixture, 2);

  other = make_statement (SLIP_STATEMENT_TRAIL_REVIEW, fixture->genesis, fixture->eve);
  g_strlcpy (other->trail_review->trail, digest, sizeof other->trail_review->trail);
  stolen = put_statement (fixture->db, other, fixture->eve);
  g_assert_false (slip_signature_verify_all (fixture->db, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
}

/* Thousands are verified without asking the database for each of them. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GTimer) timer = NULL;

  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *record = slip_id_new ();
      g_autoptr (SlipStatement) statement =
          make_sign_off (fixture->genesis, fixture->bo, record, "qa-lead");
      g_autofree char *hash = put_statement (fixture->db, statement, fixture->bo);
    }
  timer = g_timer_new ();
  assert_verified (fixture, 501);
  g_test_message ("%.0f µs a statement", g_timer_elapsed (timer, NULL) * 1e6 / 501);
}

static void
test_export (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) statement =
      make_sign_off (fixture->genesis, fixture->bo, fixture->record, "qa-lead");
  g_autofree char *hash = put_statement (fixture->db, statement, fixture->bo);
  g_autoptr (SlipSignature) signature = only_signature (fixture);
  g_autofree char *folder = make_folder ();
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autofree char *signed_path = g_strdup_printf ("%s/sign-off-%.8s.xml", folder, hash);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  path = slip_signature_export (signature, folder, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "openssl pkeyutl"));
  g_assert_true (g_file_get_contents (signed_path, &bytes, &length, NULL));
  g_assert_cmpmem (bytes, length, g_bytes_get_data (statement->text, NULL),
                   g_bytes_get_size (statement->text));
  remove_folder (folder);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/trust/signature/a-good-one-holds", test_good);
  ADD ("/trust/signature/one-that-comes-twice-is-shown-once", test_twice);
  ADD ("/trust/signature/not-by-another-key", test_bad_signature);
  ADD ("/trust/signature/not-by-an-unknown-key", test_unknown_key);
  ADD ("/trust/signature/not-in-another-person-s-name", test_other_person);
  ADD ("/trust/signature/not-under-another-printed-name", test_other_name);
  ADD ("/trust/signature/not-in-a-role-not-held", test_role_not_held);
  ADD ("/trust/signature/not-before-the-role-was-granted", test_role_before_grant);
  ADD ("/trust/signature/a-slow-clock-does-no-harm-when-the-grant-was-seen", test_seen_grant);
  ADD ("/trust/signature/not-for-another-record", test_other_record);
  ADD ("/trust/signature/not-for-another-workspace", test_other_workspace);
  ADD ("/trust/signature/altered-bytes-are-named", test_altered_in_place);
  ADD ("/trust/signature/rubbish-is-named", test_rubbish);
  ADD ("/trust/signature/an-altered-roster-is-named", test_altered_roster);
  ADD ("/trust/signature/a-pretended-admission-is-named", test_pretender);
  ADD ("/trust/signature/up-to-the-last-frame-a-withdrawn-role-counts", test_role_withdrawn);
  ADD ("/trust/signature/after-the-last-frame-it-does-not", test_role_withdrawn_before);
  ADD ("/trust/signature/honest-late-work-is-endorsed", test_endorsed);
  ADD ("/trust/signature/who-had-seen-the-withdrawal-does-not-count", test_knew);
  ADD ("/trust/signature/a-revoked-person-s-count-up-to-the-last-frame", test_revoked);
  ADD ("/trust/signature/a-signer-takes-it-back", test_taken_back);
  ADD ("/trust/signature/nobody-else-takes-it-back", test_not_taken_back);
  ADD ("/trust/signature/a-deputy-signs-for-the-holder", test_deputy);
  ADD ("/trust/signature/not-when-the-deputy-s-time-is-over", test_deputy_over);
  ADD ("/trust/signature/a-deputy-who-had-not-heard-of-it-is-endorsed", test_deputy_shortened);
  ADD ("/trust/signature/a-deputy-of-a-former-holder-is-endorsed", test_deputy_of_former_holder);
  ADD ("/trust/signature/a-deputy-named-by-a-former-holder-is-not-accused", test_deputy_struck);
  ADD ("/trust/signature/who-was-admitted-in-vain-is-not-accused", test_admission_struck);
  ADD ("/trust/signature/not-when-the-log-proves-a-later-time", test_deputy_back_dated);
  ADD ("/trust/signature/a-review-of-the-trail-is-verified", test_review);
  ADD ("/trust/signature/many-are-verified-fast", test_many);
  ADD ("/trust/signature/export-writes-what-was-signed", test_export);
  return g_test_run ();
}
