/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The page about one member: roles, devices, and what an administrator may do. */

#pragma once

#include "ui/app/slip-page.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_TYPE_PERSON_PAGE (slip_person_page_get_type ())
G_DECLARE_FINAL_TYPE (SlipPersonPage, slip_person_page, SLIP, PERSON_PAGE, SlipPage)

SlipPage *slip_person_page_new (SlipWorkspace *workspace, const char *person);

G_END_DECLS
