/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The slip: functions that look at rows of the same document. They read columns (slip-cells.h): one
 * statement by index, remembered for the scope, so that asking the same for each of 10,000 rows reads them
 * once. Names in the arguments were resolved when the definition was loaded. */

#include <libxml/xpathInternals.h>
#include <math.h>
#include <string.h>

#include "core/slip-text.h"
#include "forms/slip-form-codes.h"
#include "forms/slip-form-private.h"
#include "forms/slip-functions-private.h"

/* == filters == */

static void
filter_clear (gpointer data)
{
  SlipFilter *filter = data;

  g_free (filter->value);
}

GArray *
slip_function_filters (SlipFormNode *table, SlipFormNode *nested, GPtrArray *texts, guint first)
{
  GArray *filters = g_array_new (FALSE, FALSE, sizeof (SlipFilter));

  g_array_set_clear_func (filters, filter_clear);
  for (guint i = first; i + 1 < texts->len; i += 2)
    {
      SlipFilter filter = { slip_form_node_child (table, g_ptr_array_index (texts, i)),
                            g_strdup (g_ptr_array_index (texts, i + 1)) };

      if (filter.field == NULL && nested != NULL)
        filter.field = slip_form_node_child (nested, g_ptr_array_index (texts, i));
      g_array_append_val (filters, filter);
    }
  return filters;
}

gboolean
slip_function_has_value (SlipColumn *column, guint i, const char *value)
{
  const char *own = g_ptr_array_index (column->values, i);

  if (!column->is_set)
    return g_str_equal (own, value);
  if (*own != '\0' && *value != '\0')
    {
      g_auto (GStrv) members = g_strsplit (own, "\n", -1);

      return g_strv_contains ((const char *const *) members, value);
    }
  return *own == *value;
}

guint8 *
slip_function_filter_rows (xmlXPathParserContext *parser, const SlipSource *source,
                           SlipColumn *rows, GArray *filters)
{
  guint8 *passes = g_malloc (rows->ids->len + 1);

  memset (passes, 1, rows->ids->len + 1);
  for (guint i = 0; i < filters->len; i++)
    {
      SlipFilter *filter = &g_array_index (filters, SlipFilter, i);
      gboolean empty;
      SlipColumn *column =
          slip_function_column (parser, source, source->table, filter->field, &empty);

      if (column == NULL)
        {
          g_free (passes);
          return NULL;
        }
      for (guint j = 0; j < rows->ids->len; j++)
        passes[j] = passes[j] && slip_function_has_value (column, j, filter->value);
    }
  return passes;
}

/* == counting and summing == */

void
slip_function_count (xmlXPathParserContext *parser, int n)
{
  g_autoptr (GPtrArray) texts = slip_function_pop_texts (parser, n);
  SlipSource source;
  g_autoptr (GArray) filters = NULL;
  g_autofree guint8 *passes = NULL;
  SlipFormNode *field;
  SlipColumn *column;
  gboolean empty;
  guint count = 0;

  if (!slip_function_source (parser, g_ptr_array_index (texts, 0), &source))
    return;
  filters = slip_function_filters (source.table, NULL, texts, 1);
  field = filters->len > 0 ? g_array_index (filters, SlipFilter, 0).field : NULL;
  column = slip_function_column (parser, &source, source.table, field, &empty);
  if (column == NULL && !empty)
    return;
  if (column != NULL && filters->len == 0)
    count = column->ids->len;
  else if (column != NULL && filters->len == 1)
    count = slip_column_count (column, g_array_index (filters, SlipFilter, 0).value);
  else if (column != NULL)
    {
      passes = slip_function_filter_rows (parser, &source, column, filters);
      if (passes == NULL)
        return;
      for (guint i = 0; i < column->ids->len; i++)
        count += passes[i];
    }
  slip_function_push_number (parser, count);
}

typedef enum
{
  FOLD_SUM,
  FOLD_MIN,
  FOLD_MAX,
} Fold;

double
slip_function_number (SlipFormNode *field, const char *value)
{
  gint64 ms;

  if (field->type == SLIP_FIELD_NUMBER)
    return g_ascii_strtod (value, NULL);
  if (field->type == SLIP_FIELD_DATE || field->type == SLIP_FIELD_DATE_TIME)
    return slip_datetime_to_ms (value, &ms) ? (double) ms : NAN;
  return NAN;
}

static gboolean
is_better (SlipFormNode *field, Fold fold, const char *value, const char *best)
{
  double a = slip_function_number (field, value);
  double b = slip_function_number (field, best);
  int order = isnan (a) || isnan (b) ? strcmp (value, best) : a < b ? -1 : a > b;

  return fold == FOLD_MIN ? order < 0 : order > 0;
}

