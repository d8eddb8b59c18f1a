/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl rebuild, backup, restore: care of the data. */

#include "cli/slip-commands.h"

SlipExit
slip_cmd_rebuild (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  SlipRebuildReport report = { 0 };
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 0, 0))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL || !slip_workspace_rebuild (workspace, &report, &error))
    return slip_cli_fail (error);

  if (cli->json)
    {
      json_builder_begin_object (json);
      slip_json_number (json, "ops", (gint64) report.ops);
      slip_json_flag (json, "equal", report.equal);
      slip_json_text (json, "difference", report.difference);
      json_builder_end_object (json);
      slip_json_print (json);
    }
  else if (report.equal)
    slip_cli_line (
        _ ("rebuilt from %u ops: the tables say what they said before, and the search "
           "index is whole; this looks at the tables only, “slipwayctl verify” checks the "
           "log"),
        (guint) report.ops);
  else
    slip_cli_line (_ ("rebuilt from %u ops: the tables did not say what the log says and were "
                      "mended, first at: "
                      "%s; this looks at the tables only, “slipwayctl verify” checks the log"),
                   (guint) report.ops, report.difference);
  slip_rebuild_report_clear (&report);
  return SLIP_EXIT_DONE;
}

static void
print_info (SlipCli *cli, const char *file, const SlipBackupInfo *info)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  slip_json_text (json, "file", file);
  slip_json_text (json, "workspace", info->workspace);
  slip_json_text (json, "name", info->name);
  slip_json_text (json, "person", info->person);
  slip_json_text (json, "time", info->time);
  slip_json_number (json, "ops", (gint64) info->ops);
  json_builder_end_object (json);
  slip_json_print (json);
}

SlipExit
slip_cmd_backup (SlipCli *cli)
{
  gboolean force = FALSE;
  const GOptionEntry entries[] = {
    { "force", 0, 0, G_OPTION_ARG_NONE, &force,
      N_ ("Replace the file if it is an older backup of this workspace"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_auto (SlipBackupInfo) info = { NULL };
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL || !slip_workspace_backup (workspace, cli->args[0], force, &info, &error))
    return slip_cli_fail (error);
  if (cli->json)
    print_info (cli, cli->args[0], &info);
  else
    slip_cli_line (
        _ ("backed up “%s” with %u ops; the file holds this device's keys: keep it as safe as the "
           "workspace"),
        info.name, (guint) info.ops);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_restore (SlipCli *cli)
{
  g_autoptr (GCancellable) cancellable = NULL;
  g_auto (SlipBackupInfo) info = { NULL };
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 1, 1))
    return SLIP_EXIT_USAGE;
  cancellable = slip_cli_watch ();
  if (!slip_workspace_restore (cli->args[0], cli->dir != NULL ? cli->dir : ".", &info, cancellable,
                               &error))
    return slip_cli_fail (error);
  if (cli->json)
    print_info (cli, cli->args[0], &info);
  else
    slip_cli_line (_ ("restored “%s” of %s as of %s; sync before you go on, so that what was sent "
                      "since comes first"),
                   info.name, info.person, info.time);
  return SLIP_EXIT_DONE;
}
