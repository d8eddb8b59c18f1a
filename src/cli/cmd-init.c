/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl init: a new workspace and its founder. */

#include "cli/slip-commands.h"

SlipExit
slip_cmd_init (SlipCli *cli)
{
  g_autofree char *person = NULL;
  g_autofree char *passphrase_file = NULL;
  g_auto (GStrv) roles = NULL;
  const GOptionEntry entries[] = {
    { "person", 0, 0, G_OPTION_ARG_FILENAME, &person, N_ ("The founder's name"), "NAME" },
    { "role", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &roles,
      N_ ("A role of the founder, besides administrator"), "ROLE" },
    { "passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &passphrase_file,
      N_ ("A file whose first line will open the signing key"), "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipSecret) passphrase = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  slip_cli_spread_roles (cli);
  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  if (person == NULL || roles == NULL || (passphrase_file == NULL && !slip_cli_can_ask ()))
    return slip_cli_usage (cli, _ ("%s is missing"),
                           person == NULL  ? "--person"
                           : roles == NULL ? "--role"
                                           : "--passphrase-file");

  passphrase = slip_cli_get_secret (_ ("passphrase"), passphrase_file, TRUE, &error);
  if (passphrase == NULL)
    return slip_cli_fail (error);
  workspace = slip_workspace_create (cli->dir != NULL ? cli->dir : ".", cli->args[0], person,
                                     (const char *const *) roles, passphrase, &error);
  if (workspace == NULL)
    return slip_cli_fail (error);

  id = slip_workspace_get_info (workspace, "workspace", &error);
  if (id == NULL)
    return slip_cli_fail (error);
  if (cli->json)
    slip_json_print_text ("workspace", id);
  else
    slip_cli_line ("%s", id);
  return SLIP_EXIT_DONE;
}
