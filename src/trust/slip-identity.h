/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A person's identity in a file, for another device of the same person: id, name, workspace and the signing key,
 * sealed with its passphrase. The device key stays where it is: each device has its own. */

#pragma once

#include "core/slip-id.h"
#include "trust/slip-keys.h"

G_BEGIN_DECLS

/**
 * SlipIdentity:
 * @person: id
 * @name: as it is printed
 * @workspace: id of the workspace, 52 characters of base32
 * @key: (nullable): the signing key, opened, in locked memory; %NULL after slip_identity_peek()
 */
typedef struct
{
  char person[SLIP_ID_LENGTH + 1];
  char *name;
  char workspace[SLIP_HASH_BASE32 + 1];
  SlipSigningKey *key;
} SlipIdentity;

/**
 * slip_identity_export:
 * @signing_key_path: the key file
 * @passphrase: that opens it; the exported file is sealed with it anew
 * @person: id
 * @name: as it is printed
 * @workspace: id
 * @out_path: mode 0600; must not exist
 *
 * Takes twice as long as opening a key. Fails like slip_signing_key_open(), and with EXISTS, INVALID (passphrase under 8
 * characters), NO_SPACE, READ_ONLY or FAILED.
 */
gboolean slip_identity_export (const char *signing_key_path, const char *passphrase,
                               const char *person, const char *name, const char *workspace,
                               const char *out_path, GError **error);

/**
 * slip_identity_read:
 * @path: an exported file
 * @passphrase: of the signing key at the time of the export
 *
 * Returns: (transfer full): the identity; %NULL with KEY_MISSING (no file), KEY_DAMAGED (altered, cut, or no identity
 *   file), WRONG_PASSPHRASE (whole, but another passphrase), TOO_NEW or FAILED
 */
SlipIdentity *slip_identity_read (const char *path, const char *passphrase, GError **error);
/* Whose file it is, without opening the key. Fails like slip_identity_read(), but for the passphrase. */
SlipIdentity *slip_identity_peek (const char *path, GError **error);
void slip_identity_free (SlipIdentity *identity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipIdentity, slip_identity_free)

G_END_DECLS
