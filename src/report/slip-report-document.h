/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The report of any document, made from its form, its instance and its signatures: title table,
 * sections, tables, signature blocks. Knows no form by name. */

#pragma once

#include <libxml/tree.h>

#include "forms/slip-form.h"
#include "process/slip-signoff.h"
#include "report/slip-report-threads.h"
#include "report/slip-report.h"

G_BEGIN_DECLS

/**
 * SlipReportSource:
 * @form: the form that the document pins
 * @instance: as slip_instance_build() makes it, calculated fields included
 * @signoff: (nullable): slots and signatures; NULL prints no signature blocks
 * @content_hash: (nullable): digest of the canonical content, 64 hex
 * @language: (nullable): BCP 47; "en" when NULL
 * @changed_ms: when it was last changed, ms since the epoch (UTC); 0 when not known
 * @threads: (nullable) (element-type SlipReportThread): what was said about it, in the order in which it is to stand
 *
 * What a report is made from; nothing of it is kept.
 */
typedef struct
{
  SlipForm *form;
  xmlDoc *instance;
  SlipSignoff *signoff;
  const char *content_hash;
  const char *language;
  gint64 changed_ms;
  GPtrArray *threads;
} SlipReportSource;

/* (transfer full): the report. Optional fields without a value, tables without rows and what is
 * not relevant are left out; required ones without a value are shown as missing. domain.md
 * section 7 settles what a signature shows. */
SlipReport *slip_report_new_for_document (const SlipReportSource *source);

G_END_DECLS
