/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Signature blocks. What a signature has to show on every print: printed name, role, date and
 * time with zone, meaning (domain.md section 7); and whether it could be verified, with the
 * reason where not. */

#include "core/slip-datetime.h"
#include "process/slip-roles.h"
#include "report/slip-report-document-private.h"

#include <glib/gi18n-lib.h>

#include "report/slip-report-value.h"

static const char *
verdict_text (SlipVerdict verdict, SlipReportTone *tone)
{
  switch (verdict)
    {
    case SLIP_VERDICT_APPROVE:
      *tone = SLIP_TONE_GOOD;
      return _ ("Approved");
    case SLIP_VERDICT_CONCERNS:
      *tone = SLIP_TONE_WARNING;
      return _ ("Concerns");
    case SLIP_VERDICT_REJECT:
    default:
      *tone = SLIP_TONE_BAD;
      return _ ("Rejected");
    }
}

static void
append_label (GString *text, SlipForm *form, const char *section)
{
  SlipFormNode *node = slip_form_node_child (slip_form_get_root (form), section);

  if (text->len > 0)
    g_string_append (text, ", ");
  g_string_append (text, node == NULL ? section : slip_form_node_label (node));
}

static char *
covered_by_signature (SlipForm *form, const SlipSignature *signature)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; signature->sections != NULL && i < signature->sections->len; i++)
    append_label (text, form, ((SlipSection *) g_ptr_array_index (signature->sections, i))->name);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
covered_by_slot (SlipForm *form, const char *name)
{
  g_autoptr (GString) text = g_string_new (NULL);
  SlipFormSlot *slot = slip_form_find_slot (form, name);

  for (guint i = 0; slot != NULL && slot->sections != NULL && slot->sections[i] != NULL; i++)
    append_label (text, form, slot->sections[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The time as claimed; where the log proves that it was later, that too (domain.md section 7). */
static char *
claimed_time (const SlipSignature *signature)
{
  g_autofree char *time = slip_report_time (signature->time);
  g_autofree char *proved = NULL;
  g_autofree char *shown = NULL;

  if (!slip_signature_time_is_doubtful (signature))
    return g_steal_pointer (&time);
  proved = slip_datetime_format (signature->not_before_ms, 0);
  shown = slip_report_time (proved);
  return g_strdup_printf (_ ("%s as claimed; by the log not before %s"), time, shown);
}

/* @reason: (nullable): why it doesn't count although it verifies. */
static void
add_signature (SlipReport *report, SlipForm *form, const SlipSignature *signature,
               const char *reason)
{
  g_autofree char *time = claimed_time (signature);
  g_autofree char *sections = covered_by_signature (form, signature);
  g_autofree char *role = NULL;
  SlipReportSignature block = { 0 };

  block.meaning = signature->meaning == NULL ? "" : slip_form_text (signature->meaning);
  role = signature->holder == NULL
             ? g_strdup (slip_role_name (signature->role))
             : g_strdup_printf (_ ("%s, deputy for %s"), slip_role_name (signature->role),
                                signature->holder);
  block.role = role;
  block.name = signature->name == NULL ? _ ("Unknown") : signature->name;
  block.verdict = verdict_text (signature->verdict, &block.tone);
  if (signature->statement == NULL)
    {
      block.verdict = _ ("Can't be read");
      block.tone = SLIP_TONE_BAD;
    }
  block.time = time;
  block.fingerprint = signature->fingerprint;
  block.sections = *sections == '\0' ? NULL : sections;
  block.comment = signature->comment;
  block.verified = signature->valid;
  block.reason = signature->reason != NULL ? signature->reason : reason;
  slip_report_add_signature (report, &block);
}

static void
add_open_slot (SlipReport *report, SlipForm *form, const SlipSlotStatus *slot)
{
  g_autofree char *sections = covered_by_slot (form, slot->name);
  g_autofree char *remark = NULL;
  SlipReportSignature block = { 0 };

  block.meaning = slot->meaning == NULL ? "" : slip_form_text (slot->meaning);
  block.role = slip_role_name (slot->role);
  block.verdict = _ ("Not signed yet");
  block.tone = SLIP_TONE_MUTED;
  block.sections = *sections == '\0' ? NULL : sections;
  if (slot->stale != NULL)
    {
      g_autofree char *time = slip_report_time (slot->stale->time);

      remark =
          g_strdup_printf (_ ("Signed by %s on %s; what it covers was changed since"),
                           slot->stale->name == NULL ? _ ("Unknown") : slot->stale->name, time);
    }
  block.reason = remark;
  slip_report_add_signature (report, &block);
}

static gboolean
is_in_slot (SlipSignoff *signoff, const SlipSignature *signature)
{
  for (guint i = 0; i < signoff->slots->len; i++)
    {
      const SlipSlotStatus *slot = g_ptr_array_index (signoff->slots, i);

      if (slot->signature != NULL && g_strcmp0 (slot->signature->hash, signature->hash) == 0)
        return TRUE;
    }
  return FALSE;
}

void
slip_report_slots (SlipReport *report, SlipForm *form, SlipSignoff *signoff, guint level)
{
  gboolean others = FALSE;

  slip_report_add_heading (report, level, _ ("Signatures"));
  if (signoff->slots->len == 0)
    slip_report_add_paragraph (report, SLIP_REPORT_HINT, _ ("This kind of document isn't signed."));
  for (guint i = 0; i < signoff->slots->len; i++)
    {
      const SlipSlotStatus *slot = g_ptr_array_index (signoff->slots, i);

      if (slot->signature != NULL)
        add_signature (report, form, slot->signature, NULL);
      else
        add_open_slot (report, form, slot);
    }
  for (guint i = 0; i < signoff->signatures->len; i++)
    {
      const SlipSignature *signature = g_ptr_array_index (signoff->signatures, i);

      if (is_in_slot (signoff, signature))
        continue;
      if (!others)
        slip_report_add_heading (report, level + 1, _ ("Signatures that don't count now"));
      others = TRUE;
      add_signature (report, form, signature,
                     _ ("it doesn't count now: a later one took its place, it came out of order, "
                        "or what it covers was "
                        "changed since"));
    }
}

char *
slip_report_signed_by (SlipSignoff *signoff)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; signoff != NULL && i < signoff->slots->len; i++)
    {
      const SlipSlotStatus *slot = g_ptr_array_index (signoff->slots, i);
      g_autofree char *time = NULL;
      SlipReportTone tone;

      if (slot->signature == NULL)
        continue;
      time = slip_report_time (slot->signature->time);
      if (text->len > 0)
        g_string_append (text, "\n\n");
      g_string_append_printf (text, "%s, %s\n%s %.10s",
                              slot->signature->name == NULL ? "" : slot->signature->name,
                              slip_role_name (slot->signature->role),
                              verdict_text (slot->signature->verdict, &tone), time);
    }
  if (text->len == 0)
    g_string_append (text, _ ("Not signed yet"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}
