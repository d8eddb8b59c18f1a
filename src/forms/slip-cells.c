/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* All SQL over `row` and `value` that answering a form needs. Every statement goes by an index:
 * value_register (record, row, field), row_order (record, tbl, parent, position, id) or the primary keys. */

#include "forms/slip-cells-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-text.h"
#include "forms/slip-content-parts.h"
#include "forms/slip-form-private.h"
#include "store/slip-blobs.h"
#include "store/slip-purging.h"

/* == life == */

static void
cell_free (SlipCell *cell)
{
  g_free (cell->text);
  g_free (cell);
}

SlipCells *
slip_cells_new (SlipDatabase *database, const char *record)
{
  SlipCells *cells = g_new0 (SlipCells, 1);

  cells->refs = 1;
  cells->database = database;
  cells->record = g_strdup (record);
  cells->cells =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cell_free);
  cells->parents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  cells->columns =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) slip_column_free);
  cells->empty.text = (char *) "";
  return cells;
}

SlipCells *
slip_cells_ref (SlipCells *cells)
{
  cells->refs++;
  return cells;
}

void
slip_cells_free (SlipCells *cells)
{
  if (cells == NULL || --cells->refs > 0)
    return;
  g_hash_table_unref (cells->cells);
  g_hash_table_unref (cells->parents);
  g_hash_table_unref (cells->columns);
  g_clear_pointer (&cells->rows, g_hash_table_unref);
  g_free (cells->record);
  g_free (cells);
}

void
slip_cells_forget (SlipCells *cells)
{
  if (cells->rows != NULL)
    return;
  g_hash_table_remove_all (cells->cells);
  g_hash_table_remove_all (cells->parents);
  g_hash_table_remove_all (cells->columns);
  cells->loaded = FALSE;
}

guint64
slip_cells_get_work (SlipCells *cells)
{
  return cells->work;
}

/* == cells == */

/* A cell out of its live values, which come shown ones first: columns kind, value, shown. */
typedef struct
{
  SlipCell *cell;
  char kind;
  char *first; /* the first value, to tell a conflict */
  GPtrArray *members;
} Gather;

static void
gather_value (Gather *gather, const char *kind, const char *value, gboolean shown)
{
  if (gather->cell == NULL)
    gather->cell = g_new0 (SlipCell, 1);
  if (*kind == 'p')
    {
      if (gather->members == NULL)
        gather->members = g_ptr_array_new_with_free_func (g_free);
      if (!g_ptr_array_find_with_equal_func (gather->members, value, g_str_equal, NULL))
        g_ptr_array_add (gather->members, g_strdup (value));
      return;
    }
  if (gather->first == NULL || (shown && gather->cell->text == NULL))
    {
      gather->cell->conflict = gather->first != NULL && strcmp (gather->first, value) != 0;
      g_free (gather->first);
      gather->first = g_strdup (value);
      gather->kind = *kind;
      g_free (gather->cell->text);
      gather->cell->text = g_strdup (value);
      gather->cell->in_blob = *kind == 'b';
    }
  else if (gather->kind != *kind || strcmp (gather->first, value) != 0)
    gather->cell->conflict = TRUE;
}

static SlipCell *
gather_end (Gather *gather)
{
  SlipCell *cell = g_steal_pointer (&gather->cell);

  if (cell != NULL && gather->members != NULL)
    {
      g_ptr_array_sort (gather->members, slip_text_compare);
      g_ptr_array_add (gather->members, NULL);
      g_free (cell->text);
      cell->text = g_strjoinv ("\n", (GStrv) gather->members->pdata);
      cell->in_blob = FALSE;
      cell->conflict = FALSE;
    }
  if (cell != NULL && cell->text == NULL)
    cell->text = g_strdup ("");
  g_clear_pointer (&gather->first, g_free);
  g_clear_pointer (&gather->members, g_ptr_array_unref);
  return cell;
}

