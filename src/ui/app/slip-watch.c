/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-watch.h. */

#include "ui/app/slip-watch.h"

#include <glib/gi18n.h>

#include "ui/app/slip-feedback.h"
#include "ui/app/slip-work.h"
#include "workspace/slip-others.h"

#define EVERY_S 3

struct _SlipWatch
{
  GObject parent_instance;
  SlipWorkspace *workspace;
  GtkWidget *window; /* which outlives it */
  guint timer;
  gboolean looking;
  gboolean is_gone;
};

G_DEFINE_FINAL_TYPE (SlipWatch, slip_watch, G_TYPE_OBJECT)

static gpointer
look (gpointer data, GCancellable *cancellable, GError **error)
{
  return slip_workspace_look_for_others (data, error) ? data : NULL;
}

static void
on_looked_cb (gpointer owner, gpointer result, const GError *error, gpointer data)
{
  SlipWatch *self = SLIP_WATCH (owner);
  gboolean is_gone = g_error_matches (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND);

  self->looking = FALSE;
  /* Said once, and again when it comes back and goes. */
  if (is_gone && !self->is_gone)
    slip_feedback_error (self->window, _ ("The Folder of the Workspace Is Gone"), error);
  self->is_gone = is_gone;
}

static gboolean
on_time_cb (gpointer data)
{
  SlipWatch *self = data;

  /* A long transaction may be in the way. */
  if (self->looking)
    return G_SOURCE_CONTINUE;
  self->looking = TRUE;
  slip_work_read (self, look, g_object_ref (self->workspace), g_object_unref, on_looked_cb, NULL,
                  NULL);
  return G_SOURCE_CONTINUE;
}

static void
on_active_cb (SlipWatch *self, GParamSpec *pspec, GtkWindow *window)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (!gtk_window_is_active (window))
    return;
  on_time_cb (self);
  self->timer = g_timeout_add_seconds (EVERY_S, on_time_cb, self);
}

static void
slip_watch_finalize (GObject *object)
{
  SlipWatch *self = SLIP_WATCH (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (slip_watch_parent_class)->finalize (object);
}

static void
slip_watch_class_init (SlipWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_watch_finalize;
}

static void
slip_watch_init (SlipWatch *self)
{
}

SlipWatch *
slip_watch_new (GtkWindow *window, SlipWorkspace *workspace)
{
  SlipWatch *self = g_object_new (SLIP_TYPE_WATCH, NULL);

  self->workspace = g_object_ref (workspace);
  self->window = GTK_WIDGET (window);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (on_active_cb), self,
                           G_CONNECT_SWAPPED);
  on_active_cb (self, NULL, window);
  return self;
}
