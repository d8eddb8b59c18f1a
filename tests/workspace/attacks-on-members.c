/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Attacks on who is a member and who may what, and ops by those who may not. */

#include <sodium.h>
#include <string.h>

#include "core/slip-hash.h"
#include "store/slip-blobs.h"
#include "store/slip-log.h"
#include "test-attacks.h"

static void
admit_without_being_an_administrator (Scene *scene)
{
  g_autoptr (SlipStatement) statement = forge_begin (scene, QUENTIN, SLIP_STATEMENT_ADMISSION);
  g_autofree char *friend = slip_id_new ();
  SlipAdmission *admission = statement->admission;
  const char *roles[] = { "administrator", NULL };

  g_strlcpy (admission->person, friend, sizeof admission->person);
  admission->name = g_strdup ("A friend");
  g_strfreev (admission->roles);
  admission->roles = g_strdupv ((char **) roles);
  randombytes_buf (admission->device, SLIP_KEY_BYTES);
  randombytes_buf (admission->signing, SLIP_KEY_BYTES);
  randombytes_buf (admission->exchange, SLIP_KEY_BYTES);
  memset (admission->join, 'a', SLIP_HASH_HEX);
  memset (admission->token, 'b', 2 * SLIP_KEY_BYTES);
  forge_state (scene, QUENTIN, statement);
}

static void
grant_a_role_to_oneself (Scene *scene)
{
  g_autoptr (SlipStatement) statement = forge_begin (scene, QUENTIN, SLIP_STATEMENT_ROLES);
  const char *roles[] = { "administrator", NULL };

  g_strlcpy (statement->roles->person, statement->person, sizeof statement->roles->person);
  g_strfreev (statement->roles->grant);
  statement->roles->grant = g_strdupv ((char **) roles);
  statement->roles->reason = g_strdup ("I am good at it");
  forge_state (scene, QUENTIN, statement);
}

static void
revoke_without_being_an_administrator (Scene *scene)
{
  g_autoptr (SlipStatement) statement = forge_begin (scene, QUENTIN, SLIP_STATEMENT_REVOCATION);
  g_autofree char *irina = forge_id (scene, IRINA);

  g_strlcpy (statement->revocation->person, irina, sizeof statement->revocation->person);
  statement->revocation->reason = g_strdup ("In the way");
  forge_state (scene, QUENTIN, statement);
}

static void
revoke_them (Scene *scene, guint person)
{
  g_autofree char *id = forge_id (scene, person);
  g_autoptr (GError) error = NULL;

  slip_workspace_revoke (scene->team->people[PETRA], id, "Left the company", TEAM_PASSPHRASE, NULL,
                         &error);
  g_assert_no_error (error);
  team_sync (scene->team, PETRA);
}

static void
go_on_after_a_revocation (Scene *scene)
{
  g_autoptr (GError) error = NULL;

  revoke_them (scene, QUENTIN);
  /* Without having seen it, and with a clock put back by years. */
  g_setenv ("SOURCE_DATE_MS", "1700000000000", TRUE);
  slip_workspace_set_field (scene->team->people[QUENTIN], scene->plan, "header/title", "Mine now",
                            &error);
  g_unsetenv ("SOURCE_DATE_MS");
  g_assert_no_error (error);
}

static void
endorse_oneself (Scene *scene)
{
  g_autofree char *replica = forge_replica (scene, QUENTIN);
  g_autoptr (SlipStatement) statement = NULL;
  SlipEndorsement *endorsement;

  go_on_after_a_revocation (scene);
  statement = forge_begin (scene, QUENTIN, SLIP_STATEMENT_ENDORSEMENT);
  endorsement = statement->endorsement;
  g_strlcpy (endorsement->replica, replica, sizeof endorsement->replica);
  endorsement->first = 1;
  endorsement->last = 99;
  memset (endorsement->frame, 'c', SLIP_HASH_HEX);
  endorsement->reason = g_strdup ("Honest work");
  forge_state (scene, QUENTIN, statement);
}

