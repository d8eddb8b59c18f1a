/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* One op into the tables. A register holds every value that no other op has replaced; an op that
 * names one which has not arrived leaves its name in "dangling", so that order does not matter.
 * Only content and names decide, never the time of arrival. Rules: design.md 3. */

#define G_LOG_DOMAIN "slip-store"

#include <string.h>

#include "core/slip-hash.h"
#include "store/slip-fold-private.h"
#include "store/slip-values.h"

/* An op that is being folded. */
typedef struct
{
  SlipOp *op;
  gint64 seq;
  gboolean replaced; /* another op that arrived before replaces it */
  char row[SLIP_ID_LENGTH + 1];
  gboolean removed; /* values were taken out of the op's own register */
} Folding;

static gboolean
load_register (Fold *fold, const char *record, const char *row, const char *field, GError **error)
{
  sqlite3_stmt *select = fold_bind (fold, FOLD_REGISTER, error, "sss", record, row, field);
  FoldSibling sibling;
  int found;

  g_array_set_size (fold->siblings, 0);
  if (select == NULL)
    return FALSE;
  while ((found = fold_step (fold, select, error)) > 0)
    {
      sibling.n = sqlite3_column_int64 (select, 0);
      g_strlcpy (sibling.name.replica, (const char *) sqlite3_column_text (select, 1),
                 sizeof sibling.name.replica);
      sibling.name.clock = sqlite3_column_int64 (select, 2);
      sibling.kind = *(const char *) sqlite3_column_text (select, 3);
      sibling.shown = sqlite3_column_int (select, 4);
      g_array_append_val (fold->siblings, sibling);
    }
  return found == 0;
}

static gboolean
remove_value (Fold *fold, gint64 n, char kind, GError **error)
{
  if (!fold_run (fold, FOLD_REMOVE, error, "i", n))
    return FALSE;
  fold_search_note (fold, n, kind, TRUE);
  return TRUE;
}

/* Shows the newest of the register's values (with @incoming, if any), hides the others. Members of
 * a set are all shown. @incoming_shown tells about the incoming one. */
static gboolean
settle_shown (Fold *fold, const SlipOpName *incoming, gboolean *incoming_shown, GError **error)
{
  const FoldSibling *newest = NULL;
  gboolean in_front = TRUE;

  for (guint i = 0; i < fold->siblings->len; i++)
    {
      const FoldSibling *sibling = &g_array_index (fold->siblings, FoldSibling, i);

      if (sibling->kind != 'p' &&
          (newest == NULL || slip_op_name_compare (&newest->name, &sibling->name) < 0))
        newest = sibling;
    }
  if (incoming == NULL)
    in_front = FALSE;
  else if (newest != NULL && slip_op_name_compare (&newest->name, incoming) > 0)
    in_front = FALSE;

  for (guint i = 0; i < fold->siblings->len; i++)
    {
      const FoldSibling *sibling = &g_array_index (fold->siblings, FoldSibling, i);
      gboolean shown = sibling->kind == 'p' || (sibling == newest && !in_front);

      if (sibling->shown != shown &&
          !fold_run (fold, FOLD_SHOW, error, "ii", sibling->n, (gint64) shown))
        return FALSE;
    }
  if (incoming_shown != NULL)
    *incoming_shown = in_front;
  return TRUE;
}

/* Puts the op's value into the register that is loaded. */
static gboolean
insert_value (Fold *fold, const Folding *folding, const char *field, char kind, const char *value,
              GError **error)
{
  const SlipOp *op = folding->op;
  char kind_text[2] = { kind, '\0' };
  gboolean shown = TRUE;

  if (kind != 'p' && !settle_shown (fold, &op->name, &shown, error))
    return FALSE;
  if (kind == 'p' && fold->siblings->len > 0 && !settle_shown (fold, NULL, NULL, error))
    return FALSE;
  if (!fold_run (fold, FOLD_INSERT, error, "ssssssinsiii", op->record, folding->row, field,
                 kind_text, value, op->name.replica, (gint64) op->name.clock, folding->seq,
                 op->person, op->wall_ms, (gint64) op->utc_offset, (gint64) shown))
    return FALSE;
  if (*value != '\0')
    fold_search_note (fold, sqlite3_last_insert_rowid (fold->database->handle), kind, FALSE);
  return TRUE;
}

/* A value outside the op's own register, or one of a register that the caller doesn't have at
 * hand. */
