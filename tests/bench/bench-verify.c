/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What verifying a log of 100,000 ops costs, beside what nobody can do without: `b2sum` of the bytes of its frames and
 * blobs, and as many signatures checked by libsodium, on one thread and on as many as verify uses. Logs differ in how
 * many ops went into a frame: one a sync, a few, or thousands at an import. The limit holds for ten, as a copy that
 * is synced every few minutes of work has. */

#include <glib/gstdio.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "store/slip-log.h"
#include "trust/slip-keys.h"
#include "workspace/slip-workspace.h"

#define N_OPS 100000
#define LIMIT 3.0
#define JUDGED 10
#define ROUNDS 3
/* Of a frame's header. */
#define SIGNED_BYTES 230

static const guint shapes[] = { JUDGED, 4096, 5 };

static void
check (gboolean done, GError *error)
{
  if (!done)
    g_error ("%s", error != NULL ? error->message : "failed");
}

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

static const char *const words[] = {
  "claims", "triage",  "model",  "threshold", "rollback", "evidence",  "window", "operator",
  "digest", "release", "verify", "retest",    "severity", "tolerance", "owner",  "schedule",
};

/* Tables of 100 rows of 8 cells in 100 documents; every fifth op changes a cell that was filled before. */
static void
fill (SlipDatabase *db, const guint8 *secret, guint ops_a_frame)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autofree char *record = NULL;
  g_autofree char *row = NULL;
  SlipOpName names[8];
  GError *error = NULL;

  check (slip_database_begin (db, &error), error);
  for (guint i = 0; i < N_OPS; i++)
    {
      guint cell = i % 10 % 8;
      gboolean again = i % 10 >= 8;
      g_autofree char *field = g_strdup_printf ("field_%u", cell);
      g_autofree char *text = g_strdup_printf ("%s %s %u", words[g_rand_int_range (random, 0, 16)],
                                               words[g_rand_int_range (random, 0, 16)],
                                               g_rand_int_range (random, 0, 1000));
      g_autoptr (SlipOp) op = NULL;

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
      op = slip_log_do (db, SLIP_OP_SET, SLIP_UNKNOWN_RECORD_READ_ONLY, record, &names[cell],
                        again ? 1 : 0,
                        g_variant_new ("(@ayss)", slip_op_id_variant (row), field, text), &error);
      check (op != NULL, error);
      names[cell] = op->name;
      if ((i + 1) % ops_a_frame == 0)
        check (slip_log_seal (db, secret, &error), error);
    }
  check (slip_log_seal (db, secret, &error), error);
  check (slip_database_commit (db, &error), error);
}

static void
write_rows (SlipDatabase *db, const char *sql, FILE *to)
{
  g_autoptr (SlipQuery) rows = slip_database_query (db, NULL, sql, "");

  while (slip_query_next (rows, NULL))
    {
      g_autoptr (GBytes) bytes = slip_query_bytes (rows, 0);

      fwrite (g_bytes_get_data (bytes, NULL), 1, g_bytes_get_size (bytes), to);
    }
}

static double
time_b2sum (const char *path)
{
  const char *argv[] = { "b2sum", path, NULL };
  gint64 start = g_get_monotonic_time ();
  GError *error = NULL;

  check (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL,
                       NULL, NULL, NULL, NULL, NULL, &error),
         error);
  return seconds_since (start);
}

typedef struct
{
  guint n;
  guint8 public[crypto_sign_PUBLICKEYBYTES];
  guint8 text[SIGNED_BYTES];
  guint8 signature[crypto_sign_BYTES];
} Signatures;

static gpointer
check_signatures (gpointer data)
{
  Signatures *work = data;

  for (guint i = 0; i < work->n; i++)
    if (crypto_sign_verify_detached (work->signature, work->text, sizeof work->text,
                                     work->public) != 0)
      g_error ("a signature doesn't fit");
  return NULL;
}

