/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "slip-test-fixture.h"

#include "slip-test-kept.h"
#include "workspace/slip-definitions.h"
#include "workspace/slip-processing.h"

/* == set up == */

gboolean
begin_as (Fixture *fixture, const char *kind)
{
  g_auto (GStrv) notes = NULL;

  fixture->team = kept_get (kind, &notes);
  if (fixture->team == NULL)
    return FALSE;
  fixture->dir = g_strdup (slip_workspace_get_dir (fixture->team->people[PM]));
  fixture->release = g_strdup (notes[0]);
  fixture->plan = g_strdup (notes[1]);
  fixture->procedure = g_strdup (notes[2]);
  fixture->checklist = notes[2] != NULL ? g_strdup (notes[3]) : NULL;
  return TRUE;
}

void
keep_as (Fixture *fixture, const char *kind)
{
  const char *const notes[] = { fixture->release, fixture->plan, fixture->procedure,
                                fixture->checklist, NULL };

  kept_put (fixture->team, kind, notes);
}

static void
set_up_team (Fixture *fixture, guint n)
{
  g_autoptr (GError) error = NULL;

  fixture->team = team_new (n);
  fixture->dir = g_strdup (slip_workspace_get_dir (fixture->team->people[PM]));
  fixture->release =
      slip_workspace_new_release (fixture->team->people[PM], "Claims Triage", &error);
  g_assert_no_error (error);
  fixture->plan = team_import (fixture->team, PM, fixture->release, "deployment-plan.xml");
}

void
set_up (Fixture *fixture, gconstpointer data)
{
  if (begin_as (fixture, "three"))
    return;
  set_up_team (fixture, 3);
  team_settle (fixture->team);
  keep_as (fixture, "three");
}

void
set_up_two (Fixture *fixture, gconstpointer data)
{
  if (begin_as (fixture, "two"))
    return;
  set_up_team (fixture, 2);
  team_settle (fixture->team);
  keep_as (fixture, "two");
}

/* What is tested is the procedure by itself: the stages of this release have no order. */
static void
follow_without_order (Fixture *fixture)
{
  SlipWorkspace *workspace = fixture->team->people[PM];
  g_autoptr (GBytes) shipped = slip_processes_shipped_bytes (SLIP_PROCESS_DEFAULT, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (shipped, NULL), g_bytes_get_size (shipped));
  g_autoptr (GRegex) after = g_regex_new (" after=\"[^\"]*\"", 0, 0, NULL);
  g_autofree char *loose = g_regex_replace_literal (after, text, -1, 0, "", 0, NULL);
  g_autofree char *path = team_path (fixture->team, "loose.xml");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *digest = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, loose, -1, &error);
  g_assert_no_error (error);
  digest = slip_workspace_put_process (workspace, file, &error);
  g_assert_no_error (error);
  slip_workspace_follow (workspace, fixture->release, digest, &error);
  g_assert_no_error (error);
}

void
set_up_with_procedure (Fixture *fixture, gconstpointer data)
{
  if (begin_as (fixture, "with procedure"))
    return;
  set_up_team (fixture, 3);
  follow_without_order (fixture);
  fixture->procedure =
      team_import (fixture->team, PM, fixture->release, "installation-procedure.xml");
  team_settle (fixture->team);
  keep_as (fixture, "with procedure");
}

void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unsetenv ("SOURCE_DATE_MS");
  team_free (fixture->team);
  g_free (fixture->dir);
  g_free (fixture->release);
  g_free (fixture->plan);
  g_free (fixture->procedure);
  g_free (fixture->checklist);
}

void
set (Fixture *fixture, guint person, const char *path, const char *value)
{
  set_in (fixture, person, fixture->plan, path, value);
}

void
set_in (Fixture *fixture, guint person, const char *document, const char *path, const char *value)
{
  set_field (fixture->team->people[person], document, path, value);
}

gboolean
shows (Fixture *fixture, guint person, const char *text)
{
  return shows_in (fixture, person, fixture->plan, text);
}

gboolean
shows_in (Fixture *fixture, guint person, const char *document, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = slip_workspace_show (fixture->team->people[person], document, &error);

  g_assert_no_error (error);
  return g_strstr_len (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text) != NULL;
}

char *
sign (Fixture *fixture, guint person, const char *document, const char *role, const char *verdict,
      GError **error)
{
  return slip_workspace_sign (fixture->team->people[person], document, role, verdict,
                              g_str_equal (verdict, "approve") ? "" : "why", TEAM_PASSPHRASE,
                              error);
}

char *
sign_here (Fixture *fixture, guint person, const char *document, const char *role)
{
  g_autoptr (GError) error = NULL;
  char *hash = sign (fixture, person, document, role, "approve", &error);

  g_assert_no_error (error);
  return hash;
}

