/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* An expression in each of its places, compiled with a form and answered on a record. The first byte says which place. */

#include "fuzz.h"

#include <string.h>

#include "fuzz-form-parts.h"
#include "../forms/forms-fixture.h"

#define RECORD "documentaaaaaaaaaaaaaaaaaa"
#define ROW "rowaaaaaaaaaaaaaaaaaaaaaaa"
#define NESTED "nestedaaaaaaaaaaaaaaaaaaaa"

static const char *const places[] = {
  "<section name='x'><label>X</label><field name='x' type='text' calculate=\"%s\">"
  "<label>X</label></field></section>",
  "<section name='x'><label>X</label><field name='x' type='number' decimals='2' calculate=\"%s\">"
  "<label>X</label></field></section>",
  "<section name='x'><label>X</label><field name='x' type='text' relevant=\"%s\">"
  "<label>X</label></field></section>",
  "<section name='x'><label>X</label><field name='x' type='text' required-if=\"%s\">"
  "<label>X</label></field></section>",
  "<section name='x'><label>X</label><field name='x' type='text'><label>X</label>"
  "<constraint test=\"%s\">No.</constraint></field></section>",
};

static SlipDatabase *
make_database (SlipForm *form)
{
  SlipDatabase *database = fixture_database ();

  fixture_document (database, form, RECORD);
  fixture_value (database, RECORD, "", "s/a", "text");
  fixture_value (database, RECORD, "", "s/n", "1.5");
  fixture_value (database, RECORD, "", "s/m", "-3");
  fixture_value (database, RECORD, "", "s/size", "big");
  fixture_value (database, RECORD, "", "s/at", "2026-03-14T22:00:00+01:00");
  fixture_value (database, RECORD, "", "s/day", "2026-03-14");
  fixture_value (database, RECORD, "", "s/yes", "yes");
  fixture_value (database, RECORD, "", "x/x", "value");
  fixture_row (database, RECORD, ROW, "", "t", "i");
  fixture_value (database, RECORD, ROW, "k", "K");
  fixture_value (database, RECORD, ROW, "c", "7");
  fixture_row (database, RECORD, NESTED, ROW, "t/u", "i");
  fixture_value (database, RECORD, NESTED, "w", "W");
  return database;
}

static void
answer (SlipDatabase *database, SlipForm *form)
{
  g_autoptr (SlipScope) scope = slip_scope_new (database, form, RECORD);
  SlipFormNode *field = slip_form_find (form, "x/x");
  g_autoptr (GError) error = NULL;
  g_autofree char *value = slip_scope_get_value (scope, field, "", &error);

  fuzz_check (value != NULL, error);
  g_clear_error (&error);
  if (field->relevant != NULL)
    fuzz_check (slip_scope_is_relevant (scope, field, "", &error) >= 0, error);
  if (field->required_if != NULL)
    fuzz_check (slip_scope_is_required (scope, field, "", &error) >= 0, error);
  for (guint i = 0; i < field->constraints->len; i++)
    {
      SlipFormConstraint *constraint = g_ptr_array_index (field->constraints, i);

      fuzz_check (slip_scope_test (scope, field, "", constraint->test, &error) >= 0, error);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static SlipDatabase *database;
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;
  g_autoptr (GString) body = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (SlipForm) form = NULL;
  g_autoptr (GError) error = NULL;

  if (database == NULL)
    {
      g_autoptr (SlipForm) plain = fixture_form ("test", FUZZ_FORM_BODY);

      database = make_database (plain);
    }
  if (size == 0 || !g_utf8_validate_len ((const char *) data + 1, size - 1, NULL))
    return 0;
  text = g_strndup ((const char *) data + 1, size - 1);
  escaped = g_markup_escape_text (text, -1);
  body = g_string_new (FUZZ_FORM_BODY);
  g_string_append (body, places[data[0] % G_N_ELEMENTS (places)]);
  g_string_replace (body, "%s", escaped, 1);
  bytes = fixture_definition ("test", body->str);
  form = slip_form_new_from_bytes (bytes, NULL, NULL, &error);
  fuzz_check (form != NULL, error);
  if (form != NULL)
    answer (database, form);
  return 0;
}
