/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Making and opening a workspace; releases, documents, fields and rows of one person. */

#include <glib/gstdio.h>
#include <string.h>

#include "forms/slip-check.h"
#include "slip-test-team.h"
#include "store/slip-search.h"

static const char *const roles[] = { "project-manager", NULL };

static void
test_create_makes_three_private_files (void)
{
  g_autoptr (Team) team = team_new (1);
  const char *const files[] = { "workspace.db", "device.key", "signing.key" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path =
          g_build_filename (slip_workspace_get_dir (team->people[0]), files[i], NULL);
      GStatBuf info;

      g_assert_cmpint (g_stat (path, &info), ==, 0);
      if (i > 0)
        g_assert_cmpint (info.st_mode & 0777, ==, 0600);
    }
}

static void
test_create_refuses_a_folder_in_use (void)
{
  g_autoptr (Team) team = team_new (1);
  g_autoptr (GError) error = NULL;
  g_autofree char *before = team_digest (team, 0);
  g_autofree char *after = NULL;

  g_assert_null (slip_workspace_create (slip_workspace_get_dir (team->people[0]), "Other", "X",
                                        roles, "a passphrase", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS);
  after = team_digest (team, 0);
  g_assert_cmpstr (before, ==, after);
}

static void
test_create_refuses_to_touch_keys_without_a_workspace (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("slipway-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "signing.key", NULL);

  g_file_set_contents (path, "precious", -1, NULL);
  g_assert_null (slip_workspace_create (dir, "W", "X", roles, "a passphrase", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_EXISTS);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  remove_tree (dir);
}

static void
test_create_clears_what_a_killed_one_left (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("slipway-test-XXXXXX", NULL);
  g_autofree char *staging = g_build_filename (dir, ".slipway-new", NULL);
  g_autofree char *half = g_build_filename (staging, "workspace.db", NULL);
  g_autofree char *moved = g_build_filename (dir, "device.key", NULL);
  g_autoptr (SlipWorkspace) workspace = NULL;

  g_mkdir (staging, 0700);
  g_file_set_contents (half, "half", -1, NULL);
  g_file_set_contents (moved, "moved already", -1, NULL);
  workspace = slip_workspace_create (dir, "W", "X", roles, "a passphrase", &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (staging, G_FILE_TEST_EXISTS));
  g_clear_object (&workspace);
  remove_tree (dir);
}

static void
test_open_names_what_is_missing (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("slipway-test-XXXXXX", NULL);

  g_assert_null (slip_workspace_open (dir, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, dir));
  remove_tree (dir);
}

static void
test_info_has_every_field (void)
{
  g_autoptr (Team) team = team_new (1);
  const char *const *fields = slip_workspace_info_fields ();
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; fields[i] != NULL; i++)
    {
      g_autofree char *value = slip_workspace_get_info (team->people[0], fields[i], &error);

      g_assert_no_error (error);
      g_assert_cmpstr (value, !=, "");
    }
  g_assert_null (slip_workspace_get_info (team->people[0], "colour", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

/* == documents == */

typedef struct
{
  Team *team;
  SlipWorkspace *workspace;
  char *release;
  char *plan;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->team = team_new (1);
  fixture->workspace = fixture->team->people[0];
  fixture->release = slip_workspace_new_release (fixture->workspace, "Release 1", &error);
  g_assert_no_error (error);
  fixture->plan = slip_workspace_new_document (fixture->workspace, fixture->release,
                                               "deployment-plan", NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->release);
  g_free (fixture->plan);
  team_free (fixture->team);
}

static char *
show (Fixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = slip_workspace_show (fixture->workspace, id, &error);

  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static gboolean
count_entry (const SlipTrailEntry *entry, gpointer data, GError **error)
{
  (*(guint *) data)++;
  return TRUE;
}

static guint
count_ops (Fixture *fixture)
{
  guint n = 0;

  g_assert_true (slip_workspace_trail (fixture->workspace, NULL, count_entry, &n, NULL));
  return n;
}

static void
test_field_is_set_and_shown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *xml = NULL;

  slip_workspace_set_field (fixture->workspace, fixture->plan, "scope/purpose", "Faster & better",
                            &error);
  g_assert_no_error (error);
  xml = show (fixture, fixture->plan);
  g_assert_nonnull (strstr (xml, "<purpose>Faster &amp; better</purpose>"));
}

static void
test_setting_the_same_value_makes_no_op (Fixture *fixture, gconstpointer data)
{
  guint before;

  slip_workspace_set_field (fixture->workspace, fixture->plan, "scope/purpose", "Once", NULL);
  before = count_ops (fixture);
  slip_workspace_set_field (fixture->workspace, fixture->plan, "scope/purpose", "Once", NULL);
  g_assert_cmpuint (count_ops (fixture), ==, before);
}

static void
test_long_text_goes_through_a_blob (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (200 * 1024, 'x');
  g_autofree char *xml = NULL;
  g_autoptr (GError) error = NULL;

  slip_workspace_set_field (fixture->workspace, fixture->plan, "scope/purpose", text, &error);
  g_assert_no_error (error);
  xml = show (fixture, fixture->plan);
  g_assert_nonnull (strstr (xml, text));
}

static void
test_wrong_values_change_nothing (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *path;
    const char *value;
  } cases[] = {
    { "scope/cost", "a lot" },
    { "scope/delivery", "sideways" },
    { "schedule/window_start", "tomorrow" },
    { "schedule/window_start", "2026-02-30T10:00:00Z" },
    { "header/doc_no", "42" },
    { "header/owner", "Nobody Known" },
    { "scope", "x" },
    { "tasks", "x" },
    { "scope/colour", "x" },
    { "tasks/aaaaaaaaaaaaaaaaaaaaaaaaaa/minutes", "5" },
    { "", "x" },
    { "////", "x" },
  };
  guint before = count_ops (fixture);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (slip_workspace_set_field (fixture->workspace, fixture->plan, cases[i].path,
                                                cases[i].value, &error));
      g_assert_nonnull (error);
      g_assert_cmpstr (error->message, !=, "");
      g_assert_null (strchr (error->message, '\n'));
    }
  g_assert_cmpuint (count_ops (fixture), ==, before);
}

static void
add_tasks (Fixture *fixture, char **rows, guint n)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = NULL;
      g_autofree char *name = g_strdup_printf ("task number %u", i);

      rows[i] = slip_workspace_add_row (fixture->workspace, fixture->plan, "tasks", &error);
      g_assert_no_error (error);
      path = g_strdup_printf ("tasks/%s/task", rows[i]);
      slip_workspace_set_field (fixture->workspace, fixture->plan, path, name, &error);
      g_assert_no_error (error);
    }
}

static void
test_rows_are_added_moved_and_deleted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  char *rows[3];
  g_autofree char *xml = NULL;

  add_tasks (fixture, rows, G_N_ELEMENTS (rows));
  slip_workspace_move_row (fixture->workspace, fixture->plan, rows[2], rows[0], &error);
  g_assert_no_error (error);
  slip_workspace_delete_row (fixture->workspace, fixture->plan, rows[1], &error);
  g_assert_no_error (error);
  xml = show (fixture, fixture->plan);
  g_assert_null (strstr (xml, "task number 1"));
  g_assert_true (strstr (xml, "task number 2") < strstr (xml, "task number 0"));
  for (guint i = 0; i < 3; i++)
    g_free (rows[i]);
}

