/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Who had the right to what they signed. Only a statement's own past can give it; what is concurrent can only take it
 * away again, which is the business of the rounds. */

#include "trust/slip-roster-private.h"

#include <string.h>

static const char *const purposes[] = { "device", "signing", "exchange" };

/* == what a statement gives and takes == */

static gboolean
has_text (GStrv list, const char *text)
{
  return list != NULL && g_strv_contains ((const char *const *) list, text);
}

gboolean
slip_roster_takes (const SlipRosterNode *removal, SlipRosterTaking taking, const char *name)
{
  const SlipRevocation *revocation = removal->statement->revocation;

  if (revocation == NULL)
    return taking == SLIP_ROSTER_TAKES_ROLE && removal->statement->roles != NULL &&
           has_text (removal->statement->roles->withdraw, name);
  if (*revocation->device == '\0' && *revocation->signing == '\0')
    return TRUE;
  return taking == SLIP_ROSTER_TAKES_KEY &&
         (g_str_equal (revocation->device, name) || g_str_equal (revocation->signing, name));
}

static gboolean
key_is (const guint8 *key, const char *hex)
{
  guint8 bytes[SLIP_KEY_BYTES];

  return slip_key_from_hex (hex, bytes) && memcmp (bytes, key, SLIP_KEY_BYTES) == 0;
}

/* Whether node @i (or the genesis), about @person, gives them the role, or the key. */
static gboolean
gives (const SlipRosterState *state, guint i, SlipRosterTaking taking, const char *name)
{
  const SlipStatement *statement;
  const SlipAdmission *admission;

  if (i == SLIP_ROSTER_GENESIS)
    return taking == SLIP_ROSTER_TAKES_PERSON ||
           (taking == SLIP_ROSTER_TAKES_ROLE
                ? has_text (state->genesis->roles, name)
                : (name == NULL || g_str_equal (state->founder_keys[0], name) ||
                   g_str_equal (state->founder_keys[1], name) ||
                   g_str_equal (state->founder_keys[2], name)));
  statement = slip_roster_node (state, i)->statement;
  admission = statement->admission;
  if (admission == NULL)
    return taking == SLIP_ROSTER_TAKES_ROLE && statement->roles != NULL &&
           has_text (statement->roles->grant, name);
  return taking == SLIP_ROSTER_TAKES_PERSON ||
         (taking == SLIP_ROSTER_TAKES_ROLE
              ? has_text (admission->roles, name)
              : (key_is (admission->signing, name) || key_is (admission->device, name) ||
                 key_is (admission->exchange, name)));
}

/* == removals == */

static gboolean
in_view (const SlipRosterState *state, guint view, guint i)
{
  return view == SLIP_ROSTER_GENESIS || slip_roster_is_past (state, view, i);
}

static const GArray *
nodes_about (const SlipRosterState *state, const char *person)
{
  return g_hash_table_lookup (state->about, person);
}

static gboolean
takes_person (const SlipRosterNode *removal)
{
  return slip_roster_takes (removal, SLIP_ROSTER_TAKES_PERSON, NULL);
}

/* Whether @other takes away what matters of @removal: the administrator, or the same key. What a person gives up is no
 * vote to revoke them. */
static gboolean
supports (const SlipRosterNode *other, const SlipRosterNode *removal)
{
  const SlipRevocation *revocation = removal->statement->revocation;

  if (takes_person (removal) && g_str_equal (other->statement->person, removal->about))
    return FALSE;
  if (revocation != NULL && *revocation->signing != '\0')
    return slip_roster_takes (other, SLIP_ROSTER_TAKES_KEY, revocation->signing);
  if (revocation != NULL && *revocation->device != '\0')
    return slip_roster_takes (other, SLIP_ROSTER_TAKES_KEY, revocation->device);
  return slip_roster_takes (other, SLIP_ROSTER_TAKES_ROLE, SLIP_ROLE_ADMINISTRATOR);
}

/* @same: a milder removal is no vote to revoke the person. */
static guint
count_votes (SlipRosterState *state, guint view, guint removal, gboolean same)
{
  const SlipRosterNode *node = slip_roster_node (state, removal);
  const GArray *about = nodes_about (state, node->about);
  g_autoptr (GPtrArray) persons = g_ptr_array_new ();

  for (guint i = 0; i < about->len; i++)
    {
      guint index = g_array_index (about, guint, i);
      const SlipRosterNode *other = slip_roster_node (state, index);

      if (other->removes && other->outcome == SLIP_ROSTER_COUNTS &&
          (index == removal || in_view (state, view, index)) && supports (other, node) &&
          (!same || !takes_person (node) || takes_person (other)) &&
          !g_ptr_array_find_with_equal_func (persons, other->statement->person, g_str_equal, NULL))
        g_ptr_array_add (persons, other->statement->person);
    }
  return persons->len;
}

