/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Answers expressions for one record. Each is answered on a skeleton of the instance, a tree of just the
 * elements that its paths name (found when the definition was loaded), with the row that it stands in and the
 * rows above that one: so the work does not depend on how many rows there are. */

#include <glib/gi18n-lib.h>
#include <libxml/xpathInternals.h>
#include <math.h>
#include <string.h>

#include "core/slip-text.h"
#include "forms/slip-form-private.h"
#include "forms/slip-scope-private.h"
#include "forms/slip-xml.h"

#define MAX_TIME_US (2 * G_USEC_PER_SEC)
/* Of a number whose field doesn't say. */
#define MAX_DECIMALS 12

/* == the skeleton == */

/* The element of a node, made with all above it when it is not there. Of a table: its wrapper, or (in_row) the row. */
static xmlNode *
element_for (xmlDoc *skeleton, SlipFormNode *node, gboolean in_row)
{
  xmlNode *above;
  const char *name = in_row ? node->row : node->name;
  xmlNode *element;

  if (node->parent == NULL)
    return xmlDocGetRootElement (skeleton);
  above = in_row ? element_for (skeleton, node, FALSE)
                 : element_for (skeleton, node->parent, node->parent->kind == SLIP_NODE_TABLE);
  for (element = above->children; element != NULL; element = element->next)
    if (strcmp (slip_xml_name (element), name) == 0)
      return element;
  element = xmlNewChild (above, NULL, BAD_CAST name, NULL);
  element->_private = node;
  return element;
}

static void
fill_element (xmlNode *element, SlipFormNode *field, const char *value)
{
  if (*value == '\0')
    return;
  if (field->type == SLIP_FIELD_CHOICES)
    {
      g_auto (GStrv) members = g_strsplit (value, "\n", -1);

      for (gsize i = 0; members[i] != NULL; i++)
        xmlNewTextChild (element, NULL, BAD_CAST "member", BAD_CAST members[i]);
      return;
    }
  xmlNodeAddContent (
      element, BAD_CAST (field->type == SLIP_FIELD_FILE ? slip_file_value_name (value) : value));
}

/* The values that an expression reads are had before its tree is built: having them may answer other expressions. */
static GPtrArray *
read_values (SlipScope *scope, SlipExpression *expression, const char *row, GError **error)
{
  SlipFormNode *context = expression->context;
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < expression->reads->len; i++)
    {
      SlipFormNode *field = g_ptr_array_index (expression->reads, i);
      g_autofree char *own = slip_scope_row_of (scope, context->table, row, field->table);
      char *value;

      /* The field itself is read as it stands, or its own relevance would be asked for again. */
      if (field == context && expression->use != SLIP_EXPRESSION_CALCULATE)
        value = slip_scope_get_value (scope, field, own, error);
      else
        value = slip_scope_get_seen (scope, field, own, error);
      if (value == NULL)
        return NULL;
      g_ptr_array_add (values, value);
    }
  for (guint i = 0; i < expression->joins->len; i++)
    {
      SlipFormNode *table = g_ptr_array_index (expression->joins, i);
      g_autofree char *own = slip_scope_row_of (scope, context->table, row, table->table);

      if (table->kind == SLIP_NODE_TABLE && slip_scope_is_relevant (scope, table, own, error) < 0)
        return NULL;
    }
  return g_steal_pointer (&values);
}

static xmlDoc *
build_skeleton (SlipScope *scope, SlipExpression *expression, const char *row, GError **error)
{
  g_autoptr (GPtrArray) values = read_values (scope, expression, row, error);
  xmlDoc *skeleton;

  if (values == NULL)
    return NULL;
  skeleton = xmlNewDoc (NULL);
  xmlDocSetRootElement (skeleton,
                        xmlNewDocNode (skeleton, NULL, BAD_CAST scope->form->root->name, NULL));
  element_for (skeleton, expression->context, FALSE);
  for (guint i = 0; i < values->len; i++)
    {
      SlipFormNode *field = g_ptr_array_index (expression->reads, i);

      fill_element (element_for (skeleton, field, FALSE), field, g_ptr_array_index (values, i));
    }
  return skeleton;
}

