/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The forms of the later stages: what they calculate from their own rows and from the other documents of the release.
 * A plan with two artefacts and two tasks, a checklist and a release record stand for the whole. */

#include <string.h>

#include "forms-fixture.h"
#include "forms/slip-check.h"
#include "forms/slip-instance.h"
#include "store/slip-blobs.h"

#define PLAN "planaaaaaaaaaaaaaaaaaaaaaa"
#define UAT "uataaaaaaaaaaaaaaaaaaaaaaa"
#define RECORD "recordaaaaaaaaaaaaaaaaaaaa"
#define LOG "logaaaaaaaaaaaaaaaaaaaaaaa"
#define THIS "thisaaaaaaaaaaaaaaaaaaaaaa"
#define DIGEST_A "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define DIGEST_B "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

/* record → digest of its approved content */
static GHashTable *approvals;

static void
on_context_wanted_cb (SlipFormContext *context)
{
  const char *content = g_hash_table_lookup (approvals, context->record);

  if (content == NULL)
    return;
  g_free (context->status);
  context->status = g_strdup ("approved");
  context->approved_revision = 1;
  context->approved = g_strdup (content);
  context->first = g_strdup (content);
}

static SlipForm *
get_form (const char *id)
{
  g_autoptr (GError) error = NULL;
  SlipForm *form = slip_forms_get_shipped (id, &error);

  g_assert_no_error (error);
  return form;
}

typedef struct
{
  SlipDatabase *database;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  approvals = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  fixture->database = fixture_database ();
  slip_form_set_context_hook (on_context_wanted_cb);
  g_setenv ("SOURCE_DATE_MS", "1773522000000", TRUE); /* 2026-03-14T21:00:00Z */
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  slip_form_set_context_hook (NULL);
  g_unsetenv ("SOURCE_DATE_MS");
  slip_database_close (fixture->database);
  g_hash_table_unref (approvals);
}

static void
make (Fixture *fixture, const char *form_id, const char *record)
{
  g_autoptr (SlipForm) form = get_form (form_id);

  fixture_document (fixture->database, form, record);
}

static void
set (Fixture *fixture, const char *record, const char *path, const char *value)
{
  fixture_value (fixture->database, record, "", path, value);
}

static char *
add (Fixture *fixture, const char *record, const char *table, const char *name,
     const char *const *cells)
{
  char *id = fixture_id (name);

  fixture_row (fixture->database, record, id, "", table, name);
  for (guint i = 0; cells[i] != NULL; i += 2)
    fixture_value (fixture->database, record, id, cells[i], cells[i + 1]);
  return id;
}

#define ADD(record, table, name, ...)                                                              \
  g_free (add (fixture, record, table, name, (const char *const[]){ __VA_ARGS__, NULL }))

static void
expect (Fixture *fixture, const char *form_id, const char *record, const char *path,
        const char *value)
{
  g_autoptr (SlipForm) form = get_form (form_id);

  fixture_assert (fixture->database, form, record, path, value);
}

static void
expect_in_row (Fixture *fixture, const char *form_id, const char *record, const char *table,
               const char *name, const char *field, const char *value)
{
  g_autofree char *id = fixture_id (name);
  g_autofree char *path = g_strjoin ("/", table, id, field, NULL);

  expect (fixture, form_id, record, path, value);
}

static void
approve (Fixture *fixture, const char *form_id, const char *record)
{
  g_autoptr (SlipForm) form = get_form (form_id);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content =
      slip_instance_content (fixture->database, form, record, NULL, &error);
  char *digest = NULL;

  g_assert_no_error (error);
  slip_blobs_put (fixture->database, content, &digest, &error);
  g_assert_no_error (error);
  g_hash_table_replace (approvals, (gpointer) record, digest);
}

