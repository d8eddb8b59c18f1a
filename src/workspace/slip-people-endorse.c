/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What waits apart because it was done after a revocation, and how honest work among it is taken in. */

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "store/slip-log.h"
#include "workspace/slip-people-private.h"

/* == kept apart == */

guint
slip_people_count_kept_apart (SlipDatabase *db, const char *replica)
{
  return (guint) slip_database_get_int (
      db, 0, "SELECT count(*) FROM op WHERE counts = 0 AND (?1 IS NULL OR replica = ?1)", "s",
      replica);
}

void
slip_people_add_kept_apart (SlipDatabase *db, GPtrArray *lines)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      db, NULL,
      "SELECT o.replica, count(*), k.person, m.name, m.revocation <> '' FROM op o "
      "JOIN frame f ON f.replica = o.replica AND f.seq = o.seq AND f.fork = 0 "
      "LEFT JOIN member_key k ON k.key = f.device AND k.purpose = 'device' "
      "LEFT JOIN member m ON m.person = k.person "
      "WHERE o.counts = 0 GROUP BY o.replica ORDER BY m.name, o.replica",
      "");

  while (query != NULL && slip_query_next (query, NULL))
    {
      guint n = (guint) slip_query_int (query, 1);
      const char *name = slip_query_text (query, 3);

      if (name == NULL)
        name = _ ("somebody unknown");
      g_ptr_array_add (
          lines,
          slip_query_int (query, 4)
              ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                              "%u change by %s after the person was revoked waits; "
                                              "“slipwayctl endorse %s” takes it in",
                                              "%u changes by %s after the person was revoked wait; "
                                              "“slipwayctl endorse %s” takes them in",
                                              n),
                                 n, name, slip_query_text (query, 0))
              : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                              "%u change by %s after the device was revoked waits; "
                                              "“slipwayctl endorse %s” takes it in",
                                              "%u changes by %s after the device was revoked wait; "
                                              "“slipwayctl endorse %s” takes them in",
                                              n),
                                 n, name, slip_query_text (query, 0)));
    }
}

/* == endorsing == */

typedef struct
{
  const char *id;
  const char *reason;
  guint n;
} Endorse;

/* The first column of all rows. */
static GPtrArray *
read_column (SlipDatabase *db, const char *sql, const char *text, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (db, error, sql, "s", text);

  if (query == NULL)
    return NULL;
  while (slip_query_next (query, &local_error))
    g_ptr_array_add (list, g_strdup (slip_query_text (query, 0)));
  if (local_error == NULL)
    return g_steal_pointer (&list);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

/* Replicas with frames that wait: the one that @id begins, those of the device that it begins, those of the person. */
static GPtrArray *
find_replicas (SlipDatabase *db, const char *id, GError **error)
{
  static const char *const queries[] = {
    "SELECT DISTINCT replica FROM frame WHERE counts = 0 AND fork = 0 AND length (?1) >= 4 AND "
    "substr (replica, 1, length (?1)) = ?1 ORDER BY replica",
    "SELECT DISTINCT replica FROM frame WHERE counts = 0 AND fork = 0 AND length (?1) >= 4 AND "
    "substr (device, 1, length (?1)) = ?1 ORDER BY replica",
    "SELECT DISTINCT f.replica FROM frame f JOIN member_key k ON k.key = f.device AND k.purpose = "
    "'device' WHERE f.counts = 0 AND f.fork = 0 AND k.person = ?1 ORDER BY f.replica",
  };
  g_autofree char *person = slip_person_resolve (db, id, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      gboolean of_person = i == G_N_ELEMENTS (queries) - 1;
      g_autoptr (GPtrArray) found =
          read_column (db, queries[i], of_person ? (person != NULL ? person : "") : id, error);

      if (found == NULL || found->len > 0)
        return g_steal_pointer (&found);
    }
  return g_ptr_array_new_with_free_func (g_free);
}

static gboolean
endorse_sign_off (SlipStating *stating, Endorse *args, GError **error)
{
  g_autoptr (GPtrArray) found = read_column (
      stating->db,
      "SELECT DISTINCT hash FROM statement WHERE record <> '' AND length (?1) >= 4 AND "
      "substr (hash, 1, length (?1)) = ?1",
      args->id, error);

  if (found == NULL)
    return FALSE;
  if (found->len > 1)
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_AMBIGUOUS,
                   _ ("“%s” fits more than one signature; type more of the hash"), args->id);
      return FALSE;
    }
  if (found->len == 0)
    {
      g_autofree char *person = slip_person_resolve (stating->db, args->id, NULL);

      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND,
                   person != NULL
                       ? _ ("nothing of “%s” waits to be endorsed")
                       : _ ("there is no replica, device, member or signature “%s” of which "
                            "something waits; “slipwayctl device list” shows what does"),
                   args->id);
      return FALSE;
    }
  return slip_people_issue (stating,
                            slip_roster_endorse_sign_off (stating->db, g_ptr_array_index (found, 0),
                                                          args->reason, stating->me, stating->key,
                                                          error),
                            error);
}

static gboolean
endorse (SlipStating *stating, gpointer data, GError **error)
{
  Endorse *args = data;
  g_autoptr (GPtrArray) replicas = find_replicas (stating->db, args->id, error);

  if (replicas == NULL)
    return FALSE;
  if (replicas->len == 0)
    return endorse_sign_off (stating, args, error);
  for (guint i = 0; i < replicas->len; i++)
    {
      const char *replica = g_ptr_array_index (replicas, i);

      args->n += slip_people_count_kept_apart (stating->db, replica);
      if (!slip_people_issue (stating,
                              slip_roster_endorse_frames (stating->db, replica, args->reason,
                                                          stating->me, stating->key, error),
                              error))
        return FALSE;
    }
  return TRUE;
}

gboolean
slip_workspace_endorse (SlipWorkspace *self, const char *id, const char *reason,
                        const char *passphrase, guint *n, GError **error)
{
  g_autofree char *text = slip_people_clean_reason (reason, FALSE, error);
  Endorse args = { id, text, 0 };

  if (text == NULL || !slip_people_state (self, endorse, &args, passphrase, NULL, error))
    return FALSE;
  if (n != NULL)
    *n = args.n;
  return TRUE;
}
