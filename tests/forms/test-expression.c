/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What expressions give: values, relevance, rounding, and at what cost. */

#include <string.h>

#include "forms-fixture.h"

#define RECORD "documentaaaaaaaaaaaaaaaaaa"

static const char body[] =
    "<codes id='size'><code value='small'>Small</code><code value='big'>Big</code></codes>"
    "<section name='s'><label>S</label>"
    "<field name='a' type='number'><label>A</label></field>"
    "<field name='b' type='number'><label>B</label></field>"
    "<field name='size' type='choice' codes='size'><label>Size</label></field>"
    "<field name='tags' type='choices'><label>Tags</label></field>"
    "<field name='product' type='number' decimals='2' calculate='../a * "
    "../b'><label>P</label></field>"
    "<field name='exact' type='number' calculate='../a + ../b'><label>E</label></field>"
    "<field name='twice' type='number' decimals='1' calculate='../product * "
    "2'><label>T</label></field>"
    "<field name='why' type='text' relevant=\"../size = 'big'\" required-if='../a &gt; "
    "10'><label>W</label></field>"
    "<field name='seen' type='text' calculate=\"concat('[', ../why, "
    "']')\"><label>Seen</label></field>"
    "<field name='urgent' type='boolean' calculate=\"../tags/member = "
    "'urgent'\"><label>U</label></field>"
    "</section>"
    "<section name='extra' relevant=\"../s/size = 'big'\"><label>X</label>"
    "<field name='e' type='text'><label>E</label>"
    "<constraint test='string-length(.) &lt; 4'>Too long.</constraint></field></section>"
    "<table name='t' row='r' key='k'><label>T</label>"
    "<field name='k' type='text'><label>K</label>"
    "<constraint test=\". != ../../../s/size\">Not the size.</constraint></field>"
    "<field name='n' type='number'><label>N</label></field>"
    "<field name='scaled' type='number' decimals='0' calculate='../n * "
    "../../../s/a'><label>S</label></field>"
    "<table name='u' row='v'><label>U</label>"
    "<field name='m' type='number'><label>M</label></field>"
    "<field name='all' type='number' calculate='../m + ../../../n + "
    "../../../../../s/a'><label>A</label></field>"
    "</table></table>";

typedef struct
{
  SlipDatabase *database;
  SlipForm *form;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->database = fixture_database ();
  fixture->form = fixture_form ("test", body);
  fixture_document (fixture->database, fixture->form, RECORD);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  slip_form_unref (fixture->form);
  slip_database_close (fixture->database);
}

static void
set (Fixture *fixture, const char *field, const char *value)
{
  fixture_value (fixture->database, RECORD, "", field, value);
}

static void
expect (Fixture *fixture, const char *path, const char *value)
{
  fixture_assert (fixture->database, fixture->form, RECORD, path, value);
}

static void
test_rounds_half_even (Fixture *fixture, gconstpointer data)
{
  set (fixture, "s/a", "1.005");
  set (fixture, "s/b", "1");
  expect (fixture, "s/product", "1");
  set (fixture, "s/a", "2.675");
  expect (fixture, "s/product", "2.68");
  expect (fixture, "s/twice", "5.4");
  set (fixture, "s/a", "-0.005");
  expect (fixture, "s/product", "0");
}

static void
test_decimals_add_up (Fixture *fixture, gconstpointer data)
{
  set (fixture, "s/a", "0.1");
  set (fixture, "s/b", "0.2");
  expect (fixture, "s/exact", "0.3");
}

static void
test_empty_stays_empty (Fixture *fixture, gconstpointer data)
{
  expect (fixture, "s/product", "");
  set (fixture, "s/a", "3");
  expect (fixture, "s/product", "");
  expect (fixture, "s/twice", "");
  set (fixture, "s/b", "");
  expect (fixture, "s/product", "");
}

static void
test_irrelevant_is_seen_as_empty (Fixture *fixture, gconstpointer data)
{
  set (fixture, "s/why", "because");
  expect (fixture, "s/seen", "[]");
  set (fixture, "s/size", "big");
  expect (fixture, "s/seen", "[because]");
}

static void
test_relevance_is_inherited (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipScope) scope = slip_scope_new (fixture->database, fixture->form, RECORD);
  SlipFormNode *field = slip_form_find (fixture->form, "extra/e");

  g_assert_cmpint (slip_scope_is_relevant (scope, field, "", NULL), ==, 0);
  set (fixture, "s/size", "big");
  slip_scope_forget (scope);
  g_assert_cmpint (slip_scope_is_relevant (scope, field, "", NULL), ==, 1);
}

