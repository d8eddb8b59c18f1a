/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Frames and their bytes. What comes in is checked in the order of its cost: size, form, signature,
 * then the ops. */

#include "core/slip-frame.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "core/slip-deflate.h"
#include "core/slip-error.h"
#include "core/slip-payload.h"
#include "core/slip-tuple.h"
#include "core/slip-variant.h"

#define FRAME_TYPE "(ayayay)"
#define HEADER_TYPE "(yayaytaya(aytay)tyuayuay)"
#define SEEN_TYPE "(aytay)"
#define SEEN_ALIGNMENT 8
#define FRAME_VERSION 1
#define SIGNATURE_TAG "slipway frame 1\n"

G_STATIC_ASSERT (SLIP_KEY_BYTES == crypto_sign_PUBLICKEYBYTES);
G_STATIC_ASSERT (SLIP_SECRET_BYTES == crypto_sign_SECRETKEYBYTES);
G_STATIC_ASSERT (SLIP_SIGNATURE_BYTES == crypto_sign_BYTES);

/* The three parts of the bytes, and what the header says about the payload. */
typedef struct
{
  SlipSpan header;
  GBytes *payload;
  const guint8 *signature;
  guint8 codec;
  guint32 n_ops;
  SlipHash ops_hash;
} Parts;

static void
parts_clear (Parts *parts)
{
  g_clear_pointer (&parts->payload, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

static void
op_unref_or_null (gpointer op)
{
  g_clear_pointer ((SlipOp **) &op, slip_op_unref);
}

static SlipFrame *
frame_alloc (void)
{
  SlipFrame *frame = g_new0 (SlipFrame, 1);

  g_atomic_ref_count_init (&frame->ref_count);
  frame->seen = g_array_new (FALSE, FALSE, sizeof (SlipSeen));
  frame->ops = g_ptr_array_new_with_free_func (op_unref_or_null);
  return frame;
}

static int
compare_seen (gconstpointer a, gconstpointer b)
{
  return strcmp (((const SlipSeen *) a)->replica, ((const SlipSeen *) b)->replica);
}

/* What holds for every frame, whoever made it: untranslated what doesn't. */
static const char *
what_is_wrong (const SlipFrame *frame)
{
  SlipClock last = 0;

  if (frame->seq == 0 || frame->seq > G_MAXINT64)
    return N_ ("its number");
  if ((frame->seq == 1) != slip_hash_is_zero (&frame->prev))
    return N_ ("its hash of the frame before");
  for (guint i = 0; i < frame->seen->len; i++)
    {
      const SlipSeen *seen = &g_array_index (frame->seen, SlipSeen, i);

      if (seen->seq == 0 || seen->seq > G_MAXINT64 || strcmp (seen->replica, frame->replica) == 0 ||
          (i > 0 && compare_seen (seen - 1, seen) >= 0))
        return N_ ("its list of seen frames");
    }
  if (frame->ops->len == 0 || frame->ops->len > SLIP_FRAME_MAX_OPS)
    return N_ ("its number of operations");
  for (guint i = 0; i < frame->ops->len; i++)
    {
      const SlipOp *op = g_ptr_array_index (frame->ops, i);

      if (op == NULL)
        continue;
      if (op->name.clock <= last || strcmp (op->name.replica, frame->replica) != 0)
        return N_ ("the order of its operations");
      last = op->name.clock;
    }
  if (frame->clock == 0 || frame->clock > G_MAXINT64 || last > frame->clock ||
      (g_ptr_array_index (frame->ops, frame->ops->len - 1) != NULL && last != frame->clock))
    return N_ ("its clock");
  return NULL;
}

static gboolean
frame_check (const SlipFrame *frame, int code, GError **error)
{
  const char *wrong = what_is_wrong (frame);

  if (wrong == NULL)
    return TRUE;
  /* Translators: the last %s is what is wrong, such as “its clock”. */
  g_set_error (error, SLIP_ERROR, code,
               _ ("Frame %" PRIu64 " of replica %s is not what it has to be: %s"), frame->seq,
               frame->replica, _ (wrong));
  return FALSE;
}

static GVariant *
replica_to_variant (const char *replica)
{
  guint8 bytes[SLIP_REPLICA_BYTES];

  slip_base32_decode (replica, bytes, sizeof bytes);
  return slip_variant_new_bytes (bytes, sizeof bytes);
}

static GVariant *
hash_to_variant (const SlipHash *hash)
{
  return slip_variant_new_bytes (hash->bytes, slip_hash_is_zero (hash) ? 0 : SLIP_HASH_BYTES);
}

static GBytes *
write_header (const SlipFrame *frame, guint8 codec, const SlipHash *ops_hash)
{
  GVariantBuilder seen;

  g_variant_builder_init (&seen, G_VARIANT_TYPE ("a(aytay)"));
  for (guint i = 0; i < frame->seen->len; i++)
    {
      const SlipSeen *one = &g_array_index (frame->seen, SlipSeen, i);

      g_variant_builder_add (&seen, "(@ayt@ay)", replica_to_variant (one->replica), one->seq,
                             slip_variant_new_bytes (one->hash.bytes, SLIP_HASH_BYTES));
    }
  return slip_variant_to_bytes (g_variant_new (
      "(y@ay@ayt@aya(aytay)tyu@ayu@ay)", FRAME_VERSION,
      slip_variant_new_bytes (frame->workspace.bytes, SLIP_HASH_BYTES),
      replica_to_variant (frame->replica), frame->seq, hash_to_variant (&frame->prev), &seen,
      frame->clock, codec, (guint32) 0, slip_variant_new_bytes (frame->device, SLIP_KEY_BYTES),
      frame->ops->len, slip_variant_new_bytes (ops_hash->bytes, SLIP_HASH_BYTES)));
}

/* The bytes that are signed: a tag, so that this signature fits nothing else, and the header. */
static GByteArray *
signed_bytes (const SlipSpan *header)
{
  GByteArray *text = g_byte_array_sized_new (strlen (SIGNATURE_TAG) + (guint) header->size);

  g_byte_array_append (text, (const guint8 *) SIGNATURE_TAG, strlen (SIGNATURE_TAG));
  g_byte_array_append (text, header->data, (guint) header->size);
  return text;
}

static GBytes *
write_frame (const SlipSpan *header, GBytes *payload, const guint8 *signature)
{
  return slip_variant_to_bytes (g_variant_new (
      "(@ay@ay@ay)", slip_variant_new_bytes (header->data, header->size),
      slip_variant_new_bytes (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload)),
      slip_variant_new_bytes (signature, SLIP_SIGNATURE_BYTES)));
}

static gboolean
size_check (const SlipFrame *frame, gsize size, gsize limit, GError **error)
{
  if (size <= limit)
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE,
               _ ("Frame %" PRIu64 " of replica %s has %zu bytes; at most %zu fit"), frame->seq,
               frame->replica, size, limit);
  return FALSE;
}

