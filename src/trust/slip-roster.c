/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Questions to the folded roster, and the admission that an administrator signs. */

#include "trust/slip-roster-private.h"

#include "core/slip-clock.h"

#include <string.h>

gboolean
slip_roster_concerns (SlipOp *op)
{
  g_return_val_if_fail (op != NULL, FALSE);

  return *op->record == '\0' && g_str_equal (op->kind, SLIP_OP_STATEMENT);
}

/* Nobody: also when the table can't be read, so that nothing counts for want of data. */
static char *
find_key (SlipDatabase *db, const char *key, const char *purpose)
{
  return slip_database_get_text (
      db, NULL, "SELECT person FROM member_key WHERE key = ? AND purpose = ?", "ss", key, purpose);
}

char *
slip_roster_device (SlipDatabase *db, const char *key)
{
  g_return_val_if_fail (db != NULL && key != NULL, NULL);

  return find_key (db, key, "device");
}

char *
slip_roster_signer (SlipDatabase *db, const char *key)
{
  g_return_val_if_fail (db != NULL && key != NULL, NULL);

  return find_key (db, key, "signing");
}

gboolean
slip_roster_has_role (SlipDatabase *db, const char *person, const char *role, gint64 at_ms)
{
  g_return_val_if_fail (db != NULL && person != NULL && role != NULL, FALSE);

  return slip_database_get_int (db, 0,
                                "SELECT 1 FROM member_role "
                                "WHERE person = ? AND role = ? AND since <= ?",
                                "ssi", person, role, at_ms) == 1;
}

/* == members == */

void
slip_member_free (SlipMember *member)
{
  if (member == NULL)
    return;
  g_free (member->person);
  g_free (member->name);
  g_free (member->admission);
  g_free (member->admitter);
  g_strfreev (member->roles);
  g_strfreev (member->devices);
  g_strfreev (member->signing_keys);
  g_strfreev (member->exchange_keys);
  g_free (member);
}

/* The first column of all rows. */
static GStrv
read_list (SlipDatabase *db, GError **error, const char *sql, const char *person,
           const char *purpose)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipQuery) query = purpose != NULL
                                    ? slip_database_query (db, error, sql, "ss", person, purpose)
                                    : slip_database_query (db, error, sql, "s", person);
  GStrvBuilder *builder;
  GStrv result = NULL;

  if (query == NULL)
    return NULL;
  builder = g_strv_builder_new ();
  while (slip_query_next (query, &local_error))
    g_strv_builder_add (builder, slip_query_text (query, 0));
  if (local_error == NULL)
    result = g_strv_builder_end (builder);
  else
    g_propagate_error (error, g_steal_pointer (&local_error));
  g_strv_builder_unref (builder);
  return result;
}

static gboolean
read_lists (SlipDatabase *db, SlipMember *member, GError **error)
{
  static const char keys[] =
      "SELECT key FROM member_key WHERE person = ? AND purpose = ? ORDER BY key";

  member->roles =
      read_list (db, error, "SELECT role FROM member_role WHERE person = ? ORDER BY role",
                 member->person, NULL);
  if (member->roles == NULL)
    return FALSE;
  member->devices = read_list (db, error, keys, member->person, "device");
  if (member->devices == NULL)
    return FALSE;
  member->signing_keys = read_list (db, error, keys, member->person, "signing");
  if (member->signing_keys == NULL)
    return FALSE;
  member->exchange_keys = read_list (db, error, keys, member->person, "exchange");
  return member->exchange_keys != NULL;
}

GPtrArray *
slip_roster_members (SlipDatabase *db, GError **error)
{
  g_autoptr (GPtrArray) members =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_member_free);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipQuery) query = NULL;

  g_return_val_if_fail (db != NULL, NULL);

  query = slip_database_query (db, error,
                               "SELECT person, name, admission, admitter, depth FROM member "
                               "ORDER BY name, person",
                               "");
  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &local_error))
    {
      SlipMember *member = g_new0 (SlipMember, 1);

      member->person = g_strdup (slip_query_text (query, 0));
      member->name = g_strdup (slip_query_text (query, 1));
      member->admission = g_strdup (slip_query_text (query, 2));
      member->admitter = g_strdup (slip_query_text (query, 3));
      member->depth = slip_query_int (query, 4);
      g_ptr_array_add (members, member);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  for (guint i = 0; i < members->len; i++)
    if (!read_lists (db, g_ptr_array_index (members, i), error))
      return NULL;
  return g_steal_pointer (&members);
}

