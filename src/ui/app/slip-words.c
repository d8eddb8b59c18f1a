/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-words.h. */

#include "ui/app/slip-words.h"

#include <glib/gi18n.h>
#include <string.h>

const char *
slip_words_status (const char *status)
{
  static const struct
  {
    const char *status;
    const char *words;
  } known[] = {
    { "draft", N_ ("Draft") },
    { "in review", N_ ("In review") },
    { "approved", N_ ("Approved") },
    { "amended", N_ ("Changed since approval") },
    { "in revision", N_ ("In revision") },
    { "approval withdrawn", N_ ("Approval withdrawn") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].status, status))
      return _ (known[i].words);
  return status;
}

const char *
slip_words_calculated (const char *formula, const char *text)
{
  /* The words of formulas, which nothing collects from there. What is signed and written has them as they are. */
  static const char *const known[] = { N_ ("None"), N_ ("Not signed yet"), N_ ("n/a") };
  g_autofree char *literal = NULL;

  if (g_str_equal (formula, "slip:status()"))
    return slip_words_status (text);
  literal = g_strdup_printf ("'%s'", text);
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i], text) && strstr (formula, literal) != NULL)
      return _ (known[i]);
  return text;
}

static gboolean
put_time (const GMatchInfo *match, GString *text, gpointer data)
{
  g_autofree char *found = g_match_info_fetch (match, 0);
  g_autofree char *whole =
      strchr (found, 'T') != NULL ? g_strdup (found) : g_strconcat (found, "T00:00:00Z", NULL);
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (whole, NULL);
  g_autofree char *words = NULL;

  if (time != NULL)
    words =
        strchr (found, 'T') != NULL
            /* Translators: g_date_time_format() of a time: "14 March 2026, 22:00 (UTC+01:00)" */
            ? g_date_time_format (time, _ ("%-d %B %Y, %H:%M (UTC%:z)"))
            /* Translators: a day, as g_date_time_format() writes it: "14 March 2026" */
            : g_date_time_format (time, _ ("%-d %B %Y"));
  g_string_append (text, words != NULL ? words : found);
  return FALSE;
}

char *
slip_words_times (const char *text)
{
  /* A number of a document begins with a year, too: no letter, digit or hyphen may stand beside a day. */
  static const char pattern[] = "(?<![\\w-])\\d{4}-\\d\\d-\\d\\d"
                                "(T\\d\\d:\\d\\d:\\d\\d(Z|[+-]\\d\\d:\\d\\d))?(?![\\w-])";
  g_autoptr (GRegex) times = g_regex_new (pattern, 0, 0, NULL);

  return g_regex_replace_eval (times, text, -1, 0, 0, put_time, NULL, NULL);
}
