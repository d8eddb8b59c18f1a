/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the two halves of the log share: own ops (slip-log.c), frames (slip-log-frames.c) and what
 * counts (slip-log-counts.c). */

#pragma once

#include "store/slip-database-private.h"
#include "store/slip-log.h"

G_BEGIN_DECLS

SlipClock slip_log_load_clock (SlipDatabase *database);
gboolean slip_log_store_clock (SlipDatabase *database, SlipClock clock, GError **error);
/* Stores an op unless its name is taken. @added: it was free. @same: the bytes under the name are
 * the op's. */
gboolean slip_log_insert_op (SlipDatabase *database, SlipOp *op, gint64 seq, gboolean counts,
                             gboolean *added, gboolean *same, GError **error);

/* slip-log-counts.c */
/* Fails when there is no room for one more frame that doesn't count. */
gboolean slip_log_check_apart (SlipDatabase *database, SlipFrame *frame, GError **error);
/* Stores the op and folds it, or keeps it apart. @refold: it was held and didn't count, and does
 * now: the log has to be folded again. */
gboolean slip_log_take_op (SlipDatabase *database, SlipOp *op, gint64 seq, gboolean counts,
                           gboolean *refold, GError **error);

/* slip-log-frames.c */
gboolean slip_log_add_ops (SlipDatabase *database, SlipFrame *frame, gboolean counts, guint first,
                           SlipStopFunc stop, gpointer stop_data, guint *next, GError **error);

/* slip-log-taking.c: the frame that is there in part. */
typedef struct
{
  SlipHash hash;
  char replica[SLIP_REPLICA_LENGTH + 1];
  guint64 seq;
  guint next; /* the first of its ops that is not in the log yet */
} SlipTaking;
/* FALSE when there is none. */
gboolean slip_log_load_taking (SlipDatabase *database, SlipTaking *taking);
gboolean slip_log_mark_taking (SlipDatabase *database, SlipFrame *frame, guint next,
                               GError **error);
/* @frame: (nullable): the same frame, when it is at hand */
gboolean slip_log_go_on (SlipDatabase *database, const SlipTaking *taking, SlipFrame *frame,
                         SlipStopFunc stop, gpointer stop_data, gboolean *done, GError **error);
/* Takes it out of the newest frames held, @vector. */
void slip_log_unsee_taking (SlipDatabase *database, GArray *vector);

G_END_DECLS
