/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Random sets of roster statements, honest and not, by people who see only part of what the others do: whatever the order
 * in which a set arrives, and however often it is folded on the way, every copy comes to the same roster, byte for byte. */

#include "roster-world.h"

#include <string.h>

#define N_ACTORS 7
/* A set says the same in each build: with sanitizers a part of them is enough to come through all of the code. */
#ifdef __SANITIZE_ADDRESS__
#define N_SETS 25
#else
#define N_SETS 60
#endif
#define N_ORDERS 6

static const char *const names[] = { "Ada", "Bo", "Cy", "Di", "Eve", "Fay", "Gus", NULL };
static const char *const admin[] = { SLIP_ROLE_ADMINISTRATOR, "qa-lead", NULL };
static const char *const plain[] = { "qa-lead", NULL };

static gboolean
chance (World *world, int one_of)
{
  return g_rand_int_range (world->random, 0, one_of) == 0;
}

static guint
anybody (World *world)
{
  return g_rand_int_range (world->random, 0, N_ACTORS);
}

/* What the next statement follows: the newest that its signer has seen; sometimes little of it, as if it were old. */
static const char *const *
pick_after (World *world, const char **after)
{
  guint n = 0;
  guint len = world->made->len;
  guint end = chance (world, 3) ? (guint) g_rand_int_range (world->random, 0, len + 1) : len;
  guint width = g_rand_int_range (world->random, 1, 6);

  for (guint i = end > width ? end - width : 0; i < end; i++)
    if (!chance (world, 3))
      after[n++] = ((const Made *) g_ptr_array_index (world->made, i))->hash;
  if (chance (world, 40))
    after[n++] = "00000000000000000000000000000000000000000000000000000000000000aa";
  after[n] = NULL;
  return after;
}

static SlipStatement *
make_admission_of (World *world, guint by)
{
  guint who = anybody (world);
  const Actor *other = world_actor (world, anybody (world));
  SlipStatement *statement =
      make_admission (world->genesis, world_actor (world, by), world_actor (world, who),
                      chance (world, 2) ? admin : plain, NULL);

  /* A stolen device key; or another signing key of the same person. */
  if (chance (world, 8))
    memcpy (statement->admission->device, other->device->public, SLIP_KEY_BYTES);
  if (chance (world, 6))
    memcpy (statement->admission->signing, other->signing->exchange_public, SLIP_KEY_BYTES);
  return statement;
}

static SlipStatement *
make_roles_of (World *world, guint by)
{
  SlipStatement *statement =
      make_statement (SLIP_STATEMENT_ROLES, world->genesis, world_actor (world, by));

  g_strlcpy (statement->roles->person, world_actor (world, anybody (world))->person,
             sizeof statement->roles->person);
  statement->roles->reason = g_strdup ("as agreed");
  if (chance (world, 2))
    statement->roles->grant = g_strdupv ((char **) (chance (world, 2) ? admin : plain));
  else
    statement->roles->withdraw = g_strdupv ((char **) (chance (world, 2) ? admin : plain));
  return statement;
}

static SlipStatement *
make_revocation_of (World *world, guint by)
{
  const Actor *who = world_actor (world, chance (world, 4) ? 0 : anybody (world));
  SlipStatement *statement =
      make_statement (SLIP_STATEMENT_REVOCATION, world->genesis, world_actor (world, by));
  SlipRevocation *revocation = statement->revocation;

  g_strlcpy (revocation->person, who->person, sizeof revocation->person);
  revocation->reason = g_strdup ("left");
  if (chance (world, 3))
    {
      g_autofree char *device = slip_key_to_hex (who->device->public);
      g_autofree char *signing = slip_key_to_hex (who->signing->public);

      g_strlcpy (revocation->device, device, sizeof revocation->device);
      if (chance (world, 2))
        g_strlcpy (revocation->signing, signing, sizeof revocation->signing);
    }
  slip_statement_add_last (statement, who->replica, g_rand_int_range (world->random, 1, 100),
                           "00000000000000000000000000000000000000000000000000000000000000bb");
  return statement;
}

static SlipStatement *
make_other_of (World *world, guint by)
{
  const Actor *who = world_actor (world, anybody (world));
  SlipStatement *statement;

  if (chance (world, 2))
    {
      statement = make_statement (SLIP_STATEMENT_DEPUTY, world->genesis, world_actor (world, by));
      g_strlcpy (statement->deputy->person, who->person, sizeof statement->deputy->person);
      statement->deputy->role = g_strdup ("qa-lead");
      slip_statement_set_until (statement, world->genesis->time_ms + 86400000, 60);
      return statement;
    }
  statement = make_statement (SLIP_STATEMENT_ENDORSEMENT, world->genesis, world_actor (world, by));
  g_strlcpy (statement->endorsement->replica, who->replica, sizeof statement->endorsement->replica);
  statement->endorsement->first = 1;
  statement->endorsement->last = g_rand_int_range (world->random, 1, 100);
  g_strlcpy (statement->endorsement->frame,
             "00000000000000000000000000000000000000000000000000000000000000cc",
             sizeof statement->endorsement->frame);
  statement->endorsement->reason = g_strdup ("honest work");
  return statement;
}

