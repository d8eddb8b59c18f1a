/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What judging statements asks the roster's tables, each asked once. */

#include "trust/slip-signature-known.h"

struct _SlipKnown
{
  SlipDatabase *db;
  GHashTable *keys;     /* hex → SlipKnownKey; NULL for an unknown one */
  GHashTable *names;    /* "person\tname" → 1 or 0 */
  GHashTable *roles;    /* "person\trole" → GPtrArray of SlipKnownGrant */
  GHashTable *deputies; /* "person\trole" → GPtrArray of SlipKnownDeputy */
  GHashTable *places;   /* statement hash → GArray of SlipFrontier */
};

static void
key_free (gpointer data)
{
  SlipKnownKey *key = data;

  if (key == NULL)
    return;
  g_free (key->person);
  g_free (key);
}

static void
grant_free (gpointer data)
{
  SlipKnownGrant *grant = data;

  g_free (grant->statement);
  g_free (grant->withdrawal);
  g_free (grant);
}

static void
deputy_free (gpointer data)
{
  SlipKnownDeputy *deputy = data;

  g_free (deputy->statement);
  g_free (deputy->holder);
  g_free (deputy);
}

SlipKnown *
slip_known_new (SlipDatabase *db)
{
  SlipKnown *known = g_new0 (SlipKnown, 1);
  GDestroyNotify free_array = (GDestroyNotify) g_ptr_array_unref;

  known->db = db;
  known->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, key_free);
  known->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  known->roles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_array);
  known->deputies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_array);
  known->places =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  return known;
}

void
slip_known_free (SlipKnown *known)
{
  g_hash_table_unref (known->keys);
  g_hash_table_unref (known->names);
  g_hash_table_unref (known->roles);
  g_hash_table_unref (known->deputies);
  g_hash_table_unref (known->places);
  g_free (known);
}

const SlipKnownKey *
slip_known_key (SlipKnown *known, const char *hex)
{
  g_autoptr (SlipQuery) query = NULL;
  gpointer found = NULL;
  SlipKnownKey *key = NULL;

  if (g_hash_table_lookup_extended (known->keys, hex, NULL, &found))
    return found;
  query = slip_database_query (
      known->db, NULL,
      "SELECT person, revocation FROM member_key WHERE key = ? AND purpose = 'signing'", "s", hex);
  if (query != NULL && slip_query_next (query, NULL))
    {
      key = g_new0 (SlipKnownKey, 1);
      key->person = g_strdup (slip_query_text (query, 0));
      key->revoked = *slip_query_text (query, 1) != '\0';
    }
  g_hash_table_insert (known->keys, g_strdup (hex), key);
  return key;
}

gboolean
slip_known_name (SlipKnown *known, const char *person, const char *name)
{
  g_autofree char *id = g_strconcat (person, "\t", name, NULL);
  gpointer found = NULL;
  gint64 is_one;

  if (g_hash_table_lookup_extended (known->names, id, NULL, &found))
    return GPOINTER_TO_INT (found);
  is_one = slip_database_get_int (known->db, 0,
                                  "SELECT 1 FROM member_key WHERE person = ?1 AND name = ?2 UNION "
                                  "SELECT 1 FROM member WHERE person = ?1 AND name = ?2",
                                  "ss", person, name);
  g_hash_table_insert (known->names, g_steal_pointer (&id), GINT_TO_POINTER ((int) is_one));
  return is_one == 1;
}

GPtrArray *
slip_known_grants (SlipKnown *known, const char *person, const char *role)
{
  g_autofree char *id = g_strconcat (person, "\t", role, NULL);
  GPtrArray *grants = g_hash_table_lookup (known->roles, id);
  g_autoptr (SlipQuery) query = NULL;

  if (grants != NULL)
    return grants;
  grants = g_ptr_array_new_with_free_func (grant_free);
  query = slip_database_query (known->db, NULL,
                               "SELECT since, admission, withdrawal FROM member_role "
                               "WHERE person = ? AND role = ? ORDER BY since, admission",
                               "ss", person, role);
  while (query != NULL && slip_query_next (query, NULL))
    {
      SlipKnownGrant *grant = g_new0 (SlipKnownGrant, 1);

      grant->since = slip_query_int (query, 0);
      grant->statement = g_strdup (slip_query_text (query, 1));
      grant->withdrawal = g_strdup (slip_query_text (query, 2));
      g_ptr_array_add (grants, grant);
    }
  g_hash_table_insert (known->roles, g_steal_pointer (&id), grants);
  return grants;
}

GPtrArray *
slip_known_deputies (SlipKnown *known, const char *person, const char *role)
{
  g_autofree char *id = g_strconcat (person, "\t", role, NULL);
  GPtrArray *deputies = g_hash_table_lookup (known->deputies, id);
  g_autoptr (SlipQuery) query = NULL;

  if (deputies != NULL)
    return deputies;
  deputies = g_ptr_array_new_with_free_func (deputy_free);
  query = slip_database_query (known->db, NULL,
                               "SELECT d.statement, d.holder, d.since, d.until, s.text FROM deputy "
                               "d LEFT JOIN statement s ON s.hash = d.statement AND s.record = '' "
                               "WHERE d.person = ? AND d.role = ? GROUP BY d.statement "
                               "ORDER BY d.since, d.statement",
                               "ss", person, role);
  while (query != NULL && slip_query_next (query, NULL))
    {
      SlipKnownDeputy *deputy = g_new0 (SlipKnownDeputy, 1);
      g_autoptr (GBytes) text = slip_query_bytes (query, 4);
      g_autoptr (SlipStatement) named = text != NULL ? slip_statement_parse (text, NULL) : NULL;

      deputy->statement = g_strdup (slip_query_text (query, 0));
      deputy->holder = g_strdup (slip_query_text (query, 1));
      deputy->since = slip_query_int (query, 2);
      deputy->until = slip_query_int (query, 3);
      deputy->promised =
          named != NULL && named->deputy != NULL ? named->deputy->until_ms : deputy->until;
      g_ptr_array_add (deputies, deputy);
    }
  g_hash_table_insert (known->deputies, g_steal_pointer (&id), deputies);
  return deputies;
}

GArray *
slip_known_places (SlipKnown *known, const char *hash)
{
  GArray *places = g_hash_table_lookup (known->places, hash);
  g_autoptr (SlipQuery) query = NULL;

  if (places != NULL)
    return places;
  places = g_array_new (FALSE, TRUE, sizeof (SlipFrontier));
  query = slip_database_query (
      known->db, NULL, "SELECT replica, clock FROM statement WHERE hash = ? AND record = ''", "s",
      hash);
  while (query != NULL && slip_query_next (query, NULL))
    {
      SlipFrontier place = { .clock = slip_query_int (query, 1) };

      g_strlcpy (place.replica, slip_query_text (query, 0), sizeof place.replica);
      g_array_append_val (places, place);
    }
  g_hash_table_insert (known->places, g_strdup (hash), places);
  return places;
}
