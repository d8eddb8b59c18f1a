/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-paste-lines.h. Columns are found by their headings, else by their order. */

#include "workspace/slip-paste-lines.h"

#include <stdio.h>
#include <string.h>

#include <glib/gi18n-lib.h>

void
slip_paste_problem_free (SlipPasteProblem *problem)
{
  g_free (problem->text);
  g_free (problem->path);
  g_free (problem->message);
  g_free (problem);
}

SlipPasteProblem *
slip_paste_problem_add (GPtrArray *problems, guint line, guint column, const char *text,
                        char *message)
{
  SlipPasteProblem *problem = g_new0 (SlipPasteProblem, 1);

  problem->line = line;
  problem->column = column;
  problem->text = g_strdup (text);
  problem->message = message;
  g_ptr_array_add (problems, problem);
  return problem;
}

/* == cells == */

/* What is quoted to the end of its cell may hold tabs and line feeds, and quotes twice. (transfer full) (nullable) */
static char *
read_quoted (const char **at)
{
  g_autoptr (GString) cell = g_string_new (NULL);
  const char *p = *at;

  if (*p != '"')
    return NULL;
  for (p++; *p != '\0' && (*p != '"' || p[1] == '"'); p++)
    {
      p += *p == '"';
      g_string_append_c (cell, *p);
    }
  if (*p != '"' || strchr ("\t\n", p[1]) == NULL)
    return NULL;
  *at = p + 1;
  return g_strdup (cell->str);
}

/* (element-type GStrv): a line that holds nothing is empty. */
static GPtrArray *
read_table (const char *text)
{
  GPtrArray *table = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autofree char *unix_ends = NULL;
  g_auto (GStrv) parts = g_strsplit (text, "\r\n", -1);
  const char *at;

  unix_ends = g_strjoinv ("\n", parts);
  g_strdelimit (unix_ends, "\r", '\n');
  for (at = unix_ends; *at != '\0';)
    {
      g_autoptr (GStrvBuilder) cells = g_strv_builder_new ();

      while (TRUE)
        {
          g_autofree char *cell = read_quoted (&at);

          if (cell == NULL)
            {
              gsize length = strcspn (at, "\t\n");

              cell = g_strndup (at, length);
              at += length;
            }
          g_strv_builder_add (cells, g_strstrip (cell));
          if (*at != '\t')
            break;
          at++;
        }
      at += *at == '\n';
      g_ptr_array_add (table, g_strv_builder_end (cells));
    }
  return table;
}

/* == columns == */

static gboolean
is_settable (SlipFormNode *node)
{
  return node->kind == SLIP_NODE_FIELD && node->calculate == NULL && node->type != SLIP_FIELD_FILE;
}

static gboolean
same_words (const char *a, const char *b)
{
  g_autofree char *left = g_utf8_casefold (a, -1);
  g_autofree char *right = g_utf8_casefold (b, -1);

  return strcmp (left, right) == 0;
}

/* (nullable): the field whose label or name this is; "Duration (min)" is a label with its unit. */
static SlipFormNode *
find_heading (SlipFormNode *table, const char *text)
{
  for (guint i = 0; i < table->children->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (table->children, i);
      g_autofree char *label = NULL;

      if (node->kind != SLIP_NODE_FIELD)
        continue;
      label = g_strdup_printf ("%s (%s)", slip_form_node_label (node),
                               node->unit != NULL ? node->unit : "");
      if (same_words (text, slip_form_node_label (node)) || same_words (text, label) ||
          same_words (text, node->name))
        return node;
    }
  return NULL;
}

/* Headings are there when more than half of the first line's cells are some. One word may be a value as well. */
static gboolean
has_headings (SlipFormNode *table, GStrv cells)
{
  guint filled = 0, found = 0;

  for (gsize i = 0; cells[i] != NULL; i++)
    {
      filled += *cells[i] != '\0';
      found += *cells[i] != '\0' && find_heading (table, cells[i]) != NULL;
    }
  return found > 0 && (found == filled || (found > 1 && found * 2 > filled));
}

/* (element-type SlipFormNode): a field a column; NULL: it is left out. */
static GPtrArray *
take_headings (SlipFormNode *table, GStrv cells, GPtrArray *problems)
{
  GPtrArray *columns = g_ptr_array_new ();

  for (gsize i = 0; cells[i] != NULL; i++)
    {
      SlipFormNode *node = *cells[i] != '\0' ? find_heading (table, cells[i]) : NULL;
      const char *why = NULL;

      if (node == NULL && *cells[i] != '\0')
        why = _ ("There is no field of this name; its column was left out.");
      else if (node != NULL && g_ptr_array_find (columns, node, NULL))
        why = _ ("This field has a column already; the second one was left out.");
      else if (node != NULL && !is_settable (node))
        why = node->calculate != NULL ? _ ("This is calculated; its column was left out.")
                                      : _ ("Files can't be pasted; their column was left out.");
      if (why != NULL)
        slip_paste_problem_add (problems, 1, (guint) i + 1, cells[i], g_strdup (why));
      g_ptr_array_add (columns, why == NULL ? node : NULL);
    }
  return columns;
}

static GPtrArray *
take_order (SlipFormNode *table)
{
  GPtrArray *columns = g_ptr_array_new ();

  for (guint i = 0; i < table->children->len; i++)
    if (is_settable (g_ptr_array_index (table->children, i)))
      g_ptr_array_add (columns, g_ptr_array_index (table->children, i));
  return columns;
}