/* Packs the ops, signs and encodes. */
static gboolean
seal (SlipFrame *frame, const guint8 *secret, const guint8 *seed, GError **error)
{
  g_autoptr (GArray) items = slip_payload_items (seed, frame->ops);
  g_autoptr (GBytes) payload = slip_payload_pack (seed, items);
  g_autoptr (GBytes) deflated = slip_deflate (payload);
  g_autoptr (GBytes) header_bytes = NULL;
  g_autoptr (GByteArray) text = NULL;
  SlipSpan header;
  guint8 signature[SLIP_SIGNATURE_BYTES];
  guint8 codec = SLIP_CODEC_PLAIN;
  SlipHash ops_hash;

  if (g_bytes_get_size (payload) > SLIP_PAYLOAD_MAX)
    return size_check (frame, g_bytes_get_size (payload), SLIP_PAYLOAD_MAX, error);
  if (g_bytes_get_size (deflated) < g_bytes_get_size (payload))
    {
      codec = SLIP_CODEC_ZLIB;
      g_bytes_unref (payload);
      payload = g_steal_pointer (&deflated);
    }
  slip_payload_ops_hash (items, &ops_hash);
  header_bytes = write_header (frame, codec, &ops_hash);
  header.data = g_bytes_get_data (header_bytes, &header.size);
  slip_hash_data (&frame->hash, header.data, header.size);
  text = signed_bytes (&header);
  crypto_sign_detached (signature, NULL, text->data, text->len, secret);
  frame->bytes = write_frame (&header, payload, signature);
  return size_check (frame, g_bytes_get_size (frame->bytes), SLIP_FRAME_MAX_BYTES, error);
}

