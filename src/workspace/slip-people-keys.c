/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A person's own keys: taken along to another device, under another passphrase, or drawn anew when the passphrase is
 * forgotten. Nobody else ever holds them. */

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "store/slip-log.h"
#include "trust/slip-identity.h"
#include "workspace/slip-people-private.h"

gboolean
slip_workspace_export_identity (SlipWorkspace *self, const char *path, const char *passphrase,
                                GError **error)
{
  g_autofree char *key = slip_workspace_path (self, SLIP_WORKSPACE_SIGNING_KEY);
  g_autofree char *person = slip_meta_get (slip_workspace_reader (self), SLIP_META_PERSON);
  g_autofree char *name = slip_meta_get (slip_workspace_reader (self), SLIP_META_NAME);
  g_autofree char *workspace = slip_meta_get (slip_workspace_reader (self), SLIP_META_WORKSPACE);

  return slip_workspace_can_read (self, error) &&
         slip_identity_export (key, passphrase, person, name, workspace, path, error);
}

gboolean
slip_workspace_change_passphrase (SlipWorkspace *self, const char *old_passphrase,
                                  const char *new_passphrase, GError **error)
{
  g_autofree char *path = slip_workspace_path (self, SLIP_WORKSPACE_SIGNING_KEY);

  return slip_signing_key_change_passphrase (path, old_passphrase, new_passphrase, error);
}

/* == a new key == */

typedef struct
{
  SlipInvitation *invitation;
  const SlipSigningKey *key;
} Renew;

/* The request stands in the log: it travels with the other ops of this device, whose frames count. */
static gboolean
ask_for_key (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Renew *args = data;
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  g_autofree char *name = slip_meta_get (db, SLIP_META_NAME);
  g_autoptr (SlipOp) op = NULL;
  GVariant *content = slip_join_content (args->invitation, person, name, self->device->public,
                                         args->key->public, args->key->exchange_public, error);

  if (content == NULL)
    return FALSE;
  op = slip_log_do (db, SLIP_OP_JOIN, SLIP_UNKNOWN_IGNORE, NULL, NULL, 0, content, error);
  /* Also where this device was revoked: whoever comes back asks like this, and an administrator decides. */
  return op != NULL && slip_log_seal (db, self->device->secret, error);
}

/* Whoever is the only administrator can't be admitted by anybody. */
static gboolean
has_admitter (SlipDatabase *db, const char *person)
{
  g_autoptr (GPtrArray) members = slip_roster_members (db, NULL);

  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      const SlipMember *member = g_ptr_array_index (members, i);

      if (member->revoked == NULL && !g_str_equal (member->person, person) &&
          g_strv_contains ((const char *const *) member->roles, SLIP_ROLE_ADMINISTRATOR))
        return TRUE;
    }
  return FALSE;
}

static gboolean
check_may_renew (SlipWorkspace *self, SlipInvitation *invitation, GError **error)
{
  g_autofree char *workspace = slip_meta_get (slip_workspace_reader (self), SLIP_META_WORKSPACE);
  g_autofree char *person = slip_meta_get (slip_workspace_reader (self), SLIP_META_PERSON);
  g_autofree char *device = slip_key_to_hex (self->device->public);
  g_autofree char *owner = slip_roster_device (slip_workspace_reader (self), device);
  g_autofree char *token = slip_key_to_hex (invitation->token);
  g_autofree char *user = slip_roster_token_user (slip_workspace_reader (self), token);

  if (!slip_workspace_can_read (self, error))
    return FALSE;
  if (!g_str_equal (workspace, invitation->genesis->workspace))
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                 _ ("the invitation is for another workspace; ask an administrator of this one"));
  else if (owner == NULL)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                 _ ("you have not been admitted yet; join again in a new folder, with a passphrase "
                    "that you keep"));
  else if (user != NULL && !g_str_equal (user, person))
    g_set_error (
        error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
        _ ("the invitation was used by somebody else; ask an administrator for a new one"));
  else if (!has_admitter (slip_workspace_reader (self), person))
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                 _ ("you are the only administrator, and nobody could admit a new key; find the "
                    "passphrase, or an identity or backup with one that you know"));
  else
    return TRUE;
  return FALSE;
}

/* A name beside the key that is free: old keys are kept, since a passphrase may be remembered yet. */
static char *
choose_old_path (SlipWorkspace *self, const char *path)
{
  g_autofree char *print = NULL;
  guint8 public[SLIP_KEY_BYTES];
  char *old = NULL;
  guint n = 0;

  if (slip_signing_key_peek (path, public, NULL, NULL))
    print = slip_key_fingerprint (public);
  do
    {
      g_autofree char *name = NULL;

      g_free (old);
      name = n == 0 ? g_strdup_printf ("signing-%.9s.key", print != NULL ? print : "damaged")
                    : g_strdup_printf ("signing-%.9s-%u.key", print != NULL ? print : "damaged", n);
      old = slip_workspace_path (self, name);
      n++;
    }
  while (g_file_test (old, G_FILE_TEST_EXISTS));
  return old;
}

static gboolean
move_file (const char *from, const char *to, GError **error)
{
  if (g_rename (from, to) == 0)
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED, _ ("can't put “%s” into place: %s"), to,
               g_strerror (errno));
  return FALSE;
}

gboolean
slip_workspace_renew_key (SlipWorkspace *self, const char *invitation_path, const char *passphrase,
                          GError **error)
{
  g_autoptr (SlipInvitation) invitation = slip_invitation_load (invitation_path, error);
  g_autofree char *path = slip_workspace_path (self, SLIP_WORKSPACE_SIGNING_KEY);
  g_autofree char *fresh = slip_workspace_path (self, SLIP_WORKSPACE_SIGNING_KEY ".new");
  g_autofree char *old = NULL;
  g_autoptr (SlipSigningKey) key = NULL;
  Renew args = { invitation, NULL };

  if (invitation == NULL || !check_may_renew (self, invitation, error))
    return FALSE;
  /* One that was left by a program that died was never asked for, or is asked for anew. */
  g_unlink (fresh);
  key = slip_signing_key_create (fresh, passphrase, error);
  if (key == NULL)
    return FALSE;
  args.key = key;
  if (!slip_workspace_edit (self, ask_for_key, &args, error))
    {
      g_unlink (fresh);
      return FALSE;
    }
  old = choose_old_path (self, path);
  return (!g_file_test (path, G_FILE_TEST_EXISTS) || move_file (path, old, error)) &&
         move_file (fresh, path, error);
}
