/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Reads every file on a store and says what is missing, altered or unknown. Changes nothing, there
 * or here. */

#include "sync/slip-sync-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "store/slip-purging.h"

#define READ_TRIES 3

typedef struct
{
  SlipSyncPeer *peer;
  SlipRemote *remote;
  GCancellable *cancellable;
  GPtrArray *findings;
  GPtrArray *listed[3]; /* heads, seg, blob */
  GPtrArray *heads;     /* good ones */
  GPtrArray *head_names;
  GHashTable *carried; /* hex of blobs that segments carry */
  GHashTable *own;     /* names of own segments */
  GHashTable *purged;  /* digests of blobs and names of ops that are gone here */
  GHashTable *cut;     /* hex of the blob and size of a part → Cut */
  GHashTable *whole;   /* hex of blobs whose parts were looked at */
  char replica[SLIP_REPLICA_LENGTH + 1];
  SlipAnswer failure; /* ends the check */
} Check;

/* How a blob was cut, as its parts tell. */
typedef struct
{
  SlipHash hash;
  guint64 size;
  guint32 part_size;
} Cut;

static const char *const folders[] = { SLIP_REMOTE_HEADS, SLIP_REMOTE_SEGMENTS, SLIP_REMOTE_BLOBS };

static void find (Check *check, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
find (Check *check, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (check->findings, g_strdup_vprintf (format, args));
  va_end (args);
}

static gboolean
is_listed (Check *check, guint folder, const char *name)
{
  for (guint i = 0; i < check->listed[folder]->len; i++)
    if (g_str_equal (((SlipRemoteEntry *) g_ptr_array_index (check->listed[folder], i))->name,
                     name))
      return TRUE;
  return FALSE;
}

static void
note_cut (Check *check, const SlipPart *part)
{
  g_autofree char *hex = slip_hash_to_hex (&part->blob);
  char *key = g_strdup_printf ("%s %u", hex, part->part_size);
  Cut *cut = g_new0 (Cut, 1);

  cut->hash = part->blob;
  cut->size = part->size;
  cut->part_size = part->part_size;
  g_hash_table_insert (check->cut, key, cut);
}

/* The machine that put it has not heard of the purge, or is no more: a copy that was restored goes by another name. */
static void
find_purged (Check *check, const char *path, const char *target)
{
  find (check,
        _ ("purged %s: it still holds %s, which was purged; the next sync of the copy that put it "
           "there "
           "takes it away, and nobody does where that copy is gone"),
        path, target);
}

static void
check_purged (Check *check, const char *path, SlipFrame *frame)
{
  for (guint i = 0; i < frame->ops->len && g_hash_table_size (check->purged) > 0; i++)
    {
      const SlipOp *op = g_ptr_array_index (frame->ops, i);
      g_autofree char *target = op != NULL ? slip_op_name_to_string (&op->name) : NULL;

      if (target != NULL && g_hash_table_contains (check->purged, target))
        find_purged (check, path, target);
    }
}

static void
check_frames (Check *check, const char *path, GPtrArray *frames, const char *replica, guint64 first)
{
  for (guint i = 0; i < frames->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SlipFrame) frame = slip_frame_decode (g_ptr_array_index (frames, i), &error);

      if (frame == NULL)
        find (check, _ ("altered %s: %s"), path, error->message);
      else if (strcmp (frame->replica, replica) != 0 || frame->seq != first + i ||
               !slip_hash_equal (&frame->workspace, &check->peer->workspace))
        find (check, _ ("altered %s: it holds frames that do not belong in it"), path);
      else
        {
          check_purged (check, path, frame);
          continue;
        }
      return;
    }
}

static void
check_head (Check *check, const char *name, GBytes *bytes, GError **error)
{
  SlipHead *head = slip_head_decode (bytes, name, &check->peer->workspace, error);
  g_autofree char *path = g_strconcat (SLIP_REMOTE_HEADS "/", name, NULL);
  guint64 covered = 0;

  if (head == NULL)
    return;
  if (head->segments->len > 0)
    covered =
        ((SlipSegmentRef *) g_ptr_array_index (head->segments, head->segments->len - 1))->last;
  check_frames (check, path, head->tail, head->replica, covered + 1);
  g_ptr_array_add (check->heads, head);
  g_ptr_array_add (check->head_names, g_strdup (name));
}

