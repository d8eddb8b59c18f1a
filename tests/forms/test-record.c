/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A record as a whole: its instance, the schema of that, the canonical content, what a check finds, the
 * dossier of the release. */

#include <libxml/relaxng.h>
#include <libxml/xpath.h>
#include <string.h>

#include "forms-fixture.h"
#include "forms/slip-check.h"
#include "forms/slip-dossier.h"
#include "forms/slip-form-schema.h"
#include "forms/slip-instance.h"
#include "core/slip-hash.h"
#include "store/slip-blobs.h"

#define RECORD "documentaaaaaaaaaaaaaaaaaa"

static const char body[] =
    "<codes id='size'><code value='small'>Small</code><code value='big'>Big</code></codes>"
    "<section name='s'><label>General</label>"
    "<field name='text' type='text' required='yes'><label>Text</label></field>"
    "<field name='long' type='long-text'><label>Long</label></field>"
    "<field name='day' type='date'><label>Day</label></field>"
    "<field name='at' type='date-time'><label>At</label></field>"
    "<field name='n' type='number' decimals='1'><label>N</label>"
    "<constraint test='. &gt;= 0'>N can't be below 0.</constraint></field>"
    "<field name='yes' type='boolean'><label>Yes</label></field>"
    "<field name='size' type='choice' codes='size'><label>Size</label></field>"
    "<field name='tags' type='choices'><label>Tags</label></field>"
    "<field name='who' type='person'><label>Who</label></field>"
    "<field name='file' type='file'><label>File</label></field>"
    "<field name='ref' type='reference' to='row:t'><label>Ref</label></field>"
    "<field name='double' type='number' decimals='1' calculate='../n * "
    "2'><label>Double</label></field>"
    "</section>"
    "<section name='extra' relevant=\"../s/size = 'big'\"><label>Extra</label>"
    "<field name='e' type='text' required='yes'><label>E</label></field></section>"
    "<table name='t' row='r' key='k' min='2'><label>Tasks</label>"
    "<field name='k' type='text'><label>Key</label></field>"
    "<field name='m' type='number' required='yes'><label>Minutes</label></field>"
    "<table name='u' row='v'><label>Steps</label><field name='w' "
    "type='text'><label>W</label></field></table>"
    "</table>";

typedef struct
{
  SlipDatabase *database;
  SlipForm *form;
} Fixture;

static void
set (Fixture *fixture, const char *row, const char *field, const char *value)
{
  g_autofree char *id = *row != '\0' ? fixture_id (row) : g_strdup ("");

  fixture_value (fixture->database, RECORD, id, field, value);
}

static void
add_row (Fixture *fixture, const char *table, const char *parent, const char *name,
         const char *position)
{
  g_autofree char *id = fixture_id (name);
  g_autofree char *above = *parent != '\0' ? fixture_id (parent) : g_strdup ("");

  fixture_row (fixture->database, RECORD, id, above, table, position);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *digest = g_strnfill (64, 'c');
  g_autofree char *file = g_strconcat (digest, " 12 a report.pdf", NULL);
  g_autofree char *rowa = fixture_id ("rowa");

  fixture->database = fixture_database ();
  fixture->form = fixture_form ("test", body);
  fixture_document (fixture->database, fixture->form, RECORD);
  set (fixture, "", "s/text", "One & only");
  set (fixture, "", "s/long", "First\n\tsecond \\ third");
  set (fixture, "", "s/day", "2026-03-14");
  set (fixture, "", "s/at", "2026-03-14T22:00:00+01:00");
  set (fixture, "", "s/n", "1.5");
  set (fixture, "", "s/yes", "no");
  set (fixture, "", "s/size", "small");
  fixture_value_full (fixture->database, RECORD, "", "s/tags", "two", "p", TRUE);
  fixture_value_full (fixture->database, RECORD, "", "s/tags", "one", "p", TRUE);
  set (fixture, "", "s/who", FIXTURE_PERSON);
  fixture_value_full (fixture->database, RECORD, "", "s/file", file, "a", TRUE);
  set (fixture, "", "s/ref", rowa);
  set (fixture, "", "extra/e", "hidden");
  add_row (fixture, "t", "", "rowb", "b");
  add_row (fixture, "t", "", "rowa", "a");
  add_row (fixture, "t/u", "rowa", "rowc", "a");
  set (fixture, "rowa", "k", "T-01");
  set (fixture, "rowa", "m", "10");
  set (fixture, "rowb", "k", "T-02");
  set (fixture, "rowb", "m", "20");
  set (fixture, "rowc", "w", "Do");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  slip_form_unref (fixture->form);
  slip_database_close (fixture->database);
}

