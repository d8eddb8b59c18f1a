/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl search: text in all documents. */

#include "cli/slip-commands.h"

#define MAX_RESULTS 200

static char *
say_where (const SlipSearchResult *result)
{
  if (result->thread == NULL)
    return g_strdup (result->path);
  /* Translators: of a review thread its id, and what it is about */
  return *result->path != '\0' ? g_strdup_printf (_ ("thread %s, %s"), result->thread, result->path)
                               : g_strdup_printf (_ ("thread %s"), result->thread);
}

SlipExit
slip_cmd_search (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (SlipTable) table = slip_table_new (4);
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 1, -1))
    return SLIP_EXIT_USAGE;
  text = g_strjoinv (" ", cli->args);
  workspace = slip_cli_open (cli, &error);
  results = workspace != NULL ? slip_workspace_search (workspace, text, MAX_RESULTS, &error) : NULL;
  if (results == NULL)
    return slip_cli_fail (error);

  json_builder_begin_array (json);
  for (guint i = 0; i < results->len; i++)
    {
      const SlipSearchResult *result = g_ptr_array_index (results, i);

      g_autofree char *where = say_where (result);

      slip_table_add (table, result->record, result->title, where, result->snippet);
      json_builder_begin_object (json);
      slip_json_text (json, "record", result->record);
      slip_json_text (json, "title", result->title);
      slip_json_text (json, "path", result->path);
      if (result->thread != NULL)
        slip_json_text (json, "thread", result->thread);
      slip_json_text (json, "snippet", result->snippet);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);

  if (cli->json)
    slip_json_print (json);
  else
    slip_table_print (table, stdout);
  return SLIP_EXIT_DONE;
}
