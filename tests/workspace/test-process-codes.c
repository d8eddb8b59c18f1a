/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* An organisation's own lists of codes, laid down in its process: releases that follow it choose from them, others from those
 * that they began with, on every copy. */

#include <libxml/relaxng.h>
#include <string.h>

#include "forms/slip-check.h"
#include "forms/slip-form-codes.h"
#include "process/slip-processes.h"
#include "slip-test-fixture.h"
#include "workspace/slip-definitions.h"
#include "workspace/slip-processing.h"

#define VERDICT "irb/reviews/verdict"

/* What the release follows, with each text of @from replaced by the next; in force. */
static char *
put_process (Fixture *fixture, const char *const *replace, GError **error)
{
  g_autoptr (GBytes) bytes = slip_processes_shipped_bytes (SLIP_PROCESS_DEFAULT, NULL);
  g_autofree char *path = team_path (fixture->team, "process.xml");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GString) text =
      g_string_new_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));

  for (gsize i = 0; replace[i] != NULL; i += 2)
    g_assert_cmpuint (g_string_replace (text, replace[i], replace[i + 1], 1), ==, 1);
  g_file_set_contents (path, text->str, (gssize) text->len, NULL);
  return slip_workspace_put_process (fixture->team->people[PM], file, error);
}

/* "Deferred" goes; "Approved for a pilot" comes, and lets. */
static char *
put_own_verdicts (Fixture *fixture)
{
  static const char *const replace[] = {
    "<code value=\"deferred\" rank=\"0\">Deferred</code>",
    "<code value=\"pilot\" rank=\"1\">Approved for a pilot</code>",
    "form=\"uat-checklist\" replan=\"deployment-plan\"",
    "form=\"uat-checklist\"",
    "<code value=\"approved\" rank=\"2\">Approved</code>",
    "<code value=\"approved\" rank=\"2\">Approved by the board</code>",
    NULL,
  };
  g_autoptr (GError) error = NULL;
  char *digest = put_process (fixture, replace, &error);

  g_assert_no_error (error);
  return digest;
}

static char *
new_approval (Fixture *fixture, guint person, const char *release)
{
  g_autoptr (GError) error = NULL;
  char *id = slip_workspace_new_document (fixture->team->people[person], release, "final-approval",
                                          NULL, &error);

  g_assert_no_error (error);
  return id;
}

static char *
new_release (Fixture *fixture, guint person)
{
  g_autoptr (GError) error = NULL;
  char *id = slip_workspace_new_release (fixture->team->people[person], "The Next", &error);

  g_assert_no_error (error);
  return id;
}

static void
give (Fixture *fixture, const char *document, const char *verdict, GError **error)
{
  SlipWorkspace *workspace = fixture->team->people[IRB];
  g_autofree char *row = slip_workspace_add_row (workspace, document, "irb/reviews", NULL);
  g_autofree char *path = g_strdup_printf ("irb/reviews/%s/verdict", row);

  g_assert_nonnull (row);
  slip_workspace_set_field (workspace, document, path, verdict, error);
}

static void
give_well (Fixture *fixture, const char *document, const char *verdict)
{
  g_autoptr (GError) error = NULL;

  give (fixture, document, verdict, &error);
  g_assert_no_error (error);
}

static SlipFormNode *
verdict_of (Fixture *fixture, guint person, const char *document, SlipForm **form)
{
  g_autoptr (GError) error = NULL;

  *form = slip_workspace_get_form (fixture->team->people[person], document, &error);
  g_assert_no_error (error);
  return slip_form_find (*form, VERDICT);
}

static gboolean
offers (Fixture *fixture, guint person, const char *document, const char *value)
{
  g_autoptr (SlipForm) form = NULL;
  SlipFormNode *verdict = verdict_of (fixture, person, document, &form);

  return slip_form_codes_find (verdict->codes, value) != NULL;
}

static const char *
words_of (Fixture *fixture, guint person, const char *document, const char *value)
{
  g_autoptr (SlipForm) form = NULL;
  SlipFormNode *verdict = verdict_of (fixture, person, document, &form);

  return g_intern_string (slip_form_code_text (verdict, value));
}

