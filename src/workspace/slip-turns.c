/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* For me: what was found out about each release stays in the database until the release changes (the fold throws it away in
 * the same transaction) or something of it ends by itself. So a question over a thousand releases is a look at an index. */

#define G_LOG_DOMAIN "slipway"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-error.h"
#include "forms/slip-form.h"
#include "process/slip-roles.h"
#include "store/slip-values.h"
#include "trust/slip-roster.h"
#include "workspace/slip-turns-private.h"
#include "workspace/slip-workspace-private.h"

static const struct
{
  const char *name;
} kinds[SLIP_N_TURNS] = {
  [SLIP_TURN_DECIDE_AGAIN] = { "decide-again" },
  [SLIP_TURN_ANSWER] = { "answer" },
  [SLIP_TURN_CLOSE] = { "close" },
  [SLIP_TURN_REPLY] = { "reply" },
  [SLIP_TURN_REWORK] = { "rework" },
  [SLIP_TURN_SIGN] = { "sign" },
  [SLIP_TURN_DECIDE] = { "decide" },
  [SLIP_TURN_MEND] = { "mend" },
  [SLIP_TURN_MAKE_UP] = { "make-up" },
  [SLIP_TURN_WAIVER] = { "waiver" },
  [SLIP_TURN_WRITE] = { "write" },
  [SLIP_TURN_PROPOSALS] = { "proposals" },
  [SLIP_TURN_AMENDED] = { "amended" },
};

const char *
slip_turn_kind_name (SlipTurnKind kind)
{
  return kinds[kind].name;
}

void
slip_turn_free (SlipTurn *turn)
{
  g_free (turn->release);
  g_free (turn->release_title);
  g_free (turn->record);
  g_free (turn->form);
  g_free (turn->slot);
  g_free (turn->thread);
  g_free (turn->role);
  g_free (turn->number);
  g_free (turn->title);
  g_free (turn->why);
  g_free (turn);
}

/* == keeping == */

