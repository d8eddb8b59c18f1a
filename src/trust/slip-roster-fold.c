/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the roster comes to, once it is settled: rows of tables. They are made as text first, so that what stands in
 * the tables can be compared with what the log says. */

#include "trust/slip-roster-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-text.h"

SlipRosterState *
slip_roster_state_new (SlipDatabase *db, GError **error)
{
  g_autoptr (SlipRosterState) state = g_new0 (SlipRosterState, 1);

  g_return_val_if_fail (db != NULL, NULL);

  if (!slip_roster_graph_load (state, db, error))
    return NULL;
  slip_roster_settle (state);
  return g_steal_pointer (&state);
}

/* == asking == */

SlipRosterOutcome
slip_roster_state_outcome (SlipRosterState *state, const char *hash)
{
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (state->by_hash, hash));
  const SlipRosterNode *node;

  if (index == 0)
    return SLIP_ROSTER_UNREAD;
  node = slip_roster_node (state, index - 1);
  if (node->removes && node->outcome == SLIP_ROSTER_COUNTS &&
      !slip_roster_has_effect (state, SLIP_ROSTER_GENESIS, index - 1))
    return SLIP_ROSTER_ALONE;
  return node->outcome;
}

SlipRosterOutcome
slip_roster_outcome (SlipDatabase *db, const char *hash, char **why)
{
  static const char *const reasons[] = {
    [SLIP_ROSTER_UNREAD] = N_ ("it can't be read, isn't signed by the key that it names, or is for "
                               "another workspace"),
    [SLIP_ROSTER_WAITS] = N_ ("something that it follows hasn't arrived yet"),
    [SLIP_ROSTER_COUNTS] = NULL,
    [SLIP_ROSTER_ALONE] =
        N_ ("it removes the most senior administrator, so a second administrator has "
            "to do the same"),
    [SLIP_ROSTER_NOT_ALLOWED] = N_ ("its signer had no right to it with this key"),
    [SLIP_ROSTER_VOID] = N_ ("what gave its signer the right lost against a concurrent statement"),
    [SLIP_ROSTER_LOST] = N_ ("a key or the token in it was another person's already"),
    [SLIP_ROSTER_STRUCK] =
        N_ ("at the same time an administrator took from its signer the right to it"),
    [SLIP_ROSTER_LAST] = N_ ("it would have left the workspace without an administrator"),
  };
  g_autoptr (SlipRosterState) state = NULL;
  SlipRosterOutcome outcome = SLIP_ROSTER_UNREAD;

  g_return_val_if_fail (db != NULL && hash != NULL, SLIP_ROSTER_UNREAD);

  state = slip_roster_state_new (db, NULL);
  if (state != NULL)
    outcome = slip_roster_state_outcome (state, hash);
  if (why != NULL)
    *why = reasons[outcome] != NULL ? g_strdup (_ (reasons[outcome])) : NULL;
  return outcome;
}

const char *
slip_roster_state_key (SlipRosterState *state, const char *key)
{
  const SlipRosterKey *bound = g_hash_table_lookup (state->keys, key);

  return bound != NULL ? bound->person : NULL;
}

const char *
slip_roster_state_token (SlipRosterState *state, const char *token)
{
  return g_hash_table_lookup (state->tokens, token);
}

static const SlipAdmission *
counted_admission (SlipRosterState *state, guint i)
{
  const SlipRosterNode *node = slip_roster_node (state, i);

  return node->outcome == SLIP_ROSTER_COUNTS ? node->statement->admission : NULL;
}

gboolean
slip_roster_state_member (SlipRosterState *state, const char *person)
{
  for (guint i = 0; i < state->nodes->len; i++)
    {
      const SlipAdmission *admission = counted_admission (state, i);

      if (admission != NULL && g_str_equal (admission->person, person))
        return TRUE;
    }
  return g_str_equal (state->genesis->person, person);
}

gboolean
slip_roster_state_answered (SlipRosterState *state, const char *frame)
{
  for (guint i = 0; i < state->nodes->len; i++)
    {
      const SlipAdmission *admission = counted_admission (state, i);

      if (admission != NULL && g_str_equal (admission->join, frame))
        return TRUE;
    }
  return FALSE;
}

const SlipGenesis *
slip_roster_state_genesis (SlipRosterState *state)
{
  return state->genesis;
}

