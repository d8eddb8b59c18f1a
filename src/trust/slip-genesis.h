/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The first bytes of a workspace: its name, a random id, and the founder with keys. Their hash is the
 * workspace's id; all trust starts here. */

#pragma once

#include "core/slip-error.h"
#include "core/slip-hash.h"
#include "core/slip-id.h"
#include "trust/slip-keys.h"

G_BEGIN_DECLS

#define SLIP_ROLE_ADMINISTRATOR "administrator"

/* Limits of what stands in signed texts, in bytes of UTF-8. */
#define SLIP_NAME_MAX_BYTES 256
#define SLIP_ROLE_MAX_BYTES 64
#define SLIP_ROLES_MAX 32
#define SLIP_TRUST_TEXT_MAX (64 * 1024)

/**
 * SlipGenesis:
 * @name: the workspace's name
 * @id: random
 * @time: RFC 3339 with offset, as claimed by the founder's device
 * @time_ms: the same, milliseconds since the epoch, UTC
 * @person: id of the founder
 * @person_name: printed name of the founder
 * @roles: (array zero-terminated=1): the founder's roles, sorted; administrator is among them
 * @bytes: the text
 * @hash: BLAKE2b-256 of @bytes
 * @workspace: base32 of @hash, the workspace id (52 characters)
 */
typedef struct
{
  char *name;
  char id[SLIP_ID_LENGTH + 1];
  char *time;
  gint64 time_ms;
  char person[SLIP_ID_LENGTH + 1];
  char *person_name;
  GStrv roles;
  guint8 device[SLIP_KEY_BYTES];
  guint8 signing[SLIP_KEY_BYTES];
  guint8 exchange[SLIP_KEY_BYTES];
  GBytes *bytes;
  SlipHash hash;
  char workspace[SLIP_HASH_BASE32 + 1];
} SlipGenesis;

/**
 * slip_genesis_new:
 * @name: the workspace's name, 1 to 256 bytes
 * @person: (nullable): id of the founder, or %NULL to draw one
 * @person_name: printed name, 1 to 256 bytes
 * @roles: (array zero-terminated=1): role ids; administrator is added when it is missing
 * @device: the device's public key
 * @signing: public signing key
 * @exchange: public exchange key
 *
 * Writes a genesis with a new random id and the time of now.
 *
 * Returns: (transfer full): the genesis; %NULL with INVALID or TOO_LARGE
 */
SlipGenesis *slip_genesis_new (const char *name, const char *person, const char *person_name,
                               const char *const *roles, const guint8 *device,
                               const guint8 *signing, const guint8 *exchange, GError **error);

/**
 * slip_genesis_parse:
 * @bytes: the text
 *
 * Returns: (transfer full): the genesis; %NULL with INVALID, TOO_LARGE or TOO_NEW
 */
SlipGenesis *slip_genesis_parse (GBytes *bytes, GError **error);

/* Parses @text, as it stands in the meta table under "genesis". */
SlipGenesis *slip_genesis_parse_text (const char *text, GError **error);

void slip_genesis_free (SlipGenesis *genesis);

/* 1 to 64 of a-z, 0-9, '-', beginning with a letter. */
gboolean slip_role_is_valid (const char *role);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipGenesis, slip_genesis_free)

G_END_DECLS
