/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The forms that are shipped: they load, their schemas hold, the UAT checklist counts as it has to, and the
 * release's own form works like any other. */

#include <libxml/relaxng.h>
#include <string.h>

#include "forms-fixture.h"
#include "forms/slip-check.h"
#include "forms/slip-form-schema.h"
#include "forms/slip-grammar.h"
#include "forms/slip-instance.h"
#include "forms/slip-xml.h"

#define PLAN "planaaaaaaaaaaaaaaaaaaaaaa"
#define UAT "uataaaaaaaaaaaaaaaaaaaaaaa"

static SlipForm *
get_form (const char *id)
{
  g_autoptr (GError) error = NULL;
  SlipForm *form = slip_forms_get_shipped (id, &error);

  g_assert_no_error (error);
  return form;
}

static void
test_all_load (void)
{
  g_auto (GStrv) ids = slip_forms_shipped ();

  g_assert_cmpuint (g_strv_length (ids), ==, 14); /* thirteen documents and the release */
  for (gsize i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (SlipForm) form = get_form (ids[i]);

      g_assert_cmpstr (slip_form_get_id (form), ==, ids[i]);
    }
}

/* Loading one doesn't check it again. */
static void
test_definitions_keep_to_the_grammar (void)
{
  g_auto (GStrv) ids = slip_forms_shipped ();

  for (gsize i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (GBytes) bytes = slip_forms_shipped_bytes (ids[i], NULL);
      const SlipXmlLimits limits = { G_MAXUINT32, 256, G_MAXUINT32 };
      g_autoptr (GError) error = NULL;
      xmlDoc *document = slip_xml_parse (bytes, &limits, ids[i], &error);

      g_assert_no_error (error);
      slip_grammar_check ("form.rng", document, ids[i], &error);
      g_assert_no_error (error);
      xmlFreeDoc (document);
    }
}

static void
test_empty_documents_validate (void)
{
  g_auto (GStrv) ids = slip_forms_shipped ();
  g_autoptr (SlipDatabase) database = fixture_database ();

  for (gsize i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (SlipForm) form = get_form (ids[i]);
      g_autoptr (GBytes) schema = slip_form_schema (form);
      xmlRelaxNGParserCtxt *parser = xmlRelaxNGNewMemParserCtxt (g_bytes_get_data (schema, NULL),
                                                                 (int) g_bytes_get_size (schema));
      xmlRelaxNG *grammar = xmlRelaxNGParse (parser);
      xmlRelaxNGValidCtxt *validator = xmlRelaxNGNewValidCtxt (grammar);
      g_autofree char *name = g_strdup_printf ("doc%c", (char) ('a' + i));
      g_autofree char *record = fixture_id (name);
      xmlDoc *document;

      fixture_document (database, form, record);
      document = slip_instance_build (database, form, record, SLIP_INSTANCE_WITH_IRRELEVANT, NULL);
      g_assert_nonnull (document);
      g_assert_cmpint (xmlRelaxNGValidateDoc (validator, document), ==, 0);
      xmlFreeDoc (document);
      xmlRelaxNGFreeValidCtxt (validator);
      xmlRelaxNGFree (grammar);
      xmlRelaxNGFreeParserCtxt (parser);
    }
}

/* Every expression of an empty and of a filled document can be answered: none is a problem by itself. */
static void
assert_answered (SlipDatabase *database, SlipForm *form, const char *record)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = slip_check_document (database, form, record, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    {
      SlipProblem *problem = g_ptr_array_index (problems, i);

      if (problem->kind == SLIP_PROBLEM_EXPRESSION)
        g_error ("%s: %s", problem->path, problem->message);
    }
}

static void
test_empty_documents_are_answered (void)
{
  g_auto (GStrv) ids = slip_forms_shipped ();
  g_autoptr (SlipDatabase) database = fixture_database ();

  for (gsize i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (SlipForm) form = get_form (ids[i]);
      g_autofree char *name = g_strdup_printf ("doc%c", (char) ('a' + i));
      g_autofree char *record = fixture_id (name);

      fixture_document (database, form, record);
      assert_answered (database, form, record);
    }
}

