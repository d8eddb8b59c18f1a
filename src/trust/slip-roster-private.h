/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The fold of the roster in its steps: the graph of what had seen what (slip-roster-graph.c), who had the right
 * (slip-roster-rules.c), which removals stand (slip-roster-rounds.c), and the rows of the tables
 * (slip-roster-fold.c). README.md in this folder states the rule. */

#pragma once

#include "trust/slip-roster.h"

G_BEGIN_DECLS

/**
 * SlipRosterNode:
 * @hash: of the statement, hex
 * @signing: key that signed it, hex
 * @follows: (element-type guint): indexes; G_MAXUINT for one that hasn't arrived
 * @past: (nullable): a bit for each node that comes causally before; %NULL while it waits
 * @about: (nullable): whose place in the roster it changes: person id
 * @removes: whether it takes something away
 * @outcome: of the latest evaluation
 * @depth: chain to the genesis; G_MAXUINT when the signer had no right to it
 * @needs_two: it removes the most senior administrator
 * @could: it would have had the right if nothing had lost
 */
typedef struct
{
  SlipStatement *statement;
  char *hash;
  char *signing;
  GArray *follows;
  guint8 *past;
  const char *about;
  gboolean removes;
  SlipRosterOutcome outcome;
  guint depth;
  gboolean needs_two;
  gboolean could;
} SlipRosterNode;

/* A public key, and whose it is for good. @admission: index of the node that bound it; G_MAXUINT: the genesis. */
typedef struct
{
  const char *person;
  const char *purpose;
  guint admission;
} SlipRosterKey;

/**
 * SlipRosterState:
 * @nodes: (element-type SlipRosterNode): in the order of their hashes
 * @by_hash: hash → index + 1
 * @about: person → GArray of the indexes of nodes about them
 * @administrators: (element-type utf8): persons to whom anything grants that role, the founder first
 * @order: (element-type guint): indexes, as they were evaluated
 * @keys: hex → SlipRosterKey
 * @tokens: hex → person
 */
typedef struct _SlipRosterState
{
  SlipGenesis *genesis;
  char *genesis_hash;
  char *founder_keys[3]; /* device, signing, exchange; hex */
  GPtrArray *nodes;
  GHashTable *by_hash;
  GHashTable *about;
  GPtrArray *administrators;
  GArray *order;
  GHashTable *keys;
  GHashTable *tokens;
} SlipRosterState;

#define SLIP_ROSTER_GENESIS G_MAXUINT

/* Folds, without touching a table. NULL like slip_roster_fold(). */
SlipRosterState *slip_roster_state_new (SlipDatabase *db, GError **error);
void slip_roster_state_free (SlipRosterState *state);
SlipRosterOutcome slip_roster_state_outcome (SlipRosterState *state, const char *hash);
/* (nullable): who holds the key (hex), for any purpose; who used up the token (hex). */
const char *slip_roster_state_key (SlipRosterState *state, const char *key);
const char *slip_roster_state_token (SlipRosterState *state, const char *token);
gboolean slip_roster_state_member (SlipRosterState *state, const char *person);
/* Whether an admission that counts answers the request in the frame with this hash (hex). */
gboolean slip_roster_state_answered (SlipRosterState *state, const char *frame);
const SlipGenesis *slip_roster_state_genesis (SlipRosterState *state);
/* One line a row that the roster's tables have to hold, sorted: to write them, and to compare. */
GPtrArray *slip_roster_state_rows (SlipRosterState *state);
/* The same of the tables as they are. */
GPtrArray *slip_roster_table_rows (SlipDatabase *db, GError **error);

/* == the graph == */

/* Reads genesis and statements; nothing is judged yet. */
gboolean slip_roster_graph_load (SlipRosterState *state, SlipDatabase *db, GError **error);
SlipRosterNode *slip_roster_node (const SlipRosterState *state, guint i);
/* Whether node @i is in the past of node @of; the genesis always is, and follows nothing. */
gboolean slip_roster_is_past (const SlipRosterState *state, guint of, guint i);
/* Whether something that was signed with a right to it, though it lost, or waits, gave the signer of @statement the key
 * under the name, and for a sign-off the role, or made them a deputy for it: then nobody pretends. */
gboolean slip_roster_was_offered (const SlipRosterState *state, const SlipStatement *statement);
gboolean slip_roster_is_concurrent (const SlipRosterState *state, guint a, guint b);

/* == the rules == */

/* What a removal can take. */
typedef enum
{
  SLIP_ROSTER_TAKES_PERSON,
  SLIP_ROSTER_TAKES_ROLE,
  SLIP_ROSTER_TAKES_KEY,
} SlipRosterTaking;

/* Judges all nodes, as if those with a bit in @voided (a byte a node; an outcome, 0 = none) weren't there. */
void slip_roster_evaluate (SlipRosterState *state, const guint8 *voided);
/* Sets `could` of all nodes, after the last evaluation. */
void slip_roster_evaluate_could (SlipRosterState *state);

/* @name: of the role, or hex of the key; NULL for the person. */
gboolean slip_roster_takes (const SlipRosterNode *removal, SlipRosterTaking taking,
                            const char *name);
/* In the following @view is the node whose past is looked at; SLIP_ROSTER_GENESIS: all that there is. */
/* The index of the first removal (in the order of evaluation) that ended what node @grant gave, or G_MAXUINT. */
guint slip_roster_find_end (SlipRosterState *state, guint view, guint grant, const char *person,
                            SlipRosterTaking taking, const char *name);
gboolean slip_roster_has_effect (SlipRosterState *state, guint view, guint removal);
guint slip_roster_count_supporters (SlipRosterState *state, guint view, guint removal);
/* Whether the removal, if it has effect, makes the node void. */
gboolean slip_roster_strikes (SlipRosterState *state, guint removal, guint i);
/* (nullable): the most senior administrator who has a key. @ever: removals left aside. */
const char *slip_roster_most_senior (SlipRosterState *state, guint view, gboolean ever);

/* == the rounds == */

void slip_roster_settle (SlipRosterState *state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipRosterState, slip_roster_state_free)

G_END_DECLS
