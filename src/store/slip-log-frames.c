/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Frames: sealing the outbox into signed ones, and taking in those of others. Each names what its
 * author had seen; so the outbox is sealed before anything comes in, and frames of a replica come
 * in without gaps. */

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "store/slip-fold-private.h"
#include "store/slip-log-private.h"

/* Ops a frame, before compression: leaves room for hashes and the header in
 * SLIP_FRAME_MAX_BYTES. */
#define FRAME_FILL_BYTES (160 * 1024)
#define OP_OVERHEAD 64

static gboolean
load_workspace (SlipDatabase *database, SlipHash *workspace, GError **error)
{
  g_autofree char *text = slip_meta_get (database, "workspace");

  if (text != NULL && slip_base32_decode (text, workspace->bytes, sizeof workspace->bytes))
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
               _ ("%s: the workspace has no id yet; finish “init” or “join” first"),
               database->path);
  return FALSE;
}

/* The newest frame of @replica that is no fork; seq 0 and a zero hash when there is none. */
static gboolean
load_last (SlipDatabase *database, const char *replica, gint64 *seq, SlipHash *hash,
           SlipClock *clock, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query =
      slip_database_query (database, error,
                           "SELECT seq, hash, clock FROM frame WHERE replica = ? AND fork = 0"
                           " ORDER BY seq DESC LIMIT 1",
                           "s", replica);

  if (query == NULL)
    return FALSE;
  *seq = 0;
  *clock = 0;
  memset (hash, 0, sizeof *hash);
  if (slip_query_next (query, &failure))
    {
      *seq = slip_query_int (query, 0);
      slip_hash_from_hex (hash, slip_query_text (query, 1));
      *clock = slip_query_int (query, 2);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* What our frames have not told yet: the newest frame of every replica that advanced. */
static GArray *
load_advanced (SlipDatabase *database, const char *replica, GError **error)
{
  g_autoptr (GArray) vector = slip_log_get_vector (database, error);
  g_autoptr (GArray) advanced = g_array_new (FALSE, FALSE, sizeof (SlipSeen));

  if (vector == NULL)
    return NULL;
  for (guint i = 0; i < vector->len; i++)
    {
      const SlipSeen *seen = &g_array_index (vector, SlipSeen, i);
      gint64 told;

      if (g_str_equal (seen->replica, replica))
        continue;
      told = slip_database_get_int (
          database, 0, "SELECT max(other_seq) FROM seen WHERE replica = ? AND other = ?", "ss",
          replica, seen->replica);
      if ((gint64) seen->seq > told)
        g_array_append_val (advanced, *seen);
    }
  return g_steal_pointer (&advanced);
}

/* Own ops that wait (all later than the last frame, @after), as many as fit into one frame; at most
 * @max. */
static GPtrArray *
load_outbox (SlipDatabase *database, const char *replica, SlipClock after, guint max,
             GError **error)
{
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_op_unref);
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      database, error,
      "SELECT bytes FROM op WHERE replica = ? AND clock > ? AND seq IS NULL ORDER BY clock", "si",
      replica, (gint64) after);
  gsize filled = 0;

  if (query == NULL)
    return NULL;
  while (ops->len < max && slip_query_next (query, &failure))
    {
      g_autoptr (GBytes) bytes = slip_query_bytes (query, 0);
      g_autoptr (SlipOp) op = slip_op_decode (bytes, replica, error);

      if (op == NULL)
        return NULL;
      filled += g_bytes_get_size (bytes) + OP_OVERHEAD;
      if (filled > FRAME_FILL_BYTES && ops->len > 0)
        break;
      g_ptr_array_add (ops, g_steal_pointer (&op));
    }
  if (failure == NULL)
    return g_steal_pointer (&ops);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

static gboolean
store_frame (SlipDatabase *database, SlipFrame *frame, gboolean fork, gboolean counts,
             GError **error)
{
  g_autofree char *hash = slip_hash_to_hex (&frame->hash);
  g_autofree char *prev = slip_hash_is_zero (&frame->prev) ? NULL : slip_hash_to_hex (&frame->prev);
  SlipHash device_bytes;
  g_autofree char *device = NULL;

  G_STATIC_ASSERT (sizeof device_bytes.bytes == sizeof frame->device);
  memcpy (device_bytes.bytes, frame->device, sizeof frame->device);
  device = slip_hash_to_hex (&device_bytes);
  return slip_database_run (
      database, error,
      "INSERT INTO frame (replica, seq, hash, prev, device, clock, fork, counts, size, bytes)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      "sisssiiiib", frame->replica, (gint64) frame->seq, hash, prev ? prev : "", device,
      (gint64) frame->clock, (gint64) fork, (gint64) counts,
      (gint64) g_bytes_get_size (frame->bytes), frame->bytes);
}

/* What it had seen never goes back, so that the newest row tells all. */
static gboolean
store_seen (SlipDatabase *database, SlipFrame *frame, GError **error)
{
  for (guint i = 0; i < frame->seen->len; i++)
    {
      const SlipSeen *seen = &g_array_index (frame->seen, SlipSeen, i);

      if (!slip_database_run (
              database, error,
              "INSERT INTO seen (replica, seq, other, other_seq) VALUES (?1, ?2, ?3, max (?4,"
              " coalesce ((SELECT other_seq FROM seen WHERE replica = ?1 AND other = ?3"
              "  ORDER BY seq DESC LIMIT 1), 0)))"
              " ON CONFLICT DO UPDATE SET other_seq = max (other_seq, excluded.other_seq)",
              "sisi", frame->replica, (gint64) frame->seq, seen->replica, (gint64) seen->seq))
        return FALSE;
    }
  return TRUE;
}

/* The ops of the frame leave the outbox; what was folded from them learns its frame. */
static gboolean
number_ops (SlipDatabase *database, SlipFrame *frame, GError **error)
{
  SlipOp *first = g_ptr_array_index (frame->ops, 0);
  SlipOp *last = g_ptr_array_index (frame->ops, frame->ops->len - 1);
  SlipTaking taking;
  gboolean midway = slip_log_load_taking (database, &taking);

  for (guint i = 0; i < frame->ops->len; i++)
    {
      SlipOp *op = g_ptr_array_index (frame->ops, i);

      /* Until here an own delete covered all that was in the tables; the frame has not seen the one that is there
         in part. */
      if (!fold_number_op (database, op, frame->seq, error) ||
          (midway && !fold_settle_op (database, op, error)))
        return FALSE;
    }
  return slip_database_run (
      database, error,
      "UPDATE op SET seq = ? WHERE replica = ? AND clock BETWEEN ? AND ? AND seq IS NULL", "isii",
      (gint64) frame->seq, frame->replica, (gint64) first->name.clock, (gint64) last->name.clock);
}

/* Makes one frame of the oldest ops that wait. @left: whether there may be more. */
static gboolean
seal_one (SlipDatabase *database, const char *replica, const SlipHash *workspace,
          const guint8 *secret, gboolean *left, GError **error)
{
  g_autoptr (SlipFrame) frame = NULL;
  g_autoptr (GArray) seen = NULL;
  guint max = SLIP_FRAME_MAX_OPS;
  SlipClock after;
  SlipHash prev;
  gint64 seq;

  if (!load_last (database, replica, &seq, &prev, &after, error))
    return FALSE;
  seen = load_advanced (database, replica, error);
  if (seen == NULL)
    return FALSE;

  while (frame == NULL)
    {
      g_autoptr (GPtrArray) ops = load_outbox (database, replica, after, max, error);
      g_autoptr (GError) failure = NULL;

      if (ops == NULL)
        return FALSE;
      *left = ops->len > 0;
      if (ops->len == 0)
        return TRUE;
      frame = slip_frame_new (workspace, replica, seq + 1, seq > 0 ? &prev : NULL, seen, ops,
                              secret, NULL, &failure);
      max = ops->len / 2;
      if (frame == NULL &&
          (max == 0 || !g_error_matches (failure, SLIP_ERROR, SLIP_ERROR_TOO_LARGE)))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
    }
  return store_frame (database, frame, FALSE, TRUE, error) && store_seen (database, frame, error) &&
         number_ops (database, frame, error);
}

gboolean
slip_log_seal (SlipDatabase *database, const guint8 *secret, GError **error)
{
  g_autofree char *replica = NULL;
  gboolean left = TRUE, done = TRUE;
  SlipHash workspace;

  if (slip_log_outbox_size (database) == 0)
    return TRUE;
  if (!load_workspace (database, &workspace, error) || !slip_database_begin (database, error))
    return FALSE;
  replica = slip_meta_get (database, "replica");
  while (left && done)
    done = seal_one (database, replica, &workspace, secret, &left, error);
  if (done && slip_database_commit (database, error))
    return TRUE;
  slip_database_rollback (database);
  return FALSE;
}

/* Whether the frame is held (@held), what it follows is held, and whether it stands beside another
 * one (@fork). */
static gboolean
check_chain (SlipDatabase *database, SlipFrame *frame, gboolean *held, gboolean *fork,
             GError **error)
{
  g_autofree char *hash = slip_hash_to_hex (&frame->hash);
  g_autofree char *prev = slip_hash_to_hex (&frame->prev);
  gint64 seq = frame->seq;
  gint64 before = 0;

  *fork = FALSE;
  *held = slip_database_get_int (database, 0,
                                 "SELECT 1 FROM frame WHERE replica = ? AND seq = ? AND hash = ?",
                                 "sis", frame->replica, seq, hash);
  if (*held)
    return TRUE;
  if (seq > 1)
    {
      before = slip_database_get_int (
          database, -1, "SELECT fork FROM frame WHERE replica = ? AND seq = ? AND hash = ?", "sis",
          frame->replica, seq - 1, prev);
      if (before < 0)
        {
          g_set_error (
              error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
              _ ("frame %" PRId64
                 " of replica %s does not follow a frame that is here; its owner has to sync "
                 "again"),
              seq, frame->replica);
          return FALSE;
        }
    }
  *fork = before == 1 ||
          slip_database_get_int (database, 0,
                                 "SELECT 1 FROM frame WHERE replica = ? AND seq = ? AND fork = 0",
                                 "si", frame->replica, seq);
  return TRUE;
}

/* Takes the ops from number @first on, until @stop (nullable) says that it is enough: then *@next is the one to go on
 * with, else the number of ops. */
gboolean
slip_log_add_ops (SlipDatabase *database, SlipFrame *frame, gboolean counts, guint first,
                  SlipStopFunc stop, gpointer stop_data, guint *next, GError **error)
{
  gboolean refold = FALSE;
  guint i;

  for (i = first; i < frame->ops->len; i++)
    {
      SlipOp *op = g_ptr_array_index (frame->ops, i);

      if (stop != NULL && i > first && !refold && stop (stop_data))
        break;
      /* Withheld ones are not there. */
      if (op != NULL && !slip_log_take_op (database, op, frame->seq, counts, &refold, error))
        return FALSE;
    }
  *next = i;
  return !refold || fold_rebuild (database, FALSE, error);
}

/* Whether @frame shows all that @held shows, and more, and nothing that was withheld by an op. */
static gboolean
shows_more (SlipDatabase *database, SlipFrame *frame, SlipFrame *held)
{
  gboolean more = FALSE;

  for (guint i = 0; i < frame->ops->len; i++)
    {
      SlipOp *op = g_ptr_array_index (frame->ops, i);
      g_autofree char *target = NULL;

      if ((op == NULL) == (g_ptr_array_index (held->ops, i) == NULL))
        continue;
      if (op == NULL)
        return FALSE;
      target = slip_op_name_to_string (&op->name);
      if (slip_database_get_int (database, 0, "SELECT 1 FROM purge WHERE target = ?", "s", target))
        return FALSE;
      more = TRUE;
    }
  return more;
}

/* The frame is held. Somebody may have handed it to us without some of its ops, and here they are:
 * what was left out comes in. */
static gboolean
fill_in (SlipDatabase *database, SlipFrame *frame, GError **error)
{
  g_autofree char *hash = slip_hash_to_hex (&frame->hash);
  g_autoptr (SlipQuery) query = NULL;
  g_autoptr (SlipFrame) held = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gboolean counts;
  guint next;

  query = slip_database_query (database, error,
                               "SELECT bytes, counts FROM frame"
                               " WHERE replica = ? AND seq = ? AND hash = ?",
                               "sis", frame->replica, (gint64) frame->seq, hash);
  if (query == NULL || !slip_query_next (query, error))
    return FALSE;
  bytes = slip_query_bytes (query, 0);
  counts = slip_query_int (query, 1);
  if (g_bytes_equal (bytes, frame->bytes))
    return TRUE;
  held = slip_frame_decode (bytes, error);
  if (held == NULL)
    return FALSE;
  return !shows_more (database, frame, held) ||
         (slip_database_run (database, error,
                             "UPDATE frame SET bytes = ?, size = ?"
                             " WHERE replica = ? AND seq = ? AND hash = ?",
                             "bisis", frame->bytes, (gint64) g_bytes_get_size (frame->bytes),
                             frame->replica, (gint64) frame->seq, hash) &&
          slip_log_add_ops (database, frame, counts, 0, NULL, NULL, &next, error));
}

static gboolean
observe_clock (SlipDatabase *database, SlipFrame *frame, GError **error)
{
  SlipClock last = slip_log_load_clock (database);
  gboolean too_far = FALSE;
  SlipClock clock = slip_clock_observe (last, frame->clock, slip_now_ms (), &too_far);

  return clock == last || slip_log_store_clock (database, clock, error);
}

/* As much of a frame that isn't begun yet as @stop allows. */
static gboolean
add_frame (SlipDatabase *database, SlipFrame *frame, gboolean counts, SlipStopFunc stop,
           gpointer stop_data, gboolean *done, GError **error)
{
  gboolean held, fork;
  guint next;

  if (!check_chain (database, frame, &held, &fork, error))
    return FALSE;
  if (held)
    return fill_in (database, frame, error);
  if (!counts && !slip_log_check_apart (database, frame, error))
    return FALSE;
  /* What a frame had seen is about its own replica's ops alone, so it is noted of every one: a
     later frame may count, and its author had seen that, too. */
  if (!store_frame (database, frame, fork, counts, error) ||
      (!fork && !store_seen (database, frame, error)) || !observe_clock (database, frame, error) ||
      !slip_log_add_ops (database, frame, counts, 0, fork ? NULL : stop, stop_data, &next, error))
    return FALSE;
  *done = next == frame->ops->len;
  return *done || slip_log_mark_taking (database, frame, next, error);
}

static gboolean
take_frame (SlipDatabase *database, SlipFrame *frame, gboolean counts, SlipStopFunc stop,
            gpointer stop_data, gboolean *done, GError **error)
{
  SlipTaking taking;

  *done = TRUE;
  if (slip_log_load_taking (database, &taking))
    {
      if (slip_hash_equal (&taking.hash, &frame->hash))
        return slip_log_go_on (database, &taking, frame, stop, stop_data, done, error);
      if (!slip_log_finish_frame (database, error))
        return FALSE;
    }
  return add_frame (database, frame, counts, stop, stop_data, done, error);
}

gboolean
slip_log_add_frame_until (SlipDatabase *database, SlipFrame *frame, gboolean counts,
                          SlipStopFunc stop, gpointer stop_data, gboolean *done, GError **error)
{
  SlipHash workspace;

  if (!load_workspace (database, &workspace, error))
    return FALSE;
  if (!slip_hash_equal (&workspace, &frame->workspace))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("frame %" PRIu64
                      " of replica %s belongs to another workspace; check the remote's folder"),
                   frame->seq, frame->replica);
      return FALSE;
    }
  if (!slip_database_begin (database, error))
    return FALSE;
  if (take_frame (database, frame, counts, stop, stop_data, done, error) &&
      slip_database_commit (database, error))
    return TRUE;
  slip_database_rollback (database);
  return FALSE;
}

