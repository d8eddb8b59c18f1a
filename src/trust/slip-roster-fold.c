/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The fold of the roster. All readable, well signed roster statements are nodes of a graph, an edge to each
 * that they follow. They are taken in one linear order: never before what they follow; of those that could come
 * next, the rule with the smaller rank, then the shorter chain to the genesis, then the smaller hash. So the
 * result depends on the set alone. A type of statement is a row in the table of rules. */

#include "trust/slip-roster-private.h"

#include <string.h>

typedef struct
{
  SlipStatement *statement;
  char *hash;
  GArray *follows; /* guint: indexes of nodes */
  guint8 *past;    /* a bit for each node that comes causally before */
  guint depth;     /* chain to the genesis; G_MAXUINT when the signer had no right to it */
  gboolean ready;
  SlipRosterOutcome outcome;
} Node;

/* A public key, and whose it is for good. */
typedef struct
{
  char *person;
  const char *purpose;
  char *admission;
} Binding;

typedef struct
{
  gint64 since;
  char *admission;
} Grant;

typedef struct
{
  char *name;
  char *admission;
  char *admitter;
  guint depth;
  GHashTable *roles; /* role → Grant */
} Person;

struct _SlipRosterState
{
  SlipGenesis *genesis;
  GPtrArray *nodes;
  GHashTable *by_hash; /* hash → index + 1 */
  GHashTable *keys;    /* hex → Binding */
  GHashTable *tokens;  /* hex → person */
  GHashTable *persons; /* id → Person */
};

/* @rank: among concurrent statements, smaller comes first: what takes away before what gives. */
typedef struct
{
  SlipStatementType type;
  guint rank;
  SlipRosterOutcome (*apply) (SlipRosterState *state, Node *node);
} Rule;

static void
node_free (gpointer data)
{
  Node *node = data;

  slip_statement_free (node->statement);
  g_free (node->hash);
  g_array_unref (node->follows);
  g_free (node->past);
  g_free (node);
}

static void
binding_free (gpointer data)
{
  Binding *binding = data;

  g_free (binding->person);
  g_free (binding->admission);
  g_free (binding);
}

static void
grant_free (gpointer data)
{
  Grant *grant = data;

  g_free (grant->admission);
  g_free (grant);
}

static void
person_free (gpointer data)
{
  Person *person = data;

  g_free (person->name);
  g_free (person->admission);
  g_free (person->admitter);
  g_hash_table_unref (person->roles);
  g_free (person);
}

/* == what statements change == */

static gboolean
key_is_free (SlipRosterState *state, const char *key, const char *person, const char *purpose)
{
  Binding *binding = g_hash_table_lookup (state->keys, key);

  return binding == NULL ||
         (g_str_equal (binding->person, person) && g_str_equal (binding->purpose, purpose));
}

static void
bind_key (SlipRosterState *state, const char *key, const char *person, const char *purpose,
          const char *admission)
{
  Binding *binding;

  if (g_hash_table_contains (state->keys, key))
    return;
  binding = g_new0 (Binding, 1);
  binding->person = g_strdup (person);
  binding->purpose = purpose;
  binding->admission = g_strdup (admission);
  g_hash_table_insert (state->keys, g_strdup (key), binding);
}

/* Binds the three keys to the person, or none when one of them is taken. */
static gboolean
bind_keys (SlipRosterState *state, const char *person, const guint8 *device, const guint8 *signing,
           const guint8 *exchange, const char *admission)
{
  g_autofree char *device_hex = slip_key_to_hex (device);
  g_autofree char *signing_hex = slip_key_to_hex (signing);
  g_autofree char *exchange_hex = slip_key_to_hex (exchange);

  if (g_str_equal (device_hex, signing_hex) || g_str_equal (device_hex, exchange_hex) ||
      g_str_equal (signing_hex, exchange_hex) ||
      !key_is_free (state, device_hex, person, "device") ||
      !key_is_free (state, signing_hex, person, "signing") ||
      !key_is_free (state, exchange_hex, person, "exchange"))
    return FALSE;
  bind_key (state, device_hex, person, "device", admission);
  bind_key (state, signing_hex, person, "signing", admission);
  bind_key (state, exchange_hex, person, "exchange", admission);
  return TRUE;
}

