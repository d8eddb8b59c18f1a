/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A person's edits of one field or row at a time. */

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-id.h"
#include "core/slip-text.h"
#include "store/slip-blobs.h"
#include "store/slip-log.h"
#include "store/slip-values.h"
#include "workspace/slip-attachments-private.h"
#include "workspace/slip-workspace-private.h"

typedef struct
{
  const char *record;
  const char *path;
  const char *value;
  char *row; /* of what was added, moved, deleted */
  const char *before;
} FieldEdit;

/* The whole id of the row that @prefix begins, or @prefix itself when no row does. */
static char *
complete_row (SlipDatabase *db, const char *record, const char *prefix, GError **error)
{
  g_autofree char *end = g_strconcat (prefix, "~", NULL);
  g_autofree char *found = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error, "SELECT id FROM row WHERE record = ? AND id >= ? AND id < ? LIMIT 2", "sss",
      record, prefix, end);

  if (query == NULL)
    return NULL;
  if (*prefix == '\0' || !slip_query_next (query, NULL))
    return g_strdup (prefix);
  found = g_strdup (slip_query_text (query, 0));
  if (slip_query_next (query, NULL))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_AMBIGUOUS,
                   _ ("“%s” fits more than one row; type more of the id"), prefix);
      return NULL;
    }
  return g_steal_pointer (&found);
}

/* A row's id may be shortened in any path: whatever is no name in the form is taken for one. */
static char *
complete_path (SlipDatabase *db, SlipRecord *record, const char *path, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  g_autoptr (GString) names = g_string_new (NULL);

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      gsize length = names->len;
      char *row;

      g_string_append_printf (names, "%s%s", i > 0 ? "/" : "", parts[i]);
      if (i == 0 || slip_form_find (record->form, names->str) != NULL)
        continue;
      g_string_truncate (names, length);
      row = complete_row (db, record->id, parts[i], error);
      if (row == NULL)
        return NULL;
      g_free (parts[i]);
      parts[i] = row;
    }
  return g_strjoinv ("/", parts);
}

SlipFormNode *
slip_edit_find_cell (SlipDatabase *db, SlipRecord *record, const char *path, char **row,
                     GError **error)
{
  g_autofree char *whole = complete_path (db, record, path, error);
  g_autofree char *id = NULL;
  SlipFormNode *node;
  gboolean dead;
  g_autofree char *table = NULL;

  if (whole == NULL)
    return NULL;
  node = slip_form_find_cell (record->form, whole, &id, error);
  if (node == NULL)
    return NULL;
  if (*id != '\0')
    {
      SlipFormNode *holder =
          node->kind == SLIP_NODE_TABLE && node->table == NULL ? node : node->table;

      if (!slip_values_row_info (db, record->id, id, &table, NULL, NULL, &dead, error))
        return NULL;
      if (dead || (holder != NULL && !g_str_equal (table, holder->path) &&
                   !g_str_equal (table, node->path)))
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                       dead ? _ ("row %s was deleted") : _ ("row %s is in another table"), id);
          return NULL;
        }
    }
  *row = g_steal_pointer (&id);
  return node;
}

/* == fields == */

static gboolean
set_field (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  FieldEdit *edit = data;
  g_autoptr (SlipRecord) record = slip_record_load (db, edit->record, error);
  g_autofree char *row = NULL;
  SlipFormNode *node;

  if (record == NULL || (node = slip_edit_find_cell (db, record, edit->path, &row, error)) == NULL)
    return FALSE;
  if (node->kind == SLIP_NODE_FIELD && node->type == SLIP_FIELD_FILE && node->calculate == NULL)
    return slip_fills_check (db, node, error) &&
           slip_keep_check_value (db, record, row, node, edit->value, error) &&
           slip_write_value (db, record->id, row, node->cell, edit->value, error);
  return slip_write_entry (db, record, row, node, edit->value, error);
}

