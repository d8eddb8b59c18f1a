/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* One of every kind of block, with the texts that a writer stumbles over. */

#include "report-fixture.h"

#include <glib/gstdio.h>
#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <string.h>
#include <zip.h>

const char report_fixture_hostile[] =
    "\x01 control \x1b, ]]> <b>&amp; \"quoted\", \xef\xbf\xbf, two  spaces,\ttab,\r\nline, "
    "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d, \xf0\x9f\x9a\x80, broken \xff\xfe end  ";

static void
add_wide_table (SlipReport *report)
{
  SlipReportTable *table = slip_report_add_table (report, SLIP_TABLE_GRID);

  for (guint c = 0; c < 12; c++)
    {
      g_autofree char *header = g_strdup_printf ("Column %u", c);

      slip_report_table_add_column (table, header, 0, c == 5);
    }
  for (guint i = 0; i < 12 * 3 - 1; i++)
    slip_report_table_add_cell (
        table, i == 8 ? SLIP_TONE_BAD : SLIP_TONE_PLAIN,
        i % 12 == 5 ? "- a list\n- in a cell\n\nand *prose* that goes on and on" : "some words");
}

SlipReport *
report_fixture_new (void)
{
  SlipReportMeta meta = { "Plan & more <1>",
                          "Deployment Plan",
                          "2026-AB-DP-XY",
                          "1",
                          "draft",
                          "28810b4c7e9124fde77b726db01969608a6409350f16e97c83ac4c0c9e1bb4aa",
                          "de-AT",
                          "Anna Berg",
                          G_GINT64_CONSTANT (1767225600000) };
  SlipReportSignature open = {
    .meaning = "Tested", .role = "QA Lead", .verdict = "Not signed yet", .tone = SLIP_TONE_MUTED
  };
  SlipReportSignature given = { .meaning = "Feasible",
                                .role = "Operations Manager",
                                .name = "Otto <Ops>",
                                .verdict = "Approved",
                                .tone = SLIP_TONE_GOOD,
                                .time = "2026-03-14 10:00 +01:00",
                                .fingerprint = "abcd-efgh-ijkl-mnop-qrst",
                                .sections = "Scope",
                                .comment = "Fine",
                                .verified = FALSE,
                                .reason = "the key is unknown" };
  SlipReport *report = slip_report_new (&meta);
  SlipReportTable *pairs;

  slip_report_add_paragraph (report, SLIP_REPORT_TITLE, meta.title);
  slip_report_add_paragraph (report, SLIP_REPORT_SUBTITLE, meta.form);
  slip_report_add_contents (report, 2, "Contents");
  slip_report_add_heading (report, 1, "Scope");
  pairs = slip_report_add_pairs (report);
  slip_report_table_add_pair (pairs, "Purpose", SLIP_TONE_PLAIN,
                              "To **test**\n\n1. one\n2. two\n   - deeper");
  slip_report_table_add_pair (pairs, "Digest", SLIP_TONE_CODE, meta.content_hash);
  slip_report_add_heading (report, 2, report_fixture_hostile);
  slip_report_add_text (report, report_fixture_hostile);
  slip_report_add_text (
      report, "# Heading\n\nPara with *em*, **strong**, ***both***, `code`, <i>html</i>,\n"
              "[good](https://example.org/?a=1&b=2) and [bad](javascript:alert(1)).\n\n"
              "> quoted\n\n---\n\n```\ncode  block\n\tindented\n```\n\n<div>html</div>\n\n"
              "3. three\n4. four\n\n![picture](file:///etc/passwd)");
  slip_report_add_text (
      report, "- 1\n  - 2\n    - 3\n      - 4\n        - 5\n          - 6\n            - 7\n"
              "              - 8\n                - 9\n                  - 10\n"
              "                    - 11\n                      - 12");
  slip_report_add_text (report, "");
  slip_report_add_text (report, "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d world");
  slip_report_add_preformatted (report, "  keep\n    this");
  slip_report_add_note (report, SLIP_TONE_WARNING, "A note");
  slip_report_add_heading (report, 3, "Not listed");
  add_wide_table (report);
  slip_report_add_paragraph (report, SLIP_REPORT_CAPTION, "Empty table");
  slip_report_add_table (report, SLIP_TABLE_GRID);
  slip_report_add_heading (report, 1, "Signatures");
  slip_report_add_signature (report, &open);
  slip_report_add_signature (report, &given);
  return report;
}

