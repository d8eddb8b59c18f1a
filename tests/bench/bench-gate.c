/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* How long a person, or a pipeline, waits for a gate: 13 approved documents, one of them a checklist of 2,000 items, and 60
 * criteria; when the program has just been started (under 400 ms), and when it has asked before (under 50 ms). And for what
 * waits for them over 1,000 releases (under 20 ms), once it was found out. */

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>

#include "forms/slip-check.h"
#include "process/slip-processes.h"
#include "process/slip-roles.h"
#include "store/slip-log.h"
#include "workspace/slip-gates.h"
#include "workspace/slip-definitions.h"
#include "workspace/slip-processing.h"
#include "workspace/slip-revisions.h"
#include "workspace/slip-turns.h"
#include "workspace/slip-workspace-private.h"

#define N_ITEMS 2000
/* 60 are asked: three are of a stage that this release skips. */
#define N_CRITERIA 63
#define N_RELEASES 1000
#define TIMES 15
#define COLD_MS 400.0
#define WARM_MS 50.0
#define FOR_ME_MS 20.0
/* As many as a page shows. */
#define PAGE 100
#define PASSPHRASE "correct horse battery staple"

/* In an order in which what one looks up in another is there. */
static const char *const samples[] = {
  "deployment-plan",
  "change-plan",
  "installation-procedure",
  "foa-beta-record",
  "uat-checklist",
  "lessons-learned-1",
  "monitoring-log",
  "final-approval",
  "release-record",
  "operational-handover",
  "maturity-assessment",
  "decommissioning-plan",
  "post-implementation-review",
};

static void
check (gboolean done, GError *error)
{
  if (!done)
    g_error ("%s", error != NULL ? error->message : "failed");
}

static double
ms_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1000;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return left < right ? -1 : left > right;
}

static double
median (GArray *times)
{
  g_array_sort (times, compare_times);
  return g_array_index (times, double, times->len / 2);
}

static char *
sample_path (const char *name)
{
  return g_strdup_printf ("%s/data/sample/%s.xml", g_getenv ("SLIPWAY_TOP"), name);
}

/* == documents == */

/* The sample as one person may sign it; its checklist with as many items as are wanted: copies of its first one. */
static char *
copy_sample (const char *dir, const char *name)
{
  g_autofree char *path = sample_path (name);
  g_autofree char *file = g_strconcat (name, ".xml", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GString) copy = g_string_new (NULL);
  GError *error = NULL;
  char *target = g_build_filename (dir, file, NULL);

  check (g_file_get_contents (path, &text, NULL, &error), error);
  if (g_str_equal (name, "uat-checklist"))
    {
      const char *first = strstr (text, "    <item>\n");
      const char *end = strstr (first, "    </item>\n") + strlen ("    </item>\n");
      /* Its last attempt alone, and what closes the item. */
      const char *attempts = strstr (first, "        <attempt>\n");
      const char *last = strstr (attempts + 1, "        <attempt>\n");

      g_string_append_len (copy, text, first - text);
      for (guint i = 0; i < N_ITEMS; i++)
        {
          g_autofree char *id = g_strdup_printf ("<id>X-%u</id>", i);
          g_autoptr (GString) item = g_string_new_len (first, attempts - first);

          g_string_append_len (item, last, end - last);

          g_string_replace (item, "<id>U-01</id>", id, 1);
          g_string_append (copy, item->str);
        }
      g_string_append (copy, first);
    }
  else
    g_string_append (copy, text);
  /* One person has all roles here; but nobody takes part in a meeting twice. */
  g_string_replace (copy, "<person>Quentin Adeyemi<", "<person>Quentin<", 0);
  g_string_replace (copy, "<person>Irina Brandt<", "<person>Irina<", 0);
  g_string_replace (copy, ">Quentin Adeyemi<", ">Petra Lindqvist<", 0);
  g_string_replace (copy, ">Irina Brandt<", ">Petra Lindqvist<", 0);
  check (g_file_set_contents (target, copy->str, -1, &error), error);
  return target;
}

/* What can only be set in a workspace. */
static void
complete (SlipWorkspace *workspace, const char *document, const char *final, const char *lesson)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) problems = slip_workspace_check (workspace, document, &error);

  check (problems != NULL, error);
  for (guint i = 0; i < problems->len; i++)
    {
      const SlipProblem *problem = g_ptr_array_index (problems, i);

      if (g_str_has_suffix (problem->path, "/package_hash"))
        check (slip_workspace_set_field (workspace, document, problem->path, "as reviewed", &error),
               error);
      else if (g_str_equal (problem->path, "completion/staging_removal_test") ||
               g_str_has_suffix (problem->path, "removal_test"))
        {
          g_autofree char *path = sample_path ("lessons-learned-1");

          check (slip_workspace_set_field (workspace, document, problem->path, path, &error),
                 error);
        }
      else if (g_str_equal (problem->path, "timing/go") ||
               g_str_has_suffix (problem->path, "/irb_clearance"))
        check (slip_workspace_set_field (workspace, document, problem->path, final, &error), error);
      else if (g_str_equal (problem->path, "lessons") ||
               g_str_equal (problem->path, "documents_finalised"))
        {
          gboolean lessons = *problem->path == 'l';
          g_autofree char *row =
              slip_workspace_add_row (workspace, document, problem->path, &error);
          g_autofree char *field =
              g_strdup_printf ("%s/%s/%s", problem->path, row, lessons ? "lesson" : "document");
          g_autofree char *done = g_strdup_printf ("documents_finalised/%s/done", row);

          check (slip_workspace_set_field (workspace, document, field, lesson, &error), error);
          if (!lessons)
            check (slip_workspace_set_field (workspace, document, done, "no", &error), error);
        }
    }
}

