/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl decide, waive, tailor: what is signed for a release as a whole. */

#include "cli/slip-commands.h"

#include <string.h>

#include "core/slip-datetime.h"
#include "workspace/slip-gates.h"

static SlipExit
print_statement (SlipCli *cli, const char *statement)
{
  if (cli->json)
    slip_json_print_text ("statement", statement);
  else
    slip_cli_line ("%s", statement);
  return SLIP_EXIT_DONE;
}

/* A day lasts until its end, here. */
static gboolean
read_until (const char *text, gint64 *ms)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *whole = NULL;
  g_autoptr (GDateTime) end = NULL;

  if (slip_datetime_is_valid (text))
    return slip_datetime_to_ms (text, ms);
  if (!slip_date_is_valid (text))
    return FALSE;
  whole = g_strconcat (text, "T23:59:59", NULL);
  end = g_date_time_new_from_iso8601 (whole, zone);
  if (end == NULL)
    return FALSE;
  *ms = g_date_time_to_unix (end) * 1000;
  return TRUE;
}

/* "NAME: WHY" each. */
static gboolean
read_dissent (GStrv texts, GPtrArray *list)
{
  for (gsize i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      const char *colon = strchr (texts[i], ':');
      g_autofree char *who = NULL;
      g_autofree char *why = NULL;

      if (colon == NULL || colon == texts[i] || colon[1] == '\0')
        return FALSE;
      who = g_strstrip (g_strndup (texts[i], (gsize) (colon - texts[i])));
      why = g_strstrip (g_strdup (colon + 1));
      g_ptr_array_add (list, slip_named_text_new (who, why));
    }
  return TRUE;
}

