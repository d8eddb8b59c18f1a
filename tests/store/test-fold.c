/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The fold's rules, one a test (design.md 3). Two or three replicas work apart, then exchange
 * frames. */

#include "store-test.h"

typedef struct
{
  Replica *a;
  Replica *b;
  char *doc;
  char *row;
  char *child;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->a = replica_new (1);
  f->b = replica_new (2);
  f->doc = fixed_id (10, SLIP_ID_BYTES);
  f->row = fixed_id (11, SLIP_ID_BYTES);
  f->child = fixed_id (12, SLIP_ID_BYTES);
  do_document (f->a, f->doc);
  do_add (f->a, f->doc, f->row, "", "tasks", "m");
  do_set (f->a, f->doc, f->row, "task", "install");
  replica_pull (f->b, f->a, G_MAXUINT);
}

static void
exchange (Fixture *f)
{
  replica_pull (f->a, f->b, G_MAXUINT);
  replica_pull (f->b, f->a, G_MAXUINT);
}

/* Both copies hold the same, before and after a rebuild. */
static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *rebuilt = NULL;

  exchange (f);
  exchange (f);
  first = dump_of (f->a->db);
  second = dump_of (f->b->db);
  assert_same_dump (first, second);
  slip_fold_rebuild (f->b->db, &error);
  g_assert_no_error (error);
  rebuilt = dump_of (f->b->db);
  assert_same_dump (first, rebuilt);
  slip_search_check (f->b->db, &error);
  g_assert_no_error (error);

  replica_free (f->a);
  replica_free (f->b);
  g_free (f->doc);
  g_free (f->row);
  g_free (f->child);
}

static void
test_later_value_replaces (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  do_set (f->b, f->doc, "", "scope/purpose", "one");
  do_set (f->b, f->doc, "", "scope/purpose", "two");
  exchange (f);
  g_assert_cmpuint (count_values (f->a, f->doc, "", "scope/purpose", FALSE), ==, 1);
  text = text_of (f->a, f->doc, "", "scope/purpose");
  g_assert_cmpstr (text, ==, "two");
}

static void
test_concurrent_values_are_siblings (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) values = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  const SlipValue *first;
  const SlipConflict *conflict;

  do_set (f->a, f->doc, "", "scope/purpose", "mine");
  do_set (f->b, f->doc, "", "scope/purpose", "yours");
  do_set (f->b, f->doc, "", "scope/purpose", "yours, newer");
  exchange (f);
  values = slip_values_get (f->a->db, f->doc, "", "scope/purpose", NULL);
  g_assert_cmpuint (values->len, ==, 2);
  first = g_ptr_array_index (values, 0);
  g_assert_true (first->shown);
  g_assert_false (((SlipValue *) g_ptr_array_index (values, 1))->shown);
  g_assert_cmpint (
      slip_op_name_compare (&first->name, &((SlipValue *) g_ptr_array_index (values, 1))->name), >,
      0);

  conflicts = slip_values_conflicts (f->b->db, f->doc, NULL);
  g_assert_cmpuint (conflicts->len, ==, 1);
  conflict = g_ptr_array_index (conflicts, 0);
  g_assert_cmpstr (conflict->field, ==, "scope/purpose");
  g_assert_cmpuint (conflict->n, ==, 2);
}

static void
test_choosing_ends_a_conflict (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) conflicts = NULL;

  do_set (f->a, f->doc, "", "scope/purpose", "mine");
  do_set (f->b, f->doc, "", "scope/purpose", "yours");
  exchange (f);
  do_set (f->b, f->doc, "", "scope/purpose", "ours");
  exchange (f);
  g_assert_cmpuint (count_values (f->a, f->doc, "", "scope/purpose", FALSE), ==, 1);
  conflicts = slip_values_conflicts (f->a->db, f->doc, NULL);
  g_assert_cmpuint (conflicts->len, ==, 0);
}

static void
test_equal_values_collapse (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) conflicts = NULL;

  do_set (f->a, f->doc, "", "scope/purpose", "same");
  do_set (f->b, f->doc, "", "scope/purpose", "same");
  exchange (f);
  g_assert_cmpuint (count_values (f->a, f->doc, "", "scope/purpose", FALSE), ==, 2);
  g_assert_cmpuint (count_values (f->a, f->doc, "", "scope/purpose", TRUE), ==, 1);
  conflicts = slip_values_conflicts (f->a->db, f->doc, NULL);
  g_assert_cmpuint (conflicts->len, ==, 0);
}

static void
test_empty_text_is_a_value (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  do_set (f->a, f->doc, "", "scope/purpose", "something");
  do_set (f->a, f->doc, "", "scope/purpose", "");
  exchange (f);
  text = text_of (f->b, f->doc, "", "scope/purpose");
  g_assert_cmpstr (text, ==, "");
}

