/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The slip: functions that say how large, how long and how many, over the rows of a table of this record or of another
 * document of the release. Of nothing they give "", never 0: what was not measured is no result (domain.md 6). */

#include <libxml/xpathInternals.h>
#include <math.h>

#include "forms/slip-form-private.h"
#include "forms/slip-functions-private.h"

#define MS_PER_HOUR (60.0 * 60 * 1000)

/* == numbers of rows == */

/* What a function reads: its first arguments name a table and, behind it, fields; pairs that filter follow. */
typedef struct
{
  GPtrArray *texts;
  SlipSource source;
  guint8 *passes;
} Rows;

static void
rows_clear (Rows *rows)
{
  g_clear_pointer (&rows->texts, g_ptr_array_unref);
  g_clear_pointer (&rows->passes, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rows, rows_clear)

static SlipFormNode *
field_of (Rows *rows, guint argument)
{
  return slip_form_node_child (rows->source.table, g_ptr_array_index (rows->texts, argument));
}

/* (nullable): FALSE in @go_on when the evaluation has ended. */
static SlipColumn *
column_of (xmlXPathParserContext *parser, Rows *rows, SlipFormNode *field, gboolean *go_on)
{
  gboolean empty;
  SlipColumn *column =
      slip_function_column (parser, &rows->source, rows->source.table, field, &empty);

  *go_on = column != NULL || empty;
  return column;
}

/* @first: the first argument of the pairs. FALSE: the evaluation has ended. */
static gboolean
rows_begin (Rows *rows, xmlXPathParserContext *parser, int n, guint first)
{
  g_autoptr (GArray) filters = NULL;
  SlipColumn *column;
  gboolean go_on;

  rows->texts = slip_function_pop_texts (parser, n);
  if (!slip_function_source (parser, g_ptr_array_index (rows->texts, 0), &rows->source))
    return FALSE;
  filters = slip_function_filters (rows->source.table, NULL, rows->texts, first);
  column = column_of (parser, rows, NULL, &go_on);
  if (column != NULL)
    rows->passes = slip_function_filter_rows (parser, &rows->source, column, filters);
  else
    rows->passes = g_malloc0 (1);
  return go_on && rows->passes != NULL;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static void
push_mean (xmlXPathParserContext *parser, GArray *numbers)
{
  double sum = 0;

  for (guint i = 0; i < numbers->len; i++)
    sum += g_array_index (numbers, double, i);
  if (numbers->len > 0)
    slip_function_push_number (parser, sum / numbers->len);
  else
    slip_function_push_text (parser, "");
}

static void
push_median (xmlXPathParserContext *parser, GArray *numbers)
{
  guint middle = numbers->len / 2;

  if (numbers->len == 0)
    {
      slip_function_push_text (parser, "");
      return;
    }
  g_array_sort (numbers, compare_numbers);
  if (numbers->len % 2 == 1)
    slip_function_push_number (parser, g_array_index (numbers, double, middle));
  else
    slip_function_push_number (parser, (g_array_index (numbers, double, middle - 1) +
                                        g_array_index (numbers, double, middle)) /
                                           2);
}

/* (nullable): the numbers of the rows that pass and have one. */
static GArray *
numbers_of (xmlXPathParserContext *parser, Rows *rows, SlipFormNode *field)
{
  GArray *numbers;
  gboolean go_on;
  SlipColumn *column = column_of (parser, rows, field, &go_on);

  if (!go_on)
    return NULL;
  numbers = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; field != NULL && column != NULL && i < column->ids->len; i++)
    {
      const char *value = g_ptr_array_index (column->values, i);
      double number = *value != '\0' ? slip_function_number (field, value) : NAN;

      if (rows->passes[i] && isfinite (number))
        g_array_append_val (numbers, number);
    }
  return numbers;
}

/* (nullable): hours from one time to another, of the rows that pass and have both. */
static GArray *
hours_of (xmlXPathParserContext *parser, Rows *rows)
{
  SlipFormNode *from = field_of (rows, 1);
  SlipFormNode *to = field_of (rows, 2);
  GArray *hours;
  gboolean go_on;
  SlipColumn *begin = column_of (parser, rows, from, &go_on);
  SlipColumn *end = go_on ? column_of (parser, rows, to, &go_on) : NULL;

  if (!go_on)
    return NULL;
  hours = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0;
       from != NULL && to != NULL && begin != NULL && end != NULL && i < begin->ids->len; i++)
    {
      double span = (slip_function_number (to, g_ptr_array_index (end->values, i)) -
                     slip_function_number (from, g_ptr_array_index (begin->values, i))) /
                    MS_PER_HOUR;

      if (rows->passes[i] && isfinite (span))
        g_array_append_val (hours, span);
    }
  return hours;
}

