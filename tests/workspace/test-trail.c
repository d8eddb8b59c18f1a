/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The audit trail: every op once, in words that hold; filters, files that other programs can read, signed reviews. */

#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <libxml/xpath.h>
#include <string.h>

#include "core/slip-hash.h"
#include "slip-test-team.h"
#include "store/slip-log.h"
#include "store/slip-purging.h"
#include "workspace/slip-purge.h"
#include "workspace/slip-workspace-private.h"

#define CSV_COLUMNS 19

typedef struct
{
  Team *team;
  char *release;
  char *plan;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->team = team_new (3);
  fixture->release = slip_workspace_new_release (fixture->team->people[0], "Claims Triage", &error);
  g_assert_no_error (error);
  fixture->plan = team_import (fixture->team, 0, fixture->release, "deployment-plan.xml");
  team_settle (fixture->team);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unsetenv ("SOURCE_DATE_MS");
  g_free (fixture->release);
  g_free (fixture->plan);
  team_free (fixture->team);
}

static void
set (Fixture *fixture, guint person, const char *path, const char *value)
{
  g_autoptr (GError) error = NULL;

  slip_workspace_set_field (fixture->team->people[person], fixture->plan, path, value, &error);
  g_assert_no_error (error);
}

/* == reading the trail == */

/* What a test keeps of an entry. */
typedef struct
{
  char *op;
  char *time;
  char *not_before;
  char *name;
  char *device;
  char *kind;
  char *action;
  char *record;
  char *title;
  char *path;
  char *label;
  char *old;
  char *value;
  char *reason;
  char *note;
  SlipTrailState state;
} Kept;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_free (kept->op);
  g_free (kept->time);
  g_free (kept->not_before);
  g_free (kept->name);
  g_free (kept->device);
  g_free (kept->kind);
  g_free (kept->action);
  g_free (kept->record);
  g_free (kept->title);
  g_free (kept->path);
  g_free (kept->label);
  g_free (kept->old);
  g_free (kept->value);
  g_free (kept->reason);
  g_free (kept->note);
  g_free (kept);
}

static gboolean
keep (const SlipTrailEntry *entry, gpointer data, GError **error)
{
  Kept *kept = g_new0 (Kept, 1);

  kept->op = g_strdup (entry->op);
  kept->time = g_strdup (entry->time);
  kept->not_before = g_strdup (entry->not_before);
  kept->name = g_strdup (entry->name);
  kept->device = g_strdup (entry->device);
  kept->kind = g_strdup (entry->kind);
  kept->action = g_strdup (entry->action);
  kept->record = g_strdup (entry->record);
  kept->title = g_strdup (entry->title);
  kept->path = g_strdup (entry->path);
  kept->label = g_strdup (entry->label);
  kept->old = g_strjoinv ("|", entry->old);
  kept->value = g_strdup (entry->value);
  kept->reason = g_strdup (entry->reason);
  kept->note = g_strdup (entry->note);
  kept->state = entry->state;
  g_ptr_array_add (data, kept);
  return TRUE;
}

static GPtrArray *
read_trail (SlipWorkspace *workspace, const SlipTrailFilter *filter)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (kept_free);
  g_autoptr (GError) error = NULL;

  slip_workspace_trail (workspace, filter, keep, list, &error);
  g_assert_no_error (error);
  return list;
}

static const Kept *
at (GPtrArray *list, guint n)
{
  g_assert_cmpuint (n, <, list->len);
  return g_ptr_array_index (list, n);
}

static const Kept *
last (GPtrArray *list)
{
  g_assert_cmpuint (list->len, >, 0);
  return at (list, list->len - 1);
}

static GHashTable *
names (GPtrArray *list)
{
  GHashTable *set = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < list->len; i++)
    g_assert_true (g_hash_table_add (set, at (list, i)->op));
  return set;
}

/* Each entry of @part is in @whole, in the same order. */
static void
assert_within (GPtrArray *part, GPtrArray *whole)
{
  guint n = 0;

  for (guint i = 0; i < whole->len && n < part->len; i++)
    if (g_str_equal (at (whole, i)->op, at (part, n)->op))
      n++;
  g_assert_cmpuint (n, ==, part->len);
}

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
      g_autoptr (SlipQuery) query = slip_database_query (
          workspace->reader, NULL, "SELECT replica, clock FROM op ORDER BY clock, replica", "");
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
  static const char *const actions[] = { "create", "change", "delete",  "sign",  "admit",
                                         "revoke", "revise", "propose", "purge", "other" };

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
      g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (kept_free);
      g_autoptr (GError) error = NULL;

      g_assert_false (
          slip_workspace_trail (fixture->team->people[0], &filters[i], keep, list, &error));
      g_assert_error (error, SLIP_ERROR, codes[i]);
    }
}