/* == UAT == */

static void
add_item (SlipDatabase *database, guint n, const char *criterion, const char *const *statuses)
{
  g_autofree char *name = g_strdup_printf ("item%c", (char) ('a' + n));
  g_autofree char *id = fixture_id (name);
  g_autofree char *key = g_strdup_printf ("U-%02u", n + 1);

  fixture_row (database, UAT, id, "", "items", name);
  fixture_value (database, UAT, id, "id", key);
  fixture_value (database, UAT, id, "ai", "no");
  fixture_value (database, UAT, id, "acceptance_ref", criterion);
  for (guint i = 0; statuses[i] != NULL; i++)
    {
      g_autofree char *attempt_name =
          g_strdup_printf ("try%c%c", (char) ('a' + n), (char) ('a' + i));
      g_autofree char *attempt = fixture_id (attempt_name);

      fixture_row (database, UAT, attempt, id, "items/attempts", attempt_name);
      fixture_value (database, UAT, attempt, "status", statuses[i]);
    }
}

static void
test_uat_counts_the_last_attempts (void)
{
  static const char *const retested[] = { "fail", "pass", NULL };
  static const char *const passed[] = { "pass", NULL };
  static const char *const failed[] = { "pass", "fail", NULL };
  static const char *const never[] = { NULL };
  g_autoptr (SlipDatabase) database = fixture_database ();
  g_autoptr (SlipForm) plan = get_form ("deployment-plan");
  g_autoptr (SlipForm) uat = get_form ("uat-checklist");
  g_autofree char *one = fixture_id ("criteriona");
  g_autofree char *two = fixture_id ("criterionb");
  g_autofree char *artefact = fixture_id ("artefact");

  fixture_document (database, plan, PLAN);
  fixture_document (database, uat, UAT);
  fixture_row (database, PLAN, one, "", "acceptance", "a");
  fixture_row (database, PLAN, two, "", "acceptance", "b");
  fixture_row (database, PLAN, artefact, "", "artefacts", "a");
  fixture_value (database, PLAN, artefact, "kind", "model");
  fixture_value (database, PLAN, artefact, "digest", "abc");
  add_item (database, 0, one, retested);
  add_item (database, 1, one, passed);
  add_item (database, 2, one, failed);
  add_item (database, 3, two, never);
  fixture_assert (database, uat, UAT, "summary/passed", "2");
  fixture_assert (database, uat, UAT, "summary/failed", "1");
  fixture_assert (database, uat, UAT, "summary/not_run", "1");
  fixture_assert (database, uat, UAT, "summary/result", "fail");
  fixture_assert (database, uat, UAT, "summary/coverage", "50 %");
  fixture_assert (database, uat, UAT, "environment/model_digest", "abc");
  fixture_assert (database, uat, UAT, "environment/build_digest", "");
  fixture_assert (database, uat, UAT, "header/release", "Claims triage 2.4");
  assert_answered (database, uat, UAT);
}

