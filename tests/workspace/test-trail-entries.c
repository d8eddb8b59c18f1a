/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What an entry of the audit trail says, in words that hold. */

#include <string.h>

#include "core/slip-hash.h"
#include "slip-test-trail.h"
#include "store/slip-log.h"
#include "workspace/slip-purge.h"
#include "workspace/slip-workspace-private.h"

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
test_people_read_the_words_of_the_form (Fixture *fixture, gconstpointer data)
{
  SlipTrailFilter field = { .record = fixture->plan, .field = "scope/delivery" };
  SlipTrailFilter all = { .record = fixture->plan, .for_people = TRUE };
  SlipWorkspace *workspace = fixture->team->people[PM];
  g_autoptr (GPtrArray) stored = NULL;
  g_autoptr (GPtrArray) told = NULL;
  g_autoptr (GPtrArray) signed_ones = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *row = NULL;

  set (fixture, PM, "scope/delivery", "internal");
  set (fixture, PM, "scope/delivery", "external");
  stored = read_trail (workspace, &field);
  g_assert_cmpstr (last (stored)->value, ==, "external");
  field.for_people = TRUE;
  told = read_trail (workspace, &field);
  g_assert_true (g_str_has_prefix (last (told)->value, "External: "));
  g_assert_cmpstr (last (told)->old, ==, "Internal: our own people use it");

  /* A row's place is a key that only a program reads. */
  row = slip_workspace_add_row (workspace, fixture->plan, "acceptance", &error);
  g_assert_no_error (error);
  slip_workspace_move_row (workspace, fixture->plan, row, NULL, &error);
  g_assert_no_error (error);
  sign_synced (fixture, PM, fixture->plan, "program-manager");
  signed_ones = read_trail (workspace, &all);
  g_assert_cmpstr (last (signed_ones)->value, ==, "Approved, Program Manager");
  for (guint i = 0; i < signed_ones->len; i++)
    if (g_str_equal (at (signed_ones, i)->kind, "move"))
      g_assert_cmpstr (at (signed_ones, i)->value, ==, "");
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

/* A person reads who came with an invitation, and by which process a release goes, and no digits. */
static void
test_people_read_who_was_invited (Fixture *fixture, gconstpointer data)
{
  SlipTrailFilter invitations = { .kind = "invite", .for_people = TRUE };
  SlipTrailFilter processes = { .kind = "follow", .for_people = TRUE };
  g_autoptr (GPtrArray) invited = NULL;
  g_autoptr (GPtrArray) followed = read_trail (fixture->team->people[PM], &processes);
  g_autofree char *unused = team_new_invitation (fixture->team);

  invited = read_trail (fixture->team->people[PM], &invitations);
  g_assert_cmpuint (invited->len, ==, 3);
  g_assert_cmpstr (at (invited, 0)->value, ==, "Used by Quentin Adeyemi");
  g_assert_cmpstr (at (invited, 1)->value, ==, "Used by Irina Brandt");
  g_assert_cmpstr (at (invited, 2)->value, ==, "Not used yet");
  g_assert_cmpstr (last (followed)->value, ==, "Deployment (AI-SDLC), version 1");
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
test_a_change_after_approval_has_a_reason (Fixture *fixture, gconstpointer data)
{
  SlipTrailFilter filter = { .record = fixture->plan, .field = "scope/purpose" };
  SlipTrailFilter revises = { .record = fixture->plan, .kind = "revise" };
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) starts = NULL;
  g_autoptr (GError) error = NULL;

  set (fixture, 0, "scope/purpose", "before");
  approve_plan (fixture);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/trail-entries/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("old-and-new", test_a_change_tells_old_and_new);
  ADD ("every-sibling", test_every_sibling_is_told);
  ADD ("rows-by-key", test_rows_are_named_by_their_key);
  ADD ("people-by-name", test_people_are_named_with_their_id);
  ADD ("people-read-the-words-of-the-form", test_people_read_the_words_of_the_form);
  ADD ("a-long-text-is-whole", test_a_long_text_is_whole);
  ADD ("who-came-and-who-signed", test_who_came_and_who_signed);
  ADD ("people-read-who-was-invited", test_people_read_who_was_invited);
  ADD ("a-lying-clock", test_a_lying_clock_is_told);
  ADD ("a-reason-after-approval", test_a_change_after_approval_has_a_reason);
  ADD ("kept-apart-is-shown", test_what_is_kept_apart_is_shown);
  ADD ("purged-leaves-its-proof", test_what_was_purged_leaves_its_proof);
  ADD ("purges-stand-in-the-trail-of-the-document", test_purges_stand_in_the_trail_of_the_document);
#undef ADD
  return g_test_run ();
}
