/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Answers expressions for one record. Each is answered on a skeleton of the instance, a tree of just the
 * elements that its paths name (found when the definition was loaded), with the row that it stands in and the
 * rows above that one: so the work does not depend on how many rows there are. */

#define G_LOG_DOMAIN "slipway"

#include <libxml/xpathInternals.h>
#include <math.h>
#include <string.h>

#include "core/slip-clock.h"
#include "core/slip-text.h"
#include "forms/slip-form-private.h"
#include "forms/slip-functions.h"
#include "forms/slip-scope-private.h"
#include "forms/slip-xml.h"

/* Far more than any sensible expression takes; both bound what a hostile definition can cost. */
#define MAX_OPERATIONS 100000
#define MAX_TIME_US (2 * G_USEC_PER_SEC)
/* Documents that look into documents. */
#define MAX_DEPTH 8
/* Of a number whose field doesn't say. */
#define MAX_DECIMALS 12

struct _SlipScope
{
  SlipDatabase *database;
  SlipForm *form;
  char *record;
  guint depth;
  SlipCells *cells;
  xmlXPathContext *xpath;
  GHashTable *compiled; /* SlipExpression → xmlXPathCompExpr */
  GHashTable *values;   /* "index row" → text of a calculated field */
  GHashTable *relevant; /* "index row" → 1 no, 2 yes */
  GHashTable *regexes;
  GHashTable *others; /* record → SlipScope */
  SlipFormContext context;
  gboolean has_context;

  /* while an expression is answered */
  SlipExpression *expression;
  const char *row;
  char *anchor_row;
  gint64 deadline;
  char *message;
};

static SlipFormContextHook context_hook;

void
slip_form_set_context_hook (SlipFormContextHook hook)
{
  context_hook = hook;
}

/* == life == */

static void
on_error_raised_cb (void *data, SlipXmlError *xml_error)
{
  SlipScope *scope = data;

  if (scope->message != NULL)
    return;
  /* libxml2 2.9 has no words for this one. */
  if (scope->xpath->opCount >= MAX_OPERATIONS)
    scope->message = g_strdup_printf ("it is over the limit of %d operations", MAX_OPERATIONS);
  else
    scope->message = slip_xml_error_text (xml_error);
}

static void
compiled_free (xmlXPathCompExpr *compiled)
{
  xmlXPathFreeCompExpr (compiled);
}

SlipScope *
slip_scope_new (SlipDatabase *database, SlipForm *form, const char *record)
{
  SlipScope *scope = g_new0 (SlipScope, 1);

  scope->database = database;
  scope->form = slip_form_ref (form);
  scope->record = g_strdup (record);
  scope->cells = slip_cells_new (database, record);
  scope->compiled = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) compiled_free);
  scope->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  scope->relevant = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  scope->regexes =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_regex_unref);
  scope->others =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) slip_scope_free);
  xmlInitParser ();
  scope->xpath = xmlXPathNewContext (NULL);
  scope->xpath->userData = scope;
  scope->xpath->error = (xmlStructuredErrorFunc) on_error_raised_cb;
  scope->xpath->opLimit = MAX_OPERATIONS;
  slip_functions_register (scope->xpath);
  return scope;
}

SlipScope *
slip_scope_new_for_content (SlipDatabase *database, SlipForm *form, const char *record,
                            GBytes *content, guint revision, GError **error)
{
  g_autoptr (SlipScope) scope = slip_scope_new (database, form, record);

  scope->context.revision = revision;
  return slip_cells_fix (scope->cells, form, content, error) ? g_steal_pointer (&scope) : NULL;
}

static void
clear_context (SlipScope *scope)
{
  g_clear_pointer (&scope->context.version, g_free);
  g_clear_pointer (&scope->context.status, g_free);
  g_clear_pointer (&scope->context.previous_version, g_free);
  g_clear_pointer (&scope->context.signatures, g_free);
  scope->has_context = FALSE;
}

void
slip_scope_free (SlipScope *scope)
{
  if (scope == NULL)
    return;
  clear_context (scope);
  xmlXPathFreeContext (scope->xpath);
  g_hash_table_unref (scope->compiled);
  g_hash_table_unref (scope->values);
  g_hash_table_unref (scope->relevant);
  g_hash_table_unref (scope->regexes);
  g_hash_table_unref (scope->others);
  slip_cells_free (scope->cells);
  slip_form_unref (scope->form);
  g_free (scope->record);
  g_free (scope->anchor_row);
  g_free (scope->message);
  g_free (scope);
}

void
slip_scope_forget (SlipScope *scope)
{
  clear_context (scope);
  slip_cells_forget (scope->cells);
  g_hash_table_remove_all (scope->values);
  g_hash_table_remove_all (scope->relevant);
  g_hash_table_remove_all (scope->others);
}

gboolean
slip_scope_preload (SlipScope *scope, GError **error)
{
  return slip_cells_preload (scope->cells, error);
}

/* == small accessors == */

SlipDatabase *
slip_scope_get_database (SlipScope *scope)
{
  return scope->database;
}

SlipForm *
slip_scope_get_form (SlipScope *scope)
{
  return scope->form;
}

const char *
slip_scope_get_record (SlipScope *scope)
{
  return scope->record;
}

SlipCells *
slip_scope_get_cells (SlipScope *scope)
{
  return scope->cells;
}

