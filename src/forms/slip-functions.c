/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The table of functions, and those that need no rows: arithmetic, time, text, statistics, the facts of
 * the title table. Empty in, empty (or NaN, which a calculation keeps as empty) out. */

#include "forms/slip-functions-private.h"

#include <libxml/xpathInternals.h>
#include <math.h>
#include <string.h>

#include "core/slip-text.h"
#include "forms/slip-form-codes.h"
#include "forms/slip-form-private.h"

#define MS_PER_DAY (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
#define MAX_DECIMALS 12
/* From 1970, either way: years of four digits. */
#define MAX_DAYS 700000

/* == arguments and results == */

char *
slip_function_pop_text (xmlXPathParserContext *parser)
{
  xmlChar *text = xmlXPathPopString (parser);
  char *copy = g_strdup (text != NULL ? (const char *) text : "");

  xmlFree (text);
  return copy;
}

void
slip_function_push_text (xmlXPathParserContext *parser, const char *text)
{
  xmlXPathReturnString (parser, xmlStrdup (BAD_CAST text));
}

void
slip_function_push_number (xmlXPathParserContext *parser, double number)
{
  xmlXPathReturnNumber (parser, number);
}

SlipScope *
slip_function_scope (xmlXPathParserContext *parser)
{
  return parser->context->userData;
}

GPtrArray *
slip_function_pop_texts (xmlXPathParserContext *parser, int n)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_set_size (texts, n);
  for (int i = n - 1; i >= 0; i--)
    g_ptr_array_index (texts, i) = slip_function_pop_text (parser);
  return texts;
}

/* The skeleton's elements know their nodes. */
SlipFormNode *
slip_function_pop_field (xmlXPathParserContext *parser, char **value)
{
  xmlXPathObject *object = valuePop (parser);
  SlipFormNode *field = NULL;
  xmlChar *text = xmlXPathCastToString (object);

  if (object->type == XPATH_NODESET && object->nodesetval != NULL && object->nodesetval->nodeNr > 0)
    field = object->nodesetval->nodeTab[0]->_private;
  *value = g_strdup ((const char *) text);
  xmlFree (text);
  xmlXPathFreeObject (object);
  return field;
}

SlipFormNode *
slip_function_table (SlipScope *scope, GPtrArray *texts, guint n)
{
  return slip_form_find (slip_scope_get_form (scope), g_ptr_array_index (texts, n));
}

gboolean
slip_function_source (xmlXPathParserContext *parser, const char *name, SlipSource *source)
{
  SlipScope *scope = slip_function_scope (parser);
  const char *colon = strchr (name, ':');
  g_autofree char *document = colon != NULL ? g_strndup (name, (gsize) (colon - name)) : NULL;
  g_autoptr (GError) error = NULL;

  *source = (SlipSource){ scope, NULL, colon == NULL };
  if (colon != NULL)
    source->scope = slip_function_document (scope, document, &error);
  if (error != NULL)
    {
      slip_scope_fail (parser, error->message);
      return FALSE;
    }
  /* Of its own definition, which may be another than the one that this form was checked against. */
  if (source->scope != NULL)
    source->table =
        slip_form_find (slip_scope_get_form (source->scope), colon != NULL ? colon + 1 : name);
  if (source->table != NULL && source->table->kind == SLIP_NODE_TABLE)
    return TRUE;
  slip_function_push_text (parser, "");
  return FALSE;
}

