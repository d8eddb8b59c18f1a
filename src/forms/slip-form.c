/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* SlipForm and its parts: their life, finding nodes, reading their words. How a form is loaded stands in
 * slip-form-load.c. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-hash.h"
#include "core/slip-id.h"
#include "forms/slip-form-codes.h"
#include "forms/slip-form-private.h"

/* == life == */

static void
constraint_free (SlipFormConstraint *constraint)
{
  slip_expression_free (constraint->test);
  g_free (constraint->message);
  g_free (constraint);
}

static void
slot_free (SlipFormSlot *slot)
{
  g_free (slot->name);
  g_free (slot->role);
  g_strfreev (slot->sections);
  slip_expression_free (slot->relevant);
  g_free (slot->meaning);
  g_free (slot);
}

static void
node_free (SlipFormNode *node)
{
  g_free (node->name);
  g_free (node->path);
  g_free (node->cell);
  g_ptr_array_unref (node->children);
  g_strfreev (node->fills);
  g_free (node->label);
  g_free (node->hint);
  slip_expression_free (node->relevant);
  g_free (node->row);
  g_free (node->keep_unless);
  g_clear_pointer (&node->starts, g_ptr_array_unref);
  slip_expression_free (node->required_if);
  slip_expression_free (node->calculate);
  slip_expression_free (node->initial);
  g_free (node->default_value);
  g_free (node->unit);
  g_free (node->to_form);
  g_free (node->to_table);
  g_clear_pointer (&node->constraints, g_ptr_array_unref);
  g_free (node);
}

SlipForm *
slip_form_new (GBytes *bytes)
{
  SlipForm *form = g_new0 (SlipForm, 1);

  g_atomic_ref_count_init (&form->ref_count);
  form->bytes = g_bytes_ref (bytes);
  form->digest = slip_hash_hex_of (bytes);
  form->key = g_strdup (form->digest);
  form->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) node_free);
  form->slots = g_ptr_array_new_with_free_func ((GDestroyNotify) slot_free);
  form->by_path = g_hash_table_new (g_str_hash, g_str_equal);
  form->codes =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) slip_form_codes_free);
  return form;
}

SlipForm *
slip_form_ref (SlipForm *form)
{
  g_atomic_ref_count_inc (&form->ref_count);
  return form;
}

void
slip_form_unref (SlipForm *form)
{
  if (form == NULL || !g_atomic_ref_count_dec (&form->ref_count))
    return;
  g_clear_pointer (&form->bytes, g_bytes_unref);
  g_clear_pointer (&form->by_path, g_hash_table_unref);
  g_clear_pointer (&form->slots, g_ptr_array_unref);
  g_clear_pointer (&form->nodes, g_ptr_array_unref);
  g_clear_pointer (&form->codes, g_hash_table_unref);
  g_clear_pointer (&form->named, g_ptr_array_unref);
  g_free (form->digest);
  g_free (form->key);
  g_free (form->id);
  g_free (form->code);
  g_free (form->version);
  g_free (form->purpose);
  g_free (form);
}

SlipFormNode *
slip_form_node_new (SlipForm *form, SlipFormNode *parent, SlipNodeKind kind, char *name)
{
  SlipFormNode *node = g_new0 (SlipFormNode, 1);

  node->kind = kind;
  node->form = form;
  node->parent = parent;
  node->name = name;
  node->index = form->nodes->len;
  node->children = g_ptr_array_new ();
  node->decimals = -1;
  if (parent == NULL)
    node->path = g_strdup ("");
  else if (parent->parent == NULL)
    node->path = g_strdup (node->name);
  else
    node->path = g_strconcat (parent->path, "/", node->name, NULL);
  if (parent != NULL)
    {
      node->section = parent->parent == NULL ? node : parent->section;
      node->table = parent->kind == SLIP_NODE_TABLE ? parent : parent->table;
    }
  if (kind == SLIP_NODE_FIELD)
    {
      node->cell = g_strdup (node->table != NULL ? node->name : node->path);
      node->constraints = g_ptr_array_new_with_free_func ((GDestroyNotify) constraint_free);
    }
  g_ptr_array_add (form->nodes, node);
  return node;
}

/* == reading == */

const char *
slip_form_get_id (SlipForm *form)
{
  return form->id;
}

const char *
slip_form_get_code (SlipForm *form)
{
  return form->code;
}

const char *
slip_form_get_version (SlipForm *form)
{
  return form->version;
}

const char *
slip_form_get_digest (SlipForm *form)
{
  return form->digest;
}

const char *
slip_form_get_title (SlipForm *form)
{
  return slip_form_text (form->root->label);
}

const char *
slip_form_get_purpose (SlipForm *form)
{
  return slip_form_text (form->purpose);
}

