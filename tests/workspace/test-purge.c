/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* After a purge and a round of syncs no file holds the bytes: no database, none of its logs and free
 * pages, nothing on the store. And what was signed still holds. */

#include <string.h>

#include "slip-test-team.h"
#include "workspace/slip-attachments.h"
#include "workspace/slip-purge.h"
#include "workspace/slip-workspace-private.h"

#define SECRET "the-password-is-Tr0ub4dor&3-and-nobody-may-know"

typedef struct
{
  Team *team;
  char *release;
  char *plan;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->team = team_new (2);
  f->release = slip_workspace_new_release (f->team->people[0], "Claims triage 2.4", &error);
  g_assert_no_error (error);
  f->plan = team_import (f->team, 0, f->release, "deployment-plan.xml");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  team_free (f->team);
  g_free (f->release);
  g_free (f->plan);
}

/* Asserts whether any file below the team's folder (databases, logs, store) holds @bytes. */
static void
assert_bytes (Fixture *f, const char *bytes, gsize length, gboolean expected)
{
  g_autoptr (GPtrArray) files = list_tree (f->team->dir);
  gboolean found = FALSE;

  for (guint i = 0; i < files->len; i++)
    {
      const char *path = g_ptr_array_index (files, i);
      g_autofree char *data = NULL;
      gsize size;

      if (strstr (path, "original") != NULL || !g_file_get_contents (path, &data, &size, NULL))
        continue;
      if (memmem (data, size, bytes, length) != NULL)
        {
          found = TRUE;
          if (!expected)
            g_test_message ("%s holds it", path);
        }
    }
  g_assert_true (found == expected);
}

static void
purge (Fixture *f, const char *target, gboolean with_signed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipPurgePlan) plan =
      slip_workspace_plan_purge (f->team->people[0], target, with_signed, &error);

  g_assert_no_error (error);
  slip_workspace_purge (f->team->people[0], plan, "personal data", &error);
  g_assert_no_error (error);
}

static void
sync_around (Fixture *f)
{
  for (guint i = 0; i < 3; i++)
    {
      team_sync (f->team, 0);
      team_sync (f->team, 1);
    }
}

