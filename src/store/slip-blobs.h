/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Long texts and files, named by the hash of their bytes and stored in parts, so that neither a
 * transaction nor a transfer has to carry one whole. */

#pragma once

#include "store/slip-database.h"

G_BEGIN_DECLS

#define SLIP_BLOB_PART_BYTES (768 * 1024)

/**
 * slip_blobs_put:
 * @hash_hex: (out) (transfer full) (optional): BLAKE2b-256 of the bytes, 64 hexadecimal digits
 *
 * Stores @bytes (once) and takes the hash off the list of wanted blobs. Texts that wait for it
 * become searchable.
 */
gboolean slip_blobs_put (SlipDatabase *database, GBytes *bytes, char **hash_hex, GError **error);

/**
 * slip_blobs_get:
 *
 * Returns: (transfer full): the bytes. NULL with NOT_FOUND when the blob is not here (yet), with
 * CORRUPT when parts
 *   are missing or don't fit the hash
 */
GBytes *slip_blobs_get (SlipDatabase *database, const char *hash_hex, GError **error);

/**
 * slip_blobs_has:
 *
 * Returns: TRUE when the blob is held
 */
gboolean slip_blobs_has (SlipDatabase *database, const char *hash_hex);

/**
 * slip_blobs_wanted:
 *
 * Returns: (transfer full): hashes that ops name and that are not held, ordered
 */
GStrv slip_blobs_wanted (SlipDatabase *database);

G_END_DECLS
