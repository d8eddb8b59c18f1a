/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Tables on pages: rows go onto the next page whole where they can, a high one is torn, and the head stands on each page
 * again. */

#include "report/slip-report-layout.h"
#include "report/slip-report-pages-private.h"

#define PAD_X 3.7
#define PAD_Y 2.6
#define BELOW_INDENT 17
#define RULE 0.5

#define COLOUR_HEAD 0xe8ecf1
#define COLOUR_HEAD_RULE 0x8a96a5
#define COLOUR_NAME 0xf4f6f8
#define COLOUR_RULE 0xdfe3e8
#define COLOUR_FRAME 0xc3c9d1

typedef struct
{
  double x; /* from the table's left edge */
  double width;
  double indent; /* of the text */
  guint32 fill;  /* 0: none */
  SlipPagesFlow *flow;
  SlipPagesPlace end; /* of what goes onto the page at hand */
} Cell;

struct _SlipPagesTable
{
  SlipReportPages *pages;
  const SlipReportTable *table;
  SlipReportLayout *layout;
  double *x; /* of each column, and of the right edge */
  guint row;
  guint head_page; /* the page that has the head, from 1; 0: none */
  double head_height;
};

static void
cell_clear (Cell *cell)
{
  slip_pages_flow_free (cell->flow);
}

static GArray *
cells_new (void)
{
  GArray *cells = g_array_new (FALSE, TRUE, sizeof (Cell));

  g_array_set_clear_func (cells, (GDestroyNotify) cell_clear);
  return cells;
}

static SlipPagesFlow *
add_cell (SlipPagesTable *self, GArray *cells, double x, double width, double indent, guint32 fill)
{
  Cell cell = { x, width, indent, fill, NULL };

  cell.flow = slip_pages_flow_new (self->pages, width - indent - PAD_X);
  g_array_append_val (cells, cell);
  return cell.flow;
}

static guint
look_of (SlipReportTone tone)
{
  switch (tone)
    {
    case SLIP_TONE_STRONG:
      return SLIP_PAGES_STRONG;
    case SLIP_TONE_MUTED:
      return SLIP_PAGES_MUTED;
    case SLIP_TONE_CODE:
      return SLIP_PAGES_FIXED;
    case SLIP_TONE_GOOD:
      return SLIP_PAGES_GOOD;
    case SLIP_TONE_WARNING:
      return SLIP_PAGES_WARNING;
    case SLIP_TONE_BAD:
      return SLIP_PAGES_BAD;
    case SLIP_TONE_PLAIN:
    default:
      return 0;
    }
}

static void
fill_cell (SlipPagesFlow *flow, const SlipReportCell *cell, gboolean rich)
{
  if (cell == NULL)
    slip_pages_flow_plain (flow, SLIP_PAGES_CELL, "", 0);
  else if (rich && cell->tone == SLIP_TONE_PLAIN)
    slip_pages_flow_markdown (flow, SLIP_PAGES_CELL, cell->text);
  else
    slip_pages_flow_plain (flow, SLIP_PAGES_CELL, cell->text, look_of (cell->tone));
}

/* == rows == */

/* The column after @column that stands beside it. */
static guint
next_beside (SlipPagesTable *self, guint column)
{
  do
    column++;
  while (column < self->layout->n_columns && self->layout->below[column]);
  return column;
}

static GArray *
make_head (SlipPagesTable *self)
{
  GArray *cells = cells_new ();

  for (guint c = 0; c < self->layout->n_columns; c++)
    if (!self->layout->below[c])
      slip_pages_flow_plain (add_cell (self, cells, self->x[c],
                                       self->x[next_beside (self, c)] - self->x[c], PAD_X,
                                       COLOUR_HEAD),
                             SLIP_PAGES_CELL_HEAD,
                             g_array_index (self->table->columns, SlipReportColumn, c).header, 0);
  return cells;
}

static GArray *
make_row (SlipPagesTable *self, guint row)
{
  GArray *cells = cells_new ();

  for (guint c = 0, span = 1; c < self->layout->n_columns; c += span)
    {
      gboolean name = self->table->style == SLIP_TABLE_PAIRS && c % 2 == 0;
      guint end;

      span = 1;
      if (self->layout->below[c])
        continue;
      span = slip_report_layout_span (self->table, row, c);
      end = span > 1 ? c + span : next_beside (self, c);
      fill_cell (add_cell (self, cells, self->x[c], self->x[end] - self->x[c], PAD_X,
                           name ? COLOUR_NAME : 0),
                 slip_report_table_get_cell (self->table, row, c),
                 g_array_index (self->table->columns, SlipReportColumn, c).rich);
    }
  return cells;
}

/* What stands below the row, across the table, each text after the name of its column. */
static GArray *
make_below (SlipPagesTable *self, guint row)
{
  GArray *cells = cells_new ();
  SlipPagesFlow *flow =
      add_cell (self, cells, 0, self->x[self->layout->n_columns], BELOW_INDENT, 0);

  for (guint c = 0; c < self->layout->n_columns; c++)
    {
      const SlipReportCell *cell = slip_report_table_get_cell (self->table, row, c);
      const SlipReportColumn *column = &g_array_index (self->table->columns, SlipReportColumn, c);
      g_autofree char *name = NULL;

      if (!self->layout->below[c] || cell == NULL || *cell->text == '\0')
        continue;
      name = g_strconcat (column->header != NULL ? column->header : "", ":", NULL);
      slip_pages_flow_plain (flow, SLIP_PAGES_CELL, name, SLIP_PAGES_LABEL);
      fill_cell (flow, cell, column->rich);
    }
  return cells;
}

static double
height_of (GArray *cells)
{
  double height = 0;

  for (guint i = 0; i < cells->len; i++)
    height = MAX (height, slip_pages_flow_height (g_array_index (cells, Cell, i).flow));
  return height + 2 * PAD_Y;
}

