/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What follows from the roster: which frames count and which wait apart, who asks for what, and what a copy that
 * stopped to count may still do. */

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "store/slip-log.h"
#include "workspace/slip-people-private.h"

/* == folding == */

static gboolean
frame_counts (SlipDatabase *db, const char *device, const char *replica, guint64 seq, gpointer data)
{
  return slip_roster_frame_counts (db, device, replica, seq);
}

/* Requests of those who are members by now become the first frames of their replicas. */
static gboolean
add_admitted (SlipWorkspace *self, SlipDatabase *db, GError **error)
{
  g_autoptr (GPtrArray) frames = slip_strangers_take_admitted (db, error);

  if (frames == NULL)
    return FALSE;
  /* What we wrote so far had not seen them. */
  if (frames->len > 0 && !slip_workspace_seal (self, db, error))
    return FALSE;
  for (guint i = 0; i < frames->len; i++)
    {
      SlipFrame *frame = g_ptr_array_index (frames, i);
      g_autofree char *device = slip_key_to_hex (frame->device);

      if (!slip_log_add_frame (
              db, frame, slip_roster_frame_counts (db, device, frame->replica, frame->seq), error))
        return FALSE;
    }
  return TRUE;
}

/* Where nobody was revoked every frame counts: a newcomer who takes in a long log need not ask for each. */
static gboolean
may_not_count (SlipDatabase *db)
{
  return slip_database_get_int (db, 1,
                                "SELECT EXISTS (SELECT 1 FROM removal WHERE role = '') OR "
                                "EXISTS (SELECT 1 FROM frame WHERE counts = 0)",
                                "") == 1;
}

gboolean
slip_workspace_refold_roster (SlipWorkspace *self, SlipDatabase *db, GError **error)
{
  gboolean changed = FALSE;

  if (!slip_roster_fold (db, error) ||
      (may_not_count (db) && !slip_log_recount (db, frame_counts, NULL, &changed, error)))
    return FALSE;
  /* Then the log was folded again, which empties the roster's tables, too. */
  if (changed && !slip_roster_fold (db, error))
    return FALSE;
  return add_admitted (self, db, error);
}

/* == this copy == */

char *
slip_people_revocation (SlipDatabase *db, const char *device)
{
  return slip_database_get_text (
      db, NULL,
      "SELECT CASE WHEN m.revocation <> '' THEN m.revocation ELSE k.revocation END "
      "FROM member_key k JOIN member m ON m.person = k.person "
      "WHERE k.key = ? AND k.purpose = 'device'",
      "s", device);
}

SlipStatement *
slip_people_statement (SlipDatabase *db, const char *hash)
{
  g_autoptr (GBytes) text = NULL;
  g_autoptr (SlipQuery) query = NULL;

  if (hash == NULL || *hash == '\0')
    return NULL;
  query = slip_database_query (db, NULL, "SELECT text FROM statement WHERE hash = ?", "s", hash);
  if (query == NULL || !slip_query_next (query, NULL))
    return NULL;
  text = slip_query_bytes (query, 0);
  return text != NULL ? slip_statement_parse (text, NULL) : NULL;
}

char *
slip_people_own_revocation (SlipDatabase *db, const guint8 *device_key)
{
  g_autofree char *device = slip_key_to_hex (device_key);
  g_autofree char *hash = slip_people_revocation (db, device);
  g_autoptr (SlipStatement) statement = slip_people_statement (db, hash);
  g_autofree char *day = NULL;
  gboolean alone;

  if (hash == NULL || *hash == '\0')
    return NULL;
  alone = slip_database_get_int (db, 0,
                                 "SELECT 1 FROM member_key k JOIN member m ON m.person = k.person "
                                 "WHERE k.key = ? AND m.revocation = ''",
                                 "s", device) == 1;
  if (statement == NULL)
    return g_strdup (alone ? _ ("this device was revoked") : _ ("you were revoked"));
  day = g_strndup (statement->time, strlen ("2026-03-14"));
  /* Translators: a day, a person and a reason. */
  return g_strdup_printf (alone ? _ ("this device was revoked on %s by %s: %s")
                                : _ ("you were revoked on %s by %s: %s"),
                          day, statement->name, statement->revocation->reason);
}

gboolean
slip_people_is_revoked (SlipDatabase *db, const guint8 *secret)
{
  guint8 public[crypto_sign_PUBLICKEYBYTES];
  g_autofree char *device = NULL;
  g_autofree char *revocation = NULL;

  crypto_sign_ed25519_sk_to_pk (public, secret);
  device = slip_key_to_hex (public);
  revocation = slip_people_revocation (db, device);
  return revocation != NULL && *revocation != '\0';
}

gboolean
slip_workspace_seal (SlipWorkspace *self, SlipDatabase *db, GError **error)
{
  /* Kept here, and shown here; an endorsement or a new admission lets it go out. */
  if (slip_people_is_revoked (db, self->device->secret))
    return TRUE;
  return slip_log_seal (db, self->device->secret, error);
}

