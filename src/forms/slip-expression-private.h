/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the files of the compiler of expressions share: slip-expression.c (paths and operators) and
 * slip-expression-calls.c. */

#pragma once

#include "forms/slip-form-private.h"
#include "forms/slip-functions.h"
#include "forms/slip-lexer.h"

G_BEGIN_DECLS

typedef struct
{
  SlipExpression *expression;
  SlipFormSet *set;
  SlipLexer lexer;
  GPtrArray *literals;
  guint nesting;
  GError *error;
} SlipParser;

/* What a part of an expression is: for checks of what it is compared with. */
typedef struct
{
  SlipResult result;
  SlipFormNode *field; /* of a path */
  const char *literal; /* of a string literal; the parser keeps it */
} SlipPart;

/* Keeps the first error; always FALSE. */
gboolean slip_parser_refuse (SlipParser *parser, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Refuses what is always true, or always false. */
gboolean slip_parser_check_condition (SlipParser *parser, const SlipPart *part);
gboolean slip_parser_next (SlipParser *parser);
/* Whether the token is this operator. */
gboolean slip_parser_at (SlipParser *parser, const char *text);
/* Reads this operator, and no other token. */
gboolean slip_parser_expect (SlipParser *parser, const char *text);
/* Reads an expression, a call behind its name. */
gboolean slip_parser_read (SlipParser *parser, SlipPart *part);
gboolean slip_parser_read_call (SlipParser *parser, const char *name, SlipPart *part);
/* Adds what is read to @list, once. @node: (nullable). */
void slip_expression_remember (GPtrArray *list, SlipFormNode *node);

G_END_DECLS
