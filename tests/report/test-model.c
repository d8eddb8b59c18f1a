/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The model keeps what it is given, and the layout keeps tables on the page. */

#include "report-fixture.h"

#include "process/slip-roles.h"
#include "report/slip-report-layout.h"
#include "report/slip-report-value.h"

static SlipReport *
empty_report (void)
{
  return slip_report_new (&(SlipReportMeta){ .title = "T" });
}

static void
test_copies_texts (void)
{
  g_autoptr (SlipReport) report = NULL;
  char title[] = "Title";
  char text[] = "Text";

  report = slip_report_new (&(SlipReportMeta){ .title = title });
  slip_report_add_heading (report, 9, text);
  title[0] = text[0] = 'X';
  g_assert_cmpstr (slip_report_get_meta (report)->title, ==, "Title");
  g_assert_cmpstr (slip_report_get_meta (report)->number, ==, "");
  g_assert_cmpstr (slip_report_get_meta (report)->language, ==, "en");
  g_assert_cmpuint (slip_report_get_length (report), ==, 1);
  g_assert_cmpstr (slip_report_get_block (report, 0)->text, ==, "Text");
  g_assert_cmpuint (slip_report_get_block (report, 0)->level, ==, 6);
}

static void
test_last_row_may_end_early (void)
{
  g_autoptr (SlipReport) report = empty_report ();
  SlipReportTable *table = slip_report_add_table (report, SLIP_TABLE_GRID);

  slip_report_table_add_column (table, "A", 0, FALSE);
  slip_report_table_add_column (table, "B", 0, FALSE);
  slip_report_table_add_cell (table, SLIP_TONE_PLAIN, "1");
  slip_report_table_add_cell (table, SLIP_TONE_PLAIN, "2");
  slip_report_table_add_cell (table, SLIP_TONE_PLAIN, NULL);
  g_assert_cmpuint (slip_report_table_n_rows (table), ==, 2);
  g_assert_cmpstr (slip_report_table_get_cell (table, 1, 0)->text, ==, "");
  g_assert_null (slip_report_table_get_cell (table, 1, 1));
  g_assert_null (slip_report_table_get_cell (table, 0, 2));
}

static int
sum_of (SlipReportLayout *layout)
{
  int sum = 0;

  for (guint c = 0; c < layout->n_columns; c++)
    sum += layout->widths[c];
  return sum;
}

static void
test_given_shares_fill_the_width (void)
{
  g_autoptr (SlipReport) report = empty_report ();
  SlipReportTable *table = slip_report_add_pairs (report);
  g_autoptr (SlipReportLayout) layout = slip_report_layout_new (table, 17000);

  g_assert_cmpint (sum_of (layout), ==, 17000);
  g_assert_cmpint (layout->widths[0], ==, 4857);
}

static void
test_any_table_fits_the_width (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (SlipReport) report = empty_report ();
      SlipReportTable *table = slip_report_add_table (report, SLIP_TABLE_GRID);
      guint n = (guint) g_rand_int_range (random, 1, 25);
      g_autoptr (SlipReportLayout) layout = NULL;

      for (guint c = 0; c < n; c++)
        slip_report_table_add_column (table, "Header", 0, g_rand_boolean (random));
      for (guint i = 0; i < 3 * n; i++)
        {
          g_autofree char *text = g_strnfill ((gsize) g_rand_int_range (random, 0, 200),
                                              g_rand_boolean (random) ? 'w' : ' ');

          slip_report_table_add_cell (table, SLIP_TONE_PLAIN, text);
        }
      layout = slip_report_layout_new (table, 17000);
      g_assert_cmpint (sum_of (layout), ==, 17000);
      g_assert_false (layout->below[0]);
      for (guint c = 0; c < n; c++)
        if (layout->below[c])
          g_assert_cmpint (layout->widths[c], ==, 0);
        else
          g_assert_cmpint (layout->widths[c], >, 0);
    }
}

static void
test_times_are_printed_with_their_zone (void)
{
  static const char *const cases[][2] = {
    { "2026-03-14T22:00:00+01:00", "2026-03-14 22:00 +01:00" },
    { "2026-03-14T22:00:05Z", "2026-03-14 22:00:05 UTC" },
    { "2026-03-14T22:00:00Z", "2026-03-14 22:00 UTC" },
    { "2026-03-14T22:00:00.250-05:30", "2026-03-14 22:00:00.250 -05:30" },
    { "yesterday", "yesterday" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = slip_report_time (cases[i][0]);

      g_assert_cmpstr (text, ==, cases[i][1]);
    }
}

static void
test_roles_have_names (void)
{
  g_assert_cmpstr (slip_role_name ("ai-irb-liaison"), ==, "AI-IRB Liaison");
  g_assert_cmpstr (slip_role_name ("gardener"), ==, "gardener");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/model/copies-texts", test_copies_texts);
  g_test_add_func ("/report/model/last-row-may-end-early", test_last_row_may_end_early);
  g_test_add_func ("/report/layout/given-shares-fill-the-width", test_given_shares_fill_the_width);
  g_test_add_func ("/report/layout/any-table-fits-the-width", test_any_table_fits_the_width);
  g_test_add_func ("/report/value/times-are-printed-with-their-zone",
                   test_times_are_printed_with_their_zone);
  g_test_add_func ("/report/value/roles-have-names", test_roles_have_names);
  return g_test_run ();
}
