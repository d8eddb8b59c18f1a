/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Packs and unpacks payloads. A salt keeps a withheld op from being guessed: its hash alone says
 * nothing, and the seed that gives all salts is taken out together with the first op. */

#include "core/slip-payload.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-deflate.h"
#include "core/slip-error.h"
#include "core/slip-tuple.h"
#include "core/slip-variant.h"

#define PAYLOAD_TYPE "(aya(yay))"
#define ITEM_TYPE "(yay)"

enum
{
  ITEM_SEEDED = 0,
  ITEM_WITHHELD = 1,
  ITEM_SALTED = 2,
};

static void
item_clear (gpointer data)
{
  SlipItem *item = data;

  g_clear_pointer (&item->op, g_bytes_unref);
}

static GArray *
items_new (gsize n)
{
  GArray *items = g_array_sized_new (FALSE, TRUE, sizeof (SlipItem), (guint) n);

  g_array_set_clear_func (items, item_clear);
  return items;
}

static void
salt_of (const guint8 *seed, guint32 number, guint8 *salt)
{
  guint32 little = GUINT32_TO_LE (number);
  SlipHash hash;

  slip_hash_keyed (&hash, seed, SLIP_SEED_BYTES, &little, sizeof little);
  memcpy (salt, hash.bytes, SLIP_SALT_BYTES);
}

static void
hash_item (SlipItem *item)
{
  gsize length = 0;
  const void *data = g_bytes_get_data (item->op, &length);

  slip_hash_keyed (&item->hash, item->salt, SLIP_SALT_BYTES, data, length);
}

/**
 * slip_payload_items:
 * @seed: (array fixed-size=32): gives the salts
 * @ops: (element-type SlipOp): ops
 *
 * Returns: (transfer full) (element-type SlipItem): each op's bytes with salt and salted hash
 */
GArray *
slip_payload_items (const guint8 *seed, GPtrArray *ops)
{
  GArray *items = items_new (ops->len);

  for (guint i = 0; i < ops->len; i++)
    {
      SlipOp *op = g_ptr_array_index (ops, i);
      SlipItem item = { .op = g_bytes_ref (op->bytes) };

      salt_of (seed, i, item.salt);
      hash_item (&item);
      g_array_append_val (items, item);
    }
  return items;
}

/**
 * slip_payload_ops_hash:
 * @items: (element-type SlipItem): items
 * @hash: (out caller-allocates): hash of the salted hashes in their order, which the header holds
 */
void
slip_payload_ops_hash (GArray *items, SlipHash *hash)
{
  g_autoptr (GByteArray) list = g_byte_array_sized_new (items->len * SLIP_HASH_BYTES);

  for (guint i = 0; i < items->len; i++)
    g_byte_array_append (list, g_array_index (items, SlipItem, i).hash.bytes, SLIP_HASH_BYTES);
  slip_hash_data (hash, list->data, list->len);
}

/**
 * slip_payload_pack:
 * @seed: (nullable) (array fixed-size=32): the seed, or %NULL in a frame that withholds ops
 * @items: (element-type SlipItem): items
 *
 * Returns: (transfer full): the payload, not compressed
 */
GBytes *
slip_payload_pack (const guint8 *seed, GArray *items)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(yay)"));
  for (guint i = 0; i < items->len; i++)
    {
      const SlipItem *item = &g_array_index (items, SlipItem, i);
      gsize length = 0;
      const void *data = item->op != NULL ? g_bytes_get_data (item->op, &length) : NULL;

      if (seed != NULL)
        g_variant_builder_add (&builder, "(y@ay)", ITEM_SEEDED,
                               slip_variant_new_bytes (data, length));
      else if (item->op == NULL)
        g_variant_builder_add (&builder, "(y@ay)", ITEM_WITHHELD,
                               slip_variant_new_bytes (item->hash.bytes, SLIP_HASH_BYTES));
      else
        {
          g_autoptr (GByteArray) salted = g_byte_array_new ();

          g_byte_array_append (salted, item->salt, SLIP_SALT_BYTES);
          g_byte_array_append (salted, data, (guint) length);
          g_variant_builder_add (&builder, "(y@ay)", ITEM_SALTED,
                                 slip_variant_new_bytes (salted->data, salted->len));
        }
    }
  return slip_variant_to_bytes (g_variant_new (
      "(@aya(yay))", slip_variant_new_bytes (seed, seed != NULL ? SLIP_SEED_BYTES : 0), &builder));
}

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                       _ ("The list of operations in a frame is damaged"));
  return FALSE;
}

