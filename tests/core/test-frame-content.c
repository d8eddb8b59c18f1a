/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What a frame may hold: how much, in what order, how small it gets, and that withheld ops are gone from it. */

#include <gio/gio.h>
#include <string.h>

#include "core-fixture.h"
#include "core-vectors.h"
#include "core/slip-deflate.h"
#include "core/slip-error.h"
#include "core/slip-variant.h"

static const char *const three_values[] = { "first", "second, a secret", "third", NULL };

/* What stands in the payload, unpacked. */
static GBytes *
payload_of (GBytes *frame)
{
  g_autoptr (GVariant) value = slip_variant_from_bytes (G_VARIANT_TYPE (FRAME_TYPE), frame);
  g_autoptr (GVariant) header_bytes = g_variant_get_child_value (value, 0);
  g_autoptr (GVariant) payload = g_variant_get_child_value (value, 1);
  g_autoptr (GBytes) bytes = g_variant_get_data_as_bytes (payload);
  g_autoptr (GBytes) header = g_variant_get_data_as_bytes (header_bytes);
  g_autoptr (GVariant) fields = slip_variant_from_bytes (G_VARIANT_TYPE (HEADER_TYPE), header);
  guint8 codec;

  g_variant_get_child (fields, 7, "y", &codec);
  return codec == 0 ? g_steal_pointer (&bytes) : slip_inflate (bytes, 4 * 1024 * 1024, NULL);
}

static gboolean
holds (GBytes *bytes, const void *needle, gsize length)
{
  return memmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), needle, length) != NULL;
}

static void
test_withheld_ops_are_gone (void)
{
  const gboolean keep[] = { TRUE, FALSE, TRUE };
  const gboolean keep_last[] = { FALSE, TRUE, TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipFrame) frame = NULL;
  g_autoptr (SlipFrame) smaller = NULL;
  g_autoptr (SlipFrame) smallest = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) bytes_again = NULL;
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;
  guint8 seed[32];

  fixture_count_bytes (0x60, seed, sizeof seed);
  frame = fixture_frame (three_values, seed);
  bytes = slip_frame_withhold (frame, keep, &error);
  g_assert_no_error (error);
  before = payload_of (frame->bytes);
  after = payload_of (bytes);
  g_assert_true (holds (before, "a secret", 8));
  g_assert_false (holds (after, "a secret", 8));
  /* The seed would give the salt away, with which a short text can be guessed. */
  g_assert_true (holds (before, seed, sizeof seed));
  g_assert_false (holds (after, seed, sizeof seed));

  smaller = slip_frame_decode (bytes, &error);
  g_assert_no_error (error);
  g_assert_true (slip_hash_equal (&smaller->hash, &frame->hash));
  g_assert_null (g_ptr_array_index (smaller->ops, 1));
  g_assert_cmpstr (fixture_value_of (smaller, 0), ==, "first");
  g_assert_cmpstr (fixture_value_of (smaller, 2), ==, "third");

  /* Once withheld, an op doesn't come back. */
  bytes_again = slip_frame_withhold (smaller, keep_last, &error);
  g_assert_no_error (error);
  smallest = slip_frame_decode (bytes_again, &error);
  g_assert_no_error (error);
  g_assert_null (g_ptr_array_index (smallest->ops, 0));
  g_assert_null (g_ptr_array_index (smallest->ops, 1));
  g_assert_cmpstr (fixture_value_of (smallest, 2), ==, "third");
}

static void
test_withholding_all_or_nothing (void)
{
  const gboolean all[] = { TRUE, TRUE, TRUE };
  const gboolean none[] = { FALSE, FALSE, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipFrame) frame = fixture_frame (three_values, NULL);
  g_autoptr (GBytes) same = slip_frame_withhold (frame, all, &error);
  g_autoptr (GBytes) empty = slip_frame_withhold (frame, none, &error);
  g_autoptr (SlipFrame) read = slip_frame_decode (empty, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (same, frame->bytes));
  g_assert_true (slip_hash_equal (&read->hash, &frame->hash));
  g_assert_cmpuint (read->ops->len, ==, 3);
  g_assert_null (g_ptr_array_index (read->ops, 2));
}

