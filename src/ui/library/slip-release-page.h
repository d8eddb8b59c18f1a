/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A release: what it is, and its documents by the stages of the SOP, each with its state. */

#pragma once

#include "ui/app/slip-page.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_TYPE_RELEASE_PAGE (slip_release_page_get_type ())
G_DECLARE_FINAL_TYPE (SlipReleasePage, slip_release_page, SLIP, RELEASE_PAGE, SlipPage)

SlipPage *slip_release_page_new (SlipWorkspace *workspace, const char *release);
/* (transfer none): id of the release. */
const char *slip_release_page_get_release (SlipReleasePage *self);

G_END_DECLS
