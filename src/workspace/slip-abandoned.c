/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Parts of files whose attaching was killed. Whoever attaches holds the workspace's folder locked, shared; whoever can
 * lock it alone knows that nobody attaches, and that parts which no field waits for will never be whole. */

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "store/slip-blobs.h"
#include "workspace/slip-attachments-private.h"

typedef struct
{
  const char *except;
  gboolean all;
} Abandoned;

#define NOBODY_WAITS "SELECT hash FROM blob_coming WHERE hash NOT IN (SELECT hash FROM blob_want)"

static gboolean
drop (SlipDatabase *db, Abandoned *args, GError **error)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query =
      slip_database_query (db, error,
                           /* Those that nothing names at all are looked for part by part. */
                           args->all ? NOBODY_WAITS " UNION SELECT DISTINCT hash FROM blob_part "
                                                    "WHERE hash NOT IN (SELECT hash FROM blob) AND "
                                                    "hash NOT IN (SELECT hash FROM blob_coming)"
                                     : NOBODY_WAITS,
                           "");

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &failure))
    if (g_strcmp0 (slip_query_text (query, 0), args->except) != 0)
      g_ptr_array_add (gone, g_strdup (slip_query_text (query, 0)));
  g_clear_pointer (&query, slip_query_end);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  for (guint i = 0; i < gone->len; i++)
    if (!slip_blobs_drop (db, g_ptr_array_index (gone, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
drop_job (SlipDatabase *db, gpointer data, GCancellable *cancellable, GError **error)
{
  if (!slip_database_begin (db, error))
    return FALSE;
  if (drop (db, data, error) && slip_database_commit (db, error))
    return TRUE;
  slip_database_rollback (db);
  return FALSE;
}

/* What can't be dropped now is dropped next time. */
static void
clean (SlipWorkspace *self, int folder, Abandoned *args)
{
  g_autofree char *path = slip_workspace_path (self, SLIP_WORKSPACE_DEVICE_KEY);
  g_autoptr (GError) error = NULL;
  int sync;

  if (!args->all && slip_database_get_int (slip_workspace_reader (self), 0,
                                           "SELECT count (*) FROM (" NOBODY_WAITS ")", "") == 0)
    return;
  /* A sync may be bringing what was wanted a moment ago. */
  sync = open (path, O_RDONLY | O_CLOEXEC);
  if (sync >= 0 && flock (sync, LOCK_EX | LOCK_NB) == 0 && flock (folder, LOCK_EX | LOCK_NB) == 0 &&
      !slip_worker_run (self->worker, SLIP_PRIORITY_SYNC, drop_job, args, NULL, &error))
    g_debug ("abandoned parts stay: %s", error->message);
  if (sync >= 0)
    close (sync);
}

void
slip_abandoned_clean (SlipWorkspace *self, gboolean all)
{
  Abandoned args = { NULL, all };
  int folder;

  if (self->worker == NULL)
    return;
  folder = open (self->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0)
    return;
  clean (self, folder, &args);
  close (folder);
}

int
slip_abandoned_hold (SlipWorkspace *self, const char *digest)
{
  Abandoned args = { digest, FALSE };
  int folder = open (self->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (folder < 0)
    return -1;
  clean (self, folder, &args);
  /* Where there are no locks, nobody cleans either. */
  flock (folder, LOCK_SH);
  return folder;
}
