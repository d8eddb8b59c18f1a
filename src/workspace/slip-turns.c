/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* For me: what waits for a person, and how it is said. */

#include <glib/gi18n-lib.h>
#include <string.h>

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
  [SLIP_TURN_REPLAN] = { "replan" },
  [SLIP_TURN_SIGN] = { "sign" },
  [SLIP_TURN_DECIDE] = { "decide" },
  [SLIP_TURN_MEND] = { "mend" },
  [SLIP_TURN_MAKE_UP] = { "make-up" },
  [SLIP_TURN_WAIVER] = { "waiver" },
  [SLIP_TURN_ATTEMPT] = { "attempt" },
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

/* == asking == */

typedef struct
{
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

/* Whether what is kept of it counts at this moment: another program may have changed the release, or kept it. */
static gboolean
is_kept (Asking *asking, const char *release)
{
  return slip_database_get_int (
             asking->db, 0, "SELECT count(*) FROM standing WHERE release = ? AND good_until > ?",
             "si", release, asking->now) > 0;
}

static gboolean
is_for (Asking *asking, const SlipFoundTurn *turn)
{
  return (*turn->role != '\0' &&
          g_strv_contains ((const char *const *) asking->roles, turn->role)) ||
         g_strcmp0 (turn->person, asking->person) == 0;
}

/* Takes what was found just now of releases of which nothing that counts is kept. */
static void
take_found (Asking *asking, GPtrArray *turns)
{
  while (turns->len > 0)
    {
      SlipFoundTurn *turn = g_ptr_array_steal_index (turns, 0);

      if (is_for (asking, turn))
        take (asking, turn);
      else
        slip_found_turn_free (turn);
    }
}

static gboolean
is_overdue (const SlipFoundTurn *turn, gint64 now)
{
  return turn->due_ms != 0 && turn->due_ms < now;
}

/* What is overdue, then by kind, then what is due sooner, then by what it is about, so that the list stays as it is: as those
 * that are kept come. */
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
say_reason (SlipDatabase *db, const SlipFoundTurn *turn)
{
  const SlipGoReason reason = { *turn->form != '\0' ? turn->form : NULL, turn->detail };
  g_autofree char *title = reason.form != NULL ? slip_forms_title (db, reason.form) : NULL;

  return slip_go_reason_say (&reason, title);
}

/* What people call a document by its form. */
static char *
say_form (SlipDatabase *db, const char *record)
{
  g_autofree char *form =
      slip_database_get_text (db, NULL, "SELECT form FROM record WHERE id = ?", "s", record);

  return slip_forms_title (db, form != NULL ? form : "");
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
    case SLIP_TURN_REPLAN:
      reason = say_form (db, turn->slot);
      /* Translators: the title of a form, and who rejected the document: why */
      return g_strdup_printf (
          _ ("%s was rejected: mend it and have it tried again, or plan anew. %s"), reason,
          turn->detail);
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
    case SLIP_TURN_ATTEMPT:
      return g_strdup (_ ("It says how the last attempt ended, and there is a Go for another one: "
                          "record that in a revision."));
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
  else if (found->kind == SLIP_TURN_SIGN || found->kind == SLIP_TURN_ANSWER)
    turn->slot = g_strdup (found->slot);
  turn->role = *found->role != '\0' ? g_strdup (found->role) : NULL;
  if (turn->record != NULL)
    {
      turn->number = slip_database_get_text (
          asking->db, NULL, "SELECT number FROM record WHERE id = ?", "s", found->record);
      turn->title = slip_record_title (asking->db, found->record);
    }
  else if (turn->form != NULL && found->kind != SLIP_TURN_DECIDE_AGAIN)
    turn->title = g_strdup (title_of (asking, found->form, slip_forms_title));
  else
    turn->title = g_strdup (turn->release_title);
  turn->why = say_why (asking->db, found);
  turn->due_ms = found->due_ms;
  turn->overdue = is_overdue (found, asking->now);
  return turn;
}

/* (transfer full): the first @limit of what waits, all of one moment. */
static GPtrArray *
list_turns (Asking *asking, guint limit)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_turn_free);

  for (guint i = 0; i < asking->turns->len && (limit == 0 || i < limit); i++)
    g_ptr_array_add (list, describe (asking, g_ptr_array_index (asking->turns, i)));
  return list;
}

/* @found: what is kept of its releases by now is dropped. */
static gboolean
ask (Asking *asking, GHashTable *found, guint limit, guint *total, GError **error)
{
  GHashTableIter iter;
  gpointer release;
  gpointer turns;

  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, &release, NULL))
    if (is_kept (asking, release))
      g_hash_table_iter_remove (&iter);
  /* Only when all are kept does the index give them in order. */
  asking->turns =
      slip_turns_kept (asking->db, asking->person, (const char *const *) asking->roles, asking->now,
                       g_hash_table_size (found) == 0 ? limit : 0, total, error);
  if (asking->turns == NULL)
    return FALSE;
  if (g_hash_table_size (found) == 0)
    return TRUE;
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, NULL, &turns))
    take_found (asking, turns);
  g_ptr_array_sort_with_data (asking->turns, compare_turns, &asking->now);
  *total = asking->turns->len;
  return TRUE;
}

GPtrArray *
slip_workspace_for_me (SlipWorkspace *self, guint limit, guint *total, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autofree char *person = NULL;
  g_auto (GStrv) roles = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gint64 now = slip_now_ms ();
  g_autoptr (GHashTable) found = NULL;
  GPtrArray *list = NULL;
  guint n = 0;

  if (!slip_workspace_can_read (self, error) ||
      (found = slip_turns_refresh (self, db, now, error)) == NULL ||
      !slip_database_begin (db, error))
    return NULL;
  person = slip_meta_get (db, SLIP_META_PERSON);
  roles = list_roles (db, person, now);
  {
    Asking asking = { db, person, roles, now, NULL, seen, titles };

    if (ask (&asking, found, limit, &n, error))
      list = list_turns (&asking, limit);
    g_clear_pointer (&asking.turns, g_ptr_array_unref);
  }
  slip_database_rollback (db);
  if (list != NULL && total != NULL)
    *total = n;
  return list;
}
