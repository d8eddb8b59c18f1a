/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Which rulings count. A decision replaces those that its signer had seen; of several that didn't know of each other the
 * more careful one stands: No-Go before deferred, before a Go with conditions, before Go. */

#include "process/slip-rulings.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-hash.h"
#include "process/slip-roles.h"
#include "process/slip-signoff-private.h"

#define MS_PER_DAY (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
#define MS_PER_HOUR (60 * 60 * G_GINT64_CONSTANT (1000))

static void
state_free (gpointer data)
{
  SlipRulingState *state = data;

  slip_signature_free (state->signature);
  g_free (state->refused);
  g_free (state);
}

static const SlipRuling *
ruling_of (const SlipRulingState *state)
{
  return state->signature->statement->ruling;
}

/* == what counts == */

static void refuse (SlipRulingState *state, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
refuse (SlipRulingState *state, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_free (state->refused);
  state->refused = g_strdup_vprintf (format, args);
  va_end (args);
}

static gboolean
check_role (SlipRulingState *state, const char *const *roles)
{
  const char *role = state->signature->role;

  if (roles != NULL && g_strv_contains (roles, role))
    return TRUE;
  refuse (state, _ ("the process doesn't give that to the role %s"), slip_role_name (role));
  return FALSE;
}

static void
judge_waiver (SlipRulingState *state, const SlipProcess *process)
{
  const SlipRuling *ruling = ruling_of (state);
  const SlipCriterion *criterion = slip_process_find_criterion (process, ruling->criterion, NULL);

  if (!check_role (state, (const char *const *) process->waiver_roles))
    return;
  if (criterion == NULL && slip_process_find_separation (process, ruling->criterion) == NULL)
    refuse (state, _ ("the process has no criterion “%s”"), ruling->criterion);
  else if (criterion != NULL && !criterion->waivable)
    refuse (state, _ ("the criterion “%s” can't be waived"), ruling->criterion);
  else if (ruling->until_ms - state->signature->time_ms > process->waiver_days * MS_PER_DAY)
    refuse (state, _ ("it is for longer than the process allows: at most %u days"),
            process->waiver_days);
}

static void
judge_tailoring (SlipRulingState *state, const SlipProcess *process)
{
  const SlipRuling *ruling = ruling_of (state);

  if (check_role (state, (const char *const *) process->tailoring_roles) &&
      slip_process_stage_of (process, ruling->form) == NULL)
    refuse (state, _ ("the process has no documents of the form “%s”"), ruling->form);
}

/* A Go that was given knowing of a concern that nobody had closed. */
static void
judge_concerns (SlipRulingState *state, const SlipProcess *process,
                const SlipDiscussions *discussions)
{
  const SlipStage *stage = slip_process_find_stage (process, process->go_stage);

  for (guint i = 0; state->refused == NULL && i < discussions->all->len; i++)
    {
      const SlipDiscussion *one = g_ptr_array_index (discussions->all, i);

      if (one->blocks && slip_discussion_stage (one, process, stage) != NULL &&
          slip_discussion_was_open (discussions, one, state->signature))
        {
          g_autofree char *summary = slip_discussion_summary (one);

          refuse (state, _ ("a concern was open when it was given: %s"), summary);
        }
    }
}

static void
judge_decision (SlipRulingState *state, const SlipProcess *process,
                const SlipDiscussions *discussions)
{
  const SlipRuling *ruling = ruling_of (state);
  const char *const roles[] = { process->go_role, NULL };

  if (!check_role (state, roles))
    return;
  if (!g_str_equal (ruling->stage, process->go_stage))
    refuse (state, _ ("the process doesn't decide at the stage “%s”"), ruling->stage);
  else if (ruling->until != NULL &&
           ruling->until_ms - state->signature->time_ms > process->go_hours * MS_PER_HOUR)
    refuse (state, _ ("it is for longer than the process allows: at most %u hours"),
            process->go_hours);
  else if (ruling->decision == SLIP_DECISION_GO || ruling->decision == SLIP_DECISION_CONDITIONAL)
    judge_concerns (state, process, discussions);
}

static void
judge (SlipRulingState *state, const SlipProcess *process, const SlipDiscussions *discussions)
{
  const SlipSignature *signature = state->signature;

  if (!signature->valid && !signature->held)
    refuse (state, "%s", signature->reason);
  else if (!g_str_equal (ruling_of (state)->process, process->digest))
    refuse (state, _ ("it was made for another version of the process"));
  else if (signature->statement->type == SLIP_STATEMENT_WAIVER)
    judge_waiver (state, process);
  else if (signature->statement->type == SLIP_STATEMENT_TAILORING)
    judge_tailoring (state, process);
  else
    judge_decision (state, process, discussions);
  state->counted = state->refused == NULL;
  if (state->counted && !signature->valid)
    refuse (state, "%s", signature->reason);
}

/* == order == */

/* A total order: what was seen first comes first; else clock, then replica. A clock grows past all that its replica has
 * seen, so the clock alone keeps the first rule. */
static int
compare_states (gconstpointer a, gconstpointer b)
{
  const SlipSignature *one = (*(const SlipRulingState *const *) a)->signature;
  const SlipSignature *other = (*(const SlipRulingState *const *) b)->signature;

  if (one->clock != other->clock)
    return one->clock < other->clock ? -1 : 1;
  return strcmp (one->replica, other->replica);
}

/* A decision, or that one was withdrawn. */
typedef struct
{
  SlipRulingState *state;
  gboolean stop;
  char *replica;
  guint64 clock;
} Event;

static void
event_clear (Event *event)
{
  g_free (event->replica);
}

static int
compare_events (gconstpointer a, gconstpointer b)
{
  const Event *one = a;
  const Event *other = b;

  if (one->clock != other->clock)
    return one->clock < other->clock ? -1 : 1;
  return strcmp (one->replica, other->replica);
}

static gboolean
had_seen (SlipDatabase *database, const Event *event, const Event *other)
{
  if (!event->stop)
    return slip_signature_had_seen (event->state->signature, other->replica, other->clock);
  return slip_op_had_seen (database, event->replica, event->clock, other->replica, other->clock);
}

/* The more careful of two that didn't know of each other: nothing is more careful than to stop. */
static gboolean
is_more_careful (const Event *event, const Event *other)
{
  static const guint care[] = {
    [SLIP_DECISION_GO] = 0,
    [SLIP_DECISION_CONDITIONAL] = 1,
    [SLIP_DECISION_DEFERRED] = 2,
    [SLIP_DECISION_NO_GO] = 3,
  };

  return (event->stop ? G_N_ELEMENTS (care) : care[ruling_of (event->state)->decision]) >
         (other->stop ? G_N_ELEMENTS (care) : care[ruling_of (other->state)->decision]);
}

static void
add_event (GArray *events, SlipRulingState *state, gboolean stop, const char *replica,
           guint64 clock)
{
  const Event event = { state, stop, g_strdup (replica), clock };

  g_array_append_val (events, event);
}

/* A withdrawal stands where its op does. */
static gboolean
add_stop (SlipDatabase *database, GArray *events, SlipRulingState *state, GError **error)
{
  g_autofree char *hash = slip_hash_to_hex (&state->signature->withdrawn->hash);
  g_autoptr (SlipQuery) query = slip_database_query (
      database, error,
      "SELECT replica, clock FROM statement WHERE hash = ? ORDER BY clock, replica LIMIT 1", "s",
      hash);

  if (query == NULL)
    return FALSE;
  if (slip_query_next (query, error))
    add_event (events, state, TRUE, slip_query_text (query, 0),
               (guint64) slip_query_int (query, 1));
  return TRUE;
}

static gboolean
find_standing (SlipDatabase *database, SlipRulings *rulings, GError **error)
{
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (Event));
  const Event *standing = NULL;

  g_array_set_clear_func (events, (GDestroyNotify) event_clear);
  for (guint i = 0; i < rulings->all->len; i++)
    {
      SlipRulingState *state = g_ptr_array_index (rulings->all, i);
      const SlipSignature *signature = state->signature;

      if (signature->statement->type != SLIP_STATEMENT_DECISION || !state->counted)
        continue;
      add_event (events, state, FALSE, signature->replica, signature->clock);
      if (signature->withdrawn != NULL && !add_stop (database, events, state, error))
        return FALSE;
    }
  g_array_sort (events, compare_events);
  for (guint i = 0; i < events->len; i++)
    {
      const Event *event = &g_array_index (events, Event, i);
      gboolean knew = standing == NULL || had_seen (database, event, standing);

      /* Who withdraws an old decision and knows of a newer one says nothing about that one. */
      if (event->stop && standing != NULL && standing->state != event->state && knew)
        continue;
      if (!knew && is_more_careful (standing, event))
        {
          event->state->replaced = standing->state;
          continue;
        }
      if (standing != NULL && standing->state != event->state)
        standing->state->replaced = event->state;
      standing = event;
    }
  if (standing != NULL && standing->stop)
    rulings->stopped = standing->state;
  else if (standing != NULL)
    rulings->standing = standing->state;
  return TRUE;
}

