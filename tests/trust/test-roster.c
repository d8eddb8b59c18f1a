/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Who counts is the same everywhere, in any order of arrival, and no attacker gets in. */

#include "trust-fixture.h"
#include "trust/slip-roster-private.h"

#include <string.h>

static const char *const admin_roles[] = { "administrator", "qa-lead", NULL };
static const char *const plain_roles[] = { "qa-lead", NULL };
static const char *const nothing[] = { NULL };

typedef struct
{
  GRand *random;
  Actor *ada; /* the founder */
  Actor *bo;
  Actor *cy;
  Actor *eve;
  SlipGenesis *genesis;
  SlipDatabase *db;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->random = g_rand_new_with_seed (3);
  fixture->ada = actor_new (fixture->random, "Ada");
  fixture->bo = actor_new (fixture->random, "Bo");
  fixture->cy = actor_new (fixture->random, "Cy");
  fixture->eve = actor_new (fixture->random, "Eve");
  fixture->genesis = make_genesis (fixture->ada);
  fixture->db = make_workspace (fixture->genesis, fixture->ada);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  slip_database_close (fixture->db);
  slip_genesis_free (fixture->genesis);
  actor_free (fixture->eve);
  actor_free (fixture->cy);
  actor_free (fixture->bo);
  actor_free (fixture->ada);
  g_rand_free (fixture->random);
}

static void
fold (SlipDatabase *db)
{
  g_autoptr (GError) error = NULL;

  slip_roster_fold (db, &error);
  g_assert_no_error (error);
}

/* Puts an admission after all that counts, or after @after. */
static char *
admit (Fixture *fixture, const Actor *admin, const Actor *member, const char *const *roles,
       const char *const *after)
{
  g_auto (GStrv) tips = slip_roster_tips (fixture->db, NULL);
  g_autoptr (SlipStatement) statement = make_admission (
      fixture->genesis, admin, member, roles, after != NULL ? after : (const char *const *) tips);
  char *hash = put_statement (fixture->db, statement, admin);

  fold (fixture->db);
  return hash;
}

static gboolean
is_member (Fixture *fixture, const Actor *actor)
{
  g_autofree char *device = slip_key_to_hex (actor->device->public);
  g_autofree char *person = slip_roster_device (fixture->db, device);

  return g_strcmp0 (person, actor->person) == 0;
}

