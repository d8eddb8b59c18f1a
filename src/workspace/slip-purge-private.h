/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What sync asks of purges. */

#pragma once

#include "store/slip-database.h"
#include "workspace/slip-purge.h"

G_BEGIN_DECLS

/* Removes here what administrators asked to go; inside the caller's transaction, after frames came in. */
gboolean slip_purge_apply (SlipDatabase *db, GError **error);

G_END_DECLS