guint64
slip_scope_get_work (SlipScope *scope)
{
  guint64 work = slip_cells_get_work (scope->cells);
  GHashTableIter iter;
  gpointer other;

  g_hash_table_iter_init (&iter, scope->others);
  while (g_hash_table_iter_next (&iter, NULL, &other))
    work += slip_scope_get_work (other);
  return work;
}

SlipFormContext *
slip_scope_get_context (SlipScope *scope)
{
  SlipFormContext *context = &scope->context;

  if (scope->has_context)
    return context;
  scope->has_context = TRUE;
  context->database = scope->database;
  context->form = scope->form;
  context->record = scope->record;
  context->now_ms = slip_now_ms ();
  context->utc_offset = slip_utc_offset_minutes (context->now_ms);
  context->version = g_strdup ("1");
  context->status = g_strdup ("draft");
  context->previous_version = g_strdup ("none");
  context->signatures = g_strdup ("");
  if (context_hook != NULL)
    context_hook (context);
  return context;
}

char *
slip_scope_now (SlipScope *scope)
{
  SlipFormContext *context = slip_scope_get_context (scope);

  return slip_datetime_format (context->now_ms, context->utc_offset);
}

GRegex *
slip_scope_get_regex (SlipScope *scope, const char *pattern)
{
  GRegex *regex = g_hash_table_lookup (scope->regexes, pattern);

  if (regex == NULL)
    {
      regex = g_regex_new (pattern, G_REGEX_DEFAULT, 0, NULL);
      g_hash_table_insert (scope->regexes, g_strdup (pattern), regex);
    }
  return regex;
}

SlipScope *
slip_scope_get_other (SlipScope *scope, const char *record, GError **error)
{
  SlipScope *other;
  g_autoptr (SlipForm) form = NULL;

  if (g_str_equal (record, scope->record))
    return scope;
  other = g_hash_table_lookup (scope->others, record);
  if (other != NULL)
    return other;
  if (scope->depth >= MAX_DEPTH)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED,
                   "documents look into each other without end, from “%s”", scope->record);
      return NULL;
    }
  form = slip_forms_for_record (scope->database, record, error);
  if (form == NULL)
    return NULL;
  other = slip_scope_new (scope->database, form, record);
  other->depth = scope->depth + 1;
  g_hash_table_insert (scope->others, g_strdup (record), other);
  return other;
}

/* == rows == */

char *
slip_scope_row_above (SlipScope *scope, SlipFormNode *table, const char *row)
{
  char *above;

  if (table->table == NULL)
    return g_strdup ("");
  above = slip_cells_get_parent (scope->cells, row, NULL);
  return above != NULL ? above : g_strdup ("");
}

/* The row of @wanted that @row of @table is, or lies in. */
static char *
row_of_table (SlipScope *scope, SlipFormNode *table, const char *row, SlipFormNode *wanted)
{
  g_autofree char *id = g_strdup (row);

  if (wanted == NULL)
    return g_strdup ("");
  for (; table != NULL && table != wanted; table = table->table)
    {
      char *above = slip_scope_row_above (scope, table, id);

      g_free (id);
      id = above;
    }
  return table != NULL ? g_steal_pointer (&id) : g_strdup ("");
}

SlipFormNode *
slip_scope_get_anchor (SlipScope *scope, SlipFormNode *table, const char **row)
{
  SlipFormNode *stands_in = scope->expression->context->table;

  *row = scope->row;
  for (SlipFormNode *above = table->table; above != NULL; above = above->table)
    {
      for (SlipFormNode *own = stands_in; own != NULL; own = own->table)
        if (own == above)
          {
            g_free (scope->anchor_row);
            scope->anchor_row = row_of_table (scope, stands_in, scope->row, own);
            *row = scope->anchor_row;
            return own;
          }
    }
  return NULL;
}

GPtrArray *
slip_scope_get_rows (SlipScope *scope, SlipFormNode *table, const char *parent, GError **error)
{
  return slip_cells_get_rows (scope->cells, table->path, parent != NULL ? parent : "", error);
}

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
static xmlDoc *
build_skeleton (SlipScope *scope, SlipExpression *expression, const char *row, GError **error)
{
  SlipFormNode *context = expression->context;
  guint n = expression->reads->len;
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  xmlDoc *skeleton;

  for (guint i = 0; i < n; i++)
    {
      SlipFormNode *field = g_ptr_array_index (expression->reads, i);
      g_autofree char *own = row_of_table (scope, context->table, row, field->table);
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
      g_autofree char *own = row_of_table (scope, context->table, row, table->table);

      if (table->kind == SLIP_NODE_TABLE && slip_scope_is_relevant (scope, table, own, error) < 0)
        return NULL;
    }

  skeleton = xmlNewDoc (NULL);
  xmlDocSetRootElement (skeleton,
                        xmlNewDocNode (skeleton, NULL, BAD_CAST scope->form->root->name, NULL));
  element_for (skeleton, context, FALSE);
  for (guint i = 0; i < n; i++)
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

      g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED, "“%s” for “%s” can't be answered: %s",
                   quoted, expression->context->path,
                   scope->message != NULL ? scope->message : "unknown error");
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
  slip_scope_fail (parser, "it takes too long");
  return FALSE;
}

static int
answer_condition (SlipScope *scope, SlipExpression *expression, const char *row, GError **error)
{
  xmlXPathObject *result = answer (scope, expression, row, error);
  int holds;

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

SlipFormNode *
slip_scope_get_place (SlipScope *scope, const char **row)
{
  *row = scope->row;
  return scope->expression->context->table;
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
  if (node->parent != NULL)
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
