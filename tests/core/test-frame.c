/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Frames: their bytes are settled, and what is altered is refused. */

#include <gio/gio.h>
#include <sodium.h>
#include <string.h>

#include "core-fixture.h"
#include "core-vectors.h"
#include "core/slip-deflate.h"
#include "core/slip-error.h"
#include "core/slip-variant.h"

static const char *const three_values[] = { "first", "second, a secret", "third", NULL };

static void
assert_same_frame (SlipFrame *a, SlipFrame *b)
{
  g_assert_true (slip_hash_equal (&a->workspace, &b->workspace));
  g_assert_cmpstr (a->replica, ==, b->replica);
  g_assert_cmpuint (a->seq, ==, b->seq);
  g_assert_true (slip_hash_equal (&a->prev, &b->prev));
  g_assert_cmpuint (a->clock, ==, b->clock);
  g_assert_cmpmem (a->device, SLIP_KEY_BYTES, b->device, SLIP_KEY_BYTES);
  g_assert_true (slip_hash_equal (&a->hash, &b->hash));
  g_assert_cmpuint (a->seen->len, ==, b->seen->len);
  for (guint i = 0; i < a->seen->len; i++)
    {
      const SlipSeen *left = &g_array_index (a->seen, SlipSeen, i);
      const SlipSeen *right = &g_array_index (b->seen, SlipSeen, i);

      g_assert_cmpstr (left->replica, ==, right->replica);
      g_assert_cmpuint (left->seq, ==, right->seq);
      g_assert_true (slip_hash_equal (&left->hash, &right->hash));
    }
  g_assert_cmpuint (a->ops->len, ==, b->ops->len);
  for (guint i = 0; i < a->ops->len; i++)
    {
      SlipOp *left = g_ptr_array_index (a->ops, i);
      SlipOp *right = g_ptr_array_index (b->ops, i);

      g_assert_true (left == NULL ? right == NULL : g_bytes_equal (left->bytes, right->bytes));
    }
}

static void
test_round_trip (void)
{
  for (gsize n = 1; n <= 3; n++)
    {
      const char *values[4] = { NULL };
      g_autoptr (SlipFrame) frame = NULL;
      g_autoptr (SlipFrame) again = NULL;
      g_autoptr (GError) error = NULL;

      memcpy (values, three_values, n * sizeof *values);
      frame = fixture_frame (values, NULL);
      again = slip_frame_decode (frame->bytes, &error);
      g_assert_no_error (error);
      assert_same_frame (frame, again);
      g_assert_true (g_bytes_equal (frame->bytes, again->bytes));
      g_assert_cmpuint (again->clock, ==, FIXED_CLOCK + n - 1);
      g_assert_cmpstr (fixture_value_of (again, 0), ==, "first");
    }
}

static void
test_plain_vector (void)
{
  const char *values[] = { "1.5", NULL };
  g_autoptr (GBytes) bytes = fixture_from_hex (VECTOR_FRAME_PLAIN);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipFrame) frame = NULL;
  g_autoptr (SlipFrame) read = NULL;
  g_autofree char *hex = NULL;
  g_autofree char *hash = NULL;
  guint8 seed[32];

  fixture_count_bytes (0x60, seed, sizeof seed);
  frame = fixture_frame (values, seed);
  hex = fixture_to_hex (frame->bytes);
  hash = slip_hash_to_hex (&frame->hash);
  g_assert_cmpstr (hex, ==, VECTOR_FRAME_PLAIN);
  g_assert_cmpstr (hash, ==, VECTOR_FRAME_PLAIN_HASH);
  read = slip_frame_decode (bytes, &error);
  g_assert_no_error (error);
  assert_same_frame (frame, read);
  g_assert_cmpuint (read->seq, ==, 3);
  g_assert_cmpuint (read->seen->len, ==, 1);
  g_assert_cmpuint (g_array_index (read->seen, SlipSeen, 0).seq, ==, 5);
}

/* Only read: another zlib may compress otherwise. The header, and with it the hash, stays the same.
 */
static void
test_compressed_vectors (void)
{
  g_autoptr (GBytes) bytes = fixture_from_hex (VECTOR_FRAME_ZLIB);
  g_autoptr (GBytes) withheld_bytes = fixture_from_hex (VECTOR_FRAME_WITHHELD);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipFrame) frame = NULL;
  g_autoptr (SlipFrame) read = slip_frame_decode (bytes, &error);
  g_autoptr (SlipFrame) withheld = NULL;
  g_autofree char *hash = NULL;
  guint8 seed[32];

  g_assert_no_error (error);
  fixture_count_bytes (0x60, seed, sizeof seed);
  frame = fixture_frame (three_values, seed);
  assert_same_frame (frame, read);
  hash = slip_hash_to_hex (&frame->hash);
  g_assert_cmpstr (hash, ==, VECTOR_FRAME_ZLIB_HASH);
  withheld = slip_frame_decode (withheld_bytes, &error);
  g_assert_no_error (error);
  g_assert_true (slip_hash_equal (&withheld->hash, &frame->hash));
  g_assert_cmpstr (fixture_value_of (withheld, 0), ==, "first");
  g_assert_null (g_ptr_array_index (withheld->ops, 1));
  g_assert_cmpstr (fixture_value_of (withheld, 2), ==, "third");
}

