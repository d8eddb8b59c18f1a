/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A new replica id for this copy, when the store shows that another copy goes by the old one. */

#pragma once

#include "core/slip-frame.h"
#include "store/slip-database.h"

G_BEGIN_DECLS

/**
 * slip_replica_renew:
 * @secret: the device's secret key
 * @sent: number of the last own frame that is known to be on the store; 0 for none
 * @arriving: (nullable) (element-type SlipFrame): later frames of the old replica, which are about to be taken in
 *
 * Draws a new replica id and issues again under it all own ops after frame @sent, with new clocks; what they
 * replace and replaced keeps its meaning, and each replaces its original, which another copy may still send. What
 * @arriving holds is not issued again. The frames after @sent are dropped: they never left this machine. What was issued
 * again is sealed, so that it has seen no more than the person had. The folded tables are built anew. Runs in the caller's transaction. sync.md section 6.
 */
gboolean slip_replica_renew (SlipDatabase *db, const guint8 *secret, guint64 sent,
                             GPtrArray *arriving, GError **error);

G_END_DECLS
