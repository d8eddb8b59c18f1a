/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Reading what the fold made: values of registers, rows of tables, open conflicts. Only SELECTs by
 * index; any connection and thread may do it, each with its own. */

#pragma once

#include "core/slip-op.h"
#include "store/slip-database.h"

G_BEGIN_DECLS

/* Reserved fields of a row, or of a record (row ""). */
#define SLIP_FIELD_POSITION "@position"
#define SLIP_FIELD_ADD "@add"
#define SLIP_FIELD_DELETE "@delete"

/* What a live value is. */
typedef enum
{
  SLIP_VALUE_TEXT = 'v',
  SLIP_VALUE_BLOB = 'b',   /* value = hash of the text's blob */
  SLIP_VALUE_FILE = 'a',   /* value = "digest size name" */
  SLIP_VALUE_MEMBER = 'p', /* member of a set */
  SLIP_VALUE_POSITION = 'm',
  SLIP_VALUE_ADD = 'r',
  SLIP_VALUE_DELETE = 'd',
} SlipValueKind;

/**
 * SlipValue:
 * @name: the op that brought it
 * @seq: the frame of that op; 0 while it waits in the outbox
 * @person: id of who wrote it
 * @wall_ms: when, as claimed, milliseconds since the epoch, UTC
 * @utc_offset: minutes east
 * @shown: the one that is shown first (of a set: all)
 *
 * A live value of a register.
 */
typedef struct
{
  SlipOpName name;
  gint64 seq;
  char person[SLIP_ID_LENGTH + 1];
  gint64 wall_ms;
  gint16 utc_offset;
  SlipValueKind kind;
  gboolean shown;
  char *value;
} SlipValue;

void slip_value_free (SlipValue *value);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipValue, slip_value_free)

/**
 * slip_values_get:
 * @row: id of the row, or "" for the document's own fields
 * @field: "scope/purpose" at the document, the plain name in a row
 *
 * Returns: (transfer full) (element-type SlipValue): the live values, the shown one first, then
 * newest first. The
 *   array is empty when nothing was ever set. Values with equal text are all there: see
 *   slip_values_distinct()
 */
GPtrArray *slip_values_get (SlipDatabase *database, const char *record, const char *row,
                            const char *field, GError **error);

/**
 * slip_values_distinct:
 *
 * Equal values collapse: drops from @values every one whose kind and text an earlier one has. More
 * than one left in a register that is no set is a conflict.
 */
void slip_values_distinct (GPtrArray *values);

/**
 * slip_values_text:
 *
 * Returns: (transfer full) (nullable): the shown text, a blob's text resolved; the file name of an
 * attachment; the
 *   members of a set, sorted, joined by a line feed. NULL without error when nothing was set.
 *   NOT_FOUND when the text's blob has not arrived
 */
char *slip_values_text (SlipDatabase *database, const char *record, const char *row,
                        const char *field, GError **error);

/**
 * slip_value_resolve:
 *
 * Returns: (transfer full): the text of one value, as slip_values_text() shows it
 */
char *slip_value_resolve (SlipDatabase *database, const SlipValue *value, GError **error);

/**
 * slip_values_base:
 *
 * What concurrent texts have in common, for a three-way merge: the newest text of the register that
 * every live value replaced, itself or through others. Reads the log: for what a person looks at,
 * not for lists.
 *
 * Returns: (transfer full) (nullable): the text; NULL without error when there is none (fewer than
 *   two live texts, or they started apart); NOT_FOUND when its blob has not arrived
 */
char *slip_values_base (SlipDatabase *database, const char *record, const char *row,
                        const char *field, GError **error);

/**
 * slip_values_names:
 * @member: (nullable): of a set: only the puts of this member; NULL for all
 *
 * What a new op on that register has to replace.
 *
 * Returns: (transfer full) (element-type SlipOpName): the names of the live values, oldest first
 */
GArray *slip_values_names (SlipDatabase *database, const char *record, const char *row,
                           const char *field, const char *member, GError **error);

/**
 * slip_values_rows:
 * @table: path of the table in the form: "tasks", "items/steps"
 * @parent: id of the parent row; "" at the top
 *
 * Returns: (transfer full) (element-type utf8): ids of the living rows, in order of position, then
 * id
 */
GPtrArray *slip_values_rows (SlipDatabase *database, const char *record, const char *table,
                             const char *parent, GError **error);

/**
 * slip_values_row_info:
 * @table: (out) (transfer full) (optional): path of the row's table
 * @parent: (out) (transfer full) (optional): id of its parent row, "" at the top
 * @position: (out) (transfer full) (optional): its position key
 * @dead: (out) (optional): TRUE when it is deleted
 *
 * Returns: TRUE; FALSE with NOT_FOUND when the record has no such row
 */
gboolean slip_values_row_info (SlipDatabase *database, const char *record, const char *row,
                               char **table, char **parent, char **position, gboolean *dead,
                               GError **error);

/* A register whose live values differ, or a row (or record) that one deleted while another worked
 * on it. */
typedef struct
{
  char *row;
  char *field; /* "@delete" for a flagged row or record */
  guint n;     /* how many different values */
} SlipConflict;

void slip_conflict_free (SlipConflict *conflict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipConflict, slip_conflict_free)

/**
 * slip_values_conflicts:
 *
 * Returns: (transfer full) (element-type SlipConflict): the open conflicts of a record, ordered by
 * row and field; those
 *   in dead rows don't count
 */
GPtrArray *slip_values_conflicts (SlipDatabase *database, const char *record, GError **error);

G_END_DECLS
