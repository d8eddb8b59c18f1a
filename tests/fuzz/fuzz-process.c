/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A definition of a process, and whether the shipped forms have what it asks them for. */

#include "fuzz.h"

#include "forms/slip-form.h"
#include "process/slip-process.h"

static GHashTable *
load_forms (void)
{
  g_auto (GStrv) ids = slip_forms_shipped ();
  GHashTable *forms =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) slip_form_unref);

  for (gsize i = 0; ids[i] != NULL; i++)
    g_hash_table_insert (forms, g_strdup (ids[i]), slip_forms_get_shipped (ids[i], NULL));
  return forms;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static GHashTable *forms;
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipProcess) process = slip_process_new_from_bytes (bytes, &error);

  if (forms == NULL)
    forms = load_forms ();
  fuzz_check (process != NULL, error);
  if (process != NULL)
    {
      gboolean right = slip_process_check_fields (process, forms, &error);

      fuzz_check (right, error);
    }
  return 0;
}
