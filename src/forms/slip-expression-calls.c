/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Function calls in expressions: what each argument means in the form, by the table of functions (slip-functions.h). */

#define G_LOG_DOMAIN "slipway"

#include <string.h>

#include "forms/slip-expression-private.h"

#define MAX_ARGUMENTS 32

/* What literals before have named. */
typedef struct
{
  SlipFormNode *table;
  SlipFormNode *nested;
  SlipForm *form;
  SlipFormNode *form_table;
  SlipFormNode *target; /* table that a reference points into */
} Named;

static SlipFormNode *
find_table (SlipForm *form, const char *path)
{
  SlipFormNode *node = slip_form_find (form, path);

  return node != NULL && node->kind == SLIP_NODE_TABLE ? node : NULL;
}

/* A field that stands in rows, for a function that reads many of them: so it must be stored. */
static SlipFormNode *
find_column (SlipParser *parser, SlipFormNode *table, const char *name)
{
  SlipFormNode *node = table != NULL ? slip_form_node_child (table, name) : NULL;

  if (node == NULL || node->kind != SLIP_NODE_FIELD)
    {
      slip_parser_refuse (parser, "the table “%s” has no field “%s”",
                          table != NULL ? table->path : "?", name);
      return NULL;
    }
  if (node->calculate != NULL)
    {
      slip_parser_refuse (
          parser, "“%s” is calculated; functions over tables read stored fields only", node->path);
      return NULL;
    }
  return node;
}

static SlipFormNode *
find_target (SlipParser *parser, SlipFormNode *field)
{
  SlipForm *form = field->form;

  if (field->type != SLIP_FIELD_REFERENCE || field->to != SLIP_REFERENCE_ROW)
    {
      slip_parser_refuse (parser, "“%s” is no reference to a row", field->path);
      return NULL;
    }
  if (field->to_form != NULL)
    form = slip_form_set_get (parser->set, field->to_form, &parser->error);
  return form != NULL ? find_table (form, field->to_table) : NULL;
}

/* A literal that names a thing: looks it up and keeps it for the arguments after it. */
static gboolean
resolve_literal (SlipParser *parser, char letter, const char *text, Named *named)
{
  SlipExpression *expression = parser->expression;
  SlipFormNode *found = NULL;

  switch (letter)
    {
    case 'T':
      found = named->table = find_table (parser->set->form, text);
      if (found == NULL)
        return slip_parser_refuse (parser, "there is no table “%s”", text);
      slip_expression_remember (expression->joins, found);
      return TRUE;
    case 'N':
      found = named->nested = slip_function_nested_table (named->table, text);
      if (found == NULL)
        return slip_parser_refuse (parser, "there is no table “%s” in “%s”", text,
                                   named->table->path);
      slip_expression_remember (expression->joins, found);
      return TRUE;
    case 'F':
      slip_expression_remember (expression->joins,
                                found = find_column (parser, named->table, text));
      return found != NULL;
    case 'G':
      slip_expression_remember (expression->joins,
                                found = find_column (parser, named->nested, text));
      return found != NULL;
    case 'H':
      if (slip_form_node_child (named->table, text) != NULL)
        found = find_column (parser, named->table, text);
      else
        found = find_column (parser, named->nested, text);
      slip_expression_remember (expression->joins, found);
      return found != NULL;
    case 'M':
      named->form = slip_form_set_get (parser->set, text, &parser->error);
      return named->form != NULL || slip_parser_refuse (parser, "there is no form “%s”", text);
    case 'X':
      named->form_table = find_table (named->form, text);
      return named->form_table != NULL ||
             slip_parser_refuse (parser, "the form “%s” has no table “%s”",
                                 slip_form_get_id (named->form), text);
    case 'Y':
      return find_column (parser, named->form_table, text) != NULL;
    case 'P':
      if (named->form == parser->set->form)
        return slip_parser_refuse (parser, "“%s” is this form; write a path",
                                   slip_form_get_id (named->form));
      found = g_hash_table_lookup (named->form->by_path, text);
      return (found != NULL && found->kind == SLIP_NODE_FIELD && found->table == NULL) ||
             slip_parser_refuse (parser, "the form “%s” has no field “%s” outside of tables",
                                 slip_form_get_id (named->form), text);
    case 'S':
      return find_column (parser, named->target, text) != NULL;
    default:
      return slip_parser_refuse (parser, "unknown kind of argument");
    }
}

static gboolean
parse_regex (SlipParser *parser, const char *text)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GRegex) regex = g_regex_new (text, G_REGEX_DEFAULT, 0, &local_error);

  return regex != NULL || slip_parser_refuse (parser, "%s", local_error->message);
}

static gboolean
parse_argument (SlipParser *parser, char letter, Named *named)
{
  SlipPart part = { SLIP_RESULT_ANY, NULL, NULL };
  g_autofree char *text = NULL;

  if (letter == 'v' || letter == 'b')
    return slip_parser_read (parser, &part) &&
           (letter == 'v' || slip_parser_check_condition (parser, &part));
  if (letter == 'R')
    {
      if (!slip_parser_read (parser, &part))
        return FALSE;
      if (part.field == NULL)
        return slip_parser_refuse (parser, "the first argument has to be a path to a reference");
      named->target = find_target (parser, part.field);
      return named->target != NULL ||
             slip_parser_refuse (parser, "“%s” points nowhere", part.field->path);
    }
  if (parser->lexer.kind != SLIP_TOKEN_LITERAL)
    return slip_parser_refuse (
        parser, "names of forms, tables and fields are given as texts, such as 'items'");
  text = g_strdup (parser->lexer.text);
  if (!slip_parser_next (parser))
    return FALSE;
  if (!slip_parser_at (parser, ",") && !slip_parser_at (parser, ")"))
    return slip_parser_refuse (parser, "names of forms, tables and fields can't be computed");
  return letter == 'e' ? parse_regex (parser, text) : resolve_literal (parser, letter, text, named);
}

gboolean
slip_parser_read_call (SlipParser *parser, const char *name, SlipPart *part)
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
    return slip_parser_refuse (parser, "there is no function “%s”", name);
  fixed = strlen (function->arguments);
  repeat = function->repeat + (*function->repeat == '?' ? 1 : 0);
  group = strlen (repeat);
  most = group == 0 ? fixed : repeat != function->repeat ? fixed + group : MAX_ARGUMENTS;
  if (function->wide)
    parser->expression->wide = TRUE;
  if (!slip_parser_expect (parser, "("))
    return FALSE;
  for (; !slip_parser_at (parser, ")"); n++)
    {
      if (n >= most)
        return slip_parser_refuse (parser, "%s takes at most %" G_GSIZE_FORMAT " arguments", name,
                                   most);
      if (n > 0 && !slip_parser_expect (parser, ","))
        return FALSE;
      if (!parse_argument (parser, n < fixed ? function->arguments[n] : repeat[(n - fixed) % group],
                           &named))
        return FALSE;
    }
  if (n < fixed || (n > fixed && group > 0 && (n - fixed) % group != 0))
    return slip_parser_refuse (parser, "%s lacks an argument", name);
  part->result = function->result;
  return slip_parser_next (parser);
}
