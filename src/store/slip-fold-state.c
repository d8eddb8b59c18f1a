/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The fold's state on a connection: its prepared statements (prepared once, bound in place) and its
 * part in the connection's transactions. */

#include "store/slip-fold-private.h"

static const char *const statements[FOLD_N_STATEMENTS] = {
  [FOLD_STORE_OP] =
      "INSERT OR IGNORE INTO op (replica, clock, seq, record, person, kind, bytes, counts)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  [FOLD_REGISTER] = "SELECT n, replica, clock, kind, shown FROM value"
                    " WHERE record = ? AND row = ? AND field = ?",
  [FOLD_INSERT] = "INSERT INTO value (record, row, field, kind, value, replica, clock, seq, person,"
                  " wall, utc_offset, shown) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  /* Ignored (shown can't be NULL) when the register holds something: then it takes the long way. */
  [FOLD_INSERT_FIRST] =
      "INSERT OR IGNORE INTO value (record, row, field, kind, value, replica, clock,"
      " seq, person, wall, utc_offset, shown) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
      " ?8, ?9, ?10, ?11, CASE WHEN EXISTS (SELECT 1 FROM value WHERE"
      " record = ?1 AND row = ?2 AND field = ?3) THEN NULL ELSE 1 END)",
  [FOLD_REPLACE] = "UPDATE value SET kind = ?2, value = ?3, replica = ?4, clock = ?5, seq = ?6,"
                   " person = ?7, wall = ?8, utc_offset = ?9, shown = 1 WHERE n = ?1",
  [FOLD_REMOVE] = "DELETE FROM value WHERE n = ?",
  [FOLD_SHOW] = "UPDATE value SET shown = ?2 WHERE n = ?1",
  [FOLD_NUMBER] = "UPDATE value SET seq = ?1 WHERE record = ?2 AND row = ?3 AND field = ?4"
                  " AND replica = ?5 AND clock = ?6",
  [FOLD_NUMBER_STATEMENT] = "UPDATE statement SET seq = ?1 WHERE replica = ?2 AND clock = ?3",
  [FOLD_ANY_DANGLING] = "SELECT EXISTS (SELECT 1 FROM dangling)",
  [FOLD_ARRIVE] = "DELETE FROM dangling WHERE replica = ? AND clock = ?",
  [FOLD_DANGLE] = "INSERT OR IGNORE INTO dangling (replica, clock) VALUES (?, ?)",
  [FOLD_HELD] = "SELECT bytes, counts FROM op WHERE replica = ? AND clock = ?",
  [FOLD_UNDEFINE] = "DELETE FROM definition WHERE replica = ? AND clock = ?",
  [FOLD_SHOWN] = "SELECT value, replica, clock FROM value"
                 " WHERE record = ? AND row = ? AND field = ? AND shown = 1",
  [FOLD_ROW_INSERT] = "INSERT OR IGNORE INTO row (record, id, parent, tbl, position)"
                      " VALUES (?, ?, ?, ?, '')",
  [FOLD_ROW_PLACE] = "UPDATE row SET parent = ?3, tbl = ?4 WHERE record = ?1 AND id = ?2",
  [FOLD_ROW_POSITION] = "UPDATE row SET position = ?3 WHERE record = ?1 AND id = ?2",
  [FOLD_ROW_PARENT] = "SELECT parent FROM row WHERE record = ? AND id = ?",
  [FOLD_ANY_DELETE] = "SELECT 1 FROM value INDEXED BY value_special"
                      " WHERE record = ? AND kind = 'd' LIMIT 1",
  [FOLD_DELETES] = "SELECT replica, clock, seq FROM value INDEXED BY value_special"
                   " WHERE record = ? AND row = ? AND kind = 'd'",
  /* Whether a row that is being added had something at or below it before: all but the add's own
     values. */
  [FOLD_ANY_BELOW] = "SELECT EXISTS (SELECT 1 FROM value WHERE record = ?1 AND row = ?2"
                     "  AND NOT (replica = ?3 AND clock = ?4))"
                     " OR EXISTS (SELECT 1 FROM row INDEXED BY row_parent"
                     "  WHERE record = ?1 AND parent = ?2 AND parent <> '')",
  [FOLD_SEEN] = "SELECT other_seq FROM seen WHERE replica = ? AND other = ? AND seq <= ?"
                " ORDER BY seq DESC LIMIT 1",
  [FOLD_UP] = "WITH RECURSIVE up (id) AS (VALUES (?2) UNION"
              " SELECT row.parent FROM up JOIN row ON row.record = ?1 AND row.id = up.id)"
              " SELECT id FROM up",
  [FOLD_DOWN] = "WITH RECURSIVE down (id) AS (VALUES (?2) UNION"
                " SELECT row.id FROM down JOIN row INDEXED BY row_parent"
                " ON row.record = ?1 AND row.parent = down.id AND row.parent <> '')"
                " SELECT id FROM down",
  [FOLD_VALUES_BELOW] = "WITH RECURSIVE down (id) AS (VALUES (?2) UNION"
                        " SELECT row.id FROM down JOIN row INDEXED BY row_parent"
                        " ON row.record = ?1 AND row.parent = down.id AND row.parent <> '')"
                        " SELECT v.replica, v.clock, v.seq FROM down"
                        " JOIN value v ON v.record = ?1 AND v.row = down.id WHERE v.kind <> 'd'",
  [FOLD_VALUES_RECORD] = "SELECT replica, clock, seq FROM value WHERE record = ?1 AND kind <> 'd'"
                         " UNION ALL SELECT replica, clock, seq FROM statement WHERE record = ?1",
  [FOLD_ROW_FLAG] = "UPDATE row SET flagged = ?3 WHERE record = ?1 AND id = ?2",
  /* Dead: it or a row above it has live deletes and is not flagged. */
  [FOLD_ROW_DEAD] =
      "WITH RECURSIVE up (id) AS (VALUES (?2) UNION"
      " SELECT row.parent FROM up JOIN row ON row.record = ?1 AND row.id = up.id)"
      " UPDATE row SET dead = EXISTS ("
      "  SELECT 1 FROM up JOIN row r ON r.record = ?1 AND r.id = up.id"
      "  WHERE r.flagged = 0 AND EXISTS (SELECT 1 FROM value d INDEXED BY value_special"
      "   WHERE d.record = ?1 AND d.row = up.id AND d.kind = 'd'))"
      " WHERE record = ?1 AND id = ?2",
  [FOLD_ROW_STATE] = "SELECT dead, flagged FROM row WHERE record = ? AND id = ?",
  [FOLD_RECORD_FLAG] = "UPDATE record SET dead = ?2, flagged = ?3 WHERE id = ?1",
  /* The newest making of a record counts. */
  [FOLD_RECORD] =
      "INSERT INTO record (id, kind, release, form, definition, number, person, wall,"
      " utc_offset, replica, clock) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, release = excluded.release,"
      " form = excluded.form, definition = excluded.definition,"
      " number = excluded.number, person = excluded.person, wall = excluded.wall,"
      " utc_offset = excluded.utc_offset, replica = excluded.replica,"
      " clock = excluded.clock"
      " WHERE (excluded.clock, excluded.replica) > (record.clock, record.replica)",
  [FOLD_DEFINE] = "INSERT OR IGNORE INTO definition (what, id, hash, replica, clock, person)"
                  " VALUES (?, ?, ?, ?, ?, ?)",
  [FOLD_STATEMENT] = "INSERT OR IGNORE INTO statement (replica, clock, seq, record, person, wall,"
                     " hash, text, signature) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [FOLD_INVITE] = "INSERT OR IGNORE INTO invitation (replica, clock, person, token)"
                  " VALUES (?, ?, ?, ?)",
  /* What a text needs is needed, however many attachments have the same bytes. */
  [FOLD_WANT] = "INSERT INTO blob_want (hash, size)"
                " SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM blob WHERE hash = ?1)"
                " AND NOT EXISTS (SELECT 1 FROM purged WHERE hash = ?1)"
                " ON CONFLICT (hash) DO UPDATE SET"
                " size = iif (size < 0 OR excluded.size < 0, -1, max (size, excluded.size))",
  [FOLD_PROPOSAL] = "INSERT OR IGNORE INTO proposal (replica, clock, record, row, field, value,"
                    " person, wall, utc_offset) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [FOLD_PROPOSAL_REMOVE] = "DELETE FROM proposal WHERE replica = ? AND clock = ?",
  [FOLD_REVISE] = "INSERT OR IGNORE INTO revise (replica, clock, record, person, wall, utc_offset,"
                  " reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
  [FOLD_FOLLOW] = "INSERT OR IGNORE INTO follow (replica, clock, record, definition, person, wall,"
                  " utc_offset) VALUES (?, ?, ?, ?, ?, ?, ?)",
  [FOLD_COMMENT] = "INSERT OR IGNORE INTO comment (replica, clock, record, row, field, kind, role,"
                   " text, person, wall, utc_offset) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [FOLD_REPLY] =
      "INSERT OR IGNORE INTO reply (replica, clock, thread_replica, thread_clock, record,"
      " act, role, text, person, wall, utc_offset)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [FOLD_SAID] = "INSERT OR IGNORE INTO said (replica, clock, thread_replica, thread_clock)"
                " VALUES (?, ?, ?, ?)",
  [FOLD_PURGE] = "INSERT OR IGNORE INTO purge (replica, clock, target, person, wall, utc_offset,"
                 " reason, record, row, field) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [FOLD_IS_REPLACED] = "SELECT 1 FROM dangling WHERE replica = ? AND clock = ?",
  [FOLD_SEARCH_TEXT] = "SELECT kind, value FROM value WHERE n = ?",
  [FOLD_SEARCH_SAID] =
      "SELECT 'v', text FROM said JOIN comment USING (replica, clock) WHERE n = ?1"
      " UNION ALL SELECT 'v', text FROM said JOIN reply USING (replica, clock) WHERE n = ?1",
  [FOLD_SEARCH_INSERT] = "INSERT INTO search (rowid, text) VALUES (?, ?)",
  [FOLD_SEARCH_REMOVE] = "DELETE FROM search WHERE rowid = ?",
  [FOLD_SEARCH_BLOB] = "SELECT n FROM blob_text WHERE hash = ?",
  [FOLD_SEARCH_WAIT] = "INSERT OR IGNORE INTO blob_text (hash, n) VALUES (?, ?)",
  [FOLD_SEARCH_ARRIVED] = "DELETE FROM blob_text WHERE hash = ?",
};

