/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Ops that go to tables of their own: records, definitions in force, signed statements,
 * invitations, and the blobs that they name. What statements are worth is folded by the layers
 * above. */

#include <string.h>

#include "core/slip-hash.h"
#include "store/slip-fold-private.h"

gboolean
fold_want (Fold *fold, const char *hash, GError **error)
{
  return fold_run (fold, FOLD_WANT, error, "si", hash, (gint64) -1);
}

/* A file in a field: sync may leave it where it is until somebody asks for it. */
gboolean
fold_want_file (Fold *fold, const char *hash, guint64 size, GError **error)
{
  return fold_run (fold, FOLD_WANT, error, "si", hash, (gint64) MIN (size, G_MAXINT64));
}

gboolean
fold_locate (SlipOp *op, char row[SLIP_ID_LENGTH + 1], const char **field)
{
  static const struct
  {
    const char *kind;
    const char *field;  /* NULL: the one that the content names */
    gboolean of_record; /* the content names no row */
  } places[] = {
    { SLIP_OP_SET, NULL },
    { SLIP_OP_SET_BLOB, NULL },
    { SLIP_OP_ATTACH, NULL },
    { SLIP_OP_PUT, NULL },
    { SLIP_OP_ADD, SLIP_FIELD_POSITION },
    { SLIP_OP_MOVE, SLIP_FIELD_POSITION },
    { SLIP_OP_DELETE, SLIP_FIELD_DELETE },
    { SLIP_OP_RELEASE, SLIP_FIELD_ADD, TRUE },
    { SLIP_OP_DOCUMENT, SLIP_FIELD_ADD, TRUE },
    { SLIP_OP_DISCARD, SLIP_FIELD_DELETE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      if (!g_str_equal (op->kind, places[i].kind))
        continue;
      *row = '\0';
      if (!places[i].of_record)
        slip_op_id (op, 0, row);
      *field = places[i].field != NULL ? places[i].field : slip_op_text (op, 1);
      return TRUE;
    }
  return FALSE;
}

gboolean
fold_make_record (Fold *fold, SlipOp *op, GError **error)
{
  char release[SLIP_ID_LENGTH + 1];
  char hash[SLIP_HASH_HEX + 1];
  const char *form = NULL, *number = NULL;
  gboolean document = g_str_equal (op->kind, SLIP_OP_DOCUMENT);

  if (document)
    {
      slip_op_id (op, 0, release);
      form = slip_op_text (op, 1);
      number = slip_op_text (op, 2);
      slip_op_hex (op, 3, hash);
      if (!fold_want (fold, hash, error))
        return FALSE;
    }
  return fold_run (fold, FOLD_RECORD, error, "sssssssiisi", op->record, op->kind,
                   document ? release : NULL, form, document ? hash : NULL, number, op->person,
                   op->wall_ms, (gint64) op->utc_offset, op->name.replica, (gint64) op->name.clock);
}

gboolean
fold_define (Fold *fold, SlipOp *op, gboolean in_force, GError **error)
{
  char hash[SLIP_HASH_HEX + 1];

  slip_op_hex (op, 2, hash);
  if (!fold_want (fold, hash, error))
    return FALSE;
  return !in_force ||
         fold_run (fold, FOLD_DEFINE, error, "ssssis", slip_op_text (op, 0), slip_op_text (op, 1),
                   hash, op->name.replica, (gint64) op->name.clock, op->person);
}

/* A statement names its blobs in attributes blob="<64 hexadecimal digits>". */
static gboolean
want_named_blobs (Fold *fold, const char *text, gsize length, GError **error)
{
  static const char mark[] = "blob=\"";
  const char *end = text + length;
  const char *at = text;

  while (at < end && (at = memmem (at, end - at, mark, strlen (mark))) != NULL)
    {
      char hash[SLIP_HASH_HEX + 1] = "";
      SlipHash parsed;

      at += strlen (mark);
      if (end - at <= SLIP_HASH_HEX || at[SLIP_HASH_HEX] != '"')
        continue;
      memcpy (hash, at, SLIP_HASH_HEX);
      if (slip_hash_from_hex (&parsed, hash) && !fold_want (fold, hash, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
fold_statement_op (Fold *fold, SlipOp *op, gint64 seq, GError **error)
{
  const SlipSpan *text = &op->parts[0];
  const SlipSpan *signature = &op->parts[1];
  g_autofree char *hex = NULL;
  sqlite3_stmt *insert;
  SlipHash hash;

  slip_hash_data (&hash, text->data, text->size);
  hex = slip_hash_to_hex (&hash);
  insert = fold_bind (fold, FOLD_STATEMENT, error, "sinssis", op->name.replica,
                      (gint64) op->name.clock, seq, op->record, op->person, op->wall_ms, hex);
  if (insert == NULL)
    return FALSE;
  sqlite3_bind_blob64 (insert, 8, text->data, text->size, SQLITE_STATIC);
  sqlite3_bind_blob64 (insert, 9, signature->data, signature->size, SQLITE_STATIC);
  return fold_finish (fold, insert, error) &&
         want_named_blobs (fold, (const char *) text->data, text->size, error);
}

gboolean
fold_invite (Fold *fold, SlipOp *op, GError **error)
{
  char token[SLIP_HASH_HEX + 1];

  /* A public key has as many bytes as a hash. */
  slip_op_hex (op, 0, token);
  return fold_run (fold, FOLD_INVITE, error, "siss", op->name.replica, (gint64) op->name.clock,
                   op->person, token);
}

gboolean
fold_may_replace (const SlipOp *op)
{
  return !g_str_equal (op->kind, SLIP_OP_PROPOSE);
}

/* A proposal takes nothing away: the register stays what it is until somebody sets it. */
gboolean
fold_propose (Fold *fold, Folding *folding, GError **error)
{
  SlipOp *op = folding->op;
  char row[SLIP_ID_LENGTH + 1];
  const char *field = slip_op_text (op, 1);

  if (folding->replaced || *field == '@')
    return TRUE;
  slip_op_id (op, 0, row);
  return fold_run (fold, FOLD_PROPOSAL, error, "sisssssii", op->name.replica,
                   (gint64) op->name.clock, op->record, row, field, slip_op_text (op, 2),
                   op->person, op->wall_ms, (gint64) op->utc_offset);
}

gboolean
fold_revise (Fold *fold, SlipOp *op, GError **error)
{
  return fold_run (fold, FOLD_REVISE, error, "sissiis", op->name.replica, (gint64) op->name.clock,
                   op->record, op->person, op->wall_ms, (gint64) op->utc_offset,
                   slip_op_text (op, 0));
}

/* Notes which process the release is to follow; whether it does is decided by who says so, in the layers above. */
gboolean
fold_follow (Fold *fold, SlipOp *op, GError **error)
{
  char definition[SLIP_HASH_HEX + 1];

  slip_op_hex (op, 0, definition);
  return fold_want (fold, definition, error) &&
         fold_run (fold, FOLD_FOLLOW, error, "sisssii", op->name.replica, (gint64) op->name.clock,
                   op->record, definition, op->person, op->wall_ms, (gint64) op->utc_offset);
}

/* Notes what was said; whether it counts is decided by who says so, in the layers above. */
gboolean
fold_comment (Fold *fold, SlipOp *op, GError **error)
{
  char row[SLIP_ID_LENGTH + 1];

  slip_op_id (op, 0, row);
  return fold_run (fold, FOLD_COMMENT, error, "sisssssssii", op->name.replica,
                   (gint64) op->name.clock, op->record, row, slip_op_text (op, 1),
                   slip_op_text (op, 2), slip_op_text (op, 3), slip_op_text (op, 4), op->person,
                   op->wall_ms, (gint64) op->utc_offset) &&
         fold_search_said (fold, &op->name, &op->name, error);
}

gboolean
fold_reply (Fold *fold, SlipOp *op, GError **error)
{
  SlipOpName thread = { .clock = slip_span_number (&op->parts[1]) };

  slip_base32_write (op->parts[0].data, op->parts[0].size, thread.replica);
  return fold_run (fold, FOLD_REPLY, error, "sisisssssii", op->name.replica,
                   (gint64) op->name.clock, thread.replica, (gint64) thread.clock, op->record,
                   slip_op_text (op, 2), slip_op_text (op, 3), slip_op_text (op, 4), op->person,
                   op->wall_ms, (gint64) op->utc_offset) &&
         fold_search_said (fold, &op->name, &thread, error);
}

/* Notes what was asked to go; whether it does is decided by who asked, in the layers above. */
gboolean
fold_purge (Fold *fold, SlipOp *op, GError **error)
{
  g_autofree char *target = NULL;
  const char *reason, *field = "";
  char row[SLIP_ID_LENGTH + 1] = "";

  if (g_str_equal (op->kind, SLIP_OP_PURGE))
    {
      target = g_malloc (SLIP_HASH_HEX + 1);
      slip_op_hex (op, 0, target);
      reason = slip_op_text (op, 1);
    }
  else
    {
      SlipOpName name = { .clock = slip_span_number (&op->parts[1]) };

      slip_base32_write (op->parts[0].data, op->parts[0].size, name.replica);
      target = slip_op_name_to_string (&name);
      reason = slip_op_text (op, 2);
      slip_op_id (op, 3, row);
      field = slip_op_text (op, 4);
    }
  return fold_run (fold, FOLD_PURGE, error, "sissiissss", op->name.replica, (gint64) op->name.clock,
                   target, op->person, op->wall_ms, (gint64) op->utc_offset, reason, op->record,
                   row, field);
}
