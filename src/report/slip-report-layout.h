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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipReportLayout, slip_report_layout_free)

G_END_DECLS
