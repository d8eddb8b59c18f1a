/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* People: inviting, listing, admitting. */

#define G_LOG_DOMAIN "slipway"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/slip-text.h"
#include "process/slip-roles.h"
#include "store/slip-log.h"
#include "trust/slip-roster.h"
#include "workspace/slip-workspace-private.h"

/* == inviting == */

static gboolean
write_invite (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  SlipInvitation *invitation = data;
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  g_autoptr (SlipOp) op = NULL;

  if (!slip_roster_has_role (db, person, SLIP_ROLE_ADMINISTRATOR, G_MAXINT64))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   "only an administrator can invite; ask one of them");
      return FALSE;
    }
  op = slip_log_do (db, SLIP_OP_INVITE, SLIP_UNKNOWN_IGNORE, NULL, NULL, 0,
                    slip_invitation_op_content (invitation), error);
  return op != NULL;
}

gboolean
slip_workspace_invite (SlipWorkspace *self, const char *path, GError **error)
{
  g_autofree char *genesis = slip_meta_get (self->reader, SLIP_META_GENESIS);
  g_autofree char *secret_hex = slip_meta_get (self->reader, SLIP_META_SECRET);
  g_autofree char *remote = slip_meta_get (self->reader, SLIP_META_REMOTE);
  g_autoptr (GBytes) bytes = g_bytes_new (genesis, strlen (genesis));
  g_autoptr (SlipInvitation) invitation = NULL;
  guint8 secret[SLIP_WORKSPACE_SECRET_BYTES];

  if (!slip_key_from_hex (secret_hex, secret))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT, "the workspace's secret is damaged");
      return FALSE;
    }
  invitation = slip_invitation_new (bytes, secret, remote, error);
  if (invitation == NULL)
    return FALSE;
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS,
                   "“%s” exists; choose another name, an invitation is for one person only", path);
      return FALSE;
    }
  /* The op first: a file whose token nobody knows could not be used. */
  return slip_workspace_edit (self, write_invite, invitation, error) &&
         slip_invitation_save (invitation, path, error);
}

/* == listing == */

void
slip_person_info_free (SlipPersonInfo *info)
{
  g_free (info->id);
  g_free (info->name);
  g_strfreev (info->roles);
  g_free (info->fingerprint);
  g_free (info);
}

static char *
member_fingerprint (SlipMember *member)
{
  guint8 device[SLIP_KEY_BYTES];
  guint8 signing[SLIP_KEY_BYTES];
  guint8 exchange[SLIP_KEY_BYTES];

  if (member->devices[0] == NULL || member->signing_keys[0] == NULL ||
      member->exchange_keys[0] == NULL || !slip_key_from_hex (member->devices[0], device) ||
      !slip_key_from_hex (member->signing_keys[0], signing) ||
      !slip_key_from_hex (member->exchange_keys[0], exchange))
    return g_strdup ("");
  return slip_join_fingerprint (member->person, device, signing, exchange);
}

GPtrArray *
slip_workspace_list_members (SlipWorkspace *self, GError **error)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_person_info_free);
  g_autofree char *me = slip_meta_get (self->reader, SLIP_META_PERSON);
  g_autoptr (GPtrArray) members = slip_roster_members (self->reader, error);
  g_autoptr (GPtrArray) pending = NULL;

  if (members == NULL || (pending = slip_roster_pending (self->reader, error)) == NULL)
    return NULL;
  for (guint i = 0; i < members->len; i++)
    {
      SlipMember *member = g_ptr_array_index (members, i);
      SlipPersonInfo *info = g_new0 (SlipPersonInfo, 1);

      info->id = g_strdup (member->person);
      info->name = g_strdup (member->name);
      info->roles = g_strdupv (member->roles);
      info->fingerprint = member_fingerprint (member);
      info->is_self = g_str_equal (member->person, me);
      g_ptr_array_add (list, info);
    }
  for (guint i = 0; i < pending->len; i++)
    {
      SlipPending *waiting = g_ptr_array_index (pending, i);
      SlipPersonInfo *info = g_new0 (SlipPersonInfo, 1);

      info->id = g_strdup (waiting->join->person);
      info->name = g_strdup (waiting->join->name);
      info->roles = g_new0 (char *, 1);
      info->fingerprint = g_strdup (waiting->fingerprint);
      info->pending = TRUE;
      g_ptr_array_add (list, info);
    }
  return g_steal_pointer (&list);
}

