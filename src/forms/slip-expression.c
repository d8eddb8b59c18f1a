/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The compiler of expressions. libxml2 answers them; this file reads them first, by XPath 1.0's grammar
 * (section 3) less what form expressions must not do, and finds out what each path and each argument
 * means in the form. What it doesn't know refuses the definition: a typing mistake is found when a form
 * is loaded, not when an approval fails. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "forms/slip-expression-private.h"
#include "forms/slip-form-codes.h"

#define MAX_NESTING 32

/* == life == */

SlipExpression *
slip_expression_new (SlipExpressionUse use, SlipFormNode *context, const char *text, guint line)
{
  SlipExpression *expression = g_new0 (SlipExpression, 1);

  expression->use = use;
  expression->context = context;
  expression->text = g_strstrip (g_strdup (text));
  expression->line = line;
  expression->reads = g_ptr_array_new ();
  expression->joins = g_ptr_array_new ();
  return expression;
}

void
slip_expression_free (SlipExpression *expression)
{
  if (expression == NULL)
    return;
  g_free (expression->text);
  g_free (expression->word);
  g_ptr_array_unref (expression->reads);
  g_ptr_array_unref (expression->joins);
  g_free (expression);
}

const char *
slip_expression_get_text (SlipExpression *expression)
{
  return expression->text;
}

gboolean
slip_expression_is_wide (SlipExpression *expression)
{
  return expression->wide;
}

void
slip_expression_remember (GPtrArray *list, SlipFormNode *node)
{
  if (node != NULL && !g_ptr_array_find (list, node, NULL))
    g_ptr_array_add (list, node);
}

/* == errors == */

/* What messages quote of a long one. */
#define MAX_QUOTED 120

char *
slip_expression_quote (SlipExpression *expression)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (expression->text, -1) <= MAX_QUOTED)
    return g_strdup (expression->text);
  start = g_utf8_substring (expression->text, 0, MAX_QUOTED);
  return g_strconcat (start, "…", NULL);
}

gboolean
slip_parser_refuse (SlipParser *parser, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *quoted = NULL;
  va_list args;

  if (parser->error != NULL)
    return FALSE;
  quoted = slip_expression_quote (parser->expression);
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  parser->error = g_error_new (
      SLIP_ERROR, SLIP_ERROR_INVALID, _ ("line %u of the definition: “%s” in “%s”: %s"),
      parser->expression->line, quoted, parser->expression->context->path, text);
  return FALSE;
}

gboolean
slip_parser_check_condition (SlipParser *parser, const SlipPart *part)
{
  if (part->result == SLIP_RESULT_PATH)
    return slip_parser_refuse (
        parser, _ ("the path to “%s” alone is always true; compare it, such as with 'yes' or ''"),
        part->field->path);
  return TRUE;
}

/* == tokens == */

gboolean
slip_parser_next (SlipParser *parser)
{
  g_autofree char *problem = NULL;

  return slip_lexer_next (&parser->lexer, &problem) || slip_parser_refuse (parser, "%s", problem);
}

gboolean
slip_parser_at (SlipParser *parser, const char *text)
{
  return parser->lexer.kind == SLIP_TOKEN_OPERATOR && g_str_equal (parser->lexer.text, text);
}

/* After an operand a name is an operator: and, or, div, mod. */
static gboolean
at_word (SlipParser *parser, const char *text)
{
  return parser->lexer.kind == SLIP_TOKEN_NAME && g_str_equal (parser->lexer.text, text);
}

gboolean
slip_parser_expect (SlipParser *parser, const char *text)
{
  if (!slip_parser_at (parser, text))
    return slip_parser_refuse (parser, _ ("“%s” is missing before “%s”"), text,
                               parser->lexer.kind == SLIP_TOKEN_END ? _ ("the end")
                                                                    : parser->lexer.text);
  return slip_parser_next (parser);
}

/* == paths == */

/* Where a path stands: an element of the instance. A table is two of them, itself and (in_row) one of its rows. */
typedef struct
{
  SlipFormNode *node;
  gboolean in_row;
} Place;

static gboolean
step_up (SlipParser *parser, Place *place)
{
  SlipFormNode *node = place->node;

  if (node->kind == SLIP_NODE_TABLE && place->in_row)
    place->in_row = FALSE;
  else if (node->parent == NULL)
    return slip_parser_refuse (parser, _ ("“..” leaves the form"));
  else
    {
      place->node = node->parent;
      place->in_row = node->parent->kind == SLIP_NODE_TABLE;
    }
  return TRUE;
}

