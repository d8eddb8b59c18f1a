/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The audit trail: every op of the log once, in words, with who, when, on which device, what was before, what came, and
 * why (domain.md 7). It is read out of the log itself, an entry at a time; so nobody can switch it off, and its length
 * doesn't matter. Reviews of it are signed. Part of slip-workspace.h, which includes it. */

#pragma once

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/* Claimed times that differ by less from what the log proves are taken as they are. */
#define SLIP_TRAIL_DOUBT_MS (5 * 60 * 1000)
/* A selection whose XML is larger can't be signed as one. */
#define SLIP_TRAIL_REVIEW_MAX_BYTES (64 * 1024 * 1024)

/**
 * SlipTrailState:
 * @SLIP_TRAIL_COUNTS: it takes part in what the tables say
 * @SLIP_TRAIL_APART: kept apart: its device was revoked before it and nobody endorsed it
 * @SLIP_TRAIL_PURGED: its content was taken away, with a reason
 */
typedef enum
{
  SLIP_TRAIL_COUNTS,
  SLIP_TRAIL_APART,
  SLIP_TRAIL_PURGED,
} SlipTrailState;

/**
 * SlipTrailEntry:
 * @op: name of the op: "replica:clock" in hexadecimal
 * @time: as claimed, RFC 3339 with the device's offset; "" when it went with the content
 * @time_ms: the same, ms since the epoch, UTC
 * @not_before: what the log proves where that is more than SLIP_TRAIL_DOUBT_MS later than @time, RFC 3339 in UTC; else
 *   "". The op had seen ops whose clocks say so
 * @person: id
 * @name: printed name, or the id of who is unknown
 * @replica: the workspace's copy on which it was done
 * @device: fingerprint of the key that signed it; "" while it waits for its frame and is not our own
 * @kind: kind of the op; of a statement its type: sign-off, admission, revocation …
 * @action: what it is to an auditor: create, change, delete, sign, admit, revoke, revise, propose, comment, purge, other
 * @record: id, or ""
 * @title: number and title of the record, or ""
 * @path: path of the field or row, as every command takes it; "" where there is none
 * @label: the same in the form's words, rows by their key; ""
 * @old: (array zero-terminated=1): what was replaced, every sibling; empty when nothing was
 * @value: what came; whole
 * @reason: why: of the op or statement itself, or of the revision that takes a change up; ""
 * @state: whether it counts
 * @note: who purged it, when and why; ""
 * @statement: digest of a statement, or ""
 *
 * One entry. Times lie: @not_before says when they must. Values are what is stored; where that is the id of a person or
 * of what a reference points to, its present name stands before it: "Ada Moss (3fq…)".
 */
typedef struct
{
  char *op;
  char *time;
  gint64 time_ms;
  char *not_before;
  char *person;
  char *name;
  char *replica;
  char *device;
  char *kind;
  const char *action;
  char *record;
  char *title;
  char *path;
  char *label;
  GStrv old;
  char *value;
  char *reason;
  SlipTrailState state;
  char *note;
  char *statement;
} SlipTrailEntry;
void slip_trail_entry_free (SlipTrailEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipTrailEntry, slip_trail_entry_free)

/* "counts", "kept apart", "purged". */
const char *slip_trail_state_name (SlipTrailState state);

/**
 * SlipTrailFilter:
 * @record: (nullable): only this document, or this release with its documents; id, unique prefix, or number
 * @person: (nullable): only this person's; id, unique prefix, or name
 * @field: (nullable): only this field, row, table or section, and what is in it; without ids of rows: in all rows
 * @kind: (nullable): only this kind or action
 * @since_ms: from this claimed time on; 0 for all
 * @until_ms: before this claimed time; 0 for all
 * @after: (nullable): for the next page: only what comes behind this op, by name
 * @limit: at most so many entries; 0 for all
 * @for_people: values as the form calls them ("Pass" for "pass"), in the language of who reads, nothing for what only a
 *   program reads: a row's position, a digest. Not for what is exported or signed: that is the same for everybody
 *
 * Which entries. All that is set has to fit.
 */
typedef struct
{
  const char *record;
  const char *person;
  const char *field;
  const char *kind;
  gint64 since_ms;
  gint64 until_ms;
  const char *after;
  guint limit;
  gboolean for_people;
} SlipTrailFilter;

