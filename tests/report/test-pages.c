/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A report as PDF: its text, its pages, tables that go on over pages. */

#include "report-fixture.h"

#include <string.h>

#include "core/slip-error.h"
#include "report/slip-report-pages.h"

static const char *
find_pdftotext (void)
{
  static char *path;

  if (path == NULL)
    path = g_find_program_in_path ("pdftotext");
  return path;
}

/* (transfer full): the text, a form feed after each page. */
static char *
text_of (GBytes *pdf)
{
  g_autofree char *folder = report_fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "a.pdf", NULL);
  const char *const argv[] = { find_pdftotext (), "-layout", path, "-", NULL };
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  int status = -1;

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (pdf, NULL),
                                      (gssize) g_bytes_get_size (pdf), &error));
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &text, NULL,
                &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
  report_fixture_remove_folder (folder);
  return text;
}

static guint
count (const char *text, const char *what)
{
  guint n = 0;

  for (const char *at = text; (at = strstr (at, what)) != NULL; at += strlen (what))
    n++;
  return n;
}

static GBytes *
make_pdf (SlipReport *report)
{
  g_autoptr (GError) error = NULL;
  GBytes *pdf = slip_report_to_pdf (report, &error);

  g_assert_no_error (error);
  g_assert_cmpint (memcmp (g_bytes_get_data (pdf, NULL), "%PDF-", 5), ==, 0);
  return pdf;
}

static SlipReport *
make_table (guint rows, guint columns, const char *text)
{
  SlipReport *report = slip_report_new (&(SlipReportMeta){
      .title = "Table", .number = "2026-AB-DP-XY", .version = "3", .status = "approved" });
  SlipReportTable *table;

  slip_report_add_heading (report, 1, "Tasks");
  table = slip_report_add_table (report, SLIP_TABLE_GRID);
  for (guint c = 0; c < columns; c++)
    {
      g_autofree char *head = g_strdup_printf ("Head-%c", 'A' + (char) c);

      slip_report_table_add_column (table, head, 1, c == 1);
    }
  for (guint r = 0; r < rows; r++)
    for (guint c = 0; c < columns; c++)
      {
        g_autofree char *cell = g_strdup_printf ("r%u-%u %s", r, c, text);

        slip_report_table_add_cell (table, SLIP_TONE_PLAIN, cell);
      }
  return report;
}

static void
test_text_and_pages (void)
{
  static const char *const expected[] = { "Plan & more <1>",
                                          "1 Scope",
                                          "2 Signatures",
                                          "Page 1 of",
                                          "2026-AB-DP-XY",
                                          "Version 1",
                                          "Otto <Ops>",
                                          "A note",
                                          "No: the key is unknown",
                                          "28810b4c7e9124fd",
                                          "Column 5:",
                                          "Not listed",
                                          "12",
                                          "keep",
                                          "three",
                                          "Not signed yet" };
  g_autoptr (SlipReport) report = report_fixture_new ();
  g_autoptr (GBytes) pdf = make_pdf (report);
  g_autoptr (GBytes) again = make_pdf (report);
  g_autofree char *text = NULL;
  g_autofree char *last = NULL;

  g_assert_true (g_bytes_equal (pdf, again));
  if (find_pdftotext () == NULL)
    {
      g_test_skip ("pdftotext is not installed");
      return;
    }
  text = text_of (pdf);
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    if (strstr (text, expected[i]) == NULL)
      g_error ("“%s” is not in the PDF:\n%s", expected[i], text);
  last = g_strdup_printf ("Page %u of %u", count (text, "\f"), count (text, "\f"));
  g_assert_nonnull (strstr (text, last));
  g_assert_cmpuint (count (text, "2026-AB-DP-XY"), >=, count (text, "\f"));
  g_assert_null (strstr (text, "/etc/passwd"));
}

static void
test_a_long_table (void)
{
  g_autoptr (SlipReport) report = make_table (1000, 4, "some words in a cell");
  g_autoptr (GBytes) pdf = make_pdf (report);
  g_autofree char *text = NULL;
  guint pages;

  if (find_pdftotext () == NULL)
    {
      g_test_skip ("pdftotext is not installed");
      return;
    }
  text = text_of (pdf);
  pages = count (text, "\f");
  g_assert_cmpuint (pages, >, 10);
  g_assert_cmpuint (count (text, "Head-A"), ==, pages);
  for (guint r = 0; r < 1000; r++)
    {
      g_autofree char *cell = g_strdup_printf ("r%u-3", r);

      g_assert_cmpuint (count (text, cell), ==, 1);
    }
}