static gboolean
complains (Fixture *fixture, guint person, const char *document, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems =
      slip_workspace_check (fixture->team->people[person], document, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    if (strstr (((SlipProblem *) g_ptr_array_index (problems, i))->message, words) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
tells (GPtrArray *lines, const char *words)
{
  for (guint i = 0; i < lines->len; i++)
    if (strstr (g_ptr_array_index (lines, i), words) != NULL)
      return TRUE;
  return FALSE;
}

static void
test_running_releases_keep_theirs (Fixture *fixture, gconstpointer data)
{
  g_autofree char *running = new_approval (fixture, PM, fixture->release);
  g_autofree char *digest = put_own_verdicts (fixture);
  g_autofree char *release = NULL;
  g_autofree char *next = NULL;
  g_autoptr (GError) error = NULL;

  team_settle (fixture->team);
  release = new_release (fixture, QA);
  next = new_approval (fixture, QA, release);
  team_settle (fixture->team);
  for (guint i = 0; i < fixture->team->n; i++)
    {
      g_assert_true (offers (fixture, i, running, "deferred"));
      g_assert_false (offers (fixture, i, running, "pilot"));
      g_assert_false (offers (fixture, i, next, "deferred"));
      g_assert_true (offers (fixture, i, next, "pilot"));
      g_assert_cmpstr (words_of (fixture, i, next, "pilot"), ==, "Approved for a pilot");
      g_assert_cmpstr (words_of (fixture, i, next, "approved"), ==, "Approved by the board");
      g_assert_cmpstr (words_of (fixture, i, running, "approved"), ==, "Approved");
    }
  give (fixture, running, "pilot", &error);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_clear_error (&error);
  give (fixture, next, "deferred", &error);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  give_well (fixture, running, "deferred");
  give_well (fixture, next, "pilot");
  team_settle (fixture->team);
  for (guint i = 0; i < fixture->team->n; i++)
    {
      g_assert_true (shows_in (fixture, i, next, "<last_verdict calculated=\"yes\">pilot<"));
      g_assert_false (complains (fixture, i, next, "pilot"));
      g_assert_false (complains (fixture, i, running, "deferred"));
    }
  team_verify (fixture->team);
}

static void
test_moving_shows_what_changes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *document = new_approval (fixture, PM, fixture->release);
  g_autofree char *digest = put_own_verdicts (fixture);
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GError) error = NULL;

  team_settle (fixture->team);
  give_well (fixture, document, "deferred");
  lines =
      slip_workspace_follow_preview (fixture->team->people[PM], fixture->release, digest, &error);
  g_assert_no_error (error);
  g_assert_true (tells (lines, "New code of “irb-verdict”: Approved for a pilot"));
  g_assert_true (tells (lines, "told to no others any more: UAT Checklist"));
  g_assert_true (tells (lines, "Code that goes from “irb-verdict”: Deferred"));
  g_assert_true (tells (
      lines,
      "Code of “irb-verdict” that reads otherwise: Approved by the board instead of Approved"));
  slip_workspace_follow (fixture->team->people[PM], fixture->release, digest, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  for (guint i = 0; i < fixture->team->n; i++)
    {
      g_assert_true (offers (fixture, i, document, "pilot"));
      /* What was chosen stays, is told, and still has its words. */
      g_assert_true (shows_in (fixture, i, document, ">deferred<"));
      g_assert_true (complains (fixture, i, document, "“deferred” is no value"));
      g_assert_cmpstr (words_of (fixture, i, document, "deferred"), ==, "Deferred");
    }
  team_verify (fixture->team);
}

/* The schema is the form's, whatever list a release has. */
static void
assert_fits_schema (Fixture *fixture, const char *document)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) schema =
      slip_workspace_form_schema (fixture->team->people[IRB], "final-approval", &error);
  g_autoptr (GBytes) bytes = slip_workspace_show (fixture->team->people[IRB], document, &error);
  xmlRelaxNGParserCtxt *parser =
      xmlRelaxNGNewMemParserCtxt (g_bytes_get_data (schema, NULL), (int) g_bytes_get_size (schema));
  xmlRelaxNG *grammar = xmlRelaxNGParse (parser);
  xmlRelaxNGValidCtxt *valid = xmlRelaxNGNewValidCtxt (grammar);
  xmlDoc *doc = xmlReadMemory (g_bytes_get_data (bytes, NULL), (int) g_bytes_get_size (bytes), NULL,
                               NULL, XML_PARSE_NONET);

  g_assert_no_error (error);
  g_assert_cmpint (xmlRelaxNGValidateDoc (valid, doc), ==, 0);
  xmlFreeDoc (doc);
  xmlRelaxNGFreeValidCtxt (valid);
  xmlRelaxNGFree (grammar);
  xmlRelaxNGFreeParserCtxt (parser);
}

