/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the commands of slipwayctl share: options, exit statuses, one line of error, output as text or as JSON. */

#pragma once

#include <json-glib/json-glib.h>
#include <stdio.h>

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/**
 * SlipExit:
 * @SLIP_EXIT_DONE: done, or the answer is yes
 * @SLIP_EXIT_NO: the answer is no: problems found, verification failed
 * @SLIP_EXIT_USAGE: wrong usage; nothing was tried
 * @SLIP_EXIT_FAILED: could not; one line on standard error says what, which, and what to do
 *
 * Exit statuses, the same for every command.
 */
typedef enum
{
  SLIP_EXIT_DONE = 0,
  SLIP_EXIT_NO = 1,
  SLIP_EXIT_USAGE = 2,
  SLIP_EXIT_FAILED = 3,
} SlipExit;

typedef struct _SlipCli SlipCli;
typedef struct _SlipCommand SlipCommand;

/**
 * SlipCommand:
 * @name: one word, or two with a blank between ("member list")
 * @arguments: what follows, as usage texts show it
 * @summary: one line for --help
 * @run: does it; first of all it calls slip_cli_parse()
 *
 * An entry of the table of commands.
 */
struct _SlipCommand
{
  const char *name;
  const char *arguments;
  const char *summary;
  SlipExit (*run) (SlipCli *cli);
};

/**
 * SlipCli:
 * @dir: the workspace's folder (-C), "." when not given
 * @json: print data as JSON
 * @command: the command that runs
 * @args: what stands behind the command's name; after slip_cli_parse() its arguments alone, without options
 *
 * What a command is told.
 */
struct _SlipCli
{
  char *dir;
  gboolean json;
  const SlipCommand *command;
  GStrv args;
};

/* == options == */

/**
 * slip_cli_parse:
 * @entries: (nullable): the command's own options; texts as G_OPTION_ARG_FILENAME, which leaves bytes alone in any locale
 * @min: least number of arguments
 * @max: largest number, -1 for any
 *
 * Reads a command's options and counts its arguments. -C and --json may stand behind the command too. All texts have to be
 * UTF-8.
 *
 * Returns: %FALSE after having told on standard error what is wrong; the command then returns %SLIP_EXIT_USAGE
 */
gboolean slip_cli_parse (SlipCli *cli, const GOptionEntry *entries, int min, int max);

/**
 * slip_cli_parse_verbatim:
 *
 * As slip_cli_parse(), but options end at the first argument, so that a later one may begin with a dash ("-5").
 */
gboolean slip_cli_parse_verbatim (SlipCli *cli, int min, int max);

/**
 * slip_cli_spread:
 * @option: "--role", "--grant" …
 *
 * To be called before slip_cli_parse(): turns "--role a b" and "--role a,b" into "--role a --role b". Words behind the first
 * one count as roles while they are role ids.
 */
void slip_cli_spread (SlipCli *cli, const char *option);
/* The same of --role. */
void slip_cli_spread_roles (SlipCli *cli);

/* == files == */

/* A text that is wiped when it is freed. */
typedef char SlipSecret;
void slip_secret_free (SlipSecret *secret);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipSecret, slip_secret_free)

/**
 * slip_cli_read_secret:
 * @what: what it is, for the message: "passphrase"
 * @path: a file, or a pipe
 *
 * Returns: (transfer full): the first line of the file, without its end; %NULL with NOT_FOUND, INVALID or FAILED
 */
SlipSecret *slip_cli_read_secret (const char *what, const char *path, GError **error);

/**
 * slip_cli_get_secret:
 * @path: (nullable): as slip_cli_read_secret(); NULL asks on the terminal, without showing what is typed
 * @twice: a new one: asks again, to be sure
 *
 * Returns: (transfer full): the secret; %NULL as slip_cli_read_secret()
 */
SlipSecret *slip_cli_get_secret (const char *what, const char *path, gboolean twice,
                                 GError **error);
/* Whether somebody sits there who can be asked. */
gboolean slip_cli_can_ask (void);

/**
 * slip_cli_read_text:
 * @fd: what to read to its end, up to 16 MiB
 *
 * Returns: (transfer full): the text, without one line end at its very end; %NULL with INVALID (not UTF-8), TOO_LARGE or
 *   FAILED
 */
char *slip_cli_read_text (int fd, GError **error);

/* == the workspace == */

/* Opens the workspace in cli->dir. */
SlipWorkspace *slip_cli_open (SlipCli *cli, GError **error);

/* == what takes long (slip-cli-progress.c) == */

/**
 * slip_cli_watch:
 *
 * To be called before the workspace is opened.
 *
 * Returns: (transfer full): cancelled by the first Ctrl-C; the second ends the program
 */
GCancellable *slip_cli_watch (void);

/**
 * slip_cli_progress:
 * @data: the #SlipCli
 *
 * Shows how many bytes of files were moved, on standard error when that is a terminal; nothing with --json.
 */
void slip_cli_progress (guint64 done, guint64 total, gpointer data);
/* Clears that line. */
void slip_cli_progress_end (void);

/* == output == */

/* "slipwayctl: …" on standard error, always one line. */
void slip_cli_complain (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* Tells what is wrong with the usage and how it should be. Returns SLIP_EXIT_USAGE. */
SlipExit slip_cli_usage (SlipCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Tells @error. Returns SLIP_EXIT_FAILED. */
SlipExit slip_cli_fail (const GError *error);

/* A line to standard output; gets its end. Data only: scripts read it. */
void slip_cli_line (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* A line beside the data, for the person who sits there: to standard error. */
void slip_cli_remark (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* An XML document as it is; with --json, as the text of an object's member "xml". */
void slip_cli_print_xml (SlipCli *cli, GBytes *xml);
/* The end of a command that put a definition in force. */
void slip_cli_print_digest (SlipCli *cli, const char *digest);

/* "2026-03-14", and RFC 3339 with the offset, of ms since the epoch; in local time. */
char *slip_cli_date (gint64 ms);
char *slip_cli_time (gint64 ms);

/* The end of a command that changed @id: @note: (nullable): what is missing for it to have effect. */
void slip_cli_print_note (SlipCli *cli, const char *id, const char *note);

/* One line, at most @max characters, of a text that may be long: line ends become blanks, the cut shows as "…". */
char *slip_cli_shorten (const char *text, guint max);

/**
 * SlipTable:
 *
 * Rows of columns that are printed below each other, each as wide as its widest text. The first column of a list is the id,
 * and two blanks stand between columns.
 */
typedef struct _SlipTable SlipTable;
SlipTable *slip_table_new (guint n_columns);
/* @...: n_columns texts; NULL counts as "". */
void slip_table_add (SlipTable *table, ...);
void slip_table_print (SlipTable *table, FILE *stream);
void slip_table_free (SlipTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipTable, slip_table_free)

/* == JSON == */

/* Members of the object that @builder is in; NULL becomes null. */
void slip_json_text (JsonBuilder *builder, const char *name, const char *value);
void slip_json_number (JsonBuilder *builder, const char *name, gint64 value);
void slip_json_flag (JsonBuilder *builder, const char *name, gboolean value);
void slip_json_texts (JsonBuilder *builder, const char *name, const char *const *values);
/* Prints what @builder holds, indented, with a line end. */
void slip_json_print (JsonBuilder *builder);
/* Prints an object with this one text. */
void slip_json_print_text (const char *name, const char *value);

G_END_DECLS
