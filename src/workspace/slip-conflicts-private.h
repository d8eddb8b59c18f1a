/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What listing and settling of conflicts share. */

#pragma once

#include "store/slip-values.h"
#include "workspace/slip-workspace-private.h"

G_BEGIN_DECLS

/* Where a conflict is. */
typedef struct
{
  char *record;
  char *row;
  char *field; /* SLIP_FIELD_POSITION, SLIP_FIELD_DELETE or a field */
} SlipConflictPlace;
void slip_conflict_place_free (SlipConflictPlace *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipConflictPlace, slip_conflict_place_free)

/* (element-type SlipConflictPlace): in what lives; @record: (nullable): of all when NULL. */
GPtrArray *slip_conflicts_places (SlipDatabase *db, const char *record, GError **error);

/* The live values of @place that differ, oldest clock first; of equal ones the newest. @seen: (nullable): only those
 * that one of these ops brought. (element-type SlipValue) */
GPtrArray *slip_conflicts_values (SlipDatabase *db, const SlipConflictPlace *place,
                                  const char *const *seen, GError **error);

/* Whether @node's conflicts are of long texts. */
gboolean slip_conflicts_is_text (const SlipFormNode *node, GPtrArray *values);

/* (transfer full) (nullable): the three-way proposal of the versions @values; NULL without error when a version's bytes
 * are not here. @base: (out) (transfer full) (optional). @unmerged: (out): places that need a person. */
char *slip_conflicts_merge (SlipDatabase *db, const SlipConflictPlace *place, GPtrArray *values,
                            char **base, guint *unmerged, GError **error);

G_END_DECLS
