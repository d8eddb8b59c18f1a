/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Decimal text: one text a value, and rounding as a person would do it. */

#include <math.h>
#include <string.h>

#include "core/slip-decimal.h"
#include "core/slip-error.h"

static void
test_canonical_text (void)
{
  const char *vectors[][2] = {
    { "0", "0" },
    { "-0", "0" },
    { "-0.00", "0" },
    { "+1", "1" },
    { "01.50", "1.5" },
    { " 7 ", "7" },
    { ".5", "0.5" },
    { "5.", "5" },
    { "-.25", "-0.25" },
    { "100", "100" },
    { "1200.0", "1200" },
    { "0.001", "0.001" },
    { "-0.5", "-0.5" },
    { "000", "0" },
    { "999999999999999", "999999999999999" },
    { "0.000000000000001", "0.000000000000001" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = slip_decimal_parse (vectors[i][0], -1, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, vectors[i][1]);
    }
}

static void
test_refuses_what_is_no_number (void)
{
  const char *texts[] = {
    "",
    "-",
    ".",
    "+",
    "1e5",
    "0x10",
    "1,5",
    "1.2.3",
    "1 000",
    "--1",
    "NaN",
    "inf",
    "1-",
    "٣",
    "-.",
    "1000000000000000",
    "1234567890.123456",
    "0.0000000000000001",
    "11111111111111111111111111111111111111111111111111111111111111111111111"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (slip_decimal_parse (texts[i], -1, &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
    }
}

static void
test_respects_declared_places (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *fits = slip_decimal_parse ("1.250", 2, NULL);
  g_autofree char *whole = slip_decimal_parse ("3.0", 0, NULL);

  g_assert_cmpstr (fits, ==, "1.25");
  g_assert_cmpstr (whole, ==, "3");
  g_assert_null (slip_decimal_parse ("1.255", 2, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_assert_null (slip_decimal_parse ("0.5", 0, NULL));
}

static void
test_rounds_half_even (void)
{
  const struct
  {
    double value;
    int decimals;
    const char *text;
  } vectors[] = {
    { 0.5, 0, "0" },
    { 1.5, 0, "2" },
    { 2.5, 0, "2" },
    { -0.5, 0, "0" },
    { -1.5, 0, "-2" },
    { -2.5, 0, "-2" },
    { 2.675, 2, "2.68" },
    { 2.665, 2, "2.66" },
    { 1.005, 2, "1" },
    { 1.015, 2, "1.02" },
    { 0.125, 2, "0.12" },
    { 0.1251, 2, "0.13" },
    { 0.1 + 0.2, 1, "0.3" },
    { 0.1 + 0.2, 4, "0.3" },
    { 99.95, 1, "100" },
    { 9.5, 0, "10" },
    { 0.05, 1, "0" },
    { 0.06, 1, "0.1" },
    { 0.004, 1, "0" },
    { 0.15, 1, "0.2" },
    { 1e-300, 2, "0" },
    { 123456, 2, "123456" },
    { 1e14, 2, "100000000000000" },
    { 123456789012.345, 3, "123456789012.345" },
    { 123456789012345.5, 2, "123456789012346" },
    { -1e-9, 3, "0" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autofree char *text = slip_decimal_round (vectors[i].value, vectors[i].decimals);

      g_assert_cmpstr (text, ==, vectors[i].text);
    }
}

static void
test_what_is_no_number_is_empty (void)
{
  const double values[] = { NAN, INFINITY, -INFINITY, 1e15, -1e300, 999999999999999.9 };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *text = slip_decimal_round (values[i], 2);

      g_assert_cmpstr (text, ==, "");
    }
}

/* Any number of at most 15 digits comes back as it was, and is its own canonical text. */
static void
test_fifteen_digits_survive (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (int i = 0; i < 20000; i++)
    {
      int n = g_rand_int_range (rand, 1, 16);
      int places = g_rand_int_range (rand, 0, n + 1);
      g_autoptr (GString) text = g_string_new (g_rand_boolean (rand) ? "-" : "");
      g_autofree char *canonical = NULL;
      g_autofree char *again = NULL;
      g_autofree char *rounded = NULL;

      for (int k = 0; k < n; k++)
        {
          if (k == n - places)
            g_string_append_c (text, '.');
          g_string_append_c (text, (char) ('0' + g_rand_int_range (rand, 0, 10)));
        }
      canonical = slip_decimal_parse (text->str, -1, NULL);
      g_assert_nonnull (canonical);
      again = slip_decimal_parse (canonical, -1, NULL);
      g_assert_cmpstr (again, ==, canonical);
      rounded = slip_decimal_round (g_ascii_strtod (text->str, NULL), 15);
      g_assert_cmpstr (rounded, ==, canonical);
      g_assert_cmpint (slip_decimal_compare (text->str, canonical), ==, 0);
    }
}

/* Rounding to whole thousandths in integers says the same. */
static void
test_rounding_agrees_with_integers (void)
{
  for (int n = -30000; n <= 30000; n += 1)
    {
      int half = n % 10;
      int down = (n - half) / 10;
      int expected =
          ABS (half) < 5 || (ABS (half) == 5 && down % 2 == 0) ? down : down + (n < 0 ? -1 : 1);
      g_autofree char *text =
          g_strdup_printf ("%s%d.%04d", n < 0 ? "-" : "", ABS (n) / 10000, ABS (n) % 10000);
      g_autofree char *want = g_strdup_printf ("%s%d.%03d", expected < 0 ? "-" : "",
                                               ABS (expected) / 1000, ABS (expected) % 1000);
      g_autofree char *canonical = slip_decimal_parse (want, 3, NULL);
      g_autofree char *rounded = slip_decimal_round (g_ascii_strtod (text, NULL), 3);

      g_assert_cmpstr (rounded, ==, canonical);
    }
}

static int
sign (double value)
{
  return (value > 0) - (value < 0);
}

static void
test_compares_by_value (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (int i = 0; i < 20000; i++)
    {
      double a = g_rand_int_range (rand, -200, 201) / 8.0;
      double b = g_rand_int_range (rand, -200, 201) / 8.0;
      g_autofree char *left = slip_decimal_round (a, 3);
      g_autofree char *right = slip_decimal_round (b, 3);

      g_assert_cmpint (slip_decimal_compare (left, right), ==, sign (a - b));
    }
  g_assert_cmpint (slip_decimal_compare ("10", "9"), >, 0);
  g_assert_cmpint (slip_decimal_compare ("", "-5"), <, 0);
  g_assert_cmpint (slip_decimal_compare ("-5", ""), >, 0);
  g_assert_cmpint (slip_decimal_compare ("", ""), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/decimal/canonical-text", test_canonical_text);
  g_test_add_func ("/core/decimal/refuses-what-is-no-number", test_refuses_what_is_no_number);
  g_test_add_func ("/core/decimal/respects-declared-places", test_respects_declared_places);
  g_test_add_func ("/core/decimal/rounds-half-even", test_rounds_half_even);
  g_test_add_func ("/core/decimal/what-is-no-number-is-empty", test_what_is_no_number_is_empty);
  g_test_add_func ("/core/decimal/fifteen-digits-survive", test_fifteen_digits_survive);
  g_test_add_func ("/core/decimal/rounding-agrees-with-integers",
                   test_rounding_agrees_with_integers);
  g_test_add_func ("/core/decimal/compares-by-value", test_compares_by_value);
  return g_test_run ();
}
