/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The blocks of a report, from top to bottom, onto pages. Lengths are those of the ODT writer's styles. Everything is
 * laid out without hinting, in points, so that lines break the same way on each device. */

#include "report/slip-report-pages-private.h"

#include <string.h>

#include "report/slip-report-layout.h"

#define TOP (24 * SLIP_PAGES_MM)    /* where the text begins, under the header */
#define BOTTOM (26 * SLIP_PAGES_MM) /* where it ends, from below */
#define TABLE_GAP 7
#define ENTRY_INDENT 14
#define HEADING_KEEPS 50 /* so much of what follows stands on the page of its heading */

/* == pages == */

static void
item_clear (SlipPagesItem *item)
{
  g_clear_object (&item->layout);
}

void
slip_pages_new_page (SlipReportPages *pages)
{
  GArray *items = g_array_new (FALSE, FALSE, sizeof (SlipPagesItem));

  g_array_set_clear_func (items, (GDestroyNotify) item_clear);
  g_ptr_array_add (pages->pages, items);
  pages->y = pages->top;
  pages->gap = 0;
}

gboolean
slip_pages_is_fresh (SlipReportPages *pages)
{
  return pages->y <= pages->top;
}

double
slip_pages_text_width (SlipReportPages *pages)
{
  return pages->width - 2 * SLIP_PAGES_SIDE;
}

static void
add_item (SlipReportPages *pages, const SlipPagesItem *item)
{
  GArray *items = g_ptr_array_index (pages->pages, pages->pages->len - 1);

  g_array_append_vals (items, item, 1);
}

void
slip_pages_add_box (SlipReportPages *pages, SlipPagesItemKind kind, double x, double y,
                    double width, double height, guint32 colour)
{
  SlipPagesItem item = { kind, 0, 0, colour, x, y, width, height, NULL };

  add_item (pages, &item);
}

void
slip_pages_add_lines (SlipReportPages *pages, PangoLayout *layout, guint first, guint last,
                      double x, double y, guint32 colour)
{
  SlipPagesItem item = { SLIP_PAGES_ITEM_LINES, first, last, colour, x, y, 0, 0,
                         g_object_ref (layout) };

  add_item (pages, &item);
}

/* == blocks == */

/* Puts the flow at the left margin, over as many pages as it takes. @keep: so much is to stay free below it. */
static void
put_flow (SlipReportPages *pages, SlipPagesFlow *flow, double keep)
{
  double above = slip_pages_flow_above (flow);

  if (!slip_pages_is_fresh (pages))
    pages->y += MAX (pages->gap, above);
  if (!slip_pages_is_fresh (pages) && keep > 0 &&
      pages->y + slip_pages_flow_height (flow) + keep > pages->bottom)
    slip_pages_new_page (pages);
  while (!slip_pages_flow_is_done (flow))
    {
      SlipPagesPlace end;
      double used =
          slip_pages_flow_fit (flow, pages->bottom - pages->y, slip_pages_is_fresh (pages), &end);

      slip_pages_flow_place (flow, end, SLIP_PAGES_SIDE, pages->y);
      pages->y += used;
      if (!slip_pages_flow_is_done (flow))
        slip_pages_new_page (pages);
    }
  pages->gap = slip_pages_flow_below (flow);
}

static void
put_plain (SlipReportPages *pages, SlipPagesStyle style, const char *text, double keep)
{
  g_autoptr (SlipPagesFlow) flow = slip_pages_flow_new (pages, slip_pages_text_width (pages));

  slip_pages_flow_plain (flow, style, text, 0);
  put_flow (pages, flow, keep);
}

/* A heading is one line. (transfer full) */
static char *
heading_text (guint numbers[2], const SlipReportBlock *block)
{
  g_autofree char *line = slip_pages_clean_line (block->text);
  char number[32];

  slip_report_layout_count (numbers, block->level, number);
  return *number != '\0' ? g_strdup_printf ("%s %s", number, line) : g_steal_pointer (&line);
}

