/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl purge: shows what will go and where it is used, asks, and removes it. */

#include "cli/slip-commands.h"

#include <stdio.h>
#include <string.h>

static void
print_plan (const SlipPurgePlan *plan, gboolean with_signed)
{
  guint n_signed = g_strv_length (plan->signed_contents);
  guint n_ops = g_strv_length (plan->other_ops);
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, plan->size);

  for (guint i = 0; plan->targets[i] != NULL; i++)
    slip_cli_line (_ ("removes: %s"), plan->targets[i]);
  slip_cli_line (_ ("bytes: %s"), size);
  for (guint i = 0; plan->uses[i] != NULL; i++)
    slip_cli_line (_ ("used in: %s"), plan->uses[i]);
  for (guint i = 0; plan->threads[i] != NULL; i++)
    slip_cli_line (_ ("stays in a comment, which can't be removed: thread %s"), plan->threads[i]);
  if (with_signed)
    return;
  for (guint i = 0; i < n_signed; i++)
    slip_cli_line (_ ("stays in signed content: %s"), plan->signed_contents[i]);
  for (guint i = 0; i < n_ops; i++)
    slip_cli_line (_ ("stays in op: %s"), plan->other_ops[i]);
  if (n_signed + n_ops > 0)
    slip_cli_line (_ ("--with-signed removes these, too"));
}

static void
print_json (const SlipPurgePlan *plan, gboolean purged)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  slip_json_flag (json, "purged", purged);
  slip_json_texts (json, "targets", (const char *const *) plan->targets);
  slip_json_number (json, "size", (gint64) plan->size);
  slip_json_texts (json, "uses", (const char *const *) plan->uses);
  slip_json_texts (json, "signed-contents", (const char *const *) plan->signed_contents);
  slip_json_texts (json, "other-ops", (const char *const *) plan->other_ops);
  slip_json_texts (json, "threads", (const char *const *) plan->threads);
  json_builder_end_object (json);
  slip_json_print (json);
}

static gboolean
confirm (void)
{
  char answer[16] = "";

  if (!slip_cli_can_ask ())
    return FALSE;
  fprintf (stderr, "%s ", _ ("Remove it everywhere, for good? Type “yes”:"));
  return fgets (answer, sizeof answer, stdin) != NULL && g_str_equal (g_strstrip (answer), "yes");
}

SlipExit
slip_cmd_purge (SlipCli *cli)
{
  g_autofree char *reason = NULL;
  gboolean with_signed = FALSE;
  gboolean yes = FALSE;
  const GOptionEntry entries[] = {
    { "reason", 0, 0, G_OPTION_ARG_FILENAME, &reason, N_ ("Why it has to go"), "TEXT" },
    { "with-signed", 0, 0, G_OPTION_ARG_NONE, &with_signed,
      N_ ("Also signed contents and other values that hold the text"), NULL },
    { "yes", 0, 0, G_OPTION_ARG_NONE, &yes, N_ ("Don't ask"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (SlipPurgePlan) plan = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  if (reason == NULL)
    return slip_cli_usage (cli, _ ("--reason is missing"));
  workspace = slip_cli_open (cli, &error);
  plan = workspace != NULL
             ? slip_workspace_plan_purge (workspace, cli->args[0], with_signed, &error)
             : NULL;
  if (plan == NULL)
    return slip_cli_fail (error);
  if (!cli->json)
    print_plan (plan, with_signed);
  if (!yes && !confirm ())
    {
      if (cli->json)
        print_json (plan, FALSE);
      slip_cli_complain (_ ("nothing was removed; --yes removes it without asking"));
      return SLIP_EXIT_NO;
    }
  if (!slip_workspace_purge (workspace, plan, reason, &error))
    return slip_cli_fail (error);
  if (cli->json)
    print_json (plan, TRUE);
  else
    slip_cli_line (_ ("removed here; every other copy and the shared folder follow at their next "
                      "sync"));
  return SLIP_EXIT_DONE;
}
