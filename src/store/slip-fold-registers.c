/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Registers. One holds every value that no op that counts has replaced; an op that names one which
 * has not arrived (or doesn't count) leaves its name in "dangling", so that order does not matter.
 * Only content and names decide, never the time of arrival. Rules: design.md 3 and 6. */

#include "store/slip-fold-private.h"
#include "store/slip-values.h"

gboolean
fold_register_load (Fold *fold, const char *record, const char *row, const char *field,
                    GError **error)
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
gboolean
fold_register_insert (Fold *fold, const Folding *folding, const char *field, char kind,
                      const char *value, GError **error)
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

  if (!remove_value (fold, n, kind, error) ||
      !fold_register_load (fold, record, row, field, error) ||
      !settle_shown (fold, NULL, NULL, error))
    return FALSE;
  if (g_str_equal (field, SLIP_FIELD_POSITION) && !fold_row_reposition (fold, record, row, error))
    return FALSE;
  place.record = g_strdup (record);
  place.row = g_strdup (row);
  g_array_append_val (fold->places, place);
  return TRUE;
}

/* The op of that name as it is held; NULL without error when it has not arrived. @counts: it does. */
static SlipOp *
load_op (Fold *fold, const SlipOpName *name, gboolean *counts, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  sqlite3_stmt *select;

  *counts = TRUE;
  select = fold_bind (fold, FOLD_HELD, error, "si", name->replica, (gint64) name->clock);
  if (select == NULL || fold_step (fold, select, error) <= 0)
    return NULL;
  bytes = g_bytes_new (sqlite3_column_blob (select, 0), sqlite3_column_bytes (select, 0));
  *counts = sqlite3_column_int (select, 1);
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
  if (!fold_register_load (fold, op->record, row, field, error))
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

/* Takes away what an op that counts brought. @any: there was something. */
static gboolean
remove_what (Fold *fold, SlipOp *op, gboolean *any, GError **error)
{
  gint64 clock = op->name.clock;

  if (g_str_equal (op->kind, SLIP_OP_DEFINE))
    return fold_run (fold, FOLD_UNDEFINE, error, "si", op->name.replica, clock);
  if (g_str_equal (op->kind, SLIP_OP_PROPOSE))
    {
      if (!fold_run (fold, FOLD_PROPOSAL_REMOVE, error, "si", op->name.replica, clock))
        return FALSE;
      *any = sqlite3_changes (fold->database->handle) > 0;
      return TRUE;
    }
  return remove_value_of (fold, op, any, error);
}

/* Replaces an op whose value is not in the register at hand. An add or the making of a record can't
 * be replaced (only deleted), the position that an add brought can. What an op that doesn't count
 * had replaced is put at the end of @through, the first time. */
static gboolean
replace_by_name (Fold *fold, const SlipOpName *name, GArray *through, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean counts, any = FALSE;
  g_autoptr (SlipOp) op = load_op (fold, name, &counts, &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (op != NULL && counts && !remove_what (fold, op, &any, error))
    return FALSE;
  /* While everything is folded anew an op may be held and come only later. */
  if (any || (op != NULL && counts && !fold->rebuilding))
    return TRUE;
  fold->any_dangling = TRUE;
  if (!fold_run (fold, FOLD_DANGLE, error, "si", name->replica, (gint64) name->clock))
    return FALSE;
  if (op != NULL && !counts && sqlite3_changes (fold->database->handle) > 0 &&
      fold_may_replace (op) && op->replaces->len > 0)
    g_array_append_vals (through, op->replaces->data, op->replaces->len);
  return TRUE;
}

gboolean
fold_replace_names (Fold *fold, const GArray *names, const SlipOpName *self, gboolean *hit_self,
                    GError **error)
{
  g_autoptr (GArray) through = g_array_new (FALSE, FALSE, sizeof (SlipOpName));

  for (guint i = 0; i < names->len; i++)
    {
      const SlipOpName *name = &g_array_index (names, SlipOpName, i);

      if ((self == NULL || !slip_op_name_equal (name, self)) &&
          !replace_by_name (fold, name, through, error))
        return FALSE;
    }
  for (guint i = 0; i < through->len; i++)
    {
      /* The array may move while it grows. */
      SlipOpName name = g_array_index (through, SlipOpName, i);

      if (self != NULL && slip_op_name_equal (&name, self))
        *hit_self = TRUE;
      else if (!replace_by_name (fold, &name, through, error))
        return FALSE;
    }
  return TRUE;
}

/* Takes what the op replaces out of the register that is loaded (@field; NULL: none is). */
gboolean
fold_replace (Fold *fold, Folding *folding, const char *field, GError **error)
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

  /* Those that were found here have no other values: only an add has two, and it is looked up by
     name. */
  if (!fold_replace_names (fold, op->replaces, &op->name, &folding->circular, error))
    return FALSE;
  return field == NULL || fold_register_load (fold, op->record, folding->row, field, error);
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
gboolean
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
  if (!fold_register_load (fold, folding->op->record, folding->row, field, error))
    return FALSE;
  if (replaces_the_one (fold, folding, kind))
    return replace_in_place (fold, folding, kind, value, error);
  if (!fold_replace (fold, folding, field, error))
    return FALSE;
  if (kind == 'r' || (kind != 0 && !folding->replaced && !folding->circular))
    return fold_register_insert (fold, folding, field, kind, value, error);
  return fold->siblings->len == 0 || settle_shown (fold, NULL, NULL, error);
}
