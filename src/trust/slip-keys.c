/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Key files: lines of name=value that GKeyFile can read too, closed by a checksum over all before it. The
 * checksum is no protection against an enemy; it tells a damaged file from a wrong passphrase. */

#include "trust/slip-keys.h"
#include "trust/slip-private-file.h"

#include <sodium.h>
#include <string.h>

#define FILE_MAX 4096
#define DEVICE_HEADER "[slipway-device-key]\nversion=1\n"
#define SIGNING_HEADER "[slipway-signing-key]\nversion=1\n"

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define SEAL_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define SALT_BYTES crypto_pwhash_argon2id_SALTBYTES
#define PLAIN_BYTES (crypto_sign_SEEDBYTES + crypto_box_SECRETKEYBYTES)
#define SEALED_BYTES (PLAIN_BYTES + SEAL_BYTES)

/* RFC 9106 asks for 64 MiB and three passes where memory is short. */
#define KDF_PASSES 3
#define KDF_MEMORY (64 * 1024 * 1024)
/* More than this isn't believed: a forged file must not eat the machine. */
#define KDF_MAX_PASSES 32
#define KDF_MAX_MEMORY (1024 * 1024 * 1024)

#define PASSPHRASE_MAX 1024

G_STATIC_ASSERT (crypto_sign_PUBLICKEYBYTES == SLIP_KEY_BYTES);
G_STATIC_ASSERT (crypto_sign_SECRETKEYBYTES == SLIP_SECRET_BYTES);
G_STATIC_ASSERT (crypto_box_PUBLICKEYBYTES == SLIP_KEY_BYTES);
G_STATIC_ASSERT (crypto_box_SECRETKEYBYTES == SLIP_KEY_BYTES);

/* What stands in a signing key's file. */
typedef struct
{
  guint8 public[SLIP_KEY_BYTES];
  guint8 exchange[SLIP_KEY_BYTES];
  guint64 passes;
  guint64 memory;
  guint8 salt[SALT_BYTES];
  guint8 nonce[NONCE_BYTES];
  guint8 sealed[SEALED_BYTES];
  gsize open_length; /* of the part before the seal, which the seal covers too */
} SealedKey;

static void *
secret_alloc (gsize size)
{
  void *memory;

  slip_sodium_init ();
  memory = sodium_malloc (size);
  if (memory == NULL)
    g_error ("No memory for a secret of %" G_GSIZE_FORMAT " bytes", size);
  sodium_memzero (memory, size);
  return memory;
}

/* == the text of key files == */

static void
append_field (SlipSecretBuffer *buffer, const char *name, const guint8 *bytes, gsize length)
{
  slip_secret_buffer_append (buffer, name);
  slip_secret_buffer_append (buffer, "=");
  slip_secret_buffer_append_hex (buffer, bytes, length);
  slip_secret_buffer_append (buffer, "\n");
}

static void
append_checksum (SlipSecretBuffer *buffer)
{
  SlipHash hash;

  slip_hash_data (&hash, buffer->data, buffer->length);
  append_field (buffer, "checksum", hash.bytes, sizeof hash.bytes);
}

/* The value of a line, in the buffer itself, up to the end of the line. */
static const char *
find_field (SlipSecretBuffer *buffer, const char *name)
{
  g_autofree char *start = g_strconcat ("\n", name, "=", NULL);
  const char *found = strstr ((const char *) buffer->data, start);

  return found != NULL ? found + strlen (start) : NULL;
}

static gboolean
read_hex_field (SlipSecretBuffer *buffer, const char *name, guint8 *bytes, gsize length)
{
  const char *value = find_field (buffer, name);
  const char *end = NULL;
  gsize n = 0;

  return value != NULL && sodium_hex2bin (bytes, length, value, 2 * length, NULL, &n, &end) == 0 &&
         n == length && *end == '\n';
}

static gboolean
read_number_field (SlipSecretBuffer *buffer, const char *name, guint64 *number)
{
  const char *value = find_field (buffer, name);
  char *end = NULL;

  if (value == NULL || !g_ascii_isdigit (*value))
    return FALSE;
  *number = g_ascii_strtoull (value, &end, 10);
  return *end == '\n';
}

static gboolean
fail_damaged (const char *path, GError **error)
{
  g_set_error (
      error, SLIP_ERROR, SLIP_ERROR_KEY_DAMAGED,
      "The key file %s is damaged; put it back from a backup, or make a new key and have it "
      "admitted",
      path);
  return FALSE;
}

