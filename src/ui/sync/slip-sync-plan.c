/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-sync-plan.h. */

#include "ui/sync/slip-sync-plan.h"

#define PAUSE (2 * G_TIME_SPAN_SECOND)  /* after a change: more may come */
#define LATEST (5 * G_TIME_SPAN_SECOND) /* after the first one of several */
#define REGULAR G_TIME_SPAN_MINUTE
#define RAREST (15 * G_TIME_SPAN_MINUTE)
#define SETTLE G_TIME_SPAN_SECOND /* a network says that it is there before its routes are */
#define BETWEEN (10 * G_TIME_SPAN_SECOND) /* two syncs that the focus asked for */

void
slip_sync_plan_changed (SlipSyncPlan *plan, gint64 now)
{
  if (plan->first == 0)
    plan->first = now;
  plan->changed = MIN (now + PAUSE, plan->first + LATEST);
}

void
slip_sync_plan_focused (SlipSyncPlan *plan, gint64 now)
{
  gint64 due = plan->begun != 0 ? MAX (now, plan->begun + BETWEEN) : now;

  if (plan->woken == 0 || plan->woken > due)
    plan->woken = due;
}

void
slip_sync_plan_network (SlipSyncPlan *plan, gint64 now)
{
  plan->failures = 0;
  plan->woken = now + SETTLE;
}

void
slip_sync_plan_reset (SlipSyncPlan *plan)
{
  plan->failures = 0;
  plan->blocked = FALSE;
}

void
slip_sync_plan_begin (SlipSyncPlan *plan, gint64 now)
{
  plan->begun = now;
  plan->changed = 0;
  plan->first = 0;
  plan->woken = 0;
}

void
slip_sync_plan_end (SlipSyncPlan *plan, gint64 now, SlipSyncOutcome outcome)
{
  plan->blocked = outcome == SLIP_SYNC_NEEDS_PERSON;
  plan->failures = outcome == SLIP_SYNC_WENT_WELL ? 0 : plan->failures + 1;
  plan->regular = now + MIN (RAREST, REGULAR << MIN (plan->failures, 4));
}

gint64
slip_sync_plan_due (const SlipSyncPlan *plan)
{
  gint64 due = plan->regular;

  if (plan->blocked)
    return G_MAXINT64;
  /* After a failure a change alone is no reason to hope. */
  if (plan->changed != 0 && plan->failures == 0)
    due = MIN (due, plan->changed);
  if (plan->woken != 0)
    due = MIN (due, plan->woken);
  return due;
}
