/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl demo: a whole release between three people, told step by step. */

#include <stdio.h>

#include "cli/slip-commands.h"
#include "workspace/slip-demo.h"

static void
on_step_done_cb (const char *text, gpointer data)
{
  slip_cli_line ("%s", text);
  fflush (stdout);
}

SlipExit
slip_cmd_demo (SlipCli *cli)
{
  SlipDemo demo = { NULL };
  g_autofree char *remote = NULL;
  g_autofree char *user = NULL;
  g_autofree char *password_file = NULL;
  const GOptionEntry entries[] = {
    { "remote", 0, 0, G_OPTION_ARG_FILENAME, &remote,
      N_ ("Sync over this WebDAV folder instead of a directory"), "URL" },
    { "user", 0, 0, G_OPTION_ARG_FILENAME, &user, N_ ("Name to log in with"), "USER" },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &password_file,
      N_ ("A file whose first line is the password"), "FILE" },
    { "allow-cleartext", 0, 0, G_OPTION_ARG_NONE, &demo.allow_cleartext,
      N_ ("Allow http, which anybody on the way can read, to another machine"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipSecret) password = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  if (password_file != NULL)
    {
      password = slip_cli_read_secret (_ ("password"), password_file, &error);
      if (password == NULL)
        return slip_cli_fail (error);
    }
  demo.dir = cli->args[0];
  demo.remote = remote;
  demo.user = user;
  demo.password = password;
  demo.say = on_step_done_cb;
  if (!slip_demo_run (&demo, NULL, &error))
    return slip_cli_fail (error);
  slip_cli_line (_ ("Look at %s/reports, or go on with: slipwayctl -C %s/pm document list"),
                 demo.dir, demo.dir);
  return SLIP_EXIT_DONE;
}
