/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Opening a workspace's database: is it one of ours, is it of a format that we know, and bringing
 * an older one up to date, each step after a backup beside the file. */

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/slip-text.h"
#include "store/slip-database-private.h"
#include "store/slip-store-resources.h"

/* How long to wait for another program that writes, ms. */
#define BUSY_TIMEOUT_MS 5000

#define STRINGIFY_(x) #x
#define STRINGIFY(x) STRINGIFY_ (x)

/* The SQL text of migration @n. */
static const char *
shipped_migration (guint n)
{
  g_autofree char *name = g_strdup_printf ("/io/github/slipway/store/%04u.sql", n);
  g_autoptr (GBytes) text = NULL;

  text =
      g_resource_lookup_data (slip_store_get_resource (), name, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  /* Resources are compiled in, end with a zero byte, and stay. */
  return text ? g_bytes_get_data (text, NULL) : NULL;
}

static gboolean
pragma_get (SlipDatabase *database, const char *sql, gint64 *value, GError **error)
{
  g_autoptr (SlipQuery) query = slip_database_query (database, error, sql, "");
  g_autoptr (GError) failure = NULL;

  if (query == NULL)
    return FALSE;
  if (!slip_query_next (query, &failure))
    {
      if (failure != NULL)
        g_propagate_error (error, g_steal_pointer (&failure));
      else
        g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT, _ ("%s: the database does not answer"),
                     database->path);
      return FALSE;
    }
  *value = slip_query_int (query, 0);
  return TRUE;
}

/* The database as it was, for whoever has to go back to the older program. */
static gboolean
keep_copy (SlipDatabase *database, guint format, GError **error)
{
  g_autofree char *target = g_strdup_printf ("%s.format-%u.backup", database->path, format);

  if (g_str_equal (database->path, ":memory:") || slip_database_backup (database, target, error))
    return TRUE;
  /* Translators: before the message that says why the copy could not be made. */
  g_prefix_error (error, _ ("nothing was changed, since a copy of the older format comes first: "));
  return FALSE;
}

/* One step, in a transaction that begins before the copy is made: of two programs that open an old
 * workspace at once, one makes both, the other finds the work done. */
static gboolean
migrate_one (SlipDatabase *database, guint n, const char *sql, gboolean copy, GError **error)
{
  g_autofree char *stamp =
      g_strdup_printf ("PRAGMA application_id = " STRINGIFY (
                           SLIP_DATABASE_APPLICATION_ID) "; PRAGMA user_version = %u",
                       n);
  gint64 version = 0;

  if (!slip_database_begin (database, error))
    return FALSE;
  if (pragma_get (database, "PRAGMA user_version", &version, error) &&
      (version >= n || ((!copy || keep_copy (database, n - 1, error)) &&
                        slip_database_script (database, sql, error) &&
                        slip_database_script (database, stamp, error))) &&
      slip_database_commit (database, error))
    return TRUE;
  slip_database_rollback (database);
  /* Translators: before the message that says what failed. */
  g_prefix_error (error, _ ("bringing the database to format %u: "), n);
  return FALSE;
}

/* Earlier programs left the mode to the umask. Once, with a new format: what its owner sets afterwards stays. */
static void
close_to_others (SlipDatabase *database)
{
  static const char *const ends[] = { "", "-wal", "-shm" };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (database->path, ends[i], NULL);
      GStatBuf info;

      if (g_stat (path, &info) == 0 && S_ISREG (info.st_mode) && (info.st_mode & 0077) != 0 &&
          g_chmod (path, info.st_mode & 0700) != 0)
        g_debug ("the mode of “%s” stays: %s", path, g_strerror (errno));
    }
}

static gboolean
migrate (SlipDatabase *database, gint64 version, SlipMigrationFunc migration, GError **error)
{
  const char *sql;

  if (version > 0 && !g_str_equal (database->path, ":memory:"))
    close_to_others (database);
  for (guint n = version + 1; (sql = migration (n)) != NULL; n++)
    if (!migrate_one (database, n, sql, version > 0, error))
      return FALSE;
  return TRUE;
}

