/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "slip-test-forge.h"

#include <string.h>

#include "core/slip-clock.h"
#include "core/slip-error.h"
#include "slip-test-kept.h"
#include "store/slip-blobs.h"
#include "store/slip-log.h"
#include "trust/slip-roster.h"

/* == the scene == */

static void
set_scene (Scene *scene)
{
  SlipWorkspace *petra;
  g_autoptr (GError) error = NULL;

  scene->team = team_new (3);
  petra = scene->team->people[PETRA];
  scene->release = slip_workspace_new_release (petra, "Release", &error);
  g_assert_no_error (error);
  scene->plan = team_import (scene->team, PETRA, scene->release, "deployment-plan.xml");
  scene->other =
      slip_workspace_new_document (petra, scene->release, "deployment-plan", scene->plan, &error);
  g_assert_no_error (error);
  scene->sign_off = slip_workspace_sign (petra, scene->plan, "program-manager", "approve", "",
                                         TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (scene->team);
}

Scene *
scene_new (void)
{
  Scene *scene = g_new0 (Scene, 1);
  g_auto (GStrv) notes = NULL;

  scene->team = kept_get ("scene", &notes);
  if (scene->team != NULL)
    {
      scene->release = g_strdup (notes[0]);
      scene->plan = g_strdup (notes[1]);
      scene->other = g_strdup (notes[2]);
      scene->sign_off = g_strdup (notes[3]);
    }
  else
    {
      set_scene (scene);
      kept_put (scene->team, "scene",
                (const char *const[]){ scene->release, scene->plan, scene->other, scene->sign_off,
                                       NULL });
    }
  return scene;
}

void
scene_free (Scene *scene)
{
  g_free (scene->release);
  g_free (scene->plan);
  g_free (scene->other);
  g_free (scene->sign_off);
  team_free (scene->team);
  g_free (scene);
}

/* == databases == */

static char *
file_of (Scene *scene, guint person, const char *name)
{
  return g_build_filename (slip_workspace_get_dir (scene->team->people[person]), name, NULL);
}

SlipDatabase *
forge_open (Scene *scene, guint person)
{
  g_autofree char *path = file_of (scene, person, "workspace.db");
  g_autoptr (GError) error = NULL;
  SlipDatabase *db = slip_database_open (path, SLIP_DATABASE_WRITE, &error);

  g_assert_no_error (error);
  return db;
}

void
forge_close (Scene *scene, guint person, SlipDatabase *db)
{
  slip_database_close (db);
  team_reopen (scene->team, person);
}

void
forge_sql (Scene *scene, guint person, const char *sql)
{
  SlipDatabase *db = forge_open (scene, person);
  g_autoptr (GError) error = NULL;

  slip_database_script (db, sql, &error);
  g_assert_no_error (error);
  forge_close (scene, person, db);
}

void
forge_op (Scene *scene, guint person, const char *kind, const char *record, GVariant *content)
{
  SlipDatabase *db = forge_open (scene, person);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipOp) op = NULL;

  op = slip_log_do (db, kind, SLIP_UNKNOWN_IGNORE, *record != '\0' ? record : NULL, NULL, 0,
                    content, &error);
  g_assert_no_error (error);
  forge_close (scene, person, db);
}

void
forge_statement (Scene *scene, guint person, const char *record, GBytes *text, GBytes *signature)
{
  forge_op (scene, person, SLIP_OP_STATEMENT, record, slip_statement_op_content (text, signature));
}

/* == keys and names == */

GBytes *
forge_read (const char *path)
{
  char *data = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  return g_bytes_new_take (data, length);
}

SlipSigningKey *
forge_signing_key (Scene *scene, guint person)
{
  g_autofree char *path = file_of (scene, person, "signing.key");
  g_autoptr (GError) error = NULL;
  SlipSigningKey *key = slip_signing_key_open (path, TEAM_PASSPHRASE, &error);

  g_assert_no_error (error);
  return key;
}

SlipDeviceKey *
forge_device_key (Scene *scene, guint person)
{
  g_autofree char *path = file_of (scene, person, "device.key");
  g_autoptr (GError) error = NULL;
  SlipDeviceKey *key = slip_device_key_load (path, &error);

  g_assert_no_error (error);
  return key;
}