static void
check_segment (Check *check, const char *name, GBytes *bytes, GError **error)
{
  g_autoptr (SlipSegment) segment =
      slip_segment_decode (bytes, name, &check->peer->workspace, error);
  g_autofree char *path = g_strconcat (SLIP_REMOTE_SEGMENTS "/", name, NULL);
  gboolean named = g_hash_table_contains (check->own, name);

  if (segment == NULL)
    return;
  check_frames (check, path, segment->frames, segment->replica, segment->first);
  for (guint i = 0; i < segment->blobs->len; i++)
    {
      char *hex = slip_hash_hex_of (g_ptr_array_index (segment->blobs, i));

      g_hash_table_add (check->carried, hex);
      if (g_hash_table_contains (check->purged, hex))
        find_purged (check, path, hex);
    }
  for (guint i = 0; i < check->heads->len && !named; i++)
    {
      SlipHead *head = g_ptr_array_index (check->heads, i);

      for (guint n = 0; n < head->segments->len && !named; n++)
        named =
            g_str_equal (((SlipSegmentRef *) g_ptr_array_index (head->segments, n))->name, name);
    }
  if (!named)
    find (
        check,
        _ ("unknown %s: no head names it, so nobody misses it (left by a sync that was cut short, "
           "or by a copy that is gone, or put by someone else)"),
        path);
}

/* Judges one file that was read. */
static void
check_file (Check *check, guint folder, SlipTransfer *transfer)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_strconcat (transfer->folder, "/", transfer->name, NULL);

  if (folder == 0)
    check_head (check, transfer->name, transfer->bytes, &error);
  else if (folder == 1)
    check_segment (check, transfer->name, transfer->bytes, &error);
  else
    {
      g_autoptr (SlipPart) part = slip_part_decode (
          transfer->bytes, transfer->name, check->peer->secret, &check->peer->workspace, &error);

      g_autofree char *hex = part != NULL ? slip_hash_to_hex (&part->blob) : NULL;

      if (hex != NULL && g_hash_table_contains (check->purged, hex))
        find_purged (check, path, hex);
      else if (part != NULL)
        note_cut (check, part);
    }
  if (error == NULL)
    return;
  if (g_error_matches (error, SLIP_ERROR, SLIP_ERROR_CORRUPT))
    find (check, _ ("altered %s: %s"), path, error->message);
  else
    find (check, _ ("unknown %s: %s"), path, error->message);
}

static gboolean
is_name (guint folder, const char *name)
{
  char replica[SLIP_REPLICA_LENGTH + 1];
  guint64 first, last;

  switch (folder)
    {
    case 0:
      return slip_head_parse_name (name, replica, &first);
    case 1:
      return slip_segment_parse_name (name, replica, &first, &last);
    default:
      return slip_part_parse_name (name);
    }
}

/* Reads what is in one folder, eight files at a time. FALSE when the store can't be read any
 * more. */
static gboolean
check_folder (Check *check, guint folder)
{
  GPtrArray *entries = check->listed[folder];

  for (guint from = 0; from < entries->len; from += SLIP_SYNC_BATCH)
    {
      g_autoptr (GPtrArray) transfers =
          g_ptr_array_new_with_free_func ((GDestroyNotify) slip_transfer_free);

      for (guint i = from; i < MIN (from + SLIP_SYNC_BATCH, entries->len); i++)
        {
          SlipRemoteEntry *entry = g_ptr_array_index (entries, i);

          if (is_name (folder, entry->name))
            g_ptr_array_add (transfers, slip_transfer_new (folders[folder], entry->name, NULL));
          else
            find (check, _ ("unknown %s/%s: it is no file of Slipway's"), folders[folder],
                  entry->name);
        }
      for (guint tries = 0; tries < READ_TRIES && transfers->len > 0; tries++)
        {
          slip_remote_get (check->remote, transfers, check->cancellable);
          for (guint i = 0; i < transfers->len;)
            {
              SlipTransfer *transfer = g_ptr_array_index (transfers, i);

              if (transfer->answer.kind == SLIP_ANSWER_OK)
                check_file (check, folder, transfer);
              else if (transfer->answer.kind == SLIP_ANSWER_MISSING)
                find (check, _ ("missing %s/%s: it is listed, but not there"), transfer->folder,
                      transfer->name);
              else if (tries + 1 < READ_TRIES && transfer->answer.kind != SLIP_ANSWER_CANCELLED)
                {
                  i++;
                  continue;
                }
              else if (transfer->answer.kind == SLIP_ANSWER_TRUNCATED)
                find (check, _ ("altered %s/%s: %s"), transfer->folder, transfer->name,
                      transfer->answer.text);
              else
                {
                  slip_answer_copy (&check->failure, &transfer->answer);
                  return FALSE;
                }
              g_ptr_array_remove_index (transfers, i);
            }
        }
    }
  return TRUE;
}

/* Whether a newer head that is on the store replaces the one at @index. */
static gboolean
is_superseded (Check *check, guint index)
{
  const char *name = g_ptr_array_index (check->head_names, index);

  for (guint i = 0; i < check->heads->len; i++)
    {
      SlipHead *head = g_ptr_array_index (check->heads, i);

      if (i != index && g_ptr_array_find_with_equal_func (head->previous, name, g_str_equal, NULL))
        return TRUE;
    }
  return FALSE;
}

