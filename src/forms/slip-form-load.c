/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* From the XML of a definition to a SlipForm's structure. The grammar (form.rng) has been checked
 * before, so elements and attributes are where they have to be; what a grammar can't say is checked here. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "forms/slip-form-codes.h"
#include "forms/slip-form-private.h"
#include "forms/slip-grammar.h"
#include "forms/slip-xml.h"

#define MAX_DEPTH 24
#define MAX_ELEMENTS 20000

static gboolean refuse (GError **error, guint line, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
refuse (GError **error, guint line, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("line %u of the definition: %s"), line,
               text);
  return FALSE;
}

/* == small readers == */

static gboolean
is_named (xmlNode *node, const char *name)
{
  return strcmp (slip_xml_name (node), name) == 0;
}

static GStrv
read_list (xmlNode *xml, const char *attribute)
{
  g_autofree char *text = slip_xml_attribute (xml, attribute);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  char *rest;

  if (text == NULL)
    return NULL;
  for (char *word = strtok_r (text, " \t\r\n", &rest); word != NULL;
       word = strtok_r (NULL, " \t\r\n", &rest))
    g_ptr_array_add (words, g_strdup (word));
  g_ptr_array_add (words, NULL);
  return (GStrv) g_ptr_array_steal (words, NULL);
}

static gboolean
read_yes (xmlNode *xml, const char *attribute)
{
  g_autofree char *text = slip_xml_attribute (xml, attribute);

  return g_strcmp0 (text, "yes") == 0;
}

static SlipExpression *
read_expression (xmlNode *xml, const char *attribute, SlipExpressionUse use, SlipFormNode *context)
{
  g_autofree char *text = slip_xml_attribute (xml, attribute);

  return text != NULL ? slip_expression_new (use, context, text, (guint) xmlGetLineNo (xml)) : NULL;
}

static gboolean
read_words (xmlNode *xml, char **words, GError **error)
{
  g_autofree char *text = slip_xml_words (xml);

  if (*text == '\0')
    return refuse (error, (guint) xmlGetLineNo (xml), _ ("<%s> says nothing"), slip_xml_name (xml));
  *words = g_steal_pointer (&text);
  return TRUE;
}

/* == lists of codes == */

static gboolean
read_codes (SlipForm *form, xmlNode *xml, GError **error)
{
  g_autoptr (SlipFormCodes) codes = slip_form_codes_read (xml, error);

  if (codes == NULL)
    return FALSE;
  if (g_hash_table_contains (form->codes, codes->id))
    return refuse (error, (guint) xmlGetLineNo (xml), _ ("there are two lists of codes “%s”"),
                   codes->id);
  g_hash_table_insert (form->codes, codes->id, codes);
  codes = NULL;
  return TRUE;
}

/* == fields == */

static SlipFieldType
field_type_from_name (const char *name)
{
  for (SlipFieldType type = SLIP_FIELD_TEXT; type <= SLIP_FIELD_REFERENCE; type++)
    if (g_strcmp0 (slip_field_type_name (type), name) == 0)
      return type;
  return SLIP_FIELD_NONE;
}

static void
read_target (SlipFormNode *node, const char *to)
{
  const char *colon;

  if (g_str_equal (to, "release"))
    node->to = SLIP_REFERENCE_RELEASE;
  else if (g_str_equal (to, "gate"))
    node->to = SLIP_REFERENCE_GATE;
  else if (g_str_has_prefix (to, "document"))
    {
      node->to = SLIP_REFERENCE_DOCUMENT;
      node->to_form = to[8] == ':' ? g_strdup (to + 9) : NULL;
    }
  else
    {
      node->to = SLIP_REFERENCE_ROW;
      to += strlen ("row:");
      colon = strchr (to, ':');
      if (colon != NULL)
        node->to_form = g_strndup (to, (gsize) (colon - to));
      node->to_table = g_strdup (colon != NULL ? colon + 1 : to);
    }
}