gboolean
slip_log_add_frame (SlipDatabase *database, SlipFrame *frame, gboolean counts, GError **error)
{
  gboolean done;

  return slip_log_add_frame_until (database, frame, counts, NULL, NULL, &done, error);
}

GArray *
slip_log_get_vector (SlipDatabase *database, GError **error)
{
  g_autoptr (GArray) vector = g_array_new (FALSE, TRUE, sizeof (SlipSeen));
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      database, error,
      /* From one replica to the next by the index: there are few replicas and many frames. */
      "WITH RECURSIVE known (id) AS (SELECT min(replica) FROM frame UNION ALL"
      "  SELECT (SELECT min(replica) FROM frame WHERE replica > known.id) FROM known"
      "  WHERE known.id IS NOT NULL)"
      " SELECT f.replica, f.seq, f.hash FROM known JOIN frame f ON f.replica = known.id"
      " AND f.fork = 0 AND f.seq = (SELECT seq FROM frame WHERE replica = known.id AND fork = 0"
      "  ORDER BY seq DESC LIMIT 1)"
      " ORDER BY f.replica",
      "");

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &failure))
    {
      SlipSeen seen = { 0 };

      g_strlcpy (seen.replica, slip_query_text (query, 0), sizeof seen.replica);
      seen.seq = slip_query_int (query, 1);
      slip_hash_from_hex (&seen.hash, slip_query_text (query, 2));
      g_array_append_val (vector, seen);
    }
  if (failure == NULL)
    {
      slip_log_unsee_taking (database, vector);
      return g_steal_pointer (&vector);
    }
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}