/* == answering == */

static xmlXPathCompExpr *
get_compiled (SlipScope *scope, SlipExpression *expression)
{
  xmlXPathCompExpr *compiled = g_hash_table_lookup (scope->compiled, expression);

  if (compiled == NULL)
    {
      compiled = xmlXPathCtxtCompile (scope->xpath, BAD_CAST expression->text);
      g_hash_table_insert (scope->compiled, expression, compiled);
    }
  return compiled;
}

static void
register_now (SlipScope *scope)
{
  g_autofree char *now = slip_scope_now (scope);

  xmlXPathRegisterVariable (scope->xpath, BAD_CAST "now", xmlXPathNewCString (now));
}

static xmlXPathObject *
answer (SlipScope *scope, SlipExpression *expression, const char *row, GError **error)
{
  xmlDoc *skeleton = build_skeleton (scope, expression, row, error);
  SlipExpression *outer = scope->expression;
  const char *outer_row = scope->row;
  xmlXPathObject *result;

  if (skeleton == NULL)
    return NULL;
  if (strstr (expression->text, "$now") != NULL)
    register_now (scope);
  scope->expression = expression;
  scope->row = row;
  scope->deadline = g_get_monotonic_time () + MAX_TIME_US;
  g_clear_pointer (&scope->message, g_free);
  scope->xpath->opCount = 0;
  scope->xpath->doc = skeleton;
  scope->xpath->node = element_for (skeleton, expression->context, FALSE);
  result = xmlXPathCompiledEval (get_compiled (scope, expression), scope->xpath);
  if (result == NULL)
    {
      g_autofree char *quoted = slip_expression_quote (expression);

      g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED, _ ("“%s” for “%s” can't be answered: %s"),
                   quoted, expression->context->path,
                   scope->message != NULL ? scope->message : _ ("unknown error"));
    }
  else if (result->type == XPATH_NODESET || result->type == XPATH_XSLT_TREE)
    {
      xmlChar *text = xmlXPathCastToString (result);

      xmlXPathFreeObject (result);
      result = xmlXPathWrapString (text);
    }
  scope->xpath->doc = NULL;
  scope->xpath->node = NULL;
  xmlFreeDoc (skeleton);
  scope->expression = outer;
  scope->row = outer_row;
  return result;
}

void
slip_scope_fail (xmlXPathParserContext *parser, const char *message)
{
  SlipScope *scope = parser->context->userData;

  if (scope->message == NULL)
    scope->message = g_strdup (message);
  xmlXPathSetError (parser, XPATH_EXPR_ERROR);
}

gboolean
slip_scope_go_on (xmlXPathParserContext *parser)
{
  SlipScope *scope = parser->context->userData;

  if (g_get_monotonic_time () <= scope->deadline)
    return TRUE;
  slip_scope_fail (parser, _ ("it takes too long"));
  return FALSE;
}

static int
answer_condition (SlipScope *scope, SlipExpression *expression, const char *row, GError **error)
{
  xmlXPathObject *result;
  int holds;

  /* Most that is asked of thousands of rows is whether a field says a word. */
  if (expression->word != NULL)
    {
      g_autoptr (GPtrArray) values = read_values (scope, expression, row, error);

      return values == NULL ? -1
                            : g_str_equal (g_ptr_array_index (values, 0), expression->word) !=
                                  expression->differs;
    }
  result = answer (scope, expression, row, error);
  if (result == NULL)
    return -1;
  holds = xmlXPathCastToBoolean (result) ? 1 : 0;
  xmlXPathFreeObject (result);
  return holds;
}

/* == values == */

/* Decimal text of a calculated number, rounded half-even (design.md 3); "" for what is no number. */
static char *
number_text (double number, int decimals)
{
  return isfinite (number) ? slip_decimal_round (number, decimals >= 0 ? decimals : MAX_DECIMALS)
                           : g_strdup ("");
}

