/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl invite, join, member list, member admit: how people come into a workspace. */

#include "cli/slip-commands.h"

SlipExit
slip_cmd_invite (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 1, 1))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL || !slip_workspace_invite (workspace, cli->args[0], &error))
    return slip_cli_fail (error);
  if (cli->json)
    slip_json_print_text ("file", cli->args[0]);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_join (SlipCli *cli)
{
  g_autofree char *person = NULL;
  g_autofree char *passphrase_file = NULL;
  const GOptionEntry entries[] = {
    { "person", 0, 0, G_OPTION_ARG_FILENAME, &person, N_ ("Your name"), "NAME" },
    { "passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &passphrase_file,
      N_ ("A file whose first line will open the signing key"), "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipSecret) passphrase = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  if (person == NULL || passphrase_file == NULL)
    return slip_cli_usage (cli, _ ("%s is missing"),
                           person == NULL ? "--person" : "--passphrase-file");

  passphrase = slip_cli_read_secret ("passphrase", passphrase_file, &error);
  if (passphrase == NULL)
    return slip_cli_fail (error);
  workspace = slip_workspace_join (cli->dir != NULL ? cli->dir : ".", cli->args[0], person,
                                   passphrase, &error);
  if (workspace == NULL)
    return slip_cli_fail (error);

  /* What the administrator has to admit. */
  id = slip_workspace_get_info (workspace, "person", &error);
  if (id == NULL)
    return slip_cli_fail (error);
  if (cli->json)
    slip_json_print_text ("person", id);
  else
    slip_cli_line ("%s", id);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_member_list (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) members = NULL;
  g_autoptr (SlipTable) table = slip_table_new (5);
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 0, 0))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  members = workspace != NULL ? slip_workspace_list_members (workspace, &error) : NULL;
  if (members == NULL)
    return slip_cli_fail (error);

  json_builder_begin_array (json);
  for (guint i = 0; i < members->len; i++)
    {
      const SlipPersonInfo *member = g_ptr_array_index (members, i);
      g_autofree char *roles =
          member->roles != NULL ? g_strjoinv (",", member->roles) : g_strdup ("");

      slip_table_add (table, member->id, member->name, member->fingerprint,
                      member->pending ? "waits" : roles, member->is_self ? "(you)" : "");
      json_builder_begin_object (json);
      slip_json_text (json, "id", member->id);
      slip_json_text (json, "name", member->name);
      slip_json_texts (json, "roles", (const char *const *) member->roles);
      slip_json_text (json, "fingerprint", member->fingerprint);
      slip_json_flag (json, "pending", member->pending);
      slip_json_flag (json, "self", member->is_self);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);

  if (cli->json)
    slip_json_print (json);
  else
    slip_table_print (table);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_member_admit (SlipCli *cli)
{
  g_autofree char *passphrase_file = NULL;
  g_auto (GStrv) roles = NULL;
  const GOptionEntry entries[] = {
    { "role", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &roles, N_ ("A role that the person gets"),
      "ROLE" },
    { "passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &passphrase_file,
      N_ ("A file whose first line opens your signing key"), "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipSecret) passphrase = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GError) error = NULL;

  slip_cli_spread_roles (cli);
  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  if (roles == NULL || passphrase_file == NULL)
    return slip_cli_usage (cli, _ ("%s is missing"),
                           roles == NULL ? "--role" : "--passphrase-file");

  passphrase = slip_cli_read_secret ("passphrase", passphrase_file, &error);
  if (passphrase == NULL)
    return slip_cli_fail (error);
  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL || !slip_workspace_admit (workspace, cli->args[0],
                                                  (const char *const *) roles, passphrase, &error))
    return slip_cli_fail (error);
  if (cli->json)
    slip_json_print_text ("id", cli->args[0]);
  return SLIP_EXIT_DONE;
}
