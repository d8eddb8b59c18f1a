/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A document's signatures: its slots, its revisions, what waits for the next one, what was proposed. */

#pragma once

#include "ui/review/slip-read-page.h"

G_BEGIN_DECLS

#define SLIP_TYPE_SIGNATURES_PAGE (slip_signatures_page_get_type ())
G_DECLARE_FINAL_TYPE (SlipSignaturesPage, slip_signatures_page, SLIP, SIGNATURES_PAGE, SlipReadPage)

SlipPage *slip_signatures_page_new (SlipWorkspace *workspace, const char *document);

G_END_DECLS
