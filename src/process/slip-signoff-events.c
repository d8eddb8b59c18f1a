/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What was done to a document's approval, in the order in which it is judged: each after what its author had seen, the clocks only
 * among those that didn't know of each other. */

#include <string.h>

#include "core/slip-hash.h"
#include "process/slip-signoff-private.h"

typedef enum
{
  EVENT_SIGNATURE,
  EVENT_WITHDRAWAL,
  EVENT_REVISE,
} EventKind;

/* Something that was done to a document's approval. */
typedef struct
{
  EventKind kind;
  char *replica;
  guint64 clock;
  SlipSignature *signature; /* or the one that is withdrawn */
  SlipRevise *revise;
  gboolean done;
} Event;

static void
event_clear (Event *event)
{
  g_free (event->replica);
}

static void
add_event (GArray *events, EventKind kind, const char *replica, guint64 clock,
           SlipSignature *signature, SlipRevise *revise)
{
  Event event = { kind, g_strdup (replica), clock, signature, revise, FALSE };

  g_array_append_val (events, event);
}

/* A withdrawal stands where its op does. */
static gboolean
add_withdrawal (SlipCounting *counting, GArray *events, SlipSignature *signature, GError **error)
{
  g_autofree char *hash = slip_hash_to_hex (&signature->withdrawn->hash);
  g_autoptr (SlipQuery) query = slip_database_query (
      counting->database, error,
      "SELECT replica, clock FROM statement WHERE hash = ? AND record = ? ORDER BY clock, replica "
      "LIMIT 1",
      "ss", hash, counting->record);

  if (query == NULL)
    return FALSE;
  if (slip_query_next (query, error))
    add_event (events, EVENT_WITHDRAWAL, slip_query_text (query, 0),
               (guint64) slip_query_int (query, 1), signature, NULL);
  return TRUE;
}

static int
compare_events (gconstpointer a, gconstpointer b)
{
  const Event *x = a;
  const Event *y = b;

  if (x->clock != y->clock)
    return x->clock < y->clock ? -1 : 1;
  return strcmp (x->replica, y->replica);
}

static GArray *
list_events (SlipCounting *counting, GError **error)
{
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (Event));
  SlipSignoff *signoff = counting->signoff;

  g_array_set_clear_func (events, (GDestroyNotify) event_clear);
  for (guint i = 0; i < signoff->signatures->len; i++)
    {
      SlipSignature *signature = g_ptr_array_index (signoff->signatures, i);

      if (!signature->valid && !signature->held)
        continue;
      add_event (events, EVENT_SIGNATURE, signature->replica, signature->clock, signature, NULL);
      if (signature->withdrawn != NULL && !add_withdrawal (counting, events, signature, error))
        return NULL;
    }
  for (guint i = 0; i < signoff->revises->len; i++)
    {
      SlipRevise *revise = g_ptr_array_index (signoff->revises, i);

      add_event (events, EVENT_REVISE, revise->replica, revise->clock, NULL, revise);
    }
  g_array_sort (events, compare_events);
  return g_steal_pointer (&events);
}

static gboolean
had_seen (SlipCounting *counting, const Event *event, const Event *other)
{
  if (event->kind == EVENT_SIGNATURE)
    return slip_signature_had_seen (event->signature, other->replica, other->clock);
  return slip_op_had_seen (counting->database, event->replica, event->clock, other->replica,
                           other->clock);
}

/* The first that comes after all that its author had seen; just the first when some claim to have seen each other.
 * Clocks may lie, so they only choose among those that didn't know of each other. */
static Event *
next_event (SlipCounting *counting, GArray *events, const gboolean *seen)
{
  Event *first = NULL;

  for (guint i = 0; i < events->len; i++)
    {
      Event *event = &g_array_index (events, Event, i);
      gboolean ready = TRUE;

      if (event->done)
        continue;
      first = first != NULL ? first : event;
      for (guint j = 0; j < events->len && ready; j++)
        ready = j == i || g_array_index (events, Event, j).done || !seen[i * events->len + j];
      if (ready)
        return event;
    }
  return first;
}

static void
judge_event (SlipCounting *counting, Event *event)
{
  switch (event->kind)
    {
    case EVENT_SIGNATURE:
      /* Until its withdrawal comes, it stands. */
      event->signature->valid = TRUE;
      g_clear_pointer (&event->signature->reason, g_free);
      if (!slip_counting_place (counting, event->signature) ||
          !slip_counting_revision (counting, event->signature))
        return;
      g_ptr_array_add (counting->counted, event->signature);
      slip_counting_completion (counting, event->signature);
      return;
    case EVENT_WITHDRAWAL:
      if (event->signature->valid)
        slip_counting_withdrawal (counting, event->signature);
      return;
    case EVENT_REVISE:
      slip_counting_revise (counting, event->revise);
      return;
    default:
      g_assert_not_reached ();
    }
}

gboolean
slip_counting_judge (SlipCounting *counting, GError **error)
{
  g_autoptr (GArray) events = list_events (counting, error);
  g_autofree gboolean *seen = NULL;

  if (events == NULL)
    return FALSE;
  seen = g_new0 (gboolean, (gsize) events->len * events->len + 1);
  for (guint i = 0; i < events->len; i++)
    for (guint j = 0; j < events->len; j++)
      seen[i * events->len + j] = i != j && had_seen (counting, &g_array_index (events, Event, i),
                                                      &g_array_index (events, Event, j));
  for (guint i = 0; i < events->len; i++)
    {
      Event *event = next_event (counting, events, seen);

      event->done = TRUE;
      judge_event (counting, event);
    }
  return TRUE;
}
