/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The threads of a document, or of one of its fields. */

#pragma once

#include "ui/review/slip-read-page.h"

G_BEGIN_DECLS

#define SLIP_TYPE_COMMENTS_PAGE (slip_comments_page_get_type ())
G_DECLARE_FINAL_TYPE (SlipCommentsPage, slip_comments_page, SLIP, COMMENTS_PAGE, SlipReadPage)

/* @path: as commands take it; "" of the whole document. */
SlipPage *slip_comments_page_new (SlipWorkspace *workspace, const char *record, const char *path);
/* All of the document, this one in sight. @thread: its id */
SlipPage *slip_comments_page_new_for_thread (SlipWorkspace *workspace, const char *record,
                                             const char *thread);

G_END_DECLS
