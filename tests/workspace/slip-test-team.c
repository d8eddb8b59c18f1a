/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "slip-test-team.h"

#include "slip-test-kept.h"

static const char *const names[TEAM_PEOPLE] = { "Petra Lindqvist", "Quentin Adeyemi",
                                                "Irina Brandt" };
static const char *const folders[TEAM_PEOPLE] = { "pm", "qa", "irb" };
static const char *const roles[TEAM_PEOPLE][4] = {
  { "project-manager", "program-manager", "development-lead", NULL },
  { "qa-lead", "user-representative", "technical-support", NULL },
  { "ai-irb-liaison", "operations-manager", NULL },
};

char *
team_path (Team *team, const char *name)
{
  return g_build_filename (team->dir, name, NULL);
}

void
team_sync (Team *team, guint person)
{
  SlipSyncReport report = { 0 };
  g_autoptr (GError) error = NULL;

  slip_workspace_sync (team->people[person], &report, NULL, &error);
  g_assert_no_error (error);
  if (report.problems[0] != NULL)
    g_error ("sync: %s", report.problems[0]);
  slip_sync_report_clear (&report);
}

char *
team_digest (Team *team, guint person)
{
  return digest_of (team->people[person]);
}

void
team_settle (Team *team)
{
  g_autofree char *first = NULL;

  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < team->n; i++)
      team_sync (team, i);
  first = team_digest (team, 0);
  for (guint i = 1; i < team->n; i++)
    {
      g_autofree char *digest = team_digest (team, i);

      g_assert_cmpstr (digest, ==, first);
    }
}

void
team_verify (Team *team)
{
  for (guint i = 0; i < team->n; i++)
    assert_verifies (team->people[i]);
}

void
team_reopen (Team *team, guint person)
{
  g_autofree char *dir = g_strdup (slip_workspace_get_dir (team->people[person]));

  g_clear_object (&team->people[person]);
  team->people[person] = open_workspace (dir);
}

Team *
team_at (const char *dir)
{
  Team *team = g_new0 (Team, 1);

  team->dir = g_strdup (dir);
  team->store = team_path (team, "store");
  return team;
}

/* Person @i founds, or joins. */
static void
add_person (Team *team, guint i)
{
  g_autofree char *dir = team_path (team, folders[i]);
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  if (i == 0)
    team->people[0] =
        slip_workspace_create (dir, "Test workspace", names[0], roles[0], TEAM_PASSPHRASE, &error);
  else
    {
      g_autofree char *name = g_strconcat (folders[i], ".invitation", NULL);
      g_autofree char *invitation = team_path (team, name);

      slip_workspace_invite (team->people[0], invitation, &error);
      g_assert_no_error (error);
      team->people[i] = slip_workspace_join (dir, invitation, names[i], TEAM_PASSPHRASE, &error);
    }
  g_assert_no_error (error);
  slip_workspace_set_remote (team->people[i], team->store, NULL, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
  if (i == 0)
    return;
  team_sync (team, 0);
  team_sync (team, i);
  team_sync (team, 0);
  id = slip_workspace_get_info (team->people[i], "person", &error);
  g_assert_no_error (error);
  slip_workspace_admit (team->people[0], id, roles[i], TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
}

Team *
team_new (guint n)
{
  g_autofree char *kind = g_strdup_printf ("team of %u", n);
  g_autofree char *dir = NULL;
  Team *team = kept_get (kind, NULL);

  g_assert_cmpuint (n, <=, TEAM_PEOPLE);
  if (team != NULL)
    return team;
  dir = kept_take_dir ();
  team = team_at (dir);
  team->n = n;
  for (guint i = 0; i < n; i++)
    add_person (team, i);
  team_settle (team);
  kept_put (team, kind, NULL);
  return team;
}

/* An invitation by @inviter, in a new file. */
static char *
team_invite (Team *team, guint inviter)
{
  g_autofree char *name = g_strdup_printf ("%u.invitation", team->n_invitations++);
  char *path = team_path (team, name);
  g_autoptr (GError) error = NULL;

  slip_workspace_invite (team->people[inviter], path, &error);
  g_assert_no_error (error);
  return path;
}

char *
team_new_invitation (Team *team)
{
  return team_invite (team, 0);
}

static guint
team_take_in (Team *team, SlipWorkspace *workspace)
{
  guint i = team->n++;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (i, <, TEAM_MAX);
  team->people[i] = workspace;
  slip_workspace_set_remote (workspace, team->store, NULL, NULL, FALSE, NULL, &error);
  g_assert_no_error (error);
  team_sync (team, 0);
  team_sync (team, i);
  team_sync (team, 0);
  return i;
}

guint
team_join (Team *team, const char *name)
{
  g_autofree char *invitation = team_invite (team, 0);
  g_autofree char *dir = team_path (team, name);
  g_autoptr (GError) error = NULL;
  SlipWorkspace *workspace = slip_workspace_join (dir, invitation, name, TEAM_PASSPHRASE, &error);

  g_assert_no_error (error);
  return team_take_in (team, workspace);
}

guint
team_join_device (Team *team, guint person)
{
  g_autofree char *invitation = team_invite (team, 0);
  g_autofree char *name = g_strdup_printf ("device-%u", team->n);
  g_autofree char *dir = team_path (team, name);
  g_autofree char *file = g_strconcat (name, ".identity", NULL);
  g_autofree char *identity = team_path (team, file);
  g_autoptr (GError) error = NULL;
  SlipWorkspace *workspace;

  slip_workspace_export_identity (team->people[person], identity, TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  workspace = slip_workspace_join_as (dir, invitation, identity, TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  return team_take_in (team, workspace);
}

char *
team_id (Team *team, guint person)
{
  char *id = slip_workspace_get_info (team->people[person], "person", NULL);

  g_assert_nonnull (id);
  return id;
}

void
team_free (Team *team)
{
  for (guint i = 0; i < team->n; i++)
    g_clear_object (&team->people[i]);
  kept_give_dir (team->dir);
  g_free (team->dir);
  g_free (team->store);
  g_free (team);
}

char *
team_import (Team *team, guint person, const char *release, const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "sample", name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  char *id = slip_workspace_import (team->people[person], release, file, &error);

  g_assert_no_error (error);
  return id;
}