GStrv
slip_roster_tips (SlipDatabase *db, GError **error)
{
  g_autoptr (SlipRosterState) state = slip_roster_state_new (db, error);
  g_autoptr (GHashTable) followed = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n = 0;

  if (state == NULL)
    return NULL;
  for (guint i = 0; i < state->nodes->len; i++)
    {
      const SlipRosterNode *node = slip_roster_node (state, i);

      for (char **after = node->statement->after;
           node->outcome == SLIP_ROSTER_COUNTS && *after != NULL; after++)
        g_hash_table_add (followed, *after);
    }
  for (guint i = 0; i < state->nodes->len && n < SLIP_AFTER_MAX; i++)
    {
      const SlipRosterNode *node = slip_roster_node (state, i);

      if (node->outcome == SLIP_ROSTER_COUNTS && !g_hash_table_contains (followed, node->hash))
        {
          g_strv_builder_add (builder, node->hash);
          n++;
        }
    }
  return g_strv_builder_end (builder);
}

/* == rows == */

static void add_row (GPtrArray *rows, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
add_row (GPtrArray *rows, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (rows, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static const char *
hash_of (SlipRosterState *state, guint i)
{
  return i == SLIP_ROSTER_GENESIS ? state->genesis_hash : slip_roster_node (state, i)->hash;
}

static gint64
time_of (SlipRosterState *state, guint i)
{
  return i == SLIP_ROSTER_GENESIS ? state->genesis->time_ms
                                  : slip_roster_node (state, i)->statement->time_ms;
}

static guint
find_end (SlipRosterState *state, guint grant, const char *person, SlipRosterTaking taking,
          const char *name)
{
  return slip_roster_find_end (state, SLIP_ROSTER_GENESIS, grant, person, taking, name);
}

/* @grant: the first admission of the person that still holds, or else the first. */
static void
add_member (SlipRosterState *state, GPtrArray *rows, const char *person, guint grant)
{
  guint end = find_end (state, grant, person, SLIP_ROSTER_TAKES_PERSON, NULL);
  const char *revocation = end != G_MAXUINT ? hash_of (state, end) : "";
  const SlipRosterNode *node;

  if (grant == SLIP_ROSTER_GENESIS)
    {
      add_row (rows, "member\t%s\t%s\t%s\t%s\t0\t%s", person, state->genesis->person_name,
               state->genesis_hash, person, revocation);
      return;
    }
  node = slip_roster_node (state, grant);
  add_row (rows, "member\t%s\t%s\t%s\t%s\t%u\t%s", person, node->statement->admission->name,
           node->hash, node->statement->person, node->depth, revocation);
}

static void
add_members (SlipRosterState *state, GPtrArray *rows)
{
  g_autoptr (GHashTable) first = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer person;
  gpointer grant;

  g_hash_table_insert (first, state->genesis->person, GUINT_TO_POINTER (SLIP_ROSTER_GENESIS));
  for (guint n = 0; n < state->order->len; n++)
    {
      guint i = g_array_index (state->order, guint, n);
      const SlipAdmission *admission = counted_admission (state, i);
      gpointer old = NULL;

      if (admission == NULL)
        continue;
      if (!g_hash_table_lookup_extended (first, admission->person, NULL, &old) ||
          (find_end (state, GPOINTER_TO_UINT (old), admission->person, SLIP_ROSTER_TAKES_PERSON,
                     NULL) != G_MAXUINT &&
           find_end (state, i, admission->person, SLIP_ROSTER_TAKES_PERSON, NULL) == G_MAXUINT))
        g_hash_table_insert (first, (gpointer) admission->person, GUINT_TO_POINTER (i));
    }
  g_hash_table_iter_init (&iter, first);
  while (g_hash_table_iter_next (&iter, &person, &grant))
    add_member (state, rows, person, GPOINTER_TO_UINT (grant));
}

/* "" while any admission with the key holds; else what ended the first one. */
static const char *
find_key_end (SlipRosterState *state, const SlipRosterKey *key, const char *hex)
{
  guint end = find_end (state, key->admission, key->person, SLIP_ROSTER_TAKES_KEY, hex);

  if (end == G_MAXUINT)
    return "";
  for (guint i = 0; i < state->nodes->len; i++)
    {
      const SlipAdmission *admission = counted_admission (state, i);
      g_autofree char *device = NULL;
      g_autofree char *signing = NULL;

      if (admission == NULL || !g_str_equal (admission->person, key->person))
        continue;
      device = slip_key_to_hex (admission->device);
      signing = slip_key_to_hex (admission->signing);
      if ((g_str_equal (device, hex) || g_str_equal (signing, hex)) &&
          find_end (state, i, key->person, SLIP_ROSTER_TAKES_KEY, hex) == G_MAXUINT)
        return "";
    }
  return hash_of (state, end);
}

static void
add_keys (SlipRosterState *state, GPtrArray *rows)
{
  GHashTableIter iter;
  gpointer hex;
  gpointer value;

  g_hash_table_iter_init (&iter, state->keys);
  while (g_hash_table_iter_next (&iter, &hex, &value))
    {
      const SlipRosterKey *key = value;
      gboolean founder = key->admission == SLIP_ROSTER_GENESIS;
      const SlipAdmission *admission =
          founder ? NULL : slip_roster_node (state, key->admission)->statement->admission;
      g_autofree char *signing =
          slip_key_to_hex (founder ? state->genesis->signing : admission->signing);

      add_row (
          rows, "key\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%" G_GINT64_FORMAT, (char *) hex, key->person,
          key->purpose, hash_of (state, key->admission), find_key_end (state, key, hex),
          founder ? state->genesis->person_name : admission->name,
          g_str_equal (key->purpose, "device") ? signing : "", time_of (state, key->admission));
    }
}

static void
add_grants (SlipRosterState *state, GPtrArray *rows, guint i, const char *person, GStrv roles)
{
  for (char **role = roles; role != NULL && *role != NULL; role++)
    {
      guint end = find_end (state, i, person, SLIP_ROSTER_TAKES_ROLE, *role);
      g_autofree char *until = end != G_MAXUINT
                                   ? g_strdup_printf ("%" G_GINT64_FORMAT, time_of (state, end))
                                   : g_strdup ("");

      add_row (rows, "role\t%s\t%s\t%" G_GINT64_FORMAT "\t%s\t%s\t%s", person, *role,
               time_of (state, i), hash_of (state, i), until,
               end != G_MAXUINT ? hash_of (state, end) : "");
    }
}

static void
add_removal (SlipRosterState *state, GPtrArray *rows, const SlipRosterNode *node)
{
  const SlipStatement *statement = node->statement;
  const SlipRevocation *revocation = statement->revocation;
  const GArray *last = revocation != NULL ? revocation->last : statement->roles->last;

  if (revocation != NULL)
    add_row (rows, "removal\t%s\t%s\t\t%s\t%s\t%s\t%" G_GINT64_FORMAT "\t%s", node->hash,
             revocation->person, revocation->device, revocation->signing, statement->person,
             statement->time_ms, revocation->reason);
  else
    for (char **role = statement->roles->withdraw; *role != NULL; role++)
      add_row (rows, "removal\t%s\t%s\t%s\t\t\t%s\t%" G_GINT64_FORMAT "\t%s", node->hash,
               statement->roles->person, *role, statement->person, statement->time_ms,
               statement->roles->reason);
  for (guint i = 0; i < last->len; i++)
    add_row (rows, "cut\t%s\t%s\t%" G_GUINT64_FORMAT, node->hash,
             g_array_index (last, SlipLast, i).replica, g_array_index (last, SlipLast, i).seq);
}

/* A later one of the same holder, for the same person and role, ends it. */
static void
add_deputy (SlipRosterState *state, GPtrArray *rows, guint i)
{
  const SlipRosterNode *node = slip_roster_node (state, i);
  const SlipDeputy *deputy = node->statement->deputy;
  gint64 until = deputy->until_ms;

  for (guint j = 0; j < state->nodes->len; j++)
    {
      const SlipStatement *other = slip_roster_node (state, j)->statement;

      if (other->deputy != NULL && slip_roster_node (state, j)->outcome == SLIP_ROSTER_COUNTS &&
          slip_roster_is_past (state, j, i) &&
          g_str_equal (other->person, node->statement->person) &&
          g_str_equal (other->deputy->person, deputy->person) &&
          g_str_equal (other->deputy->role, deputy->role))
        until = MIN (until, other->time_ms);
    }
  add_row (rows, "deputy\t%s\t%s\t%s\t%s\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT, node->hash,
           deputy->person, deputy->role, node->statement->person, node->statement->time_ms, until);
}

GPtrArray *
slip_roster_state_rows (SlipRosterState *state)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_free);

  add_members (state, rows);
  add_keys (state, rows);
  add_grants (state, rows, SLIP_ROSTER_GENESIS, state->genesis->person, state->genesis->roles);
  for (guint i = 0; i < state->nodes->len; i++)
    {
      const SlipRosterNode *node = slip_roster_node (state, i);
      const SlipStatement *statement = node->statement;
      const SlipEndorsement *endorsement = statement->endorsement;

      if (node->outcome != SLIP_ROSTER_COUNTS)
        continue;
      if (statement->admission != NULL)
        add_grants (state, rows, i, node->about, statement->admission->roles);
      if (statement->roles != NULL)
        add_grants (state, rows, i, node->about, statement->roles->grant);
      if (slip_roster_has_effect (state, SLIP_ROSTER_GENESIS, i))
        add_removal (state, rows, node);
      if (statement->deputy != NULL)
        add_deputy (state, rows, i);
      if (endorsement != NULL)
        add_row (rows, "endorsement\t%s\t%s\t%" G_GUINT64_FORMAT "\t%" G_GUINT64_FORMAT "\t%s",
                 node->hash, endorsement->replica, endorsement->first, endorsement->last,
                 endorsement->sign_off);
    }
  g_ptr_array_sort (rows, slip_text_compare);
  return rows;
}

/* == tables == */

#define COLUMNS_MAX 8

/* A row of text is the first column here, and then the columns of the table, the numbers among them marked with i. */
static const struct
{
  const char *row;
  const char *types;
  const char *table;
  const char *columns;
} tables[] = {
  { "member", "ssssis", "member", "person, name, admission, admitter, depth, revocation" },
  { "key", "sssssssi", "member_key",
    "key, person, purpose, admission, revocation, name, signing, since" },
  { "role", "ssisis", "member_role", "person, role, since, admission, until, withdrawal" },
  { "removal", "ssssssis", "removal",
    "statement, person, role, device, signing, signer, wall, reason" },
  { "cut", "ssi", "cut", "statement, replica, last" },
  { "deputy", "ssssii", "deputy", "statement, person, role, holder, since, until" },
  { "endorsement", "ssiis", "endorsement", "statement, replica, first, last, sign_off" },
};

static gboolean
read_table (SlipDatabase *db, guint table, GPtrArray *rows, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT %s FROM %s", tables[table].columns, tables[table].table);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (db, error, sql, "");

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local_error))
    {
      GString *row = g_string_new (tables[table].row);

      for (guint i = 0; tables[table].types[i] != '\0'; i++)
        {
          const char *text = slip_query_text (query, i);

          g_string_append_c (row, '\t');
          g_string_append (row, text != NULL ? text : "");
        }
      g_ptr_array_add (rows, g_string_free (row, FALSE));
    }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