static Person *
add_person (SlipRosterState *state, const char *id, const char *name, const char *admission,
            const char *admitter, guint depth)
{
  Person *person = g_hash_table_lookup (state->persons, id);

  if (person != NULL)
    return person;
  person = g_new0 (Person, 1);
  person->name = g_strdup (name);
  person->admission = g_strdup (admission);
  person->admitter = g_strdup (admitter);
  person->depth = depth;
  person->roles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, grant_free);
  g_hash_table_insert (state->persons, g_strdup (id), person);
  return person;
}

/* Of several grants of one role the earliest as claimed is shown, then the smaller hash. */
static void
grant_role (Person *person, const char *role, gint64 since, const char *admission)
{
  Grant *grant = g_hash_table_lookup (person->roles, role);

  if (grant != NULL && (grant->since < since ||
                        (grant->since == since && strcmp (grant->admission, admission) <= 0)))
    return;
  grant = g_new0 (Grant, 1);
  grant->since = since;
  grant->admission = g_strdup (admission);
  g_hash_table_insert (person->roles, g_strdup (role), grant);
}

static SlipRosterOutcome
apply_admission (SlipRosterState *state, Node *node)
{
  const SlipAdmission *admission = node->statement->admission;
  const char *token_user = g_hash_table_lookup (state->tokens, admission->token);
  Person *person;

  if ((token_user != NULL && !g_str_equal (token_user, admission->person)) ||
      !bind_keys (state, admission->person, admission->device, admission->signing,
                  admission->exchange, node->hash))
    return SLIP_ROSTER_LOST;
  g_hash_table_insert (state->tokens, g_strdup (admission->token), g_strdup (admission->person));
  person = add_person (state, admission->person, admission->name, node->hash,
                       node->statement->person, node->depth);
  for (char **role = admission->roles; *role != NULL; role++)
    grant_role (person, *role, node->statement->time_ms, node->hash);
  return SLIP_ROSTER_COUNTS;
}

static const Rule rules[] = {
  { SLIP_STATEMENT_ADMISSION, 1, apply_admission },
};

static const Rule *
find_rule (SlipStatementType type)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].type == type)
      return &rules[i];
  return NULL;
}

static void
apply_genesis (SlipRosterState *state)
{
  const SlipGenesis *genesis = state->genesis;
  g_autofree char *hash = slip_hash_to_hex (&genesis->hash);
  Person *founder =
      add_person (state, genesis->person, genesis->person_name, hash, genesis->person, 0);

  bind_keys (state, genesis->person, genesis->device, genesis->signing, genesis->exchange, hash);
  for (char **role = genesis->roles; *role != NULL; role++)
    grant_role (founder, *role, genesis->time_ms, hash);
}

/* == the order == */

static gboolean
is_in_past (const Node *node, guint i)
{
  return (node->past[i / 8] >> (i % 8)) & 1;
}

/* The shortest chain that gave the signer, by the key that was used, the right of an administrator; only what the
 * statement follows can give it. */
static guint
find_authority (SlipRosterState *state, Node *node)
{
  const SlipStatement *statement = node->statement;
  gboolean is_founder = g_str_equal (statement->person, state->genesis->person);
  guint role_depth = is_founder ? 0 : G_MAXUINT;
  guint key_depth = G_MAXUINT;

  if (is_founder && memcmp (statement->key, state->genesis->signing, SLIP_KEY_BYTES) == 0)
    key_depth = 0;
  for (guint i = 0; i < state->nodes->len; i++)
    {
      const Node *other = g_ptr_array_index (state->nodes, i);
      const SlipAdmission *admission = other->statement->admission;

      if (other->outcome != SLIP_ROSTER_COUNTS || admission == NULL || !is_in_past (node, i) ||
          !g_str_equal (admission->person, statement->person))
        continue;
      if (memcmp (admission->signing, statement->key, SLIP_KEY_BYTES) == 0)
        key_depth = MIN (key_depth, other->depth);
      if (g_strv_contains ((const char *const *) admission->roles, SLIP_ROLE_ADMINISTRATOR))
        role_depth = MIN (role_depth, other->depth);
    }
  return MAX (role_depth, key_depth);
}

