/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Long text is simple Markdown (CommonMark, read by libcmark). What people type is not trusted:
 * HTML is shown as the text that it is, links go to the web or to mail only, headings in a text
 * don't enter the report's outline. */

#include "report/slip-markdown.h"
#include "report/slip-report-odt-private.h"

#include <cmark.h>
#include <string.h>

typedef struct
{
  SlipOdtWriter *writer;
  const char *style; /* of paragraphs outside of lists */
  guint lists;       /* lists that we are in, also those too deep to be written */
  guint emphasis;
  guint strong;
  guint quotes;
  gboolean link; /* a link that is written is open */
  guint paragraphs;
} Walk;

static const char *
paragraph_style (Walk *walk, const char *text)
{
  if (g_str_equal (walk->style, "Table_20_Contents"))
    return slip_odt_direction (walk->style, text);
  if (walk->quotes > 0)
    return "Quotations";
  return slip_odt_direction (walk->lists > 0 ? "List_20_Contents" : walk->style, text);
}

/* The first text below a block, which tells its direction. */
static const char *
first_text (cmark_node *node)
{
  for (cmark_node *child = cmark_node_first_child (node); child != NULL;
       child = cmark_node_next (child))
    {
      const char *text = cmark_node_get_literal (child);

      if (text == NULL)
        text = first_text (child);
      if (text != NULL)
        return text;
    }
  return NULL;
}

static void
write_run (Walk *walk, const char *text, gboolean code)
{
  const char *style = NULL;

  if (code)
    style = "Source_20_Text";
  else if (walk->strong > 0 && walk->emphasis > 0)
    style = "Strong_20_Emphasis_20_Oblique";
  else if (walk->strong > 0)
    style = "Strong_20_Emphasis";
  else if (walk->emphasis > 0)
    style = "Emphasis";
  slip_odt_span (walk->writer, style, text);
}

static void
write_code_block (Walk *walk, const char *text)
{
  g_autofree char *code = g_strdup (text == NULL ? "" : text);

  if (g_str_has_suffix (code, "\n"))
    code[strlen (code) - 1] = '\0';
  slip_odt_open (walk->writer, "Preformatted_20_Text");
  slip_odt_text (walk->writer, code, -1);
  slip_odt_close (walk->writer);
  walk->paragraphs++;
}

static void
write_list (Walk *walk, cmark_node *node, gboolean enter)
{
  if (enter)
    {
      walk->lists++;
      if (walk->lists <= SLIP_ODT_LIST_DEPTH)
        g_string_append_printf (
            walk->writer->body, "<text:list text:style-name=\"%s\">\n",
            cmark_node_get_list_type (node) == CMARK_ORDERED_LIST ? "Numbering_20_1" : "List_20_1");
    }
  else
    {
      if (walk->lists <= SLIP_ODT_LIST_DEPTH)
        g_string_append (walk->writer->body, "</text:list>\n");
      walk->lists--;
    }
}

static void
write_item (Walk *walk, cmark_node *node, gboolean enter)
{
  cmark_node *list = cmark_node_parent (node);
  gboolean first = cmark_node_previous (node) == NULL;

  if (walk->lists > SLIP_ODT_LIST_DEPTH)
    return;
  if (!enter)
    g_string_append (walk->writer->body, "</text:list-item>\n");
  else if (first && cmark_node_get_list_type (list) == CMARK_ORDERED_LIST &&
           cmark_node_get_list_start (list) > 1)
    g_string_append_printf (walk->writer->body, "<text:list-item text:start-value=\"%d\">",
                            cmark_node_get_list_start (list));
  else
    g_string_append (walk->writer->body, "<text:list-item>");
}

static void
write_block (Walk *walk, cmark_node *node, gboolean enter, gboolean heading)
{
  if (enter)
    {
      slip_odt_open (walk->writer, heading && !g_str_equal (walk->style, "Table_20_Contents")
                                       ? "Text_20_Heading"
                                       : paragraph_style (walk, first_text (node)));
      walk->paragraphs++;
    }
  else
    slip_odt_close (walk->writer);
  if (heading)
    walk->strong += enter ? 1 : -1;
}

static void
write_link (Walk *walk, cmark_node *node, gboolean enter)
{
  const char *url = cmark_node_get_url (node);

  if (enter && slip_markdown_link_is_safe (url))
    {
      g_string_append (walk->writer->body, "<text:a xlink:type=\"simple\" xlink:href=\"");
      slip_odt_escape (walk->writer->body, url);
      g_string_append (walk->writer->body, "\" text:style-name=\"Internet_20_link\">");
      walk->link = TRUE;
    }
  else if (!enter && walk->link)
    {
      g_string_append (walk->writer->body, "</text:a>");
      walk->link = FALSE;
    }
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
      write_list (walk, node, enter);
      break;
    case CMARK_NODE_ITEM:
      write_item (walk, node, enter);
      break;
    case CMARK_NODE_PARAGRAPH:
      write_block (walk, node, enter, FALSE);
      break;
    case CMARK_NODE_HEADING:
      write_block (walk, node, enter, TRUE);
      break;
    case CMARK_NODE_CODE_BLOCK:
    case CMARK_NODE_HTML_BLOCK:
      write_code_block (walk, cmark_node_get_literal (node));
      break;
    case CMARK_NODE_THEMATIC_BREAK:
      slip_odt_paragraph (walk->writer, "Horizontal_20_Line", NULL);
      walk->paragraphs++;
      break;
    case CMARK_NODE_TEXT:
    case CMARK_NODE_HTML_INLINE:
      write_run (walk, cmark_node_get_literal (node), FALSE);
      break;
    case CMARK_NODE_CODE:
      write_run (walk, cmark_node_get_literal (node), TRUE);
      break;
    case CMARK_NODE_SOFTBREAK: /* who presses Return in a form wants a new line */
    case CMARK_NODE_LINEBREAK:
      slip_odt_text (walk->writer, "\n", 1);
      break;
    case CMARK_NODE_EMPH:
      walk->emphasis += enter ? 1 : -1;
      break;
    case CMARK_NODE_STRONG:
      walk->strong += enter ? 1 : -1;
      break;
    case CMARK_NODE_LINK:
      write_link (walk, node, enter);
      break;
    default: /* the document; an image shows its text */
      break;
    }
}

void
slip_odt_markdown (SlipOdtWriter *writer, const char *style, const char *text)
{
  Walk walk = { writer, style };
  cmark_node *document;
  cmark_iter *iter;
  cmark_event_type event;

  if (text == NULL || *text == '\0' || slip_markdown_is_plain (text))
    {
      slip_odt_paragraph (writer, style, text);
      return;
    }
  document = cmark_parse_document (text, strlen (text), CMARK_OPT_VALIDATE_UTF8);
  iter = cmark_iter_new (document);
  while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
    visit (&walk, cmark_iter_get_node (iter), event == CMARK_EVENT_ENTER);
  cmark_iter_free (iter);
  cmark_node_free (document);
  if (walk.paragraphs == 0)
    slip_odt_paragraph (writer, style, NULL);
}