/* == what an entry says == */

static void
test_a_change_tells_old_and_new (Fixture *fixture, gconstpointer data)
{
  SlipTrailFilter filter = { .record = fixture->plan, .field = "scope/purpose" };
  g_autoptr (GPtrArray) list = NULL;
  const Kept *entry;

  set (fixture, 0, "scope/purpose", "first");
  set (fixture, 0, "scope/purpose", "second");
  list = read_trail (fixture->team->people[0], &filter);
  entry = last (list);
  g_assert_cmpstr (entry->path, ==, "scope/purpose");
  g_assert_cmpstr (entry->label, ==, "Scope › Purpose");
  g_assert_cmpstr (entry->value, ==, "second");
  g_assert_cmpstr (entry->old, ==, "first");
  g_assert_cmpstr (entry->name, ==, "Petra Lindqvist");
  g_assert_cmpstr (entry->kind, ==, "set");
  g_assert_cmpstr (entry->action, ==, "change");
  g_assert_cmpstr (entry->reason, ==, "");
  g_assert_cmpstr (entry->not_before, ==, "");
  g_assert_cmpint (strlen (entry->device), ==, 24);
  g_assert_cmpint (entry->state, ==, SLIP_TRAIL_COUNTS);
}

static void
test_every_sibling_is_told (Fixture *fixture, gconstpointer data)
{
  SlipTrailFilter filter = { .record = fixture->plan, .field = "minutes", .person = "Quentin" };
  g_autoptr (GPtrArray) list = NULL;

  set (fixture, 0, "rollback/minutes", "45");
  set (fixture, 2, "rollback/minutes", "60");
  team_settle (fixture->team);
  set (fixture, 1, "rollback/minutes", "50");
  team_settle (fixture->team);
  filter.person = "Quentin Adeyemi";
  filter.field = "rollback/minutes";
  list = read_trail (fixture->team->people[0], &filter);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_true (g_str_equal (last (list)->old, "45|60") ||
                 g_str_equal (last (list)->old, "60|45"));
}

static void
test_rows_are_named_by_their_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *row =
      slip_workspace_add_row (fixture->team->people[0], fixture->plan, "acceptance", &error);
  g_autofree char *id = g_strdup_printf ("acceptance/%s/id", row);
  g_autofree char *measure = g_strdup_printf ("acceptance/%s/measure", row);
  g_autofree char *short_row = g_strndup (row, 6);
  g_autofree char *wanted = g_strdup_printf ("acceptance/%s/measure", short_row);
  SlipTrailFilter column = { .record = fixture->plan, .field = "acceptance/measure" };
  SlipTrailFilter cell = { .record = fixture->plan, .field = wanted };
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) one = NULL;
  g_autoptr (GPtrArray) all = NULL;

  g_assert_no_error (error);
  set (fixture, 0, id, "AC-99");
  set (fixture, 0, measure, "by hand");
  slip_workspace_delete_row (fixture->team->people[0], fixture->plan, row, &error);
  g_assert_no_error (error);
  list = read_trail (fixture->team->people[0], &column);
  g_assert_cmpstr (last (list)->path, ==, measure);
  g_assert_true (g_str_has_prefix (last (list)->label, "Acceptance"));
  g_assert_nonnull (strstr (last (list)->label, " › AC-99 › "));
  one = read_trail (fixture->team->people[0], &cell);
  g_assert_cmpuint (one->len, ==, 1);
  column.field = NULL;
  all = read_trail (fixture->team->people[0], &column);
  g_assert_cmpstr (last (all)->action, ==, "delete");
  g_assert_true (g_str_has_suffix (last (all)->label, "AC-99"));
}

static void
test_people_are_named_with_their_id (Fixture *fixture, gconstpointer data)
{
  SlipTrailFilter filter = { .record = fixture->plan, .field = "rollback/decider" };
  g_autoptr (GPtrArray) list = NULL;

  set (fixture, 0, "rollback/decider", "Quentin Adeyemi");
  list = read_trail (fixture->team->people[0], &filter);
  g_assert_true (g_str_has_prefix (last (list)->value, "Quentin Adeyemi ("));
}

