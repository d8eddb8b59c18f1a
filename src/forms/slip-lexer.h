/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Cuts an expression into tokens; used by slip-expression.c alone. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SLIP_TOKEN_END,
  SLIP_TOKEN_NAME, /* with its prefix; an operator such as "and" too */
  SLIP_TOKEN_LITERAL,
  SLIP_TOKEN_NUMBER,
  SLIP_TOKEN_VARIABLE,
  SLIP_TOKEN_OPERATOR, /* and the punctuation */
} SlipTokenKind;

/**
 * SlipLexer:
 * @rest: what was not read yet
 * @kind: of the current token
 * @text: its text, without quotes and dollar; g_free() it in the end
 */
typedef struct
{
  const char *rest;
  SlipTokenKind kind;
  char *text;
} SlipLexer;

/* Goes to the next token. FALSE: there is none, and @problem (transfer full) tells why. */
gboolean slip_lexer_next (SlipLexer *lexer, char **problem);

G_END_DECLS
