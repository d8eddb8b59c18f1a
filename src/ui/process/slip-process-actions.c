/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-process-actions.h. */

#include "ui/process/slip-process-actions.h"

#include "ui/app/slip-window.h"
#include "ui/process/slip-follow.h"
#include "ui/process/slip-for-me-page.h"
#include "ui/process/slip-gate-page.h"

static void
on_show_for_me_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWindow *window = SLIP_WINDOW (widget);
  SlipWorkspace *workspace = slip_window_get_workspace (window);

  if (workspace != NULL)
    slip_window_show (window, slip_for_me_page_new (workspace));
}

static void
on_show_gate_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWindow *window = SLIP_WINDOW (widget);
  SlipWorkspace *workspace = slip_window_get_workspace (window);
  const char *release;
  const char *stage;

  g_variant_get (target, "(&s&s)", &release, &stage);
  if (workspace != NULL)
    slip_window_push (window, slip_gate_page_new (workspace, release, stage));
}

static void
on_follow_process_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWorkspace *workspace = slip_window_get_workspace (SLIP_WINDOW (widget));

  if (workspace != NULL)
    slip_process_follow (widget, workspace, g_variant_get_string (target, NULL));
}

static void
on_show_processes_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWorkspace *workspace = slip_window_get_workspace (SLIP_WINDOW (widget));

  if (workspace != NULL)
    slip_process_put (widget, workspace);
}

void
slip_process_install_actions (GtkWidgetClass *window_class)
{
  gtk_widget_class_install_action (window_class, "win.show-for-me", NULL, on_show_for_me_cb);
  gtk_widget_class_install_action (window_class, "win.show-gate", "(ss)", on_show_gate_cb);
  gtk_widget_class_install_action (window_class, "win.follow-process", "s", on_follow_process_cb);
  gtk_widget_class_install_action (window_class, "win.show-processes", NULL, on_show_processes_cb);
}
