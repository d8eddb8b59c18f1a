/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A source on the request's own context looks at each stretch; the request ends by its cancellable. */

#include "sync/slip-pace.h"

/* A stretch may begin just before a long upload's answer is thought about; two can't. */
#define SLOW_STRETCHES 2

struct _SlipPace
{
  GSource *source;
  GCancellable *stop;
  GCancellable *outer; /* nullable */
  gulong outer_id;
  gsize moved; /* in this stretch */
  guint slow;  /* stretches one after the other */
  gboolean too_slow;
};

static gboolean
on_stretch_over_cb (gpointer user_data)
{
  SlipPace *self = user_data;

  self->slow = self->moved < SLIP_PACE_MIN_BYTES ? self->slow + 1 : 0;
  self->moved = 0;
  if (self->slow < SLOW_STRETCHES)
    return G_SOURCE_CONTINUE;
  self->too_slow = TRUE;
  g_cancellable_cancel (self->stop);
  return G_SOURCE_REMOVE;
}

static void
on_cancelled_cb (GCancellable *outer, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

SlipPace *
slip_pace_new (GMainContext *context, guint seconds, GCancellable *cancellable)
{
  SlipPace *self = g_new0 (SlipPace, 1);

  self->stop = g_cancellable_new ();
  self->source = g_timeout_source_new_seconds (seconds);
  g_source_set_callback (self->source, on_stretch_over_cb, self, NULL);
  g_source_attach (self->source, context);
  if (cancellable != NULL)
    {
      self->outer = g_object_ref (cancellable);
      self->outer_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled_cb),
                                              g_object_ref (self->stop), g_object_unref);
    }
  return self;
}

void
slip_pace_free (SlipPace *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  if (self->outer != NULL)
    g_cancellable_disconnect (self->outer, self->outer_id);
  g_clear_object (&self->outer);
  g_object_unref (self->stop);
  g_free (self);
}

GCancellable *
slip_pace_get_cancellable (SlipPace *self)
{
  return self->stop;
}

void
slip_pace_moved (SlipPace *self, gsize bytes)
{
  self->moved += bytes;
}

gboolean
slip_pace_is_too_slow (SlipPace *self)
{
  return self->too_slow;
}