/* == instance == */

static char *
ask (xmlDoc *document, const char *xpath)
{
  xmlXPathContext *context = xmlXPathNewContext (document);
  xmlXPathObject *object = xmlXPathEvalExpression (BAD_CAST xpath, context);
  xmlChar *text = xmlXPathCastToString (object);
  char *copy = g_strdup ((const char *) text);

  xmlFree (text);
  xmlXPathFreeObject (object);
  xmlXPathFreeContext (context);
  return copy;
}

static void
assert_xpath (xmlDoc *document, const char *xpath, const char *expected)
{
  g_autofree char *text = ask (document, xpath);

  g_assert_cmpstr (text, ==, expected);
}

static xmlDoc *
build (Fixture *fixture, SlipInstanceFlags flags)
{
  g_autoptr (GError) error = NULL;
  xmlDoc *document = slip_instance_build (fixture->database, fixture->form, RECORD, flags, &error);

  g_assert_no_error (error);
  return document;
}

static void
assert_valid (SlipForm *form, xmlDoc *document)
{
  g_autoptr (GBytes) schema = slip_form_schema (form);
  xmlRelaxNGParserCtxt *parser =
      xmlRelaxNGNewMemParserCtxt (g_bytes_get_data (schema, NULL), (int) g_bytes_get_size (schema));
  xmlRelaxNG *grammar = xmlRelaxNGParse (parser);
  xmlRelaxNGValidCtxt *validator;

  g_assert_nonnull (grammar);
  validator = xmlRelaxNGNewValidCtxt (grammar);
  g_assert_cmpint (xmlRelaxNGValidateDoc (validator, document), ==, 0);
  xmlRelaxNGFreeValidCtxt (validator);
  xmlRelaxNGFree (grammar);
  xmlRelaxNGFreeParserCtxt (parser);
}

static void
test_instance_tells_all (Fixture *fixture, gconstpointer data)
{
  xmlDoc *document = build (fixture, SLIP_INSTANCE_DEFAULT);

  assert_xpath (document, "/test/@id", RECORD);
  assert_xpath (document, "/test/@release", FIXTURE_RELEASE);
  assert_xpath (document, "/test/@number", "2026-T-01");
  assert_xpath (document, "/test/@definition", slip_form_get_digest (fixture->form));
  assert_xpath (document, "/test/s/text", "One & only");
  assert_xpath (document, "/test/s/who/@label", "Ada Lovelace");
  assert_xpath (document, "/test/s/ref/@label", "T-01");
  assert_xpath (document, "/test/s/file", "a report.pdf");
  assert_xpath (document, "/test/s/file/@size", "12");
  assert_xpath (document, "/test/s/tags/member[1]", "one");
  assert_xpath (document, "/test/s/double", "3");
  assert_xpath (document, "/test/s/double/@calculated", "yes");
  assert_xpath (document, "count(/test/extra)", "0");
  assert_xpath (document, "/test/t/r[1]/k", "T-01");
  assert_xpath (document, "/test/t/r[2]/m", "20");
  assert_xpath (document, "/test/t/r[1]/u/v/w", "Do");
  assert_xpath (document, "sum(/test/t/r/m)", "30");
  xmlFreeDoc (document);
}

static void
test_flags_choose_what_is_shown (Fixture *fixture, gconstpointer data)
{
  xmlDoc *document = build (fixture, SLIP_INSTANCE_STORED_ONLY | SLIP_INSTANCE_WITH_IRRELEVANT);

  assert_xpath (document, "count(/test/s/double)", "0");
  assert_xpath (document, "/test/extra/e", "hidden");
  xmlFreeDoc (document);
}

static void
test_same_record_same_bytes (Fixture *fixture, gconstpointer data)
{
  xmlDoc *a = build (fixture, SLIP_INSTANCE_DEFAULT);
  xmlDoc *b = build (fixture, SLIP_INSTANCE_DEFAULT);
  g_autoptr (GBytes) bytes_a = slip_instance_to_bytes (a);
  g_autoptr (GBytes) bytes_b = slip_instance_to_bytes (b);

  g_assert_true (g_bytes_equal (bytes_a, bytes_b));
  xmlFreeDoc (a);
  xmlFreeDoc (b);
}

