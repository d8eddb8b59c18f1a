/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Process definitions, and gates: go, conditional or no-go, and why. */

#include <libxml/parser.h>
#include <string.h>

#include "core/slip-error.h"
#include "forms/slip-form-codes.h"
#include "process/slip-gate.h"

#define NOW_MS G_GINT64_CONSTANT (1775000000000)

static const char definition[] =
    "<process xmlns='urn:slipway:process:1' id='p' code='P-1' version='1'><title>P</title>"
    "<go role='program-manager' stage='last' hours='24'/><waivers roles='program-manager' "
    "days='9'/><bound artefacts='deployment-plan/a' window-start='deployment-plan/window' "
    "window-end='deployment-plan/window'/>"
    "<tailoring roles='program-manager'/><review days='30'/>"
    "<stage id='plan' number='1' owners='development-lead'><title>Plan</title>"
    "<document form='deployment-plan'/>"
    "<document form='change-plan' required=\"deployment-plan/critical = 'yes'\"/>"
    "<criterion id='window' severity='critical' needs='deployment-plan' "
    "at='deployment-plan/window' "
    "waivable='no' test='string(deployment-plan/window)'>There is a window.</criterion>"
    "<criterion id='risks' severity='high' needs='deployment-plan' at='deployment-plan/risks' "
    "test='count(deployment-plan/risks/risk) &gt; 0'>There are risks.</criterion></stage>"
    "<stage id='foa' number='2' owners='technical-support' after='plan'><title>FOA</title>"
    "<skip test=\"deployment-plan/foa = 'no'\" reason='deployment-plan/why'>Not needed.</skip>"
    "<document form='foa-beta-record'/></stage>"
    "<stage id='last' number='3' owners='program-manager' after='foa'><title>Last</title>"
    "<criterion id='regulated' severity='low' needs='deployment-plan' at='deployment-plan/x' "
    "when=\"deployment-plan/regulated = 'yes'\" "
    "test='string(deployment-plan/x)'>X.</criterion></stage>"
    "<stage id='later' number='4' owners='qa-lead' after='last'><title>Later</title>"
    "<document form='release-record' replan='deployment-plan'/></stage></process>";

static SlipProcess *
load (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return slip_process_new_from_bytes (bytes, error);
}

/* "go window=met …" of a dossier's inside. */
static char *
ask (const char *stage, const char *inside, GPtrArray *waivers, GPtrArray *tailorings)
{
  g_autofree char *text = g_strdup_printf ("<dossier release='r'>%s</dossier>", inside);
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipProcess) process = load (definition, &error);
  xmlDoc *doc = xmlReadMemory (text, (int) strlen (text), NULL, NULL, 0);
  g_autoptr (SlipEvidence) evidence = slip_evidence_new (doc, "2026-04-01T00:00:00Z");
  g_autoptr (SlipGate) gate = NULL;

  g_assert_no_error (error);
  gate = slip_gate_ask (process, slip_process_find_stage (process, stage), evidence, waivers,
                        tailorings, NULL, NOW_MS);
  g_string_append (said, slip_gate_result_name (gate->result));
  for (guint i = 0; i < gate->lines->len; i++)
    {
      SlipGateLine *line = g_ptr_array_index (gate->lines, i);

      g_string_append_printf (said, " %s=%s",
                              line->criterion != NULL ? line->criterion->id : line->form,
                              slip_criterion_state_name (line->state));
    }
  g_clear_pointer (&evidence, slip_evidence_free);
  xmlFreeDoc (doc);
  return g_string_free (g_steal_pointer (&said), FALSE);
}

#define GOOD_PLAN                                                                                  \
  "<deployment-plan id='d'><critical>no</critical><window>w</window><foa>no</foa><why>small</why>" \
  "<regulated>no</regulated><risks><risk/></risks></deployment-plan>"

static void
test_go_when_all_is_met (void)
{
  g_autofree char *said = ask ("last", GOOD_PLAN, NULL, NULL);

  g_assert_cmpstr (said, ==,
                   "go deployment-plan=met change-plan=not-applicable window=met risks=met "
                   "regulated=not-applicable");
}

