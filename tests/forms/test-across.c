/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Functions that look into other documents of the release, as they stand or as they were approved, and statistics over
 * their rows. What is approved is said by a hook here; tests/workspace/test-evidence.c does it with real signatures. */

#include <string.h>

#include "forms-fixture.h"
#include "forms/slip-instance.h"
#include "store/slip-blobs.h"

#define DOCUMENT "documentaaaaaaaaaaaaaaaaaa"
#define OTHER "otherdocumentaaaaaaaaaaaaa"

static const char other_body[] =
    "<codes id='size'><code value='big'>Big</code><code value='small'>Small</code></codes>"
    "<section name='s'><label>S</label><field name='a' type='number'><label>A</label></field>"
    "<field name='double' type='number' calculate='../a * 2'><label>D</label></field></section>"
    "<table name='things' row='thing' key='id'><label>C</label>"
    "<field name='id' type='text'><label>I</label></field>"
    "<field name='group' type='text'><label>G</label></field>"
    "<field name='size' type='choice' codes='size'><label>Z</label></field>"
    "<field name='n' type='number'><label>N</label></field>"
    "<field name='from' type='date-time'><label>F</label></field>"
    "<field name='to' type='date-time'><label>T</label></field>"
    "<table name='tries' row='try'><label>T</label>"
    "<field name='size' type='choice' codes='size'><label>Z</label></field></table></table>"
    "<table name='hidden' row='one' relevant=\"../s/a = 'x'\"><label>H</label>"
    "<field name='n' type='number'><label>N</label></field></table>";

static const char body[] =
    "<section name='s'><label>S</label>"
    "<field name='x' type='text' calculate=\"%s\"><label>X</label></field></section>"
    "<table name='copies' row='copy'><label>C</label>"
    "<field name='of' type='reference' to='row:other:things'><label>O</label></field>"
    "<field name='id' type='text'><label>I</label></field>"
    "<field name='self' type='text' calculate='slip:here()'><label>S</label></field></table>";

typedef struct
{
  SlipDatabase *database;
  SlipForm *other;
} Fixture;

/* What is approved of OTHER: digests of contents. */
static char *approved;
static char *first;

static GBytes *
on_form_wanted_cb (const char *id, gpointer data)
{
  return g_str_equal (id, "other") ? fixture_definition ("other", other_body) : NULL;
}

static void
on_context_wanted_cb (SlipFormContext *context)
{
  if (!g_str_equal (context->record, OTHER) || approved == NULL)
    return;
  g_free (context->status);
  g_free (context->signatures);
  context->status = g_strdup (context->revision > 0 ? "approved" : "amended");
  context->signatures = g_strdup ("Ada, qa-lead: approve");
  context->approved_revision = 2;
  context->approved = g_strdup (approved);
  context->first = g_strdup (first);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->database = fixture_database ();
  fixture->other = fixture_form ("other", other_body);
  slip_form_set_context_hook (on_context_wanted_cb);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  slip_form_set_context_hook (NULL);
  g_clear_pointer (&approved, g_free);
  g_clear_pointer (&first, g_free);
  slip_form_unref (fixture->other);
  slip_database_close (fixture->database);
}

static SlipForm *
form_with (const char *xpath, GError **error)
{
  g_autofree char **parts = g_strsplit (body, "%s", 2);
  g_autofree char *before = parts[0];
  g_autofree char *after = parts[1];
  g_autofree char *text = g_strconcat (before, xpath, after, NULL);
  g_autoptr (GBytes) bytes = fixture_definition ("test", text);

  return slip_form_new_from_bytes (bytes, on_form_wanted_cb, NULL, error);
}

static void
expect (Fixture *fixture, const char *xpath, const char *value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipForm) form = form_with (xpath, &error);

  g_assert_no_error (error);
  fixture_assert (fixture->database, form, DOCUMENT, "s/x", value);
}

static void
add (Fixture *fixture, const char *record, const char *table, const char *parent, const char *name,
     const char *const *cells)
{
  g_autofree char *id = fixture_id (name);
  g_autofree char *above = *parent != '\0' ? fixture_id (parent) : g_strdup ("");

  fixture_row (fixture->database, record, id, above, table, name);
  for (guint i = 0; cells[i] != NULL; i += 2)
    fixture_value (fixture->database, record, id, cells[i], cells[i + 1]);
}

#define ADD(record, table, parent, name, ...)                                                      \
  add (fixture, record, table, parent, name, (const char *const[]){ __VA_ARGS__, NULL })