static void
fold_column (xmlXPathParserContext *parser, int n, Fold fold)
{
  g_autoptr (GPtrArray) texts = slip_function_pop_texts (parser, n);
  SlipSource source;
  g_autoptr (GArray) filters = NULL;
  g_autofree guint8 *passes = NULL;
  SlipFormNode *field;
  SlipColumn *column;
  gboolean empty;
  const char *best = NULL;
  double sum = 0;

  if (!slip_function_source (parser, g_ptr_array_index (texts, 0), &source))
    return;
  field = slip_form_node_child (source.table, g_ptr_array_index (texts, 1));
  filters = slip_function_filters (source.table, NULL, texts, 2);
  column = slip_function_column (parser, &source, source.table, field, &empty);
  if (column == NULL && !empty)
    return;
  if (column != NULL)
    {
      passes = slip_function_filter_rows (parser, &source, column, filters);
      if (passes == NULL)
        return;
      for (guint i = 0; i < column->ids->len; i++)
        {
          const char *value = g_ptr_array_index (column->values, i);

          if (!passes[i] || *value == '\0')
            continue;
          if (fold == FOLD_SUM)
            sum += slip_function_number (field, value);
          else if (best == NULL || is_better (field, fold, value, best))
            best = value;
        }
    }
  if (fold == FOLD_SUM)
    slip_function_push_number (parser, sum);
  else if (best != NULL && field->type == SLIP_FIELD_NUMBER)
    slip_function_push_number (parser, slip_function_number (field, best));
  else
    slip_function_push_text (parser, best != NULL ? best : "");
}

void
slip_function_sum (xmlXPathParserContext *parser, int n)
{
  fold_column (parser, n, FOLD_SUM);
}

void
slip_function_min (xmlXPathParserContext *parser, int n)
{
  fold_column (parser, n, FOLD_MIN);
}

void
slip_function_max (xmlXPathParserContext *parser, int n)
{
  fold_column (parser, n, FOLD_MAX);
}

/* == rows in order == */

/* The place of the row that is looked at among its living siblings, from 1; nothing outside of tables. */
void
slip_function_position (xmlXPathParserContext *parser, int n)
{
  SlipScope *scope = slip_function_scope (parser);
  const char *row;
  SlipFormNode *table = slip_scope_get_place (scope, &row);
  g_autofree char *above = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  guint place = 0;

  if (table != NULL)
    {
      above = slip_scope_row_above (scope, table, row);
      rows = slip_scope_get_rows (scope, table, above, &error);
      if (rows == NULL)
        {
          slip_scope_fail (parser, error->message);
          return;
        }
      if (g_ptr_array_find_with_equal_func (rows, row, g_str_equal, &place))
        place++;
    }
  slip_function_push_number (parser, place);
}

/* The rows as numbered lines, their fields with the separator between: "1. Open a claim → It opens". */
void
slip_function_lines (xmlXPathParserContext *parser, int n)
{
  g_autoptr (GPtrArray) texts = slip_function_pop_texts (parser, n);
  SlipSource source;
  const char *separator = g_ptr_array_index (texts, 1);
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();
  g_autoptr (GString) lines = g_string_new (NULL);
  guint n_rows = 0;

  if (!slip_function_source (parser, g_ptr_array_index (texts, 0), &source))
    return;
  for (guint i = 2; i < texts->len; i++)
    {
      gboolean empty;
      SlipColumn *column = slip_function_column (
          parser, &source, source.table,
          slip_form_node_child (source.table, g_ptr_array_index (texts, i)), &empty);

      if (column == NULL && !empty)
        return;
      if (column == NULL)
        continue;
      n_rows = column->ids->len;
      g_ptr_array_add (columns, column);
    }
  for (guint row = 0; row < n_rows; row++)
    {
      g_string_append_printf (lines, "%s%u. ", row > 0 ? "\n" : "", row + 1);
      for (guint i = 0; i < columns->len; i++)
        g_string_append_printf (lines, "%s%s", i > 0 ? separator : "",
                                (char *) g_ptr_array_index (
                                    ((SlipColumn *) g_ptr_array_index (columns, i))->values, row));
    }
  slip_function_push_text (parser, lines->str);
}

/* == the last attempt == */

/* Whether the row's value is taken instead of what was @found (nullable) in the rows before. */
typedef gboolean (*Prefers) (const SlipFormNode *field, const char *value, const char *found);

