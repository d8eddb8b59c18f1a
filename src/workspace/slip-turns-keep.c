/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What was found out about each release stays in the database until the release changes (the fold throws it away in the same
 * transaction) or something of it ends by itself. So a question over a thousand releases is a look at an index. */

#include "core/slip-error.h"
#include "process/slip-roles.h"
#include "workspace/slip-turns-private.h"
#include "workspace/slip-workspace-private.h"

/* A release whose turns are to be found, and what was found. */
typedef struct
{
  char *release;
  gint64 stamp;
  gint64 good_until;
  GPtrArray *turns;
} Fresh;

static void
fresh_free (gpointer data)
{
  Fresh *fresh = data;

  g_clear_pointer (&fresh->turns, g_ptr_array_unref);
  g_free (fresh->release);
  g_free (fresh);
}

static GPtrArray *
list_unknown (SlipDatabase *db, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (fresh_free);
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error,
      "SELECT r.id FROM record r LEFT JOIN standing s ON s.release = r.id WHERE r.kind = 'release' "
      "AND NOT r.dead AND (s.good_until IS NULL OR s.good_until <= ?)",
      "i", now);

  while (query != NULL && slip_query_next (query, &failure))
    {
      Fresh *fresh = g_new0 (Fresh, 1);

      fresh->release = g_strdup (slip_query_text (query, 0));
      g_ptr_array_add (list, fresh);
    }
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return query != NULL && failure == NULL ? g_steal_pointer (&list) : NULL;
}

/* Before they are read: whoever changes a release meanwhile takes its stamp away, and what was found isn't kept. */
static gboolean
put_stamps (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  GPtrArray *list = data;

  for (guint i = 0; i < list->len; i++)
    {
      Fresh *fresh = g_ptr_array_index (list, i);

      fresh->stamp = (gint64) (((guint64) g_random_int () << 31) ^ g_random_int ());
      if (!slip_database_run (db, error,
                              "INSERT OR REPLACE INTO standing (release, stamp, good_until, whole) "
                              "VALUES (?, ?, 0, 0)",
                              "si", fresh->release, fresh->stamp))
        return FALSE;
    }
  return TRUE;
}

/* What is the same for several roles is kept once, with all of them: so that it is counted, and put in order, by index. */
typedef struct
{
  const SlipFoundTurn *turn;
  gint64 bits;
  GString *roles;
} Kept;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_string_free (kept->roles, TRUE);
  g_free (kept);
}

static gint64
bit_of (const char *role)
{
  const char *const *all = slip_roles_all ();

  for (guint i = 0; all[i] != NULL; i++)
    if (g_str_equal (all[i], role))
      return G_GINT64_CONSTANT (1) << i;
  return 0;
}

static void
add_role (Kept *kept, const char *role)
{
  gint64 bit = bit_of (role);

  /* Nobody signs in a role that isn't there. */
  if (bit == 0 || (kept->bits & bit) != 0)
    return;
  kept->bits |= bit;
  g_string_append_printf (kept->roles, "%s%s", kept->roles->len > 0 ? " " : "", role);
}

static GPtrArray *
merge_roles (GPtrArray *turns)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (kept_free);
  g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < turns->len; i++)
    {
      const SlipFoundTurn *turn = g_ptr_array_index (turns, i);
      g_autofree char *key = g_strdup_printf ("%d %s %s %s %s", (int) turn->kind, turn->person,
                                              turn->record, turn->form, turn->slot);
      Kept *kept = g_hash_table_lookup (by_key, key);

      if (kept == NULL)
        {
          kept = g_new0 (Kept, 1);
          kept->turn = turn;
          kept->roles = g_string_new (NULL);
          g_ptr_array_add (list, kept);
          g_hash_table_insert (by_key, g_steal_pointer (&key), kept);
        }
      add_role (kept, turn->role);
    }
  return list;
}

static gboolean
keep_turn (SlipDatabase *db, guint n, const Kept *kept, GError **error)
{
  const SlipFoundTurn *turn = kept->turn;

  return slip_database_run (db, error,
                            "INSERT INTO turn (release, n, kind, bits, roles, person, record, "
                            "form, slot, detail, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                            "siiissssssi", turn->release, (gint64) n, (gint64) turn->kind,
                            kept->bits, kept->roles->str, turn->person, turn->record, turn->form,
                            turn->slot, turn->detail,
                            turn->due_ms != 0 ? turn->due_ms : G_MAXINT64);
}

