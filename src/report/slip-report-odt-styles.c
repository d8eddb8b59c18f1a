/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* styles.xml, meta.xml and the manifest. All that a person may want to change is a named style. */

#include "report/slip-report-odt-private.h"

#include <glib/gi18n-lib.h>

#define NAMESPACES                                                                                 \
  " xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""                             \
  " xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\""                               \
  " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\""                                 \
  " xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\""                               \
  " xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\""                      \
  " xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\""

/* Fonts that are free and everywhere; the lists tell what may stand in for them. */
static const char fonts[] =
    "<office:font-face-decls>\n"
    "<style:font-face style:name=\"Sans\" svg:font-family=\"'Liberation Sans', Arial, 'DejaVu "
    "Sans'\""
    " style:font-family-generic=\"swiss\" style:font-pitch=\"variable\"/>\n"
    "<style:font-face style:name=\"Mono\" svg:font-family=\"'Liberation Mono', 'DejaVu Sans Mono'\""
    " style:font-family-generic=\"modern\" style:font-pitch=\"fixed\"/>\n"
    "</office:font-face-decls>\n";

/* One paragraph style; properties as they stand in the file. */
typedef struct
{
  const char *name;
  const char *display;
  const char *parent;
  const char *next;
  const char *extra; /* attributes */
  const char *paragraph;
  const char *text;
} ParagraphStyle;

