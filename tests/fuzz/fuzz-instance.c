/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Instance XML from outside. */

#include "fuzz.h"

#include "fuzz-form-parts.h"
#include "../forms/forms-fixture.h"
#include "forms/slip-instance.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static SlipForm *form;
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autofree char *name = NULL;
  g_autoptr (SlipImport) import = NULL;
  g_autoptr (GError) error = NULL;

  if (form == NULL)
    form = fixture_form ("test", FUZZ_FORM_BODY);
  name = slip_instance_peek (bytes, &error);
  fuzz_check (name != NULL, error);
  g_clear_error (&error);
  import = slip_instance_read (bytes, form, &error);
  fuzz_check (import != NULL, error);
  for (guint i = 0; import != NULL && i < import->items->len; i++)
    {
      SlipImportItem *item = g_ptr_array_index (import->items, i);

      g_assert_nonnull (item->row);
      if (item->kind == SLIP_IMPORT_VALUE && item->value != NULL &&
          item->node->type != SLIP_FIELD_FILE && item->node->type != SLIP_FIELD_PERSON)
        {
          /* What is in normal form stays so. */
          g_autofree char *again = slip_form_parse_value (item->node, item->value, &error);

          g_assert_no_error (error);
          g_assert_cmpstr (again, ==, item->value);
        }
    }
  return 0;
}
