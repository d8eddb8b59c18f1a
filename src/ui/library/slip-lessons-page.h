/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What all releases taught: each lesson leads to its document. */

#pragma once

#include "ui/app/slip-page.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_TYPE_LESSONS_PAGE (slip_lessons_page_get_type ())
G_DECLARE_FINAL_TYPE (SlipLessonsPage, slip_lessons_page, SLIP, LESSONS_PAGE, SlipPage)

SlipPage *slip_lessons_page_new (SlipWorkspace *workspace);

G_END_DECLS
