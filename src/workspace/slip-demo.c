/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The main job on real input: a release goes from a drafted plan to signed records on three machines and
 * finished reports. It does nothing that a person could not do with the commands; it only does it quickly. */

#define G_LOG_DOMAIN "slipway"

#include "workspace/slip-demo.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "workspace/slip-sample.h"
#include "store/slip-values.h"
#include "workspace/slip-workspace-private.h"

#define RELEASE_TITLE "Claims Triage 2.0"

typedef enum
{
  PM,
  QA,
  IRB,
  N_PEOPLE
} Person;

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

typedef enum
{
  PLAN,
  CHANGE,
  INSTALLATION,
  UAT,
  LESSON_1,
  LESSON_2,
  LESSON_3,
  N_DOCUMENTS
} Document;

static const struct
{
  const char *file;
  const char *title; /* as in the file */
  Person author;
} documents[N_DOCUMENTS] = {
  { "deployment-plan", "Deployment plan: Claims Triage 2.0", PM },
  { "change-plan", "Change, training and communication: Claims Triage 2.0", PM },
  { "installation-procedure", "Installation procedure: Claims Triage 2.0", PM },
  { "uat-checklist", "UAT checklist: Claims Triage 2.0", QA },
  { "lessons-learned-1", "Lesson: put every cache into the procedure", PM },
  { "lessons-learned-2", "Lesson: write UAT items that can fail", QA },
  { "lessons-learned-3", "Lesson: show the AI-IRB a draft, not a finished plan", IRB },
};

/* In the order of the process (domain.md 3). */
static const struct
{
  Document document;
  Person person;
  const char *role;
  const char *comment;
} signatures[] = {
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
  { UAT, IRB, "operations-manager",
    "Scaled-down as listed under deviations; same images as production." },
  { UAT, QA, "user-representative", "" },
  { UAT, QA, "qa-lead", "Failed attempts were retested on the build under test." },
  { LESSON_1, PM, "development-lead", "" },
  { LESSON_1, QA, "qa-lead", "" },
  { LESSON_1, PM, "program-manager", "Goes into the next plan." },
  { LESSON_2, QA, "technical-support", "" },
  { LESSON_2, QA, "qa-lead", "" },
  { LESSON_2, PM, "program-manager", "" },
};

typedef struct
{
  const SlipDemo *demo;
  GCancellable *cancellable;
  SlipWorkspace *workspaces[N_PEOPLE];
  char *passphrases[N_PEOPLE];
  char *release;
  char *ids[N_DOCUMENTS];
} Run;

