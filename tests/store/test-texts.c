/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Texts wherever they are: blobs, the search index that follows values and blobs, reading values,
 * and drafts. */

#include "store-test.h"

typedef struct
{
  Replica *a;
  char *doc;
  char *row;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->a = replica_new (1);
  f->doc = fixed_id (10, SLIP_ID_BYTES);
  f->row = fixed_id (11, SLIP_ID_BYTES);
  do_document (f->a, f->doc);
  do_add (f->a, f->doc, f->row, "", "tasks", "m");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  slip_search_check (f->a->db, &error);
  g_assert_no_error (error);
  replica_free (f->a);
  g_free (f->doc);
  g_free (f->row);
}

static guint
hits (Fixture *f, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = slip_search_find (f->a->db, text, 50, &error);

  g_assert_no_error (error);
  return found->len;
}

static GBytes *
pattern (gsize length)
{
  guint8 *data = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    data[i] = i * 7 + i / 251;
  return g_bytes_new_take (data, length);
}

static void
test_blob_in_parts (Fixture *f, gconstpointer data)
{
  static const gsize sizes[] = { 0, 1, SLIP_BLOB_PART_BYTES, SLIP_BLOB_PART_BYTES * 2 + 17 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) bytes = pattern (sizes[i]);
      g_autoptr (GBytes) again = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *hash = NULL;
      g_autofree char *expected = slip_hash_hex_of (bytes);

      slip_blobs_put (f->a->db, bytes, &hash, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (hash, ==, expected);
      g_assert_true (slip_blobs_put (f->a->db, bytes, NULL, &error));
      again = slip_blobs_get (f->a->db, hash, &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (bytes, again));
      g_assert_cmpint (slip_database_get_int (f->a->db, -1,
                                              "SELECT count(*) FROM blob_part WHERE hash = ?", "s",
                                              hash),
                       ==, (sizes[i] + SLIP_BLOB_PART_BYTES - 1) / SLIP_BLOB_PART_BYTES);
    }
}