static void
approve (SlipWorkspace *workspace, const char *document, const char *form_id)
{
  g_autoptr (SlipForm) form = slip_forms_get_shipped (form_id, NULL);
  GPtrArray *slots = slip_form_get_slots (form);
  GError *error = NULL;

  for (guint order = 0; order < 10; order++)
    for (guint i = 0; i < slots->len; i++)
      {
        const SlipFormSlot *slot = g_ptr_array_index (slots, i);
        const char *role = g_str_equal (slot->role, "*") ? "qa-lead" : slot->role;
        SlipSigned *done;

        if (slot->order != order)
          continue;
        done = slip_workspace_sign_slot (workspace, document, role, slot->name, "approve", "",
                                         PASSPHRASE, &error);
        if (done == NULL)
          printf ("   %s: %s\n", form_id, error->message);
        g_clear_error (&error);
        g_clear_pointer (&done, slip_signed_free);
      }
}

/* Without order, so that one person can sign; with as many criteria as are wanted. */
static void
put_process (SlipWorkspace *workspace, const char *dir, const char *release)
{
  g_autoptr (GBytes) bytes = slip_processes_shipped_bytes (SLIP_PROCESS_DEFAULT, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (GRegex) after = g_regex_new (" after=\"[^\"]*\"", 0, 0, NULL);
  g_autoptr (GRegex) separation = g_regex_new ("<separation[^<]*</separation>", 0, 0, NULL);
  g_autofree char *first = g_regex_replace_literal (after, text, -1, 0, "", 0, NULL);
  g_autofree char *second = g_regex_replace_literal (separation, first, -1, 0, "", 0, NULL);
  g_autoptr (GString) longer = g_string_new (NULL);
  g_autoptr (GString) all = g_string_new (second);
  g_autofree char *path = g_build_filename (dir, "process.xml", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *digest = NULL;
  GError *error = NULL;
  guint n = 0;

  for (const char *at = second; (at = strstr (at, "<criterion ")) != NULL; at++)
    n++;
  /* A fifth of them over the checklist's items, as in the shipped process. */
  for (; n < N_CRITERIA; n++)
    if (n % 5 == 0)
      g_string_append_printf (
          longer,
          "<criterion id=\"more-%u\" severity=\"high\" needs=\"uat-checklist\" "
          "at=\"uat-checklist/items\" test=\"not(uat-checklist/items/item[priority = 'must' and "
          "not(result = 'pass')])\">More %u.</criterion>",
          n, n);
    else
      g_string_append_printf (
          longer,
          "<criterion id=\"more-%u\" severity=\"high\" needs=\"deployment-plan\" "
          "at=\"deployment-plan/risks\" test=\"count(deployment-plan/risks/risk[string(owner)]) "
          "&gt; 0\">More %u.</criterion>",
          n, n);
  /* At the end of the stage where Go is given, which has no criteria of its own; all others come before. */
  g_string_append (longer, "</stage>\n\n  <stage id=\"release\"");
  g_string_replace (all, "</stage>\n\n  <stage id=\"release\"", longer->str, 1);
  g_string_replace (all, "<stage id=\"final-approval\" ",
                    "<stage id=\"final-approval\" after=\"plan installation foa uat\" ", 1);
  check (g_file_set_contents (path, all->str, -1, &error), error);
  digest = slip_workspace_put_process (workspace, file, &error);
  check (digest != NULL, error);
  check (slip_workspace_follow (workspace, release, digest, &error), error);
}

static char *
make_release (SlipWorkspace *workspace, const char *dir)
{
  GError *error = NULL;
  char *release = slip_workspace_new_release (workspace, "Claims Triage 2.0", &error);
  g_autofree char *final = NULL;
  g_autofree char *lesson = NULL;

  check (release != NULL, error);
  put_process (workspace, dir, release);
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autofree char *path = copy_sample (dir, samples[i]);
      g_autoptr (GFile) file = g_file_new_for_path (path);
      g_autofree char *id = slip_workspace_import (workspace, release, file, &error);
      gboolean is_lesson = g_str_has_prefix (samples[i], "lessons-learned");

      check (id != NULL, error);
      if (g_str_equal (samples[i], "final-approval"))
        final = g_strdup (id);
      if (is_lesson)
        lesson = g_strdup (id);
      complete (workspace, id, final, lesson);
      approve (workspace, id, is_lesson ? "lessons-learned" : samples[i]);
    }
  return release;
}

/* == what is measured == */

static guint
count_approved (SlipWorkspace *workspace, const char *release)
{
  g_autoptr (GPtrArray) documents = slip_workspace_list_documents (workspace, release, NULL);
  guint n = 0;

  for (guint i = 0; i < documents->len; i++)
    n += g_str_equal (((SlipDocumentInfo *) g_ptr_array_index (documents, i))->status, "approved");
  return n;
}

static double
ask_gate (SlipWorkspace *workspace, const char *release, guint *criteria)
{
  gint64 start = g_get_monotonic_time ();
  GError *error = NULL;
  g_autoptr (SlipGateReport) report = slip_workspace_gate (workspace, release, NULL, 0, &error);
  double time = ms_since (start);

  check (report != NULL, error);
  *criteria = 0;
  for (guint i = 0; i < report->gate->lines->len; i++)
    *criteria += ((SlipGateLine *) g_ptr_array_index (report->gate->lines, i))->criterion != NULL;
  return time;
}

/* As a program that was just started: a workspace that was opened for this one question. */
static double
measure_cold (const char *dir, const char *release)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < TIMES / 3; i++)
    {
      GError *error = NULL;
      gint64 start = g_get_monotonic_time ();
      g_autoptr (SlipWorkspace) workspace = slip_workspace_open (dir, &error);
      guint criteria;
      double time;

      check (workspace != NULL, error);
      ask_gate (workspace, release, &criteria);
      time = ms_since (start);
      g_array_append_val (times, time);
    }
  return median (times);
}

