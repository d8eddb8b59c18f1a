/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A sync's state in words. */

#include "core/slip-error.h"
#include "ui/sync/slip-sync-words.h"

#define MINUTE ((gint64) 60 * 1000)
#define NOW (100 * 24 * 60 * MINUTE)

static void
test_ago (void)
{
  static const struct
  {
    gint64 ago;
    const char *words;
  } cases[] = {
    { 0, "just now" },
    { -5 * MINUTE, "just now" },
    { MINUTE - 1, "just now" },
    { MINUTE, "1 minute ago" },
    { 12 * MINUTE, "12 minutes ago" },
    { 60 * MINUTE, "1 hour ago" },
    { 24 * 60 * MINUTE - 1, "23 hours ago" },
    { 24 * 60 * MINUTE, "1 day ago" },
    { 50 * 24 * 60 * MINUTE, "50 days ago" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = slip_sync_words_ago (NOW - cases[i].ago, NOW);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static void
test_amounts (void)
{
  g_autofree char *never = slip_sync_words_last (0, NOW);
  g_autofree char *one = slip_sync_words_waiting (1);
  g_autofree char *three = slip_sync_words_waiting (3);
  g_autofree char *large = slip_sync_words_progress (13500000, 19900000);
  g_autofree char *small = slip_sync_words_progress (900, 2500);
  g_autofree char *over = slip_sync_words_progress (9, 7);

  g_assert_cmpstr (never, ==, "Never synced");
  g_assert_null (slip_sync_words_waiting (0));
  g_assert_cmpstr (one, ==, "1 change to send");
  g_assert_cmpstr (three, ==, "3 changes to send");
  g_assert_cmpstr (large, ==, "13 of 19 MB");
  g_assert_cmpstr (small, ==, "0 of 2 kB");
  g_assert_cmpstr (over, ==, "7 of 7 B");
  g_assert_null (slip_sync_words_progress (0, 0));
}

static void
test_remedies (void)
{
  g_autoptr (GError) refused = g_error_new_literal (
      SLIP_ERROR, SLIP_ERROR_AUTH, "no; set the right user and password (slipwayctl remote set)");
  g_autoptr (GError) gone = g_error_new_literal (SLIP_ERROR, SLIP_ERROR_NOT_FOUND, "gone");
  g_autoptr (GError) full = g_error_new_literal (SLIP_ERROR, SLIP_ERROR_NO_SPACE, "full");
  g_autofree char *words = slip_sync_words_error (refused);

  g_assert_cmpint (slip_sync_words_remedy (refused), ==, SLIP_REMEDY_PASSWORD);
  g_assert_cmpint (slip_sync_words_remedy (gone), ==, SLIP_REMEDY_ADDRESS);
  g_assert_cmpint (slip_sync_words_remedy (full), ==, SLIP_REMEDY_AGAIN);
  g_assert_cmpstr (words, ==, "no; set the right user and password");
}

static void
test_short_errors (void)
{
  static const char *const cases[][2] = {
    { "It is gone (410) (https://a/b (c)/); try again",
      "It is gone (410) (https://a/b (c)/); try again" },
    { "It is gone (410) (https://a/b/); try again", "It is gone (410); try again" },
    { "It is gone (/a/b); try again", "It is gone; try again" },
    { "It is gone (410); try again", "It is gone (410); try again" },
    { "It is gone (https://a/b/)", "It is gone (https://a/b/)" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (SLIP_ERROR, SLIP_ERROR_FAILED, cases[i][0]);
      g_autofree char *text = slip_sync_words_short_error (error);

      g_assert_cmpstr (text, ==, cases[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync-words/ago", test_ago);
  g_test_add_func ("/sync-words/amounts", test_amounts);
  g_test_add_func ("/sync-words/remedies", test_remedies);
  g_test_add_func ("/sync-words/short-errors", test_short_errors);
  return g_test_run ();
}
