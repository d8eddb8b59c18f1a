/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The database worker: edits first, order within a class, transactions that a job forgot. */

#include "store-test.h"
#include "store/slip-worker.h"

/* A gate that the first job stands at, so that the others queue up behind it. */
typedef struct
{
  GMutex lock;
  GCond changed;
  gboolean entered;
  gboolean open;
  GString *order;
  guint done;
} Gate;

typedef struct
{
  Gate *gate;
  char letter;
} Step;

static void
gate_init (Gate *gate)
{
  memset (gate, 0, sizeof *gate);
  g_mutex_init (&gate->lock);
  g_cond_init (&gate->changed);
  gate->order = g_string_new (NULL);
}

static void
gate_clear (Gate *gate)
{
  g_mutex_clear (&gate->lock);
  g_cond_clear (&gate->changed);
  g_string_free (gate->order, TRUE);
}

static gboolean
wait_at_gate (SlipDatabase *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Gate *gate = data;

  g_mutex_lock (&gate->lock);
  gate->entered = TRUE;
  g_cond_broadcast (&gate->changed);
  while (!gate->open)
    g_cond_wait (&gate->changed, &gate->lock);
  g_mutex_unlock (&gate->lock);
  return TRUE;
}

static gboolean
write_letter (SlipDatabase *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Step *job = data;

  g_string_append_c (job->gate->order, job->letter);
  return TRUE;
}

static void
on_job_done_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Gate *gate = user_data;

  slip_worker_run_finish (NULL, result, NULL);
  gate->done++;
}

static SlipWorker *
worker_new (void)
{
  return slip_worker_new (slip_database_open (":memory:", SLIP_DATABASE_CREATE, NULL));
}

static void
push (SlipWorker *worker, Gate *gate, SlipPriority priority, char letter, GCancellable *cancellable)
{
  Step *job = g_new (Step, 1);

  job->gate = gate;
  job->letter = letter;
  slip_worker_run_async (worker, priority, write_letter, job, g_free, cancellable, on_job_done_cb,
                         gate);
}

static void
test_edits_go_first (void)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  SlipWorker *worker = worker_new ();
  Gate gate;

  gate_init (&gate);
  slip_worker_run_async (worker, SLIP_PRIORITY_SYNC, wait_at_gate, &gate, NULL, NULL,
                         on_job_done_cb, &gate);
  g_mutex_lock (&gate.lock);
  while (!gate.entered)
    g_cond_wait (&gate.changed, &gate.lock);
  g_mutex_unlock (&gate.lock);

  g_assert_false (slip_worker_has_edits (worker));
  push (worker, &gate, SLIP_PRIORITY_SYNC, 's', NULL);
  push (worker, &gate, SLIP_PRIORITY_SYNC, 't', NULL);
  push (worker, &gate, SLIP_PRIORITY_EDIT, 'a', NULL);
  push (worker, &gate, SLIP_PRIORITY_SYNC, 'x', cancelled);
  push (worker, &gate, SLIP_PRIORITY_EDIT, 'b', NULL);
  g_assert_true (slip_worker_has_edits (worker));
  g_cancellable_cancel (cancelled);
  g_mutex_lock (&gate.lock);
  gate.open = TRUE;
  g_cond_broadcast (&gate.changed);
  g_mutex_unlock (&gate.lock);

  while (gate.done < 6)
    g_main_context_iteration (NULL, TRUE);
  slip_worker_free (worker);
  g_assert_cmpstr (gate.order->str, ==, "abst");
  gate_clear (&gate);
}

static gboolean
leave_open (SlipDatabase *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return slip_database_begin (db, error) && slip_meta_set (db, "left", "open", error);
}

static gboolean
is_clean (SlipDatabase *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree char *left = slip_meta_get (db, "left");

  return left == NULL && db->depth == 0;
}

static void
test_open_transaction_is_undone (void)
{
  g_autoptr (SlipWorker) worker = worker_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (slip_worker_run (worker, SLIP_PRIORITY_EDIT, leave_open, NULL, NULL, &error));
  g_assert_error (error, SLIP_ERROR, SLIP_ERROR_FAILED);
  g_assert_true (slip_worker_run (worker, SLIP_PRIORITY_EDIT, is_clean, NULL, NULL, NULL));
}

