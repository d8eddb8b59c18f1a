/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Folders are copied, files in them restored one by one or mixed up. What doesn't belong together is told before anything is
 * signed with the wrong key. */

#include "workspace/slip-belongs.h"

#include <glib/gi18n-lib.h>

#include "core/slip-error.h"
#include "core/slip-hash.h"
#include "core/slip-id.h"
#include "trust/slip-roster.h"
#include "workspace/slip-workspace-private.h"

gboolean
slip_belongs_database (SlipDatabase *db, GError **error)
{
  g_autofree char *workspace = slip_meta_get (db, SLIP_META_WORKSPACE);
  g_autofree char *genesis = slip_meta_get (db, SLIP_META_GENESIS);
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  g_autofree char *replica = slip_meta_get (db, SLIP_META_REPLICA);
  guint8 hash[SLIP_HASH_BYTES];
  const char *what = NULL;

  if (workspace == NULL || !slip_base32_decode (workspace, hash, sizeof hash))
    what = N_ ("the workspace's id");
  else if (genesis == NULL || *genesis == '\0')
    what = N_ ("the workspace's genesis");
  else if (person == NULL || !slip_id_is_valid (person))
    what = N_ ("the id of its person");
  else if (replica == NULL || !slip_replica_is_valid (replica))
    what = N_ ("the id of this copy");
  if (what == NULL)
    return TRUE;
  g_set_error (
      error, SLIP_ERROR, SLIP_ERROR_CORRUPT,
      /* Translators: %s is such as “the workspace's id”. */
      _ ("the database is damaged: %s is missing in it; put a backup in its place, or join "
         "anew and sync"),
      _ (what));
  return FALSE;
}

gboolean
slip_belongs_device (SlipDatabase *db, const SlipDeviceKey *device, const char *path,
                     GError **error)
{
  g_autofree char *key = slip_key_to_hex (device->public);
  g_autofree char *self = slip_meta_get (db, SLIP_META_PERSON);
  g_autofree char *replica = slip_meta_get (db, SLIP_META_REPLICA);
  g_autofree char *owner = slip_database_get_text (
      db, NULL, "SELECT person FROM member_key WHERE key = ? AND purpose = 'device'", "s", key);
  g_autofree char *signed_with = slip_database_get_text (
      db, NULL, "SELECT device FROM frame WHERE replica = ? ORDER BY seq DESC LIMIT 1", "s",
      replica);
  gboolean ours;

  if (owner != NULL)
    ours = g_str_equal (owner, self) && (signed_with == NULL || g_str_equal (signed_with, key));
  else if (signed_with != NULL)
    ours = g_str_equal (signed_with, key);
  else
    /* A founder's first device is in the roster; one that has joined has a frame, under this replica id or an older one. */
    ours = slip_database_get_int (db, 0, "SELECT count (*) FROM frame WHERE device = ?", "s", key) >
               0 ||
           slip_database_get_int (
               db, 0, "SELECT count (*) FROM member_key WHERE person = ? AND purpose = 'device'",
               "s", self) == 0;
  if (ours)
    return TRUE;
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_KEY_DAMAGED,
               _ ("The key file %s belongs to another device or workspace; put back the one that "
                  "this folder had"),
               path);
  return FALSE;
}