static void
place_clear (gpointer data)
{
  FoldPlace *place = data;

  g_free (place->record);
  g_free (place->row);
}

void
fold_changes (Fold *fold, const char *record)
{
  if (!g_hash_table_contains (fold->changed, record))
    g_hash_table_add (fold->changed, g_strdup (record));
}

/* Whose turn it is was found in what this transaction changed. */
static gboolean
forget_turns (SlipDatabase *database, GHashTable *changed, GError **error)
{
  GHashTableIter iter;
  const char *record;

  if (g_hash_table_contains (changed, ""))
    return slip_database_run (database, error, "DELETE FROM standing", "");
  g_hash_table_iter_init (&iter, changed);
  while (g_hash_table_iter_next (&iter, (gpointer *) &record, NULL))
    if (!slip_database_run (
            database, error,
            "DELETE FROM standing WHERE release IN (?1, (SELECT release FROM record "
            "WHERE id = ?1))",
            "s", record))
      return FALSE;
  return TRUE;
}

static gboolean
on_committing_cb (SlipDatabase *database, GError **error)
{
  Fold *fold = database->fold;

  /* Once for all that the transaction removed: it reads and writes the whole index. */
  return forget_turns (database, fold->changed, error) && slip_fold_flush (database, error) &&
         (!fold->merge ||
          slip_database_run (database, error, "INSERT INTO search (search) VALUES ('optimize')",
                             ""));
}

