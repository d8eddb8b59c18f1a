/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Simple Markdown on pages, read as the ODT writer reads it (slip-report-odt-markdown.c): HTML is shown as the text that
 * it is, a link is shown where its address is safe, and leads nowhere. */

#include <cmark.h>
#include <string.h>

#include "report/slip-report-odt-private.h"
#include "report/slip-report-pages-private.h"

#define DEPTH 8 /* of lists */
#define STEP 13 /* the indent of one */

typedef struct
{
  SlipPagesFlow *flow;
  SlipPagesStyle style;
  GString *text; /* of the paragraph */
  GArray *runs;  /* SlipPagesRun */
  guint lists;
  guint emphasis;
  guint strong;
  guint quotes;
  gboolean link;
  char *mark; /* nullable: of the item that begins */
} Walk;

static void
append (Walk *walk, const char *text, guint look)
{
  SlipPagesRun run = { (guint) walk->text->len, 0, look };

  if (walk->strong > 0)
    run.look |= SLIP_PAGES_STRONG;
  if (walk->emphasis > 0)
    run.look |= SLIP_PAGES_EMPHASIS;
  if (walk->link)
    run.look |= SLIP_PAGES_LINK;
  slip_pages_append_clean (walk->text, text);
  run.end = (guint) walk->text->len;
  if (run.look != 0 && run.end > run.start)
    g_array_append_val (walk->runs, run);
}

static void
flush (Walk *walk, SlipPagesStyle style)
{
  double indent = STEP * (double) MIN (walk->lists, DEPTH);

  slip_pages_flow_add (walk->flow, style, walk->text->str,
                       (const SlipPagesRun *) (gpointer) walk->runs->data, walk->runs->len, indent,
                       walk->mark);
  g_clear_pointer (&walk->mark, g_free);
  g_string_truncate (walk->text, 0);
  g_array_set_size (walk->runs, 0);
}

static void
begin_item (Walk *walk, cmark_node *node)
{
  cmark_node *list = cmark_node_parent (node);
  int number = cmark_node_get_list_start (list);

  for (cmark_node *at = cmark_node_previous (node); at != NULL; at = cmark_node_previous (at))
    number++;
  g_free (walk->mark);
  walk->mark = cmark_node_get_list_type (list) == CMARK_ORDERED_LIST
                   ? g_strdup_printf ("%d.", number)
                   : g_strdup (walk->lists % 2 == 1 ? "•" : "–");
}

static void
end_paragraph (Walk *walk, gboolean heading)
{
  if (walk->style == SLIP_PAGES_CELL)
    flush (walk, heading ? SLIP_PAGES_CELL_HEAD : SLIP_PAGES_CELL);
  else if (heading)
    flush (walk, SLIP_PAGES_TEXT_HEADING);
  else
    flush (walk, walk->quotes > 0 ? SLIP_PAGES_QUOTE : walk->style);
}

static void
add_code (Walk *walk, const char *text)
{
  append (walk, text, 0);
  if (walk->text->len > 0 && walk->text->str[walk->text->len - 1] == '\n')
    g_string_truncate (walk->text, walk->text->len - 1);
  flush (walk, walk->style == SLIP_PAGES_CELL ? SLIP_PAGES_CELL_CODE : SLIP_PAGES_CODE);
}

static void
visit (Walk *walk, cmark_node *node, gboolean enter)
{
  switch (cmark_node_get_type (node))
    {
    case CMARK_NODE_BLOCK_QUOTE:
      walk->quotes += enter ? 1 : -1;
      break;
    case CMARK_NODE_LIST:
      walk->lists += enter ? 1 : -1;
      break;
    case CMARK_NODE_ITEM:
      if (enter)
        begin_item (walk, node);
      else if (walk->mark != NULL)
        end_paragraph (walk, FALSE); /* an empty one */
      break;
    case CMARK_NODE_PARAGRAPH:
    case CMARK_NODE_HEADING:
      if (!enter)
        end_paragraph (walk, cmark_node_get_type (node) == CMARK_NODE_HEADING);
      break;
    case CMARK_NODE_CODE_BLOCK:
    case CMARK_NODE_HTML_BLOCK:
      add_code (walk, cmark_node_get_literal (node));
      break;
    case CMARK_NODE_THEMATIC_BREAK:
      append (walk, "———", SLIP_PAGES_MUTED);
      end_paragraph (walk, FALSE);
      break;
    case CMARK_NODE_TEXT:
    case CMARK_NODE_HTML_INLINE:
      append (walk, cmark_node_get_literal (node), 0);
      break;
    case CMARK_NODE_CODE:
      append (walk, cmark_node_get_literal (node), SLIP_PAGES_FIXED);
      break;
    case CMARK_NODE_SOFTBREAK: /* who presses Return in a form wants a new line */
    case CMARK_NODE_LINEBREAK:
      g_string_append_c (walk->text, '\n');
      break;
    case CMARK_NODE_EMPH:
      walk->emphasis += enter ? 1 : -1;
      break;
    case CMARK_NODE_STRONG:
      walk->strong += enter ? 1 : -1;
      break;
    case CMARK_NODE_LINK:
      walk->link = enter && slip_odt_link_is_safe (cmark_node_get_url (node));
      break;
    default: /* the document; an image shows its text */
      break;
    }
}

void
slip_pages_flow_markdown (SlipPagesFlow *flow, SlipPagesStyle style, const char *text)
{
  Walk walk = { flow, style };
  cmark_node *document;
  cmark_iter *iter;
  cmark_event_type event;

  if (text == NULL || *text == '\0' || slip_odt_is_plain (text))
    {
      slip_pages_flow_plain (flow, style, text, 0);
      return;
    }
  walk.text = g_string_new (NULL);
  walk.runs = g_array_new (FALSE, FALSE, sizeof (SlipPagesRun));
  document = cmark_parse_document (text, strlen (text), CMARK_OPT_VALIDATE_UTF8);
  iter = cmark_iter_new (document);
  while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
    visit (&walk, cmark_iter_get_node (iter), event == CMARK_EVENT_ENTER);
  cmark_iter_free (iter);
  cmark_node_free (document);
  if (slip_pages_flow_is_done (flow))
    slip_pages_flow_plain (flow, style, "", 0);
  g_string_free (walk.text, TRUE);
  g_array_unref (walk.runs);
  g_free (walk.mark);
}
