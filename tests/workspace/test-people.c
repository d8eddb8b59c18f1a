/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* People come and go, on several devices, lose and forget things, and are revoked, in good faith and bad: who counts, and
 * what counts, is the same on every copy, and nothing that anybody typed is lost. */

#include <string.h>

#include "core/slip-clock.h"
#include "slip-test-team.h"
#include "store/slip-log.h"
#include "workspace/slip-people-private.h"

#define NEW_PASSPHRASE "another horse entirely"

typedef struct
{
  Team *team;
  char *release;
  char *plan;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->team = team_new (3);
  fixture->release = slip_workspace_new_release (fixture->team->people[0], "Claims Triage", &error);
  g_assert_no_error (error);
  fixture->plan = team_import (fixture->team, 0, fixture->release, "deployment-plan.xml");
  team_settle (fixture->team);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unsetenv ("SOURCE_DATE_MS");
  g_free (fixture->release);
  g_free (fixture->plan);
  team_free (fixture->team);
}

static SlipWorkspace *
workspace (Fixture *fixture, guint person)
{
  return fixture->team->people[person];
}

static void
set (Fixture *fixture, guint person, const char *path, const char *value)
{
  g_autoptr (GError) error = NULL;

  slip_workspace_set_field (workspace (fixture, person), fixture->plan, path, value, &error);
  g_assert_no_error (error);
}

static gboolean
shows (Fixture *fixture, guint person, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      slip_workspace_show (workspace (fixture, person), fixture->plan, &error);

  g_assert_no_error (error);
  return g_strstr_len (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text) != NULL;
}

static void
assert_all_show (Fixture *fixture, const char *text)
{
  for (guint i = 0; i < fixture->team->n; i++)
    if (!shows (fixture, i, text))
      g_error ("copy %u doesn't show %s", i, text);
}

static char *
sign (Fixture *fixture, guint person, const char *role, const char *passphrase, GError **error)
{
  return slip_workspace_sign (workspace (fixture, person), fixture->plan, role, "concerns",
                              "too few minutes", passphrase, error);
}

static void
assert_refused (Fixture *fixture, guint person, const char *role, int code, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = sign (fixture, person, role, TEAM_PASSPHRASE, &error);

  g_assert_null (hash);
  g_assert_error (error, SLIP_ERROR, code);
  if (says != NULL && strstr (error->message, says) == NULL)
    g_error ("“%s” doesn't say “%s”", error->message, says);
}

/* One sync; the notices, a line each. */
static char *
notices (Fixture *fixture, guint person)
{
  SlipSyncReport report = { 0 };
  g_autoptr (GError) error = NULL;
  char *text;

  slip_workspace_sync (workspace (fixture, person), &report, NULL, &error);
  g_assert_no_error (error);
  text = g_strjoinv ("\n", report.notices);
  slip_sync_report_clear (&report);
  return text;
}

static void
assert_notice (Fixture *fixture, guint person, const char *part)
{
  g_autofree char *text = notices (fixture, person);

  if (strstr (text, part) == NULL)
    g_error ("“%s” doesn't say “%s”", text, part);
}

static SlipPersonInfo *
find_person (GPtrArray *list, const char *id, gboolean pending)
{
  for (guint i = 0; i < list->len; i++)
    {
      SlipPersonInfo *info = g_ptr_array_index (list, i);

      if (g_str_equal (info->id, id) && info->pending == pending)
        return info;
    }
  return NULL;
}

static GPtrArray *
members (Fixture *fixture, guint person)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *list = slip_workspace_list_members (workspace (fixture, person), &error);

  g_assert_no_error (error);
  return list;
}

