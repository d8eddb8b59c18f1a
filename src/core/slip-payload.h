/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The ops of a frame as they are packed: shown, or withheld behind their salted hash. */

#pragma once

#include "core/slip-frame.h"

G_BEGIN_DECLS

#define SLIP_SALT_BYTES 16
#define SLIP_SEED_BYTES 32
/* What a payload may have unpacked. */
#define SLIP_PAYLOAD_MAX (4 * 1024 * 1024)

/* How the payload of a frame is packed. */
enum
{
  SLIP_CODEC_PLAIN = 0,
  SLIP_CODEC_ZLIB = 1,
};

typedef struct
{
  GBytes *op; /* NULL when withheld */
  guint8 salt[SLIP_SALT_BYTES];
  SlipHash hash;
} SlipItem;

/* @seed: NULL in a frame that withholds ops. @items: (element-type SlipItem) */
GBytes *slip_payload_pack (const guint8 *seed, GArray *items);
GArray *slip_payload_unpack (GBytes *payload, guint8 codec, gboolean *withheld, GError **error);
GArray *slip_payload_items (const guint8 *seed, GPtrArray *ops);
void slip_payload_ops_hash (GArray *items, SlipHash *hash);

G_END_DECLS