static void
test_compresses_only_when_smaller (void)
{
  const char *short_values[] = { "x", NULL };
  g_autofree char *long_text = g_strnfill (20000, 'x');
  const char *long_values[] = { long_text, NULL };
  g_autoptr (SlipFrame) small = fixture_frame (short_values, NULL);
  g_autoptr (SlipFrame) large = fixture_frame (long_values, NULL);
  g_autoptr (GBytes) payload = payload_of (large->bytes);

  g_assert_true (holds (small->bytes, "minutes", 7));
  g_assert_cmpuint (g_bytes_get_size (large->bytes), <, 2000);
  g_assert_true (holds (payload, long_text, 20000));
}

/* A text that doesn't get smaller. */
static char *
noise (GRand *rand, gsize length)
{
  char *text = g_malloc (length + 1);

  for (gsize i = 0; i < length; i++)
    text[i] = (char) g_rand_int_range (rand, 0x20, 0x7f);
  text[length] = '\0';
  return text;
}

static SlipFrame *
try_frame (GPtrArray *ops, GArray *seen, guint64 seq, const SlipHash *prev, GError **error)
{
  g_autofree char *replica = fixture_replica (0x00);
  guint8 secret[SLIP_SECRET_BYTES];
  SlipHash workspace;

  slip_hash_data (&workspace, "workspace", 9);
  fixture_secret (secret);
  return slip_frame_new (&workspace, replica, seq, prev, seen, ops, secret, NULL, error);
}

static GPtrArray *
new_ops (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) slip_op_unref);
}

