/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* One thing that a person did. Its bytes never change once made; README.md in this folder settles
 * them. An op's name is (replica, clock). */

#pragma once

#include "core/slip-clock.h"
#include "core/slip-hash.h"
#include "core/slip-id.h"
#include "core/slip-tuple.h"

G_BEGIN_DECLS

#define SLIP_OP_MAX_BYTES (64 * 1024)
/* Text longer than this goes into a blob (kind set-blob). */
#define SLIP_OP_MAX_TEXT (48 * 1024)
/* Parts that the content of a known kind has at most. */
#define SLIP_OP_MAX_PARTS 7

typedef struct
{
  char replica[SLIP_REPLICA_LENGTH + 1];
  SlipClock clock;
} SlipOpName;

/* What a program that doesn't know the op's kind has to do. */
typedef enum
{
  SLIP_UNKNOWN_IGNORE = 0,
  SLIP_UNKNOWN_RECORD_READ_ONLY = 1,
  SLIP_UNKNOWN_WORKSPACE_READ_ONLY = 2,
} SlipUnknown;

/* clang-format off */
/* Kinds and the GVariant type of their content; README.md says what each means. */
#define SLIP_OP_RELEASE   "release"   /* ()        record = the release's id */
#define SLIP_OP_DOCUMENT  "document"  /* (ayssay)  release, form id, number, definition hash */
#define SLIP_OP_SET       "set"       /* (ayss)    row or empty, field, value */
#define SLIP_OP_SET_BLOB  "set-blob"  /* (aysay)   row or empty, field, hash of the text's blob */
#define SLIP_OP_ATTACH    "attach"    /* (aysstay) row or empty, field, file name, size, hash */
#define SLIP_OP_PUT       "put"       /* (ayss)    row or empty, field, member put into a set */
#define SLIP_OP_DROP      "drop"      /* (ayss)    row or empty, field, member; replaces its puts */
#define SLIP_OP_ADD       "add"       /* (ayayss)  row, parent row or empty, table, position */
#define SLIP_OP_MOVE      "move"      /* (ays)     row, position; replaces earlier positions */
#define SLIP_OP_DELETE    "delete"    /* (ay)      row, or empty for the record */
#define SLIP_OP_DISCARD   "discard"   /* (s)       reason: deletes the record, as delete does */
#define SLIP_OP_KEEP      "keep"      /* (ay)      row, or empty; replaces deletes */
#define SLIP_OP_DEFINE    "define"    /* (ssay)    "form" or "process", id, hash of the blob */
#define SLIP_OP_STATEMENT "statement" /* (ayay)    text as signed, Ed25519 signature */
#define SLIP_OP_INVITE    "invite"    /* (ay)      public key of the token */
#define SLIP_OP_PROPOSE   "propose"   /* (ayss)    like set, by someone who doesn't fill the section: waits */
#define SLIP_OP_REVISE    "revise"    /* (s)       reason: starts the next revision of an approved document */
#define SLIP_OP_FOLLOW    "follow"    /* (ay)      hash of a process definition: the release goes by it from now on */
#define SLIP_OP_COMMENT   "comment"   /* (ayssss)  row or empty, field or "", what kind, role or "", text: begins a thread */
#define SLIP_OP_REPLY     "reply"     /* (aytsss)  replica, clock of the comment, what it does, role or "", text */
#define SLIP_OP_PURGE     "purge"     /* (ays)     hash of a blob, reason: its content goes, this stays */
#define SLIP_OP_WITHHOLD                                                                           \
  "withhold" /* (aytsays) replica, clock, reason, row or empty, field: the content of an op goes */
#define SLIP_OP_JOIN      "join"      /* (aysayayayayay) person, name, device, signing and exchange
                                         key, public key and signature of the token */
/* clang-format on */

/**
 * SlipOp:
 * @name: replica and clock
 * @wall_ms: wall time as claimed, milliseconds since the epoch, UTC
 * @utc_offset: of the device, minutes east
 * @person: id of the person
 * @kind: one of SLIP_OP_*, or a kind of a newer program
 * @on_unknown: what an old program does with it
 * @record: (nullable): id of the record that it belongs to
 * @replaces: (element-type SlipOpName): names of the ops that it replaces
 * @parts: the children of the content; empty for the kind of a newer program
 * @bytes: the encoded op, which @kind and @parts point into
 *
 * An immutable, reference-counted op.
 */
typedef struct
{
  gatomicrefcount ref_count;
  SlipOpName name;
  gint64 wall_ms;
  gint16 utc_offset;
  char person[SLIP_ID_LENGTH + 1];
  const char *kind;
  SlipUnknown on_unknown;
  char record[SLIP_ID_LENGTH + 1]; /* "" = none */
  GArray *replaces;
  SlipSpan parts[SLIP_OP_MAX_PARTS];
  GBytes *bytes;
} SlipOp;

/* @content is consumed if floating. @replaces may be NULL. */
SlipOp *slip_op_new (const char *replica, SlipClock clock, gint64 wall_ms, gint16 utc_offset,
                     const char *person, const char *kind, SlipUnknown on_unknown,
                     const char *record, const SlipOpName *replaces, gsize n_replaces,
                     GVariant *content, GError **error);
SlipOp *slip_op_decode (GBytes *bytes, const char *replica, GError **error);
SlipOp *slip_op_ref (SlipOp *op);
void slip_op_unref (SlipOp *op);
gboolean slip_op_name_equal (const SlipOpName *a, const SlipOpName *b);
int slip_op_name_compare (const SlipOpName *a, const SlipOpName *b); /* clock, then replica */
char *slip_op_name_to_string (const SlipOpName *name);
gboolean slip_op_name_from_string (const char *text, SlipOpName *name);

/* (transfer full): the content, to make another op of. */
GVariant *slip_op_content (const SlipOp *op);
/* Part @n of the content, which has to be of that type by its kind. */
const char *slip_op_text (const SlipOp *op, guint n);
void slip_op_id (const SlipOp *op, guint n, char id[SLIP_ID_LENGTH + 1]); /* "" where it is empty */
void slip_op_hex (const SlipOp *op, guint n, char hex[SLIP_HASH_HEX + 1]);
/* Makes the `ay` of an id ("" or NULL makes an empty one). */
GVariant *slip_op_id_variant (const char *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipOp, slip_op_unref)

G_END_DECLS
