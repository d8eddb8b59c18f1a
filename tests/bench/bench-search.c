/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* How long somebody who types into the search waits for the hits, in a workspace of 10,000 documents: rare words and
 * words that stand everywhere, whole and begun, each a few times in turn. */

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/slip-error.h"
#include "workspace/slip-workspace.h"

#define RUNS 15
#define HITS 50
#define LIMIT_MS 20.0

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

/* The search is one thread's work; what others do on the machine meanwhile doesn't count. */
static double
cpu_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1000 + (double) time.tv_nsec / 1e6;
}

static double
time_search (SlipWorkspace *workspace, const char *text, guint *found)
{
  g_autoptr (GError) error = NULL;
  double begin = cpu_ms ();
  g_autoptr (GPtrArray) hits = slip_workspace_search (workspace, text, HITS, &error);

  if (hits == NULL)
    {
      g_printerr ("%s\n", error->message);
      exit (1);
    }
  *found = hits->len;
  return cpu_ms () - begin;
}

int
main (int argc, char **argv)
{
  static const char *const texts[] = { "c",          "cl",     "claims", "claims triage",
                                       "rollback l", "4711",   "lesson", "hail storm sample",
                                       "le",         "no such" };
  const char *build = g_getenv ("SLIPWAY_BUILD");
  g_autofree char *base = g_dir_make_tmp ("slipway-bench-XXXXXX", NULL);
  g_autofree char *dir = argc > 1 ? g_strdup (argv[1]) : g_build_filename (base, "w", NULL);
  g_autofree char *program =
      g_build_filename (build != NULL ? build : ".", "tests", "bench", "make-workspace", NULL);
  const char *make[] = { program, dir, "10000", "100", NULL };
  const char *tidy[] = { "rm", "-rf", base, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipWorkspace) workspace = NULL;
  double times[G_N_ELEMENTS (texts)][RUNS];
  guint found[G_N_ELEMENTS (texts)];
  double worst = 0;
  int status = 0;

  g_setenv ("SLIPWAY_TEST_KDF", "weak", TRUE);
  if (argc == 1 && (!g_spawn_sync (NULL, (char **) make, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                                   NULL, NULL, NULL, &status, NULL) ||
                    status != 0))
    return 1;
  workspace = slip_workspace_open (dir, &error);
  if (workspace == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  for (guint run = 0; run < RUNS; run++)
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
      times[i][run] = time_search (workspace, texts[i], &found[i]);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      qsort (times[i], RUNS, sizeof (double), compare);
      printf ("search “%s”: %u hits, median %.1f ms, slowest %.1f ms\n", texts[i], found[i],
              times[i][RUNS / 2], times[i][RUNS - 1]);
      worst = MAX (worst, times[i][RUNS / 2]);
    }
  printf ("the slowest median is %.1f ms (limit %.0f)\n", worst, LIMIT_MS);
  g_clear_object (&workspace);
  g_spawn_sync (NULL, (char **) tidy, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
  return worst > LIMIT_MS;
}
