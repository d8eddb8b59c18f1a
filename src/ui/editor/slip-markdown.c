/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The syntax tree of cmark, written into a text buffer: the same that the printed document shows (CommonMark; a line break
 * is one). What people type is not trusted: nothing is loaded, nothing can be clicked. */

#define G_LOG_DOMAIN "slipway"

#include "ui/editor/slip-markdown.h"

#include <string.h>

#include <cmark.h>

#define INDENT 24

typedef struct
{
  GtkTextBuffer *buffer;
  GPtrArray *tags; /* (element-type utf8): that hold now; NULL is one that says nothing */
  guint depth;     /* of lists and quotes */
  gboolean begun;  /* something stands there already */
  gboolean item;   /* the next paragraph begins an item: its mark stands before it */
} Walk;

static void
make_tags (GtkTextBuffer *buffer)
{
  if (gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), "strong") != NULL)
    return;
  gtk_text_buffer_create_tag (buffer, "strong", "weight", PANGO_WEIGHT_BOLD, NULL);
  gtk_text_buffer_create_tag (buffer, "emphasis", "style", PANGO_STYLE_ITALIC, NULL);
  gtk_text_buffer_create_tag (buffer, "code", "family", "monospace", NULL);
  gtk_text_buffer_create_tag (buffer, "link", "underline", PANGO_UNDERLINE_SINGLE, NULL);
  gtk_text_buffer_create_tag (buffer, "quote", "style", PANGO_STYLE_ITALIC, NULL);
  gtk_text_buffer_create_tag (buffer, "space", "pixels-above-lines", 6, NULL);
  gtk_text_buffer_create_tag (buffer, "heading1", "weight", PANGO_WEIGHT_BOLD, "scale", 1.3, NULL);
  gtk_text_buffer_create_tag (buffer, "heading2", "weight", PANGO_WEIGHT_BOLD, "scale", 1.15, NULL);
}

static const char *
indent_tag (Walk *walk)
{
  GtkTextTagTable *table = gtk_text_buffer_get_tag_table (walk->buffer);
  g_autofree char *name = g_strdup_printf ("indent%u", walk->depth);

  if (gtk_text_tag_table_lookup (table, name) == NULL)
    gtk_text_buffer_create_tag (walk->buffer, name, "left-margin", (int) walk->depth * INDENT,
                                NULL);
  return g_intern_string (name);
}

static void
write_text (Walk *walk, const char *text)
{
  GtkTextIter end;
  GtkTextIter start;
  int offset;

  gtk_text_buffer_get_end_iter (walk->buffer, &end);
  offset = gtk_text_iter_get_offset (&end);
  gtk_text_buffer_insert (walk->buffer, &end, text, -1);
  gtk_text_buffer_get_iter_at_offset (walk->buffer, &start, offset);
  for (guint i = 0; i < walk->tags->len; i++)
    gtk_text_buffer_apply_tag_by_name (walk->buffer, g_ptr_array_index (walk->tags, i), &start,
                                       &end);
  if (walk->depth > 0)
    gtk_text_buffer_apply_tag_by_name (walk->buffer, indent_tag (walk), &start, &end);
  walk->begun = TRUE;
}

static void
switch_tag (Walk *walk, const char *name, gboolean enter)
{
  if (enter)
    g_ptr_array_add (walk->tags, (gpointer) name);
  else
    g_ptr_array_set_size (walk->tags, walk->tags->len - 1);
}

static void
begin_block (Walk *walk)
{
  if (walk->item)
    walk->item = FALSE;
  else if (walk->begun)
    write_text (walk, "\n");
}

static void
begin_item (Walk *walk, cmark_node *node)
{
  cmark_node *list = cmark_node_parent (node);
  int number = cmark_node_get_list_start (list);
  g_autofree char *mark = NULL;

  begin_block (walk);
  for (cmark_node *before = cmark_node_previous (node); before != NULL;
       before = cmark_node_previous (before))
    number++;
  mark = cmark_node_get_list_type (list) == CMARK_ORDERED_LIST ? g_strdup_printf ("%d. ", number)
                                                               : g_strdup ("• ");
  write_text (walk, mark);
  walk->item = TRUE;
}