/* == lines == */

static void
free_cell (gpointer data)
{
  g_free (((SlipPasteCell *) data)->text);
  g_free (data);
}

static void
free_line (gpointer data)
{
  g_ptr_array_unref (((SlipPasteLine *) data)->cells);
  g_free (data);
}

static SlipPasteLine *
read_line (SlipFormNode *table, GPtrArray *columns, guint number, GStrv cells, gboolean named,
           guint *widest, GPtrArray *problems)
{
  SlipPasteLine *line = g_new0 (SlipPasteLine, 1);
  SlipPasteCell *last = NULL;

  line->number = number;
  line->cells = g_ptr_array_new_with_free_func (free_cell);
  for (guint i = 0; cells[i] != NULL; i++)
    {
      SlipFormNode *node = i < columns->len ? g_ptr_array_index (columns, i) : NULL;
      SlipPasteCell *cell;

      if (*cells[i] == '\0')
        continue;
      if (node == NULL)
        {
          if (i < columns->len || i < *widest)
            continue;
          *widest = i + 1;
          slip_paste_problem_add (
              problems, number, i + 1, cells[i],
              g_strdup (named ? _ ("This column has no heading; it was left out.")
                              : _ ("The table has no more fields; this column was left out.")));
          continue;
        }
      cell = g_new0 (SlipPasteCell, 1);
      cell->node = node;
      cell->column = i + 1;
      cell->text = g_strdup (cells[i]);
      if (node == table->keep)
        last = cell;
      else
        g_ptr_array_add (line->cells, cell);
    }
  if (last != NULL)
    g_ptr_array_add (line->cells, last);
  return line;
}

GPtrArray *
slip_paste_lines_read (SlipFormNode *table, const char *text, GPtrArray *problems)
{
  g_autoptr (GPtrArray) cells = read_table (text);
  g_autoptr (GPtrArray) columns = NULL;
  GPtrArray *lines = g_ptr_array_new_with_free_func (free_line);
  /* A column that is too much is told once, not for each of its cells. */
  guint widest = 0;
  gboolean named = cells->len > 0 && has_headings (table, g_ptr_array_index (cells, 0));

  columns =
      named ? take_headings (table, g_ptr_array_index (cells, 0), problems) : take_order (table);
  for (guint i = named ? 1 : 0; i < cells->len; i++)
    {
      GStrv line = g_ptr_array_index (cells, i);
      gboolean empty = TRUE;

      for (gsize j = 0; line[j] != NULL && empty; j++)
        empty = *line[j] == '\0';
      if (!empty)
        g_ptr_array_add (lines, read_line (table, columns, i + 1, line, named, &widest, problems));
    }
  return lines;
}

/* == what people write in spreadsheets == */

/* (transfer full): a code that is called so, else the text. */
static char *
find_code (SlipFormNode *node, const char *text)
{
  for (guint i = 0; i < node->codes->codes->len; i++)
    {
      const SlipFormCode *code = g_ptr_array_index (node->codes->codes, i);

      if (same_words (text, code->value) || same_words (text, code->text) ||
          same_words (text, slip_form_code_text (node, code->value)))
        return g_strdup (code->value);
    }
  return g_strdup (text);
}

static char *
understand_members (SlipFormNode *node, const char *text)
{
  g_auto (GStrv) members = NULL;
  g_autofree char *lines = g_strdelimit (g_strdup (text), ",;", '\n');

  members = g_strsplit (lines, "\n", -1);
  for (gsize i = 0; members[i] != NULL && node->codes != NULL; i++)
    {
      char *code = find_code (node, g_strstrip (members[i]));

      g_free (members[i]);
      members[i] = code;
    }
  return g_strjoinv ("\n", members);
}

/* "25 min", and "12,5" where the comma can't be one between thousands. */
static char *
understand_number (SlipFormNode *node, const char *text)
{
  char *number = g_strdup (text);
  char *comma;

  if (node->unit != NULL && g_str_has_suffix (number, node->unit))
    number[strlen (number) - strlen (node->unit)] = '\0';
  g_strstrip (number);
  comma = strchr (number, ',');
  if (comma != NULL && strlen (comma) != 4 && strpbrk (comma + 1, ",.") == NULL)
    *comma = '.';
  return number;
}

/* "14.3.2026", whose parts have one order everywhere. */
static char *
understand_date (const char *text)
{
  int day, month, year, end = 0;

  if (sscanf (text, "%2d.%2d.%4d%n", &day, &month, &year, &end) == 3 && text[end] == '\0' &&
      year > 999)
    return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
  return g_strdup (text);
}

char *
slip_paste_understand (SlipFormNode *node, const char *text)
{
  switch (node->type)
    {
    case SLIP_FIELD_CHOICE:
      return find_code (node, text);
    case SLIP_FIELD_CHOICES:
      return understand_members (node, text);
    case SLIP_FIELD_BOOLEAN:
      if (same_words (text, _ ("Yes")) || same_words (text, "yes") || same_words (text, "true"))
        return g_strdup ("yes");
      if (same_words (text, _ ("No")) || same_words (text, "no") || same_words (text, "false"))
        return g_strdup ("no");
      return g_strdup (text);
    case SLIP_FIELD_NUMBER:
      return understand_number (node, text);
    case SLIP_FIELD_DATE:
      return understand_date (text);
    default:
      return g_strdup (text);
    }
}
