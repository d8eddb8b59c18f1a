/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* XPath's rules make two kinds of traps for a criterion: a comparison with an empty node set is false, and so its not() is
 * true; and '' differs from everything. So each path that is compared or calculated with has to be there and say
 * something. Paths inside predicates, and those whose being there is the question (in not(), count(), string(),
 * boolean(), or alone) are let be. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-error.h"
#include "forms/slip-lexer.h"
#include "process/slip-question-private.h"

#define MAX_DEPTH 32

/* The tokens of an expression, with where each begins and ends in the text. */
typedef struct
{
  SlipTokenKind kind;
  char *text;
  const char *begin;
  const char *end;
} Token;

static void
token_clear (gpointer data)
{
  g_free (((Token *) data)->text);
}

static GArray *
read_tokens (const char *text, GError **error)
{
  g_autoptr (GArray) tokens = g_array_new (FALSE, FALSE, sizeof (Token));
  SlipLexer lexer = { text };

  g_array_set_clear_func (tokens, token_clear);
  for (;;)
    {
      Token token;
      g_autofree char *problem = NULL;

      token.begin = lexer.rest + strspn (lexer.rest, " \t\r\n");
      if (!slip_lexer_next (&lexer, &problem))
        {
          g_free (lexer.text);
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, "“%s”: %s", text, problem);
          return NULL;
        }
      token.kind = lexer.kind;
      token.text = g_steal_pointer (&lexer.text);
      token.end = lexer.rest;
      g_array_append_val (tokens, token);
      if (token.kind == SLIP_TOKEN_END)
        return g_steal_pointer (&tokens);
    }
}

static const Token *
token_at (GArray *tokens, guint i)
{
  return &g_array_index (tokens, Token, MIN (i, tokens->len - 1));
}

static gboolean
is_sign (const Token *token, const char *sign)
{
  return token->kind == SLIP_TOKEN_OPERATOR && g_str_equal (token->text, sign);
}

static gboolean
is_any_sign (const Token *token, const char *const *signs)
{
  return token->kind == SLIP_TOKEN_OPERATOR && g_strv_contains (signs, token->text);
}

/* What asks for the value of the paths on its sides; where an operand is awaited these are steps of a path. */
static gboolean
compares (const Token *token)
{
  static const char *const signs[] = { "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", NULL };

  return is_any_sign (token, signs) ||
         (token->kind == SLIP_TOKEN_NAME &&
          (g_str_equal (token->text, "div") || g_str_equal (token->text, "mod")));
}

static gboolean
begins_path (GArray *tokens, guint i)
{
  static const char *const signs[] = { "/", "//", "@", ".", "..", "*", NULL };
  const Token *token = token_at (tokens, i);

  return is_any_sign (token, signs) ||
         (token->kind == SLIP_TOKEN_NAME && !is_sign (token_at (tokens, i + 1), "("));
}

/* From the first token of a path to the one behind its last: steps with their predicates. */
static guint
end_of_path (GArray *tokens, guint i)
{
  static const char *const between[] = { "/", "//", NULL };
  static const char *const before[] = { "@", "::", NULL };
  guint depth = 0;

  if (is_any_sign (token_at (tokens, i), between))
    i++;
  for (;; i++)
    {
      const Token *token = token_at (tokens, i);

      if (token->kind == SLIP_TOKEN_END)
        return i;
      if (is_sign (token, "["))
        depth++;
      else if (is_sign (token, "]"))
        depth--;
      if (depth > 0 || is_any_sign (token, before) || is_any_sign (token, between))
        continue;
      /* A step is over; does another one, or something that belongs to it, follow? */
      token = token_at (tokens, i + 1);
      if (!is_sign (token, "[") && !is_sign (token, "::") && !is_any_sign (token, between))
        return i + 1;
    }
}

