/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* People: inviting, admitting, roles, deputies, revoking and endorsing. Each change is a statement that the caller
 * signs; the roster says what becomes of it. */

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/slip-text.h"
#include "process/slip-roles.h"
#include "store/slip-log.h"
#include "workspace/slip-people-private.h"

/* == inviting == */

typedef struct
{
  SlipInvitation *invitation;
  const char *path;
} Invite;

static gboolean
write_invite (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Invite *args = data;
  SlipInvitation *invitation = args->invitation;
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  g_autoptr (SlipOp) op = NULL;

  if (!slip_roster_holds (db, person, SLIP_ROLE_ADMINISTRATOR))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   _ ("only an administrator can invite; ask one of them"));
      return FALSE;
    }
  op = slip_log_do (db, SLIP_OP_INVITE, SLIP_UNKNOWN_IGNORE, NULL, NULL, 0,
                    slip_invitation_op_content (invitation), error);
  /* Both or neither: a file whose token nobody knows could not be used, and a token without its file neither. */
  return op != NULL && slip_invitation_save (invitation, args->path, error);
}

gboolean
slip_workspace_invite (SlipWorkspace *self, const char *path, GError **error)
{
  g_autofree char *genesis = slip_meta_get (slip_workspace_reader (self), SLIP_META_GENESIS);
  g_autofree char *secret_hex = slip_meta_get (slip_workspace_reader (self), SLIP_META_SECRET);
  g_autofree char *remote = slip_meta_get (slip_workspace_reader (self), SLIP_META_REMOTE);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (SlipInvitation) invitation = NULL;
  Invite args = { NULL, path };
  guint8 secret[SLIP_WORKSPACE_SECRET_BYTES];

  if (!slip_workspace_can_read (self, error))
    return FALSE;
  if (genesis == NULL || secret_hex == NULL || !slip_key_from_hex (secret_hex, secret))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT, _ ("the workspace's secret is damaged"));
      return FALSE;
    }
  bytes = g_bytes_new (genesis, strlen (genesis));
  invitation = slip_invitation_new (bytes, secret, remote, error);
  if (invitation == NULL)
    return FALSE;
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS,
                   _ ("“%s” exists; choose another name, an invitation is for one person only"),
                   path);
      return FALSE;
    }
  args.invitation = invitation;
  if (slip_workspace_edit (self, write_invite, &args, error))
    return TRUE;
  g_unlink (path);
  return FALSE;
}

/* == stating == */

/* Opened before the transaction: it takes a fifth of a second. */
typedef struct
{
  SlipStateFunc func;
  gpointer data;
  SlipSigningKey *key;
  char *note;
} State;

static gboolean
state (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  State *args = data;
  SlipStating stating = { self, db, slip_meta_get (db, SLIP_META_PERSON), args->key, NULL };
  g_autofree char *revoked = slip_people_own_revocation (db, self->device->public);
  gboolean done = FALSE;

  if (revoked != NULL)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED, "%s", revoked);
  else
    /* A statement names frames; what is ours and waits belongs to what it has seen. */
    done = slip_workspace_seal (self, db, error) && args->func (&stating, args->data, error) &&
           slip_workspace_refold_roster (self, db, error) && slip_workspace_seal (self, db, error);
  args->note = stating.note;
  g_free (stating.me);
  return done;
}

gboolean
slip_people_state (SlipWorkspace *self, SlipStateFunc func, gpointer data, const char *passphrase,
                   char **note, GError **error)
{
  g_autofree char *path = slip_workspace_path (self, SLIP_WORKSPACE_SIGNING_KEY);
  g_autoptr (SlipSigningKey) key = slip_signing_key_open (path, passphrase, error);
  State args = { func, data, key, NULL };
  gboolean done;

  if (key == NULL)
    return FALSE;
  done = slip_workspace_edit (self, state, &args, error);
  if (done && note != NULL)
    *note = g_steal_pointer (&args.note);
  g_free (args.note);
  return done;
}

