/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Writes what the fuzzers begin with into FOLDER/TARGET/: whole values of today's formats. Texts stand in corpus/. */

#include "fuzz.h"

#include <glib/gstdio.h>
#include <string.h>

#include "../core/core-fixture.h"
#include "../core/core-vectors.h"
#include "../trust/trust-fixture.h"
#include "sync/slip-container.h"

#define REPLICA "aaaqeayeaudaocaj"

static const char *root;

static void
put (const char *target, const char *name, GBytes *bytes)
{
  g_autofree char *folder = g_build_filename (root, target, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                       &error);
  g_assert_no_error (error);
}

static void
put_hex (const char *target, const char *name, const char *hex)
{
  g_autoptr (GBytes) bytes = fixture_from_hex (hex);

  put (target, name, bytes);
}

static GBytes *
text (const char *value)
{
  return g_bytes_new (value, strlen (value));
}

static void
put_op (const char *name, const char *kind, const char *record, GVariant *content)
{
  g_autofree char *person = fixture_id (0x10);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipOp) op = slip_op_new (REPLICA, FIXED_CLOCK, 1700000000000, 60, person, kind,
                                       SLIP_UNKNOWN_IGNORE, record, NULL, 0, content, &error);

  g_assert_no_error (error);
  put ("op", name, op->bytes);
}

static void
put_ops (void)
{
  g_autofree char *record = fixture_id (0x20);
  g_autofree char *row = fixture_id (0x30);
  g_autoptr (GBytes) history = text ("a short history of ops that replace each other at random");

  put_hex ("op", "vector", VECTOR_OP);
  put_op ("release", SLIP_OP_RELEASE, record, g_variant_new ("()"));
  put_op (
      "add", SLIP_OP_ADD, record,
      g_variant_new ("(@ay@ayss)", slip_op_id_variant (row), slip_op_id_variant (NULL), "t", "i"));
  put_op ("put", SLIP_OP_PUT, record,
          g_variant_new ("(@ayss)", slip_op_id_variant (row), "tags", "urgent"));
  put_op ("propose", SLIP_OP_PROPOSE, record,
          g_variant_new ("(@ayss)", slip_op_id_variant (NULL), "scope/purpose", "better"));
  put_op ("discard", SLIP_OP_DISCARD, record, g_variant_new ("(s)", "made twice"));
  put_op ("revise", SLIP_OP_REVISE, record, g_variant_new ("(s)", "a new plan"));
  put_op (
      "follow", SLIP_OP_FOLLOW, record,
      g_variant_new ("(@ay)", g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, fuzz_workspace.bytes,
                                                         sizeof fuzz_workspace.bytes, 1)));
  put_op ("comment", SLIP_OP_COMMENT, record,
          g_variant_new ("(@ayssss)", slip_op_id_variant (row), "minutes", "concern",
                         "ai-irb-liaison", "too short"));
  put_op ("reply", SLIP_OP_REPLY, record,
          g_variant_new ("(@aytsss)",
                         g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, fuzz_workspace.bytes,
                                                    SLIP_REPLICA_BYTES, 1),
                         G_GUINT64_CONSTANT (1700000000000) << 16, "close", "ai-irb-liaison",
                         "longer now"));
  put_op ("purge", SLIP_OP_PURGE, NULL,
          g_variant_new ("(@ays)",
                         g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, fuzz_workspace.bytes,
                                                    SLIP_HASH_BYTES, 1),
                         "a password"));
  put_op ("withhold", SLIP_OP_WITHHOLD, record,
          g_variant_new ("(@ayts@ays)",
                         g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, fuzz_workspace.bytes,
                                                    SLIP_REPLICA_BYTES, 1),
                         G_GUINT64_CONSTANT (1700000000000) << 16, "personal data",
                         slip_op_id_variant (NULL), "scope/purpose"));
  put_op ("newer", "newer-kind", record, g_variant_new ("(si)", "anything", 7));
  put ("fold", "letters", history);
}

static void
put_store (void)
{
  g_autoptr (SlipHead) head = slip_head_new ();
  g_autoptr (SlipSegment) segment = slip_segment_new ();
  g_autoptr (SlipPart) part = slip_part_new ();
  g_autoptr (GBytes) head_bytes = NULL;
  g_autoptr (GBytes) segment_bytes = NULL;
  g_autoptr (GBytes) part_bytes = NULL;
  g_autofree char *head_name = NULL;
  g_autofree char *segment_name = NULL;
  SlipHash hash;

  segment->workspace = fuzz_workspace;
  g_strlcpy (segment->replica, REPLICA, sizeof segment->replica);
  segment->first = 1;
  segment->last = 3;
  g_ptr_array_add (segment->frames, text ("frame one"));
  g_ptr_array_add (segment->frames, text ("frame two"));
  g_ptr_array_add (segment->frames, text ("frame three"));
  g_ptr_array_add (segment->blobs, text ("a small blob"));
  segment_bytes = slip_segment_encode (segment, &segment_name, &hash);
  put ("segment", "segment", segment_bytes);

  head->workspace = fuzz_workspace;
  g_strlcpy (head->replica, REPLICA, sizeof head->replica);
  head->number = 12;
  g_ptr_array_add (head->segments, slip_segment_ref_new (segment_name, 1, 3,
                                                         g_bytes_get_size (segment_bytes), &hash));
  g_ptr_array_add (head->tail, text ("frame four"));
  g_ptr_array_add (head->previous, g_strdup (REPLICA "-00000011-aaaaaaaaaaaaaaaaaaaa.bin"));
  g_ptr_array_add (head->damaged, g_strdup ("seg/x.bin"));
  head_bytes = slip_head_encode (head, fuzz_secret, &head_name);
  put ("head", "head", head_bytes);

  part->workspace = fuzz_workspace;
  part->size = SLIP_PART_BYTES + 4;
  part->part_size = SLIP_PART_BYTES;
  part->n = 1;
  part->bytes = text ("tail");
  part_bytes = slip_part_encode (part);
  put ("part", "part", part_bytes);
}

