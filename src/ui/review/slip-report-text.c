/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A label a paragraph: labels wrap, and can be read by a screen reader one after the other. */

#include "ui/review/slip-report-text.h"

#include "report/slip-markdown.h"
#include "ui/review/slip-review-words.h"

#define INDENT 18

typedef struct
{
  GtkBox *box;
  int width_chars;
  int max_width_chars;
} Target;

static PangoAttribute *
attribute_of (SlipMarkdownLook look)
{
  switch (look)
    {
    case SLIP_MARKDOWN_STRONG:
      return pango_attr_weight_new (PANGO_WEIGHT_BOLD);
    case SLIP_MARKDOWN_EMPHASIS:
      return pango_attr_style_new (PANGO_STYLE_ITALIC);
    case SLIP_MARKDOWN_FIXED:
      return pango_attr_family_new ("monospace");
    case SLIP_MARKDOWN_LINK:
    default:
      return pango_attr_underline_new (PANGO_UNDERLINE_SINGLE);
    }
}

static PangoAttrList *
make_attributes (const SlipMarkdownParagraph *paragraph)
{
  PangoAttrList *list = pango_attr_list_new ();

  for (guint i = 0; i < paragraph->n_runs; i++)
    for (guint bit = SLIP_MARKDOWN_STRONG; bit <= SLIP_MARKDOWN_LINK; bit <<= 1)
      if (paragraph->runs[i].look & bit)
        {
          PangoAttribute *attribute = attribute_of (bit);

          attribute->start_index = paragraph->runs[i].start;
          attribute->end_index = paragraph->runs[i].end;
          pango_attr_list_insert (list, attribute);
        }
  return list;
}

static const char *
class_of (const SlipMarkdownParagraph *paragraph)
{
  switch (paragraph->kind)
    {
    case SLIP_MARKDOWN_HEADING:
      return "heading";
    case SLIP_MARKDOWN_CODE:
      return "monospace";
    case SLIP_MARKDOWN_TEXT:
    case SLIP_MARKDOWN_RULE:
    default:
      return NULL;
    }
}

/* Its item's mark before it, or as much room. */
static GtkWidget *
indent (const SlipMarkdownParagraph *paragraph, GtkWidget *label)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *mark = slip_review_label (paragraph->mark != NULL ? paragraph->mark : "", NULL);

  gtk_widget_set_size_request (mark, INDENT, -1);
  gtk_label_set_wrap (GTK_LABEL (mark), FALSE);
  gtk_label_set_xalign (GTK_LABEL (mark), 1);
  gtk_widget_set_valign (mark, GTK_ALIGN_START);
  gtk_widget_set_margin_start (line, (int) (paragraph->lists - 1) * INDENT);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (line), mark);
  gtk_box_append (GTK_BOX (line), label);
  return line;
}

static void
add (const SlipMarkdownParagraph *paragraph, gpointer data)
{
  const Target *target = data;
  g_autoptr (PangoAttrList) attributes = make_attributes (paragraph);
  GtkWidget *widget;

  if (paragraph->kind == SLIP_MARKDOWN_RULE)
    {
      gtk_box_append (target->box, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
      return;
    }
  widget = slip_review_label (paragraph->text, class_of (paragraph));
  gtk_label_set_attributes (GTK_LABEL (widget), attributes);
  gtk_label_set_yalign (GTK_LABEL (widget), 0);
  gtk_label_set_width_chars (GTK_LABEL (widget), target->width_chars);
  gtk_label_set_max_width_chars (GTK_LABEL (widget), target->max_width_chars);
  if (paragraph->lists > 0)
    widget = indent (paragraph, widget);
  if (paragraph->quotes > 0)
    gtk_widget_add_css_class (widget, "slip-note");
  gtk_box_append (target->box, widget);
}

GtkWidget *
slip_report_text_new (const char *text, int width_chars, int max_width_chars)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  Target target = { GTK_BOX (box), width_chars, max_width_chars };

  slip_markdown_read (text, TRUE, add, &target);
  return box;
}
