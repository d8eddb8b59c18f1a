/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl invite, member list, member admit, member role, deputy: who is in, and what they may sign. */

#include "cli/slip-commands.h"

#include <stdio.h>

#include "core/slip-datetime.h"

SlipExit
slip_cmd_invite (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autofree char *remote = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 1, 1))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL || !slip_workspace_invite (workspace, cli->args[0], &error))
    return slip_cli_fail (error);
  remote = slip_workspace_get_info (workspace, "remote", NULL);
  if (remote == NULL || *remote == '\0')
    slip_cli_complain (_ ("this workspace has no remote yet, so the invitation names none: give it "
                          "one with “slipwayctl remote set ADDRESS” and write another invitation, "
                          "or let who joins type the same"));
  if (cli->json)
    slip_json_print_text ("file", cli->args[0]);
  return SLIP_EXIT_DONE;
}

/* "qa-lead since 2026-03-14, auditor since …" */
static char *
describe_roles (const SlipPersonInfo *member)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < member->grants->len; i++)
    {
      const SlipGrantInfo *grant = g_ptr_array_index (member->grants, i);
      g_autofree char *since = slip_cli_date (grant->since_ms);

      g_string_append_printf (text, _ ("%s%s since %s"), i > 0 ? ", " : "", grant->role, since);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
describe_state (const SlipPersonInfo *member)
{
  g_autofree char *day = NULL;

  if (member->refused)
    return g_strdup (_ ("refused"));
  switch (member->asks)
    {
    case SLIP_ASKS_PERSON:
      return g_strdup (_ ("waits"));
    case SLIP_ASKS_DEVICE:
      return g_strdup_printf (_ ("waits: another device of %s"), member->name);
    case SLIP_ASKS_KEY:
      return g_strdup_printf (_ ("waits: new key of %s"), member->name);
    case SLIP_ASKS_NOTHING:
      break;
    }
  if (member->revoked == NULL)
    return describe_roles (member);
  day = slip_cli_date (member->revoked_ms);
  return g_strdup_printf (_ ("revoked on %s by %s: %s"), day,
                          member->revoked_by != NULL ? member->revoked_by : "?", member->revoked);
}

static char *
describe_rest (const SlipPersonInfo *member)
{
  g_autoptr (GString) text = g_string_new (member->is_self ? _ ("(you)") : "");

  for (guint i = 0; i < member->deputies->len; i++)
    {
      const SlipDeputyInfo *deputy = g_ptr_array_index (member->deputies, i);
      g_autofree char *until = slip_cli_date (deputy->until_ms);

      g_string_append_printf (text, _ ("%sdeputy for %s: %s until %s"), text->len > 0 ? "; " : "",
                              deputy->role, deputy->name, until);
    }
  if (member->devices > 1)
    g_string_append_printf (text, _ ("%s%u devices"), text->len > 0 ? "; " : "", member->devices);
  if (member->kept_apart > 0)
    {
      g_string_append (text, text->len > 0 ? "; " : "");
      g_string_append_printf (text,
                              g_dngettext (NULL, "%u change waits to be endorsed",
                                           "%u changes wait to be endorsed", member->kept_apart),
                              member->kept_apart);
    }
  if (member->note != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", member->note);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_times (JsonBuilder *json, const SlipPersonInfo *member)
{
  json_builder_set_member_name (json, "grants");
  json_builder_begin_array (json);
  for (guint i = 0; i < member->grants->len; i++)
    {
      const SlipGrantInfo *grant = g_ptr_array_index (member->grants, i);
      g_autofree char *since = slip_cli_time (grant->since_ms);

      json_builder_begin_object (json);
      slip_json_text (json, "role", grant->role);
      slip_json_text (json, "since", since);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  json_builder_set_member_name (json, "deputies");
  json_builder_begin_array (json);
  for (guint i = 0; i < member->deputies->len; i++)
    {
      const SlipDeputyInfo *deputy = g_ptr_array_index (member->deputies, i);
      g_autofree char *until = slip_cli_time (deputy->until_ms);

      json_builder_begin_object (json);
      slip_json_text (json, "role", deputy->role);
      slip_json_text (json, "person", deputy->person);
      slip_json_text (json, "name", deputy->name);
      slip_json_text (json, "until", until);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_json (JsonBuilder *json, const SlipPersonInfo *member)
{
  static const char *const asks[] = { NULL, "person", "device", "key" };
  g_autofree char *revoked = member->revoked != NULL ? slip_cli_time (member->revoked_ms) : NULL;

  json_builder_begin_object (json);
  slip_json_text (json, "id", member->id);
  slip_json_text (json, "name", member->name);
  slip_json_texts (json, "roles", (const char *const *) member->roles);
  add_times (json, member);
  slip_json_text (json, "fingerprint", member->fingerprint);
  slip_json_flag (json, "pending", member->pending);
  slip_json_text (json, "asks", asks[member->asks]);
  slip_json_flag (json, "refused", member->refused);
  slip_json_text (json, "note", member->note);
  slip_json_text (json, "revoked", revoked);
  slip_json_text (json, "revoked-by", member->revoked_by);
  slip_json_text (json, "reason", member->revoked);
  slip_json_number (json, "devices", member->devices);
  slip_json_number (json, "waiting-changes", member->kept_apart);
  slip_json_flag (json, "self", member->is_self);
  json_builder_end_object (json);
}

SlipExit
slip_cmd_member_list (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) members = NULL;
  g_autoptr (SlipTable) table = slip_table_new (5);
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 0, 0))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  members = workspace != NULL ? slip_workspace_list_members (workspace, &error) : NULL;
  if (members == NULL)
    return slip_cli_fail (error);

  json_builder_begin_array (json);
  for (guint i = 0; i < members->len; i++)
    {
      const SlipPersonInfo *member = g_ptr_array_index (members, i);
      g_autofree char *state = describe_state (member);
      g_autofree char *rest = describe_rest (member);

      slip_table_add (table, member->id, member->name, member->fingerprint, state, rest);
      add_json (json, member);
    }
  json_builder_end_array (json);

  if (cli->json)
    slip_json_print (json);
  else
    slip_table_print (table, stdout);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_member_admit (SlipCli *cli)
{
  g_autofree char *passphrase_file = NULL;
  g_auto (GStrv) roles = NULL;
  const GOptionEntry entries[] = {
    { "role", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &roles, N_ ("A role that the person gets"),
      "ROLE" },
    { "passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &passphrase_file,
      N_ ("A file whose first line opens your signing key"), "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipSecret) passphrase = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GError) error = NULL;

  slip_cli_spread_roles (cli);
  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  if (passphrase_file == NULL && !slip_cli_can_ask ())
    return slip_cli_usage (cli, _ ("%s is missing"), "--passphrase-file");

  passphrase = slip_cli_get_secret (_ ("passphrase"), passphrase_file, FALSE, &error);
  if (passphrase == NULL)
    return slip_cli_fail (error);
  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL || !slip_workspace_admit (workspace, cli->args[0],
                                                  (const char *const *) roles, passphrase, &error))
    return slip_cli_fail (error);
  if (cli->json)
    slip_json_print_text ("id", cli->args[0]);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_member_role (SlipCli *cli)
{
  g_autofree char *passphrase_file = NULL;
  g_autofree char *reason = NULL;
  g_auto (GStrv) grant = NULL;
  g_auto (GStrv) withdraw = NULL;
  const GOptionEntry entries[] = {
    { "grant", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &grant, N_ ("A role that the person gets"),
      "ROLE" },
    { "withdraw", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &withdraw, N_ ("A role that is taken away"),
      "ROLE" },
    { "reason", 0, 0, G_OPTION_ARG_FILENAME, &reason, N_ ("Why; stands in the record"), "TEXT" },
    { "passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &passphrase_file,
      N_ ("A file whose first line opens your signing key"), "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipSecret) passphrase = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autofree char *note = NULL;
  g_autoptr (GError) error = NULL;

  slip_cli_spread (cli, "--grant");
  slip_cli_spread (cli, "--withdraw");
  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  if (grant == NULL && withdraw == NULL)
    return slip_cli_usage (cli, _ ("%s is missing"), "--grant");
  if (passphrase_file == NULL && !slip_cli_can_ask ())
    return slip_cli_usage (cli, _ ("%s is missing"), "--passphrase-file");

  passphrase = slip_cli_get_secret (_ ("passphrase"), passphrase_file, FALSE, &error);
  if (passphrase == NULL || (workspace = slip_cli_open (cli, &error)) == NULL ||
      !slip_workspace_change_roles (workspace, cli->args[0], (const char *const *) grant,
                                    (const char *const *) withdraw, reason, passphrase, &note,
                                    &error))
    return slip_cli_fail (error);
  slip_cli_print_note (cli, cli->args[0], note);
  return SLIP_EXIT_DONE;
}

/* The last moment of the day, as it is here; or the moment itself. */
static gboolean
parse_until (const char *text, gint64 *ms)
{
  g_autoptr (GDateTime) day = NULL;
  int year, month, date;

  if (slip_datetime_is_valid (text))
    return slip_datetime_to_ms (text, ms);
  if (!slip_date_is_valid (text) || sscanf (text, "%4d-%2d-%2d", &year, &month, &date) != 3)
    return FALSE;
  day = g_date_time_new_local (year, month, date, 23, 59, 59);
  if (day == NULL)
    return FALSE;
  *ms = g_date_time_to_unix (day) * 1000 + 999;
  return TRUE;
}

SlipExit
slip_cmd_deputy (SlipCli *cli)
{
  g_autofree char *passphrase_file = NULL;
  g_autofree char *until = NULL;
  const GOptionEntry entries[] = {
    { "until", 0, 0, G_OPTION_ARG_FILENAME, &until,
      N_ ("The last day on which the deputy may sign; a day that is past ends it"), "DATE" },
    { "passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &passphrase_file,
      N_ ("A file whose first line opens your signing key"), "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipSecret) passphrase = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GError) error = NULL;
  gint64 until_ms = 0;

  if (!slip_cli_parse (cli, entries, 2, 2))
    return SLIP_EXIT_USAGE;
  if (until == NULL || (passphrase_file == NULL && !slip_cli_can_ask ()))
    return slip_cli_usage (cli, _ ("%s is missing"),
                           until == NULL ? "--until" : "--passphrase-file");
  if (!parse_until (until, &until_ms))
    return slip_cli_usage (cli, _ ("“%s” is no date such as 2026-03-14"), until);

  passphrase = slip_cli_get_secret (_ ("passphrase"), passphrase_file, FALSE, &error);
  if (passphrase == NULL || (workspace = slip_cli_open (cli, &error)) == NULL ||
      !slip_workspace_name_deputy (workspace, cli->args[0], cli->args[1], until_ms, passphrase,
                                   &error))
    return slip_cli_fail (error);
  if (cli->json)
    slip_json_print_text ("id", cli->args[1]);
  return SLIP_EXIT_DONE;
}