char *
forge_id (Scene *scene, guint person)
{
  return slip_workspace_get_info (scene->team->people[person], "person", NULL);
}

char *
forge_replica (Scene *scene, guint person)
{
  return slip_workspace_get_info (scene->team->people[person], "replica", NULL);
}

/* == statements == */

SlipSignature *
forge_take (Scene *scene, guint person, const char *hash)
{
  SlipDatabase *db = forge_open (scene, person);
  g_autoptr (GError) error = NULL;
  SlipSignature *signature = slip_signature_get (db, hash, &error);

  g_assert_no_error (error);
  slip_database_close (db);
  return signature;
}

SlipStatement *
forge_begin (Scene *scene, guint person, SlipStatementType type)
{
  SlipDatabase *db = forge_open (scene, person);
  SlipStatement *statement = slip_statement_new (type);
  g_autoptr (SlipSigningKey) key = forge_signing_key (scene, person);
  g_autofree char *workspace = slip_meta_get (db, "workspace");
  g_autofree char *id = forge_id (scene, person);
  g_autoptr (SlipMember) member = slip_roster_member (db, id, NULL);

  g_strlcpy (statement->workspace, workspace, sizeof statement->workspace);
  g_strlcpy (statement->person, id, sizeof statement->person);
  statement->name = g_strdup (member->name);
  memcpy (statement->key, key->public, SLIP_KEY_BYTES);
  slip_statement_set_time (statement, slip_now_ms (), 0);
  if (slip_statement_type_is_roster (type))
    {
      g_strfreev (statement->after);
      statement->after = slip_roster_tips (db, NULL);
    }
  slip_database_close (db);
  return statement;
}

SlipStatement *
forge_sign_off (Scene *scene, guint person, const SlipSignature *model, const char *role,
                const char *slot)
{
  SlipStatement *statement = forge_begin (scene, person, SLIP_STATEMENT_SIGN_OFF);
  SlipSignOff *to = statement->sign_off;
  SlipSignOff *from = model->statement->sign_off;

  g_strlcpy (to->record, from->record, sizeof to->record);
  g_strlcpy (to->definition, from->definition, sizeof to->definition);
  g_strlcpy (to->content, from->content, sizeof to->content);
  g_strlcpy (to->snapshot, from->snapshot, sizeof to->snapshot);
  to->form = g_strdup (from->form);
  for (guint i = 0; i < from->sections->len; i++)
    {
      SlipSection *section = g_ptr_array_index (from->sections, i);

      slip_statement_add_section (statement, section->name, section->digest);
    }
  for (guint i = 0; i < model->statement->seen->len; i++)
    {
      SlipFrontier *seen = &g_array_index (model->statement->seen, SlipFrontier, i);

      slip_statement_add_seen (statement, seen->replica, seen->clock);
    }
  to->slot = g_strdup (slot);
  statement->role = g_strdup (role);
  to->verdict = SLIP_VERDICT_APPROVE;
  to->meaning = g_strdup (from->meaning);
  to->comment = g_strdup ("");
  return statement;
}

void
forge_state (Scene *scene, guint person, SlipStatement *statement)
{
  g_autoptr (SlipSigningKey) key = forge_signing_key (scene, person);
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GError) error = NULL;
  const char *record = slip_statement_record (statement);

  slip_statement_write (statement, &error);
  g_assert_no_error (error);
  signature = slip_statement_sign (statement->text, key);
  forge_statement (scene, person, record != NULL ? record : "", statement->text, signature);
}

/* == the store == */

char *
forge_store (Scene *scene)
{
  g_autofree char *workspace =
      slip_workspace_get_info (scene->team->people[PETRA], "workspace", NULL);
  g_autofree char *name = g_strconcat ("slipway-", workspace, NULL);

  return g_build_filename (scene->team->store, name, NULL);
}

char *
forge_file (Scene *scene, const char *kind, guint person)
{
  g_autofree char *store = forge_store (scene);
  g_autofree char *folder = g_build_filename (store, kind, NULL);
  g_autofree char *replica = person < TEAM_MAX ? forge_replica (scene, person) : g_strdup ("");
  g_autoptr (GPtrArray) files = list_tree (folder);
  char *found = NULL;

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *name = g_path_get_basename (g_ptr_array_index (files, i));

      if (!g_str_has_prefix (name, replica))
        continue;
      g_free (found);
      found = g_strdup (g_ptr_array_index (files, i));
    }
  g_assert_nonnull (found);
  return found;
}

