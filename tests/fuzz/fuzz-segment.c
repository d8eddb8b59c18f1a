/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A segment, named by its content. */

#include "fuzz.h"

#include "core/slip-variant.h"
#include "sync/slip-container.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) rest = NULL;
  g_autoptr (GVariant) found = fuzz_container_split ("(ayayttauau)", data, size, &rest);
  g_autoptr (GVariant) manifest = NULL;
  g_autoptr (GVariant) replica = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipSegment) segment = NULL;
  g_autofree char *replica_text = NULL;
  g_autofree char *base32 = NULL;
  g_autofree char *name = NULL;
  guint64 first, last;
  SlipHash hash;

  if (found == NULL)
    return 0;
  manifest =
      fuzz_replace (found, 0, slip_variant_new_bytes (fuzz_workspace.bytes, SLIP_HASH_BYTES), -1);
  bytes = fuzz_container_join (data, manifest, rest, &hash);

  g_variant_get_child (manifest, 2, "t", &first);
  g_variant_get_child (manifest, 3, "t", &last);
  replica = g_variant_get_child_value (manifest, 1);
  replica_text = slip_base32_encode (g_variant_get_data (replica), g_variant_get_size (replica));
  base32 = slip_hash_to_base32 (&hash);
  base32[20] = '\0';
  name = g_strdup_printf ("%s-%08" G_GUINT64_FORMAT "-%08" G_GUINT64_FORMAT "-%s.bin", replica_text,
                          first, last, base32);
  segment = slip_segment_decode (bytes, name, &fuzz_workspace, &error);
  fuzz_check (segment != NULL, error);
  if (segment != NULL)
    g_assert_cmpuint (segment->frames->len, ==, last - first + 1);
  return 0;
}
