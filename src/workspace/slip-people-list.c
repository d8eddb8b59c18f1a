/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Who is in the workspace, with which devices, who waits, and which person a text means. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "store/slip-log.h"
#include "workspace/slip-people-private.h"

/* == lists for people == */

static void
grant_info_free (gpointer data)
{
  SlipGrantInfo *info = data;

  g_free (info->role);
  g_free (info);
}

static void
deputy_info_free (gpointer data)
{
  SlipDeputyInfo *info = data;

  g_free (info->role);
  g_free (info->person);
  g_free (info->name);
  g_free (info);
}

void
slip_person_info_free (SlipPersonInfo *info)
{
  g_free (info->id);
  g_free (info->name);
  g_strfreev (info->roles);
  g_clear_pointer (&info->grants, g_ptr_array_unref);
  g_clear_pointer (&info->deputies, g_ptr_array_unref);
  g_free (info->fingerprint);
  g_free (info->note);
  g_free (info->revoked);
  g_free (info->revoked_by);
  g_free (info);
}

static SlipPersonInfo *
person_info_new (const char *id, const char *name)
{
  SlipPersonInfo *info = g_new0 (SlipPersonInfo, 1);

  info->id = g_strdup (id);
  info->name = g_strdup (name);
  info->grants = g_ptr_array_new_with_free_func (grant_info_free);
  info->deputies = g_ptr_array_new_with_free_func (deputy_info_free);
  return info;
}

static void
add_grants (SlipDatabase *db, SlipPersonInfo *info)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      db, NULL,
      "SELECT role, min (since) FROM member_role WHERE person = ? AND until IS NULL "
      "GROUP BY role ORDER BY role",
      "s", info->id);

  while (query != NULL && slip_query_next (query, NULL))
    {
      SlipGrantInfo *grant = g_new0 (SlipGrantInfo, 1);

      grant->role = g_strdup (slip_query_text (query, 0));
      grant->since_ms = slip_query_int (query, 1);
      g_ptr_array_add (info->grants, grant);
    }
}

static void
add_deputies (SlipDatabase *db, SlipPersonInfo *info)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      db, NULL,
      "SELECT d.role, d.person, coalesce (m.name, d.person), max (d.until) FROM deputy d "
      "LEFT JOIN member m ON m.person = d.person WHERE d.holder = ? AND d.until >= ? "
      "GROUP BY d.role, d.person ORDER BY d.role, d.person",
      "si", info->id, slip_now_ms ());

  while (query != NULL && slip_query_next (query, NULL))
    {
      SlipDeputyInfo *deputy = g_new0 (SlipDeputyInfo, 1);

      deputy->role = g_strdup (slip_query_text (query, 0));
      deputy->person = g_strdup (slip_query_text (query, 1));
      deputy->name = g_strdup (slip_query_text (query, 2));
      deputy->until_ms = slip_query_int (query, 3);
      g_ptr_array_add (info->deputies, deputy);
    }
}

static void
add_revocation (SlipDatabase *db, SlipPersonInfo *info)
{
  g_autofree char *hash = slip_database_get_text (
      db, NULL, "SELECT revocation FROM member WHERE person = ?", "s", info->id);
  g_autoptr (SlipStatement) statement = slip_people_statement (db, hash);

  if (hash == NULL || *hash == '\0')
    return;
  info->revoked = g_strdup (statement != NULL ? statement->revocation->reason : "");
  info->revoked_by = g_strdup (statement != NULL ? statement->name : NULL);
  info->revoked_ms = statement != NULL ? statement->time_ms : 0;
}

/* Of the keys that came with the newest admission (by the log: claimed times are whole seconds) that still stands:
 * what the person's own “info fingerprint” says. */
static char *
member_fingerprint (SlipDatabase *db, SlipMember *member)
{
  static const char *const purposes[] = { "device", "signing", "exchange" };
  g_autofree char *newest = slip_database_get_text (
      db, NULL,
      "SELECT k.admission FROM member_key k LEFT JOIN statement s ON s.hash = k.admission "
      "WHERE k.person = ? AND k.purpose = 'signing' "
      "ORDER BY k.revocation = '' DESC, s.clock DESC, k.admission LIMIT 1",
      "s", member->person);
  g_autoptr (SlipStatement) statement = slip_people_statement (db, newest);
  guint8 keys[3][SLIP_KEY_BYTES];

  if (statement != NULL && statement->admission != NULL)
    return slip_join_fingerprint (member->person, statement->admission->device,
                                  statement->admission->signing, statement->admission->exchange);
  for (guint i = 0; i < G_N_ELEMENTS (purposes); i++)
    {
      g_autofree char *key = slip_database_get_text (
          db, NULL, "SELECT key FROM member_key WHERE person = ? AND purpose = ? AND admission = ?",
          "sss", member->person, purposes[i], newest);

      if (key == NULL || !slip_key_from_hex (key, keys[i]))
        return g_strdup ("");
    }
  return slip_join_fingerprint (member->person, keys[0], keys[1], keys[2]);
}

