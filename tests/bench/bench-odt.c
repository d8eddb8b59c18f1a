/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* How fast is a report? A UAT checklist with 1,000 items (5,000 rows of steps and attempts) as
 * ODT, beside pandoc making an ODT of the same headings and tables out of HTML. */

#include "report/slip-report-odt.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#define ITEMS 1000
#define STEPS 3
#define ATTEMPTS 2
#define ROUNDS 5

static const char *const step_columns[] = { "#", "Do", "Expect" };
static const char *const attempt_columns[] = { "No.",   "Tester",        "When",
                                               "Build", "What happened", "Status" };

static void
html_row (GString *html, const char *tag, const char *const *cells, gsize n)
{
  g_string_append (html, "<tr>");
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (html, "<%s>%s</%s>", tag, cells[i], tag);
  g_string_append (html, "</tr>\n");
}

/* The same row for both: @html and @table are nullable. */
static void
add_row (GString *html, SlipReportTable *table, const char *const *cells, gsize n)
{
  for (gsize i = 0; table != NULL && i < n; i++)
    slip_report_table_add_cell (table, SLIP_TONE_PLAIN, cells[i]);
  if (html != NULL)
    html_row (html, "td", cells, n);
}

static SlipReportTable *
open_table (GString *html, SlipReport *report, const char *const *columns, gsize n)
{
  SlipReportTable *table = report == NULL ? NULL : slip_report_add_table (report, SLIP_TABLE_GRID);

  for (gsize i = 0; table != NULL && i < n; i++)
    slip_report_table_add_column (table, columns[i], 0, i == 4);
  if (html != NULL)
    {
      g_string_append (html, "<table><thead>");
      html_row (html, "th", columns, n);
      g_string_append (html, "</thead><tbody>\n");
    }
  return table;
}

static void
close_table (GString *html)
{
  if (html != NULL)
    g_string_append (html, "</tbody></table>\n");
}

static void
add_item (GString *html, SlipReport *report, guint i)
{
  g_autofree char *title =
      g_strdup_printf ("U-%04u A user settles claim %u within one working day", i, i * 7919);
  SlipReportTable *table;

  if (report != NULL)
    slip_report_add_heading (report, 2, title);
  if (html != NULL)
    g_string_append_printf (html, "<h2>%s</h2>\n", title);
  table = open_table (html, report, step_columns, G_N_ELEMENTS (step_columns));
  for (guint k = 1; k <= STEPS; k++)
    {
      g_autofree char *number = g_strdup_printf ("%u", k);
      g_autofree char *action = g_strdup_printf (
          "Open claim %u and add the photo number %u of the damage", i * 31 + k, k);
      g_autofree char *expected =
          g_strdup_printf ("Route %u is proposed in two seconds, with three reasons", i % 17);

      add_row (html, table, (const char *const[]){ number, action, expected },
               G_N_ELEMENTS (step_columns));
    }
  close_table (html);
  table = open_table (html, report, attempt_columns, G_N_ELEMENTS (attempt_columns));
  for (guint k = 1; k <= ATTEMPTS; k++)
    {
      g_autofree char *number = g_strdup_printf ("%u", k);
      g_autofree char *when =
          g_strdup_printf ("2026-10-%02u %02u:%02u +02:00", 1 + i % 30, 8 + k, i % 60);
      g_autofree char *actual = g_strdup_printf (
          "Proposed after %u.%u s; the reasons were shown and could be set aside", k, i % 10);

      add_row (html, table,
               (const char *const[]){ number, "Emre Tester", when, "2.0.0-rc.1 bec96bbbe09d",
                                      actual, k == 1 && i % 9 == 0 ? "Fail" : "Pass" },
               G_N_ELEMENTS (attempt_columns));
    }
  close_table (html);
}

static double
write_report (const char *path)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (SlipReport) report = slip_report_new (&(SlipReportMeta){
      .title = "UAT checklist", .form = "UAT Checklist", .number = "2026-B-UAT-1" });
  g_autoptr (GError) error = NULL;

  slip_report_add_paragraph (report, SLIP_REPORT_TITLE, "UAT checklist");
  slip_report_add_contents (report, 1, "Contents");
  slip_report_add_heading (report, 1, "Items");
  for (guint i = 1; i <= ITEMS; i++)
    add_item (NULL, report, i);
  if (!slip_report_write_odt (report, path, &error))
    {
      g_printerr ("bench-odt: %s\n", error->message);
      exit (3);
    }
  return (double) (g_get_monotonic_time () - start) / 1e6;
}

/* Seconds; negative when pandoc isn't there. */
static double
run_pandoc (const char *folder)
{
  g_autofree char *program = g_find_program_in_path ("pandoc");
  g_autofree char *input = g_build_filename (folder, "uat.html", NULL);
  g_autofree char *output = g_build_filename (folder, "pandoc.odt", NULL);
  g_autoptr (GString) html =
      g_string_new ("<!DOCTYPE html><html><head><title>UAT checklist</title></head><body>\n");
  const char *argv[] = { program, "-f", "html", "-t", "odt", "-o", output, input, NULL };
  gint64 start;
  int status = -1;
  double seconds = -1;

  if (program == NULL)
    return -1;
  for (guint i = 1; i <= ITEMS; i++)
    add_item (html, NULL, i);
  g_string_append (html, "</body></html>\n");
  g_file_set_contents (input, html->str, (gssize) html->len, NULL);
  start = g_get_monotonic_time ();
  if (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                    NULL) &&
      g_spawn_check_wait_status (status, NULL))
    seconds = (double) (g_get_monotonic_time () - start) / 1e6;
  g_unlink (input);
  g_unlink (output);
  return seconds;
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("slip-bench-odt-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "uat.odt", NULL);
  double best = G_MAXDOUBLE;
  double pandoc;
  double megabytes;
  struct rusage usage;

  for (guint i = 0; i < ROUNDS; i++)
    best = MIN (best, write_report (path));
  getrusage (RUSAGE_SELF, &usage);
  megabytes = (double) usage.ru_maxrss / 1024;
  pandoc = run_pandoc (folder);
  g_unlink (path);
  g_rmdir (folder);
  printf ("odt: %d items, %d rows: %.3f s, peak %.0f MB (limit 100 MB)\n", ITEMS,
          ITEMS * (STEPS + ATTEMPTS), best, megabytes);
  if (pandoc < 0)
    printf ("odt: pandoc is not installed, so there is nothing to compare with\n");
  else
    printf ("odt: pandoc %.3f s, %.0f times as long (wanted: at least 20)\n", pandoc,
            pandoc / best);
  return megabytes < 100 && (pandoc < 0 || pandoc / best >= 20) ? 0 : 1;
}
