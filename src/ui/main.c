/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* slipway: the window. */

#define G_LOG_DOMAIN "slipway"

#include <glib/gi18n.h>
#include <locale.h>

#include "ui/app/slip-application.h"
#include "ui/app/slip-stalls.h"

int
main (int argc, char **argv)
{
  /* Where the translations are before they are installed. */
  const char *translations = g_getenv ("SLIPWAY_LOCALEDIR");
  g_autoptr (SlipApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain ("slipway", translations != NULL ? translations : SLIPWAY_LOCALEDIR);
  bind_textdomain_codeset ("slipway", "UTF-8");
  textdomain ("slipway");
  g_set_application_name ("Slipway");
  slip_stalls_watch ();
  application = slip_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
