/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The package: its bytes, its schema, its text, and what stays on disk when writing fails. */

#include "report-fixture.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <libxml/parser.h>
#include <string.h>
#include <sys/resource.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/slip-error.h"

static GBytes *
make_odt (void)
{
  g_autoptr (SlipReport) report = report_fixture_new ();
  g_autoptr (GError) error = NULL;
  GBytes *odt = slip_report_to_odt (report, &error);

  g_assert_no_error (error);
  return odt;
}

static guint
read16 (const guint8 *at)
{
  return at[0] | (guint) at[1] << 8;
}

static void
test_mimetype_is_first_and_stored (void)
{
  static const char type[] = "application/vnd.oasis.opendocument.text";
  g_autoptr (GBytes) odt = make_odt ();
  const guint8 *data = g_bytes_get_data (odt, NULL);

  g_assert_cmpmem (data, 4, "PK\3\4", 4);
  g_assert_cmpuint (read16 (data + 6) & 8, ==, 0); /* sizes stand here, not after the data */
  g_assert_cmpuint (read16 (data + 8), ==, 0);     /* stored */
  g_assert_cmpuint (read16 (data + 26), ==, strlen ("mimetype"));
  g_assert_cmpuint (read16 (data + 28), ==, 0); /* no extra field */
  g_assert_cmpmem (data + 30, 8, "mimetype", 8);
  g_assert_cmpmem (data + 38, strlen (type), type, strlen (type));
}

static void
test_all_times_are_fixed (void)
{
  g_autoptr (GBytes) odt = make_odt ();
  gsize length;
  const guint8 *data = g_bytes_get_data (odt, &length);
  guint found = 0;

  for (gsize i = 0; i + 46 < length; i++)
    if (memcmp (data + i, "PK\1\2", 4) == 0)
      {
        g_assert_cmpuint (read16 (data + i + 12), ==, 0);    /* time */
        g_assert_cmpuint (read16 (data + i + 14), ==, 0x21); /* 1980-01-01 */
        found++;
      }
  g_assert_cmpuint (found, ==, 5);
}

static void
test_same_report_same_bytes (void)
{
  g_autoptr (GBytes) first = make_odt ();
  g_autoptr (GBytes) second = NULL;

  g_assert_true (g_setenv ("TZ", "Asia/Tokyo", TRUE));
  second = make_odt ();
  g_assert_true (g_setenv ("TZ", "UTC", TRUE));
  g_assert_true (g_bytes_equal (first, second));
}

static void
test_parts_are_valid_odf (void)
{
  g_autoptr (GBytes) odt = make_odt ();

  report_fixture_assert_valid (odt);
}

static void
test_hostile_text_stays_text (void)
{
  g_autoptr (GBytes) odt = make_odt ();
  g_autofree char *text = report_fixture_entry (odt, "content.xml");

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_nonnull (strstr (text, "]]&gt; &lt;b&gt;&amp;amp; &quot;quoted&quot;"));
  g_assert_nonnull (strstr (text, "two <text:s/>spaces,<text:tab/>tab,<text:line-break/>line"));
  g_assert_nonnull (strstr (text, "\xf0\x9f\x9a\x80"));
  g_assert_nonnull (strstr (text, "&lt;i&gt;"));
  g_assert_nonnull (strstr (text, "xlink:href=\"https://example.org/?a=1&amp;b=2\""));
  g_assert_null (strstr (text, "href=\"javascript"));
  g_assert_null (strstr (text, "/etc/passwd"));
  g_assert_nonnull (strstr (text, "Text_20_body_20_RTL"));
  g_assert_null (strchr (text, '\x01'));
  g_assert_null (strchr (text, '\x1b'));
}

static void
test_contents_are_filled_in (void)
{
  g_autoptr (GBytes) odt = make_odt ();
  g_autofree char *text = report_fixture_entry (odt, "content.xml");
  const char *body = strstr (text, "<text:index-body>");
  const char *end = strstr (text, "</text:index-body>");
  g_autofree char *index = NULL;

  g_assert_true (body != NULL && end > body);
  index = g_strndup (body, (gsize) (end - body));
  g_assert_nonnull (strstr (index, "xlink:href=\"#heading-1\""));
  g_assert_nonnull (strstr (index, ">1 Scope<text:tab/>"));
  g_assert_nonnull (strstr (index, ">1.1 "));
  g_assert_nonnull (strstr (index, ">2 Signatures<text:tab/>"));
  g_assert_null (strstr (index, "Not listed"));
  g_assert_nonnull (strstr (text, "<text:bookmark-start text:name=\"heading-4\"/>"));
}

static void
test_every_page_names_the_content (void)
{
  g_autoptr (GBytes) odt = make_odt ();
  g_autofree char *styles = report_fixture_entry (odt, "styles.xml");
  g_autofree char *meta = report_fixture_entry (odt, "meta.xml");
  const char *footer = strstr (styles, "<style:footer>");

  g_assert_nonnull (footer);
  g_assert_nonnull (strstr (footer, "2026-AB-DP-XY"));
  g_assert_nonnull (strstr (footer, "Version 1"));
  g_assert_nonnull (
      strstr (footer, "28810b4c7e9124fde77b726db01969608a6409350f16e97c83ac4c0c9e1bb4aa"));
  g_assert_nonnull (strstr (footer, "<text:page-count>"));
  g_assert_nonnull (strstr (styles, "fo:language=\"de\" fo:country=\"AT\""));
  g_assert_nonnull (strstr (meta, "<dc:title>Plan &amp; more &lt;1&gt;</dc:title>"));
  g_assert_nonnull (strstr (meta, "<dc:date>2026-01-01T00:00:00Z</dc:date>"));
  g_assert_nonnull (strstr (meta, "<dc:language>de-AT</dc:language>"));
}

