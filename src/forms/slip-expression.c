/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The compiler of expressions. libxml2 answers them; this file reads them first, by XPath 1.0's grammar
 * (section 3) less what form expressions must not do, and finds out what each path and each argument
 * means in the form. What it doesn't know refuses the definition: a typing mistake is found when a form
 * is loaded, not when an approval fails. */

#define G_LOG_DOMAIN "slipway"

#include <string.h>

#include "forms/slip-form-private.h"
#include "forms/slip-functions.h"
#include "forms/slip-lexer.h"

#define MAX_NESTING 32
#define MAX_ARGUMENTS 32

typedef struct
{
  SlipExpression *expression;
  SlipFormSet *set;
  SlipLexer lexer;
  GPtrArray *literals;
  guint nesting;
  GError *error;
} Parser;

/* What a part of an expression is: for checks of what it is compared with. */
typedef struct
{
  SlipResult result;
  SlipFormNode *field; /* of a path */
  const char *literal; /* of a string literal; the parser keeps it */
} Part;

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

static void
remember (GPtrArray *list, SlipFormNode *node)
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

static gboolean refuse (Parser *parser, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Keeps the first error; always FALSE. */
static gboolean
refuse (Parser *parser, const char *format, ...)
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
  parser->error =
      g_error_new (SLIP_ERROR, SLIP_ERROR_INVALID, "line %u of the definition: “%s” in “%s”: %s",
                   parser->expression->line, quoted, parser->expression->context->path, text);
  return FALSE;
}

/* == tokens == */

static gboolean
next_token (Parser *parser)
{
  g_autofree char *problem = NULL;

  return slip_lexer_next (&parser->lexer, &problem) || refuse (parser, "%s", problem);
}

static gboolean
at_operator (Parser *parser, const char *text)
{
  return parser->lexer.kind == SLIP_TOKEN_OPERATOR && g_str_equal (parser->lexer.text, text);
}

/* After an operand a name is an operator: and, or, div, mod. */
static gboolean
at_word (Parser *parser, const char *text)
{
  return parser->lexer.kind == SLIP_TOKEN_NAME && g_str_equal (parser->lexer.text, text);
}

static gboolean
expect (Parser *parser, const char *text)
{
  if (!at_operator (parser, text))
    return refuse (parser, "“%s” is missing before “%s”", text,
                   parser->lexer.kind == SLIP_TOKEN_END ? "the end" : parser->lexer.text);
  return next_token (parser);
}

/* == paths == */

/* Where a path stands: an element of the instance. A table is two of them, itself and (in_row) one of its rows. */
typedef struct
{
  SlipFormNode *node;
  gboolean in_row;
} Place;

static gboolean
step_up (Parser *parser, Place *place)
{
  SlipFormNode *node = place->node;

  if (node->kind == SLIP_NODE_TABLE && place->in_row)
    place->in_row = FALSE;
  else if (node->parent == NULL)
    return refuse (parser, "“..” leaves the form");
  else
    {
      place->node = node->parent;
      place->in_row = node->parent->kind == SLIP_NODE_TABLE;
    }
  return TRUE;
}

static gboolean
step_down (Parser *parser, Place *place, const char *name)
{
  SlipFormNode *node = place->node;
  SlipFormNode *child;

  if (node->kind == SLIP_NODE_FIELD && node->type == SLIP_FIELD_CHOICES &&
      g_str_equal (name, "member"))
    return TRUE;
  if (node->kind == SLIP_NODE_TABLE && !place->in_row)
    return refuse (parser,
                   "a path can't enter the table “%s” from outside; use slip:count, slip:sum, "
                   "slip:lookup or another slip: function",
                   node->path);
  child = slip_form_node_child (node, name);
  if (child == NULL)
    return refuse (parser, "there is no “%s” in “%s”", name,
                   node->parent != NULL ? node->path : slip_form_get_id (node->form));
  place->node = child;
  place->in_row = FALSE;
  return TRUE;
}

