/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A canonical content as a small tree, for what has to look into one: comparing two, building an approved
 * revision's instance. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SLIP_CONTENT_FIRST_LINE "slipway content 1\n"

typedef enum
{
  SLIP_PART_ROOT,
  SLIP_PART_SECTION,
  SLIP_PART_TABLE,
  SLIP_PART_FIELD,
  SLIP_PART_ROW,
} SlipContentPartKind;

/**
 * SlipContentPart:
 * @name: of the section, table or field; of a row: its id
 * @value: (nullable): of a field
 * @irrelevant: of a section: it stands there as not relevant
 * @place: among its siblings, from 1
 * @children: (nullable) (element-type SlipContentPart): in order
 * @by_name: (nullable): @children by name, once one was looked for
 *
 * A piece of a content.
 */
typedef struct _SlipContentPart SlipContentPart;
struct _SlipContentPart
{
  SlipContentPartKind kind;
  char *name;
  char *value;
  gboolean irrelevant;
  guint place;
  GPtrArray *children;
  GHashTable *by_name;
};

/* (transfer full): the root; NULL with INVALID. */
SlipContentPart *slip_content_read (GBytes *content, GError **error);
void slip_content_part_free (SlipContentPart *part);
/* @part: (nullable). */
guint slip_content_part_get_n_children (const SlipContentPart *part);
/* (transfer none): @i: less than how many there are. */
SlipContentPart *slip_content_part_get_child (const SlipContentPart *part, guint i);
/* (transfer none) (nullable): the child with this name; @above: (nullable). */
SlipContentPart *slip_content_part_find (SlipContentPart *above, const char *name);
/* (transfer full) (nullable): digest of the form definition that the content names. */
char *slip_content_definition (GBytes *content);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipContentPart, slip_content_part_free)

G_END_DECLS