static void
run_clear (Run *run)
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
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static void say (Run *run, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
say (Run *run, const char *format, ...)
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
in_dir (Run *run, const char *name)
{
  return g_build_filename (run->demo->dir, name, NULL);
}

/* So that whoever plays on can sign, too: the passphrase lies beside the workspace. */
static gboolean
make_passphrase (Run *run, Person person, GError **error)
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

static gboolean
sync_one (Run *run, Person person, GError **error)
{
  SlipSyncReport report = { 0 };
  gboolean done = slip_workspace_sync (run->workspaces[person], &report, run->cancellable, error);

  if (done)
    say (run, "  %s syncs: %u requests, %u ops sent, %u received%s", people[person].folder,
         report.requests, report.ops_sent, report.ops_received,
         report.conflicts > 0 ? ", with an open conflict" : "");
  slip_sync_report_clear (&report);
  return done;
}

/* Twice around: what the last one sent reaches the first. */
static gboolean
sync_all (Run *run, GError **error)
{
  for (guint i = 0; i < 2 * N_PEOPLE - 1; i++)
    if (run->workspaces[i % N_PEOPLE] != NULL && !sync_one (run, i % N_PEOPLE, error))
      return FALSE;
  return TRUE;
}

static gboolean
found_workspace (Run *run, GError **error)
{
  g_autofree char *dir = in_dir (run, people[PM].folder);
  g_autofree char *store = in_dir (run, "store");
  const char *address = run->demo->remote != NULL ? run->demo->remote : store;

  say (run, "%s founds the workspace in “%s”", people[PM].name, people[PM].folder);
  run->workspaces[PM] =
      is_there (dir) ? slip_workspace_open (dir, error)
                     : slip_workspace_create (dir, "Harbour Mutual: releases", people[PM].name,
                                              people[PM].roles, run->passphrases[PM], error);
  return run->workspaces[PM] != NULL &&
         slip_workspace_set_remote (run->workspaces[PM], address, run->demo->user,
                                    run->demo->password, run->demo->allow_cleartext, NULL, error) &&
         sync_one (run, PM, error);
}

/* The invitation, the request, and the admission after a look at the fingerprint. */
static gboolean
bring_in (Run *run, Person person, GError **error)
{
  g_autofree char *dir = in_dir (run, people[person].folder);
  g_autofree char *name = g_strconcat (people[person].folder, ".invitation", NULL);
  g_autofree char *invitation = in_dir (run, name);
  g_autofree char *id = NULL;
  g_autofree char *address = NULL;
  g_autofree char *fingerprint = NULL;

  say (run, "%s is invited and joins in “%s”", people[person].name, people[person].folder);
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
      !sync_one (run, PM, error) || !sync_one (run, person, error) || !sync_one (run, PM, error))
    return FALSE;
  id = slip_workspace_get_info (run->workspaces[person], "person", error);
  fingerprint = slip_workspace_get_info (run->workspaces[person], "fingerprint", error);
  if (id == NULL || fingerprint == NULL)
    return FALSE;
  say (run, "  Petra compares the fingerprint %s and admits %s", fingerprint, people[person].name);
  return slip_workspace_admit (run->workspaces[PM], id, people[person].roles, run->passphrases[PM],
                               error) &&
         sync_one (run, PM, error) && sync_one (run, person, error);
}

/* == documents == */

static gboolean
make_release (Run *run, GError **error)
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
  say (run, "Petra opens the release “%s”", RELEASE_TITLE);
  return run->release != NULL &&
         slip_workspace_set_field (workspace, run->release, SLIP_RELEASE_VERSION, "2.0", error);
}

/* The document out of an earlier run: importing it once more would put back what was edited since. */
static char *
find_document (Run *run, Document document, GError **error)
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

static gboolean
import_document (Run *run, Document document, GError **error)
{
  g_autofree char *uri =
      g_strdup_printf ("resource:///io/github/slipway/sample/%s.xml", documents[document].file);
  g_autoptr (GFile) file = g_file_new_for_uri (uri);
  g_autoptr (GError) local_error = NULL;
  Person author = documents[document].author;

  say (run, "%s drafts %s", people[author].name, documents[document].file);
  run->ids[document] = find_document (run, document, &local_error);
  if (run->ids[document] == NULL && local_error == NULL)
    run->ids[document] =
        slip_workspace_import (run->workspaces[author], run->release, file, &local_error);
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return run->ids[document] != NULL;
}

static gboolean
set (Run *run, Person person, Document document, const char *path, const char *value,
     GError **error)
{
  return slip_workspace_set_field (run->workspaces[person], run->ids[document], path, value, error);
}

/* A document is past drafting once anybody signed it: then its edits were made in an earlier run. */
static gboolean
is_signed (Run *run, Document document, Person person)
{
  g_autoptr (SlipSignoff) signoff =
      slip_workspace_get_signoff (run->workspaces[person], run->ids[document], NULL);

  return signoff != NULL && signoff->signatures->len > 0;
}

/* The three work at the same time, without a network. Two of them change the same field. */
static gboolean
work_apart (Run *run, GError **error)
{
  if (!import_document (run, PLAN, error) || !import_document (run, CHANGE, error) ||
      !import_document (run, INSTALLATION, error))
    return FALSE;
  if (!sync_all (run, error))
    return FALSE;
  say (run, "All three work offline, at the same time");
  for (Document document = UAT; document < N_DOCUMENTS; document++)
    if (!import_document (run, document, error))
      return FALSE;
  if (is_signed (run, PLAN, PM))
    return sync_all (run, error);
  say (run, "  Petra and Irina both change how long the way back takes: 80 and 90 minutes");
  return set (run, PM, PLAN, "rollback/minutes", "80", error) &&
         set (run, IRB, PLAN, "rollback/minutes", "90", error) &&
         set (run, QA, PLAN, "foa/foa_reason",
              "The shadow run of 38,412 claims beside the old rules stands in for a first "
              "application: same claims, same desks, no effect on a customer.",
              error) &&
         sync_all (run, error);
}

