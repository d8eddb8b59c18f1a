/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The loop of a sync: asks the machine what to do, does it, tells it what came of it. */

#include "sync/slip-buffers.h"

#include <glib/gi18n-lib.h>
#include "sync/slip-sync-private.h"

/* Runs @job on the database worker; what fails there ends the run. */
gboolean
slip_sync_session_run (SlipSyncSession *session, SlipSyncJob job, gpointer job_data)
{
  g_autoptr (GError) local = NULL;

  if (!slip_sync_parts_join (session))
    return FALSE;
  if (session->peer->run (session->peer, job, job_data, &local))
    return TRUE;
  if (session->failure == NULL)
    session->failure =
        local != NULL ? g_steal_pointer (&local)
                      : g_error_new_literal (SLIP_ERROR, SLIP_ERROR_FAILED,
                                             _ ("The database did not do its part of the sync"));
  return FALSE;
}

void
slip_sync_session_problem (SlipSyncSession *session, const char *text)
{
  for (guint i = 0; i < session->stats->problems->len; i++)
    if (g_str_equal (g_ptr_array_index (session->stats->problems, i), text))
      return;
  g_ptr_array_add (session->stats->problems, g_strdup (text));
  if (session->peer->progress != NULL)
    session->peer->progress (session->peer, text);
}

/* Progress for people: often enough to look alive. */
#define BYTES_EVERY_US (100 * 1000)

void
slip_sync_session_bytes (SlipSyncSession *session, guint64 done, guint64 total)
{
  gint64 now = g_get_monotonic_time ();

  session->stats->files_done += done;
  session->stats->files_total += total;
  if (session->options->bytes == NULL || (now - session->told_bytes < BYTES_EVERY_US &&
                                          session->stats->files_done < session->stats->files_total))
    return;
  session->told_bytes = now;
  session->options->bytes (session->options->bytes_data, session->stats->files_done,
                           session->stats->files_total);
}

void
slip_sync_session_waiting (SlipSyncSession *session, const char *hex)
{
  if (g_ptr_array_find_with_equal_func (session->stats->waiting, hex, g_str_equal, NULL))
    return;
  g_ptr_array_add (session->stats->waiting, g_strdup (hex));
  session->blob_set_aside = TRUE;
  slip_sync_store_missing (session, hex);
}

void
slip_sync_stats_clear (SlipSyncStats *stats)
{
  g_clear_pointer (&stats->notices, g_ptr_array_unref);
  g_clear_pointer (&stats->waiting, g_ptr_array_unref);
  g_clear_pointer (&stats->problems, g_ptr_array_unref);
  *stats = (SlipSyncStats){ 0 };
}

static void
free_frames (gpointer frames)
{
  g_ptr_array_unref (frames);
}

static SlipSyncSession *
session_new (SlipSyncPeer *peer, SlipRemote *remote, const SlipSyncOptions *options,
             SlipSyncStats *stats, GCancellable *cancellable)
{
  SlipSyncSession *session = g_new0 (SlipSyncSession, 1);

  session->peer = peer;
  session->remote = remote;
  session->options = options;
  session->stats = stats;
  session->cancellable = cancellable;
  session->heads = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_staged_head_free);
  session->frames = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_frames);
  session->blocked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  session->segments = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_segment_free);
  session->segment_names = g_ptr_array_new_with_free_func (g_free);
  session->blobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) slip_staged_blob_free);
  session->parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  session->pending = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_pending_part_free);
  session->there = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  session->removing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  session->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return session;
}

static void
session_free (SlipSyncSession *session)
{
  g_ptr_array_unref (session->heads);
  g_hash_table_unref (session->frames);
  g_hash_table_unref (session->blocked);
  g_ptr_array_unref (session->segments);
  g_ptr_array_unref (session->segment_names);
  g_hash_table_unref (session->blobs);
  g_hash_table_unref (session->parts);
  g_ptr_array_unref (session->pending);
  g_hash_table_unref (session->there);
  g_hash_table_unref (session->asked);
  g_hash_table_unref (session->removing);
  g_free (session->cursor);
  g_free (session->head_name);
  g_clear_pointer (&session->head_bytes, g_bytes_unref);
  g_free (session->first_damage);
  g_clear_error (&session->failure);
  slip_buffers_free ();
  g_free (session);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipSyncSession, session_free)