static gboolean
parse_path (Parser *parser, Part *part)
{
  SlipFormNode *context = parser->expression->context;
  Place place = { context, FALSE };

  for (;;)
    {
      if (at_operator (parser, ".."))
        {
          if (!step_up (parser, &place))
            return FALSE;
        }
      else if (parser->lexer.kind == SLIP_TOKEN_NAME)
        {
          if (g_str_has_prefix (parser->lexer.rest, "::"))
            return refuse (parser, "“::” is not allowed: paths are made of names, “..” and “.”");
          if (!step_down (parser, &place, parser->lexer.text))
            return FALSE;
        }
      else if (!at_operator (parser, "."))
        return refuse (parser, "“%s” is no step: paths are made of names, “..” and “.”",
                       parser->lexer.kind == SLIP_TOKEN_END ? "the end" : parser->lexer.text);
      if (!next_token (parser))
        return FALSE;
      if (at_operator (parser, "[") || at_operator (parser, "//"))
        return refuse (parser, "“%s” is not allowed: paths are made of names, “..” and “.”",
                       parser->lexer.text);
      if (!at_operator (parser, "/"))
        break;
      if (!next_token (parser))
        return FALSE;
    }
  if (place.node->kind != SLIP_NODE_FIELD)
    return refuse (parser, "the path ends at “%s”, which is no field",
                   place.node->parent != NULL ? place.node->path : place.node->name);
  remember (parser->expression->reads, place.node);
  part->result = SLIP_RESULT_PATH;
  part->field = place.node;
  return TRUE;
}

/* == function calls == */

/* What literals before have named. */
typedef struct
{
  SlipFormNode *table;
  SlipFormNode *nested;
  SlipForm *form;
  SlipFormNode *form_table;
  SlipFormNode *target; /* table that a reference points into */
} Named;

static gboolean parse_or (Parser *parser, Part *part);

static SlipFormNode *
find_table (SlipForm *form, const char *path)
{
  SlipFormNode *node = slip_form_find (form, path);

  return node != NULL && node->kind == SLIP_NODE_TABLE ? node : NULL;
}

/* A field that stands in rows, for a function that reads many of them: so it must be stored. */
static SlipFormNode *
find_column (Parser *parser, SlipFormNode *table, const char *name)
{
  SlipFormNode *node = table != NULL ? slip_form_node_child (table, name) : NULL;

  if (node == NULL || node->kind != SLIP_NODE_FIELD)
    {
      refuse (parser, "the table “%s” has no field “%s”", table != NULL ? table->path : "?", name);
      return NULL;
    }
  if (node->calculate != NULL)
    {
      refuse (parser, "“%s” is calculated; functions over tables read stored fields only",
              node->path);
      return NULL;
    }
  return node;
}

static SlipFormNode *
find_target (Parser *parser, SlipFormNode *field)
{
  SlipForm *form = field->form;

  if (field->type != SLIP_FIELD_REFERENCE || field->to != SLIP_REFERENCE_ROW)
    {
      refuse (parser, "“%s” is no reference to a row", field->path);
      return NULL;
    }
  if (field->to_form != NULL)
    form = slip_form_set_get (parser->set, field->to_form, &parser->error);
  return form != NULL ? find_table (form, field->to_table) : NULL;
}

/* A literal that names a thing: looks it up and keeps it for the arguments after it. */
static gboolean
resolve_literal (Parser *parser, char letter, const char *text, Named *named)
{
  SlipExpression *expression = parser->expression;
  SlipFormNode *found = NULL;

  switch (letter)
    {
    case 'T':
      found = named->table = find_table (parser->set->form, text);
      if (found == NULL)
        return refuse (parser, "there is no table “%s”", text);
      remember (expression->joins, found);
      return TRUE;
    case 'N':
      found = named->nested = slip_function_nested_table (named->table, text);
      if (found == NULL)
        return refuse (parser, "there is no table “%s” in “%s”", text, named->table->path);
      remember (expression->joins, found);
      return TRUE;
    case 'F':
      remember (expression->joins, found = find_column (parser, named->table, text));
      return found != NULL;
    case 'G':
      remember (expression->joins, found = find_column (parser, named->nested, text));
      return found != NULL;
    case 'H':
      if (slip_form_node_child (named->table, text) != NULL)
        found = find_column (parser, named->table, text);
      else
        found = find_column (parser, named->nested, text);
      remember (expression->joins, found);
      return found != NULL;
    case 'M':
      named->form = slip_form_set_get (parser->set, text, &parser->error);
      return named->form != NULL || refuse (parser, "there is no form “%s”", text);
    case 'X':
      named->form_table = find_table (named->form, text);
      return named->form_table != NULL || refuse (parser, "the form “%s” has no table “%s”",
                                                  slip_form_get_id (named->form), text);
    case 'Y':
      return find_column (parser, named->form_table, text) != NULL;
    case 'P':
      if (named->form == parser->set->form)
        return refuse (parser, "“%s” is this form; write a path", slip_form_get_id (named->form));
      found = g_hash_table_lookup (named->form->by_path, text);
      return (found != NULL && found->kind == SLIP_NODE_FIELD && found->table == NULL) ||
             refuse (parser, "the form “%s” has no field “%s” outside of tables",
                     slip_form_get_id (named->form), text);
    case 'S':
      return find_column (parser, named->target, text) != NULL;
    default:
      return refuse (parser, "unknown kind of argument");
    }
}

