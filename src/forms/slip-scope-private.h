/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the implementations of functions, instances and checks need of a scope. */

#pragma once

#include <libxml/xpath.h>

#include "forms/slip-cells.h"
#include "forms/slip-expression.h"

G_BEGIN_DECLS

/* Far more operations than any sensible expression takes: with a limit of time it bounds what a hostile definition can
 * cost. */
#define SLIP_SCOPE_MAX_OPERATIONS 100000

/* For slip-scope.c and slip-scope-answer.c alone. */
struct _SlipScope
{
  SlipDatabase *database;
  SlipForm *form;
  char *record;
  guint depth;
  SlipCells *cells;
  xmlXPathContext *xpath;
  GHashTable *compiled; /* SlipExpression → xmlXPathCompExpr */
  GHashTable *values;   /* "index row" → text of a calculated field */
  GHashTable *relevant; /* "index row" → 1 no, 2 yes */
  GHashTable *regexes;
  GHashTable *others; /* record → SlipScope */
  SlipFormContext context;
  gboolean has_context;

  /* while an expression is answered */
  SlipExpression *expression;
  const char *row;
  char *anchor_row;
  gint64 deadline;
  char *message;
};

SlipCells *slip_scope_get_cells (SlipScope *scope);
/* (transfer none): with the hook's answers. */
SlipFormContext *slip_scope_get_context (SlipScope *scope);
/* (transfer full): the time of the scope with the device's offset. */
char *slip_scope_now (SlipScope *scope);
/* (transfer none): compiled once a scope. @pattern: valid. */
GRegex *slip_scope_get_regex (SlipScope *scope, const char *pattern);
/* (transfer none): a scope of another record, to look into from this one; NULL with FAILED when records look into each
 * other without end. */
SlipScope *slip_scope_get_other (SlipScope *scope, const char *record, GError **error);
/* (transfer none) (nullable): a scope of an approved revision of @record: the one that is approved now, or (@first) the
 * first one ever. NULL without error when there is none; NOT_FOUND when its content has not arrived. */
SlipScope *slip_scope_get_revision (SlipScope *scope, const char *record, gboolean first,
                                    GError **error);
/* (transfer none) (nullable): the nearest table above @table (itself not) in a row of which the expression that is being
 * answered stands; @row: that row's id, good until the next call. */
SlipFormNode *slip_scope_get_anchor (SlipScope *scope, SlipFormNode *table, const char **row);
/* (transfer none) (nullable): the table in a row of which the expression that is being answered stands; @row: its id. */
SlipFormNode *slip_scope_get_place (SlipScope *scope, const char **row);
/* (transfer full): "" while the field is not relevant, else its value. What expressions see. */
char *slip_scope_get_seen (SlipScope *scope, SlipFormNode *field, const char *row, GError **error);
/* (transfer full): the row above @row's table row; "" at the top. */
char *slip_scope_row_above (SlipScope *scope, SlipFormNode *table, const char *row);
/* (transfer full): the row of @wanted (nullable) that @row of @table is, or lies in; "" for none. */
char *slip_scope_row_of (SlipScope *scope, SlipFormNode *table, const char *row,
                         SlipFormNode *wanted);
/* Ends the evaluation with a message. */
void slip_scope_fail (xmlXPathParserContext *parser, const char *message);
/* FALSE (and the evaluation is ended) when it has taken too long. */
gboolean slip_scope_go_on (xmlXPathParserContext *parser);

G_END_DECLS
