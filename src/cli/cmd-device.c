/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl device list, device revoke, revoke, endorse: what counts and what doesn't any more. */

#include "cli/slip-commands.h"

/* Characters of a key, enough to name it. */
#define SHORT_KEY 16

static void
add_device (SlipTable *table, JsonBuilder *json, const SlipDeviceInfo *device)
{
  g_autofree char *key = g_strndup (device->key, SHORT_KEY);
  g_autofree char *replicas = g_strjoinv (",", device->replicas);
  g_autofree char *since = slip_cli_date (device->since_ms);
  g_autofree char *seen = device->seen_ms > 0 ? slip_cli_date (device->seen_ms) : g_strdup ("");
  g_autofree char *since_time = slip_cli_time (device->since_ms);
  g_autofree char *seen_time = device->seen_ms > 0 ? slip_cli_time (device->seen_ms) : NULL;
  g_autoptr (GString) note = g_string_new (device->is_self ? _ ("(this one)") : "");

  if (device->revoked != NULL)
    g_string_append_printf (note, _ ("%srevoked: %s"), note->len > 0 ? " " : "", device->revoked);
  if (device->kept_apart > 0)
    g_string_append_printf (note, _ ("%s%u changes wait"), note->len > 0 ? "; " : "",
                            device->kept_apart);
  slip_table_add (table, key, device->name, since, seen, replicas, note->str);

  json_builder_begin_object (json);
  slip_json_text (json, "id", device->key);
  slip_json_text (json, "person", device->person);
  slip_json_text (json, "name", device->name);
  slip_json_texts (json, "replicas", (const char *const *) device->replicas);
  slip_json_text (json, "since", since_time);
  slip_json_text (json, "seen", seen_time);
  slip_json_text (json, "revoked", device->revoked);
  slip_json_number (json, "waiting-changes", device->kept_apart);
  slip_json_flag (json, "self", device->is_self);
  json_builder_end_object (json);
}

SlipExit
slip_cmd_device_list (SlipCli *cli)
{
  g_autofree char *person = NULL;
  const GOptionEntry entries[] = {
    { "person", 0, 0, G_OPTION_ARG_FILENAME, &person, N_ ("Of this person alone: id or name"),
      "PERSON" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (SlipTable) table = slip_table_new (6);
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, 0, 0))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  devices = workspace != NULL ? slip_workspace_list_devices (workspace, person, &error) : NULL;
  if (devices == NULL)
    return slip_cli_fail (error);

  json_builder_begin_array (json);
  for (guint i = 0; i < devices->len; i++)
    add_device (table, json, g_ptr_array_index (devices, i));
  json_builder_end_array (json);
  if (cli->json)
    slip_json_print (json);
  else
    slip_table_print (table, stdout);
  return SLIP_EXIT_DONE;
}

typedef gboolean (*RevokeFunc) (SlipWorkspace *workspace, const char *id, const char *reason,
                                const char *passphrase, char **note, GError **error);

static SlipExit
run_revoke (SlipCli *cli, RevokeFunc func)
{
  g_autofree char *reason = NULL;
  g_autofree char *passphrase_file = NULL;
  const GOptionEntry entries[] = {
    { "reason", 0, 0, G_OPTION_ARG_FILENAME, &reason, N_ ("Why; stands in the record"), "TEXT" },
    { "passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &passphrase_file,
      N_ ("A file whose first line opens your signing key"), "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipSecret) passphrase = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autofree char *note = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  if (reason == NULL || (passphrase_file == NULL && !slip_cli_can_ask ()))
    return slip_cli_usage (cli, _ ("%s is missing"),
                           reason == NULL ? "--reason" : "--passphrase-file");
  passphrase = slip_cli_get_secret (_ ("passphrase"), passphrase_file, FALSE, &error);
  if (passphrase == NULL || (workspace = slip_cli_open (cli, &error)) == NULL ||
      !func (workspace, cli->args[0], reason, passphrase, &note, &error))
    return slip_cli_fail (error);
  slip_cli_print_note (cli, cli->args[0], note);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_revoke (SlipCli *cli)
{
  return run_revoke (cli, slip_workspace_revoke);
}

SlipExit
slip_cmd_device_revoke (SlipCli *cli)
{
  return run_revoke (cli, slip_workspace_revoke_device);
}

SlipExit
slip_cmd_endorse (SlipCli *cli)
{
  g_autofree char *reason = NULL;
  g_autofree char *passphrase_file = NULL;
  const GOptionEntry entries[] = {
    { "reason", 0, 0, G_OPTION_ARG_FILENAME, &reason, N_ ("Why; stands in the record"), "TEXT" },
    { "passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &passphrase_file,
      N_ ("A file whose first line opens your signing key"), "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipSecret) passphrase = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;
  guint n = 0;

  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  if (passphrase_file == NULL && !slip_cli_can_ask ())
    return slip_cli_usage (cli, _ ("%s is missing"), "--passphrase-file");
  passphrase = slip_cli_get_secret (_ ("passphrase"), passphrase_file, FALSE, &error);
  if (passphrase == NULL || (workspace = slip_cli_open (cli, &error)) == NULL ||
      !slip_workspace_endorse (workspace, cli->args[0], reason, passphrase, &n, &error))
    return slip_cli_fail (error);
  if (cli->json)
    {
      json_builder_begin_object (json);
      slip_json_text (json, "id", cli->args[0]);
      slip_json_number (json, "changes", n);
      json_builder_end_object (json);
      slip_json_print (json);
    }
  else if (n > 0)
    slip_cli_line (_ ("changes taken in: %u"), n);
  return SLIP_EXIT_DONE;
}