GBytes *
slip_form_get_bytes (SlipForm *form)
{
  return form->bytes;
}

SlipFormNode *
slip_form_get_root (SlipForm *form)
{
  return form->root;
}

GPtrArray *
slip_form_get_slots (SlipForm *form)
{
  return form->slots;
}

SlipFormSlot *
slip_form_find_slot (SlipForm *form, const char *name)
{
  for (guint i = 0; i < form->slots->len; i++)
    {
      SlipFormSlot *slot = g_ptr_array_index (form->slots, i);

      if (g_str_equal (slot->name, name))
        return slot;
    }
  return NULL;
}

/* == finding == */

SlipFormNode *
slip_form_find (SlipForm *form, const char *path)
{
  SlipFormNode *found = g_hash_table_lookup (form->by_path, path);

  if (found != NULL || strchr (path, '/') != NULL)
    return found;
  for (guint i = 0; i < form->nodes->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (form->nodes, i);

      if (node->kind != SLIP_NODE_FIELD || node->table != NULL || !g_str_equal (node->name, path))
        continue;
      if (found != NULL)
        return NULL;
      found = node;
    }
  return found;
}

SlipFormNode *
slip_form_find_cell (SlipForm *form, const char *path, char **row, GError **error)
{
  g_auto (GStrv) steps = g_strsplit (path, "/", -1);
  gboolean short_form = steps[0] != NULL && steps[1] == NULL;
  SlipFormNode *node = short_form ? slip_form_find (form, path) : form->root;
  const char *id = "";
  gboolean in_row = FALSE;

  for (gsize i = 0; !short_form && node != NULL && steps[i] != NULL; i++)
    {
      if (node->kind != SLIP_NODE_TABLE || in_row)
        {
          node = slip_form_node_child (node, steps[i]);
          in_row = FALSE;
          continue;
        }
      if (!slip_id_is_valid (steps[i]))
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                       _ ("“%s” in “%s” is no row's id; write %s/ROWID/…"), steps[i], path,
                       node->name);
          return NULL;
        }
      id = steps[i];
      in_row = TRUE;
    }
  if (node == NULL || node == form->root)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("the form “%s” has no field or table “%s”; “slipwayctl forms %s” lists them"),
                   form->id, path, form->id);
      return NULL;
    }
  if (row != NULL)
    *row = g_strdup (id);
  return node;
}

SlipFormNode *
slip_form_node_child (SlipFormNode *node, const char *name)
{
  for (guint i = 0; i < node->children->len; i++)
    {
      SlipFormNode *child = g_ptr_array_index (node->children, i);

      if (g_str_equal (child->name, name))
        return child;
    }
  return NULL;
}

/* == words == */

const char *
slip_form_text (const char *text)
{
  if (text == NULL || *text == '\0')
    return "";
  return g_dgettext (GETTEXT_PACKAGE, text);
}

const char *
slip_form_start_value (const SlipFormStart *start)
{
  gboolean words =
      start->field->type == SLIP_FIELD_TEXT || start->field->type == SLIP_FIELD_LONG_TEXT;

  return words ? slip_form_text (start->text) : start->text;
}

const char *
slip_form_node_label (SlipFormNode *node)
{
  return slip_form_text (node->label);
}

const char *
slip_form_node_hint (SlipFormNode *node)
{
  return slip_form_text (node->hint);
}

const char *
slip_field_type_name (SlipFieldType type)
{
  static const char *const names[] = { "none",      "text",   "long-text", "date",
                                       "date-time", "number", "boolean",   "choice",
                                       "choices",   "person", "file",      "reference" };

  g_return_val_if_fail ((gsize) type < G_N_ELEMENTS (names), "none");
  return names[type];
}

/* == walking == */

gboolean
slip_form_foreach_expression (SlipForm *form, SlipExpressionFunc func, gpointer data,
                              GError **error)
{
  for (guint i = 0; i < form->nodes->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (form->nodes, i);
      SlipExpression *own[] = { node->relevant, node->required_if, node->calculate, node->initial };

      for (gsize j = 0; j < G_N_ELEMENTS (own); j++)
        if (own[j] != NULL && !func (own[j], data, error))
          return FALSE;
      for (guint j = 0; node->constraints != NULL && j < node->constraints->len; j++)
        {
          SlipFormConstraint *constraint = g_ptr_array_index (node->constraints, j);

          if (!func (constraint->test, data, error))
            return FALSE;
        }
    }
  for (guint i = 0; i < form->slots->len; i++)
    {
      SlipFormSlot *slot = g_ptr_array_index (form->slots, i);

      if (slot->relevant != NULL && !func (slot->relevant, data, error))
        return FALSE;
    }
  return TRUE;
}
