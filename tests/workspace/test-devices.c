/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Several devices of a person, keys that are lost, forgotten and made anew, invitations: who counts is the same on every
 * copy. */

#include <string.h>

#include "slip-test-people.h"
#include "store/slip-log.h"
#include "workspace/slip-people-private.h"

#define NEW_PASSPHRASE "another horse entirely"

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
  hash = sign_with (fixture, device, "qa-lead", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  set (fixture, 1, "rollback/minutes", "72");
  team_settle (fixture->team);
  team_verify (fixture->team);
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
  hash = sign_with (fixture, 1, "qa-lead", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  assert_all_show (fixture, "<minutes>62</minutes>");
  text = notices (fixture, 1);
  g_assert_null (strstr (text, "you were revoked"));
  team_verify (fixture->team);
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
  g_assert_cmpint (slip_database_get_int (slip_workspace_reader (workspace (fixture, device)), -1,
                                          "SELECT count (*) FROM frame WHERE replica = ?", "s",
                                          renewed),
                   ==, 0);
  g_assert_cmpint (slip_database_get_int (slip_workspace_reader (workspace (fixture, device)), -1,
                                          "SELECT count (*) FROM op WHERE replica = ?", "s",
                                          renewed),
                   >=, 2);
  team_sync (fixture->team, 0);
  g_assert_cmpint (slip_database_get_int (slip_workspace_reader (workspace (fixture, 0)), -1,
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
  hash = sign_with (fixture, 1, "qa-lead", NEW_PASSPHRASE, &error);
  g_assert_no_error (error);
  after = slip_workspace_get_info (workspace (fixture, 1), "fingerprint", &error);
  g_assert_cmpstr (before, ==, after);
  team_settle (fixture->team);
  team_verify (fixture->team);
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

  first = sign_with (fixture, 1, "qa-lead", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  invitation = team_new_invitation (fixture->team);
  slip_workspace_renew_key (workspace (fixture, 1), invitation, NEW_PASSPHRASE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (slip_workspace_get_asks (workspace (fixture, 1)), ==, SLIP_ASKS_KEY);
  g_assert_null (sign_with (fixture, 1, "qa-lead", NEW_PASSPHRASE, &error));
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
  second = sign_with (fixture, 1, "qa-lead", NEW_PASSPHRASE, &error);
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
  team_verify (fixture->team);
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
  slip_workspace_set_remote (first, fixture->team->store, NULL, NULL, FALSE, NULL, &error);
  slip_workspace_set_remote (second, fixture->team->store, NULL, NULL, FALSE, NULL, &error);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/devices/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("another-device-is-the-same-person", test_another_device_is_the_same_person);
  ADD ("a-lost-device-is-revoked-alone", test_a_lost_device_is_revoked_alone);
  ADD ("too-much-kept-apart", test_too_much_kept_apart_is_a_notice);
  ADD ("copy-of-a-revoked-device", test_a_copy_of_a_revoked_device_seals_nothing);
  ADD ("a-changed-passphrase-opens-the-same-key", test_a_changed_passphrase_opens_the_same_key);
  ADD ("a-forgotten-passphrase-takes-a-new-key", test_a_forgotten_passphrase_takes_a_new_key);
  ADD ("who-stays-out-asks-for-no-key", test_who_stays_out_asks_for_no_key);
  ADD ("the-only-administrator-keeps-the-key", test_the_only_administrator_keeps_the_key);
  ADD ("an-invitation-used-twice-is-told", test_an_invitation_used_twice_is_told);
  ADD ("two-requests-in-one-name-need-the-fingerprint",
       test_two_requests_in_one_name_need_the_fingerprint);
#undef ADD
  return g_test_run ();
}
