/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Ops that go to tables of their own: records, definitions in force, signed statements,
 * invitations, and the blobs that they name. What statements are worth is folded by the layers
 * above. */

#define G_LOG_DOMAIN "slip-store"

#include <string.h>

#include "core/slip-hash.h"
#include "store/slip-fold-private.h"

static void
to_hex (const guint8 *bytes, gsize length, char *hex)
{
  for (gsize i = 0; i < length; i++)
    g_snprintf (hex + 2 * i, 3, "%02x", bytes[i]);
}

gboolean
fold_content_hash (GVariant *content, gsize child, char hex[SLIP_HASH_HEX + 1])
{
  g_autoptr (GVariant) value = g_variant_get_child_value (content, child);
  gsize length;
  const guint8 *bytes = g_variant_get_fixed_array (value, &length, 1);

  if (length != SLIP_HASH_BYTES)
    return FALSE;
  to_hex (bytes, length, hex);
  return TRUE;
}

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
      if (!places[i].of_record && !slip_op_content_id (op->content, 0, row))
        return FALSE;
      *field = places[i].field;
      if (*field == NULL)
        g_variant_get_child (op->content, 1, "&s", field);
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
      if (!slip_op_content_id (op->content, 0, release) ||
          !fold_content_hash (op->content, 3, hash))
        return TRUE;
      g_variant_get_child (op->content, 1, "&s", &form);
      g_variant_get_child (op->content, 2, "&s", &number);
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
  const char *what, *id;

  if (!fold_content_hash (op->content, 2, hash))
    return TRUE;
  g_variant_get_child (op->content, 0, "&s", &what);
  g_variant_get_child (op->content, 1, "&s", &id);
  if (!fold_want (fold, hash, error))
    return FALSE;
  return !in_force || fold_run (fold, FOLD_DEFINE, error, "ssssis", what, id, hash,
                                op->name.replica, (gint64) op->name.clock, op->person);
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
  g_autoptr (GVariant) text = g_variant_get_child_value (op->content, 0);
  g_autoptr (GVariant) signature = g_variant_get_child_value (op->content, 1);
  char hex[SLIP_HASH_HEX + 1];
  sqlite3_stmt *insert;
  gsize text_length, signature_length;
  const char *text_bytes = g_variant_get_fixed_array (text, &text_length, 1);
  const guint8 *signature_bytes = g_variant_get_fixed_array (signature, &signature_length, 1);
  SlipHash hash;

  slip_hash_data (&hash, text_bytes, text_length);
  to_hex (hash.bytes, sizeof hash.bytes, hex);
  insert = fold_bind (fold, FOLD_STATEMENT, error, "sinssis", op->name.replica,
                      (gint64) op->name.clock, seq, op->record, op->person, op->wall_ms, hex);
  if (insert == NULL)
    return FALSE;
  sqlite3_bind_blob64 (insert, 8, text_length ? text_bytes : "", text_length, SQLITE_STATIC);
  sqlite3_bind_blob64 (insert, 9, signature_length ? signature_bytes : (const guint8 *) "",
                       signature_length, SQLITE_STATIC);
  return fold_finish (fold, insert, error) &&
         want_named_blobs (fold, text_bytes, text_length, error);
}

gboolean
fold_invite (Fold *fold, SlipOp *op, GError **error)
{
  char token[SLIP_HASH_HEX + 1];

  /* A public key has as many bytes as a hash. */
  if (!fold_content_hash (op->content, 0, token))
    return TRUE;
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
  const char *field, *value;

  if (folding->replaced || !slip_op_content_id (op->content, 0, row))
    return TRUE;
  g_variant_get_child (op->content, 1, "&s", &field);
  g_variant_get_child (op->content, 2, "&s", &value);
  if (*field == '\0' || *field == '@')
    return TRUE;
  return fold_run (fold, FOLD_PROPOSAL, error, "sisssssii", op->name.replica,
                   (gint64) op->name.clock, op->record, row, field, value, op->person, op->wall_ms,
                   (gint64) op->utc_offset);
}

gboolean
fold_revise (Fold *fold, SlipOp *op, GError **error)
{
  const char *reason;

  g_variant_get_child (op->content, 0, "&s", &reason);
  return fold_run (fold, FOLD_REVISE, error, "sissiis", op->name.replica, (gint64) op->name.clock,
                   op->record, op->person, op->wall_ms, (gint64) op->utc_offset, reason);
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
      char hash[SLIP_HASH_HEX + 1];

      if (!fold_content_hash (op->content, 0, hash))
        return TRUE;
      target = g_strdup (hash);
      g_variant_get_child (op->content, 1, "&s", &reason);
    }
  else
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (op->content, 0);
      SlipOpName name;
      gsize length;
      const guint8 *bytes = g_variant_get_fixed_array (child, &length, 1);

      if (length != SLIP_REPLICA_BYTES)
        return TRUE;
      slip_base32_write (bytes, length, name.replica);
      g_variant_get_child (op->content, 1, "t", &name.clock);
      g_variant_get_child (op->content, 2, "&s", &reason);
      if (!slip_op_content_id (op->content, 3, row))
        return TRUE;
      g_variant_get_child (op->content, 4, "&s", &field);
      target = slip_op_name_to_string (&name);
    }
  return fold_run (fold, FOLD_PURGE, error, "sissiissss", op->name.replica, (gint64) op->name.clock,
                   target, op->person, op->wall_ms, (gint64) op->utc_offset, reason, op->record,
                   row, field);
}
