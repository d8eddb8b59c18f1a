/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl join, identity export, passphrase: how a person comes in, on one device or several, and keeps the key. */

#include "cli/slip-commands.h"

SlipExit
slip_cmd_join (SlipCli *cli)
{
  g_autofree char *person = NULL;
  g_autofree char *identity = NULL;
  g_autofree char *passphrase_file = NULL;
  const GOptionEntry entries[] = {
    { "person", 0, 0, G_OPTION_ARG_FILENAME, &person, N_ ("Your name"), "NAME" },
    { "identity", 0, 0, G_OPTION_ARG_FILENAME, &identity,
      N_ ("What “identity export” wrote on your other device, in place of a name"), "FILE" },
    { "passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &passphrase_file,
      N_ ("A file whose first line opens the signing key"), "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  const char *dir;
  g_autoptr (SlipSecret) passphrase = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  if (person == NULL && identity == NULL)
    return slip_cli_usage (cli, _ ("%s is missing"), "--person");
  if (person != NULL && identity != NULL)
    return slip_cli_usage (cli, "%s", _ ("the identity has a name; leave --person away"));
  if (passphrase_file == NULL && !slip_cli_can_ask ())
    return slip_cli_usage (cli, _ ("%s is missing"), "--passphrase-file");

  passphrase = slip_cli_get_secret (_ ("passphrase"), passphrase_file, identity == NULL, &error);
  if (passphrase == NULL)
    return slip_cli_fail (error);
  dir = cli->dir != NULL ? cli->dir : ".";
  workspace = identity != NULL
                  ? slip_workspace_join_as (dir, cli->args[0], identity, passphrase, &error)
                  : slip_workspace_join (dir, cli->args[0], person, passphrase, &error);
  if (workspace == NULL)
    return slip_cli_fail (error);

  /* What the administrator has to admit. */
  id = slip_workspace_get_info (workspace, "person", &error);
  if (id == NULL)
    return slip_cli_fail (error);
  if (cli->json)
    slip_json_print_text ("person", id);
  else
    slip_cli_line ("%s", id);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_identity_export (SlipCli *cli)
{
  g_autofree char *passphrase_file = NULL;
  const GOptionEntry entries[] = {
    { "passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &passphrase_file,
      N_ ("A file whose first line opens your signing key"), "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipSecret) passphrase = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  if (passphrase_file == NULL && !slip_cli_can_ask ())
    return slip_cli_usage (cli, _ ("%s is missing"), "--passphrase-file");
  passphrase = slip_cli_get_secret (_ ("passphrase"), passphrase_file, FALSE, &error);
  if (passphrase == NULL || (workspace = slip_cli_open (cli, &error)) == NULL ||
      !slip_workspace_export_identity (workspace, cli->args[0], passphrase, &error))
    return slip_cli_fail (error);
  if (cli->json)
    slip_json_print_text ("file", cli->args[0]);
  return SLIP_EXIT_DONE;
}

/* A new key in place of the one that can't be opened any more. */
static SlipExit
renew_key (SlipCli *cli, SlipWorkspace *workspace, const char *invitation, const char *passphrase)
{
  g_autofree char *fingerprint = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_workspace_renew_key (workspace, invitation, passphrase, &error) ||
      (fingerprint = slip_workspace_get_info (workspace, "fingerprint", &error)) == NULL)
    return slip_cli_fail (error);
  if (cli->json)
    slip_json_print_text ("fingerprint", fingerprint);
  else
    {
      slip_cli_line ("%s", fingerprint);
      slip_cli_remark ("%s",
                       _ ("sync, and read this fingerprint to an administrator, who admits the "
                          "new key"));
    }
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_passphrase (SlipCli *cli)
{
  g_autofree char *old_file = NULL;
  g_autofree char *new_file = NULL;
  g_autofree char *invitation = NULL;
  const GOptionEntry entries[] = {
    { "passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &old_file,
      N_ ("A file whose first line opens your signing key"), "FILE" },
    { "new-passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &new_file,
      N_ ("A file whose first line will open it"), "FILE" },
    { "forgotten", 0, 0, G_OPTION_ARG_FILENAME, &invitation,
      N_ ("Make a new key, with an invitation from an administrator"), "INVITATION" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipSecret) old_passphrase = NULL;
  g_autoptr (SlipSecret) new_passphrase = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, 0, 0))
    return SLIP_EXIT_USAGE;
  if (invitation != NULL && old_file != NULL)
    return slip_cli_usage (cli, "%s", _ ("--forgotten needs no --passphrase-file"));
  if (!slip_cli_can_ask () && ((old_file == NULL && invitation == NULL) || new_file == NULL))
    return slip_cli_usage (cli, _ ("%s is missing"),
                           old_file == NULL && invitation == NULL ? "--passphrase-file"
                                                                  : "--new-passphrase-file");

  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL ||
      (invitation == NULL && (old_passphrase = slip_cli_get_secret (_ ("passphrase"), old_file,
                                                                    FALSE, &error)) == NULL) ||
      (new_passphrase = slip_cli_get_secret (_ ("new passphrase"), new_file, TRUE, &error)) == NULL)
    return slip_cli_fail (error);
  if (invitation != NULL)
    return renew_key (cli, workspace, invitation, new_passphrase);
  if (!slip_workspace_change_passphrase (workspace, old_passphrase, new_passphrase, &error))
    return slip_cli_fail (error);
  if (cli->json)
    slip_json_print_text ("changed", "passphrase");
  return SLIP_EXIT_DONE;
}
