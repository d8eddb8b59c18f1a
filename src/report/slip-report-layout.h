/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* How wide the columns of a table are, and which ones don't fit beside the others: for every
 * writer that makes pages. */

#pragma once

#include "report/slip-report.h"

G_BEGIN_DECLS

/**
 * SlipReportLayout:
 * @widths: width of each column in hundredths of a millimetre; 0 for one that stands below
 * @below: the column's texts stand under the row, across the whole table
 * @n_columns: of the table
 * @n_beside: columns that don't stand below
 */
typedef struct
{
  guint n_columns;
  guint n_beside;
  int *widths;
  gboolean *below;
} SlipReportLayout;

/* (transfer full): widths that add up to exactly @width (hundredths of a millimetre). Looks at
 * the texts only where a column has no width of its own; a table whose columns don't fit puts
 * those with the longest texts below. */
SlipReportLayout *slip_report_layout_new (const SlipReportTable *table, int width);
void slip_report_layout_free (SlipReportLayout *layout);
/* Whether a text of the row stands below it. */
gboolean slip_report_layout_has_below (const SlipReportLayout *layout, const SlipReportTable *table,
                                       guint row);
/* Of a table of pairs: how many columns the value takes when no pair stands beside it; else 1. */
guint slip_report_layout_span (const SlipReportTable *table, guint row, guint column);
/* Steps the numbers of headings; writes "2", "2.1" or nothing to @number. */
void slip_report_layout_count (guint numbers[2], guint level, char number[32]);
/* (transfer none): the table that shows a signature, in @holder, an empty report. Two pairs in a row. */
SlipReportTable *slip_report_layout_signature (SlipReport *holder,
                                               const SlipReportSignature *signature);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipReportLayout, slip_report_layout_free)

G_END_DECLS
