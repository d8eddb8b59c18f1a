/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipway: the window. */

#include <glib/gi18n.h>
#include <locale.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "ui/app/slip-application.h"
#include "ui/app/slip-stalls.h"

/* Pools of memory for each thread would keep what a thread needed for a moment; two are enough. Giving it back at once
 * would cost more: what is drawn on is taken and given back in each frame. */
static void
keep_memory_small (void)
{
#ifdef __GLIBC__
  mallopt (M_ARENA_MAX, 2);
  /* Thousands of small things that a thread frees would be put together later, all at once, when the next frame wants
   * memory: up to 40 ms. */
  mallopt (M_MXFAST, 0);
#endif
}

int
main (int argc, char **argv)
{
  /* Where the translations are before they are installed. */
  const char *translations = g_getenv ("SLIPWAY_LOCALEDIR");
  g_autoptr (SlipApplication) application = NULL;

  keep_memory_small ();
  setlocale (LC_ALL, "");
  bindtextdomain ("slipway", translations != NULL ? translations : SLIPWAY_LOCALEDIR);
  bind_textdomain_codeset ("slipway", "UTF-8");
  textdomain ("slipway");
  g_set_application_name ("Slipway");
  slip_stalls_watch ();
  application = slip_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
