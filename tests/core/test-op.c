/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Ops: their bytes are settled, and nothing else is read as one. */

#include <string.h>

#include "core-fixture.h"
#include "core-vectors.h"
#include "core/slip-error.h"

#define OP_TYPE "(txnaysyaya(ayt)v)"

/* Makes the op again from what was read; its bytes must be the same. */
static void
assert_canonical (SlipOp *op)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) content = slip_op_content (op);
  g_autoptr (SlipOp) again = slip_op_new (
      op->name.replica, op->name.clock, op->wall_ms, op->utc_offset, op->person, op->kind,
      op->on_unknown, op->record, (const SlipOpName *) (void *) op->replaces->data,
      op->replaces->len, content, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (again->bytes, op->bytes));
}

static void
test_vector (void)
{
  g_autofree char *replica = fixture_replica (0x00);
  g_autofree char *other = fixture_replica (0x80);
  g_autofree char *person = fixture_id (0x10);
  g_autofree char *record = fixture_id (0x20);
  g_autoptr (SlipOp) made = fixture_vector_op ();
  g_autofree char *hex = fixture_to_hex (made->bytes);
  g_autofree char *hash = slip_hash_hex_of (made->bytes);
  g_autoptr (GBytes) bytes = fixture_from_hex (VECTOR_OP);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipOp) op = slip_op_decode (bytes, replica, &error);
  const SlipOpName *names;
  char row[SLIP_ID_LENGTH + 1];

  g_assert_cmpstr (hex, ==, VECTOR_OP);
  g_assert_cmpstr (hash, ==, VECTOR_OP_HASH);
  g_assert_no_error (error);
  g_assert_cmpuint (op->name.clock, ==, FIXED_CLOCK);
  g_assert_cmpstr (op->name.replica, ==, replica);
  g_assert_cmpint (op->wall_ms, ==, 1700000000000);
  g_assert_cmpint (op->utc_offset, ==, 60);
  g_assert_cmpstr (op->person, ==, person);
  g_assert_cmpstr (op->kind, ==, SLIP_OP_SET);
  g_assert_cmpint (op->on_unknown, ==, SLIP_UNKNOWN_RECORD_READ_ONLY);
  g_assert_cmpstr (op->record, ==, record);
  g_assert_cmpuint (op->replaces->len, ==, 2);
  names = (const SlipOpName *) (void *) op->replaces->data;
  g_assert_cmpstr (names[0].replica, ==, other);
  g_assert_cmpuint (names[0].clock, ==, FIXED_CLOCK - 3);
  g_assert_cmpstr (names[1].replica, ==, replica);
  g_assert_cmpuint (names[1].clock, ==, FIXED_CLOCK - 1);
  g_assert_cmpstr (slip_op_text (op, 1), ==, "scope/purpose");
  g_assert_cmpstr (slip_op_text (op, 2), ==, "Grüße");
  slip_op_id (op, 0, row);
  g_assert_cmpstr (row, ==, "");
  assert_canonical (op);
}

