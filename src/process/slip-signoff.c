/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Slots and revisions out of signatures (design.md 5). Everything here follows from the statements, the
 * form's slots and the content alone, so it comes out the same on every machine. */

#define G_LOG_DOMAIN "slipway"

#include "process/slip-signoff.h"

#include <string.h>

#include "forms/slip-expression.h"
#include "forms/slip-instance.h"
#include "store/slip-blobs.h"
#include "store/slip-values.h"

/* The release that this one follows, a field of the form “release”. */
#define RELEASE_PREVIOUS "about/previous"

static void
slot_status_free (SlipSlotStatus *status)
{
  g_free (status->name);
  g_free (status->role);
  g_free (status->meaning);
  g_free (status);
}

static void
revision_free (SlipRevision *revision)
{
  g_free (revision->content);
  g_free (revision);
}

void
slip_signoff_free (SlipSignoff *signoff)
{
  g_clear_pointer (&signoff->slots, g_ptr_array_unref);
  g_clear_pointer (&signoff->revisions, g_ptr_array_unref);
  g_clear_pointer (&signoff->signatures, g_ptr_array_unref);
  g_free (signoff);
}

/* TRUE when @later's signer had seen @earlier when signing. */
static gboolean
had_seen (const SlipSignature *later, const SlipSignature *earlier)
{
  GArray *frontier = later->statement->sign_off->frontier;

  for (guint i = 0; i < frontier->len; i++)
    {
      SlipFrontier *seen = &g_array_index (frontier, SlipFrontier, i);

      if (g_str_equal (seen->replica, earlier->replica))
        return earlier->clock <= seen->clock;
    }
  return FALSE;
}

/* TRUE when no section that both cover differs. */
static gboolean
same_content (const SlipSignature *a, const SlipSignature *b)
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

static gboolean
fits_digests (const SlipSignature *signature, GHashTable *digests)
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

