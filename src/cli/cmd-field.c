/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl field set, add, move, delete: edits of a document's fields and rows. */

#include "cli/slip-commands.h"

#include <unistd.h>

SlipExit
slip_cmd_field_set (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autofree char *input = NULL;
  const char *value;
  g_autoptr (GError) error = NULL;

  /* A value may begin with a dash, so that options end at the id. */
  if (!slip_cli_parse_verbatim (cli, 3, 4))
    return SLIP_EXIT_USAGE;
  if (cli->args[3] == NULL)
    value = cli->args[2];
  else if (g_str_equal (cli->args[2], "--"))
    value = cli->args[3];
  else
    return slip_cli_usage (
        cli, _ ("“%s” is one argument too many; put a value with blanks in quotes"), cli->args[3]);

  if (cli->args[3] == NULL && g_str_equal (value, "-"))
    {
      value = input = slip_cli_read_text (STDIN_FILENO, &error);
      if (input == NULL)
        return slip_cli_fail (error);
    }

  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL ||
      !slip_workspace_set_field (workspace, cli->args[0], cli->args[1], value, &error))
    return slip_cli_fail (error);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_field_add (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autofree char *row = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 2, 2))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  row = workspace != NULL ? slip_workspace_add_row (workspace, cli->args[0], cli->args[1], &error)
                          : NULL;
  if (row == NULL)
    return slip_cli_fail (error);
  if (cli->json)
    slip_json_print_text ("id", row);
  else
    slip_cli_line ("%s", row);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_field_move (SlipCli *cli)
{
  g_autofree char *before = NULL;
  const GOptionEntry entries[] = {
    { "before", 0, 0, G_OPTION_ARG_FILENAME, &before, N_ ("The row that will follow it"), "ROW" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, 2, 2))
    return SLIP_EXIT_USAGE;
  if (before == NULL)
    return slip_cli_usage (cli, _ ("--before is missing"));
  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL ||
      !slip_workspace_move_row (workspace, cli->args[0], cli->args[1], before, &error))
    return slip_cli_fail (error);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_field_delete (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 2, 2))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL ||
      !slip_workspace_delete_row (workspace, cli->args[0], cli->args[1], &error))
    return slip_cli_fail (error);
  return SLIP_EXIT_DONE;
}
