/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Text as it enters: NFC, line ends, and what XML can carry. */

#include <string.h>

#include "core/slip-error.h"
#include "core/slip-text.h"

static void
assert_normal (const char *text, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *result = slip_text_normalise (text, &error);
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (result, ==, expected);
  g_assert_true (slip_text_is_clean (result));
  again = slip_text_normalise (result, &error);
  g_assert_cmpstr (again, ==, result);
}

static void
test_plain_text_stays (void)
{
  assert_normal ("", "");
  assert_normal ("plain text,\n\tindented", "plain text,\n\tindented");
  assert_normal ("Grüße, 日本語, 🚢", "Grüße, 日本語, 🚢");
}

static void
test_composes (void)
{
  assert_normal ("u\xcc\x88", "ü");
  assert_normal ("\xe2\x84\xab", "Å");            /* the Ångström sign */
  assert_normal ("\xef\xac\x81", "\xef\xac\x81"); /* a ligature stays: NFC, not NFKC */
}

static void
test_line_ends (void)
{
  assert_normal ("a\r\nb\rc\nd\r", "a\nb\nc\nd\n");
  assert_normal ("\r\r\n\n", "\n\n\n");
}

static void
test_refuses_what_xml_cannot_carry (void)
{
  const char *texts[] = { "a\x01"
                          "b",
                          "\x1b[0m", "x\xef\xbf\xbey", "x\xef\xbf\xbfz" };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) refused = NULL;

      g_assert_null (slip_text_normalise (texts[i], &refused));
      g_assert_error (refused, SLIP_ERROR, SLIP_ERROR_INVALID);
    }
  g_assert_null (slip_text_normalise ("Grü\x07", &error));
  g_assert_cmpstr (
      error->message, ==,
      "The text holds the control character U+0007 at place 4: remove it and try again");
  assert_normal ("a\x7f", "a\x7f");
  g_assert_false (slip_text_is_clean ("a\x08"));
  g_assert_false (slip_text_is_clean ("a\rb"));
  g_assert_false (slip_text_is_clean ("\xef\xbf\xbe"));
  g_assert_true (slip_text_is_clean ("\xef\xbf\xbd"));
}

static void
test_refuses_what_is_not_utf8 (void)
{
  const char *texts[] = { "\xff", "caf\xe9", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (slip_text_normalise (texts[i], &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
    }
}

static void
test_any_text_normalises_once (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);
  const gunichar marks[] = { 0x300, 0x308, 0x327, 0x323, 0x1100, 0x1161, 0x11a8, 0x0d, 0x0a, 0x09 };

  for (int i = 0; i < 20000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *once = NULL;

      for (int k = g_rand_int_range (rand, 0, 12); k > 0; k--)
        g_string_append_unichar (text, g_rand_boolean (rand)
                                           ? marks[g_rand_int_range (rand, 0, 10)]
                                           : (gunichar) g_rand_int_range (rand, 0x20, 0x2ff));
      once = slip_text_normalise (text->str, NULL);
      g_assert_nonnull (once);
      assert_normal (once, once);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/text/plain-text-stays", test_plain_text_stays);
  g_test_add_func ("/core/text/composes", test_composes);
  g_test_add_func ("/core/text/line-ends", test_line_ends);
  g_test_add_func ("/core/text/refuses-what-xml-cannot-carry", test_refuses_what_xml_cannot_carry);
  g_test_add_func ("/core/text/refuses-what-is-not-utf8", test_refuses_what_is_not_utf8);
  g_test_add_func ("/core/text/any-text-normalises-once", test_any_text_normalises_once);
  return g_test_run ();
}
