/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* People are revoked, in good faith and bad, and come back: who counts, and what counts, is the same on every copy, and
 * nothing that anybody typed is lost. */

#include <string.h>

#include "slip-test-people.h"
#include "store/slip-log.h"
#include "workspace/slip-people-private.h"

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
  team_verify (fixture->team);

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
  team_verify (fixture->team);
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
  g_assert_cmpint (slip_log_outbox_size (slip_workspace_reader (workspace (fixture, 1))), ==, 1);
  team_reopen (fixture->team, 1);
  g_assert_cmpint (slip_log_outbox_size (slip_workspace_reader (workspace (fixture, 1))), ==, 1);
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
  team_verify (fixture->team);
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
  team_verify (fixture->team);
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
  team_verify (fixture->team);
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
  hash = sign_with (fixture, device, "qa-lead", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  team_verify (fixture->team);
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
  team_verify (fixture->team);
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
  hash = sign_with (fixture, 1, "qa-lead", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  assert_all_show (fixture, "<minutes>89</minutes>");
  team_verify (fixture->team);
}

/* == any history == */

/* Who was removed shows what waits in its outbox, and only there. */
static gboolean
holds_back (Fixture *fixture, guint person)
{
  g_autofree char *revoked = slip_workspace_get_revocation (workspace (fixture, person));

  return revoked != NULL &&
         slip_log_outbox_size (slip_workspace_reader (workspace (fixture, person))) > 0;
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
      hash = sign_with (fixture, who, role[0], TEAM_PASSPHRASE, NULL);
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
  team_verify (fixture->team);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/revocations/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("a-revoked-person-stops-to-count", test_a_revoked_person_stops_to_count);
  ADD ("edits-of-the-revoked-stay-with-them", test_edits_of_the_revoked_stay_with_them);
  ADD ("late-work-meets-work-that-counts", test_late_work_meets_work_that_counts);
  ADD ("the-order-of-sync-does-not-matter", test_the_order_of_sync_does_not_matter);
  ADD ("administrators-who-revoke-each-other", test_administrators_who_revoke_each_other);
  ADD ("who-was-revoked-may-come-back", test_who_was_revoked_may_come_back);
  ADD ("the-same-person-may-come-back", test_the_same_person_may_come_back);
  ADD ("the-same-device-may-come-back", test_the_same_device_may_come_back);
  ADD ("any-history-ends-the-same", test_any_history_ends_the_same);
#undef ADD
  return g_test_run ();
}