guint
slip_roster_count_supporters (SlipRosterState *state, guint view, guint removal)
{
  return count_votes (state, view, removal, FALSE);
}

gboolean
slip_roster_has_effect (SlipRosterState *state, guint view, guint removal)
{
  const SlipRosterNode *node = slip_roster_node (state, removal);

  return node->removes && node->outcome == SLIP_ROSTER_COUNTS &&
         (!node->needs_two || count_votes (state, view, removal, TRUE) >= 2);
}

guint
slip_roster_find_end (SlipRosterState *state, guint view, guint grant, const char *person,
                      SlipRosterTaking taking, const char *name)
{
  const GArray *about = nodes_about (state, person);
  guint found = G_MAXUINT;

  for (guint i = 0; about != NULL && i < about->len; i++)
    {
      guint index = g_array_index (about, guint, i);
      const SlipRosterNode *node = slip_roster_node (state, index);

      if (!node->removes || !in_view (state, view, index) ||
          !slip_roster_takes (node, taking, name) ||
          (grant != SLIP_ROSTER_GENESIS && slip_roster_is_past (state, grant, index)) ||
          !slip_roster_has_effect (state, view, index))
        continue;
      if (found == G_MAXUINT || slip_roster_is_past (state, found, index) ||
          (!slip_roster_is_past (state, index, found) &&
           strcmp (node->hash, slip_roster_node (state, found)->hash) < 0))
        found = index;
    }
  return found;
}

gboolean
slip_roster_strikes (SlipRosterState *state, guint removal, guint i)
{
  const SlipRosterNode *by = slip_roster_node (state, removal);
  const SlipRosterNode *node = slip_roster_node (state, i);
  const SlipDeputy *deputy = node->statement->deputy;

  if (node->outcome != SLIP_ROSTER_COUNTS || !g_str_equal (node->statement->person, by->about) ||
      !slip_roster_is_concurrent (state, removal, i))
    return FALSE;
  return slip_roster_takes (by, SLIP_ROSTER_TAKES_KEY, node->signing) ||
         slip_roster_takes (by, SLIP_ROSTER_TAKES_ROLE,
                            deputy != NULL ? deputy->role : SLIP_ROLE_ADMINISTRATOR);
}

/* == rights == */

/* How deep below the genesis a grant stands. @lenient: one that lost may count. */
static guint
grant_depth (SlipRosterState *state, guint i, gboolean lenient)
{
  const SlipRosterNode *node;

  if (i == SLIP_ROSTER_GENESIS)
    return 0;
  node = slip_roster_node (state, i);
  if (lenient ? !node->could : node->outcome != SLIP_ROSTER_COUNTS)
    return G_MAXUINT;
  return lenient ? 1 : node->depth;
}

typedef struct
{
  gboolean lenient; /* what lost may count */
  gboolean ever;    /* removals are left aside */
} Looking;

/* The shortest chain that gave @person the role or key (@name) as @view sees it; @best: the grant that did. */
static guint
find_grant (SlipRosterState *state, guint view, const char *person, SlipRosterTaking taking,
            const char *name, Looking looking, guint *best)
{
  const GArray *about = nodes_about (state, person);
  gboolean is_founder = g_str_equal (person, state->genesis->person);
  guint depth = G_MAXUINT;

  for (guint i = is_founder ? 0 : 1; i <= (about != NULL ? about->len : 0); i++)
    {
      guint index = i == 0 ? SLIP_ROSTER_GENESIS : g_array_index (about, guint, i - 1);
      guint here;

      if ((index != SLIP_ROSTER_GENESIS && !in_view (state, view, index)) ||
          !gives (state, index, taking, name))
        continue;
      here = grant_depth (state, index, looking.lenient);
      /* Nodes stand in the order of their hashes, so of equal chains the first is the smallest. */
      if (here >= depth || (!looking.ever && slip_roster_find_end (state, view, index, person,
                                                                   taking, name) != G_MAXUINT))
        continue;
      depth = here;
      if (best != NULL)
        *best = index;
    }
  return depth;
}

