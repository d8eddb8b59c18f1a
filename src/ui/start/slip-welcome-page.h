/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the window shows when no workspace is open: make one, join one, or look at the sample; and the ones that are
 * known. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SLIP_TYPE_WELCOME_PAGE (slip_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (SlipWelcomePage, slip_welcome_page, SLIP, WELCOME_PAGE, AdwBin)

G_END_DECLS
