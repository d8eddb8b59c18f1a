/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Histories that no honest program makes: ops that replace each other in circles, through others
 * that don't count, across rows and kinds. Every order of arrival gives the same tables. The fuzzer
 * fold does the same with bytes of its own choice. */

#include "store-test.h"

#include "fold-program.h"

#define N_PROGRAMS 200

static void
test_random_programs (void)
{
  g_autoptr (SlipDatabase) db = slip_database_open (":memory:", SLIP_DATABASE_CREATE, NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  for (guint i = 0; i < N_PROGRAMS; i++)
    {
      guint8 bytes[4 * PROGRAM_MAX_OPS];
      guint n = 8 + g_rand_int_range (random, 0, sizeof bytes - 8);

      for (guint j = 0; j < n; j++)
        bytes[j] = g_rand_int_range (random, 0, 256);
      /* Short ones are dense: they name what is there. */
      for (guint j = 0; j < n; j++)
        if (j % 4 >= 2 && g_rand_int_range (random, 0, 4) > 0)
          bytes[j] = g_rand_int_range (random, 0, n / 4);
      program_check (db, bytes, n);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fold/order/random-programs", test_random_programs);
  return g_test_run ();
}
