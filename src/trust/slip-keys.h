/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A person's keys. The device key signs frames and lies open (mode 0600) in the workspace folder; the
 * signing key signs statements and is sealed with the passphrase. Secrets live in locked memory and are
 * wiped when freed. */

#pragma once

#include "core/slip-error.h"
#include "core/slip-frame.h"

G_BEGIN_DECLS

#define SLIP_PASSPHRASE_MIN 8 /* characters */
#define SLIP_FINGERPRINT_LENGTH                                                                    \
  24 /* 20 characters of base32 in groups of 4: abcd-efgh-ijkl-mnop-qrst */

/* In locked memory. */
typedef struct
{
  guint8 public[SLIP_KEY_BYTES];    /* Ed25519 */
  guint8 secret[SLIP_SECRET_BYTES]; /* as libsodium keeps it: seed, then public key */
} SlipDeviceKey;

/* In locked memory. */
typedef struct
{
  guint8 public[SLIP_KEY_BYTES]; /* Ed25519 */
  guint8 secret[SLIP_SECRET_BYTES];
  guint8 exchange_public[SLIP_KEY_BYTES]; /* X25519, for later encryption */
  guint8 exchange_secret[SLIP_KEY_BYTES];
} SlipSigningKey;

/**
 * slip_device_key_create:
 * @path: where the key file goes; must not exist
 *
 * Draws a device key and writes its file (mode 0600, complete or not at all).
 *
 * Returns: (transfer full): the key; %NULL with EXISTS, NO_SPACE, READ_ONLY or FAILED
 */
SlipDeviceKey *slip_device_key_create (const char *path, GError **error);

/**
 * slip_device_key_load:
 * @path: the key file
 *
 * Returns: (transfer full): the key; %NULL with KEY_MISSING, KEY_DAMAGED, TOO_NEW or FAILED
 */
SlipDeviceKey *slip_device_key_load (const char *path, GError **error);

/* Wipes and frees; %NULL is fine. */
void slip_device_key_free (SlipDeviceKey *key);

/**
 * slip_signing_key_create:
 * @path: where the key file goes; must not exist
 * @passphrase: UTF-8, at least 8 characters; NFC is applied
 *
 * Draws a signing and an exchange key and seals both with @passphrase: Argon2id (RFC 9106) at 64 MiB,
 * XChaCha20-Poly1305. Takes about 0.2 s: not on the main thread. SLIPWAY_TEST_KDF=weak in the environment
 * lowers the cost, for tests; what was used stands in the file.
 *
 * Returns: (transfer full): the key, opened; %NULL with EXISTS, INVALID (passphrase), NO_SPACE, READ_ONLY or FAILED
 */
SlipSigningKey *slip_signing_key_create (const char *path, const char *passphrase, GError **error);

/**
 * slip_signing_key_open:
 * @path: the key file
 * @passphrase: UTF-8
 *
 * Returns: (transfer full): the key; %NULL with KEY_MISSING (no file), KEY_DAMAGED (the file was altered or
 *   cut), WRONG_PASSPHRASE (the file is whole, the passphrase is another), TOO_NEW or FAILED
 */
SlipSigningKey *slip_signing_key_open (const char *path, const char *passphrase, GError **error);

/**
 * slip_signing_key_peek:
 * @path: the key file
 * @public: (out caller-allocates): 32 bytes
 * @exchange: (out caller-allocates) (nullable): 32 bytes
 *
 * Reads the public keys, for which no passphrase is needed. Fails like slip_signing_key_open().
 */
gboolean slip_signing_key_peek (const char *path, guint8 *public, guint8 *exchange, GError **error);

/**
 * slip_signing_key_change_passphrase:
 *
 * Seals the same key with another passphrase; the old file is replaced whole or stays. Fails like
 * slip_signing_key_open() and slip_signing_key_create().
 */
gboolean slip_signing_key_change_passphrase (const char *path, const char *old_passphrase,
                                             const char *new_passphrase, GError **error);

/**
 * slip_signing_key_import:
 * @key: opened
 * @path: where the key file goes; must not exist
 * @passphrase: at least 8 characters
 *
 * Writes a key file for a key that came with an identity. Fails like slip_signing_key_create().
 */
gboolean slip_signing_key_import (const SlipSigningKey *key, const char *path,
                                  const char *passphrase, GError **error);

/* Wipes and frees; %NULL is fine. */
void slip_signing_key_free (SlipSigningKey *key);

/* Public keys as text: 64 hexadecimal digits, lower case. */
char *slip_key_to_hex (const guint8 *public_key);
gboolean slip_key_from_hex (const char *text, guint8 *public_key);

/**
 * slip_key_fingerprint:
 * @public_key: 32 bytes
 *
 * Returns: (transfer full): the first 20 characters of the base32 of the key's BLAKE2b-256, in groups of
 *   four: short enough to read out, 100 bits
 */
char *slip_key_fingerprint (const guint8 *public_key);

/**
 * slip_key_to_pem:
 * @public_key: 32 bytes, Ed25519
 *
 * Returns: (transfer full): the key as SubjectPublicKeyInfo in PEM (RFC 8410), as openssl reads it
 */
char *slip_key_to_pem (const guint8 *public_key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipDeviceKey, slip_device_key_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipSigningKey, slip_signing_key_free)

G_END_DECLS
