/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Statements for people to sign. Each follows all that the roster holds here; what the fold would refuse is refused
 * before it is signed, with a line that says why. */

#include "trust/slip-roster-private.h"
#include "trust/slip-signature.h"

#include "core/slip-clock.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* == what all have in common == */

static gboolean
refuse (GError **error, SlipError code, const char *message)
{
  g_set_error_literal (error, SLIP_ERROR, code, message);
  return FALSE;
}

/* Fails with NOT_ALLOWED unless @key is a signing key of @signer that counts. */
static gboolean
check_key (SlipDatabase *db, const char *signer, const SlipSigningKey *key, GError **error)
{
  g_autofree char *hex = slip_key_to_hex (key->public);
  g_autofree char *holder = slip_roster_signer (db, hex);

  if (g_strcmp0 (holder, signer) != 0)
    return refuse (error, SLIP_ERROR_NOT_ALLOWED,
                   _ ("The signing key isn't one that was admitted for you"));
  if (!slip_roster_key_counts (db, hex))
    return refuse (error, SLIP_ERROR_NOT_ALLOWED,
                   _ ("Your signing key was revoked; ask an administrator to admit a new one"));
  return TRUE;
}

static gboolean
check_administrator (SlipDatabase *db, const char *signer, const SlipSigningKey *key,
                     GError **error)
{
  if (!check_key (db, signer, key, error))
    return FALSE;
  return slip_roster_holds (db, signer, SLIP_ROLE_ADMINISTRATOR) ||
         refuse (error, SLIP_ERROR_NOT_ALLOWED, _ ("Only an administrator can do this; ask one"));
}

static SlipStatement *
new_statement (SlipStatementType type, const char *workspace, const char *person, const char *name,
               const SlipSigningKey *key)
{
  SlipStatement *statement = slip_statement_new (type);
  gint64 now = slip_now_ms ();

  g_strlcpy (statement->workspace, workspace, sizeof statement->workspace);
  g_strlcpy (statement->person, person, sizeof statement->person);
  statement->name = g_strdup (name);
  memcpy (statement->key, key->public, SLIP_KEY_BYTES);
  slip_statement_set_time (statement, now, slip_utc_offset_minutes (now));
  return statement;
}

/* A statement after all that counts, under the name that was admitted with @key. */
static SlipStatement *
begin (SlipDatabase *db, SlipStatementType type, const char *signer, const SlipSigningKey *key,
       GError **error)
{
  g_auto (GStrv) tips = slip_roster_tips (db, error);
  g_autofree char *workspace = slip_meta_get (db, "workspace");
  g_autofree char *hex = slip_key_to_hex (key->public);
  g_autofree char *name = NULL;
  SlipStatement *statement;

  if (tips == NULL)
    return NULL;
  name = slip_database_get_text (db, NULL, "SELECT name FROM member_key WHERE key = ?", "s", hex);
  statement = new_statement (type, workspace, signer, name != NULL ? name : "", key);
  statement->after = g_steal_pointer (&tips);
  return statement;
}

static SlipStatement *
finish (SlipStatement *statement, GError **error)
{
  if (slip_statement_write (statement, error))
    return statement;
  slip_statement_unref (statement);
  return NULL;
}

static gboolean
check_reason (const char *reason, GError **error)
{
  g_autofree char *line = reason != NULL ? g_strdup (reason) : g_strdup ("");

  return *g_strstrip (line) != '\0' ||
         refuse (error, SLIP_ERROR_INVALID, _ ("Say why: the reason is empty"));
}

/* == admission == */

