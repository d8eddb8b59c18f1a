/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* forms put, process put: an organisation's own definitions. */

#include "cli/slip-commands.h"
#include "workspace/slip-definitions.h"

static SlipExit
put (SlipCli *cli, char *(*func) (SlipWorkspace *workspace, GFile *file, GError **error))
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GFile) file = NULL;
  g_autofree char *digest = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 1, 1))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  file = g_file_new_for_commandline_arg (cli->args[0]);
  digest = workspace != NULL ? func (workspace, file, &error) : NULL;
  if (digest == NULL)
    return slip_cli_fail (error);
  slip_cli_print_digest (cli, digest);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_forms_put (SlipCli *cli)
{
  return put (cli, slip_workspace_put_form);
}

SlipExit
slip_cmd_process_put (SlipCli *cli)
{
  return put (cli, slip_workspace_put_process);
}