static GPtrArray *
transfers_for (GPtrArray *files)
{
  GPtrArray *transfers = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_transfer_free);

  for (guint i = 0; i < files->len; i++)
    {
      SlipSyncFile *file = g_ptr_array_index (files, i);

      g_ptr_array_add (transfers, slip_transfer_new (file->folder, file->name, NULL));
    }
  return transfers;
}

static SlipSyncResult *
result_for (SlipTransfer *transfer)
{
  SlipSyncResult *result = slip_sync_result_new (transfer->folder, transfer->name);

  slip_answer_copy (&result->answer, &transfer->answer);
  return result;
}

static void
do_read (SlipSyncSession *session, SlipSyncAction *action, SlipSyncEvent *event)
{
  g_autoptr (GPtrArray) transfers = transfers_for (action->files);

  event->kind = SLIP_SYNC_READ;
  slip_remote_get (session->remote, transfers, session->cancellable);
  for (guint i = 0; i < transfers->len; i++)
    {
      SlipTransfer *transfer = g_ptr_array_index (transfers, i);
      SlipSyncResult *result = result_for (transfer);

      g_ptr_array_add (event->results, result);
      if (transfer->answer.kind != SLIP_ANSWER_OK)
        continue;
      if (g_str_equal (transfer->folder, SLIP_REMOTE_HEADS))
        slip_sync_intake_head (session, transfer->bytes, result);
      else
        slip_sync_intake_segment (session, transfer->bytes, result);
      g_clear_pointer (&transfer->bytes, g_bytes_unref);
    }
}

/* Whether the files of an action are parts of blobs: these pass through, a few at a time. */
static gboolean
are_parts (SlipSyncAction *action)
{
  return action->files->len > 0 &&
         g_str_equal (((SlipSyncFile *) g_ptr_array_index (action->files, 0))->folder,
                      SLIP_REMOTE_BLOBS);
}

typedef struct
{
  SlipSyncSession *session;
  SlipSyncEvent *event;
  SlipSyncAhead *ahead; /* nullable */
} Move;

static void
on_part_read_cb (SlipTransfer *transfer, gpointer user_data)
{
  Move *move = user_data;
  SlipSyncResult *result = result_for (transfer);

  g_ptr_array_add (move->event->results, result);
  if (move->session->failure != NULL)
    return;
  if (transfer->answer.kind == SLIP_ANSWER_MISSING)
    slip_sync_parts_take (move->session, NULL, result);
  else if (transfer->answer.kind == SLIP_ANSWER_OK)
    slip_sync_parts_take (move->session, transfer->bytes, result);
}

static void
do_read_parts (SlipSyncSession *session, SlipSyncAction *action, SlipSyncEvent *event)
{
  g_autoptr (GPtrArray) transfers = transfers_for (action->files);
  Move move = { session, event, NULL };

  event->kind = SLIP_SYNC_READ;
  slip_remote_get_each (session->remote, transfers, on_part_read_cb, &move, session->cancellable);
  slip_sync_parts_end (session);
}

static void
do_read_back (SlipSyncSession *session, SlipSyncAction *action, SlipSyncEvent *event)
{
  g_autoptr (GPtrArray) transfers = transfers_for (action->files);

  event->kind = SLIP_SYNC_READ;
  slip_remote_get (session->remote, transfers, session->cancellable);
  for (guint i = 0; i < transfers->len; i++)
    {
      SlipTransfer *transfer = g_ptr_array_index (transfers, i);
      SlipSyncResult *result = result_for (transfer);
      g_autoptr (GBytes) own = NULL;

      g_ptr_array_add (event->results, result);
      if (transfer->answer.kind != SLIP_ANSWER_OK)
        continue;
      own = slip_sync_outgoing_load (session, transfer->folder, transfer->name);
      if (own == NULL)
        return;
      result->verdict =
          g_bytes_equal (own, transfer->bytes) ? SLIP_SYNC_FILE_GOOD : SLIP_SYNC_FILE_BAD;
    }
}

typedef struct
{
  SlipSyncSession *session;
  guint64 value;
} CountJob;

