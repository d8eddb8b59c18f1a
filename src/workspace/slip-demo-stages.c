/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The demonstration from user acceptance on: an item fails and is tried again, what stays open is waived, the release gets a
 * Go with conditions, goes live, is handed over and looked back at. What the sample's files can't say (rows of other
 * documents, digests, evidence) is set here. */

#include "workspace/slip-demo-private.h"

#include <string.h>

#include "core/slip-clock.h"
#include "core/slip-error.h"
#include "store/slip-values.h"
#include "workspace/slip-gates.h"
#include "workspace/slip-workspace-private.h"

#define MS_PER_DAY (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
#define WAIVED "uat-all-run"
#define RETESTED "U-30"
#define DEFECT "D-10"
#define FAILED "62 proposals for 60 claims: the last two before the outage came twice."
#define PASSED "60 of 60 in order, none twice, after two outages."

static const SlipDemoSignature after_retest[] = {
  { UAT, QA, "user-representative", "60 of 60 in order, with the second restart, too." },
  { UAT, QA, "qa-lead", "Failed attempts were retested on the build under test." },
};

static const SlipDemoSignature approvals[] = {
  { FINAL, IRB, "ai-irb-liaison", "Approved with one condition: a report after four weeks." },
  { FINAL, PM, "development-lead", "" },
  { FINAL, QA, "qa-lead", "Each figure was compared with its document." },
  { FINAL, IRB, "operations-manager", "The bridge is staffed until Monday noon." },
  { FINAL, PM, "project-manager", "" },
  { FINAL, PM, "program-manager", "A Go, with the condition of the AI-IRB." },
};

static const SlipDemoSignature afterwards[] = {
  { RELEASE, IRB, "operations-manager", "Carried out as planned; one task took longer." },
  { RELEASE, QA, "qa-lead", "All digests are as approved." },
  { RELEASE, PM, "development-lead", "" },
  { RELEASE, PM, "project-manager", "Branches and sponsor were told." },
  { MONITORING, IRB, "operations-manager", "" },
  { MONITORING, QA, "qa-lead", "" },
  { MONITORING, IRB, "ai-irb-liaison", "Swedish claims go into the report." },
  { HANDOVER, PM, "development-lead", "", "development" },
  { HANDOVER, QA, "qa-lead", "" },
  { HANDOVER, IRB, "operations-manager", "" },
  { HANDOVER, IRB, "ai-irb-liaison", "The monthly report has an owner." },
  { HANDOVER, QA, "technical-support", "Taken over for the platform team.", "receiving" },
  { LESSON_1, PM, "development-lead", "" },
  { LESSON_1, QA, "qa-lead", "" },
  { LESSON_1, PM, "program-manager", "Goes into the next plan." },
  { LESSON_2, QA, "technical-support", "" },
  { LESSON_2, QA, "qa-lead", "" },
  { LESSON_2, PM, "program-manager", "" },
  { REVIEW, QA, "qa-lead", "" },
  { REVIEW, PM, "project-manager", "" },
  { REVIEW, IRB, "ai-irb-liaison", "" },
  { REVIEW, PM, "program-manager", "Swedish claims first, then the next release." },
};

/* == rows == */

static GPtrArray *
rows_of (SlipDemoRun *run, SlipDemoPerson person, SlipDemoDocument document, const char *table,
         const char *parent, GError **error)
{
  return slip_values_rows (slip_workspace_reader (run->workspaces[person]), run->ids[document],
                           table, parent, error);
}

/* (nullable): the row with this in the field. */
static char *
find_row (SlipDemoRun *run, SlipDemoPerson person, SlipDemoDocument document, const char *table,
          const char *parent, const char *field, const char *value, GError **error)
{
  g_autoptr (GPtrArray) rows = rows_of (run, person, document, table, parent, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const char *row = g_ptr_array_index (rows, i);
      g_autofree char *text = slip_values_text (slip_workspace_reader (run->workspaces[person]),
                                                run->ids[document], row, field, NULL);

      if (g_strcmp0 (text, value) == 0)
        return g_strdup (row);
    }
  return NULL;
}