static void
push_preferred (xmlXPathParserContext *parser, int n, Prefers prefers)
{
  g_autoptr (GPtrArray) texts = slip_function_pop_texts (parser, n);
  g_autoptr (GArray) filters = NULL;
  g_autofree guint8 *passes = NULL;
  const char *found = NULL;
  SlipSource source;
  SlipFormNode *field;
  SlipColumn *column;
  gboolean empty;

  if (!slip_function_source (parser, g_ptr_array_index (texts, 0), &source))
    return;
  filters = slip_function_filters (source.table, NULL, texts, 2);
  field = slip_form_node_child (source.table, g_ptr_array_index (texts, 1));
  column = slip_function_column (parser, &source, source.table, field, &empty);
  if (column == NULL && !empty)
    return;
  if (column != NULL)
    {
      passes = slip_function_filter_rows (parser, &source, column, filters);
      if (passes == NULL)
        return;
      for (guint i = 0; i < column->ids->len; i++)
        if (passes[i] && prefers (field, g_ptr_array_index (column->values, i), found))
          found = g_ptr_array_index (column->values, i);
    }
  slip_function_push_text (parser, found != NULL ? found : "");
}

static gboolean
prefers_last (const SlipFormNode *field, const char *value, const char *found)
{
  return TRUE;
}

/* The last row's value, of those that pass the filters: of a nested table in the current row, that of the newest
 * attempt. */
void
slip_function_last (xmlXPathParserContext *parser, int n)
{
  push_preferred (parser, n, prefers_last);
}

static gboolean
prefers_lower (const SlipFormNode *field, const char *value, const char *found)
{
  const SlipFormCode *code =
      field->codes != NULL ? slip_form_codes_find (field->codes, value) : NULL;

  return code != NULL &&
         (found == NULL || code->rank < slip_form_codes_find (field->codes, found)->rank);
}

/* The code with the lowest rank among the rows. */
void
slip_function_lowest (xmlXPathParserContext *parser, int n)
{
  push_preferred (parser, n, prefers_lower);
}

/* The id of the row that is looked at: what references to it hold. */
void
slip_function_here (xmlXPathParserContext *parser, int n)
{
  const char *row;

  slip_scope_get_place (slip_function_scope (parser), &row);
  slip_function_push_text (parser, row);
}

/* row → index of the last row nested in it */
static GHashTable *
last_by_parent (SlipColumn *nested)
{
  GHashTable *last = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < nested->ids->len; i++)
    g_hash_table_insert (last, g_ptr_array_index (nested->parents, i), GUINT_TO_POINTER (i + 1));
  return last;
}

/* How many rows' newest nested row has @value; a row without any has "". A filter by a field of the nested table looks at
 * that newest row. */
void
slip_function_count_last (xmlXPathParserContext *parser, int n)
{
  g_autoptr (GPtrArray) texts = slip_function_pop_texts (parser, n);
  const char *wanted = g_ptr_array_index (texts, 3);
  g_autoptr (GArray) filters = NULL;
  g_autoptr (GHashTable) last = NULL;
  SlipSource source;
  SlipFormNode *nested_table;
  SlipColumn *rows;
  SlipColumn *nested = NULL;
  gboolean empty;
  guint count = 0;

  if (!slip_function_source (parser, g_ptr_array_index (texts, 0), &source))
    return;
  nested_table = slip_function_nested_table (source.table, g_ptr_array_index (texts, 1));
  /* Another document's older definition may lack it. */
  if (nested_table == NULL)
    {
      slip_function_push_text (parser, "");
      return;
    }
  filters = slip_function_filters (source.table, nested_table, texts, 4);
  rows = slip_function_column (parser, &source, source.table, NULL, &empty);
  if (empty || rows != NULL)
    nested = slip_function_column (
        parser, &source, nested_table,
        slip_form_node_child (nested_table, g_ptr_array_index (texts, 2)), &empty);
  if (rows == NULL || nested == NULL)
    {
      if (parser->error == XPATH_EXPRESSION_OK)
        slip_function_push_number (parser, 0);
      return;
    }
  last = last_by_parent (nested);
  for (guint i = 0; i < rows->ids->len; i++)
    {
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (last, g_ptr_array_index (rows->ids, i)));
      gboolean passes =
          place > 0 ? slip_function_has_value (nested, place - 1, wanted) : *wanted == '\0';

      for (guint j = 0; passes && j < filters->len; j++)
        {
          SlipFilter *filter = &g_array_index (filters, SlipFilter, j);
          gboolean inner = filter->field != NULL && filter->field->table == nested_table;
          SlipColumn *column = slip_function_column (
              parser, &source, inner ? nested_table : source.table, filter->field, &empty);

          if (column == NULL)
            return;
          if (inner)
            passes = place > 0 ? slip_function_has_value (column, place - 1, filter->value)
                               : *filter->value == '\0';
          else
            passes = slip_function_has_value (column, i, filter->value);
        }
      count += passes;
    }
  slip_function_push_number (parser, count);
}
