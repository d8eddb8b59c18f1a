/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The machine's push (sync.md 3): files first, the head that names them last, then a listing that
 * shows them all, then the clean-up. An answer to a PUT proves nothing. */

#include "sync/slip-sync-machine-private.h"

#include <glib/gi18n-lib.h>

#define MAX_ROUNDS 3
#define MAX_PREPARES 6
#define MAX_PUT_TRIES 4
/* Deletions in a sync that had segments to put: its requests are counted. */
#define MAX_REMOVALS_AFTER_SEGMENTS 1

static SlipSyncJobFile *
head_job (SlipSyncMachine *self)
{
  SlipSyncJobFile *last;

  if (self->putting->len == 0)
    return NULL;
  last = g_ptr_array_index (self->putting, self->putting->len - 1);
  return g_str_equal (last->file->folder, SLIP_REMOTE_HEADS) ? last : NULL;
}

static gboolean
puts_into (SlipSyncMachine *self, const char *folder)
{
  for (guint i = 0; i < self->putting->len; i++)
    {
      SlipSyncJobFile *job = g_ptr_array_index (self->putting, i);

      if (g_str_equal (job->file->folder, folder))
        return TRUE;
    }
  return FALSE;
}

void
slip_sync_push_inventoried (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event)
{
  SlipSyncAction *note = slip_sync_emit (actions, SLIP_SYNC_DO_NOTE);

  note->folder = g_strdup (slip_sync_folder (self->folder));
  note->entries = g_ptr_array_ref (event->entries);
  self->folder++;
  self->parts_listed = slip_sync_folder (self->folder) == NULL;
  slip_sync_begin (self, slip_sync_folder (self->folder) != NULL ? PHASE_INVENTORY : PHASE_PREPARE,
                   actions);
}

static void
add_jobs (GPtrArray *jobs, GPtrArray *files)
{
  g_ptr_array_set_size (jobs, 0);
  for (guint i = 0; files != NULL && i < files->len; i++)
    {
      SlipSyncFile *file = g_ptr_array_index (files, i);

      g_ptr_array_add (jobs, slip_sync_job_new (file->folder, file->name, file->size));
    }
}

static gboolean
is_listed (SlipSyncMachine *self, const char *name)
{
  for (guint i = 0; self->listed != NULL && i < self->listed->len; i++)
    if (g_str_equal (((SlipRemoteEntry *) g_ptr_array_index (self->listed, i))->name, name))
      return TRUE;
  return FALSE;
}

static void
remove_old (SlipSyncMachine *self, GPtrArray *actions)
{
  guint limit = puts_into (self, SLIP_REMOTE_SEGMENTS) && !self->compacted
                    ? MAX_REMOVALS_AFTER_SEGMENTS
                    : G_MAXUINT;

  for (guint i = 0; i < self->old->len;)
    {
      SlipSyncJobFile *job = g_ptr_array_index (self->old, i);

      if (i >= limit || (g_str_equal (job->file->folder, SLIP_REMOTE_HEADS) &&
                         !is_listed (self, job->file->name)))
        g_ptr_array_remove_index (self->old, i);
      else
        i++;
    }
  if (self->old->len == 0)
    slip_sync_files_begin (self, actions);
  else
    slip_sync_begin (self, PHASE_REMOVE, actions);
}

/* Goes on with whatever is to be put next. */
static void
put_next (SlipSyncMachine *self, GPtrArray *actions)
{
  SlipSyncJobFile *head = head_job (self);
  gboolean files_done = TRUE;

  for (guint i = 0; i < self->putting->len; i++)
    {
      SlipSyncJobFile *job = g_ptr_array_index (self->putting, i);

      if (job != head && !job->done)
        files_done = FALSE;
    }
  if (!files_done)
    {
      /* The head must not go with the last of them: it names them. */
      gboolean head_done = head == NULL || head->done;

      if (head != NULL)
        head->done = TRUE;
      slip_sync_begin (self, PHASE_PUT, actions);
      if (head != NULL)
        head->done = head_done;
    }
  else if (!slip_sync_jobs_done (self->back))
    slip_sync_begin (self, PHASE_READ_BACK, actions);
  else if (head != NULL && !head->done)
    slip_sync_begin (self, PHASE_PUT_HEAD, actions);
  else if (!self->facts.admitted && self->rounds == 0 && !puts_into (self, SLIP_REMOTE_SEGMENTS) &&
           !puts_into (self, SLIP_REMOTE_BLOBS))
    slip_sync_finish (self, actions,
                      NULL); /* a request to join: the next sync's listing confirms it */
  else
    {
      self->folder = 0;
      slip_sync_begin (self, PHASE_CONFIRM, actions);
    }
}