static void
revoke_back_with_an_older_date (Scene *scene)
{
  g_autofree char *quentin = forge_id (scene, QUENTIN);
  g_autofree char *petra = forge_id (scene, PETRA);
  const char *none[] = { NULL };
  const char *roles[] = { "administrator", NULL };
  g_autoptr (SlipStatement) statement = NULL;
  g_autoptr (GError) error = NULL;

  slip_workspace_change_roles (scene->team->people[PETRA], quentin, roles, none, NULL,
                               TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_settle (scene->team);
  revoke_them (scene, QUENTIN);
  g_setenv ("SOURCE_DATE_MS", "1700000000000", TRUE);
  statement = forge_begin (scene, QUENTIN, SLIP_STATEMENT_REVOCATION);
  g_unsetenv ("SOURCE_DATE_MS");
  g_strlcpy (statement->revocation->person, petra, sizeof statement->revocation->person);
  statement->revocation->reason = g_strdup ("I was first");
  forge_state (scene, QUENTIN, statement);
}

static void
write_in_anothers_name (Scene *scene)
{
  g_autofree char *irina = forge_id (scene, IRINA);
  g_autofree char *sql =
      g_strdup_printf ("UPDATE meta SET value = '%s' WHERE key = 'person'", irina);
  SlipDatabase *db = forge_open (scene, QUENTIN);
  g_autoptr (SlipOp) op = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *quentin = slip_meta_get (db, "person");

  slip_database_script (db, sql, &error);
  g_assert_no_error (error);
  op = slip_log_do (db, SLIP_OP_SET, SLIP_UNKNOWN_IGNORE, scene->plan, NULL, 0,
                    g_variant_new ("(@ayss)",
                                   g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, "", 0, 1),
                                   "header/title", "Irina says so"),
                    &error);
  g_assert_no_error (error);
  slip_meta_set (db, "person", quentin, &error);
  g_assert_no_error (error);
  forge_close (scene, QUENTIN, db);
}

static void
define_without_being_an_administrator (Scene *scene)
{
  SlipDatabase *db = forge_open (scene, QUENTIN);
  g_autofree char *digest = NULL;
  g_autoptr (GBytes) bytes = slip_workspace_form_definition (NULL, "lessons-learned", NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autofree char *other = g_strconcat (text, "<!-- mine -->\n", NULL);
  g_autoptr (GBytes) changed = g_bytes_new (other, strlen (other));
  g_autoptr (GError) error = NULL;
  SlipHash hash;

  slip_blobs_put (db, changed, &digest, &error);
  g_assert_no_error (error);
  forge_close (scene, QUENTIN, db);
  slip_hash_from_hex (&hash, digest);
  forge_op (scene, QUENTIN, SLIP_OP_DEFINE, "",
            g_variant_new ("(ss@ay)", "form", "lessons-learned",
                           g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, hash.bytes, 32, 1)));
}

static void
purge_without_being_an_administrator (Scene *scene)
{
  g_autoptr (SlipSignature) signature = forge_take (scene, QUENTIN, scene->sign_off);
  SlipHash hash;

  slip_hash_from_hex (&hash, signature->content);
  forge_op (scene, QUENTIN, SLIP_OP_PURGE, "",
            g_variant_new ("(@ays)",
                           g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, hash.bytes, 32, 1),
                           "Nobody should see it"));
}

const Attack attacks_on_members[] = {
  { "an-admission-by-no-administrator", admit_without_being_an_administrator, BY_VERIFY,
    "its signer, “Quentin Adeyemi”, had no right to it" },
  { "a-role-granted-to-oneself", grant_a_role_to_oneself, BY_VERIFY,
    "its signer, “Quentin Adeyemi”, had no right to it" },
  { "a-revocation-by-no-administrator", revoke_without_being_an_administrator, BY_VERIFY,
    "its signer, “Quentin Adeyemi”, had no right to it" },
  { "a-revoked-device-goes-on", go_on_after_a_revocation, BY_SYNC,
    "1 change by Quentin Adeyemi after the person was revoked waits" },
  { "a-forged-endorsement", endorse_oneself, BY_VERIFY,
    "its signer, “Quentin Adeyemi”, had no right to it" },
  { "a-back-dated-counter-revocation", revoke_back_with_an_older_date, BY_VERIFY,
    "at the same time an administrator took from its signer the right to it" },
  { "an-op-in-anothers-name", write_in_anothers_name, BY_SYNC,
    "holds an op in the name of somebody else than its device's owner" },
  { "a-definition-by-no-administrator", define_without_being_an_administrator, BY_VERIFY,
    "a definition put in force by Quentin Adeyemi, who was no administrator, doesn't count" },
  { "a-purge-by-no-administrator", purge_without_being_an_administrator, BY_VERIFY,
    "a removal of content by Quentin Adeyemi, who was no administrator, doesn't count" },
  { NULL },
};
