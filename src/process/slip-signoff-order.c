/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Whether a signature stands in its place: the right form, slot, role and sections, and after those that the
 * form puts before it. What its signer had seen decides, never a clock. */

#include <glib/gi18n-lib.h>

#include "process/slip-roles.h"
#include "process/slip-signoff-private.h"
#include "process/slip-stage-order.h"

/* Clocks that differ by less are nothing to tell. */
#define DOUBT_MS (5 * 60 * 1000)

gboolean
slip_signature_had_seen (const SlipSignature *signature, const char *replica, guint64 clock)
{
  GArray *frontier = signature->statement->seen;

  for (guint i = 0; i < frontier->len; i++)
    {
      SlipFrontier *seen = &g_array_index (frontier, SlipFrontier, i);

      if (g_str_equal (seen->replica, replica))
        return clock <= seen->clock;
    }
  return FALSE;
}

gboolean
slip_op_had_seen (SlipDatabase *database, const char *replica, guint64 clock, const char *other,
                  guint64 other_clock)
{
  gint64 seq;
  gint64 other_seq;

  if (g_str_equal (replica, other))
    return other_clock < clock;
  other_seq =
      slip_database_get_int (database, 0, "SELECT seq FROM op WHERE replica = ? AND clock = ?",
                             "si", other, (gint64) other_clock);
  seq = slip_database_get_int (database, 0, "SELECT seq FROM op WHERE replica = ? AND clock = ?",
                               "si", replica, (gint64) clock);
  /* What waits in this copy's outbox was made after all that came from others: it is sealed before more is taken in. */
  if (seq == 0)
    return other_seq > 0;
  return other_seq > 0 &&
         slip_database_get_int (database, 0,
                                "SELECT max (other_seq) FROM seen WHERE replica = ? AND other = ? "
                                "AND seq <= ?",
                                "ssi", replica, other, seq) >= other_seq;
}

gboolean
slip_signature_time_is_doubtful (const SlipSignature *signature)
{
  return signature->not_before_ms > signature->time_ms + DOUBT_MS;
}

/* TRUE when no section that both cover differs. */
gboolean
slip_signature_agree (const SlipSignature *a, const SlipSignature *b)
{
  for (guint i = 0; i < a->sections->len; i++)
    {
      SlipSection *section = g_ptr_array_index (a->sections, i);
      const char *other = slip_signature_section (b, section->name);

      if (other != NULL && !g_str_equal (other, section->digest))
        return FALSE;
    }
  return TRUE;
}

gboolean
slip_signature_fits (const SlipSignature *signature, GHashTable *digests)
{
  for (guint i = 0; i < signature->sections->len; i++)
    {
      SlipSection *section = g_ptr_array_index (signature->sections, i);
      const char *now = g_hash_table_lookup (digests, section->name);

      if (now == NULL || !g_str_equal (now, section->digest))
        return FALSE;
    }
  return TRUE;
}

void
slip_signature_refuse (SlipSignature *signature, const char *format, ...)
{
  va_list args;

  signature->valid = FALSE;
  g_free (signature->reason);
  va_start (args, format);
  signature->reason = g_strdup_vprintf (format, args);
  va_end (args);
}

/* The slot covers what the form says, not what the signer's program liked. */
static gboolean
covers_slot (const SlipSignature *signature, const SlipFormSlot *slot)
{
  for (gsize i = 0; slot->sections[i] != NULL; i++)
    if (slip_signature_section (signature, slot->sections[i]) == NULL)
      return FALSE;
  return TRUE;
}

/* By the same person in the same slot, knowing the other. */
static gboolean
answers (const SlipSignature *later, const SlipSignature *earlier)
{
  return later != earlier && g_str_equal (later->slot, earlier->slot) &&
         g_str_equal (later->person, earlier->person) &&
         slip_signature_had_seen (later, earlier->replica, earlier->clock);
}

/* One of those that the signer had seen in the slot, on the sections that both cover. */
static gboolean
is_before (const SlipSignature *earlier, const SlipFormSlot *slot, const SlipSignature *signature)
{
  return g_str_equal (earlier->slot, slot->name) &&
         slip_signature_had_seen (signature, earlier->replica, earlier->clock) &&
         slip_signature_agree (signature, earlier);
}

