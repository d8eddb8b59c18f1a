/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Columns: one field of all rows of a table, read at once and remembered, for functions that count and look up. */

#include <string.h>

#include "core/slip-text.h"
#include "forms/slip-cells-private.h"

/* == life == */

static SlipColumn *
column_new (SlipFormNode *field)
{
  SlipColumn *column = g_new0 (SlipColumn, 1);

  column->is_set = field != NULL && field->type == SLIP_FIELD_CHOICES;
  column->ids = g_ptr_array_new_with_free_func (g_free);
  column->parents = g_ptr_array_new_with_free_func (g_free);
  column->values = g_ptr_array_new_with_free_func (g_free);
  return column;
}

void
slip_column_free (SlipColumn *column)
{
  g_ptr_array_unref (column->ids);
  g_ptr_array_unref (column->parents);
  g_ptr_array_unref (column->values);
  g_clear_pointer (&column->counts, g_hash_table_unref);
  g_clear_pointer (&column->first, g_hash_table_unref);
  g_free (column);
}

/* == reading == */

/* Rows of @table in @parent, or in whatever rows of the tables between @table and @anchor are below it. */
static void
gather_column (SlipCells *cells, SlipColumn *column, SlipFormNode *table, SlipFormNode *field,
               SlipFormNode *anchor, const char *anchor_row)
{
  GPtrArray *rows;

  if (table->table != anchor)
    {
      SlipColumn *outer = column_new (NULL);

      gather_column (cells, outer, table->table, NULL, anchor, anchor_row);
      g_ptr_array_sort (outer->ids, slip_text_compare);
      for (guint i = 0; i < outer->ids->len; i++)
        gather_column (cells, column, table, field, table->table,
                       g_ptr_array_index (outer->ids, i));
      slip_column_free (outer);
      return;
    }
  rows = slip_cells_fixed_rows (cells, table->path, anchor_row);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const char *id = g_ptr_array_index (rows, i);
      const SlipCell *cell =
          field != NULL ? slip_cells_get (cells, id, field->cell, NULL) : &cells->empty;

      g_ptr_array_add (column->ids, g_strdup (id));
      g_ptr_array_add (column->parents, g_strdup (anchor_row));
      g_ptr_array_add (column->values, g_strdup (cell->text));
    }
}

/* Rows of a nested table live only when all rows above do, so those are joined; at most a few levels. */
static char *
column_sql (SlipFormNode *table, SlipFormNode *field, SlipFormNode *anchor)
{
  GString *sql = g_string_new ("SELECT r0.id, r0.parent");
  g_autofree char *where = NULL;
  guint level = 0;

  if (field == NULL)
    g_string_append (sql, ", '', 0");
  else if (field->type == SLIP_FIELD_CHOICE || field->type == SLIP_FIELD_BOOLEAN)
    g_string_append (sql, ", v.value, (SELECT count (DISTINCT w.value) FROM value w WHERE w.record "
                          "= r0.record AND w.row = r0.id AND w.field = v.field AND w.kind = 'v')");
  else
    g_string_append (sql, ", v.value, 0");
  g_string_append (sql, " FROM row r0");
  for (SlipFormNode *above = table;; above = above->table, level++)
    {
      if (level > 0)
        g_string_append_printf (sql,
                                " JOIN row r%u ON r%u.record = r0.record AND r%u.id = r%u.parent "
                                "AND r%u.dead = 0",
                                level, level, level, level - 1, level);
      if (above->table == anchor)
        {
          where = g_strdup_printf (" AND r%u.parent = ?3", level);
          break;
        }
    }
  if (field != NULL)
    g_string_append (sql,
                     " LEFT JOIN value v ON v.record = r0.record AND v.row = r0.id AND v.field "
                     "= ?4 AND v.shown = 1 AND v.kind IN " SLIP_CELLS_SHOWN_KINDS);
  g_string_append_printf (sql,
                          " WHERE r0.record = ?1 AND r0.tbl = ?2 AND r0.dead = 0%s ORDER BY "
                          "r0.parent, r0.position, r0.id",
                          where);
  return g_string_free (sql, FALSE);
}

