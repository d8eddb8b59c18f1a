/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Paragraphs in a column, and how many of their lines go onto a page. */

#include "report/slip-report-pages-private.h"

#include <string.h>

#include "core/slip-text.h"

/* Pango's time for a paragraph grows with the square of its length: a longer one is laid out in pieces. */
#define PIECE_BYTES 6000
#define NARROWEST 24 /* a column of text, after all indents */
#define MARK_GAP 3

typedef struct
{
  double size;
  double above;
  double below;
  double pad; /* above and below the text, inside of its box */
  guint32 colour;
  guint32 box;  /* 0: none */
  guint32 rule; /* at its side; 0: none */
  gboolean bold;
  gboolean fixed;
} Style;

static const Style styles[] = {
  [SLIP_PAGES_BODY] = { 10, 0, 5.7, 0, 0x000000 },
  [SLIP_PAGES_TITLE] = { 20, 0, 3, 0, 0x1c2a3a, .bold = TRUE },
  [SLIP_PAGES_SUBTITLE] = { 12, 0, 11, 0, 0x4a5868 },
  [SLIP_PAGES_HEADING_1] = { 15, 20, 7, 0, 0x1c2a3a, .bold = TRUE },
  [SLIP_PAGES_HEADING_2] = { 12, 14, 5.7, 0, 0x1c2a3a, .bold = TRUE },
  [SLIP_PAGES_HEADING_3] = { 10.5, 11, 4, 0, 0x1c2a3a, .bold = TRUE },
  [SLIP_PAGES_HEADING_4] = { 10, 8.5, 3, 0, 0x1c2a3a, .bold = TRUE },
  [SLIP_PAGES_TEXT_HEADING] = { 10, 5.7, 3, 0, 0x000000, .bold = TRUE },
  [SLIP_PAGES_CAPTION] = { 9, 3, 3, 0, 0x4a5868, .bold = TRUE },
  [SLIP_PAGES_HINT] = { 8.5, 0, 5.7, 0, 0x5a6674 },
  [SLIP_PAGES_NOTE] = { 9.5, 0, 8.5, 4, 0x000000, 0xf4f6f8, 0x8a96a5 },
  [SLIP_PAGES_NOTE_GOOD] = { 9.5, 0, 8.5, 4, 0x000000, 0xeef7f1, 0x1d7a46 },
  [SLIP_PAGES_NOTE_WARNING] = { 9.5, 0, 8.5, 4, 0x000000, 0xfdf5e8, 0xb26a00 },
  [SLIP_PAGES_NOTE_BAD] = { 9.5, 0, 8.5, 4, 0x000000, 0xfceeed, 0xb3261e },
  [SLIP_PAGES_CODE] = { 8.5, 0, 5.7, 4, 0x000000, 0xf4f6f8, .fixed = TRUE },
  [SLIP_PAGES_QUOTE] = { 10, 0, 5.7, 0, 0x3c4856, .rule = 0xc3c9d1 },
  [SLIP_PAGES_CELL] = { 9, 0, 2, 0, 0x000000 },
  [SLIP_PAGES_CELL_HEAD] = { 8.5, 0, 2, 0, 0x1c2a3a, .bold = TRUE },
  [SLIP_PAGES_CELL_CODE] = { 7.5, 0, 2, 2, 0x000000, 0xf4f6f8, .fixed = TRUE },
  [SLIP_PAGES_CONTENTS_HEADING] = { 12, 14, 5.7, 0, 0x1c2a3a, .bold = TRUE },
  [SLIP_PAGES_MARGINALIA] = { 8, 0, 0, 0, 0x4a5868 },
};

/* A paragraph, or a piece of a long one. */
typedef struct
{
  PangoLayout *layout;
  PangoLayout *mark; /* nullable */
  GArray *lines;     /* Line */
  double indent;
  double above;
  double below;
  const Style *style;
} Piece;

typedef struct
{
  double top; /* in the layout */
  double bottom;
  double baseline;
} Line;

struct _SlipPagesFlow
{
  SlipReportPages *pages;
  double width;
  GPtrArray *pieces;
  SlipPagesPlace at;
};

