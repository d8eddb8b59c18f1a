/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Long texts and files, named by the hash of their bytes and stored in parts, so that neither a
 * transaction nor a transfer has to carry one whole. A blob whose parts are still coming in has rows
 * in blob_coming and blob_part, and none in blob: nobody reads it before it is whole and fits its
 * hash. Texts, and small files, lie in the database; an attachment's bytes lie in a file of their own
 * in the folder beside it (blob.place). When such a file is missing or altered, the blob isn't here:
 * the next sync wants it again. */

#pragma once

#include "core/slip-hash.h"
#include "store/slip-database.h"

G_BEGIN_DECLS

#define SLIP_BLOB_PART_BYTES (768 * 1024)
/* Of attachments, larger ones have files of their own, here as on the store. */
#define SLIP_BLOBS_IN_TABLES_MAX (192 * 1024)
/* In the folder of the database. */
#define SLIP_BLOBS_FOLDER "attachments"
/* No blob is larger. */
#define SLIP_BLOB_MAX_BYTES ((guint64) 2 * 1024 * 1024 * 1024)

/**
 * slip_blobs_put:
 * @hash_hex: (out) (transfer full) (optional): BLAKE2b-256 of the bytes, 64 hexadecimal digits
 *
 * Stores @bytes (once) and takes the hash off the list of wanted blobs. Texts that wait for it
 * become searchable. What was purged is not stored again (no error: only its hash comes back).
 */
gboolean slip_blobs_put (SlipDatabase *database, GBytes *bytes, char **hash_hex, GError **error);

/**
 * slip_blobs_get:
 *
 * Returns: (transfer full): the bytes. NULL with NOT_FOUND when the blob is not here (yet) or was
 *   purged, with CORRUPT when parts are missing or don't fit the hash
 */
GBytes *slip_blobs_get (SlipDatabase *database, const char *hash_hex, GError **error);

/**
 * slip_blobs_has:
 *
 * Returns: TRUE when the blob is held, whole; one in a file, when that has its size and was not found
 *   altered
 */
gboolean slip_blobs_has (SlipDatabase *database, const char *hash_hex);

/**
 * slip_blobs_wanted:
 *
 * Returns: (transfer full): hashes that ops name and that are not held, ordered; attachments too
 */
GStrv slip_blobs_wanted (SlipDatabase *database);

/**
 * slip_blobs_size:
 *
 * Returns: bytes of a held blob; -1 when it is not held
 */
gint64 slip_blobs_size (SlipDatabase *database, const char *hash_hex);

/**
 * slip_blobs_set_attached:
 *
 * Says whether a held blob is a file in a field only: records go to the store before it. What
 * slip_blobs_put() stores is not.
 */
gboolean slip_blobs_set_attached (SlipDatabase *database, const char *hash_hex, gboolean attached,
                                  GError **error);

/**
 * slip_blobs_read:
 * @offset: bytes from its beginning
 * @length: at most so many bytes
 *
 * Reads a piece of a held blob without loading the whole, and without checking the hash.
 *
 * Returns: (transfer full): the bytes, fewer than @length only at the end; NULL with NOT_FOUND or
 *   CORRUPT (a part is missing)
 */
GBytes *slip_blobs_read (SlipDatabase *database, const char *hash_hex, guint64 offset, gsize length,
                         GError **error);

/**
 * slip_blobs_check:
 *
 * Reads a held blob part by part and compares its size and hash.
 *
 * Returns: TRUE when it is what its name says; FALSE with NOT_FOUND, CORRUPT or CANCELLED
 */
gboolean slip_blobs_check (SlipDatabase *database, const char *hash_hex, GCancellable *cancellable,
                           GError **error);

/**
 * slip_blobs_bulk:
 * @bulk: TRUE before a transaction that stores parts, FALSE after it
 *
 * Parts that the disk loses with the power come again, so that their transactions need not wait for
 * it; and they need not stay in memory.
 */
gboolean slip_blobs_bulk (SlipDatabase *database, gboolean bulk, GError **error);

