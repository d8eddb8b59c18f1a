/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Each sentence of the roster's rule (src/trust/README.md), in several orders of arrival. */

#include "roster-world.h"

#include <string.h>

#define ADMIN SLIP_ROLE_ADMINISTRATOR

static const char *const names[] = { "Ada", "Bo", "Cy", "Di", "Eve", "Fay", NULL };
static const char *const admin[] = { ADMIN, "qa-lead", NULL };
static const char *const plain[] = { "qa-lead", NULL };

enum
{
  ADA, /* the founder */
  BO,
  CY,
  DI,
  EVE,
  FAY
};

/* Ada has made Bo and Cy administrators, one after the other; Di is a member. */
typedef struct
{
  World *world;
  const char *bo;
  const char *cy;
  const char *di;
} Team;

static void
set_up (Team *team, gconstpointer data)
{
  team->world = world_new (11, names);
  team->bo = world_admit (team->world, ADA, BO, admin, NULL);
  team->cy = world_admit (team->world, ADA, CY, admin, team->bo, NULL);
  team->di = world_admit (team->world, ADA, DI, plain, team->cy, NULL);
}

static void
tear_down (Team *team, gconstpointer data)
{
  world_free (team->world);
}

static void
settle (Team *team)
{
  g_autofree char *rows = world_settle (team->world, 8);

  g_assert_nonnull (rows);
}

static void
test_roles (Team *team, gconstpointer data)
{
  const char *grant = world_grant (team->world, BO, DI, "project-manager", team->di, NULL);
  const char *withdrawal = world_withdraw (team->world, CY, DI, "qa-lead", grant, NULL);
  g_autoptr (SlipMember) di = NULL;
  const SlipRoleEntry *entry;

  settle (team);
  g_assert_true (world_holds (team->world, DI, "project-manager"));
  g_assert_false (world_holds (team->world, DI, "qa-lead"));
  di = slip_roster_member (team->world->db, world_actor (team->world, DI)->person, NULL);
  g_assert_cmpuint (g_strv_length (di->roles), ==, 1);
  g_assert_cmpuint (di->history->len, ==, 2);
  entry = g_ptr_array_index (di->history, 1);
  g_assert_cmpstr (entry->role, ==, "qa-lead");
  g_assert_cmpstr (entry->withdrawal, ==, withdrawal);
  g_assert_cmpint (entry->until_ms, >, entry->since_ms);
  g_assert_true (slip_roster_has_role (team->world->db, di->person, "qa-lead", entry->since_ms));
  g_assert_false (slip_roster_has_role (team->world->db, di->person, "qa-lead", entry->until_ms));
  g_assert_false (slip_roster_has_role (team->world->db, di->person, "qa-lead", G_MAXINT64));
}

static void
test_granted_again (Team *team, gconstpointer data)
{
  const char *gone = world_withdraw (team->world, BO, DI, "qa-lead", team->di, NULL);

  world_grant (team->world, CY, DI, "qa-lead", gone, NULL);
  settle (team);
  g_assert_true (world_holds (team->world, DI, "qa-lead"));
}

/* Di's grant has the shorter chain (the founder's), and nothing to wait for. */
static void
test_removal_beats_grant (Team *team, gconstpointer data)
{
  const char *eve = world_admit (team->world, CY, EVE, admin, team->di, NULL);
  const char *far = world_admit (team->world, EVE, FAY, plain, eve, NULL);
  const char *taken = world_withdraw (team->world, EVE, DI, "qa-lead", far, NULL);
  const char *given = world_grant (team->world, ADA, DI, "qa-lead", team->di, NULL);

  settle (team);
  g_assert_cmpint (world_outcome (team->world, taken), ==, SLIP_ROSTER_COUNTS);
  g_assert_cmpint (world_outcome (team->world, given), ==, SLIP_ROSTER_COUNTS);
  g_assert_false (world_holds (team->world, DI, "qa-lead"));
}