static void
assert_verified (Fixture *f)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) problems = NULL;
      SlipVerifyReport report = { 0 };

      g_assert_true (slip_workspace_verify (f->team->people[i], &report, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (report.problem, ==, NULL);
      slip_verify_report_clear (&report);
      g_assert_true (slip_workspace_check_store (f->team->people[i], &problems, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (problems[0], ==, NULL);
    }
}

static void
test_file (Fixture *f, gconstpointer data)
{
  gsize size = GPOINTER_TO_SIZE (data);
  g_autofree char *file = team_path (f->team, "original.bin");
  g_autofree char *out = team_path (f->team, "out");
  g_autofree guint32 *bytes = g_new (guint32, size / 4);
  g_autoptr (GRand) random = g_rand_new_with_seed (size);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  SlipAttachmentInfo *info;

  for (gsize i = 0; i < size / 4; i++)
    bytes[i] = g_rand_int (random);
  g_assert_true (g_file_set_contents (file, (char *) bytes, size, NULL));
  slip_workspace_set_attachment_policy (f->team->people[1], "all", &error);
  g_assert_no_error (error);
  slip_workspace_attach (f->team->people[0], f->plan, "rollback/evidence", file, NULL, NULL, NULL,
                         &error);
  g_assert_no_error (error);
  sync_around (f);
  assert_bytes (f, (char *) bytes, 64, TRUE);
  list = slip_workspace_list_attachments (f->team->people[1], f->plan, &error);
  g_assert_no_error (error);
  info = g_ptr_array_index (list, 0);
  g_assert_cmpint (info->state, ==, SLIP_ATTACHMENT_HERE);

  purge (f, info->digest, FALSE);
  sync_around (f);
  assert_bytes (f, (char *) bytes, 64, FALSE);
  assert_bytes (f, (char *) bytes + size - 64, 64, FALSE);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_false (slip_workspace_get_attachment (
          f->team->people[i], f->plan, "rollback/evidence", out, NULL, NULL, NULL, &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
      g_assert_nonnull (strstr (error->message, "removed on "));
      g_assert_nonnull (strstr (error->message, "personal data"));
      g_clear_error (&error);
    }
  g_assert_false (slip_workspace_attach (f->team->people[0], f->plan, "rollback/evidence", file,
                                         NULL, NULL, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  assert_verified (f);
  team_settle (f->team);
}

static char *
op_of (Fixture *f, guint person, const char *value)
{
  g_autoptr (SlipQuery) query =
      slip_database_query (f->team->people[person]->reader, NULL,
                           "SELECT replica, clock FROM value WHERE value = ?", "s", value);

  g_assert_true (slip_query_next (query, NULL));
  return g_strdup_printf ("%s:%016" G_GINT64_MODIFIER "x", slip_query_text (query, 0),
                          (guint64) slip_query_int (query, 1));
}

static void
test_typed_value (Fixture *f, gconstpointer data)
{
  guint author = GPOINTER_TO_UINT (data);
  g_autofree char *op = NULL;
  g_autofree char *note = NULL;
  g_autoptr (GError) error = NULL;

  sync_around (f);
  slip_workspace_set_field (f->team->people[author], f->plan, "scope/purpose", SECRET, &error);
  g_assert_no_error (error);
  sync_around (f);
  assert_bytes (f, SECRET, strlen (SECRET), TRUE);
  op = op_of (f, 0, SECRET);
  purge (f, op, TRUE);
  sync_around (f);
  assert_bytes (f, SECRET, strlen (SECRET), FALSE);
  note = slip_workspace_purged (f->team->people[1], op);
  g_assert_nonnull (note);
  g_assert_nonnull (strstr (note, "personal data"));
  assert_verified (f);
  team_settle (f->team);
}

/* What was signed holds the text, too; with it gone the sign-off still verifies by its hashes. */
static void
test_signed_value (Fixture *f, gconstpointer data)
{
  g_autofree char *op = NULL;
  g_autofree char *statement = NULL;
  g_autofree char *me = team_id (f->team, 0);
  g_autoptr (SlipPurgePlan) plan = NULL;
  g_autoptr (GError) error = NULL;

  slip_workspace_set_field (f->team->people[0], f->plan, "rollback/decider", me, &error);
  g_assert_no_error (error);
  slip_workspace_set_field (f->team->people[0], f->plan, "scope/purpose", SECRET, &error);
  g_assert_no_error (error);
  statement = slip_workspace_sign (f->team->people[0], f->plan, "program-manager", "approve", "",
                                   TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  sync_around (f);
  op = op_of (f, 0, SECRET);
  plan = slip_workspace_plan_purge (f->team->people[0], op, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (plan->signed_contents), >=, 1);
  purge (f, op, TRUE);
  sync_around (f);
  assert_bytes (f, SECRET, strlen (SECRET), FALSE);
  assert_bytes (f, "Tr0ub4dor&amp;3", strlen ("Tr0ub4dor&amp;3"), FALSE);
  assert_verified (f);
  team_settle (f->team);
}

static void
test_who_may (Fixture *f, gconstpointer data)
{
  g_autofree char *op = NULL;
  g_autoptr (SlipPurgePlan) plan = NULL;
  g_autoptr (GError) error = NULL;

  slip_workspace_set_field (f->team->people[0], f->plan, "scope/purpose", SECRET, &error);
  g_assert_no_error (error);
  sync_around (f);
  op = op_of (f, 1, SECRET);
  plan = slip_workspace_plan_purge (f->team->people[1], op, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (plan->uses), ==, 1);
  g_assert_false (slip_workspace_purge (f->team->people[1], plan, "not mine", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  g_assert_false (slip_workspace_purge (f->team->people[0], plan, "  ", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (slip_workspace_plan_purge (f->team->people[0], "abc", FALSE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (slip_workspace_plan_purge (f->team->people[0], "0123456789", FALSE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, data, func) g_test_add (name, Fixture, data, set_up, func, tear_down)
  ADD ("/purge/file-in-parts", GSIZE_TO_POINTER (2 * 1024 * 1024 + 12), test_file);
  ADD ("/purge/file-in-a-segment", GSIZE_TO_POINTER (9000), test_file);
  ADD ("/purge/own-typed-value", GUINT_TO_POINTER (0), test_typed_value);
  ADD ("/purge/signed-value", NULL, test_signed_value);
  ADD ("/purge/who-may", NULL, test_who_may);
  return g_test_run ();
}
