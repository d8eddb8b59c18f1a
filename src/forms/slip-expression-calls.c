/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Function calls in expressions: what each argument means in the form, by the table of functions (slip-functions.h). */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "forms/slip-expression-private.h"
#include "forms/slip-form-codes.h"

#define MAX_ARGUMENTS 32

/* What literals before have named. */
typedef struct
{
  SlipFormNode *table;
  SlipFormNode *nested;
  SlipForm *form;
  SlipFormNode *form_table;
  SlipFormNode *target; /* table that a reference points into */
  SlipFormNode *column; /* whose value comes next */
} Named;

static SlipFormNode *
find_table (SlipForm *form, const char *path)
{
  SlipFormNode *node = slip_form_find (form, path);

  return node != NULL && node->kind == SLIP_NODE_TABLE ? node : NULL;
}

/* What a name of a form may say behind an "@": which content of its document is looked at. */
static const char *const states[] = { SLIP_STATE_APPROVED, SLIP_STATE_FIRST, NULL };

/* Other forms' nodes count in another order and change without this record: they make the expression wide instead. */
static void
remember_join (SlipParser *parser, SlipFormNode *node)
{
  if (node != NULL && node->form == parser->set->form)
    slip_expression_remember (parser->expression->joins, node);
}

/* @text: "FORM" or "FORM@STATE". */
static SlipForm *
find_form (SlipParser *parser, const char *text)
{
  g_autofree char *state = NULL;
  g_autofree char *id = slip_function_split_state (text, &state);
  SlipForm *form;

  if (state != NULL && !g_strv_contains (states, state))
    {
      slip_parser_refuse (parser, _ ("“%s” is no state of a document; there are %s and %s"), state,
                          states[0], states[1]);
      return NULL;
    }
  form = slip_form_set_get (parser->set, id, &parser->error);
  if (form == NULL)
    slip_parser_refuse (parser, _ ("there is no form “%s”"), id);
  return form;
}

/* @text: a table of this form, or "FORM:TABLE" or "FORM@STATE:TABLE" of the release's document of another. */
static SlipFormNode *
find_source (SlipParser *parser, const char *text)
{
  const char *colon = strchr (text, ':');
  g_autofree char *id = colon != NULL ? g_strndup (text, (gsize) (colon - text)) : NULL;
  SlipForm *form = colon != NULL ? find_form (parser, id) : parser->set->form;
  SlipFormNode *table;

  if (form == NULL)
    return NULL;
  if (colon != NULL)
    parser->expression->wide = TRUE;
  table = find_table (form, colon != NULL ? colon + 1 : text);
  if (table == NULL)
    slip_parser_refuse (parser, _ ("there is no table “%s”"), text);
  return table;
}

/* A field that stands in rows, for a function that reads many of them: so it must be stored. */
static SlipFormNode *
find_column (SlipParser *parser, SlipFormNode *table, const char *name)
{
  SlipFormNode *node = table != NULL ? slip_form_node_child (table, name) : NULL;

  if (node == NULL || node->kind != SLIP_NODE_FIELD)
    {
      slip_parser_refuse (parser, _ ("the table “%s” has no field “%s”"),
                          table != NULL ? table->path : "?", name);
      return NULL;
    }
  if (node->calculate != NULL)
    {
      slip_parser_refuse (parser,
                          _ ("“%s” is calculated; functions over tables read stored fields only"),
                          node->path);
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
      slip_parser_refuse (parser, _ ("“%s” is no reference to a row"), field->path);
      return NULL;
    }
  if (field->to_form != NULL)
    form = slip_form_set_get (parser->set, field->to_form, &parser->error);
  return form != NULL ? find_table (form, field->to_table) : NULL;
}

/* A literal that names a field of a table. */
static gboolean
resolve_column (SlipParser *parser, SlipFormNode *table, const char *text, Named *named)
{
  remember_join (parser, named->column = find_column (parser, table, text));
  return named->column != NULL;
}

