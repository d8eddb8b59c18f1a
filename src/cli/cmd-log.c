/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl log: the audit trail, of all or of one record. */

#include "cli/slip-commands.h"

/* Values longer than this are cut in the list; --json has them whole. */
#define VALUE_WIDTH 60

SlipExit
slip_cmd_log (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (SlipTable) table = slip_table_new (6);
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 0, 1))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  entries = workspace != NULL ? slip_workspace_log (workspace, cli->args[0], &error) : NULL;
  if (entries == NULL)
    return slip_cli_fail (error);

  json_builder_begin_array (json);
  for (guint i = 0; i < entries->len; i++)
    {
      const SlipLogEntry *entry = g_ptr_array_index (entries, i);

      if (cli->json)
        {
          json_builder_begin_object (json);
          slip_json_text (json, "op", entry->op);
          slip_json_text (json, "time", entry->time);
          slip_json_text (json, "person", entry->person);
          slip_json_text (json, "replica", entry->replica);
          slip_json_text (json, "kind", entry->kind);
          slip_json_text (json, "record", entry->record);
          slip_json_text (json, "path", entry->path);
          slip_json_text (json, "value", entry->value);
          slip_json_text (json, "old", entry->old);
          json_builder_end_object (json);
        }
      else
        {
          g_autofree char *value = slip_cli_shorten (entry->value, VALUE_WIDTH);
          g_autofree char *old = slip_cli_shorten (entry->old, VALUE_WIDTH);
          g_autofree char *change = g_strconcat (value, *old != '\0' ? "  (was: " : "", old,
                                                 *old != '\0' ? ")" : "", NULL);

          slip_table_add (table, entry->time, entry->person, entry->kind, entry->record,
                          entry->path, change);
        }
    }
  json_builder_end_array (json);

  if (cli->json)
    slip_json_print (json);
  else
    slip_table_print (table);
  return SLIP_EXIT_DONE;
}
