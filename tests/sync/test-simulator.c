/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Several machines with real databases work and sync through a store that fails in every way that
 * real ones do; then it heals, and all must agree and nothing may be lost (sync.md 9.3). A seed
 * decides everything:   SLIPWAY_SIM_SEED=n   only this seed, with a trace
 * SLIPWAY_SIM_SECONDS=n   also new ones, for so long */

#include <sqlite3.h>

#include "sim-remote.h"
#include "store/slip-database-private.h"
#include "sync-fixture.h"

#define MACHINES 3
#define STEPS 60
#define MAX_REQUESTS 400 /* of one sync */
#define MAX_ROUNDS 16
/* A seed says the same in each build: with sanitizers a part of them is enough to come through all of the code. */
#ifdef __SANITIZE_ADDRESS__
#define KNOWN_SEEDS 30
#else
#define KNOWN_SEEDS 80
#endif

/* Something that a person typed. */
typedef struct
{
  char *text;
  guint machine;
  gboolean synced; /* a sync of its machine succeeded after it */
  gboolean lost;   /* with the disk of its machine, before that */
} Token;

typedef struct
{
  TestPeer *peer;
  SimRemote *remote;
  sqlite3 *backup;
  guint tokens_at_backup;
  guint drops; /* restores so far */
} Machine;

typedef struct
{
  guint32 seed;
  gboolean trace;
  GRand *random;
  SimStore *store;
  Machine machines[MACHINES + 1]; /* the last is the one that comes late */
  GPtrArray *tokens;
  SimProfile profile;
  gboolean truthful; /* listings are right: a machine was restored */
} Simulation;

static const SimProfile calm = { 0 };

static void
token_free (gpointer data)
{
  g_free (((Token *) data)->text);
  g_free (data);
}

static void
trace (Simulation *sim, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  if (!sim->trace)
    return;
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_test_message ("%s", text);
}

static void
check (Simulation *sim, gboolean holds, const char *what)
{
  if (!holds)
    g_error ("seed %u: %s (run again with SLIPWAY_SIM_SEED=%u)", sim->seed, what, sim->seed);
}

static void
machine_init (Simulation *sim, guint n)
{
  Machine *machine = &sim->machines[n];

  machine->peer = test_peer_new (n + 1);
  machine->remote = sim_remote_new (sim->store, sim->seed * 31 + n, machine->peer->replicas);
  sim_remote_set_profile (machine->remote, &sim->profile);
}

static void
machine_clear (Machine *machine)
{
  g_clear_object (&machine->remote);
  g_clear_pointer (&machine->peer, test_peer_free);
  g_clear_pointer (&machine->backup, sqlite3_close);
}

static guint
pick (Simulation *sim, guint n)
{
  return g_rand_int_range (sim->random, 0, n);
}

/* Each fault is there in half of the seeds, more or less often. */
static void
choose_profile (Simulation *sim)
{
  guint *fields[] = { &sim->profile.fail,        &sim->profile.lost_answer,
                      &sim->profile.busy,        &sim->profile.stale_list,
                      &sim->profile.lossy_list,  &sim->profile.cut_read,
                      &sim->profile.torn_read,   &sim->profile.missing_read,
                      &sim->profile.partial_put, &sim->profile.empty_put,
                      &sim->profile.odd_put,     &sim->profile.full };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    *fields[i] = pick (sim, 2) == 0 ? 0 : 10 + pick (sim, 150);
  if (pick (sim, 4) == 0)
    sim->profile.max_body = 300 * 1024;
}

static void
type_something (Simulation *sim, guint n)
{
  Machine *machine = &sim->machines[n];
  g_autofree char *record = test_id (1 + pick (sim, 4));
  g_autofree char *field = g_strdup_printf ("x/f%u", pick (sim, 5));
  Token *token = g_new0 (Token, 1);

  token->text = g_strdup_printf ("token-%u", sim->tokens->len);
  token->machine = n;
  test_peer_set (machine->peer, record, field, token->text);
  g_ptr_array_add (sim->tokens, token);
  trace (sim, "machine %u types %s into %s", n, token->text, field);
}