/* == what is said == */

static void
add_lines (GPtrArray *lines, GStrv more)
{
  for (gsize i = 0; more != NULL && more[i] != NULL; i++)
    g_ptr_array_add (lines, g_strdup (more[i]));
}

GPtrArray *
scene_sync (Scene *scene, guint person, guint *requests)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  SlipSyncReport report = { 0 };
  g_autoptr (GError) error = NULL;

  if (!slip_workspace_sync (scene->team->people[person], &report, NULL, &error))
    g_ptr_array_add (lines, g_strdup (error->message));
  add_lines (lines, report.problems);
  add_lines (lines, report.notices);
  if (requests != NULL)
    *requests = report.requests;
  slip_sync_report_clear (&report);
  return lines;
}

GPtrArray *
scene_verify (Scene *scene, guint person)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  SlipVerifyReport report = { 0 };
  g_autoptr (GError) error = NULL;

  slip_workspace_verify (scene->team->people[person], &report, &error);
  if (error != NULL)
    g_ptr_array_add (lines, g_strdup (error->message));
  if (report.problem != NULL)
    g_ptr_array_add (lines, g_strdup (report.problem));
  add_lines (lines, report.notes);
  slip_verify_report_clear (&report);
  return lines;
}

GPtrArray *
scene_check (Scene *scene, guint person)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) problems = NULL;
  g_autoptr (GError) error = NULL;

  if (!slip_workspace_check_store (scene->team->people[person], &problems, NULL, &error))
    g_ptr_array_add (lines, g_strdup (error->message));
  add_lines (lines, problems);
  return lines;
}

/* == what counts == */

static void
add_rows (GString *facts, SlipDatabase *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (db, &error, sql, "");

  g_assert_no_error (error);
  while (slip_query_next (query, &error))
    g_string_append_printf (facts, "%s\n", slip_query_text (query, 0));
  g_assert_no_error (error);
}

/* Who signed a slot, and whether what was signed is here. */
static void
add_slot (GString *facts, SlipDatabase *db, SlipSlotStatus *slot)
{
  if (slot->signature == NULL)
    return;
  g_string_append_printf (facts, "%s %d signed by %s (%s), %s\n", slot->name, (int) slot->state,
                          slot->signature->person, slot->signature->comment,
                          slip_blobs_has (db, slot->signature->content) ? "there" : "gone");
}

char *
scene_facts (Scene *scene, guint person)
{
  const char *records[] = { scene->plan, scene->other };
  SlipDatabase *db = forge_open (scene, person);
  GString *facts = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) members = slip_roster_members (db, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < members->len; i++)
    {
      SlipMember *member = g_ptr_array_index (members, i);
      g_autofree char *roles = g_strjoinv (" ", member->roles);

      g_string_append_printf (facts, "%s %s: %s%s\n", member->person, member->name, roles,
                              member->revoked != NULL ? " revoked" : "");
    }
  add_rows (facts, db,
            "SELECT record || '/' || row || '/' || field || ' ' || kind || ' ' || value FROM value "
            "ORDER BY 1");
  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    {
      g_autoptr (SlipSignoff) signoff =
          slip_workspace_get_signoff (scene->team->people[person], records[i], &error);

      g_assert_no_error (error);
      g_string_append_printf (facts, "%s %s\n", records[i], signoff->status);
      for (guint k = 0; k < signoff->slots->len; k++)
        add_slot (facts, db, g_ptr_array_index (signoff->slots, k));
    }
  {
    g_autoptr (GPtrArray) forms = slip_workspace_list_forms (scene->team->people[person], NULL);

    for (guint i = 0; i < forms->len; i++)
      {
        SlipFormInfo *form = g_ptr_array_index (forms, i);

        g_string_append_printf (facts, "%s %s\n", form->id, form->definition);
      }
  }
  slip_database_close (db);
  return g_string_free (facts, FALSE);
}