static gboolean
checksum_is_good (SlipSecretBuffer *buffer)
{
  static const char label[] = "checksum=";
  gsize tail = strlen (label) + 2 * SLIP_HASH_BYTES + 1;
  g_autofree char *hex = NULL;
  SlipHash hash;
  const char *last;

  if (buffer->length <= tail || strlen ((const char *) buffer->data) != buffer->length)
    return FALSE;
  last = (const char *) buffer->data + buffer->length - tail;
  slip_hash_data (&hash, buffer->data, buffer->length - tail);
  hex = slip_hash_to_hex (&hash);
  return g_str_has_prefix (last, label) &&
         strncmp (last + strlen (label), hex, strlen (hex)) == 0 && last[tail - 1] == '\n';
}

/* Reads a key file and checks that it is whole and of the kind that @header begins. */
static SlipSecretBuffer *
read_key_file (const char *path, const char *header, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipSecretBuffer) buffer = NULL;

  buffer = slip_private_file_read (path, FILE_MAX, "The key file", &local_error);
  if (g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND))
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_KEY_MISSING,
          "There is no key file %s; put it back from a backup, or make a new key and have it "
          "admitted",
          path);
      return NULL;
    }
  if (g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE))
    {
      fail_damaged (path, error);
      return NULL;
    }
  if (buffer == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (!checksum_is_good (buffer))
    {
      fail_damaged (path, error);
      return NULL;
    }
  if (!g_str_has_prefix ((const char *) buffer->data, header))
    {
      guint64 version = 0;

      if (read_number_field (buffer, "version", &version) && version > 1)
        g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_NEW,
                     "The key file %s was written by a newer Slipway; upgrade this one", path);
      else
        fail_damaged (path, error);
      return NULL;
    }
  return g_steal_pointer (&buffer);
}

/* == device keys == */

SlipDeviceKey *
slip_device_key_create (const char *path, GError **error)
{
  g_autoptr (SlipDeviceKey) key = secret_alloc (sizeof *key);
  g_autoptr (SlipSecretBuffer) buffer = slip_secret_buffer_new (FILE_MAX);

  g_return_val_if_fail (path != NULL, NULL);

  crypto_sign_keypair (key->public, key->secret);
  slip_secret_buffer_append (buffer, DEVICE_HEADER);
  append_field (buffer, "public", key->public, sizeof key->public);
  append_field (buffer, "seed", key->secret, crypto_sign_SEEDBYTES);
  append_checksum (buffer);
  if (!slip_private_file_write (path, buffer->data, buffer->length, FALSE, "The key file", error))
    return NULL;
  return g_steal_pointer (&key);
}