/* The chain of who signed @i: by the role that the type asks for, and by the key that was used. */
static guint
find_authority (SlipRosterState *state, guint i, gboolean lenient)
{
  const SlipRosterNode *node = slip_roster_node (state, i);
  const SlipStatement *statement = node->statement;
  const char *role = statement->deputy != NULL ? statement->deputy->role : SLIP_ROLE_ADMINISTRATOR;
  Looking looking = { .lenient = lenient };
  guint by_role;
  guint by_key;

  /* Nobody names themselves, nor a deputy for what the roster itself rests on. */
  if (statement->deputy != NULL && (g_str_equal (role, SLIP_ROLE_ADMINISTRATOR) ||
                                    g_str_equal (statement->deputy->person, statement->person)))
    return G_MAXUINT;
  by_role = find_grant (state, i, statement->person, SLIP_ROSTER_TAKES_ROLE, role, looking, NULL);
  by_key = by_role == G_MAXUINT ? G_MAXUINT
                                : find_grant (state, i, statement->person, SLIP_ROSTER_TAKES_KEY,
                                              node->signing, looking, NULL);

  return MAX (by_role, by_key);
}

/* Whether the person has a signing key, other than @except (hex, nullable), that holds. */
static gboolean
has_other_key (SlipRosterState *state, guint view, const char *person, const char *except,
               Looking looking)
{
  GHashTableIter iter;
  gpointer hex;
  gpointer value;

  g_hash_table_iter_init (&iter, state->keys);
  while (g_hash_table_iter_next (&iter, &hex, &value))
    {
      const SlipRosterKey *key = value;

      if (g_str_equal (key->person, person) && g_str_equal (key->purpose, "signing") &&
          g_strcmp0 (hex, except) != 0 &&
          find_grant (state, view, person, SLIP_ROSTER_TAKES_KEY, hex, looking, NULL) != G_MAXUINT)
        return TRUE;
    }
  return FALSE;
}

const char *
slip_roster_most_senior (SlipRosterState *state, guint view, gboolean ever)
{
  Looking looking = { .ever = ever };
  const char *senior = NULL;
  guint senior_depth = G_MAXUINT;
  guint senior_grant = G_MAXUINT;

  for (guint i = 0; i < state->administrators->len; i++)
    {
      const char *person = g_ptr_array_index (state->administrators, i);
      guint grant = SLIP_ROSTER_GENESIS;
      guint depth = find_grant (state, view, person, SLIP_ROSTER_TAKES_ROLE,
                                SLIP_ROLE_ADMINISTRATOR, looking, &grant);

      if (depth == G_MAXUINT || !has_other_key (state, view, person, NULL, looking))
        continue;
      if (senior == NULL || depth < senior_depth || (depth == senior_depth && grant < senior_grant))
        {
          senior = person;
          senior_depth = depth;
          senior_grant = grant;
        }
    }
  return senior;
}

/* Nobody alone takes the role or a key from the most senior administrator; they themselves can give up a key while they
 * have another. */
static gboolean
needs_two (SlipRosterState *state, guint i)
{
  const SlipRosterNode *node = slip_roster_node (state, i);
  const SlipRevocation *revocation = node->statement->revocation;
  Looking looking = { 0 };
  gboolean takes_role = slip_roster_takes (node, SLIP_ROSTER_TAKES_ROLE, SLIP_ROLE_ADMINISTRATOR);
  gboolean takes_key = revocation != NULL && *revocation->signing != '\0';

  if ((!takes_role && !takes_key) ||
      g_strcmp0 (slip_roster_most_senior (state, i, FALSE), node->about) != 0)
    return FALSE;
  return takes_role || !g_str_equal (node->statement->person, node->about) ||
         !has_other_key (state, i, node->about, revocation->signing, looking);
}

/* == keys == */

static gboolean
key_is_free (SlipRosterState *state, const char *key, const char *person, const char *purpose)
{
  const SlipRosterKey *bound = g_hash_table_lookup (state->keys, key);

  return bound == NULL ||
         (g_str_equal (bound->person, person) && g_str_equal (bound->purpose, purpose));
}

/* Binds the three keys to the person, or none when one of them is taken. */
static gboolean
bind_keys (SlipRosterState *state, const char *person, const char *const keys[3], guint admission)
{
  for (guint i = 0; i < 3; i++)
    if (!key_is_free (state, keys[i], person, purposes[i]) ||
        g_str_equal (keys[i], keys[(i + 1) % 3]))
      return FALSE;
  for (guint i = 0; i < 3; i++)
    {
      SlipRosterKey *bound;

      if (g_hash_table_contains (state->keys, keys[i]))
        continue;
      bound = g_new0 (SlipRosterKey, 1);
      bound->person = person;
      bound->purpose = purposes[i];
      bound->admission = admission;
      g_hash_table_insert (state->keys, g_strdup (keys[i]), bound);
    }
  return TRUE;
}

