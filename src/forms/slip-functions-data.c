/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The slip: functions that look at rows and at other documents. They read columns (slip-cells.h): one
 * statement by index, remembered for the scope, so that asking the same for each of 10,000 rows reads them
 * once. Names in the arguments were resolved when the definition was loaded. */

#define G_LOG_DOMAIN "slipway"

#include <libxml/xpathInternals.h>
#include <math.h>
#include <string.h>

#include "core/slip-text.h"
#include "forms/slip-form-private.h"
#include "forms/slip-functions.h"
#include "forms/slip-scope-private.h"

/* == arguments == */

typedef struct
{
  SlipFormNode *field; /* nullable: unknown in another document's older definition */
  char *value;
} Filter;

static void
filter_clear (gpointer data)
{
  Filter *filter = data;

  g_free (filter->value);
}

static SlipScope *
scope_of (xmlXPathParserContext *parser)
{
  return parser->context->userData;
}

/* All arguments as texts, the first first. */
static GPtrArray *
pop_texts (xmlXPathParserContext *parser, int n)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_set_size (texts, n);
  for (int i = n - 1; i >= 0; i--)
    g_ptr_array_index (texts, i) = slip_function_pop_text (parser);
  return texts;
}

static SlipFormNode *
table_of (SlipScope *scope, GPtrArray *texts, guint n)
{
  return slip_form_find (slip_scope_get_form (scope), g_ptr_array_index (texts, n));
}

/* Pairs of field and value from argument @first on. */
static GArray *
filters_of (SlipFormNode *table, SlipFormNode *nested, GPtrArray *texts, guint first)
{
  GArray *filters = g_array_new (FALSE, FALSE, sizeof (Filter));

  g_array_set_clear_func (filters, filter_clear);
  for (guint i = first; i + 1 < texts->len; i += 2)
    {
      Filter filter = { slip_form_node_child (table, g_ptr_array_index (texts, i)),
                        g_strdup (g_ptr_array_index (texts, i + 1)) };

      if (filter.field == NULL && nested != NULL)
        filter.field = slip_form_node_child (nested, g_ptr_array_index (texts, i));
      g_array_append_val (filters, filter);
    }
  return filters;
}

/* == columns == */

/* A column of a table of this record, within the current row where the table is nested in it; a table that is not
 * relevant now has none. NULL: the evaluation has ended, or (*empty) there is nothing. */
static SlipColumn *
column_of (xmlXPathParserContext *parser, SlipFormNode *table, SlipFormNode *field, gboolean *empty)
{
  SlipScope *scope = scope_of (parser);
  const char *row;
  SlipFormNode *anchor = slip_scope_get_anchor (scope, table, &row);
  g_autoptr (GError) error = NULL;
  SlipColumn *column;

  *empty = FALSE;
  if (!slip_scope_go_on (parser))
    return NULL;
  if (table->table == NULL && slip_scope_is_relevant (scope, table, "", NULL) == 0)
    {
      *empty = TRUE;
      return NULL;
    }
  column = slip_cells_get_column (slip_scope_get_cells (scope), table, field, anchor,
                                  anchor != NULL ? row : "", &error);
  if (column == NULL)
    slip_scope_fail (parser, error->message);
  return column;
}

static gboolean
has_value (SlipColumn *column, guint i, const char *value)
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

/* Which rows pass all filters: a byte each; NULL when the evaluation has ended. */
static guint8 *
filter_rows (xmlXPathParserContext *parser, SlipFormNode *table, SlipColumn *rows, GArray *filters)
{
  guint8 *passes = g_malloc (rows->ids->len + 1);

  memset (passes, 1, rows->ids->len + 1);
  for (guint i = 0; i < filters->len; i++)
    {
      Filter *filter = &g_array_index (filters, Filter, i);
      gboolean empty;
      SlipColumn *column = column_of (parser, table, filter->field, &empty);

      if (column == NULL)
        {
          g_free (passes);
          return NULL;
        }
      for (guint j = 0; j < rows->ids->len; j++)
        passes[j] = passes[j] && has_value (column, j, filter->value);
    }
  return passes;
}

/* == counting and summing == */

