/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Is a database fit to be kept as a backup, or to take the place of one? */

#pragma once

#include "store/slip-database.h"

G_BEGIN_DECLS

/* Checks that the database's file is whole and that its log has no gaps: every frame is there, is the bytes that were
 * signed, and follows the one before. What can be made from the log again (the search index) is left out, and so are
 * the bytes of attachments: slip_workspace_verify() looks at everything. Fails with CORRUPT and one line that says
 * what is wrong, and no more. */
gboolean slip_log_check (SlipDatabase *database, GError **error);

G_END_DECLS