static SlipColumn *
read_column (SlipCells *cells, SlipFormNode *table, SlipFormNode *field, SlipFormNode *anchor,
             const char *anchor_row, GError **error)
{
  g_autofree char *sql = NULL;
  g_autoptr (SlipQuery) query = NULL;
  SlipColumn *column;
  GError *local_error = NULL;

  if (cells->rows != NULL)
    {
      column = column_new (field);
      gather_column (cells, column, table, field, anchor, anchor_row);
      return column;
    }
  sql = column_sql (table, field, anchor);
  query = slip_database_query (cells->database, error, sql, field != NULL ? "ssss" : "sss",
                               cells->record, table->path, anchor_row,
                               field != NULL ? field->cell : NULL);
  if (query == NULL)
    return NULL;
  column = column_new (field);
  while (slip_query_next (query, &local_error))
    {
      const char *id = slip_query_text (query, 0);
      const char *value = slip_query_text (query, 2);
      guint n = column->ids->len;

      cells->work++;
      if (n > 0 && strcmp (g_ptr_array_index (column->ids, n - 1), id) == 0)
        {
          char **set = (char **) &g_ptr_array_index (column->values, n - 1);
          char *joined = g_strconcat (*set, "\n", value, NULL);

          g_free (*set);
          *set = joined;
          continue;
        }
      g_ptr_array_add (column->ids, g_strdup (id));
      g_ptr_array_add (column->parents, g_strdup (slip_query_text (query, 1)));
      g_ptr_array_add (column->values, g_strdup (slip_query_int (query, 3) > 1 ? "conflict"
                                                 : value != NULL               ? value
                                                                               : ""));
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      g_clear_pointer (&column, slip_column_free);
    }
  return column;
}

SlipColumn *
slip_cells_get_column (SlipCells *cells, SlipFormNode *table, SlipFormNode *field,
                       SlipFormNode *anchor, const char *anchor_row, GError **error)
{
  g_autofree char *key = g_strconcat (table->path, "\n", field != NULL ? field->name : "", "\n",
                                      anchor != NULL ? anchor->path : "", "\n",
                                      anchor != NULL ? anchor_row : "", NULL);
  SlipColumn *column = g_hash_table_lookup (cells->columns, key);

  if (column != NULL)
    return column;
  column = read_column (cells, table, field, anchor, anchor != NULL ? anchor_row : "", error);
  if (column != NULL)
    g_hash_table_insert (cells->columns, g_steal_pointer (&key), column);
  return column;
}

/* == asking == */

/* Values of a set count each by itself. */
static void
index_column (SlipColumn *column)
{
  column->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  column->first = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < column->values->len; i++)
    {
      const char *value = g_ptr_array_index (column->values, i);
      g_auto (GStrv) members = column->is_set ? g_strsplit (value, "\n", -1) : NULL;
      const char *single[] = { value, NULL };
      const char *const *values =
          members != NULL && members[0] != NULL ? (const char *const *) members : single;

      for (gsize j = 0; values[j] != NULL; j++)
        {
          guint n = GPOINTER_TO_UINT (g_hash_table_lookup (column->counts, values[j]));

          g_hash_table_insert (column->counts, g_strdup (values[j]), GUINT_TO_POINTER (n + 1));
          if (n == 0)
            g_hash_table_insert (column->first, g_strdup (values[j]),
                                 g_ptr_array_index (column->ids, i));
        }
    }
}

guint
slip_column_count (SlipColumn *column, const char *value)
{
  if (column->counts == NULL)
    index_column (column);
  return GPOINTER_TO_UINT (g_hash_table_lookup (column->counts, value));
}

const char *
slip_column_find (SlipColumn *column, const char *value)
{
  if (column->first == NULL)
    index_column (column);
  return g_hash_table_lookup (column->first, value);
}
