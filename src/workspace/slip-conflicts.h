/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Open conflicts: what several people did to the same thing without knowing of each other, all of it kept,
 * and how a person settles one. Rules: design.md 3. Part of slip-workspace.h, which includes it. */

#pragma once

#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/**
 * SlipConflictKind:
 * @SLIP_CONFLICT_VALUE: a field has several values: text, number, date, choice, status, person, reference, file
 * @SLIP_CONFLICT_TEXT: a long text has several versions; a merge is proposed
 * @SLIP_CONFLICT_MOVE: a row was moved by several people. The order that is shown is the same everywhere, so this one
 *   keeps nobody from signing; it is listed because somebody's move did not take place
 * @SLIP_CONFLICT_DELETE: a row (or the record) was deleted by one while another, who did not know, worked in it; it is
 *   kept until a person says keep or delete
 *
 * Tags and other sets never are in conflict: what somebody adds is there, what somebody removes is what they had seen.
 */
typedef enum
{
  SLIP_CONFLICT_VALUE,
  SLIP_CONFLICT_TEXT,
  SLIP_CONFLICT_MOVE,
  SLIP_CONFLICT_DELETE,
} SlipConflictKind;

/**
 * SlipConflictSide:
 * @op: name of the op, "replica:clock" in hexadecimal as the log prints it
 * @person: id of who did it
 * @name: printed name, or the id of who is unknown
 * @time: when, as claimed, RFC 3339
 * @replica: the replica on which it was done
 * @value: what it says, whole: a text as stored; the digest, size and name of a file; a position
 * @text: the same as people read it: a person's or row's name, a file's name, where a row would stand. For
 *   SLIP_CONFLICT_DELETE what was done: "deleted", or what was written and where
 * @shown: the one that the document shows until somebody decides
 * @missing: the text's bytes have not arrived yet, or were purged; @value is the digest then
 */
typedef struct
{
  char *op;
  char *person;
  char *name;
  char *time;
  char *replica;
  char *value;
  char *text;
  gboolean shown;
  gboolean missing;
} SlipConflictSide;

/**
 * SlipOpenConflict:
 * @record: id of the document or release
 * @title: its number and title
 * @path: path of the field or row as every command takes it; "" for the record itself
 * @label: the same in the form's words: "Tasks › T-03 › Minutes"
 * @type: type of the field ("choice", "long-text"); "row" or "record" for others
 * @sides: (element-type SlipConflictSide): oldest clock first; equal values stand once
 * @base: (nullable): of a long text: the version that all started from
 * @merged: (nullable): of a long text: the proposal, three-way by lines; where both changed the same lines both stand
 *   there between marks with the writers' names
 * @unmerged: how many such places there are; 0: the proposal merges cleanly
 */
typedef struct
{
  SlipConflictKind kind;
  char *record;
  char *title;
  char *path;
  char *label;
  char *type;
  GPtrArray *sides;
  char *base;
  char *merged;
  guint unmerged;
} SlipOpenConflict;
void slip_open_conflict_free (SlipOpenConflict *conflict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipOpenConflict, slip_open_conflict_free)

/* "value", "text", "move", "delete". */
const char *slip_conflict_kind_name (SlipConflictKind kind);

/**
 * slip_workspace_list_conflicts:
 * @record: (nullable): a document or release; all when %NULL
 *
 * Returns: (transfer full) (element-type SlipOpenConflict): the open conflicts, by record, then as rows and fields are
 *   stored; those in what is deleted don't count. As many as the report of slip_workspace_sync() says. Fails with
 *   NOT_FOUND or AMBIGUOUS for @record
 */
GPtrArray *slip_workspace_list_conflicts (SlipWorkspace *self, const char *record, GError **error);

/**
 * SlipResolution:
 * @SLIP_RESOLVE_VALUE: the field gets a value of its own
 * @SLIP_RESOLVE_TAKE: one side, by its number (from 1) or the name of its op
 * @SLIP_RESOLVE_MERGED: a long text gets the proposal
 * @SLIP_RESOLVE_KEEP: the deletes go
 * @SLIP_RESOLVE_DELETE: what the others wrote goes, as far as it has arrived
 */
typedef enum
{
  SLIP_RESOLVE_VALUE,
  SLIP_RESOLVE_TAKE,
  SLIP_RESOLVE_MERGED,
  SLIP_RESOLVE_KEEP,
  SLIP_RESOLVE_DELETE,
} SlipResolution;

/**
 * slip_workspace_resolve_conflict:
 * @path: SlipOpenConflict's path; ids of rows may be shortened
 * @value: (nullable): the value, or the side; unused otherwise
 * @seen: (nullable) (array zero-terminated=1): names of the ops of the sides that the person has looked at. What came
 *   after that is not replaced: it makes a new conflict. %NULL: all that is here
 *
 * Settles one conflict by an op of its own that replaces every side seen. When another machine settles it otherwise at
 * the same time, that is a new conflict.
 *
 * Fails with NOT_FOUND when there is no such conflict (already settled, or never one) or no such side, AMBIGUOUS,
 * INVALID (no value of the field's type; a resolution that doesn't fit), CONFLICT for a proposal that does not merge
 * cleanly, NOT_ALLOWED for who doesn't fill the section.
 */
gboolean slip_workspace_resolve_conflict (SlipWorkspace *self, const char *record, const char *path,
                                          SlipResolution resolution, const char *value,
                                          const char *const *seen, GError **error);

G_END_DECLS
