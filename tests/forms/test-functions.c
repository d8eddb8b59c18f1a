/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Each slip: function against tables in memory. */

#include "forms-fixture.h"

#define DOCUMENT "documentaaaaaaaaaaaaaaaaaa"
#define OTHER "otherdocumentaaaaaaaaaaaaa"

static const char other_body[] =
    "<section name='s'><label>S</label><field name='a' type='number'><label>A</label></field>"
    "<field name='double' type='number' calculate='../a * 2'><label>D</label></field></section>"
    "<table name='criteria' row='criterion' key='id'><label>C</label>"
    "<field name='id' type='text'><label>I</label></field>"
    "<field name='text' type='text'><label>T</label></field></table>";

/* A form with the tables that the functions read and one field, whose calculation is %s. */
static const char body[] =
    "<codes id='status'><code value='pass'>Pass</code><code value='fail'>Fail</code></codes>"
    "<codes id='level'><code value='low' rank='1'>Low</code><code value='high' "
    "rank='5'>High</code></codes>"
    "<section name='s'><label>S</label>"
    "<field name='a' type='text'><label>A</label></field>"
    "<field name='level' type='choice' codes='level'><label>L</label></field>"
    "<field name='x' type='text' calculate=\"%s\"><label>X</label></field></section>"
    "<table name='items' row='item' key='id'><label>I</label>"
    "<field name='id' type='text'><label>I</label></field>"
    "<field name='n' type='number'><label>N</label></field>"
    "<field name='at' type='date-time'><label>At</label></field>"
    "<field name='tags' type='choices'><label>T</label></field>"
    "<field name='ref' type='reference' to='row:other:criteria'><label>R</label></field>"
    "<field name='like' type='reference' to='row:items'><label>L</label></field>"
    "<field name='last' type='text' calculate=\"slip:last('items/attempts', "
    "'status')\"><label>L</label></field>"
    "<field name='tries' type='number' "
    "calculate=\"slip:count('items/attempts')\"><label>C</label></field>"
    "<field name='text' type='text' calculate=\"slip:row(../ref, 'text')\"><label>C</label></field>"
    "<field name='other' type='text' calculate=\"slip:row(../like, 'id')\"><label>C</label></field>"
    "<table name='attempts' row='attempt'><label>A</label>"
    "<field name='status' type='choice' codes='status'><label>S</label></field></table></table>";

typedef struct
{
  SlipDatabase *database;
  SlipForm *other;
} Fixture;

static GBytes *
on_form_wanted_cb (const char *id, gpointer data)
{
  return g_str_equal (id, "other") ? fixture_definition ("other", other_body) : NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->database = fixture_database ();
  fixture->other = fixture_form ("other", other_body);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  slip_form_unref (fixture->other);
  slip_database_close (fixture->database);
}

static SlipForm *
form_with (Fixture *fixture, const char *xpath)
{
  g_autofree char **parts = g_strsplit (body, "%s", 2);
  g_autofree char *before = parts[0];
  g_autofree char *after = parts[1];
  g_autofree char *text = g_strconcat (before, xpath, after, NULL);
  g_autoptr (GBytes) bytes = fixture_definition ("test", text);
  g_autoptr (GError) error = NULL;
  SlipForm *form = slip_form_new_from_bytes (bytes, on_form_wanted_cb, NULL, &error);

  g_assert_no_error (error);
  return form;
}

static void
expect (Fixture *fixture, const char *xpath, const char *value)
{
  g_autoptr (SlipForm) form = form_with (fixture, xpath);

  fixture_assert (fixture->database, form, DOCUMENT, "s/x", value);
}

static void
expect_in_row (Fixture *fixture, const char *name, const char *field, const char *value)
{
  g_autoptr (SlipForm) form = form_with (fixture, "1");
  g_autofree char *id = fixture_id (name);
  g_autofree char *path = g_strconcat ("items/", id, "/", field, NULL);

  fixture_assert (fixture->database, form, DOCUMENT, path, value);
}

static void
add_cell (Fixture *fixture, const char *record, const char *name, const char *field,
          const char *value)
{
  g_autofree char *id = fixture_id (name);

  fixture_value (fixture->database, record, id, field, value);
}

static void
add_row (Fixture *fixture, const char *record, const char *table, const char *parent,
         const char *name)
{
  g_autofree char *id = fixture_id (name);
  g_autofree char *above = *parent != '\0' ? fixture_id (parent) : g_strdup ("");

  fixture_row (fixture->database, record, id, above, table, name);
}