static const ParagraphStyle paragraph_styles[] = {
  { "Standard", NULL, NULL, NULL, "style:class=\"text\"", "fo:orphans=\"2\" fo:widows=\"2\"",
    NULL },
  { "Text_20_body", "Text body", "Standard", NULL, "style:class=\"text\"",
    "fo:margin-top=\"0mm\" fo:margin-bottom=\"2mm\" fo:line-height=\"120%\"", NULL },
  { "Text_20_body_20_RTL", "Text body RTL", "Text_20_body", NULL, "style:class=\"text\"",
    "style:writing-mode=\"rl-tb\" fo:text-align=\"start\"", NULL },
  { "Title", NULL, "Standard", "Subtitle", "style:class=\"chapter\"",
    "fo:margin-top=\"0mm\" fo:margin-bottom=\"1mm\" fo:keep-with-next=\"always\"",
    "fo:font-size=\"20pt\" fo:font-weight=\"bold\" fo:color=\"#1c2a3a\"" },
  { "Subtitle", NULL, "Standard", "Text_20_body", "style:class=\"chapter\"",
    "fo:margin-top=\"0mm\" fo:margin-bottom=\"4mm\" fo:keep-with-next=\"always\"",
    "fo:font-size=\"12pt\" fo:color=\"#4a5868\"" },
  { "Heading", NULL, "Standard", "Text_20_body", "style:class=\"text\"",
    "fo:keep-with-next=\"always\"", "fo:font-weight=\"bold\" fo:color=\"#1c2a3a\"" },
  { "Heading_20_1", "Heading 1", "Heading", "Text_20_body",
    "style:default-outline-level=\"1\" style:class=\"text\"",
    "fo:margin-top=\"7mm\" fo:margin-bottom=\"2.5mm\"", "fo:font-size=\"15pt\"" },
  { "Heading_20_2", "Heading 2", "Heading", "Text_20_body",
    "style:default-outline-level=\"2\" style:class=\"text\"",
    "fo:margin-top=\"5mm\" fo:margin-bottom=\"2mm\"", "fo:font-size=\"12pt\"" },
  { "Heading_20_3", "Heading 3", "Heading", "Text_20_body",
    "style:default-outline-level=\"3\" style:class=\"text\"",
    "fo:margin-top=\"4mm\" fo:margin-bottom=\"1.5mm\"", "fo:font-size=\"10.5pt\"" },
  { "Heading_20_4", "Heading 4", "Heading", "Text_20_body",
    "style:default-outline-level=\"4\" style:class=\"text\"",
    "fo:margin-top=\"3mm\" fo:margin-bottom=\"1mm\"", "fo:font-size=\"10pt\"" },
  { "Heading_20_5", "Heading 5", "Heading_20_4", "Text_20_body",
    "style:default-outline-level=\"5\" style:class=\"text\"", NULL, NULL },
  { "Heading_20_6", "Heading 6", "Heading_20_4", "Text_20_body",
    "style:default-outline-level=\"6\" style:class=\"text\"", NULL, NULL },
  { "Text_20_Heading", "Text Heading", "Text_20_body", "Text_20_body", "style:class=\"text\"",
    "fo:margin-top=\"2mm\" fo:keep-with-next=\"always\"", NULL },
  { "List_20_Contents", "List Contents", "Text_20_body", NULL, "style:class=\"list\"",
    "fo:margin-bottom=\"1mm\"", NULL },
  { "Quotations", NULL, "Text_20_body", NULL, "style:class=\"html\"",
    "fo:margin-left=\"6mm\" fo:padding-left=\"3mm\" fo:border-left=\"1.5pt solid #c3c9d1\" "
    "fo:border-right=\"none\""
    " fo:border-top=\"none\" fo:border-bottom=\"none\"",
    "fo:color=\"#3c4856\"" },
  { "Preformatted_20_Text", "Preformatted Text", "Standard", NULL, "style:class=\"html\"",
    "fo:margin-bottom=\"2mm\" fo:padding=\"1.5mm\" fo:background-color=\"#f4f6f8\" "
    "fo:text-align=\"left\"",
    "style:font-name=\"Mono\" style:font-name-asian=\"Mono\" style:font-name-complex=\"Mono\" "
    "fo:font-size=\"8.5pt\"" },
  { "Horizontal_20_Line", "Horizontal Line", "Standard", "Text_20_body", "style:class=\"html\"",
    "fo:margin-bottom=\"3mm\" fo:border-bottom=\"0.5pt solid #c3c9d1\" fo:border-top=\"none\" "
    "fo:border-left=\"none\""
    " fo:border-right=\"none\"",
    "fo:font-size=\"4pt\"" },
  { "Table_20_Contents", "Table Contents", "Standard", NULL, "style:class=\"extra\"",
    "fo:line-height=\"112%\"", "fo:font-size=\"9pt\"" },
  { "Table_20_Contents_20_RTL", "Table Contents RTL", "Table_20_Contents", NULL,
    "style:class=\"extra\"", "style:writing-mode=\"rl-tb\" fo:text-align=\"start\"", NULL },
  { "Table_20_Heading", "Table Heading", "Table_20_Contents", NULL, "style:class=\"extra\"",
    "fo:keep-with-next=\"always\"",
    "fo:font-weight=\"bold\" fo:font-size=\"8.5pt\" fo:color=\"#1c2a3a\"" },
  { "Slip_20_Below", "Slip Below", "Table_20_Contents", NULL, "style:class=\"extra\"", NULL, NULL },
  { "Slip_20_Gap", "Slip Gap", "Standard", NULL, "style:class=\"extra\"",
    "fo:margin-top=\"0mm\" fo:margin-bottom=\"0mm\" fo:line-height=\"2.5mm\"",
    "fo:font-size=\"4pt\"" },
  { "Slip_20_Caption", "Slip Caption", "Standard", NULL, "style:class=\"extra\"",
    "fo:margin-top=\"1mm\" fo:margin-bottom=\"1mm\" fo:keep-with-next=\"always\"",
    "fo:font-size=\"9pt\" fo:font-weight=\"bold\" fo:color=\"#4a5868\"" },
  { "Slip_20_Hint", "Slip Hint", "Text_20_body", NULL, "style:class=\"extra\"", NULL,
    "fo:font-size=\"8.5pt\" fo:color=\"#5a6674\"" },
  { "Slip_20_Note", "Slip Note", "Text_20_body", NULL, "style:class=\"extra\"",
    "fo:margin-bottom=\"3mm\" fo:padding=\"1.5mm\" fo:padding-left=\"3mm\" "
    "fo:background-color=\"#f4f6f8\""
    " fo:border-left=\"2.5pt solid #8a96a5\" fo:border-right=\"none\" fo:border-top=\"none\" "
    "fo:border-bottom=\"none\"",
    "fo:font-size=\"9.5pt\"" },
  { "Slip_20_Note_20_Good", "Slip Note Good", "Slip_20_Note", NULL, "style:class=\"extra\"",
    "fo:border-left=\"2.5pt solid #1d7a46\" fo:background-color=\"#eef7f1\"", NULL },
  { "Slip_20_Note_20_Warning", "Slip Note Warning", "Slip_20_Note", NULL, "style:class=\"extra\"",
    "fo:border-left=\"2.5pt solid #b26a00\" fo:background-color=\"#fdf5e8\"", NULL },
  { "Slip_20_Note_20_Bad", "Slip Note Bad", "Slip_20_Note", NULL, "style:class=\"extra\"",
    "fo:border-left=\"2.5pt solid #b3261e\" fo:background-color=\"#fceeed\"", NULL },
  { "Contents_20_Heading", "Contents Heading", "Heading", NULL, "style:class=\"index\"",
    "fo:margin-top=\"5mm\" fo:margin-bottom=\"2mm\"", "fo:font-size=\"12pt\"" },
  { "Header", NULL, "Standard", NULL, "style:class=\"extra\"",
    "fo:padding-bottom=\"1mm\" fo:border-bottom=\"0.5pt solid #c3c9d1\" fo:border-top=\"none\" "
    "fo:border-left=\"none\""
    " fo:border-right=\"none\"",
    "fo:font-size=\"8pt\" fo:color=\"#4a5868\"" },
  { "Footer", NULL, "Standard", NULL, "style:class=\"extra\"", NULL,
    "fo:font-size=\"8pt\" fo:color=\"#4a5868\"" },
};

