/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Dates and date-times: RFC 3339, and the calendar. */

#include "core/slip-datetime.h"

static void
test_dates (void)
{
  const char *good[] = { "2026-03-14", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31" };
  const char *bad[] = {
    "",           "2026-3-14",  "2026-02-29",           "1900-02-29", "2026-13-01",
    "2026-00-10", "2026-01-00", "2026-04-31",           "0000-01-01", "2026-03-14 ",
    "14.03.2026", "20260314",   "2026-03-14T00:00:00Z", "-026-03-14"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (slip_date_is_valid (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (slip_date_is_valid (bad[i]));
  g_assert_false (slip_date_is_valid (NULL));
}

static void
test_datetimes (void)
{
  const char *good[] = { "2026-03-14T22:00:00+01:00", "2026-03-14T22:00:00Z",
                         "2026-03-14T22:00:00.5-11:30", "2026-03-14T23:59:59.123456789+00:00" };
  const char *bad[] = { "2026-03-14",
                        "2026-03-14T22:00:00",
                        "2026-03-14T22:00Z",
                        "2026-03-14 22:00:00Z",
                        "2026-03-14T24:00:00Z",
                        "2026-03-14T22:60:00Z",
                        "2026-03-14T22:00:60Z",
                        "2026-03-14T22:00:00.Z",
                        "2026-03-14T22:00:00.1234567890Z",
                        "2026-03-14T22:00:00+1:00",
                        "2026-03-14T22:00:00+0100",
                        "2026-03-14T22:00:00+24:00",
                        "2026-03-14T22:00:00+01:60",
                        "2026-03-14t22:00:00z",
                        "2026-03-14T22:00:00Zx",
                        "2026-02-30T22:00:00Z" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (slip_datetime_is_valid (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (slip_datetime_is_valid (bad[i]));
  g_assert_false (slip_datetime_is_valid (NULL));
}

static void
test_milliseconds (void)
{
  const struct
  {
    const char *text;
    gint64 ms;
  } vectors[] = {
    { "1970-01-01", 0 },
    { "1970-01-02", 86400000 },
    { "1969-12-31T23:59:59.999Z", -1 },
    { "2026-03-14T22:00:00+01:00", G_GINT64_CONSTANT (1773522000000) },
    { "2026-03-14T21:00:00Z", G_GINT64_CONSTANT (1773522000000) },
    { "2023-11-14T22:13:20.25Z", G_GINT64_CONSTANT (1700000000250) },
    { "2000-02-29T12:00:00-05:30", G_GINT64_CONSTANT (951845400000) },
  };
  gint64 ms = 5;

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_assert_true (slip_datetime_to_ms (vectors[i].text, &ms));
      g_assert_cmpint (ms, ==, vectors[i].ms);
    }
  ms = 5;
  g_assert_false (slip_datetime_to_ms ("soon", &ms));
  g_assert_false (slip_datetime_to_ms (NULL, &ms));
  g_assert_cmpint (ms, ==, 5);
}

static void
test_format_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autofree char *plain = slip_datetime_format (G_GINT64_CONSTANT (1773522000000), 60);
  g_autofree char *utc = slip_datetime_format (0, 0);
  g_autofree char *west = slip_datetime_format (-1000, -90);

  g_assert_cmpstr (plain, ==, "2026-03-14T22:00:00+01:00");
  g_assert_cmpstr (utc, ==, "1970-01-01T00:00:00+00:00");
  g_assert_cmpstr (west, ==, "1969-12-31T22:29:59-01:30");
  for (int i = 0; i < 20000; i++)
    {
      gint64 seconds = (gint64) (g_rand_double_range (rand, -6e10, 2.5e11));
      int offset = g_rand_int_range (rand, -1439, 1440);
      g_autofree char *text = slip_datetime_format (seconds * 1000 + 999, offset);
      g_autoptr (GDateTime) other = g_date_time_new_from_iso8601 (text, NULL);
      gint64 ms;

      g_assert_true (slip_datetime_is_valid (text));
      g_assert_true (slip_datetime_to_ms (text, &ms));
      g_assert_cmpint (ms, ==, seconds * 1000);
      g_assert_cmpint (g_date_time_to_unix (other), ==, seconds);
    }
}

static void
test_format_stays_in_range (void)
{
  const gint64 extremes[] = { G_MININT64, G_MAXINT64, 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (extremes); i++)
    for (int offset = -3000; offset <= 3000; offset += 100)
      {
        g_autofree char *text = slip_datetime_format (extremes[i], offset);

        g_assert_true (slip_datetime_is_valid (text));
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/datetime/dates", test_dates);
  g_test_add_func ("/core/datetime/datetimes", test_datetimes);
  g_test_add_func ("/core/datetime/milliseconds", test_milliseconds);
  g_test_add_func ("/core/datetime/format-round-trip", test_format_round_trip);
  g_test_add_func ("/core/datetime/format-stays-in-range", test_format_stays_in_range);
  return g_test_run ();
}