static void
check_references (Check *check)
{
  g_autoptr (GHashTable) said = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < check->heads->len; i++)
    {
      SlipHead *head = g_ptr_array_index (check->heads, i);

      for (guint n = 0; !is_superseded (check, i) && n < head->segments->len; n++)
        {
          SlipSegmentRef *ref = g_ptr_array_index (head->segments, n);

          if (!is_listed (check, 1, ref->name) && g_hash_table_add (said, ref->name))
            find (check, _ ("missing %s/%s: heads/%s names it"), SLIP_REMOTE_SEGMENTS, ref->name,
                  (char *) g_ptr_array_index (check->head_names, i));
        }
    }
}

static gboolean
load_job (SlipDatabase *db, gpointer data, GError **error)
{
  Check *check = data;
  g_autofree char *replica = slip_meta_get (db, "replica");
  g_autoptr (SlipQuery) query = NULL;
  GError *local = NULL;

  g_strlcpy (check->replica, replica != NULL ? replica : "", sizeof check->replica);
  query = slip_database_query (db, error, "SELECT name FROM segment WHERE replica = ?", "s",
                               check->replica);
  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local))
    g_hash_table_add (check->own, g_strdup (slip_query_text (query, 0)));
  if (local != NULL)
    g_propagate_error (error, local);
  return local == NULL;
}

static gboolean
purged_job (SlipDatabase *db, gpointer data, GError **error)
{
  Check *check = data;
  g_autoptr (GPtrArray) list = slip_purging_list (db, FALSE, error);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const SlipAsked *asked = g_ptr_array_index (list, i);

      /* Asked by somebody who may not, of an op that never came, it means nothing. */
      if (asked->done)
        g_hash_table_add (check->purged, g_strdup (asked->target));
    }
  return list != NULL;
}

/* Heads that this copy has seen on the store, newest first of each replica. */
static gboolean
known_heads_job (SlipDatabase *db, gpointer data, GError **error)
{
  Check *check = data;
  GError *local = NULL;
  g_autoptr (SlipQuery) query =
      slip_database_query (db, error,
                           "SELECT name, replica, max (number) FROM head WHERE state IN "
                           "('confirmed', 'read') GROUP BY replica",
                           "");

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local))
    {
      guint64 newest = 0;

      for (guint i = 0; i < check->listed[0]->len; i++)
        {
          SlipRemoteEntry *entry = g_ptr_array_index (check->listed[0], i);
          char replica[SLIP_REPLICA_LENGTH + 1];
          guint64 number;

          if (slip_head_parse_name (entry->name, replica, &number) &&
              g_str_equal (replica, slip_query_text (query, 1)))
            newest = MAX (newest, number);
        }
      if (newest < (guint64) slip_query_int (query, 2))
        find (check,
              _ ("missing %s/%s: this copy has seen it there, and nothing newer has replaced it"),
              SLIP_REMOTE_HEADS, slip_query_text (query, 0));
    }
  if (local != NULL)
    g_propagate_error (error, local);
  return local == NULL;
}

/* Blobs that have files of their own, and blobs that are wanted here. */
/* The parts of @cut that are not there; told in one line when @tell. */
static guint
count_missing (Check *check, const Cut *cut, gboolean tell)
{
  g_autofree char *hex = slip_hash_to_hex (&cut->hash);
  g_autofree char *first = NULL;
  guint first_n = 0;
  guint missing = 0;
  guint32 n;

  for (n = 0; (guint64) n * cut->part_size < cut->size; n++)
    {
      g_autofree char *name = slip_part_name (check->peer->secret, &cut->hash, cut->part_size, n);

      if (is_listed (check, 2, name))
        continue;
      if (missing++ > 0)
        continue;
      first = g_steal_pointer (&name);
      first_n = n + 1;
    }
  if (tell && missing == 1)
    find (check, _ ("missing %s/%s: part %u of what has the digest %s"), SLIP_REMOTE_BLOBS, first,
          first_n, hex);
  else if (tell && missing > 1)
    find (check,
          _ ("missing %s/%s: part %u, and %u more of %u parts of what has the digest %s; an upload "
             "may be under way"),
          SLIP_REMOTE_BLOBS, first, first_n, missing - 1, n, hex);
  return missing;
}

/* Where one part lies, all have to, whether this copy holds the blob or not. One whole cut is enough: a server that
 * asked for smaller bodies leaves parts of a larger cut behind. */
static void
check_cuts (Check *check)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, check->cut);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (count_missing (check, value, FALSE) == 0)
      g_hash_table_add (check->whole, slip_hash_to_hex (&((Cut *) value)->hash));
  g_hash_table_iter_init (&iter, check->cut);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      g_autofree char *hex = slip_hash_to_hex (&((Cut *) value)->hash);

      if (!g_hash_table_contains (check->whole, hex) &&
          !g_hash_table_contains (check->carried, hex))
        {
          count_missing (check, value, TRUE);
          g_hash_table_add (check->whole, g_steal_pointer (&hex)); /* told */
        }
    }
}

