/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* GVariant as bytes that are signed and hashed: little-endian on every machine, and read only in
 * normal form, so that one value has exactly one encoding. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GBytes *slip_variant_to_bytes (GVariant *value);
GVariant *slip_variant_from_bytes (const GVariantType *type, GBytes *bytes);
GVariant *slip_variant_new_bytes (const void *data, gsize length);
gboolean slip_variant_copy_child (GVariant *tuple, gsize child, void *data, gsize length);

G_END_DECLS