static void
fold_reset (Fold *fold)
{
  fold->merge = FALSE;
  g_hash_table_remove_all (fold->changed);
  g_array_set_size (fold->dirty, 0);
  fold->flushed = 0;
  fold->undone = FALSE;
}

static void
on_transaction_ended_cb (SlipDatabase *database, gboolean outermost)
{
  Fold *fold = database->fold;

  fold->asked_dangling = FALSE;
  fold->calm = FALSE;
  if (outermost)
    {
      fold_reset (fold);
      return;
    }
  fold->flushed = 0;
  fold->undone = TRUE;
}

static void
fold_free (gpointer data)
{
  Fold *fold = data;

  for (guint i = 0; i < FOLD_N_STATEMENTS; i++)
    sqlite3_finalize (fold->statements[i]);
  g_array_unref (fold->siblings);
  g_array_unref (fold->places);
  g_array_unref (fold->dirty);
  g_hash_table_unref (fold->changed);
  g_free (fold);
}

static const SlipDatabaseHooks hooks = { on_committing_cb, on_transaction_ended_cb, fold_free };

Fold *
fold_get (SlipDatabase *database)
{
  Fold *fold = database->fold;

  if (fold != NULL)
    return fold;

  fold = g_new0 (Fold, 1);
  fold->database = database;
  fold->siblings = g_array_new (FALSE, FALSE, sizeof (FoldSibling));
  fold->places = g_array_new (FALSE, FALSE, sizeof (FoldPlace));
  g_array_set_clear_func (fold->places, place_clear);
  fold->dirty = g_array_new (FALSE, FALSE, sizeof (FoldDirty));
  fold->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fold->search = TRUE;
  database->fold = fold;
  database->hooks = &hooks;
  return fold;
}