static void
write_more (Simulation *sim, guint n)
{
  Machine *machine = &sim->machines[n];

  if (pick (sim, 3) == 0)
    {
      g_autofree char *record = test_id (50 + pick (sim, 1000));
      gsize size = pick (sim, 2) == 0 ? 1000 + pick (sim, 30000) : 250000 + pick (sim, 900000);
      g_autofree char *hash = test_peer_write_blob (machine->peer, record, "x/blob", size);

      trace (sim, "machine %u adds a file of %" G_GSIZE_FORMAT, n, size);
      return;
    }
  if (pick (sim, 3) == 0)
    {
      machine->peer->again = TRUE;
      trace (sim, "machine %u is to fetch everything again", n);
    }
  for (guint i = 1 + pick (sim, 8); i > 0; i--)
    test_peer_write_document (machine->peer, 1000 * sim->tokens->len + i);
  trace (sim, "machine %u writes documents", n);
}

static gboolean
sync_machine (Simulation *sim, guint n, guint *requests)
{
  Machine *machine = &sim->machines[n];
  g_auto (SlipSyncStats) stats = { 0 };
  g_autoptr (GError) error = NULL;
  guint renewals = machine->peer->renewals;
  gboolean done = test_peer_try_sync (machine->peer, SLIP_REMOTE (machine->remote), &stats, &error);

  trace (sim, "machine %u syncs: %s, %u requests%s", n, done ? "done" : error->message,
         (guint) stats.requests, machine->peer->renewals > renewals ? ", new replica" : "");
  for (guint i = 0; i < stats.problems->len; i++)
    trace (sim, "  %s", (char *) g_ptr_array_index (stats.problems, i));
  check (sim, stats.requests <= MAX_REQUESTS, "a sync took too many requests");
  check (sim, done || error->domain == SLIP_ERROR, "an error of another domain");
  if (done)
    for (guint i = 0; i < sim->tokens->len; i++)
      {
        Token *token = g_ptr_array_index (sim->tokens, i);

        if (token->machine == n)
          token->synced = TRUE;
      }
  if (requests != NULL)
    *requests = stats.requests;
  return done;
}

static void
copy_database (sqlite3 *to, sqlite3 *from)
{
  sqlite3_backup *backup = sqlite3_backup_init (to, "main", from, "main");

  g_assert_nonnull (backup);
  g_assert_cmpint (sqlite3_backup_step (backup, -1), ==, SQLITE_DONE);
  sqlite3_backup_finish (backup);
}

static void
back_up (Simulation *sim, guint n)
{
  Machine *machine = &sim->machines[n];

  g_clear_pointer (&machine->backup, sqlite3_close);
  g_assert_cmpint (sqlite3_open (":memory:", &machine->backup), ==, SQLITE_OK);
  copy_database (machine->backup, machine->peer->db->handle);
  machine->tokens_at_backup = sim->tokens->len;
  trace (sim, "machine %u is backed up", n);
}

/* The disk dies; the backup is put back. What was not on the store by then is gone with the
 * disk. */
static void
restore_backup (Simulation *sim, guint n)
{
  Machine *machine = &sim->machines[n];

  if (machine->backup == NULL)
    return;
  copy_database (machine->peer->db->handle, machine->backup);
  machine->peer->copy = ++machine->drops;
  for (guint i = machine->tokens_at_backup; i < sim->tokens->len; i++)
    {
      Token *token = g_ptr_array_index (sim->tokens, i);

      if (token->machine == n && !token->synced)
        token->lost = TRUE;
    }
  trace (sim, "machine %u is restored", n);
  /* Lies about our own heads right now would make two contents under one number: that is the
   * subject of test-log. */
  sim->profile.stale_list = 0;
  sim->profile.lossy_list = 0;
  for (guint i = 0; i < MACHINES; i++)
    sim_remote_set_profile (sim->machines[i].remote, &calm);
  sync_machine (sim, n, NULL);
  for (guint i = 0; i < MACHINES; i++)
    sim_remote_set_profile (sim->machines[i].remote, &sim->profile);
}

