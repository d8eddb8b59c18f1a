/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The first text of a workspace. */

#include "fuzz.h"

#include "trust/slip-genesis.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipGenesis) genesis = slip_genesis_parse (bytes, &error);

  fuzz_check (genesis != NULL, error);
  if (genesis != NULL)
    g_assert_true (g_strv_contains ((const char *const *) genesis->roles, SLIP_ROLE_ADMINISTRATOR));
  return 0;
}