static void
test_a_long_text_is_whole (Fixture *fixture, gconstpointer data)
{
  SlipTrailFilter filter = { .record = fixture->plan, .field = "scope/purpose" };
  g_autofree char *text = g_strnfill (100000, 'x');
  g_autoptr (GPtrArray) list = NULL;

  set (fixture, 0, "scope/purpose", text);
  set (fixture, 0, "scope/purpose", "short");
  list = read_trail (fixture->team->people[0], &filter);
  g_assert_cmpstr (at (list, list->len - 2)->value, ==, text);
  g_assert_cmpstr (at (list, list->len - 1)->old, ==, text);
}

static void
test_who_came_and_who_signed (Fixture *fixture, gconstpointer data)
{
  SlipTrailFilter filter = { .kind = "admission" };
  g_autoptr (GPtrArray) admissions = read_trail (fixture->team->people[1], &filter);
  g_autoptr (GPtrArray) signs = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = NULL;

  g_assert_cmpuint (admissions->len, ==, 2);
  g_assert_nonnull (strstr (at (admissions, 0)->value, "qa-lead"));
  g_assert_cmpstr (at (admissions, 0)->action, ==, "admit");
  hash = slip_workspace_sign (fixture->team->people[0], fixture->plan, "program-manager",
                              "concerns", "too soon", TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  filter.kind = "sign";
  signs = read_trail (fixture->team->people[0], &filter);
  g_assert_cmpuint (signs->len, ==, 1);
  g_assert_cmpstr (last (signs)->kind, ==, "sign-off");
  g_assert_cmpstr (last (signs)->value, ==, "concerns as program-manager");
  g_assert_cmpstr (last (signs)->reason, ==, "too soon");
  g_assert_cmpstr (last (signs)->title, !=, "");
}

/* A laptop two days behind says so: what it had seen is later than it claims. */
static void
test_a_lying_clock_is_told (Fixture *fixture, gconstpointer data)
{
  g_autofree char *behind =
      g_strdup_printf ("%" G_GINT64_FORMAT, g_get_real_time () / 1000 - (gint64) 2 * 86400000);
  SlipTrailFilter filter = { .person = "Irina Brandt" };
  g_autoptr (GPtrArray) list = NULL;

  set (fixture, 0, "rollback/minutes", "45");
  team_settle (fixture->team);
  g_setenv ("SOURCE_DATE_MS", behind, TRUE);
  set (fixture, 2, "rollback/minutes", "60");
  g_unsetenv ("SOURCE_DATE_MS");
  team_settle (fixture->team);
  for (guint i = 0; i < 3; i++)
    {
      g_clear_pointer (&list, g_ptr_array_unref);
      list = read_trail (fixture->team->people[i], &filter);
      g_assert_cmpstr (last (list)->value, ==, "60");
      g_assert_cmpstr (last (list)->not_before, >, last (list)->time);
    }
}

static void
must_sign (Fixture *fixture, guint person, const char *role)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = NULL;

  team_sync (fixture->team, person);
  hash = slip_workspace_sign (fixture->team->people[person], fixture->plan, role, "approve", "",
                              TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  team_sync (fixture->team, person);
}

static void
test_a_change_after_approval_has_a_reason (Fixture *fixture, gconstpointer data)
{
  SlipTrailFilter filter = { .record = fixture->plan, .field = "scope/purpose" };
  SlipTrailFilter revises = { .record = fixture->plan, .kind = "revise" };
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) starts = NULL;
  g_autoptr (GError) error = NULL;

  set (fixture, 0, "scope/purpose", "before");
  must_sign (fixture, 0, "program-manager");
  must_sign (fixture, 2, "operations-manager");
  must_sign (fixture, 1, "qa-lead");
  must_sign (fixture, 2, "ai-irb-liaison");
  must_sign (fixture, 0, "project-manager");
  set (fixture, 0, "scope/purpose", "an amendment");
  slip_workspace_revise (fixture->team->people[0], fixture->plan, "the regulator asked", NULL,
                         &error);
  g_assert_no_error (error);
  set (fixture, 0, "scope/purpose", "in the revision");
  team_settle (fixture->team);
  list = read_trail (fixture->team->people[2], &filter);
  g_assert_cmpuint (list->len, >=, 3);
  g_assert_cmpstr (at (list, list->len - 3)->reason, ==, "");
  g_assert_cmpstr (at (list, list->len - 2)->reason, ==, "the regulator asked");
  g_assert_cmpstr (at (list, list->len - 1)->reason, ==, "the regulator asked");
  starts = read_trail (fixture->team->people[2], &revises);
  g_assert_cmpuint (starts->len, ==, 1);
  g_assert_cmpstr (last (starts)->reason, ==, "the regulator asked");
}

