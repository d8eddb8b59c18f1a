/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The order of a sync, and what to do about each answer, as a machine without I/O: an event goes
 * in, actions come out. Time and chance are passed in, so the same events and seed give the same
 * actions. */

#pragma once

#include <gio/gio.h>

#include "sync/slip-remote.h"

G_BEGIN_DECLS

typedef struct _SlipSyncMachine SlipSyncMachine;

/* Requests that are in flight together, and files that are held in memory at once. */
#define SLIP_SYNC_BATCH 8
/* Parts of blobs that are asked for together: they don't stay in memory. */
#define SLIP_SYNC_BATCH_PARTS 256
/* How often one file is read before it is set aside, or put before sync gives up. */
#define SLIP_SYNC_TRIES 3
#define SLIP_SYNC_LOCK_TRIES 5

/* A file that the machine asks for. */
typedef struct
{
  char *folder;
  char *name;
  gint64 size; /* -1: not known */
} SlipSyncFile;

SlipSyncFile *slip_sync_file_new (const char *folder, const char *name, gint64 size);
void slip_sync_file_free (SlipSyncFile *file);

/**
 * SlipSyncActionKind:
 * @SLIP_SYNC_DO_LIST: list @folder → LISTED
 * @SLIP_SYNC_DO_ENSURE: make the folders → ENSURED
 * @SLIP_SYNC_DO_READ: get @files, check and stage them → READ
 * @SLIP_SYNC_DO_TAKE: give staged frames to the log → TAKEN
 * @SLIP_SYNC_DO_NEW_REPLICA: our replica is ahead of us: draw a new id → STARTED with fresh facts
 * @SLIP_SYNC_DO_FORGET: own files are gone from the store: no longer count them as being there
 * @SLIP_SYNC_DO_NOTE: @entries of @folder were listed: own files among them, of the right size, are
 *   confirmed
 * @SLIP_SYNC_DO_PREPARE: seal the outbox, cut it into files → PREPARED
 * @SLIP_SYNC_DO_SHRINK: the server takes no files as large as these: halve them from now on
 * @SLIP_SYNC_DO_PUT: put @files → PUT
 * @SLIP_SYNC_DO_READ_BACK: get own @files and compare → READ
 * @SLIP_SYNC_DO_REMOVE: delete own @files → REMOVED
 * @SLIP_SYNC_DO_WAIT: wait @wait_ms → WAITED
 * @SLIP_SYNC_DO_SET_ASIDE: @files[0] could not be read: remember, ask its owner, tell the person
 *   @text
 * @SLIP_SYNC_DO_TELL: tell the person @text
 * @SLIP_SYNC_DO_BLOBS_DONE: all wanted blobs were asked for
 * @SLIP_SYNC_DO_PARTS: which parts of own blobs are to be put next → PARTS
 * @SLIP_SYNC_DO_WANT: which parts of attachments are to be read next → WANTED
 * @SLIP_SYNC_DO_FINISH: the end; @answer is OK, or why not; @read_only when only the push was
 *   refused
 *
 * The last action of a step is the only one that leads to an event.
 */
typedef enum
{
  SLIP_SYNC_DO_LIST,
  SLIP_SYNC_DO_ENSURE,
  SLIP_SYNC_DO_READ,
  SLIP_SYNC_DO_TAKE,
  SLIP_SYNC_DO_NEW_REPLICA,
  SLIP_SYNC_DO_FORGET,
  SLIP_SYNC_DO_NOTE,
  SLIP_SYNC_DO_PREPARE,
  SLIP_SYNC_DO_SHRINK,
  SLIP_SYNC_DO_PUT,
  SLIP_SYNC_DO_READ_BACK,
  SLIP_SYNC_DO_REMOVE,
  SLIP_SYNC_DO_WAIT,
  SLIP_SYNC_DO_SET_ASIDE,
  SLIP_SYNC_DO_TELL,
  SLIP_SYNC_DO_BLOBS_DONE,
  SLIP_SYNC_DO_PARTS,
  SLIP_SYNC_DO_WANT,
  SLIP_SYNC_DO_FINISH,
} SlipSyncActionKind;

typedef struct
{
  SlipSyncActionKind kind;
  char *folder;
  GPtrArray *files;   /* (element-type SlipSyncFile) */
  GPtrArray *entries; /* (element-type SlipRemoteEntry) */
  gint64 wait_ms;
  char *text;
  SlipAnswer answer;
  gboolean read_only;
  gboolean confirmed;
} SlipSyncAction;

void slip_sync_action_free (SlipSyncAction *action);
/* One line, for traces. */
char *slip_sync_action_to_string (const SlipSyncAction *action);

/* What the database says of a head. */
typedef struct
{
  char name[80];
  char replica[20];
  guint64 number;
  gint64 size;
  gboolean own;
  gboolean confirmed; /* own: a listing showed it */
  gboolean stranger;  /* read, but its device is still not known */
} SlipSyncKnownHead;