/* Reads one item of @plain; @seed is NULL in a frame that withholds ops. */
static gboolean
read_item (SlipItem *item, GBytes *plain, const SlipSpan *packed, const guint8 *seed,
           guint32 number)
{
  SlipSpan parts[2];
  gsize from, length;
  guint64 kind;

  if (!slip_tuple_read (ITEM_TYPE, packed->data, packed->size, parts))
    return FALSE;
  kind = slip_span_number (&parts[0]);
  from = (gsize) (parts[1].data - (const guint8 *) g_bytes_get_data (plain, NULL));
  length = parts[1].size;

  if (seed != NULL)
    {
      if (kind != ITEM_SEEDED)
        return FALSE;
      salt_of (seed, number, item->salt);
      item->op = g_bytes_new_from_bytes (plain, from, length);
    }
  else if (kind == ITEM_WITHHELD && length == SLIP_HASH_BYTES)
    {
      memcpy (item->hash.bytes, parts[1].data, SLIP_HASH_BYTES);
      return TRUE;
    }
  else if (kind == ITEM_SALTED && length > SLIP_SALT_BYTES)
    {
      memcpy (item->salt, parts[1].data, SLIP_SALT_BYTES);
      item->op = g_bytes_new_from_bytes (plain, from + SLIP_SALT_BYTES, length - SLIP_SALT_BYTES);
    }
  else
    return FALSE;
  hash_item (item);
  return TRUE;
}

static gboolean
read_items (GArray *items, GBytes *plain, SlipList *list, const guint8 *seed)
{
  for (gsize i = 0; i < list->n; i++)
    {
      SlipItem item = { .op = NULL };
      SlipSpan packed;

      if (!slip_list_next (list, &packed) || !read_item (&item, plain, &packed, seed, (guint32) i))
        return FALSE;
      g_array_append_val (items, item);
    }
  return TRUE;
}

/**
 * slip_payload_unpack:
 * @payload: untrusted bytes, whose size the caller has checked
 * @codec: how they are packed
 * @withheld: (out): whether the payload has no seed
 * @error: return location for an error
 *
 * Unpacks and hashes. Fails with %SLIP_ERROR_CORRUPT, %SLIP_ERROR_TOO_LARGE, or %SLIP_ERROR_TOO_NEW
 * for an unknown codec.
 *
 * Returns: (transfer full) (nullable) (element-type SlipItem): the items
 */
GArray *
slip_payload_unpack (GBytes *payload, guint8 codec, gboolean *withheld, GError **error)
{
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GArray) items = NULL;
  const guint8 *data;
  gsize size = 0;
  SlipSpan parts[2];
  SlipList list;

  if (codec == SLIP_CODEC_PLAIN)
    plain = g_bytes_ref (payload);
  else if (codec == SLIP_CODEC_ZLIB)
    plain = slip_inflate (payload, SLIP_PAYLOAD_MAX, error);
  else
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_NEW,
                 _ ("A frame is packed in a way (%u) that only a newer Slipway knows"), codec);
  if (plain == NULL)
    return NULL;

  data = g_bytes_get_data (plain, &size);
  if (!slip_tuple_read (PAYLOAD_TYPE, data, size, parts) ||
      (parts[0].size != 0 && parts[0].size != SLIP_SEED_BYTES) ||
      !slip_list_open (&list, 1, &parts[1]) || list.n > SLIP_FRAME_MAX_OPS)
    {
      refuse (error);
      return NULL;
    }
  items = items_new (list.n);
  if (!read_items (items, plain, &list, parts[0].size != 0 ? parts[0].data : NULL))
    {
      refuse (error);
      return NULL;
    }
  *withheld = parts[0].size == 0;
  return g_steal_pointer (&items);
}
