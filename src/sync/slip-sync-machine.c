/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The machine's steps, its waiting and its failures (sync.md 5). The pull is in slip-sync-pull.c,
 * the push in slip-sync-push.c. */

#include "sync/slip-sync-machine-private.h"

#define WAIT_FIRST_MS 1000
#define WAIT_BUSY_FIRST_MS 2000
#define WAIT_LONGEST_MS (15 * 60 * 1000)
#define MAX_LIST_TRIES 3

const char *
slip_sync_folder (guint n)
{
  static const char *const folders[] = { SLIP_REMOTE_HEADS, SLIP_REMOTE_SEGMENTS,
                                         SLIP_REMOTE_BLOBS };

  return n < G_N_ELEMENTS (folders) ? folders[n] : NULL;
}

SlipSyncAction *
slip_sync_emit (GPtrArray *actions, SlipSyncActionKind kind)
{
  SlipSyncAction *action = g_new0 (SlipSyncAction, 1);

  action->kind = kind;
  g_ptr_array_add (actions, action);
  return action;
}

static SlipSyncFile *
copy_file (const SlipSyncFile *file)
{
  return slip_sync_file_new (file->folder, file->name, file->size);
}

/* The first @limit jobs that are not done. */
void
slip_sync_emit_files (GPtrArray *actions, SlipSyncActionKind kind, GPtrArray *jobs, guint limit)
{
  SlipSyncAction *action = slip_sync_emit (actions, kind);

  action->files = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_file_free);
  for (guint i = 0; i < jobs->len && action->files->len < limit; i++)
    {
      SlipSyncJobFile *job = g_ptr_array_index (jobs, i);

      if (!job->done)
        g_ptr_array_add (action->files, copy_file (job->file));
    }
}

void
slip_sync_tell (GPtrArray *actions, const char *format, ...)
{
  SlipSyncAction *action = slip_sync_emit (actions, SLIP_SYNC_DO_TELL);
  va_list args;

  va_start (args, format);
  action->text = g_strdup_vprintf (format, args);
  va_end (args);
}

/* Ends the run. What stopped the push is the reason when the rest went well. */
void
slip_sync_finish (SlipSyncMachine *self, GPtrArray *actions, const SlipAnswer *answer)
{
  SlipSyncAction *action = slip_sync_emit (actions, SLIP_SYNC_DO_FINISH);

  if (answer != NULL && answer->kind != SLIP_ANSWER_OK)
    slip_answer_copy (&action->answer, answer);
  else if (self->push_failure.kind != SLIP_ANSWER_OK)
    {
      slip_answer_copy (&action->answer, &self->push_failure);
      action->read_only = self->read_only;
    }
  action->confirmed = self->confirmed;
  self->phase = PHASE_DONE;
}

SlipSyncJobFile *
slip_sync_job_new (const char *folder, const char *name, gint64 size)
{
  SlipSyncJobFile *job = g_new0 (SlipSyncJobFile, 1);

  job->file = slip_sync_file_new (folder, name, size);
  return job;
}

void
slip_sync_job_free (SlipSyncJobFile *job)
{
  slip_sync_file_free (job->file);
  g_free (job);
}

SlipSyncJobFile *
slip_sync_find_job (GPtrArray *jobs, const SlipSyncResult *result)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      SlipSyncJobFile *job = g_ptr_array_index (jobs, i);

      if (g_str_equal (job->file->name, result->name) &&
          g_str_equal (job->file->folder, result->folder))
        return job;
    }
  return NULL;
}

gboolean
slip_sync_jobs_done (GPtrArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++)
    if (!((SlipSyncJobFile *) g_ptr_array_index (jobs, i))->done)
      return FALSE;
  return TRUE;
}

gboolean
slip_sync_is_fatal (const SlipAnswer *answer)
{
  switch (answer->kind)
    {
    case SLIP_ANSWER_AUTH:
    case SLIP_ANSWER_NO_PASSWORD:
    case SLIP_ANSWER_TLS:
    case SLIP_ANSWER_NOT_WEBDAV:
    case SLIP_ANSWER_REDIRECT:
    case SLIP_ANSWER_CANCELLED:
      return TRUE;
    default:
      return FALSE;
    }
}

/* How long to wait: what the server says, else growing with @tries, with full jitter. */
static gint64
waiting_time (SlipSyncMachine *self, guint tries, const SlipAnswer *answer)
{
  gint64 longest = answer->kind == SLIP_ANSWER_BUSY ? WAIT_BUSY_FIRST_MS : WAIT_FIRST_MS;

  if (answer->retry_after > 0)
    return MIN ((gint64) answer->retry_after * 1000, WAIT_LONGEST_MS);
  longest = MIN (longest << MIN (tries, 20), WAIT_LONGEST_MS);
  return g_rand_int_range (self->random, 1, (gint32) longest + 1);
}

