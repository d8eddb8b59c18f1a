/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A signature block as a table, the same for every writer that makes pages. */

#include <glib/gi18n-lib.h>

#include "report/slip-report-layout.h"

/* Two pairs in a row; the second may be left out. */
static void
add_pairs (SlipReportTable *table, const char *name, SlipReportTone tone, const char *value,
           const char *other_name, SlipReportTone other_tone, const char *other_value)
{
  slip_report_table_add_pair (table, name, tone, value);
  slip_report_table_add_pair (table, other_name, other_tone, other_value);
}

static void
add_verified (SlipReportTable *table, const SlipReportSignature *signature)
{
  g_autofree char *text = NULL;
  SlipReportTone tone = SLIP_TONE_GOOD;

  if (!signature->verified)
    {
      tone = SLIP_TONE_BAD;
      text = signature->reason == NULL ? g_strdup (_ ("No"))
                                       : g_strdup_printf (_ ("No: %s"), signature->reason);
    }
  else if (signature->reason != NULL)
    {
      tone = SLIP_TONE_WARNING;
      text = g_strdup_printf (_ ("Yes, but: %s"), signature->reason);
    }
  else
    text = g_strdup (_ ("Yes: bytes, key, person and role fit"));
  add_pairs (table, _ ("Verified"), tone, text, NULL, SLIP_TONE_PLAIN, NULL);
}

SlipReportTable *
slip_report_layout_signature (SlipReport *holder, const SlipReportSignature *signature)
{
  SlipReportTable *table = slip_report_add_table (holder, SLIP_TABLE_PAIRS);

  slip_report_table_add_column (table, NULL, 25, FALSE);
  slip_report_table_add_column (table, NULL, 62, FALSE);
  slip_report_table_add_column (table, NULL, 19, FALSE);
  slip_report_table_add_column (table, NULL, 64, FALSE);
  add_pairs (table, _ ("Role"), SLIP_TONE_STRONG, signature->role, _ ("Verdict"), signature->tone,
             signature->verdict);
  add_pairs (table, _ ("Meaning"), SLIP_TONE_PLAIN, signature->meaning, NULL, SLIP_TONE_PLAIN,
             NULL);
  if (signature->name != NULL)
    {
      add_pairs (table, _ ("Name"), SLIP_TONE_STRONG, signature->name, _ ("Signed"),
                 SLIP_TONE_PLAIN, signature->time);
      add_pairs (table, _ ("Key"), SLIP_TONE_CODE, signature->fingerprint, NULL, SLIP_TONE_PLAIN,
                 NULL);
      add_verified (table, signature);
    }
  else if (signature->reason != NULL)
    add_pairs (table, _ ("Remark"), SLIP_TONE_WARNING, signature->reason, NULL, SLIP_TONE_PLAIN,
               NULL);
  if (signature->sections != NULL)
    add_pairs (table, _ ("Covers"), SLIP_TONE_PLAIN, signature->sections, NULL, SLIP_TONE_PLAIN,
               NULL);
  if (signature->comment != NULL && *signature->comment != '\0')
    add_pairs (table, _ ("Comment"), SLIP_TONE_PLAIN, signature->comment, NULL, SLIP_TONE_PLAIN,
               NULL);
  return table;
}
