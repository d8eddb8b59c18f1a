/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Ids: their text is canonical, and they are random. */

#include <string.h>

#include "core/slip-id.h"

/* RFC 4648 section 10, in lower case and without padding. */
static void
test_base32_vectors (void)
{
  const char *vectors[][2] = {
    { "", "" },
    { "f", "my" },
    { "fo", "mzxq" },
    { "foo", "mzxw6" },
    { "foob", "mzxw6yq" },
    { "fooba", "mzxw6ytb" },
    { "foobar", "mzxw6ytboi" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      gsize length = strlen (vectors[i][0]);
      g_autofree char *text = slip_base32_encode ((const guint8 *) vectors[i][0], length);
      guint8 bytes[8];

      g_assert_cmpstr (text, ==, vectors[i][1]);
      g_assert_true (slip_base32_decode (text, bytes, length));
      g_assert_cmpmem (bytes, length, vectors[i][0], length);
    }
}

static void
test_base32_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (gsize length = 0; length < 64; length++)
    {
      guint8 bytes[64], again[64];
      g_autofree char *text = NULL;

      for (gsize i = 0; i < length; i++)
        bytes[i] = (guint8) g_rand_int (rand);
      text = slip_base32_encode (bytes, length);
      g_assert_cmpuint (strlen (text), ==, (length * 8 + 4) / 5);
      g_assert_true (slip_base32_decode (text, again, length));
      g_assert_cmpmem (again, length, bytes, length);
      if (length > 0)
        g_assert_false (slip_base32_decode (text, again, length - 1));
      g_assert_false (slip_base32_decode (text, again, length + 1));
    }
}

static void
test_one_value_has_one_text (void)
{
  guint8 bytes[2] = { 7, 7 };

  g_assert_true (slip_base32_decode ("my", bytes, 1));
  bytes[0] = 7;
  g_assert_false (slip_base32_decode ("mz", bytes, 1)); /* bits set behind the last byte */
  g_assert_false (slip_base32_decode ("MY", bytes, 1));
  g_assert_false (slip_base32_decode ("my======", bytes, 1));
  g_assert_false (slip_base32_decode ("m1", bytes, 1));
  g_assert_false (slip_base32_decode ("m", bytes, 1));
  g_assert_false (slip_base32_decode (NULL, bytes, 1));
  g_assert_cmpint (bytes[0], ==, 7);
}

static void
test_new_ids_differ (void)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; i < 1000; i++)
    {
      char *id = slip_id_new ();
      char *replica = slip_replica_new ();

      g_assert_cmpuint (strlen (id), ==, SLIP_ID_LENGTH);
      g_assert_true (slip_id_is_valid (id));
      g_assert_false (slip_replica_is_valid (id));
      g_assert_cmpuint (strlen (replica), ==, SLIP_REPLICA_LENGTH);
      g_assert_true (slip_replica_is_valid (replica));
      g_assert_false (slip_id_is_valid (replica));
      g_assert_true (g_hash_table_add (known, id));
      g_assert_true (g_hash_table_add (known, replica));
    }
}

static void
test_other_text_is_no_id (void)
{
  g_assert_false (slip_id_is_valid (NULL));
  g_assert_false (slip_id_is_valid (""));
  g_assert_true (slip_id_is_valid ("aaaaaaaaaaaaaaaaaaaaaaaaaa"));
  g_assert_false (slip_id_is_valid ("aaaaaaaaaaaaaaaaaaaaaaaaab"));
  g_assert_false (slip_id_is_valid ("aaaaaaaaaaaaaaaaaaaaaaaaa."));
  g_assert_false (slip_id_is_valid ("Aaaaaaaaaaaaaaaaaaaaaaaaaa"));
  g_assert_false (slip_replica_is_valid (NULL));
  g_assert_false (slip_replica_is_valid ("../../etc/passwd"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/ids/base32-vectors", test_base32_vectors);
  g_test_add_func ("/core/ids/base32-round-trip", test_base32_round_trip);
  g_test_add_func ("/core/ids/one-value-has-one-text", test_one_value_has_one_text);
  g_test_add_func ("/core/ids/new-ids-differ", test_new_ids_differ);
  g_test_add_func ("/core/ids/other-text-is-no-id", test_other_text_is_no_id);
  return g_test_run ();
}
