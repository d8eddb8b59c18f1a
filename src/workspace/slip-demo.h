/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The sample release, played by three people on three workspaces. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SlipDemo:
 * @dir: where it all goes; made when missing
 * @remote: (nullable): URL of a WebDAV folder; a directory `store` in @dir when NULL
 * @user: (nullable): for the server
 * @password: (nullable): for the server
 * @say: (nullable): told each step, a line
 *
 * What the demonstration runs with.
 */
typedef struct
{
  const char *dir;
  const char *remote;
  const char *user;
  const char *password;
  gboolean allow_cleartext;
  void (*say) (const char *text, gpointer data);
  gpointer data;
} SlipDemo;

/**
 * slip_demo_run:
 *
 * Makes the workspaces `pm`, `qa` and `irb` in the folder, lets the three draft, disagree, sync, sign, waive, decide and export,
 * and checks that all three hold the same in the end. Each step looks first at what is there already: a run that was
 * stopped can be started again.
 *
 * Returns: TRUE; FALSE with the error of the step that failed
 */
gboolean slip_demo_run (const SlipDemo *demo, GCancellable *cancellable, GError **error);

G_END_DECLS
