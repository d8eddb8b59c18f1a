/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the parts of the fold share: the kinds of ops (slip-fold.c, slip-fold-kinds.c),
 * registers (slip-fold-registers.c), rows and deletes (slip-fold-rows.c), the search index
 * (slip-fold-search.c), and all anew (slip-fold-rebuild.c). Statements are prepared once a connection: folding has to
 * be fast. */

#pragma once

#include "store/slip-database-private.h"
#include "store/slip-fold.h"
#include "store/slip-values.h"

G_BEGIN_DECLS

typedef enum
{
  FOLD_STORE_OP,
  FOLD_REGISTER,
  FOLD_INSERT,
  FOLD_INSERT_FIRST,
  FOLD_REPLACE,
  FOLD_REMOVE,
  FOLD_SHOW,
  FOLD_NUMBER,
  FOLD_NUMBER_STATEMENT,
  FOLD_ANY_DANGLING,
  FOLD_ARRIVE,
  FOLD_DANGLE,
  FOLD_HELD,
  FOLD_UNDEFINE,
  FOLD_SHOWN,
  FOLD_ROW_INSERT,
  FOLD_ROW_PLACE,
  FOLD_ROW_POSITION,
  FOLD_ROW_PARENT,
  FOLD_ANY_DELETE,
  FOLD_DELETES,
  FOLD_ANY_BELOW,
  FOLD_SEEN,
  FOLD_UP,
  FOLD_DOWN,
  FOLD_VALUES_BELOW,
  FOLD_VALUES_RECORD,
  FOLD_ROW_FLAG,
  FOLD_ROW_DEAD,
  FOLD_ROW_STATE,
  FOLD_RECORD_FLAG,
  FOLD_RECORD,
  FOLD_DEFINE,
  FOLD_STATEMENT,
  FOLD_INVITE,
  FOLD_WANT,
  FOLD_PROPOSAL,
  FOLD_PROPOSAL_REMOVE,
  FOLD_REVISE,
  FOLD_FOLLOW,
  FOLD_COMMENT,
  FOLD_REPLY,
  FOLD_SAID,
  FOLD_PURGE,
  FOLD_IS_REPLACED,
  FOLD_SEARCH_TEXT,
  FOLD_SEARCH_SAID,
  FOLD_SEARCH_INSERT,
  FOLD_SEARCH_REMOVE,
  FOLD_SEARCH_BLOB,
  FOLD_SEARCH_WAIT,
  FOLD_SEARCH_ARRIVED,
  FOLD_N_STATEMENTS,
} FoldStatement;

/* A live value of the register at hand. */
typedef struct
{
  gint64 n;
  SlipOpName name;
  char kind;
  gboolean shown;
} FoldSibling;

/* A value (of what was said in a thread the number with a minus before it) whose search row waits to be written; @was_there:
 * perhaps it is in the index already. */
typedef struct
{
  gint64 n;
  gboolean was_there;
} FoldDirty;

/* A row whose deletes have to be looked at again, since something was taken out of it. */
typedef struct
{
  char *record;
  char *row;
} FoldPlace;

typedef struct
{
  SlipDatabase *database;
  sqlite3_stmt *statements[FOLD_N_STATEMENTS];
  GArray *siblings;    /* of the register at hand */
  GArray *places;      /* of FoldPlace, other than the op's own */
  gboolean rebuilding; /* ops that are held may still be to come */

  /* What is known within a transaction, so that the common op needs not ask. */
  gboolean asked_dangling; /* whether any_dangling is settled */
  gboolean any_dangling;
  gboolean calm; /* calm_record has no live deletes */
  char calm_record[SLIP_ID_LENGTH + 1];

  gboolean search;
  GArray *dirty;  /* values whose search rows wait to be written */
  guint flushed;  /* so many of them were written in this transaction */
  gboolean merge; /* the index is to be merged before the commit */
  guint unmerged; /* slip_search_get_unmerged() */
  GHashTable
      *changed; /* records of this transaction: what is known of their releases goes; "" for any */
  gboolean undone; /* a savepoint was rolled back: what is in the index isn't known */
} Fold;

/* An op that is being folded. */
typedef struct
{
  SlipOp *op;
  gint64 seq;
  gboolean replaced; /* another op that arrived before replaces it */
  char row[SLIP_ID_LENGTH + 1];
  gboolean removed;  /* values were taken out of the op's own register */
  gboolean circular; /* an op that doesn't count, and that it replaces, replaces it */
} Folding;

Fold *fold_get (SlipDatabase *database);
/* Whose turn it is in the record's release has to be found anew; "": in any. */
void fold_changes (Fold *fold, const char *record);

/* The statement, ready to be bound; NULL with the error set. */
sqlite3_stmt *fold_statement (Fold *fold, FoldStatement which, GError **error);
/* Binds one letter of @types each: s text, i gint64, n gint64 with 0 as SQL NULL. The text has to
 * stay until the statement is reset. */
sqlite3_stmt *fold_bind (Fold *fold, FoldStatement which, GError **error, const char *types, ...);
/* 1 a row, 0 the end (then reset), -1 with the error set (reset, too). */
int fold_step (Fold *fold, sqlite3_stmt *statement, GError **error);
/* Runs a bound statement that has no rows, resets it. */
gboolean fold_finish (Fold *fold, sqlite3_stmt *statement, GError **error);
#define fold_run(fold, which, error, ...)                                                          \
  fold_finish (fold, fold_bind (fold, which, error, __VA_ARGS__), error)