/* == the lists == */

static void
waiver_free (gpointer data)
{
  SlipWaiver *waiver = data;

  g_free (waiver->criterion);
  g_free (waiver->reason);
  g_free (waiver->owner);
  g_free (waiver->control);
  g_free (waiver->signer);
  g_free (waiver->statement);
  g_free (waiver);
}

static void
tailoring_free (gpointer data)
{
  SlipTailoring *tailoring = data;

  g_free (tailoring->form);
  g_free (tailoring->reason);
  g_free (tailoring->signer);
  g_free (tailoring->statement);
  g_free (tailoring);
}

static void
list_waiver (SlipRulings *rulings, const SlipRulingState *state)
{
  const SlipRuling *ruling = ruling_of (state);
  SlipWaiver *waiver = g_new0 (SlipWaiver, 1);

  waiver->criterion = g_strdup (ruling->criterion);
  waiver->reason = g_strdup (ruling->reason);
  waiver->owner = g_strdup (ruling->owner_name);
  waiver->control = g_strdup (ruling->control);
  waiver->signer = g_strdup (state->signature->name);
  waiver->until_ms = ruling->until_ms;
  waiver->statement = g_strdup (state->signature->hash);
  g_ptr_array_add (rulings->waivers, waiver);
}

static void
list_tailoring (SlipRulings *rulings, const SlipRulingState *state)
{
  const SlipRuling *ruling = ruling_of (state);
  SlipTailoring *tailoring = g_new0 (SlipTailoring, 1);

  tailoring->form = g_strdup (ruling->form);
  tailoring->required = ruling->required;
  tailoring->reason = g_strdup (ruling->reason);
  tailoring->signer = g_strdup (state->signature->name);
  tailoring->statement = g_strdup (state->signature->hash);
  g_ptr_array_add (rulings->tailorings, tailoring);
}

