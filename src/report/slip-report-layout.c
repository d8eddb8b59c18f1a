/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Widths out of numbers of characters: no fonts are asked, so that a report is the same on every
 * machine. */

#include "report/slip-report-layout.h"

#define CHARACTER 175   /* a character at 9 pt, hundredths of a millimetre, with some reserve */
#define PADDING 320     /* left and right of a text */
#define LONGEST_WORD 22 /* longer ones may be broken */
#define LONGEST_LINE 70 /* longer ones wrap anyway */
#define PROSE 40        /* characters from which a text wants to be read as prose */
#define PROSE_WIDTH 3200
#define NARROWEST 900
#define ESSAY                                                                                      \
  160 /* characters on average from which long text stands below, in a table of many columns */
#define MANY_COLUMNS 5
#define LINE 30 /* what a line end counts for in that */

typedef struct
{
  int least;
  int natural;
  guint64 total; /* characters in all cells */
} Measure;

static void
measure_text (const char *text, gboolean strong, Measure *measure)
{
  int word = 0;
  int line = 0;
  int longest_word = 0;
  int longest_line = 0;
  int wide = strong ? CHARACTER + 20 : CHARACTER;
  guint seen = 0;
  guint lines = 0;

  /* A text that is longer than this tells nothing new. */
  for (const char *at = text; at != NULL && *at != '\0' && seen < 1000; at++)
    {
      if (((guchar) *at & 0xc0) == 0x80)
        continue; /* inside of a UTF-8 sequence */
      seen++;
      lines += *at == '\n';
      line = *at == '\n' ? 0 : line + 1;
      word = *at == '\n' || *at == ' ' ? 0 : word + 1;
      longest_line = MAX (longest_line, line);
      longest_word = MAX (longest_word, word);
    }
  measure->total += seen + (guint64) lines * LINE;
  measure->natural = MAX (measure->natural, MIN (longest_line, LONGEST_LINE) * wide + PADDING);
  measure->least = MAX (measure->least, MIN (longest_word, LONGEST_WORD) * wide + PADDING);
  if (longest_line > PROSE)
    measure->least = MAX (measure->least, PROSE_WIDTH);
}

static Measure *
measure_columns (const SlipReportTable *table)
{
  Measure *measures = g_new0 (Measure, table->columns->len);

  for (guint c = 0; c < table->columns->len; c++)
    {
      measures[c].least = measures[c].natural = NARROWEST;
      measure_text (g_array_index (table->columns, SlipReportColumn, c).header, TRUE, &measures[c]);
      measures[c].total = 0;
    }
  for (guint i = 0; i < table->cells->len; i++)
    measure_text (g_array_index (table->cells, SlipReportCell, i).text, FALSE,
                  &measures[i % table->columns->len]);
  return measures;
}

static int
sum_least (const SlipReportLayout *layout, const Measure *measures)
{
  int sum = 0;

  for (guint c = 0; c < layout->n_columns; c++)
    if (!layout->below[c])
      sum += measures[c].least;
  return sum;
}

/* The first column names the row and stays. */
static void
move_longest_below (SlipReportLayout *layout, const Measure *measures)
{
  guint longest = 0;

  for (guint c = 1; c < layout->n_columns; c++)
    if (!layout->below[c] && (longest == 0 || measures[c].total > measures[longest].total))
      longest = c;
  layout->below[longest] = TRUE;
  layout->n_beside--;
}

/* Shares @width by @shares among the columns that stand beside each other, to the last
 * hundredth. */
static void
share_width (SlipReportLayout *layout, const double *shares, const int *base, int width)
{
  double sum = 0;
  double before = 0;
  int given = 0;

  for (guint c = 0; c < layout->n_columns; c++)
    if (!layout->below[c])
      sum += shares[c];
  for (guint c = 0; c < layout->n_columns; c++)
    {
      int upto;

      if (layout->below[c])
        continue;
      before += shares[c];
      upto = (int) (width * (before / sum) + 0.5);
      layout->widths[c] = (base == NULL ? 0 : base[c]) + upto - given;
      given = upto;
    }
}