static gboolean
check_condition (Parser *parser, const Part *part)
{
  if (part->result == SLIP_RESULT_PATH)
    return refuse (parser,
                   "the path to “%s” alone is always true; compare it, such as with 'yes' or ''",
                   part->field->path);
  return TRUE;
}

static gboolean
parse_regex (Parser *parser, const char *text)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GRegex) regex = g_regex_new (text, G_REGEX_DEFAULT, 0, &local_error);

  return regex != NULL || refuse (parser, "%s", local_error->message);
}

static gboolean
parse_argument (Parser *parser, char letter, Named *named)
{
  Part part = { SLIP_RESULT_ANY, NULL, NULL };
  g_autofree char *text = NULL;

  if (letter == 'v' || letter == 'b')
    return parse_or (parser, &part) && (letter == 'v' || check_condition (parser, &part));
  if (letter == 'R')
    {
      if (!parse_or (parser, &part))
        return FALSE;
      if (part.field == NULL)
        return refuse (parser, "the first argument has to be a path to a reference");
      named->target = find_target (parser, part.field);
      return named->target != NULL || refuse (parser, "“%s” points nowhere", part.field->path);
    }
  if (parser->lexer.kind != SLIP_TOKEN_LITERAL)
    return refuse (parser, "names of forms, tables and fields are given as texts, such as 'items'");
  text = g_strdup (parser->lexer.text);
  if (!next_token (parser))
    return FALSE;
  if (!at_operator (parser, ",") && !at_operator (parser, ")"))
    return refuse (parser, "names of forms, tables and fields can't be computed");
  return letter == 'e' ? parse_regex (parser, text) : resolve_literal (parser, letter, text, named);
}

static gboolean
parse_call (Parser *parser, const char *name, Part *part)
{
  g_autofree char *prefix = NULL;
  const char *colon = strchr (name, ':');
  const char *local = colon != NULL ? colon + 1 : name;
  const SlipFunction *function;
  Named named = { NULL, NULL, NULL, NULL, NULL };
  gsize n = 0;
  const char *repeat;
  gsize fixed;
  gsize group;
  gsize most;

  prefix = colon != NULL ? g_strndup (name, (gsize) (colon - name)) : NULL;
  function = slip_function_find (prefix, local);
  if (function == NULL)
    return refuse (parser, "there is no function “%s”", name);
  fixed = strlen (function->arguments);
  repeat = function->repeat + (*function->repeat == '?' ? 1 : 0);
  group = strlen (repeat);
  most = group == 0 ? fixed : repeat != function->repeat ? fixed + group : MAX_ARGUMENTS;
  if (function->wide)
    parser->expression->wide = TRUE;
  if (!expect (parser, "("))
    return FALSE;
  for (; !at_operator (parser, ")"); n++)
    {
      if (n >= most)
        return refuse (parser, "%s takes at most %" G_GSIZE_FORMAT " arguments", name, most);
      if (n > 0 && !expect (parser, ","))
        return FALSE;
      if (!parse_argument (parser, n < fixed ? function->arguments[n] : repeat[(n - fixed) % group],
                           &named))
        return FALSE;
    }
  if (n < fixed || (n > fixed && group > 0 && (n - fixed) % group != 0))
    return refuse (parser, "%s lacks an argument", name);
  part->result = function->result;
  return next_token (parser);
}