static gboolean
remove_elsewhere (Fold *fold, gint64 n, char kind, const char *record, const char *row,
                  const char *field, GError **error)
{
  FoldPlace place;

  if (!remove_value (fold, n, kind, error) || !load_register (fold, record, row, field, error) ||
      !settle_shown (fold, NULL, NULL, error))
    return FALSE;
  if (g_str_equal (field, SLIP_FIELD_POSITION) && !fold_row_reposition (fold, record, row, error))
    return FALSE;
  place.record = g_strdup (record);
  place.row = g_strdup (row);
  g_array_append_val (fold->places, place);
  return TRUE;
}

/* The op of that name as it is held; NULL without error when it has not arrived. */
static SlipOp *
load_op (Fold *fold, const SlipOpName *name, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  sqlite3_stmt *select;

  select = fold_bind (fold, FOLD_HELD, error, "si", name->replica, (gint64) name->clock);
  if (select == NULL || fold_step (fold, select, error) <= 0)
    return NULL;
  bytes = g_bytes_new (sqlite3_column_blob (select, 0), sqlite3_column_bytes (select, 0));
  sqlite3_reset (select);
  return slip_op_decode (bytes, name->replica, error);
}

/* Takes the value of @op, if it is live, out of its register. @any: it was. */
static gboolean
remove_value_of (Fold *fold, SlipOp *op, gboolean *any, GError **error)
{
  char row[SLIP_ID_LENGTH + 1];
  const char *field;

  *any = FALSE;
  if (!fold_locate (op, row, &field))
    return TRUE;
  if (!load_register (fold, op->record, row, field, error))
    return FALSE;
  for (guint i = 0; i < fold->siblings->len; i++)
    {
      FoldSibling sibling = g_array_index (fold->siblings, FoldSibling, i);

      if (sibling.kind == 'r' || !slip_op_name_equal (&sibling.name, &op->name))
        continue;
      *any = TRUE;
      return remove_elsewhere (fold, sibling.n, sibling.kind, op->record, row, field, error);
    }
  return TRUE;
}

/* Replaces an op whose value is not in the register at hand. An add or the making of a record can't
 * be replaced (only deleted), the position that an add brought can. */
static gboolean
replace_by_name (Fold *fold, const SlipOpName *name, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipOp) op = load_op (fold, name, &failure);
  gint64 clock = name->clock;
  gboolean any = FALSE;

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (op != NULL && g_str_equal (op->kind, SLIP_OP_DEFINE) &&
      !fold_run (fold, FOLD_UNDEFINE, error, "si", name->replica, clock))
    return FALSE;
  if (op != NULL && !remove_value_of (fold, op, &any, error))
    return FALSE;
  /* While everything is folded anew an op may be held and come only later. */
  if (any || (op != NULL && !fold->rebuilding))
    return TRUE;
  fold->any_dangling = TRUE;
  return fold_run (fold, FOLD_DANGLE, error, "si", name->replica, clock);
}

/* Takes what the op replaces out of the register that is loaded (@field; NULL: none is). */
static gboolean
replace_values (Fold *fold, Folding *folding, const char *field, GError **error)
{
  const SlipOp *op = folding->op;
  gboolean elsewhere = FALSE;

  for (guint i = 0; i < op->replaces->len; i++)
    {
      const SlipOpName *name = &g_array_index (op->replaces, SlipOpName, i);
      gboolean here = FALSE;

      if (slip_op_name_equal (name, &op->name))
        continue;
      for (guint j = 0; j < fold->siblings->len && field != NULL && !here; j++)
        {
          FoldSibling sibling = g_array_index (fold->siblings, FoldSibling, j);

          if (sibling.kind == 'r' || !slip_op_name_equal (&sibling.name, name))
            continue;
          here = TRUE;
          folding->removed = TRUE;
          if (!remove_value (fold, sibling.n, sibling.kind, error))
            return FALSE;
          g_array_remove_index_fast (fold->siblings, j);
        }
      elsewhere |= !here;
    }
  if (!elsewhere)
    return TRUE;

  for (guint i = 0; i < op->replaces->len; i++)
    {
      const SlipOpName *name = &g_array_index (op->replaces, SlipOpName, i);

      /* Those that were found here have no other values: only an add has two, and it is looked up
         by name. */
      if (!slip_op_name_equal (name, &op->name) && !replace_by_name (fold, name, error))
        return FALSE;
    }
  return field == NULL || load_register (fold, op->record, folding->row, field, error);
}

