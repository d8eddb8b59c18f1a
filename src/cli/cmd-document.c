/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl document new, list, show, check, delete, restore; document history is in cmd-history.c. */

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

/* "amended (2 changes), 1 proposal, in conflict" */
static char *
describe_status (const SlipDocumentInfo *document)
{
  GString *text = g_string_new (document->status);

  if (document->amendments > 0)
    {
      g_string_append (text, " (");
      g_string_append_printf (text,
                              g_dngettext (NULL, "%u change", "%u changes", document->amendments),
                              document->amendments);
      g_string_append_c (text, ')');
    }
  if (document->proposals > 0)
    {
      g_string_append (text, ", ");
      g_string_append_printf (
          text, g_dngettext (NULL, "%u proposal", "%u proposals", document->proposals),
          document->proposals);
    }
  if (document->conflict)
    g_string_append (text, ", in conflict");
  if (document->deleted != NULL)
    g_string_append_printf (text, ", %s", document->deleted);
  return g_string_free (text, FALSE);
}

SlipExit
slip_cmd_document_list (SlipCli *cli)
{
  gboolean all = FALSE;
  const GOptionEntry entries[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &all, N_ ("Also those that were deleted"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) documents = NULL;
  g_autoptr (SlipTable) table = slip_table_new (5);
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, 0, 1))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  if (workspace != NULL)
    documents = all ? slip_workspace_list_all_documents (workspace, cli->args[0], &error)
                    : slip_workspace_list_documents (workspace, cli->args[0], &error);
  if (documents == NULL)
    return slip_cli_fail (error);

  json_builder_begin_array (json);
  for (guint i = 0; i < documents->len; i++)
    {
      const SlipDocumentInfo *document = g_ptr_array_index (documents, i);
      g_autofree char *status = describe_status (document);

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
      slip_json_text (json, "deleted", document->deleted);
      slip_json_flag (json, "conflict", document->conflict);
      slip_json_number (json, "revision", document->revision);
      slip_json_number (json, "amendments", document->amendments);
      slip_json_number (json, "proposals", document->proposals);
      slip_json_number (json, "created-ms", document->created_ms);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);

  if (cli->json)
    slip_json_print (json);
  else
    slip_table_print (table, stdout);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_document_delete (SlipCli *cli)
{
  g_autofree char *reason = NULL;
  const GOptionEntry entries[] = {
    { "reason", 0, 0, G_OPTION_ARG_FILENAME, &reason, N_ ("Why; needed once it was signed"),
      "TEXT" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL ||
      !slip_workspace_delete_document (workspace, cli->args[0], reason, &error))
    return slip_cli_fail (error);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_document_restore (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 1, 1))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL || !slip_workspace_restore_document (workspace, cli->args[0], &error))
    return slip_cli_fail (error);
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

/* Proposals wait for a decision; they are nothing wrong, so the exit status doesn't tell of them. */
static void
tell_proposals (SlipCli *cli, JsonBuilder *json, GPtrArray *proposals)
{
  for (guint i = 0; i < proposals->len; i++)
    {
      const SlipProposalInfo *proposal = g_ptr_array_index (proposals, i);
      g_autofree char *value = slip_cli_shorten (proposal->value, 60);
      g_autofree char *message = g_strdup_printf (_ ("%s proposes %s"), proposal->person, value);

      if (!cli->json)
        slip_cli_line ("%s: %s", proposal->path, message);
      json_builder_begin_object (json);
      slip_json_text (json, "path", proposal->path);
      slip_json_text (json, "label", proposal->label);
      slip_json_text (json, "kind", "proposal");
      slip_json_text (json, "message", message);
      json_builder_end_object (json);
    }
}

SlipExit
slip_cmd_document_check (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GPtrArray) proposals = NULL;
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 1, 1))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  problems = workspace != NULL ? slip_workspace_check (workspace, cli->args[0], &error) : NULL;
  proposals =
      problems != NULL ? slip_workspace_list_proposals (workspace, cli->args[0], &error) : NULL;
  if (proposals == NULL)
    return slip_cli_fail (error);

  json_builder_begin_array (json);
  for (guint i = 0; i < problems->len; i++)
    {
      const SlipProblem *problem = g_ptr_array_index (problems, i);
      const char *kind = slip_problem_kind_name (problem->kind);
      g_autofree char *line = slip_cli_shorten (problem->message, G_MAXINT);

      if (!cli->json)
        slip_cli_line ("%s: %s", problem->path, line);
      json_builder_begin_object (json);
      slip_json_text (json, "path", problem->path);
      slip_json_text (json, "label", problem->label);
      slip_json_text (json, "kind", kind);
      slip_json_text (json, "message", problem->message);
      json_builder_end_object (json);
    }
  tell_proposals (cli, json, proposals);
  json_builder_end_array (json);
  if (cli->json)
    slip_json_print (json);
  return problems->len == 0 ? SLIP_EXIT_DONE : SLIP_EXIT_NO;
}
