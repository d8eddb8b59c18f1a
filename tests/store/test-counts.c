/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Frames that don't count, one fact at a time; proposals; and what concurrent texts started
 * from. */

#include "store-test.h"

static void
add_all (Replica *self, Replica *from, gint64 first, gboolean counts)
{
  g_autoptr (GPtrArray) frames = NULL;
  g_autoptr (GError) error = NULL;

  replica_seal (from);
  frames = frames_of (from->db, from->replica, first);
  for (guint i = 0; i < frames->len; i++)
    {
      slip_log_add_frame (self->db, g_ptr_array_index (frames, i), counts, &error);
      g_assert_no_error (error);
    }
}

static gboolean
say (SlipDatabase *db, const char *device, const char *replica, guint64 seq, gpointer data)
{
  return GPOINTER_TO_INT (data);
}

static gboolean
recount (Replica *self, gboolean answer)
{
  g_autoptr (GError) error = NULL;
  gboolean changed = FALSE;

  slip_log_recount (self->db, say, GINT_TO_POINTER (answer), &changed, &error);
  g_assert_no_error (error);
  return changed;
}

static void
test_kept_apart_until_it_counts (void)
{
  g_autoptr (Replica) a = replica_new (1);
  g_autoptr (Replica) b = replica_new (2);
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  do_document (a, doc);
  do_set (a, doc, "", "s/f", "from afar");
  add_all (b, a, 1, FALSE);
  first = text_of (b, doc, "", "s/f");
  g_assert_null (first);
  g_assert_cmpstr (row_state (b, doc, ""), ==, "");
  g_assert_cmpint (slip_database_get_int (b->db, 0, "SELECT count(*) FROM op WHERE counts = 0", ""),
                   ==, 2);

  g_assert_true (recount (b, TRUE));
  second = text_of (b, doc, "", "s/f");
  g_assert_cmpstr (second, ==, "from afar");
  g_assert_cmpstr (row_state (b, doc, ""), ==, "alive");
  g_assert_false (recount (b, TRUE));
  g_assert_true (recount (b, FALSE));
  third = text_of (b, doc, "", "s/f");
  g_assert_null (third);
}

static void
test_roster_sees_what_is_kept_apart (void)
{
  g_autoptr (Replica) a = replica_new (1);
  g_autoptr (Replica) b = replica_new (2);
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
  const char *const records[] = { NULL, doc };
  guint8 signature[64] = { 1 };
  SlipHash token;

  slip_hash_data (&token, "token", 5);
  for (guint i = 0; i < 2; i++)
    replica_do (a, SLIP_OP_STATEMENT, records[i], NULL,
                g_variant_new ("(@ay@ay)",
                               g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, "<s/>", 4, 1),
                               g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, signature, 64, 1)));
  replica_do (a, SLIP_OP_INVITE, NULL, NULL, g_variant_new ("(@ay)", hash_variant (&token)));
  add_all (b, a, 1, FALSE);
  g_assert_cmpint (slip_database_get_int (b->db, 0, "SELECT count(*) FROM statement", ""), ==, 1);
  g_assert_cmpint (
      slip_database_get_int (b->db, 0, "SELECT count(*) FROM statement WHERE record = ''", ""), ==,
      1);
  g_assert_cmpint (slip_database_get_int (b->db, 0, "SELECT count(*) FROM invitation", ""), ==, 1);
}

/* a sets, b (who won't count) sets over it, c over that: a's value stays replaced, in both orders. */
static void
test_replaced_through (void)
{
  for (guint order = 0; order < 2; order++)
    {
      g_autoptr (Replica) a = replica_new (1);
      g_autoptr (Replica) b = replica_new (2);
      g_autoptr (Replica) c = replica_new (3);
      g_autoptr (Replica) d = replica_new (4);
      g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
      g_autofree char *text = NULL;

      do_set (a, doc, "", "s/f", "one");
      replica_pull (b, a, G_MAXUINT);
      do_set (b, doc, "", "s/f", "two");
      replica_pull (c, a, G_MAXUINT);
      replica_pull (c, b, G_MAXUINT);
      do_set (c, doc, "", "s/f", "three");

      add_all (d, a, 1, TRUE);
      if (order == 0)
        add_all (d, b, 1, FALSE);
      add_all (d, c, 1, TRUE);
      if (order == 1)
        add_all (d, b, 1, FALSE);
      g_assert_cmpuint (count_values (d, doc, "", "s/f", FALSE), ==, 1);
      text = text_of (d, doc, "", "s/f");
      g_assert_cmpstr (text, ==, "three");
    }
}

