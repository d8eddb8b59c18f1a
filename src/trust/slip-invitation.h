/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A file that lets one person ask to join: the genesis, a one-time token, the secret that keys blob
 * names, and where the store is. The token is an Ed25519 key pair: its public half stands in the log, so
 * that whoever joins can prove to have been invited without the secret ever being sent. */

#pragma once

#include "core/slip-op.h"
#include "trust/slip-genesis.h"

G_BEGIN_DECLS

#define SLIP_WORKSPACE_SECRET_BYTES 32
#define SLIP_REMOTE_MAX_BYTES 2048

/**
 * SlipInvitation:
 * @genesis: the workspace's genesis, checked
 * @remote: (nullable): URL of the store
 * @token: public key of the token
 * @token_seed: (nullable): secret, 32 bytes in locked memory
 * @workspace_secret: 32 bytes in locked memory
 */
typedef struct
{
  SlipGenesis *genesis;
  char *remote;
  guint8 token[SLIP_KEY_BYTES];
  guint8 *token_seed;
  guint8 *workspace_secret;
} SlipInvitation;

/**
 * slip_invitation_new:
 * @genesis: the genesis' text
 * @workspace_secret: 32 bytes
 * @remote: (nullable): URL of the store
 *
 * Draws a token.
 *
 * Returns: (transfer full): the invitation; %NULL with INVALID or TOO_LARGE
 */
SlipInvitation *slip_invitation_new (GBytes *genesis, const guint8 *workspace_secret,
                                     const char *remote, GError **error);

/* The file's bytes. They hold secrets: the caller keeps them short and private. */
GBytes *slip_invitation_write (SlipInvitation *invitation, GError **error);

/**
 * slip_invitation_parse:
 *
 * Returns: (transfer full): the invitation; %NULL with CORRUPT (altered or cut), INVALID (no invitation),
 *   TOO_LARGE or TOO_NEW
 */
SlipInvitation *slip_invitation_parse (GBytes *bytes, GError **error);

/* To and from a file (mode 0600; an existing one is refused with EXISTS). Load fails with NOT_FOUND too. */
gboolean slip_invitation_save (SlipInvitation *invitation, const char *path, GError **error);
SlipInvitation *slip_invitation_load (const char *path, GError **error);

void slip_invitation_free (SlipInvitation *invitation);

/* (transfer floating): content of the `invite` op that makes the token known. */
GVariant *slip_invitation_op_content (SlipInvitation *invitation);

/**
 * slip_join_content:
 * @invitation: the invitation
 * @person: id of who joins (a new one, or a member's own for another device)
 * @name: printed name, 1 to 256 bytes
 * @device: public key of the device
 * @signing: public signing key
 * @exchange: public exchange key
 *
 * Makes the content of the `join` op. The token signs the BLAKE2b-256 of "slipway join 1\n" || workspace
 * (32 bytes) || person (16) || device || signing || exchange (32 each) || name.
 *
 * Returns: (transfer floating): the content; %NULL with INVALID
 */
GVariant *slip_join_content (SlipInvitation *invitation, const char *person, const char *name,
                             const guint8 *device, const guint8 *signing, const guint8 *exchange,
                             GError **error);

/* What a `join` op says. */
typedef struct
{
  char person[SLIP_ID_LENGTH + 1];
  char *name;
  guint8 device[SLIP_KEY_BYTES];
  guint8 signing[SLIP_KEY_BYTES];
  guint8 exchange[SLIP_KEY_BYTES];
  guint8 token[SLIP_KEY_BYTES];
} SlipJoin;

/**
 * slip_join_read:
 * @op: an op of kind `join`
 * @workspace: hash of the genesis
 *
 * Checks limits and the token's signature; whether the token was given out is the roster's business.
 *
 * Returns: (transfer full): the request; %NULL with INVALID or BAD_SIGNATURE
 */
SlipJoin *slip_join_read (SlipOp *op, const SlipHash *workspace, GError **error);
void slip_join_free (SlipJoin *join);

/**
 * slip_join_fingerprint:
 *
 * What the joiner reads out and the administrator compares: a fingerprint over the person's id and all
 * three keys, so that none can be exchanged.
 */
char *slip_join_fingerprint (const char *person, const guint8 *device, const guint8 *signing,
                             const guint8 *exchange);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipInvitation, slip_invitation_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipJoin, slip_join_free)

G_END_DECLS