/* A row that is higher than a page is torn, and all of it is there. */
static void
test_a_high_row (void)
{
  g_autoptr (GString) words = g_string_new (NULL);
  g_autoptr (SlipReport) report = NULL;
  g_autoptr (GBytes) pdf = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < 1500; i++)
    g_string_append_printf (words, "w%uw ", i);
  report = make_table (2, 2, words->str);
  pdf = make_pdf (report);
  if (find_pdftotext () == NULL)
    {
      g_test_skip ("pdftotext is not installed");
      return;
    }
  text = text_of (pdf);
  for (guint i = 0; i < 1500; i++)
    {
      g_autofree char *word = g_strdup_printf ("w%uw", i);

      g_assert_cmpuint (count (text, word), ==, 4);
    }
  g_assert_cmpuint (count (text, "Head-B"), ==, count (text, "\f"));
}

static void
test_empty (void)
{
  g_autoptr (SlipReport) nothing = slip_report_new (&(SlipReportMeta){ .title = NULL });
  g_autoptr (SlipReport) no_rows = make_table (0, 3, "");
  g_autoptr (SlipReport) no_columns = make_table (0, 0, "");
  g_autoptr (GBytes) first = make_pdf (nothing);
  g_autoptr (GBytes) second = make_pdf (no_rows);
  g_autoptr (GBytes) third = make_pdf (no_columns);
  g_autofree char *text = NULL;

  if (find_pdftotext () == NULL)
    {
      g_test_skip ("pdftotext is not installed");
      return;
    }
  text = text_of (second);
  g_assert_nonnull (strstr (text, "1 Tasks"));
  g_assert_null (strstr (text, "Head-A"));
  g_assert_nonnull (strstr (text, "Page 1 of 1"));
}

static void
test_long_texts (void)
{
  g_autoptr (SlipReport) report = slip_report_new (&(SlipReportMeta){ .title = "Long" });
  g_autofree char *text = g_strnfill (300 * 1000, 'x');
  g_autofree char *stars = g_strnfill (100 * 1000, '*');
  g_autofree char *quotes = g_strnfill (10000, '>');
  g_autoptr (GBytes) pdf = NULL;

  slip_report_add_text (report, text);
  slip_report_add_text (report, stars);
  slip_report_add_text (report, quotes);
  slip_report_add_preformatted (report, text);
  slip_report_table_add_pair (slip_report_add_pairs (report), text, SLIP_TONE_PLAIN, text);
  pdf = make_pdf (report);
}

/* On other paper, in small steps, drawn on something else. */
static void
test_other_paper (void)
{
  g_autoptr (SlipReport) report = report_fixture_new ();
  g_autoptr (SlipReportPages) pages = slip_report_pages_new (report, 300, 400);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 300, 400);
  cairo_t *cr = cairo_create (surface);
  guint turns = 0;

  while (!slip_report_pages_paginate (pages, 1))
    turns++;
  g_assert_cmpuint (turns, >, 20);
  g_assert_cmpuint (slip_report_pages_get_n (pages), >, 3);
  for (guint i = 0; i < slip_report_pages_get_n (pages); i++)
    slip_report_pages_draw (pages, i, cr);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_a_missing_folder (void)
{
  g_autoptr (SlipReport) report = make_table (1, 1, "");
  g_autoptr (GError) error = NULL;

  g_assert_false (slip_report_write_pdf (report, "/nowhere/at/all.pdf", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/pages/text-and-pages", test_text_and_pages);
  g_test_add_func ("/report/pages/a-long-table", test_a_long_table);
  g_test_add_func ("/report/pages/a-high-row", test_a_high_row);
  g_test_add_func ("/report/pages/empty", test_empty);
  g_test_add_func ("/report/pages/long-texts", test_long_texts);
  g_test_add_func ("/report/pages/other-paper", test_other_paper);
  g_test_add_func ("/report/pages/a-missing-folder", test_a_missing_folder);
  return g_test_run ();
}
