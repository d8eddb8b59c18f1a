/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A set of roster statements by several people, made without a log, so that it can arrive anywhere in any order. */

#pragma once

#include "trust-fixture.h"
#include "trust/slip-roster-private.h"

typedef struct
{
  char *hash;
  GBytes *text;
  GBytes *signature;
} Made;

typedef struct
{
  GRand *random;
  GPtrArray *actors; /* element-type Actor; the first is the founder */
  SlipGenesis *genesis;
  GPtrArray *made;  /* element-type Made */
  SlipDatabase *db; /* where world_settle() has folded all of it */
} World;

World *world_new (guint seed, const char *const *names);
void world_free (World *world);
Actor *world_actor (World *world, guint i);

/* Signs, and adds to the set. Takes the statement. @after: NULL-terminated. Returns the hash, owned by the world. */
const char *world_sign (World *world, SlipStatement *statement, const Actor *signer,
                        const char *const *after);

/* The hashes up to NULL are what the statement follows. */
const char *world_admit (World *world, guint by, guint who, const char *const *roles,
                         ...) G_GNUC_NULL_TERMINATED;
const char *world_grant (World *world, guint by, guint who, const char *role,
                         ...) G_GNUC_NULL_TERMINATED;
const char *world_withdraw (World *world, guint by, guint who, const char *role,
                            ...) G_GNUC_NULL_TERMINATED;
const char *world_revoke (World *world, guint by, guint who, ...) G_GNUC_NULL_TERMINATED;
/* The device of @device, and its signing key when @with_key, of the person @who. */
const char *world_revoke_device (World *world, guint by, guint who, const Actor *device,
                                 gboolean with_key, ...) G_GNUC_NULL_TERMINATED;
const char *world_deputy (World *world, guint by, guint who, const char *role,
                          ...) G_GNUC_NULL_TERMINATED;

/* Lets all arrive in several orders, at once and in pieces, and checks that the tables are always the same; leaves the
 * last in db. Returns the tables as text. */
char *world_settle (World *world, guint n_orders);

SlipRosterOutcome world_outcome (World *world, const char *hash);
gboolean world_is_member (World *world, guint who);
gboolean world_holds (World *world, guint who, const char *role);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)
