/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Making a workspace's folder: by founding a workspace, or by joining one. */

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "process/slip-processes.h"
#include "process/slip-roles.h"
#include "store/slip-blobs.h"
#include "store/slip-log.h"
#include "trust/slip-identity.h"
#include "trust/slip-roster.h"
#include "workspace/slip-folder.h"
#include "workspace/slip-workspace-private.h"

/* A printed name: not empty, one line. */
static gboolean
check_name (const char *whose, const char *name, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (name));

  if (*trimmed != '\0' && strpbrk (name, "\r\n") == NULL && strlen (name) <= SLIP_NAME_MAX_BYTES)
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
               /* Translators: “the workspace”, “its founder” or “a member”. */
               _ ("%s needs a name: one line, not empty, at most %d bytes"), whose,
               SLIP_NAME_MAX_BYTES);
  return FALSE;
}

/* == the folder == */

/* What is made in a folder beside, which takes its place when all is there. */
typedef struct
{
  SlipFolderLock *lock;
  char *staging;
  char *path; /* of the database */
  SlipDeviceKey *device;
  SlipSigningKey *signing;
  SlipDatabase *db;
} Making;

static void
making_clear (Making *making)
{
  g_clear_pointer (&making->db, slip_database_close);
  g_clear_pointer (&making->device, slip_device_key_free);
  g_clear_pointer (&making->signing, slip_signing_key_free);
  if (making->staging != NULL)
    slip_folder_discard (making->staging);
  g_free (making->staging);
  g_free (making->path);
  g_clear_pointer (&making->lock, slip_folder_lock_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Making, making_clear)

/* A new key, or the one that came along. */
static SlipSigningKey *
put_signing_key (const char *path, const SlipIdentity *identity, const char *passphrase,
                 GError **error)
{
  if (identity == NULL)
    return slip_signing_key_create (path, passphrase, error);
  return slip_signing_key_import (identity->key, path, passphrase, error)
             ? slip_signing_key_open (path, passphrase, error)
             : NULL;
}

/* With keys, without a database yet. */
static gboolean
making_begin (Making *making, const char *dir, const SlipIdentity *identity, const char *passphrase,
              GError **error)
{
  g_autofree char *device = NULL;
  g_autofree char *signing = NULL;

  if ((making->lock = slip_folder_lock (dir, error)) == NULL ||
      (making->staging = slip_folder_begin (dir, error)) == NULL)
    return FALSE;
  device = g_build_filename (making->staging, SLIP_WORKSPACE_DEVICE_KEY, NULL);
  signing = g_build_filename (making->staging, SLIP_WORKSPACE_SIGNING_KEY, NULL);
  making->path = g_build_filename (making->staging, SLIP_WORKSPACE_DATABASE, NULL);
  return (making->device = slip_device_key_create (device, error)) != NULL &&
         (making->signing = put_signing_key (signing, identity, passphrase, error)) != NULL;
}

static gboolean
making_open (Making *making, GError **error)
{
  making->db = slip_database_open (making->path, SLIP_DATABASE_WRITE | SLIP_DATABASE_CREATE, error);
  return making->db != NULL && slip_database_begin (making->db, error);
}

static SlipWorkspace *
making_end (Making *making, const char *dir, GError **error)
{
  if (!slip_database_commit (making->db, error))
    return NULL;
  g_clear_pointer (&making->db, slip_database_close);
  if (!slip_folder_end (dir, making->staging, error))
    return NULL;
  g_clear_pointer (&making->staging, g_free);
  return slip_workspace_open (dir, error);
}

/* == the database == */

/* What a new database starts with. */
typedef struct
{
  const char *path; /* of the database */
  SlipGenesis *genesis;
  const guint8 *secret;
  const char *remote;
  const char *person;
  const char *name;
} Start;

static gboolean
fill_database (SlipDatabase *db, const Start *start, GError **error)
{
  g_autofree char *genesis = g_strndup (g_bytes_get_data (start->genesis->bytes, NULL),
                                        g_bytes_get_size (start->genesis->bytes));
  g_autofree char *secret = slip_key_to_hex (start->secret);
  g_autofree char *replica = slip_replica_new ();
  /* Files keep what they are known by when they are moved out of the staging folder. */
  g_autofree char *home = slip_home_of (start->path);

  return slip_meta_set (db, SLIP_META_HOME, home, error) &&
         slip_meta_set (db, SLIP_META_WORKSPACE, start->genesis->workspace, error) &&
         slip_meta_set (db, SLIP_META_GENESIS, genesis, error) &&
         slip_meta_set (db, SLIP_META_SECRET, secret, error) &&
         slip_meta_set (db, SLIP_META_PERSON, start->person, error) &&
         slip_meta_set (db, SLIP_META_NAME, start->name, error) &&
         slip_meta_set (db, SLIP_META_REPLICA, replica, error) &&
         (start->remote == NULL || slip_meta_set (db, SLIP_META_REMOTE, start->remote, error)) &&
         slip_roster_fold (db, error);
}

/* A definition becomes a blob of the workspace, put in force by who makes the op (design.md 5). */
gboolean
slip_workspace_define (SlipDatabase *db, const char *what, const char *id, GBytes *bytes,
                       GError **error)
{
  g_autofree char *digest = NULL;
  g_autoptr (SlipOp) op = NULL;
  SlipHash hash;

  if (!slip_blobs_put (db, bytes, &digest, error))
    return FALSE;
  slip_hash_from_hex (&hash, digest);
  op = slip_log_do (
      db, SLIP_OP_DEFINE, SLIP_UNKNOWN_WORKSPACE_READ_ONLY, NULL, NULL, 0,
      g_variant_new ("(ss@ay)", what, id,
                     g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, hash.bytes, sizeof hash, 1)),
      error);
  return op != NULL;
}