static void
test_what_is_kept_apart_is_shown (Fixture *fixture, gconstpointer data)
{
  SlipTrailFilter filter = { .person = "Irina Brandt" };
  SlipTrailFilter revoked = { .kind = "revoke" };
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) revocations = NULL;
  g_autofree char *id = slip_workspace_get_info (fixture->team->people[2], "person", NULL);
  g_autoptr (GError) error = NULL;
  SlipSyncReport report = { 0 };

  set (fixture, 2, "rollback/minutes", "60");
  slip_workspace_revoke (fixture->team->people[0], id, "left the company", TEAM_PASSPHRASE, NULL,
                         &error);
  g_assert_no_error (error);
  slip_workspace_sync (fixture->team->people[2], &report, NULL, NULL);
  slip_sync_report_clear (&report);
  for (guint i = 0; i < 2; i++)
    {
      slip_workspace_sync (fixture->team->people[0], &report, NULL, NULL);
      slip_sync_report_clear (&report);
    }
  list = read_trail (fixture->team->people[0], &filter);
  g_assert_cmpstr (last (list)->value, ==, "60");
  g_assert_cmpint (last (list)->state, ==, SLIP_TRAIL_APART);
  revocations = read_trail (fixture->team->people[0], &revoked);
  g_assert_cmpuint (revocations->len, ==, 1);
  g_assert_cmpstr (last (revocations)->reason, ==, "left the company");
  g_assert_true (g_str_has_prefix (last (revocations)->value, "Irina Brandt ("));
}

/* == what was purged == */

static gboolean
withhold (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  SlipOpName name = { 0 };
  g_autoptr (SlipOp) op = NULL;
  g_autoptr (SlipQuery) query = slip_database_query (
      db, error, "SELECT replica, clock FROM value WHERE field = 'rollback/minutes'", "");

  g_assert_true (slip_query_next (query, NULL));
  g_strlcpy (name.replica, slip_query_text (query, 0), sizeof name.replica);
  name.clock = slip_query_int (query, 1);
  g_clear_pointer (&query, slip_query_end);
  if (!slip_log_seal (db, self->device->secret, error))
    return FALSE;
  op = slip_log_do_withhold (db, &name, "a password", error);
  return op != NULL && slip_log_withhold (db, &name, error);
}

static void
test_what_was_purged_leaves_its_proof (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *workspace = fixture->team->people[0];
  SlipTrailFilter filter = { .kind = "withheld" };
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GPtrArray) gone = NULL;
  g_autoptr (GHashTable) names_before = NULL;
  g_autoptr (GHashTable) names_after = NULL;
  g_autoptr (GError) error = NULL;

  set (fixture, 0, "rollback/minutes", "45");
  before = read_trail (workspace, NULL);
  slip_workspace_edit (workspace, withhold, NULL, &error);
  g_assert_no_error (error);
  after = read_trail (workspace, NULL);
  /* All are still there, and the one that asked for it. */
  g_assert_cmpuint (after->len, ==, before->len + 1);
  names_before = names (before);
  names_after = names (after);
  for (guint i = 0; i < before->len; i++)
    g_assert_true (g_hash_table_contains (names_after, at (before, i)->op));
  gone = read_trail (workspace, &filter);
  g_assert_cmpuint (gone->len, ==, 1);
  g_assert_cmpint (last (gone)->state, ==, SLIP_TRAIL_PURGED);
  g_assert_nonnull (strstr (last (gone)->note, "Petra Lindqvist"));
  g_assert_nonnull (strstr (last (gone)->note, "a password"));
  g_assert_cmpstr (last (gone)->value, ==, "");
  g_assert_cmpstr (last (gone)->record, ==, fixture->plan);
  g_assert_cmpstr (last (gone)->path, ==, "rollback/minutes");
}