static void
fit (SlipReportLayout *layout, const SlipReportTable *table, int width)
{
  g_autofree Measure *measures = measure_columns (table);
  g_autofree double *shares = g_new0 (double, layout->n_columns);
  g_autofree int *least = g_new0 (int, layout->n_columns);
  int natural = 0;

  for (guint c = 1; c < layout->n_columns && layout->n_columns >= MANY_COLUMNS; c++)
    if (g_array_index (table->columns, SlipReportColumn, c).rich &&
        measures[c].total > (guint64) ESSAY * slip_report_table_n_rows (table))
      {
        layout->below[c] = TRUE;
        layout->n_beside--;
      }
  while (layout->n_beside > 2 && sum_least (layout, measures) > width)
    move_longest_below (layout, measures);
  for (guint c = 0; c < layout->n_columns; c++)
    if (!layout->below[c])
      natural += measures[c].natural;
  for (guint c = 0; c < layout->n_columns; c++)
    {
      shares[c] = measures[c].natural;
      least[c] = measures[c].least;
    }
  if (natural > width && sum_least (layout, measures) <= width)
    {
      for (guint c = 0; c < layout->n_columns; c++)
        shares[c] = measures[c].natural - measures[c].least + 1;
      share_width (layout, shares, least, width - sum_least (layout, measures));
    }
  else
    share_width (layout, shares, NULL, width);
}

SlipReportLayout *
slip_report_layout_new (const SlipReportTable *table, int width)
{
  SlipReportLayout *layout = g_new0 (SlipReportLayout, 1);
  g_autofree double *shares = NULL;
  gboolean given = TRUE;

  layout->n_columns = layout->n_beside = table->columns->len;
  layout->widths = g_new0 (int, layout->n_columns);
  layout->below = g_new0 (gboolean, layout->n_columns);
  shares = g_new0 (double, layout->n_columns);
  for (guint c = 0; c < layout->n_columns; c++)
    {
      shares[c] = g_array_index (table->columns, SlipReportColumn, c).width;
      given = given && shares[c] > 0;
    }
  if (given)
    share_width (layout, shares, NULL, width);
  else
    fit (layout, table, width);
  return layout;
}

void
slip_report_layout_free (SlipReportLayout *layout)
{
  if (layout == NULL)
    return;
  g_free (layout->widths);
  g_free (layout->below);
  g_free (layout);
}

gboolean
slip_report_layout_has_below (const SlipReportLayout *layout, const SlipReportTable *table,
                              guint row)
{
  if (layout->n_beside == layout->n_columns)
    return FALSE;
  for (guint c = 0; c < layout->n_columns; c++)
    {
      const SlipReportCell *cell = slip_report_table_get_cell (table, row, c);

      if (layout->below[c] && cell != NULL && *cell->text != '\0')
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_empty_cell (const SlipReportCell *cell)
{
  return cell == NULL || *cell->text == '\0';
}

guint
slip_report_layout_span (const SlipReportTable *table, guint row, guint column)
{
  guint n_columns = table->columns->len;

  if (table->style != SLIP_TABLE_PAIRS || column % 2 == 0)
    return 1;
  for (guint c = column + 1; c < n_columns; c++)
    if (!is_empty_cell (slip_report_table_get_cell (table, row, c)))
      return 1;
  return n_columns - column;
}

void
slip_report_layout_count (guint numbers[2], guint level, char number[32])
{
  number[0] = '\0';
  if (level == 1)
    {
      numbers[0]++;
      numbers[1] = 0;
      g_snprintf (number, 32, "%u", numbers[0]);
    }
  else if (level == 2)
    {
      numbers[1]++;
      g_snprintf (number, 32, "%u.%u", numbers[0], numbers[1]);
    }
}
