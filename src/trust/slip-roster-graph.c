/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* All readable, well signed roster statements as nodes of a graph, with an edge to each that they follow. */

#include "trust/slip-roster-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

SlipRosterNode *
slip_roster_node (const SlipRosterState *state, guint i)
{
  return g_ptr_array_index (state->nodes, i);
}

gboolean
slip_roster_is_past (const SlipRosterState *state, guint of, guint i)
{
  const SlipRosterNode *node;

  if (of == SLIP_ROSTER_GENESIS || i == SLIP_ROSTER_GENESIS)
    return of != i;
  node = slip_roster_node (state, of);
  return node->past != NULL && (node->past[i / 8] >> (i % 8)) & 1;
}

static gboolean
offers_key (const SlipStatement *by, const SlipStatement *statement)
{
  const SlipAdmission *admission = by->admission;

  return admission != NULL && g_str_equal (admission->person, statement->person) &&
         g_str_equal (admission->name, statement->name) &&
         memcmp (admission->signing, statement->key, SLIP_KEY_BYTES) == 0;
}

static gboolean
offers_role (const SlipStatement *by, const char *person, const char *role)
{
  GStrv granted = by->admission != NULL ? by->admission->roles
                  : by->roles != NULL   ? by->roles->grant
                                        : NULL;
  const char *to = by->admission != NULL ? by->admission->person
                   : by->roles != NULL   ? by->roles->person
                                         : "";

  return (granted != NULL && g_str_equal (to, person) &&
          g_strv_contains ((const char *const *) granted, role)) ||
         (by->deputy != NULL && g_str_equal (by->deputy->person, person) &&
          g_str_equal (by->deputy->role, role));
}

gboolean
slip_roster_was_offered (const SlipRosterState *state, const SlipStatement *statement)
{
  const SlipGenesis *genesis = state->genesis;
  const char *role = statement->role;
  gboolean is_founder = g_str_equal (genesis->person, statement->person);
  gboolean key = is_founder && g_str_equal (genesis->person_name, statement->name) &&
                 memcmp (genesis->signing, statement->key, SLIP_KEY_BYTES) == 0;
  gboolean held =
      role == NULL || (is_founder && g_strv_contains ((const char *const *) genesis->roles, role));

  for (guint i = 0; i < state->nodes->len; i++)
    {
      const SlipRosterNode *node = slip_roster_node (state, i);

      if (node->outcome == SLIP_ROSTER_NOT_ALLOWED)
        continue;
      key = key || offers_key (node->statement, statement);
      held = held || offers_role (node->statement, statement->person, role);
    }
  return key && held;
}

gboolean
slip_roster_is_concurrent (const SlipRosterState *state, guint a, guint b)
{
  return a != b && !slip_roster_is_past (state, a, b) && !slip_roster_is_past (state, b, a);
}

static void
node_free (gpointer data)
{
  SlipRosterNode *node = data;

  slip_statement_unref (node->statement);
  g_free (node->hash);
  g_free (node->signing);
  g_array_unref (node->follows);
  g_free (node->past);
  g_free (node);
}

/* == reading == */

/* The founder, and nobody else, stands before any statement. */
static gboolean
load_genesis (SlipRosterState *state, SlipDatabase *db, GError **error)
{
  g_autofree char *text = slip_meta_get (db, "genesis");
  g_autofree char *workspace = slip_meta_get (db, "workspace");
  g_autoptr (GError) local_error = NULL;

  if (text == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, _ ("The workspace has no genesis"));
      return FALSE;
    }
  state->genesis = slip_genesis_parse_text (text, &local_error);
  if (state->genesis == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                   _ ("The workspace's genesis is damaged: %s"), local_error->message);
      return FALSE;
    }
  if (workspace != NULL && !g_str_equal (workspace, state->genesis->workspace))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                   _ ("The genesis was altered: it hashes to %s, but the workspace's id is %s"),
                   state->genesis->workspace, workspace);
      return FALSE;
    }
  state->genesis_hash = slip_hash_to_hex (&state->genesis->hash);
  state->founder_keys[0] = slip_key_to_hex (state->genesis->device);
  state->founder_keys[1] = slip_key_to_hex (state->genesis->signing);
  state->founder_keys[2] = slip_key_to_hex (state->genesis->exchange);
  return TRUE;
}

static const char *
find_subject (const SlipStatement *statement)
{
  switch (statement->type)
    {
    case SLIP_STATEMENT_ADMISSION:
      return statement->admission->person;
    case SLIP_STATEMENT_ROLES:
      return statement->roles->person;
    case SLIP_STATEMENT_REVOCATION:
      return statement->revocation->person;
    default:
      return NULL;
    }
}

static gboolean
grants_administrator (const SlipStatement *statement)
{
  GStrv roles = statement->admission != NULL ? statement->admission->roles
                : statement->roles != NULL   ? statement->roles->grant
                                             : NULL;

  return roles != NULL && g_strv_contains ((const char *const *) roles, SLIP_ROLE_ADMINISTRATOR);
}

static void
index_node (SlipRosterState *state, guint i)
{
  const SlipRosterNode *node = slip_roster_node (state, i);
  GArray *list;

  if (node->about == NULL)
    return;
  list = g_hash_table_lookup (state->about, node->about);
  if (list == NULL)
    {
      list = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (state->about, (gpointer) node->about, list);
    }
  g_array_append_val (list, i);
  if (grants_administrator (node->statement) &&
      !g_ptr_array_find_with_equal_func (state->administrators, node->about, g_str_equal, NULL))
    g_ptr_array_add (state->administrators, (gpointer) node->about);
}