static gboolean
run_inner (SlipDatabase *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return slip_worker_run (data, SLIP_PRIORITY_SYNC, is_clean, NULL, NULL, error);
}

static void
test_job_runs_a_job (void)
{
  g_autoptr (SlipWorker) worker = worker_new ();

  g_assert_true (slip_worker_run (worker, SLIP_PRIORITY_EDIT, run_inner, worker, NULL, NULL));
}

static void
test_cancelled_before_it_began (void)
{
  g_autoptr (SlipWorker) worker = worker_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (
      slip_worker_run (worker, SLIP_PRIORITY_EDIT, is_clean, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define MANY_BYTES (1024 * 1024)
#define MANY_JOBS 80

static gboolean
write_much (SlipDatabase *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return slip_database_run (db, error, "INSERT OR REPLACE INTO meta VALUES ('much', zeroblob (?))",
                            "i", (gint64) MANY_BYTES);
}

/* Else it would take the disk's room, and each reader's time. */
static void
test_log_stays_short (void)
{
  g_autofree char *folder = g_dir_make_tmp ("slipway-worker-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "workspace.db", NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  SlipDatabase *database = slip_database_open (path, SLIP_DATABASE_CREATE, NULL);
  g_autoptr (SlipWorker) worker = slip_worker_new (database);
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  for (guint i = 0; i < MANY_JOBS; i++)
    {
      g_assert_true (slip_worker_run (worker, SLIP_PRIORITY_SYNC, write_much, NULL, NULL, &error));
      g_assert_no_error (error);
      slip_worker_pause (worker);
    }
  g_assert_cmpint (g_stat (log, &info), ==, 0);
  g_assert_cmpint (info.st_size, <, MANY_JOBS / 2 * MANY_BYTES);
  g_clear_pointer (&worker, slip_worker_free);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* A part of the search index each. */
static gboolean
write_text (SlipDatabase *db, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree char *record = slip_id_new ();
  g_autoptr (SlipOp) op =
      slip_log_do (db, SLIP_OP_SET, SLIP_UNKNOWN_RECORD_READ_ONLY, record, NULL, 0,
                   g_variant_new ("(@ayss)", slip_op_id_variant (""), "title", "Claims"), error);

  return op != NULL;
}

static gint64
count_parts (SlipDatabase *db)
{
  return slip_database_get_int (db, -1, "SELECT count (DISTINCT segid) FROM search_idx", "");
}

/* In idle moments, and at the end. */
static void
test_index_is_put_together (void)
{
  g_autofree char *folder = g_dir_make_tmp ("slipway-worker-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "workspace.db", NULL);
  g_autoptr (Replica) self =
      replica_take (slip_database_open (path, SLIP_DATABASE_CREATE, NULL), 1);
  SlipWorker *worker;
  g_autoptr (GError) error = NULL;
  gint64 before;

  for (guint i = 0; i < 100; i++)
    g_assert_true (write_text (self->db, NULL, NULL, NULL));
  before = count_parts (self->db);
  g_assert_cmpint (before, >=, 100);

  worker = slip_worker_new (g_steal_pointer (&self->db));
  g_assert_true (slip_worker_run (worker, SLIP_PRIORITY_EDIT, write_text, NULL, NULL, NULL));
  slip_worker_free (worker);
  self->db = slip_database_open (path, SLIP_DATABASE_WRITE, NULL);
  g_assert_cmpint (count_parts (self->db), <, 4);
  slip_search_check (self->db, &error);
  g_assert_no_error (error);
  g_clear_pointer (&self->db, slip_database_close);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/edits-go-first", test_edits_go_first);
  g_test_add_func ("/worker/open-transaction-is-undone", test_open_transaction_is_undone);
  g_test_add_func ("/worker/job-runs-a-job", test_job_runs_a_job);
  g_test_add_func ("/worker/cancelled-before-it-began", test_cancelled_before_it_began);
  g_test_add_func ("/worker/log-stays-short", test_log_stays_short);
  g_test_add_func ("/worker/index-is-put-together", test_index_is_put_together);
  return g_test_run ();
}
