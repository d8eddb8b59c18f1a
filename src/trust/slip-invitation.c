/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The invitation as text:
 *
 *   <invitation xmlns="urn:slipway:invitation:1" token="public key" seed="…" secret="…">
 *     <genesis>base64</genesis>
 *     <remote>https://…</remote>               may be missing
 *     <checksum>BLAKE2b-256 of all before this line</checksum>
 *   </invitation>
 */

#include "trust/slip-invitation.h"
#include "trust/slip-private-file.h"
#include "trust/slip-trust-private.h"

#include "core/slip-text.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#define FAMILY "urn:slipway:invitation:"
#define BEGINNING "<invitation xmlns=\"" FAMILY
#define ENDING "</checksum>\n</invitation>\n"
#define JOIN_TAG "slipway join 1\n"
#define WHAT _ ("The invitation")
/* The genesis in base64, and the rest. */
#define MAX_BYTES SLIP_TRUST_TEXT_MAX

static guint8 *
secret_copy (const guint8 *bytes, gsize length)
{
  guint8 *copy;

  slip_sodium_init ();
  copy = sodium_malloc (length);
  if (copy == NULL)
    g_error ("No memory for a secret of %" G_GSIZE_FORMAT " bytes", length);
  memcpy (copy, bytes, length);
  return copy;
}

static void
wipe_text (char *text)
{
  sodium_memzero (text, strlen (text));
  g_free (text);
}

/* == the file == */

SlipInvitation *
slip_invitation_new (GBytes *genesis, const guint8 *workspace_secret, const char *remote,
                     GError **error)
{
  g_autoptr (SlipInvitation) invitation = g_new0 (SlipInvitation, 1);
  g_autoptr (GBytes) text = NULL;
  guint8 secret[SLIP_SECRET_BYTES];

  g_return_val_if_fail (genesis != NULL && workspace_secret != NULL, NULL);

  slip_sodium_init ();
  invitation->genesis = slip_genesis_parse (genesis, error);
  if (invitation->genesis == NULL)
    return NULL;
  if (remote != NULL && *remote != '\0')
    {
      invitation->remote = slip_trust_normalise_line (remote, error);
      if (invitation->remote == NULL)
        return NULL;
    }
  crypto_sign_keypair (invitation->token, secret);
  invitation->token_seed = secret_copy (secret, crypto_sign_SEEDBYTES);
  sodium_memzero (secret, sizeof secret);
  invitation->workspace_secret = secret_copy (workspace_secret, SLIP_WORKSPACE_SECRET_BYTES);

  /* What couldn't be read again must not be handed out. */
  text = slip_invitation_write (invitation, error);
  return text != NULL ? g_steal_pointer (&invitation) : NULL;
}

static GString *
write_text (SlipInvitation *invitation)
{
  g_autofree char *genesis = NULL;
  g_autofree char *token = slip_key_to_hex (invitation->token);
  g_autofree char *checksum = NULL;
  char *seed = slip_key_to_hex (invitation->token_seed);
  char *secret = slip_key_to_hex (invitation->workspace_secret);
  GString *out = g_string_sized_new (4096);
  SlipHash hash;

  genesis = g_base64_encode (g_bytes_get_data (invitation->genesis->bytes, NULL),
                             g_bytes_get_size (invitation->genesis->bytes));
  slip_signed_xml_start (out, 0, "invitation", "xmlns", FAMILY "1", "token", token, "seed", seed,
                         "secret", secret, NULL);
  slip_signed_xml_leaf (out, 1, "genesis", genesis, NULL);
  if (invitation->remote != NULL)
    slip_signed_xml_leaf (out, 1, "remote", invitation->remote, NULL);
  slip_hash_data (&hash, out->str, out->len);
  checksum = slip_hash_to_hex (&hash);
  slip_signed_xml_leaf (out, 1, "checksum", checksum, NULL);
  slip_signed_xml_stop (out, 0, "invitation");
  wipe_text (seed);
  wipe_text (secret);
  return out;
}

