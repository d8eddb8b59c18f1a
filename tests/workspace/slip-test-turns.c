/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

#include "slip-test-turns.h"

#include <string.h>

#include "process/slip-roles.h"
#include "trust/slip-roster.h"
#include "workspace/slip-turns-private.h"

/* Who is in none of the lists. */
#define NOBODY "nobody"

static gboolean
is_same (const SlipFoundTurn *x, const SlipFoundTurn *y)
{
  return x->kind == y->kind && g_str_equal (x->release, y->release) &&
         g_str_equal (x->record, y->record) && g_str_equal (x->form, y->form) &&
         g_str_equal (x->slot, y->slot);
}

static gboolean
has_same (GPtrArray *list, const SlipFoundTurn *turn)
{
  for (guint i = 0; i < list->len; i++)
    if (is_same (g_ptr_array_index (list, i), turn))
      return TRUE;
  return FALSE;
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const SlipFoundTurn *x = *(SlipFoundTurn *const *) a;
  const SlipFoundTurn *y = *(SlipFoundTurn *const *) b;
  gint64 now = *(gint64 *) data;
  gint64 x_due = x->due_ms != 0 ? x->due_ms : G_MAXINT64;
  gint64 y_due = y->due_ms != 0 ? y->due_ms : G_MAXINT64;
  int order;

  if ((x_due < now) != (y_due < now))
    return x_due < now ? -1 : 1;
  if (x->kind != y->kind)
    return x->kind < y->kind ? -1 : 1;
  if (x_due != y_due)
    return x_due < y_due ? -1 : 1;
  order = strcmp (x->release, y->release);
  order = order != 0 ? order : strcmp (x->form, y->form);
  order = order != 0 ? order : strcmp (x->record, y->record);
  return order != 0 ? order : strcmp (x->slot, y->slot);
}

static void
find_in (SlipDatabase *db, const char *release, const char *person, GStrv roles, gint64 now,
         GPtrArray *list)
{
  gint64 good_until;
  g_autoptr (GPtrArray) all = slip_turns_find (db, release, now, &good_until, NULL);

  while (all != NULL && all->len > 0)
    {
      SlipFoundTurn *turn = g_ptr_array_steal_index (all, 0);
      gboolean waits = *turn->role != '\0'
                           ? g_strv_contains ((const char *const *) roles, turn->role)
                           : g_str_equal (turn->person, person);

      if (waits && !has_same (list, turn))
        g_ptr_array_add (list, turn);
      else
        slip_found_turn_free (turn);
    }
}

static GPtrArray *
find_all (SlipDatabase *db, const char *person, GStrv roles, gint64 now)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_found_turn_free);
  g_autoptr (SlipQuery) query = slip_database_query (
      db, NULL, "SELECT id FROM record WHERE kind = 'release' AND NOT dead ORDER BY id", "");

  while (slip_query_next (query, NULL))
    find_in (db, slip_query_text (query, 0), person, roles, now, list);
  g_ptr_array_sort_with_data (list, compare, &now);
  return list;
}

/* Returns how many there are. */
static guint
check_for (SlipDatabase *db, const char *person, GStrv roles, gint64 now)
{
  g_autoptr (GPtrArray) all = find_all (db, person, roles, now);
  GError *error = NULL;

  for (guint limit = 0; limit <= all->len + 1; limit++)
    {
      guint total = 0;
      g_autoptr (GPtrArray) kept =
          slip_turns_kept (db, person, (const char *const *) roles, now, limit, &total, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (total, ==, all->len);
      g_assert_cmpuint (kept->len, ==, limit == 0 ? all->len : MIN (limit, all->len));
      for (guint i = 0; i < kept->len; i++)
        {
          const SlipFoundTurn *turn = g_ptr_array_index (kept, i);
          const SlipFoundTurn *expected = g_ptr_array_index (all, i);

          g_assert_true (is_same (turn, expected));
          g_assert_cmpstr (turn->role, ==, expected->role);
          g_assert_cmpstr (turn->person, ==, expected->person);
          g_assert_cmpstr (turn->detail, ==, expected->detail);
          g_assert_cmpint (turn->due_ms, ==, expected->due_ms);
        }
    }
  return all->len;
}

static void
check_same (GPtrArray *list, GPtrArray *expected)
{
  g_assert_cmpuint (list->len, ==, expected->len);
  for (guint i = 0; i < list->len; i++)
    {
      const SlipTurn *turn = g_ptr_array_index (list, i);
      const SlipTurn *other = g_ptr_array_index (expected, i);

      g_assert_cmpint (turn->kind, ==, other->kind);
      g_assert_cmpstr (turn->release, ==, other->release);
      g_assert_cmpstr (turn->record, ==, other->record);
      g_assert_cmpstr (turn->role, ==, other->role);
      g_assert_cmpstr (turn->title, ==, other->title);
      g_assert_cmpstr (turn->why, ==, other->why);
      g_assert_cmpint (turn->overdue, ==, other->overdue);
    }
}

/* As where the folder can't be written to. */
static GPtrArray *
list_without_keeping (SlipWorkspace *workspace)
{
  SlipWorker *worker = g_steal_pointer (&workspace->worker);
  GError *error = NULL;
  GPtrArray *list = slip_workspace_for_me (workspace, 0, NULL, &error);

  g_assert_no_error (error);
  workspace->worker = worker;
  return list;
}

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

void
check_turns (SlipWorkspace *workspace)
{
  SlipDatabase *db = slip_workspace_reader (workspace);
  g_autoptr (GPtrArray) before = list_without_keeping (workspace);
  gint64 now = slip_now_ms ();
  GError *error = NULL;
  guint total = 0;
  g_autoptr (GPtrArray) turns = slip_workspace_for_me (workspace, 0, &total, &error);
  g_autoptr (GPtrArray) after = list_without_keeping (workspace);
  g_autofree char *person = NULL;
  g_auto (GStrv) roles = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (total, ==, turns->len);
  check_same (before, turns);
  check_same (after, turns);
  g_assert_true (slip_database_begin (db, NULL));
  person = slip_meta_get (db, SLIP_META_PERSON);
  roles = list_roles (db, person, now);
  total = check_for (db, person, roles, now);
  check_for (db, NOBODY, (GStrv) slip_roles_all (), now);
  slip_database_rollback (db);
  g_assert_cmpuint (total, ==, turns->len);
}
