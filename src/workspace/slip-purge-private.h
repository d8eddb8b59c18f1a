/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the files about purges share, and what sync asks of them. */

#pragma once

#include "store/slip-database.h"
#include "workspace/slip-purge.h"

G_BEGIN_DECLS

/* Removes here what administrators asked to go; inside the caller's transaction, after frames came in. */
gboolean slip_purge_apply (SlipDatabase *db, GError **error);

/* What a purge of @target, which is gone, left behind (slip-purge-rest.c). Adds to @contents the digests of contents and
 * snapshots that were signed while it stood there and are not purged. @text: (out) (nullable): what stood there, when
 * one of them still tells; untouched on failure. */
gboolean slip_purge_find_rest (SlipDatabase *db, const char *target, GPtrArray *contents,
                               char **text, GError **error);

G_END_DECLS
