/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the files about people share, and what sync and signing ask them. */

#pragma once

#include "trust/slip-roster.h"
#include "workspace/slip-workspace-private.h"

G_BEGIN_DECLS

/**
 * slip_workspace_refold_roster:
 * @db: writer, in a transaction of the caller
 *
 * To be called after a roster statement came or was made: folds the roster, asks again which frames count, folds the log
 * again when that changed anything, and takes in those who were admitted. Tables and log fit together afterwards.
 */
gboolean slip_workspace_refold_roster (SlipWorkspace *self, SlipDatabase *db, GError **error);

/**
 * slip_workspace_seal:
 *
 * slip_log_seal(), but not on a device that was revoked: what is done there afterwards stays in its outbox.
 */
gboolean slip_workspace_seal (SlipWorkspace *self, SlipDatabase *db, GError **error);

/* The id of a member by id, unique prefix (4 characters or more) or unique name. NOT_FOUND, AMBIGUOUS, INVALID. */
char *slip_person_resolve (SlipDatabase *db, const char *text, GError **error);

/* (transfer full) (nullable): "you were revoked on 2026-03-14 by Ada: left the company", or the same of this device;
 * NULL while this copy counts. */
char *slip_people_own_revocation (SlipDatabase *db, const guint8 *device_key);

/* Whether this person, with this key, on this device counts. NOT_ALLOWED says why not. */
gboolean slip_people_check_signer (SlipWorkspace *self, SlipDatabase *db, const SlipSigningKey *key,
                                   GError **error);

/* Lines for a sync report: whose changes wait apart, whose clock is ahead … */
void slip_people_add_kept_apart (SlipDatabase *db, GPtrArray *lines);
/* Whose request can't be admitted, and why. */
void slip_people_add_refused (SlipDatabase *db, GPtrArray *lines);
/* Our invitation was somebody else's, or we were revoked. */
void slip_people_add_own (SlipWorkspace *self, SlipDatabase *db, GPtrArray *lines);

/* Number of ops in frames of @replica (or of all, NULL) that don't count. */
guint slip_people_count_kept_apart (SlipDatabase *db, const char *replica);

/* What a pending request is about. */
SlipAsks slip_people_asks (SlipDatabase *db, const SlipPending *pending);

/* (transfer full) (nullable): hash of the revocation of the device (key, hex) or of its person; "" while it counts; NULL
 * for a device of nobody. */
char *slip_people_revocation (SlipDatabase *db, const char *device);
/* Whether the device with the secret key @secret was revoked, alone or with its person. */
gboolean slip_people_is_revoked (SlipDatabase *db, const guint8 *secret);
/* (transfer full) (nullable): a roster statement by its hash. */
SlipStatement *slip_people_statement (SlipDatabase *db, const char *hash);

/* An edit that states something about people, in one transaction. */
typedef struct
{
  SlipWorkspace *self;
  SlipDatabase *db;
  char *me;
  const SlipSigningKey *key;
  char *note; /* (nullable): what the person should know about the outcome */
} SlipStating;

typedef gboolean (*SlipStateFunc) (SlipStating *stating, gpointer data, GError **error);
/* Opens the signing key, seals, runs @func, and folds what it issued. @note: (out) (optional) (nullable). */
gboolean slip_people_state (SlipWorkspace *self, SlipStateFunc func, gpointer data,
                            const char *passphrase, char **note, GError **error);
/* @statement: (transfer full) (nullable): signs and appends it; FALSE with @error set already when it is NULL. */
gboolean slip_people_issue (SlipStating *stating, SlipStatement *statement, GError **error);
/* (transfer full) (nullable): one line, at most SLIP_REASON_MAX_BYTES; @needed: whoever takes something away has to give
 * one, which stands in the record for good. */
char *slip_people_clean_reason (const char *reason, gboolean needed, GError **error);

G_END_DECLS