static void
test_founder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipMember) ada = slip_roster_member (fixture->db, fixture->ada->person, &error);
  g_autofree char *signing = slip_key_to_hex (fixture->ada->signing->public);
  g_autofree char *signer = slip_roster_signer (fixture->db, signing);
  g_autofree char *no_device = slip_roster_device (fixture->db, signing);

  g_assert_no_error (error);
  g_assert_true (is_member (fixture, fixture->ada));
  g_assert_cmpstr (signer, ==, fixture->ada->person);
  g_assert_null (no_device);
  g_assert_cmpuint (ada->depth, ==, 0);
  g_assert_cmpstr (ada->name, ==, "Ada");
  g_assert_cmpuint (g_strv_length (ada->roles), ==, 2);
  g_assert_cmpuint (g_strv_length (ada->devices), ==, 1);
  g_assert_true (slip_roster_has_role (fixture->db, ada->person, "administrator", G_MAXINT64));
  g_assert_true (
      slip_roster_has_role (fixture->db, ada->person, "administrator", fixture->genesis->time_ms));
  g_assert_false (slip_roster_has_role (fixture->db, ada->person, "administrator",
                                        fixture->genesis->time_ms - 1));
  g_assert_false (slip_roster_has_role (fixture->db, ada->person, "qa-lead", G_MAXINT64));
  g_assert_null (slip_roster_member (fixture->db, fixture->bo->person, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

static void
test_chain (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = admit (fixture, fixture->ada, fixture->bo, admin_roles, NULL);
  g_autofree char *second = admit (fixture, fixture->bo, fixture->cy, plain_roles, NULL);
  g_autoptr (GPtrArray) members = slip_roster_members (fixture->db, NULL);
  const SlipMember *cy = g_ptr_array_index (members, 2);
  g_auto (GStrv) tips = slip_roster_tips (fixture->db, NULL);

  g_assert_cmpuint (members->len, ==, 3);
  g_assert_cmpstr (cy->name, ==, "Cy");
  g_assert_cmpuint (cy->depth, ==, 2);
  g_assert_cmpstr (cy->admitter, ==, fixture->bo->person);
  g_assert_cmpstr (cy->admission, ==, second);
  g_assert_cmpuint (g_strv_length (tips), ==, 1);
  g_assert_cmpstr (tips[0], ==, second);
}

static void
test_attackers (Fixture *fixture, gconstpointer data)
{
  g_autofree char *stranger = admit (fixture, fixture->eve, fixture->eve, admin_roles, NULL);
  g_autofree char *bo = admit (fixture, fixture->ada, fixture->bo, plain_roles, NULL);
  g_autofree char *plain = admit (fixture, fixture->bo, fixture->eve, admin_roles, NULL);
  g_auto (GStrv) tips = slip_roster_tips (fixture->db, NULL);
  g_autoptr (SlipStatement) statement = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autofree char *other = NULL;

  /* In Ada's name, with Eve's key. */
  statement = make_admission (fixture->genesis, fixture->ada, fixture->eve, admin_roles,
                              (const char *const *) tips);
  memcpy (statement->key, fixture->eve->signing->public, SLIP_KEY_BYTES);
  other = put_statement (fixture->db, statement, fixture->eve);
  /* In Ada's name and with her key, signed by Eve. */
  memcpy (statement->key, fixture->ada->signing->public, SLIP_KEY_BYTES);
  g_free (other);
  other = put_statement (fixture->db, statement, fixture->eve);
  /* Signed by Ada for another workspace. */
  statement->workspace[0] = statement->workspace[0] == 'a' ? 'b' : 'a';
  g_free (other);
  other = put_statement (fixture->db, statement, fixture->ada);
  /* Signed by Ada, but in a record. */
  g_strlcpy (statement->workspace, fixture->genesis->workspace, sizeof statement->workspace);
  g_assert_true (slip_statement_write (statement, NULL));
  signature = slip_statement_sign (statement->text, fixture->ada->signing);
  put_bytes (fixture->db, fixture->eve->person, statement->text, signature);

  fold (fixture->db);
  g_assert_true (is_member (fixture, fixture->bo));
  g_assert_false (is_member (fixture, fixture->eve));
}

static void
test_role_must_come_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) early =
      make_admission (fixture->genesis, fixture->bo, fixture->eve, admin_roles, nothing);
  g_autofree char *before = put_statement (fixture->db, early, fixture->bo);
  g_autofree char *bo = admit (fixture, fixture->ada, fixture->bo, admin_roles, nothing);

  /* Bo is an administrator now, but wasn't in what the first statement follows. */
  g_assert_true (is_member (fixture, fixture->bo));
  g_assert_false (is_member (fixture, fixture->eve));
}

/* Nor does a right help that was given at the same time, whichever of the two is folded first. */
static void
test_role_must_be_followed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (12);
  g_autofree char *bo = admit (fixture, fixture->ada, fixture->bo, admin_roles, nothing);

  for (guint i = 0; i < 12; i++)
    {
      g_autoptr (Actor) other = actor_new (random, "Other");
      g_autoptr (Actor) friend = actor_new (random, "Friend");
      g_autofree char *hash = admit (fixture, fixture->ada, other, plain_roles, nothing);
      const char *after[2] = { hash, NULL };
      g_autofree char *pretended = admit (fixture, fixture->bo, friend, plain_roles, after);

      g_assert_true (is_member (fixture, other));
      g_assert_false (is_member (fixture, friend));
    }
}