gboolean
slip_people_check_signer (SlipWorkspace *self, SlipDatabase *db, const SlipSigningKey *key,
                          GError **error)
{
  g_autofree char *revoked = slip_people_own_revocation (db, self->device->public);
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  g_autofree char *hex = slip_key_to_hex (key->public);
  g_autofree char *holder = slip_roster_signer (db, hex);
  gboolean member =
      slip_database_get_int (db, 0, "SELECT 1 FROM member WHERE person = ?", "s", person) == 1;

  if (revoked != NULL)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED, "%s", revoked);
  else if (g_strcmp0 (holder, person) != 0)
    g_set_error (
        error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED, "%s",
        member ? _ ("your new key has not been admitted yet; an administrator has to admit "
                    "it first")
               : _ ("you have not been admitted yet; an administrator has to admit you first"));
  else if (!slip_roster_key_counts (db, hex))
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                 _ ("your signing key was revoked; “slipwayctl passphrase --forgotten INVITATION” "
                    "makes a new one"));
  else
    return TRUE;
  return FALSE;
}

/* == who asks == */

SlipAsks
slip_people_asks (SlipDatabase *db, const SlipPending *pending)
{
  g_autofree char *device = slip_key_to_hex (pending->join->device);
  g_autofree char *owner = slip_roster_device (db, device);

  return !pending->known ? SLIP_ASKS_PERSON : owner != NULL ? SLIP_ASKS_KEY : SLIP_ASKS_DEVICE;
}

/* == what this copy waits for == */

/* The signing key that lies here was not admitted: its public half needs no passphrase. */
static gboolean
has_new_key (SlipWorkspace *self)
{
  g_autofree char *path = slip_workspace_path (self, SLIP_WORKSPACE_SIGNING_KEY);
  g_autofree char *person = slip_meta_get (slip_workspace_reader (self), SLIP_META_PERSON);
  g_autofree char *holder = NULL;
  g_autofree char *hex = NULL;
  guint8 public[SLIP_KEY_BYTES];

  if (!slip_signing_key_peek (path, public, NULL, NULL))
    return FALSE;
  hex = slip_key_to_hex (public);
  holder = slip_roster_signer (slip_workspace_reader (self), hex);
  return g_strcmp0 (holder, person) != 0;
}

SlipAsks
slip_workspace_get_asks (SlipWorkspace *self)
{
  g_autofree char *device = slip_key_to_hex (self->device->public);
  g_autofree char *person = slip_meta_get (slip_workspace_reader (self), SLIP_META_PERSON);
  g_autofree char *owner = slip_roster_device (slip_workspace_reader (self), device);

  if (owner != NULL)
    return has_new_key (self) ? SLIP_ASKS_KEY : SLIP_ASKS_NOTHING;
  return slip_database_get_int (slip_workspace_reader (self), 0,
                                "SELECT 1 FROM member WHERE person = ?", "s", person) == 1
             ? SLIP_ASKS_DEVICE
             : SLIP_ASKS_PERSON;
}

char *
slip_workspace_get_revocation (SlipWorkspace *self)
{
  return slip_people_own_revocation (slip_workspace_reader (self), self->device->public);
}

/* The invitation with which this copy asked, when somebody else was admitted with it. */
static char *
find_lost_invitation (SlipDatabase *db)
{
  g_autofree char *replica = slip_meta_get (db, SLIP_META_REPLICA);
  g_autofree char *workspace_id = slip_meta_get (db, SLIP_META_WORKSPACE);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (SlipOp) op = NULL;
  g_autoptr (SlipJoin) join = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      db, NULL,
      "SELECT bytes FROM op WHERE replica = ? AND kind = '" SLIP_OP_JOIN "' ORDER BY clock DESC",
      "s", replica);
  g_autofree char *token = NULL;
  g_autofree char *user = NULL;
  SlipHash workspace;

  if (query == NULL || workspace_id == NULL || !slip_query_next (query, NULL) ||
      !slip_base32_decode (workspace_id, workspace.bytes, SLIP_HASH_BYTES))
    return NULL;
  bytes = slip_query_bytes (query, 0);
  op = slip_op_decode (bytes, replica, NULL);
  join = op != NULL ? slip_join_read (op, &workspace, NULL) : NULL;
  if (join == NULL)
    return NULL;
  token = slip_key_to_hex (join->token);
  user = slip_roster_token_user (db, token);
  return user != NULL && !g_str_equal (user, join->person) ? slip_person_name (db, user) : NULL;
}

void
slip_people_add_own (SlipWorkspace *self, SlipDatabase *db, GPtrArray *lines)
{
  g_autofree char *revoked = slip_people_own_revocation (db, self->device->public);
  g_autofree char *device = slip_key_to_hex (self->device->public);
  g_autofree char *owner = slip_roster_device (db, device);
  g_autofree char *user = owner == NULL ? find_lost_invitation (db) : NULL;

  if (revoked != NULL)
    g_ptr_array_add (
        lines, /* Translators: %s is such as “you were revoked on 2026-03-14 by Ada: moved on”. */
        g_strdup_printf (_ ("%s; what you change from here on stays in this "
                            "workspace"),
                         revoked));
  if (user != NULL)
    g_ptr_array_add (lines, g_strdup_printf (_ ("your invitation was used by “%s” first; tell an "
                                                "administrator, ask for a new one and join again"),
                                             user));
}
