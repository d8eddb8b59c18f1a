/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Instance XML from outside, into a plain list of rows and values that an edit can be made of. It is strict:
 * what the form does not know is refused by name, so that nothing is dropped without a word. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-hash.h"
#include "core/slip-id.h"
#include "core/slip-text.h"
#include "forms/slip-form-private.h"
#include "forms/slip-instance.h"
#include "forms/slip-xml.h"

static const SlipXmlLimits limits = { SLIP_INSTANCE_MAX_BYTES, SLIP_INSTANCE_MAX_DEPTH,
                                      SLIP_INSTANCE_MAX_ELEMENTS };

/* == life == */

static void
item_free (SlipImportItem *item)
{
  g_free (item->row);
  g_free (item->parent);
  g_free (item->value);
  g_free (item);
}

void
slip_import_free (SlipImport *import)
{
  if (import == NULL)
    return;
  slip_form_unref (import->form);
  g_free (import->id);
  g_free (import->release);
  g_free (import->number);
  g_free (import->definition);
  g_ptr_array_unref (import->items);
  g_free (import);
}

typedef struct
{
  SlipImport *import;
  GHashTable *ids; /* row ids seen */
} Reader;

static gboolean refuse (xmlNode *xml, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
refuse (xmlNode *xml, GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("line %ld, <%s>: %s"), xmlGetLineNo (xml),
               slip_xml_name (xml), text);
  return FALSE;
}

static SlipImportItem *
add_item (Reader *reader, SlipImportKind kind, SlipFormNode *node, const char *row, xmlNode *xml)
{
  SlipImportItem *item = g_new0 (SlipImportItem, 1);

  item->kind = kind;
  item->node = node;
  item->row = g_strdup (row);
  item->line = (guint) xmlGetLineNo (xml);
  g_ptr_array_add (reader->import->items, item);
  return item;
}

/* An element of another vocabulary only looks like one of ours. */
static gboolean
refuse_namespace (xmlNode *xml, GError **error)
{
  return xml->ns == NULL || refuse (xml, error,
                                    _ ("it is in the namespace “%.80s”; a document's "
                                       "elements are in none"),
                                    (const char *) xml->ns->href);
}

/* == fields == */

static gboolean
refuse_children (xmlNode *xml, GError **error)
{
  xmlNode *child = slip_xml_element (xml->children);

  return child == NULL ||
         refuse (child, error, _ ("there is no such element in “%s”"), slip_xml_name (xml));
}

/* Text where only elements may stand would be dropped without a word. */
static gboolean
refuse_text (xmlNode *xml, GError **error)
{
  g_autofree char *text = slip_xml_words (xml);

  return *text == '\0' || refuse (xml, error, _ ("“%.40s” stands where only elements may"), text);
}

static gboolean
read_members (SlipFormNode *field, xmlNode *xml, char **value, GError **error)
{
  GString *members = g_string_new (NULL);
  gboolean done = TRUE;

  for (xmlNode *child = slip_xml_element (xml->children); child != NULL && done;
       child = slip_xml_element (child->next))
    {
      g_autofree char *text = slip_xml_text (child);

      if (strcmp (slip_xml_name (child), "member") != 0)
        done = refuse (child, error, _ ("there is no such element in “%s”, only <member>"),
                       field->path);
      g_string_append_printf (members, "%s\n", text);
    }
  *value = g_string_free (members, FALSE);
  return done;
}

/* A file that is told by digest and size is known to the workspace already; a name alone is one to attach. */
static gboolean
read_file (xmlNode *xml, char **value)
{
  g_autofree char *name = slip_xml_text (xml);
  g_autofree char *digest = slip_xml_attribute (xml, "digest");
  g_autofree char *size = slip_xml_attribute (xml, "size");

  g_strstrip (name);
  if (digest != NULL && size != NULL && *name != '\0')
    *value = g_strdup_printf ("%s %s %s", digest, size, name);
  else
    *value = g_steal_pointer (&name);
  return TRUE;
}

static gboolean
read_value (SlipFormNode *field, xmlNode *xml, char **value, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) local_error = NULL;
  gboolean as_it_is = field->type == SLIP_FIELD_PERSON || field->type == SLIP_FIELD_REFERENCE;

  if (field->type == SLIP_FIELD_CHOICES)
    {
      if (!read_members (field, xml, &text, error))
        return FALSE;
    }
  else if (!refuse_children (xml, error))
    return FALSE;
  else if (field->type == SLIP_FIELD_FILE)
    {
      read_file (xml, &text);
      as_it_is = strchr (text, ' ') == NULL || xmlHasProp (xml, BAD_CAST "digest") == NULL;
    }
  else
    text = slip_xml_text (xml);

  if (as_it_is)
    {
      *value = slip_text_normalise (text, &local_error);
      if (*value != NULL)
        g_strstrip (*value);
    }
  else
    *value = slip_form_parse_value (field, text, &local_error);
  return *value != NULL || refuse (xml, error, "%s", local_error->message);
}

static gboolean
read_field (Reader *reader, SlipFormNode *field, const char *row, xmlNode *xml, GError **error)
{
  g_autofree char *value = NULL;
  g_autofree char *missing = slip_xml_attribute (xml, "missing");
  g_autofree char *removed = slip_xml_attribute (xml, "removed");
  g_autofree char *invalid = slip_xml_attribute (xml, "invalid");
  g_autofree char *conflict = slip_xml_attribute (xml, "conflict");

  /* Calculated again here; a text that the exporter did not have, or that was purged, is no empty text; an invalid one stays where it is;
   * a conflict is settled by a person, not by the way. */
  if (field->calculate != NULL || missing != NULL || removed != NULL || invalid != NULL ||
      conflict != NULL)
    return TRUE;
  if (!read_value (field, xml, &value, error))
    return FALSE;
  add_item (reader, SLIP_IMPORT_VALUE, field, row, xml)->value = g_steal_pointer (&value);
  return TRUE;
}

