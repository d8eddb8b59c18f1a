/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What slip-cells.c and slip-cells-columns.c share. */

#pragma once

#include "forms/slip-cells.h"
#include "forms/slip-form-private.h"

G_BEGIN_DECLS

/* Kinds of values that a cell shows, in SQL. */
#define SLIP_CELLS_SHOWN_KINDS "('v', 'b', 'a', 'p')"

struct _SlipCells
{
  guint refs;
  SlipDatabase *database;
  char *record;
  GHashTable *cells;   /* "row\nfield" → SlipCell */
  GHashTable *parents; /* row → "parent\ntable" of living rows; complete once all are loaded */
  GHashTable *columns; /* key → SlipColumn */
  GHashTable *rows;    /* (nullable): when fixed: "table\nparent" → ids in order */
  gboolean loaded;
  guint64 work;
  SlipCell empty;
};

/* (transfer none) (nullable) (element-type utf8): ids in order, of cells that answer from a content. */
GPtrArray *slip_cells_fixed_rows (SlipCells *cells, const char *table, const char *parent);
void slip_column_free (SlipColumn *column);

G_END_DECLS