GBytes *
slip_invitation_write (SlipInvitation *invitation, GError **error)
{
  GString *text;

  g_return_val_if_fail (invitation != NULL && invitation->token_seed != NULL, NULL);

  text = write_text (invitation);
  if (text->len > MAX_BYTES)
    {
      g_string_free (text, TRUE);
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE,
                   _ ("The invitation would be over %d bytes"), MAX_BYTES);
      return NULL;
    }
  if (invitation->remote != NULL && strlen (invitation->remote) > SLIP_REMOTE_MAX_BYTES)
    {
      g_string_free (text, TRUE);
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("The address of the store is longer than %d bytes"), SLIP_REMOTE_MAX_BYTES);
      return NULL;
    }
  return g_string_free_to_bytes (text);
}

static gboolean
check_whole (GBytes *bytes, GError **error)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  gsize tail = strlen ("  <checksum>") + SLIP_HASH_HEX + strlen (ENDING);
  g_autofree char *expected = NULL;
  g_autofree char *hex = NULL;
  SlipHash hash;

  if (size > MAX_BYTES)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE,
                   _ ("The file is larger than the %d bytes that an invitation can have"),
                   MAX_BYTES);
      return FALSE;
    }
  if (size < strlen (BEGINNING) + 2 || memcmp (data, BEGINNING, strlen (BEGINNING)) != 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("The file is no invitation of Slipway's"));
      return FALSE;
    }
  if (memcmp (data + strlen (BEGINNING), "1\"", 2) != 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_NEW,
                   _ ("The invitation was written by a newer Slipway; upgrade this one"));
      return FALSE;
    }
  if (size > tail)
    {
      slip_hash_data (&hash, data, size - tail);
      hex = slip_hash_to_hex (&hash);
      expected = g_strconcat ("  <checksum>", hex, ENDING, NULL);
      if (memcmp (data + size - tail, expected, tail) == 0)
        return TRUE;
    }
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
               _ ("The invitation was altered or cut on its way; ask for the file again"));
  return FALSE;
}

static void
read_secret (SlipSignedReader *reader, const char *name, guint8 **secret)
{
  guint8 bytes[SLIP_KEY_BYTES] = { 0 };

  slip_trust_read_key (reader, name, bytes);
  *secret = secret_copy (bytes, sizeof bytes);
  sodium_memzero (bytes, sizeof bytes);
}

static gboolean
token_fits_seed (SlipInvitation *invitation)
{
  guint8 public[SLIP_KEY_BYTES];
  guint8 secret[SLIP_SECRET_BYTES];

  crypto_sign_seed_keypair (public, secret, invitation->token_seed);
  sodium_memzero (secret, sizeof secret);
  return memcmp (public, invitation->token, sizeof public) == 0;
}

SlipInvitation *
slip_invitation_parse (GBytes *bytes, GError **error)
{
  g_autoptr (SlipInvitation) invitation = NULL;
  g_autoptr (GBytes) genesis = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autofree char *base64 = NULL;
  g_autofree char *checksum = NULL;
  guchar *decoded;
  gsize length = 0;
  SlipSignedReader reader;

  g_return_val_if_fail (bytes != NULL, NULL);

  if (!check_whole (bytes, error) ||
      !slip_signed_reader_open (&reader, bytes, WHAT, "invitation", FAMILY, MAX_BYTES, error))
    return NULL;
  invitation = g_new0 (SlipInvitation, 1);
  slip_trust_read_key (&reader, "token", invitation->token);
  read_secret (&reader, "seed", &invitation->token_seed);
  read_secret (&reader, "secret", &invitation->workspace_secret);
  base64 = slip_signed_reader_leaf (&reader, "genesis", 1, MAX_BYTES);
  if (slip_signed_reader_has (&reader, "remote"))
    invitation->remote = slip_signed_reader_leaf (&reader, "remote", 1, SLIP_REMOTE_MAX_BYTES);
  checksum = slip_signed_reader_leaf (&reader, "checksum", SLIP_HASH_HEX, SLIP_HASH_HEX);
  if (!slip_signed_reader_close (&reader, error))
    return NULL;

  decoded = g_base64_decode (base64, &length);
  genesis = g_bytes_new_take (decoded, length);
  invitation->genesis = slip_genesis_parse (genesis, error);
  if (invitation->genesis == NULL)
    return NULL;
  if (!token_fits_seed (invitation))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("The invitation's token doesn't fit together; ask for a new one"));
      return NULL;
    }
  again = g_string_free_to_bytes (write_text (invitation));
  if (!slip_trust_check_canonical (bytes, again, WHAT, error))
    return NULL;
  return g_steal_pointer (&invitation);
}