/* == onto pages == */

static void
put_cells (SlipPagesTable *self, GArray *cells, double height, guint32 rule, double rule_width)
{
  SlipReportPages *pages = self->pages;
  double y = pages->y;

  for (guint i = 0; i < cells->len; i++)
    {
      const Cell *cell = &g_array_index (cells, Cell, i);
      double x = SLIP_PAGES_SIDE + cell->x;

      if (cell->fill != 0)
        slip_pages_add_box (pages, SLIP_PAGES_ITEM_BOX, x, y, cell->width, height, cell->fill);
      if (self->table->style == SLIP_TABLE_TITLE)
        slip_pages_add_box (pages, SLIP_PAGES_ITEM_FRAME, x, y, cell->width, height, COLOUR_FRAME);
      slip_pages_flow_place (cell->flow, cell->end, x + cell->indent, y + PAD_Y);
    }
  pages->y += height;
  if (rule != 0 && self->table->style != SLIP_TABLE_TITLE)
    slip_pages_add_box (pages, SLIP_PAGES_ITEM_BOX, SLIP_PAGES_SIDE, pages->y - rule_width,
                        self->x[self->layout->n_columns], rule_width, rule);
}

static double
fit_cells (GArray *cells, double room, gboolean force)
{
  double used = 0;

  for (guint i = 0; i < cells->len; i++)
    {
      Cell *cell = &g_array_index (cells, Cell, i);

      used = MAX (used, slip_pages_flow_fit (cell->flow, room, force, &cell->end));
    }
  return used;
}

static gboolean
are_done (GArray *cells)
{
  for (guint i = 0; i < cells->len; i++)
    if (!slip_pages_flow_is_done (g_array_index (cells, Cell, i).flow))
      return FALSE;
  return TRUE;
}

/* How much of the page a head takes that isn't there yet. */
static double
head_to_come (SlipPagesTable *self)
{
  return self->head_page == self->pages->pages->len ? 0 : self->head_height;
}

static void
put_head (SlipPagesTable *self)
{
  g_autoptr (GArray) cells = NULL;

  if (head_to_come (self) == 0)
    return;
  cells = make_head (self);
  fit_cells (cells, G_MAXDOUBLE, TRUE);
  put_cells (self, cells, self->head_height, COLOUR_HEAD_RULE, 1);
  self->head_page = self->pages->pages->len;
}

/* @rule: the row ends here. */
static void
put_row (SlipPagesTable *self, GArray *cells, gboolean rule)
{
  SlipReportPages *pages = self->pages;

  while (!are_done (cells))
    {
      gboolean fresh = slip_pages_is_fresh (pages) || (self->head_page == pages->pages->len &&
                                                       pages->y <= pages->top + self->head_height);
      double room = pages->bottom - pages->y - head_to_come (self) - 2 * PAD_Y;
      double used = fit_cells (cells, room, fresh);

      if (used > 0)
        {
          put_head (self);
          put_cells (self, cells, used + 2 * PAD_Y, 0, 0);
        }
      if (!are_done (cells))
        slip_pages_new_page (pages);
    }
  if (rule && self->table->style != SLIP_TABLE_TITLE)
    slip_pages_add_box (pages, SLIP_PAGES_ITEM_BOX, SLIP_PAGES_SIDE, pages->y - RULE,
                        self->x[self->layout->n_columns], RULE, COLOUR_RULE);
}

SlipPagesTable *
slip_pages_table_new (SlipReportPages *pages, const SlipReportTable *table)
{
  SlipPagesTable *self = g_new0 (SlipPagesTable, 1);
  double width = slip_pages_text_width (pages);
  double x = 0;

  self->pages = pages;
  self->table = table;
  self->layout = slip_report_layout_new (table, (int) (width / SLIP_PAGES_MM * 100));
  self->x = g_new0 (double, table->columns->len + 1);
  for (guint c = 0; c < table->columns->len; c++)
    {
      self->x[c] = x;
      x += self->layout->widths[c] / 100.0 * SLIP_PAGES_MM;
    }
  self->x[table->columns->len] = x;
  if (table->style != SLIP_TABLE_PAIRS)
    {
      g_autoptr (GArray) head = make_head (self);

      self->head_height = height_of (head);
    }
  return self;
}

void
slip_pages_table_free (SlipPagesTable *self)
{
  slip_report_layout_free (self->layout);
  g_free (self->x);
  g_free (self);
}

gboolean
slip_pages_table_step (SlipPagesTable *self)
{
  SlipReportPages *pages = self->pages;
  double page = pages->bottom - pages->top - self->head_height;
  g_autoptr (GArray) cells = NULL;
  g_autoptr (GArray) below = NULL;
  double height;

  if (self->row == slip_report_table_n_rows (self->table))
    return FALSE;
  cells = make_row (self, self->row);
  height = height_of (cells);
  if (slip_report_layout_has_below (self->layout, self->table, self->row))
    {
      below = make_below (self, self->row);
      height += height_of (below);
    }
  self->row++;
  /* A high row is torn rather than to leave half a page empty. */
  if (!slip_pages_is_fresh (pages) && pages->y + head_to_come (self) + height > pages->bottom &&
      height <= page / 3)
    slip_pages_new_page (pages);
  put_row (self, cells, below == NULL);
  if (below != NULL)
    put_row (self, below, TRUE);
  return TRUE;
}

double
slip_pages_table_height (SlipPagesTable *self)
{
  double height = self->head_height;

  for (guint row = 0; row < slip_report_table_n_rows (self->table); row++)
    {
      g_autoptr (GArray) cells = make_row (self, row);

      height += height_of (cells);
    }
  return height;
}
