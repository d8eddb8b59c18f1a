/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The window: a sidebar, and a stack of pages beside it. It knows one workspace at a time. Pages don't know each other:
 * they go places through the window's actions:
 *
 *   win.open-release ("s" id)              win.open-document ("(ss)" id, path of a field or "")
 *   win.show-people  win.show-lessons  win.show-conflicts ("s" record id or "")  win.search  win.back  win.sync
 *   win.sync-again  win.cancel-sync  win.shared-folder  win.export ("s" id of a document or release)
 *   win.print (the same)  win.back-up
 *   win.sign  win.show-signatures  win.compare ("s" document)  win.show-history ("(ss)" record, path or "")
 *   win.show-comments (the same)
 *   win.revise ("(sub)" document, how many proposals are taken up with it, whether a revision is started)
 *   win.show-for-me  win.show-gate ("(ss)" release, stage or "")
 *   win.show-audit  win.show-audit-of ("(ss)" release, document or "")
 *   win.undo  win.redo (of the page in sight: its actions "page.undo" and "page.redo") */

#pragma once

#include <adwaita.h>

#include "ui/app/slip-page.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

#define SLIP_TYPE_WINDOW (slip_window_get_type ())
G_DECLARE_FINAL_TYPE (SlipWindow, slip_window, SLIP, WINDOW, AdwApplicationWindow)

SlipWindow *slip_window_new (GtkApplication *application);

/* Opens the workspace in the folder @dir; what is wrong with it is said on the welcome page. */
void slip_window_open (SlipWindow *self, const char *dir);
/* Goes to a document of the workspace in @dir, which is opened if need be. */
void slip_window_open_document (SlipWindow *self, const char *dir, const char *document);
/* (transfer none) (nullable) */
SlipWorkspace *slip_window_get_workspace (SlipWindow *self);
/* Puts the workspace away and shows the welcome page. */
void slip_window_close_workspace (SlipWindow *self);

/* Takes @page on top of the stack; slip_window_pop() goes back to the one before. */
void slip_window_push (SlipWindow *self, SlipPage *page);
void slip_window_pop (SlipWindow *self);
/* Puts all pages away and shows @page alone. */
void slip_window_show (SlipWindow *self, SlipPage *page);
/* (transfer none) (nullable): the page in sight. */
SlipPage *slip_window_get_page (SlipWindow *self);

G_END_DECLS