/* The common case, in one statement: the first value of a register. @done: it was. */
static gboolean
insert_first (Fold *fold, const Folding *folding, const char *field, char kind, const char *value,
              gboolean *done, GError **error)
{
  const SlipOp *op = folding->op;
  char kind_text[2] = { kind, '\0' };

  if (!fold_run (fold, FOLD_INSERT_FIRST, error, "ssssssinsii", op->record, folding->row, field,
                 kind_text, value, op->name.replica, (gint64) op->name.clock, folding->seq,
                 op->person, op->wall_ms, (gint64) op->utc_offset))
    return FALSE;
  *done = sqlite3_changes (fold->database->handle) > 0;
  if (*done && *value != '\0')
    fold_search_note (fold, sqlite3_last_insert_rowid (fold->database->handle), kind, FALSE);
  return TRUE;
}

/* The next common case: the register that is loaded holds one value, and the op replaces just
 * that. */
static gboolean
replaces_the_one (Fold *fold, const Folding *folding, char kind)
{
  const GArray *replaces = folding->op->replaces;
  const FoldSibling *one;

  if (replaces->len != 1 || fold->siblings->len != 1 || kind == 0 || kind == 'p' ||
      folding->replaced)
    return FALSE;
  one = &g_array_index (fold->siblings, FoldSibling, 0);
  return one->kind != 'r' && one->kind != 'p' &&
         slip_op_name_equal (&one->name, &g_array_index (replaces, SlipOpName, 0));
}

static gboolean
replace_in_place (Fold *fold, Folding *folding, char kind, const char *value, GError **error)
{
  const FoldSibling one = g_array_index (fold->siblings, FoldSibling, 0);
  const SlipOp *op = folding->op;
  char kind_text[2] = { kind, '\0' };

  folding->removed = TRUE;
  if (!fold_run (fold, FOLD_REPLACE, error, "isssinsii", one.n, kind_text, value, op->name.replica,
                 (gint64) op->name.clock, folding->seq, op->person, op->wall_ms,
                 (gint64) op->utc_offset))
    return FALSE;
  fold_search_note (fold, one.n, kind, TRUE);
  g_array_set_size (fold->siblings, 0);
  return TRUE;
}

/* The op's register: takes out what it replaces, puts in its value. @kind 0: it brings none. */
static gboolean
fold_register (Fold *fold, Folding *folding, const char *field, char kind, const char *value,
               GError **error)
{
  gboolean done = FALSE;

  g_array_set_size (fold->siblings, 0);
  if (folding->op->replaces->len == 0 && kind != 0 && kind != 'p' && !folding->replaced &&
      !insert_first (fold, folding, field, kind, value, &done, error))
    return FALSE;
  if (done)
    return TRUE;
  if (!load_register (fold, folding->op->record, folding->row, field, error))
    return FALSE;
  if (replaces_the_one (fold, folding, kind))
    return replace_in_place (fold, folding, kind, value, error);
  if (!replace_values (fold, folding, field, error))
    return FALSE;
  if (kind != 0 && !folding->replaced)
    return insert_value (fold, folding, field, kind, value, error);
  return fold->siblings->len == 0 || settle_shown (fold, NULL, NULL, error);
}

/* What a change at the op's row means for deletes there and above. Nothing in most records: no
 * delete, no work. */
static gboolean
settle_place (Fold *fold, const char *record, const char *row, const FoldChange *change,
              GError **error)
{
  sqlite3_stmt *any;
  int found;

  if (!change->whole && !change->deletes)
    {
      if (fold->calm && g_str_equal (fold->calm_record, record))
        return TRUE;
      any = fold_bind (fold, FOLD_ANY_DELETE, error, "s", record);
      if (any == NULL || (found = fold_step (fold, any, error)) < 0)
        return FALSE;
      if (found == 0)
        {
          fold->calm = TRUE;
          g_strlcpy (fold->calm_record, record, sizeof fold->calm_record);
          return TRUE;
        }
      sqlite3_reset (any);
    }
  fold->calm = FALSE;
  return fold_settle_deletes (fold, record, row, change, error);
}

static gboolean
settle_places (Fold *fold, GError **error)
{
  FoldChange change = { .whole = TRUE };

  for (guint i = 0; i < fold->places->len; i++)
    {
      const FoldPlace *place = &g_array_index (fold->places, FoldPlace, i);

      if (!fold_settle_deletes (fold, place->record, place->row, &change, error))
        return FALSE;
    }
  if (fold->places->len > 0)
    g_array_set_size (fold->places, 0);
  return TRUE;
}

