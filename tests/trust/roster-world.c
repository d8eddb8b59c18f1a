/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Sets of roster statements that arrive in any order. */

#include "roster-world.h"

#include <string.h>

static void
made_free (gpointer data)
{
  Made *made = data;

  g_free (made->hash);
  g_bytes_unref (made->text);
  g_bytes_unref (made->signature);
  g_free (made);
}

World *
world_new (guint seed, const char *const *names)
{
  World *world = g_new0 (World, 1);

  world->random = g_rand_new_with_seed (seed);
  world->actors = g_ptr_array_new_with_free_func ((GDestroyNotify) actor_free);
  for (; *names != NULL; names++)
    g_ptr_array_add (world->actors, actor_new (world->random, *names));
  world->genesis = make_genesis (world_actor (world, 0));
  world->made = g_ptr_array_new_with_free_func (made_free);
  return world;
}

void
world_free (World *world)
{
  g_clear_pointer (&world->db, slip_database_close);
  g_ptr_array_unref (world->made);
  slip_genesis_free (world->genesis);
  g_ptr_array_unref (world->actors);
  g_rand_free (world->random);
  g_free (world);
}

Actor *
world_actor (World *world, guint i)
{
  return g_ptr_array_index (world->actors, i);
}

const char *
world_sign (World *world, SlipStatement *statement, const Actor *signer, const char *const *after)
{
  g_autoptr (GError) error = NULL;
  Made *made = g_new0 (Made, 1);

  g_strfreev (statement->after);
  statement->after = g_strdupv ((char **) after);
  /* Each a second later, so that no two are the same text. */
  slip_statement_set_time (statement,
                           world->genesis->time_ms + 60000 + (gint64) world->made->len * 1000, 60);
  slip_statement_write (statement, &error);
  g_assert_no_error (error);
  made->text = g_bytes_ref (statement->text);
  made->signature = slip_statement_sign (statement->text, signer->signing);
  made->hash = slip_hash_to_hex (&statement->hash);
  slip_statement_unref (statement);
  g_ptr_array_add (world->made, made);
  return made->hash;
}

static const char *
sign_after (World *world, SlipStatement *statement, guint by, va_list hashes)
{
  g_autoptr (GPtrArray) after = g_ptr_array_new ();
  const char *hash;

  while ((hash = va_arg (hashes, const char *)) != NULL)
    g_ptr_array_add (after, (gpointer) hash);
  g_ptr_array_add (after, NULL);
  return world_sign (world, statement, world_actor (world, by), (const char *const *) after->pdata);
}

const char *
world_admit (World *world, guint by, guint who, const char *const *roles, ...)
{
  const char *hash;
  va_list after;

  va_start (after, roles);
  hash = sign_after (world,
                     make_admission (world->genesis, world_actor (world, by),
                                     world_actor (world, who), roles, NULL),
                     by, after);
  va_end (after);
  return hash;
}

static SlipStatement *
make_roles (World *world, guint by, guint who)
{
  SlipStatement *statement =
      make_statement (SLIP_STATEMENT_ROLES, world->genesis, world_actor (world, by));

  g_strlcpy (statement->roles->person, world_actor (world, who)->person,
             sizeof statement->roles->person);
  statement->roles->reason = g_strdup ("they asked for it");
  return statement;
}

const char *
world_grant (World *world, guint by, guint who, const char *role, ...)
{
  SlipStatement *statement = make_roles (world, by, who);
  const char *const roles[] = { role, NULL };
  const char *hash;
  va_list after;

  statement->roles->grant = g_strdupv ((char **) roles);
  va_start (after, role);
  hash = sign_after (world, statement, by, after);
  va_end (after);
  return hash;
}

const char *
world_withdraw (World *world, guint by, guint who, const char *role, ...)
{
  SlipStatement *statement = make_roles (world, by, who);
  const char *const roles[] = { role, NULL };
  const char *hash;
  va_list after;

  statement->roles->withdraw = g_strdupv ((char **) roles);
  va_start (after, role);
  hash = sign_after (world, statement, by, after);
  va_end (after);
  return hash;
}