/* The replacing op comes in first: the value that it names must never appear. */
static void
test_replaced_before_arrival (Fixture *f, gconstpointer data)
{
  g_autoptr (Replica) c = replica_new (3);
  g_autofree char *text = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  do_set (f->a, f->doc, f->row, "task", "from a");
  replica_pull (f->b, f->a, G_MAXUINT);
  do_set (f->b, f->doc, f->row, "task", "from b");
  replica_pull (c, f->b, G_MAXUINT);
  text = text_of (c, f->doc, f->row, "task");
  g_assert_cmpstr (text, ==, "from b");
  g_assert_cmpint (slip_database_get_int (c->db, 0, "SELECT count(*) FROM dangling", ""), ==, 1);
  replica_pull (c, f->a, G_MAXUINT);
  g_assert_cmpuint (count_values (c, f->doc, f->row, "task", FALSE), ==, 1);
  g_assert_cmpint (slip_database_get_int (c->db, 9, "SELECT count(*) FROM dangling", ""), ==, 0);
  before = dump_of (c->db);
  after = dump_of (f->b->db);
  assert_same_dump (before, after);
}

static void
do_put (Replica *self, const char *record, const char *member)
{
  replica_do (self, SLIP_OP_PUT, record, NULL,
              g_variant_new ("(@ayss)", slip_op_id_variant (""), "lesson/tags", member));
}

static void
do_drop (Replica *self, const char *record, const char *member)
{
  replica_do (self, SLIP_OP_DROP, record,
              slip_values_names (self->db, record, "", "lesson/tags", member, NULL),
              g_variant_new ("(@ayss)", slip_op_id_variant (""), "lesson/tags", member));
}

static void
test_a_put_survives_an_unseen_drop (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  do_put (f->a, f->doc, "quality");
  do_put (f->a, f->doc, "cost");
  exchange (f);
  do_drop (f->a, f->doc, "quality");
  do_drop (f->a, f->doc, "cost");
  do_put (f->b, f->doc, "quality");
  exchange (f);
  text = text_of (f->a, f->doc, "", "lesson/tags");
  g_assert_cmpstr (text, ==, "quality");
  g_assert_cmpint (
      slip_database_get_int (f->a->db, 9, "SELECT count(*) FROM value WHERE shown = 0", ""), ==, 0);
}

static void
test_a_row_is_added_and_moved (Fixture *f, gconstpointer data)
{
  g_autofree char *second = fixed_id (20, SLIP_ID_BYTES);
  g_autofree char *position = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  do_add (f->a, f->doc, second, "", "tasks", "t");
  exchange (f);
  replica_do (f->b, SLIP_OP_MOVE, f->doc, current (f->b, f->doc, second, SLIP_FIELD_POSITION),
              g_variant_new ("(@ays)", slip_op_id_variant (second), "c"));
  exchange (f);
  rows = slip_values_rows (f->a->db, f->doc, "tasks", "", NULL);
  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (rows, 0), ==, second);
  slip_values_row_info (f->a->db, f->doc, second, NULL, NULL, &position, NULL, NULL);
  g_assert_cmpstr (position, ==, "c");
  g_assert_cmpuint (count_values (f->a, f->doc, second, SLIP_FIELD_POSITION, FALSE), ==, 1);
  g_assert_cmpuint (count_values (f->a, f->doc, second, SLIP_FIELD_ADD, FALSE), ==, 1);
}

static void
test_a_deleted_row_is_dead (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  do_delete (f->b, f->doc, f->row);
  g_assert_cmpstr (row_state (f->b, f->doc, f->row), ==, "dead");
  exchange (f);
  g_assert_cmpstr (row_state (f->a, f->doc, f->row), ==, "dead");
  rows = slip_values_rows (f->a->db, f->doc, "tasks", "", NULL);
  g_assert_cmpuint (rows->len, ==, 0);
}

static void
test_an_unseen_edit_keeps_the_row (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) conflicts = NULL;

  do_delete (f->b, f->doc, f->row);
  do_set (f->a, f->doc, f->row, "minutes", "30");
  exchange (f);
  g_assert_cmpstr (row_state (f->a, f->doc, f->row), ==, "flagged");
  g_assert_cmpstr (row_state (f->b, f->doc, f->row), ==, "flagged");
  conflicts = slip_values_conflicts (f->a->db, f->doc, NULL);
  g_assert_cmpuint (conflicts->len, ==, 1);
  g_assert_cmpstr (((SlipConflict *) g_ptr_array_index (conflicts, 0))->field, ==, "@delete");

  /* A second delete has seen the edit. */
  do_delete (f->a, f->doc, f->row);
  exchange (f);
  g_assert_cmpstr (row_state (f->b, f->doc, f->row), ==, "dead");
}