/**
 * slip_frame_new:
 * @workspace: hash of the genesis
 * @replica: the replica whose ops they are
 * @seq: number of the frame within @replica, from 1
 * @prev: (nullable): hash of the frame before; %NULL or zero for the first
 * @seen: (nullable) (element-type SlipSeen): the newest frames of other replicas that were seen
 * since the frame before, in any order
 * @ops: (element-type SlipOp): ops of @replica, their clocks growing; 1 to %SLIP_FRAME_MAX_OPS
 * @secret: (array fixed-size=64): the device's Ed25519 secret key as libsodium keeps it
 * @seed: (nullable) (array fixed-size=32): secret random bytes that salt the ops; %NULL draws them
 * @error: return location for an error
 *
 * Makes, packs and signs a frame. Fails with %SLIP_ERROR_INVALID when the parts don't fit together,
 * with %SLIP_ERROR_TOO_LARGE over %SLIP_FRAME_MAX_BYTES (then make two of fewer ops). Any thread.
 *
 * Returns: (transfer full) (nullable): the frame
 */
SlipFrame *
slip_frame_new (const SlipHash *workspace, const char *replica, guint64 seq, const SlipHash *prev,
                GArray *seen, GPtrArray *ops, const guint8 *secret, const guint8 *seed,
                GError **error)
{
  g_autoptr (SlipFrame) frame = NULL;
  guint8 drawn[SLIP_SEED_BYTES];

  g_return_val_if_fail (workspace != NULL, NULL);
  g_return_val_if_fail (slip_replica_is_valid (replica), NULL);
  g_return_val_if_fail (ops != NULL, NULL);
  g_return_val_if_fail (secret != NULL, NULL);

  frame = frame_alloc ();
  frame->workspace = *workspace;
  memcpy (frame->replica, replica, sizeof frame->replica);
  frame->seq = seq;
  if (prev != NULL)
    frame->prev = *prev;
  if (seen != NULL && seen->len > 0)
    g_array_append_vals (frame->seen, seen->data, seen->len);
  g_array_sort (frame->seen, compare_seen);
  for (guint i = 0; i < frame->seen->len; i++)
    g_return_val_if_fail (slip_replica_is_valid (g_array_index (frame->seen, SlipSeen, i).replica),
                          NULL);
  for (guint i = 0; i < ops->len; i++)
    g_ptr_array_add (frame->ops, slip_op_ref (g_ptr_array_index (ops, i)));
  if (ops->len > 0)
    frame->clock = ((SlipOp *) g_ptr_array_index (ops, ops->len - 1))->name.clock;
  slip_sodium_init ();
  crypto_sign_ed25519_sk_to_pk (frame->device, secret);
  if (seed == NULL)
    {
      randombytes_buf (drawn, sizeof drawn);
      seed = drawn;
    }
  if (!frame_check (frame, SLIP_ERROR_INVALID, error) || !seal (frame, secret, seed, error))
    return NULL;
  return g_steal_pointer (&frame);
}

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                       _ ("A frame is damaged: its bytes are not in the right form"));
  return FALSE;
}

static gboolean
read_replica (const SlipSpan *part, char *replica)
{
  if (part->size != SLIP_REPLICA_BYTES)
    return FALSE;
  slip_base32_write (part->data, part->size, replica);
  return TRUE;
}

static gboolean
read_bytes (const SlipSpan *part, guint8 *bytes, gsize size)
{
  if (part->size != size)
    return FALSE;
  memcpy (bytes, part->data, size);
  return TRUE;
}

static gboolean
read_seen (SlipFrame *frame, const SlipSpan *array)
{
  SlipList list;

  if (!slip_list_open (&list, SEEN_ALIGNMENT, array))
    return FALSE;
  for (gsize i = 0; i < list.n; i++)
    {
      SlipSpan element, parts[3];
      SlipSeen seen;

      if (!slip_list_next (&list, &element) ||
          !slip_tuple_read (SEEN_TYPE, element.data, element.size, parts) ||
          !read_replica (&parts[0], seen.replica) ||
          !read_bytes (&parts[2], seen.hash.bytes, SLIP_HASH_BYTES))
        return FALSE;
      seen.seq = slip_span_number (&parts[1]);
      g_array_append_val (frame->seen, seen);
    }
  return TRUE;
}

