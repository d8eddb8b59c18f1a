/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What all areas say alike. */

#include "ui/app/slip-words.h"

static void
test_times (void)
{
  static const struct
  {
    const char *text;
    const char *words;
  } cases[] = {
    { "", "" },
    { "2026-10-17T20:00:00+02:00", "17 October 2026, 20:00 (UTC+02:00)" },
    { "2026-10-17T20:00:00Z", "17 October 2026, 20:00 (UTC+00:00)" },
    { "2026-11-07", "7 November 2026" },
    { "met: rehearsed on 2026-09-24, 90 minutes",
      "met: rehearsed on 24 September 2026, 90 minutes" },
    { "1. I-01, 2026-10-21T06:10:00+02:00\n2. I-02, 2026-11-04",
      "1. I-01, 21 October 2026, 06:10 (UTC+02:00)\n2. I-02, 4 November 2026" },
    /* What only looks like a day. */
    { "2026-V5RL-CP-XJ", "2026-V5RL-CP-XJ" },
    { "2026-13-45", "2026-13-45" },
    { "build-2026-10-17", "build-2026-10-17" },
    { "2026-10-17-rc1", "2026-10-17-rc1" },
    { "sha256:2026-10-17a", "sha256:2026-10-17a" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = slip_words_times (cases[i].text);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/times", test_times);
  return g_test_run ();
}