static void
test_keep_revives (Fixture *f, gconstpointer data)
{
  do_delete (f->b, f->doc, f->row);
  exchange (f);
  do_keep (f->a, f->doc, f->row);
  g_assert_cmpstr (row_state (f->a, f->doc, f->row), ==, "alive");
  exchange (f);
  g_assert_cmpstr (row_state (f->b, f->doc, f->row), ==, "alive");
}

static void
test_a_delete_covers_nested_rows (Fixture *f, gconstpointer data)
{
  do_add (f->a, f->doc, f->child, f->row, "tasks/steps", "m");
  do_set (f->a, f->doc, f->child, "action", "open it");
  exchange (f);
  do_delete (f->b, f->doc, f->row);
  exchange (f);
  g_assert_cmpstr (row_state (f->a, f->doc, f->row), ==, "dead");
  g_assert_cmpstr (row_state (f->a, f->doc, f->child), ==, "dead");
  do_keep (f->a, f->doc, f->row);
  exchange (f);
  g_assert_cmpstr (row_state (f->b, f->doc, f->child), ==, "alive");
}

static void
test_an_unseen_nested_add_keeps_the_row (Fixture *f, gconstpointer data)
{
  do_delete (f->b, f->doc, f->row);
  do_add (f->a, f->doc, f->child, f->row, "tasks/steps", "m");
  exchange (f);
  g_assert_cmpstr (row_state (f->a, f->doc, f->row), ==, "flagged");
  g_assert_cmpstr (row_state (f->b, f->doc, f->row), ==, "flagged");
  g_assert_cmpstr (row_state (f->b, f->doc, f->child), ==, "alive");
}

static void
test_a_delete_arrives_before_the_row (Fixture *f, gconstpointer data)
{
  g_autoptr (Replica) c = replica_new (3);

  do_add (f->a, f->doc, f->child, f->row, "tasks/steps", "m");
  exchange (f);
  do_delete (f->b, f->doc, f->row);
  replica_pull (c, f->b, G_MAXUINT);
  g_assert_cmpstr (row_state (c, f->doc, f->row), ==, "");
  replica_pull (c, f->a, G_MAXUINT);
  g_assert_cmpstr (row_state (c, f->doc, f->row), ==, "dead");
  g_assert_cmpstr (row_state (c, f->doc, f->child), ==, "dead");
}

static void
test_a_record_is_deleted_and_kept (Fixture *f, gconstpointer data)
{
  do_delete (f->b, f->doc, "");
  g_assert_cmpstr (row_state (f->b, f->doc, ""), ==, "dead");
  do_set (f->a, f->doc, f->row, "minutes", "30");
  exchange (f);
  g_assert_cmpstr (row_state (f->a, f->doc, ""), ==, "flagged");
  g_assert_cmpstr (row_state (f->b, f->doc, ""), ==, "flagged");
  do_keep (f->a, f->doc, "");
  exchange (f);
  g_assert_cmpstr (row_state (f->b, f->doc, ""), ==, "alive");
}

static void
test_two_adds_of_one_row (Fixture *f, gconstpointer data)
{
  g_autofree char *shared = fixed_id (30, SLIP_ID_BYTES);

  do_add (f->a, f->doc, shared, "", "tasks", "a");
  do_add (f->b, f->doc, shared, f->row, "tasks/steps", "b");
  exchange (f);
  g_assert_cmpuint (count_values (f->a, f->doc, shared, SLIP_FIELD_ADD, FALSE), ==, 2);
  g_assert_cmpint (
      slip_database_get_int (f->a->db, 0, "SELECT count(*) FROM row WHERE id = ?", "s", shared), ==,
      1);
}

static void
test_a_definition_replaces (Fixture *f, gconstpointer data)
{
  SlipHash old_hash, new_hash;
  SlipOpName first;
  g_autofree char *hex = NULL;
  g_autofree char *current_hash = NULL;

  slip_hash_data (&old_hash, "old", 3);
  slip_hash_data (&new_hash, "new", 3);
  first = replica_do (f->a, SLIP_OP_DEFINE, "", NULL,
                      g_variant_new ("(ss@ay)", "form", "uat", hash_variant (&old_hash)));
  exchange (f);
  replica_do (f->b, SLIP_OP_DEFINE, "", one_name (first),
              g_variant_new ("(ss@ay)", "form", "uat", hash_variant (&new_hash)));
  exchange (f);
  hex = slip_hash_to_hex (&new_hash);
  g_assert_cmpint (slip_database_get_int (f->a->db, 0, "SELECT count(*) FROM definition", ""), ==,
                   1);
  current_hash = slip_database_get_text (f->a->db, NULL, "SELECT hash FROM definition", "");
  g_assert_cmpstr (current_hash, ==, hex);
}

