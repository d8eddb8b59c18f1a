/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The page that shows who is in the workspace, who waits, and what this copy itself waits for. */

#pragma once

#include "ui/app/slip-page.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_TYPE_PEOPLE_PAGE (slip_people_page_get_type ())
G_DECLARE_FINAL_TYPE (SlipPeoplePage, slip_people_page, SLIP, PEOPLE_PAGE, SlipPage)

SlipPage *slip_people_page_new (SlipWorkspace *workspace);

G_END_DECLS