/* A document's own trail tells of each purge that touched it: a value, a long text, what was signed with it. */
static void
test_purges_stand_in_the_trail_of_the_document (Fixture *fixture, gconstpointer data)
{
  SlipWorkspace *workspace = fixture->team->people[0];
  g_autofree char *other = NULL;
  SlipTrailFilter filter = { .record = fixture->plan, .kind = "purge" };
  SlipTrailFilter elsewhere = { .kind = "purge" };
  SlipTrailFilter after = filter;
  g_autoptr (SlipPurgePlan) plan = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) rest = NULL;
  g_autofree char *text = g_strnfill (100 * 1024, 'x');
  g_autofree char *digest = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  set (fixture, 0, "rollback/minutes", "45");
  set (fixture, 0, "scope/purpose", text);
  slip_workspace_edit (workspace, withhold, NULL, &error);
  g_assert_no_error (error);
  digest = slip_hash_hex_of (bytes);
  plan = slip_workspace_plan_purge (workspace, digest, FALSE, &error);
  g_assert_no_error (error);
  slip_workspace_purge (workspace, plan, "names of patients", &error);
  g_assert_no_error (error);

  /* The op that is gone, the one that asked for it, and the one that asked for the text. */
  entries = read_trail (workspace, &filter);
  g_assert_cmpuint (entries->len, ==, 3);
  for (guint i = 0; i < entries->len; i++)
    {
      g_assert_cmpstr (at (entries, i)->record, ==, fixture->plan);
      g_assert_cmpstr (at (entries, i)->title, !=, "");
      g_assert_cmpstr (at (entries, i)->action, ==, "purge");
    }
  g_assert_cmpstr (at (entries, 0)->kind, ==, "withheld");
  g_assert_cmpstr (at (entries, 1)->kind, ==, "withhold");
  g_assert_cmpstr (at (entries, 1)->path, ==, "rollback/minutes");
  g_assert_cmpstr (at (entries, 1)->value, ==, at (entries, 0)->op);
  g_assert_cmpstr (at (entries, 1)->reason, ==, "a password");
  g_assert_cmpstr (at (entries, 2)->kind, ==, "purge");
  g_assert_cmpstr (at (entries, 2)->path, ==, "scope/purpose");
  g_assert_cmpstr (at (entries, 2)->value, ==, digest);
  g_assert_cmpstr (at (entries, 2)->reason, ==, "names of patients");
  g_assert_cmpstr (at (entries, 2)->name, ==, "Petra Lindqvist");

  other = slip_workspace_new_document (workspace, fixture->release, "uat-checklist", NULL, &error);
  g_assert_no_error (error);
  elsewhere.record = other;
  none = read_trail (workspace, &elsewhere);
  g_assert_cmpuint (none->len, ==, 0);
  after.after = at (entries, 1)->op;
  rest = read_trail (workspace, &after);
  g_assert_cmpuint (rest->len, ==, 1);
}

/* == files == */

static gboolean
collect (const char *bytes, gsize length, gpointer data, GError **error)
{
  g_string_append_len (data, bytes, length);
  return TRUE;
}

static GString *export(SlipWorkspace *workspace, const SlipTrailFilter *filter,
                       SlipTrailFormat format, guint64 *n)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  slip_workspace_export_trail (workspace, filter, format, collect, text, n, &error);
  g_assert_no_error (error);
  return text;
}

/* A reader of RFC 4180: (element-type GPtrArray of utf8). */
static GPtrArray *
parse_csv (const char *text)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  GPtrArray *record = NULL;
  const char *p = text;

  while (*p != '\0')
    {
      g_autoptr (GString) cell = g_string_new (NULL);

      if (record == NULL)
        record = g_ptr_array_new_with_free_func (g_free);
      if (*p == '"')
        {
          for (p++; *p != '"' || p[1] == '"'; p++)
            {
              g_assert_cmpint (*p, !=, '\0');
              if (*p == '"')
                p++;
              g_string_append_c (cell, *p);
            }
          p++;
        }
      else
        for (; strchr (",\r\"", *p) == NULL; p++)
          g_string_append_c (cell, *p);
      g_ptr_array_add (record, g_string_free (g_steal_pointer (&cell), FALSE));
      if (*p == ',')
        {
          p++;
          continue;
        }
      g_assert_true (g_str_has_prefix (p, "\r\n"));
      p += 2;
      g_ptr_array_add (records, g_steal_pointer (&record));
    }
  return records;
}

