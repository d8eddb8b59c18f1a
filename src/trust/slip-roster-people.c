/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Members and devices as lists for people to read. */

#include "trust/slip-roster-private.h"

#include <glib/gi18n-lib.h>

#include "core/slip-clock.h"

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
  if (member->history != NULL)
    g_ptr_array_unref (member->history);
  g_free (member->revoked);
  g_free (member->revoked_reason);
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

static void
role_entry_free (gpointer data)
{
  SlipRoleEntry *entry = data;

  g_free (entry->role);
  g_free (entry->grant);
  g_free (entry->withdrawal);
  g_free (entry);
}

static gboolean
read_history (SlipDatabase *db, SlipMember *member, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipQuery) query =
      slip_database_query (db, error,
                           "SELECT role, since, coalesce (until, 0), admission, withdrawal FROM "
                           "member_role WHERE person = ? ORDER BY role, since, admission",
                           "s", member->person);

  if (query == NULL)
    return FALSE;
  member->history = g_ptr_array_new_with_free_func (role_entry_free);
  while (slip_query_next (query, &local_error))
    {
      SlipRoleEntry *entry = g_new0 (SlipRoleEntry, 1);

      entry->role = g_strdup (slip_query_text (query, 0));
      entry->since_ms = slip_query_int (query, 1);
      entry->until_ms = slip_query_int (query, 2);
      entry->grant = g_strdup (slip_query_text (query, 3));
      if (*slip_query_text (query, 4) != '\0')
        entry->withdrawal = g_strdup (slip_query_text (query, 4));
      g_ptr_array_add (member->history, entry);
    }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
read_lists (SlipDatabase *db, SlipMember *member, GError **error)
{
  static const char keys[] = "SELECT key FROM member_key WHERE person = ? AND purpose = ? AND "
                             "revocation = '' ORDER BY key";

  member->roles = read_list (
      db, error,
      "SELECT DISTINCT role FROM member_role WHERE person = ? AND withdrawal = '' ORDER BY role",
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
  return member->exchange_keys != NULL && read_history (db, member, error);
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
                               "SELECT m.person, m.name, m.admission, m.admitter, m.depth, "
                               "m.revocation, r.reason, r.wall FROM member m LEFT JOIN removal r "
                               "ON m.revocation <> '' AND r.statement = m.revocation AND r.role = "
                               "'' ORDER BY m.name, m.person",
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
      if (*slip_query_text (query, 5) != '\0')
        {
          member->revoked = g_strdup (slip_query_text (query, 5));
          member->revoked_reason = g_strdup (slip_query_text (query, 6));
          member->revoked_ms = slip_query_int (query, 7);
        }
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
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, _ ("There is no member %s"), person);
  return NULL;
}

/* == devices == */

void
slip_device_free (SlipDevice *device)
{
  if (device == NULL)
    return;
  g_free (device->key);
  g_free (device->person);
  g_free (device->signing);
  g_strfreev (device->replicas);
  g_free (device->revoked);
  g_free (device->revoked_reason);
  g_free (device);
}

/* The replicas are few; the frames of a device are many, and not indexed by it. */
static gboolean
read_replicas (SlipDatabase *db, SlipDevice *device, GHashTable *replicas)
{
  GPtrArray *own = g_hash_table_lookup (replicas, device->key);
  GStrvBuilder *builder = g_strv_builder_new ();

  for (guint i = 0; own != NULL && i < own->len; i++)
    {
      const char *replica = g_ptr_array_index (own, i);
      gint64 clock = slip_database_get_int (
          db, 0, "SELECT clock FROM frame WHERE replica = ? ORDER BY seq DESC LIMIT 1", "s",
          replica);

      g_strv_builder_add (builder, replica);
      device->last_seen_ms = MAX (device->last_seen_ms, slip_clock_ms (clock));
    }
  device->replicas = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return TRUE;
}

/* Which device signed the newest frame of each replica: a replica is one device's. */
static GHashTable *
find_replicas (SlipDatabase *db, GError **error)
{
  GHashTable *replicas =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error,
      "WITH RECURSIVE r (replica) AS (SELECT min (replica) FROM frame UNION ALL "
      "SELECT (SELECT min (f.replica) FROM frame f WHERE f.replica > r.replica) FROM r "
      "WHERE r.replica IS NOT NULL) SELECT r.replica, (SELECT device FROM frame f WHERE "
      "f.replica = r.replica ORDER BY seq LIMIT 1) FROM r WHERE r.replica IS NOT NULL",
      "");

  if (query == NULL)
    {
      g_hash_table_unref (replicas);
      return NULL;
    }
  while (slip_query_next (query, NULL))
    {
      const char *device = slip_query_text (query, 1);
      GPtrArray *own = g_hash_table_lookup (replicas, device);

      if (own == NULL)
        {
          own = g_ptr_array_new_with_free_func (g_free);
          g_hash_table_insert (replicas, g_strdup (device), own);
        }
      g_ptr_array_add (own, g_strdup (slip_query_text (query, 0)));
    }
  return replicas;
}

GPtrArray *
slip_roster_devices (SlipDatabase *db, const char *person, GError **error)
{
  g_autoptr (GPtrArray) devices =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_device_free);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GHashTable) replicas = NULL;
  g_autoptr (SlipQuery) query = NULL;

  g_return_val_if_fail (db != NULL, NULL);

  replicas = find_replicas (db, error);
  query = replicas != NULL
              ? slip_database_query (
                    db, error,
                    "SELECT k.key, k.person, k.signing, k.since, k.revocation, r.reason FROM "
                    "member_key k LEFT JOIN removal r ON k.revocation <> '' AND r.statement = "
                    "k.revocation AND r.role = '' WHERE k.purpose = 'device' AND (?1 IS NULL OR "
                    "k.person = ?1) ORDER BY k.person, k.since, k.key",
                    "s", person)
              : NULL;
  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &local_error))
    {
      SlipDevice *device = g_new0 (SlipDevice, 1);

      device->key = g_strdup (slip_query_text (query, 0));
      device->person = g_strdup (slip_query_text (query, 1));
      device->signing = g_strdup (slip_query_text (query, 2));
      device->since_ms = slip_query_int (query, 3);
      if (*slip_query_text (query, 4) != '\0')
        {
          device->revoked = g_strdup (slip_query_text (query, 4));
          device->revoked_reason = g_strdup (slip_query_text (query, 5));
        }
      read_replicas (db, device, replicas);
      g_ptr_array_add (devices, device);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  return g_steal_pointer (&devices);
}
