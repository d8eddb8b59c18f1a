/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the commands print: text in aligned columns, JSON, and one line when something can't be done. Texts are UTF-8 and go
 * out byte by byte: what a script reads must not depend on the locale. */

#include "cli/slip-cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "core/slip-clock.h"
#include "core/slip-datetime.h"

struct _SlipTable
{
  guint n_columns;
  GPtrArray *cells; /* (element-type utf8), row by row */
};

/* == complaints == */

/* A line that quotes something endless keeps its beginning and its end, where the advice is. */
#define COMPLAINT_HEAD 700
#define COMPLAINT_TAIL 300

static void
complain (const char *message)
{
  g_autofree char *line = g_utf8_make_valid (message, -1);
  glong length = g_utf8_strlen (line, -1);

  for (char *p = line; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  if (length > COMPLAINT_HEAD + COMPLAINT_TAIL)
    {
      g_autofree char *head = g_utf8_substring (line, 0, COMPLAINT_HEAD);
      g_autofree char *tail = g_utf8_substring (line, length - COMPLAINT_TAIL, length);

      g_free (line);
      line = g_strconcat (head, "…", tail, NULL);
    }
  fflush (stdout);
  fprintf (stderr, "slipwayctl: %s\n", g_strchomp (line));
}

void
slip_cli_complain (const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list list;

  va_start (list, format);
  message = g_strdup_vprintf (format, list);
  va_end (list);
  complain (message);
}

SlipExit
slip_cli_usage (SlipCli *cli, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list list;

  va_start (list, format);
  message = g_strdup_vprintf (format, list);
  va_end (list);
  slip_cli_complain (_ ("%s: %s; usage: slipwayctl %s%s%s"), cli->command->name, message,
                     cli->command->name, *cli->command->arguments != '\0' ? " " : "",
                     cli->command->arguments);
  return SLIP_EXIT_USAGE;
}

SlipExit
slip_cli_fail (const GError *error)
{
  complain (error->message);
  return SLIP_EXIT_FAILED;
}

/* == text == */

void
slip_cli_line (const char *format, ...)
{
  va_list list;

  va_start (list, format);
  vprintf (format, list);
  va_end (list);
  putchar ('\n');
}

void
slip_cli_remark (const char *format, ...)
{
  va_list list;

  fflush (stdout);
  va_start (list, format);
  vfprintf (stderr, format, list);
  va_end (list);
  fputc ('\n', stderr);
}

void
slip_cli_print_digest (SlipCli *cli, const char *digest)
{
  if (cli->json)
    slip_json_print_text ("digest", digest);
  else
    slip_cli_line ("%s", digest);
}

void
slip_cli_print_xml (SlipCli *cli, GBytes *xml)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (xml, &length);

  if (cli->json)
    {
      g_autofree char *text = g_strndup (data, length);
      slip_json_print_text ("xml", text);
      return;
    }
  fwrite (data, 1, length, stdout);
  if (length > 0 && data[length - 1] != '\n')
    putchar ('\n');
}

char *
slip_cli_shorten (const char *text, guint max)
{
  g_autofree char *line = g_strdup (text != NULL ? text : "");
  g_autofree char *head = NULL;

  g_strdelimit (line, "\r\n\t", ' ');
  if (g_utf8_strlen (line, -1) <= (glong) max)
    return g_steal_pointer (&line);
  head = g_utf8_substring (line, 0, max > 0 ? max - 1 : 0);
  return g_strconcat (head, "…", NULL);
}

SlipTable *
slip_table_new (guint n_columns)
{
  SlipTable *table = g_new0 (SlipTable, 1);

  table->n_columns = n_columns;
  table->cells = g_ptr_array_new_with_free_func (g_free);
  return table;
}

void
slip_table_free (SlipTable *table)
{
  if (table == NULL)
    return;
  g_ptr_array_unref (table->cells);
  g_free (table);
}

void
slip_table_add (SlipTable *table, ...)
{
  va_list list;

  va_start (list, table);
  for (guint i = 0; i < table->n_columns; i++)
    g_ptr_array_add (table->cells, slip_cli_shorten (va_arg (list, const char *), G_MAXINT));
  va_end (list);
}

void
slip_table_print (SlipTable *table, FILE *stream)
{
  g_autofree glong *widths = g_new0 (glong, table->n_columns);

  for (guint i = 0; i < table->cells->len; i++)
    {
      glong width = g_utf8_strlen (g_ptr_array_index (table->cells, i), -1);
      widths[i % table->n_columns] = MAX (widths[i % table->n_columns], width);
    }
  for (guint i = 0; i < table->cells->len; i += table->n_columns)
    {
      g_autoptr (GString) line = g_string_new (NULL);

      for (guint j = 0; j < table->n_columns; j++)
        {
          const char *cell = g_ptr_array_index (table->cells, i + j);

          g_string_append (line, cell);
          for (glong n = g_utf8_strlen (cell, -1); n < widths[j] + 2; n++)
            g_string_append_c (line, ' ');
        }
      fprintf (stream, "%s\n", g_strchomp (line->str));
    }
}

/* == JSON == */

void
slip_json_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
slip_json_number (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

void
slip_json_flag (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

void
slip_json_texts (JsonBuilder *builder, const char *name, const char *const *values)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    json_builder_add_string_value (builder, values[i]);
  json_builder_end_array (builder);
}

void
slip_json_print (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, TRUE);

  slip_cli_line ("%s", text);
}

void
slip_json_print_text (const char *name, const char *value)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  slip_json_text (builder, name, value);
  json_builder_end_object (builder);
  slip_json_print (builder);
}

/* == times and notes == */

char *
slip_cli_time (gint64 ms)
{
  return slip_datetime_format (ms, slip_utc_offset_minutes (ms));
}

char *
slip_cli_date (gint64 ms)
{
  g_autofree char *time = slip_cli_time (ms);

  return g_strndup (time, strlen ("2026-03-14"));
}

void
slip_cli_print_note (SlipCli *cli, const char *id, const char *note)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  if (!cli->json && note != NULL)
    slip_cli_remark ("%s", note);
  if (!cli->json)
    return;
  json_builder_begin_object (json);
  slip_json_text (json, "id", id);
  slip_json_text (json, "note", note);
  json_builder_end_object (json);
  slip_json_print (json);
}