static void
put_heading (SlipReportPages *pages, const SlipReportBlock *block)
{
  static const SlipPagesStyle styles[] = { SLIP_PAGES_HEADING_1, SLIP_PAGES_HEADING_2,
                                           SLIP_PAGES_HEADING_3, SLIP_PAGES_HEADING_4 };
  g_autoptr (SlipPagesFlow) flow = slip_pages_flow_new (pages, slip_pages_text_width (pages));
  SlipPagesHeading heading = { block->level, 0, 0, heading_text (pages->numbers, block) };
  guint level = CLAMP (block->level, 1, G_N_ELEMENTS (styles));

  slip_pages_flow_plain (flow, styles[level - 1], heading.text, 0);
  put_flow (pages, flow, HEADING_KEEPS);
  heading.page = pages->pages->len - 1;
  heading.y = pages->y;
  g_array_append_val (pages->headings, heading);
}

/* Headings down to the level, each on a line; their pages are filled in when it is drawn. */
static void
put_contents (SlipReportPages *pages, const SlipReportBlock *contents)
{
  double width = slip_pages_text_width (pages);
  guint numbers[2] = { 0, 0 };
  guint n = 0;

  put_plain (pages, SLIP_PAGES_CONTENTS_HEADING, contents->text, HEADING_KEEPS);
  for (guint i = 0; i < slip_report_get_length (pages->report); i++)
    {
      const SlipReportBlock *block = slip_report_get_block (pages->report, i);
      SlipPagesItem item = { SLIP_PAGES_ITEM_ENTRY, n, 0, slip_pages_colour (SLIP_PAGES_BODY) };
      g_autofree char *text = NULL;
      int height;

      if (block->kind != SLIP_REPORT_HEADING)
        continue;
      n++;
      text = heading_text (numbers, block);
      if (block->level > contents->level)
        continue;
      item.x = SLIP_PAGES_SIDE + ENTRY_INDENT * (block->level - 1);
      item.width = SLIP_PAGES_SIDE + width - item.x;
      item.layout = slip_pages_layout (pages, SLIP_PAGES_BODY, text, NULL, 0, item.width - 40);
      pango_layout_set_height (item.layout, 0);
      pango_layout_set_ellipsize (item.layout, PANGO_ELLIPSIZE_END);
      pango_layout_get_size (item.layout, NULL, &height);
      item.height = pango_units_to_double (height);
      pages->y += pages->gap;
      if (pages->y + item.height > pages->bottom)
        slip_pages_new_page (pages);
      item.y = pages->y;
      pages->y += item.height;
      pages->gap = 2.3;
      add_item (pages, &item);
    }
  pages->gap = TABLE_GAP;
}

static void
begin_table (SlipReportPages *pages, const SlipReportTable *table, gboolean whole)
{
  if (slip_report_table_n_rows (table) == 0)
    return;
  if (!slip_pages_is_fresh (pages))
    pages->y += pages->gap;
  pages->table = slip_pages_table_new (pages, table);
  if (whole && !slip_pages_is_fresh (pages))
    {
      double height = slip_pages_table_height (pages->table);

      if (pages->y + height > pages->bottom && height <= pages->bottom - pages->top)
        slip_pages_new_page (pages);
    }
}

static void
put_signature (SlipReportPages *pages, const SlipReportSignature *signature)
{
  g_autoptr (SlipReport) holder = slip_report_new (&(SlipReportMeta){ 0 });

  begin_table (pages, slip_report_layout_signature (holder, signature), TRUE);
  while (slip_pages_table_step (pages->table))
    ;
  g_clear_pointer (&pages->table, slip_pages_table_free);
  pages->gap = TABLE_GAP;
}

static SlipPagesStyle
paragraph_style (SlipReportParagraph variant)
{
  switch (variant)
    {
    case SLIP_REPORT_TITLE:
      return SLIP_PAGES_TITLE;
    case SLIP_REPORT_SUBTITLE:
      return SLIP_PAGES_SUBTITLE;
    case SLIP_REPORT_HINT:
      return SLIP_PAGES_HINT;
    case SLIP_REPORT_CAPTION:
      return SLIP_PAGES_CAPTION;
    case SLIP_REPORT_BODY:
    default:
      return SLIP_PAGES_BODY;
    }
}