static void
refuse (SlipSignature *signature, const char *reason)
{
  signature->valid = FALSE;
  g_free (signature->reason);
  signature->reason = g_strdup (reason);
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

/* Checks @signature against the form, and against those before it, in time and order. */
static void
check_place (SlipSignature *signature, SlipForm *form, GPtrArray *counted)
{
  SlipFormSlot *slot = slip_form_find_slot (form, signature->slot);
  GPtrArray *slots = slip_form_get_slots (form);

  if (slot == NULL || !g_str_equal (signature->definition, slip_form_get_digest (form)))
    {
      refuse (signature, "it was made for another form definition");
      return;
    }
  if (!g_str_equal (slot->role, "*") && !g_str_equal (slot->role, signature->role))
    {
      refuse (signature, "it was made in a role that this slot doesn't take");
      return;
    }
  if (!covers_slot (signature, slot))
    {
      refuse (signature, "it doesn't cover the sections of its slot");
      return;
    }
  if (signature->verdict != SLIP_VERDICT_APPROVE)
    return;
  for (guint i = 0; i < slots->len; i++)
    {
      SlipFormSlot *before = g_ptr_array_index (slots, i);
      gboolean found = FALSE;

      if (before->order >= slot->order || before->optional || before->relevant != NULL)
        continue;
      for (guint j = 0; j < counted->len && !found; j++)
        {
          SlipSignature *earlier = g_ptr_array_index (counted, j);

          found = g_str_equal (earlier->slot, before->name) &&
                  earlier->verdict == SLIP_VERDICT_APPROVE && had_seen (signature, earlier) &&
                  same_content (signature, earlier);
        }
      if (!found)
        {
          g_autofree char *reason =
              g_strdup_printf ("it is out of order: “%s” has to sign first", before->role);

          refuse (signature, reason);
          return;
        }
    }
}

/* The newest signature of the slot that counts. */
static SlipSignature *
newest (GPtrArray *counted, const char *slot)
{
  for (guint i = counted->len; i > 0; i--)
    {
      SlipSignature *signature = g_ptr_array_index (counted, i - 1);

      if (g_str_equal (signature->slot, slot))
        return signature;
    }
  return NULL;
}

/* The newest signature of each slot that has to be approved, when all are; a "no" anywhere stands against the
 * approval until it is taken back, also in a slot that nobody has to fill. */
static gboolean
all_approve (SlipForm *form, SlipScope *scope, GPtrArray *counted, GPtrArray *approvals)
{
  GPtrArray *slots = slip_form_get_slots (form);
  SlipSignature *last = g_ptr_array_index (counted, counted->len - 1);

  for (guint i = 0; i < slots->len; i++)
    {
      SlipFormSlot *slot = g_ptr_array_index (slots, i);
      SlipSignature *signature = newest (counted, slot->name);
      gboolean waived = slot->optional || (slot->relevant != NULL &&
                                           slip_scope_slot_is_relevant (scope, slot, NULL) == 0);

      if (signature == NULL && !waived)
        return FALSE;
      if (signature != NULL && signature->verdict != SLIP_VERDICT_APPROVE &&
          (!waived || same_content (signature, last)))
        return FALSE;
      if (signature != NULL && !waived)
        g_ptr_array_add (approvals, signature);
    }
  return approvals->len > 0;
}

/* Do all slots stand on the content that was signed last? Sections are compared with that content's own, so that
 * slots which cover different sections can't be put together from different states. */
static gboolean
is_complete (SlipDatabase *db, SlipForm *form, SlipScope *scope, GPtrArray *counted)
{
  SlipSignature *last = g_ptr_array_index (counted, counted->len - 1);
  g_autoptr (GPtrArray) approvals = g_ptr_array_new ();
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GHashTable) digests = NULL;

  if (!all_approve (form, scope, counted, approvals))
    return FALSE;
  content = slip_blobs_get (db, last->content, NULL);
  digests = content != NULL ? slip_content_digests (content, NULL) : NULL;
  for (guint i = 0; digests != NULL && i < approvals->len; i++)
    if (!fits_digests (g_ptr_array_index (approvals, i), digests))
      return FALSE;
  return digests != NULL;
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

static void
add_slot (SlipSignoff *signoff, SlipFormSlot *slot, GPtrArray *counted, GHashTable *digests)
{
  SlipSlotStatus *status = g_new0 (SlipSlotStatus, 1);
  SlipSignature *signature = newest (counted, slot->name);

  status->name = g_strdup (slot->name);
  status->role = g_strdup (slot->role);
  status->meaning = g_strdup (slip_form_text (slot->meaning));
  status->order = slot->order;
  if (signature != NULL && fits_digests (signature, digests))
    {
      status->signature = signature;
      status->state = signature->verdict == SLIP_VERDICT_APPROVE    ? SLIP_SLOT_APPROVED
                      : signature->verdict == SLIP_VERDICT_CONCERNS ? SLIP_SLOT_CONCERNS
                                                                    : SLIP_SLOT_REJECTED;
    }
  else
    status->stale = signature;
  g_ptr_array_add (signoff->slots, status);
}

SlipSignoff *
slip_signoff_load (SlipDatabase *database, SlipForm *form, const char *record, GError **error)
{
  g_autoptr (SlipSignoff) signoff = g_new0 (SlipSignoff, 1);
  g_autoptr (GPtrArray) counted = g_ptr_array_new ();
  g_autoptr (GHashTable) digests = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autofree char *now = NULL;
  g_autoptr (SlipScope) scope = NULL;
  GPtrArray *slots = slip_form_get_slots (form);
  SlipRevision *last = NULL;
  gboolean begun = FALSE;

  signoff->slots = g_ptr_array_new_with_free_func ((GDestroyNotify) slot_status_free);
  signoff->revisions = g_ptr_array_new_with_free_func ((GDestroyNotify) revision_free);
  signoff->signatures = slip_signatures_for (database, record, error);
  if (signoff->signatures == NULL)
    return NULL;
  signoff->status = "draft";
  if (signoff->signatures->len > 0)
    {
      content = slip_instance_content (database, form, record, &digests, error);
      if (content == NULL)
        return NULL;
      now = slip_hash_hex_of (content);
    }
  else
    digests = g_hash_table_new (g_str_hash, g_str_equal);

  scope = slip_scope_new (database, form, record);
  g_ptr_array_sort (signoff->signatures, compare_signatures);
  for (guint i = 0; i < signoff->signatures->len; i++)
    {
      SlipSignature *signature = g_ptr_array_index (signoff->signatures, i);

      if (signature->valid)
        check_place (signature, form, counted);
      if (!signature->valid)
        continue;
      g_ptr_array_add (counted, signature);
      if (is_complete (database, form, scope, counted) &&
          (last == NULL || !g_str_equal (last->content, signature->content)))
        {
          last = g_new0 (SlipRevision, 1);
          last->number = signoff->revisions->len + 1;
          last->content = g_strdup (signature->content);
          last->completed_ms = signature->time_ms;
          g_ptr_array_add (signoff->revisions, last);
        }
    }
  for (guint i = 0; i < slots->len; i++)
    {
      add_slot (signoff, g_ptr_array_index (slots, i), counted, digests);
      begun |= ((SlipSlotStatus *) g_ptr_array_index (signoff->slots, i))->signature != NULL;
    }
  if (last != NULL)
    signoff->status = g_strcmp0 (last->content, now) == 0 ? "approved" : "amended";
  else if (begun)
    signoff->status = "in review";
  return g_steal_pointer (&signoff);
}

/* == the header's calculated fields == */

/* Where the release names an earlier one: the version of its document of this form. */
static char *
earlier_version (SlipDatabase *db, SlipForm *form, const char *record)
{
  g_autofree char *release =
      slip_database_get_text (db, NULL, "SELECT release FROM record WHERE id = ?", "s", record);
  g_autofree char *previous =
      release != NULL ? slip_values_text (db, release, "", RELEASE_PREVIOUS, NULL) : NULL;
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

static char *
describe_signatures (SlipSignoff *signoff)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < signoff->slots->len; i++)
    {
      SlipSlotStatus *slot = g_ptr_array_index (signoff->slots, i);

      if (slot->signature == NULL)
        continue;
      g_string_append_printf (text, "%s%s, %s: %s (%s), %s", text->len > 0 ? "\n" : "",
                              slot->signature->name, slot->signature->role,
                              slip_verdict_to_string (slot->signature->verdict), slot->meaning,
                              slot->signature->time);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
slip_signoff_fill_context (SlipFormContext *context)
{
  g_autoptr (SlipSignoff) signoff =
      slip_signoff_load (context->database, context->form, context->record, NULL);
  guint n;

  if (signoff == NULL)
    return;
  n = signoff->revisions->len;
  g_free (context->version);
  g_free (context->status);
  g_free (context->previous_version);
  g_free (context->signatures);
  /* What is approved as it stands is version n; a draft shows the version that it would become. */
  context->version = g_strdup_printf ("%u", g_str_equal (signoff->status, "approved") ? n : n + 1);
  context->status = g_strdup (signoff->status);
  if (n > 1 || (n == 1 && !g_str_equal (signoff->status, "approved")))
    context->previous_version =
        g_strdup_printf ("%u", g_str_equal (signoff->status, "approved") ? n - 1 : n);
  else
    context->previous_version = earlier_version (context->database, context->form, context->record);
  context->signatures = describe_signatures (signoff);
}