static void
test_waits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlipStatement) first =
      make_admission (fixture->genesis, fixture->ada, fixture->bo, admin_roles, nothing);
  g_autofree char *hash = NULL;
  g_autofree char *first_hash = NULL;
  g_autofree char *second = NULL;
  const char *after[2] = { NULL, NULL };

  g_assert_true (slip_statement_write (first, NULL));
  hash = slip_hash_to_hex (&first->hash);
  after[0] = hash;
  second = admit (fixture, fixture->bo, fixture->cy, plain_roles, after);
  g_assert_false (is_member (fixture, fixture->cy));
  first_hash = put_statement (fixture->db, first, fixture->ada);
  g_assert_cmpstr (first_hash, ==, hash);
  fold (fixture->db);
  g_assert_true (is_member (fixture, fixture->cy));
}

static void
test_bound_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (99);
  g_autofree char *bo = admit (fixture, fixture->ada, fixture->bo, plain_roles, NULL);

  /* Whatever the hash: what comes after doesn't displace what came before. */
  for (guint i = 0; i < 16; i++)
    {
      g_autoptr (Actor) thief = actor_new (random, "Thief");
      g_autofree char *hash = NULL;

      memcpy (thief->device->public, fixture->bo->device->public, SLIP_KEY_BYTES);
      hash = admit (fixture, fixture->ada, thief, plain_roles, NULL);
      g_assert_true (is_member (fixture, fixture->bo));
      g_assert_false (is_member (fixture, thief));
    }
}

static void
test_concurrent_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  g_autofree char *bo = admit (fixture, fixture->ada, fixture->bo, admin_roles, NULL);
  g_autofree char *long_hash = NULL;
  g_autofree char *short_hash = NULL;
  g_autofree char *one_hash = NULL;
  g_autofree char *other_hash = NULL;
  g_autoptr (Actor) twin = actor_new (random, "Twin");
  g_autoptr (Actor) other_twin = actor_new (random, "Other twin");
  const char *after[2] = { bo, NULL };

  /* The shorter chain wins: Ada's over Bo's, whatever came first. */
  memcpy (fixture->eve->device->public, fixture->cy->device->public, SLIP_KEY_BYTES);
  long_hash = admit (fixture, fixture->bo, fixture->eve, plain_roles, after);
  g_assert_true (is_member (fixture, fixture->eve));
  short_hash = admit (fixture, fixture->ada, fixture->cy, plain_roles, after);
  g_assert_true (is_member (fixture, fixture->cy));
  g_assert_false (is_member (fixture, fixture->eve));

  /* Of equal chains the smaller hash. */
  memcpy (other_twin->device->public, twin->device->public, SLIP_KEY_BYTES);
  one_hash = admit (fixture, fixture->ada, twin, plain_roles, after);
  other_hash = admit (fixture, fixture->ada, other_twin, plain_roles, after);
  g_assert_cmpint (is_member (fixture, twin), ==, strcmp (one_hash, other_hash) < 0);
  g_assert_cmpint (is_member (fixture, other_twin), ==, strcmp (one_hash, other_hash) > 0);
}

static void
test_one_person_a_token (Fixture *fixture, gconstpointer data)
{
  g_autofree char *bo = admit (fixture, fixture->ada, fixture->bo, plain_roles, NULL);
  const char *after[2] = { bo, NULL };
  g_autoptr (SlipStatement) statement =
      make_admission (fixture->genesis, fixture->ada, fixture->eve, plain_roles, after);
  g_autoptr (SlipStatement) of_bo =
      make_admission (fixture->genesis, fixture->ada, fixture->bo, plain_roles, after);
  g_autofree char *hash = NULL;

  memcpy (statement->admission->token, of_bo->admission->token, sizeof of_bo->admission->token);
  hash = put_statement (fixture->db, statement, fixture->ada);
  fold (fixture->db);
  g_assert_false (is_member (fixture, fixture->eve));
}