static void
test_a_statement_names_its_blobs (Fixture *f, gconstpointer data)
{
  static const char text[] =
      "<statement xmlns=\"urn:slipway:statement:1\"><content blob=\""
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"/><x blob=\"short\"/>";
  guint8 signature[64] = { 1 };
  g_auto (GStrv) wanted = NULL;

  replica_do (
      f->a, SLIP_OP_STATEMENT, f->doc, NULL,
      g_variant_new ("(@ay@ay)",
                     g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, text, sizeof text - 1, 1),
                     g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, signature, 64, 1)));
  exchange (f);
  wanted = slip_blobs_wanted (f->b->db);
  g_assert_true (
      g_strv_contains ((const char *const *) wanted,
                       "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"));
  g_assert_cmpint (slip_database_get_int (f->b->db, 0,
                                          "SELECT count(*) FROM statement WHERE record = ?"
                                          " AND seq IS NOT NULL",
                                          "s", f->doc),
                   ==, 1);
}

/* Bytes in hexadecimal, text as g_strescape() writes it, so that no value ends a line. */
static void
test_a_dump_quotes_what_is_odd (void)
{
  static const char odd[] = "\"b\" \\ c\b\f\n\r\t\v\001\037 ~\177 \303\244";
  g_autoptr (SlipDatabase) db = slip_database_open (":memory:", SLIP_DATABASE_CREATE, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\000\017\251\377", 4);
  g_autofree char *escaped = g_strescape (odd, NULL);
  g_autofree char *wanted =
      g_strdup_printf ("dangling \"%s\" \"1\"\ndangling x'000fa9ff' \"2\"\n", escaped);
  g_autofree char *dump = NULL;
  g_autoptr (GError) error = NULL;

  slip_database_run (db, &error, "INSERT INTO dangling (replica, clock) VALUES (?, 1), (?, 2)",
                     "sb", odd, bytes);
  g_assert_no_error (error);
  dump = dump_of (db);
  g_assert_cmpstr (dump, ==, wanted);
}

static void
test_an_unknown_kind_is_kept (Fixture *f, gconstpointer data)
{
  SlipOpName name = replica_do (f->a, "telepathy", f->doc, current (f->a, f->doc, f->row, "task"),
                                g_variant_new ("(s)", "think"));

  exchange (f);
  g_assert_cmpint (slip_database_get_int (f->b->db, 0,
                                          "SELECT count(*) FROM op WHERE replica = ? AND clock = ?",
                                          "si", name.replica, (gint64) name.clock),
                   ==, 1);
  /* What it replaces is only known to those who know the kind. */
  g_assert_cmpuint (count_values (f->b, f->doc, f->row, "task", FALSE), ==, 1);
}

#define add(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/fold/later-value-replaces", test_later_value_replaces);
  add ("/fold/concurrent-values-are-siblings", test_concurrent_values_are_siblings);
  add ("/fold/choosing-ends-a-conflict", test_choosing_ends_a_conflict);
  add ("/fold/equal-values-collapse", test_equal_values_collapse);
  add ("/fold/empty-text-is-a-value", test_empty_text_is_a_value);
  add ("/fold/replaced-before-arrival", test_replaced_before_arrival);
  add ("/fold/put-survives-unseen-drop", test_a_put_survives_an_unseen_drop);
  add ("/fold/row-added-and-moved", test_a_row_is_added_and_moved);
  add ("/fold/deleted-row-is-dead", test_a_deleted_row_is_dead);
  add ("/fold/unseen-edit-keeps-row", test_an_unseen_edit_keeps_the_row);
  add ("/fold/keep-revives", test_keep_revives);
  add ("/fold/delete-covers-nested-rows", test_a_delete_covers_nested_rows);
  add ("/fold/unseen-nested-add-keeps-row", test_an_unseen_nested_add_keeps_the_row);
  add ("/fold/delete-arrives-before-row", test_a_delete_arrives_before_the_row);
  add ("/fold/record-deleted-and-kept", test_a_record_is_deleted_and_kept);
  add ("/fold/two-adds-of-one-row", test_two_adds_of_one_row);
  add ("/fold/definition-replaces", test_a_definition_replaces);
  add ("/fold/statement-names-its-blobs", test_a_statement_names_its_blobs);
  add ("/fold/unknown-kind-is-kept", test_an_unknown_kind_is_kept);
  g_test_add_func ("/fold/dump-quotes-what-is-odd", test_a_dump_quotes_what_is_odd);
  return g_test_run ();
}