void
sign_synced (Fixture *fixture, guint person, const char *document, const char *role)
{
  g_autofree char *hash = NULL;

  team_sync (fixture->team, person);
  hash = sign_here (fixture, person, document, role);
  team_sync (fixture->team, person);
}

void
sign_plan_but_last (Fixture *fixture)
{
  sign_synced (fixture, PM, fixture->plan, "program-manager");
  sign_synced (fixture, IRB, fixture->plan, "operations-manager");
  sign_synced (fixture, QA, fixture->plan, "qa-lead");
  sign_synced (fixture, IRB, fixture->plan, "ai-irb-liaison");
}

void
approve_plan (Fixture *fixture)
{
  sign_plan_but_last (fixture);
  sign_synced (fixture, PM, fixture->plan, "project-manager");
  team_settle (fixture->team);
}

void
approve_procedure (Fixture *fixture)
{
  sign_synced (fixture, IRB, fixture->procedure, "operations-manager");
  sign_synced (fixture, QA, fixture->procedure, "qa-lead");
  team_settle (fixture->team);
}

guint
revise (Fixture *fixture, guint person, const char *document, guint *taken_up)
{
  g_autoptr (GError) error = NULL;
  guint number = slip_workspace_revise (fixture->team->people[person], document,
                                        "The window moved.", taken_up, &error);

  g_assert_no_error (error);
  return number;
}

char *
export_text (Fixture *fixture, const char *document, SlipExportWhat what, guint revision,
             char **note)
{
  g_autofree char *path = team_path (fixture->team, "out.xml");
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  slip_workspace_export_as (fixture->team->people[PM], document, what, revision, TRUE, path, note,
                            &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

SlipSignoff *
signoff (Fixture *fixture, guint person, const char *document)
{
  g_autoptr (GError) error = NULL;
  SlipSignoff *result =
      slip_workspace_get_signoff (fixture->team->people[person], document, &error);

  g_assert_no_error (error);
  return result;
}

SlipSignature *
find_signature (SlipSignoff *state, const char *hash)
{
  for (guint i = 0; i < state->signatures->len; i++)
    {
      SlipSignature *signature = g_ptr_array_index (state->signatures, i);

      if (g_str_equal (signature->hash, hash))
        return signature;
    }
  g_assert_not_reached ();
}

SlipSlotState
slot_state (SlipSignoff *state, const char *name)
{
  for (guint i = 0; i < state->slots->len; i++)
    {
      SlipSlotStatus *slot = g_ptr_array_index (state->slots, i);

      if (g_str_equal (slot->name, name))
        return slot->state;
    }
  g_assert_not_reached ();
}

static char *
tell (Fixture *fixture, guint person, const char *document)
{
  g_autoptr (SlipSignoff) state = signoff (fixture, person, document);
  GString *text = g_string_new (state->status);

  for (guint i = 0; i < state->revisions->len; i++)
    {
      SlipRevision *revision = g_ptr_array_index (state->revisions, i);

      g_string_append_printf (text, "\nrevision %u %s %s %u %s", revision->number,
                              revision->content, revision->completion->hash, revision->basis->len,
                              revision->taken_back != NULL ? revision->taken_back->hash : "-");
    }
  for (guint i = 0; i < state->slots->len; i++)
    {
      SlipSlotStatus *slot = g_ptr_array_index (state->slots, i);

      g_string_append_printf (text, "\nslot %s %d %s", slot->name, slot->state,
                              slot->signature != NULL ? slot->signature->hash : "-");
    }
  for (guint i = 0; i < state->signatures->len; i++)
    {
      SlipSignature *signature = g_ptr_array_index (state->signatures, i);

      g_string_append_printf (text, "\nsignature %s %d %s", signature->hash, signature->valid,
                              signature->reason != NULL ? signature->reason : "");
    }
  for (guint i = 0; i < state->revises->len; i++)
    {
      SlipRevise *one = g_ptr_array_index (state->revises, i);

      g_string_append_printf (text, "\nrevise %s %u %s", one->name, one->revision,
                              one->refused != NULL ? one->refused : "");
    }
  g_string_append_printf (text, "\n%u amendments, %u proposals", state->amendments->len,
                          state->proposals->len);
  return g_string_free (text, FALSE);
}

void
agree (Fixture *fixture, const char *document, const char *status)
{
  g_autofree char *first = NULL;

  team_settle (fixture->team);
  first = tell (fixture, 0, document);
  for (guint i = 1; i < fixture->team->n; i++)
    {
      g_autofree char *other = tell (fixture, i, document);

      g_assert_cmpstr (first, ==, other);
    }
  if (!g_str_has_prefix (first, status) || first[strlen (status)] != '\n')
    g_error ("wanted status “%s”: %s", status, first);
}