static gboolean
read_header (SlipFrame *frame, Parts *parts, GError **error)
{
  const SlipSpan *header = &parts->header;
  SlipSpan fields[12];
  guint64 key_epoch;

  /* The version stands first in every version, so it can be told before the rest is understood. */
  if (header->size == 0 || header->data[0] == 0)
    return refuse (error);
  if (header->data[0] > FRAME_VERSION)
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_TOO_NEW,
          _ ("A frame has the version %u, which only a newer Slipway reads: upgrade this one"),
          header->data[0]);
      return FALSE;
    }
  if (!slip_tuple_read (HEADER_TYPE, header->data, header->size, fields))
    return refuse (error);
  frame->seq = slip_span_number (&fields[3]);
  frame->clock = slip_span_number (&fields[6]);
  parts->codec = (guint8) slip_span_number (&fields[7]);
  key_epoch = slip_span_number (&fields[8]);
  parts->n_ops = (guint32) slip_span_number (&fields[10]);
  if (!read_bytes (&fields[1], frame->workspace.bytes, SLIP_HASH_BYTES) ||
      !read_replica (&fields[2], frame->replica) ||
      !read_bytes (&fields[4], frame->prev.bytes, frame->seq == 1 ? 0 : SLIP_HASH_BYTES) ||
      !read_seen (frame, &fields[5]) || !read_bytes (&fields[9], frame->device, SLIP_KEY_BYTES) ||
      !read_bytes (&fields[11], parts->ops_hash.bytes, SLIP_HASH_BYTES))
    return refuse (error);
  if (key_epoch != 0)
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_TOO_NEW,
          _ ("A frame has the key epoch %u, which only a newer Slipway reads: upgrade this one"),
          (guint) key_epoch);
      return FALSE;
    }
  slip_hash_data (&frame->hash, header->data, header->size);
  return TRUE;
}

/* @parts lives as long as @bytes. */
static gboolean
split (GBytes *bytes, Parts *parts, GError **error)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  SlipSpan found[3];

  if (!slip_tuple_read (FRAME_TYPE, data, size, found) || found[2].size != SLIP_SIGNATURE_BYTES)
    return refuse (error);
  parts->header = found[0];
  parts->payload = g_bytes_new_from_bytes (bytes, (gsize) (found[1].data - data), found[1].size);
  parts->signature = found[2].data;
  return TRUE;
}

static gboolean
check_signature (const SlipFrame *frame, const Parts *parts, GError **error)
{
  g_autoptr (GByteArray) text = signed_bytes (&parts->header);

  slip_sodium_init ();
  if (crypto_sign_verify_detached (parts->signature, text->data, text->len, frame->device) == 0)
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_BAD_SIGNATURE,
               _ ("The signature of frame %" PRIu64 " of replica %s doesn't fit its bytes"),
               frame->seq, frame->replica);
  return FALSE;
}

static gboolean
read_ops (SlipFrame *frame, const Parts *parts, GError **error)
{
  g_autoptr (GArray) items = NULL;
  gboolean withheld = FALSE;
  SlipHash ops_hash;

  items = slip_payload_unpack (parts->payload, parts->codec, &withheld, error);
  if (items == NULL)
    return FALSE;
  if (!withheld &&
      !size_check (frame, g_bytes_get_size (frame->bytes), SLIP_FRAME_MAX_BYTES, error))
    return FALSE;
  slip_payload_ops_hash (items, &ops_hash);
  if (items->len != parts->n_ops || !slip_hash_equal (&ops_hash, &parts->ops_hash))
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
          _ ("The operations in frame %" PRIu64 " of replica %s are not those that were signed"),
          frame->seq, frame->replica);
      return FALSE;
    }
  for (guint i = 0; i < items->len; i++)
    {
      GBytes *bytes = g_array_index (items, SlipItem, i).op;
      SlipOp *op = bytes != NULL ? slip_op_decode (bytes, frame->replica, error) : NULL;

      if (bytes != NULL && op == NULL)
        return FALSE;
      g_ptr_array_add (frame->ops, op);
    }
  return TRUE;
}

