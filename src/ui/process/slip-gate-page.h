/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The gate board of a stage: GO, CONDITIONAL or NO-GO, what it follows from line by line, and what was decided. */

#pragma once

#include "ui/review/slip-read-page.h"

G_BEGIN_DECLS

#define SLIP_TYPE_GATE_PAGE (slip_gate_page_get_type ())
G_DECLARE_FINAL_TYPE (SlipGatePage, slip_gate_page, SLIP, GATE_PAGE, SlipReadPage)

/* @stage: id, or "" for the one where Go is given. */
SlipPage *slip_gate_page_new (SlipWorkspace *workspace, const char *release, const char *stage);

G_END_DECLS
