/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "forms/slip-form-codes.h"

#include <glib/gi18n-lib.h>

#include "forms/slip-form-private.h"
#include "forms/slip-xml.h"

/* == reading == */

static void
code_free (gpointer data)
{
  SlipFormCode *code = data;

  g_free (code->value);
  g_free (code->text);
  g_free (code);
}

void
slip_form_codes_free (SlipFormCodes *codes)
{
  g_free (codes->id);
  g_free (codes->process);
  g_ptr_array_unref (codes->codes);
  g_clear_pointer (&codes->own, g_ptr_array_unref);
  g_free (codes);
}

static SlipFormCode *
read_code (xmlNode *xml, guint place)
{
  SlipFormCode *code = g_new0 (SlipFormCode, 1);
  g_autofree char *rank = slip_xml_attribute (xml, "rank");

  code->value = slip_xml_token (xml, "value");
  code->text = slip_xml_words (xml);
  code->rank = rank != NULL ? (int) MIN (g_ascii_strtoull (rank, NULL, 10), G_MAXINT) : (int) place;
  return code;
}

SlipFormCodes *
slip_form_codes_read (xmlNode *xml, GError **error)
{
  g_autoptr (SlipFormCodes) codes = g_new0 (SlipFormCodes, 1);

  codes->id = slip_xml_token (xml, "id");
  codes->process = slip_xml_token (xml, "process");
  codes->codes = g_ptr_array_new_with_free_func (code_free);
  for (xmlNode *child = slip_xml_element (xml->children); child != NULL;
       child = slip_xml_element (child->next))
    {
      SlipFormCode *code = read_code (child, codes->codes->len);
      gboolean twice = slip_form_codes_find (codes, code->value) != NULL;

      g_ptr_array_add (codes->codes, code);
      if (!twice && *code->text != '\0')
        continue;
      if (twice)
        g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                     _ ("line %ld of the definition: the codes “%s” have “%s” twice"),
                     xmlGetLineNo (child), codes->id, code->value);
      else
        g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                     _ ("line %ld of the definition: the code “%s” says nothing"),
                     xmlGetLineNo (child), code->value);
      return NULL;
    }
  return g_steal_pointer (&codes);
}

/* == finding == */

static const SlipFormCode *
find (const GPtrArray *codes, const char *value)
{
  for (guint i = 0; i < codes->len; i++)
    {
      const SlipFormCode *code = g_ptr_array_index (codes, i);

      if (g_str_equal (code->value, value))
        return code;
    }
  return NULL;
}

const SlipFormCode *
slip_form_codes_find (const SlipFormCodes *codes, const char *value)
{
  return find (codes->codes, value);
}

SlipFormCodes *
slip_form_codes_of (GPtrArray *lists, const char *id)
{
  for (guint i = 0; i < lists->len; i++)
    {
      SlipFormCodes *list = g_ptr_array_index (lists, i);

      if (g_str_equal (list->id, id))
        return list;
    }
  return NULL;
}

const char *
slip_form_code_text (SlipFormNode *node, const char *value)
{
  const SlipFormCode *code = node->codes != NULL ? slip_form_codes_find (node->codes, value) : NULL;

  /* What was chosen before another list took the place still has its words. */
  if (code == NULL && node->codes != NULL && node->codes->own != NULL)
    code = find (node->codes->own, value);
  return code != NULL ? slip_form_text (code->text) : value;
}

/* == a process's lists == */

static void
named_free (gpointer data)
{
  SlipFormNamedCode *named = data;

  g_free (named->list);
  g_free (named->value);
  g_free (named);
}

static gboolean
is_named (const SlipForm *form, const char *list, const char *value)
{
  for (guint i = 0; form->named != NULL && i < form->named->len; i++)
    {
      const SlipFormNamedCode *named = g_ptr_array_index (form->named, i);

      if (g_str_equal (named->list, list) && g_str_equal (named->value, value))
        return TRUE;
    }
  return FALSE;
}

void
slip_form_codes_remember (SlipForm *form, const SlipFormNode *field, const char *value)
{
  SlipFormNamedCode *named;

  if (field->codes == NULL || field->codes->process == NULL ||
      slip_form_codes_find (field->codes, value) == NULL ||
      is_named (form, field->codes->process, value))
    return;
  if (form->named == NULL)
    form->named = g_ptr_array_new_with_free_func (named_free);
  named = g_new0 (SlipFormNamedCode, 1);
  named->list = g_strdup (field->codes->process);
  named->value = g_strdup (value);
  g_ptr_array_add (form->named, named);
}

GPtrArray *
slip_form_codes_named (const SlipForm *form)
{
  return form->named;
}

static void
add_copy (GPtrArray *codes, const SlipFormCode *code)
{
  SlipFormCode *copy = g_new0 (SlipFormCode, 1);

  copy->value = g_strdup (code->value);
  copy->text = g_strdup (code->text);
  copy->rank = code->rank;
  g_ptr_array_add (codes, copy);
}

static void
replace (const SlipForm *form, SlipFormCodes *codes, const SlipFormCodes *list)
{
  GPtrArray *own = codes->codes;

  codes->codes = g_ptr_array_new_with_free_func (code_free);
  codes->own = own;
  for (guint i = 0; i < list->codes->len; i++)
    add_copy (codes->codes, g_ptr_array_index (list->codes, i));
  for (guint i = 0; i < own->len; i++)
    {
      const SlipFormCode *code = g_ptr_array_index (own, i);

      if (find (codes->codes, code->value) == NULL && is_named (form, codes->process, code->value))
        add_copy (codes->codes, code);
    }
}

/* The process's list for @codes. */
static const SlipFormCodes *
list_for (const SlipFormCodes *codes, GPtrArray *lists)
{
  return codes->process != NULL ? slip_form_codes_of (lists, codes->process) : NULL;
}

gboolean
slip_form_codes_may_differ (const SlipForm *form)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, form->codes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((const SlipFormCodes *) value)->process != NULL)
      return TRUE;
  return FALSE;
}

gboolean
slip_form_codes_equal (const SlipFormCodes *a, const SlipFormCodes *b)
{
  gboolean equal = a->codes->len == b->codes->len;

  for (guint i = 0; equal && i < a->codes->len; i++)
    {
      const SlipFormCode *one = g_ptr_array_index (a->codes, i);
      const SlipFormCode *other = g_ptr_array_index (b->codes, i);

      equal = g_str_equal (one->value, other->value) && g_str_equal (one->text, other->text) &&
              one->rank == other->rank;
    }
  return equal;
}

gboolean
slip_form_codes_differ (const SlipForm *form, GPtrArray *lists)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, form->codes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const SlipFormCodes *list = list_for (value, lists);

      if (list != NULL && !slip_form_codes_equal (value, list))
        return TRUE;
    }
  return FALSE;
}

void
slip_form_codes_replace (SlipForm *form, GPtrArray *lists)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, form->codes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const SlipFormCodes *list = list_for (value, lists);

      if (list != NULL)
        replace (form, value, list);
    }
}
