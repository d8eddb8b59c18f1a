/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Walking over the log in the order of its clocks. Each replica's ops lie in that order; the walk takes a few of each at
 * a time and goes on with the lowest, so nothing is sorted and memory doesn't grow with the log. */

#include "workspace/slip-trail-private.h"

#include <string.h>

#include "core/slip-id.h"

/* Ops of one stream that are read at once. */
#define BATCH 128

/* Whether @path is @wanted or in it; ids of rows may be shortened in @wanted, or left out. */
static gboolean
is_within (const char *path, const char *wanted)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  g_auto (GStrv) words = g_strsplit (wanted, "/", -1);
  gsize at = 0;

  for (gsize i = 0; parts[i] != NULL && words[at] != NULL; i++)
    {
      gboolean is_row = strlen (parts[i]) == SLIP_ID_LENGTH && slip_id_is_valid (parts[i]);

      if (g_str_equal (parts[i], words[at]) ||
          (is_row && strlen (words[at]) >= 4 && g_str_has_prefix (parts[i], words[at])))
        at++;
      else if (!is_row)
        return FALSE;
    }
  return words[at] == NULL;
}

/* == streams == */

typedef struct
{
  char replica[SLIP_REPLICA_LENGTH + 1]; /* "": of a record */
  const char *record;                    /* nullable; the query's */
  SlipOpName last;                       /* read so far */
  GPtrArray *items;                      /* of SlipTrailOp */
  guint next;
  gboolean ended;
} Stream;

static void
item_free (gpointer data)
{
  SlipTrailOp *item = data;

  g_clear_pointer (&item->op, slip_op_unref);
  g_free (item);
}

static void
stream_free (gpointer data)
{
  Stream *stream = data;

  g_ptr_array_unref (stream->items);
  g_free (stream);
}

static Stream *
stream_new (const char *replica)
{
  Stream *stream = g_new0 (Stream, 1);

  g_strlcpy (stream->replica, replica, sizeof stream->replica);
  stream->items = g_ptr_array_new_with_free_func (item_free);
  return stream;
}

static SlipTrailOp *
item_new (const char *replica, SlipClock clock, gint64 seq, gboolean counts, SlipOp *op)
{
  SlipTrailOp *item = g_new0 (SlipTrailOp, 1);

  g_strlcpy (item->name.replica, replica, sizeof item->name.replica);
  item->name.clock = clock;
  item->seq = seq;
  item->counts = counts;
  item->op = op;
  return item;
}

/* Reads on when the stream has nothing at hand. */
static gboolean
stream_fill (Stream *stream, SlipDatabase *db, const SlipTrailQuery *filter, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = NULL;

  if (stream->next < stream->items->len || stream->ended)
    return TRUE;
  g_ptr_array_set_size (stream->items, 0);
  stream->next = 0;
  if (*stream->replica != '\0')
    query =
        slip_database_query (db, error,
                             "SELECT replica, clock, seq, counts, bytes FROM op"
                             " WHERE replica = ?1 AND clock > ?2 ORDER BY clock LIMIT ?3",
                             "sii", stream->replica, (gint64) stream->last.clock, (gint64) BATCH);
  else
    query = slip_database_query (
        db, error,
        "SELECT replica, clock, seq, counts, bytes FROM op WHERE record = ?1 AND clock >= ?2"
        " AND (clock, replica) > (?2, ?3) ORDER BY clock, replica LIMIT ?4",
        "sisi", stream->record, (gint64) stream->last.clock, stream->last.replica, (gint64) BATCH);
  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &failure))
    {
      const char *replica = slip_query_text (query, 0);
      g_autoptr (GBytes) bytes = slip_query_bytes (query, 4);
      SlipOp *op = slip_op_decode (bytes, replica, error);

      if (op == NULL)
        return FALSE;
      stream->last = op->name;
      g_ptr_array_add (stream->items, item_new (replica, op->name.clock, slip_query_int (query, 2),
                                                slip_query_int (query, 3), op));
    }
  stream->ended = stream->items->len < BATCH;
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static SlipTrailOp *
stream_peek (const Stream *stream)
{
  return stream->next < stream->items->len ? g_ptr_array_index (stream->items, stream->next) : NULL;
}