static gboolean
settle_conflict (Run *run, GError **error)
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

      say (run, "  kept side by side: %s minutes by %s", value->value, name);
    }
  say (run, "Petra settles on 90 minutes; both entries stay in the audit trail");
  return (is_signed (run, PLAN, PM) || set (run, PM, PLAN, "rollback/minutes", "90", error)) &&
         sync_all (run, error);
}

/* == signatures == */

/* Whether the signature is there already, out of an earlier run. */
static gboolean
has_signed (Run *run, Document document, Person person, const char *role, SlipVerdict verdict)
{
  g_autoptr (SlipSignoff) signoff =
      slip_workspace_get_signoff (run->workspaces[person], run->ids[document], NULL);
  g_autofree char *me = slip_workspace_get_info (run->workspaces[person], "person", NULL);

  for (guint i = 0; signoff != NULL && i < signoff->signatures->len; i++)
    {
      SlipSignature *signature = g_ptr_array_index (signoff->signatures, i);

      if (signature->valid && signature->verdict == verdict &&
          g_str_equal (signature->role, role) && g_strcmp0 (signature->person, me) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
sign (Run *run, Document document, Person person, const char *role, const char *verdict,
      const char *comment, GError **error)
{
  SlipVerdict wanted;
  g_autofree char *hash = NULL;

  slip_verdict_from_string (verdict, &wanted);
  if (!sync_one (run, person, error))
    return FALSE;
  if (!has_signed (run, document, person, role, wanted))
    {
      say (run, "%s signs %s as %s: %s", people[person].name, documents[document].file, role,
           verdict);
      hash = slip_workspace_sign (run->workspaces[person], run->ids[document], role, verdict,
                                  comment, run->passphrases[person], error);
      if (hash == NULL)
        return FALSE;
    }
  return sync_one (run, person, error);
}

static gboolean
sign_all (Run *run, GError **error)
{
  if (!sign (
          run, PLAN, IRB, "ai-irb-liaison", "concerns",
          "Who looks at the claims that the model sends to the fast track unseen, and how often?",
          error) ||
      !sync_one (run, PM, error))
    return FALSE;
  if (!has_signed (run, PLAN, PM, "program-manager", SLIP_VERDICT_APPROVE))
    {
      say (run, "Petra answers the concern in the plan");
      if (!set (run, PM, PLAN, "scope/purpose",
                "New claims reach the right desk within minutes instead of the next morning, and "
                "the adjuster opens a file that already has a readable summary. Severity is judged "
                "by a model trained on our own claims since 2019; the proposal stays a proposal "
                "until a person accepts it. Of the fast track a senior adjuster reads a random "
                "sample of 50 claims each week.",
                error) ||
          !sync_one (run, PM, error))
        return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (signatures); i++)
    if (!sign (run, signatures[i].document, signatures[i].person, signatures[i].role, "approve",
               signatures[i].comment, error))
      return FALSE;
  return sync_all (run, error);
}

/* == reports and the last look == */

static gboolean
write_reports (Run *run, GError **error)
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
  say (run, "Irina exports %u documents as ODT and XML into “reports”", N_DOCUMENTS);
  return TRUE;
}

static gboolean
verify_all (Run *run, GError **error)
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
      say (run, "“%s” verifies: %u frames, %u ops, %u statements, %u contents; state %.16s…",
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
  say (run, "All three hold the same, and the store is whole");
  return TRUE;
}

gboolean
slip_demo_run (const SlipDemo *demo, GCancellable *cancellable, GError **error)
{
  g_auto (Run) run = { demo, cancellable, { NULL }, { NULL }, NULL, { NULL } };

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
         settle_conflict (&run, error) && sign_all (&run, error) && write_reports (&run, error) &&
         verify_all (&run, error);
}