gboolean
slip_people_issue (SlipStating *stating, SlipStatement *statement, GError **error)
{
  g_autoptr (SlipStatement) owned = statement;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (SlipOp) op = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *why = NULL;
  SlipRosterOutcome outcome;

  if (statement == NULL)
    return FALSE;
  signature = slip_statement_sign (statement->text, stating->key);
  op = slip_log_do (stating->db, SLIP_OP_STATEMENT, SLIP_UNKNOWN_WORKSPACE_READ_ONLY, NULL, NULL, 0,
                    slip_statement_op_content (statement->text, signature), error);
  if (op == NULL || !slip_roster_fold (stating->db, error))
    return FALSE;
  hash = slip_hash_to_hex (&statement->hash);
  outcome = slip_roster_outcome (stating->db, hash, &why);
  if (outcome == SLIP_ROSTER_COUNTS)
    return TRUE;
  if (outcome == SLIP_ROSTER_ALONE)
    {
      g_free (stating->note);
      stating->note = g_steal_pointer (&why);
      return TRUE;
    }
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED, _ ("that would not count: %s"),
               why != NULL ? why : _ ("you have no right to it"));
  return FALSE;
}

char *
slip_people_clean_reason (const char *reason, gboolean needed, GError **error)
{
  g_autofree char *text = slip_text_normalise (reason != NULL ? reason : "", error);

  if (text == NULL)
    return NULL;
  g_strstrip (text);
  if (strpbrk (text, "\r\n") != NULL || strlen (text) > SLIP_REASON_MAX_BYTES ||
      (needed && *text == '\0'))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                   _ ("a reason is needed: one line, not empty, at most %d bytes"),
                   SLIP_REASON_MAX_BYTES);
      return NULL;
    }
  return *text != '\0' ? g_steal_pointer (&text) : g_strdup ("not stated");
}

/* == admitting == */

/* Groups of a fingerprint may be written with or without dashes. */
static gboolean
fits_fingerprint (const char *fingerprint, const char *text)
{
  g_autofree char *a = g_strdup (fingerprint);
  g_autofree char *b = g_ascii_strdown (text, -1);
  char *const both[] = { a, b };

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      char *to = both[i];

      for (const char *from = both[i]; *from != '\0'; from++)
        if (*from != '-')
          *to++ = *from;
      *to = '\0';
    }
  return strlen (b) >= 4 && g_str_has_prefix (a, b);
}

/* NULL without error when nobody who waits is meant. */
static SlipPending *
find_pending (GPtrArray *pending, const char *text, GError **error)
{
  SlipPending *found = NULL;
  guint n = 0;

  for (guint i = 0; i < pending->len; i++)
    {
      SlipPending *waiting = g_ptr_array_index (pending, i);

      if (!fits_fingerprint (waiting->fingerprint, text) &&
          !g_str_equal (waiting->join->name, text) &&
          !(strlen (text) >= 4 && g_str_has_prefix (waiting->join->person, text)))
        continue;
      if (found != NULL && !g_str_equal (found->join->person, waiting->join->person))
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_AMBIGUOUS,
                       _ ("“%s” fits more than one person; type more of the id"), text);
          return NULL;
        }
      found = waiting;
      n++;
    }
  if (n <= 1)
    return found;
  /* Anybody with an invitation may ask in anybody's name: only the fingerprint tells them apart. */
  g_set_error (
      error, SLIP_ERROR, SLIP_ERROR_AMBIGUOUS,
      _ ("%u requests wait in the name of “%s”; give the fingerprint that the person reads "
         "out in place of the id"),
      n, found->join->name);
  return NULL;
}

typedef struct
{
  const char *person;
  const char *const *roles;
} Admit;

static gboolean
has_all_roles (SlipDatabase *db, const char *person, const char *const *roles)
{
  for (gsize i = 0; roles[i] != NULL; i++)
    if (!slip_roster_holds (db, person, roles[i]))
      return FALSE;
  return TRUE;
}

