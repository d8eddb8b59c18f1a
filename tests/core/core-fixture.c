/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Fixed ids, keys and ops that the tests of core share. */

#include "core-fixture.h"

#include <sodium.h>
#include <string.h>

void
fixture_count_bytes (guint8 first, guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) (first + i);
}

char *
fixture_id (guint8 first)
{
  guint8 bytes[SLIP_ID_BYTES];

  fixture_count_bytes (first, bytes, sizeof bytes);
  return slip_base32_encode (bytes, sizeof bytes);
}

char *
fixture_replica (guint8 first)
{
  guint8 bytes[SLIP_REPLICA_BYTES];

  fixture_count_bytes (first, bytes, sizeof bytes);
  return slip_base32_encode (bytes, sizeof bytes);
}

GBytes *
fixture_from_hex (const char *hex)
{
  gsize length = strlen (hex) / 2;
  g_autofree guint8 *bytes = g_malloc (length + 1);

  g_assert_cmpint (sodium_hex2bin (bytes, length, hex, strlen (hex), NULL, NULL, NULL), ==, 0);
  return g_bytes_new_take (g_steal_pointer (&bytes), length);
}

char *
fixture_to_hex (GBytes *bytes)
{
  gsize length = g_bytes_get_size (bytes);
  char *hex = g_malloc (2 * length + 1);

  sodium_bin2hex (hex, 2 * length + 1, g_bytes_get_data (bytes, NULL), length);
  return hex;
}

void
fixture_secret (guint8 secret[SLIP_SECRET_BYTES])
{
  guint8 seed[crypto_sign_SEEDBYTES];
  guint8 key[SLIP_KEY_BYTES];

  slip_sodium_init ();
  fixture_count_bytes (0x40, seed, sizeof seed);
  crypto_sign_seed_keypair (key, secret, seed);
}

SlipOp *
fixture_op (const char *replica, SlipClock clock, const char *value)
{
  g_autofree char *person = fixture_id (0x10);
  g_autofree char *record = fixture_id (0x20);
  g_autofree char *row = fixture_id (0x30);
  g_autoptr (GError) error = NULL;
  SlipOp *op = slip_op_new (
      replica, clock, 1700000000000, 60, person, SLIP_OP_SET, SLIP_UNKNOWN_RECORD_READ_ONLY, record,
      NULL, 0, g_variant_new ("(@ayss)", slip_op_id_variant (row), "minutes", value), &error);

  g_assert_no_error (error);
  return op;
}

SlipOp *
fixture_vector_op (void)
{
  g_autofree char *replica = fixture_replica (0x00);
  g_autofree char *other = fixture_replica (0x80);
  g_autofree char *person = fixture_id (0x10);
  g_autofree char *record = fixture_id (0x20);
  g_autoptr (GError) error = NULL;
  SlipOpName replaces[2] = { { .clock = FIXED_CLOCK - 1 }, { .clock = FIXED_CLOCK - 3 } };
  SlipOp *op;

  strcpy (replaces[0].replica, replica);
  strcpy (replaces[1].replica, other);
  op = slip_op_new (replica, FIXED_CLOCK, 1700000000000, 60, person, SLIP_OP_SET,
                    SLIP_UNKNOWN_RECORD_READ_ONLY, record, replaces, 2,
                    g_variant_new ("(@ayss)", slip_op_id_variant (NULL), "scope/purpose", "Grüße"),
                    &error);
  g_assert_no_error (error);
  return op;
}

/* A frame with one op a value; its number, keys and what it had seen are fixed. */
SlipFrame *
fixture_frame (const char *const *values, const guint8 *seed)
{
  g_autofree char *replica = fixture_replica (0x00);
  g_autofree char *other = fixture_replica (0x80);
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_op_unref);
  g_autoptr (GArray) seen = g_array_new (FALSE, FALSE, sizeof (SlipSeen));
  g_autoptr (GError) error = NULL;
  guint8 secret[SLIP_SECRET_BYTES];
  SlipSeen one = { .seq = 5 };
  SlipHash workspace, prev;
  SlipFrame *frame;

  slip_hash_data (&workspace, "workspace", 9);
  slip_hash_data (&prev, "prev", 4);
  slip_hash_data (&one.hash, "seen", 4);
  strcpy (one.replica, other);
  g_array_append_val (seen, one);
  for (gsize i = 0; values[i] != NULL; i++)
    g_ptr_array_add (ops, fixture_op (replica, FIXED_CLOCK + i, values[i]));
  fixture_secret (secret);
  frame = slip_frame_new (&workspace, replica, 3, &prev, seen, ops, secret, seed, &error);
  g_assert_no_error (error);
  return frame;
}

const char *
fixture_value_of (SlipFrame *frame, guint number)
{
  return slip_op_text (g_ptr_array_index (frame->ops, number), 2);
}
