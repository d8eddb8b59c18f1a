/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What sync takes in need not reach the disk at once, and neither need the frames that it seals before. But nothing may be
 * on the store that a power cut could still take from its owner: it would write another frame under the same number. So
 * when a file gets its name on the store, all that was written to the owner's log has to have been synced. */

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "../store/failing-vfs.h"

#include "slip-test-team.h"
#include "store/slip-fold.h"
#include "store/slip-log.h"
#include "store/slip-search.h"
#include "workspace/slip-workspace-private.h"

static gint put, put_too_early;

/* Stands before the C library's: files get their names on a store in a folder by it. */
int
rename (const char *from, const char *to)
{
  int (*real) (const char *, const char *) =
      (int (*) (const char *, const char *)) dlsym (RTLD_NEXT, "rename");

  if (strstr (to, "/slipway-") != NULL &&
      (strstr (to, "/heads/") != NULL || strstr (to, "/seg/") != NULL))
    {
      g_atomic_int_inc (&put);
      if (g_atomic_int_get (&disk.unsynced) > 0)
        g_atomic_int_inc (&put_too_early);
    }
  return real (from, to);
}

static gboolean
make_ops (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  g_autofree char *record = slip_id_new ();
  guint n = GPOINTER_TO_UINT (data);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *field = g_strdup_printf ("field_%u", i);
      g_autoptr (SlipOp) op =
          slip_log_do (db, SLIP_OP_SET, SLIP_UNKNOWN_RECORD_READ_ONLY, record, NULL, 0,
                       g_variant_new ("(@ayss)", slip_op_id_variant (""), field, "text"), error);

      if (op == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
edit (Team *team, guint person, guint n)
{
  g_autoptr (GError) error = NULL;

  slip_workspace_edit (team->people[person], make_ops, GUINT_TO_POINTER (n), &error);
  g_assert_no_error (error);
}

/* The parts of the search index are put together at any time, without waiting for the disk: nobody is sent them. */
static gboolean
do_without_search (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  slip_fold_set_search (db, FALSE);
  while (slip_search_get_unmerged (db) > 0)
    if (!slip_search_merge (db, error))
      return FALSE;
  return TRUE;
}

/* Each has something to send when the other's work comes in, so that it is sealed on the way. */
static void
test_nothing_is_sent_before_it_is_kept (void)
{
  g_autoptr (Team) team = team_new (2);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      slip_workspace_edit (team->people[i], do_without_search, NULL, &error);
      g_assert_no_error (error);
    }
  for (guint round = 0; round < 4; round++)
    {
      edit (team, round % 2, 1500);
      team_sync (team, round % 2);
      edit (team, 1 - round % 2, 3);
      team_sync (team, 1 - round % 2);
    }
  team_settle (team);
  g_assert_cmpint (put, >, 8);
  g_assert_cmpint (put_too_early, ==, 0);
}

static gint syncing;

static gpointer
edit_on_and_on (gpointer team)
{
  while (g_atomic_int_get (&syncing))
    edit (team, 1, 1);
  return NULL;
}

/* Each edit may undo what a sync is just taking in; so everything has to come nevertheless, and once. */
static void
test_edits_beside_a_sync (void)
{
  g_autoptr (Team) team = team_new (2);
  GThread *thread;

  edit (team, 0, 3000);
  team_sync (team, 0);
  g_atomic_int_set (&syncing, 1);
  thread = g_thread_new ("edits", edit_on_and_on, team);
  team_sync (team, 1);
  g_atomic_int_set (&syncing, 0);
  g_thread_join (thread);
  team_settle (team);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  failing_vfs_install ();
  g_test_add_func ("/durable/nothing-is-sent-before-it-is-kept",
                   test_nothing_is_sent_before_it_is_kept);
  g_test_add_func ("/durable/edits-beside-a-sync", test_edits_beside_a_sync);
  return g_test_run ();
}