/* The bytes are what GVariant makes of the parts, whatever their sizes. */
static void
test_bytes_are_a_gvariant (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (13);
  g_autofree char *replica = fixture_replica (0x00);
  g_autofree char *person = fixture_id (0x10);
  g_autofree char *record = fixture_id (0x20);
  guint8 id[SLIP_ID_BYTES];
  const gint sizes[] = { 0, 1, 30, 100, 200, 300, 1000, 48 * 1024 };

  for (int i = 0; i < 400; i++)
    {
      g_autofree char *value = g_strnfill ((gsize) sizes[i % 8] + (gsize) (i / 8), 'x');
      int n = g_rand_int_range (rand, 0, 4) * g_rand_int_range (rand, 0, 12);
      g_autofree SlipOpName *names = g_new0 (SlipOpName, (gsize) n + 1);
      g_autoptr (GVariant) variant = NULL;
      g_autoptr (GVariant) normal = NULL;
      g_autoptr (GBytes) encoded = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (SlipOp) op = NULL;
      g_autoptr (SlipOp) again = NULL;
      gboolean in_record = i % 3 != 0;
      GVariantBuilder replaces;

      g_variant_builder_init (&replaces, G_VARIANT_TYPE ("a(ayt)"));
      for (int k = 0; k < n; k++)
        {
          g_autofree char *name = fixture_replica (k % 3 == 0 ? 0x00 : (guint8) (0x80 + k));
          guint8 other[SLIP_REPLICA_BYTES];

          fixture_count_bytes ((guint8) (0x80 + k), other, sizeof other);
          strcpy (names[k].replica, name);
          names[k].clock = (SlipClock) k + 1;
          g_variant_builder_add (&replaces, "(@ayt)",
                                 g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, other,
                                                            k % 3 == 0 ? 0 : sizeof other, 1),
                                 names[k].clock);
        }
      op = slip_op_new (replica, 1000 + (SlipClock) i, i, (gint16) (i - 200), person, "new-kind",
                        SLIP_UNKNOWN_IGNORE, in_record ? record : NULL, names, (gsize) n,
                        g_variant_new ("(sts)", value, (guint64) i, "tail"), &error);
      g_assert_no_error (error);
      fixture_count_bytes (0x20, id, sizeof id);
      encoded = g_bytes_new (id, sizeof id);
      variant = g_variant_ref_sink (
          g_variant_new_from_bytes (G_VARIANT_TYPE (OP_TYPE), op->bytes, FALSE));
#if G_BYTE_ORDER == G_BIG_ENDIAN
      normal = g_variant_byteswap (variant);
#else
      normal = g_variant_ref (variant);
#endif
      g_assert_true (g_variant_is_normal_form (variant));
      {
        guint8 person_bytes[SLIP_ID_BYTES];
        g_autoptr (GVariant) expected = NULL;

        fixture_count_bytes (0x10, person_bytes, sizeof person_bytes);
        expected = g_variant_ref_sink (g_variant_new (
            "(txn@aysy@aya(ayt)v)", 1000 + (guint64) i, (gint64) i, (gint16) (i - 200),
            g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, person_bytes, sizeof person_bytes, 1),
            "new-kind", 0,
            g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, id, in_record ? sizeof id : 0, 1),
            &replaces, g_variant_new ("(sts)", value, (guint64) i, "tail")));
        g_assert_true (g_variant_equal (normal, expected));
      }
      again = slip_op_decode (op->bytes, replica, &error);
      g_assert_no_error (error);
      assert_canonical (again);
    }
}

