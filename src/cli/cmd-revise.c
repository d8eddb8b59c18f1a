/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl revise, unsign, seen, changed: what comes after a signature. */

#include "cli/slip-commands.h"

#include <stdio.h>

SlipExit
slip_cmd_revise (SlipCli *cli)
{
  g_autofree char *reason = NULL;
  const GOptionEntry entries[] = {
    { "reason", 0, 0, G_OPTION_ARG_FILENAME, &reason, N_ ("Why; it stands beside each change"),
      "TEXT" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;
  guint taken_up = 0;
  guint revision;

  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  if (reason == NULL)
    return slip_cli_usage (cli, _ ("%s is missing"), "--reason");
  workspace = slip_cli_open (cli, &error);
  revision = workspace != NULL
                 ? slip_workspace_revise (workspace, cli->args[0], reason, &taken_up, &error)
                 : 0;
  if (revision == 0)
    return slip_cli_fail (error);
  if (!cli->json)
    {
      slip_cli_line (_ ("revision %u"), revision);
      if (taken_up > 0)
        slip_cli_remark (
            g_dngettext (NULL, "%u proposal taken up", "%u proposals taken up", taken_up),
            taken_up);
      return SLIP_EXIT_DONE;
    }
  json_builder_begin_object (json);
  slip_json_number (json, "revision", revision);
  slip_json_number (json, "taken-up", taken_up);
  json_builder_end_object (json);
  slip_json_print (json);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_unsign (SlipCli *cli)
{
  g_autofree char *reason = NULL;
  g_autofree char *passphrase_file = NULL;
  const GOptionEntry entries[] = {
    { "reason", 0, 0, G_OPTION_ARG_FILENAME, &reason, N_ ("Why; it is signed with it"), "TEXT" },
    { "passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &passphrase_file,
      N_ ("A file whose first line opens your signing key"), "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipSecret) passphrase = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autofree char *statement = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  if (reason == NULL || (passphrase_file == NULL && !slip_cli_can_ask ()))
    return slip_cli_usage (cli, _ ("%s is missing"),
                           reason == NULL ? "--reason" : "--passphrase-file");
  passphrase = slip_cli_get_secret (_ ("passphrase"), passphrase_file, FALSE, &error);
  workspace = passphrase != NULL ? slip_cli_open (cli, &error) : NULL;
  statement = workspace != NULL
                  ? slip_workspace_unsign (workspace, cli->args[0], reason, passphrase, &error)
                  : NULL;
  if (statement == NULL)
    return slip_cli_fail (error);
  if (cli->json)
    slip_json_print_text ("statement", statement);
  else
    slip_cli_line ("%s", statement);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_seen (SlipCli *cli)
{
  gboolean content = FALSE;
  gboolean statement = FALSE;
  const GOptionEntry entries[] = {
    { "content", 0, 0, G_OPTION_ARG_NONE, &content,
      N_ ("The canonical content that the digests are of"), NULL },
    { "statement", 0, 0, G_OPTION_ARG_NONE, &statement, N_ ("The text that was signed"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  SlipSeenPart part;
  gsize size;
  const void *data;

  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  if (content && statement)
    return slip_cli_usage (cli, _ ("--content and --statement don't go together"));
  part = content ? SLIP_SEEN_CONTENT : statement ? SLIP_SEEN_STATEMENT : SLIP_SEEN_SNAPSHOT;
  workspace = slip_cli_open (cli, &error);
  bytes = workspace != NULL ? slip_workspace_seen (workspace, cli->args[0], part, &error) : NULL;
  if (bytes == NULL)
    return slip_cli_fail (error);
  data = g_bytes_get_data (bytes, &size);
  if (cli->json)
    {
      text = g_utf8_make_valid (data, (gssize) size);
      slip_json_print_text (content ? "content" : statement ? "statement" : "snapshot", text);
    }
  else
    fwrite (data, 1, size, stdout); /* byte for byte; main() looks whether it worked */
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_changed (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 1, 1))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  changes = workspace != NULL ? slip_workspace_changed (workspace, cli->args[0], &error) : NULL;
  if (changes == NULL)
    return slip_cli_fail (error);
  slip_json_changes (json, changes);
  if (cli->json)
    slip_json_print (json);
  else
    slip_cli_print_changes (changes, stdout);
  return SLIP_EXIT_DONE;
}
