/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Pages onto a surface of cairo, and all of them into a PDF. */

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-error.h"
#include "report/slip-report-file.h"
#include "report/slip-report-pages-private.h"

#define A4_WIDTH (210 * SLIP_PAGES_MM)
#define A4_HEIGHT (297 * SLIP_PAGES_MM)
#define HEADER_TOP (13 * SLIP_PAGES_MM)
#define FOOTER_TOP (21 * SLIP_PAGES_MM) /* from below */
#define COLOUR_RULE 0xc3c9d1
#define STEPS 1000

/* == a page == */

static void
set_colour (cairo_t *cr, guint32 colour)
{
  cairo_set_source_rgb (cr, (colour >> 16 & 0xff) / 255.0, (colour >> 8 & 0xff) / 255.0,
                        (colour & 0xff) / 255.0);
}

void
slip_pages_draw_lines (cairo_t *cr, PangoLayout *layout, guint first, guint last, double x,
                       double y)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);
  guint i = 0;

  do
    {
      PangoRectangle extents;

      if (i < first || i >= last)
        continue;
      pango_layout_iter_get_line_extents (iter, NULL, &extents);
      cairo_move_to (cr, x + pango_units_to_double (extents.x),
                     y + pango_units_to_double (pango_layout_iter_get_baseline (iter)));
      pango_cairo_show_layout_line (cr, pango_layout_iter_get_line_readonly (iter));
    }
  while (++i < last && pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

/* @right: where it ends; else where it begins. Returns how wide it is. */
static double
draw_text (SlipReportPages *pages, cairo_t *cr, SlipPagesStyle style, const char *text,
           const SlipPagesRun *run, double x, double y, gboolean right, double room)
{
  g_autoptr (PangoLayout) layout =
      slip_pages_layout (pages, style, text, run, run != NULL ? 1 : 0, 0);
  int width;

  if (room > 0)
    {
      pango_layout_set_width (layout, (int) (room * PANGO_SCALE));
      pango_layout_set_height (layout, 0);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  pango_layout_get_size (layout, &width, NULL);
  set_colour (cr, slip_pages_colour (style));
  slip_pages_draw_lines (cr, layout, 0, 1, right ? x - pango_units_to_double (width) : x, y);
  return pango_units_to_double (width);
}

static void
draw_entry (SlipReportPages *pages, cairo_t *cr, const SlipPagesItem *item)
{
  const SlipPagesHeading *heading = &g_array_index (pages->headings, SlipPagesHeading, item->first);
  g_autofree char *number = g_strdup_printf ("%u", heading->page + 1);
  PangoRectangle extents;
  static const double dots[] = { 0.6, 3 };
  double y = item->y + pango_units_to_double (pango_layout_get_baseline (item->layout));
  double wide;
  double left;

  pango_layout_get_extents (item->layout, NULL, &extents);
  slip_pages_draw_lines (cr, item->layout, 0, 1, item->x, item->y);
  wide =
      draw_text (pages, cr, SLIP_PAGES_BODY, number, NULL, item->x + item->width, item->y, TRUE, 0);
  left = item->x + pango_units_to_double (extents.x + extents.width) + 5;
  if (left < item->x + item->width - wide - 5)
    {
      cairo_save (cr);
      set_colour (cr, COLOUR_RULE);
      cairo_set_dash (cr, dots, 2, 0);
      cairo_set_line_width (cr, 0.6);
      cairo_move_to (cr, left, y);
      cairo_line_to (cr, item->x + item->width - wide - 5, y);
      cairo_stroke (cr);
      cairo_restore (cr);
    }
}

static void
draw_item (SlipReportPages *pages, cairo_t *cr, const SlipPagesItem *item)
{
  set_colour (cr, item->colour);
  switch (item->kind)
    {
    case SLIP_PAGES_ITEM_LINES:
      slip_pages_draw_lines (cr, item->layout, item->first, item->last, item->x, item->y);
      break;
    case SLIP_PAGES_ITEM_BOX:
      cairo_rectangle (cr, item->x, item->y, item->width, item->height);
      cairo_fill (cr);
      break;
    case SLIP_PAGES_ITEM_FRAME:
      cairo_set_line_width (cr, 0.5);
      cairo_rectangle (cr, item->x, item->y, item->width, item->height);
      cairo_stroke (cr);
      break;
    case SLIP_PAGES_ITEM_ENTRY:
      draw_entry (pages, cr, item);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* "a · b · c" without the empty ones, on one line. */
static char *
join (const char *const *parts, guint n)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    if (*parts[i] != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", parts[i]);
  return slip_pages_clean_line (text->str);
}

static void
draw_rule (SlipReportPages *pages, cairo_t *cr, double y)
{
  set_colour (cr, COLOUR_RULE);
  cairo_rectangle (cr, SLIP_PAGES_SIDE, y, slip_pages_text_width (pages), 0.5);
  cairo_fill (cr);
}

/* Header and footer: which document, which version of it, which page. */
static void
draw_marginalia (SlipReportPages *pages, guint page, cairo_t *cr)
{
  const SlipReportMeta *meta = slip_report_get_meta (pages->report);
  g_autofree char *version =
      *meta->version == '\0' ? g_strdup ("") : g_strdup_printf (_ ("Version %s"), meta->version);
  const char *top[] = { meta->form, meta->title };
  const char *bottom[] = { meta->number, version, meta->status };
  g_autofree char *head = join (top, G_N_ELEMENTS (top));
  g_autofree char *foot = join (bottom, G_N_ELEMENTS (bottom));
  g_autofree char *of = g_strdup_printf (_ ("Page %u of %u"), page + 1, pages->pages->len);
  double width = slip_pages_text_width (pages);
  double y = pages->height - FOOTER_TOP;
  double wide;

  draw_text (pages, cr, SLIP_PAGES_MARGINALIA, head, NULL, SLIP_PAGES_SIDE, HEADER_TOP, FALSE,
             width);
  draw_rule (pages, cr, HEADER_TOP + 13);
  draw_rule (pages, cr, y);
  wide = draw_text (pages, cr, SLIP_PAGES_MARGINALIA, of, NULL, SLIP_PAGES_SIDE + width, y + 4,
                    TRUE, 0);
  draw_text (pages, cr, SLIP_PAGES_MARGINALIA, foot, NULL, SLIP_PAGES_SIDE, y + 4, FALSE,
             width - wide - 12);
  if (*meta->content_hash != '\0')
    {
      g_autofree char *hash =
          g_strdup_printf ("%s %s", _ ("Content (BLAKE2b-256)"), meta->content_hash);
      SlipPagesRun run = { (guint) (strlen (hash) - strlen (meta->content_hash)),
                           (guint) strlen (hash), SLIP_PAGES_FIXED };

      draw_text (pages, cr, SLIP_PAGES_MARGINALIA, hash, &run, SLIP_PAGES_SIDE, y + 15, FALSE,
                 width);
    }
  else
    draw_text (pages, cr, SLIP_PAGES_MARGINALIA, _ ("No content hash"), NULL, SLIP_PAGES_SIDE,
               y + 15, FALSE, width);
}

void
slip_report_pages_draw (SlipReportPages *pages, guint page, cairo_t *cr)
{
  GArray *items;

  g_return_if_fail (pages->done && page < pages->pages->len);
  items = g_ptr_array_index (pages->pages, page);
  cairo_save (cr);
  draw_marginalia (pages, page, cr);
  for (guint i = 0; i < items->len; i++)
    draw_item (pages, cr, &g_array_index (items, SlipPagesItem, i));
  cairo_restore (cr);
}

/* == PDF == */

static cairo_status_t
on_bytes_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Dates are those of the content, never of the export: the same content stays the same file. */
static void
describe (cairo_surface_t *surface, const SlipReportMeta *meta)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (MAX (meta->changed_ms, 0) / 1000);
  g_autofree char *date = when != NULL ? g_date_time_format (when, "%Y-%m-%dT%H:%M:%SZ") : NULL;
  g_autofree char *title = slip_pages_clean_line (meta->title);
  g_autofree char *form = slip_pages_clean_line (meta->form);
  g_autofree char *owner = slip_pages_clean_line (meta->owner);
  g_autofree char *number = slip_pages_clean_line (meta->number);

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_SUBJECT, form);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_AUTHOR, owner);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_KEYWORDS, number);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Slipway " SLIPWAY_VERSION);
  if (date != NULL)
    {
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_MOD_DATE, date);
    }
}

