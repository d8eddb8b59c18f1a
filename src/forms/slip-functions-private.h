/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the implementations of functions share. */

#pragma once

#include "forms/slip-functions.h"
#include "forms/slip-scope-private.h"

G_BEGIN_DECLS

/* == arguments and results (slip-functions.c) == */

SlipScope *slip_function_scope (xmlXPathParserContext *parser);
char *slip_function_pop_text (xmlXPathParserContext *parser); /* (transfer full), GLib memory */
/* (transfer full) (element-type utf8): all @n arguments, the first first. */
GPtrArray *slip_function_pop_texts (xmlXPathParserContext *parser, int n);
void slip_function_push_text (xmlXPathParserContext *parser, const char *text);
void slip_function_push_number (xmlXPathParserContext *parser, double number);

/* (transfer none): the table of @scope's form that the argument names. */
SlipFormNode *slip_function_table (SlipScope *scope, GPtrArray *texts, guint n);
/* (transfer none) (nullable): a column of a table of this record, within the current row where the table is nested in
 * it; a table that is not relevant now has none. NULL: the evaluation has ended, or (*empty) there is nothing. */
SlipColumn *slip_function_column (xmlXPathParserContext *parser, SlipFormNode *table,
                                  SlipFormNode *field, gboolean *empty);

/* == rows of this document (slip-functions-rows.c) == */

void slip_function_count (xmlXPathParserContext *parser, int n);
void slip_function_sum (xmlXPathParserContext *parser, int n);
void slip_function_min (xmlXPathParserContext *parser, int n);
void slip_function_max (xmlXPathParserContext *parser, int n);
void slip_function_position (xmlXPathParserContext *parser, int n);
void slip_function_lines (xmlXPathParserContext *parser, int n);
void slip_function_last (xmlXPathParserContext *parser, int n);
void slip_function_count_last (xmlXPathParserContext *parser, int n);

/* == other documents (slip-functions-documents.c) == */

void slip_function_coverage (xmlXPathParserContext *parser, int n);
void slip_function_row (xmlXPathParserContext *parser, int n);
void slip_function_from (xmlXPathParserContext *parser, int n);
void slip_function_lookup (xmlXPathParserContext *parser, int n);

G_END_DECLS
