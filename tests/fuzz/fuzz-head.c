/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A head, signed again and named by its content. */

#include "fuzz.h"

#include "core/slip-variant.h"
#include "sync/slip-container.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) rest = NULL;
  g_autoptr (GVariant) found =
      fuzz_container_split ("(ayaytaya(stttay)auayasas)", data, size, &rest);
  g_autoptr (GVariant) manifest = NULL;
  g_autoptr (GVariant) replica = NULL;
  g_autoptr (GBytes) manifest_bytes = NULL;
  g_autoptr (GBytes) items = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GByteArray) array = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipHead) head = NULL;
  g_autofree char *replica_text = NULL;
  g_autofree char *base32 = NULL;
  g_autofree char *name = NULL;
  guint8 signature[SLIP_SIGNATURE_BYTES];
  const guint8 *tail;
  gsize length;
  guint64 number;
  SlipHash hash;

  if (found == NULL || g_bytes_get_size (rest) < SLIP_SIGNATURE_BYTES)
    return 0;
  tail = (const guint8 *) g_bytes_get_data (rest, &length) + SLIP_SIGNATURE_BYTES;
  length -= SLIP_SIGNATURE_BYTES;
  slip_hash_data (&hash, tail, length);
  manifest = fuzz_replace (found, 0, slip_variant_new_bytes (fuzz_workspace.bytes, SLIP_HASH_BYTES),
                           3, slip_variant_new_bytes (fuzz_public, sizeof fuzz_public), 6,
                           slip_variant_new_bytes (hash.bytes, SLIP_HASH_BYTES), -1);
  manifest_bytes = slip_variant_to_bytes (manifest);
  fuzz_sign ("slipway head 1\n", manifest_bytes, signature);
  g_byte_array_append (array, signature, sizeof signature);
  g_byte_array_append (array, tail, (guint) length);
  items = g_byte_array_free_to_bytes (g_steal_pointer (&array));
  bytes = fuzz_container_join (data, manifest, items, &hash);

  g_variant_get_child (manifest, 2, "t", &number);
  replica = g_variant_get_child_value (manifest, 1);
  replica_text = slip_base32_encode (g_variant_get_data (replica), g_variant_get_size (replica));
  base32 = slip_hash_to_base32 (&hash);
  base32[20] = '\0';
  name = g_strdup_printf ("%s-%08" G_GUINT64_FORMAT "-%s.bin", replica_text, number, base32);
  head = slip_head_decode (bytes, name, &fuzz_workspace, &error);
  fuzz_check (head != NULL, error);
  return 0;
}