static gboolean
fail_exists (const char *path, GError **error)
{
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS,
               _ ("%s: there is a workspace already; choose an empty folder"), path);
  return FALSE;
}

static gboolean
fail_not_found (const char *path, GError **error)
{
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
               _ ("%s: there is no workspace here; make one with “init”, or name its folder"),
               path);
  return FALSE;
}

/* Looks at the file before anything is written to it: it may be somebody else's. An empty database
 * is what an interrupted creation leaves, so it counts as none. */
static gboolean
check_format (SlipDatabase *database, SlipDatabaseFlags flags, SlipMigrationFunc migration,
              GError **error)
{
  gint64 application = 0, version = 0, tables = 0;
  gboolean empty;
  guint newest = 0;

  while (migration (newest + 1) != NULL)
    newest++;
  if (!pragma_get (database, "PRAGMA application_id", &application, error) ||
      !pragma_get (database, "PRAGMA user_version", &version, error) ||
      !pragma_get (database, "SELECT count(*) FROM sqlite_schema", &tables, error))
    return FALSE;

  empty = application == 0 && version == 0 && tables == 0;
  if (empty && !(flags & SLIP_DATABASE_CREATE))
    return fail_not_found (database->path, error);
  if (!empty && (flags & SLIP_DATABASE_CREATE))
    return fail_exists (database->path, error);
  if (!empty && application != SLIP_DATABASE_APPLICATION_ID)
    return slip_database_fail (database, SQLITE_NOTADB, error);
  if (version > newest)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_NEW,
                   _ ("%s: written by a newer Slipway (format %" PRId64
                      ", this one knows up to %u); upgrade Slipway to open it"),
                   database->path, version, newest);
      return FALSE;
    }
  if ((flags & SLIP_DATABASE_WRITE) &&
      !slip_database_script (database, "PRAGMA journal_mode = WAL", error))
    return FALSE;
  if (version == newest)
    return TRUE;
  if (!(flags & SLIP_DATABASE_WRITE))
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_READ_ONLY,
          _ ("%s: has an older format (%" PRId64
             ") and is opened to read only; open it once to write, so that it is brought up to "
             "date"),
          database->path, version);
      return FALSE;
    }
  return migrate (database, version, migration, error);
}

static gboolean
set_up (SlipDatabase *database, SlipDatabaseFlags flags, GError **error)
{
  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);

  if (!slip_database_script (database,
                             "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
                             "PRAGMA cell_size_check = ON",
                             error))
    return FALSE;
  /* Each thread that reads has a connection: a small cache in each, the system's holds the rest. */
  if (!(flags & SLIP_DATABASE_WRITE))
    return slip_database_script (database, "PRAGMA query_only = ON; PRAGMA cache_size = -2048",
                                 error);
  return slip_database_script (database, "PRAGMA synchronous = FULL; PRAGMA cache_size = -65536",
                               error);
}

int
slip_database_connect (SlipDatabase *database, int flags, sqlite3 **handle)
{
  g_autofree char *uri = NULL;
  g_autofree char *immutable = NULL;
  int code;

  flags |= SQLITE_OPEN_NOMUTEX;
  /* To read a file beside (slip_fold_open_beside()). */
  if (g_str_equal (database->path, ":memory:"))
    flags |= SQLITE_OPEN_URI;
  if (database->immutable)
    {
      g_autoptr (GFile) file = g_file_new_for_path (database->path);

      uri = g_file_get_uri (file);
      immutable = g_strconcat (uri, "?immutable=1", NULL);
      flags |= SQLITE_OPEN_URI;
    }
  code = sqlite3_open_v2 (immutable != NULL ? immutable : database->path, handle, flags, NULL);
  if (code == SQLITE_OK)
    {
      sqlite3_extended_result_codes (*handle, 1);
      sqlite3_busy_timeout (*handle, BUSY_TIMEOUT_MS);
    }
  return code;
}

static gboolean
may_write (const char *path)
{
  return faccessat (AT_FDCWD, path, W_OK, AT_EACCESS) == 0;
}

static gboolean
has_content (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 && info.st_size > 0;
}

/* To read, SQLite wants to make two files beside the database. Where it can't, the file alone is
 * read, as long as nothing waits in its log. */
