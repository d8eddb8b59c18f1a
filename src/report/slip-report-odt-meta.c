/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* meta.xml and the manifest. Dates are those of the content, never of the export, so that the
 * same content stays the same file. */

#include "report/slip-report-odt-private.h"

static void
append_element (GString *text, const char *name, const char *value)
{
  if (*value == '\0')
    return;
  g_string_append_printf (text, "<%s>", name);
  slip_odt_escape (text, value);
  g_string_append_printf (text, "</%s>\n", name);
}

static void
append_property (GString *text, const char *name, const char *value)
{
  if (*value == '\0')
    return;
  g_string_append_printf (text, "<meta:user-defined meta:name=\"%s\" meta:value-type=\"string\">",
                          name);
  slip_odt_escape (text, value);
  g_string_append (text, "</meta:user-defined>\n");
}

GString *
slip_odt_meta (SlipReport *report)
{
  const SlipReportMeta *meta = slip_report_get_meta (report);
  GString *text =
      g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<office:document-meta"
                    " xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""
                    " xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\""
                    " xmlns:dc=\"http://purl.org/dc/elements/1.1/\" office:version=\"1.3\">\n"
                    "<office:meta>\n"
                    "<meta:generator>Slipway/" SLIPWAY_VERSION "</meta:generator>\n");

  append_element (text, "dc:title", meta->title);
  append_element (text, "dc:subject", meta->form);
  append_element (text, "meta:initial-creator", meta->owner);
  append_element (text, "dc:creator", meta->owner);
  if (meta->changed_ms > 0)
    {
      g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (meta->changed_ms / 1000);
      g_autofree char *date = when == NULL ? NULL : g_date_time_format (when, "%Y-%m-%dT%H:%M:%SZ");

      if (date != NULL)
        {
          append_element (text, "meta:creation-date", date);
          append_element (text, "dc:date", date);
        }
    }
  append_element (text, "dc:language", meta->language);
  append_property (text, "Document number", meta->number);
  append_property (text, "Version", meta->version);
  append_property (text, "Status", meta->status);
  append_property (text, "Content hash", meta->content_hash);
  g_string_append (text, "</office:meta>\n</office:document-meta>\n");
  return text;
}

GString *
slip_odt_manifest (void)
{
  return g_string_new (
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\""
      " manifest:version=\"1.3\">\n"
      "<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\""
      " manifest:media-type=\"application/vnd.oasis.opendocument.text\"/>\n"
      "<manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>\n"
      "<manifest:file-entry manifest:full-path=\"styles.xml\" manifest:media-type=\"text/xml\"/>\n"
      "<manifest:file-entry manifest:full-path=\"meta.xml\" manifest:media-type=\"text/xml\"/>\n"
      "</manifest:manifest>\n");
}