/* Groups a (1, 3) and b (8); hours 2, 4 and none. */
static void
fill (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipForm) form = form_with ("1", &error);

  g_assert_no_error (error);
  fixture_document (fixture->database, form, DOCUMENT);
  fixture_document (fixture->database, fixture->other, OTHER);
  fixture_value (fixture->database, OTHER, "", "s/a", "21");
  ADD (OTHER, "things", "", "thinga", "id", "A", "group", "a", "size", "big", "n", "1", "from",
       "2026-03-14T10:00:00Z", "to", "2026-03-14T12:00:00Z");
  ADD (OTHER, "things", "", "thingb", "id", "B", "group", "a", "size", "big", "n", "3", "from",
       "2026-03-15T10:00:00Z", "to", "2026-03-15T14:00:00Z");
  ADD (OTHER, "things", "", "thingc", "id", "C", "group", "b", "size", "small", "n", "8", "from",
       "2026-03-16T10:00:00Z");
  ADD (OTHER, "things/tries", "thinga", "trya", "size", "small");
  ADD (OTHER, "things/tries", "thinga", "tryb", "size", "big");
  ADD (OTHER, "hidden", "", "hiddena", "n", "5");
}

/* Approves OTHER as it stands. */
static void
approve (Fixture *fixture, char **digest)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content =
      slip_instance_content (fixture->database, fixture->other, OTHER, NULL, &error);

  g_assert_no_error (error);
  g_free (*digest);
  *digest = NULL;
  slip_blobs_put (fixture->database, content, digest, &error);
  g_assert_no_error (error);
}

static void
test_tables_of_others (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  expect (fixture, "slip:count('other:things')", "3");
  expect (fixture, "slip:count('other:things', 'size', 'big')", "2");
  expect (fixture, "slip:count('other:things', 'size', 'big', 'id', 'B')", "1");
  expect (fixture, "slip:count('other:things/tries')", "2");
  expect (fixture, "slip:count-last('other:things', 'tries', 'size', 'big')", "1");
  expect (fixture, "slip:sum('other:things', 'n')", "12");
  expect (fixture, "slip:max('other:things', 'to')", "2026-03-15T14:00:00Z");
  expect (fixture, "slip:last('other:things', 'id')", "C");
  expect (fixture, "slip:last('other:things', 'id', 'size', 'big')", "B");
  expect (fixture, "slip:lines('other:things', ' ', 'id', 'n')", "1. A 1\n2. B 3\n3. C 8");
  expect (fixture, "slip:count('other:hidden')", "0");
}

static void
test_nothing_is_no_result (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  slip_database_run (fixture->database, NULL, "UPDATE record SET dead = 1 WHERE id = ?", "s",
                     OTHER);
  expect (fixture, "slip:count('other:things')", "");
  expect (fixture, "slip:if(slip:count('other:things', 'size', 'big') = 0, 'met', 'not met')",
          "not met");
  expect (fixture, "slip:sum('other:things', 'n')", "");
  expect (fixture, "slip:mean('other:things', 'n')", "");
  expect (fixture, "slip:joined('copies', 'of', 'other:things')", "");
  expect (fixture, "slip:count-last('other:things', 'tries', 'size', 'big')", "");
  expect (fixture, "slip:documents('other')", "0");
  expect (fixture, "slip:document('other', 'status')", "");
}

static void
test_approved_and_first (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  expect (fixture, "slip:from('other@approved', 's/double')", "");
  expect (fixture, "slip:count('other@approved:things')", "");
  expect (fixture, "slip:documents('other@approved')", "0");
  approve (fixture, &approved);
  fixture_value (fixture->database, OTHER, "", "s/a", "100");
  approve (fixture, &first);
  fixture_value (fixture->database, OTHER, "", "s/a", "7");
  ADD (OTHER, "things", "", "thingd", "id", "D", "n", "20");
  expect (fixture, "slip:from('other', 's/double')", "14");
  expect (fixture, "slip:from('other@approved', 's/double')", "42");
  expect (fixture, "slip:from('other@first', 's/a')", "100");
  expect (fixture, "slip:count('other:things')", "4");
  expect (fixture, "slip:count('other@approved:things')", "3");
  expect (fixture, "slip:lookup('other@approved', 'things', 'id', 'B', 'n')", "3");
  expect (fixture, "slip:lookup('other@approved', 'things', 'id', 'D', 'n')", "");
  expect (fixture, "slip:sum('other@approved:things', 'n', 'size', 'big')", "4");
  expect (fixture, "slip:documents('other@approved')", "1");
}

static void
test_documents_as_a_whole (Fixture *fixture, gconstpointer data)
{
  g_autofree char *line = NULL;

  fill (fixture);
  expect (fixture, "slip:documents('other')", "1");
  expect (fixture, "slip:document('other', 'status')", "draft");
  expect (fixture, "slip:document('other', 'revision')", "");
  expect (fixture, "slip:evidence()", "1. 2026-T-01, Test form: draft");
  expect (fixture, "slip:package-digest()", "");
  approve (fixture, &approved);
  expect (fixture, "slip:document('other', 'status')", "amended");
  expect (fixture, "slip:document('other@approved', 'status')", "approved");
  expect (fixture, "slip:document('other', 'revision')", "2");
  expect (fixture, "slip:document('other', 'content')", approved);
  expect (fixture, "slip:document-of('" OTHER "', 'revision')", "2");
  expect (fixture, "slip:document-of('" FIXTURE_RELEASE "', 'revision')", "");
  expect (fixture, "slip:document-of('', 'number')", "");
  line =
      g_strdup_printf ("1. 2026-T-01, Test form: amended, revision 2\n   - content %s\n   - Ada, "
                       "qa-lead: approve",
                       approved);
  expect (fixture, "slip:evidence()", line);
  expect (fixture, "string-length(slip:package-digest())", "64");
}

