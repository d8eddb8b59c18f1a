/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* An invitation with the right checksum. */

#include "fuzz.h"

#include <string.h>

#include "trust/slip-invitation.h"

#define ENDING "</checksum>\n</invitation>\n"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gsize tail = strlen (ENDING) + SLIP_HASH_HEX;
  gsize covered = tail + strlen ("  <checksum>");
  g_autofree guint8 *copy = g_memdup2 (data, size);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipInvitation) invitation = NULL;

  if (size > covered)
    {
      g_autofree char *hex = NULL;
      SlipHash hash;

      slip_hash_data (&hash, data, size - covered);
      hex = slip_hash_to_hex (&hash);
      memcpy (copy + size - tail, hex, SLIP_HASH_HEX);
    }
  bytes = g_bytes_new (copy, size);
  invitation = slip_invitation_parse (bytes, &error);
  fuzz_check (invitation != NULL, error);
  return 0;
}