static SlipCell *
read_cell (SlipCells *cells, const char *row, const char *field, GError **error)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      cells->database, error,
      "SELECT kind, value, shown FROM value WHERE record = ? AND row = ? AND field = ? AND kind "
      "IN " SLIP_CELLS_SHOWN_KINDS " ORDER BY shown DESC, clock DESC, replica DESC",
      "sss", cells->record, row, field);
  Gather gather = { NULL, '\0', NULL, NULL };
  GError *local_error = NULL;
  SlipCell *cell;

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &local_error))
    {
      cells->work++;
      gather_value (&gather, slip_query_text (query, 0), slip_query_text (query, 1),
                    slip_query_int (query, 2) != 0);
    }
  cell = gather_end (&gather);
  if (local_error != NULL)
    {
      g_clear_pointer (&cell, cell_free);
      g_propagate_error (error, local_error);
      return NULL;
    }
  if (cell == NULL)
    {
      cell = g_new0 (SlipCell, 1);
      cell->text = g_strdup ("");
    }
  return cell;
}

const SlipCell *
slip_cells_get (SlipCells *cells, const char *row, const char *field, GError **error)
{
  g_autofree char *key = g_strconcat (row, "\n", field, NULL);
  SlipCell *cell = g_hash_table_lookup (cells->cells, key);

  if (cell != NULL)
    return cell;
  if (cells->loaded)
    return &cells->empty;
  cell = read_cell (cells, row, field, error);
  if (cell != NULL)
    g_hash_table_insert (cells->cells, g_steal_pointer (&key), cell);
  return cell;
}

static char *
read_blob (SlipDatabase *database, const char *digest, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GBytes) bytes = slip_blobs_get (database, digest, &failure);

  if (bytes == NULL)
    {
      /* As with a value that was withheld, nothing stands there any more; slip-removed.c says why. */
      if (g_error_matches (failure, SLIP_ERROR, SLIP_ERROR_NOT_FOUND) &&
          slip_blobs_is_purged (database, digest))
        return g_strdup ("");
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

char *
slip_cells_read (SlipCells *cells, const SlipCell *cell, GError **error)
{
  return cell->in_blob ? read_blob (cells->database, cell->text, error) : g_strdup (cell->text);
}

char *
slip_cells_get_text (SlipCells *cells, const char *row, const char *field, GError **error)
{
  const SlipCell *cell = slip_cells_get (cells, row, field, error);

  return cell != NULL ? slip_cells_read (cells, cell, error) : NULL;
}

/* == all at once == */

static gboolean
preload_parents (SlipCells *cells, GError **error)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      cells->database, error, "SELECT id, parent, tbl FROM row WHERE record = ? AND dead = 0", "s",
      cells->record);
  GError *local_error = NULL;

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local_error))
    {
      cells->work++;
      g_hash_table_insert (
          cells->parents, g_strdup (slip_query_text (query, 0)),
          g_strconcat (slip_query_text (query, 1), "\n", slip_query_text (query, 2), NULL));
    }
  if (local_error != NULL)
    g_propagate_error (error, local_error);
  return local_error == NULL;
}

gboolean
slip_cells_preload (SlipCells *cells, GError **error)
{
  g_autoptr (SlipQuery) query = NULL;
  g_autofree char *last = NULL;
  Gather gather = { NULL, '\0', NULL, NULL };
  GError *local_error = NULL;

  if (cells->rows != NULL)
    return TRUE;
  slip_cells_forget (cells);
  if (!preload_parents (cells, error))
    return FALSE;
  query = slip_database_query (cells->database, error,
                               "SELECT row, field, kind, value, shown FROM value WHERE record = ? "
                               "AND kind IN " SLIP_CELLS_SHOWN_KINDS
                               " ORDER BY row, field, shown DESC, clock DESC, replica DESC",
                               "s", cells->record);
  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local_error))
    {
      const char *row = slip_query_text (query, 0);
      const char *field = slip_query_text (query, 1);
      gsize row_length = strlen (row);

      cells->work++;
      if (last == NULL || strncmp (last, row, row_length) != 0 || last[row_length] != '\n' ||
          strcmp (last + row_length + 1, field) != 0)
        {
          SlipCell *cell = gather_end (&gather);

          if (cell != NULL)
            g_hash_table_insert (cells->cells, g_steal_pointer (&last), cell);
          g_free (last);
          last = g_strconcat (row, "\n", field, NULL);
        }
      gather_value (&gather, slip_query_text (query, 2), slip_query_text (query, 3),
                    slip_query_int (query, 4) != 0);
    }
  if (last != NULL)
    g_hash_table_insert (cells->cells, g_steal_pointer (&last), gather_end (&gather));
  if (local_error != NULL)
    {
      slip_cells_forget (cells);
      g_propagate_error (error, local_error);
      return FALSE;
    }
  cells->loaded = TRUE;
  return TRUE;
}

