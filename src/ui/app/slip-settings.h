/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The program's settings (data/io.github.slipway.Slipway.gschema.xml), and the list of workspaces that it knows. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer none): the settings; they live as long as the program. */
GSettings *slip_settings_get (void);
/* Whether the schema is installed; without it nothing here may be called. */
gboolean slip_settings_available (void);

/* (transfer full): folders of the workspaces that are known and there, the one used last first. */
GStrv slip_settings_list_workspaces (void);
/* (transfer full): the same, with those that are not there. */
GStrv slip_settings_list_known (void);
/* Puts @dir first. */
void slip_settings_use_workspace (const char *dir);
/* The folder stays, the list forgets it. Returns the place that it had, for slip_settings_remember_workspace(). */
guint slip_settings_forget_workspace (const char *dir);
void slip_settings_remember_workspace (const char *dir, guint place);
/* (transfer full): a folder for a new workspace of that name, which is not there yet. */
char *slip_settings_folder_for (const char *name);
/* (transfer full): the same in @above. */
char *slip_settings_folder_in (const char *above, const char *name);

G_END_DECLS
