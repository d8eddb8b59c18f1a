/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Frames against the log. Form, hashes and signature of a frame depend on nothing else, so all processors check them,
 * some frames ahead of the one thread that puts them in order. That one walks through the frames and through the ops of
 * the log side by side, both by replica and number, and so asks the database two questions in all. */

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "core/slip-frame.h"
#include "store/slip-log.h"
#include "trust/slip-roster.h"
#include "workspace/slip-verify-private.h"

/* Frames that one thread takes at once, and how many such lots may be under way. */
#define LOT_FRAMES 32
#define LOTS_AHEAD 8
#define THREADS_MAX 16

/* == decoding ahead == */

typedef struct
{
  char replica[SLIP_REPLICA_LENGTH + 1];
  guint64 seq;
  char hash[SLIP_HASH_HEX + 1];
  gboolean fork;
  gboolean counts;
  GBytes *bytes;
  SlipFrame *frame; /* NULL when it can't be decoded: then @problem says why */
  char *problem;
} Item;

typedef struct
{
  Item items[LOT_FRAMES];
  guint n;
  gboolean done;
} Lot;

typedef struct
{
  SlipQuery *rows;
  GThreadPool *pool;
  GMutex lock;
  GCond changed;
  GQueue lots; /* in order */
  gboolean ended;
} Source;

static void
lot_free (Lot *lot)
{
  for (guint i = 0; i < lot->n; i++)
    {
      g_clear_pointer (&lot->items[i].bytes, g_bytes_unref);
      g_clear_pointer (&lot->items[i].frame, slip_frame_unref);
      g_free (lot->items[i].problem);
    }
  g_free (lot);
}

static void
decode_lot (gpointer data, gpointer user_data)
{
  Source *source = user_data;
  Lot *lot = data;

  for (guint i = 0; i < lot->n; i++)
    {
      Item *item = &lot->items[i];
      g_autoptr (GError) error = NULL;

      item->frame = slip_frame_decode (item->bytes, &error);
      if (item->frame == NULL)
        item->problem = g_strdup (error->message);
    }
  g_mutex_lock (&source->lock);
  lot->done = TRUE;
  g_cond_broadcast (&source->changed);
  g_mutex_unlock (&source->lock);
}