/* == out of a content == */

GPtrArray *
slip_cells_fixed_rows (SlipCells *cells, const char *table, const char *parent)
{
  g_autofree char *key = g_strconcat (table, "\n", parent, NULL);

  return g_hash_table_lookup (cells->rows, key);
}

static void
fix_row (SlipCells *cells, SlipFormNode *table, const char *parent, const char *id)
{
  GPtrArray *rows = slip_cells_fixed_rows (cells, table->path, parent);

  if (rows == NULL)
    {
      rows = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (cells->rows, g_strconcat (table->path, "\n", parent, NULL), rows);
    }
  g_ptr_array_add (rows, g_strdup (id));
  g_hash_table_insert (cells->parents, g_strdup (id),
                       g_strconcat (parent, "\n", table->path, NULL));
}

/* What the form doesn't have is passed over: the content's digest is not at stake here. */
static void
fix_children (SlipCells *cells, SlipFormNode *node, SlipContentPart *part, const char *row)
{
  for (guint i = 0; i < slip_content_part_get_n_children (part); i++)
    {
      SlipContentPart *child = slip_content_part_get_child (part, i);
      SlipFormNode *below = slip_form_node_child (node, child->name);

      if (child->kind == SLIP_PART_ROW && node->kind == SLIP_NODE_TABLE)
        {
          fix_row (cells, node, row, child->name);
          fix_children (cells, node, child, child->name);
        }
      else if (below != NULL && child->kind == SLIP_PART_FIELD && below->cell != NULL)
        {
          SlipCell *cell = g_new0 (SlipCell, 1);

          cell->text = g_steal_pointer (&child->value);
          g_hash_table_insert (cells->cells, g_strconcat (row, "\n", below->cell, NULL), cell);
        }
      else if (below != NULL)
        fix_children (cells, below, child, row);
    }
}

gboolean
slip_cells_fix (SlipCells *cells, SlipForm *form, GBytes *content, GError **error)
{
  g_autoptr (SlipContentPart) root = slip_content_read (content, error);
  g_autofree char *definition = NULL;

  if (root == NULL)
    return FALSE;
  definition = slip_content_definition (content);
  if (g_strcmp0 (definition, slip_form_get_digest (form)) != 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("the content was made for another definition of the form “%s”"),
                   slip_form_get_id (form));
      return FALSE;
    }
  slip_cells_forget (cells);
  cells->rows =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  cells->loaded = TRUE;
  fix_children (cells, slip_form_get_root (form), root, "");
  return TRUE;
}

/* == rows == */

static GPtrArray *
copy_rows (GPtrArray *rows)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    g_ptr_array_add (copy, g_strdup (g_ptr_array_index (rows, i)));
  return copy;
}

static GPtrArray *
read_rows (SlipCells *cells, const char *table, const char *parent, GError **error)
{
  g_autoptr (SlipQuery) query =
      slip_database_query (cells->database, error,
                           "SELECT id FROM row WHERE record = ? AND tbl = ? AND parent = ? AND "
                           "dead = 0 ORDER BY position, id",
                           "sss", cells->record, table, parent);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
  GError *local_error = NULL;

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &local_error))
    {
      cells->work++;
      g_ptr_array_add (rows, g_strdup (slip_query_text (query, 0)));
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return NULL;
    }
  return g_steal_pointer (&rows);
}

GPtrArray *
slip_cells_get_rows (SlipCells *cells, const char *table, const char *parent, GError **error)
{
  return cells->rows != NULL ? copy_rows (slip_cells_fixed_rows (cells, table, parent))
                             : read_rows (cells, table, parent, error);
}

char *
slip_cells_get_parent (SlipCells *cells, const char *row, const char *table)
{
  const char *known = g_hash_table_lookup (cells->parents, row);
  const char *end;

  if (known == NULL && !cells->loaded)
    {
      char *found = slip_database_get_text (
          cells->database, NULL,
          "SELECT parent || char (10) || tbl FROM row WHERE record = ? AND id = ? AND dead = 0",
          "ss", cells->record, row);

      cells->work++;
      if (found != NULL)
        g_hash_table_insert (cells->parents, g_strdup (row), found);
      known = found;
    }
  if (known == NULL)
    return NULL;
  end = strchr (known, '\n');
  if (table != NULL && strcmp (end + 1, table) != 0)
    return NULL;
  return g_strndup (known, (gsize) (end - known));
}