/* Whether the check says @message about @path. */
static gboolean
complains (Fixture *fixture, const char *form_id, const char *record, const char *path,
           const char *message)
{
  g_autoptr (SlipForm) form = get_form (form_id);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = slip_check_document (fixture->database, form, record, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    {
      SlipProblem *problem = g_ptr_array_index (problems, i);

      g_assert_cmpint (problem->kind, !=, SLIP_PROBLEM_EXPRESSION);
      if (g_str_equal (problem->path, path) && strstr (problem->message, message) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
make_plan (Fixture *fixture)
{
  make (fixture, "deployment-plan", PLAN);
  set (fixture, PLAN, "schedule/window_start", "2026-03-10T20:00:00Z");
  set (fixture, PLAN, "schedule/window_end", "2026-03-11T02:00:00Z");
  set (fixture, PLAN, "schedule/development_complete", "2026-03-01T23:00:00Z");
  set (fixture, PLAN, "applicability/critical", "no");
  set (fixture, PLAN, "applicability/regulated", "yes");
  set (fixture, PLAN, "applicability/enterprise_scale", "no");
  set (fixture, PLAN, "foa/foa_needed", "no");
  ADD (PLAN, "artefacts", "arta", "kind", "code", "name", "app", "digest", DIGEST_A);
  ADD (PLAN, "artefacts", "artb", "kind", "model", "name", "model", "digest", DIGEST_B);
  ADD (PLAN, "tasks", "taska", "seq", "T01", "task", "Switch", "minutes", "30", "start",
       "2026-03-10T20:00:00Z");
  ADD (PLAN, "resources", "resa", "kind", "people", "need", "Two", "confirmed", "yes");
  ADD (PLAN, "resources", "resb", "kind", "budget", "need", "Some", "confirmed", "no");
}

/* == FOA == */

static void
test_foa_measures_satisfaction (Fixture *fixture, gconstpointer data)
{
  static const char form[] = "foa-beta-record";
  g_autofree char *sitea = fixture_id ("sitea");
  g_autofree char *siteb = fixture_id ("siteb");

  make (fixture, form, THIS);
  set (fixture, THIS, "need/needed", "yes");
  expect (fixture, form, THIS, "result/satisfied", "n/a");
  expect (fixture, form, THIS, "result/ease", "");
  ADD (THIS, "sites", "sitea", "name", "Hamburg", "invited", "10");
  ADD (THIS, "sites", "siteb", "name", "Rotterdam", "invited", "2");
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *name = g_strdup_printf ("answer%c", (char) ('a' + i));

      ADD (THIS, "feedback", name, "site", i < 3 ? sitea : siteb, "ease", i < 3 ? "5" : "1",
           "correctness", i < 3 ? "4" : "2", "ai_issue", i < 3 ? "no" : "yes");
    }
  expect (fixture, form, THIS, "result/response", "33 % of 12");
  expect_in_row (fixture, form, THIS, "sites", "sitea", "response", "30 %");
  /* The mean of the sites is 3; of all answers 4. */
  expect (fixture, form, THIS, "result/ease", "3");
  expect (fixture, form, THIS, "result/ease_pooled", "4");
  expect (fixture, form, THIS, "result/correctness_pooled", "3.5");
  expect (fixture, form, THIS, "result/satisfied", "75 % of 4 (95 % interval 30 % to 95 %)");
  expect (fixture, form, THIS, "result/ai_issues", "1");

  ADD (THIS, "issues", "issuea", "id", "F-1", "severity", "critical", "retest", "due");
  set (fixture, THIS, "decision/decision", "accept");
  expect (fixture, form, THIS, "result/open_by_severity", "critical 1, high 0, medium 0, low 0");
  g_assert_true (complains (fixture, form, THIS, "decision/decision", "critical issue is open"));
}

/* == final approval == */

static void
test_approval_reads_what_is_approved (Fixture *fixture, gconstpointer data)
{
  static const char form[] = "final-approval";

  make (fixture, form, THIS);
  expect (fixture, form, THIS, "measured/plan", "not known: there is none");
  make_plan (fixture);
  make (fixture, "uat-checklist", UAT);
  set (fixture, UAT, "summary/decision", "pass");
  expect (fixture, form, THIS, "measured/plan", "not met: draft");
  expect (fixture, form, THIS, "measured/people", "not known: the deployment plan is not approved");
  expect (fixture, form, THIS, "measured/uat", "not known: the UAT checklist is not approved");
  expect (fixture, form, THIS, "evidence/package_hash", "");

  approve (fixture, "deployment-plan", PLAN);
  approve (fixture, "uat-checklist", UAT);
  expect (fixture, form, THIS, "measured/plan", "met: approved");
  expect (fixture, form, THIS, "measured/people", "met: 1 of 1 confirmed");
  expect (fixture, form, THIS, "measured/budget", "not met: 0 of 1 confirmed");
  expect (fixture, form, THIS, "measured/infrastructure", "not met: 0 of 0 confirmed");
  expect (fixture, form, THIS, "measured/foa", "met: not needed by the plan");
  expect (fixture, form, THIS, "measured/defects", "met: none is open");
  expect (fixture, form, THIS, "measured/coverage", "not met: n/a");
  expect (fixture, form, THIS, "evidence/artefacts", "2");

  /* What is typed afterwards is no evidence. */
  ADD (UAT, "defects", "defecta", "id", "D-1", "severity", "critical", "status", "open");
  expect (fixture, form, THIS, "measured/defects", "met: none is open");
  approve (fixture, "uat-checklist", UAT);
  expect (fixture, form, THIS, "measured/defects", "not met: 1 open in user acceptance");
}

static void
test_gate_follows_from_the_criteria (Fixture *fixture, gconstpointer data)
{
  static const char form[] = "final-approval";
  g_autofree char *status = NULL;

  make (fixture, form, THIS);
  expect (fixture, form, THIS, "decision/gate", "no-go");
  ADD (THIS, "criteria", "crita", "text", "A", "measure", "judged", "status", "met");
  expect (fixture, form, THIS, "decision/gate", "no-go"); /* the AI-IRB has said nothing */
  ADD (THIS, "irb/reviews", "reviewa", "reference", "IRB-1", "verdict", "approved");
  expect (fixture, form, THIS, "decision/gate", "go");
  ADD (THIS, "irb/reviews", "reviewb", "reference", "IRB-2", "verdict", "deferred");
  expect (fixture, form, THIS, "decision/gate", "no-go");
  ADD (THIS, "irb/reviews", "reviewc", "reference", "IRB-3", "verdict", "approved-with-conditions");
  expect (fixture, form, THIS, "decision/gate", "go");
  ADD (THIS, "irb/conditions", "conda", "text", "Report", "due", "2026-04-01");
  expect (fixture, form, THIS, "decision/gate", "conditional");
  set (fixture, THIS, "decision/decision", "go");
  g_assert_true (complains (fixture, form, THIS, "decision/decision", "isn't GO"));
  set (fixture, THIS, "decision/decision", "conditional");
  g_assert_false (complains (fixture, form, THIS, "decision/decision", "NO-GO"));
  ADD (THIS, "irb/conditions", "condb", "text", "Late", "due", "2026-03-13");
  expect (fixture, form, THIS, "irb/overdue_conditions", "1");
  expect (fixture, form, THIS, "decision/gate", "no-go");
  g_assert_true (complains (fixture, form, THIS, "decision/decision", "NO-GO"));

  /* What was measured can't be overruled by a click. */
  ADD (THIS, "criteria", "critb", "text", "B", "measure", "uat", "status", "met");
  expect_in_row (fixture, form, THIS, "criteria", "critb", "measured",
                 "not known: the UAT checklist is not approved");
  status = g_strdup_printf ("criteria/%.5s%s/status", "critb", "aaaaaaaaaaaaaaaaaaaaa");
  g_assert_true (complains (fixture, form, THIS, status, "What was measured says otherwise"));
}

/* == release record == */

static void
test_record_compares_with_the_approved_plan (Fixture *fixture, gconstpointer data)
{
  static const char form[] = "release-record";
  g_autofree char *arta = fixture_id ("arta");
  g_autofree char *artb = fixture_id ("artb");
  g_autofree char *taska = fixture_id ("taska");

  make_plan (fixture);
  make (fixture, form, RECORD);
  expect (fixture, form, RECORD, "outcome/artefacts_checked", "n/a");
  expect (fixture, form, RECORD, "outcome/all_match", "");
  approve (fixture, "deployment-plan", PLAN);
  ADD (RECORD, "artefacts", "rowa", "artefact", arta, "deployed", DIGEST_A);
  expect_in_row (fixture, form, RECORD, "artefacts", "rowa", "match", "yes");
  expect (fixture, form, RECORD, "outcome/artefacts_checked", "1 of 2");
  expect (fixture, form, RECORD, "outcome/all_match", "no");
  ADD (RECORD, "artefacts", "rowb", "artefact", artb, "deployed", DIGEST_A);
  expect_in_row (fixture, form, RECORD, "artefacts", "rowb", "match", "no");
  set (fixture, RECORD, "outcome/outcome", "success");
  g_assert_true (
      complains (fixture, form, RECORD, "outcome/outcome", "Not every approved artefact"));
  {
    g_autofree char *rowb = fixture_id ("rowb");

    fixture_value (fixture->database, RECORD, rowb, "deployed", DIGEST_B);
  }
  expect (fixture, form, RECORD, "outcome/all_match", "yes");
  /* A digest that the plan got later is not the approved one. */
  fixture_value (fixture->database, PLAN, artb, "digest", DIGEST_A);
  expect (fixture, form, RECORD, "outcome/all_match", "yes");

  set (fixture, RECORD, "timing/actual_start", "2026-03-10T21:00:00+01:00");
  set (fixture, RECORD, "timing/actual_end", "2026-03-10T23:30:00Z");
  expect (fixture, form, RECORD, "timing/in_window", "yes");
  expect (fixture, form, RECORD, "timing/minutes", "210");
  expect (fixture, form, RECORD, "outcome/on_time", "yes");
  set (fixture, RECORD, "timing/actual_end", "2026-03-11T02:00:01Z");
  expect (fixture, form, RECORD, "outcome/on_time", "no");
  ADD (RECORD, "run_log", "loga", "task", taska, "start", "2026-03-10T20:00:00Z", "end",
       "2026-03-10T20:45:00Z", "result", "done");
  expect_in_row (fixture, form, RECORD, "run_log", "loga", "over", "15");
  expect (fixture, form, RECORD, "outcome/tasks_logged", "1 of 1");
  ADD (RECORD, "smoke_tests", "smokea", "status", "fail");
  g_assert_true (complains (fixture, form, RECORD, "outcome/outcome", "smoke test"));
}

/* == monitoring == */

static void
test_log_computes_its_key_figures (Fixture *fixture, gconstpointer data)
{
  static const char form[] = "monitoring-log";
  g_autofree char *indicator = fixture_id ("inda");

  make (fixture, "release-record", RECORD);
  set (fixture, RECORD, "timing/actual_start", "2026-01-01T20:00:00Z");
  set (fixture, RECORD, "timing/actual_end", "2026-01-01T22:00:00Z");
  make (fixture, form, LOG);
  ADD (LOG, "indicators", "inda", "name", "Recall", "direction", "higher", "baseline", "0.9",
       "warn", "0.85", "stop", "0.8");
  ADD (LOG, "readings", "reada", "indicator", indicator, "at", "2026-01-31T10:00:00Z", "value",
       "0.84");
  ADD (LOG, "readings", "readb", "indicator", indicator, "at", "2026-01-16T10:00:00Z", "value",
       "0.9");
  /* The newest by its time, not by its place: a loss of 0.06 of 0.9 in 30 days. */
  expect_in_row (fixture, form, LOG, "indicators", "inda", "current", "0.84");
  expect_in_row (fixture, form, LOG, "indicators", "inda", "status", "warn");
  expect_in_row (fixture, form, LOG, "indicators", "inda", "degradation", "0.0667");
  expect_in_row (fixture, form, LOG, "readings", "readb", "status", "ok");

  ADD (LOG, "incidents", "inca", "id", "I-1", "kind", "incident", "ai", "yes", "detected",
       "2026-01-02T08:00:00Z", "restored", "2026-01-02T10:00:00Z", "release_linked", "yes",
       "serious", "yes");
  ADD (LOG, "incidents", "incb", "id", "I-2", "kind", "incident", "ai", "no", "detected",
       "2026-01-20T08:00:00Z", "restored", "2026-01-20T14:00:00Z", "release_linked",
       "unclassified");
  ADD (LOG, "incidents", "incc", "id", "D-3", "kind", "defect", "ai", "no", "detected",
       "2026-03-01T08:00:00Z", "release_linked", "yes");
  expect (fixture, form, LOG, "kpi/restore_mean", "2");
  expect (fixture, form, LOG, "kpi/restore_median", "2");
  expect (fixture, form, LOG, "kpi/ai_incidents", "1");
  expect (fixture, form, LOG, "kpi/still_open", "0");
  /* The third one came after 30 days, the second isn't classified. */
  expect (fixture, form, LOG, "kpi/defects", "1");
  expect (fixture, form, LOG, "kpi/unclassified", "1");
  expect_in_row (fixture, form, LOG, "incidents", "inca", "report_due", "2026-01-17");
  expect (fixture, form, LOG, "kpi/reports_overdue", "1");

  expect (fixture, form, LOG, "kpi/audit_rate", "n/a");
  ADD (LOG, "audits", "audita", "kind", "security", "major", "0");
  ADD (LOG, "audits", "auditb", "kind", "compliance", "major", "1");
  expect (fixture, form, LOG, "kpi/audit_rate", "50 % of 2 (95 % interval 9 % to 91 %)");
  ADD (LOG, "models", "modela", "status", "production", "monitoring", "yes", "retraining", "yes");
  ADD (LOG, "models", "modelb", "status", "production", "monitoring", "yes", "retraining", "no");
  ADD (LOG, "models", "modelc", "status", "retired", "monitoring", "no", "retraining", "no");
  expect (fixture, form, LOG, "kpi/models_monitored", "2 of 2");
  expect (fixture, form, LOG, "kpi/models_both", "50 % of 2");
  ADD (LOG, "capacity", "capa", "provisioned", "8", "used", "5", "cost", "30", "inferences",
       "20000");
  expect (fixture, form, LOG, "kpi/utilisation", "62.5 %");
  expect (fixture, form, LOG, "kpi/cost_per_1000", "1.5");
}

static void
test_drift_without_a_beginning_is_an_upper_bound (Fixture *fixture, gconstpointer data)
{
  static const char form[] = "monitoring-log";

  make (fixture, form, LOG);
  ADD (LOG, "drift", "drifta", "kind", "data", "last_good", "2026-01-02T08:00:00Z", "detected",
       "2026-01-03T08:00:00Z");
  ADD (LOG, "drift", "driftb", "kind", "false-alarm", "onset", "2026-01-02T08:00:00Z", "detected",
       "2026-01-03T08:00:00Z");
  expect_in_row (fixture, form, LOG, "drift", "drifta", "hours", "24");
  expect_in_row (fixture, form, LOG, "drift", "drifta", "upper_bound", "yes");
  expect_in_row (fixture, form, LOG, "drift", "driftb", "hours", "");
}

/* == review == */

static void
test_review_puts_plan_and_record_side_by_side (Fixture *fixture, gconstpointer data)
{
  static const char form[] = "post-implementation-review";

  make (fixture, form, THIS);
  expect (fixture, form, THIS, "meeting/due", "");
  expect (fixture, form, THIS, "metrics/uat", "n/a");
  expect (fixture, form, THIS, "metrics/ai_incidents", "");
  make_plan (fixture);
  approve (fixture, "deployment-plan", PLAN);
  make (fixture, "release-record", RECORD);
  set (fixture, RECORD, "timing/actual_start", "2026-03-10T20:00:00Z");
  set (fixture, RECORD, "timing/actual_end", "2026-03-10T23:00:00Z");
  set (fixture, RECORD, "outcome/outcome", "with-issues");
  set (fixture, THIS, "meeting/held_on", "2026-04-12");
  expect (fixture, form, THIS, "meeting/due", "2026-04-09");
  expect (fixture, form, THIS, "meeting/days_late", "3");
  expect (fixture, form, THIS, "planned_vs_actual/on_time", "yes");
  expect (fixture, form, THIS, "planned_vs_actual/lead_time", "9");
  expect (fixture, form, THIS, "planned_vs_actual/minutes_taken", "180");
  expect (fixture, form, THIS, "planned_vs_actual/minutes_planned", "360");
  expect (fixture, form, THIS, "metrics/changed_failed", "no");
  expect (fixture, form, THIS, "metrics/provisional", "yes");
  set (fixture, RECORD, "outcome/outcome", "rolled-back");
  expect (fixture, form, THIS, "planned_vs_actual/on_time", "no");
  expect (fixture, form, THIS, "metrics/changed_failed", "yes");
}

/* == maturity == */

static void
test_discipline_is_mandatory_by_the_triggers (Fixture *fixture, gconstpointer data)
{
  static const char form[] = "maturity-assessment";

  make_plan (fixture);
  make (fixture, form, THIS);
  expect (fixture, form, THIS, "triggers/mandatory", "");
  set (fixture, THIS, "triggers/critical", "no");
  set (fixture, THIS, "triggers/regulated", "yes");
  set (fixture, THIS, "triggers/enterprise_scale", "no");
  expect (fixture, form, THIS, "triggers/mandatory", "yes");
  expect (fixture, form, THIS, "triggers/why", "mandatory: regulated");
  set (fixture, THIS, "triggers/regulated", "no");
  set (fixture, THIS, "triggers/proof_of_concept", "yes");
  expect (fixture, form, THIS, "triggers/mandatory", "no");
  g_assert_true (
      complains (fixture, form, THIS, "triggers/regulated", "deployment plan says otherwise"));
  expect (fixture, form, THIS, "overall/lowest", "");
  ADD (THIS, "dimensions", "dime", "dimension", "auditability", "level", "foundational");
  expect (fixture, form, THIS, "overall/lowest", "foundational");
  ADD (THIS, "dimensions", "dima", "dimension", "rollback", "level", "emerging", "target",
       "strategic");
  ADD (THIS, "dimensions", "dimb", "dimension", "monitoring", "level", "strategic", "target",
       "well-established");
  expect_in_row (fixture, form, THIS, "dimensions", "dima", "steps", "2");
  expect_in_row (fixture, form, THIS, "dimensions", "dimb", "steps", "0");
  expect (fixture, form, THIS, "overall/lowest", "emerging");
  ADD (THIS, "dimensions", "dimc", "dimension", "governance");
  ADD (THIS, "dimensions", "dimd", "dimension", "retraining", "level", "foundational");
  expect (fixture, form, THIS, "overall/lowest", "emerging");
}

/* == hand-over == */

static void
test_handover_counts_what_is_open_everywhere (Fixture *fixture, gconstpointer data)
{
  static const char form[] = "operational-handover";

  make (fixture, form, THIS);
  expect (fixture, form, THIS, "acceptance/no_open_high", "yes");
  make (fixture, "uat-checklist", UAT);
  ADD (UAT, "defects", "defecta", "id", "D-1", "severity", "high", "status", "fixed");
  ADD (UAT, "defects", "defectb", "id", "D-2", "severity", "low", "status", "open");
  make (fixture, "monitoring-log", LOG);
  ADD (LOG, "incidents", "inca", "id", "I-1", "severity", "critical");
  ADD (THIS, "open_issues", "opena", "text", "x", "severity", "high", "status", "in-progress");
  expect (fixture, form, THIS, "acceptance/open_here", "1");
  expect (fixture, form, THIS, "acceptance/open_uat", "1");
  expect (fixture, form, THIS, "acceptance/open_log", "1");
  expect (fixture, form, THIS, "acceptance/no_open_high", "no");
  set (fixture, THIS, "acceptance/accepted", "yes");
  g_assert_true (complains (fixture, form, THIS, "acceptance/accepted", "critical or high"));
}

/* == large == */

static void
test_a_large_checklist_is_measured_in_bounded_time (Fixture *fixture, gconstpointer data)
{
  static const char form[] = "final-approval";
  gint64 start;

  make_plan (fixture);
  make (fixture, "uat-checklist", UAT);
  slip_database_begin (fixture->database, NULL);
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *name = g_strdup_printf ("item%c%c%cx", (char) ('a' + i / 256 % 16),
                                               (char) ('a' + i / 16 % 16), (char) ('a' + i % 16));
      g_autofree char *attempt = g_strconcat ("try", name + 4, NULL);
      g_autofree char *id = fixture_id (name);
      g_autofree char *attempt_id = fixture_id (attempt);
      g_autofree char *key = g_strdup_printf ("U-%u", i);

      ADD (UAT, "items", name, "id", key, "title", "What a user does", "priority", "must", "ai",
           "no");
      fixture_row (fixture->database, UAT, attempt_id, id, "items/attempts", attempt);
      fixture_value (fixture->database, UAT, attempt_id, "status", i == 0 ? "fail" : "pass");
      fixture_value (fixture->database, UAT, attempt_id, "actual", "As expected");
    }
  slip_database_commit (fixture->database, NULL);
  set (fixture, UAT, "summary/decision", "conditional");
  approve (fixture, "uat-checklist", UAT);
  approve (fixture, "deployment-plan", PLAN);
  make (fixture, form, THIS);
  start = g_get_monotonic_time ();
  expect (
      fixture, form, THIS, "measured/uat",
      "met: conditional; 2000 items: 1999 pass, 1 fail, 0 blocked, 0 not run, 0 not applicable");
  /* Far above what it takes. */
  g_assert_cmpint (g_get_monotonic_time () - start, <, 20 * G_USEC_PER_SEC);
  g_test_message ("%" G_GINT64_FORMAT " ms", (g_get_monotonic_time () - start) / 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD_TEST(name, function)                                                                   \
  g_test_add ("/forms/process/" name, Fixture, NULL, set_up, function, tear_down)
  ADD_TEST ("foa-measures-satisfaction", test_foa_measures_satisfaction);
  ADD_TEST ("approval-reads-what-is-approved", test_approval_reads_what_is_approved);
  ADD_TEST ("gate-follows-from-the-criteria", test_gate_follows_from_the_criteria);
  ADD_TEST ("record-compares-with-the-approved-plan", test_record_compares_with_the_approved_plan);
  ADD_TEST ("log-computes-its-key-figures", test_log_computes_its_key_figures);
  ADD_TEST ("drift-without-a-beginning-is-an-upper-bound",
            test_drift_without_a_beginning_is_an_upper_bound);
  ADD_TEST ("review-puts-plan-and-record-side-by-side",
            test_review_puts_plan_and_record_side_by_side);
  ADD_TEST ("discipline-is-mandatory-by-the-triggers",
            test_discipline_is_mandatory_by_the_triggers);
  ADD_TEST ("handover-counts-what-is-open-everywhere",
            test_handover_counts_what_is_open_everywhere);
  ADD_TEST ("a-large-checklist-is-measured-in-bounded-time",
            test_a_large_checklist_is_measured_in_bounded_time);
#undef ADD_TEST
  return g_test_run ();
}
