/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl conflicts, resolve: what several people did to the same thing, and which of it shall stand. */

#include "cli/slip-commands.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define VALUE_WIDTH 100

/* == conflicts == */

static void
print_proposal (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0' || lines[i + 1] != NULL)
      slip_cli_line ("      | %s", lines[i]);
}

static void
print_conflict (const SlipOpenConflict *conflict)
{
  static const char *const headings[] = {
    [SLIP_CONFLICT_VALUE] = N_ ("different values"),
    [SLIP_CONFLICT_TEXT] = N_ ("different texts"),
    [SLIP_CONFLICT_MOVE] = N_ ("moved by several people"),
    [SLIP_CONFLICT_DELETE] = N_ ("deleted by one, changed by another"),
  };

  slip_cli_line ("%s  %s", conflict->title, *conflict->path != '\0' ? conflict->path : "-");
  slip_cli_line ("  %s: %s", *conflict->label != '\0' ? conflict->label : conflict->title,
                 _ (headings[conflict->kind]));
  for (guint i = 0; i < conflict->sides->len; i++)
    {
      const SlipConflictSide *side = g_ptr_array_index (conflict->sides, i);
      g_autofree char *text = slip_cli_shorten (side->text, VALUE_WIDTH);

      slip_cli_line ("    %u%s %s  (%s, %s, %s)", i + 1, side->shown ? "*" : " ", text, side->name,
                     side->time, side->op);
    }
  if (conflict->merged == NULL)
    return;
  if (conflict->unmerged == 0)
    slip_cli_line ("    %s", _ ("proposal; --merged takes it:"));
  else
    slip_cli_line ("    %s", _ ("proposal, to be finished where both stand between marks:"));
  print_proposal (conflict->merged);
}

static void
build_conflict (JsonBuilder *json, const SlipOpenConflict *conflict)
{
  json_builder_begin_object (json);
  slip_json_text (json, "record", conflict->record);
  slip_json_text (json, "title", conflict->title);
  slip_json_text (json, "path", conflict->path);
  slip_json_text (json, "label", conflict->label);
  slip_json_text (json, "kind", slip_conflict_kind_name (conflict->kind));
  slip_json_text (json, "type", conflict->type);
  json_builder_set_member_name (json, "sides");
  json_builder_begin_array (json);
  for (guint i = 0; i < conflict->sides->len; i++)
    {
      const SlipConflictSide *side = g_ptr_array_index (conflict->sides, i);

      json_builder_begin_object (json);
      slip_json_number (json, "n", i + 1);
      slip_json_text (json, "op", side->op);
      slip_json_text (json, "person", side->name);
      slip_json_text (json, "person_id", side->person);
      slip_json_text (json, "time", side->time);
      slip_json_text (json, "replica", side->replica);
      slip_json_text (json, "value", side->value);
      slip_json_text (json, "text", side->text);
      slip_json_flag (json, "shown", side->shown);
      slip_json_flag (json, "missing", side->missing);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  slip_json_text (json, "base", conflict->base);
  slip_json_text (json, "merged", conflict->merged);
  slip_json_number (json, "unmerged", conflict->unmerged);
  json_builder_end_object (json);
}

SlipExit
slip_cmd_conflicts (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 0, 1))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  conflicts =
      workspace != NULL ? slip_workspace_list_conflicts (workspace, cli->args[0], &error) : NULL;
  if (conflicts == NULL)
    return slip_cli_fail (error);

  json_builder_begin_array (json);
  for (guint i = 0; i < conflicts->len; i++)
    {
      const SlipOpenConflict *conflict = g_ptr_array_index (conflicts, i);

      if (cli->json)
        build_conflict (json, conflict);
      else
        print_conflict (conflict);
    }
  json_builder_end_array (json);
  if (cli->json)
    slip_json_print (json);
  return SLIP_EXIT_DONE;
}

/* == resolve == */

/* What the words behind the path say. */
typedef struct
{
  const char *path;
  SlipResolution how;
  const char *value;
} Choice;

