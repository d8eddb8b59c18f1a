/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* BLAKE2b-256 by libsodium. One hash everywhere, so that a person can check any digest that Slipway
 * prints with b2sum. */

#include "core/slip-hash.h"

#include <sodium.h>
#include <string.h>

#include "core/slip-id.h"

G_STATIC_ASSERT (SLIP_HASH_BYTES == crypto_generichash_BYTES);

/**
 * slip_sodium_init:
 *
 * Gets libsodium ready: before the first use of its random numbers and keys. May be called from any
 * thread, any number of times; aborts when the system has no source of randomness.
 */
void
slip_sodium_init (void)
{
  static gsize ready = 0;

  if (g_once_init_enter (&ready))
    {
      if (sodium_init () < 0)
        g_error ("libsodium can't start: the system offers no random numbers");
      g_once_init_leave (&ready, 1);
    }
}

/**
 * slip_hash_data:
 * @hash: (out caller-allocates): where the hash goes
 * @data: (array length=length): bytes to hash; may be %NULL when @length is 0
 * @length: number of bytes
 *
 * BLAKE2b with 32 bytes of output and without a key (RFC 7693).
 */
void
slip_hash_data (SlipHash *hash, const void *data, gsize length)
{
  g_return_if_fail (hash != NULL);
  g_return_if_fail (data != NULL || length == 0);

  slip_sodium_init ();
  crypto_generichash (hash->bytes, sizeof hash->bytes, data, length, NULL, 0);
}

/**
 * slip_hash_bytes:
 * @hash: (out caller-allocates): where the hash goes
 * @bytes: bytes to hash
 *
 * slip_hash_data() of a #GBytes.
 */
void
slip_hash_bytes (SlipHash *hash, GBytes *bytes)
{
  gsize length = 0;
  const void *data = g_bytes_get_data (bytes, &length);

  slip_hash_data (hash, data, length);
}

/**
 * slip_hash_keyed:
 * @hash: (out caller-allocates): where the hash goes
 * @key: (array length=key_length): the key
 * @key_length: 16 to 64
 * @data: (array length=length): bytes to hash; may be %NULL when @length is 0
 * @length: number of bytes
 *
 * BLAKE2b with 32 bytes of output and a key (RFC 7693 section 2.9).
 */
void
slip_hash_keyed (SlipHash *hash, const guint8 *key, gsize key_length, const void *data,
                 gsize length)
{
  g_return_if_fail (hash != NULL);
  g_return_if_fail (key != NULL);
  g_return_if_fail (key_length >= crypto_generichash_KEYBYTES_MIN);
  g_return_if_fail (key_length <= crypto_generichash_KEYBYTES_MAX);
  g_return_if_fail (data != NULL || length == 0);

  slip_sodium_init ();
  crypto_generichash (hash->bytes, sizeof hash->bytes, data, length, key, key_length);
}

/**
 * slip_hash_equal:
 * @a: a hash
 * @b: a hash
 *
 * Returns: whether both are the same, in time that doesn't depend on where they differ
 */
gboolean
slip_hash_equal (const SlipHash *a, const SlipHash *b)
{
  return sodium_memcmp (a->bytes, b->bytes, SLIP_HASH_BYTES) == 0;
}

/**
 * slip_hash_is_zero:
 * @hash: a hash
 *
 * Returns: whether all bytes are zero, which stands for "no hash"
 */
gboolean
slip_hash_is_zero (const SlipHash *hash)
{
  return sodium_is_zero (hash->bytes, SLIP_HASH_BYTES) == 1;
}

/**
 * slip_hash_to_hex:
 * @hash: a hash
 *
 * Returns: (transfer full): 64 lower-case hexadecimal digits
 */
char *
slip_hash_to_hex (const SlipHash *hash)
{
  char *hex = g_malloc (SLIP_HASH_HEX + 1);

  sodium_bin2hex (hex, SLIP_HASH_HEX + 1, hash->bytes, SLIP_HASH_BYTES);
  return hex;
}

/**
 * slip_hash_to_base32:
 * @hash: a hash
 *
 * Returns: (transfer full): 52 lower-case base32 characters, for names of files on a store
 */
char *
slip_hash_to_base32 (const SlipHash *hash)
{
  return slip_base32_encode (hash->bytes, SLIP_HASH_BYTES);
}

/**
 * slip_hash_from_hex:
 * @hash: (out caller-allocates): where the hash goes; untouched on failure
 * @text: (nullable): text
 *
 * Reads exactly what slip_hash_to_hex() writes: one hash has one text, so upper-case digits are
 * refused.
 *
 * Returns: whether @text is a hash
 */
gboolean
slip_hash_from_hex (SlipHash *hash, const char *text)
{
  SlipHash result;

  if (text == NULL)
    return FALSE;
  for (gsize i = 0; i < SLIP_HASH_BYTES; i++)
    {
      int high = g_ascii_xdigit_value (text[2 * i]);
      int low = high < 0 ? -1 : g_ascii_xdigit_value (text[2 * i + 1]);

      if (low < 0 || g_ascii_isupper (text[2 * i]) || g_ascii_isupper (text[2 * i + 1]))
        return FALSE;
      result.bytes[i] = (guint8) (high << 4 | low);
    }
  if (text[SLIP_HASH_HEX] != '\0')
    return FALSE;
  *hash = result;
  return TRUE;
}

/**
 * slip_hash_hex_of:
 * @bytes: bytes to hash
 *
 * Returns: (transfer full): the BLAKE2b-256 of @bytes as 64 hexadecimal digits
 */
char *
slip_hash_hex_of (GBytes *bytes)
{
  SlipHash hash;

  slip_hash_bytes (&hash, bytes);
  return slip_hash_to_hex (&hash);
}

struct _SlipHasher
{
  crypto_generichash_state state;
};

/**
 * slip_hasher_new:
 *
 * Returns: (transfer full): a hasher that has seen no byte yet
 */
SlipHasher *
slip_hasher_new (void)
{
  SlipHasher *hasher = NULL;

  slip_sodium_init ();
  /* The state wants more than malloc()'s alignment. */
  hasher = g_aligned_alloc (1, sizeof *hasher, 64);
  crypto_generichash_init (&hasher->state, NULL, 0, SLIP_HASH_BYTES);
  return hasher;
}

/**
 * slip_hasher_add:
 * @data: (array length=length): the next bytes; may be %NULL when @length is 0
 */
void
slip_hasher_add (SlipHasher *hasher, const void *data, gsize length)
{
  g_return_if_fail (data != NULL || length == 0);

  crypto_generichash_update (&hasher->state, data, length);
}

/**
 * slip_hasher_finish:
 * @hash: (out caller-allocates): what slip_hash_data() of all bytes would be
 */
void
slip_hasher_finish (SlipHasher *hasher, SlipHash *hash)
{
  crypto_generichash_final (&hasher->state, hash->bytes, sizeof hash->bytes);
}

void
slip_hasher_free (SlipHasher *hasher)
{
  g_aligned_free (hasher);
}
