/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A new document with the stored content of another one. */

#include "store/slip-values.h"
#include "workspace/slip-workspace-private.h"

/* A reference that waits until all rows are copied. */
typedef struct
{
  SlipFormNode *node; /* unowned */
  char *row;
  char *value;
} CopiedReference;

static void
copied_reference_free (CopiedReference *reference)
{
  g_free (reference->row);
  g_free (reference->value);
  g_free (reference);
}

/* Copying stored content from one document into a new one, whose first content is its maker's, whoever fills it. */
typedef struct
{
  SlipDatabase *db;
  SlipRecord *from;
  SlipRecord *to;
  gboolean across;       /* they are of different releases */
  GHashTable *rows;      /* id of a row → id of its copy */
  GPtrArray *references; /* element-type CopiedReference */
} Copy;

static gboolean copy_children (Copy *copy, SlipFormNode *above, const char *from_row,
                               const char *to_row, GError **error);

static gboolean
copy_table (Copy *copy, SlipFormNode *table, const char *from_parent, const char *to_parent,
            GError **error)
{
  g_autoptr (GPtrArray) ids =
      slip_values_rows (copy->db, copy->from->id, table->path, from_parent, error);

  if (ids == NULL)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);
      g_autofree char *made =
          slip_write_row (copy->db, copy->to->id, table->path, to_parent, NULL, NULL, error);

      if (made == NULL)
        return FALSE;
      g_hash_table_insert (copy->rows, g_strdup (id), g_strdup (made));
      if (!copy_children (copy, table, id, made, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
copy_file (Copy *copy, SlipFormNode *node, const char *from_row, const char *to_row, GError **error)
{
  g_autoptr (GPtrArray) values =
      slip_values_get (copy->db, copy->from->id, from_row, node->cell, error);
  g_auto (GStrv) parts = NULL;

  if (values == NULL || values->len == 0)
    return values != NULL;
  parts = g_strsplit (((SlipValue *) g_ptr_array_index (values, 0))->value, " ", 3);
  return g_strv_length (parts) != 3 ||
         slip_write_file (copy->db, copy->to->id, to_row, node->cell, parts[2],
                          g_ascii_strtoll (parts[1], NULL, 10), parts[0], error);
}

static gboolean
copy_field (Copy *copy, SlipFormNode *node, const char *from_row, const char *to_row,
            GError **error)
{
  g_autofree char *value = NULL;

  if (node->type == SLIP_FIELD_FILE)
    return copy_file (copy, node, from_row, to_row, error);
  value = slip_values_text (copy->db, copy->from->id, from_row, node->cell, NULL);
  if (value == NULL || *value == '\0')
    return TRUE;
  if (node->type == SLIP_FIELD_CHOICES)
    {
      g_auto (GStrv) members = g_strsplit (value, "\n", -1);

      return slip_write_members (copy->db, copy->to->id, to_row, node->cell,
                                 (const char *const *) members, error);
    }
  if (node->type == SLIP_FIELD_REFERENCE)
    {
      CopiedReference *reference = g_new0 (CopiedReference, 1);

      reference->node = node;
      reference->row = g_strdup (to_row);
      reference->value = g_steal_pointer (&value);
      g_ptr_array_add (copy->references, reference);
      return TRUE;
    }
  return slip_write_value (copy->db, copy->to->id, to_row, node->cell, value, error);
}

static gboolean
copy_children (Copy *copy, SlipFormNode *above, const char *from_row, const char *to_row,
               GError **error)
{
  for (guint i = 0; i < above->children->len; i++)
    {
      SlipFormNode *node = g_ptr_array_index (above->children, i);
      SlipFormNode *target = slip_form_find (copy->to->form, node->path);
      gboolean done = TRUE;

      /* The new document may pin a newer definition of the form. */
      if (target == NULL || target->kind != node->kind || target->type != node->type)
        continue;
      if (copy->across && target->once)
        continue;
      if (node->kind == SLIP_NODE_TABLE)
        done = copy_table (copy, target, from_row, to_row, error);
      else if (node->kind == SLIP_NODE_SECTION)
        done = copy_children (copy, node, from_row, to_row, error);
      else if (target->calculate == NULL)
        done = copy_field (copy, target, from_row, to_row, error);
      if (!done)
        return FALSE;
    }
  return TRUE;
}

gboolean
slip_record_copy (SlipDatabase *db, SlipRecord *from, SlipRecord *to, GHashTable *rows,
                  GError **error)
{
  g_autoptr (GPtrArray) references =
      g_ptr_array_new_with_free_func ((GDestroyNotify) copied_reference_free);
  Copy copy = { db, from, to, !g_str_equal (from->release, to->release), rows, references };

  if (!copy_children (&copy, slip_form_get_root (from->form), "", "", error))
    return FALSE;
  for (guint i = 0; i < references->len; i++)
    {
      CopiedReference *reference = g_ptr_array_index (references, i);
      const char *copied = g_hash_table_lookup (rows, reference->value);

      if (!slip_write_value (db, to->id, reference->row, reference->node->cell,
                             copied != NULL ? copied : reference->value, error))
        return FALSE;
    }
  return TRUE;
}
