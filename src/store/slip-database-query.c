/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Questions to a connection: a statement is prepared once, bound by letters, and given back when it is done. */

#include "store/slip-database-private.h"

/* Statements that are kept prepared; a program uses fewer. */
#define MAX_IDLE_QUERIES 256

struct _SlipQuery
{
  SlipDatabase *database;
  sqlite3_stmt *statement;
  char *sql;
};

void
slip_query_free (SlipQuery *query)
{
  sqlite3_finalize (query->statement);
  g_free (query->sql);
  g_free (query);
}

static SlipQuery *
query_take (SlipDatabase *database, const char *sql, GError **error)
{
  SlipQuery *query = NULL;
  char *key = NULL;
  int code;

  if (slip_database_fail_unopened (database, error))
    return NULL;
  if (g_hash_table_steal_extended (database->queries, sql, (gpointer *) &key, (gpointer *) &query))
    return query;

  query = g_new0 (SlipQuery, 1);
  query->database = database;
  code = sqlite3_prepare_v3 (database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
                             &query->statement, NULL);
  if (code != SQLITE_OK)
    {
      slip_database_fail (database, code, error);
      slip_query_free (query);
      return NULL;
    }
  query->sql = g_strdup (sql);
  return query;
}

static gboolean
query_bind (SlipQuery *query, const char *types, va_list values, sqlite3_destructor_type life,
            GError **error)
{
  int code = SQLITE_OK;

  for (int i = 0; types[i] != '\0' && code == SQLITE_OK; i++)
    switch (types[i])
      {
      case 's':
        code = sqlite3_bind_text (query->statement, i + 1, va_arg (values, const char *), -1, life);
        break;
      case 'i':
        code = sqlite3_bind_int64 (query->statement, i + 1, va_arg (values, gint64));
        break;
      case 'd':
        code = sqlite3_bind_double (query->statement, i + 1, va_arg (values, double));
        break;
      case 'b':
        {
          GBytes *bytes = va_arg (values, GBytes *);
          gsize length = 0;
          const void *data = bytes ? g_bytes_get_data (bytes, &length) : NULL;

          if (bytes != NULL && length == 0)
            code = sqlite3_bind_zeroblob (query->statement, i + 1, 0);
          else
            code = sqlite3_bind_blob64 (query->statement, i + 1, data, length, life);
          break;
        }
      default:
        g_assert_not_reached ();
      }
  if (code != SQLITE_OK)
    return slip_database_fail (query->database, code, error);
  return TRUE;
}

static SlipQuery *
query_start (SlipDatabase *database, const char *sql, const char *types, va_list values,
             sqlite3_destructor_type life, GError **error)
{
  g_autoptr (SlipQuery) query = query_take (database, sql, error);

  if (query == NULL || !query_bind (query, types, values, life, error))
    return NULL;
  return g_steal_pointer (&query);
}

/**
 * slip_database_query:
 *
 * Returns: (transfer full): a statement ready for slip_query_next(); NULL with the error set
 */
SlipQuery *
slip_database_query (SlipDatabase *database, GError **error, const char *sql, const char *types,
                     ...)
{
  SlipQuery *query;
  va_list values;

  va_start (values, types);
  query = query_start (database, sql, types, values, SQLITE_TRANSIENT, error);
  va_end (values);
  return query;
}

/**
 * slip_database_run:
 *
 * Returns: TRUE when the statement ran to its end
 */
gboolean
slip_database_run (SlipDatabase *database, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (SlipQuery) query = NULL;
  g_autoptr (GError) failure = NULL;
  va_list values;

  va_start (values, types);
  query = query_start (database, sql, types, values, SQLITE_STATIC, error);
  va_end (values);
  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &failure))
    ;
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  return TRUE;
}

/**
 * slip_database_get_text:
 *
 * Returns: (transfer full) (nullable): the first column of the first row
 */
char *
slip_database_get_text (SlipDatabase *database, GError **error, const char *sql, const char *types,
                        ...)
{
  g_autoptr (SlipQuery) query = NULL;
  va_list values;

  va_start (values, types);
  query = query_start (database, sql, types, values, SQLITE_STATIC, error);
  va_end (values);
  if (query == NULL || !slip_query_next (query, error))
    return NULL;
  return g_strdup (slip_query_text (query, 0));
}

