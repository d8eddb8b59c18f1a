/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The slip: functions that look into other documents of the release. */

#include <libxml/xpathInternals.h>

#include "forms/slip-form-private.h"
#include "forms/slip-functions-private.h"

SlipScope *
slip_function_document (SlipScope *scope, const char *text, GError **error)
{
  g_autofree char *state = NULL;
  g_autofree char *form = slip_function_split_state (text, &state);
  g_autofree char *record = NULL;

  if (g_str_equal (form, slip_form_get_id (slip_scope_get_form (scope))))
    record = g_strdup (slip_scope_get_record (scope));
  else
    record = slip_form_document_of (slip_scope_get_database (scope), slip_scope_get_record (scope),
                                    form);
  if (record == NULL)
    return NULL;
  return state != NULL
             ? slip_scope_get_revision (scope, record, g_str_equal (state, SLIP_STATE_FIRST), error)
             : slip_scope_get_other (scope, record, error);
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
  g_autoptr (GPtrArray) texts = slip_function_pop_texts (parser, n);
  g_autoptr (GError) error = NULL;
  SlipScope *other =
      slip_function_document (slip_function_scope (parser), g_ptr_array_index (texts, 0), &error);
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
  g_autoptr (GPtrArray) texts = slip_function_pop_texts (parser, n);
  g_autoptr (GError) error = NULL;
  SlipScope *other =
      slip_function_document (slip_function_scope (parser), g_ptr_array_index (texts, 0), &error);
  SlipFormNode *table = other != NULL ? slip_function_table (other, texts, 1) : NULL;
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
executed_rows (xmlXPathParserContext *parser, const SlipSource *source, SlipFormNode *nested_table,
               GPtrArray *texts, guint first)
{
  g_autoptr (GHashTable) rows = g_hash_table_new (g_str_hash, g_str_equal);
  guint pair = first;

  do
    {
      SlipFormNode *field =
          pair < texts->len ? slip_form_node_child (nested_table, g_ptr_array_index (texts, pair))
                            : NULL;
      gboolean empty;
      SlipColumn *nested = slip_function_column (parser, source, nested_table, field, &empty);

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
  g_autoptr (GPtrArray) texts = slip_function_pop_texts (parser, n);
  SlipScope *scope = slip_function_scope (parser);
  g_autoptr (GError) error = NULL;
  SlipScope *other = slip_function_document (scope, g_ptr_array_index (texts, 0), &error);
  SlipFormNode *wanted_table = other != NULL ? slip_function_table (other, texts, 1) : NULL;
  SlipFormNode *table = slip_function_table (scope, texts, 2);
  SlipFormNode *reference = slip_form_node_child (table, g_ptr_array_index (texts, 3));
  SlipFormNode *nested_table = slip_function_nested_table (table, g_ptr_array_index (texts, 4));
  g_autoptr (GHashTable) covered = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) executed = NULL;
  const SlipSource source = { scope, table, TRUE };
  gboolean empty;
  SlipColumn *wanted = NULL;
  SlipColumn *references = slip_function_column (parser, &source, table, reference, &empty);
  guint count = 0;

  if (references != NULL)
    executed = executed_rows (parser, &source, nested_table, texts, 5);
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

void
slip_function_row (xmlXPathParserContext *parser, int n)
{
  SlipScope *scope = slip_function_scope (parser);
  g_autofree char *name = slip_function_pop_text (parser);
  g_autofree char *id = NULL;
  SlipFormNode *reference = slip_function_pop_field (parser, &id);
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
    other = slip_function_document (scope, reference->to_form, &error);
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
