/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Slots, revisions and status of a document (design.md 5): its signatures, withdrawals and revises are gone
 * through once, each after what its author had seen. README.md in this folder states the rules. */

#define G_LOG_DOMAIN "slipway"

#include <string.h>

#include "core/slip-hash.h"
#include "forms/slip-expression.h"
#include "forms/slip-instance.h"
#include "process/slip-signoff-private.h"
#include "process/slip-stage-order.h"
#include "store/slip-blobs.h"
#include "store/slip-values.h"

/* The release that this one follows, a field of the form “release”. */

static void
slot_status_free (SlipSlotStatus *status)
{
  g_free (status->name);
  g_free (status->role);
  g_free (status->meaning);
  g_clear_pointer (&status->standing, g_ptr_array_unref);
  g_free (status);
}

void
slip_signoff_free (SlipSignoff *signoff)
{
  g_clear_pointer (&signoff->slots, g_ptr_array_unref);
  g_clear_pointer (&signoff->revisions, g_ptr_array_unref);
  g_clear_pointer (&signoff->signatures, g_ptr_array_unref);
  g_clear_pointer (&signoff->revises, g_ptr_array_unref);
  g_clear_pointer (&signoff->amendments, g_ptr_array_unref);
  g_clear_pointer (&signoff->proposals, g_ptr_array_unref);
  g_clear_pointer (&signoff->answers, g_hash_table_unref);
  g_free (signoff);
}

SlipRevision *
slip_signoff_last_revision (const SlipSignoff *signoff)
{
  return slip_signoff_revision (signoff, signoff->revisions->len);
}

gboolean
slip_signoff_waits_for_revision (const SlipSignoff *signoff)
{
  return signoff->revisions->len > 0 && signoff->revising == NULL && signoff->amendments->len > 0;
}

SlipRevision *
slip_signoff_revision (const SlipSignoff *signoff, guint number)
{
  return number > 0 && number <= signoff->revisions->len
             ? g_ptr_array_index (signoff->revisions, number - 1)
             : NULL;
}

/* == in which order == */

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

static gboolean
judge_all (SlipCounting *counting, GError **error)
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

/* == slots and status == */

static SlipSlotStatus *
slot_status_new (const SlipFormSlot *slot)
{
  SlipSlotStatus *status = g_new0 (SlipSlotStatus, 1);

  status->name = g_strdup (slot->name);
  status->role = g_strdup (slot->role);
  status->meaning = g_strdup (slip_form_text (slot->meaning));
  status->order = slot->order;
  return status;
}

static void
add_slot (SlipCounting *counting, SlipFormSlot *slot, GHashTable *digests)
{
  SlipSlotStatus *status = slot_status_new (slot);
  SlipSignature *signature;

  status->standing = slip_counting_standing (counting, slot->name, digests);
  signature = slip_counting_decide (status->standing);
  status->signature = signature;
  if (signature != NULL)
    status->state = signature->verdict == SLIP_VERDICT_APPROVE    ? SLIP_SLOT_APPROVED
                    : signature->verdict == SLIP_VERDICT_CONCERNS ? SLIP_SLOT_CONCERNS
                                                                  : SLIP_SLOT_REJECTED;
  else
    status->stale = slip_counting_newest (counting, slot->name);
  if (status->state == SLIP_SLOT_REJECTED ||
      (status->state == SLIP_SLOT_CONCERNS && counting->signoff->opposed == SLIP_VERDICT_APPROVE))
    counting->signoff->opposed = signature->verdict;
  g_ptr_array_add (counting->signoff->slots, status);
}

static void
note_answers (SlipCounting *counting, GHashTable *digests)
{
  for (guint i = 0; i < counting->counted->len; i++)
    {
      SlipSignature *signature = g_ptr_array_index (counting->counted, i);
      SlipSignature *answer = slip_signature_fits (signature, digests)
                                  ? slip_counting_answer (counting, signature, digests)
                                  : NULL;

      if (answer != NULL)
        g_hash_table_insert (counting->signoff->answers, signature, answer);
    }
}