static gboolean
is_for_files (SlipWorkspace *self, const char *id, const char *path)
{
  g_autoptr (SlipRecord) record = slip_record_load (slip_workspace_reader (self), id, NULL);
  g_autofree char *row = NULL;
  SlipFormNode *node =
      record != NULL ? slip_edit_find_cell (slip_workspace_reader (self), record, path, &row, NULL)
                     : NULL;

  return node != NULL && node->kind == SLIP_NODE_FIELD && node->type == SLIP_FIELD_FILE &&
         node->calculate == NULL;
}

gboolean
slip_workspace_set_field (SlipWorkspace *self, const char *record, const char *path,
                          const char *value, GError **error)
{
  g_autofree char *id =
      slip_workspace_resolve (self, SLIP_RECORD_RELEASE | SLIP_RECORD_DOCUMENT, record, error);
  FieldEdit edit = { id, path, value, NULL, NULL };

  /* A file is read part by part, in more than one transaction. */
  if (id != NULL && *value != '\0' && is_for_files (self, id, path))
    return slip_workspace_attach (self, id, path, value, NULL, NULL, NULL, error);
  return id != NULL && slip_workspace_edit (self, set_field, &edit, error);
}

/* == rows == */

char *
slip_edit_add_row (SlipDatabase *db, SlipRecord *record, SlipFormNode *table, const char *parent,
                   const char *row, const char *position, GError **error)
{
  g_autofree char *id = NULL;

  if (!slip_fills_check (db, table, error) ||
      (id = slip_write_row (db, record->id, table->path, parent, row, position, error)) == NULL ||
      !slip_write_defaults (db, record, table, id, error) ||
      !slip_write_initials (db, record, table, id, error))
    return NULL;
  return g_steal_pointer (&id);
}

static gboolean
add_row (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  FieldEdit *edit = data;
  g_autoptr (SlipRecord) record = slip_record_load (db, edit->record, error);
  g_autofree char *parent = NULL;
  SlipFormNode *table;

  if (record == NULL ||
      (table = slip_edit_find_cell (db, record, edit->path, &parent, error)) == NULL)
    return FALSE;
  if (table->kind != SLIP_NODE_TABLE || (table->table != NULL) != (*parent != '\0'))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("“%s” is no table; rows go into one, such as tasks or items/ROW/steps"),
                   edit->path);
      return FALSE;
    }
  edit->row = slip_edit_add_row (db, record, table, parent, NULL, NULL, error);
  return edit->row != NULL;
}

char *
slip_workspace_add_row (SlipWorkspace *self, const char *document, const char *table,
                        GError **error)
{
  g_autofree char *id =
      slip_workspace_resolve (self, SLIP_RECORD_RELEASE | SLIP_RECORD_DOCUMENT, document, error);
  FieldEdit edit = { id, table, NULL, NULL, NULL };

  if (id == NULL || !slip_workspace_edit (self, add_row, &edit, error))
    g_clear_pointer (&edit.row, g_free);
  return edit.row;
}

/* The whole id of a living row; @text may be a path whose last step is the row. */
static char *
find_row (SlipDatabase *db, const char *record, const char *text, char **table, char **parent,
          GError **error)
{
  const char *slash = strrchr (text, '/');
  const char *prefix = slash != NULL ? slash + 1 : text;
  g_autofree char *end = g_strconcat (prefix, "~", NULL);
  g_autofree char *id = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error, "SELECT id FROM row WHERE record = ? AND id >= ? AND id < ? AND NOT dead LIMIT 2",
      "sss", record, prefix, end);

  if (query == NULL)
    return NULL;
  if (*prefix == '\0' || !slip_query_next (query, NULL))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, _ ("there is no row “%s”"), text);
      return NULL;
    }
  id = g_strdup (slip_query_text (query, 0));
  if (slip_query_next (query, NULL))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_AMBIGUOUS,
                   _ ("“%s” fits more than one row; type more of the id"), text);
      return NULL;
    }
  if (!slip_values_row_info (db, record, id, table, parent, NULL, NULL, error))
    return NULL;
  return g_steal_pointer (&id);
}