void
slip_sync_wait (SlipSyncMachine *self, GPtrArray *actions, guint tries, const SlipAnswer *answer)
{
  gint64 ms = waiting_time (self, tries, answer);

  if (self->waited_ms + ms > self->patience_ms)
    {
      slip_sync_finish (self, actions, answer);
      return;
    }
  self->waited_ms += ms;
  slip_sync_emit (actions, SLIP_SYNC_DO_WAIT)->wait_ms = ms;
}

void
slip_sync_issue (SlipSyncMachine *self, GPtrArray *actions)
{
  switch (self->phase)
    {
    case PHASE_LIST:
      slip_sync_emit (actions, SLIP_SYNC_DO_LIST)->folder = g_strdup (SLIP_REMOTE_HEADS);
      break;
    case PHASE_INVENTORY:
    case PHASE_CONFIRM:
      slip_sync_emit (actions, SLIP_SYNC_DO_LIST)->folder =
          g_strdup (slip_sync_folder (self->folder));
      break;
    case PHASE_LIST_PARTS:
      slip_sync_emit (actions, SLIP_SYNC_DO_LIST)->folder = g_strdup (SLIP_REMOTE_BLOBS);
      break;
    case PHASE_PARTS:
      slip_sync_emit (actions, SLIP_SYNC_DO_PARTS);
      break;
    case PHASE_WANT:
      slip_sync_emit (actions, SLIP_SYNC_DO_WANT);
      break;
    case PHASE_PUT_PARTS:
      slip_sync_emit_files (actions, SLIP_SYNC_DO_PUT, self->putting, SLIP_SYNC_BATCH_PARTS);
      break;
    case PHASE_ENSURE:
      slip_sync_emit (actions, SLIP_SYNC_DO_ENSURE);
      break;
    case PHASE_READ:
      slip_sync_emit_files (actions, SLIP_SYNC_DO_READ, self->reading,
                            self->reading_files ? SLIP_SYNC_BATCH_PARTS : SLIP_SYNC_BATCH);
      break;
    case PHASE_TAKE:
      slip_sync_emit (actions, SLIP_SYNC_DO_TAKE);
      break;
    case PHASE_NEW_REPLICA:
      slip_sync_emit (actions, SLIP_SYNC_DO_NEW_REPLICA);
      break;
    case PHASE_PREPARE:
      slip_sync_emit (actions, SLIP_SYNC_DO_PREPARE);
      break;
    case PHASE_PUT:
    case PHASE_PUT_HEAD:
      slip_sync_emit_files (actions, SLIP_SYNC_DO_PUT, self->putting,
                            self->phase == PHASE_PUT ? SLIP_SYNC_BATCH : 1);
      break;
    case PHASE_READ_BACK:
      slip_sync_emit_files (actions, SLIP_SYNC_DO_READ_BACK, self->back, SLIP_SYNC_BATCH);
      break;
    case PHASE_REMOVE:
      slip_sync_emit_files (actions, SLIP_SYNC_DO_REMOVE, self->old, SLIP_SYNC_BATCH);
      break;
    case PHASE_IDLE:
    case PHASE_DONE:
    default:
      slip_sync_finish (self, actions, NULL);
      break;
    }
}

void
slip_sync_begin (SlipSyncMachine *self, SlipSyncPhase phase, GPtrArray *actions)
{
  self->phase = phase;
  self->list_tries = 0;
  if (phase == PHASE_PREPARE && (self->forgotten || self->facts.doubt))
    {
      /* Look what is left of our files before all are put again. */
      self->folder = self->forgotten ? 1 : 2;
      self->forgotten = FALSE;
      self->facts.doubt = FALSE;
      self->phase = PHASE_INVENTORY;
    }
  slip_sync_issue (self, actions);
}

void
slip_sync_list_failed (SlipSyncMachine *self, GPtrArray *actions, const SlipAnswer *answer)
{
  self->list_tries++;
  if (slip_sync_is_fatal (answer) || answer->kind == SLIP_ANSWER_OFFLINE ||
      answer->kind == SLIP_ANSWER_FORBIDDEN)
    slip_sync_finish (self, actions, answer);
  else if ((answer->kind == SLIP_ANSWER_MISSING || answer->kind == SLIP_ANSWER_NO_PARENT) &&
           self->facts.fresh && !self->ensured)
    {
      /* Nobody told that this folder ever existed: make it. */
      self->after_ensure = self->phase;
      slip_sync_begin (self, PHASE_ENSURE, actions);
    }
  else if (self->list_tries >= MAX_LIST_TRIES && answer->kind != SLIP_ANSWER_BUSY)
    {
      if (answer->kind == SLIP_ANSWER_MISSING)
        {
          g_auto (SlipAnswer) moved = { 0 };

          slip_answer_copy (&moved, answer);
          slip_answer_folder_gone (&moved);
          slip_sync_finish (self, actions, &moved);
        }
      else
        slip_sync_finish (self, actions, answer);
    }
  else
    slip_sync_wait (self, actions, self->list_tries, answer);
}

