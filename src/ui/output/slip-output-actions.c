/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Each action asks for the workspace that is open. */

#include "ui/output/slip-output-actions.h"

#include "ui/app/slip-window.h"
#include "ui/output/slip-back-up.h"
#include "ui/output/slip-copy-workspace.h"
#include "ui/output/slip-export-dialog.h"
#include "ui/output/slip-print.h"

static void
on_export_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWorkspace *workspace = slip_window_get_workspace (SLIP_WINDOW (widget));

  if (workspace != NULL)
    slip_export_dialog_present (GTK_WINDOW (widget), workspace,
                                g_variant_get_string (target, NULL));
}

static void
on_print_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWorkspace *workspace = slip_window_get_workspace (SLIP_WINDOW (widget));

  if (workspace != NULL)
    slip_print (GTK_WINDOW (widget), workspace, g_variant_get_string (target, NULL));
}

static void
on_back_up_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWorkspace *workspace = slip_window_get_workspace (SLIP_WINDOW (widget));

  if (workspace != NULL)
    slip_back_up (GTK_WINDOW (widget), workspace);
}

static void
on_copy_workspace_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  SlipWorkspace *workspace = slip_window_get_workspace (SLIP_WINDOW (widget));

  if (workspace != NULL)
    slip_copy_workspace (GTK_WINDOW (widget), workspace);
}

void
slip_output_install_actions (GtkWidgetClass *window_class)
{
  gtk_widget_class_install_action (window_class, "win.export", "s", on_export_cb);
  gtk_widget_class_install_action (window_class, "win.print", "s", on_print_cb);
  gtk_widget_class_install_action (window_class, "win.back-up", NULL, on_back_up_cb);
  gtk_widget_class_install_action (window_class, "win.copy-workspace", NULL, on_copy_workspace_cb);
}
