/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A frame that comes in over several transactions, with edits, other frames, a revocation and an end of the program in
 * between: in the end all is as if it had come at once, and nobody claims to have seen what wasn't there. */

#include <glib/gstdio.h>

#include "store-test.h"

#include "store/slip-fold.h"

#define ROWS 8

static gboolean
count_down (gpointer data)
{
  guint *left = data;

  return --*left == 0;
}

/* The next @n ops of the frame. */
static gboolean
take_some (Replica *self, SlipFrame *frame, guint n)
{
  g_autoptr (GError) error = NULL;
  gboolean done;

  replica_seal (self);
  slip_log_add_frame_until (self->db, frame, TRUE, count_down, &n, &done, &error);
  g_assert_no_error (error);
  return done;
}

static void
make_rows (Replica *self, const char *doc)
{
  do_document (self, doc);
  for (guint i = 0; i < ROWS; i++)
    {
      g_autofree char *row = fixed_id (100 + i, SLIP_ID_BYTES);
      g_autofree char *position = g_strdup_printf ("%c", 'a' + i);

      do_add (self, doc, row, "", "tasks", position);
    }
}

static void
fill_rows (Replica *self, const char *doc, const char *value)
{
  for (guint i = 0; i < ROWS; i++)
    {
      g_autofree char *row = fixed_id (100 + i, SLIP_ID_BYTES);

      do_set (self, doc, row, "note", value);
    }
}

static gint64
told_of (Replica *self, Replica *other)
{
  return slip_database_get_int (self->db, 0,
                                "SELECT max (other_seq) FROM seen WHERE replica = ? AND other = ?",
                                "ss", self->replica, other->replica);
}

static void
assert_same (Replica *one, Replica *other)
{
  g_autofree char *left = dump_of (one->db);
  g_autofree char *right = dump_of (other->db);

  assert_same_dump (left, right);
}

static void
assert_same_as_rebuilt (Replica *self)
{
  g_autofree char *before = dump_of (self->db);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  slip_database_begin (self->db, NULL);
  slip_fold_rebuild (self->db, &error);
  g_assert_no_error (error);
  slip_database_commit (self->db, NULL);
  after = dump_of (self->db);
  assert_same_dump (before, after);
}

/* Deletes of rows that the half frame had filled, and of ones that it fills later. */
static void
test_edits_in_between (void)
{
  g_autoptr (Replica) a = replica_new (1);
  g_autoptr (Replica) b = replica_new (2);
  g_autoptr (Replica) c = replica_new (3);
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
  g_autofree char *early = fixed_id (100, SLIP_ID_BYTES);
  g_autofree char *late = fixed_id (100 + ROWS - 1, SLIP_ID_BYTES);
  g_autoptr (GPtrArray) frames = NULL;

  make_rows (b, doc);
  replica_pull (a, b, G_MAXUINT);
  fill_rows (b, doc, "theirs");
  replica_seal (b);
  frames = frames_of (b->db, b->replica, 2);
  g_assert_cmpuint (frames->len, ==, 1);

  g_assert_false (take_some (a, g_ptr_array_index (frames, 0), 3));
  do_delete (a, doc, early);
  do_delete (a, doc, late);
  g_assert_cmpstr (row_state (a, doc, early), ==, "dead");
  replica_seal (a);
  g_assert_cmpint (told_of (a, b), ==, 1);
  assert_same_as_rebuilt (a);

  g_assert_false (take_some (a, g_ptr_array_index (frames, 0), 2));
  do_set (a, doc, "", "scope", "ours");
  g_assert_true (take_some (a, g_ptr_array_index (frames, 0), G_MAXUINT));
  g_assert_false (slip_log_is_taking (a->db, NULL, NULL, NULL));
  g_assert_cmpint (told_of (a, b), ==, 1);
  do_set (a, doc, "", "scope", "ours again");
  replica_seal (a);
  g_assert_cmpint (told_of (a, b), ==, 2);
  assert_same_as_rebuilt (a);

  replica_pull (c, b, G_MAXUINT);
  replica_pull (c, a, G_MAXUINT);
  assert_same (a, c);
  /* What they wrote there was not seen: it isn't lost. */
  g_assert_cmpstr (row_state (c, doc, early), ==, "flagged");
  g_assert_cmpstr (row_state (c, doc, late), ==, "flagged");
}

