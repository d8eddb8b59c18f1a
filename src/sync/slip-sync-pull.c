/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The machine's pull (sync.md 4 and 6): which heads are new, which segments and blobs they lead to,
 * and what a listing means that lacks what was there. */

#include "sync/slip-sync-machine-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sync/slip-container.h"

#define MAX_LISTS 3
/* Heads of unknown replicas at a sync; a team gets fewer new copies between two. */
#define MAX_UNKNOWN 64
#define MAX_READ_TRIES 4

static char *
path_of (const char *folder, const char *name)
{
  return g_strconcat (folder, "/", name, NULL);
}

static gboolean
was_seen (SlipSyncMachine *self, const char *folder, const char *name)
{
  g_autofree char *path = path_of (folder, name);

  return g_hash_table_contains (self->seen, path);
}

static void
set_seen (SlipSyncMachine *self, const char *folder, const char *name, gboolean seen)
{
  char *path = path_of (folder, name);

  if (seen)
    g_hash_table_add (self->seen, path);
  else
    {
      g_hash_table_remove (self->seen, path);
      g_free (path);
    }
}

static guint64
newest_listed (SlipSyncMachine *self, const char *replica)
{
  guint64 newest = 0;

  for (guint i = 0; i < self->listed->len; i++)
    {
      SlipRemoteEntry *entry = g_ptr_array_index (self->listed, i);
      char of[SLIP_REPLICA_LENGTH + 1];
      guint64 number;

      if (slip_head_parse_name (entry->name, of, &number) && g_str_equal (of, replica))
        newest = MAX (newest, number);
    }
  return newest;
}

/* Whether a replica's newest listed head is older than one that was on the store. @own: looks at
 * our own alone. */
static gboolean
went_back (SlipSyncMachine *self, gboolean own)
{
  for (guint i = 0; i < self->facts.heads->len; i++)
    {
      SlipSyncKnownHead *head = &g_array_index (self->facts.heads, SlipSyncKnownHead, i);

      if (head->own && !head->confirmed)
        continue;
      if (own && !head->own)
        continue;
      if (newest_listed (self, head->replica) < head->number)
        return TRUE;
    }
  return FALSE;
}

static SlipSyncKnownHead *
find_known (SlipSyncMachine *self, const char *name)
{
  for (guint i = 0; i < self->facts.heads->len; i++)
    {
      SlipSyncKnownHead *head = &g_array_index (self->facts.heads, SlipSyncKnownHead, i);

      if (g_str_equal (head->name, name))
        return head;
    }
  return NULL;
}

static gboolean
knows_replica (SlipSyncMachine *self, const char *replica)
{
  for (guint i = 0; i < self->facts.heads->len; i++)
    if (g_str_equal (g_array_index (self->facts.heads, SlipSyncKnownHead, i).replica, replica))
      return TRUE;
  return FALSE;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const SlipRemoteEntry *left = *(SlipRemoteEntry *const *) a;
  const SlipRemoteEntry *right = *(SlipRemoteEntry *const *) b;
  int order = strncmp (left->name, right->name, SLIP_REPLICA_LENGTH);

  /* The newest of a replica first. */
  return order != 0 ? order : strcmp (right->name, left->name);
}

/* Continues after all that was to be read: lists again, or pushes. */
static void
pulled (SlipSyncMachine *self, GPtrArray *actions)
{
  if (self->blobs_asked)
    slip_sync_emit (actions, SLIP_SYNC_DO_BLOBS_DONE);
  slip_sync_begin (self, PHASE_PREPARE, actions);
}

static void
list_again (SlipSyncMachine *self, GPtrArray *actions, const char *why)
{
  g_auto (SlipAnswer) answer = { 0 };

  self->lists++;
  self->phase = PHASE_LIST;
  slip_answer_set (&answer, SLIP_ANSWER_UNKNOWN, 0, "%s", why);
  slip_sync_wait (self, actions, 0, &answer);
}