/* Ready is who follows only what was taken already; then its past, and so its chain, is settled. */
static void
make_ready (SlipRosterState *state, Node *node)
{
  gsize size = state->nodes->len / 8 + 1;
  guint authority;

  for (guint i = 0; i < node->follows->len; i++)
    {
      guint index = g_array_index (node->follows, guint, i);
      const Node *other;

      if (index == G_MAXUINT)
        return;
      other = g_ptr_array_index (state->nodes, index);
      if (other->outcome == SLIP_ROSTER_WAITS)
        return;
    }
  node->past = g_malloc0 (size);
  for (guint i = 0; i < node->follows->len; i++)
    {
      guint index = g_array_index (node->follows, guint, i);
      const Node *other = g_ptr_array_index (state->nodes, index);

      for (gsize byte = 0; byte < size; byte++)
        node->past[byte] |= other->past[byte];
      node->past[index / 8] |= 1 << (index % 8);
    }
  authority = find_authority (state, node);
  node->depth = authority == G_MAXUINT ? G_MAXUINT : authority + 1;
  node->ready = TRUE;
}

static int
compare_nodes (const Node *a, const Node *b)
{
  guint rank_a = find_rule (a->statement->type)->rank;
  guint rank_b = find_rule (b->statement->type)->rank;

  if (rank_a != rank_b)
    return rank_a < rank_b ? -1 : 1;
  if (a->depth != b->depth)
    return a->depth < b->depth ? -1 : 1;
  return strcmp (a->hash, b->hash);
}

static Node *
take_next (SlipRosterState *state)
{
  Node *best = NULL;

  for (guint i = 0; i < state->nodes->len; i++)
    {
      Node *node = g_ptr_array_index (state->nodes, i);

      if (node->outcome != SLIP_ROSTER_WAITS)
        continue;
      if (!node->ready)
        make_ready (state, node);
      if (node->ready && (best == NULL || compare_nodes (node, best) < 0))
        best = node;
    }
  return best;
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
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, "The workspace has no genesis");
      return FALSE;
    }
  state->genesis = slip_genesis_parse_text (text, &local_error);
  if (state->genesis == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT, "The workspace's genesis is damaged: %s",
                   local_error->message);
      return FALSE;
    }
  if (workspace != NULL && !g_str_equal (workspace, state->genesis->workspace))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
                   "The genesis was altered: it hashes to %s, but the workspace's id is %s",
                   state->genesis->workspace, workspace);
      return FALSE;
    }
  return TRUE;
}

static void
add_node (SlipRosterState *state, GBytes *text, GBytes *signature)
{
  g_autoptr (SlipStatement) statement = slip_statement_parse (text, NULL);
  g_autofree char *hash = NULL;
  Node *node;

  if (statement == NULL || find_rule (statement->type) == NULL ||
      !g_str_equal (statement->workspace, state->genesis->workspace) ||
      !slip_statement_verify (text, signature, statement->key, NULL))
    return;
  hash = slip_hash_to_hex (&statement->hash);
  if (g_hash_table_contains (state->by_hash, hash))
    return;
  node = g_new0 (Node, 1);
  node->statement = g_steal_pointer (&statement);
  node->hash = g_steal_pointer (&hash);
  node->follows = g_array_new (FALSE, FALSE, sizeof (guint));
  node->outcome = SLIP_ROSTER_WAITS;
  g_ptr_array_add (state->nodes, node);
  g_hash_table_insert (state->by_hash, node->hash, GUINT_TO_POINTER (state->nodes->len));
}