/**
 * slip_blobs_settle:
 *
 * What was stored of the blob survives a loss of power from here on: called before an op names it.
 */
gboolean slip_blobs_settle (SlipDatabase *database, const char *hash_hex, GError **error);

/* == files == */

/* (transfer full): of a blob's file, from the database's folder on */
char *slip_blobs_file_name (const char *hash_hex);
/* Whether slip_blobs_file_name() makes such a name; of which blob. */
gboolean slip_blobs_parse_file_name (const char *name, char hash_hex[SLIP_HASH_HEX + 1]);

/* (transfer full): the file of a held blob; NULL when it lies in the database. */
char *slip_blobs_path (SlipDatabase *database, const char *hash_hex);
/* Reads exactly @length bytes of such a file into @to, on any thread; CORRUPT when they are not there. */
gboolean slip_blobs_read_file (const char *path, guint64 offset, gpointer to, gsize length,
                               GError **error);

/**
 * slip_blobs_files:
 *
 * Returns: (transfer full): hashes of the blobs that have files, ordered; whether these are there is not looked at
 */
GStrv slip_blobs_files (SlipDatabase *database);

/**
 * slip_blobs_lose:
 *
 * The file of the blob was found altered: it is no longer held. Nothing when it lies in the database.
 */
gboolean slip_blobs_lose (SlipDatabase *database, const char *hash_hex, GError **error);

/**
 * slip_blobs_mend:
 * @lost: (out): whether any blob was forgotten
 *
 * Forgets blobs whose files are missing, cut or altered, so that they are wanted again, and removes
 * files that belong to none.
 */
gboolean slip_blobs_mend (SlipDatabase *database, gboolean *lost, GError **error);

/* == coming in, part by part; each call inside the caller's transaction == */

/**
 * slip_blobs_begin:
 * @part_size: bytes of all parts but the last
 *
 * Gets ready for the parts of a blob. Parts that came before, of the same size, stay; others are thrown away.
 */
gboolean slip_blobs_begin (SlipDatabase *database, const char *hash_hex, guint64 size,
                           guint32 part_size, GError **error);

/**
 * slip_blobs_add_part:
 *
 * Stores part @n (from 0) of a blob that was begun; an earlier one is replaced.
 */
gboolean slip_blobs_add_part (SlipDatabase *database, const char *hash_hex, guint32 n,
                              GBytes *bytes, GError **error);

/* One stored part of a blob that is coming in, (transfer full); NULL with CORRUPT when it is not there. */
GBytes *slip_blobs_get_part (SlipDatabase *database, const char *hash_hex, guint64 n,
                             GError **error);

/* Part @n of a blob that is coming in is not what it should be: it is to come again. */
gboolean slip_blobs_drop_part (SlipDatabase *database, const char *hash_hex, guint32 n,
                               GError **error);

/**
 * slip_blobs_coming:
 * @size: (out) (optional): of the whole
 * @part_size: (out) (optional): bytes of all parts but the last
 * @arrived: (out) (optional): bytes that are here
 *
 * Returns: TRUE when the blob was begun and is not whole yet, and its parts are really there
 */
gboolean slip_blobs_coming (SlipDatabase *database, const char *hash_hex, guint64 *size,
                            guint32 *part_size, guint64 *arrived);

/**
 * slip_blobs_finish:
 * @checked: the caller has hashed the parts as they were stored; FALSE: they are read again
 *
 * Makes a blob of which all parts are here whole: takes it off the list of wanted blobs, makes
 * texts that wait for it searchable. Fails with CORRUPT when it does not fit its hash; its parts
 * are then to be dropped.
 */
gboolean slip_blobs_finish (SlipDatabase *database, const char *hash_hex, gboolean checked,
                            GError **error);

/**
 * slip_blobs_drop:
 *
 * Throws away the parts of a blob that is not whole.
 */
gboolean slip_blobs_drop (SlipDatabase *database, const char *hash_hex, GError **error);

G_END_DECLS