static SlipPagesStyle
note_style (SlipReportTone tone)
{
  switch (tone)
    {
    case SLIP_TONE_GOOD:
      return SLIP_PAGES_NOTE_GOOD;
    case SLIP_TONE_WARNING:
      return SLIP_PAGES_NOTE_WARNING;
    case SLIP_TONE_BAD:
      return SLIP_PAGES_NOTE_BAD;
    default:
      return SLIP_PAGES_NOTE;
    }
}

static void
put_text (SlipReportPages *pages, const char *text)
{
  g_autoptr (SlipPagesFlow) flow = slip_pages_flow_new (pages, slip_pages_text_width (pages));

  slip_pages_flow_markdown (flow, SLIP_PAGES_BODY, text);
  put_flow (pages, flow, 0);
}

static void
put_block (SlipReportPages *pages, const SlipReportBlock *block)
{
  switch (block->kind)
    {
    case SLIP_REPORT_HEADING:
      put_heading (pages, block);
      break;
    case SLIP_REPORT_PARAGRAPH:
      put_plain (pages, paragraph_style (block->variant), block->text,
                 block->variant == SLIP_REPORT_CAPTION ? HEADING_KEEPS : 0);
      break;
    case SLIP_REPORT_TEXT:
      put_text (pages, block->text);
      break;
    case SLIP_REPORT_PREFORMATTED:
      put_plain (pages, SLIP_PAGES_CODE, block->text, 0);
      break;
    case SLIP_REPORT_NOTE:
      put_plain (pages, note_style (block->tone), block->text, 0);
      break;
    case SLIP_REPORT_TABLE:
      begin_table (pages, block->table, FALSE);
      break;
    case SLIP_REPORT_SIGNATURE:
      put_signature (pages, block->signature);
      break;
    case SLIP_REPORT_CONTENTS:
      put_contents (pages, block);
      break;
    default:
      g_assert_not_reached ();
    }
}

gboolean
slip_report_pages_paginate (SlipReportPages *pages, guint steps)
{
  for (guint i = 0; i < steps && !pages->done; i++)
    if (pages->table != NULL)
      {
        if (!slip_pages_table_step (pages->table))
          {
            g_clear_pointer (&pages->table, slip_pages_table_free);
            pages->gap = TABLE_GAP;
          }
      }
    else if (pages->block < slip_report_get_length (pages->report))
      put_block (pages, slip_report_get_block (pages->report, pages->block++));
    else
      pages->done = TRUE;
  return pages->done;
}

/* == life == */

static void
heading_clear (SlipPagesHeading *heading)
{
  g_free (heading->text);
}

SlipReportPages *
slip_report_pages_new (SlipReport *report, double width, double height)
{
  SlipReportPages *pages = g_new0 (SlipReportPages, 1);
  cairo_font_options_t *options = cairo_font_options_create ();

  pages->report = report;
  pages->width = width;
  pages->height = height;
  pages->top = TOP;
  /* Paper that is smaller than any is not asked for; a loop without end would be worse than what it gets. */
  pages->bottom = MAX (height - BOTTOM, TOP + 100);
  pages->fonts = pango_cairo_font_map_new ();
  pages->context = pango_font_map_create_context (pages->fonts);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (pages->context, options);
  cairo_font_options_destroy (options);
  pango_cairo_context_set_resolution (pages->context, 72);
  pango_context_set_round_glyph_positions (pages->context, FALSE);
  pango_context_set_language (pages->context,
                              pango_language_from_string (slip_report_get_meta (report)->language));
  pages->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  pages->headings = g_array_new (FALSE, FALSE, sizeof (SlipPagesHeading));
  g_array_set_clear_func (pages->headings, (GDestroyNotify) heading_clear);
  slip_pages_new_page (pages);
  return pages;
}

void
slip_report_pages_free (SlipReportPages *pages)
{
  if (pages == NULL)
    return;
  g_clear_pointer (&pages->table, slip_pages_table_free);
  g_ptr_array_unref (pages->pages);
  g_array_unref (pages->headings);
  g_object_unref (pages->context);
  g_object_unref (pages->fonts);
  g_free (pages);
}

guint
slip_report_pages_get_n (SlipReportPages *pages)
{
  return pages->pages->len;
}