/* Three items: one passed at its second attempt, one failed, one never run; the first two refer to criterion one. */
static void
fill (Fixture *fixture)
{
  static const char *const numbers[] = { "1.5", "20", "" };
  g_autoptr (SlipForm) form = form_with (fixture, "1");
  g_autofree char *one = fixture_id ("criteriona");
  g_autofree char *itemb = fixture_id ("itemb");
  g_autofree char *itema = fixture_id ("itema");

  fixture_document (fixture->database, form, DOCUMENT);
  fixture_document (fixture->database, fixture->other, OTHER);
  fixture_value (fixture->database, OTHER, "", "s/a", "21");
  add_row (fixture, OTHER, "criteria", "", "criteriona");
  add_row (fixture, OTHER, "criteria", "", "criterionb");
  add_cell (fixture, OTHER, "criteriona", "id", "AC-01");
  add_cell (fixture, OTHER, "criteriona", "text", "Works");
  add_cell (fixture, OTHER, "criterionb", "id", "AC-02");
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *name = g_strdup_printf ("item%c", 'a' + i);

      add_row (fixture, DOCUMENT, "items", "", name);
      add_cell (fixture, DOCUMENT, name, "id", i == 2 ? "U-1" : i == 1 ? "U-2" : "U-1");
      add_cell (fixture, DOCUMENT, name, "n", numbers[i]);
      if (i < 2)
        add_cell (fixture, DOCUMENT, name, "ref", one);
    }
  add_cell (fixture, DOCUMENT, "itema", "at", "2026-03-14T22:00:00+01:00");
  add_cell (fixture, DOCUMENT, "itemb", "at", "2026-03-14T21:30:00Z");
  add_cell (fixture, DOCUMENT, "itema", "like", itemb);
  fixture_value_full (fixture->database, DOCUMENT, itema, "tags", "one", "p", TRUE);
  fixture_value_full (fixture->database, DOCUMENT, itema, "tags", "two", "p", TRUE);
  add_row (fixture, DOCUMENT, "items/attempts", "itema", "trya");
  add_row (fixture, DOCUMENT, "items/attempts", "itema", "tryb");
  add_row (fixture, DOCUMENT, "items/attempts", "itemb", "tryc");
  add_cell (fixture, DOCUMENT, "trya", "status", "fail");
  add_cell (fixture, DOCUMENT, "tryb", "status", "pass");
  add_cell (fixture, DOCUMENT, "tryc", "status", "fail");
}

static void
test_values (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  expect (fixture, "slip:round(2.675, 2)", "2.68");
  expect (fixture, "slip:rank(../level)", "");
  fixture_value (fixture->database, DOCUMENT, "", "s/level", "high");
  expect (fixture, "slip:rank(../level)", "5");
  expect (fixture, "slip:if(1 = 1, 'a', 'b')", "a");
  expect (fixture, "slip:if(1 = 2, 'a', 'b')", "b");
  expect (fixture, "slip:ratio(1, 4)", "0.25");
  expect (fixture, "slip:ratio(1, 0)", "");
  expect (fixture, "slip:format-percent(0.12345)", "12 %");
  expect (fixture, "slip:format-percent(0.12345, 2)", "12.34 %");
  expect (fixture, "slip:format-percent('')", "");
  expect (fixture, "slip:matches('AC-03', '^[A-Z]+-[0-9]+$')", "yes");
  expect (fixture, "slip:matches('AC', '^[A-Z]+-[0-9]+$')", "no");
}

/* Wilson 95 %: 45 of 50 gives 0.7864 to 0.9565 (Newcombe 1998). */
static void
test_wilson (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  expect (fixture, "slip:round(slip:wilson-low(45, 50), 4)", "0.7864");
  expect (fixture, "slip:round(slip:wilson-high(45, 50), 4)", "0.9565");
  expect (fixture, "slip:wilson-low(0, 0)", "");
  expect (fixture, "slip:wilson-low('', 50)", "");
}

static void
test_time (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  g_setenv ("SOURCE_DATE_MS", "1773522000000", TRUE);
  expect (fixture, "slip:days('2026-03-14') - slip:days('2026-03-01')", "13");
  expect (fixture,
          "slip:seconds('2026-03-14T22:00:00+01:00') - slip:seconds('2026-03-14T20:59:00Z')", "60");
  expect (fixture, "slip:seconds('') + 1", "");
  expect (fixture, "slip:today()", "2026-03-14");
  expect (fixture, "slip:seconds(slip:now()) - slip:seconds($now)", "0");
  g_unsetenv ("SOURCE_DATE_MS");
}

static void
test_counts_and_sums (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  expect (fixture, "slip:count('items')", "3");
  expect (fixture, "slip:count('items/attempts')", "3");
  expect (fixture, "slip:count('items', 'id', 'U-1')", "2");
  expect (fixture, "slip:count('items', 'id', 'U-1', 'n', '1.5')", "1");
  expect (fixture, "slip:count('items', 'n', '')", "1");
  expect (fixture, "slip:count('items', 'tags', 'two')", "1");
  expect (fixture, "slip:count('items/attempts', 'status', 'fail')", "2");
  expect (fixture, "slip:same('items', 'id', 'U-2')", "1");
  expect (fixture, "slip:sum('items', 'n')", "21.5");
  expect (fixture, "slip:sum('items', 'n', 'id', 'U-1')", "1.5");
  expect (fixture, "slip:max('items', 'n')", "20");
  expect (fixture, "slip:min('items', 'at')", "2026-03-14T22:00:00+01:00");
  expect (fixture, "slip:min('items', 'n', 'id', 'U-9')", "");
}

