/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What differs between two contents, told field by field; and a document built back from a content alone. */

#include <string.h>

#include "core/slip-error.h"
#include "forms-fixture.h"
#include "forms/slip-content-diff.h"
#include "forms/slip-instance.h"
#include "store/slip-blobs.h"

#define BODY                                                                                       \
  "<codes id='level'><code value='high'>High</code><code value='low'>Low</code></codes>"           \
  "<section name='scope'><label>Scope</label>"                                                     \
  "<field name='purpose' type='long-text'><label>Purpose</label></field>"                          \
  "<field name='level' type='choice' codes='level'><label>Level</label></field>"                   \
  "<field name='tags' type='choices'><label>Tags</label></field>"                                  \
  "<field name='regulated' type='boolean'><label>Regulated</label></field>"                        \
  "</section>"                                                                                     \
  "<table name='tasks' row='task' key='id'><label>Tasks</label>"                                   \
  "<field name='id' type='text'><label>Id</label></field>"                                         \
  "<field name='minutes' type='number'><label>Minutes</label></field>"                             \
  "<table name='steps' row='step'><label>Steps</label>"                                            \
  "<field name='action' type='text'><label>Action</label></field>"                                 \
  "</table></table>"                                                                               \
  "<section name='approvals' relevant=\"../scope/regulated = 'yes'\"><label>Approvals</label>"     \
  "<field name='ref' type='text'><label>Reference</label></field>"                                 \
  "<field name='total' type='number' calculate=\"slip:sum('tasks', 'minutes')\">"                  \
  "<label>Total</label></field>"                                                                   \
  "<field name='steps' type='number' calculate=\"slip:count('tasks/steps')\">"                     \
  "<label>Steps</label></field>"                                                                   \
  "</section>"

static GBytes *
content (const char *body)
{
  char *text = g_strconcat ("slipway content 1\nform test\ndefinition x\n", body, NULL);

  return g_bytes_new_take (text, strlen (text));
}