static void
make_random (World *world)
{
  const char *after[8] = { NULL };
  guint by = anybody (world) % (guint) g_rand_int_range (world->random, 1, N_ACTORS + 1);
  guint signer = chance (world, 25) ? anybody (world) : by;
  guint kind = g_rand_int_range (world->random, 0, 10);
  SlipStatement *statement = kind < 3   ? make_admission_of (world, by)
                             : kind < 6 ? make_revocation_of (world, by)
                             : kind < 8 ? make_roles_of (world, by)
                                        : make_other_of (world, by);

  world_sign (world, statement, world_actor (world, signer), pick_after (world, after));
}

/* The most senior administrator isn't revoked as a person but by two others who revoke the person. */
static void
check_votes (SlipRosterState *state, guint removal)
{
  const SlipRosterNode *node = slip_roster_node (state, removal);
  g_autoptr (GPtrArray) persons = g_ptr_array_new ();

  if (!node->needs_two || !slip_roster_takes (node, SLIP_ROSTER_TAKES_PERSON, NULL))
    return;
  for (guint i = 0; i < state->nodes->len; i++)
    {
      const SlipRosterNode *other = slip_roster_node (state, i);
      const char *signer = other->statement->person;

      if (other->removes && other->outcome == SLIP_ROSTER_COUNTS &&
          g_strcmp0 (other->about, node->about) == 0 && !g_str_equal (signer, node->about) &&
          slip_roster_takes (other, SLIP_ROSTER_TAKES_PERSON, NULL) &&
          !g_ptr_array_find_with_equal_func (persons, signer, g_str_equal, NULL))
        g_ptr_array_add (persons, (gpointer) signer);
    }
  g_assert_cmpuint (persons->len, >=, 2);
}

/* What the rule promises, whatever was thrown at it. */
static void
check_promises (World *world, guint *struck)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipRosterState) state = slip_roster_state_new (world->db, &error);

  g_assert_no_error (error);
  g_assert_nonnull (slip_roster_most_senior (state, SLIP_ROSTER_GENESIS, FALSE));
  g_assert_cmpint (slip_database_get_int (world->db, 0,
                                          "SELECT count (*) FROM member_role WHERE role = "
                                          "'administrator' AND withdrawal = ''",
                                          ""),
                   >=, 1);
  for (guint i = 0; i < state->nodes->len; i++)
    {
      const SlipRosterNode *node = slip_roster_node (state, i);

      *struck += node->outcome == SLIP_ROSTER_STRUCK;
      if (!slip_roster_has_effect (state, SLIP_ROSTER_GENESIS, i))
        continue;
      check_votes (state, i);
      /* Nothing that counts is struck by what has effect. */
      for (guint j = 0; j < state->nodes->len; j++)
        g_assert_false (slip_roster_strikes (state, i, j));
    }
  /* Nobody is held by a person who isn't a member any more. */
  g_assert_cmpint (
      slip_database_get_int (world->db, 0,
                             "SELECT count (*) FROM member_role r JOIN member m ON m.person = "
                             "r.person WHERE r.withdrawal = '' AND m.revocation <> ''",
                             ""),
      ==, 0);
}

static void
test_any_order (void)
{
  guint struck = 0;
  guint members = 0;
  guint removals = 0;

  for (guint seed = 1; seed <= N_SETS; seed++)
    {
      g_autoptr (World) world = world_new (seed, names);
      g_autofree char *rows = NULL;
      guint n = g_rand_int_range (world->random, 8, 32);

      /* Two administrators beside the founder in most sets. */
      if (!chance (world, 4))
        {
          const char *bo = world_admit (world, 0, 1, admin, NULL);

          world_admit (world, 0, 2, admin, bo, NULL);
        }
      while (world->made->len < n)
        make_random (world);
      rows = world_settle (world, N_ORDERS);
      check_promises (world, &struck);
      members += slip_database_get_int (world->db, 0, "SELECT count (*) FROM member", "");
      removals += slip_database_get_int (world->db, 0, "SELECT count (*) FROM removal", "");
    }
  g_test_message ("%u members, %u removals, %u statements struck", members, removals, struck);
  g_assert_cmpuint (members, >, N_SETS);
  g_assert_cmpuint (removals, >, 30);
  g_assert_cmpuint (struck, >, N_SETS / 3);
}

/* Everybody against everybody, all at once. */
static void
test_brawls (void)
{
  for (guint seed = 1; seed <= 12; seed++)
    {
      g_autoptr (World) world = world_new (1000 + seed, names);
      g_autofree char *rows = NULL;
      const char *last = NULL;
      guint struck = 0;

      for (guint i = 1; i < 5; i++)
        last = i == 1 ? world_admit (world, 0, i, admin, NULL)
                      : world_admit (world, g_rand_int_range (world->random, 0, i), i, admin, last,
                                     NULL);
      for (guint by = 0; by < 5; by++)
        for (guint who = 0; who < 5; who++)
          if (!chance (world, by == who ? 2 : 3))
            {
              if (by != who && chance (world, 2))
                world_revoke (world, by, who, last, NULL);
              else
                world_withdraw (world, by, who, SLIP_ROLE_ADMINISTRATOR, last, NULL);
            }
      rows = world_settle (world, 4);
      check_promises (world, &struck);
      g_assert_cmpuint (struck, >, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trust/roster-properties/any-order-gives-the-same-roster", test_any_order);
  g_test_add_func ("/trust/roster-properties/brawls-end-everywhere-in-the-same-way", test_brawls);
  return g_test_run ();
}