SlipRulings *
slip_rulings_load (SlipDatabase *database, const SlipProcess *process, const char *release,
                   GError **error)
{
  g_autoptr (GPtrArray) signatures = slip_signatures_for (database, release, error);
  g_autoptr (SlipDiscussions) discussions =
      signatures != NULL ? slip_discussions_load (database, process, release, error) : NULL;
  SlipRulings *rulings;

  if (discussions == NULL)
    return NULL;
  rulings = g_new0 (SlipRulings, 1);
  rulings->discussions = g_steal_pointer (&discussions);
  rulings->all = g_ptr_array_new_with_free_func (state_free);
  rulings->waivers = g_ptr_array_new_with_free_func (waiver_free);
  rulings->tailorings = g_ptr_array_new_with_free_func (tailoring_free);
  while (signatures->len > 0)
    {
      SlipSignature *signature = g_ptr_array_steal_index (signatures, 0);
      SlipRulingState *state;

      if (signature->statement == NULL || signature->statement->ruling == NULL)
        {
          slip_signature_free (signature);
          continue;
        }
      state = g_new0 (SlipRulingState, 1);
      state->signature = signature;
      judge (state, process, rulings->discussions);
      g_ptr_array_add (rulings->all, state);
    }
  g_ptr_array_sort (rulings->all, compare_states);
  for (guint i = 0; i < rulings->all->len; i++)
    {
      const SlipRulingState *state = g_ptr_array_index (rulings->all, i);

      if (state->refused == NULL && state->signature->statement->type == SLIP_STATEMENT_WAIVER)
        list_waiver (rulings, state);
      if (state->refused == NULL && state->signature->statement->type == SLIP_STATEMENT_TAILORING)
        list_tailoring (rulings, state);
    }
  if (find_standing (database, rulings, error))
    return rulings;
  slip_rulings_free (rulings);
  return NULL;
}

void
slip_rulings_free (SlipRulings *rulings)
{
  g_ptr_array_unref (rulings->all);
  g_ptr_array_unref (rulings->waivers);
  g_ptr_array_unref (rulings->tailorings);
  slip_discussions_free (rulings->discussions);
  g_free (rulings);
}