/* == the functions == */

/* How many rows have a value in the field. */
void
slip_function_filled (xmlXPathParserContext *parser, int n)
{
  g_auto (Rows) rows = { NULL };
  SlipColumn *column;
  gboolean go_on;
  guint count = 0;

  if (!rows_begin (&rows, parser, n, 2))
    return;
  column = column_of (parser, &rows, field_of (&rows, 1), &go_on);
  if (!go_on)
    return;
  for (guint i = 0; column != NULL && i < column->ids->len; i++)
    count += rows.passes[i] && *(const char *) g_ptr_array_index (column->values, i) != '\0';
  slip_function_push_number (parser, count);
}

void
slip_function_mean (xmlXPathParserContext *parser, int n)
{
  g_auto (Rows) rows = { NULL };
  g_autoptr (GArray) numbers = NULL;

  if (rows_begin (&rows, parser, n, 2) &&
      (numbers = numbers_of (parser, &rows, field_of (&rows, 1))) != NULL)
    push_mean (parser, numbers);
}

void
slip_function_median (xmlXPathParserContext *parser, int n)
{
  g_auto (Rows) rows = { NULL };
  g_autoptr (GArray) numbers = NULL;

  if (rows_begin (&rows, parser, n, 2) &&
      (numbers = numbers_of (parser, &rows, field_of (&rows, 1))) != NULL)
    push_median (parser, numbers);
}

typedef struct
{
  double sum;
  guint n;
} Group;

/* The mean of the groups' means, so that a large site doesn't drown a small one. */
void
slip_function_mean_of_groups (xmlXPathParserContext *parser, int n)
{
  g_auto (Rows) rows = { NULL };
  g_autoptr (GHashTable) groups = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr (GArray) means = g_array_new (FALSE, FALSE, sizeof (double));
  SlipFormNode *field;
  SlipColumn *values;
  SlipColumn *names;
  GHashTableIter iter;
  gpointer found;
  gboolean go_on;

  if (!rows_begin (&rows, parser, n, 3))
    return;
  field = field_of (&rows, 1);
  values = column_of (parser, &rows, field, &go_on);
  names = go_on ? column_of (parser, &rows, field_of (&rows, 2), &go_on) : NULL;
  if (!go_on)
    return;
  for (guint i = 0; field != NULL && values != NULL && names != NULL && i < values->ids->len; i++)
    {
      char *name = g_ptr_array_index (names->values, i);
      const char *value = g_ptr_array_index (values->values, i);
      double number = *value != '\0' ? slip_function_number (field, value) : NAN;
      Group *group = g_hash_table_lookup (groups, name);

      if (!rows.passes[i] || !isfinite (number))
        continue;
      if (group == NULL)
        g_hash_table_insert (groups, name, group = g_new0 (Group, 1));
      group->sum += number;
      group->n++;
    }
  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, NULL, &found))
    {
      double mean = ((Group *) found)->sum / ((Group *) found)->n;

      g_array_append_val (means, mean);
    }
  /* Added up in one order, whatever the table's: the last digit is the same everywhere. */
  g_array_sort (means, compare_numbers);
  push_mean (parser, means);
}