/* == sections and tables == */

static gboolean read_children (Reader *reader, SlipFormNode *node, const char *row, xmlNode *xml,
                               GError **error);

static gboolean
read_row (Reader *reader, SlipFormNode *table, const char *parent, xmlNode *xml, GError **error)
{
  g_autofree char *id = slip_xml_attribute (xml, "id");
  gboolean is_new = id == NULL || *id == '\0';
  SlipImportItem *item;

  if (!refuse_namespace (xml, error))
    return FALSE;
  if (strcmp (slip_xml_name (xml), table->row) != 0)
    return refuse (xml, error, _ ("there is no such element in “%s”, only <%s>"), table->path,
                   table->row);
  if (is_new)
    {
      g_free (id);
      id = slip_id_new ();
    }
  else if (!slip_id_is_valid (id))
    return refuse (xml, error, _ ("“%s” is no row's id; leave it out to make a new row"), id);
  if (!g_hash_table_add (reader->ids, g_strdup (id)))
    return refuse (xml, error, _ ("the row “%s” stands there twice"), id);
  item = add_item (reader, SLIP_IMPORT_ROW, table, id, xml);
  item->parent = g_strdup (parent);
  item->is_new = is_new;
  return read_children (reader, table, id, xml, error);
}

static gboolean
read_rows (Reader *reader, SlipFormNode *table, const char *parent, xmlNode *xml, GError **error)
{
  if (!refuse_text (xml, error))
    return FALSE;
  for (xmlNode *row = slip_xml_element (xml->children); row != NULL;
       row = slip_xml_element (row->next))
    if (!read_row (reader, table, parent, row, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_children (Reader *reader, SlipFormNode *node, const char *row, xmlNode *xml, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  if (!refuse_text (xml, error))
    return FALSE;
  for (xmlNode *child = slip_xml_element (xml->children); child != NULL;
       child = slip_xml_element (child->next))
    {
      const char *name = slip_xml_name (child);
      SlipFormNode *found = slip_form_node_child (node, name);

      if (!refuse_namespace (child, error))
        return FALSE;
      /* What was signed and said comes with the log alone. */
      if (found == NULL && node->parent == NULL &&
          (strcmp (name, "signatures") == 0 || strcmp (name, "review-threads") == 0))
        continue;
      if (found == NULL)
        return refuse (child, error, _ ("there is no such element in “%s”"),
                       node->parent != NULL ? node->path : node->name);
      if (!g_hash_table_add (seen, found))
        return refuse (child, error, _ ("it stands there twice"));
      if (found->kind == SLIP_NODE_FIELD)
        {
          if (!read_field (reader, found, row, child, error))
            return FALSE;
        }
      else if (found->kind == SLIP_NODE_SECTION)
        {
          if (!read_children (reader, found, row, child, error))
            return FALSE;
        }
      else if (!read_rows (reader, found, row, child, error))
        return FALSE;
    }
  return TRUE;
}

/* == the whole == */

char *
slip_instance_peek (GBytes *bytes, GError **error)
{
  xmlDoc *document = slip_xml_parse (bytes, &limits, _ ("the file"), error);
  char *name;

  if (document == NULL)
    return NULL;
  name = g_strdup (slip_xml_name (xmlDocGetRootElement (document)));
  xmlFreeDoc (document);
  return name;
}

static char *
read_id (xmlNode *root, const char *attribute, gboolean *bad)
{
  g_autofree char *id = slip_xml_attribute (root, attribute);

  if (id == NULL || *id == '\0')
    return NULL;
  if (!slip_id_is_valid (id))
    *bad = TRUE;
  return g_steal_pointer (&id);
}

static gboolean
read_root (Reader *reader, xmlNode *root, GError **error)
{
  SlipImport *import = reader->import;
  gboolean bad = FALSE;
  SlipHash hash;

  if (!refuse_namespace (root, error))
    return FALSE;
  if (strcmp (slip_xml_name (root), slip_form_get_id (import->form)) != 0)
    return refuse (root, error, _ ("this is no “%s”"), slip_form_get_id (import->form));
  import->id = read_id (root, "id", &bad);
  import->release = read_id (root, "release", &bad);
  import->number = slip_xml_attribute (root, "number");
  import->definition = slip_xml_attribute (root, "definition");
  if (import->definition != NULL && !slip_hash_from_hex (&hash, import->definition))
    return refuse (root, error, _ ("definition has to be the digest of a form, or be left out"));
  if (bad)
    return refuse (root, error,
                   _ ("id and release have to be ids of 26 characters, or be left out"));
  return read_children (reader, slip_form_get_root (import->form), "", root, error);
}

SlipImport *
slip_instance_read (GBytes *bytes, SlipForm *form, GError **error)
{
  g_autoptr (SlipImport) import = NULL;
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  xmlDoc *document = slip_xml_parse (bytes, &limits, _ ("the file"), error);
  Reader reader;
  gboolean done;

  if (document == NULL)
    return NULL;
  import = g_new0 (SlipImport, 1);
  import->form = slip_form_ref (form);
  import->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  reader = (Reader){ import, ids };
  done = read_root (&reader, xmlDocGetRootElement (document), error);
  xmlFreeDoc (document);
  return done ? g_steal_pointer (&import) : NULL;
}