static gboolean
apply_admission (SlipRosterState *state, guint i)
{
  const SlipAdmission *admission = slip_roster_node (state, i)->statement->admission;
  const char *token_user = g_hash_table_lookup (state->tokens, admission->token);
  g_autofree char *device = slip_key_to_hex (admission->device);
  g_autofree char *signing = slip_key_to_hex (admission->signing);
  g_autofree char *exchange = slip_key_to_hex (admission->exchange);
  const char *const keys[3] = { device, signing, exchange };

  if ((token_user != NULL && !g_str_equal (token_user, admission->person)) ||
      !bind_keys (state, admission->person, keys, i))
    return FALSE;
  g_hash_table_insert (state->tokens, (gpointer) admission->token, (gpointer) admission->person);
  return TRUE;
}

/* == one after the other == */

static void
judge (SlipRosterState *state, guint i, const guint8 *voided)
{
  SlipRosterNode *node = slip_roster_node (state, i);

  if (voided[i] != 0)
    node->outcome = voided[i];
  else if (node->depth == G_MAXUINT)
    node->outcome = SLIP_ROSTER_NOT_ALLOWED;
  else if (node->statement->admission != NULL && !apply_admission (state, i))
    node->outcome = SLIP_ROSTER_LOST;
  else
    node->outcome = SLIP_ROSTER_COUNTS;
  node->needs_two = node->outcome == SLIP_ROSTER_COUNTS && node->removes && needs_two (state, i);
}

/* Once all that it follows is judged, a node's chain is settled. */
static void
make_ready (SlipRosterState *state, GArray *ready, guint i)
{
  SlipRosterNode *node = slip_roster_node (state, i);
  guint authority = find_authority (state, i, FALSE);

  node->depth = authority == G_MAXUINT ? G_MAXUINT : authority + 1;
  g_array_append_val (ready, i);
}

static guint
take_next (SlipRosterState *state, GArray *ready)
{
  guint best = 0;
  guint index;

  for (guint i = 1; i < ready->len; i++)
    {
      const SlipRosterNode *a = slip_roster_node (state, g_array_index (ready, guint, i));
      const SlipRosterNode *b = slip_roster_node (state, g_array_index (ready, guint, best));

      if (a->depth < b->depth || (a->depth == b->depth && strcmp (a->hash, b->hash) < 0))
        best = i;
    }
  index = g_array_index (ready, guint, best);
  g_array_remove_index_fast (ready, best);
  return index;
}

void
slip_roster_evaluate (SlipRosterState *state, const guint8 *voided)
{
  g_autoptr (GArray) ready = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint *missing = g_new0 (guint, state->nodes->len + 1);
  g_autoptr (GPtrArray) followers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  const char *const keys[3] = { state->founder_keys[0], state->founder_keys[1],
                                state->founder_keys[2] };

  g_hash_table_remove_all (state->keys);
  g_hash_table_remove_all (state->tokens);
  g_array_set_size (state->order, 0);
  bind_keys (state, state->genesis->person, keys, SLIP_ROSTER_GENESIS);
  for (guint i = 0; i < state->nodes->len; i++)
    {
      SlipRosterNode *node = slip_roster_node (state, i);

      node->outcome = SLIP_ROSTER_WAITS;
      node->depth = G_MAXUINT;
      node->needs_two = FALSE;
      g_ptr_array_add (followers, g_array_new (FALSE, FALSE, sizeof (guint)));
    }
  for (guint i = 0; i < state->nodes->len; i++)
    {
      const SlipRosterNode *node = slip_roster_node (state, i);

      missing[i] = node->past != NULL ? node->follows->len : G_MAXUINT;
      for (guint j = 0; node->past != NULL && j < node->follows->len; j++)
        g_array_append_val (
            (GArray *) g_ptr_array_index (followers, g_array_index (node->follows, guint, j)), i);
      if (missing[i] == 0)
        make_ready (state, ready, i);
    }
  while (ready->len > 0)
    {
      guint i = take_next (state, ready);
      const GArray *after = g_ptr_array_index (followers, i);

      judge (state, i, voided);
      g_array_append_val (state->order, i);
      for (guint j = 0; j < after->len; j++)
        {
          guint follower = g_array_index (after, guint, j);

          if (--missing[follower] == 0)
            make_ready (state, ready, follower);
        }
    }
}

void
slip_roster_evaluate_could (SlipRosterState *state)
{
  for (guint i = 0; i < state->order->len; i++)
    {
      guint index = g_array_index (state->order, guint, i);
      SlipRosterNode *node = slip_roster_node (state, index);

      node->could =
          node->outcome == SLIP_ROSTER_COUNTS || find_authority (state, index, TRUE) != G_MAXUINT;
    }
}
