/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What the window's two files share: slip-window.c (pages and workspaces), slip-window-actions.c (what is pressed). */

#pragma once

#include "ui/app/slip-watch.h"
#include "ui/app/slip-window.h"
#include "ui/library/slip-sidebar.h"
#include "ui/start/slip-welcome-page.h"
#include "ui/sync/slip-sync-button.h"
#include "ui/sync/slip-sync-scheduler.h"
#include "ui/sync/slip-waiting.h"

G_BEGIN_DECLS

struct _SlipWindow
{
  AdwApplicationWindow parent_instance;
  SlipWorkspace *workspace; /* nullable */
  GPtrArray *stack;         /* (element-type SlipPage): the page in sight is the last */
  GPtrArray *leaving;       /* (element-type SlipPage): they slide away */
  GtkStack *root;
  SlipWelcomePage *welcome;
  AdwLeaflet *leaflet;
  GtkWidget *side;
  AdwHeaderBar *side_header;
  AdwBin *sync_slot;
  SlipSyncButton *sync_button;
  SlipSyncScheduler *scheduler; /* nullable */
  SlipWaiting *waiting;         /* nullable */
  SlipWatch *watch;             /* nullable */
  char *wanted;                 /* nullable: id of the document to open once its workspace is */
  GtkMenuButton *workspace_button;
  GtkLabel *workspace_name;
  SlipSidebar *sidebar;
  GtkStack *pages;
};

/* Puts all pages away but the first @keep, and shows the last of these. */
void slip_window_go_back_to (SlipWindow *self, guint keep);

/* slip-window-actions.c */
void slip_window_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