static gboolean
count_job (SlipDatabase *db, gpointer data, GError **error)
{
  CountJob *job = data;

  job->value = slip_database_get_int (
      db, 0, "SELECT count (*) FROM op WHERE replica = ? AND seq > ? AND seq <= ?", "sii",
      job->session->replica, (gint64) job->session->sent_before, (gint64) job->session->sent_after);
  return TRUE;
}

static void
load_file_cb (SlipTransfer *transfer, gpointer user_data)
{
  Move *move = user_data;

  if (move->ahead != NULL && move->session->failure == NULL)
    transfer->bytes = slip_sync_ahead_take (move->ahead, transfer->name);
  if (transfer->bytes == NULL && move->session->failure == NULL)
    transfer->bytes = slip_sync_outgoing_load (move->session, transfer->folder, transfer->name);
  if (transfer->bytes != NULL)
    transfer->size = g_bytes_get_size (transfer->bytes);
}

static void
on_file_put_cb (SlipTransfer *transfer, gpointer user_data)
{
  SlipSyncSession *session = ((Move *) user_data)->session;
  SlipSyncResult *result = result_for (transfer);
  CountJob job = { session, 0 };

  result->size = transfer->size;
  g_ptr_array_add (((Move *) user_data)->event->results, result);
  if (transfer->answer.kind != SLIP_ANSWER_OK || session->failure != NULL)
    return;
  if (g_str_equal (transfer->folder, SLIP_REMOTE_BLOBS))
    slip_sync_parts_put (session, transfer->name, transfer->size);
  else if (slip_sync_store_put (session, transfer->folder, transfer->name) &&
           g_str_equal (transfer->folder, SLIP_REMOTE_HEADS) &&
           slip_sync_session_run (session, count_job, &job))
    session->stats->ops_sent = MAX (session->stats->ops_sent, job.value);
}

static void
do_put (SlipSyncSession *session, SlipSyncAction *action, SlipSyncEvent *event)
{
  g_autoptr (GPtrArray) transfers = transfers_for (action->files);
  g_autoptr (SlipSyncAhead) ahead =
      are_parts (action) ? slip_sync_ahead_new (session, transfers) : NULL;
  Move move = { session, event, ahead };

  event->kind = SLIP_SYNC_PUT;
  slip_remote_put_each (session->remote, transfers, load_file_cb, on_file_put_cb, &move,
                        session->cancellable);
}

static void
do_remove (SlipSyncSession *session, SlipSyncAction *action, SlipSyncEvent *event)
{
  g_autoptr (GPtrArray) transfers = transfers_for (action->files);

  event->kind = SLIP_SYNC_REMOVED;
  slip_remote_remove (session->remote, transfers, session->cancellable);
  for (guint i = 0; i < transfers->len; i++)
    {
      SlipTransfer *transfer = g_ptr_array_index (transfers, i);

      g_ptr_array_add (event->results, result_for (transfer));
      if ((transfer->answer.kind == SLIP_ANSWER_OK ||
           transfer->answer.kind == SLIP_ANSWER_MISSING) &&
          !slip_sync_store_removed (session, transfer->folder, transfer->name))
        return;
    }
}

static gboolean
last_job (SlipDatabase *db, gpointer data, GError **error)
{
  CountJob *job = data;

  job->value = slip_database_get_int (
      db, 0, "SELECT max (last) FROM head WHERE replica = ? AND state = 'confirmed'", "s",
      job->session->replica);
  return TRUE;
}

/* Our replica's name is used up: what waits is issued again under a new one. */
static void
do_new_replica (SlipSyncSession *session, SlipSyncEvent *event)
{
  CountJob job = { session, 0 };

  gboolean copied = session->peer->copied;
  gboolean done;

  if (!slip_sync_session_run (session, last_job, &job) || !slip_sync_store_new_replica (session))
    return;
  session->peer->arriving = g_hash_table_lookup (session->frames, session->replica);
  done = session->peer->new_replica (session->peer, MAX (job.value, session->matched),
                                     &session->failure);
  session->peer->arriving = NULL;
  if (!done)
    return;
  if (!copied)
    slip_sync_session_problem (
        session, _ ("The store holds work of this copy that is not here (it was restored from a "
                    "backup, or the folder is in use on a second machine); both are kept, and this "
                    "copy goes on under a new replica id"));
  g_ptr_array_set_size (session->heads, 0);
  g_hash_table_remove_all (session->frames);
  g_ptr_array_set_size (session->segments, 0);
  g_ptr_array_set_size (session->segment_names, 0);
  event->kind = SLIP_SYNC_STARTED;
  slip_sync_store_facts (session, &event->facts);
}

