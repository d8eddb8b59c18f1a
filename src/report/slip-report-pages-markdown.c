/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Simple Markdown on pages: which style each paragraph has. A link is shown, and leads nowhere. */

#include "report/slip-markdown.h"
#include "report/slip-report-pages-private.h"

#define DEPTH 8 /* of lists */
#define STEP 13 /* the indent of one */

typedef struct
{
  SlipPagesFlow *flow;
  SlipPagesStyle style;
} Target;

static SlipPagesStyle
style_of (const Target *target, const SlipMarkdownParagraph *paragraph)
{
  gboolean cell = target->style == SLIP_PAGES_CELL;

  switch (paragraph->kind)
    {
    case SLIP_MARKDOWN_HEADING:
      return cell ? SLIP_PAGES_CELL_HEAD : SLIP_PAGES_TEXT_HEADING;
    case SLIP_MARKDOWN_CODE:
      return cell ? SLIP_PAGES_CELL_CODE : SLIP_PAGES_CODE;
    case SLIP_MARKDOWN_TEXT:
    case SLIP_MARKDOWN_RULE:
    default:
      return !cell && paragraph->quotes > 0 ? SLIP_PAGES_QUOTE : target->style;
    }
}

static void
add (const SlipMarkdownParagraph *paragraph, gpointer data)
{
  static const char rule[] = "———";
  static const SlipPagesRun rule_run = { 0, sizeof rule - 1, SLIP_PAGES_MUTED };
  const Target *target = data;
  gboolean is_rule = paragraph->kind == SLIP_MARKDOWN_RULE;

  slip_pages_flow_add (target->flow, style_of (target, paragraph), is_rule ? rule : paragraph->text,
                       is_rule ? &rule_run : paragraph->runs, is_rule ? 1 : paragraph->n_runs,
                       STEP * (double) MIN (paragraph->lists, DEPTH), paragraph->mark);
}

void
slip_pages_flow_markdown (SlipPagesFlow *flow, SlipPagesStyle style, const char *text)
{
  Target target = { flow, style };

  slip_markdown_read (text, FALSE, add, &target);
  if (slip_pages_flow_is_done (flow))
    slip_pages_flow_plain (flow, style, "", 0);
}