/* == admitting == */

static SlipPending *
find_pending (SlipDatabase *db, const char *prefix, GPtrArray *pending, GError **error)
{
  SlipPending *found = NULL;

  for (guint i = 0; i < pending->len; i++)
    {
      SlipPending *waiting = g_ptr_array_index (pending, i);

      if (*prefix == '\0' || !g_str_has_prefix (waiting->join->person, prefix))
        continue;
      if (found != NULL && !g_str_equal (found->join->person, waiting->join->person))
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_AMBIGUOUS,
                       "“%s” fits more than one person; type more of the id", prefix);
          return NULL;
        }
      found = waiting;
    }
  if (found == NULL && strlen (prefix) > 0 &&
      slip_database_get_int (db, 0, "SELECT count (*) FROM member WHERE substr (person, 1, ?) = ?",
                             "is", (gint64) strlen (prefix), prefix) > 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS,
                   "“%s” is a member already, with other roles", prefix);
      return NULL;
    }
  if (found == NULL)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                 "nobody with the id “%s” waits to be admitted; has the person synced after "
                 "joining, and you since?",
                 prefix);
  return found;
}

/* Admitted before with just these roles: nothing is left to do. */
static gboolean
is_admitted (SlipDatabase *db, const char *person, const char *const *roles)
{
  g_autoptr (SlipMember) member = slip_roster_member (db, person, NULL);

  if (member == NULL)
    return FALSE;
  for (gsize i = 0; roles[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) member->roles, roles[i]))
      return FALSE;
  return TRUE;
}

typedef struct
{
  const char *person;
  const char *const *roles;
  SlipSigningKey *key;
} Admit;

static gboolean
admit (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Admit *args = data;
  g_autoptr (GPtrArray) pending = slip_roster_pending (db, error);
  g_autofree char *me = slip_meta_get (db, SLIP_META_PERSON);
  g_autoptr (SlipStatement) statement = NULL;
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GPtrArray) frames = NULL;
  g_autoptr (SlipOp) op = NULL;
  SlipPending *waiting;

  if (pending == NULL)
    return FALSE;
  if (strlen (args->person) == SLIP_ID_LENGTH && is_admitted (db, args->person, args->roles))
    return TRUE;
  waiting = find_pending (db, args->person, pending, error);
  if (waiting == NULL)
    return FALSE;
  statement = slip_roster_admission (db, waiting, args->roles, me, args->key, error);
  if (statement == NULL)
    return FALSE;
  signature = slip_statement_sign (statement->text, args->key);
  op = slip_log_do (db, SLIP_OP_STATEMENT, SLIP_UNKNOWN_WORKSPACE_READ_ONLY, NULL, NULL, 0,
                    slip_statement_op_content (statement->text, signature), error);
  if (op == NULL || !slip_roster_fold (db, error))
    return FALSE;

  /* What we write from here on has seen the newcomer's first frame. */
  if (!slip_log_seal (db, self->device->secret, error) ||
      (frames = slip_strangers_take_admitted (db, error)) == NULL)
    return FALSE;
  for (guint i = 0; i < frames->len; i++)
    if (!slip_log_add_frame (db, g_ptr_array_index (frames, i), TRUE, error))
      return FALSE;
  return TRUE;
}

gboolean
slip_workspace_admit (SlipWorkspace *self, const char *person, const char *const *roles,
                      const char *passphrase, GError **error)
{
  g_autofree char *path = slip_workspace_path (self, SLIP_WORKSPACE_SIGNING_KEY);
  g_autoptr (SlipSigningKey) key = NULL;
  Admit args = { person, roles, NULL };

  if (!slip_roles_check (roles, error) ||
      (key = slip_signing_key_open (path, passphrase, error)) == NULL)
    return FALSE;
  args.key = key;
  return slip_workspace_edit (self, admit, &args, error);
}