static void
test_a_row_moves_to_the_end_and_comes_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  char *rows[2];
  g_autofree char *xml = NULL;

  add_tasks (fixture, rows, G_N_ELEMENTS (rows));
  slip_workspace_move_row (fixture->workspace, fixture->plan, rows[0], NULL, &error);
  g_assert_no_error (error);
  g_assert_false (slip_workspace_restore_row (fixture->workspace, fixture->plan, rows[1], &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  g_clear_error (&error);
  slip_workspace_delete_row (fixture->workspace, fixture->plan, rows[1], &error);
  g_assert_no_error (error);
  slip_workspace_restore_row (fixture->workspace, fixture->plan, rows[1], &error);
  g_assert_no_error (error);
  xml = show (fixture, fixture->plan);
  g_assert_nonnull (strstr (xml, "task number 1"));
  g_assert_true (strstr (xml, "task number 1") < strstr (xml, "task number 0"));
  for (guint i = 0; i < 2; i++)
    g_free (rows[i]);
}

static void
test_a_shortened_id_must_be_unique (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *prefix = g_strndup (fixture->plan, 12);
  g_autofree char *id =
      slip_workspace_resolve (fixture->workspace, SLIP_RECORD_DOCUMENT, prefix, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (id, ==, fixture->plan);
  g_assert_null (slip_workspace_resolve (fixture->workspace, SLIP_RECORD_RELEASE, prefix, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* 33 more documents: two of them begin alike (base32). */
  for (guint i = 0; i < 33; i++)
    g_free (slip_workspace_new_document (fixture->workspace, fixture->release, "lessons-learned",
                                         NULL, NULL));
  for (const char *letter = "abcdefghijklmnopqrstuvwxyz234567"; *letter != '\0'; letter++)
    {
      g_autofree char *one = g_strndup (letter, 1);
      g_autofree char *found = NULL;
      g_autoptr (GError) local_error = NULL;

      found = slip_workspace_resolve (fixture->workspace, SLIP_RECORD_DOCUMENT, one, &local_error);
      if (g_error_matches (local_error, SLIP_ERROR, SLIP_ERROR_AMBIGUOUS))
        return;
    }
  g_assert_not_reached ();
}

static void
test_document_numbers_are_distinct (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) list = NULL;

  for (guint i = 0; i < 20; i++)
    g_free (slip_workspace_new_document (fixture->workspace, fixture->release, "lessons-learned",
                                         NULL, NULL));
  list = slip_workspace_list_documents (fixture->workspace, fixture->release, NULL);
  g_assert_cmpuint (list->len, ==, 21);
  for (guint i = 0; i < list->len; i++)
    {
      SlipDocumentInfo *info = g_ptr_array_index (list, i);

      g_assert_cmpstr (info->status, ==, "draft");
      g_assert_true (g_hash_table_add (seen, g_strdup (info->number)));
    }
}

static void
test_a_copy_takes_content_but_what_was_of_one_release (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Team) team = team_new (3);
  g_autoptr (GError) error = NULL;
  g_autofree char *first = slip_workspace_new_release (team->people[0], "Release 1", &error);
  g_autofree char *plan = team_import (team, 0, first, "deployment-plan.xml");
  g_autofree char *release = slip_workspace_new_release (team->people[0], "Release 2", &error);
  g_autofree char *copy =
      slip_workspace_new_document (team->people[0], release, "deployment-plan", plan, &error);
  g_autoptr (GBytes) shown = NULL;
  g_autofree char *xml = NULL;
  g_autoptr (GPtrArray) problems = NULL;

  g_assert_no_error (error);
  shown = slip_workspace_show (team->people[0], copy, &error);
  g_assert_no_error (error);
  xml = g_strndup (g_bytes_get_data (shown, NULL), g_bytes_get_size (shown));
  /* A task and the one that undoes it, by its reference; a change that was approved for the first release; its title. */
  g_assert_nonnull (strstr (xml, "Start claims-triage-service"));
  g_assert_nonnull (strstr (xml, "AC-15"));
  g_assert_null (strstr (xml, "CR-1142"));
  g_assert_null (strstr (xml, "5b4bd59a52d7"));
  g_assert_nonnull (strstr (xml, "Release 2: Deployment Plan"));
  problems = slip_workspace_check (team->people[0], copy, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_assert_null (
        strstr (((SlipProblem *) g_ptr_array_index (problems, i))->path, "rollback_task"));
  g_assert_cmpuint (problems->len, >, 0);
}

static char *
value_after (SlipWorkspace *workspace, const char *document, const char *row, const char *field)
{
  g_autoptr (GBytes) bytes = slip_workspace_show (workspace, document, NULL);
  g_autofree char *xml = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autofree char *id = g_strdup_printf ("id=\"%s\"", row);
  g_autofree char *open = g_strdup_printf ("<%s", field);
  g_autofree char *end = g_strdup_printf ("</%s>", field);
  char *begin = strstr (xml, id);

  begin = strstr (begin, open);
  begin = strchr (begin, '>') + 1;
  return g_strndup (begin, (gsize) (strstr (begin, end) - begin));
}

/* The checklist of a release with a plan, on all copies. */
static char *
import_for_all (Team *team)
{
  g_autofree char *release = slip_workspace_new_release (team->people[0], "Release 1", NULL);
  g_autofree char *plan = team_import (team, 0, release, "deployment-plan.xml");
  char *uat = team_import (team, 0, release, "uat-checklist.xml");

  team_settle (team);
  return uat;
}

static void
test_an_attempt_keeps_what_it_tested (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Team) team = team_new (3);
  SlipWorkspace *workspace = team->people[1];
  g_autoptr (GError) error = NULL;
  g_autofree char *uat = import_for_all (team);
  g_autofree char *item = slip_workspace_add_row (workspace, uat, "items", &error);
  g_autofree char *title = g_strdup_printf ("items/%s/title", item);
  g_autofree char *steps = g_strdup_printf ("items/%s/steps", item);
  g_autofree char *attempts = g_strdup_printf ("items/%s/attempts", item);
  g_autofree char *step = slip_workspace_add_row (workspace, uat, steps, &error);
  g_autofree char *action = g_strdup_printf ("%s/%s/action", steps, step);
  g_autofree char *expected = g_strdup_printf ("%s/%s/expected", steps, step);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autofree char *tested = NULL;
  g_autofree char *build = NULL;
  g_autofree char *number = NULL;

  g_assert_no_error (error);
  slip_workspace_set_field (workspace, uat, title, "Open a claim", NULL);
  slip_workspace_set_field (workspace, uat, action, "Press N", NULL);
  slip_workspace_set_field (workspace, uat, expected, "It opens", NULL);
  first = slip_workspace_add_row (workspace, uat, attempts, &error);
  g_assert_no_error (error);
  slip_workspace_set_field (workspace, uat, action, "Press Ctrl+N", NULL);
  second = slip_workspace_add_row (workspace, uat, attempts, NULL);
  third = slip_workspace_add_row (workspace, uat, attempts, NULL);
  slip_workspace_delete_row (workspace, uat, second, NULL);

  tested = value_after (workspace, uat, first, "tested_text");
  g_assert_cmpstr (tested, ==, "Open a claim\n1. Press N → It opens");
  build = value_after (workspace, uat, first, "build");
  g_assert_true (g_str_has_prefix (build, "2.0.0-rc.2 "));
  number = value_after (workspace, uat, third, "n");
  g_assert_cmpstr (number, ==, "2");
}

/* An attempt is kept as it was recorded, but for what it points to: once that is deleted, another can be chosen, and the
 * check asks for that once. Else nobody could ever approve the checklist. */
static void
test_a_kept_attempt_gets_another_defect_for_a_deleted_one (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Team) team = team_new (3);
  SlipWorkspace *workspace = team->people[1];
  g_autoptr (GError) error = NULL;
  g_autofree char *uat = import_for_all (team);
  g_autofree char *item = slip_workspace_add_row (workspace, uat, "items", NULL);
  g_autofree char *attempts = g_strdup_printf ("items/%s/attempts", item);
  g_autofree char *attempt = slip_workspace_add_row (workspace, uat, attempts, NULL);
  g_autofree char *first = slip_workspace_add_row (workspace, uat, "defects", NULL);
  g_autofree char *second = slip_workspace_add_row (workspace, uat, "defects", &error);
  g_autofree char *status = g_strdup_printf ("%s/%s/status", attempts, attempt);
  g_autofree char *defect = g_strdup_printf ("%s/%s/defect", attempts, attempt);
  g_autofree char *title = g_strdup_printf ("defects/%s/title", second);
  guint told = 0;

  g_assert_no_error (error);
  slip_workspace_set_field (workspace, uat, title, "The caller's number is lost", &error);
  slip_workspace_set_field (workspace, uat, defect, first, &error);
  slip_workspace_set_field (workspace, uat, status, "fail", &error);
  g_assert_no_error (error);
  g_assert_false (slip_workspace_set_field (workspace, uat, defect, second, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
  g_clear_error (&error);

  g_assert_true (slip_workspace_delete_row (workspace, uat, first, &error));
  {
    g_autoptr (GPtrArray) problems = slip_workspace_check (workspace, uat, &error);

    g_assert_no_error (error);
    for (guint i = 0; i < problems->len; i++)
      told += g_str_equal (((SlipProblem *) g_ptr_array_index (problems, i))->path, defect);
  }
  g_assert_cmpuint (told, ==, 1);
  g_assert_true (slip_workspace_set_field (workspace, uat, defect, second, &error));
  g_assert_no_error (error);
  g_assert_false (slip_workspace_set_field (workspace, uat, defect, "", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED);
}

static void
test_import_keeps_names_of_strangers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *plan = team_import (fixture->team, 0, fixture->release, "deployment-plan.xml");
  g_autofree char *xml = show (fixture, plan);
  g_autoptr (GPtrArray) problems = slip_workspace_check (fixture->workspace, plan, &error);
  gboolean told = FALSE;

  g_assert_no_error (error);
  g_assert_nonnull (strstr (xml, "Irina Brandt</decider>"));
  for (guint i = 0; i < problems->len; i++)
    told |=
        g_str_equal (((SlipProblem *) g_ptr_array_index (problems, i))->path, "rollback/decider");
  g_assert_true (told);
}

static void
test_search_finds_what_was_typed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (GError) error = NULL;

  slip_workspace_set_field (fixture->workspace, fixture->plan, "scope/purpose",
                            "The quokka rests at noon", NULL);
  hits = slip_workspace_search (fixture->workspace, "quok", 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_cmpstr (((SlipSearchResult *) g_ptr_array_index (hits, 0))->path, ==, "scope/purpose");
  g_assert_nonnull (
      strstr (((SlipSearchResult *) g_ptr_array_index (hits, 0))->snippet, "[quokka]"));
  g_assert_nonnull (strstr (((SlipSearchResult *) g_ptr_array_index (hits, 0))->marked,
                            SLIP_SEARCH_MARK_BEGIN "quokka" SLIP_SEARCH_MARK_END));
  g_assert_cmpstr (((SlipSearchResult *) g_ptr_array_index (hits, 0))->label, ==,
                   "Scope › Purpose");
  g_assert_cmpstr (((SlipSearchResult *) g_ptr_array_index (hits, 0))->release, ==,
                   fixture->release);
}

/* A row that has no key is named by its first text; its id says nothing to people. */
static void
test_search_names_rows_by_their_text (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *row = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&row, g_free);
      row = slip_workspace_add_row (fixture->workspace, fixture->plan, "risks", &error);
      g_assert_no_error (error);
    }
  path = g_strdup_printf ("risks/%s/text", row);
  slip_workspace_set_field (fixture->workspace, fixture->plan, path, "A quokka nests in the rack",
                            &error);
  g_assert_no_error (error);
  hits = slip_workspace_search (fixture->workspace, "quokka", 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_true (g_str_has_prefix (((SlipSearchResult *) g_ptr_array_index (hits, 0))->label,
                                   "Risks › A quokka nests in the rack › "));
}

static void
add (const char *name, void (*func) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, func, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workspace/create-makes-private-files", test_create_makes_three_private_files);
  g_test_add_func ("/workspace/create-refuses-a-folder-in-use",
                   test_create_refuses_a_folder_in_use);
  g_test_add_func ("/workspace/create-never-touches-keys",
                   test_create_refuses_to_touch_keys_without_a_workspace);
  g_test_add_func ("/workspace/create-clears-left-overs",
                   test_create_clears_what_a_killed_one_left);
  g_test_add_func ("/workspace/open-names-what-is-missing", test_open_names_what_is_missing);
  g_test_add_func ("/workspace/info-has-every-field", test_info_has_every_field);
  add ("/workspace/field-is-set-and-shown", test_field_is_set_and_shown);
  add ("/workspace/same-value-makes-no-op", test_setting_the_same_value_makes_no_op);
  add ("/workspace/long-text-goes-through-a-blob", test_long_text_goes_through_a_blob);
  add ("/workspace/wrong-values-change-nothing", test_wrong_values_change_nothing);
  add ("/workspace/rows-are-added-moved-deleted", test_rows_are_added_moved_and_deleted);
  add ("/workspace/row-moves-to-the-end-and-comes-back",
       test_a_row_moves_to_the_end_and_comes_back);
  add ("/workspace/shortened-id-must-be-unique", test_a_shortened_id_must_be_unique);
  add ("/workspace/document-numbers-are-distinct", test_document_numbers_are_distinct);
  add ("/workspace/copy-keeps-references", test_a_copy_takes_content_but_what_was_of_one_release);
  add ("/workspace/attempt-keeps-what-it-tested", test_an_attempt_keeps_what_it_tested);
  add ("/workspace/kept-attempt-gets-another-defect",
       test_a_kept_attempt_gets_another_defect_for_a_deleted_one);
  add ("/workspace/import-keeps-names-of-strangers", test_import_keeps_names_of_strangers);
  add ("/workspace/search-finds-what-was-typed", test_search_finds_what_was_typed);
  add ("/workspace/search-names-rows-by-their-text", test_search_names_rows_by_their_text);
  return g_test_run ();
}