static void
test_first_frame (void)
{
  g_autoptr (Replica) a = replica_new (1);
  g_autoptr (Replica) b = replica_new (2);
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
  g_autoptr (GPtrArray) frames = NULL;
  g_autoptr (GArray) vector = NULL;
  g_autofree char *whose = NULL;
  guint64 seq;
  guint next;

  make_rows (b, doc);
  replica_seal (b);
  frames = frames_of (b->db, b->replica, 1);
  g_assert_false (take_some (a, g_ptr_array_index (frames, 0), 4));
  g_assert_true (slip_log_is_taking (a->db, &whose, &seq, &next));
  g_assert_cmpstr (whose, ==, b->replica);
  g_assert_cmpuint (seq, ==, 1);
  g_assert_cmpuint (next, ==, 4);
  vector = slip_log_get_vector (a->db, NULL);
  g_assert_cmpuint (vector->len, ==, 0);
  do_set (a, doc, "", "scope", "ours");
  replica_seal (a);
  g_assert_cmpint (told_of (a, b), ==, 0);
}

/* The program ends; the next one takes in another frame, and the rest of this one before it. */
static void
test_goes_on_after_the_end (void)
{
  g_autofree char *dir = g_dir_make_tmp ("slipway-taking-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "workspace.db", NULL);
  g_autoptr (Replica) b = replica_new (2);
  g_autoptr (Replica) c = replica_new (3);
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
  g_autoptr (GPtrArray) frames = NULL;
  g_autoptr (GError) error = NULL;
  SlipDatabase *db = slip_database_open (path, SLIP_DATABASE_CREATE, &error);
  Replica *a = replica_take (db, 1);

  make_rows (b, doc);
  replica_seal (b);
  fill_rows (b, doc, "theirs");
  replica_seal (b);
  frames = frames_of (b->db, b->replica, 1);
  g_assert_false (take_some (a, g_ptr_array_index (frames, 0), 4));
  slip_database_close (a->db);

  a->db = slip_database_open (path, SLIP_DATABASE_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (slip_log_is_taking (a->db, NULL, NULL, NULL));
  slip_log_add_frame (a->db, g_ptr_array_index (frames, 1), TRUE, &error);
  g_assert_no_error (error);
  g_assert_false (slip_log_is_taking (a->db, NULL, NULL, NULL));
  replica_pull (c, b, G_MAXUINT);
  assert_same (a, c);

  fill_rows (b, doc, "once more");
  replica_seal (b);
  g_clear_pointer (&frames, g_ptr_array_unref);
  frames = frames_of (b->db, b->replica, 3);
  g_assert_false (take_some (a, g_ptr_array_index (frames, 0), 5));
  slip_log_finish_frame (a->db, &error);
  g_assert_no_error (error);
  replica_pull (c, b, G_MAXUINT);
  assert_same (a, c);
  replica_free (a);
  g_unlink (path);
  g_rmdir (dir);
}

static gboolean
counts_nothing (SlipDatabase *db, const char *device, const char *replica, guint64 seq,
                gpointer data)
{
  return seq < GPOINTER_TO_UINT (data);
}

/* Its device is revoked before it, while it comes in: the rest is kept apart as well. */
static void
test_stops_to_count (void)
{
  g_autoptr (Replica) a = replica_new (1);
  g_autoptr (Replica) b = replica_new (2);
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
  g_autoptr (GPtrArray) frames = NULL;
  g_autoptr (GError) error = NULL;

  make_rows (b, doc);
  replica_pull (a, b, G_MAXUINT);
  fill_rows (b, doc, "theirs");
  replica_seal (b);
  frames = frames_of (b->db, b->replica, 2);
  g_assert_false (take_some (a, g_ptr_array_index (frames, 0), 3));
  slip_log_recount (a->db, counts_nothing, GUINT_TO_POINTER (2), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (take_some (a, g_ptr_array_index (frames, 0), G_MAXUINT));
  g_assert_cmpint (
      slip_database_get_int (a->db, 0, "SELECT count (*) FROM op WHERE counts = 0", ""), ==, ROWS);
  g_assert_cmpint (
      slip_database_get_int (a->db, 9, "SELECT count (*) FROM value WHERE field = 'note'", ""), ==,
      0);
  assert_same_as_rebuilt (a);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/taking/edits-in-between", test_edits_in_between);
  g_test_add_func ("/taking/first-frame", test_first_frame);
  g_test_add_func ("/taking/goes-on-after-the-end", test_goes_on_after_the_end);
  g_test_add_func ("/taking/stops-to-count", test_stops_to_count);
  return g_test_run ();
}
