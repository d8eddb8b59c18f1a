/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Verification of a whole copy, offline: frames and their chains, the ops that the tables are folded from,
 * blobs, roster and statements. It trusts nothing but the workspace's id, and names the first thing that
 * is wrong. */

#define G_LOG_DOMAIN "slipway"

#include <string.h>

#include "core/slip-frame.h"
#include "core/slip-hash.h"
#include "store/slip-blobs.h"
#include "store/slip-fold.h"
#include "store/slip-search.h"
#include "trust/slip-roster.h"
#include "trust/slip-signature.h"
#include "workspace/slip-workspace-private.h"

void
slip_verify_report_clear (SlipVerifyReport *report)
{
  g_clear_pointer (&report->problem, g_free);
}

typedef struct
{
  SlipDatabase *db;
  SlipVerifyReport *report;
  SlipHash workspace;
} Verify;

static gboolean wrong (Verify *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Notes what is wrong; always FALSE. */
static gboolean
wrong (Verify *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  self->report->problem = g_strdup_vprintf (format, args);
  va_end (args);
  return FALSE;
}

/* == frames == */

/* The ops of a frame stand in the log just as they were signed, all of them, and by the device's owner. */
static gboolean
check_ops (Verify *self, SlipFrame *frame, const char *person, gboolean fork, GError **error)
{
  gint64 n = 0;

  for (guint i = 0; i < frame->ops->len; i++)
    {
      SlipOp *op = g_ptr_array_index (frame->ops, i);
      g_autoptr (SlipQuery) query = NULL;
      g_autoptr (GBytes) bytes = NULL;

      if (op == NULL || fork)
        continue;
      n++;
      if (person != NULL && !g_str_equal (op->person, person))
        return wrong (self,
                      "frame %" G_GUINT64_FORMAT " of %s holds an op in the name of somebody else",
                      frame->seq, frame->replica);
      query =
          slip_database_query (self->db, error,
                               "SELECT bytes, record, person, kind FROM op WHERE replica = ? AND "
                               "clock = ?",
                               "si", op->name.replica, (gint64) op->name.clock);
      if (query == NULL)
        return FALSE;
      if (!slip_query_next (query, error))
        return *error != NULL
                   ? FALSE
                   : wrong (self,
                            "an op of frame %" G_GUINT64_FORMAT " of %s is missing in the log",
                            frame->seq, frame->replica);
      bytes = slip_query_bytes (query, 0);
      if (!g_bytes_equal (bytes, op->bytes) ||
          g_strcmp0 (slip_query_text (query, 1), op->record) != 0 ||
          g_strcmp0 (slip_query_text (query, 2), op->person) != 0 ||
          g_strcmp0 (slip_query_text (query, 3), op->kind) != 0)
        return wrong (self, "an op of frame %" G_GUINT64_FORMAT " of %s was altered in the log",
                      frame->seq, frame->replica);
    }
  if (!fork && n != slip_database_get_int (self->db, -1,
                                           "SELECT count (*) FROM op WHERE replica = ? AND seq = ?",
                                           "si", frame->replica, (gint64) frame->seq))
    return wrong (self,
                  "the log holds ops under frame %" G_GUINT64_FORMAT " of %s that it doesn't have",
                  frame->seq, frame->replica);
  self->report->ops += frame->ops->len;
  return TRUE;
}

/* What a frame had seen has to be here and be the same: a shortened or rewritten log shows. */
static gboolean
check_seen (Verify *self, SlipFrame *frame, GError **error)
{
  for (guint i = 0; i < frame->seen->len; i++)
    {
      SlipSeen *seen = &g_array_index (frame->seen, SlipSeen, i);
      g_autofree char *hash = slip_hash_to_hex (&seen->hash);
      gint64 held = slip_database_get_int (
          self->db, 0, "SELECT count (*) FROM frame WHERE replica = ? AND seq = ? AND hash = ?",
          "sis", seen->replica, (gint64) seen->seq, hash);
      gint64 other = slip_database_get_int (
          self->db, 0, "SELECT count (*) FROM frame WHERE replica = ? AND seq = ?", "si",
          seen->replica, (gint64) seen->seq);

      if (held > 0)
        continue;
      if (other > 0)
        return wrong (self,
                      "frame %" G_GUINT64_FORMAT
                      " of %s is not the one that %s had seen: it was rewritten",
                      seen->seq, seen->replica, frame->replica);
      return wrong (self,
                    "frame %" G_GUINT64_FORMAT " of %s is missing, which %s had seen: the log was "
                    "shortened, or a sync is due",
                    seen->seq, seen->replica, frame->replica);
    }
  return TRUE;
}

static gboolean
check_frame (Verify *self, GBytes *bytes, const char *replica, guint64 seq, const char *hash,
             const SlipHash *before, guint64 before_seq, gboolean fork, SlipHash *now,
             GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipFrame) frame = slip_frame_decode (bytes, &local_error);
  g_autofree char *key = NULL;
  g_autofree char *person = NULL;
  SlipHash named;

  if (frame == NULL)
    return wrong (self, "frame %" G_GUINT64_FORMAT " of %s: %s", seq, replica,
                  local_error->message);
  if (!g_str_equal (frame->replica, replica) || frame->seq != seq ||
      !slip_hash_from_hex (&named, hash) || !slip_hash_equal (&named, &frame->hash))
    return wrong (self, "frame %" G_GUINT64_FORMAT " of %s stands under a name that isn't its own",
                  seq, replica);
  if (!slip_hash_equal (&frame->workspace, &self->workspace))
    return wrong (self, "frame %" G_GUINT64_FORMAT " of %s belongs to another workspace", seq,
                  replica);
  if (!fork && (seq != before_seq + 1 || !slip_hash_equal (&frame->prev, before)))
    return wrong (self, "frame %" G_GUINT64_FORMAT " of %s doesn't follow the one before it", seq,
                  replica);
  key = slip_key_to_hex (frame->device);
  person = slip_roster_device (self->db, key);
  /* Our own first frames may wait for our admission. */
  if (person == NULL)
    {
      g_autofree char *own = slip_meta_get (self->db, SLIP_META_REPLICA);

      if (!g_str_equal (own, replica))
        return wrong (self,
                      "frame %" G_GUINT64_FORMAT
                      " of %s is signed by a device of nobody who is admitted",
                      seq, replica);
    }
  if (!check_ops (self, frame, person, fork, error) || !check_seen (self, frame, error))
    return FALSE;
  *now = frame->hash;
  self->report->frames++;
  return TRUE;
}