SlipMember *
slip_roster_member (SlipDatabase *db, const char *person, GError **error)
{
  g_autoptr (GPtrArray) members = NULL;

  g_return_val_if_fail (person != NULL, NULL);

  members = slip_roster_members (db, error);
  if (members == NULL)
    return NULL;
  for (guint i = 0; i < members->len; i++)
    {
      SlipMember *member = g_ptr_array_index (members, i);

      if (g_str_equal (member->person, person))
        return g_ptr_array_steal_index (members, i);
    }
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, "There is no member %s", person);
  return NULL;
}

/* == admission == */

GStrv
slip_roster_tips (SlipDatabase *db, GError **error)
{
  g_autoptr (SlipRosterState) state = slip_roster_state_new (db, error);

  return state != NULL ? slip_roster_state_tips (state) : NULL;
}

/* Fails with NOT_ALLOWED unless @key is a signing key of the administrator @admin. */
static gboolean
check_administrator (SlipDatabase *db, const char *admin, const SlipSigningKey *key, GError **error)
{
  g_autofree char *hex = slip_key_to_hex (key->public);
  g_autofree char *holder = slip_roster_signer (db, hex);

  if (g_strcmp0 (holder, admin) != 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   "The signing key isn't one that was admitted for you");
      return FALSE;
    }
  if (!slip_roster_has_role (db, admin, SLIP_ROLE_ADMINISTRATOR, G_MAXINT64))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   "Only an administrator admits members; ask one");
      return FALSE;
    }
  return TRUE;
}

SlipStatement *
slip_roster_admission (SlipDatabase *db, const SlipPending *pending, const char *const *roles,
                       const char *admin, const SlipSigningKey *key, GError **error)
{
  g_autoptr (SlipStatement) statement = NULL;
  g_autoptr (SlipRosterState) state = NULL;
  g_autoptr (SlipMember) member = NULL;
  g_autofree char *token = NULL;
  SlipAdmission *admission;
  gint64 now = slip_now_ms ();

  g_return_val_if_fail (db != NULL && pending != NULL && admin != NULL && key != NULL, NULL);

  if (!check_administrator (db, admin, key, error))
    return NULL;
  member = slip_roster_member (db, admin, error);
  if (member == NULL)
    return NULL;
  state = slip_roster_state_new (db, error);
  if (state == NULL)
    return NULL;

  statement = slip_statement_new (SLIP_STATEMENT_ADMISSION);
  g_strlcpy (statement->workspace, slip_roster_state_genesis (state)->workspace,
             sizeof statement->workspace);
  statement->after = slip_roster_state_tips (state);
  g_strlcpy (statement->person, admin, sizeof statement->person);
  statement->name = g_strdup (member->name);
  memcpy (statement->key, key->public, SLIP_KEY_BYTES);
  slip_statement_set_time (statement, now, slip_utc_offset_minutes (now));

  admission = statement->admission;
  token = slip_key_to_hex (pending->join->token);
  g_strlcpy (admission->person, pending->join->person, sizeof admission->person);
  admission->name = g_strdup (pending->join->name);
  admission->roles = g_strdupv ((char **) roles);
  memcpy (admission->device, pending->join->device, SLIP_KEY_BYTES);
  memcpy (admission->signing, pending->join->signing, SLIP_KEY_BYTES);
  memcpy (admission->exchange, pending->join->exchange, SLIP_KEY_BYTES);
  g_strlcpy (admission->join, pending->frame, sizeof admission->join);
  g_strlcpy (admission->token, token, sizeof admission->token);
  if (!slip_statement_write (statement, error))
    return NULL;
  return g_steal_pointer (&statement);
}
