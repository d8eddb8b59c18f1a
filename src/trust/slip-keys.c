/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Drawing keys, keeping them in files, and public keys as text. */

#include "trust/slip-keys.h"
#include "trust/slip-key-file.h"

#include <sodium.h>
#include <string.h>

G_STATIC_ASSERT (crypto_sign_PUBLICKEYBYTES == SLIP_KEY_BYTES);
G_STATIC_ASSERT (crypto_sign_SECRETKEYBYTES == SLIP_SECRET_BYTES);
G_STATIC_ASSERT (crypto_box_PUBLICKEYBYTES == SLIP_KEY_BYTES);
G_STATIC_ASSERT (crypto_box_SECRETKEYBYTES == SLIP_KEY_BYTES);

static const SlipKeyFileKind device_kind = {
  .header = "[slipway-device-key]\nversion=1\n",
};
static const SlipKeyFileKind signing_kind = {
  .header = "[slipway-signing-key]\nversion=1\n",
};

/* == device keys == */

SlipDeviceKey *
slip_device_key_create (const char *path, GError **error)
{
  g_autoptr (SlipDeviceKey) key = slip_key_file_alloc (sizeof *key);
  g_autoptr (SlipSecretBuffer) buffer = slip_key_file_new (&device_kind);

  g_return_val_if_fail (path != NULL, NULL);

  crypto_sign_keypair (key->public, key->secret);
  slip_key_file_append (buffer, "public", key->public, sizeof key->public);
  slip_key_file_append (buffer, "seed", key->secret, crypto_sign_SEEDBYTES);
  if (!slip_key_file_write (buffer, path, FALSE, error))
    return NULL;
  return g_steal_pointer (&key);
}

SlipDeviceKey *
slip_device_key_load (const char *path, GError **error)
{
  g_autoptr (SlipDeviceKey) key = slip_key_file_alloc (sizeof *key);
  g_autoptr (SlipSecretBuffer) buffer = NULL;
  guint8 public[SLIP_KEY_BYTES];
  guint8 *seed;
  gboolean complete;

  g_return_val_if_fail (path != NULL, NULL);

  buffer = slip_key_file_read (path, &device_kind, error);
  if (buffer == NULL)
    return NULL;
  seed = slip_key_file_alloc (crypto_sign_SEEDBYTES);
  complete = slip_key_file_get (buffer, "public", public, sizeof public) &&
             slip_key_file_get (buffer, "seed", seed, crypto_sign_SEEDBYTES);
  crypto_sign_seed_keypair (key->public, key->secret, seed);
  sodium_free (seed);
  if (!complete || memcmp (key->public, public, sizeof public) != 0)
    {
      slip_key_file_fail_damaged (path, &device_kind, error);
      return NULL;
    }
  return g_steal_pointer (&key);
}

void
slip_device_key_free (SlipDeviceKey *key)
{
  sodium_free (key);
}

/* == signing keys == */

static gboolean
write_signing_key (const SlipSigningKey *key, const char *path, const char *passphrase,
                   gboolean replace, GError **error)
{
  g_autoptr (SlipSecretBuffer) buffer = slip_key_file_new (&signing_kind);

  return slip_key_file_seal (buffer, key, passphrase, error) &&
         slip_key_file_write (buffer, path, replace, error);
}

SlipSigningKey *
slip_signing_key_create (const char *path, const char *passphrase, GError **error)
{
  g_autoptr (SlipSigningKey) key = slip_key_file_alloc (sizeof *key);

  g_return_val_if_fail (path != NULL, NULL);

  crypto_sign_keypair (key->public, key->secret);
  crypto_box_keypair (key->exchange_public, key->exchange_secret);
  if (!write_signing_key (key, path, passphrase, FALSE, error))
    return NULL;
  return g_steal_pointer (&key);
}

SlipSigningKey *
slip_signing_key_open (const char *path, const char *passphrase, GError **error)
{
  g_autoptr (SlipSecretBuffer) buffer = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  buffer = slip_key_file_read (path, &signing_kind, error);
  return buffer != NULL ? slip_key_file_open (buffer, path, &signing_kind, passphrase, error)
                        : NULL;
}

gboolean
slip_signing_key_peek (const char *path, guint8 *public, guint8 *exchange, GError **error)
{
  g_autoptr (SlipSecretBuffer) buffer = NULL;

  g_return_val_if_fail (path != NULL && public != NULL, FALSE);

  buffer = slip_key_file_read (path, &signing_kind, error);
  return buffer != NULL &&
         slip_key_file_peek (buffer, path, &signing_kind, public, exchange, error);
}

gboolean
slip_signing_key_import (const SlipSigningKey *key, const char *path, const char *passphrase,
                         GError **error)
{
  g_return_val_if_fail (key != NULL && path != NULL, FALSE);

  return write_signing_key (key, path, passphrase, FALSE, error);
}

gboolean
slip_signing_key_change_passphrase (const char *path, const char *old_passphrase,
                                    const char *new_passphrase, GError **error)
{
  g_autoptr (SlipSigningKey) key = slip_signing_key_open (path, old_passphrase, error);

  return key != NULL && write_signing_key (key, path, new_passphrase, TRUE, error);
}

void
slip_signing_key_free (SlipSigningKey *key)
{
  sodium_free (key);
}

/* == public keys as text == */

char *
slip_key_to_hex (const guint8 *public_key)
{
  char *hex = g_malloc (2 * SLIP_KEY_BYTES + 1);

  return sodium_bin2hex (hex, 2 * SLIP_KEY_BYTES + 1, public_key, SLIP_KEY_BYTES);
}

gboolean
slip_key_from_hex (const char *text, guint8 *public_key)
{
  SlipHash bytes;

  /* 64 hexadecimal digits, just like a digest. */
  if (text == NULL || strlen (text) != 2 * SLIP_KEY_BYTES || !slip_hash_from_hex (&bytes, text))
    return FALSE;
  memcpy (public_key, bytes.bytes, SLIP_KEY_BYTES);
  return TRUE;
}

char *
slip_key_fingerprint (const guint8 *public_key)
{
  g_autofree char *base32 = NULL;
  SlipHash hash;

  slip_hash_data (&hash, public_key, SLIP_KEY_BYTES);
  base32 = slip_hash_to_base32 (&hash);
  return g_strdup_printf ("%.4s-%.4s-%.4s-%.4s-%.4s", base32, base32 + 4, base32 + 8, base32 + 12,
                          base32 + 16);
}

char *
slip_key_to_pem (const guint8 *public_key)
{
  /* RFC 8410, section 4: AlgorithmIdentifier 1.3.101.112, then the key as BIT STRING. */
  static const guint8 prefix[] = { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                   0x2b, 0x65, 0x70, 0x03, 0x21, 0x00 };
  guint8 der[sizeof prefix + SLIP_KEY_BYTES];
  g_autofree char *base64 = NULL;

  memcpy (der, prefix, sizeof prefix);
  memcpy (der + sizeof prefix, public_key, SLIP_KEY_BYTES);
  base64 = g_base64_encode (der, sizeof der);
  return g_strdup_printf ("-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n", base64);
}
