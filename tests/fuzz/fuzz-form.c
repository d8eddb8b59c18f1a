/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A definition of a form, and the schema that is made of it. */

#include "fuzz.h"

#include "forms/slip-form-schema.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipForm) form = slip_form_new_from_bytes (bytes, NULL, NULL, &error);
  g_autoptr (GBytes) schema = NULL;

  fuzz_check (form != NULL, error);
  if (form != NULL)
    schema = slip_form_schema (form);
  return 0;
}