void
slip_sync_pull_listed (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event)
{
  SlipSyncAction *note;
  gboolean fresh;
  guint left = 0;

  g_clear_pointer (&self->listed, g_ptr_array_unref);
  self->listed = g_ptr_array_ref (event->entries);
  g_ptr_array_sort (self->listed, compare_entries);

  if (went_back (self, FALSE) && !self->minted)
    {
      if (!self->doubted)
        {
          /* A listing may lack a file for a moment: look once more. */
          self->doubted = TRUE;
          slip_sync_begin (self, PHASE_LIST, actions);
          return;
        }
      slip_sync_tell (
          actions,
          _ ("The store holds an older state than before (restored from a backup, or emptied). "
             "Nothing is deleted; this machine puts its own files again, the others will when they "
             "sync"));
      slip_sync_emit (actions, SLIP_SYNC_DO_FORGET)->entries = g_ptr_array_ref (self->listed);
      self->forgotten = went_back (self, TRUE);
      g_array_set_size (self->facts.heads, 0);
    }
  fresh = self->facts.heads->len == 0;
  note = slip_sync_emit (actions, SLIP_SYNC_DO_NOTE);
  note->folder = g_strdup (SLIP_REMOTE_HEADS);
  note->entries = g_ptr_array_ref (self->listed);

  g_ptr_array_set_size (self->reading, 0);
  for (guint i = 0; i < self->listed->len; i++)
    {
      SlipRemoteEntry *entry = g_ptr_array_index (self->listed, i);
      char replica[SLIP_REPLICA_LENGTH + 1];
      guint64 number;

      if (!slip_head_parse_name (entry->name, replica, &number) ||
          find_known (self, entry->name) != NULL || was_seen (self, SLIP_REMOTE_HEADS, entry->name))
        continue;
      /* Anybody with the store's password may put files there: they are read a few at a time. */
      if (!fresh && !knows_replica (self, replica) && self->unknown++ >= MAX_UNKNOWN)
        {
          left++;
          continue;
        }
      g_ptr_array_add (self->reading,
                       slip_sync_job_new (SLIP_REMOTE_HEADS, entry->name, entry->size));
    }
  if (left > 0)
    slip_sync_tell (
        actions,
        _ ("%u heads on the store are of replicas that nobody here knows: %u of them are "
           "read at a sync; if they are no new members', ask who puts them there"),
        left + MAX_UNKNOWN, (guint) MAX_UNKNOWN);
  if (self->reading->len > 0)
    {
      self->read_heads = TRUE;
      slip_sync_begin (self, PHASE_READ, actions);
    }
  else if ((self->facts.blobs_open || self->read_heads) && !self->blobs_asked)
    slip_sync_begin (self, PHASE_TAKE, actions);
  else
    pulled (self, actions);
}

/* Whether a newer head that was read says that it replaces @name. */
static gboolean
is_superseded (SlipSyncMachine *self, const char *name)
{
  for (guint i = 0; i < self->heads->len; i++)
    {
      SlipSyncResult *head = g_ptr_array_index (self->heads, i);

      for (guint n = 0; head->previous != NULL && n < head->previous->len; n++)
        if (g_str_equal (g_ptr_array_index (head->previous, n), name))
          return TRUE;
    }
  return FALSE;
}

