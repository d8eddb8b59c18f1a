/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Roles that come and go, deputies, names and clocks: what each counts for is the same on every copy. */

#include <string.h>

#include "core/slip-clock.h"
#include "slip-test-people.h"

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

  hash = sign_with (fixture, 1, "qa-lead", TEAM_PASSPHRASE, &error);
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
  team_verify (fixture->team);
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
  team_verify (fixture->team);
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
  hash = sign_with (fixture, 2, "qa-lead", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  team_verify (fixture->team);

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
  hash = sign_with (fixture, 2, "qa-lead", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  team_verify (fixture->team);
  slip_workspace_endorse (workspace (fixture, 0), hash, "she was on a train", TEAM_PASSPHRASE, NULL,
                          &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  team_verify (fixture->team);
  /* It counts now, so there is nothing left to endorse. */
  g_assert_false (slip_workspace_endorse (workspace (fixture, 0), hash, "again", TEAM_PASSPHRASE,
                                          NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_assert_nonnull (strstr (error->message, "endorsed already"));
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
  gint64 minute = 60 * 1000;
  /* Halfway between two hours, so that a minute more or less is the same. */
  g_autofree char *ahead = g_strdup_printf ("%" G_GINT64_FORMAT, slip_now_ms () + 150 * minute);
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
  team_verify (fixture->team);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/people/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("roles-are-granted-and-withdrawn", test_roles_are_granted_and_withdrawn);
  ADD ("admitting-a-member-grants-what-is-missing", test_admitting_a_member_grants_what_is_missing);
  ADD ("a-new-person-needs-a-role", test_a_new_person_needs_a_role);
  ADD ("a-deputy-signs-until-the-day", test_a_deputy_signs_until_the_day);
  ADD ("a-deputy-who-had-not-heard-of-it", test_a_deputy_who_had_not_heard_of_it);
  ADD ("a-person-is-named-by-a-beginning", test_a_person_is_named_by_a_beginning);
  ADD ("a-clock-that-is-ahead-is-named", test_a_clock_that_is_ahead_is_named);
#undef ADD
  return g_test_run ();
}