SlipStatement *
slip_roster_admission (SlipDatabase *db, const SlipPending *pending, const char *const *roles,
                       const char *admin, const SlipSigningKey *key, GError **error)
{
  g_autofree char *token = NULL;
  SlipStatement *statement;
  SlipAdmission *admission;

  g_return_val_if_fail (db != NULL && pending != NULL && admin != NULL && key != NULL, NULL);

  if (!check_administrator (db, admin, key, error))
    return NULL;
  statement = begin (db, SLIP_STATEMENT_ADMISSION, admin, key, error);
  if (statement == NULL)
    return NULL;
  admission = statement->admission;
  token = slip_key_to_hex (pending->join->token);
  g_strlcpy (admission->person, pending->join->person, sizeof admission->person);
  admission->name = g_strdup (pending->join->name);
  admission->roles = g_strdupv ((char **) roles);
  memcpy (admission->device, pending->join->device, SLIP_KEY_BYTES);
  memcpy (admission->signing, pending->join->signing, SLIP_KEY_BYTES);
  memcpy (admission->exchange, pending->join->exchange, SLIP_KEY_BYTES);
  g_strlcpy (admission->join, pending->frame, sizeof admission->join);
  g_strlcpy (admission->token, token, sizeof admission->token);
  return finish (statement, error);
}

/* == the last frames that count == */

/* Names the newest frame that counts of each replica that the query gives the device keys of. */
static gboolean
add_last (SlipDatabase *db, SlipStatement *statement, const char *devices, const char *a,
          const char *b, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT f.replica, f.seq, f.hash FROM frame f JOIN "
                       "(SELECT replica AS r, max (seq) AS s FROM frame WHERE counts = 1 AND "
                       "device IN (%s) GROUP BY replica) ON f.replica = r AND f.seq = s "
                       "WHERE f.counts = 1 GROUP BY f.replica ORDER BY f.replica, f.hash",
                       devices);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (db, error, sql, "ss", a, b);

  if (query == NULL)
    return FALSE;
  while (slip_query_next (query, &local_error))
    slip_statement_add_last (statement, slip_query_text (query, 0), slip_query_int (query, 1),
                             slip_query_text (query, 2));
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Of the person's devices, and of those of deputies that the person named: their sign-offs hang on the person's role. */
static gboolean
add_last_of_person (SlipDatabase *db, SlipStatement *statement, const char *person, GError **error)
{
  return add_last (db, statement,
                   "SELECT key FROM member_key WHERE purpose = 'device' AND (person = ?1 OR "
                   "person IN (SELECT person FROM deputy WHERE holder = ?2))",
                   person, person, error);
}

/* == roles == */

static gboolean
check_member (SlipDatabase *db, const char *person, GError **error)
{
  g_autofree char *revocation = slip_database_get_text (
      db, NULL, "SELECT revocation FROM member WHERE person = ?", "s", person);

  if (revocation == NULL)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, _ ("There is no member %s"), person);
      return FALSE;
    }
  return *revocation == '\0' || refuse (error, SLIP_ERROR_NOT_ALLOWED,
                                        _ ("This member was revoked; admit them again first"));
}

static gint64
count_administrators (SlipDatabase *db)
{
  return slip_database_get_int (db, 0,
                                "SELECT count (DISTINCT person) FROM member_role "
                                "WHERE role = 'administrator' AND withdrawal = ''",
                                "");
}

static gboolean
check_not_last (SlipDatabase *db, const char *person, GError **error)
{
  return !slip_roster_holds (db, person, SLIP_ROLE_ADMINISTRATOR) ||
         count_administrators (db) > 1 ||
         refuse (error, SLIP_ERROR_NOT_ALLOWED,
                 _ ("This is the last administrator; make another member one first"));
}

/* The roles of @roles that @person holds, or doesn't hold. */
static GStrv
filter_roles (SlipDatabase *db, const char *person, const char *const *roles, gboolean held)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  GStrv result;

  for (; roles != NULL && *roles != NULL; roles++)
    if (slip_roster_holds (db, person, *roles) == held)
      g_strv_builder_add (builder, *roles);
  result = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return result;
}

