/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-words.h. */

#define G_LOG_DOMAIN "slipway"

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
