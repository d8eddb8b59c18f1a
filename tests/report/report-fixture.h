/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the tests of reports share: a report with one of everything, and entries of the package
 * that comes out. */

#pragma once

#include <gio/gio.h>
#include <libxml/tree.h>

#include "report/slip-report-odt.h"

SlipReport *report_fixture_new (void);
/* Text that people never type, and programs do. */
extern const char report_fixture_hostile[];

/* (transfer full): text of an entry. */
char *report_fixture_entry (GBytes *odt, const char *name);
/* Each part fits its schema of OpenDocument 1.3; the test is skipped where those are not. */
void report_fixture_assert_valid (GBytes *odt);
/* content.xml of the report, parsed. */
xmlDoc *report_fixture_parse (SlipReport *report);
/* (transfer full): a new folder; removed with all files in it by the other one. */
char *report_fixture_make_folder (void);
void report_fixture_remove_folder (const char *path);