static void
test_nothing_passes_for_want_of_data (void)
{
  g_autofree char *none = ask ("plan", "", NULL, NULL);
  g_autofree char *draft = ask ("plan", "<deployment-plan id='d' approved='no'/>", NULL, NULL);
  g_autofree char *empty = ask ("last", "<deployment-plan id='d'/>", NULL, NULL);

  g_assert_cmpstr (
      none, ==, "no-go deployment-plan=not-met change-plan=unknown window=unknown risks=unknown");
  g_assert_cmpstr (
      draft, ==, "no-go deployment-plan=not-met change-plan=unknown window=unknown risks=unknown");
  /* Whether the FOA is needed isn't said, so it is not left out. */
  g_assert_cmpstr (empty, ==,
                   "no-go deployment-plan=met change-plan=unknown window=not-met risks=not-met "
                   "foa-beta-record=not-met regulated=unknown");
}

static void
test_a_waiver_makes_it_conditional (void)
{
  g_autoptr (GPtrArray) waivers = g_ptr_array_new ();
  SlipWaiver holds = { .criterion = (char *) "risks", .until_ms = NOW_MS + 1 };
  SlipWaiver expired = { .criterion = (char *) "risks", .until_ms = NOW_MS };
  SlipWaiver useless = { .criterion = (char *) "window", .until_ms = NOW_MS + 1 };
  const char plan[] = "<deployment-plan id='d'><critical>no</critical><window/><foa>no</foa>"
                      "<regulated>no</regulated><risks/></deployment-plan>";
  g_autofree char *said = NULL;

  g_ptr_array_add (waivers, &expired);
  said = ask ("plan", plan, waivers, NULL);
  g_assert_cmpstr (
      said, ==,
      "no-go deployment-plan=met change-plan=not-applicable window=not-met risks=not-met");
  g_ptr_array_add (waivers, &holds);
  g_ptr_array_add (waivers, &useless);
  g_free (said);
  said = ask ("plan", plan, waivers, NULL);
  g_assert_cmpstr (
      said, ==, "no-go deployment-plan=met change-plan=not-applicable window=not-met risks=waived");
  g_free (said);
  said = ask (
      "plan",
      "<deployment-plan id='d'><critical>no</critical><window>w</window><risks/></deployment-plan>",
      waivers, NULL);
  g_assert_cmpstr (
      said, ==,
      "conditional deployment-plan=met change-plan=not-applicable window=met risks=waived");
}

static void
test_tailoring_says_what_is_needed (void)
{
  g_autoptr (GPtrArray) tailorings = g_ptr_array_new ();
  SlipTailoring needed = { .form = (char *) "change-plan", .required = TRUE };
  SlipTailoring not_needed = { .form = (char *) "change-plan", .required = FALSE };
  g_autofree char *said = NULL;

  g_ptr_array_add (tailorings, &needed);
  said = ask ("plan", GOOD_PLAN, NULL, tailorings);
  g_assert_cmpstr (said, ==, "no-go deployment-plan=met change-plan=not-met window=met risks=met");
  g_ptr_array_add (tailorings, &not_needed);
  g_free (said);
  said = ask ("plan", GOOD_PLAN, NULL, tailorings);
  g_assert_cmpstr (said, ==,
                   "go deployment-plan=met change-plan=not-applicable window=met risks=met");
}

