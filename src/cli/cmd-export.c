/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl export: a document as ODT or XML. */

#include "cli/slip-commands.h"

SlipExit
slip_cmd_export (SlipCli *cli)
{
  g_autofree char *output = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_ ("The file to write, .odt or .xml"),
      "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  if (output == NULL)
    return slip_cli_usage (cli, _ ("-o is missing"));
  if (!g_str_has_suffix (output, ".odt") && !g_str_has_suffix (output, ".xml"))
    return slip_cli_usage (cli, _ ("%s ends neither in .odt nor in .xml"), output);
  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL || !slip_workspace_export (workspace, cli->args[0], output, &error))
    return slip_cli_fail (error);
  if (cli->json)
    slip_json_print_text ("file", output);
  return SLIP_EXIT_DONE;
}