static gboolean
step_down (SlipParser *parser, Place *place, const char *name)
{
  SlipFormNode *node = place->node;
  SlipFormNode *child;

  if (node->kind == SLIP_NODE_FIELD && node->type == SLIP_FIELD_CHOICES &&
      g_str_equal (name, "member"))
    return TRUE;
  if (node->kind == SLIP_NODE_TABLE && !place->in_row)
    return slip_parser_refuse (
        parser,
        _ ("a path can't enter the table “%s” from outside; use slip:count, slip:sum, "
           "slip:lookup or another slip: function"),
        node->path);
  child = slip_form_node_child (node, name);
  if (child == NULL)
    return slip_parser_refuse (parser, _ ("there is no “%s” in “%s”"), name,
                               node->parent != NULL ? node->path : slip_form_get_id (node->form));
  place->node = child;
  place->in_row = FALSE;
  return TRUE;
}

static gboolean
parse_path (SlipParser *parser, SlipPart *part)
{
  SlipFormNode *context = parser->expression->context;
  Place place = { context, FALSE };

  for (;;)
    {
      if (slip_parser_at (parser, ".."))
        {
          if (!step_up (parser, &place))
            return FALSE;
        }
      else if (parser->lexer.kind == SLIP_TOKEN_NAME)
        {
          if (g_str_has_prefix (parser->lexer.rest, "::"))
            return slip_parser_refuse (
                parser, _ ("“::” is not allowed: paths are made of names, “..” and “.”"));
          if (!step_down (parser, &place, parser->lexer.text))
            return FALSE;
        }
      else if (!slip_parser_at (parser, "."))
        return slip_parser_refuse (
            parser, _ ("“%s” is no step: paths are made of names, “..” and “.”"),
            parser->lexer.kind == SLIP_TOKEN_END ? _ ("the end") : parser->lexer.text);
      if (!slip_parser_next (parser))
        return FALSE;
      if (slip_parser_at (parser, "[") || slip_parser_at (parser, "//"))
        return slip_parser_refuse (parser,
                                   _ ("“%s” is not allowed: paths are made of names, “..” and “.”"),
                                   parser->lexer.text);
      if (!slip_parser_at (parser, "/"))
        break;
      if (!slip_parser_next (parser))
        return FALSE;
    }
  if (place.node->kind != SLIP_NODE_FIELD)
    return slip_parser_refuse (parser, _ ("the path ends at “%s”, which is no field"),
                               place.node->parent != NULL ? place.node->path : place.node->name);
  slip_expression_remember (parser->expression->reads, place.node);
  part->result = SLIP_RESULT_PATH;
  part->field = place.node;
  return TRUE;
}

/* == operators (XPath 1.0, 3.1 to 3.5), the weakest last == */

static gboolean
parse_primary (SlipParser *parser, SlipPart *part)
{
  const char *after;
  g_autofree char *name = NULL;

  switch (parser->lexer.kind)
    {
    case SLIP_TOKEN_NUMBER:
      part->result = SLIP_RESULT_NUMBER;
      return slip_parser_next (parser);
    case SLIP_TOKEN_LITERAL:
      part->result = SLIP_RESULT_STRING;
      part->literal = parser->lexer.text;
      g_ptr_array_add (parser->literals, g_steal_pointer (&parser->lexer.text));
      return slip_parser_next (parser);
    case SLIP_TOKEN_VARIABLE:
      if (!g_str_equal (parser->lexer.text, "now"))
        return slip_parser_refuse (parser, _ ("there is no variable “$%s”, only $now"),
                                   parser->lexer.text);
      parser->expression->wide = TRUE;
      part->result = SLIP_RESULT_STRING;
      return slip_parser_next (parser);
    case SLIP_TOKEN_END:
      return slip_parser_refuse (parser, _ ("it ends too early"));
    case SLIP_TOKEN_NAME:
      after = parser->lexer.rest + strspn (parser->lexer.rest, " \t\r\n");
      if (*after != '(')
        return parse_path (parser, part);
      name = g_steal_pointer (&parser->lexer.text);
      return slip_parser_next (parser) && slip_parser_read_call (parser, name, part);
    case SLIP_TOKEN_OPERATOR:
      break;
    }
  if (slip_parser_at (parser, "("))
    return slip_parser_next (parser) && slip_parser_read (parser, part) &&
           slip_parser_expect (parser, ")");
  return parse_path (parser, part);
}