/* set, set-blob, attach, put, drop: a field of the document, or a cell. */
static gboolean
fold_field (Fold *fold, Folding *folding, GError **error)
{
  SlipOp *op = folding->op;
  FoldChange change = { .seq = folding->seq };
  g_autofree char *made = NULL;
  char hash[SLIP_HASH_HEX + 1];
  const char *field, *value = NULL, *name;
  guint64 size = 0;
  char kind;

  if (!slip_op_content_id (op->content, 0, folding->row))
    return TRUE;
  g_variant_get_child (op->content, 1, "&s", &field);
  if (*field == '\0' || *field == '@')
    return TRUE;

  if (g_str_equal (op->kind, SLIP_OP_SET_BLOB))
    {
      kind = 'b';
      if (!fold_content_hash (op->content, 2, hash))
        return TRUE;
      value = hash;
    }
  else if (g_str_equal (op->kind, SLIP_OP_ATTACH))
    {
      kind = 'a';
      if (!fold_content_hash (op->content, 4, hash))
        return TRUE;
      g_variant_get_child (op->content, 2, "&s", &name);
      g_variant_get_child (op->content, 3, "t", &size);
      value = made = g_strdup_printf ("%s %" G_GUINT64_FORMAT " %s", hash, size, name);
    }
  else
    {
      kind = g_str_equal (op->kind, SLIP_OP_SET) ? 'v' : *op->kind == 'p' ? 'p' : 0;
      g_variant_get_child (op->content, 2, "&s", &value);
    }

  if ((kind == 'b' && !fold_want (fold, hash, error)) ||
      (kind == 'a' && !fold_want_file (fold, hash, size, error)) ||
      !fold_register (fold, folding, field, kind, value, error))
    return FALSE;
  if (kind != 0 && !folding->replaced)
    change.inserted = &op->name;
  change.removed = folding->removed;
  return settle_place (fold, op->record, folding->row, &change, error);
}

static gboolean
fold_add (Fold *fold, Folding *folding, GError **error)
{
  SlipOp *op = folding->op;
  FoldChange change = { .inserted = &op->name, .seq = folding->seq, .linked = TRUE };
  gboolean replaced = folding->replaced;
  char parent[SLIP_ID_LENGTH + 1];
  g_autofree char *place = NULL;
  const char *table, *position;
  gboolean alone;

  if (!slip_op_content_id (op->content, 0, folding->row) || *folding->row == '\0' ||
      !slip_op_content_id (op->content, 1, parent))
    return TRUE;
  g_variant_get_child (op->content, 2, "&s", &table);
  g_variant_get_child (op->content, 3, "&s", &position);
  if (*table == '\0')
    return TRUE;

  /* The add stays whatever replaces it; the position that it brings is a register of its own. */
  place = g_strconcat (parent, " ", table, NULL);
  folding->replaced = FALSE;
  if (!fold_register (fold, folding, SLIP_FIELD_ADD, 'r', place, error))
    return FALSE;
  alone = fold->siblings->len == 0;
  folding->replaced = replaced;
  if (!load_register (fold, op->record, folding->row, SLIP_FIELD_POSITION, error) ||
      !(replaced || insert_value (fold, folding, SLIP_FIELD_POSITION, 'm', position, error)) ||
      !fold_row_add (fold, op->record, folding->row, parent, table, alone, error))
    return FALSE;
  return settle_place (fold, op->record, folding->row, &change, error);
}

/* move, delete, keep: registers of reserved fields. */
static gboolean
fold_reserved (Fold *fold, Folding *folding, GError **error)
{
  SlipOp *op = folding->op;
  FoldChange change = { .seq = folding->seq };
  const char *position = "";

  if (!slip_op_content_id (op->content, 0, folding->row))
    return TRUE;
  if (*op->kind == 'd')
    {
      change.deletes = TRUE;
      if (!fold_register (fold, folding, SLIP_FIELD_DELETE, 'd', "", error))
        return FALSE;
    }
  else if (*op->kind == 'k')
    {
      change.deletes = TRUE;
      if (!fold_register (fold, folding, SLIP_FIELD_DELETE, 0, "", error))
        return FALSE;
    }
  else
    {
      g_variant_get_child (op->content, 1, "&s", &position);
      if (*folding->row == '\0')
        return TRUE;
      if (!fold_register (fold, folding, SLIP_FIELD_POSITION, 'm', position, error) ||
          !fold_row_reposition (fold, op->record, folding->row, error))
        return FALSE;
      change.inserted = folding->replaced ? NULL : &op->name;
      change.removed = folding->removed;
    }
  return settle_place (fold, op->record, folding->row, &change, error);
}