static void
test_long_text_comes_out_of_its_blob (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("a very long text", 16);
  g_autofree char *absent = g_strnfill (64, 'd');
  g_autofree char *digest = NULL;
  xmlDoc *document;

  g_assert_true (slip_blobs_put (fixture->database, text, &digest, NULL));
  set (fixture, "", "s/long", "");
  slip_database_run (fixture->database, NULL, "DELETE FROM value WHERE field = 's/long'", "");
  fixture_value_full (fixture->database, RECORD, "", "s/long", digest, "b", TRUE);
  document = build (fixture, SLIP_INSTANCE_DEFAULT);
  assert_xpath (document, "/test/s/long", "a very long text");
  xmlFreeDoc (document);

  slip_database_run (fixture->database, NULL, "DELETE FROM value WHERE field = 's/long'", "");
  fixture_value_full (fixture->database, RECORD, "", "s/long", absent, "b", TRUE);
  document = build (fixture, SLIP_INSTANCE_DEFAULT);
  assert_xpath (document, "/test/s/long/@missing", "yes");
  assert_valid (fixture->form, document);
  xmlFreeDoc (document);
}

static void
test_instances_validate (Fixture *fixture, gconstpointer data)
{
  xmlDoc *document = build (fixture, SLIP_INSTANCE_DEFAULT);
  xmlNode *signatures;

  assert_valid (fixture->form, document);
  signatures = xmlNewChild (xmlDocGetRootElement (document), NULL, BAD_CAST "signatures", NULL);
  xmlNewProp (xmlNewTextChild (signatures, NULL, BAD_CAST "signature", BAD_CAST "text"),
              BAD_CAST "role", BAD_CAST "qa-lead");
  assert_valid (fixture->form, document);
  xmlFreeDoc (document);

  /* Odd values that a colleague's program may have sent, and conflicts. */
  set (fixture, "", "s/day", "tomorrow");
  set (fixture, "", "s/size", "enormous");
  set (fixture, "", "s/n", "1.23456");
  set (fixture, "", "s/who", "Bo");
  fixture_value_full (fixture->database, RECORD, "", "s/text", "other", "v", FALSE);
  document = build (fixture, SLIP_INSTANCE_DEFAULT);
  assert_xpath (document, "/test/s/day/@invalid", "yes");
  assert_xpath (document, "/test/s/text/@conflict", "yes");
  assert_valid (fixture->form, document);
  xmlFreeDoc (document);
}

static void
test_empty_instances_validate (Fixture *fixture, gconstpointer data)
{
  xmlDoc *document;

  slip_database_script (fixture->database, "DELETE FROM value; DELETE FROM row;", NULL);
  document = build (fixture, SLIP_INSTANCE_DEFAULT);
  assert_valid (fixture->form, document);
  xmlFreeDoc (document);
}

/* == content == */

static void
test_content_is_settled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) digests = NULL;
  g_autoptr (GBytes) content =
      slip_instance_content (fixture->database, fixture->form, RECORD, &digests, &error);
  g_autofree char *text = NULL;
  g_autofree char *expected = NULL;
  const char *section =
      "section t\nrow rowaaaaaaaaaaaaaaaaaaaaaaa\nfield k T-01\nfield m 10\n"
      "table u\nrow rowcaaaaaaaaaaaaaaaaaaaaaa\nfield w Do\nend\nend\nend\n"
      "row rowbaaaaaaaaaaaaaaaaaaaaaa\nfield k T-02\nfield m 20\ntable u\nend\nend\n";
  g_autoptr (GBytes) section_bytes = g_bytes_new (section, strlen (section));
  g_autofree char *section_digest = slip_hash_hex_of (section_bytes);

  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (content, NULL), g_bytes_get_size (content));
  expected = g_strdup_printf (
      "slipway content 1\nform test\ndefinition %s\nsection s\nfield text One & only\n"
      "field long First\\n\tsecond \\\\ third\nfield day 2026-03-14\n"
      "field at 2026-03-14T22:00:00+01:00\nfield n 1.5\nfield yes no\nfield size small\n"
      "field tags one\\ntwo\nfield who " FIXTURE_PERSON "\nfield file "
      "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc 12 a report.pdf\n"
      "field ref rowaaaaaaaaaaaaaaaaaaaaaaa\nsection extra\nirrelevant\n%s",
      slip_form_get_digest (fixture->form), section);
  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpuint (g_hash_table_size (digests), ==, 3);
  g_assert_cmpstr (g_hash_table_lookup (digests, "t"), ==, section_digest);
}