static void
test_last_attempts (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  expect (fixture, "slip:count-last('items', 'items/attempts', 'status', 'pass')", "1");
  expect (fixture, "slip:count-last('items', 'attempts', 'status', 'fail')", "1");
  expect (fixture, "slip:count-last('items', 'attempts', 'status', '')", "1");
  expect (fixture, "slip:count-last('items', 'attempts', 'status', 'pass', 'id', 'U-2')", "0");
  expect_in_row (fixture, "itema", "last", "pass");
  expect_in_row (fixture, "itemc", "last", "");
  expect_in_row (fixture, "itema", "tries", "2");
  expect_in_row (fixture, "itemc", "tries", "0");
}

static void
test_conflict_is_no_pass (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = fixture_id ("tryb");

  fill (fixture);
  fixture_value_full (fixture->database, DOCUMENT, id, "status", "fail", "v", FALSE);
  expect_in_row (fixture, "itema", "last", "conflict");
  expect (fixture, "slip:count-last('items', 'attempts', 'status', 'pass')", "0");
  expect (fixture, "slip:count('items/attempts', 'status', 'conflict')", "1");
}

static void
test_rows_of_a_dead_row_do_not_count (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = fixture_id ("itema");

  fill (fixture);
  slip_database_run (fixture->database, NULL, "UPDATE row SET dead = 1 WHERE id = ?", "s", id);
  expect (fixture, "slip:count('items')", "2");
  expect (fixture, "slip:count('items/attempts')", "1");
}

static void
test_other_documents (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  expect (fixture, "slip:from('other', 's/a')", "21");
  expect (fixture, "slip:from('other', 's/double')", "42");
  expect (fixture, "slip:lookup('other', 'criteria', 'id', 'AC-01', 'text')", "Works");
  expect (fixture, "slip:lookup('other', 'criteria', 'id', 'AC-09', 'text')", "");
  expect (fixture, "slip:coverage('other', 'criteria', 'items', 'ref', 'items/attempts')", "0.5");
  expect (fixture,
          "slip:coverage('other', 'criteria', 'items', 'ref', 'items/attempts', 'status', 'pass', "
          "'status', 'fail')",
          "0.5");
  expect (fixture,
          "slip:coverage('other', 'criteria', 'items', 'ref', 'items/attempts', 'status', "
          "'blocked')",
          "0");
  expect_in_row (fixture, "itema", "text", "Works");
  expect_in_row (fixture, "itemc", "text", "");
  expect_in_row (fixture, "itema", "other", "U-2");
}

static void
test_missing_documents_are_empty (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  slip_database_run (fixture->database, NULL, "UPDATE record SET dead = 1 WHERE id = ?", "s",
                     OTHER);
  expect (fixture, "slip:from('other', 's/a')", "");
  expect (fixture, "slip:coverage('other', 'criteria', 'items', 'ref', 'items/attempts')", "");
  expect_in_row (fixture, "itema", "text", "");
}

static void
on_context_wanted_cb (SlipFormContext *context)
{
  g_assert_cmpstr (context->record, ==, DOCUMENT);
  g_free (context->version);
  context->version = g_strdup ("3");
}

static void
test_title_table (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  expect (fixture, "slip:doc-number()", "2026-T-01");
  expect (fixture, "slip:release-title()", "Claims triage 2.4");
  expect (fixture, "slip:version()", "1");
  expect (fixture, "slip:previous-version()", "none");
  expect (fixture, "slip:status()", "draft");
  expect (fixture, "slip:signatures()", "");
  expect (fixture, "substring(slip:form-version(), 1, 3)", "1 (");
  slip_form_set_context_hook (on_context_wanted_cb);
  expect (fixture, "slip:version()", "3");
  slip_form_set_context_hook (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/forms/functions/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("values", test_values);
  ADD ("wilson", test_wilson);
  ADD ("time", test_time);
  ADD ("counts-and-sums", test_counts_and_sums);
  ADD ("last-attempts", test_last_attempts);
  ADD ("conflict-is-no-pass", test_conflict_is_no_pass);
  ADD ("rows-of-a-dead-row-do-not-count", test_rows_of_a_dead_row_do_not_count);
  ADD ("other-documents", test_other_documents);
  ADD ("missing-documents-are-empty", test_missing_documents_are_empty);
  ADD ("title-table", test_title_table);
#undef ADD
  return g_test_run ();
}
