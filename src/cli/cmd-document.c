/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl document new, list, show, check. */

#include "cli/slip-commands.h"
#include "forms/slip-check.h"

SlipExit
slip_cmd_document_new (SlipCli *cli)
{
  g_autofree char *from = NULL;
  const GOptionEntry entries[] = {
    { "from", 0, 0, G_OPTION_ARG_FILENAME, &from,
      N_ ("Copy the content of this document of the same form"), "DOCUMENT" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, 2, 2))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  id = workspace != NULL
           ? slip_workspace_new_document (workspace, cli->args[0], cli->args[1], from, &error)
           : NULL;
  if (id == NULL)
    return slip_cli_fail (error);
  if (cli->json)
    slip_json_print_text ("id", id);
  else
    slip_cli_line ("%s", id);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_document_list (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) documents = NULL;
  g_autoptr (SlipTable) table = slip_table_new (5);
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 0, 1))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  documents =
      workspace != NULL ? slip_workspace_list_documents (workspace, cli->args[0], &error) : NULL;
  if (documents == NULL)
    return slip_cli_fail (error);

  json_builder_begin_array (json);
  for (guint i = 0; i < documents->len; i++)
    {
      const SlipDocumentInfo *document = g_ptr_array_index (documents, i);
      g_autofree char *status =
          g_strconcat (document->status, document->conflict ? ", in conflict" : "", NULL);

      slip_table_add (table, document->id, document->number, document->form, status,
                      document->title);
      json_builder_begin_object (json);
      slip_json_text (json, "id", document->id);
      slip_json_text (json, "release", document->release);
      slip_json_text (json, "form", document->form);
      slip_json_text (json, "form-title", document->form_title);
      slip_json_text (json, "number", document->number);
      slip_json_text (json, "title", document->title);
      slip_json_text (json, "status", document->status);
      slip_json_flag (json, "conflict", document->conflict);
      slip_json_number (json, "created-ms", document->created_ms);
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
slip_cmd_document_show (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GBytes) xml = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 1, 1))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  xml = workspace != NULL ? slip_workspace_show (workspace, cli->args[0], &error) : NULL;
  if (xml == NULL)
    return slip_cli_fail (error);
  slip_cli_print_xml (cli, xml);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_document_check (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 1, 1))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  problems = workspace != NULL ? slip_workspace_check (workspace, cli->args[0], &error) : NULL;
  if (problems == NULL)
    return slip_cli_fail (error);

  json_builder_begin_array (json);
  for (guint i = 0; i < problems->len; i++)
    {
      const SlipProblem *problem = g_ptr_array_index (problems, i);
      const char *kind = slip_problem_kind_name (problem->kind);

      if (!cli->json)
        slip_cli_line ("%s: %s", problem->path, problem->message);
      json_builder_begin_object (json);
      slip_json_text (json, "path", problem->path);
      slip_json_text (json, "label", problem->label);
      slip_json_text (json, "kind", kind);
      slip_json_text (json, "message", problem->message);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  if (cli->json)
    slip_json_print (json);
  return problems->len == 0 ? SLIP_EXIT_DONE : SLIP_EXIT_NO;
}
