/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The tokens of XPath 1.0 (section 3.7). Whether a name is an operator is the parser's to know. */

#include "forms/slip-lexer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
is_name_start (char c)
{
  return g_ascii_isalpha (c) || c == '_' || (c & 0x80) != 0;
}

static gboolean
is_name_part (char c)
{
  return is_name_start (c) || g_ascii_isdigit (c) || c == '-' || c == '.';
}

static const char *
end_of_name (const char *p)
{
  while (is_name_part (*p))
    p++;
  /* A prefix, but not an axis. */
  if (p[0] == ':' && p[1] != ':' && is_name_start (p[1]))
    for (p++; is_name_part (*p);)
      p++;
  return p;
}

gboolean
slip_lexer_next (SlipLexer *lexer, char **problem)
{
  static const char *const operators[] = { "..", "//", "::", "<=", ">=", "!=", "(",
                                           ")",  "[",  "]",  ".",  "@",  ",",  "/",
                                           "|",  "+",  "-",  "=",  "<",  ">",  "*" };
  const char *p = lexer->rest;
  const char *end = p;

  g_clear_pointer (&lexer->text, g_free);
  while (g_ascii_isspace (*p))
    p++;
  end = p;
  if (*p == '\0')
    lexer->kind = SLIP_TOKEN_END;
  else if (*p == '\'' || *p == '"')
    {
      lexer->kind = SLIP_TOKEN_LITERAL;
      end = strchr (p + 1, *p);
      if (end == NULL)
        {
          *problem = g_strdup (_ ("a text is not closed"));
          return FALSE;
        }
      lexer->text = g_strndup (p + 1, (gsize) (end - p - 1));
      lexer->rest = end + 1;
      return TRUE;
    }
  else if (g_ascii_isdigit (*p) || (*p == '.' && g_ascii_isdigit (p[1])))
    {
      lexer->kind = SLIP_TOKEN_NUMBER;
      end = p + strspn (p, "0123456789");
      if (*end == '.')
        end += 1 + strspn (end + 1, "0123456789");
    }
  else if (is_name_start (*p))
    {
      lexer->kind = SLIP_TOKEN_NAME;
      end = end_of_name (p);
    }
  else if (*p == '$' && is_name_start (p[1]))
    {
      lexer->kind = SLIP_TOKEN_VARIABLE;
      end = end_of_name (++p);
    }
  else
    {
      lexer->kind = SLIP_TOKEN_OPERATOR;
      for (gsize i = 0; i < G_N_ELEMENTS (operators) && end == p; i++)
        if (g_str_has_prefix (p, operators[i]))
          end = p + strlen (operators[i]);
      if (end == p)
        {
          *problem = g_strdup_printf (_ ("“%c” has no meaning here"), *p);
          return FALSE;
        }
    }
  lexer->text = g_strndup (p, (gsize) (end - p));
  lexer->rest = end;
  return TRUE;
}