/* The row with this in the field; one that an earlier run added and no more; a new one. */
static char *
take_row (SlipDemoRun *run, SlipDemoPerson person, SlipDemoDocument document, const char *table,
          const char *path, const char *parent, const char *field, const char *value,
          GError **error)
{
  char *row = find_row (run, person, document, table, parent, field, value, error);

  if (row == NULL)
    row = find_row (run, person, document, table, parent, field, NULL, error);
  if (row == NULL)
    row = slip_workspace_add_row (run->workspaces[person], run->ids[document], path, error);
  return row;
}

static gboolean
set_in_row (SlipDemoRun *run, SlipDemoPerson person, SlipDemoDocument document, const char *table,
            const char *row, const char *field, const char *value, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s/%s/%s", table, row, field);

  return slip_demo_set (run, person, document, path, value, error);
}

/* The table's first row, made where there is none. */
static char *
first_row (SlipDemoRun *run, SlipDemoPerson person, SlipDemoDocument document, const char *table,
           GError **error)
{
  g_autoptr (GPtrArray) rows = rows_of (run, person, document, table, "", error);

  if (rows == NULL)
    return NULL;
  return rows->len > 0
             ? g_strdup (g_ptr_array_index (rows, 0))
             : slip_workspace_add_row (run->workspaces[person], run->ids[document], table, error);
}

/* == the plan == */

static gboolean
attach_evidence (SlipDemoRun *run, GError **error)
{
  g_autofree char *path = g_build_filename (run->demo->dir, "rollback-rehearsal.txt", NULL);

  return g_file_set_contents (path,
                              "24 September 2026, staging. Back on 1.4 after 68 minutes, with 214 "
                              "claims entered meanwhile; none lost.\n",
                              -1, error) &&
         slip_demo_set (run, PM, PLAN, "rollback/evidence", path, error);
}

gboolean
slip_demo_ready_plan (SlipDemoRun *run, GError **error)
{
  g_autoptr (GPtrArray) rows = rows_of (run, PM, PLAN, "dependencies", "", error);

  if (rows == NULL || slip_demo_is_signed (run, PLAN, PM))
    return rows != NULL;
  slip_demo_say (
      run,
      "Petra attaches the evidence of the rehearsal; what the release depends on is delivered");
  for (guint i = 0; i < rows->len; i++)
    if (!set_in_row (run, PM, PLAN, "dependencies", g_ptr_array_index (rows, i), "status",
                     "delivered", error))
      return FALSE;
  return attach_evidence (run, error) && slip_demo_sync_all (run, error);
}

/* == user acceptance == */

static gboolean
add_attempt (SlipDemoRun *run, const char *item, const char *at, const char *actual,
             const char *status, GError **error)
{
  g_autofree char *table = g_strdup_printf ("items/%s/attempts", item);
  g_autofree char *row =
      take_row (run, QA, UAT, "items/attempts", table, item, "actual", actual, error);
  g_autofree char *defect = find_row (run, QA, UAT, "defects", "", "id", DEFECT, error);

  return row != NULL && set_in_row (run, QA, UAT, table, row, "actual", actual, error) &&
         set_in_row (run, QA, UAT, table, row, "at", at, error) &&
         set_in_row (run, QA, UAT, table, row, "tester", "Emre Yıldız", error) &&
         set_in_row (run, QA, UAT, table, row, "build", "2.0.0-rc.2 5b4bd59a52d7", error) &&
         (!g_str_equal (status, "fail") ||
          set_in_row (run, QA, UAT, table, row, "defect", defect, error)) &&
         set_in_row (run, QA, UAT, table, row, "status", status, error);
}