/* Character styles. Tones differ in weight or slope too, not in colour alone. */
static const struct
{
  const char *name;
  const char *display;
  const char *properties;
} text_styles[] = {
  { "Strong_20_Emphasis", "Strong Emphasis", "fo:font-weight=\"bold\"" },
  { "Emphasis", NULL, "fo:font-style=\"italic\"" },
  { "Strong_20_Emphasis_20_Oblique", "Strong Emphasis Oblique",
    "fo:font-weight=\"bold\" fo:font-style=\"italic\"" },
  { "Source_20_Text", "Source Text",
    "style:font-name=\"Mono\" style:font-name-asian=\"Mono\" style:font-name-complex=\"Mono\" "
    "fo:font-size=\"82%\"" },
  { "Internet_20_link", "Internet link",
    "fo:color=\"#1a5fb4\" style:text-underline-style=\"solid\" style:text-underline-width=\"auto\""
    " style:text-underline-color=\"font-color\"" },
  { "Index_20_Link", "Index Link", "fo:color=\"#1c2a3a\"" },
  { "Slip_20_Label", "Slip Label", "fo:font-weight=\"bold\" fo:color=\"#4a5868\"" },
  { "Slip_20_Muted", "Slip Muted", "fo:font-style=\"italic\" fo:color=\"#5a6674\"" },
  { "Slip_20_Good", "Slip Good", "fo:font-weight=\"bold\" fo:color=\"#1d7a46\"" },
  { "Slip_20_Warning", "Slip Warning", "fo:font-weight=\"bold\" fo:color=\"#8f5400\"" },
  { "Slip_20_Bad", "Slip Bad", "fo:font-weight=\"bold\" fo:color=\"#b3261e\"" },
};

