/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the files of this folder share: the connection itself, so that the fold can keep its own
 * prepared statements and take part in commits; and opening with other migrations, for tests of
 * migrating. */

#pragma once

#include <sqlite3.h>

#include "store/slip-database.h"

G_BEGIN_DECLS

typedef struct _SlipCheckpointer SlipCheckpointer;
typedef struct _SlipTouched SlipTouched;

/**
 * SlipDatabaseHooks:
 * @before_commit: called before the outermost commit; what it writes belongs to the transaction
 * @after_end: called after the outermost commit or rollback (@outermost), and after a savepoint was
 *   rolled back (not @outermost)
 * @free: called before the connection is closed
 *
 * How the fold takes part in transactions.
 */
typedef struct
{
  gboolean (*before_commit) (SlipDatabase *database, GError **error);
  void (*after_end) (SlipDatabase *database, gboolean outermost);
  void (*free) (gpointer state);
} SlipDatabaseHooks;

struct _SlipDatabase
{
  sqlite3 *handle;
  char *path;
  gboolean immutable;  /* read without locks and log, since neither can be made */
  guint depth;         /* of nested transactions */
  GHashTable *queries; /* idle statements by their text */
  gboolean wiping;     /* what this transaction deletes has to leave the files, too */
  gboolean overwrote;  /* as it always does here */

  SlipCheckpointer *checkpointer; /* NULL: SQLite copies the log within commits */

  GPtrArray *leaving; /* nullable: blobs whose files go with the commit */

  SlipTouched *touched; /* nullable: nobody watches */
  GError *failure; /* nullable: why it could not be opened, which every query then fails with */

  gpointer fold;
  const SlipDatabaseHooks *hooks;
};

/* Migration @n (from 1) as text; NULL when there is none. */
typedef const char *(*SlipMigrationFunc) (guint n);

SlipDatabase *slip_database_open_with (const char *path, SlipDatabaseFlags flags,
                                       SlipMigrationFunc migration, GError **error);

/* From here to the end of the outermost transaction, what is deleted is overwritten; after the commit
 * the write-ahead log is emptied. */
gboolean slip_database_wipe (SlipDatabase *database, GError **error);

/* Another connection to the same file, by the flags of sqlite3_open_v2(). Returns SQLite's code. */
int slip_database_connect (SlipDatabase *database, int flags, sqlite3 **handle);
/* Whether the disk of the file @path has no room left. */
gboolean slip_database_disk_is_full (const char *path);

/* The end of an outermost transaction, and of the connection (slip-touched.c). */
void slip_touched_end (SlipDatabase *database, gboolean committed);
void slip_touched_free (SlipTouched *touched);

/* Ends a statement for good instead of keeping it. */
void slip_query_free (SlipQuery *query);

/* Sets @error when the connection could not be opened; TRUE then. */
gboolean slip_database_fail_unopened (SlipDatabase *database, GError **error);

/* Sets @error after a call of SQLite that answered @code. Always FALSE. */
gboolean slip_database_fail (SlipDatabase *database, int code, GError **error);

G_END_DECLS
