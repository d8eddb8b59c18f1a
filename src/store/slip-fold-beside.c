/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Folding the log beside the tables that are in use, to see whether these say what it says. SQLite looks a table up in
 * the main database first and then in attached ones: so the fold's statements write to the tables in memory and read
 * the log in the file. */

#include <sodium.h>
#include <string.h>

#include "store/slip-fold-private.h"

/* The name under which the file is attached. */
#define FILE_SCHEMA "stored"

/* Indexes that only people's questions need, not the fold nor the roster. */
static const char *const idle_indexes[] = { "record_release", "record_kind", "row_order",
                                            "value_reference", "statement_record" };

static gboolean
is_derived (const char *table)
{
  const char *columns;
  const char *name;

  /* The fold writes to all of these. */
  if (g_str_equal (table, "blob_text") || g_str_equal (table, "search") ||
      g_str_equal (table, "said") || g_str_equal (table, "standing"))
    return TRUE;
  for (guint i = 0; (name = fold_dumped_table (i, &columns)) != NULL; i++)
    if (g_str_equal (name, table))
      return TRUE;
  return FALSE;
}

/* Everything that the file has to be asked for. */
static gboolean
drop_truth (SlipDatabase *beside, GError **error)
{
  g_autoptr (GString) script = g_string_new (NULL);
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) names =
      slip_database_query (beside, error,
                           "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
                           "'sqlite_%' AND name NOT LIKE 'search_%'",
                           "");

  if (names == NULL)
    return FALSE;
  while (slip_query_next (names, &failure))
    if (!is_derived (slip_query_text (names, 0)))
      g_string_append_printf (script, "DROP TABLE main.\"%s\";", slip_query_text (names, 0));
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  g_clear_pointer (&names, slip_query_end);
  for (gsize i = 0; i < G_N_ELEMENTS (idle_indexes); i++)
    g_string_append_printf (script, "DROP INDEX IF EXISTS main.%s;", idle_indexes[i]);
  return slip_database_script (beside, script->str, error);
}

SlipDatabase *
slip_fold_open_beside (SlipDatabase *source, GError **error)
{
  g_autoptr (SlipDatabase) beside = slip_database_open (":memory:", SLIP_DATABASE_CREATE, error);
  g_autoptr (GFile) file = g_file_new_for_path (source->path);
  g_autofree char *address = g_file_get_uri (file);
  g_autofree char *uri =
      g_strconcat (address, source->immutable ? "?immutable=1" : "?mode=ro", NULL);

  if (beside == NULL || !drop_truth (beside, error) ||
      !slip_database_run (beside, error, "ATTACH ? AS " FILE_SCHEMA, "s", uri) ||
      !slip_database_script (
          beside, "PRAGMA main.synchronous = OFF; PRAGMA " FILE_SCHEMA ".cache_size = -32768",
          error))
    return NULL;
  /* Messages are to name the file. */
  g_free (beside->path);
  beside->path = g_strdup (source->path);
  slip_fold_set_search (beside, FALSE);
  return g_steal_pointer (&beside);
}

/* A sum of keyed hashes, which order doesn't matter to; with a key that nobody knows, nobody can make two sums equal. */
typedef struct
{
  guint64 low, high;
} Sum;

/* Type, size and bytes of each column: so that no two rows look the same. */
static void
add_row (Sum *sum, GByteArray *scratch, sqlite3_stmt *row, const guint8 *key)
{
  guint8 hash[crypto_shorthash_siphashx24_BYTES];
  guint64 parts[2];

  G_STATIC_ASSERT (sizeof hash == sizeof parts);
  g_byte_array_set_size (scratch, 0);
  for (int i = 0; i < sqlite3_column_count (row); i++)
    {
      /* One look at the column instead of four: the connection is used by one thread. */
      sqlite3_value *value = sqlite3_column_value (row, i);
      guint8 type = (guint8) sqlite3_value_type (value);
      gint64 number = 0;
      const void *data = &number;
      guint32 length = 0, at = scratch->len;

      if (type == SQLITE_INTEGER)
        {
          number = sqlite3_value_int64 (value);
          length = sizeof number;
        }
      else if (type != SQLITE_NULL)
        {
          data = sqlite3_value_blob (value);
          length = (guint32) sqlite3_value_bytes (value);
        }
      g_byte_array_set_size (scratch, at + sizeof type + sizeof length + length);
      scratch->data[at] = type;
      memcpy (scratch->data + at + sizeof type, &length, sizeof length);
      if (length > 0)
        memcpy (scratch->data + at + sizeof type + sizeof length, data, length);
    }
  crypto_shorthash_siphashx24 (hash, scratch->data, scratch->len, key);
  memcpy (parts, hash, sizeof parts);
  sum->low += parts[0];
  sum->high += parts[1];
}

static gboolean
sum_table (SlipDatabase *beside, const char *schema, const char *table, const char *columns,
           const guint8 *key, Sum *sum, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s.%s", columns, schema, table);
  g_autoptr (GByteArray) scratch = g_byte_array_new ();
  sqlite3_stmt *rows = NULL;
  int code = sqlite3_prepare_v2 (beside->handle, sql, -1, &rows, NULL);

  *sum = (Sum){ 0, 0 };
  while (code == SQLITE_OK && (code = sqlite3_step (rows)) == SQLITE_ROW)
    {
      add_row (sum, scratch, rows, key);
      code = SQLITE_OK;
    }
  if (code != SQLITE_DONE)
    slip_database_fail (beside, code, error);
  sqlite3_finalize (rows);
  return code == SQLITE_DONE;
}

/* The first line that is in @schema and not in @other; NULL without error when there is none. */
static char *
find_only_in (SlipDatabase *beside, const char *schema, const char *other, const char *table,
              const char *columns, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT %s FROM %s.%s EXCEPT SELECT %s FROM %s.%s LIMIT 1", columns, schema,
                       table, columns, other, table);
  g_autoptr (GString) line = g_string_new (NULL);
  sqlite3_stmt *rows = NULL;
  int code = sqlite3_prepare_v2 (beside->handle, sql, -1, &rows, NULL);

  if (code == SQLITE_OK && (code = sqlite3_step (rows)) == SQLITE_ROW)
    fold_dump_row (line, table, rows);
  if (code != SQLITE_ROW && code != SQLITE_DONE)
    slip_database_fail (beside, code, error);
  sqlite3_finalize (rows);
  return line->len > 0 ? g_string_free (g_steal_pointer (&line), FALSE) : NULL;
}

gboolean
slip_fold_compare_beside (SlipDatabase *beside, char **difference, GError **error)
{
  guint8 key[crypto_shorthash_siphashx24_KEYBYTES];
  g_autoptr (GError) failure = NULL;
  const char *columns;
  const char *table;

  *difference = NULL;
  randombytes_buf (key, sizeof key);
  for (guint i = 0; (table = fold_dumped_table (i, &columns)) != NULL; i++)
    {
      Sum folded, held;

      if (!sum_table (beside, "main", table, columns, key, &folded, error) ||
          !sum_table (beside, FILE_SCHEMA, table, columns, key, &held, error))
        return FALSE;
      if (folded.low == held.low && folded.high == held.high)
        continue;
      *difference = find_only_in (beside, FILE_SCHEMA, "main", table, columns, &failure);
      if (*difference == NULL && failure == NULL)
        *difference = find_only_in (beside, "main", FILE_SCHEMA, table, columns, &failure);
      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      /* A row that stands there twice. */
      if (*difference == NULL)
        *difference = g_strdup (table);
      return TRUE;
    }
  return TRUE;
}