static void
test_a_section_has_its_own_digest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) before = NULL;
  g_autoptr (GHashTable) after = NULL;
  g_autoptr (GBytes) a =
      slip_instance_content (fixture->database, fixture->form, RECORD, &before, NULL);
  g_autoptr (GBytes) b = NULL;

  set (fixture, "rowb", "m", "21");
  b = slip_instance_content (fixture->database, fixture->form, RECORD, &after, NULL);
  g_assert_false (g_bytes_equal (a, b));
  g_assert_cmpstr (g_hash_table_lookup (before, "s"), ==, g_hash_table_lookup (after, "s"));
  g_assert_cmpstr (g_hash_table_lookup (before, "t"), !=, g_hash_table_lookup (after, "t"));
}

static void
test_an_empty_content_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (GError) error = NULL;

  g_assert_null (slip_content_digests (empty, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
}

static void
test_irrelevant_and_cleared_are_no_content (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) a =
      slip_instance_content (fixture->database, fixture->form, RECORD, NULL, NULL);
  g_autoptr (GBytes) b = NULL;

  set (fixture, "", "extra/e", "changed");
  fixture_value (fixture->database, RECORD, "nosuchrowaaaaaaaaaaaaaaaaa", "k", "");
  b = slip_instance_content (fixture->database, fixture->form, RECORD, NULL, NULL);
  g_assert_true (g_bytes_equal (a, b));
}

/* == check == */

static void
assert_problems (Fixture *fixture, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems =
      slip_check_document (fixture->database, fixture->form, RECORD, &error);
  GString *list = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    {
      SlipProblem *problem = g_ptr_array_index (problems, i);

      g_string_append_printf (list, "%s|%s|%s\n", slip_problem_kind_name (problem->kind),
                              problem->path, problem->label);
      g_assert_cmpstr (problem->message, !=, "");
      g_assert_cmpint (problem->path[0], !=, '\0');
    }
  g_assert_cmpstr (list->str, ==, expected);
  g_string_free (list, TRUE);
}

static void
test_nothing_is_wrong (Fixture *fixture, gconstpointer data)
{
  assert_problems (fixture, "");
}

static void
test_every_kind_of_problem_is_found (Fixture *fixture, gconstpointer data)
{
  g_autofree char *rowa = fixture_id ("rowa");
  g_autofree char *gone = fixture_id ("gone");

  set (fixture, "", "s/text", "");
  set (fixture, "", "s/day", "2026-02-30");
  set (fixture, "", "s/n", "-1");
  set (fixture, "", "s/ref", gone);
  set (fixture, "", "s/who", gone);
  set (fixture, "", "s/size", "big");
  set (fixture, "", "extra/e", "");
  fixture_value_full (fixture->database, RECORD, "", "s/yes", "yes", "v", FALSE);
  set (fixture, "rowb", "k", "T-01");
  set (fixture, "rowa", "m", "");
  slip_database_run (fixture->database, NULL, "UPDATE row SET flagged = 1 WHERE id = ?", "s", rowa);
  assert_problems (fixture, "required|s/text|General › Text\n"
                            "type|s/day|General › Day\n"
                            "constraint|s/n|General › N\n"
                            "conflict|s/yes|General › Yes\n"
                            "reference|s/who|General › Who\n"
                            "reference|s/ref|General › Ref\n"
                            "required|extra/e|Extra › E\n"
                            "conflict|t/rowaaaaaaaaaaaaaaaaaaaaaaa|Tasks › T-01\n"
                            "required|t/rowaaaaaaaaaaaaaaaaaaaaaaa/m|Tasks › T-01 › Minutes\n"
                            "duplicate|t/rowbaaaaaaaaaaaaaaaaaaaaaa/k|Tasks › T-01\n");
}

