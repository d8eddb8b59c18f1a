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
} SlipPartKind;

/**
 * SlipPart:
 * @name: of the section, table or field; of a row: its id
 * @value: (nullable): of a field
 * @irrelevant: of a section: it stands there as not relevant
 * @place: among its siblings, from 1
 * @children: (element-type SlipPart): in order
 *
 * A piece of a content.
 */
typedef struct _SlipPart SlipPart;
struct _SlipPart
{
  SlipPartKind kind;
  char *name;
  char *value;
  gboolean irrelevant;
  guint place;
  GPtrArray *children;
  GHashTable *by_name; /* name → SlipPart */
};

/* (transfer full): the root; NULL with INVALID. */
SlipPart *slip_content_read (GBytes *content, GError **error);
void slip_part_free (SlipPart *part);
/* (transfer none) (nullable): the child with this name; @above: (nullable). */
SlipPart *slip_part_find (SlipPart *above, const char *name);
/* (transfer full) (nullable): digest of the form definition that the content names. */
char *slip_content_definition (GBytes *content);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipPart, slip_part_free)

G_END_DECLS