static void
admit (Fixture *fixture, guint person, const char *const *roles)
{
  g_autofree char *id = team_id (fixture->team, person);
  g_autoptr (GError) error = NULL;

  slip_workspace_admit (workspace (fixture, 0), id, roles, TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
}

/* Another device of @person, admitted. */
static guint
add_device (Fixture *fixture, guint person)
{
  static const char *const none[] = { NULL };
  guint device = team_join_device (fixture->team, person);

  admit (fixture, device, none);
  team_settle (fixture->team);
  return device;
}

static void
verify_all (Fixture *fixture)
{
  for (guint i = 0; i < fixture->team->n; i++)
    {
      SlipVerifyReport report = { 0 };
      g_autoptr (GError) error = NULL;

      slip_workspace_verify (workspace (fixture, i), &report, &error);
      g_assert_no_error (error);
      if (report.problem != NULL)
        g_error ("verify on copy %u: %s", i, report.problem);
      slip_verify_report_clear (&report);
    }
}

/* == devices == */

static void
test_another_device_is_the_same_person (Fixture *fixture, gconstpointer data)
{
  static const char *const none[] = { NULL };
  g_autofree char *bo = team_id (fixture->team, 1);
  guint device = team_join_device (fixture->team, 1);
  g_autofree char *id = team_id (fixture->team, device);
  g_autoptr (GPtrArray) before = members (fixture, 0);
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GPtrArray) devices = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (GError) error = NULL;
  SlipPersonInfo *info;

  g_assert_cmpstr (id, ==, bo);
  g_assert_cmpint (slip_workspace_get_asks (workspace (fixture, device)), ==, SLIP_ASKS_DEVICE);
  info = find_person (before, bo, TRUE);
  g_assert_nonnull (info);
  g_assert_cmpint (info->asks, ==, SLIP_ASKS_DEVICE);

  admit (fixture, device, none);
  team_settle (fixture->team);
  g_assert_cmpint (slip_workspace_get_asks (workspace (fixture, device)), ==, SLIP_ASKS_NOTHING);
  after = members (fixture, device);
  g_assert_null (find_person (after, bo, TRUE));
  info = find_person (after, bo, FALSE);
  g_assert_true (g_strv_contains ((const char *const *) info->roles, "qa-lead"));
  g_assert_cmpuint (info->devices, ==, 2);
  g_assert_true (info->is_self);
  devices = slip_workspace_list_devices (workspace (fixture, 0), bo, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (devices->len, ==, 2);

  /* Both devices work and sign. */
  set (fixture, device, "rollback/minutes", "71");
  hash = sign (fixture, device, "qa-lead", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  set (fixture, 1, "rollback/minutes", "72");
  team_settle (fixture->team);
  verify_all (fixture);
}

static void
test_a_lost_device_is_revoked_alone (Fixture *fixture, gconstpointer data)
{
  guint device = add_device (fixture, 1);
  g_autofree char *replica = slip_workspace_get_info (workspace (fixture, device), "replica", NULL);
  g_autofree char *hash = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  set (fixture, device, "rollback/minutes", "61");
  team_settle (fixture->team);
  slip_workspace_revoke_device (workspace (fixture, 0), replica, "left on a train", TEAM_PASSPHRASE,
                                NULL, &error);
  g_assert_no_error (error);
  /* The thief goes on. */
  set (fixture, device, "rollback/minutes", "99");
  team_sync (fixture->team, 0);
  team_sync (fixture->team, device);
  team_settle (fixture->team);
  /* What was done before counts, what came after doesn't, anywhere. */
  assert_all_show (fixture, "<minutes>61</minutes>");
  assert_notice (fixture, device, "this device was revoked on ");
  assert_notice (fixture, 2, "after the device was revoked wait");
  assert_refused (fixture, device, "qa-lead", SLIP_ERROR_NOT_ALLOWED, "this device was revoked");
  /* Bo goes on with the other one, and the key that both had still signs. */
  set (fixture, 1, "rollback/minutes", "62");
  hash = sign (fixture, 1, "qa-lead", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  assert_all_show (fixture, "<minutes>62</minutes>");
  text = notices (fixture, 1);
  g_assert_null (strstr (text, "you were revoked"));
  verify_all (fixture);
}

/* Past the limit the rest stays on the store; that is told, and stops nothing. */
static void
test_too_much_kept_apart_is_a_notice (Fixture *fixture, gconstpointer data)
{
  guint devices[] = { add_device (fixture, 1), add_device (fixture, 1) };
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  SlipDatabase *db;

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    set (fixture, devices[i], "rollback/minutes", "61");
  team_settle (fixture->team);
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      g_autofree char *replica =
          slip_workspace_get_info (workspace (fixture, devices[i]), "replica", NULL);

      slip_workspace_revoke_device (workspace (fixture, 0), replica, "lost", TEAM_PASSPHRASE, NULL,
                                    &error);
      g_assert_no_error (error);
      set (fixture, devices[i], "rollback/minutes", "99");
    }
  team_sync (fixture->team, 0);
  team_sync (fixture->team, devices[0]);
  team_sync (fixture->team, 2);
  path = g_build_filename (slip_workspace_get_dir (workspace (fixture, 2)), "workspace.db", NULL);
  db = slip_database_open (path, SLIP_DATABASE_WRITE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (
      slip_database_get_int (db, 0, "SELECT count (*) FROM frame WHERE counts = 0", ""), ==, 1);
  slip_database_run (db, &error, "UPDATE frame SET size = ? WHERE counts = 0", "i",
                     (gint64) SLIP_LOG_MAX_APART_BYTES);
  g_assert_no_error (error);
  slip_database_close (db);
  team_sync (fixture->team, devices[1]);
  set (fixture, 1, "rollback/minutes", "62");
  team_sync (fixture->team, 1);
  /* Asserts that it worked, without a problem. */
  team_sync (fixture->team, 2);
  text = notices (fixture, 2);
  g_assert_nonnull (strstr (text, "is not taken in: its device was revoked"));
  g_assert_true (shows (fixture, 2, "<minutes>62</minutes>"));
}

static void
copy_folder (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_mkdir_with_parents (to, 0700);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);
      g_autofree char *bytes = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (source, &bytes, &length, NULL));
      g_assert_true (g_file_set_contents (target, bytes, length, NULL));
    }
}

/* A copy of its folder gets a replica id of its own, and seals nothing under it either. */
static void
test_a_copy_of_a_revoked_device_seals_nothing (Fixture *fixture, gconstpointer data)
{
  guint device = add_device (fixture, 1);
  g_autofree char *replica = slip_workspace_get_info (workspace (fixture, device), "replica", NULL);
  g_autofree char *copy = team_path (fixture->team, "copy");
  g_autofree char *renewed = NULL;
  g_autoptr (GError) error = NULL;

  set (fixture, device, "rollback/minutes", "61");
  team_settle (fixture->team);
  slip_workspace_revoke_device (workspace (fixture, 0), replica, "left on a train", TEAM_PASSPHRASE,
                                NULL, &error);
  g_assert_no_error (error);
  team_sync (fixture->team, 0);
  team_sync (fixture->team, device);
  set (fixture, device, "rollback/minutes", "98");
  copy_folder (slip_workspace_get_dir (workspace (fixture, device)), copy);
  g_clear_object (&fixture->team->people[device]);
  fixture->team->people[device] = slip_workspace_open (copy, &error);
  g_assert_no_error (error);
  g_assert_true (slip_workspace_is_copy (workspace (fixture, device)));
  set (fixture, device, "rollback/minutes", "99");
  team_sync (fixture->team, device);
  renewed = slip_workspace_get_info (workspace (fixture, device), "replica", NULL);
  g_assert_cmpstr (renewed, !=, replica);
  g_assert_cmpint (slip_database_get_int (workspace (fixture, device)->reader, -1,
                                          "SELECT count (*) FROM frame WHERE replica = ?", "s",
                                          renewed),
                   ==, 0);
  g_assert_cmpint (slip_database_get_int (workspace (fixture, device)->reader, -1,
                                          "SELECT count (*) FROM op WHERE replica = ?", "s",
                                          renewed),
                   >=, 2);
  team_sync (fixture->team, 0);
  g_assert_cmpint (slip_database_get_int (workspace (fixture, 0)->reader, -1,
                                          "SELECT count (*) FROM frame WHERE replica = ?", "s",
                                          renewed),
                   ==, 0);
}

