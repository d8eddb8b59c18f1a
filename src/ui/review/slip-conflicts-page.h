/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The open conflicts of a document, a release, or the whole workspace. */

#pragma once

#include "ui/review/slip-read-page.h"

G_BEGIN_DECLS

#define SLIP_TYPE_CONFLICTS_PAGE (slip_conflicts_page_get_type ())
G_DECLARE_FINAL_TYPE (SlipConflictsPage, slip_conflicts_page, SLIP, CONFLICTS_PAGE, SlipReadPage)

/* @record: "" for all. */
SlipPage *slip_conflicts_page_new (SlipWorkspace *workspace, const char *record);

G_END_DECLS
