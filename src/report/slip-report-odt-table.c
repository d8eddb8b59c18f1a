/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Tables: as wide as the text, header rows that repeat, light rules; columns that don't fit
 * stand below their row. */

#include "report/slip-report-odt-private.h"

#include "report/slip-markdown.h"
#include "report/slip-report-layout.h"

/* A row with less text than this isn't torn apart at the end of a page. */
#define KEEP_TOGETHER 1200

/* Borders and padding of cells. Writers of ODF look for the styles of cells among a file's
 * automatic ones, so these carry the properties of the named styles in styles.xml, which they
 * have as parents. */
#define RULE "0.5pt solid #c3c9d1"
#define RULE_LIGHT "0.5pt solid #dfe3e8"

static const struct
{
  const char *name;
  const char *parent;
  const char *properties;
  const char *left; /* padding */
} cell_styles[] = {
  { "TCell", "Slip_20_Cell",
    "fo:border-bottom=\"" RULE_LIGHT
    "\" fo:border-top=\"none\" fo:border-left=\"none\" fo:border-right=\"none\"",
    "1.3mm" },
  { "TOpen", "Slip_20_Cell", "fo:border=\"none\"", "1.3mm" },
  { "TBelow", "Slip_20_Cell",
    "fo:border-bottom=\"" RULE_LIGHT
    "\" fo:border-top=\"none\" fo:border-left=\"none\" fo:border-right=\"none\"",
    "6mm" },
  { "THead", "Slip_20_Header_20_Cell",
    "fo:background-color=\"#e8ecf1\" fo:border-bottom=\"1pt solid #8a96a5\" fo:border-top=\"none\""
    " fo:border-left=\"none\" fo:border-right=\"none\"",
    "1.3mm" },
  { "TName", "Slip_20_Name_20_Cell",
    "fo:background-color=\"#f4f6f8\" fo:border-bottom=\"" RULE_LIGHT "\" fo:border-top=\"none\""
    " fo:border-left=\"none\" fo:border-right=\"none\"",
    "1.3mm" },
  { "TBox", "Slip_20_Boxed_20_Cell", "fo:border=\"" RULE "\"", "1.3mm" },
  { "TBoxHead", "Slip_20_Boxed_20_Header_20_Cell",
    "fo:background-color=\"#e8ecf1\" fo:border=\"" RULE "\"", "1.3mm" },
};

/* (nullable): character style of a tone; NULL for plain. */
static const char *
tone_style (SlipReportTone tone)
{
  switch (tone)
    {
    case SLIP_TONE_STRONG:
      return "Strong_20_Emphasis";
    case SLIP_TONE_MUTED:
      return "Slip_20_Muted";
    case SLIP_TONE_CODE:
      return "Source_20_Text";
    case SLIP_TONE_GOOD:
      return "Slip_20_Good";
    case SLIP_TONE_WARNING:
      return "Slip_20_Warning";
    case SLIP_TONE_BAD:
      return "Slip_20_Bad";
    case SLIP_TONE_PLAIN:
    default:
      return NULL;
    }
}

static void
add_width (SlipOdtWriter *writer, int width)
{
  if (g_hash_table_add (writer->width_set, GINT_TO_POINTER (width)))
    g_array_append_val (writer->widths, width);
}

static void
open_cell (SlipOdtWriter *writer, const char *style, guint span)
{
  g_string_append (writer->body, "<table:table-cell table:style-name=\"");
  g_string_append (writer->body, style);
  if (span > 1)
    g_string_append_printf (writer->body, "\" table:number-columns-spanned=\"%u", span);
  g_string_append (writer->body, "\" office:value-type=\"string\">");
}

static void
close_cell (SlipOdtWriter *writer, guint span)
{
  g_string_append (writer->body, "</table:table-cell>");
  for (guint i = 1; i < span; i++)
    g_string_append (writer->body, "<table:covered-table-cell/>");
}

static void
write_cell (SlipOdtWriter *writer, const char *style, const SlipReportCell *cell, gboolean rich,
            guint span)
{
  const char *text = cell == NULL ? NULL : cell->text;
  const char *tone = cell == NULL ? NULL : tone_style (cell->tone);

  open_cell (writer, style, span);
  if (rich && tone == NULL)
    slip_odt_markdown (writer, "Table_20_Contents", text);
  else if (tone == NULL)
    slip_odt_paragraph (writer, "Table_20_Contents", text);
  else
    {
      slip_odt_open (writer, slip_odt_direction ("Table_20_Contents", text));
      slip_odt_span (writer, tone, text);
      slip_odt_close (writer);
    }
  close_cell (writer, span);
}

static void
write_header (SlipOdtWriter *writer, const SlipReportTable *table, const SlipReportLayout *layout)
{
  const char *style = table->style == SLIP_TABLE_TITLE ? "TBoxHead" : "THead";

  g_string_append (writer->body,
                   "<table:table-header-rows><table:table-row table:style-name=\"RKeep\">");
  for (guint c = 0; c < layout->n_columns; c++)
    {
      if (layout->below[c])
        continue;
      open_cell (writer, style, 1);
      slip_odt_paragraph (writer, "Table_20_Heading",
                          g_array_index (table->columns, SlipReportColumn, c).header);
      close_cell (writer, 1);
    }
  g_string_append (writer->body, "</table:table-row></table:table-header-rows>\n");
}

static gsize
row_length (const SlipReportTable *table, guint row)
{
  gsize length = 0;

  for (guint c = 0; c < table->columns->len; c++)
    {
      const SlipReportCell *cell = slip_report_table_get_cell (table, row, c);

      for (const char *at = cell == NULL ? "" : cell->text; *at != '\0' && length <= KEEP_TOGETHER;
           at++)
        length += *at == '\n' ? 40 : 1;
    }
  return length;
}