gboolean
slip_signoff_stands (const SlipSignoff *signoff, const SlipSignature *signature)
{
  for (guint i = 0; i < signoff->slots->len; i++)
    {
      const SlipSlotStatus *slot = g_ptr_array_index (signoff->slots, i);

      if (slot->standing != NULL && g_ptr_array_find (slot->standing, signature, NULL))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_begun (SlipSignoff *signoff)
{
  for (guint i = 0; i < signoff->slots->len; i++)
    if (((SlipSlotStatus *) g_ptr_array_index (signoff->slots, i))->signature != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
settle_status (SlipCounting *counting, GBytes *now, GError **error)
{
  SlipSignoff *signoff = counting->signoff;
  SlipRevision *last = slip_signoff_last_revision (signoff);
  GBytes *approved = last != NULL ? slip_counting_content (counting, last->content) : NULL;

  signoff->status = is_begun (signoff) ? "in review" : "draft";
  if (last == NULL)
    return TRUE;
  if (approved != NULL && now != NULL)
    {
      g_clear_pointer (&signoff->amendments, g_ptr_array_unref);
      signoff->amendments = slip_contents_diff (counting->form, approved, now, error);
      if (signoff->amendments == NULL)
        {
          signoff->amendments = g_ptr_array_new ();
          return FALSE;
        }
    }
  signoff->approved = last->taken_back == NULL ? last : NULL;
  signoff->status = signoff->revising != NULL      ? "in revision"
                    : last->taken_back != NULL     ? "approval withdrawn"
                    : signoff->amendments->len > 0 ? "amended"
                                                   : "approved";
  return TRUE;
}

static void
bytes_free (GBytes *bytes)
{
  g_clear_pointer (&bytes, g_bytes_unref);
}

static void
digests_free (GHashTable *digests)
{
  g_clear_pointer (&digests, g_hash_table_unref);
}

static int
compare_signatures (gconstpointer a, gconstpointer b)
{
  const SlipSignature *x = *(SlipSignature *const *) a;
  const SlipSignature *y = *(SlipSignature *const *) b;

  if (x->clock != y->clock)
    return x->clock < y->clock ? -1 : 1;
  return strcmp (x->replica, y->replica);
}

/* Of a content that is looked at, digest by digest. */
typedef struct
{
  GPtrArray *counted;
  GHashTable *digests;
  GHashTable *contents;
} Notes;

static void
notes_clear (Notes *notes)
{
  g_ptr_array_unref (notes->counted);
  g_hash_table_unref (notes->digests);
  g_hash_table_unref (notes->contents);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Notes, notes_clear)

static void
notes_init (Notes *notes)
{
  notes->counted = g_ptr_array_new ();
  notes->digests =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) digests_free);
  notes->contents =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) bytes_free);
}

static SlipSignoff *
signoff_new (void)
{
  SlipSignoff *signoff = g_new0 (SlipSignoff, 1);

  signoff->slots = g_ptr_array_new_with_free_func ((GDestroyNotify) slot_status_free);
  signoff->answers = g_hash_table_new (NULL, NULL);
  signoff->opposed = SLIP_VERDICT_APPROVE;
  signoff->revisions = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_revision_free);
  signoff->amendments = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_field_change_free);
  signoff->status = "draft";
  return signoff;
}

/* What was signed, withdrawn and revised, gone through. */
static gboolean
count_all (SlipCounting *counting, GError **error)
{
  SlipSignoff *signoff = counting->signoff;

  signoff->signatures = slip_signatures_for (counting->database, counting->record, error);
  if (signoff->signatures == NULL ||
      (signoff->revises = slip_revises_load (counting->database, counting->record, error)) == NULL)
    return FALSE;
  g_ptr_array_sort (signoff->signatures, compare_signatures);
  return judge_all (counting, error);
}

