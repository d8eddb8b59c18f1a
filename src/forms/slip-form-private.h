/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the files of this folder share about definitions and nobody else sees. */

#pragma once

#include <libxml/tree.h>

#include "forms/slip-expression.h"
#include "forms/slip-form.h"

G_BEGIN_DECLS

struct _SlipForm
{
  gatomicrefcount ref_count;
  GBytes *bytes;
  char *digest;
  char *key; /* in the cache: @digest, and that of the process whose lists it has */
  char *id;
  char *code;
  char *version;
  char *purpose;
  SlipFormNode *root; /* its label is the form's title */
  GPtrArray *nodes;   /* (element-type SlipFormNode): all, by index; owns them */
  GHashTable *by_path;
  GHashTable *codes; /* id → SlipFormCodes */
  GPtrArray *named;  /* nullable; see slip_form_codes_named() */
  GPtrArray *slots;
};

/* An expression as it stands in the definition, until it is compiled. */
typedef enum
{
  SLIP_EXPRESSION_RELEVANT,
  SLIP_EXPRESSION_REQUIRED_IF,
  SLIP_EXPRESSION_CALCULATE,
  SLIP_EXPRESSION_INITIAL,
  SLIP_EXPRESSION_CONSTRAINT,
} SlipExpressionUse;

struct _SlipExpression
{
  SlipExpressionUse use;
  SlipFormNode *context;
  char *text;
  guint line;
  gboolean wide;
  GPtrArray *reads; /* (element-type SlipFormNode) */
  GPtrArray *joins; /* (element-type SlipFormNode) */
  char *word;       /* (nullable): it is no more than "PATH = 'WORD'", of a single text */
  gboolean differs; /* "!=" instead */
};

/* Other forms that a definition names while it is loaded; structure only, their expressions are not compiled. */
typedef struct
{
  SlipFormLookup lookup;
  gpointer data;
  SlipForm *form;    /* the one being loaded */
  GHashTable *forms; /* id → SlipForm */
} SlipFormSet;

SlipExpression *slip_expression_new (SlipExpressionUse use, SlipFormNode *context, const char *text,
                                     guint line);
void slip_expression_free (SlipExpression *expression);
/* (transfer full): its start, for messages. */
char *slip_expression_quote (SlipExpression *expression);
/* Checks the grammar, resolves paths, tables, fields and functions, records what is read. */
gboolean slip_expression_resolve (SlipExpression *expression, SlipFormSet *set, GError **error);

/* (transfer full) (nullable): the record whose table a reference to a row points into. @form: (out) (transfer full): the
 * form that the table is of; NULL with it. */
char *slip_form_target_of_row (SlipDatabase *database, const char *record, SlipFormNode *node,
                               SlipForm **form);

/* (transfer none): the structure of form @id; NULL with INVALID. */
SlipForm *slip_form_set_get (SlipFormSet *set, const char *id, GError **error);
/* (transfer full): its structure alone; read once a definition. */
SlipForm *slip_forms_read (GBytes *bytes, GError **error);
/* Whether these very bytes come with the program. */
gboolean slip_forms_is_shipped (const char *digest);

/* A form without nodes; a node below @parent (NULL: the root), which the form owns. @name: (transfer full). */
SlipForm *slip_form_new (GBytes *bytes);
SlipFormNode *slip_form_node_new (SlipForm *form, SlipFormNode *parent, SlipNodeKind kind,
                                  char *name);

/* Reads the structure; expressions are left uncompiled. */
SlipForm *slip_form_read (GBytes *bytes, GError **error);

/* The parts of "digest size name"; names without digest and size are possible while they come from outside. */
const char *slip_file_value_name (const char *value);
gboolean slip_file_value_split (const char *value, char **digest, char **size);
/* Is it a value of the field's type as it would be stored? */
gboolean slip_form_value_is_valid (SlipFormNode *node, const char *value);

/* Calls @func for every expression of the form. */
typedef gboolean (*SlipExpressionFunc) (SlipExpression *expression, gpointer data, GError **error);
gboolean slip_form_foreach_expression (SlipForm *form, SlipExpressionFunc func, gpointer data,
                                       GError **error);

G_END_DECLS
