/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the export dialogue offers and writes: names of files, versions, a file of a document, a folder of a release. */

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "slip-test-fixture.h"
#include "ui/output/slip-output.h"

static void
test_names (void)
{
  static const struct
  {
    const char *title;
    const char *name;
  } cases[] = {
    { "2026-AB-DP-XY Claims Triage", "2026-AB-DP-XY Claims Triage" },
    { "a/b\\c: d?\n*", "a-b-c- d" },
    { "../../etc/passwd", "-..-etc-passwd" },
    { " .hidden ", "hidden" },
    { "", "Document" },
    { "???", "Document" },
    { "Zürich \xff", "Zürich \xef\xbf\xbd" },
  };
  g_autofree char *longest = g_strnfill (5000, 'x');
  g_autofree char *name = slip_output_file_name (longest);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *got = slip_output_file_name (cases[i].title);

      g_assert_cmpstr (got, ==, cases[i].name);
    }
  g_assert_cmpuint (strlen (name), <, 200);
}

static char *
write_out (Fixture *fixture, const char *record, gboolean is_release, guint revision,
           const char *path, GCancellable *cancellable, GError **error)
{
  SlipOutputWork work = { fixture->team->people[PM], (char *) record, is_release, ".xml",
                          SLIP_EXPORT_DRAFT,         revision,        TRUE,       (char *) path };

  return slip_output_write (&work, cancellable, error);
}

static void
test_document (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = team_path (fixture->team, "plan.xml");
  g_autoptr (SlipOutputSubject) before = NULL;
  g_autoptr (SlipOutputSubject) subject = NULL;
  g_autofree char *text = NULL;
  g_autofree char *written = NULL;
  g_autoptr (GError) error = NULL;

  before = slip_output_subject_read (fixture->team->people[PM], fixture->plan, &error);
  g_assert_no_error (error);
  g_assert_false (before->is_release);
  g_assert_false (before->approved);
  g_assert_cmpuint (before->revisions->len, ==, 0);
  approve_plan (fixture);
  set (fixture, PM, "scope/purpose", "Changed since");
  subject = slip_output_subject_read (fixture->team->people[PM], fixture->plan, &error);
  g_assert_no_error (error);
  g_assert_true (subject->approved);
  g_assert_cmpuint (subject->revisions->len, ==, 1);
  g_assert_cmpuint (g_array_index (subject->revisions, guint, 0), ==, 1);
  g_assert_cmpstr (subject->name, !=, "");

  written = write_out (fixture, fixture->plan, FALSE, 0, path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (written, ==, path);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "Changed since"));
  g_clear_pointer (&text, g_free);
  g_clear_pointer (&written, g_free);
  written = write_out (fixture, fixture->plan, FALSE, 1, path, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_null (strstr (text, "Changed since"));
  g_assert_null (write_out (fixture, fixture->plan, FALSE, 9, path, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

static guint
count_entries (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* The disk may be full, or a file as long as it may be: what was there stays, and no piece of the new one. */
static void
test_no_room (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = team_path (fixture->team, "full");
  g_autofree char *path = g_build_filename (folder, "plan.xml", NULL);
  struct rlimit before;
  struct rlimit small;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "something else", -1, NULL));
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 512;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_null (write_out (fixture, fixture->plan, FALSE, 0, path, NULL, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, "choose another disk"));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "something else");
  g_assert_cmpuint (count_entries (folder), ==, 1);
  g_clear_error (&error);

  g_assert_null (write_out (fixture, fixture->plan, FALSE, 0, "/nowhere/plan.xml", NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  /* Nothing keeps root out. */
  g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
  if (g_access (folder, W_OK) != 0)
    {
      g_assert_null (write_out (fixture, fixture->plan, FALSE, 0, path, NULL, &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_READ_ONLY);
    }
  g_assert_cmpint (g_chmod (folder, 0700), ==, 0);
}

static void
test_release (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = team_path (fixture->team, "out");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *empty = NULL;
  g_autoptr (SlipOutputSubject) subject = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  subject = slip_output_subject_read (fixture->team->people[PM], fixture->release, &error);
  g_assert_no_error (error);
  g_assert_true (subject->is_release);
  g_assert_cmpstr (subject->name, ==, "Claims Triage");
  first = write_out (fixture, fixture->release, TRUE, 0, folder, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (first, "/out/Claims Triage"));
  g_assert_cmpuint (count_entries (first), ==, 2);
  /* What is there stays. */
  second = write_out (fixture, fixture->release, TRUE, 0, folder, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (second, "/out/Claims Triage (2)"));
  g_cancellable_cancel (cancelled);
  g_assert_null (write_out (fixture, fixture->release, TRUE, 0, folder, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  empty = slip_workspace_new_release (fixture->team->people[PM], "Empty", &error);
  g_assert_no_error (error);
  g_assert_null (write_out (fixture, empty, TRUE, 0, folder, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (write_out (fixture, fixture->release, TRUE, 0, "/nowhere/at/all", NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_FAILED);
  /* Nothing half-written stays. */
  g_assert_cmpuint (count_entries (folder), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/output/names", test_names);
  g_test_add ("/output/document", Fixture, NULL, set_up, test_document, tear_down);
  g_test_add ("/output/no-room", Fixture, NULL, set_up, test_no_room, tear_down);
  g_test_add ("/output/release", Fixture, NULL, set_up_with_procedure, test_release, tear_down);
  return g_test_run ();
}
