/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A field of an instance as people read it. */

#pragma once

#include <libxml/tree.h>

#include "forms/slip-form.h"
#include "report/slip-report.h"

G_BEGIN_DECLS

/* (transfer full): what is to be printed for @element, an element of @field in an instance; ""
 * when it has no value. A required one without a value, one in conflict and one that has not
 * arrived say so. @tone: (out). */
char *slip_report_value (SlipFormNode *field, xmlNode *element, SlipReportTone *tone);
/* (transfer full): "2026-03-14 22:00 +01:00" of an RFC 3339 date-time; other texts as they are. */
char *slip_report_time (const char *text);

G_END_DECLS