/* A good content for each kind. */
static GVariant *
content_of (const char *kind)
{
  static const guint8 bytes[64] = { 1 };
  g_autofree char *id = fixture_id (0x30);
  GVariant *hash = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, 32, 1);
  GVariant *signature = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, 64, 1);
  g_autoptr (GVariant) hash_owned = g_variant_ref_sink (hash);
  g_autoptr (GVariant) signature_owned = g_variant_ref_sink (signature);
  GVariant *row = slip_op_id_variant (id);
  g_autoptr (GVariant) row_owned = g_variant_ref_sink (row);
  GVariant *none = slip_op_id_variant ("");
  g_autoptr (GVariant) none_owned = g_variant_ref_sink (none);

  if (strcmp (kind, SLIP_OP_RELEASE) == 0)
    return g_variant_new ("()");
  if (strcmp (kind, SLIP_OP_DOCUMENT) == 0)
    return g_variant_new ("(@ayss@ay)", row, "deployment-plan", "DP-1", hash);
  if (strcmp (kind, SLIP_OP_SET_BLOB) == 0)
    return g_variant_new ("(@ays@ay)", none, "scope/purpose", hash);
  if (strcmp (kind, SLIP_OP_ATTACH) == 0)
    return g_variant_new ("(@aysst@ay)", none, "files/log", "run 1.log", (guint64) 123, hash);
  if (strcmp (kind, SLIP_OP_ADD) == 0)
    return g_variant_new ("(@ay@ayss)", row, none, "items", "i1");
  if (strcmp (kind, SLIP_OP_MOVE) == 0)
    return g_variant_new ("(@ays)", row, "i1");
  if (strcmp (kind, SLIP_OP_DELETE) == 0 || strcmp (kind, SLIP_OP_KEEP) == 0)
    return g_variant_new ("(@ay)", none);
  if (strcmp (kind, SLIP_OP_DEFINE) == 0)
    return g_variant_new ("(ss@ay)", "form", "uat", hash);
  if (strcmp (kind, SLIP_OP_STATEMENT) == 0)
    return g_variant_new ("(@ay@ay)", hash, signature);
  if (strcmp (kind, SLIP_OP_INVITE) == 0)
    return g_variant_new ("(@ay)", hash);
  if (strcmp (kind, SLIP_OP_JOIN) == 0)
    return g_variant_new ("(@ays@ay@ay@ay@ay@ay)", row, "Ada", hash, hash, hash, hash, signature);
  if (strcmp (kind, SLIP_OP_REVISE) == 0)
    return g_variant_new ("(s)", "The window moved");
  if (strcmp (kind, SLIP_OP_FOLLOW) == 0)
    return g_variant_new ("(@ay)", hash);
  if (strcmp (kind, SLIP_OP_COMMENT) == 0)
    return g_variant_new ("(@ayssss)", none, "scope/purpose", "concern", "ai-irb-liaison",
                          "Whom does it decide about?");
  if (strcmp (kind, SLIP_OP_REPLY) == 0)
    return g_variant_new ("(@aytsss)",
                          g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, 10, 1),
                          (guint64) 7, "close", "", "Said now");
  if (strcmp (kind, SLIP_OP_DISCARD) == 0)
    return g_variant_new ("(s)", "Made twice");
  if (strcmp (kind, SLIP_OP_PURGE) == 0)
    return g_variant_new ("(@ays)", hash, "It holds a password");
  if (strcmp (kind, SLIP_OP_WITHHOLD) == 0)
    return g_variant_new ("(@ayts@ays)",
                          g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, 10, 1),
                          (guint64) 7, "It holds a password", none, "scope/purpose");
  return g_variant_new ("(@ayss)", row, "field", "value");
}

static const char *const kinds[] = {
  SLIP_OP_RELEASE, SLIP_OP_DOCUMENT, SLIP_OP_SET,    SLIP_OP_SET_BLOB,  SLIP_OP_ATTACH,
  SLIP_OP_PUT,     SLIP_OP_DROP,     SLIP_OP_ADD,    SLIP_OP_MOVE,      SLIP_OP_DELETE,
  SLIP_OP_KEEP,    SLIP_OP_DEFINE,   SLIP_OP_INVITE, SLIP_OP_STATEMENT, SLIP_OP_JOIN,
  SLIP_OP_PROPOSE, SLIP_OP_REVISE,   SLIP_OP_PURGE,  SLIP_OP_WITHHOLD,  SLIP_OP_DISCARD,
  SLIP_OP_FOLLOW,  SLIP_OP_COMMENT,  SLIP_OP_REPLY
};

static SlipOp *
try_op (const char *kind, const char *record, GVariant *content, GError **error)
{
  g_autofree char *replica = fixture_replica (0x00);
  g_autofree char *person = fixture_id (0x10);

  return slip_op_new (replica, FIXED_CLOCK, 1700000000000, 0, person, kind,
                      SLIP_UNKNOWN_WORKSPACE_READ_ONLY, record, NULL, 0, content, error);
}

static gboolean
needs_no_record (const char *kind)
{
  return strcmp (kind, SLIP_OP_DEFINE) == 0 || strcmp (kind, SLIP_OP_INVITE) == 0 ||
         strcmp (kind, SLIP_OP_JOIN) == 0 || strcmp (kind, SLIP_OP_PURGE) == 0;
}

static void
test_every_kind_round_trips (void)
{
  g_autofree char *replica = fixture_replica (0x00);
  g_autofree char *record = fixture_id (0x20);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SlipOp) op = try_op (kinds[i], needs_no_record (kinds[i]) ? NULL : record,
                                      content_of (kinds[i]), &error);
      g_autoptr (SlipOp) again = NULL;

      g_assert_no_error (error);
      again = slip_op_decode (op->bytes, replica, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (again->kind, ==, kinds[i]);
      g_assert_cmpstr (again->record, ==, op->record);
      assert_canonical (again);
    }
}

