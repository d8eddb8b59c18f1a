/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* People, workspaces and statements for the tests of this folder. */

#include "trust-fixture.h"

#include "core/slip-hash.h"
#include "store/slip-log.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

static void
fill (GRand *random, guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    bytes[i] = g_rand_int_range (random, 0, 256);
}

static void *
locked_new (gsize size)
{
  void *memory;

  slip_sodium_init ();
  memory = sodium_malloc (size);
  memset (memory, 0, size);
  return memory;
}

Actor *
actor_new (GRand *random, const char *name)
{
  Actor *actor = g_new0 (Actor, 1);
  g_autofree char *person = NULL;
  g_autofree char *replica = NULL;
  guint8 seed[32];

  fill (random, seed, sizeof seed);
  person = slip_base32_encode (seed, SLIP_ID_BYTES);
  replica = slip_base32_encode (seed + SLIP_ID_BYTES, SLIP_REPLICA_BYTES);
  g_strlcpy (actor->person, person, sizeof actor->person);
  g_strlcpy (actor->replica, replica, sizeof actor->replica);
  actor->name = g_strdup (name);
  actor->device = locked_new (sizeof *actor->device);
  actor->signing = locked_new (sizeof *actor->signing);
  fill (random, seed, sizeof seed);
  crypto_sign_seed_keypair (actor->device->public, actor->device->secret, seed);
  fill (random, seed, sizeof seed);
  crypto_sign_seed_keypair (actor->signing->public, actor->signing->secret, seed);
  fill (random, seed, sizeof seed);
  crypto_box_seed_keypair (actor->signing->exchange_public, actor->signing->exchange_secret, seed);
  return actor;
}

void
actor_free (Actor *actor)
{
  g_free (actor->name);
  slip_device_key_free (actor->device);
  slip_signing_key_free (actor->signing);
  g_free (actor);
}

SlipGenesis *
make_genesis (const Actor *founder)
{
  const char *const roles[] = { "project-manager", NULL };
  g_autoptr (GError) error = NULL;
  SlipGenesis *genesis = slip_genesis_new ("Claims triage", founder->person, founder->name, roles,
                                           founder->device->public, founder->signing->public,
                                           founder->signing->exchange_public, &error);

  g_assert_no_error (error);
  return genesis;
}

SlipDatabase *
make_workspace (const SlipGenesis *genesis, const Actor *self)
{
  g_autoptr (GError) error = NULL;
  SlipDatabase *db =
      slip_database_open (":memory:", SLIP_DATABASE_WRITE | SLIP_DATABASE_CREATE, &error);
  g_autofree char *text =
      g_strndup (g_bytes_get_data (genesis->bytes, NULL), g_bytes_get_size (genesis->bytes));

  g_assert_no_error (error);
  g_assert_true (slip_meta_set (db, "genesis", text, &error));
  g_assert_true (slip_meta_set (db, "workspace", genesis->workspace, &error));
  g_assert_true (slip_meta_set (db, "person", self->person, &error));
  g_assert_true (slip_meta_set (db, "replica", self->replica, &error));
  g_assert_true (slip_roster_fold (db, &error));
  g_assert_no_error (error);
  return db;
}

SlipInvitation *
make_invitation (SlipDatabase *db, const SlipGenesis *genesis)
{
  const guint8 secret[SLIP_WORKSPACE_SECRET_BYTES] = { 1, 2, 3 };
  g_autoptr (GError) error = NULL;
  SlipInvitation *invitation =
      slip_invitation_new (genesis->bytes, secret, "https://dav.example/slipway/", &error);

  g_assert_no_error (error);
  if (db != NULL)
    {
      g_autoptr (SlipOp) op = slip_log_do (db, SLIP_OP_INVITE, SLIP_UNKNOWN_IGNORE, "", NULL, 0,
                                           slip_invitation_op_content (invitation), &error);

      g_assert_no_error (error);
    }
  return invitation;
}