SlipStatement *
slip_roster_roles (SlipDatabase *db, const char *person, const char *const *grant,
                   const char *const *withdraw, const char *reason, const char *signer,
                   const SlipSigningKey *key, GError **error)
{
  g_autoptr (SlipStatement) statement = NULL;
  g_auto (GStrv) new_roles = NULL;
  g_auto (GStrv) old_roles = NULL;

  g_return_val_if_fail (db != NULL && person != NULL && signer != NULL && key != NULL, NULL);

  if (!check_reason (reason, error) || !check_administrator (db, signer, key, error) ||
      !check_member (db, person, error))
    return NULL;
  new_roles = filter_roles (db, person, grant, FALSE);
  old_roles = filter_roles (db, person, withdraw, TRUE);
  if (*new_roles == NULL && *old_roles == NULL)
    {
      refuse (error, SLIP_ERROR_EXISTS,
              _ ("Nothing would change: the roles are like this already"));
      return NULL;
    }
  if (g_strv_contains ((const char *const *) old_roles, SLIP_ROLE_ADMINISTRATOR) &&
      !check_not_last (db, person, error))
    return NULL;
  statement = begin (db, SLIP_STATEMENT_ROLES, signer, key, error);
  if (statement == NULL)
    return NULL;
  g_strlcpy (statement->roles->person, person, sizeof statement->roles->person);
  statement->roles->grant = g_steal_pointer (&new_roles);
  statement->roles->withdraw = g_strdupv (old_roles);
  statement->roles->reason = g_strdup (reason);
  if (*old_roles != NULL && !add_last_of_person (db, statement, person, error))
    return NULL;
  return finish (g_steal_pointer (&statement), error);
}

SlipStatement *
slip_roster_deputy (SlipDatabase *db, const char *role, const char *person, gint64 until_ms,
                    const char *signer, const SlipSigningKey *key, GError **error)
{
  SlipStatement *statement;

  g_return_val_if_fail (db != NULL && role != NULL && person != NULL, NULL);
  g_return_val_if_fail (signer != NULL && key != NULL, NULL);

  if (!check_key (db, signer, key, error) || !check_member (db, person, error))
    return NULL;
  if (g_str_equal (role, SLIP_ROLE_ADMINISTRATOR))
    {
      refuse (error, SLIP_ERROR_INVALID,
              _ ("An administrator has no deputy; grant the role to another member instead"));
      return NULL;
    }
  if (g_str_equal (person, signer))
    {
      refuse (error, SLIP_ERROR_INVALID, _ ("You can't be your own deputy; name somebody else"));
      return NULL;
    }
  if (!slip_roster_holds (db, signer, role))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   _ ("Only who holds the role %s names a deputy for it"), role);
      return NULL;
    }
  statement = begin (db, SLIP_STATEMENT_DEPUTY, signer, key, error);
  if (statement == NULL)
    return NULL;
  g_strlcpy (statement->deputy->person, person, sizeof statement->deputy->person);
  statement->deputy->role = g_strdup (role);
  slip_statement_set_until (statement, until_ms, slip_utc_offset_minutes (until_ms));
  return finish (statement, error);
}

/* == revocation == */

/* Sets device and signing key. The key that came with a device goes with it, unless it came with another device that
 * counts, too. */
static gboolean
set_revoked_key (SlipDatabase *db, SlipRevocation *revocation, const char *hex, GError **error)
{
  g_autofree char *purpose = slip_database_get_text (
      db, NULL, "SELECT purpose FROM member_key WHERE key = ? AND person = ? AND revocation = ''",
      "ss", hex, revocation->person);
  g_autoptr (GPtrArray) devices = NULL;
  const char *signing = NULL;

  if (g_strcmp0 (purpose, "signing") == 0)
    {
      g_strlcpy (revocation->signing, hex, sizeof revocation->signing);
      return TRUE;
    }
  if (g_strcmp0 (purpose, "device") != 0)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("The member has no device or signing key %s that counts"), hex);
      return FALSE;
    }
  g_strlcpy (revocation->device, hex, sizeof revocation->device);
  devices = slip_roster_devices (db, revocation->person, error);
  if (devices == NULL)
    return FALSE;
  for (guint i = 0; i < devices->len; i++)
    {
      const SlipDevice *device = g_ptr_array_index (devices, i);

      if (g_str_equal (device->key, hex))
        signing = device->signing;
    }
  for (guint i = 0; signing != NULL && i < devices->len; i++)
    {
      const SlipDevice *device = g_ptr_array_index (devices, i);

      if (!g_str_equal (device->key, hex) && device->revoked == NULL &&
          g_strcmp0 (device->signing, signing) == 0)
        return TRUE;
    }
  if (signing != NULL && slip_roster_key_counts (db, signing))
    g_strlcpy (revocation->signing, signing, sizeof revocation->signing);
  return TRUE;
}

