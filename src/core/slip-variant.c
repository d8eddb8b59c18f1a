/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* GVariant as bytes that are signed and hashed. */

#include "core/slip-variant.h"

#include <string.h>

/**
 * slip_variant_to_bytes:
 * @value: (transfer floating): a value
 *
 * Returns: (transfer full): @value in little-endian normal form
 */
GBytes *
slip_variant_to_bytes (GVariant *value)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);
#if G_BYTE_ORDER == G_BIG_ENDIAN
  g_autoptr (GVariant) swapped = g_variant_byteswap (owned);

  return g_variant_get_data_as_bytes (swapped);
#else
  return g_variant_get_data_as_bytes (owned);
#endif
}

/**
 * slip_variant_from_bytes:
 * @type: a definite type
 * @bytes: untrusted bytes, whose size the caller has checked
 *
 * Returns: (transfer full) (nullable): the value, or %NULL when @bytes are not the normal form of a
 *   value of @type
 */
GVariant *
slip_variant_from_bytes (const GVariantType *type, GBytes *bytes)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_from_bytes (type, bytes, FALSE));

  if (!g_variant_is_normal_form (value))
    return NULL;
#if G_BYTE_ORDER == G_BIG_ENDIAN
  return g_variant_byteswap (value);
#else
  return g_steal_pointer (&value);
#endif
}

/**
 * slip_variant_new_bytes:
 * @data: (array length=length) (nullable): bytes
 * @length: number of bytes
 *
 * Returns: (transfer floating): an `ay`
 */
GVariant *
slip_variant_new_bytes (const void *data, gsize length)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, data, length, 1);
}

/**
 * slip_variant_copy_child:
 * @tuple: a tuple
 * @child: number of a child of type `ay`
 * @data: (out caller-allocates) (array length=length): room for @length bytes
 * @length: number of bytes that the child must have
 *
 * Returns: whether the child had @length bytes
 */
gboolean
slip_variant_copy_child (GVariant *tuple, gsize child, void *data, gsize length)
{
  g_autoptr (GVariant) value = g_variant_get_child_value (tuple, child);

  if (g_variant_get_size (value) != length)
    return FALSE;
  if (length > 0)
    memcpy (data, g_variant_get_data (value), length);
  return TRUE;
}