static void
test_required_if_and_constraint (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipScope) scope = slip_scope_new (fixture->database, fixture->form, RECORD);
  SlipFormNode *why = slip_form_find (fixture->form, "s/why");
  SlipFormNode *e = slip_form_find (fixture->form, "extra/e");
  SlipFormConstraint *constraint = g_ptr_array_index (e->constraints, 0);

  g_assert_cmpint (slip_scope_is_required (scope, why, "", NULL), ==, 0);
  g_assert_cmpint (slip_scope_test (scope, e, "", constraint->test, NULL), ==, 1);
  set (fixture, "s/a", "11");
  set (fixture, "extra/e", "abcd");
  slip_scope_forget (scope);
  g_assert_cmpint (slip_scope_is_required (scope, why, "", NULL), ==, 1);
  g_assert_cmpint (slip_scope_test (scope, e, "", constraint->test, NULL), ==, 0);
}

static void
test_members_of_a_set_are_elements (Fixture *fixture, gconstpointer data)
{
  expect (fixture, "s/urgent", "no");
  fixture_value_full (fixture->database, RECORD, "", "s/tags", "small", "p", TRUE);
  fixture_value_full (fixture->database, RECORD, "", "s/tags", "urgent", "p", TRUE);
  expect (fixture, "s/urgent", "yes");
  expect (fixture, "s/tags", "small\nurgent");
}

static void
test_rows_read_their_own_cells (Fixture *fixture, gconstpointer data)
{
  g_autofree char *a = fixture_id ("rowa");
  g_autofree char *b = fixture_id ("rowb");
  g_autofree char *c = fixture_id ("rowc");
  g_autofree char *scaled = g_strconcat ("t/", b, "/scaled", NULL);
  g_autofree char *all = g_strconcat ("t/", b, "/u/", c, "/all", NULL);

  fixture_row (fixture->database, RECORD, a, "", "t", "a");
  fixture_row (fixture->database, RECORD, b, "", "t", "b");
  fixture_row (fixture->database, RECORD, c, b, "t/u", "a");
  fixture_value (fixture->database, RECORD, a, "n", "100");
  fixture_value (fixture->database, RECORD, b, "n", "7");
  fixture_value (fixture->database, RECORD, c, "m", "0.5");
  set (fixture, "s/a", "3");
  expect (fixture, scaled, "21");
  expect (fixture, all, "10.5");
}

/* How many rows of SQL answering one row's expressions looks at, in a table of @n rows. */
static guint64
work_in_table_of (guint n)
{
  g_autoptr (SlipDatabase) database = fixture_database ();
  g_autoptr (SlipForm) form = fixture_form ("test", body);
  g_autoptr (SlipScope) scope = NULL;
  SlipFormNode *key = slip_form_find (form, "t/k");
  SlipFormConstraint *constraint = g_ptr_array_index (key->constraints, 0);
  g_autofree char *middle = NULL;
  g_autofree char *scaled = NULL;
  g_autoptr (GError) error = NULL;

  fixture_document (database, form, RECORD);
  fixture_value (database, RECORD, "", "s/a", "2");
  slip_database_begin (database, &error);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("row%c%c%c%c%c", 'a' + i / 4096, 'a' + i / 256 % 16,
                                               'a' + i / 16 % 16, 'a' + i % 16, 'x');
      g_autofree char *id = fixture_id (name);

      fixture_row (database, RECORD, id, "", "t", name);
      fixture_value (database, RECORD, id, "n", "5");
      fixture_value (database, RECORD, id, "k", name);
      if (i == n / 2)
        middle = g_strdup (id);
    }
  slip_database_commit (database, &error);
  g_assert_no_error (error);

  scope = slip_scope_new (database, form, RECORD);
  scaled = slip_scope_get_value (scope, slip_form_find (form, "t/scaled"), middle, &error);
  g_assert_cmpstr (scaled, ==, "10");
  g_assert_cmpint (slip_scope_test (scope, key, middle, constraint->test, &error), ==, 1);
  g_assert_cmpint (slip_scope_is_required (scope, key, middle, &error), ==, 0);
  g_assert_cmpint (slip_scope_is_relevant (scope, key, middle, &error), ==, 1);
  return slip_scope_get_work (scope);
}

static void
test_cost_does_not_depend_on_the_table (void)
{
  guint64 small = work_in_table_of (10);
  guint64 large = work_in_table_of (10000);

  g_assert_cmpuint (small, >, 0);
  g_assert_cmpuint (small, <, 10);
  g_assert_cmpuint (large, ==, small);
}