static gboolean
check_frames (Verify *self, GError **error)
{
  g_autofree char *replica = g_strdup ("");
  g_autoptr (GError) local_error = NULL;
  SlipHash before = { { 0 } };
  guint64 seq = 0;
  g_autoptr (SlipQuery) query = slip_database_query (
      self->db, error,
      "SELECT replica, seq, hash, fork, bytes FROM frame ORDER BY replica, fork, seq", "");

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local_error))
    {
      g_autoptr (GBytes) bytes = slip_query_bytes (query, 4);
      gboolean fork = slip_query_int (query, 3) != 0;
      guint64 number = slip_query_int (query, 1);
      SlipHash now;

      if (!g_str_equal (replica, slip_query_text (query, 0)))
        {
          g_free (replica);
          replica = g_strdup (slip_query_text (query, 0));
          memset (&before, 0, sizeof before);
          seq = 0;
        }
      if (!check_frame (self, bytes, replica, number, slip_query_text (query, 2), &before, seq,
                        fork, &now, error))
        return FALSE;
      if (fork)
        return wrong (self,
                      "replica %s is forked: two contents stand under number %" G_GUINT64_FORMAT,
                      replica, number);
      before = now;
      seq = number;
    }
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return *error == NULL;
}

/* Ops without a frame can only be our own that wait. */
static gboolean
check_outbox (Verify *self, GError **error)
{
  g_autofree char *own = slip_meta_get (self->db, SLIP_META_REPLICA);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipQuery) query =
      slip_database_query (self->db, error,
                           "SELECT replica, bytes, seq FROM op WHERE seq IS NULL OR NOT EXISTS "
                           "(SELECT 1 FROM frame f WHERE "
                           "f.replica = op.replica AND f.seq = op.seq)",
                           "");

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local_error))
    {
      g_autoptr (GBytes) bytes = slip_query_bytes (query, 1);
      g_autoptr (SlipOp) op = NULL;

      if (!slip_query_is_null (query, 2))
        return wrong (self, "frame %" G_GINT64_FORMAT " of %s is missing, whose ops are in the log",
                      slip_query_int (query, 2), slip_query_text (query, 0));
      if (!g_str_equal (slip_query_text (query, 0), own))
        return wrong (self, "the log holds an op of %s that no frame has",
                      slip_query_text (query, 0));
      op = slip_op_decode (bytes, own, &local_error);
      if (op == NULL)
        return wrong (self, "an op that waits to be sent is damaged: %s", local_error->message);
      self->report->ops++;
    }
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return *error == NULL;
}

