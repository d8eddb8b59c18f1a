/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* One run of a sync, shared by the files that carry out the machine's actions: slip-sync.c (the
 * loop), slip-sync-store.c (what the database knows of the store), slip-sync-outgoing.c (files to
 * put), slip-sync-intake.c (files that came) and slip-sync-take.c (into the log). */

#pragma once

#include "sync/slip-container.h"
#include "sync/slip-sync-machine.h"
#include "sync/slip-sync.h"

G_BEGIN_DECLS

#define SLIP_META_SYNC_ADDRESS "sync-address"
#define SLIP_META_SYNC_NUMBER "sync-head-number"
#define SLIP_META_SYNC_CONTAINER "sync-container-max"
#define SLIP_META_SYNC_BLOBS "sync-blobs-open"
/* Own heads below this number hold what was purged. */
#define SLIP_META_SYNC_HEADS_BELOW "sync-heads-below"
/* Beginning of a path in a head's list of unreadable files: not altered, just not there. */
#define SLIP_SYNC_MISSING_PREFIX "missing/" SLIP_REMOTE_BLOBS "/"
/* Frames of strangers are at most this large. */
#define SLIP_STRANGER_MAX_BYTES 4096

/* A head that was read and whose frames are not all in the log yet. */
typedef struct
{
  char *name;
  gint64 size;
  SlipHead *head;
  char *device; /* hex */
  gboolean stranger;
  gboolean staged;   /* its tail's frames are among the session's */
  GHashTable *needs; /* names of segments that are not taken yet */

} SlipStagedHead;

/* A part that is stored, and whose own checksum nobody has looked at. */
typedef struct
{
  guint32 n;
  SlipHash footer;
  SlipSyncResult *result; /* NULL when it came before the files that are being read now */
} SlipUncheckedPart;

/* A blob whose parts are coming in. */
typedef struct
{
  guint64 size;
  guint32 part_size;
  guint32 left;       /* parts that are not here */
  GByteArray *held;   /* a byte a part */
  SlipHasher *hasher; /* of the parts before @next */
  guint32 next;
  gboolean resumed;  /* parts came in an earlier run */
  GArray *unchecked; /* of SlipUncheckedPart */
} SlipStagedBlob;

/* A part that waits for the next transaction. */
typedef struct
{
  char *hex;
  SlipPart *part;
  guint32 level;
  gboolean checked; /* FALSE: only the whole will tell, or @footer */
  SlipHash footer;
  SlipStagedBlob *staged; /* NULL when there is nothing to store */
  SlipSyncResult *result;
} SlipPendingPart;

typedef struct _SlipPartBatch SlipPartBatch;

/* What a part's file name stands for. */
typedef struct
{
  SlipHash hash;
  guint32 level; /* of part_size */
  guint32 n;
  guint64 size; /* of the blob; 0: not known */
} SlipPartKey;

typedef struct
{
  SlipSyncPeer *peer;
  SlipRemote *remote;
  const SlipSyncOptions *options;
  SlipSyncStats *stats;
  GCancellable *cancellable;
  char replica[SLIP_REPLICA_LENGTH + 1];

  GPtrArray *heads;    /* (element-type SlipStagedHead) */
  GHashTable *frames;  /* replica → GPtrArray of SlipFrame */
  GHashTable *blocked; /* replicas whose frames don't fit; left for this run */
  GPtrArray *segments; /* (element-type SlipSegment): their blobs wait; frames are staged already */
  GPtrArray *segment_names;
  GHashTable *blobs;  /* hex → SlipStagedBlob */
  GHashTable *parts;  /* file name → SlipPartKey */
  GPtrArray *pending; /* (element-type SlipPendingPart) */
  SlipPartBatch
      *storing;      /* parts that a thread stores meanwhile; nobody else uses the database then */
  gboolean read_all; /* segments are read, whether their frames are held or not */
  gboolean again_begun; /* what the database says of the store was forgotten */
  gboolean again;       /* part_again may name some of the parts that are to be put */
  gint64 told_bytes;    /* monotonic time of the last progress */
  GHashTable *there; /* names of parts on the store → size + 1; as listed, and put in this run */
  GHashTable *asked; /* digests of attachments that were asked for in this run */
  GHashTable *removing; /* digest of a purged blob → parts that are to be deleted */
  char *cursor;         /* own blobs up to this digest were given out to be put */
  gboolean files_wanted;
  gboolean blob_set_aside;

  char *head_name; /* that this run puts */
  GBytes *head_bytes;
  guint64 matched;     /* newest own frame that the store has as we have it */
  guint64 sent_before; /* newest own frame on the store before it */
  guint64 sent_after;
  guint64 listed_number; /* greatest number of an own head in a listing */
  gboolean too_small;    /* the server takes not even the smallest files */

  guint set_aside;
  char *first_damage;
  GError *failure; /* local: ends the run */
} SlipSyncSession;

