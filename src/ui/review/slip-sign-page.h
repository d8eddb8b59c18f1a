/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Signing a document: what would be signed, what changed since the person signed it last, what stands in the way, and the
 * signature itself. */

#pragma once

#include "ui/app/slip-page.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_TYPE_SIGN_PAGE (slip_sign_page_get_type ())
G_DECLARE_FINAL_TYPE (SlipSignPage, slip_sign_page, SLIP, SIGN_PAGE, SlipPage)

SlipPage *slip_sign_page_new (SlipWorkspace *workspace, const char *document);

G_END_DECLS