/* Deep in brackets XPath's operations multiply with their text; so many of them are never meant. */
static void
test_operations_are_limited (void)
{
  g_autoptr (SlipDatabase) database = fixture_database ();
  GString *text = g_string_new ("<section name='s'><label>S</label><field name='a' type='text' "
                                "calculate=\"concat('',''");
  g_autofree char *owned = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (SlipForm) form = NULL;
  g_autoptr (SlipScope) scope = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 28; i++)
    {
      g_string_append (text, ",concat(''");
      for (guint j = 0; j < 28; j++)
        {
          g_string_append (text, ",concat(''");
          for (guint k = 0; k < 28; k++)
            g_string_append (text, ",not(1=2)+1+1");
          g_string_append_c (text, ')');
        }
      g_string_append_c (text, ')');
    }
  g_string_append (text, ")\"><label>A</label></field></section>");
  owned = g_string_free (text, FALSE);
  bytes = fixture_definition ("test", owned);
  form = slip_form_new_from_bytes (bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  fixture_document (database, form, RECORD);
  scope = slip_scope_new (database, form, RECORD);
  g_assert_null (slip_scope_get_value (scope, slip_form_find (form, "s/a"), "", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "limit"));
}

/* A comparison with a word is had without a tree; it has to say what the tree says. */
static void
test_words_are_told_alike (void)
{
  static const char words[] =
      "<section name='s'><label>S</label>"
      "<field name='w' type='long-text'><label>W</label></field>"
      "<field name='n' type='number'><label>N</label></field>"
      "<field name='is' type='text' relevant=\"../w = 'a  b'\"><label>A</label></field>"
      "<field name='is2' type='text' relevant=\"not(not(../w = 'a  b'))\"><label>A</label></field>"
      "<field name='no' type='text' relevant='../w != \"a  b\"'><label>A</label></field>"
      "<field name='no2' type='text' relevant='not(not(../w != \"a  b\"))'><label>A</label></field>"
      "<field name='empty' type='text' relevant=\"../w = ''\"><label>A</label></field>"
      "<field name='empty2' type='text' relevant=\"not(not(../w = ''))\"><label>A</label></field>"
      "<field name='one' type='text' relevant=\"../n = '1'\"><label>A</label></field>"
      "<field name='one2' type='text' relevant=\"not(not(../n = '1'))\"><label>A</label></field>"
      "</section>";
  static const char *const pairs[] = { "s/is", "s/no", "s/empty", "s/one" };
  static const char *const values[] = { "", "a  b", "a b", "A  B", "a  b\n", "1", "1.0", "&amp;" };
  SlipDatabase *database = fixture_database ();
  g_autoptr (SlipForm) form = fixture_form ("test", words);

  fixture_document (database, form, RECORD);
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (SlipScope) scope = slip_scope_new (database, form, RECORD);

      fixture_value (database, RECORD, "", "s/w", values[i]);
      fixture_value (database, RECORD, "", "s/n", values[i]);
      for (gsize j = 0; j < G_N_ELEMENTS (pairs); j++)
        {
          g_autofree char *other = g_strconcat (pairs[j], "2", NULL);

          g_assert_cmpint (
              slip_scope_is_relevant (scope, slip_form_find (form, pairs[j]), "", NULL), ==,
              slip_scope_is_relevant (scope, slip_form_find (form, other), "", NULL));
        }
    }
  slip_database_close (database);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/forms/expression/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("rounds-half-even", test_rounds_half_even);
  ADD ("decimals-add-up", test_decimals_add_up);
  ADD ("empty-stays-empty", test_empty_stays_empty);
  ADD ("irrelevant-is-seen-as-empty", test_irrelevant_is_seen_as_empty);
  ADD ("relevance-is-inherited", test_relevance_is_inherited);
  ADD ("required-if-and-constraint", test_required_if_and_constraint);
  ADD ("members-of-a-set-are-elements", test_members_of_a_set_are_elements);
  ADD ("rows-read-their-own-cells", test_rows_read_their_own_cells);
#undef ADD
  g_test_add_func ("/forms/expression/cost-does-not-depend-on-the-table",
                   test_cost_does_not_depend_on_the_table);
  g_test_add_func ("/forms/expression/words-are-told-alike", test_words_are_told_alike);
  g_test_add_func ("/forms/expression/operations-are-limited", test_operations_are_limited);
  return g_test_run ();
}