static gboolean
read_field_type (SlipFormNode *node, xmlNode *xml, GError **error)
{
  g_autofree char *type = slip_xml_token (xml, "type");
  g_autofree char *decimals = slip_xml_token (xml, "decimals");
  g_autofree char *codes = slip_xml_token (xml, "codes");
  g_autofree char *to = slip_xml_token (xml, "to");
  gboolean chooses;

  node->type = field_type_from_name (type);
  chooses = node->type == SLIP_FIELD_CHOICE || node->type == SLIP_FIELD_CHOICES;
  node->unit = slip_xml_attribute (xml, "unit");
  if (decimals != NULL)
    node->decimals = (int) g_ascii_strtoull (decimals, NULL, 10);
  if ((decimals != NULL || node->unit != NULL) && node->type != SLIP_FIELD_NUMBER)
    return refuse (error, node->line, _ ("“%s” is no number, so it has no decimals and no unit"),
                   node->path);
  if (codes != NULL && !chooses)
    return refuse (error, node->line, _ ("“%s” is no choice, so it has no codes"), node->path);
  if (codes == NULL && node->type == SLIP_FIELD_CHOICE)
    return refuse (error, node->line, _ ("“%s” is a choice, but has no codes"), node->path);
  if (codes != NULL)
    {
      node->codes = g_hash_table_lookup (node->form->codes, codes);
      if (node->codes == NULL)
        return refuse (error, node->line, _ ("“%s” chooses from “%s”, but there are no such codes"),
                       node->path, codes);
    }
  if ((to != NULL) != (node->type == SLIP_FIELD_REFERENCE))
    return refuse (error, node->line,
                   to != NULL ? _ ("“%s” is no reference, so it points to nothing")
                              : _ ("“%s” is a reference, but doesn't say to what"),
                   node->path);
  if (to != NULL)
    read_target (node, to);
  return TRUE;
}

static gboolean
read_field (SlipFormNode *node, xmlNode *xml, GError **error)
{
  node->required = read_yes (xml, "required");
  node->required_if = read_expression (xml, "required-if", SLIP_EXPRESSION_REQUIRED_IF, node);
  node->calculate = read_expression (xml, "calculate", SLIP_EXPRESSION_CALCULATE, node);
  node->initial = read_expression (xml, "initial", SLIP_EXPRESSION_INITIAL, node);
  node->default_value = slip_xml_attribute (xml, "default");
  if (!read_field_type (node, xml, error))
    return FALSE;
  if (node->required && node->required_if != NULL)
    return refuse (error, node->line, _ ("“%s” is required always and under a condition; say one"),
                   node->path);
  if (node->calculate != NULL && node->default_value != NULL)
    return refuse (error, node->line, _ ("“%s” is calculated, so it has no default"), node->path);
  if (node->initial != NULL && (node->calculate != NULL || node->default_value != NULL))
    return refuse (error, node->line,
                   _ ("“%s” has an initial value; it can't be calculated or have a default, too"),
                   node->path);
  if (node->initial != NULL && (node->type == SLIP_FIELD_FILE || node->type == SLIP_FIELD_CHOICES))
    return refuse (error, node->line, _ ("a %s such as “%s” can't have an initial value"),
                   slip_field_type_name (node->type), node->path);
  if (node->calculate != NULL &&
      (node->type == SLIP_FIELD_FILE || node->type == SLIP_FIELD_CHOICES))
    return refuse (error, node->line, _ ("“%s” is calculated, which a %s can't be"), node->path,
                   slip_field_type_name (node->type));
  if (node->default_value != NULL)
    {
      g_autoptr (GError) local_error = NULL;
      g_autofree char *value = slip_form_parse_value (node, node->default_value, &local_error);

      if (value == NULL)
        return refuse (error, node->line, _ ("the default of “%s”: %s"), node->path,
                       local_error->message);
      g_free (node->default_value);
      node->default_value = g_steal_pointer (&value);
      slip_form_codes_remember (node->form, node, node->default_value);
    }

  for (xmlNode *child = slip_xml_element (xml->children); child != NULL;
       child = slip_xml_element (child->next))
    if (is_named (child, "constraint"))
      {
        SlipFormConstraint *constraint = g_new0 (SlipFormConstraint, 1);

        g_ptr_array_add (node->constraints, constraint);
        constraint->test = read_expression (child, "test", SLIP_EXPRESSION_CONSTRAINT, node);
        if (!read_words (child, &constraint->message, error))
          return FALSE;
      }
  return TRUE;
}

/* == nodes == */

static SlipFormNode *
begin_node (SlipForm *form, SlipFormNode *parent, SlipNodeKind kind, xmlNode *xml)
{
  SlipFormNode *node =
      slip_form_node_new (form, parent, kind, slip_xml_token (xml, parent == NULL ? "id" : "name"));

  node->line = (guint) xmlGetLineNo (xml);
  node->once = read_yes (xml, "once");
  node->fills = read_list (xml, "fills");
  if (node->fills == NULL && parent != NULL)
    node->fills = g_strdupv (parent->fills);
  return node;
}

static gboolean
read_keep (SlipFormNode *node, xmlNode *xml, GError **error)
{
  g_autofree char *keep = slip_xml_token (xml, "keep");

  if (keep == NULL)
    return TRUE;
  node->keep = slip_form_node_child (node, keep);
  node->keep_unless = slip_xml_token (xml, "keep-unless");
  if (node->keep == NULL || node->keep->kind != SLIP_NODE_FIELD || node->keep->calculate != NULL)
    return refuse (error, node->line, _ ("rows of “%s” are kept by “%s”, but it has no such field"),
                   node->path, keep);
  if (node->keep_unless != NULL)
    slip_form_codes_remember (node->form, node->keep, node->keep_unless);
  return TRUE;
}

