/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The scheduler on a real workspace: by itself, when asked, cancelled, against a folder that went and a server that
 * refuses. */

#include <glib/gstdio.h>

#include "../sync/apache.h"
#include "core/slip-error.h"
#include "slip-test-fixture.h"
#include "ui/sync/slip-sync-scheduler.h"

static gboolean
on_late_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Runs the main loop until the scheduler says so, at most 30 seconds. */
static void
wait_for (SlipSyncScheduler *scheduler, SlipSyncStatus status)
{
  gboolean late = FALSE;
  guint id = g_timeout_add_seconds (30, on_late_cb, &late);

  while (slip_sync_scheduler_get_status (scheduler) != status)
    {
      g_assert_false (late);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (id);
}

/* Until a sync that began has ended. */
static void
sync_and_wait (SlipSyncScheduler *scheduler, SlipSyncStatus status)
{
  slip_sync_scheduler_sync (scheduler);
  g_assert_cmpint (slip_sync_scheduler_get_status (scheduler), ==, SLIP_SYNC_RUNNING);
  wait_for (scheduler, status);
}

static void
test_by_itself (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *workspace = fixture->team->people[PM];
  g_autoptr (SlipSyncScheduler) scheduler = NULL;

  team_settle (fixture->team);
  scheduler = slip_sync_scheduler_new (workspace);
  /* Not automatic: what is changed waits. */
  set (fixture, PM, "scope/purpose", "Goes out by itself");
  wait_for (scheduler, SLIP_SYNC_WAITING);
  g_assert_cmpuint (slip_sync_scheduler_get_state (scheduler)->ops, ==, 1);
  g_object_set (scheduler, "automatic", TRUE, NULL);
  wait_for (scheduler, SLIP_SYNC_IDLE);
  /* And a change after that one, by the plan. */
  set (fixture, PM, "scope/purpose", "Goes out again");
  wait_for (scheduler, SLIP_SYNC_WAITING);
  wait_for (scheduler, SLIP_SYNC_IDLE);
  team_sync (fixture->team, QA);
  g_assert_true (shows (fixture, QA, "Goes out again"));
  slip_sync_scheduler_stop (scheduler);
}

static void
test_offline (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *workspace = fixture->team->people[PM];
  g_autoptr (SlipSyncScheduler) scheduler = slip_sync_scheduler_new (workspace);
  g_autoptr (TestApache) apache = NULL;
  g_autofree char *url = NULL;
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
  slip_sync_scheduler_settings_changed (scheduler);
  wait_for (scheduler, SLIP_SYNC_RUNNING);
  wait_for (scheduler, SLIP_SYNC_IDLE);
  sync_and_wait (scheduler, SLIP_SYNC_IDLE);

  /* Another password than the server's is the person's to mend. */
  slip_workspace_set_session_password (workspace, "byron");
  sync_and_wait (scheduler, SLIP_SYNC_ERROR);
  g_assert_error (slip_sync_scheduler_get_error (scheduler), SLIP_ERROR, SLIP_ERROR_AUTH);
  slip_workspace_set_session_password (workspace, NULL);
  slip_sync_scheduler_settings_changed (scheduler);
  wait_for (scheduler, SLIP_SYNC_RUNNING);
  wait_for (scheduler, SLIP_SYNC_IDLE);
  g_assert_null (slip_sync_scheduler_get_error (scheduler));

  /* A server that is gone is no error. */
  g_clear_pointer (&apache, test_apache_stop);
  sync_and_wait (scheduler, SLIP_SYNC_OFFLINE);
  g_assert_cmpint (slip_sync_scheduler_get_state (scheduler)->synced_ms, >, 0);
  slip_sync_scheduler_stop (scheduler);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *workspace = fixture->team->people[PM];
  g_autoptr (SlipSyncScheduler) scheduler = NULL;

  team_settle (fixture->team);
  scheduler = slip_sync_scheduler_new (workspace);
  wait_for (scheduler, SLIP_SYNC_IDLE);
  slip_sync_scheduler_sync (scheduler);
  slip_sync_scheduler_cancel (scheduler);
  /* A second one meanwhile does nothing. */
  slip_sync_scheduler_sync (scheduler);
  wait_for (scheduler, SLIP_SYNC_IDLE);
  g_assert_null (slip_sync_scheduler_get_error (scheduler));
  /* Stopped in the middle of one, it tells nobody any more. */
  slip_sync_scheduler_sync (scheduler);
  slip_sync_scheduler_stop (scheduler);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_not_set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *dir = team_path (fixture->team, "alone");
  const char *const roles[] = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipWorkspace) workspace =
      slip_workspace_create (dir, "Alone", "Ada", roles, TEAM_PASSPHRASE, &error);
  g_autoptr (SlipSyncScheduler) scheduler = NULL;

  g_assert_no_error (error);
  scheduler = slip_sync_scheduler_new (workspace);
  g_object_set (scheduler, "automatic", TRUE, NULL);
  wait_for (scheduler, SLIP_SYNC_NOT_SET_UP);
  slip_sync_scheduler_sync (scheduler);
  g_assert_cmpint (slip_sync_scheduler_get_status (scheduler), ==, SLIP_SYNC_NOT_SET_UP);
  slip_sync_scheduler_stop (scheduler);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func)                                                                            \
  g_test_add ("/sync-scheduler/" path, Fixture, NULL, set_up_two, func, tear_down)
  ADD ("by-itself", test_by_itself);
  ADD ("offline", test_offline);
  ADD ("cancelled", test_cancelled);
  ADD ("not-set-up", test_not_set_up);
#undef ADD
  return g_test_run ();
}
