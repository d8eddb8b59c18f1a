/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Verification of a whole copy, offline: frames and their chains, the ops that the tables are folded from,
 * blobs, roster and statements. It trusts nothing but the workspace's id, and names the first thing that
 * is wrong. */

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "core/slip-hash.h"
#include "store/slip-blobs.h"
#include "store/slip-fold.h"
#include "store/slip-search.h"
#include "trust/slip-roster.h"
#include "trust/slip-signature.h"
#include "workspace/slip-verify-private.h"

void
slip_verify_report_clear (SlipVerifyReport *report)
{
  g_clear_pointer (&report->problem, g_free);
  g_clear_pointer (&report->notes, g_strfreev);
}

static GStrv
list_notes (SlipWorkspace *workspace, SlipDatabase *db)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  slip_verify_notes (workspace, db, lines);
  g_ptr_array_add (lines, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&lines), FALSE);
}

gboolean
slip_verify_wrong (SlipVerify *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  self->report->problem = g_strdup_vprintf (format, args);
  va_end (args);
  return FALSE;
}

/* Frames that this copy has sent, or read on the store, are here: else the end of the log was cut off. */
static gboolean
check_tails (SlipVerify *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      self->db, error,
      "SELECT h.replica, max (h.last), coalesce ((SELECT max (f.seq) FROM frame f WHERE f.replica "
      "= "
      "h.replica), 0) AS held FROM head h WHERE h.state <> 'stranger' GROUP BY h.replica HAVING "
      "max (h.last) > held ORDER BY h.replica",
      "");

  if (query == NULL)
    return FALSE;
  if (slip_query_next (query, &local_error))
    return slip_verify_wrong (
        self,
        _ ("frames %" PRId64 " to %" PRId64
           " of %s are missing, which were here at the last sync: the log was shortened"),
        slip_query_int (query, 2) + 1, slip_query_int (query, 1), slip_query_text (query, 0));
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return *error == NULL;
}

/* == what is derived == */

/* What is made from the log, looked at beside the log itself: the tables folded once more, and the search index, each on
 * a thread and a connection of its own. */
typedef struct
{
  SlipWorkspace *workspace;
  const char *path;
  GThread *tables;
  GThread *search;
  char *difference;
  GError *tables_error;
  GError *search_error;
} Derived;

static gboolean
fold_beside (Derived *derived, GError **error)
{
  g_autoptr (SlipDatabase) source =
      slip_database_open (derived->path, SLIP_DATABASE_READ_ONLY, error);
  g_autoptr (SlipDatabase) beside = NULL;
  gboolean done;

  if (source == NULL || (beside = slip_fold_open_beside (source, error)) == NULL ||
      !slip_database_begin (beside, error))
    return FALSE;
  done = slip_fold_rebuild (beside, error) && slip_roster_fold (beside, error) &&
         slip_fold_compare_beside (beside, &derived->difference, error);
  slip_database_rollback (beside);
  return done;
}

static gpointer
tables_main (gpointer data)
{
  Derived *derived = data;

  fold_beside (derived, &derived->tables_error);
  return NULL;
}

/* FTS5 checks its index only on a connection that may write, though it writes nothing. */
static gboolean
search_job (SlipDatabase *db, gpointer data, GCancellable *cancellable, GError **error)
{
  gboolean done;

  if (!slip_database_begin (db, error))
    return FALSE;
  done = slip_search_check (db, error);
  slip_database_rollback (db);
  return done;
}

static gpointer
search_main (gpointer data)
{
  Derived *derived = data;

  slip_worker_run (derived->workspace->worker, SLIP_PRIORITY_SYNC, search_job, NULL, NULL,
                   &derived->search_error);
  return NULL;
}

static void
derived_start (Derived *derived)
{
  derived->tables = g_thread_new ("slip-verify", tables_main, derived);
  if (derived->workspace->worker != NULL)
    derived->search = g_thread_new ("slip-search", search_main, derived);
}

static void
derived_join (Derived *derived)
{
  g_thread_join (derived->tables);
  g_clear_pointer (&derived->search, g_thread_join);
}

