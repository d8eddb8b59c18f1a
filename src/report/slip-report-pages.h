/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A report on pages, by Pango and cairo: for PDF, and for the window's printing. Number, version and status, the content's
 * hash and "Page 2 of 9" stand on each page; tables go on over pages, with their heads. */

#pragma once

#include <cairo.h>

#include "report/slip-report.h"

G_BEGIN_DECLS

typedef struct _SlipReportPages SlipReportPages;

/* (transfer full): @report on pages of that size, in points; nothing is laid out yet. @report lives as long. One
 * thread at a time. */
SlipReportPages *slip_report_pages_new (SlipReport *report, double width, double height);
void slip_report_pages_free (SlipReportPages *pages);
/* Lays out the next @steps blocks and rows of tables. TRUE when all are: then pages are known and can be drawn. */
gboolean slip_report_pages_paginate (SlipReportPages *pages, guint steps);
guint slip_report_pages_get_n (SlipReportPages *pages);
/* @page: from 0; @cr: whose unit is the point, at the page's upper left corner */
void slip_report_pages_draw (SlipReportPages *pages, guint page, cairo_t *cr);

/**
 * slip_report_to_pdf:
 *
 * On A4. Any thread.
 *
 * Returns: (transfer full): the file, with its headings as bookmarks; %NULL with FAILED when cairo fails
 */
GBytes *slip_report_to_pdf (SlipReport *report, GError **error);
/* As slip_report_write_odt(). */
gboolean slip_report_write_pdf (SlipReport *report, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SlipReportPages, slip_report_pages_free)

G_END_DECLS