/* == operators (XPath 1.0, 3.1 to 3.5), the weakest last == */

static gboolean
parse_primary (Parser *parser, Part *part)
{
  const char *after;
  g_autofree char *name = NULL;

  switch (parser->lexer.kind)
    {
    case SLIP_TOKEN_NUMBER:
      part->result = SLIP_RESULT_NUMBER;
      return next_token (parser);
    case SLIP_TOKEN_LITERAL:
      part->result = SLIP_RESULT_STRING;
      part->literal = parser->lexer.text;
      g_ptr_array_add (parser->literals, g_steal_pointer (&parser->lexer.text));
      return next_token (parser);
    case SLIP_TOKEN_VARIABLE:
      if (!g_str_equal (parser->lexer.text, "now"))
        return refuse (parser, "there is no variable “$%s”, only $now", parser->lexer.text);
      parser->expression->wide = TRUE;
      part->result = SLIP_RESULT_STRING;
      return next_token (parser);
    case SLIP_TOKEN_END:
      return refuse (parser, "it ends too early");
    case SLIP_TOKEN_NAME:
      after = parser->lexer.rest + strspn (parser->lexer.rest, " \t\r\n");
      if (*after != '(')
        return parse_path (parser, part);
      name = g_steal_pointer (&parser->lexer.text);
      return next_token (parser) && parse_call (parser, name, part);
    case SLIP_TOKEN_OPERATOR:
      break;
    }
  if (at_operator (parser, "("))
    return next_token (parser) && parse_or (parser, part) && expect (parser, ")");
  return parse_path (parser, part);
}

static gboolean
parse_unary (Parser *parser, Part *part)
{
  gboolean minus = FALSE;

  for (; at_operator (parser, "-"); minus = TRUE)
    if (!next_token (parser))
      return FALSE;
  if (!parse_primary (parser, part))
    return FALSE;
  if (at_operator (parser, "|"))
    return refuse (parser, "“|” is not allowed");
  if (at_operator (parser, "/") || at_operator (parser, "["))
    return refuse (parser, "“%s” is not allowed after a value", parser->lexer.text);
  if (minus)
    *part = (Part){ SLIP_RESULT_NUMBER, NULL, NULL };
  return TRUE;
}

static gboolean
parse_product (Parser *parser, Part *part)
{
  if (!parse_unary (parser, part))
    return FALSE;
  while (at_operator (parser, "*") || at_word (parser, "div") || at_word (parser, "mod"))
    {
      if (!next_token (parser) || !parse_unary (parser, part))
        return FALSE;
      *part = (Part){ SLIP_RESULT_NUMBER, NULL, NULL };
    }
  return TRUE;
}

static gboolean
parse_sum (Parser *parser, Part *part)
{
  if (!parse_product (parser, part))
    return FALSE;
  while (at_operator (parser, "+") || at_operator (parser, "-"))
    {
      if (!next_token (parser) || !parse_product (parser, part))
        return FALSE;
      *part = (Part){ SLIP_RESULT_NUMBER, NULL, NULL };
    }
  return TRUE;
}

/* What can never be equal is a mistake: a path beside true(), a code that its list doesn't have. */
static gboolean
check_equality (Parser *parser, const Part *a, const Part *b)
{
  SlipFormNode *field = a->field;

  if (field == NULL)
    return TRUE;
  if (b->result == SLIP_RESULT_BOOLEAN)
    return refuse (parser,
                   "“%s” is a text, 'yes' or 'no'; comparing it with true or false does not "
                   "tell which",
                   field->path);
  if (b->literal == NULL || *b->literal == '\0')
    return TRUE;
  if ((field->type == SLIP_FIELD_CHOICE || field->type == SLIP_FIELD_BOOLEAN ||
       (field->type == SLIP_FIELD_CHOICES && field->codes != NULL)) &&
      !slip_form_value_is_valid (field, b->literal))
    return refuse (parser, "“%s” is never '%s'", field->path, b->literal);
  return TRUE;
}

