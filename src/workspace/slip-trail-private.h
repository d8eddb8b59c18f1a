/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What walking over the log, putting an op in words, export and reviews of the trail share. */

#pragma once

#include "core/slip-op.h"
#include "workspace/slip-workspace-private.h"

G_BEGIN_DECLS

/* == which ones (slip-trail-query.c) == */

/* A filter with all names looked up. */
typedef struct
{
  char *record;
  GPtrArray *records; /* nullable (element-type utf8): the same, and a release's documents */
  char *person;
  char *field;
  char *kind;
  gint64 since_ms;
  gint64 until_ms;
  gboolean has_after;
  SlipOpName after;
  guint limit;
  gboolean for_people;
  char *own_device;
} SlipTrailQuery;
SlipTrailQuery *slip_trail_query_new (SlipWorkspace *self, const SlipTrailFilter *filter,
                                      GError **error);
void slip_trail_query_free (SlipTrailQuery *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipTrailQuery, slip_trail_query_free)

/* == what is remembered during one walk (slip-trail-words.c) == */

typedef struct _SlipTrailPurged SlipTrailPurged;

typedef struct
{
  char *title;
  SlipForm *form; /* nullable */
  GArray *marks;  /* of Mark; NULL when the record was never revised */
} SlipTrailRecord;

/* What is known of a replica's newest frame that was asked for. */
typedef struct
{
  gint64 seq;
  gint64 proof_ms;
  char *device;
} SlipTrailFrame;

typedef struct
{
  SlipDatabase *db;
  char *own_device;
  GHashTable *records; /* id → SlipTrailRecord */
  GHashTable *names;   /* person → name */
  GHashTable *frames;  /* replica → SlipTrailFrame */
  char *record;        /* nullable: the walk is about this one alone */
  gboolean for_people; /* as in SlipTrailFilter */
  SlipTrailPurged *purged;
} SlipTrailWords;
SlipTrailWords *slip_trail_words_new (SlipDatabase *db, const SlipTrailQuery *query,
                                      GError **error);
void slip_trail_words_free (SlipTrailWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipTrailWords, slip_trail_words_free)
/* (transfer none): they live as long as @words, a frame until the next one of its replica is asked for. */
const char *slip_trail_words_name (SlipTrailWords *words, const char *person);
const SlipTrailRecord *slip_trail_words_record (SlipTrailWords *words, const char *id);
/* The reason of the revision that takes up a change after an approval: of the first one that was started behind the
 * newest approval before the change. */
const char *slip_trail_record_reason (const SlipTrailRecord *record, SlipClock clock);
/* The device that signed a frame, and the latest time that what it had seen claims. Clocks of frames are at least what
 * their ops claim, and follow nobody who is more than 5 minutes ahead. */
const SlipTrailFrame *slip_trail_words_frame (SlipTrailWords *words, const char *replica,
                                              gint64 seq);

/* == one entry (slip-trail-entry.c) == */

/* An op as it lies in the log. */
typedef struct
{
  SlipOpName name;
  gint64 seq;
  gboolean counts;
  SlipOp *op; /* NULL: withheld */
} SlipTrailOp;
/* (transfer full): NULL with the error set. */
SlipTrailEntry *slip_trail_describe (SlipTrailWords *words, const SlipTrailOp *op, GError **error);

/* slip-trail-statement.c: fills kind, value, reason, statement (and the label of what a sign-off means). */
void slip_trail_describe_statement (SlipTrailWords *words, SlipOp *op, SlipTrailEntry *entry);

/* What an auditor calls the kind; NULL when it is not known. Statements: by their type. */
const char *slip_trail_action (const char *kind);

/* == what went for good (slip-trail-purged.c) == */

/* Where it stood. @row, @field: "" of what was signed. */
typedef struct
{
  char *record;
  char *row;
  char *field;
} SlipTrailPlace;

SlipTrailPurged *slip_trail_purged_new (SlipDatabase *db, GError **error);
void slip_trail_purged_free (SlipTrailPurged *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipTrailPurged, slip_trail_purged_free)
/* (transfer none) (nullable): "purged by NAME, TIME: REASON" of a digest or an op's name; NULL while it is here. */
const char *slip_trail_purged_note (SlipTrailPurged *self, const char *target);
/* (transfer none) (nullable): the first place where it stood, in @record when that isn't NULL; NULL without error when
 * it stood in none. */
const SlipTrailPlace *slip_trail_purged_place (SlipTrailPurged *self, const char *target,
                                               const char *record, GError **error);
/* (transfer full) (element-type SlipOpName): withheld ops, which the log has no longer, of @record or (NULL) all; and
 * the ops, which belong to no record, that asked for a content to go which stood in @record. Both ordered. */
GArray *slip_trail_purged_withheld (SlipTrailPurged *self, const char *record, GError **error);
GArray *slip_trail_purged_asking (SlipTrailPurged *self, const char *record, GError **error);

/* == the walk (slip-trail.c) == */

/* @db: any connection, with or without a transaction. */
gboolean slip_trail_walk (SlipDatabase *db, const SlipTrailQuery *query, SlipTrailFunc func,
                          gpointer data, GError **error);

/* == export (slip-trail-export.c) == */

/* @filter: as a person reads it. */
gboolean slip_trail_export (SlipDatabase *db, const SlipTrailQuery *query, SlipTrailFormat format,
                            SlipTrailSink sink, gpointer data, guint64 *n, GError **error);
/* (transfer full): the query as command line options, whole ids; "" for all. */
char *slip_trail_query_text (const SlipTrailQuery *query);

#define SLIP_TRAIL_NAMESPACE "urn:slipway:audit-trail:1"

G_END_DECLS
