/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The outbox, sealing into frames, and taking in the frames of others: chains, repetition,
 * forks. */

#include "store-test.h"

static void
test_clock_grows_and_is_stored (void)
{
  g_autoptr (Replica) a = replica_new (1);
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
  SlipOpName first = do_set (a, doc, "", "s/f", "one");
  SlipOpName second = do_set (a, doc, "", "s/f", "two");
  g_autofree char *stored = slip_meta_get (a->db, "clock");

  g_assert_cmpuint (second.clock, >, first.clock);
  g_assert_cmpuint (g_ascii_strtoull (stored, NULL, 10), ==, second.clock);
  g_assert_cmpint (slip_log_outbox_size (a->db), ==, 2);
}

static void
test_append_twice_changes_nothing (void)
{
  g_autoptr (Replica) a = replica_new (1);
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipOp) op = NULL;
  g_autoptr (SlipOp) other = NULL;

  op = slip_log_do (a->db, SLIP_OP_SET, SLIP_UNKNOWN_IGNORE, doc, NULL, 0,
                    g_variant_new ("(@ayss)", slip_op_id_variant (""), "s/f", "one"), &error);
  g_assert_no_error (error);
  g_assert_true (slip_log_append (a->db, op, &error));
  g_assert_cmpint (slip_log_outbox_size (a->db), ==, 1);
  g_assert_cmpuint (count_values (a, doc, "", "s/f", FALSE), ==, 1);

  other = slip_op_new (op->name.replica, op->name.clock, op->wall_ms, 0, a->person, SLIP_OP_SET,
                       SLIP_UNKNOWN_IGNORE, doc, NULL, 0,
                       g_variant_new ("(@ayss)", slip_op_id_variant (""), "s/f", "two"), &error);
  g_assert_no_error (error);
  g_assert_false (slip_log_append (a->db, other, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT);
}

static void
test_without_replica_nothing_is_made (void)
{
  g_autoptr (SlipDatabase) db = slip_database_open (":memory:", SLIP_DATABASE_CREATE, NULL);
  g_autoptr (GError) error = NULL;
  SlipOp *op;

  op = slip_log_do (db, SLIP_OP_RELEASE, SLIP_UNKNOWN_IGNORE, "", NULL, 0, g_variant_new ("()"),
                    &error);
  g_assert_null (op);
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
}

static void
test_big_outbox_makes_several_frames (void)
{
  g_autoptr (Replica) a = replica_new (1);
  g_autoptr (Replica) b = replica_new (2);
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
  g_autoptr (GArray) vector = NULL;
  gint64 frames;

  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *field = g_strdup_printf ("s/f%u", i);
      g_autoptr (GString) text = g_string_new (NULL);

      while (text->len < 40000)
        g_string_append_printf (text, "%08x", g_random_int ());
      do_set (a, doc, "", field, text->str);
    }
  replica_seal (a);
  g_assert_cmpint (slip_log_outbox_size (a->db), ==, 0);
  frames = slip_database_get_int (a->db, 0, "SELECT count(*) FROM frame", "");
  g_assert_cmpint (frames, >, 5);
  g_assert_cmpint (slip_database_get_int (a->db, 0, "SELECT max (size) FROM frame", ""), <=,
                   SLIP_FRAME_MAX_BYTES);
  g_assert_cmpint (
      slip_database_get_int (a->db, 9, "SELECT count(*) FROM value WHERE seq IS NULL", ""), ==, 0);
  replica_pull (b, a, G_MAXUINT);
  g_assert_cmpint (slip_database_get_int (b->db, 0, "SELECT count(*) FROM op", ""), ==, 30);
  vector = slip_log_get_vector (b->db, NULL);
  g_assert_cmpuint (vector->len, ==, 1);
  g_assert_cmpuint (g_array_index (vector, SlipSeen, 0).seq, ==, frames);
}

static void
test_many_small_ops_are_sealed (void)
{
  g_autoptr (Replica) a = replica_new (1);
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);

  slip_database_begin (a->db, NULL);
  for (guint i = 0; i < 6000; i++)
    {
      g_autofree char *field = g_strdup_printf ("s/f%u", i);

      do_set (a, doc, "", field, "x");
    }
  g_assert_true (slip_database_commit (a->db, NULL));
  replica_seal (a);
  g_assert_cmpint (slip_log_outbox_size (a->db), ==, 0);
}

static void
test_empty_outbox_makes_no_frame (void)
{
  g_autoptr (Replica) a = replica_new (1);

  replica_seal (a);
  g_assert_cmpint (slip_database_get_int (a->db, 9, "SELECT count(*) FROM frame", ""), ==, 0);
}

static void
test_frame_tells_what_it_had_seen (void)
{
  g_autoptr (Replica) a = replica_new (1);
  g_autoptr (Replica) b = replica_new (2);
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
  g_autoptr (GPtrArray) frames = NULL;
  const SlipFrame *second;

  do_set (a, doc, "", "s/f", "one");
  replica_pull (b, a, G_MAXUINT);
  do_set (b, doc, "", "s/f", "two");
  replica_seal (b);
  do_set (b, doc, "", "s/f", "three");
  replica_seal (b);
  frames = frames_of (b->db, b->replica, 1);
  g_assert_cmpuint (frames->len, ==, 2);
  g_assert_cmpuint (((SlipFrame *) g_ptr_array_index (frames, 0))->seen->len, ==, 1);
  /* Only what advanced since. */
  second = g_ptr_array_index (frames, 1);
  g_assert_cmpuint (second->seen->len, ==, 0);
}

