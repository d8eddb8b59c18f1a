/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipwayctl log, log reviews, log reviewed: the audit trail, and the signed reviews of it. Entries are printed as they
 * are read, so that a long log begins at once. */

#include "cli/slip-commands.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "report/slip-report-file.h"

/* Values longer than this are cut in the list; XML, CSV and JSON have them whole. */
#define VALUE_WIDTH 60
/* Columns that most texts fit in: the list is printed before its end is known. */
#define NAME_WIDTH 16
#define KIND_WIDTH 10

/* == as text == */

static void
append_column (GString *line, const char *text, glong width)
{
  g_string_append (line, text);
  for (glong n = g_utf8_strlen (text, -1); n < width; n++)
    g_string_append_c (line, ' ');
  g_string_append (line, "  ");
}

static void
append_remark (GString *line, const char *what, const char *text)
{
  if (*text != '\0')
    g_string_append_printf (line, "  [%s%s]", what, text);
}

static gboolean
print_line (const SlipTrailEntry *entry, gpointer data, GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *siblings = g_strjoinv (" | ", entry->old);
  g_autofree char *old = slip_cli_shorten (siblings, VALUE_WIDTH);
  g_autofree char *value = slip_cli_shorten (entry->value, VALUE_WIDTH);
  g_autofree char *reason = slip_cli_shorten (entry->reason, VALUE_WIDTH);
  g_autofree char *note = slip_cli_shorten (entry->note, VALUE_WIDTH);
  g_autofree char *title = slip_cli_shorten (entry->title, VALUE_WIDTH);
  const char *place = *entry->label != '\0' ? entry->label : entry->path;
  g_autofree char *label = slip_cli_shorten (place, G_MAXINT);

  append_column (line, *entry->time != '\0' ? entry->time : "-", 25);
  append_column (line, *entry->name != '\0' ? entry->name : "-", NAME_WIDTH);
  append_column (line, entry->kind, KIND_WIDTH);
  append_column (line, *title != '\0' ? title : "-", 0);
  if (*label != '\0')
    append_column (line, label, 0);
  g_string_append (line, value);
  if (*old != '\0')
    g_string_append_printf (line, "  (%s: %s)", _ ("was"), old);
  append_remark (line, _ ("reason: "), reason);
  append_remark (line, _ ("not before "), entry->not_before);
  if (entry->state == SLIP_TRAIL_APART)
    append_remark (line, "", _ ("kept apart: doesn't count"));
  append_remark (line, "", note);
  slip_cli_line ("%s", g_strchomp (line->str));
  return TRUE;
}

/* == as JSON == */

static gboolean
print_json (const SlipTrailEntry *entry, gpointer data, GError **error)
{
  gboolean *any = data;
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *old = g_strjoinv (" | ", entry->old);
  g_autofree char *text = NULL;

  json_builder_begin_object (json);
  slip_json_text (json, "op", entry->op);
  slip_json_text (json, "time", entry->time);
  slip_json_text (json, "not_before", entry->not_before);
  slip_json_text (json, "person", entry->name);
  slip_json_text (json, "person_id", entry->person);
  slip_json_text (json, "replica", entry->replica);
  slip_json_text (json, "device", entry->device);
  slip_json_text (json, "kind", entry->kind);
  slip_json_text (json, "action", entry->action);
  slip_json_text (json, "record", entry->record);
  slip_json_text (json, "title", entry->title);
  slip_json_text (json, "path", entry->path);
  slip_json_text (json, "label", entry->label);
  slip_json_text (json, "value", entry->value);
  slip_json_text (json, "old", old);
  slip_json_texts (json, "replaced", (const char *const *) entry->old);
  slip_json_text (json, "reason", entry->reason);
  slip_json_text (json, "state", slip_trail_state_name (entry->state));
  slip_json_text (json, "note", entry->note);
  slip_json_text (json, "statement", entry->statement);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  text = json_to_string (root, FALSE);
  printf ("%s%s", *any ? ",\n  " : "\n  ", text);
  *any = TRUE;
  return TRUE;
}

/* == options == */