/* Roster statements stand in no record. */
static gboolean
load_statements (SlipRosterState *state, SlipDatabase *db, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error, "SELECT text, signature FROM statement WHERE record = ''", "");

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local_error))
    {
      g_autoptr (GBytes) text = slip_query_bytes (query, 0);
      g_autoptr (GBytes) signature = slip_query_bytes (query, 1);

      if (text != NULL && signature != NULL)
        add_node (state, text, signature);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  for (guint i = 0; i < state->nodes->len; i++)
    {
      Node *node = g_ptr_array_index (state->nodes, i);

      for (char **after = node->statement->after; *after != NULL; after++)
        {
          /* What is missing becomes G_MAXUINT, which is never ready. */
          guint index = GPOINTER_TO_UINT (g_hash_table_lookup (state->by_hash, *after)) - 1;

          g_array_append_val (node->follows, index);
        }
    }
  return TRUE;
}

SlipRosterState *
slip_roster_state_new (SlipDatabase *db, GError **error)
{
  g_autoptr (SlipRosterState) state = g_new0 (SlipRosterState, 1);
  Node *node;

  g_return_val_if_fail (db != NULL, NULL);

  state->nodes = g_ptr_array_new_with_free_func (node_free);
  state->by_hash = g_hash_table_new (g_str_hash, g_str_equal);
  state->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, binding_free);
  state->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  state->persons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, person_free);
  if (!load_genesis (state, db, error) || !load_statements (state, db, error))
    return NULL;
  apply_genesis (state);
  while ((node = take_next (state)) != NULL)
    node->outcome = node->depth == G_MAXUINT
                        ? SLIP_ROSTER_NOT_ALLOWED
                        : find_rule (node->statement->type)->apply (state, node);
  return g_steal_pointer (&state);
}

void
slip_roster_state_free (SlipRosterState *state)
{
  if (state == NULL)
    return;
  slip_genesis_free (state->genesis);
  g_hash_table_unref (state->by_hash);
  g_ptr_array_unref (state->nodes);
  g_hash_table_unref (state->keys);
  g_hash_table_unref (state->tokens);
  g_hash_table_unref (state->persons);
  g_free (state);
}

/* == asking == */

SlipRosterOutcome
slip_roster_state_outcome (SlipRosterState *state, const char *hash)
{
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (state->by_hash, hash));
  const Node *node;

  if (index == 0)
    return SLIP_ROSTER_UNREAD;
  node = g_ptr_array_index (state->nodes, index - 1);
  return node->outcome;
}

const char *
slip_roster_state_key (SlipRosterState *state, const char *key)
{
  const Binding *binding = g_hash_table_lookup (state->keys, key);

  return binding != NULL ? binding->person : NULL;
}

const char *
slip_roster_state_token (SlipRosterState *state, const char *token)
{
  return g_hash_table_lookup (state->tokens, token);
}

gboolean
slip_roster_state_member (SlipRosterState *state, const char *person)
{
  return g_hash_table_contains (state->persons, person);
}