static void
test_revoked (Team *team, gconstpointer data)
{
  const char *revocation = world_revoke (team->world, BO, DI, team->di, NULL);
  g_autofree char *device = slip_key_to_hex (world_actor (team->world, DI)->device->public);
  g_autofree char *person = NULL;
  g_autoptr (SlipMember) di = NULL;

  settle (team);
  di = slip_roster_member (team->world->db, world_actor (team->world, DI)->person, NULL);
  g_assert_cmpstr (di->revoked, ==, revocation);
  g_assert_cmpstr (di->revoked_reason, ==, "left");
  g_assert_cmpuint (g_strv_length (di->roles), ==, 0);
  g_assert_cmpuint (g_strv_length (di->devices), ==, 0);
  g_assert_false (slip_roster_key_counts (team->world->db, device));
  person = slip_roster_device (team->world->db, device);
  g_assert_cmpstr (person, ==, di->person);
}

static void
test_admitted_again (Team *team, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (77);
  Actor *laptop = actor_new (random, "Di");
  const char *gone = world_revoke (team->world, BO, DI, team->di, NULL);
  g_autofree char *old_key = slip_key_to_hex (world_actor (team->world, DI)->signing->public);
  g_autofree char *new_key = slip_key_to_hex (laptop->signing->public);
  g_autofree char *signer = NULL;
  SlipStatement *again;
  const char *after[] = { gone, NULL };

  g_strlcpy (laptop->person, world_actor (team->world, DI)->person, sizeof laptop->person);
  again = make_admission (team->world->genesis, world_actor (team->world, CY), laptop, plain, NULL);
  world_sign (team->world, again, world_actor (team->world, CY), after);
  settle (team);
  g_assert_true (world_is_member (team->world, DI));
  g_assert_true (world_holds (team->world, DI, "qa-lead"));
  g_assert_true (slip_roster_key_counts (team->world->db, new_key));
  g_assert_false (slip_roster_key_counts (team->world->db, old_key));
  signer = slip_roster_signer (team->world->db, old_key);
  g_assert_cmpstr (signer, ==, laptop->person);
  actor_free (laptop);
}

static void
test_admitted_meanwhile (Team *team, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (78);
  Actor *laptop = actor_new (random, "Di");
  const char *after[] = { team->di, NULL };
  SlipStatement *again;

  g_strlcpy (laptop->person, world_actor (team->world, DI)->person, sizeof laptop->person);
  world_revoke (team->world, BO, DI, team->di, NULL);
  again =
      make_admission (team->world->genesis, world_actor (team->world, ADA), laptop, plain, NULL);
  world_sign (team->world, again, world_actor (team->world, ADA), after);
  settle (team);
  g_assert_false (world_is_member (team->world, DI));
  actor_free (laptop);
}

/* Same device, another signing key: what a forgotten passphrase comes to. */
static void
test_new_key (Team *team, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (79);
  Actor *renewed = actor_new (random, "Di");
  Actor *di = world_actor (team->world, DI);
  const char *after[] = { team->di, NULL };
  g_autoptr (SlipMember) member = NULL;
  SlipStatement *again;

  g_strlcpy (renewed->person, di->person, sizeof renewed->person);
  memcpy (renewed->device->public, di->device->public, SLIP_KEY_BYTES);
  again =
      make_admission (team->world->genesis, world_actor (team->world, BO), renewed, plain, NULL);
  world_sign (team->world, again, world_actor (team->world, BO), after);
  settle (team);
  member = slip_roster_member (team->world->db, di->person, NULL);
  g_assert_cmpuint (g_strv_length (member->devices), ==, 1);
  g_assert_cmpuint (g_strv_length (member->signing_keys), ==, 2);
  actor_free (renewed);
}

