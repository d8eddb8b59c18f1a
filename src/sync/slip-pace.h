/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Watches how fast the bytes of one request move. A time-out of silence is not enough: a server that
 * sends a byte now and then would hold a sync for days. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _SlipPace SlipPace;

/* Bytes that have to move, either way, in each stretch of the time-out; 17 a second with the usual minute. */
#define SLIP_PACE_MIN_BYTES 1024

/**
 * slip_pace_new:
 * @context: runs the watch; the one that the request runs in
 * @seconds: length of a stretch
 * @cancellable: (nullable): the caller's
 *
 * In two stretches one after the other with less than %SLIP_PACE_MIN_BYTES each, the request is stopped.
 */
SlipPace *slip_pace_new (GMainContext *context, guint seconds, GCancellable *cancellable);
void slip_pace_free (SlipPace *self);
/* (transfer none): for the request; cancelled when the caller's is, or when it is too slow. */
GCancellable *slip_pace_get_cancellable (SlipPace *self);
void slip_pace_moved (SlipPace *self, gsize bytes);
/* Was it stopped because it was too slow? */
gboolean slip_pace_is_too_slow (SlipPace *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipPace, slip_pace_free)

G_END_DECLS
