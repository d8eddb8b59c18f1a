/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The state that the fold of the roster ends in, for those in this layer that ask more than the tables hold. */

#pragma once

#include "trust/slip-roster.h"

G_BEGIN_DECLS

typedef struct _SlipRosterState SlipRosterState;

/* Folds, without touching a table. NULL like slip_roster_fold(). */
SlipRosterState *slip_roster_state_new (SlipDatabase *db, GError **error);
void slip_roster_state_free (SlipRosterState *state);
SlipRosterOutcome slip_roster_state_outcome (SlipRosterState *state, const char *hash);
/* (nullable): who holds the key (hex), for any purpose; who used up the token (hex). */
const char *slip_roster_state_key (SlipRosterState *state, const char *key);
const char *slip_roster_state_token (SlipRosterState *state, const char *token);
gboolean slip_roster_state_member (SlipRosterState *state, const char *person);
GStrv slip_roster_state_tips (SlipRosterState *state);
const SlipGenesis *slip_roster_state_genesis (SlipRosterState *state);
/* One line a row that the roster's tables have to hold, sorted: to write them, and to compare. */
GPtrArray *slip_roster_state_rows (SlipRosterState *state);
/* The same of the tables as they are. */
GPtrArray *slip_roster_table_rows (SlipDatabase *db, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipRosterState, slip_roster_state_free)

G_END_DECLS
