/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What stages and turns share. */

#pragma once

#include "workspace/slip-gates-private.h"
#include "workspace/slip-turns.h"
#include "workspace/slip-workspace-private.h"

G_BEGIN_DECLS

/* (transfer full): on @db, of what @view holds. */
SlipStages *slip_stages_load (SlipDatabase *db, const char *release, SlipReleaseView *view,
                              GError **error);

/**
 * SlipFoundTurn:
 * @role: "" when it is @person's; the other way round likewise
 * @form: of a Go that doesn't hold the one that its reason is about
 * @slot: of a review thread its id, of a waiver its criterion, of what is to be planned anew the document that was rejected
 * @detail: what its line is made of: a name, a number, a reason
 *
 * A turn as it is kept, whoever asks, in whatever language.
 */
typedef struct
{
  SlipTurnKind kind;
  char *release;
  char *role;
  char *person;
  char *record;
  char *form;
  char *slot;
  char *detail;
  gint64 due_ms;
} SlipFoundTurn;
void slip_found_turn_free (SlipFoundTurn *turn);

/* (transfer full) (element-type SlipFoundTurn): all of a release (slip-turns-find.c). @good_until: (out): when something of it
 * ends by itself, ms since the epoch. */
GPtrArray *slip_turns_find (SlipDatabase *db, const char *release, gint64 now_ms,
                            gint64 *good_until, GError **error);

/* == kept (slip-turns-keep.c) == */

/* (transfer full) (element-type utf8 GPtrArray): finds the turns of releases of which they aren't known, and keeps them where the
 * workspace takes writes and nobody changed the release meanwhile. Gives what was found, by release: who asks looks which of it
 * is kept. */
GHashTable *slip_turns_refresh (SlipWorkspace *self, SlipDatabase *db, gint64 now_ms,
                                GError **error);
/**
 * slip_turns_kept:
 * @roles: (array zero-terminated=1): that the person signs in
 * @limit: so many at the most; 0: all
 * @total: (out): how many there are
 *
 * What waits for the person or one of the roles, in the order of slip_workspace_for_me(); what waits for several of the roles
 * comes once. In a transaction, so that list and total are of one moment.
 *
 * Returns: (transfer full) (element-type SlipFoundTurn)
 */
GPtrArray *slip_turns_kept (SlipDatabase *db, const char *person, const char *const *roles,
                            gint64 now_ms, guint limit, guint *total, GError **error);

/* How many slots of the document For Me lists for the person (slip-turns-known.c). @key: slip_release_key(). FALSE when no
 * process says when it is whose turn. */
gboolean slip_turns_count_to_sign (SlipWorkspace *self, SlipDatabase *db, const SlipRecord *record,
                                   const char *key, const char *person, guint *n);

G_END_DECLS
