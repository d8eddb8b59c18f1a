/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A part of a blob, under the name that its manifest asks for. */

#include "fuzz.h"

#include <string.h>

#include "core/slip-variant.h"
#include "sync/slip-container.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const guint8 secret[32] = { 1, 2, 3 };
  g_autoptr (GBytes) rest = NULL;
  g_autoptr (GVariant) found = fuzz_container_split ("(ayaytuuu)", data, size, &rest);
  g_autoptr (GVariant) manifest = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipPart) part = NULL;
  g_autofree char *name = NULL;
  guint32 part_size, n;
  SlipHash hash;
  SlipHash blob = { { 0 } };

  if (found == NULL)
    return 0;
  manifest =
      fuzz_replace (found, 0, slip_variant_new_bytes (fuzz_workspace.bytes, SLIP_HASH_BYTES), -1);
  bytes = fuzz_container_join (data, manifest, rest, &hash);

  slip_variant_copy_child (manifest, 1, blob.bytes, SLIP_HASH_BYTES);
  g_variant_get_child (manifest, 3, "u", &part_size);
  g_variant_get_child (manifest, 4, "u", &n);
  name = slip_part_name (secret, &blob, part_size, n);
  part = slip_part_decode (bytes, name, secret, &fuzz_workspace, &error);
  fuzz_check (part != NULL, error);
  if (part != NULL)
    g_assert_cmpuint ((guint64) part->n * part->part_size + g_bytes_get_size (part->bytes), <=,
                      part->size);
  return 0;
}
