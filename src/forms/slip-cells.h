/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the forms layer reads of a record's tables: cells, rows, columns. Each is read once by index and
 * remembered; a reader that will visit most cells loads them all with one statement. */

#pragma once

#include "forms/slip-form.h"

G_BEGIN_DECLS

typedef struct _SlipCells SlipCells;

/**
 * SlipCell:
 * @text: shown value; digest of a long text's blob where @in_blob; members of a set one a line, sorted
 * @conflict: it has several, different values
 */
typedef struct
{
  char *text;
  gboolean in_blob;
  gboolean conflict;
} SlipCell;

/**
 * SlipColumn:
 * @ids: ids of living rows
 * @parents: the row above each
 * @values: what each has in the column; "" when empty; "conflict" where a choice or a yes/no has several values
 * @is_set: a value is members, one a line
 * @counts: (nullable): value (or member) → number of rows, made when asked for
 * @first: (nullable): value (or member) → id of the first row that has it
 */
typedef struct
{
  GPtrArray *ids;
  GPtrArray *parents;
  GPtrArray *values;
  gboolean is_set;
  GHashTable *counts;
  GHashTable *first;
} SlipColumn;

SlipCells *slip_cells_new (SlipDatabase *database, const char *record);
/* (transfer full): the same once more; only of cells that answer from a content, which never change. */
SlipCells *slip_cells_ref (SlipCells *cells);
void slip_cells_free (SlipCells *cells);
void slip_cells_forget (SlipCells *cells);
gboolean slip_cells_preload (SlipCells *cells, GError **error);
/* From now on the cells answer from a canonical content instead of the tables; nothing forgets it. INVALID when it is
 * none, or was made for another definition than @form. */
gboolean slip_cells_fix (SlipCells *cells, SlipForm *form, GBytes *content, GError **error);
guint64 slip_cells_get_work (SlipCells *cells);

/* (transfer none): never NULL but on error; an empty cell when nothing was set. @cell: SlipFormNode's cell. */
const SlipCell *slip_cells_get (SlipCells *cells, const char *row, const char *cell,
                                GError **error);
/* (transfer full): the text of one of @cells, out of its blob where it is in one; NOT_FOUND when that has not arrived, ""
 * when it was purged. */
char *slip_cells_read (SlipCells *cells, const SlipCell *cell, GError **error);
/* (transfer full): both at once. */
char *slip_cells_get_text (SlipCells *cells, const char *row, const char *cell, GError **error);
/* (transfer full) (element-type utf8): living rows in order. */
GPtrArray *slip_cells_get_rows (SlipCells *cells, const char *table, const char *parent,
                                GError **error);
/* (transfer full): id of the row above; "" at the top, NULL when there is no such living row in @table (NULL: any). */
char *slip_cells_get_parent (SlipCells *cells, const char *row, const char *table);
/**
 * slip_cells_get_column:
 * @field: (nullable): a stored field of @table; only ids when NULL
 * @anchor: (nullable): a table above @table
 * @anchor_row: only rows that are in this row of @anchor
 *
 * Returns: (transfer none): ordered by the row above, then as people see them; NULL on error
 */
SlipColumn *slip_cells_get_column (SlipCells *cells, SlipFormNode *table, SlipFormNode *field,
                                   SlipFormNode *anchor, const char *anchor_row, GError **error);
/* How many rows have @value; for a set: have it among their members. */
guint slip_column_count (SlipColumn *column, const char *value);
/* (transfer none) (nullable): id of the first row that has @value. */
const char *slip_column_find (SlipColumn *column, const char *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipCells, slip_cells_free)

G_END_DECLS