static SlipPersonInfo *
info_of_member (SlipDatabase *db, SlipMember *member)
{
  SlipPersonInfo *info = person_info_new (member->person, member->name);

  add_revocation (db, info);
  add_deputies (db, info);
  if (info->revoked == NULL)
    add_grants (db, info);
  info->roles = info->revoked == NULL ? g_strdupv (member->roles) : g_new0 (char *, 1);
  info->fingerprint = member_fingerprint (db, member);
  info->devices = (guint) slip_database_get_int (
      db, 0,
      "SELECT count(*) FROM member_key WHERE person = ? AND purpose = 'device' AND revocation = ''",
      "s", member->person);
  info->kept_apart = (guint) slip_database_get_int (
      db, 0,
      "SELECT count(*) FROM op o JOIN frame f ON f.replica = o.replica AND f.seq = o.seq AND "
      "f.fork = 0 JOIN member_key k ON k.key = f.device AND k.purpose = 'device' "
      "WHERE o.counts = 0 AND k.person = ?",
      "s", member->person);
  return info;
}

/* Another one who shows the same invitation: one of both has it from somebody. */
static char *
find_double (GPtrArray *pending, const SlipPending *waiting)
{
  for (guint i = 0; i < pending->len; i++)
    {
      const SlipPending *other = g_ptr_array_index (pending, i);

      if (other != waiting && !g_str_equal (other->join->person, waiting->join->person) &&
          memcmp (other->join->token, waiting->join->token, SLIP_KEY_BYTES) == 0)
        return g_strdup_printf (
            _ ("shows the same invitation as “%s”; admit only whose fingerprint "
               "you compared"),
            other->join->name);
    }
  return NULL;
}

static SlipPersonInfo *
info_of_pending (SlipDatabase *db, GPtrArray *pending, const SlipPending *waiting)
{
  SlipPersonInfo *info = person_info_new (waiting->join->person, waiting->join->name);

  info->roles = g_new0 (char *, 1);
  info->fingerprint = g_strdup (waiting->fingerprint);
  info->pending = TRUE;
  info->asks = slip_people_asks (db, waiting);
  info->note = find_double (pending, waiting);
  if (info->note == NULL &&
      slip_database_get_int (db, 0, "SELECT 1 FROM member WHERE person = ? AND revocation <> ''",
                             "s", info->id) == 1)
    info->note = g_strdup (_ ("was revoked; whoever admits the request takes the person back"));
  return info;
}

/* Who came too late with an invitation that somebody else has used: can't be admitted, but the administrator should
 * know. */
static gboolean
add_refused (SlipDatabase *db, GPtrArray *list, GError **error)
{
  g_autoptr (GPtrArray) frames = slip_strangers_list (db, error);

  if (frames == NULL)
    return FALSE;
  for (guint i = 0; i < frames->len; i++)
    {
      SlipFrame *frame = g_ptr_array_index (frames, i);
      g_autoptr (GError) local_error = NULL;
      g_autoptr (SlipPending) request = slip_roster_check_join (db, frame, &local_error);
      g_autoptr (SlipJoin) join = NULL;
      SlipPersonInfo *info;

      if (!g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED) ||
          (join = slip_join_read (g_ptr_array_index (frame->ops, 0), &frame->workspace, NULL)) ==
              NULL)
        continue;
      info = person_info_new (join->person, join->name);
      info->roles = g_new0 (char *, 1);
      info->fingerprint =
          slip_join_fingerprint (join->person, join->device, join->signing, join->exchange);
      info->pending = TRUE;
      info->refused = TRUE;
      info->note = g_strdup (local_error->message);
      g_ptr_array_add (list, info);
    }
  return TRUE;
}

void
slip_people_add_refused (SlipDatabase *db, GPtrArray *lines)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_person_info_free);

  add_refused (db, list, NULL);
  for (guint i = 0; i < list->len; i++)
    {
      SlipPersonInfo *info = g_ptr_array_index (list, i);

      g_ptr_array_add (lines, g_strdup_printf (_ ("the request of %s can't be admitted: %s"),
                                               info->name, info->note));
    }
}

GPtrArray *
slip_workspace_list_members (SlipWorkspace *self, GError **error)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_person_info_free);
  g_autofree char *me = slip_meta_get (slip_workspace_reader (self), SLIP_META_PERSON);
  g_autoptr (GPtrArray) members = slip_roster_members (slip_workspace_reader (self), error);
  g_autoptr (GPtrArray) pending = NULL;

  if (members == NULL ||
      (pending = slip_roster_pending (slip_workspace_reader (self), error)) == NULL)
    return NULL;
  for (guint i = 0; i < members->len; i++)
    {
      SlipPersonInfo *info =
          info_of_member (slip_workspace_reader (self), g_ptr_array_index (members, i));

      info->is_self = g_str_equal (info->id, me);
      g_ptr_array_add (list, info);
    }
  for (guint i = 0; i < pending->len; i++)
    g_ptr_array_add (list, info_of_pending (slip_workspace_reader (self), pending,
                                            g_ptr_array_index (pending, i)));
  return add_refused (slip_workspace_reader (self), list, error) ? g_steal_pointer (&list) : NULL;
}

