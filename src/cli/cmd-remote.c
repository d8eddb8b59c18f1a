/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl remote set, show, check: the folder that a workspace syncs over. */

#include "cli/slip-commands.h"

static SlipExit
print_remote (SlipCli *cli, SlipWorkspace *workspace)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = slip_workspace_get_info (workspace, "remote", &error);

  if (url == NULL)
    return slip_cli_fail (error);
  if (*url == '\0')
    {
      slip_cli_complain (
          _ ("this workspace has no remote; slipwayctl remote set URL gives it one"));
      return SLIP_EXIT_FAILED;
    }
  if (cli->json)
    slip_json_print_text ("remote", url);
  else
    slip_cli_line ("%s", url);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_remote_set (SlipCli *cli)
{
  g_autofree char *user = NULL;
  g_autofree char *password_file = NULL;
  gboolean allow_cleartext = FALSE;
  const GOptionEntry entries[] = {
    { "user", 0, 0, G_OPTION_ARG_FILENAME, &user, N_ ("Name to log in with"), "USER" },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &password_file,
      N_ ("A file whose first line is the password"), "FILE" },
    { "allow-cleartext", 0, 0, G_OPTION_ARG_NONE, &allow_cleartext,
      N_ ("Allow http, which anybody on the way can read, to another machine"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipSecret) password = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  if (password_file != NULL && user == NULL)
    return slip_cli_usage (cli, _ ("--password-file needs --user"));
  if (password_file != NULL)
    {
      password = slip_cli_read_secret (_ ("password"), password_file, &error);
      if (password == NULL)
        return slip_cli_fail (error);
    }

  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL)
    return slip_cli_fail (error);
  if (!slip_workspace_set_remote (workspace, cli->args[0], user, password, allow_cleartext, NULL,
                                  &error))
    return slip_cli_fail (error);
  return cli->json ? print_remote (cli, workspace) : SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_remote_show (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 0, 0))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL)
    return slip_cli_fail (error);
  return print_remote (cli, workspace);
}

SlipExit
slip_cmd_remote_check (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 0, 0))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL || !slip_workspace_check_remote (workspace, NULL, &error))
    return slip_cli_fail (error);
  return print_remote (cli, workspace);
}
