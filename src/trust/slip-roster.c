/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Questions to the folded roster that are asked often: each is one look into an index. */

#include "trust/slip-roster-private.h"

#include <string.h>

gboolean
slip_roster_concerns (SlipOp *op)
{
  g_return_val_if_fail (op != NULL, FALSE);

  return *op->record == '\0' && g_str_equal (op->kind, SLIP_OP_STATEMENT);
}

/* Nobody: also when the table can't be read, so that nothing counts for want of data. */
static char *
find_key (SlipDatabase *db, const char *key, const char *purpose)
{
  return slip_database_get_text (
      db, NULL, "SELECT person FROM member_key WHERE key = ? AND purpose = ?", "ss", key, purpose);
}

char *
slip_roster_device (SlipDatabase *db, const char *key)
{
  g_return_val_if_fail (db != NULL && key != NULL, NULL);

  return find_key (db, key, "device");
}

char *
slip_roster_signer (SlipDatabase *db, const char *key)
{
  g_return_val_if_fail (db != NULL && key != NULL, NULL);

  return find_key (db, key, "signing");
}

gboolean
slip_roster_key_counts (SlipDatabase *db, const char *key)
{
  g_return_val_if_fail (db != NULL && key != NULL, FALSE);

  return slip_database_get_int (db, 0, "SELECT 1 FROM member_key WHERE key = ? AND revocation = ''",
                                "s", key) == 1;
}

static gint64
as_int (guint64 seq)
{
  return seq > G_MAXINT64 ? G_MAXINT64 : (gint64) seq;
}

static gboolean
is_endorsed (SlipDatabase *db, const char *replica, guint64 seq)
{
  return slip_database_get_int (
             db, 0, "SELECT 1 FROM endorsement WHERE replica = ? AND ? BETWEEN first AND last",
             "si", replica, as_int (seq)) == 1;
}

gboolean
slip_roster_frame_counts (SlipDatabase *db, const char *device_hex, const char *replica,
                          guint64 seq)
{
  g_return_val_if_fail (db != NULL && device_hex != NULL && replica != NULL, FALSE);

  /* The removals that ended the device: its person's and its own. */
  return slip_database_get_int (
             db, 0,
             "SELECT 1 FROM member_key k WHERE k.key = ?1 AND k.purpose = 'device' AND "
             "(k.revocation = '' OR EXISTS (SELECT 1 FROM removal r JOIN cut c ON c.statement = "
             "r.statement WHERE r.person = k.person AND r.role = '' AND (r.device = k.key OR "
             "(r.device = '' AND r.signing = '')) AND c.replica = ?2 AND c.last >= ?3))",
             "ssi", device_hex, replica, as_int (seq)) == 1 ||
         is_endorsed (db, replica, seq);
}

gboolean
slip_roster_has_role (SlipDatabase *db, const char *person, const char *role, gint64 at_ms)
{
  g_return_val_if_fail (db != NULL && person != NULL && role != NULL, FALSE);

  return slip_database_get_int (db, 0,
                                "SELECT 1 FROM member_role WHERE person = ? AND role = ? AND "
                                "since <= ?3 AND (until IS NULL OR until > ?3)",
                                "ssi", person, role, at_ms) == 1;
}

gboolean
slip_roster_holds (SlipDatabase *db, const char *person, const char *role)
{
  g_return_val_if_fail (db != NULL && person != NULL && role != NULL, FALSE);

  return slip_database_get_int (
             db, 0, "SELECT 1 FROM member_role WHERE person = ? AND role = ? AND withdrawal = ''",
             "ss", person, role) == 1;
}

gboolean
slip_roster_held (SlipDatabase *db, const char *person, const char *role, const char *replica,
                  guint64 seq)
{
  g_return_val_if_fail (db != NULL && person != NULL && role != NULL && replica != NULL, FALSE);

  return slip_roster_holds (db, person, role) ||
         slip_database_get_int (
             db, 0,
             "SELECT 1 FROM member_role m JOIN removal r ON r.person = m.person AND (r.role = "
             "m.role OR (r.role = '' AND r.device = '' AND r.signing = '')) JOIN cut c ON "
             "c.statement = r.statement WHERE m.person = ? AND m.role = ? AND c.replica = ? AND "
             "c.last >= ?",
             "sssi", person, role, replica, as_int (seq)) == 1 ||
         (slip_database_get_int (db, 0, "SELECT 1 FROM member_role WHERE person = ? AND role = ?",
                                 "ss", person, role) == 1 &&
          is_endorsed (db, replica, seq));
}

gboolean
slip_roster_may_sign (SlipDatabase *db, const char *person, const char *role, gint64 at_ms,
                      char **holder)
{
  char *found;

  g_return_val_if_fail (db != NULL && person != NULL && role != NULL, FALSE);

  if (holder != NULL)
    *holder = NULL;
  if (slip_roster_holds (db, person, role))
    return TRUE;
  found = slip_database_get_text (
      db, NULL,
      "SELECT d.holder FROM deputy d JOIN member m ON m.person = d.person AND m.revocation = '' "
      "WHERE d.person = ?1 AND d.role = ?2 AND d.since <= ?3 AND d.until >= ?3 AND EXISTS (SELECT "
      "1 "
      "FROM member_role r WHERE r.person = d.holder AND r.role = ?2 AND r.withdrawal = '') "
      "ORDER BY d.until DESC, d.statement LIMIT 1",
      "ssi", person, role, at_ms);
  if (found == NULL)
    return FALSE;
  if (holder != NULL)
    *holder = found;
  else
    g_free (found);
  return TRUE;
}

char *
slip_roster_former_deputy (SlipDatabase *db, const char *person, const char *role, gint64 at_ms,
                           gint64 *until_ms)
{
  g_autoptr (SlipQuery) query = NULL;

  g_return_val_if_fail (db != NULL && person != NULL && role != NULL && until_ms != NULL, NULL);

  query = slip_database_query (db, NULL,
                               "SELECT holder, until FROM deputy WHERE person = ?1 AND role = ?2 "
                               "AND NOT EXISTS (SELECT 1 FROM deputy WHERE person = ?1 AND role = "
                               "?2 AND until >= ?3) ORDER BY until DESC, statement LIMIT 1",
                               "ssi", person, role, at_ms);
  if (query == NULL || !slip_query_next (query, NULL))
    return NULL;
  *until_ms = slip_query_int (query, 1);
  return g_strdup (slip_query_text (query, 0));
}
