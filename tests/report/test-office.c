/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* LibreOffice opens the report, and its PDF holds the text. */

#include "report-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static void
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  int status = -1;

  g_spawn_sync (NULL, (char **) argv, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
}

static void
test_libreoffice_prints_it (void)
{
  static const char *const expected[] = {
    "Plan & more <1>", "1 Scope", "2 Signatures",           "Page 1 of",        "2026-AB-DP-XY",
    "Otto <Ops>",      "A note",  "No: the key is unknown", "28810b4c7e9124fd", "Column 5:"
  };
  g_autofree char *office = g_find_program_in_path ("soffice");
  g_autofree char *to_text = g_find_program_in_path ("pdftotext");
  g_autofree char *folder = NULL;
  g_autofree char *odt = NULL;
  g_autofree char *pdf = NULL;
  g_autofree char *txt = NULL;
  g_autofree char *profile = NULL;
  g_autofree char *text = NULL;
  g_autoptr (SlipReport) report = report_fixture_new ();
  g_autoptr (GError) error = NULL;

  if (office == NULL || to_text == NULL)
    {
      g_test_skip ("soffice or pdftotext is not installed");
      return;
    }
  folder = report_fixture_make_folder ();
  odt = g_build_filename (folder, "report.odt", NULL);
  pdf = g_build_filename (folder, "report.pdf", NULL);
  txt = g_build_filename (folder, "report.txt", NULL);
  profile = g_strdup_printf ("-env:UserInstallation=file://%s/profile", folder);
  g_assert_true (slip_report_write_odt (report, odt, &error));
  g_assert_no_error (error);
  run ((const char *const[]){ office, profile, "--headless", "--convert-to", "pdf", "--outdir",
                              folder, odt, NULL });
  run ((const char *const[]){ to_text, "-layout", pdf, txt, NULL });
  g_assert_true (g_file_get_contents (txt, &text, NULL, &error));
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    if (strstr (text, expected[i]) == NULL)
      g_error ("“%s” is not in the PDF:\n%s", expected[i], text);
  report_fixture_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/office/libreoffice-prints-it", test_libreoffice_prints_it);
  return g_test_run ();
}
