/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Frames: their bytes are settled, what is altered is refused, and what is withheld is gone. */

#include <gio/gio.h>
#include <sodium.h>
#include <string.h>

#include "core-fixture.h"
#include "core-vectors.h"
#include "core/slip-deflate.h"
#include "core/slip-error.h"
#include "core/slip-variant.h"

#define FRAME_TYPE "(ayayay)"
#define HEADER_TYPE "(yayaytaya(aytay)tyuayuay)"

static const char *const three_values[] = { "first", "second, a secret", "third", NULL };

static const char *
value_of (SlipFrame *frame, guint number)
{
  SlipOp *op = g_ptr_array_index (frame->ops, number);
  const char *value = NULL;

  g_variant_get (op->content, "(@ay&s&s)", NULL, NULL, &value);
  return value;
}

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
      g_assert_cmpstr (value_of (again, 0), ==, "first");
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
  g_assert_cmpstr (value_of (withheld, 0), ==, "first");
  g_assert_null (g_ptr_array_index (withheld->ops, 1));
  g_assert_cmpstr (value_of (withheld, 2), ==, "third");
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
  g_assert_cmpstr (value_of (smaller, 0), ==, "first");
  g_assert_cmpstr (value_of (smaller, 2), ==, "third");

  /* Once withheld, an op doesn't come back. */
  bytes_again = slip_frame_withhold (smaller, keep_last, &error);
  g_assert_no_error (error);
  smallest = slip_frame_decode (bytes_again, &error);
  g_assert_no_error (error);
  g_assert_null (g_ptr_array_index (smallest->ops, 0));
  g_assert_null (g_ptr_array_index (smallest->ops, 1));
  g_assert_cmpstr (value_of (smallest, 2), ==, "third");
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
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/frame/round-trip", test_round_trip);
  g_test_add_func ("/core/frame/plain-vector", test_plain_vector);
  g_test_add_func ("/core/frame/compressed-vectors", test_compressed_vectors);
  g_test_add_func ("/core/frame/any-altered-byte-is-refused", test_any_altered_byte_is_refused);
  g_test_add_func ("/core/frame/cut-bytes-are-refused", test_cut_bytes_are_refused);
  g_test_add_func ("/core/frame/withheld-ops-are-gone", test_withheld_ops_are_gone);
  g_test_add_func ("/core/frame/withholding-all-or-nothing", test_withholding_all_or_nothing);
  g_test_add_func ("/core/frame/compresses-only-when-smaller", test_compresses_only_when_smaller);
  g_test_add_func ("/core/frame/size-is-limited", test_size_is_limited);
  g_test_add_func ("/core/frame/largest-frame-can-be-withheld", test_largest_frame_can_be_withheld);
  g_test_add_func ("/core/frame/parts-have-to-fit", test_parts_have_to_fit);
  g_test_add_func ("/core/frame/seen-is-sorted", test_seen_is_sorted);
  g_test_add_func ("/core/frame/deflate-bomb-is-refused", test_deflate_bomb_is_refused);
  g_test_add_func ("/core/frame/deflate-round-trip", test_deflate_round_trip);
  g_test_add_func ("/core/frame/newer-formats-are-told", test_newer_formats_are_told);
  g_test_add_func ("/core/frame/foreign-signature-is-refused", test_foreign_signature_is_refused);
  g_test_add_func ("/core/frame/random-bytes-are-refused", test_random_bytes_are_refused);
  return g_test_run ();
}
