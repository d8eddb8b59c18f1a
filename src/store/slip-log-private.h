/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the two halves of the log share: own ops (slip-log.c) and frames (slip-log-frames.c). */

#pragma once

#include "store/slip-database-private.h"
#include "store/slip-log.h"

G_BEGIN_DECLS

SlipClock slip_log_load_clock (SlipDatabase *database);
gboolean slip_log_store_clock (SlipDatabase *database, SlipClock clock, GError **error);
/* Stores an op unless its name is taken. @added: it was free. @same: the bytes under the name are
 * the op's. */
gboolean slip_log_insert_op (SlipDatabase *database, SlipOp *op, gint64 seq, gboolean *added,
                             gboolean *same, GError **error);

G_END_DECLS