SlipSignoff *
slip_signoff_load_revisions (SlipDatabase *database, SlipForm *form, const char *record,
                             SlipStageOrder *order, GError **error)
{
  g_autoptr (SlipSignoff) signoff = signoff_new ();
  g_auto (Notes) notes = { NULL };
  GPtrArray *slots = slip_form_get_slots (form);
  SlipRevision *last;
  SlipCounting counting = { database, form, record, signoff };

  notes_init (&notes);
  counting.counted = notes.counted;
  counting.digests = notes.digests;
  counting.contents = notes.contents;
  counting.order = order;
  signoff->proposals = g_ptr_array_new ();
  if (!count_all (&counting, error))
    return NULL;
  for (guint i = 0; i < slots->len; i++)
    g_ptr_array_add (signoff->slots, slot_status_new (g_ptr_array_index (slots, i)));
  last = slip_signoff_last_revision (signoff);
  signoff->approved = last != NULL && last->taken_back == NULL ? last : NULL;
  if (last != NULL)
    signoff->status = signoff->revising != NULL   ? "in revision"
                      : signoff->approved == NULL ? "approval withdrawn"
                                                  : "approved";
  else if (notes.counted->len > 0)
    signoff->status = "in review";
  return g_steal_pointer (&signoff);
}

SlipSignoff *
slip_signoff_load_under (SlipDatabase *database, SlipForm *form, const char *record,
                         SlipStageOrder *order, GError **error)
{
  g_autoptr (SlipSignoff) signoff = signoff_new ();
  g_auto (Notes) notes = { NULL };
  g_autoptr (GHashTable) now_digests = NULL;
  g_autoptr (GBytes) now = NULL;
  SlipCounting counting = { database, form, record, signoff };
  GPtrArray *slots = slip_form_get_slots (form);

  notes_init (&notes);
  counting.counted = notes.counted;
  counting.digests = notes.digests;
  counting.contents = notes.contents;
  counting.order = order;
  if (!count_all (&counting, error) ||
      (signoff->proposals = slip_proposals_load (database, form, record, error)) == NULL)
    return NULL;
  if (signoff->signatures->len > 0)
    {
      now = slip_instance_content (database, form, record, &now_digests, error);
      if (now == NULL)
        return NULL;
    }
  else
    now_digests = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < slots->len; i++)
    add_slot (&counting, g_ptr_array_index (slots, i), now_digests);
  note_answers (&counting, now_digests);
  return settle_status (&counting, now, error) ? g_steal_pointer (&signoff) : NULL;
}

SlipSignoff *
slip_signoff_load (SlipDatabase *database, SlipForm *form, const char *record, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipStageOrder) order = slip_stage_order_new (database, record, &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  return slip_signoff_load_under (database, form, record, order, error);
}

/* == the header's calculated fields == */

/* Where the release names an earlier one: the version of its document of this form. */
static char *
earlier_version (SlipDatabase *db, SlipForm *form, const char *record)
{
  g_autofree char *release =
      slip_database_get_text (db, NULL, "SELECT release FROM record WHERE id = ?", "s", record);
  g_autofree char *previous =
      release != NULL ? slip_values_text (db, release, "", SLIP_RELEASE_PREVIOUS, NULL) : NULL;
  g_autofree char *document = NULL;
  g_autofree char *number = NULL;
  g_autoptr (SlipForm) earlier_form = NULL;
  g_autoptr (SlipSignoff) earlier = NULL;

  if (previous == NULL || *previous == '\0')
    return g_strdup ("");
  document = slip_form_document_of (db, previous, slip_form_get_id (form));
  earlier_form = document != NULL ? slip_forms_for_record (db, document, NULL) : NULL;
  earlier = earlier_form != NULL ? slip_signoff_load (db, earlier_form, document, NULL) : NULL;
  if (earlier == NULL || earlier->revisions->len == 0)
    return g_strdup ("");
  number =
      slip_database_get_text (db, NULL, "SELECT number FROM record WHERE id = ?", "s", document);
  return g_strdup_printf ("%s version %u", number, earlier->revisions->len);
}