static void
test_csv_parses_back (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = {
    "a \"quoted\", text\nin two lines", "=1+1", "+1", "-1", "@sum (A1)", "plain", "\tindented"
  };
  static const char *const wanted[] = {
    "a \"quoted\", text\nin two lines", "'=1+1", "'+1", "'-1", "'@sum (A1)", "plain", "'\tindented"
  };
  SlipWorkspace *workspace = fixture->team->people[0];
  SlipTrailFilter filter = { .record = fixture->plan, .field = "scope/purpose" };
  g_autoptr (GPtrArray) whole = read_trail (workspace, NULL);
  g_autoptr (GString) text = NULL;
  g_autoptr (GString) all = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) everything = NULL;
  guint64 n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    set (fixture, 0, "scope/purpose", texts[i]);
  text = export(workspace, &filter, SLIP_TRAIL_CSV, &n);
  records = parse_csv (text->str);
  g_assert_cmpuint (records->len, ==, n + 1);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      GPtrArray *record = g_ptr_array_index (records, records->len - G_N_ELEMENTS (texts) + i);

      g_assert_cmpuint (record->len, ==, CSV_COLUMNS);
      g_assert_cmpstr (g_ptr_array_index (record, 14), ==, wanted[i]);
      if (i > 0)
        g_assert_cmpstr (g_ptr_array_index (record, 13), ==, wanted[i - 1]);
    }
  all = export(workspace, NULL, SLIP_TRAIL_CSV, NULL);
  everything = parse_csv (all->str);
  g_assert_cmpuint (everything->len, ==, whole->len + G_N_ELEMENTS (texts) + 1);
  for (guint i = 0; i < everything->len; i++)
    g_assert_cmpuint (((GPtrArray *) g_ptr_array_index (everything, i))->len, ==, CSV_COLUMNS);
}

/* Valid against the schema, and as many entries as it says. */
static void
assert_valid_xml (const char *text, gsize length, guint64 n)
{
  g_autoptr (GBytes) schema = slip_trail_schema ();
  xmlRelaxNGParserCtxt *parser =
      xmlRelaxNGNewMemParserCtxt (g_bytes_get_data (schema, NULL), g_bytes_get_size (schema));
  xmlRelaxNG *grammar = xmlRelaxNGParse (parser);
  xmlRelaxNGValidCtxt *valid = xmlRelaxNGNewValidCtxt (grammar);
  xmlDoc *document = xmlReadMemory (text, length, NULL, NULL, XML_PARSE_NONET);
  xmlXPathContext *context;
  xmlXPathObject *count;

  g_assert_nonnull (grammar);
  g_assert_nonnull (document);
  g_assert_cmpint (xmlRelaxNGValidateDoc (valid, document), ==, 0);
  context = xmlXPathNewContext (document);
  count = xmlXPathEval (BAD_CAST "count (/*/*[local-name () = 'entry'])", context);
  g_assert_cmpfloat (count->floatval, ==, n);
  xmlXPathFreeObject (count);
  count = xmlXPathEval (BAD_CAST "number (/*/*[local-name () = 'end']/@entries)", context);
  g_assert_cmpfloat (count->floatval, ==, n);
  xmlXPathFreeObject (count);
  xmlXPathFreeContext (context);
  xmlFreeDoc (document);
  xmlRelaxNGFreeValidCtxt (valid);
  xmlRelaxNGFree (grammar);
  xmlRelaxNGFreeParserCtxt (parser);
}

static void
test_xml_is_valid_and_the_same_everywhere (Fixture *fixture, gconstpointer data)
{
  SlipTrailFilter filter = { .person = "Petra Lindqvist", .kind = "change" };
  g_autoptr (GString) mine = NULL;
  g_autoptr (GString) theirs = NULL;
  g_autoptr (GString) part = NULL;
  g_autoptr (GString) none = NULL;
  guint64 n = 0;

  set (fixture, 0, "scope/purpose", "<b> & \"c\" ]]>\nline two");
  team_settle (fixture->team);
  mine = export(fixture->team->people[0], NULL, SLIP_TRAIL_XML, &n);
  assert_valid_xml (mine->str, mine->len, n);
  theirs = export(fixture->team->people[2], NULL, SLIP_TRAIL_XML, NULL);
  g_assert_cmpstr (mine->str, ==, theirs->str);
  part = export(fixture->team->people[1], &filter, SLIP_TRAIL_XML, &n);
  assert_valid_xml (part->str, part->len, n);
  filter.kind = "revoke";
  none = export(fixture->team->people[1], &filter, SLIP_TRAIL_XML, &n);
  g_assert_cmpuint (n, ==, 0);
  assert_valid_xml (none->str, none->len, 0);
}

