/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What differs between a version that somebody signed and the document as it stands. */

#pragma once

#include "ui/review/slip-read-page.h"

G_BEGIN_DECLS

#define SLIP_TYPE_COMPARE_PAGE (slip_compare_page_get_type ())
G_DECLARE_FINAL_TYPE (SlipComparePage, slip_compare_page, SLIP, COMPARE_PAGE, SlipReadPage)

SlipPage *slip_compare_page_new (SlipWorkspace *workspace, const char *document);

G_END_DECLS