static double
measure_warm (SlipWorkspace *workspace, const char *release, guint *criteria)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  ask_gate (workspace, release, criteria);
  for (guint i = 0; i < TIMES; i++)
    {
      double time = ask_gate (workspace, release, criteria);

      g_array_append_val (times, time);
    }
  return median (times);
}

typedef struct
{
  SlipForm *form;
} Fill;

static gboolean
make_releases (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Fill *fill = data;
  g_autofree char *process = slip_processes_in_force (db, SLIP_PROCESS_DEFAULT, error);

  for (guint i = 0; process != NULL && i < N_RELEASES; i++)
    {
      g_autofree char *id = slip_id_new ();
      g_autofree char *title = g_strdup_printf ("Release %u", i);
      g_autofree char *document = NULL;
      g_autoptr (SlipOp) op = slip_log_do (db, SLIP_OP_RELEASE, SLIP_UNKNOWN_RECORD_READ_ONLY, id,
                                           NULL, 0, g_variant_new ("()"), error);

      if (op == NULL || !slip_write_follow (db, id, process, error) ||
          !slip_write_value (db, id, "", SLIP_RELEASE_TITLE, title, error) ||
          (document = slip_write_document (db, id, fill->form, NULL, error)) == NULL ||
          !slip_write_value (db, document, "", "scope/purpose", title, error))
        return FALSE;
    }
  return process != NULL;
}

static double
measure_for_me (SlipWorkspace *workspace, double *first, guint *total)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < TIMES + 1; i++)
    {
      GError *error = NULL;
      gint64 start = g_get_monotonic_time ();
      g_autoptr (GPtrArray) turns = slip_workspace_for_me (workspace, PAGE, total, &error);
      double time = ms_since (start);

      check (turns != NULL, error);
      if (i == 0)
        *first = time;
      else
        g_array_append_val (times, time);
    }
  return median (times);
}

static gboolean
report (const char *what, double ms, double limit)
{
  printf ("%-52s %8.1f ms (limit %.0f ms)%s\n", what, ms, limit, ms < limit ? "" : "  MISSED");
  return ms < limit;
}

int
main (void)
{
  g_autofree char *dir = g_dir_make_tmp ("slipway-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "workspace", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -rf '%s'", dir);
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autofree char *release = NULL;
  GError *error = NULL;
  Fill fill;
  guint criteria = 0;
  guint total = 0;
  double first = 0;
  double cold, warm, mine;
  gboolean good;

  g_setenv ("SLIPWAY_TEST_KDF", "weak", TRUE);
  workspace = slip_workspace_create (path, "Bench", "Petra Lindqvist", slip_roles_all (),
                                     PASSPHRASE, &error);
  check (workspace != NULL, error);
  release = make_release (workspace, dir);
  printf ("%u documents are approved\n", count_approved (workspace, release));
  cold = measure_cold (path, release);
  warm = measure_warm (workspace, release, &criteria);
  fill.form = slip_forms_get_shipped ("deployment-plan", &error);
  check (slip_workspace_edit (workspace, make_releases, &fill, &error), error);
  slip_form_unref (fill.form);
  mine = measure_for_me (workspace, &first, &total);
  printf ("%u criteria, %u items; %u turns in %u releases, found out in %.1f s\n", criteria,
          N_ITEMS, total, N_RELEASES, first / 1000);
  good = report ("gate, just started", cold, COLD_MS);
  good &= report ("gate, asked again", warm, WARM_MS);
  good &= report ("for me, once found out", mine, FOR_ME_MS);
  g_clear_object (&workspace);
  if (system (remove) != 0)
    printf ("%s stays\n", dir);
  return good ? 0 : 1;
}