static double
time_signatures (guint n, guint threads)
{
  Signatures work = { .n = n / threads };
  guint8 secret[crypto_sign_SECRETKEYBYTES];
  GThread *running[16];
  gint64 start;

  crypto_sign_keypair (work.public, secret);
  randombytes_buf (work.text, sizeof work.text);
  crypto_sign_detached (work.signature, NULL, work.text, sizeof work.text, secret);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < threads; i++)
    running[i] = g_thread_new ("signatures", check_signatures, &work);
  for (guint i = 0; i < threads; i++)
    g_thread_join (running[i]);
  return seconds_since (start);
}

static void
remove_folder (const char *dir)
{
  const char *const rm[] = { "rm", "-rf", dir, NULL };

  g_spawn_sync (NULL, (char **) rm, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

/* Returns: the ratio to one thread's work. */
static double
measure (guint ops_a_frame)
{
  static const char *const roles[] = { "project-manager", NULL };
  guint threads = CLAMP (g_get_num_processors (), 1, 16);
  g_autofree char *dir = g_dir_make_tmp ("slipway-bench-XXXXXX", NULL);
  g_autofree char *database = g_build_filename (dir, "workspace.db", NULL);
  g_autofree char *key = g_build_filename (dir, "device.key", NULL);
  g_autofree char *bytes = g_build_filename (dir, "bytes", NULL);
  g_autoptr (SlipWorkspace) workspace = NULL;
  g_autoptr (SlipDeviceKey) device = NULL;
  GError *error = NULL;
  SlipDatabase *db;
  SlipVerifyReport report = { 0 };
  double best = G_MAXDOUBLE, hash = G_MAXDOUBLE, one = G_MAXDOUBLE, many = G_MAXDOUBLE;
  FILE *file;

  workspace = slip_workspace_create (dir, "Bench", "Bench", roles, "benchmark", &error);
  check (workspace != NULL, error);
  g_clear_object (&workspace);
  device = slip_device_key_load (key, &error);
  check (device != NULL, error);
  db = slip_database_open (database, SLIP_DATABASE_WRITE, &error);
  check (db != NULL, error);
  fill (db, device->secret, ops_a_frame);
  file = fopen (bytes, "wb");
  write_rows (db, "SELECT bytes FROM frame", file);
  write_rows (db, "SELECT bytes FROM blob_part", file);
  fclose (file);
  slip_database_close (db);

  workspace = slip_workspace_open (dir, &error);
  check (workspace != NULL, error);
  for (guint i = 0; i < ROUNDS; i++)
    {
      gint64 start = g_get_monotonic_time ();

      check (slip_workspace_verify (workspace, &report, &error), error);
      best = MIN (best, seconds_since (start));
      if (report.problem != NULL)
        g_error ("%s", report.problem);
      hash = MIN (hash, time_b2sum (bytes));
      one = MIN (one, time_signatures (report.frames, 1));
      many = MIN (many, time_signatures (report.frames, threads));
    }
  printf ("verify %6u ops in %6u frames (%4u ops each): %.3f s; b2sum %.3f s, signatures %.3f s on "
          "one thread, "
          "%.3f s on %u: ratio %.1f and %.1f%s\n",
          report.ops, report.frames, ops_a_frame, best, hash, one, many, threads,
          best / (hash + one), best / (hash + many), ops_a_frame == JUDGED ? " (limit 3.0)" : "");
  fflush (stdout);
  g_clear_object (&workspace);
  remove_folder (dir);
  return best / (hash + one);
}

int
main (void)
{
  gboolean met = TRUE;

  g_setenv ("SLIPWAY_TEST_KDF", "weak", TRUE);
  if (sodium_init () < 0)
    return 1;
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      double ratio = measure (shapes[i]);

      met = met && (shapes[i] != JUDGED || ratio <= LIMIT);
    }
  return met ? 0 : 1;
}