static void
start_free (SlipFormStart *start)
{
  g_free (start->text);
  g_free (start);
}

static gboolean
read_start_value (SlipFormNode *table, GPtrArray *row, xmlNode *xml, GError **error)
{
  g_autofree char *name = slip_xml_token (xml, "field");
  SlipFormNode *field = slip_form_node_child (table, name);
  SlipFormStart *start;
  g_autoptr (GError) local_error = NULL;
  g_autofree char *value = NULL;

  if (field == NULL || field->kind != SLIP_NODE_FIELD || field->calculate != NULL ||
      field->type == SLIP_FIELD_FILE || field->type == SLIP_FIELD_PERSON ||
      field->type == SLIP_FIELD_REFERENCE)
    return refuse (
        error, (guint) xmlGetLineNo (xml),
        _ ("“%s” can't begin with a row that says “%s”: it is no field that words, a number "
           "or a choice go into"),
        table->path, name);
  start = g_new0 (SlipFormStart, 1);
  start->field = field;
  g_ptr_array_add (row, start);
  if (!read_words (xml, &start->text, error))
    return FALSE;
  value = slip_form_parse_value (field, start->text, &local_error);
  if (value != NULL)
    slip_form_codes_remember (table->form, field, value);
  return value != NULL || refuse (error, (guint) xmlGetLineNo (xml), _ ("a row of “%s”: %s"),
                                  table->path, local_error->message);
}

