/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The main job on real input: a release goes from a drafted plan to signed records on three machines and
 * finished reports. It does nothing that a person could not do with the commands; it only does it quickly. */

#include "workspace/slip-demo-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "workspace/slip-sample.h"
#include "store/slip-values.h"
#include "workspace/slip-workspace-private.h"

#define RELEASE_TITLE "Claims Triage 2.0"

/* Who is who; data/sample/README.md tells the story. */
static const struct
{
  const char *folder;
  const char *name;
  const char *roles[4];
} people[N_PEOPLE] = {
  { "pm", "Petra Lindqvist", { "project-manager", "program-manager", "development-lead", NULL } },
  { "qa", "Quentin Adeyemi", { "qa-lead", "user-representative", "technical-support", NULL } },
  { "irb", "Irina Brandt", { "ai-irb-liaison", "operations-manager", NULL } },
};

static const struct
{
  const char *file;
  const char *title; /* as in the file */
  SlipDemoPerson author;
} documents[N_DOCUMENTS] = {
  { "deployment-plan", "Deployment plan: Claims Triage 2.0", PM },
  { "change-plan", "Change, training and communication: Claims Triage 2.0", PM },
  { "installation-procedure", "Installation procedure: Claims Triage 2.0", PM },
  { "uat-checklist", "UAT checklist: Claims Triage 2.0", QA },
  { "lessons-learned-1", "Lesson: put every cache into the procedure", PM },
  { "lessons-learned-2", "Lesson: write UAT items that can fail", QA },
  { "lessons-learned-3", "Lesson: show the AI-IRB a draft, not a finished plan", IRB },
  { "monitoring-log", "Monitoring: Claims Triage 2.0", IRB },
  { "final-approval", "Final approval: Claims Triage 2.0", PM },
  { "release-record", "Release record: Claims Triage 2.0", IRB },
  { "operational-handover", "Hand-over: Claims Triage 2.0", PM },
  { "post-implementation-review", "Post-implementation review: Claims Triage 2.0", QA },
};

/* In the order of the process, up to user acceptance (slip-demo-stages.c goes on). */
static const SlipDemoSignature signatures[] = {
  { PLAN, PM, "program-manager", "People, budget and window are confirmed." },
  { PLAN, IRB, "operations-manager", "Feasible; the way back was rehearsed on staging." },
  { PLAN, QA, "qa-lead", "Every acceptance criterion has an owner and a test." },
  { PLAN, IRB, "ai-irb-liaison", "The concern is answered: the sample is drawn weekly." },
  { PLAN, PM, "project-manager", "" },
  { CHANGE, PM, "project-manager", "The desks hear of it from their own heads." },
  { CHANGE, QA, "technical-support", "" },
  { CHANGE, QA, "qa-lead", "The guides show the build under test." },
  { CHANGE, IRB, "ai-irb-liaison", "Adjusters and customers are told that a model sorts claims." },
  { INSTALLATION, IRB, "operations-manager", "Walked through on staging, backup restored." },
  { INSTALLATION, QA, "qa-lead", "Guide, readme and release notes were read against the build." },
};

static void
run_clear (SlipDemoRun *run)
{
  for (guint i = 0; i < N_PEOPLE; i++)
    {
      g_clear_object (&run->workspaces[i]);
      g_free (run->passphrases[i]);
    }
  for (guint i = 0; i < N_DOCUMENTS; i++)
    g_free (run->ids[i]);
  g_free (run->release);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SlipDemoRun, run_clear)

void
slip_demo_say (SlipDemoRun *run, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  if (run->demo->say != NULL)
    run->demo->say (text, run->demo->data);
}

/* == people == */

static char *
in_dir (SlipDemoRun *run, const char *name)
{
  return g_build_filename (run->demo->dir, name, NULL);
}

