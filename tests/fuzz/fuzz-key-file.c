/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The files of device and signing keys, with the right checksum. A key is not opened: that takes as long as it should. */

#include "fuzz.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "trust/slip-keys.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gsize tail = 2 * SLIP_HASH_BYTES + 1;
  gsize covered = tail + strlen ("checksum=");
  g_autofree guint8 *copy = g_memdup2 (data, size);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipDeviceKey) key = NULL;
  guint8 public[SLIP_KEY_BYTES];
  guint8 exchange[SLIP_KEY_BYTES];
  int fd = memfd_create ("key", MFD_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  if (size > covered)
    {
      g_autofree char *hex = NULL;
      SlipHash hash;

      slip_hash_data (&hash, data, size - covered);
      hex = slip_hash_to_hex (&hash);
      memcpy (copy + size - tail, hex, SLIP_HASH_HEX);
    }
  g_assert_cmpint (size > 0 ? write (fd, copy, size) : 0, ==, size);
  path = g_strdup_printf ("/proc/self/fd/%d", fd);
  key = slip_device_key_load (path, &error);
  fuzz_check (key != NULL, error);
  g_clear_error (&error);
  fuzz_check (slip_signing_key_peek (path, public, exchange, &error), error);
  close (fd);
  return 0;
}
