/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The audit trail holds every op once, and any part of it can be asked for. */

#include "slip-test-trail.h"
#include "workspace/slip-workspace-private.h"

/* == properties == */

static void
test_each_op_is_there_once_in_order (Fixture *fixture, gconstpointer data)
{
  set (fixture, 0, "rollback/minutes", "45");
  set (fixture, 2, "rollback/minutes", "60");
  team_settle (fixture->team);
  for (guint i = 0; i < 3; i++)
    {
      SlipWorkspace *workspace = fixture->team->people[i];
      g_autoptr (GPtrArray) trail = read_trail (workspace, NULL);
      g_autoptr (GHashTable) set = names (trail);
      g_autoptr (SlipQuery) query =
          slip_database_query (slip_workspace_reader (workspace), NULL,
                               "SELECT replica, clock FROM op ORDER BY clock, replica", "");
      guint n = 0;

      while (slip_query_next (query, NULL))
        {
          g_autofree char *name =
              g_strdup_printf ("%s:%016" G_GINT64_MODIFIER "x", slip_query_text (query, 0),
                               slip_query_int (query, 1));

          g_assert_cmpstr (name, ==, at (trail, n++)->op);
        }
      g_assert_cmpuint (n, ==, trail->len);
    }
}

static void
test_filters_are_subsets (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *workspace = fixture->team->people[1];
  g_autoptr (GPtrArray) whole = NULL;
  guint by_person = 0, by_action = 0;
  static const char *const people[] = { "Petra Lindqvist", "Quentin Adeyemi", "irina brandt" };
  static const char *const actions[] = { "create", "change",  "delete",  "sign",  "admit", "revoke",
                                         "revise", "propose", "comment", "purge", "other" };

  set (fixture, 1, "rollback/minutes", "45");
  set (fixture, 2, "scope/purpose", "why not");
  team_settle (fixture->team);
  whole = read_trail (workspace, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      SlipTrailFilter filter = { .person = i < 2 ? people[i] : "Irina Brandt" };
      g_autoptr (GPtrArray) part = read_trail (workspace, &filter);

      g_assert_cmpuint (part->len, >, 0);
      assert_within (part, whole);
      by_person += part->len;
    }
  g_assert_cmpuint (by_person, ==, whole->len);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      SlipTrailFilter filter = { .kind = actions[i] };
      g_autoptr (GPtrArray) part = read_trail (workspace, &filter);

      assert_within (part, whole);
      by_action += part->len;
    }
  g_assert_cmpuint (by_action, ==, whole->len);
  for (guint i = 0; i < 2; i++)
    {
      SlipTrailFilter filter = { .record = i == 0 ? fixture->plan : fixture->release };
      g_autoptr (GPtrArray) part = read_trail (workspace, &filter);

      g_assert_cmpuint (part->len, >, 0);
      assert_within (part, whole);
      for (guint j = 0; j < part->len; j++)
        g_assert_cmpstr (at (part, j)->title, !=, "");
    }
}

static void
test_pages_add_up_to_the_whole (Fixture *fixture, gconstpointer data)
{
  for (guint of_record = 0; of_record < 2; of_record++)
    {
      SlipTrailFilter filter = { .record = of_record ? fixture->plan : NULL };
      g_autoptr (GPtrArray) whole = read_trail (fixture->team->people[2], &filter);
      g_autofree char *after = NULL;
      guint n = 0;

      filter.limit = 37;
      while (TRUE)
        {
          g_autoptr (GPtrArray) page = NULL;

          filter.after = after;
          page = read_trail (fixture->team->people[2], &filter);
          for (guint i = 0; i < page->len; i++)
            g_assert_cmpstr (at (page, i)->op, ==, at (whole, n++)->op);
          if (page->len < filter.limit)
            break;
          g_free (after);
          after = g_strdup (last (page)->op);
        }
      g_assert_cmpuint (n, ==, whole->len);
    }
}

static void
test_times_are_read_as_people_write_them (void)
{
  g_autoptr (GError) error = NULL;
  gint64 ms = 0;

  g_setenv ("SOURCE_DATE_MS", "1773525600000", TRUE); /* 2026-03-14T22:00:00Z */
  g_assert_true (slip_trail_parse_time ("2d", FALSE, &ms, NULL));
  g_assert_cmpint (ms, ==, 1773525600000 - 2 * 86400000LL);
  g_assert_true (slip_trail_parse_time ("90m", FALSE, &ms, NULL));
  g_assert_cmpint (ms, ==, 1773525600000 - 5400000LL);
  g_assert_true (slip_trail_parse_time ("2026-03-14", FALSE, &ms, NULL));
  g_assert_cmpint (ms, ==, 1773446400000);
  g_assert_true (slip_trail_parse_time ("2026-03-14", TRUE, &ms, NULL));
  g_assert_cmpint (ms, ==, 1773446400000 + 86400000LL);
  g_assert_true (slip_trail_parse_time ("2026-03-14T23:00:00+01:00", TRUE, &ms, NULL));
  g_assert_cmpint (ms, ==, 1773525600000);
  for (guint i = 0; i < 6; i++)
    {
      static const char *const wrong[] = { "", "yesterday", "2d ago", "-2d", "2026-02-30", "7" };

      g_assert_false (slip_trail_parse_time (wrong[i], FALSE, &ms, &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
      g_clear_error (&error);
    }
  g_unsetenv ("SOURCE_DATE_MS");
}

static void
test_a_span_of_time (Fixture *fixture, gconstpointer data)
{
  gint64 now = g_get_real_time () / 1000;
  SlipTrailFilter later = { .since_ms = now + 3600000 };
  SlipTrailFilter before = { .until_ms = now + 3600000 };
  g_autoptr (GPtrArray) whole = read_trail (fixture->team->people[0], NULL);
  g_autoptr (GPtrArray) none = read_trail (fixture->team->people[0], &later);
  g_autoptr (GPtrArray) all = read_trail (fixture->team->people[0], &before);

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (all->len, ==, whole->len);
}

static gboolean
never (const SlipTrailEntry *entry, gpointer data, GError **error)
{
  g_assert_not_reached ();
}

static void
test_unknown_names_are_refused (Fixture *fixture, gconstpointer data)
{
  SlipTrailFilter filters[] = {
    { .record = "nosuchrecord" },
    { .person = "Nobody Known" },
    { .record = fixture->plan, .field = "scope/porpoise" },
    { .kind = "launch" },
    { .after = "what" },
  };
  static const int codes[] = { SLIP_ERROR_NOT_FOUND, SLIP_ERROR_NOT_FOUND, SLIP_ERROR_NOT_FOUND,
                               SLIP_ERROR_INVALID, SLIP_ERROR_INVALID };

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (
          slip_workspace_trail (fixture->team->people[0], &filters[i], never, NULL, &error));
      g_assert_error (error, SLIP_ERROR, codes[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/trail/" name, Fixture, NULL, set_up, func, tear_down)
  g_test_add_func ("/trail/times-as-people-write-them", test_times_are_read_as_people_write_them);
  ADD ("each-op-once-in-order", test_each_op_is_there_once_in_order);
  ADD ("filters-are-subsets", test_filters_are_subsets);
  ADD ("pages-add-up", test_pages_add_up_to_the_whole);
  ADD ("a-span-of-time", test_a_span_of_time);
  ADD ("unknown-names-are-refused", test_unknown_names_are_refused);
#undef ADD
  return g_test_run ();
}