const SlipGenesis *
slip_roster_state_genesis (SlipRosterState *state)
{
  return state->genesis;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GStrv
slip_roster_state_tips (SlipRosterState *state)
{
  g_autoptr (GPtrArray) tips = g_ptr_array_new ();
  g_autoptr (GHashTable) followed = g_hash_table_new (g_str_hash, g_str_equal);
  GStrvBuilder *builder = g_strv_builder_new ();
  GStrv result;

  for (guint i = 0; i < state->nodes->len; i++)
    {
      const Node *node = g_ptr_array_index (state->nodes, i);

      for (char **after = node->statement->after;
           node->outcome == SLIP_ROSTER_COUNTS && *after != NULL; after++)
        g_hash_table_add (followed, *after);
    }
  for (guint i = 0; i < state->nodes->len; i++)
    {
      const Node *node = g_ptr_array_index (state->nodes, i);

      if (node->outcome == SLIP_ROSTER_COUNTS && !g_hash_table_contains (followed, node->hash))
        g_ptr_array_add (tips, node->hash);
    }
  g_ptr_array_sort (tips, compare_texts);
  for (guint i = 0; i < MIN (tips->len, SLIP_AFTER_MAX); i++)
    g_strv_builder_add (builder, g_ptr_array_index (tips, i));
  result = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return result;
}

GPtrArray *
slip_roster_state_rows (SlipRosterState *state)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, state->persons);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const Person *person = value;
      GHashTableIter roles;
      gpointer role;
      gpointer grant;

      g_ptr_array_add (rows,
                       g_strdup_printf ("member\t%s\t%s\t%s\t%s\t%u", (char *) key, person->name,
                                        person->admission, person->admitter, person->depth));
      g_hash_table_iter_init (&roles, person->roles);
      while (g_hash_table_iter_next (&roles, &role, &grant))
        g_ptr_array_add (rows,
                         g_strdup_printf ("role\t%s\t%s\t%" G_GINT64_FORMAT "\t%s", (char *) key,
                                          (char *) role, ((Grant *) grant)->since,
                                          ((Grant *) grant)->admission));
    }
  g_hash_table_iter_init (&iter, state->keys);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const Binding *binding = value;

      g_ptr_array_add (rows, g_strdup_printf ("key\t%s\t%s\t%s\t%s", (char *) key, binding->person,
                                              binding->purpose, binding->admission));
    }
  g_ptr_array_sort (rows, compare_texts);
  return rows;
}

GPtrArray *
slip_roster_table_rows (SlipDatabase *db, GError **error)
{
  static const char sql[] =
      "SELECT 'member' || char (9) || person || char (9) || name || char (9) || admission || char "
      "(9)"
      " || admitter || char (9) || depth FROM member "
      "UNION ALL SELECT 'role' || char (9) || person || char (9) || role || char (9) || since"
      " || char (9) || admission FROM member_role "
      "UNION ALL SELECT 'key' || char (9) || key || char (9) || person || char (9) || purpose"
      " || char (9) || admission FROM member_key";
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (db, error, sql, "");

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &local_error))
    g_ptr_array_add (rows, g_strdup (slip_query_text (query, 0)));
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  g_ptr_array_sort (rows, compare_texts);
  return g_steal_pointer (&rows);
}

static gboolean
write_row (SlipDatabase *db, const char *row, GError **error)
{
  g_auto (GStrv) cells = g_strsplit (row, "\t", -1);

  if (g_str_equal (cells[0], "member"))
    return slip_database_run (db, error,
                              "INSERT INTO member (person, name, admission, admitter, depth) "
                              "VALUES (?, ?, ?, ?, ?)",
                              "ssssi", cells[1], cells[2], cells[3], cells[4],
                              g_ascii_strtoll (cells[5], NULL, 10));
  if (g_str_equal (cells[0], "role"))
    return slip_database_run (db, error,
                              "INSERT INTO member_role (person, role, since, admission) "
                              "VALUES (?, ?, ?, ?)",
                              "ssis", cells[1], cells[2], g_ascii_strtoll (cells[3], NULL, 10),
                              cells[4]);
  return slip_database_run (db, error,
                            "INSERT INTO member_key (key, person, purpose, admission) "
                            "VALUES (?, ?, ?, ?)",
                            "ssss", cells[1], cells[2], cells[3], cells[4]);
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
            slip_database_run (db, error, "DELETE FROM member_role", "");
  for (guint i = 0; written && i < rows->len; i++)
    written = write_row (db, g_ptr_array_index (rows, i), error);
  if (written && slip_database_commit (db, error))
    return TRUE;
  slip_database_rollback (db);
  return FALSE;
}
