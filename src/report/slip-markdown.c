/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A walk over the syntax tree that gathers text until a paragraph ends. */

#include "report/slip-markdown.h"

#include <cmark.h>
#include <string.h>

#include "core/slip-text.h"

typedef struct
{
  SlipMarkdownFunc func;
  gpointer data;
  gboolean addresses;
  GString *text; /* of the paragraph */
  GArray *runs;  /* SlipMarkdownRun */
  char *mark;    /* nullable: of the item that begins */
  guint lists;
  guint quotes;
  guint emphasis;
  guint strong;
  gboolean link;
} Walk;

gboolean
slip_markdown_link_is_safe (const char *url)
{
  return url != NULL && (g_ascii_strncasecmp (url, "https:", 6) == 0 ||
                         g_ascii_strncasecmp (url, "http:", 5) == 0 ||
                         g_ascii_strncasecmp (url, "mailto:", 7) == 0);
}

gboolean
slip_markdown_is_plain (const char *text)
{
  return strpbrk (text, "*_`[]<&\\#\n\r~") == NULL && strchr ("-+>=0123456789 \t", text[0]) == NULL;
}

static void
append (Walk *walk, const char *text, guint look)
{
  SlipMarkdownRun run = { (guint) walk->text->len, 0, look };

  if (walk->strong > 0)
    run.look |= SLIP_MARKDOWN_STRONG;
  if (walk->emphasis > 0)
    run.look |= SLIP_MARKDOWN_EMPHASIS;
  if (walk->link)
    run.look |= SLIP_MARKDOWN_LINK;
  slip_text_append_shown (walk->text, text);
  run.end = (guint) walk->text->len;
  if (run.look != 0 && run.end > run.start)
    g_array_append_val (walk->runs, run);
}

static void
end_paragraph (Walk *walk, SlipMarkdownKind kind, guint level)
{
  SlipMarkdownParagraph paragraph = {
    .kind = kind,
    .level = level,
    .lists = walk->lists,
    .quotes = walk->quotes,
    .mark = walk->mark,
    .text = walk->text->str,
    .runs = (const SlipMarkdownRun *) (gpointer) walk->runs->data,
    .n_runs = walk->runs->len,
  };

  walk->func (&paragraph, walk->data);
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
add_code (Walk *walk, const char *text)
{
  append (walk, text, 0);
  if (walk->text->len > 0 && walk->text->str[walk->text->len - 1] == '\n')
    g_string_truncate (walk->text, walk->text->len - 1);
  end_paragraph (walk, SLIP_MARKDOWN_CODE, 0);
}

static void
visit_link (Walk *walk, cmark_node *node, gboolean enter)
{
  const char *url = cmark_node_get_url (node);
  cmark_node *child = cmark_node_first_child (node);
  const char *literal = child != NULL ? cmark_node_get_literal (child) : NULL;

  walk->link = enter && slip_markdown_link_is_safe (url);
  if (enter || !walk->addresses || url == NULL || *url == '\0' || g_strcmp0 (url, literal) == 0)
    return;
  append (walk, " (", 0);
  append (walk, url, 0);
  append (walk, ")", 0);
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
        end_paragraph (walk, SLIP_MARKDOWN_TEXT, 0); /* an empty one */
      break;
    case CMARK_NODE_PARAGRAPH:
      if (!enter)
        end_paragraph (walk, SLIP_MARKDOWN_TEXT, 0);
      break;
    case CMARK_NODE_HEADING:
      if (!enter)
        end_paragraph (walk, SLIP_MARKDOWN_HEADING, (guint) cmark_node_get_heading_level (node));
      break;
    case CMARK_NODE_CODE_BLOCK:
    case CMARK_NODE_HTML_BLOCK:
      add_code (walk, cmark_node_get_literal (node));
      break;
    case CMARK_NODE_THEMATIC_BREAK:
      end_paragraph (walk, SLIP_MARKDOWN_RULE, 0);
      break;
    case CMARK_NODE_TEXT:
    case CMARK_NODE_HTML_INLINE:
      append (walk, cmark_node_get_literal (node), 0);
      break;
    case CMARK_NODE_CODE:
      append (walk, cmark_node_get_literal (node), SLIP_MARKDOWN_FIXED);
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
      visit_link (walk, node, enter);
      break;
    default: /* the document; an image shows its text */
      break;
    }
}

static void
parse (Walk *walk, const char *text)
{
  cmark_node *document = cmark_parse_document (text, strlen (text), CMARK_OPT_VALIDATE_UTF8);
  cmark_iter *iter = cmark_iter_new (document);
  cmark_event_type event;

  while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
    visit (walk, cmark_iter_get_node (iter), event == CMARK_EVENT_ENTER);
  cmark_iter_free (iter);
  cmark_node_free (document);
}

void
slip_markdown_read (const char *text, gboolean addresses, SlipMarkdownFunc func, gpointer data)
{
  Walk walk = { func, data, addresses };

  if (text == NULL || *text == '\0')
    return;
  walk.text = g_string_new (NULL);
  walk.runs = g_array_new (FALSE, FALSE, sizeof (SlipMarkdownRun));
  if (slip_markdown_is_plain (text))
    {
      append (&walk, text, 0);
      end_paragraph (&walk, SLIP_MARKDOWN_TEXT, 0);
    }
  else
    parse (&walk, text);
  g_string_free (walk.text, TRUE);
  g_array_unref (walk.runs);
  g_free (walk.mark);
}
