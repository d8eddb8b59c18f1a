/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The main loop does all its work between two polls, drawing included. */

#include "ui/app/slip-stalls.h"

#include <stdio.h>

#define SHORTEST_US 1000

static FILE *report;
static gint64 busy_since;
static GPollFunc wait_for;

static int
poll_and_note (GPollFD *fds, guint n_fds, int timeout)
{
  gint64 now = g_get_monotonic_time ();
  int found;

  if (busy_since != 0 && now - busy_since > SHORTEST_US)
    {
      fprintf (report, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", busy_since, now - busy_since);
      fflush (report);
    }
  found = wait_for (fds, n_fds, timeout);
  busy_since = g_get_monotonic_time ();
  return found;
}

static void
on_painted_cb (GdkFrameClock *clock, const char *what)
{
  fprintf (report, "%" G_GINT64_FORMAT " %s\n", g_get_monotonic_time (), what);
  fflush (report);
  g_signal_handlers_disconnect_by_func (clock, on_painted_cb, (gpointer) what);
}

void
slip_stalls_mark (GtkWidget *widget, const char *what)
{
  GdkFrameClock *clock = report != NULL ? gtk_widget_get_frame_clock (widget) : NULL;

  if (clock != NULL)
    {
      g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted_cb), (gpointer) what);
      gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
    }
}

void
slip_stalls_watch (void)
{
  const char *path = g_getenv ("SLIPWAY_STALLS");

  if (path == NULL || (report = fopen (path, "we")) == NULL)
    return;
  wait_for = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, poll_and_note);
}