/* ID keep|delete, ID PATH VALUE, ID PATH -- VALUE, ID PATH --take N, ID PATH --merged. */
static gboolean
read_choice (SlipCli *cli, Choice *choice)
{
  char **args = cli->args;
  gboolean of_record = args[2] == NULL;
  const char *word = of_record ? args[1] : args[2];

  choice->path = of_record ? "" : args[1];
  choice->how = SLIP_RESOLVE_VALUE;
  choice->value = word;
  if (of_record && !g_str_equal (word, "keep") && !g_str_equal (word, "delete"))
    {
      slip_cli_usage (cli, _ ("the value is missing; of a whole record say keep or delete"));
      return FALSE;
    }
  if (!of_record && g_str_equal (word, "--take"))
    {
      choice->how = SLIP_RESOLVE_TAKE;
      choice->value = args[3];
      if (args[3] == NULL)
        slip_cli_usage (cli, _ ("--take needs the number of a side"));
      return args[3] != NULL;
    }
  if (!of_record && g_str_equal (word, "--merged") && args[3] == NULL)
    {
      choice->how = SLIP_RESOLVE_MERGED;
      return TRUE;
    }
  if (!of_record && g_str_equal (word, "--") && args[3] != NULL)
    choice->value = args[3];
  else if (!of_record && args[3] != NULL)
    {
      slip_cli_usage (cli, _ ("“%s” is one argument too many; put a value with blanks in quotes"),
                      args[3]);
      return FALSE;
    }
  return TRUE;
}

/* "keep" and "delete" are answers for a row that was deleted, and values everywhere else. */
static void
refine_choice (const SlipOpenConflict *conflict, Choice *choice)
{
  if (conflict->kind != SLIP_CONFLICT_DELETE || choice->how != SLIP_RESOLVE_VALUE)
    return;
  if (g_str_equal (choice->value, "keep"))
    choice->how = SLIP_RESOLVE_KEEP;
  else if (g_str_equal (choice->value, "delete"))
    choice->how = SLIP_RESOLVE_DELETE;
}

/* The rows of a path may be shortened: the engine finds the one that is meant; here only its kind matters. */
static gboolean
may_be (const SlipOpenConflict *conflict, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (conflict->path, "/", -1);
  g_auto (GStrv) words = g_strsplit (path, "/", -1);

  if (g_strv_length (parts) != g_strv_length (words))
    return FALSE;
  for (gsize i = 0; parts[i] != NULL; i++)
    if (!g_str_has_prefix (parts[i], words[i]))
      return FALSE;
  return TRUE;
}

static SlipExit
refuse_merge (SlipCli *cli, GPtrArray *conflicts, const char *path, const GError *error)
{
  for (guint i = 0; i < conflicts->len; i++)
    {
      const SlipOpenConflict *conflict = g_ptr_array_index (conflicts, i);

      if (!may_be (conflict, path) || conflict->merged == NULL)
        continue;
      if (cli->json)
        slip_json_print_text ("merged", conflict->merged);
      else
        fputs (conflict->merged, stdout);
      break;
    }
  return slip_cli_fail (error);
}

SlipExit
slip_cmd_resolve (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autofree char *input = NULL;
  Choice choice;
  g_autoptr (GError) error = NULL;

  /* A value may begin with a dash, so that options of the program end at the id. */
  if (!slip_cli_parse_verbatim (cli, 2, 4) || !read_choice (cli, &choice))
    return SLIP_EXIT_USAGE;
  if (choice.how == SLIP_RESOLVE_VALUE && g_str_equal (choice.value, "-"))
    {
      choice.value = input = slip_cli_read_text (STDIN_FILENO, &error);
      if (input == NULL)
        return slip_cli_fail (error);
    }
  workspace = slip_cli_open (cli, &error);
  conflicts =
      workspace != NULL ? slip_workspace_list_conflicts (workspace, cli->args[0], &error) : NULL;
  if (conflicts == NULL)
    return slip_cli_fail (error);
  for (guint i = 0; i < conflicts->len; i++)
    if (may_be (g_ptr_array_index (conflicts, i), choice.path))
      refine_choice (g_ptr_array_index (conflicts, i), &choice);

  if (slip_workspace_resolve_conflict (workspace, cli->args[0], choice.path, choice.how,
                                       choice.value, NULL, &error))
    return SLIP_EXIT_DONE;
  if (choice.how == SLIP_RESOLVE_MERGED && g_error_matches (error, SLIP_ERROR, SLIP_ERROR_CONFLICT))
    return refuse_merge (cli, conflicts, choice.path, error);
  return slip_cli_fail (error);
}
