/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* content.xml: the blocks from top to bottom. Headings of level 1 and 2 are numbered; the table
 * of contents counts along, so that it is right before anybody updates it. */

#include "report/slip-report-odt-private.h"

#include <string.h>

#include "report/slip-report-layout.h"

static const char content_start[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""
    " xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\""
    " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\""
    " xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\""
    " xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\""
    " xmlns:xlink=\"http://www.w3.org/1999/xlink\" office:version=\"1.3\">\n";

/* A heading is one line: in the table of contents a tab would lead to the page number. */
static void
write_line (SlipOdtWriter *writer, const char *text)
{
  g_autofree char *line = g_strdelimit (g_strdup (text), "\t\r\n", ' ');

  slip_odt_text (writer, line, -1);
}

static void
write_heading (SlipOdtWriter *writer, const SlipReportBlock *block)
{
  char number[32];
  guint id = ++writer->n_headings;

  slip_report_layout_count (writer->numbers, block->level, number);
  g_string_append_printf (writer->body,
                          "<text:h text:style-name=\"Heading_20_%u\" text:outline-level=\"%u\">"
                          "<text:bookmark-start text:name=\"heading-%u\"/>",
                          block->level, block->level, id);
  writer->after_space = TRUE;
  write_line (writer, block->text);
  g_string_append_printf (writer->body, "<text:bookmark-end text:name=\"heading-%u\"/></text:h>\n",
                          id);
}

/* One line: number and text as a link, then the page, which a reader fills in where it stands. */
static void
write_entry (SlipOdtWriter *writer, const SlipReportBlock *block, const char *number, guint id)
{
  g_string_append_printf (writer->body,
                          "<text:p text:style-name=\"Contents_20_%u\"><text:a xlink:type=\"simple\""
                          " xlink:href=\"#heading-%u\" text:style-name=\"Index_20_Link\""
                          " text:visited-style-name=\"Index_20_Link\">",
                          block->level, id);
  writer->after_space = TRUE;
  if (*number != '\0')
    {
      slip_odt_text (writer, number, -1);
      slip_odt_text (writer, " ", 1);
    }
  write_line (writer, block->text);
  g_string_append_printf (
      writer->body,
      "<text:tab/><text:bookmark-ref text:reference-format=\"page\" text:ref-name=\"heading-%u\">"
      "\xe2\x80\x93</text:bookmark-ref></text:a></text:p>\n",
      id);
}

static void
write_entry_templates (SlipOdtWriter *writer, guint depth)
{
  for (guint level = 1; level <= depth; level++)
    g_string_append_printf (
        writer->body,
        "<text:table-of-content-entry-template text:outline-level=\"%u\""
        " text:style-name=\"Contents_20_%u\">"
        "<text:index-entry-link-start text:style-name=\"Index_20_Link\"/>"
        "<text:index-entry-chapter/><text:index-entry-span> </text:index-entry-span>"
        "<text:index-entry-text/>"
        "<text:index-entry-tab-stop style:type=\"right\" style:leader-char=\".\"/>"
        "<text:index-entry-page-number/><text:index-entry-link-end/>"
        "</text:table-of-content-entry-template>\n",
        level, level);
}

static void
write_contents (SlipOdtWriter *writer, SlipReport *report, const SlipReportBlock *contents)
{
  guint numbers[2] = { 0, 0 };
  guint id = 0;

  g_string_append_printf (
      writer->body,
      "<text:table-of-content text:name=\"Contents\" text:protected=\"true\">"
      "<text:table-of-content-source text:outline-level=\"%u\" text:use-index-marks=\"false\">"
      "<text:index-title-template text:style-name=\"Contents_20_Heading\">",
      contents->level);
  slip_odt_escape (writer->body, contents->text);
  g_string_append (writer->body, "</text:index-title-template>\n");
  write_entry_templates (writer, contents->level);
  g_string_append (writer->body, "</text:table-of-content-source><text:index-body>"
                                 "<text:index-title text:name=\"Contents_Head\">");
  slip_odt_paragraph (writer, "Contents_20_Heading", contents->text);
  g_string_append (writer->body, "</text:index-title>\n");
  for (guint i = 0; i < slip_report_get_length (report); i++)
    {
      const SlipReportBlock *block = slip_report_get_block (report, i);
      char number[32];

      if (block->kind != SLIP_REPORT_HEADING)
        continue;
      id++;
      slip_report_layout_count (numbers, block->level, number);
      if (block->level <= contents->level)
        write_entry (writer, block, number, id);
    }
  g_string_append (writer->body, "</text:index-body></text:table-of-content>\n");
}

static const char *
paragraph_style (SlipReportParagraph variant)
{
  switch (variant)
    {
    case SLIP_REPORT_TITLE:
      return "Title";
    case SLIP_REPORT_SUBTITLE:
      return "Subtitle";
    case SLIP_REPORT_HINT:
      return "Slip_20_Hint";
    case SLIP_REPORT_CAPTION:
      return "Slip_20_Caption";
    case SLIP_REPORT_BODY:
    default:
      return "Text_20_body";
    }
}

static const char *
note_style (SlipReportTone tone)
{
  switch (tone)
    {
    case SLIP_TONE_GOOD:
      return "Slip_20_Note_20_Good";
    case SLIP_TONE_WARNING:
      return "Slip_20_Note_20_Warning";
    case SLIP_TONE_BAD:
      return "Slip_20_Note_20_Bad";
    default:
      return "Slip_20_Note";
    }
}

static void
write_signature (SlipOdtWriter *writer, const SlipReportSignature *signature)
{
  g_autoptr (SlipReport) holder = slip_report_new (&(SlipReportMeta){ 0 });

  slip_odt_table (writer, slip_report_layout_signature (holder, signature),
                  strlen (signature->comment == NULL ? "" : signature->comment) < 2000);
}

static void
write_block (SlipOdtWriter *writer, SlipReport *report, const SlipReportBlock *block)
{
  switch (block->kind)
    {
    case SLIP_REPORT_HEADING:
      write_heading (writer, block);
      break;
    case SLIP_REPORT_PARAGRAPH:
      slip_odt_paragraph (writer, paragraph_style (block->variant), block->text);
      break;
    case SLIP_REPORT_TEXT:
      slip_odt_markdown (writer, "Text_20_body", block->text);
      break;
    case SLIP_REPORT_PREFORMATTED:
      slip_odt_paragraph (writer, "Preformatted_20_Text", block->text);
      break;
    case SLIP_REPORT_NOTE:
      slip_odt_paragraph (writer, note_style (block->tone), block->text);
      break;
    case SLIP_REPORT_TABLE:
      slip_odt_table (writer, block->table, FALSE);
      break;
    case SLIP_REPORT_SIGNATURE:
      write_signature (writer, block->signature);
      break;
    case SLIP_REPORT_CONTENTS:
      write_contents (writer, report, block);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* Writes all into @writer, and into @head what stands before it, which is known only afterwards. */
void
slip_odt_content (SlipOdtWriter *writer, SlipReport *report, GString *head)
{
  guint length = slip_report_get_length (report);

  for (guint i = 0; i < length; i++)
    write_block (writer, report, slip_report_get_block (report, i));
  if (length == 0)
    slip_odt_paragraph (writer, "Text_20_body", NULL);
  g_string_append (writer->body, "</office:text></office:body></office:document-content>\n");
  g_string_append (head, content_start);
  g_string_append (head, "<office:automatic-styles>\n");
  slip_odt_table_styles (writer, head);
  g_string_append (head, "</office:automatic-styles>\n<office:body><office:text>\n");
}
