/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A sign-off holds only for its bytes, its key, its person, its role and its record; verify names the first
 * one that doesn't. */

#include <string.h>

#include "signature-fixture.h"

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
  slip_statement_add_seen (statement, fixture->ada->replica, clock);
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
  assert_wrong (fixture, "The statement isn't a text", SLIP_ERROR_CORRUPT);
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
      make_admission (fixture->genesis, fixture->bo, fixture->eve, qa_lead, NULL);
  g_autofree char *hash = put_statement (fixture->db, statement, fixture->bo);
  g_autoptr (GError) error = NULL;

  g_assert_true (slip_roster_fold (fixture->db, NULL));
  g_assert_false (slip_signature_verify_all (fixture->db, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_assert_nonnull (strstr (error->message, hash));
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
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
  ADD ("/trust/signature/a-review-of-the-trail-is-verified", test_review);
  ADD ("/trust/signature/many-are-verified-fast", test_many);
  ADD ("/trust/signature/export-writes-what-was-signed", test_export);
#undef ADD
  return g_test_run ();
}