static gboolean
parse_unary (SlipParser *parser, SlipPart *part)
{
  gboolean minus = FALSE;

  for (; slip_parser_at (parser, "-"); minus = TRUE)
    if (!slip_parser_next (parser))
      return FALSE;
  if (!parse_primary (parser, part))
    return FALSE;
  if (slip_parser_at (parser, "|"))
    return slip_parser_refuse (parser, _ ("“|” is not allowed"));
  if (slip_parser_at (parser, "/") || slip_parser_at (parser, "["))
    return slip_parser_refuse (parser, _ ("“%s” is not allowed after a value"), parser->lexer.text);
  if (minus)
    *part = (SlipPart){ SLIP_RESULT_NUMBER, NULL, NULL };
  return TRUE;
}

static gboolean
parse_product (SlipParser *parser, SlipPart *part)
{
  if (!parse_unary (parser, part))
    return FALSE;
  while (slip_parser_at (parser, "*") || at_word (parser, "div") || at_word (parser, "mod"))
    {
      if (!slip_parser_next (parser) || !parse_unary (parser, part))
        return FALSE;
      *part = (SlipPart){ SLIP_RESULT_NUMBER, NULL, NULL };
    }
  return TRUE;
}

static gboolean
parse_sum (SlipParser *parser, SlipPart *part)
{
  if (!parse_product (parser, part))
    return FALSE;
  while (slip_parser_at (parser, "+") || slip_parser_at (parser, "-"))
    {
      if (!slip_parser_next (parser) || !parse_product (parser, part))
        return FALSE;
      *part = (SlipPart){ SLIP_RESULT_NUMBER, NULL, NULL };
    }
  return TRUE;
}

/* What can never be equal is a mistake: a path beside true(), a code that its list doesn't have. */
static gboolean
check_equality (SlipParser *parser, const SlipPart *a, const SlipPart *b)
{
  SlipFormNode *field = a->field;

  if (field == NULL)
    return TRUE;
  if (b->result == SLIP_RESULT_BOOLEAN)
    return slip_parser_refuse (
        parser,
        _ ("“%s” is a text, 'yes' or 'no'; comparing it with true or false does not "
           "tell which"),
        field->path);
  if (b->literal == NULL || *b->literal == '\0')
    return TRUE;
  if ((field->type == SLIP_FIELD_CHOICE || field->type == SLIP_FIELD_BOOLEAN ||
       (field->type == SLIP_FIELD_CHOICES && field->codes != NULL)) &&
      !slip_form_value_is_valid (field, b->literal))
    return slip_parser_refuse (parser, _ ("“%s” is never '%s'"), field->path, b->literal);
  slip_form_codes_remember (parser->set->form, field, b->literal);
  return TRUE;
}

/* XPath compares with < by number, and the number of a date is none. */
static gboolean
check_order (SlipParser *parser, const SlipPart *part)
{
  if (part->field == NULL ||
      (part->field->type != SLIP_FIELD_DATE && part->field->type != SLIP_FIELD_DATE_TIME))
    return TRUE;
  return slip_parser_refuse (
      parser, _ ("“%s” is no number, so < and > say nothing; compare %s of it"), part->field->path,
      part->field->type == SLIP_FIELD_DATE ? "slip:days" : "slip:seconds");
}

static gboolean
parse_comparison (SlipParser *parser, SlipPart *part)
{
  if (!parse_sum (parser, part))
    return FALSE;
  while (slip_parser_at (parser, "=") || slip_parser_at (parser, "!=") ||
         slip_parser_at (parser, "<") || slip_parser_at (parser, "<=") ||
         slip_parser_at (parser, ">") || slip_parser_at (parser, ">="))
    {
      gboolean equality = slip_parser_at (parser, "=") || slip_parser_at (parser, "!=");
      SlipPart left = *part;

      *part = (SlipPart){ SLIP_RESULT_ANY, NULL, NULL };
      if (!slip_parser_next (parser) || !parse_sum (parser, part))
        return FALSE;
      if (!equality && (!check_order (parser, &left) || !check_order (parser, part)))
        return FALSE;
      if (equality &&
          (!check_equality (parser, &left, part) || !check_equality (parser, part, &left)))
        return FALSE;
      *part = (SlipPart){ SLIP_RESULT_BOOLEAN, NULL, NULL };
    }
  return TRUE;
}