/* Own files that the store lists: nothing but their bytes tells whether they are whole. */
static void
add_checks (SlipSyncMachine *self, GPtrArray *files)
{
  for (guint i = 0; files != NULL && i < files->len; i++)
    {
      SlipSyncFile *file = g_ptr_array_index (files, i);
      g_autoptr (SlipSyncResult) named = slip_sync_result_new (file->folder, file->name);
      SlipSyncJobFile *put = slip_sync_find_job (self->putting, named);
      SlipSyncJobFile *back = slip_sync_job_new (file->folder, file->name, file->size);

      if (put != NULL)
        put->done = TRUE;
      back->listed = TRUE;
      g_ptr_array_add (self->back, back);
    }
}

void
slip_sync_push_prepared (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event)
{
  if (event->answer.kind != SLIP_ANSWER_OK)
    {
      slip_sync_give_up_push (self, actions, &event->answer);
      return;
    }
  add_jobs (self->putting, event->files);
  add_jobs (self->back, event->back);
  add_jobs (self->old, event->old);
  add_checks (self, event->check);
  self->compacted = event->compacted;
  self->parts_open = event->parts;
  self->doubt = event->doubt;
  if (self->putting->len == 0)
    {
      self->confirmed = TRUE;
      remove_old (self, actions);
    }
  else
    put_next (self, actions);
}

void
slip_sync_give_up_push (SlipSyncMachine *self, GPtrArray *actions, const SlipAnswer *answer)
{
  slip_answer_copy (&self->push_failure, answer);
  self->read_only = answer->kind == SLIP_ANSWER_FORBIDDEN;
  /* What others put is still to be had. */
  slip_sync_files_pull (self, actions);
}

static void
prepare_again (SlipSyncMachine *self, GPtrArray *actions, const SlipAnswer *answer)
{
  if (++self->prepares > MAX_PREPARES)
    slip_sync_give_up_push (self, actions, answer);
  else
    slip_sync_begin (self, PHASE_PREPARE, actions);
}

/* A PUT that failed. FALSE when it decided how to go on. */
static gboolean
put_failed (SlipSyncMachine *self, GPtrArray *actions, SlipSyncJobFile *job,
            const SlipAnswer *answer)
{
  gboolean is_head = job == head_job (self);
  gboolean no_parent = answer->kind == SLIP_ANSWER_NO_PARENT ||
                       answer->kind == SLIP_ANSWER_MISSING || answer->status == 500;

  if (slip_sync_is_fatal (answer))
    slip_sync_finish (self, actions, answer);
  else if (answer->kind == SLIP_ANSWER_FORBIDDEN || answer->kind == SLIP_ANSWER_NO_SPACE)
    slip_sync_give_up_push (self, actions, answer);
  else if (answer->kind == SLIP_ANSWER_TOO_LARGE)
    {
      slip_sync_emit (actions, SLIP_SYNC_DO_SHRINK);
      prepare_again (self, actions, answer);
    }
  else if (no_parent && !self->ensured)
    {
      self->after_ensure = self->phase;
      slip_sync_begin (self, PHASE_ENSURE, actions);
    }
  else if (answer->kind == SLIP_ANSWER_PRECONDITION && is_head)
    prepare_again (self, actions, answer); /* under a new name */
  else if (answer->kind == SLIP_ANSWER_LOCKED)
    {
      if (++job->locks < SLIP_SYNC_LOCK_TRIES)
        return TRUE;
      if (is_head)
        prepare_again (self, actions, answer);
      else
        slip_sync_give_up_push (self, actions, answer);
    }
  else if (++job->tries >= MAX_PUT_TRIES)
    slip_sync_give_up_push (self, actions, answer);
  else
    return TRUE;
  return FALSE;
}

void
slip_sync_push_put (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event)
{
  SlipAnswer *failure = NULL;
  guint tries = 0;

  for (guint i = 0; i < event->results->len; i++)
    {
      SlipSyncResult *result = g_ptr_array_index (event->results, i);
      SlipSyncJobFile *job = slip_sync_find_job (self->putting, result);

      if (job != NULL && result->answer.kind == SLIP_ANSWER_OK)
        {
          job->done = TRUE;
          job->file->size = result->size;
        }
    }
  for (guint i = 0; i < event->results->len; i++)
    {
      SlipSyncResult *result = g_ptr_array_index (event->results, i);
      SlipSyncJobFile *job = slip_sync_find_job (self->putting, result);

      if (job == NULL || result->answer.kind == SLIP_ANSWER_OK)
        continue;
      if (!put_failed (self, actions, job, &result->answer))
        return;
      failure = &result->answer;
      tries = MAX (tries, MAX (job->tries, job->locks));
    }
  if (failure != NULL)
    slip_sync_wait (self, actions, tries, failure);
  else if (self->phase == PHASE_PUT_PARTS)
    slip_sync_files_put (self, actions);
  else
    put_next (self, actions);
}

