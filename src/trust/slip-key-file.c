/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The text of key files, and the sealing of a signing key with a passphrase. */

#include "trust/slip-key-file.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

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

void *
slip_key_file_alloc (gsize size)
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

void
slip_key_file_append (SlipSecretBuffer *buffer, const char *name, const guint8 *bytes, gsize length)
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
  slip_key_file_append (buffer, "checksum", hash.bytes, sizeof hash.bytes);
}

/* The value of a line, in the buffer itself, up to the end of the line. */
static const char *
find_field (SlipSecretBuffer *buffer, const char *name)
{
  g_autofree char *start = g_strconcat ("\n", name, "=", NULL);
  const char *found = strstr ((const char *) buffer->data, start);

  return found != NULL ? found + strlen (start) : NULL;
}

gboolean
slip_key_file_get (SlipSecretBuffer *buffer, const char *name, guint8 *bytes, gsize length)
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

gboolean
slip_key_file_fail_damaged (const char *path, const SlipKeyFileKind *kind, GError **error)
{
  g_set_error (
      error, SLIP_ERROR, SLIP_ERROR_KEY_DAMAGED,
      kind->is_identity
          ? _ ("The identity file %s is damaged; export it again on the device that has the key")
          : _ ("The key file %s is damaged; put it back from a backup, or make a new key and have "
               "it admitted"),
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

SlipSecretBuffer *
slip_key_file_read (const char *path, const SlipKeyFileKind *kind, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipSecretBuffer) buffer = NULL;

  buffer = slip_private_file_read (path, SLIP_KEY_FILE_MAX, _ ("The key file"), &local_error);
  if (g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND))
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_KEY_MISSING,
          kind->is_identity
              ? _ ("There is no identity file %s; export it again on the device that has the key")
              : _ ("There is no key file %s; put it back from a backup, or make a new key and have "
                   "it admitted"),
          path);
      return NULL;
    }
  if (g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE))
    {
      slip_key_file_fail_damaged (path, kind, error);
      return NULL;
    }
  if (buffer == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (!checksum_is_good (buffer))
    {
      slip_key_file_fail_damaged (path, kind, error);
      return NULL;
    }
  if (!g_str_has_prefix ((const char *) buffer->data, kind->header))
    {
      guint64 version = 0;

      if (read_number_field (buffer, "version", &version) && version > 1)
        g_set_error (
            error, SLIP_ERROR, SLIP_ERROR_TOO_NEW,
            kind->is_identity
                ? _ ("The identity file %s was written by a newer Slipway; upgrade this one")
                : _ ("The key file %s was written by a newer Slipway; upgrade this one"),
            path);
      else
        slip_key_file_fail_damaged (path, kind, error);
      return NULL;
    }
  return g_steal_pointer (&buffer);
}

char *
slip_key_file_get_text (SlipSecretBuffer *buffer, const char *name)
{
  const char *value = find_field (buffer, name);

  return value != NULL ? g_strndup (value, strcspn (value, "\n")) : NULL;
}

SlipSecretBuffer *
slip_key_file_new (const SlipKeyFileKind *kind)
{
  SlipSecretBuffer *buffer = slip_secret_buffer_new (SLIP_KEY_FILE_MAX);

  slip_secret_buffer_append (buffer, kind->header);
  return buffer;
}

void
slip_key_file_append_text (SlipSecretBuffer *buffer, const char *name, const char *text)
{
  slip_secret_buffer_append (buffer, name);
  slip_secret_buffer_append (buffer, "=");
  slip_secret_buffer_append (buffer, text);
  slip_secret_buffer_append (buffer, "\n");
}

gboolean
slip_key_file_write (SlipSecretBuffer *buffer, const char *path, gboolean replace, GError **error)
{
  append_checksum (buffer);
  return slip_private_file_write (path, buffer->data, buffer->length, replace, _ ("The key file"),
                                  error);
}