/* A line a signature: of the slots as they are, or of those that a revision stands on. */
static char *
describe_signatures (SlipSignoff *signoff, const SlipRevision *revision)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < signoff->slots->len; i++)
    {
      SlipSlotStatus *slot = g_ptr_array_index (signoff->slots, i);
      const SlipSignature *signature = slot->signature;

      for (guint j = 0; revision != NULL && j < revision->basis->len; j++)
        if (g_str_equal (((SlipSignature *) g_ptr_array_index (revision->basis, j))->slot,
                         slot->name))
          signature = g_ptr_array_index (revision->basis, j);
      if (signature == NULL ||
          (revision != NULL && !g_ptr_array_find (revision->basis, signature, NULL)))
        continue;
      g_string_append_printf (
          text, "%s%s, %s: %s (%s), %s", text->len > 0 ? "\n" : "", signature->name, slot->role,
          slip_verdict_to_string (signature->verdict), slot->meaning, signature->time);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A record whose state of signing is being found out, and who asked for that. */
typedef struct _Loading Loading;
struct _Loading
{
  const char *record;
  Loading *above;
};

/* The state of signing, unless it is being found out right now: what is relevant may be said by an expression that asks
 * for it, also by way of another document, and such a one sees a draft. */
static SlipSignoff *
load_once (SlipFormContext *context)
{
  static GPrivate innermost;
  Loading loading = { context->record, g_private_get (&innermost) };
  SlipSignoff *signoff;

  for (Loading *above = loading.above; above != NULL; above = above->above)
    if (g_str_equal (above->record, context->record))
      return NULL;
  g_private_set (&innermost, &loading);
  signoff = slip_signoff_load (context->database, context->form, context->record, NULL);
  g_private_set (&innermost, loading.above);
  return signoff;
}

static void fill_from (SlipFormContext *context, SlipSignoff *signoff);

void
slip_signoff_fill_context (SlipFormContext *context)
{
  SlipStageOrder *shared = slip_stage_order_shared ();
  g_autoptr (SlipSignoff) own = NULL;
  SlipSignoff *signoff;

  /* A gate reads many revisions at once, and judges each document once. */
  if (shared != NULL && slip_stage_order_covers (shared, context->record))
    signoff = slip_stage_order_signoff (shared, context->form, context->record);
  else
    signoff = own = load_once (context);
  if (signoff != NULL)
    fill_from (context, signoff);
}

static void
fill_from (SlipFormContext *context, SlipSignoff *signoff)
{
  SlipRevision *revision;
  guint n;

  revision = slip_signoff_revision (signoff, context->revision);
  n = signoff->revisions->len;
  g_free (context->version);
  g_free (context->status);
  g_free (context->previous_version);
  g_free (context->signatures);
  context->signatures = describe_signatures (signoff, revision);
  if (signoff->approved != NULL)
    {
      context->approved_revision = signoff->approved->number;
      context->approved = g_strdup (signoff->approved->content);
    }
  if (signoff->revisions->len > 0)
    context->first =
        g_strdup (((SlipRevision *) g_ptr_array_index (signoff->revisions, 0))->content);
  if (revision != NULL)
    {
      n = revision->number;
      context->status = g_strdup (revision->taken_back != NULL  ? "approval withdrawn"
                                  : n < signoff->revisions->len ? "superseded"
                                                                : "approved");
    }
  else
    {
      /* What is approved as it stands is version n; a draft shows the version that it would become. */
      context->status = g_strdup (signoff->status);
      n += g_str_equal (signoff->status, "approved") ? 0 : 1;
    }
  context->version = g_strdup_printf ("%u", n);
  context->previous_version =
      n > 1 ? g_strdup_printf ("%u", n - 1)
            : earlier_version (context->database, context->form, context->record);
}