static gboolean
fold_making (Fold *fold, Folding *folding, GError **error)
{
  /* Deletes may have come before there was a record to mark. */
  FoldChange change = { .inserted = &folding->op->name, .seq = folding->seq, .deletes = TRUE };

  if (*folding->op->record == '\0')
    return TRUE;
  folding->replaced = FALSE;
  return fold_register (fold, folding, SLIP_FIELD_ADD, 'r', "", error) &&
         fold_make_record (fold, folding->op, error) &&
         settle_place (fold, folding->op->record, "", &change, error);
}

/* Ops that are no registers of a row, but may replace. */
static gboolean
fold_other (Fold *fold, Folding *folding, GError **error)
{
  SlipOp *op = folding->op;

  g_array_set_size (fold->siblings, 0);
  if (!replace_values (fold, folding, NULL, error))
    return FALSE;
  if (g_str_equal (op->kind, SLIP_OP_DEFINE))
    return fold_define (fold, op, !folding->replaced, error);
  if (g_str_equal (op->kind, SLIP_OP_STATEMENT))
    return fold_statement_op (fold, op, folding->seq, error);
  if (g_str_equal (op->kind, SLIP_OP_INVITE))
    return fold_invite (fold, op, error);
  return TRUE;
}

typedef struct
{
  const char *kind;
  const char *type;
  gboolean (*fold) (Fold *fold, Folding *folding, GError **error);
} Kind;

/* The common ones first. */
static const Kind kinds[] = {
  { SLIP_OP_SET, "(ayss)", fold_field },           { SLIP_OP_ADD, "(ayayss)", fold_add },
  { SLIP_OP_PUT, "(ayss)", fold_field },           { SLIP_OP_DROP, "(ayss)", fold_field },
  { SLIP_OP_SET_BLOB, "(aysay)", fold_field },     { SLIP_OP_ATTACH, "(aysstay)", fold_field },
  { SLIP_OP_MOVE, "(ays)", fold_reserved },        { SLIP_OP_DELETE, "(ay)", fold_reserved },
  { SLIP_OP_KEEP, "(ay)", fold_reserved },         { SLIP_OP_RELEASE, "()", fold_making },
  { SLIP_OP_DOCUMENT, "(ayssay)", fold_making },   { SLIP_OP_DEFINE, "(ssay)", fold_other },
  { SLIP_OP_STATEMENT, "(ayay)", fold_other },     { SLIP_OP_INVITE, "(ay)", fold_other },
  { SLIP_OP_JOIN, "(aysayayayayay)", fold_other },
};

/* Whether an op that came before has replaced @name: its value must not appear. */
static gboolean
arrive (Fold *fold, const SlipOpName *name, gboolean *replaced, GError **error)
{
  sqlite3_stmt *any;

  *replaced = FALSE;
  if (!fold->asked_dangling)
    {
      any = fold_bind (fold, FOLD_ANY_DANGLING, error, "");
      if (any == NULL || fold_step (fold, any, error) <= 0)
        return FALSE;
      fold->any_dangling = sqlite3_column_int (any, 0);
      fold->asked_dangling = TRUE;
      sqlite3_reset (any);
    }
  if (!fold->any_dangling)
    return TRUE;
  if (!fold_run (fold, FOLD_ARRIVE, error, "si", name->replica, (gint64) name->clock))
    return FALSE;
  *replaced = sqlite3_changes (fold->database->handle) > 0;
  return TRUE;
}

gboolean
fold_store_op (SlipDatabase *database, SlipOp *op, gint64 seq, gboolean *added, GError **error)
{
  Fold *fold = fold_get (database);
  sqlite3_stmt *insert;
  gsize length;
  const void *data = g_bytes_get_data (op->bytes, &length);

  insert = fold_bind (fold, FOLD_STORE_OP, error, "sinsss", op->name.replica,
                      (gint64) op->name.clock, seq, op->record, op->person, op->kind);
  if (insert == NULL)
    return FALSE;
  sqlite3_bind_blob64 (insert, 7, data, length, SQLITE_STATIC);
  if (!fold_finish (fold, insert, error))
    return FALSE;
  *added = sqlite3_changes (database->handle) > 0;
  return TRUE;
}

