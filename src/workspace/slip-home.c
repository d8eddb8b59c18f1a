/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A folder that was copied to a second laptop, or restored while the original lives on, must not go on under the
 * original's replica id: two contents would come to stand under one number. The database knows where it lies, so a
 * copy finds out by itself, before it writes. */

#include "workspace/slip-home.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "core/slip-hash.h"
#include "sync/slip-sync.h"
#include "workspace/slip-replica.h"

/* machine-id(5) asks not to show the id itself to others: a database may be handed on. */
static char *
machine_digest (void)
{
  static const char *const files[] = { "/etc/machine-id", "/var/lib/dbus/machine-id" };
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *hex = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (files) && text == NULL; i++)
    g_file_get_contents (files[i], &text, NULL, NULL);
  if (text == NULL || *g_strstrip (text) == '\0')
    return g_strdup ("unknown");
  bytes = g_bytes_new_take (g_strconcat ("slipway home 1\n", text, NULL),
                            strlen ("slipway home 1\n") + strlen (text));
  hex = slip_hash_hex_of (bytes);
  hex[16] = '\0';
  return g_steal_pointer (&hex);
}

char *
slip_home_of (const char *database)
{
  g_autofree char *machine = machine_digest ();
  gint64 born = 0;
  guint32 born_ns = 0;
  struct statx info;

  if (statx (AT_FDCWD, database, 0, STATX_INO | STATX_BTIME, &info) != 0)
    return NULL;
  /* Some file systems don't know when a file was made. */
  if (info.stx_mask & STATX_BTIME)
    {
      born = info.stx_btime.tv_sec;
      born_ns = info.stx_btime.tv_nsec;
    }
  return g_strdup_printf ("1 %s %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT ".%09u", machine,
                          (guint64) info.stx_ino, born, born_ns);
}

SlipHome
slip_home_compare (SlipDatabase *db, const char *home)
{
  g_autofree char *held = slip_meta_get (db, SLIP_META_HOME);

  if (home == NULL)
    return SLIP_HOME_SAME;
  if (held == NULL)
    return SLIP_HOME_UNKNOWN;
  return g_str_equal (held, home) ? SLIP_HOME_SAME : SLIP_HOME_OTHER;
}

gboolean
slip_home_renew (SlipDatabase *db, const char *home, const guint8 *secret, GError **error)
{
  g_autofree char *old = slip_meta_get (db, "replica");
  gint64 sent = slip_database_get_int (
      db, 0, "SELECT max (last) FROM head WHERE replica = ? AND state = 'confirmed'", "s", old);

  return slip_sync_disown (db, old, error) &&
         slip_replica_renew (db, secret, (guint64) sent, NULL, error) &&
         slip_meta_set (db, SLIP_META_HOME, home, error);
}