static void
test_what_has_not_arrived_is_an_error (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipForm) form = form_with ("slip:count('other@approved:things')", &error);
  g_autoptr (SlipScope) scope = NULL;
  g_autofree char *value = NULL;

  g_assert_no_error (error);
  fill (fixture);
  approved = g_strnfill (64, 'a');
  scope = slip_scope_new (fixture->database, form, DOCUMENT);
  value = slip_scope_get_value (scope, slip_form_find (form, "s/x"), "", &error);
  g_assert_null (value);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_FAILED);
}

static void
test_statistics (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  expect (fixture, "slip:filled('other:things', 'to')", "2");
  expect (fixture, "slip:mean('other:things', 'n')", "4");
  expect (fixture, "slip:mean('other:things', 'n', 'size', 'big')", "2");
  expect (fixture, "slip:mean('other:things', 'n', 'size', 'none')", "");
  expect (fixture, "slip:median('other:things', 'n')", "3");
  expect (fixture, "slip:median('other:things', 'n', 'size', 'big')", "2");
  expect (fixture, "slip:mean-of-groups('other:things', 'n', 'group')", "5");
  expect (fixture, "slip:mean-hours('other:things', 'from', 'to')", "3");
  expect (fixture, "slip:median-hours('other:things', 'from', 'to', 'id', 'B')", "4");
  expect (fixture, "slip:mean-hours('other:things', 'from', 'to', 'id', 'C')", "");
  expect (fixture, "slip:count-between('other:things', 'n', 2, 8)", "2");
  expect (fixture, "slip:count-between('other:things', 'n', '', 3)", "2");
  expect (fixture, "slip:count-between('other:things', 'from', '2026-03-15', '', 'size', 'big')",
          "1");
  expect (fixture, "slip:date(slip:days('2026-02-27') + 2)", "2026-03-01");
  expect (fixture, "slip:date('')", "");
}

static void
test_joined (Fixture *fixture, gconstpointer data)
{
  g_autofree char *thinga = fixture_id ("thinga");
  g_autofree char *thingb = fixture_id ("thingb");
  g_autofree char *copya = fixture_id ("copya");
  g_autofree char *path = g_strconcat ("copies/", copya, "/self", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipForm) form = form_with ("1", &error);

  fill (fixture);
  expect (fixture, "slip:joined('copies', 'of', 'other:things')", "0");
  ADD (DOCUMENT, "copies", "", "copya", "of", thinga, "id", "A");
  ADD (DOCUMENT, "copies", "", "copyb", "of", thingb, "id", "another");
  ADD (DOCUMENT, "copies", "", "copyc", "of", thingb, "id", "");
  expect (fixture, "slip:joined('copies', 'of', 'other:things')", "2");
  expect (fixture, "slip:joined('copies', 'of', 'other:things', 'id', 'id')", "1");
  fixture_assert (fixture->database, form, DOCUMENT, path, copya);
}

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  static const char *const cases[][2] = {
    { "slip:count('nosuch:things')", "nosuch" },
    { "slip:count('other:nosuch')", "there is no table" },
    { "slip:count('other@draft:things')", "no state of a document" },
    { "slip:count('other:things', 'nosuch', 'x')", "has no field" },
    { "slip:from('other@draft', 's/a')", "no state of a document" },
    { "slip:rank('big')", "path to a choice" },
    { "slip:document('other', 'colour')", "nothing that is known of a document" },
    { "slip:joined('copies', 'of', 'other:things', 'id')", "lacks an argument" },
    { "slip:coverage('other', 'things', 'other:things', 'id', 'things/tries')",
      "there is no table" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SlipForm) form = form_with (cases[i][0], &error);

      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
      if (strstr (error->message, cases[i][1]) == NULL)
        g_error ("%s: %s", cases[i][0], error->message);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD_TEST(name, function)                                                                   \
  g_test_add ("/forms/across/" name, Fixture, NULL, set_up, function, tear_down)
  ADD_TEST ("tables-of-others", test_tables_of_others);
  ADD_TEST ("nothing-is-no-result", test_nothing_is_no_result);
  ADD_TEST ("approved-and-first", test_approved_and_first);
  ADD_TEST ("documents-as-a-whole", test_documents_as_a_whole);
  ADD_TEST ("what-has-not-arrived-is-an-error", test_what_has_not_arrived_is_an_error);
  ADD_TEST ("statistics", test_statistics);
  ADD_TEST ("joined", test_joined);
  ADD_TEST ("refusals", test_refusals);
#undef ADD_TEST
  return g_test_run ();
}