static void
assert_refused (const char *kind, const char *record, GVariant *content)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (try_op (kind, record, content, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
}

static void
test_wrong_type_is_refused (void)
{
  g_autofree char *record = fixture_id (0x20);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const char *in = needs_no_record (kinds[i]) ? NULL : record;

      assert_refused (kinds[i], in, g_variant_new ("(u)", 5));
      assert_refused (kinds[i], in, g_variant_new_string ("text"));
    }
}

static void
test_wrong_record_is_refused (void)
{
  g_autofree char *record = fixture_id (0x20);
  g_autoptr (SlipOp) statement =
      try_op (SLIP_OP_STATEMENT, NULL, content_of (SLIP_OP_STATEMENT), NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i], SLIP_OP_STATEMENT) != 0)
      assert_refused (kinds[i], needs_no_record (kinds[i]) ? record : NULL, content_of (kinds[i]));
  g_assert_nonnull (statement);
  assert_refused (SLIP_OP_SET, "short", content_of (SLIP_OP_SET));
}

static void
test_wrong_content_is_refused (void)
{
  static const guint8 bytes[65] = { 1 };
  g_autofree char *record = fixture_id (0x20);
  g_autofree char *row = fixture_id (0x30);
  g_autofree char *long_name = g_strnfill (300, 'x');
  const char *bad_files[] = { "", ".", "..", "a/b", "a\nb", "a\tb", long_name };
  const char *bad_positions[] = { "", "0", "i0", "I", "a b" };

#define BYTES(n) g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes, n, 1)
  assert_refused (SLIP_OP_SET, record, g_variant_new ("(@ayss)", BYTES (15), "f", "v"));
  assert_refused (SLIP_OP_SET, record, g_variant_new ("(@ayss)", BYTES (16), "", "v"));
  assert_refused (SLIP_OP_SET, record, g_variant_new ("(@ayss)", BYTES (16), long_name, "v"));
  assert_refused (SLIP_OP_SET, record, g_variant_new ("(@ayss)", BYTES (16), "f", "a\rb"));
  assert_refused (SLIP_OP_SET, record, g_variant_new ("(@ayss)", BYTES (16), "f", "a\x01"));
  assert_refused (SLIP_OP_SET_BLOB, record,
                  g_variant_new ("(@ays@ay)", BYTES (16), "f", BYTES (31)));
  assert_refused (SLIP_OP_ADD, record,
                  g_variant_new ("(@ay@ayss)", BYTES (0), BYTES (0), "items", "i1"));
  assert_refused (SLIP_OP_MOVE, record, g_variant_new ("(@ays)", BYTES (0), "i1"));
  assert_refused (SLIP_OP_DEFINE, NULL, g_variant_new ("(ss@ay)", "form", "", BYTES (32)));
  assert_refused (SLIP_OP_STATEMENT, NULL, g_variant_new ("(@ay@ay)", BYTES (0), BYTES (64)));
  assert_refused (SLIP_OP_STATEMENT, NULL, g_variant_new ("(@ay@ay)", BYTES (9), BYTES (65)));
  assert_refused (SLIP_OP_INVITE, NULL, g_variant_new ("(@ay)", BYTES (33)));
  for (gsize i = 0; i < G_N_ELEMENTS (bad_files); i++)
    assert_refused (
        SLIP_OP_ATTACH, record,
        g_variant_new ("(@aysst@ay)", BYTES (0), "f", bad_files[i], (guint64) 1, BYTES (32)));
  assert_refused (SLIP_OP_ATTACH, record,
                  g_variant_new ("(@aysst@ay)", BYTES (0), "f", "a", G_MAXUINT64, BYTES (32)));
  for (gsize i = 0; i < G_N_ELEMENTS (bad_positions); i++)
    assert_refused (SLIP_OP_MOVE, record, g_variant_new ("(@ays)", BYTES (16), bad_positions[i]));
#undef BYTES
}

