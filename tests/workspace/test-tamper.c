/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Whoever alters, cuts or removes what is stored, on the store or in the database, is found out, and the
 * message names the place. */

#include <glib/gstdio.h>
#include <string.h>

#include "slip-test-team.h"

/* A store with heads, a segment and blobs, and the folder of a member who has read none of the new files. */
typedef struct
{
  Team *team;
  char *unread; /* folder of the member's workspace */
  char *plan;
  GHashTable *known; /* names of the files that the member had read */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *release = NULL;
  g_autofree char *dir = NULL;
  g_autofree char *hash = NULL;

  fixture->team = team_new (3);
  dir = g_strdup (slip_workspace_get_dir (fixture->team->people[1]));
  fixture->unread = team_path (fixture->team, "unread");
  fixture->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  {
    g_autoptr (GPtrArray) files = list_tree (fixture->team->store);

    for (guint i = 0; i < files->len; i++)
      g_hash_table_add (fixture->known, g_path_get_basename (g_ptr_array_index (files, i)));
  }
  g_clear_object (&fixture->team->people[1]);
  copy_folder (dir, fixture->unread);
  fixture->team->people[1] = slip_workspace_open (dir, &error);
  g_assert_no_error (error);
  release = slip_workspace_new_release (fixture->team->people[0], "Release", &error);
  fixture->plan = team_import (fixture->team, 0, release, "deployment-plan.xml");
  team_sync (fixture->team, 0);
  hash = slip_workspace_sign (fixture->team->people[0], fixture->plan, "program-manager", "approve",
                              "", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_sync (fixture->team, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->unread);
  g_free (fixture->plan);
  g_hash_table_unref (fixture->known);
  team_free (fixture->team);
}

static gboolean
mentions (GStrv lines, const char *name)
{
  for (gsize i = 0; lines != NULL && lines[i] != NULL; i++)
    if (strstr (lines[i], name) != NULL)
      return TRUE;
  return FALSE;
}

static void
assert_check_names (Fixture *fixture, const char *name)
{
  g_auto (GStrv) problems = NULL;
  g_autoptr (GError) error = NULL;

  slip_workspace_check_store (fixture->team->people[0], &problems, NULL, &error);
  g_assert_no_error (error);
  if (!mentions (problems, name))
    g_error ("store check doesn't name %s", name);
}

/* Syncs a copy of the member's workspace that has not read the store. */
static gboolean
first_sync_names (Fixture *fixture, const char *name)
{
  g_autofree char *dir = team_path (fixture->team, "first");
  g_autoptr (SlipWorkspace) workspace = NULL;
  SlipSyncReport report = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean named;

  remove_tree (dir);
  copy_folder (fixture->unread, dir);
  workspace = slip_workspace_open (dir, &error);
  g_assert_no_error (error);
  named = !slip_workspace_sync (workspace, &report, NULL, &error) &&
          (strstr (error->message, name) != NULL || mentions (report.problems, name));
  slip_sync_report_clear (&report);
  return named;
}

static void
test_every_altered_file_is_named (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) files = list_tree (fixture->team->store);
  g_autofree char *member = slip_workspace_get_info (fixture->team->people[1], "replica", NULL);

  g_autofree char *pristine = team_path (fixture->team, "pristine");

  g_assert_cmpuint (files->len, >, 4);
  copy_folder (fixture->team->store, pristine);
  for (guint i = 0; i < files->len; i++)
    {
      const char *path = g_ptr_array_index (files, i);
      g_autofree char *name = g_path_get_basename (path);
      g_autofree char *content = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &content, &length, NULL));
      for (guint n = 0; n < 4; n++)
        {
          gsize at = n == 0   ? 0
                     : n == 1 ? length - 1
                              : (gsize) g_test_rand_int_range (0, (gint32) length);
          char bit = (char) (1 << g_test_rand_int_range (0, 8));

          content[at] ^= bit;
          g_assert_true (g_file_set_contents (path, content, length, NULL));
          assert_check_names (fixture, name);
          /* What the member's copy has written or read before, it need not read again. */
          if (!g_str_has_prefix (name, member) && !g_hash_table_contains (fixture->known, name) &&
              !first_sync_names (fixture, name))
            g_error ("the first sync doesn't name %s, altered at %" G_GSIZE_FORMAT, name, at);
          content[at] ^= bit;
          /* That sync wrote and tidied, too. */
          remove_tree (fixture->team->store);
          copy_folder (pristine, fixture->team->store);
        }
    }
}

static void
test_a_removed_file_is_named (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) files = list_tree (fixture->team->store);

  for (guint i = 0; i < files->len; i++)
    {
      const char *path = g_ptr_array_index (files, i);
      g_autofree char *name = g_path_get_basename (path);
      g_autofree char *away = team_path (fixture->team, "away");

      if (strstr (path, "/heads/") != NULL)
        continue;
      g_assert_cmpint (g_rename (path, away), ==, 0);
      assert_check_names (fixture, name);
      g_assert_cmpint (g_rename (away, path), ==, 0);
    }
}

