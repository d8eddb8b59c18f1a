/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The functions that expressions may call: the part of XPath 1.0's own that makes sense without node
 * sets, and the slip: functions, version 1. One table, read by the compiler (who checks arguments against it)
 * and by the scope (who registers the implementations). */

#pragma once

#include <libxml/xpath.h>

#include "forms/slip-expression.h"

G_BEGIN_DECLS

#define SLIP_FUNCTIONS_VERSION 1
#define SLIP_FUNCTIONS_PREFIX "slip"

/* What an expression, or a part of it, gives. */
typedef enum
{
  SLIP_RESULT_ANY,
  SLIP_RESULT_NUMBER,
  SLIP_RESULT_STRING,
  SLIP_RESULT_BOOLEAN,
  SLIP_RESULT_PATH,
} SlipResult;

/**
 * SlipFunction:
 * @name: without the prefix
 * @arguments: a letter each
 * @repeat: letters that may follow, as a group, any number of times, or once when they begin with "?"; "" for none
 * @result: what it gives
 * @wide: looks at other records, the time or the state of signing
 * @call: (nullable): implementation; %NULL for XPath's own
 *
 * Letters: v a value; b a condition; e a regular expression (literal).
 * Literals that name things, resolved when the definition is loaded: T a table of this form, or (FORM:TABLE) of another
 * one; U a table of this form; F a field of T or U; N a table in it; G a field of N; H a field of T or else of N; M a
 * form; X a table of M; O a second table, named as T is; Y a field of X or O; P a field of M outside of tables; D a fact
 * of slip_function_facts. C a path to a choice; R a path to a reference to a row; S (literal) a field of the table that R points into.
 * A form may be named with the content that is meant: FORM@approved, FORM@first.
 */
typedef struct
{
  const char *name;
  const char *arguments;
  const char *repeat;
  SlipResult result;
  gboolean wide;
  xmlXPathFunction call;
} SlipFunction;

#define SLIP_STATE_APPROVED "approved" /* the revision that is approved now */
#define SLIP_STATE_FIRST "first"       /* the first one that was ever approved */

/* What can be asked about a document as a whole. NULL-terminated. */
extern const char *const slip_function_facts[];

/* NULL when there is none. @prefix: NULL for XPath's own. */
const SlipFunction *slip_function_find (const char *prefix, const char *name);
/* Registers the slip: functions; they find their SlipScope in the context's userData. */
void slip_functions_register (xmlXPathContext *context);
/* Table and field an argument names: shared by the compiler and the implementations, so that they can't disagree.
 * @name: full path, or relative to @table. */
SlipFormNode *slip_function_nested_table (SlipFormNode *table, const char *name);
/* (transfer full): the form of "FORM" or "FORM@STATE"; @state: (out) (transfer full) (nullable). */
char *slip_function_split_state (const char *text, char **state);

G_END_DECLS