static void
step (Simulation *sim, gboolean restores, gboolean damages)
{
  guint n = pick (sim, MACHINES);

  switch (pick (sim, 12))
    {
    case 0:
    case 1:
    case 2:
    case 3:
      type_something (sim, n);
      break;
    case 4:
      write_more (sim, n);
      break;
    case 5:
      if (restores && pick (sim, 3) == 0)
        back_up (sim, n);
      else if (restores && pick (sim, 3) == 0)
        restore_backup (sim, n);
      else if (damages && pick (sim, 2) == 0)
        {
          sim_store_damage (sim->store, sim->random, pick (sim, 2) == 0);
          trace (sim, "a file on the store is damaged or deleted");
        }
      else if (!restores && pick (sim, 6) == 0)
        {
          trace (sim, "the store is restored or emptied");
          if (pick (sim, 3) == 0)
            sim_store_empty (sim->store);
          else
            sim_store_restore (sim->store, sim->random);
        }
      break;
    default:
      sync_machine (sim, n, NULL);
      break;
    }
}

/* The store is well again: syncs until nothing is new for anybody. */
static void
come_to_rest (Simulation *sim, guint machines)
{
  for (guint n = 0; n < machines; n++)
    sim_remote_set_profile (sim->machines[n].remote, &calm);
  for (guint round = 0; round < MAX_ROUNDS; round++)
    {
      gboolean quiet = TRUE;

      for (guint n = 0; n < machines; n++)
        {
          guint requests;

          quiet = sync_machine (sim, n, &requests) && requests == 1 && quiet;
        }
      if (quiet)
        return;
    }
  check (sim, FALSE, "the machines do not come to rest");
}

/* Every text that was typed is current, a visible sibling, or was replaced by name. */
static void
check_tokens (Simulation *sim, SlipDatabase *db)
{
  g_autoptr (GHashTable) replaced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) typed =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free); /* text → name */
  g_autoptr (SlipQuery) query = slip_database_query (db, NULL, "SELECT replica, bytes FROM op", "");

  while (slip_query_next (query, NULL))
    {
      g_autoptr (GBytes) bytes = slip_query_bytes (query, 1);
      g_autoptr (SlipOp) op = slip_op_decode (bytes, slip_query_text (query, 0), NULL);

      for (guint i = 0; i < op->replaces->len; i++)
        {
          SlipOpName *name = &g_array_index (op->replaces, SlipOpName, i);

          g_hash_table_add (replaced,
                            g_strdup_printf ("%s:%" G_GUINT64_FORMAT, name->replica, name->clock));
        }
      if (g_str_equal (op->kind, SLIP_OP_SET))
        {
          g_hash_table_replace (
              typed, g_strdup (slip_op_text (op, 2)),
              g_strdup_printf ("%s:%" G_GUINT64_FORMAT, op->name.replica, op->name.clock));
        }
    }
  for (guint i = 0; i < sim->tokens->len; i++)
    {
      Token *token = g_ptr_array_index (sim->tokens, i);
      const char *name = g_hash_table_lookup (typed, token->text);
      gboolean current =
          slip_database_get_int (db, 0, "SELECT count (*) FROM value WHERE value = ?", "s",
                                 token->text) > 0;

      if (token->lost)
        continue;
      if (name == NULL || (!current && !g_hash_table_contains (replaced, name)))
        {
          trace (sim, "%s: %s", token->text, name == NULL ? "not in the log" : "vanished");
          check (sim, FALSE, "something that was typed is lost");
        }
    }
}

static void
check_rest (Simulation *sim, guint machines)
{
  g_autofree char *first = test_peer_dump (sim->machines[0].peer);

  for (guint n = 0; n < machines; n++)
    {
      Machine *machine = &sim->machines[n];
      g_autofree char *dump = test_peer_dump (machine->peer);
      GPtrArray *violations = sim_remote_get_violations (machine->remote);

      if (violations->len > 0)
        check (sim, FALSE, g_ptr_array_index (violations, 0));
      if (!g_str_equal (first, dump) && sim->trace)
        {
          g_file_set_contents ("/tmp/sim-first.txt", first, -1, NULL);
          g_file_set_contents ("/tmp/sim-other.txt", dump, -1, NULL);
        }
      check (sim, g_str_equal (first, dump), "the machines do not agree");
      check (sim, test_peer_int (machine->peer, "SELECT count (*) FROM blob_want") == 0,
             "a file did not arrive");
      check (sim, test_peer_int (machine->peer, "SELECT count (*) FROM frame WHERE fork <> 0") == 0,
             "a number was signed twice with different bytes");
      check_tokens (sim, machine->peer->db);
    }
}

