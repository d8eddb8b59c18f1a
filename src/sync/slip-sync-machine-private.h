/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the halves of the sync machine share: slip-sync-machine.c (steps, waiting, failures),
 * slip-sync-pull.c and slip-sync-push.c. */

#pragma once

#include "sync/slip-sync-machine.h"

G_BEGIN_DECLS

typedef enum
{
  PHASE_IDLE,
  PHASE_LIST, /* heads, to see what is new */
  PHASE_ENSURE,
  PHASE_READ, /* heads, then segments, then parts of blobs */
  PHASE_TAKE,
  PHASE_NEW_REPLICA,
  PHASE_INVENTORY, /* seg, then blob: what is left of our own files */
  PHASE_PREPARE,
  PHASE_PUT,
  PHASE_READ_BACK,
  PHASE_PUT_HEAD,
  PHASE_CONFIRM, /* heads, seg, blob: what we put is there */
  PHASE_REMOVE,
  PHASE_LIST_PARTS, /* which parts of blobs are on the store */
  PHASE_PARTS,
  PHASE_PUT_PARTS,
  PHASE_WANT,
  PHASE_DONE,
} SlipSyncPhase;

/* A file that the machine is busy with. */
typedef struct
{
  SlipSyncFile *file;
  guint tries;
  guint locks;
  gboolean done;
  gboolean gone;   /* read: 404 */
  gboolean listed; /* read back before anything was put */
} SlipSyncJobFile;

struct _SlipSyncMachine
{
  GRand *random;
  gint64 patience_ms;
  gint64 waited_ms;
  SlipSyncPhase phase;
  SlipSyncPhase after_ensure;
  SlipSyncFacts facts;

  /* listing */
  guint list_tries; /* failed requests of the current listing */
  guint lists;      /* listings begun because something in one was not right */
  gboolean doubted; /* the store seemed to have gone back; listed again to be sure */
  gboolean forgotten;
  gboolean ensured;
  GPtrArray *listed; /* (element-type SlipRemoteEntry) of heads */
  guint folder;      /* of an inventory or confirmation */

  /* pull */
  GPtrArray *reading;  /* (element-type SlipSyncJobFile) of the current folder */
  GPtrArray *segments; /* (element-type SlipSyncFile) to read when the heads are read */
  GPtrArray *parts;    /* (element-type SlipSyncFile) */
  GPtrArray *heads;    /* (element-type SlipSyncResult) good heads of this listing */
  GHashTable *seen;    /* paths that were read or set aside in this run */
  guint unknown; /* heads of replicas that nothing was read of before, asked for in this run */
  gboolean read_heads;
  gboolean blobs_asked;
  gboolean minted;

  /* push */
  GPtrArray *putting; /* (element-type SlipSyncJobFile); the head is the last */
  GPtrArray *back;
  GPtrArray *old;
  gboolean compacted;
  guint rounds; /* of put and confirm */
  guint prepares;
  gboolean confirmed;
  gboolean read_only;
  SlipAnswer push_failure; /* why the push was given up; the pull is done */

  /* files: parts of blobs, when the records are through */
  gboolean parts_open; /* own ones are to be put */
  gboolean doubt;      /* an earlier run may have put some */
  gboolean wanted;     /* attachments are to be read */
  gboolean reading_files;
  gboolean parts_listed;
  guint parts_put;   /* since the listing */
  guint part_rounds; /* of put and confirm */
};

/* Actions. */
SlipSyncAction *slip_sync_emit (GPtrArray *actions, SlipSyncActionKind kind);
void slip_sync_emit_files (GPtrArray *actions, SlipSyncActionKind kind, GPtrArray *jobs,
                           guint limit);
void slip_sync_tell (GPtrArray *actions, const char *format, ...) G_GNUC_PRINTF (2, 3);
void slip_sync_finish (SlipSyncMachine *self, GPtrArray *actions, const SlipAnswer *answer);

/* Jobs. */
SlipSyncJobFile *slip_sync_job_new (const char *folder, const char *name, gint64 size);
void slip_sync_job_free (SlipSyncJobFile *job);
SlipSyncJobFile *slip_sync_find_job (GPtrArray *jobs, const SlipSyncResult *result);
gboolean slip_sync_jobs_done (GPtrArray *jobs);

/* Waits before the phase is begun again; finishes with @answer when patience has ended. */
void slip_sync_wait (SlipSyncMachine *self, GPtrArray *actions, guint tries,
                     const SlipAnswer *answer);
/* Emits the action that the phase stands for. */
void slip_sync_issue (SlipSyncMachine *self, GPtrArray *actions);
void slip_sync_begin (SlipSyncMachine *self, SlipSyncPhase phase, GPtrArray *actions);
/* Answers that end the whole sync whatever was asked. */
gboolean slip_sync_is_fatal (const SlipAnswer *answer);
/* A failed listing: waits, makes folders, or finishes. */
void slip_sync_list_failed (SlipSyncMachine *self, GPtrArray *actions, const SlipAnswer *answer);

/* slip-sync-pull.c */
void slip_sync_pull_listed (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event);
void slip_sync_pull_read (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event);
void slip_sync_pull_taken (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event);
gboolean slip_sync_pull_parts (SlipSyncMachine *self, GPtrArray *actions, GPtrArray *files);

/* slip-sync-push.c */
void slip_sync_push_inventoried (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event);
void slip_sync_push_prepared (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event);
void slip_sync_push_put (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event);
void slip_sync_push_read_back (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event);
void slip_sync_push_confirmed (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event);
void slip_sync_push_removed (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event);
const char *slip_sync_folder (guint n);
/* Goes on without the push, because of @answer. */
void slip_sync_give_up_push (SlipSyncMachine *self, GPtrArray *actions, const SlipAnswer *answer);

/* slip-sync-files.c */
void slip_sync_files_begin (SlipSyncMachine *self, GPtrArray *actions);
/* Attachments to read, if any; then the end. */
void slip_sync_files_pull (SlipSyncMachine *self, GPtrArray *actions);
void slip_sync_files_listed (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event);
void slip_sync_files_parts (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event);
void slip_sync_files_put (SlipSyncMachine *self, GPtrArray *actions);
void slip_sync_files_wanted (SlipSyncMachine *self, GPtrArray *actions, SlipSyncEvent *event);

G_END_DECLS