static void
test_wrong_envelope_is_refused (void)
{
  g_autofree char *r = fixture_replica (0x00);
  g_autofree char *p = fixture_id (0x10);
  const struct
  {
    const char *replica;
    SlipClock clock;
    gint64 wall;
    gint16 offset;
    const char *person;
    const char *kind;
    int on_unknown;
    SlipClock replaced; /* clock of an own op that it replaces; 0 for none */
  } wrong[] = {
    { "x", 9, 0, 0, p, "new", 0, 0 },
    { r, 0, 0, 0, p, "new", 0, 0 },
    { r, (SlipClock) 1 << 63, 0, 0, p, "new", 0, 0 },
    { r, 9, -1, 0, p, "new", 0, 0 },
    { r, 9, G_MAXINT64, 0, p, "new", 0, 0 },
    { r, 9, 0, 1440, p, "new", 0, 0 },
    { r, 9, 0, -1440, p, "new", 0, 0 },
    { r, 9, 0, 0, "", "new", 0, 0 },
    { r, 9, 0, 0, NULL, "new", 0, 0 },
    { r, 9, 0, 0, p, "", 0, 0 },
    { r, 9, 0, 0, p, "New", 0, 0 },
    { r, 9, 0, 0, p, "a kind", 0, 0 },
    { r, 9, 0, 0, p, "new", 3, 0 },
    { r, 9, 0, 0, p, "new", 0, 9 },
    { r, 9, 0, 0, p, "new", 0, 10 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      SlipOpName name = { .clock = wrong[i].replaced };

      strcpy (name.replica, r);
      g_assert_null (slip_op_new (wrong[i].replica, wrong[i].clock, wrong[i].wall, wrong[i].offset,
                                  wrong[i].person, wrong[i].kind, (SlipUnknown) wrong[i].on_unknown,
                                  NULL, &name, wrong[i].replaced != 0, g_variant_new ("()"),
                                  &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
    }
}

static void
test_replaces_are_sorted_and_unique (void)
{
  g_autofree char *replica = fixture_replica (0x00);
  g_autofree char *other = fixture_replica (0x80);
  g_autofree char *person = fixture_id (0x10);
  SlipOpName names[5] = {
    { .clock = 7 }, { .clock = 3 }, { .clock = 7 }, { .clock = 7 }, { .clock = 99 }
  };
  g_autoptr (SlipOp) op = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < 5; i++)
    strcpy (names[i].replica, i == 2 || i == 4 ? other : replica);
  op = slip_op_new (replica, 50, 0, 0, person, "new", SLIP_UNKNOWN_IGNORE, NULL, names, 5,
                    g_variant_new ("()"), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (op->replaces->len, ==, 4);
  for (guint i = 1; i < op->replaces->len; i++)
    g_assert_cmpint (slip_op_name_compare (&g_array_index (op->replaces, SlipOpName, i - 1),
                                           &g_array_index (op->replaces, SlipOpName, i)),
                     <, 0);
}

static void
test_size_is_limited (void)
{
  g_autofree char *record = fixture_id (0x20);
  g_autofree char *replica = fixture_replica (0x00);
  g_autofree char *long_text = g_strnfill (SLIP_OP_MAX_TEXT, 'x');
  g_autofree char *too_long = g_strnfill (SLIP_OP_MAX_BYTES, 'x');
  g_autofree guint8 *zeros = g_malloc0 (SLIP_OP_MAX_BYTES + 1);
  g_autoptr (GBytes) large = g_bytes_new (zeros, SLIP_OP_MAX_BYTES + 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipOp) fits =
      try_op (SLIP_OP_SET, record,
              g_variant_new ("(@ayss)", slip_op_id_variant (NULL), "f", long_text), &error);

  g_assert_no_error (error);
  g_assert_null (try_op (SLIP_OP_SET, record,
                         g_variant_new ("(@ayss)", slip_op_id_variant (NULL), "f", too_long),
                         &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (slip_op_decode (large, replica, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE);
}

static void
assert_damaged (const guint8 *data, gsize length, const char *replica)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (GError) error = NULL;

  g_assert_null (slip_op_decode (bytes, replica, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT);
}

static void
test_cut_bytes_are_refused (void)
{
  g_autofree char *replica = fixture_replica (0x00);
  g_autoptr (GBytes) bytes = fixture_from_hex (VECTOR_OP);
  gsize length = g_bytes_get_size (bytes);
  g_autofree guint8 *data = g_malloc0 (length + 1);

  memcpy (data, g_bytes_get_data (bytes, NULL), length);
  for (gsize n = 0; n < length; n++)
    assert_damaged (data, n, replica);
  assert_damaged (data, length + 1, replica);
}

/* What is read after a change is another good op, never the old bytes in a second form. */
static void
test_altered_bytes_are_refused_or_canonical (void)
{
  g_autofree char *replica = fixture_replica (0x00);
  g_autofree char *record = fixture_id (0x20);
  g_autoptr (GRand) rand = g_rand_new_with_seed (14);
  guint n_read = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (SlipOp) op = i == 0 ? fixture_vector_op ()
                                     : try_op (kinds[i], needs_no_record (kinds[i]) ? NULL : record,
                                               content_of (kinds[i]), NULL);
      gsize length = g_bytes_get_size (op->bytes);

      for (gsize n = 0; n < length * 8 + 2000; n++)
        {
          g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (op->bytes, NULL), length);
          g_autoptr (GBytes) altered = NULL;
          g_autoptr (SlipOp) read = NULL;
          g_autoptr (GError) error = NULL;

          if (n < length * 8)
            data[n / 8] ^= (guint8) (1 << n % 8);
          else
            for (int k = g_rand_int_range (rand, 1, 4); k > 0; k--)
              data[g_rand_int_range (rand, 0, (gint32) length)] = (guint8) g_rand_int (rand);
          altered = g_bytes_new (data, length);
          read = slip_op_decode (altered, replica, &error);
          if (read == NULL)
            {
              g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT);
              continue;
            }
          n_read++;
          assert_canonical (read);
        }
    }
  g_assert_cmpuint (n_read, >, 0);
}

static void
test_random_bytes_are_refused (void)
{
  g_autofree char *replica = fixture_replica (0x00);
  g_autoptr (GRand) rand = g_rand_new_with_seed (15);

  for (int i = 0; i < 20000; i++)
    {
      guint8 data[128];
      gsize length = (gsize) g_rand_int_range (rand, 0, 128);

      for (gsize k = 0; k < length; k++)
        data[k] = (guint8) g_rand_int_range (rand, 0, i % 2 == 0 ? 256 : 4);
      assert_damaged (data, length, replica);
    }
}

/* The own replica is written as an empty one; its name in full would be a second form. */
static void
test_own_replica_in_full_is_refused (void)
{
  g_autofree char *replica = fixture_replica (0x80);
  g_autoptr (GBytes) bytes = fixture_from_hex (VECTOR_OP);

  assert_damaged (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), replica);
}

static void
test_unknown_kind_is_kept (void)
{
  g_autofree char *replica = fixture_replica (0x00);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipOp) op =
      try_op ("kind-of-2031", NULL, g_variant_new ("(a{sv}d)", NULL, 0.5), &error);
  g_autoptr (SlipOp) again = NULL;

  g_assert_no_error (error);
  again = slip_op_decode (op->bytes, replica, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->kind, ==, "kind-of-2031");
  g_assert_cmpint (again->on_unknown, ==, SLIP_UNKNOWN_WORKSPACE_READ_ONLY);
}

static void
test_content_parts (void)
{
  g_autofree char *id = fixture_id (0x30);
  g_autofree char *record = fixture_id (0x20);
  g_autoptr (SlipOp) add = try_op (SLIP_OP_ADD, record, content_of (SLIP_OP_ADD), NULL);
  g_autoptr (SlipOp) attach = try_op (SLIP_OP_ATTACH, record, content_of (SLIP_OP_ATTACH), NULL);
  char text[SLIP_ID_LENGTH + 1] = "before";
  char hex[SLIP_HASH_HEX + 1];

  slip_op_id (add, 0, text);
  g_assert_cmpstr (text, ==, id);
  slip_op_id (add, 1, text);
  g_assert_cmpstr (text, ==, "");
  g_assert_cmpstr (slip_op_text (add, 2), ==, "items");
  g_assert_cmpuint (slip_span_number (&attach->parts[3]), ==, 123);
  slip_op_hex (attach, 4, hex);
  g_assert_cmpstr (hex, ==, "0100000000000000000000000000000000000000000000000000000000000000");
}

static void
test_names_are_ordered (void)
{
  SlipOpName a = { .replica = "aaaaaaaaaaaaaaaa", .clock = 5 };
  SlipOpName b = { .replica = "baaaaaaaaaaaaaaa", .clock = 5 };
  SlipOpName later = { .replica = "aaaaaaaaaaaaaaaa", .clock = 6 };

  g_assert_cmpint (slip_op_name_compare (&a, &b), <, 0);
  g_assert_cmpint (slip_op_name_compare (&later, &b), >, 0);
  g_assert_cmpint (slip_op_name_compare (&a, &a), ==, 0);
  g_assert_true (slip_op_name_equal (&a, &a));
  g_assert_false (slip_op_name_equal (&a, &b));
  g_assert_false (slip_op_name_equal (&a, &later));
}

/* One spelling, printed and read. */
static void
test_names_are_text (void)
{
  static const char *const wrong[] = { "",
                                       "aaaaaaaaaaaaaaaa",
                                       "aaaaaaaaaaaaaaaa:",
                                       "aaaaaaaaaaaaaaa:0000000000000005",
                                       "aaaaaaaaaaaaaaa1:0000000000000005",
                                       "aaaaaaaaaaaaaaaa:0000000000000000",
                                       "aaaaaaaaaaaaaaaa:8000000000000000",
                                       "aaaaaaaaaaaaaaaa:00000000000000005",
                                       "aaaaaaaaaaaaaaaa:116640413184000000",
                                       "aaaaaaaaaaaaaaaa:0x05",
                                       "aaaaaaaaaaaaaaaa:5 ",
                                       "aaaaaaaaaaaaaaaa:5:5" };
  SlipOpName name = { .replica = "aaaaaaaaaaaaaaaa", .clock = 0x19e6f3b7a4c0012 };
  SlipOpName read = { 0 };
  g_autofree char *text = slip_op_name_to_string (&name);

  g_assert_cmpstr (text, ==, "aaaaaaaaaaaaaaaa:019e6f3b7a4c0012");
  g_assert_true (slip_op_name_from_string (text, &read));
  g_assert_true (slip_op_name_equal (&name, &read));
  g_assert_true (slip_op_name_from_string ("aaaaaaaaaaaaaaaa:19e6f3b7a4c0012", &read));
  g_assert_true (slip_op_name_equal (&name, &read));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (slip_op_name_from_string (wrong[i], &read));
  g_assert_true (slip_op_name_equal (&name, &read));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/op/vector", test_vector);
  g_test_add_func ("/core/op/bytes-are-a-gvariant", test_bytes_are_a_gvariant);
  g_test_add_func ("/core/op/every-kind-round-trips", test_every_kind_round_trips);
  g_test_add_func ("/core/op/wrong-type-is-refused", test_wrong_type_is_refused);
  g_test_add_func ("/core/op/wrong-record-is-refused", test_wrong_record_is_refused);
  g_test_add_func ("/core/op/wrong-content-is-refused", test_wrong_content_is_refused);
  g_test_add_func ("/core/op/wrong-envelope-is-refused", test_wrong_envelope_is_refused);
  g_test_add_func ("/core/op/replaces-are-sorted-and-unique", test_replaces_are_sorted_and_unique);
  g_test_add_func ("/core/op/size-is-limited", test_size_is_limited);
  g_test_add_func ("/core/op/cut-bytes-are-refused", test_cut_bytes_are_refused);
  g_test_add_func ("/core/op/altered-bytes-are-refused-or-canonical",
                   test_altered_bytes_are_refused_or_canonical);
  g_test_add_func ("/core/op/random-bytes-are-refused", test_random_bytes_are_refused);
  g_test_add_func ("/core/op/own-replica-in-full-is-refused", test_own_replica_in_full_is_refused);
  g_test_add_func ("/core/op/unknown-kind-is-kept", test_unknown_kind_is_kept);
  g_test_add_func ("/core/op/content-parts", test_content_parts);
  g_test_add_func ("/core/op/names-are-ordered", test_names_are_ordered);
  g_test_add_func ("/core/op/names-are-text", test_names_are_text);
  return g_test_run ();
}