sqlite3_stmt *
fold_statement (Fold *fold, FoldStatement which, GError **error)
{
  int code;

  if (G_LIKELY (fold->statements[which] != NULL))
    return fold->statements[which];
  code = sqlite3_prepare_v3 (fold->database->handle, statements[which], -1,
                             SQLITE_PREPARE_PERSISTENT, &fold->statements[which], NULL);
  if (code != SQLITE_OK)
    slip_database_fail (fold->database, code, error);
  return fold->statements[which];
}

sqlite3_stmt *
fold_bind (Fold *fold, FoldStatement which, GError **error, const char *types, ...)
{
  sqlite3_stmt *statement = fold_statement (fold, which, error);
  va_list values;

  if (statement == NULL)
    return NULL;
  va_start (values, types);
  for (int i = 0; types[i] != '\0'; i++)
    if (types[i] == 's')
      {
        sqlite3_bind_text (statement, i + 1, va_arg (values, const char *), -1, SQLITE_STATIC);
      }
    else
      {
        gint64 value = va_arg (values, gint64);

        if (types[i] == 'n' && value == 0)
          sqlite3_bind_null (statement, i + 1);
        else
          sqlite3_bind_int64 (statement, i + 1, value);
      }
  va_end (values);
  return statement;
}

int
fold_step (Fold *fold, sqlite3_stmt *statement, GError **error)
{
  int code = sqlite3_step (statement);

  if (code == SQLITE_ROW)
    return 1;
  sqlite3_reset (statement);
  if (code == SQLITE_DONE)
    return 0;
  slip_database_fail (fold->database, code, error);
  return -1;
}

/* For statements without rows: the one step runs to the end. */
gboolean
fold_finish (Fold *fold, sqlite3_stmt *statement, GError **error)
{
  return statement != NULL && fold_step (fold, statement, error) == 0;
}