static void
test_too_few_rows_are_found (Fixture *fixture, gconstpointer data)
{
  g_autofree char *rowb = fixture_id ("rowb");

  slip_database_run (fixture->database, NULL, "UPDATE row SET dead = 1 WHERE id = ?", "s", rowb);
  assert_problems (fixture, "rows|t|Tasks\n");
}

static void
test_equal_values_are_no_conflict (Fixture *fixture, gconstpointer data)
{
  fixture_value_full (fixture->database, RECORD, "", "s/yes", "no", "v", FALSE);
  assert_problems (fixture, "");
}

/* == references and dossier == */

static void
test_references_are_resolved (Fixture *fixture, gconstpointer data)
{
  SlipFormNode *ref = slip_form_find (fixture->form, "s/ref");
  SlipFormNode *who = slip_form_find (fixture->form, "s/who");
  g_autofree char *rowb = fixture_id ("rowb");
  g_autofree char *by_key = NULL;
  g_autofree char *by_id = NULL;
  g_autofree char *by_name = NULL;
  g_autoptr (GError) error = NULL;

  by_key =
      slip_form_resolve_reference (fixture->database, fixture->form, RECORD, ref, "T-02", &error);
  g_assert_cmpstr (by_key, ==, rowb);
  by_id = slip_form_resolve_reference (fixture->database, fixture->form, RECORD, ref, rowb, &error);
  g_assert_cmpstr (by_id, ==, rowb);
  by_name = slip_form_resolve_reference (fixture->database, fixture->form, RECORD, who,
                                         "Ada Lovelace", &error);
  g_assert_cmpstr (by_name, ==, FIXTURE_PERSON);
  g_assert_null (
      slip_form_resolve_reference (fixture->database, fixture->form, RECORD, ref, "T-09", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  set (fixture, "rowa", "k", "T-02");
  g_assert_null (
      slip_form_resolve_reference (fixture->database, fixture->form, RECORD, ref, "T-02", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_AMBIGUOUS);
}

static void
test_dossier_holds_all_documents (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  xmlDoc *dossier;

  slip_database_run (
      fixture->database, &error,
      "INSERT INTO record (id, kind, release, form, definition, person, wall, "
      "utc_offset, replica, clock) VALUES ('x', 'document', ?, 'absent', 'ff', '', 0, 0, "
      "'r', 99999)",
      "s", FIXTURE_RELEASE);
  dossier = slip_dossier_build (fixture->database, FIXTURE_RELEASE, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_xpath (dossier, "/dossier/@release", FIXTURE_RELEASE);
  assert_xpath (dossier, "/dossier/release/about/title", "Claims triage 2.4");
  assert_xpath (dossier, "/dossier/test/t/r[2]/k", "T-02");
  assert_xpath (dossier, "/dossier/absent/@missing", "yes");
  assert_xpath (dossier, "count(/dossier/signatures)", "1");
  xmlFreeDoc (dossier);
  g_assert_null (slip_dossier_build (fixture->database, RECORD, NULL, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/forms/record/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("instance-tells-all", test_instance_tells_all);
  ADD ("flags-choose-what-is-shown", test_flags_choose_what_is_shown);
  ADD ("same-record-same-bytes", test_same_record_same_bytes);
  ADD ("long-text-comes-out-of-its-blob", test_long_text_comes_out_of_its_blob);
  ADD ("instances-validate", test_instances_validate);
  ADD ("empty-instances-validate", test_empty_instances_validate);
  ADD ("content-is-settled", test_content_is_settled);
  ADD ("a-section-has-its-own-digest", test_a_section_has_its_own_digest);
  ADD ("an-empty-content-is-refused", test_an_empty_content_is_refused);
  ADD ("irrelevant-and-cleared-are-no-content", test_irrelevant_and_cleared_are_no_content);
  ADD ("nothing-is-wrong", test_nothing_is_wrong);
  ADD ("every-kind-of-problem-is-found", test_every_kind_of_problem_is_found);
  ADD ("too-few-rows-are-found", test_too_few_rows_are_found);
  ADD ("equal-values-are-no-conflict", test_equal_values_are_no_conflict);
  ADD ("references-are-resolved", test_references_are_resolved);
  ADD ("dossier-holds-all-documents", test_dossier_holds_all_documents);
#undef ADD
  return g_test_run ();
}