/* slip-fold-registers.c */
/* Reads the live values of a register into fold->siblings. */
gboolean fold_register_load (Fold *fold, const char *record, const char *row, const char *field,
                             GError **error);
/* Puts the op's value into the register that is loaded. */
gboolean fold_register_insert (Fold *fold, const Folding *folding, const char *field, char kind,
                               const char *value, GError **error);
/* The op's register: takes out what it replaces, puts in its value. @kind 0: it brings none. */
gboolean fold_register (Fold *fold, Folding *folding, const char *field, char kind,
                        const char *value, GError **error);
/* Takes what the op replaces out of the register that is loaded (@field; NULL: none is). */
gboolean fold_replace (Fold *fold, Folding *folding, const char *field, GError **error);
/* Takes away what the ops called @names brought, and through those that don't count what they
 * replaced; but never @self (may be NULL): @hit_self tells that one of those replaces it. */
gboolean fold_replace_names (Fold *fold, const GArray *names, const SlipOpName *self,
                             gboolean *hit_self, GError **error);

/* slip-fold-rows.c */
/* Makes or links the row that an add names; the register of adds is settled already. */
gboolean fold_row_add (Fold *fold, const char *record, const char *row, const char *parent,
                       const char *table, gboolean alone, GError **error);
/* Takes over the position that is shown now. */
gboolean fold_row_reposition (Fold *fold, const char *record, const char *row, GError **error);
/* What an op did at a place. */
typedef struct
{
  const SlipOpName *inserted; /* the op, when it brought a live value; else NULL */
  gint64 seq;                 /* its frame, 0 in the outbox */
  gboolean removed;           /* it took values away */
  gboolean deletes;           /* deletes of the row itself came or went */
  gboolean linked;            /* the row was put into the tree of rows */
  gboolean whole;             /* anything may have changed */
} FoldChange;
/* Decides again what is deleted at and above @row ("" for the record alone). */
gboolean fold_settle_deletes (Fold *fold, const char *record, const char *row,
                              const FoldChange *change, GError **error);

/* Stores the op's row; *@added tells whether its name was free. */
gboolean fold_store_op (SlipDatabase *database, SlipOp *op, gint64 seq, gboolean counts,
                        gboolean *added, GError **error);

/* What an op that is kept apart means for the tables, now that it has arrived: what the roster has
 * to see of it, and what is replaced through it. */
gboolean fold_apart (SlipDatabase *database, SlipOp *op, gint64 seq, GError **error);

/* slip_fold_rebuild(); @roster: its tables are emptied, too. */
gboolean fold_rebuild (SlipDatabase *database, gboolean roster, GError **error);

/* What was folded from an own op learns its frame. */
gboolean fold_number_op (SlipDatabase *database, SlipOp *op, gint64 seq, GError **error);
/* Decides anew what a delete covers. Other ops change nothing. */
gboolean fold_settle_op (SlipDatabase *database, SlipOp *op, GError **error);

/* slip-fold-kinds.c: ops that are no registers of rows. FALSE with the error set on failure. */
/* The register that holds the op's value; FALSE when there is none. @field belongs to @op. Of an
 * add it is the position that it brought. */
gboolean fold_locate (SlipOp *op, char row[SLIP_ID_LENGTH + 1], const char **field);
/* Whether what the op names as replaced is replaced by it: a proposal only says what it is about. */
gboolean fold_may_replace (const SlipOp *op);
gboolean fold_propose (Fold *fold, Folding *folding, GError **error);
gboolean fold_revise (Fold *fold, SlipOp *op, GError **error);
gboolean fold_follow (Fold *fold, SlipOp *op, GError **error);
gboolean fold_comment (Fold *fold, SlipOp *op, GError **error);
gboolean fold_reply (Fold *fold, SlipOp *op, GError **error);
gboolean fold_purge (Fold *fold, SlipOp *op, GError **error);
gboolean fold_make_record (Fold *fold, SlipOp *op, GError **error);
gboolean fold_define (Fold *fold, SlipOp *op, gboolean in_force, GError **error);
gboolean fold_statement_op (Fold *fold, SlipOp *op, gint64 seq, GError **error);
gboolean fold_invite (Fold *fold, SlipOp *op, GError **error);
gboolean fold_want (Fold *fold, const char *hash, GError **error);
gboolean fold_want_file (Fold *fold, const char *hash, guint64 size, GError **error);

/* slip-fold-dump.c */
/* The row at hand as a line of the dump, without its end. */
void fold_dump_row (GString *dump, const char *table, sqlite3_stmt *row);
/* Table @n of the dump, and what of it is in there; NULL when there are no more. */
const char *fold_dumped_table (guint n, const char **columns);

/* slip-fold-search.c */
/* Notes that value @n, of @kind, was inserted, or (@was_there) taken out. */
void fold_search_note (Fold *fold, gint64 n, char kind, gboolean was_there);
/* Notes that something was said in the thread. */
gboolean fold_search_said (Fold *fold, const SlipOpName *name, const SlipOpName *thread,
                           GError **error);
/* Writes what was noted. */
gboolean fold_search_flush (Fold *fold, GError **error);
/* Merges the index before the commit, so that nothing of what was removed from it is left in the
 * file. */
void fold_search_merge (SlipDatabase *database);
/* The blob has arrived: texts that name it can be found from now on. */
gboolean fold_search_blob (SlipDatabase *database, const char *hash, GError **error);

G_END_DECLS