static void
test_blob_missing_or_altered (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bytes = pattern (100);
  g_autofree char *hash = slip_hash_hex_of (bytes);
  g_autoptr (GError) error = NULL;

  g_assert_null (slip_blobs_get (f->a->db, hash, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (slip_blobs_put (f->a->db, bytes, NULL, NULL));
  slip_database_script (f->a->db, "UPDATE blob_part SET bytes = x'00'", NULL);
  g_assert_null (slip_blobs_get (f->a->db, hash, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT);
}

static void
set_blob (Fixture *f, const char *text)
{
  SlipHash hash;

  slip_hash_data (&hash, text, strlen (text));
  replica_do (
      f->a, SLIP_OP_SET_BLOB, f->doc, current (f->a, f->doc, "", "scope/in_scope"),
      g_variant_new ("(@ays@ay)", slip_op_id_variant (""), "scope/in_scope", hash_variant (&hash)));
}

static void
test_blob_is_wanted_until_it_arrives (Fixture *f, gconstpointer data)
{
  static const char text[] = "a long text about zeppelins";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autofree char *hash = slip_hash_hex_of (bytes);
  g_autofree char *shown = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) wanted = NULL;
  g_auto (GStrv) after = NULL;

  set_blob (f, text);
  wanted = slip_blobs_wanted (f->a->db);
  g_assert_true (g_strv_contains ((const char *const *) wanted, hash));
  g_assert_null (slip_values_text (f->a->db, f->doc, "", "scope/in_scope", &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
  g_assert_cmpuint (hits (f, "zeppelins"), ==, 0);

  g_assert_true (slip_blobs_put (f->a->db, bytes, NULL, NULL));
  after = slip_blobs_wanted (f->a->db);
  g_assert_false (g_strv_contains ((const char *const *) after, hash));
  g_assert_cmpuint (hits (f, "zeppelins"), ==, 1);
  shown = text_of (f->a, f->doc, "", "scope/in_scope");
  g_assert_cmpstr (shown, ==, text);
}

static void
test_search_finds_words_and_beginnings (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) found = NULL;
  const SlipHit *hit;

  do_set (f->a, f->doc, f->row, "task", "Stop the claims intake, Zürich first");
  g_assert_cmpuint (hits (f, "claims"), ==, 1);
  g_assert_cmpuint (hits (f, "claims inta"), ==, 1);
  g_assert_cmpuint (hits (f, "clai intake"), ==, 0);
  g_assert_cmpuint (hits (f, "zurich"), ==, 1);
  found = slip_search_find (f->a->db, "intake", 5, NULL);
  hit = g_ptr_array_index (found, 0);
  g_assert_cmpstr (hit->record, ==, f->doc);
  g_assert_cmpstr (hit->row, ==, f->row);
  g_assert_cmpstr (hit->field, ==, "task");
  g_assert_nonnull (strstr (hit->snippet, SLIP_SEARCH_MARK_BEGIN "intake" SLIP_SEARCH_MARK_END));
}

/* The best hits may all be in a row that was deleted: others take their places. */
static void
test_search_passes_over_what_was_deleted (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) found = NULL;

  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *field = g_strdup_printf ("f%u", i);

      do_set (f->a, f->doc, f->row, field, "quokka");
    }
  do_set (f->a, f->doc, "", "s/one", "a quokka that sleeps at noon, and does not care for more");
  do_set (f->a, f->doc, "", "s/two", "another quokka that sleeps at noon, and longer than the one");
  do_delete (f->a, f->doc, f->row);
  found = slip_search_find (f->a->db, "quokka", 2, NULL);
  g_assert_cmpuint (found->len, ==, 2);
  for (guint i = 0; i < found->len; i++)
    g_assert_cmpstr (((SlipHit *) g_ptr_array_index (found, i))->row, ==, "");
}

static void
test_search_takes_no_query_language (Fixture *f, gconstpointer data)
{
  static const char *const odd[] = { "\"",     "*",      "a AND",  "NOT x", "(",
                                     "text:x", "NEAR(a", "x OR y", "-",     "" };

  do_set (f->a, f->doc, "", "s/f", "order 66-b");
  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    g_assert_cmpuint (hits (f, odd[i]), ==, 0);
  g_assert_cmpuint (hits (f, "66-b"), ==, 1);
}

static SlipOpName
do_comment (Fixture *f, const char *field, const char *text)
{
  return replica_do (
      f->a, SLIP_OP_COMMENT, f->doc, NULL,
      g_variant_new ("(@ayssss)", slip_op_id_variant (""), field, "comment", "", text));
}

static void
do_reply (Fixture *f, const SlipOpName *thread, const char *text)
{
  guint8 replica[SLIP_REPLICA_BYTES];

  slip_base32_decode (thread->replica, replica, sizeof replica);
  replica_do (
      f->a, SLIP_OP_REPLY, f->doc, NULL,
      g_variant_new ("(@aytsss)",
                     g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, replica, sizeof replica, 1),
                     thread->clock, "reply", "", text));
}

/* A comment and its reply lead to the thread; so they do when all is folded anew, and no more once the document is deleted. */
static void
test_search_finds_what_was_said (Fixture *f, gconstpointer data)
{
  SlipOpName thread = do_comment (f, "s/f", "Where does the quokka sleep?");
  g_autofree char *id = slip_op_name_to_string (&thread);
  g_autoptr (GError) error = NULL;

  do_set (f->a, f->doc, "", "s/g", "Not a quokka");
  do_reply (f, &thread, "In the rack, says the wombat.");
  do_reply (f, &thread, "");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) said = slip_search_find (f->a->db, "wombat", 5, &error);
      const SlipHit *hit;

      g_assert_no_error (error);
      g_assert_cmpuint (hits (f, "quokka"), ==, 2);
      g_assert_cmpuint (said->len, ==, 1);
      hit = g_ptr_array_index (said, 0);
      g_assert_cmpstr (hit->thread, ==, id);
      g_assert_cmpstr (hit->record, ==, f->doc);
      g_assert_cmpstr (hit->field, ==, "s/f");
      g_assert_nonnull (strstr (hit->snippet, SLIP_SEARCH_MARK_BEGIN "wombat"));
      slip_search_check (f->a->db, &error);
      g_assert_no_error (error);
      g_assert_true (slip_fold_rebuild (f->a->db, NULL));
    }
  do_discard (f->a, f->doc, "Twice.");
  g_assert_cmpuint (hits (f, "wombat"), ==, 0);
  g_assert_cmpuint (hits (f, "quokka"), ==, 0);
}

