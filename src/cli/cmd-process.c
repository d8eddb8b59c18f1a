/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl process list, show, put, follow: which processes there are, and which one a release goes by. */

#include "cli/slip-commands.h"

#include <stdio.h>

#include "core/slip-datetime.h"
#include "workspace/slip-processing.h"
#include "workspace/slip-turns.h"

SlipExit
slip_cmd_process_list (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 0, 0))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  list = workspace != NULL ? slip_workspace_list_processes (workspace, &error) : NULL;
  if (list == NULL)
    return slip_cli_fail (error);
  json_builder_begin_array (json);
  for (guint i = 0; i < list->len; i++)
    {
      const SlipProcessInfo *info = g_ptr_array_index (list, i);

      if (!cli->json)
        {
          slip_cli_line ("%s  %s  %u  %.12s  %s%s%s", info->id, info->code, info->version,
                         info->digest,
                         info->refused != NULL ? info->refused
                         : info->in_force      ? _ ("in force")
                                               : _ ("earlier version"),
                         *info->person != '\0' ? "  " : "", info->person);
          continue;
        }
      json_builder_begin_object (json);
      slip_json_text (json, "id", info->id);
      slip_json_text (json, "code", info->code);
      slip_json_text (json, "title", info->title);
      slip_json_number (json, "version", info->version);
      slip_json_text (json, "digest", info->digest);
      slip_json_flag (json, "in-force", info->in_force);
      slip_json_number (json, "releases", info->n_releases);
      slip_json_text (json, "person", info->person);
      slip_json_text (json, "time", info->time);
      if (info->refused != NULL)
        slip_json_text (json, "refused", info->refused);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  if (cli->json)
    slip_json_print (json);
  return SLIP_EXIT_DONE;
}

static void
print_stages (const SlipStages *stages)
{
  for (guint i = 0; i < stages->stages->len; i++)
    {
      const SlipStageInfo *info = g_ptr_array_index (stages->stages, i);

      slip_cli_line ("%-8s %s %s%s%s", slip_stage_state_name (info->state), info->stage->number,
                     slip_process_text (info->stage->title), info->reason != NULL ? ": " : "",
                     info->reason != NULL ? info->reason : "");
      for (guint j = 0; info->state != SLIP_STAGE_SKIPPED && j < info->entries->len; j++)
        {
          const SlipStageEntry *entry = g_ptr_array_index (info->entries, j);

          slip_cli_line ("         %s  %s%s%s", entry->document->form,
                         entry->status != NULL     ? entry->status
                         : entry->record != NULL   ? _ ("its form has not arrived")
                         : entry->required         ? _ ("missing")
                         : entry->tailored != NULL ? _ ("not needed, as somebody signed")
                                                   : _ ("not needed"),
                         *entry->number != '\0' ? "  " : "", entry->number);
        }
    }
}