/**
 * slip_database_get_int:
 *
 * Returns: the first column of the first row; @otherwise when there is none, it is NULL, or on
 * failure
 */
gint64
slip_database_get_int (SlipDatabase *database, gint64 otherwise, const char *sql, const char *types,
                       ...)
{
  g_autoptr (SlipQuery) query = NULL;
  va_list values;

  va_start (values, types);
  query = query_start (database, sql, types, values, SQLITE_STATIC, NULL);
  va_end (values);
  if (query == NULL || !slip_query_next (query, NULL) || slip_query_is_null (query, 0))
    return otherwise;
  return slip_query_int (query, 0);
}

gboolean
slip_database_has_moved (SlipDatabase *database)
{
  int moved = 0;

  return sqlite3_file_control (database->handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved) ==
             SQLITE_OK &&
         moved != 0;
}

/**
 * slip_query_next:
 *
 * Returns: TRUE when there is a row to look at; FALSE at the end, or with the error set
 */
gboolean
slip_query_next (SlipQuery *query, GError **error)
{
  int code = sqlite3_step (query->statement);

  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE)
    slip_database_fail (query->database, code, error);
  sqlite3_reset (query->statement);
  return FALSE;
}

/**
 * slip_query_text:
 *
 * Returns: (transfer none) (nullable): a column's text, until the next call on the query
 */
const char *
slip_query_text (SlipQuery *query, int column)
{
  return (const char *) sqlite3_column_text (query->statement, column);
}

/**
 * slip_query_int:
 *
 * Returns: a column's integer; 0 for SQL NULL
 */
gint64
slip_query_int (SlipQuery *query, int column)
{
  return sqlite3_column_int64 (query->statement, column);
}

/**
 * slip_query_bytes:
 *
 * Returns: (transfer full) (nullable): a copy of a column's bytes
 */
GBytes *
slip_query_bytes (SlipQuery *query, int column)
{
  const void *data;

  if (slip_query_is_null (query, column))
    return NULL;
  data = sqlite3_column_blob (query->statement, column);
  return g_bytes_new (data, sqlite3_column_bytes (query->statement, column));
}

/**
 * slip_query_holds:
 *
 * Returns: TRUE when a column has just these bytes
 */
gboolean
slip_query_holds (SlipQuery *query, int column, GBytes *bytes)
{
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);
  const void *held = sqlite3_column_blob (query->statement, column);

  return held != NULL && (gsize) sqlite3_column_bytes (query->statement, column) == length &&
         memcmp (held, data, length) == 0;
}

/**
 * slip_query_is_null:
 *
 * Returns: TRUE when the column is SQL NULL
 */
gboolean
slip_query_is_null (SlipQuery *query, int column)
{
  return sqlite3_column_type (query->statement, column) == SQLITE_NULL;
}

/**
 * slip_query_end:
 * @query: (transfer full) (nullable): the query
 *
 * Gives a query back to the connection's cache.
 */
void
slip_query_end (SlipQuery *query)
{
  GHashTable *queries;

  if (query == NULL)
    return;

  queries = query->database->queries;
  sqlite3_reset (query->statement);
  sqlite3_clear_bindings (query->statement);
  if (g_hash_table_size (queries) >= MAX_IDLE_QUERIES ||
      g_hash_table_contains (queries, query->sql))
    slip_query_free (query);
  else
    g_hash_table_insert (queries, query->sql, query);
}

/**
 * slip_meta_get:
 *
 * Returns: (transfer full) (nullable): the setting; NULL when it is not there
 */
char *
slip_meta_get (SlipDatabase *database, const char *key)
{
  return slip_database_get_text (database, NULL, "SELECT value FROM meta WHERE key = ?", "s", key);
}

/**
 * slip_meta_set:
 * @value: (nullable): the new value; NULL removes the setting
 */
gboolean
slip_meta_set (SlipDatabase *database, const char *key, const char *value, GError **error)
{
  if (value == NULL)
    return slip_database_run (database, error, "DELETE FROM meta WHERE key = ?", "s", key);
  return slip_database_run (database, error,
                            "INSERT INTO meta (key, value) VALUES (?, ?)"
                            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                            "ss", key, value);
}