static const char table_styles[] =
    "<style:style style:name=\"Slip_20_Table\" style:display-name=\"Slip Table\" "
    "style:family=\"table\">"
    "<style:table-properties table:align=\"margins\" "
    "table:border-model=\"collapsing\"/></style:style>\n"
    "<style:style style:name=\"Slip_20_Cell\" style:display-name=\"Slip Cell\" "
    "style:family=\"table-cell\">"
    "<style:table-cell-properties fo:padding=\"1mm\" fo:border=\"none\"/></style:style>\n"
    "<style:style style:name=\"Slip_20_Header_20_Cell\" style:display-name=\"Slip Header Cell\""
    " style:family=\"table-cell\" style:parent-style-name=\"Slip_20_Cell\">"
    "<style:table-cell-properties fo:background-color=\"#e8ecf1\"/></style:style>\n"
    "<style:style style:name=\"Slip_20_Name_20_Cell\" style:display-name=\"Slip Name Cell\""
    " style:family=\"table-cell\" style:parent-style-name=\"Slip_20_Cell\">"
    "<style:table-cell-properties fo:background-color=\"#f4f6f8\"/></style:style>\n"
    "<style:style style:name=\"Slip_20_Boxed_20_Cell\" style:display-name=\"Slip Boxed Cell\""
    " style:family=\"table-cell\" style:parent-style-name=\"Slip_20_Cell\">"
    "<style:table-cell-properties fo:border=\"0.5pt solid #c3c9d1\"/></style:style>\n"
    "<style:style style:name=\"Slip_20_Boxed_20_Header_20_Cell\" style:display-name=\"Slip Boxed "
    "Header Cell\""
    " style:family=\"table-cell\" style:parent-style-name=\"Slip_20_Boxed_20_Cell\">"
    "<style:table-cell-properties fo:background-color=\"#e8ecf1\"/></style:style>\n";

static void
append_attribute (GString *text, const char *name, const char *value)
{
  if (value != NULL)
    g_string_append_printf (text, " %s=\"%s\"", name, value);
}

static void
append_paragraph_style (GString *text, const ParagraphStyle *style)
{
  g_string_append_printf (text, "<style:style style:name=\"%s\" style:family=\"paragraph\"",
                          style->name);
  append_attribute (text, "style:display-name", style->display);
  append_attribute (text, "style:parent-style-name", style->parent);
  append_attribute (text, "style:next-style-name", style->next);
  g_string_append_printf (text, " %s>", style->extra);
  if (style->paragraph != NULL)
    g_string_append_printf (text, "<style:paragraph-properties %s/>", style->paragraph);
  if (style->text != NULL)
    g_string_append_printf (text, "<style:text-properties %s/>", style->text);
  g_string_append (text, "</style:style>\n");
}

static void
append_default_styles (GString *text, const char *language)
{
  g_string_append (
      text,
      "<style:default-style style:family=\"paragraph\">"
      "<style:paragraph-properties style:writing-mode=\"page\" style:tab-stop-distance=\"10mm\"/>"
      "<style:text-properties style:font-name=\"Sans\" style:font-name-asian=\"Sans\""
      " style:font-name-complex=\"Sans\" fo:font-size=\"10pt\" style:font-size-asian=\"10pt\""
      " style:font-size-complex=\"10pt\" fo:hyphenate=\"false\"");
  slip_odt_language (text, language);
  g_string_append (
      text, "/></style:default-style>\n"
            "<style:default-style style:family=\"table\">"
            "<style:table-properties table:border-model=\"collapsing\"/></style:default-style>\n"
            "<style:default-style style:family=\"table-row\">"
            "<style:table-row-properties fo:keep-together=\"auto\"/></style:default-style>\n");
}