SlipFrame *
make_join_frame (SlipInvitation *invitation, const Actor *joiner)
{
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_op_unref);
  g_autoptr (GArray) seen = g_array_new (FALSE, TRUE, sizeof (SlipSeen));
  g_autoptr (GError) error = NULL;
  const SlipHash none = { 0 };
  GVariant *content;
  SlipFrame *frame;

  content = slip_join_content (invitation, joiner->person, joiner->name, joiner->device->public,
                               joiner->signing->public, joiner->signing->exchange_public, &error);
  g_assert_no_error (error);
  g_ptr_array_add (ops, slip_op_new (joiner->replica, slip_clock_tick (0, 1773500000000),
                                     1773500000000, 60, joiner->person, SLIP_OP_JOIN,
                                     SLIP_UNKNOWN_IGNORE, "", NULL, 0, content, &error));
  g_assert_no_error (error);
  frame = slip_frame_new (&invitation->genesis->hash, joiner->replica, 1, &none, seen, ops,
                          joiner->device->secret, NULL, &error);
  g_assert_no_error (error);
  return frame;
}

SlipStatement *
make_statement (SlipStatementType type, const SlipGenesis *genesis, const Actor *signer)
{
  SlipStatement *statement = slip_statement_new (type);

  g_strlcpy (statement->workspace, genesis->workspace, sizeof statement->workspace);
  g_strlcpy (statement->person, signer->person, sizeof statement->person);
  statement->name = g_strdup (signer->name);
  memcpy (statement->key, signer->signing->public, SLIP_KEY_BYTES);
  slip_statement_set_time (statement, genesis->time_ms + 60000, 60);
  return statement;
}

SlipStatement *
make_admission (const SlipGenesis *genesis, const Actor *admin, const Actor *member,
                const char *const *roles, const char *const *after)
{
  SlipStatement *statement = make_statement (SLIP_STATEMENT_ADMISSION, genesis, admin);
  SlipAdmission *admission = statement->admission;
  SlipHash token;
  g_autofree char *hex = NULL;

  /* A token of its own for each member. */
  slip_hash_data (&token, member->person, strlen (member->person));
  hex = slip_hash_to_hex (&token);
  statement->after = g_strdupv ((char **) after);
  g_strlcpy (admission->person, member->person, sizeof admission->person);
  admission->name = g_strdup (member->name);
  admission->roles = g_strdupv ((char **) roles);
  memcpy (admission->device, member->device->public, SLIP_KEY_BYTES);
  memcpy (admission->signing, member->signing->public, SLIP_KEY_BYTES);
  memcpy (admission->exchange, member->signing->exchange_public, SLIP_KEY_BYTES);
  g_strlcpy (admission->join, hex, sizeof admission->join);
  g_strlcpy (admission->token, hex, sizeof admission->token);
  return statement;
}

SlipStatement *
make_sign_off (const SlipGenesis *genesis, const Actor *signer, const char *record,
               const char *role)
{
  SlipStatement *statement = make_statement (SLIP_STATEMENT_SIGN_OFF, genesis, signer);
  SlipSignOff *sign_off = statement->sign_off;
  g_autoptr (GBytes) content = g_bytes_new_static ("content", 7);
  g_autofree char *digest = slip_hash_hex_of (content);

  g_strlcpy (sign_off->record, record, sizeof sign_off->record);
  sign_off->form = g_strdup ("deployment-plan");
  g_strlcpy (sign_off->definition, digest, sizeof sign_off->definition);
  slip_statement_add_section (statement, "scope", digest);
  g_strlcpy (sign_off->content, digest, sizeof sign_off->content);
  g_strlcpy (sign_off->snapshot, digest, sizeof sign_off->snapshot);
  sign_off->slot = g_strdup ("ops-feasibility");
  statement->role = g_strdup (role);
  sign_off->verdict = SLIP_VERDICT_APPROVE;
  sign_off->meaning = g_strdup ("Feasible as planned");
  sign_off->comment = g_strdup ("");
  return statement;
}

void
put_bytes (SlipDatabase *db, const char *record, GBytes *text, GBytes *signature)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipOp) op =
      slip_log_do (db, SLIP_OP_STATEMENT, SLIP_UNKNOWN_RECORD_READ_ONLY, record, NULL, 0,
                   slip_statement_op_content (text, signature), &error);

  g_assert_no_error (error);
}

char *
put_statement (SlipDatabase *db, SlipStatement *statement, const Actor *signer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) signature = NULL;

  slip_statement_write (statement, &error);
  g_assert_no_error (error);
  signature = slip_statement_sign (statement->text, signer->signing);
  put_bytes (db, slip_statement_record (statement), statement->text, signature);
  return slip_hash_to_hex (&statement->hash);
}

char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *path = g_dir_make_tmp ("slipway-trust-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_assert_cmpint (g_unlink (file), ==, 0);
    }
  g_assert_cmpint (g_rmdir (path), ==, 0);
}
