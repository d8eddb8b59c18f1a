/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The derived tables as one ordered text, so that two copies, or one before and after a rebuild,
 * can be compared. Numbers that only this copy's insertion order settles (value.n) are left out. */

#include "store/slip-fold-private.h"

#include <string.h>

static const struct
{
  const char *table;
  const char *columns; /* NULL: all */
} tables[] = {
  { "record", NULL },
  { "row", NULL },
  { "value", "record, row, field, kind, value, replica, clock, seq, person, wall, utc_offset,"
             " shown" },
  { "dangling", NULL },
  { "definition", NULL },
  { "statement", NULL },
  { "invitation", NULL },
  { "proposal", NULL },
  { "revise", NULL },
  { "follow", NULL },
  { "comment", NULL },
  { "reply", NULL },
  { "purge", NULL },
  { "blob_want", NULL },
  /* The roster. */
  { "member", NULL },
  { "member_key", NULL },
  { "member_role", NULL },
  { "deputy", NULL },
  { "removal", NULL },
  { "cut", NULL },
  { "endorsement", NULL },
};

static void
append_blob (GString *dump, const guint8 *bytes, int length)
{
  static const char digits[] = "0123456789abcdef";

  g_string_append (dump, "x'");
  for (int i = 0; i < length; i++)
    {
      g_string_append_c (dump, digits[bytes[i] >> 4]);
      g_string_append_c (dump, digits[bytes[i] & 15]);
    }
  g_string_append_c (dump, '\'');
}

/* As g_strescape() does, whole runs at a time: all tables of a workspace go through here. */
static void
append_escaped (GString *dump, const char *text)
{
  const char *run = text;

  g_string_append_c (dump, '"');
  for (const char *at = text; *at != '\0'; at++)
    {
      guchar c = *at;
      const char *letter;

      if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\')
        continue;
      g_string_append_len (dump, run, at - run);
      run = at + 1;
      letter = strchr ("\bb\ff\nn\rr\tt\vv\"\"\\\\", c);
      g_string_append_c (dump, '\\');
      if (letter != NULL)
        g_string_append_c (dump, letter[1]);
      else
        {
          g_string_append_c (dump, '0' + (c >> 6));
          g_string_append_c (dump, '0' + ((c >> 3) & 7));
          g_string_append_c (dump, '0' + (c & 7));
        }
    }
  g_string_append (dump, run);
  g_string_append_c (dump, '"');
}

/* Quoted as in SQL, with line ends escaped, so that a line is a row. */
static void
append_column (GString *dump, sqlite3_stmt *statement, int column)
{
  switch (sqlite3_column_type (statement, column))
    {
    case SQLITE_BLOB:
      append_blob (dump, sqlite3_column_blob (statement, column),
                   sqlite3_column_bytes (statement, column));
      break;
    case SQLITE_NULL:
      g_string_append (dump, "NULL");
      break;
    default:
      append_escaped (dump, (const char *) sqlite3_column_text (statement, column));
    }
}

/* Ordered by all columns, as many as there are. */
static sqlite3_stmt *
select_all (SlipDatabase *database, const char *table, const char *columns, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  sqlite3_stmt *statement = NULL;
  int code, n;

  g_string_printf (sql, "SELECT %s FROM %s", columns != NULL ? columns : "*", table);
  code = sqlite3_prepare_v2 (database->handle, sql->str, -1, &statement, NULL);
  n = code == SQLITE_OK ? sqlite3_column_count (statement) : 0;
  for (int i = 1; i <= n; i++)
    g_string_append_printf (sql, "%s%d", i > 1 ? ", " : " ORDER BY ", i);
  sqlite3_finalize (statement);
  if (code == SQLITE_OK)
    code = sqlite3_prepare_v2 (database->handle, sql->str, -1, &statement, NULL);
  if (code == SQLITE_OK)
    return statement;
  slip_database_fail (database, code, error);
  return NULL;
}

void
fold_dump_row (GString *dump, const char *table, sqlite3_stmt *row)
{
  g_string_append (dump, table);
  for (int i = 0; i < sqlite3_column_count (row); i++)
    {
      g_string_append_c (dump, ' ');
      append_column (dump, row, i);
    }
}

const char *
fold_dumped_table (guint n, const char **columns)
{
  if (n >= G_N_ELEMENTS (tables))
    return NULL;
  *columns = tables[n].columns != NULL ? tables[n].columns : "*";
  return tables[n].table;
}

static gboolean
dump_table (SlipDatabase *database, const char *table, const char *columns, GString *dump,
            GError **error)
{
  sqlite3_stmt *statement = select_all (database, table, columns, error);
  int code = SQLITE_OK;

  if (statement == NULL)
    return FALSE;
  while (code == SQLITE_OK || code == SQLITE_ROW)
    {
      code = sqlite3_step (statement);
      if (code != SQLITE_ROW)
        break;
      fold_dump_row (dump, table, statement);
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
