/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A signed text. */

#include "fuzz.h"

#include "trust/slip-statement.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipStatement) statement = slip_statement_parse (bytes, &error);

  fuzz_check (statement != NULL, error);
  if (statement == NULL)
    return 0;

  /* One statement has one form. */
  g_assert_true (slip_statement_write (statement, &error));
  g_assert_true (g_bytes_equal (statement->text, bytes));
  return 0;
}