/**
 * SlipSyncFacts:
 * @replica: our own
 * @heads: (element-type SlipSyncKnownHead): own ones that were made, others' that were read
 * @fresh: nothing of ours or read by us was ever on this store
 * @admitted: our own device counts
 * @blobs_open: wanted blobs were not all asked for the last time
 * @moved: the store has another address than before: look which of our files are there
 * @doubt: parts of own texts may have come to the store in an earlier run: look which
 * @fetch: only attachments are to be read: those that somebody asked for
 * @again: everything is read again: look which of our files are there
 */
typedef struct
{
  char replica[20];
  GArray *heads;
  gboolean fresh;
  gboolean admitted;
  gboolean blobs_open;
  gboolean moved;
  gboolean doubt;
  gboolean fetch;
  gboolean again;
} SlipSyncFacts;

void slip_sync_facts_clear (SlipSyncFacts *facts);

/* How a file was found to be. */
typedef enum
{
  SLIP_SYNC_FILE_GOOD,
  SLIP_SYNC_FILE_BAD,      /* altered or incomplete */
  SLIP_SYNC_FILE_STRANGER, /* of a device that is not known */
  SLIP_SYNC_FILE_ELSE,     /* of another workspace, or too new: passed over, told */
} SlipSyncVerdict;

/**
 * SlipSyncResult:
 * @answer: how the request ended
 * @verdict: when it was OK
 * @needs: (nullable) (element-type SlipSyncFile): of a good head: segments to read; of a part:
 *   further parts
 * @previous: (nullable) (element-type utf8): of a good head: names that it supersedes
 * @size: of a file that was put
 *
 * One file of a READ, READ_BACK, PUT or REMOVE.
 */
typedef struct
{
  char *folder;
  char *name;
  SlipAnswer answer;
  SlipSyncVerdict verdict;
  char *text;
  GPtrArray *needs;
  GPtrArray *previous;
  gint64 size;
} SlipSyncResult;

SlipSyncResult *slip_sync_result_new (const char *folder, const char *name);
void slip_sync_result_free (SlipSyncResult *result);

typedef enum
{
  SLIP_SYNC_STARTED,
  SLIP_SYNC_LISTED,
  SLIP_SYNC_ENSURED,
  SLIP_SYNC_READ,
  SLIP_SYNC_TAKEN,
  SLIP_SYNC_PREPARED,
  SLIP_SYNC_PUT,
  SLIP_SYNC_REMOVED,
  SLIP_SYNC_WAITED,
  SLIP_SYNC_PARTS,
  SLIP_SYNC_WANTED,
} SlipSyncEventKind;

/**
 * SlipSyncEvent:
 * @answer: of LISTED, ENSURED
 * @entries: (element-type SlipRemoteEntry): of LISTED
 * @results: (element-type SlipSyncResult): of READ, PUT, REMOVED; of TAKEN: heads of strangers who
 *   are members now
 * @facts: of STARTED
 * @ahead: of TAKEN: the store holds frames of our replica that we never made
 * @files: (element-type SlipSyncFile): of TAKEN: parts of wanted texts; of PREPARED: what to put,
 *   the head last; of PARTS and WANTED: what to put or read next, none when that was all
 * @back: (element-type SlipSyncFile): of PREPARED: those of @files that are read back before the
 *   head goes
 * @check: (element-type SlipSyncFile): of PREPARED: those of @files that are listed already: they are read back, and
 *   put only when they are not as they should be
 * @old: (element-type SlipSyncFile): of PREPARED: what to delete when all is confirmed
 * @compacted: of PREPARED: @old holds merged segments
 * @parts: of PREPARED: there are parts of own blobs that are not confirmed
 * @doubt: of PREPARED: some of them may have come to the store in an earlier run: list first
 * @wanted: of TAKEN: attachments are wanted
 */
typedef struct
{
  SlipSyncEventKind kind;
  SlipAnswer answer;
  GPtrArray *entries;
  GPtrArray *results;
  SlipSyncFacts facts;
  gboolean ahead;
  GPtrArray *files;
  GPtrArray *back;
  GPtrArray *check;
  GPtrArray *old;
  gboolean compacted;
  gboolean parts;
  gboolean doubt;
  gboolean wanted;
} SlipSyncEvent;

void slip_sync_event_clear (SlipSyncEvent *event);

/**
 * slip_sync_machine_new:
 * @seed: of the waiting times
 * @patience_ms: longest waiting in all
 *
 * Returns: (transfer full): a machine that waits for STARTED
 */
SlipSyncMachine *slip_sync_machine_new (guint32 seed, gint64 patience_ms);
void slip_sync_machine_free (SlipSyncMachine *machine);

/**
 * slip_sync_machine_step:
 *
 * Returns: (transfer full) (element-type SlipSyncAction): what to do now, in this order
 */
GPtrArray *slip_sync_machine_step (SlipSyncMachine *machine, SlipSyncEvent *event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipSyncMachine, slip_sync_machine_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipSyncFile, slip_sync_file_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipSyncResult, slip_sync_result_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SlipSyncEvent, slip_sync_event_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SlipSyncFacts, slip_sync_facts_clear)

G_END_DECLS