static void
test_gap_and_repetition (void)
{
  g_autoptr (Replica) a = replica_new (1);
  g_autoptr (Replica) b = replica_new (2);
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
  g_autoptr (GPtrArray) frames = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    {
      do_set (a, doc, "", "s/f", "x");
      replica_seal (a);
    }
  frames = frames_of (a->db, a->replica, 1);
  g_assert_false (slip_log_add_frame (b->db, g_ptr_array_index (frames, 1), TRUE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_CORRUPT);
  g_clear_error (&error);
  for (guint i = 0; i < 6; i++)
    {
      slip_log_add_frame (b->db, g_ptr_array_index (frames, i / 2), TRUE, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpint (slip_database_get_int (b->db, 0, "SELECT count(*) FROM frame", ""), ==, 3);
  g_assert_cmpint (slip_database_get_int (b->db, 0, "SELECT count(*) FROM op", ""), ==, 3);
}

static void
test_other_workspace_is_refused (void)
{
  g_autoptr (Replica) a = replica_new (1);
  g_autoptr (Replica) b = replica_new (2);
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
  g_autoptr (GPtrArray) frames = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *other = NULL;
  SlipHash hash;

  slip_hash_data (&hash, "other", 5);
  other = slip_hash_to_base32 (&hash);
  slip_meta_set (b->db, "workspace", other, NULL);
  do_set (a, doc, "", "s/f", "x");
  replica_seal (a);
  frames = frames_of (a->db, a->replica, 1);
  g_assert_false (slip_log_add_frame (b->db, g_ptr_array_index (frames, 0), TRUE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_INVALID);
}

/* A cloned folder: the same replica goes on in two places. */
static void
test_fork_is_kept_and_flagged (void)
{
  g_autoptr (Replica) a = replica_new (1);
  g_autoptr (Replica) clone = replica_new (1);
  g_autoptr (Replica) b = replica_new (2);
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (GError) error = NULL;

  g_setenv ("SOURCE_DATE_MS", "1774000000000", TRUE);
  do_set (a, doc, "", "s/f", "here");
  g_setenv ("SOURCE_DATE_MS", "1774000000001", TRUE);
  do_set (a, doc, "", "s/g", "here");
  replica_seal (a);
  g_setenv ("SOURCE_DATE_MS", "1774000000000", TRUE);
  do_set (clone, doc, "", "s/f", "there");
  g_setenv ("SOURCE_DATE_MS", "1774000000002", TRUE);
  do_set (clone, doc, "", "s/h", "there");
  replica_seal (clone);
  do_set (clone, doc, "", "s/i", "later");
  replica_seal (clone);
  g_unsetenv ("SOURCE_DATE_MS");

  first = frames_of (a->db, a->replica, 1);
  second = frames_of (clone->db, clone->replica, 1);
  slip_log_add_frame (b->db, g_ptr_array_index (first, 0), TRUE, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      slip_log_add_frame (b->db, g_ptr_array_index (second, i), TRUE, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpint (
      slip_database_get_int (b->db, 0, "SELECT count(*) FROM frame WHERE fork = 1", ""), ==, 2);
  g_assert_cmpint (slip_database_get_int (b->db, 0, "SELECT count(*) FROM frame", ""), ==, 3);
  /* The name that was taken stays with the first; what has names of its own counts. */
  {
    g_autofree char *f_text = text_of (b, doc, "", "s/f");
    g_autofree char *h_text = text_of (b, doc, "", "s/h");
    g_autofree char *i_text = text_of (b, doc, "", "s/i");

    g_assert_cmpstr (f_text, ==, "here");
    g_assert_cmpstr (h_text, ==, "there");
    g_assert_cmpstr (i_text, ==, "later");
  }
}

static void
test_failed_transaction_leaves_no_op (void)
{
  g_autoptr (Replica) a = replica_new (1);
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);

  do_set (a, doc, "", "s/f", "stays");
  slip_database_begin (a->db, NULL);
  do_set (a, doc, "", "s/f", "goes");
  slip_database_rollback (a->db);
  g_assert_cmpint (slip_log_outbox_size (a->db), ==, 1);
  {
    g_autofree char *text = text_of (a, doc, "", "s/f");

    g_assert_cmpstr (text, ==, "stays");
  }
  g_assert_true (slip_search_check (a->db, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log/clock-grows-and-is-stored", test_clock_grows_and_is_stored);
  g_test_add_func ("/log/append-twice", test_append_twice_changes_nothing);
  g_test_add_func ("/log/without-replica", test_without_replica_nothing_is_made);
  g_test_add_func ("/log/big-outbox", test_big_outbox_makes_several_frames);
  g_test_add_func ("/log/many-small-ops", test_many_small_ops_are_sealed);
  g_test_add_func ("/log/empty-outbox", test_empty_outbox_makes_no_frame);
  g_test_add_func ("/log/seen", test_frame_tells_what_it_had_seen);
  g_test_add_func ("/log/gap-and-repetition", test_gap_and_repetition);
  g_test_add_func ("/log/other-workspace", test_other_workspace_is_refused);
  g_test_add_func ("/log/fork-is-kept-and-flagged", test_fork_is_kept_and_flagged);
  g_test_add_func ("/log/failed-transaction", test_failed_transaction_leaves_no_op);
  return g_test_run ();
}