/* A literal that names a thing: looks it up and keeps it for the arguments after it. */
static gboolean
resolve_literal (SlipParser *parser, char letter, const char *text, Named *named)
{
  SlipFormNode *found = NULL;

  switch (letter)
    {
    case 'T':
      remember_join (parser, found = named->table = find_source (parser, text));
      return found != NULL;
    case 'U':
      found = named->table = find_table (parser->set->form, text);
      if (found == NULL)
        return slip_parser_refuse (parser, _ ("there is no table “%s”"), text);
      remember_join (parser, found);
      return TRUE;
    case 'O':
      remember_join (parser, named->form_table = find_source (parser, text));
      return named->form_table != NULL;
    case 'D':
      return g_strv_contains (slip_function_facts, text) ||
             slip_parser_refuse (parser, _ ("“%s” is nothing that is known of a document"), text);
    case 'N':
      found = named->nested = slip_function_nested_table (named->table, text);
      if (found == NULL)
        return slip_parser_refuse (parser, _ ("there is no table “%s” in “%s”"), text,
                                   named->table->path);
      remember_join (parser, found);
      return TRUE;
    case 'F':
      return resolve_column (parser, named->table, text, named);
    case 'G':
      return resolve_column (parser, named->nested, text, named);
    case 'H':
      return resolve_column (
          parser, slip_form_node_child (named->table, text) != NULL ? named->table : named->nested,
          text, named);
    case 'M':
      named->form = find_form (parser, text);
      return named->form != NULL;
    case 'X':
      named->form_table = find_table (named->form, text);
      return named->form_table != NULL ||
             slip_parser_refuse (parser, _ ("the form “%s” has no table “%s”"),
                                 slip_form_get_id (named->form), text);
    case 'Y':
      return resolve_column (parser, named->form_table, text, named);
    case 'P':
      if (named->form == parser->set->form)
        return slip_parser_refuse (parser, _ ("“%s” is this form; write a path"),
                                   slip_form_get_id (named->form));
      found = g_hash_table_lookup (named->form->by_path, text);
      return (found != NULL && found->kind == SLIP_NODE_FIELD && found->table == NULL) ||
             slip_parser_refuse (parser, _ ("the form “%s” has no field “%s” outside of tables"),
                                 slip_form_get_id (named->form), text);
    case 'S':
      return find_column (parser, named->target, text) != NULL;
    default:
      return slip_parser_refuse (parser, _ ("unknown kind of argument"));
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
    {
      if (!slip_parser_read (parser, &part))
        return FALSE;
      if (part.literal != NULL && named->column != NULL)
        slip_form_codes_remember (parser->set->form, named->column, part.literal);
      return letter == 'v' || slip_parser_check_condition (parser, &part);
    }
  if (letter == 'C')
    return slip_parser_read (parser, &part) &&
           ((part.field != NULL && part.field->codes != NULL) ||
            slip_parser_refuse (parser, _ ("the first argument has to be a path to a choice")));
  if (letter == 'R')
    {
      if (!slip_parser_read (parser, &part))
        return FALSE;
      if (part.field == NULL)
        return slip_parser_refuse (parser,
                                   _ ("the first argument has to be a path to a reference"));
      named->target = find_target (parser, part.field);
      return named->target != NULL ||
             slip_parser_refuse (parser, _ ("“%s” points nowhere"), part.field->path);
    }
  if (parser->lexer.kind != SLIP_TOKEN_LITERAL)
    return slip_parser_refuse (
        parser, _ ("names of forms, tables and fields are given as texts, such as 'items'"));
  text = g_strdup (parser->lexer.text);
  if (!slip_parser_next (parser))
    return FALSE;
  if (!slip_parser_at (parser, ",") && !slip_parser_at (parser, ")"))
    return slip_parser_refuse (parser, _ ("names of forms, tables and fields can't be computed"));
  return letter == 'e' ? parse_regex (parser, text) : resolve_literal (parser, letter, text, named);
}

gboolean
slip_parser_read_call (SlipParser *parser, const char *name, SlipPart *part)
{
  g_autofree char *prefix = NULL;
  const char *colon = strchr (name, ':');
  const char *local = colon != NULL ? colon + 1 : name;
  const SlipFunction *function;
  Named named = { NULL, NULL, NULL, NULL, NULL, NULL };
  gsize n = 0;
  const char *repeat;
  gsize fixed;
  gsize group;
  gsize most;

  prefix = colon != NULL ? g_strndup (name, (gsize) (colon - name)) : NULL;
  function = slip_function_find (prefix, local);
  if (function == NULL)
    return slip_parser_refuse (parser, _ ("there is no function “%s”"), name);
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
        return slip_parser_refuse (parser, _ ("%s takes at most %u arguments"), name, (guint) most);
      if (n > 0 && !slip_parser_expect (parser, ","))
        return FALSE;
      if (!parse_argument (parser, n < fixed ? function->arguments[n] : repeat[(n - fixed) % group],
                           &named))
        return FALSE;
    }
  if (n < fixed || (n > fixed && group > 0 && (n - fixed) % group != 0))
    return slip_parser_refuse (parser, _ ("%s lacks an argument"), name);
  part->result = function->result;
  return slip_parser_next (parser);
}