gboolean
slip_fold_op (SlipDatabase *database, SlipOp *op, gint64 seq, GError **error)
{
  Fold *fold = fold_get (database);
  Folding folding = { op, seq };

  g_return_val_if_fail (database->depth > 0, FALSE);

  if (!arrive (fold, &op->name, &folding.replaced, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (op->kind, kinds[i].kind))
      {
        if (!g_variant_is_of_type (op->content, G_VARIANT_TYPE (kinds[i].type)))
          return TRUE;
        return kinds[i].fold (fold, &folding, error) && settle_places (fold, error);
      }
  return TRUE;
}

gboolean
fold_number_op (SlipDatabase *database, SlipOp *op, gint64 seq, GError **error)
{
  Fold *fold = fold_get (database);
  char row[SLIP_ID_LENGTH + 1];
  const char *field;
  gint64 clock = op->name.clock;

  if (g_str_equal (op->kind, SLIP_OP_STATEMENT))
    return fold_run (fold, FOLD_NUMBER_STATEMENT, error, "isi", seq, op->name.replica, clock);
  if (!fold_locate (op, row, &field))
    return TRUE;
  /* An add has a second value, beside the position that it brought. */
  if (*op->kind == 'a' && g_str_equal (op->kind, SLIP_OP_ADD) &&
      !fold_run (fold, FOLD_NUMBER, error, "issssi", seq, op->record, row, SLIP_FIELD_ADD,
                 op->name.replica, clock))
    return FALSE;
  return fold_run (fold, FOLD_NUMBER, error, "issssi", seq, op->record, row, field,
                   op->name.replica, clock);
}

/* The search index is made anew as a whole: also a damaged one is mended so. */
static gboolean
clear_search (SlipDatabase *database, GError **error)
{
  g_autofree char *sql = NULL;

  sql = slip_database_get_text (database, error,
                                "SELECT sql FROM sqlite_schema WHERE name = 'search'", "");
  return sql != NULL && slip_database_script (database, "DROP TABLE search", error) &&
         slip_database_script (database, sql, error);
}

static gboolean
fold_everything (SlipDatabase *database, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) ops = NULL;

  if (!clear_search (database, error) ||
      !slip_database_script (
          database,
          "DELETE FROM value; DELETE FROM row; DELETE FROM record;"
          "DELETE FROM dangling; DELETE FROM definition; DELETE FROM statement;"
          "DELETE FROM invitation; DELETE FROM member; DELETE FROM member_key;"
          "DELETE FROM member_role; DELETE FROM blob_want; DELETE FROM blob_text",
          error))
    return FALSE;

  ops = slip_database_query (database, error, "SELECT replica, seq, bytes FROM op", "");
  if (ops == NULL)
    return FALSE;
  while (slip_query_next (ops, &failure))
    {
      g_autoptr (GBytes) bytes = slip_query_bytes (ops, 2);
      g_autoptr (SlipOp) op = slip_op_decode (bytes, slip_query_text (ops, 0), error);

      if (op == NULL || !slip_fold_op (database, op, slip_query_int (ops, 1), error))
        return FALSE;
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  return slip_database_script (
      database,
      "DELETE FROM dangling WHERE EXISTS (SELECT 1 FROM op"
      " WHERE op.replica = dangling.replica AND op.clock = dangling.clock)",
      error);
}

gboolean
slip_fold_rebuild (SlipDatabase *database, GError **error)
{
  Fold *fold = fold_get (database);
  gboolean done;

  if (!slip_database_begin (database, error))
    return FALSE;
  /* What is noted for the index belongs to values that are thrown away. */
  g_array_set_size (fold->dirty, 0);
  fold->flushed = 0;
  fold->asked_dangling = FALSE;
  fold->calm = FALSE;
  fold->rebuilding = TRUE;
  done = fold_everything (database, error);
  fold->rebuilding = FALSE;
  if (done && slip_database_commit (database, error))
    return TRUE;
  slip_database_rollback (database);
  return FALSE;
}

void
slip_fold_set_search (SlipDatabase *database, gboolean enabled)
{
  fold_get (database)->search = enabled;
}

gboolean
slip_fold_flush (SlipDatabase *database, GError **error)
{
  return fold_search_flush (fold_get (database), error);
}