void
slip_function_count (xmlXPathParserContext *parser, int n)
{
  g_autoptr (GPtrArray) texts = pop_texts (parser, n);
  SlipFormNode *table = table_of (scope_of (parser), texts, 0);
  g_autoptr (GArray) filters = filters_of (table, NULL, texts, 1);
  SlipFormNode *field = filters->len > 0 ? g_array_index (filters, Filter, 0).field : NULL;
  gboolean empty;
  SlipColumn *column = column_of (parser, table, field, &empty);
  g_autofree guint8 *passes = NULL;
  guint count = 0;

  if (column == NULL && !empty)
    return;
  if (column != NULL && filters->len == 0)
    count = column->ids->len;
  else if (column != NULL && filters->len == 1)
    count = slip_column_count (column, g_array_index (filters, Filter, 0).value);
  else if (column != NULL)
    {
      passes = filter_rows (parser, table, column, filters);
      if (passes == NULL)
        return;
      for (guint i = 0; i < column->ids->len; i++)
        count += passes[i];
    }
  slip_function_push_number (parser, count);
}

void
slip_function_same (xmlXPathParserContext *parser, int n)
{
  slip_function_count (parser, n);
}

typedef enum
{
  FOLD_SUM,
  FOLD_MIN,
  FOLD_MAX,
} Fold;

/* What values are ordered by: numbers and times by number, all else as text (NaN). */
static double
number_of (SlipFormNode *field, const char *value)
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
  double a = number_of (field, value);
  double b = number_of (field, best);
  int order = isnan (a) || isnan (b) ? strcmp (value, best) : a < b ? -1 : a > b;

  return fold == FOLD_MIN ? order < 0 : order > 0;
}