typedef struct
{
  char *person;
  char *since;
  char *until;
  char *field;
  char *kind;
  char *format;
  char *after;
  int limit;
  gboolean sign;
  char *comment;
  char *passphrase_file;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->person);
  g_free (options->since);
  g_free (options->until);
  g_free (options->field);
  g_free (options->kind);
  g_free (options->format);
  g_free (options->after);
  g_free (options->comment);
  g_free (options->passphrase_file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (SlipCli *cli, Options *options)
{
  const GOptionEntry entries[] = {
    { "person", 0, 0, G_OPTION_ARG_FILENAME, &options->person, N_ ("Only what this person did"),
      "PERSON" },
    { "since", 0, 0, G_OPTION_ARG_FILENAME, &options->since,
      N_ ("Only from this time on: a date, a date with time, or how long ago (2d)"), "TIME" },
    { "until", 0, 0, G_OPTION_ARG_FILENAME, &options->until,
      N_ ("Only before this time; of a date to the end of the day"), "TIME" },
    { "field", 0, 0, G_OPTION_ARG_FILENAME, &options->field,
      N_ ("Only this field, row, table or section"), "PATH" },
    { "kind", 0, 0, G_OPTION_ARG_FILENAME, &options->kind,
      N_ ("Only this kind: create, change, delete, sign, admit, revoke, revise, propose, comment, "
          "purge, or "
          "an op's own"),
      "KIND" },
    { "format", 0, 0, G_OPTION_ARG_FILENAME, &options->format, N_ ("text, xml or csv"), "FORMAT" },
    { "after", 0, 0, G_OPTION_ARG_FILENAME, &options->after,
      N_ ("Only what comes behind this entry, for the next page"), "OP" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &options->limit, N_ ("At most so many entries"), "N" },
    { "sign", 0, 0, G_OPTION_ARG_NONE, &options->sign,
      N_ ("Sign that you reviewed exactly these entries"), NULL },
    { "comment", 0, 0, G_OPTION_ARG_FILENAME, &options->comment, N_ ("With --sign: what you found"),
      "TEXT" },
    { "passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &options->passphrase_file,
      N_ ("With --sign: a file whose first line opens your signing key"), "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  static const char *const formats[] = { "text", "xml", "csv", NULL };

  options->limit = G_MAXINT;
  if (!slip_cli_parse (cli, entries, 0, 1))
    return FALSE;
  if (options->format != NULL && !g_strv_contains (formats, options->format))
    slip_cli_usage (cli, _ ("“%s” is no format; say text, xml or csv"), options->format);
  else if (options->format != NULL && cli->json && !g_str_equal (options->format, "text"))
    slip_cli_usage (cli, _ ("--json and --format %s don't go together"), options->format);
  else if (options->limit <= 0)
    slip_cli_usage (cli, _ ("--limit takes a positive number"));
  else if (options->sign && options->comment == NULL)
    slip_cli_usage (cli, _ ("%s is missing"), "--comment");
  else if (options->sign && options->passphrase_file == NULL && !slip_cli_can_ask ())
    slip_cli_usage (cli, _ ("%s is missing"), "--passphrase-file");
  else if (options->sign && (options->after != NULL || options->limit < G_MAXINT))
    slip_cli_usage (cli, _ ("a page can't be signed; leave --after and --limit out"));
  else if (!options->sign && options->comment != NULL)
    slip_cli_usage (cli, _ ("--comment goes with --sign"));
  else
    return TRUE;
  return FALSE;
}

/* == log == */

static gboolean
print_bytes (const char *bytes, gsize length, gpointer data, GError **error)
{
  /* What can't be written is told at the program's end. */
  fwrite (bytes, 1, length, stdout);
  return TRUE;
}

static SlipExit
sign_review (SlipCli *cli, SlipWorkspace *workspace, const SlipTrailFilter *filter,
             const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipSecret) passphrase =
      slip_cli_get_secret (_ ("passphrase"), options->passphrase_file, FALSE, &error);
  g_autofree char *statement = NULL;

  if (passphrase != NULL)
    statement =
        slip_workspace_review_trail (workspace, filter, options->comment, passphrase, &error);
  if (statement == NULL)
    return slip_cli_fail (error);
  if (cli->json)
    slip_json_print_text ("statement", statement);
  else
    slip_cli_line ("%s", statement);
  return SLIP_EXIT_DONE;
}

static gboolean
print_trail (SlipCli *cli, SlipWorkspace *workspace, const SlipTrailFilter *filter,
             const char *format, GError **error)
{
  gboolean any = FALSE;
  gboolean done;

  if (g_strcmp0 (format, "xml") == 0)
    return slip_workspace_export_trail (workspace, filter, SLIP_TRAIL_XML, print_bytes, NULL, NULL,
                                        error);
  if (g_strcmp0 (format, "csv") == 0)
    return slip_workspace_export_trail (workspace, filter, SLIP_TRAIL_CSV, print_bytes, NULL, NULL,
                                        error);
  if (!cli->json)
    return slip_workspace_trail (workspace, filter, print_line, NULL, error);
  putchar ('[');
  done = slip_workspace_trail (workspace, filter, print_json, &any, error);
  slip_cli_line ("%s", any ? "\n]" : "]");
  return done;
}

SlipExit
slip_cmd_log (SlipCli *cli)
{
  g_auto (Options) options = { NULL };
  g_autoptr (SlipWorkspace) workspace = NULL;
  SlipTrailFilter filter = { NULL };
  g_autoptr (GError) error = NULL;

  if (!parse_options (cli, &options))
    return SLIP_EXIT_USAGE;
  if (options.since != NULL &&
      !slip_trail_parse_time (options.since, FALSE, &filter.since_ms, &error))
    return slip_cli_usage (cli, "%s", error->message);
  if (options.until != NULL &&
      !slip_trail_parse_time (options.until, TRUE, &filter.until_ms, &error))
    return slip_cli_usage (cli, "%s", error->message);
  filter.record = cli->args[0];
  filter.person = options.person;
  filter.field = options.field;
  filter.kind = options.kind;
  filter.after = options.after;
  filter.limit = options.limit < G_MAXINT ? options.limit : 0;

  workspace = slip_cli_open (cli, &error);
  if (workspace == NULL)
    return slip_cli_fail (error);
  if (options.sign)
    return sign_review (cli, workspace, &filter, &options);
  return print_trail (cli, workspace, &filter, options.format, &error) ? SLIP_EXIT_DONE
                                                                       : slip_cli_fail (error);
}

/* == reviews == */

SlipExit
slip_cmd_log_reviews (SlipCli *cli)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) reviews = NULL;
  g_autoptr (SlipTable) table = slip_table_new (6);
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, NULL, 0, 0))
    return SLIP_EXIT_USAGE;
  workspace = slip_cli_open (cli, &error);
  reviews = workspace != NULL ? slip_workspace_list_trail_reviews (workspace, &error) : NULL;
  if (reviews == NULL)
    return slip_cli_fail (error);

  json_builder_begin_array (json);
  for (guint i = 0; i < reviews->len; i++)
    {
      const SlipTrailReview *review = g_ptr_array_index (reviews, i);
      g_autofree char *entries = g_strdup_printf ("%" G_GINT64_FORMAT, review->entries);
      g_autofree char *state =
          review->problem != NULL ? g_strdup_printf (_ ("not valid: %s"), review->problem) : NULL;
      g_autofree char *what = g_strconcat (*review->filter != '\0' ? review->filter : _ ("all"),
                                           ": ", review->comment, NULL);

      slip_table_add (table, review->statement, review->time, review->name,
                      review->entries >= 0 ? entries : "?", state != NULL ? state : _ ("valid"),
                      what);
      json_builder_begin_object (json);
      slip_json_text (json, "statement", review->statement);
      slip_json_text (json, "person", review->name);
      slip_json_text (json, "person_id", review->person);
      slip_json_text (json, "time", review->time);
      slip_json_text (json, "filter", review->filter);
      slip_json_text (json, "comment", review->comment);
      slip_json_text (json, "content", review->content);
      slip_json_number (json, "entries", review->entries);
      slip_json_flag (json, "valid", review->problem == NULL);
      slip_json_text (json, "problem", review->problem);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);

  if (cli->json)
    slip_json_print (json);
  else
    slip_table_print (table, stdout);
  return SLIP_EXIT_DONE;
}

SlipExit
slip_cmd_log_reviewed (SlipCli *cli)
{
  g_autofree char *output = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_ ("The file to write"), "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_cli_parse (cli, entries, 1, 1))
    return SLIP_EXIT_USAGE;
  if (output == NULL)
    return slip_cli_usage (cli, _ ("-o FILE is missing"));
  workspace = slip_cli_open (cli, &error);
  bytes = workspace != NULL ? slip_workspace_get_reviewed_trail (workspace, cli->args[0], &error)
                            : NULL;
  if (bytes == NULL)
    return slip_cli_fail (error);
  if (!slip_report_write_file (output, bytes, &error))
    return slip_cli_fail (error);
  return SLIP_EXIT_DONE;
}
