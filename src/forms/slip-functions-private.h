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
/* (transfer none) (nullable): the field that the argument is a path to; @value: (out) (transfer full): what stands there. */
SlipFormNode *slip_function_pop_field (xmlXPathParserContext *parser, char **value);
void slip_function_push_text (xmlXPathParserContext *parser, const char *text);
void slip_function_push_number (xmlXPathParserContext *parser, double number);

/* (transfer none): the table of @scope's form that the argument names. */
SlipFormNode *slip_function_table (SlipScope *scope, GPtrArray *texts, guint n);

/* Where a function over a table looks: this record, or another document of the release.
 * @scope: (unowned) (nullable): NULL when there is no such document (or it is not approved, where that was asked for),
 *   or when its definition doesn't have the table: then the function gives ""
 * @own: this record, as it stands */
typedef struct
{
  SlipScope *scope;
  SlipFormNode *table;
  gboolean own;
} SlipSource;

/* @name: "TABLE", "FORM:TABLE" or "FORM@STATE:TABLE". FALSE: the evaluation has ended: failed, or the source is absent
 * and "" was given. */
gboolean slip_function_source (xmlXPathParserContext *parser, const char *name, SlipSource *source);
/* (transfer none) (nullable): a column of a table of the source, within the current row where the table is nested in
 * it; a table that is not relevant now has none. NULL: the evaluation has ended, or (*empty) there is nothing. */
SlipColumn *slip_function_column (xmlXPathParserContext *parser, const SlipSource *source,
                                  SlipFormNode *table, SlipFormNode *field, gboolean *empty);

/* A pair of field and value: rows that have it. @field: (nullable): another document's older definition lacks it. */
typedef struct
{
  SlipFormNode *field;
  char *value;
} SlipFilter;

/* (transfer full) (element-type SlipFilter): pairs from argument @first on, of fields of @table or else of @nested. */
GArray *slip_function_filters (SlipFormNode *table, SlipFormNode *nested, GPtrArray *texts,
                               guint first);
gboolean slip_function_has_value (SlipColumn *column, guint i, const char *value);
/* (transfer full): which of @rows pass all filters, a byte each; NULL when the evaluation has ended. */
guint8 *slip_function_filter_rows (xmlXPathParserContext *parser, const SlipSource *source,
                                   SlipColumn *rows, GArray *filters);
/* What values are ordered by: numbers and times (ms) by number, all else NaN. */
double slip_function_number (SlipFormNode *field, const char *value);

/* == rows of this document (slip-functions-rows.c) == */

void slip_function_count (xmlXPathParserContext *parser, int n);
void slip_function_sum (xmlXPathParserContext *parser, int n);
void slip_function_min (xmlXPathParserContext *parser, int n);
void slip_function_max (xmlXPathParserContext *parser, int n);
void slip_function_position (xmlXPathParserContext *parser, int n);
void slip_function_lines (xmlXPathParserContext *parser, int n);
void slip_function_last (xmlXPathParserContext *parser, int n);
void slip_function_lowest (xmlXPathParserContext *parser, int n);
void slip_function_count_last (xmlXPathParserContext *parser, int n);
void slip_function_here (xmlXPathParserContext *parser, int n);

/* == statistics over rows (slip-functions-statistics.c) == */

void slip_function_filled (xmlXPathParserContext *parser, int n);
void slip_function_mean (xmlXPathParserContext *parser, int n);
void slip_function_median (xmlXPathParserContext *parser, int n);
void slip_function_mean_of_groups (xmlXPathParserContext *parser, int n);
void slip_function_mean_hours (xmlXPathParserContext *parser, int n);
void slip_function_median_hours (xmlXPathParserContext *parser, int n);
void slip_function_count_between (xmlXPathParserContext *parser, int n);
void slip_function_joined (xmlXPathParserContext *parser, int n);

/* == other documents (slip-functions-documents.c) == */

/* (transfer none) (nullable): the scope of the release's document of "FORM" or "FORM@STATE"; this record's own for its own
 * form. NULL without error: there is none. */
SlipScope *slip_function_document (SlipScope *scope, const char *text, GError **error);
void slip_function_coverage (xmlXPathParserContext *parser, int n);
void slip_function_row (xmlXPathParserContext *parser, int n);
void slip_function_from (xmlXPathParserContext *parser, int n);
void slip_function_lookup (xmlXPathParserContext *parser, int n);

/* == documents as a whole (slip-functions-state.c) == */

void slip_function_documents (xmlXPathParserContext *parser, int n);
void slip_function_fact (xmlXPathParserContext *parser, int n);
void slip_function_fact_of (xmlXPathParserContext *parser, int n);
void slip_function_evidence (xmlXPathParserContext *parser, int n);
void slip_function_package_digest (xmlXPathParserContext *parser, int n);

G_END_DECLS