static void
fold_column (xmlXPathParserContext *parser, int n, Fold fold)
{
  g_autoptr (GPtrArray) texts = pop_texts (parser, n);
  SlipFormNode *table = table_of (scope_of (parser), texts, 0);
  SlipFormNode *field = slip_form_node_child (table, g_ptr_array_index (texts, 1));
  g_autoptr (GArray) filters = filters_of (table, NULL, texts, 2);
  gboolean empty;
  SlipColumn *column = column_of (parser, table, field, &empty);
  g_autofree guint8 *passes = NULL;
  const char *best = NULL;
  double sum = 0;

  if (column == NULL && !empty)
    return;
  if (column != NULL)
    {
      passes = filter_rows (parser, table, column, filters);
      if (passes == NULL)
        return;
      for (guint i = 0; i < column->ids->len; i++)
        {
          const char *value = g_ptr_array_index (column->values, i);

          if (!passes[i] || *value == '\0')
            continue;
          if (fold == FOLD_SUM)
            sum += number_of (field, value);
          else if (best == NULL || is_better (field, fold, value, best))
            best = value;
        }
    }
  if (fold == FOLD_SUM)
    slip_function_push_number (parser, sum);
  else if (best != NULL && field->type == SLIP_FIELD_NUMBER)
    slip_function_push_number (parser, number_of (field, best));
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

/* == the last attempt == */

/* The last row's value: of a nested table in the current row, that of the newest attempt. */
/* The place of the row that is looked at among its living siblings, from 1; nothing outside of tables. */
void
slip_function_position (xmlXPathParserContext *parser, int n)
{
  SlipScope *scope = scope_of (parser);
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
  g_autoptr (GPtrArray) texts = pop_texts (parser, n);
  SlipFormNode *table = table_of (scope_of (parser), texts, 0);
  const char *separator = g_ptr_array_index (texts, 1);
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();
  g_autoptr (GString) lines = g_string_new (NULL);
  guint n_rows = 0;

  for (guint i = 2; i < texts->len; i++)
    {
      gboolean empty;
      SlipColumn *column = column_of (
          parser, table, slip_form_node_child (table, g_ptr_array_index (texts, i)), &empty);

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

void
slip_function_last (xmlXPathParserContext *parser, int n)
{
  g_autoptr (GPtrArray) texts = pop_texts (parser, n);
  SlipFormNode *table = table_of (scope_of (parser), texts, 0);
  SlipFormNode *field = slip_form_node_child (table, g_ptr_array_index (texts, 1));
  gboolean empty;
  SlipColumn *column = column_of (parser, table, field, &empty);

  if (column == NULL && !empty)
    return;
  slip_function_push_text (parser, column != NULL && column->ids->len > 0
                                       ? g_ptr_array_index (column->values, column->ids->len - 1)
                                       : "");
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
  g_autoptr (GPtrArray) texts = pop_texts (parser, n);
  SlipFormNode *table = table_of (scope_of (parser), texts, 0);
  SlipFormNode *nested_table = slip_function_nested_table (table, g_ptr_array_index (texts, 1));
  SlipFormNode *field = slip_form_node_child (nested_table, g_ptr_array_index (texts, 2));
  const char *wanted = g_ptr_array_index (texts, 3);
  g_autoptr (GArray) filters = filters_of (table, nested_table, texts, 4);
  g_autoptr (GHashTable) last = NULL;
  gboolean empty;
  SlipColumn *rows = column_of (parser, table, NULL, &empty);
  SlipColumn *nested =
      empty || rows != NULL ? column_of (parser, nested_table, field, &empty) : NULL;
  guint count = 0;

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
      gboolean passes = place > 0 ? has_value (nested, place - 1, wanted) : *wanted == '\0';

      for (guint j = 0; passes && j < filters->len; j++)
        {
          Filter *filter = &g_array_index (filters, Filter, j);
          gboolean inner = filter->field->table == nested_table;
          SlipColumn *column =
              column_of (parser, inner ? nested_table : table, filter->field, &empty);

          if (column == NULL)
            return;
          if (inner)
            passes =
                place > 0 ? has_value (column, place - 1, filter->value) : *filter->value == '\0';
          else
            passes = has_value (column, i, filter->value);
        }
      count += passes;
    }
  slip_function_push_number (parser, count);
}

/* == other documents == */

/* The scope of the release's document of a form: this record's own for its own form. NULL: there is none. */
static SlipScope *
scope_of_form (SlipScope *scope, const char *form, GError **error)
{
  g_autofree char *record = NULL;

  if (g_str_equal (form, slip_form_get_id (slip_scope_get_form (scope))))
    return scope;
  record =
      slip_form_document_of (slip_scope_get_database (scope), slip_scope_get_record (scope), form);
  return record != NULL ? slip_scope_get_other (scope, record, error) : NULL;
}

/* Ends with the text, or with the error's message. */
static void
finish_text (xmlXPathParserContext *parser, const char *text, GError *error)
{
  if (error != NULL)
    slip_scope_fail (parser, error->message);
  else
    slip_function_push_text (parser, text != NULL ? text : "");
}

void
slip_function_from (xmlXPathParserContext *parser, int n)
{
  g_autoptr (GPtrArray) texts = pop_texts (parser, n);
  g_autoptr (GError) error = NULL;
  SlipScope *other = scope_of_form (scope_of (parser), g_ptr_array_index (texts, 0), &error);
  SlipFormNode *field = NULL;
  g_autofree char *text = NULL;

  /* Of its own definition, which may be another than the one that this form was checked against. */
  if (other != NULL)
    field = slip_form_find (slip_scope_get_form (other), g_ptr_array_index (texts, 1));
  if (field != NULL && field->kind == SLIP_NODE_FIELD && field->table == NULL)
    text = slip_scope_get_seen (other, field, "", &error);
  finish_text (parser, text, error);
}

static SlipFormNode *
child_of_kind (SlipFormNode *node, const char *name, SlipNodeKind kind)
{
  SlipFormNode *child = node != NULL ? slip_form_node_child (node, name) : NULL;

  return child != NULL && child->kind == kind ? child : NULL;
}

void
slip_function_lookup (xmlXPathParserContext *parser, int n)
{
  g_autoptr (GPtrArray) texts = pop_texts (parser, n);
  g_autoptr (GError) error = NULL;
  SlipScope *other = scope_of_form (scope_of (parser), g_ptr_array_index (texts, 0), &error);
  SlipFormNode *table = other != NULL ? table_of (other, texts, 1) : NULL;
  SlipFormNode *key = child_of_kind (table, g_ptr_array_index (texts, 2), SLIP_NODE_FIELD);
  SlipFormNode *field = child_of_kind (table, g_ptr_array_index (texts, 4), SLIP_NODE_FIELD);
  const char *wanted = g_ptr_array_index (texts, 3);
  SlipColumn *column = NULL;
  const char *row = NULL;
  g_autofree char *text = NULL;

  if (!slip_scope_go_on (parser))
    return;
  if (key != NULL && field != NULL && *wanted != '\0')
    column = slip_cells_get_column (slip_scope_get_cells (other), table, key, NULL, NULL, &error);
  if (column != NULL)
    row = slip_column_find (column, wanted);
  if (row != NULL)
    text = slip_cells_get_text (slip_scope_get_cells (other), row, field->cell, &error);
  finish_text (parser, text, error);
}

/* Rows above @nested that have a nested row; with pairs of field and value from argument @first on, one of which any
 * pair is true. */
static GHashTable *
executed_rows (xmlXPathParserContext *parser, SlipFormNode *nested_table, GPtrArray *texts,
               guint first)
{
  g_autoptr (GHashTable) rows = g_hash_table_new (g_str_hash, g_str_equal);
  guint pair = first;

  do
    {
      SlipFormNode *field =
          pair < texts->len ? slip_form_node_child (nested_table, g_ptr_array_index (texts, pair))
                            : NULL;
      gboolean empty;
      SlipColumn *nested = column_of (parser, nested_table, field, &empty);

      if (nested == NULL)
        return empty ? g_steal_pointer (&rows) : NULL;
      for (guint i = 0; i < nested->ids->len; i++)
        if (field == NULL || g_strcmp0 (g_ptr_array_index (nested->values, i),
                                        g_ptr_array_index (texts, pair + 1)) == 0)
          g_hash_table_add (rows, g_ptr_array_index (nested->parents, i));
      pair += 2;
    }
  while (pair < texts->len);
  return g_steal_pointer (&rows);
}

/* The share of @form's rows in @table that some row of @this_table refers to which has rows in @nested (a criterion with
 * an executed item); empty when there is nothing to cover. */
void
slip_function_coverage (xmlXPathParserContext *parser, int n)
{
  g_autoptr (GPtrArray) texts = pop_texts (parser, n);
  SlipScope *scope = scope_of (parser);
  g_autoptr (GError) error = NULL;
  SlipScope *other = scope_of_form (scope, g_ptr_array_index (texts, 0), &error);
  SlipFormNode *wanted_table = other != NULL ? table_of (other, texts, 1) : NULL;
  SlipFormNode *table = table_of (scope, texts, 2);
  SlipFormNode *reference = slip_form_node_child (table, g_ptr_array_index (texts, 3));
  SlipFormNode *nested_table = slip_function_nested_table (table, g_ptr_array_index (texts, 4));
  g_autoptr (GHashTable) covered = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) executed = NULL;
  gboolean empty;
  SlipColumn *wanted = NULL;
  SlipColumn *references = column_of (parser, table, reference, &empty);
  guint count = 0;

  if (references != NULL)
    executed = executed_rows (parser, nested_table, texts, 5);
  if (parser->error != XPATH_EXPRESSION_OK)
    return;
  if (wanted_table != NULL && wanted_table->kind == SLIP_NODE_TABLE)
    wanted = slip_cells_get_column (slip_scope_get_cells (other), wanted_table, NULL, NULL, NULL,
                                    &error);
  if (wanted == NULL || wanted->ids->len == 0)
    {
      finish_text (parser, "", error);
      return;
    }
  for (guint i = 0; executed != NULL && i < references->ids->len; i++)
    if (g_hash_table_contains (executed, g_ptr_array_index (references->ids, i)))
      g_hash_table_add (covered, g_ptr_array_index (references->values, i));
  for (guint i = 0; i < wanted->ids->len; i++)
    count += g_hash_table_contains (covered, g_ptr_array_index (wanted->ids, i));
  slip_function_push_number (parser, (double) count / wanted->ids->len);
}

/* == the row that a reference points to == */

/* The field that the first argument is the element of: the skeleton's elements know their nodes. */
static SlipFormNode *
pop_reference (xmlXPathParserContext *parser, char **id)
{
  xmlXPathObject *object = valuePop (parser);
  SlipFormNode *field = NULL;
  xmlChar *text = xmlXPathCastToString (object);

  if (object->type == XPATH_NODESET && object->nodesetval != NULL && object->nodesetval->nodeNr > 0)
    field = object->nodesetval->nodeTab[0]->_private;
  *id = g_strdup ((const char *) text);
  xmlFree (text);
  xmlXPathFreeObject (object);
  return field;
}

void
slip_function_row (xmlXPathParserContext *parser, int n)
{
  SlipScope *scope = scope_of (parser);
  g_autofree char *name = slip_function_pop_text (parser);
  g_autofree char *id = NULL;
  SlipFormNode *reference = pop_reference (parser, &id);
  g_autoptr (GError) error = NULL;
  SlipScope *other = scope;
  SlipFormNode *field = NULL;
  g_autofree char *parent = NULL;
  g_autofree char *text = NULL;

  if (reference == NULL)
    {
      slip_scope_fail (parser, "slip:row needs a path to a reference");
      return;
    }
  if (reference->to_form != NULL)
    other = scope_of_form (scope, reference->to_form, &error);
  if (other != NULL && *id != '\0')
    {
      field = child_of_kind (slip_form_find (slip_scope_get_form (other), reference->to_table),
                             name, SLIP_NODE_FIELD);
      parent = slip_cells_get_parent (slip_scope_get_cells (other), id, reference->to_table);
    }
  if (field != NULL && parent != NULL && field->calculate == NULL)
    text = slip_cells_get_text (slip_scope_get_cells (other), id, field->cell, &error);
  finish_text (parser, text, error);
}
