/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl sign: a person's verdict on a document, in one role. */

#include "cli/slip-commands.h"

#include <stdio.h>

/* What changed since one signed in this slot the last time. */
static void
tell_changes (SlipCli *cli, GPtrArray *changes, const char *since)
{
  if (changes->len == 0 || cli->json)
    return;
  slip_cli_remark (_ ("changed since your sign-off %.12s:"), since);
  slip_cli_print_changes (changes, stderr);
}

/* Standard output has the statement alone, for scripts. */
static void
print_done (const SlipSigned *done)
{
  if (done->already)
    slip_cli_remark ("%s", _ ("you have signed this already, nothing changed since"));
  else if (done->others[0] != NULL)
    {
      g_autofree char *others = g_strjoinv (", ", done->others);

      slip_cli_remark (_ ("signed as “%s”; open for this role, too: %s (--slot NAME)"), done->slot,
                       others);
    }
  slip_cli_line ("%s", done->statement);
}

SlipExit
slip_cmd_sign (SlipCli *cli)
{
  static const char *const verdicts[] = { "approve", "concerns", "reject", NULL };
  g_autofree char *role = NULL;
  g_autofree char *slot = NULL;
  g_autofree char *verdict = NULL;
  g_autofree char *comment = NULL;
  g_autofree char *passphrase_file = NULL;
  g_autofree char *since = NULL;
  const GOptionEntry entries[] = {
    { "role", 0, 0, G_OPTION_ARG_FILENAME, &role, N_ ("The role that you sign in"), "ROLE" },
    { "slot", 0, 0, G_OPTION_ARG_FILENAME, &slot,
      N_ ("Sign this slot of the form, where the role could sign several"), "NAME" },
    { "verdict", 0, 0, G_OPTION_ARG_FILENAME, &verdict, N_ ("approve, concerns or reject"),
      "VERDICT" },
    { "comment", 0, 0, G_OPTION_ARG_FILENAME, &comment, N_ ("What to say with it"), "TEXT" },
    { "passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &passphrase_file,
      N_ ("A file whose first line opens your signing key"), "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipSecret) passphrase = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (SlipSigned) done = NULL;
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  if (role == NULL || verdict == NULL || (passphrase_file == NULL && !slip_cli_can_ask ()))
    return slip_cli_usage (cli, _ ("%s is missing"),
                           role == NULL      ? "--role"
                           : verdict == NULL ? "--verdict"
                                             : "--passphrase-file");
  if (!g_strv_contains (verdicts, verdict))
    return slip_cli_usage (cli, _ ("“%s” is no verdict"), verdict);

  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL || (changes = slip_workspace_sign_preview (workspace, cli->args[0], role,
                                                                   slot, &since, &error)) == NULL)
    return slip_cli_fail (error);
  /* Whoever is asked for the passphrase sees it before. */
  if (passphrase_file == NULL)
    tell_changes (cli, changes, since);
  passphrase = slip_cli_get_secret (_ ("passphrase"), passphrase_file, FALSE, &error);
  if (passphrase == NULL)
    return slip_cli_fail (error);
  done = slip_workspace_sign_slot (workspace, cli->args[0], role, slot, verdict, comment,
                                   passphrase, &error);
  if (done == NULL)
    return slip_cli_fail (error);
  if (!cli->json)
    {
      if (passphrase_file != NULL)
        tell_changes (cli, changes, since);
      print_done (done);
      return SLIP_EXIT_DONE;
    }
  json_builder_begin_object (json);
  slip_json_text (json, "statement", done->statement);
  slip_json_text (json, "slot", done->slot);
  slip_json_flag (json, "already", done->already);
  json_builder_set_member_name (json, "changed");
  slip_json_changes (json, changes);
  json_builder_end_object (json);
  slip_json_print (json);
  return SLIP_EXIT_DONE;
}