/* Whoever is meant is a member already: then the roles are what is meant. */
static gboolean
admit_member (SlipStating *stating, Admit *args, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *person = slip_person_resolve (stating->db, args->person, &local_error);
  g_autoptr (SlipMember) member = NULL;

  if (person == NULL && g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND))
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                 _ ("nobody with the id “%s” waits to be admitted; has the person synced after "
                    "joining, and you since?"),
                 args->person);
  else if (person == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  if (person == NULL || (member = slip_roster_member (stating->db, person, error)) == NULL)
    return FALSE;
  if (member->revoked != NULL)
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
          _ ("%s was revoked and waits for nothing; send an invitation, with which they ask by "
             "“slipwayctl passphrase --forgotten”, and admit the request"),
          member->name);
      return FALSE;
    }
  if (has_all_roles (stating->db, person, args->roles))
    return TRUE;
  return slip_people_issue (stating,
                            slip_roster_roles (stating->db, person, args->roles, NULL,
                                               "admitted again", stating->me, stating->key, error),
                            error);
}

/* Whoever was revoked lost the roles, too. */
static gboolean
is_revoked (SlipDatabase *db, const SlipPending *waiting)
{
  g_autoptr (SlipMember) member = slip_roster_member (db, waiting->join->person, NULL);

  return member != NULL && member->revoked != NULL;
}

static gboolean
admit (SlipStating *stating, gpointer data, GError **error)
{
  Admit *args = data;
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GPtrArray) pending = slip_roster_pending (stating->db, error);
  SlipPending *waiting;

  if (pending == NULL)
    return FALSE;
  waiting = find_pending (pending, args->person, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (waiting == NULL)
    return admit_member (stating, args, error);
  if (args->roles[0] == NULL && (!waiting->known || is_revoked (stating->db, waiting)))
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_INVALID,
          waiting->known
              ? _ ("“%s” was revoked and needs a role: “slipwayctl member admit %s --role ROLE”")
              : _ ("“%s” is new here and needs a role: “slipwayctl member admit %s --role ROLE”"),
          waiting->join->name, args->person);
      return FALSE;
    }
  return slip_people_issue (
      stating,
      slip_roster_admission (stating->db, waiting, args->roles, stating->me, stating->key, error),
      error);
}

gboolean
slip_workspace_admit (SlipWorkspace *self, const char *person, const char *const *roles,
                      const char *passphrase, GError **error)
{
  static const char *const none[] = { NULL };
  Admit args = { person, roles != NULL ? roles : none };

  return (args.roles[0] == NULL || slip_roles_check (args.roles, error)) &&
         slip_people_state (self, admit, &args, passphrase, NULL, error);
}

/* == roles and deputies == */

typedef struct
{
  const char *person;
  const char *const *grant;
  const char *const *withdraw;
  const char *reason;
} Roles;

static gboolean
change_roles (SlipStating *stating, gpointer data, GError **error)
{
  Roles *args = data;
  g_autofree char *person = slip_person_resolve (stating->db, args->person, error);

  return person != NULL &&
         slip_people_issue (stating,
                            slip_roster_roles (stating->db, person, args->grant, args->withdraw,
                                               args->reason, stating->me, stating->key, error),
                            error);
}

gboolean
slip_workspace_change_roles (SlipWorkspace *self, const char *person, const char *const *grant,
                             const char *const *withdraw, const char *reason,
                             const char *passphrase, char **note, GError **error)
{
  g_autofree char *text = slip_people_clean_reason (reason, FALSE, error);
  Roles args = { person, grant, withdraw, text };

  return text != NULL && (grant == NULL || grant[0] == NULL || slip_roles_check (grant, error)) &&
         (withdraw == NULL || withdraw[0] == NULL || slip_roles_check (withdraw, error)) &&
         slip_people_state (self, change_roles, &args, passphrase, note, error);
}