/* Headings of level 1 and 2 as bookmarks. */
static void
add_bookmarks (SlipReportPages *pages, cairo_surface_t *surface)
{
  int parent = CAIRO_PDF_OUTLINE_ROOT;

  for (guint i = 0; i < pages->headings->len; i++)
    {
      const SlipPagesHeading *heading = &g_array_index (pages->headings, SlipPagesHeading, i);
      char y[G_ASCII_DTOSTR_BUF_SIZE];
      g_autofree char *target = NULL;
      int id;

      if (heading->level > 2)
        continue;
      g_ascii_formatd (y, sizeof y, "%.1f", MAX (heading->y - 40, 0));
      target = g_strdup_printf ("page=%u pos=[0 %s]", heading->page + 1, y);
      id = cairo_pdf_surface_add_outline (
          surface, heading->level == 2 ? parent : CAIRO_PDF_OUTLINE_ROOT, heading->text, target, 0);
      if (heading->level == 1)
        parent = id;
    }
}

GBytes *
slip_report_to_pdf (SlipReport *report, GError **error)
{
  g_autoptr (SlipReportPages) pages = slip_report_pages_new (report, A4_WIDTH, A4_HEIGHT);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface =
      cairo_pdf_surface_create_for_stream (on_bytes_cb, bytes, A4_WIDTH, A4_HEIGHT);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  describe (surface, slip_report_get_meta (report));
  while (!slip_report_pages_paginate (pages, STEPS))
    ;
  for (guint i = 0; i < slip_report_pages_get_n (pages); i++)
    {
      slip_report_pages_draw (pages, i, cr);
      cairo_show_page (cr);
    }
  add_bookmarks (pages, surface);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED,
                   _ ("can't put the report together: %s; try again"),
                   cairo_status_to_string (status));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

gboolean
slip_report_write_pdf (SlipReport *report, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = slip_report_to_pdf (report, error);

  return bytes != NULL && slip_report_write_file (path, bytes, error);
}