void
slip_function_mean_hours (xmlXPathParserContext *parser, int n)
{
  g_auto (Rows) rows = { NULL };
  g_autoptr (GArray) hours = NULL;

  if (rows_begin (&rows, parser, n, 3) && (hours = hours_of (parser, &rows)) != NULL)
    push_mean (parser, hours);
}

void
slip_function_median_hours (xmlXPathParserContext *parser, int n)
{
  g_auto (Rows) rows = { NULL };
  g_autoptr (GArray) hours = NULL;

  if (rows_begin (&rows, parser, n, 3) && (hours = hours_of (parser, &rows)) != NULL)
    push_median (parser, hours);
}

/* Rows whose number, date or time lies between two others, both included; an empty bound is open. */
void
slip_function_count_between (xmlXPathParserContext *parser, int n)
{
  g_auto (Rows) rows = { NULL };
  SlipFormNode *field;
  SlipColumn *column;
  const char *low;
  const char *high;
  gboolean go_on;
  guint count = 0;

  if (!rows_begin (&rows, parser, n, 4))
    return;
  field = field_of (&rows, 1);
  low = g_ptr_array_index (rows.texts, 2);
  high = g_ptr_array_index (rows.texts, 3);
  column = column_of (parser, &rows, field, &go_on);
  if (!go_on)
    return;
  for (guint i = 0; field != NULL && column != NULL && i < column->ids->len; i++)
    {
      const char *value = g_ptr_array_index (column->values, i);
      double number = *value != '\0' ? slip_function_number (field, value) : NAN;

      count += rows.passes[i] && isfinite (number) &&
               (*low == '\0' || number >= slip_function_number (field, low)) &&
               (*high == '\0' || number <= slip_function_number (field, high));
    }
  slip_function_push_number (parser, count);
}

/* joined(table, reference, other table[, field, other field]): how many rows of the other table some row here refers to;
 * with fields: and has the same there (a digest that was planned and one that was deployed). Two empty fields are not the
 * same: nothing was deployed. */
void
slip_function_joined (xmlXPathParserContext *parser, int n)
{
  g_auto (Rows) rows = { NULL };
  g_autoptr (GHashTable) joined = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean compares = n > 3;
  SlipSource other;
  SlipColumn *references;
  SlipColumn *own = NULL;
  SlipColumn *theirs;
  gboolean go_on;
  gboolean empty;
  guint count = 0;

  if (!rows_begin (&rows, parser, n, (guint) n) ||
      !slip_function_source (parser, g_ptr_array_index (rows.texts, 2), &other))
    return;
  references = column_of (parser, &rows, field_of (&rows, 1), &go_on);
  if (go_on && compares)
    own = column_of (parser, &rows, field_of (&rows, 3), &go_on);
  if (!go_on)
    return;
  for (guint i = 0; references != NULL && i < references->ids->len; i++)
    g_hash_table_add (joined,
                      g_strconcat (g_ptr_array_index (references->values, i), "\n",
                                   own != NULL ? g_ptr_array_index (own->values, i) : "", NULL));
  theirs = slip_function_column (
      parser, &other, other.table,
      compares ? slip_form_node_child (other.table, g_ptr_array_index (rows.texts, 4)) : NULL,
      &empty);
  if (theirs == NULL && !empty)
    return;
  for (guint i = 0; theirs != NULL && i < theirs->ids->len; i++)
    {
      const char *value = compares ? g_ptr_array_index (theirs->values, i) : "";
      g_autofree char *wanted = g_strconcat (g_ptr_array_index (theirs->ids, i), "\n", value, NULL);

      count += (!compares || *value != '\0') && g_hash_table_contains (joined, wanted);
    }
  slip_function_push_number (parser, count);
}