gboolean slip_sync_session_run (SlipSyncSession *session, SlipSyncJob job, gpointer job_data);
void slip_sync_session_problem (SlipSyncSession *session, const char *text);
/* @done more bytes of blobs were moved, @total more are to be moved. */
void slip_sync_session_bytes (SlipSyncSession *session, guint64 done, guint64 total);
/* What is wanted and not on the store yet: said, and no failure. */
void slip_sync_session_waiting (SlipSyncSession *session, const char *hex);

/* slip-sync-store.c; those that take a database run inside a job. */
gboolean slip_sync_store_facts (SlipSyncSession *session, SlipSyncFacts *facts);
gboolean slip_sync_store_note (SlipSyncSession *session, const char *folder, GPtrArray *entries);
gboolean slip_sync_store_forget (SlipSyncSession *session, GPtrArray *entries);
gboolean slip_sync_store_shrink (SlipSyncSession *session);
gboolean slip_sync_store_new_replica (SlipSyncSession *session);
gboolean slip_sync_store_put (SlipSyncSession *session, const char *folder, const char *name);
gboolean slip_sync_store_removed (SlipSyncSession *session, const char *folder, const char *name);
gboolean slip_sync_store_damaged (SlipSyncSession *session, const char *folder, const char *name);
/* A wanted blob is not on the store: its owner is asked only when it still isn't at the next sync. */
gboolean slip_sync_store_missing (SlipSyncSession *session, const char *hex);
gboolean slip_sync_store_blobs_open (SlipSyncSession *session, gboolean open);
gboolean slip_sync_store_asked (SlipSyncSession *session, GPtrArray *damaged);
guint64 slip_sync_held (SlipDatabase *db, const char *replica);
gboolean slip_sync_holds (SlipDatabase *db, const char *replica, guint64 seq, const SlipHash *hash);

/* slip-sync-again.c: everything is fetched again; those that take a database run inside a job. */
gboolean slip_sync_forget_heads (SlipDatabase *db, const char *replica, GError **error);
gboolean slip_sync_again_begin (SlipDatabase *db, const char *replica, GError **error);
gboolean slip_sync_again_is_open (SlipDatabase *db);
gboolean slip_sync_again_end (SlipSyncSession *session);

/* slip-sync-cut.c: segments of own frames; inside a job. */
typedef struct
{
  SlipSyncSession *session;
  gint64 max;      /* bytes of a segment */
  GPtrArray *back; /* (element-type SlipSyncFile): gets merged ones, to be read back */
  gboolean made;   /* there are new segments */
  gboolean merged; /* some of them replace older ones */
  gboolean purged; /* older heads hold what has to go */
} SlipSyncCut;
gboolean slip_sync_cut_tail (SlipDatabase *db, SlipSyncCut *cut, guint64 *covered, GError **error);
/* A head lists at most SLIP_HEAD_MAX_SEGMENTS. */
gboolean slip_sync_cut_merge (SlipDatabase *db, SlipSyncCut *cut, GError **error);
/* Frames @first to @last of @replica, and the blobs that the segment @name (nullable) carries. */
SlipSegment *slip_sync_cut_load (SlipDatabase *db, SlipSyncSession *session, const char *replica,
                                 guint64 first, guint64 last, const char *name, GError **error);

/* The segment @name with what was purged left out, under another name; the old one is to go. */
gboolean slip_sync_cut_again (SlipDatabase *db, SlipSyncCut *cut, const char *name, GError **error);

/* slip-sync-purge.c; all inside a job. */
gboolean slip_sync_purge_segments (SlipDatabase *db, SlipSyncCut *cut, GError **error);
/* Adds parts of purged blobs to @old (element-type SlipSyncFile). */
gboolean slip_sync_purge_parts (SlipDatabase *db, SlipSyncSession *session, GPtrArray *old,
                                GError **error);
gboolean slip_sync_purge_removed (SlipDatabase *db, SlipSyncSession *session, const char *name,
                                  GError **error);

/* slip-sync-outgoing.c */
gboolean slip_sync_outgoing_prepare (SlipSyncSession *session, SlipSyncEvent *event);
/* The bytes of an own file. */
GBytes *slip_sync_outgoing_load (SlipSyncSession *session, const char *folder, const char *name);