/* A proposal only says what it is about: whoever takes it away, unaware of that, leaves that alone. */
static void
test_not_replaced_through_a_proposal (void)
{
  for (guint order = 0; order < 2; order++)
    {
      g_autoptr (Replica) a = replica_new (1);
      g_autoptr (Replica) b = replica_new (2);
      g_autoptr (Replica) c = replica_new (3);
      g_autoptr (Replica) d = replica_new (4);
      g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
      SlipOpName proposal;

      do_set (a, doc, "", "s/f", "one");
      replica_pull (b, a, G_MAXUINT);
      proposal = replica_do (b, SLIP_OP_PROPOSE, doc, current (b, doc, "", "s/f"),
                             g_variant_new ("(@ayss)", slip_op_id_variant (""), "s/f", "two"));
      replica_do (c, SLIP_OP_SET, doc, one_name (proposal),
                  g_variant_new ("(@ayss)", slip_op_id_variant (""), "s/f", "three"));

      add_all (d, a, 1, TRUE);
      if (order == 0)
        add_all (d, b, 1, FALSE);
      add_all (d, c, 1, TRUE);
      if (order == 1)
        add_all (d, b, 1, FALSE);
      g_assert_cmpuint (count_values (d, doc, "", "s/f", FALSE), ==, 2);
    }
}

static void
test_not_replaced_by_what_does_not_count (void)
{
  g_autoptr (Replica) a = replica_new (1);
  g_autoptr (Replica) b = replica_new (2);
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
  g_autofree char *text = NULL;

  do_set (a, doc, "", "s/f", "honest");
  replica_pull (b, a, G_MAXUINT);
  do_set (b, doc, "", "s/f", "forged");
  add_all (a, b, 1, FALSE);
  text = text_of (a, doc, "", "s/f");
  g_assert_cmpstr (text, ==, "honest");
}

static SlipFrame *
forge (guint n, SlipClock clock, const char *doc, const char *value, const SlipOpName *replaces)
{
  g_autoptr (Replica) self = replica_new (n);
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_op_unref);
  g_autoptr (GError) error = NULL;
  SlipHash workspace;
  SlipFrame *frame;

  workspace_hash (&workspace);
  g_ptr_array_add (
      ops, slip_op_new (self->replica, clock, 1774000000000, 0, self->person, SLIP_OP_SET,
                        SLIP_UNKNOWN_IGNORE, doc, replaces, 1,
                        g_variant_new ("(@ayss)", slip_op_id_variant (""), "s/f", value), &error));
  g_assert_no_error (error);
  frame =
      slip_frame_new (&workspace, self->replica, 1, NULL, NULL, ops, self->secret, NULL, &error);
  g_assert_no_error (error);
  return frame;
}

