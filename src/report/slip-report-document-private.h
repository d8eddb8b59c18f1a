/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the files that build a document's report share. */

#pragma once

#include "report/slip-report-document.h"

G_BEGIN_DECLS

/* (nullable): the child element called @name. */
xmlNode *slip_report_child (xmlNode *element, const char *name);
/* Fields and tables of @node, whose element is @element, at heading level @level. */
void slip_report_fields (SlipReport *report, SlipFormNode *node, xmlNode *element, guint level);
/* A table of the form; its heading or caption stands before it already. */
void slip_report_rows (SlipReport *report, SlipFormNode *table, xmlNode *element, guint level);
/* How many headings the rows of the table make. */
guint slip_report_count_row_headings (SlipFormNode *table, xmlNode *element);
/* Slots and signatures. */
void slip_report_slots (SlipReport *report, SlipForm *form, SlipSignoff *signoff, guint level);
/* Review threads, when there are any (slip-report-threads.c). @threads: (nullable) (element-type SlipReportThread) */
void slip_report_threads (SlipReport *report, GPtrArray *threads, guint level);
/* (transfer full): name, role, verdict and date of the signatures that count. */
char *slip_report_signed_by (SlipSignoff *signoff);

G_END_DECLS