static void
test_a_missing_part_is_named_by_everybody (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = team_path (fixture->team, "evidence.bin");
  g_autofree char *bytes = g_malloc (2 * 1024 * 1024);
  g_autofree char *away = team_path (fixture->team, "away");
  g_autoptr (GPtrArray) files = NULL;
  guint parts = 0;

  for (gsize i = 0; i < 2 * 1024 * 1024; i++)
    bytes[i] = (char) g_test_rand_int ();
  g_assert_true (g_file_set_contents (path, bytes, 2 * 1024 * 1024, NULL));
  slip_workspace_set_field (fixture->team->people[0], fixture->plan, "rollback/evidence", path,
                            &error);
  g_assert_no_error (error);
  team_sync (fixture->team, 0);
  files = list_tree (fixture->team->store);
  for (guint i = 0; i < files->len; i++)
    {
      const char *file = g_ptr_array_index (files, i);
      g_autofree char *name = g_path_get_basename (file);

      if (strstr (file, "/blob/") == NULL)
        continue;
      parts++;
      g_assert_cmpint (g_rename (file, away), ==, 0);
      /* The second machine has not even heard of the attachment. */
      for (guint n = 0; n < 2; n++)
        {
          g_auto (GStrv) problems = NULL;

          slip_workspace_check_store (fixture->team->people[n], &problems, NULL, &error);
          g_assert_no_error (error);
          g_assert_true (mentions (problems, name));
        }
      g_assert_cmpint (g_rename (away, file), ==, 0);
    }
  g_assert_cmpuint (parts, ==, 3);
}

/* == the database == */

static void
alter_database (Fixture *fixture, const char *sql)
{
  g_autofree char *dir = g_strdup (slip_workspace_get_dir (fixture->team->people[0]));

  g_clear_object (&fixture->team->people[0]);
  tamper (dir, sql);
  fixture->team->people[0] = open_workspace (dir);
}

static void
test_verify_names_what_was_altered (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *sql;
    const char *named;
  } cases[] = {
    { "UPDATE op SET bytes = zeroblob (length (bytes)) WHERE kind = 'set' AND seq IS NOT NULL",
      "altered" },
    { "DELETE FROM op WHERE kind = 'set' AND seq IS NOT NULL", "missing" },
    { "UPDATE frame SET bytes = bytes || x'00' WHERE seq = 1", "frame 1" },
    { "DELETE FROM frame WHERE seq = 1", "frame" },
    { "UPDATE blob_part SET bytes = bytes || x'00'", "content" },
    { "UPDATE statement SET text = text || x'20' WHERE record <> ''", "" },
    { "UPDATE member SET name = 'Mallory'", "" },
    { "INSERT INTO member_role (person, role, since, admission) SELECT person, 'ai-irb-liaison', "
      "0, "
      "admission FROM member WHERE name LIKE 'Petra%'",
      "" },
    { "UPDATE value SET value = 'altered' WHERE field = 'scope/purpose'", "scope/purpose" },
    { "DELETE FROM row", "tables" },
    { "UPDATE record SET number = 'X'", "tables" },
    { "UPDATE op SET person = 'zzzz' WHERE kind = 'set'", "altered" },
    { "DELETE FROM op WHERE seq = (SELECT max (seq) FROM frame); DELETE FROM frame WHERE seq = "
      "(SELECT max (seq) FROM frame)",
      "missing" },
    { "INSERT INTO op (replica, clock, seq, record, person, kind, bytes) VALUES "
      "('aaaaaaaaaaaaaaaa', 5, 9, '', '', 'set', x'00')",
      "aaaaaaaaaaaaaaaa" },
  };
  g_autofree char *path =
      g_build_filename (slip_workspace_get_dir (fixture->team->people[0]), "workspace.db", NULL);
  g_autofree char *dir = g_strdup (slip_workspace_get_dir (fixture->team->people[0]));
  g_autofree char *backup = team_path (fixture->team, "backup.db");

  g_clear_object (&fixture->team->people[0]);
  copy_file (path, backup);
  fixture->team->people[0] = slip_workspace_open (dir, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SlipVerifyReport report = { 0 };
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].sql);
      alter_database (fixture, cases[i].sql);
      slip_workspace_verify (fixture->team->people[0], &report, &error);
      g_assert_no_error (error);
      g_assert_nonnull (report.problem);
      g_test_message ("  → %s", report.problem);
      g_assert_nonnull (strstr (report.problem, cases[i].named));
      slip_verify_report_clear (&report);
      g_clear_object (&fixture->team->people[0]);
      copy_file (backup, path);
      fixture->team->people[0] = slip_workspace_open (dir, &error);
      g_assert_no_error (error);
    }
}

static void
test_an_untouched_workspace_verifies (Fixture *fixture, gconstpointer data)
{
  SlipVerifyReport report = { 0 };
  g_autoptr (GError) error = NULL;

  slip_workspace_verify (fixture->team->people[0], &report, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (report.problem, ==, NULL);
  g_assert_cmpuint (report.frames, >, 1);
  g_assert_cmpuint (report.ops, >, 100);
  g_assert_cmpuint (report.statements, ==, 3);
  slip_verify_report_clear (&report);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/tamper/every-altered-file-is-named", Fixture, NULL, set_up,
              test_every_altered_file_is_named, tear_down);
  g_test_add ("/tamper/removed-file-is-named", Fixture, NULL, set_up, test_a_removed_file_is_named,
              tear_down);
  g_test_add ("/tamper/missing-part-is-named", Fixture, NULL, set_up,
              test_a_missing_part_is_named_by_everybody, tear_down);
  g_test_add ("/tamper/verify-names-what-was-altered", Fixture, NULL, set_up,
              test_verify_names_what_was_altered, tear_down);
  g_test_add ("/tamper/untouched-workspace-verifies", Fixture, NULL, set_up,
              test_an_untouched_workspace_verifies, tear_down);
  return g_test_run ();
}
