/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl for-me: what waits on the person's roles. */

#include "cli/slip-commands.h"

#include <string.h>

#include "core/slip-datetime.h"
#include "process/slip-roles.h"
#include "workspace/slip-turns.h"

static void
print_turn (const SlipTurn *turn)
{
  g_autofree char *due =
      turn->due_ms != 0
          ? slip_datetime_format (turn->due_ms, slip_utc_offset_minutes (turn->due_ms))
          : NULL;
  /* A document that is still to be made doesn't say whose it will be. */
  gboolean unmade = turn->record == NULL && strcmp (turn->title, turn->release_title) != 0;

  slip_cli_line ("%-12s %s  %s%s%s", slip_turn_kind_name (turn->kind),
                 turn->record != NULL ? turn->record : turn->release,
                 unmade ? turn->release_title : "", unmade ? ": " : "", turn->title);
  slip_cli_line ("             %s%s%s", turn->role != NULL ? slip_role_name (turn->role) : "",
                 turn->role != NULL ? ": " : "", turn->why);
  if (due != NULL)
    slip_cli_line (turn->overdue ? _ ("             overdue since %s") : _ ("             by %s"),
                   due);
}

static void
json_turn (JsonBuilder *json, const SlipTurn *turn)
{
  json_builder_begin_object (json);
  slip_json_text (json, "kind", slip_turn_kind_name (turn->kind));
  slip_json_text (json, "release", turn->release);
  slip_json_text (json, "release-title", turn->release_title);
  if (turn->record != NULL)
    slip_json_text (json, "document", turn->record);
  if (turn->form != NULL)
    slip_json_text (json, "form", turn->form);
  if (turn->slot != NULL)
    slip_json_text (json, "slot", turn->slot);
  if (turn->thread != NULL)
    slip_json_text (json, "thread", turn->thread);
  if (turn->role != NULL)
    slip_json_text (json, "role", turn->role);
  slip_json_text (json, "title", turn->title);
  slip_json_text (json, "why", turn->why);
  if (turn->due_ms != 0)
    {
      g_autofree char *due = slip_datetime_format (turn->due_ms, 0);

      slip_json_text (json, "due", due);
    }
  slip_json_flag (json, "overdue", turn->overdue);
  json_builder_end_object (json);
}

SlipExit
slip_cmd_for_me (SlipCli *cli)
{
  int limit = 0;
  const GOptionEntry entries[] = {
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("Show so many at the most"), "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) turns = NULL;
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;
  guint total = 0;

  if (!slip_cli_parse (cli, entries, 0, 0))
    return SLIP_EXIT_USAGE;
  if (limit < 0)
    return slip_cli_usage (cli, _ ("--limit takes a number"));
  workspace = slip_cli_open (cli, &error);
  turns =
      workspace != NULL ? slip_workspace_for_me (workspace, (guint) limit, &total, &error) : NULL;
  if (turns == NULL)
    return slip_cli_fail (error);
  json_builder_begin_array (json);
  for (guint i = 0; i < turns->len; i++)
    {
      if (!cli->json)
        print_turn (g_ptr_array_index (turns, i));
      json_turn (json, g_ptr_array_index (turns, i));
    }
  json_builder_end_array (json);
  if (cli->json)
    slip_json_print (json);
  else if (total > turns->len)
    slip_cli_remark (_ ("%u more"), total - turns->len);
  return SLIP_EXIT_DONE;
}