SlipDeviceKey *
slip_device_key_load (const char *path, GError **error)
{
  g_autoptr (SlipDeviceKey) key = secret_alloc (sizeof *key);
  g_autoptr (SlipSecretBuffer) buffer = NULL;
  guint8 public[SLIP_KEY_BYTES];
  guint8 *seed;
  gboolean complete;

  g_return_val_if_fail (path != NULL, NULL);

  buffer = read_key_file (path, DEVICE_HEADER, error);
  if (buffer == NULL)
    return NULL;
  seed = secret_alloc (crypto_sign_SEEDBYTES);
  complete = read_hex_field (buffer, "public", public, sizeof public) &&
             read_hex_field (buffer, "seed", seed, crypto_sign_SEEDBYTES);
  crypto_sign_seed_keypair (key->public, key->secret, seed);
  sodium_free (seed);
  if (!complete || memcmp (key->public, public, sizeof public) != 0)
    {
      fail_damaged (path, error);
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

/* The passphrase in NFC, in locked memory; NULL when it isn't UTF-8, empty or too long. */
static SlipSecretBuffer *
normalise_passphrase (const char *passphrase)
{
  SlipSecretBuffer *buffer = NULL;
  char *normal = NULL;

  if (passphrase == NULL || *passphrase == '\0' || strlen (passphrase) > PASSPHRASE_MAX)
    return NULL;
  normal = g_utf8_normalize (passphrase, -1, G_NORMALIZE_NFC);
  if (normal == NULL)
    return NULL;
  buffer = slip_secret_buffer_new (strlen (normal));
  slip_secret_buffer_append (buffer, normal);
  sodium_memzero (normal, strlen (normal));
  g_free (normal);
  return buffer;
}

/* The key that seals, in locked memory; NULL when there isn't the memory for it. */
static guint8 *
derive_sealing_key (SlipSecretBuffer *passphrase, const SealedKey *sealed)
{
  guint8 *key = secret_alloc (crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

  if (crypto_pwhash (key, crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
                     (const char *) passphrase->data, passphrase->length, sealed->salt,
                     sealed->passes, sealed->memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
    {
      sodium_free (key);
      return NULL;
    }
  return key;
}

static void
set_no_memory (const SealedKey *sealed, GError **error)
{
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED,
               "Sealing a key takes %" G_GUINT64_FORMAT
               " MiB of memory, which this machine doesn't have "
               "free; close other programs and try again",
               sealed->memory / (1024 * 1024));
}

static gboolean
seal_signing_key (const SlipSigningKey *key, const char *path, const char *passphrase,
                  gboolean replace, GError **error)
{
  g_autoptr (SlipSecretBuffer) normal = normalise_passphrase (passphrase);
  g_autoptr (SlipSecretBuffer) buffer = slip_secret_buffer_new (FILE_MAX);
  g_autofree char *cost = NULL;
  SealedKey sealed = { .passes = KDF_PASSES, .memory = KDF_MEMORY };
  guint8 *sealing_key;
  guint8 *plain;

  if (normal == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   "A passphrase has to be UTF-8 text of 1 to %d bytes; choose another",
                   PASSPHRASE_MAX);
      return FALSE;
    }
  if (g_strcmp0 (g_getenv ("SLIPWAY_TEST_KDF"), "weak") == 0)
    {
      sealed.passes = crypto_pwhash_argon2id_OPSLIMIT_MIN;
      sealed.memory = crypto_pwhash_argon2id_MEMLIMIT_MIN;
    }
  randombytes_buf (sealed.salt, sizeof sealed.salt);
  randombytes_buf (sealed.nonce, sizeof sealed.nonce);

  cost = g_strdup_printf ("kdf=argon2id13\npasses=%" G_GUINT64_FORMAT "\nmemory=%" G_GUINT64_FORMAT
                          "\n",
                          sealed.passes, sealed.memory);
  slip_secret_buffer_append (buffer, SIGNING_HEADER);
  append_field (buffer, "public", key->public, sizeof key->public);
  append_field (buffer, "exchange", key->exchange_public, sizeof key->exchange_public);
  slip_secret_buffer_append (buffer, cost);
  append_field (buffer, "salt", sealed.salt, sizeof sealed.salt);
  append_field (buffer, "nonce", sealed.nonce, sizeof sealed.nonce);

  sealing_key = derive_sealing_key (normal, &sealed);
  if (sealing_key == NULL)
    {
      set_no_memory (&sealed, error);
      return FALSE;
    }
  plain = secret_alloc (PLAIN_BYTES);
  memcpy (plain, key->secret, crypto_sign_SEEDBYTES);
  memcpy (plain + crypto_sign_SEEDBYTES, key->exchange_secret, crypto_box_SECRETKEYBYTES);
  crypto_aead_xchacha20poly1305_ietf_encrypt (sealed.sealed, NULL, plain, PLAIN_BYTES, buffer->data,
                                              buffer->length, NULL, sealed.nonce, sealing_key);
  sodium_free (plain);
  sodium_free (sealing_key);
  append_field (buffer, "sealed", sealed.sealed, sizeof sealed.sealed);
  append_checksum (buffer);
  return slip_private_file_write (path, buffer->data, buffer->length, replace, "The key file",
                                  error);
}

static SlipSecretBuffer *
read_sealed (const char *path, SealedKey *sealed, GError **error)
{
  g_autoptr (SlipSecretBuffer) buffer = read_key_file (path, SIGNING_HEADER, error);
  const char *kdf;

  if (buffer == NULL)
    return NULL;
  kdf = find_field (buffer, "kdf");
  if (kdf == NULL || !g_str_has_prefix (kdf, "argon2id13\n") ||
      !read_hex_field (buffer, "public", sealed->public, sizeof sealed->public) ||
      !read_hex_field (buffer, "exchange", sealed->exchange, sizeof sealed->exchange) ||
      !read_number_field (buffer, "passes", &sealed->passes) ||
      !read_number_field (buffer, "memory", &sealed->memory) ||
      !read_hex_field (buffer, "salt", sealed->salt, sizeof sealed->salt) ||
      !read_hex_field (buffer, "nonce", sealed->nonce, sizeof sealed->nonce) ||
      !read_hex_field (buffer, "sealed", sealed->sealed, sizeof sealed->sealed) ||
      sealed->passes < crypto_pwhash_argon2id_OPSLIMIT_MIN || sealed->passes > KDF_MAX_PASSES ||
      sealed->memory < crypto_pwhash_argon2id_MEMLIMIT_MIN || sealed->memory > KDF_MAX_MEMORY)
    {
      fail_damaged (path, error);
      return NULL;
    }
  sealed->open_length =
      find_field (buffer, "sealed") - strlen ("sealed=") - (const char *) buffer->data;
  return g_steal_pointer (&buffer);
}

SlipSigningKey *
slip_signing_key_create (const char *path, const char *passphrase, GError **error)
{
  g_autoptr (SlipSigningKey) key = secret_alloc (sizeof *key);

  g_return_val_if_fail (path != NULL, NULL);

  crypto_sign_keypair (key->public, key->secret);
  crypto_box_keypair (key->exchange_public, key->exchange_secret);
  if (!seal_signing_key (key, path, passphrase, FALSE, error))
    return NULL;
  return g_steal_pointer (&key);
}

SlipSigningKey *
slip_signing_key_open (const char *path, const char *passphrase, GError **error)
{
  g_autoptr (SlipSigningKey) key = secret_alloc (sizeof *key);
  g_autoptr (SlipSecretBuffer) buffer = NULL;
  g_autoptr (SlipSecretBuffer) normal = NULL;
  SealedKey sealed = { 0 };
  guint8 *sealing_key = NULL;
  guint8 *plain;
  gboolean opened = FALSE;

  g_return_val_if_fail (path != NULL, NULL);

  buffer = read_sealed (path, &sealed, error);
  if (buffer == NULL)
    return NULL;
  normal = normalise_passphrase (passphrase);
  if (normal != NULL)
    {
      sealing_key = derive_sealing_key (normal, &sealed);
      if (sealing_key == NULL)
        {
          set_no_memory (&sealed, error);
          return NULL;
        }
      plain = secret_alloc (PLAIN_BYTES);
      opened = crypto_aead_xchacha20poly1305_ietf_decrypt (
                   plain, NULL, NULL, sealed.sealed, sizeof sealed.sealed, buffer->data,
                   sealed.open_length, sealed.nonce, sealing_key) == 0;
      if (opened)
        {
          crypto_sign_seed_keypair (key->public, key->secret, plain);
          memcpy (key->exchange_secret, plain + crypto_sign_SEEDBYTES, crypto_box_SECRETKEYBYTES);
          crypto_scalarmult_base (key->exchange_public, key->exchange_secret);
        }
      sodium_free (plain);
      sodium_free (sealing_key);
    }
  if (!opened)
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_WRONG_PASSPHRASE,
          "The passphrase doesn't open the signing key %s; the file is whole, so type it again",
          path);
      return NULL;
    }
  if (memcmp (key->public, sealed.public, SLIP_KEY_BYTES) != 0 ||
      memcmp (key->exchange_public, sealed.exchange, SLIP_KEY_BYTES) != 0)
    {
      fail_damaged (path, error);
      return NULL;
    }
  return g_steal_pointer (&key);
}

gboolean
slip_signing_key_peek (const char *path, guint8 *public, guint8 *exchange, GError **error)
{
  g_autoptr (SlipSecretBuffer) buffer = NULL;
  SealedKey sealed = { 0 };

  g_return_val_if_fail (path != NULL && public != NULL, FALSE);

  buffer = read_sealed (path, &sealed, error);
  if (buffer == NULL)
    return FALSE;
  memcpy (public, sealed.public, SLIP_KEY_BYTES);
  if (exchange != NULL)
    memcpy (exchange, sealed.exchange, SLIP_KEY_BYTES);
  return TRUE;
}

gboolean
slip_signing_key_change_passphrase (const char *path, const char *old_passphrase,
                                    const char *new_passphrase, GError **error)
{
  g_autoptr (SlipSigningKey) key = slip_signing_key_open (path, old_passphrase, error);

  return key != NULL && seal_signing_key (key, path, new_passphrase, TRUE, error);
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
