/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl sync, store check: the remote. */

#include "cli/slip-commands.h"

static void
print_report (SlipCli *cli, const SlipSyncReport *report)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  if (cli->json)
    {
      json_builder_begin_object (json);
      slip_json_number (json, "requests", report->requests);
      slip_json_number (json, "bytes-sent", (gint64) report->bytes_sent);
      slip_json_number (json, "bytes-received", (gint64) report->bytes_received);
      slip_json_number (json, "ops-sent", report->ops_sent);
      slip_json_number (json, "ops-received", report->ops_received);
      slip_json_number (json, "conflicts", report->conflicts);
      slip_json_texts (json, "problems", (const char *const *) report->problems);
      slip_json_texts (json, "notices", (const char *const *) report->notices);
      json_builder_end_object (json);
      slip_json_print (json);
      return;
    }
  slip_cli_line ("requests: %u", report->requests);
  slip_cli_line ("bytes sent: %" G_GUINT64_FORMAT, report->bytes_sent);
  slip_cli_line ("bytes received: %" G_GUINT64_FORMAT, report->bytes_received);
  slip_cli_line ("ops sent: %u", report->ops_sent);
  slip_cli_line ("ops received: %u", report->ops_received);
  slip_cli_line ("conflicts: %u", report->conflicts);
  for (guint i = 0; report->problems != NULL && report->problems[i] != NULL; i++)
    slip_cli_line ("problem: %s", report->problems[i]);
  for (guint i = 0; report->notices != NULL && report->notices[i] != NULL; i++)
    slip_cli_line ("notice: %s", report->notices[i]);
}

/* Who has joined and is not admitted gets to know what is missing. */
static void
print_waiting (SlipWorkspace *workspace)
{
  g_autofree char *fingerprint = slip_workspace_get_info (workspace, "fingerprint", NULL);
  const char *text = NULL;

  switch (slip_workspace_get_asks (workspace))
    {
    case SLIP_ASKS_NOTHING:
      return;
    case SLIP_ASKS_PERSON:
      text = _ ("waiting to be admitted");
      break;
    case SLIP_ASKS_DEVICE:
      text = _ ("this device waits to be admitted");
      break;
    case SLIP_ASKS_KEY:
      text = _ ("your new key waits to be admitted");
      break;
    }
  slip_cli_line (_ ("%s: read your fingerprint %s to an administrator"), text,
                 fingerprint != NULL ? fingerprint : "");
}

SlipExit
slip_cmd_sync (SlipCli *cli)
{
  g_autofree char *attachments = NULL;
  gboolean again = FALSE;
  const GOptionEntry entries[] = {
    { "attachments", 0, 0, G_OPTION_ARG_FILENAME, &attachments,
      N_ ("From now on, fetch all files of others, small ones (up to 1 MiB) or none"), "WHICH" },
    { "all-again", 0, 0, G_OPTION_ARG_NONE, &again,
      N_ ("Fetch everything again, and put again what the remote lost; nothing local is given up"),
      NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GCancellable) cancellable = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  SlipSyncReport report = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (!slip_cli_parse (cli, entries, 0, 0))
    return SLIP_EXIT_USAGE;
  cancellable = slip_cli_watch ();
  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL || (attachments != NULL &&
                            !slip_workspace_set_attachment_policy (workspace, attachments, &error)))
    return slip_cli_fail (error);
  slip_workspace_set_progress (workspace, slip_cli_progress, cli);

  done = again ? slip_workspace_sync_again (workspace, &report, cancellable, &error)
               : slip_workspace_sync (workspace, &report, cancellable, &error);
  slip_cli_progress_end ();
  /* A sync that failed on the way has done something; one that never got through has nothing to tell. */
  if (done || report.requests > 0)
    print_report (cli, &report);
  slip_sync_report_clear (&report);
  if (done && !cli->json)
    print_waiting (workspace);
  return done ? SLIP_EXIT_DONE : slip_cli_fail (error);
}

SlipExit
slip_cmd_store_check (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_auto (GStrv) problems = NULL;
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 0, 0))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL || !slip_workspace_check_store (workspace, &problems, NULL, &error))
    return slip_cli_fail (error);

  if (cli->json)
    {
      json_builder_begin_object (json);
      slip_json_texts (json, "problems", (const char *const *) problems);
      json_builder_end_object (json);
      slip_json_print (json);
    }
  else
    {
      for (guint i = 0; problems != NULL && problems[i] != NULL; i++)
        slip_cli_line ("%s", problems[i]);
    }
  return problems == NULL || problems[0] == NULL ? SLIP_EXIT_DONE : SLIP_EXIT_NO;
}
