/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A canonical content, as it comes in a blob. */

#include "fuzz.h"

#include "forms/slip-instance.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) digests = slip_content_digests (bytes, &error);

  fuzz_check (digests != NULL, error);
  return 0;
}
