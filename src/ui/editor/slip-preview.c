/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Paragraph after paragraph into a text buffer, each stretch with its tags. */

#include "ui/editor/slip-preview.h"

#include "report/slip-markdown.h"

#define INDENT 24

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

/* From @start bytes behind @offset, up to @end. */
static void
apply (GtkTextBuffer *buffer, const char *name, int offset, const char *text, guint start,
       guint end)
{
  GtkTextIter from;
  GtkTextIter to;

  gtk_text_buffer_get_iter_at_offset (buffer, &from,
                                      offset + (int) g_utf8_strlen (text, (gssize) start));
  gtk_text_buffer_get_iter_at_offset (buffer, &to,
                                      offset + (int) g_utf8_strlen (text, (gssize) end));
  gtk_text_buffer_apply_tag_by_name (buffer, name, &from, &to);
}

static void
apply_runs (GtkTextBuffer *buffer, int offset, const SlipMarkdownParagraph *paragraph)
{
  static const struct
  {
    SlipMarkdownLook look;
    const char *tag;
  } tags[] = {
    { SLIP_MARKDOWN_STRONG, "strong" },
    { SLIP_MARKDOWN_EMPHASIS, "emphasis" },
    { SLIP_MARKDOWN_FIXED, "code" },
    { SLIP_MARKDOWN_LINK, "link" },
  };

  for (guint i = 0; i < paragraph->n_runs; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (tags); k++)
      if (paragraph->runs[i].look & tags[k].look)
        apply (buffer, tags[k].tag, offset, paragraph->text, paragraph->runs[i].start,
               paragraph->runs[i].end);
}

static const char *
indent_tag (GtkTextBuffer *buffer, guint depth)
{
  GtkTextTagTable *table = gtk_text_buffer_get_tag_table (buffer);
  g_autofree char *name = g_strdup_printf ("indent%u", depth);

  if (gtk_text_tag_table_lookup (table, name) == NULL)
    gtk_text_buffer_create_tag (buffer, name, "left-margin", (int) depth * INDENT, NULL);
  return g_intern_string (name);
}

static void
add (const SlipMarkdownParagraph *paragraph, gpointer data)
{
  GtkTextBuffer *buffer = data;
  const char *text = paragraph->kind == SLIP_MARKDOWN_RULE ? "――――――" : paragraph->text;
  guint depth = paragraph->lists + paragraph->quotes;
  GtkTextIter start;
  GtkTextIter end;
  int first;
  int offset;

  gtk_text_buffer_get_end_iter (buffer, &end);
  if (gtk_text_iter_get_offset (&end) > 0)
    gtk_text_buffer_insert (buffer, &end, "\n", 1);
  first = gtk_text_iter_get_offset (&end);
  if (paragraph->mark != NULL)
    {
      gtk_text_buffer_insert (buffer, &end, paragraph->mark, -1);
      gtk_text_buffer_insert (buffer, &end, " ", 1);
    }
  offset = gtk_text_iter_get_offset (&end);
  gtk_text_buffer_insert (buffer, &end, text, -1);
  apply_runs (buffer, offset, paragraph);
  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_get_iter_at_offset (buffer, &start, first);
  if (paragraph->kind == SLIP_MARKDOWN_HEADING)
    gtk_text_buffer_apply_tag_by_name (buffer, paragraph->level == 1 ? "heading1" : "heading2",
                                       &start, &end);
  if (paragraph->kind == SLIP_MARKDOWN_CODE)
    gtk_text_buffer_apply_tag_by_name (buffer, "code", &start, &end);
  if (paragraph->quotes > 0)
    gtk_text_buffer_apply_tag_by_name (buffer, "quote", &start, &end);
  if (depth > 0)
    gtk_text_buffer_apply_tag_by_name (buffer, indent_tag (buffer, depth), &start, &end);
}

void
slip_preview_render (GtkTextBuffer *buffer, const char *text)
{
  GtkTextIter start;
  GtkTextIter end;

  make_tags (buffer);
  gtk_text_buffer_set_text (buffer, "", 0);
  slip_markdown_read (text, TRUE, add, buffer);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_apply_tag_by_name (buffer, "space", &start, &end);
}
