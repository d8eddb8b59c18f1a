/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Slots, revisions and status of a document (design.md 5): its signatures, withdrawals and revises are gone
 * through once (slip-signoff-events.c), and what stands after that is said of each slot. README.md in this folder states the
 * rules. */

#include <string.h>

#include "forms/slip-instance.h"
#include "process/slip-signoff-private.h"
#include "process/slip-stage-order.h"

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
  return slip_counting_judge (counting, error);
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
