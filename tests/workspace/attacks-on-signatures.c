/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Attacks on sign-offs: replayed, changed, or made by somebody who may not. */

#include <string.h>

#include "test-attacks.h"

static void
replay_under_another_record (Scene *scene)
{
  g_autoptr (SlipSignature) taken = forge_take (scene, QUENTIN, scene->sign_off);

  forge_statement (scene, QUENTIN, scene->other, taken->text, taken->signature);
}

static void
replay_in_another_workspace (Scene *scene)
{
  Scene *elsewhere = scene_new ();
  g_autoptr (SlipSignature) taken = forge_take (elsewhere, PETRA, elsewhere->sign_off);

  forge_statement (scene, QUENTIN, scene->plan, taken->text, taken->signature);
  scene_free (elsewhere);
}

static void
change_a_comment (Scene *scene)
{
  g_autoptr (SlipSignature) taken = forge_take (scene, QUENTIN, scene->sign_off);
  g_autofree char *text =
      g_strndup (g_bytes_get_data (taken->text, NULL), g_bytes_get_size (taken->text));
  g_auto (GStrv) parts = g_strsplit (text, "</meaning>\n", 2);
  g_autofree char *changed = g_strconcat (
      parts[0], "</meaning>\n  <comment>And the budget too</comment>\n", parts[1], NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (changed, strlen (changed));

  forge_statement (scene, QUENTIN, scene->plan, bytes, taken->signature);
}

static void
sign_in_a_role_not_held (Scene *scene)
{
  g_autoptr (SlipSignature) model = forge_take (scene, QUENTIN, scene->sign_off);
  g_autoptr (SlipStatement) statement =
      forge_sign_off (scene, QUENTIN, model, "operations-manager", "feasibility");

  forge_state (scene, QUENTIN, statement);
}

static void
sign_in_anothers_name (Scene *scene)
{
  g_autoptr (SlipSignature) model = forge_take (scene, QUENTIN, scene->sign_off);
  g_autoptr (SlipStatement) statement =
      forge_sign_off (scene, QUENTIN, model, "ai-irb-liaison", "compliance");
  g_autofree char *irina = forge_id (scene, IRINA);

  g_strlcpy (statement->person, irina, sizeof statement->person);
  g_free (statement->name);
  statement->name = g_strdup ("Irina Brandt");
  forge_state (scene, QUENTIN, statement);
}

static void
sign_with_a_device_key (Scene *scene)
{
  g_autoptr (SlipSignature) model = forge_take (scene, QUENTIN, scene->sign_off);
  g_autoptr (SlipStatement) statement =
      forge_sign_off (scene, QUENTIN, model, "qa-lead", "test-coverage");
  g_autoptr (SlipDeviceKey) device = forge_device_key (scene, QUENTIN);
  SlipSigningKey key = { { 0 } };
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GError) error = NULL;

  memcpy (statement->key, device->public, SLIP_KEY_BYTES);
  memcpy (key.public, device->public, SLIP_KEY_BYTES);
  memcpy (key.secret, device->secret, SLIP_SECRET_BYTES);
  slip_statement_write (statement, &error);
  g_assert_no_error (error);
  signature = slip_statement_sign (statement->text, &key);
  forge_statement (scene, QUENTIN, scene->plan, statement->text, signature);
}

static void
withdraw_anothers_sign_off (Scene *scene)
{
  g_autoptr (SlipStatement) statement = forge_begin (scene, QUENTIN, SLIP_STATEMENT_WITHDRAWAL);

  g_strlcpy (statement->withdrawal->record, scene->plan, sizeof statement->withdrawal->record);
  g_strlcpy (statement->withdrawal->sign_off, scene->sign_off,
             sizeof statement->withdrawal->sign_off);
  statement->withdrawal->reason = g_strdup ("Changed our mind");
  forge_state (scene, QUENTIN, statement);
}

static void
sign_after_the_role_was_withdrawn (Scene *scene)
{
  g_autofree char *quentin = forge_id (scene, QUENTIN);
  const char *none[] = { NULL };
  const char *roles[] = { "qa-lead", NULL };
  g_autoptr (SlipSignature) model = forge_take (scene, QUENTIN, scene->sign_off);
  g_autoptr (SlipStatement) statement = NULL;
  g_autoptr (GError) error = NULL;

  slip_workspace_change_roles (scene->team->people[PETRA], quentin, none, roles, "Left the team",
                               TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_sync (scene->team, PETRA);
  /* He has not seen it, and puts his clock back to be sure. */
  g_setenv ("SOURCE_DATE_MS", "1700000000000", TRUE);
  statement = forge_sign_off (scene, QUENTIN, model, "qa-lead", "test-coverage");
  g_unsetenv ("SOURCE_DATE_MS");
  forge_state (scene, QUENTIN, statement);
}

static void
sign_as_deputy_after_the_date (Scene *scene)
{
  g_autofree char *quentin = forge_id (scene, QUENTIN);
  g_autoptr (SlipSignature) model = forge_take (scene, QUENTIN, scene->sign_off);
  g_autoptr (SlipStatement) statement = NULL;
  g_autoptr (GError) error = NULL;

  slip_workspace_name_deputy (scene->team->people[IRINA], "ai-irb-liaison", quentin,
                              slip_now_ms () - 3600 * 1000, TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_sync (scene->team, IRINA);
  team_sync (scene->team, QUENTIN);
  statement = forge_sign_off (scene, QUENTIN, model, "ai-irb-liaison", "compliance");
  forge_state (scene, QUENTIN, statement);
}

static void
sign_for_another_definition (Scene *scene)
{
  g_autoptr (SlipSignature) model = forge_take (scene, QUENTIN, scene->sign_off);
  g_autoptr (SlipStatement) statement =
      forge_sign_off (scene, QUENTIN, model, "qa-lead", "test-coverage");

  memset (statement->sign_off->definition, 'a', SLIP_HASH_HEX);
  forge_state (scene, QUENTIN, statement);
}

const Attack attacks_on_signatures[] = {
  { "a-sign-off-replayed-under-another-record", replay_under_another_record, BY_VERIFY,
    "it was made for another record" },
  { "a-sign-off-of-another-workspace", replay_in_another_workspace, BY_VERIFY,
    "it was made for another workspace" },
  { "a-sign-off-with-a-changed-comment", change_a_comment, BY_VERIFY,
    "The signature doesn't fit the statement's bytes" },
  { "a-role-not-held", sign_in_a_role_not_held, BY_VERIFY,
    "its signer doesn't hold the role operations-manager" },
  { "a-sign-off-in-anothers-name", sign_in_anothers_name, BY_VERIFY,
    "its key is another person's than the one that it names" },
  { "a-sign-off-by-a-device-key", sign_with_a_device_key, BY_VERIFY, "its key was never admitted" },
  { "a-withdrawal-of-anothers-sign-off", withdraw_anothers_sign_off, BY_VERIFY,
    "by Quentin Adeyemi doesn't count: it is about another person's sign-off" },
  { "a-role-withdrawn", sign_after_the_role_was_withdrawn, BY_VERIFY,
    "by Quentin Adeyemi doesn't count: the role qa-lead was withdrawn" },
  { "a-deputy-after-the-date", sign_as_deputy_after_the_date, BY_VERIFY,
    "its signer was a deputy only until" },
  { "a-sign-off-for-another-definition", sign_for_another_definition, BY_VERIFY,
    "it was made for another definition of the form" },
  { NULL },
};