static void
assert_altered_are_refused (GBytes *good, GRand *rand)
{
  gsize length = g_bytes_get_size (good);

  for (gsize n = 0; n < length * 8 + 500; n++)
    {
      g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (good, NULL), length);
      g_autoptr (GBytes) altered = NULL;
      g_autoptr (GError) error = NULL;

      if (n < length * 8)
        data[n / 8] ^= (guint8) (1 << n % 8);
      else
        data[g_rand_int_range (rand, 0, (gint32) length)] +=
            (guint8) g_rand_int_range (rand, 1, 256);
      altered = g_bytes_new_take (g_steal_pointer (&data), length);
      g_assert_null (slip_frame_decode (altered, &error));
      g_assert_nonnull (error);
    }
}

static void
test_any_altered_byte_is_refused (void)
{
  const char *values[] = { "1.5", NULL };
  const gboolean keep[] = { TRUE, FALSE, TRUE };
  g_autoptr (GRand) rand = g_rand_new_with_seed (16);
  g_autoptr (SlipFrame) plain = fixture_frame (values, NULL);
  g_autoptr (SlipFrame) packed = fixture_frame (three_values, NULL);
  g_autoptr (GBytes) withheld = slip_frame_withhold (packed, keep, NULL);

  assert_altered_are_refused (plain->bytes, rand);
  assert_altered_are_refused (packed->bytes, rand);
  assert_altered_are_refused (withheld, rand);
}

static void
test_cut_bytes_are_refused (void)
{
  g_autoptr (SlipFrame) frame = fixture_frame (three_values, NULL);
  gsize length = g_bytes_get_size (frame->bytes);
  g_autofree guint8 *longer = g_malloc0 (length + 1);
  g_autoptr (GBytes) longer_bytes = NULL;

  for (gsize n = 0; n < length; n++)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (frame->bytes, 0, n);
      g_autoptr (GError) error = NULL;

      g_assert_null (slip_frame_decode (cut, &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT);
    }
  memcpy (longer, g_bytes_get_data (frame->bytes, NULL), length);
  longer_bytes = g_bytes_new (longer, length + 1);
  g_assert_null (slip_frame_decode (longer_bytes, NULL));
}

/* Puts another payload into @good and decodes that. */
static void
assert_payload_refused (SlipFrame *good, GBytes *payload, int code)
{
  g_autoptr (GVariant) value = slip_variant_from_bytes (G_VARIANT_TYPE (FRAME_TYPE), good->bytes);
  g_autoptr (GVariant) header = g_variant_get_child_value (value, 0);
  g_autoptr (GVariant) signature = g_variant_get_child_value (value, 2);
  g_autoptr (GBytes) bytes = slip_variant_to_bytes (g_variant_new (
      "(@ay@ay@ay)", header,
      slip_variant_new_bytes (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload)),
      signature));
  g_autoptr (GError) error = NULL;

  g_assert_null (slip_frame_decode (bytes, &error));
  g_assert_error (error, SLIP_ERROR, code);
}

static void
test_deflate_bomb_is_refused (void)
{
  g_autofree guint8 *zeros = g_malloc0 (100 * 1024 * 1024);
  g_autoptr (GBytes) large = g_bytes_new_take (g_steal_pointer (&zeros), 100 * 1024 * 1024);
  g_autoptr (GBytes) bomb = slip_deflate (large);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (bomb, 0, g_bytes_get_size (bomb) - 1);
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (SlipFrame) frame = fixture_frame (three_values, NULL);

  g_assert_cmpuint (g_bytes_get_size (bomb), <, SLIP_FRAME_MAX_BYTES);
  assert_payload_refused (frame, bomb, SLIP_ERROR_TOO_LARGE);
  assert_payload_refused (frame, cut, SLIP_ERROR_CORRUPT);
  assert_payload_refused (frame, empty, SLIP_ERROR_CORRUPT);
}

