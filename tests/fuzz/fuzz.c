/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See fuzz.h. */

#include "fuzz.h"

#include <sodium.h>
#include <string.h>

#include "core/slip-variant.h"
#include "sync/slip-container-private.h"

guint8 fuzz_public[SLIP_KEY_BYTES];
guint8 fuzz_secret[SLIP_SECRET_BYTES];
SlipHash fuzz_workspace;

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  guint8 seed[crypto_sign_SEEDBYTES];

  /* What GLib calls critical is a bug of ours. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  slip_sodium_init ();
  memset (seed, 7, sizeof seed);
  crypto_sign_seed_keypair (fuzz_public, fuzz_secret, seed);
  slip_hash_data (&fuzz_workspace, "workspace", strlen ("workspace"));
  return 0;
}

void
fuzz_check (gboolean done, const GError *error)
{
  g_assert_true (done == (error == NULL));
  if (error != NULL)
    g_assert_true (error->message != NULL && g_utf8_validate (error->message, -1, NULL));
}

void
fuzz_sign (const char *tag, GBytes *bytes, guint8 signature[SLIP_SIGNATURE_BYTES])
{
  g_autoptr (GByteArray) text = g_byte_array_new ();

  g_byte_array_append (text, (const guint8 *) tag, (guint) strlen (tag));
  g_byte_array_append (text, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  crypto_sign_detached (signature, NULL, text->data, text->len, fuzz_secret);
}

GVariant *
fuzz_replace (GVariant *tuple, ...)
{
  g_autoptr (GVariant) old = g_variant_ref_sink (tuple);
  gsize n = g_variant_n_children (old);
  g_autofree GVariant **children = g_new0 (GVariant *, n);
  GVariant *result;
  va_list args;
  int at;

  for (gsize i = 0; i < n; i++)
    children[i] = g_variant_get_child_value (old, i);
  va_start (args, tuple);
  while ((at = va_arg (args, int)) >= 0)
    {
      g_variant_unref (children[at]);
      children[at] = g_variant_ref_sink (va_arg (args, GVariant *));
    }
  va_end (args);
  result = g_variant_new_tuple (children, n);
  for (gsize i = 0; i < n; i++)
    g_variant_unref (children[i]);
  return g_variant_ref_sink (result);
}

/* == files of a store: magic, length of the manifest, manifest, items, length, hash == */

#define BEFORE_MANIFEST (SLIP_CONTAINER_MAGIC_BYTES + 4)
#define AFTER_ITEMS (8 + SLIP_HASH_BYTES)

static guint64
read_le (const guint8 *data, guint bytes)
{
  guint64 value = 0;

  for (guint i = 0; i < bytes; i++)
    value |= (guint64) data[i] << (8 * i);
  return value;
}

GVariant *
fuzz_container_split (const char *type, const guint8 *data, gsize size, GBytes **rest)
{
  g_autoptr (GBytes) manifest = NULL;
  guint64 length;

  if (size < BEFORE_MANIFEST + AFTER_ITEMS)
    return NULL;
  length = read_le (data + SLIP_CONTAINER_MAGIC_BYTES, 4);
  if (length > size - BEFORE_MANIFEST - AFTER_ITEMS)
    return NULL;
  manifest = g_bytes_new (data + BEFORE_MANIFEST, length);
  *rest =
      g_bytes_new (data + BEFORE_MANIFEST + length, size - BEFORE_MANIFEST - AFTER_ITEMS - length);
  /* Trusted no further than GVariant itself trusts: what is not in normal form reads as default values. */
  return g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (type), manifest, FALSE));
}

GBytes *
fuzz_container_join (const guint8 *data, GVariant *manifest, GBytes *rest, SlipHash *hash)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  char magic[SLIP_CONTAINER_MAGIC_BYTES];

  memcpy (magic, data, sizeof magic);
  g_ptr_array_add (items, rest);
  return slip_container_wrap (magic, manifest, items, hash);
}