GPtrArray *
slip_roster_table_rows (SlipDatabase *db, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (!read_table (db, i, rows, error))
      return NULL;
  g_ptr_array_sort (rows, slip_text_compare);
  return g_steal_pointer (&rows);
}

/* SQLite makes a number of a text in a column for numbers; an empty one would stay a text, so that becomes NULL. */
static gboolean
write_row (SlipDatabase *db, const char *row, GError **error)
{
  g_auto (GStrv) cells = g_strsplit (row, "\t", -1);
  const char *cell[COLUMNS_MAX] = { NULL };
  guint n = g_strv_length (cells) - 1;

  for (guint i = 0; i < MIN (n, COLUMNS_MAX); i++)
    cell[i] = cells[i + 1];
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autoptr (GString) sql = NULL;

      if (!g_str_equal (cells[0], tables[i].row))
        continue;
      g_return_val_if_fail (n == strlen (tables[i].types) && n <= COLUMNS_MAX, FALSE);
      sql = g_string_new (NULL);
      g_string_printf (sql, "INSERT INTO %s (%s) VALUES (", tables[i].table, tables[i].columns);
      for (guint j = 1; tables[i].types[j - 1] != '\0'; j++)
        g_string_append_printf (sql, "%s%s?%u%s", j > 1 ? ", " : "",
                                tables[i].types[j - 1] == 'i' ? "nullif (" : "", j,
                                tables[i].types[j - 1] == 'i' ? ", '')" : "");
      g_string_append_c (sql, ')');
      return slip_database_run (db, error, sql->str, "ssssssss" + COLUMNS_MAX - n, cell[0], cell[1],
                                cell[2], cell[3], cell[4], cell[5], cell[6], cell[7]);
    }
  g_return_val_if_reached (FALSE);
}

gboolean
slip_roster_fold (SlipDatabase *db, GError **error)
{
  g_autoptr (SlipRosterState) state = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  gboolean written;

  g_return_val_if_fail (db != NULL, FALSE);

  state = slip_roster_state_new (db, error);
  if (state == NULL || !slip_database_begin (db, error))
    return FALSE;
  rows = slip_roster_state_rows (state);
  written = slip_database_run (db, error, "DELETE FROM member", "") &&
            slip_database_run (db, error, "DELETE FROM member_key", "") &&
            slip_database_run (db, error, "DELETE FROM member_role", "") &&
            slip_database_run (db, error, "DELETE FROM removal", "") &&
            slip_database_run (db, error, "DELETE FROM cut", "") &&
            slip_database_run (db, error, "DELETE FROM deputy", "") &&
            slip_database_run (db, error, "DELETE FROM endorsement", "");
  for (guint i = 0; written && i < rows->len; i++)
    written = write_row (db, g_ptr_array_index (rows, i), error);
  if (written && slip_database_commit (db, error))
    return TRUE;
  slip_database_rollback (db);
  return FALSE;
}
