/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* BLAKE2b-256 (RFC 7693), the one hash of Slipway. Printed as 64 hexadecimal digits, so that
 * `b2sum -l 256` shows the same; in file names on a store as 52 characters of base32. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SLIP_HASH_BYTES 32
#define SLIP_HASH_HEX 64
#define SLIP_HASH_BASE32 52

typedef struct
{
  guint8 bytes[SLIP_HASH_BYTES];
} SlipHash;

/* Gets libsodium ready; whoever calls it directly calls this before. */
void slip_sodium_init (void);

void slip_hash_data (SlipHash *hash, const void *data, gsize length);
void slip_hash_bytes (SlipHash *hash, GBytes *bytes);
void slip_hash_keyed (SlipHash *hash, const guint8 *key, gsize key_length, const void *data,
                      gsize length);
gboolean slip_hash_equal (const SlipHash *a, const SlipHash *b);
gboolean slip_hash_is_zero (const SlipHash *hash);
char *slip_hash_to_hex (const SlipHash *hash);
char *slip_hash_to_base32 (const SlipHash *hash);
gboolean slip_hash_from_hex (SlipHash *hash, const char *text);
char *slip_hash_hex_of (GBytes *bytes);

/* Hashes bytes that come piece by piece. */
typedef struct _SlipHasher SlipHasher;
SlipHasher *slip_hasher_new (void);
void slip_hasher_add (SlipHasher *hasher, const void *data, gsize length);
/* Ends it: nothing can be added after that. */
void slip_hasher_finish (SlipHasher *hasher, SlipHash *hash);
void slip_hasher_free (SlipHasher *hasher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipHasher, slip_hasher_free)

G_END_DECLS
