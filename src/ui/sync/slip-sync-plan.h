/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* When to sync next: rules over times that the caller gives, without a clock, a timer or a thread. Times are
 * microseconds, as g_get_monotonic_time() counts them. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SLIP_SYNC_WENT_WELL,
  SLIP_SYNC_FAILED,       /* may go well later: it is tried again, ever more rarely */
  SLIP_SYNC_NEEDS_PERSON, /* a password was refused: another try could lock the account */
} SlipSyncOutcome;

/* All zero to begin with: due at once. */
typedef struct
{
  gint64 begun;   /* when the last sync began; 0: none did */
  gint64 regular; /* the next one without a reason */
  gint64 changed; /* the one that a change asks for; 0: none does */
  gint64 first;   /* when the first change was made that waits; 0: none does */
  gint64 woken;   /* the one that the focus or the network asks for; 0: none does */
  guint failures; /* in a row */
  gboolean blocked;
} SlipSyncPlan;

/* Something was changed here. */
void slip_sync_plan_changed (SlipSyncPlan *plan, gint64 now);
/* The window got the focus. */
void slip_sync_plan_focused (SlipSyncPlan *plan, gint64 now);
/* The network changed: what failed before may go well now. */
void slip_sync_plan_network (SlipSyncPlan *plan, gint64 now);
/* A person asks for it, or mended the settings. */
void slip_sync_plan_reset (SlipSyncPlan *plan);
void slip_sync_plan_begin (SlipSyncPlan *plan, gint64 now);
void slip_sync_plan_end (SlipSyncPlan *plan, gint64 now, SlipSyncOutcome outcome);
/* When the next sync is due; G_MAXINT64 when it waits for a person. */
gint64 slip_sync_plan_due (const SlipSyncPlan *plan);

G_END_DECLS