/* So that whoever plays on can sign, too: the passphrase lies beside the workspace. */
static gboolean
make_passphrase (SlipDemoRun *run, SlipDemoPerson person, GError **error)
{
  g_autofree char *name = g_strconcat (people[person].folder, ".passphrase", NULL);
  g_autofree char *path = in_dir (run, name);
  g_autofree char *text = g_strdup_printf ("the demo passphrase of %s\n", people[person].name);

  run->passphrases[person] = g_strdup_printf ("the demo passphrase of %s", people[person].name);
  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static gboolean
is_there (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, SLIP_WORKSPACE_DATABASE, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

gboolean
slip_demo_sync_one (SlipDemoRun *run, SlipDemoPerson person, GError **error)
{
  SlipSyncReport report = { 0 };
  gboolean done = slip_workspace_sync (run->workspaces[person], &report, run->cancellable, error);

  if (done)
    slip_demo_say (run, "  %s syncs: %u requests, %u ops sent, %u received%s",
                   people[person].folder, report.requests, report.ops_sent, report.ops_received,
                   report.conflicts > 0 ? ", with an open conflict" : "");
  slip_sync_report_clear (&report);
  return done;
}

/* Twice around: what the last one sent reaches the first. */
gboolean
slip_demo_sync_all (SlipDemoRun *run, GError **error)
{
  for (guint i = 0; i < 2 * N_PEOPLE - 1; i++)
    if (run->workspaces[i % N_PEOPLE] != NULL && !slip_demo_sync_one (run, i % N_PEOPLE, error))
      return FALSE;
  return TRUE;
}

static gboolean
found_workspace (SlipDemoRun *run, GError **error)
{
  g_autofree char *dir = in_dir (run, people[PM].folder);
  g_autofree char *store = in_dir (run, "store");
  const char *address = run->demo->remote != NULL ? run->demo->remote : store;

  slip_demo_say (run, "%s founds the workspace in “%s”", people[PM].name, people[PM].folder);
  run->workspaces[PM] =
      is_there (dir) ? slip_workspace_open (dir, error)
                     : slip_workspace_create (dir, "Harbour Mutual: releases", people[PM].name,
                                              people[PM].roles, run->passphrases[PM], error);
  return run->workspaces[PM] != NULL &&
         slip_workspace_set_remote (run->workspaces[PM], address, run->demo->user,
                                    run->demo->password, run->demo->allow_cleartext, NULL, error) &&
         slip_demo_sync_one (run, PM, error);
}

/* The invitation, the request, and the admission after a look at the fingerprint. */
static gboolean
bring_in (SlipDemoRun *run, SlipDemoPerson person, GError **error)
{
  g_autofree char *dir = in_dir (run, people[person].folder);
  g_autofree char *name = g_strconcat (people[person].folder, ".invitation", NULL);
  g_autofree char *invitation = in_dir (run, name);
  g_autofree char *id = NULL;
  g_autofree char *address = NULL;
  g_autofree char *fingerprint = NULL;

  slip_demo_say (run, "%s is invited and joins in “%s”", people[person].name,
                 people[person].folder);
  if (!is_there (dir))
    {
      if (!g_file_test (invitation, G_FILE_TEST_EXISTS) &&
          !slip_workspace_invite (run->workspaces[PM], invitation, error))
        return FALSE;
      run->workspaces[person] = slip_workspace_join (dir, invitation, people[person].name,
                                                     run->passphrases[person], error);
    }
  else
    run->workspaces[person] = slip_workspace_open (dir, error);
  if (run->workspaces[person] == NULL)
    return FALSE;
  address = slip_workspace_get_info (run->workspaces[PM], "remote", error);
  if (address == NULL ||
      !slip_workspace_set_remote (run->workspaces[person], address, run->demo->user,
                                  run->demo->password, run->demo->allow_cleartext, NULL, error) ||
      !slip_demo_sync_one (run, PM, error) || !slip_demo_sync_one (run, person, error) ||
      !slip_demo_sync_one (run, PM, error))
    return FALSE;
  id = slip_workspace_get_info (run->workspaces[person], "person", error);
  fingerprint = slip_workspace_get_info (run->workspaces[person], "fingerprint", error);
  if (id == NULL || fingerprint == NULL)
    return FALSE;
  slip_demo_say (run, "  Petra compares the fingerprint %s and admits %s", fingerprint,
                 people[person].name);
  return slip_workspace_admit (run->workspaces[PM], id, people[person].roles, run->passphrases[PM],
                               error) &&
         slip_demo_sync_one (run, PM, error) && slip_demo_sync_one (run, person, error);
}

/* == documents == */

static gboolean
make_release (SlipDemoRun *run, GError **error)
{
  SlipWorkspace *workspace = run->workspaces[PM];
  g_autoptr (GPtrArray) releases = slip_workspace_list_releases (workspace, error);

  if (releases == NULL)
    return FALSE;
  for (guint i = 0; i < releases->len && run->release == NULL; i++)
    {
      SlipReleaseInfo *info = g_ptr_array_index (releases, i);

      if (g_strcmp0 (info->title, RELEASE_TITLE) == 0)
        run->release = g_strdup (info->id);
    }
  if (run->release == NULL)
    run->release = slip_workspace_new_release (workspace, RELEASE_TITLE, error);
  slip_demo_say (run, "Petra opens the release “%s”", RELEASE_TITLE);
  return run->release != NULL &&
         slip_workspace_set_field (workspace, run->release, SLIP_RELEASE_VERSION, "2.0", error);
}

/* The document out of an earlier run: importing it once more would put back what was edited since. */
static char *
find_document (SlipDemoRun *run, SlipDemoDocument document, GError **error)
{
  g_autoptr (GPtrArray) list = slip_workspace_list_documents (
      run->workspaces[documents[document].author], run->release, error);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      SlipDocumentInfo *info = g_ptr_array_index (list, i);

      if (g_strcmp0 (info->title, documents[document].title) == 0)
        return g_strdup (info->id);
    }
  return NULL;
}

gboolean
slip_demo_import (SlipDemoRun *run, SlipDemoDocument document, GError **error)
{
  g_autofree char *uri =
      g_strdup_printf ("resource:///io/github/slipway/sample/%s.xml", documents[document].file);
  g_autoptr (GFile) file = g_file_new_for_uri (uri);
  g_autoptr (GError) local_error = NULL;
  SlipDemoPerson author = documents[document].author;

  slip_demo_say (run, "%s drafts %s", people[author].name, documents[document].file);
  run->ids[document] = find_document (run, document, &local_error);
  if (run->ids[document] == NULL && local_error == NULL)
    run->ids[document] =
        slip_workspace_import (run->workspaces[author], run->release, file, &local_error);
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return run->ids[document] != NULL;
}

gboolean
slip_demo_set (SlipDemoRun *run, SlipDemoPerson person, SlipDemoDocument document, const char *path,
               const char *value, GError **error)
{
  return slip_workspace_set_field (run->workspaces[person], run->ids[document], path, value, error);
}

/* A document is past drafting once anybody signed it: then its edits were made in an earlier run. */
gboolean
slip_demo_is_signed (SlipDemoRun *run, SlipDemoDocument document, SlipDemoPerson person)
{
  g_autoptr (SlipSignoff) signoff =
      slip_workspace_get_signoff (run->workspaces[person], run->ids[document], NULL);

  return signoff != NULL && signoff->signatures->len > 0;
}

/* The three work at the same time, without a network. Two of them change the same field. */
static gboolean
work_apart (SlipDemoRun *run, GError **error)
{
  if (!slip_demo_import (run, PLAN, error) || !slip_demo_import (run, CHANGE, error) ||
      !slip_demo_import (run, INSTALLATION, error))
    return FALSE;
  if (!slip_demo_sync_all (run, error))
    return FALSE;
  slip_demo_say (run, "All three work offline, at the same time");
  for (SlipDemoDocument document = UAT; document <= LESSON_3; document++)
    if (!slip_demo_import (run, document, error))
      return FALSE;
  if (slip_demo_is_signed (run, PLAN, PM))
    return slip_demo_sync_all (run, error);
  slip_demo_say (run,
                 "  Petra and Irina both change how long the way back takes: 80 and 90 minutes");
  return slip_demo_set (run, PM, PLAN, "rollback/minutes", "80", error) &&
         slip_demo_set (run, IRB, PLAN, "rollback/minutes", "90", error) &&
         slip_demo_set (
             run, QA, PLAN, "foa/foa_reason",
             "The shadow run of 38,412 claims beside the old rules stands in for a first "
             "application: same claims, same desks, no effect on a customer.",
             error) &&
         slip_demo_sync_all (run, error);
}

static gboolean
settle_conflict (SlipDemoRun *run, GError **error)
{
  g_autoptr (GPtrArray) values = slip_values_get (slip_workspace_reader (run->workspaces[PM]),
                                                  run->ids[PLAN], "", "rollback/minutes", error);

  if (values == NULL)
    return FALSE;
  slip_values_distinct (values);
  for (guint i = 0; values->len > 1 && i < values->len; i++)
    {
      SlipValue *value = g_ptr_array_index (values, i);
      g_autofree char *name =
          slip_person_name (slip_workspace_reader (run->workspaces[PM]), value->person);

      slip_demo_say (run, "  kept side by side: %s minutes by %s", value->value, name);
    }
  slip_demo_say (run, "Petra settles on 90 minutes; both entries stay in the audit trail");
  return (slip_demo_is_signed (run, PLAN, PM) ||
          slip_demo_set (run, PM, PLAN, "rollback/minutes", "90", error)) &&
         slip_demo_sync_all (run, error);
}

/* == signatures == */

gboolean
slip_demo_has_signed (SlipDemoRun *run, const SlipDemoSignature *wanted, SlipVerdict verdict)
{
  SlipWorkspace *workspace = run->workspaces[wanted->person];
  g_autoptr (SlipSignoff) signoff =
      slip_workspace_get_signoff (workspace, run->ids[wanted->document], NULL);
  g_autofree char *me = slip_workspace_get_info (workspace, "person", NULL);

  for (guint i = 0; signoff != NULL && i < signoff->signatures->len; i++)
    {
      SlipSignature *signature = g_ptr_array_index (signoff->signatures, i);

      if (signature->valid && signature->verdict == verdict &&
          g_str_equal (signature->role, wanted->role) && g_strcmp0 (signature->person, me) == 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
slip_demo_sign (SlipDemoRun *run, const SlipDemoSignature *signature, const char *verdict,
                GError **error)
{
  SlipDemoDocument document = signature->document;
  SlipDemoPerson person = signature->person;
  SlipVerdict wanted;
  g_autoptr (SlipSigned) done = NULL;

  slip_verdict_from_string (verdict, &wanted);
  if (!slip_demo_sync_one (run, person, error))
    return FALSE;
  if (!slip_demo_has_signed (run, signature, wanted))
    {
      slip_demo_say (run, "%s signs %s as %s: %s", people[person].name, documents[document].file,
                     signature->role, verdict);
      done = slip_workspace_sign_slot (run->workspaces[person], run->ids[document], signature->role,
                                       signature->slot, verdict, signature->comment,
                                       run->passphrases[person], error);
      if (done == NULL)
        return FALSE;
    }
  return slip_demo_sync_one (run, person, error);
}

gboolean
slip_demo_approve (SlipDemoRun *run, const SlipDemoSignature *all, gsize n, GError **error)
{
  for (gsize i = 0; i < n; i++)
    if (!slip_demo_sign (run, &all[i], "approve", error))
      return FALSE;
  return slip_demo_sync_all (run, error);
}

static gboolean
sign_plans (SlipDemoRun *run, GError **error)
{
  const SlipDemoSignature concern = {
    PLAN, IRB, "ai-irb-liaison",
    "Who looks at the claims that the model sends to the fast track unseen, and how often?"
  };

  if (!slip_demo_sign (run, &concern, "concerns", error) || !slip_demo_sync_one (run, PM, error))
    return FALSE;
  if (!slip_demo_has_signed (run, &signatures[0], SLIP_VERDICT_APPROVE))
    {
      slip_demo_say (run, "Petra answers the concern in the plan");
      if (!slip_demo_set (
              run, PM, PLAN, "scope/purpose",
              "New claims reach the right desk within minutes instead of the next morning, and "
              "the adjuster opens a file that already has a readable summary. Severity is judged "
              "by a model trained on our own claims since 2019; the proposal stays a proposal "
              "until a person accepts it. Of the fast track a senior adjuster reads a random "
              "sample of 50 claims each week.",
              error) ||
          !slip_demo_sync_one (run, PM, error))
        return FALSE;
    }
  return slip_demo_approve (run, signatures, G_N_ELEMENTS (signatures), error);
}

/* == reports and the last look == */

static gboolean
write_reports (SlipDemoRun *run, GError **error)
{
  g_autofree char *folder = in_dir (run, "reports");

  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED, "can't make “%s”: %s", folder,
                   g_strerror (errno));
      return FALSE;
    }
  for (guint i = 0; i < N_DOCUMENTS; i++)
    for (guint j = 0; j < 2; j++)
      {
        g_autofree char *name = g_strconcat (documents[i].file, j == 0 ? ".odt" : ".xml", NULL);
        g_autofree char *path = g_build_filename (folder, name, NULL);

        if (!slip_workspace_export (run->workspaces[IRB], run->ids[i], path, error))
          return FALSE;
      }
  slip_demo_say (run, "Irina exports %u documents as ODT and XML into “reports”", N_DOCUMENTS);
  return TRUE;
}

static gboolean
verify_all (SlipDemoRun *run, GError **error)
{
  g_autofree char *first = NULL;
  g_auto (GStrv) problems = NULL;

  for (guint i = 0; i < N_PEOPLE; i++)
    {
      SlipVerifyReport report = { 0 };
      g_autofree char *digest = slip_workspace_state_digest (run->workspaces[i], error);

      if (digest == NULL || !slip_workspace_verify (run->workspaces[i], &report, error))
        return FALSE;
      if (report.problem != NULL)
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT, "“%s” doesn't verify: %s",
                       people[i].folder, report.problem);
          slip_verify_report_clear (&report);
          return FALSE;
        }
      slip_demo_say (
          run, "“%s” verifies: %u frames, %u ops, %u statements, %u contents; state %.16s…",
          people[i].folder, report.frames, report.ops, report.statements, report.blobs, digest);
      slip_verify_report_clear (&report);
      if (first == NULL)
        first = g_steal_pointer (&digest);
      else if (!g_str_equal (first, digest))
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT, "“%s” holds another state than “%s”",
                       people[i].folder, people[0].folder);
          return FALSE;
        }
    }
  if (!slip_workspace_check_store (run->workspaces[PM], &problems, run->cancellable, error))
    return FALSE;
  if (problems[0] != NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT, "the store is not whole: %s",
                   problems[0]);
      return FALSE;
    }
  slip_demo_say (run, "All three hold the same, and the store is whole");
  return TRUE;
}

gboolean
slip_demo_run (const SlipDemo *demo, GCancellable *cancellable, GError **error)
{
  g_auto (SlipDemoRun) run = { demo, cancellable, { NULL }, { NULL }, NULL, { NULL } };

  g_resources_register (slip_sample_get_resource ());
  if (g_mkdir_with_parents (demo->dir, 0700) != 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED, "can't make “%s”: %s", demo->dir,
                   g_strerror (errno));
      return FALSE;
    }
  for (guint i = 0; i < N_PEOPLE; i++)
    if (!make_passphrase (&run, i, error))
      return FALSE;
  return found_workspace (&run, error) && bring_in (&run, QA, error) &&
         bring_in (&run, IRB, error) && make_release (&run, error) && work_apart (&run, error) &&
         settle_conflict (&run, error) && slip_demo_ready_plan (&run, error) &&
         sign_plans (&run, error) && slip_demo_play_stages (&run, error) &&
         write_reports (&run, error) && verify_all (&run, error);
}
