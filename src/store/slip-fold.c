/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* One op into the tables, by its kind. Only content and names decide, never the time of arrival.
 * Registers: slip-fold-registers.c; tables of their own: slip-fold-kinds.c. */

#include <string.h>

#include "core/slip-hash.h"
#include "store/slip-fold-private.h"
#include "store/slip-touched.h"
#include "store/slip-values.h"

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

      slip_touched_add (fold->database, place->record);
      fold_changes (fold, place->record);
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
  const char *field = slip_op_text (op, 1), *value = NULL;
  char hash[SLIP_HASH_HEX + 1];
  guint64 size = 0;
  char kind;

  slip_op_id (op, 0, folding->row);
  if (*field == '@')
    return TRUE;

  if (g_str_equal (op->kind, SLIP_OP_SET_BLOB))
    {
      kind = 'b';
      slip_op_hex (op, 2, hash);
      value = hash;
    }
  else if (g_str_equal (op->kind, SLIP_OP_ATTACH))
    {
      kind = 'a';
      slip_op_hex (op, 4, hash);
      size = slip_span_number (&op->parts[3]);
      value = made =
          g_strdup_printf ("%s %" G_GUINT64_FORMAT " %s", hash, size, slip_op_text (op, 2));
    }
  else
    {
      kind = g_str_equal (op->kind, SLIP_OP_SET) ? 'v' : *op->kind == 'p' ? 'p' : 0;
      value = slip_op_text (op, 2);
    }

  if ((kind == 'b' && !fold_want (fold, hash, error)) ||
      (kind == 'a' && !fold_want_file (fold, hash, size, error)) ||
      !fold_register (fold, folding, field, kind, value, error))
    return FALSE;
  if (kind != 0 && !folding->replaced && !folding->circular)
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
  const char *table = slip_op_text (op, 2);
  const char *position = slip_op_text (op, 3);
  gboolean alone;

  slip_op_id (op, 0, folding->row);
  slip_op_id (op, 1, parent);

  /* The add stays whatever replaces it; the position that it brings is a register of its own. */
  place = g_strconcat (parent, " ", table, NULL);
  folding->replaced = FALSE;
  if (!fold_register (fold, folding, SLIP_FIELD_ADD, 'r', place, error))
    return FALSE;
  alone = fold->siblings->len == 0;
  folding->replaced = replaced;
  if (!fold_register_load (fold, op->record, folding->row, SLIP_FIELD_POSITION, error) ||
      !(replaced || folding->circular ||
        fold_register_insert (fold, folding, SLIP_FIELD_POSITION, 'm', position, error)) ||
      !fold_row_add (fold, op->record, folding->row, parent, table, alone, error))
    return FALSE;
  return settle_place (fold, op->record, folding->row, &change, error);
}

/* The record itself is deleted, with a reason. */
static gboolean
fold_discard (Fold *fold, Folding *folding, GError **error)
{
  FoldChange change = { .seq = folding->seq, .deletes = TRUE };
  const char *reason = slip_op_text (folding->op, 0);

  return fold_register (fold, folding, SLIP_FIELD_DELETE, 'd', reason, error) &&
         settle_place (fold, folding->op->record, "", &change, error);
}

