/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the pages of this area share, and the window's actions that they bring. */

#pragma once

#include <adwaita.h>

#include "ui/app/slip-page.h"
#include "workspace/slip-workspace.h"

G_BEGIN_DECLS

/* win.new-release, win.restore-document ("s" record), win.show-lessons; for SlipWindow's class. */
void slip_library_install_actions (GtkWidgetClass *window_class);

/* Whether the window that @widget is in has the action "win.…": what would lead nowhere isn't offered. */
gboolean slip_library_has_action (GtkWidget *widget, const char *name);

typedef void (*SlipRefreshFunc) (gpointer widget);
/**
 * slip_library_watch:
 * @workspace: (nullable): %NULL: no more
 *
 * Calls @refresh a moment after the workspace has changed, once for many changes; while @widget is out of sight, when it
 * comes back.
 */
void slip_library_watch (GtkWidget *widget, SlipWorkspace *workspace, SlipRefreshFunc refresh);

/* What a workspace without a release shows. */
SlipPage *slip_library_empty_page_new (void);
gboolean slip_library_is_empty_page (SlipPage *page);

/* (transfer full) (nullable): a window of time as the release's record has it, in local time: "5 December 2026, 18:00 –
 * 22:00"; %NULL when neither is a time. */
char *slip_library_period (const char *from, const char *until);

G_END_DECLS