/* == sealing == */

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
derive_sealing_key (SlipSecretBuffer *passphrase, const SealedKey *sealed, GError **error)
{
  guint8 *key = slip_key_file_alloc (crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

  if (crypto_pwhash (key, crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
                     (const char *) passphrase->data, passphrase->length, sealed->salt,
                     sealed->passes, sealed->memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
    {
      sodium_free (key);
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED,
                   _ ("Sealing a key takes %" PRIu64
                      " MiB of memory, which this machine doesn't have "
                      "free; close other programs and try again"),
                   sealed->memory / (1024 * 1024));
      return NULL;
    }
  /* That took a second or so, and nothing was written yet. */
  if (g_cancellable_set_error_if_cancelled (g_cancellable_get_current (), error))
    {
      sodium_free (key);
      return NULL;
    }
  return key;
}

gboolean
slip_key_file_seal (SlipSecretBuffer *buffer, const SlipSigningKey *key, const char *passphrase,
                    GError **error)
{
  g_autoptr (SlipSecretBuffer) normal = NULL;
  g_autofree char *cost = NULL;
  SealedKey sealed = { .passes = KDF_PASSES, .memory = KDF_MEMORY };
  guint8 *sealing_key;
  guint8 *plain;

  normal = normalise_passphrase (passphrase);
  if (normal != NULL ? g_utf8_strlen ((const char *) normal->data, -1) < SLIP_PASSPHRASE_MIN
                     : passphrase == NULL || *passphrase == '\0')
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("The passphrase is too short; choose a passphrase of at least %d characters"),
                   SLIP_PASSPHRASE_MIN);
      return FALSE;
    }
  if (normal == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("A passphrase has to be UTF-8 text of up to %d bytes; choose another"),
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
  slip_key_file_append (buffer, "public", key->public, sizeof key->public);
  slip_key_file_append (buffer, "exchange", key->exchange_public, sizeof key->exchange_public);
  slip_secret_buffer_append (buffer, cost);
  slip_key_file_append (buffer, "salt", sealed.salt, sizeof sealed.salt);
  slip_key_file_append (buffer, "nonce", sealed.nonce, sizeof sealed.nonce);

  sealing_key = derive_sealing_key (normal, &sealed, error);
  if (sealing_key == NULL)
    return FALSE;
  plain = slip_key_file_alloc (PLAIN_BYTES);
  memcpy (plain, key->secret, crypto_sign_SEEDBYTES);
  memcpy (plain + crypto_sign_SEEDBYTES, key->exchange_secret, crypto_box_SECRETKEYBYTES);
  crypto_aead_xchacha20poly1305_ietf_encrypt (sealed.sealed, NULL, plain, PLAIN_BYTES, buffer->data,
                                              buffer->length, NULL, sealed.nonce, sealing_key);
  sodium_free (plain);
  sodium_free (sealing_key);
  slip_key_file_append (buffer, "sealed", sealed.sealed, sizeof sealed.sealed);
  return TRUE;
}

static gboolean
read_sealed (SlipSecretBuffer *buffer, const char *path, const SlipKeyFileKind *kind,
             SealedKey *sealed, GError **error)
{
  const char *kdf = find_field (buffer, "kdf");

  if (kdf == NULL || !g_str_has_prefix (kdf, "argon2id13\n") ||
      !slip_key_file_get (buffer, "public", sealed->public, sizeof sealed->public) ||
      !slip_key_file_get (buffer, "exchange", sealed->exchange, sizeof sealed->exchange) ||
      !read_number_field (buffer, "passes", &sealed->passes) ||
      !read_number_field (buffer, "memory", &sealed->memory) ||
      !slip_key_file_get (buffer, "salt", sealed->salt, sizeof sealed->salt) ||
      !slip_key_file_get (buffer, "nonce", sealed->nonce, sizeof sealed->nonce) ||
      !slip_key_file_get (buffer, "sealed", sealed->sealed, sizeof sealed->sealed) ||
      sealed->passes < crypto_pwhash_argon2id_OPSLIMIT_MIN || sealed->passes > KDF_MAX_PASSES ||
      sealed->memory < crypto_pwhash_argon2id_MEMLIMIT_MIN || sealed->memory > KDF_MAX_MEMORY)
    return slip_key_file_fail_damaged (path, kind, error);
  sealed->open_length =
      find_field (buffer, "sealed") - strlen ("sealed=") - (const char *) buffer->data;
  return TRUE;
}

SlipSigningKey *
slip_key_file_open (SlipSecretBuffer *buffer, const char *path, const SlipKeyFileKind *kind,
                    const char *passphrase, GError **error)
{
  g_autoptr (SlipSigningKey) key = slip_key_file_alloc (sizeof *key);
  g_autoptr (SlipSecretBuffer) normal = NULL;
  SealedKey sealed = { 0 };
  guint8 *sealing_key = NULL;
  guint8 *plain;
  gboolean opened = FALSE;

  if (!read_sealed (buffer, path, kind, &sealed, error))
    return NULL;
  normal = normalise_passphrase (passphrase);
  if (normal != NULL)
    {
      sealing_key = derive_sealing_key (normal, &sealed, error);
      if (sealing_key == NULL)
        return NULL;
      plain = slip_key_file_alloc (PLAIN_BYTES);
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
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_WRONG_PASSPHRASE,
                   kind->is_identity ? _ ("The passphrase doesn't open the identity file %s; the "
                                          "file is whole, so type it again")
                                     : _ ("The passphrase doesn't open the key file %s; the file "
                                          "is whole, so type it again"),
                   path);
      return NULL;
    }
  if (memcmp (key->public, sealed.public, SLIP_KEY_BYTES) != 0 ||
      memcmp (key->exchange_public, sealed.exchange, SLIP_KEY_BYTES) != 0)
    {
      slip_key_file_fail_damaged (path, kind, error);
      return NULL;
    }
  return g_steal_pointer (&key);
}

gboolean
slip_key_file_peek (SlipSecretBuffer *buffer, const char *path, const SlipKeyFileKind *kind,
                    guint8 *public, guint8 *exchange, GError **error)
{
  SealedKey sealed = { 0 };

  if (!read_sealed (buffer, path, kind, &sealed, error))
    return FALSE;
  memcpy (public, sealed.public, SLIP_KEY_BYTES);
  if (exchange != NULL)
    memcpy (exchange, sealed.exchange, SLIP_KEY_BYTES);
  return TRUE;
}