/* slip-sync-intake.c: checks and stages what came; fills in @result. */
void slip_sync_intake_head (SlipSyncSession *session, GBytes *bytes, SlipSyncResult *result);
void slip_sync_intake_segment (SlipSyncSession *session, GBytes *bytes, SlipSyncResult *result);
gboolean slip_sync_intake_stage_head (SlipSyncSession *session, SlipStagedHead *staged,
                                      SlipSyncResult *result);
void slip_sync_intake_bad (SlipSyncResult *result, GError *error);
void slip_staged_head_free (SlipStagedHead *staged);

/* slip-sync-parts.c: how blobs are cut into parts. */
guint32 slip_sync_part_size (guint level);
guint slip_sync_part_level (guint32 part_size);
guint32 slip_sync_part_count (guint64 size, guint32 part_size);
/* Bytes of part @n. */
gsize slip_sync_part_length (guint64 size, guint32 part_size, guint32 n);
/* @size: of the blob; 0 when nobody knows it. */
SlipSyncFile *slip_sync_part_file (SlipSyncSession *session, const SlipHash *hash, guint64 size,
                                   guint level, guint32 n);
gboolean slip_sync_part_is_there (SlipSyncSession *session, const char *name, gsize length);
gboolean slip_sync_parts_held (SlipDatabase *db, const char *hex, guint64 size, GByteArray *held,
                               guint32 *part_size, guint64 *arrived, GError **error);

/* slip-sync-parts-want.c: which parts are to be read. */
/* First parts of the texts that are wanted. */
GPtrArray *slip_sync_parts_texts (SlipSyncSession *session);
/* Parts of attachments to read next; fills in @event (WANTED). */
void slip_sync_parts_want (SlipSyncSession *session, SlipSyncEvent *event);
/* Whether attachments are wanted at all. */
gboolean slip_sync_parts_wanted (SlipSyncSession *session);

/* slip-sync-parts-store.c; inside a job. */
void slip_staged_blob_free (SlipStagedBlob *staged);
/* @parts: (element-type SlipPendingPart): sorted by blob and number. */
gboolean slip_sync_parts_store (SlipDatabase *db, SlipSyncSession *session, GPtrArray *parts,
                                GError **error);

/* slip-sync-parts-in.c: parts of blobs that came. */
void slip_pending_part_free (SlipPendingPart *pending);
/* @bytes: (nullable): NULL when the file is missing. @result has to stay until slip_sync_parts_end(). */
void slip_sync_parts_take (SlipSyncSession *session, GBytes *bytes, SlipSyncResult *result);
/* Stores what was taken: all results are what they will be. */
void slip_sync_parts_end (SlipSyncSession *session);
/* Waits for the parts that are being stored. */
gboolean slip_sync_parts_join (SlipSyncSession *session);

/* slip-sync-parts-out.c: parts of own blobs. */
/* Inside a job: which blobs have files of their own; fills in @event's parts and doubt. */
gboolean slip_sync_parts_prepare (SlipDatabase *db, SlipSyncSession *session, gint64 max,
                                  SlipSyncEvent *event, GError **error);
/* Parts to put next; fills in @event (PARTS). */
void slip_sync_parts_next (SlipSyncSession *session, SlipSyncEvent *event);
/* Inside a job. */
GBytes *slip_sync_parts_load (SlipDatabase *db, SlipSyncSession *session, const char *name,
                              GError **error);
/* A part was put. */
gboolean slip_sync_parts_put (SlipSyncSession *session, const char *name, gsize size);
/* Inside a job: what is in blob/ now. */
gboolean slip_sync_parts_note (SlipDatabase *db, SlipSyncSession *session, GPtrArray *entries,
                               GError **error);
/* Inside a job: another machine misses the part @name, or (@missing FALSE) found it altered. */
gboolean slip_sync_parts_asked (SlipDatabase *db, SlipSyncSession *session, const char *name,
                                gboolean missing, GError **error);

/* slip-sync-ahead.c: parts of files in the workspace's folder, read and packed by threads before their turn comes. */
typedef struct _SlipSyncAhead SlipSyncAhead;
SlipSyncAhead *slip_sync_ahead_new (SlipSyncSession *session, GPtrArray *transfers);
/* (transfer full): the file; NULL when it is to be loaded as all others are. */
GBytes *slip_sync_ahead_take (SlipSyncAhead *ahead, const char *name);
void slip_sync_ahead_free (SlipSyncAhead *ahead);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipSyncAhead, slip_sync_ahead_free)

/* slip-sync-take.c */
gboolean slip_sync_take (SlipSyncSession *session, SlipSyncEvent *event);

G_END_DECLS
