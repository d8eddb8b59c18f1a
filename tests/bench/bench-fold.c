/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What folding costs: 100,000 set ops into the tables (the op's own row included), against plain
 * inserts of the same bytes with a prepared statement, each in one transaction on a database of its
 * own with the same pragmas. Prints both ratios side by side; exits 1 when one is over its
 * limit. */

#include <glib/gstdio.h>
#include <stdio.h>

#include "store/slip-fold.h"
#include "store/slip-log.h"

#define N_OPS 100000
#define LIMIT_WITHOUT_SEARCH 8.0
#define LIMIT_WITH_SEARCH 20.0
#define ROUNDS 5

static const char *const words[] = {
  "claims", "triage",  "model",  "threshold", "rollback", "evidence",  "window", "operator",
  "digest", "release", "verify", "retest",    "severity", "tolerance", "owner",  "schedule",
};

/* Tables of 100 rows of 8 cells in 100 documents; every fifth op changes a cell that was filled
 * before. */
static GPtrArray *
make_ops (void)
{
  g_autoptr (GPtrArray) ops = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_op_unref);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autofree char *replica = slip_replica_new ();
  g_autofree char *person = slip_id_new ();
  g_autofree char *record = NULL;
  g_autofree char *row = NULL;

  for (guint i = 0; i < N_OPS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *field = g_strdup_printf ("field_%u", i % 10 % 8);
      g_autofree char *text = NULL;
      SlipOpName replaced = { 0 };
      gboolean again = i % 10 >= 8;
      SlipOp *op;

      if (i % 1000 == 0)
        {
          g_free (record);
          record = slip_id_new ();
        }
      if (i % 10 == 0)
        {
          g_free (row);
          row = slip_id_new ();
        }
      text = g_strdup_printf ("%s %s %u", words[g_rand_int_range (random, 0, 16)],
                              words[g_rand_int_range (random, 0, 16)],
                              g_rand_int_range (random, 0, 1000));
      if (again)
        replaced = ((SlipOp *) g_ptr_array_index (ops, i - 8))->name;
      op = slip_op_new (replica, ((SlipClock) 1774000000000 + i) << 16, 1774000000000 + i, 60,
                        person, SLIP_OP_SET, SLIP_UNKNOWN_RECORD_READ_ONLY, record, &replaced,
                        again ? 1 : 0,
                        g_variant_new ("(@ayss)", slip_op_id_variant (row), field, text), &error);
      g_assert_no_error (error);
      g_ptr_array_add (ops, op);
    }
  return g_steal_pointer (&ops);
}

static void
check (gboolean done, GError *error)
{
  if (!done)
    g_error ("%s", error ? error->message : "failed");
}

/* Seconds to store the ops: how = 0 plain, 1 folded without, 2 with the search index. */
static double
measure (GPtrArray *ops, int how)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("slipway-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "workspace.db", NULL);
  SlipDatabase *database = slip_database_open (path, SLIP_DATABASE_CREATE, &error);
  static const char *const suffixes[] = { "", "-wal", "-shm" };
  gint64 begun;
  double seconds;

  check (database != NULL, error);
  check (slip_database_script (database, "CREATE TABLE plain (n INTEGER PRIMARY KEY, bytes BLOB)",
                               &error),
         error);
  slip_fold_set_search (database, how == 2);

  begun = g_get_monotonic_time ();
  check (slip_database_begin (database, &error), error);
  for (guint i = 0; i < ops->len; i++)
    {
      SlipOp *op = g_ptr_array_index (ops, i);

      if (how == 0)
        check (slip_database_run (database, &error, "INSERT INTO plain (bytes) VALUES (?)", "b",
                                  op->bytes),
               error);
      else
        check (slip_log_append (database, op, &error), error);
    }
  check (slip_database_commit (database, &error), error);
  seconds = (g_get_monotonic_time () - begun) / 1e6;

  slip_database_close (database);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      g_unlink (name);
    }
  g_rmdir (folder);
  return seconds;
}

int
main (void)
{
  g_autoptr (GPtrArray) ops = make_ops ();
  double best[3] = { G_MAXDOUBLE, G_MAXDOUBLE, G_MAXDOUBLE };
  double without, with;

  for (int round = 0; round < ROUNDS; round++)
    for (int how = 0; how < 3; how++)
      best[how] = MIN (best[how], measure (ops, how));
  without = best[1] / best[0];
  with = best[2] / best[0];
  printf ("fold of %d ops: plain inserts %.3f s; without search %.3f s, ratio %.1f (limit %.0f); "
          "with search %.3f s, ratio %.1f (limit %.0f)\n",
          N_OPS, best[0], best[1], without, LIMIT_WITHOUT_SEARCH, best[2], with, LIMIT_WITH_SEARCH);
  return without <= LIMIT_WITHOUT_SEARCH && with <= LIMIT_WITH_SEARCH ? 0 : 1;
}
