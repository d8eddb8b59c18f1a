/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Fetching everything again, for whoever doubts that this copy and the store agree: what the
 * database says of the store is forgotten, so that the next sync reads all heads and segments and
 * looks at every own file. The log, the outbox, drafts and files stay as they are. A mark stays
 * until a sync got through, so one that was killed goes on at the next sync. */

#include "sync/slip-sync-private.h"

#define META_AGAIN "sync-again"

/* Numbers of own heads go on from the greatest that was ever used. */
gboolean
slip_sync_forget_heads (SlipDatabase *db, const char *replica, GError **error)
{
  g_autofree char *number = slip_database_get_text (
      db, NULL, "SELECT CAST (max (number) AS TEXT) FROM head WHERE replica = ?", "s", replica);

  return (number == NULL || slip_meta_set (db, SLIP_META_SYNC_NUMBER, number, error)) &&
         slip_database_run (db, error, "DELETE FROM head WHERE replica = ?", "s", replica);
}

/* Own files that were replaced ("old") are still to be deleted; what others put ("there", "read")
 * is read again because their heads are. */
gboolean
slip_sync_again_begin (SlipDatabase *db, const char *replica, GError **error)
{
  return slip_sync_forget_heads (db, replica, error) &&
         slip_database_run (db, error, "DELETE FROM head", "") &&
         slip_database_run (db, error,
                            "UPDATE segment SET state = 'made' WHERE replica = ? AND state IN "
                            "('sent', 'confirmed')",
                            "s", replica) &&
         slip_database_run (db, error, "UPDATE blob_sent SET state = 'made' WHERE state <> 'there'",
                            "") &&
         slip_database_run (db, error, "DELETE FROM damaged", "") &&
         slip_sync_look_for_blobs (db, error) && slip_meta_set (db, META_AGAIN, "1", error);
}

gboolean
slip_sync_again_is_open (SlipDatabase *db)
{
  g_autofree char *open = slip_meta_get (db, META_AGAIN);

  return g_strcmp0 (open, "1") == 0;
}

static gboolean
end_job (SlipDatabase *db, gpointer data, GError **error)
{
  return slip_meta_set (db, META_AGAIN, "0", error);
}

/**
 * slip_sync_again_end:
 *
 * All was read and is on the store: the next sync is one like any other.
 */
gboolean
slip_sync_again_end (SlipSyncSession *session)
{
  return slip_sync_session_run (session, end_job, NULL);
}