static void
test_lost_device (Team *team, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (80);
  Actor *laptop = actor_new (random, "Bo");
  Actor *bo = world_actor (team->world, BO);
  const char *after[] = { team->di, NULL };
  g_autofree char *device = slip_key_to_hex (bo->device->public);
  g_autoptr (GPtrArray) devices = NULL;
  const char *second;
  const char *stolen;
  SlipStatement *again;

  g_strlcpy (laptop->person, bo->person, sizeof laptop->person);
  again = make_admission (team->world->genesis, world_actor (team->world, CY), laptop, plain, NULL);
  second = world_sign (team->world, again, world_actor (team->world, CY), after);
  world_revoke_device (team->world, CY, BO, bo, TRUE, second, NULL);
  /* The thief signs with the old key, at the same time. */
  stolen = world_admit (team->world, BO, EVE, admin, second, NULL);
  settle (team);
  g_assert_cmpint (world_outcome (team->world, stolen), ==, SLIP_ROSTER_STRUCK);
  g_assert_false (world_is_member (team->world, EVE));
  g_assert_true (world_is_member (team->world, BO));
  g_assert_true (world_holds (team->world, BO, ADMIN));
  g_assert_false (slip_roster_key_counts (team->world->db, device));
  devices = slip_roster_devices (team->world->db, bo->person, NULL);
  g_assert_cmpuint (devices->len, ==, 2);
  actor_free (laptop);
}

static void
test_honest_stay (Team *team, gconstpointer data)
{
  const char *seen = world_admit (team->world, BO, EVE, plain, team->di, NULL);
  const char *unseen = world_admit (team->world, BO, FAY, plain, seen, NULL);

  world_revoke (team->world, CY, BO, seen, NULL);
  settle (team);
  g_assert_true (world_is_member (team->world, EVE));
  g_assert_false (world_is_member (team->world, FAY));
  g_assert_cmpint (world_outcome (team->world, unseen), ==, SLIP_ROSTER_STRUCK);
}

/* Bo goes on after he has seen that he is out: he pretends. What Eve does, whom he admits, is void. */
static void
test_goes_on (Team *team, gconstpointer data)
{
  const char *gone = world_revoke (team->world, CY, BO, team->di, NULL);
  const char *eve = world_admit (team->world, BO, EVE, admin, gone, NULL);
  const char *fay = world_admit (team->world, EVE, FAY, admin, eve, NULL);

  settle (team);
  g_assert_cmpint (world_outcome (team->world, eve), ==, SLIP_ROSTER_NOT_ALLOWED);
  g_assert_cmpint (world_outcome (team->world, fay), ==, SLIP_ROSTER_NOT_ALLOWED);
  g_assert_false (world_is_member (team->world, EVE));
}

static void
test_void (Team *team, gconstpointer data)
{
  const char *eve = world_admit (team->world, BO, EVE, admin, team->di, NULL);
  const char *fay = world_admit (team->world, EVE, FAY, plain, eve, NULL);

  world_revoke (team->world, CY, BO, team->di, NULL);
  settle (team);
  g_assert_cmpint (world_outcome (team->world, eve), ==, SLIP_ROSTER_STRUCK);
  g_assert_cmpint (world_outcome (team->world, fay), ==, SLIP_ROSTER_VOID);
}

static void
test_mutual (Team *team, gconstpointer data)
{
  const char *by_bo = world_revoke (team->world, BO, CY, team->di, NULL);
  const char *by_cy = world_revoke (team->world, CY, BO, team->di, NULL);
  gboolean bo_stays;

  settle (team);
  bo_stays = world_is_member (team->world, BO);
  g_assert_cmpint (bo_stays, !=, world_is_member (team->world, CY));
  /* Both chains are as long. */
  g_assert_cmpint (bo_stays, ==, strcmp (by_bo, by_cy) < 0);
}

static void
test_shorter_chain (Team *team, gconstpointer data)
{
  const char *eve = world_admit (team->world, CY, EVE, admin, team->di, NULL);

  world_revoke (team->world, EVE, BO, eve, NULL);
  world_revoke (team->world, BO, EVE, eve, NULL);
  settle (team);
  g_assert_true (world_is_member (team->world, BO));
  g_assert_false (world_is_member (team->world, EVE));
}

