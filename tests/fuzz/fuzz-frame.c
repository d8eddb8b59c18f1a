/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A frame: as it comes, and signed again with the right hashes, so that the ops in it are reached. */

#include "fuzz.h"

#include "core/slip-error.h"
#include "core/slip-payload.h"
#include "core/slip-variant.h"

static void
decode (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipFrame) frame = slip_frame_decode (bytes, &error);
  g_autoptr (SlipFrame) withheld = NULL;
  g_autoptr (GBytes) smaller = NULL;
  g_autofree gboolean *keep = NULL;

  fuzz_check (frame != NULL, error);
  if (frame == NULL)
    return;

  /* The first op is withheld: a frame all the same. */
  keep = g_new (gboolean, frame->ops->len);
  for (guint i = 0; i < frame->ops->len; i++)
    keep[i] = i > 0 && g_ptr_array_index (frame->ops, i) != NULL;
  smaller = slip_frame_withhold (frame, keep, &error);
  if (smaller == NULL)
    {
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE);
      return;
    }
  withheld = slip_frame_decode (smaller, &error);
  g_assert_no_error (error);
  g_assert_true (slip_hash_equal (&withheld->hash, &frame->hash));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GVariant) frame =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE ("(ayayay)"), bytes, FALSE));
  g_autoptr (GVariant) header_value = g_variant_get_child_value (frame, 0);
  g_autoptr (GVariant) payload_value = g_variant_get_child_value (frame, 1);
  g_autoptr (GBytes) header_bytes = g_variant_get_data_as_bytes (header_value);
  g_autoptr (GBytes) payload = g_variant_get_data_as_bytes (payload_value);
  g_autoptr (GVariant) header = NULL;
  g_autoptr (GVariant) mended = NULL;
  g_autoptr (GBytes) mended_header = NULL;
  g_autoptr (GBytes) mended_bytes = NULL;
  g_autoptr (GArray) items = NULL;
  g_autoptr (GError) error = NULL;
  guint8 signature[SLIP_SIGNATURE_BYTES];
  gboolean withheld;
  guint8 codec;
  SlipHash hash;

  decode (bytes);

  header = g_variant_ref_sink (g_variant_new_from_bytes (
      G_VARIANT_TYPE ("(yayaytaya(aytay)tyuayuay)"), header_bytes, FALSE));
  g_variant_get_child (header, 7, "y", &codec);
  items = slip_payload_unpack (payload, codec, &withheld, &error);
  fuzz_check (items != NULL, error);
  if (items == NULL)
    return 0;
  slip_payload_ops_hash (items, &hash);
  mended = fuzz_replace (header, 9, slip_variant_new_bytes (fuzz_public, sizeof fuzz_public), 10,
                         g_variant_new_uint32 (items->len), 11,
                         slip_variant_new_bytes (hash.bytes, SLIP_HASH_BYTES), -1);
  mended_header = slip_variant_to_bytes (mended);
  fuzz_sign ("slipway frame 1\n", mended_header, signature);
  mended_bytes = slip_variant_to_bytes (
      g_variant_new ("(@ay@ay@ay)",
                     slip_variant_new_bytes (g_bytes_get_data (mended_header, NULL),
                                             g_bytes_get_size (mended_header)),
                     payload_value, slip_variant_new_bytes (signature, sizeof signature)));
  decode (mended_bytes);
  return 0;
}
