/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Heads, segments and parts: what goes in comes out, and no altered byte goes through. */

#include "sync-fixture.h"
#include "sync/slip-container.h"

#define REPLICA "abcdefghijklmnop"

static const guint8 secret_name[32] = { 1, 2, 3 };

static SlipHash workspace;

static void
key_of (guint8 secret[SLIP_SECRET_BYTES])
{
  g_autoptr (TestPeer) peer = test_peer_new (1);

  memcpy (secret, peer->secret, SLIP_SECRET_BYTES);
}

static GBytes *
text (const char *value)
{
  return g_bytes_new (value, strlen (value));
}

static GBytes *
make_head (char **name)
{
  g_autoptr (SlipHead) head = slip_head_new ();
  guint8 secret[SLIP_SECRET_BYTES];
  SlipHash hash = { { 9 } };

  key_of (secret);
  head->workspace = workspace;
  g_strlcpy (head->replica, REPLICA, sizeof head->replica);
  head->number = 12;
  g_ptr_array_add (head->segments,
                   slip_segment_ref_new (REPLICA "-00000001-00000003-aaaaaaaaaaaaaaaaaaaa.bin", 1,
                                         3, 77, &hash));
  g_ptr_array_add (head->tail, text ("frame four"));
  g_ptr_array_add (head->tail, text ("frame five"));
  g_ptr_array_add (head->previous, g_strdup (REPLICA "-00000011-aaaaaaaaaaaaaaaaaaaa.bin"));
  g_ptr_array_add (head->damaged, g_strdup ("seg/x.bin"));
  return slip_head_encode (head, secret, name);
}

static GBytes *
make_segment (char **name)
{
  g_autoptr (SlipSegment) segment = slip_segment_new ();
  SlipHash hash;

  segment->workspace = workspace;
  g_strlcpy (segment->replica, REPLICA, sizeof segment->replica);
  segment->first = 3;
  segment->last = 4;
  g_ptr_array_add (segment->frames, text ("frame three"));
  g_ptr_array_add (segment->frames, text ("frame four"));
  g_ptr_array_add (segment->blobs, text ("a small blob"));
  return slip_segment_encode (segment, name, &hash);
}

static GBytes *
make_part (char **name)
{
  g_autoptr (SlipPart) part = slip_part_new ();

  part->workspace = workspace;
  part->blob.bytes[0] = 5;
  part->size = SLIP_PART_BYTES + 4;
  part->part_size = SLIP_PART_BYTES;
  part->n = 1;
  part->bytes = text ("tail");
  *name = slip_part_name (secret_name, &part->blob, part->part_size, part->n);
  return slip_part_encode (part);
}

static void
test_head (void)
{
  g_autofree char *name = NULL;
  g_autofree char *again_name = NULL;
  g_autoptr (GBytes) bytes = make_head (&name);
  g_autoptr (GBytes) again = make_head (&again_name);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipHead) head = slip_head_decode (bytes, name, &workspace, &error);
  char replica[SLIP_REPLICA_LENGTH + 1];
  guint64 number;

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, again));
  g_assert_true (slip_head_parse_name (name, replica, &number));
  g_assert_cmpstr (replica, ==, REPLICA);
  g_assert_cmpuint (number, ==, 12);
  g_assert_cmpuint (strlen (name), <, 70);
  g_assert_cmpuint (head->number, ==, 12);
  g_assert_cmpuint (head->segments->len, ==, 1);
  g_assert_cmpuint (((SlipSegmentRef *) g_ptr_array_index (head->segments, 0))->size, ==, 77);
  g_assert_cmpuint (head->tail->len, ==, 2);
  g_assert_cmpmem (g_bytes_get_data (g_ptr_array_index (head->tail, 1), NULL), 10, "frame five",
                   10);
  g_assert_cmpstr (g_ptr_array_index (head->damaged, 0), ==, "seg/x.bin");
  g_assert_cmpuint (head->previous->len, ==, 1);
}

static void
test_segment (void)
{
  g_autofree char *name = NULL;
  g_autoptr (GBytes) bytes = make_segment (&name);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipSegment) segment = slip_segment_decode (bytes, name, &workspace, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (name), <, 70);
  g_assert_cmpuint (segment->frames->len, ==, 2);
  g_assert_cmpuint (segment->blobs->len, ==, 1);
  g_assert_cmpmem (g_bytes_get_data (g_ptr_array_index (segment->blobs, 0), NULL), 12,
                   "a small blob", 12);
}