/* == layouts == */

guint32
slip_pages_colour (SlipPagesStyle style)
{
  return styles[style].colour;
}

static void
insert (PangoAttrList *list, PangoAttribute *attribute, guint start, guint end)
{
  attribute->start_index = start;
  attribute->end_index = end;
  pango_attr_list_insert (list, attribute);
}

static void
insert_colour (PangoAttrList *list, guint32 colour, guint start, guint end)
{
  insert (list,
          pango_attr_foreground_new ((guint16) ((colour >> 16 & 0xff) * 257),
                                     (guint16) ((colour >> 8 & 0xff) * 257),
                                     (guint16) ((colour & 0xff) * 257)),
          start, end);
}

static void
insert_run (PangoAttrList *list, const SlipPagesRun *run)
{
  static const struct
  {
    guint look;
    guint32 colour;
  } colours[] = { { SLIP_PAGES_LINK, 0x1a5fb4 }, { SLIP_PAGES_MUTED, 0x5a6674 },
                  { SLIP_PAGES_GOOD, 0x1d7a46 }, { SLIP_PAGES_WARNING, 0x8f5400 },
                  { SLIP_PAGES_BAD, 0xb3261e },  { SLIP_PAGES_LABEL, 0x4a5868 } };
  guint bold =
      SLIP_PAGES_STRONG | SLIP_PAGES_GOOD | SLIP_PAGES_WARNING | SLIP_PAGES_BAD | SLIP_PAGES_LABEL;

  if ((run->look & bold) != 0)
    insert (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD), run->start, run->end);
  if ((run->look & (SLIP_PAGES_EMPHASIS | SLIP_PAGES_MUTED)) != 0)
    insert (list, pango_attr_style_new (PANGO_STYLE_ITALIC), run->start, run->end);
  if ((run->look & SLIP_PAGES_FIXED) != 0)
    {
      insert (list, pango_attr_family_new ("Liberation Mono, DejaVu Sans Mono, Monospace"),
              run->start, run->end);
      insert (list, pango_attr_scale_new (0.85), run->start, run->end);
    }
  if ((run->look & SLIP_PAGES_LINK) != 0)
    insert (list, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), run->start, run->end);
  for (gsize i = 0; i < G_N_ELEMENTS (colours); i++)
    if ((run->look & colours[i].look) != 0)
      insert_colour (list, colours[i].colour, run->start, run->end);
}

PangoLayout *
slip_pages_layout (SlipReportPages *pages, SlipPagesStyle style, const char *text,
                   const SlipPagesRun *runs, guint n_runs, double width)
{
  const Style *look = &styles[style];
  PangoLayout *layout = pango_layout_new (pages->context);
  PangoFontDescription *font = pango_font_description_new ();
  PangoAttrList *list = pango_attr_list_new ();

  pango_font_description_set_family_static (
      font, look->fixed ? "Liberation Mono, DejaVu Sans Mono, Monospace"
                        : "Liberation Sans, Arial, DejaVu Sans, Sans");
  pango_font_description_set_size (font, (int) (look->size * PANGO_SCALE));
  if (look->bold)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  /* A digest that is broken has no hyphens. */
  insert (list, pango_attr_insert_hyphens_new (FALSE), 0, G_MAXUINT);
  for (guint i = 0; i < n_runs; i++)
    insert_run (list, &runs[i]);
  pango_layout_set_attributes (layout, list);
  pango_attr_list_unref (list);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing (layout, 1.08F);
  pango_layout_set_text (layout, text, -1);
  if (width > 0)
    pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  return layout;
}

/* == building == */

static void
piece_free (Piece *piece)
{
  g_object_unref (piece->layout);
  g_clear_object (&piece->mark);
  g_array_unref (piece->lines);
  g_free (piece);
}

SlipPagesFlow *
slip_pages_flow_new (SlipReportPages *pages, double width)
{
  SlipPagesFlow *flow = g_new0 (SlipPagesFlow, 1);

  flow->pages = pages;
  flow->width = width;
  flow->pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) piece_free);
  return flow;
}

