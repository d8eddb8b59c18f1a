/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A thin wrapper of one SQLite connection: cached statements, transactions, errors as GError. */

#pragma once

#include <gio/gio.h>

#include "core/slip-error.h"

G_BEGIN_DECLS

#define SLIP_DATABASE_APPLICATION_ID 0x536c6970 /* "Slip" */

typedef struct _SlipDatabase SlipDatabase;
typedef struct _SlipQuery SlipQuery;

typedef enum
{
  SLIP_DATABASE_READ_ONLY = 0,
  SLIP_DATABASE_WRITE = 1 << 0,
  SLIP_DATABASE_CREATE = 1 << 1, /* fails with EXISTS when it is there */
} SlipDatabaseFlags;

/* @path: file, or ":memory:" (then always with all migrations). Opening to write runs missing
 * migrations, each after a backup beside the file; a newer database is refused with TOO_NEW, a
 * foreign file with INVALID. */
SlipDatabase *slip_database_open (const char *path, SlipDatabaseFlags flags, GError **error);
/* For whoever hands out connections and can't fail: one that holds nothing, and on which everything fails with @failure. */
SlipDatabase *slip_database_new_failed (const char *path, const GError *failure);
void slip_database_close (SlipDatabase *database);
/* Copies the database as it is committed now to @path, while others go on writing: whole or not at
 * all, mode 0600, a file of that name is replaced. Also inside a transaction (then without it). Fails
 * with NO_SPACE, READ_ONLY or FAILED. */
gboolean slip_database_backup (SlipDatabase *database, const char *path, GError **error);
gboolean slip_database_script (SlipDatabase *database, const char *sql, GError **error);

gboolean slip_database_wait_for_disk (SlipDatabase *database, gboolean wait, GError **error);

/* Transactions nest (an inner one is a savepoint). */
gboolean slip_database_begin (SlipDatabase *database, GError **error); /* IMMEDIATE */
gboolean slip_database_commit (SlipDatabase *database, GError **error);
void slip_database_rollback (SlipDatabase *database);
/* Whether its file was moved, replaced or deleted since it was opened. On Unix what is written still goes into that file,
 * and is lost with it when it was deleted. */
gboolean slip_database_has_moved (SlipDatabase *database);

/* A prepared statement out of the connection's cache (keyed by text), reset, with the values bound:
 * one letter of
 * @types each: s text (NULL allowed), i gint64, d double, b GBytes (NULL allowed). Give it back
 * with slip_query_end(), or g_autoptr. */
SlipQuery *slip_database_query (SlipDatabase *database, GError **error, const char *sql,
                                const char *types, ...);
/* Runs to the end, without looking at rows. */
gboolean slip_database_run (SlipDatabase *database, GError **error, const char *sql,
                            const char *types, ...);
/* The first column of the first row; NULL without error when there is no row (or it is NULL). */
char *slip_database_get_text (SlipDatabase *database, GError **error, const char *sql,
                              const char *types, ...);
gint64 slip_database_get_int (SlipDatabase *database, gint64 otherwise, const char *sql,
                              const char *types, ...);

/* TRUE: a row; FALSE with error unset: no more. */
gboolean slip_query_next (SlipQuery *query, GError **error);
const char *slip_query_text (SlipQuery *query, int column); /* NULL or text until the next call */
gint64 slip_query_int (SlipQuery *query, int column);
GBytes *slip_query_bytes (SlipQuery *query, int column); /* transfer full, NULL when SQL NULL */
gboolean slip_query_holds (SlipQuery *query, int column, GBytes *bytes);
gboolean slip_query_is_null (SlipQuery *query, int column);
void slip_query_end (SlipQuery *query);

/* The meta table: small settings of this copy (text). */
char *slip_meta_get (SlipDatabase *database, const char *key);
gboolean slip_meta_set (SlipDatabase *database, const char *key, const char *value, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipDatabase, slip_database_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipQuery, slip_query_end)

G_END_DECLS
