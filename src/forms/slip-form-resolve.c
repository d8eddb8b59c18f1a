/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The second half of loading: what a definition names is looked up (tables that references point into,
 * everything in expressions, other forms), and calculations that go round in a circle are refused. */

#include <glib/gi18n-lib.h>

#include "forms/slip-form-private.h"

/* == other forms == */

SlipForm *
slip_form_set_get (SlipFormSet *set, const char *id, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) local_error = NULL;
  SlipForm *form;

  if (g_str_equal (id, set->form->id))
    return set->form;
  form = g_hash_table_lookup (set->forms, id);
  if (form != NULL)
    return form;
  bytes = set->lookup != NULL ? set->lookup (id, set->data) : slip_forms_shipped_bytes (id, NULL);
  if (bytes == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   "the definition of “%s” names the form “%s”, which there is not", set->form->id,
                   id);
      return NULL;
    }
  form = slip_forms_read (bytes, &local_error);
  if (form == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   "the definition of “%s” names the form “%s”, which is broken: %s", set->form->id,
                   id, local_error->message);
      return NULL;
    }
  g_hash_table_insert (set->forms, form->id, form);
  return form;
}

/* == references == */

static gboolean
resolve_target (SlipFormSet *set, SlipFormNode *node, GError **error)
{
  SlipForm *form = set->form;
  SlipFormNode *table;

  if (node->to_form != NULL && node->to == SLIP_REFERENCE_ROW)
    form = slip_form_set_get (set, node->to_form, error);
  if (form == NULL)
    return FALSE;
  if (node->to != SLIP_REFERENCE_ROW)
    return TRUE;
  table = slip_form_find (form, node->to_table);
  if (table != NULL && table->kind == SLIP_NODE_TABLE)
    return TRUE;
  g_set_error (
      error, SLIP_ERROR, SLIP_ERROR_INVALID,
      _ ("line %u of the definition: “%s” points to rows of “%s”, a table that “%s” doesn't have"),
      node->line, node->path, node->to_table, form->id);
  return FALSE;
}

/* == circles == */

typedef enum
{
  UNSEEN,
  OPEN,
  DONE,
} Mark;

typedef struct
{
  guint8 *marks;  /* by node index */
  GPtrArray *way; /* nodes that are open, in order */
} Walk;

static gboolean visit (Walk *walk, SlipFormNode *node, GError **error);

static gboolean
visit_all (Walk *walk, SlipExpression *expression, GError **error)
{
  if (expression == NULL)
    return TRUE;
  for (guint i = 0; i < expression->reads->len; i++)
    if (!visit (walk, g_ptr_array_index (expression->reads, i), error))
      return FALSE;
  /* Functions over tables read stored cells, but ask whether the table is relevant. */
  for (guint i = 0; i < expression->joins->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (expression->joins, i);

      if (node->kind == SLIP_NODE_TABLE && !visit (walk, node, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
refuse_circle (Walk *walk, SlipFormNode *node, GError **error)
{
  GString *circle = g_string_new (NULL);
  guint first = 0;

  g_ptr_array_find (walk->way, node, &first);
  for (guint i = first; i < walk->way->len; i++)
    g_string_append_printf (circle, "%s → ",
                            ((SlipFormNode *) g_ptr_array_index (walk->way, i))->path);
  g_string_append (circle, node->path);
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
               _ ("line %u of the definition: “%s” depends on itself: %s"), node->line, node->path,
               circle->str);
  g_string_free (circle, TRUE);
  return FALSE;
}

/* A node's value depends on whether it is relevant, that on all above it. */
static gboolean
visit (Walk *walk, SlipFormNode *node, GError **error)
{
  if (walk->marks[node->index] == DONE)
    return TRUE;
  if (walk->marks[node->index] == OPEN)
    return refuse_circle (walk, node, error);
  walk->marks[node->index] = OPEN;
  g_ptr_array_add (walk->way, node);
  if (node->parent != NULL && !visit (walk, node->parent, error))
    return FALSE;
  if (!visit_all (walk, node->relevant, error) || !visit_all (walk, node->calculate, error))
    return FALSE;
  g_ptr_array_set_size (walk->way, (int) walk->way->len - 1);
  walk->marks[node->index] = DONE;
  return TRUE;
}

static gboolean
check_cycles (SlipForm *form, GError **error)
{
  g_autofree guint8 *marks = g_new0 (guint8, form->nodes->len);
  g_autoptr (GPtrArray) way = g_ptr_array_new ();
  Walk walk = { marks, way };

  for (guint i = 0; i < form->nodes->len; i++)
    if (!visit (&walk, g_ptr_array_index (form->nodes, i), error))
      return FALSE;
  return TRUE;
}

/* == what depends on what == */

typedef struct
{
  guint8 *seen;
  SlipFormNode *wanted;
} Search;

static gboolean reaches (Search *search, SlipExpression *expression);

static gboolean
node_reaches (Search *search, SlipFormNode *node)
{
  if (node == search->wanted)
    return TRUE;
  if (search->seen[node->index])
    return FALSE;
  search->seen[node->index] = TRUE;
  return reaches (search, node->relevant) || reaches (search, node->calculate) ||
         (node->parent != NULL && node_reaches (search, node->parent));
}

static gboolean
reaches (Search *search, SlipExpression *expression)
{
  if (expression == NULL)
    return FALSE;
  for (guint i = 0; i < expression->reads->len; i++)
    if (node_reaches (search, g_ptr_array_index (expression->reads, i)))
      return TRUE;
  for (guint i = 0; i < expression->joins->len; i++)
    if (node_reaches (search, g_ptr_array_index (expression->joins, i)))
      return TRUE;
  return FALSE;
}

gboolean
slip_expression_depends_on (SlipExpression *expression, SlipFormNode *field)
{
  g_autofree guint8 *seen = g_new0 (guint8, field->form->nodes->len);
  Search search = { seen, field };

  return reaches (&search, expression);
}

/* == the whole == */

static gboolean
on_expression_found_cb (SlipExpression *expression, gpointer data, GError **error)
{
  return slip_expression_resolve (expression, data, error);
}

/* Compiles and resolves all expressions and references; refuses cycles. */
static gboolean
resolve (SlipForm *form, SlipFormLookup lookup, gpointer data, GError **error)
{
  g_autoptr (GHashTable) forms =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) slip_form_unref);
  SlipFormSet set = { lookup, data, form, forms };

  for (guint i = 0; i < form->nodes->len; i++)
    if (!resolve_target (&set, g_ptr_array_index (form->nodes, i), error))
      return FALSE;
  return slip_form_foreach_expression (form, on_expression_found_cb, &set, error) &&
         check_cycles (form, error);
}

SlipForm *
slip_form_new_from_bytes (GBytes *bytes, SlipFormLookup lookup, gpointer data, GError **error)
{
  g_autoptr (SlipForm) form = slip_form_read (bytes, error);

  if (form == NULL || !resolve (form, lookup, data, error))
    return NULL;
  return g_steal_pointer (&form);
}