typedef struct
{
  const char *role;
  const char *person;
  gint64 until_ms;
} Deputy;

static gboolean
name_deputy (SlipStating *stating, gpointer data, GError **error)
{
  Deputy *args = data;
  g_autofree char *person = slip_person_resolve (stating->db, args->person, error);

  return person != NULL &&
         slip_people_issue (stating,
                            slip_roster_deputy (stating->db, args->role, person, args->until_ms,
                                                stating->me, stating->key, error),
                            error);
}

gboolean
slip_workspace_name_deputy (SlipWorkspace *self, const char *role, const char *person,
                            gint64 until_ms, const char *passphrase, GError **error)
{
  const char *const roles[] = { role, NULL };
  Deputy args = { role, person, until_ms };

  return slip_roles_check (roles, error) &&
         slip_people_state (self, name_deputy, &args, passphrase, NULL, error);
}

/* == revoking == */

typedef struct
{
  const char *what;
  const char *reason;
} Revoke;

static gboolean
revoke_person (SlipStating *stating, gpointer data, GError **error)
{
  Revoke *args = data;
  g_autofree char *person = slip_person_resolve (stating->db, args->what, error);

  return person != NULL &&
         slip_people_issue (stating,
                            slip_roster_revocation (stating->db, person, NULL, args->reason,
                                                    stating->me, stating->key, error),
                            error);
}

gboolean
slip_workspace_revoke (SlipWorkspace *self, const char *person, const char *reason,
                       const char *passphrase, char **note, GError **error)
{
  g_autofree char *text = slip_people_clean_reason (reason, TRUE, error);
  Revoke args = { person, text };

  return text != NULL && slip_people_state (self, revoke_person, &args, passphrase, note, error);
}

/* The device key (hex) that @text, a beginning of it or of a replica's name, means; and whose it is. */
static char *
find_device (SlipDatabase *db, const char *text, char **person, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *found = NULL;
  g_autoptr (SlipQuery) query = NULL;

  query = slip_database_query (
      db, error,
      "SELECT key, person FROM member_key WHERE purpose = 'device' AND length (?1) >= 4 AND "
      "(substr (key, 1, length (?1)) = ?1 OR key IN (SELECT device FROM frame WHERE substr "
      "(replica, 1, length (?1)) = ?1)) LIMIT 2",
      "s", text);
  if (query == NULL)
    return NULL;
  if (slip_query_next (query, &local_error))
    {
      found = g_strdup (slip_query_text (query, 0));
      *person = g_strdup (slip_query_text (query, 1));
      if (!slip_query_next (query, &local_error) && local_error == NULL)
        return g_steal_pointer (&found);
      if (local_error == NULL)
        g_set_error (&local_error, SLIP_ERROR, SLIP_ERROR_AMBIGUOUS,
                     _ ("“%s” fits more than one device; type more of it"), text);
      g_clear_pointer (person, g_free);
    }
  else if (local_error == NULL)
    g_set_error (&local_error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                 _ ("there is no device “%s”; “slipwayctl device list” lists them"), text);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

static gboolean
revoke_device (SlipStating *stating, gpointer data, GError **error)
{
  Revoke *args = data;
  g_autofree char *person = NULL;
  g_autofree char *device = find_device (stating->db, args->what, &person, error);

  return device != NULL &&
         slip_people_issue (stating,
                            slip_roster_revocation (stating->db, person, device, args->reason,
                                                    stating->me, stating->key, error),
                            error);
}

gboolean
slip_workspace_revoke_device (SlipWorkspace *self, const char *device, const char *reason,
                              const char *passphrase, char **note, GError **error)
{
  g_autofree char *text = slip_people_clean_reason (reason, TRUE, error);
  Revoke args = { device, text };

  return text != NULL && slip_people_state (self, revoke_device, &args, passphrase, note, error);
}