static gboolean
parse_and (SlipParser *parser, SlipPart *part)
{
  if (!parse_comparison (parser, part))
    return FALSE;
  while (at_word (parser, "and"))
    {
      SlipPart right = { SLIP_RESULT_ANY, NULL, NULL };

      if (!slip_parser_check_condition (parser, part) || !slip_parser_next (parser) ||
          !parse_comparison (parser, &right) || !slip_parser_check_condition (parser, &right))
        return FALSE;
      *part = (SlipPart){ SLIP_RESULT_BOOLEAN, NULL, NULL };
    }
  return TRUE;
}

gboolean
slip_parser_read (SlipParser *parser, SlipPart *part)
{
  if (++parser->nesting > MAX_NESTING)
    return slip_parser_refuse (parser, _ ("it is nested too deep"));
  if (!parse_and (parser, part))
    return FALSE;
  while (at_word (parser, "or"))
    {
      SlipPart right = { SLIP_RESULT_ANY, NULL, NULL };

      if (!slip_parser_check_condition (parser, part) || !slip_parser_next (parser) ||
          !parse_and (parser, &right) || !slip_parser_check_condition (parser, &right))
        return FALSE;
      *part = (SlipPart){ SLIP_RESULT_BOOLEAN, NULL, NULL };
    }
  parser->nesting--;
  return TRUE;
}

/* == the whole == */

/* libxml2 answers, so it must be able to read it too. */
static gboolean
compile_with_libxml (SlipParser *parser)
{
  xmlXPathContext *context = xmlXPathNewContext (NULL);
  xmlXPathCompExpr *compiled;

  compiled = xmlXPathCtxtCompile (context, BAD_CAST parser->expression->text);
  if (compiled == NULL)
    slip_parser_refuse (parser, _ ("this is no XPath"));
  else
    xmlXPathFreeCompExpr (compiled);
  xmlXPathFreeContext (context);
  return parser->error == NULL;
}

/* "../ai = 'yes'": one step after the other to one text, compared with a word. The answer is had without a tree then. */
static void
find_word (SlipExpression *expression)
{
  g_autoptr (GRegex) regex = g_regex_new (
      "^\\s*(?:\\.\\./)+(?:[A-Za-z_][A-Za-z0-9_.-]*/)*[A-Za-z_][A-Za-z0-9_.-]*\\s*(!?=)"
      "\\s*(?:'([^']*)'|\"([^\"]*)\")\\s*$",
      0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *sign = NULL;
  const SlipFormNode *field =
      expression->reads->len == 1 ? g_ptr_array_index (expression->reads, 0) : NULL;

  if (field == NULL || field->kind != SLIP_NODE_FIELD || field->type == SLIP_FIELD_CHOICES ||
      field->type == SLIP_FIELD_FILE || !g_regex_match (regex, expression->text, 0, &match))
    return;
  sign = g_match_info_fetch (match, 1);
  expression->differs = *sign == '!';
  expression->word = g_match_info_fetch (match, 3);
  if (expression->word == NULL || *expression->word == '\0')
    {
      g_free (expression->word);
      expression->word = g_match_info_fetch (match, 2);
    }
}

gboolean
slip_expression_resolve (SlipExpression *expression, SlipFormSet *set, GError **error)
{
  SlipParser parser = { .expression = expression,
                        .set = set,
                        .lexer = { .rest = expression->text } };
  SlipPart part = { SLIP_RESULT_ANY, NULL, NULL };
  gboolean done;

  parser.literals = g_ptr_array_new_with_free_func (g_free);
  done = slip_parser_next (&parser) && slip_parser_read (&parser, &part);

  if (done && parser.lexer.kind != SLIP_TOKEN_END)
    done = slip_parser_refuse (&parser, _ ("“%s” is too much"), parser.lexer.text);
  if (done && expression->use != SLIP_EXPRESSION_CALCULATE &&
      expression->use != SLIP_EXPRESSION_INITIAL)
    done = slip_parser_check_condition (&parser, &part);
  done = done && compile_with_libxml (&parser);
  g_free (parser.lexer.text);
  g_ptr_array_unref (parser.literals);
  if (!done)
    g_propagate_error (error, parser.error);
  else
    find_word (expression);
  return done;
}
