/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The history of a field, row or document: who wrote what, when, and what stood there before. */

#pragma once

#include "ui/review/slip-read-page.h"

G_BEGIN_DECLS

#define SLIP_TYPE_HISTORY_PAGE (slip_history_page_get_type ())
G_DECLARE_FINAL_TYPE (SlipHistoryPage, slip_history_page, SLIP, HISTORY_PAGE, SlipReadPage)

/* @path: of a field, row, table or section; "" for the whole record. */
SlipPage *slip_history_page_new (SlipWorkspace *workspace, const char *record, const char *path);

G_END_DECLS