static void
append_contents_styles (GString *text)
{
  for (int level = 1; level <= 6; level++)
    g_string_append_printf (
        text,
        "<style:style style:name=\"Contents_20_%d\" style:display-name=\"Contents %d\""
        " style:family=\"paragraph\" style:parent-style-name=\"Standard\" style:class=\"index\">"
        "<style:paragraph-properties fo:margin-left=\"%dmm\" fo:margin-bottom=\"0.8mm\">"
        "<style:tab-stops><style:tab-stop style:position=\"%dmm\" style:type=\"right\""
        " style:leader-style=\"dotted\" style:leader-text=\".\"/></style:tab-stops>"
        "</style:paragraph-properties></style:style>\n",
        level, level, 5 * (level - 1), SLIP_ODT_TEXT_WIDTH / 100 - 5 * (level - 1));
}

static void
append_list_styles (GString *text)
{
  static const char *const bullets[] = { "\xe2\x80\xa2", "\xe2\x80\x93" };

  g_string_append (text, "<text:outline-style style:name=\"Outline\">");
  for (int level = 1; level <= 6; level++)
    g_string_append_printf (
        text,
        "<text:outline-level-style text:level=\"%d\" style:num-format=\"%s\"%s>"
        "<style:list-level-properties text:list-level-position-and-space-mode=\"label-alignment\">"
        "<style:list-level-label-alignment text:label-followed-by=\"%s\"/>"
        "</style:list-level-properties></text:outline-level-style>\n",
        level, level <= 2 ? "1" : "", level == 2 ? " text:display-levels=\"2\"" : "",
        level <= 2 ? "space" : "nothing");
  g_string_append (text, "</text:outline-style>\n<text:list-style style:name=\"List_20_1\" "
                         "style:display-name=\"List 1\">");
  for (int level = 1; level <= 10; level++)
    g_string_append_printf (
        text,
        "<text:list-level-style-bullet text:level=\"%d\" text:bullet-char=\"%s\">"
        "<style:list-level-properties text:list-level-position-and-space-mode=\"label-alignment\">"
        "<style:list-level-label-alignment text:label-followed-by=\"listtab\""
        " text:list-tab-stop-position=\"%dmm\" fo:text-indent=\"-5mm\" fo:margin-left=\"%dmm\"/>"
        "</style:list-level-properties></text:list-level-style-bullet>\n",
        level, bullets[(level - 1) % 2], 5 * level, 5 * level);
  g_string_append (
      text, "</text:list-style>\n"
            "<text:list-style style:name=\"Numbering_20_1\" style:display-name=\"Numbering 1\">");
  for (int level = 1; level <= 10; level++)
    g_string_append_printf (
        text,
        "<text:list-level-style-number text:level=\"%d\" style:num-format=\"1\" "
        "style:num-suffix=\".\">"
        "<style:list-level-properties text:list-level-position-and-space-mode=\"label-alignment\">"
        "<style:list-level-label-alignment text:label-followed-by=\"listtab\""
        " text:list-tab-stop-position=\"%dmm\" fo:text-indent=\"-6mm\" fo:margin-left=\"%dmm\"/>"
        "</style:list-level-properties></text:list-level-style-number>\n",
        level, 6 * level, 6 * level);
  g_string_append (text, "</text:list-style>\n");
}

/* "a · b · c" without the empty ones. */
static void
append_joined (GString *text, const char *const *parts, guint n)
{
  gboolean first = TRUE;

  for (guint i = 0; i < n; i++)
    if (*parts[i] != '\0')
      {
        if (!first)
          g_string_append (text, " \xc2\xb7 ");
        slip_odt_escape (text, parts[i]);
        first = FALSE;
      }
}