/**
 * slip_trail_parse_time:
 * @text: a date-time (RFC 3339), a date (in the local time zone), or how long ago: "90m", "12h", "2d", "3w"
 * @end: of a date take the end of the day, not its beginning
 * @ms: (out): ms since the epoch, UTC
 *
 * Returns: FALSE with INVALID
 */
gboolean slip_trail_parse_time (const char *text, gboolean end, gint64 *ms, GError **error);

/**
 * SlipTrailFunc:
 * @entry: (transfer none): gone after the call
 *
 * Returns: FALSE to stop; with @error set the walk fails, else it ends well
 */
typedef gboolean (*SlipTrailFunc) (const SlipTrailEntry *entry, gpointer data, GError **error);

/**
 * slip_workspace_trail:
 * @filter: (nullable): everything when %NULL
 *
 * Walks over the log as it stands when called, ordered by clock, then replica: what an op had seen stands before it,
 * whatever laptop clocks say, save where a clock was far ahead. An entry at a time, in constant memory.
 *
 * Returns: FALSE with NOT_FOUND or AMBIGUOUS (record, person, field, op), INVALID (kind), or what @func said
 */
gboolean slip_workspace_trail (SlipWorkspace *self, const SlipTrailFilter *filter,
                               SlipTrailFunc func, gpointer data, GError **error);

/* == export (slip-trail-export.c) == */

typedef enum
{
  SLIP_TRAIL_XML,
  SLIP_TRAIL_CSV,
} SlipTrailFormat;

/* Takes the next bytes of the export; FALSE with the error set stops it. */
typedef gboolean (*SlipTrailSink) (const char *bytes, gsize length, gpointer data, GError **error);

/**
 * slip_workspace_export_trail:
 * @n: (out) (optional): how many entries
 *
 * Writes the selection piece by piece. XML: data/schemas/audit-trail.rng, namespace urn:slipway:audit-trail:1; the same
 * log and filter give the same bytes. CSV: RFC 4180 in UTF-8 with a line of names; a cell that a spreadsheet would take
 * for a formula (it begins with = + - @ tab or carriage return) gets an apostrophe in front.
 */
gboolean slip_workspace_export_trail (SlipWorkspace *self, const SlipTrailFilter *filter,
                                      SlipTrailFormat format, SlipTrailSink sink, gpointer data,
                                      guint64 *n, GError **error);

/* (transfer full): the RELAX NG schema of the XML. */
GBytes *slip_trail_schema (void);

/* == reviews (slip-trail-review.c) == */

/**
 * slip_workspace_review_trail:
 * @comment: what the person says about it; not empty
 *
 * Exports the selection as XML, keeps it as a blob, and signs a `trail-review` statement over its digest. Whoever is a
 * member with a role may, but for those who are auditor only: an auditor signs nothing (domain.md 2).
 *
 * Returns: (transfer full): digest of the statement; %NULL with NOT_ALLOWED, INVALID, TOO_LARGE (over
 *   SLIP_TRAIL_REVIEW_MAX_BYTES), NOT_FOUND (nothing fits the filter), or as the signing key's opening fails
 */
char *slip_workspace_review_trail (SlipWorkspace *self, const SlipTrailFilter *filter,
                                   const char *comment, const char *passphrase, GError **error);

/**
 * SlipTrailReview:
 * @statement: digest of the statement
 * @person: id
 * @name: printed name
 * @time: as claimed, RFC 3339
 * @filter: what was selected, as typed: "--person Ada --since 2026-03-01"; "" for all
 * @comment: what the person said
 * @content: digest of the reviewed bytes
 * @entries: how many entries they hold; -1 when they are not here
 * @problem: (nullable): why it is not valid; %NULL when it is
 */
typedef struct
{
  char *statement;
  char *person;
  char *name;
  char *time;
  char *filter;
  char *comment;
  char *content;
  gint64 entries;
  char *problem;
} SlipTrailReview;
void slip_trail_review_free (SlipTrailReview *review);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipTrailReview, slip_trail_review_free)

/* (transfer full) (element-type SlipTrailReview): by clock. */
GPtrArray *slip_workspace_list_trail_reviews (SlipWorkspace *self, GError **error);

/**
 * slip_workspace_get_reviewed_trail:
 * @statement: digest of a review, or a unique prefix of at least 4 digits
 *
 * Returns: (transfer full): the bytes that were reviewed, checked against the signed digest; %NULL with NOT_FOUND,
 *   AMBIGUOUS, CORRUPT
 */
GBytes *slip_workspace_get_reviewed_trail (SlipWorkspace *self, const char *statement,
                                           GError **error);

G_END_DECLS