/* Rows that a new document begins with. */
static gboolean
read_starts (SlipFormNode *table, xmlNode *xml, GError **error)
{
  for (xmlNode *child = slip_xml_element (xml->children); child != NULL;
       child = slip_xml_element (child->next))
    {
      GPtrArray *row;

      if (!is_named (child, "start"))
        continue;
      if (table->table != NULL)
        return refuse (error, (guint) xmlGetLineNo (child),
                       _ ("“%s” is in rows of another table; a new document has none of those"),
                       table->path);
      if (table->starts == NULL)
        table->starts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
      row = g_ptr_array_new_with_free_func ((GDestroyNotify) start_free);
      g_ptr_array_add (table->starts, row);
      for (xmlNode *value = slip_xml_element (child->children); value != NULL;
           value = slip_xml_element (value->next))
        if (!read_start_value (table, row, value, error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
read_table (SlipFormNode *node, xmlNode *xml, GError **error)
{
  g_autofree char *key = slip_xml_token (xml, "key");
  g_autofree char *min = slip_xml_token (xml, "min");
  g_autofree char *max = slip_xml_token (xml, "max");

  node->row = slip_xml_token (xml, "row");
  node->min_rows = min != NULL ? (guint) g_ascii_strtoull (min, NULL, 10) : 0;
  node->max_rows = max != NULL ? (guint) g_ascii_strtoull (max, NULL, 10) : 0;
  if (node->max_rows > 0 && node->min_rows > node->max_rows)
    return refuse (error, node->line, _ ("“%s” wants at least %u rows, but at most %u"), node->path,
                   node->min_rows, node->max_rows);
  if (!read_keep (node, xml, error) || !read_starts (node, xml, error))
    return FALSE;
  if (key == NULL)
    return TRUE;
  node->key = slip_form_node_child (node, key);
  if (node->key == NULL || node->key->kind != SLIP_NODE_FIELD)
    return refuse (error, node->line, _ ("the key of “%s” is “%s”, but it has no such field"),
                   node->path, key);
  if (node->key->calculate != NULL)
    return refuse (error, node->line, _ ("the key of “%s” is “%s”, which is calculated"),
                   node->path, key);
  return TRUE;
}

static gboolean
read_node (SlipForm *form, SlipFormNode *parent, SlipNodeKind kind, xmlNode *xml, GError **error)
{
  SlipFormNode *node = begin_node (form, parent, kind, xml);

  if (slip_form_node_child (parent, node->name) != NULL)
    return refuse (error, node->line, _ ("“%s” stands there twice; the first in line %u"),
                   node->path, slip_form_node_child (parent, node->name)->line);
  if (parent->parent == NULL && g_str_equal (node->name, "signatures"))
    return refuse (error, node->line, _ ("“signatures” is kept for the signatures of an export"));
  g_ptr_array_add (parent->children, node);
  g_hash_table_insert (form->by_path, node->path, node);
  node->relevant = read_expression (xml, "relevant", SLIP_EXPRESSION_RELEVANT, node);
  node->may_hide = node->relevant != NULL || parent->may_hide;

  for (xmlNode *child = slip_xml_element (xml->children); child != NULL;
       child = slip_xml_element (child->next))
    {
      if (is_named (child, "label") && !read_words (child, &node->label, error))
        return FALSE;
      if (is_named (child, "hint") && !read_words (child, &node->hint, error))
        return FALSE;
      if (is_named (child, "field") && !read_node (form, node, SLIP_NODE_FIELD, child, error))
        return FALSE;
      if (is_named (child, "table") && !read_node (form, node, SLIP_NODE_TABLE, child, error))
        return FALSE;
    }
  if (kind == SLIP_NODE_FIELD)
    return read_field (node, xml, error);
  return kind != SLIP_NODE_TABLE || read_table (node, xml, error);
}

/* == slots == */

static int
compare_slots (gconstpointer a, gconstpointer b)
{
  const SlipFormSlot *slot_a = *(SlipFormSlot *const *) a;
  const SlipFormSlot *slot_b = *(SlipFormSlot *const *) b;

  return slot_a->order < slot_b->order ? -1 : slot_a->order > slot_b->order;
}

static gboolean
read_slot (SlipForm *form, xmlNode *xml, GError **error)
{
  SlipFormSlot *slot = g_new0 (SlipFormSlot, 1);
  g_autofree char *name = slip_xml_token (xml, "name");
  g_autofree char *order = slip_xml_token (xml, "order");
  gboolean twice = slip_form_find_slot (form, name) != NULL;
  guint line = (guint) xmlGetLineNo (xml);

  slot->name = g_steal_pointer (&name);
  g_ptr_array_add (form->slots, slot);
  slot->role = slip_xml_token (xml, "role");
  slot->order = (guint) g_ascii_strtoull (order, NULL, 10);
  slot->sections = read_list (xml, "sections");
  slot->optional = read_yes (xml, "optional");
  slot->relevant = read_expression (xml, "relevant", SLIP_EXPRESSION_RELEVANT, form->root);
  if (twice)
    return refuse (error, line, _ ("there are two slots “%s”"), slot->name);
  for (gsize i = 0; slot->sections[i] != NULL; i++)
    if (slip_form_node_child (form->root, slot->sections[i]) == NULL)
      return refuse (error, line,
                     _ ("the slot “%s” covers the section “%s”, which the form doesn't have"),
                     slot->name, slot->sections[i]);
  return read_words (slip_xml_element (xml->children), &slot->meaning, error);
}

/* == the whole == */

static gboolean
read_form (SlipForm *form, xmlNode *xml, GError **error)
{
  form->id = slip_xml_token (xml, "id");
  form->code = slip_xml_token (xml, "code");
  form->version = slip_xml_token (xml, "version");
  form->root = begin_node (form, NULL, SLIP_NODE_FORM, xml);
  g_hash_table_insert (form->by_path, form->root->path, form->root);

  for (xmlNode *child = slip_xml_element (xml->children); child != NULL;
       child = slip_xml_element (child->next))
    {
      if (is_named (child, "title") && !read_words (child, &form->root->label, error))
        return FALSE;
      if (is_named (child, "purpose") && !read_words (child, &form->purpose, error))
        return FALSE;
      if (is_named (child, "codes") && !read_codes (form, child, error))
        return FALSE;
      if (is_named (child, "section") &&
          !read_node (form, form->root, SLIP_NODE_SECTION, child, error))
        return FALSE;
      if (is_named (child, "table") && !read_node (form, form->root, SLIP_NODE_TABLE, child, error))
        return FALSE;
      if (!is_named (child, "slots"))
        continue;
      for (xmlNode *slot = slip_xml_element (child->children); slot != NULL;
           slot = slip_xml_element (slot->next))
        if (!read_slot (form, slot, error))
          return FALSE;
    }
  g_ptr_array_sort (form->slots, compare_slots);
  return TRUE;
}

SlipForm *
slip_form_read (GBytes *bytes, GError **error)
{
  const SlipXmlLimits limits = { SLIP_FORM_MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS };
  g_autoptr (SlipForm) form = NULL;
  xmlDoc *document = slip_xml_parse (bytes, &limits, _ ("the definition"), error);
  gboolean done;

  if (document == NULL)
    return NULL;
  form = slip_form_new (bytes);
  /* The program's own were checked when it was made (tests/forms/test-shipped.c); each start would check a dozen again. */
  if (!slip_forms_is_shipped (form->digest) &&
      !slip_grammar_check ("form.rng", document, _ ("the definition"), error))
    {
      xmlFreeDoc (document);
      return NULL;
    }
  done = read_form (form, xmlDocGetRootElement (document), error);
  xmlFreeDoc (document);
  return done ? g_steal_pointer (&form) : NULL;
}