static gboolean
settle_reading (SlipDatabase *database, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (database->path);
  g_autofree char *log = g_strconcat (database->path, "-wal", NULL);
  g_autofree char *shared = g_strconcat (database->path, "-shm", NULL);

  if (may_write (folder) || (has_content (shared) && has_content (log)))
    return TRUE;
  if (has_content (log))
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_READ_ONLY,
          _ ("%s: its last changes still wait in “%s”, and the folder can't be written to; "
             "copy both files into a folder of your own and open them there"),
          database->path, log);
      return FALSE;
    }
  database->immutable = TRUE;
  return TRUE;
}

/* What is in it is for its owner alone: SQLite gives the files that it makes beside it the same mode. */
static gboolean
make_private (const char *path, GError **error)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd >= 0)
    return g_close (fd, error);
  /* SQLite says what is wrong, if anything is. */
  return TRUE;
}

static SlipDatabase *
alloc (const char *path)
{
  static gsize configured = 0;
  SlipDatabase *database;

  if (g_once_init_enter (&configured))
    {
      /* No counting of allocations; refused when SQLite is in use already, which is fine. */
      sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
      g_once_init_leave (&configured, 1);
    }
  database = g_new0 (SlipDatabase, 1);
  database->path = g_strdup (path);
  database->queries =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) slip_query_free);
  return database;
}

SlipDatabase *
slip_database_open_with (const char *path, SlipDatabaseFlags flags, SlipMigrationFunc migration,
                         GError **error)
{
  g_autoptr (SlipDatabase) database = NULL;
  int mode, code;

  if (g_str_equal (path, ":memory:"))
    flags |= SLIP_DATABASE_WRITE | SLIP_DATABASE_CREATE;
  else if (flags & SLIP_DATABASE_CREATE)
    flags |= SLIP_DATABASE_WRITE;
  else if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      fail_not_found (path, error);
      return NULL;
    }

  database = alloc (path);
  if (!(flags & SLIP_DATABASE_WRITE) && !settle_reading (database, error))
    return NULL;
  if ((flags & SLIP_DATABASE_CREATE) && !g_str_equal (path, ":memory:") &&
      !make_private (path, error))
    return NULL;
  mode = flags & SLIP_DATABASE_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  if (flags & SLIP_DATABASE_CREATE)
    mode |= SQLITE_OPEN_CREATE;
  code = slip_database_connect (database, mode, &database->handle);
  if (code != SQLITE_OK)
    {
      slip_database_fail (database, code, error);
      return NULL;
    }
  if (!set_up (database, flags, error) || !check_format (database, flags, migration, error))
    return NULL;
  return g_steal_pointer (&database);
}

/**
 * slip_database_open:
 * @path: name of the file, or ":memory:"
 *
 * Opens a workspace's database; see the header for what the flags do. One thread at a time may use
 * a connection. Fails with NOT_FOUND, EXISTS (asked to create), INVALID (not a database of
 * Slipway), TOO_NEW, CORRUPT, READ_ONLY, NO_SPACE or BUSY.
 *
 * Returns: (transfer full): the connection
 */
SlipDatabase *
slip_database_open (const char *path, SlipDatabaseFlags flags, GError **error)
{
  SlipDatabase *database;

  /* Whatever reads in threads opened a database before. */
  slip_text_prepare_numbers ();
  database = slip_database_open_with (path, flags, shipped_migration, error);
  /* In a new one there is nothing to fold again. */
  if (database != NULL && ((flags & SLIP_DATABASE_CREATE) || g_str_equal (path, ":memory:")) &&
      !slip_meta_set (database, "refold", NULL, error))
    g_clear_pointer (&database, slip_database_close);
  return database;
}

SlipDatabase *
slip_database_new_failed (const char *path, const GError *failure)
{
  SlipDatabase *database = alloc (path);

  database->failure = g_error_copy (failure);
  /* Whoever asks the handle itself finds an empty database. */
  if (sqlite3_open_v2 (":memory:", &database->handle,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX,
                       NULL) != SQLITE_OK)
    g_error ("no memory for an empty database");
  return database;
}
