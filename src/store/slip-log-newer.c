/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Ops of a newer Slipway are kept and sent on as they are. Each says what a program may do that doesn't know it: go on, leave
 * its record alone, or leave the whole workspace alone (design.md 3). */

#include <glib/gi18n-lib.h>

#include "core/slip-op.h"
#include "store/slip-log.h"

/* Whether an op keeps a change of @record, or of anything, from being made. */
static gboolean
forbids (const SlipOp *op)
{
  return op->on_unknown == SLIP_UNKNOWN_WORKSPACE_READ_ONLY ||
         (op->on_unknown == SLIP_UNKNOWN_RECORD_READ_ONLY && *op->record != '\0');
}

char *
slip_log_why_read_only (SlipDatabase *database, const char *record)
{
  g_autoptr (SlipQuery) query =
      slip_database_query (database, NULL,
                           "SELECT replica, bytes FROM op WHERE kind NOT IN (" SLIP_LOG_KNOWN_KINDS
                           ") AND record IN ('', ?) AND counts = 1",
                           "s", record != NULL ? record : "");

  while (query != NULL && slip_query_next (query, NULL))
    {
      g_autoptr (GBytes) bytes = slip_query_bytes (query, 1);
      g_autoptr (SlipOp) op = slip_op_decode (bytes, slip_query_text (query, 0), NULL);

      if (op == NULL || !forbids (op))
        continue;
      return op->on_unknown == SLIP_UNKNOWN_WORKSPACE_READ_ONLY
                 ? g_strdup_printf (_ ("a newer Slipway wrote something that this one doesn't know "
                                       "(“%s”), and until you update nothing in this workspace can "
                                       "be changed here"),
                                    op->kind)
                 : g_strdup_printf (_ ("a newer Slipway wrote something that this one doesn't know "
                                       "(“%s”), and until you update this can only be read here"),
                                    op->kind);
    }
  return NULL;
}
