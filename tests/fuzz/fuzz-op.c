/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* An op's bytes, and what a request to join says. */

#include "fuzz.h"

#include "core/slip-variant.h"
#include "trust/slip-invitation.h"

#define REPLICA "aaaqeayeaudaocaj"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipOp) op = slip_op_decode (bytes, REPLICA, &error);
  g_autoptr (SlipOp) again = NULL;
  g_autoptr (GVariant) value = NULL;
  g_autoptr (GVariant) content = NULL;

  fuzz_check (op != NULL, error);
  if (op == NULL)
    return 0;

  /* One op has one form, which is GVariant's. */
  value = slip_variant_from_bytes (G_VARIANT_TYPE ("(txnaysyaya(ayt)v)"), bytes);
  g_assert_nonnull (value);
  g_variant_get_child (value, 8, "v", &content);
  again = slip_op_new (op->name.replica, op->name.clock, op->wall_ms, op->utc_offset, op->person,
                       op->kind, op->on_unknown, op->record,
                       (SlipOpName *) (gpointer) op->replaces->data, op->replaces->len, content,
                       &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (again->bytes, bytes));

  if (g_str_equal (op->kind, SLIP_OP_JOIN))
    {
      g_autoptr (SlipJoin) join = slip_join_read (op, &fuzz_workspace, &error);

      fuzz_check (join != NULL, error);
    }
  return 0;
}
