/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A server's multistatus. */

#include "fuzz.h"

#include <string.h>

#include "sync/slip-dav.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_remote_entry_free);
  g_autoptr (GError) error = NULL;
  gboolean done = slip_dav_parse_listing (bytes, "slipway-x/heads/", entries, &error);

  fuzz_check (done, error);
  g_assert_true (done || entries->len == 0);
  for (guint i = 0; i < entries->len; i++)
    {
      SlipRemoteEntry *entry = g_ptr_array_index (entries, i);

      /* It may become a path. */
      g_assert_true (*entry->name != '\0' && *entry->name != '.');
      g_assert_null (strchr (entry->name, '/'));
      g_assert_true (g_utf8_validate (entry->name, -1, NULL));
      g_assert_cmpint (entry->size, >=, -1);
    }
  return 0;
}
