/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl fetch: the attachments of a release that sync left on the store. */

#include "cli/slip-commands.h"

static void
print_report (SlipCli *cli, const SlipFetchReport *report)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  if (cli->json)
    {
      json_builder_begin_object (json);
      slip_json_number (json, "attachments", report->attachments);
      slip_json_number (json, "fetched", report->fetched);
      slip_json_number (json, "bytes-received", (gint64) report->bytes_received);
      slip_json_texts (json, "waiting", (const char *const *) report->waiting);
      json_builder_end_object (json);
      slip_json_print (json);
      return;
    }
  slip_cli_line ("attachments: %u", report->attachments);
  slip_cli_line ("fetched: %u", report->fetched);
  slip_cli_line ("bytes received: %" G_GUINT64_FORMAT, report->bytes_received);
  for (guint i = 0; report->waiting != NULL && report->waiting[i] != NULL; i++)
    slip_cli_line ("waiting: %s", report->waiting[i]);
}

SlipExit
slip_cmd_fetch (SlipCli *cli)
{
  g_autoptr (GCancellable) cancellable = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  SlipFetchReport report = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (!slip_cli_parse (cli, NULL, 1, 1))
    return SLIP_EXIT_USAGE;
  cancellable = slip_cli_watch ();
  workspace = slip_cli_open (cli, &error);
  done = workspace != NULL && slip_workspace_fetch (workspace, cli->args[0], &report,
                                                    slip_cli_progress, cli, cancellable, &error);
  slip_cli_progress_end ();
  if (done || report.bytes_received > 0)
    print_report (cli, &report);
  slip_fetch_report_clear (&report);
  return done ? SLIP_EXIT_DONE : slip_cli_fail (error);
}
