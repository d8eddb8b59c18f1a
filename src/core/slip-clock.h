/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The hybrid logical clock: 48 bits of milliseconds since the epoch (UTC), 16 bits of counter.
 * It grows strictly within a replica, follows wall time, and survives laptops whose clock is wrong.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef guint64 SlipClock;

/* A peer's clock further ahead than this is applied, but does not move ours. */
#define SLIP_CLOCK_MAX_AHEAD_MS (5 * 60 * 1000)

SlipClock slip_clock_tick (SlipClock last, gint64 now_ms);
SlipClock slip_clock_observe (SlipClock last, SlipClock remote, gint64 now_ms,
                              gboolean *too_far_ahead);
gint64 slip_clock_ms (SlipClock clock);
gint64 slip_now_ms (void); /* wall clock; SOURCE_DATE_MS in the environment fixes it for tests */
gint16 slip_utc_offset_minutes (gint64 ms);

G_END_DECLS
