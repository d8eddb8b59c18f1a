/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What differs between two canonical contents of a document, as a list of fields and rows: "what changed
 * since you signed", the amendments of an approved revision. */

#pragma once

#include "forms/slip-form.h"

G_BEGIN_DECLS

typedef enum
{
  SLIP_CHANGE_SET,     /* a field has another value */
  SLIP_CHANGE_ADDED,   /* a row is there; its fields follow as changes of their own */
  SLIP_CHANGE_DELETED, /* a row went; its fields follow likewise */
  SLIP_CHANGE_MOVED,   /* a row stands elsewhere among its siblings */
  SLIP_CHANGE_SECTION, /* a section became relevant or irrelevant; its fields follow likewise */
} SlipChangeKind;

/**
 * SlipFieldChange:
 * @path: as `field set` takes it: `tasks/ROWID/minutes`, `tasks/ROWID` of a row
 * @field: path in the form: `tasks/minutes`, `tasks` of a row
 * @section: name of the section
 * @label: for people, translated: `Tasks › T-07 › Minutes`
 * @old: the value before, as it stands in the content; "" when there was none (NULL of rows)
 * @new: the value after, likewise
 * @old_text: @old for people: codes as their text; what only a workspace knows (persons, references) stays an id
 * @new_text: likewise
 */
typedef struct
{
  SlipChangeKind kind;
  char *path;
  char *field;
  char *section;
  char *label;
  char *old;
  char *new;
  char *old_text;
  char *new_text;
} SlipFieldChange;

void slip_field_change_free (SlipFieldChange *change);
const char *slip_change_kind_name (SlipChangeKind kind); /* "set", "added", … */

/**
 * slip_contents_diff:
 * @form: (nullable): of the document; without it labels are made of names
 * @before: a canonical content (forms/README.md)
 * @after: another one of the same document
 *
 * Rows are told apart by their ids and named by their table's key, or else their place in @after (in @before when they
 * went). The least number of rows that explains a new order is called moved.
 *
 * Any thread.
 *
 * Returns: (transfer full) (element-type SlipFieldChange): in the order of @after; NULL with INVALID when one of
 *   them is no content
 */
GPtrArray *slip_contents_diff (SlipForm *form, GBytes *before, GBytes *after, GError **error);
/* (transfer full): the value of a field outside of tables ("header/owner"); "" when the content has none. */
char *slip_content_value (GBytes *content, const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipFieldChange, slip_field_change_free)

G_END_DECLS
