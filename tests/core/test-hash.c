/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The hash is BLAKE2b-256 as b2sum has it. */

#include <string.h>

#include "core/slip-hash.h"
#include "core/slip-id.h"

/* Made with `b2sum -l 256`. */
static void
test_same_as_b2sum (void)
{
  g_autofree char *million = g_strnfill (1000000, 'a');
  const char *vectors[][2] = {
    { "", "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8" },
    { "abc", "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319" },
    { million, "0741850f36cba4259628355d1073e24ddb9ca0e1bfac36fd39ae5dc2101e23a4" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (vectors[i][0], strlen (vectors[i][0]));
      g_autofree char *hex = slip_hash_hex_of (bytes);

      g_assert_cmpstr (hex, ==, vectors[i][1]);
    }
}

/* Made with Python's hashlib.blake2b; key and text count up from 0, as in RFC 7693's known answers.
 */
static void
test_keyed_vectors (void)
{
  guint8 bytes[256];
  g_autofree char *long_key = NULL;
  g_autofree char *short_key = NULL;
  SlipHash hash;

  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) i;
  slip_hash_keyed (&hash, bytes, 64, bytes, sizeof bytes);
  long_key = slip_hash_to_hex (&hash);
  g_assert_cmpstr (long_key, ==,
                   "1ee3b6312b4e0f0b9663b812b8c129e6d45c410b1c9c5a1667bfc6dd951db79f");
  slip_hash_keyed (&hash, bytes, 16, NULL, 0);
  short_key = slip_hash_to_hex (&hash);
  g_assert_cmpstr (short_key, ==,
                   "037c7d740ea795902b5aebe210fafffff1f627f74010f8dc79c0d5b8a9fb5847");
}

static void
test_texts_round_trip (void)
{
  SlipHash hash, again, from_base32;
  g_autofree char *hex = NULL;
  g_autofree char *base32 = NULL;

  slip_hash_data (&hash, "abc", 3);
  hex = slip_hash_to_hex (&hash);
  base32 = slip_hash_to_base32 (&hash);
  g_assert_cmpuint (strlen (hex), ==, SLIP_HASH_HEX);
  g_assert_cmpuint (strlen (base32), ==, SLIP_HASH_BASE32);
  g_assert_true (slip_hash_from_hex (&again, hex));
  g_assert_true (slip_hash_equal (&hash, &again));
  g_assert_true (slip_base32_decode (base32, from_base32.bytes, SLIP_HASH_BYTES));
  g_assert_true (slip_hash_equal (&hash, &from_base32));
}

static void
test_other_text_is_no_hash (void)
{
  SlipHash hash = { { 1 } };
  g_autofree char *good = g_strnfill (64, 'a');
  g_autofree char *upper = g_strnfill (64, 'A');
  g_autofree char *letter = g_strnfill (64, 'g');
  g_autofree char *longer = g_strnfill (65, 'a');
  g_autofree char *shorter = g_strnfill (63, 'a');

  g_assert_false (slip_hash_from_hex (&hash, NULL));
  g_assert_false (slip_hash_from_hex (&hash, ""));
  g_assert_false (slip_hash_from_hex (&hash, upper));
  g_assert_false (slip_hash_from_hex (&hash, letter));
  g_assert_false (slip_hash_from_hex (&hash, longer));
  g_assert_false (slip_hash_from_hex (&hash, shorter));
  g_assert_cmpint (hash.bytes[0], ==, 1);
  g_assert_true (slip_hash_from_hex (&hash, good));
  g_assert_cmpint (hash.bytes[0], ==, 0xaa);
}

static void
test_zero_means_none (void)
{
  SlipHash hash = { { 0 } };

  g_assert_true (slip_hash_is_zero (&hash));
  hash.bytes[31] = 1;
  g_assert_false (slip_hash_is_zero (&hash));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/hash/same-as-b2sum", test_same_as_b2sum);
  g_test_add_func ("/core/hash/keyed-vectors", test_keyed_vectors);
  g_test_add_func ("/core/hash/texts-round-trip", test_texts_round_trip);
  g_test_add_func ("/core/hash/other-text-is-no-hash", test_other_text_is_no_hash);
  g_test_add_func ("/core/hash/zero-means-none", test_zero_means_none);
  return g_test_run ();
}