static void
json_stages (JsonBuilder *json, const SlipStages *stages)
{
  json_builder_set_member_name (json, "stages");
  json_builder_begin_array (json);
  for (guint i = 0; i < stages->stages->len; i++)
    {
      const SlipStageInfo *info = g_ptr_array_index (stages->stages, i);

      json_builder_begin_object (json);
      slip_json_text (json, "id", info->stage->id);
      slip_json_text (json, "number", info->stage->number);
      slip_json_text (json, "title", slip_process_text (info->stage->title));
      slip_json_text (json, "state", slip_stage_state_name (info->state));
      if (info->reason != NULL)
        slip_json_text (json, "reason", info->reason);
      json_builder_set_member_name (json, "documents");
      json_builder_begin_array (json);
      for (guint j = 0; j < info->entries->len; j++)
        {
          const SlipStageEntry *entry = g_ptr_array_index (info->entries, j);

          json_builder_begin_object (json);
          slip_json_text (json, "form", entry->document->form);
          slip_json_flag (json, "required", entry->required);
          if (entry->record != NULL)
            slip_json_text (json, "document", entry->record);
          if (entry->status != NULL)
            slip_json_text (json, "status", entry->status);
          if (entry->tailored != NULL)
            slip_json_text (json, "tailored", entry->tailored);
          json_builder_end_object (json);
        }
      json_builder_end_array (json);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

/* What a release follows, and since when, and where its stages stand. */
static SlipExit
show_release (SlipCli *cli, SlipWorkspace *workspace, const char *release)
{
  g_autoptr (GError) error = NULL;
  gboolean pinned = FALSE;
  g_autoptr (SlipProcess) process =
      slip_workspace_release_process (workspace, release, &pinned, &error);
  g_autoptr (GPtrArray) follows =
      process != NULL ? slip_workspace_list_follows (workspace, release, &error) : NULL;
  g_autoptr (SlipStages) stages =
      follows != NULL ? slip_workspace_stages (workspace, release, &error) : NULL;
  g_autoptr (JsonBuilder) json = json_builder_new ();

  if (stages == NULL)
    return slip_cli_fail (error);
  json_builder_begin_object (json);
  slip_json_text (json, "process", process->id);
  slip_json_number (json, "version", process->version);
  slip_json_text (json, "digest", process->digest);
  slip_json_flag (json, "pinned", pinned);
  json_builder_set_member_name (json, "follows");
  json_builder_begin_array (json);
  if (!cli->json)
    slip_cli_line ("%s  %s  %u  %.12s%s%s", process->id, process->code, process->version,
                   process->digest, pinned ? "" : "  ",
                   pinned ? "" : _ ("(the release began before releases followed a version)"));
  for (guint i = 0; i < follows->len; i++)
    {
      const SlipFollow *follow = g_ptr_array_index (follows, i);
      g_autofree char *time = slip_datetime_format (follow->wall_ms, follow->utc_offset);

      if (!cli->json)
        slip_cli_line ("  %s  %.12s  %s%s%s", time, follow->definition, follow->name,
                       follow->refused != NULL ? _ ("  doesn't count: ") : "",
                       follow->refused != NULL ? follow->refused : "");
      json_builder_begin_object (json);
      slip_json_text (json, "digest", follow->definition);
      slip_json_text (json, "person", follow->name);
      slip_json_text (json, "time", time);
      slip_json_flag (json, "counts", follow->refused == NULL);
      if (follow->refused != NULL)
        slip_json_text (json, "refused", follow->refused);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  json_stages (json, stages);
  json_builder_end_object (json);
  if (cli->json)
    slip_json_print (json);
  else
    print_stages (stages);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_process_show (SlipCli *cli)
{
  g_autofree char *release = NULL;
  const GOptionEntry entries[] = {
    { "release", 0, 0, G_OPTION_ARG_FILENAME, &release, N_ ("What this release follows"),
      "RELEASE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  const char *which;

  if (!slip_cli_parse (cli, entries, 0, 1))
    return SLIP_EXIT_USAGE;
  if (release != NULL && cli->args[0] != NULL)
    return slip_cli_usage (cli, _ ("give a process or --release, not both"));
  which = cli->args[0] != NULL ? cli->args[0] : SLIP_PROCESS_DEFAULT;
  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL)
    return slip_cli_fail (error);
  if (release != NULL)
    return show_release (cli, workspace, release);
  bytes = slip_workspace_process_definition (workspace, which, &error);
  if (bytes == NULL)
    return slip_cli_fail (error);
  if (cli->json)
    {
      g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

      slip_json_print_text ("definition", text);
    }
  else
    fwrite (g_bytes_get_data (bytes, NULL), 1, g_bytes_get_size (bytes), stdout);
  return SLIP_EXIT_DONE;
}

static gboolean
confirm (void)
{
  char answer[16] = "";

  if (!slip_cli_can_ask ())
    return FALSE;
  fprintf (stderr, "%s ", _ ("Move the release to this version? Type “yes”:"));
  return fgets (answer, sizeof answer, stdin) != NULL && g_str_equal (g_strstrip (answer), "yes");
}

static void
print_follow (GPtrArray *changes, gboolean moved)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  g_ptr_array_add (changes, NULL);
  json_builder_begin_object (json);
  slip_json_flag (json, "moved", moved);
  slip_json_texts (json, "changes", (const char *const *) changes->pdata);
  json_builder_end_object (json);
  slip_json_print (json);
}

SlipExit
slip_cmd_process_follow (SlipCli *cli)
{
  gboolean yes = FALSE;
  const GOptionEntry entries[] = {
    { "yes", 0, 0, G_OPTION_ARG_NONE, &yes, N_ ("Don't ask"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, 2, 2))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  changes = workspace != NULL
                ? slip_workspace_follow_preview (workspace, cli->args[0], cli->args[1], &error)
                : NULL;
  if (changes == NULL)
    return slip_cli_fail (error);
  for (guint i = 0; !cli->json && i < changes->len; i++)
    slip_cli_line ("%s", (const char *) g_ptr_array_index (changes, i));
  if (!yes && !confirm ())
    {
      if (cli->json)
        print_follow (changes, FALSE);
      slip_cli_complain (_ ("nothing was changed; --yes moves the release without asking"));
      return SLIP_EXIT_NO;
    }
  if (!slip_workspace_follow (workspace, cli->args[0], cli->args[1], &error))
    return slip_cli_fail (error);
  if (cli->json)
    print_follow (changes, TRUE);
  return SLIP_EXIT_DONE;
}