static void
test_search_misses_what_was_said (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  do_comment (f, "", "quokka");
  slip_database_script (f->a->db, "DELETE FROM search", NULL);
  g_assert_false (slip_search_check (f->a->db, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT);
  g_assert_true (slip_fold_rebuild (f->a->db, NULL));
}

static void
test_search_follows_changes (Fixture *f, gconstpointer data)
{
  do_set (f->a, f->doc, f->row, "task", "first draft");
  do_set (f->a, f->doc, f->row, "task", "second draft");
  g_assert_cmpuint (hits (f, "first"), ==, 0);
  g_assert_cmpuint (hits (f, "second"), ==, 1);
  do_delete (f->a, f->doc, f->row);
  g_assert_cmpuint (hits (f, "second"), ==, 0);
  do_keep (f->a, f->doc, f->row);
  g_assert_cmpuint (hits (f, "second"), ==, 1);
}

static void
test_search_inside_transactions (Fixture *f, gconstpointer data)
{
  slip_database_begin (f->a->db, NULL);
  do_set (f->a, f->doc, "", "s/f", "outermost");
  g_assert_cmpuint (hits (f, "outermost"), ==, 1);
  slip_database_begin (f->a->db, NULL);
  do_set (f->a, f->doc, "", "s/f", "innermost");
  g_assert_cmpuint (hits (f, "outermost"), ==, 0);
  slip_database_rollback (f->a->db);
  g_assert_cmpuint (hits (f, "innermost"), ==, 0);
  g_assert_cmpuint (hits (f, "outermost"), ==, 1);
  g_assert_true (slip_database_commit (f->a->db, NULL));
  g_assert_cmpuint (hits (f, "outermost"), ==, 1);
}

/* A member of a set goes, and in the same transaction a position takes its number. */
static void
test_search_leaves_positions_out (Fixture *f, gconstpointer data)
{
  SlipOpName put =
      replica_do (f->a, SLIP_OP_PUT, f->doc, NULL,
                  g_variant_new ("(@ayss)", slip_op_id_variant (f->row), "tags", "urgent"));

  slip_database_begin (f->a->db, NULL);
  replica_do (f->a, SLIP_OP_DROP, f->doc, one_name (put),
              g_variant_new ("(@ayss)", slip_op_id_variant (f->row), "tags", "urgent"));
  replica_do (f->a, SLIP_OP_MOVE, f->doc, NULL,
              g_variant_new ("(@ays)", slip_op_id_variant (f->row), "behind"));
  g_assert_true (slip_database_commit (f->a->db, NULL));
  g_assert_cmpuint (hits (f, "urgent"), ==, 0);
  g_assert_cmpuint (hits (f, "behind"), ==, 0);
}

static void
test_damaged_index_is_rebuilt (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  do_set (f->a, f->doc, "", "s/f", "needle");
  slip_database_script (f->a->db, "DELETE FROM search", NULL);
  g_assert_false (slip_search_check (f->a->db, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT);
  g_assert_true (slip_fold_rebuild (f->a->db, NULL));
  g_assert_cmpuint (hits (f, "needle"), ==, 1);
}

static void
test_file_value_shows_its_name (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;
  SlipHash hash;

  slip_hash_data (&hash, "x", 1);
  replica_do (f->a, SLIP_OP_ATTACH, f->doc, NULL,
              g_variant_new ("(@ayss"
                             "t@ay)",
                             slip_op_id_variant (f->row), "evidence", "restore test 1.log",
                             (guint64) 1, hash_variant (&hash)));
  text = text_of (f->a, f->doc, f->row, "evidence");
  g_assert_cmpstr (text, ==, "restore test 1.log");
  g_assert_cmpuint (hits (f, "restore"), ==, 1);
}

static void
test_unset_value_and_unknown_row (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (slip_values_text (f->a->db, f->doc, "", "no/such", &error));
  g_assert_no_error (error);
  g_assert_false (slip_values_row_info (f->a->db, f->doc, f->doc, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

static void
test_rows_come_in_order (Fixture *f, gconstpointer data)
{
  g_autofree char *before = fixed_id (20, SLIP_ID_BYTES);
  g_autofree char *nested = fixed_id (21, SLIP_ID_BYTES);
  g_autofree char *parent = NULL;
  g_autofree char *table = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  gboolean dead = TRUE;

  do_add (f->a, f->doc, before, "", "tasks", "c");
  do_add (f->a, f->doc, nested, f->row, "tasks/steps", "a");
  rows = slip_values_rows (f->a->db, f->doc, "tasks", "", NULL);
  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (rows, 0), ==, before);
  g_assert_true (
      slip_values_row_info (f->a->db, f->doc, nested, &table, &parent, NULL, &dead, NULL));
  g_assert_cmpstr (table, ==, "tasks/steps");
  g_assert_cmpstr (parent, ==, f->row);
  g_assert_false (dead);
}

static void
test_draft_replaces_what_it_first_saw (Fixture *f, gconstpointer data)
{
  g_autoptr (Replica) b = replica_new (2);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipOp) op = NULL;

  do_set (f->a, f->doc, "", "s/f", "old");
  replica_pull (b, f->a, G_MAXUINT);
  slip_drafts_set (f->a->db, f->doc, "", "s/f", "m", &error);
  g_assert_no_error (error);
  do_set (b, f->doc, "", "s/f", "meanwhile");
  replica_pull (f->a, b, G_MAXUINT);
  slip_drafts_set (f->a->db, f->doc, "", "s/f", "mine", &error);
  g_assert_no_error (error);
  slip_drafts_commit (f->a->db, f->doc, "", "s/f", &op, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (op->replaces->len, ==, 1);
  /* What came in while typing was not seen: both stand. */
  g_assert_cmpuint (count_values (f->a, f->doc, "", "s/f", FALSE), ==, 2);
}

/* What came while nobody had looked is not replaced, also when it was there before the draft. */
static void
test_draft_replaces_what_was_seen (Fixture *f, gconstpointer data)
{
  g_autoptr (GArray) seen = NULL;
  g_autoptr (GPtrArray) values = NULL;
  g_autoptr (GError) error = NULL;

  do_set (f->a, f->doc, "", "s/f", "seen");
  seen = slip_values_names (f->a->db, f->doc, "", "s/f", NULL, &error);
  g_assert_no_error (error);
  do_set (f->a, f->doc, "", "s/f", "not seen");
  g_assert_true (slip_drafts_start (f->a->db, f->doc, "", "s/f", seen, &error));
  g_assert_true (slip_drafts_set (f->a->db, f->doc, "", "s/f", "typed", &error));
  g_assert_true (slip_drafts_commit (f->a->db, f->doc, "", "s/f", NULL, &error));
  g_assert_no_error (error);
  values = slip_values_get (f->a->db, f->doc, "", "s/f", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (values->len, ==, 2);
}

static void
test_draft_without_change_makes_no_op (Fixture *f, gconstpointer data)
{
  SlipOp *op = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drafts = NULL;

  do_set (f->a, f->doc, "", "s/f", "same");
  slip_drafts_set (f->a->db, f->doc, "", "s/f", "same", NULL);
  g_assert_true (slip_drafts_commit (f->a->db, f->doc, "", "s/f", &op, NULL));
  g_assert_null (op);
  drafts = slip_drafts_list (f->a->db, NULL, NULL);
  g_assert_cmpuint (drafts->len, ==, 0);
  g_assert_false (slip_drafts_commit (f->a->db, f->doc, "", "s/f", &op, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);
}

static void
test_long_draft_becomes_a_blob (Fixture *f, gconstpointer data)
{
  g_autofree char *text = g_strnfill (SLIP_OP_MAX_TEXT + 1, 'x');
  g_autofree char *shown = NULL;
  g_autoptr (SlipOp) op = NULL;
  g_autoptr (GError) error = NULL;

  slip_drafts_set (f->a->db, f->doc, "", "s/f", text, NULL);
  slip_drafts_commit (f->a->db, f->doc, "", "s/f", &op, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (op->kind, ==, SLIP_OP_SET_BLOB);
  shown = text_of (f->a, f->doc, "", "s/f");
  g_assert_cmpstr (shown, ==, text);
}

static void
test_drafts_survive_reopening (void)
{
  g_autofree char *folder = g_dir_make_tmp ("slipway-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "workspace.db", NULL);
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
  g_autoptr (GPtrArray) drafts = NULL;
  g_autoptr (GPtrArray) left = NULL;
  SlipDatabase *db = slip_database_open (path, SLIP_DATABASE_CREATE, NULL);

  g_assert_true (slip_drafts_set (db, doc, "", "s/f", "half a sen", NULL));
  slip_database_close (db);
  db = slip_database_open (path, SLIP_DATABASE_WRITE, NULL);
  drafts = slip_drafts_list (db, doc, NULL);
  g_assert_cmpuint (drafts->len, ==, 1);
  g_assert_cmpstr (((SlipDraft *) g_ptr_array_index (drafts, 0))->value, ==, "half a sen");
  g_assert_true (slip_drafts_discard (db, doc, "", "s/f", NULL));
  left = slip_drafts_list (db, NULL, NULL);
  g_assert_cmpuint (left->len, ==, 0);
  slip_database_close (db);
  g_unlink (path);
  g_rmdir (folder);
}

#define add(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/blobs/in-parts", test_blob_in_parts);
  add ("/blobs/missing-or-altered", test_blob_missing_or_altered);
  add ("/blobs/wanted-until-it-arrives", test_blob_is_wanted_until_it_arrives);
  add ("/search/words-and-beginnings", test_search_finds_words_and_beginnings);
  add ("/search/passes-over-deleted", test_search_passes_over_what_was_deleted);
  add ("/search/no-query-language", test_search_takes_no_query_language);
  add ("/search/finds-what-was-said", test_search_finds_what_was_said);
  add ("/search/misses-what-was-said", test_search_misses_what_was_said);
  add ("/search/follows-changes", test_search_follows_changes);
  add ("/search/inside-transactions", test_search_inside_transactions);
  add ("/search/leaves-positions-out", test_search_leaves_positions_out);
  add ("/search/damaged-index-is-rebuilt", test_damaged_index_is_rebuilt);
  add ("/values/file-shows-its-name", test_file_value_shows_its_name);
  add ("/values/unset-and-unknown", test_unset_value_and_unknown_row);
  add ("/values/rows-in-order", test_rows_come_in_order);
  add ("/drafts/replace-what-they-first-saw", test_draft_replaces_what_it_first_saw);
  add ("/drafts/replace-what-was-seen", test_draft_replaces_what_was_seen);
  add ("/drafts/no-change-no-op", test_draft_without_change_makes_no_op);
  add ("/drafts/long-text-becomes-a-blob", test_long_draft_becomes_a_blob);
  g_test_add_func ("/drafts/survive-reopening", test_drafts_survive_reopening);
  return g_test_run ();
}
