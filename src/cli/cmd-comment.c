/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl comment: review threads about a document or a field. */

#include "cli/slip-commands.h"

#include <string.h>

#include "core/slip-datetime.h"
#include "process/slip-roles.h"
#include "workspace/slip-comments.h"

/* "-" is standard input, as of field set. */
static char *
read_text (const char *argument, GError **error)
{
  return g_strcmp0 (argument, "-") == 0 ? slip_cli_read_text (0, error) : g_strdup (argument);
}

SlipExit
slip_cmd_comment_add (SlipCli *cli)
{
  g_autofree char *at = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *role = NULL;
  const GOptionEntry entries[] = {
    { "at", 0, 0, G_OPTION_ARG_FILENAME, &at, N_ ("The field, row or section that it is about"),
      "PATH" },
    { "kind", 0, 0, G_OPTION_ARG_FILENAME, &kind, N_ ("comment (else), question or concern"),
      "KIND" },
    { "role", 0, 0, G_OPTION_ARG_FILENAME, &role, N_ ("The role in which it is said"), "ROLE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autofree char *text = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  SlipComment comment = { .topic = SLIP_TOPIC_COMMENT };

  if (!slip_cli_parse (cli, entries, 2, 2))
    return SLIP_EXIT_USAGE;
  if (kind != NULL && !slip_topic_from_string (kind, &comment.topic))
    return slip_cli_usage (cli, _ ("“%s” is no kind; say comment, question or concern"), kind);
  text = read_text (cli->args[1], &error);
  workspace = text != NULL ? slip_cli_open (cli, &error) : NULL;
  comment.document = cli->args[0];
  comment.path = at;
  comment.role = role;
  comment.text = text;
  id = workspace != NULL ? slip_workspace_comment (workspace, &comment, &error) : NULL;
  if (id == NULL)
    return slip_cli_fail (error);
  if (cli->json)
    slip_json_print_text ("thread", id);
  else
    slip_cli_line ("%s", id);
  return SLIP_EXIT_DONE;
}

static SlipExit
go_on (SlipCli *cli, SlipSaidAct act)
{
  g_autofree char *role = NULL;
  const GOptionEntry entries[] = {
    { "role", 0, 0, G_OPTION_ARG_FILENAME, &role, N_ ("The role in which it is said"), "ROLE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, act == SLIP_SAID_REPLY ? 2 : 1, 2))
    return SLIP_EXIT_USAGE;
  text = read_text (cli->args[1] != NULL ? cli->args[1] : "", &error);
  workspace = text != NULL ? slip_cli_open (cli, &error) : NULL;
  if (workspace == NULL || !slip_workspace_reply (workspace, cli->args[0], act, role, text, &error))
    return slip_cli_fail (error);
  if (cli->json)
    slip_json_print_text ("thread", cli->args[0]);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_comment_reply (SlipCli *cli)
{
  return go_on (cli, SLIP_SAID_REPLY);
}

SlipExit
slip_cmd_comment_close (SlipCli *cli)
{
  return go_on (cli, SLIP_SAID_CLOSE);
}

SlipExit
slip_cmd_comment_reopen (SlipCli *cli)
{
  return go_on (cli, SLIP_SAID_REOPEN);
}

/* == list == */

static const char *
wait_name (SlipDiscussionWait wait)
{
  return wait == SLIP_WAITS_FOR_ANSWER  ? "answer"
         : wait == SLIP_WAITS_FOR_CLOSE ? "close"
                                        : "nobody";
}

static void
print_said (const SlipSaid *said)
{
  g_autofree char *time = slip_datetime_format (said->wall_ms, said->utc_offset);
  g_auto (GStrv) lines = g_strsplit (said->text, "\n", -1);

  slip_cli_line ("  %-8s %s  %s%s%s", slip_said_act_name (said->act), time, said->name,
                 *said->role != '\0' ? ", " : "",
                 *said->role != '\0' ? slip_role_name (said->role) : "");
  for (gsize i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '\0')
      slip_cli_line ("           %s", lines[i]);
  if (said->refused != NULL)
    slip_cli_line (_ ("           doesn't count: %s"), said->refused);
  if (said->unseen)
    slip_cli_line (_ ("           who closed the thread had not seen this"));
}

static void
print_thread (const SlipThreadInfo *info)
{
  const SlipDiscussion *thread = info->discussion;

  slip_cli_line ("%s  %s, %s%s  %s%s%s", thread->id, slip_topic_name (thread->topic),
                 thread->closed != NULL ? _ ("closed") : _ ("open"),
                 thread->blocks && thread->closed == NULL ? _ (", blocks") : "", info->title,
                 *info->path != '\0' ? "  " : "", info->path);
  for (guint i = 0; i < thread->said->len; i++)
    print_said (g_ptr_array_index (thread->said, i));
}

static void
json_said (JsonBuilder *json, const SlipSaid *said)
{
  g_autofree char *time = slip_datetime_format (said->wall_ms, said->utc_offset);

  json_builder_begin_object (json);
  slip_json_text (json, "does", slip_said_act_name (said->act));
  slip_json_text (json, "text", said->text);
  slip_json_text (json, "person", said->person);
  slip_json_text (json, "name", said->name);
  if (*said->role != '\0')
    slip_json_text (json, "role", said->role);
  slip_json_text (json, "time", time);
  if (said->refused != NULL)
    slip_json_text (json, "refused", said->refused);
  slip_json_flag (json, "unseen", said->unseen);
  json_builder_end_object (json);
}

static void
json_thread (JsonBuilder *json, const SlipThreadInfo *info)
{
  const SlipDiscussion *thread = info->discussion;

  json_builder_begin_object (json);
  slip_json_text (json, "id", thread->id);
  slip_json_text (json, "document", thread->record);
  slip_json_text (json, "title", info->title);
  slip_json_text (json, "path", info->path);
  slip_json_text (json, "kind", slip_topic_name (thread->topic));
  if (*thread->role != '\0')
    slip_json_text (json, "role", thread->role);
  slip_json_flag (json, "open", thread->closed == NULL);
  slip_json_flag (json, "blocks", thread->blocks && thread->closed == NULL);
  slip_json_text (json, "waits-for", wait_name (thread->waits));
  json_builder_set_member_name (json, "said");
  json_builder_begin_array (json);
  for (guint i = 0; i < thread->said->len; i++)
    json_said (json, g_ptr_array_index (thread->said, i));
  json_builder_end_array (json);
  json_builder_end_object (json);
}

SlipExit
slip_cmd_comment_list (SlipCli *cli)
{
  gboolean open = FALSE;
  const GOptionEntry entries[] = {
    { "open", 0, 0, G_OPTION_ARG_NONE, &open, N_ ("Only threads that are open"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (SlipThreads) threads = NULL;
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  threads =
      workspace != NULL ? slip_workspace_list_threads (workspace, cli->args[0], &error) : NULL;
  if (threads == NULL)
    return slip_cli_fail (error);
  json_builder_begin_array (json);
  for (guint i = 0; i < threads->infos->len; i++)
    {
      const SlipThreadInfo *info = g_ptr_array_index (threads->infos, i);

      if (open && info->discussion->closed != NULL)
        continue;
      if (!cli->json)
        print_thread (info);
      json_thread (json, info);
    }
  json_builder_end_array (json);
  if (cli->json)
    slip_json_print (json);
  return SLIP_EXIT_DONE;
}