/* Alters the header and signs again: only the checks behind the signature are left. */
static void
assert_header_refused (guint8 version, guint8 codec, guint32 epoch, guint32 n_ops, int code)
{
  const char *values[] = { "1.5", NULL };
  g_autoptr (SlipFrame) good = fixture_frame (values, NULL);
  g_autoptr (GVariant) value = slip_variant_from_bytes (G_VARIANT_TYPE (FRAME_TYPE), good->bytes);
  g_autoptr (GVariant) header_value = g_variant_get_child_value (value, 0);
  g_autoptr (GBytes) header_bytes = g_variant_get_data_as_bytes (header_value);
  g_autoptr (GVariant) header =
      slip_variant_from_bytes (G_VARIANT_TYPE (HEADER_TYPE), header_bytes);
  GVariant *fields[12];
  g_autoptr (GBytes) altered = NULL;
  g_autoptr (GVariant) payload = g_variant_get_child_value (value, 1);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GByteArray) text = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  guint8 secret[SLIP_SECRET_BYTES], signature[SLIP_SIGNATURE_BYTES];

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    fields[i] = g_variant_get_child_value (header, i);
  for (gsize i = 0; i < 4; i++)
    {
      const gsize at[] = { 0, 7, 8, 10 };

      g_variant_unref (fields[at[i]]);
    }
  fields[0] = g_variant_new_byte (version);
  fields[7] = g_variant_new_byte (codec);
  fields[8] = g_variant_new_uint32 (epoch);
  fields[10] = g_variant_new_uint32 (n_ops);
  altered = slip_variant_to_bytes (g_variant_new_tuple (fields, G_N_ELEMENTS (fields)));
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (i != 0 && i != 7 && i != 8 && i != 10)
      g_variant_unref (fields[i]);
  g_byte_array_append (text, (const guint8 *) "slipway frame 1\n", 16);
  g_byte_array_append (text, g_bytes_get_data (altered, NULL), (guint) g_bytes_get_size (altered));
  fixture_secret (secret);
  crypto_sign_detached (signature, NULL, text->data, text->len, secret);
  bytes = slip_variant_to_bytes (g_variant_new (
      "(@ay@ay@ay)",
      slip_variant_new_bytes (g_bytes_get_data (altered, NULL), g_bytes_get_size (altered)),
      payload, slip_variant_new_bytes (signature, sizeof signature)));
  if (code < 0)
    {
      g_autoptr (SlipFrame) read = slip_frame_decode (bytes, &error);

      g_assert_no_error (error);
      return;
    }
  g_assert_null (slip_frame_decode (bytes, &error));
  g_assert_error (error, SLIP_ERROR, code);
}

static void
test_newer_formats_are_told (void)
{
  assert_header_refused (1, 0, 0, 1, -1);
  assert_header_refused (2, 0, 0, 1, SLIP_ERROR_TOO_NEW);
  assert_header_refused (0, 0, 0, 1, SLIP_ERROR_CORRUPT);
  assert_header_refused (1, 2, 0, 1, SLIP_ERROR_TOO_NEW);
  assert_header_refused (1, 0, 1, 1, SLIP_ERROR_TOO_NEW);
  assert_header_refused (1, 0, 0, 2, SLIP_ERROR_CORRUPT);
  assert_header_refused (1, 1, 0, 1, SLIP_ERROR_CORRUPT);
}

static void
test_foreign_signature_is_refused (void)
{
  g_autoptr (SlipFrame) one = fixture_frame (three_values, NULL);
  g_autoptr (SlipFrame) two = fixture_frame (three_values + 1, NULL);
  g_autoptr (GVariant) a = slip_variant_from_bytes (G_VARIANT_TYPE (FRAME_TYPE), one->bytes);
  g_autoptr (GVariant) b = slip_variant_from_bytes (G_VARIANT_TYPE (FRAME_TYPE), two->bytes);
  g_autoptr (GVariant) header = g_variant_get_child_value (a, 0);
  g_autoptr (GVariant) payload = g_variant_get_child_value (a, 1);
  g_autoptr (GVariant) other_payload = g_variant_get_child_value (b, 1);
  g_autoptr (GVariant) signature = g_variant_get_child_value (b, 2);
  g_autoptr (GBytes) swapped =
      slip_variant_to_bytes (g_variant_new ("(@ay@ay@ay)", header, payload, signature));
  g_autoptr (GBytes) other_bytes = g_variant_get_data_as_bytes (other_payload);
  g_autoptr (GError) error = NULL;

  g_assert_null (slip_frame_decode (swapped, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_BAD_SIGNATURE);
  assert_payload_refused (one, other_bytes, SLIP_ERROR_CORRUPT);
}

static void
test_random_bytes_are_refused (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20);

  for (int i = 0; i < 20000; i++)
    {
      gsize length = (gsize) g_rand_int_range (rand, 0, 400);
      guint8 data[400];
      g_autoptr (GBytes) bytes = NULL;

      for (gsize k = 0; k < length; k++)
        data[k] = (guint8) g_rand_int_range (rand, 0, i % 2 == 0 ? 256 : 3);
      bytes = g_bytes_new (data, length);
      g_assert_null (slip_frame_decode (bytes, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/frame/round-trip", test_round_trip);
  g_test_add_func ("/core/frame/plain-vector", test_plain_vector);
  g_test_add_func ("/core/frame/compressed-vectors", test_compressed_vectors);
  g_test_add_func ("/core/frame/any-altered-byte-is-refused", test_any_altered_byte_is_refused);
  g_test_add_func ("/core/frame/cut-bytes-are-refused", test_cut_bytes_are_refused);
  g_test_add_func ("/core/frame/deflate-bomb-is-refused", test_deflate_bomb_is_refused);
  g_test_add_func ("/core/frame/newer-formats-are-told", test_newer_formats_are_told);
  g_test_add_func ("/core/frame/foreign-signature-is-refused", test_foreign_signature_is_refused);
  g_test_add_func ("/core/frame/random-bytes-are-refused", test_random_bytes_are_refused);
  return g_test_run ();
}
