/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* People with keys made from a seeded source, and a workspace of theirs in memory. */

#pragma once

#include "core/slip-frame.h"
#include "store/slip-database.h"
#include "trust/slip-genesis.h"
#include "trust/slip-invitation.h"
#include "trust/slip-keys.h"
#include "trust/slip-roster.h"
#include "trust/slip-statement.h"

typedef struct
{
  char person[SLIP_ID_LENGTH + 1];
  char replica[SLIP_REPLICA_LENGTH + 1];
  char *name;
  SlipDeviceKey *device;
  SlipSigningKey *signing;
} Actor;

Actor *actor_new (GRand *random, const char *name);
void actor_free (Actor *actor);

SlipGenesis *make_genesis (const Actor *founder);
/* A workspace in memory as @self holds it, its roster folded. */
SlipDatabase *make_workspace (const SlipGenesis *genesis, const Actor *self);

/* The invitation, its op being in @db's log. */
SlipInvitation *make_invitation (SlipDatabase *db, const SlipGenesis *genesis);
/* The first frame of @joiner. */
SlipFrame *make_join_frame (SlipInvitation *invitation, const Actor *joiner);

/* A statement of @signer's a minute after the genesis, its part empty, not written. */
SlipStatement *make_statement (SlipStatementType type, const SlipGenesis *genesis,
                               const Actor *signer);
/* An admission as @admin would write it, not signed; the caller may change it before writing. */
SlipStatement *make_admission (const SlipGenesis *genesis, const Actor *admin, const Actor *member,
                               const char *const *roles, const char *const *after);
/* A sign-off with one covered section, not written yet. */
SlipStatement *make_sign_off (const SlipGenesis *genesis, const Actor *signer, const char *record,
                              const char *role);

/* Writes, signs with @signer's key, puts into the log of @db. Returns the hash (hex). */
char *put_statement (SlipDatabase *db, SlipStatement *statement, const Actor *signer);
/* Puts bytes as they are. */
void put_bytes (SlipDatabase *db, const char *record, GBytes *text, GBytes *signature);

char *make_folder (void);
void remove_folder (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Actor, actor_free)
