/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the window shows of a workspace's sync without asking the store, and a password that lies outside of the folder. */

#include <glib/gstdio.h>

#include "../sync/apache.h"
#include "core/slip-error.h"
#include "slip-test-fixture.h"

static SlipSyncState *
sync_state (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  SlipSyncState *state = slip_workspace_get_sync_state (fixture->team->people[PM], &error);

  g_assert_no_error (error);
  return state;
}

static void
test_waiting (Fixture *fixture, gconstpointer data)
{
  SlipSyncReport report = { 0 };
  g_autoptr (SlipSyncState) state = sync_state (fixture);
  gint64 synced = state->synced_ms;
  g_autofree char *away = g_strconcat (fixture->team->store, ".away", NULL);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (state->url, !=, "");
  g_assert_cmpstr (state->user, ==, "");
  g_assert_false (state->password_file);
  g_assert_cmpint (synced, >, 0);
  g_assert_cmpuint (state->ops, ==, 0);
  g_assert_cmpuint (state->bytes, ==, 0);
  g_assert_null (state->error);
  g_assert_cmpstr (state->attachments, ==, "small");
  slip_workspace_set_attachment_policy (fixture->team->people[PM], "none", &error);
  g_assert_no_error (error);

  set (fixture, PM, "scope/purpose", "one");
  set (fixture, PM, "scope/purpose", "two");
  g_clear_pointer (&state, slip_sync_state_free);
  state = sync_state (fixture);
  g_assert_cmpuint (state->ops, ==, 2);
  g_assert_cmpuint (state->bytes, >, 2 * 3);
  g_assert_cmpstr (state->attachments, ==, "none");

  /* The store is a file now. */
  g_assert_no_errno (g_rename (fixture->team->store, away));
  g_assert_true (g_file_set_contents (fixture->team->store, "x", 1, NULL));
  g_assert_false (slip_workspace_sync (fixture->team->people[PM], &report, NULL, &error));
  slip_sync_report_clear (&report);
  team_reopen (fixture->team, PM);
  g_clear_pointer (&state, slip_sync_state_free);
  state = sync_state (fixture);
  g_assert_cmpstr (state->error, ==, error->message);
  g_assert_cmpint (state->error_ms, >=, synced);
  g_assert_cmpint (state->synced_ms, ==, synced);
  g_assert_cmpuint (state->ops, ==, 2);

  g_assert_no_errno (g_unlink (fixture->team->store));
  g_assert_no_errno (g_rename (away, fixture->team->store));
  team_sync (fixture->team, PM);
  g_clear_pointer (&state, slip_sync_state_free);
  state = sync_state (fixture);
  g_assert_null (state->error);
  g_assert_cmpint (state->synced_ms, >=, synced);
  g_assert_cmpuint (state->ops, ==, 0);

  /* Who stops a sync needs not be told. */
  g_cancellable_cancel (cancelled);
  g_assert_false (slip_workspace_sync (fixture->team->people[PM], &report, cancelled, NULL));
  slip_sync_report_clear (&report);
  g_clear_pointer (&state, slip_sync_state_free);
  state = sync_state (fixture);
  g_assert_null (state->error);
}

static void
test_session_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TestApache) apache = NULL;
  SlipWorkspace *workspace = fixture->team->people[PM];
  g_autofree char *secret =
      g_build_filename (slip_workspace_get_dir (workspace), "remote.secret", NULL);
  g_autofree char *url = NULL;
  g_autoptr (SlipSyncState) state = NULL;
  g_autoptr (GError) error = NULL;

  if (!test_apache_is_installed ())
    {
      g_test_skip ("no apache2");
      return;
    }
  apache = test_apache_start ();
  url = test_apache_url (apache, "/basic/");
  slip_workspace_set_remote (workspace, url, "ada", "lovelace", FALSE, NULL, &error);
  g_assert_no_error (error);
  state = slip_workspace_get_sync_state (workspace, &error);
  g_assert_true (state->password_file);
  g_assert_cmpstr (state->user, ==, "ada");

  /* Without the file nobody is let in, until the caller says the password; a wrong one goes before the file's. */
  g_assert_cmpint (g_unlink (secret), ==, 0);
  g_assert_false (slip_workspace_check_remote (workspace, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NO_PASSWORD);
  g_clear_error (&error);
  slip_workspace_set_session_password (workspace, "lovelace");
  slip_workspace_check_remote (workspace, NULL, &error);
  g_assert_no_error (error);
  sync_alone (workspace);
  g_assert_false (g_file_test (secret, G_FILE_TEST_EXISTS));
  slip_workspace_set_session_password (workspace, "byron");
  g_assert_false (slip_workspace_check_remote (workspace, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_AUTH);
  slip_workspace_set_session_password (workspace, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/sync-state/waiting", Fixture, NULL, set_up_two, test_waiting, tear_down);
  g_test_add ("/sync-state/session-password", Fixture, NULL, set_up_two, test_session_password,
              tear_down);
  return g_test_run ();
}