static gboolean
blobs_job (SlipDatabase *db, gpointer data, GError **error)
{
  Check *check = data;
  GError *local = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error,
      "SELECT hash, size, part_size FROM blob_sent WHERE segment = '' AND "
      "state IN ('confirmed', 'there') AND hash NOT IN (SELECT hash FROM purged) "
      "UNION ALL SELECT hash, 1, 0 FROM blob_want ORDER BY 1",
      "");

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local))
    {
      guint64 size = slip_query_int (query, 1);
      guint32 part_size = slip_query_int (query, 2);
      gboolean wanted = part_size == 0;
      SlipHash hash;

      if (!slip_hash_from_hex (&hash, slip_query_text (query, 0)) ||
          g_hash_table_contains (check->carried, slip_query_text (query, 0)) ||
          g_hash_table_contains (check->whole, slip_query_text (query, 0)))
        continue;
      if (wanted)
        {
          gboolean found = FALSE;

          for (guint level = 0; slip_sync_part_size (level) != 0 && !found; level++)
            {
              g_autofree char *name =
                  slip_part_name (check->peer->secret, &hash, slip_sync_part_size (level), 0);

              found = is_listed (check, 2, name);
            }
          if (!found)
            find (check, _ ("missing blob: nothing on the store holds what has the digest %s"),
                  slip_query_text (query, 0));
          continue;
        }
      {
        Cut cut = { hash, size, part_size };

        count_missing (check, &cut, TRUE);
      }
    }
  if (local != NULL)
    g_propagate_error (error, local);
  return local == NULL;
}

static gboolean
check_all (Check *check, GError **error)
{
  if (!check->peer->run (check->peer, load_job, check, error) ||
      !check->peer->run (check->peer, purged_job, check, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      SlipAnswer answer = { 0 };

      for (guint tries = 0; tries < READ_TRIES; tries++)
        {
          g_clear_pointer (&check->listed[i], g_ptr_array_unref);
          slip_answer_clear (&answer);
          check->listed[i] =
              slip_remote_list (check->remote, folders[i], &answer, check->cancellable);
          if (answer.kind != SLIP_ANSWER_UNKNOWN)
            break;
        }
      /* Tools that copy files leave out empty folders; what should be in one is found missing
       * below. */
      if (answer.kind != SLIP_ANSWER_MISSING || i == 0)
        slip_answer_copy (&check->failure, &answer);
      slip_answer_clear (&answer);
      if (check->failure.kind == SLIP_ANSWER_MISSING)
        slip_answer_folder_gone (&check->failure);
      if (check->failure.kind != SLIP_ANSWER_OK)
        return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    if (!check_folder (check, i))
      return FALSE;
  check_references (check);
  check_cuts (check);
  return check->peer->run (check->peer, known_heads_job, check, error) &&
         check->peer->run (check->peer, blobs_job, check, error);
}

gboolean
slip_store_check (SlipSyncPeer *peer, SlipRemote *remote, GPtrArray **findings,
                  SlipSyncStats *stats, GCancellable *cancellable, GError **error)
{
  Check check = { .peer = peer, .remote = remote, .cancellable = cancellable };
  SlipRemoteCounts before, after;
  gboolean ok;

  *stats = (SlipSyncStats){ 0 };
  stats->problems = g_ptr_array_new_with_free_func (g_free);
  check.findings = g_ptr_array_new_with_free_func (g_free);
  check.heads = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_head_free);
  check.head_names = g_ptr_array_new_with_free_func (g_free);
  check.carried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  check.cut = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  check.whole = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  check.own = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  check.purged = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  slip_remote_get_counts (remote, &before);
  ok = check_all (&check, error);
  slip_remote_get_counts (remote, &after);
  stats->requests = after.requests - before.requests;
  stats->bytes_received = after.bytes_received - before.bytes_received;
  if (!ok && check.failure.kind != SLIP_ANSWER_OK)
    g_propagate_error (error,
                       slip_answer_to_error (&check.failure, slip_remote_get_address (remote)));
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    g_clear_pointer (&check.listed[i], g_ptr_array_unref);
  g_ptr_array_unref (check.heads);
  g_ptr_array_unref (check.head_names);
  g_hash_table_unref (check.carried);
  g_hash_table_unref (check.own);
  g_hash_table_unref (check.purged);
  g_hash_table_unref (check.cut);
  g_hash_table_unref (check.whole);
  slip_answer_clear (&check.failure);
  if (ok)
    *findings = check.findings;
  else
    g_ptr_array_unref (check.findings);
  return ok;
}