SlipExit
slip_cmd_decide (SlipCli *cli)
{
  g_autofree char *reason = NULL;
  g_autofree char *until = NULL;
  g_autofree char *passphrase_file = NULL;
  g_auto (GStrv) dissent = NULL;
  const GOptionEntry entries[] = {
    { "reason", 0, 0, G_OPTION_ARG_FILENAME, &reason, N_ ("Why; it is signed with it"), "TEXT" },
    { "dissent", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &dissent,
      N_ ("Who doesn't agree, and why; may be given again"), "NAME: WHY" },
    { "until", 0, 0, G_OPTION_ARG_FILENAME, &until,
      N_ ("Until when a Go holds; else as long as the process allows"), "TIME" },
    { "passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &passphrase_file,
      N_ ("A file whose first line opens your signing key"), "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipSecret) passphrase = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (slip_named_text_free);
  g_autofree char *statement = NULL;
  g_autoptr (GError) error = NULL;
  SlipDecide decide = { .dissent = list };

  if (!slip_cli_parse (cli, entries, 2, 2))
    return SLIP_EXIT_USAGE;
  if (!slip_decision_from_string (cli->args[1], &decide.decision))
    return slip_cli_usage (cli, _ ("“%s” is no decision; say go, conditional, no-go or deferred"),
                           cli->args[1]);
  if (reason == NULL || (passphrase_file == NULL && !slip_cli_can_ask ()))
    return slip_cli_usage (cli, _ ("%s is missing"),
                           reason == NULL ? "--reason" : "--passphrase-file");
  if (until != NULL && !read_until (until, &decide.until_ms))
    return slip_cli_usage (cli, _ ("“%s” is no day or time"), until);
  if (!read_dissent (dissent, list))
    return slip_cli_usage (cli, _ ("--dissent takes a name, a colon, and why"));
  passphrase = slip_cli_get_secret (_ ("passphrase"), passphrase_file, FALSE, &error);
  workspace = passphrase != NULL ? slip_cli_open (cli, &error) : NULL;
  decide.release = cli->args[0];
  decide.rationale = reason;
  statement =
      workspace != NULL ? slip_workspace_decide (workspace, &decide, passphrase, &error) : NULL;
  return statement != NULL ? print_statement (cli, statement) : slip_cli_fail (error);
}

SlipExit
slip_cmd_waive (SlipCli *cli)
{
  g_autofree char *reason = NULL;
  g_autofree char *owner = NULL;
  g_autofree char *control = NULL;
  g_autofree char *until = NULL;
  g_autofree char *role = NULL;
  g_autofree char *passphrase_file = NULL;
  const GOptionEntry entries[] = {
    { "reason", 0, 0, G_OPTION_ARG_FILENAME, &reason, N_ ("Why; it is signed with it"), "TEXT" },
    { "owner", 0, 0, G_OPTION_ARG_FILENAME, &owner, N_ ("The member who answers for it"),
      "PERSON" },
    { "control", 0, 0, G_OPTION_ARG_FILENAME, &control,
      N_ ("What takes the criterion's place meanwhile"), "TEXT" },
    { "until", 0, 0, G_OPTION_ARG_FILENAME, &until, N_ ("When it ends"), "TIME" },
    { "role", 0, 0, G_OPTION_ARG_FILENAME, &role, N_ ("The role in which to sign"), "ROLE" },
    { "passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &passphrase_file,
      N_ ("A file whose first line opens your signing key"), "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipSecret) passphrase = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autofree char *statement = NULL;
  g_autoptr (GError) error = NULL;
  SlipWaive waive = { NULL };
  const char *missing;

  if (!slip_cli_parse (cli, entries, 2, 2))
    return SLIP_EXIT_USAGE;
  missing = reason == NULL                                    ? "--reason"
            : owner == NULL                                   ? "--owner"
            : control == NULL                                 ? "--control"
            : until == NULL                                   ? "--until"
            : passphrase_file == NULL && !slip_cli_can_ask () ? "--passphrase-file"
                                                              : NULL;
  if (missing != NULL)
    return slip_cli_usage (cli, _ ("%s is missing"), missing);
  if (!read_until (until, &waive.until_ms))
    return slip_cli_usage (cli, _ ("“%s” is no day or time"), until);
  passphrase = slip_cli_get_secret (_ ("passphrase"), passphrase_file, FALSE, &error);
  workspace = passphrase != NULL ? slip_cli_open (cli, &error) : NULL;
  waive.release = cli->args[0];
  waive.criterion = cli->args[1];
  waive.reason = reason;
  waive.owner = owner;
  waive.control = control;
  waive.role = role;
  statement =
      workspace != NULL ? slip_workspace_waive (workspace, &waive, passphrase, &error) : NULL;
  return statement != NULL ? print_statement (cli, statement) : slip_cli_fail (error);
}

SlipExit
slip_cmd_tailor (SlipCli *cli)
{
  g_autofree char *reason = NULL;
  g_autofree char *role = NULL;
  g_autofree char *passphrase_file = NULL;
  const GOptionEntry entries[] = {
    { "reason", 0, 0, G_OPTION_ARG_FILENAME, &reason, N_ ("Why; it is signed with it"), "TEXT" },
    { "role", 0, 0, G_OPTION_ARG_FILENAME, &role, N_ ("The role in which to sign"), "ROLE" },
    { "passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &passphrase_file,
      N_ ("A file whose first line opens your signing key"), "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipSecret) passphrase = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autofree char *statement = NULL;
  g_autoptr (GError) error = NULL;
  gboolean required;

  if (!slip_cli_parse (cli, entries, 3, 3))
    return SLIP_EXIT_USAGE;
  required = g_str_equal (cli->args[2], "required");
  if (!required && !g_str_equal (cli->args[2], "not-required"))
    return slip_cli_usage (cli, _ ("say required or not-required"));
  if (reason == NULL || (passphrase_file == NULL && !slip_cli_can_ask ()))
    return slip_cli_usage (cli, _ ("%s is missing"),
                           reason == NULL ? "--reason" : "--passphrase-file");
  passphrase = slip_cli_get_secret (_ ("passphrase"), passphrase_file, FALSE, &error);
  workspace = passphrase != NULL ? slip_cli_open (cli, &error) : NULL;
  statement = workspace != NULL ? slip_workspace_tailor (workspace, cli->args[0], cli->args[1],
                                                         required, reason, role, passphrase, &error)
                                : NULL;
  return statement != NULL ? print_statement (cli, statement) : slip_cli_fail (error);
}