static void
test_two_beat_one (Team *team, gconstpointer data)
{
  const char *eve = world_admit (team->world, CY, EVE, admin, team->di, NULL);

  world_revoke (team->world, EVE, BO, eve, NULL);
  world_revoke (team->world, CY, BO, eve, NULL);
  world_revoke (team->world, BO, EVE, eve, NULL);
  world_revoke (team->world, BO, CY, eve, NULL);
  settle (team);
  g_assert_false (world_is_member (team->world, BO));
  g_assert_true (world_is_member (team->world, CY));
  g_assert_true (world_is_member (team->world, EVE));
}

static void
test_senior_stays (Team *team, gconstpointer data)
{
  const char *by_bo = world_revoke (team->world, BO, ADA, team->di, NULL);
  const char *after = world_admit (team->world, ADA, EVE, plain, by_bo, NULL);

  settle (team);
  g_assert_cmpint (world_outcome (team->world, by_bo), ==, SLIP_ROSTER_ALONE);
  g_assert_true (world_is_member (team->world, ADA));
  g_assert_cmpint (world_outcome (team->world, after), ==, SLIP_ROSTER_COUNTS);
  g_assert_true (world_is_member (team->world, EVE));
}

static void
test_senior_key (Team *team, gconstpointer data)
{
  const char *stolen = world_revoke_device (team->world, BO, ADA, world_actor (team->world, ADA),
                                            TRUE, team->di, NULL);

  settle (team);
  g_assert_cmpint (world_outcome (team->world, stolen), ==, SLIP_ROSTER_ALONE);
  g_assert_true (world_is_member (team->world, ADA));
}

static void
test_founder_goes (Team *team, gconstpointer data)
{
  world_revoke (team->world, BO, ADA, team->di, NULL);
  world_revoke (team->world, CY, ADA, team->di, NULL);
  settle (team);
  g_assert_false (world_is_member (team->world, ADA));
  g_assert_true (world_holds (team->world, BO, ADMIN));
}

/* Only what both take is taken: the role. */
static void
test_founder_steps_down (Team *team, gconstpointer data)
{
  const char *own = world_withdraw (team->world, ADA, ADA, ADMIN, team->di, NULL);
  const char *revocation = world_revoke (team->world, BO, ADA, own, NULL);

  settle (team);
  g_assert_cmpint (world_outcome (team->world, revocation), ==, SLIP_ROSTER_ALONE);
  g_assert_cmpint (world_outcome (team->world, own), ==, SLIP_ROSTER_COUNTS);
  g_assert_true (world_is_member (team->world, ADA));
  g_assert_false (world_holds (team->world, ADA, ADMIN));
  g_assert_true (world_holds (team->world, BO, ADMIN));
}

static void
test_milder_vote (Team *team, gconstpointer data)
{
  world_withdraw (team->world, CY, ADA, ADMIN, team->di, NULL);
  world_revoke (team->world, BO, ADA, team->di, NULL);
  settle (team);
  g_assert_true (world_is_member (team->world, ADA));
  g_assert_false (world_holds (team->world, ADA, ADMIN));
}

/* The founder's own revocation is one vote too few, whatever else they gave up. */
static void
test_own_vote (Team *team, gconstpointer data)
{
  const char *own = world_revoke (team->world, ADA, ADA, team->di, NULL);
  const char *by_bo = world_revoke (team->world, BO, ADA, own, NULL);

  settle (team);
  g_assert_true (world_is_member (team->world, ADA));
  world_revoke (team->world, CY, ADA, by_bo, NULL);
  settle (team);
  g_assert_false (world_is_member (team->world, ADA));
}

/* One who revokes, one who takes the key: the key is what both take. */
static void
test_common_key (Team *team, gconstpointer data)
{
  const char *person = world_revoke (team->world, BO, ADA, team->di, NULL);
  const char *key = world_revoke_device (team->world, CY, ADA, world_actor (team->world, ADA), TRUE,
                                         team->di, NULL);

  settle (team);
  g_assert_cmpint (world_outcome (team->world, person), ==, SLIP_ROSTER_ALONE);
  g_assert_cmpint (world_outcome (team->world, key), ==, SLIP_ROSTER_COUNTS);
  g_assert_true (world_is_member (team->world, ADA));
}

