/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A report on the screen, read-only: what is printed, in one column. */

#pragma once

#include <adwaita.h>

#include "report/slip-report.h"

G_BEGIN_DECLS

#define SLIP_TYPE_REPORT_VIEW (slip_report_view_get_type ())
G_DECLARE_FINAL_TYPE (SlipReportView, slip_report_view, SLIP, REPORT_VIEW, AdwBin)

GtkWidget *slip_report_view_new (void);
/* @report: (transfer none): has to live as long as it is shown. */
void slip_report_view_set_report (SlipReportView *self, SlipReport *report);

G_END_DECLS