static void
on_ensured (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event)
{
  self->ensured = TRUE;
  if (event->answer.kind != SLIP_ANSWER_OK)
    {
      slip_sync_finish (self, actions, &event->answer);
      return;
    }
  self->phase = self->after_ensure;
  slip_sync_issue (self, actions);
}

static void
on_started (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event)
{
  slip_sync_facts_clear (&self->facts);
  self->facts = event->facts;
  event->facts.heads = NULL;
  self->forgotten = self->facts.moved || self->facts.again;
  g_hash_table_remove_all (self->seen);
  g_ptr_array_set_size (self->heads, 0);
  g_ptr_array_set_size (self->segments, 0);
  g_ptr_array_set_size (self->parts, 0);
  g_ptr_array_set_size (self->reading, 0);
  if (self->facts.fetch)
    {
      self->wanted = TRUE;
      slip_sync_files_pull (self, actions);
    }
  else
    slip_sync_begin (self, PHASE_LIST, actions);
}

SlipSyncMachine *
slip_sync_machine_new (guint32 seed, gint64 patience_ms)
{
  SlipSyncMachine *self = g_new0 (SlipSyncMachine, 1);

  self->random = g_rand_new_with_seed (seed);
  self->patience_ms = patience_ms;
  self->reading = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_job_free);
  self->putting = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_job_free);
  self->back = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_job_free);
  self->old = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_job_free);
  self->segments = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_file_free);
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_file_free);
  self->heads = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_result_free);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
slip_sync_machine_free (SlipSyncMachine *self)
{
  g_rand_free (self->random);
  g_ptr_array_unref (self->reading);
  g_ptr_array_unref (self->putting);
  g_ptr_array_unref (self->back);
  g_ptr_array_unref (self->old);
  g_ptr_array_unref (self->segments);
  g_ptr_array_unref (self->parts);
  g_ptr_array_unref (self->heads);
  g_hash_table_unref (self->seen);
  g_clear_pointer (&self->listed, g_ptr_array_unref);
  slip_sync_facts_clear (&self->facts);
  slip_answer_clear (&self->push_failure);
  g_free (self);
}

GPtrArray *
slip_sync_machine_step (SlipSyncMachine *self, SlipSyncEvent *event)
{
  GPtrArray *actions = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_action_free);

  switch (event->kind)
    {
    case SLIP_SYNC_STARTED:
      on_started (self, actions, event);
      break;
    case SLIP_SYNC_LISTED:
      /* A folder that is gone is empty. */
      if (self->phase == PHASE_INVENTORY && event->answer.kind == SLIP_ANSWER_MISSING)
        slip_sync_push_inventoried (self, actions, event);
      else if (self->phase == PHASE_LIST_PARTS && event->answer.kind == SLIP_ANSWER_MISSING)
        slip_sync_files_listed (self, actions, event);
      else if (event->answer.kind != SLIP_ANSWER_OK)
        slip_sync_list_failed (self, actions, &event->answer);
      else if (self->phase == PHASE_LIST)
        slip_sync_pull_listed (self, actions, event);
      else if (self->phase == PHASE_INVENTORY)
        slip_sync_push_inventoried (self, actions, event);
      else if (self->phase == PHASE_LIST_PARTS)
        slip_sync_files_listed (self, actions, event);
      else
        slip_sync_push_confirmed (self, actions, event);
      break;
    case SLIP_SYNC_ENSURED:
      on_ensured (self, actions, event);
      break;
    case SLIP_SYNC_READ:
      if (self->phase == PHASE_READ_BACK)
        slip_sync_push_read_back (self, actions, event);
      else
        slip_sync_pull_read (self, actions, event);
      break;
    case SLIP_SYNC_TAKEN:
      slip_sync_pull_taken (self, actions, event);
      break;
    case SLIP_SYNC_PREPARED:
      slip_sync_push_prepared (self, actions, event);
      break;
    case SLIP_SYNC_PUT:
      slip_sync_push_put (self, actions, event);
      break;
    case SLIP_SYNC_REMOVED:
      slip_sync_push_removed (self, actions, event);
      break;
    case SLIP_SYNC_PARTS:
      slip_sync_files_parts (self, actions, event);
      break;
    case SLIP_SYNC_WANTED:
      slip_sync_files_wanted (self, actions, event);
      break;
    case SLIP_SYNC_WAITED:
    default:
      slip_sync_issue (self, actions);
      break;
    }
  return actions;
}