/* "kind label old>new" a line. */
static char *
diff (SlipForm *form, const char *before, const char *after)
{
  g_autoptr (GBytes) old = content (before);
  g_autoptr (GBytes) new = content (after);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = slip_contents_diff (form, old, new, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < changes->len; i++)
    {
      SlipFieldChange *change = g_ptr_array_index (changes, i);

      g_string_append_printf (text, "%s %s", slip_change_kind_name (change->kind), change->label);
      if (change->kind == SLIP_CHANGE_SET)
        g_string_append_printf (text, " %s>%s", change->old_text, change->new_text);
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static void
assert_diff (const char *before, const char *after, const char *expected)
{
  g_autoptr (SlipForm) form = fixture_form ("test", BODY);
  g_autofree char *text = diff (form, before, after);

  g_assert_cmpstr (text, ==, expected);
}

#define ROW(id, name, rest) "row " id "\nfield id " name "\n" rest "end\n"

static void
test_equal_contents_have_no_changes (void)
{
  assert_diff ("section scope\nfield purpose a\n", "section scope\nfield purpose a\n", "");
}

static void
test_a_field_is_told_with_both_values (void)
{
  assert_diff ("section scope\nfield purpose a\\nb\\\\c\n", "section scope\nfield purpose a\\nB\n",
               "set Scope › Purpose a\nb\\c>a\nB\n");
}

static void
test_a_cleared_field_and_a_new_one (void)
{
  assert_diff ("section scope\nfield purpose a\n", "section scope\nfield regulated yes\n",
               "set Scope › Purpose a>\nset Scope › Regulated >yes\n");
}

static void
test_codes_are_told_as_words (void)
{
  assert_diff ("section scope\nfield level low\nfield tags a\\nb\n",
               "section scope\nfield level high\nfield tags b\\nc\n",
               "set Scope › Level Low>High\nset Scope › Tags a, b>b, c\n");
}

static void
test_rows_are_named_by_key_or_place (void)
{
  assert_diff ("section tasks\n" ROW ("a", "T-1",
                                      "field minutes 5\ntable steps\nrow x\nfield "
                                      "action go\nend\nend\n"),
               "section tasks\n" ROW ("a", "T-1",
                                      "field minutes 6\ntable steps\nrow x\nfield "
                                      "action stop\nend\nend\n"),
               "set Tasks › T-1 › Minutes 5>6\nset Tasks › T-1 › Steps › 1 › Action go>stop\n");
}

static void
test_rows_that_come_and_go_are_told_with_their_fields (void)
{
  assert_diff ("section tasks\n" ROW ("a", "T-1", "field minutes 5\n"),
               "section tasks\n" ROW ("b", "T-2", "field minutes 7\n"),
               "added Tasks › T-2\nset Tasks › T-2 › Id >T-2\nset Tasks › T-2 › Minutes >7\n"
               "deleted Tasks › T-1\nset Tasks › T-1 › Id T-1>\nset Tasks › T-1 › Minutes 5>\n");
}

static void
test_only_the_row_that_moved_is_told (void)
{
  assert_diff (
      "section tasks\n" ROW ("a", "1", "") ROW ("b", "2", "") ROW ("c", "3", "") ROW ("d", "4", ""),
      "section tasks\n" ROW ("b", "2", "") ROW ("c", "3", "") ROW ("d", "4", "") ROW ("a", "1", ""),
      "moved Tasks › 1\n");
}

static void
test_a_section_that_became_irrelevant_is_told (void)
{
  assert_diff ("section approvals\nfield ref 12\n", "section approvals\nirrelevant\n",
               "section Approvals\nset Approvals › Reference 12>\n");
}

static void
test_paths_are_what_commands_take (void)
{
  g_autoptr (SlipForm) form = fixture_form ("test", BODY);
  g_autoptr (GBytes) old = content ("section tasks\n" ROW ("a", "T-1", ""));
  g_autoptr (GBytes) new = content ("section tasks\n" ROW ("a", "T-1", "field minutes 6\n"));
  g_autoptr (GPtrArray) changes = slip_contents_diff (form, old, new, NULL);
  SlipFieldChange *change = g_ptr_array_index (changes, 0);

  g_assert_cmpuint (changes->len, ==, 1);
  g_assert_cmpstr (change->path, ==, "tasks/a/minutes");
  g_assert_cmpstr (change->field, ==, "tasks/minutes");
  g_assert_cmpstr (change->section, ==, "tasks");
  g_assert_cmpstr (change->old, ==, "");
}

static void
test_without_a_form_names_stand_in (void)
{
  g_autofree char *text =
      diff (NULL, "section scope\nfield purpose a\n", "section scope\nfield purpose b\n");

  g_assert_cmpstr (text, ==, "set scope › purpose a>b\n");
}

static void
test_what_is_no_content_is_refused (void)
{
  static const char *const bad[] = {
    "section scope\nend\n", "field purpose a\n",      "section scope\nfield purpose\n",
    "section scope\nrow\n", "section tasks\nrow a\n", "nonsense\n",
  };
  g_autoptr (GBytes) good = content ("section scope\n");

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) bytes = content (bad[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (slip_contents_diff (NULL, good, bytes, &error));
      g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
    }
}

static void
test_deep_nesting_is_refused (void)
{
  g_autoptr (GString) text = g_string_new ("section tasks\n");
  g_autoptr (GBytes) good = content ("section scope\n");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "row a\n");
  bytes = content (text->str);
  g_assert_null (slip_contents_diff (NULL, good, bytes, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
}

static void
test_a_value_is_found_by_its_path (void)
{
  g_autoptr (GBytes) bytes = content ("section scope\nfield purpose a\\nb\n");
  g_autofree char *value = slip_content_value (bytes, "scope/purpose");
  g_autofree char *none = slip_content_value (bytes, "scope/level");

  g_assert_cmpstr (value, ==, "a\nb");
  g_assert_cmpstr (none, ==, "");
}

/* == back from a content == */

static char *
instance_text (xmlDoc *instance)
{
  g_autoptr (GBytes) bytes = slip_instance_to_bytes (instance);

  xmlFreeDoc (instance);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_an_instance_comes_back_from_its_content_alone (void)
{
  SlipDatabase *database = fixture_database ();
  g_autoptr (SlipForm) form = fixture_form ("test", BODY);
  g_autofree char *record = fixture_id ("doc");
  g_autofree char *one = fixture_id ("one");
  g_autofree char *two = fixture_id ("two");
  g_autofree char *step = fixture_id ("step");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *digest = NULL;
  g_autoptr (GError) error = NULL;

  fixture_document (database, form, record);
  fixture_value (database, record, "", "scope/purpose", "  two\nlines & <tags>");
  fixture_value (database, record, "", "scope/regulated", "yes");
  fixture_value_full (database, record, "", "scope/tags", "b", "p", TRUE);
  fixture_row (database, record, one, "", "tasks", "i");
  fixture_row (database, record, two, "", "tasks", "h");
  fixture_row (database, record, step, two, "tasks/steps", "i");
  fixture_value (database, record, one, "minutes", "5");
  fixture_value (database, record, two, "minutes", "7.5");
  fixture_value (database, record, step, "action", "go");
  bytes = slip_instance_content (database, form, record, NULL, &error);
  g_assert_no_error (error);
  before =
      instance_text (slip_instance_build (database, form, record, SLIP_INSTANCE_DEFAULT, &error));
  g_assert_no_error (error);

  /* What the tables say afterwards doesn't matter. */
  fixture_value (database, record, "", "scope/regulated", "no");
  fixture_value (database, record, one, "minutes", "99");
  slip_blobs_put (database, bytes, &digest, &error);
  g_assert_no_error (error);
  after = instance_text (slip_instance_build_revision (database, form, record, digest, 0, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (before, ">12.5<"));
  g_assert_nonnull (strstr (before, "<steps calculated=\"yes\">1</steps>"));
  g_assert_cmpstr (before, ==, after);
  slip_database_close (database);
}

static void
test_a_content_of_another_definition_builds_nothing (void)
{
  SlipDatabase *database = fixture_database ();
  g_autoptr (SlipForm) form = fixture_form ("test", BODY);
  g_autofree char *record = fixture_id ("doc");
  g_autoptr (GBytes) bytes = content ("section scope\n");
  g_autofree char *digest = NULL;
  g_autoptr (GError) error = NULL;

  fixture_document (database, form, record);
  slip_blobs_put (database, bytes, &digest, &error);
  g_assert_no_error (error);
  g_assert_null (slip_instance_build_revision (database, form, record, digest, 0, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
  slip_database_close (database);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/diff/equal-contents", test_equal_contents_have_no_changes);
  g_test_add_func ("/forms/diff/field", test_a_field_is_told_with_both_values);
  g_test_add_func ("/forms/diff/cleared", test_a_cleared_field_and_a_new_one);
  g_test_add_func ("/forms/diff/codes", test_codes_are_told_as_words);
  g_test_add_func ("/forms/diff/rows", test_rows_are_named_by_key_or_place);
  g_test_add_func ("/forms/diff/rows-come-and-go",
                   test_rows_that_come_and_go_are_told_with_their_fields);
  g_test_add_func ("/forms/diff/moved", test_only_the_row_that_moved_is_told);
  g_test_add_func ("/forms/diff/irrelevant", test_a_section_that_became_irrelevant_is_told);
  g_test_add_func ("/forms/diff/paths", test_paths_are_what_commands_take);
  g_test_add_func ("/forms/diff/no-form", test_without_a_form_names_stand_in);
  g_test_add_func ("/forms/diff/no-content", test_what_is_no_content_is_refused);
  g_test_add_func ("/forms/diff/deep", test_deep_nesting_is_refused);
  g_test_add_func ("/forms/diff/value", test_a_value_is_found_by_its_path);
  g_test_add_func ("/forms/content/instance", test_an_instance_comes_back_from_its_content_alone);
  g_test_add_func ("/forms/content/other-definition",
                   test_a_content_of_another_definition_builds_nothing);
  return g_test_run ();
}