static void
append_page (GString *text, const SlipReportMeta *meta)
{
  g_autofree char *version =
      *meta->version == '\0' ? g_strdup ("") : g_strdup_printf (_ ("Version %s"), meta->version);
  const char *top[] = { meta->form, meta->title };
  const char *bottom[] = { meta->number, version, meta->status };

  g_string_append (text, "<office:master-styles><style:master-page style:name=\"Standard\" "
                         "style:page-layout-name=\"Page\">"
                         "<style:header><text:p text:style-name=\"Header\">");
  append_joined (text, top, G_N_ELEMENTS (top));
  g_string_append (
      text, "</text:p></style:header>\n<style:footer><text:p text:style-name=\"FooterFirst\">");
  append_joined (text, bottom, G_N_ELEMENTS (bottom));
  /* Translators: stands before the number of the page in "Page 2 of 9" */
  g_string_append (text, "<text:tab/>");
  slip_odt_escape (text, _ ("Page"));
  g_string_append (text, " <text:page-number text:select-page=\"current\">1</text:page-number> ");
  /* Translators: stands between the numbers in "Page 2 of 9" */
  slip_odt_escape (text, _ ("of"));
  g_string_append (
      text, " <text:page-count>1</text:page-count></text:p><text:p text:style-name=\"Footer\">");
  if (*meta->content_hash == '\0')
    slip_odt_escape (text, _ ("No content hash"));
  else
    {
      slip_odt_escape (text, _ ("Content (BLAKE2b-256)"));
      g_string_append (text, " <text:span text:style-name=\"Source_20_Text\">");
      slip_odt_escape (text, meta->content_hash);
      g_string_append (text, "</text:span>");
    }
  g_string_append (text, "</text:p></style:footer></style:master-page></office:master-styles>\n");
}

static const char page_layout[] =
    "<office:automatic-styles>"
    "<style:page-layout style:name=\"Page\">"
    "<style:page-layout-properties fo:page-width=\"210mm\" fo:page-height=\"297mm\" "
    "style:print-orientation=\"portrait\""
    " fo:margin-top=\"13mm\" fo:margin-bottom=\"12mm\" fo:margin-left=\"20mm\" "
    "fo:margin-right=\"20mm\""
    " style:writing-mode=\"lr-tb\"/>"
    "<style:header-style><style:header-footer-properties fo:min-height=\"7mm\" "
    "fo:margin-bottom=\"5mm\"/>"
    "</style:header-style>"
    "<style:footer-style><style:header-footer-properties fo:min-height=\"9mm\" "
    "fo:margin-top=\"4mm\"/>"
    "</style:footer-style></style:page-layout>\n"
    "<style:style style:name=\"FooterFirst\" style:family=\"paragraph\" "
    "style:parent-style-name=\"Footer\">"
    "<style:paragraph-properties fo:padding-top=\"1mm\" fo:border-top=\"0.5pt solid #c3c9d1\" "
    "fo:border-bottom=\"none\""
    " fo:border-left=\"none\" fo:border-right=\"none\"><style:tab-stops>"
    "<style:tab-stop style:position=\"170mm\" "
    "style:type=\"right\"/></style:tab-stops></style:paragraph-properties>"
    "</style:style></office:automatic-styles>\n";

GString *
slip_odt_styles (SlipReport *report)
{
  const SlipReportMeta *meta = slip_report_get_meta (report);
  GString *text = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                "<office:document-styles" NAMESPACES " office:version=\"1.3\">\n");

  g_string_append (text, fonts);
  g_string_append (text, "<office:styles>\n");
  append_default_styles (text, meta->language);
  for (gsize i = 0; i < G_N_ELEMENTS (paragraph_styles); i++)
    append_paragraph_style (text, &paragraph_styles[i]);
  append_contents_styles (text);
  for (gsize i = 0; i < G_N_ELEMENTS (text_styles); i++)
    {
      g_string_append_printf (text, "<style:style style:name=\"%s\" style:family=\"text\"",
                              text_styles[i].name);
      append_attribute (text, "style:display-name", text_styles[i].display);
      g_string_append_printf (text, "><style:text-properties %s/></style:style>\n",
                              text_styles[i].properties);
    }
  g_string_append (text, table_styles);
  append_list_styles (text);
  g_string_append (text, "</office:styles>\n");
  g_string_append (text, page_layout);
  append_page (text, meta);
  g_string_append (text, "</office:document-styles>\n");
  return text;
}