/* The founder counters with all that a rogue could do: revocations that pretend to be older than those, and friends whom
 * nobody had heard of, who join in. */
static void
test_founder_counters (Team *team, gconstpointer data)
{
  const char *eve;
  const char *fay;

  world_revoke (team->world, BO, ADA, team->di, NULL);
  world_revoke (team->world, CY, ADA, team->di, NULL);
  world_revoke (team->world, ADA, BO, team->cy, NULL);
  world_revoke (team->world, ADA, CY, team->cy, NULL);
  eve = world_admit (team->world, ADA, EVE, admin, team->cy, NULL);
  fay = world_admit (team->world, ADA, FAY, admin, team->cy, NULL);
  world_revoke (team->world, EVE, BO, eve, fay, NULL);
  world_revoke (team->world, FAY, BO, eve, fay, NULL);
  world_revoke (team->world, EVE, CY, eve, fay, NULL);
  world_revoke (team->world, FAY, CY, eve, fay, NULL);
  settle (team);
  g_assert_false (world_is_member (team->world, ADA));
  g_assert_false (world_is_member (team->world, EVE));
  g_assert_false (world_is_member (team->world, FAY));
  g_assert_true (world_holds (team->world, BO, ADMIN));
  g_assert_true (world_holds (team->world, CY, ADMIN));
}

/* One rogue administrator and the friend whom he admits are not two, when the founder has had enough of him. */
static void
test_sock_puppet (Team *team, gconstpointer data)
{
  const char *eve = world_admit (team->world, BO, EVE, admin, team->di, NULL);

  world_revoke (team->world, BO, ADA, eve, NULL);
  world_revoke (team->world, EVE, ADA, eve, NULL);
  world_revoke (team->world, ADA, BO, team->di, NULL);
  settle (team);
  g_assert_true (world_is_member (team->world, ADA));
  g_assert_false (world_is_member (team->world, BO));
  g_assert_false (world_is_member (team->world, EVE));
}

static void
test_ring (Team *team, gconstpointer data)
{
  const char *eve = world_admit (team->world, ADA, EVE, admin, team->di, NULL);

  world_revoke (team->world, BO, CY, eve, NULL);
  world_revoke (team->world, CY, EVE, eve, NULL);
  world_revoke (team->world, EVE, BO, eve, NULL);
  settle (team);
  /* One stands: it takes one of the three, and what that one did. */
  g_assert_cmpint (world_is_member (team->world, BO) + world_is_member (team->world, CY) +
                       world_is_member (team->world, EVE),
                   ==, 2);
}

/* All who are left give up at the same time, each believing that the others stay. */
static void
test_last_stays (Team *team, gconstpointer data)
{
  const char *by_bo = world_revoke (team->world, BO, ADA, team->di, NULL);
  const char *by_cy = world_revoke (team->world, CY, ADA, team->di, NULL);

  world_withdraw (team->world, BO, BO, ADMIN, by_bo, NULL);
  world_withdraw (team->world, CY, CY, ADMIN, by_cy, NULL);
  settle (team);
  g_assert_cmpint (slip_database_get_int (team->world->db, 0,
                                          "SELECT count (DISTINCT person) FROM member_role WHERE "
                                          "role = 'administrator' AND withdrawal = ''",
                                          ""),
                   >=, 1);
  g_assert_true (world_holds (team->world, ADA, ADMIN));
  g_assert_cmpint (world_outcome (team->world, by_bo), ==, SLIP_ROSTER_LAST);
}