gboolean
slip_invitation_save (SlipInvitation *invitation, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (path != NULL, FALSE);

  bytes = slip_invitation_write (invitation, error);
  return bytes != NULL &&
         slip_private_file_write (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                  FALSE, _ ("The invitation"), error);
}

SlipInvitation *
slip_invitation_load (const char *path, GError **error)
{
  g_autoptr (SlipSecretBuffer) buffer = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  buffer = slip_private_file_read (path, MAX_BYTES, _ ("The invitation"), error);
  if (buffer == NULL)
    return NULL;
  bytes = g_bytes_new_static (buffer->data, buffer->length);
  return slip_invitation_parse (bytes, error);
}

void
slip_invitation_free (SlipInvitation *invitation)
{
  if (invitation == NULL)
    return;
  slip_genesis_free (invitation->genesis);
  g_free (invitation->remote);
  sodium_free (invitation->token_seed);
  sodium_free (invitation->workspace_secret);
  g_free (invitation);
}

/* == the ops == */

static GVariant *
bytes_variant (const guint8 *bytes, gsize length)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, length, 1);
}

GVariant *
slip_invitation_op_content (SlipInvitation *invitation)
{
  g_return_val_if_fail (invitation != NULL, NULL);

  return g_variant_new ("(@ay)", bytes_variant (invitation->token, SLIP_KEY_BYTES));
}

/* What the token signs. */
static void
hash_join (const SlipHash *workspace, const char *person, const char *name, const guint8 *device,
           const guint8 *signing, const guint8 *exchange, SlipHash *hash)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 person_bytes[SLIP_ID_BYTES] = { 0 };

  slip_base32_decode (person, person_bytes, sizeof person_bytes);
  g_byte_array_append (bytes, (const guint8 *) JOIN_TAG, strlen (JOIN_TAG));
  g_byte_array_append (bytes, workspace->bytes, SLIP_HASH_BYTES);
  g_byte_array_append (bytes, person_bytes, sizeof person_bytes);
  g_byte_array_append (bytes, device, SLIP_KEY_BYTES);
  g_byte_array_append (bytes, signing, SLIP_KEY_BYTES);
  g_byte_array_append (bytes, exchange, SLIP_KEY_BYTES);
  g_byte_array_append (bytes, (const guint8 *) name, strlen (name));
  slip_hash_data (hash, bytes->data, bytes->len);
}

/* A printed name: one line, NFC, 1 to 256 bytes. */
static gboolean
check_name (const char *name, GError **error)
{
  g_autofree char *normal = slip_trust_normalise_line (name, error);

  if (normal == NULL)
    return FALSE;
  if (*name != '\0' && strlen (name) <= SLIP_NAME_MAX_BYTES && g_str_equal (name, normal))
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
               _ ("A name is one line of 1 to %d bytes of UTF-8 in NFC"), SLIP_NAME_MAX_BYTES);
  return FALSE;
}