/* 59 of 60 runs prove a share above 91 % (Wilson 95 %: 0.911 to 0.997), 52 of 60 don't prove 90 %. */
static void
test_ai_items_pass_on_what_the_runs_prove (void)
{
  static const char *const statuses[] = { "pass", NULL };
  g_autoptr (SlipDatabase) database = fixture_database ();
  g_autoptr (SlipForm) uat = get_form ("uat-checklist");
  g_autofree char *item = fixture_id ("itema");
  g_autofree char *attempt = fixture_id ("tryaa");
  g_autofree char *verdict = g_strconcat ("items/", item, "/attempts/", attempt, "/verdict", NULL);
  g_autofree char *bound = g_strconcat ("items/", item, "/attempts/", attempt, "/bound_low", NULL);

  fixture_document (database, uat, UAT);
  add_item (database, 0, "", statuses);
  fixture_value (database, UAT, item, "ai", "yes");
  fixture_value (database, UAT, item, "runs", "60");
  fixture_value (database, UAT, item, "min_pass", "90");
  fixture_assert (database, uat, UAT, verdict, "");
  fixture_value (database, UAT, attempt, "runs_passed", "59");
  fixture_assert (database, uat, UAT, bound, "0.911");
  fixture_assert (database, uat, UAT, verdict, "pass");
  fixture_value (database, UAT, attempt, "runs_passed", "55");
  fixture_assert (database, uat, UAT, verdict, "inconclusive");
  fixture_value (database, UAT, attempt, "runs_passed", "30");
  fixture_assert (database, uat, UAT, verdict, "fail");
}

static void
test_release_is_a_form (void)
{
  g_autoptr (SlipDatabase) database = fixture_database ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipForm) form = slip_forms_for_record (database, FIXTURE_RELEASE, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (slip_form_get_id (form), ==, SLIP_FORM_RELEASE);
  g_assert_cmpstr (slip_form_find (form, "title")->path, ==, SLIP_RELEASE_TITLE);
  g_assert_nonnull (slip_form_find (form, SLIP_RELEASE_VERSION));
  fixture_assert (database, form, FIXTURE_RELEASE, "title", "Claims triage 2.4");
}

/* == 10,000 rows == */

static void
test_large_tables_are_checked_in_one_pass (void)
{
  g_autoptr (SlipDatabase) database = fixture_database ();
  g_autoptr (SlipForm) plan = get_form ("deployment-plan");
  g_autoptr (GPtrArray) problems = NULL;
  gint64 start;

  fixture_document (database, plan, PLAN);
  slip_database_begin (database, NULL);
  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *name = g_strdup_printf ("row%c%c%c%cx", (char) ('a' + i / 4096 % 16),
                                               (char) ('a' + i / 256 % 16),
                                               (char) ('a' + i / 16 % 16), (char) ('a' + i % 16));
      g_autofree char *id = fixture_id (name);
      g_autofree char *key = g_strdup_printf ("T%u", i % 10000);

      fixture_row (database, PLAN, id, "", "tasks", name);
      fixture_value (database, PLAN, id, "seq", key);
      fixture_value (database, PLAN, id, "minutes", "10");
    }
  slip_database_commit (database, NULL);
  start = g_get_monotonic_time ();
  problems = slip_check_document (database, plan, PLAN, NULL);
  g_assert_nonnull (problems);
  /* Far above what it takes, far below what going over the table for each row would. */
  g_assert_cmpint (g_get_monotonic_time () - start, <, 60 * G_USEC_PER_SEC);
  g_test_message ("%u problems in %" G_GINT64_FORMAT " ms", problems->len,
                  (g_get_monotonic_time () - start) / 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/shipped/all-load", test_all_load);
  g_test_add_func ("/forms/shipped/definitions-keep-to-the-grammar",
                   test_definitions_keep_to_the_grammar);
  g_test_add_func ("/forms/shipped/empty-documents-validate", test_empty_documents_validate);
  g_test_add_func ("/forms/shipped/empty-documents-are-answered",
                   test_empty_documents_are_answered);
  g_test_add_func ("/forms/shipped/uat-counts-the-last-attempts",
                   test_uat_counts_the_last_attempts);
  g_test_add_func ("/forms/shipped/ai-items-pass-on-what-the-runs-prove",
                   test_ai_items_pass_on_what_the_runs_prove);
  g_test_add_func ("/forms/shipped/release-is-a-form", test_release_is_a_form);
  g_test_add_func ("/forms/shipped/large-tables-are-checked-in-one-pass",
                   test_large_tables_are_checked_in_one_pass);
  return g_test_run ();
}