static gboolean
add_defect (SlipDemoRun *run, GError **error)
{
  g_autofree char *row = take_row (run, QA, UAT, "defects", "defects", "", "id", DEFECT, error);

  return row != NULL && set_in_row (run, QA, UAT, "defects", row, "id", DEFECT, error) &&
         set_in_row (run, QA, UAT, "defects", row, "title",
                     "Two claims come twice when the queue starts again", error) &&
         set_in_row (run, QA, UAT, "defects", row, "severity", "high", error) &&
         set_in_row (run, QA, UAT, "defects", row, "found_by", "Emre Yıldız", error) &&
         set_in_row (run, QA, UAT, "defects", row, "at", "2026-10-09T09:40:00+02:00", error) &&
         set_in_row (run, QA, UAT, "defects", row, "owner", "Claims Platform team", error) &&
         set_in_row (run, QA, UAT, "defects", row, "status", "open", error);
}

static gboolean
close_defect (SlipDemoRun *run, const char *item, GError **error)
{
  g_autofree char *row = find_row (run, QA, UAT, "defects", "", "id", DEFECT, error);

  return row != NULL &&
         set_in_row (run, QA, UAT, "defects", row, "fix_version", "triage-config 2.0.0-3", error) &&
         set_in_row (run, QA, UAT, "defects", row, "retest", item, error) &&
         set_in_row (run, QA, UAT, "defects", row, "status", "closed", error);
}

static gboolean
accept (SlipDemoRun *run, GError **error)
{
  const SlipDemoSignature parity = {
    UAT, IRB, "operations-manager",
    "Scaled-down as listed under deviations; same images as production."
  };
  const SlipDemoSignature refusal = { UAT, QA, "user-representative",
                                      RETESTED " fails: two claims come twice after the outage." };
  g_autofree char *item = find_row (run, QA, UAT, "items", "", "id", RETESTED, error);
  g_autofree char *passed = NULL;

  if (item == NULL || !slip_demo_sign (run, &parity, "approve", error) ||
      !slip_demo_sync_one (run, QA, error))
    return FALSE;
  passed = find_row (run, QA, UAT, "items/attempts", item, "actual", PASSED, error);
  if (passed == NULL)
    {
      slip_demo_say (run, "Item %s is tried again on the build under test, and fails", RETESTED);
      if (!add_defect (run, error) ||
          !add_attempt (run, item, "2026-10-09T09:30:00+02:00", FAILED, "fail", error) ||
          !slip_demo_sign (run, &refusal, "reject", error))
        return FALSE;
      slip_demo_say (run,
                     "%s is mended and %s passes; Irina's signature stays, for the environment is "
                     "the same",
                     DEFECT, RETESTED);
    }
  if (!slip_demo_has_signed (run, &after_retest[0], SLIP_VERDICT_APPROVE) &&
      (!add_attempt (run, item, "2026-10-09T14:10:00+02:00", PASSED, "pass", error) ||
       !close_defect (run, item, error)))
    return FALSE;
  return slip_demo_approve (run, after_retest, G_N_ELEMENTS (after_retest), error);
}

/* == the Go == */

static SlipGateReport *
ask_gate (SlipDemoRun *run, SlipDemoPerson person, GError **error)
{
  SlipGateReport *report =
      slip_workspace_gate (run->workspaces[person], run->release, NULL, 0, error);

  if (report != NULL)
    slip_demo_say (run, "  the gate of “%s” says: %s", report->stage->id,
                   slip_gate_result_name (report->gate->result));
  return report;
}

static gboolean
waive (SlipDemoRun *run, GError **error)
{
  const SlipWaive what = {
    .release = run->release,
    .criterion = WAIVED,
    .reason = "U-44 can't be run: the acceptance network doesn't reach the SMS gateway.",
    .owner = "Petra Lindqvist",
    .control = "Paging is tried in production in task T22, before the workbench is opened for all.",
    .until_ms = slip_now_ms () + 30 * MS_PER_DAY,
    .role = "ai-irb-liaison",
  };
  g_autoptr (SlipGateReport) report = ask_gate (run, IRB, error);
  g_autofree char *hash = NULL;

  for (guint i = 0; report != NULL && i < report->rulings->waivers->len; i++)
    if (g_str_equal (((SlipWaiver *) g_ptr_array_index (report->rulings->waivers, i))->criterion,
                     WAIVED))
      return slip_demo_sync_all (run, error);
  if (report == NULL)
    return FALSE;
  slip_demo_say (run, "Irina waives “%s” for 30 days, as ai-irb-liaison", WAIVED);
  hash = slip_workspace_waive (run->workspaces[IRB], &what, run->passphrases[IRB], error);
  return hash != NULL && slip_demo_sync_all (run, error);
}