static void
derived_clear (Derived *derived)
{
  g_free (derived->difference);
  g_clear_error (&derived->tables_error);
  g_clear_error (&derived->search_error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Derived, derived_clear)

/* The tables that people read say what the log says, and what is searched fits them. */
static gboolean
check_derived (SlipVerify *self, Derived *derived, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (derived->difference != NULL)
    return slip_verify_wrong (self, _ ("the tables don't say what the log says, first at: %.160s"),
                              derived->difference);
  failure = g_steal_pointer (&derived->tables_error);
  if (failure == NULL)
    failure = g_steal_pointer (&derived->search_error);
  if (failure == NULL)
    return TRUE;
  if (g_error_matches (failure, SLIP_ERROR, SLIP_ERROR_CORRUPT))
    return slip_verify_wrong (self, "%s", failure->message);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* == blobs == */

static gboolean
lose_job (SlipDatabase *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return slip_blobs_lose (db, data, error);
}

/* The next sync fetches an attachment anew whose file is missing or was altered: when it is anywhere else. */
static gboolean
tell_blob (SlipVerify *self, const char *hash)
{
  gboolean sent = slip_database_get_int (self->db, 0,
                                         "SELECT 1 FROM blob_sent WHERE hash = ? AND state IN "
                                         "('confirmed', 'there')",
                                         "s", hash);

  if (slip_database_get_int (self->db, 0, "SELECT place FROM blob WHERE hash = ?", "s", hash) == 0)
    return slip_verify_wrong (self, _ ("the content %s was altered or is incomplete"), hash);
  if (self->of->worker != NULL)
    slip_worker_run (self->of->worker, SLIP_PRIORITY_SYNC, lose_job, (gpointer) hash, NULL, NULL);
  return sent ? slip_verify_wrong (self,
                                   _ ("the content %s (an attachment) was altered or is "
                                      "incomplete; sync fetches it again"),
                                   hash)
              : slip_verify_wrong (
                    self,
                    _ ("the content %s (an attachment) was altered or is incomplete; it was never "
                       "on the store, so attach the file again, or put a backup in its place"),
                    hash);
}

static gboolean
check_blobs (SlipVerify *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipQuery) query =
      slip_database_query (self->db, error, "SELECT hash FROM blob ORDER BY hash", "");

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local_error))
    {
      const char *hash = slip_query_text (query, 0);

      if (slip_blobs_check (self->db, hash, NULL, NULL))
        self->report->blobs++;
      else if (slip_blobs_size (slip_workspace_reader (self->of), hash) >= 0)
        return tell_blob (self, hash);
      /* Else it was purged meanwhile, and its file with it. */
    }
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return *error == NULL;
}

static gboolean
check_statements (SlipVerify *self)
{
  g_autoptr (GError) local_error = NULL;

  if (!slip_signature_verify_all (self->db, &self->report->statements, &local_error))
    return slip_verify_wrong (self, "%s", local_error->message);
  return TRUE;
}

/* All that is checked on this thread's connection, in the order in which it is told. */
static gboolean
check_log (SlipVerify *self, GError **error)
{
  self->report->members =
      (guint) slip_database_get_int (self->db, 0, "SELECT count (*) FROM member", "");
  return slip_verify_frames (self, error) && check_tails (self, error) &&
         check_blobs (self, error) && check_statements (self);
}

gboolean
slip_workspace_verify (SlipWorkspace *self, SlipVerifyReport *report, GError **error)
{
  g_autofree char *path = slip_workspace_path (self, SLIP_WORKSPACE_DATABASE);
  g_autoptr (SlipDatabase) db = slip_database_open (path, SLIP_DATABASE_READ_ONLY, error);
  g_autofree char *workspace = NULL;
  g_autofree char *own = NULL;
  g_autoptr (GError) local_error = NULL;
  SlipVerify verify = { self, db, report, { { 0 } }, NULL };
  g_auto (Derived) derived = { .workspace = self, .path = path };
  gboolean whole;

  memset (report, 0, sizeof *report);
  /* One state of the database, whatever others write meanwhile. */
  if (db == NULL || !slip_database_script (db, "BEGIN", error))
    return FALSE;
  workspace = slip_meta_get (db, SLIP_META_WORKSPACE);
  verify.own = own = slip_meta_get (db, SLIP_META_REPLICA);
  if (workspace == NULL || !slip_base32_decode (workspace, verify.workspace.bytes, SLIP_HASH_BYTES))
    {
      report->problem = g_strdup (_ ("the workspace's id is damaged"));
      return TRUE;
    }
  derived_start (&derived);
  whole = check_log (&verify, &local_error);
  derived_join (&derived);
  if (whole && check_derived (&verify, &derived, &local_error))
    report->notes = list_notes (self, db);
  if (local_error == NULL)
    return TRUE;
  slip_verify_report_clear (report);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
