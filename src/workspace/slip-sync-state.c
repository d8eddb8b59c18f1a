/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* How this copy stands to the store without asking it: what waits here, when a sync last went well, and why the
 * last one did not. */

#include "workspace/slip-attachments-private.h"
#include "workspace/slip-syncing-private.h"
#include "workspace/slip-workspace-private.h"

/* Keys of the meta table: of a sync that failed since the last one that went well. */
#define META_ERROR "sync-error"
#define META_ERROR_TIME "sync-error-time"

void
slip_sync_state_free (SlipSyncState *state)
{
  g_free (state->url);
  g_free (state->user);
  g_free (state->error);
  g_free (state);
}

/* What was put last stands in a head that was sent; all ops behind it wait, in frames or not. */
static gboolean
count_waiting (SlipDatabase *db, SlipSyncState *state, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error,
      "WITH own (replica) AS (SELECT value FROM meta WHERE key = 'replica') "
      "SELECT count (*), coalesce (sum (length (bytes)), 0) FROM own JOIN op USING (replica) WHERE "
      "clock > coalesce ((SELECT max (clock) FROM frame WHERE replica = own.replica AND fork = 0 "
      "AND seq = (SELECT max (last) FROM head WHERE replica = own.replica AND state IN ('sent', "
      "'confirmed'))), 0)",
      "");

  if (query == NULL)
    return FALSE;
  if (slip_query_next (query, &failure))
    {
      state->ops = (guint64) slip_query_int (query, 0);
      state->bytes = (guint64) slip_query_int (query, 1);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gint64
get_time (SlipDatabase *db, const char *key)
{
  g_autofree char *text = slip_meta_get (db, key);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

static char *
get_text (SlipDatabase *db, const char *key)
{
  char *text = slip_meta_get (db, key);

  return text != NULL ? text : g_strdup ("");
}

SlipSyncState *
slip_workspace_get_sync_state (SlipWorkspace *self, GError **error)
{
  g_autofree char *password = slip_workspace_path (self, SLIP_WORKSPACE_REMOTE);
  g_autofree char *cleartext = NULL;
  g_autoptr (SlipSyncState) state = g_new0 (SlipSyncState, 1);
  SlipDatabase *db;
  gint64 limit;

  if (!slip_workspace_can_read (self, error))
    return NULL;
  db = slip_workspace_reader (self);
  if (!count_waiting (db, state, error))
    return NULL;
  cleartext = slip_meta_get (db, SLIP_META_CLEARTEXT);
  state->url = get_text (db, SLIP_META_REMOTE);
  state->user = get_text (db, SLIP_META_USER);
  state->cleartext = g_strcmp0 (cleartext, "yes") == 0;
  state->password_file = g_file_test (password, G_FILE_TEST_EXISTS);
  limit = slip_attachments_limit (db);
  state->attachments = limit == SLIP_SYNC_ALL_ATTACHMENTS ? "all" : limit < 0 ? "none" : "small";
  state->synced_ms = get_time (db, SLIP_META_SYNCED);
  state->error = slip_meta_get (db, META_ERROR);
  state->error_ms = state->error != NULL ? get_time (db, META_ERROR_TIME) : 0;
  return g_steal_pointer (&state);
}

/* == what becomes of a sync == */

static gboolean
store (SlipDatabase *db, const char *failure, GError **error)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, slip_now_ms ());

  return slip_meta_set (db, META_ERROR, failure, error) &&
         slip_meta_set (db, META_ERROR_TIME, failure != NULL ? now : NULL, error) &&
         (failure != NULL || slip_meta_set (db, SLIP_META_SYNCED, now, error));
}

static gboolean
note_failed_job (SlipDatabase *db, gpointer data, GCancellable *cancellable, GError **error)
{
  if (!slip_database_begin (db, error))
    return FALSE;
  if (store (db, data, error) && slip_database_commit (db, error))
    return TRUE;
  slip_database_rollback (db);
  return FALSE;
}

gboolean
slip_sync_state_note_done (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  return store (db, NULL, error);
}

/* No edit: it would give a copy its own name before it has looked at the store. */
void
slip_sync_state_note_failed (SlipWorkspace *self, const GError *failure)
{
  g_autoptr (GError) error = NULL;

  if (self->worker != NULL && !slip_worker_run (self->worker, SLIP_PRIORITY_EDIT, note_failed_job,
                                                failure->message, NULL, &error))
    g_debug ("why sync failed is not kept: %s", error->message);
}