static void
test_part (void)
{
  g_autofree char *name = NULL;
  g_autoptr (GBytes) bytes = make_part (&name);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipPart) part = slip_part_decode (bytes, name, secret_name, &workspace, &error);
  guint8 other[32] = { 0 };
  g_autoptr (SlipPart) foreign = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (part->n, ==, 1);
  g_assert_cmpuint (g_bytes_get_size (part->bytes), ==, 4);
  foreign = slip_part_decode (bytes, name, other, &workspace, &error);
  g_assert_null (foreign);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT);
}

/* Decodes whatever kind @kind is. */
static gboolean
decodes (guint kind, GBytes *bytes, const char *name, GError **error)
{
  g_autoptr (SlipHead) head = NULL;
  g_autoptr (SlipSegment) segment = NULL;
  g_autoptr (SlipPart) part = NULL;

  switch (kind)
    {
    case 0:
      head = slip_head_decode (bytes, name, &workspace, error);
      return head != NULL;
    case 1:
      segment = slip_segment_decode (bytes, name, &workspace, error);
      return segment != NULL;
    default:
      part = slip_part_decode (bytes, name, secret_name, &workspace, error);
      return part != NULL;
    }
}

static void
test_every_byte_counts (void)
{
  for (guint kind = 0; kind < 3; kind++)
    {
      g_autofree char *name = NULL;
      g_autoptr (GBytes) bytes = kind == 0   ? make_head (&name)
                                 : kind == 1 ? make_segment (&name)
                                             : make_part (&name);
      gsize length;
      const guint8 *data = g_bytes_get_data (bytes, &length);

      for (gsize at = 0; at < length; at++)
        {
          guint8 *copy = g_memdup2 (data, length);
          g_autoptr (GBytes) altered = NULL;
          g_autoptr (GBytes) cut = g_bytes_new_from_bytes (bytes, 0, at);
          g_autoptr (GError) error = NULL;

          copy[at] ^= 1 << (at % 8);
          altered = g_bytes_new_take (copy, length);
          g_assert_false (decodes (kind, altered, name, &error));
          g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT);
          g_assert_nonnull (strstr (error->message, name));
          g_clear_error (&error);
          g_assert_false (decodes (kind, cut, name, &error));
          g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT);
        }
    }
}

static void
test_another_workspace (void)
{
  g_autofree char *name = NULL;
  g_autoptr (GBytes) bytes = make_head (&name);
  g_autoptr (GError) error = NULL;
  SlipHash other = { { 3 } };

  g_assert_null (slip_head_decode (bytes, name, &other, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
}

static void
test_names (void)
{
  char replica[SLIP_REPLICA_LENGTH + 1];
  guint64 first, last;

  g_assert_true (
      slip_head_parse_name (REPLICA "-00000001-aaaaaaaaaaaaaaaaaaaa.bin", replica, &first));
  g_assert_true (
      slip_head_parse_name (REPLICA "-123456789-aaaaaaaaaaaaaaaaaaaa.bin", replica, &first));
  g_assert_false (
      slip_head_parse_name (REPLICA "-012345678-aaaaaaaaaaaaaaaaaaaa.bin", replica, &first));
  g_assert_false (slip_head_parse_name (REPLICA "-1-aaaaaaaaaaaaaaaaaaaa.bin", replica, &first));
  g_assert_false (
      slip_head_parse_name ("ABCDEFGHIJKLMNOP-00000001-aaaaaaaaaaaaaaaaaaaa.bin", replica, &first));
  g_assert_false (
      slip_head_parse_name (REPLICA "-00000001-aaaaaaaaaaaaaaaaaaaa.tmp", replica, &first));
  g_assert_false (slip_head_parse_name ("../../etc/passwd", replica, &first));
  g_assert_true (slip_segment_parse_name (REPLICA "-00000001-00000002-aaaaaaaaaaaaaaaaaaaa.bin",
                                          replica, &first, &last));
  g_assert_false (slip_segment_parse_name (REPLICA "-00000003-00000002-aaaaaaaaaaaaaaaaaaaa.bin",
                                           replica, &first, &last));
  g_assert_false (slip_part_parse_name ("short.bin"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  slip_hash_data (&workspace, "w", 1);
  g_test_add_func ("/containers/head", test_head);
  g_test_add_func ("/containers/segment", test_segment);
  g_test_add_func ("/containers/part", test_part);
  g_test_add_func ("/containers/every-byte-counts", test_every_byte_counts);
  g_test_add_func ("/containers/another-workspace", test_another_workspace);
  g_test_add_func ("/containers/names", test_names);
  return g_test_run ();
}
