/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The derived tables as one ordered text, so that two copies, or one before and after a rebuild,
 * can be compared. Numbers that only this copy's insertion order settles (value.n) are left out. */

#define G_LOG_DOMAIN "slip-store"

#include "store/slip-fold-private.h"

static const struct
{
  const char *table;
  const char *columns;
} tables[] = {
  { "record", "id, kind, release, form, definition, number, person, wall, utc_offset, replica,"
              " clock, dead, flagged" },
  { "row", "record, id, parent, tbl, position, dead, flagged" },
  { "value", "record, row, field, kind, value, replica, clock, seq, person, wall, utc_offset,"
             " shown" },
  { "dangling", "replica, clock" },
  { "definition", "what, id, hash, replica, clock, person" },
  { "statement", "replica, clock, seq, record, person, wall, hash, text, signature" },
  { "invitation", "replica, clock, person, token" },
  { "member", "person, name, admission, admitter, depth" },
  { "member_key", "key, person, purpose, admission" },
  { "member_role", "person, role, since" },
  { "blob_want", "hash" },
};

/* Quoted as in SQL, with line ends escaped, so that a line is a row. */
static void
append_column (GString *dump, sqlite3_stmt *statement, int column)
{
  g_autofree char *escaped = NULL;

  if (sqlite3_column_type (statement, column) == SQLITE_BLOB)
    {
      const guint8 *bytes = sqlite3_column_blob (statement, column);
      int length = sqlite3_column_bytes (statement, column);

      g_string_append (dump, "x'");
      for (int i = 0; i < length; i++)
        g_string_append_printf (dump, "%02x", bytes[i]);
      g_string_append_c (dump, '\'');
      return;
    }
  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    {
      g_string_append (dump, "NULL");
      return;
    }
  escaped = g_strescape ((const char *) sqlite3_column_text (statement, column), NULL);
  g_string_append_printf (dump, "\"%s\"", escaped);
}

static gboolean
dump_table (SlipDatabase *database, const char *table, const char *columns, GString *dump,
            GError **error)
{
  g_auto (GStrv) names = g_strsplit (columns, ",", -1);
  g_autofree char *sql = NULL;
  sqlite3_stmt *statement = NULL;
  int code, n = g_strv_length (names);

  sql = g_strdup_printf ("SELECT %s FROM %s ORDER BY %s", columns, table, columns);
  code = sqlite3_prepare_v2 (database->handle, sql, -1, &statement, NULL);
  while (code == SQLITE_OK || code == SQLITE_ROW)
    {
      code = sqlite3_step (statement);
      if (code != SQLITE_ROW)
        break;
      g_string_append (dump, table);
      for (int i = 0; i < n; i++)
        {
          g_string_append_c (dump, ' ');
          append_column (dump, statement, i);
        }
      g_string_append_c (dump, '\n');
    }
  if (code != SQLITE_DONE)
    slip_database_fail (database, code, error);
  sqlite3_finalize (statement);
  return code == SQLITE_DONE;
}

char *
slip_fold_dump (SlipDatabase *database, GError **error)
{
  g_autoptr (GString) dump = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (!dump_table (database, tables[i].table, tables[i].columns, dump, error))
      return NULL;
  return g_string_free (g_steal_pointer (&dump), FALSE);
}