static void
open_row (SlipOdtWriter *writer, const SlipReportTable *table, guint row)
{
  g_string_append (writer->body, row_length (table, row) < KEEP_TOGETHER
                                     ? "<table:table-row table:style-name=\"RKeep\">"
                                     : "<table:table-row>");
}

static void
write_below (SlipOdtWriter *writer, const SlipReportTable *table, const SlipReportLayout *layout,
             guint row)
{
  open_row (writer, table, row);
  open_cell (writer, "TBelow", layout->n_beside);
  for (guint c = 0; c < layout->n_columns; c++)
    {
      const SlipReportCell *cell = slip_report_table_get_cell (table, row, c);
      const SlipReportColumn *column = &g_array_index (table->columns, SlipReportColumn, c);

      if (!layout->below[c] || cell == NULL || *cell->text == '\0')
        continue;
      slip_odt_open (writer, "Slip_20_Below");
      slip_odt_span (writer, "Slip_20_Label", column->header);
      slip_odt_text (writer, ": ", 2);
      if (!column->rich || slip_markdown_is_plain (cell->text))
        slip_odt_span (writer, tone_style (cell->tone), cell->text);
      slip_odt_close (writer);
      if (column->rich && !slip_markdown_is_plain (cell->text))
        slip_odt_markdown (writer, "Table_20_Contents", cell->text);
    }
  close_cell (writer, layout->n_beside);
  g_string_append (writer->body, "</table:table-row>\n");
}

static void
write_row (SlipOdtWriter *writer, const SlipReportTable *table, const SlipReportLayout *layout,
           guint row)
{
  gboolean below = slip_report_layout_has_below (layout, table, row);

  open_row (writer, table, row);
  for (guint c = 0, span = 1; c < layout->n_columns; c += span)
    {
      const char *style = below ? "TOpen" : "TCell";

      span = 1;
      if (layout->below[c])
        continue;
      span = slip_report_layout_span (table, row, c);
      if (table->style == SLIP_TABLE_TITLE)
        style = "TBox";
      else if (table->style == SLIP_TABLE_PAIRS && c % 2 == 0)
        style = "TName";
      write_cell (writer, style, slip_report_table_get_cell (table, row, c),
                  g_array_index (table->columns, SlipReportColumn, c).rich, span);
    }
  g_string_append (writer->body, "</table:table-row>\n");
  if (below)
    write_below (writer, table, layout, row);
}

void
slip_odt_table (SlipOdtWriter *writer, const SlipReportTable *table, gboolean whole)
{
  g_autoptr (SlipReportLayout) layout = NULL;
  guint n_rows = slip_report_table_n_rows (table);

  if (n_rows == 0)
    return;
  layout = slip_report_layout_new (table, SLIP_ODT_TEXT_WIDTH);
  g_string_append_printf (writer->body,
                          "<table:table table:name=\"Table%u\" table:style-name=\"%s\">\n",
                          ++writer->n_tables, whole ? "TWhole" : "TTable");
  for (guint c = 0; c < layout->n_columns; c++)
    if (!layout->below[c])
      {
        g_string_append_printf (writer->body, "<table:table-column table:style-name=\"W%d\"/>",
                                layout->widths[c]);
        add_width (writer, layout->widths[c]);
      }
  g_string_append_c (writer->body, '\n');
  if (table->style != SLIP_TABLE_PAIRS)
    write_header (writer, table, layout);
  for (guint row = 0; row < n_rows; row++)
    write_row (writer, table, layout, row);
  g_string_append (writer->body, "</table:table>\n");
  slip_odt_paragraph (writer, "Slip_20_Gap", NULL);
}

static void
append_table_style (GString *target, const char *name, gboolean may_break)
{
  g_string_append_printf (
      target,
      "<style:style style:name=\"%s\" style:family=\"table\" "
      "style:parent-style-name=\"Slip_20_Table\">"
      "<style:table-properties style:width=\"%d.%02dmm\" table:align=\"margins\""
      " fo:margin-top=\"0mm\" fo:margin-bottom=\"0mm\" table:border-model=\"collapsing\""
      " style:may-break-between-rows=\"%s\"/></style:style>\n",
      name, SLIP_ODT_TEXT_WIDTH / 100, SLIP_ODT_TEXT_WIDTH % 100, may_break ? "true" : "false");
}

void
slip_odt_table_styles (SlipOdtWriter *writer, GString *target)
{
  append_table_style (target, "TTable", TRUE);
  append_table_style (target, "TWhole", FALSE);
  g_string_append (target,
                   "<style:style style:name=\"RKeep\" style:family=\"table-row\">"
                   "<style:table-row-properties fo:keep-together=\"always\"/></style:style>\n");
  for (gsize i = 0; i < G_N_ELEMENTS (cell_styles); i++)
    g_string_append_printf (
        target,
        "<style:style style:name=\"%s\" style:family=\"table-cell\" style:parent-style-name=\"%s\">"
        "<style:table-cell-properties %s fo:padding-top=\"0.9mm\" fo:padding-bottom=\"0.9mm\""
        " fo:padding-left=\"%s\" fo:padding-right=\"1.3mm\"/></style:style>\n",
        cell_styles[i].name, cell_styles[i].parent, cell_styles[i].properties, cell_styles[i].left);
  for (guint i = 0; i < writer->widths->len; i++)
    {
      int width = g_array_index (writer->widths, int, i);

      g_string_append_printf (
          target,
          "<style:style style:name=\"W%d\" style:family=\"table-column\">"
          "<style:table-column-properties style:column-width=\"%d.%02dmm\"/></style:style>\n",
          width, width / 100, width % 100);
    }
}