/* Where a stream begins for a page behind an op: ordered by clock, then replica. */
static void
stream_skip (Stream *stream, const SlipTrailQuery *filter)
{
  if (!filter->has_after)
    return;
  stream->last = filter->after;
  if (*stream->replica != '\0' && strcmp (stream->replica, filter->after.replica) > 0)
    stream->last.clock--;
}

/* Ops of which only the names are known: of those that are still there the bytes are read, the others were withheld. */
static Stream *
stream_of_names (SlipDatabase *db, GArray *names, const SlipTrailQuery *filter, GError **error)
{
  Stream *stream = stream_new ("");

  stream->ended = TRUE;
  for (guint i = 0; i < names->len; i++)
    {
      const SlipOpName *name = &g_array_index (names, SlipOpName, i);
      g_autoptr (GError) failure = NULL;
      g_autoptr (SlipQuery) query = NULL;
      g_autoptr (GBytes) bytes = NULL;
      SlipTrailOp *item;

      if (filter->has_after && slip_op_name_compare (name, &filter->after) <= 0)
        continue;
      item = item_new (name->replica, name->clock, 0, TRUE, NULL);
      g_ptr_array_add (stream->items, item);
      query = slip_database_query (
          db, &failure, "SELECT seq, counts, bytes FROM op WHERE replica = ? AND clock = ?", "si",
          name->replica, (gint64) name->clock);
      if (query != NULL && slip_query_next (query, &failure))
        {
          item->seq = slip_query_int (query, 0);
          item->counts = slip_query_int (query, 1);
          bytes = slip_query_bytes (query, 2);
          item->op = slip_op_decode (bytes, name->replica, &failure);
        }
      if (failure == NULL)
        continue;
      g_propagate_error (error, g_steal_pointer (&failure));
      stream_free (stream);
      return NULL;
    }
  return stream;
}

/* What the log has no longer, and the ops about a record that belong to none: few. */
static gboolean
open_streams_of_purges (GPtrArray *streams, SlipDatabase *db, const SlipTrailQuery *filter,
                        const char *record, SlipTrailPurged *purged, GError **error)
{
  g_autoptr (GArray) withheld = slip_trail_purged_withheld (purged, record, error);
  g_autoptr (GArray) asking = NULL;
  Stream *stream;

  if (withheld == NULL || (stream = stream_of_names (db, withheld, filter, error)) == NULL)
    return FALSE;
  g_ptr_array_add (streams, stream);
  if (record == NULL)
    return TRUE;
  if ((asking = slip_trail_purged_asking (purged, record, error)) == NULL ||
      (stream = stream_of_names (db, asking, filter, error)) == NULL)
    return FALSE;
  g_ptr_array_add (streams, stream);
  return TRUE;
}

static gboolean
open_streams_of_records (GPtrArray *streams, SlipDatabase *db, const SlipTrailQuery *filter,
                         SlipTrailPurged *purged, GError **error)
{
  for (guint i = 0; i < filter->records->len; i++)
    {
      const char *record = g_ptr_array_index (filter->records, i);
      Stream *stream;

      if (!open_streams_of_purges (streams, db, filter, record, purged, error))
        return FALSE;
      stream = stream_new ("");
      stream->record = record;
      stream_skip (stream, filter);
      g_ptr_array_add (streams, stream);
    }
  return TRUE;
}

static GPtrArray *
open_streams (SlipDatabase *db, const SlipTrailQuery *filter, SlipTrailWords *words, GError **error)
{
  g_autoptr (GPtrArray) streams = g_ptr_array_new_with_free_func (stream_free);
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = NULL;

  if (filter->records != NULL)
    return open_streams_of_records (streams, db, filter, words->purged, error)
               ? g_steal_pointer (&streams)
               : NULL;
  if (!open_streams_of_purges (streams, db, filter, NULL, words->purged, error))
    return NULL;
  query = slip_database_query (
      db, error,
      "WITH RECURSIVE one (replica) AS (SELECT min (replica) FROM op UNION ALL"
      " SELECT (SELECT min (o.replica) FROM op o WHERE o.replica > one.replica) FROM one"
      " WHERE one.replica IS NOT NULL) SELECT replica FROM one WHERE replica IS NOT NULL",
      "");
  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &failure))
    {
      g_ptr_array_add (streams, stream_new (slip_query_text (query, 0)));
      stream_skip (g_ptr_array_index (streams, streams->len - 1), filter);
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  return g_steal_pointer (&streams);
}

