/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The whole of a record as XML: what `document show` prints, exports and the dossier hold, reports are
 * written from. slip-form-schema.c writes the grammar of what is built here; change both together. */

#include "forms/slip-instance.h"
#include "forms/slip-removed.h"
#include "forms/slip-siblings.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "forms/slip-form-private.h"
#include "forms/slip-scope-private.h"

/* What others propose for a field. */
typedef struct
{
  GString *values;
  GString *people;
} Proposed;

typedef struct
{
  SlipScope *scope;
  SlipInstanceFlags flags;
  GHashTable *proposed; /* (nullable): "row\nfield" → Proposed */
  GHashTable *removed;  /* (nullable): "row\nfield" → what is told of a withheld value */
  GHashTable *
      labels; /* "field's index value" → what people call it: thousands of rows name the same few */
} Builder;

static void
proposed_free (Proposed *proposed)
{
  g_string_free (proposed->values, TRUE);
  g_string_free (proposed->people, TRUE);
  g_free (proposed);
}

/* They are no content: only a look at the document as it stands shows them. */
static gboolean
load_proposed (Builder *builder, GError **error)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      slip_scope_get_database (builder->scope), error,
      "SELECT row, field, value, coalesce ((SELECT name FROM member m WHERE m.person = p.person), "
      "person) FROM proposal p WHERE record = ? ORDER BY clock, replica",
      "s", slip_scope_get_record (builder->scope));
  GError *local_error = NULL;

  if (query == NULL)
    return FALSE;
  builder->proposed =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) proposed_free);
  while (slip_query_next (query, &local_error))
    {
      char *key = g_strconcat (slip_query_text (query, 0), "\n", slip_query_text (query, 1), NULL);
      Proposed *proposed = g_hash_table_lookup (builder->proposed, key);
      const char *between = proposed != NULL ? " | " : "";

      if (proposed == NULL)
        {
          proposed = g_new (Proposed, 1);
          proposed->values = g_string_new (NULL);
          proposed->people = g_string_new (NULL);
          g_hash_table_insert (builder->proposed, g_strdup (key), proposed);
        }
      g_string_append_printf (proposed->values, "%s%s", between, slip_query_text (query, 2));
      g_string_append_printf (proposed->people, "%s%s", between, slip_query_text (query, 3));
      g_free (key);
    }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

static void
set_attribute (xmlNode *element, const char *name, const char *value)
{
  xmlNewProp (element, BAD_CAST name, BAD_CAST value);
}

/* What can't be told now (a document that it looks into has not arrived) is shown rather than hidden. */
static gboolean
is_shown (Builder *builder, SlipFormNode *node, const char *row)
{
  if (builder->flags & SLIP_INSTANCE_WITH_IRRELEVANT)
    return TRUE;
  return slip_scope_is_relevant (builder->scope, node, row, NULL) != 0;
}

/* == fields == */

static void
add_members (xmlNode *element, const char *value)
{
  g_auto (GStrv) members = g_strsplit (value, "\n", -1);

  for (gsize i = 0; members[i] != NULL; i++)
    xmlNewTextChild (element, NULL, BAD_CAST "member", BAD_CAST members[i]);
}

static void
add_file (xmlNode *element, const char *value)
{
  g_autofree char *digest = NULL;
  g_autofree char *size = NULL;

  if (slip_file_value_split (value, &digest, &size))
    {
      set_attribute (element, "digest", digest);
      set_attribute (element, "size", size);
    }
  xmlNodeAddContent (element, BAD_CAST slip_file_value_name (value));
}

static const char *
label_of (Builder *builder, SlipFormNode *field, const char *value)
{
  g_autofree char *key = g_strdup_printf ("%u %s", field->index, value);
  char *label = g_hash_table_lookup (builder->labels, key);

  if (label == NULL)
    {
      label = slip_form_display_value (slip_scope_get_database (builder->scope),
                                       slip_scope_get_record (builder->scope), field, value);
      g_hash_table_insert (builder->labels, g_steal_pointer (&key), label);
    }
  return label;
}

