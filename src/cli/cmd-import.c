/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl import: documents from instance XML, as "document show" prints it. */

#include "cli/slip-commands.h"

SlipExit
slip_cmd_import (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 2, -1))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL)
    return slip_cli_fail (error);

  json_builder_begin_array (json);
  for (guint i = 1; cli->args[i] != NULL; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_commandline_arg (cli->args[i]);
      g_autofree char *id = slip_workspace_import (workspace, cli->args[0], file, &error);

      /* Each file is one transaction: what was read before the one that fails stays, and its ids have been told. */
      if (id == NULL)
        break;
      if (!cli->json)
        slip_cli_line ("%s", id);
      json_builder_begin_object (json);
      slip_json_text (json, "id", id);
      slip_json_text (json, "file", cli->args[i]);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  if (cli->json)
    slip_json_print (json);
  return error == NULL ? SLIP_EXIT_DONE : slip_cli_fail (error);
}