static void
test_broken_definitions_are_refused (void)
{
  static const struct
  {
    const char *from;
    const char *to;
    const char *says;
  } cases[] = {
    { "after='plan'", "after='last'", "which doesn't stand before it" },
    { "id='foa'", "id='plan'", "two stages" },
    { "stage='last'", "stage='lost'", "which there is not" },
    { "id='risks'", "id='window'", "two criteria" },
    { "at='deployment-plan/window'", "at='uat-checklist/x'", "which it doesn't need" },
    { "owners='development-lead'", "owners='king'", "king" },
    { "string(deployment-plan/window)", "document(deployment-plan)", "no function" },
    { "severity='critical'", "severity='fatal'", "criterion" },
    { "<document form='foa-beta-record'/>", "<document form='change-plan'/>", "two stages" },
    { "replan='deployment-plan'", "replan='release-record'", "doesn't stand before it" },
    { "replan='deployment-plan'", "replan='uat-checklist'", "doesn't stand before it" },
    { "<title>P</title>", "", "title" },
    { "<stage id='plan'",
      "<codes id='a'><code value='x'>X</code></codes><codes id='a'><code value='x'>X</code></codes>"
      "<stage id='plan'",
      "two lists of codes “a”" },
    { "<stage id='plan'",
      "<codes id='a'><code value='x'>X</code><code value='x'>Y</code></codes><stage id='plan'",
      "have “x” twice" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (definition);
      g_autoptr (GError) error = NULL;
      SlipProcess *process;

      g_assert_cmpuint (g_string_replace (text, cases[i].from, cases[i].to, 1), ==, 1);
      process = load (text->str, &error);
      g_assert_null (process);
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
      if (strstr (error->message, cases[i].says) == NULL)
        g_error ("“%s” doesn't say “%s”", error->message, cases[i].says);
    }
}

static SlipProcess *
load_shipped (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "process", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  SlipProcess *process;

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  process = load (text, &error);
  g_assert_no_error (error);
  return process;
}

static void
test_the_shipped_process_is_read (void)
{
  g_autoptr (SlipProcess) process = load_shipped ("sop-1220-01-ai.xml");

  g_assert_cmpuint (process->stages->len, ==, 7);
  g_assert_true (slip_process_is_after (process, slip_process_find_stage (process, "release"),
                                        slip_process_find_stage (process, "plan")));
}

static void
test_the_process_for_emergencies_is_read (void)
{
  g_autoptr (SlipProcess) process = load_shipped ("hotfix-1220-01-ai.xml");

  g_assert_cmpuint (process->approval_days, ==, 10);
  g_assert_true (
      slip_process_is_release (process, slip_process_stage_of (process, "uat-checklist")));
  g_assert_false (
      slip_process_is_release (process, slip_process_stage_of (process, "deployment-plan")));
}

/* A release that follows a shipped process reads the shipped forms as they are, without another copy of them. */
static void
test_shipped_lists_are_those_of_the_forms (void)
{
  static const char *const processes[] = { "sop-1220-01-ai.xml", "hotfix-1220-01-ai.xml" };
  g_auto (GStrv) forms = slip_forms_shipped ();

  for (gsize i = 0; i < G_N_ELEMENTS (processes); i++)
    {
      g_autoptr (SlipProcess) process = load_shipped (processes[i]);
      guint n_asking = 0;

      g_assert_cmpuint (process->codes->len, ==, 4);
      for (gsize j = 0; forms[j] != NULL; j++)
        {
          g_autoptr (SlipForm) form = slip_forms_get_shipped (forms[j], NULL);

          n_asking += slip_form_codes_may_differ (form);
          g_assert_false (slip_form_codes_differ (form, process->codes));
        }
      g_assert_cmpuint (n_asking, ==, 6);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gate/go-when-all-is-met", test_go_when_all_is_met);
  g_test_add_func ("/gate/nothing-passes-for-want-of-data", test_nothing_passes_for_want_of_data);
  g_test_add_func ("/gate/a-waiver-makes-it-conditional", test_a_waiver_makes_it_conditional);
  g_test_add_func ("/gate/tailoring-says-what-is-needed", test_tailoring_says_what_is_needed);
  g_test_add_func ("/process/broken-definitions-are-refused", test_broken_definitions_are_refused);
  g_test_add_func ("/process/the-shipped-one-is-read", test_the_shipped_process_is_read);
  g_test_add_func ("/process/the-one-for-emergencies-is-read",
                   test_the_process_for_emergencies_is_read);
  g_test_add_func ("/process/shipped-lists-are-those-of-the-forms",
                   test_shipped_lists_are_those_of_the_forms);
  return g_test_run ();
}