static void
test_size_is_limited (void)
{
  g_autofree char *replica = fixture_replica (0x00);
  g_autofree guint8 *zeros = g_malloc0 (SLIP_FRAME_MAX_BYTES_WITHHELD + 1);
  g_autoptr (GBytes) large = g_bytes_new (zeros, SLIP_FRAME_MAX_BYTES_WITHHELD + 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (17);
  g_autoptr (GPtrArray) ops = new_ops ();
  g_autoptr (GPtrArray) many = new_ops ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipFrame) fits = NULL;

  for (SlipClock i = 0; i < 4; i++)
    {
      g_autofree char *text = noise (rand, SLIP_OP_MAX_TEXT);

      g_ptr_array_add (ops, fixture_op (replica, FIXED_CLOCK + i, text));
      if (i == 2)
        {
          fits = try_frame (ops, NULL, 1, NULL, &error);
          g_assert_no_error (error);
          g_assert_cmpuint (g_bytes_get_size (fits->bytes), <=, SLIP_FRAME_MAX_BYTES);
        }
    }
  for (SlipClock i = 4; i < 6; i++)
    {
      g_autofree char *text = noise (rand, SLIP_OP_MAX_TEXT);

      g_ptr_array_add (ops, fixture_op (replica, FIXED_CLOCK + i, text));
    }
  g_assert_null (try_frame (ops, NULL, 1, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (slip_frame_decode (large, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE);
  g_clear_error (&error);

  for (SlipClock i = 0; i <= SLIP_FRAME_MAX_OPS; i++)
    g_ptr_array_add (many, fixture_op (replica, FIXED_CLOCK + i, "x"));
  g_assert_null (try_frame (many, NULL, 1, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_clear_error (&error);
  g_clear_pointer (&fits, slip_frame_unref);
  g_ptr_array_set_size (many, SLIP_FRAME_MAX_OPS);
  fits = try_frame (many, NULL, 1, NULL, &error);
  g_assert_no_error (error);
}

/* However well a frame is packed, what is left of it when some of its ops are withheld fits too. */
static void
test_largest_frame_can_be_withheld (void)
{
  g_autofree char *replica = fixture_replica (0x00);
  g_autofree gboolean *keep = g_new0 (gboolean, SLIP_FRAME_MAX_OPS);
  g_autoptr (GPtrArray) ops = new_ops ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipFrame) frame = NULL;
  g_autoptr (SlipFrame) smaller = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (18);

  for (guint i = 0; i < SLIP_FRAME_MAX_OPS; i++)
    {
      g_autofree char *text = noise (rand, 28);

      g_ptr_array_add (ops, fixture_op (replica, FIXED_CLOCK + i, text));
      keep[i] = i != 77;
    }
  frame = try_frame (ops, NULL, 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (frame->bytes), >, SLIP_FRAME_MAX_BYTES / 2);
  bytes = slip_frame_withhold (frame, keep, &error);
  g_assert_no_error (error);
  smaller = slip_frame_decode (bytes, &error);
  g_assert_no_error (error);
  g_assert_null (g_ptr_array_index (smaller->ops, 77));
}

static void
test_parts_have_to_fit (void)
{
  g_autofree char *replica = fixture_replica (0x00);
  g_autofree char *other = fixture_replica (0x80);
  g_autoptr (GPtrArray) none = new_ops ();
  g_autoptr (GPtrArray) good = new_ops ();
  g_autoptr (GPtrArray) backwards = new_ops ();
  g_autoptr (GPtrArray) foreign = new_ops ();
  g_autoptr (GArray) seen = g_array_new (FALSE, FALSE, sizeof (SlipSeen));
  SlipSeen one = { .seq = 1 };
  SlipHash prev;
  const struct
  {
    GPtrArray *ops;
    guint64 seq;
    gboolean with_prev;
  } wrong[] = { { none, 1, FALSE },         { backwards, 1, FALSE }, { foreign, 1, FALSE },
                { good, 0, FALSE },         { good, 1, TRUE },       { good, 2, FALSE },
                { good, G_MAXUINT64, TRUE } };

  slip_hash_data (&prev, "prev", 4);
  g_ptr_array_add (good, fixture_op (replica, FIXED_CLOCK, "a"));
  g_ptr_array_add (backwards, fixture_op (replica, FIXED_CLOCK, "a"));
  g_ptr_array_add (backwards, fixture_op (replica, FIXED_CLOCK, "b"));
  g_ptr_array_add (foreign, fixture_op (other, FIXED_CLOCK, "a"));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (
          try_frame (wrong[i].ops, NULL, wrong[i].seq, wrong[i].with_prev ? &prev : NULL, &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
    }
  strcpy (one.replica, replica);
  g_array_append_val (seen, one);
  g_assert_null (try_frame (good, seen, 1, NULL, NULL)); /* has seen itself */
  strcpy (one.replica, other);
  g_array_set_size (seen, 0);
  g_array_append_val (seen, one);
  g_array_append_val (seen, one);
  g_assert_null (try_frame (good, seen, 1, NULL, NULL)); /* twice the same */
}

static void
test_seen_is_sorted (void)
{
  g_autofree char *replica = fixture_replica (0x00);
  g_autoptr (GPtrArray) ops = new_ops ();
  g_autoptr (GArray) seen = g_array_new (FALSE, FALSE, sizeof (SlipSeen));
  g_autoptr (GArray) reversed = g_array_new (FALSE, FALSE, sizeof (SlipSeen));
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipFrame) frame = NULL;
  g_autoptr (SlipFrame) again = NULL;

  g_ptr_array_add (ops, fixture_op (replica, FIXED_CLOCK, "a"));
  for (guint8 i = 1; i < 20; i++)
    {
      g_autofree char *other = fixture_replica (i);
      SlipSeen one = { .seq = i };

      strcpy (one.replica, other);
      slip_hash_data (&one.hash, &i, 1);
      g_array_append_val (seen, one);
      g_array_prepend_val (reversed, one);
    }
  frame = try_frame (ops, reversed, 1, NULL, &error);
  g_assert_no_error (error);
  again = slip_frame_decode (frame->bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->seen->len, ==, 19);
  for (guint i = 1; i < 19; i++)
    g_assert_cmpstr (g_array_index (again->seen, SlipSeen, i - 1).replica, <,
                     g_array_index (again->seen, SlipSeen, i).replica);
}

static void
test_deflate_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (19);
  const gsize sizes[] = { 0, 1, 100, 4095, 4096, 4097, 100000, 1000000 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_take (noise (rand, sizes[i]), sizes[i]);
      g_autoptr (GBytes) packed = slip_deflate (bytes);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) again = slip_inflate (packed, sizes[i], &error);

      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (again, bytes));
      if (sizes[i] > 0)
        {
          g_assert_null (slip_inflate (packed, sizes[i] - 1, &error));
          g_assert_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/frame-content/withheld-ops-are-gone", test_withheld_ops_are_gone);
  g_test_add_func ("/core/frame-content/withholding-all-or-nothing",
                   test_withholding_all_or_nothing);
  g_test_add_func ("/core/frame-content/compresses-only-when-smaller",
                   test_compresses_only_when_smaller);
  g_test_add_func ("/core/frame-content/size-is-limited", test_size_is_limited);
  g_test_add_func ("/core/frame-content/largest-frame-can-be-withheld",
                   test_largest_frame_can_be_withheld);
  g_test_add_func ("/core/frame-content/parts-have-to-fit", test_parts_have_to_fit);
  g_test_add_func ("/core/frame-content/seen-is-sorted", test_seen_is_sorted);
  g_test_add_func ("/core/frame-content/deflate-round-trip", test_deflate_round_trip);
  return g_test_run ();
}