static void
put_key_files (const char *folder)
{
  g_autofree char *device = g_build_filename (folder, "device", NULL);
  g_autofree char *signing = g_build_filename (folder, "signing", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipDeviceKey) device_key = NULL;
  g_autoptr (SlipSigningKey) signing_key = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  if (g_file_test (signing, G_FILE_TEST_EXISTS))
    return;
  g_unlink (device);
  g_setenv ("SLIPWAY_TEST_KDF", "weak", TRUE);
  device_key = slip_device_key_create (device, &error);
  g_assert_no_error (error);
  signing_key = slip_signing_key_create (signing, "passphrase", &error);
  g_assert_no_error (error);
}

/* One of each type that changes the roster later, or says something about it. */
static void
put_statements (const SlipGenesis *genesis, const Actor *ada, const Actor *bo)
{
  static const char hash[] = "00000000000000000000000000000000000000000000000000000000000000ab";
  const char *const roles[] = { "administrator", "qa-lead", NULL };

  for (SlipStatementType type = SLIP_STATEMENT_ROLES; type <= SLIP_STATEMENT_WITHDRAWAL; type++)
    {
      g_autoptr (SlipStatement) statement = make_statement (type, genesis, ada);
      g_autoptr (GError) error = NULL;

      if (statement->roles != NULL)
        {
          g_strlcpy (statement->roles->person, bo->person, sizeof bo->person);
          statement->roles->withdraw = g_strdupv ((char **) roles);
          statement->roles->reason = g_strdup ("as agreed");
        }
      if (statement->revocation != NULL)
        {
          g_strlcpy (statement->revocation->person, bo->person, sizeof bo->person);
          g_strlcpy (statement->revocation->device, hash, sizeof hash);
          statement->revocation->reason = g_strdup ("lost");
        }
      if (statement->roles != NULL || statement->revocation != NULL)
        slip_statement_add_last (statement, bo->replica, 7, hash);
      if (statement->deputy != NULL)
        {
          g_strlcpy (statement->deputy->person, bo->person, sizeof bo->person);
          statement->deputy->role = g_strdup ("qa-lead");
          slip_statement_set_until (statement, 1773500000000, 60);
        }
      if (statement->endorsement != NULL)
        {
          g_strlcpy (statement->endorsement->replica, bo->replica, sizeof bo->replica);
          statement->endorsement->first = 2;
          statement->endorsement->last = 9;
          g_strlcpy (statement->endorsement->frame, hash, sizeof hash);
          statement->endorsement->reason = g_strdup ("honest work");
        }
      if (statement->trail_review != NULL)
        {
          g_strlcpy (statement->trail_review->trail, hash, sizeof hash);
          statement->trail_review->filter = g_strdup ("since March");
        }
      if (statement->withdrawal != NULL)
        {
          g_strlcpy (statement->withdrawal->record, bo->person, sizeof bo->person);
          g_strlcpy (statement->withdrawal->sign_off, hash, sizeof hash);
          statement->withdrawal->reason = g_strdup ("the wrong plan");
        }
      slip_statement_write (statement, &error);
      g_assert_no_error (error);
      put ("statement", slip_statement_type_to_string (type), statement->text);
    }
}

static void
put_trust (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  Actor *ada = actor_new (random, "Ada Lovelace");
  Actor *bo = actor_new (random, "Bo Ek");
  SlipGenesis *genesis = make_genesis (ada);
  const char *const roles[] = { "qa-lead", NULL };
  const char *const none[] = { NULL };
  g_autoptr (SlipStatement) admission = make_admission (genesis, ada, bo, roles, none);
  g_autoptr (SlipStatement) sign_off =
      make_sign_off (genesis, ada, "documentaaaaaaaaaaaaaaaaaa", "project-manager");
  SlipInvitation *invitation = make_invitation (NULL, genesis);
  g_autoptr (SlipFrame) join = make_join_frame (invitation, bo);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) file = slip_invitation_write (invitation, &error);
  g_autofree char *keys = g_build_filename (root, "key-file", NULL);

  g_assert_no_error (error);
  g_assert_true (slip_statement_write (admission, NULL) && slip_statement_write (sign_off, NULL));
  put ("genesis", "genesis", genesis->bytes);
  put ("statement", "admission", admission->text);
  put ("statement", "sign-off", sign_off->text);
  put_statements (genesis, ada, bo);
  put ("invitation", "invitation", file);
  put ("frame", "join", join->bytes);
  put ("op", "join", ((SlipOp *) g_ptr_array_index (join->ops, 0))->bytes);
  put_key_files (keys);
  slip_invitation_free (invitation);
  slip_genesis_free (genesis);
  actor_free (ada);
  actor_free (bo);
}

int
main (int argc, char **argv)
{
  if (argc != 2)
    {
      g_printerr ("usage: make-corpus FOLDER\n");
      return 2;
    }
  root = argv[1];
  LLVMFuzzerInitialize (&argc, &argv);
  put_ops ();
  put_hex ("frame", "plain", VECTOR_FRAME_PLAIN);
  put_hex ("frame", "zlib", VECTOR_FRAME_ZLIB);
  put_hex ("frame", "withheld", VECTOR_FRAME_WITHHELD);
  put_store ();
  put_trust ();
  return 0;
}