/* Files that @job led to but that the store doesn't have: "read the head again". */
static gboolean
wants_another_list (SlipSyncMachine *self, GPtrArray *actions)
{
  gboolean again = FALSE;

  for (guint i = 0; i < self->reading->len; i++)
    {
      SlipSyncJobFile *job = g_ptr_array_index (self->reading, i);

      if (!job->gone || is_superseded (self, job->file->name) ||
          g_str_equal (job->file->folder, SLIP_REMOTE_BLOBS))
        continue;
      job->gone = FALSE;
      if (self->lists < MAX_LISTS)
        {
          again = TRUE;
          set_seen (self, job->file->folder, job->file->name, FALSE);
          /* The head that named the segment is read again, too, unless a newer one is there. */
          for (guint n = 0; n < self->heads->len; n++)
            {
              SlipSyncResult *head = g_ptr_array_index (self->heads, n);

              if (strncmp (head->name, job->file->name, SLIP_REPLICA_LENGTH) == 0)
                set_seen (self, SLIP_REMOTE_HEADS, head->name, FALSE);
            }
        }
      else if (g_str_equal (job->file->folder, SLIP_REMOTE_SEGMENTS))
        {
          SlipSyncAction *aside = slip_sync_emit (actions, SLIP_SYNC_DO_SET_ASIDE);

          aside->files = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_file_free);
          g_ptr_array_add (aside->files,
                           slip_sync_file_new (job->file->folder, job->file->name, -1));
          aside->text =
              g_strdup_printf (_ ("The file %s/%s is missing on the store; its owner puts it "
                                  "again at the next sync"),
                               job->file->folder, job->file->name);
        }
    }
  return again;
}

static void
add_needs (SlipSyncMachine *self, GPtrArray *needs, GPtrArray *to)
{
  for (guint i = 0; needs != NULL && i < needs->len; i++)
    {
      SlipSyncFile *file = g_ptr_array_index (needs, i);

      if (was_seen (self, file->folder, file->name))
        continue;
      set_seen (self, file->folder, file->name, TRUE);
      g_ptr_array_add (to, slip_sync_file_new (file->folder, file->name, file->size));
    }
}

/* Makes @files the next to be read. FALSE when there are none. */
static gboolean
read_next (SlipSyncMachine *self, GPtrArray *files, GPtrArray *actions)
{
  if (files->len == 0)
    return FALSE;
  g_ptr_array_set_size (self->reading, 0);
  for (guint i = 0; i < files->len; i++)
    {
      SlipSyncFile *file = g_ptr_array_index (files, i);

      g_ptr_array_add (self->reading, slip_sync_job_new (file->folder, file->name, file->size));
    }
  g_ptr_array_set_size (files, 0);
  slip_sync_begin (self, PHASE_READ, actions);
  return TRUE;
}

static void
set_aside (GPtrArray *actions, SlipSyncJobFile *job, const char *text)
{
  SlipSyncAction *action = slip_sync_emit (actions, SLIP_SYNC_DO_SET_ASIDE);

  action->files = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_sync_file_free);
  g_ptr_array_add (action->files,
                   slip_sync_file_new (job->file->folder, job->file->name, job->file->size));
  action->text = g_strdup (text);
}

/* What one file's answer means. Returns how long it has been tried when the file has to be asked
 * for again after a while, 0 otherwise. */
static guint
judge_read (SlipSyncMachine *self, GPtrArray *actions, SlipSyncJobFile *job, SlipSyncResult *result)
{
  gboolean bad = FALSE;

  switch (result->answer.kind)
    {
    case SLIP_ANSWER_OK:
      bad = result->verdict == SLIP_SYNC_FILE_BAD;
      if (result->verdict == SLIP_SYNC_FILE_ELSE)
        slip_sync_tell (actions, "%s", result->text);
      break;
    case SLIP_ANSWER_TRUNCATED:
      bad = TRUE;
      break;
    case SLIP_ANSWER_MISSING:
      job->gone = TRUE;
      if (result->text != NULL)
        slip_sync_tell (actions, "%s", result->text);
      break;
    default:
      return ++job->tries;
    }
  if (bad && ++job->tries < SLIP_SYNC_TRIES)
    return 0;
  if (bad)
    set_aside (actions, job, result->text != NULL ? result->text : result->answer.text);
  job->done = TRUE;
  return 0;
}