static void
end_link (Walk *walk, cmark_node *node)
{
  const char *url = cmark_node_get_url (node);
  cmark_node *child = cmark_node_first_child (node);
  const char *literal = child != NULL ? cmark_node_get_literal (child) : NULL;
  g_autofree char *said = NULL;

  if (url == NULL || *url == '\0' || g_strcmp0 (url, literal) == 0)
    return;
  said = g_strdup_printf (" (%s)", url);
  write_text (walk, said);
}

static void
write_code_block (Walk *walk, const char *text)
{
  g_autofree char *lines = g_strchomp (g_strdup (text != NULL ? text : ""));

  begin_block (walk);
  switch_tag (walk, "code", TRUE);
  write_text (walk, lines);
  switch_tag (walk, "code", FALSE);
}

static void
visit (Walk *walk, cmark_node *node, gboolean enter)
{
  switch (cmark_node_get_type (node))
    {
    case CMARK_NODE_BLOCK_QUOTE:
      switch_tag (walk, "quote", enter);
      walk->depth += enter ? 1 : -1;
      break;
    case CMARK_NODE_LIST:
      walk->depth += enter ? 1 : -1;
      break;
    case CMARK_NODE_ITEM:
      if (enter)
        begin_item (walk, node);
      walk->item = walk->item && enter;
      break;
    case CMARK_NODE_PARAGRAPH:
      if (enter)
        begin_block (walk);
      break;
    case CMARK_NODE_HEADING:
      if (enter)
        begin_block (walk);
      switch_tag (walk, cmark_node_get_heading_level (node) == 1 ? "heading1" : "heading2", enter);
      break;
    case CMARK_NODE_CODE_BLOCK:
    case CMARK_NODE_HTML_BLOCK:
      write_code_block (walk, cmark_node_get_literal (node));
      break;
    case CMARK_NODE_THEMATIC_BREAK:
      begin_block (walk);
      write_text (walk, "――――――");
      break;
    case CMARK_NODE_TEXT:
    case CMARK_NODE_HTML_INLINE:
      write_text (walk, cmark_node_get_literal (node));
      break;
    case CMARK_NODE_CODE:
      switch_tag (walk, "code", TRUE);
      write_text (walk, cmark_node_get_literal (node));
      switch_tag (walk, "code", FALSE);
      break;
    case CMARK_NODE_SOFTBREAK: /* who presses Return in a form wants a new line */
    case CMARK_NODE_LINEBREAK:
      write_text (walk, "\n");
      break;
    case CMARK_NODE_EMPH:
      switch_tag (walk, "emphasis", enter);
      break;
    case CMARK_NODE_STRONG:
      switch_tag (walk, "strong", enter);
      break;
    case CMARK_NODE_LINK:
      switch_tag (walk, "link", enter);
      if (!enter)
        end_link (walk, node);
      break;
    default: /* the document; an image shows its text */
      break;
    }
}

void
slip_markdown_render (GtkTextBuffer *buffer, const char *text)
{
  g_autoptr (GPtrArray) tags = g_ptr_array_new ();
  Walk walk = { buffer, tags };
  cmark_node *document = cmark_parse_document (text, strlen (text), CMARK_OPT_VALIDATE_UTF8);
  cmark_iter *iter = cmark_iter_new (document);
  cmark_event_type event;
  GtkTextIter start;
  GtkTextIter end;

  make_tags (buffer);
  gtk_text_buffer_set_text (buffer, "", 0);
  while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
    visit (&walk, cmark_iter_get_node (iter), event == CMARK_EVENT_ENTER);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_apply_tag_by_name (buffer, "space", &start, &end);
  cmark_iter_free (iter);
  cmark_node_free (document);
}