/* The next op of all streams; @item stays NULL at the end. */
static gboolean
next_item (GPtrArray *streams, SlipDatabase *db, const SlipTrailQuery *filter, SlipTrailOp **item,
           GError **error)
{
  Stream *first = NULL;

  for (guint i = 0; i < streams->len; i++)
    {
      Stream *stream = g_ptr_array_index (streams, i);

      if (!stream_fill (stream, db, filter, error))
        return FALSE;
      if (stream_peek (stream) != NULL &&
          (first == NULL ||
           slip_op_name_compare (&stream_peek (stream)->name, &stream_peek (first)->name) < 0))
        first = stream;
    }
  *item = first != NULL ? stream_peek (first) : NULL;
  if (first != NULL)
    first->next++;
  return TRUE;
}

/* == the walk == */

/* What can be said without looking at the content. */
static gboolean
may_fit (const SlipTrailQuery *filter, const SlipTrailOp *item)
{
  gint64 ms = item->op != NULL ? item->op->wall_ms : (gint64) (item->name.clock >> 16);

  if ((filter->since_ms != 0 && ms < filter->since_ms) ||
      (filter->until_ms != 0 && ms >= filter->until_ms))
    return FALSE;
  return filter->person == NULL ||
         (item->op != NULL && g_str_equal (item->op->person, filter->person));
}

static gboolean
fits (const SlipTrailQuery *filter, const SlipTrailEntry *entry)
{
  if (filter->kind != NULL && !g_str_equal (filter->kind, entry->kind) &&
      !g_str_equal (filter->kind, entry->action))
    return FALSE;
  return filter->field == NULL || (*entry->path != '\0' && is_within (entry->path, filter->field));
}

static gboolean
walk (SlipDatabase *db, const SlipTrailQuery *filter, SlipTrailFunc func, gpointer data,
      GError **error)
{
  g_autoptr (SlipTrailWords) words = slip_trail_words_new (db, filter, error);
  g_autoptr (GPtrArray) streams = NULL;
  guint n = 0;

  if (words == NULL || (streams = open_streams (db, filter, words, error)) == NULL)
    return FALSE;
  while (filter->limit == 0 || n < filter->limit)
    {
      g_autoptr (SlipTrailEntry) entry = NULL;
      g_autoptr (GError) failure = NULL;
      SlipTrailOp *item = NULL;

      if (!next_item (streams, db, filter, &item, error))
        return FALSE;
      if (item == NULL)
        return TRUE;
      if (!may_fit (filter, item))
        continue;
      entry = slip_trail_describe (words, item, error);
      if (entry == NULL)
        return FALSE;
      if (!fits (filter, entry))
        continue;
      n++;
      if (func (entry, data, &failure))
        continue;
      if (failure == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  return TRUE;
}

gboolean
slip_trail_walk (SlipDatabase *db, const SlipTrailQuery *query, SlipTrailFunc func, gpointer data,
                 GError **error)
{
  gboolean done;

  /* One state of the log from the first to the last entry, whatever sync does meanwhile. */
  if (!slip_database_script (db, "SAVEPOINT trail", error))
    return FALSE;
  done = walk (db, query, func, data, error);
  slip_database_script (db, "RELEASE trail", NULL);
  return done;
}

gboolean
slip_workspace_trail (SlipWorkspace *self, const SlipTrailFilter *filter, SlipTrailFunc func,
                      gpointer data, GError **error)
{
  g_autoptr (SlipTrailQuery) query = slip_trail_query_new (self, filter, error);

  return query != NULL && slip_trail_walk (slip_workspace_reader (self), query, func, data, error);
}