static void
add_value (Builder *builder, SlipFormNode *field, xmlNode *element, const char *value)
{
  if (!slip_form_value_is_valid (field, value))
    set_attribute (element, "invalid", "yes");
  else if (field->type == SLIP_FIELD_CHOICES)
    {
      add_members (element, value);
      return;
    }
  else if (field->type == SLIP_FIELD_FILE)
    {
      add_file (element, value);
      return;
    }
  else if (field->type == SLIP_FIELD_PERSON || field->type == SLIP_FIELD_REFERENCE)
    set_attribute (element, "label", label_of (builder, field, value));
  xmlNodeAddContent (element, BAD_CAST value);
}

static void
add_proposed (Builder *builder, SlipFormNode *field, const char *row, xmlNode *element)
{
  g_autofree char *key = NULL;
  Proposed *proposed;

  if (builder->proposed == NULL || g_hash_table_size (builder->proposed) == 0)
    return;
  key = g_strconcat (row, "\n", field->cell, NULL);
  proposed = g_hash_table_lookup (builder->proposed, key);
  if (proposed == NULL)
    return;
  set_attribute (element, "proposed", proposed->values->str);
  set_attribute (element, "by", proposed->people->str);
}

/* (transfer full) (nullable): why nothing stands there. */
static char *
removed_note (Builder *builder, SlipFormNode *field, const char *row, const SlipCell *cell)
{
  g_autofree char *key = NULL;

  if (cell->in_blob)
    return slip_removed_note (slip_scope_get_database (builder->scope), cell->text);
  if (builder->removed == NULL)
    return NULL;
  key = g_strconcat (row, "\n", field->cell, NULL);
  return g_strdup (g_hash_table_lookup (builder->removed, key));
}