void
slip_sync_pull_read (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event)
{
  SlipSyncResult *wait_for = NULL;
  guint tries = 0;
  gboolean segments = FALSE;
  gboolean batch_done = TRUE;

  for (guint i = 0; i < event->results->len; i++)
    {
      SlipSyncResult *result = g_ptr_array_index (event->results, i);
      SlipSyncJobFile *job = slip_sync_find_job (self->reading, result);
      guint job_tries;

      if (job == NULL)
        continue;
      if (slip_sync_is_fatal (&result->answer) || result->answer.kind == SLIP_ANSWER_FORBIDDEN)
        {
          slip_sync_finish (self, actions, &result->answer);
          return;
        }
      segments = g_str_equal (result->folder, SLIP_REMOTE_SEGMENTS);
      job_tries = judge_read (self, actions, job, result);
      if (job_tries > tries)
        {
          tries = job_tries;
          wait_for = result;
        }
      batch_done = batch_done && job->done;
      if (!job->done)
        continue;
      set_seen (self, result->folder, result->name, TRUE);
      if (g_str_equal (result->folder, SLIP_REMOTE_BLOBS))
        add_needs (self, result->needs, self->parts);
      else if (!segments && !job->gone && result->verdict == SLIP_SYNC_FILE_GOOD &&
               result->answer.kind == SLIP_ANSWER_OK)
        {
          g_ptr_array_index (event->results, i) = slip_sync_result_new ("", "");
          g_ptr_array_add (self->heads, result);
        }
    }
  if (wait_for != NULL)
    {
      if (tries >= MAX_READ_TRIES)
        slip_sync_finish (self, actions, &wait_for->answer);
      else
        slip_sync_wait (self, actions, tries, &wait_for->answer);
      return;
    }
  if (segments && batch_done)
    slip_sync_begin (self, PHASE_TAKE, actions);
  else if (!slip_sync_jobs_done (self->reading))
    slip_sync_begin (self, PHASE_READ, actions);
  else if (self->reading_files)
    {
      if (!read_next (self, self->parts, actions))
        slip_sync_begin (self, PHASE_WANT, actions);
    }
  else if (self->blobs_asked)
    {
      if (!read_next (self, self->parts, actions))
        slip_sync_begin (self, PHASE_TAKE, actions);
    }
  else
    {
      /* All heads are read: segments that no newer head has replaced. */
      for (guint i = 0; i < self->heads->len; i++)
        {
          SlipSyncResult *head = g_ptr_array_index (self->heads, i);

          if (!is_superseded (self, head->name))
            add_needs (self, head->needs, self->segments);
        }
      if (wants_another_list (self, actions))
        list_again (self, actions, _ ("The store lists files that it does not have"));
      else if (!read_next (self, self->segments, actions))
        slip_sync_begin (self, PHASE_TAKE, actions);
    }
}

/* Reads parts of attachments; FALSE when all of @files were asked for in this run. */
gboolean
slip_sync_pull_parts (SlipSyncMachine *self, GPtrArray *actions, GPtrArray *files)
{
  add_needs (self, files, self->parts);
  return read_next (self, self->parts, actions);
}

void
slip_sync_pull_taken (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event)
{
  if (event->ahead)
    {
      if (self->minted)
        {
          g_auto (SlipAnswer) answer = { 0 };

          slip_answer_set (&answer, SLIP_ANSWER_UNKNOWN, 0,
                           _ ("Another machine writes under the same replica again and again"));
          slip_sync_finish (self, actions, &answer);
          return;
        }
      self->minted = TRUE;
      slip_sync_begin (self, PHASE_NEW_REPLICA, actions);
      return;
    }
  for (guint i = 0; event->results != NULL && i < event->results->len; i++)
    {
      SlipSyncResult *head = g_ptr_array_index (event->results, i);

      add_needs (self, head->needs, self->segments);
    }
  if (!self->blobs_asked && !slip_sync_jobs_done (self->reading))
    {
      slip_sync_begin (self, PHASE_READ, actions);
      return;
    }
  if (!self->blobs_asked && wants_another_list (self, actions))
    {
      list_again (self, actions, _ ("The store lacks a file that a head names"));
      return;
    }
  if (read_next (self, self->segments, actions))
    return;
  self->wanted = self->wanted || event->wanted;
  if (!self->blobs_asked)
    {
      self->blobs_asked = TRUE;
      add_needs (self, event->files, self->parts);
      if (read_next (self, self->parts, actions))
        return;
    }
  pulled (self, actions);
}