/**
 * slip_frame_decode:
 * @bytes: untrusted bytes
 * @error: return location for an error
 *
 * Reads a frame and checks all that can be checked on it alone. Fails with %SLIP_ERROR_TOO_LARGE
 * over the limits, %SLIP_ERROR_TOO_NEW for a newer format, %SLIP_ERROR_BAD_SIGNATURE, or
 * %SLIP_ERROR_CORRUPT. Any thread.
 *
 * Returns: (transfer full) (nullable): the frame
 */
SlipFrame *
slip_frame_decode (GBytes *bytes, GError **error)
{
  g_autoptr (SlipFrame) frame = NULL;
  g_auto (Parts) parts = { NULL };

  g_return_val_if_fail (bytes != NULL, NULL);

  if (g_bytes_get_size (bytes) > SLIP_FRAME_MAX_BYTES_WITHHELD)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE,
                   _ ("A frame has %zu bytes; at most %d fit"), g_bytes_get_size (bytes),
                   SLIP_FRAME_MAX_BYTES);
      return NULL;
    }
  frame = frame_alloc ();
  frame->bytes = g_bytes_ref (bytes);
  if (!split (bytes, &parts, error) || !read_header (frame, &parts, error) ||
      !check_signature (frame, &parts, error) || !read_ops (frame, &parts, error) ||
      !frame_check (frame, SLIP_ERROR_CORRUPT, error))
    return NULL;
  return g_steal_pointer (&frame);
}

/**
 * slip_frame_withhold:
 * @frame: a frame
 * @keep: (array): for each op whether to keep it
 * @error: return location for an error
 *
 * Takes ops out of a frame; what stands in their place says only that there was one. Ops that
 * @frame withholds already stay withheld. The frame's hash and signature stay the same.
 *
 * Returns: (transfer full) (nullable): the bytes of the smaller frame
 */
GBytes *
slip_frame_withhold (SlipFrame *frame, const gboolean *keep, GError **error)
{
  g_autoptr (SlipFrame) scratch = frame_alloc ();
  g_autoptr (GArray) items = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GBytes) result = NULL;
  g_auto (Parts) parts = { NULL };
  gboolean withheld = FALSE;
  gboolean all = TRUE;

  g_return_val_if_fail (keep != NULL, NULL);

  for (guint i = 0; i < frame->ops->len; i++)
    all = all && keep[i];
  if (all)
    return g_bytes_ref (frame->bytes);

  if (!split (frame->bytes, &parts, error) || !read_header (scratch, &parts, error))
    return NULL;
  items = slip_payload_unpack (parts.payload, parts.codec, &withheld, error);
  if (items == NULL)
    return NULL;
  g_return_val_if_fail (items->len == frame->ops->len, NULL);
  for (guint i = 0; i < items->len; i++)
    if (!keep[i])
      g_clear_pointer (&g_array_index (items, SlipItem, i).op, g_bytes_unref);
  payload = slip_payload_pack (NULL, items);
  packed = parts.codec == SLIP_CODEC_ZLIB ? slip_deflate (payload) : g_bytes_ref (payload);
  result = write_frame (&parts.header, packed, parts.signature);
  if (!size_check (frame, g_bytes_get_size (result), SLIP_FRAME_MAX_BYTES_WITHHELD, error))
    return NULL;
  return g_steal_pointer (&result);
}

/**
 * slip_frame_ref:
 * @frame: a frame
 *
 * Returns: (transfer full): @frame
 */
SlipFrame *
slip_frame_ref (SlipFrame *frame)
{
  g_atomic_ref_count_inc (&frame->ref_count);
  return frame;
}

/**
 * slip_frame_unref:
 * @frame: (transfer full): a frame
 */
void
slip_frame_unref (SlipFrame *frame)
{
  if (!g_atomic_ref_count_dec (&frame->ref_count))
    return;
  g_array_unref (frame->seen);
  g_ptr_array_unref (frame->ops);
  g_clear_pointer (&frame->bytes, g_bytes_unref);
  g_free (frame);
}