static gboolean
add_field (Builder *builder, SlipFormNode *field, const char *row, xmlNode *above, GError **error)
{
  xmlNode *element;
  const SlipCell *cell;
  g_autofree char *value = NULL;
  g_autofree char *removed = NULL;
  g_autoptr (GError) local_error = NULL;

  if (field->calculate != NULL && (builder->flags & SLIP_INSTANCE_STORED_ONLY))
    return TRUE;
  element = xmlNewChild (above, NULL, BAD_CAST field->name, NULL);
  if (field->calculate != NULL)
    {
      value = slip_scope_get_value (builder->scope, field, row, &local_error);
      set_attribute (element, "calculated", "yes");
    }
  else
    {
      SlipCells *cells = slip_scope_get_cells (builder->scope);

      cell = slip_cells_get (cells, row, field->cell, error);
      if (cell == NULL)
        return FALSE;
      value = slip_cells_read (cells, cell, &local_error);
      if (cell->conflict)
        {
          g_autofree char *others =
              slip_siblings_describe (slip_scope_get_database (builder->scope),
                                      slip_scope_get_record (builder->scope), row, field, TRUE);

          set_attribute (element, "conflict", "yes");
          set_attribute (element, "others", others);
        }
      add_proposed (builder, field, row, element);
      if (value == NULL && !g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (value == NULL || *value == '\0')
        removed = removed_note (builder, field, row, cell);
    }
  if (removed != NULL)
    set_attribute (element, "removed", removed);
  else if (value == NULL)
    set_attribute (element, "missing", "yes");
  else if (*value != '\0')
    add_value (builder, field, element, value);
  return TRUE;
}

/* == sections and tables == */

static gboolean add_children (Builder *builder, SlipFormNode *node, const char *row, xmlNode *above,
                              GError **error);

static gboolean
add_rows (Builder *builder, SlipFormNode *table, const char *parent, xmlNode *above, GError **error)
{
  g_autoptr (GPtrArray) rows = slip_scope_get_rows (builder->scope, table, parent, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const char *id = g_ptr_array_index (rows, i);
      xmlNode *element = xmlNewChild (above, NULL, BAD_CAST table->row, NULL);

      set_attribute (element, "id", id);
      if (!add_children (builder, table, id, element, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_children (Builder *builder, SlipFormNode *node, const char *row, xmlNode *above, GError **error)
{
  for (guint i = 0; i < node->children->len; i++)
    {
      SlipFormNode *child = g_ptr_array_index (node->children, i);
      xmlNode *element;

      if (!is_shown (builder, child, row))
        continue;
      if (child->kind == SLIP_NODE_FIELD)
        {
          if (!add_field (builder, child, row, above, error))
            return FALSE;
          continue;
        }
      element = xmlNewChild (above, NULL, BAD_CAST child->name, NULL);
      if (child->kind == SLIP_NODE_TABLE ? !add_rows (builder, child, row, element, error)
                                         : !add_children (builder, child, row, element, error))
        return FALSE;
    }
  return TRUE;
}

/* == the whole == */

static gboolean
add_identity (Builder *builder, SlipForm *form, xmlNode *root, GError **error)
{
  g_autoptr (SlipQuery) query =
      slip_database_query (slip_scope_get_database (builder->scope), error,
                           "SELECT kind, release, number FROM record WHERE id = ?", "s",
                           slip_scope_get_record (builder->scope));
  GError *local_error = NULL;

  if (query == NULL)
    return FALSE;
  if (!slip_query_next (query, &local_error))
    {
      if (local_error != NULL)
        g_propagate_error (error, local_error);
      else
        g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, _ ("there is no record “%s”"),
                     slip_scope_get_record (builder->scope));
      return FALSE;
    }
  set_attribute (root, "id", slip_scope_get_record (builder->scope));
  if (g_strcmp0 (slip_query_text (query, 0), "document") == 0)
    {
      const char *release = slip_query_text (query, 1);
      const char *number = slip_query_text (query, 2);

      set_attribute (root, "release", release != NULL ? release : "");
      set_attribute (root, "number", number != NULL ? number : "");
    }
  set_attribute (root, "definition", slip_form_get_digest (form));
  return TRUE;
}

static xmlDoc *
build (Builder *builder, GError **error)
{
  SlipForm *form = slip_scope_get_form (builder->scope);
  xmlDoc *document = xmlNewDoc (NULL);
  xmlNode *root = xmlNewDocNode (document, NULL, BAD_CAST slip_form_get_id (form), NULL);
  g_autoptr (GHashTable) labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gboolean done;

  xmlDocSetRootElement (document, root);
  builder->labels = labels;
  done = slip_scope_preload (builder->scope, error) && add_identity (builder, form, root, error) &&
         add_children (builder, slip_form_get_root (form), "", root, error);
  builder->labels = NULL;
  if (done)
    return document;
  xmlFreeDoc (document);
  return NULL;
}

xmlDoc *
slip_instance_build (SlipDatabase *database, SlipForm *form, const char *record,
                     SlipInstanceFlags flags, GError **error)
{
  g_autoptr (SlipScope) scope = slip_scope_new (database, form, record);
  Builder builder = { scope, flags, NULL, slip_removed_load (database, record), NULL };
  xmlDoc *document = NULL;

  if ((flags & SLIP_INSTANCE_STORED_ONLY) || load_proposed (&builder, error))
    document = build (&builder, error);
  g_clear_pointer (&builder.proposed, g_hash_table_unref);
  g_clear_pointer (&builder.removed, g_hash_table_unref);
  return document;
}

xmlDoc *
slip_instance_build_revision (SlipDatabase *database, SlipForm *form, const char *record,
                              const char *digest, guint revision, GError **error)
{
  g_autoptr (SlipScope) scope =
      slip_scope_new_for_revision (database, form, record, digest, revision, error);
  Builder builder = { scope, SLIP_INSTANCE_DEFAULT, NULL, NULL, NULL };

  return scope != NULL ? build (&builder, error) : NULL;
}

xmlDoc *
slip_instance_build_removed (SlipDatabase *database, SlipForm *form, const char *record,
                             const char *note, GError **error)
{
  g_autoptr (SlipScope) scope = slip_scope_new (database, form, record);
  Builder builder = { scope, SLIP_INSTANCE_DEFAULT, NULL, NULL, NULL };
  xmlDoc *document = xmlNewDoc (NULL);
  xmlNode *root = xmlNewDocNode (document, NULL, BAD_CAST slip_form_get_id (form), NULL);

  xmlDocSetRootElement (document, root);
  if (add_identity (&builder, form, root, error))
    {
      set_attribute (root, "removed", note);
      return document;
    }
  xmlFreeDoc (document);
  return NULL;
}

GBytes *
slip_instance_to_bytes (xmlDoc *instance)
{
  xmlChar *memory = NULL;
  int size = 0;
  GBytes *bytes;

  xmlDocDumpFormatMemoryEnc (instance, &memory, &size, "UTF-8", 1);
  bytes = g_bytes_new (memory, (gsize) size);
  xmlFree (memory);
  return bytes;
}