/* What is shipped is put in force by the workspace's founder. */
static gboolean
define_shipped (SlipDatabase *db, GError **error)
{
  g_auto (GStrv) forms = slip_forms_shipped ();
  g_auto (GStrv) processes = slip_processes_shipped ();

  for (gsize i = 0; forms[i] != NULL; i++)
    {
      g_autoptr (GBytes) bytes = slip_forms_shipped_bytes (forms[i], error);

      if (bytes == NULL || !slip_workspace_define (db, "form", forms[i], bytes, error))
        return FALSE;
    }
  for (gsize i = 0; processes[i] != NULL; i++)
    {
      g_autoptr (GBytes) bytes = slip_processes_shipped_bytes (processes[i], error);

      if (bytes == NULL || !slip_workspace_define (db, "process", processes[i], bytes, error))
        return FALSE;
    }
  return TRUE;
}

/* == founding and joining == */

SlipWorkspace *
slip_workspace_create (const char *dir, const char *name, const char *person,
                       const char *const *roles, const char *passphrase, GError **error)
{
  g_auto (Making) making = { NULL };
  g_autoptr (SlipGenesis) genesis = NULL;
  guint8 secret[SLIP_WORKSPACE_SECRET_BYTES];
  gboolean done;

  if (!check_name (_ ("the workspace"), name, error) ||
      !check_name (_ ("its founder"), person, error) || !slip_roles_check (roles, error) ||
      !making_begin (&making, dir, NULL, passphrase, error) ||
      (genesis = slip_genesis_new (name, NULL, person, roles, making.device->public,
                                   making.signing->public, making.signing->exchange_public,
                                   error)) == NULL ||
      !making_open (&making, error))
    return NULL;
  randombytes_buf (secret, sizeof secret);
  {
    Start start = { making.path, genesis, secret, NULL, genesis->person, genesis->person_name };

    done = fill_database (making.db, &start, error) && define_shipped (making.db, error);
  }
  sodium_memzero (secret, sizeof secret);
  return done ? making_end (&making, dir, error) : NULL;
}

/* @identity: (nullable): of the same person on another device: id, name and signing key come from it. */
static SlipWorkspace *
join_with (const char *dir, const char *invitation_path, const char *person,
           const SlipIdentity *identity, const char *passphrase, GError **error)
{
  g_autoptr (SlipInvitation) invitation = slip_invitation_load (invitation_path, error);
  g_auto (Making) making = { NULL };
  g_autofree char *id = identity != NULL ? g_strdup (identity->person) : slip_id_new ();
  g_autoptr (SlipOp) op = NULL;
  GVariant *content;
  Start start;

  if (invitation == NULL || !check_name (_ ("a member"), person, error))
    return NULL;
  if (identity != NULL && !g_str_equal (identity->workspace, invitation->genesis->workspace))
    {
      g_set_error (
          error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
          _ ("the identity is of another workspace than the invitation; ask an administrator "
             "of the identity's workspace for an invitation"));
      return NULL;
    }
  if (!making_begin (&making, dir, identity, passphrase, error) || !making_open (&making, error))
    return NULL;
  start = (Start){
    making.path, invitation->genesis, invitation->workspace_secret, invitation->remote, id, person
  };
  if (!fill_database (making.db, &start, error) ||
      (content =
           slip_join_content (invitation, id, person, making.device->public, making.signing->public,
                              making.signing->exchange_public, error)) == NULL)
    return NULL;
  /* The request is a frame of its own, the first: it is all that is read of a stranger. */
  op = slip_log_do (making.db, SLIP_OP_JOIN, SLIP_UNKNOWN_IGNORE, NULL, NULL, 0, content, error);
  if (op == NULL || !slip_log_seal (making.db, making.device->secret, error))
    return NULL;
  return making_end (&making, dir, error);
}

SlipWorkspace *
slip_workspace_join (const char *dir, const char *invitation, const char *person,
                     const char *passphrase, GError **error)
{
  return join_with (dir, invitation, person, NULL, passphrase, error);
}

SlipWorkspace *
slip_workspace_join_as (const char *dir, const char *invitation, const char *identity,
                        const char *passphrase, GError **error)
{
  g_autoptr (SlipIdentity) who = slip_identity_read (identity, passphrase, error);

  return who != NULL ? join_with (dir, invitation, who->name, who, passphrase, error) : NULL;
}