/* Two ops that each say they replace the other: whatever comes first, the end is the same. */
static void
test_circle (void)
{
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
  char *dumps[2];
  SlipOpName names[2] = { 0 };

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *replica = fixed_id (1 + i, SLIP_REPLICA_BYTES);

      g_strlcpy (names[i].replica, replica, sizeof names[i].replica);
      names[i].clock = 1000 + i;
    }
  for (guint order = 0; order < 2; order++)
    {
      g_autoptr (Replica) c = replica_new (3);
      g_autoptr (SlipFrame) first = forge (1, names[0].clock, doc, "counts", &names[1]);
      g_autoptr (SlipFrame) second = forge (2, names[1].clock, doc, "doesn't", &names[0]);
      g_autoptr (GError) error = NULL;
      g_autofree char *again = NULL;

      for (guint i = 0; i < 2; i++)
        {
          gboolean counts = i == order;

          slip_log_add_frame (c->db, counts ? first : second, counts, &error);
          g_assert_no_error (error);
        }
      dumps[order] = dump_of (c->db);
      slip_fold_rebuild (c->db, &error);
      g_assert_no_error (error);
      again = dump_of (c->db);
      assert_same_dump (dumps[order], again);
    }
  assert_same_dump (dumps[0], dumps[1]);
  g_free (dumps[0]);
  g_free (dumps[1]);
}

static void
test_too_many_are_refused (void)
{
  g_autoptr (Replica) a = replica_new (1);
  g_autoptr (Replica) b = replica_new (2);
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
  g_autoptr (GPtrArray) frames = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      do_set (a, doc, "", "s/f", "flood");
      replica_seal (a);
    }
  frames = frames_of (a->db, a->replica, 1);
  g_assert_true (slip_log_add_frame (b->db, g_ptr_array_index (frames, 0), FALSE, &error));
  slip_database_run (b->db, &error, "UPDATE frame SET size = ?", "i",
                     (gint64) SLIP_LOG_MAX_APART_BYTES);
  g_assert_no_error (error);
  g_assert_false (slip_log_add_frame (b->db, g_ptr_array_index (frames, 1), FALSE, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE);
  g_clear_error (&error);
  /* What is held stays, and what counts has no such limit. */
  g_assert_true (slip_log_add_frame (b->db, g_ptr_array_index (frames, 0), FALSE, &error));
  g_assert_true (slip_log_add_frame (b->db, g_ptr_array_index (frames, 1), TRUE, &error));
}

/* One op in two frames of a fork: it counts when one of them does. */
static void
test_fork_counts_when_one_does (void)
{
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
  SlipOpName nothing = { 0 };
  g_autoptr (SlipFrame) one = NULL;
  g_autoptr (SlipFrame) same = NULL;
  g_autoptr (Replica) b = replica_new (2);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_strlcpy (nothing.replica, b->replica, sizeof nothing.replica);
  nothing.clock = 5;
  /* The seed is drawn anew: another frame of the same op. */
  one = forge (1, 1000, doc, "text", &nothing);
  same = forge (1, 1000, doc, "text", &nothing);
  g_assert_true (slip_log_add_frame (b->db, one, FALSE, &error));
  g_assert_true (slip_log_add_frame (b->db, same, TRUE, &error));
  g_assert_cmpint (
      slip_database_get_int (b->db, 0, "SELECT count(*) FROM frame WHERE fork = 1", ""), ==, 1);
  text = text_of (b, doc, "", "s/f");
  g_assert_cmpstr (text, ==, "text");
  before = dump_of (b->db);
  slip_fold_rebuild (b->db, &error);
  after = dump_of (b->db);
  assert_same_dump (before, after);
  g_assert_true (recount (b, FALSE));
  g_assert_cmpuint (count_values (b, doc, "", "s/f", FALSE), ==, 0);
  g_assert_true (recount (b, TRUE));
  g_assert_cmpuint (count_values (b, doc, "", "s/f", FALSE), ==, 1);
}

static gint64
count_proposals (Replica *self)
{
  return slip_database_get_int (self->db, -1, "SELECT count(*) FROM proposal", "");
}

