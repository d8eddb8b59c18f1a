/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl field attach, attachment list, attachment get: files in fields. */

#include "cli/slip-commands.h"

SlipExit
slip_cmd_field_attach (SlipCli *cli)
{
  g_autoptr (GCancellable) cancellable = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (!slip_cli_parse (cli, NULL, 3, 3))
    return SLIP_EXIT_USAGE;
  cancellable = slip_cli_watch ();
  workspace = slip_cli_open (cli, &error);
  done = workspace != NULL &&
         slip_workspace_attach (workspace, cli->args[0], cli->args[1], cli->args[2],
                                slip_cli_progress, cli, cancellable, &error);
  slip_cli_progress_end ();
  return done ? SLIP_EXIT_DONE : slip_cli_fail (error);
}

static void
print_json (GPtrArray *list)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_array (json);
  for (guint i = 0; i < list->len; i++)
    {
      SlipAttachmentInfo *info = g_ptr_array_index (list, i);

      json_builder_begin_object (json);
      slip_json_text (json, "record", info->record);
      slip_json_text (json, "path", info->path);
      slip_json_text (json, "name", info->name);
      slip_json_number (json, "size", info->size);
      slip_json_text (json, "digest", info->digest);
      slip_json_text (json, "state", slip_attachment_state_name (info->state));
      slip_json_number (json, "arrived", (gint64) info->arrived);
      slip_json_text (json, "purged", info->purged);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  slip_json_print (json);
}

SlipExit
slip_cmd_attachment_list (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (SlipTable) table = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 1, 1))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  list =
      workspace != NULL ? slip_workspace_list_attachments (workspace, cli->args[0], &error) : NULL;
  if (list == NULL)
    return slip_cli_fail (error);
  if (cli->json)
    {
      print_json (list);
      return SLIP_EXIT_DONE;
    }
  table = slip_table_new (6);
  for (guint i = 0; i < list->len; i++)
    {
      SlipAttachmentInfo *info = g_ptr_array_index (list, i);
      g_autofree char *size = g_strdup_printf ("%" G_GINT64_FORMAT, info->size);
      g_autofree char *digest = g_strndup (info->digest, 16);

      slip_table_add (table, info->record, info->path,
                      info->purged != NULL ? info->purged
                                           : slip_attachment_state_name (info->state),
                      size, digest, info->name);
    }
  slip_table_print (table, stdout);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_attachment_get (SlipCli *cli)
{
  g_autofree char *output = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_ ("The file to write"), "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GCancellable) cancellable = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (!slip_cli_parse (cli, entries, 2, 2))
    return SLIP_EXIT_USAGE;
  if (output == NULL)
    return slip_cli_usage (cli, _ ("-o is missing"));
  cancellable = slip_cli_watch ();
  workspace = slip_cli_open (cli, &error);
  done = workspace != NULL &&
         slip_workspace_get_attachment (workspace, cli->args[0], cli->args[1], output,
                                        slip_cli_progress, cli, cancellable, &error);
  slip_cli_progress_end ();
  return done ? SLIP_EXIT_DONE : slip_cli_fail (error);
}