/* XPath compares with < by number, and the number of a date is none. */
static gboolean
check_order (Parser *parser, const Part *part)
{
  if (part->field == NULL ||
      (part->field->type != SLIP_FIELD_DATE && part->field->type != SLIP_FIELD_DATE_TIME))
    return TRUE;
  return refuse (parser, "“%s” is no number, so < and > say nothing; compare %s of it",
                 part->field->path,
                 part->field->type == SLIP_FIELD_DATE ? "slip:days" : "slip:seconds");
}

static gboolean
parse_comparison (Parser *parser, Part *part)
{
  if (!parse_sum (parser, part))
    return FALSE;
  while (at_operator (parser, "=") || at_operator (parser, "!=") || at_operator (parser, "<") ||
         at_operator (parser, "<=") || at_operator (parser, ">") || at_operator (parser, ">="))
    {
      gboolean equality = at_operator (parser, "=") || at_operator (parser, "!=");
      Part left = *part;

      *part = (Part){ SLIP_RESULT_ANY, NULL, NULL };
      if (!next_token (parser) || !parse_sum (parser, part))
        return FALSE;
      if (!equality && (!check_order (parser, &left) || !check_order (parser, part)))
        return FALSE;
      if (equality &&
          (!check_equality (parser, &left, part) || !check_equality (parser, part, &left)))
        return FALSE;
      *part = (Part){ SLIP_RESULT_BOOLEAN, NULL, NULL };
    }
  return TRUE;
}

static gboolean
parse_and (Parser *parser, Part *part)
{
  if (!parse_comparison (parser, part))
    return FALSE;
  while (at_word (parser, "and"))
    {
      Part right = { SLIP_RESULT_ANY, NULL, NULL };

      if (!check_condition (parser, part) || !next_token (parser) ||
          !parse_comparison (parser, &right) || !check_condition (parser, &right))
        return FALSE;
      *part = (Part){ SLIP_RESULT_BOOLEAN, NULL, NULL };
    }
  return TRUE;
}

static gboolean
parse_or (Parser *parser, Part *part)
{
  if (++parser->nesting > MAX_NESTING)
    return refuse (parser, "it is nested too deep");
  if (!parse_and (parser, part))
    return FALSE;
  while (at_word (parser, "or"))
    {
      Part right = { SLIP_RESULT_ANY, NULL, NULL };

      if (!check_condition (parser, part) || !next_token (parser) || !parse_and (parser, &right) ||
          !check_condition (parser, &right))
        return FALSE;
      *part = (Part){ SLIP_RESULT_BOOLEAN, NULL, NULL };
    }
  parser->nesting--;
  return TRUE;
}

/* == the whole == */

/* libxml2 answers, so it must be able to read it too. */
static gboolean
compile_with_libxml (Parser *parser)
{
  xmlXPathContext *context = xmlXPathNewContext (NULL);
  xmlXPathCompExpr *compiled;

  compiled = xmlXPathCtxtCompile (context, BAD_CAST parser->expression->text);
  if (compiled == NULL)
    refuse (parser, "this is no XPath");
  else
    xmlXPathFreeCompExpr (compiled);
  xmlXPathFreeContext (context);
  return parser->error == NULL;
}

gboolean
slip_expression_resolve (SlipExpression *expression, SlipFormSet *set, GError **error)
{
  Parser parser = { .expression = expression, .set = set, .lexer = { .rest = expression->text } };
  Part part = { SLIP_RESULT_ANY, NULL, NULL };
  gboolean done;

  parser.literals = g_ptr_array_new_with_free_func (g_free);
  done = next_token (&parser) && parse_or (&parser, &part);

  if (done && parser.lexer.kind != SLIP_TOKEN_END)
    done = refuse (&parser, "“%s” is too much", parser.lexer.text);
  if (done && expression->use != SLIP_EXPRESSION_CALCULATE &&
      expression->use != SLIP_EXPRESSION_INITIAL)
    done = check_condition (&parser, &part);
  done = done && compile_with_libxml (&parser);
  g_free (parser.lexer.text);
  g_ptr_array_unref (parser.literals);
  if (!done)
    g_propagate_error (error, parser.error);
  return done;
}