/* Waits for @ms unless cancelled. */
static void
wait_really (gint64 ms, GCancellable *cancellable)
{
  GPollFD fd;

  if (cancellable != NULL && g_cancellable_make_pollfd (cancellable, &fd))
    {
      g_poll (&fd, 1, ms);
      g_cancellable_release_fd (cancellable);
    }
  else
    g_usleep (ms * 1000);
}

static void
do_set_aside (SlipSyncSession *session, SlipSyncAction *action)
{
  SlipSyncFile *file = g_ptr_array_index (action->files, 0);
  g_autofree char *text = g_strdup_printf (
      "%s/%s: %s", file->folder, file->name,
      action->text != NULL ? action->text : _ ("The file on the store can't be read"));

  session->set_aside++;
  if (session->first_damage == NULL)
    session->first_damage = g_strdup (text);
  if (g_str_equal (file->folder, SLIP_REMOTE_BLOBS))
    session->blob_set_aside = TRUE;
  slip_sync_session_problem (session, text);
  slip_sync_store_damaged (session, file->folder, file->name);
}

static gboolean
finish (SlipSyncSession *session, SlipSyncAction *action, GError **error)
{
  const char *address = slip_remote_get_address (session->remote);

  session->stats->confirmed = action->confirmed;
  if (action->answer.kind != SLIP_ANSWER_OK)
    {
      if (action->read_only)
        g_set_error (error, SLIP_ERROR, SLIP_ERROR_READ_ONLY,
                     _ ("The store takes no writes from this user (%s); what others did was "
                        "received, your own "
                        "work stays here. Ask whoever runs it for the right to write"),
                     address);
      else
        g_propagate_error (error, slip_answer_to_error (&action->answer, address));
      return FALSE;
    }
  if (session->read_all && !slip_sync_again_end (session))
    {
      g_propagate_error (error, g_steal_pointer (&session->failure));
      return FALSE;
    }
  if (session->set_aside > 0)
    {
      if (session->set_aside == 1)
        g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                     _ ("%s (%s); it was set aside, all else was synced; its owner puts it again"),
                     session->first_damage, address);
      else
        g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                     _ ("%s, and %u more (%s); they were set aside, all else was synced; their "
                        "owners put them "
                        "again"),
                     session->first_damage, session->set_aside - 1, address);
      return FALSE;
    }
  return TRUE;
}

