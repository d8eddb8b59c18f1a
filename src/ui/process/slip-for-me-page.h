/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What waits on the person's roles, most urgent first, with why; each leads to where it is done. */

#pragma once

#include "ui/review/slip-read-page.h"

G_BEGIN_DECLS

#define SLIP_TYPE_FOR_ME_PAGE (slip_for_me_page_get_type ())
G_DECLARE_FINAL_TYPE (SlipForMePage, slip_for_me_page, SLIP, FOR_ME_PAGE, SlipReadPage)

SlipPage *slip_for_me_page_new (SlipWorkspace *workspace);

G_END_DECLS