static void
test_signatures_say_why_not (void)
{
  g_autoptr (GBytes) odt = make_odt ();
  g_autofree char *text = report_fixture_entry (odt, "content.xml");

  g_assert_nonnull (strstr (text, "Otto &lt;Ops&gt;"));
  g_assert_nonnull (strstr (text, "2026-03-14 10:00 +01:00"));
  g_assert_nonnull (strstr (text, "abcd-efgh-ijkl-mnop-qrst"));
  g_assert_nonnull (strstr (text, "No: the key is unknown"));
  g_assert_nonnull (strstr (text, "Not signed yet"));
}

static void
test_a_long_paragraph_passes (void)
{
  g_autoptr (SlipReport) report = slip_report_new (&(SlipReportMeta){ .title = "Long" });
  g_autofree char *text = g_strnfill (1024 * 1024, 'x');
  g_autofree char *stars = g_strnfill (1024 * 1024, '*');
  g_autofree char *quotes = g_strnfill (10000, '>');
  SlipReportTable *pairs;
  xmlDoc *document;

  slip_report_add_text (report, text);
  slip_report_add_text (report, stars);
  slip_report_add_text (report, quotes);
  pairs = slip_report_add_pairs (report);
  slip_report_table_add_pair (pairs, text, SLIP_TONE_PLAIN, text);
  document = report_fixture_parse (report);
  xmlFreeDoc (document);
}

static void
test_an_empty_report_is_a_report (void)
{
  g_autoptr (SlipReport) report = slip_report_new (&(SlipReportMeta){ .title = NULL });
  xmlDoc *document = report_fixture_parse (report);

  xmlFreeDoc (document);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_writing_replaces_whole_files (void)
{
  g_autofree char *folder = report_fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "a.odt", NULL);
  g_autoptr (SlipReport) report = report_fixture_new ();
  g_autoptr (GBytes) odt = make_odt ();
  g_autofree char *written = NULL;
  gsize length;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "old", 3, NULL));
  g_assert_true (slip_report_write_odt (report, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &written, &length, NULL));
  g_assert_cmpmem (written, length, g_bytes_get_data (odt, NULL), g_bytes_get_size (odt));
  g_assert_cmpuint (count_files (folder), ==, 1);
  report_fixture_remove_folder (folder);
}

static void
test_a_full_disk_leaves_the_old_file (void)
{
  g_autofree char *folder = report_fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "a.odt", NULL);
  g_autoptr (SlipReport) report = report_fixture_new ();
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;
  struct rlimit before;
  struct rlimit small;

  g_assert_true (g_file_set_contents (path, "old", 3, NULL));
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 1024;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_false (slip_report_write_odt (report, path, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "old");
  g_assert_cmpuint (count_files (folder), ==, 1);
  report_fixture_remove_folder (folder);
}

static void
test_a_full_device_is_named (void)
{
  g_autoptr (SlipReport) report = report_fixture_new ();
  g_autoptr (GError) error = NULL;
  struct stat info;

  if (stat ("/dev/full", &info) != 0)
    {
      g_test_skip ("there is no /dev/full");
      return;
    }
  g_assert_false (slip_report_write_odt (report, "/dev/full", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NO_SPACE);
  g_assert_cmpint (stat ("/dev/full", &info), ==, 0);
  g_assert_true (S_ISCHR (info.st_mode));
}

static void
test_a_missing_folder_is_named (void)
{
  g_autofree char *folder = report_fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "none", "a.odt", NULL);
  g_autoptr (SlipReport) report = report_fixture_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (slip_report_write_odt (report, path, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (slip_report_write_odt (report, folder, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_FAILED);
  g_clear_error (&error);
  if (geteuid () != 0)
    {
      g_autofree char *inside = g_build_filename (folder, "a.odt", NULL);

      g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
      g_assert_false (slip_report_write_odt (report, inside, &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_READ_ONLY);
      g_assert_cmpint (g_chmod (folder, 0700), ==, 0);
    }
  report_fixture_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/odt/mimetype-is-first-and-stored", test_mimetype_is_first_and_stored);
  g_test_add_func ("/report/odt/all-times-are-fixed", test_all_times_are_fixed);
  g_test_add_func ("/report/odt/same-report-same-bytes", test_same_report_same_bytes);
  g_test_add_func ("/report/odt/parts-are-valid-odf", test_parts_are_valid_odf);
  g_test_add_func ("/report/odt/hostile-text-stays-text", test_hostile_text_stays_text);
  g_test_add_func ("/report/odt/contents-are-filled-in", test_contents_are_filled_in);
  g_test_add_func ("/report/odt/every-page-names-the-content", test_every_page_names_the_content);
  g_test_add_func ("/report/odt/signatures-say-why-not", test_signatures_say_why_not);
  g_test_add_func ("/report/odt/a-long-paragraph-passes", test_a_long_paragraph_passes);
  g_test_add_func ("/report/odt/an-empty-report-is-a-report", test_an_empty_report_is_a_report);
  g_test_add_func ("/report/odt/writing-replaces-whole-files", test_writing_replaces_whole_files);
  g_test_add_func ("/report/odt/a-full-disk-leaves-the-old-file",
                   test_a_full_disk_leaves_the_old_file);
  g_test_add_func ("/report/odt/a-full-device-is-named", test_a_full_device_is_named);
  g_test_add_func ("/report/odt/a-missing-folder-is-named", test_a_missing_folder_is_named);
  return g_test_run ();
}