/* Rows of @table may be moved or deleted by who fills it. A table that the form doesn't have (any more) is nobody's. */
static gboolean
check_table (SlipDatabase *db, const char *record, const char *table, GError **error)
{
  g_autoptr (SlipForm) form = slip_forms_for_record (db, record, error);
  SlipFormNode *node = form != NULL ? slip_form_find (form, table) : NULL;

  return form != NULL && (node == NULL || slip_fills_check (db, node, error));
}

gboolean
slip_edit_position (SlipDatabase *db, const char *record, const char *table, const char *parent,
                    const char *row, SlipRowPlace place, const char *other, char **position,
                    GError **error)
{
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;
  g_autofree char *other_table = NULL;
  g_autofree char *other_parent = NULL;
  g_autofree char *at = NULL;

  if (place != SLIP_ROW_LAST &&
      !slip_values_row_info (db, record, other, &other_table, &other_parent, &at, NULL, error))
    return FALSE;
  if (place != SLIP_ROW_LAST &&
      (!g_str_equal (table, other_table) || !g_str_equal (parent, other_parent)))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("rows %s and %s stand in different tables"), row, other);
      return FALSE;
    }
  if (place == SLIP_ROW_AFTER)
    {
      low = g_steal_pointer (&at);
      high = slip_database_get_text (
          db, NULL,
          "SELECT min (position) FROM row WHERE record = ? AND tbl = ? AND parent = ? AND position "
          "> ? AND id <> ?",
          "sssss", record, table, parent, low, row);
    }
  else
    {
      high = g_steal_pointer (&at);
      low = slip_database_get_text (db, NULL,
                                    "SELECT max (position) FROM row WHERE record = ?1 AND tbl = ?2 "
                                    "AND parent = ?3 AND (?4 IS "
                                    "NULL OR position < ?4) AND id <> ?5",
                                    "sssss", record, table, parent, high, row);
    }
  *position = slip_position_between (low, high);
  return TRUE;
}

gboolean
slip_edit_move_row (SlipDatabase *db, const char *record, const char *row, const char *position,
                    GError **error)
{
  g_autofree char *table = NULL;
  g_autoptr (GArray) names = NULL;
  g_autoptr (SlipOp) op = NULL;

  if (!slip_values_row_info (db, record, row, &table, NULL, NULL, NULL, error) ||
      !check_table (db, record, table, error))
    return FALSE;
  names = slip_values_names (db, record, row, SLIP_FIELD_POSITION, NULL, error);
  if (names == NULL)
    return FALSE;
  op = slip_log_do (db, SLIP_OP_MOVE, SLIP_UNKNOWN_RECORD_READ_ONLY, record,
                    (const SlipOpName *) (gpointer) names->data, names->len,
                    g_variant_new ("(@ays)", slip_op_id_variant (row), position), error);
  return op != NULL;
}

static gboolean
move_row (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  FieldEdit *edit = data;
  g_autofree char *table = NULL;
  g_autofree char *parent = NULL;
  g_autofree char *row = find_row (db, edit->record, edit->row, &table, &parent, error);
  g_autofree char *before = NULL;
  g_autofree char *key = NULL;

  if (row == NULL || (edit->before != NULL && (before = find_row (db, edit->record, edit->before,
                                                                  NULL, NULL, error)) == NULL))
    return FALSE;
  if (g_strcmp0 (row, before) == 0)
    return TRUE;
  return slip_edit_position (db, edit->record, table, parent, row,
                             before != NULL ? SLIP_ROW_BEFORE : SLIP_ROW_LAST, before, &key,
                             error) &&
         slip_edit_move_row (db, edit->record, row, key, error);
}