static char *
result_text (SlipFormNode *field, xmlXPathObject *result)
{
  int decimals = field->type == SLIP_FIELD_NUMBER ? field->decimals : -1;

  if (result->type == XPATH_BOOLEAN)
    return g_strdup (result->boolval ? "yes" : "no");
  if (result->type == XPATH_NUMBER || field->type == SLIP_FIELD_NUMBER)
    return number_text (xmlXPathCastToNumber (result), decimals);
  return g_strdup (result->stringval != NULL ? (const char *) result->stringval : "");
}

char *
slip_scope_get_value (SlipScope *scope, SlipFormNode *field, const char *row, GError **error)
{
  g_autofree char *key = NULL;
  const char *known;
  xmlXPathObject *result;
  char *text;

  g_return_val_if_fail (field->kind == SLIP_NODE_FIELD, NULL);

  if (row == NULL)
    row = "";
  if (field->calculate == NULL)
    return slip_cells_get_text (scope->cells, row, field->cell, error);
  key = g_strdup_printf ("%u %s", field->index, row);
  known = g_hash_table_lookup (scope->values, key);
  if (known != NULL)
    return g_strdup (known);
  result = answer (scope, field->calculate, row, error);
  if (result == NULL)
    return NULL;
  text = result_text (field, result);
  xmlXPathFreeObject (result);
  g_hash_table_insert (scope->values, g_steal_pointer (&key), g_strdup (text));
  return text;
}

char *
slip_scope_get_initial (SlipScope *scope, SlipFormNode *field, const char *row, GError **error)
{
  xmlXPathObject *result;
  char *text;

  if (field->initial == NULL)
    return g_strdup ("");
  result = answer (scope, field->initial, row != NULL ? row : "", error);
  if (result == NULL)
    return NULL;
  text = result_text (field, result);
  xmlXPathFreeObject (result);
  return text;
}

char *
slip_scope_get_seen (SlipScope *scope, SlipFormNode *field, const char *row, GError **error)
{
  int relevant = slip_scope_is_relevant (scope, field, row, error);

  if (relevant < 0)
    return NULL;
  return relevant ? slip_scope_get_value (scope, field, row, error) : g_strdup ("");
}

int
slip_scope_is_relevant (SlipScope *scope, SlipFormNode *node, const char *row, GError **error)
{
  g_autofree char *key = NULL;
  int known;

  if (row == NULL)
    row = "";
  if (!node->may_hide)
    return 1;
  if (node->parent != NULL && node->parent->may_hide)
    {
      g_autofree char *above = node->parent->kind == SLIP_NODE_TABLE
                                   ? slip_scope_row_above (scope, node->parent, row)
                                   : g_strdup (row);
      int relevant = slip_scope_is_relevant (scope, node->parent, above, error);

      if (relevant <= 0)
        return relevant;
    }
  if (node->relevant == NULL)
    return 1;
  /* To compare with a word takes less than to remember that one did. */
  if (node->relevant->word != NULL)
    return answer_condition (scope, node->relevant, row, error);
  key = g_strdup_printf ("%u %s", node->index, row);
  known = GPOINTER_TO_INT (g_hash_table_lookup (scope->relevant, key));
  if (known != 0)
    return known - 1;
  known = answer_condition (scope, node->relevant, row, error);
  if (known >= 0)
    g_hash_table_insert (scope->relevant, g_steal_pointer (&key), GINT_TO_POINTER (known + 1));
  return known;
}

int
slip_scope_is_required (SlipScope *scope, SlipFormNode *field, const char *row, GError **error)
{
  if (field->required)
    return 1;
  if (field->required_if == NULL)
    return 0;
  return answer_condition (scope, field->required_if, row != NULL ? row : "", error);
}

int
slip_scope_test (SlipScope *scope, SlipFormNode *field, const char *row, SlipExpression *test,
                 GError **error)
{
  g_autofree char *value = slip_scope_get_value (scope, field, row, error);

  if (value == NULL)
    return -1;
  return *value == '\0' ? 1 : answer_condition (scope, test, row != NULL ? row : "", error);
}

int
slip_scope_slot_is_relevant (SlipScope *scope, SlipFormSlot *slot, GError **error)
{
  return slot->relevant == NULL ? 1 : answer_condition (scope, slot->relevant, "", error);
}