SlipColumn *
slip_function_column (xmlXPathParserContext *parser, const SlipSource *source, SlipFormNode *table,
                      SlipFormNode *field, gboolean *empty)
{
  SlipScope *scope = source->scope;
  const char *row = "";
  SlipFormNode *anchor = source->own ? slip_scope_get_anchor (scope, table, &row) : NULL;
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

/* == values == */

static void
call_round (xmlXPathParserContext *parser, int n)
{
  double decimals = xmlXPathPopNumber (parser);
  double value = xmlXPathPopNumber (parser);
  g_autofree char *text = NULL;

  if (!(decimals >= 0 && decimals <= MAX_DECIMALS) || !isfinite (value))
    {
      slip_function_push_number (parser, NAN);
      return;
    }
  text = slip_decimal_round (value, (int) decimals);
  slip_function_push_number (parser, g_ascii_strtod (text, NULL));
}

static void
call_if (xmlXPathParserContext *parser, int n)
{
  xmlXPathObject *otherwise = valuePop (parser);
  xmlXPathObject *then = valuePop (parser);
  gboolean condition = xmlXPathPopBoolean (parser);

  valuePush (parser, condition ? then : otherwise);
  xmlXPathFreeObject (condition ? otherwise : then);
}

/* b = 0 gives the empty text: a share of nothing is no number (domain.md 6). */
static void
call_ratio (xmlXPathParserContext *parser, int n)
{
  double b = xmlXPathPopNumber (parser);
  double a = xmlXPathPopNumber (parser);

  if (isfinite (a) && isfinite (b) && b != 0)
    slip_function_push_number (parser, a / b);
  else
    slip_function_push_text (parser, "");
}

/* A share as people read it, with as many decimals as the second argument says (none: 0). Empty stays empty. */
static void
call_format_percent (xmlXPathParserContext *parser, int n)
{
  double decimals = n > 1 ? xmlXPathPopNumber (parser) : 0;
  g_autofree char *text = slip_function_pop_text (parser);
  double share = xmlXPathCastStringToNumber (BAD_CAST text);
  g_autofree char *percent = NULL;
  g_autofree char *shown = NULL;

  if (!isfinite (share) || !(decimals >= 0 && decimals <= MAX_DECIMALS))
    {
      slip_function_push_text (parser, "");
      return;
    }
  percent = slip_decimal_round (share * 100, (int) decimals);
  shown = g_strconcat (percent, " %", NULL);
  slip_function_push_text (parser, shown);
}

/* The rank of the code that stands in a field: how far up it is in its list, or what the list says. */
static void
call_rank (xmlXPathParserContext *parser, int n)
{
  g_autofree char *value = NULL;
  SlipFormNode *field = slip_function_pop_field (parser, &value);
  const SlipFormCode *code =
      field != NULL && field->codes != NULL ? slip_form_codes_find (field->codes, value) : NULL;

  if (code != NULL)
    slip_function_push_number (parser, code->rank);
  else
    slip_function_push_text (parser, "");
}

static void
push_wilson (xmlXPathParserContext *parser, gboolean upper)
{
  double total = xmlXPathPopNumber (parser);
  double passed = xmlXPathPopNumber (parser);
  double low;
  double high;

  if (passed >= 0 && passed <= total && slip_wilson (passed, total, &low, &high))
    slip_function_push_number (parser, upper ? high : low);
  else
    slip_function_push_text (parser, "");
}

static void
call_wilson_low (xmlXPathParserContext *parser, int n)
{
  push_wilson (parser, FALSE);
}

static void
call_wilson_high (xmlXPathParserContext *parser, int n)
{
  push_wilson (parser, TRUE);
}

static void
call_matches (xmlXPathParserContext *parser, int n)
{
  g_autofree char *pattern = slip_function_pop_text (parser);
  g_autofree char *text = slip_function_pop_text (parser);

  xmlXPathReturnBoolean (
      parser,
      g_regex_match (slip_scope_get_regex (slip_function_scope (parser), pattern), text, 0, NULL));
}

/* == time == */

static void
call_seconds (xmlXPathParserContext *parser, int n)
{
  g_autofree char *text = slip_function_pop_text (parser);
  gint64 ms;

  slip_function_push_number (parser, slip_datetime_to_ms (text, &ms) ? (double) ms / 1000.0 : NAN);
}

/* Whole days since 1970-01-01; of a date-time the day in UTC. */
static void
call_days (xmlXPathParserContext *parser, int n)
{
  g_autofree char *text = slip_function_pop_text (parser);
  gint64 ms;

  slip_function_push_number (
      parser, slip_datetime_to_ms (text, &ms) ? floor ((double) ms / (double) MS_PER_DAY) : NAN);
}

/* The way back: the date of a number of whole days. */
static void
call_date (xmlXPathParserContext *parser, int n)
{
  double days = xmlXPathPopNumber (parser);
  g_autofree char *text = NULL;

  if (!isfinite (days) || fabs (days) > MAX_DAYS)
    {
      slip_function_push_text (parser, "");
      return;
    }
  text = slip_datetime_format ((gint64) floor (days) * MS_PER_DAY, 0);
  text[strlen ("2026-03-14")] = '\0';
  slip_function_push_text (parser, text);
}

static void
call_now (xmlXPathParserContext *parser, int n)
{
  g_autofree char *now = slip_scope_now (slip_function_scope (parser));

  slip_function_push_text (parser, now);
}

static void
call_today (xmlXPathParserContext *parser, int n)
{
  g_autofree char *now = slip_scope_now (slip_function_scope (parser));

  now[strlen ("2026-03-14")] = '\0';
  slip_function_push_text (parser, now);
}

/* == the title table == */

static void
call_version (xmlXPathParserContext *parser, int n)
{
  slip_function_push_text (parser, slip_scope_get_context (slip_function_scope (parser))->version);
}

static void
call_previous_version (xmlXPathParserContext *parser, int n)
{
  slip_function_push_text (parser,
                           slip_scope_get_context (slip_function_scope (parser))->previous_version);
}

static void
call_status (xmlXPathParserContext *parser, int n)
{
  slip_function_push_text (parser, slip_scope_get_context (slip_function_scope (parser))->status);
}

static void
call_signatures (xmlXPathParserContext *parser, int n)
{
  slip_function_push_text (parser,
                           slip_scope_get_context (slip_function_scope (parser))->signatures);
}

/* Version of the form and the start of its definition's digest: enough to tell two definitions apart on paper. */
static void
call_form_version (xmlXPathParserContext *parser, int n)
{
  SlipForm *form = slip_scope_get_form (slip_function_scope (parser));
  g_autofree char *text = g_strdup_printf ("%s (%.12s)", form->version, form->digest);

  slip_function_push_text (parser, text);
}

static void
call_doc_number (xmlXPathParserContext *parser, int n)
{
  SlipScope *scope = slip_function_scope (parser);
  g_autofree char *number = slip_database_get_text (slip_scope_get_database (scope), NULL,
                                                    "SELECT number FROM record WHERE id = ?", "s",
                                                    slip_scope_get_record (scope));

  slip_function_push_text (parser, number != NULL ? number : "");
}

static void
call_release_title (xmlXPathParserContext *parser, int n)
{
  SlipScope *scope = slip_function_scope (parser);
  g_autofree char *title = slip_database_get_text (
      slip_scope_get_database (scope), NULL,
      "SELECT value FROM value WHERE record = (SELECT CASE kind WHEN 'release' THEN id ELSE "
      "release "
      "END FROM record WHERE id = ?) AND row = '' AND field = '" SLIP_RELEASE_TITLE
      "' AND shown = 1",
      "s", slip_scope_get_record (scope));

  slip_function_push_text (parser, title != NULL ? title : "");
}

/* == the table == */

static const SlipFunction core_functions[] = {
  { "boolean", "v", "", SLIP_RESULT_BOOLEAN, FALSE, NULL },
  { "not", "b", "", SLIP_RESULT_BOOLEAN, FALSE, NULL },
  { "true", "", "", SLIP_RESULT_BOOLEAN, FALSE, NULL },
  { "false", "", "", SLIP_RESULT_BOOLEAN, FALSE, NULL },
  { "string", "v", "", SLIP_RESULT_STRING, FALSE, NULL },
  { "concat", "vv", "v", SLIP_RESULT_STRING, FALSE, NULL },
  { "starts-with", "vv", "", SLIP_RESULT_BOOLEAN, FALSE, NULL },
  { "contains", "vv", "", SLIP_RESULT_BOOLEAN, FALSE, NULL },
  { "substring-before", "vv", "", SLIP_RESULT_STRING, FALSE, NULL },
  { "substring-after", "vv", "", SLIP_RESULT_STRING, FALSE, NULL },
  { "substring", "vv", "?v", SLIP_RESULT_STRING, FALSE, NULL },
  { "string-length", "v", "", SLIP_RESULT_NUMBER, FALSE, NULL },
  { "normalize-space", "v", "", SLIP_RESULT_STRING, FALSE, NULL },
  { "translate", "vvv", "", SLIP_RESULT_STRING, FALSE, NULL },
  { "number", "v", "", SLIP_RESULT_NUMBER, FALSE, NULL },
  { "floor", "v", "", SLIP_RESULT_NUMBER, FALSE, NULL },
  { "ceiling", "v", "", SLIP_RESULT_NUMBER, FALSE, NULL },
  { "round", "v", "", SLIP_RESULT_NUMBER, FALSE, NULL },
};

static const SlipFunction slip_functions[] = {
  { "round", "vv", "", SLIP_RESULT_NUMBER, FALSE, call_round },
  { "if", "bvv", "", SLIP_RESULT_ANY, FALSE, call_if },
  { "ratio", "vv", "", SLIP_RESULT_ANY, FALSE, call_ratio },
  { "format-percent", "v", "?v", SLIP_RESULT_STRING, FALSE, call_format_percent },
  { "rank", "C", "", SLIP_RESULT_ANY, FALSE, call_rank },
  { "wilson-low", "vv", "", SLIP_RESULT_ANY, FALSE, call_wilson_low },
  { "wilson-high", "vv", "", SLIP_RESULT_ANY, FALSE, call_wilson_high },
  { "matches", "ve", "", SLIP_RESULT_BOOLEAN, FALSE, call_matches },
  { "seconds", "v", "", SLIP_RESULT_NUMBER, FALSE, call_seconds },
  { "days", "v", "", SLIP_RESULT_NUMBER, FALSE, call_days },
  { "date", "v", "", SLIP_RESULT_STRING, FALSE, call_date },
  { "now", "", "", SLIP_RESULT_STRING, TRUE, call_now },
  { "today", "", "", SLIP_RESULT_STRING, TRUE, call_today },
  { "doc-number", "", "", SLIP_RESULT_STRING, TRUE, call_doc_number },
  { "version", "", "", SLIP_RESULT_STRING, TRUE, call_version },
  { "previous-version", "", "", SLIP_RESULT_STRING, TRUE, call_previous_version },
  { "status", "", "", SLIP_RESULT_STRING, TRUE, call_status },
  { "signatures", "", "", SLIP_RESULT_STRING, TRUE, call_signatures },
  { "form-version", "", "", SLIP_RESULT_STRING, FALSE, call_form_version },
  { "release-title", "", "", SLIP_RESULT_STRING, TRUE, call_release_title },
  { "here", "", "", SLIP_RESULT_STRING, FALSE, slip_function_here },
  { "count", "T", "Fv", SLIP_RESULT_NUMBER, FALSE, slip_function_count },
  { "sum", "TF", "Fv", SLIP_RESULT_NUMBER, FALSE, slip_function_sum },
  { "min", "TF", "Fv", SLIP_RESULT_ANY, FALSE, slip_function_min },
  { "max", "TF", "Fv", SLIP_RESULT_ANY, FALSE, slip_function_max },
  { "same", "TFv", "", SLIP_RESULT_NUMBER, FALSE, slip_function_count },
  { "position", "", "", SLIP_RESULT_NUMBER, FALSE, slip_function_position },
  { "lines", "TvF", "F", SLIP_RESULT_STRING, FALSE, slip_function_lines },
  { "filled", "TF", "Fv", SLIP_RESULT_NUMBER, FALSE, slip_function_filled },
  { "mean", "TF", "Fv", SLIP_RESULT_ANY, FALSE, slip_function_mean },
  { "median", "TF", "Fv", SLIP_RESULT_ANY, FALSE, slip_function_median },
  { "mean-of-groups", "TFF", "Fv", SLIP_RESULT_ANY, FALSE, slip_function_mean_of_groups },
  { "mean-hours", "TFF", "Fv", SLIP_RESULT_ANY, FALSE, slip_function_mean_hours },
  { "median-hours", "TFF", "Fv", SLIP_RESULT_ANY, FALSE, slip_function_median_hours },
  { "count-between", "TFvv", "Fv", SLIP_RESULT_NUMBER, FALSE, slip_function_count_between },
  { "joined", "TFO", "?FY", SLIP_RESULT_NUMBER, FALSE, slip_function_joined },
  { "last", "TF", "Fv", SLIP_RESULT_STRING, FALSE, slip_function_last },
  { "lowest", "TF", "Fv", SLIP_RESULT_STRING, FALSE, slip_function_lowest },
  { "count-last", "TNGv", "Hv", SLIP_RESULT_NUMBER, FALSE, slip_function_count_last },
  { "coverage", "MXUFN", "Gv", SLIP_RESULT_ANY, TRUE, slip_function_coverage },
  { "row", "RS", "", SLIP_RESULT_STRING, TRUE, slip_function_row },
  { "from", "MP", "", SLIP_RESULT_STRING, TRUE, slip_function_from },
  { "lookup", "MXYvY", "", SLIP_RESULT_STRING, TRUE, slip_function_lookup },
  { "documents", "M", "", SLIP_RESULT_NUMBER, TRUE, slip_function_documents },
  { "document", "MD", "", SLIP_RESULT_STRING, TRUE, slip_function_fact },
  { "document-of", "vD", "", SLIP_RESULT_STRING, TRUE, slip_function_fact_of },
  { "evidence", "", "", SLIP_RESULT_STRING, TRUE, slip_function_evidence },
  { "package-digest", "", "", SLIP_RESULT_STRING, TRUE, slip_function_package_digest },
};

const SlipFunction *
slip_function_find (const char *prefix, const char *name)
{
  const SlipFunction *functions = prefix == NULL ? core_functions : slip_functions;
  gsize n = prefix == NULL ? G_N_ELEMENTS (core_functions) : G_N_ELEMENTS (slip_functions);

  if (prefix != NULL && !g_str_equal (prefix, SLIP_FUNCTIONS_PREFIX))
    return NULL;
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (functions[i].name, name))
      return &functions[i];
  return NULL;
}

void
slip_functions_register (xmlXPathContext *context)
{
  xmlXPathRegisterNs (context, BAD_CAST SLIP_FUNCTIONS_PREFIX, BAD_CAST SLIP_FORM_NAMESPACE);
  for (gsize i = 0; i < G_N_ELEMENTS (slip_functions); i++)
    xmlXPathRegisterFuncNS (context, BAD_CAST slip_functions[i].name, BAD_CAST SLIP_FORM_NAMESPACE,
                            slip_functions[i].call);
}

char *
slip_function_split_state (const char *text, char **state)
{
  const char *at = strchr (text, '@');

  *state = at != NULL ? g_strdup (at + 1) : NULL;
  return at != NULL ? g_strndup (text, (gsize) (at - text)) : g_strdup (text);
}

SlipFormNode *
slip_function_nested_table (SlipFormNode *table, const char *name)
{
  SlipFormNode *node;

  if (table == NULL)
    return NULL;
  node = slip_form_node_child (table, name);
  if (node == NULL)
    node = slip_form_find (table->form, name);
  return node != NULL && node->kind == SLIP_NODE_TABLE && node->table == table ? node : NULL;
}
