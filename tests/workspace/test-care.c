/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Care of the data: rebuilding, and several programs or somebody who may only read at one workspace. */

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "slip-test-fixture.h"

/* == rebuild == */

static void
test_rebuild_gives_the_same_tables (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *workspace = fixture->team->people[0];
  g_autofree char *before = digest_of (workspace);
  g_autofree char *after = NULL;
  SlipRebuildReport report = { 0 };
  g_autoptr (GError) error = NULL;

  slip_workspace_rebuild (workspace, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (report.difference, ==, NULL);
  g_assert_true (report.equal);
  g_assert_cmpuint (report.ops, >, 100);
  after = digest_of (workspace);
  g_assert_cmpstr (before, ==, after);
  assert_verifies (workspace);
}

static void
test_rebuild_mends_tables (Fixture *fixture, gconstpointer data)
{
  static const char *const damages[] = {
    "UPDATE value SET value = 'altered' WHERE field = 'scope/purpose'",
    "DELETE FROM row",
    "DELETE FROM member WHERE name LIKE 'Q%'",
    "DELETE FROM search",
  };
  g_autofree char *before = digest_of (fixture->team->people[0]);

  for (gsize i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      SlipRebuildReport report = { 0 };
      g_autoptr (GError) error = NULL;
      g_autofree char *after = NULL;

      tamper (fixture->dir, damages[i]);
      slip_workspace_rebuild (fixture->team->people[0], &report, &error);
      g_assert_no_error (error);
      /* The index is no part of the dump. */
      g_assert_cmpint (report.equal, ==, i == 3);
      if (i == 0)
        g_assert_nonnull (strstr (report.difference, "scope/purpose"));
      after = digest_of (fixture->team->people[0]);
      g_assert_cmpstr (before, ==, after);
      assert_verifies (fixture->team->people[0]);
      slip_rebuild_report_clear (&report);
    }
}

static void
test_killed_rebuild_leaves_the_tables (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = digest_of (fixture->team->people[0]);
  gint64 begin = g_get_monotonic_time ();
  gint32 length;

  g_clear_object (&fixture->team->people[0]);
  g_assert_cmpint (wait_for_program (start_program ("-C", fixture->dir, "rebuild", NULL)), ==, 0);
  length = (gint32) (g_get_monotonic_time () - begin);
  for (guint i = 0; i < 10; i++)
    {
      GPid pid = start_program ("-C", fixture->dir, "rebuild", NULL);
      g_autoptr (SlipWorkspace) workspace = NULL;
      g_autofree char *after = NULL;

      g_usleep ((gulong) g_test_rand_int_range (0, length));
      kill (pid, SIGKILL);
      wait_for_program (pid);
      workspace = open_workspace (fixture->dir);
      after = digest_of (workspace);
      g_assert_cmpstr (before, ==, after);
    }
  fixture->team->people[0] = open_workspace (fixture->dir);
  assert_verifies (fixture->team->people[0]);
}

/* == several programs == */

static void
test_two_programs_edit_at_a_time (Fixture *fixture, gconstpointer data)
{
  gint64 before = count (fixture->dir, "SELECT count (*) FROM row WHERE tbl = 'tasks'");
  g_autoptr (GError) error = NULL;
  GPid pids[6];

  for (guint i = 0; i < 3; i++)
    {
      for (guint n = 0; n < 6; n++)
        pids[n] =
            n < 4 ? start_program ("-C", fixture->dir, "field", "add", fixture->plan, "tasks", NULL)
                  : start_program ("-C", fixture->dir, "sync", NULL);
      /* And this one. */
      g_free (slip_workspace_add_row (fixture->team->people[0], fixture->plan, "tasks", &error));
      g_assert_no_error (error);
      for (guint n = 0; n < 6; n++)
        g_assert_cmpint (wait_for_program (pids[n]), ==, 0);
    }
  g_assert_cmpint (count (fixture->dir, "SELECT count (*) FROM row WHERE tbl = 'tasks'"), ==,
                   before + 15);
  team_settle (fixture->team);
  g_assert_cmpint (count (fixture->dir, "SELECT count (*) FROM frame WHERE fork = 1"), ==, 0);
  assert_verifies (fixture->team->people[0]);
}

static void
test_readers_stay_beside_a_rebuild (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    {
      GPid pid = start_program ("-C", fixture->dir, "rebuild", NULL);
      int status;

      do
        {
          g_autoptr (GPtrArray) list =
              slip_workspace_list_documents (fixture->team->people[0], NULL, NULL);

          g_assert_nonnull (list);
          g_assert_cmpuint (list->len, ==, 1);
        }
      while (waitpid (pid, &status, WNOHANG) == 0);
      g_assert_cmpint (status, ==, 0);
      g_spawn_close_pid (pid);
    }
}

/* == nothing can be written == */

/* As somebody who may read and not write (root may do all), in a program of its own: threads don't survive a
 * fork. */
#define LOOK "--look-as-guest"

static int
look (const char *dir)
{
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  SlipVerifyReport report = { 0 };

  if (geteuid () == 0 && (setgid (65534) != 0 || setuid (65534) != 0))
    return 10;
  workspace = slip_workspace_open (dir, &error);
  if (workspace == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 11;
    }
  if (!slip_workspace_is_read_only (workspace))
    return 12;
  list = slip_workspace_list_documents (workspace, NULL, &error);
  if (list == NULL || list->len != 1)
    return 13;
  if (!slip_workspace_verify (workspace, &report, &error) || report.problem != NULL)
    {
      g_printerr ("%s\n", error != NULL ? error->message : report.problem);
      return 14;
    }
  slip_verify_report_clear (&report);
  g_free (slip_workspace_new_release (workspace, "No", &error));
  return g_error_matches (error, SLIP_ERROR, SLIP_ERROR_READ_ONLY) ? 0 : 15;
}

static int
look_as_guest (const char *dir)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  const char *argv[] = { self, LOOK, dir, NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  return WIFEXITED (status) ? WEXITSTATUS (status) : 99;
}

static void
test_read_only_workspace_can_be_read (Fixture *fixture, gconstpointer data)
{
  g_autofree char *database = g_build_filename (fixture->dir, "workspace.db", NULL);
  g_autofree char *device = g_build_filename (fixture->dir, "device.key", NULL);

  g_clear_object (&fixture->team->people[0]);
  g_chmod (fixture->team->dir, 0755);
  g_chmod (database, 0444);
  g_chmod (device, 0444);
  g_chmod (fixture->dir, 0555);
  g_assert_cmpint (look_as_guest (fixture->dir), ==, 0);
  g_chmod (fixture->dir, 0700);
  g_chmod (database, 0600);
  g_chmod (device, 0600);
  fixture->team->people[0] = open_workspace (fixture->dir);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], LOOK))
    return look (argv[2]);
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/care/" name, Fixture, NULL, set_up_two, func, tear_down)
  ADD ("rebuild-gives-the-same-tables", test_rebuild_gives_the_same_tables);
  ADD ("rebuild-mends-tables", test_rebuild_mends_tables);
  ADD ("killed-rebuild-leaves-the-tables", test_killed_rebuild_leaves_the_tables);
  ADD ("two-programs-edit-at-a-time", test_two_programs_edit_at_a_time);
  ADD ("readers-stay-beside-a-rebuild", test_readers_stay_beside_a_rebuild);
  ADD ("read-only-workspace-can-be-read", test_read_only_workspace_can_be_read);
#undef ADD
  return g_test_run ();
}