static void
simulate (guint32 seed, gboolean with_trace)
{
  Simulation sim = { .seed = seed, .trace = with_trace };
  gboolean restores, damages;
  g_auto (SlipSyncStats) stats = { 0 };
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (GError) error = NULL;

  sim.random = g_rand_new_with_seed (seed);
  sim.store = sim_store_new ();
  sim.tokens = g_ptr_array_new_with_free_func (token_free);
  choose_profile (&sim);
  restores = pick (&sim, 3) == 0;
  damages = !restores && pick (&sim, 2) == 0;
  if (restores)
    {
      sim.profile.stale_list = 0;
      sim.profile.lossy_list = 0;
      /* A bad head of a replica that nobody writes any more is named until a person deletes it. */
      sim.profile.partial_put = 0;
      sim.profile.empty_put = 0;
    }
  for (guint n = 0; n < MACHINES; n++)
    machine_init (&sim, n);
  for (guint i = 0; i < STEPS; i++)
    step (&sim, restores, damages);
  come_to_rest (&sim, MACHINES);
  check_rest (&sim, MACHINES);

  /* All that was confirmed can be had from the store alone. */
  machine_init (&sim, MACHINES);
  type_something (&sim, MACHINES);
  come_to_rest (&sim, MACHINES + 1);
  check_rest (&sim, MACHINES + 1);
  g_assert_true (slip_store_check (&sim.machines[0].peer->peer,
                                   SLIP_REMOTE (sim.machines[0].remote), &findings, &stats, NULL,
                                   &error));
  for (guint i = 0; i < findings->len; i++)
    {
      const char *finding = g_ptr_array_index (findings, i);

      trace (&sim, "store check: %s", finding);
      /* What nobody needs any more may be left behind: segments, and parts of a blob that had to
       * be cut smaller. */
      check (&sim,
             g_str_has_prefix (finding, "unknown seg/") || damages ||
                 (sim.profile.max_body > 0 && g_str_has_prefix (finding, "altered blob/")),
             "the store is not whole at rest");
    }

  for (guint n = 0; n <= MACHINES; n++)
    machine_clear (&sim.machines[n]);
  g_ptr_array_unref (sim.tokens);
  sim_store_free (sim.store);
  g_rand_free (sim.random);
}

static void
test_known_seeds (void)
{
  for (guint32 seed = 1; seed <= KNOWN_SEEDS; seed++)
    simulate (seed, FALSE);
}

static void
test_new_seeds (gconstpointer data)
{
  const char *limit = data;
  gint64 end = g_get_monotonic_time () + g_ascii_strtoll (limit, NULL, 10) * G_USEC_PER_SEC;
  guint n = 0;

  for (; g_get_monotonic_time () < end; n++)
    simulate ((guint32) g_test_rand_int_range (1000, G_MAXINT32), FALSE);
  g_test_message ("%u seeds", n);
}

int
main (int argc, char *argv[])
{
  const char *seed = g_getenv ("SLIPWAY_SIM_SEED");
  const char *limit = g_getenv ("SLIPWAY_SIM_SECONDS");

  g_setenv ("SOURCE_DATE_MS", "1800000000000", TRUE);
  g_test_init (&argc, &argv, NULL);
  if (seed != NULL)
    {
      simulate (g_ascii_strtoull (seed, NULL, 10), TRUE);
      return 0;
    }
  g_test_add_func ("/simulator/known-seeds", test_known_seeds);
  /* Only when somebody has the time to look at what they find. */
  if (limit != NULL)
    g_test_add_data_func ("/simulator/new-seeds", limit, test_new_seeds);
  return g_test_run ();
}
