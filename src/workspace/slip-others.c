/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* SQLite counts, for each connection, the commits of all others. There is one connection here that writes, so what its count
 * tells was written by another program: nobody in this one has to keep a record of what it did itself. */

#include "workspace/slip-others.h"

#include "workspace/slip-workspace-private.h"

/* On the worker. */
static gboolean
read_version (SlipDatabase *db, gpointer data, GCancellable *cancellable, GError **error)
{
  SlipWorkspace *self = data;
  gint64 version = slip_database_get_int (db, -1, "PRAGMA data_version", "");
  gboolean others = self->others != 0 && self->others != version;

  self->others = version;
  if (others)
    slip_announcer_changed (self->announcer, "");
  return TRUE;
}

void
slip_workspace_look_for_others (SlipWorkspace *self)
{
  if (self->worker != NULL)
    slip_worker_run (self->worker, SLIP_PRIORITY_SYNC, read_version, self, NULL, NULL);
}
