/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Expressions of form definitions (XPath 1.0 with child, parent and self steps, and slip: functions) and the
 * scope that answers them for one record. An expression is answered on a skeleton of the instance: the few
 * cells that it reads, had by SQL; so the size of the tables doesn't matter. */

#pragma once

#include "forms/slip-form.h"

G_BEGIN_DECLS

/* == what an expression is; immutable == */

const char *slip_expression_get_text (SlipExpression *expression);
/* TRUE when it looks at other records, the time or the state of signing. */
gboolean slip_expression_is_wide (SlipExpression *expression);
/* Does a change of @field (any row) change what the expression gives, directly or through calculations? */
gboolean slip_expression_depends_on (SlipExpression *expression, SlipFormNode *field);

/* == the outer facts that slip: header functions answer == */

/**
 * SlipFormContext:
 * @version: of the revision being drafted: count of approved revisions + 1, as text
 * @status: draft, in review, approved, amended …
 * @previous_version: "none" for the first
 * @signatures: the signature block as text, a line each
 * @approved: (nullable): digest of the content that is approved now; @approved_revision: its number
 * @first: (nullable): digest of the content that was approved first
 *
 * The process layer fills what follows @revision through a hook, so that forms needs to know nothing of signatures.
 * Without one they are "1", "draft", "none" and "", and nothing is approved.
 */
typedef struct
{
  SlipDatabase *database;
  SlipForm *form;
  const char *record;
  gint64 now_ms;
  int utc_offset; /* minutes */
  guint revision; /* the approved one that is looked at; 0: the document as it stands */
  char *version;
  char *status;
  char *previous_version;
  char *signatures;
  guint approved_revision;
  char *approved;
  char *first;
} SlipFormContext;

/* Called at most once a scope, when an expression asks; may g_free() and replace the texts. */
typedef void (*SlipFormContextHook) (SlipFormContext *context);
/* Set once, before threads start. */
void slip_form_set_context_hook (SlipFormContextHook hook);

/* == answering == */

typedef struct _SlipScope SlipScope;

/* A scope remembers what it has read: make one for a look at a record, throw it away (or slip_scope_forget()) when the
 * record changes. One thread. */
SlipScope *slip_scope_new (SlipDatabase *database, SlipForm *form, const char *record);
/* The same over a canonical content instead of what the tables hold now: an approved revision, what somebody signed.
 * @revision: its number, for the header's fields; 0 when it is none. INVALID when @content isn't one of this form. */
SlipScope *slip_scope_new_for_content (SlipDatabase *database, SlipForm *form, const char *record,
                                       GBytes *content, guint revision, GError **error);
/* The same of the content with this digest; NOT_FOUND when it has not arrived. */
SlipScope *slip_scope_new_for_revision (SlipDatabase *database, SlipForm *form, const char *record,
                                        const char *digest, guint revision, GError **error);
/* (transfer none) (nullable): from now on this thread keeps in @contents (made by slip_scope_contents_new()) what it read of
 * contents, for
 * several looks at the same moment. */
void slip_scope_share_contents (GHashTable *contents);
GHashTable *slip_scope_contents_new (void);
void slip_scope_free (SlipScope *scope);
void slip_scope_forget (SlipScope *scope);
/* Reads all cells of the record at once; worth it before visiting most of them. */
gboolean slip_scope_preload (SlipScope *scope, GError **error);

/* @row: id of the row that holds the field, "" or NULL outside of tables. */

/* (transfer full): the shown value of a stored field, the result of a calculated one; "" when empty. Members of a set
 * one a line, sorted. NULL on error. */
char *slip_scope_get_value (SlipScope *scope, SlipFormNode *field, const char *row, GError **error);
/* (transfer full): what the field of a row (or document) that was just made begins with; "" when it has no initial
 * value. NULL on error. */
char *slip_scope_get_initial (SlipScope *scope, SlipFormNode *field, const char *row,
                              GError **error);
/* -1 on error. A node is relevant when it and all above it are. */
int slip_scope_is_relevant (SlipScope *scope, SlipFormNode *node, const char *row, GError **error);
int slip_scope_is_required (SlipScope *scope, SlipFormNode *field, const char *row, GError **error);
/* 1 it holds (or the field is empty), 0 it fails, -1 error. */
int slip_scope_test (SlipScope *scope, SlipFormNode *field, const char *row, SlipExpression *test,
                     GError **error);
int slip_scope_slot_is_relevant (SlipScope *scope, SlipFormSlot *slot, GError **error);
/* (transfer full) (element-type utf8): living rows of a table in order; @parent: row above, "" at the top. */
GPtrArray *slip_scope_get_rows (SlipScope *scope, SlipFormNode *table, const char *parent,
                                GError **error);
/* How many rows of SQL results were looked at since the scope was made; for tests and benchmarks. */
guint64 slip_scope_get_work (SlipScope *scope);

SlipDatabase *slip_scope_get_database (SlipScope *scope);
SlipForm *slip_scope_get_form (SlipScope *scope);
const char *slip_scope_get_record (SlipScope *scope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipScope, slip_scope_free)

G_END_DECLS