/* Frames that this copy has sent, or read on the store, are here: else the end of the log was cut off. */
static gboolean
check_tails (Verify *self, GError **error)
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
    return wrong (self,
                  "frames %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                  " of %s are missing, which were here at the last sync: the log was shortened",
                  slip_query_int (query, 2) + 1, slip_query_int (query, 1),
                  slip_query_text (query, 0));
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return *error == NULL;
}

/* == what is derived == */

typedef struct
{
  char *before;
  char *after;
} Dumps;

/* Folds the log again, looks, and takes it back. */
static gboolean
fold_again (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Dumps *dumps = data;

  dumps->before = slip_fold_dump (db, error);
  if (dumps->before == NULL || !slip_search_check (db, error) || !slip_fold_rebuild (db, error) ||
      !slip_roster_fold (db, error))
    return FALSE;
  dumps->after = slip_fold_dump (db, error);
  if (dumps->after != NULL)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_CANCELLED, "only a look");
  return FALSE;
}

static char *
first_difference (const char *a, const char *b)
{
  g_auto (GStrv) ours = g_strsplit (a, "\n", -1);
  g_auto (GStrv) theirs = g_strsplit (b, "\n", -1);
  gsize i = 0;

  while (ours[i] != NULL && theirs[i] != NULL && g_str_equal (ours[i], theirs[i]))
    i++;
  return g_strdup_printf ("%.160s", ours[i] != NULL && *ours[i] != '\0' ? ours[i]
                                    : theirs[i] != NULL                 ? theirs[i]
                                                                        : "");
}

/* The tables that people read say what the log says. */
static gboolean
check_tables (Verify *self, SlipWorkspace *workspace, GError **error)
{
  Dumps dumps = { NULL, NULL };
  g_autoptr (GError) local_error = NULL;
  gboolean same;

  slip_workspace_edit (workspace, fold_again, &dumps, &local_error);
  same = dumps.after != NULL && g_str_equal (dumps.before, dumps.after);
  if (dumps.after != NULL && !same)
    {
      g_autofree char *where = first_difference (dumps.before, dumps.after);

      wrong (self, "the tables don't say what the log says, first at: %s", where);
    }
  else if (dumps.after == NULL && g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_CORRUPT))
    wrong (self, "%s", local_error->message);
  else if (dumps.after == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  g_free (dumps.before);
  g_free (dumps.after);
  return same;
}

/* == blobs == */

static gboolean
check_blobs (Verify *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipQuery) query =
      slip_database_query (self->db, error, "SELECT hash FROM blob ORDER BY hash", "");

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local_error))
    {
      g_autoptr (GBytes) bytes =
          slip_blobs_get (self->db, slip_query_text (query, 0), &local_error);
      g_autofree char *hash = bytes != NULL ? slip_hash_hex_of (bytes) : NULL;

      if (hash == NULL || !g_str_equal (hash, slip_query_text (query, 0)))
        return wrong (self, "the content %s was altered or is incomplete",
                      slip_query_text (query, 0));
      self->report->blobs++;
    }
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return *error == NULL;
}

static gboolean
check_statements (Verify *self)
{
  g_autoptr (GError) local_error = NULL;

  if (!slip_signature_verify_all (self->db, &self->report->statements, &local_error))
    return wrong (self, "%s", local_error->message);
  return TRUE;
}

gboolean
slip_workspace_verify (SlipWorkspace *self, SlipVerifyReport *report, GError **error)
{
  g_autofree char *workspace = slip_meta_get (self->reader, SLIP_META_WORKSPACE);
  Verify verify = { self->reader, report, { { 0 } } };
  g_autoptr (GError) local_error = NULL;

  memset (report, 0, sizeof *report);
  if (!slip_base32_decode (workspace, verify.workspace.bytes, SLIP_HASH_BYTES))
    {
      report->problem = g_strdup ("the workspace's id is damaged");
      return TRUE;
    }
  report->members = slip_database_get_int (self->reader, 0, "SELECT count (*) FROM member", "");
  if (check_frames (&verify, &local_error) && check_outbox (&verify, &local_error) &&
      check_tails (&verify, &local_error) && check_blobs (&verify, &local_error) &&
      check_statements (&verify))
    check_tables (&verify, self, &local_error);
  if (local_error == NULL)
    return TRUE;
  slip_verify_report_clear (report);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