char *
report_fixture_entry (GBytes *odt, const char *name)
{
  gsize length;
  const void *data = g_bytes_get_data (odt, &length);
  zip_source_t *source = zip_source_buffer_create (data, length, 0, NULL);
  zip_t *archive = zip_open_from_source (source, ZIP_RDONLY, NULL);
  zip_stat_t info;
  zip_file_t *file;
  char *text;

  g_assert_nonnull (archive);
  g_assert_cmpint (zip_stat (archive, name, 0, &info), ==, 0);
  file = zip_fopen (archive, name, 0);
  text = g_malloc0 (info.size + 1);
  g_assert_cmpint (zip_fread (file, text, info.size), ==, (zip_int64_t) info.size);
  zip_fclose (file);
  zip_discard (archive);
  return text;
}

xmlDoc *
report_fixture_parse (SlipReport *report)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) odt = slip_report_to_odt (report, &error);
  g_autofree char *text = NULL;
  xmlDoc *document;

  g_assert_no_error (error);
  text = report_fixture_entry (odt, "content.xml");
  document =
      xmlReadMemory (text, (int) strlen (text), NULL, NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
  g_assert_nonnull (document);
  return document;
}

char *
report_fixture_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *path = g_dir_make_tmp ("slip-report-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

void
report_fixture_remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      if (g_file_test (inner, G_FILE_TEST_IS_DIR) && !g_file_test (inner, G_FILE_TEST_IS_SYMLINK))
        report_fixture_remove_folder (inner);
      else
        g_unlink (inner);
    }
  g_rmdir (path);
}

/* The folder of OASIS' schemas: not part of the tree. */
static char *
schema_path (const char *name)
{
  const char *folder = g_getenv ("SLIPWAY_ODF_SCHEMAS");

  return folder != NULL ? g_build_filename (folder, name, NULL)
                        : g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "..", "shared",
                                            "schemas", "odf1.3", name, NULL);
}

static void
assert_valid (GBytes *odt, const char *entry, const char *schema)
{
  g_autofree char *path = schema_path (schema);
  g_autofree char *text = report_fixture_entry (odt, entry);
  xmlRelaxNGParserCtxt *parser = xmlRelaxNGNewParserCtxt (path);
  xmlRelaxNG *grammar = xmlRelaxNGParse (parser);
  xmlRelaxNGValidCtxt *validator = xmlRelaxNGNewValidCtxt (grammar);
  xmlDoc *document = xmlReadMemory (text, (int) strlen (text), entry, NULL, XML_PARSE_NONET);

  g_assert_nonnull (grammar);
  g_assert_nonnull (document);
  g_assert_cmpint (xmlRelaxNGValidateDoc (validator, document), ==, 0);
  xmlFreeDoc (document);
  xmlRelaxNGFreeValidCtxt (validator);
  xmlRelaxNGFree (grammar);
  xmlRelaxNGFreeParserCtxt (parser);
}

void
report_fixture_assert_valid (GBytes *odt)
{
  static const char schema[] = "OpenDocument-v1.3-schema.rng";
  g_autofree char *path = schema_path (schema);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the ODF schemas are not here; set SLIPWAY_ODF_SCHEMAS to their folder");
      return;
    }
  assert_valid (odt, "content.xml", schema);
  assert_valid (odt, "styles.xml", schema);
  assert_valid (odt, "meta.xml", schema);
  assert_valid (odt, "META-INF/manifest.xml", "OpenDocument-v1.3-manifest-schema.rng");
}
