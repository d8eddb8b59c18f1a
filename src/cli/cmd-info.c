/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl info: what this workspace is. */

#include "cli/slip-commands.h"

SlipExit
slip_cmd_info (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (SlipTable) table = slip_table_new (2);
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;
  const char *const *fields = slip_workspace_info_fields ();

  if (!slip_cli_parse (cli, NULL, 0, 1))
    return SLIP_EXIT_USAGE;
  if (cli->args[0] != NULL && !g_strv_contains (fields, cli->args[0]))
    {
      g_autofree char *names = g_strjoinv (", ", (char **) fields);
      return slip_cli_usage (cli, _ ("“%s” is none of the fields %s"), cli->args[0], names);
    }
  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL)
    return slip_cli_fail (error);

  json_builder_begin_object (json);
  for (guint i = 0; fields[i] != NULL; i++)
    {
      g_autofree char *value = NULL;

      if (cli->args[0] != NULL && !g_str_equal (fields[i], cli->args[0]))
        continue;
      value = slip_workspace_get_info (workspace, fields[i], &error);
      if (value == NULL)
        return slip_cli_fail (error);
      slip_json_text (json, fields[i], value);
      if (cli->args[0] == NULL)
        slip_table_add (table, fields[i], value);
      else if (!cli->json)
        slip_cli_line ("%s", value);
    }
  json_builder_end_object (json);

  if (cli->json)
    slip_json_print (json);
  else
    slip_table_print (table, stdout);
  return SLIP_EXIT_DONE;
}