static void
test_proposal_waits_until_it_is_named (void)
{
  g_autoptr (Replica) a = replica_new (1);
  g_autoptr (Replica) b = replica_new (2);
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
  g_autofree char *text = NULL;
  g_autofree char *kept = NULL;
  GArray *names;
  SlipOpName proposal;

  do_set (a, doc, "", "s/f", "old");
  proposal = replica_do (a, SLIP_OP_PROPOSE, doc, current (a, doc, "", "s/f"),
                         g_variant_new ("(@ayss)", slip_op_id_variant (""), "s/f", "better"));
  text = text_of (a, doc, "", "s/f");
  g_assert_cmpstr (text, ==, "old");
  do_set (a, doc, "", "s/f", "other");
  g_assert_cmpint (count_proposals (a), ==, 1);
  kept = slip_database_get_text (a->db, NULL, "SELECT value FROM proposal", "");
  g_assert_cmpstr (kept, ==, "better");

  names = current (a, doc, "", "s/f");
  g_array_append_val (names, proposal);
  replica_do (a, SLIP_OP_SET, doc, names,
              g_variant_new ("(@ayss)", slip_op_id_variant (""), "s/f", "better"));
  g_assert_cmpint (count_proposals (a), ==, 0);
  replica_pull (b, a, G_MAXUINT);
  g_assert_cmpint (count_proposals (b), ==, 0);
}

static void
test_base_of_concurrent_texts (void)
{
  g_autoptr (Replica) a = replica_new (1);
  g_autoptr (Replica) b = replica_new (2);
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
  g_autofree char *none = NULL;
  g_autofree char *base = NULL;
  g_autofree char *apart = NULL;
  g_autoptr (GError) error = NULL;

  do_set (a, doc, "", "s/f", "very old");
  do_set (a, doc, "", "s/f", "common");
  none = slip_values_base (a->db, doc, "", "s/f", &error);
  g_assert_no_error (error);
  g_assert_null (none);
  replica_pull (b, a, G_MAXUINT);
  do_set (b, doc, "", "s/f", "mine");
  do_set (b, doc, "", "s/f", "mine, further");
  do_set (a, doc, "", "s/f", "theirs");
  do_set (a, doc, "", "s/g", "theirs");
  do_set (b, doc, "", "s/g", "mine");
  replica_pull (a, b, G_MAXUINT);
  g_assert_cmpuint (count_values (a, doc, "", "s/f", TRUE), ==, 2);
  base = slip_values_base (a->db, doc, "", "s/f", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (base, ==, "common");
  apart = slip_values_base (a->db, doc, "", "s/g", &error);
  g_assert_no_error (error);
  g_assert_null (apart);
}

static void
test_refold_happens_once (void)
{
  g_autoptr (Replica) a = replica_new (1);
  g_autofree char *doc = fixed_id (10, SLIP_ID_BYTES);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (slip_log_needs_refold (a->db));
  do_set (a, doc, "", "s/f", "there");
  slip_database_script (a->db, "DELETE FROM value", &error);
  slip_meta_set (a->db, "refold", "yes", &error);
  g_assert_true (slip_log_needs_refold (a->db));
  g_assert_true (slip_log_refold_if_needed (a->db, &error));
  g_assert_false (slip_log_needs_refold (a->db));
  text = text_of (a, doc, "", "s/f");
  g_assert_cmpstr (text, ==, "there");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/counts/kept-apart-until-it-counts", test_kept_apart_until_it_counts);
  g_test_add_func ("/counts/roster-sees-what-is-kept-apart", test_roster_sees_what_is_kept_apart);
  g_test_add_func ("/counts/replaced-through", test_replaced_through);
  g_test_add_func ("/counts/not-replaced-through-a-proposal", test_not_replaced_through_a_proposal);
  g_test_add_func ("/counts/not-replaced-by-what-does-not-count",
                   test_not_replaced_by_what_does_not_count);
  g_test_add_func ("/counts/circle", test_circle);
  g_test_add_func ("/counts/too-many-are-refused", test_too_many_are_refused);
  g_test_add_func ("/counts/fork-counts-when-one-does", test_fork_counts_when_one_does);
  g_test_add_func ("/counts/proposal-waits-until-it-is-named",
                   test_proposal_waits_until_it_is_named);
  g_test_add_func ("/counts/base-of-concurrent-texts", test_base_of_concurrent_texts);
  g_test_add_func ("/counts/refold-happens-once", test_refold_happens_once);
  return g_test_run ();
}
