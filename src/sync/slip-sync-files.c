/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The machine's last stage: parts of blobs. Records never wait for them, so they go when the head is
 * confirmed, and others' attachments come after that. Each part moves once: what a listing shows is
 * not put again, what is in the database is not asked for again. */

#include "sync/slip-sync-machine-private.h"

#include <glib/gi18n-lib.h>

#define MAX_ROUNDS 3

void
slip_sync_files_begin (SlipSyncMachine *self, GPtrArray *actions)
{
  if (!self->parts_open || !self->facts.admitted)
    {
      slip_sync_files_pull (self, actions);
      return;
    }
  self->confirmed = FALSE;
  slip_sync_begin (self, self->doubt && !self->parts_listed ? PHASE_LIST_PARTS : PHASE_PARTS,
                   actions);
}

void
slip_sync_files_pull (SlipSyncMachine *self, GPtrArray *actions)
{
  if (!self->wanted)
    {
      slip_sync_finish (self, actions, NULL);
      return;
    }
  self->reading_files = TRUE;
  g_ptr_array_set_size (self->reading, 0);
  slip_sync_begin (self, self->parts_listed ? PHASE_WANT : PHASE_LIST_PARTS, actions);
}

/* What lies in blob/ now. */
void
slip_sync_files_listed (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event)
{
  SlipSyncAction *note = slip_sync_emit (actions, SLIP_SYNC_DO_NOTE);

  note->folder = g_strdup (SLIP_REMOTE_BLOBS);
  note->entries = g_ptr_array_ref (event->entries);
  self->list_tries = 0;
  self->parts_listed = TRUE;
  if (self->parts_put > 0)
    self->part_rounds++;
  self->parts_put = 0;
  slip_sync_begin (self, self->reading_files ? PHASE_WANT : PHASE_PARTS, actions);
}

/* Which parts are to be put next: none when all were put, or are there. */
void
slip_sync_files_parts (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event)
{
  if (event->files->len == 0 && self->parts_put > 0)
    {
      slip_sync_begin (self, PHASE_LIST_PARTS, actions);
      return;
    }
  if (event->files->len == 0)
    {
      self->parts_open = FALSE;
      self->confirmed = TRUE;
      slip_sync_files_pull (self, actions);
      return;
    }
  if (self->part_rounds >= MAX_ROUNDS)
    {
      SlipSyncFile *file = g_ptr_array_index (event->files, 0);
      g_auto (SlipAnswer) answer = { 0 };

      slip_answer_set (&answer, SLIP_ANSWER_UNKNOWN, 0,
                       _ ("The store took %s/%s but does not list it"), file->folder, file->name);
      slip_sync_give_up_push (self, actions, &answer);
      return;
    }
  g_ptr_array_set_size (self->putting, 0);
  for (guint i = 0; i < event->files->len; i++)
    {
      SlipSyncFile *file = g_ptr_array_index (event->files, i);

      g_ptr_array_add (self->putting, slip_sync_job_new (file->folder, file->name, file->size));
    }
  slip_sync_begin (self, PHASE_PUT_PARTS, actions);
}

void
slip_sync_files_put (SlipSyncMachine *self, GPtrArray *actions)
{
  self->parts_put++;
  slip_sync_begin (self, slip_sync_jobs_done (self->putting) ? PHASE_PARTS : PHASE_PUT_PARTS,
                   actions);
}

/* Which parts of attachments are to be read next. */
void
slip_sync_files_wanted (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event)
{
  if (slip_sync_pull_parts (self, actions, event->files))
    return;
  slip_sync_emit (actions, SLIP_SYNC_DO_BLOBS_DONE);
  slip_sync_finish (self, actions, NULL);
}