/* == keys == */

static void
test_a_changed_passphrase_opens_the_same_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = slip_workspace_get_info (workspace (fixture, 1), "fingerprint", &error);
  g_autofree char *after = NULL;
  g_autofree char *hash = NULL;

  slip_workspace_change_passphrase (workspace (fixture, 1), TEAM_PASSPHRASE, NEW_PASSPHRASE,
                                    &error);
  g_assert_no_error (error);
  assert_refused (fixture, 1, "qa-lead", SLIP_ERROR_WRONG_PASSPHRASE, NULL);
  hash = sign (fixture, 1, "qa-lead", NEW_PASSPHRASE, &error);
  g_assert_no_error (error);
  after = slip_workspace_get_info (workspace (fixture, 1), "fingerprint", &error);
  g_assert_cmpstr (before, ==, after);
  team_settle (fixture->team);
  verify_all (fixture);
}

static void
test_a_forgotten_passphrase_takes_a_new_key (Fixture *fixture, gconstpointer data)
{
  static const char *const none[] = { NULL };
  g_autofree char *bo = team_id (fixture->team, 1);
  g_autofree char *invitation = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) devices = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (GError) error = NULL;
  SlipPersonInfo *info;

  first = sign (fixture, 1, "qa-lead", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  invitation = team_new_invitation (fixture->team);
  slip_workspace_renew_key (workspace (fixture, 1), invitation, NEW_PASSPHRASE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (slip_workspace_get_asks (workspace (fixture, 1)), ==, SLIP_ASKS_KEY);
  g_assert_null (sign (fixture, 1, "qa-lead", NEW_PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);

  team_settle (fixture->team);
  list = members (fixture, 0);
  info = find_person (list, bo, TRUE);
  g_assert_nonnull (info);
  g_assert_cmpint (info->asks, ==, SLIP_ASKS_KEY);
  {
    g_autofree char *own = slip_workspace_get_info (workspace (fixture, 1), "fingerprint", NULL);

    g_assert_cmpstr (info->fingerprint, ==, own);
  }
  admit (fixture, 1, none);
  team_settle (fixture->team);
  g_assert_cmpint (slip_workspace_get_asks (workspace (fixture, 1)), ==, SLIP_ASKS_NOTHING);
  second = sign (fixture, 1, "qa-lead", NEW_PASSPHRASE, &error);
  g_assert_no_error (error);
  /* What the others are shown is what the person reads out. */
  {
    g_autofree char *own = slip_workspace_get_info (workspace (fixture, 1), "fingerprint", NULL);
    g_autoptr (GPtrArray) now = members (fixture, 2);

    g_assert_cmpstr (find_person (now, bo, FALSE)->fingerprint, ==, own);
  }
  /* One person, one device, roles as before; what the old key signed still verifies. */
  devices = slip_workspace_list_devices (workspace (fixture, 2), bo, &error);
  g_assert_cmpuint (devices->len, ==, 1);
  team_settle (fixture->team);
  verify_all (fixture);
}

static void
test_who_stays_out_asks_for_no_key (Fixture *fixture, gconstpointer data)
{
  g_autofree char *invitation = team_new_invitation (fixture->team);
  guint stranger = team_join (fixture->team, "Sam");
  g_autoptr (GError) error = NULL;

  g_assert_false (
      slip_workspace_renew_key (workspace (fixture, stranger), invitation, NEW_PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
}

static void
test_the_only_administrator_keeps_the_key (Fixture *fixture, gconstpointer data)
{
  g_autofree char *invitation = team_new_invitation (fixture->team);
  g_autofree char *before = slip_workspace_get_info (workspace (fixture, 0), "fingerprint", NULL);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (
      slip_workspace_renew_key (workspace (fixture, 0), invitation, NEW_PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  after = slip_workspace_get_info (workspace (fixture, 0), "fingerprint", NULL);
  g_assert_cmpstr (before, ==, after);
}

/* == roles and deputies == */

static void
test_roles_are_granted_and_withdrawn (Fixture *fixture, gconstpointer data)
{
  static const char *const auditor[] = { "auditor", NULL };
  static const char *const qa_lead[] = { "qa-lead", NULL };
  g_autofree char *bo = team_id (fixture->team, 1);
  g_autofree char *hash = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  SlipPersonInfo *info;
  gboolean dated = FALSE;

  hash = sign (fixture, 1, "qa-lead", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  slip_workspace_change_roles (workspace (fixture, 0), "Quentin Adeyemi", auditor, qa_lead,
                               "moves to audit", TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  list = members (fixture, 2);
  info = find_person (list, bo, FALSE);
  g_assert_true (g_strv_contains ((const char *const *) info->roles, "auditor"));
  g_assert_false (g_strv_contains ((const char *const *) info->roles, "qa-lead"));
  for (guint i = 0; i < info->grants->len; i++)
    dated |= ((SlipGrantInfo *) g_ptr_array_index (info->grants, i))->since_ms > 0;
  g_assert_true (dated);
  assert_refused (fixture, 1, "qa-lead", SLIP_ERROR_NOT_ALLOWED, NULL);
  /* What was signed while the role was held is as good as before. */
  verify_all (fixture);
  /* Nothing is left to do. */
  g_assert_false (slip_workspace_change_roles (workspace (fixture, 0), bo, auditor, NULL, NULL,
                                               TEAM_PASSPHRASE, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS);
}

static void
test_admitting_a_member_grants_what_is_missing (Fixture *fixture, gconstpointer data)
{
  static const char *const roles[] = { "qa-lead", "auditor", NULL };
  static const char *const none[] = { NULL };
  g_autofree char *bo = team_id (fixture->team, 1);
  g_autofree char *beginning = g_strndup (bo, 5);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  slip_workspace_admit (workspace (fixture, 0), beginning, roles, TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  /* Once more changes nothing, and is fine. */
  slip_workspace_admit (workspace (fixture, 0), bo, roles, TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  slip_workspace_admit (workspace (fixture, 0), bo, none, TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  list = members (fixture, 1);
  g_assert_true (
      g_strv_contains ((const char *const *) find_person (list, bo, FALSE)->roles, "auditor"));
  verify_all (fixture);
}

static void
test_a_new_person_needs_a_role (Fixture *fixture, gconstpointer data)
{
  static const char *const none[] = { NULL };
  guint sam = team_join (fixture->team, "Sam");
  g_autofree char *id = team_id (fixture->team, sam);
  g_autoptr (GError) error = NULL;

  g_assert_false (slip_workspace_admit (workspace (fixture, 0), id, none, TEAM_PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
}

static void
test_a_deputy_signs_until_the_day (Fixture *fixture, gconstpointer data)
{
  gint64 now = slip_now_ms ();
  gint64 day = 24 * 60 * 60 * 1000;
  g_autofree char *bo = team_id (fixture->team, 1);
  g_autofree char *later = g_strdup_printf ("%" G_GINT64_FORMAT, now + 3 * day);
  g_autofree char *hash = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  SlipPersonInfo *info;

  assert_refused (fixture, 2, "qa-lead", SLIP_ERROR_NOT_ALLOWED, NULL);
  /* Only who holds the role names a deputy. */
  g_assert_false (slip_workspace_name_deputy (workspace (fixture, 0), "qa-lead", "Irina Brandt",
                                              now + 2 * day, TEAM_PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  slip_workspace_name_deputy (workspace (fixture, 1), "qa-lead", "Irina Brandt", now + 2 * day,
                              TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  list = members (fixture, 0);
  info = find_person (list, bo, FALSE);
  g_assert_cmpuint (info->deputies->len, ==, 1);
  g_assert_cmpstr (((SlipDeputyInfo *) g_ptr_array_index (info->deputies, 0))->name, ==,
                   "Irina Brandt");
  hash = sign (fixture, 2, "qa-lead", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  verify_all (fixture);

  g_setenv ("SOURCE_DATE_MS", later, TRUE);
  assert_refused (fixture, 2, "qa-lead", SLIP_ERROR_NOT_ALLOWED, "you were deputy for ");
}

/* The time is shortened while the deputy, who hasn't heard of it, signs: nobody is accused, and it can be endorsed. */
static void
test_a_deputy_who_had_not_heard_of_it (Fixture *fixture, gconstpointer data)
{
  gint64 day = 24 * 60 * 60 * 1000;
  g_autofree char *hour = g_strdup_printf ("%" G_GINT64_FORMAT, slip_now_ms () + day / 24);
  g_autofree char *hash = NULL;
  g_autoptr (GError) error = NULL;

  slip_workspace_name_deputy (workspace (fixture, 1), "qa-lead", "Irina Brandt",
                              slip_now_ms () + 9 * day, TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  slip_workspace_name_deputy (workspace (fixture, 1), "qa-lead", "Irina Brandt",
                              slip_now_ms () - day, TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  g_setenv ("SOURCE_DATE_MS", hour, TRUE);
  hash = sign (fixture, 2, "qa-lead", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  verify_all (fixture);
  slip_workspace_endorse (workspace (fixture, 0), hash, "she was on a train", TEAM_PASSPHRASE, NULL,
                          &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  verify_all (fixture);
  /* It counts now, so there is nothing left to endorse. */
  g_assert_false (slip_workspace_endorse (workspace (fixture, 0), hash, "again", TEAM_PASSPHRASE,
                                          NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_assert_nonnull (strstr (error->message, "endorsed already"));
}

/* == revoking == */

static void
test_a_revoked_person_stops_to_count (Fixture *fixture, gconstpointer data)
{
  g_autofree char *bo = team_id (fixture->team, 1);
  g_autofree char *replica = slip_workspace_get_info (workspace (fixture, 1), "replica", NULL);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  SlipPersonInfo *info;
  guint n = 0;

  set (fixture, 1, "rollback/minutes", "41");
  team_settle (fixture->team);
  /* Bo works on without a network, in good faith. */
  set (fixture, 1, "rollback/minutes", "42");
  set (fixture, 1, "rollback/method", "switch back");
  slip_workspace_revoke (workspace (fixture, 0), "Quentin Adeyemi", "left the company",
                         TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_sync (fixture->team, 0);
  assert_notice (fixture, 1, "you were revoked on ");
  assert_notice (fixture, 1, "by Petra Lindqvist: left the company");
  team_settle (fixture->team);
  assert_all_show (fixture, "<minutes>41</minutes>");
  assert_refused (fixture, 1, "qa-lead", SLIP_ERROR_NOT_ALLOWED, "left the company");
  list = members (fixture, 2);
  info = find_person (list, bo, FALSE);
  g_assert_cmpstr (info->revoked, ==, "left the company");
  g_assert_cmpstr (info->revoked_by, ==, "Petra Lindqvist");
  g_assert_cmpuint (info->kept_apart, ==, 2);
  assert_notice (fixture, 2, "2 changes by Quentin Adeyemi after the person was revoked wait");
  verify_all (fixture);

  /* Who isn't an administrator endorses nothing. */
  g_assert_false (slip_workspace_endorse (workspace (fixture, 2), replica, "honest work",
                                          TEAM_PASSPHRASE, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  slip_workspace_endorse (workspace (fixture, 0), replica, "honest work", TEAM_PASSPHRASE, &n,
                          &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 2);
  team_settle (fixture->team);
  assert_all_show (fixture, "<minutes>42</minutes>");
  verify_all (fixture);
  g_assert_false (slip_workspace_endorse (workspace (fixture, 0), replica, NULL, TEAM_PASSPHRASE,
                                          NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

static void
test_edits_of_the_revoked_stay_with_them (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  slip_workspace_revoke (workspace (fixture, 0), "Quentin Adeyemi", "left", TEAM_PASSPHRASE, NULL,
                         &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  set (fixture, 1, "rollback/minutes", "77");
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < 3; i++)
      team_sync (fixture->team, i);
  g_assert_false (shows (fixture, 0, "<minutes>77</minutes>"));
  g_assert_false (shows (fixture, 2, "<minutes>77</minutes>"));
  /* Here it waits: as a proposal, since who is revoked holds no role. */
  g_assert_cmpint (slip_log_outbox_size (workspace (fixture, 1)->reader), ==, 1);
  team_reopen (fixture->team, 1);
  g_assert_cmpint (slip_log_outbox_size (workspace (fixture, 1)->reader), ==, 1);
}

/* What came after the cut may have been replaced, or may have replaced what counts. */
static void
test_late_work_meets_work_that_counts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *bo = team_id (fixture->team, 1);
  g_autoptr (GError) error = NULL;

  set (fixture, 1, "rollback/minutes", "50");
  set (fixture, 2, "rollback/method", "first");
  team_settle (fixture->team);
  set (fixture, 1, "rollback/minutes", "51");
  set (fixture, 1, "rollback/method", "late");
  team_sync (fixture->team, 1);
  team_sync (fixture->team, 2);
  /* Irina has seen Bo's, and goes on from it; Petra hasn't, and revokes. */
  set (fixture, 2, "rollback/minutes", "52");
  slip_workspace_revoke (workspace (fixture, 0), bo, "left", TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  /* Hers replaced his, and so what his had replaced. */
  assert_all_show (fixture, "<minutes>52</minutes>");
  assert_all_show (fixture, "first");
  for (guint i = 0; i < 3; i++)
    {
      SlipSyncReport report = { 0 };

      slip_workspace_sync (workspace (fixture, i), &report, NULL, NULL);
      g_assert_cmpuint (report.conflicts, ==, 0);
      slip_sync_report_clear (&report);
    }
  slip_workspace_endorse (workspace (fixture, 0), bo, NULL, TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  assert_all_show (fixture, "<minutes>52</minutes>");
  assert_all_show (fixture, "late");
  verify_all (fixture);
}

/* The same events, told to each copy in another order. */
static void
test_the_order_of_sync_does_not_matter (Fixture *fixture, gconstpointer data)
{
  static const char *const administrator[] = { "administrator", NULL };
  static const guint orders[][5] = {
    { 0, 1, 2, 3, 4 }, { 4, 3, 2, 1, 0 }, { 2, 4, 1, 3, 0 }, { 3, 0, 4, 1, 2 }
  };
  guint device = add_device (fixture, 1);
  guint sam = team_join (fixture->team, "Sam");
  g_autofree char *replica = slip_workspace_get_info (workspace (fixture, device), "replica", NULL);
  g_autoptr (GError) error = NULL;

  admit (fixture, sam, administrator);
  team_settle (fixture->team);
  for (guint round = 0; round < G_N_ELEMENTS (orders); round++)
    {
      g_autofree char *value = g_strdup_printf ("%u", 100 + round);

      set (fixture, device, "rollback/minutes", value);
      set (fixture, 1, "rollback/method", value);
      if (round == 0)
        slip_workspace_revoke_device (workspace (fixture, sam), replica, "lost", TEAM_PASSPHRASE,
                                      NULL, &error);
      else if (round == 1)
        slip_workspace_revoke (workspace (fixture, 0), "Irina Brandt", "left", TEAM_PASSPHRASE,
                               NULL, &error);
      else if (round == 2)
        slip_workspace_endorse (workspace (fixture, 0), replica, "hers", TEAM_PASSPHRASE, NULL,
                                &error);
      g_assert_no_error (error);
      for (guint i = 0; i < 5; i++)
        team_sync (fixture->team, orders[round][i]);
    }
  {
    g_autofree char *first = NULL;

    for (guint round = 0; round < 2; round++)
      for (guint i = 0; i < fixture->team->n; i++)
        team_sync (fixture->team, i);
    first = team_digest (fixture->team, 0);
    /* The lost device's own last edits stay in its outbox, and show there alone. */
    for (guint i = 1; i < fixture->team->n; i++)
      if (i != device)
        {
          g_autofree char *digest = team_digest (fixture->team, i);

          g_assert_cmpstr (digest, ==, first);
        }
  }
  verify_all (fixture);
}

static void
test_administrators_who_revoke_each_other (Fixture *fixture, gconstpointer data)
{
  static const char *const administrator[] = { "administrator", NULL };
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *revoked = NULL;
  g_autofree char *note = NULL;
  g_autoptr (GError) error = NULL;

  slip_workspace_change_roles (workspace (fixture, 0), "Quentin Adeyemi", administrator, NULL, NULL,
                               TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  slip_workspace_change_roles (workspace (fixture, 0), "Irina Brandt", administrator, NULL, NULL,
                               TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);

  /* One alone doesn't remove the founder: the program says what is missing. */
  slip_workspace_revoke (workspace (fixture, 1), "Petra Lindqvist", "left", TEAM_PASSPHRASE, &note,
                         &error);
  g_assert_no_error (error);
  g_assert_nonnull (note);
  team_settle (fixture->team);
  list = members (fixture, 2);
  for (guint i = 0; i < list->len; i++)
    g_assert_null (((SlipPersonInfo *) g_ptr_array_index (list, i))->revoked);
  g_clear_pointer (&note, g_free);
  slip_workspace_revoke (workspace (fixture, 2), "Petra Lindqvist", "left", TEAM_PASSPHRASE, &note,
                         &error);
  g_assert_no_error (error);
  g_assert_null (note);
  team_settle (fixture->team);
  revoked = slip_workspace_get_revocation (workspace (fixture, 0));
  g_assert_nonnull (revoked);

  /* And two who go for each other end the same everywhere. */
  slip_workspace_revoke (workspace (fixture, 1), "Irina Brandt", "no", TEAM_PASSPHRASE, NULL,
                         &error);
  g_assert_no_error (error);
  slip_workspace_revoke (workspace (fixture, 2), "Quentin Adeyemi", "no", TEAM_PASSPHRASE, NULL,
                         &error);
  team_settle (fixture->team);
  verify_all (fixture);
}

static void
test_who_was_revoked_may_come_back (Fixture *fixture, gconstpointer data)
{
  static const char *const roles[] = { "qa-lead", NULL };
  g_autofree char *bo = team_id (fixture->team, 1);
  guint device;
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = NULL;

  slip_workspace_revoke (workspace (fixture, 0), bo, "left", TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  g_assert_false (
      slip_workspace_admit (workspace (fixture, 0), bo, roles, TEAM_PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  device = team_join (fixture->team, "Quentin Adeyemi");
  admit (fixture, device, roles);
  team_settle (fixture->team);
  hash = sign (fixture, device, "qa-lead", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  verify_all (fixture);
}

static void
test_the_same_person_may_come_back (Fixture *fixture, gconstpointer data)
{
  static const char *const roles[] = { "qa-lead", NULL };
  g_autofree char *bo = team_id (fixture->team, 1);
  guint device;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  SlipPersonInfo *info;

  slip_workspace_revoke (workspace (fixture, 0), bo, "left", TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  device = team_join_device (fixture->team, 1);
  admit (fixture, device, roles);
  team_settle (fixture->team);
  list = members (fixture, 2);
  info = find_person (list, bo, FALSE);
  g_assert_null (info->revoked);
  g_assert_cmpuint (info->devices, ==, 1);
  set (fixture, device, "rollback/minutes", "88");
  team_settle (fixture->team);
  assert_all_show (fixture, "<minutes>88</minutes>");
  verify_all (fixture);
}

/* A revocation by mistake is mended by a request from the same device. */
static void
test_the_same_device_may_come_back (Fixture *fixture, gconstpointer data)
{
  static const char *const none[] = { NULL };
  static const char *const roles[] = { "qa-lead", NULL };
  g_autofree char *bo = team_id (fixture->team, 1);
  g_autofree char *invitation = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (GError) error = NULL;

  slip_workspace_revoke (workspace (fixture, 0), bo, "mistaken", TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  invitation = team_new_invitation (fixture->team);
  team_sync (fixture->team, 0);
  slip_workspace_renew_key (workspace (fixture, 1), invitation, TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_sync (fixture->team, 1);
  team_sync (fixture->team, 0);
  g_assert_false (slip_workspace_admit (workspace (fixture, 0), bo, none, TEAM_PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_clear_error (&error);
  admit (fixture, 1, roles);
  team_settle (fixture->team);
  g_assert_null (slip_workspace_get_revocation (workspace (fixture, 1)));
  set (fixture, 1, "rollback/minutes", "89");
  hash = sign (fixture, 1, "qa-lead", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  assert_all_show (fixture, "<minutes>89</minutes>");
  verify_all (fixture);
}

/* == any history == */

/* Who was removed shows what waits in its outbox, and only there. */
static gboolean
holds_back (Fixture *fixture, guint person)
{
  g_autofree char *revoked = slip_workspace_get_revocation (workspace (fixture, person));

  return revoked != NULL && slip_log_outbox_size (workspace (fixture, person)->reader) > 0;
}

/* One thing that somebody does; most of it is refused now and then, and that is fine. */
static void
do_anything (Fixture *fixture, GRand *random)
{
  static const char *const roles[] = { "auditor", "administrator", "qa-lead",
                                       "operations-manager" };
  static const char *const reasons[] = { "left", "lost", "a mistake" };
  guint n = fixture->team->n;
  guint who = (guint) g_rand_int_range (random, 0, (gint32) n);
  guint whom = (guint) g_rand_int_range (random, 0, (gint32) n);
  SlipWorkspace *self = workspace (fixture, who);
  g_autofree char *other = team_id (fixture->team, whom);
  g_autofree char *replica = slip_workspace_get_info (workspace (fixture, whom), "replica", NULL);
  const char *reason = reasons[g_rand_int_range (random, 0, G_N_ELEMENTS (reasons))];
  const char *const role[] = { roles[g_rand_int_range (random, 0, G_N_ELEMENTS (roles))], NULL };
  g_autofree char *value = g_strdup_printf ("%d", g_rand_int_range (random, 1, 500));
  g_autofree char *hash = NULL;

  switch (g_rand_int_range (random, 0, 12))
    {
    case 0:
      slip_workspace_revoke (self, other, reason, TEAM_PASSPHRASE, NULL, NULL);
      break;
    case 1:
      slip_workspace_revoke_device (self, replica, reason, TEAM_PASSPHRASE, NULL, NULL);
      break;
    case 2:
      slip_workspace_endorse (self, replica, reason, TEAM_PASSPHRASE, NULL, NULL);
      break;
    case 3:
      slip_workspace_change_roles (self, other, role, NULL, reason, TEAM_PASSPHRASE, NULL, NULL);
      break;
    case 4:
      slip_workspace_change_roles (self, other, NULL, role, reason, TEAM_PASSPHRASE, NULL, NULL);
      break;
    case 5:
      hash = sign (fixture, who, role[0], TEAM_PASSPHRASE, NULL);
      break;
    default:
      slip_workspace_set_field (self, fixture->plan,
                                g_rand_boolean (random) ? "rollback/minutes" : "rollback/method",
                                value, NULL);
      break;
    }
}

static void
assert_same (Fixture *fixture, guint32 seed)
{
  g_autofree char *first = NULL;

  for (guint round = 0; round < 3; round++)
    for (guint i = 0; i < fixture->team->n; i++)
      team_sync (fixture->team, i);
  for (guint i = 0; i < fixture->team->n; i++)
    {
      g_autofree char *digest = holds_back (fixture, i) ? NULL : team_digest (fixture->team, i);

      if (first != NULL && digest != NULL && !g_str_equal (first, digest))
        g_error ("copy %u ends otherwise (seed %u)", i, seed);
      if (first == NULL)
        first = g_steal_pointer (&digest);
    }
}

static void
test_any_history_ends_the_same (Fixture *fixture, gconstpointer data)
{
  static const char *const administrator[] = { "administrator", NULL };
  guint32 seed = (guint32) g_test_rand_int ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;

  g_test_message ("seed %u", seed);
  add_device (fixture, 1);
  slip_workspace_change_roles (workspace (fixture, 0), "Quentin Adeyemi", administrator, NULL, NULL,
                               TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  slip_workspace_change_roles (workspace (fixture, 0), "Irina Brandt", administrator, NULL, NULL,
                               TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  for (guint step = 0; step < 40; step++)
    {
      do_anything (fixture, random);
      if (g_rand_int_range (random, 0, 3) == 0)
        team_sync (fixture->team, (guint) g_rand_int_range (random, 0, (gint32) fixture->team->n));
    }
  assert_same (fixture, seed);
  verify_all (fixture);
}

/* == invitations == */

static void
test_an_invitation_used_twice_is_told (Fixture *fixture, gconstpointer data)
{
  static const char *const roles[] = { "auditor", NULL };
  g_autofree char *invitation = team_new_invitation (fixture->team);
  g_autofree char *first_dir = team_path (fixture->team, "first");
  g_autofree char *second_dir = team_path (fixture->team, "second");
  g_autoptr (SlipWorkspace) first = NULL;
  g_autoptr (SlipWorkspace) second = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *first_id = NULL;
  g_autofree char *second_id = NULL;
  g_autofree char *text = NULL;
  SlipSyncReport report = { 0 };
  g_autoptr (GError) error = NULL;
  SlipPersonInfo *info;

  first = slip_workspace_join (first_dir, invitation, "Fay", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  second = slip_workspace_join (second_dir, invitation, "Eve", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  first_id = slip_workspace_get_info (first, "person", NULL);
  second_id = slip_workspace_get_info (second, "person", NULL);
  team_sync (fixture->team, 0);
  slip_workspace_set_remote (first, fixture->team->store, NULL, NULL, FALSE, &error);
  slip_workspace_set_remote (second, fixture->team->store, NULL, NULL, FALSE, &error);
  slip_workspace_sync (first, &report, NULL, &error);
  g_assert_no_error (error);
  slip_sync_report_clear (&report);
  slip_workspace_sync (second, &report, NULL, &error);
  g_assert_no_error (error);
  slip_sync_report_clear (&report);
  team_sync (fixture->team, 0);
  list = members (fixture, 0);
  info = find_person (list, second_id, TRUE);
  g_assert_nonnull (info);
  g_assert_nonnull (info->note);
  g_assert_false (info->refused);
  slip_workspace_admit (workspace (fixture, 0), first_id, roles, TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_sync (fixture->team, 0);
  g_clear_pointer (&list, g_ptr_array_unref);
  list = members (fixture, 0);
  info = find_person (list, second_id, TRUE);
  g_assert_nonnull (info);
  g_assert_true (info->refused);
  slip_workspace_sync (second, &report, NULL, &error);
  g_assert_no_error (error);
  text = g_strjoinv ("\n", report.notices);
  g_assert_nonnull (strstr (text, "your invitation was used by “Fay” first"));
  slip_sync_report_clear (&report);
}

/* Who asks in somebody else's name doesn't slip in beside the true request. */
static void
test_two_requests_in_one_name_need_the_fingerprint (Fixture *fixture, gconstpointer data)
{
  static const char *const none[] = { NULL };
  guint true_one = team_join_device (fixture->team, 1);
  guint other = team_join_device (fixture->team, 1);
  g_autofree char *bo = team_id (fixture->team, 1);
  g_autofree char *fingerprint =
      slip_workspace_get_info (workspace (fixture, true_one), "fingerprint", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (slip_workspace_admit (workspace (fixture, 0), bo, none, TEAM_PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_AMBIGUOUS);
  g_clear_error (&error);
  slip_workspace_admit (workspace (fixture, 0), fingerprint, none, TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_sync (fixture->team, 0);
  team_sync (fixture->team, true_one);
  team_sync (fixture->team, other);
  g_assert_cmpint (slip_workspace_get_asks (workspace (fixture, true_one)), ==, SLIP_ASKS_NOTHING);
  g_assert_cmpint (slip_workspace_get_asks (workspace (fixture, other)), ==, SLIP_ASKS_DEVICE);
}

/* == names == */

static void
test_a_person_is_named_by_a_beginning (Fixture *fixture, gconstpointer data)
{
  g_autofree char *bo = team_id (fixture->team, 1);
  g_autofree char *beginning = g_strndup (bo, 6);
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GError) error = NULL;

  devices = slip_workspace_list_devices (workspace (fixture, 0), beginning, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (((SlipDeviceInfo *) g_ptr_array_index (devices, 0))->person, ==, bo);
  g_assert_null (slip_workspace_list_devices (workspace (fixture, 0), "nobody", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  /* In a field, too. */
  set (fixture, 0, "rollback/decider", beginning);
  g_assert_true (shows (fixture, 0, bo));
}

/* == clocks == */

static void
test_a_clock_that_is_ahead_is_named (Fixture *fixture, gconstpointer data)
{
  gint64 hour = 60 * 60 * 1000;
  g_autofree char *ahead = g_strdup_printf ("%" G_GINT64_FORMAT, slip_now_ms () + 3 * hour);
  g_autofree char *before = slip_workspace_get_info (workspace (fixture, 1), "replica", NULL);
  g_autofree char *after = NULL;

  g_setenv ("SOURCE_DATE_MS", ahead, TRUE);
  set (fixture, 1, "rollback/minutes", "31");
  team_sync (fixture->team, 1);
  g_unsetenv ("SOURCE_DATE_MS");
  assert_notice (fixture, 0, "the clock of Quentin Adeyemi is 2 hours ahead");

  /* Set right, Bo's copy leaves the future behind under another name. */
  set (fixture, 1, "rollback/minutes", "32");
  assert_notice (fixture, 1, "this computer's clock was");
  after = slip_workspace_get_info (workspace (fixture, 1), "replica", NULL);
  g_assert_cmpstr (before, !=, after);
  team_settle (fixture->team);
  set (fixture, 1, "rollback/minutes", "33");
  team_sync (fixture->team, 1);
  {
    g_autofree char *text = notices (fixture, 0);

    g_assert_null (strstr (text, "ahead"));
  }
  team_settle (fixture->team);
  assert_all_show (fixture, "<minutes>33</minutes>");
  verify_all (fixture);
}

int
main (int argc, char **argv)
{
  g_setenv ("SLIPWAY_TEST_KDF", "weak", TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/people/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("another-device-is-the-same-person", test_another_device_is_the_same_person);
  ADD ("a-lost-device-is-revoked-alone", test_a_lost_device_is_revoked_alone);
  ADD ("too-much-kept-apart", test_too_much_kept_apart_is_a_notice);
  ADD ("copy-of-a-revoked-device", test_a_copy_of_a_revoked_device_seals_nothing);
  ADD ("a-changed-passphrase-opens-the-same-key", test_a_changed_passphrase_opens_the_same_key);
  ADD ("a-forgotten-passphrase-takes-a-new-key", test_a_forgotten_passphrase_takes_a_new_key);
  ADD ("who-stays-out-asks-for-no-key", test_who_stays_out_asks_for_no_key);
  ADD ("the-only-administrator-keeps-the-key", test_the_only_administrator_keeps_the_key);
  ADD ("roles-are-granted-and-withdrawn", test_roles_are_granted_and_withdrawn);
  ADD ("admitting-a-member-grants-what-is-missing", test_admitting_a_member_grants_what_is_missing);
  ADD ("a-new-person-needs-a-role", test_a_new_person_needs_a_role);
  ADD ("a-deputy-signs-until-the-day", test_a_deputy_signs_until_the_day);
  ADD ("a-deputy-who-had-not-heard-of-it", test_a_deputy_who_had_not_heard_of_it);
  ADD ("a-revoked-person-stops-to-count", test_a_revoked_person_stops_to_count);
  ADD ("edits-of-the-revoked-stay-with-them", test_edits_of_the_revoked_stay_with_them);
  ADD ("late-work-meets-work-that-counts", test_late_work_meets_work_that_counts);
  ADD ("the-order-of-sync-does-not-matter", test_the_order_of_sync_does_not_matter);
  ADD ("administrators-who-revoke-each-other", test_administrators_who_revoke_each_other);
  ADD ("who-was-revoked-may-come-back", test_who_was_revoked_may_come_back);
  ADD ("the-same-person-may-come-back", test_the_same_person_may_come_back);
  ADD ("the-same-device-may-come-back", test_the_same_device_may_come_back);
  ADD ("any-history-ends-the-same", test_any_history_ends_the_same);
  ADD ("an-invitation-used-twice-is-told", test_an_invitation_used_twice_is_told);
  ADD ("two-requests-in-one-name-need-the-fingerprint",
       test_two_requests_in_one_name_need_the_fingerprint);
  ADD ("a-person-is-named-by-a-beginning", test_a_person_is_named_by_a_beginning);
  ADD ("a-clock-that-is-ahead-is-named", test_a_clock_that_is_ahead_is_named);
#undef ADD
  return g_test_run ();
}
