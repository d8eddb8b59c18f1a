/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Where the password is: no keyring, one that comes, one that goes away; against a real server, also with a wrong password
 * and when it is gone. On a bus and in a home of its own. */

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "../sync/apache.h"
#include "slip-test-fixture.h"
#include "ui/sync/slip-credentials.h"

static GSubprocess *
start_keyring (void)
{
  g_autofree char *program = g_find_program_in_path ("gnome-keyring-daemon");
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) keyring = NULL;

  if (program == NULL)
    return NULL;
  keyring =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                            G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                        &error, program, "--foreground", "--unlock", "--components=secrets", NULL);
  g_assert_no_error (error);
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (keyring), "opened", 6, NULL, NULL, NULL);
  g_output_stream_close (g_subprocess_get_stdin_pipe (keyring), NULL, NULL);
  return g_steal_pointer (&keyring);
}

/* Until it has the name, or has lost it. */
static void
wait_for_keyring (gboolean there)
{
  gint64 end = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  gboolean is_there = !there;

  while (is_there != there)
    {
      g_autoptr (GVariant) answer = g_dbus_connection_call_sync (
          bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
          "NameHasOwner", g_variant_new ("(s)", "org.freedesktop.secrets"), NULL,
          G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);

      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_variant_get (answer, "(b)", &is_there);
      g_thread_yield ();
    }
}

static gboolean
has_file (SlipWorkspace *workspace)
{
  g_autofree char *password = slip_workspace_read_password_file (workspace);

  return password != NULL;
}

/* @code: -1: it goes well */
static void
try_to_sync (SlipWorkspace *workspace, int code)
{
  SlipSyncReport report = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean done = slip_workspace_sync (workspace, &report, NULL, &error);

  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, SLIP_ERROR, code);
  g_assert_cmpint (done, ==, code < 0);
  slip_sync_report_clear (&report);
}

static void
name_folder (SlipWorkspace *workspace, const char *url)
{
  g_autoptr (GError) error = NULL;

  slip_workspace_set_remote (workspace, url, "ada", "lovelace", FALSE, NULL, &error);
  g_assert_no_error (error);
}

/* The workspace opened anew, as the next program does. */
static SlipWorkspace *
again (Fixture *fixture)
{
  team_reopen (fixture->team, PM);
  return fixture->team->people[PM];
}

static void
test_all (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *workspace = fixture->team->people[PM];
  g_autoptr (TestApache) apache = NULL;
  g_autoptr (GSubprocess) keyring = NULL;
  g_autofree char *url = NULL;
  g_autofree char *path = g_build_filename (fixture->dir, "remote.secret", NULL);
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  if (!test_apache_is_installed ())
    {
      g_test_skip ("no apache2");
      return;
    }
  apache = test_apache_start ();
  url = test_apache_url (apache, "/basic/");

  /* Nowhere else to go: the file stays, and is its owner's alone. */
  name_folder (workspace, url);
  slip_credentials_settle (workspace, NULL);
  g_assert_false (slip_credentials_has_keyring (NULL));
  g_assert_true (has_file (workspace));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  try_to_sync (workspace, -1);

  keyring = start_keyring ();
  if (keyring == NULL)
    {
      g_test_skip ("no gnome-keyring");
      return;
    }
  wait_for_keyring (TRUE);
  g_assert_true (slip_credentials_has_keyring (NULL));
  slip_credentials_settle (workspace, NULL);
  g_assert_false (has_file (workspace));
  try_to_sync (workspace, -1);

  /* Another program doesn't know it before it has asked, and says what to do. */
  workspace = again (fixture);
  g_assert_false (slip_workspace_check_remote (workspace, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NO_PASSWORD);
  g_assert_nonnull (strstr (error->message, "There is no password for ada"));
  g_assert_nonnull (strstr (error->message, "(slipwayctl remote set)"));
  slip_credentials_settle (workspace, NULL);
  try_to_sync (workspace, -1);

  /* One that is wrong in the meantime. */
  slip_workspace_set_session_password (workspace, "wrong");
  try_to_sync (workspace, SLIP_ERROR_AUTH);
  name_folder (workspace, url);
  slip_credentials_settle (workspace, NULL);
  g_assert_false (has_file (workspace));
  try_to_sync (workspace, -1);

  /* The keyring goes away: what is named now stays in the file. */
  g_subprocess_force_exit (keyring);
  g_subprocess_wait (keyring, NULL, NULL);
  wait_for_keyring (FALSE);
  name_folder (workspace, url);
  slip_credentials_settle (workspace, NULL);
  g_assert_true (has_file (workspace));
  workspace = again (fixture);
  slip_credentials_settle (workspace, NULL);
  g_assert_true (has_file (workspace));
  try_to_sync (workspace, -1);

  /* The server goes away. */
  g_clear_pointer (&apache, test_apache_stop);
  try_to_sync (workspace, SLIP_ERROR_OFFLINE);
  g_assert_true (has_file (workspace));
}

/* Somebody else wrote another one between reading and removing. */
static void
test_newer_stays (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *workspace = fixture->team->people[PM];
  g_autofree char *path = g_build_filename (fixture->dir, "remote.secret", NULL);

  g_assert_true (g_file_set_contents (path, "newer", -1, NULL));
  g_assert_false (slip_workspace_remove_password_file (workspace, "older"));
  g_assert_true (has_file (workspace));
  g_assert_true (slip_workspace_remove_password_file (workspace, "newer"));
  g_assert_false (has_file (workspace));
}

/* Never unreferenced: its end would wait until libsecret has let go of the connection. */
static GTestDBus *bus;

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("slip-home-XXXXXX", NULL);
  g_autoptr (GDBusConnection) connection = NULL;
  int status;

  g_setenv ("HOME", home, TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("XDG_RUNTIME_DIR", home, TRUE);
  g_unsetenv ("DISPLAY");
  g_unsetenv ("WAYLAND_DISPLAY");
  g_test_init (&argc, &argv, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  g_test_add ("/credentials/newer-stays", Fixture, NULL, set_up_two, test_newer_stays, tear_down);
  g_test_add ("/credentials/all", Fixture, NULL, set_up_two, test_all, tear_down);
  /* Libsecret keeps a connection to it that would take the program along. */
  connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_dbus_connection_set_exit_on_close (connection, FALSE);
  status = g_test_run ();
  g_test_dbus_stop (bus);
  remove_tree (home);
  return status;
}