static void
add_node (SlipRosterState *state, GBytes *text, GBytes *signature)
{
  g_autoptr (SlipStatement) statement = slip_statement_parse_verified (text, signature, NULL);
  g_autofree char *hash = NULL;
  SlipRosterNode *node;

  if (statement == NULL || !slip_statement_type_is_roster (statement->type) ||
      !g_str_equal (statement->workspace, state->genesis->workspace))
    return;
  hash = slip_hash_to_hex (&statement->hash);
  if (g_hash_table_contains (state->by_hash, hash))
    return;
  node = g_new0 (SlipRosterNode, 1);
  node->signing = slip_key_to_hex (statement->key);
  node->about = find_subject (statement);
  node->removes = statement->type == SLIP_STATEMENT_REVOCATION ||
                  (statement->type == SLIP_STATEMENT_ROLES && *statement->roles->withdraw != NULL);
  node->statement = g_steal_pointer (&statement);
  node->hash = g_steal_pointer (&hash);
  node->follows = g_array_new (FALSE, FALSE, sizeof (guint));
  node->outcome = SLIP_ROSTER_WAITS;
  g_ptr_array_add (state->nodes, node);
  g_hash_table_insert (state->by_hash, node->hash, GUINT_TO_POINTER (state->nodes->len));
  index_node (state, state->nodes->len - 1);
}

/* Roster statements stand in no record. */
static gboolean
load_statements (SlipRosterState *state, SlipDatabase *db, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error, "SELECT text, signature FROM statement WHERE record = '' ORDER BY hash", "");

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local_error))
    {
      g_autoptr (GBytes) text = slip_query_bytes (query, 0);
      g_autoptr (GBytes) signature = slip_query_bytes (query, 1);

      if (text != NULL && signature != NULL)
        add_node (state, text, signature);
    }
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* == edges == */

/* The past of a node is the union of the pasts of what it follows; FALSE when one of these has none yet. */
static gboolean
find_past (SlipRosterState *state, SlipRosterNode *node)
{
  gsize size = state->nodes->len / 8 + 1;

  for (guint i = 0; i < node->follows->len; i++)
    {
      guint index = g_array_index (node->follows, guint, i);

      if (index == G_MAXUINT || slip_roster_node (state, index)->past == NULL)
        return FALSE;
    }
  node->past = g_malloc0 (size);
  for (guint i = 0; i < node->follows->len; i++)
    {
      guint index = g_array_index (node->follows, guint, i);
      const SlipRosterNode *other = slip_roster_node (state, index);

      for (gsize byte = 0; byte < size; byte++)
        node->past[byte] |= other->past[byte];
      node->past[index / 8] |= 1 << (index % 8);
    }
  return TRUE;
}

/* A hash can't be known before the text, so there is no ring; what never becomes ready waits. */
static void
find_pasts (SlipRosterState *state)
{
  g_autoptr (GPtrArray) followers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_autoptr (GArray) ready = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < state->nodes->len; i++)
    g_ptr_array_add (followers, g_array_new (FALSE, FALSE, sizeof (guint)));
  for (guint i = 0; i < state->nodes->len; i++)
    {
      SlipRosterNode *node = slip_roster_node (state, i);

      for (char **after = node->statement->after; *after != NULL; after++)
        {
          /* What is missing becomes G_MAXUINT. */
          guint index = GPOINTER_TO_UINT (g_hash_table_lookup (state->by_hash, *after)) - 1;

          g_array_append_val (node->follows, index);
          if (index != G_MAXUINT)
            g_array_append_val ((GArray *) g_ptr_array_index (followers, index), i);
        }
      if (node->follows->len == 0)
        g_array_append_val (ready, i);
    }
  for (guint next = 0; next < ready->len; next++)
    {
      guint index = g_array_index (ready, guint, next);
      const GArray *after = g_ptr_array_index (followers, index);

      if (slip_roster_node (state, index)->follows->len == 0)
        find_past (state, slip_roster_node (state, index));
      for (guint i = 0; i < after->len; i++)
        {
          guint follower = g_array_index (after, guint, i);
          SlipRosterNode *node = slip_roster_node (state, follower);

          if (node->past == NULL && find_past (state, node))
            g_array_append_val (ready, follower);
        }
    }
}

gboolean
slip_roster_graph_load (SlipRosterState *state, SlipDatabase *db, GError **error)
{
  state->nodes = g_ptr_array_new_with_free_func (node_free);
  state->by_hash = g_hash_table_new (g_str_hash, g_str_equal);
  state->about =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_array_unref);
  state->administrators = g_ptr_array_new ();
  state->order = g_array_new (FALSE, FALSE, sizeof (guint));
  state->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  state->tokens = g_hash_table_new (g_str_hash, g_str_equal);
  if (!load_genesis (state, db, error))
    return FALSE;
  g_ptr_array_add (state->administrators, state->genesis->person);
  if (!load_statements (state, db, error))
    return FALSE;
  find_pasts (state);
  return TRUE;
}

void
slip_roster_state_free (SlipRosterState *state)
{
  if (state == NULL)
    return;
  g_clear_pointer (&state->keys, g_hash_table_unref);
  g_clear_pointer (&state->tokens, g_hash_table_unref);
  g_clear_pointer (&state->about, g_hash_table_unref);
  g_clear_pointer (&state->by_hash, g_hash_table_unref);
  g_clear_pointer (&state->administrators, g_ptr_array_unref);
  g_clear_pointer (&state->order, g_array_unref);
  g_clear_pointer (&state->nodes, g_ptr_array_unref);
  for (guint i = 0; i < G_N_ELEMENTS (state->founder_keys); i++)
    g_free (state->founder_keys[i]);
  g_free (state->genesis_hash);
  slip_genesis_free (state->genesis);
  g_free (state);
}
