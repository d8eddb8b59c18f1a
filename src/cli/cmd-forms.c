/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl forms, forms put, schema: the forms in force in a workspace, or, where there is none, those that Slipway brings. */

#include "cli/slip-commands.h"

#include "workspace/slip-processing.h"

/* What "schema" knows beside the forms. */
#define AUDIT_TRAIL "audit-trail"

/* (transfer full) (nullable): the workspace; NULL without an error where there is none. */
static SlipWorkspace *
open_if_there (SlipCli *cli, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  SlipWorkspace *workspace = slip_cli_open (cli, &local_error);

  /* Without -C the folder is just where somebody stands. */
  if (workspace == NULL &&
      (cli->dir != NULL || !g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND)))
    g_propagate_error (error, g_steal_pointer (&local_error));
  return workspace;
}

static SlipExit
list_forms (SlipCli *cli, SlipWorkspace *workspace)
{
  g_autoptr (SlipTable) table = slip_table_new (3);
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) forms = slip_workspace_list_forms (workspace, &error);

  if (forms == NULL)
    return slip_cli_fail (error);
  json_builder_begin_array (json);
  for (guint i = 0; i < forms->len; i++)
    {
      const SlipFormInfo *form = g_ptr_array_index (forms, i);

      slip_table_add (table, form->id, form->version, form->title);
      json_builder_begin_object (json);
      slip_json_text (json, "id", form->id);
      slip_json_text (json, "title", form->title);
      slip_json_text (json, "version", form->version);
      slip_json_text (json, "definition", form->definition);
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
slip_cmd_forms (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GBytes) xml = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 0, 1))
    return SLIP_EXIT_USAGE;
  workspace = open_if_there (cli, &error);
  if (error != NULL)
    return slip_cli_fail (error);
  if (cli->args[0] == NULL)
    return list_forms (cli, workspace);
  xml = slip_workspace_form_definition (workspace, cli->args[0], &error);
  if (xml == NULL)
    return slip_cli_fail (error);
  slip_cli_print_xml (cli, xml);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_schema (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GBytes) xml = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 1, 1))
    return SLIP_EXIT_USAGE;
  if (g_str_equal (cli->args[0], AUDIT_TRAIL))
    {
      xml = slip_trail_schema ();
      slip_cli_print_xml (cli, xml);
      return SLIP_EXIT_DONE;
    }
  workspace = open_if_there (cli, &error);
  if (error != NULL)
    return slip_cli_fail (error);
  xml = slip_workspace_form_schema (workspace, cli->args[0], &error);
  if (xml == NULL)
    return slip_cli_fail (error);
  slip_cli_print_xml (cli, xml);
  return SLIP_EXIT_DONE;
}
