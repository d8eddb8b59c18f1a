/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Which slot of the form a signature takes, and whether the same was said there already. */

#include "process/slip-roles.h"

#include <glib/gi18n-lib.h>
#include "store/slip-values.h"
#include "workspace/slip-revisions-private.h"
#include "workspace/slip-workspace-private.h"

/* Who keeps a document current: a field of the header that every form includes. */
#define OWNER "header/owner"

static gboolean
is_any (const SlipFormSlot *slot)
{
  return g_str_equal (slot->role, "*");
}

gboolean
slip_slot_takes (const SlipFormSlot *slot, const char *role)
{
  return is_any (slot) || g_str_equal (slot->role, role);
}

/* “author” (any role: Written as I saw it). */
char *
slip_slot_describe (const SlipFormSlot *slot)
{
  /* Translators: a place to sign, the role that signs there and what its signature means. */
  return g_strdup_printf (_ ("“%s” (%s: %s)"), slot->name,
                          is_any (slot) ? _ ("any role") : slot->role,
                          slip_form_text (slot->meaning));
}

static char *
describe_slots (SlipForm *form, const char *role)
{
  GPtrArray *slots = slip_form_get_slots (form);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < slots->len; i++)
    {
      SlipFormSlot *slot = g_ptr_array_index (slots, i);
      g_autofree char *one = slip_slot_describe (slot);

      if (role == NULL || slip_slot_takes (slot, role))
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", one);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* (nullable): what the person said last in the slot and what stands there. */
static SlipSignature *
own_in_slot (const SlipSlotStatus *status, const char *person)
{
  for (guint i = status->standing->len; i > 0; i--)
    {
      SlipSignature *signature = g_ptr_array_index (status->standing, i - 1);

      if (g_str_equal (signature->person, person))
        return signature;
    }
  return NULL;
}

/* The one whom the header names, or who made it. */
gboolean
slip_slot_is_author (SlipDatabase *db, const char *record, const char *person)
{
  g_autofree char *owner = slip_values_text (db, record, "", OWNER, NULL);
  g_autofree char *maker = slip_database_get_text (
      db, NULL, "SELECT person FROM op WHERE record = ? ORDER BY clock, replica LIMIT 1", "s",
      record);

  return g_strcmp0 (owner, person) == 0 || g_strcmp0 (maker, person) == 0;
}

/* How much a slot asks for the signature: less is sooner. What the person has to answer comes first; then, of who wrote the
 * document, the open slot for any role; then the role's own; then any role's. */
guint
slip_slot_rank (const SlipFormSlot *slot, const SlipSlotStatus *status, const char *person,
                gboolean author)
{
  SlipSignature *own = own_in_slot (status, person);
  gboolean open = status->state != SLIP_SLOT_APPROVED;

  if (own != NULL && own->verdict != SLIP_VERDICT_APPROVE)
    return 0;
  if (is_any (slot))
    return open && author ? 1 : open ? 4 : 5;
  return open ? 2 : 3;
}

SlipFormSlot *
slip_slot_before (SlipForm *form, SlipSignoff *signoff, const SlipFormSlot *slot,
                  SlipSlotStatus **status)
{
  GPtrArray *slots = slip_form_get_slots (form);

  for (guint i = 0; i < slots->len; i++)
    {
      SlipFormSlot *before = g_ptr_array_index (slots, i);
      SlipSlotStatus *state = g_ptr_array_index (signoff->slots, i);

      if (before->order < slot->order && !before->optional && before->relevant == NULL &&
          state->state != SLIP_SLOT_APPROVED)
        {
          *status = state;
          return before;
        }
    }
  return NULL;
}

static SlipFormSlot *
find_slot (SlipForm *form, const char *role, const char *name, GError **error)
{
  SlipFormSlot *slot = slip_form_find_slot (form, name);
  g_autofree char *all = describe_slots (form, slot != NULL ? role : NULL);

  if (slot != NULL && slip_slot_takes (slot, role))
    return slot;
  if (slot == NULL)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_FOUND, _ ("the %s has no slot “%s”; it has %s"),
                 slip_form_get_id (form), name, all);
  else
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                 _ ("the role “%s” doesn't sign the slot “%s”; it signs %s"), role, name,
                 *all != '\0' ? all : _ ("none"));
  return NULL;
}

/* @name: (nullable): the slot that was asked for. @others: (element-type utf8) (optional): open ones that the role could
 * have signed, too. */
SlipFormSlot *
slip_slot_choose (SlipDatabase *db, SlipRecord *record, SlipSignoff *signoff, const char *role,
                  const char *name, GPtrArray *others, GError **error)
{
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  GPtrArray *slots = slip_form_get_slots (record->form);
  gboolean author = slip_slot_is_author (db, record->id, person);
  SlipFormSlot *best = NULL;
  guint best_rank = 0;

  if (!slip_role_signs (role))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   _ ("who is %s signs nothing in a document; somebody with another role has to"),
                   role);
      return NULL;
    }
  if (name != NULL)
    return find_slot (record->form, role, name, error);
  for (guint i = 0; i < slots->len; i++)
    {
      SlipFormSlot *slot = g_ptr_array_index (slots, i);
      guint rank;

      if (!slip_slot_takes (slot, role))
        continue;
      rank = slip_slot_rank (slot, g_ptr_array_index (signoff->slots, i), person, author);
      if (best == NULL || rank < best_rank)
        {
          best = slot;
          best_rank = rank;
        }
    }
  for (guint i = 0; others != NULL && i < slots->len; i++)
    {
      SlipFormSlot *slot = g_ptr_array_index (slots, i);
      SlipSlotStatus *status = g_ptr_array_index (signoff->slots, i);

      if (slot != best && slip_slot_takes (slot, role) && status->state != SLIP_SLOT_APPROVED)
        g_ptr_array_add (others, g_strdup (slot->name));
    }
  if (best == NULL)
    {
      g_autofree char *all = describe_slots (record->form, NULL);

      g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED,
                   _ ("the role “%s” doesn't sign the %s; its slots are %s"), role,
                   slip_form_get_id (record->form), all);
    }
  return best;
}

/* (nullable): the same, said already, when saying it once more changes nothing. */
SlipSignature *
slip_slot_find_same (SlipForm *form, const SlipSignoff *signoff, const SlipFormSlot *slot,
                     const char *person, const char *role, SlipVerdict verdict, const char *comment)
{
  GPtrArray *slots = slip_form_get_slots (form);
  SlipSignature *same = NULL;
  gboolean complete = TRUE;

  for (guint i = 0; i < slots->len; i++)
    {
      const SlipFormSlot *one = g_ptr_array_index (slots, i);
      const SlipSlotStatus *status = g_ptr_array_index (signoff->slots, i);

      if (one == slot)
        same = own_in_slot (status, person);
      complete &= status->state == SLIP_SLOT_APPROVED || one->optional || one->relevant != NULL;
    }
  if (same == NULL || same->verdict != verdict || !g_str_equal (same->role, role) ||
      (*comment != '\0' && g_strcmp0 (same->comment, comment) != 0))
    return NULL;
  /* All have signed what is not approved: one more signature completes it. */
  if (complete && !g_str_equal (signoff->status, "approved") &&
      (signoff->revising == NULL || signoff->amendments->len > 0))
    return NULL;
  return same;
}