/* Without a signing key nobody is an administrator. */
static gboolean
is_only_key (SlipDatabase *db, const char *person, const char *signing)
{
  return slip_database_get_int (db, 0,
                                "SELECT count (*) FROM member_key WHERE person = ? AND "
                                "purpose = 'signing' AND revocation = '' AND key <> ?",
                                "ss", person, signing) == 0;
}

SlipStatement *
slip_roster_revocation (SlipDatabase *db, const char *person, const char *device_hex,
                        const char *reason, const char *signer, const SlipSigningKey *key,
                        GError **error)
{
  g_autoptr (SlipStatement) statement = NULL;
  SlipRevocation *revocation;
  gboolean added;

  g_return_val_if_fail (db != NULL && person != NULL && signer != NULL && key != NULL, NULL);

  if (!check_reason (reason, error) || !check_administrator (db, signer, key, error) ||
      !check_member (db, person, error))
    return NULL;
  if (device_hex == NULL && !check_not_last (db, person, error))
    return NULL;
  statement = begin (db, SLIP_STATEMENT_REVOCATION, signer, key, error);
  if (statement == NULL)
    return NULL;
  revocation = statement->revocation;
  g_strlcpy (revocation->person, person, sizeof revocation->person);
  revocation->reason = g_strdup (reason);
  if (device_hex != NULL && !set_revoked_key (db, revocation, device_hex, error))
    return NULL;
  if (*revocation->signing != '\0' && is_only_key (db, person, revocation->signing) &&
      !check_not_last (db, person, error))
    return NULL;
  if (device_hex == NULL || *revocation->device == '\0')
    added = add_last_of_person (db, statement, person, error);
  else
    added = add_last (db, statement, "?1, ?2", revocation->device, revocation->device, error);
  return added ? finish (g_steal_pointer (&statement), error) : NULL;
}

/* == endorsement == */

SlipStatement *
slip_roster_endorse_frames (SlipDatabase *db, const char *replica, const char *reason,
                            const char *signer, const SlipSigningKey *key, GError **error)
{
  g_autoptr (SlipStatement) statement = NULL;
  g_autoptr (SlipQuery) query = NULL;
  SlipEndorsement *endorsement;

  g_return_val_if_fail (db != NULL && replica != NULL && signer != NULL && key != NULL, NULL);

  if (!check_reason (reason, error) || !check_administrator (db, signer, key, error))
    return NULL;
  statement = begin (db, SLIP_STATEMENT_ENDORSEMENT, signer, key, error);
  if (statement == NULL)
    return NULL;
  endorsement = statement->endorsement;
  query = slip_database_query (db, error,
                               "SELECT f.seq, f.hash, (SELECT min (seq) FROM frame WHERE "
                               "replica = f.replica AND counts = 0) FROM frame f WHERE "
                               "f.replica = ? AND f.counts = 0 ORDER BY f.seq DESC, f.fork LIMIT 1",
                               "s", replica);
  if (query == NULL)
    return NULL;
  if (!slip_query_next (query, NULL))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("No frame of %s is kept apart here; there is nothing to endorse"), replica);
      return NULL;
    }
  g_strlcpy (endorsement->replica, replica, sizeof endorsement->replica);
  endorsement->last = slip_query_int (query, 0);
  g_strlcpy (endorsement->frame, slip_query_text (query, 1), sizeof endorsement->frame);
  endorsement->first = slip_query_int (query, 2);
  endorsement->reason = g_strdup (reason);
  return finish (g_steal_pointer (&statement), error);
}