gboolean
slip_workspace_move_row (SlipWorkspace *self, const char *document, const char *row,
                         const char *before, GError **error)
{
  g_autofree char *id =
      slip_workspace_resolve (self, SLIP_RECORD_RELEASE | SLIP_RECORD_DOCUMENT, document, error);
  FieldEdit edit = { id, NULL, NULL, (char *) row, before };

  return id != NULL && slip_workspace_edit (self, move_row, &edit, error);
}

gboolean
slip_edit_delete_row (SlipDatabase *db, const char *record, const char *row, GError **error)
{
  g_autofree char *table = NULL;
  g_autoptr (SlipForm) form = slip_forms_for_record (db, record, error);
  g_autoptr (GArray) names = NULL;
  g_autoptr (SlipOp) op = NULL;

  if (form == NULL || !slip_values_row_info (db, record, row, &table, NULL, NULL, NULL, error) ||
      !check_table (db, record, table, error) ||
      !slip_keep_check_delete (db, form, record, row, error))
    return FALSE;
  names = slip_values_names (db, record, row, SLIP_FIELD_DELETE, NULL, error);
  if (names == NULL)
    return FALSE;
  op = slip_log_do (db, SLIP_OP_DELETE, SLIP_UNKNOWN_RECORD_READ_ONLY, record,
                    (const SlipOpName *) (gpointer) names->data, names->len,
                    g_variant_new ("(@ay)", slip_op_id_variant (row)), error);
  return op != NULL;
}

static gboolean
delete_row (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  FieldEdit *edit = data;
  g_autofree char *row = find_row (db, edit->record, edit->row, NULL, NULL, error);

  return row != NULL && slip_edit_delete_row (db, edit->record, row, error);
}

gboolean
slip_workspace_delete_row (SlipWorkspace *self, const char *document, const char *row,
                           GError **error)
{
  g_autofree char *id =
      slip_workspace_resolve (self, SLIP_RECORD_RELEASE | SLIP_RECORD_DOCUMENT, document, error);
  FieldEdit edit = { id, NULL, NULL, (char *) row, NULL };

  return id != NULL && slip_workspace_edit (self, delete_row, &edit, error);
}

gboolean
slip_edit_restore_row (SlipDatabase *db, const char *record, const char *row, GError **error)
{
  g_autofree char *table = NULL;
  g_autoptr (GArray) names = NULL;
  g_autoptr (SlipOp) op = NULL;

  if (!slip_values_row_info (db, record, row, &table, NULL, NULL, NULL, error) ||
      !check_table (db, record, table, error) ||
      (names = slip_values_names (db, record, row, SLIP_FIELD_DELETE, NULL, error)) == NULL)
    return FALSE;
  if (names->len == 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("row %s was not deleted"), row);
      return FALSE;
    }
  op = slip_log_do (db, SLIP_OP_KEEP, SLIP_UNKNOWN_RECORD_READ_ONLY, record,
                    (const SlipOpName *) (gpointer) names->data, names->len,
                    g_variant_new ("(@ay)", slip_op_id_variant (row)), error);
  return op != NULL;
}

static gboolean
restore_row (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  FieldEdit *edit = data;
  const char *slash = strrchr (edit->row, '/');
  g_autofree char *row =
      complete_row (db, edit->record, slash != NULL ? slash + 1 : edit->row, error);

  return row != NULL && slip_edit_restore_row (db, edit->record, row, error);
}

gboolean
slip_workspace_restore_row (SlipWorkspace *self, const char *document, const char *row,
                            GError **error)
{
  g_autofree char *id =
      slip_workspace_resolve (self, SLIP_RECORD_RELEASE | SLIP_RECORD_DOCUMENT, document, error);
  FieldEdit edit = { id, NULL, NULL, (char *) row, NULL };

  return id != NULL && slip_workspace_edit (self, restore_row, &edit, error);
}
