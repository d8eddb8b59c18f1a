/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What `slipwayctl document show` costs in a workspace of ten documents and in one of 10,000: whole
 * processes, in turn, so that a machine that gets slower slows both. */

#include <stdlib.h>
#include <string.h>

#include "core/slip-error.h"
#include "workspace/slip-workspace-private.h"

#define RUNS 31

typedef struct
{
  const char *release;
  guint n;
  char *last;
} Fill;

static gboolean
fill (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  Fill *args = data;
  g_autoptr (SlipForm) form = slip_forms_get_shipped ("lessons-learned", error);

  for (guint i = 0; form != NULL && i < args->n; i++)
    {
      g_autofree char *title = g_strdup_printf ("Lesson %u of a long list", i);
      g_autofree char *text = g_strnfill (1500, 'a' + (char) (i % 26));

      g_free (args->last);
      args->last = slip_write_document (db, args->release, form, NULL, error);
      if (args->last == NULL ||
          !slip_write_value (db, args->last, "", "header/title", title, error) ||
          !slip_write_value (db, args->last, "", "header/reason_for_update", text, error))
        return FALSE;
    }
  return form != NULL;
}

static char *
make_workspace (const char *dir, guint n)
{
  static const char *const roles[] = { "project-manager", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (SlipWorkspace) workspace =
      slip_workspace_create (dir, "Bench", "Ben Ch", roles, "passphrase", &error);
  g_autofree char *release = NULL;
  Fill args = { NULL, n, NULL };

  if (workspace != NULL)
    release = slip_workspace_new_release (workspace, "Release", &error);
  args.release = release;
  if (release == NULL || !slip_workspace_edit (workspace, fill, &args, &error))
    {
      g_printerr ("%s\n", error->message);
      exit (1);
    }
  return args.last;
}

static double
time_show (const char *program, const char *dir, const char *id)
{
  const char *argv[] = { program, "-C", dir, "document", "show", id, NULL };
  gint64 begin = g_get_monotonic_time ();
  int status = 1;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL,
                     &status, NULL) ||
      status != 0)
    exit (1);
  return (double) (g_get_monotonic_time () - begin) / 1000;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return x < y ? -1 : x > y;
}

int
main (int argc, char *argv[])
{
  g_autofree char *here = g_path_get_dirname (argv[0]);
  g_autofree char *program =
      g_getenv ("SLIPWAYCTL") != NULL
          ? g_strdup (g_getenv ("SLIPWAYCTL"))
          : g_build_filename (here, "..", "..", "src", "cli", "slipwayctl", NULL);
  g_autofree char *dir = g_dir_make_tmp ("slipway-bench-XXXXXX", NULL);
  g_autofree char *small = g_build_filename (dir, "small", NULL);
  g_autofree char *large = g_build_filename (dir, "large", NULL);
  g_autofree char *small_id = make_workspace (small, 10);
  g_autofree char *large_id = make_workspace (large, 10000);
  double small_times[RUNS];
  double large_times[RUNS];
  double ratios[RUNS];
  const char *const rm[] = { "rm", "-rf", dir, NULL };

  for (guint i = 0; i < RUNS; i++)
    {
      small_times[i] = time_show (program, small, small_id);
      large_times[i] = time_show (program, large, large_id);
      ratios[i] = large_times[i] / small_times[i];
    }
  qsort (small_times, RUNS, sizeof (double), compare);
  qsort (large_times, RUNS, sizeof (double), compare);
  qsort (ratios, RUNS, sizeof (double), compare);
  g_print (
      "document show: %.1f ms with 10 documents, %.1f ms with 10,000; ratio %.2f (goal: under 2; "
      "medians of %d runs in turn)\n",
      small_times[RUNS / 2], large_times[RUNS / 2], ratios[RUNS / 2], RUNS);
  g_spawn_sync (NULL, (char **) rm, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  return ratios[RUNS / 2] < 2 ? 0 : 1;
}