static SlipStatement *
make_revocation (World *world, guint by, guint who)
{
  SlipStatement *statement =
      make_statement (SLIP_STATEMENT_REVOCATION, world->genesis, world_actor (world, by));

  g_strlcpy (statement->revocation->person, world_actor (world, who)->person,
             sizeof statement->revocation->person);
  statement->revocation->reason = g_strdup ("left");
  return statement;
}

const char *
world_revoke (World *world, guint by, guint who, ...)
{
  const char *hash;
  va_list after;

  va_start (after, who);
  hash = sign_after (world, make_revocation (world, by, who), by, after);
  va_end (after);
  return hash;
}

const char *
world_revoke_device (World *world, guint by, guint who, const Actor *device, gboolean with_key, ...)
{
  SlipStatement *statement = make_revocation (world, by, who);
  g_autofree char *device_hex = slip_key_to_hex (device->device->public);
  g_autofree char *signing_hex = slip_key_to_hex (device->signing->public);
  const char *hash;
  va_list after;

  g_strlcpy (statement->revocation->device, device_hex, sizeof statement->revocation->device);
  if (with_key)
    g_strlcpy (statement->revocation->signing, signing_hex, sizeof statement->revocation->signing);
  va_start (after, with_key);
  hash = sign_after (world, statement, by, after);
  va_end (after);
  return hash;
}

const char *
world_deputy (World *world, guint by, guint who, const char *role, ...)
{
  SlipStatement *statement =
      make_statement (SLIP_STATEMENT_DEPUTY, world->genesis, world_actor (world, by));
  const char *hash;
  va_list after;

  g_strlcpy (statement->deputy->person, world_actor (world, who)->person,
             sizeof statement->deputy->person);
  statement->deputy->role = g_strdup (role);
  slip_statement_set_until (statement, world->genesis->time_ms + 86400000, 60);
  va_start (after, role);
  hash = sign_after (world, statement, by, after);
  va_end (after);
  return hash;
}

/* == arrival == */

static char *
dump_roster (SlipDatabase *db)
{
  g_autoptr (GPtrArray) rows = slip_roster_table_rows (db, NULL);

  g_assert_nonnull (rows);
  g_ptr_array_add (rows, NULL);
  return g_strjoinv ("\n", (char **) rows->pdata);
}

static void
shuffle (World *world)
{
  for (guint i = world->made->len; i > 1; i--)
    {
      guint other = g_rand_int_range (world->random, 0, i);
      gpointer moved = world->made->pdata[i - 1];

      world->made->pdata[i - 1] = world->made->pdata[other];
      world->made->pdata[other] = moved;
    }
}

char *
world_settle (World *world, guint n_orders)
{
  char *expected = NULL;

  for (guint round = 0; round < n_orders; round++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *found = NULL;

      if (round > 0)
        shuffle (world);
      g_clear_pointer (&world->db, slip_database_close);
      world->db = make_workspace (world->genesis, world_actor (world, 0));
      for (guint i = 0; i < world->made->len; i++)
        {
          const Made *made = g_ptr_array_index (world->made, i);

          put_bytes (world->db, "", made->text, made->signature);
          if (round % 2 == 1 && g_rand_int_range (world->random, 0, 4) == 0)
            g_assert_true (slip_roster_fold (world->db, NULL));
        }
      slip_roster_fold (world->db, &error);
      g_assert_no_error (error);
      found = dump_roster (world->db);
      if (expected == NULL)
        expected = g_steal_pointer (&found);
      else
        g_assert_cmpstr (found, ==, expected);
    }
  return expected;
}

SlipRosterOutcome
world_outcome (World *world, const char *hash)
{
  g_autofree char *why = NULL;
  SlipRosterOutcome outcome = slip_roster_outcome (world->db, hash, &why);

  g_assert_cmpint (why == NULL, ==, outcome == SLIP_ROSTER_COUNTS);
  return outcome;
}

gboolean
world_is_member (World *world, guint who)
{
  g_autoptr (SlipMember) member =
      slip_roster_member (world->db, world_actor (world, who)->person, NULL);

  return member != NULL && member->revoked == NULL;
}

gboolean
world_holds (World *world, guint who, const char *role)
{
  return slip_roster_holds (world->db, world_actor (world, who)->person, role);
}