static gboolean
keep_release (SlipDatabase *db, const Fresh *fresh, GError **error)
{
  g_autoptr (GPtrArray) list = merge_roles (fresh->turns);

  /* What lacks a definition or a content is looked at again once it comes. */
  if (!slip_database_run (db, error,
                          "UPDATE standing SET good_until = ?, whole = NOT EXISTS (SELECT 1 "
                          "FROM blob_want WHERE size < 0) WHERE release = ?",
                          "is", fresh->good_until, fresh->release) ||
      !slip_database_run (db, error, "DELETE FROM turn WHERE release = ?", "s", fresh->release))
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    if (!keep_turn (db, i, g_ptr_array_index (list, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
keep_turns (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  GPtrArray *list = data;

  for (guint i = 0; i < list->len; i++)
    {
      Fresh *fresh = g_ptr_array_index (list, i);

      if (slip_database_get_int (db, 0,
                                 "SELECT count(*) FROM standing WHERE release = ? AND stamp = ?",
                                 "si", fresh->release, fresh->stamp) == 0)
        continue;
      if (!keep_release (db, fresh, error))
        return FALSE;
    }
  return TRUE;
}

/* One that can't be read (its process has not arrived) has no turns; the others do. */
static gboolean
find_one (SlipDatabase *db, Fresh *fresh, gint64 now, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (!slip_database_begin (db, error))
    return FALSE;
  fresh->turns = slip_turns_find (db, fresh->release, now, &fresh->good_until, &failure);
  slip_database_rollback (db);
  if (fresh->turns != NULL)
    return TRUE;
  if (!g_error_matches (failure, SLIP_ERROR, SLIP_ERROR_NOT_FOUND) &&
      !g_error_matches (failure, SLIP_ERROR, SLIP_ERROR_INVALID))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  g_debug ("%s: %s", fresh->release, failure->message);
  fresh->turns = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_found_turn_free);
  fresh->good_until = G_MAXINT64;
  return TRUE;
}

GHashTable *
slip_turns_refresh (SlipWorkspace *self, SlipDatabase *db, gint64 now_ms, GError **error)
{
  g_autoptr (GPtrArray) list = list_unknown (db, now_ms, error);
  g_autoptr (GHashTable) found =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  gboolean keeps = self->worker != NULL && list != NULL && list->len > 0;

  if (list == NULL || (keeps && !slip_workspace_edit (self, put_stamps, list, error)))
    return NULL;
  for (guint i = 0; i < list->len; i++)
    if (!find_one (db, g_ptr_array_index (list, i), now_ms, error))
      return NULL;
  if (keeps && !slip_workspace_edit (self, keep_turns, list, error))
    return NULL;
  for (guint i = 0; i < list->len; i++)
    {
      Fresh *fresh = g_ptr_array_index (list, i);

      g_hash_table_insert (found, g_strdup (fresh->release), g_ptr_array_ref (fresh->turns));
    }
  return g_steal_pointer (&found);
}

/* == asking == */

/* The index has all of this: the rows themselves are read of those alone that are listed. */
#define ORDER(t)                                                                                   \
  " ORDER BY " t ".kind, " t ".due, " t ".release, " t ".form, " t ".record, " t ".slot, " t ".n"
#define WAITS " AND (u.bits & ?2 OR u.person = ?3) AND s.good_until > ?1"
#define LIST(when)                                                                                 \
  "SELECT t.release, t.kind, t.roles, t.person, t.record, t.form, t.slot, t.detail, t.due FROM "   \
  "(SELECT u.release, u.n FROM turn u INDEXED BY turn_urgency CROSS JOIN standing s ON s.release " \
  "= u.release WHERE u.due " when                                                                  \
  " ?1" WAITS ORDER ("u") " LIMIT ?4) m CROSS JOIN turn t ON "                                     \
                          "t.release = m.release AND t.n = m.n" ORDER ("t")

static gint64
bits_of (const char *const *roles)
{
  gint64 bits = 0;

  for (gsize i = 0; roles[i] != NULL; i++)
    bits |= bit_of (roles[i]);
  return bits;
}

/* The first of those that wait that is among the person's. */
static char *
pick_role (const char *waiting, const char *const *roles)
{
  g_auto (GStrv) list = g_strsplit (waiting, " ", -1);

  for (gsize i = 0; list[i] != NULL; i++)
    if (g_strv_contains (roles, list[i]))
      return g_strdup (list[i]);
  return g_strdup ("");
}

static SlipFoundTurn *
read_turn (SlipQuery *query, const char *const *roles)
{
  SlipFoundTurn *turn = g_new0 (SlipFoundTurn, 1);
  gint64 due = slip_query_int (query, 8);

  turn->release = g_strdup (slip_query_text (query, 0));
  turn->kind = MIN ((guint) slip_query_int (query, 1), SLIP_N_TURNS - 1);
  turn->role = pick_role (slip_query_text (query, 2), roles);
  turn->person = g_strdup (slip_query_text (query, 3));
  turn->record = g_strdup (slip_query_text (query, 4));
  turn->form = g_strdup (slip_query_text (query, 5));
  turn->slot = g_strdup (slip_query_text (query, 6));
  turn->detail = g_strdup (slip_query_text (query, 7));
  turn->due_ms = due != G_MAXINT64 ? due : 0;
  return turn;
}

static gboolean
list_some (SlipDatabase *db, const char *sql, const char *person, const char *const *roles,
           gint64 now, guint limit, GPtrArray *turns, GError **error)
{
  gint64 left = limit == 0 ? -1 : (gint64) limit - turns->len;
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipQuery) query =
      slip_database_query (db, error, sql, "iisi", now, bits_of (roles), person, left);

  while (query != NULL && slip_query_next (query, &failure))
    g_ptr_array_add (turns, read_turn (query, roles));
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return query != NULL && failure == NULL;
}

static gboolean
count_all (SlipDatabase *db, const char *person, const char *const *roles, gint64 now, guint *total,
           GError **error)
{
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error,
      "SELECT count(*) FROM standing s CROSS JOIN turn u INDEXED BY turn_whose ON u.release = "
      "s.release" WAITS,
      "iis", now, bits_of (roles), person);

  if (query == NULL || !slip_query_next (query, error))
    return FALSE;
  *total = (guint) slip_query_int (query, 0);
  return TRUE;
}

GPtrArray *
slip_turns_kept (SlipDatabase *db, const char *person, const char *const *roles, gint64 now_ms,
                 guint limit, guint *total, GError **error)
{
  g_autoptr (GPtrArray) turns =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_found_turn_free);

  /* What is overdue comes first, of whatever kind. */
  if (!list_some (db, LIST ("<"), person, roles, now_ms, limit, turns, error) ||
      ((limit == 0 || turns->len < limit) &&
       !list_some (db, LIST (">="), person, roles, now_ms, limit, turns, error)))
    return NULL;
  *total = turns->len;
  return limit == 0 || turns->len < limit || count_all (db, person, roles, now_ms, total, error)
             ? g_steal_pointer (&turns)
             : NULL;
}