/* What one copy exports, another takes in for a release with the same list. */
static void
test_imports_read_by_the_process (Fixture *fixture, gconstpointer data)
{
  g_autofree char *digest = put_own_verdicts (fixture);
  g_autofree char *first = new_release (fixture, PM);
  g_autofree char *second = new_release (fixture, PM);
  g_autofree char *document = new_approval (fixture, PM, first);
  g_autofree char *path = team_path (fixture->team, "approval.xml");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GString) text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  const char *start;
  const char *end;

  team_settle (fixture->team);
  give_well (fixture, document, "pilot");
  assert_fits_schema (fixture, document);
  bytes = slip_workspace_show (fixture->team->people[IRB], document, &error);
  g_assert_no_error (error);
  text = g_string_new_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  /* Of no document that is there. */
  start = strstr (text->str, " id=\"");
  end = strchr (start + strlen (" id=\""), '"');
  g_string_erase (text, start - text->str, end + 1 - start);
  g_file_set_contents (path, text->str, (gssize) text->len, NULL);
  id = slip_workspace_import (fixture->team->people[IRB], second, file, &error);
  g_assert_no_error (error);
  g_assert_true (shows_in (fixture, IRB, id, "<verdict>pilot<"));
}

static void
test_what_forms_calculate_with_stays (Fixture *fixture, gconstpointer data)
{
  static const char *const renamed[] = { "value=\"critical\" rank", "value=\"blocker\" rank",
                                         NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *digest = put_process (fixture, renamed, &error);

  g_assert_null (digest);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "“severity”"));
  g_assert_nonnull (strstr (error->message, "“critical”"));
}

/* To XPath nothing is there where a path is misspelt, and not() of that is true: the criterion could never fail. */
static void
test_a_process_asks_for_fields_that_there_are (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *from;
    const char *to;
    const char *named;
  } wrong[] = {
    { "not(deployment-plan/dependencies/dependency[", "not(deployment-plan/dependencys/dependency[",
      "“dependencys”" },
    { "not(deployment-plan/dependencies/dependency[", "not(deployment-plan/dependencies/row[",
      "“dependencies/row”" },
    { "dependency[not(status = ", "dependency[not(state = ", "“dependencies/state”" },
    { "../../../deployment-plan/artefacts/artefact/digest)])\">The models",
      "../../../deployment-plan/artefacts/artefact/hash)])\">The models", "“artefacts/hash”" },
    { "at=\"deployment-plan/dependencies\"", "at=\"deployment-plan/riks\"", "“riks”" },
    { "test=\"deployment-plan/foa/foa_needed = ", "test=\"deployment-plan/foa/needed = ",
      "“foa/needed”" },
    { "window-end=\"deployment-plan/schedule/window_end\"",
      "window-end=\"deployment-plan/schedule/end\"", "“schedule/end”" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      const char *const replace[] = { wrong[i].from, wrong[i].to, NULL };
      g_autoptr (GError) error = NULL;
      g_autofree char *digest = put_process (fixture, replace, &error);

      g_assert_null (digest);
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, wrong[i].named));
    }
  {
    static const char *const right[] = {
      "not(deployment-plan/dependencies/dependency[",
      "count(deployment-plan/*/dependency) and not(deployment-plan//dependency[@id and . or "
      "not(../dependency)]) and not(deployment-plan/dependencies/dependency[",
      NULL,
    };
    g_autoptr (GError) error = NULL;
    g_autofree char *digest = put_process (fixture, right, &error);

    g_assert_no_error (error);
    g_assert_nonnull (digest);
  }
}

/* A form that calculates with a verdict that the organisation's process doesn't have. */
static void
test_forms_fit_the_process (Fixture *fixture, gconstpointer data)
{
  g_autofree char *process = put_own_verdicts (fixture);
  g_autoptr (GBytes) bytes = slip_forms_shipped_bytes ("final-approval", NULL);
  g_autofree char *path = team_path (fixture->team, "form.xml");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GString) text =
      g_string_new_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  g_autoptr (GError) error = NULL;
  g_autofree char *digest = NULL;

  g_assert_cmpuint (g_string_replace (text, "not(slip:rank(../../irb/last_verdict) &gt; 0)",
                                      "../../irb/last_verdict = 'deferred'", 1),
                    ==, 1);
  g_file_set_contents (path, text->str, (gssize) text->len, NULL);
  digest = slip_workspace_put_form (fixture->team->people[PM], file, &error);
  g_assert_null (digest);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "“deferred”"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/process-codes/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("running-releases-keep-theirs", test_running_releases_keep_theirs);
  ADD ("moving-shows-what-changes", test_moving_shows_what_changes);
  ADD ("imports-read-by-the-process", test_imports_read_by_the_process);
  ADD ("what-forms-calculate-with-stays", test_what_forms_calculate_with_stays);
  ADD ("fields-that-there-are", test_a_process_asks_for_fields_that_there_are);
  ADD ("forms-fit-the-process", test_forms_fit_the_process);
#undef ADD
  return g_test_run ();
}
