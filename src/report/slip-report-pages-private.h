/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the files of the page writer share. Lengths are points. A flow is text in a column; it goes onto pages line by
 * line. What stands on a page are items: lines of text, boxes, rules. */

#pragma once

#include <pango/pangocairo.h>

#include "report/slip-markdown.h"
#include "report/slip-report-pages.h"

G_BEGIN_DECLS

#define SLIP_PAGES_MM (72 / 25.4)
#define SLIP_PAGES_SIDE (20 * SLIP_PAGES_MM) /* margins left and right */

typedef enum
{
  SLIP_PAGES_BODY,
  SLIP_PAGES_TITLE,
  SLIP_PAGES_SUBTITLE,
  SLIP_PAGES_HEADING_1,
  SLIP_PAGES_HEADING_2,
  SLIP_PAGES_HEADING_3,
  SLIP_PAGES_HEADING_4, /* and deeper ones */
  SLIP_PAGES_TEXT_HEADING,
  SLIP_PAGES_CAPTION,
  SLIP_PAGES_HINT,
  SLIP_PAGES_NOTE,
  SLIP_PAGES_NOTE_GOOD,
  SLIP_PAGES_NOTE_WARNING,
  SLIP_PAGES_NOTE_BAD,
  SLIP_PAGES_CODE,
  SLIP_PAGES_QUOTE,
  SLIP_PAGES_CELL,
  SLIP_PAGES_CELL_HEAD,
  SLIP_PAGES_CELL_CODE,
  SLIP_PAGES_CONTENTS_HEADING,
  SLIP_PAGES_MARGINALIA, /* header and footer */
} SlipPagesStyle;

/* How a stretch of text differs from its paragraph: bits, the lower ones Markdown's. */
typedef enum
{
  SLIP_PAGES_STRONG = SLIP_MARKDOWN_STRONG,
  SLIP_PAGES_EMPHASIS = SLIP_MARKDOWN_EMPHASIS,
  SLIP_PAGES_FIXED = SLIP_MARKDOWN_FIXED,
  SLIP_PAGES_LINK = SLIP_MARKDOWN_LINK,
  SLIP_PAGES_MUTED = 1 << 4,
  SLIP_PAGES_GOOD = 1 << 5,
  SLIP_PAGES_WARNING = 1 << 6,
  SLIP_PAGES_BAD = 1 << 7,
  SLIP_PAGES_LABEL = 1 << 8,
} SlipPagesLook;

typedef SlipMarkdownRun SlipPagesRun;

/* == on a page == */

typedef enum
{
  SLIP_PAGES_ITEM_LINES, /* of a layout, from @first up to @last */
  SLIP_PAGES_ITEM_BOX,   /* filled */
  SLIP_PAGES_ITEM_FRAME, /* its outline */
  SLIP_PAGES_ITEM_ENTRY, /* of the contents: dots, and the page of heading @first at the right */
} SlipPagesItemKind;

typedef struct
{
  SlipPagesItemKind kind;
  guint first;
  guint last;
  guint32 colour; /* 0xrrggbb */
  double x;
  double y; /* of lines: where the layout's top would be */
  double width;
  double height;
  PangoLayout *layout; /* nullable */
} SlipPagesItem;

typedef struct
{
  guint level;
  guint page; /* from 0 */
  double y;
  char *text; /* with its number */
} SlipPagesHeading;

typedef struct _SlipPagesTable SlipPagesTable;

struct _SlipReportPages
{
  SlipReport *report;
  PangoFontMap *fonts;
  PangoContext *context;
  double width; /* of the page */
  double height;
  double top; /* of what is between header and footer */
  double bottom;
  double y;              /* where the next thing goes on the last page */
  double gap;            /* below the thing before */
  GPtrArray *pages;      /* (element-type GArray of SlipPagesItem) */
  GArray *headings;      /* SlipPagesHeading */
  guint block;           /* the next one */
  guint numbers[2];      /* of headings */
  SlipPagesTable *table; /* nullable: that is being laid out */
  gboolean done;
};

void slip_pages_new_page (SlipReportPages *pages);
/* Nothing stands on the last page yet. */
gboolean slip_pages_is_fresh (SlipReportPages *pages);
double slip_pages_text_width (SlipReportPages *pages);
void slip_pages_add_box (SlipReportPages *pages, SlipPagesItemKind kind, double x, double y,
                         double width, double height, guint32 colour);
void slip_pages_add_lines (SlipReportPages *pages, PangoLayout *layout, guint first, guint last,
                           double x, double y, guint32 colour);
/* (transfer full): @text in @style, wrapped at @width (0: one line). */
PangoLayout *slip_pages_layout (SlipReportPages *pages, SlipPagesStyle style, const char *text,
                                const SlipPagesRun *runs, guint n_runs, double width);
/* (transfer full): as much of @text as can be shown, on one line. */
char *slip_pages_clean_line (const char *text);
guint32 slip_pages_colour (SlipPagesStyle style);
void slip_pages_draw_lines (cairo_t *cr, PangoLayout *layout, guint first, guint last, double x,
                            double y);

/* == flows == */

typedef struct _SlipPagesFlow SlipPagesFlow;

typedef struct
{
  guint piece;
  guint line;
} SlipPagesPlace;

SlipPagesFlow *slip_pages_flow_new (SlipReportPages *pages, double width);
void slip_pages_flow_free (SlipPagesFlow *flow);
/* A paragraph; @mark: (nullable): before its first line; @indent: of text, behind the mark. */
void slip_pages_flow_add (SlipPagesFlow *flow, SlipPagesStyle style, const char *text,
                          const SlipPagesRun *runs, guint n_runs, double indent, const char *mark);
void slip_pages_flow_plain (SlipPagesFlow *flow, SlipPagesStyle style, const char *text,
                            guint look);
/* Simple Markdown; @style is BODY or CELL. */
void slip_pages_flow_markdown (SlipPagesFlow *flow, SlipPagesStyle style, const char *text);
double slip_pages_flow_height (SlipPagesFlow *flow);
/* Space that its first and last paragraph want. */
double slip_pages_flow_above (SlipPagesFlow *flow);
double slip_pages_flow_below (SlipPagesFlow *flow);
gboolean slip_pages_flow_is_done (SlipPagesFlow *flow);
/* How high the next lines are that fit into @room, up to @end; with @force it is one at least. */
double slip_pages_flow_fit (SlipPagesFlow *flow, double room, gboolean force, SlipPagesPlace *end);
/* Puts them onto the last page. */
void slip_pages_flow_place (SlipPagesFlow *flow, SlipPagesPlace end, double x, double y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipPagesFlow, slip_pages_flow_free)

/* == tables == */

SlipPagesTable *slip_pages_table_new (SlipReportPages *pages, const SlipReportTable *table);
void slip_pages_table_free (SlipPagesTable *self);
/* Lays out the next row; FALSE when there was none. */
gboolean slip_pages_table_step (SlipPagesTable *self);
/* How high all of it is on one page. */
double slip_pages_table_height (SlipPagesTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipPagesTable, slip_pages_table_free)

G_END_DECLS