static void
test_deputies (Team *team, gconstpointer data)
{
  const char *deputy = world_deputy (team->world, BO, DI, "qa-lead", team->di, NULL);
  const char *none = world_deputy (team->world, DI, BO, "project-manager", team->di, NULL);
  const char *root = world_deputy (team->world, BO, DI, ADMIN, team->di, NULL);
  const char *person = world_actor (team->world, DI)->person;
  gint64 now = team->world->genesis->time_ms + 3600000;
  g_autofree char *holder = NULL;

  /* Di has the role herself; so take it from her first. */
  world_withdraw (team->world, CY, DI, "qa-lead", deputy, none, NULL);
  settle (team);
  g_assert_cmpint (world_outcome (team->world, deputy), ==, SLIP_ROSTER_COUNTS);
  g_assert_cmpint (world_outcome (team->world, none), ==, SLIP_ROSTER_NOT_ALLOWED);
  g_assert_cmpint (world_outcome (team->world, root), ==, SLIP_ROSTER_NOT_ALLOWED);
  g_assert_true (slip_roster_may_sign (team->world->db, person, "qa-lead", now, &holder));
  g_assert_cmpstr (holder, ==, world_actor (team->world, BO)->person);
  g_assert_false (
      slip_roster_may_sign (team->world->db, person, "qa-lead", now + 2 * 86400000, NULL));
}

static void
test_deputy_struck (Team *team, gconstpointer data)
{
  const char *deputy = world_deputy (team->world, BO, DI, "qa-lead", team->di, NULL);

  world_withdraw (team->world, CY, BO, "qa-lead", team->di, NULL);
  settle (team);
  g_assert_cmpint (world_outcome (team->world, deputy), ==, SLIP_ROSTER_STRUCK);
  g_assert_true (world_holds (team->world, BO, ADMIN));
}

#define ADD(path, function)                                                                        \
  g_test_add ("/trust/roster-rule/" path, Team, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("roles-are-granted-and-withdrawn-with-dates", test_roles);
  ADD ("a-role-granted-after-its-withdrawal-counts", test_granted_again);
  ADD ("a-removal-beats-a-grant-even-of-a-shorter-chain", test_removal_beats_grant);
  ADD ("who-is-revoked-keeps-the-keys-but-not-the-rights", test_revoked);
  ADD ("who-is-admitted-after-a-revocation-counts-again", test_admitted_again);
  ADD ("who-is-admitted-beside-a-revocation-does-not-count", test_admitted_meanwhile);
  ADD ("a-known-device-comes-back-with-a-new-signing-key", test_new_key);
  ADD ("a-lost-device-is-revoked-alone", test_lost_device);
  ADD ("what-the-remover-had-seen-stays", test_honest_stay);
  ADD ("who-goes-on-after-being-revoked-pretends", test_goes_on);
  ADD ("what-rests-on-something-struck-is-void", test_void);
  ADD ("of-two-who-revoke-each-other-one-stays", test_mutual);
  ADD ("of-two-who-revoke-each-other-the-shorter-chain-stays", test_shorter_chain);
  ADD ("two-administrators-beat-one", test_two_beat_one);
  ADD ("the-most-senior-administrator-stays", test_senior_stays);
  ADD ("the-most-senior-administrator-keeps-the-key", test_senior_key);
  ADD ("one-and-the-founder-take-the-role-alone", test_founder_steps_down);
  ADD ("a-milder-vote-is-no-second-revocation", test_milder_vote);
  ADD ("one-s-own-vote-is-no-second-revocation", test_own_vote);
  ADD ("one-who-revokes-and-one-who-takes-the-key", test_common_key);
  ADD ("two-others-revoke-the-founder", test_founder_goes);
  ADD ("two-others-revoke-the-founder-who-counters-with-back-dated-ones", test_founder_counters);
  ADD ("one-and-a-puppet-are-not-two", test_sock_puppet);
  ADD ("of-a-ring-one-stands", test_ring);
  ADD ("the-last-administrator-stays", test_last_stays);
  ADD ("deputies-sign-until-a-date", test_deputies);
  ADD ("a-former-holder-names-no-deputy", test_deputy_struck);
  return g_test_run ();
}
