/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Threads that read their first number at the same moment all read it. What goes wrong there goes wrong once in a
 * process, and in about one of a hundred: so there are many processes, and no GTest, which reads numbers itself. */

#include <gio/gio.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/slip-database.h"

/* With sanitizers a process takes three times as long, and finds the same. */
#ifdef __SANITIZE_ADDRESS__
#define PROCESSES 200
#else
#define PROCESSES 600
#endif
#define THREADS 4

static int arrived;
static int refused;

static gpointer
read_number (gpointer data)
{
  guint64 number;

  g_atomic_int_inc (&arrived);
  while (g_atomic_int_get (&arrived) < THREADS)
    continue;
  if (!g_ascii_string_to_unsigned ("1832374", 10, 0, G_MAXUINT64, &number, NULL))
    g_atomic_int_inc (&refused);
  return NULL;
}

static int
run_process (const char *path)
{
  g_autoptr (SlipDatabase) database = slip_database_open (path, SLIP_DATABASE_READ_ONLY, NULL);
  GThread *threads[THREADS];

  for (guint i = 0; i < THREADS; i++)
    threads[i] = g_thread_new ("number", read_number, NULL);
  for (guint i = 0; i < THREADS; i++)
    g_thread_join (threads[i]);
  return database == NULL || refused > 0;
}

int
main (int argc, char **argv)
{
  g_autofree char *dir = g_dir_make_tmp ("slipway-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "workspace.db", NULL);
  guint wrong = 0;

  /* Made by another process: this one reads no number before it is many. */
  for (guint i = 0; i < PROCESSES; i++)
    {
      pid_t child = fork ();
      int status = 1;

      if (child == 0)
        {
          g_autoptr (SlipDatabase) made = NULL;

          if (i == 0)
            made = slip_database_open (path, SLIP_DATABASE_WRITE | SLIP_DATABASE_CREATE, NULL);
          g_clear_pointer (&made, slip_database_close);
          _exit (run_process (path));
        }
      if (waitpid (child, &status, 0) != child || status != 0)
        wrong++;
    }
  printf ("%sok 1 - first numbers of %d processes (%u wrong)\n1..1\n", wrong > 0 ? "not " : "",
          PROCESSES, wrong);
  for (const char *const *suffix = (const char *const[]){ "", "-wal", "-shm", NULL };
       *suffix != NULL; suffix++)
    {
      g_autofree char *name = g_strconcat (path, *suffix, NULL);

      unlink (name);
    }
  rmdir (dir);
  return wrong > 0;
}