/* A release whose turns are to be found, and what was found. */
typedef struct
{
  char *release;
  gint64 stamp;
  gint64 good_until;
  GPtrArray *turns; /* nullable: not found */
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

static gboolean
keep_turn (SlipDatabase *db, guint n, const SlipFoundTurn *turn, GError **error)
{
  return slip_database_run (db, error,
                            "INSERT INTO turn (release, n, kind, role, person, record, form, slot, "
                            "detail, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                            "siissssssi", turn->release, (gint64) n, (gint64) turn->kind,
                            turn->role, turn->person, turn->record, turn->form, turn->slot,
                            turn->detail, turn->due_ms);
}

static gboolean
keep_turns (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  GPtrArray *list = data;

  for (guint i = 0; i < list->len; i++)
    {
      const Fresh *fresh = g_ptr_array_index (list, i);

      if (fresh->turns == NULL ||
          slip_database_get_int (db, 0,
                                 "SELECT count (*) FROM standing WHERE release = ? AND stamp = ?",
                                 "si", fresh->release, fresh->stamp) == 0)
        continue;
      /* What lacks a definition or a content is looked at again once it comes. */
      if (!slip_database_run (db, error,
                              "UPDATE standing SET good_until = ?, whole = NOT EXISTS (SELECT 1 "
                              "FROM blob_want WHERE size < 0) WHERE release = ?",
                              "is", fresh->good_until, fresh->release) ||
          !slip_database_run (db, error, "DELETE FROM turn WHERE release = ?", "s", fresh->release))
        return FALSE;
      for (guint j = 0; j < fresh->turns->len; j++)
        if (!keep_turn (db, j, g_ptr_array_index (fresh->turns, j), error))
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

/* (transfer full): those that were found just now, for who can't keep them. */
static GPtrArray *
refresh (SlipWorkspace *self, SlipDatabase *db, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) list = list_unknown (db, now, error);
  gboolean keeps = self->worker != NULL;

  if (list == NULL ||
      (keeps && list->len > 0 && !slip_workspace_edit (self, put_stamps, list, error)))
    return NULL;
  for (guint i = 0; i < list->len; i++)
    if (!find_one (db, g_ptr_array_index (list, i), now, error))
      return NULL;
  if (keeps && list->len > 0 && !slip_workspace_edit (self, keep_turns, list, error))
    return NULL;
  return g_steal_pointer (&list);
}

/* == asking == */

typedef struct
{
  SlipWorkspace *self;
  SlipDatabase *db;
  char *person;
  GStrv roles; /* that the person signs in now */
  gint64 now;
  GPtrArray *turns;   /* element-type SlipFoundTurn */
  GHashTable *seen;   /* what is the same for several roles of one person */
  GHashTable *titles; /* of releases and forms: many turns are of one */
} Asking;

static GStrv
list_roles (SlipDatabase *db, const char *person, gint64 now)
{
  const char *const *all = slip_roles_all ();
  g_autoptr (GStrvBuilder) roles = g_strv_builder_new ();

  for (gsize i = 0; all[i] != NULL; i++)
    if (slip_role_signs (all[i]) && slip_roster_may_sign (db, person, all[i], now, NULL))
      g_strv_builder_add (roles, all[i]);
  return g_strv_builder_end (roles);
}

static void
take (Asking *asking, SlipFoundTurn *turn)
{
  g_autofree char *key = g_strdup_printf ("%s %d %s %s %s", turn->release, (int) turn->kind,
                                          turn->record, turn->form, turn->slot);

  if (g_hash_table_add (asking->seen, g_steal_pointer (&key)))
    g_ptr_array_add (asking->turns, turn);
  else
    slip_found_turn_free (turn);
}

/* One look at all that is kept. What is the same for several roles stands side by side. */
static gboolean
take_kept (Asking *asking, GError **error)
{
  g_autoptr (GString) sql = g_string_new (
      "SELECT t.release, t.kind, t.role, t.person, t.record, t.form, t.slot, t.detail, t.due FROM "
      "standing s JOIN turn t ON t.release = s.release WHERE s.good_until > ? AND (t.person = ?");
  g_autoptr (SlipQuery) query = NULL;
  g_autoptr (GError) failure = NULL;
  const SlipFoundTurn *last = NULL;

  /* Ids of roles, out of a list in the program. */
  for (gsize i = 0; asking->roles[i] != NULL; i++)
    g_string_append_printf (sql, "%s'%s'%s", i == 0 ? " OR t.role IN (" : ", ", asking->roles[i],
                            asking->roles[i + 1] == NULL ? ")" : "");
  g_string_append (sql, ") ORDER BY t.release, t.n");
  query = slip_database_query (asking->db, error, sql->str, "is", asking->now, asking->person);
  while (query != NULL && slip_query_next (query, &failure))
    {
      SlipFoundTurn *turn;

      if (last != NULL && (guint) last->kind == (guint) slip_query_int (query, 1) &&
          g_str_equal (last->release, slip_query_text (query, 0)) &&
          g_str_equal (last->record, slip_query_text (query, 4)) &&
          g_str_equal (last->form, slip_query_text (query, 5)) &&
          g_str_equal (last->slot, slip_query_text (query, 6)))
        continue;
      turn = g_new0 (SlipFoundTurn, 1);
      turn->release = g_strdup (slip_query_text (query, 0));
      turn->kind = MIN ((guint) slip_query_int (query, 1), SLIP_N_TURNS - 1);
      turn->role = g_strdup (slip_query_text (query, 2));
      turn->person = g_strdup (slip_query_text (query, 3));
      turn->record = g_strdup (slip_query_text (query, 4));
      turn->form = g_strdup (slip_query_text (query, 5));
      turn->slot = g_strdup (slip_query_text (query, 6));
      turn->detail = g_strdup (slip_query_text (query, 7));
      turn->due_ms = slip_query_int (query, 8);
      g_ptr_array_add (asking->turns, turn);
      last = turn;
    }
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return query != NULL && failure == NULL;
}

/* Without a place to keep them: those that were found just now. */
static void
take_found (Asking *asking, GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++)
    {
      Fresh *fresh = g_ptr_array_index (list, i);

      while (fresh->turns->len > 0)
        {
          SlipFoundTurn *turn = g_ptr_array_steal_index (fresh->turns, 0);

          if ((*turn->role != '\0' &&
               g_strv_contains ((const char *const *) asking->roles, turn->role)) ||
              g_strcmp0 (turn->person, asking->person) == 0)
            take (asking, turn);
          else
            slip_found_turn_free (turn);
        }
    }
}

static gboolean
is_overdue (const SlipFoundTurn *turn, gint64 now)
{
  return turn->due_ms != 0 && turn->due_ms < now;
}

/* What is overdue, then by kind, then what is due sooner, then by what it is about, so that the list stays as it is. */
static int
compare_turns (gconstpointer a, gconstpointer b, gpointer data)
{
  const SlipFoundTurn *x = *(SlipFoundTurn *const *) a;
  const SlipFoundTurn *y = *(SlipFoundTurn *const *) b;
  gint64 now = *(gint64 *) data;
  gint64 x_due = x->due_ms != 0 ? x->due_ms : G_MAXINT64;
  gint64 y_due = y->due_ms != 0 ? y->due_ms : G_MAXINT64;
  int order;

  if (is_overdue (x, now) != is_overdue (y, now))
    return is_overdue (x, now) ? -1 : 1;
  if (x->kind != y->kind)
    return x->kind < y->kind ? -1 : 1;
  if (x_due != y_due)
    return x_due < y_due ? -1 : 1;
  order = strcmp (x->release, y->release);
  order = order != 0 ? order : strcmp (x->form, y->form);
  order = order != 0 ? order : strcmp (x->record, y->record);
  return order != 0 ? order : strcmp (x->slot, y->slot);
}

/* == words == */

static char *
form_title (SlipDatabase *db, const char *id)
{
  g_autofree char *digest = slip_forms_in_force (db, id, NULL);
  g_autoptr (SlipForm) form = digest != NULL ? slip_forms_get (db, digest, NULL) : NULL;

  return g_strdup (form != NULL ? slip_form_get_title (form) : id);
}

static char *
say_reason (SlipDatabase *db, const SlipFoundTurn *turn)
{
  const SlipGoReason reason = { *turn->form != '\0' ? turn->form : NULL, turn->detail };
  g_autofree char *title = reason.form != NULL ? form_title (db, reason.form) : NULL;

  return slip_go_reason_say (&reason, title);
}

static char *
say_why (SlipDatabase *db, const SlipFoundTurn *turn)
{
  g_autofree char *reason = NULL;
  guint n = (guint) g_ascii_strtoull (turn->detail, NULL, 10);

  switch (turn->kind)
    {
    case SLIP_TURN_DECIDE_AGAIN:
      reason = say_reason (db, turn);
      return g_strdup_printf (_ ("The Go doesn't hold any more. %s"), reason);
    case SLIP_TURN_ANSWER:
      return g_strdup_printf (_ ("What you objected to was changed: “%s”."),
                              slip_form_text (turn->detail));
    case SLIP_TURN_CLOSE:
      return g_strdup_printf (_ ("There is an answer: look whether that settles it. %s"),
                              turn->detail);
    case SLIP_TURN_REPLY:
      return g_strdup_printf (_ ("It waits for an answer. %s"), turn->detail);
    case SLIP_TURN_REWORK:
      return g_strdup_printf (_ ("It needs an answer. %s"), turn->detail);
    case SLIP_TURN_SIGN:
      return g_strdup_printf (_ ("All before you have signed; yours is: “%s”."),
                              slip_form_text (turn->detail));
    case SLIP_TURN_DECIDE:
      return g_strdup (g_str_equal (turn->detail, "go")
                           ? _ ("The gate lets it: decide about Go.")
                           : _ ("The gate lets it with conditions: decide about Go."));
    case SLIP_TURN_MEND:
      return g_strdup_printf (
          ngettext (
              "The stages before are over, and %u criterion isn't met: have it mended, waive "
              "it, or defer.",
              "The stages before are over, and %u criteria aren't met: have them mended, waive "
              "them, or defer.",
              n),
          n);
    case SLIP_TURN_MAKE_UP:
      return g_strdup_printf (
          ngettext (
              "The window is over, and the approval afterwards is due: %u thing is missing.",
              "The window is over, and the approval afterwards is due: %u things are missing.", n),
          n);
    case SLIP_TURN_WAIVER:
      return g_strdup_printf (_ ("The waiver of “%s” that you answer for ends."),
                              slip_process_text (turn->detail));
    case SLIP_TURN_WRITE:
      if (*turn->record == '\0')
        return g_strdup (_ ("The stage is open, and there is none yet."));
      return n > 0
                 ? g_strdup_printf (ngettext ("%u thing is missing before it can be signed.",
                                              "%u things are missing before it can be signed.", n),
                                    n)
                 : g_strdup (_ ("It isn't ready to be signed."));
    case SLIP_TURN_PROPOSALS:
      return g_strdup_printf (
          ngettext ("%u proposal waits for an answer.", "%u proposals wait for an answer.", n), n);
    case SLIP_TURN_AMENDED:
    default:
      return g_strdup (_ ("It was changed after the approval; start a revision or take it back."));
    }
}

static const char *
title_of (Asking *asking, const char *id, char *(*find) (SlipDatabase *db, const char *id))
{
  char *title = g_hash_table_lookup (asking->titles, id);

  if (title == NULL)
    {
      title = find (asking->db, id);
      g_hash_table_insert (asking->titles, g_strdup (id), title);
    }
  return title;
}

static SlipTurn *
describe (Asking *asking, const SlipFoundTurn *found)
{
  SlipTurn *turn = g_new0 (SlipTurn, 1);

  turn->kind = found->kind;
  turn->release = g_strdup (found->release);
  turn->release_title = g_strdup (title_of (asking, found->release, slip_record_title));
  turn->record = *found->record != '\0' ? g_strdup (found->record) : NULL;
  turn->form = *found->form != '\0' ? g_strdup (found->form) : NULL;
  if (found->kind == SLIP_TURN_CLOSE || found->kind == SLIP_TURN_REPLY)
    turn->thread = g_strdup (found->slot);
  else
    turn->slot = *found->slot != '\0' ? g_strdup (found->slot) : NULL;
  turn->role = *found->role != '\0' ? g_strdup (found->role) : NULL;
  if (turn->record != NULL)
    {
      turn->number = slip_database_get_text (
          asking->db, NULL, "SELECT number FROM record WHERE id = ?", "s", found->record);
      turn->title = slip_record_title (asking->db, found->record);
    }
  else if (turn->form != NULL && found->kind != SLIP_TURN_DECIDE_AGAIN)
    turn->title = g_strdup (title_of (asking, found->form, form_title));
  else
    turn->title = g_strdup (turn->release_title);
  turn->why = say_why (asking->db, found);
  turn->due_ms = found->due_ms;
  turn->overdue = is_overdue (found, asking->now);
  return turn;
}

/* (transfer full): the first @limit of what waits, all of one moment. */
static GPtrArray *
list_turns (Asking *asking, GPtrArray *found, guint limit, GError **error)
{
  GPtrArray *list;

  if (asking->self->worker == NULL)
    take_found (asking, found);
  else if (!take_kept (asking, error))
    return NULL;
  g_ptr_array_sort_with_data (asking->turns, compare_turns, &asking->now);
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_turn_free);
  for (guint i = 0; i < asking->turns->len && (limit == 0 || i < limit); i++)
    g_ptr_array_add (list, describe (asking, g_ptr_array_index (asking->turns, i)));
  return list;
}

GPtrArray *
slip_workspace_for_me (SlipWorkspace *self, guint limit, guint *total, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autofree char *person = NULL;
  g_auto (GStrv) roles = NULL;
  g_autoptr (GPtrArray) turns =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_found_turn_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gint64 now = slip_now_ms ();
  g_autoptr (GPtrArray) found = NULL;
  GPtrArray *list;

  if (!slip_workspace_can_read (self, error) || (found = refresh (self, db, now, error)) == NULL ||
      !slip_database_begin (db, error))
    return NULL;
  person = slip_meta_get (db, SLIP_META_PERSON);
  roles = list_roles (db, person, now);
  {
    Asking asking = { self, db, person, roles, now, turns, seen, titles };

    list = list_turns (&asking, found, limit, error);
  }
  slip_database_rollback (db);
  if (list != NULL && total != NULL)
    *total = turns->len;
  return list;
}
