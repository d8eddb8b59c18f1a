/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What takes long: how far it is, on a terminal, and how to stop it. Ctrl-C ends at the next safe place; a
 * second one at once, which loses nothing either. */

#include "cli/slip-cli.h"

#include <glib/gi18n.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static gboolean shown;

/* Waits for signals that ask to stop. */
static void *
wait_for_signals (void *cancellable)
{
  sigset_t signals;
  int got;

  sigemptyset (&signals);
  sigaddset (&signals, SIGINT);
  sigaddset (&signals, SIGTERM);
  for (guint n = 0; sigwait (&signals, &got) == 0; n++)
    {
      if (n > 0)
        _exit (128 + got);
      g_cancellable_cancel (cancellable);
    }
  return NULL;
}

GCancellable *
slip_cli_watch (void)
{
  GCancellable *cancellable = g_cancellable_new ();
  sigset_t signals;
  pthread_t thread;

  /* Threads that begin later inherit it, so that the one below gets them all. */
  sigemptyset (&signals);
  sigaddset (&signals, SIGINT);
  sigaddset (&signals, SIGTERM);
  pthread_sigmask (SIG_BLOCK, &signals, NULL);
  if (pthread_create (&thread, NULL, wait_for_signals, g_object_ref (cancellable)) == 0)
    pthread_detach (thread);
  else
    pthread_sigmask (SIG_UNBLOCK, &signals, NULL);
  return cancellable;
}

void
slip_cli_progress (guint64 done, guint64 total, gpointer data)
{
  SlipCli *cli = data;
  g_autofree char *so_far = NULL;
  g_autofree char *in_all = NULL;

  if (cli->json || total == 0 || !isatty (STDERR_FILENO))
    return;
  so_far = g_format_size (MIN (done, total));
  in_all = g_format_size (total);
  fprintf (stderr, "\r\033[K");
  fprintf (stderr, _ ("files: %s of %s"), so_far, in_all);
  fflush (stderr);
  shown = TRUE;
}

void
slip_cli_progress_end (void)
{
  if (shown)
    fprintf (stderr, "\r\033[K");
  shown = FALSE;
}