/* == devices == */

void
slip_device_info_free (SlipDeviceInfo *info)
{
  g_free (info->key);
  g_free (info->person);
  g_free (info->name);
  g_strfreev (info->replicas);
  g_free (info->revoked);
  g_free (info);
}

/* A person who is revoked has no device that counts. */
static char *
device_revocation (SlipDatabase *db, const char *key)
{
  g_autofree char *hash = slip_people_revocation (db, key);
  g_autoptr (SlipStatement) statement = slip_people_statement (db, hash);

  if (hash == NULL || *hash == '\0')
    return NULL;
  return g_strdup (statement != NULL ? statement->revocation->reason : "");
}

static GStrv
device_replicas (SlipDatabase *db, const char *key)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (SlipQuery) query = slip_database_query (
      db, NULL, "SELECT DISTINCT replica FROM frame WHERE device = ? ORDER BY replica", "s", key);

  while (query != NULL && slip_query_next (query, NULL))
    g_strv_builder_add (builder, slip_query_text (query, 0));
  return g_strv_builder_end (builder);
}

static void
fill_device (SlipDatabase *db, SlipDeviceInfo *info, const char *admission)
{
  g_autoptr (SlipStatement) statement = slip_people_statement (db, admission);

  info->replicas = device_replicas (db, info->key);
  info->revoked = device_revocation (db, info->key);
  if (statement != NULL)
    info->since_ms = statement->time_ms;
  else
    {
      g_autofree char *text = slip_meta_get (db, SLIP_META_GENESIS);
      g_autoptr (SlipGenesis) genesis = slip_genesis_parse_text (text, NULL);

      info->since_ms = genesis != NULL ? genesis->time_ms : 0;
    }
  for (guint i = 0; info->replicas[i] != NULL; i++)
    {
      gint64 last = slip_database_get_int (db, 0, "SELECT max (clock) FROM frame WHERE replica = ?",
                                           "s", info->replicas[i]);

      info->seen_ms = MAX (info->seen_ms, slip_clock_ms (last));
      info->kept_apart += slip_people_count_kept_apart (db, info->replicas[i]);
    }
}

GPtrArray *
slip_workspace_list_devices (SlipWorkspace *self, const char *person, GError **error)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_device_info_free);
  g_autofree char *own = slip_key_to_hex (self->device->public);
  g_autofree char *id = NULL;
  g_autoptr (GPtrArray) admissions = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipQuery) query = NULL;

  if (person != NULL &&
      (id = slip_person_resolve (slip_workspace_reader (self), person, error)) == NULL)
    return NULL;
  query = slip_database_query (
      slip_workspace_reader (self), error,
      "SELECT k.key, k.person, m.name, k.admission FROM member_key k JOIN member m ON m.person = "
      "k.person WHERE k.purpose = 'device' AND (?1 IS NULL OR k.person = ?1) "
      "ORDER BY m.name, k.person, k.admission = m.admission DESC, k.key",
      "s", id);
  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &local_error))
    {
      SlipDeviceInfo *info = g_new0 (SlipDeviceInfo, 1);

      info->key = g_strdup (slip_query_text (query, 0));
      info->person = g_strdup (slip_query_text (query, 1));
      info->name = g_strdup (slip_query_text (query, 2));
      info->is_self = g_str_equal (info->key, own);
      g_ptr_array_add (list, info);
      g_ptr_array_add (admissions, g_strdup (slip_query_text (query, 3)));
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  for (guint i = 0; i < list->len; i++)
    fill_device (slip_workspace_reader (self), g_ptr_array_index (list, i),
                 g_ptr_array_index (admissions, i));
  return g_steal_pointer (&list);
}

/* == which person == */

char *
slip_person_resolve (SlipDatabase *db, const char *text, GError **error)
{
  g_autofree char *name = g_strstrip (g_strdup (text));
  g_autoptr (SlipQuery) query = NULL;
  g_autoptr (GError) local_error = NULL;
  char *found = NULL;

  query = slip_database_query (db, error,
                               "SELECT person FROM member WHERE person = ?1 OR name = ?1 OR "
                               "(length (?1) >= 4 AND substr (person, 1, length (?1)) = ?1) "
                               "ORDER BY person = ?1 DESC LIMIT 2",
                               "s", name);
  if (query == NULL)
    return NULL;
  if (slip_query_next (query, &local_error))
    {
      found = g_strdup (slip_query_text (query, 0));
      /* A whole id names one person, whatever others are called. */
      if (g_str_equal (found, name) || !slip_query_next (query, &local_error))
        {
          if (local_error == NULL)
            return found;
        }
      else
        g_set_error (&local_error, SLIP_ERROR, SLIP_ERROR_AMBIGUOUS,
                     _ ("“%s” fits more than one member; type more of the id"), name);
      g_free (found);
    }
  else if (local_error == NULL)
    g_set_error (&local_error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                 _ ("there is no member “%s”; “slipwayctl member list” lists them"), name);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}