/* The AI-IRB reviewed the package as it stands. */
static gboolean
name_package (SlipDemoRun *run, GError **error)
{
  g_autofree char *review = first_row (run, IRB, FINAL, "irb/reviews", error);
  g_autoptr (GBytes) bytes = slip_workspace_show (run->workspaces[IRB], run->ids[FINAL], error);
  g_autoptr (GRegex) regex = g_regex_new ("<package_hash[^>]*>([0-9a-f]+)<", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *text = NULL;
  g_autofree char *digest = NULL;

  if (review == NULL || bytes == NULL)
    return FALSE;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (!g_regex_match (regex, text, 0, &match))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT, "the final approval has no package");
      return FALSE;
    }
  digest = g_match_info_fetch (match, 1);
  return set_in_row (run, IRB, FINAL, "irb/reviews", review, "package_hash", digest, error);
}

static gboolean
decide (SlipDemoRun *run, GError **error)
{
  const SlipDecide what = {
    .release = run->release,
    .decision = SLIP_DECISION_CONDITIONAL,
    .rationale = "Everything measured is met. The one item left open has a control and an end.",
  };
  g_autoptr (SlipGateReport) report = ask_gate (run, PM, error);
  g_autofree char *hash = NULL;

  if (report == NULL)
    return FALSE;
  if (report->rulings->standing != NULL)
    return slip_demo_sync_all (run, error);
  slip_demo_say (run, "Petra decides as program-manager: conditional");
  hash = slip_workspace_decide (run->workspaces[PM], &what, run->passphrases[PM], error);
  return hash != NULL && slip_demo_sync_all (run, error);
}

static gboolean
approve_release (SlipDemoRun *run, GError **error)
{
  if (!slip_demo_import (run, MONITORING, error) || !slip_demo_sync_all (run, error) ||
      !waive (run, error) || !slip_demo_import (run, FINAL, error) ||
      !slip_demo_sync_all (run, error) ||
      (!slip_demo_is_signed (run, FINAL, PM) && !name_package (run, error)) ||
      !slip_demo_sync_all (run, error))
    return FALSE;
  return slip_demo_approve (run, approvals, G_N_ELEMENTS (approvals), error) && decide (run, error);
}

/* == after the Go == */

static gboolean
name_documents (SlipDemoRun *run, GError **error)
{
  g_autofree char *lesson = first_row (run, QA, REVIEW, "lessons", error);
  g_autofree char *final =
      lesson != NULL ? first_row (run, QA, REVIEW, "documents_finalised", error) : NULL;

  return final != NULL &&
         set_in_row (run, QA, REVIEW, "lessons", lesson, "lesson", run->ids[LESSON_1], error) &&
         set_in_row (run, QA, REVIEW, "documents_finalised", final, "document",
                     run->ids[INSTALLATION], error) &&
         set_in_row (run, QA, REVIEW, "documents_finalised", final, "done", "yes", error);
}

gboolean
slip_demo_play_stages (SlipDemoRun *run, GError **error)
{
  if (!accept (run, error) || !approve_release (run, error) ||
      !slip_demo_import (run, RELEASE, error) ||
      (!slip_demo_is_signed (run, RELEASE, IRB) &&
       !slip_demo_set (run, IRB, RELEASE, "timing/go", run->ids[FINAL], error)) ||
      !slip_demo_sync_all (run, error) || !slip_demo_import (run, HANDOVER, error) ||
      !slip_demo_import (run, REVIEW, error) ||
      (!slip_demo_is_signed (run, REVIEW, QA) && !name_documents (run, error)) ||
      !slip_demo_sync_all (run, error))
    return FALSE;
  return slip_demo_approve (run, afterwards, G_N_ELEMENTS (afterwards), error);
}
