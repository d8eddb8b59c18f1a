/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Writes a report as an OpenDocument text (ODF 1.3): named styles, real lists and header rows,
 * contents filled in, number, version and content hash on each page. */

#pragma once

#include "report/slip-report.h"

G_BEGIN_DECLS

/**
 * slip_report_to_odt:
 *
 * The same report gives the same bytes. Any thread.
 *
 * Returns: (transfer full): the package; %NULL with FAILED when libzip fails
 */
GBytes *slip_report_to_odt (SlipReport *report, GError **error);

/**
 * slip_report_write_odt:
 * @path: the file; one that exists is replaced whole, or not at all
 *
 * Returns: FALSE with NO_SPACE, READ_ONLY, NOT_FOUND (no such folder) or FAILED; nothing
 * half-written stays
 */
gboolean slip_report_write_odt (SlipReport *report, const char *path, GError **error);

G_END_DECLS
