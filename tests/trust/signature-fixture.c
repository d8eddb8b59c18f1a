/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "signature-fixture.h"

#include <string.h>

const char *const qa_lead[] = { "qa-lead", NULL };

void
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
  admission = make_admission (fixture->genesis, fixture->ada, fixture->bo, qa_lead, NULL);
  hash = put_statement (fixture->db, admission, fixture->ada);
  g_assert_true (slip_roster_fold (fixture->db, NULL));
}

void
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

GBytes *
make_rubbish (void)
{
  return g_bytes_new_take (g_strnfill (SLIP_SIGNATURE_BYTES, 'r'), SLIP_SIGNATURE_BYTES);
}

SlipSignature *
only_signature (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) signatures = slip_signatures_for (fixture->db, fixture->record, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (signatures->len, ==, 1);
  return g_ptr_array_steal_index (signatures, 0);
}

void
assert_late (Fixture *fixture, const char *why)
{
  g_autoptr (SlipSignature) signature = only_signature (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_false (signature->valid);
  g_assert_nonnull (strstr (signature->reason, why));
  slip_signature_verify_all (fixture->db, NULL, &error);
  g_assert_no_error (error);
}

void
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