SlipStatement *
slip_roster_endorse_sign_off (SlipDatabase *db, const char *hash, const char *reason,
                              const char *signer, const SlipSigningKey *key, GError **error)
{
  SlipStatement *statement;

  g_return_val_if_fail (db != NULL && hash != NULL && signer != NULL && key != NULL, NULL);

  if (!check_reason (reason, error) || !check_administrator (db, signer, key, error) ||
      !slip_signature_check_endorsable (db, hash, error))
    return NULL;
  statement = begin (db, SLIP_STATEMENT_ENDORSEMENT, signer, key, error);
  if (statement == NULL)
    return NULL;
  g_strlcpy (statement->endorsement->sign_off, hash, sizeof statement->endorsement->sign_off);
  statement->endorsement->reason = g_strdup (reason);
  return finish (statement, error);
}

/* == what isn't about the roster == */

SlipStatement *
slip_withdrawal_new (SlipDatabase *db, const char *record, const char *sign_off_hash,
                     const char *reason, const char *person, const char *name,
                     const SlipSigningKey *key, GError **error)
{
  g_autofree char *workspace = NULL;
  g_autoptr (SlipQuery) query = NULL;
  g_autoptr (GBytes) text = NULL;
  g_autoptr (SlipStatement) sign_off = NULL;
  SlipStatement *statement;

  g_return_val_if_fail (db != NULL && record != NULL && sign_off_hash != NULL, NULL);
  g_return_val_if_fail (person != NULL && name != NULL && key != NULL, NULL);

  if (!check_reason (reason, error) || !check_key (db, person, key, error))
    return NULL;
  query =
      slip_database_query (db, error, "SELECT text FROM statement WHERE hash = ? AND record = ?",
                           "ss", sign_off_hash, record);
  if (query == NULL)
    return NULL;
  if (slip_query_next (query, NULL))
    text = slip_query_bytes (query, 0);
  g_clear_pointer (&query, slip_query_end);
  sign_off = text != NULL ? slip_statement_parse (text, NULL) : NULL;
  if (sign_off == NULL || (sign_off->sign_off == NULL && sign_off->ruling == NULL))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   _ ("There is no sign-off %s in this document"), sign_off_hash);
      return NULL;
    }
  if (!g_str_equal (sign_off->person, person))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   _ ("Only “%s”, who signed it, can take this sign-off back"), sign_off->name);
      return NULL;
    }
  workspace = slip_meta_get (db, "workspace");
  statement = new_statement (SLIP_STATEMENT_WITHDRAWAL, workspace != NULL ? workspace : "", person,
                             name, key);
  g_strlcpy (statement->withdrawal->record, record, sizeof statement->withdrawal->record);
  g_strlcpy (statement->withdrawal->sign_off, sign_off_hash,
             sizeof statement->withdrawal->sign_off);
  statement->withdrawal->reason = g_strdup (reason);
  return finish (statement, error);
}

SlipStatement *
slip_trail_review_new (SlipDatabase *db, const char *content_digest, const char *filter,
                       const char *comment, const char *person, const char *name,
                       const SlipSigningKey *key, GError **error)
{
  g_autofree char *workspace = NULL;
  SlipStatement *statement;

  g_return_val_if_fail (db != NULL && content_digest != NULL && key != NULL, NULL);
  g_return_val_if_fail (person != NULL && name != NULL, NULL);

  if (!check_key (db, person, key, error))
    return NULL;
  workspace = slip_meta_get (db, "workspace");
  statement = new_statement (SLIP_STATEMENT_TRAIL_REVIEW, workspace != NULL ? workspace : "",
                             person, name, key);
  g_strlcpy (statement->trail_review->trail, content_digest, sizeof statement->trail_review->trail);
  statement->trail_review->filter = g_strdup (filter);
  statement->trail_review->comment = g_strdup (comment);
  return finish (statement, error);
}