void
slip_sync_push_read_back (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event)
{
  for (guint i = 0; i < event->results->len; i++)
    {
      SlipSyncResult *result = g_ptr_array_index (event->results, i);
      SlipSyncJobFile *back = slip_sync_find_job (self->back, result);
      SlipSyncJobFile *put = slip_sync_find_job (self->putting, result);

      if (back == NULL || put == NULL)
        continue;
      if (result->answer.kind == SLIP_ANSWER_OK && result->verdict == SLIP_SYNC_FILE_GOOD)
        back->done = TRUE;
      else if (slip_sync_is_fatal (&result->answer))
        {
          slip_sync_finish (self, actions, &result->answer);
          return;
        }
      else if (++back->tries >= SLIP_SYNC_TRIES)
        {
          g_auto (SlipAnswer) answer = { 0 };

          slip_answer_set (&answer, SLIP_ANSWER_UNKNOWN, result->answer.status,
                           _ ("The store took %s/%s but does not give it back as it was"),
                           result->folder, result->name);
          slip_sync_give_up_push (self, actions, &answer);
          return;
        }
      else
        {
          if (back->listed &&
              (result->answer.kind == SLIP_ANSWER_OK || result->answer.kind == SLIP_ANSWER_MISSING))
            slip_sync_tell (
                actions, _ ("The store had not kept %s/%s as it was put there; it was put again"),
                result->folder, result->name);
          back->listed = FALSE;
          put->done = FALSE;
        }
    }
  put_next (self, actions);
}

/* Marks as not done what the listing of @folder lacks. */
static gboolean
check_listing (SlipSyncMachine *self, const char *folder, GPtrArray *entries, const char **missing)
{
  gboolean all = TRUE;

  for (guint i = 0; i < self->putting->len; i++)
    {
      SlipSyncJobFile *job = g_ptr_array_index (self->putting, i);
      gboolean found = FALSE;

      if (!g_str_equal (job->file->folder, folder))
        continue;
      for (guint n = 0; n < entries->len && !found; n++)
        {
          SlipRemoteEntry *entry = g_ptr_array_index (entries, n);

          found = g_str_equal (entry->name, job->file->name) &&
                  (entry->size < 0 || entry->size == job->file->size);
        }
      if (!found)
        {
          job->done = FALSE;
          *missing = job->file->name;
          all = FALSE;
        }
    }
  return all;
}

void
slip_sync_push_confirmed (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event)
{
  const char *folder = slip_sync_folder (self->folder);
  const char *missing = NULL;
  SlipSyncAction *note = slip_sync_emit (actions, SLIP_SYNC_DO_NOTE);

  note->folder = g_strdup (folder);
  note->entries = g_ptr_array_ref (event->entries);
  if (self->folder == 0)
    {
      g_clear_pointer (&self->listed, g_ptr_array_unref);
      self->listed = g_ptr_array_ref (event->entries);
    }
  self->list_tries = 0;
  if (!check_listing (self, folder, event->entries, &missing))
    {
      g_auto (SlipAnswer) answer = { 0 };

      slip_answer_set (&answer, SLIP_ANSWER_UNKNOWN, 0,
                       _ ("The store took %s/%s but does not list it"), folder, missing);
      if (++self->rounds >= MAX_ROUNDS)
        {
          slip_sync_give_up_push (self, actions, &answer);
          return;
        }
      put_next (self, actions);
      return;
    }
  do
    self->folder++;
  while (slip_sync_folder (self->folder) != NULL &&
         !puts_into (self, slip_sync_folder (self->folder)));
  if (slip_sync_folder (self->folder) != NULL)
    {
      slip_sync_issue (self, actions);
      return;
    }
  self->confirmed = TRUE;
  remove_old (self, actions);
}

void
slip_sync_push_removed (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event)
{
  for (guint i = 0; i < event->results->len; i++)
    {
      SlipSyncResult *result = g_ptr_array_index (event->results, i);
      SlipSyncJobFile *job = slip_sync_find_job (self->old, result);

      if (slip_sync_is_fatal (&result->answer))
        {
          slip_sync_finish (self, actions, &result->answer);
          return;
        }
      /* What could not be deleted now is deleted after the next push. */
      if (job != NULL)
        job->done = TRUE;
    }
  if (slip_sync_jobs_done (self->old))
    slip_sync_files_begin (self, actions);
  else
    slip_sync_begin (self, PHASE_REMOVE, actions);
}