/* Does one action. TRUE when it led to @event. */
static gboolean
perform (SlipSyncSession *session, const SlipSyncOptions *options, SlipSyncAction *action,
         SlipSyncEvent *event)
{
  event->results = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_result_free);
  switch (action->kind)
    {
    case SLIP_SYNC_DO_LIST:
      event->kind = SLIP_SYNC_LISTED;
      event->entries =
          slip_remote_list (session->remote, action->folder, &event->answer, session->cancellable);
      return TRUE;
    case SLIP_SYNC_DO_ENSURE:
      event->kind = SLIP_SYNC_ENSURED;
      slip_remote_ensure (session->remote, &event->answer, session->cancellable);
      return TRUE;
    case SLIP_SYNC_DO_READ:
      if (are_parts (action))
        do_read_parts (session, action, event);
      else
        do_read (session, action, event);
      return TRUE;
    case SLIP_SYNC_DO_READ_BACK:
      do_read_back (session, action, event);
      return TRUE;
    case SLIP_SYNC_DO_TAKE:
      g_clear_pointer (&event->results, g_ptr_array_unref);
      slip_sync_take (session, event);
      return TRUE;
    case SLIP_SYNC_DO_NEW_REPLICA:
      do_new_replica (session, event);
      return TRUE;
    case SLIP_SYNC_DO_PREPARE:
      slip_sync_outgoing_prepare (session, event);
      return TRUE;
    case SLIP_SYNC_DO_PUT:
      do_put (session, action, event);
      return TRUE;
    case SLIP_SYNC_DO_PARTS:
      slip_sync_parts_next (session, event);
      return TRUE;
    case SLIP_SYNC_DO_WANT:
      slip_sync_parts_want (session, event);
      return TRUE;
    case SLIP_SYNC_DO_REMOVE:
      do_remove (session, action, event);
      return TRUE;
    case SLIP_SYNC_DO_WAIT:
      event->kind = SLIP_SYNC_WAITED;
      if (options->wait != NULL)
        options->wait (options->wait_data, action->wait_ms, session->cancellable);
      else
        wait_really (action->wait_ms, session->cancellable);
      return TRUE;
    case SLIP_SYNC_DO_FORGET:
      slip_sync_store_forget (session, action->entries);
      return FALSE;
    case SLIP_SYNC_DO_NOTE:
      slip_sync_store_note (session, action->folder, action->entries);
      return FALSE;
    case SLIP_SYNC_DO_SHRINK:
      slip_sync_store_shrink (session);
      return FALSE;
    case SLIP_SYNC_DO_SET_ASIDE:
      do_set_aside (session, action);
      return FALSE;
    case SLIP_SYNC_DO_TELL:
      slip_sync_session_problem (session, action->text);
      return FALSE;
    case SLIP_SYNC_DO_BLOBS_DONE:
      slip_sync_store_blobs_open (session, session->blob_set_aside || session->files_wanted);
      return FALSE;
    case SLIP_SYNC_DO_FINISH:
    default:
      return FALSE;
    }
}

/* Takes steps until the machine is done or this machine failed. */
static gboolean
run (SlipSyncSession *session, SlipSyncMachine *machine, const SlipSyncOptions *options,
     GError **error)
{
  g_auto (SlipSyncEvent) event = { 0 };

  if (!slip_sync_store_facts (session, &event.facts))
    {
      g_propagate_error (error, g_steal_pointer (&session->failure));
      return FALSE;
    }
  for (;;)
    {
      g_autoptr (GPtrArray) actions = slip_sync_machine_step (machine, &event);

      slip_sync_event_clear (&event);
      event = (SlipSyncEvent){ 0 };
      for (guint i = 0; i < actions->len; i++)
        {
          SlipSyncAction *action = g_ptr_array_index (actions, i);
          g_autofree char *text = slip_sync_action_to_string (action);

          g_debug ("%s", text);
          if (action->kind == SLIP_SYNC_DO_FINISH)
            return finish (session, action, error);
          slip_sync_event_clear (&event);
          event = (SlipSyncEvent){ 0 };
          perform (session, options, action, &event);
          if (session->failure != NULL)
            {
              g_propagate_error (error, g_steal_pointer (&session->failure));
              return FALSE;
            }
        }
    }
}

gboolean
slip_sync_run (SlipSyncPeer *peer, SlipRemote *remote, const SlipSyncOptions *options,
               SlipSyncStats *stats, GCancellable *cancellable, GError **error)
{
  g_autoptr (SlipSyncMachine) machine = slip_sync_machine_new (
      options->seed != 0 ? options->seed : g_random_int (), options->patience_ms);
  g_autoptr (SlipSyncSession) session = NULL;
  SlipRemoteCounts before;
  SlipRemoteCounts after;
  gboolean ok;

  g_return_val_if_fail (SLIP_IS_REMOTE (remote), FALSE);

  *stats = (SlipSyncStats){ 0 };
  stats->problems = g_ptr_array_new_with_free_func (g_free);
  stats->notices = g_ptr_array_new_with_free_func (g_free);
  stats->waiting = g_ptr_array_new_with_free_func (g_free);
  session = session_new (peer, remote, options, stats, cancellable);
  slip_remote_get_counts (remote, &before);
  ok = run (session, machine, options, error);
  slip_remote_get_counts (remote, &after);
  stats->requests = after.requests - before.requests;
  stats->bytes_sent = after.bytes_sent - before.bytes_sent;
  stats->bytes_received = after.bytes_received - before.bytes_received;
  return ok;
}
