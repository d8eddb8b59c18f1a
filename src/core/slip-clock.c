/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The hybrid logical clock. As ms stand in the upper bits, "the next one" is plain addition: a full
 * counter runs over into the milliseconds. */

#include "core/slip-clock.h"

#define COUNTER_BITS 16

/* So that a clock fits into SQLite's signed 64 bits: the year 6429. */
#define MAX_MS ((G_GINT64_CONSTANT (1) << 47) - 1)

/**
 * slip_clock_tick:
 * @last: the newest clock that this replica used or observed; 0 for none
 * @now_ms: wall time, ms since the epoch
 *
 * The clock of a new op: the wall time, or one more than @last where the wall time is behind it
 * (many ops in one millisecond; a clock that was set back). The caller stores it before use.
 *
 * Returns: a clock greater than @last
 */
SlipClock
slip_clock_tick (SlipClock last, gint64 now_ms)
{
  SlipClock wall = (SlipClock) CLAMP (now_ms, 0, MAX_MS) << COUNTER_BITS;

  return MAX (wall, last + 1);
}

/**
 * slip_clock_observe:
 * @last: the newest clock that this replica used or observed; 0 for none
 * @remote: the clock of an op that came in
 * @now_ms: wall time, ms since the epoch
 * @too_far_ahead: (out) (optional): whether @remote is more than %SLIP_CLOCK_MAX_AHEAD_MS ahead
 *   of @now_ms
 *
 * Follows a peer, so that what is done after its op was seen gets a greater clock. A peer whose
 * clock is far ahead is not followed: one wrong laptop must not drag everybody into the future.
 *
 * Returns: the clock to keep in place of @last
 */
SlipClock
slip_clock_observe (SlipClock last, SlipClock remote, gint64 now_ms, gboolean *too_far_ahead)
{
  gint64 limit = CLAMP (now_ms, 0, MAX_MS) + SLIP_CLOCK_MAX_AHEAD_MS;
  gboolean ahead = slip_clock_ms (remote) > limit;

  if (too_far_ahead != NULL)
    *too_far_ahead = ahead;
  return ahead ? last : MAX (last, remote);
}

/**
 * slip_clock_ms:
 * @clock: a clock
 *
 * Returns: its milliseconds since the epoch
 */
gint64
slip_clock_ms (SlipClock clock)
{
  return (gint64) (clock >> COUNTER_BITS);
}

/**
 * slip_now_ms:
 *
 * The environment's `SOURCE_DATE_MS` (a whole number) takes the place of the wall clock, so that
 * tests and the demo give the same bytes each time.
 *
 * Returns: wall time, ms since the epoch, UTC
 */
gint64
slip_now_ms (void)
{
  const char *fixed = g_getenv ("SOURCE_DATE_MS");
  gint64 ms;

  if (fixed != NULL && g_ascii_string_to_signed (fixed, 10, 0, MAX_MS, &ms, NULL))
    return ms;
  return g_get_real_time () / 1000;
}

/**
 * slip_utc_offset_minutes:
 * @ms: ms since the epoch, UTC
 *
 * Returns: minutes that local time was, or will be, east of UTC then
 */
gint16
slip_utc_offset_minutes (gint64 ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ms / 1000);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? (gint16) (g_date_time_get_utc_offset (local) / G_TIME_SPAN_MINUTE) : 0;
}