GVariant *
slip_join_content (SlipInvitation *invitation, const char *person, const char *name,
                   const guint8 *device, const guint8 *signing, const guint8 *exchange,
                   GError **error)
{
  g_autofree char *normal = NULL;
  guint8 signature[SLIP_SIGNATURE_BYTES];
  guint8 public[SLIP_KEY_BYTES];
  guint8 secret[SLIP_SECRET_BYTES];
  SlipHash hash;

  g_return_val_if_fail (invitation != NULL && invitation->token_seed != NULL, NULL);
  g_return_val_if_fail (slip_id_is_valid (person) && name != NULL, NULL);

  normal = slip_trust_normalise_line (name, error);
  if (normal == NULL || !check_name (normal, error))
    return NULL;
  hash_join (&invitation->genesis->hash, person, normal, device, signing, exchange, &hash);
  crypto_sign_seed_keypair (public, secret, invitation->token_seed);
  crypto_sign_detached (signature, NULL, hash.bytes, sizeof hash.bytes, secret);
  sodium_memzero (secret, sizeof secret);
  return g_variant_new (
      "(@ays@ay@ay@ay@ay@ay)", slip_op_id_variant (person), normal,
      bytes_variant (device, SLIP_KEY_BYTES), bytes_variant (signing, SLIP_KEY_BYTES),
      bytes_variant (exchange, SLIP_KEY_BYTES), bytes_variant (public, SLIP_KEY_BYTES),
      bytes_variant (signature, SLIP_SIGNATURE_BYTES));
}

SlipJoin *
slip_join_read (SlipOp *op, const SlipHash *workspace, GError **error)
{
  g_autoptr (SlipJoin) join = g_new0 (SlipJoin, 1);
  SlipHash hash;

  g_return_val_if_fail (op != NULL && workspace != NULL, NULL);

  slip_sodium_init ();
  if (!g_str_equal (op->kind, SLIP_OP_JOIN))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("This is no request to join"));
      return NULL;
    }
  slip_op_id (op, 0, join->person);
  join->name = g_strdup (slip_op_text (op, 1));
  memcpy (join->device, op->parts[2].data, SLIP_KEY_BYTES);
  memcpy (join->signing, op->parts[3].data, SLIP_KEY_BYTES);
  memcpy (join->exchange, op->parts[4].data, SLIP_KEY_BYTES);
  memcpy (join->token, op->parts[5].data, SLIP_KEY_BYTES);
  if (!check_name (join->name, error))
    return NULL;
  hash_join (workspace, join->person, join->name, join->device, join->signing, join->exchange,
             &hash);
  if (crypto_sign_verify_detached (op->parts[6].data, hash.bytes, sizeof hash.bytes, join->token) !=
      0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_BAD_SIGNATURE,
                   _ ("The request of “%s” to join isn't proved by its invitation"), join->name);
      return NULL;
    }
  return g_steal_pointer (&join);
}

void
slip_join_free (SlipJoin *join)
{
  if (join == NULL)
    return;
  g_free (join->name);
  g_free (join);
}

char *
slip_join_fingerprint (const char *person, const guint8 *device, const guint8 *signing,
                       const guint8 *exchange)
{
  guint8 bytes[SLIP_ID_BYTES + 3 * SLIP_KEY_BYTES] = { 0 };
  SlipHash hash;

  g_return_val_if_fail (person != NULL, NULL);

  slip_base32_decode (person, bytes, SLIP_ID_BYTES);
  memcpy (bytes + SLIP_ID_BYTES, device, SLIP_KEY_BYTES);
  memcpy (bytes + SLIP_ID_BYTES + SLIP_KEY_BYTES, signing, SLIP_KEY_BYTES);
  memcpy (bytes + SLIP_ID_BYTES + 2 * SLIP_KEY_BYTES, exchange, SLIP_KEY_BYTES);
  slip_hash_data (&hash, bytes, sizeof bytes);
  /* A digest has the length of a key, and a fingerprint is made the same way of both. */
  return slip_key_fingerprint (hash.bytes);
}