static void
test_second_device (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  g_autoptr (Actor) laptop = actor_new (random, "Bo");
  g_autofree char *first = admit (fixture, fixture->ada, fixture->bo, plain_roles, NULL);
  g_autofree char *second = NULL;
  g_autoptr (SlipMember) bo = NULL;

  g_strlcpy (laptop->person, fixture->bo->person, sizeof laptop->person);
  second = admit (fixture, fixture->ada, laptop, admin_roles, NULL);
  bo = slip_roster_member (fixture->db, fixture->bo->person, NULL);
  g_assert_cmpuint (g_strv_length (bo->devices), ==, 2);
  g_assert_cmpuint (g_strv_length (bo->signing_keys), ==, 2);
  g_assert_cmpuint (g_strv_length (bo->roles), ==, 2);
  g_assert_cmpstr (bo->admission, ==, first);
  g_assert_true (is_member (fixture, fixture->bo));
  g_assert_true (is_member (fixture, laptop));
}

static void
test_altered_genesis (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = slip_meta_get (fixture->db, "genesis");
  g_autoptr (GString) changed = g_string_new (text);
  g_autoptr (GError) error = NULL;

  g_string_replace (changed, "Claims", "Claimz", 1);
  g_assert_true (slip_meta_set (fixture->db, "genesis", changed->str, NULL));
  g_assert_false (slip_roster_fold (fixture->db, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT);
  g_assert_true (is_member (fixture, fixture->ada));
}

/* == any order == */

#define N_ACTORS 10
#define N_STATEMENTS 24

typedef struct
{
  GBytes *text;
  GBytes *signature;
  char *hash;
} Made;

static void
made_free (gpointer data)
{
  Made *made = data;

  g_bytes_unref (made->text);
  g_bytes_unref (made->signature);
  g_free (made->hash);
  g_free (made);
}

/* A random admission: often by somebody who may not, sometimes with a stolen key, a bad signature, another
 * workspace, or after something that never arrives. */
static Made *
make_random (GRand *random, const SlipGenesis *genesis, Actor **actors, GPtrArray *earlier)
{
  const Actor *admin =
      actors[g_rand_int_range (random, 0, N_ACTORS) % g_rand_int_range (random, 1, N_ACTORS)];
  const Actor *signer = g_rand_int_range (random, 0, 12) == 0 ? actors[3] : admin;
  const Actor *member = actors[g_rand_int_range (random, 0, N_ACTORS)];
  const Actor *victim = actors[g_rand_int_range (random, 0, N_ACTORS)];
  const char *after[4] = { NULL };
  g_autoptr (SlipStatement) statement = NULL;
  Made *made = g_new0 (Made, 1);
  guint n = 0;

  for (guint i = 0; i < 3 && earlier->len > 0; i++)
    {
      const Made *other = g_ptr_array_index (
          earlier, earlier->len - 1 - g_rand_int_range (random, 0, MIN (earlier->len, 6)));

      if (g_rand_boolean (random) && !g_strv_contains (after, other->hash))
        after[n++] = other->hash;
    }
  if (n == 0 && g_rand_int_range (random, 0, 15) == 0)
    after[0] = "00000000000000000000000000000000000000000000000000000000000000aa";
  statement = make_admission (genesis, admin, member,
                              g_rand_boolean (random) ? admin_roles : plain_roles, after);
  if (g_rand_int_range (random, 0, 4) == 0)
    memcpy (statement->admission->device, victim->device->public, SLIP_KEY_BYTES);
  if (g_rand_int_range (random, 0, 12) == 0)
    statement->workspace[1] = statement->workspace[1] == 'a' ? 'b' : 'a';
  g_assert_true (slip_statement_write (statement, NULL));
  made->text = g_bytes_ref (statement->text);
  made->signature = slip_statement_sign (statement->text, signer->signing);
  made->hash = slip_hash_to_hex (&statement->hash);
  return made;
}

static char *
dump_roster (SlipDatabase *db)
{
  g_autoptr (GPtrArray) rows = slip_roster_table_rows (db, NULL);

  g_ptr_array_add (rows, NULL);
  return g_strjoinv ("\n", (char **) rows->pdata);
}

/* What must hold in any roster. */
static void
check_roster (SlipDatabase *db)
{
  g_assert_cmpint (
      slip_database_get_int (db, -1,
                             "SELECT count (*) FROM member m WHERE depth > 0 AND NOT EXISTS "
                             "(SELECT 1 FROM member_role r WHERE r.person = m.admitter AND "
                             "r.role = 'administrator')",
                             ""),
      ==, 0);
  g_assert_cmpint (
      slip_database_get_int (db, -1, "SELECT count (*) FROM member WHERE depth = 0", ""), ==, 1);
  g_assert_cmpint (
      slip_database_get_int (db, -1,
                             "SELECT count (*) FROM member m WHERE NOT EXISTS "
                             "(SELECT 1 FROM member_key k WHERE k.person = m.person AND "
                             "k.purpose = 'device')",
                             ""),
      ==, 0);
}

static void
test_any_order (void)
{
  guint admitted = 0;

  for (guint seed = 1; seed <= 25; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      g_autoptr (GPtrArray) statements = g_ptr_array_new_with_free_func (made_free);
      g_autoptr (SlipGenesis) genesis = NULL;
      g_autofree char *expected = NULL;
      Actor *actors[N_ACTORS];

      for (guint i = 0; i < N_ACTORS; i++)
        actors[i] = actor_new (random, "Somebody");
      genesis = make_genesis (actors[0]);
      for (guint i = 0; i < N_STATEMENTS; i++)
        g_ptr_array_add (statements, make_random (random, genesis, actors, statements));

      for (guint round = 0; round < 4; round++)
        {
          g_autoptr (SlipDatabase) db = make_workspace (genesis, actors[0]);
          g_autofree char *found = NULL;

          for (guint i = statements->len - 1; round > 0 && i > 0; i--)
            {
              guint other = g_rand_int_range (random, 0, i + 1);
              gpointer moved = statements->pdata[i];

              statements->pdata[i] = statements->pdata[other];
              statements->pdata[other] = moved;
            }
          for (guint i = 0; i < statements->len; i++)
            {
              const Made *made = g_ptr_array_index (statements, i);

              for (int times = g_rand_int_range (random, 0, 5) == 0 ? 2 : 1; times > 0; times--)
                put_bytes (db, "", made->text, made->signature);
              if (g_rand_int_range (random, 0, 5) == 0)
                fold (db);
            }
          fold (db);
          check_roster (db);
          found = dump_roster (db);
          if (expected == NULL)
            {
              admitted += slip_database_get_int (db, 0, "SELECT count (*) FROM member", "") - 1;
              expected = g_steal_pointer (&found);
            }
          else
            g_assert_cmpstr (found, ==, expected);
        }
      for (guint i = 0; i < N_ACTORS; i++)
        actor_free (actors[i]);
    }
  g_test_message ("%u admissions counted", admitted);
  g_assert_cmpuint (admitted, >, 50);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/trust/roster/the-founder-counts-from-the-genesis", test_founder);
  ADD ("/trust/roster/administrators-admit-in-a-chain", test_chain);
  ADD ("/trust/roster/attackers-do-not-count", test_attackers);
  ADD ("/trust/roster/the-right-must-come-before-its-use", test_role_must_come_before);
  ADD ("/trust/roster/a-concurrent-right-does-not-help", test_role_must_be_followed);
  ADD ("/trust/roster/what-follows-something-missing-waits", test_waits);
  ADD ("/trust/roster/a-bound-key-stays-whose-it-is", test_bound_key);
  ADD ("/trust/roster/concurrent-claims-go-to-the-shorter-chain", test_concurrent_key);
  ADD ("/trust/roster/a-token-admits-one-person", test_one_person_a_token);
  ADD ("/trust/roster/a-person-can-have-two-devices", test_second_device);
  ADD ("/trust/roster/an-altered-genesis-is-named", test_altered_genesis);
  g_test_add_func ("/trust/roster/any-order-gives-equal-tables", test_any_order);
  return g_test_run ();
}
