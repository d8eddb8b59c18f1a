/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl export: a document as ODT or XML. */

#include "cli/slip-commands.h"

SlipExit
slip_cmd_export (SlipCli *cli)
{
  g_autofree char *output = NULL;
  gboolean draft = FALSE;
  gboolean silent = FALSE;
  int revision = 0;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_ ("The file to write, .odt or .xml"),
      "FILE" },
    { "draft", 0, 0, G_OPTION_ARG_NONE, &draft,
      N_ ("The document as it stands, with what is not approved"), NULL },
    { "revision", 0, 0, G_OPTION_ARG_INT, &revision, N_ ("This approved revision"), "N" },
    { "no-comments", 0, 0, G_OPTION_ARG_NONE, &silent, N_ ("Without what was said about it"),
      NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autofree char *note = NULL;
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  if (output == NULL)
    return slip_cli_usage (cli, _ ("-o is missing"));
  if (!g_str_has_suffix (output, ".odt") && !g_str_has_suffix (output, ".xml"))
    return slip_cli_usage (cli, _ ("%s ends neither in .odt nor in .xml"), output);
  if (draft && revision != 0)
    return slip_cli_usage (cli, _ ("--draft and --revision don't go together"));
  if (revision < 0)
    return slip_cli_usage (cli, _ ("revisions count from 1"));
  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL ||
      !slip_workspace_export_as (workspace, cli->args[0],
                                 draft ? SLIP_EXPORT_DRAFT : SLIP_EXPORT_RECORD, (guint) revision,
                                 !silent, output, &note, &error))
    return slip_cli_fail (error);
  if (cli->json)
    {
      json_builder_begin_object (json);
      slip_json_text (json, "file", output);
      if (note != NULL)
        slip_json_text (json, "note", note);
      json_builder_end_object (json);
      slip_json_print (json);
    }
  else if (note != NULL)
    slip_cli_remark ("%s", note);
  return SLIP_EXIT_DONE;
}