/* Reads the next frames out of the database and hands them to the threads. */
static gboolean
read_lot (Source *source, GError **error)
{
  g_autoptr (GError) failure = NULL;
  Lot *lot = g_new0 (Lot, 1);

  while (lot->n < LOT_FRAMES && !source->ended)
    {
      Item *item = &lot->items[lot->n];

      if (!slip_query_next (source->rows, &failure))
        {
          source->ended = TRUE;
          break;
        }
      g_strlcpy (item->replica, slip_query_text (source->rows, 0), sizeof item->replica);
      item->seq = (guint64) slip_query_int (source->rows, 1);
      g_strlcpy (item->hash, slip_query_text (source->rows, 2), sizeof item->hash);
      item->fork = slip_query_int (source->rows, 3) != 0;
      item->counts = slip_query_int (source->rows, 4) != 0;
      item->bytes = slip_query_bytes (source->rows, 5);
      if (item->bytes == NULL)
        item->bytes = g_bytes_new (NULL, 0);
      lot->n++;
    }
  if (failure != NULL)
    {
      lot_free (lot);
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (lot->n == 0)
    {
      lot_free (lot);
      return TRUE;
    }
  g_queue_push_tail (&source->lots, lot);
  return g_thread_pool_push (source->pool, lot, error);
}

/* @lot: (out) (nullable): the next decoded frames; NULL when there are no more. */
static gboolean
next_lot (Source *source, Lot **lot, GError **error)
{
  while (!source->ended && source->lots.length < LOTS_AHEAD)
    if (!read_lot (source, error))
      return FALSE;
  *lot = g_queue_pop_head (&source->lots);
  if (*lot == NULL)
    return TRUE;
  g_mutex_lock (&source->lock);
  while (!(*lot)->done)
    g_cond_wait (&source->changed, &source->lock);
  g_mutex_unlock (&source->lock);
  return TRUE;
}

static Source *
source_new (SlipVerify *self, GError **error)
{
  Source *source = g_new0 (Source, 1);

  g_mutex_init (&source->lock);
  g_cond_init (&source->changed);
  g_queue_init (&source->lots);
  source->pool = g_thread_pool_new (
      decode_lot, source, (gint) CLAMP (g_get_num_processors (), 1, THREADS_MAX), FALSE, NULL);
  source->rows = slip_database_query (self->db, error,
                                      "SELECT replica, seq, hash, fork, counts, bytes FROM frame "
                                      "ORDER BY replica, seq, fork",
                                      "");
  return source;
}

static void
source_free (Source *source)
{
  /* Lots that nobody will look at are finished first. */
  g_thread_pool_free (source->pool, FALSE, TRUE);
  g_queue_clear_full (&source->lots, (GDestroyNotify) lot_free);
  slip_query_end (source->rows);
  g_mutex_clear (&source->lock);
  g_cond_clear (&source->changed);
  g_free (source);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Source, source_free)

/* == the walk == */

typedef struct
{
  SlipVerify *verify;
  GHashTable *held;    /* hashes of all frames, hex */
  GHashTable *devices; /* key (hex) → person; "" for a device of nobody */
  gboolean removals;   /* somebody was removed: what counts has to be asked frame by frame */

  char *taking; /* whose frame is there in part, and which: a sync was cut off or is under way */
  guint64 taking_seq;
  guint taking_next;

  SlipQuery *ops; /* the log, by replica and clock */
  gboolean any;   /* there is a row at hand */

  char replica[SLIP_REPLICA_LENGTH + 1]; /* whose frames are looked at */
  guint64 seq;                           /* of the frame before */
  SlipHash before;
} Walk;

static void
walk_clear (Walk *walk)
{
  g_clear_pointer (&walk->held, g_hash_table_unref);
  g_clear_pointer (&walk->devices, g_hash_table_unref);
  g_clear_pointer (&walk->ops, slip_query_end);
  g_clear_pointer (&walk->taking, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

static gboolean
next_op (Walk *walk, GError **error)
{
  g_autoptr (GError) failure = NULL;

  walk->any = slip_query_next (walk->ops, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* An op of the log that no frame claims where it stands: only our own that wait are right. */
static gboolean
check_loose_op (Walk *walk, GError **error)
{
  SlipVerify *self = walk->verify;
  const char *replica = slip_query_text (walk->ops, 0);
  g_autoptr (GError) damage = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (SlipOp) op = NULL;
  gint64 seq = slip_query_int (walk->ops, 2);

  if (!slip_query_is_null (walk->ops, 2))
    {
      if (slip_database_get_int (self->db, 0,
                                 "SELECT count (*) FROM frame WHERE replica = ? AND seq = ?", "si",
                                 replica, seq) > 0)
        return slip_verify_wrong (
            self, _ ("the log holds ops under frame %" PRId64 " of %s that it doesn't have"), seq,
            replica);
      return slip_verify_wrong (
          self, _ ("frame %" PRId64 " of %s is missing, whose ops are in the log"), seq, replica);
    }
  if (g_strcmp0 (replica, self->own) != 0)
    return slip_verify_wrong (self, _ ("the log holds an op of %s that no frame has"), replica);
  bytes = slip_query_bytes (walk->ops, 3);
  op = bytes != NULL ? slip_op_decode (bytes, replica, &damage) : NULL;
  if (op == NULL)
    return slip_verify_wrong (self, _ ("an op that waits to be sent is damaged: %s"),
                              damage != NULL ? damage->message : _ ("it is empty"));
  self->report->ops++;
  return next_op (walk, error);
}

/* Passes over what the log holds before @replica (NULL: over the rest), and in it before @clock. */
static gboolean
pass_loose_ops (Walk *walk, const char *replica, guint64 clock, GError **error)
{
  while (walk->any)
    {
      int order = replica != NULL ? strcmp (slip_query_text (walk->ops, 0), replica) : -1;

      if (order > 0 || (order == 0 && (guint64) slip_query_int (walk->ops, 1) >= clock))
        return TRUE;
      if (!check_loose_op (walk, error))
        return FALSE;
    }
  return TRUE;
}

/* The op that stands in a frame, wherever the log has it: a replica's clocks that don't grow from frame to frame are
 * odd, and no more. */
static gboolean
check_op_by_name (Walk *walk, const Item *item, SlipOp *op, GError **error)
{
  SlipVerify *self = walk->verify;
  g_autoptr (SlipQuery) query =
      slip_database_query (self->db, error, "SELECT bytes FROM op WHERE replica = ? AND clock = ?",
                           "si", op->name.replica, (gint64) op->name.clock);
  g_autoptr (GError) failure = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (query == NULL)
    return FALSE;
  if (slip_query_next (query, &failure))
    {
      bytes = slip_query_bytes (query, 0);
      if (bytes != NULL && g_bytes_equal (bytes, op->bytes))
        return TRUE;
      return slip_verify_wrong (self, _ ("an op of frame %" PRIu64 " of %s was altered in the log"),
                                item->seq, item->replica);
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  return slip_verify_wrong (self, _ ("an op of frame %" PRIu64 " of %s is missing in the log"),
                            item->seq, item->replica);
}

/* The row at hand is the op, just as it was signed. */
static gboolean
row_is_op (Walk *walk, const Item *item, SlipOp *op)
{
  return slip_query_holds (walk->ops, 3, op->bytes) &&
         g_strcmp0 (slip_query_text (walk->ops, 4), op->record) == 0 &&
         g_strcmp0 (slip_query_text (walk->ops, 5), op->person) == 0 &&
         g_strcmp0 (slip_query_text (walk->ops, 6), op->kind) == 0 &&
         (guint64) slip_query_int (walk->ops, 2) == item->seq &&
         (slip_query_int (walk->ops, 7) != 0) == item->counts;
}

/* How many of a frame's ops have to be in the log. Only the newest frame of a replica can be there in part. */
static guint
count_taken (Walk *walk, const Item *item)
{
  guint n = item->frame->ops->len;

  if (walk->taking == NULL || item->seq != walk->taking_seq || item->fork ||
      !g_str_equal (item->replica, walk->taking) ||
      slip_database_get_int (walk->verify->db, 1,
                             "SELECT EXISTS (SELECT 1 FROM frame WHERE replica = ? AND seq > ?)",
                             "si", item->replica, (gint64) item->seq) != 0)
    return n;
  return MIN (n, walk->taking_next);
}

/* The ops of a frame stand in the log just as they were signed, all of them, and by the device's owner. */
static gboolean
check_ops (Walk *walk, const Item *item, const char *person, GError **error)
{
  SlipVerify *self = walk->verify;
  guint n = count_taken (walk, item);

  for (guint i = 0; i < n; i++)
    {
      SlipOp *op = g_ptr_array_index (item->frame->ops, i);

      if (op == NULL)
        {
          self->report->withheld++;
          continue;
        }
      if (person != NULL && !g_str_equal (op->person, person))
        return slip_verify_wrong (
            self, _ ("frame %" PRIu64 " of %s holds an op in the name of somebody else"), item->seq,
            item->replica);
      if (!pass_loose_ops (walk, item->replica, op->name.clock, error))
        return FALSE;
      if (!walk->any || !g_str_equal (slip_query_text (walk->ops, 0), item->replica) ||
          (guint64) slip_query_int (walk->ops, 1) != op->name.clock)
        {
          if (!check_op_by_name (walk, item, op, error))
            return FALSE;
          continue;
        }
      if (!row_is_op (walk, item, op))
        return slip_verify_wrong (self,
                                  _ ("an op of frame %" PRIu64 " of %s was altered in the log"),
                                  item->seq, item->replica);
      if (!next_op (walk, error))
        return FALSE;
    }
  self->report->ops += n;
  return TRUE;
}

/* What a frame had seen has to be here and be the same: a shortened or rewritten log shows. */
static gboolean
check_seen (Walk *walk, const Item *item)
{
  SlipVerify *self = walk->verify;

  for (guint i = 0; i < item->frame->seen->len; i++)
    {
      SlipSeen *seen = &g_array_index (item->frame->seen, SlipSeen, i);
      g_autofree char *hash = slip_hash_to_hex (&seen->hash);

      if (g_hash_table_contains (walk->held, hash))
        continue;
      if (slip_database_get_int (self->db, 0,
                                 "SELECT count (*) FROM frame WHERE replica = ? AND seq = ?", "si",
                                 seen->replica, (gint64) seen->seq) > 0)
        return slip_verify_wrong (
            self, _ ("frame %" PRIu64 " of %s is not the one that %s had seen: it was rewritten"),
            seen->seq, seen->replica, item->replica);
      return slip_verify_wrong (
          self,
          _ ("frame %" PRIu64 " of %s is missing, which %s had seen: the log was shortened, or a "
             "sync is due"),
          seen->seq, seen->replica, item->replica);
    }
  return TRUE;
}

/* (nullable): whose device signed. */
static const char *
owner_of (Walk *walk, const SlipFrame *frame)
{
  g_autofree char *key = slip_key_to_hex (frame->device);
  const char *person = g_hash_table_lookup (walk->devices, key);

  if (person == NULL)
    {
      char *found = slip_database_get_text (
          walk->verify->db, NULL,
          "SELECT person FROM member_key WHERE key = ? AND purpose = 'device'", "s", key);

      if (found == NULL)
        found = g_strdup ("");
      person = found;
      g_hash_table_insert (walk->devices, g_steal_pointer (&key), found);
    }
  return *person != '\0' ? person : NULL;
}

static gboolean
check_counts (Walk *walk, const Item *item, const char *person)
{
  SlipVerify *self = walk->verify;
  gboolean counts = TRUE;

  if (walk->removals && person != NULL)
    {
      g_autofree char *key = slip_key_to_hex (item->frame->device);

      counts = slip_roster_frame_counts (self->db, key, item->replica, item->seq);
    }
  if (!item->counts)
    self->report->kept_apart++;
  if (counts == item->counts || person == NULL)
    return TRUE;
  return slip_verify_wrong (
      self,
      item->counts ? _ ("frame %" PRIu64 " of %s is counted, though its device "
                        "was revoked before it")
                   : _ ("frame %" PRIu64 " of %s is kept apart, though its device may write"),
      item->seq, item->replica);
}

static gboolean
check_frame (Walk *walk, const Item *item, GError **error)
{
  SlipVerify *self = walk->verify;
  const SlipFrame *frame = item->frame;
  const char *person;
  SlipHash named;

  if (!g_str_equal (walk->replica, item->replica))
    {
      g_strlcpy (walk->replica, item->replica, sizeof walk->replica);
      memset (&walk->before, 0, sizeof walk->before);
      walk->seq = 0;
    }
  if (frame == NULL)
    return slip_verify_wrong (self, _ ("frame %" PRIu64 " of %s: %s"), item->seq, item->replica,
                              item->problem);
  if (!g_str_equal (frame->replica, item->replica) || frame->seq != item->seq ||
      !slip_hash_from_hex (&named, item->hash) || !slip_hash_equal (&named, &frame->hash))
    return slip_verify_wrong (self,
                              _ ("frame %" PRIu64 " of %s stands under a name that isn't its own"),
                              item->seq, item->replica);
  if (!slip_hash_equal (&frame->workspace, &self->workspace))
    return slip_verify_wrong (self, _ ("frame %" PRIu64 " of %s belongs to another workspace"),
                              item->seq, item->replica);
  if (item->fork)
    return slip_verify_wrong (self,
                              _ ("replica %s is forked: two contents stand under number %" PRIu64),
                              item->replica, item->seq);
  if (item->seq != walk->seq + 1 || !slip_hash_equal (&frame->prev, &walk->before))
    return slip_verify_wrong (self, _ ("frame %" PRIu64 " of %s doesn't follow the one before it"),
                              item->seq, item->replica);
  person = owner_of (walk, frame);
  /* Our own first frames may wait for our admission. */
  if (person == NULL && g_strcmp0 (item->replica, self->own) != 0)
    return slip_verify_wrong (
        self, _ ("frame %" PRIu64 " of %s is signed by a device of nobody who is admitted"),
        item->seq, item->replica);
  if (!check_ops (walk, item, person, error) || !check_seen (walk, item) ||
      !check_counts (walk, item, person))
    return FALSE;
  walk->before = frame->hash;
  walk->seq = item->seq;
  self->report->frames++;
  return TRUE;
}

/* == all of it == */

static gboolean
load_held (Walk *walk, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) rows =
      slip_database_query (walk->verify->db, error, "SELECT hash FROM frame", "");

  if (rows == NULL)
    return FALSE;
  while (slip_query_next (rows, &failure))
    g_hash_table_add (walk->held, g_strdup (slip_query_text (rows, 0)));
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
walk_start (Walk *walk, SlipVerify *self, GError **error)
{
  walk->verify = self;
  walk->held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  walk->devices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  walk->removals =
      slip_database_get_int (self->db, 1,
                             "SELECT EXISTS (SELECT 1 FROM member WHERE revocation <> '') OR "
                             "EXISTS (SELECT 1 FROM member_key WHERE revocation <> '')",
                             "");
  slip_log_is_taking (self->db, &walk->taking, &walk->taking_seq, &walk->taking_next);
  walk->ops =
      slip_database_query (self->db, error,
                           "SELECT replica, clock, seq, bytes, record, person, kind, counts "
                           "FROM op ORDER BY replica, clock",
                           "");
  return walk->ops != NULL && load_held (walk, error) && next_op (walk, error);
}

gboolean
slip_verify_frames (SlipVerify *self, GError **error)
{
  g_autoptr (Source) source = source_new (self, error);
  g_auto (Walk) walk = { NULL };
  gboolean done = TRUE;
  Lot *lot = NULL;

  if (source->rows == NULL || !walk_start (&walk, self, error))
    return FALSE;
  while (done && (done = next_lot (source, &lot, error)) && lot != NULL)
    {
      for (guint i = 0; i < lot->n && done; i++)
        done = check_frame (&walk, &lot->items[i], error);
      lot_free (lot);
    }
  return done && pass_loose_ops (&walk, NULL, 0, error);
}
