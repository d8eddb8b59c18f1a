/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl release new, release list. */

#include "cli/slip-commands.h"

SlipExit
slip_cmd_release_new (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autofree char *process = NULL;
  g_autofree char *from = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "process", 0, 0, G_OPTION_ARG_FILENAME, &process,
      N_ ("A process' id, or the beginning of a version's digest"), "PROCESS" },
    { "from", 0, 0, G_OPTION_ARG_FILENAME, &from,
      N_ ("Begin with the documents of this earlier release"), "RELEASE" },
    { NULL },
  };

  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  if (workspace != NULL)
    id = from != NULL
             ? slip_workspace_new_release_from (workspace, cli->args[0], process, from, &error)
             : slip_workspace_new_release_under (workspace, cli->args[0], process, &error);
  if (id == NULL)
    return slip_cli_fail (error);
  if (cli->json)
    slip_json_print_text ("id", id);
  else
    slip_cli_line ("%s", id);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_release_list (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) releases = NULL;
  g_autoptr (SlipTable) table = slip_table_new (4);
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 0, 0))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  releases = workspace != NULL ? slip_workspace_list_releases (workspace, &error) : NULL;
  if (releases == NULL)
    return slip_cli_fail (error);

  json_builder_begin_array (json);
  for (guint i = 0; i < releases->len; i++)
    {
      const SlipReleaseInfo *release = g_ptr_array_index (releases, i);
      g_autofree char *documents = g_strdup_printf (
          release->n_documents == 1 ? "%u document" : "%u documents", release->n_documents);

      slip_table_add (table, release->id, release->title, release->version, documents);
      json_builder_begin_object (json);
      slip_json_text (json, "id", release->id);
      slip_json_text (json, "title", release->title);
      slip_json_text (json, "version", release->version);
      slip_json_number (json, "documents", release->n_documents);
      slip_json_number (json, "created-ms", release->created_ms);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);

  if (cli->json)
    slip_json_print (json);
  else
    slip_table_print (table, stdout);
  return SLIP_EXIT_DONE;
}