/* == reviews == */

static void
test_a_review_is_signed_and_kept (Fixture *fixture, gconstpointer data)
{
  SlipTrailFilter filter = { .record = fixture->plan, .kind = "change" };
  g_autoptr (GString) text = NULL;
  g_autofree char *statement = NULL;
  g_autofree char *prefix = NULL;
  g_autoptr (GError) error = NULL;
  guint64 n = 0;

  text = export(fixture->team->people[1], &filter, SLIP_TRAIL_XML, &n);
  statement = slip_workspace_review_trail (fixture->team->people[1], &filter, "nothing odd",
                                           TEAM_PASSPHRASE, &error);
  g_assert_no_error (error);
  prefix = g_strndup (statement, 6);
  team_settle (fixture->team);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GPtrArray) reviews =
          slip_workspace_list_trail_reviews (fixture->team->people[i], &error);
      g_autoptr (GBytes) bytes = NULL;
      const SlipTrailReview *review;

      g_assert_no_error (error);
      g_assert_cmpuint (reviews->len, ==, 1);
      review = g_ptr_array_index (reviews, 0);
      g_assert_cmpstr (review->problem, ==, NULL);
      g_assert_cmpstr (review->statement, ==, statement);
      g_assert_cmpstr (review->name, ==, "Quentin Adeyemi");
      g_assert_cmpstr (review->comment, ==, "nothing odd");
      g_assert_nonnull (strstr (review->filter, "--kind change"));
      g_assert_cmpint (review->entries, ==, n);
      bytes = slip_workspace_get_reviewed_trail (fixture->team->people[i], prefix, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text->str,
                       text->len);
    }
}

static void
test_who_may_not_review (Fixture *fixture, gconstpointer data)
{
  static const char *const withdraw[] = { "ai-irb-liaison", "operations-manager", NULL };
  static const char *const grant[] = { "auditor", NULL };
  SlipTrailFilter nothing = { .kind = "revoke" };
  SlipWorkspace *irina = fixture->team->people[2];
  g_autofree char *id = slip_workspace_get_info (irina, "person", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (slip_workspace_review_trail (irina, &nothing, "x", TEAM_PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (slip_workspace_review_trail (irina, NULL, " ", TEAM_PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (slip_workspace_review_trail (irina, NULL, "x", "wrong passphrase", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);
  slip_workspace_change_roles (fixture->team->people[0], id, grant, withdraw, "audits from now on",
                               TEAM_PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  team_settle (fixture->team);
  g_assert_null (slip_workspace_review_trail (irina, NULL, "x", TEAM_PASSPHRASE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
}

static void
add (const char *name, void (*func) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/trail/", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trail/times-as-people-write-them", test_times_are_read_as_people_write_them);
  add ("each-op-once-in-order", test_each_op_is_there_once_in_order);
  add ("filters-are-subsets", test_filters_are_subsets);
  add ("pages-add-up", test_pages_add_up_to_the_whole);
  add ("a-span-of-time", test_a_span_of_time);
  add ("unknown-names-are-refused", test_unknown_names_are_refused);
  add ("old-and-new", test_a_change_tells_old_and_new);
  add ("every-sibling", test_every_sibling_is_told);
  add ("rows-by-key", test_rows_are_named_by_their_key);
  add ("people-by-name", test_people_are_named_with_their_id);
  add ("a-long-text-is-whole", test_a_long_text_is_whole);
  add ("who-came-and-who-signed", test_who_came_and_who_signed);
  add ("a-lying-clock", test_a_lying_clock_is_told);
  add ("a-reason-after-approval", test_a_change_after_approval_has_a_reason);
  add ("kept-apart-is-shown", test_what_is_kept_apart_is_shown);
  add ("purged-leaves-its-proof", test_what_was_purged_leaves_its_proof);
  add ("purges-stand-in-the-trail-of-the-document", test_purges_stand_in_the_trail_of_the_document);
  add ("csv-parses-back", test_csv_parses_back);
  add ("xml-is-valid", test_xml_is_valid_and_the_same_everywhere);
  add ("a-review-is-signed", test_a_review_is_signed_and_kept);
  add ("who-may-not-review", test_who_may_not_review);
  return g_test_run ();
}