/* Whether the person had answered it, in what the signer had seen. */
static gboolean
was_answered (SlipCounting *counting, const SlipSignature *earlier, const SlipFormSlot *slot,
              const SlipSignature *signature)
{
  for (guint i = 0; i < counting->counted->len; i++)
    {
      SlipSignature *later = g_ptr_array_index (counting->counted, i);

      if (answers (later, earlier) && is_before (later, slot, signature))
        return TRUE;
    }
  return FALSE;
}

/* Somebody had approved, and nobody's "no" stood against it. */
static gboolean
approved_before (SlipCounting *counting, const SlipFormSlot *slot, const SlipSignature *signature)
{
  gboolean approved = FALSE;

  for (guint i = 0; i < counting->counted->len; i++)
    {
      SlipSignature *earlier = g_ptr_array_index (counting->counted, i);

      if (!is_before (earlier, slot, signature) ||
          was_answered (counting, earlier, slot, signature))
        continue;
      if (earlier->verdict != SLIP_VERDICT_APPROVE)
        return FALSE;
      approved = TRUE;
    }
  return approved;
}

gboolean
slip_counting_place (SlipCounting *counting, SlipSignature *signature)
{
  SlipFormSlot *slot = slip_form_find_slot (counting->form, signature->slot);
  GPtrArray *slots = slip_form_get_slots (counting->form);

  if (slot == NULL || !g_str_equal (signature->definition, slip_form_get_digest (counting->form)))
    slip_signature_refuse (signature, _ ("it was made for another form definition"));
  else if (!g_str_equal (slot->role, "*") && !g_str_equal (slot->role, signature->role))
    slip_signature_refuse (signature, _ ("it was made in a role that this slot doesn't take"));
  else if (!slip_role_signs (signature->role))
    slip_signature_refuse (signature, _ ("the %s signs nothing"), signature->role);
  else if (!covers_slot (signature, slot))
    slip_signature_refuse (signature, _ ("it doesn't cover the sections of its slot"));
  for (guint i = 0;
       signature->valid && signature->verdict == SLIP_VERDICT_APPROVE && i < slots->len; i++)
    {
      SlipFormSlot *before = g_ptr_array_index (slots, i);

      if (before->order < slot->order && !before->optional && before->relevant == NULL &&
          !approved_before (counting, before, signature))
        slip_signature_refuse (signature, _ ("it is out of order: “%s” has to approve first"),
                               before->name);
    }
  if (signature->valid && signature->verdict == SLIP_VERDICT_APPROVE && counting->order != NULL)
    {
      g_autofree char *why = slip_stage_order_check (counting->order, counting, signature);

      if (why != NULL)
        slip_signature_refuse (signature, "%s", why);
    }
  return signature->valid;
}

SlipSignature *
slip_counting_newest (SlipCounting *counting, const char *slot)
{
  for (guint i = counting->counted->len; i > 0; i--)
    {
      SlipSignature *signature = g_ptr_array_index (counting->counted, i - 1);

      if (g_str_equal (signature->slot, slot))
        return signature;
    }
  return NULL;
}

/* == what stands in a slot == */

SlipSignature *
slip_counting_answer (SlipCounting *counting, const SlipSignature *signature, GHashTable *digests)
{
  for (guint i = counting->counted->len; i > 0; i--)
    {
      SlipSignature *later = g_ptr_array_index (counting->counted, i - 1);

      if (answers (later, signature) && slip_signature_fits (later, digests))
        return later;
    }
  return NULL;
}

GPtrArray *
slip_counting_standing (SlipCounting *counting, const char *slot, GHashTable *digests)
{
  GPtrArray *standing = g_ptr_array_new ();

  for (guint i = 0; i < counting->counted->len; i++)
    {
      SlipSignature *signature = g_ptr_array_index (counting->counted, i);

      if (g_str_equal (signature->slot, slot) && slip_signature_fits (signature, digests) &&
          slip_counting_answer (counting, signature, digests) == NULL)
        g_ptr_array_add (standing, signature);
    }
  return standing;
}

/* How much a verdict weighs against an approval. */
static int
weight (SlipVerdict verdict)
{
  return verdict == SLIP_VERDICT_REJECT ? 2 : verdict == SLIP_VERDICT_CONCERNS ? 1 : 0;
}

SlipSignature *
slip_counting_decide (GPtrArray *standing)
{
  SlipSignature *best = NULL;

  for (guint i = 0; i < standing->len; i++)
    {
      SlipSignature *signature = g_ptr_array_index (standing, i);

      if (best == NULL || weight (signature->verdict) >= weight (best->verdict))
        best = signature;
    }
  return best;
}
