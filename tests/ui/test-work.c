/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Work off the main thread: nothing of it runs when the program's main() ends, or it would use what the libraries clear
 * away there. */

#include "ui/app/slip-work.h"
#include "workspace/slip-thread.h"

#define SLOW_US (100 * 1000)
#define MANY 20

typedef struct
{
  int begun;
  int ended;
} Count;

static gpointer
work_slowly (gpointer data, GCancellable *cancellable, GError **error)
{
  Count *count = data;

  g_atomic_int_inc (&count->begun);
  g_usleep (SLOW_US);
  g_atomic_int_inc (&count->ended);
  return NULL;
}

static void
run_slowly (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, work_slowly (data, cancellable, NULL), NULL);
}

static void
wait_until_begun (Count *count)
{
  while (g_atomic_int_get (&count->begun) == 0)
    g_usleep (100);
}

static void
test_reads (void)
{
  g_autoptr (GObject) owner = g_object_new (G_TYPE_OBJECT, NULL);
  Count count = { 0 };

  for (guint i = 0; i < MANY; i++)
    slip_work_read (owner, work_slowly, &count, NULL, NULL, NULL, NULL);
  wait_until_begun (&count);
  slip_work_end ();
  g_assert_cmpint (count.ended, ==, count.begun);
  /* Nobody will see what the others would have found. */
  g_assert_cmpint (count.begun, <, MANY);
  g_usleep (SLOW_US);
  g_assert_cmpint (count.ended, ==, count.begun);
}

static void
test_edits (void)
{
  g_autoptr (GObject) owner = g_object_new (G_TYPE_OBJECT, NULL);
  Count count = { 0 };

  for (guint i = 0; i < 3; i++)
    slip_work_edit (owner, work_slowly, &count, NULL, NULL, NULL, NULL);
  slip_work_end ();
  g_assert_cmpint (count.ended, ==, 3);
}

static void
test_tasks (void)
{
  Count count = { 0 };

  for (guint i = 0; i < MANY; i++)
    {
      g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

      g_task_set_task_data (task, &count, NULL);
      slip_thread_run (task, run_slowly);
    }
  slip_work_end ();
  g_assert_cmpint (count.ended, ==, MANY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/work/end/reads", test_reads);
  g_test_add_func ("/work/end/edits", test_edits);
  g_test_add_func ("/work/end/tasks", test_tasks);
  return g_test_run ();
}
