/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* SQLite counts, for each connection, the commits of all others. There is one connection here that writes, so what its count
 * tells was written by another program: nobody in this one has to keep a record of what it did itself. */

#include "workspace/slip-others.h"

#include <glib/gi18n-lib.h>

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
  if (!slip_database_has_moved (db))
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
               _ ("“%s” was moved or deleted while it was open, and what you write from now on may "
                  "be lost. Put the folder back where it was, or open the workspace where it is "
                  "now."),
               self->dir);
  return FALSE;
}

gboolean
slip_workspace_look_for_others (SlipWorkspace *self, GError **error)
{
  /* What can't be written to is only read. */
  return self->worker == NULL ||
         slip_worker_run (self->worker, SLIP_PRIORITY_SYNC, read_version, self, NULL, error);
}