void
slip_pages_flow_free (SlipPagesFlow *flow)
{
  g_ptr_array_unref (flow->pieces);
  g_free (flow);
}

static void
find_lines (Piece *piece)
{
  PangoLayoutIter *iter = pango_layout_get_iter (piece->layout);

  do
    {
      Line line;
      int top;
      int bottom;

      pango_layout_iter_get_line_yrange (iter, &top, &bottom);
      line.top = pango_units_to_double (top);
      line.bottom = pango_units_to_double (bottom);
      line.baseline = pango_units_to_double (pango_layout_iter_get_baseline (iter));
      g_array_append_val (piece->lines, line);
    }
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

static void
add_piece (SlipPagesFlow *flow, SlipPagesStyle style, const char *text, const SlipPagesRun *runs,
           guint n_runs, double indent, const char *mark)
{
  Piece *piece = g_new0 (Piece, 1);
  double side;

  piece->style = &styles[style];
  side = piece->style->box != 0 || piece->style->rule != 0 ? 6 : 0;
  piece->indent = indent;
  piece->above = piece->style->above;
  piece->below = piece->style->below;
  piece->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  piece->layout = slip_pages_layout (flow->pages, style, text, runs, n_runs,
                                     MAX (flow->width - indent - 2 * side, NARROWEST));
  if (mark != NULL)
    piece->mark = slip_pages_layout (flow->pages, style, mark, NULL, 0, 0);
  find_lines (piece);
  g_ptr_array_add (flow->pieces, piece);
}

/* Where a piece that begins at @start ends: at a line's end, else behind a space, else in a word. */
static gsize
piece_end (const char *text, gsize start, gsize length)
{
  gsize end = start + PIECE_BYTES;
  gsize at;

  if (length - start <= PIECE_BYTES)
    return length;
  for (at = end; at > start + PIECE_BYTES / 2; at--)
    if (text[at - 1] == '\n')
      return at;
  for (at = end; at > start + PIECE_BYTES / 2; at--)
    if (text[at - 1] == ' ')
      return at;
  while (((guchar) text[end] & 0xc0) == 0x80)
    end--;
  return end;
}

void
slip_pages_flow_add (SlipPagesFlow *flow, SlipPagesStyle style, const char *text,
                     const SlipPagesRun *runs, guint n_runs, double indent, const char *mark)
{
  gsize length = strlen (text);
  gsize start = 0;

  do
    {
      gsize end = piece_end (text, start, length);
      gboolean cut = end < length;
      /* A line's end between two pieces is between them. */
      gsize shown = cut && text[end - 1] == '\n' ? end - 1 : end;
      g_autofree char *part = g_strndup (text + start, shown - start);
      g_autoptr (GArray) inside = g_array_new (FALSE, FALSE, sizeof (SlipPagesRun));

      for (guint i = 0; i < n_runs; i++)
        if (runs[i].start < end && runs[i].end > start)
          {
            SlipPagesRun run = { (guint) (MAX (runs[i].start, start) - start),
                                 (guint) (MIN (runs[i].end, end) - start), runs[i].look };

            g_array_append_val (inside, run);
          }
      add_piece (flow, style, part, (const SlipPagesRun *) (gpointer) inside->data, inside->len,
                 indent, start == 0 ? mark : NULL);
      if (cut)
        ((Piece *) g_ptr_array_index (flow->pieces, flow->pieces->len - 1))->below = 0;
      start = end;
    }
  while (start < length);
}

char *
slip_pages_clean_line (const char *text)
{
  GString *line = g_string_new (NULL);

  slip_text_append_shown (line, text);
  g_strdelimit (line->str, "\t\n", ' ');
  return g_string_free (line, FALSE);
}

void
slip_pages_flow_plain (SlipPagesFlow *flow, SlipPagesStyle style, const char *text, guint look)
{
  g_autoptr (GString) shown = g_string_new (NULL);
  SlipPagesRun run = { 0, 0, look };

  slip_text_append_shown (shown, text);
  run.end = (guint) shown->len;
  slip_pages_flow_add (flow, style, shown->str, &run, look != 0 ? 1 : 0, 0, NULL);
}

/* == placing == */

static Piece *
piece_of (SlipPagesFlow *flow, guint index)
{
  return g_ptr_array_index (flow->pieces, index);
}

static const Line *
line_of (const Piece *piece, guint index)
{
  return &g_array_index (piece->lines, Line, index);
}

double
slip_pages_flow_above (SlipPagesFlow *flow)
{
  return flow->pieces->len > 0 ? piece_of (flow, 0)->above : 0;
}

double
slip_pages_flow_below (SlipPagesFlow *flow)
{
  return flow->pieces->len > 0 ? piece_of (flow, flow->pieces->len - 1)->below : 0;
}

gboolean
slip_pages_flow_is_done (SlipPagesFlow *flow)
{
  return flow->at.piece >= flow->pieces->len;
}

static double
space_between (SlipPagesFlow *flow, guint piece)
{
  return piece == 0 ? 0 : MAX (piece_of (flow, piece - 1)->below, piece_of (flow, piece)->above);
}

double
slip_pages_flow_height (SlipPagesFlow *flow)
{
  SlipPagesPlace end;

  return slip_pages_flow_fit (flow, G_MAXDOUBLE, TRUE, &end);
}

double
slip_pages_flow_fit (SlipPagesFlow *flow, double room, gboolean force, SlipPagesPlace *end)
{
  double used = 0;

  *end = flow->at;
  while (end->piece < flow->pieces->len)
    {
      const Piece *piece = piece_of (flow, end->piece);
      gboolean begins = end->piece == flow->at.piece;
      double before =
          used + (begins ? 0 : space_between (flow, end->piece)) + 2 * piece->style->pad;
      double top = line_of (piece, end->line)->top;
      guint last = end->line;

      while (last < piece->lines->len && before + line_of (piece, last)->bottom - top <= room)
        last++;
      /* A line alone at the foot of a page is missed. */
      if (last == 1 && end->line == 0 && piece->lines->len > 2 && !(begins && force))
        last = 0;
      if (last == end->line)
        {
          if (!begins || !force)
            break;
          last++;
        }
      used = before + line_of (piece, last - 1)->bottom - top;
      if (last < piece->lines->len)
        {
          end->line = last;
          break;
        }
      end->piece++;
      end->line = 0;
    }
  return used;
}

void
slip_pages_flow_place (SlipPagesFlow *flow, SlipPagesPlace end, double x, double y)
{
  guint begins = flow->at.piece;

  for (guint i = begins;
       i < flow->pieces->len && (i < end.piece || (i == end.piece && end.line > 0)); i++)
    {
      const Piece *piece = piece_of (flow, i);
      const Style *style = piece->style;
      guint first = i == begins ? flow->at.line : 0;
      guint last = i == end.piece ? end.line : piece->lines->len;
      double side = style->box != 0 || style->rule != 0 ? 6 : 0;
      double left = x + piece->indent;
      double height = line_of (piece, last - 1)->bottom - line_of (piece, first)->top;

      y += i == begins ? 0 : space_between (flow, i);
      if (style->box != 0)
        slip_pages_add_box (flow->pages, SLIP_PAGES_ITEM_BOX, left, y, flow->width - piece->indent,
                            height + 2 * style->pad, style->box);
      if (style->rule != 0)
        slip_pages_add_box (flow->pages, SLIP_PAGES_ITEM_BOX, left, y, 2, height + 2 * style->pad,
                            style->rule);
      y += style->pad;
      if (piece->mark != NULL && first == 0)
        {
          int width;

          pango_layout_get_size (piece->mark, &width, NULL);
          slip_pages_add_lines (flow->pages, piece->mark, 0, 1,
                                MAX (x, left - pango_units_to_double (width) - MARK_GAP),
                                y + line_of (piece, 0)->baseline -
                                    pango_units_to_double (pango_layout_get_baseline (piece->mark)),
                                style->colour);
        }
      slip_pages_add_lines (flow->pages, piece->layout, first, last, left + side,
                            y - line_of (piece, first)->top, style->colour);
      y += height + style->pad;
    }
  flow->at = end;
}