/* move, delete, keep: registers of reserved fields. */
static gboolean
fold_reserved (Fold *fold, Folding *folding, GError **error)
{
  SlipOp *op = folding->op;
  FoldChange change = { .seq = folding->seq };

  slip_op_id (op, 0, folding->row);
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
      if (!fold_register (fold, folding, SLIP_FIELD_POSITION, 'm', slip_op_text (op, 1), error) ||
          !fold_row_reposition (fold, op->record, folding->row, error))
        return FALSE;
      change.inserted = folding->replaced || folding->circular ? NULL : &op->name;
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

/* A delete covers what it had seen, and a signature that it had not seen keeps the record. */
static gboolean
settle_statement (Fold *fold, Folding *folding, GError **error)
{
  FoldChange change = { .inserted = &folding->op->name, .seq = folding->seq };

  return *folding->op->record == '\0' ||
         settle_place (fold, folding->op->record, "", &change, error);
}

/* Ops that are no registers of a row, but may replace. */
static gboolean
fold_other (Fold *fold, Folding *folding, GError **error)
{
  SlipOp *op = folding->op;

  g_array_set_size (fold->siblings, 0);
  if (!fold_replace (fold, folding, NULL, error))
    return FALSE;
  if (g_str_equal (op->kind, SLIP_OP_DEFINE))
    return fold_define (fold, op, !folding->replaced && !folding->circular, error);
  if (g_str_equal (op->kind, SLIP_OP_STATEMENT))
    return fold_statement_op (fold, op, folding->seq, error) &&
           settle_statement (fold, folding, error);
  if (g_str_equal (op->kind, SLIP_OP_INVITE))
    return fold_invite (fold, op, error);
  if (g_str_equal (op->kind, SLIP_OP_REVISE))
    return fold_revise (fold, op, error);
  if (g_str_equal (op->kind, SLIP_OP_FOLLOW))
    return fold_follow (fold, op, error);
  if (g_str_equal (op->kind, SLIP_OP_COMMENT))
    return fold_comment (fold, op, error);
  if (g_str_equal (op->kind, SLIP_OP_REPLY))
    return fold_reply (fold, op, error);
  if (g_str_equal (op->kind, SLIP_OP_PURGE) || g_str_equal (op->kind, SLIP_OP_WITHHOLD))
    return fold_purge (fold, op, error);
  return TRUE;
}

typedef struct
{
  const char *kind;
  gboolean (*fold) (Fold *fold, Folding *folding, GError **error);
} Kind;

/* The common ones first. Those that are here are in SLIP_LOG_KNOWN_KINDS, too. */
static const Kind kinds[] = {
  { SLIP_OP_SET, fold_field },       { SLIP_OP_ADD, fold_add },
  { SLIP_OP_PUT, fold_field },       { SLIP_OP_DROP, fold_field },
  { SLIP_OP_SET_BLOB, fold_field },  { SLIP_OP_ATTACH, fold_field },
  { SLIP_OP_MOVE, fold_reserved },   { SLIP_OP_DELETE, fold_reserved },
  { SLIP_OP_KEEP, fold_reserved },   { SLIP_OP_RELEASE, fold_making },
  { SLIP_OP_DOCUMENT, fold_making }, { SLIP_OP_DEFINE, fold_other },
  { SLIP_OP_STATEMENT, fold_other }, { SLIP_OP_INVITE, fold_other },
  { SLIP_OP_JOIN, fold_other },      { SLIP_OP_PROPOSE, fold_propose },
  { SLIP_OP_REVISE, fold_other },    { SLIP_OP_PURGE, fold_other },
  { SLIP_OP_WITHHOLD, fold_other },  { SLIP_OP_DISCARD, fold_discard },
  { SLIP_OP_FOLLOW, fold_other },    { SLIP_OP_COMMENT, fold_other },
  { SLIP_OP_REPLY, fold_other },
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
fold_store_op (SlipDatabase *database, SlipOp *op, gint64 seq, gboolean counts, gboolean *added,
               GError **error)
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
  sqlite3_bind_int (insert, 8, counts);
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
  if (!fold->rebuilding)
    {
      slip_touched_add (database, op->record);
      fold_changes (fold, op->record);
    }

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (op->kind, kinds[i].kind))
      return kinds[i].fold (fold, &folding, error) && settle_places (fold, error);
  return TRUE;
}

/* A roster statement has no record. */
static gboolean
is_for_roster (const SlipOp *op)
{
  return *op->record == '\0' && g_str_equal (op->kind, SLIP_OP_STATEMENT);
}

gboolean
fold_apart (SlipDatabase *database, SlipOp *op, gint64 seq, GError **error)
{
  Fold *fold = fold_get (database);
  gboolean circular = FALSE;
  int replaced;

  g_return_val_if_fail (database->depth > 0, FALSE);

  if (!fold->rebuilding)
    {
      slip_touched_add (database, "");
      fold_changes (fold, "");
    }
  if (is_for_roster (op) && !fold_statement_op (fold, op, seq, error))
    return FALSE;
  if (g_str_equal (op->kind, SLIP_OP_INVITE) && !fold_invite (fold, op, error))
    return FALSE;
  /* While everything is folded anew it is there when it is named: nothing waits for it. */
  if (fold->rebuilding || op->replaces->len == 0 || !fold_may_replace (op))
    return TRUE;
  replaced = fold_step (
      fold,
      fold_bind (fold, FOLD_IS_REPLACED, error, "si", op->name.replica, (gint64) op->name.clock),
      error);
  if (replaced <= 0)
    return replaced == 0;
  sqlite3_reset (fold_statement (fold, FOLD_IS_REPLACED, NULL));
  return fold_replace_names (fold, op->replaces, NULL, &circular, error) &&
         settle_places (fold, error);
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

gboolean
fold_settle_op (SlipDatabase *database, SlipOp *op, GError **error)
{
  Fold *fold = fold_get (database);
  FoldChange change = { .whole = TRUE };
  char row[SLIP_ID_LENGTH + 1];
  const char *field;

  if (!fold_locate (op, row, &field) || !g_str_equal (field, SLIP_FIELD_DELETE))
    return TRUE;
  fold->calm = FALSE;
  return fold_settle_deletes (fold, op->record, row, &change, error);
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