/* The functions of which the argument's being there is what is asked. */
static gboolean
asks_for_presence (const char *function)
{
  static const char *const names[] = { "not", "count", "string", "boolean", "slip:all-in", NULL };

  return g_strv_contains (names, function);
}

/* Whether what stands from @begin up to @end is compared or calculated with. */
static gboolean
is_operand (GArray *tokens, guint begin, guint end)
{
  return compares (token_at (tokens, end)) ||
         (begin > 0 && compares (token_at (tokens, begin - 1)));
}

static void
add_needed (SlipQuestion *question, GArray *tokens, guint begin, guint end)
{
  const char *text = token_at (tokens, begin)->begin;

  g_ptr_array_add (question->paths,
                   g_strndup (text, (gsize) (token_at (tokens, end - 1)->end - text)));
}

/* Finds the paths that are compared or calculated with, outside of predicates. An expression is operands with operators
 * between them; @calls has the function around each depth of brackets. */
static gboolean
find_needed (SlipQuestion *question, GArray *tokens, GError **error)
{
  const char *calls[MAX_DEPTH] = { "" };
  guint begins[MAX_DEPTH] = { 0 };
  gboolean awaits_operand = TRUE;
  guint depth = 0;

  for (guint i = 0; token_at (tokens, i)->kind != SLIP_TOKEN_END; i++)
    {
      const Token *token = token_at (tokens, i);
      guint end;

      if (awaits_operand && (is_sign (token, "(") || (token->kind == SLIP_TOKEN_NAME &&
                                                      is_sign (token_at (tokens, i + 1), "("))))
        {
          if (depth + 1 == MAX_DEPTH)
            {
              g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("“%s” is nested too deep"),
                           question->text);
              return FALSE;
            }
          /* A bracket alone hands on what is asked around it, unless something is compared with what stands in it. */
          calls[depth + 1] = is_sign (token, "(") ? calls[depth] : token->text;
          begins[++depth] = i;
          i += token->kind == SLIP_TOKEN_NAME;
          awaits_operand = !is_sign (token_at (tokens, i + 1), ")");
          continue;
        }
      if (is_sign (token, ")"))
        {
          /* What a function makes of what is there may still be nothing: the share of none. */
          if (depth > 0 && token_at (tokens, begins[depth])->kind == SLIP_TOKEN_NAME &&
              is_operand (tokens, begins[depth], i + 1))
            add_needed (question, tokens, begins[depth], i + 1);
          depth = depth > 0 ? depth - 1 : 0;
          awaits_operand = FALSE;
          continue;
        }
      if (!awaits_operand)
        {
          awaits_operand = TRUE;
          continue;
        }
      awaits_operand = is_sign (token, "-"); /* a sign, not a difference */
      if (!begins_path (tokens, i))
        continue;
      end = end_of_path (tokens, i);
      if (is_operand (tokens, i, end) ||
          (*calls[depth] != '\0' && !asks_for_presence (calls[depth])))
        add_needed (question, tokens, i, end);
      i = end - 1;
    }
  return TRUE;
}

/* Everywhere, in predicates, too. */
static gboolean
check_functions (SlipQuestion *question, GArray *tokens, GError **error)
{
  static const char *const words[] = { "and", "or", "div", "mod", NULL };

  for (guint i = 0; i + 1 < tokens->len; i++)
    {
      const Token *token = token_at (tokens, i);

      if (token->kind != SLIP_TOKEN_NAME || !is_sign (token_at (tokens, i + 1), "(") ||
          g_strv_contains (words, token->text) || slip_evidence_has_function (token->text))
        continue;
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("“%s”: there is no function “%s”"),
                   question->text, token->text);
      return FALSE;
    }
  return TRUE;
}

gboolean
slip_question_find_paths (SlipQuestion *question, GError **error)
{
  g_autoptr (GArray) tokens = read_tokens (question->text, error);

  return tokens != NULL && check_functions (question, tokens, error) &&
         find_needed (question, tokens, error);
}
