/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* From top to bottom: title, the SOP's title table, what identifies the document, contents, the
 * sections in the form's order, signatures, what was said about it. */

#include "report/slip-report-document.h"

#include <glib/gi18n-lib.h>

#include "forms/slip-xml.h"
#include "report/slip-report-document-private.h"
#include "report/slip-report-value.h"

/* The section of the common header, data/forms/common/header.xml. */
#define HEADER "header"

/* With more headings of level 2 than this, the table of contents lists level 1 only. */
#define CONTENTS_MAX 60

/* Columns of the SOP's title table that are fields of the header. */
static const struct
{
  const char *field;
  double width;
} title_columns[] = {
  { "effective_date", 20 }, { "previous_version", 16 }, { "reason_for_update", 40 },
  { "owner", 20 },          { "location", 30 },
};

/* Shown elsewhere: in the title, in the signature blocks. */
static gboolean
is_shown_elsewhere (const char *name)
{
  if (g_str_equal (name, "title") || g_str_equal (name, "signature_block"))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (title_columns); i++)
    if (g_str_equal (title_columns[i].field, name))
      return TRUE;
  return FALSE;
}

/* (transfer full): what the header's field says; "" when there is none. */
static char *
header_value (SlipForm *form, xmlNode *header, const char *name)
{
  SlipFormNode *section = slip_form_node_child (slip_form_get_root (form), HEADER);
  SlipFormNode *field = section == NULL ? NULL : slip_form_node_child (section, name);
  xmlNode *element = slip_report_child (header, name);
  g_autofree char *raw = element == NULL ? NULL : slip_xml_text (element);
  SlipReportTone tone;

  if (field == NULL || raw == NULL || *raw == '\0')
    return g_strdup ("");
  return slip_report_value (field, element, &tone);
}

static SlipReport *
new_report (const SlipReportSource *source, xmlNode *root, xmlNode *header)
{
  g_autofree char *title = header_value (source->form, header, "title");
  g_autofree char *version = header_value (source->form, header, "version");
  g_autofree char *status = header_value (source->form, header, "status");
  g_autofree char *owner = header_value (source->form, header, "owner");
  g_autofree char *number = slip_xml_attribute (root, "number");
  const char *form_title = slip_form_get_title (source->form);
  SlipReportMeta meta = { 0 };

  meta.title = *title == '\0' ? form_title : title;
  meta.form = *title == '\0' ? "" : form_title;
  meta.number = number;
  meta.version = version;
  meta.status =
      source->signoff != NULL && source->signoff->status != NULL ? source->signoff->status : status;
  meta.content_hash = source->content_hash;
  meta.language = source->language;
  meta.owner = owner;
  meta.changed_ms = source->changed_ms;
  return slip_report_new (&meta);
}

static void
add_title_table (SlipReport *report, const SlipReportSource *source, SlipFormNode *section,
                 xmlNode *header)
{
  SlipReportTable *table = slip_report_add_table (report, SLIP_TABLE_TITLE);
  g_autofree char *signatures = slip_report_signed_by (source->signoff);

  for (gsize i = 0; i < G_N_ELEMENTS (title_columns); i++)
    {
      SlipFormNode *field = slip_form_node_child (section, title_columns[i].field);

      slip_report_table_add_column (table, field == NULL ? "" : slip_form_node_label (field),
                                    title_columns[i].width,
                                    field != NULL && field->type == SLIP_FIELD_LONG_TEXT);
    }
  slip_report_table_add_column (table, _ ("Signature/Date"), 44, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (title_columns); i++)
    {
      SlipFormNode *field = slip_form_node_child (section, title_columns[i].field);
      SlipReportTone tone = SLIP_TONE_PLAIN;
      g_autofree char *text = NULL;

      if (field != NULL)
        text = slip_report_value (field, slip_report_child (header, field->name), &tone);
      slip_report_table_add_cell (table, tone, text);
    }
  slip_report_table_add_cell (table, SLIP_TONE_PLAIN, signatures);
}

static void
add_identity (SlipReport *report, const SlipReportSource *source, SlipFormNode *section,
              xmlNode *header)
{
  SlipReportTable *pairs = slip_report_add_pairs (report);

  for (guint i = 0; i < section->children->len; i++)
    {
      SlipFormNode *field = g_ptr_array_index (section->children, i);
      xmlNode *element = slip_report_child (header, field->name);
      SlipReportTone tone;
      g_autofree char *text = NULL;

      if (field->kind != SLIP_NODE_FIELD || is_shown_elsewhere (field->name))
        continue;
      text = slip_report_value (field, element, &tone);
      if (element != NULL && *text != '\0')
        slip_report_table_add_pair (pairs, slip_form_node_label (field), tone, text);
    }
  if (source->content_hash != NULL)
    slip_report_table_add_pair (pairs, _ ("Content hash"), SLIP_TONE_CODE, source->content_hash);
}

static guint
count_headings (SlipFormNode *root, xmlNode *element)
{
  guint count = 0;

  for (guint i = 0; i < root->children->len; i++)
    {
      SlipFormNode *section = g_ptr_array_index (root->children, i);
      xmlNode *part = slip_report_child (element, section->name);

      if (section->kind == SLIP_NODE_TABLE)
        count += slip_report_count_row_headings (section, part);
      else
        for (guint k = 0; k < section->children->len; k++)
          count +=
              ((SlipFormNode *) g_ptr_array_index (section->children, k))->kind == SLIP_NODE_TABLE;
    }
  return count;
}

static void
add_sections (SlipReport *report, SlipFormNode *root, xmlNode *element)
{
  for (guint i = 0; i < root->children->len; i++)
    {
      SlipFormNode *section = g_ptr_array_index (root->children, i);
      xmlNode *part = slip_report_child (element, section->name);

      if (part == NULL || g_str_equal (section->name, HEADER))
        continue;
      slip_report_add_heading (report, 1, slip_form_node_label (section));
      if (section->kind == SLIP_NODE_TABLE)
        slip_report_rows (report, section, part, 1);
      else
        slip_report_fields (report, section, part, 1);
    }
}

SlipReport *
slip_report_new_for_document (const SlipReportSource *source)
{
  SlipFormNode *form_root = slip_form_get_root (source->form);
  SlipFormNode *section = slip_form_node_child (form_root, HEADER);
  xmlNode *root = xmlDocGetRootElement (source->instance);
  xmlNode *header = slip_report_child (root, HEADER);
  SlipReport *report = new_report (source, root, header);
  const SlipReportMeta *meta = slip_report_get_meta (report);
  g_autofree char *removed = slip_xml_attribute (root, "removed");

  slip_report_add_paragraph (report, SLIP_REPORT_TITLE, meta->title);
  if (*meta->form != '\0')
    slip_report_add_paragraph (report, SLIP_REPORT_SUBTITLE, meta->form);
  if (section != NULL && header != NULL)
    {
      add_title_table (report, source, section, header);
      add_identity (report, source, section, header);
    }
  slip_report_add_contents (report, count_headings (form_root, root) > CONTENTS_MAX ? 1 : 2,
                            _ ("Contents"));
  if (removed != NULL)
    slip_report_add_paragraph (report, SLIP_REPORT_HINT, removed);
  add_sections (report, form_root, root);
  if (source->signoff != NULL)
    slip_report_slots (report, source->form, source->signoff, 1);
  slip_report_threads (report, source->threads, 1);
  return report;
}
