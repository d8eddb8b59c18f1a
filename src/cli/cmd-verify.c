/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl verify: does everything that is held bear out what it says? */

#include "cli/slip-commands.h"

SlipExit
slip_cmd_verify (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  SlipVerifyReport report = { 0 };
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;
  SlipExit status;

  if (!slip_cli_parse (cli, NULL, 0, 0))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL || !slip_workspace_verify (workspace, &report, &error))
    return slip_cli_fail (error);

  status = report.problem == NULL ? SLIP_EXIT_DONE : SLIP_EXIT_NO;
  if (cli->json)
    {
      json_builder_begin_object (json);
      slip_json_flag (json, "verified", report.problem == NULL);
      slip_json_number (json, "frames", report.frames);
      slip_json_number (json, "kept-apart", report.kept_apart);
      slip_json_number (json, "ops", report.ops);
      slip_json_number (json, "members", report.members);
      slip_json_number (json, "statements", report.statements);
      slip_json_number (json, "blobs", report.blobs);
      slip_json_text (json, "problem", report.problem);
      slip_json_texts (json, "notes", (const char *const *) report.notes);
      json_builder_end_object (json);
      slip_json_print (json);
    }
  else if (report.problem != NULL)
    slip_cli_line ("not verified: %s", report.problem);
  else
    slip_cli_line ("verified: %u frames, %u ops, %u members, %u statements, %u blobs",
                   report.frames, report.ops, report.members, report.statements, report.blobs);
  if (!cli->json && report.kept_apart > 0)
    slip_cli_line (_ ("frames kept apart, since their device was revoked before: %u"),
                   report.kept_apart);
  for (guint i = 0; !cli->json && report.notes != NULL && report.notes[i] != NULL; i++)
    slip_cli_line (_ ("note: %s"), report.notes[i]);
  slip_verify_report_clear (&report);
  return status;
}
